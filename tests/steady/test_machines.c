/* Stations of machines in a line: what holds them, and that the answer is one that the machines can run. */
#include "../elem/typed_machines.h"
#include "nets.h"
#include "trunkline/case.h"

static tl_gas *gas;

static int make_gas(void **state) {
  (void)state;
  tl_mixture mixture;
  tl_error error;
  tl_gas_options options;
  tl_gas_options_default(&options);
  options.model = "papay";
  if (!tl_mixture_library_get("west-siberia-dry", &mixture)) return -1;
  return tl_gas_create(&mixture, &options, &gas, &error) == TL_OK ? 0 : -1;
}
static int end_gas(void **state) {
  (void)state;
  tl_gas_destroy(gas);
  return 0;
}

typedef struct line {
  net n;
  size_t from, to, end, station;
} line;

/* A held inlet, a short pipe, the station, a pipe to where gas is taken. */
static line line_of(const tl_machine_station *m, double p_pa, double taken_kg_s) {
  line l = {.n = begin()};
  tl_error error;
  const size_t head = node(&l.n, "head");
  l.from = node(&l.n, "in");
  l.to = node(&l.n, "out");
  l.end = node(&l.n, "end");
  (void)pipe_between(&l.n, "p1", head, l.from, 1e3);
  must(tl_network_add_machine_station(l.n.network, "S", l.from, l.to, m, &l.station, &error), &error);
  (void)pipe_between(&l.n, "p2", l.to, l.end, 5e3);
  hold(&l.n, head, p_pa);
  l.n.boundary[l.end].withdrawal_kg_s = taken_kg_s;
  return l;
}

static void finish(line *l) {
  tl_steady_destroy(l->n.steady);
  tl_network_destroy(l->n.network);
}

static tl_machine_station station_of(size_t first, size_t count) {
  tl_machine_station m;
  tl_machine_station_default(&m);
  m.configurations = typed_configurations + first;
  m.configuration_count = count;
  m.control = TL_HOLD_OUTLET;
  m.outlet_p_pa = 65e5;
  return m;
}

static tl_machines_state solved(line *l) {
  static tl_machines_state state;
  tl_error error;
  const tl_outcome outcome = solve(&l->n, gas);
  if (outcome != TL_SOLVED) fail_msg("%s", tl_steady_reason(l->n.steady)->sentence);
  must(tl_steady_machines(l->n.steady, l->station, &state, &error), &error);
  return state;
}

static void a_set_point_within_reach_is_held(void **state) {
  (void)state;
  const tl_machine_station m = station_of(0, 1);
  line l = line_of(&m, 50e5, 150.0);
  const tl_machines_state s = solved(&l);
  tl_error error;
  tl_node_state out;
  must(tl_steady_node(l.n.steady, l.to, &out, &error), &error);
  assert_close_rel(out.p_pa, 65e5, 1e-9);
  assert_string_equal(s.mode, "set point");
  assert_true(s.runs && s.answer.limit == TL_STATION_FREE && s.answer.margin > 0.0);
  assert_close_rel(s.shaft_w, s.answer.units[0][0].power_w, 1e-12);
  assert_true(s.shaft_w < s.running_w && s.running_w <= s.installed_w);
  assert_int_equal(s.units_running, 1);
  assert_close_rel(s.fuel_kg_s, s.answer.units[0][0].energy_w / s.answer.units[0][0].energy_w * s.answer.fuel_kg_s,
                   1e-12);
  assert_true(s.co2_kg_s > 2.5 * s.fuel_kg_s && s.co2_kg_s < 2.9 * s.fuel_kg_s); /* methane: 44.01/16.04 = 2.744 */
  finish(&l);
}

