/* elem/tli_reach.h - one unit seen as a whole: where it stands when the line asks for less than it can do, and how far
 * it reaches. docs/theory/machine_station.md. */
#ifndef TLI_REACH_H
#define TLI_REACH_H

#include "trunkline/machine_station.h"

/* Where a unit stands when the line wants flow [m3/s] at its inlet and head [J/kg]: never left of its surge line and
 * never slower than its least speed (flow is led back), never beyond its choke line (the head it makes too much is
 * throttled behind it). */
typedef struct tli_stand {
  double flow_m3_s, head_j_kg; /* of the machine, at least what is wanted */
  double speed_1_min;          /* not limited above; NaN if no speed gives that head */
  double efficiency;
} tli_stand;
tli_stand tli_unit_stand(const tl_unit *unit, double flow_m3_s, double head_j_kg);

/* How far it reaches, with slopes: never rising with head. */
typedef struct tli_reach {
  double value, by_head, by_density;
  tl_machine_limit machine; /* what ends it: FAST, CHOKE, SURGE, TORQUE, RATIO; */
  bool drive;               /* or the power of its drive */
} tli_reach;
/* The largest flow [m3/s] at a head that the line wants; falls without end beyond the largest head. */
tli_reach tli_unit_flow_reach(const tl_unit *unit, const tl_site *site, double head_j_kg, double density_kg_m3);
/* The largest head [J/kg] at any flow: on the surge line, of the largest speed or of the drive's power. */
tli_reach tli_unit_head_reach(const tl_unit *unit, const tl_site *site, double density_kg_m3);

/* Least and largest speed; head and efficiency at flow and speed; where a speed line meets surge and choke; NaN where
 * the machine has none. The curves of a map are drawn from these. */
void tli_unit_speeds(const tl_unit *unit, double *low_1_min, double *high_1_min);
double tli_unit_head(const tl_unit *unit, double flow_m3_s, double speed_1_min, double *by_flow, double *by_speed);
double tli_unit_efficiency(const tl_unit *unit, double flow_m3_s, double speed_1_min);
double tli_unit_surge_at(const tl_unit *unit, double speed_1_min);
double tli_unit_choke_at(const tl_unit *unit, double speed_1_min);

/* machine_map.c: a speed line against surge and choke, and its falling side. NaN if there is none. */
double tli_turbo_surge_at(const tl_turbo *map, double speed_1_min);
double tli_turbo_choke_at(const tl_turbo *map, double speed_1_min);
double tli_turbo_falling_flow(const tl_turbo *map, double head_j_kg, double speed_1_min);
/* measured_map.c: the first (share 0) and last (share 1) point of a speed line; flow on these edges at a head. */
double tli_measured_end(const tl_measured_map *map, double speed_1_min, double share);
double tli_measured_edge(const tl_measured_map *map, double head_j_kg, double share);
double tli_measured_flow(const tl_measured_map *map, double head_j_kg, double speed_1_min);

#endif
