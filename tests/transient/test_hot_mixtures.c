/* Gases of different composition with heat: what is kept, and what temperatures do where fronts and streams meet. */
#include "hot.h"
#include "mixtures.h"

static tl_pipe buried(double length_m, double heat_transfer_w_m2_k) {
  tl_pipe pipe = pipe_of(length_m);
  pipe.heat_transfer_w_m2_k = heat_transfer_w_m2_k;
  pipe.ground_t_from_k = pipe.ground_t_to_k = 278.15;
  return pipe;
}

static tl_profile_point point_of(const tl_transient *run, size_t link, size_t i) {
  tl_profile_point p;
  tl_error e;
  assert_int_equal(tl_transient_profile(run, link, i, &p, &e), TL_OK);
  return p;
}

static tl_node_state node_of(const tl_transient *run, size_t node) {
  tl_node_state s;
  tl_error e;
  assert_int_equal(tl_transient_node(run, node, &s, &e), TL_OK);
  return s;
}

static void assert_kept(const char *what, const tl_transient *run) {
  const tl_transient_work w = tl_transient_effort(run);
  print_message("%s: %zu steps, %zu rejected, %zu iterations, mass %.1e, energy %.1e, gases %.1e, outside %zu\n", what,
                w.steps, w.rejected, w.iterations, w.largest_mass_error, w.largest_energy_error, w.largest_gas_error,
                w.states_outside);
  assert_true(w.largest_mass_error <= 1e-13 && w.largest_gas_error <= 1e-13 && w.largest_energy_error <= 1e-10);
  assert_int_equal(w.states_outside, 0);
}

/* ---- one line ----------------------------------------------------------------------------------------------- */

/* A buried line of methane that enters at 330 K; after an hour gas of four fifths hydrogen follows it, as hot. Nothing
 * is hotter than what enters nor colder than the ground (278.15 K) less what expansion takes (0.4 K/bar over 2 bar, and
 * soil that cools at once would not let it). */
static void a_hot_batch_of_hydrogen_pushes_methane(void **state) {
  (void)state;
  line l = {0};
  const tl_pipe pipe = buried(100e3, 2.0);
  const tl_mixture methane = with_hydrogen(0.0), blend = with_hydrogen(0.8);
  make_line(&l, &pipe, gas_of(&methane, "gerg2008"), 60e5, 60.0);
  l.boundary[0].t_k = 330.0;
  change_gas(&l, HOUR, &blend);
  const tl_transient_options o = heated(1000.0);
  start_line(&l, &o);
  double low = INFINITY, high = 0.0;
  for (double t = HOUR; t <= 24 * HOUR; t += 0.5 * HOUR) {
    run_to(&l, t);
    for (size_t i = 0; i < tl_transient_profile_points(l.run, 0); i++) {
      const double t_k = point_of(l.run, 0, i).t_k;
      low = fmin(low, t_k);
      high = fmax(high, t_k);
    }
    if (t == 6 * HOUR) assert_int_equal(tl_transient_parcels(l.run, 0), 2);
  }
  print_message("batch: %.2f .. %.2f K\n", low, high);
  assert_true(low > 278.15 - 0.8 && high < 330.0);
  tl_mixture at_end;
  tl_error e;
  assert_int_equal(tl_transient_node_mixture(l.run, 1, &at_end, &e), TL_OK);
  assert_true(fabs(at_end.x[TL_HYDROGEN] - 0.8) <= 1e-9);
  assert_kept("a day with a batch", l.run);
  end_line(&l);
}

/* Profile of a line six hours after a gas has followed itself, hydrogen share apart. */
static void profile_behind(double hydrogen, double *t_k, double *p_pa, size_t points) {
  line l = {0};
  const tl_pipe pipe = buried(60e3, 2.0);
  const tl_mixture methane = with_hydrogen(0.0), blend = with_hydrogen(hydrogen);
  make_line(&l, &pipe, gas_of(&methane, "gerg2008"), 60e5, 100.0);
  l.boundary[0].t_k = 320.0;
  if (hydrogen > 0.0) change_gas(&l, HOUR, &blend);
  const double times[] = {0.0, 0.5 * HOUR, 2 * HOUR}, flows[] = {100.0, 60.0, 120.0};
  drive_outflow(&l, 3, times, flows, false);
  const tl_transient_options o = heated(1000.0);
  start_line(&l, &o);
  run_to(&l, 3 * HOUR);
  if (hydrogen > 0.0) {
    assert_int_equal(tl_transient_parcels(l.run, 0), 2);
    assert_kept("a gas behind itself", l.run);
  }
  for (size_t i = 0; i < points; i++) {
    t_k[i] = point_of(l.run, 0, i).t_k;
    p_pa[i] = point_of(l.run, 0, i).p_pa;
  }
  end_line(&l);
}

/* A gas that is methane but for 1e-7 moves as a batch; all else must go as with methane alone, within what shorter
 * steps make of it. */
