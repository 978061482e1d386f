/* Claims about the reader of country shapes: real files, small hand-made ones, hostile ones. */
#define _POSIX_C_SOURCE 200809L
#include <jansson.h>

#include "io/country_layer.h"
#include "testing.h"

/* Reads a layer; *code, the number of findings and the first sentence go to the caller. */
typedef struct answer {
  tl_code code;
  tl_geo_layer *layer;
  size_t errors, findings;
  char first[300];
} answer;

static answer read_layer(const char *bytes, size_t length) {
  answer a = {0};
  tl_findings *findings = tl_findings_create(NULL);
  tl_error error = {0};
  a.code = tli_country_layer_read(bytes, length, "layer.json", NULL, findings, &a.layer, &error);
  a.errors = tl_findings_total(findings, TL_ERROR);
  a.findings = tl_findings_count(findings);
  if (a.findings > 0) (void)snprintf(a.first, sizeof a.first, "%s", tl_findings_at(findings, 0)->sentence);
  if (a.code != TL_OK) {
    assert_null(a.layer);
    assert_true(strlen(error.sentence) > 0);
    if (a.code == TL_ERR_INPUT) assert_true(a.errors > 0);
  }
  tl_findings_destroy(findings);
  return a;
}

static answer read_json(const char *text) { return read_layer(text, strlen(text)); }

/* Two squares that share the arc 0: lon 10, lat 0..10. Quantised: scale 0.1, translate 0. */
#define TOPOLOGY(ARCS_LEFT, ARCS_RIGHT)                                                                         \
  "{\"type\":\"Topology\",\"transform\":{\"scale\":[0.1,0.1],\"translate\":[0,0]},\"objects\":{\"countries\":{" \
  "\"type\":\"GeometryCollection\",\"geometries\":["                                                            \
  "{\"type\":\"Polygon\",\"arcs\":" ARCS_LEFT                                                                   \
  ",\"id\":\"643\",\"properties\":{\"name\":\"Left\"}},"                                                        \
  "{\"type\":\"MultiPolygon\",\"arcs\":[" ARCS_RIGHT                                                            \
  "],\"id\":496,\"properties\":{\"name\":\"Right\"}}]}},"                                                       \
  "\"arcs\":[[[100,0],[0,100]],[[100,100],[-100,0],[0,-100],[100,0]],[[100,0],[100,0],[0,100],[-100,0]]]}"

static void a_topology_is_put_together_from_its_arcs(void **state) {
  (void)state;
  answer a = read_json(TOPOLOGY("[[0,1]]", "[[-1,2]]"));
  assert_int_equal(a.code, TL_OK);
  assert_int_equal(a.findings, 0);
  assert_int_equal(tl_geo_layer_areas(a.layer), 2);
  assert_string_equal(tl_geo_layer_id(a.layer, 1), "496");
  assert_int_equal(tl_geo_layer_at(a.layer, (tl_geo_position){5, 5}), 0);
  assert_int_equal(tl_geo_layer_at(a.layer, (tl_geo_position){5, 15}), 1);
  assert_int_equal(tl_geo_layer_at(a.layer, (tl_geo_position){15, 5}), -1);
  size_t n;
  (void)tl_geo_layer_ring(a.layer, 0, 0, &n);
  assert_int_equal(n, 4);
  tl_geo_layer_destroy(a.layer);
}

static void a_feature_collection_is_read(void **state) {
  (void)state;
  answer a = read_json(
      "{\"type\":\"FeatureCollection\",\"features\":["
      "{\"type\":\"Feature\",\"properties\":{\"NAME\":\"Box\",\"ISO_A2\":\"MN\"},\"geometry\":{\"type\":\"Polygon\","
      "\"coordinates\":[[[0,0],[10,0],[10,10],[0,10],[0,0]],[[4,4],[6,4],[6,6],[4,6],[4,4]]]}},"
      "{\"type\":\"Feature\",\"properties\":null,\"geometry\":null},"
      "{\"type\":\"Feature\",\"properties\":{\"name\":\"Line\"},\"geometry\":{\"type\":\"LineString\",\"coordinates\":["
      "[0,0],[1,1]]}}]}");
  assert_int_equal(a.code, TL_OK);
  assert_int_equal(a.findings, 1);
  assert_non_null(strstr(a.first, "LineString is no polygon"));
  assert_int_equal(tl_geo_layer_areas(a.layer), 1);
  assert_int_equal(tl_geo_layer_at(a.layer, (tl_geo_position){2, 2}), 0);
  assert_int_equal(tl_geo_layer_at(a.layer, (tl_geo_position){5, 5}), -1);
  assert_int_equal(tl_geo_layer_find(a.layer, "MN", NULL), 0);
  tl_geo_layer_destroy(a.layer);
}

