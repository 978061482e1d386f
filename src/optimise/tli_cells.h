/* optimise/tli_cells.h - a line's stations with their nodes and cells of pressure, for one width: see line_cells.c. */
#ifndef TLI_CELLS_H
#define TLI_CELLS_H

#include "optimise/tli_line.h"

typedef struct tli_stage {
  double low_pa, width_pa; /* of the pressures behind the station */
  size_t cells;
  bool *alive;                     /* cells that may hold the optimum */
  double *behind_pa, *behind_by_p; /* at the end of the span, by node; NaN: nothing arrives, or no living cell beside */
  double *value, *slope; /* by node: cost to go, its slope to the pressure there by the best steps' own slopes */
  double *phi_left,
      *phi_right;     /* by cell: the price of pressure at its ends, linear between, with jumps from cell to cell */
  double *least;      /* by cell: bound of what is still to come, less phi */
  double *from_start; /* by cell: bound of all else, with phi */
  size_t *row;        /* of a living cell in the pairs of the stages behind */
  /* The way to this stage from the one before it, by nodes and cells of that one; the first stage has none. */
  tli_suction *suction;         /* by node */
  double *step, *step_slope;    /* by node: cost to go on this way */
  double *way_left, *way_right; /* by cell: the part of phi that this way is charged */
  double *pair;                 /* bound from a cell to one of this stage: living cells times cells here */
  double *through;              /* by cell: least of pair and what is still to come */
} tli_stage;

static inline double tli_cells_node(const tli_stage *s, size_t j) { return s->low_pa + s->width_pa * (double)j; }

/* Least pressures behind the stations with which the end can be reached; none: it cannot. */
TL_MUST_USE tl_code tli_cells_least(const tli_line_made *line, double *least_pa, bool *none);
/* Linear between nodes; infinite outside. */
double tli_cells_value(const tli_stage *stage, const double *value, double p_pa);
/* Fills all but from_start; false: stopped. */
bool tli_cells_backward(const tli_line_made *line, tli_stage *stages, const tl_progress *progress);
/* Fills from_start; gives the bound over all operations whose cells are alive. */
double tli_cells_forward(const tli_line_made *line, tli_stage *stages);

#endif
