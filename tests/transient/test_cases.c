/* Cases that others made, by their own files: docs/verification.md names data and tolerances. */
#include "lines.h"
#include "packed.h"

#include <jansson.h>
#include <time.h>

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
  if (tl_transient_create(tl_case_network(o->c), tl_case_gas(o->c), tl_case_boundary(o->c), o->schedule, &options,
                          &o->run, &e) != TL_OK)
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

static tl_code add_stub(tl_network *network, size_t node, double diameter_m, double length_m) {
  char id[32];
  size_t end;
  tl_pipe pipe;
  tl_error e;
  tl_pipe_default(&pipe);
  pipe.length_m = length_m;
  pipe.diameter_m = diameter_m;
  pipe.friction = TL_FRICTION_FIXED;
  pipe.friction_factor = 0.01;
  (void)snprintf(id, sizeof id, "end %zu", tl_network_links(network));
  const tl_code code = tl_network_add_node(network, id, 0.0, &end, &e);
  return code != TL_OK ? code : tl_network_add_pipe(network, id, node, end, &pipe, NULL, &e);
}

/* Pipes of the eight nodes, and the cells of the compared run: 20-s steps at CFL 0.9. */
static void build_eight(tl_network *network) {
  static const struct {
    const char *id;
    size_t from, to, cells;
    double length_m, diameter_m, friction;
  } pipes[] = {{"p1", 6, 2, 2, 20e3, 0.9144, 0.01},
               {"p2", 7, 3, 8, 70e3, 0.9144, 0.01},
               {"p3", 3, 4, 1, 10e3, 0.9144, 0.01},
               {"p4", 2, 4, 7, 60e3, 0.635, 0.015},
               {"p5", 8, 5, 9, 80e3, 0.9144, 0.01}};
  static const size_t machines[3][2] = {{1, 6}, {2, 7}, {4, 8}};
  tl_error e;
  for (size_t i = 1; i <= 8; i++)
    assert_int_equal(tl_network_add_node(network, (const char[2]){(char)('0' + i), 0}, 0.0, NULL, &e), TL_OK);
  for (size_t i = 0; i < 5; i++) {
    tl_pipe pipe;
    tl_pipe_default(&pipe);
    pipe.length_m = pipes[i].length_m;
    pipe.diameter_m = pipes[i].diameter_m;
    pipe.friction = TL_FRICTION_FIXED;
    pipe.friction_factor = pipes[i].friction;
    assert_int_equal(tl_network_add_pipe(network, pipes[i].id, pipes[i].from - 1, pipes[i].to - 1, &pipe, NULL, &e),
                     TL_OK);
  }
  for (size_t i = 0; i < 3; i++) {
    tl_compressor machine;
    tl_compressor_default(&machine);
    machine.ratio = 1.2;
    machine.driver_efficiency = 0.0;
    assert_int_equal(tl_network_add_compressor(network, (const char *[]){"c1", "c2", "c3"}[i], machines[i][0] - 1,
                                               machines[i][1] - 1, &machine, NULL, &e),
                     TL_OK);
  }
  for (size_t i = 0; i < 5; i++) {
    const double half = 0.5 * pipes[i].length_m / (double)pipes[i].cells;
    assert_int_equal(add_stub(network, pipes[i].from - 1, pipes[i].diameter_m, half), TL_OK);
    assert_int_equal(add_stub(network, pipes[i].to - 1, pipes[i].diameter_m, half), TL_OK);
  }
  assert_int_equal(tl_network_freeze(network, &e), TL_OK);
}

