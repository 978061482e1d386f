/* Optimal gas flow with what has two laws, and with gas that leaves by a law: check valves, governors, leaks,
 * deliveries. */
#include "flow_cases.h"
#include "out_of_memory.h"
#include "testing.h"

#include "study/flow_file.h"

/* Gas from a, through a check valve, to b, where `out` leaves; the rest comes from c through a pipe. */
static tl_flow_summary through_valve(double p_b_min_pa, double out, double c_most, tl_flow_answer **answer) {
  static little l;
  static const double none = INFINITY;
  make_little(&l);
  l.arcs[0] = (tl_flow_arc){"valve", TL_FLOW_CHECK_VALVE, 0, 1, -none, none, 0.0, 0.0, 0.0, none, 0.0, 0.0, false, 0.0};
  l.arcs[1].from = 2;
  l.arcs[1].to = 1;
  l.nodes[1].p_min_pa = p_b_min_pa;
  l.nodes[2].p_min_pa = 1e6;
  l.trades[0] = (tl_flow_trade){"in a", 0, fmin(out, 0.0), 400.0, 1.0};
  l.trades[1] = (tl_flow_trade){"in c", 2, 0.0, c_most, 3.0};
  static tl_flow_trade trades[3];
  trades[0] = l.trades[0];
  trades[1] = l.trades[1];
  trades[2] = (tl_flow_trade){"out", 1, -fabs(out), -fabs(out), 0.0};
  if (out < 0.0) trades[0].in_min_kg_s = trades[0].in_max_kg_s = out; /* a takes gas: it would have to come backwards */
  l.problem.trades = trades;
  l.problem.trade_count = 3;
  l.problem.pattern_kg_s = NULL;
  tl_flow_summary s;
  tl_error error;
  assert_int_equal(tl_flow_optimise(&l.problem, NULL, answer, &error), TL_OK);
  tl_flow_summary_of(*answer, &s);
  print_message("valve: %.6f, bound %.6f, %zu boxes, simulator %.2g Pa %.2g kg/s\n", s.objective, s.bound, s.boxes,
                s.simulator_p_pa, s.simulator_q_kg_s);
  return s;
}

static void a_check_valve_is_open_or_holds_back(void **state) {
  (void)state;
  tl_flow_answer *answer;
  tl_flow_summary s = through_valve(4e6, 60.0, 400.0, &answer); /* a has at most 5 MPa: enough, and cheaper */
  assert_int_equal(s.status, TL_FLOW_SOLVED);
  assert_close_rel(s.objective, 60.0, 1e-6);
  assert_true(s.complete && tl_flow_there(answer)[0] && s.simulator_p_pa < 1.0);
  assert_close_rel(tl_flow_pressures_pa(answer)[0], tl_flow_pressures_pa(answer)[1], 1e-7);
  tl_flow_answer_destroy(answer);
  s = through_valve(5.5e6, 30.0, 400.0, &answer); /* b above a: all of it from c */
  assert_int_equal(s.status, TL_FLOW_SOLVED);
  assert_close_rel(s.objective, 90.0, 1e-6);
  assert_true(s.complete && !tl_flow_there(answer)[0] && s.simulator_p_pa < 1.0 && s.simulator_q_kg_s < 1e-3);
  assert_close(tl_flow_flows_kg_s(answer)[0], 0.0, 1e-9);
  tl_flow_answer_destroy(answer);
  s = through_valve(5.5e6, 30.0, 29.0, &answer); /* c has too little */
  assert_int_equal(s.status, TL_FLOW_INFEASIBLE);
  tl_flow_answer_destroy(answer);
  s = through_valve(4e6, -10.0, 400.0, &answer); /* no gas comes back through it */
  assert_int_equal(s.status, TL_FLOW_INFEASIBLE);
  tl_flow_answer_destroy(answer);
}

