/* Gas of different composition in time: fronts, mixing, what is kept. */
#include "mixtures.h"

#include <string.h>

static tl_parcel_state parcel(const line *l, size_t i) {
  tl_parcel_state s;
  tl_error e;
  assert_int_equal(tl_transient_parcel(l->run, 0, i, &s, &e), TL_OK);
  return s;
}

static double hydrogen_at(const line *l, size_t node) {
  tl_mixture m;
  tl_error e;
  assert_int_equal(tl_transient_node_mixture(l->run, node, &m, &e), TL_OK);
  return m.x[TL_HYDROGEN];
}

/* Between cells: at the front itself a cell holds both gases. */
static double point_speed(const line *l, double at_m) {
  tl_profile_point a = {0}, b = {0};
  tl_error e;
  size_t i = 0;
  const size_t n = tl_transient_profile_points(l->run, 0);
  assert_int_equal(tl_transient_profile(l->run, 0, 0, &a, &e), TL_OK);
  for (i = 1; i < n; i++) {
    assert_int_equal(tl_transient_profile(l->run, 0, i, &b, &e), TL_OK);
    if (b.distance_m >= at_m) break;
    a = b;
  }
  const double w = fmin((at_m - a.distance_m) / (b.distance_m - a.distance_m), 1.0);
  return (1.0 - w) * a.velocity_m_s + w * b.velocity_m_s;
}

static double speed_at(const line *l, double at_m) {
  const double apart = fmin(1500.0, at_m);
  return 0.5 * (point_speed(l, at_m - apart) + point_speed(l, at_m + apart));
}

static tl_transient_options options_of(double cell_m) {
  tl_transient_options o;
  tl_transient_options_default(&o);
  o.isothermal_t_k = 288.15;
  o.cell_length_m = cell_m;
  return o;
}

/* The front is where the gas behind it puts it; where the speeds of the cells would carry it is found by the trapezoid
 * rule every minute. */
static void a_front_goes_with_the_gas(void **state) {
  (void)state;
  line l = {0};
  const tl_pipe pipe = pipe_of(100e3);
  const tl_mixture methane = with_hydrogen(0.0), blend = with_hydrogen(0.2);
  make_line(&l, &pipe, gas_of(&methane, "gerg2008"), 60e5, 120.0);
  change_gas(&l, 3600.0, &blend);
  const tl_transient_options o = options_of(1000.0);
  start_line(&l, &o);
  run_to(&l, 3600.0);
  double place = 0.0, speed = speed_at(&l, 0.0), arrival = NAN, seen = NAN, worst = 0.0;
  for (double t = 3660.0; t < 12.0 * 3600.0 && isnan(seen); t += 60.0) {
    run_to(&l, t);
    if (hydrogen_at(&l, 1) > 0.1) seen = t;
    if (!isnan(arrival)) continue;
    const double moved = place + 60.0 * speed, next = speed_at(&l, fmin(moved, pipe.length_m));
    place += 30.0 * (speed + next);
    speed = next;
    if (place >= pipe.length_m)
      arrival = t - (place - pipe.length_m) / speed;
    else
      worst = fmax(worst, fabs(parcel(&l, 0).to_m - place));
  }
  print_message("front: at most %.0f m from where the speeds carry it, foreseen at %.0f s, seen by %.0f s\n", worst,
                arrival, seen);
  assert_true(worst <= 500.0);
  assert_true(fabs(seen - arrival) <= 120.0);
  assert_true(tl_transient_effort(l.run).largest_gas_error <= 1e-13);
  assert_true(tl_transient_effort(l.run).largest_mass_error <= 1e-13);
  end_line(&l);
}

