/* A designed line in use: capacity with units out and by month, demand and store, what a year delivers, phases. */
#include "design_lines.h"

#include "trunkline/design_year.h"

static tl_design_catalogue warm; /* the few, with machines that feel the air */
static tl_design_machine warm_machines[2];

/* Three stations with one unit each standing by. */
static tl_design with_spares(tl_design_problem *problem, tl_design_state *s) {
  tl_design design = {.pipe = 1, .steel = 1, .pressure = 1, .machine = 0, .strings = 1, .stations = 3, .spares = 1};
  tl_error error;
  for (size_t i = 0; i < 2; i++) {
    warm_machines[i] = few_machines[i];
    warm_machines[i].power_per_k = 0.01;
    warm_machines[i].most_power = 1.1;
  }
  warm = few;
  warm.machines = warm_machines;
  *problem = hilly(500.0);
  problem->corridor.part_length_m = 60e3; /* coarse parts: many states are computed */
  problem->catalogue = &warm;
  tl_design_space_equally(600e3, true, &design);
  assert_int_equal(tl_design_evaluate(problem, &design, s, &error), TL_OK);
  assert_int_equal(s->limit, TL_DESIGN_FITS);
  return design;
}

/* Units are enough or not at the flow that is found, and every state on the way is one the simulator finds. */
static void a_line_carries_what_its_units_let_it(void **state) {
  (void)state;
  tl_design_problem problem;
  tl_design_state s;
  tl_error error;
  const tl_design design = with_spares(&problem, &s);
  size_t units[3];
  double q, less;
  tl_design_limit behind;
  for (size_t i = 0; i < 3; i++) units[i] = s.stations[i].units;
  const tl_design_conditions conditions = {units, 0.0, 0.0, 0.0};
  assert_int_equal(tl_design_capacity(&problem, &design, &conditions, &q, &behind, &error), TL_OK);
  assert_true(q >= 500.0 * (1.0 - 1e-4)); /* it was designed for that with these units */
  assert_true(behind != TL_DESIGN_FITS);
  /* the state there, by the march and by the simulator */
  tli_march march;
  tli_made made;
  tl_design_state there;
  tl_design_difference d;
  double most_w[3];
  for (size_t i = 0; i < 3; i++) most_w[i] = 16e6 * (double)units[i];
  problem.corridor.q_kg_s = q;
  assert_int_equal(tli_march_start(gas, 0.0, &march, &error), TL_OK);
  assert_int_equal(tli_design_make(&problem, &march, &design, &made, &there, &error), TL_OK);
  made.most_power_w = most_w;
  tli_design_run(&made, &there);
  assert_int_equal(there.limit, TL_DESIGN_FITS);
  for (size_t i = 0; i < 3; i++) {
    assert_true(there.stations[i].power_w <= most_w[i] * (1.0 + 1e-6));
    assert_true(there.stations[i].ratio <= few.most_ratio * (1.0 + 1e-9));
  }
  assert_int_equal(tl_design_check(&problem, &design, &there, &d, &error), TL_OK);
  assert_true(d.pressure_pa < 1.0 && d.temperature_k < 1e-4);
  units[1] = 0; /* a station that is out is passed by */
  assert_int_equal(tl_design_capacity(&problem, &design, &conditions, &less, &behind, &error), TL_OK);
  assert_true(less < q && less > 0.5 * q);
}

static void made_year(tl_design_month *months, double demand_kg_s) {
  static const double air_k[] = {253, 256, 265, 276, 283, 289, 292, 289, 282, 273, 262, 255};
  for (size_t m = 0; m < TL_YEAR_MONTHS; m++)
    months[m] = (tl_design_month){.days = 365.0 / 12.0, .demand_kg_s = demand_kg_s, .air_t_k = air_k[m]};
}

