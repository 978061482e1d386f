/* Machines of typed figures: GasLib-11's turbo compressor, a small measured map with its mistakes, drives. */
#include "testing.h"

#include "trunkline/machine.h"

/* T_CS2_M4 of GasLib-11 (Schmidt et al., GasLib - A Library of Gas Network Instances, Data 2 (2017) 40). */
static const tl_turbo gaslib_11 = {
    3500.0,
    6500.0,
    {{62091.8, -29.2953, 4.29877e-03, -58957.9, 26.5692, -2.57876e-03, 4327.67, -2.40606, 2.45649e-04}},
    {{1.16239, -0.000178625, 6.8119e-09, -0.063803, 8.29481e-05, -6.36087e-09, -0.0327073, 1.43794e-06, 1.02304e-10}},
    {-49899.7, 27734.3, -44.9561},
    {-11775.1, 7279.12, 56.7136}};

static void slopes_of_a_map_are_those_of_its_differences(void **state) {
  (void)state;
  for (double q = 1.0; q < 4.0; q += 0.7)
    for (double n = 3600.0; n < 6500.0; n += 410.0) {
      double by_q, by_n;
      (void)tl_biquadratic_at(&gaslib_11.head_j_kg, q, n, &by_q, &by_n);
      const tl_biquadratic *f = &gaslib_11.head_j_kg;
      assert_close(
          by_q, (tl_biquadratic_at(f, q + 1e-4, n, NULL, NULL) - tl_biquadratic_at(f, q - 1e-4, n, NULL, NULL)) / 2e-4,
          1e-6 * (fabs(by_q) + 1e3));
      assert_close(by_n,
                   (tl_biquadratic_at(f, q, n + 0.1, NULL, NULL) - tl_biquadratic_at(f, q, n - 0.1, NULL, NULL)) / 0.2,
                   1e-6 * (fabs(by_n) + 1.0));
    }
}

static void the_speed_found_gives_the_head_back(void **state) {
  (void)state;
  size_t found = 0;
  for (double q = 1.5; q < 5.0; q += 0.25)
    for (double n = 3500.0; n <= 6500.0; n += 250.0) {
      double slope;
      const double head = tl_biquadratic_at(&gaslib_11.head_j_kg, q, n, NULL, &slope);
      if (!(slope > 0.0) || !(head > 0.0)) continue;
      assert_close_rel(tl_biquadratic_find_y(&gaslib_11.head_j_kg, q, head, 3400.0, 6600.0), n, 1e-10);
      found++;
    }
  assert_true(found > 100);
}

static void each_side_of_the_map_is_named(void **state) {
  (void)state;
  assert_null(tl_turbo_fault(&gaslib_11));
  const double q = 4.0, n = 5200.0, head = tl_biquadratic_at(&gaslib_11.head_j_kg, q, n, NULL, NULL);
  const tl_machine_point free = tl_turbo_at(&gaslib_11, q, head);
  assert_int_equal(free.limit, TL_MACHINE_FREE);
  assert_close_rel(free.speed_1_min, n, 1e-10);
  assert_true(free.surge_margin > 0.0 && free.choke_margin > 0.0 && free.slow_margin > 0.0 && free.fast_margin > 0.0);
  const double surge = tl_turbo_surge_flow(&gaslib_11, head);
  assert_close_rel(-49899.7 + (27734.3 - 44.9561 * surge) * surge, head, 1e-12);
  assert_int_equal(tl_turbo_at(&gaslib_11, 0.9 * surge, head).limit, TL_MACHINE_SURGE);
  const double choke = tl_turbo_choke_flow(&gaslib_11, head);
  assert_true(tl_turbo_at(&gaslib_11, 1.1 * choke, head).choke_margin < 0.0);
  assert_int_equal(tl_turbo_at(&gaslib_11, q, tl_biquadratic_at(&gaslib_11.head_j_kg, q, 6900.0, NULL, NULL)).limit ==
                       TL_MACHINE_FREE,
                   0);
  assert_true(tl_turbo_at(&gaslib_11, q, tl_biquadratic_at(&gaslib_11.head_j_kg, q, 6900.0, NULL, NULL)).fast_margin <
              0.0);
  assert_true(tl_turbo_at(&gaslib_11, q, 1e6).fast_margin < 0.0);
}

