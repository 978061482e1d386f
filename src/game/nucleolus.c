/* Nucleolus, prenucleolus and least core as a sequence of linear programs (Kopelowitz 1967; Maschler, Peleg, Shapley
 * 1979), whose rows are generated: a small program is solved, all 2^n coalitions are scanned, the worst violated ones
 * join it, until none is.
 *
 *   stage k:  minimise e  over  x(S) + e >= v(S) for all S that are not settled,  x(T) = settled value for those that
 *             are. Rows with a positive dual hold with equality in all solutions: they are settled, and so is all that
 *             lies in their span. The stages end when one x is left.
 *
 * The game is first made 0 for single players and at most 1 in size. Whether a coalition lies in the span is decided
 * by elimination modulo 2^35 - 31: minors of 0/1 matrices of 24 columns are at most 25^12.5 / 2^24 = 1.8e10
 * (Hadamard), less than that prime, so the answer is the exact one. */
#include <float.h>
#include <math.h>
#include <string.h>

#include "game/tli_game.h"

enum { MOST_ROWS = 12000, ROWS_A_ROUND = 48 };
#define PRIME 34359738337U /* 2^35 - 31 */
#define VIOLATED 1e-10     /* of the normal game, whose size is 1 */
#define POSITIVE 1e-8      /* a dual: polished ones are 0 to rounding or ratios of minors */

typedef struct span {
  size_t rank;
  uint64_t rows[TL_GAME_PLAYERS][TL_GAME_PLAYERS]; /* echelon form, leading entry 1 */
  size_t lead[TL_GAME_PLAYERS];
} span;

typedef struct search {
  const tl_game *game;
  size_t n;
  double scale;
  double *w;              /* the normal game */
  unsigned char *settled; /* coalitions found to lie in the span */
  double *low, *high;     /* sums of x over the lower 12 and the upper players */
  span span;
  tl_coalition equal[TL_GAME_PLAYERS]; /* independent settled coalitions and what they get */
  double equal_value[TL_GAME_PLAYERS];
  tl_coalition *pool; /* coalitions with a row in the program */
  size_t pool_count;
  double *duals;
} search;

static uint64_t times(uint64_t a, uint64_t b) {
  const uint64_t high = a * (b >> 18) % PRIME;
  return (high * ((uint64_t)1 << 18) + a * (b & 0x3ffff)) % PRIME;
}

static uint64_t inverse(uint64_t a) { /* a^(p-2), Fermat */
  uint64_t result = 1;
  for (uint64_t power = PRIME - 2; power != 0; power >>= 1) {
    if ((power & 1U) != 0) result = times(result, a);
    a = times(a, a);
  }
  return result;
}

/* The coalition less its part in the span; gives the first column left, n if it lies in the span. */
static size_t reduce(const span *p, size_t n, tl_coalition s, uint64_t *row) {
  for (size_t j = 0; j < n; j++) row[j] = s >> j & 1U;
  for (size_t r = 0; r < p->rank; r++) {
    const uint64_t factor = row[p->lead[r]];
    if (factor == 0) continue;
    for (size_t j = p->lead[r]; j < n; j++) row[j] = (row[j] + times(PRIME - factor, p->rows[r][j])) % PRIME;
  }
  size_t first = 0;
  while (first < n && row[first] == 0) first++;
  return first;
}

static bool in_span(const span *p, size_t n, tl_coalition s) {
  uint64_t row[TL_GAME_PLAYERS];
  return reduce(p, n, s, row) == n;
}

/* Rows are kept in the order of adding; each is 0 in the leading columns of those before it. */
static bool span_add(span *p, size_t n, tl_coalition s) {
  uint64_t row[TL_GAME_PLAYERS];
  const size_t first = reduce(p, n, s, row);
  if (first == n) return false;
  const uint64_t scale = inverse(row[first]);
  for (size_t j = 0; j < n; j++) p->rows[p->rank][j] = times(row[j], scale);
  p->lead[p->rank++] = first;
  return true;
}

static void settle(search *s, tl_coalition coalition, double value) {
  const size_t at = s->span.rank;
  if (!span_add(&s->span, s->n, coalition)) return;
  s->equal[at] = coalition;
  s->equal_value[at] = value;
}

