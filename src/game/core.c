/* Core, least core and the complaints of coalitions about a split.
 *
 *   core        x(N) = v(N), x(S) >= v(S) for all S              (Gillies 1959)
 *   least core  x(N) = v(N), x(S) >= v(S) - e with the least e   (Maschler, Peleg, Shapley 1979)
 *
 * The least core is one point exactly if no direction has width in it. One direction is enough when its entries are
 * square roots of different primes: no edge with rational entries is at right angles to it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "game/tli_game.h"

static tl_code width(const tl_game *game, double epsilon, double *wide, tl_error *error) {
  static const double primes[TL_GAME_PLAYERS] = {2,  3,  5,  7,  11, 13, 17, 19, 23, 29, 31, 37,
                                                 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89};
  double up[TL_GAME_PLAYERS], down[TL_GAME_PLAYERS], least = NAN, most = NAN;
  for (size_t i = 0; i < game->players; i++) {
    up[i] = sqrt(primes[i]);
    down[i] = -up[i];
  }
  TLI_TRY(tli_game_minimise(game, epsilon, true, up, NULL, &least, error));
  TLI_TRY(tli_game_minimise(game, epsilon, true, down, NULL, &most, error));
  *wide = -most - least;
  return TL_OK;
}

tl_code tl_game_core_find(const tl_game *game, tl_game_core *core, double *least_core_point, tl_error *error) {
  double point[TL_GAME_PLAYERS], ones[TL_GAME_PLAYERS], wide = NAN;
  const size_t n = game->players;
  *core = (tl_game_core){.bound_sum = NAN, .epsilon = NAN};
  if (least_core_point != NULL) tli_game_no_shares(game, least_core_point);
  TLI_TRY(tli_game_lexicographic(game, false, point, &core->epsilon, error));
  if (n == 1) {
    core->least_core_unique = true;
  } else {
    for (size_t i = 0; i < n; i++) ones[i] = 1;
    TLI_TRY(tli_game_minimise(game, 0, false, ones, NULL, &core->bound_sum, error));
    TLI_TRY(width(game, core->epsilon, &wide, error));
    core->bound_sum = game->sign * core->bound_sum + 0.0;
    core->empty = core->epsilon > 1e-11 * game->scale;
    core->least_core_unique = wide < 1e-6 * game->scale;
  }
  if (least_core_point != NULL) {
    memcpy(least_core_point, point, n * sizeof *point);
    tli_game_outward(game, least_core_point);
  }
  return TL_OK;
}

static double sum_of(const double *x, tl_coalition c) {
  double sum = 0;
  for (size_t i = 0; c >> i != 0; i++)
    if ((c >> i & 1U) != 0) sum += x[i];
  return sum;
}

tl_code tl_game_complain(const tl_game *game, const double *split, tl_game_complaint *complaint, tl_error *error) {
  double x[TL_GAME_PLAYERS] = {0}, ones[TL_GAME_PLAYERS];
  *complaint = (tl_game_complaint){.largest = -INFINITY, .must_move = NAN};
  for (size_t i = 0; i < game->players; i++) {
    if (!isfinite(split[i]))
      return tl_fail(error, TL_ERR_INPUT, "the split gives %g to player %s: it must be a finite number", split[i],
                     game->names[i]);
    x[i] = game->sign * split[i];
    ones[i] = 1;
  }
  complaint->unshared = game->sign * (game->v[game->count - 1] - sum_of(x, game->count - 1)) + 0.0;
  for (tl_coalition c = 1; c + 1 < game->count; c++) {
    const double excess = game->v[c] - sum_of(x, c);
    if (excess > complaint->largest) complaint->largest = excess, complaint->who = c;
  }
  double epsilon = NAN, point[TL_GAME_PLAYERS];
  TLI_TRY(tli_game_lexicographic(game, false, point, &epsilon, error));
  if (epsilon > 1e-11 * game->scale) return TL_OK;
  return tli_game_minimise(game, 0, true, ones, x, &complaint->must_move, error);
}

/* --- extreme points: each set of n - 1 coalitions at their limit, with all players, is tried ------------------------
 */

