/* Linear programs: see tli_lp.h. */
#include "la/tli_lp.h"

#include <coin/Clp_C_Interface.h>
#include <float.h>
#include <math.h>
#include <string.h>

typedef struct list {
  void *at;
  size_t count, room;
} list;

struct tli_lp {
  const tl_allocator *allocator;
  list low, high, cost, row_low, row_high, value; /* of doubles */
  list start, index;                              /* of ints */
  list slope, added;                              /* of doubles: scratch of tli_lp_bound, one a column */
  Clp_Simplex *kept;                              /* between tli_lp_keep and tli_lp_drop */
  bool (*go_on)(void *watch);
  void *watch;
};

/* Room for one more of `bytes` each; NULL if there is no memory. */
static void *push(const tli_lp *lp, list *l, size_t bytes) {
  if (l->count == l->room) {
    const size_t room = l->room > 0 ? 2 * l->room : 64;
    void *grown = lp->allocator->resize(lp->allocator->context, l->at, l->room * bytes, room * bytes);
    if (grown == NULL) return NULL;
    l->at = grown;
    l->room = room;
  }
  return (char *)l->at + bytes * l->count++;
}

static bool push_double(const tli_lp *lp, list *l, double value) {
  double *at = push(lp, l, sizeof *at);
  if (at != NULL) *at = value;
  return at != NULL;
}

static bool push_int(const tli_lp *lp, list *l, int value) {
  int *at = push(lp, l, sizeof *at);
  if (at != NULL) *at = value;
  return at != NULL;
}

tli_lp *tli_lp_create(const tl_allocator *allocator) {
  tli_lp *lp = tli_alloc(allocator, sizeof *lp);
  if (lp != NULL) lp->allocator = tli_allocator_or_default(allocator);
  return lp;
}

void tli_lp_destroy(tli_lp *lp) {
  if (lp == NULL) return;
  tli_lp_drop(lp);
  list *const doubles[] = {&lp->low,      &lp->high,  &lp->cost,  &lp->row_low,
                           &lp->row_high, &lp->value, &lp->slope, &lp->added};
  for (size_t i = 0; i < TLI_COUNT(doubles); i++)
    tli_free(lp->allocator, doubles[i]->at, doubles[i]->room * sizeof(double));
  tli_free(lp->allocator, lp->start.at, lp->start.room * sizeof(int));
  tli_free(lp->allocator, lp->index.at, lp->index.room * sizeof(int));
  tli_free(lp->allocator, lp, sizeof *lp);
}

void tli_lp_clear(tli_lp *lp) {
  tli_lp_drop(lp);
  lp->low.count = lp->high.count = lp->cost.count = lp->row_low.count = lp->row_high.count = 0;
  lp->slope.count = lp->added.count = 0;
  lp->value.count = lp->start.count = lp->index.count = 0;
}

size_t tli_lp_columns(const tli_lp *lp) { return lp->low.count; }
size_t tli_lp_rows(const tli_lp *lp) { return lp->row_low.count; }

int tli_lp_add_column(tli_lp *lp, double low, double high, double cost) {
  const bool done = push_double(lp, &lp->low, low) && push_double(lp, &lp->high, high) &&
                    push_double(lp, &lp->cost, cost) && push_double(lp, &lp->slope, 0.0) &&
                    push_double(lp, &lp->added, 0.0);
  return done ? (int)lp->low.count - 1 : -1;
}

int tli_lp_add_row(tli_lp *lp, double low, double high) {
  const bool done = push_int(lp, &lp->start, (int)lp->index.count) && push_double(lp, &lp->row_low, low) &&
                    push_double(lp, &lp->row_high, high);
  return done ? (int)lp->row_low.count - 1 : -1;
}

bool tli_lp_add_entry(tli_lp *lp, int column, double value) {
  return push_int(lp, &lp->index, column) && push_double(lp, &lp->value, value);
}