static void a_fit_whose_lines_cross_is_refused(void **state) {
  (void)state;
  tl_turbo crossed = gaslib_11;
  for (int i = 0; i < 9; i += 3) {
    crossed.head_j_kg.c[i + 1] *= -1.0;
    crossed.head_j_kg.c[i + 2] *= -1.0;
  }
  crossed.head_j_kg.c[0] += 90000.0;
  crossed.head_j_kg.c[3] = crossed.head_j_kg.c[6] = 0.0;
  assert_non_null(tl_turbo_fault(&crossed));
  tl_turbo no_surge = gaslib_11;
  no_surge.surge_j_kg[1] = no_surge.surge_j_kg[2] = 0.0;
  assert_non_null(tl_turbo_fault(&no_surge));
}

/* Compressor and motor of GasLib-582-v2, station 1: volume 0.5 m3, 165 .. 350/min, ratio 2. */
/* Heads of a fit, from the lines themselves: does a faster line lie on or below a slower one at a flow that both have
 * between surge and choke? By comparing heads only, on a grid, independent of slopes. */
static bool lines_cross(const tl_turbo *m) {
  enum { SPEEDS = 40, FLOWS = 300 };
  const double *s = m->surge_j_kg, *c = m->choke_j_kg;
  for (int j = 1; j < FLOWS; j++) {
    const double q = 10.0 * j / FLOWS, least = fmax(c[0] + (c[1] + c[2] * q) * q, 0.0),
                 most = s[0] + (s[1] + s[2] * q) * q;
    double before = -INFINITY;
    for (int i = 0; i <= SPEEDS; i++) {
      const double n = m->speed_min_1_min + (m->speed_max_1_min - m->speed_min_1_min) * i / SPEEDS;
      const double head = tl_biquadratic_at(&m->head_j_kg, q, n, NULL, NULL);
      const bool within = head > least && head < most;
      if (within && head <= before) return true;
      before = within ? head : -INFINITY;
    }
  }
  return false;
}

/* Drawn changes of GasLib-11's coefficients, many of which make lines cross somewhere between surge and choke, often in
 * a corner of the map only. */
static void each_fit_whose_lines_cross_within_its_range_is_refused(void **state) {
  (void)state;
  uint64_t seed = 5;
  size_t crossing = 0, sound = 0;
  for (int k = 0; k < 9000; k++) {
    tl_turbo m = gaslib_11;
    if (k % 2 == 1) m.choke_j_kg[0] = m.choke_j_kg[1] = m.choke_j_kg[2] = 0.0; /* lines run on to where they end */
    for (int i = 0; i < 9; i++) {
      seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
      const double draw = (double)(seed >> 11) / 9007199254740992.0 - 0.5;
      m.head_j_kg.c[i] *= 1.0 + (k % 3 == 0 ? 1.5 : 0.3) * draw;
    }
    const char *fault = tl_turbo_fault(&m);
    const bool cross = lines_cross(&m);
    crossing += cross;
    sound += fault == NULL;
    if (cross && fault == NULL) fail_msg("draw %d: lines cross and nothing is said", k);
  }
  assert_true(crossing > 50 && sound > 50);
}

