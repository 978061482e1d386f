/* Cross-checks of contract, prices, taxes and deal: what no single field can know. All mistakes in one pass, each at
 * its line. */
#include "study/checking.h"
#include "study/money_read.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

typedef tli_checking checking;

static bool is(const char *text, const char *what) { return text != NULL && strcmp(text, what) == 0; }

static const char *path_of(tli_item_name *name, const char *group, const char *id) {
  *name = tli_item_path(group, id);
  return name->path;
}

/* Reads a period; a finding where it is none. */
static bool period(const checking *c, const char *item, const char *field, const char *text, int *first, int *last) {
  if (!tli_given(text)) return false; /* a required field: reported as missing */
  if (tli_months_of(text, first, last)) return true;
  tli_complain(c, item, field, "%s = \"%.40s\" is no period; write 2025, 2025Q2 or 2025-04", field, text);
  return false;
}

/* Both ends of a stretch, in order. */
static bool stretch(const checking *c, const char *item, const char *from, const char *to, int *first, int *last) {
  int unused;
  if (!period(c, item, "from", from, first, last)) return false;
  if (!tli_given(to)) return true;
  if (!period(c, item, "to", to, &unused, last)) return false;
  if (*last >= *first) return true;
  tli_complain(c, item, "to", "to = \"%.20s\" lies before from = \"%.20s\"", to, from);
  return false;
}

/* ---- money ------------------------------------------------------------------------------------------------------- */

static const char *code_of(const char currency[4]) { return currency[0] != '\0' ? currency : "no currency"; }

/* A figure of money that enters the totals: it must have a price year, and a way into the study's money. */
static void check_amount(const checking *c, const char *item, const char *field, const tl_value *value) {
  if (value->si == 0.0) return; /* not given, or nothing */
  if (value->price_year == 0) {
    tli_complain(c, item, field, "%s states no price year; write it as in \"%s(%d)\"", field, code_of(value->currency),
                 (int)c->study->economics.price_year.si);
    return;
  }
  tli_rates rates;
  tl_error why;
  double amount;
  tli_rates_of(c->study, &rates);
  if (tli_money_in(c->study, &rates, value, &amount, &why) != TL_OK)
    tli_complain(c, item, field, "%s: %s", field, why.sentence);
  const tl_value *volume = &c->study->flow.volume;
  const bool both = value->reference_t_k > 0 && volume->reference_t_k > 0;
  if (both && fabs(value->reference_t_k - volume->reference_t_k) > 1e-6)
    tli_complain(c, item, field, "%s is per m3 at %g degC, the study's volume is at %g degC; restate it", field,
                 value->reference_t_k - 273.15, volume->reference_t_k - 273.15);
}

static void check_rates(const checking *c) {
  const tli_study *s = c->study;
  tli_item_name at;
  if (s->exchange_count > TLI_MOST_RATES || s->escalation_count > TLI_MOST_RATES)
    tli_complain(c, "exchanges", "", "more than %d rates", (int)TLI_MOST_RATES);
  for (size_t i = 0; i < s->exchange_count; i++) {
    const tli_study_exchange *x = &s->exchanges[i];
    const char *item = path_of(&at, "exchanges", x->id);
    if (tli_given(x->from) && strlen(x->from) != 3)
      tli_complain(c, item, "from", "from = \"%.20s\" is no currency code", x->from);
    if (tli_given(x->to) && strlen(x->to) != 3)
      tli_complain(c, item, "to", "to = \"%.20s\" is no currency code", x->to);
    if (tli_given(x->from) && is(x->from, tli_given(x->to) ? x->to : ""))
      tli_complain(c, item, "to", "%.3s is exchanged for itself", x->from);
  }
}

/* ---- contract ---------------------------------------------------------------------------------------------------- */

