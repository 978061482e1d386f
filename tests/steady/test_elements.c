/* Claims about networks of valves, regulators, compressors and joined nodes: any state has an answer or a named reason.
 */
#include "nets.h"
#include "steady/tli_steady.h"

static int make_gas(void **state) {
  tl_mixture mixture;
  tl_gas_options options;
  tl_gas_options_default(&options);
  options.model = "papay";
  tl_error error;
  if (!tl_mixture_library_get("west-siberia-dry", &mixture)) return 1;
  return tl_gas_create(&mixture, &options, (tl_gas **)state, &error) == TL_OK ? 0 : 1;
}
static int drop_gas(void **state) {
  tl_gas_destroy(*state);
  return 0;
}

static size_t add_valve(net *n, const char *id, size_t from, size_t to, double open) {
  tl_valve valve;
  tl_valve_default(&valve);
  valve.open = open;
  size_t index;
  tl_error error;
  must(tl_network_add_valve(n->network, id, from, to, &valve, &index, &error), &error);
  return index;
}
static size_t add_short(net *n, const char *id, size_t from, size_t to) {
  size_t index;
  tl_error error;
  must(tl_network_add_short_pipe(n->network, id, from, to, &index, &error), &error);
  return index;
}
static size_t add_check(net *n, const char *id, size_t from, size_t to) {
  size_t index;
  tl_error error;
  must(tl_network_add_check_valve(n->network, id, from, to, &index, &error), &error);
  return index;
}
static size_t add_regulator(net *n, const char *id, size_t from, size_t to, double p_pa) {
  tl_control_valve valve;
  tl_control_valve_default(&valve);
  valve.outlet_p_pa = p_pa;
  size_t index;
  tl_error error;
  must(tl_network_add_control_valve(n->network, id, from, to, &valve, &index, &error), &error);
  return index;
}
static size_t add_compressor(net *n, const char *id, size_t from, size_t to, tl_compressor compressor) {
  size_t index;
  tl_error error;
  must(tl_network_add_compressor(n->network, id, from, to, &compressor, &index, &error), &error);
  return index;
}

static void joined_nodes_share_pressure_and_pass_their_flows(void **state) {
  net n = begin();
  const size_t a = node(&n, "A"), b = node(&n, "B"), c = node(&n, "C"), d = node(&n, "D"), e = node(&n, "E");
  const size_t s1 = add_short(&n, "S1", c, b), s2 = add_valve(&n, "V", c, d, 1);
  const size_t p1 = pipe_between(&n, "P1", a, b, 20e3), p2 = pipe_between(&n, "P2", d, e, 20e3);
  hold(&n, a, 60e5);
  n.boundary[b].withdrawal_kg_s = 10;
  n.boundary[c].withdrawal_kg_s = -4;
  n.boundary[d].withdrawal_kg_s = 7;
  n.boundary[e].withdrawal_kg_s = 20;
  must_solve(&n, *state);
  assert_close(p_at(&n, b), p_at(&n, d), 0.0);
  assert_close(q_in(&n, p1), 33, 1e-8);
  assert_close(q_in(&n, p2), 20, 1e-8);
  assert_close(q_in(&n, s1), -23, 1e-8); /* towards C, against its direction */
  assert_close(q_in(&n, s2), 27, 1e-8);
  assert_close(taken_at(&n, c), -4, 0.0);
  assert_close(taken_at(&n, a), -33, 1e-8);
  end(&n);
}

static void a_ring_of_short_pipes_and_a_held_node_inside_it_solve(void **state) {
  net n = begin();
  const size_t a = node(&n, "A"), b = node(&n, "B"), c = node(&n, "C"), d = node(&n, "D");
  const size_t links[] = {add_short(&n, "S1", a, b), add_short(&n, "S2", b, c), add_short(&n, "S3", c, a),
                          add_short(&n, "S4", a, b)};
  pipe_between(&n, "P", c, d, 10e3);
  hold(&n, b, 50e5);
  n.boundary[d].withdrawal_kg_s = 12;
  n.boundary[a].withdrawal_kg_s = 5;
  must_solve(&n, *state);
  assert_close(p_at(&n, a), 50e5, 1e-6);
  assert_close(taken_at(&n, b), -17, 1e-8);
  const double q[] = {q_in(&n, links[0]), q_in(&n, links[1]), q_in(&n, links[2]), q_in(&n, links[3])};
  assert_close(q[2] - q[0] - q[3], 5, 1e-8);  /* A */
  assert_close(q[1] - q[0] - q[3], 17, 1e-8); /* B */
  assert_close(q[1] - q[2], 12, 1e-8);        /* C */
  end(&n);
}

