/* Claims about a whole run on a small study: every kind of published claim gets the verdict that a hand calculation
 * gives, money adds up, the levelised cost is the annuity, and answers do not depend on the number of threads. */
#define _POSIX_C_SOURCE 200809L
#include "making.h"
#include "out_of_memory.h"

/* Level, 120 km over one degree of the equator (111.319 km), no stations: cost 2 M USD/km, 240 M USD in all. */
static const char small[] =
    "study: {title: Small}\n"
    "gas: {composition: methane, model: ideal}\n"
    "flow: {mode: given, volume: 10 bcm/a at 20 degC}\n"
    "inlet: {pressure: 7 MPa, temperature: 10 degC}\n"
    "delivery: {min_pressure: 3 MPa}\n"
    "pipes:\n"
    "  trunk: {outside_diameter: 1020 mm, wall: 10 mm, roughness: 10 um, max_pressure: 7.5 MPa}\n"
    "sections:\n"
    "  line: {title: The line, country: RU, from: a, to: b, length: 120 km, pipe: trunk}\n"
    "waypoints:\n"
    "  a: {name: Start, lat: 0 deg, lon: 20 deg, height: 0 m}\n"
    "  b: {name: End, lat: 0 deg, lon: 21 deg, height: 0 m}\n"
    "costs:\n"
    "  steel: {scope: steel, basis: per_length, low: 0.8 M USD(2025)/km, likely: 1 M USD(2025)/km, high: 1.5 M "
    "USD(2025)/km}\n"
    "  laying: {scope: laying, basis: per_length, low: 0.7 M USD(2025)/km, likely: 1 M USD(2025)/km, high: 1.7 M "
    "USD(2025)/km}\n"
    "economics: {currency: USD, price_year: 2025, life: 20 a, discount_rate: 10 %/a, opex_line: 2.5 %/a, "
    "construction_years: 1}\n"
    "axes:\n"
    "  - id: roughness\n"
    "    label: Roughness\n"
    "    why: a test\n"
    "    reference: 10 um\n"
    "    values:\n"
    "      - {label: 10 um, set: {pipes.trunk.roughness: 10 um}}\n"
    "      - {label: 30 um, set: {pipes.trunk.roughness: 30 um}}\n"
    "      - {label: 50 um, set: {pipes.trunk.roughness: 50 um}}\n"
    "claims:\n";

static const struct {
  const char *id, *yaml, *verdict;
  double computed; /* NaN: not checked */
} cases[] = {
    {"asked", "check: carries_volume, subject: line, low: 10 bcm/a at 20 degC", "fits in all combinations", NAN},
    {"less", "check: carries_volume, subject: line, low: 5 bcm/a at 20 degC", "fits in all combinations", NAN},
    {"far-more", "check: carries_volume, subject: line, low: 500 bcm/a at 20 degC", "does not fit in any combination",
     NAN},
    {"length", "check: section_length, subject: line, low: 120 km", "consistent", 111319.4908},
    {"too-short", "check: section_length, subject: line, low: 100 km", "not consistent with the waypoints",
     111319.4908},
    {"too-long", "check: section_length, subject: line, low: 150 km", "not consistent with the waypoints", 111319.4908},
    {"route", "check: route_length, subject: line, low: 120 km", "holds only for some starting points", 111319.4908},
    {"chain", "check: chain_length, subject: line, low: 125 km", "agrees within 5 %", 120e3},
    {"chain-whole", "check: chain_length, low: 125 km", "agrees within 5 %", 120e3},
    {"chain-off", "check: chain_length, subject: line, low: 130 km", "does not agree", 120e3},
    {"capex", "check: capex, subject: line, low: 240 M USD(2025), scope: steel laying", "inside the computed range",
     240e6},
    {"capex-high", "check: capex, subject: line, low: 900 M USD(2025), scope: steel laying", "above the computed range",
     240e6},
    {"capex-open", "check: capex, subject: line, low: 900 M USD(2025), scope: undeclared",
     "open: its scope was not printed", 240e6},
    {"per-km", "check: capex_per_length, subject: line, low: 0.5 M USD(2025)/km, scope: steel",
     "below the computed range", 1000.0},
    {"fee", "check: transit_fee, subject: line, low: 34 M USD(2025)/a", "within the range of the section's cost",
     3.4e-3},
    {"fee-low", "check: transit_fee, subject: line, low: 10 M USD(2025)/a", "below the cost of the section", 1e-3},
    {"fuel", "check: fuel_share, subject: line, low: 1 %", "does not agree: less is computed", 0.0},
    {"power", "check: station_power, subject: line, low: 50 MW", "open: less than half of it is used", 0.0},
    {"power-all", "check: total_power, low: 60 MW", "open: less than half of it is used", NAN},
    {"said", "check: context, subject: line, note: not computed here", "not computed", NAN},
};

