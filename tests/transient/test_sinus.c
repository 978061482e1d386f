/* A day of sinus demands (trr154-transient: Krug, Leugering, Martin, Schmidt, Weninger, consensus-based ADM). The files
 * give sources' pressures, sinks' flows each minute and the speed of sound, and no solution: what can be shown is that
 * the day runs to its end, that gas in less gas out is gas held, and that what was asked is what the files ask.
 * Compressor stations hold their inlet's pressure times 1.1, which the files leave to the optimiser. */
#include "lines.h"
#include "packed.h"

static size_t node_named(const tl_network *network, const char *id) {
  for (size_t i = 0; i < tl_network_nodes(network); i++)
    if (strcmp(tl_network_node_id(network, i), id) == 0) return i;
  fail_msg("no node \"%s\"", id);
  return 0;
}

/* Adds the file's series as a profile of the node; gives the integral over time and the first value. */
static double drive(tl_schedule *schedule, size_t node, int what, const json_t *series, const char *key, double unit,
                    double *first) {
  const json_t *at = json_object_get(series, "timepoints"), *of = json_object_get(series, key);
  const size_t count = json_array_size(at);
  double *times = calloc(count, sizeof *times), *values = calloc(count, sizeof *values), integral = 0.0;
  assert_true(times != NULL && values != NULL && count == json_array_size(of));
  for (size_t i = 0; i < count; i++) {
    times[i] = json_number_value(json_array_get(at, i));
    values[i] = unit * json_number_value(json_array_get(of, i));
    if (i > 0) integral += 0.5 * (values[i] + values[i - 1]) * (times[i] - times[i - 1]);
  }
  const tl_profile p = {what, node, NULL, count, times, values, false};
  tl_error e = {0};
  if (tl_schedule_add_profile(schedule, &p, &e) != TL_OK) fail_msg("%s", e.sentence);
  *first = values[0];
  free(times);
  free(values);
  return integral;
}

typedef struct day {
  tl_case *opened;
  tl_findings *findings;
  tl_boundary *boundary;
  tl_schedule *schedule;
  double asked_kg;
} day;

static void prepare(day *d, const char *net, const char *scenario, const json_t *given) {
  tl_error e = {0};
  d->findings = tl_findings_create(NULL);
  const tl_case_options files = {.scenario = scenario}; /* what it nominates is not used */
  if (tl_case_open(net, &files, &d->opened, d->findings, &e) != TL_OK) fail_msg("%s", e.sentence);
  const tl_network *network = tl_case_network(d->opened);
  d->boundary = calloc(tl_network_nodes(network), sizeof *d->boundary);
  assert_non_null(d->boundary);
  assert_int_equal(tl_schedule_create(network, NULL, &d->schedule, &e), TL_OK);
  const char *id;
  json_t *series;
  json_object_foreach(json_object_get(given, "sinks"), id, series) {
    const size_t node = node_named(network, id);
    d->asked_kg +=
        drive(d->schedule, node, TL_DRIVE_WITHDRAWAL, series, "massflow", 1.0, &d->boundary[node].withdrawal_kg_s);
  }
  json_object_foreach(json_object_get(given, "sources"), id, series) {
    const size_t node = node_named(network, id);
    d->boundary[node].kind = TL_GIVEN_PRESSURE;
    (void)drive(d->schedule, node, TL_DRIVE_PRESSURE, series, "pressure", 1e5, &d->boundary[node].p_pa);
  }
  for (size_t l = 0; l < tl_network_links(network); l++)
    if (strcmp(tl_case_link_kind(d->opened, l), "compressor") == 0) {
      const double from = 0.0, ratio = 1.1;
      const tl_profile p = {TL_DRIVE_FIELD, l, "ratio", 1, &from, &ratio, true};
      assert_int_equal(tl_schedule_add_profile(d->schedule, &p, &e), TL_OK);
    }
}

