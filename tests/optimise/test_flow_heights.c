/* Optimal gas flow between nodes of different height: closed forms of a pipe and of gas at rest, pipes turned round,
 * boxes of the relaxation round known points, networks of GasLib laid over hills. */
#include "flow_cases.h"
#include "testing.h"

#include "optimise/tli_flow.h"
#include "trunkline/flowfile.h"

static const double gravity = 9.80665, zrt = 1.3e5, drag = 2e9; /* of flow_cases.c: little */

static double climb(double rise_m) { return 2.0 * gravity * rise_m / zrt; }
/* Of a pipe, from its far end to its near one. */
static double column(double rise_m) { return exp(climb(rise_m)); }
static double drag_of(double rise_m) { return rise_m == 0.0 ? drag : drag * expm1(climb(rise_m)) / climb(rise_m); }

/* The pipe of `little` from c to b. */
static void turn_pipe(little *l) {
  l->arcs[1].from = 2;
  l->arcs[1].to = 1;
}

static void a_rising_pipe_carries_its_closed_form(void **state) {
  (void)state;
  static const double rises[] = {-1500.0, -300.0, 0.0, 1e-3, 300.0, 1500.0};
  for (size_t i = 0; i < 2 * sizeof rises / sizeof *rises; i++) {
    const double rise = rises[i / 2];
    little l;
    make_little(&l);
    for (size_t n = 0; n < 3; n++) l.nodes[n].height_m = i % 2 == 0 ? 0.0 : 740.0; /* turned round and higher */
    l.nodes[2].height_m += rise;
    if (i % 2 == 1) turn_pipe(&l);
    tl_flow_answer *answer;
    tl_flow_summary s;
    tl_flow_binding b;
    answer = optimised(&l.problem, NULL, &s);
    const double wanted = sqrt((36e12 - column(rise) * 9e12) / drag_of(rise));
    print_message("%g m%s: %.9f, by hand %.9f, gap %.2g, simulator %.2g Pa %.2g kg/s\n", rise,
                  i % 2 == 1 ? " turned" : "", s.scale, wanted, s.gap, s.simulator_p_pa, s.simulator_q_kg_s);
    assert_int_equal(s.status, TL_FLOW_SOLVED);
    assert_close_rel(s.scale, wanted, 1e-6);
    assert_true(s.complete && s.bound <= -wanted * (1.0 - 1e-9) && s.simulator_p_pa < 1.0);
    assert_true(tl_flow_binding_at(answer, 0, &b) && strcmp(b.what, "p_max") == 0 && b.index == 1);
    assert_close_rel(b.shadow, -0.1 * 6.0 / (1e-12 * drag_of(rise)) / wanted, 1e-5);
    tl_flow_answer_destroy(answer);
  }
}

/* 5 MPa at a; a join up to b, where gas leaves; a pipe without flow from there to c: each end weighs its column. */
static void gas_at_rest_thins_with_height(void **state) {
  (void)state;
  little l;
  make_little(&l);
  l.arcs[0] = four_arcs[4];
  l.arcs[0].to = 1;
  l.arcs[0].from = 0;
  l.nodes[0].p_min_pa = 5e6;
  l.nodes[1].p_min_pa = l.nodes[2].p_min_pa = 1e6;
  l.nodes[1].height_m = 400.0;
  l.nodes[2].height_m = -900.0;
  l.trades[0] = (tl_flow_trade){"in", 0, 0.0, 100.0, 1.0};
  l.trades[1] = (tl_flow_trade){"out", 1, -30.0, -30.0, 0.0};
  l.problem.trade_count = 2;
  l.problem.pattern_kg_s = NULL;
  tl_flow_answer *answer;
  tl_flow_summary s;
  answer = optimised(&l.problem, NULL, &s);
  assert_int_equal(s.status, TL_FLOW_SOLVED);
  assert_true(s.complete && s.simulator_p_pa < 1.0);
  const double up = 0.25 * climb(400.0), b = 5e6 * (1.0 - up) / (1.0 + up);
  assert_close_rel(tl_flow_pressures_pa(answer)[1], b, 1e-8);
  assert_close_rel(tl_flow_pressures_pa(answer)[2], b / sqrt(column(-1300.0)), 1e-7);
  tl_flow_answer_destroy(answer);
}

static void heights_out_of_range_are_a_sentence(void **state) {
  (void)state;
  static const struct {
    double b, c, zrt;
  } trials[] = {{0.0, NAN, 1e5}, {0.0, 9001.0, 1e5}, {10.0, 0.0, 0.0}, {10.0, 0.0, NAN}, {9000.0, -3000.0, 1e5}};
  for (size_t i = 0; i < sizeof trials / sizeof *trials; i++) {
    little l;
    make_little(&l);
    l.nodes[1].height_m = trials[i].b;
    l.nodes[2].height_m = trials[i].c;
    l.problem.zrt_j_kg = trials[i].zrt;
    tl_flow_answer *answer;
    tl_error error = {0};
    assert_int_equal(tl_flow_optimise(&l.problem, NULL, &answer, &error), TL_ERR_INPUT);
    assert_true(strstr(error.sentence, "eight") != NULL);
  }
}

