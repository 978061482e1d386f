/* GERG-2008 and the Gibbs table on one state at a time. Compiled with the flags that its name says; chosen at run time
 * in gerg.c. */
#define TLI_LANES 1
#define TLI_RUN tli_gerg_run_scalar
#define TLI_TABLE_RUN tli_table_run_scalar
#include "gas/gerg_kernel.h"
#include "gas/table_kernel.h"

void tli_gerg_alpha(const void *law_data, double density_mol_m3, double t_k, tli_alpha *out) {
  const tli_gerg *g = law_data;
  collapsed at;
  alpha_lanes a;
  collapse(g, t_k, &at);
  all_terms(g, &at, density_mol_m3 / g->rhor_mol_m3, &a);
  *out = (tli_alpha){a.a00, a.a01, a.a02, a.a03, a.a10, a.a11, a.a12, a.a20};
}
