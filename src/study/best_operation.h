/* study/best_operation.h - the line of a study as a problem of operation: which units run and at which pressures, so
 * that its energy costs least. docs/theory/study-stations.md */
#ifndef TLI_STUDY_BEST_OPERATION_H
#define TLI_STUDY_BEST_OPERATION_H

#include "study/months.h"
#include "trunkline/optimise_line.h"

typedef struct tli_operating {
  tl_study *study;
  const tli_year *year;
  size_t count, crew[TL_LINE_STATIONS]; /* stations with units, and which of the line's they are */
  tl_turbo turbos[TL_LINE_STATIONS];
  tl_line_station stations[TL_LINE_STATIONS];
  tl_line_span spans[TL_LINE_STATIONS];
  tl_line_problem problem;
  bool in_money;       /* false: no price of energy is given; its amount is minimised */
  const char *trouble; /* why there is no problem to solve; NULL: there is one */
} tli_operating;
/* From a state of the line (the reference, or one of the line with the stations of an earlier answer) and the crews of
 * the year. What stands in the way is trouble, no error. */
TL_MUST_USE tl_code tli_operating_make(tl_study *study, const tli_year *year, const tl_steady *steady, tli_operating *x,
                                       tl_error *error);
/* Energy [W] that an answer takes with the units' own maps in the place of the fitted ones; NaN where they miss it. */
TL_MUST_USE tl_code tli_operating_energy(const tli_operating *x, const tl_line_operation *operation,
                                         const tl_line_state *state, double *energy_w, tl_error *error);

#endif
