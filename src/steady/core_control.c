/* Controlled elements in the core: their laws, in potentials. */
#include "steady/tli_core.h"

double tli_core_control_residual(tl_steady *s) {
  (void)s;
  return 0.0;
}