/* Outflow swings by half through a day and turns round in the second half: two gases, two parcels, wherever they go. */
static void no_front_smears_in_a_day_of_reversal(void **state) {
  (void)state;
  line l = {0};
  const tl_pipe pipe = pipe_of(200e3);
  const tl_mixture methane = with_hydrogen(0.0), blend = with_hydrogen(0.3);
  make_line(&l, &pipe, gas_of(&methane, "gerg2008"), 60e5, 100.0);
  change_gas(&l, 1800.0, &blend);
  enum { HOURS = 25 };
  double times[HOURS], flows[HOURS];
  for (int h = 0; h < HOURS; h++) {
    times[h] = 3600.0 * h;
    flows[h] = (h < 11 ? 80.0 : h < 12 ? 0.0 : -50.0) * (1.0 + 0.3 * sin(0.9 * h));
  }
  drive_outflow(&l, HOURS, times, flows, false);
  const tl_transient_options o = options_of(1000.0);
  start_line(&l, &o);
  double place = 0.0, speed = 0.0, worst = 0.0;
  for (double t = 60.0; t <= 24.0 * 3600.0; t += 60.0) {
    run_to(&l, t);
    if (t <= 1800.0) {
      speed = speed_at(&l, 0.0);
      continue;
    }
    const double next = speed_at(&l, place + 60.0 * speed);
    place += 30.0 * (speed + next);
    speed = next;
    assert_int_equal(tl_transient_parcels(l.run, 0), 2);
    worst = fmax(worst, fabs(parcel(&l, 0).to_m - place));
  }
  print_message("reversal: front within %.0f m, last at %.0f m of 200 km; mass %.1e, gases %.1e, %zu steps\n", worst,
                place, tl_transient_effort(l.run).largest_mass_error, tl_transient_effort(l.run).largest_gas_error,
                tl_transient_effort(l.run).steps);
  const tl_parcel_state behind = parcel(&l, 0), ahead = parcel(&l, 1);
  assert_true(fabs(behind.mixture.x[TL_HYDROGEN] - 0.3) <= 1e-12 && ahead.mixture.x[TL_HYDROGEN] == 0.0);
  assert_true(worst <= 1000.0);
  assert_true(tl_transient_effort(l.run).largest_gas_error <= 1e-13);
  assert_true(tl_transient_effort(l.run).largest_mass_error <= 1e-13);
  end_line(&l);
}

static void start_kept(meeting *m) {
  const tl_transient_options o = options_of(3000.0);
  start_meeting(m, &o);
}

/* A leak passes the gas that is there, not that of the run: 0.85 of the critical flux of half hydrogen. */
static void a_hole_passes_the_gas_that_is_there(void **state) {
  (void)state;
  line l = {0};
  const tl_pipe pipe = pipe_of(20e3);
  const tl_mixture methane = with_hydrogen(0.0), half = with_hydrogen(0.5), entering[2] = {half, {{0}}};
  make_line(&l, &pipe, gas_of(&methane, "papay"), 60e5, 20.0);
  tl_error e = {0};
  const tl_event leak = {.kind = TL_EVENT_LEAK, .at_s = 10.0, .link = 0, .position_m = 10e3, .diameter_m = 0.03};
  assert_int_equal(tl_schedule_add_event(l.schedule, &leak, &e), TL_OK);
  tl_transient_options o = options_of(1000.0);
  o.entering = entering;
  start_line(&l, &o);
  run_to(&l, 310.0);
  tl_gas *gas = gas_of(&half, "papay");
  double flux;
  const double p = 0.5 * (node_p(&l, 0) + node_p(&l, 1));
  assert_int_equal(tl_critical_flux(gas, p, 288.15, &flux, &e), TL_OK);
  const double expected = 300.0 * 0.85 * 0.25 * 3.14159265358979 * 0.03 * 0.03 * flux,
               lost = tl_transient_lost_kg(l.run);
  print_message("leak: %.1f kg lost, %.1f kg by the critical flux of the blend\n", lost, expected);
  assert_close_rel(lost, expected, 0.03); /* ideal form on the real z and kappa: 2 % */
  tl_gas_destroy(gas);
  end_line(&l);
}

/* ---- networks ------------------------------------------------------------------------------------------------ */

/* Steady data of two gases hold for a day. */
static void a_day_of_two_gases_at_rest_in_time(void **state) {
  (void)state;
  meeting m;
  open_meeting(&m, 0.2, "gerg2008");
  start_kept(&m);
  double p[5], worst = 0.0;
  for (size_t i = 0; i < 5; i++) p[i] = meeting_p(&m, i);
  const double share = share_of_b(&m, 4, 0.2);
  run_meeting(&m, 86400.0);
  for (size_t i = 0; i < 5; i++) worst = fmax(worst, fabs(meeting_p(&m, i) / p[i] - 1.0));
  const tl_transient_work work = tl_transient_effort(m.run);
  print_message("two gases: share %.9f, after 24 h pressures within %.1e, mass %.1e, gases %.1e, %zu steps\n", share,
                worst, work.largest_mass_error, work.largest_gas_error, work.steps);
  tl_transient_link_state a;
  tl_error e;
  assert_int_equal(tl_transient_link(m.run, 0, &a, &e), TL_OK);
  assert_true(fabs(share - 30.0 / (30.0 + a.q_to_kg_s)) <= 1e-7);
  assert_true(fabs(share_of_b(&m, 4, 0.2) - share) <= 1e-7);
  assert_true(worst <= 1e-10);
  assert_true(work.largest_mass_error <= 1e-13 && work.largest_gas_error <= 1e-13);
  close_meeting(&m);
}

