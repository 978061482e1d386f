/* Claims about the stations of a study month by month: units of a library, air, ground, chillers, frozen ground. */
#define _POSIX_C_SOURCE 200809L
#include "making.h"
#include "study/months.h"

#include <string.h>

/* ---- the library ------------------------------------------------------------------------------------------------- */

static void read_whole(const char *path, char *text, size_t bytes) {
  FILE *file = fopen(path, "rb");
  assert_non_null(file);
  const size_t n = fread(text, 1, bytes - 1, file);
  assert_true(n > 0 && n < bytes - 1);
  text[n] = '\0';
  (void)fclose(file);
}

/* Every figure of the library names a source, or is marked as an assumption; the study that ships it has the same. */
static void each_figure_of_the_library_has_its_source_or_is_an_assumption(void **state) {
  (void)state;
  static char library[32768], copy[32768];
  const char *path = TRUNKLINE_SOURCE_DIR "/data/machines/machines.yml";
  read_whole(path, library, sizeof library);
  read_whole(TRUNKLINE_SOURCE_DIR "/studies/power-of-siberia-2/machines.yml", copy, sizeof copy);
  assert_string_equal(library, copy);
  tl_study *study = NULL;
  tl_error error = {0};
  if (tl_study_open(path, NULL, &study, &error) != TL_OK) fail_msg("%s", error.sentence);
  assert_int_equal(tl_findings_count(tl_study_findings(study)), 0);
  assert_int_equal(study->input->machine_count, 4);
  const char *const classes[] = {"gas-turbine-16", "gas-turbine-25", "gas-turbine-32", "electric-25"};
  const double power_w[] = {16e6, 25e6, 32e6, 25e6};
  for (size_t i = 0; i < 4; i++) {
    assert_string_equal(study->input->machines[i].id, classes[i]);
    assert_close_rel(study->input->machines[i].power.si, power_w[i], 1e-12);
  }
  size_t given = 0;
  for (size_t i = 0; i < tl_results_inputs(study->results); i++) {
    const tl_input *in = tl_results_input_at(study->results, i);
    if (in->line == 0 || strchr(in->id, '.') == NULL) continue; /* defaults of the field table */
    const bool marked = strcmp(in->confidence, "assumption") == 0, sourced = in->source_id[0] != '\0';
    if (marked == sourced) fail_msg("%s: confidence %s, source \"%s\"", in->id, in->confidence, in->source_id);
    given++;
  }
  assert_true(given > 60);
  assert_int_equal(tl_study_run(study, NULL, &error), TL_ERR_INPUT); /* it is no study */
  assert_non_null(strstr(error.sentence, "library of machines"));
  tl_study_close(study);
}

/* P_iso (1 - k (T - 15)) at the rated speed, less ducts, age and height; capped in the cold; half load by its line. */
static void power_and_energy_of_a_class_are_those_of_its_figures(void **state) {
  (void)state;
  tl_study *study = NULL;
  tl_error error = {0};
  if (tl_study_open(TRUNKLINE_SOURCE_DIR "/data/machines/machines.yml", NULL, &study, &error) != TL_OK)
    fail_msg("%s", error.sentence);
  const tli_study_machine *m = &study->input->machines[1];
  tli_unit_model u;
  if (tli_unit_make(study->input, m, 10.0, 40e3, study->arena, &u, &error) != TL_OK) fail_msg("%s", error.sentence);
  const double site = (1.0 - 0.0142 * 1000.0 / 996.36) * (1.0 - 0.0042 * 1000.0 / 996.36) * (1.0 - 0.03);
  const struct {
    double air_c, share;
  } cases[] = {{15.0, 1.0}, {30.0, 0.88}, {25.0, 0.92}, {5.0, 1.08}, {2.5, 1.10}, {-40.0, 1.10}};
  for (size_t i = 0; i < TLI_COUNT(cases); i++)
    assert_close_rel(tli_unit_power(&u, cases[i].air_c + 273.15, 0.0), 25e6 * cases[i].share * site, 1e-9);
  assert_close_rel(tli_unit_power(&u, 288.15, 1000.0), 25e6 * site * pow(1.0 - 2.25577e-2, 5.25588), 1e-9);
  assert_close_rel(tl_drive_energy(&u.drive, 25e6, NULL), 25e6 / 0.37, 1e-12);
  assert_close_rel(12.5e6 / tl_drive_energy(&u.drive, 12.5e6, NULL), 0.37 * 5.0 / 6.0, 1e-12);
  /* the design point stands on the map at the rated speed and with the best efficiency */
  const tl_machine_point at = tl_measured_map_at(u.map, 10.0, 40e3);
  assert_close_rel(at.speed_1_min, 6500.0, 1e-3);
  assert_close_rel(at.efficiency, 0.86, 1e-3);
  /* half the speed is half the flow and a quarter of the head, at the same efficiency */
  const tl_machine_point slow = tl_measured_map_at(u.map, 7.0, 0.49 * 40e3);
  assert_close_rel(slow.speed_1_min, 0.7 * 6500.0, 1e-3);
  assert_close_rel(slow.efficiency, 0.86, 1e-3);
  tl_study_close(study);
}

