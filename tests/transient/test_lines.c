/* Single pipes in time against published and derived figures. */
#include "lines.h"

/* The 363-km line of docs/verification.md. */
static void make_yamal(line *l) {
  tl_pipe pipe;
  tl_pipe_default(&pipe);
  pipe.length_m = 363e3;
  pipe.diameter_m = 1.383;
  pipe.friction = TL_FRICTION_FIXED;
  pipe.friction_factor = 0.0093;
  make_line(l, &pipe, gas_of_speed(377.968, 1.0, 288.15), 84e5, 401.52);
  const double h = 3600.0, times[] = {0, 6 * h, 7 * h, 15 * h, 16 * h},
               flows[] = {401.52, 401.52, 602.28, 602.28, 401.52};
  drive_outflow(l, 5, times, flows, false);
}

static tl_transient_options isothermal(void) {
  tl_transient_options o;
  tl_transient_options_default(&o);
  o.isothermal_t_k = 288.15;
  return o;
}

/* Expected 45.3167 bar in the middle of the last 1-km cell: a finite-volume prototype of other hands; 0.01 bar is the
 * tolerance of docs/verification.md. The middle of the last cell is a point of a grid of 500-m cells. */
static void a_ramp_on_363_km_gives_the_published_pressure(void **state) {
  (void)state;
  line l = {0};
  make_yamal(&l);
  tl_transient_options o = isothermal();
  o.cell_length_m = 500.0;
  start_line(&l, &o);
  run_to(&l, 15 * 3600.0);
  tl_profile_point at;
  tl_error e;
  assert_int_equal(tl_transient_profile(l.run, 0, tl_transient_profile_points(l.run, 0) - 2, &at, &e), TL_OK);
  const tl_transient_work w = tl_transient_effort(l.run);
  print_message("p(15 h) = %.4f bar; %zu steps, %zu rejected, %zu iterations, %zu factorings, mass %.1e\n",
                at.p_pa / 1e5, w.steps, w.rejected, w.iterations, w.factorings, w.largest_mass_error);
  assert_close(at.p_pa / 1e5, 45.3167, 0.01);
  end_line(&l);
}

/* The pressure at the end of a line of steady data, which is the same after a day. */
static double held_for_a_day(double length_m, double diameter_m, double p_pa, double out_kg_s) {
  line l = {0};
  tl_pipe pipe;
  tl_pipe_default(&pipe);
  pipe.length_m = length_m;
  pipe.diameter_m = diameter_m;
  make_line(&l, &pipe, gas_of_speed(377.968, 1.0, 288.15), p_pa, out_kg_s);
  tl_transient_options o = isothermal();
  start_line(&l, &o);
  const double before = node_p(&l, 1);
  run_to(&l, 86400.0);
  print_message("%.5f bar, after a day of steady data %.1e\n", before / 1e5, node_p(&l, 1) / before - 1.0);
  assert_close_rel(node_p(&l, 1), before, 1e-10);
  assert_true(tl_transient_effort(l.run).largest_mass_error <= 1e-13);
  end_line(&l);
  return before;
}

static void steady_data_hold_for_a_day(void **state) {
  (void)state;
  (void)held_for_a_day(363e3, 1.383, 84e5, 401.52);
}

/* Far below the pressure from which convection counts: the start is steady with it, not without. */
static void steady_data_hold_where_convection_counts(void **state) {
  (void)state;
  assert_true(held_for_a_day(40e3, 0.5, 40e5, 74.4) < 8e5);
}

/* The inlet's boundary names a flow; a profile of its pressure makes it one of given pressure: the same run. */
static void a_profile_of_pressure_gives_the_pressure(void **state) {
  (void)state;
  double p[2];
  for (int way = 0; way < 2; way++) {
    line l = {0};
    make_yamal(&l);
    const double times[] = {0.0, 4 * 3600.0}, values[] = {84e5, 80e5};
    const tl_profile inlet = {.what = TL_DRIVE_PRESSURE, .target = 0, .count = 2, .times_s = times, .values = values};
    tl_error e = {0};
    assert_int_equal(tl_schedule_add_profile(l.schedule, &inlet, &e), TL_OK);
    if (way == 1) l.boundary[0] = (tl_boundary){.kind = TL_GIVEN_WITHDRAWAL, .withdrawal_kg_s = -300.0};
    tl_transient_options o = isothermal();
    o.cell_length_m = 3000.0;
    start_line(&l, &o);
    run_to(&l, 6 * 3600.0);
    assert_close_rel(node_p(&l, 0), 80e5, 1e-12);
    p[way] = node_p(&l, 1);
    end_line(&l);
  }
  assert_true(p[0] == p[1]);
}

