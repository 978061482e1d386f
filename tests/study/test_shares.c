/* The step "shares": the market that a study describes, the designs of its ways, and that money between members does
 * not count. */
#define _POSIX_C_SOURCE 200809L
#include "game_study.h"

/* P(Q) = 0.2 (1 + 2) - 0.2 / (0.5 100e9) Q. Two years of building at 10 %: (1.1^-0.5 + 1.1^-1.5)/2; thirty of
 * operation: the sum of 1.1^-(2.5 + t), the first at half the flow. */
static void a_study_becomes_the_market_it_describes(void **state) {
  (void)state;
  tl_study *study = open_and_run(three_sides, "flow,route", NULL, NULL);
  tli_way *ways;
  tli_study_market_game *g;
  tl_error error;
  assert_int_equal(tli_design_ways(study, &ways, &error), TL_OK);
  const tli_sides sides = tli_players_as_sides(study->reference);
  const tli_variation given = tli_as_given(study);
  assert_int_equal(tli_market_of(study, ways, &sides, &given, &g, &error), TL_OK);
  const tl_market *m = &g->market;
  assert_close_rel(m->price_at_nothing, 0.6, 1e-12);
  assert_close_rel(m->price_slope, 0.2 / 0.5 / 100e9, 1e-12);
  assert_close_rel(g->investment_factor, (pow(1.1, -0.5) + pow(1.1, -1.5)) / 2, 1e-12);
  const double years = pow(1.1, -2.5) * (1 - pow(1.1, -30)) / (1 - 1 / 1.1);
  assert_close_rel(m->operation_years, years, 1e-12);
  assert_close_rel(m->volume_years, years - pow(1.1, -2.5) / 2, 1e-12);
  assert_int_equal(m->buyers, 4);
  assert_int_equal(m->routes[0].owners, 3);
  assert_int_equal(m->routes[1].owners, 1);
  assert_close_rel(m->routes[0].unit_cost, 0.005, 1e-12);
  assert_close_rel(m->routes[1].unit_cost, 0.007, 1e-12);
  assert_close_rel(m->fields[0].capacity, 50e9, 1e-12);
  assert_close_rel(m->fields[0].other_use, 0.01, 1e-12);
  assert_true(m->supplies[1].committed && !m->supplies[0].committed);
  tl_study_close(study);
}

static void ways_are_designed_within_the_limits(void **state) {
  (void)state;
  tl_study *study = open_and_run(three_sides, "flow,route", NULL, NULL);
  tli_way *ways;
  tl_error error;
  assert_int_equal(tli_design_ways(study, &ways, &error), TL_OK);
  for (size_t w = 0; w < 2; w++) {
    assert_true(ways[w].count > 0 && ways[w].within_limits >= ways[w].count);
    for (size_t d = 0; d < ways[w].count; d++) {
      const tli_way_design *x = &ways[w].designs[d];
      double paid = 0;
      for (size_t i = 0; i < 3; i++) paid += x->paid[i];
      assert_close_rel(paid, x->numbers.investment, 1e-12);
      assert_true(x->numbers.fuel >= 0 && x->numbers.fuel < 0.2 && x->stations >= 2);
      for (size_t k = 0; k < ways[w].count; k++) { /* none is beaten in all */
        const tl_market_design *a = &ways[w].designs[k].numbers, *b = &x->numbers;
        assert_true(k == d || a->capacity < b->capacity || a->investment > b->investment ||
                    a->operation > b->operation || a->fuel > b->fuel ||
                    (a->investment == b->investment && a->operation == b->operation && a->fuel == b->fuel));
      }
    }
  }
  /* Around: legs p1-p2 in RU and p2-p3 in CN; the transit country pays nothing there. */
  assert_true(ways[1].designs[0].paid[1] == 0 && ways[1].designs[0].paid[0] > 0 && ways[1].designs[0].paid[2] > 0);
  assert_true(ways[1].length_m > 1.2 * 450e3);
  tl_study_close(study);
}

/* The studied line has 2 + 2 stations at spans of 110 and 115 km: the same as the span of 120 km tried by the step.
 * Each station costs 4 + 10 MW more than the cost page, which knows running power only: 3.5 USD/W, 4 % a year. */
