/* GERG-2008 and the Gibbs table on two states at a time (plain x86-64). Compiled with the flags that its name says;
 * chosen at run time in gerg.c. */
#define TLI_LANES 2
#define TLI_RUN tli_gerg_run_sse2
#define TLI_TABLE_RUN tli_table_run_sse2
#include "gas/gerg_kernel.h"
#include "gas/table_kernel.h"
