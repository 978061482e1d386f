/* Step "contract": printed prices beside the formula they are said to follow, as reported and fitted; the formula under
 * each scenario; and the years of the contract with take-or-pay. Prices are nominal unless a column says otherwise.
 * docs/theory/contract.md, docs/theory/deal.md */
#include "study/deal.h"

#include <string.h>

#define PRICE_INPUTS "formulas.* basket.* prices.* reviews.* exchanges.* gas.*"

static const char *unit_of(tl_study *study, const char *before, bool real, const char *per) {
  const tli_study *s = study->reference;
  const char *unit = real ? tli_arena_printf(study->arena, "%s%s(%d)%s", before, s->economics.currency,
                                             (int)s->economics.price_year.si, per)
                          : tli_arena_printf(study->arena, "%s%s%s", before, s->economics.currency, per);
  study->lost = study->lost || unit == NULL;
  return unit != NULL ? unit : "";
}

/* ---- printed prices ---------------------------------------------------------------------------------------------- */

typedef struct fitted {
  const char *formula, *kind;
  size_t count;
  bool done;
  tl_econ_fit fit;
  double misfit; /* of the formula as reported, root mean square, money per MMBtu; there without a fit, too */
  const char *why;
} fitted;

typedef struct history {
  tl_study *study;
  double j_m3; /* of the formula's price */
  fitted *fits;
  size_t count, room;
} history;

static bool is_realised(const tli_study_observed *o) {
  return tli_text_equal(o->kind, "customs") || tli_text_equal(o->kind, "company") ||
         tli_text_equal(o->kind, "official");
}

static bool months_of(const tli_study_observed *o, int *first, int *last) {
  int unused;
  return tli_months_of(o->from, first, last) && (o->to[0] == '\0' || tli_months_of(o->to, &unused, last));
}

static fitted *find_fit(const history *h, const char *formula, const char *kind) {
  for (size_t i = 0; i < h->count; i++)
    if (tli_text_equal(h->fits[i].formula, formula) && tli_text_equal(h->fits[i].kind, kind)) return &h->fits[i];
  return NULL;
}

/* Customs and company figures of one formula are each fitted by themselves: they count differently. */
/* Root mean square of the formula as it stands less the printed prices; NaN where a month of the formula is missing. */
static double misfit_of(const tli_formula *f, const tl_econ_observed *seen, size_t count) {
  double squares = 0;
  for (size_t i = 0; i < count; i++) {
    double sum = 0;
    for (int month = seen[i].first_month; month <= seen[i].last_month; month++) {
      tl_econ_price price;
      if (tli_formula_price(f, month, &price, NULL) != TL_OK) return NAN;
      sum += price.price;
    }
    const double off = sum / (seen[i].last_month - seen[i].first_month + 1) - seen[i].price;
    squares += off * off;
  }
  return count > 0 ? sqrt(squares / (double)count) : NAN;
}

static tl_code fit_kind(history *h, const char *formula, const char *kind, tl_error *error) {
  const tli_study *s = h->study->reference;
  tl_econ_observed *seen = TLI_NEW_N(h->study->arena, tl_econ_observed, s->observed_count + 1);
  if (seen == NULL || !TLI_PUSH_ROOM(h->study->arena, h->fits, h->room, h->count))
    return TLI_NO_MEMORY(error, "the price history");
  fitted *f = &h->fits[h->count++];
  *f = (fitted){.formula = formula, .kind = kind};
  tli_formula made;
  tl_error why;
  TLI_TRY(tli_formula_make(s, formula, s->contract.deck, h->study->arena, &made, error));
  for (size_t i = 0; i < s->observed_count; i++) {
    const tli_study_observed *o = &s->observed[i];
    int first, last;
    if (!tli_text_equal(o->formula, formula) || !tli_text_equal(o->kind, kind) || !o->fit) continue;
    if (!is_realised(o) || !months_of(o, &first, &last)) continue;
    seen[f->count] = (tl_econ_observed){first, last, o->price.si * TLI_MMBTU_J / h->j_m3};
    if (!isnan(misfit_of(&made, &seen[f->count], 1))) f->count++; /* months that the deck lacks: a finding says so */
  }
  f->done = tl_econ_formula_fit(&made.formula, seen, f->count, f->count > 3, &f->fit, &why) == TL_OK;
  f->why = f->done ? "" : tli_arena_strdup(h->study->arena, why.sentence);
  if (f->why == NULL) return TLI_NO_MEMORY(error, "the price history");
  f->misfit = f->done ? f->fit.rms_as_given : misfit_of(&made, seen, f->count);
  return TL_OK;
}

