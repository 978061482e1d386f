/* What a study says about money, turned into what the room econ works with. Prices with a price year are real: they
 * rise with the study's inflation from the middle of that year. docs/theory/deal.md */
#include "study/money_read.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const double year_s = 365.0 * 86400.0;

bool tli_months_of(const char *text, int *first, int *last) {
  const size_t n = strlen(text);
  for (size_t i = 0; i < n; i++)
    if (!isdigit((unsigned char)text[i]) && !(i == 4 && (text[i] == 'Q' || text[i] == '-'))) return false;
  if (n != 4 && n != 6 && n != 7) return false;
  int year = 0, part = 0;
  for (size_t i = 0; i < 4; i++) year = 10 * year + (text[i] - '0');
  for (size_t i = 5; i < n; i++) part = 10 * part + (text[i] - '0');
  if (year < 1900 || year > 2299) return false;
  if (n == 4) {
    *first = tl_econ_month(year, 1);
    *last = *first + 11;
  } else if (n == 6 && text[4] == 'Q') {
    if (part < 1 || part > 4) return false;
    *first = tl_econ_month(year, 3 * part - 2);
    *last = *first + 2;
  } else {
    if (n != 7 || text[4] != '-' || part < 1 || part > 12) return false;
    *first = *last = tl_econ_month(year, part);
  }
  return true;
}

/* ---- money ------------------------------------------------------------------------------------------------------- */

static void copy_currency(char to[4], const char *from) { (void)snprintf(to, 4, "%.3s", from != NULL ? from : ""); }

void tli_rates_of(const tli_study *s, tli_rates *r) {
  r->rates = (tl_econ_rates){r->exchanges, 0, r->escalations, 0};
  for (size_t i = 0; i < s->exchange_count && i < TLI_MOST_RATES; i++) {
    tl_econ_exchange *x = &r->exchanges[r->rates.exchange_count++];
    copy_currency(x->from, s->exchanges[i].from);
    copy_currency(x->to, s->exchanges[i].to);
    x->to_per_from = s->exchanges[i].rate.si;
    x->year = (int)s->exchanges[i].year.si;
  }
  for (size_t i = 0; i < s->escalation_count && i < TLI_MOST_RATES; i++) {
    tl_econ_escalation *e = &r->escalations[r->rates.escalation_count++];
    copy_currency(e->currency, s->escalations[i].id);
    e->rate_1_a = s->escalations[i].rate.si;
  }
}

tl_econ_basis tli_study_basis(const tli_study *s) {
  tl_econ_basis basis = {.price_year = (int)s->economics.price_year.si};
  copy_currency(basis.currency, s->economics.currency);
  return basis;
}

tl_code tli_money_in(const tli_study *s, const tli_rates *rates, const tl_value *value, double *amount,
                     tl_error *error) {
  const tl_econ_basis to = tli_study_basis(s);
  tl_econ_basis from = to;
  double factor;
  if (value->currency[0] != '\0') copy_currency(from.currency, value->currency);
  if (value->price_year != 0) from.price_year = value->price_year;
  TLI_TRY(tl_econ_factor(&from, &to, &rates->rates, &factor, error));
  *amount = value->si * factor;
  return TL_OK;
}

/* ---- time -------------------------------------------------------------------------------------------------------- */

size_t tli_ramp_years(const tli_study *s) {
  if (s->ramp_count > 0) return s->ramp_count;
  return (size_t)(fmin(fmax(s->economics.ramp_years.si, 0), 60) + 0.5);
}

double tli_ramp_share(const tli_study *s, size_t year) {
  const size_t years = tli_ramp_years(s);
  if (year >= years) return 1;
  return s->ramp_count > 0 ? s->ramp[year].share.si : (double)(year + 1) / (double)(years + 1);
}

int tli_first_month(const tli_study *s) { return tl_econ_month((int)s->deal.start_year.si, 1); }

int tli_delivery_month(const tli_study *s) { return tli_first_month(s) + 12 * (int)s->economics.construction_years.si; }

size_t tli_life_years(const tli_study *s) { return (size_t)(s->economics.life.si / year_s + 0.5); }

/* ---- price series ------------------------------------------------------------------------------------------------ */

static bool is_of(const tli_study_price *p, const char *name, const char *scenario) {
  return tli_text_equal(p->series, name) &&
         (tli_text_equal(p->scenario, "history") || tli_text_equal(p->scenario, scenario));
}

static bool stretch(const tli_study_price *p, int *first, int *last) {
  int unused;
  if (!tli_months_of(p->from, first, last)) return false;
  return p->to[0] == '\0' || tli_months_of(p->to, &unused, last);
}

