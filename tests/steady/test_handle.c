/* Claims about a handle: the same question has the same answer to the last bit whatever was asked before, and memory
 * may run out anywhere on the core's way, by every rung of its ladder and every kind of proof. */
#include "out_of_memory.h"
#include "random_nets.h"
#include "steady/tli_core.h"

/* ---- no memory of earlier questions ------------------------------------------------------------------------------
 */

/* The same input gives the same bits, whatever the handle has solved before: A, B, A on networks with controls. */
static void an_answer_does_not_depend_on_earlier_ones(void **state) {
  (void)state;
  tl_gas *gas = natural_gas();
  uint64_t seed = 5;
  int compared = 0;
  for (int k = 0; k < 100; k++) {
    net n = begin();
    tl_error error;
    double p[MOST_NODES];
    random_net(&n, &seed, true, k % 4 == 3);
    const tl_outcome first = solve(&n, gas);
    const size_t nodes = n.network->node_count;
    if (first == TL_SOLVED && n.steady->by_core) {
      for (size_t i = 0; i < nodes; i++) n.boundary[i].withdrawal_kg_s *= 0.3;
      must(tl_steady_solve(n.steady, n.boundary, &error), &error);
      for (size_t i = 0; i < nodes; i++) n.boundary[i].withdrawal_kg_s *= 2.0;
      must(tl_steady_solve(n.steady, n.boundary, &error), &error);
      tl_boundary again[MOST_NODES];
      memcpy(again, n.boundary, sizeof again);
      const tl_outcome high = tl_steady_outcome(n.steady);
      for (size_t i = 0; i < nodes && high == TL_SOLVED; i++) p[i] = p_at(&n, i);
      for (size_t i = 0; i < nodes; i++) n.boundary[i].withdrawal_kg_s *= 0.1;
      must(tl_steady_solve(n.steady, n.boundary, &error), &error);
      must(tl_steady_solve(n.steady, again, &error), &error);
      assert_int_equal(tl_steady_outcome(n.steady), high);
      for (size_t i = 0; i < nodes && high == TL_SOLVED; i++) assert_true(p_at(&n, i) == p[i]);
      compared += high == TL_SOLVED;
    }
    end(&n);
  }
  print_message("%d networks compared\n", compared);
  assert_true(compared > 3);
  tl_gas_destroy(gas);
}

/* Solves what n asks, and gives the first bits of it: outcome and pressures. */
static tl_outcome ask(net *n, double share, double *p) {
  tl_error error;
  tl_boundary asked[64];
  memcpy(asked, n->boundary, sizeof asked);
  for (size_t i = 0; i < tl_network_nodes(n->network); i++) asked[i].withdrawal_kg_s *= share;
  must(tl_steady_solve(n->steady, asked, &error), &error);
  const tl_outcome outcome = tl_steady_outcome(n->steady);
  for (size_t i = 0; i < tl_network_nodes(n->network) && outcome == TL_SOLVED; i++) p[i] = p_at(n, i);
  return outcome;
}

/* Passive and with controls, at one temperature and with heat, by the core and by the general solver alone: what a
 * fresh handle says, one that has answered something else says too. */
static void a_used_handle_answers_as_a_fresh_one(void **state) {
  (void)state;
  tl_gas *gas = natural_gas();
  uint64_t seed = 77;
  int compared = 0;
  for (int k = 0; k < 60; k++) {
    net n = begin();
    tl_error error;
    double fresh[MOST_NODES] = {0}, used[MOST_NODES] = {0}, other[MOST_NODES];
    random_net(&n, &seed, k % 3 != 0, k % 4 == 3);
    must(tl_network_freeze(n.network, &error), &error);
    tl_steady_options options;
    tl_steady_options_default(&options);
    options.isothermal_t_k = k % 5 < 2 ? 0.0 : 288.15;
    must(tl_steady_create(n.network, gas, &options, &n.steady, &error), &error);
    n.steady->without_core = k % 5 == 2;
    const tl_outcome first = ask(&n, 0.6, fresh);
    (void)ask(&n, 0.2, other);
    (void)ask(&n, 1.0, other);
    assert_int_equal(ask(&n, 0.6, used), first);
    const size_t nodes = tl_network_nodes(n.network);
    for (size_t i = 0; i < nodes && first == TL_SOLVED; i++) assert_true(used[i] == fresh[i]);
    compared += first == TL_SOLVED;
    end(&n);
  }
  print_message("%d networks compared\n", compared);
  assert_true(compared > 20);
  tl_gas_destroy(gas);
}

/* ---- memory ------------------------------------------------------------------------------------------------------
 */

typedef struct question {
  net *n;
  const tl_gas *gas;
  const char *rung, *code;
} question;

static tl_code solve_with(const tl_allocator *allocator, void *context) {
  const question *q = context;
  tl_error error = {0};
  tl_steady *steady = NULL;
  tl_steady_options options;
  tl_steady_options_default(&options);
  options.isothermal_t_k = 288.15;
  options.allocator = allocator;
  tl_code code = tl_steady_create(q->n->network, q->gas, &options, &steady, &error);
  if (code == TL_OK) code = tl_steady_solve(steady, q->n->boundary, &error);
  if (code == TL_OK) {
    assert_string_equal(tl_steady_certificate(steady)->rung, q->rung);
    assert_string_equal(tl_steady_reason(steady)->code, q->code);
    const oom_miser *miser = allocator->context;
    const size_t before = miser->requests;
    assert_int_equal(tl_steady_solve(steady, q->n->boundary, &error), TL_OK); /* asks for nothing more */
    assert_int_equal(miser->requests, before);
  }
  tl_steady_destroy(steady);
  return code;
}

/* The first random network that ends by this rung with this reason, swept. */
static void sweep(const tl_gas *gas, bool controls, const char *rung, const char *code) {
  uint64_t seed = 3;
  for (int k = 0; k < 4000; k++) {
    net n = begin();
    random_net(&n, &seed, controls, k % 4 == 3);
    (void)solve(&n, gas);
    if (strcmp(n.steady->certificate.rung, rung) == 0 && strcmp(n.steady->reason.code, code) == 0) {
      question q = {&n, gas, rung, code};
      print_message("%s, %s: %zu requests, network %d\n", rung, code, oom_sweep(solve_with, &q, 1000), k);
      end(&n);
      return;
    }
    end(&n);
  }
  fail_msg("no random network ends by %s with \"%s\"", rung, code);
}

static void memory_may_run_out_on_every_rung_and_in_every_proof(void **state) {
  (void)state;
  tl_gas *gas;
  tl_error error;
  must(tl_gas_create_plain(&(tl_plain_gas){.molar_mass_kg_mol = 0.018, .z0 = 0.9}, NULL, &gas, &error), &error);
  sweep(gas, false, "core", "");
  sweep(gas, false, "core", "pressure_collapse");
  sweep(gas, true, "newton", "");
  sweep(gas, true, "homotopy", "");
  sweep(gas, true, "path", "");
  sweep(gas, true, "homotopy", "pressure_collapse");
  sweep(gas, true, "homotopy", "too_little_gets_in");
  sweep(gas, true, "homotopy", "too_much_comes_in");
  tl_gas_destroy(gas);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_answer_does_not_depend_on_earlier_ones),
      cmocka_unit_test(a_used_handle_answers_as_a_fresh_one),
      cmocka_unit_test(memory_may_run_out_on_every_rung_and_in_every_proof),
  };
  return cmocka_run_group_tests_name("handle", tests, NULL, NULL);
}
