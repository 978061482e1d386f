/* Least squares for the forms of machine maps, by Householder's QR on columns of one length (Golub and Van Loan, Matrix
 * Computations, 4th ed., algorithm 5.3.2); see docs/theory/machine.md. */
#include "base/tli_base.h"
#include "trunkline/machine.h"

#include <math.h>

enum { MOST_TERMS = 9 };

typedef struct system {
  double *a, *b; /* count rows of `terms` columns; the values */
  size_t count, terms;
  double scale[MOST_TERMS];
} system;

/* Columns of length 1. false: one is nothing but zeros, or a figure is not finite. */
static bool scale_columns(system *s) {
  for (size_t k = 0; k < s->terms; k++) {
    double sum = 0.0;
    for (size_t i = 0; i < s->count; i++) sum += s->a[i * s->terms + k] * s->a[i * s->terms + k];
    if (!(sum > 0.0) || !isfinite(sum)) return false;
    s->scale[k] = sqrt(sum);
    for (size_t i = 0; i < s->count; i++) s->a[i * s->terms + k] /= s->scale[k];
  }
  for (size_t i = 0; i < s->count; i++)
    if (!isfinite(s->b[i])) return false;
  return true;
}

/* Reflects rows k.. so that column k has nothing below its diagonal. false: the columns depend on each other. */
static bool reflect(system *s, size_t k) {
  const size_t n = s->terms;
  double norm = 0.0;
  for (size_t i = k; i < s->count; i++) norm += s->a[i * n + k] * s->a[i * n + k];
  norm = sqrt(norm);
  if (!(norm > 1e-9))
    return false; /* what is left of a column of length 1: rounding of the figures, no new direction */
  const double head = s->a[k * n + k], alpha = head > 0.0 ? -norm : norm, v0 = head - alpha;
  const double beta = -1.0 / (alpha * v0); /* 2/(v v) */
  for (size_t c = k + 1; c <= n; c++) {
    double dot = v0 * (c < n ? s->a[k * n + c] : s->b[k]);
    for (size_t i = k + 1; i < s->count; i++) dot += s->a[i * n + k] * (c < n ? s->a[i * n + c] : s->b[i]);
    dot *= beta;
    *(c < n ? &s->a[k * n + c] : &s->b[k]) -= dot * v0;
    for (size_t i = k + 1; i < s->count; i++) *(c < n ? &s->a[i * n + c] : &s->b[i]) -= dot * s->a[i * n + k];
  }
  s->a[k * n + k] = alpha;
  return true;
}

static bool least_squares(system *s, double *c) {
  if (s->count < s->terms || !scale_columns(s)) return false;
  for (size_t k = 0; k < s->terms; k++)
    if (!reflect(s, k)) return false;
  for (size_t k = s->terms; k-- > 0;) {
    double sum = s->b[k];
    for (size_t j = k + 1; j < s->terms; j++) sum -= s->a[k * s->terms + j] * c[j];
    c[k] = sum / s->a[k * s->terms + k];
  }
  for (size_t k = 0; k < s->terms; k++) c[k] /= s->scale[k];
  return true;
}

static double largest(const double *x, size_t count) {
  double most = 0.0;
  for (size_t i = 0; i < count; i++) most = fmax(most, fabs(x[i]));
  return most > 0.0 ? most : 1.0;
}

static double powers_of(double x, size_t power) { return pow(x, (double)power); }

/* Rows of powers: of y alone without x, of both with it; arguments over their largest, so that powers stay near 1. */
static tl_code fit(const double *x, const double *y, const double *value, size_t count, double *c,
                   const tl_allocator *allocator, bool *fitted, tl_error *error) {
  system s = {.count = count, .terms = x != NULL ? 9 : 3};
  *fitted = false;
  if (count < s.terms) return TL_OK;
  tli_arena *arena = tli_arena_create(allocator);
  s.a = arena != NULL ? TLI_NEW_N(arena, double, count *s.terms) : NULL;
  s.b = s.a != NULL ? TLI_NEW_N(arena, double, count) : NULL;
  if (s.b == NULL) {
    tli_arena_destroy(arena);
    return tl_fail(error, TL_ERR_MACHINE, "no memory to fit %zu points", count);
  }
  const double x1 = x != NULL ? largest(x, count) : 1.0, y1 = largest(y, count);
  for (size_t i = 0; i < count; i++) {
    const double px = x != NULL ? x[i] / x1 : 0.0, py = y[i] / y1;
    const double of_x[3] = {1.0, px, px * px}, of_y[3] = {1.0, py, py * py};
    for (size_t k = 0; k < s.terms; k++) s.a[i * s.terms + k] = (x != NULL ? of_x[k / 3] : 1.0) * of_y[k % 3];
    s.b[i] = value[i];
  }
  *fitted = least_squares(&s, c);
  for (size_t k = 0; k < s.terms && *fitted; k++) c[k] /= powers_of(x1, k / 3) * powers_of(y1, k % 3);
  tli_arena_destroy(arena);
  return TL_OK;
}

tl_code tl_biquadratic_fit(const double *x, const double *y, const double *value, size_t count,
                           const tl_allocator *allocator, tl_biquadratic *f, bool *fitted, tl_error *error) {
  *f = (tl_biquadratic){{0}};
  return fit(x, y, value, count, f->c, allocator, fitted, error);
}

tl_code tl_quadratic_fit(const double *x, const double *value, size_t count, const tl_allocator *allocator, double c[3],
                         bool *fitted, tl_error *error) {
  c[0] = c[1] = c[2] = 0.0;
  return fit(NULL, x, value, count, c, allocator, fitted, error);
}