typedef struct corners {
  const tl_game *game;
  double *points;
  size_t room, count;
} corners;

static int compare(const double *a, const double *b, size_t n, double near) {
  for (size_t i = 0; i < n; i++) {
    if (a[i] < b[i] - near) return -1;
    if (a[i] > b[i] + near) return 1;
  }
  return 0;
}

/* Keeps a point in its place, once; those beyond the room are counted only while they are not known. */
static void keep_point(corners *c, const double *x) {
  const size_t n = c->game->players, held = c->count < c->room ? c->count : c->room;
  size_t at = 0;
  while (at < held && compare(c->points + at * n, x, n, 1e-9 * c->game->scale) < 0) at++;
  if (at < held && compare(c->points + at * n, x, n, 1e-9 * c->game->scale) == 0) return;
  c->count++;
  if (at >= c->room) return;
  const size_t tail = (held < c->room ? held : c->room - 1) - at;
  memmove(c->points + (at + 1) * n, c->points + at * n, tail * n * sizeof *x);
  memcpy(c->points + at * n, x, n * sizeof *x);
}

static void try_point(corners *c, const tl_coalition *tight) {
  const tl_game *g = c->game;
  const size_t n = g->players;
  double a[TL_GAME_EXTREME_POINT_PLAYERS * TL_GAME_EXTREME_POINT_PLAYERS], b[TL_GAME_EXTREME_POINT_PLAYERS];
  double x[TL_GAME_EXTREME_POINT_PLAYERS];
  for (size_t k = 0; k < n; k++) {
    const tl_coalition s = k + 1 < n ? tight[k] : g->count - 1;
    for (size_t i = 0; i < n; i++) a[k * n + i] = (double)(s >> i & 1U);
    b[k] = g->v[s];
  }
  if (!tli_solve_square(n, a, b, x)) return;
  for (tl_coalition s = 1; s + 1 < g->count; s++)
    if (sum_of(x, s) < g->v[s] - 1e-11 * g->scale) return;
  tli_game_outward(g, x);
  keep_point(c, x);
}

enum { POINTS_AT_MOST = 5040 }; /* the core of 5 players has fewer; of all combinations 27,405 are tried */

tl_code tl_game_core_points(const tl_game *game, double *points, size_t room, size_t *count, tl_error *error) {
  const size_t n = game->players;
  tl_coalition tight[TL_GAME_EXTREME_POINT_PLAYERS] = {0};
  *count = 0;
  if (n > TL_GAME_EXTREME_POINT_PLAYERS)
    return tl_fail(error, TL_ERR_NO_ANSWER, "extreme points of the core are listed up to %d players; this game has %zu",
                   TL_GAME_EXTREME_POINT_PLAYERS, n);
  corners c = {.game = game, .room = POINTS_AT_MOST};
  c.points = tli_alloc(game->allocator, POINTS_AT_MOST * n * sizeof *points);
  if (c.points == NULL) return TLI_NO_MEMORY(error, "the extreme points of the core");
  for (size_t k = 0; k + 1 < n; k++) tight[k] = k + 1;
  for (;;) { /* all ascending choices of n - 1 out of 1 .. count - 2 */
    if (n == 1 || tight[n - 2] + 1 < game->count) try_point(&c, tight);
    size_t k = n - 1;
    while (k > 0 && tight[k - 1] + 1 + (n - 1 - k) >= game->count - 1) k--;
    if (k == 0) break;
    tight[k - 1]++;
    for (size_t j = k; j + 1 < n; j++) tight[j] = tight[j - 1] + 1;
  }
  *count = c.count;
  memcpy(points, c.points, (c.count < room ? c.count : room) * n * sizeof *points);
  tli_free(game->allocator, c.points, POINTS_AT_MOST * n * sizeof *points);
  return TL_OK;
}
