/* study/money_read.h - from what a study says about money to what the room econ works with: rates of exchange, ramp,
 * price series, price formulas, taxes. */
#ifndef TLI_STUDY_MONEY_READ_H
#define TLI_STUDY_MONEY_READ_H

#include "study/study.h"
#include "trunkline/econ_fiscal.h"

#define TLI_MMBTU_J 1055.05585262e6 /* 1 MMBtu (IT) in J */

/* The study's rates of exchange and escalations. */
enum { TLI_MOST_RATES = 64 };
typedef struct tli_rates {
  tl_econ_exchange exchanges[TLI_MOST_RATES];
  tl_econ_escalation escalations[TLI_MOST_RATES];
  tl_econ_rates rates; /* points into this struct: not to be copied */
} tli_rates;
void tli_rates_of(const tli_study *study, tli_rates *rates);

tl_econ_basis tli_study_basis(const tli_study *study); /* currency and price year of all totals */
/* An amount in the study's currency and price year. What says neither is taken to be in them. */
TL_MUST_USE tl_code tli_money_in(const tli_study *study, const tli_rates *rates, const tl_value *value, double *amount,
                                 tl_error *error);

/* Share of the full volume in year k (0 is the first) of delivery: the list `ramp`, else even steps over ramp_years. */
double tli_ramp_share(const tli_study *study, size_t year);
size_t tli_ramp_years(const tli_study *study);

int tli_first_month(const tli_study *study);    /* of construction: January of deal.start_year */
int tli_delivery_month(const tli_study *study); /* of the first delivery */
size_t tli_life_years(const tli_study *study);

/* The nominal months of one series: history, then the named scenario; NaN where neither says anything. Amounts with a
 * price year rise with inflation; those of the scenario are multiplied by contract.deck_factor. NULL series of no rows:
 * months 0. */
TL_MUST_USE tl_code tli_series(const tli_study *study, const char *name, const char *scenario, tli_arena *arena,
                               tl_econ_series *series, tl_error *error);

/* A formula with its series and reviews; prices in money per MMBtu, nominal. */
typedef struct tli_formula {
  const tli_study_formula *given;
  tl_econ_formula formula;
  const tli_study *study;
} tli_formula;
TL_MUST_USE tl_code tli_formula_make(const tli_study *study, const char *id, const char *scenario, tli_arena *arena,
                                     tli_formula *formula, tl_error *error);
TL_MUST_USE tl_code tli_formula_price(const tli_formula *formula, int month, tl_econ_price *price, tl_error *error);
const tli_study_formula *tli_find_formula(const tli_study *study, const char *id);

/* Terms of a base such as "revenue - 0.5 transport". The names live in the arena. */
TL_MUST_USE tl_code tli_read_base(const char *text, tli_arena *arena, tl_econ_tax_term **terms, size_t *count,
                                  tl_error *error);

/* The taxes of one payer in order, as the room econ wants them; periods are months. Money in the study's currency,
 * nominal as given (amounts per volume rise with inflation from their price year, year by year). */
typedef struct tli_regime {
  tl_econ_regime regime;
  const tli_study_tax **given; /* one a tax */
} tli_regime;
TL_MUST_USE tl_code tli_regime_of(const tli_study *study, const char *payer, tli_arena *arena, tli_regime *regime,
                                  tl_error *error);

/* More of tli_study_check: contract, prices, taxes, deal. In check_money.c. */
void tli_check_money(const tli_study *study, tl_findings *findings);

#endif
