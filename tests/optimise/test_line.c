/* Operation of a line: slopes against differences, enclosures against random points, optimum and bound against trying
 * everything on a grid, the gun barrel of twenty stations. */
#include <time.h>

#include "barrel.h"

/* Four spans that differ, with a hill and a take-off, two stations with losses in their piping,
 * one with colder gas. */
static void make_hilly(barrel *b, double q_kg_s) {
  make_barrel(b, 4, 3, q_kg_s);
  b->spans[1] = (tl_line_span){hill_pieces, 2, 60.0};
  b->spans[2] = (tl_line_span){&short_piece, 1, 0.0};
  b->spans[3] = (tl_line_span){&short_piece, 1, 0.0};
  b->stations[2].price = 1.4;
  b->stations[1].p_most_pa = 9.4e6;
  b->stations[0].loss_in_pa = b->stations[3].loss_out_pa = 0.1e6;
  b->stations[1].t_k = 281.0;
  b->stations[2].loss_in_pa = b->stations[2].loss_out_pa = 0.08e6;
  b->problem.p_out_pa = 6.2e6;
}

/* ---- slopes ------------------------------------------------------------------------------------------------------ */

static void slopes_by_the_adjoint_equal_differences(void **state) {
  (void)state;
  barrel b;
  make_hilly(&b, 700.0);
  const tl_line_operation o = {.units = {3, 2, 0, 2}, .p_out_pa = {9.6e6, 9.3e6, 0.0, 9.0e6}};
  tl_line_state s;
  tl_error error;
  assert_int_equal(tl_line_run(&b.problem, &o, &s, &error), TL_OK);
  assert_true(isfinite(s.cost));
  const double steps[] = {-2.0, -1.0, 1.0, 2.0};
  double c[4], largest = 0.0;
  for (size_t i = 0; i < 4; i++) largest = fmax(largest, fabs(s.by_p_out_pa[i]));
  for (size_t i = 0; i < 4; i++) {
    if (o.units[i] == 0) continue;
    const double h = 1e-3 * o.p_out_pa[i];
    for (size_t k = 0; k < 4; k++) {
      tl_line_operation other = o;
      other.p_out_pa[i] += steps[k] * h;
      c[k] = cost_of(&b.problem, &other);
    }
    assert_close(s.by_p_out_pa[i], difference(c, h), 1e-7 * largest);
  }
  for (size_t k = 0; k < 4; k++) {
    tl_line_problem other = b.problem;
    other.p_in_pa *= 1.0 + 1e-3 * steps[k];
    c[k] = cost_of(&other, &o);
  }
  assert_close_rel(s.by_p_in_pa, difference(c, 1e-3 * b.problem.p_in_pa), 1e-7);
  for (size_t k = 0; k < 4; k++) {
    tl_line_problem other = b.problem;
    other.q_kg_s *= 1.0 + 1e-3 * steps[k];
    c[k] = cost_of(&other, &o);
  }
  assert_close_rel(s.by_q_kg_s, difference(c, 1e-3 * b.problem.q_kg_s), 1e-7);
}

/* Random boxes, random points: slopes lie within, and no point that can run lies in a box said to have none. */
static void enclosures_hold_at_every_point(void **state) {
  (void)state;
  barrel b;
  tli_line_made line;
  tl_error error;
  uint64_t seed = 11;
  size_t inside = 0, empty = 0;
  for (int round = 0; round < 3000; round++) {
    make_barrel(&b, 1, 4, 300.0 + 800.0 * random_share(&seed));
    b.stations[0].loss_in_pa = round % 2 * 0.1e6;
    b.stations[0].loss_out_pa = round % 3 * 0.05e6;
    assert_int_equal(tli_line_make(&b.problem, &line, &error), TL_OK);
    const double width = 1e3 + 9e4 * random_share(&seed), low = 50e5 + 35e5 * random_share(&seed),
                 to = low * (1.02 + 0.6 * random_share(&seed));
    const size_t units = 1 + (size_t)(4.0 * random_share(&seed));
    const tli_suction a = tli_line_suction(&line, 0, low), c = tli_line_suction(&line, 0, low + width);
    tli_range by_s, by_d;
    const bool can = tli_line_enclose(&line, 0, units, &a, &c, to, to + width, &by_s, &by_d);
    empty += !can;
    for (int k = 0; k < 8; k++) {
      const tli_suction at = tli_line_suction(&line, 0, low + width * random_share(&seed));
      const tli_lift l = tli_line_lift(&line, 0, units, &at, to + width * random_share(&seed));
      if (l.stop != NULL) continue;
      assert_true(can);
      inside++;
      const double margin_s = 1e-9 * fabs(l.by_suction), margin_d = 1e-9 * fabs(l.by_discharge);
      assert_true(l.by_suction >= by_s.low - margin_s && l.by_suction <= by_s.high + margin_s);
      assert_true(l.by_discharge >= by_d.low - margin_d && l.by_discharge <= by_d.high + margin_d);
    }
  }
  assert_true(inside > 2000 && empty > 200);
}