static void joined_nodes_with_two_pressures_are_a_named_contradiction(void **state) {
  net n = begin();
  const size_t a = node(&n, "A"), b = node(&n, "B"), c = node(&n, "C");
  add_valve(&n, "V", a, b, 1);
  pipe_between(&n, "P", b, c, 1e3);
  hold(&n, a, 50e5);
  hold(&n, b, 51e5);
  assert_int_equal(solve(&n, *state), TL_INFEASIBLE);
  assert_string_equal(tl_steady_reason(n.steady)->code, "conflicting_boundaries");
  assert_close(tl_steady_reason(n.steady)->value, 1e5, 1e-6);
  hold(&n, b, 50e5);
  n.boundary[c].withdrawal_kg_s = 3;
  must_solve(&n, *state);
  assert_close(taken_at(&n, a) + taken_at(&n, b), -3, 1e-9);
  end(&n);
}

static void a_closed_valve_that_cuts_a_part_off_is_named(void **state) {
  for (int demand = 0; demand < 2; demand++) {
    net n = begin();
    const size_t a = node(&n, "A"), b = node(&n, "B"), c = node(&n, "C"), d = node(&n, "D");
    pipe_between(&n, "P1", a, b, 10e3);
    add_valve(&n, "V", b, c, 0);
    pipe_between(&n, "P2", c, d, 10e3);
    hold(&n, a, 50e5);
    n.boundary[d].withdrawal_kg_s = 5.0 * demand;
    assert_int_equal(solve(&n, *state), TL_NOT_SOLVED);
    assert_string_equal(tl_steady_reason(n.steady)->code, "no_pressure_reference");
    assert_string_equal(tl_steady_reason(n.steady)->where_id, "C");
    assert_close(tl_steady_reason(n.steady)->value, 5.0 * demand, 0.0);
    end(&n);
  }
}

static void a_closed_valve_between_held_parts_lets_nothing_pass(void **state) {
  net n = begin();
  const size_t a = node(&n, "A"), b = node(&n, "B"), c = node(&n, "C"), d = node(&n, "D");
  pipe_between(&n, "P1", a, b, 10e3);
  const size_t v = add_valve(&n, "V", b, c, 0);
  const size_t p2 = pipe_between(&n, "P2", c, d, 10e3);
  hold(&n, a, 50e5);
  hold(&n, d, 30e5);
  n.boundary[b].withdrawal_kg_s = 9;
  must_solve(&n, *state);
  assert_close(q_in(&n, v), 0, 1e-12);
  assert_close(q_in(&n, p2), 0, 1e-8);
  assert_close(p_at(&n, c), 30e5, 1.0);
  end(&n);
}

static void nothing_flows_and_everything_has_a_pressure(void **state) {
  net n = begin();
  const size_t a = node(&n, "A"), b = node(&n, "B"), c = node(&n, "C"), d = node(&n, "D"), e = node(&n, "E");
  tl_compressor compressor;
  tl_compressor_default(&compressor); /* ratio 1 */
  pipe_between(&n, "P1", a, b, 10e3);
  pipe_between(&n, "P2", a, b, 10e3);
  add_check(&n, "K", b, c);
  add_compressor(&n, "C", c, d, compressor);
  add_regulator(&n, "R", d, e, 70e5);
  hold(&n, a, 50e5);
  must_solve(&n, *state);
  assert_close(p_at(&n, e), 50e5, 1.0);
  end(&n);
}

static void parallel_pipes_share_and_turned_pipes_run_backwards(void **state) {
  net n = begin();
  const size_t a = node(&n, "A"), b = node(&n, "B"), dead = node(&n, "dead end");
  const size_t p[] = {pipe_between(&n, "P1", a, b, 10e3), pipe_between(&n, "P2", b, a, 10e3),
                      pipe_between(&n, "P3", a, b, 40e3), pipe_between(&n, "P4", b, dead, 5e3)};
  hold(&n, a, 50e5);
  n.boundary[b].withdrawal_kg_s = 50;
  must_solve(&n, *state);
  /* square law: four times the length carries half; 4 parts against 1 differ by the quadrature */
  assert_close(q_in(&n, p[0]), 20, 1e-4);
  assert_close(q_in(&n, p[1]), -20, 1e-4);
  assert_close(q_in(&n, p[2]), 10, 1e-4);
  assert_close(q_in(&n, p[3]), 0, 1e-8);
  assert_close(p_at(&n, dead), p_at(&n, b), 0.1);
  end(&n);
}

