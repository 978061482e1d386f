/* Claims about the ground under a study: what lies in the areas sums to the line, claims are judged by the layers and
 * not without them, other ways are compared by one yardstick. */
#define _POSIX_C_SOURCE 200809L
#include "making.h"

/* Along the equator from 20 to 22 degrees: 111.319 km a degree. West of 21 degrees lies WE, east of it EA. */
static const char study_text[] =
    "study: {title: Ground}\n"
    "gas: {composition: methane, model: ideal}\n"
    "flow: {mode: given, volume: 10 bcm/a at 20 degC}\n"
    "inlet: {pressure: 7 MPa, temperature: 10 degC}\n"
    "delivery: {min_pressure: 3 MPa}\n"
    "pipes:\n"
    "  trunk: {outside_diameter: 1020 mm, wall: 10 mm, roughness: 10 um, max_pressure: 7.5 MPa}\n"
    "stations:\n"
    "  cs: {efficiency: 0.84}\n"
    "sections:\n"
    "  line: {title: The line, country: WE, from: a, to: b, length: 240 km, pipe: trunk, station: cs, "
    "station_count: 1, station_layout: between}\n"
    "waypoints:\n"
    "  a: {name: Start, lat: 0 deg, lon: 20 deg, height: 0 m}\n"
    "  b: {name: End, lat: 0 deg, lon: 22 deg, height: 0 m}\n"
    "costs:\n"
    "  laying: {scope: laying, basis: per_length, low: 1 M USD(2025)/km, likely: 2 M USD(2025)/km, high: 3 M "
    "USD(2025)/km}\n"
    "  stations: {scope: stations, basis: per_power, low: 1000 USD(2025)/kW, likely: 2000 USD(2025)/kW, high: 3000 "
    "USD(2025)/kW}\n"
    "economics: {currency: USD, price_year: 2025, life: 20 a, discount_rate: 10 %/a}\n"
    "layers:\n"
    "  fine: {title: Fine, file: fine.geojson, kind: countries, scale: \"1000000\"}\n"
    "  coarse: {title: Coarse, file: coarse.geojson, kind: countries, scale: \"10000000\"}\n"
    "  land: {title: Land, file: fine.geojson, kind: history, spread: 10 %}\n"
    "  gone: {title: Gone, file: gone.geojson}\n"
    "alternatives:\n"
    "  north: {title: North, length_factor: \"1.1\", span: 100 km}\n"
    "alternative_points:\n"
    "  n1: {alternative: north, lat: 0 deg, lon: 20 deg, height: 0 m}\n"
    "  n2: {alternative: north, lat: 0 deg, lon: 21 deg, height: 3000 m, confidence: H}\n"
    "  n3: {alternative: north, lat: 0 deg, lon: 23 deg, height: 1000 m, confidence: L}\n"
    "claims:\n"
    "  near: {who: x, statement: s, check: border_length, subject: WE+EA, low: 500 km}\n"
    "  same: {who: x, statement: s, check: border_length, subject: WE+EA, low: 230 km}\n"
    "  shorter: {who: x, statement: s, check: border_length, subject: WE+EA, low: 100 km}\n"
    "  nobody: {who: x, statement: s, check: border_length, subject: WE+NO, low: 100 km}\n"
    "  area: {who: x, statement: s, check: land_area, subject: land/WE, low: 24620 km2}\n"
    "  both: {who: x, statement: s, check: land_area, subject: land, low: 24620 km2}\n"
    "  lost: {who: x, statement: s, check: land_area, subject: gone, low: 1 km2}\n"
    "  times: {who: x, statement: s, check: land_times, subject: area+WE, low: 1}\n"
    "  thrice: {who: x, statement: s, check: land_times, subject: area+WE, low: 3}\n";

/* Two boxes; their common side is two degrees of a meridian, 221 km, and in the fine one has a tooth of half a degree:
 * 1.5 degrees and two times hypot(0.25 degrees of latitude, 0.2 of longitude), 237 km. */
static const char fine[] =
    "{\"type\":\"FeatureCollection\",\"features\":["
    "{\"type\":\"Feature\",\"properties\":{\"name\":\"WE\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[20,"
    "-1],"
    "[21,-1],[21,0.5],[21.2,0.75],[21,1],[20,1],[20,-1]]]}},"
    "{\"type\":\"Feature\",\"properties\":{\"name\":\"EA\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[22."
    "5,-1],"
    "[22.5,1],[21,1],[21.2,0.75],[21,0.5],[21,-1],[22.5,-1]]]}}]}";
static const char coarse[] =
    "{\"type\":\"FeatureCollection\",\"features\":["
    "{\"type\":\"Feature\",\"properties\":{\"name\":\"WE\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[20,"
    "-1],"
    "[21,-1],[21,1],[20,1],[20,-1]]]}},"
    "{\"type\":\"Feature\",\"properties\":{\"name\":\"EA\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[22."
    "5,-1],"
    "[22.5,1],[21,1],[21,-1],[22.5,-1]]]}}]}";

static tl_study *ran;

static int run_it(void **state) {
  (void)state;
  char folder[512];
  tl_error error = {0};
  (void)make_study("ground_study", study_text, folder, sizeof folder);
  put_file(folder, "fine.geojson", fine);
  put_file(folder, "coarse.geojson", coarse);
  if (tl_study_open(folder, NULL, &ran, &error) != TL_OK) {
    for (size_t i = 0; ran != NULL && i < tl_findings_count(tl_study_findings(ran)); i++)
      print_message("%s\n", tl_findings_at(tl_study_findings(ran), i)->sentence);
    fail_msg("%s", error.sentence);
  }
  if (tl_study_run(ran, NULL, &error) != TL_OK) fail_msg("%s", error.sentence);
  return 0;
}

