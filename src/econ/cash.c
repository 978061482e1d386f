/* Worth of a cash flow: present value, payback, levelised tariff, break-even, real money, parties.
 *
 *   NPV = sum_k f_k (1 + r)^-((k + timing) step)
 * (Brealey, Myers, Allen, Principles of Corporate Finance, 13th ed., chapters 2 and 5.) */
#include <math.h>

#include "econ/tli_econ.h"

tl_code tli_econ_check_flows(const double *flows, size_t count, const tl_econ_calendar *calendar, const char *what,
                             tl_error *error) {
  if (!(calendar->step_a > 0 && calendar->step_a <= 1) || !(calendar->timing >= 0 && calendar->timing <= 1))
    return tl_fail(error, TL_ERR_INPUT, "period of %g years with flows at %g of it; allowed are 0 .. 1 and 0 .. 1",
                   calendar->step_a, calendar->timing);
  if (count == 0) return tl_fail(error, TL_ERR_INPUT, "%s has no periods", what);
  for (size_t k = 0; k < count; k++)
    if (!isfinite(flows[k]))
      return tl_fail(error, TL_ERR_INPUT, "%s in period %zu is not a finite number", what, k + 1);
  return TL_OK;
}

static double discount(double rate_1_a, const tl_econ_calendar *calendar, size_t k) {
  return exp(-((double)k + calendar->timing) * calendar->step_a * log1p(rate_1_a));
}

static double value_of(const double *flows, size_t count, double rate_1_a, const tl_econ_calendar *calendar) {
  double sum = 0;
  for (size_t k = 0; k < count; k++) sum += flows[k] * discount(rate_1_a, calendar, k);
  return sum;
}

tl_code tl_econ_npv(const double *flows, size_t count, double rate_1_a, const tl_econ_calendar *calendar, double *npv,
                    tl_error *error) {
  TLI_TRY(tli_econ_check_rate(rate_1_a, "discount rate", error));
  TLI_TRY(tli_econ_check_flows(flows, count, calendar, "the cash flow", error));
  *npv = value_of(flows, count, rate_1_a, calendar);
  if (isfinite(*npv)) return TL_OK;
  return tl_fail(error, TL_ERR_INPUT, "the present value at rate %g over %zu periods is not finite", rate_1_a, count);
}

tl_code tl_econ_payback(const double *flows, size_t count, double rate_1_a, const tl_econ_calendar *calendar,
                        double *years, tl_error *error) {
  TLI_TRY(tli_econ_check_rate(rate_1_a, "discount rate", error));
  TLI_TRY(tli_econ_check_flows(flows, count, calendar, "the cash flow", error));
  double sum = 0;
  bool below = true;
  for (size_t k = 0; k < count; k++) {
    double flow = flows[k] * discount(rate_1_a, calendar, k), before = sum;
    sum += flow;
    if (sum >= 0 && below) *years = ((double)k + (before < 0 ? -before / flow : 0)) * calendar->step_a;
    below = sum < 0;
  }
  if (!below) return TL_OK;
  return tl_fail(error, TL_ERR_NO_ANSWER, "the project never pays back: %g is still missing after %g years at rate %g",
                 -sum, (double)count * calendar->step_a, rate_1_a);
}

tl_code tl_econ_levelised_tariff(const double *costs, const double *volumes, size_t count, double rate_1_a,
                                 const tl_econ_calendar *calendar, double *tariff, tl_error *error) {
  TLI_TRY(tli_econ_check_rate(rate_1_a, "discount rate", error));
  TLI_TRY(tli_econ_check_flows(costs, count, calendar, "the cost", error));
  TLI_TRY(tli_econ_check_flows(volumes, count, calendar, "the volume", error));
  double volume = value_of(volumes, count, rate_1_a, calendar);
  if (!(volume > 0) || !isfinite(volume))
    return tl_fail(error, TL_ERR_INPUT, "discounted volume = %g: nothing can bear the cost", volume);
  *tariff = value_of(costs, count, rate_1_a, calendar) / volume;
  return TL_OK;
}

