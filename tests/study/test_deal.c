/* Claims about the deal: what is paid is booked on both sides, tariffs and prices break even where they say, and what
 * never pays is said to. */
#define _POSIX_C_SOURCE 200809L
#include "deal_study.h"
#include "making.h"
#include "out_of_memory.h"
#include "study/deal_parties.h"

typedef struct bench {
  tl_study *study;
  const tl_results *results;
  tl_error error;
} bench;

static bench run(const char *name, const char *more, const char *const sets[][2], size_t count) {
  char text[16384], folder[512];
  bench b = {0};
  tl_study_options options;
  tl_study_options_default(&options);
  options.threads = 1;
  (void)snprintf(text, sizeof text, "%s%s", two_legs(), more);
  if (tl_study_open(make_study(name, text, folder, sizeof folder), NULL, &b.study, &b.error) != TL_OK) {
    const tl_findings *f = tl_study_findings(b.study);
    for (size_t i = 0; i < tl_findings_count(f); i++) print_message("%s\n", tl_findings_at(f, i)->sentence);
    fail_msg("%s", b.error.sentence);
  }
  for (size_t i = 0; i < count; i++)
    if (tl_study_set(b.study, sets[i][0], sets[i][1], &b.error) != TL_OK) fail_msg("%s", b.error.sentence);
  options.steps = "cost,contract,cash";
  if (tl_study_run(b.study, &options, &b.error) != TL_OK) fail_msg("%s", b.error.sentence);
  b.results = tl_study_results(b.study);
  return b;
}

static double at(const bench *b, const char *table, size_t row, const char *column) {
  const tl_table *t = tl_results_table(b->results, table);
  assert_non_null(t);
  const int c = tl_table_find_column(t, column);
  assert_true(c >= 0 && row < tl_table_rows(t));
  return tl_table_number(t, row, (size_t)c);
}

static const char *word(const bench *b, const char *table, size_t row, const char *column) {
  const tl_table *t = tl_results_table(b->results, table);
  const int c = tl_table_find_column(t, column);
  assert_true(c >= 0);
  return tl_table_text(t, row, (size_t)c);
}

/* Issue's own bound: 1e-9 in every month; what is seen is rounding. Sums over the printed months as a reader would. */
static void parties_sum_to_the_project_in_every_month(void **state) {
  (void)state;
  bench b = run("deal-sums", all_taxes(), NULL, 0);
  const tl_table *t = tl_results_table(b.results, "party_months");
  assert_non_null(t);
  assert_int_equal(tl_table_rows(t), 72);
  for (size_t m = 0; m < tl_table_rows(t); m++) {
    double sum = 0, gross = 1;
    const size_t last = tl_table_columns(t) - 1;
    for (size_t c = 1; c < last; c++) {
      sum += tl_table_number(t, m, c);
      gross += fabs(tl_table_number(t, m, c));
    }
    assert_close(sum, tl_table_number(t, m, last), 1e-9 * gross);
  }
  assert_true(at(&b, "cash_sums", 0, "relative") < 1e-12);
  const double project = at(&b, "cash_sums", 1, "value_usd"), common = at(&b, "cash_sums", 2, "value_usd"),
               own = at(&b, "cash_sums", 3, "value_usd"), left = at(&b, "cash_sums", 4, "value_usd");
  assert_close(project, common, 1e-9 * fabs(project) + 1e-3);
  assert_close(left, own - project, 1e-9 * fabs(own) + 1e-3);
  assert_true(fabs(left) > 1e6); /* the rates differ, so the values do */
  tl_study_close(b.study);
}

