/* trunkline/design_year.h - a designed line in use: what it carries month by month and with units out, what a year
 * delivers when machines fail, what storage must hold, what is built in which year.
 *
 *   a design that fits (design.h) -> tl_design_capacity -> tl_design_months, tl_availability, tl_design_phases
 *
 * Pure functions: nothing is kept between calls. Equations, sources, limits: docs/theory/design-year.md.
 */
#ifndef TRUNKLINE_DESIGN_YEAR_H
#define TRUNKLINE_DESIGN_YEAR_H

#include "trunkline/design.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { TL_YEAR_MONTHS = 12 };

/* ---- what it carries -------------------------------------------------------------------------------------------- */

typedef struct tl_design_conditions {
  const size_t *units;   /* that may run at each station of the design, spares among them */
  double air_t_k;        /* of the stations: machines gain and lose power by it; 0: their power of the catalogue */
  double cooler_t_k;     /* gas behind coolers; 0: that of the catalogue */
  double ground_shift_k; /* on the ground temperatures of the corridor */
} tl_design_conditions;

/* The largest delivery [kg/s] at the end, within 1e-4 of it: each station compresses as far as its units, the largest
 * ratio and the working pressure let it, and is by-passed where it cannot help; off-takes are served in full. The
 * problem's own flow does not matter. 0 if nothing can be delivered. *behind (may be NULL) is the limit that stops
 * more. */
TL_API TL_MUST_USE tl_code tl_design_capacity(const tl_design_problem *problem, const tl_design *design,
                                              const tl_design_conditions *conditions, double *q_kg_s,
                                              tl_design_limit *behind, tl_error *error);
/* The problem with the inlet held at what it is in a state of the design (for a section that stands among others, whose
 * inlet must not move with its own troubles). problem keeps belonging to the caller. */
TL_API tl_design_problem tl_design_hold_inlet(const tl_design_problem *problem, const tl_design *design,
                                              const tl_design_state *state);

typedef struct tl_design_month {
  double days;
  double demand_kg_s;                         /* mean of the month, at the end of the line */
  double air_t_k, cooler_t_k, ground_shift_k; /* as of tl_design_conditions */
} tl_design_month;
typedef struct tl_design_month_state {
  double all_kg_s;        /* with all units, spares too: what can be sold as long as nothing fails (conditional) */
  double running_kg_s;    /* spares standing by */
  double firm_kg_s;       /* with one unit of all out, where that costs most */
  double two_out_kg_s;    /* with two units of one station out, where that costs most */
  size_t worst_station;   /* of firm_kg_s */
  tl_design_limit behind; /* what stops more than all_kg_s */
} tl_design_month_state;
/* Twelve months each; installed units are those of `state`, a state of the design that fits, spares on top. */
TL_API TL_MUST_USE tl_code tl_design_months(const tl_design_problem *problem, const tl_design *design,
                                            const tl_design_state *state, const tl_design_month *months,
                                            tl_design_month_state *states, int threads, tl_error *error);

/* ---- the year --------------------------------------------------------------------------------------------------- */

typedef struct tl_design_swing {
  double annual_kg, mean_kg_s, largest_kg_s, least_kg_s;
  double working_kg;                      /* gas that a store must hold so that the line may run flat */
  double withdrawal_kg_s, injection_kg_s; /* largest, from and into that store */
  /* a year's gas of a field at the end that gives what months ask above the mean, up to withdrawal_kg_s, and takes none
   */
  double field_kg;
} tl_design_swing;
/* The year repeats itself; within a month demand is even, but for the peak day (0: none), which the store serves too.
 */
TL_API TL_MUST_USE tl_code tl_design_swing_of(const tl_design_month *months, double peak_day_kg_s,
                                              tl_design_swing *swing, tl_error *error);

/* ---- availability ----------------------------------------------------------------------------------------------- */

enum { TL_AVAILABILITY_STATIONS = 64 };

/* Stations of like units that fail one by one, each independently of all others, in series with a line. */
typedef struct tl_availability_problem {
  size_t station_count;
  const size_t *units;  /* of each station */
  const size_t *enough; /* so many serve as well as more; NULL: each unit counts */
  double unit;          /* share of time in which a unit can run */
  double line;          /* share of time in which the line is whole; nothing is delivered otherwise */
  double least;         /* states less likely than this are not computed; their time is kept as a bound */
  size_t most_states;   /* more states than this: sampled */
  size_t samples;       /* then so many, at least 2 */
  uint64_t seed;
  /* What is delivered with so many units up at each station; must not fall where a unit more is up. */
  tl_code (*delivered)(void *context, const size_t *up, double *value, tl_error *error);
  void *context;
} tl_availability_problem;
typedef struct tl_availability_answer {
  double full;      /* with all units up and the line whole */
  double mean;      /* over all time */
  double low, high; /* the mean is between them: bounds where enumerated, mean and two standard errors if sampled */
  double standard_error; /* 0 if enumerated */
  bool enumerated;
  size_t states; /* computed */
  double unseen; /* time share of the states left out */
} tl_availability_answer;
TL_API TL_MUST_USE tl_code tl_availability(const tl_availability_problem *problem, tl_availability_answer *answer,
                                           tl_error *error);

/* What a year delivers [kg]: in each month the smaller of demand and capacity, over all states of the units. */
typedef struct tl_design_reliability {
  double unit, line; /* as of tl_availability_problem */
} tl_design_reliability;
typedef struct tl_design_deliverability {
  double demand_kg, delivered_kg, low_kg, high_kg; /* a year */
  double month_share[TL_YEAR_MONTHS];              /* delivered over demanded */
  bool enumerated;
  size_t states; /* of the units, in all months */
} tl_design_deliverability;
TL_API TL_MUST_USE tl_code tl_design_deliver(const tl_design_problem *problem, const tl_design *design,
                                             const tl_design_state *state, const tl_design_month *months,
                                             const tl_design_reliability *reliability, int threads,
                                             tl_design_deliverability *answer, tl_error *error);

/* ---- phases ----------------------------------------------------------------------------------------------------- */

enum { TL_DESIGN_YEARS = 60 };

/* One year of a plan. Money of that year, not discounted. */
typedef struct tl_design_phase {
  double q_kg_s;                        /* delivered on the design day */
  size_t strings, stations, units;      /* that stand and may run; units of all stations, spares among them */
  bool loops;                           /* the loops of the design are laid */
  double line_capital, station_capital; /* spent this year */
  double operation, fuel, power_w;
} tl_design_phase;
typedef struct tl_design_plan {
  size_t years;
  tl_design_phase phases[TL_DESIGN_YEARS];
  double present_value; /* of all that is spent over the life, at the start of the first year */
  double at_once;       /* the same with everything built in the first year; NaN if it does not fit in some year */
  size_t at_once_strings, at_once_stations;
  bool fits; /* false: in some year no stage of the design carries the flow */
  size_t year_in_the_way;
} tl_design_plan;
/* What to build when, for yearly flows that never fall: strings one by one, stations at every place, every second,
 * fourth ... of the design's, its loops at last, units as they are needed. The cheapest by present value of all such
 * orders (dynamic programming). Capital is spent at the start of a year, the rest in its middle; after the last year
 * its costs go on until the life ends. */
TL_API TL_MUST_USE tl_code tl_design_phases(const tl_design_problem *problem, const tl_design *design,
                                            const double *q_kg_s, size_t years, tl_design_plan *plan, tl_error *error);

#ifdef __cplusplus
}
#endif
#endif
