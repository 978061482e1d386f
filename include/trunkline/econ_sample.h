/* trunkline/econ_sample.h - sampling of uncertain inputs by index, and which input matters.
 *
 * Sample `index` depends on seed and index alone: any number of threads, any order, stopped and resumed, gives the
 * same. Theory: docs/theory/sampling.md.
 */
#ifndef TRUNKLINE_ECON_SAMPLE_H
#define TRUNKLINE_ECON_SAMPLE_H

#include "trunkline/econ.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { TL_ECON_SOBOL_DIMENSIONS = 40, TL_ECON_SALTELLI_INPUTS = 20 };

/* Point `index` of the Sobol' sequence in natural order, u[0 .. dimensions-1] in [0, 1). */
TL_API TL_MUST_USE tl_code tl_econ_sobol(size_t dimensions, uint32_t index, double *u, tl_error *error);
/* The same after nested uniform scrambling; u in (0, 1). */
TL_API TL_MUST_USE tl_code tl_econ_sobol_scrambled(size_t dimensions, uint64_t seed, uint32_t index, double *u,
                                                   tl_error *error);

/* Standard normal distribution function and its inverse; the inverse is NaN outside (0, 1). */
TL_API double tl_econ_normal(double x);
TL_API double tl_econ_normal_inverse(double p);

/* Gaussian copula: u, independent on entry, gets the correlations (of the normal scores; row by row, symmetric, 1 on
 * the diagonal). TL_ERR_INPUT with a sentence where they are no correlations, or not possible together. */
TL_API TL_MUST_USE tl_code tl_econ_correlate(size_t dimensions, const double *correlation, double *u, tl_error *error);
/* Triangular distribution on low / likely / high at probability u. */
TL_API double tl_econ_triangular(tl_range range, double u);

/* Row `index` of the design for sensitivity indices with `inputs` inputs: matrix 0 is A, 1 is B, 2 + i is A with
 * column i from B. */
TL_API TL_MUST_USE tl_code tl_econ_saltelli(size_t inputs, uint64_t seed, uint32_t index, size_t matrix, double *u,
                                            tl_error *error);
/* First-order and total-order indices from the results of the design: at_a, at_b hold `count` results, at_ab[i * count
 * + k] those of matrix 2 + i. TL_ERR_NO_ANSWER where the result does not vary. */
TL_API TL_MUST_USE tl_code tl_econ_sensitivity(size_t inputs, size_t count, const double *at_a, const double *at_b,
                                               const double *at_ab, double *first, double *total, tl_error *error);

typedef tl_code (*tl_econ_result_of)(void *context, const double *inputs, double *result, tl_error *error);
typedef struct tl_econ_swing {
  size_t input;
  double at_low, at_high; /* result with this input at its low and high, the others likely */
} tl_econ_swing;
/* Largest swing first; equal swings in the order of inputs. Up to TL_ECON_SOBOL_DIMENSIONS inputs. */
TL_API TL_MUST_USE tl_code tl_econ_tornado(tl_econ_result_of result_of, void *context, const tl_range *inputs,
                                           size_t count, double *at_likely, tl_econ_swing *swings, tl_error *error);

#ifdef __cplusplus
}
#endif
#endif
