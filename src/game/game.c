/* A game: players, their names, and a value for each of the 2^players coalitions. See trunkline/game.h. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "game/tli_game.h"

static tl_code copy_names(tl_game *g, const char *const *names, tl_error *error) {
  for (size_t i = 0; i < g->players; i++) {
    char number[24];
    (void)snprintf(number, sizeof number, "%zu", i + 1);
    const char *name = names != NULL ? names[i] : number;
    g->names[i] = tli_alloc(g->allocator, strlen(name) + 1);
    if (g->names[i] == NULL) return TLI_NO_MEMORY(error, "the names of the players");
    memcpy(g->names[i], name, strlen(name) + 1);
  }
  return TL_OK;
}

static tl_code make(size_t players, const char *const *names, tl_game_kind kind, const tl_allocator *allocator,
                    tl_game **game, tl_error *error) {
  *game = NULL;
  if (players < 1 || players > TL_GAME_PLAYERS)
    return tl_fail(error, TL_ERR_INPUT,
                   "a game of %zu players: allowed 1 .. %d; more can be sampled (tl_game_shapley_sampled)", players,
                   TL_GAME_PLAYERS);
  tl_game *g = tli_alloc(allocator, sizeof *g);
  if (g == NULL) return TLI_NO_MEMORY(error, "a game");
  *g = (tl_game){.allocator = allocator, .players = players, .count = (size_t)1 << players, .scale = 0};
  g->sign = kind == TL_GAME_COSTS ? -1 : 1;
  g->names = tli_alloc(allocator, players * sizeof *g->names);
  g->v = tli_alloc(allocator, g->count * sizeof *g->v);
  *game = g;
  if (g->names == NULL || g->v == NULL) return TLI_NO_MEMORY(error, "the values of a game");
  return copy_names(g, names, error);
}

/* Takes the value into the game; "" for coalitions whose value is fine. */
static tl_code put(tl_game *g, tl_coalition s, double value, tl_error *error) {
  char words[160];
  if (!isfinite(value))
    return tl_fail(error, TL_ERR_INPUT, "the value of coalition %s is %g: it must be a finite number",
                   tl_game_coalition_name(g, s, words, sizeof words), value);
  if (fabs(value) > 1e300)
    return tl_fail(error, TL_ERR_INPUT, "the value of coalition %s is %g: allowed -1e300 .. 1e300",
                   tl_game_coalition_name(g, s, words, sizeof words), value);
  g->v[s] = g->sign * value;
  if (fabs(value) > g->scale) g->scale = fabs(value);
  return TL_OK;
}

static tl_code finish(tl_game **game, tl_code code) {
  if (code != TL_OK) {
    tl_game_destroy(*game);
    *game = NULL;
  } else if (*game != NULL && (*game)->scale == 0) {
    (*game)->scale = 1;
  }
  return code;
}

tl_code tl_game_create(size_t players, const char *const *names, const double *values, tl_game_kind kind,
                       const tl_allocator *allocator, tl_game **game, tl_error *error) {
  tl_code code = make(players, names, kind, allocator, game, error);
  if (code == TL_OK && values[0] != 0)
    code = tl_fail(error, TL_ERR_INPUT, "the empty coalition is given %g: it is worth 0 by definition", values[0]);
  for (size_t s = 1; code == TL_OK && *game != NULL && s < (*game)->count; s++) code = put(*game, s, values[s], error);
  return finish(game, code);
}

tl_code tl_game_create_asking(size_t players, const char *const *names, tl_game_value_fn value, void *context,
                              tl_game_kind kind, const tl_progress *progress, const tl_allocator *allocator,
                              tl_game **game, tl_error *error) {
  tl_code code = make(players, names, kind, allocator, game, error);
  for (size_t s = 1; code == TL_OK && *game != NULL && s < (*game)->count; s++) {
    double worth = NAN;
    code = value(context, s, &worth, error);
    if (code == TL_OK) code = put(*game, s, worth, error);
    if (code == TL_OK && progress != NULL && progress->report != NULL &&
        !progress->report(progress->context, "coalitions", (double)s / (double)((*game)->count - 1)))
      code = tl_fail(error, TL_ERR_NO_ANSWER, "stopped after %zu of %zu coalitions", s, (*game)->count - 1);
  }
  return finish(game, code);
}

void tl_game_destroy(tl_game *game) {
  if (game == NULL) return;
  const tl_allocator *a = game->allocator;
  for (size_t i = 0; game->names != NULL && i < game->players; i++)
    if (game->names[i] != NULL) tli_free(a, game->names[i], strlen(game->names[i]) + 1);
  tli_free(a, game->names, game->players * sizeof *game->names);
  tli_free(a, game->v, game->count * sizeof *game->v);
  tli_free(a, game, sizeof *game);
}

size_t tl_game_players(const tl_game *game) { return game->players; }

const char *tl_game_player(const tl_game *game, size_t player) {
  return player < game->players ? game->names[player] : NULL;
}

tl_game_kind tl_game_kind_of(const tl_game *game) { return game->sign < 0 ? TL_GAME_COSTS : TL_GAME_GAINS; }

double tl_game_value(const tl_game *game, tl_coalition coalition) {
  return coalition < game->count ? game->sign * game->v[coalition] + 0.0 : NAN; /* + 0.0: no negative zero */
}

tl_coalition tl_game_all(const tl_game *game) { return game->count - 1; }

const char *tl_game_coalition_name(const tl_game *game, tl_coalition coalition, char *buffer, size_t bytes) {
  size_t at = 0;
  if (bytes == 0) return "";
  buffer[0] = '\0';
  for (size_t i = 0; i < game->players && at + 1 < bytes; i++) {
    if ((coalition >> i & 1U) == 0) continue;
    const int wrote = snprintf(buffer + at, bytes - at, "%s%s", at > 0 ? "+" : "", game->names[i]);
    at += wrote > 0 ? (size_t)wrote : 0;
  }
  return buffer;
}

void tli_game_outward(const tl_game *game, double *shares) {
  for (size_t i = 0; i < game->players; i++) shares[i] = game->sign * shares[i] + 0.0;
}

void tli_game_no_shares(const tl_game *game, double *shares) {
  for (size_t i = 0; i < game->players; i++) shares[i] = NAN;
}
