/* Claims about the step "sensitivity": each row is what a run gives whose study has that one figure set, and no row is
 * missing or said twice. */
#define _POSIX_C_SOURCE 200809L
#include "making.h"
#include "study/fields.h"

/* Two sections with stations, so that the one judged by itself and the whole line differ. */
static const char two_sections[] =
    "study: {title: Two}\n"
    "gas: {composition: methane, model: papay}\n"
    "flow: {mode: given, volume: 30 bcm/a at 20 degC, at: b}\n"
    "inlet: {pressure: {value: 6 MPa, low: 5.5 MPa, high: 6.5 MPa}, temperature: 10 degC}\n"
    "delivery: {min_pressure: 5 MPa}\n"
    "pipes:\n"
    "  trunk: {outside_diameter: 1420 mm, wall: 20 mm, roughness: {value: 10 um, low: 8 um, high: 30 um}, "
    "max_pressure: "
    "9.8 MPa, heat_transfer: {value: 1.5 W/(m2 K), low: 1 W/(m2 K)}}\n"
    "stations:\n"
    "  trunk: {efficiency: {value: \"0.84\", low: \"0.80\", high: \"0.87\"}}\n"
    "sections:\n"
    "  a: {title: First, country: RU, from: p, to: q, length: 220 km, pipe: trunk, station: trunk, station_count: 2}\n"
    "  b: {title: Second, country: MN, from: q, to: r, length: 230 km, pipe: trunk, station: trunk, station_count: 2}\n"
    "waypoints:\n"
    "  p: {lat: 0 deg, lon: 20 deg, height: {value: 0 m, low: 0 m, high: 100 m}}\n"
    "  q: {lat: 0 deg, lon: 21.9 deg, height: {value: 300 m, low: 250 m, high: 350 m}, ground_temperature: {value: 4 "
    "degC, low: 1 degC, high: 8 degC}}\n"
    "  r: {lat: 0 deg, lon: 23.8 deg, height: 100 m, ground_temperature: {value: 5 degC, low: 2 degC, high: 9 degC}}\n"
    "limits: {max_ratio: {value: \"1.6\", low: \"1.5\", high: \"1.7\"}}\n"
    "costs:\n"
    "  steel: {title: Steel, scope: steel, basis: per_steel_mass, low: 1000 USD(2025)/t, likely: 1300 USD(2025)/t, "
    "high: 1800 USD(2025)/t}\n"
    "  stations: {title: Stations, scope: stations, basis: per_power, low: 2500 USD(2025)/kW, likely: 3500 "
    "USD(2025)/kW, high: 4500 USD(2025)/kW}\n"
    "  sure: {title: Sure, scope: laying, basis: per_length, low: 1 M USD(2025)/km, likely: 1 M USD(2025)/km, high: 1 "
    "M "
    "USD(2025)/km}\n"
    "economics: {currency: USD, price_year: 2025, life: 30 a, discount_rate: {value: 9 %/a, low: 7 %/a, high: 12 %/a}, "
    "fuel_price: 45 USD(2025)/1000 m3 at 20 degC}\n"
    "claims:\n"
    "  c: {who: a test, statement: carries it, check: carries_volume, subject: b, low: 30 bcm/a at 20 degC}\n"
    "axes:\n"
    "  - {id: roughness, label: Roughness, why: a test, reference: 10 um, values: [{label: 10 um, set: "
    "{pipes.trunk.roughness: 10 um}}, {label: 30 um, set: {pipes.trunk.roughness: 30 um}}]}\n";

typedef struct answers {
  double capacity, fuel, cost;
} answers;

static tl_study *run(const char *steps, const char *const *paths, const char *const *texts, size_t count) {
  char folder[512];
  tl_study *study = NULL;
  tl_error error;
  tl_study_options options;
  tl_study_options_default(&options);
  options.steps = steps;
  tl_code code = tl_study_open(make_study("sensitivity", two_sections, folder, sizeof folder), NULL, &study, &error);
  for (size_t i = 0; study != NULL && code != TL_OK && i < tl_findings_count(tl_study_findings(study)); i++)
    print_message("%s\n", tl_findings_at(tl_study_findings(study), i)->sentence);
  for (size_t i = 0; i < count && code == TL_OK; i++) code = tl_study_set(study, paths[i], texts[i], &error);
  if (code == TL_OK) code = tl_study_run(study, &options, &error);
  if (code != TL_OK) fail_msg("%s", error.sentence);
  return study;
}

/* What the other steps say, of a study with figures set as a user sets them. */
static answers by_other_steps(const char *const *paths, const char *const *texts, size_t count) {
  tl_study *study = run("flow,scenarios,cost", paths, texts, count);
  const tli_evaluation *e = &study->evaluation;
  const answers a = {
      study->scenarios[tli_reference_scenario(study)].evaluation.capacity_kg_s / study->quality.density_kg_m3,
      e->fuel_kg_s / e->in_kg_s, study->levelised_sum.likely};
  tl_study_close(study);
  return a;
}

static size_t row_of(const tl_table *t, const char *path) {
  size_t found = tl_table_rows(t);
  for (size_t r = 0; r < tl_table_rows(t); r++) {
    if (strcmp(tl_table_text(t, r, 1), path) != 0) continue;
    if (found < tl_table_rows(t)) fail_msg("\"%s\" is there twice", path);
    found = r;
  }
  if (found == tl_table_rows(t)) fail_msg("no row \"%s\"", path);
  return found;
}

