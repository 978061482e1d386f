/* Claims about the ground under a study: what lies in the areas sums to the line, claims are judged by the layers and
 * not without them, other ways are compared by one yardstick. */
#define _POSIX_C_SOURCE 200809L
#include "making.h"

#include <jansson.h>

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
  assert_close(cell(t, north, "slope_extra_m"),
               hypot(degree_m * 1.1, 3000) + hypot(2 * degree_m * 1.1, 2000) - 3 * degree_m * 1.1, 0.001);
  /* one degree in WE is priced; EA and what lies outside have no section */
  assert_close(cell(t, north, "unpriced_m"), 2 * degree_m * 1.1, 0.2);
  const double station_usd = cell(table_of("capex_totals"), 0, "likely_usd") - 480e6; /* of the studied line's one */
  assert_close(cell(t, north, "likely_usd"), degree_m * 1.1 * 2000 + 4.0 / 3.0 * station_usd, 1000.0);
}

/* --- 180 degrees and the pole ----------------------------------------------------------------------------------- */

/* Along 60 degrees north from 178 E to 178 W; the border of the two areas is 180 degrees itself. The other ways: over
 * the pole, and through three points of which two lie on either side of 180 degrees. */
static const char seam_text[] =
    "study: {title: Seam}\n"
    "gas: {composition: methane, model: ideal}\n"
    "flow: {mode: given, volume: 10 bcm/a at 20 degC}\n"
    "inlet: {pressure: 7 MPa, temperature: 10 degC}\n"
    "delivery: {min_pressure: 3 MPa}\n"
    "pipes:\n"
    "  trunk: {outside_diameter: 1020 mm, wall: 10 mm, roughness: 10 um, max_pressure: 7.5 MPa}\n"
    "sections:\n"
    "  line: {title: The line, from: a, to: b, pipe: trunk}\n"
    "waypoints:\n"
    "  a: {name: West, lat: 60 deg, lon: 178 deg, height: 0 m}\n"
    "  b: {name: East, lat: 60 deg, lon: -178 deg, height: 0 m}\n"
    "map: {countries: seam.geojson}\n"
    "layers:\n"
    "  seam: {title: Seam, file: seam.geojson, kind: countries}\n"
    "  ice: {title: Ice, file: seam.geojson, kind: permafrost}\n"
    "alternatives:\n"
    "  pole: {title: Pole, length_factor: \"1\"}\n"
    "  far: {title: Far, length_factor: \"1\"}\n"
    "alternative_points:\n"
    "  p1: {alternative: pole, lat: 89 deg, lon: 30 deg, height: 0 m}\n"
    "  p2: {alternative: pole, lat: 89 deg, lon: -150 deg, height: 0 m}\n"
    "  f1: {alternative: far, lat: 60 deg, lon: 178 deg, height: 0 m}\n"
    "  f2: {alternative: far, lat: 62 deg, lon: -179 deg, height: 0 m}\n"
    "  f3: {alternative: far, lat: 60 deg, lon: 179 deg, height: 0 m}\n";
static const char seam_layer[] =
    "{\"type\":\"FeatureCollection\",\"features\":["
    "{\"type\":\"Feature\",\"properties\":{\"name\":\"West\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[["
    "170,"
    "50],[180,50],[180,70],[170,70],[170,50]]]}},"
    "{\"type\":\"Feature\",\"properties\":{\"name\":\"East\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[-"
    "180,"
    "50],[-170,50],[-170,70],[-180,70],[-180,50]]]}}]}";

/* Rings [lon, lat, lon, lat, ...] of the areas of a part of the map: each is as narrow as its area, which is ten
 * degrees wide, so none is drawn round the globe the other way. Gives how many rings. */
static size_t narrow_rings(const json_t *areas) {
  size_t rings = 0, i, k;
  json_t *area, *ring;
  json_array_foreach(areas, i, area) {
    json_array_foreach(json_object_get(area, "rings"), k, ring) {
      double west = INFINITY, east = -INFINITY;
      for (size_t n = 0; n < json_array_size(ring); n += 2) {
        west = fmin(west, json_number_value(json_array_get(ring, n)));
        east = fmax(east, json_number_value(json_array_get(ring, n)));
      }
      assert_true(east - west <= 10.0 + 1e-9);
      rings++;
    }
  }
  return rings;
}

static json_t *parse(const char *text) {
  json_error_t why;
  json_t *root = text != NULL ? json_loads(text, 0, &why) : NULL;
  assert_non_null(root);
  return root;
}

