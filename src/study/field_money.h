/* study/field_money.h - the field tables of contract, prices, taxes, deal and uncertainty. Included by fields.c only.
 */
#ifndef TLI_STUDY_FIELD_MONEY_H
#define TLI_STUDY_FIELD_MONEY_H

#include "study/field_rows.h"
#include "study/money.h"
#include "study/study.h"

#define CONTRACT tli_study_contract
static const char *const heating_bases[] = {"gross", "net", NULL};
static const char *const make_up_prices[] = {"as_paid", "at_current", NULL};
static const tl_field contract_fields[] = {
    WORDS(CONTRACT, formula, "price formula; empty: the study has no contract", OPTIONAL),
    WORDS(CONTRACT, deck, "scenario of the prices that follows the history", "likely"),
    VALUE(CONTRACT, deck_factor, TL_NUMBER, "multiplies the prices of the scenario, not the history", "1", 0, 10),
    WORDS(CONTRACT, delivery_at,
          "section at whose end the gas changes hands: the seller pays the way before it, the buyer the way behind; "
          "empty: where the flow is counted",
          OPTIONAL),
    CHOICE(CONTRACT, heating_basis, "heating value on which the formula's price per energy stands", "gross",
           heating_bases),
    VALUE(CONTRACT, annual_quantity, TL_GAS_VOLUME_FLOW, "annual contract quantity; not given: the volume of the flow",
          OPTIONAL, 1e-3 * BCM_A, 1000 * BCM_A),
    VALUE(CONTRACT, nominated, TL_NUMBER, "share of the year's quantity that the buyer asks for", "1", 0, 2),
    VALUE(CONTRACT, swing, TL_NUMBER, "largest month over the mean month", "1", 1, 2),
    VALUE(CONTRACT, take_or_pay, TL_NUMBER, "share of the year's quantity that is paid, taken or not", "0.85", 0, 1),
    VALUE(CONTRACT, largest_take, TL_NUMBER, "most that may be taken in a year, over the year's quantity", "1.15", 1,
          3),
    VALUE(CONTRACT, shortfall_price, TL_NUMBER, "share of the price paid for gas not taken", "1", 0, 1),
    VALUE(CONTRACT, make_up_years, TL_COUNT, "following years in which gas paid and not taken may be taken", "5", 0,
          50),
    CHOICE(CONTRACT, make_up_price, "price of make-up gas: the rest of what was paid, or that of its own year",
           "as_paid", make_up_prices),
    VALUE(CONTRACT, carry_above, TL_NUMBER, "carry-forward is earned above this share of the year's quantity", "1", 0,
          3),
    VALUE(CONTRACT, carry_limit, TL_NUMBER, "share of the year's quantity that carry-forward may lower", "0", 0, 1),
    VALUE(CONTRACT, carry_years, TL_COUNT, "following years in which carry-forward may be used", "5", 0, 50),
    VALUE(CONTRACT, seller_compensation, TL_NUMBER, "share of the price owed for gas asked for and not delivered", "0",
          0, 1),
};

#define CONTRACT_YEAR tli_study_contract_year
static const tl_field contract_year_fields[] = {
    WORDS(CONTRACT_YEAR, id, "name used by paths", REQUIRED),
    VALUE(CONTRACT_YEAR, year, TL_COUNT, "year of the contract, 1 is the first", REQUIRED, 1, 100),
    VALUE(CONTRACT_YEAR, nominated, TL_NUMBER, "share of the year's quantity asked for", OPTIONAL, 0, 3),
    VALUE(CONTRACT_YEAR, not_delivered, TL_NUMBER, "share asked for and not delivered by the seller", "0", 0, 1),
    VALUE(CONTRACT_YEAR, force_majeure, TL_NUMBER, "share excused on either side", "0", 0, 1),
};

#define RAMP tli_study_ramp_year
static const tl_field ramp_fields[] = {
    WORDS(RAMP, id, "name used by paths", REQUIRED),
    VALUE(RAMP, year, TL_COUNT, "year of delivery, 1 is the first", REQUIRED, 1, 100),
    VALUE(RAMP, share, TL_NUMBER, "share of the full volume", REQUIRED, 0, 1),
};