static void a_check_valve_opens_one_way_and_shuts_the_other(void **state) {
  for (int turned = 0; turned < 2; turned++) {
    net n = begin();
    const size_t a = node(&n, "A"), b = node(&n, "B"), c = node(&n, "C"), d = node(&n, "D");
    pipe_between(&n, "P1", a, b, 10e3);
    const size_t k = turned ? add_check(&n, "K", c, b) : add_check(&n, "K", b, c);
    pipe_between(&n, "P2", c, d, 10e3);
    hold(&n, a, 50e5);
    hold(&n, d, 45e5);
    must_solve(&n, *state);
    if (turned) {
      assert_close(q_in(&n, k), 0, 1e-6);
      assert_close(p_at(&n, b), 50e5, 10.0);
      assert_close(p_at(&n, c), 45e5, 10.0);
    } else {
      assert_true(q_in(&n, k) > 10.0);
      assert_close(p_at(&n, b), p_at(&n, c), 0.1);
    }
    end(&n);
  }
}

static void a_check_valve_against_the_demand_is_infeasible_and_named(void **state) {
  net n = begin();
  const size_t a = node(&n, "A"), b = node(&n, "B"), c = node(&n, "C");
  pipe_between(&n, "P1", a, b, 10e3);
  add_check(&n, "K", c, b);
  hold(&n, a, 50e5);
  n.boundary[c].withdrawal_kg_s = 5;
  assert_int_equal(solve(&n, *state), TL_INFEASIBLE);
  assert_string_equal(tl_steady_reason(n.steady)->code, "too_little_gets_in");
  assert_close(tl_steady_reason(n.steady)->value, 5.0, 1e-4); /* kg/s short, from a state whose kinks are blurred */
  assert_string_equal(tl_steady_reason(n.steady)->where_id, "K");
  end(&n);
}

static void a_regulator_holds_opens_and_shuts(void **state) {
  static const struct {
    double p_in, set, p_end, expect_out;
    bool flows;
  } cases[] = {{50e5, 30e5, 0, 30e5, true}, {50e5, 70e5, 0, 0, true}, {50e5, 30e5, 40e5, 40e5, false}};
  for (size_t i = 0; i < 3; i++) {
    net n = begin();
    const size_t a = node(&n, "A"), b = node(&n, "B"), c = node(&n, "C"), d = node(&n, "D");
    pipe_between(&n, "P1", a, b, 10e3);
    const size_t r = add_regulator(&n, "R", b, c, cases[i].set);
    pipe_between(&n, "P2", c, d, 10e3);
    hold(&n, a, cases[i].p_in);
    if (cases[i].p_end > 0)
      hold(&n, d, cases[i].p_end);
    else
      n.boundary[d].withdrawal_kg_s = 20;
    must_solve(&n, *state);
    if (cases[i].expect_out > 0)
      assert_close(p_at(&n, c), cases[i].expect_out, 1.0);
    else
      assert_close(p_at(&n, c), p_at(&n, b), 0.1);
    assert_close(q_in(&n, r), cases[i].flows ? 20 : 0, 1e-6);
    assert_true(p_at(&n, c) <= p_at(&n, b) + 0.1 || !cases[i].flows);
    end(&n);
  }
}

/* A line that gas runs along either way, over a step of `rise_m`: its flow through `count` regulators in bypass, side
 * by side, or through an open valve (0). */