/* ---- the optimum ------------------------------------------------------------------------------------------------- */

static void optimum_and_bound_hold_against_trying_everything(void **state) {
  (void)state;
  const double flows[] = {520.0, 640.0, 760.0, 830.0};
  for (size_t f = 0; f < 4; f++) {
    barrel b;
    tli_line_made line;
    tl_error error;
    make_hilly(&b, flows[f]);
    b.problem.count = 3;
    tl_line_answer *a = malloc(sizeof *a);
    assert_int_equal(tl_line_optimise(&b.problem, NULL, a, &error), TL_OK);
    assert_int_equal(tli_line_make(&b.problem, &line, &error), TL_OK);
    const double tried = least_by_trying(&line, 0, b.problem.p_in_pa, 0.5e5);
    assert_true(a->found);
    assert_true(a->gap <= 1e-3);
    assert_true(a->bound <= tried * (1.0 + 1e-9));      /* nothing tried is below the bound */
    assert_true(a->state.cost <= tried * (1.0 + 1e-3)); /* nothing tried is much better than the answer */
    double pressure, energy;
    assert_int_equal(tl_line_check(&b.problem, &a->operation, &a->state, &pressure, &energy, &error), TL_OK);
    assert_true(pressure < 1e3 && energy < 1e-6);
    free(a);
  }
}

/* 2,600 km, twenty stations of four units of 16 MW. */
static void gun_barrel_is_certified_to_a_thousandth(void **state) {
  (void)state;
  const double flows[] = {700.0, 850.0, 1000.0};
  tl_line_answer *a = malloc(sizeof *a);
  for (size_t f = 0; f < 3; f++) {
    barrel b;
    tl_error error;
    make_barrel(&b, 20, 4, flows[f]);
    const clock_t begin = clock();
    assert_int_equal(tl_line_optimise(&b.problem, NULL, a, &error), TL_OK);
    const double seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;
    assert_true(a->found && a->complete);
    assert_true(a->gap <= 1e-3);
    assert_true(a->bound <= a->state.cost);
    assert_true(a->always_most_state.fits);
    assert_true(a->state.cost <= a->always_most_state.cost);
    double pressure, energy;
    assert_int_equal(tl_line_check(&b.problem, &a->operation, &a->state, &pressure, &energy, &error), TL_OK);
    assert_true(pressure < 1e3); /* 0.01 bar: the simulator's isothermal core integrates rho dp otherwise */
    assert_true(energy < 1e-6);
    print_message(
        "%4.0f kg/s: %.1f MW of fuel, %.2f %% less than always 98.1 bar, gap %.3f %%, %.2f s, simulator within "
        "%.0f Pa\n",
        flows[f], 1e-6 * a->state.cost, 100.0 * (1.0 - a->state.cost / a->always_most_state.cost), 100.0 * a->gap,
        seconds, pressure);
  }
  free(a);
}

/* One unit with the flow of four is far beyond its choke line, where the fits give no speed: that is known of a box of
 * any width, and costs no rounds. */
static void what_is_far_from_the_map_is_known_at_once(void **state) {
  (void)state;
  barrel b;
  tli_line_made line;
  tl_error error;
  make_barrel(&b, 1, 4, 1150.0);
  assert_int_equal(tli_line_make(&b.problem, &line, &error), TL_OK);
  for (double width = 1e3; width < 2e5; width *= 3.0)
    for (double low = 3e6; low < 6e6; low += 0.5e6) {
      const tli_suction a = tli_line_suction(&line, 0, low), c = tli_line_suction(&line, 0, low + width);
      tli_range by_s, by_d;
      assert_false(tli_line_enclose(&line, 0, 1, &a, &c, 1.1 * low, 1.1 * low + width, &by_s, &by_d));
    }
}

