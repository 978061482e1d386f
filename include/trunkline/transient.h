/* trunkline/transient.h - a network in time: what flows, what is stored, what happens when something breaks.
 *
 *   tl_transient_create (network, gas, boundary, schedule) -> start -> run, as often as wanted -> read -> destroy
 *
 * A tl_transient belongs to one thread; several may share a network, a gas and a schedule. Method:
 * docs/theory/transient.md. The same input gives the same bits.
 */
#ifndef TRUNKLINE_TRANSIENT_H
#define TRUNKLINE_TRANSIENT_H

#include "trunkline/gas.h"
#include "trunkline/result.h"
#include "trunkline/schedule.h"
#include "trunkline/steady.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tl_transient tl_transient;

typedef enum tl_convection {
  TL_CONVECTION_AUTO = 0, /* in pipes where the Mach number exceeds 0.1 or the pressure falls below 10 bar */
  TL_CONVECTION_NEVER,
  TL_CONVECTION_ALWAYS
} tl_convection;

typedef struct tl_transient_options {
  double isothermal_t_k;        /* all gas has this temperature; default 0: each place keeps that of the start */
  double cell_length_m;         /* pipes are cut into equal cells no longer than this; default 1,000 */
  double pressure_tolerance_pa; /* error of a pressure that one time step may add; default 20 */
  double newton_tolerance_pa;   /* last change of any pressure within a step; default 0.1 */
  double fixed_step_s;          /* 0: steps follow the error; otherwise this length, shortened only to land on events */
  double max_step_s;            /* default 3,600 */
  double output_every_s;        /* what is kept for reading; default 300; 0: start, events and end only */
  double least_delivery_p_pa;   /* nothing is delivered below this pressure; default 2e5 */
  double highest_injection_p_pa; /* nothing is injected above this pressure; default 20e6 */
  tl_convection convection;
  bool follow_heat; /* temperatures follow the energy of each cell; default false: they stay as at the start. Gas that
                     enters has its boundary's t_k; needs a gas law with enthalpies */
  double soil_conductivity_w_m_k;   /* of the ground that stores heat around pipes; default 1.5; 0: none stored */
  double soil_heat_capacity_j_m3_k; /* default 2e6 */
  double temperature_tolerance_k;   /* error of a temperature that one time step may add; default 0.05 */
  const tl_mixture *entering; /* gas that enters at each node at the start, as in tl_steady_solve_mixing; default NULL:
                               the run's. With it, or with an event that changes a gas, compositions are followed */
  bool general_sparse;        /* solve all cells in one sparse system: the yardstick of the bench */
  tl_progress progress;
  const tl_allocator *allocator; /* default NULL */
} tl_transient_options;
TL_API void tl_transient_options_default(tl_transient_options *options);

/* network (frozen), gas, boundary (one entry a node) and schedule (may be NULL) must outlive the tl_transient. */
TL_API TL_MUST_USE tl_code tl_transient_create(const tl_network *network, const tl_gas *gas,
                                               const tl_boundary *boundary, const tl_schedule *schedule,
                                               const tl_transient_options *options, tl_transient **transient,
                                               tl_error *error);
TL_API void tl_transient_destroy(tl_transient *transient);

/* Time 0: the steady state of the boundary as it is at time 0. TL_OK means that an outcome was found: if it is not
 * TL_SOLVED, tl_transient_reason says why. */
TL_API TL_MUST_USE tl_code tl_transient_start_steady(tl_transient *transient, tl_error *error);
/* Time 0: gas at rest at one pressure; with heat at the temperature of the ground, where pipes exchange heat, else at
 * 288.15 K as everywhere without heat. */
TL_API TL_MUST_USE tl_code tl_transient_start_at_rest(tl_transient *transient, double p_pa, tl_error *error);
/* Along a pipe at the start, in place of what a start call put there: pressure at `count` equidistant points from end
 * to end, flow at count - 1 faces between them. Junctions keep theirs. */
