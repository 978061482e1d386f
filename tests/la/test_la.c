/* Claims about the sparse systems. */
#include "la/tli_la.h"
#include "la/tli_lp.h"
#include "testing.h"

static void doubled_stamps_share_a_slot_and_the_solution_is_right(void **state) {
  (void)state;
  tli_arena *arena = tli_arena_create(NULL);
  const tli_stamp stamps[] = {{0, 0}, {0, 1}, {1, 0}, {1, 1}, {1, 1}, {2, 2}};
  size_t slots[6];
  tli_system *system;
  tl_error error;
  assert_int_equal(tli_system_create(arena, 3, 6, stamps, slots, &system, &error), TL_OK);
  assert_int_equal(slots[3], slots[4]);
  assert_int_equal(tli_system_nonzeros(system), 5);
  for (int round = 1; round < 4; round++) { /* the later rounds reuse the pivots */
    double a = 4.0 * round, add[] = {a, 1, 2, 1, 2, 5}, x[] = {9, 8, 10};
    tli_system_clear(system);
    for (int k = 0; k < 6; k++) tli_system_values(system)[slots[k]] += add[k];
    assert_int_equal(tli_system_factor(system, NULL, &error), TL_OK);
    assert_int_equal(tli_system_solve(system, x, &error), TL_OK);
    assert_close(a * x[0] + x[1], 9, 1e-12);
    assert_close(2 * x[0] + 3 * x[1], 8, 1e-12);
    assert_close(x[2], 2, 1e-15);
  }
  tli_system_destroy(system);
  tli_arena_destroy(arena);
}

static void pivots_are_renewed_when_they_go_bad(void **state) {
  (void)state;
  tli_arena *arena = tli_arena_create(NULL);
  const tli_stamp stamps[] = {{0, 0}, {0, 1}, {1, 0}, {1, 1}};
  size_t slots[4];
  tli_system *system;
  tl_error error;
  assert_int_equal(tli_system_create(arena, 2, 4, stamps, slots, &system, &error), TL_OK);
  const double first[] = {1, 0, 0, 1}, second[] = {0, 1, 1, 0};
  for (int round = 0; round < 2; round++) {
    double x[] = {3, 7};
    for (int k = 0; k < 4; k++) tli_system_values(system)[slots[k]] = (round == 0 ? first : second)[k];
    assert_int_equal(tli_system_factor(system, NULL, &error), TL_OK);
    assert_int_equal(tli_system_solve(system, x, &error), TL_OK);
    assert_close(x[0], round == 0 ? 3 : 7, 1e-15);
  }
  tli_system_destroy(system);
  tli_arena_destroy(arena);
}

static void singular_systems_are_named(void **state) {
  (void)state;
  tli_arena *arena = tli_arena_create(NULL);
  const tli_stamp stamps[] = {{0, 0}, {0, 1}, {1, 0}, {1, 1}};
  size_t slots[4];
  tli_system *system;
  tl_error error;
  int row;
  assert_int_equal(tli_system_create(arena, 2, 4, stamps, slots, &system, &error), TL_OK);
  for (int k = 0; k < 4; k++) tli_system_values(system)[slots[k]] = 1.0;
  assert_int_equal(tli_system_factor(system, &row, &error), TL_ERR_NO_ANSWER);
  assert_true(row == 0 || row == 1);
  tli_system_values(system)[slots[0]] = NAN;
  assert_int_equal(tli_system_factor(system, &row, &error), TL_ERR_NO_ANSWER);
  tli_system_destroy(system);
  tli_arena_destroy(arena);
}

/* A chain of conductances over twelve decades, held at its far end: the potential of a node is the sum of the
 * resistances behind it when 1 is put in at the first. Factored with fresh pivots and with kept ones; a value that is
 * no number and a chain that nothing holds are said then too. */
typedef tl_code (*creator)(tli_arena *, size_t, size_t, const tli_stamp *, size_t *, tli_system **, tl_error *);

