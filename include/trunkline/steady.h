/* trunkline/steady.h - one operating point of a network: pressures, flows, temperatures, or why there is none.
 *
 *   tl_steady_create (network, gas) -> tl_steady_solve (boundary), as often as wanted -> read -> destroy
 *
 * A tl_steady belongs to one thread; several may share a network and a gas. The same question has the same answer to
 * the last bit, whatever was solved before (unless options.from_last asks otherwise). After a solve that did not end
 * in TL_SOLVED the reading functions give TL_ERR_NO_ANSWER and no numbers.
 * Method: docs/theory/steady.md.
 */
#ifndef TRUNKLINE_STEADY_H
#define TRUNKLINE_STEADY_H

#include "trunkline/elements.h"
#include "trunkline/gas.h"
#include "trunkline/network.h"
#include "trunkline/result.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tl_steady tl_steady;

typedef struct tl_steady_options {
  double isothermal_t_k;          /* all gas has this temperature; default 0: temperatures are computed */
  double part_length_m;           /* pipes are cut into equal parts no longer than this; default 10,000 */
  double mass_tolerance;          /* largest imbalance at a node over the largest flow; default 1e-11 */
  double pressure_tolerance_pa;   /* largest residual of an element law; default 0.1 */
  double march_tolerance;         /* largest march residual over the largest pressure; default 1e-3 */
  double temperature_tolerance_k; /* last change of any temperature; default 1e-6 */
  int max_iterations;             /* default 60 */
  bool from_last; /* start from the last answer where the general solver decides: quicker for a series of like
                     questions, whose last bits then depend on the series; default false */
  const tl_allocator *allocator; /* default NULL */
} tl_steady_options;
TL_API void tl_steady_options_default(tl_steady_options *options);

typedef enum tl_outcome {
  TL_SOLVED,     /* certified */
  TL_INFEASIBLE, /* the equations have their unique solution only with a negative squared pressure: no physical state */
  TL_NOT_SOLVED  /* the iteration ended without an answer */
} tl_outcome;
TL_API const char *tl_outcome_name(tl_outcome outcome); /* "solved", "infeasible", "not_solved" */

enum { TL_REASON_BYTES = 400 };
/* Why there is no answer: what, where, how much. */
typedef struct tl_reason {
  const char *code; /* "pressure_collapse", "too_little_gets_in", "too_much_comes_in", "no_way_out", "nothing_resists",
                       "no_pressure_reference", "conflicting_boundaries", "iteration_limit",
                       "no_steady_temperature", "singular", "mixing", "certificate"; "beyond_capacity": less is
                       solved, no state was found for what is asked, and nothing proves that there is none;
                       "" if solved */
  const char *where_kind; /* "pipe", "station", "node"; "" */
  const char *where_id;   /* owned by the network */
  double value;           /* how much is missing */
  const char *unit;
  double possible_kg_s, asked_kg_s; /* flow at that place; NaN if it does not apply */
  const char *proof; /* that there is no state: "unique_state" (the only one the equations have is none of physics),
                        "out_of_bounds" (the state at small e lies beyond what a physical one allows), "boundary";
                        "" or NULL none: what was tried ended so */
  char sentence[TL_REASON_BYTES];
} tl_reason;

/* Recomputed from the answer by code that shares nothing with the iteration. march_residual_pa: each part of a pipe
 * marched by Runge-Kutta from its upstream end, against its other end: it contains what the parts' length costs. */
typedef struct tl_certificate {
  double mass_residual_kg_s, pressure_residual_pa, march_residual_pa, largest_flow_kg_s;
  int iterations;
  const char *rung; /* that found the answer: "core", "newton", "homotopy", "path", "general", "coupled", "climb" */
  size_t states_outside; /* nodes whose state lies outside the gas's range: the nearest state was taken there */
} tl_certificate;

/* network must be frozen and outlive the tl_steady, as must gas. */
TL_API TL_MUST_USE tl_code tl_steady_create(const tl_network *network, const tl_gas *gas,
                                            const tl_steady_options *options, tl_steady **steady, tl_error *error);
TL_API void tl_steady_destroy(tl_steady *steady);

/* boundary: one entry a node. TL_OK means that an outcome was found, whichever: look at tl_steady_outcome. */
TL_API TL_MUST_USE tl_code tl_steady_solve(tl_steady *steady, const tl_boundary *boundary, tl_error *error);