static void check_ramp(const checking *c) {
  const tli_study *s = c->study;
  tli_item_name at;
  for (size_t i = 0; i < s->ramp_count; i++) {
    const char *item = path_of(&at, "ramp", s->ramp[i].id);
    if (s->ramp[i].year.si != (double)(i + 1))
      tli_complain(c, item, "year", "year = %g, but years come in order: %zu is next", s->ramp[i].year.si, i + 1);
    if (i > 0 && s->ramp[i].share.si < s->ramp[i - 1].share.si)
      tli_complain(c, item, "share", "share = %g: the ramp-up falls from %g", s->ramp[i].share.si,
                   s->ramp[i - 1].share.si);
  }
}

static void check_contract_years(const checking *c) {
  const tli_study *s = c->study;
  tli_item_name at;
  double last = 0;
  for (size_t i = 0; i < s->contract_year_count; i++) {
    const tli_study_contract_year *y = &s->contract_years[i];
    const char *item = path_of(&at, "contract_years", y->id);
    if (y->year.si <= last) tli_complain(c, item, "year", "year = %g comes after year %g", y->year.si, last);
    last = y->year.si;
    if (y->nominated.si > s->contract.largest_take.si)
      tli_complain(c, item, "nominated", "nominated = %g is above the largest take, %g", y->nominated.si,
                   s->contract.largest_take.si);
    if (y->not_delivered.si + y->force_majeure.si > 1)
      tli_complain(c, item, "not_delivered", "not_delivered and force_majeure sum to %g of the year's quantity",
                   y->not_delivered.si + y->force_majeure.si);
  }
}

static void check_terms(const checking *c) {
  const tli_study_contract *t = &c->study->contract;
  if (!tli_given(t->formula)) return;
  (void)tli_known_id(c, "contract", "formula", "formulas", t->formula);
  if (tli_given(t->delivery_at)) (void)tli_known_id(c, "contract", "delivery_at", "sections", t->delivery_at);
  for (size_t i = 0; i < c->study->section_count; i++)
    if (is(c->study->sections[i].id, tli_given(t->delivery_at) ? t->delivery_at : "") &&
        !is(c->study->sections[i].role, "line"))
      tli_complain(c, "contract", "delivery_at", "delivery_at = \"%.60s\" is not a section of the line",
                   t->delivery_at);
  if (t->nominated.si > t->largest_take.si)
    tli_complain(c, "contract", "nominated", "nominated = %g is above the largest take, %g", t->nominated.si,
                 t->largest_take.si);
  if (t->carry_limit.si > 0 && t->carry_above.si < t->take_or_pay.si)
    tli_complain(c, "contract", "carry_above", "carry_above = %g lies below take_or_pay = %g", t->carry_above.si,
                 t->take_or_pay.si);
}

static void check_formulas(const checking *c) {
  const tli_study *s = c->study;
  tli_item_name at;
  for (size_t i = 0; i < s->formula_count; i++) {
    const tli_study_formula *f = &s->formulas[i];
    const char *item = path_of(&at, "formulas", f->id);
    double weights = 0;
    for (size_t k = 0; k < s->basket_count; k++)
      if (is(s->basket[k].formula, f->id)) weights += s->basket[k].weight.si;
    if (fabs(weights - 1) > 1e-9)
      tli_complain(c, item, "id", "the weights of its basket sum to %.6g; they must sum to 1", weights);
    const char *money = tli_given(s->economics.currency) ? s->economics.currency : "";
    if (tli_given(f->currency) && !is(f->currency, money))
      tli_complain(c, item, "currency", "currency = \"%.20s\", the study's totals are in %.3s; restate the formula",
                   f->currency, money);
    if (f->low_kink.si > 0 && f->high_kink.si > 0 && f->low_kink.si > f->high_kink.si)
      tli_complain(c, item, "low_kink", "low_kink = %g lies above high_kink = %g", f->low_kink.si, f->high_kink.si);
    if (f->floor.si > 0 && f->ceiling.si > 0 && f->floor.si > f->ceiling.si)
      tli_complain(c, item, "floor", "the floor lies above the ceiling");
    if (f->hub_share.si > 0 && !tli_given(f->hub))
      tli_complain(c, item, "hub", "hub_share = %g, but no hub is named", f->hub_share.si);
  }
  int last_month = -1;
  for (size_t i = 0; i < s->review_count; i++) {
    int first, last;
    const char *item = path_of(&at, "reviews", s->reviews[i].id);
    if (tli_given(s->reviews[i].formula)) (void)tli_known_id(c, item, "formula", "formulas", s->reviews[i].formula);
    if (!period(c, item, "from", s->reviews[i].from, &first, &last)) continue;
    if (i > 0 && is(s->reviews[i].formula, s->reviews[i - 1].formula) && first <= last_month)
      tli_complain(c, item, "from", "from = \"%.20s\" is not after the review before it", s->reviews[i].from);
    last_month = first;
  }
}

