/* study/design.h - a section of a study, or all of its line, as a problem of line design: corridor, flow, prices,
 * catalogue. */
#ifndef TLI_STUDY_DESIGN_H
#define TLI_STUDY_DESIGN_H

#include "study/run.h"
#include "trunkline/design_year.h"

/* Assumed of every station of the trade: what it costs without its machines, in watts that cost as much. */
#define TLI_BARE_STATION_W 4e6

typedef struct tli_section_design {
  tl_design_problem problem; /* lives in the arena it was made with */
  tl_design_catalogue catalogue;
  size_t section;            /* TLI_WHOLE_LINE: all of the line */
  size_t announced_pressure; /* of the catalogue: that of the study's pipe */
} tli_section_design;

/* What a problem is made of; all of it is borrowed. */
typedef struct tli_design_source {
  const tli_study *study; /* sections, pipes, stations, costs, limits, economics */
  const tli_study *axes;  /* whose axes may give the pipe further working pressures */
  const tli_route *route; /* of `study` */
  const tl_gas *gas;
  double kg_per_m3; /* of the study's volumes */
  double asked_kg_s, part_length_m;
  double rate_1_a;    /* of the annuity; 0: that of the country of the first section */
  double fuel_per_m3; /* value of gas burnt; NaN: economics.fuel_price */
} tli_design_source;

/* The study as it stands; it must have run its step "flow". */
tli_design_source tli_design_source_of(const tl_study *study);

/* One section by itself, or TLI_WHOLE_LINE: all sections of the line end to end, each a stretch with its own norm,
 * laying and coating; pipe laws, stations and pressures as of the first one, other rates as means over the length.
 * priced: false without a price of steel, stations or an outside diameter; the problem is then not made. */
TL_MUST_USE tl_code tli_line_design_make(const tli_design_source *source, size_t only, tli_arena *arena,
                                         tli_section_design *design, bool *priced, tl_error *error);

/* priced: the study has a cost table; without one the made problem has no prices. The study must have run its step
 * "flow". Working pressures of the catalogue: that of the section's pipe, and those that an axis of the study gives it.
 */
TL_MUST_USE tl_code tli_section_design_make(const tl_study *study, size_t section, tli_arena *arena,
                                            tli_section_design *design, bool *priced, tl_error *error);
/* The design that the study describes: its pipe, stations and layout, the machine and spares that cost least. */
TL_MUST_USE tl_code tli_section_design_announced(const tl_study *study, const tli_section_design *problem,
                                                 size_t pressure, tl_design *design, tl_design_state *state,
                                                 tl_error *error);

/* Tables of the best design in use: months, spares, store, phases. kept: the best and the next ones, at least one. */
TL_MUST_USE tl_code tli_design_in_use(tl_study *study, const tli_section_design *section, const tl_design_answer *kept,
                                      tl_error *error);

/* Mean day of a month over that of the year, as given; and the mean of the twelve, by their days. */
double tli_month_demand(const tli_study_operation *operation, size_t month);
double tli_mean_demand(const tli_study_operation *operation);

#endif
