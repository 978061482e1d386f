/* Claims about the core of the steady state: closed forms, independent checks, random networks with controls. */
#include "random_nets.h"
#include "steady/tli_core.h"

static double density(const tl_gas *gas, double p) {
  const double t = 288.15;
  double z;
  (void)tl_gas_flow_pt(gas, 1, &p, &t, &(tl_gas_flow){.z = &z});
  return p * tl_gas_molar_mass_kg_mol(gas) / (z * TLI_GAS_CONSTANT * t);
}

/* ---- potential --------------------------------------------------------------------------------------------------- */

/* pi against a sum of 20,000 midpoints; p and back; odd in p. */
static void the_potential_is_the_integral_of_density(void **state) {
  (void)state;
  tl_gas *gas = natural_gas();
  tli_arena *arena = tli_arena_create(NULL);
  tli_potential *g;
  tl_error error;
  must(tli_potential_create(arena, gas, 288.15, &g, &error), &error);
  assert_true(g->error < 1e-8); /* as stated by itself */
  double sum = 0.0;
  const int steps = 20000;
  const double p_end = 9.7e6, h = p_end / steps;
  for (int k = 0; k < steps; k++) sum += density(gas, (k + 0.5) * h) * h;
  assert_close_rel(tli_potential_of_p(g, p_end), sum, 1e-8); /* the sum's own error */
  for (double p = 1e3; p < 6e7; p *= 1.37) {
    double slope;
    const double pi = tli_potential_of_p(g, p), back = tli_potential_p(g, pi, &slope);
    assert_close_rel(back, p, 1e-9);
    assert_close_rel(tli_potential_p(g, -pi, &slope), -p, 1e-9);
    if (p > 1e5 && p < 3e7) assert_close_rel(2.0 * sqrt(pi) / slope, density(gas, p), 1e-7);
  }
  tli_arena_destroy(arena);
  tl_gas_destroy(gas);
}

/* ---- closed forms ------------------------------------------------------------------------------------------------ */

/* Two equal parallel pairs of pipes in series from a held pressure: q splits evenly, and pi falls by r q^2 each. */
static void a_loop_of_real_gas_follows_the_potentials(void **state) {
  (void)state;
  tl_gas *gas = natural_gas();
  net n = begin();
  const size_t a = node(&n, "A"), b = node(&n, "B"), c = node(&n, "C");
  const size_t p1 = pipe_between(&n, "P1", a, b, 50e3), p2 = pipe_between(&n, "P2", b, a, 50e3);
  (void)pipe_between(&n, "P3", b, c, 30e3);
  n.boundary[a] = (tl_boundary){.kind = TL_GIVEN_PRESSURE, .p_pa = 70e5};
  n.boundary[c].withdrawal_kg_s = 80.0;
  must_solve(&n, gas);
  assert_true(n.steady->by_core);
  assert_close(q_in(&n, p1), 40.0, 1e-9);
  assert_close(q_in(&n, p2), -40.0, 1e-9);
  const double d = 0.6, area = 0.25 * TLI_PI * d * d, r = 0.01 / (2.0 * d * area * area);
  const double pi_b = tli_potential_of_p(n.steady->potential, 70e5) - r * 50e3 * 40.0 * 40.0;
  const double pi_c = pi_b - r * 30e3 * 80.0 * 80.0;
  double unused;
  assert_close(p_at(&n, b), tli_potential_p(n.steady->potential, pi_b, &unused), 1e-2);
  assert_close(p_at(&n, c), tli_potential_p(n.steady->potential, pi_c, &unused), 1e-2);
  end(&n);
  tl_gas_destroy(gas);
}

