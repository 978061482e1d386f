/* Nominations on networks small enough to be solved by hand, and the derivatives of the nonlinear program. */
#include "nominations.h"
#include "optimise/tli_nlp.h"

static double random_unit(uint64_t *state) {
  *state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
  return (double)(*state >> 11) * 0x1p-53;
}

/* ---- potential and program ------------------------------------------------------------------------------------------
 */

static void potential_equals_its_closed_form(void **unused) {
  (void)unused;
  tl_gas *gas = test_gas();
  tli_potential *t = calloc(1, sizeof *t);
  tl_error error;
  assert_non_null(t);
  assert_int_equal(tli_potential_make(gas, test_t_k, 100.0, t, &error), TL_OK);
  for (double p = 0.5; p < 100.0; p += 3.7) {
    double first, second, rho_first, rho_second;
    const double s = tli_potential_at(t, p, &first, &second), h = 1e-4 * p;
    /* The closed form subtracts near equals, worst at low pressure: 1e-8 of the value there. */
    assert_close_rel(s * t->scale, closed_potential(p * 1e5), 1e-8);
    assert_close_rel(first, (tli_potential_at(t, p + h, NULL, NULL) - tli_potential_at(t, p - h, NULL, NULL)) / (2 * h),
                     1e-7);
    double above, below;
    (void)tli_potential_at(t, p + h, &above, NULL);
    (void)tli_potential_at(t, p - h, &below, NULL);
    assert_close_rel(second, (above - below) / (2 * h), 1e-6);
    assert_close_rel(tli_potential_inverse(t, s), p, 1e-13);
    const double rho = tli_potential_density(t, p, &rho_first, &rho_second);
    assert_close_rel(rho * 1e5 / t->scale, first, 1e-14);
    assert_close_rel(rho_first * 1e5 / t->scale, second, 1e-14);
  }
  free(t);
  tl_gas_destroy(gas);
}

/* All kinds of row: sloping pipe, drag, fixed loss, join, valve, regulator, station with a ratio. */
static tl_nomination *every_kind(const tl_gas *gas) {
  tl_nomination *n = test_nomination(gas);
  add_node_at(n, "a", 0.0, 30, 70, -20.0);
  add_node_at(n, "b", 200.0, 30, 70, 0.0);
  add_node(n, "c", 30, 70, 0.0);
  add_node(n, "d", 30, 70, 0.0);
  add_node(n, "e", 30, 90, 4.0);
  add_node(n, "f", 30, 90, 0.0);
  add_node(n, "g", 5, 90, 16.0);
  const tl_nominated_link pipe = pipe_of(40e3, 0.5), join = link_of(TL_CONTROL_JOIN);
  add_link(n, "ab", "a", "b", &pipe);
  tl_nominated_link drag = link_of(TL_CONTROL_DRAG), loss = link_of(TL_CONTROL_LOSS);
  drag.drag = 20.0;
  drag.diameter_m = 0.4;
  loss.loss_pa = 5e4;
  add_link(n, "bc", "b", "c", &drag);
  add_link(n, "cd", "c", "d", &loss);
  tl_nominated_link station = link_of(TL_CONTROL_STATION), regulator = link_of(TL_CONTROL_REGULATOR);
  station.ratio_max = 1.6;
  station.loss_in_pa = station.loss_out_pa = 2e4;
  add_link(n, "de", "d", "e", &station);
  add_link(n, "ef", "e", "f", &join);
  add_link(n, "fg", "f", "g", &regulator);
  return n;
}

