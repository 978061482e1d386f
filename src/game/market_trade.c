/* Values of coalitions: alone, or in trade with those outside, for one coalition and for all. docs/theory/coalitions.md
 */
#include <math.h>
#include <string.h>

#include "game/tli_market.h"

enum { MOST_BLOCS = TL_GAME_PLAYERS, MOST_ROUNDS = 200, PARTS = 8 };

/* A bloc that does not hold the market, and what it offers. */
typedef struct seller {
  tl_coalition members;
  int design[TL_MARKET_ROUTES];
  double volume, profit; /* volume a year; money */
  tli_market_side side;
} seller;

/* The buying bloc and those who sell to it. */
typedef struct trade {
  const tl_market *market;
  tl_coalition buyer;
  seller sellers[MOST_BLOCS];
  size_t count;
  tl_market_plan plan; /* of the buyer, at the offers as they are */
} trade;

static double offered(const trade *t, size_t but) {
  double sum = 0;
  for (size_t k = 0; k < t->count; k++)
    if (k != but) sum += t->sellers[k].volume;
  return sum;
}

static double capital(const tl_market *m, const int *design) {
  double sum = 0;
  for (size_t r = 0; r < m->route_count; r++) {
    if (design[r] < 0) continue;
    const tl_market_design *d = &m->routes[r].designs[design[r]];
    sum += (1 - d->sunk) * d->investment + m->operation_years * d->operation;
  }
  return sum;
}

/* The search for the offer that earns a seller most. */
typedef struct offering {
  const trade *trade;
  size_t seller;
  double others, supplies;           /* volume a year: offers of the others; own rival supplies */
  double least_supply;               /* cost of a unit of these */
  double price;                      /* no offer is paid more */
  double rest[TL_MARKET_ROUTES + 1]; /* no designs of this route and those behind it earn more */
  bool usable[TL_MARKET_ROUTES];
  int design[TL_MARKET_ROUTES];
  seller best;
} offering;

/* Transport, production and other use of all that a design delivers, a year. */
static double spent_a_year(const tl_market *m, size_t r, const tl_market_design *d) {
  const tl_market_field *f = &m->fields[m->routes[r].field];
  return d->capacity * (m->routes[r].unit_cost + (f->unit_cost + f->other_use) / (1 - d->fuel));
}

static double fixed(const tl_market *m, const tl_market_design *d) {
  return (1 - d->sunk) * d->investment + m->operation_years * d->operation;
}

/* What the seller earns by `volume` with its designs, if that beats the best so far. */
static void try_offer(offering *o, double volume) {
  const tl_market *m = o->trade->market;
  seller x = {.members = o->best.members, .volume = volume};
  memcpy(x.design, o->design, sizeof x.design);
  if (volume > 0 && !tli_market_deliver(m, x.members, o->design, volume, &x.side)) return;
  tl_market_plan plan;
  tli_market_best(m, o->trade->buyer, o->others + volume, &plan);
  x.profit = m->volume_years * (plan.price * volume - x.side.cost) - capital(m, o->design);
  if (x.profit > o->best.profit + 1e-12 * fabs(o->best.profit)) o->best = x;
}

/* False: no offer with these designs, and any of those behind r, can beat the best. `volume` are their capacities, in
 * which the flows of whole designs sum up; the price falls with what is offered. */
static bool may_be_better(const offering *o, size_t r, double volume, double cost, double capital_so_far) {
  const tl_market *m = o->trade->market;
  const double price = tli_market_outside_price(m, o->others + volume);
  const double own = o->supplies * fmax(0, o->price - o->least_supply);
  const double most = m->volume_years * (price * volume - cost + own) - capital_so_far + o->rest[r];
  return most * (1 + 1e-9) > o->best.profit;
}

