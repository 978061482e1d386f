/* la/tli_la.h - sparse systems behind one adapter: stamps -> compressed columns -> KLU, or L D L' where that will do.
 *
 * A pattern is fixed once: the caller lists its stamps (row, column); doubled places share one slot. Then, as often
 * as wanted: clear, add to slots, factor, solve. Factoring reuses the pivots of the last full factorisation
 * (klu_refactor) and falls back to a full one with fresh pivots when they have gone bad, by reciprocal condition.
 * A tli_system belongs to one thread (KLU's Numeric and Common are private to it).
 * Source: Davis and Palamadai Natarajan, Algorithm 907: KLU, ACM TOMS 37(3), 2010.
 */
#ifndef TLI_LA_H
#define TLI_LA_H

#include "base/tli_base.h"

typedef struct tli_system tli_system;

typedef struct tli_stamp {
  int row, column;
} tli_stamp;

/* slots[k] receives the value index of stamps[k]. Everything lives in `arena` but KLU's own factors;
 * tli_system_destroy frees those. */
TL_MUST_USE tl_code tli_system_create(tli_arena *arena, size_t n, size_t stamp_count, const tli_stamp *stamps,
                                      size_t *slots, tli_system **system, tl_error *error);
/* The same, eliminated in the order of the unknowns as they are numbered: for those who have numbered them well, so
 * that neighbours in the elimination are neighbours in memory. Meant for matrices that are safe to pivot on the
 * diagonal, which must be there; rows are not scaled. */
TL_MUST_USE tl_code tli_system_create_in_order(tli_arena *arena, size_t n, size_t stamp_count, const tli_stamp *stamps,
                                               size_t *slots, tli_system **system, tl_error *error);
/* The same for values that are symmetric and positive definite: A = L D L' of our own, half the work; where a pivot
 * shows that they are not, KLU takes over. */
TL_MUST_USE tl_code tli_system_create_definite(tli_arena *arena, size_t n, size_t stamp_count, const tli_stamp *stamps,
                                               size_t *slots, tli_system **system, tl_error *error);
/* The order of elimination of a symmetric pattern by approximate minimum degree with a postorder (Amestoy, Davis, Duff,
 * ACM TOMS 30 (2004) 381): order[k] is the unknown that goes as the k-th; n entries. pairs: off the diagonal, each at
 * least once. `work` holds what is needed meanwhile. */
TL_MUST_USE tl_code tli_minimum_degree(tli_arena *work, size_t n, size_t pair_count, const tli_stamp *pairs, int *order,
                                       tl_error *error);
void tli_system_destroy(tli_system *system);

/* The next factorisation looks for its pivots afresh: for those whose answers must not depend on what was solved
 * before.
 */
void tli_system_forget_pivots(tli_system *system);

double *tli_system_values(tli_system *system); /* one per slot; the caller clears and fills them */
void tli_system_clear(tli_system *system);
size_t tli_system_nonzeros(const tli_system *system);

/* Factors the present values. On TL_ERR_NO_ANSWER the matrix is singular and *singular_row (may be NULL) names a
 * row at fault, or -1. */
TL_MUST_USE tl_code tli_system_factor(tli_system *system, int *singular_row, tl_error *error);
/* x: right-hand side in, solution out; n entries. */
TL_MUST_USE tl_code tli_system_solve(tli_system *system, double *x, tl_error *error);

/* Both in one pass where that is less work. */
TL_MUST_USE tl_code tli_system_factor_solve(tli_system *system, double *x, tl_error *error);

/* One refactoring and solution of the present values by KLU at its defaults (rows scaled), beside the system's own
 * factors: the yardstick of benches. The first call factors. x as above. */
TL_MUST_USE tl_code tli_system_repeat(tli_system *system, bool scaled, double *x, tl_error *error);

/* Largest relative difference between an analytic derivative and central differences: used by tests and registry. */
double tli_difference_error(double analytic, double forward, double backward, double step);

#endif