static void program_derivatives_equal_differences(void **unused) {
  (void)unused;
  tl_gas *gas = test_gas();
  tl_nomination *n = every_kind(gas);
  tli_arena *arena = tli_arena_create(NULL);
  tl_error error;
  tli_model *m;
  tli_nlp *nlp;
  assert_int_equal(tli_model_make(n, arena, &m, &error), TL_OK);
  const int mode[] = {0, 0, 0, TLI_WORKING, 0, TLI_WORKING};
  const tli_nlp_wish wish = {
      .mode = mode, .elastic = TLI_ELASTIC_LOADS | TLI_ELASTIC_PRESSURES | TLI_ELASTIC_LAWS, .smooth_share = 1.0};
  assert_int_equal(tli_nlp_make(m, &wish, arena, &nlp, &error), TL_OK);
  const size_t u = nlp->unknowns, rows = nlp->rows, curved = tli_nlp_hessian_entries(nlp, NULL, NULL);
  double *x = TLI_NEW_N(arena, double, u), *up = TLI_NEW_N(arena, double, rows), *down = TLI_NEW_N(arena, double, rows),
         *jacobian = TLI_NEW_N(arena, double, nlp->entries), *dense = TLI_NEW_N(arena, double, rows *u),
         *weights = TLI_NEW_N(arena, double, rows), *hessian = TLI_NEW_N(arena, double, curved),
         *square = TLI_NEW_N(arena, double, u *u), *g0 = TLI_NEW_N(arena, double, u), *g1 = TLI_NEW_N(arena, double, u);
  int *hr = TLI_NEW_N(arena, int, curved), *hc = TLI_NEW_N(arena, int, curved);
  (void)tli_nlp_hessian_entries(nlp, hr, hc);
  uint64_t seed = 7;
  for (int draw = 0; draw < 20; draw++) {
    for (size_t j = 0; j < u; j++)
      x[j] = j < 7 ? 20.0 + 50.0 * random_unit(&seed) : 40.0 * random_unit(&seed) - (j < 13 ? 20.0 : 0.0);
    for (size_t r = 0; r < rows; r++) weights[r] = random_unit(&seed) - 0.5;
    memset(dense, 0, rows * u * sizeof *dense);
    memset(square, 0, u * u * sizeof *square);
    tli_nlp_jacobian(nlp, x, jacobian);
    for (size_t e = 0; e < nlp->entries; e++)
      dense[(size_t)nlp->entry_row[e] * u + (size_t)nlp->entry_column[e]] += jacobian[e];
    tli_nlp_hessian(nlp, x, 0.7, weights, hessian);
    for (size_t e = 0; e < curved; e++) {
      assert_true(hr[e] >= hc[e]);
      square[(size_t)hr[e] * u + (size_t)hc[e]] += hessian[e];
      if (hr[e] != hc[e]) square[(size_t)hc[e] * u + (size_t)hr[e]] += hessian[e];
    }
    for (size_t j = 0; j < u; j++) {
      const double at = x[j], h = 1e-5 * (1.0 + fabs(at));
      for (int side = 0; side < 2; side++) {
        x[j] = side == 0 ? at + h : at - h;
        tli_nlp_constraints(nlp, x, side == 0 ? up : down);
        double *gradient = side == 0 ? g1 : g0; /* of the Lagrangian */
        tli_nlp_gradient(nlp, x, gradient);
        for (size_t k = 0; k < u; k++) gradient[k] *= 0.7;
        tli_nlp_jacobian(nlp, x, jacobian);
        for (size_t e = 0; e < nlp->entries; e++)
          gradient[nlp->entry_column[e]] += weights[nlp->entry_row[e]] * jacobian[e];
      }
      x[j] = at;
      /* Central differences: h^2 times third derivatives, and rounding over h: 1e-7 of the size 1 of the rows. The
       * fixed loss bends within 1 kg/s: its third derivative is the largest. */
      for (size_t r = 0; r < rows; r++) assert_close(dense[r * u + j], (up[r] - down[r]) / (2 * h), 2e-7);
      for (size_t k = 0; k < u; k++) assert_close(square[k * u + j], (g1[k] - g0[k]) / (2 * h), 2e-7);
    }
  }
  tli_arena_destroy(arena);
  tl_nomination_destroy(n);
  tl_gas_destroy(gas);
}

/* ---- answers by hand ------------------------------------------------------------------------------------------------
 */

static tl_nomination *one_pipe(const tl_gas *gas, double q) {
  tl_nomination *n = test_nomination(gas);
  const tl_nominated_link pipe = pipe_of(100e3, 0.6);
  add_node(n, "in", 40, 60, -q);
  add_node(n, "out", 40, 60, q);
  add_link(n, "p", "in", "out", &pipe);
  return n;
}

/* What a cure cuts is held against a lower bound under any setting. One exit behind one pipe: the bound is the size of
 * the cure, within the 2 % to which it is closed in on. Two exits at the end of it: each may be cut by the bound, so
 * half of what is short in all is shown, and no more than that is. */
