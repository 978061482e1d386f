/* gas_testing.h - what the gas tests share: making a gas, a state, reading the data folder. */
#ifndef GAS_TESTING_H
#define GAS_TESTING_H

#include "testing.h"
#include "trunkline/gas.h"

static inline tl_gas *gas_of(const tl_mixture *mixture, const char *model, bool table) {
  tl_gas_options options;
  tl_gas_options_default(&options);
  options.model = model;
  options.table = table;
  tl_gas *gas = NULL;
  tl_error error = {0};
  if (tl_gas_create(mixture, &options, &gas, &error) != TL_OK) fail_msg("%s: %s", model, error.sentence);
  return gas;
}

static inline tl_gas *gas_named(const char *name, const char *model, bool table) {
  tl_mixture mixture;
  if (!tl_mixture_library_get(name, &mixture)) fail_msg("no library gas %s", name);
  return gas_of(&mixture, model, table);
}

static inline tl_gas_state gas_at(const tl_gas *gas, double p_pa, double t_k) {
  tl_gas_state s;
  tl_error error = {0};
  if (tl_gas_state_pt(gas, p_pa, t_k, &s, &error) != TL_OK) fail_msg("%s: %s", tl_gas_model(gas), error.sentence);
  return s;
}

/* The 21-component mixture of NIST's AGA8 test programs, in the order of tl_component. */
static const tl_mixture nist_mixture = {{0.77824, 0.02,    0.06,    0.08,    0.03,    0.0015,  0.003,
                                         0.0005,  0.00165, 0.00215, 0.00088, 0.00024, 0.00015, 0.00009,
                                         0.004,   0.005,   0.002,   0.0001,  0.0025,  0.007,   0.001}};

/* Ten components, the size of gas that the bench takes. */
static const tl_mixture ten_components = {{0.9, 0.02, 0.015, 0.04, 0.015, 0.003, 0.003, 0.001, 0.001, 0.002}};

#endif
