/* Linear programs with few columns, by Clp, whose rows come one after the other. See game/tli_game.h.
 *
 * Clp works to a tolerance; its last basis says which rows and bounds hold with equality. They are as many equations
 * as columns, and elimination with full pivoting solves them to rounding. The same basis gives the duals. */
#include <math.h>
#include <string.h>

#include <coin/Clp_C_Interface.h>

#include "game/tli_game.h"

enum { STATUS_BASIC = 1 };

struct tli_cuts {
  const tl_allocator *allocator;
  Clp_Simplex *clp;
  size_t columns, rows, most_rows;
  tli_cuts_row *kept;
  double cost[TLI_CUTS_COLUMNS];
  double a[TLI_CUTS_COLUMNS * TLI_CUTS_COLUMNS];
};

tli_cuts *tli_cuts_create(const tl_allocator *allocator, size_t columns, const double *cost, const double *lower,
                          const double *upper, size_t most_rows) {
  tli_cuts *lp = tli_alloc(allocator, sizeof *lp);
  if (lp == NULL) return NULL;
  lp->allocator = allocator;
  lp->columns = columns;
  lp->most_rows = most_rows;
  lp->kept = tli_alloc(allocator, most_rows * sizeof *lp->kept);
  lp->clp = lp->kept != NULL ? Clp_newModel() : NULL;
  if (lp->clp == NULL) {
    tli_cuts_destroy(lp);
    return NULL;
  }
  memcpy(lp->cost, cost, columns * sizeof *cost);
  CoinBigIndex starts[TLI_CUTS_COLUMNS + 1] = {0};
  Clp_setLogLevel(lp->clp, 0);
  Clp_scaling(lp->clp, 0);
  Clp_setPerturbation(lp->clp, 100);
  Clp_setPrimalTolerance(lp->clp, 1e-9);
  Clp_setDualTolerance(lp->clp, 1e-9);
  Clp_addColumns(lp->clp, (int)columns, lower, upper, cost, starts, NULL, NULL);
  return lp;
}

void tli_cuts_destroy(tli_cuts *lp) {
  if (lp == NULL) return;
  if (lp->clp != NULL) Clp_deleteModel(lp->clp);
  tli_free(lp->allocator, lp->kept, lp->most_rows * sizeof *lp->kept);
  tli_free(lp->allocator, lp, sizeof *lp);
}

size_t tli_cuts_rows(const tli_cuts *lp) { return lp->rows; }

tl_code tli_cuts_add(tli_cuts *lp, const tli_cuts_row *row, tl_error *error) {
  if (lp->rows == lp->most_rows)
    return tl_fail(error, TL_ERR_NO_ANSWER, "the linear program over coalitions has not ended after %zu rows",
                   lp->rows);
  const CoinBigIndex starts[2] = {0, (CoinBigIndex)row->count};
  const double upper = row->equal ? row->bound : INFINITY;
  Clp_addRows(lp->clp, 1, &row->bound, &upper, starts, row->columns, row->values);
  lp->kept[lp->rows++] = *row;
  return TL_OK;
}

bool tli_solve_square(size_t n, double *a, double *b, double *x) {
  size_t column_of[TLI_CUTS_COLUMNS];
  for (size_t k = 0; k < n; k++) column_of[k] = k;
  for (size_t k = 0; k < n; k++) {
    size_t row = k, column = k;
    for (size_t i = k; i < n; i++)
      for (size_t j = k; j < n; j++)
        if (fabs(a[i * n + j]) > fabs(a[row * n + column])) row = i, column = j;
    if (!(fabs(a[row * n + column]) > 1e-10)) return false;
    for (size_t j = 0; j < n; j++) {
      const double keep = a[k * n + j];
      a[k * n + j] = a[row * n + j];
      a[row * n + j] = keep;
    }
    const double keep = b[k];
    b[k] = b[row];
    b[row] = keep;
    for (size_t i = 0; i < n; i++) {
      const double swap = a[i * n + k];
      a[i * n + k] = a[i * n + column];
      a[i * n + column] = swap;
    }
    const size_t c = column_of[k];
    column_of[k] = column_of[column];
    column_of[column] = c;
    for (size_t i = k + 1; i < n; i++) {
      const double factor = a[i * n + k] / a[k * n + k];
      if (factor == 0) continue;
      for (size_t j = k; j < n; j++) a[i * n + j] -= factor * a[k * n + j];
      b[i] -= factor * b[k];
    }
  }
  for (size_t k = n; k-- > 0;) {
    double sum = b[k];
    for (size_t j = k + 1; j < n; j++) sum -= a[k * n + j] * x[column_of[j]];
    x[column_of[k]] = sum / a[k * n + k];
  }
  return true;
}

