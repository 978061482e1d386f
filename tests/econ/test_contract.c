/* Claims about contracts: price formulas and take-or-pay. */
#include "testing.h"
#include "trunkline/econ_contract.h"

static tl_econ_series series_of(const char *name, const double *values, size_t months) {
  return (tl_econ_series){name, "USD", tl_econ_month(2019, 1), values, months};
}

/* Month k of the series is worth k: means are known in closed form. */
static void the_lag_rule_picks_its_months(void **state) {
  (void)state;
  double values[36];
  for (size_t k = 0; k < 36; k++) values[k] = (double)k;
  tl_econ_series oil = series_of("oil", values, 36);
  const struct {
    tl_econ_lag lag;
    int month;
    double mean;
  } cases[] = {
      {{9, 0, 3, tl_econ_month(2019, 1)}, 12, 7},    /* months 3 .. 11 */
      {{9, 0, 3, tl_econ_month(2019, 1)}, 14, 7},    /* still the same quarter */
      {{9, 0, 3, tl_econ_month(2019, 1)}, 15, 10},   /* months 6 .. 14 */
      {{3, 9, 3, tl_econ_month(2019, 1)}, 13, 1},    /* months 0 .. 2 */
      {{6, 1, 6, tl_econ_month(2019, 4)}, 20, 10.5}, /* period from 15, months 8 .. 13 */
      {{1, 0, 1, 0}, 20, 19},
      {{3, 0, 3, tl_econ_month(2030, 1)}, 16, 13}, /* an anchor in the future: months 12 .. 14 */
  };
  for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
    double mean = 0;
    assert_int_equal(
        tl_econ_lagged_mean(&oil, NULL, &cases[k].lag, "USD", tl_econ_month(2019, 1) + cases[k].month, &mean, NULL),
        TL_OK);
    assert_close(mean, cases[k].mean, 1e-12);
  }
}

/* gasoil 2k, fuel oil k; 60:40 with factor 0.5 on fuel oil: B = 0.6 * 2 * 7 + 0.4 * 0.5 * 7 = 9.8. */
static void a_lagged_basket_is_priced_as_by_hand(void **state) {
  (void)state;
  double gasoil_values[24], fuel_values[24], hub_values[24];
  for (size_t k = 0; k < 24; k++) {
    gasoil_values[k] = 2 * (double)k;
    fuel_values[k] = (double)k;
    hub_values[k] = 20 + (double)k;
  }
  tl_econ_series gasoil = series_of("gasoil", gasoil_values, 24), fuel = series_of("fuel oil", fuel_values, 24),
                 hub = series_of("hub", hub_values, 24);
  tl_econ_basket_item basket[] = {{&gasoil, NULL, 0.6, 1}, {&fuel, NULL, 0.4, 0.5}};
  tl_econ_formula formula = tl_econ_formula_plain("USD", basket, 2, (tl_econ_lag){9, 0, 3, tl_econ_month(2019, 1)});
  formula.slope = 0.5;
  formula.constant = 1.25;
  tl_econ_price price;
  int month = tl_econ_month(2020, 2);
  assert_int_equal(tl_econ_formula_price(&formula, month, &price, NULL), TL_OK);
  assert_close(price.basket, 9.8, 1e-12);
  assert_close(price.price, 6.15, 1e-12);
  formula.low_kink = 4; /* S-curve: 1.25 + 0.5 * 8 + 0.1 * 1.8 */
  formula.high_kink = 8;
  formula.slope_below = formula.slope_above = 0.1;
  assert_int_equal(tl_econ_formula_price(&formula, month, &price, NULL), TL_OK);
  assert_close(price.price, 5.43, 1e-12);
  formula.low_kink = 12; /* and below: 1.25 + 0.5 * 12 - 0.1 * 2.2 */
  formula.high_kink = 20;
  assert_int_equal(tl_econ_formula_price(&formula, month, &price, NULL), TL_OK);
  assert_close(price.price, 7.03, 1e-12);
  formula.hub_share = 0.25; /* hub of the month before: 32 */
  formula.hub = &hub;
  assert_int_equal(tl_econ_formula_price(&formula, month, &price, NULL), TL_OK);
  assert_close(price.price, 0.75 * 7.03 + 8, 1e-12);
  formula.ceiling = 10;
  assert_int_equal(tl_econ_formula_price(&formula, month, &price, NULL), TL_OK);
  assert_true(price.at_ceiling && !price.at_floor && price.price == 10.0);
  formula.ceiling = 30;
  formula.floor = 14;
  assert_int_equal(tl_econ_formula_price(&formula, month, &price, NULL), TL_OK);
  assert_true(price.at_floor && price.price == 14.0);
}

