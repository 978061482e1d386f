/* study/catalogue.h - what a study says of the pipes and steels that a line could be built of, and of the year of the
 * line. Plain structs filled through field tables, as in study.h. */
#ifndef TLI_STUDY_CATALOGUE_H
#define TLI_STUDY_CATALOGUE_H

#include "trunkline/units.h"

/* A class of line pipe: one diameter, walls from least to most in steps. */
typedef struct tli_study_pipe_class {
  const char *id;
  tl_value outside_diameter, wall_least, wall_most, wall_step;
  const char *note;
  int line;
} tli_study_pipe_class;

/* A steel of line pipe. */
typedef struct tli_study_steel {
  const char *id;
  tl_value yield, tensile; /* least specified */
  tl_value price;          /* over that of the study's unit cost of steel */
  const char *note;
  int line;
} tli_study_steel;

/* The year of the line. */
typedef struct tli_study_operation {
  tl_value january, february, march, april, may, june, july, august, september, october, november, december;
  tl_value peak_day;          /* over the mean day of the year; 0: the largest month */
  tl_value unit_availability; /* share of time in which a unit can run */
  tl_value line_failures;     /* a year in 1,000 km of line */
  tl_value line_repair;       /* time */
} tli_study_operation;

#endif
