/* Optimal gas flow of published cases: the optima that the tests of GasModels.jl assert (test/ogf.jl, ls.jl, ne.jl,
 * ogf_nominal.jl, ogf_comp_power_unconstrained.jl, ogf_comp_power_proxy.jl of commit 36cbbdf; examples/ne_A1.jl,
 * ne_A2.jl), models WP, CWP and DWP, within their tolerances.
 */
#include "out_of_memory.h"
#include "testing.h"

#include "trunkline/trunkline.h"

typedef struct published {
  const char *name, *objective;
  bool nominal, no_power;
  double optimum, tolerance, entered; /* receipt 1 [kg/s]; NaN: not asserted */
} published;

static const published cases[] = {
    {"case-6-no-power-limits", "cost", false, false, -253.683, 1e-2, 123.68219},
    {"case-6", "cost", false, false, -167.190, 1e-2, 60.67887},
    {"case-6-no-power-limits-nominal", "cost", true, false, -253.683, 1e-2, 123.6821},
    {"case-6-nominal", "cost", true, false, -167.190, 1e-2, 60.6788},
    {"case-6-no-power-limits", "cost", false, true, -253.683, 1e-2, 123.6821},
    {"case-6", "cost", false, true, -271.46, 1e-2, 113.17},
    {"case-6-no-power-limits", "lift", false, false, -253.683, 1e-2, 123.6822},
    {"case-6", "lift", false, false, -237.718, 1e-2, 97.33},
    {"case-6-ls", "load", false, false, -5.0, 1e-1, NAN},
    {"case-6-ls-priority", "load", false, false, -4.5, 1e-1, NAN},
    {"case-6-ne", "build", false, false, 1476.0, 1e-1, NAN},
    {"A1", "build", false, false, 144.45, 1e-1, NAN}, /* machines either way: examples/ne_A1.jl, ne_A2.jl */
    {"A2", "build", false, false, 1687.46, 1e-1, NAN},
};

typedef struct solved {
  tl_findings *findings;
  tl_flow_file *file;
  tl_flow_answer *answer;
  tl_flow_summary s;
} solved;

static solved solve_file(const char *path, const tl_flow_file_options *options) {
  solved o = {.findings = tl_findings_create(NULL)};
  tl_error error = {0};
  assert_int_equal(tl_flow_file_open(path, options, NULL, &o.file, o.findings, &error), TL_OK);
  assert_int_equal(tl_flow_optimise(tl_flow_file_problem(o.file), NULL, &o.answer, &error), TL_OK);
  tl_flow_summary_of(o.answer, &o.s);
  return o;
}

static solved solve_published(const char *folder, const published *c, bool straight) {
  char path[1024];
  (void)snprintf(path, sizeof path, "%s/gasmodels/matgas/%s.m", folder, c->name);
  const tl_flow_file_options options = {
      .objective = c->objective, .nominal = c->nominal, .no_power = c->no_power, .straight_pipes = straight};
  return solve_file(path, &options);
}

static void forget(solved *o) {
  tl_flow_answer_destroy(o->answer);
  tl_flow_file_close(o->file);
  tl_findings_destroy(o->findings);
}

static void solve(const char *folder, const published *c) {
  solved o = solve_published(folder, c, false);
  const tl_flow_summary s = o.s;
  print_message(
      "%s %s: %.6f, bound %.6f, gap %.2g, %zu boxes, %zu programs, power %.4g W, simulator %.2g Pa %.2g kg/s\n",
      c->name, c->objective, s.objective, s.bound, s.gap, s.boxes, s.programs, s.power_w, s.simulator_p_pa,
      s.simulator_q_kg_s);
  assert_int_equal(s.status, TL_FLOW_SOLVED);
  assert_close(s.objective, c->optimum, c->tolerance);
  const tl_flow_problem *p = tl_flow_file_problem(o.file);
  double entered = 0.0;
  for (size_t i = 0; i < p->trade_count; i++)
    if (strcmp(p->trades[i].id, "receipt_1") == 0) entered = tl_flow_ins_kg_s(o.answer)[i];
  if (isfinite(c->entered)) assert_close(entered, c->entered, 1e-2);
  assert_true(s.complete && s.bound <= s.objective);
  assert_true(s.simulator_p_pa < 1.0 && s.simulator_q_kg_s < 1e-4);
  forget(&o);
}

static void published_cases_have_their_optima(void **state) {
  (void)state;
  const char *folder = test_data_folder();
  if (folder == NULL) skip();
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) solve(folder, &cases[i]);
}

/* Pipes as lines (ogf_comp_power_and_pipe_proxy.jl: WP and, with the same values, its linear relaxation): no operation,
 * and a bound that is the published optimum. */
static void straight_pipes_are_bounded_by_the_published_optima(void **state) {
  (void)state;
  static const published straight[] = {{"case-6-no-power-limits", "lift", false, false, -230.534, 1e-2, 100.53},
                                       {"case-6", "lift", false, false, -187.253, 1e-2, 67.01}};
  const char *folder = test_data_folder();
  if (folder == NULL) skip();
  for (size_t i = 0; i < sizeof straight / sizeof *straight; i++) {
    solved o = solve_published(folder, &straight[i], true);
    print_message("%s, straight: bound %.6f\n", straight[i].name, o.s.bound);
    assert_int_equal(o.s.status, TL_FLOW_NOT_REPRODUCED);
    assert_true(isnan(o.s.objective));
    assert_close(o.s.bound, straight[i].optimum, straight[i].tolerance);
    forget(&o);
  }
}

