/* Claims about routes: pieces joined whatever their order, jumps and gaps found, and the land below them. */
#include "geo/tli_layer.h"
#include "out_of_memory.h"
#include "testing.h"
#include "trunkline/route.h"

static uint64_t seed = 42;
static double random_share(void) {
  seed = seed * 6364136223846793005U + 1442695040888963407U;
  return (double)(seed >> 11) * 0x1p-53;
}

typedef struct made {
  tl_route *route;
  tl_findings *findings;
} made;

static made make(const tl_route_part *parts, size_t count, const tl_route_options *options) {
  made m = {NULL, tl_findings_create(NULL)};
  tl_error error = {0};
  if (tl_route_create(parts, count, options, "file", "line", m.findings, NULL, &m.route, &error) != TL_OK)
    fail_msg("%s", error.sentence);
  return m;
}

static void drop(made m) {
  tl_route_destroy(m.route);
  tl_findings_destroy(m.findings);
}

static bool says(const tl_findings *findings, const char *words) {
  for (size_t i = 0; i < tl_findings_count(findings); i++)
    if (strstr(tl_findings_at(findings, i)->sentence, words) != NULL) return true;
  return false;
}

/* A winding line, cut in pieces that are turned and shuffled, is the same line again. */
static void pieces_in_any_order_and_direction_give_the_same_line(void **state) {
  (void)state;
  enum { N = 400, PIECES = 20 };
  static tl_geo_position line[N], turned[PIECES][N];
  for (int i = 0; i < N; i++)
    line[i] = (tl_geo_position){60 - 0.05 * i + 0.3 * sin(i * 0.3), 75 + 0.08 * i + 0.5 * sin(i * 0.21)};
  const tl_route_part whole = {line, N, 1};
  tl_route_options options;
  tl_route_options_default(&options);
  options.has_start = true; /* more than half may be turned */
  options.start = line[0];
  const made one = make(&whole, 1, &options);
  for (int trial = 0; trial < 20; trial++) {
    tl_route_part parts[PIECES];
    for (int p = 0; p < PIECES; p++) {
      const size_t first = (size_t)p * N / PIECES, last = p + 1 < PIECES ? (size_t)(p + 1) * N / PIECES : N - 1;
      const size_t count = last - first + 1;
      const bool turn = random_share() < 0.3;
      for (size_t i = 0; i < count; i++) turned[p][i] = line[turn ? last - i : first + i];
      parts[p] = (tl_route_part){turned[p], count, p};
    }
    for (int p = PIECES - 1; p > 0; p--) {
      const int other = (int)(random_share() * (p + 1));
      const tl_route_part spare = parts[p];
      parts[p] = parts[other];
      parts[other] = spare;
    }
    const made many = make(parts, PIECES, &options);
    assert_int_equal(tl_route_sections(many.route), 1);
    assert_int_equal(tl_route_breaks(many.route), 0);
    assert_int_equal(tl_route_branches(many.route), 0);
    size_t count;
    const tl_geo_position *at = tl_route_section(many.route, 0, &count, NULL);
    assert_int_equal(count, N);
    for (size_t i = 0; i < count; i++) {
      assert_true(at[i].lat_deg == line[i].lat_deg);
      assert_true(at[i].lon_deg == line[i].lon_deg);
    }
    assert_close_rel(tl_route_length_m(many.route), tl_route_length_m(one.route), 1e-14);
    drop(many);
  }
  drop(one);
}

static void the_start_that_is_asked_for_comes_first(void **state) {
  (void)state;
  const tl_geo_position line[] = {{50, 100}, {51, 101}, {52, 103}};
  const tl_route_part part = {line, 3, 1};
  tl_route_options options;
  tl_route_options_default(&options);
  options.has_start = true;
  options.start = (tl_geo_position){53, 104};
  size_t count;
  const double *chainage;
  made m = make(&part, 1, &options);
  const tl_geo_position *at = tl_route_section(m.route, 0, &count, &chainage);
  assert_true(at[0].lat_deg == 52 && at[2].lat_deg == 50);
  assert_true(chainage[0] == 0);
  assert_true(says(m.findings, "from its far end"));
  tl_geo_position p;
  assert_int_equal(tl_route_at(m.route, chainage[1], &p, NULL), TL_OK);
  assert_close(p.lat_deg, 51, 1e-12);
  assert_int_equal(tl_route_at(m.route, -1, &p, NULL), TL_ERR_INPUT);
  drop(m);
}

