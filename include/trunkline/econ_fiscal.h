/* trunkline/econ_fiscal.h - taxes as data: each a base over earlier lines, dated rates, deductibility and a cash lag.
 *
 * Lines are series of equal length, one value a period, nominal, in one currency; a line of volumes serves taxes per
 * unit. The order of the taxes is that of the array. Arrays belong to the caller; nothing here allocates.
 * Theory: docs/theory/fiscal.md.
 */
#ifndef TRUNKLINE_ECON_FISCAL_H
#define TRUNKLINE_ECON_FISCAL_H

#include "trunkline/econ_contract.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The rate from from_month (see tl_econ_month) on, until the next step. A holiday is a step to 0. */
typedef struct tl_econ_rate_step {
  int from_month;
  double rate;
} tl_econ_rate_step;

/* factor times the line of that name: an input line, or an earlier tax. -1 deducts. */
typedef struct tl_econ_tax_term {
  const char *line;
  double factor;
} tl_econ_tax_term;

typedef struct tl_econ_tax {
  const char *name;
  const char *recipient; /* the state or body that is paid */
  const tl_econ_tax_term *base;
  size_t base_count;
  const tl_econ_rate_step *rates; /* in order of time; the first not after the first period */
  size_t rate_count;
  bool per_unit;                      /* the base is a volume and the rate money per unit; otherwise rates are 0 .. 1 */
  const char *const *deductible_from; /* names of later taxes whose base it lowers */
  size_t deductible_count;
  size_t loss_periods; /* a negative base may be set off in that many later periods; 0: lost; TL_ECON_NO_EXPIRY */
  double loss_share;   /* at most this share of a positive base is set off, 0 .. 1 */
  size_t cash_lag;     /* periods between accrual and payment */
  const char *source;
  bool assumed; /* true where the source is an assumption */
} tl_econ_tax;

typedef struct tl_econ_regime {
  const char *name;
  const tl_econ_tax *taxes;
  size_t tax_count;
} tl_econ_regime;

typedef struct tl_econ_line {
  const char *name;
  const double *values;
} tl_econ_line;

/* Periods of 1 or 12 months from first_month on. */
typedef struct tl_econ_periods {
  int first_month, months;
  size_t count;
} tl_econ_periods;

/* One per tax; each array holds periods.count values. accrued sums to paid plus unpaid. */
typedef struct tl_econ_tax_result {
  double *base;      /* before losses are set off */
  double *taxable;   /* after; never negative */
  double *accrued;   /* rate times taxable */
  double *paid;      /* accrued, cash_lag periods later */
  double *loss_left; /* of the loss of that period, at the end */
  double unpaid;     /* falls due after the last period */
} tl_econ_tax_result;

/* TL_ERR_INPUT, the sentence naming the first mistake: unknown or later line, two taxes
 * or lines of one name, rates out of 0 .. 1, dates out of order, no rate at the start, values that are not finite. */
TL_API TL_MUST_USE tl_code tl_econ_regime_apply(const tl_econ_regime *regime, const tl_econ_line *lines,
                                                size_t line_count, const tl_econ_periods *periods,
                                                tl_econ_tax_result *results, tl_error *error);

/* Straight-line depreciation: spending of each period over `life` periods from the later of its own and in_service;
 * what is left at the end stays undepreciated. depreciation[k] is overwritten. */
TL_API TL_MUST_USE tl_code tl_econ_depreciate(const double *spending, size_t periods, size_t in_service, size_t life,
                                              double *depreciation, tl_error *error);

#ifdef __cplusplus
}
#endif
#endif