static void mixed_currencies_need_a_rate(void **state) {
  (void)state;
  double values[12], rates[12];
  for (size_t k = 0; k < 12; k++) {
    values[k] = 100;
    rates[k] = 0.125 + (double)k;
  }
  tl_econ_series oil = series_of("oil in yuan", values, 12), rate = series_of("USD per CNY", rates, 12);
  memcpy(oil.currency, "CNY", 4);
  tl_econ_lag lag = {2, 0, 1, 0};
  tl_error error;
  double mean = 0;
  int month = tl_econ_month(2019, 3);
  assert_int_equal(tl_econ_lagged_mean(&oil, NULL, &lag, "USD", month, &mean, &error), TL_ERR_INPUT);
  assert_non_null(strstr(error.sentence, "no rate of exchange"));
  assert_int_equal(tl_econ_lagged_mean(&oil, &rate, &lag, "USD", month, &mean, &error), TL_OK);
  assert_close(mean, 62.5, 1e-12); /* 100 (0.125 + 1.125) / 2 */
}

static void bad_formulas_are_named(void **state) {
  (void)state;
  double values[] = {1, 2, NAN, 4, 5, 6};
  tl_econ_series oil = series_of("Brent", values, 6);
  tl_econ_basket_item basket[] = {{&oil, NULL, 1, 1}};
  tl_econ_formula good = tl_econ_formula_plain("USD", basket, 1, (tl_econ_lag){1, 0, 1, 0}), bad;
  tl_econ_price price;
  tl_error error;
  int month = tl_econ_month(2019, 2);
  assert_int_equal(tl_econ_formula_price(&good, month, &price, &error), TL_OK);
#define REFUSED(change, word)                                                           \
  do {                                                                                  \
    bad = good;                                                                         \
    change;                                                                             \
    assert_int_equal(tl_econ_formula_price(&bad, month, &price, &error), TL_ERR_INPUT); \
    assert_non_null(strstr(error.sentence, (word)));                                    \
    assert_true(isnan(price.price));                                                    \
  } while (0)
  REFUSED(bad.hub_share = 1.1, "hub share");
  REFUSED(bad.hub_share = 0.5, "no series");
  REFUSED((bad.floor = 3, bad.ceiling = 2), "ceiling");
  REFUSED((bad.low_kink = 3, bad.high_kink = 2), "S-curve");
  REFUSED(bad.lag.averaging = 0, "0-0-1");
  REFUSED(bad.slope = NAN, "finite");
  REFUSED(bad.lag.anchor_month = -2147483647, "outside the years");
  basket[0].weight = 1.5;
  REFUSED(, "outside 0 .. 1");
  basket[0].weight = 0.5;
  REFUSED(, "sum to 0.5");
  basket[0].weight = 1;
  month = tl_econ_month(2019, 4);
  REFUSED(, "2019-03");
  month = tl_econ_month(2019, 1);
  REFUSED(, "2018-12");
}

/* Brent by quarter, USD/bbl, about 1 USD (assumption, see facts); POS1 in USD per 1000 m3, customs: Interfax
 * 2020-05-27, Interfax 2020, Interfax 2021, Energy Intelligence 2021. One MMBtu is taken as 1000/35.5 m3, as there.
 * Expected values: least squares written out separately, in another language. */
