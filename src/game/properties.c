/* Properties of a game, each with the two coalitions that break it most. See trunkline/game.h.
 *
 * Convex: it is enough to look at v(S + i + j) - v(S + i) - v(S + j) + v(S) for all S and pairs i, j outside (Shapley
 * 1971). Superadditive: all pairs of disjoint coalitions, 3^n; beyond TL_GAME_PAIR_PLAYERS players it is known only
 * where convexity implies it. */
#include "game/tli_game.h"

static void look(tl_game_property *p, tl_coalition a, tl_coalition b, double lack, double near) {
  if (lack <= near || lack <= p->by) return;
  *p = (tl_game_property){TL_GAME_NO, a, b, lack};
}

static tl_game_property monotone(const tl_game *g, double near) {
  tl_game_property p = {.verdict = TL_GAME_YES};
  for (size_t s = 0; s < g->count; s++)
    for (size_t bit = 1; bit < g->count; bit <<= 1)
      if ((s & bit) == 0) look(&p, s, s | bit, g->sign * (g->v[s] - g->v[s | bit]), near);
  return p;
}

static tl_game_property convex(const tl_game *g, double near) {
  tl_game_property p = {.verdict = TL_GAME_YES};
  for (size_t s = 0; s < g->count; s++)
    for (size_t i = 1; i < g->count; i <<= 1)
      for (size_t j = 2 * i; (s & i) == 0 && j < g->count; j <<= 1)
        if ((s & j) == 0) look(&p, s | i, s | j, (g->v[s | i] + g->v[s | j]) - (g->v[s | i | j] + g->v[s]), near);
  return p;
}

static tl_game_property superadditive(const tl_game *g, double near) {
  tl_game_property p = {.verdict = TL_GAME_YES};
  for (size_t both = 1; both < g->count; both++) /* each pair once: a holds the lowest player */
    for (size_t a = (both - 1) & both; a != 0; a = (a - 1) & both)
      if ((a & (both & (~both + 1))) != 0) look(&p, a, both ^ a, g->v[a] + g->v[both ^ a] - g->v[both], near);
  return p;
}

void tl_game_test(const tl_game *game, tl_game_properties *properties) {
  const double near = 1e-12 * game->scale;
  properties->monotone = monotone(game, near); /* of costs: more members never cost less */
  properties->convex = convex(game, near);
  if (game->players <= TL_GAME_PAIR_PLAYERS)
    properties->superadditive = superadditive(game, near);
  else
    properties->superadditive =
        (tl_game_property){.verdict = properties->convex.verdict == TL_GAME_YES ? TL_GAME_YES : TL_GAME_NOT_TESTED};
}
