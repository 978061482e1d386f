/* What a coalition that holds the market can make of its fields, routes and supplies. docs/theory/coalitions.md */
#include <math.h>

#include "game/tli_market.h"

bool tli_market_owns(tl_coalition members, tl_coalition owners) { return (owners & ~members) == 0; }

/* ---- checks ------------------------------------------------------------------------------------------------------ */

static tl_code in_range(const char *what, size_t index, double value, double least, double most, tl_error *error) {
  if (value >= least && value <= most) return TL_OK;
  return tl_fail(error, TL_ERR_INPUT, "%s %zu: %g is outside %g .. %g", what, index + 1, value, least, most);
}

#define MOST 1e100

static tl_code check_route(const tl_market *m, size_t r, tl_error *error) {
  const tl_market_route *route = &m->routes[r];
  if (route->field >= m->field_count)
    return tl_fail(error, TL_ERR_INPUT, "route %zu starts at field %zu of %zu", r + 1, route->field + 1,
                   m->field_count);
  TLI_TRY(in_range("unit cost of route", r, route->unit_cost, 0, MOST, error));
  for (size_t d = 0; d < route->design_count; d++) {
    const tl_market_design *x = &route->designs[d];
    TLI_TRY(in_range("capacity of a design of route", r, x->capacity, 1e-100, MOST, error));
    TLI_TRY(in_range("investment of a design of route", r, x->investment, 0, MOST, error));
    TLI_TRY(in_range("operation of a design of route", r, x->operation, 0, MOST, error));
    TLI_TRY(in_range("fuel share of a design of route", r, x->fuel, 0, 0.99, error));
    TLI_TRY(in_range("sunk part of a design of route", r, x->sunk, 0, 1, error));
  }
  return TL_OK;
}

tl_code tl_market_check(const tl_market *m, tl_error *error) {
  if (m->players < 1 || m->players > TL_GAME_PLAYERS)
    return tl_fail(error, TL_ERR_INPUT, "a market of %zu players: allowed 1 .. %d", m->players, TL_GAME_PLAYERS);
  const tl_coalition all = ((tl_coalition)1 << m->players) - 1;
  tl_coalition named = m->buyers;
  if (m->buyers == 0) return tl_fail(error, TL_ERR_INPUT, "nobody holds the market: name its buyer");
  if (m->route_count > TL_MARKET_ROUTES || m->field_count > TL_MARKET_FIELDS || m->supply_count > TL_MARKET_SUPPLIES)
    return tl_fail(error, TL_ERR_INPUT, "%zu routes, %zu fields, %zu supplies: allowed %d, %d, %d", m->route_count,
                   m->field_count, m->supply_count, TL_MARKET_ROUTES, TL_MARKET_FIELDS, TL_MARKET_SUPPLIES);
  TLI_TRY(in_range("price at no volume, market", 0, m->price_at_nothing, 1e-100, MOST, error));
  TLI_TRY(in_range("slope of the price, market", 0, m->price_slope, 1e-100, MOST, error));
  TLI_TRY(in_range("years of volume, market", 0, m->volume_years, 1e-100, MOST, error));
  TLI_TRY(in_range("years of operation, market", 0, m->operation_years, 1e-100, MOST, error));
  for (size_t k = 0; k < m->supply_count; k++) {
    TLI_TRY(in_range("capacity of supply", k, m->supplies[k].capacity, 0, MOST, error));
    TLI_TRY(in_range("cost of supply", k, m->supplies[k].unit_cost, 0, MOST, error));
    named |= m->supplies[k].owners;
  }
  for (size_t f = 0; f < m->field_count; f++) {
    TLI_TRY(in_range("capacity of field", f, m->fields[f].capacity, 0, MOST, error));
    TLI_TRY(in_range("cost of field", f, m->fields[f].unit_cost, 0, MOST, error));
    TLI_TRY(in_range("other use of field", f, m->fields[f].other_use, 0, MOST, error));
    named |= m->fields[f].owners;
  }
  for (size_t r = 0; r < m->route_count; r++) {
    TLI_TRY(check_route(m, r, error));
    named |= m->routes[r].owners;
  }
  if ((named & ~all) != 0)
    return tl_fail(error, TL_ERR_INPUT, "an owner beyond the %zu players of the market is named", m->players);
  return TL_OK;
}

/* ---- one set of designs -------------------------------------------------------------------------------------------
 */

static double price_at(const tl_market *m, double volume) {
  return fmax(0, m->price_at_nothing - m->price_slope * volume);
}

/* Integral of the inverse demand from 0 to volume. */
static double benefit(const tl_market *m, double volume) {
  const double x = fmin(volume, m->price_at_nothing / m->price_slope);
  return x * (m->price_at_nothing - 0.5 * m->price_slope * x);
}

/* What a unit of the field's gas earns by route r at price p. */
static double margin(const tl_market *m, size_t r, double fuel, double p) {
  const tl_market_field *f = &m->fields[m->routes[r].field];
  return (p - m->routes[r].unit_cost) * (1 - fuel) - f->unit_cost - f->other_use;
}

