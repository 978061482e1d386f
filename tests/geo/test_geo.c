/* Claims about positions, lengths, chainage, heights and windows. */
#define _POSIX_C_SOURCE 200809L
#include "base/tli_base.h"
#include "testing.h"
#include "trunkline/geo.h"

/* Rows of the test set in GeographicLib's own geodtest.c (Karney): lat1 lon1 azi1 lat2 lon2 azi2 s12. */
static const double published[][7] = {
    {35.60777, -139.44815, 111.098748429560326, -11.17491, -69.95921, 129.289270889708762, 8935244.5604818305},
    {55.52454, 106.05087, 22.020059880982801, 77.03196, 197.18234, 109.112041110671519, 4105086.1713924406},
    {-21.97856, 142.59065, -32.44456876433189, 41.84138, 98.56635, -41.84359951440466, 8394328.894657671},
    {-66.99028, 112.2363, 173.73491240878403, -12.70631, 285.90344, 2.512956620913668, 11150344.2312080241},
    {-17.42761, 173.34268, -159.033557661192928, -15.84784, 5.93557, -20.787484651536988, 16076603.1631180673},
};

static void geodesics_match_the_published_set(void **state) {
  (void)state;
  for (size_t i = 0; i < TLI_COUNT(published); i++) {
    const double *row = published[i];
    tl_geo_position a = {row[0], row[1]}, b = {row[3], row[4]};
    double s, azimuth_a, azimuth_b;
    tl_geo_inverse(a, b, &s, &azimuth_a, &azimuth_b);
    assert_close(s, row[6], 5e-8);
    assert_close(azimuth_a, row[2], 1e-12);
    assert_close(azimuth_b, row[5], 1e-12);
    tl_geo_position c = tl_geo_direct(a, row[2], row[6]);
    assert_close(c.lat_deg, b.lat_deg, 1e-12);
    assert_close(tl_geo_unwrap(c.lon_deg - b.lon_deg, 0), 0, 1e-12);
  }
}

/* 100,000 random pairs against GeographicLib's exact solver, where that program is installed. */
static void geodesics_match_an_exact_solver(void **state) {
  (void)state;
  enum { PAIRS = 100000 };
  if (system("command -v GeodSolve >/dev/null 2>&1") != 0) {
    print_message("skipped: GeodSolve (package geographiclib-tools) is not installed\n");
    skip();
  }
  char path[] = "/tmp/trunkline-geodesics-XXXXXX";
  int handle = mkstemp(path);
  assert_true(handle >= 0);
  FILE *file = fdopen(handle, "w");
  assert_non_null(file);
  static tl_geo_position pairs[PAIRS][2];
  uint64_t seed = 42;
  for (int i = 0; i < PAIRS; i++) {
    for (int k = 0; k < 4; k++) {
      seed = seed * 6364136223846793005u + 1442695040888963407u;
      double u = (double)(seed >> 11) * 0x1p-53;
      if (k % 2 == 0)
        pairs[i][k / 2].lat_deg = 180 * u - 90;
      else
        pairs[i][k / 2].lon_deg = 360 * u - 180;
    }
    if (i % 10 == 0)
      pairs[i][1] = (tl_geo_position){-pairs[i][0].lat_deg, pairs[i][0].lon_deg + 179.5}; /* nearly antipodal */
    if (i % 10 == 1) pairs[i][1] = (tl_geo_position){pairs[i][0].lat_deg * (1 - 1e-9), pairs[i][0].lon_deg + 1e-6};
    assert_true(fprintf(file, "%.17f %.17f %.17f %.17f\n", pairs[i][0].lat_deg, pairs[i][0].lon_deg,
                        pairs[i][1].lat_deg, pairs[i][1].lon_deg) > 0);
  }
  assert_int_equal(fclose(file), 0);
  char command[120];
  (void)snprintf(command, sizeof command, "GeodSolve -i -E -p 9 < %s", path);
  FILE *answers = popen(command, "r");
  assert_non_null(answers);
  double worst = 0;
  for (int i = 0; i < PAIRS; i++) {
    char line[200];
    double s;
    assert_non_null(fgets(line, sizeof line, answers));
    const char *last = strrchr(line, ' ');
    assert_non_null(last);
    double exact = strtod(last, NULL);
    tl_geo_inverse(pairs[i][0], pairs[i][1], &s, NULL, NULL);
    worst = fmax(worst, fabs(s - exact));
  }
  (void)pclose(answers);
  (void)remove(path);
  print_message("worst difference %.3g m over %d geodesics\n", worst, (int)PAIRS);
  assert_true(worst < 5e-8);
}

