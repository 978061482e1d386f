/* One sparse system: see tli_la.h. */
#include "la/tli_la.h"

#include "la/tli_ldl.h"

#include <klu.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct tli_system {
  size_t n, nonzeros;
  int *column_start, *row_index; /* compressed columns */
  double *values;
  klu_symbolic *symbolic;
  klu_numeric *numeric;
  klu_common common;
  int *diagonal;         /* slots of the diagonal where rows are not scaled; NULL: they are */
  tli_ldl *ldl;          /* of systems with symmetric values; NULL: others */
  bool by_ldl;           /* the present factors are its */
  double *kept;          /* a right-hand side, n, beside it */
  klu_numeric *again[2]; /* of tli_system_repeat: rows as they are, rows scaled */
  klu_common again_common[2];
};

/* Below this reciprocal condition of the pivots, or this growth, old pivots are no longer trusted. */
static const double worst_rcond = 1e-14;

/* Stamps in the order of `key`, which lies in 0 .. keys - 1; equal keys keep their order. start: keys + 1 entries. */
static void sort_by(const int *key, size_t keys, const int *in, size_t count, int *out, int *start) {
  memset(start, 0, (keys + 1) * sizeof *start);
  for (size_t k = 0; k < count; k++) start[key[2 * k] + 1]++;
  for (size_t i = 0; i < keys; i++) start[i + 1] += start[i];
  for (size_t k = 0; k < count; k++) {
    const int stamp = in == NULL ? (int)k : in[k];
    out[start[key[2 * (size_t)stamp]]++] = stamp;
  }
}

/* Compressed columns of the stamps, rows ascending; slots as in tli_system_create. work: 2 stamp_count + n + 1. */
static tl_code compress(tli_arena *arena, tli_system *s, size_t stamp_count, const tli_stamp *stamps, size_t *slots,
                        int *work, tl_error *error) {
  int *by_row = work, *order = work + stamp_count, *start = work + 2 * stamp_count;
  sort_by(&stamps[0].row, s->n, NULL, stamp_count, by_row, start);
  sort_by(&stamps[0].column, s->n, by_row, stamp_count, order, start);
  size_t nonzeros = 0;
  for (size_t k = 0; k < stamp_count; k++) {
    const tli_stamp *at = &stamps[order[k]], *before = k == 0 ? NULL : &stamps[order[k - 1]];
    if (before == NULL || before->column != at->column || before->row != at->row) nonzeros++;
    slots[order[k]] = nonzeros - 1;
  }
  s->nonzeros = nonzeros;
  s->column_start = TLI_NEW_N(arena, int, s->n + 1);
  s->row_index = TLI_NEW_N(arena, int, nonzeros);
  s->values = TLI_NEW_N(arena, double, nonzeros);
  if (s->column_start == NULL || s->row_index == NULL || s->values == NULL)
    return TLI_NO_MEMORY(error, "a sparse system");
  for (size_t k = 0; k < stamp_count; k++) {
    const size_t slot = slots[order[k]];
    s->row_index[slot] = stamps[order[k]].row;
    s->column_start[stamps[order[k]].column + 1] = (int)slot + 1;
  }
  for (size_t c = 1; c <= s->n; c++) /* empty columns begin where the one before ends */
    if (s->column_start[c] < s->column_start[c - 1]) s->column_start[c] = s->column_start[c - 1];
  return TL_OK;
}

/* KLU neither scales rows nor looks at the pattern once more, which is this file's own. */
static const int as_they_are = -1;

typedef enum how { ANY_PATTERN, AS_NUMBERED, DEFINITE } how;

static tl_code analyse(tli_system *s, how order, tl_error *error) {
  if (s->symbolic != NULL) return TL_OK;
  (void)klu_defaults(&s->common);
  s->common.btf = order == ANY_PATTERN;
  if (order == AS_NUMBERED) {
    s->common.scale = as_they_are; /* where the diagonal is a safe pivot, scaled rows change nothing but the time */
    s->symbolic = klu_analyze_given((int)s->n, s->column_start, s->row_index, NULL, NULL, &s->common);
  } else {
    s->symbolic = klu_analyze((int)s->n, s->column_start, s->row_index, &s->common);
  }
  if (s->symbolic != NULL) return TL_OK;
  if (s->common.status == KLU_OUT_OF_MEMORY) return TLI_NO_MEMORY(error, "the ordering of a sparse system");
  return tl_fail(error, TL_ERR_NO_ANSWER, "the system of equations is structurally singular");
}

