/* Prices and volumes at which every side gains. docs/theory/study-shares.md */
#include "study/shares.h"

static const double year_s = 365.0 * 86400.0;
static const char *const price_inputs =
    "market.* rivals.* gas_fields.* ways.* costs.* economics.* pipes.* stations.* sections.* limits.*";

/* What the buyers would pay at most for each m3 of `volume` at the end of a way: the area under their demand. */
static tl_code most_for(const tli_sharing *x, double volume, double *per_m3, tl_error *error) {
  const tl_market *m = &x->base->market;
  const tl_market_design design = {.capacity = volume};
  const tl_market_field field = {.capacity = volume};
  const tl_market_route route = {.designs = &design, .design_count = 1};
  tl_market only = *m;
  only.fields = &field;
  only.field_count = 1;
  only.routes = &route;
  only.route_count = 1;
  tl_market_plan plan;
  TLI_TRY(tl_market_value(&only, m->buyers, TL_MARKET_ALONE, &plan, error));
  *per_m3 = plan.value / (m->volume_years * volume);
  return TL_OK;
}

/* All that the selling side spends for each m3 up to the end of the way. */
static double least_price(const tl_market *m, size_t r, const tl_market_design *g, double behind) {
  const tl_market_field *field = &m->fields[m->routes[r].field];
  return (g->investment + m->operation_years * g->operation) / (m->volume_years * g->capacity) +
         m->routes[r].unit_cost - behind + (field->unit_cost + field->other_use) / (1.0 - g->fuel);
}

tl_code tli_shares_prices(const tli_sharing *x, tl_error *error) {
  tl_study *study = x->study;
  const tli_study *s = study->reference;
  const tl_market *m = &x->base->market;
  const char *unit = tli_money_per_volume_unit(study->arena, s, study->line->reference_t_k);
  tli_columns t = tli_table_begin(study->results, "price_set", "Prices and volumes at which all sides gain",
                                  "At the end of each way: below the least price the selling side loses, above the "
                                  "most the buying side does. Taxes "
                                  "and fees between the sides move the split, not the room between the two.",
                                  "shares", "study-shares");
  tli_words(&t, "way", "Way", "as the study names it", "ways.*");
  tli_column(&t, "volume_m3_a", "Volume a year", TL_GAS_VOLUME_FLOW, "bcm/a", 3, "delivered at the end of the way",
             "ways.*");
  tli_column(&t, "least_usd_m3", "Least price", TL_MONEY_PER_GAS_VOLUME, unit, 3,
             "production, best other use, fuel, transport and capital cost at the common rate", price_inputs);
  tli_column(&t, "transit_usd_m3", "of it on others' land", TL_MONEY_PER_GAS_VOLUME, unit, 3,
             "capital cost paid by those who own neither the gas field nor the market", price_inputs);
  tli_column(&t, "most_usd_m3", "Most price", TL_MONEY_PER_GAS_VOLUME, unit, 3,
             "area under the demand above other supply, less transport behind the way", price_inputs);
  tli_column(&t, "room_usd_m3", "Room between them", TL_MONEY_PER_GAS_VOLUME, unit, 3, "most less least", price_inputs);
  for (size_t r = 0; r < s->way_count; r++) {
    const tl_market_field *field = &m->fields[m->routes[r].field];
    double behind = s->ways[r].behind.si, factor;
    TLI_TRY(tli_volume_factor(study, &s->ways[r].behind, &factor, error));
    behind /= factor;
    for (size_t d = 0; d < x->ways[r].count; d++) {
      const tl_market_design *g = &x->base->designs[r][d];
      const double sold = m->volume_years * g->capacity, least = least_price(m, r, g, behind);
      bool cheapest = true; /* one design for each volume */
      for (size_t k = 0; k < x->ways[r].count; k++) {
        const tl_market_design *other = &x->base->designs[r][k];
        const double price = least_price(m, r, other, behind);
        cheapest = cheapest && !(other->capacity == g->capacity && (price < least || (price == least && k < d)));
      }
      if (!cheapest) continue;
      double most, transit = 0.0, paid[TL_GAME_PLAYERS];
      TLI_TRY(most_for(x, g->capacity, &most, error));
      tli_sum_by_side(&x->sides, x->ways[r].designs[d].paid, s->player_count, paid);
      for (size_t i = 0; i < x->players; i++)
        if (((field->owners | m->buyers) >> i & 1) == 0) transit += paid[i] * x->base->investment_factor / sold;
      tli_row(&t, (tl_cell[]){TLI_W(x->ways[r].title), TLI_N(g->capacity / year_s), TLI_N(least), TLI_N(transit),
                              TLI_N(most - behind), TLI_N(most - behind - least)});
    }
  }
  return TL_OK;
}
