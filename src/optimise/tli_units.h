/* optimise/tli_units.h - the units of working stations inside the nonlinear program: see units.c. */
#ifndef TLI_UNITS_H
#define TLI_UNITS_H

#include "optimise/tli_model.h"

/* Local unknowns of a unit's rows: pressures of the station's nodes [bar], flow Q at the inlet [m3/s], speed
 * [1000/min].
 */
enum { TLI_UNIT_P_FROM, TLI_UNIT_P_TO, TLI_UNIT_FLOW, TLI_UNIT_SPEED, TLI_UNIT_UNKNOWNS };

/* A function of the local unknowns with its first and second derivatives (lower triangle by rows). */
typedef struct tli_jet {
  double value, slope[TLI_UNIT_UNKNOWNS], curve[10];
} tli_jet;

/* Rows of a unit, each >= 0 but HEAD, which is = 0; in bars, roughly. */
typedef enum tli_unit_row {
  TLI_UNIT_HEAD,  /* head that the line asks less that of the map; not of pistons */
  TLI_UNIT_SURGE, /* head of the surge line less that of the map; not of pistons */
  TLI_UNIT_CHOKE, /* head of the map less that of the choke line */
  TLI_UNIT_POWER,
  TLI_UNIT_TORQUE, /* of pistons */
  TLI_UNIT_RATIO,
  TLI_UNIT_ROWS
} tli_unit_row;

/* `many` equal units in parallel in stage `stage` of `stages`. */
typedef struct tli_nlp_unit {
  int arc, stage, stages, many;
  const tl_unit *unit;
  double loss_in, loss_out; /* bar */
  double exponent;          /* (kappa - 1)/kappa, or what stands for it */
  double t_share;           /* temperature at the inlet of the stage over that of the nomination */
  double power[3];          /* most power of the drive [W]: p0 + p1 n + p2 n2, n in 1000/min */
  double speed_low, speed_high, flow_high, power_unit;
  double flow, speed;              /* to start from */
  int unknown_flow, unknown_speed; /* of the program; -1: none */
} tli_nlp_unit;

/* The units of one configuration at a duty near which the program will look; `units` has room for all of them.
 * Gives their number; 0 if some unit is a measured map, of which there is no smooth form. */
size_t tli_units_of(const tl_nomination *nomination, const tli_arc *arc, int arc_index, int configuration,
                    double p_from, double p_to, double q, tli_nlp_unit *units);
bool tli_unit_has_row(const tli_nlp_unit *unit, tli_unit_row row);
/* x: the local unknowns. */
tli_jet tli_unit_row_at(const tli_potential *potential, const tli_nlp_unit *unit, tli_unit_row row, const double *x);
/* Mass flow of the `many` units together [kg/s]. */
tli_jet tli_unit_mass_at(const tli_potential *potential, const tli_nlp_unit *unit, const double *x);

#endif
