/* Values that are means of what a player adds, S -> v(S + i) - v(S). One pass over the table for each player.
 *
 *   Shapley      sum over S without i of |S|! (n - |S| - 1)! / n! (v(S + i) - v(S))
 *   Banzhaf      the same with weight 2^-(n-1)
 *   solidarity   sum over S with i of (|S| - 1)! (n - |S|)! / n! A(S),  A(S) = mean over j in S of v(S) - v(S - j)
 *   Owen         orders in which unions stay together
 *   Myerson      Shapley value of S -> sum of v over the connected parts of S
 *
 * References: docs/theory/game.md. */
#include <math.h>
#include <string.h>

#include "game/tli_game.h"

/* weights[s] = s! (n - s - 1)! / n! = 1 / (n binomial(n - 1, s)) */
static void order_weights(size_t n, double *weights) {
  double binomial = 1;
  for (size_t s = 0; s < n; s++) {
    weights[s] = 1.0 / ((double)n * binomial);
    binomial = binomial * (double)(n - 1 - s) / (double)(s + 1);
  }
}

static size_t count_by_byte(const unsigned char *bytes, size_t s) {
  return (size_t)bytes[s & 0xfff] + bytes[s >> 12 & 0xfff];
}

/* What player i adds, summed by the size of the coalition he joins. */
static void added_by_size(const double *v, size_t n, size_t i, const unsigned char *bytes, tli_sum *by_size) {
  const size_t bit = (size_t)1 << i;
  memset(by_size, 0, n * sizeof *by_size);
  for (size_t high = 0; high < (size_t)1 << n; high += 2 * bit)
    for (size_t s = high; s < high + bit; s++) tli_sum_add(&by_size[count_by_byte(bytes, s)], v[s + bit] - v[s]);
}

static void weighted_means(const double *v, size_t n, const double *weights, double *shares) {
  unsigned char bytes[4096];
  for (size_t s = 0; s < sizeof bytes; s++) bytes[s] = (unsigned char)tli_count_players(s);
  for (size_t i = 0; i < n; i++) {
    tli_sum by_size[TL_GAME_PLAYERS], total = {0};
    added_by_size(v, n, i, bytes, by_size);
    for (size_t s = 0; s < n; s++) tli_sum_add(&total, weights[s] * tli_sum_of(&by_size[s]));
    shares[i] = tli_sum_of(&total);
  }
}

void tli_shapley(const double *v, size_t n, double *shares) {
  double weights[TL_GAME_PLAYERS];
  order_weights(n, weights);
  weighted_means(v, n, weights, shares);
}

void tl_game_shapley(const tl_game *game, double *shares) {
  tli_shapley(game->v, game->players, shares);
  tli_game_outward(game, shares);
}

void tl_game_banzhaf(const tl_game *game, double *shares) {
  double weights[TL_GAME_PLAYERS];
  for (size_t s = 0; s < game->players; s++) weights[s] = ldexp(1.0, 1 - (int)game->players);
  weighted_means(game->v, game->players, weights, shares);
  tli_game_outward(game, shares);
}

void tl_game_solidarity(const tl_game *game, double *shares) {
  const size_t n = game->players;
  double weights[TL_GAME_PLAYERS];
  tli_sum sums[TL_GAME_PLAYERS] = {{0}};
  order_weights(n, weights);
  for (size_t s = 1; s < game->count; s++) {
    const size_t members = tli_count_players(s);
    double mean = 0;
    for (size_t j = 0; j < n; j++)
      if ((s >> j & 1U) != 0) mean += game->v[s] - game->v[s & ~((size_t)1 << j)];
    mean *= weights[members - 1] / (double)members;
    for (size_t j = 0; j < n; j++)
      if ((s >> j & 1U) != 0) tli_sum_add(&sums[j], mean);
  }
  for (size_t i = 0; i < n; i++) shares[i] = tli_sum_of(&sums[i]);
  tli_game_outward(game, shares);
}

/* phi_i = sum over S with i of w_i / w(S) times the dividend of S (Harsanyi 1959). */
tl_code tl_game_shapley_weighted(const tl_game *game, const double *weights, double *shares, tl_error *error) {
  const size_t n = game->players;
  tli_game_no_shares(game, shares);
  for (size_t i = 0; i < n; i++)
    if (!(weights[i] > 0) || !(weights[i] <= 1e100) || weights[i] < 1e-100)
      return tl_fail(error, TL_ERR_INPUT, "the weight of player %s is %g: allowed 1e-100 .. 1e100", game->names[i],
                     weights[i]);
  double *dividend = tli_alloc(game->allocator, game->count * sizeof *dividend);
  if (dividend == NULL) return TLI_NO_MEMORY(error, "the dividends of a game");
  memcpy(dividend, game->v, game->count * sizeof *dividend);
  for (size_t bit = 1; bit < game->count; bit <<= 1)
    for (size_t s = 0; s < game->count; s++)
      if ((s & bit) != 0) dividend[s] -= dividend[s ^ bit];
  tli_sum sums[TL_GAME_PLAYERS] = {{0}};
  for (size_t s = 1; s < game->count; s++) {
    double weight = 0;
    for (size_t i = 0; i < n; i++)
      if ((s >> i & 1U) != 0) weight += weights[i];
    for (size_t i = 0; i < n; i++)
      if ((s >> i & 1U) != 0) tli_sum_add(&sums[i], weights[i] / weight * dividend[s]);
  }
  for (size_t i = 0; i < n; i++) shares[i] = tli_sum_of(&sums[i]);
  tli_game_outward(game, shares);
  tli_free(game->allocator, dividend, game->count * sizeof *dividend);
  return TL_OK;
}