/* Gas at rest in a loop with heights and an ideal gas: p = p0 exp(-g h M/(R T)) at every height, no flow round it. */
static void gas_at_rest_stands_as_the_barometer_says(void **state) {
  (void)state;
  tl_gas *gas;
  tl_error error;
  must(tl_gas_create_plain(&(tl_plain_gas){.molar_mass_kg_mol = 0.018, .z0 = 1.0}, NULL, &gas, &error), &error);
  net n = begin();
  const double heights[] = {0.0, 800.0, -300.0};
  size_t at[3];
  for (int k = 0; k < 3; k++) {
    const char *const ids[] = {"A", "B", "C"};
    must(tl_network_add_node(n.network, ids[k], heights[k], &at[k], &error), &error);
  }
  const size_t p1 = pipe_between(&n, "P1", at[0], at[1], 20e3);
  (void)pipe_between(&n, "P2", at[1], at[2], 20e3);
  (void)pipe_between(&n, "P3", at[2], at[0], 20e3);
  n.boundary[at[0]] = (tl_boundary){.kind = TL_GIVEN_PRESSURE, .p_pa = 60e5};
  must_solve(&n, gas);
  assert_true(n.steady->by_core);
  for (int k = 0; k < 3; k++)
    assert_close(p_at(&n, at[k]), 60e5 * exp(-TLI_GRAVITY * heights[k] * 0.018 / (TLI_GAS_CONSTANT * 288.15)), 1.0);
  assert_close(q_in(&n, p1), 0.0, 1e-3); /* what 1e-4 Pa, the residual of a law, is worth near rest */
  end(&n);
  tl_gas_destroy(gas);
}

/* u = p^2 of a gas of constant z in a pipe that rises: u' = -b - a u, in closed form. The flow is such that the pipe
 * ends at 0.4 bar: a march in p itself would lose its way there. Both ways up, so that one of them is marched towards
 * and one from the empty end. */
static void a_rising_pipe_that_runs_almost_empty_is_certified(void **state) {
  (void)state;
  tl_gas *gas;
  tl_error error;
  must(tl_gas_create_plain(&(tl_plain_gas){.molar_mass_kg_mol = 0.018, .z0 = 1.0}, NULL, &gas, &error), &error);
  for (int way = 0; way < 4; way++) {
    const double rise = way < 2 ? 300.0 : -300.0, zrt = TLI_GAS_CONSTANT * 288.15 / 0.018, area = 0.09 * TLI_PI;
    const double a = 2.0 * TLI_GRAVITY * rise / zrt, u_in = 60e5 * 60e5, u_out = 0.4e5 * 0.4e5;
    const double b = (u_in * exp(-a) - u_out) * a / -expm1(-a);
    const double q = sqrt(b / zrt * area * area * 0.6 / (0.01 * 50e3));
    net n = begin();
    size_t from, to;
    must(tl_network_add_node(n.network, "A", 0.0, &from, &error), &error);
    must(tl_network_add_node(n.network, "B", rise, &to, &error), &error);
    (void)pipe_between(&n, "P", way % 2 == 0 ? from : to, way % 2 == 0 ? to : from, 50e3);
    n.boundary[from] = (tl_boundary){.kind = TL_GIVEN_PRESSURE, .p_pa = 60e5};
    n.boundary[to].withdrawal_kg_s = q;
    must_solve(&n, gas);
    assert_true(n.steady->by_core);
    assert_close(p_at(&n, to), 0.4e5, 20.0); /* 1e-9 of u at the other end */
    end(&n);
  }
  tl_gas_destroy(gas);
}

/* ---- against the other solver -------------------------------------------------------------------------------------
 */

/* The general solver cuts pipes into parts and works on squared pressures: another start, another iteration. Its own
 * error of cutting is what the tolerance allows. */
