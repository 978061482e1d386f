/* Step "cash", prices: tariffs with what is in them, the way from the border price back to the well, debt, and the
 * border price at which it pays, with its boundary named. docs/theory/deal.md */
#include "study/step_cash.h"

#include <string.h>

/* Present value of the gas delivered, at a rate: what levelised figures are over. */
static double volume_value(const tli_deal *d, double rate_1_a) {
  double sum = 0;
  for (size_t m = 0; m < d->months; m++) sum += d->volume[m] * exp(-((double)m + 0.5) / 12 * log1p(rate_1_a));
  return sum;
}

/* ---- tariffs ----------------------------------------------------------------------------------------------------- */

static void tariff_columns(tli_columns *t, const tli_cash_units *u) {
  static const struct {
    const char *name, *label, *formula;
  } volumes[] = {
      {"tariff_usd_m3", "Tariff", "as the study gives it, else the one that just pays the owner's rate after tax"},
      {"hundred_usd_m3", "Tariff per 100 km", "over the length of the section"},
      {"before_tax_usd_m3", "That pays before tax", "tariff at which the value before tax is nil"},
      {"after_tax_usd_m3", "That pays after tax", "tariff at which the value after tax is nil"},
      {"capital_usd_m3", "of which capital and line fill", "present value over that of the gas, at the owner's rate"},
      {"operation_usd_m3", "of which operation", "present value over that of the gas, at the owner's rate"},
      {"fuel_usd_m3", "of which fuel and carbon", "present value over that of the gas, at the owner's rate"},
      {"tax_usd_m3", "of which tax", "present value over that of the gas, at the owner's rate"},
      {"rent_usd_m3", "of which rent", "what is left: beyond cost, tax and the owner's rate"}};
  tli_words(t, "section", "Section", "as the study names it", "sections.*");
  tli_words(t, "country", "Country", "as the study gives it", "sections.*");
  tli_words(t, "owner", "Owner", "as the study names it", "legs.*");
  tli_words(t, "payer", "Paid by", "seller before the delivery point, buyer behind it", "contract.delivery_at");
  for (size_t i = 0; i < TLI_COUNT(volumes); i++) {
    tli_column(t, volumes[i].name, volumes[i].label, TL_MONEY_PER_GAS_VOLUME, u->volume, 3, volumes[i].formula,
               TLI_CASH_INPUTS);
    if (i == 0)
      tli_column(t, "tariff_usd_j", "Tariff per energy", TL_MONEY_PER_ENERGY, u->energy, 3,
                 "over the gross heating value", TLI_CASH_INPUTS);
  }
}

tl_code tli_tariff_table(tl_study *study, const tli_cash_units *u, tl_error *error) {
  tli_deal *d = study->deal;
  tli_columns t = tli_table_begin(
      study->results, "tariffs", "Tariff of each section",
      "At constant prices. A transit fee is income of a company, not rent of a state: what recovers cost, what is tax, "
      "and what is left beyond the owner's rate stand apart.",
      "cash", "deal");
  tariff_columns(&t, u);
  for (size_t i = 0; i < d->leg_count; i++) {
    tli_deal_leg *leg = &d->legs[i];
    const double kept = leg->tariff;
    double before, after;
    TLI_TRY(tli_deal_tariff(d, leg, false, &before, error));
    TLI_TRY(tli_deal_tariff(d, leg, true, &after, error));
    TLI_TRY(tli_deal_leg_flow(d, leg, kept, true, error));
    const double volume = volume_value(d, leg->rate_1_a), r = leg->rate_1_a;
    const double capital = (tli_deal_value(d, leg->spending, r) + tli_deal_value(d, leg->fill, r)) / volume,
                 operation = tli_deal_value(d, leg->operation, r) / volume,
                 fuel = (tli_deal_value(d, leg->fuel, r) + tli_deal_value(d, leg->carbon, r)) / volume,
                 tax = tli_deal_value(d, leg->taxes.total, r) / volume;
    const double left = kept - capital - operation - fuel - tax, rent = fabs(left) < 1e-12 * kept ? 0 : left;
    const tli_study_section *section = &d->study->sections[leg->section];
    const double km_100 = study->route->sections[leg->section].length_m / 1e5;
    tli_row(&t, (tl_cell[]){TLI_W(section->title[0] != '\0' ? section->title : section->id), TLI_W(leg->country),
                            TLI_W(leg->name), TLI_W(leg->seller_pays ? "seller" : "buyer"), TLI_N(kept),
                            TLI_N(kept / d->gross_j_m3), TLI_N(kept / km_100), TLI_N(before), TLI_N(after),
                            TLI_N(capital), TLI_N(operation), TLI_N(fuel), TLI_N(tax), TLI_N(rent)});
  }
  return TL_OK;
}

