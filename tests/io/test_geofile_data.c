/* Claims about real geographic data (TRUNKLINE_DATA): 1,829 routes, the named ones by country, the false jump. */
#define _POSIX_C_SOURCE 200809L
#include <time.h>

#include "testing.h"
#include "trunkline/geofile.h"
#include "trunkline/ground.h"

static tl_geofile *open_data(const char *name) {
  char path[1024];
  const char *folder = test_data_folder();
  if (folder == NULL) {
    print_message("skipped: the folder of real cases (TRUNKLINE_DATA) is not there\n");
    skip();
  }
  (void)snprintf(path, sizeof path, "%s/geo/%s", folder, name);
  tl_geofile *file;
  tl_error error = {0};
  if (tl_geofile_open(path, NULL, &file, &error) != TL_OK) fail_msg("%s", error.sentence);
  return file;
}

static size_t count_findings(tl_geofile *file, const char *words) {
  const tl_findings *findings = tl_geofile_findings(file);
  size_t count = 0;
  for (size_t i = 0; i < tl_findings_count(findings); i++)
    count += strstr(tl_findings_at(findings, i)->sentence, words) != NULL;
  return count;
}

static void all_routes_are_imported_with_findings_in_time(void **state) {
  (void)state;
  struct timespec before, after;
  (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &before);
  tl_geofile *file = open_data("gem-ggit/routes_eurasia_simplified.geojson.gz");
  assert_int_equal(tl_geofile_lines(file), 1829);
  for (size_t i = 0; i < tl_geofile_lines(file); i++) {
    tl_route *route;
    tl_error error = {0};
    if (tl_geofile_route(file, i, NULL, &route, &error) != TL_OK) fail_msg("%s", error.sentence);
    assert_true(tl_route_length_m(route) > 0);
    /* The file states a length summed over all its pieces: line and branches are never more than that (plus gaps that
     * were closed), save for the positions that thinning has taken away. */
    size_t parts;
    const tl_route_part *part = tl_geofile_line_parts(file, i, &parts);
    double sum = 0;
    for (size_t p = 0; p < parts; p++) sum += tl_geo_length(part[p].at, part[p].count);
    assert_true(tl_route_length_m(route) + tl_route_branches_m(route) <= sum + 400 * (double)parts);
    tl_route_destroy(route);
  }
  (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &after);
  const double seconds = (double)(after.tv_sec - before.tv_sec) + 1e-9 * (double)(after.tv_nsec - before.tv_nsec);
  print_message("1829 routes in %.2f s: %zu gaps, %zu jumps, %zu doubles\n", seconds, count_findings(file, "a gap of"),
                count_findings(file, "a jump of"), count_findings(file, "is there twice"));
  assert_true(count_findings(file, "a gap of") > 0);
  assert_true(count_findings(file, "from 31.08272 N, 121.42922 E to 43.30366 N, 113.94020 E") == 1);
  assert_int_equal(tl_findings_total(tl_geofile_findings(file), TL_ERROR), 0);
#ifdef NDEBUG
  assert_true(seconds < 5); /* builds with sanitizers are not timed */
#endif
  tl_geofile_close(file);
}

/* The untouched trace: a jump of 1,487 km on the sphere (1,485 km on the ellipsoid) from Shanghai to the border. */
static void the_false_jump_of_soyuz_vostok_is_cut(void **state) {
  (void)state;
  tl_geofile *file = open_data("gem-ggit/raw/P5409.geojson");
  tl_route *route;
  assert_int_equal(tl_geofile_route(file, 0, NULL, &route, NULL), TL_OK);
  assert_int_equal(tl_route_breaks(route), 1);
  const tl_route_break *b = tl_route_break_at(route, 0);
  assert_int_equal(b->kind, TL_BREAK_JUMP);
  assert_true(b->cut);
  assert_close(b->length_m, 1487e3, 5e3);
  assert_true(tl_route_length_m(route) > 950e3 && tl_route_length_m(route) < 1000e3); /* its true part, by its README */
  tl_route_destroy(route);
  tl_geofile_close(file);
}

