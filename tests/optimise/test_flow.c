/* Optimal gas flow: derivatives against differences, published optima of the Belgian network, one pipe in closed form,
 * impossible targets, what the simulator says, boxes. */
#include "flow_cases.h"
#include "testing.h"

#include "optimise/tli_flow.h"

/* ---- published optima -------------------------------------------------------------------------------------------- */

static void belgian_network_has_its_published_optimum(void **state) {
  (void)state;
  belgium b;
  make_belgium(&b);
  tl_flow_answer *answer;
  tl_flow_summary s;
  answer = optimised(&b.problem, NULL, &s);
  print_message("Belgium: %.8f, bound %.8f, gap %.2g, %zu boxes, %zu programs, simulator %.3g Pa %.3g kg/s\n",
                s.objective, s.bound, s.gap, s.boxes, s.programs, s.simulator_p_pa, s.simulator_q_kg_s);
  assert_int_equal(s.status, TL_FLOW_SOLVED);
  assert_close_rel(s.objective, 89.08584, 1e-6);
  assert_true(s.complete && s.bound <= s.objective && s.gap <= 1e-5);
  assert_true(s.simulator_p_pa < 1.0 && s.simulator_q_kg_s < 1e-4);
  tl_flow_answer_destroy(answer);
}

/* ---- derivatives ------------------------------------------------------------------------------------------------- */
static void compare_derivatives(const tl_flow_problem *problem) {
  enum { N = 12, ROWS = 12 };
  tli_arena *arena = tli_arena_create(NULL);
  tli_flow *f;
  tli_flow_program *g;
  tl_error error;
  const bool there[5] = {true, true, true, true, true};
  assert_int_equal(tli_flow_make(problem, arena, &f, &error), TL_OK);
  assert_int_equal(tli_flow_program_make(f, there, arena, &g, &error), TL_OK);
  const tli_smooth *s = &g->smooth;
  assert_int_equal(s->unknowns, N);
  assert_true(s->rows <= ROWS && s->entries <= 60);
  double jacobian[60], row_value[4][ROWS], gradient[N], hessian[40], multipliers[ROWS];
  int row[40], column[40];
  const size_t places = s->hessian_entries(s->of, row, column);
  assert_true(places <= 40);
  uint64_t seed = 5;
  for (int trial = 0; trial < 20; trial++) {
    double x[N];
    for (size_t c = 0; c < N; c++) {
      seed = seed * 6364136223846793005U + 1442695040888963407U;
      const double to = 0.1 + 0.8 * (double)(seed >> 11) * 0x1p-53;
      x[c] = fmax(f->low[c], -200.0) + to * (fmin(f->high[c], 200.0) - fmax(f->low[c], -200.0));
    }
    for (size_t r = 0; r < s->rows; r++) multipliers[r] = 0.5 + 0.1 * (double)r;
    s->jacobian(s->of, x, jacobian);
    s->gradient(s->of, x, gradient);
    s->hessian(s->of, x, 0.7, multipliers, hessian);
    for (size_t c = 0; c < N; c++) {
      const double step = 1e-3 * fmax(fabs(x[c]), 0.1), at[4] = {-2.0, -1.0, 1.0, 2.0};
      const double weight[4] = {1.0 / 12.0, -8.0 / 12.0, 8.0 / 12.0, -1.0 / 12.0};
      double slope = 0.0, lagrangian[N] = {0.0};
      for (size_t i = 0; i < 4; i++) {
        double y[N], slopes[N], entries[60];
        memcpy(y, x, sizeof y);
        y[c] += at[i] * step;
        slope += weight[i] * s->objective(s->of, y) / step;
        s->constraints(s->of, y, row_value[i]);
        s->gradient(s->of, y, slopes);
        s->jacobian(s->of, y, entries);
        for (size_t d = 0; d < N; d++) slopes[d] *= 0.7;
        for (size_t e = 0; e < s->entries; e++) slopes[s->entry_column[e]] += multipliers[s->entry_row[e]] * entries[e];
        for (size_t d = 0; d < N; d++) lagrangian[d] += weight[i] * slopes[d] / step;
      }
      assert_close(gradient[c], slope, 1e-7 * fmax(1.0, fabs(slope)));
      for (size_t r = 0; r < s->rows; r++) {
        double exact = 0.0, seen = 0.0;
        for (size_t e = 0; e < s->entries; e++)
          if (s->entry_row[e] == (int)r && s->entry_column[e] == (int)c) exact += jacobian[e];
        for (size_t i = 0; i < 4; i++) seen += weight[i] * row_value[i][r] / step;
        assert_close(exact, seen, 1e-7 * fmax(1.0, fabs(seen)));
      }
      for (size_t d = 0; d < N; d++) {
        double exact = 0.0;
        for (size_t e = 0; e < places; e++)
          if ((row[e] == (int)c && column[e] == (int)d) || (row[e] == (int)d && column[e] == (int)c))
            exact += hessian[e];
        assert_close(exact, lagrangian[d], 1e-7 * fmax(1.0, fabs(lagrangian[d])));
      }
    }
  }
  tli_arena_destroy(arena);
}