static double nominal(const tli_study *s, const tli_study_price *p, int month) {
  if (p->value.price_year == 0) return p->value.si;
  const double years = ((double)month + 0.5) / 12 - ((double)p->value.price_year + 0.5);
  return p->value.si * exp(years * log1p(s->deal.inflation.si));
}

tl_code tli_series(const tli_study *s, const char *name, const char *scenario, tli_arena *arena, tl_econ_series *series,
                   tl_error *error) {
  int begin = 0, end = -1;
  *series = (tl_econ_series){.name = name};
  for (size_t i = 0; i < s->price_count; i++) {
    int first, last;
    if (!is_of(&s->prices[i], name, scenario) || !stretch(&s->prices[i], &first, &last)) continue;
    if (end < begin || first < begin) begin = first;
    if (last > end) end = last;
    copy_currency(series->currency, s->prices[i].value.currency);
  }
  if (end < begin) return TL_OK;
  const size_t months = (size_t)end - (size_t)begin + 1;
  double *values = TLI_NEW_N(arena, double, months);
  if (values == NULL) return TLI_NO_MEMORY(error, "a price series");
  for (size_t k = 0; k < months; k++) values[k] = NAN;
  for (size_t i = 0; i < s->price_count; i++) {
    const tli_study_price *p = &s->prices[i];
    int first, last;
    if (!is_of(p, name, scenario) || !stretch(p, &first, &last)) continue;
    const double factor = tli_text_equal(p->scenario, "history") ? 1 : s->contract.deck_factor.si;
    for (int month = first; month <= last; month++) values[month - begin] = factor * nominal(s, p, month);
  }
  series->first_month = begin;
  series->values = values;
  series->months = months;
  return TL_OK;
}

/* ---- formulas ---------------------------------------------------------------------------------------------------- */

const tli_study_formula *tli_find_formula(const tli_study *s, const char *id) {
  for (size_t i = 0; i < s->formula_count; i++)
    if (tli_text_equal(s->formulas[i].id, id)) return &s->formulas[i];
  return NULL;
}

/* A constant rate of exchange over the months of a series; NULL where the currencies agree. */
static tl_code exchange_for(const tli_study *s, const tl_econ_series *series, const char *currency, tli_arena *arena,
                            const tl_econ_series **exchange, tl_error *error) {
  *exchange = NULL;
  if (strncmp(series->currency, currency, 3) == 0) return TL_OK;
  tli_rates rates;
  tli_rates_of(s, &rates);
  tl_econ_basis from = {.price_year = 0}, to = {.price_year = 0};
  copy_currency(from.currency, series->currency);
  copy_currency(to.currency, currency);
  for (size_t i = 0; i < s->exchange_count && i < TLI_MOST_RATES; i++) { /* a rate holds at its own year */
    const bool here = strncmp(rates.exchanges[i].from, from.currency, 3) == 0 ||
                      strncmp(rates.exchanges[i].to, from.currency, 3) == 0;
    if (here) from.price_year = to.price_year = rates.exchanges[i].year;
  }
  double rate;
  TLI_TRY(tl_econ_factor(&from, &to, &rates.rates, &rate, error));
  tl_econ_series *made = TLI_NEW(arena, tl_econ_series);
  double *values = TLI_NEW_N(arena, double, series->months + 1);
  if (made == NULL || values == NULL) return TLI_NO_MEMORY(error, "a rate of exchange");
  for (size_t k = 0; k < series->months; k++) values[k] = rate;
  *made = (tl_econ_series){"rate of exchange", "", series->first_month, values, series->months};
  *exchange = made;
  return TL_OK;
}

static tl_code add_series(const tli_study *s, const char *name, const char *scenario, const char *currency,
                          tli_arena *arena, const tl_econ_series **series, const tl_econ_series **exchange,
                          tl_error *error) {
  tl_econ_series *made = TLI_NEW(arena, tl_econ_series);
  if (made == NULL) return TLI_NO_MEMORY(error, "a price series");
  TLI_TRY(tli_series(s, name, scenario, arena, made, error));
  if (made->months == 0)
    return tl_fail(error, TL_ERR_INPUT, "price series \"%.60s\" has neither a history nor a scenario \"%.60s\"", name,
                   scenario);
  *series = made;
  return exchange_for(s, made, currency, arena, exchange, error);
}

