/* Sobol' points by index, scrambled.
 *
 *   x(n) = xor of the direction numbers of the bits of n;   m_k = 2 a_1 m_(k-1) ^ ... ^ 2^s m_(k-s) ^ m_(k-s)
 * Direction numbers: Joe, Kuo, Constructing Sobol sequences with better two-dimensional projections, SIAM J. Sci.
 * Comput. 30 (2008) 2635, table new-joe-kuo-6.21201, dimensions 2 to 40. Scrambling: each bit is flipped by a hash of
 * seed, dimension and the bits above it (Owen, Randomly permuted (t,m,s)-nets, 1995). */
#include "econ/tli_econ.h"
#include "trunkline/econ_sample.h"

enum { BITS = 32 };

typedef struct direction {
  unsigned degree, polynomial;
  uint32_t start[8];
} direction;

static const direction directions[TL_ECON_SOBOL_DIMENSIONS - 1] = {
    {1, 0, {1}},
    {2, 1, {1, 3}},
    {3, 1, {1, 3, 1}},
    {3, 2, {1, 1, 1}},
    {4, 1, {1, 1, 3, 3}},
    {4, 4, {1, 3, 5, 13}},
    {5, 2, {1, 1, 5, 5, 17}},
    {5, 4, {1, 1, 5, 5, 5}},
    {5, 7, {1, 1, 7, 11, 19}},
    {5, 11, {1, 1, 5, 1, 1}},
    {5, 13, {1, 1, 1, 3, 11}},
    {5, 14, {1, 3, 5, 5, 31}},
    {6, 1, {1, 3, 3, 9, 7, 49}},
    {6, 13, {1, 1, 1, 15, 21, 21}},
    {6, 16, {1, 3, 1, 13, 27, 49}},
    {6, 19, {1, 1, 1, 15, 7, 5}},
    {6, 22, {1, 3, 1, 15, 13, 25}},
    {6, 25, {1, 1, 5, 5, 19, 61}},
    {7, 1, {1, 3, 7, 11, 23, 15, 103}},
    {7, 4, {1, 3, 7, 13, 13, 15, 69}},
    {7, 7, {1, 1, 3, 13, 7, 35, 63}},
    {7, 8, {1, 3, 5, 9, 1, 25, 53}},
    {7, 14, {1, 3, 1, 13, 9, 35, 107}},
    {7, 19, {1, 3, 1, 5, 27, 61, 31}},
    {7, 21, {1, 1, 5, 11, 19, 41, 61}},
    {7, 28, {1, 3, 5, 3, 3, 13, 69}},
    {7, 31, {1, 1, 7, 13, 1, 19, 1}},
    {7, 32, {1, 3, 7, 5, 13, 19, 59}},
    {7, 37, {1, 1, 3, 9, 25, 29, 41}},
    {7, 41, {1, 3, 5, 13, 23, 1, 55}},
    {7, 42, {1, 3, 7, 3, 13, 59, 17}},
    {7, 50, {1, 3, 1, 3, 5, 53, 69}},
    {7, 55, {1, 1, 5, 5, 23, 33, 13}},
    {7, 56, {1, 1, 7, 7, 1, 61, 123}},
    {7, 59, {1, 1, 7, 9, 13, 61, 49}},
    {7, 62, {1, 3, 3, 5, 3, 55, 33}},
    {8, 14, {1, 3, 1, 15, 31, 13, 49, 245}},
    {8, 21, {1, 3, 5, 15, 31, 59, 63, 97}},
    {8, 22, {1, 3, 1, 11, 11, 11, 77, 249}},
};

static uint32_t sobol_bits(size_t dimension, uint32_t index) {
  uint32_t v[BITS], x = 0;
  if (dimension == 0) {
    for (unsigned k = 0; k < BITS; k++)
      if ((index >> k & 1U) != 0) x ^= (uint32_t)1 << (BITS - 1 - k);
    return x;
  }
  const direction *d = &directions[dimension - 1];
  for (unsigned k = 0; k < BITS && index >> k != 0; k++) {
    if (k < d->degree)
      v[k] = d->start[k] << (BITS - 1 - k);
    else {
      v[k] = v[k - d->degree] ^ (v[k - d->degree] >> d->degree);
      for (unsigned j = 1; j < d->degree; j++)
        if ((d->polynomial >> (d->degree - 1 - j) & 1U) != 0) v[k] ^= v[k - j];
    }
    if ((index >> k & 1U) != 0) x ^= v[k];
  }
  return x;
}

/* The finaliser of SplitMix64 (Steele, Lea, Flood, Fast splittable pseudorandom number generators, 2014). */
static uint64_t mix(uint64_t z) {
  z += 0x9E3779B97F4A7C15U;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
  return z ^ (z >> 31);
}

static uint32_t scramble(uint32_t x, uint64_t key) {
  uint32_t y = 0;
  for (unsigned k = 0; k < BITS; k++) {
    uint64_t above = k == 0 ? 0 : x >> (BITS - k);
    uint32_t flip = (uint32_t)(mix(key ^ mix(above * BITS + k)) >> 63);
    y |= ((x >> (BITS - 1 - k) & 1U) ^ flip) << (BITS - 1 - k);
  }
  return y;
}

static tl_code check_dimensions(size_t dimensions, tl_error *error) {
  if (dimensions >= 1 && dimensions <= TL_ECON_SOBOL_DIMENSIONS) return TL_OK;
  return tl_fail(error, TL_ERR_INPUT, "%zu uncertain inputs to sample; allowed are 1 .. %d", dimensions,
                 (int)TL_ECON_SOBOL_DIMENSIONS);
}

tl_code tl_econ_sobol(size_t dimensions, uint32_t index, double *u, tl_error *error) {
  TLI_TRY(check_dimensions(dimensions, error));
  for (size_t d = 0; d < dimensions; d++) u[d] = sobol_bits(d, index) / 4294967296.0;
  return TL_OK;
}

tl_code tl_econ_sobol_scrambled(size_t dimensions, uint64_t seed, uint32_t index, double *u, tl_error *error) {
  TLI_TRY(check_dimensions(dimensions, error));
  for (size_t d = 0; d < dimensions; d++)
    u[d] = (scramble(sobol_bits(d, index), mix(mix(seed) + d)) + 0.5) / 4294967296.0;
  return TL_OK;
}

tl_code tl_econ_saltelli(size_t inputs, uint64_t seed, uint32_t index, size_t matrix, double *u, tl_error *error) {
  double both[TL_ECON_SOBOL_DIMENSIONS] = {0};
  if (inputs < 1 || inputs > TL_ECON_SALTELLI_INPUTS || matrix >= inputs + 2)
    return tl_fail(error, TL_ERR_INPUT, "matrix %zu of a design with %zu inputs; allowed are 1 .. %d inputs", matrix,
                   inputs, (int)TL_ECON_SALTELLI_INPUTS);
  TLI_TRY(tl_econ_sobol_scrambled(2 * inputs, seed, index, both, error));
  for (size_t d = 0; d < inputs; d++) u[d] = both[matrix == 1 || matrix == d + 2 ? inputs + d : d];
  return TL_OK;
}