static tl_geofile *open_countries(tl_geo_index **index) {
  tl_geofile *layer = open_data("natural-earth/countries-50m.json.gz");
  assert_non_null(tl_geofile_layer(layer));
  *index = tl_geo_index_create(tl_geofile_layer(layer), NULL);
  assert_non_null(*index);
  return layer;
}

/* Kilometres by country sum to the line; the countries are those in which the lines are known to lie. */
static void the_named_routes_are_reported_by_country(void **state) {
  (void)state;
  static const struct {
    const char *id, *country;
    double least_km,
        most_km; /* in that country: 0.9 to 1.1 of the file's own length of the line where it lies in one */
  } known[] = {{"P0734", "RU", 2886, 3250},
               {"P5409", "MN", 600, 1000},
               {"P2352", "RU", 1500, 2200},
               {"P2353", "RU", 700, 1200},
               {"P4482", "CN", 2000, 3371}};
  tl_geo_index *index;
  tl_geofile *layer = open_countries(&index), *file = open_data("gem-ggit/routes_russia_china_named.geojson");
  size_t found = 0;
  assert_int_equal(tl_geofile_lines(file), 39);
  for (size_t i = 0; i < tl_geofile_lines(file); i++) {
    tl_route *route;
    tl_overlay *overlay;
    double sum = 0;
    assert_int_equal(tl_geofile_route(file, i, NULL, &route, NULL), TL_OK);
    assert_int_equal(tl_overlay_create(route, index, NULL, &overlay, NULL), TL_OK);
    assert_int_equal(tl_geofile_check_countries(file, i, route, index, NULL, NULL), TL_OK);
    for (int a = -1; a < (int)tl_geo_layer_areas(tl_geofile_layer(layer)); a++) sum += tl_overlay_length_m(overlay, a);
    assert_close_rel(sum, tl_route_length_m(route), 1e-12);
    for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
      if (strcmp(known[k].id, tl_geofile_line_id(file, i)) != 0) continue;
      const int area = tl_geo_layer_find(tl_geofile_layer(layer), known[k].country, NULL);
      const double km = tl_overlay_length_m(overlay, area) / 1e3;
      print_message("%s in %s: %.1f of %.1f km\n", known[k].id, known[k].country, km, tl_route_length_m(route) / 1e3);
      assert_true(km > known[k].least_km && km < known[k].most_km);
      found++;
    }
    tl_overlay_destroy(overlay);
    tl_route_destroy(route);
  }
  assert_int_equal(found, 5);
  assert_int_equal(tl_findings_total(tl_geofile_findings(file), TL_ERROR), 0);
  tl_geofile_close(file);
  tl_geo_index_destroy(index);
  tl_geofile_close(layer);
}

/* Natural Earth's border of Russia and China at two scales: 2,956 and 3,130 km on the sphere; the ellipsoid gives a
 * little more (a degree of longitude at 48 degrees is 0.19 % longer than on the mean sphere). */
static void the_border_grows_with_the_scale_of_the_map(void **state) {
  (void)state;
  static const struct {
    const char *file;
    double scale, sphere_m;
  } maps[] = {{"natural-earth/countries-110m.json", 110e6, 2956e3},
              {"natural-earth/countries-50m.json.gz", 50e6, 3130e3}};
  tl_ground_measure m[2];
  for (int i = 0; i < 2; i++) {
    tl_geofile *file = open_data(maps[i].file);
    const tl_geo_layer *layer = tl_geofile_layer(file);
    const int ru = tl_geo_layer_find(layer, "RU", NULL), cn = tl_geo_layer_find(layer, "CN", NULL);
    size_t lines;
    assert_int_equal(tl_geo_border_length(layer, (size_t)ru, (size_t)cn, 0, &m[i].length_m, &lines, NULL), TL_OK);
    m[i].scale = maps[i].scale;
    assert_close_rel(m[i].length_m, maps[i].sphere_m, 0.003);
    assert_true(lines >= 2); /* Mongolia and Kazakhstan lie between */
    tl_geofile_close(file);
  }
  tl_ground_trend t;
  assert_int_equal(tl_ground_length_claim(m, 2, 4200e3, 0.01, &t, NULL), TL_OK);
  assert_int_equal(t.verdict, TL_GROUND_NOT_DECIDED);
}

