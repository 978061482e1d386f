/* Random games: the nucleolus by Kohlberg's criterion, the Shapley value over all orders, large games. */
#include "testing.h"

#include "trunkline/game.h"

enum { GAMES = 1000, MOST = 10, COLUMNS = 1024 + MOST + 1 };

/* length of what is left of a balance, a coalition; splits moved by a hundredth leave 1e-3 and more */
#define BALANCED 1e-7

static uint64_t next(uint64_t *state) { /* xorshift64 */
  *state ^= *state << 13;
  *state ^= *state >> 7;
  return *state ^= *state << 17;
}

static double uniform(uint64_t *state) { return (double)(next(state) >> 11) * 0x1p-53; }

/* Kinds in turn: any numbers; small whole numbers (many ties); convex; majority; with a veto. */
static void fill(double *v, size_t n, size_t kind, uint64_t *state) {
  v[0] = 0;
  for (size_t s = 1; s < (size_t)1 << n; s++) {
    size_t members = 0;
    for (size_t i = 0; i < n; i++) members += s >> i & 1U;
    const double m = (double)members;
    if (kind % 5 == 0) v[s] = 100 * uniform(state) * m;
    if (kind % 5 == 1) v[s] = (double)(next(state) % 4) + m;
    if (kind % 5 == 2) v[s] = m * m + (double)(s >> 1 & 1U);
    if (kind % 5 == 3) v[s] = 2 * members > n ? 1 : 0;
    if (kind % 5 == 4) v[s] = (s & 1U) != 0 && members > 1 ? uniform(state) + m : 0;
  }
  if (kind % 5 == 0) v[((size_t)1 << n) - 1] += 50 * (double)n; /* so that imputations exist */
  if (kind % 5 == 1) v[((size_t)1 << n) - 1] += 4 * (double)n;
}

static void solve(size_t n, double *a, double *b, double *x) { /* symmetric positive definite: no pivoting needed */
  for (size_t k = 0; k < n; k++)
    for (size_t i = k + 1; i < n; i++) {
      const double f = a[i * n + k] / a[k * n + k];
      for (size_t j = k; j < n; j++) a[i * n + j] -= f * a[k * n + j];
      b[i] -= f * b[k];
    }
  for (size_t k = n; k-- > 0;) {
    x[k] = b[k];
    for (size_t j = k + 1; j < n; j++) x[k] -= a[k * n + j] * x[j];
    x[k] /= a[k * n + k];
  }
}

typedef struct nnls {
  size_t rows, columns;
  double a[COLUMNS][MOST], b[MOST], x[COLUMNS], residual[MOST];
  size_t passive[MOST + 1], count;
} nnls;

static void residual_of(nnls *p) {
  for (size_t i = 0; i < p->rows; i++) p->residual[i] = p->b[i];
  for (size_t k = 0; k < p->count; k++)
    for (size_t i = 0; i < p->rows; i++) p->residual[i] -= p->a[p->passive[k]][i] * p->x[p->passive[k]];
}

/* Least squares over the passive columns, stepping back to x >= 0 (Lawson, Hanson 1974, chapter 23). */
static void fit(nnls *p) {
  while (p->count > 0) {
    double m[MOST * MOST], r[MOST], z[MOST], step = 1;
    for (size_t k = 0; k < p->count; k++) {
      r[k] = 0;
      for (size_t i = 0; i < p->rows; i++) r[k] += p->a[p->passive[k]][i] * p->b[i];
      for (size_t l = 0; l < p->count; l++) {
        m[k * p->count + l] = 0;
        for (size_t i = 0; i < p->rows; i++) m[k * p->count + l] += p->a[p->passive[k]][i] * p->a[p->passive[l]][i];
      }
    }
    solve(p->count, m, r, z);
    for (size_t k = 0; k < p->count; k++) {
      const double x = p->x[p->passive[k]];
      if (z[k] <= 1e-12 && x / (x - z[k]) < step) step = x / (x - z[k]);
    }
    size_t kept = 0;
    for (size_t k = 0; k < p->count; k++) {
      const size_t c = p->passive[k];
      p->x[c] += step * (z[k] - p->x[c]);
      if (step < 1 && p->x[c] <= 1e-12)
        p->x[c] = 0;
      else
        p->passive[kept++] = c;
    }
    if (kept == p->count) return;
    p->count = kept;
  }
}

