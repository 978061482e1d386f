/* study/money.h - what a study says about contract, taxes and the deal: plain structs filled through the field tables
 * of field_money.h. Months in text: "2025", "2025Q2", "2025-04". */
#ifndef TLI_STUDY_MONEY_H
#define TLI_STUDY_MONEY_H

#include "trunkline/units.h"

typedef struct tli_study_contract {
  const char *formula;          /* id of the price formula; "" : no contract in this study */
  const char *deck;             /* scenario of the price decks that follows the history */
  tl_value deck_factor;         /* multiplies the scenario's prices, not the history */
  const char *delivery_at;      /* section at whose end the gas changes hands; "": where the flow is counted */
  const char *heating_basis;    /* of the formula's price: "gross" or "net" */
  tl_value annual_quantity;     /* si = 0: the volume of the flow */
  tl_value nominated;           /* share of the year's quantity that the buyer asks for */
  tl_value swing;               /* largest month over the mean month */
  tl_value take_or_pay;         /* share of the year's quantity */
  tl_value largest_take;        /* share of the year's quantity */
  tl_value shortfall_price;     /* share of the price paid for gas not taken */
  tl_value make_up_years;       /* a shortfall may be taken in that many following years */
  const char *make_up_price;    /* "as_paid" or "at_current" */
  tl_value carry_above;         /* carry-forward is earned above this share */
  tl_value carry_limit;         /* share of the year's quantity that it may lower */
  tl_value carry_years;         /* may be used in that many following years */
  tl_value seller_compensation; /* share of the price owed for gas not delivered */
} tli_study_contract;

/* A year that differs from the rule. Shares of the year's quantity. */
typedef struct tli_study_contract_year {
  const char *id;
  tl_value year; /* of the contract, 1 is the first */
  tl_value nominated, not_delivered, force_majeure;
  int line;
} tli_study_contract_year;

typedef struct tli_study_ramp_year {
  const char *id;
  tl_value year, share;
  int line;
} tli_study_ramp_year;

/* price = constant + slope B with S-curve, hub share, floor and ceiling: docs/theory/contract.md. */
typedef struct tli_study_formula {
  const char *id, *title, *currency;
  tl_value slope, constant;
  tl_value averaging, lag, validity; /* months */
  tl_value low_kink, slope_below, high_kink, slope_above;
  const char *hub; /* series; "" if there is none */
  tl_value hub_share, floor, ceiling;
  int line;
} tli_study_formula;

/* New terms from a month on. */
typedef struct tli_study_review {
  const char *id, *formula, *from;
  tl_value slope, constant;
  int line;
} tli_study_review;

typedef struct tli_study_basket {
  const char *id, *formula, *series;
  tl_value weight, factor;
  int line;
} tli_study_basket;

/* One stretch of a price series. A value with a price year is real, and rises with inflation. */
typedef struct tli_study_price {
  const char *id, *series, *scenario; /* "history", or the name of a scenario */
  const char *from, *to;              /* to "": the same period as from */
  tl_value value;
  const char *per; /* what the money is for: bbl, t, MMBtu */
  int line;
} tli_study_price;

/* A printed price, set beside a formula. */
typedef struct tli_study_observed {
  const char *id, *title, *formula, *from, *to;
  tl_value price;
  const char *kind; /* customs, company, official, forecast, view */
  bool fit;
  int line;
} tli_study_observed;

typedef struct tli_study_exchange {
  const char *id, *from, *to;
  tl_value rate, year;
  int line;
} tli_study_exchange;

typedef struct tli_study_escalation {
  const char *id; /* currency */
  tl_value rate;
  int line;
} tli_study_escalation;

typedef struct tli_study_deal {
  const char *producer, *buyer; /* names for the reader */
  tl_value start_year;          /* first year of construction */
  tl_value inflation;           /* of the study's currency, for all nominal flows */
  const char *upstream;         /* which production cost counts: "full" or "spare" */
  tl_value production_full, production_spare, feeder;
  tl_value market_price; /* what the gas is worth at the end of the line, without tax */
  tl_value depreciation_years;
  tl_value carbon_price, methane_loss, methane_warming;
} tli_study_deal;

/* Who owns a section of the line, and what it earns. */
typedef struct tli_study_leg {
  const char *id; /* section */
  const char *title;
  tl_value tariff; /* si = 0: the tariff that pays its owner's rate after tax */
  tl_value debt_share, debt_rate, debt_years, debt_cover;
  const char *repayment; /* "none", "level" or "sculpted" */
  int line;
} tli_study_leg;

typedef struct tli_study_tax {
  const char *id, *title, *country;
  const char *payer;           /* "producer", "buyer", or the id of a section */
  const char *base;            /* "revenue - transport", "0.5 revenue": lines of the payer and earlier taxes */
  const char *per;             /* "share" or "volume" */
  const char *deductible_from; /* ids of later taxes, separated by blanks */
  tl_value above;              /* the line `excess` is what a price above this brings; 0: no such line */
  tl_value loss_years, loss_share, lag_months, refund_months;
  int line;
} tli_study_tax;

typedef struct tli_study_tax_rate {
  const char *id, *tax, *from;
  tl_value rate;   /* of a tax on a share */
  tl_value amount; /* of a tax per volume */
  int line;
} tli_study_tax_rate;

/* One part of what gas costs at a market, from one supply. */
typedef struct tli_study_supply {
  const char *id, *market, *supply, *part, *per;
  tl_value value;  /* per volume or per energy */
  tl_value length; /* if given, the value is for 1,000 km and counts for this length */
  int line;
} tli_study_supply;

typedef struct tli_study_uncertainty {
  tl_value samples, seed;
  tl_value index_samples; /* rows of each matrix of the sensitivity indices */
  tl_value wait_years;    /* until what is uncertain is known */
  tl_value first_stage;   /* share of the volume that a first stage carries */
} tli_study_uncertainty;

/* Correlation of the normal scores of two uncertain figures. */
typedef struct tli_study_correlation {
  const char *id, *first, *second; /* paths */
  tl_value value;
  int line;
} tli_study_correlation;

/* First and last month of "2025", "2025Q2" or "2025-04"; false if it is none of them. */
bool tli_months_of(const char *text, int *first, int *last);

#endif