/* Clp takes infinities as DBL_MAX and beyond. */
static void fill(const tli_lp *lp, Clp_Simplex *clp) {
  const int columns = (int)lp->low.count, rows = (int)lp->row_low.count;
  const double *low = lp->low.at, *high = lp->high.at, *cost = lp->cost.at;
  Clp_resize(clp, 0, columns);
  for (int j = 0; j < columns; j++) {
    Clp_columnLower(clp)[j] = low[j];
    Clp_columnUpper(clp)[j] = high[j];
    Clp_objective(clp)[j] = cost[j];
  }
  Clp_addRows(clp, rows, lp->row_low.at, lp->row_high.at, lp->start.at, lp->index.at, lp->value.at);
}

static tl_code load(tli_lp *lp, Clp_Simplex **clp, tl_error *error) {
  if (!push_int(lp, &lp->start, (int)lp->index.count)) return TLI_NO_MEMORY(error, "a linear program");
  *clp = Clp_newModel();
  if (*clp == NULL) return TLI_NO_MEMORY(error, "a linear program");
  Clp_setLogLevel(*clp, 0);
  fill(lp, *clp);
  lp->start.count--;
  return TL_OK;
}

/* Half a second more, if anyone is to be asked then. */
static void slice(const tli_lp *lp, Clp_Simplex *clp) {
  if (lp->go_on != NULL) Clp_setMaximumSeconds(clp, 0.5);
}
static bool goes_on(const tli_lp *lp, Clp_Simplex *clp) {
  const int stopped = 3, by_time = 9; /* ClpModel.hpp: status, secondary status */
  return Clp_status(clp) == stopped && Clp_secondaryStatus(clp) == by_time && lp->go_on != NULL && lp->go_on(lp->watch);
}

void tli_lp_watch(tli_lp *lp, bool (*go_on)(void *watch), void *watch) {
  lp->go_on = go_on;
  lp->watch = watch;
}

/* Without presolve: Clp's does not give back all the memory it takes (implied free columns and duplicate rows of
 * CoinUtils 2.11), and the programs here are small. */
static tl_code solve_anew(const tli_lp *lp, Clp_Simplex *clp, tl_error *error) {
  Clp_Solve *const options = ClpSolve_new();
  if (options == NULL) return TLI_NO_MEMORY(error, "a linear program");
  ClpSolve_setPresolveType(options, 1 /* off */, -1);
  slice(lp, clp);
  (void)Clp_initialSolveWithOptions(clp, options);
  ClpSolve_delete(options);
  while (goes_on(lp, clp)) {
    slice(lp, clp);
    (void)Clp_dual(clp, 0);
  }
  return TL_OK;
}

/* What Clp has for a proof that there is no point, with the signs of multipliers (Clp's are the other ones). */
static void read_ray(const tli_lp *lp, Clp_Simplex *clp, double *y) {
  double *const ray = Clp_infeasibilityRay(clp);
  for (size_t i = 0; i < lp->row_low.count; i++) y[i] = ray != NULL ? -ray[i] : 0.0;
  if (ray != NULL) Clp_freeRay(clp, ray);
}

static tli_lp_status read(const tli_lp *lp, Clp_Simplex *clp, double *x, double *y) {
  static const tli_lp_status said[] = {TLI_LP_OPTIMAL, TLI_LP_INFEASIBLE, TLI_LP_UNBOUNDED};
  const int found = Clp_status(clp);
  const tli_lp_status status = found >= 0 && found < 3 ? said[found] : TLI_LP_STOPPED;
  if (status == TLI_LP_INFEASIBLE && y != NULL) read_ray(lp, clp, y);
  if (status != TLI_LP_OPTIMAL) return status;
  if (x != NULL && lp->low.count > 0) memcpy(x, Clp_primalColumnSolution(clp), lp->low.count * sizeof *x);
  if (y != NULL && lp->row_low.count > 0) memcpy(y, Clp_dualRowSolution(clp), lp->row_low.count * sizeof *y);
  return status;
}

tl_code tli_lp_solve(tli_lp *lp, tli_lp_status *status, double *x, double *y, double *objective, tl_error *error) {
  Clp_Simplex *clp = NULL;
  *status = TLI_LP_STOPPED;
  TLI_TRY(load(lp, &clp, error));
  const tl_code code = solve_anew(lp, clp, error);
  if (code == TL_OK) *status = read(lp, clp, x, y);
  if (*status == TLI_LP_OPTIMAL) *objective = Clp_objectiveValue(clp);
  Clp_deleteModel(clp);
  return code;
}

