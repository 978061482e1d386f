/* study/shares_supply.h - who brings what to the market in one state of it. docs/theory/dependence.md */
#ifndef TLI_STUDY_SHARES_SUPPLY_H
#define TLI_STUDY_SHARES_SUPPLY_H

#include "study/shares.h"

enum { TLI_SOURCES = TL_MARKET_SUPPLIES + TL_MARKET_ROUTES, TLI_NOBODY = TL_GAME_PLAYERS };

typedef struct tli_source {
  const char *name;
  double volume, capacity, largest, risk; /* m3 a year; largest single line or terminal of it */
  bool imported, lng;
  size_t owner; /* side whose gas it is, or TLI_NOBODY */
  double lead_time_s;
} tli_source;

/* All supply of the market at the price where it meets demand. */
typedef struct tli_supply_state {
  const char *name;
  double year; /* NaN: none */
  double price, consumed, imported, capacity;
  tli_source sources[TLI_SOURCES];
  size_t count;
} tli_supply_state;

/* What `members` have when `part` of the flows of `plan` comes through the ways: demand, price and the rest follow. */
TL_MUST_USE tl_code tli_supply_state_of(const tli_sharing *x, tl_coalition members, const tl_market_plan *plan,
                                        double part, tli_supply_state *state, tl_error *error);

/* Between the market without the ways and that with all of them full. */
TL_MUST_USE tl_code tli_shares_switching(const tli_sharing *x, const tli_supply_state *without,
                                         const tli_supply_state *with, tl_error *error);

#endif