static void run_day(const char *data_file, const char *net_file, const char *scenario_file) {
  const char *data = test_data_folder();
  if (data == NULL) skip();
  char packed[256], net[1024], scenario[1024];
  (void)snprintf(packed, sizeof packed, "trr154-transient/%s", data_file);
  (void)snprintf(net, sizeof net, "%s/gaslib/%s", data, net_file);
  (void)snprintf(scenario, sizeof scenario, "%s/gaslib/%s", data, scenario_file);
  json_t *given = load_packed(packed);
  day d = {0};
  prepare(&d, net, scenario, given);
  const tl_network *network = tl_case_network(d.opened);
  tl_gas *gas = gas_of_speed(json_number_value(json_object_get(given, "sound_speed")), 1.0, 288.15);
  tl_transient_options o;
  tl_transient_options_default(&o);
  o.isothermal_t_k = 288.15;
  o.output_every_s = 900.0;
  o.pressure_tolerance_pa = 500.0;
  tl_transient *x = NULL;
  tl_error e = {0};
  if (tl_transient_create(network, gas, d.boundary, d.schedule, &o, &x, &e) != TL_OK) fail_msg("%s", e.sentence);
  if (tl_transient_start_steady(x, &e) != TL_OK) fail_msg("%s", e.sentence);
  if (tl_transient_outcome(x) == TL_SOLVED && tl_transient_run(x, 86400.0, &e) != TL_OK) fail_msg("%s", e.sentence);
  if (tl_transient_outcome(x) != TL_SOLVED) fail_msg("%s", tl_transient_reason(x)->sentence);
  assert_close(tl_transient_time_s(x), 86400.0, 1e-6);
  const tl_transient_work w = tl_transient_effort(x);
  double asked = 0.0, unserved = 0.0, lowest = INFINITY;
  for (size_t i = 0; i < tl_network_nodes(network); i++) {
    tl_delivered got = {0};
    if (tl_transient_delivery(x, i, &got, &e) != TL_OK) continue;
    if (!(got.asked_kg > 0.0)) continue;
    asked += got.asked_kg;
    unserved += got.unserved_kg;
    if (got.lowest_p_pa < lowest) lowest = got.lowest_p_pa;
  }
  print_message("%s: %zu cells, %zu steps, asked %.6e kg (file %.6e), unserved %.3g kg, lowest %.3f bar, mass %.1e\n",
                data_file, w.cells, w.steps, asked, d.asked_kg, unserved, lowest / 1e5, w.largest_mass_error);
  assert_true(w.largest_mass_error <= 1e-13);
  /* corners a minute apart are not landed on: steps h of some 600 s leave h^2 (2 pi / 24 h)^2 / 12 of the wave */
  assert_close(asked, d.asked_kg, 1e-5 * d.asked_kg);
  assert_true(lowest > 0.0 && lowest < 1e8);
  tl_transient_destroy(x);
  tl_schedule_destroy(d.schedule);
  free(d.boundary);
  tl_gas_destroy(gas);
  tl_case_close(d.opened);
  tl_findings_destroy(d.findings);
  json_decref(given);
}

static void a_day_of_sinus_on_gaslib_11_runs_and_balances(void **state) {
  (void)state;
  run_day("GasLib-11-sinus-InputData.json.gz", "GasLib-11/GasLib-11.net", "GasLib-11/GasLib-11.scn");
}
static void a_day_of_sinus_on_gaslib_24_runs_and_balances(void **state) {
  (void)state;
  run_day("GasLib-24-no-resistor-sinus-InputData.json.gz", "../trr154-transient/GasLib-24-no-resistor.net",
          "GasLib-24/GasLib-24.scn");
}
static void a_day_of_sinus_on_gaslib_134_runs_and_balances(void **state) {
  (void)state;
  run_day("2011-11-01-sinus-InputData.json.gz", "GasLib-134-v2/GasLib-134-v2.net", "GasLib-134-v2/2011-11-01.scn");
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_day_of_sinus_on_gaslib_11_runs_and_balances),
                                     cmocka_unit_test(a_day_of_sinus_on_gaslib_24_runs_and_balances),
                                     cmocka_unit_test(a_day_of_sinus_on_gaslib_134_runs_and_balances)};
  return cmocka_run_group_tests_name("transient_sinus", tests, NULL, NULL);
}