/* More than the fields and own supplies have cannot be delivered. */
static bool there_is_enough(const offering *o, double volume) {
  const tl_market *m = o->trade->market;
  double most = o->supplies;
  for (size_t f = 0; f < m->field_count; f++) {
    double routes = 0;
    for (size_t r = 0; r < m->route_count; r++)
      if (m->routes[r].field == f && o->design[r] >= 0) routes += m->routes[r].designs[o->design[r]].capacity;
    most += fmin(routes, m->fields[f].capacity);
  }
  return volume <= most * (1 + 1e-9);
}

/* All sums of whole designs, with own supplies in eighths of what there is; what cannot beat the best is left out. */
static void offers(offering *o, size_t r, double volume, double cost, double capital_so_far) {
  const tl_market *m = o->trade->market;
  if (!may_be_better(o, r, volume, cost, capital_so_far)) return;
  if (r == m->route_count) {
    for (int part = 0; part <= (o->supplies > 0 ? PARTS : 0); part++)
      if (there_is_enough(o, volume + o->supplies * part / PARTS)) try_offer(o, volume + o->supplies * part / PARTS);
    return;
  }
  o->design[r] = TL_MARKET_NOT_BUILT;
  offers(o, r + 1, volume, cost, capital_so_far);
  for (size_t d = 0; o->usable[r] && d < m->routes[r].design_count; d++) {
    const tl_market_design *x = &m->routes[r].designs[d];
    o->design[r] = (int)d;
    offers(o, r + 1, volume + x->capacity, cost + spent_a_year(m, r, x), capital_so_far + fixed(m, x));
  }
  o->design[r] = TL_MARKET_NOT_BUILT;
}

static bool best_reply(trade *t, size_t s) {
  const tl_market *m = t->market;
  offering o = {.trade = t,
                .seller = s,
                .others = offered(t, s),
                .least_supply = INFINITY,
                .best = {.members = t->sellers[s].members}};
  o.price = tli_market_outside_price(m, o.others);
  for (size_t r = 0; r < TL_MARKET_ROUTES; r++) o.design[r] = o.best.design[r] = TL_MARKET_NOT_BUILT;
  for (size_t k = 0; k < m->supply_count; k++) {
    const tl_market_supply *x = &m->supplies[k];
    if (x->owners == 0 || x->committed || !tli_market_owns(o.best.members, x->owners)) continue;
    o.supplies += x->capacity;
    o.least_supply = fmin(o.least_supply, x->unit_cost);
  }
  if (!(o.supplies > 0)) o.least_supply = 0;
  for (size_t r = m->route_count; r-- > 0;) {
    const tl_market_route *route = &m->routes[r];
    double most = 0;
    o.usable[r] = tli_market_owns(o.best.members, route->owners | m->fields[route->field].owners);
    for (size_t d = 0; o.usable[r] && d < route->design_count; d++) {
      const tl_market_design *x = &route->designs[d];
      most = fmax(most, m->volume_years * (o.price * x->capacity - spent_a_year(m, r, x)) - fixed(m, x));
    }
    o.rest[r] = o.rest[r + 1] + most;
  }
  offers(&o, 0, 0, 0, 0);
  const bool moved = fabs(o.best.volume - t->sellers[s].volume) > 0;
  t->sellers[s] = o.best;
  return moved;
}

static tl_code settle(trade *t, tl_error *error) {
  for (int round = 0; round < MOST_ROUNDS; round++) {
    bool moved = false;
    for (size_t s = 0; s < t->count; s++) moved = best_reply(t, s) || moved;
    if (moved && t->count > 1) continue;
    tli_market_best(t->market, t->buyer, offered(t, t->count), &t->plan);
    t->plan.value -= t->market->volume_years * t->plan.price * t->plan.bought;
    return TL_OK;
  }
  return tl_fail(error, TL_ERR_NO_ANSWER,
                 "the offers of those outside the coalition did not settle within %d rounds: there may be no "
                 "equilibrium in whole designs",
                 MOST_ROUNDS);
}