static void a_damaged_area_is_left_out_and_named(void **state) {
  (void)state;
  static const struct {
    const char *text, *sentence;
  } cases[] = {
      {TOPOLOGY("[[0,7]]", "[[-1,2]]"), "arc 7 does not exist; the file has 3 arcs"},
      {TOPOLOGY("[[0,-4]]", "[[-1,2]]"), "arc -4 does not exist"},
      {TOPOLOGY("[[0,-9223372036854775808]]", "[[-1,2]]"), "does not exist"},
      {TOPOLOGY("[[0,1.5]]", "[[-1,2]]"), "not a whole number"},
      {TOPOLOGY("[[0,0]]", "[[-1,2]]"), "away from the end of the arc before"},
      {TOPOLOGY("[0,1]", "[[-1,2]]"), "not a list of arcs"},
      {TOPOLOGY("null", "[[-1,2]]"), "no list of rings"},
      {TOPOLOGY("[[]]", "[[-1,2]]"), "not a list of arcs"},
  };
  for (size_t i = 0; i < TLI_COUNT(cases); i++) {
    answer a = read_json(cases[i].text);
    assert_int_equal(a.code, TL_OK);
    if (strstr(a.first, cases[i].sentence) == NULL) fail_msg("%s", a.first);
    assert_int_equal(tl_geo_layer_areas(a.layer), 1);
    assert_string_equal(tl_geo_layer_name(a.layer, 0), "Right");
    tl_geo_layer_destroy(a.layer);
  }
}

static void hostile_files_are_refused_with_a_sentence(void **state) {
  (void)state;
  static const struct {
    const char *text, *sentence;
  } cases[] = {
      {"", "not JSON"},
      {"{\"type\":\"Topology\"", "not JSON"},
      {"{\"type\":\"Topology\",\"type\":\"Topology\"}", "not JSON"},
      {"[]", "neither a TopoJSON Topology nor a GeoJSON"},
      {"{\"type\":7}", "neither"},
      {"{\"type\":\"Topology\"}", "no collection of geometries"},
      {"{\"type\":\"Topology\",\"objects\":{\"a\":{\"geometries\":[]}}}", "no list of arcs"},
      {"{\"type\":\"Topology\",\"objects\":{\"a\":{\"geometries\":[]}},\"arcs\":[]}", "no usable polygon"},
      {"{\"type\":\"Topology\",\"objects\":{\"a\":{\"geometries\":[]}},\"arcs\":[[[0]]]}", "not a pair of numbers"},
      {"{\"type\":\"Topology\",\"objects\":{\"a\":{\"geometries\":[]}},\"arcs\":[[[0,1e9]]]}", "leaves the globe"},
      {"{\"type\":\"Topology\",\"objects\":{\"a\":{\"geometries\":[]}},\"arcs\":[],\"transform\":{\"scale\":[1]}}",
       "scale and translate"},
      {"{\"type\":\"FeatureCollection\"}", "no list of features"},
      {"{\"type\":\"FeatureCollection\",\"features\":[1,null,[],{}]}", "no usable polygon"},
      {"{\"type\":\"FeatureCollection\",\"features\":[{\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[500000,"
       "6000000],[1,1],[2,2]]]}}]}",
       "is not on the globe"},
  };
  for (size_t i = 0; i < TLI_COUNT(cases); i++) {
    answer a = read_json(cases[i].text);
    assert_int_equal(a.code, TL_ERR_INPUT);
    if (strstr(a.first, cases[i].sentence) == NULL) fail_msg("%s: %s", cases[i].text, a.first);
  }
  answer nul = read_layer("\0\0\0", 3);
  assert_int_equal(nul.code, TL_ERR_INPUT);
}