TL_API TL_MUST_USE tl_code tl_transient_set_pipe(tl_transient *transient, size_t link, size_t count, const double *p_pa,
                                                 const double *q_kg_s, tl_error *error);

/* Runs until `until_s` or until the physics ends it. TL_OK means that an outcome was found: TL_SOLVED if the time was
 * reached (or the progress callback stopped it: tl_transient_time_s says where), otherwise see tl_transient_reason;
 * what was computed up to there can be read. */
TL_API TL_MUST_USE tl_code tl_transient_run(tl_transient *transient, double until_s, tl_error *error);

TL_API tl_outcome tl_transient_outcome(const tl_transient *transient);
TL_API const tl_reason *tl_transient_reason(const tl_transient *transient);
TL_API double tl_transient_time_s(const tl_transient *transient);
TL_API bool tl_transient_stopped(const tl_transient *transient); /* by the progress callback */

typedef struct tl_transient_work {
  size_t cells, steps, rejected, stages, iterations, factorings;
  double largest_mass_error;   /* |held - start - in + out| over what is held, worst of all steps */
  double largest_energy_error; /* the same of gas and soil over what the gas holds; 0 without heat */
  double largest_gas_error;    /* of any gas that enters: |held - start - in + out| over all that is held; 0 without */
  size_t states_outside;       /* pressures beyond the gas's range, counted at every step */
} tl_transient_work;
TL_API tl_transient_work tl_transient_effort(const tl_transient *transient);

/* Saves everything that the run depends on; a tl_transient created with the same arguments goes on with the same bits.
 * *bytes is freed with tl_transient_free. */
TL_API TL_MUST_USE tl_code tl_transient_save(tl_transient *transient, unsigned char **bytes, size_t *length,
                                             tl_error *error);
TL_API void tl_transient_free(const tl_transient *transient, unsigned char *bytes, size_t length);
TL_API TL_MUST_USE tl_code tl_transient_restore(tl_transient *transient, const unsigned char *bytes, size_t length,
                                                tl_error *error);

/* ---- reading: the present state ---------------------------------------------------------------------------- */

TL_API TL_MUST_USE tl_code tl_transient_node(const tl_transient *transient, size_t node, tl_node_state *state,
                                             tl_error *error);
/* The gas that leaves a node; that of the run without composition. */
TL_API TL_MUST_USE tl_code tl_transient_node_mixture(const tl_transient *transient, size_t node, tl_mixture *mixture,
                                                     tl_error *error);
/* Parcels of gas in a pipe from end to end, each of one composition; 0 without composition. */
typedef struct tl_parcel_state {
  double from_m, to_m, mass_kg;
  tl_mixture mixture;
} tl_parcel_state;
TL_API size_t tl_transient_parcels(const tl_transient *transient, size_t link);
TL_API TL_MUST_USE tl_code tl_transient_parcel(const tl_transient *transient, size_t link, size_t parcel,
                                               tl_parcel_state *state, tl_error *error);
typedef struct tl_transient_link_state {
  double p_from_pa, p_to_pa;
  double q_from_kg_s, q_to_kg_s; /* in at the `from` end, out at the `to` end */
  double fuel_kg_s, linepack_kg;
  const char *mode; /* of stations and valves: "running", "tripped", "shut", "open", "closing", ...; "" for pipes */
} tl_transient_link_state;
TL_API TL_MUST_USE tl_code tl_transient_link(const tl_transient *transient, size_t link, tl_transient_link_state *state,
                                             tl_error *error);
/* Points along a pipe from end to end: ends of cells. */
TL_API size_t tl_transient_profile_points(const tl_transient *transient, size_t link);
TL_API TL_MUST_USE tl_code tl_transient_profile(const tl_transient *transient, size_t link, size_t point,
                                                tl_profile_point *state, tl_error *error);
TL_API double tl_transient_linepack_kg(const tl_transient *transient);

/* ---- reading: the history ---------------------------------------------------------------------------------- */

