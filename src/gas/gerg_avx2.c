/* GERG-2008 and the Gibbs table on four states at a time (AVX2). Compiled with the flags that its name says; chosen at
 * run time in gerg.c.
 */
#define TLI_LANES 4
#define TLI_RUN tli_gerg_run_avx2
#define TLI_TABLE_RUN tli_table_run_avx2
#include "gas/gerg_kernel.h"
#include "gas/table_kernel.h"