static void deep_nesting_and_repeated_arcs_do_not_blow_up(void **state) {
  (void)state;
  enum { DEEP = 200000 };
  char *text = malloc(DEEP + 1);
  assert_non_null(text);
  memset(text, '[', DEEP);
  answer a = read_layer(text, DEEP);
  assert_int_equal(a.code, TL_ERR_INPUT);
  free(text);
  /* one arc of 1,000 steps there and back, named 20,000 times: 20 million positions from 100 kB */
  tli_text json;
  tli_text_init(&json, NULL);
  tli_text_add(&json,
               "{\"type\":\"Topology\",\"transform\":{\"scale\":[0.001,0.001],\"translate\":[0,0]},\"arcs\":[[[0,0]");
  for (int i = 0; i < 1000; i++) tli_text_add(&json, ",[1,1]");
  tli_text_add(&json, "]],\"objects\":{\"countries\":{\"geometries\":[{\"type\":\"Polygon\",\"arcs\":[[0");
  for (int i = 0; i < 20000; i++) tli_text_add(&json, i % 2 == 0 ? ",-1" : ",0");
  tli_text_add(&json, "]]}]}}}");
  assert_false(json.failed);
  a = read_layer(json.bytes, json.length);
  assert_int_equal(a.code, TL_ERR_INPUT);
  assert_non_null(strstr(a.first, "more than 5000000 positions"));
  tli_text_free(&json);
}

/* Every prefix and every single damaged byte of a good file: no crash, and a sentence when refused. */
static void any_damage_to_a_good_file_is_survived(void **state) {
  (void)state;
  const char *good = TOPOLOGY("[[0,1]]", "[[-1,2]]");
  size_t length = strlen(good);
  char text[1000];
  assert_true(length < sizeof text);
  for (size_t cut = 0; cut < length; cut++) assert_int_equal(read_layer(good, cut).code, TL_ERR_INPUT);
  const char damage[] = {'0', '9', '-', '[', '}', '"', 'e', '\0', ','};
  for (size_t i = 0; i < length; i++) {
    for (size_t k = 0; k < sizeof damage; k++) {
      memcpy(text, good, length);
      text[i] = damage[k];
      answer a = read_layer(text, length);
      assert_true(a.code == TL_OK || a.code == TL_ERR_INPUT);
      tl_geo_layer_destroy(a.layer);
    }
  }
}

static void what_is_written_is_compact_json_within_the_limit(void **state) {
  (void)state;
  answer a = read_json(TOPOLOGY("[[0,1]]", "[[-1,2]]"));
  const tl_geo_window window = {10, -0.004, 12.345, 1, 11};
  tli_text json;
  double tolerance;
  tli_text_init(&json, NULL);
  assert_int_equal(tli_country_layer_write(a.layer, &window, 1000, &json, &tolerance, NULL), TL_OK);
  assert_close(tolerance, 0, 0);
  json_t *root = json_loads(json.bytes, 0, NULL);
  assert_non_null(root);
  assert_int_equal(json_array_size(root), 2);
  json_t *rings = json_object_get(json_array_get(root, 1), "rings");
  assert_int_equal(json_array_size(json_array_get(rings, 0)), 8);
  double east = 0;
  for (size_t i = 0; i < 8; i += 2) east = fmax(east, json_number_value(json_array_get(json_array_get(rings, 0), i)));
  assert_close(east, 12.35, 1e-12);
  json_decref(root);
  tl_error error = {0};
  assert_int_equal(tli_country_layer_write(a.layer, &window, 10, &json, &tolerance, &error), TL_ERR_INPUT);
  assert_non_null(strstr(error.sentence, "allowed are 10"));
  tli_text_free(&json);
  tl_geo_layer_destroy(a.layer);
}

/* --- Natural Earth, as npm's world-atlas packs it ------------------------------------------------------------ */

static char *unpack(const char *name, size_t *length) {
  const char *folder = test_data_folder();
  char command[600];
  if (folder == NULL) {
    print_message("skipped: TRUNKLINE_DATA is not set\n");
    skip();
  }
  (void)snprintf(command, sizeof command, "gzip -dcf '%s/geo/natural-earth/%s'", folder, name);
  FILE *pipe = popen(command, "r");
  assert_non_null(pipe);
  size_t room = 1 << 20;
  char *bytes = malloc(room);
  assert_non_null(bytes);
  *length = 0;
  for (size_t n; (n = fread(bytes + *length, 1, room - *length, pipe)) > 0;) {
    *length += n;
    if (*length < room) continue;
    room *= 2;
    bytes = realloc(bytes, room);
    assert_non_null(bytes);
  }
  assert_int_equal(pclose(pipe), 0);
  return bytes;
}

