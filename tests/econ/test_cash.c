/* Claims about cash flows: worth, return, parties, debt. */
#include "testing.h"
#include "trunkline/econ_cash.h"

static const tl_econ_calendar at_end = {1, 1}, at_start = {1, 0}, monthly = {1.0 / 12, 0.5};

static void present_values_match_annuities(void **state) {
  (void)state;
  double level[30], growing[30], npv = 0;
  for (size_t k = 0; k < 30; k++) {
    level[k] = 1;
    growing[k] = pow(1.02, (double)k);
  }
  assert_int_equal(tl_econ_npv(level, 30, 0.08, &at_end, &npv, NULL), TL_OK);
  assert_close(npv, (1 - pow(1.08, -30)) / 0.08, 1e-12);
  assert_int_equal(tl_econ_npv(growing, 30, 0.08, &at_end, &npv, NULL), TL_OK);
  assert_close(npv, (1 - pow(1.02 / 1.08, 30)) / 0.06, 1e-12);
  assert_int_equal(tl_econ_npv(growing, 30, 0.02, &at_end, &npv, NULL), TL_OK);
  assert_close(npv, 30 / 1.02, 1e-12);
}

/* Flows made from their roots: -1 times the product of (1 - (1 + r_i) x), x the discount factor of a year. */
static size_t flows_of(const double *rates, size_t count, double *flows) {
  memset(flows, 0, (count + 1) * sizeof *flows);
  flows[0] = -1;
  for (size_t i = 0; i < count; i++)
    for (size_t k = i + 1; k > 0; k--) flows[k] -= (1 + rates[i]) * flows[k - 1];
  return count + 1;
}

static void every_rate_of_return_is_found(void **state) {
  (void)state;
  static const double sets[][4] = {{0.1}, {0.1, 0.2}, {-0.5, 0.1, 4}, {0.05, 0.06, 0.07, 2}, {0.1, 0.1 + 1e-4}};
  static const size_t counts[] = {1, 2, 3, 4, 2};
  static const double tolerance[] = {1e-12, 1e-12, 1e-12, 1e-8, 1e-8}; /* rounding of the flows over the slope */
  for (size_t s = 0; s < 5; s++) {
    double flows[5], rates[8];
    size_t found = 0, count = flows_of(sets[s], counts[s], flows);
    assert_int_equal(tl_econ_irr(flows, count, &at_start, rates, 8, &found, NULL), TL_OK);
    assert_int_equal(found, counts[s]);
    for (size_t k = 0; k < found; k++) assert_close(rates[k], sets[s][k], tolerance[s]);
  }
}

static void a_double_rate_counts_once(void **state) {
  (void)state;
  static const double flows[] = {-100, 220, -121}; /* -100 (1 - 1.1 x)^2 */
  double rates[4];
  size_t found = 0;
  assert_int_equal(tl_econ_irr(flows, 3, &at_start, rates, 4, &found, NULL), TL_OK);
  assert_int_equal(found, 1);
  assert_close(rates[0], 0.1, 1e-6);
}

static void a_level_monthly_project_earns_its_rate(void **state) {
  (void)state;
  double flows[600], rates[4], step = pow(1.09, 1.0 / 12);
  size_t found = 0;
  flows[0] = -(1 - pow(step, -599)) / (step - 1);
  for (size_t k = 1; k < 600; k++) flows[k] = 1;
  assert_int_equal(tl_econ_irr(flows, 600, &monthly, rates, 4, &found, NULL), TL_OK);
  assert_int_equal(found, 1);
  assert_close(rates[0], 0.09, 1e-12);
}

