/* Claims about the step "time": what it says of outages, a month and a rupture agrees with the steady state, with sums
 * made by hand, and with itself on other threads. */
#define _POSIX_C_SOURCE 200809L
#include "making.h"

static const char one_section[] =
    "study: {title: One}\n"
    "gas: {composition: methane, model: papay}\n"
    "flow: {mode: given, volume: 30 bcm/a at 20 degC}\n"
    "inlet: {pressure: 7 MPa, temperature: 10 degC}\n"
    "delivery: {min_pressure: 4 MPa}\n"
    "pipes:\n"
    "  trunk: {outside_diameter: 1420 mm, wall: 20 mm, roughness: 10 um, max_pressure: 8.4 MPa}\n"
    "stations:\n"
    "  trunk: {efficiency: \"0.84\", driver: electric}\n"
    "sections:\n"
    "  a: {title: First, from: p, to: q, length: 440 km, pipe: trunk, station: trunk, station_count: 3}\n"
    "waypoints:\n"
    "  p: {lat: 0 deg, lon: 20 deg, height: 0 m}\n"
    "  q: {lat: 0 deg, lon: 23.8 deg, height: 0 m}\n"
    "limits: {max_ratio: \"1.6\"}\n";

static tl_study *run(const char *const *settings, int threads) {
  char folder[512];
  tl_study *study = NULL;
  tl_error error;
  tl_study_options options;
  tl_study_options_default(&options);
  options.steps = "flow,time";
  options.threads = threads;
  tl_code code = tl_study_open(make_study("time", one_section, folder, sizeof folder), NULL, &study, &error);
  for (size_t i = 0; code == TL_OK && settings != NULL && settings[i] != NULL; i += 2)
    code = tl_study_set(study, settings[i], settings[i + 1], &error);
  if (code == TL_OK) code = tl_study_run(study, &options, &error);
  if (code != TL_OK) fail_msg("%s", error.sentence);
  return study;
}

static double number(const tl_study *study, const char *table, size_t row, const char *column) {
  const tl_table *t = tl_results_table(tl_study_results(study), table);
  if (t == NULL || tl_table_find_column(t, column) < 0 || row >= tl_table_rows(t))
    fail_msg("no %s %zu %s", table, row, column);
  return tl_table_number(t, row, (size_t)tl_table_find_column(t, column));
}

/* All gas at 10 degC, so that the temperatures of the start are those of the end, too. Two ways that share no code:
 * halving over steady states, and a run of months with the pressure at the end held. */
static void what_is_carried_for_good_is_what_the_line_serves_in_the_end(void **state) {
  (void)state;
  static const char *const settings[] = {"stations.trunk.cooler_outlet",
                                         "10 degC",
                                         "sections.a.ground_temperature",
                                         "10 degC",
                                         "pipes.trunk.heat_transfer",
                                         "200 W/(m2 K)",
                                         "time.horizon",
                                         "40 d",
                                         "time.units",
                                         "1",
                                         "flow.volume",
                                         "45 bcm/a at 20 degC",
                                         "time.month",
                                         "5 d",
                                         "time.cold_from",
                                         "1 d",
                                         "time.cold_for",
                                         "1 d",
                                         NULL};
  tl_study *study = run(settings, 1);
  const tl_table *t = tl_results_table(tl_study_results(study), "time_course");
  size_t last = 0;
  while (last + 1 < tl_table_rows(t) && strcmp(tl_table_text(t, last + 1, 0), "outage") == 0) last++;
  const double served = number(study, "time_course", last, "served_kg_s") / study->line->kg_per_m3;
  const double asked = number(study, "time_course", last, "asked_kg_s") / study->line->kg_per_m3;
  double carried = INFINITY; /* of the quickest outage: the row that served and lacked */
  const double quickest = number(study, "time_check", 0, "survival_s");
  for (size_t r = 1; r < 4; r++)
    if (number(study, "station_outages", r, "survival_s") == quickest)
      carried = number(study, "station_outages", r, "carried_m3_s");
  print_message("asked %.3f, served in the end %.3f, carried for good %.3f m3/s\n", asked, served, carried);
  assert_true(served < 0.95 * asked);
  /* 1e-4 of the search; cells of 5 km and the rest of the cooling behind the stations do the rest */
  assert_close(served, carried, 2e-3 * carried);
  /* finer cells and steps: same time */
  assert_close(number(study, "time_check", 0, "finer_s"), quickest, 60.0 + 2e-3 * quickest);
  assert_true(number(study, "time_check", 0, "mass_error") <= 1e-13);
  tl_study_close(study);
}

