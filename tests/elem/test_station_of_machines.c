/* The law of a station of machines: its slopes and signs in any state, and that it ends where the machines end. */
#include "testing.h"
#include "typed_machines.h"

#include "elem/tli_machines.h"
#include "elem/tli_reach.h"

static double uniform(uint64_t *seed, double low, double high) {
  *seed ^= *seed >> 12;
  *seed ^= *seed << 25;
  *seed ^= *seed >> 27;
  return low + (high - low) * ((double)(*seed * 2685821657736338717u >> 11) / 9007199254740992.0);
}

static tl_gas *gas;
static tl_measured_map *map;
static tl_unit mapped_unit;
static tl_unit_stage mapped_stage;
static tl_configuration all[TYPED_CONFIGURATIONS + 1];

/* A measured map with lines of six speeds. */
static int make(void **state) {
  (void)state;
  tl_map_row rows[36];
  size_t count = 0;
  for (double n = 4000.0; n < 6600.0; n += 500.0)
    for (int k = 0; k < 6; k++) {
      const double phi = 4e-4 + 1.2e-4 * k, q = phi * n;
      rows[count++] = (tl_map_row){n, q, n * n * (2.2e-3 - 1.4e3 * phi * phi), 0.70 + 0.05 * k - 0.009 * k * k};
    }
  tl_error error;
  tl_mixture mixture;
  tl_findings *findings = tl_findings_create(NULL);
  tl_gas_options options;
  tl_gas_options_default(&options);
  options.model = "papay";
  if (!tl_mixture_library_get("west-siberia-dry", &mixture)) return -1;
  if (tl_gas_create(&mixture, &options, &gas, &error) != TL_OK) return -1;
  const tl_code code = tl_measured_map_create(rows, count, "typed", NULL, NULL, &map, findings, &error);
  for (size_t i = 0; i < tl_findings_count(findings); i++) print_message("%s\n", tl_findings_at(findings, i)->sentence);
  tl_findings_destroy(findings);
  mapped_unit = (tl_unit){.map = map, .drive = &typed_motor};
  mapped_stage = (tl_unit_stage){&mapped_unit, 1};
  for (size_t i = 0; i < TYPED_CONFIGURATIONS; i++) all[i] = typed_configurations[i];
  all[TYPED_CONFIGURATIONS] = (tl_configuration){"mapped", &mapped_stage, 1};
  return code == TL_OK ? 0 : -1;
}

static int end(void **state) {
  (void)state;
  tl_measured_map_destroy(map);
  tl_gas_destroy(gas);
  return 0;
}

typedef struct one_law {
  double f, by_in, by_out, by_q, draw, draw_in, draw_out, draw_q;
} one_law;

static one_law law_of(const tl_machine_station *m, double u_in, double u_out, double q) {
  const tli_kind *kind = tli_kind_get((size_t)tli_kind_find("machine_station"));
  one_law r = {0};
  double zero = 0.0, t = 288.15, room[7][3];
  const tli_batch b = {.n = 1,
                       .params = m,
                       .height_in_m = &zero,
                       .height_out_m = &zero,
                       .u_in = &u_in,
                       .u_out = &u_out,
                       .q = &q,
                       .t_in_k = &t,
                       .t_out_k = &t,
                       .t_mean_k = &t,
                       .viscosity_pa_s = &zero,
                       .gas = gas,
                       .molar_mass_kg_mol = tl_gas_molar_mass_kg_mol(gas),
                       .net_heat_j_kg = 49e6,
                       .work = {room[0], room[1], room[2], room[3], room[4], room[5], room[6]}};
  kind->law(&b, &(tli_law){&r.f, &r.by_in, &r.by_out, &r.by_q, &r.draw, &r.draw_in, &r.draw_out, &r.draw_q});
  return r;
}

static tl_machine_station drawn_station(uint64_t *seed, int trial) {
  tl_machine_station m;
  tl_machine_station_default(&m);
  m.configurations = all + trial % (TYPED_CONFIGURATIONS + 1);
  m.configuration_count = 1;
  m.control = floor(uniform(seed, 0.0, 4.0));
  m.ratio = 8.0; /* far: the machines decide */
  m.outlet_p_pa = 60e6;
  m.inlet_p_pa = 1e5;
  m.flow_kg_s = 1e5;
  if (trial % 3 == 0) m.drag_in = uniform(seed, 0.0, 20.0);
  if (trial % 3 == 0) m.loss_out_pa = uniform(seed, 0.0, 2e5);
  m.diameter_in_m = 0.8;
  m.ambient_k = uniform(seed, 263.15, 303.15);
  m.cooler_approach_k = trial % 2 == 0 ? 10.0 : -1.0;
  return m;
}

