/* The step "operation": the best operation of a study's line against its bound, against random operations, and in the
 * line with its heat and fuel. */
#define _POSIX_C_SOURCE 200809L
#include "making.h"
#include "study/best_operation.h"

#include <string.h>

static const char text[] =
    "study: {title: Operation}\n"
    "gas: {composition: west-siberia-dry, model: gerg2008}\n"
    "flow: {mode: given, volume: 24 bcm/a at 20 degC}\n"
    "inlet: {pressure: 7.0 MPa, temperature: 10 degC}\n"
    "delivery: {min_pressure: 6.0 MPa}\n"
    "pipes: {trunk: {outside_diameter: 1420 mm, wall: 20 mm, roughness: 10 um, max_pressure: 9.8 MPa}}\n"
    "stations:\n"
    "  trunk: {unit: %s, spares: \"1\", loss_in: 0.1 MPa, loss_out: 0.1 MPa, cooler_outlet: 25 degC}\n"
    "  motors: {unit: electric-25, spares: \"1\", loss_in: 0.1 MPa, loss_out: 0.1 MPa, cooler_outlet: 25 degC}\n"
    "machines: machines.yml\n"
    "sections:\n"
    "  s: {country: RU, from: p, to: q, length: 310 km, pipe: trunk, station: trunk, station_count: 2, "
    "ground_temperature: 2 degC}\n"
    "  t: {country: RU, from: q, to: r, length: 310 km, pipe: trunk, station: trunk, station_count: 2, "
    "ground_temperature: 2 degC}\n"
    "waypoints:\n"
    "  p: {lat: 50 deg, lon: 100 deg, height: 200 m}\n"
    "  q: {lat: 52.4 deg, lon: 102 deg, height: 350 m}\n"
    "  r: {lat: 54.8 deg, lon: 104 deg, height: 500 m}\n"
    "climate:\n"
    "  a: {at: p, january: 15 degC, february: 15 degC, march: 15 degC, april: 15 degC, may: 15 degC, june: 15 degC, "
    "july: 15 degC, august: 15 degC, september: 15 degC, october: 15 degC, november: 15 degC, december: 15 degC}\n"
    "economics: {currency: USD, price_year: 2025, fuel_price: 45 USD(2025)/1000 m3 at 20 degC, electricity_price: 60 "
    "USD(2025)/MWh}\n";

/* With these figures set; NULL: as it is. */
static tl_study *run_with(const char *unit, const char *const figures[][2]) {
  static char library[32768];
  char folder[512], own[4096];
  tl_study *study = NULL;
  tl_error error = {0};
  FILE *file = fopen(TRUNKLINE_SOURCE_DIR "/data/machines/machines.yml", "rb");
  assert_non_null(file);
  library[fread(library, 1, sizeof library - 1, file)] = '\0';
  assert_int_equal(fclose(file), 0);
  (void)snprintf(own, sizeof own, text, unit);
  (void)make_study("operation", own, folder, sizeof folder);
  put_file(folder, "machines.yml", library);
  if (tl_study_open(folder, NULL, &study, &error) != TL_OK) fail_msg("%s", error.sentence);
  for (size_t i = 0; figures != NULL && figures[i][0] != NULL; i++)
    if (tl_study_set(study, figures[i][0], figures[i][1], &error) != TL_OK) fail_msg("%s", error.sentence);
  const tl_study_options options = {.steps = "flow,route,operation"};
  if (tl_study_run(study, &options, &error) != TL_OK) fail_msg("%s", error.sentence);
  return study;
}

static tl_study *run_operation(const char *unit) { return run_with(unit, NULL); }

static double cell(tl_study *study, const char *table, size_t row, const char *column) {
  const tl_table *t = tl_results_table(study->results, table);
  assert_non_null(t);
  return tl_table_number(t, row, (size_t)tl_table_find_column(t, column));
}