/* Lines of a kind in route.geojson: pieces of each, and no step of a piece longer than half the globe (RFC 7946). */
static size_t pieces_of(const json_t *root, const char *kind, const char *id) {
  size_t i, k, n, pieces = 0;
  json_t *feature, *piece, *position;
  json_array_foreach(json_object_get(root, "features"), i, feature) {
    const json_t *properties = json_object_get(feature, "properties"), *geometry = json_object_get(feature, "geometry");
    if (strcmp(json_string_value(json_object_get(properties, "kind")), kind) != 0 ||
        strcmp(json_string_value(json_object_get(properties, "id")), id) != 0)
      continue;
    if (strcmp(json_string_value(json_object_get(geometry, "type")), "LineString") == 0) return 1;
    json_array_foreach(json_object_get(geometry, "coordinates"), k, piece) {
      double before = NAN;
      json_array_foreach(piece, n, position) {
        const double lon = json_number_value(json_array_get(position, 0));
        assert_false(fabs(lon - before) > 180.0);
        before = lon;
      }
      pieces++;
    }
  }
  return pieces;
}

static void ways_and_the_map_have_no_seam_at_180_degrees_or_the_pole(void **state) {
  (void)state;
  char folder[512];
  tl_study *study = NULL, *kept = ran;
  tl_error error = {0};
  (void)make_study("ground_seam", seam_text, folder, sizeof folder);
  put_file(folder, "seam.geojson", seam_layer);
  if (tl_study_open(folder, NULL, &study, &error) != TL_OK || tl_study_run(study, NULL, &error) != TL_OK)
    fail_msg("%s", error.sentence);
  ran = study;
  const tl_geo_position line[] = {{60, 178}, {60, -178}}, pole[] = {{89, 30}, {89, -150}},
                        far_away[] = {{60, 178}, {62, -179}, {60, 179}};
  const tl_table *ways = table_of("alternatives"), *classes = table_of("layer_classes"),
                 *areas = table_of("alternative_areas"), *crossings = table_of("layer_crossings");
  assert_close(cell(ways, row_of(ways, "As studied", NULL), "length_m"), tl_geo_length(line, 2), 1e-6);
  assert_close(cell(ways, row_of(ways, "Pole", NULL), "length_m"), tl_geo_length(pole, 2), 1e-6);
  assert_close(tl_geo_length(pole, 2), 2 * 111694.0, 10.0); /* two degrees of a meridian at the pole */
  assert_close(cell(ways, row_of(ways, "Far", NULL), "length_m"), tl_geo_length(far_away, 3), 1e-6);
  /* half of the line in each area, one crossing, at 180 degrees */
  assert_close(cell(classes, row_of(classes, "Seam", "West"), "length_m"), tl_geo_length(line, 2) / 2, 1e-6);
  assert_close(cell(classes, row_of(classes, "Seam", "East"), "length_m"), tl_geo_length(line, 2) / 2, 1e-6);
  size_t seen = 0;
  for (size_t r = 0; r < tl_table_rows(crossings); r++) {
    if (strcmp(tl_table_text(crossings, r, 0), "Seam") != 0) continue;
    seen++;
    assert_close(fabs(cell(crossings, r, "lon")), 180.0, 1e-9);
  }
  assert_int_equal(seen, 1);
  double sum = 0.0; /* what a way has in each area sums to it, the pole's outside all of them */
  for (size_t r = 0; r < tl_table_rows(areas); r++)
    if (strcmp(tl_table_text(areas, r, 0), "Far") == 0 && strcmp(tl_table_text(areas, r, 1), "Seam") == 0)
      sum += cell(areas, r, "length_m");
  assert_close_rel(sum, tl_geo_length(far_away, 3), 1e-9);
  /* the map: centred on 180 degrees, no shape drawn round the other way */
  json_t *map = parse(tl_results_json(tl_study_results(study), "map")),
         *layers = parse(tl_results_json(tl_study_results(study), "map_layers"));
  const double centre = json_number_value(json_array_get(json_object_get(map, "centre"), 0));
  assert_close(tl_geo_unwrap(centre, 180), 180.0, 1e-9);
  assert_true(narrow_rings(json_object_get(map, "countries")) == 2);
  assert_true(narrow_rings(json_object_get(json_array_get(layers, 0), "areas")) == 2);
  json_decref(layers);
  json_decref(map);
  char *text = NULL;
  assert_int_equal(tl_study_geojson(study, &text, &error), TL_OK);
  json_t *root = parse(text);
  assert_int_equal(pieces_of(root, "section", "line"), 2);
  assert_int_equal(pieces_of(root, "alternative", "far"), 3);
  assert_int_equal(pieces_of(root, "alternative", "pole"), 1);
  json_decref(root);
  tl_study_free_text(text);
  ran = kept;
  tl_study_close(study);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_lies_in_an_area_sums_to_the_line),
      cmocka_unit_test(claims_about_the_ground_are_judged_by_the_layers),
      cmocka_unit_test(ways_are_compared_by_one_yardstick),
      cmocka_unit_test(ways_and_the_map_have_no_seam_at_180_degrees_or_the_pole),
  };
  return cmocka_run_group_tests(tests, run_it, end_it);
}
