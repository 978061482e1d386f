/* Claims about the words of verdicts: each word comes on its side of the line that docs/theory/claims.md and limits.md
 * draw, by hand-made states, and by published figures made from what the study itself computes (a little below, a
 * little above). The words that need neither are in test_run.c. */
#define _POSIX_C_SOURCE 200809L
#include "making.h"

/* ---- one state against its limits ------------------------------------------------------------------------------- */

static void a_state_fits_up_to_a_millionth_beyond_a_limit(void **state) {
  (void)state;
  tli_arena *arena = tli_arena_create(NULL);
  tli_evaluation e = {.outcome = TL_SOLVED};
  tli_criterion c[TLI_LIMITS] = {0};
  assert_string_equal(tli_verdict(&e, c), "fits"); /* no limit at all */
  assert_string_equal(tli_conditions(&e, c, arena), "");
  for (int l = 0; l < TLI_LIMITS; l++) {
    memset(c, 0, sizeof c);
    c[l] = (tli_criterion){.value = 1.0, .allowed = 1.0, .excess = 0.9e-6, .where = "here"};
    assert_string_equal(tli_verdict(&e, c), "fits");
    c[l].excess = 1.1e-6;
    assert_string_equal(tli_verdict(&e, c), "fits only if");
    assert_non_null(strstr(tli_conditions(&e, c, arena), tli_limit_words((tli_limit)l)));
    c[l].where = NULL; /* not looked at */
    assert_string_equal(tli_verdict(&e, c), "fits");
  }
  memset(c, 0, sizeof c);
  c[TLI_STATION_POWER] = (tli_criterion){.value = 132.44e6, .allowed = 128e6, .excess = 0.0347, .where = "CS 1"};
  c[TLI_STATION_RATIO] = (tli_criterion){.value = 2.108, .allowed = 1.7, .excess = 0.24, .where = "CS 1"};
  assert_string_equal(tli_conditions(&e, c, arena),
                      "compression ratio 2.11 allowed (limit 1.7); station power 132 MW allowed (limit 128)");
  e.outcome = TL_INFEASIBLE;
  (void)snprintf(e.reason.sentence, sizeof e.reason.sentence, "The pressure runs out.");
  assert_string_equal(tli_verdict(&e, c), "does not fit");
  assert_string_equal(tli_conditions(&e, c, arena), "The pressure runs out.");
  e.outcome = TL_NOT_SOLVED;
  assert_string_equal(tli_verdict(&e, c), "does not fit");
  tli_arena_destroy(arena);
}

/* ---- published figures around the computed ones ------------------------------------------------------------------ */

static const char base[] =
    "study: {title: Verdicts}\n"
    "gas: {composition: methane, model: papay}\n"
    "flow: {mode: given, volume: 30 bcm/a at 20 degC}\n"
    "inlet: {pressure: 6 MPa, temperature: 10 degC}\n"
    "delivery: {min_pressure: 5 MPa}\n"
    "limits: {max_velocity: %s m/s}\n"
    "pipes: {trunk: {outside_diameter: 1420 mm, wall: 20 mm, roughness: 10 um, max_pressure: 9.8 MPa}}\n"
    "stations: {trunk: {}}\n"
    "sections:\n"
    "  s: {title: The line, country: RU, from: p, to: r, length: 223 km, pipe: trunk, station: trunk, station_count: "
    "2}\n"
    "waypoints:\n"
    "  p: {lat: 0 deg, lon: 20 deg, height: 0 m}\n"
    "  q: {name: The detour, lat: 1 deg, lon: 21 deg, height: 0 m, use_for_chainage: no}\n"
    "  r: {lat: 0 deg, lon: 22 deg, height: 0 m}\n"
    "axes:\n"
    "  - {id: roughness, label: Roughness, why: a test, reference: 10 um, values: [{label: 10 um, set: "
    "{pipes.trunk.roughness: 10 um}}, {label: 30 um, set: {pipes.trunk.roughness: 30 um}}]}\n"
    "claims:\n"
    "  context: {who: a test, statement: none, check: context, note: a test}\n"
    "%s";

static tl_study *run_with(const char *max_velocity_m_s, const char *claims) {
  char folder[512], text[8192];
  tl_study *study = NULL;
  tl_error error;
  (void)snprintf(text, sizeof text, base, max_velocity_m_s, claims);
  tl_code code = tl_study_open(make_study("verdicts", text, folder, sizeof folder), NULL, &study, &error);
  for (size_t i = 0; study != NULL && code != TL_OK && i < tl_findings_count(tl_study_findings(study)); i++)
    print_message("%s\n", tl_findings_at(tl_study_findings(study), i)->sentence);
  if (code == TL_OK) code = tl_study_run(study, NULL, &error);
  if (code != TL_OK) fail_msg("%s", error.sentence);
  return study;
}

typedef struct expected {
  const char *check, *figure, *verdict;
} expected;

static void expect(const char *max_velocity_m_s, const expected *cases, size_t count) {
  char claims[4096];
  size_t at = 0, wrong = 0;
  for (size_t i = 0; i < count; i++)
    at += (size_t)snprintf(claims + at, sizeof claims - at,
                           "  c%zu: {who: a test, statement: a claim, check: %s, subject: s, low: \"%s\"}\n", i,
                           cases[i].check, cases[i].figure);
  assert_true(at < sizeof claims);
  tl_study *study = run_with(max_velocity_m_s, claims);
  for (size_t i = 0; i < count; i++) {
    const tli_claim_result *r = &study->claims[i + 1]; /* behind the first, which is in every study here */
    if (strcmp(r->verdict, cases[i].verdict) == 0 && strstr(r->reason, "no number") == NULL &&
        strstr(r->computed_text, "no number") == NULL)
      continue;
    print_message("%s %s: \"%s\" instead of \"%s\" (%s; %s)\n", cases[i].check, cases[i].figure, r->verdict,
                  cases[i].verdict, r->computed_text, r->reason);
    wrong++;
  }
  tl_study_close(study);
  assert_int_equal(wrong, 0);
}