#define FORMULA tli_study_formula
static const tl_field formula_fields[] = {
    WORDS(FORMULA, id, "name used by the contract, the basket and observed prices", REQUIRED),
    WORDS(FORMULA, title, "name for the reader", OPTIONAL),
    WORDS(FORMULA, currency, "currency of the price, ISO 4217", "USD"),
    VALUE(FORMULA, slope, TL_NUMBER, "price per MMBtu over the basket", REQUIRED, 0, 100),
    VALUE(FORMULA, constant, TL_MONEY_PER_ENERGY, "added to it", OPTIONAL, -MOST, MOST),
    VALUE(FORMULA, averaging, TL_COUNT, "months over which the basket is averaged", "9", 1, 120),
    VALUE(FORMULA, lag, TL_COUNT, "months between them and the months in which the price holds", "0", 0, 120),
    VALUE(FORMULA, validity, TL_COUNT, "months for which a price holds", "3", 1, 120),
    VALUE(FORMULA, low_kink, TL_NUMBER, "S-curve: basket below which slope_below holds", OPTIONAL, 0, MOST),
    VALUE(FORMULA, slope_below, TL_NUMBER, "S-curve: slope below the low kink", OPTIONAL, 0, 100),
    VALUE(FORMULA, high_kink, TL_NUMBER, "S-curve: basket above which slope_above holds", OPTIONAL, 0, MOST),
    VALUE(FORMULA, slope_above, TL_NUMBER, "S-curve: slope above the high kink", OPTIONAL, 0, 100),
    WORDS(FORMULA, hub, "price series of a hub, per MMBtu", OPTIONAL),
    VALUE(FORMULA, hub_share, TL_NUMBER, "share of the price that follows the hub", "0", 0, 1),
    VALUE(FORMULA, floor, TL_MONEY_PER_ENERGY, "lowest price", OPTIONAL, 0, MOST),
    VALUE(FORMULA, ceiling, TL_MONEY_PER_ENERGY, "highest price", OPTIONAL, 0, MOST),
};

#define REVIEW tli_study_review
static const tl_field review_fields[] = {
    WORDS(REVIEW, id, "name used by paths", REQUIRED),
    WORDS(REVIEW, formula, "formula that is changed", REQUIRED),
    WORDS(REVIEW, from, "month from which the new terms hold: 2035, 2035Q1 or 2035-01", REQUIRED),
    VALUE(REVIEW, slope, TL_NUMBER, "new slope", REQUIRED, 0, 100),
    VALUE(REVIEW, constant, TL_MONEY_PER_ENERGY, "new constant", OPTIONAL, -MOST, MOST),
};

#define BASKET tli_study_basket
static const tl_field basket_fields[] = {
    WORDS(BASKET, id, "name used by paths", REQUIRED),
    WORDS(BASKET, formula, "formula to which it belongs", REQUIRED),
    WORDS(BASKET, series, "price series", REQUIRED),
    VALUE(BASKET, weight, TL_NUMBER, "share of the basket; the shares of a formula sum to 1", REQUIRED, 0, 1),
    VALUE(BASKET, factor, TL_NUMBER, "from the unit of the series to that of the basket", "1", 0, MOST),
};

#define PRICE tli_study_price
static const tl_field price_fields[] = {
    WORDS(PRICE, id, "name used by paths", REQUIRED),
    WORDS(PRICE, series, "price series to which it belongs", REQUIRED),
    WORDS(PRICE, scenario, "\"history\", or the name of a scenario", "history"),
    WORDS(PRICE, from, "period: 2025, 2025Q2 or 2025-04", REQUIRED),
    WORDS(PRICE, to, "last period; not given: the same", OPTIONAL),
    VALUE(PRICE, value, TL_MONEY, "price; with a price year, USD(2025), it is real and rises with inflation", REQUIRED,
          0, MOST),
    WORDS(PRICE, per, "what the money is for: bbl, t, MMBtu", OPTIONAL),
};

#define OBSERVED tli_study_observed
static const char *const observed_kinds[] = {"customs", "company", "official", "forecast", "view", NULL};
static const tl_field observed_fields[] = {
    WORDS(OBSERVED, id, "name used by paths", REQUIRED),
    WORDS(OBSERVED, title, "whose gas", OPTIONAL),
    WORDS(OBSERVED, formula, "formula it is set beside; empty: shown only", OPTIONAL),
    WORDS(OBSERVED, from, "period: 2025, 2025Q2 or 2025-04", REQUIRED),
    WORDS(OBSERVED, to, "last period; not given: the same", OPTIONAL),
    VALUE(OBSERVED, price, TL_MONEY_PER_GAS_VOLUME, "price as printed", REQUIRED, 0, MOST),
    CHOICE(OBSERVED, kind, "customs and company figures are fitted, each by itself; the others are shown only",
           "customs", observed_kinds),
    VALUE(OBSERVED, fit, TL_BOOLEAN, "no: left out of the fit, for instance since it overlaps with others", "yes", 0,
          1),
};

