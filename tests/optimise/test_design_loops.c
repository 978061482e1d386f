/* Loops span by span, and what a design costs in each stretch. */
#include "design_lines.h"

/* A line that needs a little more than one string: the spans looped one by one. */
static tl_design loopable(tl_design_problem *problem, tl_design_state *s) {
  tl_design design = {.pipe = 1, .steel = 1, .pressure = 1, .machine = 0, .strings = 1, .stations = 3, .loop = 1};
  tl_error error;
  problem->prices.fuel_per_kg = 0.4;
  tl_design_space_equally(600e3, true, &design);
  assert_int_equal(tl_design_evaluate(problem, &design, s, &error), TL_OK);
  assert_int_equal(s->limit, TL_DESIGN_FITS);
  return design;
}

static void loops_of_a_span_are_those_of_the_catalogue_unless_given(void **state) {
  (void)state;
  tl_design_problem problem = hilly(600.0);
  tl_design_state s, own;
  tl_error error;
  tl_design design = loopable(&problem, &s);
  assert_close(s.looped_m, 0.4 * 600e3, 1.0);
  assert_true(tl_design_loop_share(&problem, &design, 2) == 0.4);
  assert_true(tl_design_loop_share(&problem, &design, 4) == 0.0);
  design.own_loops = true;
  for (size_t i = 1; i <= 3; i++) design.loop_share[i] = 0.4; /* the same, said span by span */
  assert_int_equal(tl_design_evaluate(&problem, &design, &own, &error), TL_OK);
  assert_close_rel(own.annual_cost, s.annual_cost, 1e-12);
  assert_close_rel(own.power_w, s.power_w, 1e-12);
  design.loop_share[1] = 0.2;
  design.loop_share[3] = 0.8;
  assert_int_equal(tl_design_evaluate(&problem, &design, &own, &error), TL_OK);
  assert_int_equal(own.limit, TL_DESIGN_FITS);
  assert_close(own.looped_m, 1.4 * 200e3, 1.0);
  tl_design_difference difference; /* and the simulator finds that state */
  assert_int_equal(tl_design_check(&problem, &design, &own, &difference, &error), TL_OK);
  assert_true(difference.pressure_pa < 1.0 && difference.temperature_k < 1e-4 && difference.fuel < 1e-6);
}

/* All shares in steps of a quarter tried one by one: the local search is no dearer than the best of them. */
static void loops_placed_cost_no_more_than_the_best_of_a_grid(void **state) {
  (void)state;
  for (int round = 0; round < 3; round++) {
    tl_design_problem problem = hilly(540.0 + 60.0 * round);
    tl_design_state s, one;
    tl_error error;
    tl_design design = loopable(&problem, &s), trial = design;
    double best = INFINITY;
    trial.own_loops = true;
    for (int a = 0; a <= 4; a++)
      for (int b = 0; b <= 4; b++)
        for (int c = 0; c <= 4; c++) {
          trial.loop_share[1] = 0.25 * a;
          trial.loop_share[2] = 0.25 * b;
          trial.loop_share[3] = 0.25 * c;
          assert_int_equal(tl_design_evaluate(&problem, &trial, &one, &error), TL_OK);
          if (one.limit == TL_DESIGN_FITS) best = fmin(best, one.annual_cost);
        }
    const double before = s.annual_cost;
    assert_int_equal(tl_design_loop(&problem, &design, &s, &error), TL_OK);
    print_message("%.0f kg/s: uniform loops %.3f M a year, best of a grid %.3f, placed %.3f\n", problem.corridor.q_kg_s,
                  1e-6 * before, 1e-6 * best, 1e-6 * s.annual_cost);
    assert_true(s.annual_cost <= before);
    assert_true(s.annual_cost <= best * (1.0 + 2e-3)); /* a local search: within what units of machines cost */
    assert_int_equal(tl_design_evaluate(&problem, &design, &one, &error), TL_OK);
    assert_true(one.annual_cost == s.annual_cost);
  }
}

static void capital_of_stretches_sums_to_that_of_the_line(void **state) {
  (void)state;
  tl_design_problem problem = hilly(600.0);
  tl_design_state s;
  tl_error error;
  const tl_design design = loopable(&problem, &s);
  double line[2], stations[2];
  assert_int_equal(tl_design_stretch_capital(&problem, &design, &s, line, stations, &error), TL_OK);
  assert_close_rel(line[0] + line[1], s.line_capital, 1e-12);
  assert_close_rel(stations[0] + stations[1], s.station_capital, 1e-12);
  /* the station at the start stands in the first stretch at a factor of 1.2; that at 200 km is the second's */
  const double first = (15e6 + s.stations[0].installed_w * 3.5) * 1.2 * 1.07 * 1.1;
  assert_close_rel(stations[0], first, 1e-12);
  tl_design_state broken = s;
  broken.limit = TL_DESIGN_RATIO;
  assert_int_equal(tl_design_stretch_capital(&problem, &design, &broken, line, stations, &error), TL_ERR_USAGE);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(loops_of_a_span_are_those_of_the_catalogue_unless_given),
      cmocka_unit_test(loops_placed_cost_no_more_than_the_best_of_a_grid),
      cmocka_unit_test(capital_of_stretches_sums_to_that_of_the_line),
  };
  return cmocka_run_group_tests(tests, make_gas, end_gas);
}
