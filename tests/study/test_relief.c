/* Claims about rasters in a study: the line has the heights and the ground of the raster, waypoints are heard as asked,
 * months are told apart, what is wrong with a raster is named with its line, and the hydraulics see all of it. */
#define _POSIX_C_SOURCE 200809L
#include "making.h"
#include "out_of_memory.h"

#include <unistd.h>

/* Along the equator, 10 to 14 degrees. The raster is a plane: 100 m a degree of longitude from 10 on, and 50 m a degree
 * of latitude; bilinear values of a plane are exact. */
#define HEAD                                                                                     \
  "study: {title: Relief}\n"                                                                     \
  "gas: {composition: methane, model: ideal}\n"                                                  \
  "flow: {mode: given, volume: 8 bcm/a at 20 degC}\n"                                            \
  "inlet: {pressure: 7 MPa, temperature: 10 degC}\n"                                             \
  "delivery: {min_pressure: 2 MPa}\n"                                                            \
  "pipes:\n"                                                                                     \
  "  trunk: {outside_diameter: 1020 mm, wall: 10 mm, roughness: 10 um, max_pressure: 7.5 MPa}\n" \
  "sections:\n"                                                                                  \
  "  line: {title: The line, from: a, to: c, length: 500 km, pipe: trunk}\n"
#define BARE                         \
  "waypoints:\n"                     \
  "  a: {lat: 0 deg, lon: 10 deg}\n" \
  "  b: {lat: 0 deg, lon: 11 deg}\n" \
  "  c: {lat: 0 deg, lon: 14 deg}\n"
#define PLANE "rasters:\n  plane: {of: heights, file: plane.asc}\n"

static const double degree_m = 111319.49079327358, factor = 500e3 / (4 * 111319.49079327358);

static const char *plane_grid(char *text, size_t bytes) {
  size_t n =
      (size_t)snprintf(text, bytes, "ncols 13\nnrows 5\nxllcenter 9\nyllcenter -1\ncellsize 0.5\nNODATA_value -9999\n");
  for (int row = 0; row < 5; row++) /* from north to south */
    for (int column = 0; column < 13; column++)
      n += (size_t)snprintf(text + n, bytes - n, "%g%c", 100.0 * (0.5 * column - 1) + 50.0 * (1 - 0.5 * row),
                            column == 12 ? '\n' : ' ');
  return text;
}

typedef struct opened {
  tl_study *study;
  tl_error error;
  tl_code code;
} opened;

/* Writes the study with the plane beside it, and opens it. */
static opened open_it(const char *name, const char *text) {
  char folder[512], grid[4096];
  opened o = {0};
  (void)make_study(name, text, folder, sizeof folder);
  put_file(folder, "plane.asc", plane_grid(grid, sizeof grid));
  o.code = tl_study_open(folder, NULL, &o.study, &o.error);
  return o;
}

static tl_study *run_it(const char *name, const char *text) {
  opened o = open_it(name, text);
  if (o.code != TL_OK) fail_msg("%s", o.error.sentence);
  if (tl_study_run(o.study, NULL, &o.error) != TL_OK) fail_msg("%s", o.error.sentence);
  return o.study;
}

static double plane_at(double lon) { return 100.0 * (lon - 10.0); }

/* Any place of the pipe, the waypoints among them; and the same in the profile that the reader gets. */
static void heights_of_a_raster_are_the_lines_heights(void **state) {
  (void)state;
  tl_study *study = run_it("relief_plane", HEAD BARE PLANE);
  for (double lon = 10.0; lon <= 14.0; lon += 0.125)
    assert_close(tli_route_height(study->route, 0, (lon - 10.0) * degree_m * factor), plane_at(lon), 1e-6);
  const tl_table *profile = tl_results_table(study->results, "profile");
  assert_non_null(profile);
  for (size_t r = 0; r < tl_table_rows(profile); r++) {
    const double at = tl_table_number(profile, r, (size_t)tl_table_find_column(profile, "chainage_m"));
    const double height = tl_table_number(profile, r, (size_t)tl_table_find_column(profile, "height_m"));
    assert_close(height, plane_at(10.0 + at / factor / degree_m), 1e-6);
  }
  const tl_table *relief = tl_results_table(study->results, "relief");
  assert_close(tl_table_number(relief, 0, (size_t)tl_table_find_column(relief, "rise_m")), 400.0, 1e-6);
  assert_close(tl_table_number(relief, 0, (size_t)tl_table_find_column(relief, "fall_m")), 0.0, 1e-9);
  assert_close(tl_table_number(relief, 0, (size_t)tl_table_find_column(relief, "slope_m")), hypot(500e3, 400.0) - 500e3,
               1e-5);
  tl_study_close(study);
}