/* Outlet pressure of the Yamal ramp at 8 h with fixed steps of h. */
static double outlet_with_steps(double h) {
  line l = {0};
  make_yamal(&l);
  tl_transient_options o = isothermal();
  o.cell_length_m = 3000.0;
  o.output_every_s = 0.0;
  o.fixed_step_s = h;
  o.newton_tolerance_pa = 1e-4;
  start_line(&l, &o);
  run_to(&l, 8 * 3600.0);
  const double p = node_p(&l, 1);
  end_line(&l);
  return p;
}

/* Differences of successive halvings fall by four in a method of order two. */
static void the_steps_are_of_second_order(void **state) {
  (void)state;
  double p[5];
  for (int k = 0; k < 5; k++) p[k] = outlet_with_steps(1200.0 / (double)(1 << k));
  for (int k = 0; k + 2 < 5; k++) {
    const double ratio = (p[k] - p[k + 1]) / (p[k + 1] - p[k + 2]);
    print_message("steps %4.0f %4.0f %4.0f s: ratio %.3f\n", 1200.0 / (1 << k), 600.0 / (1 << k), 300.0 / (1 << k),
                  ratio);
    if (k > 0) assert_close(ratio, 4.0, 0.8);
  }
}

/* A quarter wave in gas at rest with laminar friction, closed at one end: exact solution of the telegraph equation
 *     p_tt + r p_t = c^2 p_xx,   p = p0 + a sin(k x) exp(-r t/2) (cos w t + r/(2w) sin w t),
 * r = 32 mu/(rho D^2), k = pi/(2 L), w^2 = c^2 k^2 - r^2/4. a = 10 Pa at 50 bar: what is nonlinear is 1e-6 of a. */
static double pulse_error(size_t cells, double step_s) {
  const double length = 1000.0, diameter = 0.05, c = 380.0, p0 = 5e6, a = 10.0;
  line l = {0};
  tl_pipe pipe;
  tl_pipe_default(&pipe);
  pipe.length_m = length;
  pipe.diameter_m = diameter;
  pipe.friction = TL_FRICTION_FIXED;
  pipe.friction_factor = 1e-4; /* laminar below Re = 640,000 */
  tl_error e = {0};
  tl_gas *gas = NULL;
  const tl_plain_gas plain = {
      .molar_mass_kg_mol = GAS_CONSTANT * 288.15 / (c * c), .z0 = 1.0, .viscosity_pa_s = 0.999e-3};
  assert_int_equal(tl_gas_create_plain(&plain, NULL, &gas, &e), TL_OK);
  make_line(&l, &pipe, gas, p0, 0.0);
  tl_transient_options o = isothermal();
  o.cell_length_m = length / (double)cells;
  o.fixed_step_s = step_s;
  o.output_every_s = 0.0;
  o.newton_tolerance_pa = 1e-6;
  assert_int_equal(tl_transient_create(l.network, l.gas, l.boundary, l.schedule, &o, &l.run, &e), TL_OK);
  assert_int_equal(tl_transient_start_at_rest(l.run, p0, &e), TL_OK);
  const double k = 3.14159265358979323846 / (2.0 * length);
  double p[257], q[256] = {0};
  for (size_t i = 0; i <= cells; i++) p[i] = p0 + a * sin(k * length * (double)i / (double)cells);
  assert_int_equal(tl_transient_set_pipe(l.run, 0, cells + 1, p, q, &e), TL_OK);
  const double until = 4.0, rho = p0 / (c * c), r = 32.0 * 0.999e-3 / (rho * diameter * diameter);
  const double w = sqrt(c * c * k * k - 0.25 * r * r);
  run_to(&l, until);
  const double exact = a * exp(-0.5 * r * until) * (cos(w * until) + 0.5 * r / w * sin(w * until));
  const double error = node_p(&l, 1) - p0 - exact;
  end_line(&l);
  return error;
}