/* A field sells first where a unit of its gas earns most; only what earns more than nothing is sold. */
static void sell_field(const tl_market *m, size_t field, const int *design, double p, tli_market_side *side) {
  double left = m->fields[field].capacity;
  bool done[TL_MARKET_ROUTES] = {false};
  while (left > 0) {
    size_t best = m->route_count;
    double most = 0;
    for (size_t r = 0; r < m->route_count; r++) {
      if (m->routes[r].field != field || design[r] < 0 || done[r]) continue;
      const double earns = margin(m, r, m->routes[r].designs[design[r]].fuel, p);
      if (earns > most) {
        most = earns;
        best = r;
      }
    }
    if (best == m->route_count) return;
    done[best] = true;
    const tl_market_design *d = &m->routes[best].designs[design[best]];
    const double gas = fmin(left, d->capacity / (1 - d->fuel)), q = gas * (1 - d->fuel);
    left -= gas;
    side->flow[best] = q;
    side->volume += q;
    side->cost += q * m->routes[best].unit_cost + gas * (m->fields[field].unit_cost + m->fields[field].other_use);
  }
}

/* All that the bloc sells at price p. */
static void sell(const tl_market *m, tl_coalition members, const int *design, double p, tli_market_side *side) {
  *side = (tli_market_side){0};
  for (size_t k = 0; k < m->supply_count; k++) {
    const tl_market_supply *s = &m->supplies[k];
    if (s->committed || !tli_market_owns(members, s->owners) || !(p > s->unit_cost)) continue;
    side->volume += s->capacity;
    side->cost += s->capacity * s->unit_cost;
  }
  for (size_t f = 0; f < m->field_count; f++)
    if (tli_market_owns(members, m->fields[f].owners)) sell_field(m, f, design, p, side);
}

/* Mixes the plans at the two sides of a price, so that just `volume` is sold: both are possible, so is the mix. */
static void mix(const tl_market *m, const tli_market_side *low, const tli_market_side *high, double volume,
                tli_market_side *out) {
  const double span = high->volume - low->volume;
  const double part = span > 0 ? fmin(1, fmax(0, (volume - low->volume) / span)) : 0;
  *out = *low;
  out->volume += part * span;
  out->cost += part * (high->cost - low->cost);
  for (size_t r = 0; r < m->route_count; r++) out->flow[r] += part * (high->flow[r] - low->flow[r]);
}

/* Where demand meets supply: value a year without investment, with what was committed and bought taken first. */
static double clear_market(const tl_market *m, tl_coalition members, const int *design, double bought,
                           tli_market_side *side, double *price) {
  double first = bought, first_cost = 0;
  for (size_t k = 0; k < m->supply_count; k++) {
    const tl_market_supply *s = &m->supplies[k];
    if (!s->committed || !tli_market_owns(members, s->owners)) continue;
    first += s->capacity;
    first_cost += s->capacity * s->unit_cost;
  }
  double low = 0, high = m->price_at_nothing;
  tli_market_side at_low = {0}, at_high;
  sell(m, members, design, high, &at_high);
  if (price_at(m, first + at_high.volume) >= high) low = high;
  while (low < high) {
    const double p = 0.5 * (low + high);
    if (p <= low || p >= high) break;
    tli_market_side at;
    sell(m, members, design, p, &at);
    if (price_at(m, first + at.volume) >= p) {
      low = p;
      at_low = at;
    } else {
      high = p;
      at_high = at;
    }
  }
  const double wanted = (m->price_at_nothing - low) / m->price_slope - first;
  mix(m, &at_low, &at_high, wanted, side);
  *price = price_at(m, first + side->volume);
  return benefit(m, first + side->volume) - side->cost - first_cost;
}

/* ---- the search over designs ----------------------------------------------------------------------------------------
 */

static const tl_market_design *design_of(const tl_market *m, size_t r, int d) {
  return d >= 0 ? &m->routes[r].designs[d] : NULL;
}

static double spent(const tl_market_design *d) { return d != NULL ? (1 - d->sunk) * d->investment : 0; }
static double operation(const tl_market_design *d) { return d != NULL ? d->operation : 0; }

static void try_plan(tli_market_search *x) {
  const tl_market *m = x->market;
  tli_market_side side;
  tl_market_plan plan = {.bought = x->bought};
  const double year = clear_market(m, x->members, x->design, x->bought, &side, &plan.price);
  for (size_t r = 0; r < m->route_count; r++) {
    const tl_market_design *d = design_of(m, r, x->design[r]);
    plan.design[r] = x->design[r];
    plan.flow[r] = side.flow[r];
    plan.investment += spent(d);
    plan.operation += operation(d);
  }
  plan.sold = (m->price_at_nothing - plan.price) / m->price_slope;
  plan.value = m->volume_years * (year - x->base) - plan.investment - m->operation_years * plan.operation;
  if (plan.value > x->best.value) x->best = plan;
}