static void derivatives_of_the_flow_program_equal_differences(void **state) {
  (void)state;
  compare_derivatives(&four_problem);
  tl_flow_arc arcs[5];
  tl_flow_problem straight = four_problem;
  assert_int_equal(four_problem.arc_count, 5);
  for (size_t k = 0; k < 5; k++) {
    arcs[k] = four_problem.arcs[k];
    if (arcs[k].kind == TL_FLOW_PIPE) arcs[k].kind = TL_FLOW_STRAIGHT_PIPE;
  }
  straight.arcs = arcs;
  compare_derivatives(&straight);
}

/* ---- one compressor, one pipe ------------------------------------------------------------------------------------ */
static void one_pipe_carries_its_closed_form(void **state) {
  (void)state;
  little l;
  make_little(&l);
  tl_flow_answer *answer, *behind;
  tl_flow_summary s;
  tl_flow_binding b;
  tl_error error;
  answer = optimised(&l.problem, NULL, &s);
  assert_close_rel(s.scale, sqrt((36e12 - 9e12) / 2e9), 1e-6);
  assert_true(s.complete && s.simulator_p_pa < 1.0);
  assert_true(tl_flow_binding_at(answer, 0, &b));
  assert_string_equal(b.what, "p_max");
  assert_int_equal(b.index, 1);
  assert_close_rel(b.shadow, -0.1 * 6.0 / 2e-3 / s.scale, 1e-5); /* dq/dp of q = sqrt((p^2 - 9)/c), p in MPa */
  assert_int_equal(tl_flow_behind(answer, 0.5, NULL, &b, &behind, &error), TL_OK); /* 9 MPa: ratio 1.4 stops at 7 */
  tl_flow_summary_of(behind, &s);
  assert_close_rel(s.scale, sqrt((49e12 - 9e12) / 2e9), 1e-6);
  bool ratio = false;
  for (size_t i = 0; tl_flow_binding_at(behind, i, &b); i++) ratio = ratio || strcmp(b.what, "ratio_max") == 0;
  assert_true(ratio);
  tl_flow_answer_destroy(behind);
  tl_flow_answer_destroy(answer);
}

static void an_impossible_target_gives_the_nearest_one(void **state) {
  (void)state;
  little l;
  make_little(&l);
  const double most = sqrt((36e12 - 9e12) / 2e9);
  l.trades[0] = (tl_flow_trade){"in", 0, 0.0, 1000.0, 0.0};
  l.trades[1] = (tl_flow_trade){"out", 2, -2.0 * most, -2.0 * most, 0.0};
  l.problem.trade_count = 2;
  l.problem.pattern_kg_s = NULL;
  tl_flow_answer *answer, *nearest;
  tl_flow_summary s;
  tl_flow_binding b;
  tl_error error;
  answer = optimised(&l.problem, NULL, &s);
  assert_int_equal(s.status, TL_FLOW_INFEASIBLE);
  assert_int_equal(tl_flow_nearest(&l.problem, NULL, &nearest, &error), TL_OK);
  tl_flow_summary_of(nearest, &s);
  assert_int_equal(s.status, TL_FLOW_SOLVED);
  assert_close(s.scale, 0.5, 1e-6);
  assert_true(tl_flow_binding_at(nearest, 0, &b) && strcmp(b.what, "p_max") == 0 && b.index == 1);
  tl_flow_answer_destroy(nearest);
  tl_flow_answer_destroy(answer);
}