/* ---- a line ------------------------------------------------------------------------------------------------------ */

static const char base[] =
    "study: {title: Months}\n"
    "gas: {composition: west-siberia-dry, model: gerg2008}\n"
    "flow: {mode: given, volume: 30 bcm/a at 20 degC}\n"
    "inlet: {pressure: 7.5 MPa, temperature: 10 degC}\n"
    "pipes: {trunk: {outside_diameter: 1420 mm, wall: 20 mm, roughness: 10 um, max_pressure: 9.8 MPa}}\n"
    "stations: {trunk: {unit: %s, %s}}\n"
    "machines: machines.yml\n"
    "sections: {s: {country: RU, from: p, to: r, length: 400 km, pipe: trunk, station: trunk, station_count: 2, "
    "ground_temperature: 2 degC}}\n"
    "waypoints:\n"
    "  p: {lat: 50 deg, lon: 100 deg, height: 200 m}\n"
    "  r: {lat: 53 deg, lon: 102 deg, height: 200 m}\n"
    "climate:\n"
    "  a: {at: p, january: -20 degC, february: -15 degC, march: -5 degC, april: 5 degC, may: 12 degC, june: 20 degC, "
    "july: "
    "35 degC, august: 25 degC, september: 12 degC, october: 2 degC, november: -8 degC, december: -16 degC, "
    "ground_swing: "
    "3 K}\n"
    "%s";

static tl_study *run_months(const char *unit, const char *station, const char *more) {
  static char library[32768];
  char folder[512], text[8192];
  tl_study *study = NULL;
  tl_error error = {0};
  (void)snprintf(text, sizeof text, base, unit, station, more);
  read_whole(TRUNKLINE_SOURCE_DIR "/data/machines/machines.yml", library, sizeof library);
  (void)make_study("stations", text, folder, sizeof folder);
  put_file(folder, "machines.yml", library);
  tl_code code = tl_study_open(folder, NULL, &study, &error);
  for (size_t i = 0; study != NULL && i < tl_findings_count(tl_study_findings(study)); i++)
    print_message("%s\n", tl_findings_at(tl_study_findings(study), i)->sentence);
  tl_study_options options;
  tl_study_options_default(&options);
  options.steps = "flow,stations";
  if (code == TL_OK) code = tl_study_run(study, &options, &error);
  if (code != TL_OK) fail_msg("%s", error.sentence);
  return study;
}

static double figure(const tl_study *study, const char *table, size_t row, const char *column) {
  const tl_table *t = tl_results_table(tl_study_results(study), table);
  const int c = t != NULL ? tl_table_find_column(t, column) : -1;
  if (c < 0 || row >= tl_table_rows(t)) fail_msg("%s/%zu/%s is not there", table, row, column);
  return tl_table_number(t, row, (size_t)c);
}

static const char *word(const tl_study *study, const char *table, size_t row, const char *column) {
  const tl_table *t = tl_results_table(tl_study_results(study), table);
  const int c = t != NULL ? tl_table_find_column(t, column) : -1;
  if (c < 0 || row >= tl_table_rows(t)) fail_msg("%s/%zu/%s is not there", table, row, column);
  return tl_table_text(t, row, (size_t)c);
}

/* The power that is there falls with the air, by the figures of the class; the hottest month is the tightest; the
 * number of units is the least that serves it; the sums are sums. */
