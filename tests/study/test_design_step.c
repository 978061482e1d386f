/* Claims about the step "design": the problem is the study's, the rows are what the library's search gives, and the
 * announced line is computed with the same prices. */
#define _POSIX_C_SOURCE 200809L
#include "making.h"
#include "study/design.h"

/* Short and without heights, so that the catalogue is searched in a moment. */
static const char one_section[] =
    "study: {title: One}\n"
    "gas: {composition: methane, model: papay}\n"
    "flow: {mode: given, volume: 12 bcm/a at 20 degC, load_factor: \"0.9\"}\n"
    "inlet: {pressure: 5 MPa, temperature: 10 degC}\n"
    "delivery: {min_pressure: 5 MPa}\n"
    "pipes:\n"
    "  trunk: {outside_diameter: 1016 mm, wall: 14 mm, roughness: 10 um, max_pressure: 7.4 MPa, heat_transfer: 1.5 "
    "W/(m2 K), heat_transfer_on: outside}\n"
    "stations:\n"
    "  trunk: {efficiency: \"0.84\", driver_efficiency: \"0.36\", kappa: \"1.3\", cooler_outlet: 30 degC}\n"
    "sections:\n"
    "  a: {title: Only, country: CN, from: p, to: q, length: 220 km, pipe: trunk, station: trunk, station_count: 2}\n"
    "waypoints:\n"
    "  p: {lat: 0 deg, lon: 20 deg, height: 0 m}\n"
    "  q: {lat: 0 deg, lon: 21.9 deg, height: 0 m}\n"
    "offtakes:\n"
    "  town: {section: a, distance: 100 km, volume: 1 bcm/a at 20 degC}\n"
    "limits: {max_ratio: \"1.6\"}\n"
    "costs:\n"
    "  steel: {title: Steel, scope: steel, basis: per_steel_mass, low: 1000 USD(2025)/t, likely: 1300 USD(2025)/t, "
    "high: 1800 USD(2025)/t}\n"
    "  stations: {title: Stations, scope: stations, basis: per_power, low: 2500 USD(2025)/kW, likely: 3500 "
    "USD(2025)/kW, high: 4500 USD(2025)/kW}\n"
    "  laying: {title: Laying, scope: laying, basis: per_length, low: 1 M USD(2025)/km, likely: 1 M USD(2025)/km, "
    "high: "
    "1 M USD(2025)/km}\n"
    "economics: {currency: USD, price_year: 2025, life: 30 a, ramp_years: 3, discount_rate: 9 %/a, fuel_price: 45 "
    "USD(2025)/1000 m3 "
    "at 20 degC}\n"
    "axes:\n"
    "  - {id: pressure, label: Pressure, why: a test, reference: 7.4 MPa, values: [{label: 7.4 MPa, set: "
    "{pipes.trunk.max_pressure: 7.4 MPa}}, {label: 9.8 MPa, set: {pipes.trunk.max_pressure: 9.8 MPa}}]}\n";

static tl_study *run(const char *text) {
  char folder[512];
  tl_study *study = NULL;
  tl_error error;
  tl_study_options options;
  tl_study_options_default(&options);
  options.steps = "flow,design";
  tl_code code = tl_study_open(make_study("design", text, folder, sizeof folder), NULL, &study, &error);
  for (size_t i = 0; study != NULL && code != TL_OK && i < tl_findings_count(tl_study_findings(study)); i++)
    print_message("%s\n", tl_findings_at(tl_study_findings(study), i)->sentence);
  if (code == TL_OK) code = tl_study_run(study, &options, &error);
  if (code != TL_OK) fail_msg("%s", error.sentence);
  return study;
}

static double cell(const tl_table *t, size_t row, const char *column) {
  return tl_table_number(t, row, (size_t)tl_table_find_column(t, column));
}

