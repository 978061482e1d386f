/* A station of machines in time, by the same law: it holds its set point, comes to the limit of its drive as the flow
 * rises, and comes back; what it stands still at is what the steady state says. */
#include "../elem/typed_machines.h"
#include "lines.h"

static const double hour = 3600.0;

static void a_station_of_machines_follows_the_flow(void **state) {
  (void)state;
  line l = {0};
  tl_error e = {0};
  tl_pipe pipe;
  tl_machine_station m;
  tl_boundary boundary[4] = {{.kind = TL_GIVEN_PRESSURE, .p_pa = 60e5}};
  size_t station;
  tl_pipe_default(&pipe);
  pipe.length_m = 60e3;
  pipe.diameter_m = 0.9;
  tl_machine_station_default(&m);
  m.configurations = typed_configurations;
  m.configuration_count = 2;
  m.control = TL_HOLD_OUTLET;
  m.outlet_p_pa = 70e5;
  l.gas = gas_of_speed(377.968, 0.88, 288.15);
  assert_int_equal(tl_network_create(NULL, &l.network, &e), TL_OK);
  static const char *const ids[] = {"A", "B", "C", "D"};
  for (int i = 0; i < 4; i++) assert_int_equal(tl_network_add_node(l.network, ids[i], 0.0, NULL, &e), TL_OK);
  assert_int_equal(tl_network_add_pipe(l.network, "p1", 0, 1, &pipe, NULL, &e), TL_OK);
  if (tl_network_add_machine_station(l.network, "S", 1, 2, &m, &station, &e) != TL_OK) fail_msg("%s", e.sentence);
  assert_int_equal(tl_network_add_pipe(l.network, "p2", 2, 3, &pipe, NULL, &e), TL_OK);
  assert_int_equal(tl_network_freeze(l.network, &e), TL_OK);
  boundary[3].withdrawal_kg_s = 150.0;
  assert_int_equal(tl_schedule_create(l.network, NULL, &l.schedule, &e), TL_OK);
  const double times[] = {0.0, hour, 2.0 * hour, 30.0 * hour, 31.0 * hour},
               flows[] = {150.0, 150.0, 290.0, 290.0, 150.0};
  const tl_profile p = {.what = TL_DRIVE_WITHDRAWAL, .target = 3, .count = 5, .times_s = times, .values = flows};
  if (tl_schedule_add_profile(l.schedule, &p, &e) != TL_OK) fail_msg("%s", e.sentence);
  tl_transient_options o;
  tl_transient_options_default(&o);
  o.isothermal_t_k = 288.15;
  o.cell_length_m = 2000.0;
  if (tl_transient_create(l.network, l.gas, boundary, l.schedule, &o, &l.run, &e) != TL_OK) fail_msg("%s", e.sentence);
  if (tl_transient_start_steady(l.run, &e) != TL_OK) fail_msg("%s", e.sentence);
  assert_close_rel(node_p(&l, 2), 70e5, 1e-6);
  run_to(&l, 29.0 * hour);
  /* nothing has moved for a day: the steady state of these loads */
  tl_steady *steady;
  tl_steady_options so;
  tl_steady_options_default(&so);
  so.isothermal_t_k = 288.15;
  boundary[3].withdrawal_kg_s = 290.0;
  if (tl_steady_create(l.network, l.gas, &so, &steady, &e) != TL_OK) fail_msg("%s", e.sentence);
  assert_int_equal(tl_steady_solve(steady, boundary, &e), TL_OK);
  if (tl_steady_outcome(steady) != TL_SOLVED) fail_msg("%s", tl_steady_reason(steady)->sentence);
  static tl_machines_state s;
  tl_node_state behind;
  assert_int_equal(tl_steady_machines(steady, station, &s, &e), TL_OK);
  assert_int_equal(tl_steady_node(steady, 2, &behind, &e), TL_OK);
  print_message("after 29 h: %.5f bar behind the station, steady %.5f (%s, %zu units)\n", node_p(&l, 2) / 1e5,
                behind.p_pa / 1e5, s.mode, s.units_running);
  assert_string_equal(s.mode, "drive power");
  assert_close_rel(node_p(&l, 2), behind.p_pa, 1e-3); /* cells of 2 km against one link a pipe */
  run_to(&l, 60.0 * hour);
  assert_close_rel(node_p(&l, 2), 70e5, 1e-6);
  assert_true(tl_transient_effort(l.run).largest_mass_error <= 1e-12);
  tl_steady_destroy(steady);
  end_line(&l);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_station_of_machines_follows_the_flow)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
