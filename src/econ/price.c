/* The price of a long contract: a lagged mean of oil products, bent and bounded, mixed with a hub price.
 *
 *   period(m) = anchor + floor((m - anchor)/V) V,   mean over months period - L - A .. period - L - 1
 *   B = sum_i w_i f_i mean_i,   oil = c + s B (kinks: slope below and above, continuous)
 *   price = min(ceiling, max(floor, (1 - h) oil + h hub))
 * A-L-V as in 9-0-3 (Energy Charter Secretariat, Putting a Price on Energy, 2007, chapter 4). Nominal prices. */
#include <math.h>
#include <string.h>

#include "econ/tli_econ.h"
#include "trunkline/econ_contract.h"

int tl_econ_month(int year, int month) { return year * 12 + month - 1; }

static tl_code check_lag(const tl_econ_lag *lag, tl_error *error) {
  if (lag->averaging >= 1 && lag->averaging <= 120 && lag->lag >= 0 && lag->lag <= 120 && lag->validity >= 1 &&
      lag->validity <= 120)
    return TL_OK;
  return tl_fail(error, TL_ERR_INPUT,
                 "averaging-lag-validity %d-%d-%d: months are allowed 1 .. 120, 0 .. 120 and 1 .. 120", lag->averaging,
                 lag->lag, lag->validity);
}

static tl_code value_of(const tl_econ_series *series, int month, double *value, tl_error *error) {
  long at = (long)month - series->first_month;
  *value = at >= 0 && (size_t)at < series->months ? series->values[at] : NAN;
  if (isfinite(*value)) return TL_OK;
  return tl_fail(error, TL_ERR_INPUT, "%s has no value for %d-%02d; give that month or start later", series->name,
                 month / 12, month % 12 + 1);
}

tl_code tl_econ_lagged_mean(const tl_econ_series *series, const tl_econ_series *exchange, const tl_econ_lag *lag,
                            const char *currency, int month, double *mean, tl_error *error) {
  TLI_TRY(check_lag(lag, error));
  if (month < 0 || month > 120000 || lag->anchor_month < 0 || lag->anchor_month > 120000)
    return tl_fail(error, TL_ERR_INPUT, "month %d or anchor month %d lies outside the years 0 .. 10000", month,
                   lag->anchor_month);
  bool same = strncmp(series->currency, currency, 4) == 0;
  if (!same && exchange == NULL)
    return tl_fail(error, TL_ERR_INPUT, "%s is in %.3s, the formula in %.3s, and no rate of exchange is given",
                   series->name, series->currency, currency);
  int past = (month - lag->anchor_month) % lag->validity;
  if (past < 0) past += lag->validity;
  int end = month - past - lag->lag;
  double sum = 0;
  for (int k = end - lag->averaging; k < end; k++) {
    double value = 0, rate = 1;
    TLI_TRY(value_of(series, k, &value, error));
    if (!same) {
      TLI_TRY(value_of(exchange, k, &rate, error));
      if (!(rate > 0))
        return tl_fail(error, TL_ERR_INPUT, "%s = %g in %d-%02d: a rate of exchange must be above 0", exchange->name,
                       rate, k / 12, k % 12 + 1);
    }
    sum += value * rate;
  }
  *mean = sum / lag->averaging;
  return TL_OK;
}

tl_econ_formula tl_econ_formula_plain(const char *currency, const tl_econ_basket_item *basket, size_t basket_count,
                                      tl_econ_lag lag) {
  tl_econ_formula formula = {.basket = basket, .basket_count = basket_count, .lag = lag, .slope = 1};
  for (size_t k = 0; k < 3 && currency[k] != '\0'; k++) formula.currency[k] = currency[k];
  formula.low_kink = formula.floor = -INFINITY;
  formula.high_kink = formula.ceiling = INFINITY;
  formula.slope_below = formula.slope_above = 1;
  formula.hub_lag = (tl_econ_lag){1, 0, 1, 0};
  return formula;
}

static tl_code check_formula(const tl_econ_formula *f, tl_error *error) {
  if (!(f->hub_share >= 0 && f->hub_share <= 1))
    return tl_fail(error, TL_ERR_INPUT, "hub share = %g is outside 0 .. 1", f->hub_share);
  if (f->hub_share > 0 && f->hub == NULL)
    return tl_fail(error, TL_ERR_INPUT, "hub share = %g, but no series of hub prices is given", f->hub_share);
  if (!isfinite(f->slope) || !isfinite(f->constant) || !isfinite(f->slope_below) || !isfinite(f->slope_above))
    return tl_fail(error, TL_ERR_INPUT, "slope = %g, constant = %g, slopes beyond the kinks %g and %g must be finite",
                   f->slope, f->constant, f->slope_below, f->slope_above);
  if (!(f->low_kink <= f->high_kink))
    return tl_fail(error, TL_ERR_INPUT, "the low kink %g of the S-curve lies above the high one %g", f->low_kink,
                   f->high_kink);
  if (!(f->floor <= f->ceiling))
    return tl_fail(error, TL_ERR_INPUT, "the floor price %g lies above the ceiling %g", f->floor, f->ceiling);
  double weights = 0;
  for (size_t k = 0; k < f->basket_count; k++) {
    const tl_econ_basket_item *item = &f->basket[k];
    if (!(item->weight >= 0 && item->weight <= 1))
      return tl_fail(error, TL_ERR_INPUT, "share of %s in the basket = %g is outside 0 .. 1", item->series->name,
                     item->weight);
    if (!(item->factor > 0) || !isfinite(item->factor))
      return tl_fail(error, TL_ERR_INPUT, "factor of %s in the basket = %g must be above 0 and finite",
                     item->series->name, item->factor);
    weights += item->weight;
  }
  if (fabs(weights - 1) <= 1e-9) return TL_OK;
  return tl_fail(error, TL_ERR_INPUT, "the shares of the basket sum to %.12g; they must sum to 1", weights);
}