static void cures_are_held_against_a_lower_bound(void **unused) {
  (void)unused;
  tl_gas *gas = test_gas();
  const double most = most_flow(100e3, 0.6, 60, 40), asked = 1.2 * most;
  for (int exits = 1; exits <= 2; exits++) {
    tl_nomination *n = test_nomination(gas);
    const tl_nominated_link pipe = pipe_of(100e3, 0.6), joint = link_of(TL_CONTROL_JOIN);
    add_node(n, "in", 40, 60, -asked);
    add_node(n, "end", 40, 60, exits == 1 ? asked : 0.5 * asked);
    add_link(n, "p", "in", "end", &pipe);
    if (exits == 2) {
      add_node(n, "beside", 1, 100, 0.5 * asked);
      add_link(n, "joint", "end", "beside", &joint);
    }
    tl_nominate_answer *a = ask(n);
    assert_int_equal(tl_nominate_outcome(a), TL_INFEASIBLE);
    double bound = NAN, size = NAN;
    for (size_t c = 0; c < tl_nominate_cures(a); c++)
      if (!isnan(tl_nominate_cure_at_least(a, c))) {
        bound = tl_nominate_cure_at_least(a, c);
        size = tl_nominate_cure_size(a, c, NULL);
      }
    print_message("%d exits: %.4f kg/s short; the cure cuts %.4f, at least %.4f\n", exits, asked - most, size, bound);
    assert_close(size, asked - most, 1e-3 * most);
    assert_true(bound <= (asked - most) * (1.0 + 1e-6) && bound <= size);
    assert_true(bound >= (exits == 1 ? 0.95 : 0.45) * (asked - most));
    tl_nominate_answer_destroy(a);
    tl_nomination_destroy(n);
  }
  tl_gas_destroy(gas);
}

static void pipe_carries_what_its_closed_form_says_and_no_more(void **unused) {
  (void)unused;
  tl_gas *gas = test_gas();
  const double most = most_flow(100e3, 0.6, 60, 40);
  tl_nomination *below = one_pipe(gas, 0.999 * most), *above = one_pipe(gas, 1.001 * most);
  tl_nominate_answer *yes = ask(below), *no = ask(above);
  assert_int_equal(tl_nominate_outcome(yes), TL_SOLVED);
  double p;
  tl_error error;
  assert_int_equal(tl_nominate_node(yes, 1, &p, &error), TL_OK);
  assert_true(p >= 40e5 - 1.0);
  assert_int_equal(tl_nominate_outcome(no), TL_INFEASIBLE);
  const tl_reason *r = tl_nominate_reason(no);
  assert_string_equal(r->where_id, "p");
  assert_string_equal(r->code, "pressure_bounds");
  assert_int_equal(tl_nominate_node(no, 1, &p, &error), TL_ERR_NO_ANSWER);
  /* The cure in loads is what the pipe cannot carry; the smoothing of q|q| is worth 1 mbar, 1e-4 of the flow. */
  assert_true(tl_nominate_cures(no) >= 1);
  assert_string_equal(r->unit, "kg/s");
  assert_close(r->value, 0.001 * most, 2e-4 * most);
  tl_nominate_answer_destroy(yes);
  tl_nominate_answer_destroy(no);
  tl_nomination_destroy(below);
  tl_nomination_destroy(above);
  tl_gas_destroy(gas);
}

/* Two such pipes with a station between: each may carry what falls from 60 to 40 bar, if the station may lift by 1.5.
 */
static void station_lifts_within_its_ratio(void **unused) {
  (void)unused;
  tl_gas *gas = test_gas();
  const double most = most_flow(100e3, 0.6, 60, 40), q = 0.99 * most;
  const double ratios[] = {0.0, 1.6, 1.2}; /* needed: a little below 1.5 */
  for (int k = 0; k < 3; k++) {
    tl_nomination *n = test_nomination(gas);
    const tl_nominated_link pipe = pipe_of(100e3, 0.6);
    tl_nominated_link station = link_of(TL_CONTROL_STATION);
    station.ratio_max = ratios[k];
    add_node(n, "in", 40, 60, -q);
    add_node(n, "suction", 40, 60, 0.0);
    add_node(n, "discharge", 40, 60, 0.0);
    add_node(n, "out", 40, 60, q);
    add_link(n, "p1", "in", "suction", &pipe);
    add_link(n, "s", "suction", "discharge", &station);
    add_link(n, "p2", "discharge", "out", &pipe);
    tl_nominate_answer *a = ask(n);
    assert_int_equal(tl_nominate_outcome(a), k == 2 ? TL_INFEASIBLE : TL_SOLVED);
    if (k < 2) {
      tl_nominated_state s;
      tl_error error;
      assert_int_equal(tl_nominate_link(a, 1, &s, &error), TL_OK);
      assert_string_equal(s.mode, "working");
      assert_true(s.p_to_pa > 1.4 * s.p_from_pa);
    }
    tl_nominate_answer_destroy(a);
    tl_nomination_destroy(n);
  }
  tl_gas_destroy(gas);
}

