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
  print_message("p(15 h) = %.4f bar; %zu steps, %zu rejected, %zu iterations, %zu factorings, mass %.1e\n", at.p_pa / 1e5,
                w.steps, w.rejected, w.iterations, w.factorings, w.largest_mass_error);
  assert_close(at.p_pa / 1e5, 45.3167, 0.01);
  end_line(&l);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_ramp_on_363_km_gives_the_published_pressure)};
  return cmocka_run_group_tests_name("transient_lines", tests, NULL, NULL);
}
