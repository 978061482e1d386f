/* trunkline/game_market.h - what a coalition is worth: fields, routes with designs to choose from, one market.
 *
 * Volumes are in one unit a year, money in one unit at the prices of one date; both are the caller's. The value of a
 * coalition is the most that its members can make together over designs and flows (docs/theory/coalitions.md).
 *
 *   tl_market (plain data) -> tl_market_value for one coalition, tl_market_game for the table of all
 */
#ifndef TRUNKLINE_GAME_MARKET_H
#define TRUNKLINE_GAME_MARKET_H

#include "trunkline/game.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { TL_MARKET_ROUTES = 12, TL_MARKET_FIELDS = 12, TL_MARKET_SUPPLIES = 64 };

/* What the buyer can have without a route: domestic gas, LNG, other lines. */
typedef struct tl_market_supply {
  tl_coalition owners; /* 0: sells at cost to anyone, in every coalition; else all of them must be members */
  double capacity;     /* volume a year, >= 0 */
  double unit_cost;    /* money for each unit, at the market */
  bool committed;      /* taken first, at any price */
} tl_market_supply;

typedef struct tl_market_field {
  tl_coalition owners; /* all must be members */
  double capacity;     /* volume a year at the field, >= 0 */
  double unit_cost;    /* production, money for each unit at the field */
  double other_use;    /* what a unit earns its owner elsewhere, above production; >= 0 */
} tl_market_field;

typedef struct tl_market_design {
  double capacity;   /* volume a year at the market, > 0 */
  double investment; /* money, at the base date; >= 0 */
  double operation;  /* money a year, whatever flows; >= 0 */
  double fuel;       /* share of the gas burnt on the way, 0 <= fuel < 1 */
  double sunk;       /* part of the investment that is spent already, 0 .. 1 */
} tl_market_design;

typedef struct tl_market_route {
  tl_coalition owners; /* all must be members: who transports, and through whose land */
  size_t field;
  double unit_cost;                /* money for each unit delivered, beside fuel */
  const tl_market_design *designs; /* borrowed; not to build is always possible */
  size_t design_count;
} tl_market_route;

typedef struct tl_market {
  size_t players;          /* 1 .. TL_GAME_PLAYERS */
  tl_coalition buyers;     /* all must be members for the market to be served */
  double price_at_nothing; /* p0 > 0 */
  double price_slope;      /* b > 0, money for each unit and unit a year */
  double volume_years;     /* T > 0: sum of discount factors times ramp */
  double operation_years;  /* T_o > 0 */
  const tl_market_supply *supplies;
  size_t supply_count;
  const tl_market_field *fields;
  size_t field_count;
  const tl_market_route *routes;
  size_t route_count;
} tl_market;

/* What outsiders do. */
typedef enum tl_market_outsiders {
  TL_MARKET_ALONE,     /* nothing is traded with them */
  TL_MARKET_MERGED,    /* they act as one, and trade */
  TL_MARKET_BEST_REPLY /* each acts for himself, and trades */
} tl_market_outsiders;

enum { TL_MARKET_NOT_BUILT = -1 };

/* What a coalition does for its value. */
typedef struct tl_market_plan {
  double value;                  /* v(S) */
  int design[TL_MARKET_ROUTES];  /* index of the design, or TL_MARKET_NOT_BUILT */
  double flow[TL_MARKET_ROUTES]; /* volume a year at the market */
  double price;                  /* at the market */
  double sold;                   /* all that the market takes, volume a year */
  double investment, operation;  /* money, money a year */
  double bought;                 /* volume a year from outsiders */
} tl_market_plan;

/* Checks every number of a market. TL_ERR_INPUT: the first that is outside its range, named. */
TL_API TL_MUST_USE tl_code tl_market_check(const tl_market *market, tl_error *error);

/* What `coalition` is worth, and by which plan. A coalition with nothing to gain is worth 0 and builds nothing.
 * TL_ERR_INPUT: a market that tl_market_check refuses, or a player that does not exist. TL_ERR_NO_ANSWER: offers of
 * outsiders did not settle within 200 rounds. */
TL_API TL_MUST_USE tl_code tl_market_value(const tl_market *market, tl_coalition coalition,
                                           tl_market_outsiders outsiders, tl_market_plan *plan, tl_error *error);

/* The game of all coalitions; plans (2^players, may be NULL) get the plan of each, plans[0] is left zero.
 * *game is owned by the caller: tl_game_destroy. Errors as tl_market_value and tl_game_create. */
TL_API TL_MUST_USE tl_code tl_market_game(const tl_market *market, const char *const *names,
                                          tl_market_outsiders outsiders, tl_market_plan *plans,
                                          const tl_allocator *allocator, tl_game **game, tl_error *error);

#ifdef __cplusplus
}
#endif

#endif
