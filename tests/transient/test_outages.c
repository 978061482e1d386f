/* Single outages: one and two threads give the same bits; the numbers are those of a run with that trip. */
#include "lines.h"

static void build(tl_network **network, tl_boundary boundary[8]) {
  tl_error e = {0};
  tl_pipe pipe;
  tl_station station;
  tl_pipe_default(&pipe);
  pipe.length_m = 120e3;
  pipe.diameter_m = 1.2;
  tl_station_default(&station);
  station.discharge_p_pa = 84e5;
  station.driver_efficiency = 0.0;
  assert_int_equal(tl_network_create(NULL, network, &e), TL_OK);
  static const char *const ids[] = {"A", "B", "C", "D", "E", "F", "G", "H"};
  static const char *const links[] = {"p1", "s1", "p2", "s2", "p3", "s3", "p4"};
  for (int i = 0; i < 8; i++) assert_int_equal(tl_network_add_node(*network, ids[i], 0.0, NULL, &e), TL_OK);
  for (size_t i = 0; i < 7; i++) {
    if (i % 2 == 0)
      assert_int_equal(tl_network_add_pipe(*network, links[i], i, i + 1, &pipe, NULL, &e), TL_OK);
    else
      assert_int_equal(tl_network_add_station(*network, links[i], i, i + 1, &station, NULL, &e), TL_OK);
  }
  assert_int_equal(tl_network_freeze(*network, &e), TL_OK);
  boundary[0] = (tl_boundary){.kind = TL_GIVEN_PRESSURE, .p_pa = 84e5, .t_k = 288.15};
  boundary[4].withdrawal_kg_s = 60.0;
  boundary[7].withdrawal_kg_s = 620.0;
}

static tl_results *table_with(const tl_network *network, const tl_gas *gas, const tl_boundary *boundary,
                              const tl_schedule *schedule, int threads, bool heat) {
  tl_error e = {0};
  tl_transient_options o;
  tl_transient_options_default(&o);
  o.follow_heat = heat;
  if (!heat) o.isothermal_t_k = 288.15;
  o.cell_length_m = 4000.0;
  tl_results *results = tl_results_create(NULL);
  if (tl_outages(network, gas, boundary, schedule, &o, NULL, 0, 48 * 3600.0, threads, results, &e) != TL_OK)
    fail_msg("%s", e.sentence);
  return results;
}

static void compare_threads(tl_gas *gas, bool heat) {
  tl_network *network;
  tl_boundary boundary[8] = {0};
  tl_error e = {0};
  build(&network, boundary);
  tl_schedule *schedule;
  assert_int_equal(tl_schedule_create(network, NULL, &schedule, &e), TL_OK);
  assert_int_equal(tl_schedule_add_limit(schedule, &(tl_limit){.node = 7, .p_min_pa = 40e5}, &e), TL_OK);
  tl_results *one = table_with(network, gas, boundary, schedule, 1, heat),
             *two = table_with(network, gas, boundary, schedule, 2, heat);
  const tl_table *a = tl_results_table(one, "outages"), *b = tl_results_table(two, "outages");
  assert_int_equal(tl_table_rows(a), 6); /* three stations, two deliveries */
  assert_int_equal(tl_table_rows(b), 6);
  size_t cut = 0;
  for (size_t r = 0; r < 6; r++) {
    assert_string_equal(tl_table_text(a, r, 3), "solved");
    for (size_t c = 4; c < tl_table_columns(a); c++) {
      const double x = tl_table_number(a, r, c), y = tl_table_number(b, r, c);
      assert_memory_equal(&x, &y, sizeof x);
    }
    cut += isfinite(tl_table_number(a, r, 4));
    print_message("%s %s: %.3f h, unserved %.4g t\n", tl_table_text(a, r, 0), tl_table_text(a, r, 2),
                  tl_table_number(a, r, 4) / 3600.0, tl_table_number(a, r, 6) / 1000.0);
  }
  assert_true(cut > 0); /* the last station's trip starves the end of the line */
  tl_results_destroy(one);
  tl_results_destroy(two);
  tl_schedule_destroy(schedule);
  tl_gas_destroy(gas);
  tl_network_destroy(network);
}