/* One-sided differences agree on both sides except at a kink; compare with the nearer one. */
static double slope_error(double analytic, double left, double right, double scale) {
  const double middle = 0.5 * (left + right);
  return fmin(fabs(analytic - middle), fmin(fabs(analytic - left), fabs(analytic - right))) / scale;
}

static void slopes_of_the_law_are_those_of_its_differences(void **state) {
  (void)state;
  uint64_t seed = 42;
  size_t met = 0, looked = 0;
  for (int trial = 0; trial < 1500; trial++) {
    const tl_machine_station m = drawn_station(&seed, trial);
    const double p = uniform(&seed, 2e6, 8e6),
                 x[3] = {p * p, pow(p * uniform(&seed, 1.02, 1.9), 2.0), uniform(&seed, 5.0, 400.0)};
    if (m.configurations->stage_count > 1) continue; /* the temperature between stages is taken as it is */
    const one_law at = law_of(&m, x[0], x[1], x[2]);
    const double slope[3] = {at.by_in, at.by_out, at.by_q};
    for (int k = 0; k < 3; k++) {
      const double h = 1e-6 * x[k];
      double a[3] = {x[0], x[1], x[2]}, b[3] = {x[0], x[1], x[2]};
      a[k] -= h;
      b[k] += h;
      const double left = (at.f - law_of(&m, a[0], a[1], a[2]).f) / h,
                   right = (law_of(&m, b[0], b[1], b[2]).f - at.f) / h;
      const double largest = fmax(fabs(left), fabs(right));
      if (largest == 0.0 && slope[k] == 0.0) continue;
      looked++;
      const double scale = fmax(fmax(fabs(slope[k]), largest), k < 2 ? 1e-3 : 1e3),
                   noise = 1e-14 * fabs(at.f) / h / scale;
      met += slope_error(slope[k], left, right, scale) < 1e-3 + noise;
    }
  }
  print_message("%zu of %zu slopes within 1e-3\n", met, looked);
  assert_true((double)met > 0.998 * (double)looked);
}

static void the_law_keeps_its_signs_in_any_state(void **state) {
  (void)state;
  uint64_t seed = 7;
  for (int trial = 0; trial < 6000; trial++) {
    tl_machine_station m = drawn_station(&seed, trial);
    if (trial % 5 == 0) m.max_power_w = 5e6;
    if (trial % 17 == 0) m.burns = 1.0;
    if (trial % 5 == 1) { /* a choice among all */
      m.configurations = all;
      m.configuration_count = TYPED_CONFIGURATIONS + 1;
    }
    const double p_in = uniform(&seed, -3e6, 12e6), p_out = uniform(&seed, -3e6, 25e6);
    const one_law at = law_of(&m, tli_u_from_p(p_in), tli_u_from_p(p_out), uniform(&seed, -800.0, 1500.0));
    assert_true(isfinite(at.f) && isfinite(at.by_in) && isfinite(at.by_out) && isfinite(at.by_q));
    assert_true(at.by_in >= 0.0 && at.by_out <= 0.0 && at.by_q <= 0.0);
    assert_true(at.by_in - at.by_out - at.by_q > 0.0);
    assert_true(at.draw >= 0.0);
  }
}