static void a_study_is_designed_and_its_announced_line_set_beside(void **state) {
  (void)state;
  tl_study *study = run(one_section);
  tl_error error;
  const tl_table *designs = tl_results_table(tl_study_results(study), "designs"),
                 *next = tl_results_table(tl_study_results(study), "designs_next"),
                 *curves = tl_results_table(tl_study_results(study), "design_curves");
  assert_non_null(designs);
  assert_non_null(next);
  assert_non_null(curves);
  assert_int_equal(tl_table_rows(designs), 6); /* two pressures, one and two strings; announced at both */
  assert_int_equal(tl_table_rows(next), TL_DESIGN_KEPT);
  assert_true(tl_table_rows(curves) > 20);

  tli_section_design problem;
  bool priced;
  tli_arena *arena = tli_arena_create(NULL);
  assert_int_equal(tli_section_design_make(study, 0, arena, &problem, &priced, &error), TL_OK);
  assert_true(priced);
  const tl_design_corridor *c = &problem.problem.corridor;
  assert_close_rel(c->q_kg_s, study->line->asked_kg_s, 1e-12);
  assert_int_equal(c->offtake_count, 1);
  assert_close(c->offtakes[0].at_m, 100e3, 1e-6);
  assert_close_rel(c->offtakes[0].q_kg_s, study->line->asked_kg_s / 12.0, 1e-9);
  assert_int_equal(c->stretches[0].norm, TL_WALL_B31_8);
  assert_close_rel(c->stretches[0].laying_fixed + c->stretches[0].laying_per_m * 1.016, 1000.0, 1e-9); /* USD/m */
  assert_int_equal(problem.catalogue.pressure_count, 2);
  assert_close_rel(problem.problem.prices.fuel_per_kg, 0.045 / study->line->kg_per_m3, 1e-9);

  tl_design_answer *answer = malloc(sizeof *answer);
  assert_int_equal(tl_design_search(&problem.problem, NULL, answer, &error), TL_OK);
  for (size_t i = 0; i < TL_DESIGN_KEPT; i++)
    assert_close_rel(cell(next, i, "cost_usd_m3"), answer->states[i].cost_per_kg * study->line->kg_per_m3, 1e-12);
  double best = INFINITY;
  for (size_t i = 0; i < 4; i++) best = fmin(best, cell(designs, i, "cost_usd_m3"));
  assert_close_rel(best, cell(next, 0, "cost_usd_m3"), 1e-3);          /* places are moved from other neighbours */
  assert_true(cell(designs, 4, "cost_usd_m3") >= best * (1.0 - 1e-3)); /* the announced line is no cheaper */
  assert_close(cell(designs, 4, "diameter_m"), 1.016, 1e-12);
  assert_int_equal((int)cell(designs, 4, "stations"), 2);
  assert_string_equal(tl_table_text(designs, 4, (size_t)tl_table_find_column(designs, "verdict")), "fits");
  free(answer);
  tli_arena_destroy(arena);
  tl_study_close(study);
}

/* Rates in another money or of another year are brought to the study's before a design is priced. */
static void prices_of_other_money_and_years_are_converted(void **state) {
  (void)state;
  char text[sizeof one_section + 200];
  (void)snprintf(text, sizeof text, "%sexchanges: {cny: {from: CNY, to: USD, rate: \"0.125\", year: 2025}}\n%s",
                 one_section, "escalations: {USD: {rate: 2 %/a}}\n");
  for (char *at = text; (at = strstr(at, "1 M USD(2025)/km")) != NULL; at++) memcpy(at, "8 M CNY(2025)/km", 16);
  memcpy(strstr(text, "45 USD(2025)"), "45 USD(2024)", 12);
  tl_study *study = run(text);
  tl_error error;
  tl_design_problem problem;
  assert_int_equal(tl_study_design_problem(study, NULL, &problem, &error), TL_OK);
  const tl_design_stretch *laying = &problem.corridor.stretches[0];
  assert_close_rel(laying->laying_fixed + laying->laying_per_m * 1.016, 1000.0, 1e-9); /* USD/m */
  assert_close_rel(problem.prices.fuel_per_kg, 0.045 * 1.02 / study->line->kg_per_m3, 1e-9);
  tl_study_close(study);
}

static void without_prices_there_is_nothing_to_design(void **state) {
  (void)state;
  char text[sizeof one_section];
  (void)snprintf(text, sizeof text, "%s", one_section);
  *strstr(text, "costs:") = '\0';
  tl_study *study = run(text);
  assert_null(tl_results_table(tl_study_results(study), "designs"));
  tl_study_close(study);
}

/* A year with a swing, failures, and the ramp of the study: the tables of the best design in use. */
static void a_best_design_is_followed_through_its_year(void **state) {
  (void)state;
  char text[sizeof one_section + 600];
  (void)snprintf(text, sizeof text,
                 "%soperation: {january: \"1.2\", february: \"1.2\", december: \"1.2\", june: \"0.8\", july: \"0.8\", "
                 "august: \"0.8\", peak_day: \"1.3\", unit_availability: \"0.9\", line_failures: \"0\"}\n",
                 one_section);
  tl_study *study = run(text);
  const tl_table *months = tl_results_table(tl_study_results(study), "design_months"),
                 *spares = tl_results_table(tl_study_results(study), "design_spares"),
                 *store = tl_results_table(tl_study_results(study), "design_store"),
                 *phases = tl_results_table(tl_study_results(study), "design_phases");
  assert_non_null(phases);
  assert_int_equal(tl_table_rows(phases), 4); /* three years of ramp and the full one */
  assert_close_rel(cell(phases, 0, "flow_m3_s") * 4.0, cell(phases, 3, "flow_m3_s"), 1e-12);
  assert_non_null(months);
  assert_non_null(spares);
  assert_non_null(store);
  assert_int_equal(tl_table_rows(months), 12);
  assert_close_rel(cell(months, 0, "demand_m3_s") / cell(months, 6, "demand_m3_s"), 1.5, 1e-12);
  for (size_t m = 0; m < 12; m++) {
    assert_true(cell(months, m, "conditional_m3_s") >= cell(months, m, "firm_m3_s"));
    assert_true(cell(months, m, "delivered") <= 1.0 + 1e-12 && cell(months, m, "delivered") > 0.5);
  }
  assert_int_equal(tl_table_rows(spares), 3);
  for (size_t n = 1; n < 3; n++) {
    assert_true(cell(spares, n, "share") >= cell(spares, n - 1, "low"));
    assert_true(cell(spares, n, "annual_cost") > cell(spares, n - 1, "annual_cost"));
  }
  assert_int_equal(tl_table_rows(store), 3);
  assert_true(cell(store, 0, "annual_cost") >= cell(store, 1, "annual_cost"));
  assert_true(cell(store, 1, "working_m3") > 0.0);
  /* months of 31, 28, 31 days at 1.2 and of 30, 31, 31 at 0.8, all others at 1: what is above the mean */
  const double mean = (90.0 * 1.2 + 92.0 * 0.8 + 183.0) / 365.0;
  const double field = 90.0 * (1.2 - mean) + 183.0 * (1.0 - mean);
  const double by_day = 86400.0 * cell(months, 6, "demand_m3_s") / 0.8;
  assert_close_rel(cell(store, 2, "field_m3"), field * by_day, 1e-9);
  /* the same line for the same day, which carries less in the year: only its energy is less */
  assert_close_rel(cell(store, 2, "diameter_m"), cell(store, 1, "diameter_m"), 1e-12);
  assert_true(cell(store, 2, "annual_cost") < cell(store, 1, "annual_cost"));
  tl_study_close(study);
}