tl_code tli_formula_make(const tli_study *s, const char *id, const char *scenario, tli_arena *arena, tli_formula *f,
                         tl_error *error) {
  const tli_study_formula *given = tli_find_formula(s, id);
  if (given == NULL) return tl_fail(error, TL_ERR_INPUT, "price formula \"%.60s\" is not in the study", id);
  tl_econ_basket_item *items = TLI_NEW_N(arena, tl_econ_basket_item, s->basket_count + 1);
  if (items == NULL) return TLI_NO_MEMORY(error, "a price formula");
  size_t count = 0;
  for (size_t i = 0; i < s->basket_count; i++) {
    const tli_study_basket *b = &s->basket[i];
    if (!tli_text_equal(b->formula, id)) continue;
    tl_econ_basket_item *item = &items[count++];
    *item = (tl_econ_basket_item){NULL, NULL, b->weight.si, b->factor.si};
    TLI_TRY(add_series(s, b->series, scenario, given->currency, arena, &item->series, &item->exchange, error));
  }
  const tl_econ_lag lag = {(int)given->averaging.si, (int)given->lag.si, (int)given->validity.si, 0};
  *f = (tli_formula){given, tl_econ_formula_plain(given->currency, items, count, lag), s};
  tl_econ_formula *e = &f->formula;
  e->slope = given->slope.si;
  e->constant = isnan(given->constant.si) ? 0.0 : given->constant.si * TLI_MMBTU_J; /* not given: none */
  e->slope_below = e->slope_above = e->slope;
  if (given->low_kink.si > 0) {
    e->low_kink = given->low_kink.si;
    e->slope_below = given->slope_below.si;
  }
  if (given->high_kink.si > 0) {
    e->high_kink = given->high_kink.si;
    e->slope_above = given->slope_above.si;
  }
  if (given->floor.si > 0) e->floor = given->floor.si * TLI_MMBTU_J;
  if (given->ceiling.si > 0) e->ceiling = given->ceiling.si * TLI_MMBTU_J;
  e->hub_share = given->hub_share.si;
  if (e->hub_share > 0)
    TLI_TRY(add_series(s, given->hub, scenario, given->currency, arena, &e->hub, &e->hub_exchange, error));
  return TL_OK;
}

tl_code tli_formula_price(const tli_formula *f, int month, tl_econ_price *price, tl_error *error) {
  tl_econ_formula now = f->formula;
  int since = -1;
  for (size_t i = 0; i < f->study->review_count; i++) {
    const tli_study_review *r = &f->study->reviews[i];
    int first, last;
    if (!tli_text_equal(r->formula, f->given->id) || !tli_months_of(r->from, &first, &last)) continue;
    if (first > month || first < since) continue;
    since = first;
    now.slope = r->slope.si;
    now.constant = isnan(r->constant.si) ? 0.0 : r->constant.si * TLI_MMBTU_J;
    if (!(f->given->low_kink.si > 0)) now.slope_below = now.slope;
    if (!(f->given->high_kink.si > 0)) now.slope_above = now.slope;
  }
  return tl_econ_formula_price(&now, month, price, error);
}

/* ---- taxes ------------------------------------------------------------------------------------------------------- */

static bool in_name(char c) { return isalnum((unsigned char)c) || c == '_' || c == '-'; }

/* One term: [sign] [factor] name. A hyphen inside a name belongs to it; a sign stands apart. */
static tl_code take_term(const char **at, bool first, tli_arena *arena, tl_econ_tax_term *term, tl_error *error) {
  const char *p = *at + strspn(*at, " ");
  double factor = 1;
  if (*p == '+' || *p == '-') {
    factor = *p == '-' ? -1 : 1;
    p++;
    p += strspn(p, " ");
  } else if (!first) {
    return tl_fail(error, TL_ERR_INPUT, "\"%.40s\": a sign (+ or -) must stand before the next line", p);
  }
  if (isdigit((unsigned char)*p) || *p == '.') {
    const char *end;
    factor *= tli_parse_double(p, &end);
    if (end == p || !isfinite(factor)) return tl_fail(error, TL_ERR_INPUT, "\"%.40s\" begins with no number", p);
    p = end + strspn(end, " *");
  }
  size_t n = 0;
  while (in_name(p[n])) n++;
  if (n == 0 || n > 64)
    return tl_fail(error, TL_ERR_INPUT, "\"%.40s\": the name of a line must stand here, for example revenue", p);
  term->line = tli_arena_strndup(arena, p, n);
  term->factor = factor;
  *at = p + n + strspn(p + n, " ");
  return term->line != NULL ? TL_OK : TLI_NO_MEMORY(error, "a tax");
}

tl_code tli_read_base(const char *text, tli_arena *arena, tl_econ_tax_term **terms, size_t *count, tl_error *error) {
  size_t room = 0;
  *terms = NULL;
  *count = 0;
  for (const char *p = text; *p != '\0' || *count == 0;) {
    if (!TLI_PUSH_ROOM(arena, *terms, room, *count)) return TLI_NO_MEMORY(error, "a tax");
    TLI_TRY(take_term(&p, *count == 0, arena, &(*terms)[*count], error));
    (*count)++;
  }
  return TL_OK;
}