/* The equations of the basis: which rows and columns are active. False if they are not as many as columns. */
static bool active_set(tli_cuts *lp, int *active) {
  size_t count = 0;
  for (size_t j = 0; j < lp->columns; j++)
    if (Clp_getColumnStatus(lp->clp, (int)j) != STATUS_BASIC) {
      if (count == lp->columns) return false;
      active[count++] = -1 - (int)j;
    }
  for (size_t r = 0; r < lp->rows; r++)
    if (Clp_getRowStatus(lp->clp, (int)r) != STATUS_BASIC) {
      if (count == lp->columns) return false;
      active[count++] = (int)r;
    }
  return count == lp->columns;
}

static void fill_equation(const tli_cuts *lp, int which, double *coefficients, size_t stride) {
  for (size_t j = 0; j < lp->columns; j++) coefficients[j * stride] = 0;
  if (which < 0) {
    coefficients[(size_t)(-1 - which) * stride] = 1;
    return;
  }
  const tli_cuts_row *row = &lp->kept[which];
  for (size_t k = 0; k < row->count; k++) coefficients[(size_t)row->columns[k] * stride] = row->values[k];
}

/* y and duals from the active set; leaves Clp's own where that is singular. */
static void polish(tli_cuts *lp, double *y, double *duals, double *reduced) {
  const size_t n = lp->columns;
  int active[TLI_CUTS_COLUMNS];
  double b[TLI_CUTS_COLUMNS], x[TLI_CUTS_COLUMNS] = {0};
  if (!active_set(lp, active)) return;
  for (size_t k = 0; k < n; k++) {
    fill_equation(lp, active[k], lp->a + k * n, 1);
    b[k] = active[k] < 0 ? y[-1 - active[k]] : lp->kept[active[k]].bound;
  }
  if (!tli_solve_square(n, lp->a, b, x)) return;
  for (size_t j = 0; j < n; j++)
    if (!(fabs(x[j] - y[j]) <= 1e-5 * (1 + fabs(y[j])))) return;
  memcpy(y, x, n * sizeof *y);
  for (size_t k = 0; k < n; k++) fill_equation(lp, active[k], lp->a + k, n); /* transposed */
  memcpy(b, lp->cost, n * sizeof *b);
  if (!tli_solve_square(n, lp->a, b, x)) return;
  memset(duals, 0, lp->rows * sizeof *duals);
  memset(reduced, 0, n * sizeof *reduced);
  for (size_t k = 0; k < n; k++) {
    if (active[k] < 0)
      reduced[-1 - active[k]] = x[k];
    else
      duals[active[k]] = x[k];
  }
}

tl_code tli_cuts_solve(tli_cuts *lp, double *y, double *duals, double *reduced, tl_error *error) {
  (void)Clp_dual(lp->clp, 0);
  if (Clp_status(lp->clp) != 0) (void)Clp_primal(lp->clp, 0);
  const int status = Clp_status(lp->clp);
  if (status != 0)
    return tl_fail(error, TL_ERR_NO_ANSWER, "the linear program over coalitions %s",
                   status == 1   ? "has no feasible point"
                   : status == 2 ? "has no bound"
                                 : "was given up");
  memcpy(y, Clp_primalColumnSolution(lp->clp), lp->columns * sizeof *y);
  memcpy(duals, Clp_dualRowSolution(lp->clp), lp->rows * sizeof *duals);
  memcpy(reduced, Clp_dualColumnSolution(lp->clp), lp->columns * sizeof *reduced);
  polish(lp, y, duals, reduced);
  return TL_OK;
}
