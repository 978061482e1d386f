/* Taxes in order, each on lines that are known by then.
 *
 *   base = sum factor line - earlier taxes deductible from it
 *   taxable = max(0, base) - losses set off (oldest first, at most loss_share of the base)
 *   accrued = rate taxable,   paid(t + lag) = accrued(t)
 * A rate that changes within a period counts by months. Source of the structure: Johnston, International Petroleum
 * Fiscal Systems and Production Sharing Contracts, 1994, chapter 2 (order of royalty, deductions and tax). */
#include <math.h>

#include "econ/tli_econ.h"
#include "trunkline/econ_fiscal.h"

static const tl_econ_line *find_line(const tl_econ_line *lines, size_t count, const char *name) {
  for (size_t k = 0; k < count; k++)
    if (tli_text_equal(lines[k].name, name)) return &lines[k];
  return NULL;
}

static size_t find_tax(const tl_econ_regime *regime, const char *name) {
  size_t k = 0;
  while (k < regime->tax_count && !tli_text_equal(regime->taxes[k].name, name)) k++;
  return k;
}

static tl_code check_rates(const tl_econ_tax *tax, int first_month, tl_error *error) {
  if (tax->rate_count == 0 || tax->rates[0].from_month > first_month)
    return tl_fail(error, TL_ERR_INPUT, "%s has no rate for %d-%02d, where the periods begin", tax->name,
                   first_month / 12, first_month % 12 + 1);
  for (size_t k = 0; k < tax->rate_count; k++) {
    int month = tax->rates[k].from_month;
    double rate = tax->rates[k].rate;
    if (!(rate >= 0) || !isfinite(rate) || (!tax->per_unit && rate > 1))
      return tl_fail(error, TL_ERR_INPUT, "rate of %s from %d-%02d = %g is outside 0 .. %s", tax->name, month / 12,
                     month % 12 + 1, rate, tax->per_unit ? "any finite amount" : "1");
    if (k > 0 && month <= tax->rates[k - 1].from_month)
      return tl_fail(error, TL_ERR_INPUT, "rates of %s are out of order: %d-%02d comes after %d-%02d", tax->name,
                     month / 12, month % 12 + 1, tax->rates[k - 1].from_month / 12,
                     tax->rates[k - 1].from_month % 12 + 1);
  }
  return TL_OK;
}

static tl_code check_names(const tl_econ_regime *regime, size_t at, const tl_econ_line *lines, size_t line_count,
                           tl_error *error) {
  const tl_econ_tax *tax = &regime->taxes[at];
  if (find_tax(regime, tax->name) < at || find_line(lines, line_count, tax->name) != NULL)
    return tl_fail(error, TL_ERR_INPUT, "regime %s has two lines named %s", regime->name, tax->name);
  for (size_t k = 0; k < tax->base_count; k++) {
    const char *name = tax->base[k].line;
    if (!isfinite(tax->base[k].factor))
      return tl_fail(error, TL_ERR_INPUT, "factor of %s in the base of %s is not finite", name, tax->name);
    if (find_line(lines, line_count, name) != NULL) continue;
    size_t found = find_tax(regime, name);
    if (found < at) continue;
    return tl_fail(error, TL_ERR_INPUT,
                   found < regime->tax_count ? "the base of %s names %s, which is not known before it; change the order"
                                             : "the base of %s names %s, which is neither a line nor a tax",
                   tax->name, name);
  }
  for (size_t k = 0; k < tax->deductible_count; k++) {
    size_t found = find_tax(regime, tax->deductible_from[k]);
    if (found >= regime->tax_count || found <= at)
      return tl_fail(error, TL_ERR_INPUT, "%s is said to be deductible from %s, which is no later tax of regime %s",
                     tax->name, tax->deductible_from[k], regime->name);
  }
  return TL_OK;
}

static tl_code check_regime(const tl_econ_regime *regime, const tl_econ_line *lines, size_t line_count,
                            const tl_econ_periods *periods, tl_error *error) {
  if ((periods->months != 1 && periods->months != 12) || periods->count == 0 || periods->count > 2400 ||
      periods->first_month < 0 || periods->first_month > 120000)
    return tl_fail(error, TL_ERR_INPUT,
                   "%zu periods of %d months: allowed are 1 .. 2400 periods of 1 or 12 months from year 0 to 10000",
                   periods->count, periods->months);
  for (size_t k = 0; k < line_count; k++)
    for (size_t t = 0; t < periods->count; t++)
      if (!isfinite(lines[k].values[t]))
        return tl_fail(error, TL_ERR_INPUT, "%s in period %zu is not a finite number", lines[k].name, t + 1);
  for (size_t k = 0; k < regime->tax_count; k++) {
    const tl_econ_tax *tax = &regime->taxes[k];
    TLI_TRY(check_names(regime, k, lines, line_count, error));
    TLI_TRY(check_rates(tax, periods->first_month, error));
    if (tax->loss_periods > 0 && !(tax->loss_share >= 0 && tax->loss_share <= 1))
      return tl_fail(error, TL_ERR_INPUT, "share of the base of %s that losses may set off = %g is outside 0 .. 1",
                     tax->name, tax->loss_share);
  }
  return TL_OK;
}

