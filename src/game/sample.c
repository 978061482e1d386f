/* Shapley value by random orders, for games too large for a table: each order is walked forwards and backwards, and
 * the pair's mean is one observation (antithetic variates; Castro, Gomez, Tejada 2009). Error of the mean from the
 * spread of the pairs. Random numbers: splitmix64 (Steele, Lea, Flood 2014), the same on every machine. */
#include <math.h>

#include "game/tli_game.h"

static uint64_t next_random(uint64_t *state) {
  uint64_t z = *state += 0x9e3779b97f4a7c15U;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9U;
  z = (z ^ z >> 27) * 0x94d049bb133111ebU;
  return z ^ z >> 31;
}

/* Fisher and Yates; a number below 2^64 mod n is drawn again so that all orders are equally likely. */
static void shuffle(size_t *order, size_t n, uint64_t *state) {
  for (size_t i = n; i > 1; i--) {
    const uint64_t least = (~(uint64_t)i + 1) % i;
    uint64_t r = next_random(state);
    while (r < least) r = next_random(state);
    const size_t j = (size_t)(r % i), keep = order[i - 1];
    order[i - 1] = order[j];
    order[j] = keep;
  }
}

typedef struct sampler {
  size_t n;
  tl_game_value_fn value;
  void *context;
  double pair[TL_GAME_SAMPLED_PLAYERS];
} sampler;

/* What each player adds in this order, half of it into the pair. */
static tl_code walk(sampler *s, const size_t *order, bool backwards, tl_error *error) {
  tl_coalition coalition = 0;
  double before = 0;
  for (size_t k = 0; k < s->n; k++) {
    const size_t player = order[backwards ? s->n - 1 - k : k];
    coalition |= (tl_coalition)1 << player;
    double worth = NAN;
    TLI_TRY(s->value(s->context, coalition, &worth, error));
    if (!isfinite(worth))
      return tl_fail(error, TL_ERR_INPUT, "the value of a coalition of %zu players is %g: it must be a finite number",
                     k + 1, worth);
    s->pair[player] += 0.5 * (worth - before);
    before = worth;
  }
  return TL_OK;
}

tl_code tl_game_shapley_sampled(size_t players, tl_game_value_fn value, void *context, size_t orders, uint64_t seed,
                                double *shares, double *standard_errors, tl_error *error) {
  if (players < 1 || players > TL_GAME_SAMPLED_PLAYERS)
    return tl_fail(error, TL_ERR_INPUT, "a game of %zu players: allowed 1 .. %d", players, TL_GAME_SAMPLED_PLAYERS);
  if (orders < 2)
    return tl_fail(error, TL_ERR_INPUT, "%zu random orders: at least 2 are needed for an error bar", orders);
  size_t order[TL_GAME_SAMPLED_PLAYERS];
  double squares[TL_GAME_SAMPLED_PLAYERS] = {0}, mean[TL_GAME_SAMPLED_PLAYERS] = {0};
  for (size_t i = 0; i < players; i++) {
    order[i] = i;
    shares[i] = standard_errors[i] = NAN;
  }
  for (size_t k = 1; k <= orders; k++) {
    sampler s = {.n = players, .value = value, .context = context};
    shuffle(order, players, &seed);
    TLI_TRY(walk(&s, order, false, error));
    TLI_TRY(walk(&s, order, true, error));
    for (size_t i = 0; i < players; i++) { /* Welford (1962) */
      const double step = s.pair[i] - mean[i];
      mean[i] += step / (double)k;
      squares[i] += step * (s.pair[i] - mean[i]);
    }
  }
  for (size_t i = 0; i < players; i++) {
    shares[i] = mean[i];
    standard_errors[i] = sqrt(squares[i] / (double)(orders - 1) / (double)orders);
  }
  return TL_OK;
}
