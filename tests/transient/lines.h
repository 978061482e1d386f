/* lines.h - a single pipe between a given pressure and a profile of outflow: what most cases here are made of. */
#ifndef LINES_H
#define LINES_H

#include "testing.h"
#include "trunkline/trunkline.h"

#include <math.h>

#define GAS_CONSTANT 8.31446261815324

typedef struct line {
  tl_network *network;
  tl_gas *gas;
  tl_schedule *schedule;
  tl_transient *run;
  tl_boundary boundary[2];
} line;

/* A gas with z = 1 (or the given z) whose isothermal speed of sound at t_k is c. */
static inline tl_gas *gas_of_speed(double c, double z, double t_k) {
  tl_error e = {0};
  tl_gas *gas = NULL;
  const tl_plain_gas plain = {.molar_mass_kg_mol = z * GAS_CONSTANT * t_k / (c * c), .z0 = z, .viscosity_pa_s = 1.1e-5};
  if (tl_gas_create_plain(&plain, NULL, &gas, &e) != TL_OK) fail_msg("%s", e.sentence);
  return gas;
}

static inline void make_line(line *l, const tl_pipe *pipe, tl_gas *gas, double p_pa, double out_kg_s) {
  tl_error e = {0};
  size_t a, b;
  l->gas = gas;
  assert_int_equal(tl_network_create(NULL, &l->network, &e), TL_OK);
  assert_int_equal(tl_network_add_node(l->network, "IN", 0.0, &a, &e), TL_OK);
  assert_int_equal(tl_network_add_node(l->network, "OUT", 0.0, &b, &e), TL_OK);
  if (tl_network_add_pipe(l->network, "P", a, b, pipe, NULL, &e) != TL_OK) fail_msg("%s", e.sentence);
  assert_int_equal(tl_network_freeze(l->network, &e), TL_OK);
  l->boundary[0] = (tl_boundary){.kind = TL_GIVEN_PRESSURE, .p_pa = p_pa};
  l->boundary[1] = (tl_boundary){.kind = TL_GIVEN_WITHDRAWAL, .withdrawal_kg_s = out_kg_s};
  assert_int_equal(tl_schedule_create(l->network, NULL, &l->schedule, &e), TL_OK);
}

static inline void drive_outflow(line *l, size_t count, const double *times, const double *values, bool hold) {
  tl_error e = {0};
  const tl_profile p = {
      .what = TL_DRIVE_WITHDRAWAL, .target = 1, .count = count, .times_s = times, .values = values, .hold = hold};
  if (tl_schedule_add_profile(l->schedule, &p, &e) != TL_OK) fail_msg("%s", e.sentence);
}

static inline void start_line(line *l, const tl_transient_options *options) {
  tl_error e = {0};
  if (tl_transient_create(l->network, l->gas, l->boundary, l->schedule, options, &l->run, &e) != TL_OK)
    fail_msg("%s", e.sentence);
  if (tl_transient_start_steady(l->run, &e) != TL_OK) fail_msg("%s", e.sentence);
  if (tl_transient_outcome(l->run) != TL_SOLVED) fail_msg("%s", tl_transient_reason(l->run)->sentence);
}

static inline void run_to(line *l, double until_s) {
  tl_error e = {0};
  if (tl_transient_run(l->run, until_s, &e) != TL_OK) fail_msg("%s", e.sentence);
  if (tl_transient_outcome(l->run) != TL_SOLVED) fail_msg("%s", tl_transient_reason(l->run)->sentence);
}

static inline double node_p(const line *l, size_t node) {
  tl_node_state s;
  tl_error e;
  assert_int_equal(tl_transient_node(l->run, node, &s, &e), TL_OK);
  return s.p_pa;
}

static inline void end_run(line *l) {
  tl_transient_destroy(l->run);
  l->run = NULL;
}

static inline void end_line(line *l) {
  end_run(l);
  tl_schedule_destroy(l->schedule);
  tl_network_destroy(l->network);
  tl_gas_destroy(l->gas);
}

#endif
