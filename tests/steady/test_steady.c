/* Claims about the steady state: closed forms, balances, modes, and answers when there is no solution. */
#include "trunkline/elements.h"
#include "trunkline/steady.h"
#include "out_of_memory.h"
#include "testing.h"

static const double R = 8.31446261815324;

static tl_gas *gas_of(const char *model) {
  tl_mixture mixture;
  assert_true(tl_mixture_library_get("west-siberia-dry", &mixture));
  tl_gas_options options;
  tl_gas_options_default(&options);
  options.model = model;
  tl_gas *gas;
  tl_error error;
  if (tl_gas_create(&mixture, &options, &gas, &error) != TL_OK) fail_msg("%s", error.sentence);
  return gas;
}

typedef struct net {
  tl_network *network;
  tl_boundary boundary[64];
  tl_steady *steady;
} net;

static size_t node(net *n, const char *id, double height) {
  size_t index;
  tl_error error;
  if (tl_network_add_node(n->network, id, height, &index, &error) != TL_OK) fail_msg("%s", error.sentence);
  return index;
}

static net begin(void) {
  net n = {0};
  tl_error error;
  assert_int_equal(tl_network_create(NULL, &n.network, &error), TL_OK);
  return n;
}

static size_t add_pipe(net *n, const char *id, size_t from, size_t to, tl_pipe pipe) {
  size_t index;
  tl_error error;
  if (tl_network_add_pipe(n->network, id, from, to, &pipe, &index, &error) != TL_OK) fail_msg("%s", error.sentence);
  return index;
}

static size_t add_station(net *n, const char *id, size_t from, size_t to, tl_station station) {
  size_t index;
  tl_error error;
  if (tl_network_add_station(n->network, id, from, to, &station, &index, &error) != TL_OK)
    fail_msg("%s", error.sentence);
  return index;
}

static tl_outcome solve(net *n, const tl_gas *gas, double part_m) {
  tl_error error = {0};
  tl_steady_options options;
  tl_steady_options_default(&options);
  options.part_length_m = part_m;
  if (tl_network_freeze(n->network, &error) != TL_OK) fail_msg("%s", error.sentence);
  if (tl_steady_create(n->network, gas, &options, &n->steady, &error) != TL_OK) fail_msg("%s", error.sentence);
  if (tl_steady_solve(n->steady, n->boundary, &error) != TL_OK) fail_msg("%s", error.sentence);
  return tl_steady_outcome(n->steady);
}

static void end(net *n) {
  tl_steady_destroy(n->steady);
  tl_network_destroy(n->network);
}

static double p_at(const net *n, size_t index) {
  tl_node_state state;
  tl_error error;
  if (tl_steady_node(n->steady, index, &state, &error) != TL_OK) fail_msg("%s", error.sentence);
  return state.p_pa;
}

static tl_pipe trunk(double km) {
  tl_pipe pipe;
  tl_pipe_default(&pipe);
  pipe.length_m = km * 1e3;
  pipe.diameter_m = 1.377;
  return pipe;
}

static void check_solved(const net *n) {
  if (tl_steady_outcome(n->steady) != TL_SOLVED)
    fail_msg("%s: %s", tl_outcome_name(tl_steady_outcome(n->steady)), tl_steady_reason(n->steady)->sentence);
}

/* p1^2 - p2^2 = lambda L (R T/M) q^2 / (D A^2): ideal gas, isothermal (no wall, no Joule-Thomson in an ideal gas). */
static void an_ideal_gas_pipe_follows_the_square_law(void **state) {
  (void)state;
  tl_gas *gas = gas_of("ideal");
  net n = begin();
  size_t a = node(&n, "A", 0), b = node(&n, "B", 0);
  tl_pipe pipe = trunk(100);
  pipe.friction = TL_FRICTION_FIXED;
  pipe.friction_factor = 0.01;
  add_pipe(&n, "P", a, b, pipe);
  n.boundary[a] = (tl_boundary){.kind = TL_GIVEN_PRESSURE, .p_pa = 80e5, .t_k = 288.15};
  n.boundary[b].withdrawal_kg_s = 700;
  assert_int_equal(solve(&n, gas, 1e4), TL_SOLVED);
  double area = 3.14159265358979323846 / 4 * 1.377 * 1.377;
  double u =
      80e5 * 80e5 - 0.01 * 100e3 * R * 288.15 / tl_gas_molar_mass_kg_mol(gas) * 700 * 700 / (1.377 * area * area);
  assert_close(p_at(&n, b), sqrt(u), 0.1);
  end(&n);
  tl_gas_destroy(gas);
}