static void pipes_agree_with_the_general_solver(void **state) {
  (void)state;
  tl_gas *gas = natural_gas();
  uint64_t seed = 7;
  int solved = 0;
  for (int k = 0; k < 120; k++) {
    net n = begin();
    random_net(&n, &seed, false, k % 2 == 1);
    const tl_outcome first = solve(&n, gas);
    if (first == TL_NOT_SOLVED) fail_msg("network %d: %s", k, tl_steady_reason(n.steady)->sentence);
    if (!n.steady->by_core)
      fail_msg("network %d: %s: %s", k, n.steady->certificate.rung, tl_steady_reason(n.steady)->sentence);
    double p[MOST_NODES];
    const size_t nodes = tl_network_nodes(n.network);
    for (size_t i = 0; i < nodes && first == TL_SOLVED; i++) p[i] = p_at(&n, i);
    n.steady->without_core = true;
    assert_int_equal(solve(&n, gas), first);
    for (size_t i = 0; i < nodes && first == TL_SOLVED; i++) assert_close(p_at(&n, i), p[i], 2e3);
    solved += first == TL_SOLVED;
    end(&n);
  }
  assert_true(solved > 60);
  tl_gas_destroy(gas);
}

/* Every network ends in an answer or in a named reason; where the general solver finds a state, the core has found it;
 * what the core calls infeasible, the general solver never solves. Both cannot be wrong in the same way: they share the
 * laws of the elements and nothing else. */
static void random_networks_with_controls_are_classified(void **state) {
  (void)state;
  tl_gas *gas = natural_gas();
  uint64_t seed = 11;
  int solved = 0, infeasible = 0, checked = 0;
  for (int k = 0; k < 400; k++) {
    net n = begin();
    random_net(&n, &seed, true, k % 4 == 3);
    const tl_outcome first = solve(&n, gas);
    const tl_reason *why = tl_steady_reason(n.steady);
    if (first == TL_NOT_SOLVED && strcmp(why->code, "no_pressure_reference") != 0)
      fail_msg("network %d: %s: %s", k, why->code, why->sentence);
    if (first == TL_INFEASIBLE)
      assert_true(why->where_id != NULL && why->where_id[0] != '\0' && why->sentence[0] != '\0');
    solved += first == TL_SOLVED;
    infeasible += first == TL_INFEASIBLE;
    char said[TL_REASON_BYTES];
    memcpy(said, why->sentence, sizeof said);
    if (first != TL_NOT_SOLVED && n.steady->by_core) {
      n.steady->without_core = true;
      const tl_outcome other = solve(&n, gas);
      if (other == TL_SOLVED && first != TL_SOLVED)
        fail_msg("network %d has a state, by the general solver: %s", k, said);
      if (other == TL_INFEASIBLE && first == TL_SOLVED &&
          why->value > 1e-3) /* kg/s; less is the leak of shut elements */
        fail_msg("network %d has no state, by the general solver: %s", k, why->sentence);
      checked += other == first;
    }
    end(&n);
  }
  print_message("%d solved, %d infeasible; the general solver says the same of %d\n", solved, infeasible, checked);
  assert_true(solved > 80 && infeasible > 80 && checked > 100);
  tl_gas_destroy(gas);
}

/* ---- corners ------------------------------------------------------------------------------------------------------
 */

static void set_points_can_be_changed_between_solves(void **state) {
  (void)state;
  tl_gas *gas = natural_gas();
  net n = begin();
  tl_error error;
  const size_t a = node(&n, "A"), b = node(&n, "B"), c = node(&n, "C");
  size_t valve;
  must(tl_network_add_control_valve(n.network, "V", a, b, &(tl_control_valve){.outlet_p_pa = 30e5}, &valve, &error),
       &error);
  const size_t pipe = pipe_between(&n, "P", b, c, 1e3);
  n.boundary[a] = (tl_boundary){.kind = TL_GIVEN_PRESSURE, .p_pa = 60e5};
  n.boundary[c].withdrawal_kg_s = 10.0;
  must_solve(&n, gas);
  assert_close(p_at(&n, b), 30e5, 1.0);
  must(tl_steady_set_control_valve(n.steady, valve, &(tl_control_valve){.outlet_p_pa = 45e5}, &error), &error);
  must_solve(&n, gas);
  assert_close(p_at(&n, b), 45e5, 1.0);
  assert_int_equal(tl_steady_set_control_valve(n.steady, pipe, &(tl_control_valve){.outlet_p_pa = 45e5}, &error),
                   TL_ERR_USAGE);
  assert_int_equal(tl_steady_set_control_valve(n.steady, valve, &(tl_control_valve){.outlet_p_pa = -1}, &error),
                   TL_ERR_INPUT);
  end(&n);
  tl_gas_destroy(gas);
}

