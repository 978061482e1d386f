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
static void an_unscaled_system_keeps_twelve_decades_and_says_what_is_wrong(void **state) {
  (void)state;
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
  assert_int_equal(tli_system_create_in_order(arena, N, count, stamps, slots, &system, &error), TL_OK);
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
  values[slots[2]] = NAN; /* beside the diagonal */
  assert_int_equal(tli_system_factor(system, NULL, &error), TL_ERR_NO_ANSWER);
  values[slots[2]] = INFINITY;
  assert_int_equal(tli_system_factor(system, NULL, &error), TL_ERR_NO_ANSWER);
  tli_system_clear(system);
  for (size_t k = 0; k + 1 < count; k++) values[slots[k]] += k % 4 < 2 ? 1.0 : -1.0; /* the far end is let go */
  assert_int_equal(tli_system_factor(system, NULL, &error), TL_ERR_NO_ANSWER);
  tli_system_destroy(system);
  tli_arena_destroy(arena);
}

/* minimise -x - 2 y, x + y <= 4.5, x + 3 y <= 6, x, y in 0 .. 3: by hand x = 3, y = 1, objective -5; the second row
 * alone and x's bound bind: -2 = 3 y2, so y2 = -2/3. */
static void linear_program_is_solved_with_its_multipliers(void **unused) {
  (void)unused;
  tli_lp *lp = tli_lp_create(NULL);
  tl_error error;
  double x[2], y[2], objective;
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

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(doubled_stamps_share_a_slot_and_the_solution_is_right),
      cmocka_unit_test(pivots_are_renewed_when_they_go_bad),
      cmocka_unit_test(singular_systems_are_named),
      cmocka_unit_test(an_unscaled_system_keeps_twelve_decades_and_says_what_is_wrong),
      cmocka_unit_test(linear_program_is_solved_with_its_multipliers),
  };
  return cmocka_run_group_tests_name("la", tests, NULL, NULL);
}