static tl_code split_words(const char *text, tli_arena *arena, const char ***words, size_t *count, tl_error *error) {
  size_t room = 0;
  *words = NULL;
  *count = 0;
  for (const char *p = text + strspn(text, " ,"); *p != '\0'; p += strspn(p, " ,")) {
    const size_t n = strcspn(p, " ,");
    if (!TLI_PUSH_ROOM(arena, *words, room, *count)) return TLI_NO_MEMORY(error, "a tax");
    (*words)[*count] = tli_arena_strndup(arena, p, n);
    if ((*words)[(*count)++] == NULL) return TLI_NO_MEMORY(error, "a tax");
    p += n;
  }
  return TL_OK;
}

/* Steps of one tax. An amount per volume with a price year gets one step a year, so that it rises with inflation. */
static tl_code rates_of(const tli_study *s, const tli_rates *rates, const tli_study_tax *tax, tli_arena *arena,
                        tl_econ_tax *made, tl_error *error) {
  const bool per_volume = tli_text_equal(tax->per, "volume");
  const int begin = tli_first_month(s), end = tli_delivery_month(s) + 12 * (int)tli_life_years(s);
  tl_econ_rate_step *steps = NULL;
  size_t room = 0, count = 0;
  const tli_study_tax_rate *before = NULL;
  for (size_t i = 0; i <= s->tax_rate_count; i++) {
    const tli_study_tax_rate *r = i < s->tax_rate_count ? &s->tax_rates[i] : NULL;
    int first = end, last;
    if (r != NULL && (!tli_text_equal(r->tax, tax->id) || !tli_months_of(r->from, &first, &last))) continue;
    if (per_volume && before != NULL) { /* yearly steps of the amount that held until now */
      double amount;
      TLI_TRY(tli_money_in(s, rates, &before->amount, &amount, error));
      int from, unused;
      (void)tli_months_of(before->from, &from, &unused);
      for (int year = (from > begin ? from : begin) / 12; year * 12 < first; year++) {
        if (!TLI_PUSH_ROOM(arena, steps, room, count)) return TLI_NO_MEMORY(error, "a tax");
        const double rise = exp(((double)year - s->economics.price_year.si) * log1p(s->deal.inflation.si));
        const int month = year * 12 > from ? year * 12 : from;
        steps[count++] = (tl_econ_rate_step){month, amount * rise};
      }
    }
    if (r == NULL) break;
    if (!per_volume) {
      if (!TLI_PUSH_ROOM(arena, steps, room, count)) return TLI_NO_MEMORY(error, "a tax");
      steps[count++] = (tl_econ_rate_step){first, r->rate.si};
    }
    before = r;
  }
  made->rates = steps;
  made->rate_count = count;
  made->per_unit = per_volume;
  return TL_OK;
}

tl_code tli_regime_of(const tli_study *s, const char *payer, tli_arena *arena, tli_regime *regime, tl_error *error) {
  tl_econ_tax *taxes = TLI_NEW_N(arena, tl_econ_tax, s->tax_count + 1);
  regime->given = TLI_NEW_N(arena, const tli_study_tax *, s->tax_count + 1);
  if (taxes == NULL || regime->given == NULL) return TLI_NO_MEMORY(error, "the taxes");
  tli_rates rates;
  tli_rates_of(s, &rates);
  size_t count = 0;
  for (size_t i = 0; i < s->tax_count; i++) {
    const tli_study_tax *given = &s->taxes[i];
    if (!tli_text_equal(given->payer, payer)) continue;
    tl_econ_tax *tax = &taxes[count];
    tl_econ_tax_term *terms;
    const char **later;
    *tax = (tl_econ_tax){.name = given->id, .recipient = given->country};
    TLI_TRY(tli_read_base(given->base, arena, &terms, &tax->base_count, error));
    TLI_TRY(split_words(given->deductible_from, arena, &later, &tax->deductible_count, error));
    tax->base = terms;
    tax->deductible_from = later;
    const double years = given->loss_years.si;
    tax->loss_periods = years >= 100 ? TL_ECON_NO_EXPIRY : (size_t)(12 * years);
    tax->loss_share = given->loss_share.si;
    tax->cash_lag = (size_t)given->lag_months.si;
    TLI_TRY(rates_of(s, &rates, given, arena, tax, error));
    regime->given[count++] = given;
  }
  regime->regime = (tl_econ_regime){payer, taxes, count};
  return TL_OK;
}
