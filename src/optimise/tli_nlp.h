/* optimise/tli_nlp.h - the nonlinear program of one setting of all controls: see nlp.c. */
#ifndef TLI_NLP_H
#define TLI_NLP_H

#include "optimise/tli_units.h"

/* What may give way. */
enum { TLI_ELASTIC_LOADS = 1, TLI_ELASTIC_PRESSURES = 2, TLI_ELASTIC_LAWS = 4 };

typedef struct tli_nlp_row {
  int kind, where; /* see nlp.c; arc or node */
} tli_nlp_row;

/* What a program is made for. */
typedef struct tli_nlp_wish {
  const int *mode;          /* one a arc: a single bit for controls, 0 for others */
  const double *correction; /* one a arc [bar]: what the simulator finds beyond the law; NULL: none */
  int elastic;
  double margin_bar;   /* how far pressures keep from their limits where there is room */
  double smooth_share; /* of the widest smoothing of q|q|: 1, less near an answer */
  double lift_price;   /* per bar that working stations without units raise; far below the price of giving way */
  tli_nlp_unit *units; /* of working stations: their rows; the unknowns are numbered here */
  size_t unit_count;
} tli_nlp_wish;

/* Unknowns: p of all nodes [bar], q of all arcs [kg/s], then flow and speed of units, cuts of loads [kg/s] and
 * pressures below and above the limits [bar] and breaches of laws [bar] where the program is elastic. Rows: balances
 * [kg/s], laws and limits [bar].
 */
typedef struct tli_nlp {
  const tli_model *m;
  const int *mode;          /* one a arc: a single bit for controls, 0 for others */
  const double *correction; /* one a arc [bar]: what the simulator finds beyond the law; NULL: none */
  int elastic;
  double smooth_share; /* of the widest smoothing of q|q| */
  double lift_price;
  const tli_nlp_unit *units;
  size_t unit_count, first_give;  /* the first unknown that is a cut, breach or so */
  size_t unknowns, rows, entries; /* entries of the Jacobian */
  tli_nlp_row *row;
  int *entry_row, *entry_column;
  double *low, *high, *row_low, *row_high, *cost, *reference;
  int *cut, *under, *over; /* per node: the unknown, or -1 */
  int first_slack;         /* of the laws: two a row that is no balance and no limit of a node, in the order of rows */
  bool empty;              /* some unknown has no room: an upper bound below its lower one */
} tli_nlp;

TL_MUST_USE tl_code tli_nlp_make(const tli_model *model, const tli_nlp_wish *wish, tli_arena *arena, tli_nlp **nlp,
                                 tl_error *error);

/* Flows and speeds of units to start from. */
void tli_nlp_start_units(const tli_nlp *nlp, double *x);
double tli_nlp_objective(const tli_nlp *nlp, const double *x);
void tli_nlp_gradient(const tli_nlp *nlp, const double *x, double *gradient);
void tli_nlp_constraints(const tli_nlp *nlp, const double *x, double *g);
void tli_nlp_jacobian(const tli_nlp *nlp, const double *x, double *values);
/* The lower triangle of the Hessian of objective_factor * objective + sum of multipliers * rows: its places (row may be
 * NULL) and their number, and its values in that order. */
size_t tli_nlp_hessian_entries(const tli_nlp *nlp, int *row, int *column);
void tli_nlp_hessian(const tli_nlp *nlp, const double *x, double objective_factor, const double *multipliers,
                     double *values);
/* Sum of the costs of what gave way, without the small pull to the middle. */
double tli_nlp_violation(const tli_nlp *nlp, const double *x);
/* Left side less right side of the law of a friction arc at a state [bar]; what a correction is made of. */
double tli_nlp_law(const tli_model *model, int arc, double p_from, double p_to, double q, double smooth_share);

/* ipopt.c: x is the start and receives the end. *solved: a point within the tolerances, whatever its objective. */
TL_MUST_USE tl_code tli_ipopt_solve(const tli_nlp *nlp, double *x, bool *solved, double *objective, tl_error *error);

#endif
