/* study/line.h - from a study to a network: the chain of line sections with stations, heights and ground, and its
 * boundary data; and what one scenario of it gives.
 */
#ifndef TLI_STUDY_LINE_H
#define TLI_STUDY_LINE_H

#include "study/route.h"
#include "study/study.h"
#include "trunkline/elements.h"
#include "trunkline/gas.h"
#include "trunkline/steady.h"

/* One compressor station of the chain. */
typedef struct tli_line_station {
  const char *id;   /* "mongolia-CS2" */
  const char *name; /* "Mongolia 2" */
  size_t section, link;
  double distance_m, chainage_m; /* from the section's and from the line's start */
  double height_m;
  const tli_study_station *station;
} tli_line_station;

/* One pipe of the chain, between two breakpoints. */
typedef struct tli_line_pipe {
  size_t section, link;
  double chainage_m; /* of its upstream end */
  double max_pressure_pa;
  double strings; /* equal parallel pipes */
} tli_line_pipe;

typedef struct tli_line {
  tli_arena *arena;
  const tli_study *study;
  tl_network *network;
  tl_boundary *boundary;
  tli_line_station *stations;
  size_t station_count;
  tli_line_pipe *pipes;
  size_t pipe_count;
  size_t start_node, end_node;
  size_t *section_end;    /* node at the end of each section of the study; unset for those outside the chain */
  size_t counted_section; /* at whose end the flow is counted */
  double asked_kg_s;      /* flow there, in the mode "given" and as a start otherwise */
  double kg_per_m3;       /* of the study's volume at its reference state */
  double reference_t_k;
  double length_m;
  bool inlet_as_next; /* the pressure and temperature before the first station are those before the next one */
} tli_line;

#define TLI_WHOLE_LINE SIZE_MAX

/* A compiled gas for a study's composition and model, with the fast table where the model has one. */
TL_MUST_USE tl_code tli_study_gas_create(const tli_study *study, const tl_allocator *allocator, tl_gas **gas,
                                         tl_error *error);
/* Composition text or file beside the study -> mole fractions. */
TL_MUST_USE tl_code tli_study_mixture(const tli_study *study, tl_mixture *mixture, tl_error *error);

/* only: TLI_WHOLE_LINE, or one section that stands for itself, so that what is assumed of its neighbours does not judge
 * it: a station at its start then draws from the pressure that its own next station draws from (equal spans); without
 * one it begins at the working pressure, behind the neighbour's last station and cooler. */
TL_MUST_USE tl_code tli_line_create(const tli_study *study, const tli_route *route, const tl_gas *gas, size_t only,
                                    const tl_allocator *allocator, tli_line **line, tl_error *error);
void tli_line_destroy(tli_line *line);
/* The line's network with stations of its own, stations[i] being line->stations[i]: their set points may be changed.
 * Both live in the arena, the rest is the line's. */
TL_MUST_USE tl_code tli_line_own_stations(const tli_line *line, tli_arena *arena, tl_network *network,
                                          tl_station **stations, tl_error *error);
const char *tli_country_name(const char *alpha2); /* "RU" -> "Russia"; unknown codes come back as they are */
/* Sets the flow at the counting point [kg/s]. */
void tli_line_set_flow(tli_line *line, double kg_s);
bool tli_line_flow_is_given(const tli_line *line); /* false: both end pressures are given */

#endif
