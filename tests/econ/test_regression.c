/* Claims about regressions of capital cost. */
#include "testing.h"
#include "trunkline/econ.h"

/* 30 inch, 100 miles, each polynomial by hand; then to 2010 at 3 % a year. */
static void parker_2004_as_by_hand(void **state) {
  (void)state;
  tl_econ_parker cost;
  assert_int_equal(tl_econ_parker_2004(30 * 0.0254, 100 * 1609.344, &cost, NULL), TL_OK);
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
  tl_econ_parker cost;
  tl_error error;
  assert_int_equal(tl_econ_parker_2004(1.42, 1e6, &cost, &error), TL_OK);
  assert_true(cost.extrapolated);
  assert_int_equal(tl_econ_parker_2004(0, 1e6, &cost, &error), TL_ERR_INPUT);
  assert_non_null(strstr(error.sentence, "diameter = 0 m"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(parker_2004_as_by_hand),
      cmocka_unit_test(parker_2004_says_where_it_extrapolates),
  };
  return cmocka_run_group_tests_name("regression", tests, NULL, NULL);
}