static void close_search(search *s) {
  const tl_allocator *a = s->game->allocator;
  tli_free(a, s->w, s->game->count * sizeof *s->w);
  tli_free(a, s->settled, s->game->count);
  tli_free(a, s->low, 4096 * sizeof *s->low);
  tli_free(a, s->high, 4096 * sizeof *s->high);
  tli_free(a, s->pool, MOST_ROWS * sizeof *s->pool);
  tli_free(a, s->duals, MOST_ROWS * sizeof *s->duals);
}

static tl_code open_search(search *s, const tl_game *game, tl_error *error) {
  const tl_allocator *a = game->allocator;
  *s = (search){.game = game, .n = game->players};
  s->w = tli_alloc(a, game->count * sizeof *s->w);
  s->settled = tli_alloc(a, game->count);
  s->low = tli_alloc(a, 4096 * sizeof *s->low);
  s->high = tli_alloc(a, 4096 * sizeof *s->high);
  s->pool = tli_alloc(a, MOST_ROWS * sizeof *s->pool);
  s->duals = tli_alloc(a, MOST_ROWS * sizeof *s->duals);
  if (s->w == NULL || s->settled == NULL || s->low == NULL || s->high == NULL || s->pool == NULL || s->duals == NULL)
    return TLI_NO_MEMORY(error, "the complaints of all coalitions");
  for (size_t c = 1; c < game->count; c++) {
    double singles = 0;
    for (size_t i = 0; c >> i != 0; i++)
      if ((c >> i & 1U) != 0) singles += game->v[(size_t)1 << i];
    s->w[c] = game->v[c] - singles;
    if (fabs(s->w[c]) > s->scale) s->scale = fabs(s->w[c]);
  }
  if (s->scale <= 1e-15 * game->scale) s->scale = 1; /* every coalition is worth its members: nothing to share */
  for (size_t c = 1; c < game->count; c++) s->w[c] /= s->scale;
  for (size_t i = 0; s->n > 1 && i < s->n; i++) {
    s->pool[s->pool_count++] = (tl_coalition)1 << i;
    if (s->n > 2) s->pool[s->pool_count++] = (game->count - 1) & ~((tl_coalition)1 << i);
  }
  return TL_OK;
}

static void fill_sums(double *sums, const double *x, size_t n) {
  sums[0] = 0;
  for (size_t i = 0; i < n; i++)
    for (size_t c = 0; c < (size_t)1 << i; c++) sums[((size_t)1 << i) + c] = sums[c] + x[i];
}

/* The worst coalitions that want more than e and are not settled, at most ROWS_A_ROUND; gives how many. */
static size_t worst(search *s, const double *x, double e, tl_coalition *found) {
  double by[ROWS_A_ROUND];
  size_t count = 0;
  const size_t low_players = s->n < 12 ? s->n : 12;
  fill_sums(s->low, x, low_players);
  fill_sums(s->high, x + low_players, s->n - low_players);
  for (tl_coalition c = 1; c + 1 < s->game->count; c++) {
    const double excess = s->w[c] - s->low[c & 0xfff] - s->high[c >> 12];
    if (!(excess > e + VIOLATED) || (count == ROWS_A_ROUND && excess <= by[count - 1]) || s->settled[c]) continue;
    if (in_span(&s->span, s->n, c)) {
      s->settled[c] = 1;
      continue;
    }
    size_t at = count < ROWS_A_ROUND ? count++ : count - 1;
    for (; at > 0 && by[at - 1] < excess; at--) {
      by[at] = by[at - 1];
      found[at] = found[at - 1];
    }
    by[at] = excess;
    found[at] = c;
  }
  return count;
}

/* x(c) [+ e in column `extra`] >= or = bound; mirrored: columns n .. 2n-1 count negative. */
static tli_cuts_row row_of(const search *s, tl_coalition c, double bound, bool equal, bool extra, bool mirrored) {
  tli_cuts_row row = {.bound = bound, .equal = equal};
  for (size_t i = 0; i < s->n; i++) {
    if ((c >> i & 1U) == 0) continue;
    row.columns[row.count] = (int)i;
    row.values[row.count++] = 1;
    if (!mirrored) continue;
    row.columns[row.count] = (int)(s->n + i);
    row.values[row.count++] = -1;
  }
  if (extra) {
    row.columns[row.count] = (int)s->n;
    row.values[row.count++] = 1;
  }
  return row;
}