static double random_share(uint64_t *seed) {
  *seed = *seed * 6364136223846793005U + 1442695040888963407U;
  return (double)(*seed >> 11) * 0x1p-53;
}

/* Drawn pressures and units of the same problem: those that keep all limits cost no less than the bound. */
static void no_drawn_operation_costs_less_than_the_bound(void **state) {
  (void)state;
  static const char *const units[] = {"gas-turbine-16", "electric-25"};
  for (size_t u = 0; u < 2; u++) {
    tl_study *study = run_operation(units[u]);
    const double best = cell(study, "best_operation_sums", 0, "cost"),
                 most = cell(study, "best_operation_sums", 2, "cost");
    const double bound = cell(study, "best_operation_sums", 1, "cost");
    assert_true(bound <= best && best <= most * (1.0 + 1e-9) && best - bound <= 1e-3 * best);
    tli_year year;
    tli_operating x;
    tl_error error;
    tl_line_answer *a = malloc(sizeof *a);
    double own_maps_w;
    assert_non_null(a);
    assert_int_equal(tli_year_make(study, &year, &error), TL_OK);
    assert_int_equal(tli_operating_make(study, &year, study->steady, &x, &error), TL_OK);
    assert_null(x.trouble);
    assert_int_equal(x.count, 4);
    assert_int_equal(tl_line_optimise(&x.problem, NULL, a, &error), TL_OK);
    assert_true(a->found && a->bound <= a->state.cost);
    assert_int_equal(tli_operating_energy(&x, &a->operation, &a->state, &own_maps_w, &error), TL_OK);
    assert_close_rel(own_maps_w, a->state.energy_all_w, 0.03); /* what fitting the maps does */
    uint64_t seed = 3;
    size_t fit = 0;
    for (int k = 0; k < 3000; k++) {
      tl_line_operation o;
      tl_line_state s;
      for (size_t i = 0; i < x.count; i++) {
        o.units[i] = (size_t)((double)(x.stations[i].units + 1) * random_share(&seed));
        o.p_out_pa[i] = x.stations[i].p_most_pa * (1.0 - 0.35 * random_share(&seed) * random_share(&seed));
      }
      assert_int_equal(tl_line_run(&x.problem, &o, &s, &error), TL_OK);
      if (!s.fits) continue;
      fit++;
      assert_true(s.cost >= a->bound * (1.0 - 1e-9));
    }
    print_message("%zu of 3000 drawn operations keep all limits\n", fit);
    assert_true(fit > 10);
    free(a);
    tli_year_free(&year);
    tl_study_close(study);
  }
}

/* The price of gas and of electricity: energy over cost is what one unit of money buys. */
static void what_it_costs_is_the_energy_at_its_price(void **state) {
  (void)state;
  tl_study *gas = run_operation("gas-turbine-16");
  const double per_j = 45.0 / 1000.0 / (gas->line->kg_per_m3 * gas->quality.net_j_kg);
  assert_close_rel(cell(gas, "best_operation_sums", 0, "cost"), per_j * cell(gas, "best_operation_sums", 0, "energy_w"),
                   1e-9);
  assert_close_rel(cell(gas, "best_operation_sums", 1, "cost"), per_j * cell(gas, "best_operation_sums", 1, "energy_w"),
                   1e-9);
  tl_study_close(gas);
  tl_study *electric = run_operation("electric-25");
  assert_close_rel(cell(electric, "best_operation_sums", 0, "cost"),
                   60.0 / 3.6e9 * cell(electric, "best_operation_sums", 0, "energy_w"), 1e-9);
  tl_study_close(electric);
}