static void plan_of_seller(const trade *t, const seller *s, tl_market_plan *plan) {
  *plan = (tl_market_plan){.value = s->profit, .price = t->plan.price, .sold = s->volume};
  memcpy(plan->design, s->design, sizeof plan->design);
  memcpy(plan->flow, s->side.flow, sizeof plan->flow);
  for (size_t r = 0; r < t->market->route_count; r++) {
    if (s->design[r] < 0) continue;
    plan->investment +=
        (1 - t->market->routes[r].designs[s->design[r]].sunk) * t->market->routes[r].designs[s->design[r]].investment;
    plan->operation += t->market->routes[r].designs[s->design[r]].operation;
  }
}

/* The blocs of the partition: the coalition, and its outsiders as one or each for himself. */
static tl_code in_trade(const tl_market *m, tl_coalition coalition, bool merged, tl_market_plan *plan,
                        tl_error *error) {
  const tl_coalition all = ((tl_coalition)1 << m->players) - 1, outside = all & ~coalition;
  tl_coalition blocs[MOST_BLOCS + 1] = {coalition};
  size_t count = 1;
  if (merged && outside != 0) blocs[count++] = outside;
  for (size_t i = 0; !merged && i < m->players; i++)
    if ((outside >> i & 1) != 0) blocs[count++] = (tl_coalition)1 << i;
  trade t = {.market = m};
  size_t own = MOST_BLOCS;
  for (size_t b = 0; b < count; b++) {
    if (tli_market_owns(blocs[b], m->buyers)) {
      t.buyer = blocs[b];
      continue;
    }
    if (b == 0) own = t.count;
    t.sellers[t.count++] = (seller){.members = blocs[b]};
  }
  *plan = (tl_market_plan){0};
  for (size_t r = 0; r < TL_MARKET_ROUTES; r++) plan->design[r] = TL_MARKET_NOT_BUILT;
  if (t.buyer == 0) return TL_OK; /* the buyers are not of one mind: nobody can sell */
  TLI_TRY(settle(&t, error));
  if (own == MOST_BLOCS)
    *plan = t.plan;
  else
    plan_of_seller(&t, &t.sellers[own], plan);
  return TL_OK;
}

static tl_code value_of(const tl_market *m, tl_coalition coalition, tl_market_outsiders outsiders, tl_market_plan *plan,
                        tl_error *error) {
  if (outsiders != TL_MARKET_ALONE) return in_trade(m, coalition, outsiders == TL_MARKET_MERGED, plan, error);
  *plan = (tl_market_plan){0};
  for (size_t r = 0; r < TL_MARKET_ROUTES; r++) plan->design[r] = TL_MARKET_NOT_BUILT;
  if (tli_market_owns(coalition, m->buyers)) tli_market_best(m, coalition, 0, plan);
  return TL_OK;
}

tl_code tl_market_value(const tl_market *market, tl_coalition coalition, tl_market_outsiders outsiders,
                        tl_market_plan *plan, tl_error *error) {
  TLI_TRY(tl_market_check(market, error));
  if (coalition >> market->players != 0)
    return tl_fail(error, TL_ERR_INPUT, "a coalition with a player beyond the %zu of the market", market->players);
  return value_of(market, coalition, outsiders, plan, error);
}

typedef struct asking {
  const tl_market *market;
  tl_market_outsiders outsiders;
  tl_market_plan *plans;
} asking;

static tl_code ask(void *context, tl_coalition coalition, double *value, tl_error *error) {
  asking *a = context;
  tl_market_plan plan;
  TLI_TRY(value_of(a->market, coalition, a->outsiders, &plan, error));
  if (a->plans != NULL) a->plans[coalition] = plan;
  *value = plan.value;
  return TL_OK;
}

tl_code tl_market_game(const tl_market *market, const char *const *names, tl_market_outsiders outsiders,
                       tl_market_plan *plans, const tl_allocator *allocator, tl_game **game, tl_error *error) {
  *game = NULL;
  TLI_TRY(tl_market_check(market, error));
  asking a = {market, outsiders, plans};
  return tl_game_create_asking(market->players, names, ask, &a, TL_GAME_GAINS, NULL, allocator, game, error);
}
