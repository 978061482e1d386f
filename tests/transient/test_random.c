/* Random events on real networks: every run finishes or ends with a reason that names place, time and limit; no
 * pressure is ever negative or not a number, and no event is lost. Networks: docs/verification.md, data folder
 * gasflowruns. */
#include "lines.h"

static uint64_t draw(uint64_t *state) { /* splitmix64: Steele, Lea and Flood 2014 */
  uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
  z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
  return z ^ (z >> 31);
}
static double share(uint64_t *state) { return (double)(draw(state) >> 11) * 0x1p-53; }
static size_t pick(uint64_t *state, size_t count) { return (size_t)(share(state) * (double)count); }

static void add(tl_schedule *schedule, const tl_event *event) {
  tl_error e = {0};
  if (tl_schedule_add_event(schedule, event, &e) != TL_OK) fail_msg("%s", e.sentence);
}

static double pipe_length(const tl_case *opened, size_t link) {
  const tl_network *network = tl_case_network(opened);
  tl_error e;
  tl_transient *x = NULL;
  tl_transient_options o;
  tl_transient_options_default(&o);
  o.isothermal_t_k = 288.15;
  o.cell_length_m = 1e6;
  assert_int_equal(tl_transient_create(network, tl_case_gas(opened), tl_case_boundary(opened), NULL, &o, &x, &e),
                   TL_OK);
  assert_int_equal(tl_transient_start_at_rest(x, 5e6, &e), TL_OK);
  tl_profile_point at = {0};
  assert_int_equal(tl_transient_profile(x, link, tl_transient_profile_points(x, link) - 1, &at, &e), TL_OK);
  tl_transient_destroy(x);
  return at.distance_m;
}

/* One random event; the number that must turn up among the happenings. */
static size_t random_event(const tl_case *opened, tl_schedule *schedule, uint64_t *seed, double until_s) {
  const tl_network *network = tl_case_network(opened);
  const tl_boundary *boundary = tl_case_boundary(opened);
  const double at = 0.7 * until_s * share(seed), over = share(seed) < 0.5 ? 0.0 : 3600.0 * share(seed);
  for (int tries = 0; tries < 1000; tries++) {
    const size_t link = pick(seed, tl_network_links(network)), node = pick(seed, tl_network_nodes(network));
    const bool pipe = strcmp(tl_case_link_kind(opened, link), "pipe") == 0;
    const bool machine = strcmp(tl_case_link_kind(opened, link), "compressor") == 0;
    const double kind = share(seed);
    if (kind < 0.3 && machine) {
      add(schedule, &(tl_event){.kind = kind < 0.2 ? TL_EVENT_TRIP : TL_EVENT_SHUT, .at_s = at, .link = link});
      if (share(seed) < 0.5) return 1;
      add(schedule, &(tl_event){.kind = TL_EVENT_START, .at_s = at + 0.2 * until_s, .link = link});
      return 2;
    }
    if (kind >= 0.3 && kind < 0.4 && machine) {
      add(schedule, &(tl_event){.kind = TL_EVENT_CHANGE,
                                .at_s = at,
                                .over_s = over,
                                .what = TL_DRIVE_FIELD,
                                .target = link,
                                .field = "ratio",
                                .value = 1.0 + share(seed)});
      return 1;
    }
    if (kind >= 0.4 && kind < 0.7 && boundary[node].kind == TL_GIVEN_WITHDRAWAL &&
        boundary[node].withdrawal_kg_s != 0) {
      const double factor = share(seed) < 0.2 ? 0.0 : 3.0 * share(seed);
      add(schedule, &(tl_event){.kind = TL_EVENT_CHANGE,
                                .at_s = at,
                                .over_s = over,
                                .what = TL_DRIVE_WITHDRAWAL,
                                .target = node,
                                .value = factor * boundary[node].withdrawal_kg_s});
      return 1;
    }
    if (kind >= 0.7 && kind < 0.8 && boundary[node].kind == TL_GIVEN_PRESSURE) {
      add(schedule, &(tl_event){.kind = TL_EVENT_CHANGE,
                                .at_s = at,
                                .over_s = over,
                                .what = TL_DRIVE_PRESSURE,
                                .target = node,
                                .value = boundary[node].p_pa * (0.7 + 0.4 * share(seed))});
      return 1;
    }
    if (kind >= 0.8 && pipe) {
      const double length = pipe_length(opened, link);
      if (length < 500.0) continue;
      const double place = length * (0.1 + 0.8 * share(seed));
      add(schedule, &(tl_event){.kind = kind < 0.9 ? TL_EVENT_RUPTURE : TL_EVENT_LEAK,
                                .at_s = at,
                                .link = link,
                                .position_m = place,
                                .diameter_m = 0.05 + 0.2 * share(seed)});
      return 1;
    }
  }
  return 0;
}

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
    size_t fired = 0;
    tl_happening h;
    static const char *const names[] = {"trip", "start", "shut", "change", "rupture", "leak"};
    for (size_t i = 0; tl_transient_happening_at(x, i, &h); i++)
      for (size_t k = 0; k < 6; k++) fired += strcmp(h.what, names[k]) == 0;
    assert_int_equal(fired, events);
  } else {
    sum->reasoned++;
    print_message("run %zu: %s\n", number, r->sentence);
    assert_true(r->code[0] != '\0' && r->sentence[0] != '\0' && r->where_kind[0] != '\0');
  }
  for (size_t n = 0; n < tl_transient_records(x); n++)
    for (size_t i = 0; i < tl_network_nodes(network); i++) {
      const double p = tl_transient_record_p_pa(x, n, i);
      if (!(p > 0.0 && p < 1e8)) fail_msg("run %zu: p = %g at %s", number, p, tl_network_node_id(network, i));
    }
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
    uint64_t state = seed + n;
    assert_int_equal(tl_schedule_create(tl_case_network(opened), NULL, &schedule, &e), TL_OK);
    size_t events = 0;
    for (size_t k = 0, most = 1 + pick(&state, 4); k < most; k++)
      events += random_event(opened, schedule, &state, until_s);
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