static void check(const tl_table *t, const char *path, bool high, const answers *expected) {
  const size_t row = row_of(t, path);
  const char *const names[3] = {high ? "capacity_high_m3_s" : "capacity_low_m3_s", high ? "fuel_high" : "fuel_low",
                                high ? "cost_high_usd_m3" : "cost_low_usd_m3"};
  const double values[3] = {expected->capacity, expected->fuel, expected->cost};
  for (int i = 0; i < 3; i++) {
    const double found = tl_table_number(t, row, (size_t)tl_table_find_column(t, names[i]));
    /* the largest flow is a root to 1e-6; the rest is the same solve from the same start */
    if (!(fabs(found - values[i]) <= (i == 0 ? 2e-6 : 1e-9) * fabs(values[i])))
      fail_msg("%s, %s: %.12g instead of %.12g", path, names[i], found, values[i]);
  }
}

static void each_row_is_what_a_run_with_that_figure_gives(void **state) {
  (void)state;
  tl_study *study = run("flow,sensitivity", NULL, NULL, 0);
  const tl_table *t = tl_results_table(tl_study_results(study), "sensitivity");
  assert_non_null(t);
  const struct {
    const char *path;
    bool high;
    const char *paths[3], *texts[3];
    size_t count;
  } cases[] = {
      {"", false, {NULL}, {NULL}, 0},
      {"inlet.pressure", false, {"inlet.pressure"}, {"5.5 MPa"}, 1},
      {"inlet.pressure", true, {"inlet.pressure"}, {"6.5 MPa"}, 1},
      {"pipes.trunk.heat_transfer", false, {"pipes.trunk.heat_transfer"}, {"1 W/(m2 K)"}, 1},
      {"stations.trunk.efficiency", false, {"stations.trunk.efficiency"}, {"0.80"}, 1},
      {"stations.trunk.efficiency", true, {"stations.trunk.efficiency"}, {"0.87"}, 1},
      {"limits.max_ratio", true, {"limits.max_ratio"}, {"1.7"}, 1},
      {"economics.discount_rate", true, {"economics.discount_rate"}, {"12 %/a"}, 1},
      {"costs.steel.likely", true, {"costs.steel.likely"}, {"1800 USD(2025)/t"}, 1},
      {"costs.stations.likely", false, {"costs.stations.likely"}, {"2500 USD(2025)/kW"}, 1},
      {"axes.roughness", true, {"pipes.trunk.roughness"}, {"30 um"}, 1},
      {"waypoints.*.height", true, {"waypoints.p.height", "waypoints.q.height"}, {"100 m", "350 m"}, 2},
      {"waypoints.*.ground_temperature sections.*.ground_temperature",
       false,
       {"waypoints.q.ground_temperature", "waypoints.r.ground_temperature"},
       {"1 degC", "2 degC"},
       2},
  };
  for (size_t i = 0; i < TLI_COUNT(cases); i++) {
    const answers a = by_other_steps(cases[i].paths, cases[i].texts, cases[i].count);
    check(t, cases[i].path, cases[i].high, &a);
  }
  /* the reference, one axis value, and the ten unknowns named above; roughness itself belongs to its axis */
  assert_int_equal(tl_table_rows(t), 11);
  tl_study_close(study);
}

/* The low end that is not given, and the reference side of an axis, hold no number. */
static void ends_that_are_not_given_stay_empty(void **state) {
  (void)state;
  tl_study *study = run("flow,sensitivity", NULL, NULL, 0);
  const tl_table *t = tl_results_table(tl_study_results(study), "sensitivity");
  const size_t high = (size_t)tl_table_find_column(t, "capacity_high_m3_s"),
               low = (size_t)tl_table_find_column(t, "capacity_low_m3_s");
  assert_true(isnan(tl_table_number(t, row_of(t, "pipes.trunk.heat_transfer"), high)));
  assert_true(isnan(tl_table_number(t, row_of(t, "axes.roughness"), low)));
  assert_non_null(strstr(tl_results_text(tl_study_results(study), "sensitivity.cost"), "USD(2025)/1000 m3"));
  tl_study_close(study);
}

/* A figure set for the run is not an unknown any more. */
static void a_figure_that_is_set_is_not_varied(void **state) {
  (void)state;
  const char *const path = "stations.trunk.efficiency", *const text = "0.82";
  tl_study *study = run("flow,sensitivity", &path, &text, 1);
  const tl_table *t = tl_results_table(tl_study_results(study), "sensitivity");
  for (size_t r = 0; r < tl_table_rows(t); r++) assert_string_not_equal(tl_table_text(t, r, 1), path);
  assert_int_equal(tl_table_rows(t), 10);
  tl_study_close(study);
}

/* Where the asked flow has no solution, the reason stands in place of numbers. */
static void an_end_without_an_answer_says_why(void **state) {
  (void)state;
  const char *const paths[2] = {"flow.volume", "delivery.min_pressure"}, *const texts[2] = {"70 bcm/a at 20 degC",
                                                                                            "0.2 MPa"};
  tl_study *study = run("flow,sensitivity", paths, texts, 2);
  const tl_table *t = tl_results_table(tl_study_results(study), "sensitivity");
  const size_t row = row_of(t, "axes.roughness");
  const double fuel = tl_table_number(t, row, (size_t)tl_table_find_column(t, "fuel_high"));
  const char *trouble = tl_table_text(t, row, (size_t)tl_table_find_column(t, "trouble"));
  print_message("fuel %g, %s\n", fuel, trouble);
  assert_true(isnan(fuel) == (trouble[0] != '\0'));
  assert_true(isnan(fuel));
  tl_study_close(study);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_row_is_what_a_run_with_that_figure_gives),
      cmocka_unit_test(ends_that_are_not_given_stay_empty),
      cmocka_unit_test(a_figure_that_is_set_is_not_varied),
      cmocka_unit_test(an_end_without_an_answer_says_why),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