static void keeps_twelve_decades(creator create) {
  enum { N = 30 };
  tli_arena *arena = tli_arena_create(NULL);
  tli_stamp stamps[4 * N];
  size_t slots[4 * N], count = 0;
  tli_system *system;
  tl_error error;
  double g[N], x[N];
  for (int k = 0; k < N; k++) {
    g[k] = pow(10.0, -6.0 + 12.0 * ((7 * k) % N) / N);
    stamps[count++] = (tli_stamp){k, k};
    if (k + 1 == N) break;
    stamps[count++] = (tli_stamp){k + 1, k + 1};
    stamps[count++] = (tli_stamp){k, k + 1};
    stamps[count++] = (tli_stamp){k + 1, k};
  }
  assert_int_equal(create(arena, N, count, stamps, slots, &system, &error), TL_OK);
  double *values = tli_system_values(system);
  for (int round = 0; round < 3; round++) {
    tli_system_clear(system);
    for (size_t k = 0; k < count; k++) values[slots[k]] += g[k / 4] * (k % 4 < 2 ? 1.0 : -1.0);
    assert_int_equal(tli_system_factor(system, NULL, &error), TL_OK);
    for (int k = 0; k < N; k++) x[k] = k == 0;
    assert_int_equal(tli_system_solve(system, x, &error), TL_OK);
    for (int k = 0; k < N; k++) {
      const double in = k > 0 ? g[k - 1] * x[k - 1] : 1.0, out = k + 1 < N ? g[k] * x[k + 1] : 0.0;
      const double held = (k > 0 ? g[k - 1] + g[k] : g[k]) * x[k];
      assert_close(held, in + out, 1e-15 * held); /* each row to its last digits */
    }
  }
  values[slots[2]] = values[slots[3]] = NAN; /* beside the diagonal */
  assert_int_equal(tli_system_factor(system, NULL, &error), TL_ERR_NO_ANSWER);
  values[slots[2]] = values[slots[3]] = INFINITY;
  assert_int_equal(tli_system_factor(system, NULL, &error), TL_ERR_NO_ANSWER);
  tli_system_clear(system);
  for (size_t k = 0; k + 1 < count; k++) values[slots[k]] += k % 4 < 2 ? 1.0 : -1.0; /* the far end is let go */
  assert_int_equal(tli_system_factor(system, NULL, &error), TL_ERR_NO_ANSWER);
  tli_system_destroy(system);
  tli_arena_destroy(arena);
}

static void an_unscaled_system_keeps_twelve_decades_and_says_what_is_wrong(void **state) {
  (void)state;
  keeps_twelve_decades(tli_system_create_in_order);
}

static void so_does_a_definite_one(void **state) {
  (void)state;
  keeps_twelve_decades(tli_system_create_definite);
}

static double some_share(uint64_t *seed) {
  *seed = *seed * 6364136223846793005U + 1442695040888963407U;
  return (double)(*seed >> 11) * 0x1p-53;
}

enum { LARGEST = 400 };
typedef struct mesh {
  size_t n, pairs, count, slots[2][7 * LARGEST];
  tli_stamp pair[3 * LARGEST], stamps[7 * LARGEST];
  double g[3 * LARGEST], held[LARGEST];
} mesh;

/* A random connected network of conductances over eight decades, some of its nodes held. */
static void draw_mesh(mesh *m, uint64_t *seed) {
  m->n = 1 + (size_t)((LARGEST - 1) * some_share(seed));
  m->pairs = m->count = 0;
  for (size_t k = 1; k < m->n; k++) m->pair[m->pairs++] = (tli_stamp){(int)k, (int)((double)k * some_share(seed))};
  for (size_t k = 0; k < m->n / 2 && m->n > 1; k++) {
    const int i = (int)((double)m->n * some_share(seed)), j = (int)((double)m->n * some_share(seed));
    if (i != j) m->pair[m->pairs++] = (tli_stamp){i, j};
  }
  for (size_t k = 0; k < m->pairs; k++) m->g[k] = pow(10.0, 8.0 * some_share(seed));
  for (size_t i = 0; i < m->n; i++) m->held[i] = i == 0 || some_share(seed) < 0.1 ? 1e3 : 0.0;
}