/* The run of other hands keeps no account of the gas at a compressor whose ratio a changes: it finds the density at one
 * side from the balance of both, as if a stood, and sets the other side by the new a. Behind compressor 3, whose
 * suction (node 4) it solves for, rho V da/dt comes from nowhere, rho of the suction, V the end cell of pipe 5. Its own
 * state at twelve hours shows it: pipes bring 180.231 kg/s to node 4, behind the compressor 183.085 leave; a rises
 * by 2.48e-5/s, V is 5,837 m3, rho 19.7 kg/m3: 2.854 kg/s. At compressor 2 it solves for the discharge (node 7), so
 * that rho V da/dt / a goes to nowhere at node 2, V the end cells of pipes 1 and 4. Compressor 1 stands at a node of
 * given pressure. A hundred lines that step as that run does, this included, give its state to 8e-6. */
static const struct {
  const char *id;
  size_t at;               /* node */
  double kg_s_per_kg_m3_s; /* created over rho da/dt */
  bool over_ratio;
} created[2] = {{"2", 1, -(0.65669 * 10e3 + 0.31669 * 60e3 / 7.0), true}, {"3", 3, 0.65669 * 80e3 / 9.0, false}};

static double ratio_at(const json_t *bc, const char *id, double time_s, double *rate) {
  const json_t *one = json_object_get(json_object_get(bc, "boundary_compressor"), id);
  const json_t *times = json_object_get(one, "time"), *values = json_object_get(one, "value");
  size_t i = 0;
  while (i + 2 < json_array_size(times) && json_number_value(json_array_get(times, i + 1)) <= time_s) i++;
  const double t0 = json_number_value(json_array_get(times, i)), t1 = json_number_value(json_array_get(times, i + 1));
  const double v0 = json_number_value(json_array_get(values, i)), v1 = json_number_value(json_array_get(values, i + 1));
  *rate = (v1 - v0) / (t1 - t0);
  return v0 + *rate * (time_s - t0);
}

/* Its start, which is not steady: squared pressures straight from end to end, one flow a pipe; dead ends at rest. */
static void start_eight(const line *l) {
  tl_error e = {0};
  json_t *ic = load("8-node/ic.json");
  for (size_t k = 0; k < tl_network_links(l->network); k++) {
    const size_t count = tl_transient_profile_points(l->run, k);
    size_t from, to;
    if (count == 0) continue;
    assert_true(count <= 101);
    assert_true(tl_network_link_ends(l->network, k, &from, &to));
    const bool dead_end = to >= 8;
    const double pa = at_key(ic, "initial_nodal_pressure", tl_network_node_id(l->network, from));
    const double pb = dead_end ? pa : at_key(ic, "initial_nodal_pressure", tl_network_node_id(l->network, to));
    const double flow = dead_end ? 0.0 : at_key(ic, "initial_pipe_flow", tl_network_link_id(l->network, k) + 1);
    double p[101], q[100];
    for (size_t i = 0; i < count; i++) {
      const double w = (double)i / (double)(count - 1);
      p[i] = sqrt((1.0 - w) * pa * pa + w * pb * pb);
      if (i + 1 < count) q[i] = flow;
    }
    if (tl_transient_set_pipe(l->run, k, count, p, q, &e) != TL_OK) fail_msg("%s", e.sentence);
  }
  json_decref(ic);
}

enum { EIGHT_TIMES = 12 * 12 }; /* of five minutes */

/* gas_kg_s: what goes to nowhere at compressors 2 and 3, by five minutes; NULL: nothing. densities: found at the
 * suction. Gives the largest difference at the eight nodes. */
