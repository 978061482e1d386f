/* Claims about areas, borders and what may be said of claims. */
#define _POSIX_C_SOURCE 200809L
#include "testing.h"
#include "trunkline/ground.h"

#include <unistd.h>

static uint64_t seed = 3;
static double random_share(void) {
  seed = seed * 6364136223846793005U + 1442695040888963407U;
  return (double)(seed >> 11) * 0x1p-53;
}

/* 300 star-shaped polygons, 1 to 3,000 km across, some around a pole, against GeographicLib's Planimeter -E: within
 * 1e-9, or 0.1 m2 where that is more (the error of the series, Karney 2013, section 6). */
static void areas_match_an_exact_program(void **state) {
  (void)state;
  enum { POLYGONS = 300, CORNERS = 30 };
  if (system("command -v Planimeter >/dev/null 2>&1") != 0) {
    print_message("skipped: Planimeter (package geographiclib-tools) is not installed\n");
    skip();
  }
  static tl_geo_position ring[POLYGONS][CORNERS];
  char path[] = "/tmp/trunkline-areas-XXXXXX", command[120];
  const int handle = mkstemp(path);
  FILE *file = handle >= 0 ? fdopen(handle, "w") : NULL;
  assert_non_null(file);
  for (int p = 0; p < POLYGONS; p++) {
    const tl_geo_position middle = {180 * random_share() - 90, 360 * random_share() - 180};
    const double size = pow(10, 3 + 3.5 * random_share());
    for (int i = 0; i < CORNERS; i++) {
      ring[p][i] = tl_geo_direct(middle, 12.0 * i, size * (0.5 + 0.5 * random_share()));
      assert_true(fprintf(file, "%.17f %.17f\n", ring[p][i].lat_deg, ring[p][i].lon_deg) > 0);
    }
    assert_true(fprintf(file, "\n") > 0);
  }
  assert_int_equal(fclose(file), 0);
  (void)snprintf(command, sizeof command, "Planimeter -E -p 9 < %s", path);
  FILE *answers = popen(command, "r");
  assert_non_null(answers);
  double worst = 0, worst_m = 0;
  for (int p = 0; p < POLYGONS; p++) {
    char line[200], *end;
    assert_non_null(fgets(line, sizeof line, answers));
    assert_int_equal(strtol(line, &end, 10), CORNERS);
    const double perimeter = strtod(end, &end), area = fabs(strtod(end, NULL));
    double m2, m;
    tl_geo_polygon_area(ring[p], CORNERS, &m2, &m);
    worst = fmax(worst, fabs(m2 - area) / fmax(area, 1e8));
    worst_m = fmax(worst_m, fabs(m - perimeter));
  }
  (void)pclose(answers);
  (void)remove(path);
  print_message("areas within %.2g of themselves or of 100 km2, perimeters within %.2g m\n", worst, worst_m);
  assert_true(worst < 1e-9);
  assert_true(worst_m < CORNERS * 5e-8);
}

static tl_geo_layer *boxes(void) {
  const tl_geo_position one[] = {{0, 10}, {0, 20}, {10, 20}, {10, 10}}, hole[] = {{2, 12}, {2, 14}, {4, 14}, {4, 12}};
  const tl_geo_position two[] = {{-5, 20}, {-5, 30}, {12, 30}, {12, 20}, {7, 20}, {3, 20}}; /* corners of its own */
  const tl_geo_position cap[] = {{80, -120}, {80, 0}, {80, 120}}, far[] = {{0, 100}, {0, 110}, {5, 110}, {5, 100}};
  const tl_geo_position west[] = {{60, 170}, {60, 180}, {70, 180}, {70, 170}},
                        east[] = {{60, -180}, {60, -170}, {70, -170}, {70, -180}};
  tl_geo_layer *layer = tl_geo_layer_create(NULL);
  const struct {
    const char *name;
    const tl_geo_position *ring;
    size_t count;
  } areas[] = {{"one", one, 4}, {"two", two, 6},   {"cap", cap, 3},
               {"far", far, 4}, {"west", west, 4}, {"east", east, 4}};
  for (size_t i = 0; i < 6; i++) {
    assert_int_equal(tl_geo_layer_add_area(layer, areas[i].name, "", NULL), TL_OK);
    assert_int_equal(tl_geo_layer_add_ring(layer, areas[i].ring, areas[i].count, NULL), TL_OK);
    if (i == 0) assert_int_equal(tl_geo_layer_add_ring(layer, hole, 4, NULL), TL_OK);
  }
  return layer;
}