/* The price of the border pressure is what a little more of it costs, the units being the same. */
static void shadow_prices_are_what_a_little_more_costs(void **state) {
  (void)state;
  barrel b;
  tl_error error;
  tl_line_answer *a = malloc(sizeof *a), *more = malloc(sizeof *more);
  tl_line_options options;
  tl_line_options_default(&options);
  options.gap = 2e-4;
  options.most_rounds = 7;
  make_barrel(&b, 3, 4, 1000.0);
  b.problem.p_out_pa = 7.2e6;
  assert_int_equal(tl_line_optimise(&b.problem, &options, a, &error), TL_OK);
  assert_true(a->found);
  assert_string_equal(a->binds[0], "pressure");
  assert_true(a->by_p_most[0] < 0.0);
  assert_string_equal(a->binds[2], "delivery");
  assert_true(a->by_delivery > 0.0);
  const double rise_pa = 0.5e5;
  b.problem.p_out_pa += rise_pa;
  assert_int_equal(tl_line_optimise(&b.problem, &options, more, &error), TL_OK);
  assert_close_rel(a->by_delivery, (more->state.cost - a->state.cost) / rise_pa, 0.1);
  free(a);
  free(more);
}

static void an_impossible_flow_is_proved_and_the_nearest_is_found(void **state) {
  (void)state;
  barrel b;
  tl_error error;
  tl_line_answer *a = malloc(sizeof *a);
  make_barrel(&b, 6, 4, 2500.0);
  assert_int_equal(tl_line_optimise(&b.problem, NULL, a, &error), TL_OK);
  assert_false(a->found);
  assert_true(a->none);
  assert_true(a->nearest_kg_s > 800.0 && a->nearest_kg_s < 2500.0);
  assert_true(a->in_the_way[0] != '\0');
  double q, most;
  b.problem.q_kg_s = 900.0;
  assert_int_equal(tl_line_capacity(&b.problem, NULL, &q, &most, a, &error), TL_OK);
  assert_true(a->found && a->state.fits);
  assert_true(q > 900.0 && most > q);
  assert_true(most < 1.05 * q); /* proved within five per cent; the cells are coarse there */
  free(a);
}

static bool stop_later(void *context, const char *name, double done) {
  (void)done;
  assert_string_equal(name, "optimise");
  size_t *left = context;
  return (*left)-- > 0;
}

static void a_stopped_run_hands_back_the_best_so_far_with_its_bound(void **state) {
  (void)state;
  barrel b;
  tl_error error;
  tl_line_answer *a = malloc(sizeof *a);
  size_t left = 6; /* one round of four stations, and a part of the next */
  const tl_progress progress = {stop_later, &left};
  tl_line_options options;
  tl_line_options_default(&options);
  options.gap = 1e-9;
  options.progress = &progress;
  make_hilly(&b, 700.0);
  assert_int_equal(tl_line_optimise(&b.problem, &options, a, &error), TL_OK);
  assert_false(a->complete);
  assert_true(a->found && a->bound > 0.0 && a->bound <= a->state.cost && a->gap < 0.1);
  left = 0;
  assert_int_equal(tl_line_optimise(&b.problem, &options, a, &error), TL_OK);
  assert_false(a->complete);
  assert_true(a->found && a->gap == 1.0); /* that of the largest pressures, with nothing proved */
  b.problem.kappa = 0.9;
  assert_int_equal(tl_line_optimise(&b.problem, NULL, a, &error), TL_ERR_INPUT);
  assert_non_null(strstr(error.sentence, "kappa 0.9 (1.01 .. 3)"));
  free(a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(slopes_by_the_adjoint_equal_differences),
      cmocka_unit_test(enclosures_hold_at_every_point),
      cmocka_unit_test(optimum_and_bound_hold_against_trying_everything),
      cmocka_unit_test(gun_barrel_is_certified_to_a_thousandth),
      cmocka_unit_test(what_is_far_from_the_map_is_known_at_once),
      cmocka_unit_test(shadow_prices_are_what_a_little_more_costs),
      cmocka_unit_test(an_impossible_flow_is_proved_and_the_nearest_is_found),
      cmocka_unit_test(a_stopped_run_hands_back_the_best_so_far_with_its_bound),
  };
  return cmocka_run_group_tests(tests, make_barrel_parts, end_gas);
}
