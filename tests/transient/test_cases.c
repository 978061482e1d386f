/* Cases that others made, by their own files: docs/verification.md names data and tolerances. */
#include "io/gzip.h"
#include "lines.h"

#include <jansson.h>

typedef struct opened {
  tl_case *c;
  tl_findings *findings;
  tl_schedule *schedule;
  tl_transient *run;
} opened;

static opened open_lanl(const char *name) {
  const char *data = test_data_folder();
  if (data == NULL) skip();
  opened o = {.findings = tl_findings_create(NULL)};
  tl_error e = {0};
  char path[1024];
  (void)snprintf(path, sizeof path, "%s/gastransim/%s", data, name);
  const tl_case_options options = {.model = "ideal"};
  if (tl_case_open(path, &options, &o.c, o.findings, &e) != TL_OK) fail_msg("%s", e.sentence);
  assert_int_equal(tl_schedule_create(tl_case_network(o.c), NULL, &o.schedule, &e), TL_OK);
  (void)snprintf(path, sizeof path, "%s/gastransim/%s/bc.json", data, name);
  tl_schedule_run run;
  if (tl_schedule_read(o.schedule, path, &run, o.findings, &e) != TL_OK) fail_msg("%s", e.sentence);
  return o;
}

static void run_lanl(opened *o, double cell_m, double until_s) {
  tl_error e = {0};
  tl_transient_options options;
  tl_transient_options_default(&options);
  options.isothermal_t_k = tl_case_isothermal_k(o->c);
  options.cell_length_m = cell_m;
  options.output_every_s = 60.0;
  options.convection = TL_CONVECTION_NEVER; /* as in the runs that are compared */
  if (tl_transient_create(tl_case_network(o->c), tl_case_gas(o->c), tl_case_boundary(o->c), o->schedule, &options, &o->run,
                          &e) != TL_OK)
    fail_msg("%s", e.sentence);
  if (tl_transient_start_steady(o->run, &e) != TL_OK) fail_msg("%s", e.sentence);
  if (tl_transient_outcome(o->run) == TL_SOLVED && tl_transient_run(o->run, until_s, &e) != TL_OK)
    fail_msg("%s", e.sentence);
  if (tl_transient_outcome(o->run) != TL_SOLVED) fail_msg("%s", tl_transient_reason(o->run)->sentence);
}

static void close_lanl(opened *o) {
  tl_transient_destroy(o->run);
  tl_schedule_destroy(o->schedule);
  tl_case_close(o->c);
  tl_findings_destroy(o->findings);
}

static double at_key(const json_t *object, const char *table, const char *key) {
  return json_number_value(json_object_get(json_object_get(object, table), key));
}

static json_t *load(const char *name) {
  char path[1024];
  (void)snprintf(path, sizeof path, "%s/gastransim/%s", test_data_folder(), name);
  json_error_t why;
  json_t *root = json_load_file(path, 0, &why);
  if (root == NULL) fail_msg("%s: %s", path, why.text);
  return root;
}

static json_t *load_packed(const char *name) {
  char path[1024];
  (void)snprintf(path, sizeof path, "%s/gastransim/%s", test_data_folder(), name);
  tli_arena *arena = tli_arena_create(NULL);
  tl_findings *findings = tl_findings_create(NULL);
  tli_file file;
  tl_error e = {0};
  if (tli_file_read(path, arena, &file, &e) != TL_OK) fail_msg("%s", e.sentence);
  assert_int_equal(tli_gzip_unpack(&file, path, arena, findings, &e), TL_OK);
  json_t *root = json_loadb(file.bytes, file.length, 0, NULL);
  tl_findings_destroy(findings);
  tli_arena_destroy(arena);
  return root;
}

/* The eight nodes after twelve hours of an explicit staggered-grid run of other hands, 0.5 %. */
static void eight_nodes_at_twelve_hours(void **state) {
  (void)state;
  opened o = open_lanl("8-node");
  run_lanl(&o, 1000.0, 12 * 3600.0);
  json_t *expected = load("8-node-restart/ic_second_half.json");
  double worst = 0.0;
  for (size_t i = 0; i < tl_network_nodes(tl_case_network(o.c)); i++) {
    tl_node_state s;
    tl_error e;
    assert_int_equal(tl_transient_node(o.run, i, &s, &e), TL_OK);
    const double p = at_key(expected, "initial_nodal_pressure", tl_network_node_id(tl_case_network(o.c), i));
    worst = fmax(worst, fabs(s.p_pa / p - 1.0));
    print_message("%s %.5g %.5g %.2e\n", tl_network_node_id(tl_case_network(o.c), i), s.p_pa, p, s.p_pa/p-1);
  }
  print_message("8-node at 12 h: largest difference %.2e\n", worst);
  assert_true(tl_transient_effort(o.run).largest_mass_error <= 1e-13);
  json_decref(expected);
  close_lanl(&o);
}