static void months_are_firm_and_conditional_in_order(void **state) {
  (void)state;
  tl_design_problem problem;
  tl_design_state s;
  tl_error error;
  const tl_design design = with_spares(&problem, &s);
  tl_design_month months[TL_YEAR_MONTHS];
  tl_design_month_state of[TL_YEAR_MONTHS], again[TL_YEAR_MONTHS];
  made_year(months, 500.0);
  assert_int_equal(tl_design_months(&problem, &design, &s, months, of, 1, &error), TL_OK);
  assert_int_equal(tl_design_months(&problem, &design, &s, months, again, 2, &error), TL_OK);
  assert_memory_equal(of, again, sizeof of);
  for (size_t m = 0; m < TL_YEAR_MONTHS; m++) {
    assert_true(of[m].all_kg_s >= of[m].firm_kg_s && of[m].firm_kg_s >= of[m].running_kg_s * (1.0 - 2e-4));
    assert_true(of[m].firm_kg_s >= of[m].two_out_kg_s && of[m].worst_station < 3 && of[m].behind != TL_DESIGN_FITS);
    if (months[m].air_t_k < 288.15) assert_true(of[m].running_kg_s >= 500.0 * (1.0 - 2e-4));
  }
  assert_true(of[0].running_kg_s > of[6].running_kg_s); /* January is colder than July: the machines have more power */
  /* one unit out at one station, by the plain function */
  size_t units[3];
  for (size_t i = 0; i < 3; i++) units[i] = s.stations[i].units + 1;
  units[of[6].worst_station]--;
  double q;
  const tl_design_conditions july = {units, months[6].air_t_k, 0.0, 0.0};
  assert_int_equal(tl_design_capacity(&problem, &design, &july, &q, NULL, &error), TL_OK);
  assert_true(q == of[6].firm_kg_s);
}

/* Half a year at 1.2, half at 0.8 of 100 kg/s in months of 30 days: 20 kg/s for 180 days are 311,040 t. */
static void a_store_holds_the_swing_by_hand(void **state) {
  (void)state;
  tl_design_month months[TL_YEAR_MONTHS];
  tl_design_swing swing;
  tl_error error;
  for (size_t m = 0; m < TL_YEAR_MONTHS; m++)
    months[m] = (tl_design_month){.days = 30.0, .demand_kg_s = (m + 3) % 12 < 6 ? 120.0 : 80.0}; /* from October on */
  assert_int_equal(tl_design_swing_of(months, 130.0, &swing, &error), TL_OK);
  assert_close_rel(swing.mean_kg_s, 100.0, 1e-12);
  assert_close_rel(swing.annual_kg, 100.0 * 360.0 * 86400.0, 1e-12);
  assert_close_rel(swing.working_kg, 20.0 * 180.0 * 86400.0, 1e-12);
  assert_close_rel(swing.withdrawal_kg_s, 30.0, 1e-12); /* the peak day, not the mean of January */
  assert_close_rel(swing.injection_kg_s, 20.0, 1e-12);
  assert_close_rel(swing.field_kg, 20.0 * 180.0 * 86400.0, 1e-12); /* one season: as much as a store holds */
  for (size_t m = 0; m < TL_YEAR_MONTHS; m++) /* four: a store is filled twice, a field gives all of it */
    months[m].demand_kg_s = m % 6 < 3 ? 120.0 : 80.0;
  assert_int_equal(tl_design_swing_of(months, 0.0, &swing, &error), TL_OK);
  assert_close_rel(swing.working_kg, 20.0 * 90.0 * 86400.0, 1e-12);
  assert_close_rel(swing.field_kg, 20.0 * 180.0 * 86400.0, 1e-12);
  for (size_t m = 0; m < TL_YEAR_MONTHS; m++) months[m].demand_kg_s = 100.0;
  assert_int_equal(tl_design_swing_of(months, 0.0, &swing, &error), TL_OK);
  assert_close(swing.working_kg, 0.0, 1e-3);
  assert_close(swing.field_kg, 0.0, 1e-3);
  assert_close(swing.withdrawal_kg_s, 0.0, 1e-12);
}