/* The unknowns numbered in the order of elimination. */
static void number_mesh(mesh *m, const int *order) {
  int place[LARGEST] = {0};
  for (size_t k = 0; k < m->n; k++) place[order[k]] = (int)k;
  for (size_t k = 0; k < m->pairs; k++) m->pair[k] = (tli_stamp){place[m->pair[k].row], place[m->pair[k].column]};
  for (size_t i = 0; i < m->n; i++) m->stamps[m->count++] = (tli_stamp){(int)i, (int)i};
  for (size_t k = 0; k < m->pairs; k++) {
    m->stamps[m->count++] = m->pair[k];
    m->stamps[m->count++] = (tli_stamp){m->pair[k].column, m->pair[k].row};
  }
}

static void fill_mesh(const mesh *m, tli_system *system, const size_t *slots) {
  double *values = tli_system_values(system);
  tli_system_clear(system);
  for (size_t i = 0; i < m->n; i++) values[slots[i]] += m->held[i];
  for (size_t k = 0; k < m->pairs; k++) {
    values[slots[m->pair[k].row]] += m->g[k];
    values[slots[m->pair[k].column]] += m->g[k];
    values[slots[m->n + 2 * k]] -= m->g[k];
    values[slots[m->n + 2 * k + 1]] -= m->g[k];
  }
}

/* What x leaves of b, row by row to its last digits; its size, with the rounding of this very sum, onto `apart`. */
static void add_residuals(const mesh *m, const double *b, const double *x, double size, double *apart) {
  double left[LARGEST], most[LARGEST];
  for (size_t i = 0; i < m->n; i++) {
    most[i] = fabs(b[i]) + 2.0 * m->held[i] * size;
    left[i] = b[i] - m->held[i] * x[i];
  }
  for (size_t k = 0; k < m->pairs; k++) {
    const double flow = m->g[k] * (x[m->pair[k].row] - x[m->pair[k].column]);
    left[m->pair[k].row] -= flow;
    left[m->pair[k].column] += flow;
    most[m->pair[k].row] += 2.0 * m->g[k] * size;
    most[m->pair[k].column] += 2.0 * m->g[k] * size;
  }
  for (size_t i = 0; i < m->n; i++) {
    assert_true(fabs(left[i]) <= 1e-14 * most[i]);
    apart[i] += fabs(left[i]) + 0x1p-50 * most[i];
  }
}

/* Networks of 1 to 400 nodes by both ways: what each answer leaves of the right-hand side, and one against the other;
 * solved in one pass and in two, several times over. */
static void definite_systems_are_solved_as_klu_solves_them(void **state) {
  (void)state;
  uint64_t seed = 3;
  mesh *m = malloc(sizeof *m);
  for (int round = 0; round < 60; round++) {
    tli_arena *arena = tli_arena_create(NULL);
    tli_system *system[2];
    tl_error error;
    int order[LARGEST];
    bool seen[LARGEST] = {false};
    draw_mesh(m, &seed);
    assert_int_equal(tli_minimum_degree(arena, m->n, m->pairs, m->pair, order, &error), TL_OK);
    for (size_t k = 0; k < m->n; k++) {
      assert_true(order[k] >= 0 && order[k] < (int)m->n && !seen[order[k]]);
      seen[order[k]] = true;
    }
    number_mesh(m, order);
    assert_int_equal(tli_system_create_definite(arena, m->n, m->count, m->stamps, m->slots[0], &system[0], &error),
                     TL_OK);
    assert_int_equal(tli_system_create_in_order(arena, m->n, m->count, m->stamps, m->slots[1], &system[1], &error),
                     TL_OK);
    for (int again = 0; again < 2; again++) {
      double b[LARGEST], x[3][LARGEST];
      for (size_t i = 0; i < m->n; i++) x[0][i] = x[1][i] = x[2][i] = b[i] = some_share(&seed) - 0.5;
      for (int s = 0; s < 2; s++) {
        fill_mesh(m, system[s], m->slots[s]);
        assert_int_equal(tli_system_factor_solve(system[s], x[s], &error), TL_OK);
      }
      assert_int_equal(tli_system_factor(system[0], NULL, &error), TL_OK);
      assert_int_equal(tli_system_solve(system[0], x[2], &error), TL_OK);
      double size = 0.0, apart[LARGEST] = {0};
      for (size_t i = 0; i < m->n; i++) size = fmax(size, fabs(x[1][i]));
      for (int s = 0; s < 3; s++) add_residuals(m, b, x[s], size, apart);
      /* the inverse has no entry below 0: it turns the sizes of what is left into those of what they can differ by */
      assert_int_equal(tli_system_solve(system[0], apart, &error), TL_OK);
      for (size_t i = 0; i < m->n; i++) {
        assert_true(fabs(x[0][i] - x[1][i]) <= 1.001 * apart[i]);
        assert_true(fabs(x[2][i] - x[0][i]) <= 1.001 * apart[i]);
      }
    }
    for (int s = 0; s < 2; s++) tli_system_destroy(system[s]);
    tli_arena_destroy(arena);
  }
  free(m);
}

