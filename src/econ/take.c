/* Take-or-pay, year by year.
 *
 *   obligation = max(0, p (Q - force majeure) - not delivered)
 *   shortfall  = max(0, obligation - taken - carry-forward used)
 *   make-up    = min(balance, max(0, taken - obligation)), oldest lot first, within its years
 *   paid volume = taken - make-up + shortfall
 * Carry-forward is earned on paid gas above its threshold and lowers later shortfalls (Association of International
 * Petroleum Negotiators, Gas Sales Agreement, 2006, article on take or pay). Lots are kept in the results. */
#include <math.h>

#include "econ/tli_econ.h"
#include "trunkline/econ_contract.h"

static tl_code check_share(double value, const char *what, tl_error *error) {
  if (value >= 0 && value <= 1) return TL_OK;
  return tl_fail(error, TL_ERR_INPUT, "%s = %g is outside 0 .. 1", what, value);
}

tl_code tli_econ_check_ramp(const double *ramp, size_t years, tl_error *error) {
  for (size_t k = 0; k < years; k++) {
    if (!(ramp[k] >= 0 && ramp[k] <= 1))
      return tl_fail(error, TL_ERR_INPUT, "ramp-up in year %zu = %g is outside 0 .. 1", k + 1, ramp[k]);
    if (k > 0 && ramp[k] < ramp[k - 1])
      return tl_fail(error, TL_ERR_INPUT, "the ramp-up falls from %g to %g in year %zu", ramp[k - 1], ramp[k], k + 1);
  }
  return TL_OK;
}

tl_code tl_econ_ramp_volumes(double plateau, const double *ramp, size_t ramp_years, double *volumes, size_t years,
                             tl_error *error) {
  if (!(plateau >= 0) || !isfinite(plateau))
    return tl_fail(error, TL_ERR_INPUT, "plateau volume = %g must be finite and not negative", plateau);
  TLI_TRY(tli_econ_check_ramp(ramp, ramp_years, error));
  if (ramp_years > years)
    return tl_fail(error, TL_ERR_INPUT, "the ramp-up has %zu years, the contract only %zu", ramp_years, years);
  for (size_t k = 0; k < years; k++) volumes[k] = k < ramp_years ? plateau * ramp[k] : plateau;
  return TL_OK;
}

static tl_code check_terms(const tl_econ_take_terms *terms, tl_error *error) {
  TLI_TRY(check_share(terms->take_or_pay, "take-or-pay share", error));
  TLI_TRY(check_share(terms->shortfall_price, "share of the price paid for gas not taken", error));
  TLI_TRY(check_share(terms->carry_limit, "yearly limit of carry-forward", error));
  TLI_TRY(check_share(terms->seller_compensation, "seller's compensation as a share of the price", error));
  if (!(terms->largest_take >= 1))
    return tl_fail(error, TL_ERR_INPUT, "largest take = %g of the annual quantity must be at least 1",
                   terms->largest_take);
  if (terms->carry_limit > 0 && !(terms->carry_above >= terms->take_or_pay))
    return tl_fail(error, TL_ERR_INPUT,
                   "carry-forward above %g of the annual quantity must start at the take-or-pay "
                   "share %g or higher",
                   terms->carry_above, terms->take_or_pay);
  return TL_OK;
}

static tl_code check_year(const tl_econ_take_terms *terms, const tl_econ_take_year *year, size_t number,
                          tl_error *error) {
  const double volumes[] = {year->annual_quantity, year->taken, year->not_delivered, year->force_majeure};
  static const char *const names[] = {"annual quantity", "volume taken", "volume not delivered",
                                      "volume under force majeure"};
  for (size_t k = 0; k < TLI_COUNT(volumes); k++)
    if (!(volumes[k] >= 0) || !isfinite(volumes[k]))
      return tl_fail(error, TL_ERR_INPUT, "%s in contract year %zu = %g must be finite and not negative", names[k],
                     number, volumes[k]);
  if (!isfinite(year->price))
    return tl_fail(error, TL_ERR_INPUT, "price in contract year %zu is not a finite number", number);
  if (year->force_majeure > year->annual_quantity)
    return tl_fail(error, TL_ERR_INPUT, "force majeure in contract year %zu excuses %g of an annual quantity of %g",
                   number, year->force_majeure, year->annual_quantity);
  double largest = isinf(terms->largest_take) ? INFINITY : terms->largest_take * year->annual_quantity;
  if (year->taken > largest * (1 + 1e-12))
    return tl_fail(error, TL_ERR_INPUT, "volume taken in contract year %zu = %g is above the largest take %g", number,
                   year->taken, largest);
  return TL_OK;
}