/* Set points far beyond what the machine can: each limit in turn holds it, and there its margin is 0. */
static void the_limit_that_holds_is_named_and_has_no_margin_left(void **state) {
  (void)state;
  static const struct {
    size_t configuration;
    double p_pa, taken_kg_s;
    const char *mode;
  } cases[] = {{0, 20e5, 55.0, "largest speed"}, {0, 75e5, 230.0, "drive power"}, {3, 50e5, 100.0, "drive power"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    tl_machine_station m = station_of(cases[i].configuration, 1);
    m.outlet_p_pa = 200e5;
    line l = line_of(&m, cases[i].p_pa, cases[i].taken_kg_s);
    const tl_machines_state s = solved(&l);
    const tl_unit_state *u = &s.answer.units[0][0];
    print_message("%s: ratio %.4f, speed %.1f, power %.4g of %.4g, margin %.2g\n", s.mode, s.ratio,
                  u->point.speed_1_min, u->power_w, u->power_max_w, s.answer.margin);
    assert_string_equal(s.mode, cases[i].mode);
    assert_true(fabs(s.answer.margin) < 1e-6);
    finish(&l);
  }
  /* a flow set point beyond choke: pushed from both ends by held pressures */
  tl_machine_station m = station_of(0, 1);
  m.control = TL_HOLD_FLOW;
  m.flow_kg_s = 2000.0;
  line l = line_of(&m, 60e5, 0.0);
  hold(&l.n, l.end, 62e5);
  const tl_machines_state s = solved(&l);
  print_message("%s: ratio %.4f, margin %.2g\n", s.mode, s.ratio, s.answer.margin);
  assert_true(strcmp(s.mode, "choke") == 0 || strcmp(s.mode, "drive power") == 0 ||
              strcmp(s.mode, "largest speed") == 0);
  assert_true(fabs(s.answer.margin) < 1e-6);
  finish(&l);
}

static void limits_of_the_station_hold_before_those_of_the_machines(void **state) {
  (void)state;
  tl_machine_station m = station_of(0, 2);
  m.max_outlet_p_pa = 60e5;
  line l = line_of(&m, 50e5, 150.0);
  assert_string_equal(solved(&l).mode, "outlet limit");
  finish(&l);
  m = station_of(0, 2);
  m.max_ratio = 1.1;
  l = line_of(&m, 50e5, 150.0);
  tl_machines_state s = solved(&l);
  assert_string_equal(s.mode, "ratio limit");
  assert_close_rel(s.ratio, 1.1, 1e-9);
  finish(&l);
  m = station_of(0, 2);
  m.max_power_w = 3e6;
  l = line_of(&m, 50e5, 150.0);
  s = solved(&l);
  assert_string_equal(s.mode, "power limit");
  assert_close_rel(s.shaft_w, 3e6, 1e-6);
  finish(&l);
  m = station_of(0, 2);
  m.max_outlet_t_k = 300.0;
  l = line_of(&m, 50e5, 150.0);
  s = solved(&l);
  assert_string_equal(s.mode, "temperature");
  assert_close(s.t_out_k, 300.0, 1e-3);
  finish(&l);
  m = station_of(0, 2);
  m.outlet_p_pa = 45e5; /* the line holds more */
  l = line_of(&m, 50e5, 150.0);
  s = solved(&l);
  assert_string_equal(s.mode, "bypass");
  assert_false(s.runs);
  assert_close(s.ratio, 1.0, 1e-9);
  finish(&l);
}

static void units_start_and_stop_with_the_flow(void **state) {
  (void)state;
  const tl_machine_station m = station_of(0, 2); /* one unit, or two of them */
  size_t before = 0;
  for (double taken = 60.0; taken < 330.0; taken += 30.0) {
    line l = line_of(&m, 52e5, taken);
    const tl_machines_state s = solved(&l);
    assert_string_equal(s.mode, "set point");
    assert_true(s.units_running >= before);
    before = s.units_running;
    if (taken == 60.0) {
      assert_int_equal(s.units_running, 1);
      assert_true(s.answer.units[0][0].recycle_kg_s > 0.0 || s.answer.units[0][0].point.surge_margin > 0.0);
    }
    assert_int_equal(s.units_installed, 2);
    finish(&l);
  }
  assert_int_equal(before, 2);
}

/* In a heated network the general solver runs it: the fuel is taken at its inlet, and coolers cool. */
static void fuel_is_taken_at_the_inlet_and_coolers_cool(void **state) {
  (void)state;
  tl_machine_station m = station_of(0, 2);
  m.burns = 1.0;
  m.cooler_approach_k = 10.0;
  m.ambient_k = 283.15;
  m.loss_in_pa = 0.5e5;
  m.loss_out_pa = 0.3e5;
  line l = line_of(&m, 50e5, 150.0);
  tl_error error;
  must(tl_network_freeze(l.n.network, &error), &error);
  must(tl_steady_create(l.n.network, gas, NULL, &l.n.steady, &error), &error);
  must(tl_steady_solve(l.n.steady, l.n.boundary, &error), &error);
  if (tl_steady_outcome(l.n.steady) != TL_SOLVED) fail_msg("%s", tl_steady_reason(l.n.steady)->sentence);
  tl_machines_state s;
  tl_link_state at, pipe;
  must(tl_steady_machines(l.n.steady, l.station, &s, &error), &error);
  must(tl_steady_link(l.n.steady, l.station, &at, &error), &error);
  must(tl_steady_link(l.n.steady, 0, &pipe, &error), &error);
  print_message("fuel %.4f kg/s, hot %.2f K, out %.2f K, cooler %.3g W\n", s.fuel_kg_s, s.t_hot_k, at.t_to_k,
                s.cooler_w);
  assert_close_rel(at.fuel_kg_s, s.fuel_kg_s, 1e-6);
  assert_close_rel(pipe.q_kg_s, at.q_kg_s + at.fuel_kg_s, 1e-9);
  assert_close(at.q_kg_s, 150.0, 1e-6);
  assert_close(at.t_to_k, 293.15, 1e-6);
  assert_true(s.t_hot_k > 300.0 && s.cooler_w > 1e6);
  assert_close_rel(s.fan_w, 0.01 * s.cooler_w, 1e-12);
  finish(&l);
}

/* One heated line with a station, solved; what the station takes. */
static tl_machines_state heated(const tl_machine_station *m, double *out_k) {
  line l = line_of(m, 50e5, 150.0);
  tl_error error;
  tl_machines_state s;
  tl_link_state at;
  must(tl_network_freeze(l.n.network, &error), &error);
  must(tl_steady_create(l.n.network, gas, NULL, &l.n.steady, &error), &error);
  must(tl_steady_solve(l.n.steady, l.n.boundary, &error), &error);
  if (tl_steady_outcome(l.n.steady) != TL_SOLVED) fail_msg("%s", tl_steady_reason(l.n.steady)->sentence);
  must(tl_steady_machines(l.n.steady, l.station, &s, &error), &error);
  must(tl_steady_link(l.n.steady, l.station, &at, &error), &error);
  *out_k = at.t_to_k;
  finish(&l);
  return s;
}

/* Coolers end at the air and the approach, or do nothing where the gas is colder than that. */
static void coolers_never_go_below_the_air_and_the_approach(void **state) {
  (void)state;
  size_t cooled = 0, left = 0;
  for (double ambient_k = 243.15; ambient_k < 325.0; ambient_k += 10.0) {
    tl_machine_station m = station_of(0, 2);
    m.cooler_approach_k = 10.0;
    m.ambient_k = ambient_k;
    double out_k;
    const tl_machines_state s = heated(&m, &out_k);
    assert_close(out_k, fmin(s.t_hot_k, ambient_k + 10.0), 1e-5);
    assert_true(out_k >= fmin(ambient_k + 10.0, s.t_hot_k) - 1e-6);
    cooled += s.cooler_w > 0.0;
    left += !(s.cooler_w > 0.0);
  }
  assert_true(cooled > 3 && left > 0);
}

/* A chiller brings the gas to its set temperature behind the coolers; its heat is flow times heat capacity times that
 * step, its power that over its coefficient; on gas it burns more of the line's gas, electric it does not; where the
 * gas is colder already it does nothing. */
static void a_chiller_takes_its_heat_and_its_power_at_its_set_temperature(void **state) {
  (void)state;
  tl_machine_station m = station_of(0, 2);
  m.burns = 1.0;
  m.cooler_approach_k = 10.0;
  m.ambient_k = 283.15;
  double out_k, plain_k;
  const tl_machines_state plain = heated(&m, &plain_k);
  m.chiller_t_k = 271.15;
  m.chiller_cop = 4.0;
  const tl_machines_state electric = heated(&m, &out_k);
  assert_close(out_k, 271.15, 1e-6);
  const double p_pa = 65e5, mean_k = 0.5 * (293.15 + 271.15);
  double cp;
  (void)tl_gas_flow_pt(gas, 1, &p_pa, &mean_k, &(tl_gas_flow){.cp_j_kg_k = &cp});
  assert_close_rel(electric.chilled_w, 150.0 * cp * 22.0, 1e-6);
  assert_close_rel(electric.chiller_w, electric.chilled_w / 4.0, 1e-12);
  assert_close_rel(electric.fuel_kg_s, plain.fuel_kg_s, 1e-9);
  m.chiller_driver_efficiency = 0.35;
  const tl_machines_state burning = heated(&m, &out_k);
  tl_gas_quality quality;
  tl_error error;
  must(tl_mixture_quality(tl_gas_mixture(gas), 298.15, 293.15, &quality, &error), &error);
  assert_close_rel(burning.fuel_kg_s - plain.fuel_kg_s, burning.chiller_w / 0.35 / quality.net_j_kg, 1e-3);
  m.chiller_t_k = 310.0;
  const tl_machines_state idle = heated(&m, &out_k);
  assert_close(out_k, plain_k, 1e-6);
  assert_close(idle.chilled_w, 0.0, 1e-9);
  assert_close_rel(idle.fuel_kg_s, plain.fuel_kg_s, 1e-9);
}

/* The tables of a report: the point of each unit stands among the lines of its map. */
static void a_report_can_draw_each_unit_on_its_map(void **state) {
  (void)state;
  const tl_machine_station m = station_of(1, 1);
  line l = line_of(&m, 52e5, 240.0);
  const tl_machines_state s = solved(&l);
  tl_results *results = tl_results_create(NULL);
  tl_error error;
  must(tl_steady_machine_tables(l.n.steady, results, &error), &error);
  const tl_table *stations = tl_results_table(results, "stations"), *units = tl_results_table(results, "station_units");
  const tl_table *curves = tl_results_table(results, "station_curves");
  assert_non_null(stations);
  assert_int_equal(tl_table_rows(stations), 1);
  assert_int_equal(tl_table_rows(units), 2);
  assert_close_rel(tl_table_number(stations, 0, (size_t)tl_table_find_column(stations, "shaft_w")), s.shaft_w, 1e-15);
  const double q = tl_table_number(units, 1, (size_t)tl_table_find_column(units, "flow_m3_s"));
  const double head = tl_table_number(units, 1, (size_t)tl_table_find_column(units, "head_j_kg"));
  assert_close_rel(q, s.answer.units[0][1].flow_m3_s, 1e-15);
  const size_t flow = (size_t)tl_table_find_column(curves, "flow_m3_s"),
               by = (size_t)tl_table_find_column(curves, "head_j_kg");
  bool below = false, above = false;
  for (size_t i = 0; i < tl_table_rows(curves); i++) {
    const double near = tl_table_number(curves, i, flow), h = tl_table_number(curves, i, by);
    if (fabs(near - q) > 0.3) continue;
    below = below || h < head;
    above = above || h > head;
  }
  assert_true(below && above);
  tl_results_destroy(results);
  finish(&l);
}

/* GasLib-11 with the machines of its .cs file and set points by settings; as our own format it is the same network. */
static void stations_of_a_file_run_with_their_machines(void **state) {
  (void)state;
  if (test_data_folder() == NULL) {
    print_message("skipped: no folder of real cases (TRUNKLINE_DATA)\n");
    skip();
  }
  char path[1024];
  static const char own[] = "gaslib-11-own.yml";
  static const char *const settings[] = {"*.ratio=1.2", "entry01.p_pa=55 bar", NULL};
  (void)snprintf(path, sizeof path, "%s/gaslib/GasLib-11/GasLib-11.net", test_data_folder());
  tl_netfile *file;
  tl_error error;
  must(tl_netfile_open(path, NULL, NULL, &file, &error), &error);
  must(tl_netfile_write(file, own, NULL, &error), &error);
  tl_netfile_close(file);
  const char *const files[] = {path, own};
  double p[2][11];
  for (int i = 0; i < 2; i++) {
    tl_findings *findings = tl_findings_create(NULL);
    tl_case *opened;
    tl_steady *steady;
    must(tl_case_open(files[i], &(tl_case_options){.settings = settings}, &opened, findings, &error), &error);
    assert_int_equal(tl_case_stations(opened), 2);
    assert_int_equal(tl_case_free_controls(opened), 0);
    tl_steady_options options;
    tl_steady_options_default(&options);
    options.isothermal_t_k = tl_case_isothermal_k(opened);
    must(tl_steady_create(tl_case_network(opened), tl_case_gas(opened), &options, &steady, &error), &error);
    must(tl_steady_solve(steady, tl_case_boundary(opened), &error), &error);
    if (tl_steady_outcome(steady) != TL_SOLVED) fail_msg("%s", tl_steady_reason(steady)->sentence);
    size_t running = 0;
    tl_netfile_station station;
    for (size_t k = 0; tl_case_station_at(opened, k, &station); k++) {
      static tl_machines_state s;
      must(tl_steady_machines(steady, station.link, &s, &error), &error);
      running += s.runs;
      assert_string_equal(s.mode, "set point");
      assert_close_rel(s.ratio, 1.2, 1e-9);
      assert_true(s.answer.margin > 0.0);
    }
    assert_int_equal(running, 2);
    for (size_t k = 0; k < 11; k++) {
      tl_node_state at;
      must(tl_steady_node(steady, k, &at, &error), &error);
      p[i][k] = at.p_pa;
    }
    tl_steady_destroy(steady);
    tl_case_close(opened);
    tl_findings_destroy(findings);
  }
  for (size_t k = 0; k < 11; k++) assert_close_rel(p[1][k], p[0][k], 1e-12);
  (void)remove(own);
}

/* A held inlet, a pipe, a regulator, a pipe, a held end or a withdrawal. */
static line regulated(const tl_control_valve *v, double taken_kg_s, double end_p_pa) {
  line l = {.n = begin()};
  tl_error error;
  const size_t head = node(&l.n, "head");
  l.from = node(&l.n, "in");
  l.to = node(&l.n, "out");
  l.end = node(&l.n, "end");
  (void)pipe_between(&l.n, "p1", head, l.from, 20e3);
  must(tl_network_add_control_valve(l.n.network, "R", l.from, l.to, v, &l.station, &error), &error);
  (void)pipe_between(&l.n, "p2", l.to, l.end, 5e3);
  hold(&l.n, head, 60e5);
  l.n.boundary[l.end].withdrawal_kg_s = taken_kg_s;
  if (end_p_pa > 0.0) hold(&l.n, l.end, end_p_pa);
  return l;
}

static tl_regulator_state regulator(line *l, double *p_in, double *p_out, double *q) {
  tl_regulator_state r;
  tl_link_state at;
  tl_error error;
  const tl_outcome outcome = solve(&l->n, gas);
  if (outcome != TL_SOLVED) fail_msg("%s", tl_steady_reason(l->n.steady)->sentence);
  must(tl_steady_regulator(l->n.steady, l->station, &r, &error), &error);
  must(tl_steady_link(l->n.steady, l->station, &at, &error), &error);
  *p_in = at.p_from_pa;
  *p_out = at.p_to_pa;
  *q = at.q_kg_s;
  return r;
}

static void a_regulator_holds_outlet_inlet_or_flow_within_its_limits(void **state) {
  (void)state;
  double in, out, q;
  tl_control_valve v = {.outlet_p_pa = 40e5, .loss_in_pa = 0.5e5, .loss_out_pa = 0.25e5};
  line l = regulated(&v, 60.0, 0.0);
  assert_string_equal(regulator(&l, &in, &out, &q).mode, "set point");
  assert_close_rel(out, 40e5, 1e-9);
  finish(&l);
  v.outlet_p_pa = 70e5; /* more than the line brings: open, and its piping takes what it takes */
  l = regulated(&v, 60.0, 0.0);
  assert_string_equal(regulator(&l, &in, &out, &q).mode, "open");
  assert_close(in - out, 0.75e5, 1e-3);
  finish(&l);
  v.state = 1.0; /* in bypass nothing is lost */
  l = regulated(&v, 60.0, 0.0);
  assert_string_equal(regulator(&l, &in, &out, &q).mode, "bypass");
  assert_close(in - out, 0.0, 1e-3);
  finish(&l);
  v = (tl_control_valve){.control = TL_REGULATE_FLOW, .flow_kg_s = 50.0};
  l = regulated(&v, 0.0, 30e5);
  assert_string_equal(regulator(&l, &in, &out, &q).mode, "set point");
  assert_close_rel(q, 50.0, 1e-9);
  finish(&l);
  v = (tl_control_valve){.control = TL_REGULATE_INLET, .inlet_p_pa = 58e5};
  l = regulated(&v, 0.0, 30e5);
  assert_string_equal(regulator(&l, &in, &out, &q).mode, "set point");
  assert_close_rel(in, 58e5, 1e-9);
  finish(&l);
  v = (tl_control_valve){.outlet_p_pa = 55e5, .min_inlet_p_pa = 59e5};
  l = regulated(&v, 0.0, 30e5);
  assert_string_equal(regulator(&l, &in, &out, &q).mode, "inlet limit");
  assert_close_rel(in, 59e5, 1e-9);
  finish(&l);
  v = (tl_control_valve){.outlet_p_pa = 55e5, .state = 2.0};
  l = regulated(&v, 0.0, 30e5);
  assert_string_equal(regulator(&l, &in, &out, &q).mode, "shut");
  assert_close(q, 0.0, 1e-6);
  finish(&l);
}

/* Heated by its preheater to a temperature behind it, on gas of the line: the heat is that of the enthalpies. */
static void a_preheater_makes_up_for_the_throttle(void **state) {
  (void)state;
  const tl_control_valve v = {.outlet_p_pa = 20e5, .heated_t_k = 285.0, .heater_efficiency = 0.9};
  line l = regulated(&v, 60.0, 0.0);
  tl_error error;
  tl_link_state at;
  tl_regulator_state r;
  must(tl_network_freeze(l.n.network, &error), &error);
  must(tl_steady_create(l.n.network, gas, NULL, &l.n.steady, &error), &error);
  must(tl_steady_solve(l.n.steady, l.n.boundary, &error), &error);
  if (tl_steady_outcome(l.n.steady) != TL_SOLVED) fail_msg("%s", tl_steady_reason(l.n.steady)->sentence);
  must(tl_steady_link(l.n.steady, l.station, &at, &error), &error);
  must(tl_steady_regulator(l.n.steady, l.station, &r, &error), &error);
  tl_gas_state before, behind;
  must(tl_gas_state_pt(gas, at.p_from_pa, at.t_from_k, &before, &error), &error);
  must(tl_gas_state_pt(gas, at.p_to_pa, at.t_to_k, &behind, &error), &error);
  const double heat = at.q_kg_s * (behind.enthalpy_j_mol - before.enthalpy_j_mol) / before.molar_mass_kg_mol;
  print_message("heat %.5g W, of enthalpies %.5g W, fuel %.4g kg/s\n", r.heat_w, heat, at.fuel_kg_s);
  assert_close(at.t_to_k, 285.0, 1e-9);
  assert_close_rel(r.heat_w, heat, 0.03); /* cp and Joule-Thomson at the mean pressure over 40 bar */
  assert_close_rel(at.fuel_kg_s, r.fuel_kg_s, 1e-6);
  assert_true(r.fuel_kg_s > 0.0);
  finish(&l);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_set_point_within_reach_is_held),
      cmocka_unit_test(the_limit_that_holds_is_named_and_has_no_margin_left),
      cmocka_unit_test(limits_of_the_station_hold_before_those_of_the_machines),
      cmocka_unit_test(units_start_and_stop_with_the_flow),
      cmocka_unit_test(fuel_is_taken_at_the_inlet_and_coolers_cool),
      cmocka_unit_test(coolers_never_go_below_the_air_and_the_approach),
      cmocka_unit_test(a_chiller_takes_its_heat_and_its_power_at_its_set_temperature),
      cmocka_unit_test(a_regulator_holds_outlet_inlet_or_flow_within_its_limits),
      cmocka_unit_test(stations_of_a_file_run_with_their_machines),
      cmocka_unit_test(a_report_can_draw_each_unit_on_its_map),
      cmocka_unit_test(a_preheater_makes_up_for_the_throttle),
  };
  return cmocka_run_group_tests(tests, make_gas, end_gas);
}
