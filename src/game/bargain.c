/* Bargaining between few sides, in closed form. Equations and sources: docs/theory/bargaining.md. */
#include <math.h>

#include "game/tli_game.h"

static tl_code check_number(const char *what, double value, double least, double most, tl_error *error) {
  if (value >= least && value <= most) return TL_OK;
  return tl_fail(error, TL_ERR_INPUT, "%s = %g is outside %g .. %g", what, value, least, most);
}

#define MOST_MONEY 1e300

/* u_i = d_i + b_i (S - sum d) */
tl_code tl_bargain_nash(double surplus, size_t sides, const double *outside, const double *weights, double *shares,
                        tl_error *error) {
  double options = 0, weight = 0;
  if (sides < 1) return tl_fail(error, TL_ERR_INPUT, "a bargain needs at least one side");
  TLI_TRY(check_number("surplus", surplus, -MOST_MONEY, MOST_MONEY, error));
  for (size_t i = 0; i < sides; i++) {
    shares[i] = NAN;
    TLI_TRY(check_number("outside option", outside[i], -MOST_MONEY, MOST_MONEY, error));
    TLI_TRY(check_number("weight", weights != NULL ? weights[i] : 1, 0, 1e100, error));
    options += outside[i];
    weight += weights != NULL ? weights[i] : 1;
  }
  if (!(weight > 0)) return tl_fail(error, TL_ERR_INPUT, "the weights of the sides are all 0: who is to get the gain?");
  if (surplus < options)
    return tl_fail(error, TL_ERR_NO_ANSWER,
                   "no agreement: the surplus %.12g is less than the outside options, %.12g in sum", surplus, options);
  for (size_t i = 0; i < sides; i++)
    shares[i] = outside[i] + (weights != NULL ? weights[i] : 1) / weight * (surplus - options);
  return TL_OK;
}

/* Where the line from the outside options to the ideal point meets the frontier. */
tl_code tl_bargain_kalai_smorodinsky(const double *u1, const double *u2, size_t count, const double outside[2],
                                     double shares[2], tl_error *error) {
  shares[0] = shares[1] = NAN;
  if (count < 2) return tl_fail(error, TL_ERR_INPUT, "a frontier needs at least two points, not %zu", count);
  for (size_t k = 0; k < count; k++) {
    if (!isfinite(u1[k]) || !isfinite(u2[k]) || (k > 0 && (u1[k] <= u1[k - 1] || u2[k] >= u2[k - 1])))
      return tl_fail(error, TL_ERR_INPUT, "point %zu of the frontier (%g, %g): the first must rise, the second fall",
                     k + 1, u1[k], u2[k]);
    if (k >= 2 && (u2[k] - u2[k - 1]) * (u1[k - 1] - u1[k - 2]) > (u2[k - 1] - u2[k - 2]) * (u1[k] - u1[k - 1]))
      return tl_fail(error, TL_ERR_INPUT, "the frontier bends inwards at point %zu (%g, %g): mix the points beside it",
                     k, u1[k - 1], u2[k - 1]);
  }
  double best[2] = {NAN, NAN}; /* each side's most where the other gets his outside option */
  for (size_t k = 1; k < count; k++) {
    const double slope = (u2[k] - u2[k - 1]) / (u1[k] - u1[k - 1]);
    if (u2[k - 1] >= outside[1] && u2[k] <= outside[1]) best[0] = u1[k - 1] + (outside[1] - u2[k - 1]) / slope;
    if (u1[k - 1] <= outside[0] && u1[k] >= outside[0]) best[1] = u2[k - 1] + slope * (outside[0] - u1[k - 1]);
  }
  if (outside[0] < u1[0]) best[1] = u2[0]; /* the frontier ends before the option is reached: its end is the most */
  if (outside[1] < u2[count - 1]) best[0] = u1[count - 1];
  const double gain[2] = {best[0] - outside[0], best[1] - outside[1]};
  if (!(gain[0] >= 0 && gain[1] >= 0))
    return tl_fail(error, TL_ERR_NO_ANSWER,
                   "no agreement: no point of the frontier gives both sides their outside options (%g, %g)", outside[0],
                   outside[1]);
  for (size_t k = 1; k < count; k++) { /* g(u) = gain1 (u2 - d2) - gain2 (u1 - d1) falls along the frontier */
    const double before = gain[0] * (u2[k - 1] - outside[1]) - gain[1] * (u1[k - 1] - outside[0]);
    const double after = gain[0] * (u2[k] - outside[1]) - gain[1] * (u1[k] - outside[0]);
    if (before < 0 || after > 0) continue;
    const double t = before > after ? before / (before - after) : 0;
    shares[0] = u1[k - 1] + t * (u1[k] - u1[k - 1]);
    shares[1] = u2[k - 1] + t * (u2[k] - u2[k - 1]);
    return TL_OK;
  }
  return tl_fail(error, TL_ERR_NO_ANSWER, "no point of the frontier gives both sides the same share of their gains");
}