static void the_line_as_studied_costs_what_the_cost_page_says(void **state) {
  (void)state;
  tl_study *study = open_and_run(three_sides, "flow,route,cost", NULL, NULL);
  const double stations = 4 * 14e6 * 3.5;
  tli_way *ways;
  tl_error error;
  bool found = false;
  assert_int_equal(tli_design_ways(study, &ways, &error), TL_OK);
  for (size_t d = 0; d < ways[0].count; d++) {
    const tli_way_design *x = &ways[0].designs[d];
    if (x->strings > 1 || x->stations != 4 || fabs(x->numbers.capacity - 30e9) > 1) continue;
    found = true;
    assert_close_rel(x->numbers.investment, study->capex.sum.likely + stations, 1e-9);
    assert_close_rel(x->power_w, study->evaluation.total_power_w, 1e-9);
  }
  if (!found) { /* beaten by another: then the other is cheaper */
    for (size_t d = 0; d < ways[0].count; d++)
      if (ways[0].designs[d].numbers.capacity >= 30e9 - 1)
        found = found || ways[0].designs[d].numbers.investment <= study->capex.sum.likely + stations;
  }
  assert_true(found);
  tl_study_close(study);
}

/* A line that stands there with 4 stations and carries 30 bcm/a: 10 more take no steel and no station, only the power
 * that the plain simulator finds between the two flows. */
static void more_through_a_line_that_stands_there_costs_the_difference(void **state) {
  (void)state;
  static const char more[] =
      "  more: {title: More, players: RU, gas_field: f, existing: 30 bcm/a at 20 degC, existing_stations: \"4\", "
      "least: 10 "
      "bcm/a at 20 degC, largest: 10 bcm/a at 20 degC}\n";
  char text[sizeof three_sides + sizeof more];
  (void)snprintf(text, sizeof text, "%s%s", three_sides, more);
  tl_study *thirty = open_and_run(text, "flow,route", NULL, NULL);
  tl_study *forty = open_and_run(text, "flow,route", "flow.volume", "40 bcm/a at 20 degC");
  tli_way *ways;
  tl_error error;
  bool found = false;
  assert_int_equal(tli_design_ways(thirty, &ways, &error), TL_OK);
  assert_int_equal(thirty->reference->way_count, 3);
  double power = 0;
  for (size_t i = 0; i < 2; i++) {
    const double more_w = forty->evaluation.section_power_w[i] - thirty->evaluation.section_power_w[i];
    assert_true(more_w > 0);
    power += more_w;
  }
  const double installed = power * 1.7; /* stations.*.installed_over_used */
  for (size_t d = 0; d < ways[2].count; d++) {
    const tli_way_design *x = &ways[2].designs[d];
    assert_close_rel(x->numbers.capacity, 10e9, 1e-12);
    if (x->strings > 1 || x->stations != 4) continue;
    found = true;
    assert_close_rel(x->numbers.operation, installed * 3.5 * 0.04, 1e-9);
    assert_close_rel(x->power_w, power, 1e-9);
    const tli_evaluation *a = &thirty->evaluation, *b = &forty->evaluation;
    assert_close_rel(x->numbers.fuel, (b->fuel_kg_s - a->fuel_kg_s) / (b->in_kg_s - a->in_kg_s), 1e-9);
  }
  assert_true(found);
  tl_study_close(thirty);
  tl_study_close(forty);
}

/* What the gas is called worth when it is burnt in the stations, and the opening price of the members' own deal, pass
 * between members: the values must not move. What the pipe costs must move them. */
static void what_is_paid_between_members_changes_nothing(void **state) {
  (void)state;
  tl_study *base = open_and_run(three_sides, "flow,route,shares", NULL, NULL);
  tl_study *fuel =
      open_and_run(three_sides, "flow,route,shares", "economics.fuel_price", "90 USD(2025)/1000 m3 at 20 degC");
  tl_study *dear = open_and_run(three_sides, "flow,route,shares", "costs.steel.likely", "1700 USD(2025)/t");
  static const char *const coalitions[] = {"Producer+Buyer", "Producer+Transit+Buyer"};
  for (size_t i = 0; i < 2; i++) {
    const double v = value_of(base, coalitions[i]);
    assert_true(v > 0);
    assert_close_rel(value_of(fuel, coalitions[i]), v, 1e-9);
    assert_true(value_of(dear, coalitions[i]) < v);
  }
  assert_true(value_of(base, "Transit+Buyer") == 0 && value_of(base, "Producer+Transit") == 0);
  assert_true(value_of(base, "Producer+Transit+Buyer") >= value_of(base, "Producer+Buyer"));
  tl_study_close(base);
  tl_study_close(fuel);
  tl_study_close(dear);
}

/* Three sides, v(RC) = a, v(RMC) = b: Shapley gives transit (b - a)/3. Without the straight way b = a; without the one
 * around a = 0. In the last year of operation nothing is left of the ramp, and the line is paid for. */