static const char *small_study(char *text, size_t bytes) {
  size_t at = (size_t)snprintf(text, bytes, "%s", small);
  for (size_t i = 0; i < TLI_COUNT(cases); i++)
    at += (size_t)snprintf(text + at, bytes - at, "  %s: {who: a test, date: \"2026\", statement: a claim, %s}\n",
                           cases[i].id, cases[i].yaml);
  assert_true(at < bytes);
  return text;
}

static tl_study *run_small(int threads) {
  char folder[512], text[8192];
  tl_study *study = NULL;
  tl_error error = {0};
  tl_study_options options;
  tl_study_options_default(&options);
  options.threads = threads;
  tl_code code =
      tl_study_open(make_study("run", small_study(text, sizeof text), folder, sizeof folder), NULL, &study, &error);
  for (size_t i = 0; study != NULL && i < tl_findings_count(tl_study_findings(study)); i++)
    print_message("%s\n", tl_findings_at(tl_study_findings(study), i)->sentence);
  if (code == TL_OK) code = tl_study_run(study, &options, &error);
  if (code != TL_OK) fail_msg("%s", error.sentence);
  return study;
}

static void every_kind_of_claim_gets_its_verdict(void **state) {
  (void)state;
  tl_study *study = run_small(1);
  assert_int_equal(study->reference->claim_count, TLI_COUNT(cases));
  size_t wrong = 0;
  for (size_t i = 0; i < TLI_COUNT(cases); i++) {
    const tli_claim_result *r = &study->claims[i];
    assert_string_equal(study->reference->claims[i].id, cases[i].id);
    const bool off = !isnan(cases[i].computed) &&
                     !(fabs(r->computed - cases[i].computed) <= 1e-6 * fmax(fabs(cases[i].computed), 1e-9));
    if (strcmp(r->verdict, cases[i].verdict) == 0 && !off) continue;
    print_message("%s: \"%s\" (%.10g) instead of \"%s\" (%.10g): %s\n", cases[i].id, r->verdict, r->computed,
                  cases[i].verdict, cases[i].computed, r->reason);
    wrong++;
  }
  assert_int_equal(wrong, 0);
  tl_study_close(study);
}

/* 120 km at 2 (1.5 to 3.2) M USD/km. */
static void cost_parts_sum_to_the_total(void **state) {
  (void)state;
  tl_study *study = run_small(1);
  const tl_econ_total *total = &study->capex;
  double low = 0.0, likely = 0.0, high = 0.0;
  for (int i = 0; i < TL_SCOPE_ITEMS; i++) {
    low += total->by_item[i].low;
    likely += total->by_item[i].likely;
    high += total->by_item[i].high;
  }
  assert_true(low == total->sum.low && likely == total->sum.likely && high == total->sum.high);
  assert_close_rel(total->sum.low, 180e6, 1e-12);
  assert_close_rel(total->sum.likely, 240e6, 1e-12);
  assert_close_rel(total->sum.high, 384e6, 1e-12);
  tl_study_close(study);
}

/* One year of building, twenty alike of use: capital times (annuity + opex) over the volume of a year. */
static void levelised_cost_is_the_annuity(void **state) {
  (void)state;
  tl_study *study = run_small(1);
  const double rate = 0.10, annuity = rate / (1.0 - pow(1.0 + rate, -20.0));
  assert_close_rel(study->levelised_per_m3[0].likely, 240e6 * (annuity + 0.025) / 10e9, 1e-9);
  assert_close_rel(study->levelised_per_m3[0].low, 180e6 * (annuity + 0.025) / 10e9, 1e-9);
  assert_close_rel(study->levelised_per_m3[0].high, 384e6 * (annuity + 0.025) / 10e9, 1e-9);
  tl_study_close(study);
}

