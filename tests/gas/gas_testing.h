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

/* One component alone. */
static inline tl_mixture pure(tl_component component) {
  tl_mixture mixture = {{0}};
  mixture.x[component] = 1.0;
  return mixture;
}

/* Methane and ethane mixed to a relative density (air 28.9625 kg/kmol). */
static inline tl_mixture of_relative_density(double relative_density) {
  double methane = 1e3 * tl_component_molar_mass_kg_mol(TL_METHANE),
         ethane = 1e3 * tl_component_molar_mass_kg_mol(TL_ETHANE);
  tl_mixture mixture = {{0}};
  mixture.x[TL_ETHANE] = (relative_density * 28.9625 - methane) / (ethane - methane);
  mixture.x[TL_METHANE] = 1.0 - mixture.x[TL_ETHANE];
  return mixture;
}

static inline tl_gas_quality quality_at(const tl_mixture *mixture, double combustion_t_k, double volume_t_k) {
  tl_gas_quality q;
  tl_error error = {0};
  if (tl_mixture_quality(mixture, combustion_t_k, volume_t_k, &q, &error) != TL_OK) fail_msg("%s", error.sentence);
  return q;
}

static inline tl_gas_state gas_at(const tl_gas *gas, double p_pa, double t_k) {
  tl_gas_state s;
  tl_error error = {0};
  if (tl_gas_state_pt(gas, p_pa, t_k, &s, &error) != TL_OK) fail_msg("%s: %s", tl_gas_model(gas), error.sentence);
  return s;
}

/* Random gases and states, the same on every machine. */
typedef struct random_source {
  uint64_t x;
} random_source;
static inline double unit(random_source *r) {
  r->x = r->x * 6364136223846793005ULL + 1442695040888963407ULL;
  return (double)(r->x >> 11) * 0x1p-53;
}

/* The 21-component mixture of NIST's AGA8 test programs, in the order of tl_component. */
static const tl_mixture nist_mixture = {{0.77824, 0.02,    0.06,    0.08,    0.03,    0.0015,  0.003,
                                         0.0005,  0.00165, 0.00215, 0.00088, 0.00024, 0.00015, 0.00009,
                                         0.004,   0.005,   0.002,   0.0001,  0.0025,  0.007,   0.001}};

/* Ten components, the size of gas that the bench takes. */
static const tl_mixture ten_components = {{0.9, 0.02, 0.015, 0.04, 0.015, 0.003, 0.003, 0.001, 0.001, 0.002}};

#endif
