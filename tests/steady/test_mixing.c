/* Claims about gases that meet: amounts, properties, quality. */
#include "nets.h"

static tl_mixture methane_and(tl_component other, double share) {
  tl_mixture x = {{0}};
  x.x[TL_METHANE] = 1.0 - share;
  x.x[other] += share;
  return x;
}

static tl_gas *gas_of(const tl_mixture *x) {
  tl_gas_options options;
  tl_gas_options_default(&options);
  options.phase_check = false;
  tl_gas *gas;
  tl_error error;
  must(tl_gas_create(x, &options, &gas, &error), &error);
  return gas;
}

/* Two supplies of 40 and 60 kg/s into one node, hydrogen in one of them: moles are summed. */
static void two_streams_mix_by_their_moles(void **state) {
  (void)state;
  net n = begin();
  const size_t a = node(&n, "A"), b = node(&n, "B"), c = node(&n, "C"), d = node(&n, "D");
  (void)pipe_between(&n, "AC", a, c, 20e3);
  (void)pipe_between(&n, "BC", b, c, 20e3);
  const size_t last = pipe_between(&n, "CD", c, d, 30e3);
  tl_mixture methane = methane_and(TL_METHANE, 0.0), blend = methane_and(TL_HYDROGEN, 0.2), entering[64] = {{{0}}};
  entering[b] = blend;
  tl_gas *gas = gas_of(&methane);
  n.boundary[a].withdrawal_kg_s = -40;
  n.boundary[b].withdrawal_kg_s = -60;
  hold(&n, d, 50e5);
  must_solve(&n, gas);
  const double unmixed = p_at(&n, b);
  tl_error error = {0};
  must(tl_steady_solve_mixing(n.steady, n.boundary, entering, &error), &error);
  assert_int_equal(tl_steady_outcome(n.steady), TL_SOLVED);

  const double m_ch4 = tl_component_molar_mass_kg_mol(TL_METHANE), m_h2 = tl_component_molar_mass_kg_mol(TL_HYDROGEN);
  const double mol_a = 40 / m_ch4, mol_b = 60 / (0.8 * m_ch4 + 0.2 * m_h2);
  tl_mixture x;
  must(tl_steady_node_mixture(n.steady, d, &x, &error), &error);
  assert_close(x.x[TL_HYDROGEN], 0.2 * mol_b / (mol_a + mol_b), 1e-12);
  must(tl_steady_node_mixture(n.steady, a, &x, &error), &error);
  assert_close(x.x[TL_METHANE], 1.0, 0.0);
  assert_true(p_at(&n, b) > unmixed + 1e4); /* lighter gas takes more pressure for the same mass */

  /* The last pipe alone, with the mixture as its only gas, gives the same pressure at its head. */
  must(tl_steady_node_mixture(n.steady, c, &x, &error), &error);
  tl_gas *mixed = gas_of(&x);
  net alone = begin();
  const size_t head = node(&alone, "C"), end_node = node(&alone, "D");
  (void)pipe_between(&alone, "CD", head, end_node, 30e3);
  alone.boundary[head].withdrawal_kg_s = -100;
  hold(&alone, end_node, 50e5);
  must_solve(&alone, mixed);
  assert_close(p_at(&n, c), p_at(&alone, head), 1.0); /* ten times the tolerance of a law */
  assert_close(q_in(&n, last), 100, 1e-7);
  end(&alone);

  must(tl_steady_solve(n.steady, n.boundary, &error), &error); /* one gas again */
  must(tl_steady_node_mixture(n.steady, d, &x, &error), &error);
  assert_close(x.x[TL_HYDROGEN], 0.0, 0.0);
  assert_close(p_at(&n, b), unmixed, 1.0);
  end(&n);
  tl_gas_destroy(mixed);
  tl_gas_destroy(gas);
}

/* A ring fed from two sides: the hydrogen that enters leaves again. */
static void components_are_neither_lost_nor_made(void **state) {
  (void)state;
  net n = begin();
  size_t ring[5];
  static const char *const names[] = {"R0", "R1", "R2", "R3", "R4"};
  for (size_t i = 0; i < 5; i++) ring[i] = node(&n, names[i]);
  for (size_t i = 0; i < 5; i++) (void)pipe_between(&n, names[i], ring[i], ring[(i + 1) % 5], 10e3 + 2e3 * (double)i);
  tl_mixture base = methane_and(TL_ETHANE, 0.05), entering[64] = {{{0}}};
  entering[ring[2]] = methane_and(TL_HYDROGEN, 0.5);
  tl_gas *gas = gas_of(&base);
  hold(&n, ring[0], 60e5);
  n.boundary[ring[2]].withdrawal_kg_s = -15;
  n.boundary[ring[1]].withdrawal_kg_s = 30;
  n.boundary[ring[3]].withdrawal_kg_s = 20;
  n.boundary[ring[4]].withdrawal_kg_s = 10;
  tl_error error = {0};
  must(tl_network_freeze(n.network, &error), &error);
  tl_steady_options options;
  tl_steady_options_default(&options);
  must(tl_steady_create(n.network, gas, &options, &n.steady, &error), &error); /* temperatures computed, too */
  must(tl_steady_solve_mixing(n.steady, n.boundary, entering, &error), &error);
  if (tl_steady_outcome(n.steady) != TL_SOLVED) fail_msg("%s", tl_steady_reason(n.steady)->sentence);
  double hydrogen_mol_s = 0.0, in = 0.0;
  for (size_t i = 0; i < 5; i++) {
    const double kg_s = taken_at(&n, ring[i]);
    tl_mixture x;
    must(tl_steady_node_mixture(n.steady, ring[i], &x, &error), &error);
    if (kg_s < 0.0) x = i == 2 ? entering[ring[2]] : base;
    double molar_mass = 0.0;
    for (int c = 0; c < TL_COMPONENTS; c++) molar_mass += x.x[c] * tl_component_molar_mass_kg_mol((tl_component)c);
    hydrogen_mol_s += kg_s / molar_mass * x.x[TL_HYDROGEN];
    if (i == 2) in = -kg_s / molar_mass * x.x[TL_HYDROGEN];
  }
  assert_true(in > 100);
  assert_close(hydrogen_mol_s, 0.0, 1e-6 * in);
  end(&n);
  tl_gas_destroy(gas);
}

static void a_gas_without_composition_is_not_mixed(void **state) {
  (void)state;
  net n = begin();
  const size_t a = node(&n, "A");
  tl_gas *gas;
  tl_error error = {0};
  must(tl_gas_create_plain(&(tl_plain_gas){.molar_mass_kg_mol = 0.0175, .z0 = 0.9}, NULL, &gas, &error), &error);
  hold(&n, a, 1e6);
  must_solve(&n, gas);
  const tl_mixture entering[1] = {{{0}}};
  assert_int_equal(tl_steady_solve_mixing(n.steady, n.boundary, entering, &error), TL_ERR_USAGE);
  end(&n);
  tl_gas_destroy(gas);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(two_streams_mix_by_their_moles),
      cmocka_unit_test(components_are_neither_lost_nor_made),
      cmocka_unit_test(a_gas_without_composition_is_not_mixed),
  };
  return cmocka_run_group_tests_name("mixing", tests, NULL, NULL);
}