/* A degree of longitude on the equator is a pi / 180 exactly; a quarter meridian is 10,001,965.729 m (Karney 2013). */
static void lengths_on_the_equator_and_the_meridian_are_known(void **state) {
  (void)state;
  const tl_geo_position equator[] = {{0, 10}, {0, 11}, {0, 13}}, meridian[] = {{0, 77}, {45, 77}, {90, 77}};
  double degree = 6378137.0 * 3.14159265358979323846 / 180;
  assert_close(tl_geo_length(equator, 3), 3 * degree, 1e-8);
  assert_close(tl_geo_length(meridian, 3), 10001965.729, 1e-3);
  assert_close(tl_geo_length(equator, 1), 0, 0);
  assert_close(tl_geo_length(NULL, 0), 0, 0);
}

static void chainage_and_position_are_inverse(void **state) {
  (void)state;
  const tl_geo_position route[] = {{66.1, 76.7}, {61, 90}, {56, 101}, {52, 107}, {47.9, 106.9}, {43.65, 111.98}};
  enum { N = 6 };
  double chainage[N];
  tl_geo_chainage(route, N, chainage);
  assert_close(chainage[0], 0, 0);
  assert_close_rel(chainage[N - 1], tl_geo_length(route, N), 1e-15);
  for (double at = 0; at <= chainage[N - 1]; at += 12345.6) {
    tl_geo_position p;
    assert_int_equal(tl_geo_at(route, chainage, N, at, &p, NULL), TL_OK);
    size_t leg = 1;
    while (chainage[leg] < at) leg++;
    double from, to;
    tl_geo_inverse(route[leg - 1], p, &from, NULL, NULL);
    tl_geo_inverse(p, route[leg], &to, NULL, NULL);
    assert_close(chainage[leg - 1] + from, at, 1e-6); /* on the leg, not beside it */
    assert_close(from + to, chainage[leg] - chainage[leg - 1], 1e-6);
  }
  tl_geo_position p;
  tl_error error = {0};
  assert_int_equal(tl_geo_at(route, chainage, N, chainage[N - 1], &p, &error), TL_OK);
  assert_close(p.lat_deg, 43.65, 0);
  assert_int_equal(tl_geo_at(route, chainage, N, -1, &p, &error), TL_ERR_INPUT);
  assert_int_equal(tl_geo_at(route, chainage, N, NAN, &p, &error), TL_ERR_INPUT);
  assert_int_equal(tl_geo_at(route, chainage, N, chainage[N - 1] + 1, &p, &error), TL_ERR_INPUT);
  assert_non_null(strstr(error.sentence, "is outside the route"));
  chainage[2] = 0;
  assert_int_equal(tl_geo_at(route, chainage, N, 1, &p, &error), TL_ERR_INPUT);
  assert_non_null(strstr(error.sentence, "chainage falls"));
}