/* The least cost of 80 kg/s + more at c, with one limit moved by itself. */
enum { OUT, P_MAX_A, P_MIN_C };
static double cost_of(int what, double by, tl_flow_answer **answer) {
  static little l;
  make_little(&l);
  l.nodes[0].p_max_pa = 3.2e6 + (what == P_MAX_A ? by : 0.0);
  l.nodes[1].p_max_pa = 8e6;
  l.nodes[2].p_min_pa = 3e6 + (what == P_MIN_C ? by : 0.0);
  const double out = 80.0 + (what == OUT ? by : 0.0);
  l.trades[0] = (tl_flow_trade){"in", 0, 0.0, 1000.0, 1.5};
  l.trades[1] = (tl_flow_trade){"out", 2, -out, -out, 0.0};
  l.arcs[0].ratio_max = 2.0;
  l.problem.trade_count = 2;
  l.problem.pattern_kg_s = NULL;
  l.problem.power_price = 2e-5;
  tl_flow_summary s;
  tl_error error;
  assert_int_equal(tl_flow_optimise(&l.problem, NULL, answer, &error), TL_OK);
  tl_flow_summary_of(*answer, &s);
  assert_int_equal(s.status, TL_FLOW_SOLVED);
  return s.objective;
}

static double slope_of(int what, double step) {
  static const double at[4] = {-2.0, -1.0, 1.0, 2.0}, weight[4] = {1.0 / 12.0, -8.0 / 12.0, 8.0 / 12.0, -1.0 / 12.0};
  double slope = 0.0;
  for (size_t i = 0; i < 4; i++) {
    tl_flow_answer *answer;
    slope += weight[i] * cost_of(what, at[i] * step, &answer) / step;
    tl_flow_answer_destroy(answer);
  }
  return slope;
}

static double shadow_of(const tl_flow_answer *answer, const char *what, size_t node) {
  tl_flow_binding b;
  for (size_t i = 0; tl_flow_binding_at(answer, i, &b); i++)
    if (b.of_node && b.index == node && strcmp(b.what, what) == 0) return b.shadow;
  fail_msg("%s of node %zu does not bind", what, node);
  return NAN;
}

static void prices_are_the_slopes_of_the_optimum(void **state) {
  (void)state;
  tl_flow_answer *answer;
  (void)cost_of(OUT, 0.0, &answer);
  const double price = tl_flow_node_prices(answer)[2], by_kg_s = slope_of(OUT, 0.5);
  const double inlet = shadow_of(answer, "p_max", 0), by_inlet = 1e5 * slope_of(P_MAX_A, 2e4);
  const double outlet = shadow_of(answer, "p_min", 2), by_outlet = 1e5 * slope_of(P_MIN_C, 2e4);
  print_message("price at c %.9f, slope %.9f; inlet %.9f, %.9f; outlet %.9f, %.9f\n", price, by_kg_s, inlet, by_inlet,
                outlet, by_outlet);
  assert_close_rel(price, by_kg_s, 1e-7);
  assert_close_rel(inlet, by_inlet, 1e-7);
  assert_close_rel(outlet, by_outlet, 1e-7);
  tl_flow_answer_destroy(answer);
}
/* ---- the simulator's word ---------------------------------------------------------------------------------------- */

static void next_to_no_drag_is_reproduced(void **state) {
  (void)state;
  little l;
  make_little(&l);
  l.arcs[1].resistance = 1e3; /* of a resistor: as a pipe of 50 km it would be 22 m wide */
  l.arcs[1].q_max_kg_s = 500.0;
  tl_flow_answer *answer;
  tl_flow_summary s;
  answer = optimised(&l.problem, NULL, &s);
  assert_int_equal(s.status, TL_FLOW_SOLVED);
  assert_close(s.scale, 500.0, 1e-5);
  assert_true(s.simulator_p_pa < 1.0 && s.simulator_q_kg_s < 0.05);
  tl_flow_answer_destroy(answer);
}

static void what_the_simulator_does_not_reproduce_is_no_optimum(void **state) {
  (void)state;
  little l;
  make_little(&l);
  l.arcs[1].resistance = 1e24; /* no pipe of the simulator has it */
  tl_flow_answer *answer;
  tl_flow_summary s;
  answer = optimised(&l.problem, NULL, &s);
  assert_true(isnan(s.simulator_p_pa) && isnan(s.simulator_q_kg_s));
  assert_int_equal(s.status, TL_FLOW_NOT_REPRODUCED);
  assert_true(isnan(s.objective) && isnan(s.gap) && isfinite(s.bound) && !s.complete);
  assert_null(tl_flow_pressures_pa(answer));
  assert_null(tl_flow_flows_kg_s(answer));
  tl_flow_answer_destroy(answer);
}