static void the_price_of_pos1_against_its_reported_formula(void **state) {
  (void)state;
  static const double brent[] = {63.1, 69.0, 61.9, 63.3, 50.1,  29.3,  42.9,  44.3,
                                 61.0, 69.0, 73.5, 79.6, 100.9, 113.8, 100.7, 88.7};
  double values[48];
  for (size_t k = 0; k < 48; k++) values[k] = brent[k / 3];
  tl_econ_series oil = series_of("Brent", values, 48);
  tl_econ_basket_item basket[] = {{&oil, NULL, 1, 1}};
  tl_econ_formula formula = tl_econ_formula_plain("USD", basket, 1, (tl_econ_lag){9, 0, 3, tl_econ_month(2019, 1)});
  formula.slope = 0.10; /* "10 % slope" (Energy Intelligence 2021) */
  const tl_econ_observed customs[] = {{tl_econ_month(2019, 12), tl_econ_month(2020, 3), 200 / 35.5},
                                      {tl_econ_month(2020, 4), tl_econ_month(2020, 6), 183 / 35.5},
                                      {tl_econ_month(2021, 1), tl_econ_month(2021, 1), 118.5 / 35.5},
                                      {tl_econ_month(2021, 2), tl_econ_month(2021, 4), 119 / 35.5},
                                      {tl_econ_month(2021, 5), tl_econ_month(2021, 5), 146 / 35.5}};
  tl_econ_fit fit;
  assert_int_equal(tl_econ_formula_fit(&formula, customs, 5, false, &fit, NULL), TL_OK);
  assert_close(fit.slope, 0.08546925287319726, 1e-12);
  assert_close(fit.rms_fitted, 0.15523787427782676, 1e-12);
  assert_close(fit.rms_as_given, 0.7665780473200224, 1e-12);
  assert_int_equal(tl_econ_formula_fit(&formula, customs, 5, true, &fit, NULL), TL_OK);
  assert_close(fit.slope, 0.09579697494417665, 1e-12);
  assert_close(fit.constant, -0.5431737370954943, 1e-11);
  assert_close(fit.rms_fitted, 0.1172318345344119, 1e-12);
  /* company revenue 2020 and ministry's value of 2022, apart from customs (Energy Intelligence; Bloomberg 2023-09-08)
   */
  const tl_econ_observed company[] = {{tl_econ_month(2020, 1), tl_econ_month(2020, 12), 150 / 35.5},
                                      {tl_econ_month(2022, 1), tl_econ_month(2022, 12), 277.1 / 35.5}};
  assert_int_equal(tl_econ_formula_fit(&formula, company, 2, false, &fit, NULL), TL_OK);
  assert_close(fit.slope, 0.08464857715360738, 1e-12);
  assert_close(fit.rms_as_given, 1.1559542070714746, 1e-12);
  assert_int_equal(tl_econ_formula_fit(&formula, company, 2, true, &fit, NULL), TL_ERR_INPUT);
}

static const tl_econ_take_terms plain_terms = {
    .take_or_pay = 0.85, .largest_take = 1.1, .shortfall_price = 1, .make_up_years = TL_ECON_NO_EXPIRY};

static void take_or_pay_with_make_up_as_by_hand(void **state) {
  (void)state;
  static const double takes[] = {40, 38, 46, 50, 44}, shortfall[] = {2.5, 4.5, 0, 0, 0},
                      make_up[] = {0, 0, 3.5, 3.5, 0}, balance[] = {2.5, 7, 3.5, 0, 0},
                      paid[] = {42.5, 42.5, 42.5, 46.5, 44};
  tl_econ_take_year years[5];
  tl_econ_take_result results[5];
  for (size_t k = 0; k < 5; k++) years[k] = (tl_econ_take_year){50, takes[k], 0, 0, 10};
  assert_int_equal(tl_econ_take_or_pay(&plain_terms, years, 5, results, NULL), TL_OK);
  for (size_t k = 0; k < 5; k++) {
    assert_close(results[k].shortfall, shortfall[k], 1e-12);
    assert_close(results[k].make_up, make_up[k], 1e-12);
    assert_close(results[k].make_up_balance, balance[k], 1e-12);
    assert_close(results[k].paid_volume, paid[k], 1e-12);
    assert_close(results[k].payment, 10 * paid[k], 1e-11);
  }
}

