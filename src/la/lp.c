/* Linear programs: see tli_lp.h. */
#include "la/tli_lp.h"

#include <coin/Clp_C_Interface.h>
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
  list *const doubles[] = {&lp->low, &lp->high, &lp->cost, &lp->row_low, &lp->row_high, &lp->value};
  for (size_t i = 0; i < TLI_COUNT(doubles); i++)
    tli_free(lp->allocator, doubles[i]->at, doubles[i]->room * sizeof(double));
  tli_free(lp->allocator, lp->start.at, lp->start.room * sizeof(int));
  tli_free(lp->allocator, lp->index.at, lp->index.room * sizeof(int));
  tli_free(lp->allocator, lp, sizeof *lp);
}

void tli_lp_clear(tli_lp *lp) {
  lp->low.count = lp->high.count = lp->cost.count = lp->row_low.count = lp->row_high.count = 0;
  lp->value.count = lp->start.count = lp->index.count = 0;
}

size_t tli_lp_columns(const tli_lp *lp) { return lp->low.count; }
size_t tli_lp_rows(const tli_lp *lp) { return lp->row_low.count; }

int tli_lp_add_column(tli_lp *lp, double low, double high, double cost) {
  const bool done =
      push_double(lp, &lp->low, low) && push_double(lp, &lp->high, high) && push_double(lp, &lp->cost, cost);
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

tl_code tli_lp_solve(tli_lp *lp, tli_lp_status *status, double *x, double *y, double *objective, tl_error *error) {
  *status = TLI_LP_STOPPED;
  if (!push_int(lp, &lp->start, (int)lp->index.count)) return TLI_NO_MEMORY(error, "a linear program");
  Clp_Simplex *clp = Clp_newModel();
  if (clp == NULL) return TLI_NO_MEMORY(error, "a linear program");
  Clp_setLogLevel(clp, 0);
  fill(lp, clp);
  lp->start.count--;
  (void)Clp_initialSolve(clp);
  static const tli_lp_status said[] = {TLI_LP_OPTIMAL, TLI_LP_INFEASIBLE, TLI_LP_UNBOUNDED};
  const int found = Clp_status(clp);
  if (found >= 0 && found < 3) *status = said[found];
  if (*status == TLI_LP_OPTIMAL) {
    *objective = Clp_objectiveValue(clp);
    if (x != NULL && lp->low.count > 0) memcpy(x, Clp_primalColumnSolution(clp), lp->low.count * sizeof *x);
    if (y != NULL && lp->row_low.count > 0) memcpy(y, Clp_dualRowSolution(clp), lp->row_low.count * sizeof *y);
  }
  Clp_deleteModel(clp);
  return TL_OK;
}
