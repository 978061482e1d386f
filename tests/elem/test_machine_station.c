/* Stations of machines: T_CS2_M4 of GasLib-11 and its turbine, alone, in parallel, in series, beside a stronger one. */
#include "testing.h"

#include "trunkline/machine_station.h"

static const tl_turbo turbo = {
    3500.0,
    6500.0,
    {{62091.8, -29.2953, 4.29877e-03, -58957.9, 26.5692, -2.57876e-03, 4327.67, -2.40606, 2.45649e-04}},
    {{1.16239, -0.000178625, 6.8119e-09, -0.063803, 8.29481e-05, -6.36087e-09, -0.0327073, 1.43794e-06, 1.02304e-10}},
    {-49899.7, 27734.3, -44.9561},
    {-11775.1, 7279.12, 56.7136}};
static const tl_drive turbine = {
    TL_DRIVE_GAS_TURBINE,
    {{-1507550.0, 3235.95, -0.215272, 9380.0, -20.44, 1.35429e-03, 44.8214, -0.0849405, 5.83333e-06}},
    {5e6, 2.5, 0.0}};
static const tl_drive frugal = {
    TL_DRIVE_GAS_TURBINE,
    {{-1507550.0, 3235.95, -0.215272, 9380.0, -20.44, 1.35429e-03, 44.8214, -0.0849405, 5.83333e-06}},
    {5e6, 2.0, 0.0}};

static const tl_unit plain_units[] = {{.turbo = &turbo, .drive = &turbine}, {.turbo = &turbo, .drive = &turbine}};
static const tl_unit mixed_units[] = {{.turbo = &turbo, .drive = &turbine}, {.turbo = &turbo, .drive = &frugal}};
static const tl_unit_stage one[] = {{plain_units, 1}}, two[] = {{plain_units, 2}}, mixed[] = {{mixed_units, 2}};
static const tl_unit_stage series[] = {{plain_units, 1}, {plain_units, 1}};
static const tl_configuration configurations[] = {
    {"one", one, 1}, {"two", two, 1}, {"mixed", mixed, 1}, {"series", series, 2}};

static tl_gas *gas;

static int make_gas(void **state) {
  (void)state;
  tl_mixture mixture;
  tl_error error;
  if (!tl_mixture_library_get("west-siberia-dry", &mixture)) return -1;
  return tl_gas_create(&mixture, NULL, &gas, &error) == TL_OK ? 0 : -1;
}
static int end_gas(void **state) {
  (void)state;
  tl_gas_destroy(gas);
  return 0;
}

/* The duty at which one unit takes flow m3/s at a head of about 40 kJ/kg. */
static tl_station_duty duty_of(double flow, double ratio) {
  tl_gas_state in;
  tl_error error;
  assert_int_equal(tl_gas_state_pt(gas, 50e5, 288.15, &in, &error), TL_OK);
  return (tl_station_duty){.gas = gas,
                           .p_in_pa = 50e5,
                           .p_out_pa = 50e5 * ratio,
                           .q_kg_s = flow * in.density_kg_m3,
                           .t_in_k = 288.15,
                           .cooler_approach_k = -1.0,
                           .site = {.ambient_k = 288.15},
                           .net_heat_j_kg = 48e6,
                           .co2_kg_per_kg = 2.7};
}

static tl_station_answer run(size_t configuration, const tl_station_duty *duty) {
  tl_station_answer s;
  tl_error error;
  assert_int_equal(tl_station_run(&configurations[configuration], duty, &s, &error), TL_OK);
  return s;
}

static void a_unit_takes_the_work_of_its_point(void **state) {
  (void)state;
  const tl_station_duty d = duty_of(3.8, 1.35);
  const tl_station_answer s = run(0, &d);
  const tl_unit_state *u = &s.units[0][0];
  print_message("head %.0f, speed %.0f, power %.3g of %.3g, margin %.3f\n", u->head_j_kg, u->point.speed_1_min,
                u->power_w, u->power_max_w, s.margin);
  assert_close_rel(tl_biquadratic_at(&turbo.head_j_kg, 3.8, u->point.speed_1_min, NULL, NULL), u->head_j_kg, 1e-10);
  assert_close_rel(u->power_w, d.q_kg_s * u->head_j_kg / u->point.efficiency, 1e-12);
  assert_close_rel(s.fuel_kg_s, (5e6 + 2.5 * u->power_w) / 48e6, 1e-12);
  assert_close_rel(s.co2_kg_s, 2.7 * s.fuel_kg_s, 1e-12);
  assert_close_rel(s.efficiency, u->point.efficiency, 1e-12);
  assert_close(u->recycle_kg_s, 0.0, 1e-9);
}

