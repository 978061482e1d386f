/* Stations with machines in a nomination: what they reach is what tl_station_run says, and their fuel is in the line.
 */
#include <math.h>
#include <string.h>

#include "nominations.h"
#include "optimise/tli_nlp.h"
#include "trunkline/nominationfile.h"

static double random_unit(uint64_t *seed) {
  *seed = *seed * 6364136223846793005ULL + 1442695040888963407ULL;
  return (double)(*seed >> 11) * 0x1p-53;
}

/* The turbo compressor and gas turbine of GasLib-11.cs (Schmidt et al., Data 2 (2017) 40), in SI. */
static const tl_turbo turbo = {
    3500.0,
    6500.0,
    {{62.0918e3, -29.2953, 4.29877e-3, -58.9579e3, 26.5692, -2.57876e-3, 4.32767e3, -2.40606, 2.45649e-4}},
    {{1.16239, -0.000178625, 6.8119e-09, -0.063803, 8.29481e-05, -6.36087e-09, -0.0327073, 1.43794e-06, 1.02304e-10}},
    {-49.8997e3, 27.7343e3, -44.9561},
    {-11.7751e3, 7.27912e3, 56.7136}};
static const tl_drive turbine = {
    TL_DRIVE_GAS_TURBINE,
    {{-1507.55e3, 3.23595e3, -0.215272, 9.38e3, -20.44, 1.35429e-3, 44.8214, -0.0849405, 5.83333e-6}},
    {5e6, 2.5, 0.0}};
static const tl_piston piston = {0.8, 200.0, 450.0, 60e3, 2.0, 0.85, 0.2};
static const tl_drive motor = {TL_DRIVE_ELECTRIC, {{9e6, 0, 0, 0, 0, 0, 0, 0, 0}}, {0.0, 1.05, 0.0}};

static const tl_unit turbo_unit = {.turbo = &turbo, .drive = &turbine};
static const tl_unit pair[] = {{.turbo = &turbo, .drive = &turbine}, {.turbo = &turbo, .drive = &turbine}};
static const tl_unit mixed[] = {{.turbo = &turbo, .drive = &turbine}, {.piston = &piston, .drive = &motor}};
static const tl_unit_stage one[] = {{&turbo_unit, 1}}, two[] = {{pair, 2}}, serial[] = {{pair, 2}, {mixed, 2}};
static const tl_configuration configurations[] = {{"one", one, 1}, {"two", two, 1}, {"serial", serial, 2}};

static tl_nominated_machines machines_of(size_t first, size_t count) {
  return (tl_nominated_machines){.configurations = &configurations[first],
                                 .count = count,
                                 .path = TL_COMPRESSION_KAPPA,
                                 .kappa = 1.296,
                                 .cooler_approach_k = -1.0,
                                 .site = {.ambient_k = 288.15},
                                 .net_heat_j_kg = 45e6,
                                 .co2_kg_per_kg = 2.743};
}

static void set_machines(tl_nomination *n, const char *link, const tl_nominated_machines *machines) {
  tl_error error = {0};
  if (tl_nomination_set_machines(n, link, machines, &error) != TL_OK) fail_msg("%s", error.sentence);
}

/* ---- derivatives ---------------------------------------------------------------------------------------------------
 */

static void rows_of_units_have_exact_derivatives(void **unused) {
  (void)unused;
  tl_gas *gas = test_gas();
  tl_nomination *n = test_nomination(gas);
  add_node(n, "a", 30, 70, -60.0);
  add_node(n, "b", 30, 90, 60.0);
  tl_nominated_link station = link_of(TL_CONTROL_STATION);
  station.loss_in_pa = 3e4;
  station.loss_out_pa = 2e4;
  add_link(n, "ab", "a", "b", &station);
  const tl_nominated_machines m = machines_of(2, 1);
  set_machines(n, "ab", &m);
  tli_arena *arena = tli_arena_create(NULL);
  tl_error error;
  tli_model *model;
  assert_int_equal(tli_model_make(n, arena, &model, &error), TL_OK);
  tli_nlp_unit units[8];
  const size_t count = tli_units_of(n, &model->arcs[0], 0, 0, 50.0, 66.0, 60.0, units);
  assert_int_equal(count, 3); /* a pair, a turbo, a piston */
  uint64_t seed = 3;
  for (int draw = 0; draw < 200; draw++) {
    double x[TLI_UNIT_UNKNOWNS] = {40.0 + 20.0 * random_unit(&seed), 62.0 + 20.0 * random_unit(&seed),
                                   0.5 + 2.5 * random_unit(&seed), 3.5 + 3.0 * random_unit(&seed)};
    const tli_nlp_unit *u = &units[draw % 3];
    for (int row = 0; row <= TLI_UNIT_ROWS; row++) {
      if (row < TLI_UNIT_ROWS && !tli_unit_has_row(u, (tli_unit_row)row)) continue;
      tli_jet at[2], here = row < TLI_UNIT_ROWS ? tli_unit_row_at(&model->potential, u, (tli_unit_row)row, x)
                                                : tli_unit_mass_at(&model->potential, u, x);
      for (int i = 0; i < TLI_UNIT_UNKNOWNS; i++) {
        const double h = 1e-5 * x[i], middle = x[i];
        for (int side = 0; side < 2; side++) {
          x[i] = middle + (side == 0 ? -h : h);
          at[side] = row < TLI_UNIT_ROWS ? tli_unit_row_at(&model->potential, u, (tli_unit_row)row, x)
                                         : tli_unit_mass_at(&model->potential, u, x);
        }
        x[i] = middle;
        /* h2 times the third derivative, and rounding over h, for rows of the size 1 .. 100 */
        assert_close(here.slope[i], (at[1].value - at[0].value) / (2 * h), 2e-6 * (1.0 + fabs(here.slope[i])));
        for (int k = 0; k <= i; k++)
          assert_close(here.curve[i * (i + 1) / 2 + k], (at[1].slope[k] - at[0].slope[k]) / (2 * h),
                       1e-4 * (1.0 + fabs(here.curve[i * (i + 1) / 2 + k])));
      }
    }
  }
  tli_arena_destroy(arena);
  tl_nomination_destroy(n);
  tl_gas_destroy(gas);
}