tl_code tl_econ_break_even(tl_econ_value_at value, void *context, double low, double high, double *price,
                           tl_error *error) {
  if (!isfinite(low) || !isfinite(high) || !(low < high))
    return tl_fail(error, TL_ERR_INPUT, "break-even is looked for from %g to %g; the first must be lower", low, high);
  double at_low = 0, at_high = 0;
  TLI_TRY(value(context, low, &at_low, error));
  TLI_TRY(value(context, high, &at_high, error));
  if (!isfinite(at_low) || !isfinite(at_high) || (at_low > 0 && at_high > 0) || (at_low < 0 && at_high < 0))
    return tl_fail(error, TL_ERR_NO_ANSWER, "no break-even between %g and %g: the value is %g and %g there", low, high,
                   at_low, at_high);
  if (at_low == 0.0) high = low;
  if (at_high == 0.0) low = high;
  /* Regula falsi with the weight of an end that stays halved (Illinois); every fourth step halves the interval. */
  double weight_low = at_low, weight_high = at_high;
  int kept = 0;
  for (unsigned round = 0; low < high; round++) {
    double middle = low + 0.5 * (high - low), at = 0;
    if (middle <= low || middle >= high) break;
    double share = weight_low / (weight_low - weight_high), trial = low + share * (high - low);
    if (round % 4 == 3 || !(trial > low && trial < high)) trial = middle;
    TLI_TRY(value(context, trial, &at, error));
    if (at == 0.0) {
      low = high = trial;
    } else if ((at > 0) == (at_low > 0)) {
      low = trial;
      weight_low = at;
      if (kept < 0) weight_high *= 0.5;
      kept = -1;
    } else {
      high = trial;
      weight_high = at;
      if (kept > 0) weight_low *= 0.5;
      kept = 1;
    }
  }
  *price = high;
  return TL_OK;
}

tl_code tl_econ_deflate(const double *nominal, size_t count, double inflation_1_a, double base_a,
                        const tl_econ_calendar *calendar, double *real, tl_error *error) {
  TLI_TRY(tli_econ_check_rate(inflation_1_a, "inflation", error));
  TLI_TRY(tli_econ_check_flows(nominal, count, calendar, "the cash flow", error));
  for (size_t k = 0; k < count; k++)
    real[k] = nominal[k] * exp(-(((double)k + calendar->timing) * calendar->step_a - base_a) * log1p(inflation_1_a));
  return TL_OK;
}

tl_code tl_econ_by_year(const double *monthly, size_t months, int first_month, double *years, size_t room,
                        size_t *count, tl_error *error) {
  if (first_month < 0) return tl_fail(error, TL_ERR_INPUT, "the first month lies before the year 0");
  *count = months == 0 ? 0 : ((size_t)first_month % 12 + months + 11) / 12;
  if (*count > room)
    return tl_fail(error, TL_ERR_USAGE, "%zu months touch %zu years; there is room for %zu", months, *count, room);
  for (size_t y = 0; y < *count; y++) years[y] = 0;
  for (size_t k = 0; k < months; k++) years[((size_t)first_month % 12 + k) / 12] += monthly[k];
  return TL_OK;
}

static tl_code check_payment(const tl_econ_payment *payment, size_t parties, size_t periods, tl_error *error) {
  bool from = payment->payer == TL_ECON_OUTSIDE, to = payment->payee == TL_ECON_OUTSIDE;
  if ((!from && payment->payer >= parties) || (!to && payment->payee >= parties) || payment->payer == payment->payee)
    return tl_fail(error, TL_ERR_INPUT, "%s goes between no two of %zu parties and the outside", payment->name,
                   parties);
  for (size_t k = 0; k < periods; k++)
    if (!isfinite(payment->amounts[k]))
      return tl_fail(error, TL_ERR_INPUT, "%s in period %zu is not a finite number", payment->name, k + 1);
  return TL_OK;
}

tl_code tl_econ_parties(const tl_econ_payment *payments, size_t count, size_t parties, size_t periods, double *flows,
                        double *project, double *remainder, tl_error *error) {
  for (size_t p = 0; p < count; p++) TLI_TRY(check_payment(&payments[p], parties, periods, error));
  for (size_t k = 0; k < parties * periods; k++) flows[k] = 0;
  *remainder = 0;
  for (size_t k = 0; k < periods; k++) {
    double gross = 0, sum = 0;
    project[k] = 0;
    for (size_t p = 0; p < count; p++) {
      double amount = payments[p].amounts[k];
      gross += fabs(amount);
      if (payments[p].payer == TL_ECON_OUTSIDE)
        project[k] += amount;
      else
        flows[payments[p].payer * periods + k] -= amount;
      if (payments[p].payee == TL_ECON_OUTSIDE)
        project[k] -= amount;
      else
        flows[payments[p].payee * periods + k] += amount;
    }
    for (size_t i = 0; i < parties; i++) sum += flows[i * periods + k];
    *remainder = fmax(*remainder, fabs(sum - project[k]) / fmax(gross, 1));
  }
  return TL_OK;
}