static void power_available_goes_with_the_month_and_units_suffice_in_the_tightest(void **state) {
  (void)state;
  tl_study *study = run_months("gas-turbine-16", "spares: 1", "");
  const double site = (1.0 - 0.0142 * 1000.0 / 996.36) * (1.0 - 0.0042 * 1000.0 / 996.36) * 0.97 *
                      pow(1.0 - 2.25577e-5 * 200.0, 5.25588);
  double all[2] = {0.0, 0.0};
  for (size_t i = 0; i < 2; i++) {
    const double running = figure(study, "station_units", i, "installed") - 1.0, hot = 1.0 - 0.008 * 20.0;
    assert_string_equal(word(study, "station_units", i, "tightest"), "July");
    assert_close_rel(figure(study, "station_units", i, "available_w"), running * 16e6 * hot * site, 1e-6);
    const double used = figure(study, "station_units", i, "used_w");
    assert_true(used <= running * 16e6 * hot * site && used > (running - 1.0) * 16e6 * hot * site);
    assert_string_equal(word(study, "station_units", i, "limit"), "within its map");
    assert_true(figure(study, "station_units", i, "surge_margin") > 0.0);
    all[0] += running * 16e6 * 1.10 * site;
    all[1] += running * 16e6 * hot * site;
  }
  assert_close_rel(figure(study, "year_months", 0, "available_w"), all[0], 1e-6);
  assert_close_rel(figure(study, "year_months", 6, "available_w"), all[1], 1e-6);
  for (size_t m = 0; m < 12; m++) {
    assert_string_equal(word(study, "year_months", m, "outcome"), "solved");
    /* a gas turbine burns no less than at its best efficiency */
    assert_true(figure(study, "year_months", m, "fuel_kg_s") * study->quality.net_j_kg * 0.364 >=
                figure(study, "year_months", m, "used_w") * (1.0 - 1e-9));
  }
  assert_true(figure(study, "unit_map", 0, "flow") > 0.0);
  tl_study_close(study);

  study = run_months("electric-25", "units: 3, spares: 1", ""); /* no air, no fuel */
  assert_close_rel(figure(study, "year_months", 0, "available_w"), 4 * 25e6, 1e-9);
  assert_close_rel(figure(study, "year_months", 6, "available_w"), 4 * 25e6, 1e-9);
  assert_close(figure(study, "year_months", 6, "fuel_kg_s"), 0.0, 1e-12);
  tl_study_close(study);
}

/* In the month's state the line and the units agree: the work at the point of the map is the power of the station. */
static void the_line_and_the_units_agree_in_every_month(void **state) {
  (void)state;
  tl_study *study = run_months("gas-turbine-25", "spares: 0", "");
  tli_year *year = TLI_NEW(study->arena, tli_year);
  tl_error error;
  if (tli_year_make(study, year, &error) != TL_OK) fail_msg("%s", error.sentence);
  for (size_t m = 0; m < TLI_YEAR_MONTHS; m++)
    for (size_t i = 0; i < 2; i++) {
      const tli_month_station *s = &year->months[m].stations[i];
      const double per_unit_kg_s = s->q_kg_s / (double)s->units;
      assert_int_equal(s->stopped, TL_STATION_FREE);
      assert_close_rel(s->unit.q_kg_s, per_unit_kg_s, 1e-9);
      assert_close_rel(s->used_w, (double)s->units * s->unit.power_w, 1e-9);
      assert_close_rel(s->used_w, s->q_kg_s * s->unit.head_j_kg / s->unit.point.efficiency, 1e-6);
      assert_close_rel(s->efficiency, s->unit.point.efficiency, 1e-6); /* which the line works with */
      assert_true(s->cooler_k >= s->air_k + 10.0 - 1e-9);              /* never below the air and the approach */
      assert_true(s->t_out_k >= fmin(s->cooler_k, s->t_in_k) - 1e-6);
    }
  assert_close_rel(year->months[6].stations[0].cooler_k, 35.0 + 10.0 + 273.15,
                   1e-9); /* July: above the 30 degC asked */
  assert_close_rel(year->months[0].stations[0].cooler_k, 30.0 + 273.15, 1e-9);
  tl_study_close(study);
}

/* A limit of section and month: without a chiller it is broken in warm months and said so; with one it is met, and the
 * chiller's power is its heat over the coefficient. */
