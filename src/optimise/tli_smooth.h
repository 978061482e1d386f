/* optimise/tli_smooth.h - a nonlinear program with exact first and second derivatives, for Ipopt: see ipopt.c.
 *
 *     minimise f(x)   subject to   row_low <= g(x) <= row_high,   low <= x <= high */
#ifndef TLI_SMOOTH_H
#define TLI_SMOOTH_H

#include "base/tli_base.h"

typedef struct tli_smooth {
  const void *of; /* handed to the functions */
  size_t unknowns, rows, entries;
  int *entry_row, *entry_column; /* of the Jacobian */
  double *low, *high, *row_low, *row_high;
  double *row_price, *low_price, *high_price; /* multipliers at the end: grad f + J^T row - low + high = 0; or NULL */
  double (*objective)(const void *of, const double *x);
  void (*gradient)(const void *of, const double *x, double *gradient);
  void (*constraints)(const void *of, const double *x, double *g);
  void (*jacobian)(const void *of, const double *x, double *values);
  /* The lower triangle of the Hessian of factor f + sum multipliers g: its places (row may be NULL), their number. */
  size_t (*hessian_entries)(const void *of, int *row, int *column);
  void (*hessian)(const void *of, const double *x, double factor, const double *multipliers, double *values);
  bool (*go_on)(void *watch); /* asked in each iteration, false ends it without a point; NULL: never asked */
  void *watch;
} tli_smooth;

/* x is the start and receives the end. *solved: a point within the tolerances. */
TL_MUST_USE tl_code tli_smooth_solve(const tli_smooth *program, double *x, bool *solved, double *objective,
                                     tl_error *error);

#endif