/* The same takes; a shortfall lives one year, is paid at 80 %, prices 10, 10, 12, 8, 8. */
static void make_up_expires_and_is_priced(void **state) {
  (void)state;
  static const double takes[] = {40, 38, 46, 50, 44}, prices[] = {10, 10, 12, 8, 8};
  tl_econ_take_year years[5];
  tl_econ_take_result results[5];
  for (size_t k = 0; k < 5; k++) years[k] = (tl_econ_take_year){50, takes[k], 0, 0, prices[k]};
  tl_econ_take_terms terms = plain_terms;
  terms.make_up_years = 1;
  terms.shortfall_price = 0.8;
  assert_int_equal(tl_econ_take_or_pay(&terms, years, 5, results, NULL), TL_OK);
  assert_close(results[0].payment, 400 + 2.5 * 8, 1e-11);
  assert_close(results[1].make_up_expired, 2.5, 1e-12);
  assert_close(results[2].make_up, 3.5, 1e-12);
  assert_close(results[2].payment, 42.5 * 12 + 3.5 * 2, 1e-11); /* 20 % of 10 is left */
  assert_close(results[2].make_up_expired, 1, 1e-12);
  assert_close(results[3].make_up, 0, 1e-12);
  terms.basis = TL_ECON_MAKE_UP_AT_CURRENT;
  assert_int_equal(tl_econ_take_or_pay(&terms, years, 5, results, NULL), TL_OK);
  assert_close(results[2].payment, 42.5 * 12 + 3.5 * 4, 1e-11); /* 12 less 8 paid */
}

static void carry_forward_lowers_a_later_shortfall(void **state) {
  (void)state;
  tl_econ_take_terms terms = plain_terms;
  terms.carry_above = 1;
  terms.carry_limit = 0.05;
  terms.carry_years = 2;
  tl_econ_take_year years[] = {{50, 54, 0, 0, 10}, {50, 39, 0, 0, 10}, {50, 42, 0, 0, 10}, {50, 40, 0, 0, 10}};
  tl_econ_take_result r[4];
  assert_int_equal(tl_econ_take_or_pay(&terms, years, 4, r, NULL), TL_OK);
  assert_close(r[0].carry_earned, 4, 1e-12);
  assert_close(r[1].carry_used, 2.5, 1e-12); /* 5 % of 50 */
  assert_close(r[1].shortfall, 1, 1e-12);
  assert_close(r[2].carry_used, 0.5, 1e-12);
  assert_close(r[2].carry_balance, 0, 1e-12); /* one left, past its two years */
  assert_close(r[3].shortfall, 2.5, 1e-12);
}

static void the_sellers_shortfall_and_force_majeure_excuse_the_buyer(void **state) {
  (void)state;
  tl_econ_take_terms terms = plain_terms;
  terms.seller_compensation = 0.3;
  tl_econ_take_year years[] = {{50, 36, 5, 0, 10}, {50, 34, 0, 10, 10}};
  tl_econ_take_result r[2];
  assert_int_equal(tl_econ_take_or_pay(&terms, years, 2, r, NULL), TL_OK);
  assert_close(r[0].obligation, 37.5, 1e-12);
  assert_close(r[0].shortfall, 1.5, 1e-12);
  assert_close(r[0].payment, 375 - 15, 1e-11);
  assert_close(r[1].obligation, 34, 1e-12);
  assert_close(r[1].shortfall, 0, 1e-12);
}

/* Gas is neither made nor lost: over any term, paid = taken - make-up + shortfall, and what was paid and not taken is
 * made up, expired or still open. Scaling volumes scales everything. */
