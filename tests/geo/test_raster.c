/* Claims about rasters: sampling, profiles, the cheapest way against plain Dijkstra. */
#include "out_of_memory.h"
#include "testing.h"
#include "trunkline/raster.h"

static uint64_t seed = 7;
static double random_share(void) {
  seed = seed * 6364136223846793005U + 1442695040888963407U;
  return (double)(seed >> 11) * 0x1p-53;
}

static tl_raster *make(const tl_raster_frame *frame, const float *values) {
  tl_raster *raster;
  tl_error error = {0};
  if (tl_raster_create(frame, values, "m", "test", NULL, &raster, &error) != TL_OK) fail_msg("%s", error.sentence);
  return raster;
}

/* A plane is sampled exactly, whichever way the rows run. */
static void a_plane_is_sampled_exactly(void **state) {
  (void)state;
  enum { ROWS = 20, COLUMNS = 30 };
  float values[ROWS * COLUMNS];
  for (int turned = 0; turned < 2; turned++) {
    const tl_raster_frame frame = {ROWS, COLUMNS, 1, turned ? 49.5 : 40, 100, turned ? -0.5 : 0.5, 0.5, false};
    for (int r = 0; r < ROWS; r++)
      for (int c = 0; c < COLUMNS; c++)
        values[r * COLUMNS + c] = (float)(8 * (frame.lat0_deg + frame.dlat_deg * r) + 16 * (100 + 0.5 * c));
    tl_raster *raster = make(&frame, values);
    for (int i = 0; i < 1000; i++) {
      const tl_geo_position p = {40 + 9.5 * random_share(), 100 + 14.5 * random_share() + (i % 2 == 0 ? 0 : -360)};
      assert_close(tl_raster_sample(raster, 0, p), 8 * p.lat_deg + 16 * (p.lon_deg + (i % 2 == 0 ? 0 : 360)), 1e-9);
    }
    assert_true(isnan(tl_raster_sample(raster, 0, (tl_geo_position){39.7, 105})));
    assert_true(isnan(tl_raster_sample(raster, 0, (tl_geo_position){45, 99})));
    assert_true(isnan(tl_raster_sample(raster, 1, (tl_geo_position){45, 105})));
    assert_close(tl_raster_sample(raster, 0, (tl_geo_position){39.9, 105}), 8.0 * 40 + 16.0 * 105, 1e-9); /* the rim */
    tl_raster_destroy(raster);
  }
}

static void a_global_raster_is_whole_across_180_degrees(void **state) {
  (void)state;
  enum { ROWS = 18, COLUMNS = 36 };
  float values[ROWS * COLUMNS];
  const tl_raster_frame frame = {ROWS, COLUMNS, 1, -85, -175, 10, 10, false};
  for (int r = 0; r < ROWS; r++)
    for (int c = 0; c < COLUMNS; c++) values[r * COLUMNS + c] = (float)cos((-175 + 10 * c) * 0.017453292519943295);
  tl_raster *raster = make(&frame, values);
  const double edge = cos(175 * 0.017453292519943295);
  assert_close(tl_raster_sample(raster, 0, (tl_geo_position){0, 180}), edge, 1e-6);
  assert_close(tl_raster_sample(raster, 0, (tl_geo_position){0, -180}), edge, 1e-6);
  assert_close(tl_raster_sample(raster, 0, (tl_geo_position){89.9, 178}), edge, 1e-6);
  tl_raster_destroy(raster);
}

static void unknown_cells_are_left_out(void **state) {
  (void)state;
  const float values[] = {1, NAN, 3, NAN};
  const tl_raster_frame frame = {2, 2, 1, 0, 0, 1, 1, true};
  tl_raster *raster = make(&frame, values);
  assert_close(tl_raster_sample(raster, 0, (tl_geo_position){0.5, 0.5}), 2, 1e-12);
  assert_close(tl_raster_sample(raster, 0, (tl_geo_position){0, 0.5}), 1, 1e-12);
  assert_true(isnan(tl_raster_sample(raster, 0, (tl_geo_position){0.5, 1})));
  tl_raster_destroy(raster);
}