static void answers_have_the_same_bits_on_any_number_of_threads(void **state) {
  (void)state;
  const int threads[] = {1, 2, 7};
  char *first = NULL;
  for (size_t i = 0; i < TLI_COUNT(threads); i++) {
    tl_study *study = run_small(threads[i]);
    char *text;
    tl_error error;
    assert_int_equal(study->scenario_count, 3);
    assert_int_equal(tl_study_json(study, &text, &error), TL_OK); /* numbers with all their digits */
    if (i == 0) {
      first = text;
    } else {
      assert_string_equal(text, first);
      tl_study_free_text(text);
    }
    tl_study_close(study);
  }
  tl_study_free_text(first);
}

static bool stop_at_scenarios(void *context, const char *step, double done) {
  (void)context;
  (void)done;
  return strcmp(step, "scenarios") != 0;
}

/* A run that is stopped hands out nothing half done. */
static bool stop_inside_scenarios(void *context, const char *step, double done) {
  int *calls = context;
  (void)done;
  return strcmp(step, "scenarios") != 0 || (*calls)++ < 1;
}

static void a_run_can_be_stopped(void **state) {
  (void)state;
  bool (*const stops[])(void *, const char *, double) = {stop_at_scenarios, stop_inside_scenarios};
  for (size_t i = 0; i < TLI_COUNT(stops); i++) {
    char folder[512], text[8192];
    int calls = 0;
    const tl_progress progress = {stops[i], &calls};
    tl_study *study;
    tl_error error;
    tl_study_options options;
    tl_study_options_default(&options);
    options.progress = &progress;
    assert_int_equal(
        tl_study_open(make_study("run", small_study(text, sizeof text), folder, sizeof folder), NULL, &study, &error),
        TL_OK);
    assert_int_equal(tl_study_run(study, &options, &error), TL_ERR_USAGE);
    assert_non_null(strstr(error.sentence, "stopped"));
    assert_null(tl_results_table(tl_study_results(study), "scenarios"));
    tl_study_close(study);
  }
}

/* What is set for the run holds in every combination, and an axis of which nothing is left has one value. */
static void a_figure_set_for_the_run_replaces_its_axis(void **state) {
  (void)state;
  char folder[512], text[8192];
  tl_study *study;
  tl_error error;
  assert_int_equal(
      tl_study_open(make_study("run", small_study(text, sizeof text), folder, sizeof folder), NULL, &study, &error),
      TL_OK);
  assert_int_equal(tl_study_set(study, "pipes.trunk.roughness", "20 um", &error), TL_OK);
  assert_int_equal(tl_study_run(study, NULL, &error), TL_OK);
  assert_int_equal(study->scenario_count, 1);
  assert_close(study->reference->pipes[0].roughness.si, 20e-6, 1e-18);
  const tl_findings *findings = tl_study_findings(study);
  assert_int_equal(tl_findings_total(findings, TL_WARNING), 0);
  assert_int_equal(tl_findings_total(findings, TL_NOTE), 1);
  assert_non_null(strstr(tl_findings_at(findings, 0)->sentence, "pipes.trunk.roughness = 20 um is set for this run"));
  tl_study_close(study);
}

static tl_code open_and_run(const tl_allocator *allocator, void *context) {
  tl_study *study = NULL;
  tl_error error = {0};
  tl_study_options options;
  tl_study_options_default(&options);
  options.threads = 1;
  options.steps = "flow,scenarios,cost,claims,summary";
  tl_code code = tl_study_open(context, allocator, &study, &error);
  if (code == TL_OK) code = tl_study_run(study, &options, &error);
  if (code != TL_OK) assert_true(error.sentence[0] != '\0');
  tl_study_close(study);
  return code;
}

/* KLU, jansson and libfyaml have their own memory, and so have the scenarios on their threads. */
static void each_failing_request_of_a_run_is_reported_and_leaks_nothing(void **state) {
  (void)state;
  char folder[512], text[8192];
  (void)make_study("run", small_study(text, sizeof text), folder, sizeof folder);
  const size_t requests = oom_sweep(open_and_run, folder, 100000);
  print_message("%zu requests\n", requests);
  assert_true(requests > 5);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_kind_of_claim_gets_its_verdict),
      cmocka_unit_test(cost_parts_sum_to_the_total),
      cmocka_unit_test(levelised_cost_is_the_annuity),
      cmocka_unit_test(answers_have_the_same_bits_on_any_number_of_threads),
      cmocka_unit_test(a_run_can_be_stopped),
      cmocka_unit_test(a_figure_set_for_the_run_replaces_its_axis),
      cmocka_unit_test(each_failing_request_of_a_run_is_reported_and_leaks_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