static void no_return_is_invented(void **state) {
  (void)state;
  static const double only_cost[] = {-1, -1, -1}, only_gain[] = {1, 2}, lost[] = {-100, 1, -1},
                      none[] = {100, -150, 100};
  double rates[4] = {7, 7, 7, 7}, years = 0;
  size_t found = 9;
  tl_error error;
  assert_int_equal(tl_econ_irr(only_cost, 3, &at_start, rates, 4, &found, &error), TL_ERR_NO_ANSWER);
  assert_non_null(strstr(error.sentence, "never pays back"));
  assert_int_equal(found, 0);
  assert_int_equal(tl_econ_irr(only_gain, 2, &at_start, rates, 4, &found, &error), TL_ERR_NO_ANSWER);
  assert_int_equal(tl_econ_irr(lost, 3, &at_start, rates, 4, &found, &error), TL_ERR_NO_ANSWER);
  assert_non_null(strstr(error.sentence, "never pays back"));
  assert_int_equal(tl_econ_irr(none, 3, &at_start, rates, 4, &found, &error), TL_ERR_NO_ANSWER);
  assert_close(rates[0], 7, 0);
  assert_int_equal(tl_econ_payback(lost, 3, 0, &at_start, &years, &error), TL_ERR_NO_ANSWER);
  assert_non_null(strstr(error.sentence, "never pays back"));
}

static void payback_as_by_hand(void **state) {
  (void)state;
  static const double flows[] = {-100, 40, 40, 40}, late[] = {-100, 150, -100, 40, 20};
  double years = 0;
  assert_int_equal(tl_econ_payback(flows, 4, 0, &at_start, &years, NULL), TL_OK);
  assert_close(years, 3.5, 1e-12); /* 20 of the 40 of the fourth year */
  assert_int_equal(tl_econ_payback(late, 5, 0, &at_start, &years, NULL), TL_OK);
  assert_close(years, 4.5, 1e-12); /* not the first crossing: decommissioning turned it back */
}

typedef struct priced {
  const double *costs, *volumes;
} priced;

static tl_code value_at(void *context, double price, double *value, tl_error *error) {
  const priced *p = context;
  double flows[4];
  for (size_t k = 0; k < 4; k++) flows[k] = price * p->volumes[k] - p->costs[k];
  return tl_econ_npv(flows, 4, 0.1, &at_start, value, error);
}

static void the_levelised_tariff_breaks_even(void **state) {
  (void)state;
  static const double costs[] = {100, 5, 5, 5}, volumes[] = {0, 10, 20, 20};
  priced p = {costs, volumes};
  double tariff = 0, price = 0;
  tl_error error;
  assert_int_equal(tl_econ_levelised_tariff(costs, volumes, 4, 0.1, &at_start, &tariff, NULL), TL_OK);
  assert_int_equal(tl_econ_break_even(value_at, &p, 0, 100, &price, NULL), TL_OK);
  assert_close(price, tariff, 1e-12);
  assert_int_equal(tl_econ_break_even(value_at, &p, 0, 1, &price, &error), TL_ERR_NO_ANSWER);
  assert_non_null(strstr(error.sentence, "no break-even between 0 and 1"));
}

static void parties_sum_to_the_project_every_month(void **state) {
  (void)state;
  enum { PARTIES = 6, MONTHS = 360, PAYMENTS = 40 };
  static double amounts[PAYMENTS][MONTHS], flows[PARTIES * MONTHS], project[MONTHS];
  tl_econ_payment payments[PAYMENTS];
  uint64_t seed = 99;
  for (size_t p = 0; p < PAYMENTS; p++) {
    for (size_t k = 0; k < MONTHS; k++) {
      seed = seed * 6364136223846793005U + 1442695040888963407U;
      amounts[p][k] = 1e6 * ((double)(seed >> 11) / 9007199254740992.0 - 0.3);
    }
    size_t payer = p % PARTIES, payee = (p + 1 + p / PARTIES % 5) % PARTIES;
    if (p % 4 == 0) payer = TL_ECON_OUTSIDE;
    if (p % 4 == 1) payee = TL_ECON_OUTSIDE;
    payments[p] = (tl_econ_payment){"payment", payer, payee, amounts[p]};
  }
  double remainder = 1;
  assert_int_equal(tl_econ_parties(payments, PAYMENTS, PARTIES, MONTHS, flows, project, &remainder, NULL), TL_OK);
  for (size_t k = 0; k < MONTHS; k++) {
    double outside = 0, sum = 0, gross = 0;
    for (size_t p = 0; p < PAYMENTS; p++) {
      outside += p % 4 == 0 ? amounts[p][k] : p % 4 == 1 ? -amounts[p][k] : 0;
      gross += fabs(amounts[p][k]);
    }
    for (size_t i = 0; i < PARTIES; i++) sum += flows[i * MONTHS + k];
    assert_close(sum, outside, 1e-9 * gross);
    assert_close(project[k], outside, 1e-12 * gross);
  }
  assert_true(remainder <= 1e-13);
  payments[3].payee = payments[3].payer;
  assert_int_equal(tl_econ_parties(payments, PAYMENTS, PARTIES, MONTHS, flows, project, &remainder, NULL),
                   TL_ERR_INPUT);
}