static tl_code fit_all(history *h, tl_error *error) {
  const tli_study *s = h->study->reference;
  for (size_t i = 0; i < s->observed_count; i++) {
    const tli_study_observed *o = &s->observed[i];
    if (o->formula[0] == '\0' || !is_realised(o) || find_fit(h, o->formula, o->kind) != NULL) continue;
    TLI_TRY(fit_kind(h, o->formula, o->kind, error));
  }
  return TL_OK;
}

/* Mean of the formula, and of its basket, over the months of a printed price; NaN where months are missing. */
static tl_code formula_over(const history *h, const tli_study_observed *o, double *price, double *basket,
                            tl_error *error) {
  const tli_study *s = h->study->reference;
  tli_formula f;
  int first, last;
  *price = *basket = NAN;
  if (o->formula[0] == '\0' || !months_of(o, &first, &last)) return TL_OK;
  TLI_TRY(tli_formula_make(s, o->formula, s->contract.deck, h->study->arena, &f, error));
  double sum = 0, baskets = 0;
  for (int month = first; month <= last; month++) {
    tl_econ_price one;
    tl_error why;
    const tl_code code = tli_formula_price(&f, month, &one, &why);
    if (code == TL_ERR_MACHINE) return tl_fail(error, code, "%s", why.sentence);
    if (code != TL_OK) return TL_OK;
    sum += one.price;
    baskets += one.basket;
  }
  *price = sum / (last - first + 1);
  *basket = baskets / (last - first + 1);
  return TL_OK;
}

static tl_code history_table(history *h, tl_error *error) {
  tl_study *study = h->study;
  const tli_study *s = study->reference;
  if (s->observed_count == 0) return TL_OK;
  const char *volume = unit_of(study, "", false, "/1000 m3 at 20 degC"), *energy = unit_of(study, "", false, "/MMBtu");
  tli_columns t = tli_table_begin(study->results, "price_history", "Printed prices beside the formula",
                                  "Only prices that were paid are fitted, customs and company figures each by "
                                  "themselves; forecasts and views are shown. What the formula lacks stands in by a "
                                  "proxy, which the assumptions name.",
                                  "contract", "contract");
  tli_words(&t, "supply", "Whose gas", "as printed", "observed.*");
  tli_words(&t, "from", "From", "as printed", "observed.*");
  tli_words(&t, "to", "To", "as printed", "observed.*");
  tli_words(&t, "kind", "Kind", "as the study marks it", "observed.*");
  tli_words(&t, "use", "Use", "fitted, or shown only", "observed.*");
  tli_column(&t, "begin_a", "Begins", TL_NUMBER, "", 6, "year and part of it", "observed.*");
  tli_column(&t, "end_a", "Ends", TL_NUMBER, "", 6, "year and part of it", "observed.*");
  tli_column(&t, "printed_usd_m3", "Printed", TL_MONEY_PER_GAS_VOLUME, volume, 3, "as printed, nominal", "observed.*");
  tli_column(&t, "printed_usd_j", "Printed, per energy", TL_MONEY_PER_ENERGY, energy, 3,
             "printed over the gross heating value of this study's gas", "observed.* gas.*");
  tli_column(&t, "reported_usd_m3", "Formula as reported", TL_MONEY_PER_GAS_VOLUME, volume, 3,
             "mean of the formula over the same months", "observed.* " PRICE_INPUTS);
  tli_column(&t, "fitted_usd_m3", "Formula as fitted", TL_MONEY_PER_GAS_VOLUME, volume, 3,
             "slope and constant by least squares on the fitted rows of the same kind", "observed.* " PRICE_INPUTS);
  tli_column(&t, "misfit_usd_m3", "Reported less printed", TL_MONEY_PER_GAS_VOLUME, volume, 3, "difference",
             "observed.* " PRICE_INPUTS);
  tli_words(&t, "source", "Source", "id of the source", "observed.*");
  for (size_t i = 0; i < s->observed_count; i++) {
    const tli_study_observed *o = &s->observed[i];
    double price, basket, fit_price = NAN;
    int first = 0, last = 0;
    (void)months_of(o, &first, &last);
    TLI_TRY(formula_over(h, o, &price, &basket, error));
    const fitted *f = find_fit(h, o->formula, o->kind);
    if (f != NULL && f->done) fit_price = (f->fit.constant + f->fit.slope * basket) * h->j_m3 / TLI_MMBTU_J;
    price *= h->j_m3 / TLI_MMBTU_J;
    const tl_input *input = NULL;
    const char *path = tli_arena_printf(study->arena, "observed.%s.price", o->id);
    for (size_t k = 0; path != NULL && k < tl_results_inputs(study->given) && input == NULL; k++)
      if (tli_text_equal(tl_results_input_at(study->given, k)->id, path)) input = tl_results_input_at(study->given, k);
    tli_row(&t, (tl_cell[]){TLI_W(o->title), TLI_W(o->from), TLI_W(o->to[0] != '\0' ? o->to : o->from), TLI_W(o->kind),
                            TLI_W(o->formula[0] == '\0'            ? "shown"
                                  : f != NULL && f->done && o->fit ? "fitted"
                                                                   : "shown"),
                            TLI_N((double)first / 12), TLI_N((double)(last + 1) / 12), TLI_N(o->price.si),
                            TLI_N(o->price.si / h->j_m3), TLI_N(price), TLI_N(fit_price), TLI_N(price - o->price.si),
                            TLI_W(input != NULL ? input->source_id : "")});
  }
  return TL_OK;
}