static void a_pulse_follows_the_telegraph_equation(void **state) {
  (void)state;
  double e[4];
  for (int k = 0; k < 4; k++) e[k] = pulse_error((size_t)16 << k, 0.1 / (double)(1 << k));
  for (int k = 0; k < 4; k++)
    print_message("%3d cells, %.4f s: error %+.2e of the pulse\n", 16 << k, 0.1 / (1 << k), e[k] / 10.0);
  for (int k = 0; k < 3; k++) assert_close(e[k] / e[k + 1], 4.0, 0.5);
  assert_true(fabs(e[3]) < 2e-3 * 10.0);
}

/* A run that is saved at 6 h and restored goes on with the same bits. */
static void a_restart_gives_the_same_bits(void **state) {
  (void)state;
  line l = {0};
  make_yamal(&l);
  tl_transient_options o = isothermal();
  o.cell_length_m = 5000.0;
  start_line(&l, &o);
  run_to(&l, 6.6 * 3600.0);
  unsigned char *bytes;
  size_t length;
  tl_error e = {0};
  assert_int_equal(tl_transient_save(l.run, &bytes, &length, &e), TL_OK);
  run_to(&l, 15 * 3600.0);
  const double expected = node_p(&l, 1), held = tl_transient_linepack_kg(l.run);
  tl_transient *again = NULL;
  assert_int_equal(tl_transient_create(l.network, l.gas, l.boundary, l.schedule, &o, &again, &e), TL_OK);
  assert_int_equal(tl_transient_restore(again, bytes, length - 1, &e), TL_ERR_INPUT);
  assert_int_equal(tl_transient_restore(again, bytes, length, &e), TL_OK);
  tl_transient_free(l.run, bytes, length);
  assert_int_equal(tl_transient_run(again, 15 * 3600.0, &e), TL_OK);
  tl_node_state s;
  assert_int_equal(tl_transient_node(again, 1, &s, &e), TL_OK);
  assert_true(s.p_pa == expected);
  assert_true(tl_transient_linepack_kg(again) == held);
  tl_transient_destroy(again);
  end_line(&l);
}

/* An outflow that the line cannot sustain is cut where the least delivery pressure is reached, and the gas that is not
 * served is counted: asked = served + unserved; what is served in the end is what a steady line carries at that
 * pressure, q = sqrt((p1^2 - p2^2) D A^2/(lambda L c^2)). */
static void what_pressure_cannot_serve_is_counted(void **state) {
  (void)state;
  line l = {0};
  make_yamal(&l);
  end_run(&l);
  tl_schedule_destroy(l.schedule);
  tl_error e = {0};
  assert_int_equal(tl_schedule_create(l.network, NULL, &l.schedule, &e), TL_OK);
  const double times[] = {0, 3600}, flows[] = {401.52, 1500.0};
  drive_outflow(&l, 2, times, flows, false);
  assert_int_equal(tl_schedule_add_limit(l.schedule, &(tl_limit){.node = 1, .p_min_pa = 40e5}, &e), TL_OK);
  tl_transient_options o = isothermal();
  o.cell_length_m = 3000.0;
  start_line(&l, &o);
  run_to(&l, 96 * 3600.0);
  tl_delivered d;
  assert_int_equal(tl_transient_delivery(l.run, 1, &d, &e), TL_OK);
  const double area = 0.25 * 3.14159265358979323846 * 1.383 * 1.383, c = 377.968;
  const double most = sqrt((84e5 * 84e5 - 40e5 * 40e5) * 1.383 * area * area / (0.0093 * 363e3 * c * c));
  tl_node_state s;
  assert_int_equal(tl_transient_node(l.run, 1, &s, &e), TL_OK);
  print_message("survival %.2f h, served in the end %.3f kg/s, steady %.3f\n", d.survival_s / 3600.0, s.withdrawal_kg_s,
                most);
  assert_close_rel(s.p_pa, 40e5, 1e-6);
  assert_close_rel(s.withdrawal_kg_s, most, 1e-3);
  assert_close_rel(d.served_kg + d.unserved_kg, d.asked_kg, 1e-9);
  assert_true(d.survival_s > 600.0 &&
              d.survival_s < 3600.0); /* while the outflow still rises to what no line carries */
  end_line(&l);
}

/* Full bore in the middle: what is lost is what the line no longer holds plus what came in and did not go out; the
 * line-break valves on both sides close, after which the loss ends at what the divided piece held. */