static void a_year_delivers_less_where_units_fail_and_more_with_spares(void **state) {
  (void)state;
  tl_design_problem problem;
  tl_design_state s;
  tl_error error;
  tl_design design = with_spares(&problem, &s);
  tl_design_month months[TL_YEAR_MONTHS];
  tl_design_deliverability with, without, never, two;
  made_year(months, 480.0);
  tl_design_reliability reliability = {1.0, 1.0};
  assert_int_equal(tl_design_deliver(&problem, &design, &s, months, &reliability, 2, &never, &error), TL_OK);
  assert_close_rel(never.delivered_kg, 480.0 * 365.0 * 86400.0, 1e-9);
  reliability = (tl_design_reliability){0.95, 0.999};
  assert_int_equal(tl_design_deliver(&problem, &design, &s, months, &reliability, 1, &with, &error), TL_OK);
  assert_int_equal(tl_design_deliver(&problem, &design, &s, months, &reliability, 2, &two, &error), TL_OK);
  assert_memory_equal(&with, &two, sizeof with);
  design.spares = 0;
  assert_int_equal(tl_design_deliver(&problem, &design, &s, months, &reliability, 2, &without, &error), TL_OK);
  print_message("delivered of what is asked: %.4f with a spare in each station, %.4f without\n",
                with.delivered_kg / with.demand_kg, without.delivered_kg / without.demand_kg);
  assert_true(with.enumerated && with.low_kg <= with.delivered_kg && with.delivered_kg <= with.high_kg);
  assert_true(with.high_kg - with.low_kg < 1e-3 * with.demand_kg);
  assert_true(with.delivered_kg <= 0.999 * with.demand_kg * (1.0 + 1e-12));
  assert_true(without.high_kg < with.low_kg);
}

/* ---- phases ------------------------------------------------------------------------------------------------------ */

static tl_design two_strings(tl_design_problem *problem) {
  tl_design design = {.pipe = 0, .steel = 1, .pressure = 1, .machine = 0, .strings = 2, .stations = 4, .spares = 0};
  *problem = hilly(500.0);
  problem->corridor.offtake_count = 0;
  problem->corridor.part_length_m = 60e3;
  tl_design_space_equally(600e3, true, &design);
  return design;
}

static double present_of_year(const tl_design_problem *p, double capital, double running, size_t year, bool last) {
  double sum = capital / pow(1.0 + p->prices.rate_1_a, (double)year);
  const size_t until = last ? (size_t)p->prices.life_a : year + 1;
  for (size_t t = year; t < until; t++) sum += running / pow(1.0 + p->prices.rate_1_a, (double)t + 0.5);
  return sum;
}

enum { STAGES = 6, PLANNED = 3 };

/* One year of a stage after another: what it spends, from the public figures of its designs. */
static double spent(const tl_design_problem *p, const tl_design *designs, tl_design_state states[][PLANNED],
                    size_t from, size_t to, size_t year) {
  const tl_design_state *s = &states[to][year];
  const bool any = year > 0;
  double stations = 0.0;
  for (size_t i = 0; i < designs[to].stations; i++) {
    double had = 0.0;
    for (size_t k = 0; any && k < designs[from].stations; k++)
      if (designs[from].station_m[k] == designs[to].station_m[i])
        had = 15e6 + 3.5 * states[from][year - 1].stations[k].installed_w;
    const double factor = designs[to].station_m[i] < 200e3 - 1.0 ? 1.2 : 1.0;
    stations += fmax(15e6 + 3.5 * s->stations[i].installed_w - had, had == 0.0 ? -1.0 : 0.0) * factor * 1.07 * 1.1;
  }
  const double line = s->line_capital - (any ? states[from][year - 1].line_capital : 0.0);
  return present_of_year(p, line + stations, s->annual_operation + s->annual_fuel, year, year + 1 == PLANNED);
}