tl_code tli_lp_keep(tli_lp *lp, tl_error *error) {
  tli_lp_drop(lp);
  TLI_TRY(load(lp, &lp->kept, error));
  return solve_anew(lp, lp->kept, error);
}

tl_code tli_lp_again(tli_lp *lp, int column, double cost, tli_lp_status *status, double *x, double *y,
                     tl_error *error) {
  *status = TLI_LP_STOPPED;
  if (lp->kept == NULL || column < 0 || (size_t)column >= lp->low.count)
    return tl_fail(error, TL_ERR_USAGE, "no linear program is kept, or column %d is not there", column);
  double *costs = Clp_objective(lp->kept);
  for (size_t j = 0; j < lp->low.count; j++) costs[j] = 0.0;
  costs[column] = cost;
  slice(lp, lp->kept);
  (void)Clp_primal(lp->kept, 0);
  while (goes_on(lp, lp->kept)) {
    slice(lp, lp->kept);
    (void)Clp_primal(lp->kept, 0);
  }
  *status = read(lp, lp->kept, x, y);
  return TL_OK;
}

void tli_lp_drop(tli_lp *lp) {
  if (lp->kept != NULL) Clp_deleteModel(lp->kept);
  lp->kept = NULL;
}

/* ---- what multipliers prove -------------------------------------------------------------------------------------- */

/* The side of a row that its multiplier leans on; infinite: the multiplier has the wrong sign and counts as 0. */
static double side_of(const tli_lp *lp, size_t row, double y) {
  return y > 0.0 ? ((const double *)lp->row_low.at)[row] : ((const double *)lp->row_high.at)[row];
}

/* cost - y A by column, and all that was added up there. */
static void reduce(const tli_lp *lp, int column, double cost, const double *y) {
  const int *start = lp->start.at, *index = lp->index.at;
  const double *value = lp->value.at, *costs = lp->cost.at;
  double *slope = lp->slope.at, *added = lp->added.at;
  for (size_t j = 0; j < lp->low.count; j++) {
    slope[j] = column < 0 ? costs[j] : (size_t)column == j ? cost : 0.0;
    added[j] = fabs(slope[j]);
  }
  for (size_t i = 0; y != NULL && i < lp->row_low.count; i++) {
    if (y[i] == 0.0 || !isfinite(side_of(lp, i, y[i]))) continue;
    const int end = i + 1 < lp->row_low.count ? start[i + 1] : (int)lp->index.count;
    for (int e = start[i]; e < end; e++) {
      const double part = y[i] * value[e];
      slope[index[e]] -= part;
      added[index[e]] += fabs(part);
    }
  }
}

double tli_lp_bound(const tli_lp *lp, int column, double cost, const double *y) {
  const double *low = lp->low.at, *high = lp->high.at;
  double sum = 0.0, size = 0.0;
  reduce(lp, column, cost, y);
  const double *slope = lp->slope.at, *added = lp->added.at;
  for (size_t i = 0; y != NULL && i < lp->row_low.count; i++) {
    const double side = side_of(lp, i, y[i]);
    if (y[i] == 0.0 || !isfinite(side)) continue;
    sum += y[i] * side;
    size += fabs(y[i] * side);
  }
  for (size_t j = 0; j < lp->low.count; j++) {
    if (added[j] == 0.0) continue; /* not in it, whatever its bounds are */
    sum += fmin(slope[j] * low[j], slope[j] * high[j]);
    size += added[j] * fmax(fabs(low[j]), fabs(high[j]));
  }
  const double bound = sum - (double)(lp->row_low.count + lp->low.count + 4) * DBL_EPSILON * size;
  return isnan(bound) ? -INFINITY : bound;
}

bool tli_lp_is_empty(const tli_lp *lp, const double *y) { return tli_lp_bound(lp, 0, 0.0, y) > 0.0; }

void tli_lp_drop_small(const tli_lp *lp, double *y) {
  double largest = 0.0;
  for (size_t i = 0; i < lp->row_low.count; i++) largest = fmax(largest, fabs(y[i]));
  for (size_t i = 0; i < lp->row_low.count; i++)
    if (fabs(y[i]) <= 1e-12 * largest || !isfinite(side_of(lp, i, y[i]))) y[i] = 0.0;
}
