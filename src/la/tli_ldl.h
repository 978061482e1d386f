/* la/tli_ldl.h - factors of a symmetric positive definite matrix on a fixed pattern: see ldl.c. */
#ifndef TLI_LDL_H
#define TLI_LDL_H

#include "base/tli_base.h"

typedef struct tli_ldl tli_ldl;

/* column_start (n + 1), row_index: compressed columns with rows ascending and a full diagonal, of a symmetric pattern
 * in the order of elimination; diagonal (n): its places in row_index. They must outlive the factors. Everything lives
 * in `arena`. */
TL_MUST_USE tl_code tli_ldl_create(tli_arena *arena, size_t n, const int *column_start, const int *row_index,
                                   const int *diagonal, tli_ldl **factors, tl_error *error);
size_t tli_ldl_entries(const tli_ldl *factors); /* below the diagonal */
/* a: one value an entry of the pattern; those above the diagonal are read. x: a right-hand side, through L in the same
 * pass. false: a pivot is below `least` of its entry of the diagonal, or no number; the factors, and x, are then none.
 */
bool tli_ldl_factor(tli_ldl *factors, const double *a, double least, double *x);
void tli_ldl_solve_rest(const tli_ldl *factors, double *x); /* what tli_ldl_factor has brought through L */
/* x: right-hand side in, solution out; n entries. */
void tli_ldl_solve(const tli_ldl *factors, double *x);

#endif