static tl_code find_diagonal(tli_arena *arena, tli_system *s, tl_error *error) {
  s->diagonal = TLI_NEW_N(arena, int, s->n);
  if (s->diagonal == NULL) return TLI_NO_MEMORY(error, "a sparse system");
  for (size_t c = 0; c < s->n; c++) {
    int k = s->column_start[c];
    while (k < s->column_start[c + 1] && s->row_index[k] < (int)c) k++;
    if (k == s->column_start[c + 1] || s->row_index[k] != (int)c)
      return tl_fail(error, TL_ERR_USAGE, "the pattern of a sparse system lacks entry %zu of its diagonal", c);
    s->diagonal[c] = k;
  }
  return TL_OK;
}

static tl_code create(tli_arena *arena, size_t n, size_t stamp_count, const tli_stamp *stamps, size_t *slots, how order,
                      tli_system **system, tl_error *error) {
  *system = NULL;
  if (n == 0 || n > INT32_MAX / 2 || stamp_count > INT32_MAX)
    return tl_fail(error, TL_ERR_USAGE, "a system of %zu unknowns is outside 1 .. 1e9", n);
  tli_system *s = TLI_NEW(arena, tli_system);
  const size_t bytes = (2 * stamp_count + n + 1) * sizeof(int);
  int *work = tli_alloc(tli_arena_allocator(arena), bytes);
  if (s == NULL || work == NULL) {
    tli_free(tli_arena_allocator(arena), work, bytes);
    return TLI_NO_MEMORY(error, "a sparse system");
  }
  s->n = n;
  const tl_code code = compress(arena, s, stamp_count, stamps, slots, work, error);
  tli_free(tli_arena_allocator(arena), work, bytes);
  TLI_TRY(code);
  if (order != ANY_PATTERN) TLI_TRY(find_diagonal(arena, s, error));
  if (order != DEFINITE) {
    TLI_TRY(analyse(s, order, error));
  } else { /* KLU's own analysis waits until it is needed */
    s->kept = TLI_NEW_N(arena, double, n);
    if (s->kept == NULL) return TLI_NO_MEMORY(error, "a sparse system");
    TLI_TRY(tli_ldl_create(arena, n, s->column_start, s->row_index, s->diagonal, &s->ldl, error));
  }
  *system = s;
  return TL_OK;
}

tl_code tli_system_create(tli_arena *arena, size_t n, size_t stamp_count, const tli_stamp *stamps, size_t *slots,
                          tli_system **system, tl_error *error) {
  return create(arena, n, stamp_count, stamps, slots, ANY_PATTERN, system, error);
}

tl_code tli_system_create_in_order(tli_arena *arena, size_t n, size_t stamp_count, const tli_stamp *stamps,
                                   size_t *slots, tli_system **system, tl_error *error) {
  return create(arena, n, stamp_count, stamps, slots, AS_NUMBERED, system, error);
}

tl_code tli_system_create_definite(tli_arena *arena, size_t n, size_t stamp_count, const tli_stamp *stamps,
                                   size_t *slots, tli_system **system, tl_error *error) {
  return create(arena, n, stamp_count, stamps, slots, DEFINITE, system, error);
}

void tli_system_destroy(tli_system *system) {
  if (system == NULL) return;
  if (system->numeric != NULL) (void)klu_free_numeric(&system->numeric, &system->common);
  for (int k = 0; k < 2; k++)
    if (system->again[k] != NULL) (void)klu_free_numeric(&system->again[k], &system->again_common[k]);
  if (system->symbolic != NULL) (void)klu_free_symbolic(&system->symbolic, &system->common);
}

void tli_system_forget_pivots(tli_system *system) {
  if (system->numeric != NULL) (void)klu_free_numeric(&system->numeric, &system->common);
}

double *tli_system_values(tli_system *system) { return system->values; }
void tli_system_clear(tli_system *system) { memset(system->values, 0, system->nonzeros * sizeof(double)); }
size_t tli_system_nonzeros(const tli_system *system) { return system->nonzeros; }

/* Rows that are not scaled: each pivot against its own entry of the diagonal. A part that nothing holds leaves its last
 * one to the last digits; what is no number comes down to a pivot, as L and U have one pattern. */
static bool diagonal_holds(const tli_system *s) {
  const double *pivot = s->numeric->Udiag;
  size_t bad = 0;
  for (size_t k = 0; k < s->n; k++) {
    const double size = fabs(pivot[k]);
    bad += !(size > worst_rcond * fabs(s->values[s->diagonal[k]]) && size < INFINITY);
  }
  return bad == 0;
}