static void a_machine_out_hurts_only_beyond_the_reserve(void **state) {
  (void)state;
  static const char *const little[] = {"stations.trunk.installed_over_used",
                                       "1.02",
                                       "flow.volume",
                                       "45 bcm/a at 20 degC",
                                       "time.month",
                                       "5 d",
                                       "time.cold_from",
                                       "1 d",
                                       "time.cold_for",
                                       "1 d",
                                       "time.horizon",
                                       "72 h",
                                       NULL};
  static const char *const enough[] = {"stations.trunk.installed_over_used",
                                       "1.4",
                                       "flow.volume",
                                       "45 bcm/a at 20 degC",
                                       "time.month",
                                       "5 d",
                                       "time.cold_from",
                                       "1 d",
                                       "time.cold_for",
                                       "1 d",
                                       "time.horizon",
                                       "72 h",
                                       NULL};
  tl_study *study = run(little, 1);
  const double intact_little = number(study, "station_outages", 0, "carried_m3_s"),
               one_little = number(study, "station_outages", 6, "carried_m3_s");
  assert_string_equal(tl_table_text(tl_results_table(tl_study_results(study), "station_outages"), 6, 1), "one machine");
  tl_study_close(study);
  study = run(enough, 1);
  /* 3/4 of 1.4 is more than is used: nothing lacks, the pressures stay */
  for (size_t r = 2; r < 7; r += 2) {
    assert_true(isnan(number(study, "station_outages", r, "survival_s")));
    assert_true(number(study, "station_outages", r, "unserved_72_m3") == 0.0);
    assert_true(number(study, "station_outages", r, "carried_share") >= 1.0);
  }
  assert_true(one_little < intact_little * 0.999);
  /* a whole station out is never better than one machine of it */
  for (size_t r = 1; r < 7; r += 2)
    assert_true(number(study, "station_outages", r, "carried_m3_s") <=
                number(study, "station_outages", r + 1, "carried_m3_s") * (1.0 + 2e-4));
  tl_study_close(study);
}

static void the_month_is_accounted_to_the_cubic_metre(void **state) {
  (void)state;
  static const char *const settings[] = {"time.month",
                                         "10 d",
                                         "time.cold_from",
                                         "4 d",
                                         "time.cold_for",
                                         "2 d",
                                         "time.mild_share",
                                         "0.6",
                                         "time.cold_share",
                                         "1.2",
                                         "time.take_or_pay",
                                         "0.85",
                                         "time.units",
                                         "1",
                                         "time.horizon",
                                         "72 h",
                                         NULL};
  tl_study *study = run(settings, 1);
  const double contract = 30e9 / 365.0 * 10.0;
  assert_close(number(study, "take_or_pay", 0, "contract_m3"), contract, 1e-6 * contract);
  assert_close(number(study, "take_or_pay", 0, "floor_m3"), 0.85 * contract, 1e-6 * contract);
  /* by trapezoids over the hours: the swing has no mean, and the steps from mild to cold take an hour each */
  const double asked = contract / 10.0 * (8.0 * 0.6 + 2.0 * 1.2) + contract / 240.0 * 0.5 * (0.6 - 0.6);
  assert_close(number(study, "take_or_pay", 0, "asked_m3"), asked, 2e-3 * asked);
  const double taken = number(study, "take_or_pay", 0, "taken_m3"),
               lacking = number(study, "cold_month", 0, "unserved_m3");
  assert_close(taken + lacking, number(study, "take_or_pay", 0, "asked_m3"), 1e-9 * asked);
  assert_close(number(study, "take_or_pay", 0, "paid_only_m3"), fmax(0.85 * contract - taken, 0.0), 1e-9 * contract);
  /* temperatures are followed, and energy is kept */
  assert_true(number(study, "take_or_pay", 0, "energy_error") <= 1e-10);
  tl_study_close(study);
}

static void a_rupture_loses_what_stood_between_the_valves(void **state) {
  (void)state;
  static const char *const settings[] = {"time.valve_spacing",
                                         "20 km",
                                         "time.rupture_station",
                                         "2",
                                         "time.units",
                                         "1",
                                         "time.month",
                                         "5 d",
                                         "time.cold_from",
                                         "1 d",
                                         "time.cold_for",
                                         "1 d",
                                         "time.horizon",
                                         "72 h",
                                         "time.valve_closing",
                                         "30 s",
                                         NULL};
  tl_study *study = run(settings, 1);
  const double from = number(study, "rupture", 0, "valve_before_m"), to = number(study, "rupture", 0, "valve_behind_m");
  const double at = number(study, "rupture", 0, "chainage_m"), closed = number(study, "rupture", 0, "closed_s");
  assert_true(from < at && at < to);
  assert_close(to - from, 20e3, 50.0);
  assert_close(at, 1.5 * 440e3 / 3.0, 50.0);
  /* the wave needs distance over the speed of sound to the far valve, then confirmation 15 s and closing 30 s */
  const double far = fmax(at - from, to - at) / 420.0;
  print_message("closed after %.1f s, the wave alone needs %.1f s\n", closed, far);
  assert_true(closed >= 45.0 && closed <= far + 45.0 + 60.0);
  /* what stood between them at the start, at the steady pressures there: all but what is left at the pressure of the
   * air is lost, and what crossed the valves before they were closed besides */
  tl_link_state pipe;
  tl_error error;
  assert_int_equal(tl_steady_link(study->steady, study->line->pipes[1].link, &pipe, &error), TL_OK);
  const double p = 0.5 * (pipe.p_from_pa + pipe.p_to_pa), t = 283.15;
  double z;
  assert_int_equal(tl_gas_flow_pt(study->gas, 1, &p, &t, &(tl_gas_flow){.z = &z}), TL_OK);
  const double bore = 3.14159265358979 / 4.0 * 1.38 * 1.38;
  const double held = bore * (to - from) * p * tl_gas_molar_mass_kg_mol(study->gas) / (z * 8.314462618 * t);
  const double lost = number(study, "rupture", 0, "lost_kg");
  print_message("held %.0f t, lost %.0f t\n", held / 1e3, lost / 1e3);
  assert_true(lost > 0.95 * held && lost < 1.6 * held);
  assert_true(number(study, "rupture", 0, "energy_error") <= 1e-10);
  assert_true(number(study, "rupture", 0, "lost_first_m3") <= number(study, "rupture", 0, "lost_m3"));
  /* the end of the line lives on what is behind the break, then lacks gas for good */
  assert_true(number(study, "rupture_places", 0, "survival_s") > 60.0);
  assert_true(number(study, "rupture_places", 0, "unserved_m3") > 0.0);
  tl_study_close(study);
}