/* b gives 170 m where the plane has 100 m: 70 m more there, which run out over a cell of half a degree. c gives what
 * the plane has. Samples lie at fifths of a degree before b. */
static const char some_given[] = HEAD
    "waypoints:\n"
    "  a: {lat: 0 deg, lon: 10 deg}\n"
    "  b: {lat: 0 deg, lon: 11 deg, height: 170 m}\n"
    "  c: {lat: 0 deg, lon: 14 deg, height: 400 m}\n" PLANE;

static void what_waypoints_give_stands_and_runs_out_over_a_cell(void **state) {
  (void)state;
  tl_study *study = run_it("relief_given", some_given);
  const double scale = degree_m * factor;
  assert_true(tli_route_height(study->route, 0, study->route->sections[0].points[1].distance_m) == 170.0);
  assert_close(tli_route_height(study->route, 0, 0.8 * scale), 80.0 + 70.0 * (1 - 0.2 / 0.5), 1e-6);
  assert_close(tli_route_height(study->route, 0, 0.6 * scale), 60.0 + 70.0 * (1 - 0.4 / 0.5), 1e-6);
  assert_close(tli_route_height(study->route, 0, 0.4 * scale), 40.0, 1e-6);
  assert_close(tli_route_height(study->route, 0, 2.5 * scale), 250.0, 1e-6);
  assert_close(tli_route_height(study->route, 0, 4.0 * scale), 400.0, 1e-9);
  const tl_table *t = tl_results_table(study->results, "heights_compared");
  assert_int_equal(tl_table_rows(t), 3);
  assert_true(isnan(tl_table_number(t, 0, 3)));
  assert_close(tl_table_number(t, 1, 3), 70.0, 1e-6);
  assert_close(tl_table_number(t, 2, 3), 0.0, 1e-6);
  bool said = false;
  for (size_t i = 0; i < tl_findings_count(tl_study_findings(study)); i++)
    said = said || strstr(tl_findings_at(tl_study_findings(study), i)->sentence,
                          "170 m is given and the raster says "
                          "100 m") != NULL;
  assert_true(said);
  tl_study_close(study);

  study = run_it("relief_stands", (const char *)HEAD
                 "waypoints:\n"
                 "  a: {lat: 0 deg, lon: 10 deg}\n"
                 "  b: {lat: 0 deg, lon: 11 deg, height: 170 m}\n"
                 "  c: {lat: 0 deg, lon: 14 deg, height: 400 m}\n"
                 "relief: {at_waypoints: raster}\n" PLANE);
  for (double lon = 10.0; lon <= 14.0; lon += 0.25)
    assert_close(tli_route_height(study->route, 0, (lon - 10.0) * scale), plane_at(lon), 1e-6);
  tl_study_close(study);
}

/* The same heights typed at the waypoints and read from the raster give the same pressures, to the last bit but for the
 * rounding of the plane; and without them the pressure is another. */
static void height_of_the_raster_is_in_the_pressure(void **state) {
  (void)state;
  tl_study *raster = run_it("relief_plane", HEAD BARE PLANE);
  tl_study *typed = run_it("relief_typed", HEAD
                           "waypoints:\n"
                           "  a: {lat: 0 deg, lon: 10 deg, height: 0 m}\n"
                           "  b: {lat: 0 deg, lon: 11 deg, height: 100 m}\n"
                           "  c: {lat: 0 deg, lon: 14 deg, height: 400 m}\n");
  tl_study *level = run_it("relief_level", HEAD
                           "waypoints:\n"
                           "  a: {lat: 0 deg, lon: 10 deg, height: 0 m}\n"
                           "  b: {lat: 0 deg, lon: 11 deg, height: 0 m}\n"
                           "  c: {lat: 0 deg, lon: 14 deg, height: 0 m}\n");
  tl_node_state a, b, c;
  assert_int_equal(tl_steady_node(raster->steady, raster->line->end_node, &a, NULL), TL_OK);
  assert_int_equal(tl_steady_node(typed->steady, typed->line->end_node, &b, NULL), TL_OK);
  assert_int_equal(tl_steady_node(level->steady, level->line->end_node, &c, NULL), TL_OK);
  assert_close(a.p_pa, b.p_pa, 1e-3);
  assert_true(c.p_pa > a.p_pa + 1e5); /* 400 m of gas of 30 to 50 kg/m3 are 1.2 to 2 bar */
  tl_study_close(raster);
  tl_study_close(typed);
  tl_study_close(level);
}

