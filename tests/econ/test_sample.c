/* Claims about sampling and sensitivity. */
#include "testing.h"
#include "trunkline/econ_sample.h"

/* The first points of dimensions 1 to 3 (Joe and Kuo's notes, in natural order). */
static void the_first_points_are_the_published_ones(void **state) {
  (void)state;
  static const double expected[4][3] = {{0, 0, 0}, {0.5, 0.5, 0.5}, {0.25, 0.75, 0.75}, {0.75, 0.25, 0.25}};
  for (uint32_t n = 0; n < 4; n++) {
    double u[3];
    assert_int_equal(tl_econ_sobol(3, n, u, NULL), TL_OK);
    for (size_t d = 0; d < 3; d++) assert_close(u[d], expected[n][d], 0);
  }
}

/* Any 2^12 points from the start put one into each of 2^12 equal parts, in every dimension, scrambled or not. */
static void every_dimension_is_evenly_filled(void **state) {
  (void)state;
  static unsigned char seen[2][TL_ECON_SOBOL_DIMENSIONS][4096];
  memset(seen, 0, sizeof seen);
  for (uint32_t n = 0; n < 4096; n++) {
    double u[2][TL_ECON_SOBOL_DIMENSIONS];
    assert_int_equal(tl_econ_sobol(TL_ECON_SOBOL_DIMENSIONS, n, u[0], NULL), TL_OK);
    assert_int_equal(tl_econ_sobol_scrambled(TL_ECON_SOBOL_DIMENSIONS, 7, n, u[1], NULL), TL_OK);
    for (size_t s = 0; s < 2; s++)
      for (size_t d = 0; d < TL_ECON_SOBOL_DIMENSIONS; d++) seen[s][d][(size_t)(u[s][d] * 4096)]++;
  }
  for (size_t s = 0; s < 2; s++)
    for (size_t d = 0; d < TL_ECON_SOBOL_DIMENSIONS; d++)
      for (size_t k = 0; k < 4096; k++) assert_int_equal(seen[s][d][k], 1);
}

static void the_normal_distribution_and_its_inverse(void **state) {
  (void)state;
  assert_close(tl_econ_normal_inverse(0.975), 1.959963984540054, 1e-14);
  assert_close(tl_econ_normal_inverse(0.5), 0, 1e-15);
  assert_close(tl_econ_normal_inverse(1e-10), -6.361340902404056, 1e-12);
  assert_true(isnan(tl_econ_normal_inverse(0)) && isnan(tl_econ_normal_inverse(1)));
  for (double p = 0.001; p < 1; p += 0.013) assert_close_rel(tl_econ_normal(tl_econ_normal_inverse(p)), p, 1e-14);
}

static void samples_get_their_correlation(void **state) {
  (void)state;
  static const double wanted[] = {1, 0.6, 0.6, 1};
  double sum = 0, u[2];
  for (uint32_t n = 0; n < 16384; n++) {
    assert_int_equal(tl_econ_sobol_scrambled(2, 3, n, u, NULL), TL_OK);
    assert_int_equal(tl_econ_correlate(2, wanted, u, NULL), TL_OK);
    sum += tl_econ_normal_inverse(u[0]) * tl_econ_normal_inverse(u[1]);
  }
  assert_close(sum / 16384, 0.6, 0.005); /* 16,384 independent draws would scatter by 0.009 */
  static const double impossible[] = {1, 0.9, -0.9, 0.9, 1, 0.9, -0.9, 0.9, 1}, above[] = {1, 1.2, 1.2, 1};
  double three[] = {0.2, 0.4, 0.6};
  tl_error error;
  assert_int_equal(tl_econ_correlate(3, impossible, three, &error), TL_ERR_INPUT);
  assert_non_null(strstr(error.sentence, "not possible together"));
  assert_int_equal(tl_econ_correlate(2, above, three, &error), TL_ERR_INPUT);
  assert_non_null(strstr(error.sentence, "= 1.2"));
}

