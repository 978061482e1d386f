/* One sparse system: see tli_la.h. */
#include "la/tli_la.h"

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
};

/* Below this reciprocal condition of the pivots, or this growth, old pivots are no longer trusted. */
static const double worst_rcond = 1e-14;

typedef struct place {
  int column, row;
  size_t stamp;
} place;

static int by_column_then_row(const void *a, const void *b) {
  const place *x = a, *y = b;
  if (x->column != y->column) return x->column < y->column ? -1 : 1;
  if (x->row != y->row) return x->row < y->row ? -1 : 1;
  return x->stamp < y->stamp ? -1 : x->stamp > y->stamp;
}

tl_code tli_system_create(tli_arena *arena, size_t n, size_t stamp_count, const tli_stamp *stamps, size_t *slots,
                          tli_system **system, tl_error *error) {
  *system = NULL;
  if (n == 0 || n > INT32_MAX / 2 || stamp_count > INT32_MAX)
    return tl_fail(error, TL_ERR_USAGE, "a system of %zu unknowns is outside 1 .. 1e9", n);
  tli_system *s = TLI_NEW(arena, tli_system);
  place *places = tli_alloc(tli_arena_allocator(arena), stamp_count * sizeof *places);
  if (s == NULL || places == NULL) {
    tli_free(tli_arena_allocator(arena), places, stamp_count * sizeof *places);
    return TLI_NO_MEMORY(error, "a sparse system");
  }
  for (size_t k = 0; k < stamp_count; k++) places[k] = (place){stamps[k].column, stamps[k].row, k};
  qsort(places, stamp_count, sizeof *places, by_column_then_row);

  size_t nonzeros = 0;
  for (size_t k = 0; k < stamp_count; k++) {
    bool fresh = k == 0 || places[k].column != places[k - 1].column || places[k].row != places[k - 1].row;
    if (fresh) nonzeros++;
    slots[places[k].stamp] = nonzeros - 1;
  }
  s->n = n;
  s->nonzeros = nonzeros;
  s->column_start = TLI_NEW_N(arena, int, n + 1);
  s->row_index = TLI_NEW_N(arena, int, nonzeros);
  s->values = TLI_NEW_N(arena, double, nonzeros);
  if (s->column_start == NULL || s->row_index == NULL || s->values == NULL) {
    tli_free(tli_arena_allocator(arena), places, stamp_count * sizeof *places);
    return TLI_NO_MEMORY(error, "a sparse system");
  }
  for (size_t k = 0; k < stamp_count; k++) {
    size_t slot = slots[places[k].stamp];
    s->row_index[slot] = places[k].row;
    s->column_start[places[k].column + 1] = (int)slot + 1;
  }
  for (size_t c = 1; c <= n; c++) /* empty columns begin where the one before ends */
    if (s->column_start[c] < s->column_start[c - 1]) s->column_start[c] = s->column_start[c - 1];
  tli_free(tli_arena_allocator(arena), places, stamp_count * sizeof *places);

  (void)klu_defaults(&s->common);
  s->symbolic = klu_analyze((int)n, s->column_start, s->row_index, &s->common);
  if (s->symbolic == NULL) {
    if (s->common.status == KLU_OUT_OF_MEMORY) return TLI_NO_MEMORY(error, "the ordering of a sparse system");
    return tl_fail(error, TL_ERR_NO_ANSWER, "the system of equations is structurally singular");
  }
  *system = s;
  return TL_OK;
}

void tli_system_destroy(tli_system *system) {
  if (system == NULL) return;
  if (system->numeric != NULL) (void)klu_free_numeric(&system->numeric, &system->common);
  if (system->symbolic != NULL) (void)klu_free_symbolic(&system->symbolic, &system->common);
}

double *tli_system_values(tli_system *system) { return system->values; }
void tli_system_clear(tli_system *system) { memset(system->values, 0, system->nonzeros * sizeof(double)); }
size_t tli_system_nonzeros(const tli_system *system) { return system->nonzeros; }

static bool pivots_still_good(tli_system *s) {
  if (s->numeric == NULL) return false;
  if (!klu_refactor(s->column_start, s->row_index, s->values, s->symbolic, s->numeric, &s->common)) return false;
  if (!klu_rcond(s->symbolic, s->numeric, &s->common)) return false;
  return s->common.rcond > worst_rcond;
}

tl_code tli_system_factor(tli_system *s, int *singular_row, tl_error *error) {
  if (singular_row != NULL) *singular_row = -1;
  for (size_t k = 0; k < s->nonzeros; k++)
    if (!isfinite(s->values[k]))
      return tl_fail(error, TL_ERR_NO_ANSWER, "a coefficient of the equations is not a number");
  if (pivots_still_good(s)) return TL_OK;
  if (s->numeric != NULL) (void)klu_free_numeric(&s->numeric, &s->common);
  s->numeric = klu_factor(s->column_start, s->row_index, s->values, s->symbolic, &s->common);
  if (s->numeric != NULL && s->common.status == KLU_OK) return TL_OK;
  if (s->common.status == KLU_OUT_OF_MEMORY) return TLI_NO_MEMORY(error, "the factors of a sparse system");
  if (singular_row != NULL) *singular_row = s->common.singular_col;
  if (s->numeric != NULL) (void)klu_free_numeric(&s->numeric, &s->common);
  return tl_fail(error, TL_ERR_NO_ANSWER, "the system of equations is singular (unknown %d of %zu)",
                 s->common.singular_col, s->n);
}

tl_code tli_system_solve(tli_system *s, double *x, tl_error *error) {
  if (s->numeric == NULL) return tl_fail(error, TL_ERR_USAGE, "solve was called before factor");
  if (klu_solve(s->symbolic, s->numeric, (int)s->n, 1, x, &s->common)) return TL_OK;
  return tl_fail(error, TL_ERR_NO_ANSWER, "the sparse solve failed (KLU status %d)", s->common.status);
}

double tli_difference_error(double analytic, double forward, double backward, double step) {
  double difference = (forward - backward) / (2.0 * step);
  double scale = fmax(fabs(analytic), fabs(difference));
  return scale == 0.0 ? 0.0 : fabs(analytic - difference) / scale;
}