static double through_bypass(const tl_gas *gas, int count, double p_from, double p_to, double rise_m, bool general) {
  net n = begin();
  tl_error error;
  size_t at[4], links[2];
  double q = 0.0;
  for (size_t i = 0; i < 4; i++)
    must(tl_network_add_node(n.network, (const char *[]){"A", "B", "C", "D"}[i], i < 2 ? 0.0 : rise_m, &at[i], &error),
         &error);
  pipe_between(&n, "P1", at[0], at[1], 10e3);
  const tl_control_valve bypass = {.outlet_p_pa = 20e5, .loss_in_pa = 2e5, .state = 1.0};
  for (int k = 0; k < count; k++)
    must(tl_network_add_control_valve(n.network, k == 0 ? "R1" : "R2", at[1], at[2], &bypass, &links[k], &error),
         &error);
  if (count == 0) links[0] = add_valve(&n, "V", at[1], at[2], 1.0);
  pipe_between(&n, "P2", at[2], at[3], 10e3);
  hold(&n, at[0], p_from);
  hold(&n, at[3], p_to);
  must_solve(&n, gas);
  if (general) {
    n.steady->without_core = true;
    must_solve(&n, gas);
  }
  for (int k = 0; k < count || k == 0; k++) q += q_in(&n, links[k]);
  if (rise_m == 0.0) assert_close(p_at(&n, at[1]), p_at(&n, at[2]), 0.1);
  for (int k = 0; k < count; k++) {
    tl_regulator_state is;
    must(tl_steady_regulator(n.steady, links[k], &is, &error), &error);
    assert_string_equal(is.mode, "bypass");
  }
  end(&n);
  return q;
}

/* As an open valve of a file does, whichever way gas runs, with both solvers; two side by side take as much as one. */
static void a_regulator_in_bypass_lets_gas_pass_both_ways(void **state) {
  for (int k = 0; k < 16; k++) {
    const bool back = (k & 1) != 0, general = (k & 2) != 0;
    const double p_from = back ? 40e5 : 50e5, p_to = back ? 50e5 : 40e5, rise = (k & 4) != 0 ? 100.0 : 0.0;
    const double q = through_bypass(*state, 0, p_from, p_to, rise, general);
    assert_true(back ? q < -50.0 : q > 50.0);
    assert_close_rel(through_bypass(*state, 1 + k / 8, p_from, p_to, rise, general), q, 1e-7);
  }
}

/* Set to bypass between two solves it lets gas back; set to work again it shuts. */
static void a_regulator_can_be_put_in_bypass_and_back(void **state) {
  net n = begin();
  tl_error error;
  const size_t a = node(&n, "A"), b = node(&n, "B"), c = node(&n, "C");
  const size_t r = add_regulator(&n, "R", a, b, 45e5);
  pipe_between(&n, "P", b, c, 10e3);
  hold(&n, a, 40e5);
  hold(&n, c, 50e5);
  must_solve(&n, *state);
  for (int k = 0; k < 3; k++) {
    must(tl_steady_set_control_valve(n.steady, r, &(tl_control_valve){.outlet_p_pa = 45e5, .state = k % 2}, &error),
         &error);
    must_solve(&n, *state);
    assert_true(k % 2 == 1 ? q_in(&n, r) < -50.0 : fabs(q_in(&n, r)) < 1e-6);
  }
  end(&n);
}

static void a_compressor_holds_what_it_is_told_and_stops_at_its_limits(void **state) {
  for (int control = TL_HOLD_RATIO; control <= TL_HOLD_LIFT; control++) {
    net n = begin();
    const size_t a = node(&n, "A"), b = node(&n, "B"), c = node(&n, "C"), d = node(&n, "D");
    tl_compressor at;
    tl_compressor_default(&at);
    at.control = control;
    at.ratio = 1.3;
    at.outlet_p_pa = 60e5;
    at.inlet_p_pa = 46e5;
    at.flow_kg_s = 60;
    at.lift_pa = 8e5;
    at.kappa = 1.3;
    pipe_between(&n, "P1", a, b, 10e3);
    const size_t k = add_compressor(&n, "K", b, c, at);
    pipe_between(&n, "P2", c, d, 10e3);
    hold(&n, a, 50e5);
    if (control == TL_HOLD_INLET || control == TL_HOLD_FLOW)
      hold(&n, d, 52e5);
    else
      n.boundary[d].withdrawal_kg_s = 50;
    must_solve(&n, *state);
    const double p1 = p_at(&n, b), p2 = p_at(&n, c);
    if (control == TL_HOLD_RATIO) assert_close(p2 / p1, 1.3, 1e-7);
    if (control == TL_HOLD_OUTLET) assert_close(p2, 60e5, 1.0);
    if (control == TL_HOLD_INLET) assert_close(p1, 46e5, 1.0);
    if (control == TL_HOLD_FLOW) assert_close(q_in(&n, k), 60, 1e-7);
    if (control == TL_HOLD_LIFT) assert_close(p2 - p1, 8e5, 1.0);
    end(&n);
  }
}