static tl_code basket_of(const tl_econ_formula *f, int month, double *basket, tl_error *error) {
  *basket = 0;
  for (size_t k = 0; k < f->basket_count; k++) {
    double mean = 0;
    const tl_econ_basket_item *item = &f->basket[k];
    TLI_TRY(tl_econ_lagged_mean(item->series, item->exchange, &f->lag, f->currency, month, &mean, error));
    *basket += item->weight * item->factor * mean;
  }
  return TL_OK;
}

tl_code tl_econ_formula_price(const tl_econ_formula *formula, int month, tl_econ_price *price, tl_error *error) {
  *price = (tl_econ_price){NAN, NAN, NAN, NAN, false, false};
  TLI_TRY(check_formula(formula, error));
  double basket = 0, hub = NAN;
  TLI_TRY(basket_of(formula, month, &basket, error));
  if (formula->hub_share > 0)
    TLI_TRY(tl_econ_lagged_mean(formula->hub, formula->hub_exchange, &formula->hub_lag, formula->currency, month, &hub,
                                error));
  double inside = fmin(fmax(basket, formula->low_kink), formula->high_kink);
  double oil = formula->constant + formula->slope * inside;
  if (basket < inside) oil -= formula->slope_below * (inside - basket);
  if (basket > inside) oil += formula->slope_above * (basket - inside);
  double mixed = formula->hub_share > 0 ? (1 - formula->hub_share) * oil + formula->hub_share * hub : oil;
  double bounded = fmin(fmax(mixed, formula->floor), formula->ceiling);
  if (!isfinite(bounded))
    return tl_fail(error, TL_ERR_INPUT, "the price formula gives no finite price for %d-%02d", month / 12,
                   month % 12 + 1);
  *price = (tl_econ_price){basket, oil, hub, bounded, mixed<formula->floor, mixed> formula->ceiling};
  return TL_OK;
}

/* Means of basket and price over the months of an observation. */
static tl_code means_over(const tl_econ_formula *formula, const tl_econ_observed *seen, double *basket, double *price,
                          tl_error *error) {
  if (seen->last_month < seen->first_month || seen->last_month - seen->first_month > 1200)
    return tl_fail(error, TL_ERR_INPUT, "an observed price ends in %d-%02d, before or too long after its start %d-%02d",
                   seen->last_month / 12, seen->last_month % 12 + 1, seen->first_month / 12,
                   seen->first_month % 12 + 1);
  if (!isfinite(seen->price))
    return tl_fail(error, TL_ERR_INPUT, "the observed price of %d-%02d is not a finite number", seen->first_month / 12,
                   seen->first_month % 12 + 1);
  *basket = *price = 0;
  for (int month = seen->first_month; month <= seen->last_month; month++) {
    tl_econ_price one;
    TLI_TRY(tl_econ_formula_price(formula, month, &one, error));
    *basket += one.basket;
    *price += one.price;
  }
  *basket /= seen->last_month - seen->first_month + 1;
  *price /= seen->last_month - seen->first_month + 1;
  return TL_OK;
}

tl_code tl_econ_formula_fit(const tl_econ_formula *formula, const tl_econ_observed *observed, size_t count,
                            bool with_constant, tl_econ_fit *fit, tl_error *error) {
  *fit = (tl_econ_fit){NAN, NAN, NAN, NAN};
  if (count < (with_constant ? 3U : 2U))
    return tl_fail(error, TL_ERR_INPUT, "%zu observed prices are too few to fit %s", count,
                   with_constant ? "slope and constant; give three" : "a slope; give two");
  double x_mean = 0, y_mean = 0, x = 0, given = 0, given_squares = 0, n = (double)count;
  for (size_t k = 0; k < count; k++) {
    TLI_TRY(means_over(formula, &observed[k], &x, &given, error));
    x_mean += x / n;
    y_mean += observed[k].price / n;
    given_squares += (given - observed[k].price) * (given - observed[k].price);
  }
  if (!with_constant) x_mean = y_mean = 0;
  double xx = 0, xy = 0, largest = 0;
  for (size_t k = 0; k < count; k++) {
    TLI_TRY(means_over(formula, &observed[k], &x, &given, error));
    xx += (x - x_mean) * (x - x_mean);
    xy += (x - x_mean) * (observed[k].price - y_mean);
    largest = fmax(largest, fabs(x));
  }
  if (!(xx > 1e-24 * n * largest * largest))
    return tl_fail(error, TL_ERR_INPUT, "the basket is the same for all observed prices, so no slope can be fitted");
  double slope = xy / xx, constant = y_mean - slope * x_mean, squares = 0;
  for (size_t k = 0; k < count; k++) {
    TLI_TRY(means_over(formula, &observed[k], &x, &given, error));
    double off = constant + slope * x - observed[k].price;
    squares += off * off;
  }
  *fit = (tl_econ_fit){slope, constant, sqrt(squares / n), sqrt(given_squares / n)};
  return TL_OK;
}
