/* Step "cash", markets: what gas of this line and of other supplies costs at a market, the border price at which they
 * are equal, and the break-even over price and volume with the line solved anew. docs/theory/deal.md */
#include "study/step_cash.h"

typedef struct market {
  const char *name;
  double own_behind; /* transport of this line's gas from the delivery point to the market */
} market;

static const char *const own_name = "this line";

static tl_code amount_of(const tl_study *study, const tli_study_supply *p, const tl_value *given, double *per_m3,
                         tl_error *error) {
  tli_rates rates;
  tli_rates_of(study->reference, &rates);
  TLI_TRY(tli_money_in(study->reference, &rates, given, per_m3, error));
  if (tli_text_equal(p->per, "energy")) *per_m3 *= study->deal->gross_j_m3;
  if (p->length.si > 0) *per_m3 *= p->length.si / 1e6;
  return TL_OK;
}

/* The ends of the range that the study gives with a figure; the figure itself where it gives none. */
static tl_code ends_of(const tl_study *study, const tli_study_supply *p, double amounts[3], tl_error *error) {
  static const char *const names[2] = {"low", "high"};
  TLI_TRY(amount_of(study, p, &p->value, &amounts[1], error));
  for (int k = 0; k < 2; k++) {
    const char *path = tli_arena_printf(study->arena, "supplies.%s.value.%s", p->id, names[k]);
    if (path == NULL) return TLI_NO_MEMORY(error, "the supplies");
    amounts[2 * k] = amounts[1];
    for (size_t i = 0; i < tl_results_inputs(study->given); i++) {
      const tl_input *input = tl_results_input_at(study->given, i);
      if (!tli_text_equal(input->id, path)) continue;
      tl_value end = p->value;
      end.si = input->si;
      TLI_TRY(amount_of(study, p, &end, &amounts[2 * k], error));
    }
  }
  return TL_OK;
}

static void supply_columns(tli_columns *t, const tli_cash_units *u) {
  static const char *const inputs = "supplies.* exchanges.* escalations.* economics.* gas.*";
  tli_words(t, "market", "Market", "as the study names it", "supplies.*");
  tli_words(t, "supply", "Supply", "as the study names it", "supplies.*");
  tli_words(t, "part", "Part", "as the study names it", "supplies.*");
  tli_column(t, "low_usd_m3", "Low", TL_MONEY_PER_GAS_VOLUME, u->volume, 3, "in one currency and price year", inputs);
  tli_column(t, "likely_usd_m3", "Likely", TL_MONEY_PER_GAS_VOLUME, u->volume, 3, "in one currency and price year",
             inputs);
  tli_column(t, "high_usd_m3", "High", TL_MONEY_PER_GAS_VOLUME, u->volume, 3, "in one currency and price year", inputs);
  tli_column(t, "likely_usd_j", "Likely per energy", TL_MONEY_PER_ENERGY, u->energy, 3,
             "over the gross heating value of this study's gas", inputs);
}

static void part_row(const tl_study *study, tli_columns *t, const char *place, const char *supply, const char *part,
                     const double amounts[3]) {
  tli_row(t, (tl_cell[]){TLI_W(place), TLI_W(supply), TLI_W(part), TLI_N(amounts[0]), TLI_N(amounts[1]),
                         TLI_N(amounts[2]), TLI_N(amounts[1] / study->deal->gross_j_m3)});
}

/* Tariffs behind the delivery point, plus what the study says of the way on. */
static tl_code way_behind(const tl_study *study, const char *place, double *per_m3, tl_error *error) {
  const tli_study *s = study->reference;
  *per_m3 = 0;
  for (size_t i = 0; i < study->deal->leg_count; i++)
    if (!study->deal->legs[i].seller_pays) *per_m3 += study->deal->legs[i].tariff;
  for (size_t i = 0; i < s->supply_count; i++) {
    double amount;
    if (!tli_text_equal(s->supplies[i].market, place) || !tli_text_equal(s->supplies[i].supply, own_name)) continue;
    TLI_TRY(amount_of(study, &s->supplies[i], &s->supplies[i].value, &amount, error));
    *per_m3 += amount;
  }
  return TL_OK;
}

static bool seen_before(const tli_study *s, size_t at, bool whole) {
  for (size_t i = 0; i < at; i++)
    if (tli_text_equal(s->supplies[i].market, s->supplies[at].market) &&
        (!whole || tli_text_equal(s->supplies[i].supply, s->supplies[at].supply)))
      return true;
  return false;
}