#define EXCHANGE tli_study_exchange
static const tl_field exchange_fields[] = {
    WORDS(EXCHANGE, id, "name used by paths", REQUIRED),
    WORDS(EXCHANGE, from, "currency that is exchanged, ISO 4217", REQUIRED),
    WORDS(EXCHANGE, to, "currency that is received", REQUIRED),
    VALUE(EXCHANGE, rate, TL_NUMBER, "units received for one", REQUIRED, 1e-9, 1e9),
    VALUE(EXCHANGE, year, TL_COUNT, "year of the rate", REQUIRED, 1950, 2150),
};

#define ESCALATION tli_study_escalation
static const tl_field escalation_fields[] = {
    WORDS(ESCALATION, id, "currency, ISO 4217", REQUIRED),
    VALUE(ESCALATION, rate, TL_RATE, "yearly rise of prices in this currency", REQUIRED, -0.5, 2),
};

#define DEAL tli_study_deal
static const char *const upstreams[] = {"full", "spare", NULL};
static const tl_field deal_fields[] = {
    WORDS(DEAL, producer, "name of the producer", "Producer"),
    WORDS(DEAL, buyer, "name of the buyer", "Buyer"),
    VALUE(DEAL, start_year, TL_COUNT, "first year of construction", "2028", 1990, 2100),
    VALUE(DEAL, inflation, TL_RATE, "yearly rise of prices in the study's currency", "2 %/a", -0.05, 0.5),
    CHOICE(DEAL, upstream, "production cost that counts: of new fields, or of spare capacity that exists", "full",
           upstreams),
    VALUE(DEAL, production_full, TL_MONEY_PER_GAS_VOLUME, "production cost of new fields, before tax", OPTIONAL, 0, 10),
    VALUE(DEAL, production_spare, TL_MONEY_PER_GAS_VOLUME, "production cost from capacity that exists, before tax",
          OPTIONAL, 0, 10),
    VALUE(DEAL, feeder, TL_MONEY_PER_GAS_VOLUME, "transport from the fields to the start of the line", OPTIONAL, 0, 10),
    VALUE(DEAL, market_price, TL_MONEY_PER_GAS_VOLUME, "worth of the gas at the end of the line, without tax", OPTIONAL,
          0, 100),
    VALUE(DEAL, depreciation_years, TL_COUNT, "years over which capital is written off, straight-line", "25", 1, 100),
    VALUE(DEAL, carbon_price, TL_MONEY_PER_MASS, "price of a tonne of carbon dioxide", OPTIONAL, 0, 10),
    VALUE(DEAL, methane_loss, TL_NUMBER, "gas lost over gas delivered", "0", 0, 0.1),
    VALUE(DEAL, methane_warming, TL_NUMBER, "warming of lost gas over that of carbon dioxide, by mass", "29.8", 0, 200),
};

#define LEG tli_study_leg
static const char *const repayments[] = {"none", "level", "sculpted", NULL};
static const tl_field leg_fields[] = {
    WORDS(LEG, id, "section of the line", REQUIRED),
    WORDS(LEG, title, "name of the company that owns it", OPTIONAL),
    VALUE(LEG, tariff, TL_MONEY_PER_GAS_VOLUME,
          "tariff at constant prices; not given: the one that just pays the country's rate after tax", OPTIONAL, 0, 10),
    VALUE(LEG, debt_share, TL_NUMBER, "debt over capital cost; of sculpted debt the cover decides", "0.7", 0, 1),
    VALUE(LEG, debt_rate, TL_RATE, "nominal rate of interest", "8 %/a", 0, 1),
    VALUE(LEG, debt_years, TL_COUNT, "years of repayment from the first gas on", "15", 1, 60),
    VALUE(LEG, debt_cover, TL_NUMBER, "cash available over debt service", "1.3", 1, 10),
    CHOICE(LEG, repayment, "how debt is repaid", "none", repayments),
};