/* Box between parallels and meridians: the zone's area by the closed formula (Snyder 1987, eq. 3-12), evaluated here in
 * other terms: 2 pi b2 (z / (1 - e2 z2) + log((1 + e z) / (1 - e z)) / 2 / e) between two z = sin lat, over width /
 * 360. */
static double zone(double south, double north, double width) {
  const double f = 1 / 298.257223563, e = sqrt(f * (2 - f)), b = 6378137 * (1 - f), d = 3.14159265358979323846 / 180;
  double sum = 0;
  for (int k = 0; k < 2; k++) {
    const double z = sin((k == 0 ? south : north) * d);
    sum += (k == 0 ? -1 : 1) * (z / (1 - e * e * z * z) + log((1 + e * z) / (1 - e * z)) / 2 / e);
  }
  return sum * b * b / 2 * width * d;
}

static void boxes_have_the_area_of_their_zone(void **state) {
  (void)state;
  tl_geo_layer *layer = boxes();
  assert_close_rel(tl_geo_layer_area_m2(layer, 0), zone(0, 10, 10) - zone(2, 4, 2), 1e-12);
  assert_close_rel(tl_geo_layer_area_m2(layer, 1), zone(-5, 12, 10), 1e-12);
  assert_close_rel(tl_geo_layer_area_m2(layer, 2), zone(80, 90, 360), 1e-12); /* around the pole */
  assert_close_rel(tl_geo_layer_area_m2(layer, 4), tl_geo_layer_area_m2(layer, 5), 1e-13);
  assert_int_equal(tl_geo_layer_largest_ring(layer, 0), 0);
  assert_close_rel(tl_geo_layer_ring_area_m2(layer, 0, 1), zone(2, 4, 2), 1e-12);
  assert_true(tl_geo_layer_area_m2(layer, 9) == 0);
  /* the whole ellipsoid: 510,065,621.724 km2 (Moritz 2000) */
  assert_close_rel(zone(-90, 90, 360), 510065621.724e6, 1e-11);
  tl_geo_layer_destroy(layer);
}

static void a_border_is_what_both_areas_share(void **state) {
  (void)state;
  tl_geo_layer *layer = boxes();
  double length, expected;
  size_t lines;
  assert_int_equal(tl_geo_border_length(layer, 0, 1, 0, &length, &lines, NULL), TL_OK);
  tl_geo_inverse((tl_geo_position){0, 20}, (tl_geo_position){10, 20}, &expected, NULL, NULL); /* a meridian */
  assert_close(length, expected, 1e-6);
  assert_int_equal(lines, 1);
  assert_int_equal(tl_geo_border_length(layer, 1, 0, 0, &length, &lines, NULL), TL_OK);
  assert_close(length, expected, 1e-6);
  assert_int_equal(tl_geo_border_length(layer, 4, 5, 0, &length, &lines, NULL), TL_OK); /* across 180 degrees */
  tl_geo_inverse((tl_geo_position){60, 180}, (tl_geo_position){70, 180}, &expected, NULL, NULL);
  assert_close(length, expected, 1e-6);
  assert_int_equal(tl_geo_border_length(layer, 0, 3, 0, &length, &lines, NULL), TL_OK);
  assert_true(length == 0);
  tl_error error = {0};
  assert_int_equal(tl_geo_border_length(layer, 0, 17, 0, &length, NULL, &error), TL_ERR_INPUT);
  assert_int_equal(tl_geo_border_length(layer, 0, 0, 0, &length, NULL, &error), TL_ERR_INPUT);
  assert_int_equal(tl_geo_border_length(layer, 0, 1, 7, &length, NULL, &error), TL_ERR_INPUT);
  tl_geo_layer_destroy(layer);
}

