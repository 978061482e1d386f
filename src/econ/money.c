/* From one currency and price year to another.
 *
 *   factor = (1 + e_from)^(y_x - y_from) * x * (1 + e_to)^(y_to - y_x)
 *
 * e: escalation of each currency, x: exchange rate in prices of year y_x. With one currency: (1 + e)^(y_to - y_from).
 * Escalating before or after the exchange gives different answers unless the currencies' escalations differ by just the
 * drift of the exchange rate; the order above is the one in which every figure is a price somebody could have paid. */
#include <math.h>
#include <string.h>

#include "base/tli_base.h"
#include "trunkline/econ.h"

static bool same_currency(const char *a, const char *b) { return strncmp(a, b, 3) == 0; }

static tl_code escalate(const char *currency, int from_year, int to_year, const tl_econ_rates *rates, double *factor,
                        tl_error *error) {
  *factor = 1;
  if (from_year == to_year) return TL_OK;
  if (from_year == 0 || to_year == 0)
    return tl_fail(error, TL_ERR_INPUT, "an amount in %.3s states no price year; write it as in \"%.3s(%d)\"", currency,
                   currency, from_year != 0 ? from_year : to_year);
  for (size_t i = 0; rates != NULL && i < rates->escalation_count; i++) {
    const tl_econ_escalation *e = &rates->escalations[i];
    if (!same_currency(e->currency, currency)) continue;
    if (!(e->rate_1_a > -1) || !isfinite(e->rate_1_a))
      return tl_fail(error, TL_ERR_INPUT, "escalation of %.3s is %g a year; it must be above -1", currency,
                     e->rate_1_a);
    *factor = pow(1 + e->rate_1_a, to_year - from_year);
    return TL_OK;
  }
  return tl_fail(
      error, TL_ERR_INPUT,
      "no escalation is given for %.3s, so prices of %d cannot be brought to %d; add one, for example \"3 %%/a\"",
      currency, from_year, to_year);
}

static tl_code find_exchange(const char *from, const char *to, const tl_econ_rates *rates, double *rate, int *year,
                             tl_error *error) {
  for (size_t i = 0; rates != NULL && i < rates->exchange_count; i++) {
    const tl_econ_exchange *x = &rates->exchanges[i];
    bool forward = same_currency(x->from, from) && same_currency(x->to, to);
    bool backward = same_currency(x->from, to) && same_currency(x->to, from);
    if (!forward && !backward) continue;
    if (!(x->to_per_from > 0) || !isfinite(x->to_per_from))
      return tl_fail(error, TL_ERR_INPUT, "exchange rate %.3s to %.3s is %g; it must be above 0", x->from, x->to,
                     x->to_per_from);
    *rate = forward ? x->to_per_from : 1 / x->to_per_from;
    *year = x->year;
    return TL_OK;
  }
  return tl_fail(error, TL_ERR_INPUT,
                 "amounts in %.3s and in %.3s meet, but no exchange rate between them is given; add one with its year",
                 from, to);
}

tl_code tl_econ_factor(const tl_econ_basis *from, const tl_econ_basis *to, const tl_econ_rates *rates, double *factor,
                       tl_error *error) {
  if (from->currency[0] == '\0' || to->currency[0] == '\0')
    return tl_fail(error, TL_ERR_INPUT, "an amount of money has no currency; write it as in \"13.6 bn USD(2023)\"");
  if (same_currency(from->currency, to->currency))
    return escalate(from->currency, from->price_year, to->price_year, rates, factor, error);
  double rate = 0, before = 1, after = 1;
  int year = 0;
  TLI_TRY(find_exchange(from->currency, to->currency, rates, &rate, &year, error));
  TLI_TRY(escalate(from->currency, from->price_year, year, rates, &before, error));
  TLI_TRY(escalate(to->currency, year, to->price_year, rates, &after, error));
  *factor = before * rate * after;
  return TL_OK;
}