/* The trace of Soyuz Vostok in the Global Gas Infrastructure Tracker (Global Energy Monitor, October 2024, CC BY 4.0),
 * to two decimals: ten positions in Mongolia, and one leg to Shanghai that nobody plans. */
static const tl_geo_position soyuz_vostok[] = {{31.08, 121.43}, {43.30, 113.94}, {43.64, 113.78}, {44.00, 113.50},
                                               {44.35, 113.16}, {44.93, 112.44}, {45.71, 111.29}, {47.15, 109.17},
                                               {48.47, 107.52}, {49.72, 105.60}};

static void the_false_jump_is_cut_and_named_with_its_place(void **state) {
  (void)state;
  const tl_route_part part = {soyuz_vostok, 10, 7};
  const made m = make(&part, 1, NULL);
  assert_int_equal(tl_route_breaks(m.route), 1);
  const tl_route_break *b = tl_route_break_at(m.route, 0);
  assert_int_equal(b->kind, TL_BREAK_JUMP);
  assert_true(b->cut);
  assert_int_equal(b->line, 7);
  assert_close(b->length_m, tl_geo_length(soyuz_vostok, 2), 1e-6);
  assert_true(says(m.findings, "31.08000 N, 121.43000 E"));
  assert_close_rel(tl_route_length_m(m.route), tl_geo_length(soyuz_vostok + 1, 9), 1e-14);
  drop(m);
  tl_route_options options;
  tl_route_options_default(&options);
  options.jump_m = INFINITY;
  const made kept = make(&part, 1, &options);
  assert_close_rel(tl_route_length_m(kept.route), tl_geo_length(soyuz_vostok, 10), 1e-14);
  drop(kept);
  options.jump_m = 200e3;
  const made many = make(&part, 1, &options);
  for (size_t i = 0; i < tl_route_breaks(many.route); i++)
    assert_true(tl_route_break_at(many.route, i)->length_m > 200e3);
  assert_int_equal(tl_route_breaks(many.route), 2); /* Shanghai, and the leg of 228 km */
  drop(many);
}

static void a_straight_sketch_has_no_jump_and_a_stray_position_two(void **state) {
  (void)state;
  tl_geo_position sketch[12], stray[40];
  for (int i = 0; i < 12; i++) sketch[i] = (tl_geo_position){70 - 1.7 * i, 68 + 3.1 * i + (i % 3)};
  const tl_route_part part = {sketch, 12, 1};
  const made good = make(&part, 1, NULL);
  assert_int_equal(tl_route_breaks(good.route), 0);
  drop(good);
  for (int i = 0; i < 40; i++) stray[i] = (tl_geo_position){50 + 0.1 * i, 100 + 0.05 * i};
  const double before = tl_geo_length(stray, 20) + tl_geo_length(stray + 21, 19);
  stray[20] = (tl_geo_position){52, 110}; /* 700 km away and back */
  const tl_route_part bad = {stray, 40, 1};
  const made m = make(&bad, 1, NULL);
  size_t jumps = 0;
  for (size_t i = 0; i < tl_route_breaks(m.route); i++) jumps += tl_route_break_at(m.route, i)->kind == TL_BREAK_JUMP;
  assert_int_equal(jumps, 2);
  assert_int_equal(tl_route_sections(m.route), 2);
  assert_true(says(m.findings, "52.00000 N, 110.00000 E stands alone"));
  assert_close_rel(tl_route_length_m(m.route), before, 1e-14);
  drop(m);
}