static void a_gas_that_is_nearly_the_same_changes_nothing(void **state) {
  (void)state;
  enum { POINTS = 61 };
  double t[2][POINTS], p[2][POINTS], worst_t = 0.0, worst_p = 0.0;
  profile_behind(0.0, t[0], p[0], POINTS);
  profile_behind(1e-7, t[1], p[1], POINTS);
  for (size_t i = 0; i < POINTS; i++) {
    worst_t = fmax(worst_t, fabs(t[0][i] - t[1][i]));
    worst_p = fmax(worst_p, fabs(p[0][i] - p[1][i]));
  }
  print_message("nearly the same: %.4f K, %.1f Pa apart\n", worst_t, worst_p);
  assert_true(worst_t <= 0.05 && worst_p <= 100.0); /* tolerances of a step: 0.05 K, 20 Pa */
}

/* ---- nodes ---------------------------------------------------------------------------------------------------- */

static void open_hot(meeting *m, double heat_transfer_w_m2_k, double hydrogen, const char *model) {
  const tl_pipe pipe = buried(60e3, heat_transfer_w_m2_k);
  open_meeting_of(m, &pipe, hydrogen, model);
  m->boundary[0].t_k = 300.0;
  m->boundary[1].t_k = 330.0;
}

static void start_hot(meeting *m) {
  const tl_transient_options o = heated(3000.0);
  start_meeting(m, &o);
}

/* J/kg over the ideal gas at 288.15 K: per kilogram those of all components then add up. */
static double enthalpy(const tl_mixture *mixture, double p_pa, double t_k) {
  tl_gas *gas = gas_of(mixture, "gerg2008");
  tl_gas_state s, ideal;
  tl_error e = {0};
  assert_int_equal(tl_gas_state_pt(gas, p_pa, t_k, &s, &e), TL_OK);
  assert_int_equal(tl_gas_state_pt(gas, 1.0, 288.15, &ideal, &e), TL_OK);
  tl_gas_destroy(gas);
  return (s.enthalpy_j_mol - ideal.enthalpy_j_mol) / s.molar_mass_kg_mol;
}

/* Pipes that lose no heat: what enters at A (300 K) and B (330 K, half of it hydrogen) has at C the enthalpy of their
 * mixture, whose temperature is found from the gas law by bisection. */
static void two_gases_meet_with_the_enthalpy_of_both(void **state) {
  (void)state;
  meeting m;
  open_hot(&m, 0.0, 0.5, "gerg2008");
  start_hot(&m);
  tl_error e;
  tl_mixture mixed;
  tl_transient_link_state a;
  const tl_mixture methane = with_hydrogen(0.0), half = with_hydrogen(0.5);
  assert_int_equal(tl_transient_link(m.run, 0, &a, &e), TL_OK);
  assert_int_equal(tl_transient_node_mixture(m.run, 2, &mixed, &e), TL_OK);
  const double q_a = a.q_to_kg_s, q_b = 30.0;
  const double h =
      (q_a * enthalpy(&methane, node_of(m.run, 0).p_pa, 300.0) + q_b * enthalpy(&half, node_of(m.run, 1).p_pa, 330.0)) /
      (q_a + q_b);
  const tl_node_state c = node_of(m.run, 2);
  double low = 280.0, high = 340.0;
  while (high - low > 1e-9) {
    const double middle = 0.5 * (low + high);
    *(enthalpy(&mixed, c.p_pa, middle) < h ? &low : &high) = middle;
  }
  print_message("mixed: %.6f K, by hand %.6f K\n", c.t_k, low);
  assert_true(c.t_k > 300.0 && c.t_k < 330.0);
  assert_close(c.t_k, low, 1e-5); /* table of enthalpies: 1e-8 of cp 288 K */
  close_meeting(&m);
}

/* Steady data of two gases at different temperatures hold for a day, with soil. */
static void a_day_of_two_hot_gases_at_rest_in_time(void **state) {
  (void)state;
  meeting m;
  open_hot(&m, 2.0, 0.5, "gerg2008");
  start_hot(&m);
  tl_node_state at[5];
  double worst = 0.0;
  for (size_t i = 0; i < 5; i++) at[i] = node_of(m.run, i);
  run_meeting(&m, 24 * HOUR);
  for (size_t i = 0; i < 5; i++) {
    worst = fmax(worst, fabs(node_of(m.run, i).p_pa / at[i].p_pa - 1.0));
    worst = fmax(worst, fabs(node_of(m.run, i).t_k / at[i].t_k - 1.0));
  }
  print_message("two hot gases: after 24 h within %.1e\n", worst);
  assert_true(worst <= 1e-10);
  assert_kept("at rest", m.run);
  close_meeting(&m);
}

static void add_event(meeting *m, tl_event event) {
  tl_error e = {0};
  if (tl_schedule_add_event(m->schedule, &event, &e) != TL_OK) fail_msg("%s", e.sentence);
}

/* A front that comes by A, B's supply that swings and stands still for hours, a trip and a start: mixtures form at C
 * all the time and pass the machine. */