/* Twelve layers over the whole line, month m (from 0) at m degC: the mean of the year is 5.5 degC. */
static void put_months(const char *folder, size_t layers) {
  char header[400];
  (void)snprintf(
      header, sizeof header,
      "{\"rows\":2,\"cols\":2,\"lat0\":-1,\"dlat\":2,\"lon0\":9,\"dlon\":6,\"layers\":%zu,\"type\":\"float32\","
      "\"unit\":\"degrees_C\",\"file\":\"months.bin\"}",
      layers);
  put_file(folder, "months.json", header);
  char path[700];
  (void)snprintf(path, sizeof path, "%s/months.bin", folder);
  FILE *file = fopen(path, "wb");
  assert_non_null(file);
  for (size_t m = 0; m < layers; m++)
    for (int i = 0; i < 4; i++) {
      const float value = (float)m;
      assert_int_equal(fwrite(&value, sizeof value, 1, file), 1);
    }
  assert_int_equal(fclose(file), 0);
}

#define GROUND                                                                       \
  HEAD "waypoints:\n"                                                                \
       "  a: {lat: 0 deg, lon: 10 deg, height: 0 m}\n"                               \
       "  b: {lat: 0 deg, lon: 11 deg, height: 0 m}\n"                               \
       "  c: {lat: 0 deg, lon: 14 deg, height: 0 m, ground_temperature: 2.5 degC}\n" \
       "rasters:\n  soil: {of: ground_temperature, file: months.json}\n"

static void months_move_the_ground_and_its_mean_stays(void **state) {
  (void)state;
  static const struct {
    const char *month;
    double free_c, given_c; /* of the raster; at c, whose mean of the year is 2.5 and not 5.5 degC */
  } cases[] = {{"year", 5.5, 2.5}, {"january", 0.0, -3.0}, {"july", 6.0, 3.0}, {"december", 11.0, 8.0}};
  for (size_t i = 0; i < TLI_COUNT(cases); i++) {
    char folder[512];
    opened o = {0};
    (void)make_study("relief_months", GROUND, folder, sizeof folder);
    put_months(folder, 12);
    if (tl_study_open(folder, NULL, &o.study, &o.error) != TL_OK ||
        tl_study_set(o.study, "relief.month", cases[i].month, &o.error) != TL_OK ||
        tl_study_run(o.study, NULL, &o.error) != TL_OK)
      fail_msg("%s", o.error.sentence);
    /* only c gives; its difference runs out over a cell of six degrees, more than the line is long */
    const double shift = (cases[i].given_c - cases[i].free_c) * (1 - 400e3 / factor / (6 * degree_m));
    assert_close(tli_route_ground_k(o.study->route, 0, 100e3), 273.15 + cases[i].free_c + shift, 1e-6);
    assert_close(tli_route_ground_k(o.study->route, 0, 500e3), 273.15 + cases[i].given_c, 1e-9);
    const tl_table *t = tl_results_table(tl_study_results(o.study), "ground_months");
    assert_int_equal(tl_table_rows(t), 12);
    assert_string_equal(tl_table_text(t, 6, 0), "July");
    assert_close(tl_table_number(t, 6, 2), 279.15, 1e-6);
    tl_study_close(o.study);
  }
}

