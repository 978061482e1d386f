/* trunkline/econ_contract.h - what a gas contract says about price and volume: pure functions on plain data.
 *
 * Prices are nominal. Months are counted as year * 12 + (month - 1), see tl_econ_month. Volumes, prices and currencies
 * are whatever the caller uses throughout: all functions are homogeneous in them. Nothing here allocates.
 * Theory: docs/theory/contract.md.
 */
#ifndef TRUNKLINE_ECON_CONTRACT_H
#define TRUNKLINE_ECON_CONTRACT_H

#include "trunkline/econ.h"

#ifdef __cplusplus
extern "C" {
#endif

/* --- price formula ------------------------------------------------------------------------------------------ */

/* Months since year 0: 2020, 1 gives 24240. month 1 .. 12. */
TL_API int tl_econ_month(int year, int month);

/* A price series, one value a month from first_month on; NaN where nothing is known. */
typedef struct tl_econ_series {
  const char *name;
  char currency[4]; /* ISO 4217 */
  int first_month;
  const double *values;
  size_t months;
} tl_econ_series;

/* Averaging-lag-validity: 9-0-3 is the mean of the nine months that end just before the quarter, valid for the
 * quarter; 3-9-3 the mean of three months that end nine months before it. anchor_month is the first month of some
 * validity period. */
typedef struct tl_econ_lag {
  int averaging, lag, validity; /* months: 1 .. 120, 0 .. 120, 1 .. 120 */
  int anchor_month;
} tl_econ_lag;

/* Mean of the series that the rule gives for a delivery month. exchange (may be NULL) gives units of `currency` for
 * one unit of the series, month by month. TL_ERR_INPUT with a sentence where a month is missing, or where the
 * currencies differ and no exchange is given. */
TL_API TL_MUST_USE tl_code tl_econ_lagged_mean(const tl_econ_series *series, const tl_econ_series *exchange,
                                               const tl_econ_lag *lag, const char *currency, int month, double *mean,
                                               tl_error *error);

/* One product of the basket: weight 0 .. 1, factor from the unit of the series to the unit of the basket (1 if same).
 */
typedef struct tl_econ_basket_item {
  const tl_econ_series *series;
  const tl_econ_series *exchange; /* NULL if the series is in the currency of the formula */
  double weight, factor;
} tl_econ_basket_item;

/* oil = constant + slope B between the kinks, with slope_below under low_kink and slope_above over high_kink,
 * continuous there; price = (1 - hub_share) oil + hub_share hub, then floor and ceiling. No S-curve: kinks -INFINITY
 * and INFINITY. No floor or ceiling: -INFINITY and INFINITY. */
typedef struct tl_econ_formula {
  char currency[4];
  const tl_econ_basket_item *basket;
  size_t basket_count;
  tl_econ_lag lag;
  double slope, constant;
  double low_kink, slope_below, high_kink, slope_above;
  double hub_share; /* 0 .. 1 */
  const tl_econ_series *hub;
  const tl_econ_series *hub_exchange;
  tl_econ_lag hub_lag;
  double floor, ceiling;
} tl_econ_formula;

/* A formula with slope 1, constant 0, no S-curve, no hub, no limits. */
TL_API tl_econ_formula tl_econ_formula_plain(const char *currency, const tl_econ_basket_item *basket,
                                             size_t basket_count, tl_econ_lag lag);
typedef struct tl_econ_price {
  double basket, oil, hub, price; /* hub is NaN where hub_share is 0 */
  bool at_floor, at_ceiling;
} tl_econ_price;
/* TL_ERR_INPUT with a sentence: weights that do not sum to 1 within 1e-9, shares outside 0 .. 1, months missing,
 * currencies that differ without a rate, a floor above the ceiling. */
TL_API TL_MUST_USE tl_code tl_econ_formula_price(const tl_econ_formula *formula, int month, tl_econ_price *price,
                                                 tl_error *error);

/* A realised price, mean over first_month .. last_month. */
typedef struct tl_econ_observed {
  int first_month, last_month;
  double price;
} tl_econ_observed;

/* Least squares of price on the mean basket of the same months: price = constant + slope B. */
typedef struct tl_econ_fit {
  double slope, constant;
  double rms_fitted;   /* root mean square of (formula - observed) with the fitted slope and constant */
  double rms_as_given; /* the same for the formula as it stands, floors, hub share and all */
} tl_econ_fit;
/* with_constant false fits the slope alone, through the origin. At least one observation more than is fitted,
 * TL_ERR_INPUT otherwise or where the baskets are all equal. */
TL_API TL_MUST_USE tl_code tl_econ_formula_fit(const tl_econ_formula *formula, const tl_econ_observed *observed,
                                               size_t count, bool with_constant, tl_econ_fit *fit, tl_error *error);

/* --- volumes ------------------------------------------------------------------------------------------------ */

/* volumes[k] = plateau ramp[k], full after the ramp. Shares 0 .. 1 that do not fall; TL_ERR_INPUT otherwise. */
TL_API TL_MUST_USE tl_code tl_econ_ramp_volumes(double plateau, const double *ramp, size_t ramp_years, double *volumes,
                                                size_t years, tl_error *error);

#define TL_ECON_NO_EXPIRY ((size_t)-1)

typedef enum tl_econ_make_up_price {
  TL_ECON_MAKE_UP_AS_PAID,   /* the rest of the price of the year in which it was not taken */
  TL_ECON_MAKE_UP_AT_CURRENT /* the price of the year of make-up less what was paid before; a refund where that fell */
} tl_econ_make_up_price;

typedef struct tl_econ_take_terms {
  double take_or_pay;     /* share of the annual contract quantity, 0 .. 1 */
  double largest_take;    /* share of the annual contract quantity, at least 1; INFINITY: no limit */
  double shortfall_price; /* share of the year's price paid for gas not taken, 0 .. 1 */
  size_t make_up_years;   /* a shortfall may be taken in that many following years; 0: no make-up */
  tl_econ_make_up_price basis;
  double carry_above;         /* carry-forward is earned above this share of the annual quantity, >= take_or_pay */
  double carry_limit;         /* of the annual quantity, used at most in a year, 0 .. 1; 0: no carry-forward */
  size_t carry_years;         /* may be used in that many following years */
  double seller_compensation; /* share of the year's price owed for gas asked for and not delivered, 0 .. 1 */
} tl_econ_take_terms;

typedef struct tl_econ_take_year {
  double annual_quantity, taken;
  double not_delivered; /* asked for within the buyer's rights, not delivered: the seller's shortfall */
  double force_majeure; /* excused on either side; comes off the annual quantity */
  double price;
} tl_econ_take_year;

/* Balances are those at the end of the year, after expiry. */
typedef struct tl_econ_take_result {
  double obligation; /* take-or-pay volume after force majeure and seller's shortfall, before carry-forward */
  double carry_used, shortfall, make_up, carry_earned;
  double make_up_balance, make_up_expired, carry_balance;
  double paid_volume;              /* taken less make-up, plus shortfall */
  double payment;                  /* by the buyer, net of the seller's compensation */
  double compensation;             /* by the seller, already in payment */
  double make_up_left, carry_left; /* of the lot that arose in this year, at the end of the term */
} tl_econ_take_result;

/* Settles the years in order. Make-up is taken only above the obligation, oldest lot first; carry-forward lowers a
 * shortfall, oldest lot first. results holds `years` rows. TL_ERR_INPUT with a sentence for terms or volumes out of
 * range. */
TL_API TL_MUST_USE tl_code tl_econ_take_or_pay(const tl_econ_take_terms *terms, const tl_econ_take_year *years,
                                               size_t count, tl_econ_take_result *results, tl_error *error);

#ifdef __cplusplus
}
#endif
#endif