static void a_compressor_limit_binds(void **state) {
  net n = begin();
  const size_t a = node(&n, "A"), b = node(&n, "B"), c = node(&n, "C");
  tl_compressor at;
  tl_compressor_default(&at);
  at.control = TL_HOLD_OUTLET;
  at.outlet_p_pa = 90e5;
  at.max_power_w = 1e6;
  at.kappa = 1.3;
  add_compressor(&n, "K", a, b, at);
  pipe_between(&n, "P", b, c, 10e3);
  hold(&n, a, 50e5);
  n.boundary[c].withdrawal_kg_s = 50;
  must_solve(&n, *state);
  const double r = p_at(&n, b) / 50e5;
  assert_true(r > 1.05 && r < 1.8);
  /* W = q/eta k/(k-1) Z R T/M (r^m - 1), by hand */
  double z, p = 50e5, t = 288.15;
  (void)tl_gas_flow_pt(*state, 1, &p, &t, &(tl_gas_flow){.z = &z});
  const double rt = 8.31446261815324 * t / tl_gas_molar_mass_kg_mol(*state);
  const double m = 0.3 / 1.3;
  assert_close_rel(50 / 0.84 / m * z * rt * (pow(r, m) - 1), 1e6, 1e-6);
  end(&n);
}

static void a_fixed_loss_follows_the_flow(void **state) {
  for (int sign = -1; sign <= 1; sign += 2) {
    net n = begin();
    const size_t a = node(&n, "A"), b = node(&n, "B");
    tl_resistor resistor;
    tl_resistor_default(&resistor);
    resistor.loss_pa = 2e5;
    size_t r;
    tl_error error;
    must(tl_network_add_resistor(n.network, "R", a, b, &resistor, &r, &error), &error);
    hold(&n, a, 50e5);
    n.boundary[b].withdrawal_kg_s = 30 * sign;
    must_solve(&n, *state);
    assert_close(p_at(&n, b), 50e5 - 2e5 * sign, 1.0);
    end(&n);
  }
}

static double zrt(const tl_gas *gas, double p_pa) { /* p over density */
  tl_gas_state at;
  tl_error error;
  must(tl_gas_state_pt(gas, p_pa, 288.15, &at, &error), &error);
  return p_pa / at.density_kg_m3;
}

/* Perfect gas: critical flow is Cd A p sqrt(k M/(R T)) (2/(k+1))^((k+1)/(2(k-1))); below, Saint-Venant and Wantzel. */
static void a_leak_is_the_orifice_equation_critical_and_not(void **state) {
  net n = begin();
  const size_t inside = node(&n, "inside"), air = node(&n, "air");
  tl_leak leak;
  tl_leak_default(&leak);
  leak.area_m2 = 1e-3;
  size_t hole;
  tl_error error;
  must(tl_network_add_leak(n.network, "hole", inside, air, &leak, &hole, &error), &error);
  const double k = 1.3, open = 0.62e-3;
  double rt = zrt(*state, 60e5);
  hold(&n, air, 101325.0);
  hold(&n, inside, 60e5);
  must_solve(&n, *state);
  assert_close_rel(q_in(&n, hole), open * 60e5 * sqrt(k / rt) * pow(2 / (k + 1), (k + 1) / (2 * (k - 1))), 1e-9);
  assert_close_rel(taken_at(&n, air), q_in(&n, hole), 1e-9);
  hold(&n, inside, 130e3);
  must_solve(&n, *state);
  rt = zrt(*state, 130e3);
  const double r = 101325.0 / 130e3;
  const double flow = open * 130e3 / sqrt(rt) * sqrt(2 * k / (k - 1) * (pow(r, 2 / k) - pow(r, (k + 1) / k)));
  assert_close_rel(q_in(&n, hole), flow, 1e-6); /* what 0.1 Pa, where the iteration may stop, are worth here */
  end(&n);
}

