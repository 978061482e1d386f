/* Optimal gas flow from a start that the caller has, and from the setting of a nomination (GasLib). */
#include "flow_cases.h"
#include "testing.h"

#include "trunkline/trunkline.h"

/* Gas for b comes from c alone, since b is above a: the valve between a and b must be shut, and the first start has it
 * open. */
static void make_shut(little *l) {
  make_little(l);
  l->arcs[0] =
      (tl_flow_arc){"valve", TL_FLOW_CHECK_VALVE, 0, 1, 0.0, INFINITY, 0.0, 0.0, 0.0, INFINITY, 0.0, 0.0, false, 0.0};
  l->arcs[1].from = 2;
  l->arcs[1].to = 1;
  l->nodes[1].p_min_pa = 5.5e6;
  l->trades[0] = (tl_flow_trade){"in", 2, 0.0, 400.0, 3.0};
  l->trades[1] = (tl_flow_trade){"out", 1, -30.0, -30.0, 0.0};
  l->problem.trade_count = 2;
  l->problem.pattern_kg_s = NULL;
}

typedef struct finder {
  size_t calls;
  bool found;
  tl_code code;
  double seconds;
} finder;

static tl_code find(void *context, double most_seconds, double *p_pa, double *q_kg_s, bool *there, bool *found,
                    tl_error *error) {
  finder *f = context;
  f->calls++;
  f->seconds = most_seconds;
  if (f->code != TL_OK) return tl_fail(error, f->code, "told to fail");
  p_pa[0] = 4e6;
  p_pa[1] = 5.6e6;
  p_pa[2] = 5.8e6;
  q_kg_s[0] = 0.0;
  q_kg_s[1] = 30.0;
  there[0] = false;
  *found = f->found;
  return TL_OK;
}

static void a_start_of_the_caller_is_taken_where_the_first_finds_nothing(void **state) {
  (void)state;
  little l;
  make_shut(&l);
  tl_flow_options o;
  tl_flow_options_default(&o);
  assert_null(o.find_start);
  o.starts = 1;
  o.most_boxes = 1;
  o.find_start = find;
  tl_flow_answer *answer;
  tl_flow_summary s;
  tl_error error;
  for (int found = 0; found < 2; found++) {
    finder f = {.found = found == 1};
    o.find_context = &f;
    answer = optimised(&l.problem, &o, &s);
    assert_int_equal(f.calls, 1);
    assert_true(f.seconds > 0.0 && f.seconds <= 0.5 * o.most_seconds);
    assert_int_equal(s.status, TL_FLOW_SOLVED);
    assert_close_rel(s.objective, 90.0, 1e-6);
    assert_int_equal(s.programs, 2); /* the first start, then this one, or one of the relaxation */
    tl_flow_answer_destroy(answer);
  }
  finder f = {.code = TL_ERR_MACHINE};
  o.find_context = &f;
  assert_int_equal(tl_flow_optimise(&l.problem, &o, &answer, &error), TL_ERR_MACHINE);
  assert_string_equal(error.sentence, "told to fail");
  make_little(&l); /* here the first start is enough */
  f = (finder){.found = true};
  assert_int_equal(tl_flow_optimise(&l.problem, &o, &answer, &error), TL_OK);
  assert_int_equal(f.calls, 0);
  tl_flow_answer_destroy(answer);
}

/* ---- nominations ------------------------------------------------------------------------------------------------- */

/* A start has the flows of the nomination: they balance at each node of the file. */
static void check_start(const char *folder, const char *name) {
  char path[1024];
  (void)snprintf(path, sizeof path, "%s/gaslib/%s/%s.net", folder, name, name);
  tl_findings *findings = tl_findings_create(NULL);
  tl_flow_file *file;
  tl_error error = {0};
  const tl_flow_file_options options = {.objective = "fuel"};
  assert_int_equal(tl_flow_file_open(path, &options, NULL, &file, findings, &error), TL_OK);
  const tl_flow_problem *p = tl_flow_file_problem(file);
  double p_pa[200], q[200], rest[200] = {0.0}, most = 0.0;
  bool there[200], found = false;
  assert_true(p->node_count <= 200 && p->arc_count <= 200);
  size_t shut_or_open = 0;
  for (size_t k = 0; k < p->arc_count; k++) {
    there[k] = true;
    const bool control = p->arcs[k].kind == TL_FLOW_COMPRESSOR || p->arcs[k].kind == TL_FLOW_REGULATOR;
    if (control) assert_true(p->arcs[k].optional); /* may be shut */
    shut_or_open += control;
  }
  assert_true(shut_or_open > 0);
  tl_flow_start start = {file, NULL};
  assert_int_equal(tl_flow_file_start(&start, 60.0, p_pa, q, there, &found, &error), TL_OK);
  assert_true(found);
  for (size_t k = 0; k < p->arc_count; k++) {
    rest[p->arcs[k].from] -= q[k];
    rest[p->arcs[k].to] += q[k];
    most = fmax(most, fabs(q[k]));
    if (!there[k]) assert_close(q[k], 0.0, 1e-3);
  }
  for (size_t i = 0; i < p->trade_count; i++) rest[p->trades[i].node] += p->trades[i].in_min_kg_s;
  for (size_t i = 0; i < p->node_count; i++) {
    assert_close(rest[i], 0.0, 1e-6 * most);
    assert_true(p_pa[i] >= p->nodes[i].p_min_pa * (1.0 - 1e-6) && p_pa[i] <= p->nodes[i].p_max_pa * (1.0 + 1e-6));
  }
  print_message("%s: %g kg/s at most, node 0 at %g bar\n", name, most, 1e-5 * p_pa[0]);
  tl_flow_file_close(file);
  tl_findings_destroy(findings);
}