/* Sets a control anew, for solves to come; the network itself stays as it is. TL_ERR_USAGE if the link is of another
 * kind, TL_ERR_INPUT if a value is out of range. */
TL_API TL_MUST_USE tl_code tl_steady_set_compressor(tl_steady *steady, size_t link, const tl_compressor *compressor,
                                                    tl_error *error);
TL_API TL_MUST_USE tl_code tl_steady_set_control_valve(tl_steady *steady, size_t link, const tl_control_valve *valve,
                                                       tl_error *error);

/* Its configurations and machines must outlive the tl_steady. */
TL_API TL_MUST_USE tl_code tl_steady_set_machine_station(tl_steady *steady, size_t link,
                                                         const tl_machine_station *station, tl_error *error);

/* What can be done before the figures of a boundary are known: leaves peeled, unknowns numbered, the matrix analysed,
 * for boundaries that give the same kind to each node. tl_steady_solve does it by itself where it is missing. */
TL_API TL_MUST_USE tl_code tl_steady_prepare(tl_steady *steady, const tl_boundary *boundary, tl_error *error);
/* For measurements: KLU refactors and solves the last matrix of a network of one temperature once more, beside the
 * solver's own factors (the first call makes those of KLU). scaled: at its defaults, which scale rows; else with rows
 * as they are. TL_ERR_USAGE if there is no such matrix. */
TL_API TL_MUST_USE tl_code tl_steady_repeat_linear(tl_steady *steady, bool scaled, tl_error *error);
/* Unknowns of the linear system and the places of its matrix that are not zero. */
TL_API void tl_steady_size(const tl_steady *steady, size_t *unknowns, size_t *nonzeros);

TL_API tl_outcome tl_steady_outcome(const tl_steady *steady);
TL_API const tl_reason *tl_steady_reason(const tl_steady *steady);
TL_API const tl_certificate *tl_steady_certificate(const tl_steady *steady);

typedef struct tl_node_state {
  double p_pa, t_k;
  double withdrawal_kg_s; /* as solved: what leaves the network here, fuel not included */
} tl_node_state;
TL_API TL_MUST_USE tl_code tl_steady_node(const tl_steady *steady, size_t node, tl_node_state *state, tl_error *error);

typedef struct tl_link_state {
  double p_from_pa, p_to_pa, t_from_k, t_to_k; /* gas temperature entering and leaving the link */
  double q_kg_s, fuel_kg_s;
} tl_link_state;
TL_API TL_MUST_USE tl_code tl_steady_link(const tl_steady *steady, size_t link, tl_link_state *state, tl_error *error);

/* Along a link: its parts' ends, 0 .. parts. One part has two ends. */
typedef struct tl_profile_point {
  double distance_m, height_m, p_pa, t_k, velocity_m_s, density_kg_m3, ground_t_k;
} tl_profile_point;
TL_API size_t tl_steady_profile_points(const tl_steady *steady, size_t link);
TL_API TL_MUST_USE tl_code tl_steady_profile(const tl_steady *steady, size_t link, size_t point,
                                             tl_profile_point *state, tl_error *error);

/* What moves in a pipe. */
typedef struct tl_pipe_state {
  double velocity_m_s;    /* at the faster end of its parts, with the sign of the flow */
  double mach;            /* there */
  double api_14e_m_s;     /* 122/sqrt(rho) there: the screening velocity of API RP 14E (1991), eq. 2.14, C = 100, in SI.
                             It was made for two-phase flow; no limit of gas pipelines follows from it. */
  double reynolds;        /* in the middle of the pipe */
  double friction_factor; /* Darcy; NaN at rest */
  double linepack_kg;
} tl_pipe_state;
/* TL_ERR_USAGE if the link is not a pipe. */
TL_API TL_MUST_USE tl_code tl_steady_pipe(const tl_steady *steady, size_t link, tl_pipe_state *state, tl_error *error);

/* ---- several gases ---------------------------------------------------------------------------------------------- */

/* As tl_steady_solve, with gas of different composition: entering[i], one a node, is what enters at
 * node i and is read where gas enters there; a mixture of zeros stands for the gas of the tl_steady. Streams that meet
 * at a node mix completely; each link is computed with the gas of its upstream node. Compositions and flows are found
 * in turn until no mole fraction moves by more than 1e-9 (docs/theory/mixing.md). Gases are made by the model of the
 * tl_steady's gas, which must have a composition (TL_ERR_USAGE). Allocates. */