/* What a newcomer tries. GasLib-24 has a resistor of next to no drag, entries and exits of GasLib are fixed; the slack
 * of LANL and the entry "west" of ours hold a pressure, and ours has a storage that holds a flow. */
typedef struct trial {
  bool ours;
  const char *path, *objective;
  double withdrawn; /* what must leave at `exit` [kg/s] */
  const char *exit;
} trial;

static const trial trials[] = {
    {false, "gaslib/GasLib-24/GasLib-24.net", "cost", NAN, NULL},
    {false, "gaslib/GasLib-24/GasLib-24.net", "fuel", NAN, NULL},
    {false, "gaslib/GasLib-24/GasLib-24.net", "capacity", NAN, NULL},
    {false, "gaslib/GasLib-11/GasLib-11.net", "capacity", NAN, NULL},
    {false, "gastransim/8-node", "fuel", 150.0, "5"},
    {false, "gastransim/8-node", "capacity", NAN, NULL},
    {false, "gastransim/8-node-ramp-steady", "fuel", NAN, NULL},
    {true, "examples/two-sources.yml", "fuel", 110.0, "works"},
    {true, "examples/two-sources.yml", "throughput", 110.0, "works"},
    {true, "examples/two-sources.yml", "load", 90.0, "town"},
    {true, "examples/two-sources.yml", "feasible", 90.0, "town"},
    {true, "examples/two-sources.yml", "capacity", NAN, NULL},
};

static void try_it(const char *folder, const trial *t) {
  char path[1024];
  (void)snprintf(path, sizeof path, "%s/%s", folder, t->path);
  const tl_flow_file_options options = {.objective = t->objective};
  tl_findings *findings = tl_findings_create(NULL);
  tl_flow_file *file;
  tl_flow_answer *answer;
  tl_flow_summary s;
  tl_flow_binding b;
  tl_error error = {0};
  assert_int_equal(tl_flow_file_open(path, &options, NULL, &file, findings, &error), TL_OK);
  const tl_flow_problem *p = tl_flow_file_problem(file);
  assert_int_equal(tl_flow_optimise(p, NULL, &answer, &error), TL_OK);
  tl_flow_summary_of(answer, &s);
  print_message("%s %s: %.6g, bound %.6g, gap %.2g, %zu boxes, simulator %.2g Pa %.2g kg/s\n", t->path, t->objective,
                s.objective, s.bound, s.gap, s.boxes, s.simulator_p_pa, s.simulator_q_kg_s);
  assert_int_equal(s.status, TL_FLOW_SOLVED);
  assert_true(s.complete && s.simulator_p_pa < 1.0 && s.simulator_q_kg_s < 1e-2);
  if (strcmp(t->objective, "capacity") == 0) { /* more than is nominated fits; the network holds it back */
    assert_true(s.scale > 1.0);
    assert_true(tl_flow_binding_at(answer, 0, &b) && !b.of_search && !b.of_scale && !b.of_trade);
  }
  for (size_t i = 0; i < p->trade_count && t->exit != NULL; i++)
    if (strcmp(p->trades[i].id, t->exit) == 0) assert_close(tl_flow_ins_kg_s(answer)[i], -t->withdrawn, 1e-6);
  tl_flow_answer_destroy(answer);
  tl_flow_file_close(file);
  tl_findings_destroy(findings);
}

static void networks_of_other_formats_end_certified(void **state) {
  (void)state;
  const char *folder = test_data_folder();
  if (folder == NULL) skip();
  for (size_t i = 0; i < sizeof trials / sizeof *trials; i++)
    if (!trials[i].ours) try_it(folder, &trials[i]);
}

static void our_own_networks_end_certified(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof trials / sizeof *trials; i++)
    if (trials[i].ours) try_it(TRUNKLINE_SOURCE_DIR, &trials[i]);
}

static tl_code attempt(const tl_allocator *allocator, void *context) {
  const tl_flow_file_options *options = context;
  tl_findings *findings = tl_findings_create(NULL);
  tl_flow_file *file;
  tl_error error;
  const tl_code code =
      tl_flow_file_open(TRUNKLINE_SOURCE_DIR "/examples/two-sources.yml", options, allocator, &file, findings, &error);
  if (code == TL_OK) tl_flow_file_close(file);
  tl_findings_destroy(findings);
  return code;
}

static void refused_memory_is_said(void **state) {
  (void)state;
  tl_flow_file_options options = {.objective = "capacity"};
  (void)oom_sweep(attempt, &options, 5000);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(published_cases_have_their_optima),
      cmocka_unit_test(straight_pipes_are_bounded_by_the_published_optima),
      cmocka_unit_test(networks_of_other_formats_end_certified),
      cmocka_unit_test(our_own_networks_end_certified),
      cmocka_unit_test(refused_memory_is_said),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