/* One stage: y = (x, e); leaves the duals of the pool's rows, which come after those of the equalities. */
static tl_code stage(search *s, bool imputations, tli_cuts *lp, double *y, double *reduced, tl_error *error) {
  size_t kept = 0;
  (void)imputations;
  for (size_t k = 0; k < s->span.rank; k++) {
    const tli_cuts_row row = row_of(s, s->equal[k], s->equal_value[k], true, false, false);
    TLI_TRY(tli_cuts_add(lp, &row, error));
  }
  for (size_t k = 0; k < s->pool_count; k++) {
    if (in_span(&s->span, s->n, s->pool[k])) continue;
    s->pool[kept++] = s->pool[k];
    const tli_cuts_row row = row_of(s, s->pool[kept - 1], s->w[s->pool[kept - 1]], false, true, false);
    TLI_TRY(tli_cuts_add(lp, &row, error));
  }
  s->pool_count = kept;
  for (;;) {
    tl_coalition found[ROWS_A_ROUND];
    TLI_TRY(tli_cuts_solve(lp, y, s->duals, reduced, error));
    const size_t more = worst(s, y, y[s->n], found);
    if (more == 0) return TL_OK;
    for (size_t k = 0; k < more; k++) {
      const tli_cuts_row row = row_of(s, found[k], s->w[found[k]], false, true, false);
      TLI_TRY(tli_cuts_add(lp, &row, error));
      s->pool[s->pool_count++] = found[k];
    }
  }
}

static tl_code solve_stage(search *s, bool imputations, double *e, tl_error *error) {
  double cost[TL_GAME_PLAYERS + 1] = {0}, lower[TL_GAME_PLAYERS + 1], upper[TL_GAME_PLAYERS + 1];
  double y[TL_GAME_PLAYERS + 1], reduced[TL_GAME_PLAYERS + 1];
  for (size_t i = 0; i <= s->n; i++) {
    lower[i] = imputations ? 0 : -DBL_MAX;
    upper[i] = DBL_MAX;
  }
  cost[s->n] = 1;
  lower[s->n] = -1000; /* until enough rows are there; the answer lies above -2 */
  tli_cuts *lp = tli_cuts_create(s->game->allocator, s->n + 1, cost, lower, upper, MOST_ROWS);
  if (lp == NULL) return TLI_NO_MEMORY(error, "a linear program over coalitions");
  const size_t rank = s->span.rank;
  tl_code code = stage(s, imputations, lp, y, reduced, error);
  tli_cuts_destroy(lp);
  if (code != TL_OK) return code;
  *e = y[s->n];
  for (size_t k = 0; k < s->pool_count; k++)
    if (s->duals[rank + k] > POSITIVE) settle(s, s->pool[k], s->w[s->pool[k]] - *e);
  for (size_t i = 0; imputations && i < s->n; i++)
    if (reduced[i] > POSITIVE) settle(s, (tl_coalition)1 << i, 0);
  if (s->span.rank == rank)
    return tl_fail(error, TL_ERR_NO_ANSWER, "the linear program over coalitions left it open who is at his limit");
  return TL_OK;
}

static tl_code run(search *s, bool imputations, double *shares, double *epsilon, tl_error *error) {
  const size_t n = s->n;
  settle(s, s->game->count - 1, s->w[s->game->count - 1]);
  for (bool first = true; s->span.rank < n; first = false) {
    double e = NAN;
    TLI_TRY(solve_stage(s, imputations, &e, error));
    if (first && epsilon != NULL) *epsilon = e * s->scale;
  }
  double a[TL_GAME_PLAYERS * TL_GAME_PLAYERS], b[TL_GAME_PLAYERS], x[TL_GAME_PLAYERS];
  for (size_t k = 0; k < n; k++) {
    for (size_t i = 0; i < n; i++) a[k * n + i] = (double)(s->equal[k] >> i & 1U);
    b[k] = s->equal_value[k];
  }
  if (!tli_solve_square(n, a, b, x))
    return tl_fail(error, TL_ERR_NO_ANSWER, "the coalitions at their limit do not settle the split");
  for (size_t i = 0; i < n; i++) shares[i] = s->game->v[(size_t)1 << i] + s->scale * x[i];
  return TL_OK;
}

tl_code tli_game_lexicographic(const tl_game *game, bool imputations, double *shares, double *epsilon,
                               tl_error *error) {
  search s;
  if (epsilon != NULL) *epsilon = NAN;
  tl_code code = open_search(&s, game, error);
  if (code == TL_OK) code = run(&s, imputations, shares, epsilon, error);
  close_search(&s);
  if (code != TL_OK) tli_game_no_shares(game, shares);
  return code;
}

