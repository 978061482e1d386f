/* gas/tli_gerg.h - GERG-2008 inside: published coefficients, and the equation compiled for one composition.
 *
 *   alpha_r = sum_i x_i alpha_i(tau, delta) + sum_i<j x_i x_j F_ij alpha_ij(tau, delta)     (Kunz and Wagner 2012, eq.
 * 10)
 *
 * Every term is n tau^t times a density shape: delta^d, delta^d exp(-delta^c) or
 * delta^d exp(-eta (delta - eps)^2 - beta (delta - gamma)), where eps = gamma = 1/2 throughout. There are only 36
 * different shapes. Compiling merges the terms of all components with the same shape and the same t; at a given
 * temperature what is left is one number per shape, so that a density step costs a short polynomial per exponential.
 */
#ifndef TLI_GERG_H
#define TLI_GERG_H

#include "gas/tli_gas.h"

#define TLI_GERG_R 8.314472    /* J/(mol K), Kunz and Wagner 2012 */
#define TLI_GERG_R_OLD 8.31451 /* of the ideal-gas constants, their eq. 13 */

typedef struct tli_gerg_term {
  double n, t;
  int d, c;
} tli_gerg_term;
typedef struct tli_gerg_fluid {
  const tli_gerg_term *terms;
  size_t count;
} tli_gerg_fluid;
typedef struct tli_gerg_departure_term {
  double n, t;
  int d;
  double eta, epsilon, beta, gamma;
} tli_gerg_departure_term;
typedef struct tli_gerg_departure {
  const tli_gerg_departure_term *terms;
  size_t count;
} tli_gerg_departure;
typedef struct tli_gerg_pair {
  tl_component i, j;
  double beta_v, gamma_v, beta_t, gamma_t, f;
  int departure; /* index, -1: none */
} tli_gerg_pair;

enum { TLI_GERG_DEPARTURES = 8, TLI_GERG_PAIRS = 156 };
extern const tli_gerg_fluid tli_gerg_fluids[TL_COMPONENTS];
extern const tli_gerg_departure tli_gerg_departures[TLI_GERG_DEPARTURES];
extern const tli_gerg_pair tli_gerg_pairs[TLI_GERG_PAIRS];

/* Families of shapes that share one exponential. */
typedef enum tli_gerg_family {
  TLI_GERG_POLYNOMIAL,
  TLI_GERG_EXP1,
  TLI_GERG_EXP2,
  TLI_GERG_EXP3,
  TLI_GERG_EXP5,
  TLI_GERG_EXP6,
  TLI_GERG_GAUSS_FIRST, /* then one per (eta, beta) of the departure functions */
  TLI_GERG_FAMILIES = TLI_GERG_GAUSS_FIRST + 9
} tli_gerg_family;

enum { TLI_GERG_VIRIAL = 5 }; /* powers of delta in the series that the density starts from */
enum { TLI_GERG_MOST_SHAPES = 40, TLI_GERG_MOST_TERMS = 256, TLI_GERG_MOST_POWERS = 80, TLI_GERG_WHOLE_POWERS = 31 };

/* tau^t with t = whole + eighths/8 or whole + twentieths/20: a product of two table entries. */
typedef struct tli_gerg_power {
  int whole;    /* -1 .. 30 */
  int fraction; /* 0..7: eighths; 8..27: twentieths 0..19 */
} tli_gerg_power;

typedef struct tli_gerg {
  double tr_k, rhor_mol_m3;
  size_t power_count;
  tli_gerg_power power[TLI_GERG_MOST_POWERS];
  size_t shape_count;
  int shape_d[TLI_GERG_MOST_SHAPES];
  double shape_dd[3][TLI_GERG_MOST_SHAPES];             /* d, d^2, d^3 */
  double virial[TLI_GERG_VIRIAL][TLI_GERG_MOST_SHAPES]; /* k times the weight of a shape in delta^k, k = 1.. */
  size_t term_begin[TLI_GERG_MOST_SHAPES + 1];
  size_t family_begin[TLI_GERG_FAMILIES + 1]; /* into the shapes, which are sorted by family */
  size_t term_count;
  unsigned char term_power[TLI_GERG_MOST_TERMS];
  double n[TLI_GERG_MOST_TERMS], nt[TLI_GERG_MOST_TERMS], ntt[TLI_GERG_MOST_TERMS]; /* n, n t, n t (t-1) */
} tli_gerg;

/* eta and beta of the Gaussian families. */
extern const double tli_gerg_eta[TLI_GERG_FAMILIES - TLI_GERG_GAUSS_FIRST];
extern const double tli_gerg_beta[TLI_GERG_FAMILIES - TLI_GERG_GAUSS_FIRST];

tl_code tli_gerg_compile(tl_gas *gas, tl_error *error);
/* Reducing temperature [K] and density [mol/m3] of a composition, eqs 16 and 17. */
void tli_gerg_reducing(const tl_mixture *mixture, double *tr_k, double *rhor_mol_m3);

/* States of one gas, any number, in blocks of the processor's vector width. Every width gives the same bits. A lane
 * that the fast density solver leaves open gets done[i] = false and no values. */
#define TLI_GERG_ONE_ROOT_T 1.15 /* above this multiple of the reducing temperature p(rho) has one root */
typedef struct tli_gerg_lanes {
  size_t n;
  const double *p_pa, *t_k;
  tl_gas_state *states;       /* all properties, or NULL */
  const tl_gas_flow *flow;    /* flow properties, or NULL */
  size_t flow_offset;         /* index of the first state in the flow arrays */
  double *z, *residual_gibbs; /* z and G_r/(RT), both or neither: for the table */
  bool *done;
} tli_gerg_lanes;
typedef void tli_gerg_run(const tl_gas *gas, const tli_gerg *gerg, const tli_gerg_lanes *lanes);
tli_gerg_run tli_gerg_run_scalar, tli_gerg_run_sse2, tli_gerg_run_avx2, tli_gerg_run_avx512;
void tli_gerg_alpha(const void *law_data, double density_mol_m3, double t_k, tli_alpha *out);

/* A path by name, or the widest for NULL; NULL if this processor or its system cannot run it. */
tli_gerg_run *tli_gerg_path(const char *name, const char **taken);

#endif
