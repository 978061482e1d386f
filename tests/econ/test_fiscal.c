/* Claims about taxes as data. */
#include "testing.h"
#include "trunkline/econ_fiscal.h"

enum { YEARS = 4 };

typedef struct room {
  double values[5][5][YEARS];
  tl_econ_tax_result results[5];
} room;

static void make_room(room *r) {
  memset(r, 0, sizeof *r);
  for (size_t k = 0; k < 5; k++)
    r->results[k] =
        (tl_econ_tax_result){r->values[k][0], r->values[k][1], r->values[k][2], r->values[k][3], r->values[k][4], 0};
}

static const tl_econ_periods years = {2030 * 12, 12, YEARS};
static const tl_econ_rate_step tenth[] = {{0, 0.1}}, three_tenths[] = {{0, 0.3}}, quarter[] = {{0, 0.25}};
static const tl_econ_tax_term revenue_only[] = {{"revenue", 1}};
static const tl_econ_tax_term less_transport[] = {{"revenue", 1}, {"transport", -1}};
static const tl_econ_tax_term profit[] = {{"revenue", 1}, {"transport", -1}, {"costs", -1}, {"depreciation", -1}};
static const char *const from_profit[] = {"profit tax"};

static void fill(tl_econ_tax taxes[3]) {
  taxes[0] = (tl_econ_tax){.name = "royalty",
                           .base = revenue_only,
                           .base_count = 1,
                           .rates = tenth,
                           .rate_count = 1,
                           .deductible_from = from_profit,
                           .deductible_count = 1};
  taxes[1] = (tl_econ_tax){.name = "export duty",
                           .base = less_transport,
                           .base_count = 2,
                           .rates = three_tenths,
                           .rate_count = 1,
                           .deductible_from = from_profit,
                           .deductible_count = 1};
  taxes[2] = (tl_econ_tax){.name = "profit tax", .base = profit, .base_count = 4, .rates = quarter, .rate_count = 1};
}

static void royalty_duty_and_profit_tax_as_by_hand(void **state) {
  (void)state;
  static const double revenue[YEARS] = {1000, 1000, 0, 2000}, transport[YEARS] = {200, 200, 0, 400},
                      costs[YEARS] = {300, 300, 0, 600}, spending[YEARS] = {300, 0, 0, 0};
  double depreciation[YEARS];
  assert_int_equal(tl_econ_depreciate(spending, YEARS, 0, 3, depreciation, NULL), TL_OK);
  tl_econ_line lines[] = {
      {"revenue", revenue}, {"transport", transport}, {"costs", costs}, {"depreciation", depreciation}};
  tl_econ_tax taxes[3];
  fill(taxes);
  tl_econ_regime regime = {"hand", taxes, 3};
  room r;
  make_room(&r);
  assert_int_equal(tl_econ_regime_apply(&regime, lines, 4, &years, r.results, NULL), TL_OK);
  assert_close(r.results[0].accrued[0], 100, 1e-12);
  assert_close(r.results[1].accrued[0], 240, 1e-12);
  assert_close(r.results[2].taxable[0], 60, 1e-12);
  assert_close(r.results[2].accrued[0], 15, 1e-12);
  double cash = revenue[0] - transport[0] - costs[0];
  for (size_t k = 0; k < 3; k++) cash -= r.results[k].paid[0];
  assert_close(cash, 145, 1e-12);
  assert_close(r.results[2].base[2], -100, 1e-12); /* no carry-forward: the loss is lost */
  assert_close(r.results[2].accrued[3], 0.25 * 320, 1e-12);
  taxes[2].loss_periods = 1; /* carried: 320 - 100, or half of 320 at most */
  taxes[2].loss_share = 1;
  assert_int_equal(tl_econ_regime_apply(&regime, lines, 4, &years, r.results, NULL), TL_OK);
  assert_close(r.results[2].accrued[3], 0.25 * 220, 1e-12);
  taxes[2].loss_share = 0.25;
  assert_int_equal(tl_econ_regime_apply(&regime, lines, 4, &years, r.results, NULL), TL_OK);
  assert_close(r.results[2].accrued[3], 0.25 * 240, 1e-12);
  assert_close(r.results[2].loss_left[2], 20, 1e-12);
}

