/* Random events on real networks: every run finishes or ends with a reason that names place, time and limit; no
 * pressure is ever negative or not a number, and no event is lost. Networks: docs/verification.md, data folder
 * gasflowruns. */
#include "lines.h"

#include "../../cli/random_events.h"

typedef struct tally {
  size_t finished, reasoned, runs;
} tally;

static void check_run(const tl_case *opened, const tl_transient *x, size_t events, double until_s, size_t number,
                      tally *sum) {
  const tl_network *network = tl_case_network(opened);
  const tl_reason *r = tl_transient_reason(x);
  sum->runs++;
  if (tl_transient_outcome(x) == TL_SOLVED) {
    sum->finished++;
    assert_close(tl_transient_time_s(x), until_s, 1e-6);
    assert_int_equal(random_events_fired(x), events);
  } else {
    sum->reasoned++;
    print_message("run %zu: %s\n", number, r->sentence);
    assert_true(r->code[0] != '\0' && r->sentence[0] != '\0' && r->where_kind[0] != '\0');
  }
  size_t node = 0;
  double p = 0.0;
  if (!random_events_pressures_hold(x, network, &node, &p))
    fail_msg("run %zu: p = %g at %s", number, p, tl_network_node_id(network, node));
  assert_true(tl_transient_effort(x).largest_mass_error <= 1e-13);
}

static void random_runs(const char *name, size_t count, uint64_t seed) {
  const char *data = test_data_folder();
  if (data == NULL) skip();
  char path[1024];
  (void)snprintf(path, sizeof path, "%s/gasflowruns/%s", data, name);
  tl_findings *findings = tl_findings_create(NULL);
  tl_case *opened = NULL;
  tl_error e = {0};
  if (tl_case_open(path, NULL, &opened, findings, &e) != TL_OK) fail_msg("%s", e.sentence);
  tl_transient_options o;
  tl_transient_options_default(&o);
  o.isothermal_t_k = tl_case_isothermal_k(opened);
  o.cell_length_m = 5000.0;
  o.output_every_s = 1800.0;
  o.pressure_tolerance_pa = 500.0;
  const double until_s = 12 * 3600.0;
  tally sum = {0};
  for (size_t n = 0; n < count; n++) {
    tl_schedule *schedule = NULL;
    tl_transient *x = NULL;
    assert_int_equal(tl_schedule_create(tl_case_network(opened), NULL, &schedule, &e), TL_OK);
    size_t events = 0;
    if (random_events_add(opened, schedule, seed + n, until_s, &events, &e) != TL_OK) fail_msg("%s", e.sentence);
    if (tl_transient_create(tl_case_network(opened), tl_case_gas(opened), tl_case_boundary(opened), schedule, &o, &x,
                            &e) != TL_OK)
      fail_msg("%s", e.sentence);
    if (tl_transient_start_steady(x, &e) != TL_OK) fail_msg("%s", e.sentence);
    if (tl_transient_outcome(x) == TL_SOLVED && tl_transient_run(x, until_s, &e) != TL_OK) fail_msg("%s", e.sentence);
    if (getenv("TRUNKLINE_TRACE") != NULL) {
      const tl_transient_work w = tl_transient_effort(x);
      print_message("%s %zu: %zu steps %zu rejected %zu iterations\n", name, n, w.steps, w.rejected, w.iterations);
    }
    check_run(opened, x, events, until_s, n, &sum);
    tl_transient_destroy(x);
    tl_schedule_destroy(schedule);
  }
  print_message("%s: %zu runs, %zu finished, %zu ended with a reason\n", name, sum.runs, sum.finished, sum.reasoned);
  tl_case_close(opened);
  tl_findings_destroy(findings);
}

static size_t runs(size_t usual) {
  const char *asked = getenv("TRUNKLINE_RANDOM_RUNS");
  return asked != NULL ? (size_t)strtoul(asked, NULL, 10) : usual;
}

static void random_events_on_gaslib_24(void **state) {
  (void)state;
  random_runs("GasLib-24", runs(40), 1000);
}
static void random_events_on_gaslib_40(void **state) {
  (void)state;
  random_runs("GasLib-40", runs(40), 2000);
}
static void random_events_on_gaslib_135(void **state) {
  (void)state;
  random_runs("GasLib-135", runs(20), 3000);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(random_events_on_gaslib_24),
                                     cmocka_unit_test(random_events_on_gaslib_40),
                                     cmocka_unit_test(random_events_on_gaslib_135)};
  return cmocka_run_group_tests_name("transient_random", tests, NULL, NULL);
}