/* The island of Great Britain: 209,331 km2 (Ordnance Survey, Great Britain's mainland); the map leaves out a few per
 * cent of it. */
static void great_britain_is_the_island(void **state) {
  (void)state;
  tl_geofile *file = open_data("natural-earth/countries-50m.json.gz");
  const tl_geo_layer *layer = tl_geofile_layer(file);
  const int gb = tl_geo_layer_find(layer, "GB", NULL);
  assert_true(gb >= 0);
  const double m2 = tl_geo_layer_ring_area_m2(layer, (size_t)gb, tl_geo_layer_largest_ring(layer, (size_t)gb));
  assert_close_rel(m2, 209331e6, 0.06);
  assert_true(tl_geo_layer_area_m2(layer, (size_t)gb) > m2);
  /* Mongolia: 1,564,116 km2 (National Statistics Office of Mongolia) */
  const int mn = tl_geo_layer_find(layer, "MN", NULL);
  assert_close_rel(tl_geo_layer_area_m2(layer, (size_t)mn), 1564116e6, 0.01);
  tl_geofile_close(file);
}

/* Natural Earth cuts Antarctica open along the edge of its flat map, a little beside the pole: a line over the pole
 * stays in it all the same. */
static void a_line_over_the_south_pole_stays_in_antarctica(void **state) {
  (void)state;
  tl_geo_index *index;
  tl_geofile *layer = open_countries(&index);
  const tl_geo_position over[] = {{-84, 30}, {-84, -150}};
  const tl_route_part part = {over, 2, 1};
  tl_findings *findings = tl_findings_create(NULL);
  tl_route_options options;
  tl_route_options_default(&options);
  options.jump_m = INFINITY;
  tl_route *route;
  tl_overlay *overlay;
  assert_int_equal(tl_route_create(&part, 1, &options, "", "", findings, NULL, &route, NULL), TL_OK);
  assert_int_equal(tl_overlay_create(route, index, NULL, &overlay, NULL), TL_OK);
  const int area = tl_geo_layer_find(tl_geofile_layer(layer), "AQ", NULL);
  assert_true(tl_overlay_length_m(overlay, area) == tl_route_length_m(route));
  assert_int_equal(tl_overlay_crossings(overlay, NULL), 0);
  tl_overlay_destroy(overlay);
  tl_route_destroy(route);
  tl_findings_destroy(findings);
  tl_geo_index_destroy(index);
  tl_geofile_close(layer);
}

/* Places read out of the coarse grid by its own README: Ulaanbaatar 1581 m, Irkutsk 548, Erenhot 945, Salekhard 30: the
 * nearest cell; between centres the value moves by what its neighbours differ. */
static void heights_come_from_the_coarse_grid(void **state) {
  (void)state;
  tl_geofile *file = open_data("etopo20/etopo20.json");
  const tl_raster *r = tl_geofile_raster(file);
  static const struct {
    tl_geo_position at;
    double height_m;
  } known[] = {{{47.92, 106.92}, 1581}, {{52.29, 104.28}, 548}, {{43.65, 111.98}, 945}, {{66.53, 66.6}, 30}};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    assert_close(tl_raster_sample(r, 0, known[i].at), known[i].height_m, 150);
  assert_close_rel(tl_raster_resolution_m(r, 50), 37070.0, 0.005);
  assert_true(tl_raster_sample(r, 0, (tl_geo_position){0, -180}) == tl_raster_sample(r, 0, (tl_geo_position){0, 180}));
  tl_geofile_close(file);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(all_routes_are_imported_with_findings_in_time),
      cmocka_unit_test(the_false_jump_of_soyuz_vostok_is_cut),
      cmocka_unit_test(the_named_routes_are_reported_by_country),
      cmocka_unit_test(the_border_grows_with_the_scale_of_the_map),
      cmocka_unit_test(great_britain_is_the_island),
      cmocka_unit_test(a_line_over_the_south_pole_stays_in_antarctica),
      cmocka_unit_test(heights_come_from_the_coarse_grid),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