/* min |A x - b|, x >= 0; gives the length of what is left. */
static double nonnegative_least_squares(nnls *p) {
  p->count = 0;
  memset(p->x, 0, sizeof p->x);
  for (int round = 0; round < 10000; round++) {
    residual_of(p);
    size_t best = COLUMNS;
    double most = 1e-9;
    for (size_t c = 0; c < p->columns; c++) {
      double w = 0;
      for (size_t i = 0; i < p->rows; i++) w += p->a[c][i] * p->residual[i];
      if (w > most && p->x[c] == 0) most = w, best = c;
    }
    if (best == COLUMNS || p->count == p->rows) break;
    p->passive[p->count++] = best;
    fit(p);
  }
  residual_of(p);
  double sum = 0;
  for (size_t i = 0; i < p->rows; i++) sum += p->residual[i] * p->residual[i];
  return sqrt(sum);
}

/* Adds the vector to an orthonormal basis if it is new; gives the new rank. */
static size_t span(double (*q)[MOST], size_t rank, size_t n, const double *vector) {
  double v[MOST], length = 0;
  memcpy(v, vector, n * sizeof *v);
  for (int twice = 0; twice < 2; twice++)
    for (size_t r = 0; r < rank; r++) {
      double dot = 0;
      for (size_t i = 0; i < n; i++) dot += q[r][i] * v[i];
      for (size_t i = 0; i < n; i++) v[i] -= dot * q[r][i];
    }
  for (size_t i = 0; i < n; i++) length += v[i] * v[i];
  if (sqrt(length) < 1e-6) return rank;
  for (size_t i = 0; i < n; i++) q[rank][i] = v[i] / sqrt(length);
  return rank + 1;
}

typedef struct complaint {
  double excess;
  size_t who;
} complaint;

static int falling(const void *a, const void *b) {
  const double x = ((const complaint *)a)->excess, y = ((const complaint *)b)->excess;
  return x < y ? 1 : x > y ? -1 : 0;
}

/* Kohlberg (1971): for every level the coalitions with at least that complaint are balanced: sum of weights times
 * members = t (1, .., 1), weights > 0; players at their own value may join with weights >= 0. Levels end at rank n. */
static double check_kohlberg(const double *v, size_t n, const double *x, bool imputations, nnls *p) {
  static const double near = 1e-8;
  complaint c[1024];
  size_t count = 0, rank = 0, taken = 0;
  double worst = 0;
  double q[MOST][MOST], scale = 1;
  for (size_t s = 1; s + 1 < (size_t)1 << n; s++) {
    c[count] = (complaint){v[s], s};
    for (size_t i = 0; i < n; i++) c[count].excess -= (double)(s >> i & 1U) * x[i];
    scale = fmax(scale, fabs(v[s]));
    count++;
  }
  qsort(c, count, sizeof *c, falling);
  *p = (nnls){.rows = n};
  for (size_t i = 0; i < n; i++) p->a[0][i] = -1; /* t */
  p->columns = 1;
  for (size_t i = 0; imputations && i < n; i++)
    if (x[i] - v[(size_t)1 << i] < near * scale) p->a[p->columns++][i] = 1;
  while (taken < count && rank < n) {
    const double level = c[taken].excess - near * scale;
    for (; taken < count && c[taken].excess >= level; taken++) {
      for (size_t i = 0; i < n; i++) {
        p->a[p->columns][i] = (double)(c[taken].who >> i & 1U);
        p->b[i] -= p->a[p->columns][i]; /* each of them once at least */
      }
      rank = span(q, rank, n, p->a[p->columns++]);
    }
    const double left = nonnegative_least_squares(p);
    worst = fmax(worst, left / (double)p->columns);
  }
  double sum = 0;
  for (size_t i = 0; i < n; i++) sum += x[i];
  assert_close(sum, v[((size_t)1 << n) - 1], 1e-12 * scale * (double)n);
  return worst;
}

static void the_nucleolus_meets_kohlbergs_criterion(void **state) {
  (void)state;
  uint64_t random = 20240609;
  double *v = calloc(1024, sizeof *v), x[MOST];
  nnls *p = calloc(1, sizeof *p);
  size_t solved = 0;
  assert_true(v != NULL && p != NULL);
  for (size_t k = 0; k < GAMES; k++) {
    const size_t n = 2 + k % 9;
    tl_game *g;
    tl_error error = {0};
    fill(v, n, k / 9, &random);
    assert_int_equal(tl_game_create(n, NULL, v, TL_GAME_GAINS, NULL, &g, &error), TL_OK);
    if (tl_game_prenucleolus(g, x, &error) != TL_OK) fail_msg("game %zu: %s", k, error.sentence);
    assert_true(check_kohlberg(v, n, x, false, p) < BALANCED);
    const tl_code code = tl_game_nucleolus(g, x, &error);
    if (code == TL_OK) {
      assert_true(check_kohlberg(v, n, x, true, p) < BALANCED);
      solved++;
    } else {
      assert_non_null(strstr(error.sentence, "no imputation"));
    }
    tl_game_destroy(g);
  }
  assert_true(solved > GAMES / 2);
  free(p);
  free(v);
}

