/* Claims about layers of areas: which one a position lies in, simplification that keeps borders shared, cutting. */
#include "geo/tli_layer.h"
#include "testing.h"

static void add(tl_geo_layer *layer, const char *name, const char *id) {
  assert_int_equal(tl_geo_layer_add_area(layer, name, id, NULL), TL_OK);
}

static void ring(tl_geo_layer *layer, const double (*lon_lat)[2], size_t count) {
  tl_geo_position at[64];
  for (size_t i = 0; i < count; i++) at[i] = (tl_geo_position){lon_lat[i][1], lon_lat[i][0]};
  tl_error error = {0};
  if (tl_geo_layer_add_ring(layer, at, count, &error) != TL_OK) fail_msg("%s", error.sentence);
}

static const double west[][2] = {{0, 0}, {10, 0}, {10, 10}, {0, 10}, {0, 0}};
static const double east[][2] = {{10, 0}, {20, 0}, {20, 10}, {10, 10}};
static const double hole[][2] = {{4, 4}, {6, 4}, {6, 6}, {4, 6}};
static const double across[][2] = {{170, -5}, {-170, -5}, {-170, 5}, {170, 5}};

static double area_deg2(const tl_geo_position *at, size_t count) {
  double sum = 0;
  for (size_t i = 0, j = count - 1; i < count; j = i++)
    sum += at[j].lon_deg * at[i].lat_deg - at[i].lon_deg * at[j].lat_deg;
  return fabs(sum) / 2;
}

static tl_geo_layer *three_countries(void) {
  tl_geo_layer *layer = tl_geo_layer_create(NULL);
  assert_non_null(layer);
  add(layer, "Westland", "643");
  ring(layer, west, 5);
  ring(layer, hole, 4);
  add(layer, "Eastland", "496");
  ring(layer, east, 4);
  add(layer, "Datelia", "XX");
  ring(layer, across, 4);
  return layer;
}

static void a_position_lies_in_its_country(void **state) {
  (void)state;
  tl_geo_layer *layer = three_countries();
  assert_int_equal(tl_geo_layer_areas(layer), 3);
  assert_int_equal(tl_geo_layer_at(layer, (tl_geo_position){5, 2}), 0);
  assert_int_equal(tl_geo_layer_at(layer, (tl_geo_position){5, 5}), -1); /* the hole */
  assert_int_equal(tl_geo_layer_at(layer, (tl_geo_position){5, 12}), 1);
  assert_int_equal(tl_geo_layer_at(layer, (tl_geo_position){12, 5}), -1);
  assert_int_equal(tl_geo_layer_at(layer, (tl_geo_position){5, -348}), 1);
  const double datelia[] = {171, 179.9, 180, -180, -179.9, -171, 189};
  for (size_t i = 0; i < TLI_COUNT(datelia); i++)
    assert_int_equal(tl_geo_layer_at(layer, (tl_geo_position){0, datelia[i]}), 2);
  assert_int_equal(tl_geo_layer_at(layer, (tl_geo_position){0, 169}), -1);
  assert_int_equal(tl_geo_layer_at(layer, (tl_geo_position){NAN, 0}), -1);
  tl_geo_layer_destroy(layer);
}

/* The same cap around the south pole, stitched (as world-atlas) and cut open along 180 degrees (as Natural Earth). */
static void a_ring_around_a_pole_encloses_it(void **state) {
  (void)state;
  static const double stitched[][2] = {{-120, -70}, {0, -65}, {120, -70}, {-170, -68}};
  static const double cut_open[][2] = {{-180, -90}, {-180, -68}, {-120, -70}, {0, -65},
                                       {120, -70},  {180, -68},  {180, -90},  {-180, -90}};
  for (int open = 0; open < 2; open++) {
    tl_geo_layer *layer = tl_geo_layer_create(NULL), *cut;
    add(layer, "Cap", "010");
    ring(layer, open ? cut_open : stitched, open ? 8 : 4);
    for (double lon = -359; lon < 360; lon += 3.7) {
      assert_int_equal(tl_geo_layer_at(layer, (tl_geo_position){-75, lon}), 0);
      assert_int_equal(tl_geo_layer_at(layer, (tl_geo_position){-60, lon}), -1);
    }
    const tl_geo_window w = {175, 150, 200, -80, -75};
    assert_int_equal(tl_geo_layer_clip(layer, &w, 0, &cut, NULL), TL_OK);
    double sum = 0;
    for (size_t k = 0; k < tl_geo_layer_rings(cut, 0); k++) {
      size_t n;
      const tl_geo_position *at = tl_geo_layer_ring(cut, 0, k, &n);
      sum += area_deg2(at, n);
    }
    assert_close(sum, 250, 1e-9);
    tl_geo_layer_destroy(cut);
    tl_geo_layer_destroy(layer);
  }
}