/* A month is a figure like others: an axis over it gives each its own ground, and so another temperature of the gas. */
static void the_month_may_be_an_axis(void **state) {
  (void)state;
  char folder[512];
  opened o = {0};
  (void)make_study("relief_axis",
                   GROUND
                   "axes:\n"
                   "  - id: month\n"
                   "    label: Month\n"
                   "    values:\n"
                   "      - {label: cold, set: {relief.month: january}}\n"
                   "      - {label: warm, set: {relief.month: december}}\n",
                   folder, sizeof folder);
  put_months(folder, 12);
  if (tl_study_open(folder, NULL, &o.study, &o.error) != TL_OK || tl_study_run(o.study, NULL, &o.error) != TL_OK)
    fail_msg("%s", o.error.sentence);
  assert_int_equal(o.study->scenario_count, 2);
  const double cold = o.study->scenarios[0].whole.whole[TLI_GAS_TEMPERATURE].value,
               warm = o.study->scenarios[1].whole.whole[TLI_GAS_TEMPERATURE].value;
  assert_true(warm > cold + 2.0);
  tl_study_close(o.study);
}

/* West of 12 degrees only. East of it the heights run straight from the last known to what c gives. */
static void where_no_raster_knows_values_are_straight(void **state) {
  (void)state;
  char folder[512], grid[1024];
  opened o = {0};
  (void)make_study("relief_half",
                   HEAD
                   "waypoints:\n"
                   "  a: {lat: 0 deg, lon: 10 deg}\n"
                   "  b: {lat: 0 deg, lon: 12 deg}\n"
                   "  c: {lat: 0 deg, lon: 14 deg, height: 900 m}\n"
                   "rasters:\n  west: {of: heights, file: west.asc}\n",
                   folder, sizeof folder);
  (void)snprintf(grid, sizeof grid,
                 "ncols 4\nnrows 1\nxllcorner 9.5\nyllcorner -0.5\ncellsize 1\nNODATA_value -1\n0 100 200 -1\n");
  put_file(folder, "west.asc", grid);
  if (tl_study_open(folder, NULL, &o.study, &o.error) != TL_OK || tl_study_run(o.study, NULL, &o.error) != TL_OK)
    fail_msg("%s", o.error.sentence);
  const double scale = degree_m * factor;
  const tli_relief_line *line = &o.study->route->sections[0].relief[TLI_HEIGHTS];
  double last = 0.0; /* the last sample that the raster knows: a cell that is unknown has no weight */
  for (size_t i = 0; i < line->count && line->at_m[i] <= 3.0 * scale + 1.0; i++)
    if (line->at_m[i] < 3.0 * scale - 1.0) last = line->at_m[i];
  assert_true(last > 2.4 * scale);
  assert_close(tli_route_height(o.study->route, 0, 1.0 * scale), 100.0, 0.1);
  assert_close(tli_route_height(o.study->route, 0, last), 200.0, 1e-6);
  const double middle = 0.5 * (last + 4.0 * scale);
  assert_close(tli_route_height(o.study->route, 0, middle), 550.0, 1e-6);
  bool said = false;
  for (size_t i = 0; i < tl_findings_count(tl_study_findings(o.study)); i++)
    said =
        said || strstr(tl_findings_at(tl_study_findings(o.study), i)->sentence, "no raster knows the heights") != NULL;
  assert_true(said);
  tl_study_close(o.study);
}

/* A saw of 401 points: what is left out is never further off than said, and nothing is left out where all may stay. */
static void thin_profiles_say_their_error(void **state) {
  (void)state;
  enum { POINTS = 401 };
  double at[POINTS], value[POINTS];
  unsigned seed = 1;
  for (int i = 0; i < POINTS; i++) {
    seed = seed * 1664525u + 1013904223u;
    at[i] = 1000.0 * i;
    value[i] = 300.0 * sin(0.02 * i) + (double)(seed >> 24) * 0.2;
  }
  const tli_relief_line line = {POINTS, at, value, 0.0};
  const size_t keep[] = {0, 100, 400};
  tli_arena *arena = tli_arena_create(NULL);
  double last = INFINITY;
  for (size_t most = 0; most <= POINTS; most = most * 2 + 5) {
    tli_relief_line thin;
    double said, worst = 0.0;
    assert_int_equal(tli_relief_thin(&line, keep, 3, most, 0.0, arena, &thin, &said, NULL), TL_OK);
    for (int i = 0; i < POINTS; i++) worst = fmax(worst, fabs(tli_relief_at(&thin, at[i]) - value[i]));
    assert_close(worst, said, 1e-9);
    assert_true(thin.count <= most + 3);
    assert_true(said <= last + 50.0); /* one more point may make it worse for a while, never by more than the saw */
    assert_close(tli_relief_at(&thin, 100e3), value[100], 1e-12);
    last = said;
    if (most >= POINTS) assert_close(said, 0.0, 0.0);
  }
  tli_arena_destroy(arena);
}