/* Every other split must fail the check: the nucleolus of the estate of 200 with a little moved between two players. */
static void kohlbergs_criterion_refuses_other_splits(void **state) {
  (void)state;
  nnls *p = calloc(1, sizeof *p);
  const double v[8] = {0, 0, 0, 0, 0, 0, 100, 200};
  assert_non_null(p);
  for (size_t from = 0; from < 3; from++) {
    double x[3] = {50, 75, 75};
    assert_true(check_kohlberg(v, 3, x, true, p) < BALANCED);
    x[from] -= 0.5;
    x[(from + 1) % 3] += 0.5;
    assert_true(check_kohlberg(v, 3, x, true, p) > 1e-3);
  }
  free(p);
}

/* All orders of up to 7 players, one after the other (Heap 1963). */
static void the_shapley_value_is_the_mean_over_all_orders(void **state) {
  (void)state;
  uint64_t random = 7;
  for (size_t k = 0; k < 60; k++) {
    const size_t n = 1 + k % 7;
    double v[128], x[7], sum[7] = {0}, orders = 0;
    size_t order[7], wheel[7] = {0}, at = 0;
    fill(v, n, k, &random);
    for (size_t i = 0; i < n; i++) order[i] = i;
    for (bool more = true; more;) {
      size_t s = 0;
      for (size_t i = 0; i < n; i++) {
        sum[order[i]] += v[s | (size_t)1 << order[i]] - v[s];
        s |= (size_t)1 << order[i];
      }
      orders++;
      while (at < n && wheel[at] >= at) wheel[at++] = 0;
      more = at < n;
      if (!more) break;
      const size_t other = at % 2 == 0 ? 0 : wheel[at], keep = order[other];
      order[other] = order[at];
      order[at] = keep;
      wheel[at]++;
      at = 0;
    }
    tl_game *g;
    assert_int_equal(tl_game_create(n, NULL, v, TL_GAME_GAINS, NULL, &g, NULL), TL_OK);
    tl_game_shapley(g, x);
    for (size_t i = 0; i < n; i++) assert_close(x[i], sum[i] / orders, 1e-10);
    tl_game_destroy(g);
  }
}

static tl_code airport(void *context, tl_coalition s, double *value, tl_error *error) {
  (void)context;
  (void)error;
  *value = 0;
  for (size_t i = 0; s >> i != 0; i++)
    if ((s >> i & 1U) != 0) *value = (double)(i + 1);
  return TL_OK;
}

/* Airport of n players with costs 1 .. n: player k pays the sum over j <= k of 1 / (n - j + 1). */
static void large_airports_have_their_closed_form(void **state) {
  (void)state;
  enum { N = 18, SAMPLED = 40 };
  double x[SAMPLED], error_of[SAMPLED], expected = 0;
  tl_game *g;
  assert_int_equal(tl_game_create_asking(N, NULL, airport, NULL, TL_GAME_COSTS, NULL, NULL, &g, NULL), TL_OK);
  tl_game_shapley(g, x);
  for (size_t k = 0; k < N; k++) {
    expected += 1 / (double)(N - k);
    assert_close(x[k], expected, 1e-12);
  }
  tl_game_destroy(g);
  assert_int_equal(tl_game_shapley_sampled(SAMPLED, airport, NULL, 4000, 1, x, error_of, NULL), TL_OK);
  expected = 0;
  for (size_t k = 0; k < SAMPLED; k++) {
    expected += 1 / (double)(SAMPLED - k);
    assert_close(x[k], expected, 5 * error_of[k] + 1e-12); /* five standard errors */
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_nucleolus_meets_kohlbergs_criterion),
      cmocka_unit_test(kohlbergs_criterion_refuses_other_splits),
      cmocka_unit_test(the_shapley_value_is_the_mean_over_all_orders),
      cmocka_unit_test(large_airports_have_their_closed_form),
  };
  return cmocka_run_group_tests_name("game_random", tests, NULL, NULL);
}
