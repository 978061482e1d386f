/* la/tli_lp.h - linear programs behind one adapter: rows as they come -> Clp.
 *
 *     minimise  c x   subject to   row_low <= A x <= row_high,   low <= x <= high
 *
 * A program is filled row by row, solved, and may be cleared and filled again; its room is kept. What Clp says is not
 * taken for proved: its multipliers are candidates, and who needs a bound computes it from them in safe arithmetic
 * (Neumaier and Shcherbina, Safe bounds in linear and mixed-integer linear programming, Math. Program. 99, 2004).
 * Clp: Forrest and others, COIN-OR. A tli_lp belongs to one thread.
 */
#ifndef TLI_LP_H
#define TLI_LP_H

#include "base/tli_base.h"

typedef struct tli_lp tli_lp;

/* NULL: no memory. */
tli_lp *tli_lp_create(const tl_allocator *allocator);
void tli_lp_destroy(tli_lp *lp);

/* Empties the program. */
void tli_lp_clear(tli_lp *lp);
/* Adds a column and gives its index; -1: no memory. Bounds may be infinite. */
int tli_lp_add_column(tli_lp *lp, double low, double high, double cost);
/* Begins a row and gives its index (-1: no memory), then its entries. */
int tli_lp_add_row(tli_lp *lp, double low, double high);
bool tli_lp_add_entry(tli_lp *lp, int column, double value);

/* Asked every half second of processor time of a solution from here on; false ends it as TLI_LP_STOPPED. NULL: never.
 */
void tli_lp_watch(tli_lp *lp, bool (*go_on)(void *watch), void *watch);

typedef enum tli_lp_status { TLI_LP_OPTIMAL, TLI_LP_INFEASIBLE, TLI_LP_UNBOUNDED, TLI_LP_STOPPED } tli_lp_status;

/* Solves. On TLI_LP_OPTIMAL x (one a column) and y (one a row, d objective / d bound of the row) are filled; on
 * TLI_LP_INFEASIBLE y with what tli_lp_is_empty may prove it by, if Clp has that, else 0. Either may be NULL.
 * TL_ERR_MACHINE only if there is no memory. */
TL_MUST_USE tl_code tli_lp_solve(tli_lp *lp, tli_lp_status *status, double *x, double *y, double *objective,
                                 tl_error *error);
/* What no point within the rows and columns goes below, whatever y (one a row; NULL: the columns alone) is: of the
 * program's cost (column < 0) or of `cost` times one column. All columns in it must have finite bounds. Less a margin
 * for rounding by all that is added up: where large multipliers cancel, it is as large as they are. -infinity: nothing.
 */
double tli_lp_bound(const tli_lp *lp, int column, double cost, const double *y);
/* Whether y proves that no point is within the rows and columns: sum y row is more than any point of the columns can
 * make it (Farkas, J. reine angew. Math. 124, 1902), by more than its rounding. */
bool tli_lp_is_empty(const tli_lp *lp, const double *y);
/* Sets to 0 what counts as 0: multipliers that lean on no side, and those below 1e-12 of the largest. */
void tli_lp_drop_small(const tli_lp *lp, double *y);
size_t tli_lp_columns(const tli_lp *lp);
size_t tli_lp_rows(const tli_lp *lp);

/* The same program again and again with the cost of one column alone: the basis of the time before is where the next
 * begins. `keep` takes the program as it stands; `drop` (also done by destroy and clear) ends it. */
TL_MUST_USE tl_code tli_lp_keep(tli_lp *lp, tl_error *error);
TL_MUST_USE tl_code tli_lp_again(tli_lp *lp, int column, double cost, tli_lp_status *status, double *x, double *y,
                                 tl_error *error);
void tli_lp_drop(tli_lp *lp);

#endif