static void a_difference_that_is_no_number_is_no_small_one(void **state) {
  (void)state;
  tli_arena *arena = tli_arena_create(NULL);
  tli_flow *f;
  tl_error error;
  const double x[12] = {25.0, 25.0, 25.0, 25.0, 100.0, 60.0};
  const bool there[5] = {true, true, true, true, true};
  double p_off, q_off;
  assert_int_equal(tli_flow_make(&four_problem, arena, &f, &error), TL_OK);
  /* the node, what it is off; the flow of the pipe is off by; the same? */
  static const struct {
    size_t node;
    double p, q;
    bool same;
  } trials[] = {{0, 0.0, 0.0, true},   {3, 4.0, 0.009, true}, {3, 6.0, 0.0, false},
                {0, 0.0, 0.02, false}, {0, NAN, 0.0, false},  {3, NAN, 0.0, false},
                {1, 0.0, NAN, false},  {2, -6.0, 0.0, false}, {1, 0.0, -0.02, false}};
  for (size_t i = 0; i < sizeof trials / sizeof *trials; i++) {
    double p[4] = {5e6, 5e6, 5e6, 5e6}, q[5] = {NAN, 60.0 + trials[i].q, NAN, NAN, NAN};
    p[trials[i].node] += trials[i].p;
    assert_int_equal(tli_flow_compare(f, x, there, p, q, &p_off, &q_off), trials[i].same);
    assert_int_equal(isnan(p_off), isnan(trials[i].p));
    assert_int_equal(isnan(q_off), isnan(trials[i].q));
  }
  tli_arena_destroy(arena);
}

/* ---- boxes ------------------------------------------------------------------------------------------------------- */

/* The columns of an optimum: squared pressures, flows, trades, the scale, what is there. */
static void columns_of(const tl_flow_answer *answer, const tli_flow *f, double *x) {
  tl_flow_summary s;
  tl_flow_summary_of(answer, &s);
  for (size_t i = 0; i < f->n; i++) x[i] = 1e-12 * tl_flow_pressures_pa(answer)[i] * tl_flow_pressures_pa(answer)[i];
  for (size_t k = 0; k < f->a; k++) x[tli_flow_q(f, k)] = tl_flow_flows_kg_s(answer)[k];
  for (size_t i = 0; i < f->t; i++) x[tli_flow_in(f, i)] = tl_flow_ins_kg_s(answer)[i];
  for (size_t k = 0; k < f->a; k++) x[tli_flow_z(f, k)] = tl_flow_there(answer)[k] ? 1.0 : 0.0;
  x[tli_flow_scale(f)] = s.scale;
}

/* Shrinks and narrows the widest box; the optimum must stay in it, and it must become small. Gives the mean of widths
 * over what they were. */
static double narrow(const tl_flow_problem *p) {
  tli_arena *arena = tli_arena_create(NULL);
  tli_flow *f;
  tli_flow_relaxation *relaxation;
  tl_flow_answer *answer;
  tl_flow_summary s;
  tl_error error;
  tli_flow_watch watch = {.has_point = true};
  answer = optimised(p, NULL, &s);
  assert_int_equal(s.status, TL_FLOW_SOLVED);
  assert_int_equal(tli_flow_make(p, arena, &f, &error), TL_OK);
  assert_int_equal(tli_flow_relaxation_make(f, arena, &relaxation, &error), TL_OK);
  const size_t columns = tli_flow_columns(f);
  double *x = TLI_NEW_N(arena, double, columns), *low = TLI_NEW_N(arena, double, columns);
  double *high = TLI_NEW_N(arena, double, columns), gained, left = 0.0, wide = 0.0;
  columns_of(answer, f, x);
  memcpy(low, f->low, columns * sizeof *low);
  memcpy(high, f->high, columns * sizeof *high);
  for (int round = 0; round < 3; round++) {
    assert_true(tli_flow_shrink(f, low, high));
    const double most = s.objective + 1e-9 * fmax(1.0, fabs(s.objective));
    assert_int_equal(tli_flow_tighten(relaxation, low, high, most, &watch, &gained, &error), TL_OK);
    assert_true(gained >= 0.0 && gained <= 1.0);
    for (size_t c = 0; c < columns; c++) {
      assert_true(low[c] <= x[c] + 1e-5 * fmax(1.0, fabs(x[c])));
      assert_true(high[c] >= x[c] - 1e-5 * fmax(1.0, fabs(x[c])));
    }
  }
  for (size_t c = 0; c < tli_flow_unknowns(f); c++) {
    if (!(f->high[c] > f->low[c])) continue;
    left += (high[c] - low[c]) / (f->high[c] - f->low[c]);
    wide += 1.0;
  }
  tli_flow_relaxation_destroy(relaxation);
  tl_flow_answer_destroy(answer);
  tli_arena_destroy(arena);
  return left / wide;
}

