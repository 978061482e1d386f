/* Step "cash": the months and years of each party, what they are worth, and that they add up. Flows are nominal; values
 * are real, at the start of construction, each at its own rate and at the common one. docs/theory/deal.md */
#include "study/step_cash.h"

#include <string.h>

tl_code tli_deal_restore(tli_deal *d, tl_error *error) {
  TLI_TRY(tli_deal_contract(d, error));
  const tli_producer_terms terms = tli_producer_given(d);
  TLI_TRY(tli_deal_producer_flow(d, &terms, error));
  return tli_deal_buyer_flow(d, error);
}

static double *real_of(const tli_deal *d, const double *nominal, tli_arena *arena) {
  double *real = TLI_NEW_N(arena, double, d->months);
  for (size_t m = 0; real != NULL && m < d->months; m++) real[m] = nominal[m] / d->index[m];
  return real;
}

tl_code tli_irr_words(const tli_deal *d, const double *nominal, tli_arena *arena, const char **words, double *lowest,
                      tl_error *error) {
  enum { MOST_ROOTS = 8 };
  const tl_econ_calendar months = {1.0 / 12, 0.5};
  double roots[MOST_ROOTS], *real = real_of(d, nominal, arena);
  size_t found = 0;
  tl_error why;
  *lowest = NAN;
  if (real == NULL) return TLI_NO_MEMORY(error, "a rate of return");
  const tl_code code = tl_econ_irr(real, d->months, &months, roots, MOST_ROOTS, &found, &why);
  if (code == TL_ERR_MACHINE) return tl_fail(error, code, "%s", why.sentence);
  if (code != TL_OK) {
    *words = tli_arena_printf(arena, "none: %s", why.sentence);
  } else {
    *lowest = roots[0];
    tli_text text;
    tli_text_init(&text, tli_arena_allocator(arena));
    for (size_t i = 0; i < found && i < MOST_ROOTS; i++)
      tli_text_printf(&text, "%s%s %%", i > 0 ? " and " : "", tli_digits(100 * roots[i], 3).words);
    *words = text.failed ? NULL : tli_arena_strdup(arena, text.bytes);
    tli_text_free(&text);
  }
  return *words != NULL ? TL_OK : TLI_NO_MEMORY(error, "a rate of return");
}

/* A tariff that just pays the owner's rate leaves nothing but rounding. */
static double settled_value(const tli_deal *d, const double *flow, double rate_1_a) {
  const double value = tli_deal_value(d, flow, rate_1_a);
  double gross = 0;
  for (size_t m = 0; m < d->months; m++) gross += fabs(flow[m]);
  return fabs(value) < 1e-12 * gross ? 0 : value;
}

/* ---- what each party's flow is worth ----------------------------------------------------------------------------- */

static tl_code values_table(tl_study *study, const tli_parties *p, const tli_cash_units *u, tl_error *error) {
  const tli_deal *d = study->deal;
  tli_columns t = tli_table_begin(
      study->results, "party_values", "What the deal is worth to each party",
      "Present value at the start of construction, in constant prices, without debt. Values at each party's own rate "
      "do "
      "not add up; those at the common rate do. A state's value is what it is paid; what it spends is not in it.",
      "cash", "deal");
  tli_words(&t, "party", "Party", "as the study names it", "deal.* legs.*");
  tli_words(&t, "role", "Role", "in the deal", "");
  tli_words(&t, "country", "Country", "as the study gives it", "sections.*");
  tli_column(&t, "value_usd", "Value at own rate", TL_MONEY, u->bn, 3, "sum of real flows, discounted",
             TLI_CASH_INPUTS);
  tli_column(&t, "rate", "Own rate, real", TL_RATE, "%/a", 3, "by country, else the common one",
             "economics.discount_rate rates.*");
  tli_column(&t, "common_usd", "Value at the common rate", TL_MONEY, u->bn, 3, "sum of real flows, discounted",
             TLI_CASH_INPUTS);
  tli_column(&t, "sum_usd", "Sum over the life", TL_MONEY, u->nominal_bn, 3, "nominal, not discounted",
             TLI_CASH_INPUTS);
  tli_words(&t, "irr", "Rate of return, real", "zeros of the value over the rate; all of them", TLI_CASH_INPUTS);
  tli_column(&t, "payback_a", "Paid back after", TL_NUMBER, "years", 3,
             "from the start of construction, not discounted; none: never", TLI_CASH_INPUTS);
  const tl_econ_calendar months = {1.0 / 12, 0.5};
  for (size_t i = 0; i < p->count; i++) {
    const tli_party *party = &p->parties[i];
    const char *words = "none: it builds nothing";
    double lowest, payback = NAN, *real = real_of(d, party->flow, study->arena);
    if (real == NULL) return TLI_NO_MEMORY(error, "the parties");
    if (party->kind == TLI_OWNER) {
      TLI_TRY(tli_irr_words(d, party->flow, study->arena, &words, &lowest, error));
      if (tl_econ_payback(real, d->months, 0, &months, &payback, NULL) != TL_OK) payback = NAN;
    }
    tli_row(&t, (tl_cell[]){TLI_W(party->name), TLI_W(tli_party_kind_words(party->kind)), TLI_W(party->country),
                            TLI_N(settled_value(d, party->flow, party->rate_1_a)), TLI_N(party->rate_1_a),
                            TLI_N(settled_value(d, party->flow, d->common_rate_1_a)),
                            TLI_N(tli_deal_sum(d, party->flow)), TLI_W(words), TLI_N(payback)});
  }
  const char *words;
  double lowest, payback, *real = real_of(d, p->project, study->arena);
  if (real == NULL) return TLI_NO_MEMORY(error, "the parties");
  TLI_TRY(tli_irr_words(d, p->project, study->arena, &words, &lowest, error));
  if (tl_econ_payback(real, d->months, 0, &months, &payback, NULL) != TL_OK) payback = NAN;
  const double common = tli_deal_value(d, p->project, d->common_rate_1_a);
  tli_row(&t, (tl_cell[]){TLI_W("The project as a whole"), TLI_W("all parties together"), TLI_W(""), TLI_N(common),
                          TLI_N(d->common_rate_1_a), TLI_N(common), TLI_N(tli_deal_sum(d, p->project)), TLI_W(words),
                          TLI_N(payback)});
  return TL_OK;
}

