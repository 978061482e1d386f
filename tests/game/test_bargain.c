/* Bargaining in closed form and measures of dependence, against hand-derived values. */
#include "testing.h"

#include "trunkline/game.h"

#define TIGHT 1e-12 /* rounding */

/* Rubinstein 1982: x1 = (1 - d2) / (1 - d1 d2). */
static void alternating_offers_end_as_rubinstein_says(void **state) {
  (void)state;
  double x[2];
  assert_int_equal(tl_bargain_rubinstein(1, (double[]){.9, .9}, (double[]){0, 0}, x, NULL), TL_OK);
  assert_close(x[0], 10.0 / 19, TIGHT);
  assert_close(x[1], 9.0 / 19, TIGHT);
  assert_int_equal(tl_bargain_rubinstein(1, (double[]){.9, .95}, (double[]){0, 0}, x, NULL), TL_OK);
  assert_close(x[0], 0.05 / 0.145, TIGHT);
  assert_int_equal(tl_bargain_rubinstein(1, (double[]){.9, .9}, (double[]){0, 0.6}, x, NULL), TL_OK);
  assert_close(x[1], 0.6, TIGHT);
  assert_close(x[0], 0.4, TIGHT);
  assert_int_equal(tl_bargain_rubinstein(1, (double[]){.9, .9}, (double[]){0, 0.3}, x, NULL), TL_OK);
  assert_close(x[1], 9.0 / 19, TIGHT);
  tl_error error = {0};
  assert_int_equal(tl_bargain_rubinstein(1, (double[]){.9, .9}, (double[]){.7, .6}, x, &error), TL_ERR_NO_ANSWER);
  assert_int_equal(tl_bargain_rubinstein(1, (double[]){1, 1}, (double[]){0, 0}, x, &error), TL_ERR_INPUT);
  assert_true(isnan(x[0]));
}

static void nash_shares_what_is_above_the_outside_options(void **state) {
  (void)state;
  double x[3];
  tl_error error = {0};
  assert_int_equal(tl_bargain_nash(10, 2, (double[]){1, 3}, (double[]){.25, .75}, x, &error), TL_OK);
  assert_close(x[0], 2.5, TIGHT);
  assert_close(x[1], 7.5, TIGHT);
  assert_int_equal(tl_bargain_nash(9, 3, (double[]){0, 0, 3}, NULL, x, &error), TL_OK);
  assert_close(x[2], 5, TIGHT);
  assert_int_equal(tl_bargain_nash(3, 2, (double[]){2, 2}, NULL, x, &error), TL_ERR_NO_ANSWER);
  assert_non_null(strstr(error.sentence, "less than the outside options"));
}

/* Frontier u1 + u2 = 1 up to u1 = 1/2, then u2 = 2 (3/4 - u1): ideal point (3/4, 1), so u2 = 4/3 u1 = 4/7. */
static void kalai_and_smorodinsky_follow_the_ideal_point(void **state) {
  (void)state;
  double x[2];
  const double u1[] = {0, .5, .75}, u2[] = {1, .5, 0}, none[] = {0, 0};
  assert_int_equal(tl_bargain_kalai_smorodinsky(u1, u2, 3, none, x, NULL), TL_OK);
  assert_close(x[0], 3.0 / 7, TIGHT);
  assert_close(x[1], 4.0 / 7, TIGHT);
  assert_int_equal(tl_bargain_kalai_smorodinsky(u1, u2, 2, (double[]){0.1, 0.5}, x, NULL), TL_OK);
  assert_close(x[0], 0.3, TIGHT); /* on the straight part: halves of what is left, 0.4 */
  assert_int_equal(tl_bargain_kalai_smorodinsky(u1, u2, 3, (double[]){.7, .9}, x, NULL), TL_ERR_NO_ANSWER);
  assert_int_equal(tl_bargain_kalai_smorodinsky((double[]){0, .5, 1}, (double[]){1, .2, 0}, 3, none, x, NULL),
                   TL_ERR_INPUT);
}