/* ---- boxes ------------------------------------------------------------------------------------------------------- */

static uint64_t seed = 11;
static double share(void) {
  seed = seed * 6364136223846793005U + 1442695040888963407U;
  return (double)(seed >> 11) * 0x1p-53;
}

/* A point of `little` that keeps all laws: P of a, b, c, both flows, the scale, what is there. */
static void draw_point(const little *l, double *x) {
  const double rise = l->nodes[2].height_m - l->nodes[1].height_m, ratio = 1.0 + 0.4 * share();
  const double q = 10.0 + 90.0 * share();
  x[2] = 9.0 + 9.0 * share();
  x[1] = column(rise) * x[2] + 1e-12 * drag_of(rise) * q * q;
  x[0] = x[1] / (ratio * ratio);
  x[3] = q;
  x[4] = l->arcs[1].from == 1 ? q : -q;
  x[5] = q;
  x[6] = x[7] = 1.0;
}

/* Whatever the box round a point that keeps all laws: shrinking keeps the point, and the bound is not above it. */
static void no_box_loses_a_point_that_keeps_the_laws(void **state) {
  (void)state;
  size_t tight = 0;
  for (int trial = 0; trial < 500; trial++) {
    little l;
    make_little(&l);
    for (size_t n = 0; n < 3; n++) l.nodes[n] = (tl_flow_node){l.nodes[n].id, 0.0, 5e7, 3000.0 * (share() - 0.5)};
    if (trial % 2 == 1) turn_pipe(&l);
    if (trial % 6 == 0) l.arcs[1].kind = TL_FLOW_LIFTED_PIPE;
    tli_arena *arena = tli_arena_create(NULL);
    tli_flow *f;
    tli_flow_relaxation *relaxation;
    tl_error error;
    double x[8], low[8], high[8], relaxed[10], bound;
    bool has_point;
    assert_int_equal(tli_flow_make(&l.problem, arena, &f, &error), TL_OK);
    assert_int_equal(tli_flow_columns(f), 8);
    assert_int_equal(tli_flow_relaxation_make(f, arena, &relaxation, &error), TL_OK);
    draw_point(&l, x);
    if (l.arcs[1].kind == TL_FLOW_LIFTED_PIPE) { /* a machine ahead of the pipe, from a lower pressure */
      x[1] = 1.0 + 10.0 * share();
      x[2] = (x[1] + 1e-12 * drag_of(l.nodes[2].height_m - l.nodes[1].height_m) * x[3] * x[3]) /
             column(l.nodes[2].height_m - l.nodes[1].height_m);
      x[0] = x[1] / 1.2;
    }
    for (size_t c = 0; c < 6; c++) {
      const double wide = trial % 5 == 0 ? 1e-6 : 20.0 * share();
      low[c] = fmax(f->low[c], x[c] - wide * share());
      high[c] = fmin(f->high[c], x[c] + wide * share());
    }
    low[6] = high[6] = low[7] = high[7] = 1.0;
    assert_true(tli_flow_shrink(f, low, high));
    for (size_t c = 0; c < 6; c++)
      if (!(low[c] <= x[c] + 1e-9 && high[c] >= x[c] - 1e-9)) fail_msg("trial %d loses column %zu", trial, c);
    assert_int_equal(tli_flow_relax(relaxation, low, high, relaxed, &bound, &has_point, &error), TL_OK);
    assert_true(bound <= -x[5] + 1e-9);
    if (bound > -x[5] - 1e-4) tight++;
    tli_flow_relaxation_destroy(relaxation);
    tli_arena_destroy(arena);
  }
  print_message("%zu of 500 bounds within 1e-4 kg/s\n", tight);
  assert_true(tight >= 50); /* small boxes have small gaps */
}

/* Almost at rest in a pipe of next to no drag: the flow is the root of what rounding leaves of P_from - w P_to, here
 * taken in more digits. */
