/* Which input matters: correlated samples, tornado, sensitivity indices.
 *
 *   copula    z = Phi^-1(u), w = L z with L L^T the correlations, u' = Phi(w)
 *   first     S_i = 1 - sum (f_B - f_ABi)^2 / (2 n V),   total   T_i = sum (f_A - f_ABi)^2 / (2 n V)
 * (Jansen, Analysis of variance designs for model output, 1999; Saltelli et al., Comput. Phys. Commun. 181 (2010) 259,
 * table 2.) V is the variance of A and B together. Indices are for independent inputs. */
#include <float.h>
#include <math.h>

#include "econ/tli_econ.h"
#include "trunkline/econ_sample.h"

#define SQRT_2 1.41421356237309504880
#define SQRT_2PI 2.50662827463100050242

double tl_econ_normal(double x) { return 0.5 * erfc(-x / SQRT_2); }

/* Start by Abramowitz and Stegun 26.2.23 (error below 4.5e-4), then Newton steps on the nearer tail. */
double tl_econ_normal_inverse(double p) {
  if (!(p > 0 && p < 1)) return NAN;
  double tail = p < 0.5 ? p : 1 - p;
  double t = sqrt(-2 * log(tail));
  double x =
      t - (2.515517 + 0.802853 * t + 0.010328 * t * t) / (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t * t * t);
  for (int k = 0; k < 4; k++) {
    double density = exp(-0.5 * x * x) / SQRT_2PI;
    if (!(density > 0)) break;
    x += (tl_econ_normal(-x) - tail) / density;
  }
  return p < 0.5 ? -x : x;
}

tl_code tl_econ_correlate(size_t n, const double *correlation, double *u, tl_error *error) {
  double root[TL_ECON_SOBOL_DIMENSIONS][TL_ECON_SOBOL_DIMENSIONS], z[TL_ECON_SOBOL_DIMENSIONS];
  if (n < 1 || n > TL_ECON_SOBOL_DIMENSIONS)
    return tl_fail(error, TL_ERR_INPUT, "%zu correlated inputs; allowed are 1 .. %d", n, (int)TL_ECON_SOBOL_DIMENSIONS);
  for (size_t i = 0; i < n; i++) {
    z[i] = tl_econ_normal_inverse(u[i]);
    if (!isfinite(z[i])) return tl_fail(error, TL_ERR_INPUT, "probability %zu = %g is outside 0 .. 1", i + 1, u[i]);
    for (size_t j = 0; j <= i; j++) {
      double c = correlation[i * n + j], d = c - correlation[j * n + i];
      if (!(c >= -1 && c <= 1) || fabs(d) > 1e-12 || (i == j && c < 1))
        return tl_fail(error, TL_ERR_INPUT,
                       "correlation of inputs %zu and %zu = %g: allowed is -1 .. 1, both ways the same, 1 with itself",
                       i + 1, j + 1, c);
      for (size_t k = 0; k < j; k++) c -= root[i][k] * root[j][k];
      if (i != j)
        root[i][j] = c / root[j][j];
      else if (c > 64 * DBL_EPSILON)
        root[i][i] = sqrt(c);
      else
        return tl_fail(error, TL_ERR_INPUT,
                       "the correlations of input %zu with those before it are not possible "
                       "together; make them weaker",
                       i + 1);
    }
  }
  for (size_t i = 0; i < n; i++) {
    double sum = 0;
    for (size_t k = 0; k <= i; k++) sum += root[i][k] * z[k];
    u[i] = fmin(fmax(tl_econ_normal(sum), DBL_MIN), 1 - 0.5 * DBL_EPSILON);
  }
  return TL_OK;
}

double tl_econ_triangular(tl_range range, double u) {
  double width = range.high - range.low, left = range.likely - range.low;
  if (!(width > 0)) return range.likely;
  if (u * width < left) return range.low + sqrt(u * width * left);
  return range.high - sqrt((1 - u) * width * (range.high - range.likely));
}

tl_code tl_econ_sensitivity(size_t inputs, size_t count, const double *at_a, const double *at_b, const double *at_ab,
                            double *first, double *total, tl_error *error) {
  double mean = 0, variance = 0, n = (double)count, largest = 0;
  if (count < 2) return tl_fail(error, TL_ERR_INPUT, "%zu samples are too few for sensitivity indices", count);
  for (size_t k = 0; k < count; k++) mean += (at_a[k] + at_b[k]) / (2 * n);
  for (size_t k = 0; k < count; k++) {
    variance += ((at_a[k] - mean) * (at_a[k] - mean) + (at_b[k] - mean) * (at_b[k] - mean)) / (2 * n);
    largest = fmax(largest, fmax(fabs(at_a[k]), fabs(at_b[k])));
  }
  if (!isfinite(variance)) return tl_fail(error, TL_ERR_INPUT, "a result of the samples is not a finite number");
  if (!(variance > 1e-28 * largest * largest))
    return tl_fail(error, TL_ERR_NO_ANSWER, "the result is %g in every sample, so no input matters", mean);
  for (size_t i = 0; i < inputs; i++) {
    double from_a = 0, from_b = 0;
    for (size_t k = 0; k < count; k++) {
      double ab = at_ab[i * count + k];
      from_a += (at_a[k] - ab) * (at_a[k] - ab);
      from_b += (at_b[k] - ab) * (at_b[k] - ab);
    }
    first[i] = 1 - from_b / (2 * n * variance);
    total[i] = from_a / (2 * n * variance);
  }
  return TL_OK;
}

tl_code tl_econ_tornado(tl_econ_result_of result_of, void *context, const tl_range *inputs, size_t count,
                        double *at_likely, tl_econ_swing *swings, tl_error *error) {
  double x[TL_ECON_SOBOL_DIMENSIONS] = {0};
  if (count > TL_ECON_SOBOL_DIMENSIONS)
    return tl_fail(error, TL_ERR_INPUT, "%zu inputs; a tornado takes up to %d", count, (int)TL_ECON_SOBOL_DIMENSIONS);
  for (size_t i = 0; i < count; i++) {
    TLI_TRY(tl_econ_range_check(inputs[i], "an input of the tornado", error));
    x[i] = inputs[i].likely;
  }
  TLI_TRY(result_of(context, x, at_likely, error));
  for (size_t i = 0; i < count; i++) {
    tl_econ_swing one = {i, 0, 0};
    x[i] = inputs[i].low;
    TLI_TRY(result_of(context, x, &one.at_low, error));
    x[i] = inputs[i].high;
    TLI_TRY(result_of(context, x, &one.at_high, error));
    x[i] = inputs[i].likely;
    size_t at = i;
    for (; at > 0 && fabs(swings[at - 1].at_high - swings[at - 1].at_low) < fabs(one.at_high - one.at_low); at--)
      swings[at] = swings[at - 1];
    swings[at] = one;
  }
  return TL_OK;
}
