/* study/field_design.h - field tables of the catalogue of pipes and steels and of the year of the line. For fields.c
 * only. */
#ifndef TLI_STUDY_FIELD_DESIGN_H
#define TLI_STUDY_FIELD_DESIGN_H

#include "study/field_rows.h"
#include "study/study.h"

#define PIPE_CLASS tli_study_pipe_class
static const tl_field pipe_class_fields[] = {
    WORDS(PIPE_CLASS, id, "name of the class", REQUIRED),
    VALUE(PIPE_CLASS, outside_diameter, TL_LENGTH, "outside diameter", REQUIRED, 0.1, 2),
    VALUE(PIPE_CLASS, wall_least, TL_LENGTH, "thinnest wall that is made", REQUIRED, 1e-3, 0.1),
    VALUE(PIPE_CLASS, wall_most, TL_LENGTH, "thickest wall that is made", REQUIRED, 1e-3, 0.1),
    VALUE(PIPE_CLASS, wall_step, TL_LENGTH, "step between walls", "0.1 mm", 1e-5, 0.02),
    WORDS(PIPE_CLASS, note, "where the figures are from", OPTIONAL),
};

#define STEEL tli_study_steel
static const tl_field steel_fields[] = {
    WORDS(STEEL, id, "name of the steel", REQUIRED),
    VALUE(STEEL, yield, TL_PRESSURE, "least yield strength", REQUIRED, 1.5e8, 1.2e9),
    VALUE(STEEL, tensile, TL_PRESSURE, "least tensile strength", REQUIRED, 1.5e8, 1.2e9),
    VALUE(STEEL, price, TL_NUMBER, "price over the study's unit cost of steel", "1", 0.2, 5),
    WORDS(STEEL, note, "where the figures are from", OPTIONAL),
};

#define OPERATION tli_study_operation
#define DEMAND(month) \
  VALUE(OPERATION, month, TL_NUMBER, "mean day of " #month " over the mean day of the year", "1", 0, 5)
static const tl_field operation_fields[] = {
    DEMAND(january),
    DEMAND(february),
    DEMAND(march),
    DEMAND(april),
    DEMAND(may),
    DEMAND(june),
    DEMAND(july),
    DEMAND(august),
    DEMAND(september),
    DEMAND(october),
    DEMAND(november),
    DEMAND(december),
    VALUE(OPERATION, peak_day, TL_NUMBER, "largest day over the mean day of the year; not given: the largest month",
          OPTIONAL, 1, 5),
    VALUE(OPERATION, unit_availability, TL_NUMBER, "share of time in which a compressor unit can run", "0.97", 0.3, 1),
    VALUE(OPERATION, line_failures, TL_NUMBER, "failures a year that stop 1,000 km of line", "0.05", 0, 10),
    VALUE(OPERATION, line_repair, TL_TIME, "time until the line runs again", "5 d", 3600, 365 * 86400.0),
};
#undef DEMAND

#endif