static void an_efficiency_out_of_range_between_the_lines_is_refused(void **state) {
  (void)state;
  tl_turbo high = gaslib_11, low = gaslib_11, none = gaslib_11;
  high.efficiency.c[0] += 0.3; /* its best is about 0.86 */
  assert_string_equal(tl_turbo_fault(&high), "the efficiency leaves 0 .. 1 between surge and choke");
  low.efficiency.c[0] -= 0.9;
  assert_string_equal(tl_turbo_fault(&low), "the efficiency leaves 0 .. 1 between surge and choke");
  none.choke_j_kg[0] = 1e6; /* every head is beyond choke */
  assert_string_equal(tl_turbo_fault(&none), "a speed line has no point between surge and choke");
  none = gaslib_11;
  none.speed_min_1_min = 7000.0;
  assert_string_equal(tl_turbo_fault(&none), "the least speed is not above 0 and up to the largest");
}

static void a_piston_compressor_turns_with_its_flow(void **state) {
  (void)state;
  const tl_piston piston = {0.5, 165.0, 350.0, 2e5, 2.0, 0.95, 0.35};
  const tl_machine_point at = tl_piston_at(&piston, 2.0, 40000.0, 45.0, 1.5);
  assert_int_equal(at.limit, TL_MACHINE_FREE);
  assert_close_rel(at.speed_1_min, 240.0, 1e-14);
  assert_close_rel(at.torque_nm * 2.0 * 3.14159265358979 * 4.0, 45.0 * 2.0 * 40000.0 / 0.95, 1e-12);
  assert_int_equal(tl_piston_at(&piston, 1.0, 40000.0, 45.0, 1.5).limit, TL_MACHINE_FREE); /* pockets open */
  assert_int_equal(tl_piston_at(&piston, 0.8, 40000.0, 45.0, 1.5).limit, TL_MACHINE_SLOW);
  assert_int_equal(tl_piston_at(&piston, 3.0, 40000.0, 45.0, 1.5).limit, TL_MACHINE_FAST);
  assert_int_equal(tl_piston_at(&piston, 2.0, 40000.0, 45.0, 2.1).limit, TL_MACHINE_RATIO);
  assert_int_equal(tl_piston_at(&piston, 2.0, 90000.0, 75.0, 1.5).limit, TL_MACHINE_TORQUE);
}

static void a_turbine_gives_less_where_air_is_thin_or_warm(void **state) {
  (void)state;
  /* P_CS2_M4 of GasLib-11 */
  const tl_drive turbine = {
      TL_DRIVE_GAS_TURBINE,
      {{-1507550.0, 3235.95, -0.215272, 9380.0, -20.44, 1.35429e-03, 44.8214, -0.0849405, 5.83333e-06}},
      {5e6, 2.5, 0.0}};
  double slope, by_power;
  const tl_site sea = {.ambient_k = 288.15};
  const double at_sea = tl_drive_power_max(&turbine, 5200.0, &sea, &slope);
  const double n = 5200.0, t = 15.0; /* by hand, in kW */
  assert_close_rel(at_sea / 1e3,
                   (-1507.55 + 3.23595 * n - 0.000215272 * n * n) + (9.38 - 0.02044 * n + 1.35429e-06 * n * n) * t +
                       (0.0448214 - 8.49405e-05 * n + 5.83333e-09 * n * n) * t * t,
                   1e-12);
  assert_close_rel(
      slope,
      (tl_drive_power_max(&turbine, 5201.0, &sea, NULL) - tl_drive_power_max(&turbine, 5199.0, &sea, NULL)) / 2.0,
      1e-8);
  const tl_site warm = {.ambient_k = 303.15},
                ducts = {.ambient_k = 288.15, .inlet_loss_pa = 996.36, .exhaust_loss_pa = 996.36};
  assert_true(tl_drive_power_max(&turbine, n, &warm, NULL) < at_sea);
  assert_null(tl_drive_fault(&turbine, 3000.0, 6000.0, NULL));
  tl_drive wrong = turbine;
  for (size_t i = 0; i < 9; i++) wrong.power_w.c[i] = -wrong.power_w.c[i];
  assert_string_equal(tl_drive_fault(&wrong, 3000.0, 6000.0, NULL), "it gives no power at any speed of its compressor");
  wrong = turbine;
  wrong.energy[0] = -1e8;
  assert_string_equal(tl_drive_fault(&wrong, 3000.0, 6000.0, NULL), "the energy that it takes falls below 0");
  assert_close_rel(tl_drive_power_max(&turbine, n, &ducts, NULL), at_sea * (1.0 - 0.0142) * (1.0 - 0.0042), 1e-12);
  /* ISO 2533: 89 874.6 Pa at 1000 m */
  const tl_site high = {.ambient_k = 288.15, .altitude_m = 1000.0, .degradation = 0.05};
  assert_close_rel(tl_drive_power_max(&turbine, n, &high, NULL), at_sea * 0.95 * 89874.6 / 101325.0, 1e-5);
  assert_close_rel(tl_drive_energy(&turbine, 1e7, &by_power), 3e7, 1e-14);
  assert_close_rel(by_power, 2.5, 1e-14);
  assert_close_rel(tl_drive_waste_power(3e7, 1e7, 0.15), 3e6, 1e-14); /* 15 % of the 20 MW that leave */
  assert_close(tl_drive_waste_power(1e7, 1e7, 0.15), 0.0, 0.0);
  assert_close(tl_drive_waste_power(0.0, 1e7, 0.15), 0.0, 0.0);
}

