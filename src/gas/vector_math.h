/* gas/vector_math.h - exp and log on TLI_LANES doubles at once, by the compilers' vector types.
 *
 * Included by translation units that define TLI_LANES (1, 2, 4 or 8). No fused multiply-add and no reordering: every
 * width gives the same bits. exp and log are within 1.5 units in the last place over the range used here.
 */
#ifndef TLI_VECTOR_MATH_H
#define TLI_VECTOR_MATH_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#if TLI_LANES > 2 && defined(__AVX2__)
#include <immintrin.h>
#endif

#if TLI_LANES == 1
typedef double lanes;
typedef uint64_t bits;
typedef bool mask;
static inline bits to_bits(lanes v) {
  bits b;
  memcpy(&b, &v, sizeof b);
  return b;
}
static inline lanes from_bits(bits b) {
  lanes v;
  memcpy(&v, &b, sizeof v);
  return v;
}
static inline lanes spread(double v) { return v; }
static inline lanes select(mask m, lanes a, lanes b) { return m ? a : b; }
static inline bool any(mask m) { return m; }
static inline mask and_not(mask a, mask b) { return a && !b; }
static inline lanes root(lanes v) { return sqrt(v); }
static inline double lane(lanes v, int i) {
  (void)i;
  return v;
}
static inline bool holds(mask m, int i) {
  (void)i;
  return m;
}
static inline lanes with_lane(lanes v, int i, double value) {
  (void)v;
  (void)i;
  return value;
}
static inline lanes load(const double *from) { return *from; }
#else
typedef double lanes __attribute__((vector_size(8 * TLI_LANES)));
typedef uint64_t bits __attribute__((vector_size(8 * TLI_LANES)));
typedef int64_t mask __attribute__((vector_size(8 * TLI_LANES)));
static inline bits to_bits(lanes v) { return (bits)v; }
static inline lanes from_bits(bits b) { return (lanes)b; }
static inline lanes spread(double v) { return v - (lanes){0.0}; }
static inline lanes select(mask m, lanes a, lanes b) { return (lanes)(((bits)a & (bits)m) | ((bits)b & ~(bits)m)); }
static inline mask and_not(mask a, mask b) { return a & ~b; }
/* The two operations that vector types do not spell well. */
#if TLI_LANES == 8 && defined(__AVX512DQ__)
static inline bool any(mask m) { return _mm512_movepi64_mask((__m512i)m) != 0; }
static inline lanes root(lanes v) { return (lanes)_mm512_sqrt_pd((__m512d)v); }
#elif TLI_LANES == 4 && defined(__AVX2__)
static inline bool any(mask m) { return _mm256_movemask_pd((__m256d)m) != 0; }
static inline lanes root(lanes v) { return (lanes)_mm256_sqrt_pd((__m256d)v); }
#else
static inline bool any(mask m) {
  int64_t all = 0;
  for (int i = 0; i < TLI_LANES; i++) all |= m[i];
  return all != 0;
}
static inline lanes root(lanes v) {
  lanes r = v;
  for (int i = 0; i < TLI_LANES; i++) r[i] = sqrt(v[i]);
  return r;
}
#endif
static inline double lane(lanes v, int i) { return v[i]; }
static inline bool holds(mask m, int i) { return m[i] != 0; }
static inline lanes with_lane(lanes v, int i, double value) {
  v[i] = value;
  return v;
}
static inline lanes load(const double *from) {
  lanes v;
  memcpy(&v, from, sizeof v);
  return v;
}
#endif

/* e^x for |x| < 708; smaller arguments give the value at -708, about 3e-308. */
static inline lanes exp_lanes(lanes x) {
  x = select(x < -708.0, spread(-708.0), x);
  const double magic = 6755399441055744.0; /* 1.5 * 2^52: rounds to an integer in the low bits */
  lanes shifted = x * 1.4426950408889634074 + magic;
  lanes k = shifted - magic;
  lanes r = (x - k * 6.93147180369123816490e-01) - k * 1.90821492927058770002e-10;
  /* Taylor to r^13; |r| <= 0.347 leaves 4e-18. Even and odd powers apart: half the steps wait for each other. */
  lanes rr = r * r;
  lanes even = rr * (1.0 / 479001600.0) + 1.0 / 3628800.0, odd = rr * (1.0 / 6227020800.0) + 1.0 / 39916800.0;
  even = even * rr + 1.0 / 40320.0;
  odd = odd * rr + 1.0 / 362880.0;
  even = even * rr + 1.0 / 720.0;
  odd = odd * rr + 1.0 / 5040.0;
  even = even * rr + 1.0 / 24.0;
  odd = odd * rr + 1.0 / 120.0;
  even = even * rr + 0.5;
  odd = odd * rr + 1.0 / 6.0;
  lanes p = even + r * odd;
  p = r + rr * p;
  p = 1.0 + p;
  return from_bits(to_bits(p) + (to_bits(shifted) << 52));
}

/* ln x for normal x > 0. */
static inline lanes log_lanes(lanes x) {
  bits b = to_bits(x);
  /* Exponent so that the mantissa lies in sqrt(1/2) .. sqrt(2). */
  bits offset = b - 0x3fe6a09e667f3bcdULL;
  bits exponent = (offset >> 52) + 0x400; /* biased so that it is positive */
  exponent = exponent & 0xfff;
  lanes k = from_bits(exponent | 0x4330000000000000ULL) - (4503599627370496.0 + 1024.0);
  lanes m = from_bits(b - ((exponent - 0x400) << 52));
  lanes f = (m - 1.0) / (m + 1.0), s = f * f;
  lanes p = s * (1.0 / 23.0) + 1.0 / 21.0;
  p = p * s + 1.0 / 19.0;
  p = p * s + 1.0 / 17.0;
  p = p * s + 1.0 / 15.0;
  p = p * s + 1.0 / 13.0;
  p = p * s + 1.0 / 11.0;
  p = p * s + 1.0 / 9.0;
  p = p * s + 1.0 / 7.0;
  p = p * s + 1.0 / 5.0;
  p = p * s + 1.0 / 3.0;
  lanes two_f = f + f;
  return k * 6.93147180369123816490e-01 + (two_f + (two_f * s * p + k * 1.90821492927058770002e-10));
}

#endif