static void gaps_doubles_branches_and_loops_are_found(void **state) {
  (void)state;
  const tl_geo_position a[] = {{50, 100}, {50, 101}, {50, 102}}, b[] = {{50, 102.5}, {50, 104}};
  const tl_geo_position tee[] = {{50.4, 101}, {50, 101}}, cross[] = {{49, 105}, {50, 106}, {50, 105}, {49, 106}};
  const tl_route_part parts[] = {{b, 2, 1}, {a, 3, 2}, {a, 3, 3}, {tee, 2, 4}};
  made m = make(parts, 4, NULL);
  double gap;
  tl_geo_inverse(a[2], b[0], &gap, NULL, NULL);
  assert_int_equal(tl_route_sections(m.route), 2);
  assert_int_equal(tl_route_breaks(m.route), 1);
  assert_int_equal(tl_route_break_at(m.route, 0)->kind, TL_BREAK_GAP);
  assert_close(tl_route_gaps_m(m.route), gap, 1e-6);
  assert_true(says(m.findings, "is there twice"));
  assert_true(says(m.findings, "a gap of 35.8 km"));
  assert_int_equal(tl_route_branches(m.route), 1);
  assert_close(tl_route_branches_m(m.route), tl_geo_length(tee, 2), 1e-6);
  assert_close_rel(tl_route_length_m(m.route), tl_geo_length(a, 3) + tl_geo_length(b, 2), 1e-14);
  drop(m);
  const tl_route_part loop = {cross, 4, 1};
  m = make(&loop, 1, NULL);
  assert_true(says(m.findings, "crosses itself"));
  drop(m);
  const tl_geo_position back[] = {{50, 100}, {50, 101}, {50, 100.5}, {51, 100.5}};
  const tl_route_part spike = {back, 4, 1};
  m = make(&spike, 1, NULL);
  assert_true(says(m.findings, "turns back on itself at 50.00000 N, 101.00000 E"));
  drop(m);
}

static void impossible_positions_are_named_and_the_rest_is_kept(void **state) {
  (void)state;
  const tl_geo_position bad[] = {{50, 100}, {100, 50}, {51, 101}, {NAN, 3}};
  const tl_route_part part = {bad, 4, 12};
  const made m = make(&part, 1, NULL);
  assert_int_equal(tl_findings_total(m.findings, TL_ERROR), 1);
  assert_int_equal(tl_findings_at(m.findings, 0)->line, 12);
  assert_true(says(m.findings, "are latitude and longitude in exchange?"));
  assert_true(says(m.findings, "2 of 4 positions"));
  drop(m);
  tl_findings *findings = tl_findings_create(NULL);
  tl_route *route;
  const tl_route_part point = {bad, 1, 1};
  assert_int_equal(tl_route_create(&point, 1, NULL, "f", "", findings, NULL, &route, NULL), TL_ERR_INPUT);
  assert_null(route);
  assert_int_equal(tl_route_create(NULL, 0, NULL, "f", "", findings, NULL, &route, NULL), TL_ERR_INPUT);
  tl_findings_destroy(findings);
}

/* No old position is farther from the new line than the error that is stated, nor that than the tolerance. */
static void simplification_keeps_its_tolerance_and_states_its_error(void **state) {
  (void)state;
  enum { N = 3000 };
  static tl_geo_position line[N];
  static bool kept[N];
  for (int i = 0; i < N; i++)
    line[i] = (tl_geo_position){60 + 0.003 * i * sin(i * 0.004) + 0.02 * random_share(), 170 + 0.008 * i};
  for (double tolerance = 10; tolerance < 1e5; tolerance *= 7) {
    double error_m, worst = 0;
    assert_int_equal(tl_geo_simplify(line, N, tolerance, kept, &error_m, NULL, NULL), TL_OK);
    size_t left = 0, before = 0;
    for (size_t i = 1; i < N; i++) {
      if (!kept[i]) continue;
      for (size_t k = before + 1; k < i; k++) worst = fmax(worst, tl_geo_off_leg_m(line[k], line[before], line[i]));
      before = i;
      left++;
    }
    assert_true(worst <= error_m && error_m <= tolerance);
    assert_true(error_m > tolerance / 20 || left < 3);
    assert_true(left < N / 2 || tolerance < 1000);
  }
  double error_m;
  assert_int_equal(tl_geo_simplify(line, N, -1, kept, &error_m, NULL, NULL), TL_ERR_INPUT);
}

/* The foot of a perpendicular by the geodesic itself: go along the leg, then off at a right angle. */
static void the_distance_from_a_leg_agrees_with_the_geodesic(void **state) {
  (void)state;
  for (int i = 0; i < 500; i++) {
    const tl_geo_position a = {160 * random_share() - 80, 360 * random_share() - 180};
    const double azimuth = 360 * random_share(), length = 1e5 + 1.5e6 * random_share(), off = 200e3 * random_share();
    const tl_geo_position b = tl_geo_direct(a, azimuth, length);
    const tl_geo_position foot = tl_geo_direct(a, azimuth, length * (0.2 + 0.6 * random_share()));
    double back;
    tl_geo_inverse(foot, b, NULL, &back, NULL);
    const tl_geo_position p = tl_geo_direct(foot, back + 90, off);
    assert_close(tl_geo_off_leg_m(p, a, b), off, 0.005 * off + 1);
  }
}

