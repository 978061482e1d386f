/* elem/tli_dual.h - a value with its slopes in u_in, u_out and q: laws of several steps carry them along. */
#ifndef TLI_DUAL_H
#define TLI_DUAL_H

typedef struct tli_dual {
  double v, by_in, by_out, by_q;
} tli_dual;

/* g(a) with its slope there. */
static inline tli_dual tli_of(double value, double slope, tli_dual a) {
  return (tli_dual){value, slope * a.by_in, slope * a.by_out, slope * a.by_q};
}
/* g(a, b) with both slopes. */
static inline tli_dual tli_of_two(double value, double slope_a, tli_dual a, double slope_b, tli_dual b) {
  return (tli_dual){value, slope_a * a.by_in + slope_b * b.by_in, slope_a * a.by_out + slope_b * b.by_out,
                    slope_a * a.by_q + slope_b * b.by_q};
}
static inline tli_dual tli_sum(tli_dual a, tli_dual b) { return tli_of_two(a.v + b.v, 1.0, a, 1.0, b); }
static inline tli_dual tli_difference(tli_dual a, tli_dual b) { return tli_of_two(a.v - b.v, 1.0, a, -1.0, b); }
static inline tli_dual tli_product(tli_dual a, tli_dual b) { return tli_of_two(a.v * b.v, b.v, a, a.v, b); }
static inline tli_dual tli_quotient(tli_dual a, tli_dual b) {
  return tli_of_two(a.v / b.v, 1.0 / b.v, a, -a.v / (b.v * b.v), b);
}

#endif
