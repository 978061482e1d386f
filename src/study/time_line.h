/* study/time_line.h - the line of a study in time: its network with the limits of the stations, one run of it, and what
 * it can carry for good with a station out. docs/theory/study-time.md */
#ifndef TLI_STUDY_TIME_LINE_H
#define TLI_STUDY_TIME_LINE_H

#include "net/tli_net.h"
#include "study/run.h"
#include "trunkline/transient.h"

/* Where gas is handed over, and the pressure it must have there. */
typedef struct tli_time_place {
  const char *name;
  size_t node;
  double least_p_pa;
  bool draws; /* gas leaves the line here; otherwise it goes on, and the pressure is only watched */
} tli_time_place;

/* Points along the line whose pressures are kept, at equal distances. */
enum { TLI_TIME_MAP_PLACES = 101 };

typedef struct tli_time_line {
  const tl_study *study;
  tl_network network;    /* the line's, but for the stations' parameters */
  tl_station *stations;  /* with their limits, by station of the line */
  tl_boundary *boundary; /* all flows given, as in the steady state */
  tli_time_place *places;
  size_t place_count;
  double cell_m;
} tli_time_line;

/* What became of a place in one run. NaN: did not happen, or not asked. */
typedef struct tli_time_fate {
  double survival_s;                     /* until the least pressure */
  double lowest_p_pa;                    /* over the run */
  double asked_kg, unserved_kg;          /* whole run; places that draw */
  double unserved_24_kg, unserved_72_kg; /* in the first 24 and 72 h */
  double below_s;                        /* time under the least pressure, of places that are only watched */
} tli_time_fate;

/* A run, and what is kept of it: rows at equal times. Arrays are the arena's. */
typedef struct tli_time_run {
  tl_outcome outcome;
  const char *reason; /* "" if it came to its end */
  double reached_s;
  tli_time_fate *fates; /* by place */
  size_t rows;          /* 0 unless the series was asked for */
  double *time_s;
  double *linepack_kg;              /* rows x sections of the study */
  double *place_p_pa;               /* rows x places */
  double *asked_kg_s, *served_kg_s; /* rows; at the end of the line */
  double *lost_kg;                  /* rows; through a break */
  float *map_p_pa;                  /* rows x TLI_TIME_MAP_PLACES */
  double lost_all_kg;
  tl_happening *happenings;
  size_t happening_count;
  double mass_error, energy_error; /* worst balances of all steps, relative; the second with heat, otherwise NaN */
} tli_time_run;

typedef struct tli_time_want {
  double until_s, sample_s;             /* sample_s divides until_s and 24 h */
  double first_until_s, first_sample_s; /* looks more often at first; 0: does not */
  double map_from_m, map_to_m;          /* along the line */
  double cell_m, tolerance_pa;          /* 0: as the study has it */
  bool series;
  bool heat; /* temperatures follow the energy of each cell, with soil that stores heat */
} tli_time_want;

/* The line with limits; texts, arrays in the study's arena. */
TL_MUST_USE tl_code tli_time_line_make(tl_study *study, tli_time_line *line, tl_error *error);
/* The pipe at a distance along the line and the place in it; false outside. */
bool tli_time_find_pipe(const tli_time_line *line, double chainage_m, size_t *pipe, double *position_m);
/* One run; schedule may hold events and profiles, the limits of the places are added to it. */
TL_MUST_USE tl_code tli_time_follow(const tli_time_line *line, tl_schedule *schedule, const tli_time_want *want,
                                    tli_arena *arena, tli_time_run *run, tl_error *error);
/* Largest flow [kg/s] where the study counts it that leaves every place its least pressure for good, with `share` of
 * the power of one station (0: it stands, gas passes by; SIZE_MAX: none is out). 0: none at all. */
TL_MUST_USE tl_code tli_time_carried(const tli_time_line *line, size_t station, double share, double *kg_s,
                                     tl_error *error);

/* time_tables.c: what the step writes. */
typedef struct tli_time_outage {
  size_t station;
  bool unit; /* one machine of it; otherwise all */
  tli_time_run run;
  double carried_kg_s;
  tl_code code;
  tl_error error;
} tli_time_outage;

typedef struct tli_time_valve {
  double chainage_m, closes_s; /* NaN: stays open */
} tli_time_valve;

typedef struct tli_time_rupture {
  size_t station;                        /* of the line: behind which the break is */
  double at_s, chainage_m, from_m, to_m; /* of the break and of the stations beside it */
  tli_time_valve *valves;
  size_t valve_count;
  tli_time_run run;
} tli_time_rupture;

typedef struct tli_time_month {
  double contract_kg; /* the month's share of the year */
  tli_time_run run;
} tli_time_month;

typedef struct tli_time_answers {
  const tli_time_line *line;
  tli_time_outage *outages;
  size_t outage_count, worst; /* worst: outage_count if none hurts */
  double intact_kg_s;
  tli_time_run worst_run, finer; /* the worst outage with its series, and on half the cells */
  tli_time_month month;
  tli_time_rupture rupture;
  bool has_rupture;
} tli_time_answers;
void tli_time_tables(tl_study *study, const tli_time_answers *answers);

#endif