/* B's supply swings; what leaves C is mixed by the flows of the moment. A and B hold one gas each, so that the share is
 * that of the flows out of their pipes. */
static void two_swinging_streams_mix_by_their_flows(void **state) {
  (void)state;
  meeting m;
  open_meeting(&m, 0.5, "papay");
  enum { POINTS = 25 };
  double times[POINTS], flows[POINTS];
  for (int i = 0; i < POINTS; i++) {
    times[i] = 3600.0 * i;
    flows[i] = -30.0 - 25.0 * sin(0.7 * i);
  }
  tl_error e = {0};
  const tl_profile swing = {
      .what = TL_DRIVE_WITHDRAWAL, .target = 1, .count = POINTS, .times_s = times, .values = flows};
  assert_int_equal(tl_schedule_add_profile(m.schedule, &swing, &e), TL_OK);
  start_kept(&m);
  double worst = 0.0, gross = 0.0;
  for (double t = 600.0; t <= 3.0 * 3600.0; t += 600.0) {
    run_meeting(&m, t);
    tl_transient_link_state a, b;
    assert_int_equal(tl_transient_link(m.run, 0, &a, &e), TL_OK);
    assert_int_equal(tl_transient_link(m.run, 1, &b, &e), TL_OK);
    worst = fmax(worst, fabs(share_of_b(&m, 2, 0.5) - b.q_to_kg_s / (a.q_to_kg_s + b.q_to_kg_s)));
  }
  tl_delivered d;
  assert_int_equal(tl_transient_delivery(m.run, 4, &d, &e), TL_OK);
  tl_gas_quality low;
  const tl_mixture methane = with_hydrogen(0.0);
  assert_int_equal(tl_mixture_quality(&methane, 298.15, 293.15, &low, &e), TL_OK);
  gross = d.served_gross_j / d.served_kg;
  const tl_transient_work work = tl_transient_effort(m.run);
  print_message("swing: shares within %.1e of the flows, %.2f MJ/kg delivered, mass %.1e, gases %.1e, %zu steps\n",
                worst, gross * 1e-6, work.largest_mass_error, work.largest_gas_error, work.steps);
  assert_true(worst <= 5e-3); /* the share is that of a step's mean, the flows are those of its end */
  assert_true(gross > low.gross_j_kg * 1.01);
  assert_true(work.largest_mass_error <= 1e-13 && work.largest_gas_error <= 1e-13);
  close_meeting(&m);
}

/* A change of gas at A passes node, station and a second node as a front: at E hydrogen jumps within one step. The
 * station trips on the way and starts again, B's supply stops. */
static void a_front_passes_nodes_and_machines_whole(void **state) {
  (void)state;
  meeting m;
  open_meeting(&m, 0.0, "papay");
  tl_error e = {0};
  const tl_mixture blend = with_hydrogen(0.15);
  const double times[] = {0.0}, none[] = {0.0};
  const tl_profile still = {.what = TL_DRIVE_WITHDRAWAL, .target = 1, .count = 1, .times_s = times, .values = none};
  assert_int_equal(tl_schedule_add_profile(m.schedule, &still, &e), TL_OK);
  const tl_event change = {.kind = TL_EVENT_GAS, .at_s = 1000.0, .target = 0, .gas = &blend};
  const tl_event trip = {.kind = TL_EVENT_TRIP, .at_s = 3600.0, .link = 2};
  const tl_event again = {.kind = TL_EVENT_START, .at_s = 7200.0, .link = 2};
  assert_int_equal(tl_schedule_add_event(m.schedule, &change, &e), TL_OK);
  assert_int_equal(tl_schedule_add_event(m.schedule, &trip, &e), TL_OK);
  assert_int_equal(tl_schedule_add_event(m.schedule, &again, &e), TL_OK);
  start_kept(&m);
  double before = 0.0, low = NAN, high = NAN;
  for (double t = 300.0; t <= 86400.0 && isnan(high); t += 300.0) {
    run_meeting(&m, t);
    const double share = share_of_b(&m, 4, 0.15);
    if (share > 1e-6 && isnan(low)) low = t;
    if (share > 1.0 - 1e-6 && isnan(high)) high = t;
    assert_true(share >= before - 1e-9);
    before = share;
  }
  const tl_transient_work work = tl_transient_effort(m.run);
  print_message("whole: at E from %.0f s, complete at %.0f s, mass %.1e, gases %.1e, %zu steps\n", low, high,
                work.largest_mass_error, work.largest_gas_error, work.steps);
  assert_true(low > 3600.0 && high - low <= 300.0);
  assert_true(work.largest_mass_error <= 1e-13 && work.largest_gas_error <= 1e-13);
  close_meeting(&m);
}

