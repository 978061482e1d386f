/* From a study and the designs of its ways to a market of the game library. docs/theory/study-shares.md */
#include "study/shares.h"

#include <string.h>

static const double year_s = 365.0 * 86400.0;

tli_variation tli_as_given(const tl_study *study) {
  const tli_study *s = study->reference;
  const double rate = s->market.discount_rate.si > 0.0 ? s->market.discount_rate.si : s->economics.discount_rate.si;
  return (tli_variation){rate, 1, 1, 1, 1, 1, 1, NULL, 0, 0, 0};
}

/* Discounting to the time that has elapsed since the start of construction, everything in the middle of its year.
 * What is still to be invested is spread over the years of construction from then on. */
static void years(const tli_study_economics *e, double rate, double elapsed, tl_market *market, double *investment) {
  const int building = (int)e->construction_years.si, ramping = (int)e->ramp_years.si,
            operating = (int)(e->life.si / year_s + 0.5);
  *investment = market->volume_years = market->operation_years = 0.0;
  for (int k = 0; k < building; k++) *investment += pow(1.0 + rate, -(k + 0.5)) / building;
  for (int t = 0; t < operating; t++) {
    if (building + t + 0.5 < elapsed) continue; /* gone */
    const double factor = pow(1.0 + rate, elapsed - (building + t + 0.5));
    market->operation_years += factor;
    market->volume_years += factor * (t < ramping ? (t + 1.0) / (ramping + 1.0) : 1.0);
  }
}

/* Money for each m3 at the study's reference state. */
static tl_code per_m3(const tl_study *study, const tl_value *value, double *money, tl_error *error) {
  double factor;
  TLI_TRY(tli_volume_factor(study, value, &factor, error));
  *money = value->si / factor;
  return TL_OK;
}

static tl_code per_year(const tl_study *study, const tl_value *value, double *m3_a, tl_error *error) {
  double factor;
  TLI_TRY(tli_volume_factor(study, value, &factor, error));
  *m3_a = value->si * factor * year_s;
  return TL_OK;
}

static tl_code demand(const tl_study *study, const tli_variation *v, tl_market *market, tl_error *error) {
  const tli_study_market *m = &study->reference->market;
  double volume, price;
  TLI_TRY(per_year(study, &m->volume, &volume, error));
  TLI_TRY(per_m3(study, &m->price, &price, error));
  price *= v->price;
  const double elasticity = m->elasticity.si * v->elasticity;
  market->price_at_nothing = price * (1.0 + 1.0 / elasticity);
  market->price_slope = price / (elasticity * volume);
  return TL_OK;
}

static tl_code routes_of(tl_study *study, const tli_way *ways, const tli_sides *sides, const tli_variation *v,
                         tli_study_market_game *g, tl_error *error) {
  const tli_study *s = study->reference;
  for (size_t r = 0; r < s->way_count; r++) {
    const tli_study_way *way = &s->ways[r];
    double before, behind;
    TLI_TRY(per_m3(study, &way->before, &before, error));
    TLI_TRY(per_m3(study, &way->behind, &behind, error));
    g->designs[r] = TLI_NEW_N(study->arena, tl_market_design, ways[r].count + 1);
    if (g->designs[r] == NULL) return TLI_NO_MEMORY(error, "the market");
    for (size_t d = 0; d < ways[r].count; d++) {
      g->designs[r][d] = ways[r].designs[d].numbers;
      g->designs[r][d].investment *= v->investment * g->investment_factor;
      g->designs[r][d].operation *= v->investment;
      g->designs[r][d].sunk = v->sunk != NULL && v->sunk->design[r] == (int)d ? v->sunk_part : 0.0;
    }
    size_t field = 0;
    while (field < s->gas_field_count && !tli_text_equal(s->gas_fields[field].id, way->gas_field)) field++;
    g->routes[r] = (tl_market_route){.owners = tli_sided(sides, tli_coalition_of(s, way->players)),
                                     .field = field,
                                     .unit_cost = before + behind,
                                     .designs = g->designs[r],
                                     .design_count = v->leave_out == r + 1 ? 0 : ways[r].count};
  }
  return TL_OK;
}