/* The issue's example: ACQ 50 at 85 %; takes 40, 38, 46, 50, 44. */
static void take_or_pay_of_the_issue_comes_out_of_a_study(void **state) {
  (void)state;
  bench b = run("deal-take",
                "contract_years:\n"
                "  a: {year: 1, nominated: \"0.80\"}\n  b: {year: 2, nominated: \"0.76\"}\n"
                "  c: {year: 3, nominated: \"0.92\"}\n  d: {year: 5, nominated: \"0.88\"}\n",
                NULL, 0);
  static const double taken[] = {40, 38, 46, 50, 44}, shortfall[] = {2.5, 4.5, 0, 0, 0}, made[] = {0, 0, 3.5, 3.5, 0},
                      balance[] = {2.5, 7.0, 3.5, 0, 0}, paid[] = {42.5, 42.5, 42.5, 46.5, 44};
  double months = 0;
  for (size_t y = 0; y < 5; y++) {
    assert_close(at(&b, "contract_years", y, "taken_m3") / 1e9, taken[y], 1e-6);
    assert_close(at(&b, "contract_years", y, "shortfall_m3") / 1e9, shortfall[y], 1e-6);
    assert_close(at(&b, "contract_years", y, "make_up_m3") / 1e9, made[y], 1e-6);
    assert_close(at(&b, "contract_years", y, "balance_m3") / 1e9, balance[y], 1e-6);
    assert_close(at(&b, "contract_years", y, "paid_m3") / 1e9, paid[y], 1e-6);
    months += at(&b, "contract_years", y, "payment_usd");
  }
  assert_close(at(&b, "payments", 0, "sum_usd"), months, 1e-9 * months); /* the months hold the years' payments */
  tl_study_close(b.study);
}

/* By hand: no taxes, no inflation, no ramp. Cost by month over gas by month, as two finite sums. */
static void the_tariff_without_tax_is_present_cost_over_present_gas(void **state) {
  (void)state;
  static const char *const sets[][2] = {{"deal.inflation", "0 %/a"},
                                        {"economics.fuel_price", "0 USD(2025)/1000 m3 at 20 degC"}};
  bench b = run("deal-tariff", "", sets, 2);
  const double capital = 800e6, r = 0.09;
  double cost = 0, gas = 0;
  for (int m = 0; m < 72; m++) {
    const double d = pow(1 + r, -(m + 0.5) / 12);
    cost += d * (m < 12 ? capital / 12 : 0.03 * capital / 12);
    gas += m < 12 ? 0 : d * 50e9 / 12 * (1 + 0.2 * cos(2 * 3.14159265358979323846 * (m % 12) / 12));
  }
  assert_close(at(&b, "tariffs", 0, "tariff_usd_m3"), cost / gas, 1e-9 * cost / gas);
  assert_close(at(&b, "tariffs", 0, "before_tax_usd_m3"), cost / gas, 1e-9 * cost / gas);
  assert_close(at(&b, "tariffs", 0, "rent_usd_m3"), 0, 1e-12);
  assert_close(at(&b, "party_values", 1, "value_usd"), 0, 1e-6 * capital);
  assert_string_equal(word(&b, "party_values", 1, "irr"), "9 %");
  assert_string_equal(word(&b, "tariffs", 1, "payer"), "buyer");
  tl_study_close(b.study);
}

/* At the break-even price as a floor and ceiling of the contract, the producer's value is nil. */
static void at_the_break_even_price_the_producer_has_nothing_left(void **state) {
  (void)state;
  bench b = run("deal-even", all_taxes(), NULL, 0);
  const double pays = at(&b, "break_even", 0, "price_usd_m3");
  assert_true(pays > 0.02 && pays < 0.5);
  tli_deal *d = b.study->deal;
  const tli_producer_terms terms = tli_producer_given(d);
  tli_deal_flat_price(d, pays);
  assert_int_equal(tli_deal_producer_flow(d, &terms, &b.error), TL_OK);
  const double scale = tli_deal_value(d, d->payment, 0.09);
  assert_close(tli_deal_value(d, d->producer_net, d->producer_rate_1_a), 0, 1e-9 * scale);
  /* what is counted orders the prices: without the taxes it pays sooner, and the line alone is the least */
  assert_true(at(&b, "break_even", 3, "price_usd_m3") < pays);
  assert_true(at(&b, "break_even", 2, "price_usd_m3") <= pays);
  tl_study_close(b.study);
}

