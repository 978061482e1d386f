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

/* Two entries of other heating value and norm density, an exit on the way, and a mixture at the end: by hand, 12 m3/s
 * of 36 MJ/m3 at 0.72 kg/m3 meet 5 m3/s of 41 at 0.85, of which an exit has taken a part before. */
static void heating_values_mix_by_norm_volume(void **state) {
  (void)state;
  enum { A, B, C, D, E, NODES };
  const double v_a = 12.0, v_b = 5.0, taken = 1.7; /* norm m3/s; kg/s taken at B before the streams meet */
  const double m_a = 0.72 * v_a, m_b = 0.85 * v_b;
  const size_t from[] = {A, B, D}, to[] = {C, C, C}; /* the last one against its flow */
  const double q[] = {m_a, m_b - taken, -(m_a + m_b - taken)};
  const double entering[NODES] = {m_a, m_b - taken, 0, -(m_a + m_b - taken), 0};
  double volume[NODES] = {1 / 0.72, 1 / 0.85}, energy[NODES] = {36e6 / 0.72, 41e6 / 0.85};
  const tl_carrying flows = {NODES, 3, from, to, q, entering, NULL};
  tl_error error;
  must(tl_flow_carry(&flows, volume, volume, &error), &error);
  must(tl_flow_carry(&flows, energy, energy, &error), &error);
  const double v_rest = (m_b - taken) / 0.85, expected = (v_a * 36e6 + v_rest * 41e6) / (v_a + v_rest);
  assert_close(energy[C] / volume[C], expected, 1e-13 * expected);
  assert_close(energy[D] / volume[D], expected, 1e-13 * expected);
  assert_close(energy[A] / volume[A], 36e6, 1e-7);
  assert_close(energy[B] / volume[B], 41e6, 1e-7);
  assert_true(isnan(energy[E])); /* no gas comes there */
}

/* A ring in which nine parts in ten go round: a kg at its head is what enters, whatever goes round; of two that enter
 * the ring at different places, by hand from the two balances. */
static void what_goes_round_mixes_exactly(void **state) {
  (void)state;
  const size_t from[] = {0, 1, 1}, to[] = {1, 0, 2};
  const double q[] = {95, 90, 10}, entering[] = {5, 5, -10}, outside[] = {1.0, 3.0, 0.0};
  double x[3];
  const tl_carrying flows = {3, 3, from, to, q, entering, NULL};
  tl_error error;
  must(tl_flow_carry(&flows, outside, x, &error), &error);
  /* 95 x0 = 90 x1 + 5*1; 100 x1 = 95 x0 + 5*3 */
  assert_close(x[1], 2.0, 1e-12);
  assert_close(x[0], (90 * 2.0 + 5) / 95, 1e-12);
  assert_close(x[2], 2.0, 1e-12);

  /* the same by compositions: the ring's mixture leaves as what enters */
  net n = begin();
  const size_t a = node(&n, "A"), b = node(&n, "B"), c = node(&n, "C");
  (void)pipe_between(&n, "back", b, a, 2e3);
  (void)pipe_between(&n, "on", b, c, 20e3);
  tl_compressor machine;
  tl_compressor_default(&machine);
  machine.ratio = 1.02;
  machine.driver_efficiency = 0.0;
  must(tl_network_add_compressor(n.network, "machine", a, b, &machine, NULL, &error), &error);
  tl_mixture methane = methane_and(TL_METHANE, 0.0), mixtures[64] = {{{0}}};
  mixtures[b] = methane_and(TL_HYDROGEN, 1.0);
  tl_gas *gas = gas_of(&methane);
  hold(&n, a, 60e5);
  n.boundary[b].withdrawal_kg_s = -0.2;
  n.boundary[c].withdrawal_kg_s = 20;
  must_solve(&n, gas);
  must(tl_steady_solve_mixing(n.steady, n.boundary, mixtures, &error), &error);
  if (tl_steady_outcome(n.steady) != TL_SOLVED) fail_msg("%s", tl_steady_reason(n.steady)->sentence);
  tl_mixture at;
  must(tl_steady_node_mixture(n.steady, c, &at, &error), &error);
  const double ch4 = 19.8 / tl_component_molar_mass_kg_mol(TL_METHANE);
  const double h2 = 0.2 / tl_component_molar_mass_kg_mol(TL_HYDROGEN);
  assert_close(at.x[TL_HYDROGEN], h2 / (h2 + ch4), 1e-7); /* 1e-9 an iteration, nine parts in ten go round */
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
      cmocka_unit_test(two_streams_mix_by_their_moles),         cmocka_unit_test(components_are_neither_lost_nor_made),
      cmocka_unit_test(a_gas_without_composition_is_not_mixed), cmocka_unit_test(heating_values_mix_by_norm_volume),
      cmocka_unit_test(what_goes_round_mixes_exactly),
  };
  return cmocka_run_group_tests_name("mixing", tests, NULL, NULL);
}
