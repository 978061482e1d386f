/* Operation of trees of lines: slopes, trying everything, trees that are lines in disguise, prices, and mistakes. */
#include "barrel.h"

/* Station 0 and its span, then a joint of two: a line of two stations over the hill, and one without machines whose
 * regulator lets gas down to 60 bar. */
static tl_line_piece low_piece; /* 90 km, level */

typedef struct tree {
  barrel b;
  tl_line_branch branches[4];
} tree;

static int make_pieces(void **state) {
  if (make_barrel_parts(state) != 0) return -1;
  low_piece = level_piece;
  low_piece.pipe.length_m = 90e3;
  return 0;
}

static void make_tree(tree *t, double q_kg_s, double branch_kg_s) {
  make_barrel(&t->b, 4, 3, q_kg_s);
  t->b.spans[1] = (tl_line_span){&low_piece, 1, 20.0};
  t->b.spans[2] = (tl_line_span){hill_pieces, 2, 0.0};
  t->b.spans[3] = (tl_line_span){&low_piece, 1, 0.0};
  t->b.stations[2].price = 1.4;
  t->b.stations[1].loss_in_pa = t->b.stations[2].loss_out_pa = 0.1e6;
  t->b.stations[3].units = 0;
  t->b.stations[3].turbo = NULL;
  t->b.stations[3].drive = NULL;
  t->b.stations[3].p_most_pa = 6e6;
  t->b.stations[3].regulates = true;
  t->branches[0] = (tl_line_branch){2, 0, branch_kg_s, 6.4e6};
  t->branches[1] = (tl_line_branch){3, 0, 30.0, 3e6};
  t->b.problem.branches = t->branches;
  t->b.problem.branch_count = 2;
  t->b.problem.p_out_pa = 6.2e6;
}

static void slopes_of_a_tree_equal_differences(void **state) {
  (void)state;
  tree t;
  make_tree(&t, 900.0, 400.0);
  const tl_line_operation o = {.units = {3, 0, 2, 0}, .p_out_pa = {9.7e6, 0.0, 9.2e6, 0.0}};
  tl_line_state s;
  tl_error error;
  assert_int_equal(tl_line_run(&t.b.problem, &o, &s, &error), TL_OK);
  assert_true(isfinite(s.cost));
  assert_true(s.p_behind_pa[0] == s.p_in_pa[1] && s.p_in_pa[1] == s.p_in_pa[2] && s.p_in_pa[2] == s.p_in_pa[3]);
  const double steps[] = {-2.0, -1.0, 1.0, 2.0};
  double c[4];
  for (size_t i = 0; i < 4; i += 2) {
    const double h = 1e-3 * o.p_out_pa[i];
    for (size_t k = 0; k < 4; k++) {
      tl_line_operation other = o;
      other.p_out_pa[i] += steps[k] * h;
      c[k] = cost_of(&t.b.problem, &other);
    }
    assert_close_rel(s.by_p_out_pa[i], difference(c, h), 1e-7);
  }
  for (size_t k = 0; k < 4; k++) {
    tl_line_problem other = t.b.problem;
    other.q_kg_s *= 1.0 + 1e-3 * steps[k];
    c[k] = cost_of(&other, &o);
  }
  assert_close_rel(s.by_q_kg_s, difference(c, 1e-3 * t.b.problem.q_kg_s), 1e-7);
}

/* Two equal lines behind a joint cost what one of them costs at double prices. */
static void two_equal_branches_are_one_line_at_double_price(void **state) {
  (void)state;
  tree t;
  barrel line;
  tl_error error;
  const double q = 900.0;
  tl_line_answer *a = malloc(sizeof *a), *b = malloc(sizeof *b);
  make_barrel(&t.b, 5, 3, q);
  t.branches[0] = (tl_line_branch){3, 0, 0.5 * q, t.b.problem.p_out_pa};
  t.b.problem.branches = t.branches;
  t.b.problem.branch_count = 1;
  make_barrel(&line, 3, 3, q);
  line.spans[0].offtake_kg_s = 0.5 * q;
  line.stations[1].price = line.stations[2].price = 2.0;
  assert_int_equal(tl_line_optimise(&t.b.problem, NULL, a, &error), TL_OK);
  assert_int_equal(tl_line_optimise(&line.problem, NULL, b, &error), TL_OK);
  assert_true(a->found && b->found && a->gap <= 1e-3 && b->gap <= 1e-3);
  assert_close_rel(a->state.cost, b->state.cost, 1e-3);
  assert_true(a->bound <= b->state.cost && b->bound <= a->state.cost);
  free(a);
  free(b);
}

