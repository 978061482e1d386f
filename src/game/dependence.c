/* Who needs whom: measures of concentration and dependence. Formulas and sources: docs/theory/dependence.md. */
#include <math.h>

#include "game/tli_game.h"

static tl_code not_negative(const char *what, double value, tl_error *error) {
  if (value >= 0 && isfinite(value)) return TL_OK;
  return tl_fail(error, TL_ERR_INPUT, "%s = %g: it must be finite and not negative", what, value);
}

static tl_code above_0(const char *what, double value, tl_error *error) {
  if (value > 0 && isfinite(value)) return TL_OK;
  return tl_fail(error, TL_ERR_INPUT, "%s = %g: it must be finite and above 0", what, value);
}

static tl_code check_shares(const double *shares, size_t count, tl_error *error) {
  double sum = 0;
  for (size_t i = 0; i < count; i++) {
    TLI_TRY(not_negative("share", shares[i], error));
    sum += shares[i];
  }
  if (sum > 1 + 1e-9) return tl_fail(error, TL_ERR_INPUT, "the shares sum to %g: at most 1 (not per cent)", sum);
  return TL_OK;
}

tl_code tl_dependence_shares(const double *volumes, size_t count, double *shares, tl_error *error) {
  double sum = 0;
  for (size_t i = 0; i < count; i++) {
    TLI_TRY(not_negative("volume", volumes[i], error));
    sum += volumes[i];
  }
  TLI_TRY(above_0("sum of the volumes", sum, error));
  for (size_t i = 0; i < count; i++) shares[i] = volumes[i] / sum;
  return TL_OK;
}

tl_code tl_dependence_hhi(const double *shares, const double *risks, size_t count, double *hhi, tl_error *error) {
  double sum = 0;
  *hhi = NAN;
  TLI_TRY(check_shares(shares, count, error));
  for (size_t i = 0; i < count; i++) {
    if (risks != NULL) TLI_TRY(not_negative("risk weight", risks[i], error));
    sum += (risks != NULL ? risks[i] : 1) * shares[i] * shares[i];
  }
  *hhi = sum;
  return TL_OK;
}

tl_code tl_dependence_shannon_wiener(const double *shares, size_t count, double *entropy, double *evenness,
                                     tl_error *error) {
  double sum = 0;
  size_t suppliers = 0;
  *entropy = *evenness = NAN;
  TLI_TRY(check_shares(shares, count, error));
  for (size_t i = 0; i < count; i++)
    if (shares[i] > 0) {
      sum -= shares[i] * log(shares[i]);
      suppliers++;
    }
  *entropy = sum + 0.0;
  if (suppliers > 1) *evenness = sum / log((double)suppliers);
  return TL_OK;
}

tl_code tl_dependence_neumann(const double *shares, const double *stability, double own_output, size_t count,
                              double *index, tl_error *error) {
  double sum = 0;
  *index = NAN;
  TLI_TRY(check_shares(shares, count, error));
  TLI_TRY(not_negative("own output", own_output, error));
  for (size_t i = 0; i < count; i++) {
    TLI_TRY(not_negative("political stability", stability[i], error));
    if (shares[i] > 0) sum -= shares[i] * stability[i] * log(shares[i]) * (1 + own_output);
  }
  *index = sum + 0.0;
  return TL_OK;
}

tl_code tl_dependence_n_minus_1(const tl_dependence_n1 *country, double *n_minus_1, tl_error *error) {
  *n_minus_1 = NAN;
  TLI_TRY(not_negative("capacity of the entry points", country->entry_points, error));
  TLI_TRY(not_negative("production", country->production, error));
  TLI_TRY(not_negative("storage", country->storage, error));
  TLI_TRY(not_negative("LNG", country->lng, error));
  TLI_TRY(not_negative("largest infrastructure", country->largest, error));
  TLI_TRY(above_0("demand of the day", country->demand_day, error));
  TLI_TRY(not_negative("demand covered by measures", country->demand_side, error));
  const double all = country->entry_points + country->production + country->storage + country->lng;
  if (country->largest > all)
    return tl_fail(error, TL_ERR_INPUT, "the largest infrastructure, %g, exceeds all capacity together, %g",
                   country->largest, all);
  if (!(country->demand_side < country->demand_day))
    return tl_fail(error, TL_ERR_INPUT, "measures cover %g of a demand of %g: the rule then has no meaning",
                   country->demand_side, country->demand_day);
  *n_minus_1 = (all - country->largest) / (country->demand_day - country->demand_side);
  return TL_OK;
}

tl_code tl_dependence_residual_supply(const double *capacities, size_t count, size_t supplier, double demand,
                                      double *index, tl_error *error) {
  double others = 0;
  *index = NAN;
  if (supplier >= count) return tl_fail(error, TL_ERR_INPUT, "supplier %zu of %zu: there is none", supplier + 1, count);
  TLI_TRY(above_0("demand", demand, error));
  for (size_t i = 0; i < count; i++) {
    TLI_TRY(not_negative("capacity", capacities[i], error));
    if (i != supplier) others += capacities[i];
  }
  *index = others / demand;
  return TL_OK;
}

tl_code tl_dependence_bilateral(double flow, double buyer_total, double seller_total, tl_dependence_pair *pair,
                                tl_error *error) {
  *pair = (tl_dependence_pair){NAN, NAN, NAN};
  TLI_TRY(not_negative("flow", flow, error));
  TLI_TRY(above_0("consumption of the buyer", buyer_total, error));
  TLI_TRY(above_0("exports of the seller", seller_total, error));
  pair->buyer = flow / buyer_total;
  pair->seller = flow / seller_total;
  if (flow > 0) pair->asymmetry = (pair->buyer - pair->seller) / (pair->buyer + pair->seller);
  return TL_OK;
}

tl_code tl_dependence_switching(double cost_step, double stranded_capital, double volume, double *cost_per_unit,
                                tl_error *error) {
  *cost_per_unit = NAN;
  if (!isfinite(cost_step)) return tl_fail(error, TL_ERR_INPUT, "cost step = %g: it must be finite", cost_step);
  TLI_TRY(not_negative("stranded capital", stranded_capital, error));
  TLI_TRY(above_0("volume", volume, error));
  *cost_per_unit = cost_step + stranded_capital / volume;
  return TL_OK;
}
