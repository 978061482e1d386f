/* Proofs of infeasibility: what the search writes is read and holds, and what was changed in it is refused. */
#include "nominations.h"
#include "optimise/tli_search.h"

static bool reads(const tl_nominate_answer *a, const tli_proof *proof, size_t *at) {
  bool holds;
  tl_error error = {0};
  if (tli_proof_check(a->nomination, proof, &holds, at, &error) != TL_OK) fail_msg("%s", error.sentence);
  return holds;
}

/* A ring of pipes with a station and a sloping branch, asked for more than it can carry: tightening alone does not see
 * it, rows and splits are needed. */
static tl_nomination *ring(const tl_gas *gas, double q) {
  tl_nomination *n = test_nomination(gas);
  const tl_nominated_link pipe = pipe_of(60e3, 0.5), slim = pipe_of(80e3, 0.4);
  tl_nominated_link station = link_of(TL_CONTROL_STATION);
  station.ratio_max = 1.2;
  add_node(n, "in", 50, 65, -q);
  add_node_at(n, "left", 150.0, 30, 65, 0.2 * q);
  add_node(n, "right", 30, 65, 0.0);
  add_node(n, "after", 30, 70, 0.0);
  add_node_at(n, "out", 300.0, 40, 60, 0.8 * q);
  add_link(n, "in-left", "in", "left", &pipe);
  add_link(n, "in-right", "in", "right", &pipe);
  add_link(n, "s", "right", "after", &station);
  add_link(n, "left-out", "left", "out", &slim);
  add_link(n, "after-out", "after", "out", &slim);
  add_link(n, "across", "left", "right", &slim);
  return n;
}

/* The least q, to 1 %, that is proved infeasible lies above the largest that is solved, and nothing lies between. */
static void ring_is_classified_at_every_load(void **unused) {
  (void)unused;
  tl_gas *gas = test_gas();
  bool before = true;
  int changes = 0;
  for (double q = 20.0; q < 120.0; q *= 1.02) {
    tl_nomination *n = ring(gas, q);
    tl_nominate_answer *a = ask(n);
    assert_int_not_equal(tl_nominate_outcome(a), TL_NOT_SOLVED);
    const bool solved = tl_nominate_outcome(a) == TL_SOLVED;
    changes += solved != before;
    before = solved;
    tl_nominate_answer_destroy(a);
    tl_nomination_destroy(n);
  }
  assert_int_equal(changes, 1); /* more load never helps */
  tl_gas_destroy(gas);
}

static void changed_proofs_are_refused(void **unused) {
  (void)unused;
  tl_gas *gas = test_gas();
  size_t at, tried = 0, refused_bounds = 0;
  for (double q = 40.0; q < 120.0; q *= 1.05) {
    tl_nomination *n = ring(gas, q);
    tl_nominate_answer *a = ask(n);
    if (tl_nominate_outcome(a) == TL_INFEASIBLE) {
      tli_proof copy = a->proof;
      assert_true(reads(a, &copy, &at));
      assert_int_equal(at, copy.count);
      copy.count--; /* without its end */
      assert_false(reads(a, &copy, &at));
      copy.count++;
      for (size_t k = 0; k < copy.count; k++) {
        tli_step *step = &copy.steps[k];
        const tli_step kept = *step;
        if (step->kind == TLI_STEP_BOUND) { /* a bound that no law gives: tighter by 1 % */
          step->value += (step->upper ? -0.01 : 0.01) * (1.0 + fabs(step->value));
          refused_bounds += !reads(a, &copy, &at) && at == k;
          tried++;
        }
        *step = kept;
        if (step->kind == TLI_STEP_EMPTY || step->kind == TLI_STEP_ROWS) { /* the end of a box too early */
          const tli_step first = copy.steps[0];
          copy.steps[0] = kept;
          assert_false(k > 0 && reads(a, &copy, &at));
          copy.steps[0] = first;
        }
        if (step->kind == TLI_STEP_ROWS && step->count > 0) { /* a multiplier with the other sign */
          size_t largest = step->first;
          for (size_t t = step->first; t < step->first + step->count; t++)
            if (fabs(copy.terms[t].multiplier) > fabs(copy.terms[largest].multiplier)) largest = t;
          copy.terms[largest].multiplier *= -1.0;
          assert_false(reads(a, &copy, &at));
          copy.terms[largest].multiplier *= -1.0;
        }
        if (step->kind == TLI_STEP_FIT) { /* a line that is said to be closer than it is */
          copy.terms[step->first].multiplier *= 0.5;
          assert_false(reads(a, &copy, &at));
          copy.terms[step->first].multiplier *= 2.0;
        }
      }
      assert_true(reads(a, &copy, &at));
    }
    tl_nominate_answer_destroy(a);
    tl_nomination_destroy(n);
  }
  assert_true(tried > 50);
  assert_int_equal(refused_bounds, tried);
  tl_gas_destroy(gas);
}

