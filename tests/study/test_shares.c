/* The step "shares": the market that a study describes, the designs of its ways, and that money between members does
 * not count. */
#define _POSIX_C_SOURCE 200809L
#include "game_study.h"

#include "study/design.h"

#define PI 3.14159265358979323846

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
    assert_true(ways[w].count > 0 && ways[w].found >= ways[w].count && ways[w].lines > ways[w].found);
    for (size_t d = 0; d < ways[w].count; d++) {
      const tli_way_design *x = &ways[w].designs[d];
      double paid = 0;
      for (size_t i = 0; i < 3; i++) paid += x->paid[i];
      assert_close_rel(paid, x->numbers.investment, 1e-12);
      assert_true(x->numbers.fuel >= 0 && x->numbers.fuel < 0.2 && x->strings >= 1);
      assert_true(x->off_pa < 1.0); /* the simulator finds the same state */
      assert_close(x->pressure_pa, 9.8e6, 1e-3);
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

/* What the default catalogue asks for a steel or a machine, at the study's 1,300 USD/t for K60 and 3,500 USD/kW. */
static double steel_price(const char *name) {
  const tl_design_catalogue *k = tl_design_catalogue_default();
  for (size_t i = 0; i < k->steel_count; i++)
    if (strcmp(k->steels[i].name, name) == 0) return k->steels[i].price_per_kg;
  return NAN;
}
static double machine_price(const char *name) {
  const tl_design_catalogue *k = tl_design_catalogue_default();
  for (size_t i = 0; i < k->machine_count; i++)
    if (strcmp(k->machines[i].name, name) == 0) return k->machines[i].price_per_w;
  return NAN;
}

/* Both countries build by SP 36: one wall. Steel at its grade's price, each station 4 MW on top of its units; 2 and 4 %
 * of it a year. */
static void a_way_costs_its_steel_and_its_stations(void **state) {
  (void)state;
  tl_study *study = open_and_run(three_sides, "flow,route", NULL, NULL);
  tli_way *ways;
  tl_error error;
  assert_int_equal(tli_design_ways(study, &ways, &error), TL_OK);
  assert_true(ways[0].count == 2 && ways[0].searches == 2); /* 30 and 40 bcm/a */
  for (size_t d = 0; d < ways[0].count; d++) {
    const tli_way_design *x = &ways[0].designs[d];
    const double steel_kg =
        PI * (x->diameter_m - x->wall_most_m) * x->wall_most_m * 7850.0 * (x->strings * 450e3 + x->looped_m);
    const double line = steel_kg * steel_price(x->steel),
                 stations = x->stations > 0 ? x->stations * 4e6 * 3.5 + x->installed_w * machine_price(x->machine) : 0;
    assert_true(x->wall_most_m == x->wall_least_m);
    assert_close_rel(x->numbers.investment, line + stations, 1e-9);
    assert_close_rel(x->numbers.operation, 0.02 * line + 0.04 * stations, 1e-9);
    assert_close_rel(x->numbers.capacity, (30 + 10 * (double)d) * 1e9, 1e-12);
  }
  tl_study_close(study);
}

/* The same search as the step "design": no line of the catalogue with equal spans costs less a year at the common rate,
 * gas burnt at what it is worth (20 to produce, 10 elsewhere, 5 to the start). */
static void a_way_is_the_cheapest_line_of_the_catalogue(void **state) {
  (void)state;
  tl_study *study = open_and_run(three_sides, "flow,route", NULL, NULL);
  tli_way *ways;
  tl_error error;
  bool priced;
  tli_section_design all;
  assert_int_equal(tli_design_ways(study, &ways, &error), TL_OK);
  tli_design_source source = tli_design_source_of(study);
  source.rate_1_a = 0.1;
  source.fuel_per_m3 = 0.035;
  assert_int_equal(tli_line_design_make(&source, TLI_WHOLE_LINE, study->arena, &all, &priced, &error), TL_OK);
  assert_true(priced);
  const tl_design_corridor *c = &all.problem.corridor;
  assert_int_equal(c->stretch_count, 2);
  assert_close_rel(c->stretches[0].to_m, 220e3, 1e-12);
  assert_close_rel(c->points[c->point_count - 1].distance_m, 450e3, 1e-12);
  assert_int_equal(c->point_count, 3);
  assert_close(c->points[1].height_m, 300, 1e-9);
  tl_design_options options;
  tl_design_options_default(&options);
  options.keep = 1;
  options.move_stations = options.place_loops = false;
  tl_design_answer *answer = malloc(sizeof *answer);
  assert_non_null(answer);
  all.catalogue.most_strings = 3;
  assert_int_equal(tl_design_search(&all.problem, &options, answer, &error), TL_OK);
  assert_int_equal(answer->kept, 1);
  const tl_design_state *s = &answer->states[0];
  assert_close_rel(ways[0].designs[0].numbers.investment, s->line_capital + s->station_capital, 1e-9);
  assert_close_rel(ways[0].designs[0].numbers.fuel, s->fuel_kg_s / s->q_in_kg_s, 1e-9);
  assert_close_rel(ways[0].designs[0].power_w, s->power_w, 1e-9);
  free(answer);
  tl_study_close(study);
}

/* A line that stands there with 4 stations and carries 30 bcm/a. More of it costs what is put beside it: strings,
 * loops, stations, units; the stations that stand stay. */
static void more_through_a_line_that_stands_there_costs_the_difference(void **state) {
  (void)state;
  static const char more[] =
      "  more: {title: More, players: RU, gas_field: f, existing: 30 bcm/a at 20 degC, existing_stations: \"4\", "
      "least: 10 bcm/a at 20 degC, largest: 40 bcm/a at 20 degC, step: 10 bcm/a at 20 degC}\n";
  char text[sizeof three_sides + sizeof more];
  (void)snprintf(text, sizeof text, "%s%s", three_sides, more);
  tl_study *study = open_and_run(text, "flow,route", NULL, NULL);
  tli_way *ways;
  tl_error error;
  bool units_alone = false, more_pipe = false;
  assert_int_equal(tli_design_ways(study, &ways, &error), TL_OK);
  assert_int_equal(study->reference->way_count, 3);
  assert_int_equal(ways[2].count, 4);
  for (size_t d = 0; d < ways[2].count; d++) {
    const tli_way_design *x = &ways[2].designs[d];
    assert_true(x->stations >= 4 && x->numbers.investment >= 0 && x->numbers.fuel >= 0 && x->numbers.fuel < 0.2);
    assert_close(x->diameter_m, 1.42, 1e-12);
    assert_close(x->wall_most_m, 0.02, 1e-12);
    const double steel_kg_m = PI * (1.42 - 0.02) * 0.02 * 7850.0;
    const double line = steel_kg_m * ((x->strings - 1) * 450e3 + x->looped_m) * steel_price(x->steel);
    units_alone = units_alone || (line == 0 && x->stations == 4);
    more_pipe = more_pipe || line > 0;
    const double stations = (x->stations - 4) * 4e6 * 3.5 + x->installed_w * machine_price(x->machine);
    assert_close_rel(x->numbers.investment, line + stations, 1e-9);
    assert_close_rel(x->numbers.operation, 0.02 * line + 0.04 * stations, 1e-9);
  }
  assert_true(units_alone && more_pipe);
  tl_study_close(study);
}

/* What no line of the catalogue carries leaves a way without designs, and says how much some line would carry, and what
 * stops it there; the largest that a design is found for lies just below. */
static void a_way_that_no_line_carries_says_what_the_most_is(void **state) {
  (void)state;
  static const char *const volumes[] = {"400", "300"};
  double most = 0;
  for (size_t k = 0; k < 3; k++) {
    char text[sizeof three_sides + 400], number[32];
    (void)snprintf(number, sizeof number, "%.4g", 0.98 * most);
    const char *asked = k < 2 ? volumes[k] : number;
    (void)snprintf(text, sizeof text,
                   "%s  much: {title: Much, pipe: trunk, players: RU, gas_field: f, least: %s bcm/a at 20 degC, "
                   "largest: %s bcm/a at 20 degC}\n",
                   three_sides, asked, asked);
    tl_study *study = open_and_run(text, "flow,route", NULL, NULL);
    tli_way *ways;
    tl_error error;
    assert_int_equal(tli_design_ways(study, &ways, &error), TL_OK);
    print_message("%s: %s\n", asked, ways[2].trouble);
    if (k < 2) {
      assert_int_equal(ways[2].count, 0);
      const double told = strtod(strstr(ways[2].trouble, "carries is ") + strlen("carries is "), NULL);
      assert_true(told > 50 && told < 300);
      assert_true(k == 0 || fabs(told - most) < 0.02 * most); /* as closely as it is halved */
      most = told;
    } else {
      assert_int_equal(ways[2].count, 1);
    }
    tl_study_close(study);
  }
}

/* Tunnels come on top, along all of the way, kept up like the line; land of a country without a section is built and
 * priced as the section named, here one with 1 million a kilometre of laying, else as the first, which has none. */
static void a_way_has_its_tunnels_and_its_kind_of_land(void **state) {
  (void)state;
  static const char laying[] =
      "  laying: {title: Laying, scope: laying, section: b, basis: per_length, low: 1 M USD(2025)/km, likely: 1 M "
      "USD(2025)/km, high: 1 M USD(2025)/km}\n";
  static const char ways_more[] =
      "  plain: {title: Plain, alternative: hills, players: RU, gas_field: f, least: 30 bcm/a at 20 degC, largest: 30 "
      "bcm/a at 20 degC}\n"
      "  hilly: {title: Hilly, alternative: hills, built_as: b, players: RU, gas_field: f, least: 30 bcm/a at 20 degC, "
      "largest: 30 bcm/a at 20 degC}\n"
      "  tunnels: {title: Tunnels, alternative: round, more_investment: 2000 M USD(2025), players: RU, gas_field: f, "
      "least: 30 bcm/a at 20 degC, largest: 30 bcm/a at 20 degC}\n";
  static const char points[] =
      "  h1: {alternative: hills, country: KG, lat: 0 deg, lon: 20 deg, height: 0 m}\n"
      "  h2: {alternative: hills, country: KG, lat: 0 deg, lon: 23.8 deg, height: 100 m}\n";
  char text[sizeof three_sides + sizeof laying + sizeof ways_more + sizeof points + 64];
  const char *economics = strstr(three_sides, "economics:"), *list = strstr(three_sides, "alternative_points:\n");
  const char *rest = list + strlen("alternative_points:\n");
  (void)snprintf(text, sizeof text, "%.*s%s%.*s  hills: {title: Hills}\nalternative_points:\n%s%s%s",
                 (int)(economics - three_sides), three_sides, laying, (int)(list - economics), economics, points, rest,
                 ways_more);
  tl_study *study = open_and_run(text, "flow,route", NULL, NULL);
  tli_way *ways;
  tl_error error;
  assert_int_equal(tli_design_ways(study, &ways, &error), TL_OK);
  assert_int_equal(study->reference->way_count, 5);
  for (size_t w = 1; w < 5; w++) assert_int_equal(ways[w].count, 1);
  const tli_way_design *round = &ways[1].designs[0], *plain = &ways[2].designs[0], *hilly = &ways[3].designs[0];
  const tli_way_design *tunnels = &ways[4].designs[0];
  assert_close_rel(tunnels->numbers.investment - round->numbers.investment, 2e9, 1e-9);
  assert_close_rel(tunnels->numbers.operation - round->numbers.operation, 0.02 * 2e9, 1e-9);
  /* p1-p2 of 2 by 3 degrees in RU, p2-p3 of 1.8 by 3 degrees in CN */
  const double first = hypot(2, 3) / (hypot(2, 3) + hypot(1.8, 3));
  assert_close_rel(tunnels->paid[0] - round->paid[0], 2e9 * first, 5e-3);
  assert_close_rel(tunnels->paid[2] - round->paid[2], 2e9 * (1 - first), 5e-3);
  const double km = ways[3].length_m / 1e3;
  const double more = hilly->numbers.investment - plain->numbers.investment;
  assert_close(ways[2].length_m, ways[3].length_m, 1e-6);
  assert_true(more > 0.5e6 * km && more < 2e6 * km);
  tl_study_close(study);
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

/* Three sides have a triangle; where nobody goes through the transit country a sentence stands in its place. */
static void splits_of_other_than_three_sides_are_told_in_words(void **state) {
  (void)state;
  tl_study *three = open_and_run(three_sides, "flow,route,shares", NULL, NULL),
           *two = open_and_run(three_sides, "flow,route,shares", "ways.straight.behind",
                               "300 USD(2025)/1000 m3 at 20 degC");
  assert_non_null(tl_results_table(tl_study_results(three), "core_points"));
  assert_null(tl_results_text(tl_study_results(three), "shares.no_triangle"));
  assert_null(tl_results_table(tl_study_results(two), "core_points"));
  const char *words = tl_results_text(tl_study_results(two), "shares.no_triangle");
  assert_non_null(words);
  assert_non_null(strstr(words, "needs 2 (Producer, Buyer)"));
  tl_study_close(three);
  tl_study_close(two);
}

/* Without a price of steel a way has no design; the reader is told why. */
static void a_way_without_a_design_says_why(void **state) {
  (void)state;
  char text[sizeof three_sides];
  (void)snprintf(text, sizeof text, "%s", three_sides);
  char *steel = strstr(text, "basis: per_steel_mass");
  assert_non_null(steel);
  memcpy(steel, "basis: per_length    ", 21);
  for (char *mass; (mass = strstr(text, "00 USD(2025)/t")) != NULL;) memcpy(mass, "0 USD(2025)/km", 14);
  tl_study *study = open_and_run(text, "flow,route", NULL, NULL);
  tli_way *ways;
  tl_error error;
  assert_int_equal(tli_design_ways(study, &ways, &error), TL_OK);
  for (size_t w = 0; w < 2; w++) {
    assert_int_equal(ways[w].count, 0);
    assert_non_null(strstr(ways[w].trouble, "per_steel_mass"));
  }
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
      cmocka_unit_test(a_way_costs_its_steel_and_its_stations),
      cmocka_unit_test(a_way_is_the_cheapest_line_of_the_catalogue),
      cmocka_unit_test(more_through_a_line_that_stands_there_costs_the_difference),
      cmocka_unit_test(a_way_that_no_line_carries_says_what_the_most_is),
      cmocka_unit_test(a_way_has_its_tunnels_and_its_kind_of_land),
      cmocka_unit_test(what_is_paid_between_members_changes_nothing),
      cmocka_unit_test(shares_over_time_and_options_by_hand),
      cmocka_unit_test(three_sides_share_as_the_closed_forms_say),
      cmocka_unit_test(splits_of_other_than_three_sides_are_told_in_words),
      cmocka_unit_test(a_way_without_a_design_says_why),
      cmocka_unit_test(mistakes_of_a_game_are_named),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