/* ---- netback ----------------------------------------------------------------------------------------------------- */

tl_code tli_netback_table(tl_study *study, const tli_cash_units *u, tl_error *error) {
  const tli_deal *d = study->deal;
  const double r = d->producer_rate_1_a, volume = volume_value(d, r);
  (void)error;
  tli_columns t = tli_table_begin(
      study->results, "netback", "From the border price back to the well",
      "What is left of the price at each step, as the mean over the life: present values at the producer's rate over "
      "that of the gas delivered.",
      "cash", "deal");
  tli_words(&t, "step", "Step", "", "");
  tli_column(&t, "amount_usd_m3", "Amount", TL_MONEY_PER_GAS_VOLUME, u->volume, 3, "present value per volume delivered",
             TLI_CASH_INPUTS);
  tli_column(&t, "left_usd_m3", "Left", TL_MONEY_PER_GAS_VOLUME, u->volume, 3, "after this step", TLI_CASH_INPUTS);
  tli_column(&t, "left_usd_j", "Left, per energy", TL_MONEY_PER_ENERGY, u->energy, 3, "over the gross heating value",
             TLI_CASH_INPUTS);
  double left = tli_deal_value(d, d->payment, r) / volume;
  tli_row(&t, (tl_cell[]){TLI_W("Price at the delivery point"), TLI_N(left), TLI_N(left), TLI_N(left / d->gross_j_m3)});
  for (size_t i = d->leg_count; i-- > 0;) {
    const tli_deal_leg *leg = &d->legs[i];
    if (!leg->seller_pays) continue;
    const tli_study_section *section = &d->study->sections[leg->section];
    const double tariff = tli_deal_value(d, leg->revenue, r) / volume;
    const char *name =
        tli_arena_printf(study->arena, "Tariff of %s", section->title[0] != '\0' ? section->title : section->id);
    study->lost = study->lost || name == NULL;
    left -= tariff;
    tli_row(&t, (tl_cell[]){TLI_W(name), TLI_N(-tariff), TLI_N(left), TLI_N(left / d->gross_j_m3)});
  }
  const struct {
    const char *name;
    double amount;
  } steps[] = {{"Gas sold on the way, and to the stations",
                (tli_deal_value(d, d->fuel_sales, r) + tli_deal_value(d, d->offtake_sales, r)) / volume},
               {"Feeders from the fields", -tli_deal_value(d, d->feeder_cost, r) / volume}};
  for (size_t i = 0; i < TLI_COUNT(steps); i++) {
    left += steps[i].amount;
    tli_row(&t, (tl_cell[]){TLI_W(steps[i].name), TLI_N(steps[i].amount), TLI_N(left), TLI_N(left / d->gross_j_m3)});
  }
  for (size_t k = 0; k < d->producer_taxes.regime.regime.tax_count; k++) {
    const tli_study_tax *tax = d->producer_taxes.regime.given[k];
    const double amount = tli_deal_value(d, d->producer_taxes.paid[k], r) / volume;
    left -= amount;
    tli_row(&t, (tl_cell[]){TLI_W(tax->title[0] != '\0' ? tax->title : tax->id), TLI_N(-amount), TLI_N(left),
                            TLI_N(left / d->gross_j_m3)});
  }
  const double production = tli_deal_value(d, d->production_cost, r) / volume;
  tli_row(&t,
          (tl_cell[]){TLI_W("Netback at the well, after tax"), TLI_N(NAN), TLI_N(left), TLI_N(left / d->gross_j_m3)});
  left -= production;
  tli_row(&t, (tl_cell[]){TLI_W("Production"), TLI_N(-production), TLI_N(left), TLI_N(left / d->gross_j_m3)});
  return TL_OK;
}