/* ---- measured maps ---------------------------------------------------------------------------------------------- */

static const tl_map_row rows[] = {{4000.0, 2.0, 40e3, 0.78}, {4000.0, 2.5, 37e3, 0.82}, {4000.0, 3.2, 30e3, 0.79},
                                  {5000.0, 2.5, 62e3, 0.79}, {5000.0, 3.2, 57e3, 0.83}, {5000.0, 4.0, 46e3, 0.78},
                                  {6000.0, 3.1, 88e3, 0.78}, {6000.0, 3.9, 80e3, 0.82}, {6000.0, 4.8, 66e3, 0.77}};
enum { ROWS = sizeof rows / sizeof rows[0] };

static tl_findings *refused(const tl_map_row *given, size_t count) {
  static const int lines[ROWS] = {2, 3, 4, 5, 6, 7, 8, 9, 10};
  tl_findings *findings = tl_findings_create(NULL);
  tl_measured_map *map;
  tl_error error;
  assert_int_equal(tl_measured_map_create(given, count, "map.csv", lines, NULL, &map, findings, &error), TL_ERR_INPUT);
  assert_null(map);
  assert_true(tl_findings_count(findings) > 0);
  return findings;
}

static void a_measured_map_goes_through_its_points_and_back(void **state) {
  (void)state;
  tl_findings *findings = tl_findings_create(NULL);
  tl_measured_map *map;
  tl_error error;
  assert_int_equal(tl_measured_map_create(rows, ROWS, "map.csv", NULL, NULL, &map, findings, &error), TL_OK);
  for (size_t i = 0; i < ROWS; i++) {
    const tl_map_row *r = &rows[i];
    assert_close_rel(tl_measured_map_head(map, r->flow_m3_s, r->speed_1_min, NULL, NULL), r->head_j_kg, 1e-12);
    assert_close_rel(tl_measured_map_efficiency(map, r->flow_m3_s, r->speed_1_min, NULL, NULL), r->efficiency, 1e-12);
  }
  for (double n = 4010.0; n < 6000.0; n += 130.0)
    for (double q = 2.6; q < 4.0; q += 0.17) {
      double by_q, by_n, eta_q, eta_n;
      const double head = tl_measured_map_head(map, q, n, &by_q, &by_n);
      (void)tl_measured_map_efficiency(map, q, n, &eta_q, &eta_n);
      assert_true(by_q < 0.0 && by_n > 0.0);
      assert_close(
          by_q,
          (tl_measured_map_head(map, q + 1e-5, n, NULL, NULL) - tl_measured_map_head(map, q - 1e-5, n, NULL, NULL)) /
              2e-5,
          1e-4 * fabs(by_q));
      assert_close(
          by_n,
          (tl_measured_map_head(map, q, n + 1e-2, NULL, NULL) - tl_measured_map_head(map, q, n - 1e-2, NULL, NULL)) /
              2e-2,
          1e-4 * by_n);
      assert_close(eta_q,
                   (tl_measured_map_efficiency(map, q + 1e-5, n, NULL, NULL) -
                    tl_measured_map_efficiency(map, q - 1e-5, n, NULL, NULL)) /
                       2e-5,
                   1e-4);
      assert_close(eta_n,
                   (tl_measured_map_efficiency(map, q, n + 1e-2, NULL, NULL) -
                    tl_measured_map_efficiency(map, q, n - 1e-2, NULL, NULL)) /
                       2e-2,
                   1e-6);
      assert_close_rel(tl_measured_map_at(map, q, head).speed_1_min, n, 1e-10);
    }
  assert_int_equal(tl_measured_map_at(map, 2.0, 60e3).limit, TL_MACHINE_SURGE);
  assert_int_equal(tl_measured_map_at(map, 4.5, 46e3).limit, TL_MACHINE_CHOKE);
  assert_true(tl_measured_map_at(map, 3.5, 95e3).fast_margin < 0.0);
  tl_measured_map_destroy(map);
  tl_findings_destroy(findings);
}