static bool has_series(const tli_study *s, const char *name) {
  for (size_t i = 0; i < s->price_count; i++)
    if (is(s->prices[i].series, name)) return true;
  return false;
}

static void check_basket(const checking *c) {
  const tli_study *s = c->study;
  tli_item_name at;
  for (size_t i = 0; i < s->basket_count; i++) {
    const tli_study_basket *b = &s->basket[i];
    const char *item = path_of(&at, "basket", b->id);
    if (tli_given(b->formula)) (void)tli_known_id(c, item, "formula", "formulas", b->formula);
    if (!tli_given(b->series) || has_series(s, b->series)) continue;
    enum { MOST_NAMES = 64 };
    const char *names[MOST_NAMES];
    size_t known = 0;
    for (size_t k = 0; k < s->price_count && known < MOST_NAMES; k++)
      if (tli_given(s->prices[k].series)) names[known++] = s->prices[k].series;
    const char *near = tli_did_you_mean(b->series, names, known);
    tli_complain(c, item, "series", "series = \"%.60s\" has no prices%s%.60s%s", b->series,
                 near != NULL ? "; did you mean " : "", near != NULL ? near : "", near != NULL ? "?" : "");
  }
}

/* Each deck row: its months, those of the same series before it, one currency a series. */
static void check_prices(const checking *c) {
  const tli_study *s = c->study;
  tli_item_name at;
  for (size_t i = 0; i < s->price_count; i++) {
    const tli_study_price *p = &s->prices[i];
    const char *item = path_of(&at, "prices", p->id);
    int first, last, first_before, last_before, unused;
    if (!tli_given(p->series) || !stretch(c, item, p->from, p->to, &first, &last)) continue;
    bool compared = false;
    for (size_t k = i; k-- > 0;) { /* the nearest row of the same series and scenario before this one */
      const tli_study_price *b = &s->prices[k];
      if (!is(b->series, p->series)) continue;
      if (!compared && strncmp(b->value.currency, p->value.currency, 3) != 0)
        tli_complain(c, item, "value", "value is in %s, %.60s above it in %s; one series has one currency",
                     code_of(p->value.currency), b->id, code_of(b->value.currency));
      compared = true;
      if (!is(b->scenario, p->scenario)) continue;
      const bool read = tli_months_of(b->from, &first_before, &last_before) &&
                        (!tli_given(b->to) || tli_months_of(b->to, &unused, &last_before));
      if (read && first <= last_before)
        tli_complain(c, item, "from", "from = \"%.20s\" is not after the end of %.60s (%.20s)", p->from, b->id,
                     tli_given(b->to) ? b->to : b->from);
      break;
    }
  }
}

static bool all_periods_read(const tli_study *s) {
  int first, last;
  for (size_t i = 0; i < s->price_count; i++) {
    const tli_study_price *p = &s->prices[i];
    if (!tli_given(p->from) || !tli_months_of(p->from, &first, &last)) return false;
    if (tli_given(p->to) && !tli_months_of(p->to, &first, &last)) return false;
  }
  return true;
}