static void losses_expire_and_payments_lag(void **state) {
  (void)state;
  static const double gain[YEARS] = {-100, -50, 30, 200};
  const tl_econ_line line = {"gain", gain};
  const tl_econ_tax_term base[] = {{"gain", 1}};
  tl_econ_tax tax = {.name = "tax",
                     .base = base,
                     .base_count = 1,
                     .rates = quarter,
                     .rate_count = 1,
                     .loss_periods = 2,
                     .loss_share = 1,
                     .cash_lag = 1};
  tl_econ_regime regime = {"loss", &tax, 1};
  room r;
  make_room(&r);
  assert_int_equal(tl_econ_regime_apply(&regime, &line, 1, &years, r.results, NULL), TL_OK);
  assert_close(r.results[0].taxable[2], 0, 1e-12);
  assert_close(r.results[0].taxable[3], 150, 1e-12); /* 70 of the first loss are too old */
  assert_close(r.results[0].paid[3], 0, 1e-12);
  assert_close(r.results[0].unpaid, 37.5, 1e-12);
}

static void rates_follow_their_dates(void **state) {
  (void)state;
  static const double volume[YEARS] = {10, 10, 10, 10};
  const tl_econ_line line = {"volume", volume};
  const tl_econ_tax_term base[] = {{"volume", 1}};
  const tl_econ_rate_step steps[] = {{2030 * 12, 0}, {2031 * 12 + 6, 24}, {2033 * 12, 30}}; /* a holiday of 18 months */
  tl_econ_tax tax = {
      .name = "extraction tax", .base = base, .base_count = 1, .rates = steps, .rate_count = 3, .per_unit = true};
  tl_econ_regime regime = {"dated", &tax, 1};
  room r;
  make_room(&r);
  assert_int_equal(tl_econ_regime_apply(&regime, &line, 1, &years, r.results, NULL), TL_OK);
  static const double expected[] = {0, 120, 240, 300};
  for (size_t t = 0; t < YEARS; t++) assert_close(r.results[0].accrued[t], expected[t], 1e-12);
}

static void bad_regimes_are_named(void **state) {
  (void)state;
  static const double zeros[YEARS] = {0};
  tl_econ_line lines[] = {{"revenue", zeros}, {"transport", zeros}, {"costs", zeros}, {"depreciation", zeros}};
  tl_econ_tax taxes[3];
  tl_econ_regime regime = {"bad", taxes, 3};
  tl_error error;
  room r;
  make_room(&r);
  fill(taxes);
#define REFUSED(word)                                                                                   \
  do {                                                                                                  \
    assert_int_equal(tl_econ_regime_apply(&regime, lines, 4, &years, r.results, &error), TL_ERR_INPUT); \
    assert_non_null(strstr(error.sentence, (word)));                                                    \
    fill(taxes);                                                                                        \
  } while (0)
  const tl_econ_rate_step above[] = {{0, 1.2}}, backwards[] = {{0, 0.1}, {500, 0.2}, {400, 0.3}},
                          late[] = {{2031 * 12, 0.1}};
  const tl_econ_tax_term on_later[] = {{"profit tax", 1}}, unknown[] = {{"revenu", 1}};
  taxes[0].rates = above;
  REFUSED("= 1.2 is outside 0 .. 1");
  taxes[0].rates = backwards;
  taxes[0].rate_count = 3;
  REFUSED("out of order");
  taxes[0].rates = late;
  REFUSED("no rate for 2030-01");
  taxes[0].base = on_later;
  REFUSED("change the order");
  taxes[0].base = unknown;
  REFUSED("neither a line nor a tax");
  taxes[1].name = "royalty";
  REFUSED("two lines named royalty");
  taxes[2].deductible_from = from_profit;
  taxes[2].deductible_count = 1;
  REFUSED("no later tax");
  assert_int_equal(tl_econ_regime_apply(&regime, lines, 4, &years, r.results, &error), TL_OK);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(royalty_duty_and_profit_tax_as_by_hand),
      cmocka_unit_test(losses_expire_and_payments_lag),
      cmocka_unit_test(rates_follow_their_dates),
      cmocka_unit_test(bad_regimes_are_named),
  };
  return cmocka_run_group_tests_name("fiscal", tests, NULL, NULL);
}