TL_API TL_MUST_USE tl_code tl_steady_solve_mixing(tl_steady *steady, const tl_boundary *boundary,
                                                  const tl_mixture *entering, tl_error *error);
/* The gas at a node; after tl_steady_solve the same everywhere. */
TL_API TL_MUST_USE tl_code tl_steady_node_mixture(const tl_steady *steady, size_t node, tl_mixture *mixture,
                                                  tl_error *error);

/* Anything that gas carries with it, through flows that are known: outside[i] is how much of it is in a kg of what
 * enters at node i (read where entering_kg_s is above 0), carried_per_kg[i] what is in a kg at the node; NaN where no
 * gas arrives from outside. Streams mix completely by mass. Energy per kg and norm volume per kg, carried one after the
 * other, give the heating value of a volume at a delivery (docs/theory/mixing.md). Allocates. */
typedef struct tl_carrying {
  size_t nodes, links;
  const size_t *from, *to;     /* nodes of each link */
  const double *q_kg_s;        /* positive from `from` to `to` */
  const double *entering_kg_s; /* one a node; what leaves (below 0) is not looked at */
  const tl_allocator *allocator;
} tl_carrying;
TL_API TL_MUST_USE tl_code tl_flow_carry(const tl_carrying *flows, const double *outside, double *carried_per_kg,
                                         tl_error *error);

/* A compressor station's operating point, or a compressor's (mode then is "set point", "limit", "bypass" or "shut").
 * TL_ERR_USAGE if the link is neither. */
typedef struct tl_station_state {
  double suction_p_pa, discharge_p_pa, ratio, head_j_kg, power_w, fuel_kg_s, discharge_t_k, cooled_t_k, cooler_duty_w;
  const char *mode; /* "set point", "ratio limit", "power limit", "flow limit", "bypass", "shut" */
} tl_station_state;
TL_API TL_MUST_USE tl_code tl_steady_station(const tl_steady *steady, size_t link, tl_station_state *state,
                                             tl_error *error);

/* A station of machines: what holds it, which configuration runs, what it takes, and the point of every unit on its
 * map (answer.units[stage][unit]). TL_ERR_USAGE if the link is of another kind. */
typedef struct tl_machines_state {
  const char *mode; /* "set point"; "ratio limit", "outlet limit", "inlet limit", "flow limit", "power limit",
                       "temperature"; of a unit: "largest speed", "choke", "surge", "drive power", "torque", "unit
                       ratio"; "bypass", "shut" */
  bool runs;
  size_t configuration; /* SIZE_MAX: none runs */
  double ratio;         /* of the nodes' pressures */
  double shaft_w, fuel_kg_s,
      co2_kg_s;            /* fuel of gas drives, the chiller among them, whether it is taken from the line or not */
  double t_hot_k, t_out_k; /* behind the last stage; leaving */
  double cooler_w, fan_w, chilled_w, chiller_w;
  double installed_w; /* largest power of the drives of all units of the station at its site */
  double running_w;   /* of those that run, at their speeds */
  size_t units_installed, units_running;
  tl_station_answer answer;
} tl_machines_state;
TL_API TL_MUST_USE tl_code tl_steady_machines(const tl_steady *steady, size_t link, tl_machines_state *state,
                                              tl_error *error);

/* Three tables for a report: "stations" (a row a station of machines: what holds it, power, fuel, CO2, installed
 * against used, least margin), "station_units" (a row a running unit: its point on its map, power, margin to each
 * limit), "station_curves" (points of the lines of each running unit's map: speed lines, surge, choke, efficiencies),
 * so that the point can be drawn on its map. None is added if no link is a station of machines. */
TL_API TL_MUST_USE tl_code tl_steady_machine_tables(const tl_steady *steady, tl_results *results, tl_error *error);

/* A regulator: what holds it, and its preheater. TL_ERR_USAGE if the link is of another kind. */
typedef struct tl_regulator_state {
  const char *mode; /* "set point", "open", "flow limit", "inlet limit", "outlet limit", "bypass", "shut" */
  double drop_pa, heat_w, fuel_kg_s; /* fuel that the heater takes from the line */
} tl_regulator_state;
TL_API TL_MUST_USE tl_code tl_steady_regulator(const tl_steady *steady, size_t link, tl_regulator_state *state,
                                               tl_error *error);

/* Gas held in all pipes [kg]. */
TL_API TL_MUST_USE tl_code tl_steady_linepack(const tl_steady *steady, double *mass_kg, tl_error *error);

#ifdef __cplusplus
}
#endif
#endif
