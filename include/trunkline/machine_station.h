/* trunkline/machine_station.h - a compressor station of machines: who runs, how hard, what it takes, what stops it.
 *
 * A configuration is serial stages of parallel units. The station is asked with the state of the line on both sides
 * and answers with the point of every unit, or with the limit that binds and by how much. docs/theory/machine.md.
 */
#ifndef TRUNKLINE_MACHINE_STATION_H
#define TRUNKLINE_MACHINE_STATION_H

#include "trunkline/machine.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A machine and what turns it; one of turbo, piston, map is not NULL. Owned by the caller. id: NULL, or the name by
 * which events in time stop this machine; units of one id are one machine, in whatever configurations. */
typedef struct tl_unit {
  const tl_turbo *turbo;
  const tl_piston *piston;
  const tl_measured_map *map;
  const tl_drive *drive;
  const char *id;
} tl_unit;

typedef struct tl_unit_stage {
  const tl_unit *units; /* in parallel */
  size_t unit_count;
} tl_unit_stage;

typedef struct tl_configuration {
  const char *id;
  const tl_unit_stage *stages; /* in series */
  size_t stage_count;
} tl_configuration;

enum { TL_STAGES = 8, TL_STAGE_UNITS = 16 };

/* What the line wants, and where. */
typedef struct tl_station_duty {
  const tl_gas *gas;
  tl_compression path;
  double kappa;                             /* as of tl_compress */
  double p_in_pa, p_out_pa, q_kg_s, t_in_k; /* at the station's nodes */
  double loss_in_pa, loss_out_pa;           /* fixed losses of the station's piping, or */
  double drag_in, diameter_in_m;            /* zeta rho v2/2 in that diameter, added */
  double drag_out, diameter_out_m;
  double cooler_approach_k; /* coolers behind each stage never below ambient plus this; < 0: no coolers */
  tl_site site;
  double net_heat_j_kg; /* of the fuel, 0: no fuel is reckoned */
  double co2_kg_per_kg; /* of the fuel */
  bool within_maps;     /* beyond choke or below the least speed is a breach: neither throttled nor led back */
} tl_station_duty;

typedef enum tl_station_limit {
  TL_STATION_FREE = 0,
  TL_STATION_MACHINE, /* `machine` says which side of its map */
  TL_STATION_POWER,   /* of a drive */
  TL_STATION_SUCTION  /* nothing is left of the pressure behind the inlet piping */
} tl_station_limit;

typedef struct tl_unit_state {
  double q_kg_s, recycle_kg_s;                         /* of the line; led back from the outlet */
  double flow_m3_s, head_j_kg;                         /* the point on the map, recycle and throttle counted */
  double throttle_j_kg;                                /* head made too much and throttled behind it */
  double power_w, power_max_w, power_margin, energy_w; /* no speed gives the head: NaN most power, infinite margin */
  tl_machine_point point;
} tl_unit_state;

typedef struct tl_station_answer {
  tl_station_limit limit;
  tl_machine_limit machine;
  double margin;      /* share by which the binding limit is broken (< 0), or the least margin of all (>= 0) */
  size_t stage, unit; /* where */
  double shaft_w, energy_w, fuel_kg_s, co2_kg_s, t_out_k;
  double t_hot_k, cooled_w; /* behind the last stage, before its cooler; heat that the coolers take */
  double efficiency;        /* least work of the stages over shaft work */
  tl_unit_state units[TL_STAGES][TL_STAGE_UNITS];
} tl_station_answer;

/* The station in one configuration. Stages rise by equal ratios; equal units share equally, unequal ones so that the
 * energy taken is least; flow is led back where a unit would surge
 * or turn too slowly, head is throttled where it would choke (unless within_maps: then only surge leads back). A duty
 * that cannot be met is an answer (limit, margin), not an error. TL_ERR_USAGE for a configuration out of bounds. */
TL_API TL_MUST_USE tl_code tl_station_run(const tl_configuration *configuration, const tl_station_duty *duty,
                                          tl_station_answer *state, tl_error *error);
/* The configuration that meets the duty with the least energy, or, if none does, the one that misses it by least. */
TL_API TL_MUST_USE tl_code tl_station_choose(const tl_configuration *configurations, size_t count,
                                             const tl_station_duty *duty, size_t *chosen, tl_station_answer *state,
                                             tl_error *error);

/* ---- the curves of a map, for drawing --------------------------------------------------------------------------- */

/* count points of a line into points[]; how many were made: 0 for a piston compressor, or a line that the map has not.
 */
typedef enum tl_map_curve {
  TL_CURVE_SPEED = 0, /* head over flow at `value` 1/min, from surge to choke */
  TL_CURVE_SURGE,     /* where surge begins, from least to largest speed; value is not used */
  TL_CURVE_CHOKE,
  TL_CURVE_EFFICIENCY /* where efficiency is `value`: down its left side, up its right side; speeds that do not reach
                         it between surge and choke are left out */
} tl_map_curve;
TL_API size_t tl_unit_curve(const tl_unit *unit, tl_map_curve curve, double value, size_t count, tl_map_row *points);
/* "speed", "surge", "choke", "efficiency". */
TL_API const char *tl_map_curve_name(tl_map_curve curve);
/* Least and largest speed [1/min], and the best efficiency between surge and choke; false for a piston compressor. */
TL_API bool tl_unit_extent(const tl_unit *unit, double *low_1_min, double *high_1_min, double *best_efficiency);

#ifdef __cplusplus
}
#endif
#endif
