/* study/months.h - the line of a study month by month: air and ground by month, stations of real units, the gas that
 * leaves them, and what the pipe does to the ground. docs/theory/study-stations.md */
#ifndef TLI_STUDY_MONTHS_H
#define TLI_STUDY_MONTHS_H

#include "study/run.h"
#include "trunkline/machine_station.h"

/* One class of unit with its compressor laid out for a design point. */
typedef struct tli_unit_model {
  const tli_study_machine *machine;
  double flow_m3_s, head_j_kg; /* design point, at the rated speed */
  tl_drive drive;
  tl_measured_map *map;
  tl_unit unit;
} tli_unit_model;
TL_MUST_USE tl_code tli_unit_make(const tli_study *study, const tli_study_machine *machine, double flow_m3_s,
                                  double head_j_kg, tli_arena *arena, tli_unit_model *model, tl_error *error);
/* The site of a unit: cold air gives no more than the machine's most power. */
tl_site tli_unit_site(const tli_study_machine *machine, double air_k, double altitude_m);
/* Largest shaft power of one unit at its rated speed. */
double tli_unit_power(const tli_unit_model *model, double air_k, double altitude_m);

/* Climate along the line. Month 0 is January. */
double tli_air_k(const tl_study *study, double chainage_m, size_t month); /* 15 degC without a climate */
double tli_ground_offset_k(const tl_study *study, double chainage_m, size_t month);
/* The frozen stretch at a place of the line, or NULL. */
const tli_study_frozen *tli_frozen_at(const tl_study *study, double chainage_m);
/* The highest temperature into the pipe of a section in a month; *why: the limit's words. 0: none. */
double tli_warmth_limit(const tl_study *study, size_t section, size_t month, const char **why);
const char *tli_month_name(size_t month);
double tli_section_start(const tl_study *study, size_t section); /* chainage; NaN outside the line */

/* A station over the year. */
typedef struct tli_crew {
  const tli_line_station *at;
  const tli_study_station *kind;
  tli_unit_model model;
  bool has_units, chosen; /* chosen: the number of units follows from the power needed */
  size_t running, spares; /* most that run at once; beside them */
} tli_crew;

/* A station in a month. */
typedef struct tli_month_station {
  double air_k, q_kg_s, p_in_pa, p_out_pa, t_in_k, used_w, available_w, fuel_kg_s, co2_kg_s, efficiency;
  double t_out_k, cooler_k, limit_k, chilled_w, chiller_w; /* limit 0: none */
  const char *limit_why;
  size_t units; /* that run; 0: by-passed, or one equivalent machine */
  tl_unit_state unit;
  tl_station_limit stopped; /* FREE: the duty is met */
  tl_machine_limit machine;
  double margin; /* least of all limits, negative where one is broken */
} tli_month_station;

/* The gas along the line in a month: what the pipe's wall has, and the ground. */
typedef struct tli_month_point {
  double chainage_m, gas_k, ground_k;
} tli_month_point;

typedef struct tli_month {
  tl_outcome outcome;
  tl_reason reason;
  tl_code code;
  tl_error error;
  tli_month_station *stations;
  tli_month_point *points;
  size_t point_count;
} tli_month;

typedef struct tli_year {
  tl_study *study;
  tli_crew *crews; /* one a station of the line */
  tli_month months[TLI_YEAR_MONTHS];
} tli_year;
/* Lays out the units, solves all months. */
TL_MUST_USE tl_code tli_year_make(tl_study *study, tli_year *year, tl_error *error);
/* Warmest (sign 1) or coldest (-1) gas of a month between two places of the line; NaN without a solution. */
double tli_gas_between(const tli_month *month, double from_m, double to_m, int sign);
double tli_ground_between(const tli_month *month, double from_m, double to_m); /* mean of the ends */

void tli_year_tables(const tli_year *year); /* year_tables.c */
void tli_cold_tables(const tli_year *year); /* cold_tables.c */

#endif