static void fit_table(history *h) {
  tl_study *study = h->study;
  if (h->count == 0) return;
  const char *energy = unit_of(study, "", false, "/MMBtu"), *volume = unit_of(study, "", false, "/1000 m3 at 20 degC");
  tli_columns t = tli_table_begin(study->results, "price_fit", "How well the formula meets the prices that were paid",
                                  "The misfit is the root of the mean square of formula less printed price. A good fit "
                                  "says that the formula reproduces these prices, not that the contract says so.",
                                  "contract", "contract");
  tli_words(&t, "formula", "Formula", "as the study names it", "formulas.*");
  tli_words(&t, "kind", "Prices", "as the study marks them", "observed.*");
  tli_column(&t, "count", "Number", TL_COUNT, "", 3, "prices fitted", "observed.*");
  tli_column(&t, "slope_reported", "Slope as reported", TL_NUMBER, "", 3, "as the study gives it", "formulas.*");
  tli_column(&t, "constant_reported_usd_j", "Constant as reported", TL_MONEY_PER_ENERGY, energy, 3,
             "as the study gives it", "formulas.*");
  tli_column(&t, "misfit_reported_usd_j", "Misfit as reported", TL_MONEY_PER_ENERGY, energy, 3, "root mean square",
             "observed.* " PRICE_INPUTS);
  tli_column(&t, "misfit_reported_usd_m3", "Misfit as reported, per volume", TL_MONEY_PER_GAS_VOLUME, volume, 3,
             "root mean square", "observed.* " PRICE_INPUTS);
  tli_column(&t, "slope_fitted", "Slope fitted", TL_NUMBER, "", 3, "least squares", "observed.* " PRICE_INPUTS);
  tli_column(&t, "constant_fitted_usd_j", "Constant fitted", TL_MONEY_PER_ENERGY, energy, 3, "least squares",
             "observed.* " PRICE_INPUTS);
  tli_column(&t, "misfit_fitted_usd_j", "Misfit fitted", TL_MONEY_PER_ENERGY, energy, 3, "root mean square",
             "observed.* " PRICE_INPUTS);
  tli_words(&t, "note", "Note", "why there is no fit", "");
  for (size_t i = 0; i < h->count; i++) {
    const fitted *f = &h->fits[i];
    const tli_study_formula *given = tli_find_formula(study->reference, f->formula);
    const double slope = given != NULL ? given->slope.si : NAN, constant = given != NULL ? given->constant.si : NAN;
    tli_row(&t, (tl_cell[]){TLI_W(given != NULL && given->title[0] != '\0' ? given->title : f->formula), TLI_W(f->kind),
                            TLI_N((double)f->count), TLI_N(slope), TLI_N(constant), TLI_N(f->misfit / TLI_MMBTU_J),
                            TLI_N(f->misfit * h->j_m3 / TLI_MMBTU_J), TLI_N(f->done ? f->fit.slope : NAN),
                            TLI_N(f->done ? f->fit.constant / TLI_MMBTU_J : NAN),
                            TLI_N(f->done ? f->fit.rms_fitted / TLI_MMBTU_J : NAN), TLI_W(f->why)});
  }
}

