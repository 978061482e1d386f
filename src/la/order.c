/* The order in which unknowns are eliminated: AMD of SuiteSparse. */
#include <amd.h>

#include "la/tli_la.h"

tl_code tli_minimum_degree(tli_arena *work, size_t n, size_t pair_count, const tli_stamp *pairs, int *order,
                           tl_error *error) {
  if (n > INT32_MAX / 2 || pair_count > INT32_MAX / 4)
    return tl_fail(error, TL_ERR_USAGE, "a system of %zu unknowns and %zu pairs is too large", n, pair_count);
  int *start = TLI_NEW_N(work, int, n + 2), *row = TLI_NEW_N(work, int, 2 * pair_count);
  if (start == NULL || row == NULL) return TLI_NO_MEMORY(error, "the ordering of a sparse system");
  for (size_t k = 0; k < pair_count; k++) { /* counted one place further on, so that filling leaves the starts behind */
    start[pairs[k].row + 2]++;
    start[pairs[k].column + 2]++;
  }
  for (size_t i = 2; i <= n; i++) start[i + 1] += start[i];
  for (size_t k = 0; k < pair_count; k++) {
    row[start[pairs[k].column + 1]++] = pairs[k].row;
    row[start[pairs[k].row + 1]++] = pairs[k].column;
  }
  const int status = amd_order((int)n, start, row, order, NULL, NULL);
  if (status == AMD_OK || status == AMD_OK_BUT_JUMBLED) return TL_OK;
  if (status == AMD_OUT_OF_MEMORY) return TLI_NO_MEMORY(error, "the ordering of a sparse system");
  return tl_fail(error, TL_ERR_NO_ANSWER, "AMD refuses the pattern of the equations (status %d)", status);
}
