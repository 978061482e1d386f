/* gas/tli_detail.h - the published coefficients of AGA8-DETAIL. */
#ifndef TLI_DETAIL_H
#define TLI_DETAIL_H

#include "gas/tli_gas.h"

#define TLI_AGA8_R 8.31451 /* J/(mol K), AGA Report No. 8 (1992) */

enum { TLI_G = 1, TLI_Q = 2, TLI_F = 4, TLI_S = 8, TLI_W = 16 };
typedef struct tli_detail_term {
  double a;
  int b, k;
  double u;
  int flags;
} tli_detail_term;
typedef struct tli_detail_component {
  double e, k, g, q, f, s, w;
} tli_detail_component;
typedef struct tli_detail_pair {
  tl_component i, j;
  double e, u, k, g;
} tli_detail_pair;

enum { TLI_DETAIL_TERMS = 58, TLI_DETAIL_PAIRS = 61, TLI_DETAIL_VIRIAL = 18, TLI_DETAIL_FIRST = 12 };
extern const tli_detail_term tli_detail_terms[TLI_DETAIL_TERMS];
extern const tli_detail_component tli_detail_components[TL_COMPONENTS];
extern const tli_detail_pair tli_detail_pairs[TLI_DETAIL_PAIRS];

/* SGERG-88 from its four published inputs (superior heating value at 25 degC combustion, 0 degC volume; relative
 * density): z, and the nitrogen that the method infers. For the tests. */
double tli_sgerg_z(double heating_mj_m3, double relative_density, double x_co2, double x_h2, double p_pa, double t_k,
                   double *x_n2);

#endif