static void a_delivery_falls_short_where_pressure_is_low(void **state) {
  static const double pressures[] = {30e5, 20e5, 15e5, 10e5, 5e5};
  for (size_t i = 0; i < 5; i++) {
    net n = begin();
    const size_t at = node(&n, "N"), consumer = node(&n, "consumer");
    const tl_delivery delivery = {.demand_kg_s = 12, .full_p_pa = 20e5, .no_p_pa = 10e5};
    size_t d;
    tl_error error;
    must(tl_network_add_delivery(n.network, "D", at, consumer, &delivery, &d, &error), &error);
    hold(&n, at, pressures[i]);
    hold(&n, consumer, 101325.0);
    must_solve(&n, *state);
    const double share = (pressures[i] * pressures[i] - 1e12) / 3e12;
    assert_close(q_in(&n, d), 12 * sqrt(fmin(fmax(share, 0), 1)), 1e-7);
    end(&n);
  }
}

/* A supply 50 km away and a storage beside the demand: what the storage may do, it does, the supply does the rest. */
static void a_storage_keeps_to_its_envelope(void **state) {
  static const struct {
    double control, flow, held, fill, wells, expected;
  } rows[] = {{0, -30, 0, 0.5, 0, -30},  {0, -200, 0, 0.5, 0, -60},    {0, -200, 0, 1.0, 0, -80},
              {0, -20, 0, 0, 0, 0},      {0, 70, 0, 0.5, 0, 45},       {0, 70, 0, 1.0, 0, 0},
              {0, 25, 0, 0.5, 1e-12, 0}, {0, -30, 0, 0.5, 1e-14, NAN}, {1, 0, 55e5, 0.5, 0, NAN}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    net n = begin();
    const size_t supply = node(&n, "supply"), at = node(&n, "N"), reservoir = node(&n, "reservoir");
    (void)pipe_between(&n, "P", supply, at, 50e3);
    tl_storage storage;
    tl_storage_default(&storage);
    storage.control = rows[i].control;
    storage.flow_kg_s = rows[i].flow;
    storage.held_p_pa = rows[i].held;
    storage.max_injection_kg_s = 60;
    storage.max_withdrawal_kg_s = 80;
    storage.fill = rows[i].fill;
    storage.full_share = 0.5;
    storage.empty_share = 0.5;
    storage.well_coefficient = rows[i].wells;
    size_t s;
    tl_error error;
    must(tl_network_add_storage(n.network, "S", at, reservoir, &storage, &s, &error), &error);
    hold(&n, supply, 60e5);
    hold(&n, reservoir, 80e5);
    n.boundary[at].withdrawal_kg_s = 100;
    must_solve(&n, *state);
    const double p = p_at(&n, at), q = q_in(&n, s);
    if (!isnan(rows[i].expected)) assert_close(q, rows[i].expected, 1e-7);
    if (rows[i].wells == 1e-14) assert_close(q, 1e-14 * (p * p - 6.4e13), 1e-7); /* the wells bind */
    if (rows[i].control == 1) assert_close(p, rows[i].held, 1.0);
    end(&n);
  }
}

/* A valve between 0 and 300 m: the head of the gas that stands there, of GERG-2008 at one temperature, by the sum of
 * g rho dh in 3,000 steps; in both solvers. Nothing is gained by going up and down again through two of them. */
static void an_open_valve_between_heights_holds_the_head(void **state) {
  (void)state;
  tl_mixture mixture;
  assert_true(tl_mixture_library_get("west-siberia-dry", &mixture));
  tl_gas *gas;
  tl_error error;
  must(tl_gas_create(&mixture, NULL, &gas, &error), &error);
  double p = 60e5;
  const double t = 288.15, step = 0.1;
  for (int k = 0; k < 3000; k++) {
    double z;
    (void)tl_gas_flow_pt(gas, 1, &p, &t, &(tl_gas_flow){.z = &z});
    p -= 9.80665 * step * p * tl_gas_molar_mass_kg_mol(gas) / (z * 8.31446261815324 * t);
  }
  for (int general = 0; general < 2; general++) {
    net n = begin();
    size_t at[4];
    for (size_t i = 0; i < 4; i++)
      must(tl_network_add_node(n.network, (const char *[]){"low", "high", "end", "foot"}[i],
                               i == 1 || i == 2 ? 300.0 : 0.0, &at[i], &error),
           &error);
    add_valve(&n, "up", at[0], at[1], 1.0);
    pipe_between(&n, "pipe", at[1], at[2], 10e3);
    add_short(&n, "down", at[3], at[1]);
    hold(&n, at[0], 60e5);
    n.boundary[at[2]].withdrawal_kg_s = 1.0;
    n.boundary[at[3]].withdrawal_kg_s = 2.0;
    must_solve(&n, gas);
    if (general == 1) {
      n.steady->without_core = true;
      must_solve(&n, gas);
    }
    assert_close(p_at(&n, at[1]), p, 20.0); /* 1e-9 by the steps, 3e-6 by the mean density squared over 300 m */
    assert_close(p_at(&n, at[3]), 60e5, 1.0);
    end(&n);
  }
  tl_gas_destroy(gas);
}