/* Two strings and four, two or one stations: six stages in three years, all 216 orders. */
static void phases_are_the_cheapest_of_all_orders(void **state) {
  (void)state;
  tl_design_problem problem;
  const tl_design design = two_strings(&problem);
  static const double flows[][PLANNED] = {{150.0, 320.0, 520.0}, {300.0, 310.0, 320.0}, {200.0, 600.0, 650.0}};
  for (size_t f = 0; f < TLI_COUNT(flows); f++) {
    tl_design designs[STAGES];
    static tl_design_state states[STAGES][PLANNED];
    tl_error error;
    for (size_t i = 0; i < STAGES; i++) {
      const size_t step = (size_t)1 << i % 3;
      designs[i] = design;
      designs[i].strings = 1 + i / 3;
      designs[i].stations = 0;
      for (size_t k = 0; k < 4; k += step) designs[i].station_m[designs[i].stations++] = design.station_m[k];
      for (size_t y = 0; y < PLANNED; y++) {
        problem.corridor.q_kg_s = flows[f][y];
        assert_int_equal(tl_design_evaluate(&problem, &designs[i], &states[i][y], &error), TL_OK);
      }
    }
    double best = INFINITY;
    for (size_t a = 0; a < STAGES; a++)
      for (size_t b = 0; b < STAGES; b++)
        for (size_t c = 0; c < STAGES; c++) {
          const bool grow = b / 3 >= a / 3 && c / 3 >= b / 3 && b % 3 <= a % 3 && c % 3 <= b % 3;
          if (!grow || states[a][0].limit != TL_DESIGN_FITS || states[b][1].limit != TL_DESIGN_FITS ||
              states[c][2].limit != TL_DESIGN_FITS)
            continue;
          best = fmin(best, spent(&problem, designs, states, a, a, 0) + spent(&problem, designs, states, a, b, 1) +
                                spent(&problem, designs, states, b, c, 2));
        }
    tl_design_plan plan;
    assert_int_equal(tl_design_phases(&problem, &design, flows[f], PLANNED, &plan, &error), TL_OK);
    assert_true(plan.fits && isfinite(best));
    assert_close_rel(plan.present_value, best, 1e-9);
    assert_true(!(plan.at_once < plan.present_value * (1.0 - 1e-12)));
    print_message("%.0f, %.0f, %.0f kg/s: %.1f M in phases, %.1f M at once\n", flows[f][0], flows[f][1], flows[f][2],
                  1e-6 * plan.present_value, 1e-6 * plan.at_once);
    for (size_t y = 1; y < PLANNED; y++) {
      assert_true(plan.phases[y].strings >= plan.phases[y - 1].strings);
      assert_true(plan.phases[y].stations >= plan.phases[y - 1].stations);
    }
  }
}

static void a_flow_that_no_stage_carries_names_its_year(void **state) {
  (void)state;
  tl_design_problem problem;
  const tl_design design = two_strings(&problem);
  const double flows[] = {300.0, 400.0, 9000.0}, falls[] = {300.0, 200.0};
  tl_design_plan plan;
  tl_error error;
  assert_int_equal(tl_design_phases(&problem, &design, flows, 3, &plan, &error), TL_OK);
  assert_false(plan.fits);
  assert_int_equal(plan.year_in_the_way, 2);
  assert_int_equal(tl_design_phases(&problem, &design, falls, 2, &plan, &error), TL_ERR_INPUT);
  assert_non_null(strstr(error.sentence, "year 2"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_line_carries_what_its_units_let_it),
      cmocka_unit_test(months_are_firm_and_conditional_in_order),
      cmocka_unit_test(a_store_holds_the_swing_by_hand),
      cmocka_unit_test(a_year_delivers_less_where_units_fail_and_more_with_spares),
      cmocka_unit_test(phases_are_the_cheapest_of_all_orders),
      cmocka_unit_test(a_flow_that_no_stage_carries_names_its_year),
  };
  return cmocka_run_group_tests(tests, make_gas, end_gas);
}