/* --- overlay -------------------------------------------------------------------------------------------------------
 */

static void add_box(tl_geo_layer *layer, const char *name, double west, double east, double south, double north) {
  const tl_geo_position box[] = {{south, west}, {south, east}, {north, east}, {north, west}};
  assert_int_equal(tl_geo_layer_add_area(layer, name, name, NULL), TL_OK);
  assert_int_equal(tl_geo_layer_add_ring(layer, box, 4, NULL), TL_OK);
}

static tl_overlay *lay(const tl_geo_layer *layer, const tl_geo_position *line, size_t count, made *m) {
  const tl_route_part part = {line, count, 1};
  tl_route_options options;
  tl_route_options_default(&options);
  options.jump_m = INFINITY;
  *m = make(&part, 1, &options);
  tl_geo_index *index = tl_geo_index_create(layer, NULL);
  tl_overlay *overlay;
  assert_non_null(index);
  assert_ptr_equal(tl_geo_index_layer(index), layer);
  assert_int_equal(tl_overlay_create(m->route, index, NULL, &overlay, NULL), TL_OK);
  tl_geo_index_destroy(index);
  return overlay;
}

/* Pieces and classes sum to the route; pieces follow each other without a gap. */
static void check_sums(const tl_overlay *overlay, const tl_route *route, size_t areas) {
  const tl_overlay_piece *piece;
  const size_t count = tl_overlay_pieces(overlay, &piece);
  double sum = 0;
  for (size_t i = 0; i < count; i++) {
    assert_true(piece[i].from_m == (i > 0 ? piece[i - 1].to_m : 0));
    assert_true(piece[i].to_m >= piece[i].from_m);
  }
  assert_true(piece[count - 1].to_m == tl_route_length_m(route));
  for (int a = -1; a < (int)areas; a++) sum += tl_overlay_length_m(overlay, a);
  assert_close_rel(sum, tl_route_length_m(route), 1e-12);
}

static void kilometres_and_crossings_on_meridians_are_exact(void **state) {
  (void)state;
  tl_geo_layer *layer = tl_geo_layer_create(NULL);
  add_box(layer, "South", 90, 110, 40, 45);
  add_box(layer, "North", 90, 110, 45, 50);
  const tl_geo_position line[] = {{39, 100}, {52, 100}}, south[] = {{40, 100}, {45, 100}},
                        north[] = {{45, 100}, {50, 100}};
  made m;
  tl_overlay *o = lay(layer, line, 2, &m);
  assert_close(tl_overlay_length_m(o, 0), tl_geo_length(south, 2), 1e-6);
  assert_close(tl_overlay_length_m(o, 1), tl_geo_length(north, 2), 1e-6);
  const tl_overlay_crossing *c;
  assert_int_equal(tl_overlay_crossings(o, &c), 3);
  assert_close(c[1].place.lat_deg, 45, 1e-11);
  assert_int_equal(c[1].from_area, 0);
  assert_int_equal(c[1].to_area, 1);
  assert_int_equal(c[2].to_area, -1);
  check_sums(o, m.route, 2);
  /* a quantity that grows evenly, with a station of 100 at the border between the two: the station counts north of it
   */
  const double total = tl_route_length_m(m.route), at[] = {0, c[1].at_m, c[1].at_m, total};
  const double sum[] = {0, c[1].at_m, c[1].at_m + 100, total + 100};
  double in_south, in_north, outside;
  assert_int_equal(tl_overlay_share(o, 0, at, sum, 4, &in_south, NULL), TL_OK);
  assert_int_equal(tl_overlay_share(o, 1, at, sum, 4, &in_north, NULL), TL_OK);
  assert_int_equal(tl_overlay_share(o, -1, at, sum, 4, &outside, NULL), TL_OK);
  assert_close(in_south, tl_overlay_length_m(o, 0), 1e-6);
  assert_close(in_north, tl_overlay_length_m(o, 1) + 100, 1e-6);
  assert_close_rel(in_south + in_north + outside, total + 100, 1e-12);
  const double falling[] = {5, 4};
  assert_int_equal(tl_overlay_share(o, 0, falling, sum, 2, &outside, NULL), TL_ERR_INPUT);
  tl_overlay_destroy(o);
  drop(m);
  tl_geo_layer_destroy(layer);
}

