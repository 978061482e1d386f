/* Memory that runs out anywhere in a run is told, and nothing leaks. */
#include "lines.h"
#include "out_of_memory.h"

typedef struct job {
  tl_network *network;
  tl_gas *gas;
  tl_schedule *schedule;
  tl_boundary boundary[4];
  bool heat;
  const tl_mixture *entering;
} job;

/* Two pipes with a station between them, which trips; a break with its line-break valve; saved and restored. */
static void make_job(job *j) {
  tl_error e = {0};
  size_t pipes[2], station;
  tl_mixture m;
  assert_true(tl_mixture_library_get("west-siberia-dry", &m));
  tl_gas_options o;
  tl_gas_options_default(&o);
  o.model = "papay";
  o.phase_check = false;
  assert_int_equal(tl_gas_create(&m, &o, &j->gas, &e), TL_OK);
  assert_int_equal(tl_network_create(NULL, &j->network, &e), TL_OK);
  for (size_t i = 0; i < 4; i++)
    assert_int_equal(tl_network_add_node(j->network, (const char[2]){(char)('A' + i), 0}, 0.0, NULL, &e), TL_OK);
  for (size_t i = 0; i < 2; i++) {
    tl_pipe pipe;
    tl_pipe_default(&pipe);
    pipe.length_m = 20e3;
    pipe.diameter_m = 0.6;
    pipe.heat_transfer_w_m2_k = 2.0;
    assert_int_equal(tl_network_add_pipe(j->network, i == 0 ? "P1" : "P2", 2 * i, 2 * i + 1, &pipe, &pipes[i], &e),
                     TL_OK);
  }
  tl_station s;
  tl_station_default(&s);
  s.discharge_p_pa = 55e5;
  assert_int_equal(tl_network_add_station(j->network, "S", 1, 2, &s, &station, &e), TL_OK);
  assert_int_equal(tl_network_freeze(j->network, &e), TL_OK);
  j->boundary[0] = (tl_boundary){.kind = TL_GIVEN_PRESSURE, .p_pa = 50e5, .t_k = 300.0};
  j->boundary[3] = (tl_boundary){.kind = TL_GIVEN_WITHDRAWAL, .withdrawal_kg_s = 60.0, .t_k = 288.0};
  assert_int_equal(tl_schedule_create(j->network, NULL, &j->schedule, &e), TL_OK);
  assert_int_equal(
      tl_schedule_add_event(j->schedule, &(tl_event){.kind = TL_EVENT_TRIP, .at_s = 60.0, .link = station}, &e), TL_OK);
  assert_int_equal(
      tl_schedule_add_event(
          j->schedule, &(tl_event){.kind = TL_EVENT_RUPTURE, .at_s = 100.0, .link = pipes[1], .position_m = 9e3}, &e),
      TL_OK);
  const tl_break_valve valve = {
      .link = pipes[1], .position_m = 5e3, .rate_pa_s = 3e3, .closing_s = 20.0, .confirm_s = 1.0};
  assert_int_equal(tl_schedule_add_break_valve(j->schedule, &valve, &e), TL_OK);
}

static tl_code run_job(const tl_allocator *allocator, void *context) {
  const job *j = context;
  tl_error e = {0};
  tl_transient *x = NULL;
  unsigned char *bytes = NULL;
  size_t length = 0;
  tl_transient_options o;
  tl_transient_options_default(&o);
  o.allocator = allocator;
  o.follow_heat = j->heat;
  o.entering = j->entering;
  o.cell_length_m = 2500.0;
  o.pressure_tolerance_pa = 2000.0;
  o.output_every_s = 1.0; /* the history grows */
  tl_code code = tl_transient_create(j->network, j->gas, j->boundary, j->schedule, &o, &x, &e);
  if (code == TL_OK) code = tl_transient_start_steady(x, &e);
  if (code == TL_OK) code = tl_transient_run(x, 160.0, &e);
  if (code == TL_OK) assert_int_equal(tl_transient_outcome(x), TL_SOLVED);
  if (code == TL_OK) code = tl_transient_save(x, &bytes, &length, &e);
  if (code == TL_OK) code = tl_transient_restore(x, bytes, length, &e);
  if (x != NULL) tl_transient_free(x, bytes, length);
  tl_transient_destroy(x);
  if (code != TL_OK && code != TL_ERR_MACHINE) print_error("%s\n", e.sentence);
  return code;
}

static void each_failing_request_of_a_run_is_reported_and_leaks_nothing(void **state) {
  (void)state;
  job j = {0};
  make_job(&j);
  print_message("%zu requests at kept temperatures\n", oom_sweep(run_job, &j, 2000));
  j.heat = true;
  print_message("%zu requests with heat\n", oom_sweep(run_job, &j, 2000));
  tl_mixture entering[4] = {{{0}}}; /* two gases, and a third from the break on */
  entering[0].x[TL_METHANE] = 1.0;
  const tl_mixture third = {.x = {[TL_METHANE] = 0.9, [TL_HYDROGEN] = 0.1}};
  tl_error e = {0};
  const tl_event change = {.kind = TL_EVENT_GAS, .at_s = 30.0, .target = 0, .gas = &third};
  assert_int_equal(tl_schedule_add_event(j.schedule, &change, &e), TL_OK);
  j.heat = false;
  j.entering = entering;
  print_message("%zu requests with several gases\n", oom_sweep(run_job, &j, 2000));
  j.heat = true;
  print_message("%zu requests with several gases and heat\n", oom_sweep(run_job, &j, 4000));
  tl_schedule_destroy(j.schedule);
  tl_network_destroy(j.network);
  tl_gas_destroy(j.gas);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(each_failing_request_of_a_run_is_reported_and_leaks_nothing)};
  return cmocka_run_group_tests_name("transient_memory", tests, NULL, NULL);
}