/* ---- months and years -------------------------------------------------------------------------------------------- */

typedef struct grid {
  const tli_deal *d;
  const tli_parties *p;
  tl_study *study;
} grid;

static tl_code flow_columns(const grid *g, tli_columns *t, const char *unit, tl_error *error) {
  for (size_t i = 0; i < g->p->count; i++) {
    const char *name = tli_arena_printf(g->study->arena, "party_%zu_usd", i);
    if (name == NULL) return TLI_NO_MEMORY(error, "the cash flow");
    tli_column(t, name, g->p->parties[i].name, TL_MONEY, unit, 3, "what it receives less what it pays",
               TLI_CASH_INPUTS);
  }
  tli_column(t, "project_usd", "The project", TL_MONEY, unit, 3, "what passes the boundary, summed apart",
             TLI_CASH_INPUTS);
  return TL_OK;
}

static tl_code months_table(const grid *g, const char *unit, tl_error *error) {
  tli_columns t = tli_table_begin(g->study->results, "party_months", "Cash flow of each party, month by month",
                                  "Nominal, after tax, without debt.", "cash", "deal");
  tl_cell *cells = TLI_NEW_N(g->study->arena, tl_cell, g->p->count + 2);
  if (cells == NULL) return TLI_NO_MEMORY(error, "the cash flow");
  tli_words(&t, "month", "Month", "calendar month", "deal.start_year");
  TLI_TRY(flow_columns(g, &t, unit, error));
  for (size_t m = 0; m < g->d->months; m++) {
    const int month = g->d->first_month + (int)m;
    const char *name = tli_arena_printf(g->study->arena, "%d-%02d", month / 12, month % 12 + 1);
    if (name == NULL) return TLI_NO_MEMORY(error, "the cash flow");
    cells[0] = TLI_W(name);
    for (size_t i = 0; i < g->p->count; i++) cells[1 + i] = TLI_N(g->p->parties[i].flow[m]);
    cells[1 + g->p->count] = TLI_N(g->p->project[m]);
    tli_row(&t, cells);
  }
  return TL_OK;
}

static double year_sum(const grid *g, const double *flow, size_t year, bool real) {
  double sum = 0;
  for (size_t m = 12 * year; m < 12 * (year + 1) && m < g->d->months; m++)
    sum += real ? flow[m] / g->d->index[m] : flow[m];
  return sum;
}

static tl_code years_table(const grid *g, bool real, const char *unit, tl_error *error) {
  tli_columns t = tli_table_begin(
      g->study->results, real ? "party_years_real" : "party_years",
      real ? "Cash flow of each party, year by year, in constant prices" : "Cash flow of each party, year by year",
      real ? "The same flows less inflation." : "Nominal, after tax, without debt. The parties sum to the project.",
      "cash", "deal");
  tl_cell *cells = TLI_NEW_N(g->study->arena, tl_cell, g->p->count + 2);
  if (cells == NULL) return TLI_NO_MEMORY(error, "the cash flow");
  tli_column(&t, "year", "Year", TL_COUNT, "", 4, "calendar year", "deal.start_year");
  TLI_TRY(flow_columns(g, &t, unit, error));
  const int first_year = g->d->first_month / 12;
  for (size_t y = 0; 12 * y < g->d->months; y++) {
    cells[0] = TLI_N((double)first_year + (double)y);
    for (size_t i = 0; i < g->p->count; i++) cells[1 + i] = TLI_N(year_sum(g, g->p->parties[i].flow, y, real));
    cells[1 + g->p->count] = TLI_N(year_sum(g, g->p->project, y, real));
    tli_row(&t, cells);
  }
  return TL_OK;
}

