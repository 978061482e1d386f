/* Factors of a symmetric positive definite matrix, A = L D L', on a pattern that is analysed once.
 *
 * Row by row (up-looking): row k of L solves L(1..k-1) y = a_k, l_ki = y_i/d_i, d_k = a_kk - sum l_ki y_i. Which
 * columns meet in a row, and where its entries lie in these, is known from the elimination tree and kept as two lists,
 * so that no pattern is walked again. Networks without meshes to speak of have some three entries a row: then this is
 * bound by memory, and half of what an unsymmetric factorisation moves. Source: Davis, Algorithm 849: a concise sparse
 * Cholesky factorization package, ACM TOMS 31(4), 2005; Davis, Direct Methods for Sparse Linear Systems, SIAM 2006,
 * chapter 4.
 */
#include "la/tli_ldl.h"

#include <math.h>
#include <string.h>

struct tli_ldl {
  size_t n;
  const int *column_start, *row_index, *diagonal; /* of A, the caller's; rows ascending; slots of a_kk */
  int *start;                                     /* of the columns of L */
  int *row;                                       /* of the entries of L, by column */
  int *list_start;                                /* of the rows of L */
  int *column, *slot;                             /* of the entries of L, by row: their column, their place in it */
  double *value, *inverse, *y;                    /* L; 1/d; one row in the making, zero between */
};

/* Walks from each entry above the diagonal of column k up the tree as far as it is new for k. parent and mark: as in
 * Davis 2006, 4.1. Gives each column met to `meet`. */
typedef struct walk {
  int *parent, *mark;
} walk;

static void start_walk(const tli_ldl *f, walk *w) {
  for (size_t k = 0; k < f->n; k++) w->parent[k] = w->mark[k] = -1;
}

/* The columns that meet in row k, those before others that depend on them; their number. chain: scratch. */
static size_t columns_of_row(const tli_ldl *f, walk *w, size_t k, bool growing, int *columns, int *chain) {
  size_t top = f->n;
  w->mark[k] = (int)k;
  for (int p = f->column_start[k]; p < f->column_start[k + 1] && f->row_index[p] < (int)k; p++) {
    size_t length = 0;
    for (int i = f->row_index[p]; w->mark[i] != (int)k; i = w->parent[i]) {
      if (growing && w->parent[i] < 0) w->parent[i] = (int)k;
      chain[length++] = i;
      w->mark[i] = (int)k;
    }
    while (length > 0) columns[--top] = chain[--length];
  }
  return top;
}

/* Rows, then where each of their entries lies in its column. work: 4 n. false: more entries than an int counts. */
static bool count(tli_ldl *f, int *work, size_t *entries) {
  walk w = {work, work + f->n};
  size_t sum = 0;
  start_walk(f, &w);
  memset(f->start, 0, (f->n + 1) * sizeof *f->start);
  for (size_t k = 0; k < f->n; k++) {
    size_t top = columns_of_row(f, &w, k, true, work + 2 * f->n, work + 3 * f->n);
    f->list_start[k] = (int)sum;
    sum += f->n - top;
    if (sum > INT32_MAX / 2) return false;
    for (; top < f->n; top++) f->start[work[2 * f->n + top] + 1]++;
  }
  f->list_start[f->n] = (int)sum;
  for (size_t k = 0; k < f->n; k++) f->start[k + 1] += f->start[k];
  *entries = sum;
  return true;
}

static void place(tli_ldl *f, int *work) {
  walk w = {work, work + f->n};
  int *columns = work + 2 * f->n, *next = work + 4 * f->n;
  memcpy(next, f->start, f->n * sizeof *next);
  memset(w.mark, -1, f->n * sizeof *w.mark);
  size_t at = 0;
  for (size_t k = 0; k < f->n; k++)
    for (size_t top = columns_of_row(f, &w, k, false, columns, work + 3 * f->n); top < f->n; top++, at++) {
      f->column[at] = columns[top];
      f->slot[at] = next[columns[top]]++;
      f->row[f->slot[at]] = (int)k;
    }
}