/* Duty on revenue less transport abroad (none here), extraction tax per volume produced, the excess over its threshold:
 * each against the sums of the months. */
static void taxes_stand_on_their_bases(void **state) {
  (void)state;
  bench b = run("deal-taxes", all_taxes(), NULL, 0);
  tli_deal *d = b.study->deal;
  double met = 0, duty = 0, extra = 0;
  for (size_t m = 0; m < d->months; m++) {
    const int year = (d->first_month + (int)m) / 12;
    met += 0.005 * pow(1.02, year - 2025) * d->produced[m];
    duty += 0.3 * d->payment[m];
    extra += 0.2 * fmax(0, d->price[m] - 0.07 * d->index[m]) * d->volume[m];
  }
  assert_close(at(&b, "tax_list", 0, "sum_usd"), met, 1e-9 * met);
  assert_close(at(&b, "tax_list", 1, "sum_usd"), duty, 1e-9 * duty);
  assert_close(at(&b, "tax_list", 2, "sum_usd"), extra, 1e-9 * extra + 1e-6);
  assert_close(at(&b, "tax_list", 4, "sum_usd"), 0, 1e-3); /* refunded */
  assert_true(at(&b, "tax_list", 4, "value_usd") > 1e5);   /* but later */
  assert_true(at(&b, "tax_list", 5, "unpaid_usd") >= 0);
  assert_true(at(&b, "tax_list", 6, "sum_usd") > 0); /* after its holiday */
  for (size_t m = 0; m < 36; m++) assert_close(d->legs[0].taxes.paid[2][m], 0, 0);
  tl_study_close(b.study);
}

static void what_never_pays_says_so_and_gets_no_rate(void **state) {
  (void)state;
  static const char all_of_it[] =
      "taxes: {all: {country: RU, payer: producer, base: revenue}}\n"
      "tax_rates: {a: {tax: all, from: 2020, rate: 100 %}}\n"
      "legs: {a: {tariff: 0.1 USD(2025)/1000 m3 at 20 degC, repayment: sculpted, debt_years: 4}}\n";
  bench b = run("deal-never", all_of_it, NULL, 0);
  assert_true(isnan(at(&b, "break_even", 0, "price_usd_m3")));
  assert_non_null(strstr(word(&b, "break_even", 0, "note"), "no break-even"));
  assert_true(strncmp(word(&b, "party_values", 1, "irr"), "none: ", 6) == 0);
  assert_true(isnan(at(&b, "party_values", 1, "payback_a")));
  assert_string_equal(word(&b, "debt", 0, "note"), "no cash is left to repay debt from");
  assert_true(isnan(at(&b, "debt", 0, "lowest_cover")));
  tl_study_close(b.study);
}

/* Sculpted debt keeps its cover; level debt pays the same each month. Both repay all of it (tests/econ holds that). */
static void debt_keeps_its_cover_and_is_in_no_other_table(void **state) {
  (void)state;
  static const char debt[] =
      "legs:\n"
      "  a: {repayment: sculpted, debt_share: \"0.9\", debt_rate: 8 %/a, debt_years: 4, debt_cover: \"1.4\"}\n"
      "  b: {repayment: level, debt_share: \"0.5\", debt_rate: 8 %/a, debt_years: 4}\n";
  bench with = run("deal-debt", debt, NULL, 0), without = run("deal-no-debt", "", NULL, 0);
  const double cover = at(&with, "debt", 0, "lowest_cover");
  assert_true(cover >= 1.4 - 1e-9);
  assert_close(cover, at(&with, "debt", 0, "mean_cover"), 1e-9);
  assert_close(at(&with, "debt", 1, "share"), 0.5, 1e-9);
  for (size_t i = 0; i < 5; i++)
    assert_close(at(&with, "party_values", i, "common_usd"), at(&without, "party_values", i, "common_usd"), 1e-3);
  tl_study_close(with.study);
  tl_study_close(without.study);
}