/* The members of each union as bits; gives how many unions have members, packed to the front. */
static tl_code pack_unions(const tl_game *game, const size_t *unions, tl_coalition *members, size_t *count,
                           tl_error *error) {
  tl_coalition by_number[TL_GAME_PLAYERS] = {0};
  *count = 0;
  for (size_t i = 0; i < game->players; i++) {
    if (unions[i] >= game->players)
      return tl_fail(error, TL_ERR_INPUT, "player %s is put into union number %zu: allowed 0 .. %zu", game->names[i],
                     unions[i], game->players - 1);
    by_number[unions[i]] |= (tl_coalition)1 << i;
  }
  for (size_t k = 0; k < game->players; k++)
    if (by_number[k] != 0) members[(*count)++] = by_number[k];
  return TL_OK;
}

/* Owen (1977), equation (6): whole unions come before, then part of the player's own one. */
static double owen_share(const tl_game *game, size_t player, tl_coalition own, const tl_coalition *others,
                         size_t others_count) {
  double outer[TL_GAME_PLAYERS], inner[TL_GAME_PLAYERS] = {0};
  const tl_coalition bit = (tl_coalition)1 << player, mates = own & ~bit;
  order_weights(others_count + 1, outer);
  order_weights(tli_count_players(own), inner);
  tli_sum sum = {0};
  for (size_t r = 0; r < (size_t)1 << others_count; r++) {
    tl_coalition before = 0;
    for (size_t k = 0; k < others_count; k++)
      if ((r >> k & 1U) != 0) before |= others[k];
    const double weight = outer[tli_count_players(r)];
    tl_coalition t = mates;
    for (;;) { /* all parts of the mates, down to none */
      tli_sum_add(&sum, weight * inner[tli_count_players(t)] * (game->v[before | t | bit] - game->v[before | t]));
      if (t == 0) break;
      t = (t - 1) & mates;
    }
  }
  return tli_sum_of(&sum);
}

tl_code tl_game_owen(const tl_game *game, const size_t *unions, double *shares, tl_error *error) {
  tl_coalition members[TL_GAME_PLAYERS];
  size_t count = 0;
  tli_game_no_shares(game, shares);
  TLI_TRY(pack_unions(game, unions, members, &count, error));
  for (size_t k = 0; k < count; k++) {
    tl_coalition others[TL_GAME_PLAYERS];
    size_t others_count = 0;
    for (size_t j = 0; j < count; j++)
      if (j != k) others[others_count++] = members[j];
    for (size_t i = 0; i < game->players; i++)
      if ((members[k] >> i & 1U) != 0) shares[i] = owen_share(game, i, members[k], others, others_count);
  }
  tli_game_outward(game, shares);
  return TL_OK;
}

tl_code tl_game_aumann_dreze(const tl_game *game, const size_t *unions, double *shares, tl_error *error) {
  tl_coalition members[TL_GAME_PLAYERS];
  size_t count = 0;
  tli_game_no_shares(game, shares);
  TLI_TRY(pack_unions(game, unions, members, &count, error));
  for (size_t k = 0; k < count; k++)
    for (size_t i = 0; i < game->players; i++)
      if ((members[k] >> i & 1U) != 0) shares[i] = owen_share(game, i, members[k], NULL, 0);
  tli_game_outward(game, shares);
  return TL_OK;
}

/* The part of s that hangs together with its first member. */
static tl_coalition connected_part(const tl_coalition *links, tl_coalition s) {
  tl_coalition part = s & (~s + 1), fresh = part;
  while (fresh != 0) {
    tl_coalition reached = 0;
    for (size_t i = 0; fresh >> i != 0; i++)
      if ((fresh >> i & 1U) != 0) reached |= links[i];
    fresh = reached & s & ~part;
    part |= fresh;
  }
  return part;
}

tl_code tl_game_myerson(const tl_game *game, const tl_coalition *neighbours, double *shares, tl_error *error) {
  const size_t n = game->players;
  tl_coalition links[TL_GAME_PLAYERS] = {0};
  tli_game_no_shares(game, shares);
  for (size_t i = 0; i < n; i++) {
    if (neighbours[i] >= game->count)
      return tl_fail(error, TL_ERR_INPUT, "player %s has a link to a player beyond the last of %zu", game->names[i], n);
    links[i] |= neighbours[i];
    for (size_t j = 0; j < n; j++)
      if ((neighbours[i] >> j & 1U) != 0) links[j] |= (tl_coalition)1 << i;
  }
  double *restricted = tli_alloc(game->allocator, game->count * sizeof *restricted);
  if (restricted == NULL) return TLI_NO_MEMORY(error, "the game on a graph");
  for (size_t s = 1; s < game->count; s++) {
    const tl_coalition part = connected_part(links, s);
    restricted[s] = game->v[part] + restricted[s & ~part];
  }
  tli_shapley(restricted, n, shares);
  tli_game_outward(game, shares);
  tli_free(game->allocator, restricted, game->count * sizeof *restricted);
  return TL_OK;
}
