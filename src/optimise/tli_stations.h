/* optimise/tli_stations.h - the stations of a setting, held against their machines: see stations.c. */
#ifndef TLI_STATIONS_H
#define TLI_STATIONS_H

#include "optimise/tli_certify.h"

typedef struct tli_stations {
  size_t count; /* working stations with machines */
  tl_nominated_station *at;
  tl_station_answer *states; /* one a station of the nomination with machines */
  bool all_run;              /* each in a configuration, within every limit */
  double worst;              /* the least margin of all */
  size_t worst_at;           /* of `at` */
  double *fuel;              /* of all nodes [kg/s] */
} tli_stations;

TL_MUST_USE tl_code tli_stations_make(const tli_model *model, tli_arena *arena, tli_stations *stations,
                                      tl_error *error);
/* Runs every working station at a simulated state, in the configuration that takes least energy, or misses by least. */
TL_MUST_USE tl_code tli_stations_run(const tl_nomination *nomination, const tli_model *model, const int *mode,
                                     const tli_simulated *state, tli_stations *out, tl_error *error);
/* What the line asks of a station at pressures [bar] and a flow [kg/s]. */
tl_station_duty tli_station_duty(const tl_nomination *nomination, const tli_arc *arc, double p_from, double p_to,
                                 double q);
/* Withdrawals of `model` with fuel drawn at its nodes: what it takes enters in proportion to what the entries give.
 * given: the model without fuel. */
void tli_draw_fuel(const tli_model *given, const double *fuel, tli_model *model);

#endif