/* ---- debt -------------------------------------------------------------------------------------------------------- */

typedef struct loan {
  double principal, interest_building, lowest_cover, mean_cover, share;
  size_t count; /* months of repayment */
  tl_econ_debt_period *periods;
  double *equity; /* nominal, by month */
  bool none;      /* no cash to repay from */
} loan;

/* Debt of one owner. The cash that service is measured on is that before interest: what interest saves in tax comes on
 * top, in the equity flow. Draws follow the spending; interest while building is added to the debt, once. */
static tl_code borrow(tli_deal *d, tli_deal_leg *leg, tli_arena *arena, loan *l, tl_error *error) {
  const tli_study_leg *g = leg->given;
  *l = (loan){.lowest_cover = INFINITY};
  l->count = 12 * (size_t)g->debt_years.si;
  if (l->count > d->months - d->building) l->count = d->months - d->building;
  l->periods = TLI_NEW_N(arena, tl_econ_debt_period, l->count + 1);
  l->equity = TLI_NEW_N(arena, double, d->months);
  double *available = TLI_NEW_N(arena, double, l->count + 1), *draws = TLI_NEW_N(arena, double, d->building + 1);
  if (l->periods == NULL || l->equity == NULL || available == NULL || draws == NULL)
    return TLI_NO_MEMORY(error, "debt");
  const double rate = g->debt_rate.si, share = g->debt_share.si;
  double spent = 0, unit_interest = 0;
  for (size_t k = 0; k < l->count; k++) available[k] = fmax(0, leg->net[d->building + k]);
  for (size_t m = 0; m < d->building; m++) spent += draws[m] = leg->spending[m];
  TLI_TRY(tl_econ_interest_during(draws, d->building, rate, 1.0 / 12, &unit_interest, error));
  const double most = share * (spent + unit_interest);
  if (tli_text_equal(g->repayment, "sculpted")) {
    TLI_TRY(
        tl_econ_debt_sculpted(available, l->count, g->debt_cover.si, rate, 1.0 / 12, &l->principal, l->periods, error));
    if (l->principal > most && most > 0) { /* no more than its share: the cover is then higher throughout */
      TLI_TRY(tl_econ_debt_sculpted(available, l->count, g->debt_cover.si * l->principal / most, rate, 1.0 / 12,
                                    &l->principal, l->periods, error));
    }
  } else {
    l->principal = most;
    TLI_TRY(tl_econ_debt_level(most, available, l->count, rate, 1.0 / 12, l->periods, error));
  }
  l->none = !(l->principal > 0);
  if (l->none) return TL_OK;
  l->share = l->principal / (spent + unit_interest);
  l->interest_building = l->share * unit_interest;
  size_t covered = 0;
  for (size_t k = 0; k < l->count; k++) {
    leg->interest[d->building + k] = l->periods[k].interest;
    if (!isfinite(l->periods[k].cover)) continue;
    l->lowest_cover = fmin(l->lowest_cover, l->periods[k].cover);
    l->mean_cover += l->periods[k].cover;
    covered++;
  }
  l->mean_cover = covered > 0 ? l->mean_cover / (double)covered : NAN;
  TLI_TRY(tli_deal_leg_flow(d, leg, leg->tariff, true, error)); /* with the tax that interest saves */
  for (size_t m = 0; m < d->months; m++) {
    l->equity[m] = leg->net[m];
    if (m < d->building) l->equity[m] += l->share * draws[m];
    if (m >= d->building && m - d->building < l->count)
      l->equity[m] -= l->periods[m - d->building].interest + l->periods[m - d->building].repayment;
  }
  memset(leg->interest, 0, d->months * sizeof *leg->interest);
  return tli_deal_leg_flow(d, leg, leg->tariff, true, error); /* without debt again */
}