/* Ideal gas at rest: p2 = p1 exp(-M g h/(R T)). */
static void gas_at_rest_thins_with_height(void **state) {
  (void)state;
  tl_gas *gas = gas_of("ideal");
  net n = begin();
  size_t a = node(&n, "A", 0), b = node(&n, "B", 1000);
  tl_pipe pipe = trunk(50);
  pipe.heat_transfer_w_m2_k = 1.5; /* the wall sets the temperature of gas that does not move */
  pipe.ground_t_from_k = pipe.ground_t_to_k = 280.0;
  add_pipe(&n, "P", a, b, pipe);
  n.boundary[a] = (tl_boundary){.kind = TL_GIVEN_PRESSURE, .p_pa = 80e5, .t_k = 280.0};
  assert_int_equal(solve(&n, gas, 1e3), TL_SOLVED);
  double expected = 80e5 * exp(-tl_gas_molar_mass_kg_mol(gas) * 9.80665 * 1000 / (R * 280.0));
  assert_close(p_at(&n, b), expected, 5.0);
  end(&n);
  tl_gas_destroy(gas);
}

/* Shukhov: T(x) = Tg + (T1 - Tg) exp(-pi D U x/(q cp)); ideal gas, so no Joule-Thomson term; the ideal cp varies with
 * temperature, so a cool-down of 2 K. */
static void temperature_follows_the_exponential(void **state) {
  (void)state;
  tl_gas *gas = gas_of("ideal");
  net n = begin();
  size_t a = node(&n, "A", 0), b = node(&n, "B", 0);
  tl_pipe pipe = trunk(100);
  pipe.heat_transfer_w_m2_k = 2.0;
  pipe.heat_diameter_m = 1.42;
  pipe.ground_t_from_k = pipe.ground_t_to_k = 286.15;
  size_t p = add_pipe(&n, "P", a, b, pipe);
  n.boundary[a] = (tl_boundary){.kind = TL_GIVEN_PRESSURE, .p_pa = 80e5, .t_k = 288.15};
  n.boundary[b].withdrawal_kg_s = 500;
  assert_int_equal(solve(&n, gas, 1e3), TL_SOLVED);
  double t = 287.0, p_any = 70e5, cp;
  (void)tl_gas_flow_pt(gas, 1, &p_any, &t, &(tl_gas_flow){.cp_j_kg_k = &cp});
  for (size_t i = 0; i < tl_steady_profile_points(n.steady, p); i += 10) {
    tl_profile_point at;
    tl_error error;
    assert_int_equal(tl_steady_profile(n.steady, p, i, &at, &error), TL_OK);
    double x = 3.14159265358979323846 * 1.42 * 2.0 * at.distance_m / (500 * cp);
    assert_close(at.t_k, 286.15 + 2.0 * exp(-x), 1e-3);
  }
  end(&n);
  tl_gas_destroy(gas);
}

static net gun_barrel(size_t stations, double span_km, double discharge, double flow, tl_station station,
                      tl_pipe pipe) {
  net n = begin();
  char id[32];
  size_t at = node(&n, "start", 0);
  station.discharge_p_pa = discharge;
  n.boundary[at] = (tl_boundary){.kind = TL_GIVEN_PRESSURE, .p_pa = 0.75 * discharge, .t_k = 283.15};
  for (size_t i = 0; i < stations; i++) {
    (void)snprintf(id, sizeof id, "out %zu", i);
    size_t out = node(&n, id, 0);
    (void)snprintf(id, sizeof id, "CS%zu", i);
    add_station(&n, id, at, out, station);
    (void)snprintf(id, sizeof id, "in %zu", i + 1);
    size_t next = node(&n, id, 0);
    (void)snprintf(id, sizeof id, "P%zu", i);
    pipe.length_m = span_km * 1e3;
    add_pipe(&n, id, out, next, pipe);
    at = next;
  }
  n.boundary[at].withdrawal_kg_s = flow;
  return n;
}

static tl_pipe warm_trunk(void) {
  tl_pipe pipe = trunk(1);
  pipe.heat_transfer_w_m2_k = 1.5;
  pipe.heat_diameter_m = 1.42;
  return pipe;
}

static tl_station plain_station(void) {
  tl_station station;
  tl_station_default(&station);
  station.kappa = 1.3;
  station.cooler_t_k = 303.15;
  return station;
}

