/* study/ways.h - the ways of the game, designed by the search of the step "design": for each volume the cheapest line
 * within the study's limits, with what it costs. docs/theory/study-shares.md */
#ifndef TLI_STUDY_WAYS_H
#define TLI_STUDY_WAYS_H

#include "study/run.h"
#include "trunkline/game_market.h"

/* One design of a way: the cheapest of the catalogue at its volume and the common rate, within all limits, run through
 * the simulator. */
typedef struct tli_way_design {
  tl_market_design numbers; /* m3 a year at the study's reference state, money of the study */
  double strings, stations; /* with those of a line that stands there */
  double diameter_m, wall_least_m, wall_most_m, pressure_pa, looped_m; /* walls: of all sections */
  double power_w, installed_w;                                         /* what is added */
  double off_pa;               /* largest difference of a pressure to the simulator's */
  const char *steel, *machine; /* machine: "": no station */
  double *paid;                /* of the investment, by player; sums to it */
} tli_way_design;

typedef struct tli_way {
  const tli_study_way *way;
  const char *title;
  double length_m;
  tli_way_design *designs; /* none is beaten in all by another; by rising volume */
  size_t count;
  size_t searches, lines, found; /* one a volume; lines computed by them; searches that found one */
  const char *trouble;           /* why there is none; "" */
} tli_way;

/* Designs all ways of the study on its threads. Everything lives in the study's arena. */
TL_MUST_USE tl_code tli_design_ways(tl_study *study, tli_way **ways, tl_error *error);

/* Players joined by '+' as a coalition of the study's; the code of a country stands for all its players. */
tl_coalition tli_coalition_of(const tli_study *study, const char *players);
/* A volume or a price per volume of the study in the state of its flow: m3 there for each m3 as given. */
TL_MUST_USE tl_code tli_volume_factor(const tl_study *study, const tl_value *value, double *factor, tl_error *error);

#endif