TL_API size_t tl_transient_records(const tl_transient *transient);
TL_API double tl_transient_record_time_s(const tl_transient *transient, size_t record);
TL_API double tl_transient_record_p_pa(const tl_transient *transient, size_t record, size_t node);
TL_API double tl_transient_record_t_k(const tl_transient *transient, size_t record, size_t node);
TL_API double tl_transient_record_withdrawal_kg_s(const tl_transient *transient, size_t record, size_t node);
TL_API double tl_transient_record_q_from_kg_s(const tl_transient *transient, size_t record, size_t link);
TL_API double tl_transient_record_q_to_kg_s(const tl_transient *transient, size_t record, size_t link);
/* Several gases are followed: the gases that leave a node can be read over time. */
TL_API bool tl_transient_follows_gases(const tl_transient *transient);
/* With composition only, otherwise NaN, of what leaves the node: gross heating value (combustion at 25 degC, volume at
 * 20 degC and 101.325 kPa), molar mass, hydrogen. */
TL_API double tl_transient_record_gross_j_m3(const tl_transient *transient, size_t record, size_t node);
TL_API double tl_transient_record_molar_mass_kg_mol(const tl_transient *transient, size_t record, size_t node);
TL_API double tl_transient_record_hydrogen(const tl_transient *transient, size_t record, size_t node); /* by moles */
TL_API double tl_transient_record_linepack_kg(const tl_transient *transient, size_t record, size_t link);

/* What a node was asked for and got, over the whole run. */
typedef struct tl_delivered {
  double asked_kg, served_kg, unserved_kg; /* withdrawals only */
  double served_gross_j;                   /* gross heating value of what was served */
  double survival_s;                       /* first time at which less is served than asked; NaN: never */
  double lowest_p_pa, lowest_p_at_s;
  double below_s, below_from_s; /* time under the watched pressure, its beginning (NaN: never) */
} tl_delivered;
TL_API TL_MUST_USE tl_code tl_transient_delivery(const tl_transient *transient, size_t node, tl_delivered *delivery,
                                                 tl_error *error);
TL_API double tl_transient_lost_kg(const tl_transient *transient); /* through ruptures and holes */

/* What happened, in order of time: events, trips of line-break valves, changes of mode, deliveries that fail. */
typedef struct tl_happening {
  double at_s;
  const char *what;       /* "trip", "rupture", "short delivery", ... */
  const char *where_kind; /* "node", "pipe", ... */
  const char *where_id;
  double value; /* kg/s, Pa ... or NaN */
  const char *unit;
  double position_m;   /* in a pipe: line-break valves; otherwise NaN */
  const char *machine; /* of a station, where an event was one of a single machine; otherwise NULL */
} tl_happening;
TL_API size_t tl_transient_happenings(const tl_transient *transient);
TL_API bool tl_transient_happening_at(const tl_transient *transient, size_t index, tl_happening *happening);

/* Tables transient_linepack, transient_deliveries, transient_events with units and origins. */
TL_API TL_MUST_USE tl_code tl_transient_results(const tl_transient *transient, tl_results *results, tl_error *error);

/* ---- single outages ---------------------------------------------------------------------------------------- */

/* For each element of `links` (NULL: each station and compressor), and each single machine with an id of a machine
 * station among them, a run of its own from the steady start, in which it trips at time 0: table outages with one row
 * for each pair of outage and delivery. threads: at least 1; the answer has the same bits for any number. */
TL_API TL_MUST_USE tl_code tl_outages(const tl_network *network, const tl_gas *gas, const tl_boundary *boundary,
                                      const tl_schedule *schedule, const tl_transient_options *options,
                                      const size_t *links, size_t link_count, double until_s, int threads,
                                      tl_results *results, tl_error *error);

/* Largest mass flux [kg/(m2 s)] of gas that expands at constant entropy from rest at (p,T): choked flow. NaN where the
 * law gives no entropy. */
TL_API TL_MUST_USE tl_code tl_critical_flux(const tl_gas *gas, double p_pa, double t_k, double *flux_kg_m2_s,
                                            tl_error *error);

#ifdef __cplusplus
}
#endif
#endif