/* ---- reach ---------------------------------------------------------------------------------------------------------
 */

/* A station between two nodes whose pressures are all but fixed. */
static tl_nomination *duty(const tl_gas *gas, double p_in, double p_out, double q, const tl_nominated_machines *m) {
  tl_nomination *n = test_nomination(gas);
  add_node(n, "in", p_in - 0.01, p_in + 0.01, -q);
  add_node(n, "out", p_out - 0.01, p_out + 0.01, q);
  tl_nominated_link station = link_of(TL_CONTROL_STATION);
  station.may_close = false;
  add_link(n, "s", "in", "out", &station);
  set_machines(n, "s", m);
  return n;
}

static void a_station_serves_what_its_machines_reach(void **unused) {
  (void)unused;
  tl_gas *gas = test_gas();
  uint64_t seed = 11;
  size_t served = 0, refused = 0;
  for (int draw = 0; draw < 150; draw++) {
    const tl_nominated_machines m = machines_of(0, 3);
    const double p_in = 35.0 + 25.0 * random_unit(&seed), p_out = p_in * (1.02 + 0.9 * random_unit(&seed));
    const double q = 5.0 + 250.0 * random_unit(&seed);
    const tl_station_duty d = {.gas = gas,
                               .path = m.path,
                               .kappa = m.kappa,
                               .p_in_pa = p_in * 1e5,
                               .p_out_pa = p_out * 1e5,
                               .q_kg_s = q,
                               .t_in_k = test_t_k,
                               .cooler_approach_k = -1.0,
                               .site = m.site,
                               .net_heat_j_kg = m.net_heat_j_kg,
                               .within_maps = true};
    tl_station_answer at;
    tl_error error;
    size_t chosen;
    assert_int_equal(tl_station_choose(m.configurations, m.count, &d, &chosen, &at, &error), TL_OK);
    if (fabs(at.margin) < 0.02) continue; /* 0.01 bar may decide */
    tl_nomination *n = duty(gas, p_in, p_out, q, &m);
    tl_nominate_answer *a = ask(n);
    const bool reached = at.limit == TL_STATION_FREE;
    if ((tl_nominate_outcome(a) == TL_SOLVED) != reached)
      fail_msg("%g kg/s from %g to %g bar: margin %g, yet %s", q, p_in, p_out, at.margin,
               tl_outcome_name(tl_nominate_outcome(a)));
    served += reached;
    refused += !reached;
    if (reached) {
      tl_nominated_station s;
      assert_int_equal(tl_nominate_stations(a), 1);
      assert_int_equal(tl_nominate_station(a, 0, &s, &error), TL_OK);
      assert_int_equal(s.state->limit, TL_STATION_FREE);
      assert_string_equal(s.units->id, configurations[chosen].id);
    }
    tl_nominate_answer_destroy(a);
    tl_nomination_destroy(n);
  }
  assert_true(served > 25 && refused > 25);
  tl_gas_destroy(gas);
}