static void nash_in_nash_with_two_needed_partners(void **state) {
  (void)state;
  double fees[2], rest;
  assert_int_equal(tl_bargain_nash_in_nash(6, 2, NULL, TL_BARGAIN_FEES_IF_TRADE, fees, &rest, NULL), TL_OK);
  assert_close(fees[0], 2, TIGHT);
  assert_close(fees[1], 2, TIGHT);
  assert_close(rest, 2, TIGHT);
  assert_int_equal(tl_bargain_nash_in_nash(6, 2, NULL, TL_BARGAIN_FEES_ANYWAY, fees, &rest, NULL), TL_OK);
  assert_close(fees[0], 3, TIGHT);
  assert_close(rest, 0, TIGHT);
  const double weights[] = {0.2, 0.6}; /* t_k = b_k (S - other fee) */
  assert_int_equal(tl_bargain_nash_in_nash(1, 2, weights, TL_BARGAIN_FEES_IF_TRADE, fees, &rest, NULL), TL_OK);
  assert_close(fees[0], 0.2 * (1 - fees[1]), TIGHT);
  assert_close(fees[1], 0.6 * (1 - fees[0]), TIGHT);
  assert_close(rest, 1 - fees[0] - fees[1], TIGHT);
}

/* With thirds the investor needs S >= 3 K where S >= K is efficient. */
static void hold_up_stops_what_would_pay(void **state) {
  (void)state;
  tl_bargain_holdup h;
  assert_int_equal(tl_bargain_hold_up(2, 1, 1.0 / 3, &h, NULL), TL_OK);
  assert_true(h.efficient && !h.invests);
  assert_close(h.threshold, 3, TIGHT);
  assert_int_equal(tl_bargain_hold_up(3 + 1e-9, 1, 1.0 / 3, &h, NULL), TL_OK);
  assert_true(h.efficient && h.invests);
  assert_int_equal(tl_bargain_hold_up(1 - 1e-9, 1, 1.0 / 3, &h, NULL), TL_OK);
  assert_false(h.efficient || h.invests);
  assert_int_equal(tl_bargain_hold_up(2, 1, 1.0 / 3, &h, NULL), TL_OK);
  assert_close(h.before, 1.0 / 3, TIGHT);
  assert_close(h.after, 2.0 / 3 - 1, TIGHT);
  const double a = 0.4, k = 1, s = 2.5; /* S/3 + a (S - K)/6 >= K */
  assert_int_equal(tl_bargain_hold_up_transit(s, k, a, &h, NULL), TL_OK);
  assert_close(h.after, s / 3 + a * (s - k) / 6 - k, TIGHT);
  assert_close(h.before, (s - k) * (1.0 / 3 + a / 6), TIGHT);
  assert_int_equal(tl_bargain_hold_up_transit(h.threshold, k, a, &h, NULL), TL_OK);
  assert_close(h.after, 0, TIGHT);
}

/* The share after sinking is the Shapley value of the game with v(all) = S and the alternative net. */
static void hold_up_in_transit_is_the_shapley_value_of_the_sunk_game(void **state) {
  (void)state;
  const double s = 3, k = 1, a = 0.3;
  const double v[8] = {0, 0, 0, 0, 0, a * (s - k), 0, s}; /* R, M, C */
  double x[3];
  tl_game *game;
  assert_int_equal(tl_game_create(3, NULL, v, TL_GAME_GAINS, NULL, &game, NULL), TL_OK);
  tl_game_shapley(game, x);
  tl_bargain_holdup h;
  assert_int_equal(tl_bargain_hold_up_transit(s, k, a, &h, NULL), TL_OK);
  assert_close(h.after, x[0] - k, TIGHT);
  tl_game_destroy(game);
}

static void an_obsolescing_bargain_loses_what_is_sunk(void **state) {
  (void)state;
  const double sunk[] = {0, 0.5, 1};
  double gains[3];
  assert_int_equal(tl_bargain_obsolescing(6, 3, 1.0 / 3, sunk, 3, gains, NULL), TL_OK);
  assert_close(gains[0], 1, TIGHT);
  assert_close(gains[1], 0, TIGHT);
  assert_close(gains[2], -1, TIGHT);
  assert_int_equal(tl_bargain_obsolescing(6, 3, 0.3, (double[]){.5, .4}, 2, gains, NULL), TL_ERR_INPUT);
}

