/* game/tli_market.h - the market of a coalition for given designs, and the search over designs. */
#ifndef TLI_MARKET_H
#define TLI_MARKET_H

#include "game/tli_game.h"
#include "trunkline/game_market.h"

/* A share of the gas of a bloc sold where a price is given, and what it earns there before investment. */
typedef struct tli_market_side {
  double volume, cost; /* a year; cost of production, other use, transport and rivals */
  double flow[TL_MARKET_ROUTES];
} tli_market_side;

/* What the buying bloc has at hand while its designs are searched. */
typedef struct tli_market_search {
  const tl_market *market;
  tl_coalition members;
  double bought;                 /* volume a year that comes from other blocs, taken first */
  double base;                   /* value a year of the buyer with outside supply alone */
  int design[TL_MARKET_ROUTES];  /* being tried */
  bool usable[TL_MARKET_ROUTES]; /* all owners are members */
  tl_market_plan best;
} tli_market_search;

/* The plan of a bloc that holds the market, with `bought` units from others; its value is before paying for them. */
void tli_market_best(const tl_market *market, tl_coalition members, double bought, tl_market_plan *plan);

/* Least cost a year, without investment, of delivering exactly `volume` by the given designs and own supplies of a bloc
 * (fields and routes whose owners are members); false: it cannot. */
bool tli_market_deliver(const tl_market *market, tl_coalition members, const int *design, double volume,
                        tli_market_side *side);

/* The price of the market with outside supply and `bought` units alone: with more supply it is lower. */
double tli_market_outside_price(const tl_market *market, double bought);

bool tli_market_owns(tl_coalition members, tl_coalition owners);

#endif
