/* The deal, first half: from a solved line with its cost to volumes, prices and payments month by month.
 *
 *   index(m)  = (1 + inflation)^((m + 1/2)/12 - (price year + 1/2 - first year))
 *   volume(m) = taken(year)/12 (1 + (swing - 1) cos(2 pi (month - 1)/12))       the swing sums to nothing over a year
 *   price(m)  = formula [money/MMBtu] H / MMBtu, on the contract's heating value
 * Take-or-pay is settled by contract years of twelve months from the first delivery; a year's payment is laid on its
 * months as the gas taken. docs/theory/deal.md */
#include "study/deal.h"

#include <math.h>

#define PI 3.14159265358979323846
static const double year_s = 365.0 * 86400.0;

static double *new_months(const tli_deal *d) { return TLI_NEW_N(d->arena, double, d->months); }

static const tli_study_leg *leg_given(const tli_study *s, const char *section) {
  for (size_t i = 0; i < s->leg_count; i++)
    if (tli_text_equal(s->legs[i].id, section)) return &s->legs[i];
  return NULL;
}

static tl_code make_taxes(tli_deal *d, const char *payer, tli_deal_taxes *t, tl_error *error) {
  TLI_TRY(tli_regime_of(d->study, payer, d->arena, &t->regime, error));
  const size_t count = t->regime.regime.tax_count;
  t->results = TLI_NEW_N(d->arena, tl_econ_tax_result, count + 1);
  t->paid = TLI_NEW_N(d->arena, double *, count + 1);
  t->total = new_months(d);
  bool whole = t->results != NULL && t->paid != NULL && t->total != NULL;
  for (size_t k = 0; k < count && whole; k++) {
    tl_econ_tax_result *r = &t->results[k];
    *r = (tl_econ_tax_result){new_months(d), new_months(d), new_months(d), new_months(d), new_months(d), 0};
    t->paid[k] = new_months(d);
    whole = r->base != NULL && r->taxable != NULL && r->accrued != NULL && r->paid != NULL && r->loss_left != NULL &&
            t->paid[k] != NULL;
  }
  return whole ? TL_OK : TLI_NO_MEMORY(error, "the taxes");
}

/* ---- what is the same at every price and tariff -------------------------------------------------------------- */

static tl_code amounts_of(tli_deal *d, tl_error *error) {
  const tli_study *s = d->study;
  const tli_study_deal *g = &s->deal;
  tli_rates rates;
  tli_rates_of(s, &rates);
  const bool full = tli_text_equal(g->upstream, "full");
  TLI_TRY(tli_money_in(s, &rates, full ? &g->production_full : &g->production_spare, &d->production, error));
  TLI_TRY(tli_money_in(s, &rates, &g->feeder, &d->feeder, error));
  TLI_TRY(tli_money_in(s, &rates, &g->market_price, &d->market, error));
  TLI_TRY(tli_money_in(s, &rates, &s->economics.fuel_price, &d->fuel_price, error));
  TLI_TRY(tli_money_in(s, &rates, &g->carbon_price, &d->carbon_price, error));
  return TL_OK;
}

/* The section at whose end the gas changes hands. */
static size_t delivery_section(const tli_study *s) {
  const char *at = s->contract.delivery_at[0] != '\0' ? s->contract.delivery_at : s->flow.at;
  size_t last = 0;
  for (size_t i = 0; i < s->section_count; i++) {
    if (!tli_text_equal(s->sections[i].role, "line")) continue;
    last = i;
    if (tli_text_equal(s->sections[i].id, at)) return i;
  }
  return last;
}