/* A regulator that lets 5 kg/s through before a demand of 8: 3 kg/s are short. */
static void a_flow_limit_says_how_much_is_short(void **state) {
  (void)state;
  tl_gas *gas = natural_gas();
  net n = begin();
  tl_error error;
  const size_t a = node(&n, "A"), b = node(&n, "B"), c = node(&n, "C");
  must(tl_network_add_control_valve(n.network, "V", a, b,
                                    &(tl_control_valve){.outlet_p_pa = 30e5, .max_flow_kg_s = 5.0}, NULL, &error),
       &error);
  (void)pipe_between(&n, "P", b, c, 1e3);
  n.boundary[a] = (tl_boundary){.kind = TL_GIVEN_PRESSURE, .p_pa = 60e5};
  n.boundary[c].withdrawal_kg_s = 8.0;
  assert_int_equal(solve(&n, gas), TL_INFEASIBLE);
  assert_string_equal(tl_steady_reason(n.steady)->where_id, "V");
  assert_close(tl_steady_reason(n.steady)->value, 3.0, 1e-3);
  n.boundary[c].withdrawal_kg_s = -8.0; /* and nothing goes back through it */
  assert_int_equal(solve(&n, gas), TL_INFEASIBLE);
  assert_string_equal(tl_steady_reason(n.steady)->where_id, "V");
  assert_close(tl_steady_reason(n.steady)->value, 8.0, 1e-3);
  end(&n);
  tl_gas_destroy(gas);
}

/* A check valve shut between 10 and 110 bar, beside a flow so small that the trace its face lets through counts: that
 * is no gas without a way. What really has none is told, however little. */
static void a_trace_through_a_shut_element_is_no_proof(void **state) {
  (void)state;
  tl_gas *gas = natural_gas();
  for (int k = 0; k < 3; k++) {
    net n = begin();
    tl_error error;
    const size_t a = node(&n, "A"), b = node(&n, "B"), c = node(&n, "C");
    size_t check;
    must(tl_network_add_check_valve(n.network, "K", a, b, &check, &error), &error);
    const size_t pipe = k < 2 ? pipe_between(&n, "P", b, c, 1e3) : pipe_between(&n, "P", a, c, 1e3);
    n.boundary[a] = (tl_boundary){.kind = TL_GIVEN_PRESSURE, .p_pa = 10e5};
    if (k < 2) n.boundary[c] = (tl_boundary){.kind = TL_GIVEN_PRESSURE, .p_pa = 110e5};
    n.boundary[b].withdrawal_kg_s = k == 0 ? 0.0 : k == 1 ? 1e-3 : -1e-6;
    if (k < 2) {
      must_solve(&n, gas);
      assert_close(q_in(&n, check), 0.0, 2e-8);
      assert_close(q_in(&n, pipe), k == 0 ? 0.0 : -1e-3, 2e-8);
    } else {
      assert_int_equal(solve(&n, gas), TL_INFEASIBLE);
      assert_string_equal(tl_steady_reason(n.steady)->where_id, "K");
      assert_close_rel(tl_steady_reason(n.steady)->value, 1e-6, 1e-3);
    }
    end(&n);
  }
  tl_gas_destroy(gas);
}

/* A check valve, a regulator of 55 bar, a machine of ratio 1.5 between 62 and 50 bar, with a short pipe: no flow fits.
 */