/* In the line with its heat and fuel the same pressures arrive nearly so, and take less than the largest ones. */
static void the_line_with_heat_and_fuel_agrees(void **state) {
  (void)state;
  tl_study *study = run_operation("gas-turbine-16");
  assert_non_null(strstr(tl_results_text(study->results, "operation.best"), "Run at its best the line takes"));
  const double model = cell(study, "best_operation_sums", 0, "power_w"),
               line = cell(study, "best_operation_sums", 3, "power_w");
  assert_close_rel(line, model, 0.05);
  assert_true(line < cell(study, "best_operation_sums", 4, "power_w"));
  assert_close_rel(cell(study, "best_operation_sums", 3, "p_end_pa"), cell(study, "best_operation_sums", 0, "p_end_pa"),
                   0.03);
  assert_true(cell(study, "best_operation_sums", 0, "p_end_pa") >= 6e6 * (1.0 - 1e-9));
  for (size_t i = 0; i < 4; i++) {
    const double held = cell(study, "best_operation", i, "p_out_pa");
    assert_true(isnan(held) || held <= 9.8e6 * (1.0 + 1e-12));
  }
  for (size_t k = 1; k < 5; k++) /* the emptier the line, the more there is to save */
    assert_true(cell(study, "best_operation_flows", k, "energy_w") <
                cell(study, "best_operation_flows", k - 1, "energy_w"));
  tl_study_close(study);
}

static void without_units_there_is_nothing_to_choose(void **state) {
  (void)state;
  tl_study *study = run_operation("\"\"");
  assert_string_equal(tl_results_text(study->results, "operation.best"),
                      "Not searched: no station has units of a known class.");
  assert_null(tl_results_table(study->results, "best_operation"));
  tl_study_close(study);
}

/* Gas turbines and motors in one line: energy at two prices, so that the bound of the cost says nothing of energy. */
static void at_two_prices_the_cost_alone_has_its_bound(void **state) {
  (void)state;
  static const char *const motors[][2] = {{"sections.t.station", "motors"},
                                          {"flow.volume", "31 bcm/a at 20 degC"},
                                          {"economics.electricity_price", "14 USD(2025)/MWh"},
                                          {NULL, NULL}};
  tl_study *study = run_with("gas-turbine-16", motors);
  const double gas = 45.0 / 1000.0 / (study->line->kg_per_m3 * study->quality.net_j_kg), electric = 14.0 / 3.6e9;
  const double cost = cell(study, "best_operation_sums", 0, "cost"),
               bound = cell(study, "best_operation_sums", 1, "cost");
  const double energy = cell(study, "best_operation_sums", 0, "energy_w");
  assert_true(cost > gas * energy * 1.01 && cost < electric * energy * 0.99); /* both are used */
  assert_true(bound <= cost && cost - bound <= 1e-3 * cost);
  assert_true(isnan(cell(study, "best_operation_sums", 1, "energy_w")));
  assert_true(isnan(cell(study, "best_operation_flows", 0, "bound_w")));
  assert_non_null(strstr(tl_results_text(study->results, "operation.best"), "no operation costs less"));
  tl_study_close(study);
}

/* What the search does not take is told, and the study goes on. */
static void what_the_search_refuses_does_not_end_the_study(void **state) {
  (void)state;
  static const char *const deep[][2] = {{"pipes.trunk.max_pressure", "26 MPa"}, {NULL, NULL}};
  tl_study *study = run_with("gas-turbine-16", deep);
  assert_string_equal(tl_results_text(study->results, "operation.best"),
                      "Not searched: station 1: largest pressure 260 bar is outside 1 .. 250 bar.");
  assert_null(tl_results_table(study->results, "best_operation"));
  tl_study_close(study);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(no_drawn_operation_costs_less_than_the_bound),
      cmocka_unit_test(what_it_costs_is_the_energy_at_its_price),
      cmocka_unit_test(the_line_with_heat_and_fuel_agrees),
      cmocka_unit_test(without_units_there_is_nothing_to_choose),
      cmocka_unit_test(at_two_prices_the_cost_alone_has_its_bound),
      cmocka_unit_test(what_the_search_refuses_does_not_end_the_study),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