static void areas_are_found_by_code_number_and_name(void **state) {
  (void)state;
  tl_geo_layer *layer = three_countries();
  const char *near;
  assert_int_equal(tl_geo_layer_find(layer, "RU", &near), 0);
  assert_int_equal(tl_geo_layer_find(layer, "MN", &near), 1);
  assert_int_equal(tl_geo_layer_find(layer, "496", &near), 1);
  assert_int_equal(tl_geo_layer_find(layer, "eastland", &near), 1);
  assert_int_equal(tl_geo_layer_find(layer, "XX", &near), 2);
  assert_int_equal(tl_geo_layer_find(layer, "Eastlnd", &near), -1);
  assert_string_equal(near, "Eastland");
  assert_int_equal(tl_geo_layer_find(layer, "CN", &near), -1);
  assert_string_equal(tl_geo_country_number("CN"), "156");
  assert_string_equal(tl_geo_country_number("KZ"), "398");
  assert_null(tl_geo_country_number("XQ"));
  assert_null(tl_geo_country_number("RUS"));
  assert_null(tl_geo_country_number(NULL));
  tl_geo_layer_destroy(layer);
}

static void distance_to_a_country_agrees_with_the_geodesic(void **state) {
  (void)state;
  tl_geo_layer *layer = three_countries();
  assert_close(tl_geo_layer_distance_m(layer, 0, (tl_geo_position){5, 2}), 0, 0);
  const tl_geo_position off[] = {{5, -1}, {12, 5}, {-2, 3}, {5, 10.5}};
  const tl_geo_position foot[] = {{5, 0}, {10, 5}, {0, 3}, {5, 10}};
  for (size_t i = 0; i < TLI_COUNT(off); i++) {
    double s;
    tl_geo_inverse(off[i], foot[i], &s, NULL, NULL);
    assert_close_rel(tl_geo_layer_distance_m(layer, 0, off[i]), s, 0.01);
  }
  double s;
  tl_geo_inverse((tl_geo_position){0, -169}, (tl_geo_position){0, -170}, &s, NULL, NULL);
  assert_close_rel(tl_geo_layer_distance_m(layer, 2, (tl_geo_position){0, -169}), s, 0.01);
  assert_true(isinf(tl_geo_layer_distance_m(layer, 9, (tl_geo_position){0, 0})));
  tl_geo_layer_destroy(layer);
}

static void broken_rings_are_refused(void **state) {
  (void)state;
  tl_geo_layer *layer = tl_geo_layer_create(NULL);
  tl_error error = {0};
  const tl_geo_position two[] = {{0, 0}, {0, 1}, {0, 1}, {0, 0}}, off[] = {{0, 0}, {0, 1}, {91, 0}};
  assert_int_equal(tl_geo_layer_add_ring(layer, two, 4, &error), TL_ERR_USAGE);
  add(layer, "A", "");
  assert_int_equal(tl_geo_layer_add_ring(layer, two, 4, &error), TL_ERR_INPUT);
  assert_non_null(strstr(error.sentence, "2 different positions"));
  assert_int_equal(tl_geo_layer_add_ring(layer, off, 3, &error), TL_ERR_INPUT);
  assert_int_equal(tl_geo_layer_add_ring(layer, NULL, 0, &error), TL_ERR_INPUT);
  tl_geo_layer_destroy(layer);
}

/* Two countries share a jagged border; one holds an enclave. After simplification the shared borders are still the same
 * positions in both, and no old position is farther from the new line than the tolerance. */
enum { JAGS = 400 };

static double jag(int i) { return 0.3 * sin(i * 0.37) + 0.11 * sin(i * 2.9) + 0.05 * sin(i * 11.3); }