/* What is not definite after all is solved with pivots. */
static void what_is_not_definite_goes_to_klu(void **state) {
  (void)state;
  tli_arena *arena = tli_arena_create(NULL);
  const tli_stamp stamps[] = {{0, 0}, {1, 1}, {0, 1}, {1, 0}};
  size_t slots[4];
  tli_system *system;
  tl_error error;
  assert_int_equal(tli_system_create_definite(arena, 2, 4, stamps, slots, &system, &error), TL_OK);
  const double at[3][4] = {{1, -2, 3, 3}, {2, 2, 1, 1}, {0, 0, 1, 1}};
  for (int round = 0; round < 3; round++) {
    const double *a = at[round];
    double x[] = {4, 5};
    for (int k = 0; k < 4; k++) tli_system_values(system)[slots[k]] = a[k];
    assert_int_equal(tli_system_factor_solve(system, x, &error), TL_OK);
    assert_close(a[0] * x[0] + a[2] * x[1], 4.0, 1e-14);
    assert_close(a[3] * x[0] + a[1] * x[1], 5.0, 1e-14);
  }
  tli_system_destroy(system);
  tli_arena_destroy(arena);
}

/* minimise -x - 2 y, x + y <= 4.5, x + 3 y <= 6, x, y in 0 .. 3: by hand x = 3, y = 1, objective -5; the second row
 * alone and x's bound bind: -2 = 3 y2, so y2 = -2/3. */
static void linear_program_is_solved_with_its_multipliers(void **unused) {
  (void)unused;
  tli_lp *lp = tli_lp_create(NULL);
  tl_error error;
  double x[2], y[3], objective;
  tli_lp_status status;
  assert_non_null(lp);
  for (int round = 0; round < 2; round++) { /* cleared and filled again */
    tli_lp_clear(lp);
    const int a = tli_lp_add_column(lp, 0.0, 3.0, -1.0), b = tli_lp_add_column(lp, 0.0, 3.0, -2.0);
    assert_int_equal(tli_lp_add_row(lp, -INFINITY, 4.5), 0);
    assert_true(tli_lp_add_entry(lp, a, 1.0) && tli_lp_add_entry(lp, b, 1.0));
    assert_int_equal(tli_lp_add_row(lp, -INFINITY, 6.0), 1);
    assert_true(tli_lp_add_entry(lp, a, 1.0) && tli_lp_add_entry(lp, b, 3.0));
    assert_int_equal(tli_lp_solve(lp, &status, x, y, &objective, &error), TL_OK);
    assert_int_equal(status, TLI_LP_OPTIMAL);
    assert_close(x[0], 3.0, 1e-9);
    assert_close(x[1], 1.0, 1e-9);
    assert_close(objective, -5.0, 1e-9);
    assert_close(y[0], 0.0, 1e-9);
    assert_close(y[1], -2.0 / 3.0, 1e-9);
  }
  assert_int_equal(tli_lp_add_row(lp, 7.0, 8.0), 2); /* more than both can be */
  assert_true(tli_lp_add_entry(lp, 0, 1.0) && tli_lp_add_entry(lp, 1, 1.0));
  assert_int_equal(tli_lp_solve(lp, &status, x, y, &objective, &error), TL_OK);
  assert_int_equal(status, TLI_LP_INFEASIBLE);
  tli_lp_destroy(lp);
}