static void world_atlas_is_read_and_towns_lie_in_their_countries(void **state) {
  (void)state;
  static const struct {
    const char *code;
    double lat, lon;
  } towns[] = {{"RU", 55.75, 37.62},  {"RU", 52.29, 104.30}, {"RU", 66.08, 76.68},  {"RU", 66.5, 179.5},
               {"RU", 67.5, -179.0},  {"AQ", -80, 100},      {"AQ", -85, -100},     {"RU", 66.4, -172.5},
               {"MN", 47.92, 106.92}, {"CN", 39.90, 116.41}, {"CN", 43.65, 111.98}, {"KZ", 51.13, 71.43},
               {"US", 64.84, -147.7}, {"ZA", -26.2, 28.05},  {"LS", -29.6, 28.3},   {"FJ", -17.8, 178.0}};
  static const char *const files[] = {"countries-110m.json", "countries-50m.json.gz"};
  for (size_t f = 0; f < 2; f++) {
    size_t length;
    char *bytes = unpack(files[f], &length);
    answer a = read_layer(bytes, length);
    free(bytes);
    assert_int_equal(a.code, TL_OK);
    print_message("%s: %zu areas, %zu findings %s\n", files[f], tl_geo_layer_areas(a.layer), a.findings, a.first);
    assert_int_equal(a.errors, 0);
    for (size_t i = 0; i < TLI_COUNT(towns); i++) {
      if (f == 0 && strcmp(towns[i].code, "FJ") == 0) continue; /* too small at 1:110m */
      tl_geo_position p = {towns[i].lat, towns[i].lon};
      int area = tl_geo_layer_find(a.layer, towns[i].code, NULL);
      assert_true(area >= 0);
      if (tl_geo_layer_at(a.layer, p) != area)
        fail_msg("%s %g %g in %d, not in %d", towns[i].code, p.lat_deg, p.lon_deg, tl_geo_layer_at(a.layer, p), area);
    }
    /* Ulaanbaatar with latitude and longitude in exchange is no position at all; Irkutsk as -52 is in no country */
    assert_int_equal(tl_geo_layer_at(a.layer, (tl_geo_position){106.92, 47.92}), -1);
    assert_int_equal(tl_geo_layer_at(a.layer, (tl_geo_position){-52.29, 104.3}), -1);
    tl_geo_layer_destroy(a.layer);
  }
}

static void the_map_layer_of_a_continent_stays_within_its_weight(void **state) {
  (void)state;
  size_t length;
  char *bytes = unpack("countries-50m.json.gz", &length);
  answer a = read_layer(bytes, length);
  free(bytes);
  assert_int_equal(a.code, TL_OK);
  const tl_geo_position route[] = {{70.35, 68.45},  {66.08, 76.68}, {52.29, 104.3},
                                   {47.92, 106.92}, {39.9, 116.4},  {31.2, 121.5}};
  tl_geo_window window;
  assert_int_equal(tl_geo_window_of(route, TLI_COUNT(route), 0.25, &window, NULL), TL_OK);
  static const size_t limits[] = {150000, 60000, 20000};
  for (size_t i = 0; i < TLI_COUNT(limits); i++) {
    tli_text json;
    double tolerance;
    tli_text_init(&json, NULL);
    assert_int_equal(tli_country_layer_write(a.layer, &window, limits[i], &json, &tolerance, NULL), TL_OK);
    assert_true(json.length <= limits[i]);
    print_message("%zu bytes at %.4f deg (limit %zu)\n", json.length, tolerance, limits[i]);
    json_t *root = json_loadb(json.bytes, json.length, 0, NULL);
    assert_non_null(root);
    bool mongolia = false;
    for (size_t k = 0; k < json_array_size(root); k++) {
      json_t *rings = json_object_get(json_array_get(root, k), "rings");
      assert_true(json_array_size(rings) > 0);
      if (strcmp(json_string_value(json_object_get(json_array_get(root, k), "id")), "496") == 0) mongolia = true;
      for (size_t r = 0; r < json_array_size(rings); r++) assert_true(json_array_size(json_array_get(rings, r)) >= 6);
    }
    assert_true(mongolia);
    json_decref(root);
    tli_text_free(&json);
  }
  tl_geo_layer_destroy(a.layer);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_topology_is_put_together_from_its_arcs),
      cmocka_unit_test(a_feature_collection_is_read),
      cmocka_unit_test(a_damaged_area_is_left_out_and_named),
      cmocka_unit_test(hostile_files_are_refused_with_a_sentence),
      cmocka_unit_test(deep_nesting_and_repeated_arcs_do_not_blow_up),
      cmocka_unit_test(any_damage_to_a_good_file_is_survived),
      cmocka_unit_test(what_is_written_is_compact_json_within_the_limit),
      cmocka_unit_test(world_atlas_is_read_and_towns_lie_in_their_countries),
      cmocka_unit_test(the_map_layer_of_a_continent_stays_within_its_weight),
  };
  return cmocka_run_group_tests_name("country_layer", tests, NULL, NULL);
}