tl_code tli_debt_table(tl_study *study, const tli_cash_units *u, tl_error *error) {
  tli_deal *d = study->deal;
  bool any = false;
  for (size_t i = 0; i < d->leg_count; i++)
    any = any || (d->legs[i].given != NULL && !tli_text_equal(d->legs[i].given->repayment, "none"));
  if (!any) return TL_OK;
  tli_columns t =
      tli_table_begin(study->results, "debt", "Debt of the owners",
                      "Interest while building is added to the debt, once; it is in no other table. Sculpted "
                      "debt keeps one cover throughout, level debt one service.",
                      "cash", "cash-flow");
  tli_words(&t, "owner", "Owner", "as the study names it", "legs.*");
  tli_words(&t, "repayment", "Repayment", "as the study gives it", "legs.*");
  tli_column(&t, "principal_usd", "Debt when gas begins to flow", TL_MONEY, u->nominal_bn, 3,
             "sculpted: present value of the service at the cover, at most the share; level: the share",
             TLI_CASH_INPUTS);
  tli_column(&t, "share", "Debt over cost with interest", TL_NUMBER, "%", 3, "of capital and interest while building",
             TLI_CASH_INPUTS);
  tli_column(&t, "interest_usd", "Interest while building", TL_MONEY, u->nominal_bn, 3, "on the draws, compounded",
             TLI_CASH_INPUTS);
  tli_column(&t, "lowest_cover", "Lowest cover", TL_NUMBER, "", 3, "cash available over debt service of a month",
             TLI_CASH_INPUTS);
  tli_column(&t, "mean_cover", "Mean cover", TL_NUMBER, "", 3, "mean over the months", TLI_CASH_INPUTS);
  tli_words(&t, "irr", "Return on equity, real", "zeros of the value of the equity flow", TLI_CASH_INPUTS);
  tli_words(&t, "note", "Note", "", "");
  for (size_t i = 0; i < d->leg_count; i++) {
    tli_deal_leg *leg = &d->legs[i];
    if (leg->given == NULL || tli_text_equal(leg->given->repayment, "none")) continue;
    loan l;
    const char *words = "", *note = "";
    double lowest;
    TLI_TRY(borrow(d, leg, study->arena, &l, error));
    if (!l.none) TLI_TRY(tli_irr_words(d, l.equity, study->arena, &words, &lowest, error));
    if (l.none)
      note = "no cash is left to repay debt from";
    else if (l.lowest_cover < 1)
      note = "in some months the cash does not cover the service";
    tli_row(&t, (tl_cell[]){TLI_W(leg->name), TLI_W(leg->given->repayment), TLI_N(l.principal),
                            TLI_N(l.none ? NAN : l.share), TLI_N(l.none ? NAN : l.interest_building),
                            TLI_N(isfinite(l.lowest_cover) ? l.lowest_cover : NAN), TLI_N(l.none ? NAN : l.mean_cover),
                            TLI_W(words), TLI_W(note)});
  }
  return TL_OK;
}

/* ---- break-even -------------------------------------------------------------------------------------------------- */

typedef struct boundary {
  const char *words, *in;
  bool spare, feeders, tax;
} boundary;

static const boundary boundaries[] = {
    {"All of it: new fields, feeders, all taxes", "fields at full cost, feeders, line to the border, all taxes", false,
     true, true},
    {"Spare capacity in place of new fields", "fields at the cost of spare capacity, feeders, line, all taxes", true,
     true, true},
    {"Without feeders", "fields at full cost, line to the border, all taxes", false, false, true},
    {"Before the producer's taxes", "fields at full cost, feeders, line with the taxes of its owners", false, true,
     false},
    {"Spare capacity, before the producer's taxes", "fields at the cost of spare capacity, feeders, line", true, true,
     false},
    {"The line alone", "tariffs of the sections up to the border: no gas, no feeders", false, false, false}};