static double run_eight(const char *data, double (*gas_kg_s)[EIGHT_TIMES], double (*densities)[EIGHT_TIMES]) {
  const double t_k = 288.706, c2 = 8.314 * t_k / (0.02896 * 0.6);
  line l = {.gas = gas_of_speed(sqrt(c2), 1.0, t_k)};
  tl_boundary boundary[18] = {{.kind = TL_GIVEN_PRESSURE, .p_pa = 3447378.645}};
  tl_error e = {0};
  assert_int_equal(tl_network_create(NULL, &l.network, &e), TL_OK);
  build_eight(l.network);
  assert_int_equal(tl_schedule_create(l.network, NULL, &l.schedule, &e), TL_OK);
  char path[1024];
  (void)snprintf(path, sizeof path, "%s/gastransim/8-node/bc.json", data);
  tl_findings *findings = tl_findings_create(NULL);
  tl_schedule_run run;
  if (tl_schedule_read(l.schedule, path, &run, findings, &e) != TL_OK) fail_msg("%s", e.sentence);
  tl_findings_destroy(findings);
  double times[EIGHT_TIMES];
  for (size_t i = 0; i < EIGHT_TIMES; i++) times[i] = 300.0 * (double)i;
  for (size_t k = 0; k < 2 && gas_kg_s != NULL; k++) {
    const tl_profile from_nowhere = {.what = TL_DRIVE_WITHDRAWAL,
                                     .target = created[k].at,
                                     .count = EIGHT_TIMES,
                                     .times_s = times,
                                     .values = gas_kg_s[k],
                                     .hold = true};
    assert_int_equal(tl_schedule_add_profile(l.schedule, &from_nowhere, &e), TL_OK);
  }
  tl_transient_options o;
  tl_transient_options_default(&o);
  o.isothermal_t_k = t_k;
  if (tl_transient_create(l.network, l.gas, boundary, l.schedule, &o, &l.run, &e) != TL_OK) fail_msg("%s", e.sentence);
  assert_int_equal(tl_transient_start_steady(l.run, &e), TL_OK);
  if (tl_transient_outcome(l.run) != TL_SOLVED) fail_msg("%s", tl_transient_reason(l.run)->sentence);
  start_eight(&l);
  for (size_t i = 0; i < EIGHT_TIMES; i++) {
    for (size_t k = 0; k < 2; k++) densities[k][i] = node_p(&l, created[k].at) / c2;
    run_to(&l, 300.0 * (double)(i + 1));
  }
  json_t *expected = load("8-node-restart/ic_second_half.json");
  double worst = 0.0;
  for (size_t i = 0; i < 8; i++) {
    const double p = at_key(expected, "initial_nodal_pressure", tl_network_node_id(l.network, i));
    worst = fmax(worst, fabs(node_p(&l, i) / p - 1.0));
  }
  json_decref(expected);
  assert_true(tl_transient_effort(l.run).largest_mass_error <= 1e-13);
  end_line(&l);
  return worst;
}

/* The eight nodes after twelve hours of an explicit staggered-grid run of other hands, 0.5 % (docs/verification.md).
 * Its end cells are counted whole, as in the fast pulse below, so that each pipe gets dead ends of half a cell; it
 * starts from its own state; and the gas that it creates and destroys is let in and out. */
static void eight_nodes_at_twelve_hours(void **state) {
  (void)state;
  const char *data = test_data_folder();
  if (data == NULL) skip();
  double gas_kg_s[2][EIGHT_TIMES], densities[2][EIGHT_TIMES];
  const double conserving = run_eight(data, NULL, densities);
  json_t *bc = load("8-node/bc.json");
  for (size_t k = 0; k < 2; k++)
    for (size_t i = 0; i < EIGHT_TIMES; i++) {
      double rate;
      const double ratio = ratio_at(bc, created[k].id, 300.0 * (double)i + 150.0, &rate);
      gas_kg_s[k][i] = -densities[k][i] * created[k].kg_s_per_kg_m3_s * rate / (created[k].over_ratio ? ratio : 1.0);
    }
  json_decref(bc);
  const double worst = run_eight(data, gas_kg_s, densities);
  print_message("8-node at 12 h: largest difference %.2e; without what comes from and goes to nowhere %.2e\n", worst,
                conserving);
  assert_true(worst <= 0.005);
}

/* The files themselves run as they are, and balance. */
static void files_of_gastransim_run_and_balance(void **state) {
  (void)state;
  static const char *const names[] = {"8-node", "1-pipe-fast-transients"};
  for (size_t i = 0; i < 2; i++) {
    opened o = open_lanl(names[i]);
    run_lanl(&o, 2000.0, 24 * 3600.0);
    assert_true(tl_transient_effort(o.run).largest_mass_error <= 1e-13);
    close_lanl(&o);
  }
}