static void the_outage_table_has_the_same_bits_for_any_number_of_threads(void **state) {
  (void)state;
  compare_threads(gas_of_speed(378.0, 1.0, 288.15), false);
}

static void the_outage_table_with_heat_has_the_same_bits_too(void **state) {
  (void)state;
  tl_error e = {0};
  tl_mixture m;
  tl_gas *gas = NULL;
  tl_gas_options o;
  tl_gas_options_default(&o);
  o.model = "papay";
  o.phase_check = false;
  assert_true(tl_mixture_library_get("west-siberia-dry", &m));
  assert_int_equal(tl_gas_create(&m, &o, &gas, &e), TL_OK);
  compare_threads(gas, true);
}

/* Every mistake of a scenario file in one pass, each with its line. */
static void mistakes_of_a_scenario_are_found_with_their_lines(void **state) {
  (void)state;
  static const char text[] =
      "until: 24 h\n"
      "step: 10 min\n"
      "profiles:\n"
      "  - {node: H, withdrawal: [1 kg/s, 2 kg/s], times: [2 h, 1 h]}\n" /* 4: unsorted */
      "  - {node: E, withdrawal: [1 kg/s, 2 kg/s], times: [0 h, 1 h]}\n"
      "  - {node: E, withdrawal: [1 kg/s, 2 kg/s], times: [1 h, 2 h]}\n"     /* 6: overlaps 5 */
      "  - {node: Q, withdrawal: [1 kg/s], times: [0 h]}\n"                  /* 7: unknown */
      "  - {node: H, withdrawal: [1 kg/s], times: [-1 h]}\n"                 /* 8: before the start */
      "  - {node: H, withdrawal: [1 kg/s, 2 kg/s], times: [0 min, 5 min]}\n" /* 9: too coarse */
      "events:\n"
      "  - {at: 1 h, trip: s9}\n"                                               /* 11: unknown */
      "  - {at: -1 h, trip: s1}\n"                                              /* 12: before the start */
      "  - {at: 1 h, set: s1, field: discharge_p_pa, to: 80 bar, over: 10 s}\n" /* 13: too coarse */
      "  - {at: 1 h, rupture: p1, position: 130 km}\n"                          /* 14: outside */
      "  - {at: 1 h, set: s1, field: dischrge_p_pa, to: 80 bar}\n"              /* 15: no field */
      "  - {at: 1 h}\n"                                                         /* 16: nothing */
      "  - {at: 1 h, trip: s1, wenn: 3}\n";                                     /* 17: unknown key */
  static const int lines[] = {4, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17};
  tl_network *network;
  tl_boundary boundary[8] = {0};
  tl_error e = {0};
  build(&network, boundary);
  tl_schedule *schedule;
  assert_int_equal(tl_schedule_create(network, NULL, &schedule, &e), TL_OK);
  tl_findings *findings = tl_findings_create(NULL);
  tl_schedule_run run;
  assert_int_equal(tl_schedule_read_text(schedule, text, strlen(text), "bad.yml", &run, findings, &e), TL_ERR_INPUT);
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
    bool found = false;
    for (size_t f = 0; f < tl_findings_count(findings); f++)
      found = found || tl_findings_at(findings, f)->line == lines[i];
    if (!found) fail_msg("no finding at line %d", lines[i]);
  }
  for (size_t f = 0; f < tl_findings_count(findings); f++)
    print_message("%d: %s\n", tl_findings_at(findings, f)->line, tl_findings_at(findings, f)->sentence);
  assert_int_equal(tl_findings_total(findings, TL_ERROR), sizeof lines / sizeof *lines);
  tl_findings_destroy(findings);
  tl_schedule_destroy(schedule);
  tl_network_destroy(network);
}

/* Maintenance: a pipe between shut ends is blown down through a stack. Critical outflow takes a constant share of the
 * gas that is left, so that at one temperature the pressure of an ideal gas falls as exp(-t/tau), tau = V / (0.85 a w),
 * w = sqrt(kappa) c (2/(kappa+1))^((kappa+1)/(2(kappa-1))), with c^2 = r T of the gas; when the stack is shut again,
 * nothing more is lost. */
