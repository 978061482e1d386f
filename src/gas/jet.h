/* gas/jet.h - a value with its first and second derivative by one variable: exact derivatives of algebraic formulas. */
#ifndef TLI_JET_H
#define TLI_JET_H

#include <math.h>

typedef struct jet {
  double v, d, dd;
} jet;

static inline jet jet_constant(double v) { return (jet){v, 0.0, 0.0}; }
static inline jet jet_variable(double v) { return (jet){v, 1.0, 0.0}; }
static inline jet jet_add(jet a, jet b) { return (jet){a.v + b.v, a.d + b.d, a.dd + b.dd}; }
static inline jet jet_scale(jet a, double s) { return (jet){a.v * s, a.d * s, a.dd * s}; }
static inline jet jet_multiply(jet a, jet b) {
  return (jet){a.v * b.v, a.d * b.v + a.v * b.d, a.dd * b.v + 2.0 * a.d * b.d + a.v * b.dd};
}
/* a^e for a > 0 */
static inline jet jet_power(jet a, double e) {
  double p = pow(a.v, e), p1 = e * p / a.v, p2 = (e - 1.0) * p1 / a.v;
  return (jet){p, p1 * a.d, p1 * a.dd + p2 * a.d * a.d};
}
/* c0 + c1 x + c2 x^2 */
static inline jet jet_quadratic(const double c[3], double x) {
  return (jet){c[0] + x * (c[1] + x * c[2]), c[1] + 2.0 * c[2] * x, 2.0 * c[2]};
}

#endif
