/* Money in time: annuities and interest during construction.
 *
 *   level     (1 - (1+r)^-n) / r
 *   growing   (1 - ((1+g)/(1+r))^n) / (r - g)
 * (Brealey, Myers, Allen, Principles of Corporate Finance, 13th ed., chapter 2). Written with expm1 and log1p so that
 * they hold their digits as r - g goes to 0. */
#include <math.h>

#include "econ/tli_econ.h"

tl_code tli_econ_check_rate(double rate_1_a, const char *what, tl_error *error) {
  if (rate_1_a > -1 && isfinite(rate_1_a)) return TL_OK;
  return tl_fail(error, TL_ERR_INPUT, "%s = %g a year must be above -1 (-100 %%) and finite", what, rate_1_a);
}

tl_code tl_econ_growing_annuity(double rate_1_a, double growth_1_a, double years, double *present_value,
                                tl_error *error) {
  TLI_TRY(tli_econ_check_rate(rate_1_a, "discount rate", error));
  TLI_TRY(tli_econ_check_rate(growth_1_a, "growth", error));
  if (!(years >= 0) || !isfinite(years))
    return tl_fail(error, TL_ERR_INPUT, "years = %g must be finite and not negative", years);
  double difference = rate_1_a - growth_1_a;
  if (difference == 0.0)
    *present_value = years / (1 + rate_1_a);
  else
    *present_value = -expm1(years * log1p(-difference / (1 + rate_1_a))) / difference;
  if (!isfinite(*present_value))
    return tl_fail(error, TL_ERR_INPUT, "the present value at rate %g, growth %g over %g years is not finite", rate_1_a,
                   growth_1_a, years);
  return TL_OK;
}

tl_code tl_econ_annuity(double rate_1_a, double years, double *present_value, tl_error *error) {
  return tl_econ_growing_annuity(rate_1_a, 0, years, present_value, error);
}

tl_code tli_econ_check_shares(const double *shares, size_t years, tl_error *error) {
  double sum = 0;
  for (size_t k = 0; k < years; k++) {
    if (!(shares[k] >= 0))
      return tl_fail(error, TL_ERR_INPUT, "share of construction year %zu = %g must not be negative", k + 1, shares[k]);
    sum += shares[k];
  }
  if (fabs(sum - 1) <= 1e-9) return TL_OK;
  return tl_fail(error, TL_ERR_INPUT, "shares of the construction years sum to %.12g; they must sum to 1", sum);
}

tl_code tl_econ_interest_factor(const double *shares, size_t years, double rate_1_a, double *factor, tl_error *error) {
  TLI_TRY(tli_econ_check_rate(rate_1_a, "interest rate", error));
  TLI_TRY(tli_econ_check_shares(shares, years, error));
  *factor = 0;
  for (size_t k = 0; k < years; k++) *factor += shares[k] * expm1(((double)(years - k) - 0.5) * log1p(rate_1_a));
  return TL_OK;
}