static void a_limit_of_warmth_is_met_by_a_chiller_or_is_a_warning(void **state) {
  (void)state;
  static const char limit[] = "warmth_limits: {w: {section: s, from_month: 5, to_month: 9, most: 5 degC, why: thaw}}\n";
  tl_study *study = run_months("gas-turbine-25", "chiller: no", limit);
  assert_string_equal(word(study, "gas_warmth", 0, "why"), "thaw");
  assert_string_equal(word(study, "gas_warmth", 0, "months"), "May to September");
  assert_string_equal(word(study, "cold_warnings", 0, "what"), "gas enters the pipe warmer than allowed");
  assert_close(figure(study, "gas_warmth", 0, "chilled_w"), 0.0, 1e-9);
  tl_study_close(study);
  study = run_months("gas-turbine-25", "chiller: yes, chiller_cop: \"4\"", limit);
  assert_close(figure(study, "gas_warmth", 0, "out_k"), 278.15, 1e-6);
  assert_int_equal((int)figure(study, "gas_warmth", 0, "count"), 0);
  const double chilled = figure(study, "gas_warmth", 0, "chilled_w");
  assert_true(chilled > 1e6);
  assert_close_rel(figure(study, "gas_warmth", 0, "chiller_w"), chilled / 4.0, 1e-9);
  assert_close(figure(study, "year_months", 0, "chilled_w"), 0.0, 1e-9); /* the limit does not hold in January */
  assert_true(figure(study, "year_months", 6, "chilled_w") > 1e6);
  tl_study_close(study);
}

/* ---- cold ground --------------------------------------------------------------------------------------------------
 */

/* A span of 193 km behind a station that lets gas in at 5 degC, ground at -2 degC, 50 bcm/a at 11.8 MPa as on Power of
 * Siberia 2: it leaves at about -7 degC, 5 K below the ground, since expansion cools it. */
static const char cold_span[] =
    "study: {title: A cold span}\n"
    "gas: {composition: west-siberia-dry, model: gerg2008}\n"
    "flow: {mode: given, volume: 50 bcm/a at 20 degC}\n"
    "inlet: {pressure: 11.8 MPa, temperature: 5 degC}\n"
    "pipes: {trunk: {outside_diameter: 1420 mm, wall: 27.7 mm, roughness: 10 um, max_pressure: 11.8 MPa, "
    "heat_transfer: "
    "1.5 W/(m2 K)}}\n"
    "sections: {s: {country: RU, length: 193 km, pipe: trunk, ground_temperature: -2 degC}}\n";

static void gas_leaves_a_span_of_frozen_ground_colder_than_the_ground(void **state) {
  (void)state;
  workshop w;
  set_up(&w, "cold-span", cold_span);
  build_line(&w, TLI_WHOLE_LINE);
  evaluate_line(&w);
  assert_int_equal(w.e.outcome, TL_SOLVED);
  tl_node_state end;
  if (tl_steady_node(w.steady, w.line->end_node, &end, &w.error) != TL_OK) fail_msg("%s", w.error.sentence);
  print_message("leaves at %.2f degC and %.2f MPa\n", end.t_k - 273.15, end.p_pa / 1e6);
  assert_close(end.t_k - 273.15, -7.0, 0.7);
  tear_down(&w);
}

/* Over frozen ground from the station on: the wall is above 0 degC near the station in every month, and below it
 * further on; where the ground is not frozen, cold gas is told with its stretch and months. */
static void frozen_ground_thaws_near_the_station_and_unfrozen_ground_freezes_behind(void **state) {
  (void)state;
  static const char cold[] =
      "frozen_ground: {f: {title: frozen, section: s, from: 0 km, to: 45 km, temperature: -2 degC}}\n"
      "warmth_limits: {w: {section: s, most: 1 degC, why: thaw}}\n"
      "limits: {max_ratio: \"3\"}\n";
  tl_study *study = run_months("gas-turbine-25", "chiller: yes, cooler_outlet: 1 degC, cooler_approach: 2 K", cold);
  const tl_table *t = tl_results_table(tl_study_results(study), "frozen_ground");
  assert_non_null(t);
  assert_int_equal(tl_table_rows(t), 5); /* 45 km in pieces of 10 */
  assert_close(figure(study, "frozen_ground", 4, "to_m"), 45e3, 1e-6);
  assert_close(figure(study, "frozen_ground", 0, "wall_k"), 274.15, 0.01);
  assert_int_equal((int)figure(study, "frozen_ground", 0, "count"), 12);
  assert_string_equal(word(study, "frozen_ground", 0, "months"), "all year");
  double before = INFINITY;
  for (size_t i = 0; i < 5; i++) { /* the gas cools on its way */
    assert_true(figure(study, "frozen_ground", i, "wall_k") < before);
    before = figure(study, "frozen_ground", i, "wall_k");
  }
  /* the gas passes 0 degC some kilometres on: the last piece is below it all year */
  assert_int_equal((int)figure(study, "frozen_ground", 4, "count"), 0);
  assert_string_equal(word(study, "frozen_ground", 4, "months"), "none");
  const tl_table *heave = tl_results_table(tl_study_results(study), "frost_heave");
  assert_non_null(heave); /* behind km 45 the ground is at 2 degC and the gas below 0 for part of the way or the year */
  assert_true(figure(study, "frost_heave", 0, "from_m") >= 40e3 && figure(study, "frost_heave", 0, "wall_k") < 273.15);
  bool thaw = false, freeze = false;
  const tl_table *said = tl_results_table(tl_study_results(study), "cold_warnings");
  for (size_t i = 0; said != NULL && i < tl_table_rows(said); i++) {
    thaw = thaw || strcmp(tl_table_text(said, i, 0), "frozen ground thaws around the pipe") == 0;
    freeze = freeze || strcmp(tl_table_text(said, i, 0), "cold gas in unfrozen ground: frost heave") == 0;
  }
  assert_true(thaw && freeze);
  tl_study_close(study);
}

