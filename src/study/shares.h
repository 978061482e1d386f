/* study/shares.h - the market of a study as a game, and variations of it. docs/theory/study-shares.md */
#ifndef TLI_STUDY_SHARES_H
#define TLI_STUDY_SHARES_H

#include "study/ways.h"

/* Who plays: each player of the study by himself, or each country with all its players. */
typedef struct tli_sides {
  size_t count;
  const char *names[TL_GAME_PLAYERS];
  size_t of[TL_GAME_PLAYERS]; /* the side of each player */
} tli_sides;
tli_sides tli_players_as_sides(const tli_study *study);
tli_sides tli_countries_as_sides(const tli_study *study);
/* The sides that a coalition of players needs. */
tl_coalition tli_sided(const tli_sides *sides, tl_coalition players);
void tli_sum_by_side(const tli_sides *sides, const double *by_player, size_t players, double *by_side);

/* What is varied; factors are 1 and rate that of the study in tli_as_given(). */
typedef struct tli_variation {
  double rate_1_a;
  double price, elasticity, production, other_use, investment, rivals; /* factors */
  const tl_market_plan *sunk; /* what it builds is paid for already, by `sunk_part`; NULL: nothing */
  double sunk_part;
  double elapsed_a; /* years gone since the start of construction: what is left is shared, at that time */
  size_t leave_out; /* 0: nothing; 1 ..: a way; behind them the rivals */
} tli_variation;
tli_variation tli_as_given(const tl_study *study);

/* A market of the game library and what it borrows. */
typedef struct tli_study_market_game {
  tl_market market;
  tl_market_supply supplies[TL_MARKET_SUPPLIES];
  tl_market_field fields[TL_MARKET_FIELDS];
  tl_market_route routes[TL_MARKET_ROUTES];
  tl_market_design *designs[TL_MARKET_ROUTES];
  double investment_factor; /* money at the base date for each unit of investment */
} tli_study_market_game;

/* TL_ERR_INPUT: more ways, fields or supplies than the library takes. Lives in the study's arena. */
TL_MUST_USE tl_code tli_market_of(tl_study *study, const tli_way *ways, const tli_sides *sides,
                                  const tli_variation *variation, tli_study_market_game **game, tl_error *error);

/* What a plan builds, in words: "Through Mongolia 50 bcm/a (1 string, 31 stations)"; "nothing". In the arena. */
const char *tli_plan_words(tl_study *study, const tli_way *ways, const tl_market_plan *plan);

/* What each supply brings at the price of the plan [m3/a]; owned ones only if `members` holds them. */
void tli_supplies_taken(const tl_market *market, const tl_market_plan *plan, tl_coalition members, double *volumes);

/* What the tables of the step share; those that are not in step_shares.c stand in files of their own. */
typedef struct tli_sharing {
  tl_study *study;
  const tli_way *ways;
  tli_sides sides;             /* countries */
  tli_study_market_game *base; /* as given */
  tl_game *game;               /* of the countries, outsiders alone */
  tl_market_plan *plans;       /* by coalition */
  size_t players;              /* how many sides */
  const char *const *names;    /* of the sides */
  const char *money;           /* "bn USD(2025)" */
  tl_game *split;              /* of the study's players, each by himself */
  tl_market_plan *split_plans;
} tli_sharing;
/* Columns, and cells, of one gain and each side's part of it: players + 1 of them. */
void tli_share_columns(const tli_sharing *x, tli_columns *t, const char *inputs);
void tli_share_cells(const tli_sharing *x, double whole, const double *shares, tl_cell *cells);
TL_MUST_USE tl_code tli_shares_agencies(const tli_sharing *x, tl_error *error);
/* The game of the players for `trunkline game`: values, and the design behind each. */
void tli_shares_export(const tli_sharing *x);
/* What each coalition would build, as lines on a map. */
void tli_shares_map(const tli_sharing *x);
TL_MUST_USE tl_code tli_shares_varied(const tli_sharing *x, tl_error *error);
TL_MUST_USE tl_code tli_shares_sunk(const tli_sharing *x, tl_error *error);
/* What is left to share as the years go, and what each way and each rival supply is worth to whom. */
TL_MUST_USE tl_code tli_shares_over_time(const tli_sharing *x, tl_error *error);
TL_MUST_USE tl_code tli_shares_options(const tli_sharing *x, tl_error *error);
/* The game of a variation: shares by Shapley, and what all would do. */
typedef struct tli_sharing_outcome {
  double whole, shares[TL_GAME_PLAYERS];
  tl_market_plan plan;
} tli_sharing_outcome;
TL_MUST_USE tl_code tli_shares_of(const tli_sharing *x, const tli_variation *variation, tli_sharing_outcome *outcome,
                                  tl_error *error);
TL_MUST_USE tl_code tli_shares_prices(const tli_sharing *x, tl_error *error);
TL_MUST_USE tl_code tli_shares_dependence(const tli_sharing *x, tl_error *error);

#endif
