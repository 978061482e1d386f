/* Claims about the step "cost": what is multiplied with what, what stands on top, what operation costs. */
#define _POSIX_C_SOURCE 200809L
#include "making.h"

static const char study_text[] =
    "study: {title: Cost by hand}\n"
    "gas: {composition: methane, model: papay}\n"
    "flow: {mode: given, volume: 20 bcm/a at 20 degC}\n"
    "inlet: {pressure: 6 MPa, temperature: 10 degC}\n"
    "pipes: {p: {outside_diameter: 1420 mm, wall: 20 mm, roughness: 10 um, max_pressure: 9.8 MPa}}\n"
    "stations: {e: {driver: electric, motor_efficiency: \"0.95\", efficiency: \"0.85\", installed_power: 50 MW}}\n"
    "sections:\n"
    "  a: {title: First, country: RU, length: 200 km, pipe: p, station: e, station_count: 1, station_layout: "
    "at-start}\n"
    "  b: {title: Second, country: CN, length: 100 km, pipe: p}\n"
    "costs:\n"
    "  plain: {title: Laying, scope: laying, basis: per_length, low: 1 M USD(2025)/km, likely: 2 M USD(2025)/km, high: "
    "3 M USD(2025)/km}\n"
    "  ice: {title: Permafrost, scope: laying, section: a, basis: per_length, share: \"0.25\", low: 1 M USD(2025)/km, "
    "likely: 1.2 M USD(2025)/km, high: 2 M USD(2025)/km}\n"
    "  rivers: {title: Rivers, scope: crossings, section: b, basis: each, count: 3, low: 10 M USD(2025), likely: 20 M "
    "USD(2025), high: 30 M USD(2025)}\n"
    "  sites: {title: Sites, scope: stations, basis: per_station, low: 20 M USD(2025), likely: 30 M USD(2025), high: "
    "50 "
    "M USD(2025)}\n"
    "economics:\n"
    "  currency: USD\n"
    "  price_year: 2025\n"
    "  life: 10 a\n"
    "  construction_years: 2\n"
    "  discount_rate: 10 %/a\n"
    "  estimate_class: 4\n"
    "  opex_line: 1 %/a\n"
    "  opex_station: 4 %/a\n"
    "  fuel_price: 50 USD(2025)/1000 m3 at 20 degC\n"
    "  staff_per_station: 60\n"
    "  staff_per_length: 10\n"
    "  wage: 40000 USD(2025)\n"
    "  station_electricity: 2 MW\n"
    "  electricity_price: 0.05 USD(2025)/kWh\n"
    "rates: {CN: {discount_rate: 6 %/a, wage: 144000 CNY(2025)}}\n"
    "exchanges: {c: {from: CNY, to: USD, rate: \"0.125\", year: 2025}}\n"
    "escalations: {USD: {rate: 2 %/a}}\n";

static tl_study *run(const char *name, const char *text) {
  char folder[512];
  tl_study *study = NULL;
  tl_error error;
  tl_study_options options;
  tl_study_options_default(&options);
  options.threads = 1;
  if (tl_study_open(make_study(name, text, folder, sizeof folder), NULL, &study, &error) != TL_OK) {
    const tl_findings *f = tl_study_findings(study);
    for (size_t i = 0; i < tl_findings_count(f); i++) print_message("%s\n", tl_findings_at(f, i)->sentence);
    fail_msg("%s", error.sentence);
  }
  options.steps = "flow,cost";
  if (tl_study_run(study, &options, &error) != TL_OK) fail_msg("%s", error.sentence);
  return study;
}

static const tl_table *table_of(const tl_study *study, const char *id) {
  const tl_table *t = tl_results_table(tl_study_results(study), id);
  if (t == NULL) fail_msg("no table %s", id);
  return t;
}