static void pressures_with_nothing_between_that_resists_are_named(void **state) {
  (void)state;
  tl_gas *gas = natural_gas();
  tl_error error;
  for (int k = 0; k < 8; k++) {
    net n = begin();
    const size_t a = node(&n, "A"), b = node(&n, "B"), c = node(&n, "C");
    tl_compressor machine;
    tl_compressor_default(&machine);
    machine.ratio = 1.5;
    const tl_control_valve valve = {.outlet_p_pa = 55e5, .state = k / 2 == 3 ? 1.0 : 0.0};
    if (k / 2 == 0) must(tl_network_add_check_valve(n.network, "K", a, b, NULL, &error), &error);
    if (k / 2 % 2 == 1) must(tl_network_add_control_valve(n.network, "R", a, b, &valve, NULL, &error), &error);
    if (k / 2 == 2) must(tl_network_add_compressor(n.network, "M", a, b, &machine, NULL, &error), &error);
    must(tl_network_add_short_pipe(n.network, "S", b, c, NULL, &error), &error);
    n.boundary[a] = (tl_boundary){.kind = TL_GIVEN_PRESSURE, .p_pa = 62e5};
    n.boundary[c] = (tl_boundary){.kind = TL_GIVEN_PRESSURE, .p_pa = 50e5};
    const tl_outcome by_core = solve(&n, gas);
    if (k % 2 == 0) assert_int_equal(by_core, TL_INFEASIBLE);
    if (k % 2 == 1) {
      n.steady->without_core = true;
      assert_int_equal(solve(&n, gas), TL_NOT_SOLVED);
    }
    const tl_reason *why = tl_steady_reason(n.steady);
    assert_string_equal(why->code, "nothing_resists");
    assert_string_equal(why->where_id, "C");
    assert_close(why->value, 12e5, 1e-6);
    assert_non_null(strstr(why->sentence, "Nodes \"A\" (62 bar) and \"C\" (50 bar) are given pressures"));
    end(&n);
  }
  tl_gas_destroy(gas);
}

/* Three machines one behind the other in a ring, one node of it held: no flow makes 1.2 cubed 1. */
static void a_ring_of_machines_without_a_pipe_is_named(void **state) {
  (void)state;
  tl_gas *gas = natural_gas();
  net n = begin();
  tl_error error;
  const size_t at[] = {node(&n, "A"), node(&n, "B"), node(&n, "C")};
  tl_compressor machine;
  tl_compressor_default(&machine);
  machine.ratio = 1.2;
  for (size_t k = 0; k < 3; k++)
    must(tl_network_add_compressor(n.network, (const char *[]){"K1", "K2", "K3"}[k], at[k], at[(k + 1) % 3], &machine,
                                   NULL, &error),
         &error);
  n.boundary[at[0]] = (tl_boundary){.kind = TL_GIVEN_PRESSURE, .p_pa = 62e5};
  n.boundary[at[2]].withdrawal_kg_s = 3.0;
  assert_int_equal(solve(&n, gas), TL_INFEASIBLE);
  assert_string_equal(tl_steady_reason(n.steady)->code, "nothing_resists");
  assert_string_equal(tl_steady_reason(n.steady)->where_kind, "compressor");
  n.boundary[at[2]].withdrawal_kg_s = 1e300; /* and what nobody takes is refused */
  assert_int_equal(tl_steady_solve(n.steady, n.boundary, &error), TL_ERR_INPUT);
  assert_non_null(strstr(error.sentence, "node \"C\": a withdrawal of 1e+300 kg/s is outside -1e9 .. 1e9"));
  end(&n);
  tl_gas_destroy(gas);
}

/* A ring of compressors that all want to raise the pressure, with a pipe in it: the ring drives gas round until
 * friction takes what they add. */