/* Two supplies at a market; parity is their cost less the buyer's way. */
static void parity_is_the_other_supply_less_the_way(void **state) {
  (void)state;
  static const char supplies[] =
      "exchanges: {c: {from: CNY, to: USD, rate: \"0.14\", year: 2025}}\n"
      "supplies:\n"
      "  a: {market: City, supply: Ship, part: on the ship, per: energy, value: {value: 8 USD(2025)/MMBtu, low: 6 "
      "USD(2025)/MMBtu}}\n"
      "  b: {market: City, supply: Ship, part: pipe, value: 100 CNY(2025)/1000 m3 at 20 degC, length: 500 km}\n"
      "  c: {market: City, supply: this line, part: on, value: 10 USD(2025)/1000 m3 at 20 degC}\n";
  bench b = run("deal-parity", supplies, NULL, 0);
  const double ship = 8 * b.study->deal->gross_j_m3 / TLI_MMBTU_J, pipe = 0.1 * 0.14 * 0.5;
  const double way = at(&b, "tariffs", 1, "tariff_usd_m3") + 0.01;
  assert_close(at(&b, "border_parity", 0, "likely_usd_m3"), ship + pipe - way, 1e-12);
  assert_close(at(&b, "border_parity", 0, "low_usd_m3"), 0.75 * ship + pipe - way, 1e-12);
  tl_study_close(b.study);
}

static tl_code open_and_run(const tl_allocator *allocator, const char *folder) {
  tl_study *study = NULL;
  tl_error error = {0};
  tl_study_options options;
  tl_study_options_default(&options);
  options.threads = 1;
  options.steps = "cost,contract,cash,claims,summary";
  tl_code code = tl_study_open(folder, allocator, &study, &error);
  if (code == TL_OK) code = tl_study_run(study, &options, &error);
  if (code != TL_OK) assert_true(error.sentence[0] != '\0');
  tl_study_close(study);
  return code;
}

/* Some forty requests spread over the run, each refused alone; tests/study/test_run.c refuses every one of a study
 * without a contract. */
static void requests_refused_in_a_deal_are_reported_and_leak_nothing(void **state) {
  (void)state;
  char text[16384], folder[512];
  (void)snprintf(text, sizeof text, "%s%s", two_legs(), all_taxes());
  (void)make_study("deal-memory", text, folder, sizeof folder);
  oom_miser whole = {.refuse_at = SIZE_MAX};
  assert_int_equal(open_and_run(&(tl_allocator){oom_resize, &whole}, folder), TL_OK);
  assert_int_equal(whole.held_bytes, 0);
  const size_t step = whole.requests / 40 + 1;
  for (size_t at = 0; at < whole.requests; at += step) {
    oom_miser miser = {.refuse_at = at};
    const tl_code code = open_and_run(&(tl_allocator){oom_resize, &miser}, folder);
    if (code != TL_ERR_MACHINE) print_error("request %zu of %zu was refused, and nobody said so\n", at, whole.requests);
    assert_int_equal(code, TL_ERR_MACHINE);
    assert_int_equal(miser.held_bytes, 0);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(parties_sum_to_the_project_in_every_month),
      cmocka_unit_test(take_or_pay_of_the_issue_comes_out_of_a_study),
      cmocka_unit_test(the_tariff_without_tax_is_present_cost_over_present_gas),
      cmocka_unit_test(at_the_break_even_price_the_producer_has_nothing_left),
      cmocka_unit_test(taxes_stand_on_their_bases),
      cmocka_unit_test(what_never_pays_says_so_and_gets_no_rate),
      cmocka_unit_test(debt_keeps_its_cover_and_is_in_no_other_table),
      cmocka_unit_test(parity_is_the_other_supply_less_the_way),
      cmocka_unit_test(requests_refused_in_a_deal_are_reported_and_leak_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