static void gas_in_is_gas_out_and_fuel(void **state) {
  (void)state;
  tl_gas *gas = gas_of("papay");
  net n = gun_barrel(8, 121.25, 9.8e6, 971, plain_station(), warm_trunk());
  (void)solve(&n, gas, 1e4);
  check_solved(&n);
  tl_error error;
  tl_node_state first;
  assert_int_equal(tl_steady_node(n.steady, 0, &first, &error), TL_OK);
  double fuel = 0;
  for (size_t l = 0; l < tl_network_links(n.network); l++) {
    tl_link_state link;
    assert_int_equal(tl_steady_link(n.steady, l, &link, &error), TL_OK);
    fuel += link.fuel_kg_s;
  }
  assert_true(fuel > 10 && fuel < 30);
  assert_close(-first.withdrawal_kg_s, 971 + fuel, 1e-9 * 971);
  assert_true(tl_steady_certificate(n.steady)->mass_residual_kg_s < 1e-9 * 971);
  assert_true(tl_steady_certificate(n.steady)->iterations < 15);
  end(&n);
  tl_gas_destroy(gas);
}

/* Halving the parts changes the answer by a fourth of the change before: order 2. */
static void the_error_of_segmentation_falls_with_the_square(void **state) {
  (void)state;
  tl_gas *gas = gas_of("papay");
  double p[3];
  for (int i = 0; i < 3; i++) {
    net n = gun_barrel(1, 200, 9.8e6, 1000, plain_station(), warm_trunk());
    (void)solve(&n, gas, 50e3 / (1 << i));
    check_solved(&n);
    p[i] = p_at(&n, 2);
    end(&n);
  }
  double ratio = (p[0] - p[1]) / (p[1] - p[2]);
  assert_true(ratio > 3.0 && ratio < 5.5);
  tl_gas_destroy(gas);
}

static void a_metered_point_gets_its_flow_and_the_end_the_rest(void **state) {
  (void)state;
  tl_gas *gas = gas_of("papay");
  net n = gun_barrel(4, 150, 9.8e6, 0, plain_station(), warm_trunk());
  size_t p1, last;
  assert_true(tl_network_find_link(n.network, "P1", &p1));
  assert_true(tl_network_find_node(n.network, "in 4", &last));
  n.boundary[last] = (tl_boundary){.kind = TL_METERED_WITHDRAWAL, .withdrawal_kg_s = 950, .link = p1};
  (void)solve(&n, gas, 1e4);
  check_solved(&n);
  tl_error error;
  tl_link_state link;
  tl_node_state delivery;
  assert_int_equal(tl_steady_link(n.steady, p1, &link, &error), TL_OK);
  assert_close(link.q_kg_s, 950, 1e-8);
  assert_int_equal(tl_steady_node(n.steady, last, &delivery, &error), TL_OK);
  double fuel_behind = 0;
  const char *behind[] = {"CS2", "CS3"};
  for (int i = 0; i < 2; i++) {
    size_t l;
    assert_true(tl_network_find_link(n.network, behind[i], &l));
    assert_int_equal(tl_steady_link(n.steady, l, &link, &error), TL_OK);
    fuel_behind += link.fuel_kg_s;
  }
  assert_close(delivery.withdrawal_kg_s, 950 - fuel_behind, 1e-8);
  end(&n);
  tl_gas_destroy(gas);
}

static void a_limit_that_binds_takes_over_the_station(void **state) {
  (void)state;
  tl_gas *gas = gas_of("papay");
  const char *modes[] = {"set point", "power limit", "ratio limit", "bypass"};
  for (int i = 0; i < 4; i++) {
    tl_station station = plain_station();
    if (i == 1) station.max_power_w = 20e6;
    if (i == 2) station.max_ratio = 1.1;
    net n = gun_barrel(2, 100, 9.8e6, 900, station, warm_trunk());
    if (i == 3) n.boundary[0].p_pa = 10e6;
    (void)solve(&n, gas, 1e4);
    check_solved(&n);
    size_t first;
    tl_station_state cs;
    tl_error error;
    assert_true(tl_network_find_link(n.network, "CS0", &first));
    assert_int_equal(tl_steady_station(n.steady, first, &cs, &error), TL_OK);
    assert_string_equal(cs.mode, modes[i]);
    if (i == 1) assert_close(cs.power_w, 20e6, 10);
    if (i == 2) assert_close(cs.ratio, 1.1, 1e-8);
    end(&n);
  }
  tl_gas_destroy(gas);
}

