/* Energy in time: what is conserved, what holds, orders, closed forms. */
#include "lines.h"

#include <string.h>

#define HOUR 3600.0

static tl_gas *gas_by(const char *model, const char *mixture) {
  tl_error e = {0};
  tl_gas *gas = NULL;
  tl_mixture m;
  if (!tl_mixture_library_get(mixture, &m)) fail_msg("no gas %s", mixture);
  tl_gas_options o;
  tl_gas_options_default(&o);
  o.model = model;
  o.phase_check = false;
  if (tl_gas_create(&m, &o, &gas, &e) != TL_OK) fail_msg("%s", e.sentence);
  return gas;
}

static tl_transient_options heated(double cell_m) {
  tl_transient_options o;
  tl_transient_options_default(&o);
  o.follow_heat = true;
  o.cell_length_m = cell_m;
  return o;
}

static void report(const char *what, const line *l) {
  const tl_transient_work w = tl_transient_effort(l->run);
  print_message("%s: %zu steps, %zu rejected, %zu stages, %zu iterations, mass %.1e, energy %.1e, outside %zu\n", what,
                w.steps, w.rejected, w.stages, w.iterations, w.largest_mass_error, w.largest_energy_error,
                w.states_outside);
}

/* A buried line of 200 km that hot gas enters, over a hill of 300 m. */
static void make_buried(line *l, double length_m, double hot_k, double out_kg_s) {
  tl_pipe pipe;
  tl_pipe_default(&pipe);
  pipe.length_m = length_m;
  pipe.diameter_m = 1.383;
  pipe.heat_transfer_w_m2_k = 1.5;
  pipe.heat_diameter_m = 1.42;
  make_line(l, &pipe, gas_by("gerg2008", "west-siberia-dry"), 84e5, out_kg_s);
  l->boundary[0].t_k = hot_k;
  l->boundary[1].t_k = 288.15;
}

static void steady_data_hold_for_a_day_with_heat(void **state) {
  (void)state;
  line l = {0};
  make_buried(&l, 200e3, 313.15, 401.52);
  const tl_transient_options o = heated(1000.0);
  start_line(&l, &o);
  tl_node_state before, after;
  tl_error e;
  assert_int_equal(tl_transient_node(l.run, 1, &before, &e), TL_OK);
  run_to(&l, 24 * HOUR);
  assert_int_equal(tl_transient_node(l.run, 1, &after, &e), TL_OK);
  report("steady data", &l);
  print_message("outlet %.5f bar %.5f K; after a day p %.1e, T %.1e\n", before.p_pa / 1e5, before.t_k,
                after.p_pa / before.p_pa - 1.0, after.t_k / before.t_k - 1.0);
  assert_close_rel(after.p_pa, before.p_pa, 1e-10);
  assert_close_rel(after.t_k, before.t_k, 1e-10);
  assert_true(tl_transient_effort(l.run).largest_mass_error <= 1e-13);
  assert_true(tl_transient_effort(l.run).largest_energy_error <= 1e-10);
  end_line(&l);
}

static void a_day_of_swings_keeps_mass_and_energy(void **state) {
  (void)state;
  line l = {0};
  make_buried(&l, 200e3, 313.15, 401.52);
  const double times[] = {0, 2 * HOUR, 3 * HOUR, 12 * HOUR, 13 * HOUR}, flows[] = {401.52, 401.52, 602.28, 602.28, 200};
  drive_outflow(&l, 5, times, flows, false);
  const tl_transient_options o = heated(1000.0);
  start_line(&l, &o);
  run_to(&l, 24 * HOUR);
  report("swings", &l);
  assert_true(tl_transient_effort(l.run).largest_mass_error <= 1e-13);
  assert_true(tl_transient_effort(l.run).largest_energy_error <= 1e-10);
  end_line(&l);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(steady_data_hold_for_a_day_with_heat),
      cmocka_unit_test(a_day_of_swings_keeps_mass_and_energy),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