static void a_flow_of_rounding_is_kept(void **state) {
  (void)state;
  for (int trial = 0; trial < 200; trial++) {
    little l;
    make_little(&l);
    l.nodes[2].height_m = 1.0 + 400.0 * share();
    l.arcs[1].resistance = 100.0; /* 1e-10 MPa2 s2/kg2 */
    tli_arena *arena = tli_arena_create(NULL);
    tli_flow *f;
    tl_error error;
    assert_int_equal(tli_flow_make(&l.problem, arena, &f, &error), TL_OK);
    const double to = 9.0 + 9.0 * share(), from = f->column[1] * to;
    const long double drop = (long double)from - (long double)f->column[1] * to, root = sqrtl(fabsl(drop) / f->drag[1]);
    const double q = drop < 0.0L ? -(double)root : (double)root;
    double low[8] = {1.0, from, to, -50.0, -50.0, -50.0, 1.0, 1.0};
    double high[8] = {40.0, from, to, 50.0, 50.0, 50.0, 1.0, 1.0};
    assert_true(tli_flow_shrink(f, low, high));
    if (!(low[4] <= q + 1e-9 && q <= high[4] + 1e-9))
      fail_msg("trial %d: %.3g kg/s lies outside %.3g .. %.3g", trial, q, low[4], high[4]);
    assert_true(high[4] - low[4] < 0.1);
    tli_arena_destroy(arena);
  }
}

/* ---- networks ---------------------------------------------------------------------------------------------------- */

/* The same network over hills of some hundred metres; turned: every link without a direction the other way, and all of
 * it raised. */
static tl_flow_summary over_hills(const tl_flow_problem *flat, double high_m, bool turned) {
  tl_flow_problem p = *flat;
  tl_flow_node nodes[64];
  tl_flow_arc arcs[64];
  assert_true(p.node_count <= 64 && p.arc_count <= 64);
  for (size_t i = 0; i < p.node_count; i++) {
    nodes[i] = p.nodes[i];
    nodes[i].height_m = high_m * sin(1.0 + 2.3 * (double)i) + (turned ? 650.0 : 0.0);
  }
  for (size_t k = 0; k < p.arc_count; k++) {
    arcs[k] = p.arcs[k];
    if (!turned || (arcs[k].kind != TL_FLOW_PIPE && arcs[k].kind != TL_FLOW_JOIN)) continue;
    arcs[k].from = p.arcs[k].to;
    arcs[k].to = p.arcs[k].from;
    arcs[k].q_min_kg_s = -p.arcs[k].q_max_kg_s;
    arcs[k].q_max_kg_s = -p.arcs[k].q_min_kg_s;
  }
  p.nodes = nodes;
  p.arcs = arcs;
  tl_flow_answer *answer;
  tl_flow_summary s;
  answer = optimised(&p, NULL, &s);
  print_message("  %g m%s: %.9g, bound %.9g, gap %.2g, %zu boxes, simulator %.2g Pa %.2g kg/s\n", high_m,
                turned ? " turned" : "", s.objective, s.bound, s.gap, s.boxes, s.simulator_p_pa, s.simulator_q_kg_s);
  tl_flow_answer_destroy(answer);
  return s;
}

static void networks_over_hills_end_certified(void **state) {
  (void)state;
  static const char *const files[][2] = {{"GasLib-11", "capacity"}, {"GasLib-40", "capacity"}};
  const char *folder = test_data_folder();
  if (folder == NULL) skip();
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
    char path[1024];
    (void)snprintf(path, sizeof path, "%s/gaslib/%s/%s.net", folder, files[i][0], files[i][0]);
    const tl_flow_file_options options = {.objective = files[i][1]};
    tl_findings *findings = tl_findings_create(NULL);
    tl_flow_file *file;
    tl_error error = {0};
    assert_int_equal(tl_flow_file_open(path, &options, NULL, &file, findings, &error), TL_OK);
    print_message("%s %s\n", files[i][0], files[i][1]);
    const tl_flow_problem *p = tl_flow_file_problem(file);
    const tl_flow_summary level = over_hills(p, 0.0, false), hills = over_hills(p, 300.0, false);
    const tl_flow_summary turned = over_hills(p, 300.0, true);
    assert_int_equal(hills.status, TL_FLOW_SOLVED);
    assert_int_equal(turned.status, TL_FLOW_SOLVED);
    assert_true(hills.complete && turned.complete && hills.simulator_p_pa < 1.0);
    assert_close_rel(turned.objective, hills.objective, 2e-5);
    assert_true(turned.bound <= hills.objective && hills.bound <= turned.objective);
    assert_true(fabs(hills.objective - level.objective) > 1e-3 * fabs(level.objective));
    tl_flow_file_close(file);
    tl_findings_destroy(findings);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_rising_pipe_carries_its_closed_form),
      cmocka_unit_test(gas_at_rest_thins_with_height),
      cmocka_unit_test(heights_out_of_range_are_a_sentence),
      cmocka_unit_test(no_box_loses_a_point_that_keeps_the_laws),
      cmocka_unit_test(a_flow_of_rounding_is_kept),
      cmocka_unit_test(networks_over_hills_end_certified),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