static tl_code fill_leg(tli_deal *d, tli_deal_leg *leg, const tli_deal_basis *b, tl_error *error) {
  leg->spending = new_months(d);
  leg->fill = new_months(d);
  leg->revenue = new_months(d);
  leg->operation = new_months(d);
  leg->maintenance = new_months(d);
  leg->labour = new_months(d);
  leg->power = new_months(d);
  leg->fuel = new_months(d);
  leg->carbon = new_months(d);
  leg->depreciation = new_months(d);
  leg->book_value = new_months(d);
  leg->interest = new_months(d);
  leg->excess = new_months(d);
  leg->net = new_months(d);
  if (leg->spending == NULL || leg->fill == NULL || leg->revenue == NULL || leg->operation == NULL ||
      leg->fuel == NULL || leg->carbon == NULL || leg->depreciation == NULL || leg->book_value == NULL ||
      leg->interest == NULL || leg->excess == NULL || leg->net == NULL || leg->maintenance == NULL ||
      leg->labour == NULL || leg->power == NULL)
    return TLI_NO_MEMORY(error, "the deal");
  const tli_study *s = d->study;
  const tli_section_cost *cost = &b->costs[leg->section];
  leg->capital = cost->total.sum.likely;
  tli_operation operation;
  TLI_TRY(tli_operation_of(s, leg->section, cost, &operation, error));
  leg->maintenance_a = operation.maintenance.likely;
  leg->labour_a = operation.labour;
  leg->power_a = operation.power;
  leg->fuel_share = cost->fuel_kg_s / b->flow_kg_s;
  leg->fill_m3 = b->linepack_kg != NULL ? b->linepack_kg[leg->section] / b->kg_per_m3 : 0;
  for (size_t m = 0; m < d->building; m++) leg->spending[m] = leg->capital / (double)d->building * d->index[m];
  if (d->building > 0) leg->fill[d->building - 1] = leg->fill_m3 * d->fuel_price * d->index[d->building - 1];
  leg->fill[d->months - 1] -= leg->fill_m3 * d->fuel_price * d->index[d->months - 1];
  TLI_TRY(tl_econ_depreciate(leg->spending, d->months, d->building, 12 * (size_t)s->deal.depreciation_years.si,
                             leg->depreciation, error));
  double book = 0;
  for (size_t m = 0; m < d->months; m++) {
    book += leg->spending[m] - leg->depreciation[m];
    leg->book_value[m] = m < d->building ? 0 : fmax(0, book) / 12; /* a month's share of a yearly tax */
  }
  return make_taxes(d, s->sections[leg->section].id, &leg->taxes, error);
}

static tl_code make_legs(tli_deal *d, const tli_deal_basis *b, tl_error *error) {
  const tli_study *s = d->study;
  const size_t at = delivery_section(s);
  d->legs = TLI_NEW_N(d->arena, tli_deal_leg, s->section_count);
  if (d->legs == NULL) return TLI_NO_MEMORY(error, "the deal");
  double length = 0;
  for (size_t i = 0; i < s->section_count; i++)
    if (tli_text_equal(s->sections[i].role, "line")) length += fmax(b->costs[i].total.sum.likely, 0);
  for (size_t i = 0; i < s->section_count; i++) {
    if (!tli_text_equal(s->sections[i].role, "line")) continue;
    tli_deal_leg *leg = &d->legs[d->leg_count++];
    *leg = (tli_deal_leg){.section = i, .given = leg_given(s, s->sections[i].id), .seller_pays = i <= at};
    leg->country = tli_country_name(s->sections[i].country);
    leg->name = leg->given != NULL && leg->given->title[0] != '\0' ? leg->given->title
                : s->sections[i].title[0] != '\0'                  ? s->sections[i].title
                                                                   : s->sections[i].id;
    leg->rate_1_a = tli_discount_rate(s, s->sections[i].country);
    leg->loss_share = length > 0 ? s->deal.methane_loss.si * b->costs[i].total.sum.likely / length : 0;
    TLI_TRY(fill_leg(d, leg, b, error));
    *(leg->seller_pays ? &d->fuel_before : &d->fuel_behind) += leg->fuel_share;
    d->loss += leg->loss_share;
  }
  const tli_deal_leg *first = &d->legs[0], *last = &d->legs[d->leg_count - 1];
  d->producer_country = s->sections[first->section].country;
  d->buyer_country = s->sections[last->section].country;
  d->producer_rate_1_a = tli_discount_rate(s, d->producer_country);
  d->buyer_rate_1_a = tli_discount_rate(s, d->buyer_country);
  d->common_rate_1_a = s->economics.discount_rate.si;
  return TL_OK;
}