static void balances_close_for_any_takes(void **state) {
  (void)state;
  uint64_t seed = 12345;
  for (int round = 0; round < 2000; round++) {
    tl_econ_take_year years[12], scaled[12];
    tl_econ_take_result r[12], s[12];
    tl_econ_take_terms terms = plain_terms;
    terms.make_up_years = (size_t)(round % 6);
    terms.carry_above = 0.9;
    terms.carry_limit = (round % 3) * 0.05;
    terms.carry_years = (size_t)(round % 4);
    for (size_t k = 0; k < 12; k++) {
      seed = seed * 6364136223846793005U + 1442695040888963407U;
      double u = (double)(seed >> 11) / 9007199254740992.0;
      years[k] = (tl_econ_take_year){50, 55 * u, 0, 0, 5 + u};
      scaled[k] = (tl_econ_take_year){400, 440 * u, 0, 0, 5 + u};
    }
    assert_int_equal(tl_econ_take_or_pay(&terms, years, 12, r, NULL), TL_OK);
    assert_int_equal(tl_econ_take_or_pay(&terms, scaled, 12, s, NULL), TL_OK);
    double open = 0;
    for (size_t k = 0; k < 12; k++) {
      open += r[k].shortfall - r[k].make_up - r[k].make_up_expired;
      assert_close(r[k].make_up_balance, open, 1e-11);
      assert_true(r[k].shortfall == 0.0 || r[k].make_up == 0.0);
      assert_true(r[k].paid_volume + r[k].carry_used >= r[k].obligation - 1e-11);
      assert_close(s[k].payment, 8 * r[k].payment, 1e-9);
    }
  }
}

static void bad_terms_and_volumes_are_named(void **state) {
  (void)state;
  tl_error error;
  tl_econ_take_result r[1];
  tl_econ_take_year year = {50, 40, 0, 0, 10};
  tl_econ_take_terms terms = plain_terms;
  terms.take_or_pay = 1.2;
  assert_int_equal(tl_econ_take_or_pay(&terms, &year, 1, r, &error), TL_ERR_INPUT);
  assert_non_null(strstr(error.sentence, "take-or-pay share = 1.2"));
  year.taken = 60;
  assert_int_equal(tl_econ_take_or_pay(&plain_terms, &year, 1, r, &error), TL_ERR_INPUT);
  assert_non_null(strstr(error.sentence, "largest take"));
  year = (tl_econ_take_year){50, 40, -1, 0, 10};
  assert_int_equal(tl_econ_take_or_pay(&plain_terms, &year, 1, r, &error), TL_ERR_INPUT);
  year = (tl_econ_take_year){50, 40, 0, 60, 10};
  assert_int_equal(tl_econ_take_or_pay(&plain_terms, &year, 1, r, &error), TL_ERR_INPUT);
  assert_non_null(strstr(error.sentence, "force majeure"));
}

static void a_ramp_may_not_fall(void **state) {
  (void)state;
  double volumes[5];
  const double rising[] = {0.1, 0.5, 0.5}, falling[] = {0.5, 0.4}, above[] = {1.1};
  tl_error error;
  assert_int_equal(tl_econ_ramp_volumes(50, rising, 3, volumes, 5, &error), TL_OK);
  assert_close(volumes[0], 5, 1e-12);
  assert_close(volumes[2], 25, 1e-12);
  assert_close(volumes[4], 50, 0);
  assert_int_equal(tl_econ_ramp_volumes(50, falling, 2, volumes, 5, &error), TL_ERR_INPUT);
  assert_non_null(strstr(error.sentence, "falls"));
  assert_int_equal(tl_econ_ramp_volumes(50, above, 1, volumes, 5, &error), TL_ERR_INPUT);
  assert_int_equal(tl_econ_ramp_volumes(50, rising, 3, volumes, 2, &error), TL_ERR_INPUT);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_lag_rule_picks_its_months),
      cmocka_unit_test(a_lagged_basket_is_priced_as_by_hand),
      cmocka_unit_test(mixed_currencies_need_a_rate),
      cmocka_unit_test(bad_formulas_are_named),
      cmocka_unit_test(the_price_of_pos1_against_its_reported_formula),
      cmocka_unit_test(take_or_pay_with_make_up_as_by_hand),
      cmocka_unit_test(make_up_expires_and_is_priced),
      cmocka_unit_test(carry_forward_lowers_a_later_shortfall),
      cmocka_unit_test(the_sellers_shortfall_and_force_majeure_excuse_the_buyer),
      cmocka_unit_test(balances_close_for_any_takes),
      cmocka_unit_test(bad_terms_and_volumes_are_named),
      cmocka_unit_test(a_ramp_may_not_fall),
  };
  return cmocka_run_group_tests_name("contract", tests, NULL, NULL);
}