static double mean_rate(const tl_econ_tax *tax, const tl_econ_periods *periods, size_t t) {
  double sum = 0;
  for (int m = 0; m < periods->months; m++) {
    int month = periods->first_month + (int)t * periods->months + m;
    size_t k = tax->rate_count;
    while (k > 1 && tax->rates[k - 1].from_month > month) k--;
    sum += tax->rates[k - 1].rate;
  }
  return sum / periods->months;
}

/* A term with its series found, so that no name is looked up period by period. */
enum { MOST_TERMS = 64 };
typedef struct found_term {
  double factor;
  const double *values;
} found_term;

/* The base of a tax: its own terms, then the earlier taxes that are deductible from it. */
static tl_code find_terms(const tl_econ_regime *regime, size_t at, const tl_econ_line *lines, size_t line_count,
                          const tl_econ_tax_result *results, found_term *terms, size_t *count, tl_error *error) {
  const tl_econ_tax *tax = &regime->taxes[at];
  *count = 0;
  for (size_t k = 0; k < tax->base_count && *count < MOST_TERMS; k++) {
    const tl_econ_line *line = find_line(lines, line_count, tax->base[k].line);
    const double *values = line != NULL ? line->values : results[find_tax(regime, tax->base[k].line)].accrued;
    terms[(*count)++] = (found_term){tax->base[k].factor, values};
  }
  for (size_t k = 0; k < at; k++)
    for (size_t d = 0; d < regime->taxes[k].deductible_count && *count < MOST_TERMS; d++)
      if (tli_text_equal(regime->taxes[k].deductible_from[d], tax->name))
        terms[(*count)++] = (found_term){-1, results[k].accrued};
  if (*count < MOST_TERMS) return TL_OK;
  return tl_fail(error, TL_ERR_INPUT, "the base of %s has %d terms or more; join some of them", tax->name,
                 (int)MOST_TERMS);
}

/* Sets earlier losses off against the base of period t, oldest first; nothing is left of the lots before *oldest. */
static double set_off(const tl_econ_tax *tax, tl_econ_tax_result *r, size_t t, size_t *oldest) {
  if (!(r->base[t] > 0)) return 0;
  if (tax->loss_periods == 0) return r->base[t];
  double room = tax->loss_share * r->base[t], used = 0;
  if (t > tax->loss_periods && *oldest < t - tax->loss_periods) *oldest = t - tax->loss_periods;
  for (size_t k = *oldest; k < t && used < room; k++) {
    double part = fmin(r->loss_left[k], room - used);
    r->loss_left[k] -= part;
    used += part;
    if (!(r->loss_left[k] > 0) && k == *oldest) (*oldest)++;
  }
  return fmax(0, r->base[t] - used);
}

tl_code tl_econ_regime_apply(const tl_econ_regime *regime, const tl_econ_line *lines, size_t line_count,
                             const tl_econ_periods *periods, tl_econ_tax_result *results, tl_error *error) {
  TLI_TRY(check_regime(regime, lines, line_count, periods, error));
  for (size_t k = 0; k < regime->tax_count; k++) {
    const tl_econ_tax *tax = &regime->taxes[k];
    tl_econ_tax_result *r = &results[k];
    found_term terms[MOST_TERMS];
    size_t count, oldest = 0;
    TLI_TRY(find_terms(regime, k, lines, line_count, results, terms, &count, error));
    r->unpaid = 0;
    for (size_t t = 0; t < periods->count; t++) r->paid[t] = 0;
    for (size_t t = 0; t < periods->count; t++) {
      r->base[t] = 0;
      for (size_t i = 0; i < count; i++) r->base[t] += terms[i].factor * terms[i].values[t];
      r->loss_left[t] = tax->loss_periods > 0 ? fmax(0, -r->base[t]) : 0;
      r->taxable[t] = set_off(tax, r, t, &oldest);
      r->accrued[t] = mean_rate(tax, periods, t) * r->taxable[t];
      if (tax->cash_lag < periods->count - t)
        r->paid[t + tax->cash_lag] = r->accrued[t];
      else
        r->unpaid += r->accrued[t];
    }
  }
  return TL_OK;
}

tl_code tl_econ_depreciate(const double *spending, size_t periods, size_t in_service, size_t life, double *depreciation,
                           tl_error *error) {
  if (life == 0) return tl_fail(error, TL_ERR_INPUT, "depreciation over 0 periods; give one at least");
  for (size_t t = 0; t < periods; t++)
    if (!(spending[t] >= 0) || !isfinite(spending[t]))
      return tl_fail(error, TL_ERR_INPUT, "spending in period %zu = %g must be finite and not negative", t + 1,
                     spending[t]);
  for (size_t t = 0; t < periods; t++) depreciation[t] = 0;
  for (size_t k = 0; k < periods; k++) {
    size_t from = k > in_service ? k : in_service;
    for (size_t t = from; t < periods && t - from < life; t++) depreciation[t] += spending[k] / (double)life;
  }
  return TL_OK;
}