/* ---- payments and taxes ------------------------------------------------------------------------------------------ */

static const char *party_name(const tli_parties *p, size_t index) {
  return index == TL_ECON_OUTSIDE ? "outside" : p->parties[index].name;
}

static void payments_table(tl_study *study, const tli_parties *p, const tli_cash_units *u) {
  const tli_deal *d = study->deal;
  const double volume = tli_deal_value(d, d->volume, 0) > 0 ? 1 : 0;
  double discounted = 0;
  for (size_t m = 0; m < d->months; m++)
    discounted += d->volume[m] * exp(-((double)m + 0.5) / 12 * log1p(d->common_rate_1_a));
  tli_columns t = tli_table_begin(
      study->results, "payments", "Who pays whom for what",
      "Each payment is booked on both sides; \"outside\" are suppliers and final customers.", "cash", "deal");
  tli_words(&t, "payment", "Payment", "as the study names it", "");
  tli_words(&t, "from", "From", "who pays", "");
  tli_words(&t, "to", "To", "who receives", "");
  tli_column(&t, "sum_usd", "Sum over the life", TL_MONEY, u->nominal_bn, 3, "nominal", TLI_CASH_INPUTS);
  tli_column(&t, "value_usd", "Present value", TL_MONEY, u->bn, 3, "real, at the common rate", TLI_CASH_INPUTS);
  tli_column(&t, "per_volume_usd_m3", "Per volume", TL_MONEY_PER_GAS_VOLUME, u->volume, 3,
             "present value over present value of the gas delivered, at the common rate", TLI_CASH_INPUTS);
  for (size_t i = 0; i < p->payment_count; i++) {
    const tl_econ_payment *pay = &p->payments[i];
    const double value = tli_deal_value(d, pay->amounts, d->common_rate_1_a);
    if (tli_deal_sum(d, pay->amounts) == 0.0 && value == 0.0) continue;
    tli_row(&t, (tl_cell[]){TLI_W(pay->name), TLI_W(party_name(p, pay->payer)), TLI_W(party_name(p, pay->payee)),
                            TLI_N(tli_deal_sum(d, pay->amounts)), TLI_N(value),
                            TLI_N(volume > 0 && discounted > 0 ? value / discounted : NAN)});
  }
}

static void tax_rows(tl_study *study, tli_columns *t, const tli_deal_taxes *taxes, const char *payer) {
  const tli_deal *d = study->deal;
  for (size_t k = 0; k < taxes->regime.regime.tax_count; k++) {
    const tli_study_tax *given = taxes->regime.given[k];
    const tl_econ_tax *tax = &taxes->regime.regime.taxes[k];
    double last_rate = tax->rate_count > 0 ? tax->rates[tax->rate_count - 1].rate : NAN;
    const char *rates = tax->per_unit ? "an amount per volume, rising with inflation"
                                      : tli_arena_printf(study->arena, "%s %%", tli_digits(100 * last_rate, 3).words);
    study->lost = study->lost || rates == NULL;
    tli_row(t,
            (tl_cell[]){TLI_W(given->title[0] != '\0' ? given->title : given->id),
                        TLI_W(tli_country_name(given->country)), TLI_W(payer), TLI_W(given->base), TLI_W(rates),
                        TLI_W(given->deductible_from), TLI_N(tli_deal_sum(d, taxes->paid[k])),
                        TLI_N(tli_deal_value(d, taxes->paid[k], d->common_rate_1_a)), TLI_N(taxes->results[k].unpaid)});
  }
}

static void taxes_table(tl_study *study, const tli_cash_units *u) {
  const tli_deal *d = study->deal;
  if (study->reference->tax_count == 0) return;
  tli_columns t =
      tli_table_begin(study->results, "tax_list", "Taxes, in the order in which they are computed",
                      "Each stands on lines that are known by then. The order, the bases and the dated rates "
                      "are data of the study.",
                      "cash", "fiscal");
  tli_words(&t, "tax", "Tax", "as the study names it", "taxes.*");
  tli_words(&t, "country", "Paid to", "state", "taxes.*");
  tli_words(&t, "payer", "Paid by", "party", "taxes.*");
  tli_words(&t, "base", "Base", "lines of the payer and taxes before it", "taxes.*");
  tli_words(&t, "rate", "Rate in the end", "the last of its dated rates", "tax_rates.*");
  tli_words(&t, "deductible_from", "Lowers the base of", "later taxes", "taxes.*");
  tli_column(&t, "sum_usd", "Sum over the life", TL_MONEY, u->nominal_bn, 3, "nominal, refunds taken off",
             TLI_CASH_INPUTS);
  tli_column(&t, "value_usd", "Present value", TL_MONEY, u->bn, 3, "real, at the common rate", TLI_CASH_INPUTS);
  tli_column(&t, "unpaid_usd", "Due after the end", TL_MONEY, u->nominal_bn, 3, "accrued, and paid later than the end",
             TLI_CASH_INPUTS);
  tax_rows(study, &t, &d->producer_taxes, study->reference->deal.producer);
  for (size_t i = 0; i < d->leg_count; i++) tax_rows(study, &t, &d->legs[i].taxes, d->legs[i].name);
  tax_rows(study, &t, &d->buyer_taxes, study->reference->deal.buyer);
}