/* Two areas drawn apart by 5 m share nothing, until borders within 0.001 degrees are taken as one. */
static void borders_drawn_apart_are_found_by_snapping(void **state) {
  (void)state;
  const tl_geo_position one[] = {{50, 100}, {50, 101}, {51, 101}, {51, 100}};
  const tl_geo_position two[] = {{50, 101.00005}, {50, 102}, {51, 102}, {51, 101.00005}};
  tl_geo_layer *layer = tl_geo_layer_create(NULL);
  double length, expected;
  assert_int_equal(tl_geo_layer_add_area(layer, "one", "", NULL), TL_OK);
  assert_int_equal(tl_geo_layer_add_ring(layer, one, 4, NULL), TL_OK);
  assert_int_equal(tl_geo_layer_add_area(layer, "two", "", NULL), TL_OK);
  assert_int_equal(tl_geo_layer_add_ring(layer, two, 4, NULL), TL_OK);
  assert_int_equal(tl_geo_border_length(layer, 0, 1, 0, &length, NULL, NULL), TL_OK);
  assert_true(length == 0);
  assert_int_equal(tl_geo_border_length(layer, 0, 1, 0.001, &length, NULL, NULL), TL_OK);
  tl_geo_inverse(one[1], one[2], &expected, NULL, NULL);
  assert_close(length, expected, 10);
  tl_geo_layer_destroy(layer);
}

typedef struct touched {
  size_t count, area;
  tl_geo_position place;
  char what[64];
} touched;

static void note(void *context, size_t area, size_t ring, tl_geo_position place, const char *what) {
  touched *t = context;
  (void)ring;
  t->count++;
  t->area = area;
  t->place = place;
  (void)snprintf(t->what, sizeof t->what, "%s", what);
}

static void a_polygon_that_crosses_itself_is_named_with_its_place(void **state) {
  (void)state;
  tl_geo_layer *layer = boxes();
  touched t = {0};
  assert_int_equal(tl_geo_layer_touches(layer, note, &t, NULL), TL_OK);
  assert_int_equal(t.count, 0);
  const tl_geo_position bow[] = {{0, 40}, {2, 42}, {2, 40}, {0, 42}},
                        pinch[] = {{0, 50}, {0, 54}, {4, 52}, {0, 52}, {-4, 52}};
  assert_int_equal(tl_geo_layer_add_area(layer, "bow", "", NULL), TL_OK);
  assert_int_equal(tl_geo_layer_add_ring(layer, bow, 4, NULL), TL_OK);
  assert_int_equal(tl_geo_layer_touches(layer, note, &t, NULL), TL_OK);
  assert_int_equal(t.count, 1);
  assert_int_equal(t.area, 6);
  assert_string_equal(t.what, "Self-intersection");
  assert_close(t.place.lat_deg, 1, 1e-12);
  assert_close(t.place.lon_deg, 41, 1e-12);
  assert_int_equal(tl_geo_layer_add_ring(layer, pinch, 5, NULL), TL_OK);
  t.count = 0;
  assert_int_equal(tl_geo_layer_touches(layer, note, &t, NULL), TL_OK);
  assert_int_equal(t.count, 2);
  tl_geo_layer_destroy(layer);
}

/* --- claims
 * ----------------------------------------------------------------------------------------------------------- */