/* Sixty states of the fast pulse, a minute apart, 0.5 % of the pressure and of the pulse's flow. The run of other hands
 * stores more gas than the pipe can hold: by its own states the inflow less the outflow is 1.024 times the change of
 * what lies between its points. Its end cells are counted whole where half of them exist, so that the pipe here gets a
 * dead end of half its cell: 20 km in 53 cells (1-s steps at CFL 0.9). Without it the difference is 0.9 %. */
static void fast_pulse_follows_the_explicit_run(void **state) {
  (void)state;
  const char *data = test_data_folder();
  if (data == NULL) skip();
  const double stub_m = 0.5 * 20e3 / 53, t_k = 239.11;
  const double c = sqrt(8.314 * t_k / (0.02896 * 0.6));
  tl_error e = {0};
  line l = {.gas = gas_of_speed(c, 1.0, t_k)};
  tl_boundary boundary[3] = {{.kind = TL_GIVEN_PRESSURE, .p_pa = 6.5e6}};
  assert_int_equal(tl_network_create(NULL, &l.network, &e), TL_OK);
  for (int i = 0; i < 3; i++)
    assert_int_equal(tl_network_add_node(l.network, (const char *[]){"1", "2", "end"}[i], 0.0, NULL, &e), TL_OK);
  tl_pipe pipe;
  tl_pipe_default(&pipe);
  pipe.length_m = 20e3;
  pipe.diameter_m = 0.9144;
  pipe.friction = TL_FRICTION_FIXED;
  pipe.friction_factor = 0.01;
  assert_int_equal(tl_network_add_pipe(l.network, "p1", 0, 1, &pipe, NULL, &e), TL_OK);
  pipe.length_m = stub_m;
  assert_int_equal(tl_network_add_pipe(l.network, "stub", 1, 2, &pipe, NULL, &e), TL_OK);
  assert_int_equal(tl_network_freeze(l.network, &e), TL_OK);
  assert_int_equal(tl_schedule_create(l.network, NULL, &l.schedule, &e), TL_OK);
  const double times[] = {0, 599, 600, 1799, 1800, 86400}, flows[] = {0, 0, 787.63, 787.63, 78.76, 78.76};
  drive_outflow(&l, 6, times, flows, false);
  tl_transient_options o;
  tl_transient_options_default(&o);
  o.isothermal_t_k = t_k;
  o.cell_length_m = 250.0;
  o.output_every_s = 60.0;
  o.convection = TL_CONVECTION_NEVER; /* as in the run that is compared */
  assert_int_equal(tl_transient_create(l.network, l.gas, boundary, l.schedule, &o, &l.run, &e), TL_OK);
  assert_int_equal(tl_transient_start_steady(l.run, &e), TL_OK);
  run_to(&l, 3600.0);
  json_t *snapshots = load_packed("gastransim/1-pipe-fast-transients/solution_snapshots.json.gz");
  assert_non_null(snapshots);
  double worst_p = 0.0, worst_q = 0.0;
  size_t compared = 0;
  for (size_t i = 0; i < json_array_size(snapshots); i++) {
    const json_t *s = json_array_get(snapshots, i);
    const double time = json_number_value(json_object_get(s, "time"));
    if (fabs(time - 600.0) < 61.0 || fabs(time - 1800.0) < 61.0) continue; /* fronts: a second is 1 % there */
    for (size_t r = 0; r < tl_transient_records(l.run); r++) {
      if (fabs(tl_transient_record_time_s(l.run, r) - time) > 1e-3) continue;
      const double p = at_key(s, "initial_nodal_pressure", "2");
      const json_t *at = json_object_get(json_object_get(json_object_get(s, "initial_pipe_flow"), "1"), "value");
      const double q = json_number_value(json_array_get(at, 0));
      worst_p = fmax(worst_p, fabs(tl_transient_record_p_pa(l.run, r, 1) / p - 1.0));
      worst_q = fmax(worst_q, fabs(tl_transient_record_q_from_kg_s(l.run, r, 0) - q) / 787.63);
      compared++;
    }
  }
  print_message("fast pulse: %zu states, pressure %.2e, flow %.2e of the pulse\n", compared, worst_p, worst_q);
  assert_true(compared >= 52);
  assert_true(worst_p <= 0.005);
  assert_true(worst_q <= 0.005);
  json_decref(snapshots);
  end_line(&l);
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
  static const double expected[][3] = {{0, 74.8241, 463.33},  {7, 73.2107, 477.53},  {9, 72.1287, 512.47},
                                       {13, 74.6435, 510.06}, {15, 76.6160, 435.80}, {21, 75.3463, 443.53},
                                       {24, 74.9564, 458.39}};
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

/* The networks of morgen by their own scenarios: they run over the whole time and balance, or the start has no steady
 * state, with place and size (GruHKetal13, Kiu94: their friction is lower than the roughness of the files says). */
static void networks_of_morgen_run_and_balance(void **state) {
  (void)state;
  static const char *const names[] = {
      "AzeJ07/training", "Cha09/period",      "DeWS00/rand",      "GasLib11/training", "GasLib24/training",
      "Guy67/training",  "JinW/random",       "LotH67a/training", "LotH67b/training",  "LotH67c/halfday",
      "PamDB16/period",  "PelLL17a/training", "RodS18/training",  "MORGEN/day",        "SciGrid_NO/training",
      "diamond/day",     "pipeline/day"};
  const char *data = test_data_folder();
  if (data == NULL) skip();
  for (size_t n = 0; n < sizeof names / sizeof *names; n++) {
    char path[1024], network[64];
    (void)snprintf(network, sizeof network, "%.*s", (int)strcspn(names[n], "/"), names[n]);
    (void)snprintf(path, sizeof path, "%s/morgen/networks/%s.net", data, network);
    opened o = {.findings = tl_findings_create(NULL)};
    tl_error e = {0};
    if (tl_case_open(path, NULL, &o.c, o.findings, &e) != TL_OK) fail_msg("%s: %s", path, e.sentence);
    assert_int_equal(tl_schedule_create(tl_case_network(o.c), NULL, &o.schedule, &e), TL_OK);
    (void)snprintf(path, sizeof path, "%s/morgen/networks/%s.ini", data, names[n]);
    tl_schedule_run run;
    if (tl_schedule_read(o.schedule, path, &run, o.findings, &e) != TL_OK) fail_msg("%s: %s", path, e.sentence);
    assert_true(run.until_s > 0.0);
    run_lanl(&o, 5000.0, run.until_s);
    assert_close(tl_transient_time_s(o.run), run.until_s, 1e-6);
    const tl_transient_work w = tl_transient_effort(o.run);
    print_message("%s: %.0f s, %zu cells, %zu steps, mass %.1e\n", names[n], run.until_s, w.cells, w.steps,
                  w.largest_mass_error);
    if (!(w.largest_mass_error <= 1e-13)) fail_msg("%s: mass %.3g", names[n], w.largest_mass_error);
    close_lanl(&o);
  }
}

/* GasLib-582 as nominated, its largest entry holding its pressure: a day with a wave of 10 % on all exits, its
 * compressors holding 1.2. */
static void gaslib_582_runs_a_day_and_balances(void **state) {
  (void)state;
  const char *data = test_data_folder();
  if (data == NULL) skip();
  char net[1024], nomination[1024];
  (void)snprintf(net, sizeof net, "%s/gaslib/GasLib-582-v2/GasLib-582-v2.net.gz", data);
  (void)snprintf(nomination, sizeof nomination, "%s/gaslib/GasLib-582-v2/nomination_cold_5.scn", data);
  opened o = {.findings = tl_findings_create(NULL)};
  tl_error e = {0};
  const tl_case_options files = {.scenario = nomination};
  if (tl_case_open(net, &files, &o.c, o.findings, &e) != TL_OK) fail_msg("%s", e.sentence);
  const tl_network *network = tl_case_network(o.c);
  const size_t nodes = tl_network_nodes(network);
  tl_boundary *boundary = calloc(nodes, sizeof *boundary);
  assert_non_null(boundary);
  memcpy(boundary, tl_case_boundary(o.c), nodes * sizeof *boundary);
  size_t largest = 0;
  assert_int_equal(tl_schedule_create(network, NULL, &o.schedule, &e), TL_OK);
  double times[97], values[97];
  for (size_t i = 0; i < nodes; i++) {
    if (boundary[i].withdrawal_kg_s < boundary[largest].withdrawal_kg_s) largest = i;
    if (!(boundary[i].withdrawal_kg_s > 0.0)) continue;
    for (size_t k = 0; k < 97; k++) {
      times[k] = 900.0 * (double)k;
      values[k] = boundary[i].withdrawal_kg_s * (1.0 + 0.1 * sin(6.283185307179586 * times[k] / 86400.0));
    }
    const tl_profile p = {TL_DRIVE_WITHDRAWAL, i, NULL, 97, times, values, false};
    assert_int_equal(tl_schedule_add_profile(o.schedule, &p, &e), TL_OK);
  }
  boundary[largest] = (tl_boundary){.kind = TL_GIVEN_PRESSURE, .p_pa = 80e5, .t_k = 283.15};
  for (size_t l = 0; l < tl_network_links(network); l++)
    if (strcmp(tl_case_link_kind(o.c, l), "compressor") == 0) {
      const double from = 0.0, ratio = 1.2;
      const tl_profile p = {TL_DRIVE_FIELD, l, "ratio", 1, &from, &ratio, true};
      assert_int_equal(tl_schedule_add_profile(o.schedule, &p, &e), TL_OK);
    }
  tl_transient_options options;
  tl_transient_options_default(&options);
  options.isothermal_t_k = 283.15;
  options.output_every_s = 900.0;
  options.pressure_tolerance_pa = 100.0;
  const clock_t began = clock();
  if (tl_transient_create(network, tl_case_gas(o.c), boundary, o.schedule, &options, &o.run, &e) != TL_OK)
    fail_msg("%s", e.sentence);
  if (tl_transient_start_steady(o.run, &e) != TL_OK) fail_msg("%s", e.sentence);
  if (tl_transient_outcome(o.run) == TL_SOLVED && tl_transient_run(o.run, 86400.0, &e) != TL_OK)
    fail_msg("%s", e.sentence);
  if (tl_transient_outcome(o.run) != TL_SOLVED) fail_msg("%s", tl_transient_reason(o.run)->sentence);
  const tl_transient_work w = tl_transient_effort(o.run);
  print_message("GasLib-582: %.2f s, %zu cells, %zu steps, %zu iterations, mass %.1e\n",
                (double)(clock() - began) / CLOCKS_PER_SEC, w.cells, w.steps, w.iterations, w.largest_mass_error);
  assert_true(w.largest_mass_error <= 1e-13);
  free(boundary);
  close_lanl(&o);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(eight_nodes_at_twelve_hours),         cmocka_unit_test(files_of_gastransim_run_and_balance),
      cmocka_unit_test(fast_pulse_follows_the_explicit_run), cmocka_unit_test(yamal_of_chaczykowski_follows_morgen),
      cmocka_unit_test(networks_of_morgen_run_and_balance),  cmocka_unit_test(gaslib_582_runs_a_day_and_balances)};
  return cmocka_run_group_tests_name("transient_cases", tests, NULL, NULL);
}