/* ---- mistakes ------------------------------------------------------------------------------------------------------
 */

static void each_mistake_of_machines_and_ground_is_a_finding(void **state) {
  (void)state;
  static char library[32768];
  char folder[512], text[8192];
  (void)snprintf(
      text, sizeof text, base, "gas-turbine-17", "units: 2, spares: 2",
      "frozen_ground: {f: {section: s, from: 100 km, to: 90 km, temperature: -1 degC}, g: {section: t, from: 0 "
      "km, to: 1 km, temperature: -1 degC}, h: {section: s, from: 0 km, to: 900 km, temperature: 2 degC}}\n"
      "warmth_limits: {w: {section: u, most: 1 degC}}\n"
      "wheel: {a: {flow: \"1\", head: \"1\", efficiency: \"1\"}, b: {flow: \"0.9\", head: \"1.1\", efficiency: "
      "\"1\"}}\n");
  read_whole(TRUNKLINE_SOURCE_DIR "/data/machines/machines.yml", library, sizeof library);
  (void)make_study("stations-wrong", text, folder, sizeof folder);
  put_file(folder, "machines.yml", library);
  tl_study *study = NULL;
  tl_error error = {0};
  assert_int_equal(tl_study_open(folder, NULL, &study, &error), TL_ERR_INPUT);
  const char *const wanted[] = {
      "gas-turbine-17", "spares = 2, but only 2",  "to = 90 km is not beyond", "\"t\"", "temperature",
      "\"u\"",          "flow = 0.9 is not above", "head = 1.1 is not below"};
  for (size_t k = 0; k < TLI_COUNT(wanted); k++) {
    bool said = false;
    for (size_t i = 0; i < tl_findings_count(tl_study_findings(study)); i++) {
      const tl_finding *f = tl_findings_at(tl_study_findings(study), i);
      said = said || (f->severity == TL_ERROR && f->line > 0 && strstr(f->sentence, wanted[k]) != NULL);
    }
    if (!said) {
      for (size_t i = 0; i < tl_findings_count(tl_study_findings(study)); i++)
        print_message("%s\n", tl_findings_at(tl_study_findings(study), i)->sentence);
      fail_msg("nothing says \"%s\"", wanted[k]);
    }
  }
  tl_study_close(study);
  put_file(folder, "machines.yml", "machines: {a: {power: 1 MW, efficiency: 30 %, speed: \"9000\"}}\npipes: {}\n");
  study = NULL;
  assert_int_equal(tl_study_open(folder, NULL, &study, &error), TL_ERR_INPUT);
  bool said = false;
  for (size_t i = 0; i < tl_findings_count(tl_study_findings(study)); i++)
    said =
        said || strstr(tl_findings_at(tl_study_findings(study), i)->sentence, "does not belong in a library") != NULL;
  assert_true(said);
  tl_study_close(study);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_figure_of_the_library_has_its_source_or_is_an_assumption),
      cmocka_unit_test(power_and_energy_of_a_class_are_those_of_its_figures),
      cmocka_unit_test(power_available_goes_with_the_month_and_units_suffice_in_the_tightest),
      cmocka_unit_test(the_line_and_the_units_agree_in_every_month),
      cmocka_unit_test(a_limit_of_warmth_is_met_by_a_chiller_or_is_a_warning),
      cmocka_unit_test(gas_leaves_a_span_of_frozen_ground_colder_than_the_ground),
      cmocka_unit_test(frozen_ground_thaws_near_the_station_and_unfrozen_ground_freezes_behind),
      cmocka_unit_test(each_mistake_of_machines_and_ground_is_a_finding),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