/* Two ways from a to c, each with a check valve; one of them points backwards and stays shut. */
static void a_valve_against_the_fall_stays_shut(void **state) {
  (void)state;
  little l;
  make_little(&l);
  const tl_flow_arc pipe = l.arcs[1];
  tl_flow_arc arcs[3] = {pipe, pipe, pipe};
  tl_flow_node nodes[4] = {l.nodes[0], l.nodes[1], l.nodes[2], {"d", 1e6, 6e6, 0.0}};
  arcs[0].from = 0;
  arcs[0].to = 2;
  arcs[1].from = 0;
  arcs[1].to = 3;
  arcs[2] =
      (tl_flow_arc){"valve", TL_FLOW_CHECK_VALVE, 2, 3, 0.0, INFINITY, 0.0, 0.0, 0.0, INFINITY, 0.0, 0.0, false, 0.0};
  double pattern[4] = {1.0, 0.0, -1.0, 0.0};
  l.problem.nodes = nodes;
  l.problem.arcs = arcs;
  l.problem.node_count = 4;
  l.problem.arc_count = 3;
  l.problem.pattern_kg_s = pattern;
  tl_flow_answer *answer;
  tl_flow_summary s;
  answer = optimised(&l.problem, NULL, &s);
  assert_int_equal(s.status, TL_FLOW_SOLVED);
  assert_close_rel(s.scale, sqrt((25e12 - 9e12) / 2e9), 1e-6); /* one pipe's; both would carry twice as much */
  assert_true(s.complete && !tl_flow_there(answer)[2]);
  tl_flow_answer_destroy(answer);
  arcs[2].from = 3;
  arcs[2].to = 2;
  answer = optimised(&l.problem, NULL, &s);
  assert_close_rel(s.scale, 2.0 * sqrt((25e12 - 9e12) / 2e9), 1e-6);
  assert_true(s.complete && tl_flow_there(answer)[2]);
  tl_flow_answer_destroy(answer);
}

/* ---- leaks and deliveries ---------------------------------------------------------------------------------------- */

static const char text[] =
    "trunkline: network\nversion: 1\ntitle: \"a hole, a delivery that falls with the pressure, a check valve\"\n"
    "gas: {model: \"ideal\", molar_mass_kg_mol: 0.018, t_k: 288.15, viscosity_pa_s: 1.1e-5}\n"
    "nodes:\n- {id: \"source\", role: \"source\"}\n- {id: \"fork\", role: \"inner\", p_min: 20 bar}\n"
    "- {id: \"town\", role: \"sink\"}\n- {id: \"air\", role: \"sink\"}\n- {id: \"user\", role: \"sink\"}\n"
    "links:\n- {id: \"P1\", kind: \"pipe\", from: \"source\", to: \"fork\", length: 50 km, diameter: 0.5 m, "
    "friction: \"fixed\", friction_factor: 0.01}\n"
    "- {id: \"V1\", kind: \"check_valve\", from: \"fork\", to: \"town\"}\n"
    "- {id: \"L1\", kind: \"leak\", from: \"fork\", to: \"air\", area_m2: 0.001, kappa: 1.3}\n"
    "- {id: \"D1\", kind: \"delivery\", from: \"fork\", to: \"user\", demand: 20 kg/s, full_p: %g bar, no_p: %g bar}\n"
    "scenario: {id: \"day\"}\ndemands:\n- {id: \"source\", type: \"entry\", p: 50 bar}\n"
    "- {id: \"town\", type: \"exit\", flow: 40 kg/s}\n- {id: \"air\", type: \"exit\", p: 1.01325 bar}\n"
    "- {id: \"user\", type: \"exit\", p: 5 bar}\n";

static tl_code open_text(double full_bar, double no_bar, const char *objective, const tl_allocator *allocator,
                         tl_flow_file **file, tl_findings *findings) {
  char bytes[2048];
  (void)snprintf(bytes, sizeof bytes, text, full_bar, no_bar);
  tl_netfile *network = NULL;
  tl_error error;
  const tl_flow_file_options options = {.objective = objective};
  *file = NULL;
  const tl_code code = tli_netfile_of_bytes(bytes, strlen(bytes), "leak.yml", allocator, &network, &error);
  if (code == TL_OK) return tli_flow_file_take(network, "leak.yml", &options, allocator, file, findings, &error);
  tl_netfile_close(network);
  return code;
}

static double flow_of(const tl_flow_problem *p, const tl_flow_answer *a, const char *id) {
  for (size_t k = 0; k < p->arc_count; k++)
    if (strcmp(p->arcs[k].id, id) == 0) return tl_flow_flows_kg_s(a)[k];
  return NAN;
}