static double at(const tl_study *study, const char *id, size_t row, const char *column) {
  const tl_table *t = table_of(study, id);
  const int c = tl_table_find_column(t, column);
  assert_true(c >= 0 && row < tl_table_rows(t));
  return tl_table_number(t, row, (size_t)c);
}

static size_t row_of(const tl_study *study, const char *id, const char *column, const char *word) {
  const tl_table *t = table_of(study, id);
  const int c = tl_table_find_column(t, column);
  assert_true(c >= 0);
  size_t r = 0;
  while (r < tl_table_rows(t) && strcmp(tl_table_text(t, r, (size_t)c), word) != 0) r++;
  assert_true(r < tl_table_rows(t));
  return r;
}

static void items_are_rate_times_length_share_number(void **state) {
  (void)state;
  tl_study *s = run("cost-items", study_text);
  const size_t ice = row_of(s, "capex_items", "item", "Permafrost"),
               rivers = row_of(s, "capex_items", "item", "Rivers"), sites = row_of(s, "capex_items", "item", "Sites");
  assert_close(at(s, "capex_items", ice, "likely_usd"), 0.25 * 200 * 1.2e6, 1e-3);
  assert_close(at(s, "capex_items", ice, "quantity_m"), 50e3, 1e-6);
  assert_close(at(s, "capex_items", rivers, "high_usd"), 3 * 30e6, 1e-3);
  assert_close(at(s, "capex_items", rivers, "quantity_pieces"), 3, 1e-12);
  assert_close(at(s, "capex_items", sites, "low_usd"), 20e6, 1e-3);
  assert_close(at(s, "capex_totals", 0, "likely_usd"), 300 * 2e6 + 60e6 + 60e6 + 30e6, 1e-3);
  const tl_table *totals = table_of(s, "capex_totals");
  const char *class = tl_table_text(totals, 0, (size_t)tl_table_find_column(totals, "sureness"));
  assert_non_null(strstr(class, "class 4"));
  assert_non_null(strstr(class, "15 to 30 % less to 20 to 50 % more"));
  tl_study_close(s);
}

/* Row 0: section a; one station, 200 km, wage in dollars. Row 1: section b; no station, 100 km, wage in yuan. */
static void operation_is_maintenance_labour_power_and_fuel(void **state) {
  (void)state;
  tl_study *s = run("cost-operation", study_text);
  const double year = 365 * 86400.0;
  const double shaft_w = at(s, "stations", 0, "power_w");
  assert_true(shaft_w > 1e6);
  assert_close_rel(at(s, "operation", 0, "maintenance_usd") * year, 0.01 * (460e6) + 0.04 * 30e6, 1e-12);
  assert_close_rel(at(s, "operation", 0, "labour_usd") * year, 40000.0 * (60 + 20), 1e-12);
  assert_close_rel(at(s, "operation", 0, "power_usd") * year, 0.05 / 3.6e6 * year * (2e6 + shaft_w / 0.95), 1e-9);
  assert_close(at(s, "operation", 0, "fuel_usd"), 0, 1e-12); /* electric drives burn nothing */
  assert_close_rel(at(s, "operation", 1, "labour_usd") * year, 144000.0 * 0.125 * 10, 1e-12);
  assert_close(at(s, "operation", 1, "power_usd"), 0, 1e-12);
  double all = 0;
  for (size_t r = 0; r < 2; r++) all += at(s, "operation", r, "all_usd");
  assert_close_rel(at(s, "operation", 2, "all_usd"), all, 1e-12);
  tl_study_close(s);
}