/* Ishigami and Homma 1990, a = 7, b = 0.1; indices in closed form. */
static double ishigami(const double *u) {
  const double pi = 3.14159265358979323846;
  double x[3];
  for (size_t k = 0; k < 3; k++) x[k] = pi * (2 * u[k] - 1);
  return sin(x[0]) + 7 * sin(x[1]) * sin(x[1]) + 0.1 * pow(x[2], 4) * sin(x[0]);
}

static void sensitivity_of_the_ishigami_function(void **state) {
  (void)state;
  enum { N = 8192 };
  static double at[5][N];
  for (size_t m = 0; m < 5; m++)
    for (uint32_t n = 0; n < N; n++) {
      double u[3];
      assert_int_equal(tl_econ_saltelli(3, 1, n, m, u, NULL), TL_OK);
      at[m][n] = ishigami(u);
    }
  double first[3], total[3];
  assert_int_equal(tl_econ_sensitivity(3, N, at[0], at[1], at[2], first, total, NULL), TL_OK);
  const double pi4 = pow(3.14159265358979323846, 4);
  double v1 = 0.5 * pow(1 + 0.1 * pi4 / 5, 2), v2 = 49.0 / 8, v13 = 0.01 * pi4 * pi4 * (1.0 / 18 - 1.0 / 50);
  double v = v1 + v2 + v13;
  const double expected_first[] = {v1 / v, v2 / v, 0}, expected_total[] = {(v1 + v13) / v, v2 / v, v13 / v};
  for (size_t k = 0; k < 3; k++) {
    assert_close(first[k], expected_first[k], 0.01); /* plain sampling of 8,192 scatters by about 0.02 */
    assert_close(total[k], expected_total[k], 0.01);
  }
  for (size_t n = 0; n < N; n++) at[0][n] = at[1][n] = 5;
  assert_int_equal(tl_econ_sensitivity(3, N, at[0], at[1], at[2], first, total, NULL), TL_ERR_NO_ANSWER);
}

static tl_code weigh(void *context, const double *x, double *result, tl_error *error) {
  (void)context;
  (void)error;
  *result = x[0] - 5 * x[1] + 2 * x[2];
  return TL_OK;
}

static void the_largest_swing_comes_first(void **state) {
  (void)state;
  static const tl_range inputs[] = {{0, 1, 2}, {0, 1, 2}, {0, 1, 3}};
  tl_econ_swing swings[3];
  double likely = 0;
  assert_int_equal(tl_econ_tornado(weigh, NULL, inputs, 3, &likely, swings, NULL), TL_OK);
  assert_close(likely, -2, 1e-15);
  assert_int_equal(swings[0].input, 1);
  assert_int_equal(swings[1].input, 2);
  assert_int_equal(swings[2].input, 0);
  assert_close(swings[0].at_low, 3, 1e-15);
  assert_close(swings[0].at_high, -7, 1e-15);
}

static void triangular_quantiles_as_by_hand(void **state) {
  (void)state;
  const tl_range range = {0, 1, 4};
  assert_close(tl_econ_triangular(range, 0.25), 1, 1e-15);
  assert_close(tl_econ_triangular(range, 0.0625), 0.5, 1e-15);
  assert_close(tl_econ_triangular(range, 1 - 0.1875), 2.5, 1e-15);
  assert_close(tl_econ_triangular((tl_range){2, 2, 2}, 0.3), 2, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_first_points_are_the_published_ones), cmocka_unit_test(every_dimension_is_evenly_filled),
      cmocka_unit_test(the_normal_distribution_and_its_inverse), cmocka_unit_test(samples_get_their_correlation),
      cmocka_unit_test(sensitivity_of_the_ishigami_function),    cmocka_unit_test(the_largest_swing_comes_first),
      cmocka_unit_test(triangular_quantiles_as_by_hand),
  };
  return cmocka_run_group_tests_name("sample", tests, NULL, NULL);
}