/* Along a line of flow the law must fall all the way, and where it is 0 the machines are at their end. */
static void the_law_ends_where_the_machines_end(void **state) {
  (void)state;
  uint64_t seed = 99;
  size_t at_end[TYPED_CONFIGURATIONS + 1] = {0};
  for (int trial = 0; trial < 420; trial++) {
    tl_machine_station m = drawn_station(&seed, trial);
    const size_t which = (size_t)trial % (TYPED_CONFIGURATIONS + 1);
    m.control = TL_HOLD_RATIO;
    m.bypass = 0.0;
    const double p_in = uniform(&seed, 3e6, 7e6), p_out = p_in * uniform(&seed, 1.05, 1.8);
    double low = 0.0, high = 3000.0, before = INFINITY;
    /* monotone, but that in series a better efficiency before cools what comes behind */
    for (double q = 0.5; q < 1000.0; q *= 1.2) {
      const double f = law_of(&m, p_in * p_in, p_out * p_out, q).f;
      assert_true(f <= before + (which == 5 ? 1e-2 : 1e-9) * fabs(before));
      before = f;
    }
    if (!(law_of(&m, p_in * p_in, p_out * p_out, 1e-6).f > 0.0)) continue; /* not even at rest */
    for (int i = 0; i < 200; i++) {
      const double q = 0.5 * (low + high);
      if (law_of(&m, p_in * p_in, p_out * p_out, q).f > 0.0)
        low = q;
      else
        high = q;
    }
    const tli_element_state inside = {p_in, p_out, 0.9999 * low, 288.15, 288.15, 288.15, 0.0};
    const tli_element_state outside = {p_in, p_out, 1.0001 * low, 288.15, 288.15, 288.15, 0.0};
    tli_station_work in, out;
    tl_error error;
    assert_int_equal(tli_station_work_at(&m, gas, 49e6, &inside, &in, &error), TL_OK);
    assert_int_equal(tli_station_work_at(&m, gas, 49e6, &outside, &out, &error), TL_OK);
    if (!(in.answer.margin >= -1e-6 && out.answer.margin < 1e-6))
      print_message("trial %d, %s: q %g, margins %g inside, %g outside (%d, %d)\n", trial, all[which].id, low,
                    in.answer.margin, out.answer.margin, out.answer.limit, out.answer.machine);
    if (which == 2 || which == 5) { /* unequal shares by golden section; a temperature between stages: near */
      assert_true(in.answer.margin >= -2e-3 && out.answer.margin < 2e-3);
    } else {
      assert_true(in.answer.margin >= -1e-6);
      assert_true(out.answer.margin < 1e-6);
    }
    at_end[which]++;
  }
  for (size_t i = 0; i <= TYPED_CONFIGURATIONS; i++) {
    print_message("%s: %zu ends\n", all[i].id, at_end[i]);
    assert_true(at_end[i] > 5);
  }
}

/* Curves for drawing lie on the map, between surge and choke, and the point of a unit lies among them. */
static void curves_for_drawing_lie_on_the_map(void **state) {
  (void)state;
  tl_map_row points[40];
  const tl_unit *u = &typed_units[0];
  double low, high, best;
  assert_true(tl_unit_extent(u, &low, &high, &best));
  assert_close(low, 3500.0, 0.0);
  assert_close(high, 6500.0, 0.0);
  assert_true(best > 0.8 && best < 0.9);
  for (double n = low; n <= high; n += 500.0) {
    assert_int_equal(tl_unit_curve(u, TL_CURVE_SPEED, n, 40, points), 40);
    assert_close_rel(points[0].flow_m3_s, tl_turbo_surge_flow(&typed_turbo, points[0].head_j_kg), 1e-9);
    assert_close_rel(points[39].flow_m3_s, tl_turbo_choke_flow(&typed_turbo, points[39].head_j_kg), 1e-9);
    for (int k = 0; k < 40; k++)
      assert_close_rel(tl_biquadratic_at(&typed_turbo.head_j_kg, points[k].flow_m3_s, n, NULL, NULL),
                       points[k].head_j_kg, 1e-12);
  }
  assert_int_equal(tl_unit_curve(u, TL_CURVE_SURGE, 0.0, 40, points), 40);
  for (int k = 0; k < 40; k++)
    assert_close_rel(points[k].head_j_kg, -49899.7 + (27734.3 - 44.9561 * points[k].flow_m3_s) * points[k].flow_m3_s,
                     1e-9);
  const size_t made = tl_unit_curve(u, TL_CURVE_EFFICIENCY, best - 0.02, 40, points);
  assert_true(made > 10);
  for (size_t k = 0; k < made; k++) {
    assert_close(points[k].efficiency, best - 0.02, 1e-9);
    assert_true(points[k].flow_m3_s >= tl_turbo_surge_flow(&typed_turbo, points[k].head_j_kg) * (1.0 - 1e-9));
  }
  assert_int_equal(tl_unit_curve(u, TL_CURVE_EFFICIENCY, 0.99, 40, points), 0);
  assert_int_equal(tl_unit_curve(&typed_units[3], TL_CURVE_SURGE, 0.0, 40, points), 0); /* a piston has no map */
  assert_int_equal(tl_unit_curve(&mapped_unit, TL_CURVE_CHOKE, 0.0, 6, points), 6);
  for (int k = 0; k < 6; k++) assert_close_rel(points[k].flow_m3_s, 1e-3 * points[k].speed_1_min, 1e-9);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(slopes_of_the_law_are_those_of_its_differences),
      cmocka_unit_test(the_law_keeps_its_signs_in_any_state),
      cmocka_unit_test(the_law_ends_where_the_machines_end),
      cmocka_unit_test(curves_for_drawing_lie_on_the_map),
  };
  return cmocka_run_group_tests(tests, make, end);
}