static void the_step_in_time_gives_the_same_bits_for_any_number_of_threads(void **state) {
  (void)state;
  static const char *const settings[] = {"stations.trunk.cooler_outlet",
                                         "10 degC",
                                         "sections.a.ground_temperature",
                                         "10 degC",
                                         "pipes.trunk.heat_transfer",
                                         "200 W/(m2 K)",
                                         "time.horizon",
                                         "72 h",
                                         "time.units",
                                         "2",
                                         "time.month",
                                         "5 d",
                                         "time.cold_from",
                                         "1 d",
                                         "time.cold_for",
                                         "1 d",
                                         NULL};
  tl_study *one = run(settings, 1), *three = run(settings, 3);
  for (size_t i = 0; i < tl_results_tables(tl_study_results(one)); i++) {
    const tl_table *a = tl_results_table_at(tl_study_results(one), i),
                   *b = tl_results_table(tl_study_results(three), tl_table_id(a));
    assert_int_equal(tl_table_rows(a), tl_table_rows(b));
    for (size_t r = 0; r < tl_table_rows(a); r++)
      for (size_t c = 0; c < tl_table_columns(a); c++) {
        const double x = tl_table_number(a, r, c), y = tl_table_number(b, r, c);
        if (!(isnan(x) && isnan(y))) assert_memory_equal(&x, &y, sizeof x);
        if (tl_table_text(a, r, c) != NULL) assert_string_equal(tl_table_text(a, r, c), tl_table_text(b, r, c));
      }
  }
  assert_string_equal(tl_results_json(tl_study_results(one), "time_maps"),
                      tl_results_json(tl_study_results(three), "time_maps"));
  tl_study_close(one);
  tl_study_close(three);
}

static void mistakes_of_the_group_time_are_found(void **state) {
  (void)state;
  static const char wrong[] =
      "time:\n"
      "  rupture_section: b\n"
      "  rupture_station: 9\n"
      "  cold_from: 28 d\n"
      "  cold_for: 5 d\n"
      "  day_swing: 150 %\n";
  char text[4096], folder[512];
  (void)snprintf(text, sizeof text, "%s%s", one_section, wrong);
  tl_study *study = NULL;
  tl_error error;
  tl_code code = tl_study_open(make_study("time_wrong", text, folder, sizeof folder), NULL, &study, &error);
  assert_int_equal(code, TL_ERR_INPUT);
  size_t found = 0;
  const tl_findings *findings = tl_study_findings(study);
  for (size_t i = 0; i < tl_findings_count(findings); i++) {
    print_message("%d: %s\n", tl_findings_at(findings, i)->line, tl_findings_at(findings, i)->sentence);
    found += strcmp(tl_findings_at(findings, i)->field, "rupture_section") == 0;
    found += strcmp(tl_findings_at(findings, i)->field, "cold_for") == 0;
    found += strcmp(tl_findings_at(findings, i)->field, "day_swing") == 0;
    assert_true(tl_findings_at(findings, i)->line > 16);
  }
  assert_int_equal(found, 3);
  tl_study_close(study);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_carried_for_good_is_what_the_line_serves_in_the_end),
                                     cmocka_unit_test(a_machine_out_hurts_only_beyond_the_reserve),
                                     cmocka_unit_test(the_month_is_accounted_to_the_cubic_metre),
                                     cmocka_unit_test(a_rupture_loses_what_stood_between_the_valves),
                                     cmocka_unit_test(the_step_in_time_gives_the_same_bits_for_any_number_of_threads),
                                     cmocka_unit_test(mistakes_of_the_group_time_are_found)};
  return cmocka_run_group_tests_name("study_time", tests, NULL, NULL);
}
