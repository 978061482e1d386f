/* Claims about what a study says of contract, prices and taxes: what is read is what is meant, and every mistake is
 * found in one pass on its line. */
#include "making.h"
#include "reading.h"

#include "io/file.h"
#include "study/money_read.h"

#define FOLDER TRUNKLINE_SOURCE_DIR "/tests/study/money-mistakes"

static void months_of_a_year_a_quarter_a_month_and_nothing_else(void **state) {
  (void)state;
  int first, last;
  assert_true(tli_months_of("2025", &first, &last));
  assert_int_equal(first, tl_econ_month(2025, 1));
  assert_int_equal(last, tl_econ_month(2025, 12));
  assert_true(tli_months_of("2025Q2", &first, &last));
  assert_int_equal(first, tl_econ_month(2025, 4));
  assert_int_equal(last, tl_econ_month(2025, 6));
  assert_true(tli_months_of("2025-11", &first, &last));
  assert_int_equal(first, tl_econ_month(2025, 11));
  assert_int_equal(last, first);
  static const char *const none[] = {"",       "202",     "20255",      "2025Q0",  "2025Q5", "2025-00",
                                     "2025-1", "2025-13", "2025-01-01", "2025Q01", "Q12025", "a025"};
  for (size_t i = 0; i < TLI_COUNT(none); i++) assert_false(tli_months_of(none[i], &first, &last));
}

static size_t findings_on(const reading *r, const char *file, int line) {
  size_t count = 0;
  for (size_t i = 0; i < tl_findings_count(r->findings); i++) {
    const tl_finding *f = tl_findings_at(r->findings, i);
    count += strcmp(f->file, file) == 0 && f->line == line;
  }
  return count;
}

static size_t compare(const reading *r, const char *path) {
  tli_arena *arena = tli_arena_create(NULL);
  tli_file file;
  tl_error error;
  assert_int_equal(tli_file_read(path, arena, &file, &error), TL_OK);
  size_t total = 0, wrong = 0;
  int line = 1;
  for (const char *at = file.bytes; *at != '\0'; line++) {
    const size_t length = strcspn(at, "\n");
    size_t wanted = 0;
    for (size_t i = 0; line > 1 && i + 3 <= length; i++) wanted += strncmp(at + i, "BAD", 3) == 0;
    if (findings_on(r, path, line) != wanted) {
      wrong++;
      print_message("%s:%d: %zu findings, expected %zu\n", path, line, findings_on(r, path, line), wanted);
    }
    total += wanted;
    at += length + (at[length] == '\n');
  }
  tli_arena_destroy(arena);
  if (wrong > 0) print_findings(r);
  assert_int_equal(wrong, 0);
  return total;
}

static void all_mistakes_about_money_are_found_in_one_pass(void **state) {
  (void)state;
  reading r = read_study(FOLDER);
  assert_int_equal(r.code, TL_ERR_INPUT);
  const size_t total = compare(&r, FOLDER "/study.yml") + compare(&r, FOLDER "/prices.csv");
  assert_true(total >= 35);
  assert_int_equal(tl_findings_count(r.findings), total);
  end_reading(&r);
}

static const char head[] =
    "study: {title: A}\n"
    "gas: {composition: methane, model: papay}\n"
    "flow: {volume: 10 bcm/a at 20 degC}\n"
    "inlet: {pressure: 9 MPa}\n"
    "pipes: {p: {outside_diameter: 1000 mm, wall: 10 mm, roughness: 10 um, max_pressure: 10 MPa}}\n"
    "sections: {a: {country: RU, length: 50 km, pipe: p}}\n"
    "economics: {currency: USD, price_year: 2025, life: 2 a, construction_years: 1}\n"
    "deal: {start_year: 2028, inflation: 2 %/a}\n";