tl_code tli_ldl_create(tli_arena *arena, size_t n, const int *column_start, const int *row_index, const int *diagonal,
                       tli_ldl **factors, tl_error *error) {
  tli_ldl *f = TLI_NEW(arena, tli_ldl);
  const size_t bytes = 5 * n * sizeof(int);
  size_t entries = 0;
  *factors = NULL;
  if (f == NULL) return TLI_NO_MEMORY(error, "the factors of a sparse system");
  *f = (tli_ldl){.n = n, .column_start = column_start, .row_index = row_index, .diagonal = diagonal};
  f->start = TLI_NEW_N(arena, int, n + 1);
  f->list_start = TLI_NEW_N(arena, int, n + 1);
  f->inverse = TLI_NEW_N(arena, double, n);
  f->y = TLI_NEW_N(arena, double, n);
  int *work = tli_alloc(tli_arena_allocator(arena), bytes);
  tl_code code = TL_OK;
  if (f->start == NULL || f->list_start == NULL || f->inverse == NULL || f->y == NULL || work == NULL) {
    tli_free(tli_arena_allocator(arena), work, bytes);
    return TLI_NO_MEMORY(error, "the factors of a sparse system");
  }
  if (!count(f, work, &entries))
    code = tl_fail(error, TL_ERR_USAGE, "the factors of a sparse system have more entries than 1e9");
  if (code == TL_OK) {
    f->row = TLI_NEW_N(arena, int, entries + 1);
    f->column = TLI_NEW_N(arena, int, entries + 1);
    f->slot = TLI_NEW_N(arena, int, entries + 1);
    f->value = TLI_NEW_N(arena, double, entries + 1);
    if (f->row == NULL || f->column == NULL || f->slot == NULL || f->value == NULL)
      code = TLI_NO_MEMORY(error, "the factors of a sparse system");
    else
      place(f, work);
  }
  tli_free(tli_arena_allocator(arena), work, bytes);
  if (code == TL_OK) *factors = f;
  return code;
}

size_t tli_ldl_entries(const tli_ldl *f) { return (size_t)f->start[f->n]; }

bool tli_ldl_factor(tli_ldl *f, const double *a, double least, double *restrict x) {
  double *restrict y = f->y, *restrict value = f->value, *restrict inverse = f->inverse;
  const int *row = f->row, *start = f->start;
  size_t bad = 0;
  for (size_t k = 0; k < f->n; k++) {
    for (int p = f->column_start[k]; p < f->diagonal[k]; p++) y[f->row_index[p]] = a[p];
    const double size = a[f->diagonal[k]];
    double d = size, xk = x[k];
    for (int t = f->list_start[k]; t < f->list_start[k + 1]; t++) {
      const int i = f->column[t], end = f->slot[t];
      const double yi = y[i], l = yi * inverse[i];
      y[i] = 0.0;
      for (int p = start[i]; p < end; p++) y[row[p]] -= value[p] * yi;
      value[end] = l;
      d -= l * yi;
      xk -= l * x[i];
    }
    x[k] = xk;
    bad += !(d > least * size && d < INFINITY); /* also what is no number */
    inverse[k] = 1.0 / d;
  }
  return bad == 0;
}

void tli_ldl_solve(const tli_ldl *f, double *x) {
  const double *restrict value = f->value;
  const int *row = f->row, *start = f->start;
  for (size_t j = 0; j < f->n; j++) {
    const double xj = x[j];
    for (int p = start[j]; p < start[j + 1]; p++) x[row[p]] -= value[p] * xj;
  }
  tli_ldl_solve_rest(f, x);
}

void tli_ldl_solve_rest(const tli_ldl *f, double *x) {
  const double *restrict value = f->value, *restrict inverse = f->inverse;
  const int *row = f->row, *start = f->start;
  for (size_t j = f->n; j-- > 0;) {
    double xj = x[j] * inverse[j];
    for (int p = start[j]; p < start[j + 1]; p++) xj -= value[p] * x[row[p]];
    x[j] = xj;
  }
}