/* A low-pressure exit behind a regulator or behind a valve: only the regulator serves. */
static void regulator_serves_where_a_valve_cannot(void **unused) {
  (void)unused;
  tl_gas *gas = test_gas();
  for (int k = 0; k < 2; k++) {
    tl_nomination *n = test_nomination(gas);
    const tl_nominated_link pipe = pipe_of(1e3, 0.3),
                            control = link_of(k == 0 ? TL_CONTROL_REGULATOR : TL_CONTROL_VALVE);
    add_node(n, "in", 50, 60, -2.0);
    add_node(n, "low", 1, 8, 0.0);
    add_node(n, "out", 3, 8, 2.0);
    add_link(n, "v", "in", "low", &control);
    add_link(n, "p", "low", "out", &pipe);
    tl_nominate_answer *a = ask(n);
    assert_int_equal(tl_nominate_outcome(a), k == 0 ? TL_SOLVED : TL_INFEASIBLE);
    tl_nominate_answer_destroy(a);
    tl_nomination_destroy(n);
  }
  tl_gas_destroy(gas);
}

/* Two routes, one of which has room; the group of decisions opens one of them. Then the good one is taken away. */
static void decisions_choose_the_route_that_serves(void **unused) {
  (void)unused;
  tl_gas *gas = test_gas();
  const double most = most_flow(100e3, 0.6, 60, 40);
  for (int k = 0; k < 2; k++) {
    tl_nomination *n = test_nomination(gas);
    const tl_nominated_link wide = pipe_of(100e3, k == 0 ? 0.6 : 0.55), narrow = pipe_of(100e3, 0.4),
                            valve = link_of(TL_CONTROL_VALVE);
    add_node(n, "in", 40, 60, -0.95 * most);
    add_node(n, "w", 1, 60, 0.0);
    add_node(n, "s", 1, 60, 0.0);
    add_node(n, "out", 40, 60, 0.95 * most);
    add_link(n, "vs", "in", "s", &valve);
    add_link(n, "vw", "in", "w", &valve);
    add_link(n, "narrow", "s", "out", &narrow);
    add_link(n, "wide", "w", "out", &wide);
    tl_error error;
    for (int d = 0; d < 2; d++) {
      assert_int_equal(tl_nomination_add_decision(n, d == 0 ? "by narrow" : "by wide", d == 0, &error), TL_OK);
      assert_int_equal(tl_nomination_add_choice(n, "vs", d == 0, 0, &error), TL_OK);
      assert_int_equal(tl_nomination_add_choice(n, "vw", d == 1, 0, &error), TL_OK);
    }
    tl_nominate_answer *a = ask(n);
    assert_int_equal(tl_nominate_outcome(a), k == 0 ? TL_SOLVED : TL_INFEASIBLE);
    tl_nominated_state s;
    if (k == 0) {
      assert_int_equal(tl_nominate_link(a, 1, &s, &error), TL_OK);
      assert_string_equal(s.mode, "open");
      assert_int_equal(tl_nominate_link(a, 0, &s, &error), TL_OK);
      assert_string_equal(s.mode, "closed");
    } else {
      assert_true(tl_nominate_effort_of(a)->proof_steps > 0);
    }
    tl_nominate_answer_destroy(a);
    tl_nomination_destroy(n);
  }
  tl_gas_destroy(gas);
}

static void imbalance_is_named_with_its_size(void **unused) {
  (void)unused;
  tl_gas *gas = test_gas();
  tl_nomination *n = test_nomination(gas);
  const tl_nominated_link pipe = pipe_of(10e3, 0.6);
  add_node(n, "in", 40, 60, -12.0);
  add_node(n, "out", 40, 60, 10.0);
  add_link(n, "p", "in", "out", &pipe);
  tl_nominate_answer *a = ask(n);
  assert_int_equal(tl_nominate_outcome(a), TL_INFEASIBLE);
  assert_string_equal(tl_nominate_reason(a)->code, "flow_imbalance");
  assert_close(tl_nominate_reason(a)->value, 2.0, 1e-12);
  tl_nominate_answer_destroy(a);
  tl_nomination_destroy(n);
  tl_gas_destroy(gas);
}

/* ---- random chains against reachable pressures ----------------------------------------------------------------------
 */

enum { LINKS = 6 };

/* Along a chain all flows are known, and the pressures that can be reached at each node are an interval: a level pipe
 * lowers s by c q^2, a station may raise it by any amount, a regulator lower it. */