static void too_much_flow_is_infeasible_with_place_and_size(void **state) {
  (void)state;
  tl_gas *gas = gas_of("papay");
  net n = gun_barrel(3, 200, 9.8e6, 1900, plain_station(), warm_trunk());
  assert_int_equal(solve(&n, gas, 1e4), TL_INFEASIBLE);
  const tl_reason *reason = tl_steady_reason(n.steady);
  assert_string_equal(reason->code, "pressure_collapse");
  assert_string_equal(reason->where_kind, "pipe");
  assert_true(reason->possible_kg_s > 900 && reason->possible_kg_s < 1900);
  tl_node_state any;
  tl_error error;
  assert_int_equal(tl_steady_node(n.steady, 0, &any, &error), TL_ERR_NO_ANSWER);
  /* what it says is possible nearly is */
  n.boundary[6].withdrawal_kg_s = 0.93 * reason->possible_kg_s;
  assert_int_equal(tl_steady_solve(n.steady, n.boundary, &error), TL_OK);
  check_solved(&n);
  end(&n);
  tl_gas_destroy(gas);
}

/* Through the flow at which fuel and suction run away from each other: every flow gets an answer, and they do not
 * alternate. */
static void every_flow_through_the_fold_is_answered(void **state) {
  (void)state;
  tl_gas *gas = gas_of("papay");
  tl_outcome before = TL_SOLVED;
  size_t solved = 0, infeasible = 0;
  for (double flow = 940; flow < 1240; flow += 1.5) {
    tl_station station = plain_station();
    station.loss_in_pa = station.loss_out_pa = 1e5;
    net n = gun_barrel(14, 180, 9.8e6, flow, station, warm_trunk());
    const tl_outcome outcome = solve(&n, gas, 20e3);
    if (outcome == TL_NOT_SOLVED) fail_msg("%g kg/s: %s", flow, tl_steady_reason(n.steady)->sentence);
    if (before == TL_INFEASIBLE && outcome == TL_SOLVED) fail_msg("%g kg/s is solved although less was not", flow);
    before = outcome;
    if (outcome == TL_SOLVED)
      solved++;
    else
      infeasible++;
    end(&n);
  }
  assert_true(solved > 10 && infeasible > 10);
  tl_gas_destroy(gas);
}

static void loops_dead_ends_and_rest_solve(void **state) {
  (void)state;
  tl_gas *gas = gas_of("papay");
  net n = begin();
  size_t a = node(&n, "A", 0), b = node(&n, "B", 0), c = node(&n, "C", 0), d = node(&n, "D", 0), e = node(&n, "E", 50);
  add_pipe(&n, "AB", a, b, trunk(50));
  add_pipe(&n, "AC", a, c, trunk(50));
  add_pipe(&n, "bridge", b, c, trunk(30)); /* by symmetry carries nothing */
  add_pipe(&n, "BD", b, d, trunk(50));
  add_pipe(&n, "DC", d, c, trunk(50)); /* written against the flow */
  add_pipe(&n, "dead end", d, e, trunk(10));
  n.boundary[a] = (tl_boundary){.kind = TL_GIVEN_PRESSURE, .p_pa = 70e5};
  n.boundary[d].withdrawal_kg_s = 1200;
  (void)solve(&n, gas, 1e4);
  check_solved(&n);
  tl_link_state link;
  tl_error error;
  assert_int_equal(tl_steady_link(n.steady, 2, &link, &error), TL_OK);
  assert_close(link.q_kg_s, 0.0, 1e-3);
  assert_int_equal(tl_steady_link(n.steady, 4, &link, &error), TL_OK);
  assert_close(link.q_kg_s, -600.0, 1e-3);
  n.boundary[d].withdrawal_kg_s = 0.0; /* everything at rest */
  assert_int_equal(tl_steady_solve(n.steady, n.boundary, &error), TL_OK);
  check_solved(&n);
  assert_close(p_at(&n, d), 70e5, 1.0);
  end(&n);
  tl_gas_destroy(gas);
}

static void a_part_without_pressure_is_named_not_guessed(void **state) {
  (void)state;
  tl_gas *gas = gas_of("papay");
  net n = begin();
  size_t a = node(&n, "A", 0), b = node(&n, "B", 0);
  add_pipe(&n, "P", a, b, trunk(50));
  n.boundary[a].withdrawal_kg_s = -100;
  n.boundary[b].withdrawal_kg_s = 100;
  assert_int_equal(solve(&n, gas, 1e4), TL_NOT_SOLVED);
  assert_string_equal(tl_steady_reason(n.steady)->code, "no_pressure_reference");
  assert_string_equal(tl_steady_reason(n.steady)->where_id, "A");
  assert_true(strlen(tl_steady_reason(n.steady)->sentence) > 20);
  end(&n);
  tl_gas_destroy(gas);
}