/* The file of the project says what the built-in catalogue says: a study with a copy of it gets the same designs. */
static void pipes_of_a_study_are_those_of_its_files(void **state) {
  (void)state;
  char text[sizeof one_section + 200], folder[512], path[700];
  static const char *const files[] = {"pipe_classes.csv", "steels.csv"};
  (void)snprintf(text, sizeof text, "%spipe_classes: pipe_classes.csv\nsteels: steels.csv\n", one_section);
  (void)make_study("design", text, folder, sizeof folder);
  for (size_t i = 0; i < 2; i++) {
    static char words[8192];
    (void)snprintf(path, sizeof path, "%s/data/pipes/%s", TRUNKLINE_SOURCE_DIR, files[i]);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    words[fread(words, 1, sizeof words - 1, file)] = '\0';
    (void)fclose(file);
    put_file(folder, files[i], words);
  }
  tl_study *copied = run(text), *built_in = run(one_section);
  const tl_table *a = tl_results_table(tl_study_results(copied), "designs_next"),
                 *b = tl_results_table(tl_study_results(built_in), "designs_next");
  assert_int_equal(tl_table_rows(a), tl_table_rows(b));
  for (size_t i = 0; i < tl_table_rows(a); i++) {
    assert_close_rel(cell(a, i, "cost_usd_m3"), cell(b, i, "cost_usd_m3"), 1e-5); /* prices of steel to six digits */
    assert_close(cell(a, i, "diameter_m"), cell(b, i, "diameter_m"), 1e-12);
  }
  tl_study_close(copied);
  (void)snprintf(text, sizeof text,
                 "%spipe_classes: {only: {outside_diameter: 900 mm, wall_least: 10 mm, wall_most: 30 mm}}\n",
                 one_section);
  copied = run(text);
  a = tl_results_table(tl_study_results(copied), "designs_next");
  for (size_t i = 0; i < tl_table_rows(a); i++) assert_close(cell(a, i, "diameter_m"), 0.9, 1e-12);
  tl_study_close(copied);
  tl_study_close(built_in);
}

static void mistakes_of_catalogue_and_year_are_named_in_one_pass(void **state) {
  (void)state;
  char text[sizeof one_section + 600], folder[512];
  (void)snprintf(text, sizeof text,
                 "%spipe_classes: {thin: {outside_diameter: 900 mm, wall_least: 30 mm, wall_most: 10 mm}}\n"
                 "steels: {odd: {yield: 500 MPa, tensile: 400 MPa}}\n"
                 "operation: {january: \"3\", peak_day: \"2\"}\n",
                 one_section);
  tl_study *study = NULL;
  tl_error error;
  assert_int_equal(tl_study_open(make_study("design_mistakes", text, folder, sizeof folder), NULL, &study, &error),
                   TL_ERR_INPUT);
  static const char *const sentences[] = {"wall_most = 10 mm is below wall_least = 30 mm",
                                          "tensile = 400 MPa is below yield = 500 MPa", "they must average 1",
                                          "peak_day = 2 is below the largest month, 3"};
  for (size_t k = 0; k < 4; k++) {
    bool found = false;
    for (size_t i = 0; i < tl_findings_count(tl_study_findings(study)); i++)
      found = found || strstr(tl_findings_at(tl_study_findings(study), i)->sentence, sentences[k]) != NULL;
    if (!found) fail_msg("no finding says: %s", sentences[k]);
  }
  tl_study_close(study);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_study_is_designed_and_its_announced_line_set_beside),
      cmocka_unit_test(prices_of_other_money_and_years_are_converted),
      cmocka_unit_test(without_prices_there_is_nothing_to_design),
      cmocka_unit_test(a_best_design_is_followed_through_its_year),
      cmocka_unit_test(pipes_of_a_study_are_those_of_its_files),
      cmocka_unit_test(mistakes_of_catalogue_and_year_are_named_in_one_pass),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