static void holds_against_trying(const tl_line_problem *problem, double grid_pa, size_t *found, size_t *none) {
  tli_line_made line;
  tl_error error;
  tl_line_answer *a = malloc(sizeof *a);
  tl_line_options options;
  tl_line_options_default(&options);
  assert_int_equal(tl_line_optimise(problem, &options, a, &error), TL_OK);
  assert_int_equal(tli_line_make(problem, &line, &error), TL_OK);
  const double tried = least_by_trying(&line, 0, problem->p_in_pa, grid_pa);
  if (isfinite(tried)) {
    double pressure, energy;
    assert_true(a->found && a->gap <= options.gap);
    assert_true(a->bound <= tried * (1.0 + 1e-9));
    assert_true(a->state.cost <= tried * (1.0 + options.gap));
    assert_int_equal(tl_line_check(problem, &a->operation, &a->state, &pressure, &energy, &error), TL_OK);
    assert_true(pressure < 1e3 && energy < 1e-6);
  }
  *found += a->found;
  *none += a->none;
  if (a->none) assert_false(isfinite(tried));
  free(a);
}

static void a_tree_holds_against_trying_everything(void **state) {
  (void)state;
  const double flows[] = {600.0, 800.0, 950.0};
  size_t found = 0, none = 0;
  for (size_t f = 0; f < 3; f++) {
    tree t;
    make_tree(&t, flows[f], 0.45 * flows[f]);
    holds_against_trying(&t.b.problem, 0.5e5, &found, &none);
  }
  assert_true(found == 3);
}

/* Drawn trees: who follows whom, spans, prices, take-offs, joints with regulators, pressures at the ends. */
static void draw_tree(tree *t, uint64_t *seed) {
  const size_t count = 3 + (size_t)(2.0 * random_share(seed));
  make_barrel(&t->b, count, 1 + (size_t)(3.0 * random_share(seed)), 450.0 + 350.0 * random_share(seed));
  t->b.problem.branches = t->branches;
  t->b.problem.p_out_pa = (4.0 + 3.5 * random_share(seed)) * 1e6;
  double left = t->b.problem.q_kg_s;
  for (size_t i = 1; i < count; i++) {
    if (random_share(seed) < 0.5) t->b.spans[i] = (tl_line_span){&low_piece, 1, 0.0};
    t->b.stations[i].price = 0.5 + random_share(seed);
    if (random_share(seed) < 0.3) {
      t->b.stations[i].units = 0;
      t->b.stations[i].regulates = true;
      t->b.stations[i].p_most_pa = (5.0 + 4.0 * random_share(seed)) * 1e6;
    }
    if (random_share(seed) < 0.5) continue;
    const double q = left * (0.1 + 0.4 * random_share(seed));
    t->branches[t->b.problem.branch_count++] = (tl_line_branch){i, 0, q, (3.0 + 4.0 * random_share(seed)) * 1e6};
    left -= q;
  }
}

static void drawn_trees_hold_against_trying_everything(void **state) {
  (void)state;
  uint64_t seed = 5;
  size_t found = 0, none = 0, branched = 0;
  for (int round = 0; round < 60; round++) {
    tree t;
    draw_tree(&t, &seed);
    branched += t.b.problem.branch_count > 0;
    holds_against_trying(&t.b.problem, 1e5, &found, &none);
  }
  print_message("60 drawn: %zu with branches, %zu operated, %zu proved impossible\n", branched, found, none);
  assert_true(branched > 30 && found > 20 && none > 3);
}

/* What a branch asks at its end is paid by the station that lifts for it. */
static void an_end_that_binds_has_its_price(void **state) {
  (void)state;
  tree t;
  tl_error error;
  tl_line_answer *a = malloc(sizeof *a), *more = malloc(sizeof *more);
  tl_line_options options;
  tl_line_options_default(&options);
  options.gap = 1e-4;
  make_tree(&t, 900.0, 400.0);
  t.branches[0].p_out_pa = 8.2e6;
  assert_int_equal(tl_line_optimise(&t.b.problem, &options, a, &error), TL_OK);
  assert_true(a->found);
  assert_close(a->state.p_behind_pa[2], 8.2e6, 10.0);
  assert_string_equal(a->binds[2], "delivery");
  assert_true(a->by_branch_delivery[0] > 0.0);
  assert_true(a->by_branch_delivery[1] == 0.0); /* 30 bar are asked where a regulator gives 60 */
  assert_close(a->operation.p_out_pa[3], 6e6, 1.0);
  const double rise_pa = 0.5e5;
  t.branches[0].p_out_pa += rise_pa;
  assert_int_equal(tl_line_optimise(&t.b.problem, &options, more, &error), TL_OK);
  assert_close_rel(a->by_branch_delivery[0], (more->state.cost - a->state.cost) / rise_pa, 0.1);
  free(a);
  free(more);
}