/* This line's own parts at a market: the gas at the border, the tariffs behind it, the way on. */
static tl_code own_rows(tl_study *study, tli_columns *t, const char *place, tl_error *error) {
  const tli_study *s = study->reference;
  const tli_deal *d = study->deal;
  const double volume = tli_deal_sum(d, d->volume);
  double real = 0;
  for (size_t m = 0; m < d->months; m++) real += d->payment[m] / d->index[m];
  const double price = volume > 0 ? real / volume : NAN, pays = study->break_even_per_m3;
  const double border[3] = {fmin(price, isnan(pays) ? price : pays), price, fmax(price, isnan(pays) ? price : pays)};
  part_row(study, t, place, s->head.title, "contract price at the border (range: break-even price)", border);
  for (size_t i = 0; i < d->leg_count; i++) {
    if (d->legs[i].seller_pays) continue;
    const double tariff[3] = {d->legs[i].tariff, d->legs[i].tariff, d->legs[i].tariff};
    part_row(study, t, place, s->head.title, "transport behind the border, computed", tariff);
  }
  for (size_t i = 0; i < s->supply_count; i++) {
    if (!tli_text_equal(s->supplies[i].market, place) || !tli_text_equal(s->supplies[i].supply, own_name)) continue;
    double amounts[3];
    TLI_TRY(ends_of(study, &s->supplies[i], amounts, error));
    part_row(study, t, place, s->head.title, s->supplies[i].part, amounts);
  }
  return TL_OK;
}

static tl_code parts_table(tl_study *study, const tli_cash_units *u, tl_error *error) {
  const tli_study *s = study->reference;
  tli_columns t = tli_table_begin(study->results, "delivered", "What gas costs at a market, part by part",
                                  "In one currency, at constant prices, without value added tax. Prices of other "
                                  "supplies are those printed, of the dates that their sources give.",
                                  "cash", "deal");
  supply_columns(&t, u);
  for (size_t i = 0; i < s->supply_count; i++) {
    const tli_study_supply *p = &s->supplies[i];
    if (!seen_before(s, i, false)) TLI_TRY(own_rows(study, &t, p->market, error));
    if (tli_text_equal(p->supply, own_name)) continue;
    double amounts[3];
    TLI_TRY(ends_of(study, p, amounts, error));
    part_row(study, &t, p->market, p->supply, p->part, amounts);
  }
  return TL_OK;
}

static tl_code parity_table(tl_study *study, const tli_cash_units *u, tl_error *error) {
  const tli_study *s = study->reference;
  tli_columns t = tli_table_begin(
      study->results, "border_parity", "The border price at which this line's gas costs the same as another supply",
      "Cost of the other supply at the market, less the way of this line's gas from the border to it.", "cash", "deal");
  static const char *const inputs = "supplies.* exchanges.* escalations.* legs.* costs.* economics.*";
  tli_words(&t, "market", "Market", "as the study names it", "supplies.*");
  tli_words(&t, "supply", "Other supply", "as the study names it", "supplies.*");
  tli_column(&t, "low_usd_m3", "Low", TL_MONEY_PER_GAS_VOLUME, u->volume, 3, "all parts low, less the way", inputs);
  tli_column(&t, "likely_usd_m3", "Likely", TL_MONEY_PER_GAS_VOLUME, u->volume, 3, "sum of the parts, less the way",
             inputs);
  tli_column(&t, "high_usd_m3", "High", TL_MONEY_PER_GAS_VOLUME, u->volume, 3, "all parts high, less the way", inputs);
  tli_column(&t, "likely_usd_j", "Likely per energy", TL_MONEY_PER_ENERGY, u->energy, 3, "over the gross heating value",
             inputs);
  tli_column(&t, "delivered_usd_m3", "Cost at the market", TL_MONEY_PER_GAS_VOLUME, u->volume, 3, "sum of the parts",
             inputs);
  for (size_t i = 0; i < s->supply_count; i++) {
    const tli_study_supply *first = &s->supplies[i];
    if (tli_text_equal(first->supply, own_name) || seen_before(s, i, true)) continue;
    double sums[3] = {0, 0, 0}, amounts[3], behind;
    for (size_t k = i; k < s->supply_count; k++) {
      if (!tli_text_equal(s->supplies[k].market, first->market) ||
          !tli_text_equal(s->supplies[k].supply, first->supply))
        continue;
      TLI_TRY(ends_of(study, &s->supplies[k], amounts, error));
      for (int e = 0; e < 3; e++) sums[e] += amounts[e];
    }
    TLI_TRY(way_behind(study, first->market, &behind, error));
    tli_row(&t,
            (tl_cell[]){TLI_W(first->market), TLI_W(first->supply), TLI_N(sums[0] - behind), TLI_N(sums[1] - behind),
                        TLI_N(sums[2] - behind), TLI_N((sums[1] - behind) / study->deal->gross_j_m3), TLI_N(sums[1])});
  }
  return TL_OK;
}