/* ---- the formula under each scenario ----------------------------------------------------------------------------- */

enum { MOST_SCENARIOS = 8 };

static size_t scenario_names(const tli_study *s, const char *names[MOST_SCENARIOS]) {
  size_t count = 0;
  for (size_t i = 0; i < s->price_count; i++) {
    const char *name = s->prices[i].scenario;
    bool known = tli_text_equal(name, "history");
    for (size_t k = 0; k < count; k++) known = known || tli_text_equal(names[k], name);
    if (!known && count < MOST_SCENARIOS) names[count++] = name;
  }
  return count;
}

static tl_code path_table(tl_study *study, const tli_deal *d, tl_error *error) {
  const tli_study *s = study->reference;
  const char *names[MOST_SCENARIOS], *volume = unit_of(study, "", false, "/1000 m3 at 20 degC"),
                                     *real_volume = unit_of(study, "", true, "/1000 m3 at 20 degC");
  const size_t count = scenario_names(s, names);
  tli_formula formulas[MOST_SCENARIOS];
  tl_econ_series series;
  const char *first_product = "";
  for (size_t i = 0; i < s->basket_count && first_product[0] == '\0'; i++)
    if (tli_text_equal(s->basket[i].formula, s->contract.formula)) first_product = s->basket[i].series;
  TLI_TRY(tli_series(s, first_product, s->contract.deck, study->arena, &series, error));
  tli_columns t = tli_table_begin(
      study->results, "price_path", "The contract's formula over history and scenarios",
      "Nominal, as the formula gives it, quarter by quarter; the last columns are the same in constant prices. A "
      "scenario is an assumption, not a forecast.",
      "contract", "contract");
  tli_column(&t, "year_a", "Year", TL_NUMBER, "", 6, "middle of the quarter", "");
  for (int real = 0; real < 2; real++)
    for (size_t k = 0; k < count; k++) {
      const char *name = tli_arena_printf(study->arena, "%s_%zu_usd_m3", real ? "real" : "nominal", k),
                 *label = tli_arena_printf(study->arena, "%s%s", names[k], real ? ", constant prices" : "");
      if (name == NULL || label == NULL) return TLI_NO_MEMORY(error, "the prices");
      tli_column(&t, name, label, TL_MONEY_PER_GAS_VOLUME, real ? real_volume : volume, 3,
                 real ? "the same less inflation" : "formula on history and this scenario", PRICE_INPUTS);
    }
  for (size_t k = 0; k < count; k++)
    TLI_TRY(tli_formula_make(s, s->contract.formula, names[k], study->arena, &formulas[k], error));
  const int end = d->first_month + (int)d->months;
  for (int month = series.first_month - series.first_month % 3; month < end; month += 3) {
    tl_cell cells[1 + 2 * MOST_SCENARIOS];
    cells[0] = TLI_N(((double)month + 1.5) / 12);
    bool any = false;
    const double years = ((double)month + 1.5) / 12 - (s->economics.price_year.si + 0.5),
                 index = exp(years * log1p(s->deal.inflation.si));
    for (size_t k = 0; k < count; k++) {
      tl_econ_price price;
      const bool found = tli_formula_price(&formulas[k], month, &price, NULL) == TL_OK;
      const double per_m3 = found ? price.price * d->formula_j_m3 / TLI_MMBTU_J : NAN;
      cells[1 + k] = TLI_N(per_m3);
      cells[1 + count + k] = TLI_N(per_m3 / index);
      any = any || found;
    }
    if (any) tli_row(&t, cells);
  }
  return TL_OK;
}