/* One row: the price at which the producer's value is nil on these terms. */
static tl_code break_even_row(tl_study *study, tli_columns *t, const char *words, const char *in,
                              const tli_producer_terms *terms, double *price, tl_error *error) {
  tli_deal *d = study->deal;
  tl_error why;
  TLI_TRY(tli_deal_try_break_even(d, terms, price, &why, error));
  const char *note = tli_arena_strdup(study->arena, why.sentence);
  if (note == NULL || words == NULL || in == NULL) return TLI_NO_MEMORY(error, "a break-even price");
  tli_row(t, (tl_cell[]){TLI_W(words), TLI_W(in), TLI_N(*price), TLI_N(*price / d->gross_j_m3), TLI_W(note)});
  return TL_OK;
}

/* Each tax of the producer left out by itself, with those whose id begins with its own. */
static tl_code without_taxes(tl_study *study, tli_columns *t, tl_error *error) {
  const tli_deal *d = study->deal;
  const tl_econ_regime *regime = &d->producer_taxes.regime.regime;
  for (size_t k = 0; k < regime->tax_count; k++) {
    bool part = false;
    for (size_t i = 0; i < k; i++) part = part || tli_starts_with(regime->taxes[k].name, regime->taxes[i].name);
    if (part) continue;
    tli_producer_terms terms = tli_producer_given(d);
    double price;
    terms.without_tax = regime->taxes[k].name;
    const char *title = d->producer_taxes.regime.given[k]->title;
    TLI_TRY(break_even_row(study, t, tli_arena_printf(study->arena, "Without: %s", title),
                           "as the first, but for this tax", &terms, &price, error));
  }
  return TL_OK;
}

tl_code tli_break_even_tables(tl_study *study, const tli_cash_units *u, tl_error *error) {
  tli_deal *d = study->deal;
  tli_rates rates;
  tli_rates_of(d->study, &rates);
  double full, spare;
  TLI_TRY(tli_money_in(d->study, &rates, &d->study->deal.production_full, &full, error));
  TLI_TRY(tli_money_in(d->study, &rates, &d->study->deal.production_spare, &spare, error));
  tli_columns t = tli_table_begin(
      study->results, "break_even", "The border price at which it pays, by what is counted",
      "One constant price for the whole life at which the producer's value after tax is nil, the owners of the line "
      "earning their rates. The boundary decides the answer, so each is named.",
      "cash", "deal");
  tli_words(&t, "boundary", "Boundary", "what is left out or put in", "");
  tli_words(&t, "in", "What is in it", "", "");
  tli_column(&t, "price_usd_m3", "Break-even price", TL_MONEY_PER_GAS_VOLUME, u->volume, 3,
             "price at which the producer's value is nil", TLI_CASH_INPUTS);
  tli_column(&t, "price_usd_j", "Break-even price per energy", TL_MONEY_PER_ENERGY, u->energy, 3,
             "over the gross heating value", TLI_CASH_INPUTS);
  tli_words(&t, "note", "Note", "why there is none", "");
  for (size_t i = 0; i < TLI_COUNT(boundaries); i++) {
    const boundary *b = &boundaries[i];
    if (b->spare && !(spare > 0)) continue;
    tli_producer_terms terms = tli_producer_given(d);
    terms.production = i + 1 == TLI_COUNT(boundaries) ? 0 : b->spare ? spare : full;
    terms.feeder = b->feeders ? d->feeder : 0;
    terms.with_tax = b->tax;
    double price;
    TLI_TRY(break_even_row(study, &t, b->words, b->in, &terms, &price, error));
    if (i == 0) study->break_even_per_m3 = price;
  }
  TLI_TRY(without_taxes(study, &t, error));
  return tli_deal_restore(d, error);
}