/* A geodesic between two places on a parallel bulges to the pole: it leaves the box south of the parallel. */
static void a_geodesic_leaves_the_parallel(void **state) {
  (void)state;
  tl_geo_layer *layer = tl_geo_layer_create(NULL);
  add_box(layer, "Below", 0, 60, 30, 50.5);
  const tl_geo_position line[] = {{50, 10}, {50, 50}};
  made m;
  tl_overlay *o = lay(layer, line, 2, &m);
  const tl_overlay_crossing *c;
  assert_int_equal(tl_overlay_crossings(o, &c), 2);
  for (int i = 0; i < 2; i++) assert_close(c[i].place.lat_deg, 50.5, 1e-11);
  assert_close(c[0].place.lon_deg - 10, 50 - c[1].place.lon_deg, 1e-9); /* by symmetry */
  tl_overlay_destroy(o);
  drop(m);
  tl_geo_layer_destroy(layer);
}

static void a_route_across_180_degrees_and_over_the_pole_keeps_its_sums(void **state) {
  (void)state;
  tl_geo_layer *layer = tl_geo_layer_create(NULL);
  add_box(layer, "Datelia", 175, 185, 60, 70);
  assert_int_equal(tl_geo_layer_add_area(layer, "Cap", "", NULL), TL_OK);
  const tl_geo_position cap[] = {{85, -120}, {85, 0}, {85, 120}};
  assert_int_equal(tl_geo_layer_add_ring(layer, cap, 3, NULL), TL_OK);
  const tl_geo_position ways[][3] = {{{65, 170}, {65, 180}, {65, -170}}, {{65, -170}, {66, -179}, {64, 172}}};
  made m;
  for (int i = 0; i < 2; i++) {
    tl_overlay *o = lay(layer, ways[i], 3, &m);
    const tl_overlay_crossing *c;
    assert_int_equal(tl_overlay_crossings(o, &c), 2);
    assert_close(fabs(c[0].place.lon_deg), 175, 1e-10);
    const tl_geo_position inside[] = {c[0].place, ways[i][1], c[1].place};
    assert_close(tl_overlay_length_m(o, 0), tl_geo_length(inside, 3), 1e-5);
    check_sums(o, m.route, 2);
    tl_overlay_destroy(o);
    drop(m);
  }
  const tl_geo_position over[] = {{80, 30}, {80, -150}}; /* through the pole itself */
  tl_overlay *o = lay(layer, over, 2, &m);
  double above;
  tl_geo_inverse((tl_geo_position){85, 30}, (tl_geo_position){85, -150}, &above, NULL, NULL);
  assert_close(tl_overlay_length_m(o, 1), above, 1e-3);
  check_sums(o, m.route, 2);
  tl_overlay_destroy(o);
  drop(m);
  const tl_geo_position beside[] = {{80, 29.9}, {80, -150.3}};
  o = lay(layer, beside, 2, &m);
  assert_close(tl_overlay_length_m(o, 1), above, 500);
  check_sums(o, m.route, 2);
  tl_overlay_destroy(o);
  drop(m);
  tl_geo_layer_destroy(layer);
}

static void areas_that_overlap_are_counted_once_and_said(void **state) {
  (void)state;
  tl_geo_layer *layer = tl_geo_layer_create(NULL);
  add_box(layer, "Claim one", 100, 104, 45, 55);
  add_box(layer, "Claim two", 102, 106, 45, 55);
  const tl_geo_position line[] = {{50, 99}, {50, 107}};
  made m;
  tl_overlay *o = lay(layer, line, 2, &m);
  assert_true(tl_overlay_shared_m(o) > 140e3 && tl_overlay_shared_m(o) < 150e3);
  check_sums(o, m.route, 2);
  tl_overlay_destroy(o);
  drop(m);
  tl_geo_layer_destroy(layer);
}

/* Random lines over random star-shaped polygons with holes: the sums hold, and a position in the middle of each piece
 * lies in the area the piece says. */