tl_code tli_market_tables(tl_study *study, const tli_cash_units *u, tl_error *error) {
  if (study->reference->supply_count == 0) return TL_OK;
  TLI_TRY(parts_table(study, u, error));
  return parity_table(study, u, error);
}

/* ---- price by volume --------------------------------------------------------------------------------------------- */

enum { VOLUMES = 6, PRICES = 9 };

/* The line at another volume: solved, costed, its tariffs found. *trouble: why there is none. */
static tl_code deal_at(tl_study *study, tli_study *variant, double share, tli_arena *arena, tli_deal *d,
                       const char **trouble, tl_error *error) {
  *trouble = "";
  variant->flow.volume.si *= share;
  tli_evaluation e = {0};
  tl_code code = tli_solve_variant(variant, study->gas, study->part_length_m, TLI_WHOLE_LINE, false, arena, &e, error);
  if (code == TL_OK && e.outcome != TL_SOLVED) *trouble = "no physical solution at this volume";
  if (code == TL_OK && (*trouble)[0] == '\0') code = tli_deal_of(study, variant, &e, arena, d, error);
  if (code == TL_OK && (*trouble)[0] == '\0') code = tli_deal_set_tariffs(d, error);
  return code;
}

tl_code tli_price_volume_table(tl_study *study, const tli_cash_units *u, tl_error *error) {
  static const double shares[VOLUMES] = {0.4, 0.6, 0.8, 0.9, 1.0, 1.1};
  const double middle = isnan(study->break_even_per_m3) ? 0.25 : study->break_even_per_m3;
  tli_columns t = tli_table_begin(study->results, "price_volume", "Does it pay? By border price and volume",
                                  "Value for the producer after all taxes; the line is solved and costed anew at each "
                                  "volume, its owners earn their "
                                  "rates. The last column is the price at which the value is nil at that volume.",
                                  "cash", "deal");
  tli_column(&t, "volume_m3_s", "Volume", TL_GAS_VOLUME_FLOW, "bcm/a at 20 degC", 3, "share of the asked flow",
             "flow.volume");
  tli_column(&t, "price_usd_m3", "Border price", TL_MONEY_PER_GAS_VOLUME, u->volume, 3, "constant over the life", "");
  tli_column(&t, "value_usd", "Value for the producer", TL_MONEY, u->bn, 3, "real, at its rate, after tax",
             TLI_CASH_INPUTS);
  tli_column(&t, "break_even_usd_m3", "Break-even price", TL_MONEY_PER_GAS_VOLUME, u->volume, 3,
             "price at which the value is nil", TLI_CASH_INPUTS);
  tli_words(&t, "verdict", "Verdict", "whether the value is above nil", TLI_CASH_INPUTS);
  for (size_t v = 0; v < VOLUMES; v++) {
    tli_arena *arena = tli_arena_create(tli_arena_allocator(study->arena));
    tli_deal d = {0};
    const char *trouble = "";
    double pays = NAN;
    tli_study *variant = tli_study_copy(study->reference, tli_arena_allocator(study->arena)); /* outlives the deal */
    tl_code code = TLI_NO_MEMORY(error, "a variant");
    if (arena != NULL && variant != NULL) code = deal_at(study, variant, shares[v], arena, &d, &trouble, error);
    const tli_producer_terms terms = tli_producer_given(&d);
    if (code == TL_OK && trouble[0] == '\0') code = tli_deal_try_break_even(&d, &terms, &pays, NULL, error);
    for (size_t p = 0; p < PRICES && code == TL_OK; p++) {
      const double step = 0.02, price = (floor(middle / step) + (double)p - 4) * step;
      double value = NAN;
      if (price <= 0) continue;
      if (trouble[0] == '\0') {
        tli_deal_flat_price(&d, price);
        code = tli_deal_producer_flow(&d, &terms, error);
        value = tli_deal_value(&d, d.producer_net, d.producer_rate_1_a);
      }
      tli_row(&t,
              (tl_cell[]){TLI_N(study->reference->flow.volume.si * shares[v]), TLI_N(price), TLI_N(value), TLI_N(pays),
                          TLI_W(trouble[0] != '\0' ? trouble
                                : value >= 0       ? "pays"
                                                   : "does not pay")});
    }
    tli_arena_destroy(arena);
    tli_study_destroy(variant);
    if (code != TL_OK) return code;
  }
  return TL_OK;
}