/* 9-0-3 on two quarters of history and a real scenario: mean of 2028-04 to 2028-12, all of them scenario months. */
static void a_formula_reads_history_scenario_review_and_bounds(void **state) {
  (void)state;
  char text[4096];
  (void)snprintf(text, sizeof text,
                 "%scontract: {formula: f, deck: calm, deck_factor: \"1.5\"}\n"
                 "formulas: {f: {slope: \"0.1\", constant: 0.5 USD/MMBtu, averaging: 9, lag: 0, validity: 3, ceiling: "
                 "9.9 USD/MMBtu}}\n"
                 "reviews: {r: {formula: f, from: 2030, slope: \"0.2\"}}\n"
                 "basket: {b: {formula: f, series: oil, weight: \"1\"}}\n"
                 "prices:\n"
                 "  h: {series: oil, from: 2027Q1, to: 2028-06, value: 40 USD}\n"
                 "  s: {series: oil, scenario: calm, from: 2028-07, to: 2031, value: 60 USD(2025)}\n"
                 "  t: {series: oil, scenario: storm, from: 2028-07, to: 2031, value: 600 USD}\n",
                 head);
  workshop w;
  set_up(&w, "money-formula", text);
  tli_formula f;
  tl_econ_price price;
  if (tli_formula_make(w.study, "f", "calm", w.arena, &f, &w.error) != TL_OK) fail_msg("%s", w.error.sentence);
  assert_int_equal(tli_formula_price(&f, tl_econ_month(2028, 2), &price, &w.error), TL_OK);
  assert_close(price.price, 0.1 * 40 + 0.5, 1e-12); /* the history is not multiplied */
  double sum = 3 * 40;
  for (int m = 7; m <= 12; m++) sum += 1.5 * 60 * pow(1.02, 3 + (m - 0.5) / 12 - 0.5);
  assert_int_equal(tli_formula_price(&f, tl_econ_month(2029, 2), &price, &w.error), TL_OK);
  assert_close(price.basket, sum / 9, 1e-12 * sum);
  assert_close(price.price, 0.1 * sum / 9 + 0.5, 1e-12 * sum);
  assert_int_equal(tli_formula_price(&f, tl_econ_month(2030, 1), &price, &w.error), TL_OK);
  assert_true(price.at_ceiling);
  assert_close(price.price, 9.9, 1e-12);
  assert_close(price.oil, 0.2 * price.basket, 1e-9); /* the review took the constant away */
  assert_int_equal(tli_formula_price(&f, tl_econ_month(2033, 1), &price, &w.error), TL_ERR_INPUT);
  tear_down(&w);
}

static void money_moves_by_the_studys_rates(void **state) {
  (void)state;
  char text[4096];
  (void)snprintf(text, sizeof text,
                 "%sexchanges: {c: {from: CNY, to: USD, rate: \"0.14\", year: 2024}}\n"
                 "escalations: {USD: {rate: 3 %%/a}, CNY: {rate: 1 %%/a}}\n",
                 head);
  workshop w;
  set_up(&w, "money-rates", text);
  tli_rates rates;
  tli_rates_of(w.study, &rates);
  tl_value value = {.quantity = TL_MONEY, .si = 1000, .currency = "CNY", .price_year = 2020};
  double amount;
  assert_int_equal(tli_money_in(w.study, &rates, &value, &amount, &w.error), TL_OK);
  assert_close(amount, 1000 * pow(1.01, 4) * 0.14 * 1.03, 1e-9);
  tear_down(&w);
}

/* Amounts per volume rise with inflation by the year; shares do not; a holiday is a rate of 0. */
static void taxes_become_a_regime_with_dated_rates(void **state) {
  (void)state;
  char text[4096];
  (void)snprintf(text, sizeof text,
                 "%staxes:\n"
                 "  met: {country: RU, payer: producer, base: produced, per: volume, deductible_from: profit}\n"
                 "  profit: {country: RU, payer: producer, base: revenue - 0.5 transport, loss_years: 100, loss_share: "
                 "\"0.5\", lag_months: 2}\n"
                 "tax_rates:\n"
                 "  m: {tax: met, from: 2020, amount: 20 USD(2025)/1000 m3 at 20 degC}\n"
                 "  p: {tax: profit, from: 2020, rate: \"0\"}\n"
                 "  q: {tax: profit, from: 2029-07, rate: 25 %%}\n",
                 head);
  workshop w;
  set_up(&w, "money-taxes", text);
  tli_regime r;
  if (tli_regime_of(w.study, "producer", w.arena, &r, &w.error) != TL_OK) fail_msg("%s", w.error.sentence);
  assert_int_equal(r.regime.tax_count, 2);
  const tl_econ_tax *met = &r.regime.taxes[0], *profit = &r.regime.taxes[1];
  assert_true(met->per_unit);
  assert_int_equal(met->rate_count, 3); /* 2028, 2029, 2030 */
  assert_int_equal(met->rates[1].from_month, tl_econ_month(2029, 1));
  assert_close(met->rates[1].rate, 0.02 * pow(1.02, 4), 1e-15);
  assert_string_equal(met->deductible_from[0], "profit");
  assert_int_equal(profit->rate_count, 2);
  assert_int_equal(profit->rates[1].from_month, tl_econ_month(2029, 7));
  assert_close(profit->rates[1].rate, 0.25, 1e-15);
  assert_int_equal(profit->base_count, 2);
  assert_close(profit->base[1].factor, -0.5, 1e-15);
  assert_int_equal(profit->loss_periods, TL_ECON_NO_EXPIRY);
  assert_int_equal(profit->cash_lag, 2);
  tear_down(&w);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(months_of_a_year_a_quarter_a_month_and_nothing_else),
      cmocka_unit_test(all_mistakes_about_money_are_found_in_one_pass),
      cmocka_unit_test(a_formula_reads_history_scenario_review_and_bounds),
      cmocka_unit_test(money_moves_by_the_studys_rates),
      cmocka_unit_test(taxes_become_a_regime_with_dated_rates),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