/* x1 = (1 - d2) / (1 - d1 d2); an outside option that exceeds the share is met, the other side keeps the rest. */
tl_code tl_bargain_rubinstein(double surplus, const double discount[2], const double outside[2], double shares[2],
                              tl_error *error) {
  shares[0] = shares[1] = NAN;
  TLI_TRY(check_number("surplus", surplus, 0, MOST_MONEY, error));
  for (int i = 0; i < 2; i++) {
    TLI_TRY(check_number("discount factor", discount[i], 0, 1, error));
    TLI_TRY(check_number("outside option", outside[i], -MOST_MONEY, MOST_MONEY, error));
  }
  if (!(discount[0] * discount[1] < 1))
    return tl_fail(error, TL_ERR_INPUT, "both discount factors are 1: nobody is in a hurry, so nothing is settled");
  if ((outside[0] > 0 ? outside[0] : 0) + (outside[1] > 0 ? outside[1] : 0) > surplus)
    return tl_fail(error, TL_ERR_NO_ANSWER,
                   "no agreement: the outside options %.12g and %.12g exceed the surplus %.12g", outside[0], outside[1],
                   surplus);
  const double first = surplus * (1 - discount[1]) / (1 - discount[0] * discount[1]);
  shares[0] = first;
  shares[1] = surplus - first;
  for (int i = 0; i < 2; i++)
    if (outside[i] > shares[i]) {
      shares[i] = outside[i];
      shares[1 - i] = surplus - outside[i];
    }
  return TL_OK;
}

/* Fees if trade: t_k = b_k (S - sum of the other fees), so t_k = r_k rest with r_k = b_k / (1 - b_k).
 * Fees anyway: the others' fees are sunk, t_k = b_k S. */
tl_code tl_bargain_nash_in_nash(double surplus, size_t partners, const double *weights, tl_bargain_fees kind,
                                double *fees, double *rest, tl_error *error) {
  double ratios = 0, full = 0;
  *rest = NAN;
  TLI_TRY(check_number("surplus", surplus, 0, MOST_MONEY, error));
  for (size_t k = 0; k < partners; k++) {
    const double b = weights != NULL ? weights[k] : 0.5;
    fees[k] = NAN;
    TLI_TRY(check_number("weight of a partner", b, 0, 1, error));
    if (b == 1) full++;
    if (b < 1) ratios += b / (1 - b);
  }
  if (kind == TL_BARGAIN_FEES_IF_TRADE && full > 1)
    return tl_fail(error, TL_ERR_INPUT, "%g partners have weight 1: each would take all; allowed is one", full);
  *rest = surplus;
  for (size_t k = 0; k < partners; k++) {
    const double b = weights != NULL ? weights[k] : 0.5;
    if (kind == TL_BARGAIN_FEES_ANYWAY)
      fees[k] = b * surplus;
    else if (full > 0)
      fees[k] = b == 1 ? surplus : 0;
    else
      fees[k] = b / (1 - b) * surplus / (1 + ratios);
    if (kind == TL_BARGAIN_FEES_ANYWAY) *rest -= fees[k];
  }
  if (kind == TL_BARGAIN_FEES_IF_TRADE) *rest = full > 0 ? 0 : surplus / (1 + ratios);
  return TL_OK;
}