static void a_narrowed_box_keeps_the_optimum(void **state) {
  (void)state;
  belgium b;
  little l;
  make_belgium(&b);
  make_little(&l);
  tl_flow_problem p = four_problem;
  p.power_price = 1e-7;
  const double belgian = narrow(&b.problem), one_pipe = narrow(&l.problem), four = narrow(&p);
  print_message("widths left: Belgium %.3g, one pipe %.3g, four nodes %.3g\n", belgian, one_pipe, four);
  assert_true(belgian < 0.5 && one_pipe < 0.5 && four < 0.9);
}

/* Two machines between the same nodes, one each way: from a, gas is lifted before the pipe; from c, it comes to them
 * too low. */
static void one_of_two_machines_runs_the_way_that_gas_must_go(void **state) {
  (void)state;
  for (int way = 0; way < 2; way++) {
    little l;
    make_little(&l);
    tl_flow_arc arcs[3] = {l.arcs[0], l.arcs[0], l.arcs[1]};
    arcs[1].id = "back";
    arcs[1].from = 1;
    arcs[1].to = 0;
    arcs[0].ratio_min = arcs[1].ratio_min = 1.0;
    arcs[0].ratio_max = arcs[1].ratio_max = 2.0;
    arcs[0].optional = arcs[1].optional = true;
    for (size_t i = 0; i < 3; i++) l.nodes[i] = (tl_flow_node){l.nodes[i].id, 3e6, 6e6, 0.0};
    const double out = 60.0;
    l.trades[0] = (tl_flow_trade){"in", way == 0 ? 0 : 2, out, out, 0.0};
    l.trades[1] = (tl_flow_trade){"out", way == 0 ? 2 : 0, -out, -out, 0.0};
    l.problem.arcs = arcs;
    l.problem.arc_count = 3;
    l.problem.trade_count = 2;
    l.problem.pattern_kg_s = NULL;
    l.problem.power_price = 1.0;
    l.nodes[way == 0 ? 0 : 2].p_max_pa = 3.2e6; /* where it comes in */
    l.nodes[way == 0 ? 2 : 0].p_min_pa = 4e6;   /* where it goes out */
    tl_flow_answer *answer;
    tl_flow_summary s;
    answer = optimised(&l.problem, NULL, &s);
    if (way == 0) { /* lifted before the pipe: the least power has p_b^2 = p_c^2 + c q^2 */
      const double ratio = sqrt(16e12 + 2e9 * out * out) / 3.2e6;
      assert_int_equal(s.status, TL_FLOW_SOLVED);
      assert_close_rel(s.objective, 6e5 * out * (pow(ratio, 0.23) - 1.0), 1e-6);
    } else { /* behind it: p_b^2 = p_c^2 - c q^2 is below 3 MPa */
      assert_int_equal(s.status, TL_FLOW_INFEASIBLE);
    }
    if (way == 0) assert_true(tl_flow_there(answer)[0] && !tl_flow_there(answer)[1]);
    tl_flow_answer_destroy(answer);
  }
}

/* ---- where a search ends by itself ------------------------------------------------------------------------------- */