static size_t first_live(size_t now, size_t years) { return now > years ? now - years : 0; }

/* Takes up to `wanted` from the lots of carry-forward that still live in year `now`. */
static double use_carry(const tl_econ_take_terms *terms, tl_econ_take_result *results, size_t now, double wanted) {
  double used = 0;
  for (size_t k = first_live(now, terms->carry_years); k < now && used < wanted; k++) {
    double part = fmin(results[k].carry_left, wanted - used);
    results[k].carry_left -= part;
    used += part;
  }
  return used;
}

/* Takes up to `room` of make-up gas; *owed gets what is still to be paid for it. */
static double take_make_up(const tl_econ_take_terms *terms, const tl_econ_take_year *years,
                           tl_econ_take_result *results, size_t now, double room, double *owed) {
  double taken = 0;
  for (size_t k = first_live(now, terms->make_up_years); k < now && taken < room; k++) {
    double part = fmin(results[k].make_up_left, room - taken);
    double paid = terms->shortfall_price * years[k].price;
    double full = terms->basis == TL_ECON_MAKE_UP_AS_PAID ? years[k].price : years[now].price;
    results[k].make_up_left -= part;
    *owed += part * (full - paid);
    taken += part;
  }
  return taken;
}

/* What may still be used next year stays; what may not, goes. */
static void close_year(const tl_econ_take_terms *terms, tl_econ_take_result *results, size_t now) {
  tl_econ_take_result *r = &results[now];
  for (size_t k = 0; k <= now; k++) {
    if (now - k >= terms->make_up_years) {
      r->make_up_expired += results[k].make_up_left;
      results[k].make_up_left = 0;
    }
    if (now - k >= terms->carry_years) results[k].carry_left = 0;
    r->make_up_balance += results[k].make_up_left;
    r->carry_balance += results[k].carry_left;
  }
}

tl_code tl_econ_take_or_pay(const tl_econ_take_terms *terms, const tl_econ_take_year *years, size_t count,
                            tl_econ_take_result *results, tl_error *error) {
  TLI_TRY(check_terms(terms, error));
  for (size_t k = 0; k < count; k++) TLI_TRY(check_year(terms, &years[k], k + 1, error));
  for (size_t k = 0; k < count; k++) {
    const tl_econ_take_year *year = &years[k];
    tl_econ_take_result *r = &results[k];
    *r = (tl_econ_take_result){0};
    double quantity = year->annual_quantity, owed = 0;
    r->obligation = fmax(0, terms->take_or_pay * (quantity - year->force_majeure) - year->not_delivered);
    double missing = fmax(0, r->obligation - year->taken);
    r->carry_used = use_carry(terms, results, k, fmin(missing, terms->carry_limit * quantity));
    r->shortfall = missing - r->carry_used;
    r->make_up = take_make_up(terms, years, results, k, fmax(0, year->taken - r->obligation), &owed);
    if (terms->carry_limit > 0)
      r->carry_earned = fmax(0, year->taken - r->make_up - fmax(terms->carry_above * quantity, r->obligation));
    r->make_up_left = r->shortfall;
    r->carry_left = r->carry_earned;
    r->paid_volume = year->taken - r->make_up + r->shortfall;
    r->compensation = terms->seller_compensation * year->price * year->not_delivered;
    r->payment = (year->taken - r->make_up) * year->price + r->shortfall * terms->shortfall_price * year->price + owed -
                 r->compensation;
    close_year(terms, results, k);
  }
  return TL_OK;
}