typedef struct wrong {
  const char *name, *text, *words;
  int line;
} wrong;

static void bad_rasters_are_named_with_file_and_line(void **state) {
  (void)state;
  static const wrong cases[] = {
      {"missing", HEAD BARE "rasters:\n  h: {of: heights, file: gone.asc}\n", "gone.asc", 15},
      {"is a layer", HEAD BARE "rasters:\n  h: {of: heights, file: area.geojson}\n", "is no raster", 15},
      {"unit", HEAD BARE "rasters:\n  h: {of: heights, file: plane.asc, unit: kg}\n", "which is no unit of heights",
       15},
      {"layers", HEAD BARE "rasters:\n  h: {of: heights, file: months.json}\n", "heights have one", 15},
      {"seven months", HEAD BARE PLANE "  g: {of: ground_temperature, file: months.json}\n", "one, or twelve", 16},
      {"outside", HEAD BARE "rasters:\n  h: {of: heights, file: ../plane.asc}\n", "stay in the study's folder", 15},
      {"no height", HEAD BARE, "height is missing", 11},
      {"axis",
       HEAD BARE PLANE "axes:\n  - {id: x, label: X, values: [{label: p, set: {rasters.plane.file: plane.asc}}]}\n",
       "cannot be an axis", 17},
      {"kind", HEAD BARE "rasters:\n  h: {of: hights, file: plane.asc}\n", "heights", 15},
  };
  for (size_t i = 0; i < TLI_COUNT(cases); i++) {
    char folder[512];
    (void)make_study("relief_wrong", cases[i].text, folder, sizeof folder);
    put_file(folder, "area.geojson", "{\"type\":\"Polygon\",\"coordinates\":[[[9,-1],[15,-1],[15,1],[9,1],[9,-1]]]}");
    put_months(folder, 7);
    opened o = open_it("relief_wrong", cases[i].text);
    assert_int_equal(o.code, TL_ERR_INPUT);
    bool said = false;
    const tl_findings *findings = tl_study_findings(o.study);
    for (size_t k = 0; k < tl_findings_count(findings); k++) {
      const tl_finding *f = tl_findings_at(findings, k);
      said =
          said || (f->severity == TL_ERROR && f->line == cases[i].line && strstr(f->sentence, cases[i].words) != NULL);
    }
    if (!said)
      for (size_t k = 0; k < tl_findings_count(findings); k++)
        print_message("%s: line %d: %s\n", cases[i].name, tl_findings_at(findings, k)->line,
                      tl_findings_at(findings, k)->sentence);
    assert_true(said);
    tl_study_close(o.study);
  }
}

/* An unknown value that the file does not name is no height. */
static void values_that_no_ground_has_are_refused(void **state) {
  (void)state;
  char folder[512];
  opened o = {0};
  (void)make_study("relief_void", HEAD BARE "rasters:\n  h: {of: heights, file: void.asc}\n", folder, sizeof folder);
  put_file(folder, "void.asc",
           "ncols 2\nnrows 2\nxllcorner 9\nyllcorner -3\ncellsize 3\n-32768 -32768 -32768 -32768\n");
  assert_int_equal(tl_study_open(folder, NULL, &o.study, &o.error), TL_OK);
  assert_int_equal(tl_study_run(o.study, NULL, &o.error), TL_ERR_INPUT);
  assert_non_null(strstr(o.error.sentence, "-32768 m"));
  assert_non_null(strstr(o.error.sentence, "unknown value"));
  tl_study_close(o.study);
}