static void each_mistake_of_a_measured_map_has_its_line(void **state) {
  (void)state;
  static const struct {
    size_t row;
    tl_map_row instead;
  } mistakes[] = {{4, {5000.0, 3.2, 0.0, 0.83}},  {4, {5000.0, 3.2, 57e3, 1.2}},  {4, {5000.0, 2.4, 57e3, 0.83}},
                  {4, {5000.0, 3.2, 63e3, 0.83}}, {4, {3000.0, 3.2, 57e3, 0.83}}, {4, {5000.0, -1.0, 57e3, 0.83}}};
  for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
    tl_map_row given[ROWS];
    memcpy(given, rows, sizeof given);
    given[mistakes[i].row] = mistakes[i].instead;
    tl_findings *findings = refused(given, ROWS);
    assert_int_equal(tl_findings_at(findings, 0)->line, 6);
    assert_int_equal(tl_findings_count(findings), 1); /* its neighbours are right and are not held against it */
    tl_findings_destroy(findings);
  }
  tl_map_row crossed[ROWS];
  memcpy(crossed, rows, sizeof crossed);
  crossed[2].head_j_kg = 36.5e3;
  crossed[4].head_j_kg = 36e3; /* at 3.2 m3/s the faster line has less head */
  crossed[5].head_j_kg = 30e3;
  tl_findings *findings = refused(crossed, ROWS);
  assert_int_equal(tl_findings_at(findings, 0)->line, 4);
  tl_findings_destroy(findings);
  /* the faster line dips under the slower one between two points of the latter: told at the point that dips */
  memcpy(crossed, rows, sizeof crossed);
  crossed[4] = (tl_map_row){5000.0, 2.85, 33e3, 0.83};
  crossed[5].head_j_kg = 32e3;
  findings = refused(crossed, ROWS);
  assert_int_equal(tl_findings_at(findings, 0)->line, 6);
  tl_findings_destroy(findings);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(slopes_of_a_map_are_those_of_its_differences),
      cmocka_unit_test(the_speed_found_gives_the_head_back),
      cmocka_unit_test(each_side_of_the_map_is_named),
      cmocka_unit_test(a_fit_whose_lines_cross_is_refused),
      cmocka_unit_test(each_fit_whose_lines_cross_within_its_range_is_refused),
      cmocka_unit_test(an_efficiency_out_of_range_between_the_lines_is_refused),
      cmocka_unit_test(a_piston_compressor_turns_with_its_flow),
      cmocka_unit_test(a_turbine_gives_less_where_air_is_thin_or_warm),
      cmocka_unit_test(a_measured_map_goes_through_its_points_and_back),
      cmocka_unit_test(each_mistake_of_a_measured_map_has_its_line),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