/* The line holds more than the set point: the station is by-passed, and burns and heats nothing, whatever its piping
 * loses while it runs. */
static void a_by_passed_station_with_losses_burns_nothing(void **state) {
  (void)state;
  tl_gas *gas = *state;
  net n = begin();
  const size_t a = node(&n, "A"), b = node(&n, "B"), c = node(&n, "C");
  tl_error error;
  tl_station station;
  size_t link;
  tl_station_default(&station);
  station.discharge_p_pa = 50e5;
  station.loss_in_pa = 1e5;
  station.loss_out_pa = 0.5e5;
  must(tl_network_add_station(n.network, "CS", a, b, &station, &link, &error), &error);
  pipe_between(&n, "P", b, c, 10e3);
  hold(&n, a, 60e5);
  n.boundary[c].withdrawal_kg_s = 100.0;
  must_solve(&n, gas);
  tl_station_state at;
  tl_link_state through;
  must(tl_steady_station(n.steady, link, &at, &error), &error);
  must(tl_steady_link(n.steady, link, &through, &error), &error);
  assert_string_equal(at.mode, "bypass");
  assert_close(through.fuel_kg_s, 0.0, 0.0);
  assert_close(at.fuel_kg_s, 0.0, 0.0);
  assert_close(taken_at(&n, a), -100.0, 1e-8);
  end(&n);

  /* and while it runs, what the law draws is what the report says */
  n = begin();
  const size_t d = node(&n, "A"), e = node(&n, "B");
  station.discharge_p_pa = 60.1e5; /* a third of the half percent */
  must(tl_network_add_station(n.network, "CS", d, e, &station, &link, &error), &error);
  hold(&n, d, 60e5);
  n.boundary[e].withdrawal_kg_s = 100.0;
  must_solve(&n, gas);
  must(tl_steady_station(n.steady, link, &at, &error), &error);
  must(tl_steady_link(n.steady, link, &through, &error), &error);
  assert_true(through.fuel_kg_s > 0.0);
  assert_close(through.fuel_kg_s, at.fuel_kg_s, 1e-9);
  end(&n);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(joined_nodes_share_pressure_and_pass_their_flows),
      cmocka_unit_test(a_ring_of_short_pipes_and_a_held_node_inside_it_solve),
      cmocka_unit_test(joined_nodes_with_two_pressures_are_a_named_contradiction),
      cmocka_unit_test(a_closed_valve_that_cuts_a_part_off_is_named),
      cmocka_unit_test(a_closed_valve_between_held_parts_lets_nothing_pass),
      cmocka_unit_test(nothing_flows_and_everything_has_a_pressure),
      cmocka_unit_test(parallel_pipes_share_and_turned_pipes_run_backwards),
      cmocka_unit_test(a_check_valve_opens_one_way_and_shuts_the_other),
      cmocka_unit_test(a_check_valve_against_the_demand_is_infeasible_and_named),
      cmocka_unit_test(a_regulator_holds_opens_and_shuts),
      cmocka_unit_test(a_regulator_in_bypass_lets_gas_pass_both_ways),
      cmocka_unit_test(a_regulator_can_be_put_in_bypass_and_back),
      cmocka_unit_test(a_compressor_holds_what_it_is_told_and_stops_at_its_limits),
      cmocka_unit_test(a_compressor_limit_binds),
      cmocka_unit_test(a_fixed_loss_follows_the_flow),
      cmocka_unit_test(a_leak_is_the_orifice_equation_critical_and_not),
      cmocka_unit_test(a_delivery_falls_short_where_pressure_is_low),
      cmocka_unit_test(a_storage_keeps_to_its_envelope),
      cmocka_unit_test(an_open_valve_between_heights_holds_the_head),
      cmocka_unit_test(a_by_passed_station_with_losses_burns_nothing),
  };
  return cmocka_run_group_tests_name("steady elements", tests, make_gas, drop_gas);
}