/* ---- years of the contract --------------------------------------------------------------------------------------- */

static void years_table(tl_study *study, const tli_deal *d) {
  static const char *const inputs = "contract.* contract_years.* ramp.* economics.* flow.* " PRICE_INPUTS;
  const char *bn = unit_of(study, "bn ", false, ""), *volume = unit_of(study, "", false, "/1000 m3 at 20 degC"),
             *energy = unit_of(study, "", false, "/MMBtu");
  tli_columns t =
      tli_table_begin(study->results, "contract_years", "The contract year by year",
                      "What is asked for, what must be paid whether it is taken or not, and what is paid; nominal.",
                      "contract", "contract");
  static const struct {
    const char *name, *label, *formula;
  } volumes[] = {{"quantity_m3", "Contract quantity", "annual quantity times the ramp"},
                 {"taken_m3", "Taken", "asked for, within the largest take and what the line brings"},
                 {"obligation_m3", "To be paid at least", "take-or-pay share of the quantity"},
                 {"shortfall_m3", "Shortfall", "paid and not taken"},
                 {"make_up_m3", "Make-up", "taken of what was paid before"},
                 {"balance_m3", "Make-up balance", "paid and not yet taken, at the end of the year"},
                 {"paid_m3", "Paid for", "taken less make-up, with shortfall"}};
  tli_column(&t, "year", "Year", TL_COUNT, "", 4, "calendar year", "deal.start_year economics.construction_years");
  for (size_t i = 0; i < TLI_COUNT(volumes); i++)
    tli_column(&t, volumes[i].name, volumes[i].label, TL_GAS_VOLUME, "bcm at 20 degC", 3, volumes[i].formula, inputs);
  tli_column(&t, "price_usd_m3", "Price", TL_MONEY_PER_GAS_VOLUME, volume, 3, "mean of the year, by volume", inputs);
  tli_column(&t, "price_usd_j", "Price per energy", TL_MONEY_PER_ENERGY, energy, 3,
             "the same over the contract's heating value", inputs);
  tli_column(&t, "payment_usd", "Payment", TL_MONEY, bn, 3, "by the buyer, less what the seller owes", inputs);
  const int first_year = (d->first_month + (int)d->building) / 12;
  for (size_t y = 0; y < d->years; y++) {
    const tl_econ_take_year *take = &d->take_years[y];
    const tl_econ_take_result *r = &d->takes[y];
    tli_row(&t, (tl_cell[]){TLI_N((double)first_year + (double)y), TLI_N(take->annual_quantity), TLI_N(take->taken),
                            TLI_N(r->obligation), TLI_N(r->shortfall), TLI_N(r->make_up), TLI_N(r->make_up_balance),
                            TLI_N(r->paid_volume), TLI_N(take->price), TLI_N(take->price / d->formula_j_m3),
                            TLI_N(r->payment)});
  }
}

tl_code tli_step_contract(tl_study *study, tl_error *error) {
  const tli_study *s = study->reference;
  const bool contract = s->contract.formula[0] != '\0';
  if (!study->answered || (!contract && s->observed_count == 0)) return tli_nothing_to_do(study);
  tl_gas_quality quality;
  TLI_TRY(tl_mixture_quality(tl_gas_mixture(study->gas), 298.15, study->line->reference_t_k, &quality, error));
  history h = {.study = study, .j_m3 = quality.gross_j_m3};
  TLI_TRY(fit_all(&h, error));
  TLI_TRY(history_table(&h, error));
  fit_table(&h);
  if (!tli_has_deal(study)) return TL_OK;
  study->deal = TLI_NEW(study->arena, struct tli_deal);
  if (study->deal == NULL) return TLI_NO_MEMORY(error, "the deal");
  TLI_TRY(tli_deal_of(study, s, &study->evaluation, study->arena, study->deal, error));
  TLI_TRY(path_table(study, study->deal, error));
  years_table(study, study->deal);
  return TL_OK;
}
