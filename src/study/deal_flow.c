/* The deal, second half: the months of each party, after tax, and what they are worth.
 *
 *   owner of a section   tariff V - capital - line fill - operation - fuel - carbon - taxes
 *   producer             payment + gas sold on the way - tariffs before the border - production - feeders - taxes
 *   buyer                worth of the gas at the end - payment - tariffs behind the border - taxes
 * Debt is not in these flows: it stands in a table of its own, once. docs/theory/deal.md */
#include "study/deal.h"

#include <math.h>
#include <string.h>

double tli_deal_value(const tli_deal *d, const double *nominal, double rate_1_a) {
  const double step = log1p(rate_1_a) / 12;
  double sum = 0;
  for (size_t m = 0; m < d->months; m++)
    if (nominal[m] != 0.0) sum += nominal[m] / d->index[m] * exp(-((double)m + 0.5) * step);
  return sum;
}

double tli_deal_sum(const tli_deal *d, const double *amounts) {
  double sum = 0;
  for (size_t m = 0; m < d->months; m++) sum += amounts[m];
  return sum;
}

/* Applies the taxes of one payer to its lines; refunds come back after their months. */
static tl_code apply(tli_deal *d, tli_deal_taxes *t, const tl_econ_line *lines, size_t count, const char *without,
                     tl_error *error) {
  const tl_econ_periods periods = {d->first_month, 1, d->months};
  const size_t taxes = t->regime.regime.tax_count;
  memset(t->total, 0, d->months * sizeof *t->total);
  if (taxes == 0) return TL_OK;
  static const tl_econ_rate_step nothing = {0, 0};
  tl_econ_tax *list = TLI_NEW_N(d->arena, tl_econ_tax, without != NULL ? taxes : 1);
  if (list == NULL) return TLI_NO_MEMORY(error, "the taxes");
  tl_econ_regime regime = t->regime.regime;
  if (without != NULL) {
    memcpy(list, regime.taxes, taxes * sizeof *list);
    for (size_t k = 0; k < taxes; k++)
      if (tli_starts_with(list[k].name, without)) {
        list[k].rates = &nothing;
        list[k].rate_count = 1;
      }
    regime.taxes = list;
  }
  TLI_TRY(tl_econ_regime_apply(&regime, lines, count, &periods, t->results, error));
  for (size_t k = 0; k < taxes; k++) {
    const size_t back = (size_t)t->regime.given[k]->refund_months.si;
    for (size_t m = 0; m < d->months; m++) {
      t->paid[k][m] = t->results[k].paid[m] - (back > 0 && m >= back ? t->results[k].paid[m - back] : 0);
      t->total[m] += t->paid[k][m];
    }
  }
  return TL_OK;
}

/* What a price above the threshold of a tax brings; one threshold a payer. */
static tl_code fill_excess(const tli_deal *d, const tli_deal_taxes *t, const double *price, const double *volume,
                           double *excess, tl_error *error) {
  double above = 0;
  for (size_t k = 0; k < t->regime.regime.tax_count; k++) {
    if (!(t->regime.given[k]->above.si > 0)) continue;
    tli_rates rates;
    tli_rates_of(d->study, &rates);
    TLI_TRY(tli_money_in(d->study, &rates, &t->regime.given[k]->above, &above, error));
  }
  for (size_t m = 0; m < d->months; m++)
    excess[m] = above > 0 && volume[m] > 0 ? fmax(0, price[m] - above * d->index[m]) * volume[m] : 0;
  return TL_OK;
}

/* ---- owner of a section -------------------------------------------------------------------------------------- */

tl_code tli_deal_leg_flow(tli_deal *d, tli_deal_leg *leg, double tariff, bool with_tax, tl_error *error) {
  leg->tariff = tariff;
  const double warming = d->study->deal.methane_warming.si,
               carbon_m3 = leg->fuel_share * d->co2_kg_m3 + leg->loss_share * d->density_kg_m3 * warming;
  for (size_t m = 0; m < d->months; m++) {
    leg->revenue[m] = tariff * d->volume[m] * d->index[m];
    const double month = m < d->building ? 0 : d->index[m] / 12;
    leg->maintenance[m] = leg->maintenance_a * month;
    leg->labour[m] = leg->labour_a * month;
    leg->power[m] = leg->power_a * month;
    leg->operation[m] = leg->maintenance[m] + leg->labour[m] + leg->power[m];
    leg->fuel[m] = (leg->fuel_share + leg->loss_share) * d->volume[m] * d->fuel_price * d->index[m];
    leg->carbon[m] = carbon_m3 * d->carbon_price * d->volume[m] * d->index[m];
  }
  const tl_econ_line lines[] = {{"revenue", leg->revenue},       {"volume", d->volume},
                                {"operation", leg->operation},   {"fuel", leg->fuel},
                                {"carbon", leg->carbon},         {"capital", leg->spending},
                                {"interest", leg->interest},     {"depreciation", leg->depreciation},
                                {"book_value", leg->book_value}, {"excess", leg->excess}};
  if (with_tax)
    TLI_TRY(apply(d, &leg->taxes, lines, TLI_COUNT(lines), NULL, error));
  else
    memset(leg->taxes.total, 0, d->months * sizeof *leg->taxes.total);
  for (size_t m = 0; m < d->months; m++)
    leg->net[m] = leg->revenue[m] - leg->spending[m] - leg->fill[m] - leg->operation[m] - leg->fuel[m] -
                  leg->carbon[m] - leg->taxes.total[m];
  return TL_OK;
}