/* Every month that the contract's formula asks for must be there. */
static void check_coverage(const checking *c) {
  const tli_study *s = c->study;
  const tli_study_formula *f = tli_given(s->contract.formula) ? tli_find_formula(s, s->contract.formula) : NULL;
  if (f == NULL || !all_periods_read(s)) return;
  tli_arena *arena = tli_arena_create(NULL);
  const int begin = tli_delivery_month(s) - (int)f->lag.si - (int)f->averaging.si,
            end = tli_delivery_month(s) + 12 * (int)tli_life_years(s) - 1 - (int)f->lag.si -
                  (f->validity.si > 1 ? (int)f->validity.si : 1);
  for (size_t i = 0; i < s->basket_count && arena != NULL; i++) {
    tl_econ_series series;
    if (!is(s->basket[i].formula, f->id)) continue;
    if (tli_series(s, s->basket[i].series, s->contract.deck, arena, &series, NULL) != TL_OK) break;
    int missing = begin, known = -1;
    for (; missing <= end; missing++) {
      const long at = (long)missing - series.first_month;
      if (at < 0 || (size_t)at >= series.months || isnan(series.values[at])) break;
      known = missing;
    }
    if (missing > end) continue;
    tli_complain(c, "contract", "deck",
                 "prices of \"%.40s\" in the scenario \"%.40s\" are missing for %d-%02d (%s); deliveries from %d to %d "
                 "need %d-%02d to %d-%02d",
                 s->basket[i].series, s->contract.deck, missing / 12, missing % 12 + 1,
                 known >= 0 ? "they end too soon or have a gap" : "they begin too late", tli_delivery_month(s) / 12,
                 tli_delivery_month(s) / 12 + (int)tli_life_years(s) - 1, begin / 12, begin % 12 + 1, end / 12,
                 end % 12 + 1);
  }
  tli_arena_destroy(arena);
}

/* A price that was paid can only be set beside the formula where the deck has all months it averages. */
static void check_history(const checking *c, const char *item, const tli_study_observed *o, int first, int last) {
  const tli_study *s = c->study;
  const tli_study_formula *f = tli_find_formula(s, o->formula);
  const bool realised = is(o->kind, "customs") || is(o->kind, "company") || is(o->kind, "official");
  if (f == NULL || !realised || !all_periods_read(s)) return;
  tli_arena *arena = tli_arena_create(NULL);
  const int validity = f->validity.si > 1 ? (int)f->validity.si : 1;
  const int begin = first - first % validity - (int)f->lag.si - (int)f->averaging.si,
            end = last - last % validity - (int)f->lag.si - 1;
  for (size_t i = 0; i < s->basket_count && arena != NULL; i++) {
    tl_econ_series series;
    if (!is(s->basket[i].formula, f->id)) continue;
    if (tli_series(s, s->basket[i].series, s->contract.deck, arena, &series, NULL) != TL_OK) break;
    for (int month = begin; month <= end && series.months > 0; month++) {
      const long at = (long)month - series.first_month;
      if (at >= 0 && (size_t)at < series.months && !isnan(series.values[at])) continue;
      tli_warn(c, item, "formula",
               "prices of \"%.40s\" are missing for %d-%02d; the formula needs %d-%02d to %d-%02d, so this price is "
               "shown without it and not fitted",
               s->basket[i].series, month / 12, month % 12 + 1, begin / 12, begin % 12 + 1, end / 12, end % 12 + 1);
      break;
    }
  }
  tli_arena_destroy(arena);
}

static void check_observed(const checking *c) {
  tli_item_name at;
  for (size_t i = 0; i < c->study->observed_count; i++) {
    const tli_study_observed *o = &c->study->observed[i];
    const char *item = path_of(&at, "observed", o->id);
    int first, last;
    const bool read = stretch(c, item, o->from, o->to, &first, &last);
    if (read && tli_given(o->formula)) check_history(c, item, o, first, last);
    if (tli_given(o->formula)) (void)tli_known_id(c, item, "formula", "formulas", o->formula);
  }
}