static void a_growing_border_decides_nothing_beyond_its_finest_map(void **state) {
  (void)state;
  const tl_ground_measure m[] = {{110e6, 2956e3}, {50e6, 3130e3}, {10e6, 3544e3}};
  tl_ground_trend t;
  assert_int_equal(tl_ground_length_claim(m, 3, 4200e3, 0.01, &t, NULL), TL_OK);
  assert_true(t.rises);
  assert_int_equal(t.verdict, TL_GROUND_NOT_DECIDED);
  assert_true(t.dimension > 1.05 && t.dimension < 1.1);
  assert_true(t.scale_of_claim < 10e6 && t.scale_of_claim > 1e5);
  assert_string_equal(tl_ground_verdict_name(t.verdict), "not decided by these layers");
  const tl_ground_measure order[] = {m[1], m[2], m[0]}; /* in any order */
  tl_ground_trend u;
  assert_int_equal(tl_ground_length_claim(order, 3, 4200e3, 0.01, &u, NULL), TL_OK);
  assert_close_rel(u.dimension, t.dimension, 1e-12);
  assert_int_equal(tl_ground_length_claim(m, 3, 3300e3, 0.01, &t, NULL), TL_OK);
  assert_int_equal(t.verdict, TL_GROUND_AGREES);
  assert_int_equal(tl_ground_length_claim(m, 3, 2000e3, 0.01, &t, NULL), TL_OK);
  assert_int_equal(t.verdict, TL_GROUND_DIFFERS); /* no finer map makes it shorter */
  const tl_ground_measure level[] = {{110e6, 3000e3}, {50e6, 3000e3}, {10e6, 2999e3}};
  assert_int_equal(tl_ground_length_claim(level, 3, 4200e3, 0.01, &t, NULL), TL_OK);
  assert_int_equal(t.verdict, TL_GROUND_DIFFERS); /* the maps agree, and none points there */
  assert_int_equal(tl_ground_length_claim(m, 0, 4200e3, 0.01, &t, NULL), TL_OK);
  assert_int_equal(t.verdict, TL_GROUND_NOT_COMPUTED);
  assert_int_equal(tl_ground_length_claim(m, 1, 4200e3, 0.01, &t, NULL), TL_OK);
  assert_int_equal(t.verdict, TL_GROUND_NOT_DECIDED);
  assert_int_equal(tl_ground_length_claim(m, 1, -1, 0.01, &t, NULL), TL_ERR_INPUT);
}

/* A Koch curve has the dimension log 4 / log 3 by construction (H. von Koch 1904). */
static void the_dimension_of_the_koch_curve_comes_out(void **state) {
  (void)state;
  tl_ground_measure m[6];
  for (int i = 0; i < 6; i++) m[i] = (tl_ground_measure){pow(3, -i), pow(4.0 / 3, i)};
  tl_ground_trend t;
  assert_int_equal(tl_ground_length_claim(m, 6, 100, 0, &t, NULL), TL_OK);
  assert_close_rel(t.dimension, log(4.0) / log(3.0), 1e-12);
  assert_close_rel(pow(t.scale_of_claim, 1 - t.dimension), 100.0, 1e-9);
}

static void claims_are_held_against_both_spreads(void **state) {
  (void)state;
  assert_int_equal(tl_ground_claim(600e3, 0.05, 680e3, 0.15), TL_GROUND_AGREES);
  assert_int_equal(tl_ground_claim(600e3, 0.05, 990e3, 0.15), TL_GROUND_DIFFERS);
  assert_int_equal(tl_ground_claim(600e3, 0.05, NAN, 0.15), TL_GROUND_NOT_COMPUTED);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(areas_match_an_exact_program),
      cmocka_unit_test(boxes_have_the_area_of_their_zone),
      cmocka_unit_test(a_border_is_what_both_areas_share),
      cmocka_unit_test(borders_drawn_apart_are_found_by_snapping),
      cmocka_unit_test(a_polygon_that_crosses_itself_is_named_with_its_place),
      cmocka_unit_test(a_growing_border_decides_nothing_beyond_its_finest_map),
      cmocka_unit_test(the_dimension_of_the_koch_curve_comes_out),
      cmocka_unit_test(claims_are_held_against_both_spreads),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
