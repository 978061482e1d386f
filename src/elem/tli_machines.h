/* elem/tli_machines.h - a station of machines at one state: what holds it, and what it takes. */
#ifndef TLI_MACHINES_H
#define TLI_MACHINES_H

#include "elem/tli_elem.h"

/* What holds a station of machines. */
typedef enum tli_hold {
  TLI_HOLD_SET_POINT = 0,
  TLI_HOLD_RATIO,
  TLI_HOLD_OUTLET,
  TLI_HOLD_INLET,
  TLI_HOLD_FLOW,
  TLI_HOLD_POWER,
  TLI_HOLD_TEMPERATURE,
  TLI_HOLD_SPEED,
  TLI_HOLD_CHOKE,
  TLI_HOLD_SURGE,
  TLI_HOLD_DRIVE,
  TLI_HOLD_TORQUE,
  TLI_HOLD_UNIT_RATIO,
  TLI_HOLD_BYPASS,
  TLI_HOLD_SHUT,
  TLI_HOLDS
} tli_hold;
const char *tli_hold_name(tli_hold hold); /* "set point", "ratio limit", ... */

/* What a station takes in a state, in the configuration that runs. */
typedef struct tli_station_work {
  size_t configuration; /* SIZE_MAX: none runs */
  double shaft_w, fuel_kg_s, chiller_fuel_kg_s, t_hot_k, t_out_k, cooler_w, fan_w, chilled_w, chiller_w;
  tl_station_answer answer; /* of that configuration */
} tli_station_work;
TL_MUST_USE tl_code tli_station_work_at(const tl_machine_station *station, const tl_gas *gas, double net_heat_j_kg,
                                        const tli_element_state *at, tli_station_work *work, tl_error *error);
/* Which face holds a solved state. */
tli_hold tli_station_hold_at(const tl_machine_station *station, const tl_gas *gas, double net_heat_j_kg,
                             const tli_element_state *at);
/* The machines of a link by their ids, each once, in the order of its configurations; none for other kinds than the
 * machine station. NULL without memory. */
const char **tli_unit_ids(const tl_network *network, size_t link, tli_arena *arena, size_t *count);
/* Whether the configuration needs that machine. */
bool tli_configuration_needs(const tl_configuration *configuration, const char *unit);
/* TL_ERR_INPUT with what it was perhaps meant to be, if the link has no such machine. */
TL_MUST_USE tl_code tli_unit_check(const tl_network *network, size_t link, const char *unit, tli_arena *arena,
                                   tl_error *error);

/* Checks all that the fields are to each other. */
TL_MUST_USE tl_code tli_machine_station_check(const char *id, const tl_machine_station *station, tl_error *error);

#endif