tl_code tli_market_of(tl_study *study, const tli_way *ways, const tli_sides *sides, const tli_variation *v,
                      tli_study_market_game **game, tl_error *error) {
  const tli_study *s = study->reference;
  if (s->way_count > TL_MARKET_ROUTES || s->gas_field_count > TL_MARKET_FIELDS || s->rival_count > TL_MARKET_SUPPLIES ||
      s->player_count > TL_GAME_PLAYERS)
    return tl_fail(error, TL_ERR_INPUT,
                   "%zu ways, %zu gas fields, %zu supplies, %zu players: a game takes at most %d, %d, %d, %d",
                   s->way_count, s->gas_field_count, s->rival_count, s->player_count, TL_MARKET_ROUTES,
                   TL_MARKET_FIELDS, TL_MARKET_SUPPLIES, TL_GAME_PLAYERS);
  tli_study_market_game *g = *game = TLI_NEW(study->arena, tli_study_market_game);
  if (g == NULL) return TLI_NO_MEMORY(error, "the market");
  years(&s->economics, v->rate_1_a, v->elapsed_a, &g->market, &g->investment_factor);
  TLI_TRY(demand(study, v, &g->market, error));
  for (size_t k = 0; k < s->rival_count; k++) {
    const tli_study_rival *x = &s->rivals[k];
    g->supplies[k] =
        (tl_market_supply){.owners = tli_sided(sides, tli_coalition_of(s, x->players)), .committed = x->committed};
    TLI_TRY(per_year(study, &x->volume, &g->supplies[k].capacity, error));
    TLI_TRY(per_m3(study, &x->cost, &g->supplies[k].unit_cost, error));
    if (!x->committed) g->supplies[k].unit_cost *= v->rivals;
    if (v->leave_out == s->way_count + k + 1) g->supplies[k].capacity = 0.0;
  }
  for (size_t f = 0; f < s->gas_field_count; f++) {
    const tli_study_gas_field *x = &s->gas_fields[f];
    g->fields[f] = (tl_market_field){.owners = tli_sided(sides, tli_coalition_of(s, x->players))};
    TLI_TRY(per_year(study, &x->capacity, &g->fields[f].capacity, error));
    TLI_TRY(per_m3(study, &x->cost, &g->fields[f].unit_cost, error));
    TLI_TRY(per_m3(study, &x->other_use, &g->fields[f].other_use, error));
    g->fields[f].unit_cost *= v->production;
    g->fields[f].other_use *= v->other_use;
  }
  TLI_TRY(routes_of(study, ways, sides, v, g, error));
  g->market.players = sides->count;
  g->market.buyers = tli_sided(sides, tli_coalition_of(s, s->market.buyers));
  g->market.supplies = g->supplies;
  g->market.supply_count = s->rival_count;
  g->market.fields = g->fields;
  g->market.field_count = s->gas_field_count;
  g->market.routes = g->routes;
  g->market.route_count = s->way_count;
  return tl_market_check(&g->market, error);
}

const char *tli_plan_words(tl_study *study, const tli_way *ways, const tl_market_plan *plan) {
  tli_text words;
  tli_text_init(&words, tli_arena_allocator(study->arena));
  for (size_t r = 0; r < study->reference->way_count; r++) {
    if (plan->design[r] < 0) continue;
    const tli_way_design *d = &ways[r].designs[plan->design[r]];
    tli_text_printf(&words, "%s%s: %s bcm/a (%s%s mm at %s MPa, %.0f station%s)", words.length > 0 ? "; " : "",
                    ways[r].title, tli_digits(plan->flow[r] / 1e9, 3).words,
                    d->strings == 2.0   ? "2 x "
                    : d->strings == 3.0 ? "3 x "
                                        : "",
                    tli_digits(1e3 * d->diameter_m, 4).words, tli_digits(1e-6 * d->pressure_pa, 3).words, d->stations,
                    d->stations == 1.0 ? "" : "s");
  }
  const char *out = words.length > 0 ? tli_arena_strdup(study->arena, words.bytes) : "nothing";
  study->lost = study->lost || words.failed || out == NULL;
  tli_text_free(&words);
  return out != NULL ? out : "";
}

void tli_supplies_taken(const tl_market *m, const tl_market_plan *plan, tl_coalition members, double *volumes) {
  double rest = plan->sold - plan->bought;
  for (size_t r = 0; r < m->route_count; r++) rest -= plan->flow[r];
  for (size_t k = 0; k < m->supply_count; k++) {
    volumes[k] = 0.0;
    if ((m->supplies[k].owners & ~members) != 0) continue;
    const bool sure = m->supplies[k].committed || m->supplies[k].unit_cost < plan->price * (1.0 - 1e-12);
    if (sure) rest -= volumes[k] = m->supplies[k].capacity;
  }
  for (size_t k = 0; k < m->supply_count && rest > 0.0; k++) { /* those whose cost sets the price share what is left */
    if ((m->supplies[k].owners & ~members) != 0 || volumes[k] > 0.0) continue;
    if (m->supplies[k].unit_cost > plan->price * (1.0 + 1e-12)) continue;
    volumes[k] = fmin(rest, m->supplies[k].capacity);
    rest -= volumes[k];
  }
}
