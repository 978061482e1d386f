/* Who brings what to the market in one state of it. docs/theory/dependence.md */
#include "study/shares_supply.h"

static size_t owner_of(const tli_sharing *x, const char *players) {
  const tl_coalition sides = tli_sided(&x->sides, tli_coalition_of(x->study->reference, players));
  for (size_t k = 0; k < x->players; k++)
    if (sides == (tl_coalition)1 << k) return k;
  return TLI_NOBODY; /* none, or several */
}

static tl_code add_rivals(const tli_sharing *x, tl_coalition members, tli_supply_state *state, tl_error *error) {
  const tli_study *s = x->study->reference;
  const tl_market *m = &x->base->market;
  for (size_t k = 0; k < s->rival_count; k++) {
    const tli_study_rival *r = &s->rivals[k];
    double factor;
    TLI_TRY(tli_volume_factor(x->study, &r->largest_unit, &factor, error));
    const double capacity = m->supplies[k].capacity, unit = r->largest_unit.si * factor * 365.0 * 86400.0;
    state->sources[state->count++] = (tli_source){
        .name = r->title[0] != '\0' ? r->title : r->id,
        .capacity = (m->supplies[k].owners & ~members) == 0 ? capacity : 0.0,
        .largest = unit > 0.0 ? fmin(unit, capacity) : capacity,
        .risk = r->risk.si,
        .imported = !tli_text_equal(r->kind, "domestic"),
        .lng = tli_text_equal(r->kind, "lng"),
        .owner = owner_of(x, r->origin[0] != '\0' ? r->origin : r->players),
        .lead_time_s = r->lead_time.si,
    };
  }
  return TL_OK;
}

tl_code tli_supply_state_of(const tli_sharing *x, tl_coalition members, const tl_market_plan *plan, double part,
                            tli_supply_state *state, tl_error *error) {
  const tli_study *s = x->study->reference;
  const tl_market *m = &x->base->market;
  *state = (tli_supply_state){.name = "", .year = NAN};
  TLI_TRY(add_rivals(x, members, state, error));
  /* The ways as supply that is taken first: their flow is given. */
  tl_market given = *m;
  tl_market_supply supplies[TL_MARKET_SUPPLIES];
  if (s->rival_count + s->way_count > TL_MARKET_SUPPLIES)
    return tl_fail(error, TL_ERR_INPUT, "%zu rivals and %zu ways: together at most %d", s->rival_count, s->way_count,
                   TL_MARKET_SUPPLIES);
  for (size_t k = 0; k < s->rival_count; k++) supplies[k] = m->supplies[k];
  for (size_t r = 0; r < s->way_count; r++) {
    const bool built = plan->design[r] >= 0;
    const tli_way_design *d = built ? &x->ways[r].designs[plan->design[r]] : NULL;
    const double flow = part * plan->flow[r];
    supplies[s->rival_count + r] = (tl_market_supply){.capacity = flow, .committed = true};
    state->sources[state->count++] =
        (tli_source){.name = x->ways[r].title,
                     .capacity = built ? part * d->numbers.capacity : 0.0,
                     .largest = built ? part * d->numbers.capacity / fmax(1.0, d->strings) : 0.0,
                     .risk = s->ways[r].risk.si,
                     .imported = true,
                     .owner = owner_of(x, s->gas_fields[m->routes[r].field].players)};
  }
  given.supplies = supplies;
  given.supply_count = s->rival_count + s->way_count;
  given.route_count = 0;
  tl_market_plan cleared;
  double volumes[TL_MARKET_SUPPLIES];
  TLI_TRY(tl_market_value(&given, members, TL_MARKET_ALONE, &cleared, error));
  tli_supplies_taken(&given, &cleared, members, volumes);
  state->price = cleared.price;
  for (size_t k = 0; k < state->count; k++) {
    state->sources[k].volume = volumes[k];
    state->consumed += volumes[k];
    state->imported += state->sources[k].imported ? volumes[k] : 0.0;
    state->capacity += state->sources[k].capacity;
  }
  return TL_OK;
}