/* A slope of 1 in 10 along a meridian: rise and length by hand. */
static void the_length_along_a_slope_is_by_pythagoras(void **state) {
  (void)state;
  enum { ROWS = 401, COLUMNS = 3 };
  static float values[ROWS * COLUMNS];
  const tl_raster_frame frame = {ROWS, COLUMNS, 1, 0, 9.9, 0.0025, 0.1, true};
  for (int r = 0; r < ROWS; r++)
    for (int c = 0; c < COLUMNS; c++) {
      double north;
      tl_geo_inverse((tl_geo_position){0, 10}, (tl_geo_position){0.0025 * r, 10}, &north, NULL, NULL);
      values[r * COLUMNS + c] = (float)(north / 10);
    }
  tl_raster *raster = make(&frame, values);
  const tl_geo_position line[] = {{0, 10}, {1, 10}};
  tl_raster_profile p;
  assert_int_equal(tl_raster_along(raster, 0, line, 2, 0, &p, NULL), TL_OK);
  assert_close(p.length_m, tl_geo_length(line, 2), 1e-6);
  assert_close_rel(p.rise, p.length_m / 10, 1e-6);
  assert_close(p.fall, 0, 0);
  assert_close_rel(p.slope_m, p.length_m * sqrt(1.01), 1e-6);
  const double middle = p.length_m / 20 / 6371000.79;
  assert_close_rel(p.at_height_m, p.length_m * hypot(1 + middle, 0.1), 1e-6);
  assert_close_rel(p.mean, p.length_m / 20, 1e-3);
  assert_close(p.spacing_m, 138, 1);               /* half of 0.0025 deg */
  assert_close_rel(p.resolution_m, 11132.0, 1e-3); /* the wider side: 0.1 deg of longitude */
  const tl_geo_position away[] = {{20, 10}, {21, 10}};
  assert_int_equal(tl_raster_along(raster, 0, away, 2, 0, &p, NULL), TL_ERR_NO_ANSWER);
  assert_int_equal(tl_raster_along(raster, 0, line, 2, -1, &p, NULL), TL_ERR_INPUT);
  tl_raster_destroy(raster);
}

static void impossible_frames_are_refused(void **state) {
  (void)state;
  const float value = 1;
  const tl_raster_frame bad[] = {{0, 1, 1, 0, 0, 1, 1, false},  {1, 1, 0, 0, 0, 1, 1, false},
                                 {1, 1, 1, 95, 0, 1, 1, false}, {1, 1, 1, 0, 0, 0, 1, false},
                                 {1, 1, 1, 0, 0, 1, -1, false}, {1, 1, 1, 500000, 6e6, 100, 100, false},
                                 {1, 1, 1, NAN, 0, 1, 1, false}};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    tl_raster *raster;
    tl_error error = {0};
    assert_int_equal(tl_raster_create(&bad[i], &value, NULL, NULL, NULL, &raster, &error), TL_ERR_INPUT);
    assert_null(raster);
    assert_true(strlen(error.sentence) > 0);
  }
}

/* --- the cheapest way -----------------------------------------------------------------------------------------------
 */

/* Dijkstra's method as in the book: the nearest open node by looking at all of them. Same metric: half a step in each
 * cell, sides of cells by the radii of curvature of WGS84. */
static double plain_dijkstra(const tl_raster_frame *f, const float *cost, size_t from, size_t to, bool wraps) {
  enum { MOST = 900 };
  static double distance[MOST];
  static bool done[MOST];
  const size_t nodes = f->rows * f->columns;
  assert_true(nodes <= MOST);
  for (size_t i = 0; i < nodes; i++) {
    distance[i] = INFINITY;
    done[i] = false;
  }
  distance[from] = 0;
  for (;;) {
    size_t node = nodes;
    for (size_t i = 0; i < nodes; i++)
      if (!done[i] && isfinite(distance[i]) && (node == nodes || distance[i] < distance[node])) node = i;
    if (node == nodes || node == to) return distance[to];
    done[node] = true;
    for (int d = 0; d < 9; d++) {
      const long r = (long)(node / f->columns) + d / 3 - 1;
      long c = (long)(node % f->columns) + d % 3 - 1;
      if (wraps) c = (c + (long)f->columns) % (long)f->columns;
      if (d == 4 || r < 0 || c < 0 || r >= (long)f->rows || c >= (long)f->columns) continue;
      const size_t other = (size_t)r * f->columns + (size_t)c;
      if (!(cost[other] > 0)) continue;
      double half[2];
      const size_t ends[2] = {node, other};
      for (int e = 0; e < 2; e++) {
        const size_t end_row = ends[e] / f->columns;
        const double lat = (f->lat0_deg + f->dlat_deg * (double)end_row) * 0.017453292519943295;
        const double e2 = (2 - 1 / 298.257223563) / 298.257223563, w = sqrt(1 - e2 * sin(lat) * sin(lat));
        const double east = 6378137 / w * cos(lat) * f->dlon_deg * 0.017453292519943295;
        const double north = 6378137 * (1 - e2) / (w * w * w) * fabs(f->dlat_deg) * 0.017453292519943295;
        const double way = d / 3 == 1 ? east : d % 3 == 1 ? north : hypot(east, north);
        half[e] = 0.5 * (double)cost[ends[e]] * way;
      }
      if (distance[node] + (half[0] + half[1]) < distance[other])
        distance[other] = distance[node] + (half[0] + half[1]);
    }
  }
}

static tl_geo_position centre(const tl_raster_frame *f, size_t node) {
  const size_t row = node / f->columns, column = node % f->columns;
  return (tl_geo_position){f->lat0_deg + f->dlat_deg * (double)row,
                           tl_geo_unwrap(f->lon0_deg + f->dlon_deg * (double)column, 0)};
}