enum { COLUMNS = 6, ROWS = 12 };

static double some_whole(uint64_t *seed, int least, int most) {
  return least + floor((most - least + 1) * some_share(seed));
}

/* A program in whole numbers through a point `at`; the later half of its rows are one row times scale[i], and balance
 * to 0 at the point, as flows at a node do. */
static void draw_program(tli_lp *lp, uint64_t *seed, double *at, double *scale, double *costs) {
  double direction[COLUMNS], sum = 0.0;
  tli_lp_clear(lp);
  *costs = 0.0;
  for (int j = 0; j < COLUMNS; j++) {
    const double cost = some_whole(seed, -3, 7);
    at[j] = j + 1 < COLUMNS ? some_whole(seed, 10, 99) : 1.0;
    *costs += cost * at[j];
    (void)tli_lp_add_column(lp, at[j] - floor(9.0 * some_share(seed)), at[j] + some_whole(seed, 1, 20), cost);
    direction[j] = j + 1 < COLUMNS ? some_whole(seed, -9, 9) : -sum;
    sum += direction[j] * at[j];
  }
  for (int i = 0; i < ROWS; i++) {
    double entry[COLUMNS], value = 0.0;
    scale[i] = some_whole(seed, 1, 9);
    for (int j = 0; j < COLUMNS; j++) {
      entry[j] = i < ROWS / 2 ? some_whole(seed, -9, 9) : scale[i] * direction[j];
      value += entry[j] * at[j];
    }
    (void)tli_lp_add_row(lp, value, i < ROWS / 2 ? INFINITY : value);
    for (int j = 0; j < COLUMNS; j++) assert_true(tli_lp_add_entry(lp, j, entry[j]));
  }
}

/* Whatever the multipliers are, and however large, nothing proved lies above what the known point has; the large ones
 * cancel in all columns but for their rounding. With those of the optimum the bound is the optimum. */
static void no_multipliers_prove_what_is_not_so(void **unused) {
  (void)unused;
  tli_lp *lp = tli_lp_create(NULL);
  tl_error error;
  uint64_t seed = 9;
  size_t optima = 0;
  assert_non_null(lp);
  for (int round = 0; round < 400; round++) {
    double at[COLUMNS], scale[ROWS], y[ROWS], x[COLUMNS], costs, objective;
    draw_program(lp, &seed, at, scale, &costs);
    for (double large = 1.0; large < 1e20; large *= 100.0) {
      double sum = 0.0;
      for (int i = 0; i < ROWS; i++) y[i] = (i < ROWS / 2 ? 1.0 : large) * (some_share(&seed) - 0.5);
      for (int i = ROWS / 2; i + 1 < ROWS; i++) sum += y[i] * scale[i];
      y[ROWS - 1] = -sum / scale[ROWS - 1];
      assert_true(tli_lp_bound(lp, -1, 0.0, y) <= costs);
      for (int j = 0; j < COLUMNS; j++) {
        assert_true(tli_lp_bound(lp, j, 1.0, y) <= at[j]);
        assert_true(tli_lp_bound(lp, j, -1.0, y) <= -at[j]);
      }
    }
    tli_lp_status status;
    assert_int_equal(tli_lp_solve(lp, &status, x, y, &objective, &error), TL_OK);
    if (status != TLI_LP_OPTIMAL) continue;
    optima++;
    assert_true(tli_lp_bound(lp, -1, 0.0, y) <= costs);
    assert_close(tli_lp_bound(lp, -1, 0.0, y), objective, 1e-6 * (1.0 + fabs(objective)));
    for (int j = 0; j < COLUMNS; j++) assert_true(tli_lp_bound(lp, j, 1.0, NULL) <= at[j]);
  }
  assert_true(optima > 300);
  tli_lp_destroy(lp);
}