static void a_rupture_loses_what_the_line_no_longer_holds(void **state) {
  (void)state;
  line l = {0};
  make_yamal(&l);
  tl_error e = {0};
  assert_int_equal(
      tl_schedule_add_event(l.schedule,
                            &(tl_event){.kind = TL_EVENT_RUPTURE, .at_s = 600.0, .link = 0, .position_m = 180e3}, &e),
      TL_OK);
  const double places[2] = {165e3, 195e3};
  for (int i = 0; i < 2; i++)
    assert_int_equal(
        tl_schedule_add_break_valve(
            l.schedule, &(tl_break_valve){.link = 0, .position_m = places[i], .rate_pa_s = 5e3, .closing_s = 60.0}, &e),
        TL_OK);
  tl_transient_options o = isothermal();
  o.pressure_tolerance_pa = 500.0;
  o.cell_length_m = 300.0;
  start_line(&l, &o);
  const double held = tl_transient_linepack_kg(l.run);
  run_to(&l, 6 * 3600.0);
  const double lost = tl_transient_lost_kg(l.run);
  size_t closed = 0;
  tl_happening h;
  double first = 0.0;
  for (size_t i = 0; tl_transient_happening_at(l.run, i, &h); i++)
    if (strcmp(h.what, "line-break valve closes") == 0) {
      if (closed++ == 0) first = h.at_s;
    }
  const tl_transient_work w = tl_transient_effort(l.run);
  print_message("held %.4g t, lost %.4g t, first valve after %.0f s, %zu steps, mass error %.1e\n", held / 1e3,
                lost / 1e3, first - 600.0, w.steps, w.largest_mass_error);
  assert_int_equal(closed, 2);
  assert_true(w.largest_mass_error <= 1e-13);
  /* 30 of 363 km lie between the valves; a wave needs 15 km / 386 m/s = 39 s to the nearer in time; implicit steps
   * smear its front by some seconds */
  assert_close(first - 600.0, 38.9, 8.0);
  assert_true(lost > held * 30.0 / 363.0 && lost < 0.4 * held);
  end_line(&l);
}

/* The critical flux of a perfect gas: p sqrt(kappa M/(R T)) (2/(kappa+1))^((kappa+1)/(2(kappa-1))). Methane at 1 bar
 * and 300 K is nearly one: kappa = cp/cv from the law itself; 0.3 %. */
static void choked_flow_is_that_of_the_isentrope(void **state) {
  (void)state;
  tl_error e = {0};
  tl_mixture methane = {.x = {1.0}};
  tl_gas_options options;
  tl_gas_options_default(&options);
  tl_gas *gas = NULL;
  assert_int_equal(tl_gas_create(&methane, &options, &gas, &e), TL_OK);
  double flux;
  assert_int_equal(tl_critical_flux(gas, 2e5, 300.0, &flux, &e), TL_OK);
  tl_gas_state s;
  assert_int_equal(tl_gas_state_pt(gas, 2e5, 300.0, &s, &e), TL_OK);
  const double k = s.isentropic_exponent;
  const double ideal = 2e5 * sqrt(k * s.molar_mass_kg_mol / (s.z * GAS_CONSTANT * 300.0)) *
                       pow(2.0 / (k + 1.0), (k + 1.0) / (2.0 * (k - 1.0)));
  print_message("critical flux %.4f, perfect gas %.4f kg/(m2 s)\n", flux, ideal);
  assert_close_rel(flux, ideal, 3e-3);
  tl_gas_destroy(gas);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_ramp_on_363_km_gives_the_published_pressure),
                                     cmocka_unit_test(steady_data_hold_for_a_day),
                                     cmocka_unit_test(steady_data_hold_where_convection_counts),
                                     cmocka_unit_test(a_profile_of_pressure_gives_the_pressure),
                                     cmocka_unit_test(the_steps_are_of_second_order),
                                     cmocka_unit_test(a_pulse_follows_the_telegraph_equation),
                                     cmocka_unit_test(a_restart_gives_the_same_bits),
                                     cmocka_unit_test(what_pressure_cannot_serve_is_counted),
                                     cmocka_unit_test(a_rupture_loses_what_the_line_no_longer_holds),
                                     cmocka_unit_test(choked_flow_is_that_of_the_isentrope)};
  return cmocka_run_group_tests_name("transient_lines", tests, NULL, NULL);
}