static void a_ring_of_compressors_circulates(void **state) {
  (void)state;
  tl_gas *gas = natural_gas();
  net n = begin();
  tl_error error;
  const size_t a = node(&n, "A"), b = node(&n, "B"), c = node(&n, "C");
  tl_compressor machine;
  tl_compressor_default(&machine);
  machine.ratio = 1.1;
  size_t first;
  must(tl_network_add_compressor(n.network, "C1", a, b, &machine, &first, &error), &error);
  must(tl_network_add_compressor(n.network, "C2", b, c, &machine, NULL, &error), &error);
  const size_t pipe = pipe_between(&n, "P", c, a, 10e3);
  n.boundary[a] = (tl_boundary){.kind = TL_GIVEN_PRESSURE, .p_pa = 50e5};
  must_solve(&n, gas);
  assert_close_rel(p_at(&n, c), 1.21 * 50e5, 1e-7);
  assert_close(q_in(&n, first), q_in(&n, pipe), 1e-6);
  const double d = 0.6, area = 0.25 * TLI_PI * d * d, r = 0.01 * 10e3 / (2.0 * d * area * area);
  const double drop =
      tli_potential_of_p(n.steady->potential, 1.21 * 50e5) - tli_potential_of_p(n.steady->potential, 50e5);
  assert_close_rel(q_in(&n, pipe), sqrt(drop / r), 1e-6);
  end(&n);
  tl_gas_destroy(gas);
}

static void one_node_and_all_closed_and_no_flow(void **state) {
  (void)state;
  tl_gas *gas = natural_gas();
  net one = begin();
  (void)node(&one, "A");
  one.boundary[0] = (tl_boundary){.kind = TL_GIVEN_PRESSURE, .p_pa = 50e5};
  must_solve(&one, gas);
  assert_close(p_at(&one, 0), 50e5, 1e-3);
  end(&one);

  net closed = begin();
  tl_error error;
  const size_t a = node(&closed, "A"), b = node(&closed, "B");
  must(tl_network_add_valve(closed.network, "V", a, b, &(tl_valve){.open = 0.0}, NULL, &error), &error);
  closed.boundary[a] = (tl_boundary){.kind = TL_GIVEN_PRESSURE, .p_pa = 50e5};
  assert_int_equal(solve(&closed, gas), TL_NOT_SOLVED);
  assert_string_equal(tl_steady_reason(closed.steady)->code, "no_pressure_reference");
  assert_string_equal(tl_steady_reason(closed.steady)->where_id, "B");
  end(&closed);

  net rest = begin();
  size_t at[4];
  for (int k = 0; k < 4; k++) at[k] = node(&rest, (const char *const[]){"A", "B", "C", "D"}[k]);
  for (int k = 0; k < 4; k++)
    (void)pipe_between(&rest, (const char *const[]){"P", "Q", "R", "S"}[k], at[k], at[(k + 1) % 4], 5e3);
  rest.boundary[at[0]] = (tl_boundary){.kind = TL_GIVEN_PRESSURE, .p_pa = 50e5};
  must_solve(&rest, gas);
  for (int k = 0; k < 4; k++) assert_close(p_at(&rest, at[k]), 50e5, 1e-3);
  end(&rest);
  tl_gas_destroy(gas);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_potential_is_the_integral_of_density),
      cmocka_unit_test(a_loop_of_real_gas_follows_the_potentials),
      cmocka_unit_test(gas_at_rest_stands_as_the_barometer_says),
      cmocka_unit_test(a_rising_pipe_that_runs_almost_empty_is_certified),
      cmocka_unit_test(pipes_agree_with_the_general_solver),
      cmocka_unit_test(random_networks_with_controls_are_classified),
      cmocka_unit_test(set_points_can_be_changed_between_solves),
      cmocka_unit_test(a_flow_limit_says_how_much_is_short),
      cmocka_unit_test(a_trace_through_a_shut_element_is_no_proof),
      cmocka_unit_test(pressures_with_nothing_between_that_resists_are_named),
      cmocka_unit_test(a_ring_of_machines_without_a_pipe_is_named),
      cmocka_unit_test(a_ring_of_compressors_circulates),
      cmocka_unit_test(one_node_and_all_closed_and_no_flow),
  };
  return cmocka_run_group_tests_name("core", tests, NULL, NULL);
}