static tl_geo_layer *jagged(void) {
  static tl_geo_position left[JAGS + 2], right[JAGS + 2], enclave[60];
  for (int i = 0; i < JAGS; i++) {
    double lat = 40 + 10.0 * i / (JAGS - 1);
    tl_geo_position border = {lat, 100 + jag(i)};
    left[i] = border;
    right[JAGS - 1 - i] = border; /* the other way round */
  }
  left[JAGS] = (tl_geo_position){50, 90}, left[JAGS + 1] = (tl_geo_position){40, 90};
  right[JAGS] = (tl_geo_position){40, 110}, right[JAGS + 1] = (tl_geo_position){50, 110};
  for (int i = 0; i < 60; i++)
    enclave[i] = (tl_geo_position){45 + (2 + jag(i * 7)) * sin(i * 0.10472), 105 + (2 + jag(i * 7)) * cos(i * 0.10472)};
  tl_geo_layer *layer = tl_geo_layer_create(NULL);
  add(layer, "Left", "1");
  assert_int_equal(tl_geo_layer_add_ring(layer, left, JAGS + 2, NULL), TL_OK);
  add(layer, "Right", "2");
  assert_int_equal(tl_geo_layer_add_ring(layer, right, JAGS + 2, NULL), TL_OK);
  static tl_geo_position turned[60]; /* the hole: the other way round, another start */
  for (int i = 0; i < 60; i++) turned[i] = enclave[(60 + 17 - i) % 60];
  assert_int_equal(tl_geo_layer_add_ring(layer, turned, 60, NULL), TL_OK);
  add(layer, "Enclave", "3");
  assert_int_equal(tl_geo_layer_add_ring(layer, enclave, 60, NULL), TL_OK);
  return layer;
}

static bool has(const tl_geo_position *at, size_t count, tl_geo_position p) {
  for (size_t i = 0; i < count; i++)
    if (at[i].lat_deg == p.lat_deg && at[i].lon_deg == p.lon_deg) return true;
  return false;
}

static double distance_to_ring(tl_geo_position p, const tl_geo_position *at, size_t count) {
  double least = INFINITY;
  for (size_t i = 0, j = count - 1; i < count; j = i++) {
    double shorten = cos((at[i].lat_deg + at[j].lat_deg) / 2 * 3.14159265358979323846 / 180);
    double dx = (at[i].lon_deg - at[j].lon_deg) * shorten, dy = at[i].lat_deg - at[j].lat_deg;
    double px = (p.lon_deg - at[j].lon_deg) * shorten, py = p.lat_deg - at[j].lat_deg;
    double t = fmin(fmax((px * dx + py * dy) / (dx * dx + dy * dy), 0), 1);
    least = fmin(least, hypot(px - t * dx, py - t * dy));
  }
  return least;
}

static void shared_borders_stay_shared_within_the_tolerance(void **state) {
  (void)state;
  const tl_geo_window all = {100, 80, 120, 30, 60};
  tl_geo_layer *layer = jagged();
  size_t before = 0;
  for (double tolerance = 0; tolerance<0.5; tolerance = tolerance> 0 ? tolerance * 1.7 : 0.005) {
    tl_geo_layer *cut;
    assert_int_equal(tl_geo_layer_clip(layer, &all, tolerance, &cut, NULL), TL_OK);
    assert_int_equal(tl_geo_layer_areas(cut), 3);
    size_t left_n, right_n, hole_n, enclave_n, old_n;
    const tl_geo_position *left = tl_geo_layer_ring(cut, 0, 0, &left_n),
                          *right = tl_geo_layer_ring(cut, 1, 0, &right_n);
    const tl_geo_position *hole_at = tl_geo_layer_ring(cut, 1, 1, &hole_n),
                          *enclave = tl_geo_layer_ring(cut, 2, 0, &enclave_n);
    size_t shared = 0;
    for (size_t i = 0; i < left_n; i++)
      if (left[i].lon_deg > 95) {
        assert_true(has(right, right_n, left[i]));
        shared++;
      }
    assert_int_equal(shared + 2, left_n);
    assert_int_equal(right_n, left_n);
    assert_int_equal(hole_n, enclave_n);
    for (size_t i = 0; i < hole_n; i++) assert_true(has(enclave, enclave_n, hole_at[i]));
    for (size_t a = 0; a < 3; a++) {
      const tl_geo_position *old = tl_geo_layer_ring(layer, a, 0, &old_n);
      size_t new_n;
      const tl_geo_position *new = tl_geo_layer_ring(cut, a, 0, &new_n);
      for (size_t i = 0; i < old_n; i++) assert_true(distance_to_ring(old[i], new, new_n) <= tolerance + 1e-12);
    }
    if (tolerance == 0.0) assert_int_equal(left_n, JAGS + 2);
    assert_true(before == 0 || left_n <= before);
    before = left_n;
    tl_geo_layer_destroy(cut);
  }
  assert_true(before < 40);
  tl_geo_layer_destroy(layer);
}

