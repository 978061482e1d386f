/* study/step_cash.h - the tables of the step "cash", in two files: who gets what (step_cash.c), and what it means for
 * prices (step_cash_price.c, step_cash_market.c). */
#ifndef TLI_STUDY_STEP_CASH_H
#define TLI_STUDY_STEP_CASH_H

#include "study/deal_parties.h"

/* Units of the trade in the study's money. */
typedef struct tli_cash_units {
  const char *bn, *nominal_bn, *volume, *energy;
} tli_cash_units;

/* What all money columns of the step rest on. */
#define TLI_CASH_INPUTS                                                                                                \
  "contract.* formulas.* basket.* prices.* deal.* legs.* taxes.* tax_rates.* costs.* economics.* rates.* exchanges.* " \
  "escalations.* sections.* pipes.* stations.* flow.* gas.*"

TL_MUST_USE tl_code tli_tariff_table(tl_study *study, const tli_cash_units *units, tl_error *error);
TL_MUST_USE tl_code tli_break_even_tables(tl_study *study, const tli_cash_units *units, tl_error *error);
TL_MUST_USE tl_code tli_netback_table(tl_study *study, const tli_cash_units *units, tl_error *error);
TL_MUST_USE tl_code tli_debt_table(tl_study *study, const tli_cash_units *units, tl_error *error);
TL_MUST_USE tl_code tli_market_tables(tl_study *study, const tli_cash_units *units, tl_error *error);
TL_MUST_USE tl_code tli_price_volume_table(tl_study *study, const tli_cash_units *units, tl_error *error);

/* Brings the deal back to its contract after a question at a flat price. */
TL_MUST_USE tl_code tli_deal_restore(tli_deal *deal, tl_error *error);
/* "8.1 %", "8.1 % and 23 %", or why there is none. In the arena. */
TL_MUST_USE tl_code tli_irr_words(const tli_deal *deal, const double *nominal, tli_arena *arena, const char **words,
                                  double *lowest, tl_error *error);

#endif