static void a_section_is_stretched_to_its_published_length(void **state) {
  (void)state;
  const tl_geo_position route[] = {{50.3, 106.5}, {47.9, 106.9}, {43.65, 111.98}};
  double chainage[3], scaled[3], factor;
  tl_error error = {0};
  tl_geo_chainage(route, 3, chainage);
  assert_int_equal(tl_geo_scale(chainage, 3, 962900, scaled, &factor, &error), TL_OK);
  assert_close(scaled[2], 962900, 0);
  assert_close_rel(factor, 962900 / chainage[2], 1e-15);
  assert_close_rel(scaled[1], chainage[1] * factor, 1e-15);
  tl_geo_position plain, stretched;
  assert_int_equal(tl_geo_at(route, chainage, 3, 0.5 * chainage[1], &plain, &error), TL_OK);
  assert_int_equal(tl_geo_at(route, scaled, 3, 0.5 * scaled[1], &stretched, &error), TL_OK);
  assert_close(plain.lat_deg, stretched.lat_deg, 1e-12);
  assert_int_equal(tl_geo_scale(chainage, 1, 962900, scaled, &factor, &error), TL_ERR_INPUT);
  assert_int_equal(tl_geo_scale(chainage, 3, 0, scaled, &factor, &error), TL_ERR_INPUT);
  assert_int_equal(tl_geo_scale(NULL, 0, 1, scaled, &factor, &error), TL_ERR_INPUT);
}

static void heights_are_linear_between_known_ones(void **state) {
  (void)state;
  const double chainage[] = {0, 100, 200, 200, 400}, height[] = {NAN, 50, NAN, 150, 350};
  static const double at[][2] = {{-10, 50},  {0, 50},    {100, 50},  {150, 100},
                                 {200, 150}, {300, 250}, {400, 350}, {500, 350}};
  tl_error error = {0};
  double h;
  for (size_t i = 0; i < TLI_COUNT(at); i++) {
    assert_int_equal(tl_geo_height_at(chainage, height, 5, at[i][0], &h, &error), TL_OK);
    assert_close(h, at[i][1], 1e-12);
  }
  const double unknown[] = {NAN, NAN};
  assert_int_equal(tl_geo_height_at(chainage, unknown, 2, 0, &h, &error), TL_ERR_INPUT);
  assert_non_null(strstr(error.sentence, "no height is known"));
}

/* Anadyr to Nome to Anchorage: 1,600 km across 180 degrees, not 30,000 km around. */
static void a_route_across_180_degrees_is_short_and_its_window_narrow(void **state) {
  (void)state;
  const tl_geo_position route[] = {{64.73, 177.51}, {64.5, -165.4}, {61.22, -149.9}};
  double chainage[3];
  tl_geo_chainage(route, 3, chainage);
  assert_true(chainage[1] > 8.0e5 && chainage[1] < 8.4e5);
  tl_geo_position p;
  assert_int_equal(tl_geo_at(route, chainage, 3, chainage[1] / 2, &p, NULL), TL_OK);
  assert_true(p.lon_deg < -173 || p.lon_deg > 179);
  tl_geo_window w;
  assert_int_equal(tl_geo_window_of(route, 3, 0, &w, NULL), TL_OK);
  assert_close(w.east_deg - w.west_deg, 32.59, 1e-9);
  assert_close(w.centre_lon_deg, -166.195, 1e-9);
  for (int i = 0; i < 3; i++) {
    double lon = tl_geo_unwrap(route[i].lon_deg, w.centre_lon_deg);
    assert_true(lon >= w.west_deg - 1e-9 && lon <= w.east_deg + 1e-9);
  }
}

