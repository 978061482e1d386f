/* gas/tli_table.h - a table of the residual Gibbs energy g(p,T) = G_r/(RT) on Chebyshev cells.
 *
 * One function, so that everything read from it belongs together:
 *   z - 1 = p g_p,   h_r/(RT) = -T g_T,   cp_r/R = -2 T g_T - T^2 g_TT.
 * In each cell g is a polynomial of degree 7 in p and in T. Its p-dependent part is the integral of an interpolation of
 * (z - 1)/p, so that z and its pressure derivative do not suffer from the rounding of a second derivative; the part
 * that depends on T alone is interpolated at the middle of the cell. The error is measured at random points when the
 * table is built, and kept with it. Nothing is extrapolated: outside its box a state is moved to the nearest edge and
 * counted.
 */
#ifndef TLI_TABLE_H
#define TLI_TABLE_H

#include "gas/tli_gerg.h"

enum { TLI_TABLE_TERMS = 8, TLI_TABLE_P_CELLS = 64, TLI_TABLE_T_CELLS = 16 };

typedef struct tli_table {
  double p_min_pa, p_max_pa, t_min_k, t_max_k;
  double p_cells_per_pa, t_cells_per_k, half_p_pa, half_t_k;
  /* g in cell (ip, it): sum_ij c[it][ip][j][i] x^i y^j, x and y in -1..1 */
  double (*c)[TLI_TABLE_P_CELLS][TLI_TABLE_TERMS][TLI_TABLE_TERMS];
  double ideal_cv[TLI_TABLE_T_CELLS][TLI_TABLE_TERMS]; /* -alpha0_tautau tau^2 = cv0/R, the same way in y */
  tl_gas_table_info info;
} tli_table;

tl_code tli_table_build(tl_gas *gas, const tl_gas_options *options, tl_error *error);

/* n states by the table, any vector width, the same bits; returns how many were moved to the edge of the box. */
typedef size_t tli_table_run(const tl_gas *gas, const tli_table *table, size_t n, const double *p_pa, const double *t_k,
                             const tl_gas_flow *out);
tli_table_run tli_table_run_scalar, tli_table_run_sse2, tli_table_run_avx2, tli_table_run_avx512;
tli_table_run *tli_table_path(void);

#endif