static void a_blowdown_falls_as_the_exponential_of_critical_outflow(void **state) {
  (void)state;
  tl_network *network;
  tl_error e = {0};
  tl_pipe pipe;
  tl_pipe_default(&pipe);
  pipe.length_m = 2000.0;
  pipe.diameter_m = 1.0;
  assert_int_equal(tl_network_create(NULL, &network, &e), TL_OK);
  assert_int_equal(tl_network_add_node(network, "A", 0.0, NULL, &e), TL_OK);
  assert_int_equal(tl_network_add_node(network, "B", 0.0, NULL, &e), TL_OK);
  assert_int_equal(tl_network_add_pipe(network, "p", 0, 1, &pipe, NULL, &e), TL_OK);
  assert_int_equal(tl_network_freeze(network, &e), TL_OK);
  const tl_boundary boundary[2] = {0};
  const double c = 378.0, t_k = 288.15, p0 = 60e5, stack_m = 0.08, until_s = 1800.0;
  tl_gas *gas = gas_of_speed(c, 1.0, t_k);
  tl_schedule *schedule;
  assert_int_equal(tl_schedule_create(network, NULL, &schedule, &e), TL_OK);
  const tl_event open = {.kind = TL_EVENT_LEAK, .link = 0, .position_m = 1000.0, .diameter_m = stack_m},
                 shut = {.kind = TL_EVENT_LEAK_SHUT, .at_s = until_s, .link = 0, .position_m = 1000.0};
  assert_int_equal(tl_schedule_add_event(schedule, &open, &e), TL_OK);
  assert_int_equal(tl_schedule_add_event(schedule, &shut, &e), TL_OK);
  tl_transient_options o;
  tl_transient_options_default(&o);
  o.isothermal_t_k = t_k;
  o.cell_length_m = 100.0;
  tl_transient *x;
  assert_int_equal(tl_transient_create(network, gas, boundary, schedule, &o, &x, &e), TL_OK);
  assert_int_equal(tl_transient_start_at_rest(x, p0, &e), TL_OK);
  const double held = tl_transient_linepack_kg(x);
  if (tl_transient_run(x, until_s, &e) != TL_OK) fail_msg("%s", e.sentence);
  double kappa;
  const double p_gas = 40e5;
  assert_int_equal(tl_gas_flow_pt(gas, 1, &p_gas, &t_k, &(tl_gas_flow){.kappa = &kappa}), TL_OK);
  if (!(kappa > 1.01)) kappa = 1.3;
  const double area = 0.85 * 0.25 * 3.14159265358979 * stack_m * stack_m;
  const double speed = c * sqrt(kappa) * pow(2.0 / (kappa + 1.0), (kappa + 1.0) / (2.0 * (kappa - 1.0)));
  const double tau = 2000.0 * 0.25 * 3.14159265358979 / (area * speed);
  const double left = tl_transient_linepack_kg(x) / held;
  print_message("left %.5f of the gas, exp(-t/tau) %.5f, kappa %.4f\n", left, exp(-until_s / tau), kappa);
  assert_close(left, exp(-until_s / tau), 5e-4); /* the pressure along the pipe differs by its friction */
  const double lost = tl_transient_lost_kg(x);
  assert_close(lost, held * (1.0 - left), 1e-9 * held);
  if (tl_transient_run(x, 2.0 * until_s, &e) != TL_OK) fail_msg("%s", e.sentence);
  assert_true(tl_transient_lost_kg(x) == lost);
  tl_transient_destroy(x);
  tl_schedule_destroy(schedule);
  tl_gas_destroy(gas);
  tl_network_destroy(network);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(the_outage_table_has_the_same_bits_for_any_number_of_threads),
                                     cmocka_unit_test(the_outage_table_with_heat_has_the_same_bits_too),
                                     cmocka_unit_test(mistakes_of_a_scenario_are_found_with_their_lines),
                                     cmocka_unit_test(a_blowdown_falls_as_the_exponential_of_critical_outflow)};
  return cmocka_run_group_tests_name("transient_outages", tests, NULL, NULL);
}