/* Whatever the route, turning the globe by any angle turns the window and changes nothing else. */
static void a_window_turns_with_the_globe(void **state) {
  (void)state;
  const tl_geo_position base[] = {{70, 0}, {52, 31}, {43, 77.5}, {39, 44}};
  for (double turn = -180; turn <= 180; turn += 7.3) {
    tl_geo_position turned[4];
    for (int i = 0; i < 4; i++)
      turned[i] = (tl_geo_position){base[i].lat_deg, tl_geo_unwrap(base[i].lon_deg + turn, 0)};
    tl_geo_window w;
    assert_int_equal(tl_geo_window_of(turned, 4, 0.1, &w, NULL), TL_OK);
    assert_close(w.east_deg - w.west_deg, 77.5 * 1.2, 1e-9);
    assert_close(tl_geo_unwrap(w.centre_lon_deg - 38.75 - turn, 0), 0, 1e-9);
    const double wide =
        77.5 * cos(54.5 * 3.14159265358979323846 / 180); /* on the ground: more than the 31 degrees north */
    assert_close(w.south_deg, 39 - 0.1 * wide, 1e-9);
    assert_close(w.north_deg, 70 + 0.1 * wide, 1e-9);
  }
  const tl_geo_position due_east[] = {{60, 178}, {60, -178}}, due_north[] = {{0, 10}, {4, 10}};
  tl_geo_window thin;
  assert_int_equal(tl_geo_window_of(due_east, 2, 1, &thin, NULL), TL_OK);
  assert_close(thin.north_deg, 62, 1e-9); /* four degrees at 60 north are as wide as two at the equator */
  assert_close(thin.east_deg - thin.west_deg, 12, 1e-9);
  assert_int_equal(tl_geo_window_of(due_north, 2, 1, &thin, NULL), TL_OK);
  assert_close(thin.north_deg, 8, 1e-9);
  assert_close(thin.east_deg - thin.west_deg, 8 / cos(2 * 3.14159265358979323846 / 180), 1e-9);
  const tl_geo_position everywhere[] = {{-89, 0}, {0, 90}, {0, 180}, {89, 270}};
  tl_geo_window w;
  assert_int_equal(tl_geo_window_of(everywhere, 4, 1, &w, NULL), TL_OK);
  assert_true(w.east_deg - w.west_deg <= 360);
  assert_close(w.north_deg, 90, 0);
}

static void impossible_positions_are_refused(void **state) {
  (void)state;
  tl_error error = {0};
  assert_int_equal(tl_geo_position_check((tl_geo_position){106.9, 47.9}, &error), TL_ERR_INPUT);
  assert_non_null(strstr(error.sentence, "in exchange?"));
  assert_int_equal(tl_geo_position_check((tl_geo_position){47.9, 700}, &error), TL_ERR_INPUT);
  assert_int_equal(tl_geo_position_check((tl_geo_position){NAN, 7}, &error), TL_ERR_INPUT);
  assert_int_equal(tl_geo_position_check((tl_geo_position){-90, 180}, &error), TL_OK);
  const tl_geo_position bad[] = {{91, 0}};
  tl_geo_window w;
  assert_int_equal(tl_geo_window_of(bad, 1, 0, &w, &error), TL_ERR_INPUT);
  assert_int_equal(tl_geo_window_of(bad, 0, 0, &w, &error), TL_ERR_INPUT);
}

static void unwrapped_longitudes_lie_around_their_centre(void **state) {
  (void)state;
  for (double centre = -360; centre <= 360; centre += 12.5) {
    for (double lon = -720; lon <= 720; lon += 0.37) {
      double u = tl_geo_unwrap(lon, centre);
      assert_true(u >= centre - 180 && u < centre + 180);
      assert_close(remainder(u - lon, 360), 0, 1e-9);
    }
  }
  assert_close(tl_geo_unwrap(180, 0), -180, 0);
  assert_true(tl_geo_unwrap(nextafter(-180, -181), 0) < 180);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(geodesics_match_the_published_set),
      cmocka_unit_test(geodesics_match_an_exact_solver),
      cmocka_unit_test(lengths_on_the_equator_and_the_meridian_are_known),
      cmocka_unit_test(chainage_and_position_are_inverse),
      cmocka_unit_test(a_section_is_stretched_to_its_published_length),
      cmocka_unit_test(heights_are_linear_between_known_ones),
      cmocka_unit_test(a_route_across_180_degrees_is_short_and_its_window_narrow),
      cmocka_unit_test(a_window_turns_with_the_globe),
      cmocka_unit_test(impossible_positions_are_refused),
      cmocka_unit_test(unwrapped_longitudes_lie_around_their_centre),
  };
  return cmocka_run_group_tests_name("geo", tests, NULL, NULL);
}