/* Across 180 degrees, and over the pole: a plane in latitude, on a raster that goes round the globe. */
static void rasters_have_no_seam_at_180_degrees_or_the_pole(void **state) {
  (void)state;
  static const struct {
    const char *name, *points;
  } cases[] = {{"relief_seam",
                "  a: {lat: 60 deg, lon: 178 deg}\n  b: {lat: 60 deg, lon: 180 deg}\n"
                "  c: {lat: 60 deg, lon: -178 deg}\n"},
               {"relief_pole",
                "  a: {lat: 88 deg, lon: 10 deg}\n  b: {lat: 89 deg, lon: 10 deg}\n"
                "  c: {lat: 89 deg, lon: -170 deg}\n"}};
  for (size_t i = 0; i < TLI_COUNT(cases); i++) {
    char folder[512], text[3000], grid[4096];
    opened o = {0};
    (void)snprintf(text, sizeof text, "%s", HEAD);
    char *length = strstr(text, "length: 500 km, "); /* of the points themselves */
    memmove(length, length + 16, strlen(length + 16) + 1);
    (void)snprintf(text + strlen(text), sizeof text - strlen(text),
                   "waypoints:\n%srasters:\n  h: {of: heights, file: "
                   "globe.asc}\n",
                   cases[i].points);
    (void)make_study(cases[i].name, text, folder, sizeof folder);
    size_t n = (size_t)snprintf(grid, sizeof grid, "ncols 18\nnrows 9\nxllcorner -180\nyllcorner -90\ncellsize 20\n");
    for (int row = 0; row < 9; row++)
      for (int column = 0; column < 18; column++)
        n += (size_t)snprintf(grid + n, sizeof grid - n, "%d ", 1000 - 100 * row);
    put_file(folder, "globe.asc", grid);
    if (tl_study_open(folder, NULL, &o.study, &o.error) != TL_OK || tl_study_run(o.study, NULL, &o.error) != TL_OK)
      fail_msg("%s", o.error.sentence);
    const tli_route_section *g = &o.study->route->sections[0];
    assert_true(g->length_m < 500e3);
    for (int k = 0; k <= 20; k++) {
      double lat, lon;
      tli_route_position(o.study->route, 0, g->length_m * k / 20.0, &lat, &lon);
      /* rows at 80, 60, .. degrees: level above 80 degrees; the profile is straight between samples 0.1 m apart at most
       */
      assert_close(tli_route_height(o.study->route, 0, g->length_m * k / 20.0),
                   lat >= 80.0 ? 1000.0 : 1000.0 - 5.0 * (80.0 - lat), 0.11);
    }
    tl_study_close(o.study);
  }
}

/* Another way over the same ground is measured on the raster too. */
static void other_ways_are_measured_on_the_raster(void **state) {
  (void)state;
  tl_study *study = run_it("relief_ways", HEAD BARE PLANE
                           "alternatives:\n  north: {title: North, length_factor: \"1\"}\n"
                           "alternative_points:\n"
                           "  n1: {alternative: north, lat: 0 deg, lon: 10 deg}\n"
                           "  n2: {alternative: north, lat: 0 deg, lon: 12 deg}\n"
                           "  n3: {alternative: north, lat: 0 deg, lon: 11 deg, height: 300 m}\n");
  const tl_table *t = tl_results_table(study->results, "alternatives");
  const size_t rise = (size_t)tl_table_find_column(t, "rise_m"), fall = (size_t)tl_table_find_column(t, "fall_m");
  assert_close(tl_table_number(t, 0, rise), 400.0, 1e-6);
  /* n3 is 200 m above the plane at 11 degrees; that runs out over half a degree, sampled at fifths: 200 m up to n2,
   * then 200, 180, 160, 140 + 40, 120 + 120, 100 + 200 */
  assert_close(tl_table_number(t, 1, rise), 200.0 + 140.0, 1e-5);
  assert_close(tl_table_number(t, 1, fall), 40.0, 1e-5);
  assert_close(tl_table_number(t, 1, (size_t)tl_table_find_column(t, "highest_m")), 300.0, 1e-6);
  tl_study_close(study);
}

static tl_code open_and_lay(const tl_allocator *allocator, void *context) {
  tl_study *study = NULL;
  tl_error error;
  tl_code code = tl_study_open(context, allocator, &study, &error);
  if (code == TL_OK) {
    study->input->opened = study->relief;
    code = tli_route_create(study->input, study->arena, &study->route, study->findings, &error);
  }
  if (code == TL_OK) code = tli_route_sample(study->input, study->route, study->relief, study->arena, &error);
  if (code == TL_OK && (tl_findings_lost(study->findings) || tl_results_lost(study->results))) code = TL_ERR_MACHINE;
  tl_study_close(study);
  return code;
}

static void each_failing_request_for_a_raster_is_reported(void **state) {
  (void)state;
  char folder[512];
  (void)make_study("relief_memory", GROUND, folder, sizeof folder);
  put_months(folder, 12);
  (void)oom_sweep(open_and_lay, folder, 20000);
}