static void one_node_solves(void **state) {
  (void)state;
  tl_gas *gas = gas_of("papay");
  net n = begin();
  size_t a = node(&n, "A", 0);
  n.boundary[a] = (tl_boundary){.kind = TL_GIVEN_PRESSURE, .p_pa = 70e5};
  assert_int_equal(solve(&n, gas, 1e4), TL_SOLVED);
  assert_close(p_at(&n, a), 70e5, 1e-6);
  end(&n);
  tl_gas_destroy(gas);
}

/* Network, problem and solution within one allocator, on the line's shape. */
static tl_code solve_with(const tl_allocator *allocator, void *context) {
  const tl_gas *gas = context;
  tl_network *network = NULL;
  tl_steady *steady = NULL;
  tl_error error;
  tl_pipe pipe = warm_trunk();
  pipe.length_m = 100e3;
  tl_station station = plain_station();
  station.discharge_p_pa = 9.8e6;
  tl_boundary boundary[4] = {{.kind = TL_GIVEN_PRESSURE, .p_pa = 7e6}, {0}, {0}, {.withdrawal_kg_s = 900}};
  tl_steady_options options;
  tl_steady_options_default(&options);
  options.allocator = allocator;
  size_t nodes[4];
  tl_code code = tl_network_create(allocator, &network, &error);
  for (int i = 0; i < 4 && code == TL_OK; i++) {
    const char id[2] = {(char)('a' + i), 0};
    code = tl_network_add_node(network, id, 0, &nodes[i], &error);
  }
  if (code == TL_OK) code = tl_network_add_station(network, "CS", nodes[0], nodes[1], &station, NULL, &error);
  if (code == TL_OK) code = tl_network_add_pipe(network, "P1", nodes[1], nodes[2], &pipe, NULL, &error);
  if (code == TL_OK) code = tl_network_add_pipe(network, "P2", nodes[2], nodes[3], &pipe, NULL, &error);
  if (code == TL_OK) code = tl_network_freeze(network, &error);
  if (code == TL_OK) code = tl_steady_create(network, gas, &options, &steady, &error);
  if (code == TL_OK) code = tl_steady_solve(steady, boundary, &error);
  if (code == TL_OK) assert_int_equal(tl_steady_outcome(steady), TL_SOLVED);
  if (code == TL_OK && allocator->resize == oom_resize) { /* once the pattern stands, solving asks for nothing */
    const oom_miser *miser = allocator->context;
    const size_t before = miser->requests;
    boundary[3].withdrawal_kg_s = 950;
    assert_int_equal(tl_steady_solve(steady, boundary, &error), TL_OK);
    assert_int_equal(tl_steady_outcome(steady), TL_SOLVED);
    assert_int_equal(miser->requests, before);
  }
  tl_steady_destroy(steady);
  tl_network_destroy(network);
  return code;
}

static void memory_may_run_out_anywhere_and_solving_again_asks_for_none(void **state) {
  (void)state;
  tl_gas *gas = gas_of("papay");
  (void)oom_sweep(solve_with, gas, 1000);
  tl_gas_destroy(gas);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_ideal_gas_pipe_follows_the_square_law),
      cmocka_unit_test(gas_at_rest_thins_with_height),
      cmocka_unit_test(temperature_follows_the_exponential),
      cmocka_unit_test(gas_in_is_gas_out_and_fuel),
      cmocka_unit_test(the_error_of_segmentation_falls_with_the_square),
      cmocka_unit_test(a_metered_point_gets_its_flow_and_the_end_the_rest),
      cmocka_unit_test(a_limit_that_binds_takes_over_the_station),
      cmocka_unit_test(too_much_flow_is_infeasible_with_place_and_size),
      cmocka_unit_test(every_flow_through_the_fold_is_answered),
      cmocka_unit_test(loops_dead_ends_and_rest_solve),
      cmocka_unit_test(a_part_without_pressure_is_named_not_guessed),
      cmocka_unit_test(one_node_solves),
      cmocka_unit_test(memory_may_run_out_anywhere_and_solving_again_asks_for_none),
  };
  return cmocka_run_group_tests_name("steady", tests, NULL, NULL);
}