#define TAX tli_study_tax
static const char *const tax_pers[] = {"share", "volume", NULL};
static const tl_field tax_fields[] = {
    WORDS(TAX, id, "name used by rates, bases and deductions", REQUIRED),
    WORDS(TAX, title, "name for the reader", OPTIONAL),
    WORDS(TAX, country, "state that is paid, ISO 3166 alpha-2", REQUIRED),
    WORDS(TAX, payer, "\"producer\", \"buyer\", or the section whose owner pays", REQUIRED),
    WORDS(
        TAX, base,
        "lines with signs and factors, \"revenue - transport\": of the producer revenue, volume, produced, transport, "
        "transport_abroad, production, feeder, fuel_sales, excess; of a section revenue, volume, operation, fuel, "
        "carbon, capital, depreciation, book_value, interest, excess; of the buyer revenue, volume, purchase, "
        "transport, excess; and taxes that come before",
        REQUIRED),
    CHOICE(TAX, per, "share: the base is money; volume: the base is a volume", "share", tax_pers),
    WORDS(TAX, deductible_from, "later taxes whose base it lowers, separated by blanks", OPTIONAL),
    VALUE(TAX, above, TL_MONEY_PER_GAS_VOLUME, "the line \"excess\" is what a price above this brings", OPTIONAL, 0,
          100),
    VALUE(TAX, loss_years, TL_COUNT, "years in which a loss may be set off; 0: lost; 100: no expiry", "0", 0, 100),
    VALUE(TAX, loss_share, TL_NUMBER, "share of a year's base that losses may take", "1", 0, 1),
    VALUE(TAX, lag_months, TL_COUNT, "months between accrual and payment", "0", 0, 60),
    VALUE(TAX, refund_months, TL_COUNT, "months after which it comes back; 0: it does not", "0", 0, 60),
};

#define TAX_RATE tli_study_tax_rate
static const tl_field tax_rate_fields[] = {
    WORDS(TAX_RATE, id, "name used by paths", REQUIRED),
    WORDS(TAX_RATE, tax, "tax to which it belongs", REQUIRED),
    WORDS(TAX_RATE, from, "month from which it holds: 2025, 2025Q1 or 2025-01", REQUIRED),
    VALUE(TAX_RATE, rate, TL_NUMBER, "rate of a tax on a share; 0 is a holiday", "0", 0, 1),
    VALUE(TAX_RATE, amount, TL_MONEY_PER_GAS_VOLUME, "rate of a tax per volume", OPTIONAL, 0, 100),
};

#define SUPPLY tli_study_supply
static const char *const supply_pers[] = {"volume", "energy", NULL};
static const tl_field supply_fields[] = {
    WORDS(SUPPLY, id, "name used by paths", REQUIRED),
    WORDS(SUPPLY, market, "where the gas is compared", REQUIRED),
    WORDS(SUPPLY, supply, "whose gas", REQUIRED),
    WORDS(SUPPLY, part, "what the figure is for: border price, transport, ...", REQUIRED),
    CHOICE(SUPPLY, per, "unit of the value", "volume", supply_pers),
    VALUE(SUPPLY, value, TL_NUMBER, "cost; its unit follows from per", REQUIRED, 0, MOST),
    VALUE(SUPPLY, length, TL_LENGTH, "if given, the value is for 1,000 km and counts for this length", OPTIONAL, 1e3,
          1e7),
};

#define UNCERTAINTY tli_study_uncertainty
static const tl_field uncertainty_fields[] = {
    VALUE(UNCERTAINTY, samples, TL_COUNT, "samples of the whole study", "10000", 16, 1e7),
    VALUE(UNCERTAINTY, seed, TL_COUNT, "seed of the sampling", "1", 0, 1e9),
    VALUE(UNCERTAINTY, index_samples, TL_COUNT, "rows of each matrix of the sensitivity indices", "512", 16, 1e6),
    VALUE(UNCERTAINTY, wait_years, TL_COUNT, "years after which what is uncertain is taken as known", "3", 1, 20),
    VALUE(UNCERTAINTY, first_stage, TL_NUMBER, "share of the volume that a first stage would carry", "0.5", 0.1, 1),
};

#define CORRELATION tli_study_correlation
static const tl_field correlation_fields[] = {
    WORDS(CORRELATION, id, "name used by paths", REQUIRED),
    WORDS(CORRELATION, first, "path of an uncertain figure", REQUIRED),
    WORDS(CORRELATION, second, "path of another", REQUIRED),
    VALUE(CORRELATION, value, TL_NUMBER, "correlation of their normal scores", REQUIRED, -1, 1),
};

/* The value of a part of a supply: per volume or per energy. */
static tl_quantity supply_quantity(const void *item, const tl_field *field) {
  const tli_study_supply *supply = item;
  if (field->quantity != TL_NUMBER || supply->per == NULL) return field->quantity;
  return strcmp(supply->per, "energy") == 0 ? TL_MONEY_PER_ENERGY : TL_MONEY_PER_GAS_VOLUME;
}

#endif