/* ETOPO5 at 20 minutes: the samples are those of the raster at the same places, and so are their sums. */
static void real_heights_along_the_line(void **state) {
  (void)state;
  const char *data = test_data_folder();
  if (data == NULL) {
    print_message("skipped: the folder of real cases (TRUNKLINE_DATA) is not there\n");
    skip();
    return;
  }
  char folder[512], from[1200], to[1200];
  opened o = {0};
  (void)make_study("relief_real",
                   HEAD
                   "waypoints:\n"
                   "  a: {name: Ulaanbaatar, lat: 47.92 deg, lon: 106.92 deg, height: 1330 m}\n"
                   "  b: {name: Naushki, lat: 50.38 deg, lon: 106.1 deg, height: 610 m}\n"
                   "  c: {name: Irkutsk, lat: 52.29 deg, lon: 104.28 deg, height: 450 m}\n"
                   "relief: {at_waypoints: raster, spacing: 20 km}\n"
                   "rasters:\n  etopo20: {title: ETOPO5, of: heights, file: etopo20.json, date: \"1988\"}\n",
                   folder, sizeof folder);
  static const char *const files[] = {"etopo20.json", "etopo20_int16le_540x1080.bin.gz"};
  for (size_t i = 0; i < TLI_COUNT(files); i++) {
    (void)snprintf(from, sizeof from, "%s/geo/etopo20/%s", data, files[i]);
    (void)snprintf(to, sizeof to, "%s/%s", folder, files[i]);
    (void)unlink(to);
    assert_int_equal(symlink(from, to), 0);
  }
  if (tl_study_open(folder, NULL, &o.study, &o.error) != TL_OK || tl_study_run(o.study, NULL, &o.error) != TL_OK)
    fail_msg("%s", o.error.sentence);
  const tl_geo_position at[] = {{47.92, 106.92}, {50.38, 106.1}, {52.29, 104.28}};
  const tl_raster *raster = tl_geofile_raster(o.study->relief->rasters[0].file);
  for (size_t i = 0; i < 3; i++)
    assert_close(tli_route_height(o.study->route, 0, o.study->route->sections[0].points[i].distance_m),
                 tl_raster_sample(raster, 0, at[i]), 1e-9);
  tl_raster_profile profile;
  assert_int_equal(tl_raster_along(raster, 0, at, 3, 20e3, &profile, NULL), TL_OK);
  const tl_table *t = tl_results_table(tl_study_results(o.study), "relief");
  const double rise = tl_table_number(t, 0, (size_t)tl_table_find_column(t, "rise_m"));
  assert_close(tl_table_number(t, 0, (size_t)tl_table_find_column(t, "samples")), (double)profile.samples, 0);
  print_message("heights %.0f .. %.0f m, rise %.0f m\n", profile.least, profile.most, rise);
  assert_close(rise, profile.rise, 1e-6);
  assert_close(tl_table_number(t, 0, (size_t)tl_table_find_column(t, "most_m")), profile.most, 1e-9);
  assert_true(profile.most > 1000.0 && profile.least < 800.0);
  bool coarse = false;
  for (size_t i = 0; i < tl_findings_count(tl_study_findings(o.study)); i++)
    coarse = coarse || strstr(tl_findings_at(tl_study_findings(o.study), i)->sentence, "coarse for a pipeline") != NULL;
  assert_true(coarse);
  tl_study_close(o.study);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(heights_of_a_raster_are_the_lines_heights),
      cmocka_unit_test(what_waypoints_give_stands_and_runs_out_over_a_cell),
      cmocka_unit_test(height_of_the_raster_is_in_the_pressure),
      cmocka_unit_test(months_move_the_ground_and_its_mean_stays),
      cmocka_unit_test(the_month_may_be_an_axis),
      cmocka_unit_test(where_no_raster_knows_values_are_straight),
      cmocka_unit_test(thin_profiles_say_their_error),
      cmocka_unit_test(bad_rasters_are_named_with_file_and_line),
      cmocka_unit_test(values_that_no_ground_has_are_refused),
      cmocka_unit_test(rasters_have_no_seam_at_180_degrees_or_the_pole),
      cmocka_unit_test(other_ways_are_measured_on_the_raster),
      cmocka_unit_test(each_failing_request_for_a_raster_is_reported),
      cmocka_unit_test(real_heights_along_the_line),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
