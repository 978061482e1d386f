/* mixtures.h - gases of different composition: what the tests of batches share. */
#ifndef MIXTURES_H
#define MIXTURES_H

#include "lines.h"

static inline tl_mixture with_hydrogen(double share) {
  tl_mixture m = {{0}};
  m.x[TL_METHANE] = 1.0 - share;
  m.x[TL_HYDROGEN] = share;
  return m;
}

static inline tl_gas *gas_of(const tl_mixture *mixture, const char *model) {
  tl_error e = {0};
  tl_gas_options o;
  tl_gas_options_default(&o);
  o.model = model;
  o.phase_check = false;
  tl_gas *gas = NULL;
  if (tl_gas_create(mixture, &o, &gas, &e) != TL_OK) fail_msg("%s", e.sentence);
  return gas;
}

static inline tl_pipe pipe_of(double length_m) {
  tl_pipe pipe;
  tl_pipe_default(&pipe);
  pipe.length_m = length_m;
  pipe.diameter_m = 0.8;
  pipe.friction = TL_FRICTION_FIXED;
  pipe.friction_factor = 0.01;
  return pipe;
}

static inline void change_gas(line *l, double at_s, const tl_mixture *gas) {
  tl_error e = {0};
  const tl_event change = {.kind = TL_EVENT_GAS, .at_s = at_s, .target = 0, .gas = gas};
  if (tl_schedule_add_event(l->schedule, &change, &e) != TL_OK) fail_msg("%s", e.sentence);
}

/* Two supplies A and B meet at C and go on to D, by 60-km pipes; the second half of the way through a station if asked.
 */
typedef struct meeting {
  tl_network *network;
  tl_gas *gas;
  tl_schedule *schedule;
  tl_transient *run;
  tl_boundary boundary[5];
  tl_mixture entering[5];
} meeting;

static inline void open_meeting_of(meeting *m, const tl_pipe *pipe, double hydrogen, const char *model) {
  tl_error e = {0};
  const tl_mixture methane = with_hydrogen(0.0);
  static const char *const ids[] = {"A", "B", "C", "D", "E"};
  size_t n[5];
  *m = (meeting){.gas = gas_of(&methane, model)};
  assert_int_equal(tl_network_create(NULL, &m->network, &e), TL_OK);
  for (size_t i = 0; i < 5; i++) {
    assert_int_equal(tl_network_add_node(m->network, ids[i], 0.0, &n[i], &e), TL_OK);
    m->boundary[i] = (tl_boundary){.kind = TL_GIVEN_WITHDRAWAL};
  }
  assert_int_equal(tl_network_add_pipe(m->network, "AC", n[0], n[2], pipe, NULL, &e), TL_OK);
  assert_int_equal(tl_network_add_pipe(m->network, "BC", n[1], n[2], pipe, NULL, &e), TL_OK);
  tl_station station;
  tl_station_default(&station);
  station.discharge_p_pa = 70e5;
  if (tl_network_add_station(m->network, "CS", n[2], n[3], &station, NULL, &e) != TL_OK) fail_msg("%s", e.sentence);
  assert_int_equal(tl_network_add_pipe(m->network, "DE", n[3], n[4], pipe, NULL, &e), TL_OK);
  assert_int_equal(tl_network_freeze(m->network, &e), TL_OK);
  m->boundary[0] = (tl_boundary){.kind = TL_GIVEN_PRESSURE, .p_pa = 60e5};
  m->boundary[1].withdrawal_kg_s = -30.0;
  m->boundary[4].withdrawal_kg_s = 80.0;
  m->entering[1] = with_hydrogen(hydrogen);
  assert_int_equal(tl_schedule_create(m->network, NULL, &m->schedule, &e), TL_OK);
}

static inline void open_meeting(meeting *m, double hydrogen, const char *model) {
  const tl_pipe pipe = pipe_of(60e3);
  open_meeting_of(m, &pipe, hydrogen, model);
}

static inline void start_meeting(meeting *m, const tl_transient_options *options) {
  tl_error e = {0};
  tl_transient_options o = *options;
  o.entering = m->entering;
  if (tl_transient_create(m->network, m->gas, m->boundary, m->schedule, &o, &m->run, &e) != TL_OK)
    fail_msg("%s", e.sentence);
  if (tl_transient_start_steady(m->run, &e) != TL_OK) fail_msg("%s", e.sentence);
  if (tl_transient_outcome(m->run) != TL_SOLVED) fail_msg("%s", tl_transient_reason(m->run)->sentence);
}

static inline void run_meeting(meeting *m, double until_s) {
  tl_error e = {0};
  if (tl_transient_run(m->run, until_s, &e) != TL_OK) fail_msg("%s", e.sentence);
  if (tl_transient_outcome(m->run) != TL_SOLVED) fail_msg("%s", tl_transient_reason(m->run)->sentence);
}

static inline void close_meeting(meeting *m) {
  tl_transient_destroy(m->run);
  tl_schedule_destroy(m->schedule);
  tl_network_destroy(m->network);
  tl_gas_destroy(m->gas);
}

static inline double meeting_p(const meeting *m, size_t node) {
  tl_node_state s;
  tl_error e;
  assert_int_equal(tl_transient_node(m->run, node, &s, &e), TL_OK);
  return s.p_pa;
}

/* Mass share of hydrogen's gas (B's) that leaves a node. */
static inline double share_of_b(const meeting *m, size_t node, double hydrogen) {
  tl_mixture x;
  tl_error e;
  assert_int_equal(tl_transient_node_mixture(m->run, node, &x, &e), TL_OK);
  const double mc = tl_component_molar_mass_kg_mol(TL_METHANE), mh = tl_component_molar_mass_kg_mol(TL_HYDROGEN);
  const double h = x.x[TL_HYDROGEN] * mh / (x.x[TL_HYDROGEN] * mh + x.x[TL_METHANE] * mc);
  return h / (hydrogen * mh / (hydrogen * mh + (1.0 - hydrogen) * mc));
}

#endif