/* ---- taxes ------------------------------------------------------------------------------------------------------- */

static const char *const producer_lines[] = {"revenue",    "volume", "produced",   "transport", "transport_abroad",
                                             "production", "feeder", "fuel_sales", "excess",    NULL};
static const char *const leg_lines[] = {"revenue",      "volume",     "operation", "fuel",   "carbon", "capital",
                                        "depreciation", "book_value", "interest",  "excess", NULL};
static const char *const buyer_lines[] = {"revenue", "volume", "purchase", "transport", "excess", NULL};

static const char *const *lines_of(const char *payer) {
  return is(payer, "producer") ? producer_lines : is(payer, "buyer") ? buyer_lines : leg_lines;
}

static void check_base(const checking *c, const char *item, size_t at) {
  const tli_study *s = c->study;
  const tli_study_tax *tax = &s->taxes[at];
  tl_econ_tax_term *terms;
  size_t count;
  tl_error why;
  tli_arena *arena = tli_arena_create(NULL);
  if (arena == NULL) return;
  if (tli_read_base(tax->base, arena, &terms, &count, &why) != TL_OK) {
    tli_complain(c, item, "base", "base = %s", why.sentence);
    count = 0;
  }
  for (size_t k = 0; k < count; k++) {
    enum { MOST_NAMES = 64 };
    const char *names[MOST_NAMES];
    size_t known = 0;
    bool found = false;
    const char *const *lines = lines_of(tax->payer);
    for (size_t i = 0; lines[i] != NULL; i++) names[known++] = lines[i];
    for (size_t i = 0; i < at && known < MOST_NAMES; i++)
      if (is(s->taxes[i].payer, tax->payer)) names[known++] = s->taxes[i].id;
    for (size_t i = 0; i < known; i++) found = found || strcmp(names[i], terms[k].line) == 0;
    const char *near = found ? NULL : tli_did_you_mean(terms[k].line, names, known);
    if (!found)
      tli_complain(c, item, "base",
                   "base names \"%.60s\", which is neither a line of %.60s nor a tax before it%s%.60s%s", terms[k].line,
                   tax->payer, near != NULL ? "; did you mean " : "", near != NULL ? near : "",
                   near != NULL ? "?" : "");
  }
  tli_arena_destroy(arena);
}

static void check_deductions(const checking *c, const char *item, size_t at) {
  const tli_study *s = c->study;
  for (const char *p = s->taxes[at].deductible_from + strspn(s->taxes[at].deductible_from, " ,"); *p != '\0';) {
    const size_t n = strcspn(p, " ,");
    size_t found = 0;
    while (found < s->tax_count && !(strlen(s->taxes[found].id) == n && strncmp(s->taxes[found].id, p, n) == 0))
      found++;
    if (found >= s->tax_count)
      tli_complain(c, item, "deductible_from", "\"%.*s\" is none of the taxes", (int)n, p);
    else if (found <= at || !is(s->taxes[found].payer, s->taxes[at].payer))
      tli_complain(c, item, "deductible_from", "\"%.*s\" is no later tax of the same payer", (int)n, p);
    p += n;
    p += strspn(p, " ,");
  }
}

static void check_tax(const checking *c, size_t at) {
  const tli_study *s = c->study;
  const tli_study_tax *tax = &s->taxes[at];
  tli_item_name name;
  const char *item = path_of(&name, "taxes", tax->id);
  if (!tli_given(tax->payer) || !tli_given(tax->base)) return; /* reported as missing */
  if (!is(tax->payer, "producer") && !is(tax->payer, "buyer"))
    (void)tli_known_id(c, item, "payer", "sections", tax->payer);
  check_base(c, item, at);
  check_deductions(c, item, at);
  bool any = false;
  for (size_t i = 0; i < s->tax_rate_count; i++) any = any || is(s->tax_rates[i].tax, tax->id);
  if (!any) tli_complain(c, item, "id", "it has no rate in tax_rates");
}