static tl_code make_arrays(tli_deal *d, tl_error *error) {
  double **const arrays[] = {
      &d->index,           &d->volume,           &d->price,           &d->payment,   &d->produced,
      &d->feeder_cost,     &d->fuel_sales,       &d->production_cost, &d->transport, &d->excess,
      &d->producer_net,    &d->transport_abroad, &d->sales,           &d->buyer_net, &d->buyer_excess,
      &d->buyer_transport, &d->buyer_fuel_sales, &d->offtake_sales};
  for (size_t i = 0; i < TLI_COUNT(arrays); i++) {
    *arrays[i] = new_months(d);
    if (*arrays[i] == NULL) return TLI_NO_MEMORY(error, "the deal");
  }
  d->take_years = TLI_NEW_N(d->arena, tl_econ_take_year, d->years + 1);
  d->takes = TLI_NEW_N(d->arena, tl_econ_take_result, d->years + 1);
  if (d->take_years == NULL || d->takes == NULL) return TLI_NO_MEMORY(error, "the deal");
  const double base_a = d->study->economics.price_year.si + 0.5 - d->study->deal.start_year.si,
               step = log1p(d->study->deal.inflation.si);
  for (size_t m = 0; m < d->months; m++) d->index[m] = exp((((double)m + 0.5) / 12 - base_a) * step);
  return TL_OK;
}

tl_code tli_deal_make(const tli_study *s, const tli_deal_basis *b, tli_arena *arena, tli_deal *d, tl_error *error) {
  *d = (tli_deal){.study = s, .arena = arena, .reference_t_k = b->reference_t_k, .first_month = tli_first_month(s)};
  d->building = 12 * (size_t)s->economics.construction_years.si;
  d->years = tli_life_years(s);
  d->months = d->building + 12 * d->years;
  tl_gas_quality quality;
  TLI_TRY(tl_mixture_quality(tl_gas_mixture(b->gas), 298.15, b->reference_t_k, &quality, error));
  d->gross_j_m3 = quality.gross_j_m3;
  d->formula_j_m3 = tli_text_equal(s->contract.heating_basis, "net") ? quality.net_j_m3 : quality.gross_j_m3;
  d->density_kg_m3 = quality.density_kg_m3;
  d->co2_kg_m3 = quality.co2_kg_per_j_gross * quality.gross_j_m3;
  d->line_volume_m3_a = b->flow_kg_s / b->kg_per_m3 * s->flow.load_factor.si * year_s * s->economics.availability.si;
  for (size_t i = 0; i < s->offtake_count; i++) d->offtake_m3_a += s->offtakes[i].volume.si * year_s;
  TLI_TRY(make_arrays(d, error));
  TLI_TRY(amounts_of(d, error));
  TLI_TRY(make_legs(d, b, error));
  TLI_TRY(make_taxes(d, "producer", &d->producer_taxes, error));
  return make_taxes(d, "buyer", &d->buyer_taxes, error);
}

/* ---- contract ------------------------------------------------------------------------------------------------ */

static double month_share(const tli_deal *d, size_t m) {
  const int month = (d->first_month + (int)m) % 12;
  return (1 + (d->study->contract.swing.si - 1) * cos(2 * PI * month / 12)) / 12;
}

static const tli_study_contract_year *year_given(const tli_study *s, size_t year) {
  for (size_t i = 0; i < s->contract_year_count; i++)
    if (s->contract_years[i].year.si == (double)(year + 1)) return &s->contract_years[i];
  return NULL;
}