static void random_overlays_sum_to_the_whole(void **state) {
  (void)state;
  for (int trial = 0; trial < 60; trial++) {
    tl_geo_layer *layer = tl_geo_layer_create(NULL);
    const double middle_lat = 140 * random_share() - 70, middle_lon = 360 * random_share() - 180;
    for (int a = 0; a < 6; a++) {
      assert_int_equal(tl_geo_layer_add_area(layer, "x", "", NULL), TL_OK);
      for (int r = 0; r < 2; r++) {
        tl_geo_position ring[40];
        const double lat = middle_lat + 10 * random_share() - 5, lon = middle_lon + 20 * random_share() - 10;
        for (int i = 0; i < 40; i++) {
          const double away = (r == 0 ? 5 : 1) * (0.5 + random_share()), angle = i * 0.15707963;
          ring[i] = (tl_geo_position){lat + away * sin(angle), tl_geo_unwrap(lon + away * cos(angle), 0)};
        }
        assert_int_equal(tl_geo_layer_add_ring(layer, ring, 40, NULL), TL_OK);
      }
    }
    tl_geo_position line[12];
    for (int i = 0; i < 12; i++)
      line[i] = (tl_geo_position){middle_lat + 16 * random_share() - 8,
                                  tl_geo_unwrap(middle_lon + 30 * random_share() - 15, 0)};
    made m;
    tl_overlay *o = lay(layer, line, 12, &m);
    check_sums(o, m.route, 6);
    const tl_overlay_piece *piece;
    const size_t count = tl_overlay_pieces(o, &piece);
    for (size_t i = 0; i < count; i++) {
      for (double share = 0.05; share < 1; share += 0.15) {
        tl_geo_position p;
        const double at = piece[i].from_m + share * (piece[i].to_m - piece[i].from_m);
        if (piece[i].to_m - piece[i].from_m < 1) continue; /* within the rounding of a vertex */
        assert_int_equal(tl_route_at(m.route, at, &p, NULL), TL_OK);
        assert_int_equal(tl_geo_layer_at(layer, p), piece[i].area);
      }
    }
    tl_overlay_destroy(o);
    drop(m);
    tl_geo_layer_destroy(layer);
  }
}

static tl_code join_and_lay(const tl_allocator *allocator, void *context) {
  const tl_geo_position a[] = {{50, 100}, {50, 101}, {50, 102}}, b[] = {{50, 102.5}, {50, 104}},
                        tee[] = {{51, 101}, {50, 101}};
  const tl_route_part parts[] = {{b, 2, 1}, {a, 3, 2}, {tee, 2, 4}};
  tl_route_options options;
  tl_route_options_default(&options);
  options.simplify_m = 100;
  tl_findings *findings = tl_findings_create(allocator);
  tl_geo_index *index = tl_geo_index_create(context, allocator);
  tl_route *route = NULL;
  tl_overlay *overlay = NULL;
  tl_code code = findings == NULL || index == NULL
                     ? TL_ERR_MACHINE
                     : tl_route_create(parts, 3, &options, "f", "", findings, allocator, &route, NULL);
  if (code == TL_OK) code = tl_overlay_create(route, index, allocator, &overlay, NULL);
  if (code == TL_OK) assert_int_equal(tl_route_sections(route), 2);
  tl_overlay_destroy(overlay);
  tl_route_destroy(route);
  tl_geo_index_destroy(index);
  tl_findings_destroy(findings);
  return code;
}

static void memory_that_runs_out_is_said(void **state) {
  (void)state;
  tl_geo_layer *layer = tl_geo_layer_create(NULL);
  add_box(layer, "Box", 100.5, 103, 49, 51);
  (void)oom_sweep(join_and_lay, layer, 1000);
  tl_geo_layer_destroy(layer);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(pieces_in_any_order_and_direction_give_the_same_line),
      cmocka_unit_test(the_start_that_is_asked_for_comes_first),
      cmocka_unit_test(the_false_jump_is_cut_and_named_with_its_place),
      cmocka_unit_test(a_straight_sketch_has_no_jump_and_a_stray_position_two),
      cmocka_unit_test(gaps_doubles_branches_and_loops_are_found),
      cmocka_unit_test(impossible_positions_are_named_and_the_rest_is_kept),
      cmocka_unit_test(simplification_keeps_its_tolerance_and_states_its_error),
      cmocka_unit_test(the_distance_from_a_leg_agrees_with_the_geodesic),
      cmocka_unit_test(kilometres_and_crossings_on_meridians_are_exact),
      cmocka_unit_test(a_geodesic_leaves_the_parallel),
      cmocka_unit_test(a_route_across_180_degrees_and_over_the_pole_keeps_its_sums),
      cmocka_unit_test(areas_that_overlap_are_counted_once_and_said),
      cmocka_unit_test(random_overlays_sum_to_the_whole),
      cmocka_unit_test(memory_that_runs_out_is_said),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