/* The most that can come of the designs decided so far: the others get their largest capacity, their least fuel, and
 * their least cost of a unit. */
static double at_most(tli_market_search *x, size_t decided) {
  const tl_market *m = x->market;
  tl_market_design free_design[TL_MARKET_ROUTES];
  tl_market_route routes[TL_MARKET_ROUTES];
  int design[TL_MARKET_ROUTES];
  double charge = 0;
  for (size_t r = 0; r < m->route_count; r++) {
    routes[r] = m->routes[r];
    design[r] = x->design[r];
    if (r < decided) {
      const tl_market_design *d = design_of(m, r, x->design[r]);
      charge += spent(d) + m->operation_years * operation(d);
      continue;
    }
    design[r] = TL_MARKET_NOT_BUILT;
    if (!x->usable[r] || routes[r].design_count == 0) continue;
    free_design[r] = (tl_market_design){.fuel = 1};
    double least = INFINITY; /* whatever flows, a design costs at least this for each unit */
    for (size_t k = 0; k < routes[r].design_count; k++) {
      const tl_market_design *d = &routes[r].designs[k];
      free_design[r].capacity = fmax(free_design[r].capacity, d->capacity);
      free_design[r].fuel = fmin(free_design[r].fuel, d->fuel);
      least = fmin(least, (spent(d) + m->operation_years * d->operation) / (m->volume_years * d->capacity));
    }
    routes[r].unit_cost += least * (1.0 - 1e-12);
    routes[r].designs = &free_design[r];
    design[r] = 0;
  }
  tl_market relaxed = *m;
  relaxed.routes = routes;
  tli_market_side side;
  double price;
  const double year = clear_market(&relaxed, x->members, design, x->bought, &side, &price);
  return m->volume_years * (year - x->base) - charge;
}

static void decide(tli_market_search *x, size_t r) {
  const tl_market *m = x->market;
  if (r == m->route_count) {
    try_plan(x);
    return;
  }
  x->design[r] = TL_MARKET_NOT_BUILT;
  if (x->usable[r]) {
    for (int d = (int)m->routes[r].design_count - 1; d >= 0; d--) {
      x->design[r] = d;
      if (at_most(x, r + 1) > x->best.value) decide(x, r + 1);
    }
    x->design[r] = TL_MARKET_NOT_BUILT;
    if (!(at_most(x, r + 1) > x->best.value)) return;
  }
  decide(x, r + 1);
}

double tli_market_outside_price(const tl_market *m, double bought) {
  int design[TL_MARKET_ROUTES];
  for (size_t r = 0; r < TL_MARKET_ROUTES; r++) design[r] = TL_MARKET_NOT_BUILT;
  tli_market_side side;
  double price;
  (void)clear_market(m, 0, design, bought, &side, &price);
  return price;
}

void tli_market_best(const tl_market *m, tl_coalition members, double bought, tl_market_plan *plan) {
  tli_market_search x = {.market = m, .members = members, .bought = bought, .best = {.value = -INFINITY}};
  tli_market_side side;
  double price;
  for (size_t r = 0; r < m->route_count; r++) {
    x.design[r] = TL_MARKET_NOT_BUILT;
    x.usable[r] = tli_market_owns(members, m->routes[r].owners | m->fields[m->routes[r].field].owners);
  }
  x.base = clear_market(m, 0, x.design, 0, &side, &price);
  try_plan(&x); /* build nothing: where nothing earns more, nothing is built */
  decide(&x, 0);
  *plan = x.best;
}

/* ---- a bloc that sells
 * ------------------------------------------------------------------------------------------------ */

bool tli_market_deliver(const tl_market *m, tl_coalition members, const int *design, double volume,
                        tli_market_side *side) {
  /* Outside supply sells for itself: only what the members own is theirs to offer. */
  tl_market own = *m;
  tl_market_supply supplies[TL_MARKET_SUPPLIES] = {{0}};
  for (size_t k = 0; k < m->supply_count; k++) {
    supplies[k] = m->supplies[k];
    if (m->supplies[k].owners == 0 || m->supplies[k].committed) supplies[k].capacity = 0;
  }
  own.supplies = supplies;
  double low = 0, high = m->price_at_nothing;
  tli_market_side at_low = {0}, at_high;
  while (sell(&own, members, design, high, &at_high), at_high.volume < volume) {
    if (high > 1e60 * m->price_at_nothing) {
      *side = at_high;
      return volume - at_high.volume <= 1e-12 * volume;
    }
    high *= 16;
  }
  for (;;) {
    const double p = 0.5 * (low + high);
    if (p <= low || p >= high) break;
    tli_market_side at;
    sell(&own, members, design, p, &at);
    if (at.volume < volume) {
      low = p;
      at_low = at;
    } else {
      high = p;
      at_high = at;
    }
  }
  mix(m, &at_low, &at_high, volume, side);
  return true;
}