/* A program through a known point, its rows exact in binary; entries reach over nine decades. */
static void draw_wide_program(tli_lp *lp, uint64_t *seed) {
  enum { POWERS = 14 }; /* of 2, either way */
  double at[COLUMNS];
  tli_lp_clear(lp);
  for (int j = 0; j < COLUMNS; j++) {
    at[j] = some_whole(seed, 10, 99);
    const double low = at[j] - floor(9.0 * some_share(seed));
    (void)tli_lp_add_column(lp, low, at[j] + some_whole(seed, 0, 20), some_whole(seed, -3, 7));
  }
  for (int i = 0; i < ROWS; i++) {
    double entry[COLUMNS], value = 0.0;
    for (int j = 0; j < COLUMNS; j++) {
      entry[j] = ldexp(some_whole(seed, -9, 9), (int)some_whole(seed, -POWERS, POWERS));
      value += entry[j] * at[j];
    }
    (void)tli_lp_add_row(lp, value, i < 2 ? value : INFINITY);
    for (int j = 0; j < COLUMNS; j++) assert_true(tli_lp_add_entry(lp, j, entry[j]));
  }
}

/* Clp works to a tolerance and calls some programs infeasible that have a point: what it gives for it proves nothing.
 * With a row that contradicts another one it does. */
static void a_program_is_empty_only_where_that_is_proved(void **unused) {
  (void)unused;
  tli_lp *lp = tli_lp_create(NULL);
  tl_error error;
  tli_lp_status status;
  uint64_t seed = 9;
  size_t wrong = 0;
  double y[ROWS + 1], objective;
  assert_non_null(lp);
  for (int round = 0; round < 4000; round++) {
    draw_wide_program(lp, &seed);
    assert_int_equal(tli_lp_solve(lp, &status, NULL, y, &objective, &error), TL_OK);
    if (status != TLI_LP_INFEASIBLE) continue;
    wrong++;
    assert_false(tli_lp_is_empty(lp, y));
  }
  print_message("%zu programs with a point were called infeasible\n", wrong);
  assert_true(wrong > 0);
  for (int round = 0; round < 400; round++) {
    double at[COLUMNS], scale[ROWS], costs;
    draw_program(lp, &seed, at, scale, &costs);
    (void)tli_lp_add_row(lp, 1e4, INFINITY); /* columns end at 119 */
    for (int j = 0; j < COLUMNS; j++) assert_true(tli_lp_add_entry(lp, j, 1.0));
    assert_int_equal(tli_lp_solve(lp, &status, NULL, y, &objective, &error), TL_OK);
    assert_int_equal(status, TLI_LP_INFEASIBLE);
    assert_true(tli_lp_is_empty(lp, y));
    for (int i = 0; i <= ROWS; i++) y[i] = -y[i]; /* nor the other way round */
    assert_false(tli_lp_is_empty(lp, y));
  }
  tli_lp_destroy(lp);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(doubled_stamps_share_a_slot_and_the_solution_is_right),
      cmocka_unit_test(pivots_are_renewed_when_they_go_bad),
      cmocka_unit_test(singular_systems_are_named),
      cmocka_unit_test(an_unscaled_system_keeps_twelve_decades_and_says_what_is_wrong),
      cmocka_unit_test(so_does_a_definite_one),
      cmocka_unit_test(definite_systems_are_solved_as_klu_solves_them),
      cmocka_unit_test(what_is_not_definite_goes_to_klu),
      cmocka_unit_test(linear_program_is_solved_with_its_multipliers),
      cmocka_unit_test(no_multipliers_prove_what_is_not_so),
      cmocka_unit_test(a_program_is_empty_only_where_that_is_proved),
  };
  return cmocka_run_group_tests_name("la", tests, NULL, NULL);
}