static void shares_over_time_and_options_by_hand(void **state) {
  (void)state;
  tl_study *study = open_and_run(three_sides, "flow,route,shares", NULL, NULL);
  const double a = value_of(study, "Producer+Buyer"), b = value_of(study, "Producer+Transit+Buyer");
  assert_close_rel(cell_of(study, "outside_options", "Straight", "whole_usd"), b - a, 1e-9);
  assert_close_rel(cell_of(study, "outside_options", "Straight", "side_2_usd"), (b - a) / 3, 1e-9);
  const tl_table *t = tl_results_table(tl_study_results(study), "shares_time");
  assert_non_null(t);
  assert_close_rel(tl_table_number(t, 0, 3), b, 1e-12); /* at the start: as given */
  assert_close_rel(tl_table_number(t, 1, 5), (b - a) / 3 / b, 1e-9);
  const tl_table *coalitions = tl_results_table(tl_study_results(study), "coalitions");
  const double invested = tl_table_number(coalitions, 6, 3); /* of all, at the base date */
  /* A year later half is spent: the rest of it is worth 1.1 times as much then, but is spread from then on. */
  assert_close_rel(tl_table_number(t, 3, 3), 1.1 * (b + invested) - 0.5 * invested, 1e-9);
  for (size_t r = 0; r < tl_table_rows(t); r += 3) {
    double sum = 0;
    for (size_t i = 0; i < 3; i++) sum += tl_table_number(t, r + i, 4);
    assert_close_rel(sum, tl_table_number(t, r, 3), 1e-9);
  }
  tl_study_close(study);
}

/* One agent a country, no rival with an owner, nothing sunk, one rate: the transit game of the theory page. */
static void three_sides_share_as_the_closed_forms_say(void **state) {
  (void)state;
  tl_study *study = open_and_run(three_sides, "flow,route,shares", NULL, NULL);
  const double b = value_of(study, "Producer+Transit+Buyer"), a = value_of(study, "Producer+Buyer") / b;
  static const char *const columns[] = {"owen_usd", "nucleolus_usd", "tau_usd"};
  tl_transit_shares shares[3];
  tl_error error;
  assert_true(a > 0 && a < 1);
  assert_int_equal(tl_transit_shapley(a, &shares[0], &error), TL_OK);
  assert_int_equal(tl_transit_nucleolus(a, &shares[1], &error), TL_OK);
  assert_int_equal(tl_transit_tau(a, &shares[2], &error), TL_OK);
  for (size_t k = 0; k < 3; k++) {
    assert_close(cell_of(study, "shares", "Producer", columns[k]) / b, shares[k].producer, 1e-9);
    assert_close(cell_of(study, "shares", "Transit", columns[k]) / b, shares[k].transit, 1e-9);
    assert_close(cell_of(study, "shares", "Buyer", columns[k]) / b, shares[k].buyer, 1e-9);
  }
  static const char *const nothing[] = {"Producer", "Transit", "Buyer", "Producer+Transit", "Transit+Buyer"};
  for (size_t k = 0; k < 5; k++) assert_true(value_of(study, nothing[k]) == 0);
  tl_study_close(study);
}

static void mistakes_of_a_game_are_named(void **state) {
  (void)state;
  static const char *const wrong[][2] = {{"buyers: CN,", "buyers: CX,"},
                                         {"players: RU+MN,", "players: RU+NM,"},
                                         {"alternative: round, players", "alternative: rond, players"},
                                         {"gas_field: f, least: 30 bcm/a at 20 degC, largest: 40",
                                          "gas_field: f, least: 30 bcm/a at 20 degC, largest: 4"}};
  static const char *const said[] = {"CX", "NM", "rond", "largest"};
  for (size_t i = 0; i < TLI_COUNT(wrong); i++) {
    char text[sizeof three_sides + 64], folder[512];
    const char *at = strstr(three_sides, wrong[i][0]);
    assert_non_null(at);
    (void)snprintf(text, sizeof text, "%.*s%s%s", (int)(at - three_sides), three_sides, wrong[i][1],
                   at + strlen(wrong[i][0]));
    tl_study *study = NULL;
    tl_error error;
    bool named = false;
    assert_int_equal(tl_study_open(make_study("shares", text, folder, sizeof folder), NULL, &study, &error),
                     TL_ERR_INPUT);
    for (size_t k = 0; study != NULL && k < tl_findings_count(tl_study_findings(study)); k++)
      named = named || strstr(tl_findings_at(tl_study_findings(study), k)->sentence, said[i]) != NULL;
    assert_true(named);
    tl_study_close(study);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_study_becomes_the_market_it_describes),
      cmocka_unit_test(ways_are_designed_within_the_limits),
      cmocka_unit_test(the_line_as_studied_costs_what_the_cost_page_says),
      cmocka_unit_test(more_through_a_line_that_stands_there_costs_the_difference),
      cmocka_unit_test(what_is_paid_between_members_changes_nothing),
      cmocka_unit_test(shares_over_time_and_options_by_hand),
      cmocka_unit_test(three_sides_share_as_the_closed_forms_say),
      cmocka_unit_test(mistakes_of_a_game_are_named),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
