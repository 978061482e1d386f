/* Availability: a case by hand, all subsets of units, samples against the exact mean. */
#include "testing.h"

#include "trunkline/design_year.h"

/* What passes two stations is the smaller share of them: one unit serves half. */
static tl_code smaller_share(void *context, const size_t *up, double *value, tl_error *error) {
  (void)error;
  const size_t *needed = context;
  double least = 1.0;
  for (size_t i = 0; i < 2; i++) least = fmin(least, (double)up[i] / (double)needed[i]);
  *value = 100.0 * fmin(least, 1.0);
  return TL_OK;
}

/* Two stations of three units at 0.9, two of which suffice. P(two or more) = 0.9^3 + 3 0.9^2 0.1 = 0.972, P(one or
 * more) = 0.999. Both suffice in 0.972^2 = 0.944784, both have one in 0.999^2 = 0.998001: 100 0.944784 + 50 (0.998001 -
 * 0.944784) = 97.13925, and 0.98 of it with the line. Without the third: 0.81 and 0.99: 65.61 + 50 (0.9801 - 0.6561) =
 * 81.81. What the spares are worth is the difference. */
static void two_stations_with_a_spare_by_hand(void **state) {
  (void)state;
  size_t units[] = {3, 3}, needed[] = {2, 2};
  tl_availability_problem p = {.station_count = 2,
                               .units = units,
                               .unit = 0.9,
                               .line = 0.98,
                               .most_states = 100,
                               .samples = 2,
                               .delivered = smaller_share,
                               .context = needed};
  tl_availability_answer a;
  tl_error error;
  assert_int_equal(tl_availability(&p, &a, &error), TL_OK);
  assert_true(a.enumerated && a.states == 16);
  assert_close(a.mean, 0.98 * 97.13925, 1e-10);
  assert_close(a.low, a.mean, 1e-10);
  assert_close(a.full, 100.0, 1e-12);
  p.enough = needed; /* three up are two up: fewer states, the same mean */
  assert_int_equal(tl_availability(&p, &a, &error), TL_OK);
  assert_true(a.states == 9);
  assert_close(a.mean, 0.98 * 97.13925, 1e-10);
  units[0] = units[1] = 2;
  assert_int_equal(tl_availability(&p, &a, &error), TL_OK);
  assert_close(a.mean, 0.98 * 81.81, 1e-10);
}

/* Delivery with different weights, to tell stations apart. */
static tl_code weighted(void *context, const size_t *up, double *value, tl_error *error) {
  (void)context;
  (void)error;
  *value = fmin(10.0 * (double)up[0] + 0.1, fmin(7.0 * (double)up[1] + 1.0, 11.0 * sqrt((double)up[2])));
  return TL_OK;
}

/* Each of the 2^9 states of nine units, one by one. */
static double over_all_subsets(const size_t *units, double up_share) {
  double mean = 0.0;
  for (unsigned set = 0; set < 512; set++) {
    size_t up[3] = {0, 0, 0}, unit = 0;
    double share = 1.0, value;
    for (size_t s = 0; s < 3; s++)
      for (size_t k = 0; k < units[s]; k++, unit++) {
        up[s] += set >> unit & 1U;
        share *= (set >> unit & 1U) != 0 ? up_share : 1.0 - up_share;
      }
    (void)weighted(NULL, up, &value, NULL);
    mean += share * value;
  }
  return mean;
}

static void enumeration_is_the_sum_over_all_subsets_of_units(void **state) {
  (void)state;
  const size_t units[] = {2, 4, 3};
  tl_availability_problem p = {
      .station_count = 3, .units = units, .line = 1.0, .most_states = 1000, .samples = 2, .delivered = weighted};
  tl_availability_answer a;
  tl_error error;
  for (int i = 0; i <= 10; i++) {
    p.unit = 0.1 * i;
    p.least = 0.0;
    const double exact = over_all_subsets(units, p.unit);
    assert_int_equal(tl_availability(&p, &a, &error), TL_OK);
    assert_close(a.mean, exact, 1e-12);
    p.least = 1e-3; /* rare states left out: the mean is between the bounds */
    assert_int_equal(tl_availability(&p, &a, &error), TL_OK);
    assert_true(a.low <= exact + 1e-12 && a.high >= exact - 1e-12);
    assert_true(a.unseen < 0.06);
  }
}

/* Two standard errors hold the exact mean in about 95 % of 400 seeds (binomial: 91 .. 98 %). */
static void samples_are_as_near_as_their_error_says(void **state) {
  (void)state;
  const size_t units[] = {2, 4, 3};
  tl_availability_problem p = {.station_count = 3,
                               .units = units,
                               .unit = 0.9,
                               .line = 0.95,
                               .most_states = 10,
                               .samples = 300,
                               .delivered = weighted};
  const double exact = 0.95 * over_all_subsets(units, 0.9);
  size_t within = 0;
  double mean = 0.0;
  for (uint64_t seed = 1; seed <= 400; seed++) {
    tl_availability_answer a;
    tl_error error;
    p.seed = seed * 7919;
    assert_int_equal(tl_availability(&p, &a, &error), TL_OK);
    assert_true(!a.enumerated && a.standard_error > 0.0 && a.standard_error < 0.2);
    within += fabs(a.mean - exact) <= 2.0 * a.standard_error;
    mean += a.mean / 400.0;
  }
  print_message("two standard errors held the exact mean in %zu of 400 samples\n", within);
  assert_true(within >= 364 && within <= 396);
  assert_close(mean, exact, 0.02); /* a standard error of 0.13 over the root of 400, thrice */
}

static void mistakes_of_availability_are_named(void **state) {
  (void)state;
  const size_t units[] = {2, 4, 3};
  tl_availability_problem p = {.station_count = 3,
                               .units = units,
                               .unit = 1.2,
                               .line = 1.0,
                               .most_states = 10,
                               .samples = 5,
                               .delivered = weighted};
  tl_availability_answer a;
  tl_error error;
  assert_int_equal(tl_availability(&p, &a, &error), TL_ERR_INPUT);
  assert_non_null(strstr(error.sentence, "share of time"));
  p.unit = 0.9;
  p.samples = 1;
  assert_int_equal(tl_availability(&p, &a, &error), TL_ERR_INPUT);
  p.unit = 1.0; /* nothing ever fails: one state */
  p.samples = 5;
  assert_int_equal(tl_availability(&p, &a, &error), TL_OK);
  assert_true(a.enumerated && a.states == 1 && a.mean == a.full);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(two_stations_with_a_spare_by_hand),
      cmocka_unit_test(enumeration_is_the_sum_over_all_subsets_of_units),
      cmocka_unit_test(samples_are_as_near_as_their_error_says),
      cmocka_unit_test(mistakes_of_availability_are_named),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