/* The cycle makes 0.1 of (fuel - shaft), fuel being shaft over 0.4; it covers what the station takes, and no more. */
static void waste_heat_takes_from_the_electricity_bought(void **state) {
  (void)state;
  const double year = 365 * 86400.0, price = 0.05 / 3.6e6, shares[2] = {0.02, 0.1};
  for (size_t k = 0; k < 2; k++) {
    char text[sizeof study_text + 100];
    const char *before = "driver: electric, motor_efficiency: \"0.95\"", *at_driver = strstr(study_text, before);
    (void)snprintf(text, sizeof text, "%.*sdriver: gas_turbine, driver_efficiency: \"0.4\", waste_heat: \"%g\"%s",
                   (int)(at_driver - study_text), study_text, shares[k], at_driver + strlen(before));
    tl_study *s = run("cost-heat", text);
    const double shaft_w = at(s, "stations", 0, "power_w"), made_w = shares[k] * shaft_w * (1 / 0.4 - 1);
    assert_close_rel(at(s, "operation", 0, "waste_heat_w"), made_w, 1e-9);
    assert_close_rel(at(s, "operation", 2, "waste_heat_w"), made_w, 1e-9); /* the sum; section b has no station */
    assert_true((made_w > 2e6) == (k == 1));
    assert_close(at(s, "operation", 0, "power_usd") * year, price * year * fmax(2e6 - made_w, 0), 1e-3);
    tl_study_close(s);
  }
}

/* Two years of construction, halves in the middle of each: ((1+r)^1.5 + (1+r)^0.5)/2 - 1. */
static void interest_and_line_fill_stand_on_top(void **state) {
  (void)state;
  tl_study *s = run("cost-on-top", study_text);
  const double r = 0.10, c = 0.06, fill = at(s, "capex_on_top", 0, "fill_m3");
  assert_close_rel(at(s, "capex_on_top", 0, "interest_usd"), 490e6 * ((pow(1 + r, 1.5) + pow(1 + r, 0.5)) / 2 - 1),
                   1e-9);
  assert_close_rel(at(s, "capex_on_top", 1, "interest_usd"), 260e6 * ((pow(1 + c, 1.5) + pow(1 + c, 0.5)) / 2 - 1),
                   1e-9);
  assert_true(fill > 1e7 && fill < 5e7); /* 200 km of 1.5 m2 at some 80 bar */
  assert_close_rel(at(s, "capex_on_top", 0, "fill_usd"), fill * 0.05, 1e-12);
  assert_close_rel(at(s, "capex_on_top", 0, "recovered_usd"), fill * 0.05 / pow(1.1, 10), 1e-12);
  tl_study_close(s);
}

/* Parker at 1420 mm and 200 km in dollars of 2000, raised by 2 % a year to 2025. */
static void regressions_stand_beside_the_line(void **state) {
  (void)state;
  tl_study *s = run("cost-regressions", study_text);
  const double d = 1.42 / 0.0254, l = 200e3 / 1609.344;
  const double parker = (330.5 * d * d + 687 * d + 26960) * l + 35000 + (343 * d * d + 2074 * d + 170013) * l + 185000 +
                        (8417 * d + 7324) * l + 95000 + (577 * d + 29788) * l + 40000;
  assert_close_rel(at(s, "capex_regressions", 0, "printed_usd"), parker, 1e-12);
  assert_close_rel(at(s, "capex_regressions", 0, "regressed_usd"), parker * pow(1.02, 25), 1e-12);
  assert_close_rel(at(s, "capex_regressions", 0, "own_usd"), 460e6, 1e-12);
  const tl_table *t = table_of(s, "capex_regressions");
  assert_int_equal(tl_table_rows(t), 2 * tl_econ_regression_count());
  assert_non_null(strstr(tl_table_text(t, 0, (size_t)tl_table_find_column(t, "note")), "extrapolated"));
  tl_study_close(s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(items_are_rate_times_length_share_number),
      cmocka_unit_test(operation_is_maintenance_labour_power_and_fuel),
      cmocka_unit_test(waste_heat_takes_from_the_electricity_bought),
      cmocka_unit_test(interest_and_line_fill_stand_on_top),
      cmocka_unit_test(regressions_stand_beside_the_line),
  };
  return cmocka_run_group_tests_name("cost", tests, NULL, NULL);
}