static void leaks_and_deliveries_follow_their_laws(void **state) {
  (void)state;
  static const double ranges[][2] = {{45.0, 20.0}, {30.0, 20.0}, {48.0, 44.0}}; /* part, all, nothing of it */
  const double zrt = 8.31446261815324 * 288.15 / 0.018, area = 0.25 * acos(-1.0) * 0.25;
  for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
    tl_flow_file *file;
    tl_flow_answer *answer;
    tl_flow_summary s;
    tl_findings *findings = tl_findings_create(NULL);
    assert_int_equal(open_text(ranges[i][0], ranges[i][1], "feasible", NULL, &file, findings), TL_OK);
    const tl_flow_problem *p = tl_flow_file_problem(file);
    answer = optimised(p, NULL, &s);
    assert_int_equal(s.status, TL_FLOW_SOLVED);
    assert_true(s.complete && s.simulator_p_pa < 1.0 && s.simulator_q_kg_s < 1e-3);
    const double p1 = 1e-5 * tl_flow_pressures_pa(answer)[1], full = ranges[i][0], no = ranges[i][1];
    const double share = fmin(fmax((p1 * p1 - no * no) / (full * full - no * no), 0.0), 1.0);
    const double q = flow_of(p, answer, "P1"), leak = flow_of(p, answer, "L1"), user = flow_of(p, answer, "D1");
    print_message("%g bar: leak %.6f, delivery %.6f kg/s\n", p1, leak, user);
    assert_close(user, 20.0 * sqrt(share), 2e-5);
    /* critical: rho v at the throat is p sqrt(k/(zRT)) (2/(k+1))^((k+1)/(2 (k-1))) */
    assert_close_rel(leak, 0.62e-3 * 1e5 * p1 * sqrt(1.3 / zrt) * pow(2.0 / 2.3, 2.3 / 0.6), 1e-7);
    assert_close(q, 40.0 + leak + user, 1e-6);
    assert_close(1e10 * (50.0 * 50.0 - p1 * p1), 0.01 * 50e3 * zrt / (0.5 * area * area) * q * q, 1e6);
    tl_flow_answer_destroy(answer);
    tl_flow_file_close(file);
    tl_findings_destroy(findings);
  }
}

static void a_delivery_without_sense_is_a_sentence(void **state) {
  (void)state;
  tl_flow_file *file;
  tl_findings *findings = tl_findings_create(NULL);
  assert_int_equal(open_text(20.0, 30.0, "feasible", NULL, &file, findings), TL_ERR_INPUT);
  assert_true(tl_findings_total(findings, TL_ERROR) == 1 && file == NULL);
  assert_string_equal(tl_findings_at(findings, 0)->id, "D1");
  tl_findings_destroy(findings);
  little l;
  make_little(&l);
  tl_flow_answer *answer;
  tl_error error;
  l.arcs[0].kind = TL_FLOW_GOVERNOR; /* holds no pressure */
  assert_int_equal(tl_flow_optimise(&l.problem, NULL, &answer, &error), TL_ERR_INPUT);
  l.arcs[0].kind = TL_FLOW_CHECK_VALVE;
  l.arcs[0].optional = true;
  assert_int_equal(tl_flow_optimise(&l.problem, NULL, &answer, &error), TL_ERR_INPUT);
}

static tl_code attempt(const tl_allocator *allocator, void *context) {
  tl_flow_summary *s = context;
  tl_flow_options o;
  tl_flow_options_default(&o);
  o.allocator = allocator;
  o.starts = 0; /* the first point comes from a relaxed one */
  tl_findings *findings = tl_findings_create(NULL);
  tl_flow_file *file;
  tl_flow_answer *answer = NULL;
  tl_error error;
  tl_code code = open_text(45.0, 20.0, "feasible", allocator, &file, findings);
  if (code == TL_OK) code = tl_flow_optimise(tl_flow_file_problem(file), &o, &answer, &error);
  if (code == TL_OK) tl_flow_summary_of(answer, s);
  tl_flow_answer_destroy(answer);
  tl_flow_file_close(file);
  tl_findings_destroy(findings);
  return code;
}

/* From reading to the answer, with laws of either way in each program and relaxation. */
static void memory_refused_between_two_laws_is_said(void **state) {
  (void)state;
  tl_flow_summary s = {.status = TL_FLOW_UNKNOWN};
  print_message("%zu requests\n", oom_sweep(attempt, &s, 5000));
  assert_true(s.status == TL_FLOW_SOLVED && s.complete);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_check_valve_is_open_or_holds_back),
      cmocka_unit_test(a_valve_against_the_fall_stays_shut),
      cmocka_unit_test(leaks_and_deliveries_follow_their_laws),
      cmocka_unit_test(a_delivery_without_sense_is_a_sentence),
      cmocka_unit_test(memory_refused_between_two_laws_is_said),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