typedef struct leg_question {
  tli_deal *deal;
  tli_deal_leg *leg;
  bool with_tax;
} leg_question;

static tl_code leg_value(void *context, double tariff, double *value, tl_error *error) {
  const leg_question *q = context;
  TLI_TRY(tli_deal_leg_flow(q->deal, q->leg, tariff, q->with_tax, error));
  *value = tli_deal_value(q->deal, q->leg->net, q->leg->rate_1_a);
  return TL_OK;
}

tl_code tli_deal_tariff(tli_deal *d, tli_deal_leg *leg, bool with_tax, double *tariff, tl_error *error) {
  leg_question q = {d, leg, with_tax};
  const double volume = d->line_volume_m3_a > 0 ? d->line_volume_m3_a : 1;
  double high = fmax(leg->capital, 1) / volume; /* capital paid back in a year: far too much */
  for (int widen = 0; widen < 6; widen++, high *= 4) {
    double value;
    TLI_TRY(leg_value(&q, high, &value, error));
    if (value > 0) break;
  }
  return tl_econ_break_even(leg_value, &q, 0, high, tariff, error);
}

tl_code tli_deal_set_tariffs(tli_deal *d, tl_error *error) {
  tli_rates rates;
  tli_rates_of(d->study, &rates);
  for (size_t i = 0; i < d->leg_count; i++) {
    tli_deal_leg *leg = &d->legs[i];
    double tariff = 0;
    if (leg->given != NULL && leg->given->tariff.si > 0)
      TLI_TRY(tli_money_in(d->study, &rates, &leg->given->tariff, &tariff, error));
    else
      TLI_TRY(tli_deal_tariff(d, leg, true, &tariff, error));
    TLI_TRY(tli_deal_leg_flow(d, leg, tariff, true, error));
  }
  return TL_OK;
}

/* ---- producer ------------------------------------------------------------------------------------------------ */

tli_producer_terms tli_producer_given(const tli_deal *d) {
  return (tli_producer_terms){d->production, d->feeder, true, NULL};
}

/* Gas sold on the way: off-takes at the contract price. */
static double offtake_month(const tli_deal *d, size_t m) {
  if (m < d->building || d->offtake_m3_a <= 0) return 0;
  return d->offtake_m3_a * tli_ramp_share(d->study, (m - d->building) / 12) / 12;
}

tl_code tli_deal_producer_flow(tli_deal *d, const tli_producer_terms *terms, tl_error *error) {
  for (size_t m = 0; m < d->months; m++) {
    const double offtake = offtake_month(d, m), price = offtake > 0 && isfinite(d->price[m]) ? d->price[m] : 0;
    double fuel = 0, transport = 0, abroad = 0;
    for (size_t i = 0; i < d->leg_count; i++) {
      const tli_deal_leg *leg = &d->legs[i];
      if (!leg->seller_pays) continue;
      fuel += leg->fuel[m] + leg->fill[m];
      transport += leg->revenue[m];
      if (!tli_text_equal(d->study->sections[leg->section].country, d->producer_country)) abroad += leg->revenue[m];
    }
    d->produced[m] = d->volume[m] * (1 + d->fuel_before + d->loss) + offtake;
    d->production_cost[m] = terms->production * d->produced[m] * d->index[m];
    d->feeder_cost[m] = terms->feeder * d->produced[m] * d->index[m];
    d->fuel_sales[m] = fuel;
    d->offtake_sales[m] = offtake * price;
    d->transport[m] = transport;
    d->transport_abroad[m] = abroad;
  }
  TLI_TRY(fill_excess(d, &d->producer_taxes, d->price, d->volume, d->excess, error));
  double *revenue = d->producer_net; /* filled below, once the taxes are known */
  for (size_t m = 0; m < d->months; m++) revenue[m] = d->payment[m] + d->offtake_sales[m];
  const tl_econ_line lines[] = {
      {"revenue", revenue},        {"volume", d->volume},         {"produced", d->produced},
      {"transport", d->transport}, {"fuel_sales", d->fuel_sales}, {"transport_abroad", d->transport_abroad},
      {"feeder", d->feeder_cost},  {"excess", d->excess},         {"production", d->production_cost}};
  if (terms->with_tax)
    TLI_TRY(apply(d, &d->producer_taxes, lines, TLI_COUNT(lines), terms->without_tax, error));
  else
    memset(d->producer_taxes.total, 0, d->months * sizeof *d->producer_taxes.total);
  for (size_t m = 0; m < d->months; m++)
    d->producer_net[m] = revenue[m] + d->fuel_sales[m] - d->transport[m] - d->production_cost[m] - d->feeder_cost[m] -
                         d->producer_taxes.total[m];
  return TL_OK;
}