static void cutting_keeps_the_area_inside_the_window(void **state) {
  (void)state;
  tl_geo_layer *layer = three_countries(), *cut;
  const tl_geo_window w = {8, 3, 13, 2, 30};
  assert_int_equal(tl_geo_layer_clip(layer, &w, 0, &cut, NULL), TL_OK);
  assert_int_equal(tl_geo_layer_areas(cut), 2); /* Datelia lies outside */
  size_t n;
  const tl_geo_position *at = tl_geo_layer_ring(cut, 0, 0, &n);
  assert_close(area_deg2(at, n), 7 * 8, 1e-12);
  at = tl_geo_layer_ring(cut, 0, 1, &n);
  assert_close(area_deg2(at, n), 4, 1e-12);
  at = tl_geo_layer_ring(cut, 1, 0, &n);
  assert_close(area_deg2(at, n), 3 * 8, 1e-12);
  assert_string_equal(tl_geo_layer_name(cut, 1), "Eastland");
  assert_string_equal(tl_geo_layer_id(cut, 1), "496");
  tl_geo_layer_destroy(cut);
  const tl_geo_window date = {180, 175, 185, -10, 10}; /* east of 180 on one map */
  assert_int_equal(tl_geo_layer_clip(layer, &date, 0, &cut, NULL), TL_OK);
  assert_int_equal(tl_geo_layer_areas(cut), 1);
  at = tl_geo_layer_ring(cut, 0, 0, &n);
  assert_close(area_deg2(at, n), 100, 1e-12);
  tl_geo_layer_destroy(cut);
  const tl_geo_window other = {-180, -185, -175, -10, 10}; /* the same place, a turn away */
  assert_int_equal(tl_geo_layer_clip(layer, &other, 0, &cut, NULL), TL_OK);
  at = tl_geo_layer_ring(cut, 0, 0, &n);
  assert_close(area_deg2(at, n), 100, 1e-12);
  tl_geo_layer_destroy(cut);
  tl_error error = {0};
  assert_int_equal(tl_geo_layer_clip(layer, &w, -1, &cut, &error), TL_ERR_USAGE);
  tl_geo_layer_destroy(layer);
}

typedef struct failing {
  size_t calls, fail_at, live;
} failing;

static void *failing_resize(void *context, void *block, size_t old_bytes, size_t bytes) {
  (void)old_bytes;
  failing *f = context;
  if (bytes == 0) {
    if (block != NULL) f->live--;
    free(block);
    return NULL;
  }
  if (f->calls++ == f->fail_at) return NULL;
  if (block == NULL) f->live++;
  return realloc(block, bytes);
}

static void no_memory_is_said_and_nothing_leaks(void **state) {
  (void)state;
  const tl_geo_window w = {8, 3, 13, 2, 30};
  bool came_through = false;
  for (size_t fail_at = 0; !came_through; fail_at++) {
    failing f = {0, fail_at, 0};
    tl_allocator allocator = {failing_resize, &f};
    tl_geo_layer *layer = tl_geo_layer_create(&allocator), *cut = NULL;
    tl_error error = {0};
    tl_code code = layer == NULL ? TL_ERR_MACHINE : TL_OK;
    tl_geo_position at[5];
    for (int i = 0; i < 5; i++) at[i] = (tl_geo_position){west[i][1], west[i][0]};
    for (int i = 0; code == TL_OK && i < 9; i++) { /* nine: past the first growth of the list */
      code = tl_geo_layer_add_area(layer, "Land", "1", &error);
      for (int k = 0; code == TL_OK && k < (i == 0 ? 9 : 1); k++) code = tl_geo_layer_add_ring(layer, at, 5, &error);
    }
    if (code == TL_OK) code = tl_geo_layer_clip(layer, &w, 0.1, &cut, &error);
    came_through = f.calls <= fail_at;
    assert_int_equal(code, came_through ? TL_OK : TL_ERR_MACHINE);
    tl_geo_layer_destroy(cut);
    tl_geo_layer_destroy(layer);
    assert_int_equal(f.live, 0);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_position_lies_in_its_country),
      cmocka_unit_test(a_ring_around_a_pole_encloses_it),
      cmocka_unit_test(areas_are_found_by_code_number_and_name),
      cmocka_unit_test(distance_to_a_country_agrees_with_the_geodesic),
      cmocka_unit_test(broken_rings_are_refused),
      cmocka_unit_test(shared_borders_stay_shared_within_the_tolerance),
      cmocka_unit_test(cutting_keeps_the_area_inside_the_window),
      cmocka_unit_test(no_memory_is_said_and_nothing_leaks),
  };
  return cmocka_run_group_tests_name("geo_layer", tests, NULL, NULL);
}