static void equal_units_share_equally_and_unequal_ones_save(void **state) {
  (void)state;
  tl_station_duty d = duty_of(7.6, 1.35);
  const tl_station_answer equal = run(1, &d), unequal = run(2, &d);
  assert_close_rel(equal.units[0][0].q_kg_s, 0.5 * d.q_kg_s, 1e-14);
  assert_close_rel(equal.units[0][0].power_w, equal.units[0][1].power_w, 1e-14);
  assert_close_rel(unequal.units[0][0].q_kg_s + unequal.units[0][1].q_kg_s, d.q_kg_s, 1e-12);
  const double halves = 1e7 + (2.5 + 2.0) * equal.units[0][0].power_w;
  assert_true(unequal.energy_w <= halves * (1.0 + 1e-12));
  assert_true(unequal.units[0][1].q_kg_s >= unequal.units[0][0].q_kg_s);
}

static void flow_is_led_back_where_a_unit_would_surge(void **state) {
  (void)state;
  const tl_station_duty d = duty_of(1.5, 1.35);
  const tl_station_answer s = run(0, &d);
  const tl_unit_state *u = &s.units[0][0];
  assert_true(u->recycle_kg_s > 0.0);
  assert_close_rel(u->flow_m3_s, tl_turbo_surge_flow(&turbo, u->head_j_kg), 1e-10);
  assert_close_rel(u->power_w, (d.q_kg_s + u->recycle_kg_s) * u->head_j_kg / u->point.efficiency, 1e-10);
}

/* T_CS3_M1 of GasLib-24 (Schmidt et al., Data 2 (2017) 40): its fastest line still rises right of surge. A head a
 * rounding above its top is reached at the top, not missed on the surge line by 0.2 % of speed. */
static void a_head_at_the_top_of_the_fastest_line_is_within_its_speeds(void **state) {
  (void)state;
  static const tl_turbo rising = {
      5760.0,
      11600.0,
      {{-9123.22, 2.10668, 6.98297e-05, 10564.1, -0.118454, 1.33695e-04, -10564.7, 0.66203, -3.50873e-05}},
      {{1.30278, -0.000270673, 1.36268e-08, 0.369272, 0.000203381, -1.52423e-08, -0.773616, 6.19194e-05, -6.35666e-10}},
      {-77631.5, 118291.0, -24711.0},
      {168.279, -228.376, 2479.95}};
  static const tl_drive motor = {TL_DRIVE_ELECTRIC, {{9e6}}, {0.0, 1.04, 0.0}};
  static const tl_unit units[] = {{.turbo = &rising, .drive = &motor}};
  static const tl_unit_stage stages[] = {{units, 1}};
  static const tl_configuration alone = {"alone", stages, 1};
  const double n = 11600.0, *c = rising.head_j_kg.c;
  const double a = c[0] + (c[1] + c[2] * n) * n, b = c[3] + (c[4] + c[5] * n) * n, k = c[6] + (c[7] + c[8] * n) * n;
  const double top = a - 0.25 * b * b / k;
  tl_station_answer s;
  tl_error error;
  double low = 1.2, high = 1.6;
  for (int i = 0; i < 60; i++) { /* the ratio whose head is the top's */
    const tl_station_duty d = duty_of(0.2, 0.5 * (low + high));
    assert_int_equal(tl_station_run(&alone, &d, &s, &error), TL_OK);
    if (s.units[0][0].head_j_kg < top)
      low = 0.5 * (low + high);
    else
      high = 0.5 * (low + high);
  }
  for (int side = 0; side < 2; side++) {
    const tl_station_duty d = duty_of(0.2, side == 0 ? low * (1.0 - 1e-13) : high * (1.0 + 1e-13));
    assert_int_equal(tl_station_run(&alone, &d, &s, &error), TL_OK);
    assert_close_rel(s.units[0][0].head_j_kg, top, 1e-11);
    assert_close_rel(s.units[0][0].point.speed_1_min, n, 1e-10);
    assert_close_rel(s.units[0][0].flow_m3_s, -0.5 * b / k, 1e-4);
    assert_true(s.margin > -1e-9);
  }
}

