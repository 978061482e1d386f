/* study/machines.h - what a study says of the machines of its stations, of the air and the ground by month, and of
 * frozen ground. Plain structs filled through field tables, as in study.h. */
#ifndef TLI_STUDY_MACHINES_H
#define TLI_STUDY_MACHINES_H

#include "trunkline/units.h"

enum { TLI_YEAR_MONTHS = 12 };

/* A class of compressor unit: a drive and its compressor. Speeds in 1/min. */
typedef struct tli_study_machine {
  const char *id, *title;
  const char *kind;                        /* "gas_turbine" or "electric" */
  tl_value power, efficiency;              /* at the shaft, ISO conditions: 15 degC, sea level, no ducts, new */
  tl_value speed, least_speed, most_speed; /* rated; the others over it */
  tl_value power_per_kelvin;               /* share of the ISO power lost for each kelvin above 15 degC */
  tl_value most_power;                     /* in the cold, over the ISO power */
  tl_value idle_share;                     /* of the energy taken at full power that is taken at none */
  tl_value duct_in, duct_out, degradation; /* as of a tl_site */
  tl_value compressor_efficiency;          /* adiabatic, best of its map */
  const char *note;
} tli_study_machine;

/* One point of the compressors' map in shares of the design point, at the design speed. */
typedef struct tli_study_wheel {
  const char *id;
  tl_value flow, head, efficiency;
} tli_study_wheel;

/* Mean air temperature of each month at a waypoint, and the yearly swing of the ground at the depth of the pipe. */
typedef struct tli_study_climate {
  const char *id, *at;
  tl_value january, february, march, april, may, june, july, august, september, october, november, december;
  tl_value ground_swing, ground_warmest; /* half of the range, K; the month that is warmest */
  const char *source, *confidence, *note;
  int line;
} tli_study_climate;

/* A stretch of frozen ground. */
typedef struct tli_study_frozen {
  const char *id, *title, *section, *extent; /* extent: "continuous", "discontinuous", "islands" */
  tl_value from, to;                         /* from the section's start */
  tl_value temperature;                      /* of the ground at the depth of the pipe, mean of the year */
  const char *source, *confidence, *note;
  int line;
} tli_study_frozen;

/* The gas may not enter the pipe warmer than this in a section, in these months. */
typedef struct tli_study_warmth {
  const char *id, *section; /* "": every section */
  tl_value from_month, to_month, most;
  const char *why, *source, *confidence, *note;
  int line;
} tli_study_warmth;

#endif
