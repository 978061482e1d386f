/* trunkline/gamefile.h - a cooperative game out of a file.
 *
 * CSV: a table `coalition,value` (gains) or `coalition,cost`. A coalition is written Russia+Mongolia. The players are
 * those with a row of their own, in the order of these rows; every coalition must be there once, the empty one not at
 * all. JSON (a file that opens with a brace; game.json of a study): {"kind": "gains" or "costs", "players": ["Russia",
 * ...], "coalitions": [{"players": ["Russia", "Mongolia"], "value": 1.5}, ...]}; other members are passed over. */
#ifndef TRUNKLINE_GAMEFILE_H
#define TRUNKLINE_GAMEFILE_H

#include "trunkline/game.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What is wrong goes to findings (owned by the caller) under `path`; with an error among them TL_ERR_INPUT and no game.
 */
TL_API TL_MUST_USE tl_code tl_gamefile_open(const char *path, const tl_allocator *allocator, tl_game **game,
                                            tl_findings *findings, tl_error *error);
/* The same from bytes in memory, which `name` stands for. */
TL_API TL_MUST_USE tl_code tl_gamefile_read(const char *bytes, size_t length, const char *name,
                                            const tl_allocator *allocator, tl_game **game, tl_findings *findings,
                                            tl_error *error);

/* --- the players ------------------------------------------------------------------------------------------------- */

enum { TL_GAME_SPLITS = 16 };

/* A split that somebody proposes: one share a player, in the unit of the game. */
typedef struct tl_game_split {
  char name[64];
  double shares[TL_GAME_PLAYERS];
} tl_game_split;

/* What is known of the players beside the values; plain data. Arrays are in the order of the game's players. */
typedef struct tl_game_sides {
  bool has_unions, has_weights, has_links;
  size_t unions[TL_GAME_PLAYERS];      /* as of tl_game_owen, tl_game_aumann_dreze */
  double weights[TL_GAME_PLAYERS];     /* as of tl_game_shapley_weighted, > 0 */
  tl_coalition links[TL_GAME_PLAYERS]; /* as of tl_game_myerson */
  size_t split_count;
  tl_game_split splits[TL_GAME_SPLITS];
} tl_game_sides;

/* Reads what a file says of the players of `game`: a CSV table with the column `player` and any of `union` (a name;
 * players with the same one stand together, empty: alone), `weight`, `links` (names joined by +), `split` or `split
 * NAME`, one row a player; or JSON with any of "unions" (lists of players), "weights", "links" (pairs), "splits". A
 * game file in JSON may hold them itself. What is wrong goes to findings; with an error among them TL_ERR_INPUT. */
TL_API TL_MUST_USE tl_code tl_gamesides_open(const char *path, const tl_game *game, tl_game_sides *sides,
                                             tl_findings *findings, tl_error *error);
/* The same from bytes in memory, which `name` stands for. */
TL_API TL_MUST_USE tl_code tl_gamesides_read(const char *bytes, size_t length, const char *name, const tl_game *game,
                                             tl_game_sides *sides, tl_findings *findings, tl_error *error);

#ifdef __cplusplus
}
#endif
#endif