static void a_multiple_without_a_given_largest_finds_the_true_limit(void **state) {
  (void)state;
  little l;
  make_little(&l);
  l.problem.scale_max = INFINITY;
  tl_flow_answer *answer;
  tl_flow_summary s;
  tl_flow_binding b;
  tl_error error;
  for (int grown = 0; grown < 2; grown++) { /* a small pattern has a large multiple: no cap may stand in the way */
    const double one = grown == 0 ? 1.0 : 1e-3;
    l.pattern[0] = one;
    l.pattern[2] = -one;
    answer = optimised(&l.problem, NULL, &s);
    assert_close_rel(s.scale * one, sqrt((36e12 - 9e12) / 2e9), 1e-6);
    assert_true(tl_flow_binding_at(answer, 0, &b) && strcmp(b.what, "p_max") == 0 && !b.of_search);
    tl_flow_answer_destroy(answer);
  }
  l.arcs[1] = four_arcs[4]; /* a join has no law of its own */
  l.arcs[1].from = 1;
  l.arcs[1].to = 2;
  l.arcs[1].q_max_kg_s = INFINITY;
  l.arcs[0].q_max_kg_s = INFINITY;
  l.pattern[0] = 1.0;
  l.pattern[2] = -1.0;
  answer = optimised(&l.problem, NULL, &s);
  assert_close_rel(s.scale, (double)TL_FLOW_MOST_KG_S, 1e-6);
  assert_true(tl_flow_binding_at(answer, 0, &b) && b.of_search);
  tl_flow_answer_destroy(answer);
  l.pattern[0] = l.pattern[2] = 0.0;
  assert_int_equal(tl_flow_optimise(&l.problem, NULL, &answer, &error), TL_ERR_INPUT);
}
/* A line in the place of the law, either way and behind a climb: what it passes by hand, and no answer but the bound.
 */
static void a_straight_pipe_passes_what_its_line_says(void **state) {
  (void)state;
  const double zrt_j_kg = 120e3, resistance = 2e10; /* Pa2 s/kg */
  for (int way = 0; way < 3; way++) {
    const double rise = way == 2 ? 300.0 : 0.0, s = 2.0 * 9.80665 * rise / zrt_j_kg;
    const tl_flow_node nodes[] = {{"A", 6e6, 6e6, 0.0}, {"B", 5e6, 7e6, rise}};
    const tl_flow_arc arcs[] = {{.id = "P",
                                 .kind = TL_FLOW_STRAIGHT_PIPE,
                                 .from = way == 1,
                                 .to = way != 1,
                                 .q_min_kg_s = -INFINITY,
                                 .q_max_kg_s = INFINITY,
                                 .resistance = resistance,
                                 .power_max_w = INFINITY}};
    const tl_flow_trade trades[] = {{"in", 0, 0.0, 1e5, 0.0}, {"out", 1, -1e5, 0.0, 1.0}};
    const tl_flow_problem p = {.nodes = nodes,
                               .arcs = arcs,
                               .trades = trades,
                               .node_count = 2,
                               .arc_count = 1,
                               .trade_count = 2,
                               .zrt_j_kg = way == 2 ? zrt_j_kg : 0.0,
                               .exponent = 0.2};
    tl_flow_answer *answer;
    tl_flow_summary y;
    tl_error e = {0};
    if (tl_flow_optimise(&p, NULL, &answer, &e) != TL_OK) fail_msg("%s", e.sentence);
    tl_flow_summary_of(answer, &y);
    const double column = s > 0.0 ? exp(s) : 1.0, wide = s > 0.0 ? (exp(s) - 1.0) / s : 1.0;
    assert_int_equal(y.status, TL_FLOW_NOT_REPRODUCED);
    assert_true(isnan(y.objective));
    assert_close_rel(y.bound, -(36e12 - column * 25e12) / (resistance * wide), 1e-8);
    tl_flow_answer_destroy(answer);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_straight_pipe_passes_what_its_line_says),
      cmocka_unit_test(belgian_network_has_its_published_optimum),
      cmocka_unit_test(derivatives_of_the_flow_program_equal_differences),
      cmocka_unit_test(prices_are_the_slopes_of_the_optimum),
      cmocka_unit_test(one_pipe_carries_its_closed_form),
      cmocka_unit_test(an_impossible_target_gives_the_nearest_one),
      cmocka_unit_test(next_to_no_drag_is_reproduced),
      cmocka_unit_test(what_the_simulator_does_not_reproduce_is_no_optimum),
      cmocka_unit_test(a_difference_that_is_no_number_is_no_small_one),
      cmocka_unit_test(a_narrowed_box_keeps_the_optimum),
      cmocka_unit_test(one_of_two_machines_runs_the_way_that_gas_must_go),
      cmocka_unit_test(a_multiple_without_a_given_largest_finds_the_true_limit),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
