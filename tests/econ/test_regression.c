/* Claims about regressions of capital cost. */
#include "testing.h"
#include "trunkline/econ.h"

/* 30 inch, 100 miles, each polynomial by hand; then to 2010 at 3 % a year. */
static void parker_2004_as_by_hand(void **state) {
  (void)state;
  tl_econ_regressed cost;
  assert_int_equal(tl_econ_regression(0, 30 * 0.0254, 100 * 1609.344, &cost, NULL), TL_OK);
  assert_close(cost.material, 34537000, 1e-6);
  assert_close(cost.labour, 54278300, 1e-6);
  assert_close(cost.other, 26078400, 1e-6);
  assert_close(cost.land, 4749800, 1e-6);
  assert_close(cost.total, 119643500, 1e-6);
  assert_false(cost.extrapolated);
  const tl_econ_escalation rise = {"USD", 0.03};
  const tl_econ_rates rates = {NULL, 0, &rise, 1};
  const tl_econ_basis later = {"USD", 2010};
  double factor = 0;
  assert_int_equal(tl_econ_factor(&cost.basis, &later, &rates, &factor, NULL), TL_OK);
  assert_close(factor, 1.343916379344122, 1e-14); /* 1.03^10 */
}

static void parker_2004_says_where_it_extrapolates(void **state) {
  (void)state;
  tl_econ_regressed cost;
  tl_error error;
  assert_int_equal(tl_econ_regression(0, 1.42, 1e6, &cost, &error), TL_OK);
  assert_true(cost.extrapolated);
  assert_int_equal(tl_econ_regression(4, 1, 1e6, &cost, &error), TL_ERR_USAGE);
  assert_int_equal(tl_econ_regression(0, 0, 1e6, &cost, &error), TL_ERR_INPUT);
  assert_non_null(strstr(error.sentence, "diameter = 0 m"));
}

/* 30 inch, 100 miles; products of powers computed apart, by logarithms with 16 digits. */
static void the_others_as_by_hand(void **state) {
  (void)state;
  static const struct {
    const char *name;
    int year;
    double material, labour, other, land;
  } by_hand[] = {
      {"McCoy and Rubin 2008", 2004, 28106931.84483362, 48411224.23229, 19328982.35444616, 7245269.530129579},
      {"Rui et al. 2011", 2008, 32255459.8247908, 26014714.035768695, 13111197.921189403, 1568312.5645763213},
      {"Brown et al. 2022", 2018, 50206173.54494881, 43204232.32587161, 18839745.237696864, 3260582.2297106455}};
  assert_int_equal(tl_econ_regression_count(), 4);
  for (size_t i = 0; i < 3; i++) {
    tl_econ_regressed cost;
    assert_int_equal(tl_econ_regression(i + 1, 30 * 0.0254, 100 * 1609.344, &cost, NULL), TL_OK);
    assert_string_equal(cost.name, by_hand[i].name);
    assert_int_equal(cost.basis.price_year, by_hand[i].year);
    assert_close_rel(cost.material, by_hand[i].material, 1e-12);
    assert_close_rel(cost.labour, by_hand[i].labour, 1e-12);
    assert_close_rel(cost.other, by_hand[i].other, 1e-12);
    assert_close_rel(cost.land, by_hand[i].land, 1e-12);
    assert_close_rel(cost.total, by_hand[i].material + by_hand[i].labour + by_hand[i].other + by_hand[i].land, 1e-12);
    assert_true(strlen(cost.source) > 20);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(parker_2004_as_by_hand),
      cmocka_unit_test(the_others_as_by_hand),
      cmocka_unit_test(parker_2004_says_where_it_extrapolates),
  };
  return cmocka_run_group_tests_name("regression", tests, NULL, NULL);
}
