/* game/tli_game.h - the inside of a game, and the linear programs over coalitions. */
#ifndef TLI_GAME_H
#define TLI_GAME_H

#include "base/tli_base.h"
#include "trunkline/game.h"

/* Inside, every game is one of gains: costs are kept as negative gains (sign -1), and shares change sign on the way
 * out. All concepts here are covariant, so that a cost game's result is that of its savings game. */
struct tl_game {
  const tl_allocator *allocator;
  size_t players, count; /* count = 2^players */
  char **names;
  double *v; /* count gains */
  double sign;
  double scale; /* largest |v|, 1 if all are 0 */
};

/* A sum with Neumaier's (1974) correction: rounding errors do not pile up over millions of terms. */
typedef struct tli_sum {
  double sum, lost;
} tli_sum;
static inline void tli_sum_add(tli_sum *s, double x) {
  const double t = s->sum + x;
  const double s_abs = s->sum < 0 ? -s->sum : s->sum, x_abs = x < 0 ? -x : x;
  s->lost += s_abs >= x_abs ? (s->sum - t) + x : (x - t) + s->sum;
  s->sum = t;
}
static inline double tli_sum_of(const tli_sum *s) { return s->sum + s->lost; }

static inline size_t tli_count_players(uint64_t coalition) {
  size_t count = 0;
  for (; coalition != 0; coalition &= coalition - 1) count++;
  return count;
}

/* Shares of a table of 2^n gains by Shapley; the base of several concepts. */
void tli_shapley(const double *v, size_t n, double *shares);
/* Changes the sign back for a game of costs. */
void tli_game_outward(const tl_game *game, double *shares);
void tli_game_no_shares(const tl_game *game, double *shares); /* NaN */

/* --- linear programs: game/cuts.c is the only file here that knows Clp ------------------------------------------
 *
 *   minimise cost . y   over y = (x_1 .. x_n, extra columns), lower <= y <= upper
 *   subject to  pattern . y >= bound  or  = bound
 *
 * Rows over coalitions are added as they are found to be violated. The vertex that Clp finds (tolerance 1e-9) is
 * solved for again from its active rows and bounds by elimination, so that it is exact to rounding. */
typedef struct tli_cuts tli_cuts;

enum { TLI_CUTS_COLUMNS = 64 };

typedef struct tli_cuts_row {
  double bound;
  bool equal;
  size_t count;
  int columns[TLI_CUTS_COLUMNS];
  double values[TLI_CUTS_COLUMNS];
} tli_cuts_row;

/* Bounds beyond 1e30 are none. */
tli_cuts *tli_cuts_create(const tl_allocator *allocator, size_t columns, const double *cost, const double *lower,
                          const double *upper, size_t most_rows);
void tli_cuts_destroy(tli_cuts *lp);
size_t tli_cuts_rows(const tli_cuts *lp);
tl_code tli_cuts_add(tli_cuts *lp, const tli_cuts_row *row, tl_error *error);
/* y: columns values; duals: one a row; reduced: one a column. TL_ERR_NO_ANSWER: no feasible point, or no bound. */
tl_code tli_cuts_solve(tli_cuts *lp, double *y, double *duals, double *reduced, tl_error *error);

/* Solves a square system in place, full pivoting; a is n x n by rows. False: singular. */
bool tli_solve_square(size_t n, double *a, double *b, double *x);

/* --- sequences of such programs ------------------------------------------------------------------------------------
 */

/* First stage only (least core), or all of them. imputations: each player gets at least his own value. epsilon (may be
 * NULL): the largest excess of the first stage. */
tl_code tli_game_lexicographic(const tl_game *game, bool imputations, double *shares, double *epsilon, tl_error *error);

/* min cost . x over x(S) >= v(S) - epsilon for all S but the empty one and all players, and x(N) = v(N) if `efficient`.
 * Everything in gains. With `around` the variables are changes of that split and the cost is the sum of |changes|. */
tl_code tli_game_minimise(const tl_game *game, double epsilon, bool efficient, const double *cost, const double *around,
                          double *least, tl_error *error);

#endif