typedef struct price_question {
  tli_deal *deal;
  const tli_producer_terms *terms;
} price_question;

static tl_code producer_value(void *context, double price, double *value, tl_error *error) {
  const price_question *q = context;
  tli_deal_flat_price(q->deal, price);
  TLI_TRY(tli_deal_producer_flow(q->deal, q->terms, error));
  *value = tli_deal_value(q->deal, q->deal->producer_net, q->deal->producer_rate_1_a);
  return TL_OK;
}

tl_code tli_deal_break_even(tli_deal *d, const tli_producer_terms *terms, double *per_m3, tl_error *error) {
  price_question q = {d, terms};
  double costs = terms->production + terms->feeder + d->fuel_price;
  for (size_t i = 0; i < d->leg_count; i++) costs += d->legs[i].seller_pays ? d->legs[i].tariff : 0;
  return tl_econ_break_even(producer_value, &q, 0, 4 * costs, per_m3, error);
}

tl_code tli_deal_try_break_even(tli_deal *d, const tli_producer_terms *terms, double *per_m3, tl_error *why,
                                tl_error *error) {
  tl_error own;
  if (why == NULL) why = &own;
  why->sentence[0] = '\0';
  const tl_code code = tli_deal_break_even(d, terms, per_m3, why);
  if (code == TL_ERR_MACHINE) return tl_fail(error, code, "%s", why->sentence);
  if (code != TL_OK) *per_m3 = NAN;
  return TL_OK;
}

/* ---- buyer --------------------------------------------------------------------------------------------------- */

tl_code tli_deal_buyer_flow(tli_deal *d, tl_error *error) {
  for (size_t m = 0; m < d->months; m++) {
    double transport = 0, fuel = 0;
    for (size_t i = 0; i < d->leg_count; i++) {
      if (d->legs[i].seller_pays) continue;
      transport += d->legs[i].revenue[m];
      fuel += d->legs[i].fuel[m] + d->legs[i].fill[m];
    }
    d->buyer_transport[m] = transport;
    d->buyer_fuel_sales[m] = fuel;
    d->sales[m] = d->market * d->volume[m] * (1 - d->fuel_behind) * d->index[m];
  }
  TLI_TRY(fill_excess(d, &d->buyer_taxes, d->price, d->volume, d->buyer_excess, error));
  double *revenue = d->buyer_net;
  for (size_t m = 0; m < d->months; m++) revenue[m] = d->sales[m] + d->buyer_fuel_sales[m];
  const tl_econ_line lines[] = {{"revenue", revenue},
                                {"volume", d->volume},
                                {"purchase", d->payment},
                                {"transport", d->buyer_transport},
                                {"excess", d->buyer_excess}};
  TLI_TRY(apply(d, &d->buyer_taxes, lines, TLI_COUNT(lines), NULL, error));
  for (size_t m = 0; m < d->months; m++)
    d->buyer_net[m] = revenue[m] - d->payment[m] - d->buyer_transport[m] - d->buyer_taxes.total[m];
  return TL_OK;
}

/* ---- of a solved variant ------------------------------------------------------------------------------------- */

tl_code tli_deal_of(const tl_study *study, const tli_study *variant, const tli_evaluation *e, tli_arena *arena,
                    tli_deal *deal, tl_error *error) {
  tli_route *route;
  tl_econ_total total;
  tl_findings *findings = tl_findings_create(tli_arena_allocator(arena));
  tli_section_cost *costs = TLI_NEW_N(arena, tli_section_cost, variant->section_count);
  if (findings == NULL || costs == NULL) {
    tl_findings_destroy(findings);
    return TLI_NO_MEMORY(error, "the deal");
  }
  tl_code code = tli_route_create(variant, arena, &route, findings, error);
  tl_findings_destroy(findings);
  if (code == TL_OK) code = tli_cost_of(variant, route, e->section_power_w, costs, &total, NULL, error);
  for (size_t i = 0; i < variant->section_count && code == TL_OK; i++) costs[i].fuel_kg_s = e->section_fuel_kg_s[i];
  const tli_deal_basis basis = {e->flow_kg_s, study->line->kg_per_m3, study->line->reference_t_k,
                                costs,        e->section_linepack_kg, study->gas};
  if (code == TL_OK) code = tli_deal_make(variant, &basis, arena, deal, error);
  if (code == TL_OK) code = tli_deal_contract(deal, error);
  return code;
}
