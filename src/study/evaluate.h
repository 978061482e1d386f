/* study/evaluate.h - one scenario: solve, hold against the limits, find the largest flow within them. */
#ifndef TLI_STUDY_EVALUATE_H
#define TLI_STUDY_EVALUATE_H

#include "study/line.h"

typedef enum tli_limit {
  TLI_DELIVERY_PRESSURE, /* at the counting point: a requirement, the others are limits */
  TLI_STATION_RATIO,
  TLI_STATION_POWER,
  TLI_VELOCITY,
  TLI_DISCHARGE_TEMPERATURE, /* of the gas entering the pipe behind a station */
  TLI_GAS_TEMPERATURE,       /* lowest in the line */
  TLI_LINE_PRESSURE,         /* lowest in the line */
  TLI_WORKING_PRESSURE, /* highest in the line, over the pipe's own: downhill gas at rest can exceed the set point */
  TLI_LIMITS
} tli_limit;

/* The worst place of one limit. excess > 0: the limit is broken. allowed 0: there is no such limit. */
typedef struct tli_criterion {
  double value, allowed, excess;
  const char *where; /* station or pipe; owned by the line */
  double chainage_m;
} tli_criterion;

typedef struct tli_evaluation {
  tl_outcome outcome;
  tl_reason reason;
  tl_certificate certificate;
  double flow_kg_s;                                   /* at the counting point */
  double in_kg_s, out_kg_s, fuel_kg_s, balance_error; /* error relative to in */
  double delivery_p_pa;
  double total_power_w;
  tli_criterion whole[TLI_LIMITS];
  tli_criterion (*by_section)[TLI_LIMITS];                           /* one row a section; in the arena given */
  double *section_power_w, *section_fuel_kg_s, *section_linepack_kg; /* one a section; in the arena given */
  double capacity_kg_s; /* largest flow as the average of a year; NaN: not looked for or none */
  int capacity_limit;   /* a tli_limit, or -1: the physics itself */
  const char *capacity_where;
} tli_evaluation;

const char *tli_limit_name(tli_limit limit);  /* "station_power" */
const char *tli_limit_words(tli_limit limit); /* "station power" */
tl_quantity tli_limit_quantity(tli_limit limit);
const char *tli_limit_unit(tli_limit limit); /* of the trade */
double tli_limit_shown(tli_limit limit, double si);

/* Solves `steady` (made from the line's network) at the line's flow and fills the evaluation, capacity apart. */
TL_MUST_USE tl_code tli_evaluate(tli_line *line, tl_steady *steady, tli_arena *arena, tli_evaluation *evaluation,
                                 tl_error *error);
/* Finds the largest flow within all limits and requirements; leaves the line and the steady at the asked flow. In the
 * mode "capacity" the evaluation is taken anew at that flow. */
TL_MUST_USE tl_code tli_find_capacity(tli_line *line, tl_steady *steady, tli_arena *arena, tli_evaluation *evaluation,
                                      tl_error *error);

/* "fits", "fits only if", "does not fit", judged on the given criteria (whole line or one section). */
const char *tli_verdict(const tli_evaluation *evaluation, const tli_criterion *criteria);
/* "station power 132 MW (limit 128)", ...: what would have to be allowed; "" if it fits. In the arena. */
const char *tli_conditions(const tli_evaluation *evaluation, const tli_criterion *criteria, tli_arena *arena);

#endif