static int end_it(void **state) {
  (void)state;
  tl_study_close(ran);
  return 0;
}

static const tl_table *table_of(const char *id) {
  const tl_table *t = tl_results_table(tl_study_results(ran), id);
  if (t == NULL) fail_msg("no table %s", id);
  return t;
}

static size_t row_of(const tl_table *t, const char *first, const char *second) {
  for (size_t r = 0; r < tl_table_rows(t); r++)
    if (strcmp(tl_table_text(t, r, 0), first) == 0 && (second == NULL || strcmp(tl_table_text(t, r, 1), second) == 0))
      return r;
  fail_msg("no row %s %s", first, second != NULL ? second : "");
  return 0;
}

static double cell(const tl_table *t, size_t row, const char *column) {
  const int c = tl_table_find_column(t, column);
  if (c < 0) fail_msg("no column %s", column);
  return tl_table_number(t, row, (size_t)c);
}

static void what_lies_in_an_area_sums_to_the_line(void **state) {
  (void)state;
  const tl_table *t = table_of("layer_classes"), *totals = table_of("capex_totals");
  const size_t west = row_of(t, "Coarse", "WE"), east = row_of(t, "Coarse", "EA");
  assert_close(cell(t, west, "length_m"), 120e3, 0.01); /* half of 240 km: the border halves two degrees */
  assert_close(cell(t, west, "length_m") + cell(t, east, "length_m"), 240e3, 240e3 * 1e-9);
  const double capex = cell(t, west, "likely_usd") + cell(t, east, "likely_usd");
  assert_close(capex, cell(totals, 0, "likely_usd"), capex * 1e-9);
  /* the only station stands on the crossing: it belongs to the piece that begins there, with its cost */
  assert_close(cell(t, west, "stations") + cell(t, east, "stations"), 1, 0);
  assert_close(cell(t, west, "likely_usd"), 240e6, 1.0); /* 120 km of 2 M USD/km, no station */
  assert_true(cell(t, east, "likely_usd") > 240e6);
  const tl_table *c = table_of("layer_crossings");
  const size_t at = row_of(c, "Coarse", NULL);
  assert_close(cell(c, at, "lon"), 21, 1e-9);
  assert_close(cell(c, at, "chainage_m"), 120e3, 0.01);
  assert_string_equal(tl_table_text(c, at, (size_t)tl_table_find_column(c, "to")), "EA");
}

static void claims_about_the_ground_are_judged_by_the_layers(void **state) {
  (void)state;
  static const struct {
    const char *id, *verdict;
  } cases[] = {{"near", "not decided by these layers"},
               {"same", "agrees with these layers"},
               {"shorter", "differs from what these layers give"},
               {"nobody", "not computed"},
               {"area", "agrees with these layers"},
               {"both", "differs from what these layers give"},
               {"lost", "not computed"},
               {"times", "agrees with these layers"},
               {"thrice", "differs from what these layers give"}};
  const tl_table *t = table_of("claims");
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const char *verdict = tl_table_text(t, row_of(t, cases[i].id, NULL), (size_t)tl_table_find_column(t, "verdict"));
    if (strcmp(verdict, cases[i].verdict) != 0) fail_msg("%s: %s", cases[i].id, verdict);
  }
  bool said = false; /* the layer that is not there */
  for (size_t i = 0; i < tl_findings_count(tl_study_findings(ran)); i++)
    said = said || strstr(tl_findings_at(tl_study_findings(ran), i)->file, "gone.geojson") != NULL;
  assert_true(said);
}

static void ways_are_compared_by_one_yardstick(void **state) {
  (void)state;
  const tl_table *t = table_of("alternatives");
  const double degree_m = 111319.4908;
  const size_t own = row_of(t, "As studied", NULL), north = row_of(t, "North", NULL);
  assert_close(cell(t, own, "length_m"), 240e3, 1e-3);
  assert_close(cell(t, own, "stations"), 1, 0);
  assert_close(cell(t, north, "length_m"), 3 * degree_m * 1.1, 0.1);
  assert_close(cell(t, north, "stations"), 4, 0); /* 367 km over 100 km */
  assert_close(cell(t, north, "rise_m"), 3000, 0);
  assert_close(cell(t, north, "fall_m"), 2000, 0);
  assert_close(cell(t, north, "slope_m"), hypot(degree_m * 1.1, 3000) + hypot(2 * degree_m * 1.1, 2000), 0.1);
  /* one degree in WE is priced; EA and what lies outside have no section */
  assert_close(cell(t, north, "unpriced_m"), 2 * degree_m * 1.1, 0.2);
  const double station_usd = cell(table_of("capex_totals"), 0, "likely_usd") - 480e6; /* of the studied line's one */
  assert_close(cell(t, north, "likely_usd"), degree_m * 1.1 * 2000 + 4.0 / 3.0 * station_usd, 1000.0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_lies_in_an_area_sums_to_the_line),
      cmocka_unit_test(claims_about_the_ground_are_judged_by_the_layers),
      cmocka_unit_test(ways_are_compared_by_one_yardstick),
  };
  return cmocka_run_group_tests(tests, run_it, end_it);
}