static void the_setting_of_a_nomination_is_a_start(void **state) {
  (void)state;
  const char *folder = test_data_folder();
  if (folder == NULL) skip();
  check_start(folder, "GasLib-24");
  check_start(folder, "GasLib-40");
}

/* A start is looked for in what was read: it needs no file again. */
static void a_start_reads_no_file_again(void **state) {
  (void)state;
  static const char *const ends[] = {"net", "scn", "cs"};
  static char text[400000];
  const char *folder = test_data_folder();
  if (folder == NULL) skip();
  char path[3][1024];
  for (size_t i = 0; i < 3; i++) {
    (void)snprintf(path[i], sizeof path[i], "%s/gaslib/GasLib-24/GasLib-24.%s", folder, ends[i]);
    FILE *file = fopen(path[i], "rb");
    assert_non_null(file);
    const size_t bytes = fread(text, 1, sizeof text, file);
    (void)fclose(file);
    assert_true(bytes > 0 && bytes < sizeof text);
    (void)snprintf(path[i], sizeof path[i], TRUNKLINE_BINARY_DIR "/tests/optimise/gone.%s", ends[i]);
    file = fopen(path[i], "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, bytes, file), bytes);
    assert_int_equal(fclose(file), 0);
  }
  tl_findings *findings = tl_findings_create(NULL);
  tl_flow_file *file;
  tl_error error = {0};
  bool found = false, there[200] = {false};
  double p[200], q[200];
  assert_int_equal(tl_flow_file_open(path[0], NULL, NULL, &file, findings, &error), TL_OK);
  for (size_t i = 0; i < 3; i++) assert_int_equal(remove(path[i]), 0);
  tl_flow_start start = {file, NULL};
  assert_int_equal(tl_flow_file_start(&start, 60.0, p, q, there, &found, &error), TL_OK);
  assert_true(found);
  tl_flow_file_close(file);
  tl_findings_destroy(findings);
}

static bool never(void *context, const char *step, double done) {
  (void)step;
  (void)done;
  ++*(size_t *)context;
  return false;
}

/* A nomination told to end keeps no one waiting: what it has by then is its answer. */
static void a_nomination_hears_that_it_must_end(void **state) {
  (void)state;
  const char *folder = test_data_folder();
  if (folder == NULL) skip();
  char path[1024];
  (void)snprintf(path, sizeof path, "%s/gaslib/GasLib-40/GasLib-40.net", folder);
  const tl_nomination_files files = {.free_stations = true};
  tl_findings *findings = tl_findings_create(NULL);
  tl_nomination *n;
  tl_gas *gas;
  tl_nominate_answer *whole, *told;
  tl_error error = {0};
  size_t calls = 0;
  const tl_progress progress = {never, &calls};
  tl_nominate_options o;
  tl_nominate_options_default(&o);
  assert_null(o.progress);
  assert_int_equal(tl_nomination_open(path, &files, NULL, &n, &gas, findings, &error), TL_OK);
  tl_nomination_scale(n, 1.1); /* too much: there is something to search */
  assert_int_equal(tl_nominate(n, &o, &whole, &error), TL_OK);
  o.progress = &progress;
  assert_int_equal(tl_nominate(n, &o, &told, &error), TL_OK);
  const tl_nominate_effort *a = tl_nominate_effort_of(whole), *b = tl_nominate_effort_of(told);
  print_message("linear programs %zu, told to end %zu (asked %zu times)\n", a->linear_programs, b->linear_programs,
                calls);
  assert_true(calls > 0 && b->linear_programs < a->linear_programs);
  assert_int_equal(tl_nominate_outcome(told), TL_NOT_SOLVED);
  tl_nominate_answer_destroy(whole);
  tl_nominate_answer_destroy(told);
  tl_nomination_destroy(n);
  tl_gas_destroy(gas);
  tl_findings_destroy(findings);
}

static void what_is_no_nomination_has_no_start(void **state) {
  (void)state;
  tl_findings *findings = tl_findings_create(NULL);
  tl_flow_file *file;
  tl_error error = {0};
  bool found = true, there[16];
  double p[16], q[16];
  assert_int_equal(
      tl_flow_file_open(TRUNKLINE_SOURCE_DIR "/examples/two-sources.yml", NULL, NULL, &file, findings, &error), TL_OK);
  tl_flow_start start = {file, NULL};
  assert_int_equal(tl_flow_file_start(&start, 1.0, p, q, there, &found, &error), TL_OK);
  assert_false(found);
  tl_flow_file_close(file);
  tl_findings_destroy(findings);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_start_of_the_caller_is_taken_where_the_first_finds_nothing),
      cmocka_unit_test(the_setting_of_a_nomination_is_a_start),
      cmocka_unit_test(a_start_reads_no_file_again),
      cmocka_unit_test(a_nomination_hears_that_it_must_end),
      cmocka_unit_test(what_is_no_nomination_has_no_start),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