tl_code tl_game_prenucleolus(const tl_game *game, double *shares, tl_error *error) {
  TLI_TRY(tli_game_lexicographic(game, false, shares, NULL, error));
  tli_game_outward(game, shares);
  return TL_OK;
}

tl_code tl_game_nucleolus(const tl_game *game, double *shares, tl_error *error) {
  tli_sum singles = {0};
  for (size_t i = 0; i < game->players; i++) tli_sum_add(&singles, game->v[(size_t)1 << i]);
  const double all = game->v[game->count - 1], alone = tli_sum_of(&singles);
  tli_game_no_shares(game, shares);
  if (alone - all > 1e-12 * game->scale)
    return tl_fail(error, TL_ERR_NO_ANSWER,
                   "no imputation: the players alone %s %.12g together, all in one coalition %.12g, so no split gives "
                   "each at least his own value",
                   game->sign < 0 ? "cost" : "are worth", game->sign * alone, game->sign * all);
  TLI_TRY(tli_game_lexicographic(game, true, shares, NULL, error));
  tli_game_outward(game, shares);
  return TL_OK;
}

/* Rows x(S) >= w(S) - e as they are found; y holds x, or (ups, downs) around a split. */
static tl_code generate(search *s, tli_cuts *lp, double e, bool efficient, const double *around, double *y,
                        tl_error *error) {
  double x[TL_GAME_PLAYERS], reduced[2 * TL_GAME_PLAYERS];
  const tl_coalition all = s->game->count - 1;
  tl_coalition found[ROWS_A_ROUND];
  size_t more = s->pool_count;
  for (bool first = true;; first = false) {
    const tl_coalition *add = first ? s->pool : found;
    for (size_t k = 0; k < more + (first && efficient); k++) {
      const tl_coalition c = k < more ? add[k] : all;
      double bound = s->w[c] - (c == all ? 0 : e);
      for (size_t i = 0; around != NULL && i < s->n; i++)
        if ((c >> i & 1U) != 0) bound -= around[i];
      const tli_cuts_row row = row_of(s, c, bound, c == all, false, around != NULL);
      TLI_TRY(tli_cuts_add(lp, &row, error));
    }
    TLI_TRY(tli_cuts_solve(lp, y, s->duals, reduced, error));
    for (size_t i = 0; i < s->n; i++) x[i] = around != NULL ? around[i] + y[i] - y[s->n + i] : y[i];
    more = worst(s, x, e, found);
    if (more == 0) return TL_OK;
  }
}

tl_code tli_game_minimise(const tl_game *game, double epsilon, bool efficient, const double *cost, const double *around,
                          double *least, tl_error *error) {
  search s;
  double lower[2 * TL_GAME_PLAYERS], upper[2 * TL_GAME_PLAYERS], costs[2 * TL_GAME_PLAYERS], y[2 * TL_GAME_PLAYERS];
  double center[TL_GAME_PLAYERS];
  tl_code code = open_search(&s, game, error);
  const size_t n = game->players, columns = around != NULL ? 2 * n : n;
  tli_cuts *lp = NULL;
  if (code == TL_OK) {
    for (size_t j = 0; j < columns; j++) {
      lower[j] = around != NULL ? 0 : -DBL_MAX;
      upper[j] = DBL_MAX;
      costs[j] = around != NULL ? 1 : cost[j];
    }
    for (size_t i = 0; around != NULL && i < n; i++) center[i] = (around[i] - game->v[(size_t)1 << i]) / s.scale;
    lp = tli_cuts_create(game->allocator, columns, costs, lower, upper, MOST_ROWS);
    if (lp == NULL) code = TLI_NO_MEMORY(error, "a linear program over coalitions");
  }
  if (code == TL_OK) code = generate(&s, lp, epsilon / s.scale, efficient, around != NULL ? center : NULL, y, error);
  if (code == TL_OK) {
    tli_sum sum = {0};
    for (size_t j = 0; j < columns; j++) tli_sum_add(&sum, costs[j] * y[j] * s.scale);
    for (size_t i = 0; around == NULL && i < n; i++) tli_sum_add(&sum, cost[i] * game->v[(size_t)1 << i]);
    *least = tli_sum_of(&sum);
  }
  tli_cuts_destroy(lp);
  close_search(&s);
  return code;
}