static double chain_room(const double *low, const double *high, const double *drop, const double *flow,
                         const int *kind) {
  double reach_low = closed_potential(low[0] * 1e5), reach_high = closed_potential(high[0] * 1e5), room = 1e300;
  for (int k = 0; k < LINKS; k++) {
    if (kind[k] == 0) {
      reach_low -= drop[k];
      reach_high -= drop[k];
    }
    const double floor_s = closed_potential(low[k + 1] * 1e5), roof = closed_potential(high[k + 1] * 1e5);
    if (kind[k] != 0 && flow[k] == 0.0) { /* shut: it parts the pressures */
      reach_low = floor_s;
      reach_high = roof;
    }
    if (kind[k] == 1) reach_high = roof > reach_high ? roof : reach_high;
    if (kind[k] == 2) reach_low = floor_s < reach_low ? floor_s : reach_low;
    room = fmin(room, fmin(reach_high - floor_s, roof - reach_low));
    reach_low = fmax(reach_low, floor_s);
    reach_high = fmin(reach_high, roof);
  }
  return room;
}

static void random_chains_agree_with_their_reachable_pressures(void **unused) {
  (void)unused;
  tl_gas *gas = test_gas();
  uint64_t seed = 42;
  int solved = 0, infeasible = 0;
  for (int draw = 0; draw < 300; draw++) {
    double low[LINKS + 1], high[LINKS + 1], drop[LINKS], flow[LINKS], load[LINKS + 1], q = 0.0;
    int kind[LINKS];
    tl_nomination *n = test_nomination(gas);
    for (int i = 0; i <= LINKS; i++) {
      low[i] = 20.0 + 20.0 * random_unit(&seed);
      high[i] = low[i] + 5.0 + 30.0 * random_unit(&seed);
      load[i] = i > 0 && random_unit(&seed) < 0.7 ? 15.0 * random_unit(&seed) : 0.0;
      q += load[i];
    }
    char id[2] = "a", next[2] = "b", link_id[2] = "0";
    for (int i = 0; i <= LINKS; i++, id[0]++) add_node(n, id, low[i], high[i], i == 0 ? -q : load[i]);
    id[0] = 'a';
    for (int k = 0; k < LINKS; k++, id[0]++, next[0]++, link_id[0]++) {
      const double length = 1e3 + 60e3 * random_unit(&seed), u = random_unit(&seed);
      kind[k] = u < 0.6 ? 0 : u < 0.8 ? 1 : 2;
      const tl_nominated_link pipe = pipe_of(length, 0.4);
      tl_nominated_link control = link_of(kind[k] == 1 ? TL_CONTROL_STATION : TL_CONTROL_REGULATOR);
      drop[k] = closed_coefficient(length, 0.4) * q * q;
      add_link(n, link_id, id, next, kind[k] == 0 ? &pipe : &control);
      flow[k] = q;
      q -= load[k + 1];
      if (q < 1e-9) q = 0.0;
    }
    /* 0.02 bar at 40 bar are worth 0.02e5 Pa * 34 kg/m3: nearer to the limit the two need not agree. */
    const double room = chain_room(low, high, drop, flow, kind), near = 0.02e5 * 34.0;
    tl_nominate_answer *a = ask(n);
    if (room > near && tl_nominate_outcome(a) != TL_SOLVED)
      fail_msg("chain %d has room, but: %s", draw, tl_nominate_reason(a)->sentence);
    if (room < -near && tl_nominate_outcome(a) != TL_INFEASIBLE)
      fail_msg("chain %d has no room, but is not infeasible", draw);
    solved += tl_nominate_outcome(a) == TL_SOLVED;
    infeasible += tl_nominate_outcome(a) == TL_INFEASIBLE;
    tl_nominate_answer_destroy(a);
    tl_nomination_destroy(n);
  }
  assert_true(solved > 30 && infeasible > 30);
  tl_gas_destroy(gas);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(potential_equals_its_closed_form),
      cmocka_unit_test(program_derivatives_equal_differences),
      cmocka_unit_test(pipe_carries_what_its_closed_form_says_and_no_more),
      cmocka_unit_test(cures_are_held_against_a_lower_bound),
      cmocka_unit_test(station_lifts_within_its_ratio),
      cmocka_unit_test(regulator_serves_where_a_valve_cannot),
      cmocka_unit_test(decisions_choose_the_route_that_serves),
      cmocka_unit_test(imbalance_is_named_with_its_size),
      cmocka_unit_test(random_chains_agree_with_their_reachable_pressures),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