static const tli_study_tax *find_tax(const tli_study *s, const char *id) {
  for (size_t i = 0; i < s->tax_count; i++)
    if (is(s->taxes[i].id, id)) return &s->taxes[i];
  return NULL;
}

static void check_tax_rate(const checking *c, size_t at) {
  const tli_study *s = c->study;
  const tli_study_tax_rate *r = &s->tax_rates[at];
  tli_item_name name;
  const char *item = path_of(&name, "tax_rates", r->id);
  int first, last, before, unused;
  if (!tli_given(r->tax) || !tli_known_id(c, item, "tax", "taxes", r->tax)) return;
  const tli_study_tax *tax = find_tax(s, r->tax);
  if (!is(tax->per, "volume") && r->amount.si > 0)
    tli_complain(c, item, "amount", "amount is given, but %.60s is a share; give a rate", tax->id);
  if (is(tax->per, "volume") && r->rate.si > 0)
    tli_complain(c, item, "rate", "rate is given, but %.60s is per volume; give an amount", tax->id);
  check_amount(c, item, "amount", &r->amount);
  if (!period(c, item, "from", r->from, &first, &last)) return;
  bool is_first = true;
  for (size_t i = at; i-- > 0;) {
    if (!is(s->tax_rates[i].tax, r->tax)) continue;
    is_first = false;
    if (tli_months_of(s->tax_rates[i].from, &before, &unused) && first <= before)
      tli_complain(c, item, "from", "from = \"%.20s\" is not after %.20s, from which %.60s holds", r->from,
                   s->tax_rates[i].from, s->tax_rates[i].id);
    break;
  }
  if (is_first && first > tli_first_month(s))
    tli_complain(c, item, "from", "the first rate of %.60s begins in %.20s, but construction begins in %d", tax->id,
                 r->from, tli_first_month(s) / 12);
}

/* ---- deal -------------------------------------------------------------------------------------------------------- */

static void check_deal(const checking *c) {
  const tli_study *s = c->study;
  const tli_study_deal *d = &s->deal;
  tli_item_name at;
  check_amount(c, "deal", "production_full", &d->production_full);
  check_amount(c, "deal", "production_spare", &d->production_spare);
  check_amount(c, "deal", "feeder", &d->feeder);
  check_amount(c, "deal", "market_price", &d->market_price);
  check_amount(c, "deal", "carbon_price", &d->carbon_price);
  for (size_t i = 0; i < s->leg_count; i++) {
    const char *item = path_of(&at, "legs", s->legs[i].id);
    if (tli_known_id(c, item, "id", "sections", s->legs[i].id)) check_amount(c, item, "tariff", &s->legs[i].tariff);
    if (!is(s->legs[i].repayment, "none") && s->legs[i].debt_years.si > (double)tli_life_years(s))
      tli_complain(c, item, "debt_years", "debt_years = %g is longer than the life of %zu years",
                   s->legs[i].debt_years.si, tli_life_years(s));
  }
  for (size_t i = 0; i < s->supply_count; i++)
    check_amount(c, path_of(&at, "supplies", s->supplies[i].id), "value", &s->supplies[i].value);
}

void tli_check_money(const tli_study *study, tl_findings *findings) {
  const checking c = {study, findings};
  check_rates(&c);
  check_ramp(&c);
  check_contract_years(&c);
  check_terms(&c);
  check_formulas(&c);
  check_basket(&c);
  check_prices(&c);
  check_observed(&c);
  for (size_t i = 0; i < study->tax_count; i++) check_tax(&c, i);
  for (size_t i = 0; i < study->tax_rate_count; i++) check_tax_rate(&c, i);
  check_deal(&c);
  check_coverage(&c);
}