static void upset(meeting *m) {
  enum { POINTS = 13 };
  static double times[POINTS], flows[POINTS];
  static tl_mixture blend;
  tl_error e = {0};
  blend = with_hydrogen(0.3);
  for (int i = 0; i < POINTS; i++) {
    times[i] = 2 * HOUR * i;
    flows[i] = i == 7 || i == 8 ? 0.0 : -30.0 - 20.0 * sin(0.9 * i);
  }
  const tl_profile swing = {
      .what = TL_DRIVE_WITHDRAWAL, .target = 1, .count = POINTS, .times_s = times, .values = flows};
  assert_int_equal(tl_schedule_add_profile(m->schedule, &swing, &e), TL_OK);
  add_event(m, (tl_event){.kind = TL_EVENT_GAS, .at_s = HOUR, .target = 0, .gas = &blend});
  add_event(m, (tl_event){.kind = TL_EVENT_TRIP, .at_s = 4 * HOUR, .link = 2});
  add_event(m, (tl_event){.kind = TL_EVENT_START, .at_s = 5 * HOUR, .link = 2});
}

static void a_day_of_fronts_and_trips_keeps_mass_and_energy(void **state) {
  (void)state;
  meeting m;
  open_hot(&m, 2.0, 0.6, "papay");
  upset(&m);
  start_hot(&m);
  double low = INFINITY, high = 0.0;
  for (double t = HOUR; t <= 24 * HOUR; t += HOUR) {
    run_meeting(&m, t);
    for (size_t i = 0; i < 5; i++) {
      low = fmin(low, node_of(m.run, i).t_k);
      high = fmax(high, node_of(m.run, i).t_k);
    }
  }
  print_message("fronts and trips: nodes at %.2f .. %.2f K\n", low, high);
  assert_true(low > 275.0 && high < 330.0);
  assert_kept("fronts and trips", m.run);
  close_meeting(&m);
}

/* Saved with fronts on their way. */
static void a_restart_with_hot_gases_gives_the_same_bits(void **state) {
  (void)state;
  meeting m;
  open_hot(&m, 2.0, 0.6, "papay");
  upset(&m);
  start_hot(&m);
  tl_transient *first = m.run;
  start_hot(&m);
  tl_error e = {0};
  unsigned char *bytes;
  size_t length;
  assert_int_equal(tl_transient_run(first, 3.3 * HOUR, &e), TL_OK);
  assert_int_equal(tl_transient_save(first, &bytes, &length, &e), TL_OK);
  if (tl_transient_restore(m.run, bytes, length, &e) != TL_OK) fail_msg("%s", e.sentence);
  tl_transient_free(first, bytes, length);
  assert_int_equal(tl_transient_run(first, 8 * HOUR, &e), TL_OK);
  run_meeting(&m, 8 * HOUR);
  for (size_t i = 0; i < 5; i++) {
    const tl_node_state a = node_of(first, i), b = node_of(m.run, i);
    assert_true(a.p_pa == b.p_pa && a.t_k == b.t_k && a.withdrawal_kg_s == b.withdrawal_kg_s);
  }
  assert_true(tl_transient_effort(first).largest_energy_error == tl_transient_effort(m.run).largest_energy_error);
  assert_int_equal(tl_transient_effort(first).steps, tl_transient_effort(m.run).steps);
  tl_transient_destroy(first);
  close_meeting(&m);
}

static bool stops_at_half(void *context, const char *what, double share) {
  (void)what;
  return share < *(double *)context;
}

/* Stopped from outside, as Ctrl-C does: the run stands at a step's end, balances are kept, and it can go on. */
static void a_run_that_is_stopped_can_go_on(void **state) {
  (void)state;
  meeting m;
  open_hot(&m, 2.0, 0.6, "papay");
  upset(&m);
  double until = 0.5;
  tl_transient_options o = heated(3000.0);
  o.progress = (tl_progress){.report = stops_at_half, .context = &until};
  start_meeting(&m, &o);
  run_meeting(&m, 4 * HOUR);
  assert_true(tl_transient_stopped(m.run) && tl_transient_time_s(m.run) >= 2 * HOUR);
  assert_true(tl_transient_time_s(m.run) < 2.2 * HOUR);
  assert_kept("stopped", m.run);
  until = 2.0;
  run_meeting(&m, 4 * HOUR);
  assert_true(!tl_transient_stopped(m.run) && tl_transient_time_s(m.run) == 4 * HOUR);
  assert_kept("and on", m.run);
  close_meeting(&m);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_hot_batch_of_hydrogen_pushes_methane),
                                     cmocka_unit_test(a_gas_that_is_nearly_the_same_changes_nothing),
                                     cmocka_unit_test(two_gases_meet_with_the_enthalpy_of_both),
                                     cmocka_unit_test(a_day_of_two_hot_gases_at_rest_in_time),
                                     cmocka_unit_test(a_day_of_fronts_and_trips_keeps_mass_and_energy),
                                     cmocka_unit_test(a_restart_with_hot_gases_gives_the_same_bits),
                                     cmocka_unit_test(a_run_that_is_stopped_can_go_on)};
  return cmocka_run_group_tests_name("transient_hot_mixtures", tests, NULL, NULL);
}