static void fuel_is_drawn_where_it_is_said_and_enters_in_proportion(void **unused) {
  (void)unused;
  tl_gas *gas = test_gas();
  tl_nominated_machines m = machines_of(0, 2);
  m.fuel_node = "in";
  tl_nomination *n = duty(gas, 50.0, 70.0, 150.0, &m);
  tl_nominate_answer *a = ask(n);
  tl_nominated_station s;
  tl_error error;
  if (tl_nominate_outcome(a) != TL_SOLVED) fail_msg("%s", tl_nominate_reason(a)->sentence);
  assert_int_equal(tl_nominate_station(a, 0, &s, &error), TL_OK);
  const double fuel = s.state->fuel_kg_s;
  assert_true(fuel > 0.1);
  /* energy of the drive over the heating value, once by hand */
  assert_close_rel(fuel, (5e6 * (double)s.units->stages[0].unit_count + 2.5 * s.state->shaft_w) / 45e6, 1e-12);
  /* the only entry gives all: it nets out there, and the exit keeps its 150 kg/s */
  assert_close(tl_nominate_withdrawal_kg_s(a, 0), -150.0, 1e-5);
  assert_close(tl_nominate_withdrawal_kg_s(a, 1), 150.0, 0.0);
  tl_nominate_answer_destroy(a);
  tl_nomination_destroy(n);
  m.fuel_node = "out";
  n = duty(gas, 50.0, 70.0, 150.0, &m);
  a = ask(n);
  assert_int_equal(tl_nominate_outcome(a), TL_SOLVED);
  assert_int_equal(tl_nominate_station(a, 0, &s, &error), TL_OK);
  assert_close(tl_nominate_withdrawal_kg_s(a, 0), -150.0 - s.state->fuel_kg_s, 1e-5);
  tl_nominated_state link;
  assert_int_equal(tl_nominate_link(a, 0, &link, &error), TL_OK);
  assert_close(link.q_kg_s, 150.0 + s.state->fuel_kg_s, 1e-5);
  tl_nominate_answer_destroy(a);
  tl_nomination_destroy(n);
  tl_gas_destroy(gas);
}

static void machines_that_cannot_be_used_are_refused(void **unused) {
  (void)unused;
  tl_gas *gas = test_gas();
  tl_nominated_machines m = machines_of(0, 1);
  tl_nomination *n = duty(gas, 50.0, 60.0, 50.0, &m);
  tl_error error;
  assert_int_equal(tl_nomination_set_machines(n, "s", &m, &error), TL_ERR_INPUT); /* twice */
  assert_int_equal(tl_nomination_set_machines(n, "t", &m, &error), TL_ERR_INPUT);
  tl_nomination *other = test_nomination(gas);
  add_node(other, "in", 40, 50, -1.0);
  add_node(other, "out", 40, 60, 1.0);
  const tl_nominated_link station = link_of(TL_CONTROL_STATION);
  add_link(other, "s", "in", "out", &station);
  m.fuel_node = "nowhere";
  assert_int_equal(tl_nomination_set_machines(other, "s", &m, &error), TL_ERR_INPUT);
  assert_non_null(strstr(error.sentence, "nowhere"));
  m.fuel_node = NULL;
  m.count = 0;
  assert_int_equal(tl_nomination_set_machines(other, "s", &m, &error), TL_ERR_INPUT);
  assert_int_equal(tl_nomination_machine_stations(other), 0);
  tl_nomination_destroy(other);
  tl_nomination_destroy(n);
  tl_gas_destroy(gas);
}

/* ---- GasLib --------------------------------------------------------------------------------------------------------
 */

static void gaslib_nominations_are_classified_with_their_machines(void **unused) {
  (void)unused;
  if (test_data_folder() == NULL) skip();
  static const char *const names[] = {"11", "24", "40", "135"};
  for (int k = 0; k < 4; k++) {
    char net[1000];
    (void)snprintf(net, sizeof net, "%s/gaslib/GasLib-%s/GasLib-%s.net", test_data_folder(), names[k], names[k]);
    tl_nomination *n;
    tl_gas *gas;
    tl_error error = {0};
    tl_findings *findings = tl_findings_create(NULL);
    if (tl_nomination_open(net, NULL, NULL, &n, &gas, findings, &error) != TL_OK) fail_msg("%s", error.sentence);
    static const size_t stations[] = {2, 3, 6, 29};
    assert_int_equal(tl_nomination_machine_stations(n), stations[k]);
    tl_nominate_answer *a = ask(n);
    if (tl_nominate_outcome(a) != TL_SOLVED) fail_msg("%s: %s", net, tl_nominate_reason(a)->sentence);
    double sum = 0.0;
    for (size_t i = 0; i < tl_nomination_nodes(n); i++) sum += tl_nominate_withdrawal_kg_s(a, i);
    assert_close(sum, 0.0, 1e-6);
    tl_nominated_station s;
    for (size_t i = 0; tl_nominate_station(a, i, &s, &error) == TL_OK; i++)
      assert_true(s.state->limit == TL_STATION_FREE && s.state->margin >= -1e-9);
    tl_nominate_answer_destroy(a);
    tl_nomination_destroy(n);
    tl_gas_destroy(gas);
    tl_findings_destroy(findings);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rows_of_units_have_exact_derivatives),
      cmocka_unit_test(a_station_serves_what_its_machines_reach),
      cmocka_unit_test(fuel_is_drawn_where_it_is_said_and_enters_in_proportion),
      cmocka_unit_test(machines_that_cannot_be_used_are_refused),
      cmocka_unit_test(gaslib_nominations_are_classified_with_their_machines),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