/* ---- sums -------------------------------------------------------------------------------------------------------- */

static void sums_table(tl_study *study, const tli_parties *p, const tli_cash_units *u) {
  const tli_deal *d = study->deal;
  double own = 0, common = 0;
  for (size_t i = 0; i < p->count; i++) {
    own += tli_deal_value(d, p->parties[i].flow, p->parties[i].rate_1_a);
    common += tli_deal_value(d, p->parties[i].flow, d->common_rate_1_a);
  }
  const double project = tli_deal_value(d, p->project, d->common_rate_1_a);
  tli_columns t =
      tli_table_begin(study->results, "cash_sums", "Do the parties add up to the project?",
                      "Month by month they do. Present values do so at a common rate only; what is left over "
                      "at the parties' own rates is the difference of the rates, and nobody's money.",
                      "cash", "deal");
  tli_words(&t, "what", "What", "", "");
  tli_column(&t, "value_usd", "Value", TL_MONEY, u->bn, 6, "real, at the start of construction", TLI_CASH_INPUTS);
  tli_column(&t, "relative", "Relative", TL_NUMBER, "", 2, "over the gross payments of the month", TLI_CASH_INPUTS);
  tli_row(&t, (tl_cell[]){TLI_W("Largest difference between parties and project in a month"), TLI_N(NAN),
                          TLI_N(p->remainder)});
  tli_row(&t, (tl_cell[]){TLI_W("Project at the common rate"), TLI_N(project), TLI_N(NAN)});
  tli_row(&t, (tl_cell[]){TLI_W("Sum of the parties at the common rate"), TLI_N(common), TLI_N(NAN)});
  tli_row(&t, (tl_cell[]){TLI_W("Sum of the parties, each at its own rate"), TLI_N(own), TLI_N(NAN)});
  tli_row(&t, (tl_cell[]){TLI_W("Left over: the difference of the discount rates"), TLI_N(own - project), TLI_N(NAN)});
}

static tl_code all_tables(tl_study *study, const tli_cash_units *u, tl_error *error) {
  tli_parties parties;
  TLI_TRY(tli_parties_of(study->deal, study->arena, &parties, error));
  const grid g = {study->deal, &parties, study};
  TLI_TRY(values_table(study, &parties, u, error));
  TLI_TRY(years_table(&g, false, u->nominal_bn, error));
  TLI_TRY(years_table(&g, true, u->bn, error));
  TLI_TRY(months_table(&g, u->nominal_bn, error));
  payments_table(study, &parties, u);
  taxes_table(study, u);
  sums_table(study, &parties, u);
  TLI_TRY(tli_tariff_table(study, u, error));
  TLI_TRY(tli_netback_table(study, u, error));
  TLI_TRY(tli_debt_table(study, u, error));
  TLI_TRY(tli_break_even_tables(study, u, error));
  TLI_TRY(tli_market_tables(study, u, error));
  TLI_TRY(tli_price_volume_table(study, u, error));
  return tli_deal_restore(study->deal, error);
}

tl_code tli_step_cash(tl_study *study, tl_error *error) {
  if (study->deal == NULL) return tli_nothing_to_do(study);
  const tli_study *s = study->reference;
  const int year = (int)s->economics.price_year.si;
  const tli_cash_units u = {tli_arena_printf(study->arena, "bn %s(%d)", s->economics.currency, year),
                            tli_arena_printf(study->arena, "bn %s", s->economics.currency),
                            tli_money_per_volume_unit(study->arena, s, study->deal->reference_t_k),
                            tli_arena_printf(study->arena, "%s(%d)/MMBtu", s->economics.currency, year)};
  if (u.bn == NULL || u.nominal_bn == NULL || u.energy == NULL || u.volume[0] == '\0')
    return TLI_NO_MEMORY(error, "the cash flow");
  TLI_TRY(tli_deal_set_tariffs(study->deal, error));
  TLI_TRY(tli_deal_restore(study->deal, error));
  return all_tables(study, &u, error);
}
