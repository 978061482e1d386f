/* trunkline/econ_cash.h - cash flows: what they are worth, for whom, and how they are financed.
 *
 * A cash flow is an array of amounts, one a period, in one currency. Rates are per year, compounded; a period lasts
 * step_a years (1, or 1.0 / 12). Flows of period k stand at (k + timing) step_a years: timing 0 start, 1 end. Nominal
 * flows go with nominal rates, real flows with real rates. Arrays belong to the caller; nothing here allocates.
 * Theory: docs/theory/cash-flow.md.
 */
#ifndef TRUNKLINE_ECON_CASH_H
#define TRUNKLINE_ECON_CASH_H

#include "trunkline/econ_fiscal.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tl_econ_calendar {
  double step_a; /* above 0, at most 1 */
  double timing; /* 0 .. 1 */
} tl_econ_calendar;

/* sum of flows[k] (1 + rate)^-((k + timing) step). */
TL_API TL_MUST_USE tl_code tl_econ_npv(const double *flows, size_t count, double rate_1_a,
                                       const tl_econ_calendar *calendar, double *npv, tl_error *error);

/* All rates from -90 % to 1,000 % a year at which the value is 0, in rising order, each to rounding. A root at which
 * the value touches 0 without crossing counts once. TL_ERR_NO_ANSWER with a sentence where there is none (a project
 * that never pays back, or one that never costs anything): no rate is then handed out. At most `room` rates are
 * written; *found may be larger. Flows of at most 100 years. */
TL_API TL_MUST_USE tl_code tl_econ_irr(const double *flows, size_t count, const tl_econ_calendar *calendar,
                                       double *rates_1_a, size_t room, size_t *found, tl_error *error);

/* Years from the start until the sum of flows discounted at the rate (0: plain payback) stays at 0 or above to the
 * end, linear within a period. TL_ERR_NO_ANSWER with a sentence where it never does. */
TL_API TL_MUST_USE tl_code tl_econ_payback(const double *flows, size_t count, double rate_1_a,
                                           const tl_econ_calendar *calendar, double *years, tl_error *error);

/* Present value of costs (positive) over present value of volumes. */
TL_API TL_MUST_USE tl_code tl_econ_levelised_tariff(const double *costs, const double *volumes, size_t count,
                                                    double rate_1_a, const tl_econ_calendar *calendar, double *tariff,
                                                    tl_error *error);

/* Value of something at a price; TL_ERR_... passes through. */
typedef tl_code (*tl_econ_value_at)(void *context, double price, double *value, tl_error *error);
/* A price between low and high at which the value is 0, bracketed and halved to rounding. TL_ERR_NO_ANSWER with both
 * end values where they have one sign. */
TL_API TL_MUST_USE tl_code tl_econ_break_even(tl_econ_value_at value, void *context, double low, double high,
                                              double *price, tl_error *error);

/* real[k] = nominal[k] (1 + inflation)^-((k + timing) step - base_a): prices of the time base_a years from the start.
 * In place is allowed. */
TL_API TL_MUST_USE tl_code tl_econ_deflate(const double *nominal, size_t count, double inflation_1_a, double base_a,
                                           const tl_econ_calendar *calendar, double *real, tl_error *error);
/* Sums by calendar year; years[0] is the year of first_month. room >= years touched, or TL_ERR_USAGE. */
TL_API TL_MUST_USE tl_code tl_econ_by_year(const double *monthly, size_t months, int first_month, double *years,
                                           size_t room, size_t *count, tl_error *error);

/* --- parties ------------------------------------------------------------------------------------------------ */

#define TL_ECON_OUTSIDE ((size_t)-1)

/* amounts[k] goes from payer to payee in period k (negative: back). TL_ECON_OUTSIDE on one side only: suppliers of
 * steel, final customers, lenders. */
typedef struct tl_econ_payment {
  const char *name;
  size_t payer, payee;
  const double *amounts;
} tl_econ_payment;

/* flows[party * periods + k]; project[k] is what passes the boundary, summed on its own; *remainder the largest
 * difference between the sum of the parties and the project, relative to the gross payments of the period (or to 1). */
TL_API TL_MUST_USE tl_code tl_econ_parties(const tl_econ_payment *payments, size_t count, size_t parties,
                                           size_t periods, double *flows, double *project, double *remainder,
                                           tl_error *error);

/* --- debt --------------------------------------------------------------------------------------------------- */

/* Interest runs from the end of one period to the end of the next at (1 + rate)^step - 1. */
typedef struct tl_econ_debt_period {
  double interest, repayment, balance; /* balance at the end of the period */
  double cover;                        /* cash available over debt service; NaN where there is none */
} tl_econ_debt_period;

/* Sculpted: service = cash available / cover in each of `count` periods, so that the cover is the same throughout.
 * *principal, drawn at the start, is the present value of the service. Negative cash available is refused. */
TL_API TL_MUST_USE tl_code tl_econ_debt_sculpted(const double *available, size_t count, double cover, double rate_1_a,
                                                 double step_a, double *principal, tl_econ_debt_period *periods,
                                                 tl_error *error);
/* Level service that repays the principal in `count` periods; available (may be NULL) gives the cover. */
TL_API TL_MUST_USE tl_code tl_econ_debt_level(double principal, const double *available, size_t count, double rate_1_a,
                                              double step_a, tl_econ_debt_period *periods, tl_error *error);
/* Draws at the middle of each period, interest added to the balance: *interest up to the end of the last. */
TL_API TL_MUST_USE tl_code tl_econ_interest_during(const double *draws, size_t count, double rate_1_a, double step_a,
                                                   double *interest, tl_error *error);

#ifdef __cplusplus
}
#endif
#endif
