/* Debt: service sculpted to the cash available, level service, interest during construction.
 *
 *   i = (1 + r)^step - 1,  balance(k) = balance(k-1) (1 + i) - service(k)
 *   sculpted: service = available / cover,  principal = sum_k service(k) (1 + i)^-k
 * (Yescombe, Principles of Project Finance, 2nd ed., 2013, chapters 12 and 14.) */
#include <math.h>

#include "econ/tli_econ.h"

static tl_code check_terms(const double *amounts, size_t count, double rate_1_a, double step_a, const char *what,
                           tl_error *error) {
  tl_econ_calendar calendar = {step_a, 1};
  TLI_TRY(tli_econ_check_rate(rate_1_a, "interest rate", error));
  TLI_TRY(tli_econ_check_flows(amounts, count, &calendar, what, error));
  for (size_t k = 0; k < count; k++)
    if (amounts[k] < 0)
      return tl_fail(error, TL_ERR_INPUT, "%s in period %zu = %g must not be negative", what, k + 1, amounts[k]);
  return TL_OK;
}

static double add_period(tl_econ_debt_period *period, double before, double interest_rate, double service,
                         double available) {
  double interest = before * interest_rate;
  double left = before + interest - service;
  *period = (tl_econ_debt_period){interest, service - interest, left, service > 0 ? available / service : (double)NAN};
  return left;
}

tl_code tl_econ_debt_sculpted(const double *available, size_t count, double cover, double rate_1_a, double step_a,
                              double *principal, tl_econ_debt_period *periods, tl_error *error) {
  if (!(cover >= 1) || !isfinite(cover))
    return tl_fail(error, TL_ERR_INPUT, "debt service cover = %g must be at least 1", cover);
  TLI_TRY(check_terms(available, count, rate_1_a, step_a, "cash available for debt service", error));
  double step_rate = step_a * log1p(rate_1_a);
  *principal = 0;
  for (size_t k = 0; k < count; k++) *principal += available[k] / cover * exp(-(double)(k + 1) * step_rate);
  double balance = *principal;
  for (size_t k = 0; k < count; k++)
    balance = add_period(&periods[k], balance, expm1(step_rate), available[k] / cover, available[k]);
  return TL_OK;
}

tl_code tl_econ_debt_level(double principal, const double *available, size_t count, double rate_1_a, double step_a,
                           tl_econ_debt_period *periods, tl_error *error) {
  TLI_TRY(check_terms(&principal, 1, rate_1_a, step_a, "principal", error));
  if (count == 0) return tl_fail(error, TL_ERR_INPUT, "debt must be repaid in one period at least");
  double annuity = 0, interest_rate = expm1(step_a * log1p(rate_1_a));
  TLI_TRY(tl_econ_annuity(interest_rate, (double)count, &annuity, error));
  double balance = principal;
  for (size_t k = 0; k < count; k++)
    balance = add_period(&periods[k], balance, interest_rate, principal / annuity,
                         available != NULL ? available[k] : (double)NAN);
  return TL_OK;
}

tl_code tl_econ_interest_during(const double *draws, size_t count, double rate_1_a, double step_a, double *interest,
                                tl_error *error) {
  TLI_TRY(check_terms(draws, count, rate_1_a, step_a, "draw", error));
  *interest = 0;
  for (size_t k = 0; k < count; k++)
    *interest += draws[k] * expm1(((double)(count - k) - 0.5) * step_a * log1p(rate_1_a));
  return TL_OK;
}