static void the_cheapest_way_is_that_of_plain_dijkstra(void **state) {
  (void)state;
  static float cost[900];
  int found = 0, none = 0;
  for (int trial = 0; trial < 300; trial++) {
    const bool wraps = trial % 5 == 0;
    const size_t rows = 2 + (size_t)(28 * random_share()), columns = wraps ? 30 : 2 + (size_t)(28 * random_share());
    const tl_raster_frame f = {
        rows, columns, 1, trial % 2 == 0 ? 40 : 70, 100, trial % 2 == 0 ? 0.3 : -0.7, wraps ? 12 : 0.4, false};
    const double blocked = 0.7 * random_share(), spread = trial % 3 == 0 ? 5 : trial % 3 == 1 ? 1e6 : 1;
    for (size_t i = 0; i < rows * columns; i++)
      cost[i] = random_share() < blocked ? (i % 2 == 0 ? NAN : 0) : (float)pow(spread, random_share());
    const size_t from = (size_t)(random_share() * (double)(rows * columns));
    const size_t to = (size_t)(random_share() * (double)(rows * columns));
    cost[from] = cost[to] = 1;
    tl_raster *raster = make(&f, cost);
    const double expected = plain_dijkstra(&f, cost, from, to, wraps);
    tl_raster_path path;
    const tl_code code = tl_raster_cheapest(raster, 0, centre(&f, from), centre(&f, to), true, NULL, &path, NULL);
    if (isinf(expected)) {
      assert_int_equal(code, TL_ERR_NO_ANSWER);
      none++;
    } else {
      assert_int_equal(code, TL_OK);
      assert_close_rel(path.cost, expected, 1e-13);
      assert_true(path.smooth_cost <= path.cost);
      assert_close_rel(tl_raster_line_cost(raster, 0, path.at, path.count), path.smooth_cost, 1e-9);
      assert_close(path.at[0].lat_deg, centre(&f, from).lat_deg, 1e-9);
      assert_close(path.at[path.count - 1].lat_deg, centre(&f, to).lat_deg, 1e-9);
      tl_raster_path_free(&path, NULL);
      assert_int_equal(tl_raster_cheapest(raster, 0, centre(&f, from), centre(&f, to), false, NULL, &path, NULL),
                       TL_OK);
      assert_int_equal(path.count, path.grid_steps + 1);
      assert_close_rel(tl_raster_line_cost(raster, 0, path.at, path.count), path.cost, 1e-9);
      tl_raster_path_free(&path, NULL);
      found++;
    }
    tl_raster_destroy(raster);
  }
  assert_true(found > 200 && none > 5);
}

/* On even ground the grid offers eight directions and up to 8 % of detour; smoothing finds the straight line. */
static void smoothing_on_even_ground_is_one_straight_line(void **state) {
  (void)state;
  enum { SIDE = 120 };
  static float cost[SIDE * SIDE];
  for (int i = 0; i < SIDE * SIDE; i++) cost[i] = 2;
  const tl_raster_frame f = {SIDE, SIDE, 1, -0.6, 10, 0.01, 0.01, false}; /* at the equator: square cells */
  tl_raster *raster = make(&f, cost);
  tl_raster_path path;
  const tl_geo_position from = centre(&f, 5), to = centre(&f, 100 * SIDE + 50);
  assert_int_equal(tl_raster_cheapest(raster, 0, from, to, true, NULL, &path, NULL), TL_OK);
  double straight;
  tl_geo_inverse(from, to, &straight, NULL, NULL);
  assert_true(path.cost > 2 * straight * 1.05);
  assert_close_rel(path.smooth_cost, 2 * straight, 2e-3);
  assert_true(path.count <= 4);
  tl_raster_path_free(&path, NULL);
  assert_int_equal(tl_raster_cheapest(raster, 0, from, (tl_geo_position){50, 50}, true, NULL, &path, NULL),
                   TL_ERR_INPUT);
  tl_raster_destroy(raster);
}

static tl_code cheapest_with(const tl_allocator *allocator, void *context) {
  tl_raster_path path;
  float cost[100];
  for (int i = 0; i < 100; i++) cost[i] = (float)(1 + i % 7);
  const tl_raster_frame f = {10, 10, 1, 0, 0, 1, 1, false};
  tl_raster *raster = NULL;
  (void)context;
  tl_code code = tl_raster_create(&f, cost, "", "", allocator, &raster, NULL);
  if (code == TL_OK) code = tl_raster_cheapest(raster, 0, centre(&f, 0), centre(&f, 99), true, allocator, &path, NULL);
  if (code == TL_OK) tl_raster_path_free(&path, allocator);
  tl_raster_destroy(raster);
  return code;
}

static void memory_that_runs_out_is_said(void **state) {
  (void)state;
  (void)oom_sweep(cheapest_with, NULL, 500);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_plane_is_sampled_exactly),
      cmocka_unit_test(a_global_raster_is_whole_across_180_degrees),
      cmocka_unit_test(unknown_cells_are_left_out),
      cmocka_unit_test(the_length_along_a_slope_is_by_pythagoras),
      cmocka_unit_test(impossible_frames_are_refused),
      cmocka_unit_test(the_cheapest_way_is_that_of_plain_dijkstra),
      cmocka_unit_test(smoothing_on_even_ground_is_one_straight_line),
      cmocka_unit_test(memory_that_runs_out_is_said),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