/* Shares .5, .3, .2: 3,800 and 1.029653 and 0.937231; N-1 160/150. */
static void measures_of_dependence_by_hand(void **state) {
  (void)state;
  const double shares[] = {.5, .3, .2, 0}, risks[] = {2, 1, 1, 1};
  double x, y;
  assert_int_equal(tl_dependence_hhi(shares, NULL, 4, &x, NULL), TL_OK);
  assert_close(1e4 * x, 3800, 1e4 * TIGHT);
  assert_int_equal(tl_dependence_hhi(shares, risks, 4, &x, NULL), TL_OK);
  assert_close(1e4 * x, 6300, 1e4 * TIGHT);
  /* Supplier concentration (Le Coq and Paltseva 2009): positive net imports over consumption, squared, times distance
   * and fungibility: 40 and 20 of 100, the third sends nothing; (0.4^2 1.5 1 + 0.2^2 2 0.5) = 0.28. */
  assert_int_equal(tl_dependence_hhi((double[]){.4, .2, 0}, (double[]){1.5 * 1, 2 * .5, 3}, 3, &x, NULL), TL_OK);
  assert_close(x, 0.28, TIGHT);
  assert_int_equal(tl_dependence_shannon_wiener(shares, 4, &x, &y, NULL), TL_OK);
  const double entropy = -.5 * log(.5) - .3 * log(.3) - .2 * log(.2);
  assert_close(x, entropy, TIGHT);
  assert_close(y, entropy / log(3), TIGHT);
  assert_close(x, 1.029653, 1e-6);
  assert_close(y, 0.937231, 1e-6);
  assert_int_equal(tl_dependence_neumann(shares, (double[]){1, 1, 1, 1}, 0.5, 4, &y, NULL), TL_OK);
  assert_close(y, 1.5 * x, TIGHT);
  tl_dependence_n1 n1 = {100, 20, 60, 30, 50, 150, 0};
  assert_int_equal(tl_dependence_n_minus_1(&n1, &x, NULL), TL_OK);
  assert_close(100 * x, 320.0 / 3, 100 * TIGHT);
  n1.demand_side = 30;
  assert_int_equal(tl_dependence_n_minus_1(&n1, &x, NULL), TL_OK);
  assert_close(x, 160.0 / 120, TIGHT);
  assert_int_equal(tl_dependence_residual_supply((double[]){50, 30, 40}, 3, 0, 80, &x, NULL), TL_OK);
  assert_close(x, 70.0 / 80, TIGHT);
  tl_dependence_pair pair;
  assert_int_equal(tl_dependence_bilateral(20, 100, 40, &pair, NULL), TL_OK);
  assert_close(pair.buyer, 0.2, TIGHT);
  assert_close(pair.seller, 0.5, TIGHT);
  assert_close(pair.asymmetry, -0.3 / 0.7, TIGHT);
  assert_int_equal(tl_dependence_switching(15, 1000, 50, &x, NULL), TL_OK);
  assert_close(x, 35, TIGHT);
  double parts[3];
  assert_int_equal(tl_dependence_shares((double[]){5, 3, 2}, 3, parts, NULL), TL_OK);
  assert_close(parts[1], 0.3, TIGHT);
}

static void figures_that_cannot_be_are_refused(void **state) {
  (void)state;
  double x, y;
  tl_error error = {0};
  assert_int_equal(tl_dependence_hhi((double[]){50, 30}, NULL, 2, &x, &error), TL_ERR_INPUT);
  assert_non_null(strstr(error.sentence, "not per cent"));
  assert_true(isnan(x));
  assert_int_equal(tl_dependence_shannon_wiener((double[]){NAN}, 1, &x, &y, &error), TL_ERR_INPUT);
  const tl_dependence_n1 n1 = {10, 0, 0, 0, 50, 150, 0};
  assert_int_equal(tl_dependence_n_minus_1(&n1, &x, &error), TL_ERR_INPUT);
  assert_int_equal(tl_dependence_residual_supply((double[]){1}, 1, 1, 1, &x, &error), TL_ERR_INPUT);
  assert_int_equal(tl_bargain_nash(INFINITY, 1, (double[]){0}, NULL, &x, &error), TL_ERR_INPUT);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(alternating_offers_end_as_rubinstein_says),
      cmocka_unit_test(nash_shares_what_is_above_the_outside_options),
      cmocka_unit_test(kalai_and_smorodinsky_follow_the_ideal_point),
      cmocka_unit_test(nash_in_nash_with_two_needed_partners),
      cmocka_unit_test(hold_up_stops_what_would_pay),
      cmocka_unit_test(hold_up_in_transit_is_the_shapley_value_of_the_sunk_game),
      cmocka_unit_test(an_obsolescing_bargain_loses_what_is_sunk),
      cmocka_unit_test(measures_of_dependence_by_hand),
      cmocka_unit_test(figures_that_cannot_be_are_refused),
  };
  return cmocka_run_group_tests_name("bargain", tests, NULL, NULL);
}