static void the_limit_that_binds_is_named(void **state) {
  (void)state;
  tl_station_duty d = duty_of(3.8, 1.9);
  tl_station_answer s = run(0, &d);
  assert_int_equal(s.limit == TL_STATION_FREE, 0);
  assert_true(s.margin < 0.0);
  d = duty_of(12.0, 1.1); /* more than the machine can swallow at that head */
  s = run(0, &d);
  assert_int_equal(s.limit, TL_STATION_MACHINE);
  d = duty_of(3.8, 1.35);
  d.p_in_pa = 300e5; /* six times the gas: the turbine is too small */
  d.p_out_pa = 405e5;
  d.q_kg_s *= 6.5;
  s = run(0, &d);
  assert_int_equal(s.limit, TL_STATION_POWER);
  d = duty_of(3.8, 1.35);
  d.loss_in_pa = 51e5;
  s = run(0, &d);
  assert_int_equal(s.limit, TL_STATION_SUCTION);
}

static void losses_coolers_and_paths_do_what_they_should(void **state) {
  (void)state;
  tl_station_duty d = duty_of(3.8, 1.3);
  const tl_station_answer free = run(0, &d);
  d.loss_out_pa = 1e5;
  d.drag_in = 3.0;
  d.diameter_in_m = 0.8;
  const tl_station_answer lossy = run(0, &d);
  assert_true(lossy.units[0][0].head_j_kg > free.units[0][0].head_j_kg);
  d = duty_of(3.8, 1.3);
  d.cooler_approach_k = 10.0;
  assert_close_rel(run(0, &d).t_out_k, 298.15, 1e-12);
  d.cooler_approach_k = -1.0;
  d.path = TL_COMPRESSION_ISENTROPIC;
  const tl_station_answer real = run(0, &d);
  assert_close_rel(real.units[0][0].head_j_kg, free.units[0][0].head_j_kg, 0.01);
  assert_true(real.units[0][0].head_j_kg != free.units[0][0].head_j_kg);
  d.path = TL_COMPRESSION_POLYTROPIC;
  assert_true(run(0, &d).units[0][0].head_j_kg > real.units[0][0].head_j_kg);
}

static void the_configuration_that_fits_is_chosen(void **state) {
  (void)state;
  for (double flow = 2.0; flow < 12.0; flow += 0.9)
    for (double ratio = 1.1; ratio < 2.2; ratio += 0.13) {
      const tl_station_duty d = duty_of(flow, ratio);
      tl_station_answer s;
      size_t chosen;
      tl_error error;
      assert_int_equal(tl_station_choose(configurations, 4, &d, &chosen, &s, &error), TL_OK);
      for (size_t i = 0; i < 4; i++) {
        const tl_station_answer other = run(i, &d);
        if (s.limit == TL_STATION_FREE) {
          assert_true(other.limit != TL_STATION_FREE || other.energy_w >= s.energy_w);
        } else {
          assert_true(other.limit != TL_STATION_FREE && other.margin <= s.margin);
        }
      }
    }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_unit_takes_the_work_of_its_point),
      cmocka_unit_test(equal_units_share_equally_and_unequal_ones_save),
      cmocka_unit_test(flow_is_led_back_where_a_unit_would_surge),
      cmocka_unit_test(a_head_at_the_top_of_the_fastest_line_is_within_its_speeds),
      cmocka_unit_test(the_limit_that_binds_is_named),
      cmocka_unit_test(losses_coolers_and_paths_do_what_they_should),
      cmocka_unit_test(the_configuration_that_fits_is_chosen),
  };
  return cmocka_run_group_tests(tests, make_gas, end_gas);
}