static void years_and_real_money(void **state) {
  (void)state;
  double months[14], years[3], real[2];
  size_t count = 0;
  for (size_t k = 0; k < 14; k++) months[k] = 1;
  assert_int_equal(tl_econ_by_year(months, 14, tl_econ_month(2030, 12), years, 3, &count, NULL), TL_OK);
  assert_int_equal(count, 3);
  assert_close(years[0], 1, 0);
  assert_close(years[1], 12, 0);
  assert_close(years[2], 1, 0);
  assert_int_equal(tl_econ_by_year(months, 14, tl_econ_month(2030, 12), years, 2, &count, NULL), TL_ERR_USAGE);
  static const double nominal[] = {110, 121};
  assert_int_equal(tl_econ_deflate(nominal, 2, 0.1, 0, &at_end, real, NULL), TL_OK);
  assert_close(real[0], 100, 1e-12);
  assert_close(real[1], 100, 1e-12);
}

static void sculpted_debt_keeps_its_cover(void **state) {
  (void)state;
  static const double available[] = {130, 260, 195}, two[] = {110, 121};
  tl_econ_debt_period periods[3];
  double principal = 0;
  assert_int_equal(tl_econ_debt_sculpted(available, 3, 1.3, 0.1, 1, &principal, periods, NULL), TL_OK);
  assert_close(principal, 100 / 1.1 + 200 / 1.21 + 150 / 1.331, 1e-12);
  assert_close(periods[2].balance, 0, 1e-12);
  double repaid = 0;
  for (size_t k = 0; k < 3; k++) {
    assert_close(periods[k].cover, 1.3, 1e-12);
    assert_close(periods[k].interest + periods[k].repayment, available[k] / 1.3, 1e-12);
    repaid += periods[k].repayment;
  }
  assert_close(repaid, principal, 1e-12);
  assert_int_equal(tl_econ_debt_level(210, two, 2, 0.1, 1, periods, NULL), TL_OK);
  assert_close(periods[0].interest + periods[0].repayment, 121, 1e-12); /* 210 / (1/1.1 + 1/1.21) */
  assert_close(periods[1].balance, 0, 1e-12);
  assert_close(periods[1].cover, 1, 1e-12);
  tl_error error;
  assert_int_equal(tl_econ_debt_sculpted(available, 3, 0.9, 0.1, 1, &principal, periods, &error), TL_ERR_INPUT);
  assert_non_null(strstr(error.sentence, "at least 1"));
}

static void interest_during_construction_as_by_hand(void **state) {
  (void)state;
  static const double draws[] = {60, 40};
  double interest = 0, factor = 0;
  assert_int_equal(tl_econ_interest_during(draws, 2, 0.21, 1, &interest, NULL), TL_OK);
  assert_close(interest, 60 * (1.1 * 1.21 - 1) + 40 * 0.1, 1e-12); /* 1.21^1.5 = 1.1 * 1.21 */
  static const double shares[] = {0.6, 0.4};
  assert_int_equal(tl_econ_interest_factor(shares, 2, 0.21, &factor, NULL), TL_OK);
  assert_close(interest, 100 * factor, 1e-12);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(present_values_match_annuities),
      cmocka_unit_test(every_rate_of_return_is_found),
      cmocka_unit_test(a_double_rate_counts_once),
      cmocka_unit_test(a_level_monthly_project_earns_its_rate),
      cmocka_unit_test(no_return_is_invented),
      cmocka_unit_test(payback_as_by_hand),
      cmocka_unit_test(the_levelised_tariff_breaks_even),
      cmocka_unit_test(parties_sum_to_the_project_every_month),
      cmocka_unit_test(years_and_real_money),
      cmocka_unit_test(sculpted_debt_keeps_its_cover),
      cmocka_unit_test(interest_during_construction_as_by_hand),
  };
  return cmocka_run_group_tests_name("cash", tests, NULL, NULL);
}
