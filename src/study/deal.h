/* study/deal.h - the deal: who pays whom how much in each month of construction and operation, nominal, before and
 * after tax. Built on a solved line and its cost; docs/theory/deal.md. All arrays are one value a month, from January
 * of the first year of construction on, and live in the arena given to tli_deal_make. */
#ifndef TLI_STUDY_DEAL_H
#define TLI_STUDY_DEAL_H

#include "study/money_read.h"
#include "study/run.h"
#include "trunkline/econ_cash.h"

/* Taxes of one payer, with room for their results. */
typedef struct tli_deal_taxes {
  tli_regime regime;
  tl_econ_tax_result *results;
  double **paid; /* by tax: cash, refunds taken off */
  double *total; /* all of them */
} tli_deal_taxes;

/* A section of the line and the company that owns it. */
typedef struct tli_deal_leg {
  size_t section;
  const tli_study_leg *given;              /* NULL: nothing is said about it */
  const char *name, *country;              /* country as a word */
  bool seller_pays;                        /* it lies before the delivery point */
  double capital, fuel_share, loss_share;  /* real money; gas burnt or lost over gas delivered */
  double maintenance_a, labour_a, power_a; /* real money a year */
  double fill_m3;                          /* line fill */
  double rate_1_a;                         /* real */
  double tariff;                           /* real, per m3 */
  double *spending, *fill, *revenue, *operation, *maintenance, *labour, *power, *fuel, *carbon, *depreciation,
      *book_value, *interest, *excess;
  tli_deal_taxes taxes;
  double *net; /* after tax, without debt */
} tli_deal_leg;

typedef struct tli_deal {
  const tli_study *study;
  tli_arena *arena;
  size_t months, building, years; /* months in all, of construction; years of operation */
  int first_month;
  double reference_t_k, gross_j_m3, formula_j_m3; /* the last on the contract's heating value basis */
  double density_kg_m3, co2_kg_m3;
  double line_volume_m3_a; /* that the line delivers at the delivery point at full flow */
  double offtake_m3_a;
  double fuel_before, fuel_behind, loss; /* over gas delivered */
  double production, feeder, market, fuel_price, carbon_price;
  double *index;  /* price level over the middle of the price year */
  double *volume; /* taken at the delivery point */
  double *price;  /* per m3 of the contract, nominal; NaN without one */
  double *payment;
  tl_econ_take_year *take_years;
  tl_econ_take_result *takes; /* by year of operation */
  tli_deal_leg *legs;
  size_t leg_count;
  double producer_rate_1_a, buyer_rate_1_a, common_rate_1_a;
  const char *producer_country, *buyer_country;
  double *produced, *production_cost, *feeder_cost, *fuel_sales, *transport, *transport_abroad, *excess, *producer_net;
  double *offtake_sales;
  tli_deal_taxes producer_taxes;
  double *sales, *buyer_transport, *buyer_fuel_sales, *buyer_excess, *buyer_net;
  tli_deal_taxes buyer_taxes;
} tli_deal;

/* What the physics and the cost step know of one solved variant. */
typedef struct tli_deal_basis {
  double flow_kg_s;                /* on the day asked about */
  double kg_per_m3, reference_t_k; /* of the study's volumes */
  const tli_section_cost *costs;   /* by section, with fuel */
  const double *linepack_kg;       /* by section */
  const tl_gas *gas;
} tli_deal_basis;

TL_MUST_USE tl_code tli_deal_make(const tli_study *study, const tli_deal_basis *basis, tli_arena *arena, tli_deal *deal,
                                  tl_error *error);

/* Prices of the contract, take-or-pay, payments. */
TL_MUST_USE tl_code tli_deal_contract(tli_deal *deal, tl_error *error);
/* The same volumes at one real price per m3; take-or-pay as before. */
void tli_deal_flat_price(tli_deal *deal, double real_per_m3);

/* One party's months at its terms. with_tax false: as if there were none of its taxes. */
TL_MUST_USE tl_code tli_deal_leg_flow(tli_deal *deal, tli_deal_leg *leg, double tariff, bool with_tax, tl_error *error);
typedef struct tli_producer_terms {
  double production, feeder; /* real per m3 */
  bool with_tax;
  const char *without_tax; /* one tax that does not apply; NULL */
} tli_producer_terms;
tli_producer_terms tli_producer_given(const tli_deal *deal);
TL_MUST_USE tl_code tli_deal_producer_flow(tli_deal *deal, const tli_producer_terms *terms, tl_error *error);
TL_MUST_USE tl_code tli_deal_buyer_flow(tli_deal *deal, tl_error *error);

/* Real present value, at the start of construction, in money of the price year. */
double tli_deal_value(const tli_deal *deal, const double *nominal, double rate_1_a);
double tli_deal_sum(const tli_deal *deal, const double *amounts); /* plain sum over the months */

/* The real tariff at which the owner earns its rate after (or before) tax. */
TL_MUST_USE tl_code tli_deal_tariff(tli_deal *deal, tli_deal_leg *leg, bool with_tax, double *tariff, tl_error *error);
/* Tariffs of all legs: as given, else the one that pays the rate after tax; and the flows that follow. */
TL_MUST_USE tl_code tli_deal_set_tariffs(tli_deal *deal, tl_error *error);
/* The real price per m3 at the delivery point at which the producer's value is nil. TL_ERR_NO_ANSWER where none is. */
TL_MUST_USE tl_code tli_deal_break_even(tli_deal *deal, const tli_producer_terms *terms, double *per_m3,
                                        tl_error *error);

/* The same where none is an answer, too: NaN then, and *why (may be NULL) says it. Only the machine can fail it. */
TL_MUST_USE tl_code tli_deal_try_break_even(tli_deal *deal, const tli_producer_terms *terms, double *per_m3,
                                            tl_error *why, tl_error *error);

/* The deal of a solved variant: solved, costed, and made. */
TL_MUST_USE tl_code tli_deal_of(const tl_study *study, const tli_study *variant, const tli_evaluation *e,
                                tli_arena *arena, tli_deal *deal, tl_error *error);

#endif