/* Saved while mixtures, a front and a station's trip are on their way; a fresh run goes on with the same bits. */
static void a_restart_with_several_gases_gives_the_same_bits(void **state) {
  (void)state;
  meeting m;
  open_meeting(&m, 0.2, "papay");
  tl_error e = {0};
  const tl_mixture blend = with_hydrogen(0.15);
  const tl_event change = {.kind = TL_EVENT_GAS, .at_s = 1000.0, .target = 0, .gas = &blend};
  const tl_event trip = {.kind = TL_EVENT_TRIP, .at_s = 3600.0, .link = 2};
  const double times[] = {0.0, 3600.0, 7200.0}, flows[] = {-30.0, -50.0, -20.0};
  const tl_profile swing = {.what = TL_DRIVE_WITHDRAWAL, .target = 1, .count = 3, .times_s = times, .values = flows};
  assert_int_equal(tl_schedule_add_profile(m.schedule, &swing, &e), TL_OK);
  assert_int_equal(tl_schedule_add_event(m.schedule, &change, &e), TL_OK);
  assert_int_equal(tl_schedule_add_event(m.schedule, &trip, &e), TL_OK);
  start_kept(&m);
  tl_transient *x = m.run;
  start_kept(&m); /* a second one of the same arguments */
  tl_transient *y = m.run;
  unsigned char *bytes;
  size_t length;
  assert_int_equal(tl_transient_run(x, 4500.0, &e), TL_OK);
  assert_true(tl_transient_parcels(x, 0) > 1);
  assert_int_equal(tl_transient_save(x, &bytes, &length, &e), TL_OK);
  if (tl_transient_restore(y, bytes, length, &e) != TL_OK) fail_msg("%s", e.sentence);
  assert_int_equal(tl_transient_run(x, 9000.0, &e), TL_OK);
  assert_int_equal(tl_transient_run(y, 9000.0, &e), TL_OK);
  assert_true(tl_transient_outcome(x) == TL_SOLVED && tl_transient_outcome(y) == TL_SOLVED);
  for (size_t i = 0; i < 5; i++) {
    tl_node_state a, b;
    tl_mixture of_a, of_b;
    assert_int_equal(tl_transient_node(x, i, &a, &e), TL_OK);
    assert_int_equal(tl_transient_node(y, i, &b, &e), TL_OK);
    assert_int_equal(tl_transient_node_mixture(x, i, &of_a, &e), TL_OK);
    assert_int_equal(tl_transient_node_mixture(y, i, &of_b, &e), TL_OK);
    assert_true(a.p_pa == b.p_pa && a.withdrawal_kg_s == b.withdrawal_kg_s);
    assert_memory_equal(&of_a, &of_b, sizeof of_a);
  }
  for (size_t l = 0; l < 4; l++) {
    assert_int_equal(tl_transient_parcels(x, l), tl_transient_parcels(y, l));
    for (size_t i = 0; i < tl_transient_parcels(x, l); i++) {
      tl_parcel_state a, b;
      assert_int_equal(tl_transient_parcel(x, l, i, &a, &e), TL_OK);
      assert_int_equal(tl_transient_parcel(y, l, i, &b, &e), TL_OK);
      assert_true(a.mass_kg == b.mass_kg && a.to_m == b.to_m);
    }
  }
  assert_true(tl_transient_effort(x).largest_gas_error == tl_transient_effort(y).largest_gas_error);
  /* no damage passes: every length cut short, and blends that there are not */
  for (size_t cut = 1; cut < length; cut += length / 50 + 1)
    assert_int_equal(tl_transient_restore(y, bytes, length - cut, &e), TL_ERR_INPUT);
  memset(bytes + length - sizeof(size_t), 0x7f, sizeof(size_t));
  assert_int_equal(tl_transient_restore(y, bytes, length, &e), TL_ERR_INPUT);
  tl_transient_free(x, bytes, length);
  tl_transient_destroy(x);
  close_meeting(&m);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_front_goes_with_the_gas),
                                     cmocka_unit_test(no_front_smears_in_a_day_of_reversal),
                                     cmocka_unit_test(a_hole_passes_the_gas_that_is_there),
                                     cmocka_unit_test(a_day_of_two_gases_at_rest_in_time),
                                     cmocka_unit_test(two_swinging_streams_mix_by_their_flows),
                                     cmocka_unit_test(a_front_passes_nodes_and_machines_whole),
                                     cmocka_unit_test(a_restart_with_several_gases_gives_the_same_bits)};
  return cmocka_run_group_tests_name("transient_mixtures", tests, NULL, NULL);
}