/* What is asked for, what the line can bring, what is taken. */
static void fill_year(const tli_deal *d, size_t y, tl_econ_take_year *take) {
  const tli_study *s = d->study;
  const tli_study_contract_year *own = year_given(s, y);
  const double given = s->contract.annual_quantity.si * year_s, ramp = tli_ramp_share(s, y);
  const double quantity = (given > 0 ? given : d->line_volume_m3_a) * ramp;
  const double nominated =
      quantity * (own != NULL && own->nominated.si > 0 ? own->nominated.si : s->contract.nominated.si);
  const double excused = own != NULL ? own->force_majeure.si * quantity : 0;
  const double wanted = fmin(nominated, quantity * s->contract.largest_take.si);
  double missing = own != NULL ? own->not_delivered.si * quantity : 0;
  missing = fmax(missing, fmax(0, fmin(wanted, nominated) - d->line_volume_m3_a * ramp)); /* the line brings no more */
  *take = (tl_econ_take_year){.annual_quantity = quantity,
                              .taken = fmax(0, fmin(wanted, quantity - excused) - missing),
                              .not_delivered = missing,
                              .force_majeure = excused};
  if (excused <= 0) take->taken = fmax(0, wanted - missing);
}

static tl_code fill_prices(tli_deal *d, tl_error *error) {
  const tli_study *s = d->study;
  for (size_t m = 0; m < d->months; m++) d->price[m] = NAN;
  if (s->contract.formula[0] == '\0') return TL_OK;
  tli_formula f;
  TLI_TRY(tli_formula_make(s, s->contract.formula, s->contract.deck, d->arena, &f, error));
  int held_from = -1;
  double held = NAN;
  for (size_t m = d->building; m < d->months; m++) {
    const int month = d->first_month + (int)m, from = month - month % f.formula.lag.validity;
    if (from != held_from || f.formula.hub_share > 0 || s->review_count > 0) {
      tl_econ_price price;
      TLI_TRY(tli_formula_price(&f, month, &price, error));
      held = price.price * d->formula_j_m3 / TLI_MMBTU_J;
      held_from = from;
    }
    d->price[m] = held;
  }
  return TL_OK;
}

static tl_econ_take_terms terms_of(const tli_study_contract *c) {
  return (tl_econ_take_terms){
      .take_or_pay = c->take_or_pay.si,
      .largest_take = c->largest_take.si,
      .shortfall_price = c->shortfall_price.si,
      .make_up_years = (size_t)c->make_up_years.si,
      .basis = tli_text_equal(c->make_up_price, "at_current") ? TL_ECON_MAKE_UP_AT_CURRENT : TL_ECON_MAKE_UP_AS_PAID,
      .carry_above = c->carry_above.si,
      .carry_limit = c->carry_limit.si,
      .carry_years = (size_t)c->carry_years.si,
      .seller_compensation = c->seller_compensation.si};
}

tl_code tli_deal_contract(tli_deal *d, tl_error *error) {
  TLI_TRY(fill_prices(d, error));
  const bool priced = d->study->contract.formula[0] != '\0';
  for (size_t y = 0; y < d->years; y++) {
    tl_econ_take_year *take = &d->take_years[y];
    fill_year(d, y, take);
    double worth = 0;
    for (size_t m = d->building + 12 * y; m < d->building + 12 * (y + 1); m++) {
      d->volume[m] = take->taken * month_share(d, m);
      worth += month_share(d, m) * (priced ? d->price[m] : 0);
    }
    take->price = worth;
  }
  const tl_econ_take_terms terms = terms_of(&d->study->contract);
  TLI_TRY(tl_econ_take_or_pay(&terms, d->take_years, d->years, d->takes, error));
  for (size_t y = 0; y < d->years; y++) {
    const double worth = d->take_years[y].price, payment = d->takes[y].payment;
    for (size_t m = d->building + 12 * y; m < d->building + 12 * (y + 1); m++) {
      const double share = worth > 0 ? month_share(d, m) * d->price[m] / worth : 1.0 / 12;
      d->payment[m] = priced ? payment * share : 0;
    }
  }
  return TL_OK;
}

void tli_deal_flat_price(tli_deal *d, double real_per_m3) {
  for (size_t y = 0; y < d->years; y++) {
    const double taken = d->take_years[y].taken, over = taken > 0 ? d->takes[y].paid_volume / taken : 1;
    for (size_t m = d->building + 12 * y; m < d->building + 12 * (y + 1); m++) {
      d->price[m] = real_per_m3 * d->index[m];
      d->payment[m] = d->volume[m] * over * d->price[m];
    }
  }
}