static void verdicts_turn_where_the_computed_figure_stands(void **state) {
  (void)state;
  tl_study *study = run_with("25", "");
  const tli_evaluation *e = &study->evaluation;
  const double share = 100.0 * e->fuel_kg_s / e->in_kg_s, most_mw = e->whole[TLI_STATION_POWER].value / 1e6;
  const double all_mw = e->total_power_w / 1e6;
  double low = INFINITY, high = 0.0;
  for (size_t i = 0; i < study->scenario_count; i++) {
    const double bcm = study->scenarios[i].evaluation.capacity_kg_s / study->quality.density_kg_m3 * 365.0 * 86400e-9;
    low = fmin(low, bcm);
    high = fmax(high, bcm);
  }
  tl_study_close(study);
  assert_true(high > 1.02 * low && share > 0.1 && most_mw > 1.0 && all_mw > 1.05 * most_mw);
  char figures[15][64];
#define FIGURE(i, value, unit) (void)snprintf(figures[i], sizeof figures[i], "%.9g %s", (value), (unit))
  FIGURE(0, low * 0.999, "bcm/a at 20 degC");
  FIGURE(1, 0.5 * (low + high), "bcm/a at 20 degC");
  FIGURE(2, high * 1.001, "bcm/a at 20 degC");
  FIGURE(3, share, "%");
  FIGURE(4, share * 1.01, "%");
  FIGURE(5, share * 0.99, "%");
  FIGURE(6, most_mw * 0.999, "MW");
  FIGURE(7, most_mw * 1.001, "MW");
  FIGURE(8, most_mw / 0.399, "MW");
  FIGURE(9, most_mw / 0.401, "MW");
  FIGURE(10, share * 2.0, "%");
  FIGURE(11, all_mw * 0.999, "MW");
  FIGURE(12, all_mw * 1.001, "MW");
  FIGURE(13, all_mw / 0.401, "MW");
  FIGURE(14, all_mw / 0.399, "MW");
#undef FIGURE
  const expected cases[] = {
      {"carries_volume", figures[0], "fits in all combinations"},
      {"carries_volume", figures[1], "depends: fits in 1 of 2 combinations"},
      {"carries_volume", figures[2], "does not fit in any combination"},
      {"fuel_share", figures[4], "does not agree: less is computed"},
      {"fuel_share", figures[5], "does not agree: more is computed"},
      {"fuel_share", figures[10], "does not agree: less is computed"},
      {"station_power", figures[6], "does not fit: more power is needed than installed"},
      {"station_power", figures[7], "consistent"},
      {"station_power", figures[9], "consistent"},
      {"station_power", figures[8], "open: less than half of it is used"},
      {"total_power", figures[11], "does not fit: more power is needed than installed"},
      {"total_power", figures[12], "consistent"},
      {"total_power", figures[13], "consistent"},
      {"total_power", figures[14], "open: less than half of it is used"},
      {"transit_fee", "1 M USD(2025)/a", "consistent in itself"}, /* no cost table to set it against */
      /* two degrees of the equator are 222.64 km, by the detour more than 223 */
      {"section_length", "223 km", "holds only if the line misses the points left out"},
      {"section_length", "222 km", "not consistent with the waypoints"},
      {"section_length", "290 km", "not consistent with the waypoints"},
      {"route_length", "222 km", "does not fit any starting point"},
      {"route_length", "223 km", "holds only for some starting points"},
      {"chain_length", "234.1 km", "agrees within 5 %"},
      {"chain_length", "234.2 km", "does not agree"},
  };
  expect("25", cases, TLI_COUNT(cases));
}

/* The asked volume itself is judged combination by combination. */
static void the_asked_volume_is_judged_in_each_combination(void **state) {
  (void)state;
  tl_study *study = run_with("25", "");
  double speeds[2];
  assert_int_equal(study->scenario_count, 2);
  for (size_t i = 0; i < 2; i++) speeds[i] = study->scenarios[i].evaluation.whole[TLI_VELOCITY].value;
  tl_study_close(study);
  assert_true(speeds[1] > speeds[0] * 1.001);
  char limits[3][32];
  (void)snprintf(limits[0], sizeof limits[0], "%.9g", speeds[1] * 1.0001);
  (void)snprintf(limits[1], sizeof limits[1], "%.9g", 0.5 * (speeds[0] + speeds[1]));
  (void)snprintf(limits[2], sizeof limits[2], "%.9g", 0.9 * speeds[0]);
  const char *const verdicts[3] = {
      "fits in all combinations",
      "depends: fits in 1 of 2 combinations, only beyond a limit in 1, does not fit in 0",
      "depends: fits in 0 of 2 combinations, only beyond a limit in 2, does not fit in 0",
  };
  for (size_t i = 0; i < 3; i++) {
    const expected asked = {"carries_volume", "30 bcm/a at 20 degC", verdicts[i]};
    expect(limits[i], &asked, 1);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_state_fits_up_to_a_millionth_beyond_a_limit),
      cmocka_unit_test(verdicts_turn_where_the_computed_figure_stands),
      cmocka_unit_test(the_asked_volume_is_judged_in_each_combination),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