/* At random states that keep all laws (a chain solved forward) no row of the relaxation and no bound may cut them off.
 */
static void relaxation_keeps_every_true_state(void **unused) {
  (void)unused;
  tl_gas *gas = test_gas();
  tl_nomination *n = ring(gas, 40.0);
  tl_nominate_answer *a = ask(n);
  assert_int_equal(tl_nominate_outcome(a), TL_SOLVED);
  tli_arena *arena = tli_arena_create(NULL);
  tl_error error;
  tli_model *m;
  tli_box box;
  assert_int_equal(tli_model_make(n, arena, &m, &error), TL_OK);
  assert_int_equal(tli_box_make(m, arena, &box, &error), TL_OK);
  tli_proof proof = {.arena = arena};
  assert_true(tli_propagate(m, &box, &proof));
  assert_true(proof.count > 0);
  for (size_t i = 0; i < m->node_count; i++) {
    double p;
    assert_int_equal(tl_nominate_node(a, i, &p, &error), TL_OK);
    assert_true(p * 1e-5 >= box.low[m->node_count + i] - 1e-4 && p * 1e-5 <= box.high[m->node_count + i] + 1e-4);
  }
  for (size_t k = 0; k < m->arc_count; k++) {
    tl_nominated_state s;
    assert_int_equal(tl_nominate_link(a, k, &s, &error), TL_OK);
    assert_true(s.q_kg_s >= box.low[2 * m->node_count + k] - 1e-4 &&
                s.q_kg_s <= box.high[2 * m->node_count + k] + 1e-4);
    if (m->arcs[k].kind != TLI_ARC_FRICTION) continue;
    const tli_arc *arc = &m->arcs[k]; /* the line with its slack holds what the simulator finds, to 1 Pa */
    const double left = tli_potential_at(&m->potential, s.p_from_pa * 1e-5, NULL, NULL) -
                        arc->a * tli_potential_at(&m->potential, s.p_to_pa * 1e-5, NULL, NULL) - arc->b;
    assert_close(left, arc->c * s.q_kg_s * fabs(s.q_kg_s), arc->slack + 1e-3);
  }
  tli_arena_destroy(arena);
  tl_nominate_answer_destroy(a);
  tl_nomination_destroy(n);
  tl_gas_destroy(gas);
}

/* A chain that carries its flow. Twice the balance of "b", with 1e30 and -1e30, gives nothing, but in 64 bits swallows
 * what that of "a" has of the flow between them: the rest would say that what comes to "a" is nothing. */
static void multipliers_that_cancel_prove_nothing(void **unused) {
  (void)unused;
  tl_gas *gas = test_gas();
  tl_nomination *n = test_nomination(gas);
  const tl_nominated_link pipe = pipe_of(20e3, 0.5);
  add_node(n, "in", 50, 65, -30.0);
  add_node(n, "a", 30, 65, 0.0);
  add_node(n, "b", 30, 65, 0.0);
  add_node(n, "out", 30, 60, 30.0);
  add_link(n, "in-a", "in", "a", &pipe);
  add_link(n, "a-b", "a", "b", &pipe);
  add_link(n, "b-out", "b", "out", &pipe);
  tl_nominate_answer *a = ask(n);
  assert_int_equal(tl_nominate_outcome(a), TL_SOLVED);
  tli_arena *arena = tli_arena_create(NULL);
  tl_error error;
  tli_model *m;
  tli_box box;
  size_t at;
  assert_int_equal(tli_model_make(n, arena, &m, &error), TL_OK);
  assert_int_equal(tli_box_make(m, arena, &box, &error), TL_OK);
  tli_proof proof = {.arena = arena};
  assert_true(tli_propagate(m, &box, &proof)); /* the flow is known in all three */
  const double y[] = {1e30, -1.0, -1e30};
  for (int t = 0; t < 3; t++)
    tli_proof_add_term(&proof, &(tli_term){{TLI_ROW_BALANCE, t == 1 ? 1 : 2, 0.0, 0.0}, y[t]});
  tli_proof_add(&proof, &(tli_step){.kind = TLI_STEP_ROWS, .count = 3});
  assert_false(reads(a, &proof, &at));
  assert_int_equal(at, proof.count - 1); /* all bounds follow */
  tli_arena_destroy(arena);
  tl_nominate_answer_destroy(a);
  tl_nomination_destroy(n);
  tl_gas_destroy(gas);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(ring_is_classified_at_every_load), cmocka_unit_test(changed_proofs_are_refused),
      cmocka_unit_test(multipliers_that_cancel_prove_nothing), cmocka_unit_test(relaxation_keeps_every_true_state)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