static bool pivots_still_good(tli_system *s) {
  if (s->numeric == NULL) return false;
  if (!klu_refactor(s->column_start, s->row_index, s->values, s->symbolic, s->numeric, &s->common)) return false;
  if (s->diagonal != NULL) return diagonal_holds(s);
  if (!klu_rcond(s->symbolic, s->numeric, &s->common)) return false;
  return s->common.rcond > worst_rcond;
}

static tl_code factor_by_klu(tli_system *s, int *singular_row, tl_error *error) {
  TLI_TRY(analyse(s, AS_NUMBERED, error)); /* not definite: with pivots, or to say what is wrong */
  if (s->diagonal != NULL && pivots_still_good(s)) return TL_OK;
  for (size_t k = 0; k < s->nonzeros; k++)
    if (!isfinite(s->values[k]))
      return tl_fail(error, TL_ERR_NO_ANSWER, "a coefficient of the equations is not a number");
  if (s->diagonal == NULL && pivots_still_good(s)) return TL_OK;
  if (s->numeric != NULL) (void)klu_free_numeric(&s->numeric, &s->common);
  s->numeric = klu_factor(s->column_start, s->row_index, s->values, s->symbolic, &s->common);
  if (s->numeric != NULL && s->common.status == KLU_OK) return TL_OK;
  if (s->common.status == KLU_OUT_OF_MEMORY) return TLI_NO_MEMORY(error, "the factors of a sparse system");
  if (singular_row != NULL) *singular_row = s->common.singular_col;
  if (s->numeric != NULL) (void)klu_free_numeric(&s->numeric, &s->common);
  return tl_fail(error, TL_ERR_NO_ANSWER, "the system of equations is singular (unknown %d of %zu)",
                 s->common.singular_col, s->n);
}

tl_code tli_system_factor_solve(tli_system *s, double *x, tl_error *error) {
  if (s->ldl != NULL) {
    memcpy(s->kept, x, s->n * sizeof *x);
    s->by_ldl = tli_ldl_factor(s->ldl, s->values, worst_rcond, x);
    if (s->by_ldl) {
      tli_ldl_solve_rest(s->ldl, x);
      return TL_OK;
    }
    memcpy(x, s->kept, s->n * sizeof *x);
  }
  TLI_TRY(factor_by_klu(s, NULL, error));
  return tli_system_solve(s, x, error);
}

tl_code tli_system_factor(tli_system *s, int *singular_row, tl_error *error) {
  if (singular_row != NULL) *singular_row = -1;
  if (s->ldl != NULL) {
    memset(s->kept, 0, s->n * sizeof *s->kept);
    s->by_ldl = tli_ldl_factor(s->ldl, s->values, worst_rcond, s->kept);
    if (s->by_ldl) return TL_OK;
  }
  return factor_by_klu(s, singular_row, error);
}

tl_code tli_system_solve(tli_system *s, double *x, tl_error *error) {
  if (s->by_ldl) {
    tli_ldl_solve(s->ldl, x);
    return TL_OK;
  }
  if (s->numeric == NULL) return tl_fail(error, TL_ERR_USAGE, "solve was called before factor");
  if (klu_solve(s->symbolic, s->numeric, (int)s->n, 1, x, &s->common)) return TL_OK;
  return tl_fail(error, TL_ERR_NO_ANSWER, "the sparse solve failed (KLU status %d)", s->common.status);
}

tl_code tli_system_repeat(tli_system *s, bool scaled, double *x, tl_error *error) {
  klu_numeric **numeric = &s->again[scaled];
  klu_common *common = &s->again_common[scaled];
  TLI_TRY(analyse(s, AS_NUMBERED, error));
  if (*numeric == NULL) {
    (void)klu_defaults(common);
    if (!scaled) common->scale = as_they_are;
    *numeric = klu_factor(s->column_start, s->row_index, s->values, s->symbolic, common);
  }
  if (*numeric != NULL && klu_refactor(s->column_start, s->row_index, s->values, s->symbolic, *numeric, common) &&
      klu_solve(s->symbolic, *numeric, (int)s->n, 1, x, common))
    return TL_OK;
  return tl_fail(error, TL_ERR_NO_ANSWER, "KLU did not factor the matrix once more (status %d)", common->status);
}

double tli_difference_error(double analytic, double forward, double backward, double step) {
  double difference = (forward - backward) / (2.0 * step);
  double scale = fmax(fabs(analytic), fabs(difference));
  return scale == 0.0 ? 0.0 : fabs(analytic - difference) / scale;
}
