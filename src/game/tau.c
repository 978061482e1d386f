/* Values between what each player can ask at most and at least.
 *
 *   most   M_i = v(N) - v(N - i)
 *   least  m_i = max over S with i of v(S) - M(S - i)
 *   tau = m + a (M - m) with the sum v(N)    (Tijs 1981), if m <= M and m(N) <= v(N) <= M(N)
 *   Gately point  v(i) + (M_i - v(i)) (v(N) - sum v(j)) / sum (M_j - v(j))    (Gately 1974; Littlechild, Vaidya 1976)
 */
#include <math.h>

#include "game/tli_game.h"

static void most_of(const tl_game *g, double *most, double *sum) {
  tli_sum total = {0};
  for (size_t i = 0; i < g->players; i++) {
    most[i] = g->v[g->count - 1] - g->v[(g->count - 1) & ~((size_t)1 << i)];
    tli_sum_add(&total, most[i]);
  }
  *sum = tli_sum_of(&total);
}

void tl_dependence_at_stake(const tl_game *game, double *losses) {
  double sum;
  most_of(game, losses, &sum);
  tli_game_outward(game, losses);
}

tl_code tl_game_tau(const tl_game *game, double *shares, tl_error *error) {
  const size_t n = game->players;
  double most[TL_GAME_PLAYERS], least[TL_GAME_PLAYERS] = {0}, most_sum, all = game->v[game->count - 1];
  const double near = 1e-12 * game->scale;
  tli_game_no_shares(game, shares);
  most_of(game, most, &most_sum);
  for (size_t i = 0; i < n; i++) least[i] = -INFINITY;
  for (size_t s = 1; s < game->count; s++) {
    double gap = game->v[s];
    for (size_t i = 0; s >> i != 0; i++)
      if ((s >> i & 1U) != 0) gap -= most[i];
    for (size_t i = 0; s >> i != 0; i++)
      if ((s >> i & 1U) != 0 && gap + most[i] > least[i]) least[i] = gap + most[i];
  }
  tli_sum least_total = {0};
  for (size_t i = 0; i < n; i++) {
    if (least[i] > most[i] + near)
      return tl_fail(error, TL_ERR_NO_ANSWER,
                     "not quasi-balanced: player %s could claim at least %.12g, but adds only %.12g to the others",
                     game->names[i], game->sign * least[i], game->sign * most[i]);
    tli_sum_add(&least_total, least[i]);
  }
  const double least_sum = tli_sum_of(&least_total);
  if (least_sum > all + near || all > most_sum + near)
    return tl_fail(error, TL_ERR_NO_ANSWER,
                   "not quasi-balanced: the value of all, %.12g, does not lie between the least claims %.12g and the "
                   "utopia claims %.12g",
                   game->sign * all, game->sign * least_sum, game->sign * most_sum);
  const double a = most_sum - least_sum > near ? (all - least_sum) / (most_sum - least_sum) : 0;
  for (size_t i = 0; i < n; i++) shares[i] = least[i] + a * (most[i] - least[i]);
  tli_game_outward(game, shares);
  return TL_OK;
}

tl_code tl_game_gately(const tl_game *game, double *shares, tl_error *error) {
  const size_t n = game->players;
  double most[TL_GAME_PLAYERS], most_sum;
  tli_sum singles = {0};
  tli_game_no_shares(game, shares);
  most_of(game, most, &most_sum);
  for (size_t i = 0; i < n; i++) tli_sum_add(&singles, game->v[(size_t)1 << i]);
  const double alone = tli_sum_of(&singles), gain = game->v[game->count - 1] - alone, range = most_sum - alone;
  if (!(range > 1e-12 * game->scale) || gain < -1e-12 * game->scale)
    return tl_fail(error, TL_ERR_NO_ANSWER,
                   "the point needs a gain from cooperation (here %.12g) and players who add to the others "
                   "more than they have alone (here %.12g in sum)",
                   gain, range);
  for (size_t i = 0; i < n; i++) {
    const double own = game->v[(size_t)1 << i];
    shares[i] = own + (most[i] - own) * (gain / range);
  }
  tli_game_outward(game, shares);
  return TL_OK;
}