tl_code tl_bargain_hold_up(double surplus, double investment, double share, tl_bargain_holdup *result,
                           tl_error *error) {
  *result = (tl_bargain_holdup){NAN, NAN, false, false, NAN};
  TLI_TRY(check_number("surplus", surplus, 0, MOST_MONEY, error));
  TLI_TRY(check_number("investment", investment, 0, MOST_MONEY, error));
  if (!(share > 0 && share <= 1))
    return tl_fail(error, TL_ERR_INPUT, "share of the investor = %g is outside 0 (excluded) .. 1", share);
  result->before = share * (surplus - investment);
  result->after = share * surplus - investment;
  result->efficient = surplus >= investment;
  result->threshold = investment / share;
  result->invests = result->after >= 0;
  return TL_OK;
}

/* Shapley: before, of the net game, (S - K)(1/3 + a/6); after, S/3 + a (S - K)/6 less K. */
tl_code tl_bargain_hold_up_transit(double surplus, double investment, double alternative, tl_bargain_holdup *result,
                                   tl_error *error) {
  *result = (tl_bargain_holdup){NAN, NAN, false, false, NAN};
  TLI_TRY(check_number("surplus", surplus, 0, MOST_MONEY, error));
  TLI_TRY(check_number("investment", investment, 0, MOST_MONEY, error));
  TLI_TRY(check_number("alternative", alternative, 0, 1, error));
  const double net = surplus - investment, without = net > 0 ? alternative * net : 0;
  result->efficient = net >= 0;
  result->before = net > 0 ? net / 3 + without / 6 : 0;
  result->after = surplus / 3 + without / 6 - investment;
  result->threshold = (investment + alternative * investment / 6) / (1.0 / 3 + alternative / 6);
  result->invests = result->after >= 0;
  return TL_OK;
}

tl_code tl_bargain_obsolescing(double surplus, double investment, double share, const double *sunk, size_t times,
                               double *gains, tl_error *error) {
  TLI_TRY(check_number("surplus", surplus, 0, MOST_MONEY, error));
  TLI_TRY(check_number("investment", investment, 0, MOST_MONEY, error));
  TLI_TRY(check_number("share of the investor", share, 0, 1, error));
  for (size_t t = 0; t < times; t++) {
    gains[t] = NAN;
    TLI_TRY(check_number("part that is sunk", sunk[t], 0, 1, error));
    if (t > 0 && sunk[t] < sunk[t - 1])
      return tl_fail(error, TL_ERR_INPUT,
                     "the part that is sunk falls from %g to %g at time %zu: what is sunk stays so", sunk[t - 1],
                     sunk[t], t + 1);
    gains[t] = share * (surplus - (1 - sunk[t]) * investment) - sunk[t] * investment;
  }
  return TL_OK;
}

tl_code tl_transit_shapley(double a, tl_transit_shares *shares, tl_error *error) {
  TLI_TRY(check_number("value without transit", a, 0, 1, error));
  *shares = (tl_transit_shares){1.0 / 3 + a / 6, (1 - a) / 3, 1.0 / 3 + a / 6};
  return TL_OK;
}

tl_code tl_transit_nucleolus(double a, tl_transit_shares *shares, tl_error *error) {
  TLI_TRY(check_number("value without transit", a, 0, 1, error));
  if (a < 1.0 / 3)
    *shares = (tl_transit_shares){1.0 / 3, 1.0 / 3, 1.0 / 3};
  else
    *shares = (tl_transit_shares){(1 + a) / 4, (1 - a) / 2, (1 + a) / 4};
  return TL_OK;
}

tl_code tl_transit_tau(double a, tl_transit_shares *shares, tl_error *error) {
  TLI_TRY(check_number("value without transit", a, 0, 1, error));
  *shares = (tl_transit_shares){1 / (3 - a), (1 - a) / (3 - a), 1 / (3 - a)};
  return TL_OK;
}