static void what_no_tree_can_carry_is_proved_and_its_nearest_found(void **state) {
  (void)state;
  tree t;
  tl_error error;
  tl_line_answer *a = malloc(sizeof *a);
  make_tree(&t, 2400.0, 1000.0);
  assert_int_equal(tl_line_optimise(&t.b.problem, NULL, a, &error), TL_OK);
  assert_false(a->found);
  assert_true(a->none);
  assert_true(a->nearest_kg_s > 600.0 && a->nearest_kg_s < 2400.0);
  assert_true(a->in_the_way[0] != '\0');
  /* the multiple that was named is possible, all flows in proportion */
  const double share = a->nearest_kg_s / t.b.problem.q_kg_s;
  t.b.problem.q_kg_s *= share;
  t.b.spans[1].offtake_kg_s *= share;
  t.branches[0].q_kg_s *= share;
  t.branches[1].q_kg_s *= share;
  assert_int_equal(tl_line_optimise(&t.b.problem, NULL, a, &error), TL_OK);
  assert_true(a->found);
  /* an end above what comes to it is proved too, and named */
  make_tree(&t, 900.0, 400.0);
  t.branches[1].p_out_pa = 6.1e6;
  assert_int_equal(tl_line_optimise(&t.b.problem, NULL, a, &error), TL_OK);
  assert_true(a->none);
  assert_string_equal(a->in_the_way, "delivery");
  assert_int_equal(a->in_the_way_at, 4 + 2);
  free(a);
}

static void says(const tree *t, const char *words) {
  tl_line_state s;
  tl_error error;
  const tl_line_operation o = {.units = {0}};
  assert_int_equal(tl_line_run(&t->b.problem, &o, &s, &error), TL_ERR_INPUT);
  if (strstr(error.sentence, words) == NULL) print_message("%s\n", error.sentence);
  assert_non_null(strstr(error.sentence, words));
}

static void mistakes_of_a_tree_are_named(void **state) {
  (void)state;
  tree t;
  make_tree(&t, 900.0, 400.0);
  t.branches[1].first = 2;
  says(&t, "branch 2 begins at station 3 and leaves at the end of span 1");
  make_tree(&t, 900.0, 400.0);
  t.branches[0].from = 2;
  says(&t, "branch 1 begins at station 3 and leaves at the end of span 3");
  make_tree(&t, 900.0, -1.0);
  says(&t, "branch 1: flow -1 kg/s");
  make_tree(&t, 900.0, 400.0);
  t.branches[1].p_out_pa = NAN;
  says(&t, "branch 2: flow 30 kg/s (above 0, to 1e5) or pressure at the end nan bar");
  make_tree(&t, 900.0, 880.0);
  says(&t, "no gas is left before station 2: -10 kg/s");
  make_tree(&t, 900.0, 860.0);
  says(&t, "more gas leaves at the end of span 2 than comes there: 10 kg/s are short");
  make_tree(&t, 900.0, 400.0);
  t.b.spans[3].pieces = &short_piece;
  says(&t, "span 4 begins at a height of 150 m, where the span before it ends at 0 m");
  make_tree(&t, 900.0, 400.0);
  t.b.problem.branches = NULL;
  says(&t, "2 branches are named, but none is given");
  make_tree(&t, 900.0, 400.0);
  t.b.stations[1].turbo = NULL;
  says(&t, "station 2 needs a compressor map, a drive and 1 .. 16 units (0: no machines)");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(slopes_of_a_tree_equal_differences),
      cmocka_unit_test(two_equal_branches_are_one_line_at_double_price),
      cmocka_unit_test(a_tree_holds_against_trying_everything),
      cmocka_unit_test(drawn_trees_hold_against_trying_everything),
      cmocka_unit_test(an_end_that_binds_has_its_price),
      cmocka_unit_test(what_no_tree_can_carry_is_proved_and_its_nearest_found),
      cmocka_unit_test(mistakes_of_a_tree_are_named),
  };
  return cmocka_run_group_tests(tests, make_pieces, end_gas);
}