/* Sixty states of the fast pulse, a minute apart: the closed end's pressure and the open end's flow, 0.5 % of their
 * range of values. */
static void fast_pulse_follows_the_explicit_run(void **state) {
  (void)state;
  opened o = open_lanl("1-pipe-fast-transients");
  run_lanl(&o, 250.0, 3600.0);
  json_t *snapshots = load_packed("1-pipe-fast-transients/solution_snapshots.json.gz");
  assert_non_null(snapshots);
  double worst_p = 0.0, worst_q = 0.0;
  size_t compared = 0;
  for (size_t i = 0; i < json_array_size(snapshots); i++) {
    const json_t *s = json_array_get(snapshots, i);
    const double time = json_number_value(json_object_get(s, "time"));
    for (size_t r = 0; r < tl_transient_records(o.run); r++) {
      if (fabs(tl_transient_record_time_s(o.run, r) - time) > 1e-3) continue;
      const double p = at_key(s, "initial_nodal_pressure", "2");
      const json_t *flows = json_object_get(json_object_get(json_object_get(s, "initial_pipe_flow"), "1"), "value");
      const double q = json_number_value(json_array_get(flows, 0));
      if (getenv("DBG")) print_message("%g: p %.6g %.6g q %.6g %.6g\n", time, tl_transient_record_p_pa(o.run, r, 1), p, tl_transient_record_q_from_kg_s(o.run, r, 0), q);
      worst_p = fmax(worst_p, fabs(tl_transient_record_p_pa(o.run, r, 1) / p - 1.0));
      worst_q = fmax(worst_q, fabs(tl_transient_record_q_from_kg_s(o.run, r, 0) - q) / 787.63);
      compared++;
    }
  }
  print_message("fast pulse: %zu states, pressure %.2e, flow %.2e of the pulse\n", compared, worst_p, worst_q);
  assert_true(compared >= 58);
  assert_true(worst_p <= 0.005);
  assert_true(worst_q <= 0.005);
  json_decref(snapshots);
  close_lanl(&o);
}

/* Cha09: morgen's trajectories by its own constants (docs/verification.md). Supplies at the times of the table. */
static void yamal_of_chaczykowski_follows_morgen(void **state) {
  (void)state;
  line l = {0};
  tl_pipe pipe;
  tl_pipe_default(&pipe);
  pipe.length_m = 363e3;
  pipe.diameter_m = 1.422;
  pipe.roughness_m = 1e-5;
  pipe.friction = TL_FRICTION_FIXED;
  pipe.friction_factor = 0.11 * pow(1e-5 / 1.422, 0.25); /* Schifrinson, as morgen has it */
  const double z = 0.808733181390242, t_k = 276.25;
  make_line(&l, &pipe, gas_of_speed(sqrt(530.0 * t_k * z), z, t_k), 84e5, 463.33);
  const double h = 3600.0, times[] = {0, 6 * h, 12 * h, 18 * h}, flows[] = {463.33, 540.55, 386.11, 463.33};
  drive_outflow(&l, 4, times, flows, true);
  tl_transient_options o;
  tl_transient_options_default(&o);
  o.isothermal_t_k = t_k;
  start_line(&l, &o);
  static const double expected[][3] = {{0, 74.8241, 463.33},  {7, 73.2107, 477.53},  {9, 72.1287, 512.47}, {13, 74.6435, 510.06},
                                       {15, 76.6160, 435.80}, {21, 75.3463, 443.53}, {24, 74.9564, 458.39}};
  for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
    run_to(&l, expected[i][0] * h);
    tl_transient_link_state s;
    tl_error e;
    assert_int_equal(tl_transient_link(l.run, 0, &s, &e), TL_OK);
    print_message("%4.0f h: %.4f bar (%.4f), %.2f kg/s (%.2f)\n", expected[i][0], s.p_to_pa / 1e5, expected[i][1],
                  s.q_from_kg_s, expected[i][2]);
    assert_close(s.p_to_pa / 1e5, expected[i][1], 0.005);
    assert_close(s.q_from_kg_s, expected[i][2], 0.2);
  }
  end_line(&l);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(eight_nodes_at_twelve_hours),
                                     cmocka_unit_test(fast_pulse_follows_the_explicit_run),
                                     cmocka_unit_test(yamal_of_chaczykowski_follows_morgen)};
  return cmocka_run_group_tests_name("transient_cases", tests, NULL, NULL);
}
