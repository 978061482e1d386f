/* trunkline/optimise.h - can a network with free controls carry a nomination, and with which settings?
 *
 *   tl_nomination_create -> add nodes, links, decisions -> tl_nominate -> read the answer -> destroy both
 *
 * Controls are free within bounds: compressor stations (running, bypassed or shut), control valves, valves, and groups
 * of decisions of which one holds. A station with machines works only where one of its configurations reaches the
 * point. The answer is one of three, each with its proof: controls that keep all bounds, run through the simulator of
 * steady.h; a proof that none exist, checked by separate code; or neither, said so, with what is known. Where nothing
 * is possible, cures say which changes would be enough. The flow is isothermal. Method: docs/theory/nomination.md.
 */
#ifndef TRUNKLINE_OPTIMISE_H
#define TRUNKLINE_OPTIMISE_H

#include "trunkline/elements.h"
#include "trunkline/gas.h"
#include "trunkline/machine_station.h"
#include "trunkline/steady.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tl_nomination tl_nomination;

/* gas must outlive the nomination. t_k: temperature of all gas. */
TL_API TL_MUST_USE tl_code tl_nomination_create(const tl_gas *gas, double t_k, const tl_allocator *allocator,
                                                tl_nomination **nomination, tl_error *error);
TL_API void tl_nomination_destroy(tl_nomination *nomination);

/* A node with its limits; withdrawal_kg_s leaves the network (negative: enters). 0 < p_min_pa <= p_max_pa <= 500 bar.
 */
typedef struct tl_nominated_node {
  double height_m, p_min_pa, p_max_pa, withdrawal_kg_s;
} tl_nominated_node;
TL_API TL_MUST_USE tl_code tl_nomination_add_node(tl_nomination *nomination, const char *id,
                                                  const tl_nominated_node *node, tl_error *error);

typedef enum tl_control_kind {
  TL_CONTROL_PIPE = 0,  /* pipe */
  TL_CONTROL_JOIN,      /* joins its ends without loss: short pipe */
  TL_CONTROL_DRAG,      /* drag, diameter_m: integral of rho dp = zeta q|q|/(2 A^2) */
  TL_CONTROL_LOSS,      /* loss_pa in the direction of flow */
  TL_CONTROL_VALVE,     /* open or closed */
  TL_CONTROL_REGULATOR, /* lowers the pressure by dp_min_pa .. dp_max_pa; or bypassed, or closed */
  TL_CONTROL_STATION,   /* raises the pressure; or bypassed, or closed */
  TL_CONTROL_KINDS
} tl_control_kind;

/* A link with its limits. Fields that a kind does not use are ignored. Take the defaults, change fields, add. */
typedef struct tl_nominated_link {
  tl_control_kind kind;
  double q_min_kg_s, q_max_kg_s; /* default -infinity, infinity */
  tl_pipe pipe;                  /* friction: nikuradse, weymouth or fixed, which do not ask for the Reynolds number */
  double drag, diameter_m, loss_pa;
  double loss_in_pa, loss_out_pa;   /* regulator, station: of its piping while it works */
  double p_in_min_pa, p_out_max_pa; /* regulator, station: at its nodes while it works; 0: none */
  double dp_min_pa, dp_max_pa;      /* regulator, inside its piping; dp_max_pa default infinity */
  double ratio_max;                 /* station, inside its piping; 0: none */
  bool may_bypass, may_close;       /* regulator, station; valves may always do both */
} tl_nominated_link;
TL_API void tl_nominated_link_default(tl_nominated_link *link);
TL_API TL_MUST_USE tl_code tl_nomination_add_link(tl_nomination *nomination, const char *id, const char *from,
                                                  const char *to, const tl_nominated_link *link, tl_error *error);

/* The machines of a station. Without them it is as strong as its limits let it be. */
typedef struct tl_nominated_machines {
  const tl_configuration *configurations; /* copied with all in them; only measured maps must outlive the nomination */
  size_t count;
  tl_compression path;
  double kappa;             /* as of tl_compress */
  double cooler_approach_k; /* as of tl_station_duty; < 0: no coolers between stages */
  tl_site site;
  const char *fuel_node; /* the node that the drives' fuel leaves; NULL or net_heat_j_kg 0: none is drawn */
  double net_heat_j_kg, co2_kg_per_kg;
} tl_nominated_machines;
/* Of a link that is a station; once. TL_ERR_INPUT for configurations that tl_station_run would refuse. */
TL_API TL_MUST_USE tl_code tl_nomination_set_machines(tl_nomination *nomination, const char *link,
                                                      const tl_nominated_machines *machines, tl_error *error);
/* Stations with machines. */
TL_API size_t tl_nomination_machine_stations(const tl_nomination *nomination);

/* Of each group exactly one decision holds; it opens or shuts elements. direction: 0 either, 1 along from -> to, -1
 * against. Add a decision, then its choices; a new group begins where new_group is true. */
TL_API TL_MUST_USE tl_code tl_nomination_add_decision(tl_nomination *nomination, const char *id, bool new_group,
                                                      tl_error *error);
TL_API TL_MUST_USE tl_code tl_nomination_add_choice(tl_nomination *nomination, const char *link, bool open,
                                                    int direction, tl_error *error);

/* Multiplies all withdrawals. */
TL_API void tl_nomination_scale(tl_nomination *nomination, double factor);
/* Replaces the withdrawal of one node. */
TL_API TL_MUST_USE tl_code tl_nomination_set_withdrawal(tl_nomination *nomination, size_t node, double withdrawal_kg_s,
                                                        tl_error *error);
TL_API size_t tl_nomination_nodes(const tl_nomination *nomination);
TL_API size_t tl_nomination_links(const tl_nomination *nomination);
TL_API const char *tl_nomination_node_id(const tl_nomination *nomination, size_t node);
TL_API const char *tl_nomination_link_id(const tl_nomination *nomination, size_t link);
TL_API double tl_nomination_t_k(const tl_nomination *nomination);
TL_API double tl_nomination_withdrawal_kg_s(const tl_nomination *nomination, size_t node);

typedef struct tl_nominate_options {
  size_t most_branches;        /* of the search; default 2,000 */
  double most_seconds;         /* wall clock, looked at between branches; 0: none; default 60 */
  bool cures;                  /* look for cures where there is no solution; default true */
  const tl_progress *progress; /* asked between branches; NULL: none */
  const tl_allocator *allocator;
} tl_nominate_options;
TL_API void tl_nominate_options_default(tl_nominate_options *options);

typedef struct tl_nominate_answer tl_nominate_answer;
/* Ipopt and Clp work inside: one call at a time in a process. TL_OK means that an outcome was found, whichever. */
TL_API TL_MUST_USE tl_code tl_nominate(const tl_nomination *nomination, const tl_nominate_options *options,
                                       tl_nominate_answer **answer, tl_error *error);
TL_API void tl_nominate_answer_destroy(tl_nominate_answer *answer);

TL_API tl_outcome tl_nominate_outcome(const tl_nominate_answer *answer);
/* Codes: "flow_imbalance", "pressure_bounds", "no_controls", "search_limit". */
TL_API const tl_reason *tl_nominate_reason(const tl_nominate_answer *answer);

typedef struct tl_nominate_effort {
  size_t branches, programs, linear_programs; /* boxes looked at; nonlinear and linear programs solved */
  size_t proof_steps;                         /* of the proof of infeasibility, as checked; 0 otherwise */
  double seconds;
} tl_nominate_effort;
TL_API const tl_nominate_effort *tl_nominate_effort_of(const tl_nominate_answer *answer);

/* Only after TL_SOLVED, from the simulator; TL_ERR_NO_ANSWER otherwise. */
typedef struct tl_nominated_state {
  const char *kind; /* as in elements.h: pipe, short_pipe, resistor, valve, control_valve, station */
  size_t from, to;  /* nodes */
  double p_from_pa, p_to_pa, q_kg_s;
  tl_pipe_state pipe; /* zeros but for pipes */
  const char *mode;   /* "open", "closed", "bypass", "working"; "" for elements without control */
} tl_nominated_state;
TL_API TL_MUST_USE tl_code tl_nominate_node(const tl_nominate_answer *answer, size_t node, double *p_pa,
                                            tl_error *error);
TL_API TL_MUST_USE tl_code tl_nominate_link(const tl_nominate_answer *answer, size_t link, tl_nominated_state *state,
                                            tl_error *error);
/* What leaves a node in the answer: the nomination, the fuel of stations at it, and for entries less (more entering) by
 * their share of all fuel. NaN if nothing was solved. */
TL_API double tl_nominate_withdrawal_kg_s(const tl_nominate_answer *answer, size_t node);

/* A working station with machines, as it was held against them. */
typedef struct tl_nominated_station {
  size_t link, configuration;
  const tl_configuration *units; /* owned by the nomination: its id, stages and units */
  const tl_station_answer *state;
} tl_nominated_station;
/* Only after TL_SOLVED. TL_ERR_USAGE past the end. */
TL_API size_t tl_nominate_stations(const tl_nominate_answer *answer);
TL_API TL_MUST_USE tl_code tl_nominate_station(const tl_nominate_answer *answer, size_t index,
                                               tl_nominated_station *station, tl_error *error);
TL_API const tl_certificate *tl_nominate_certificate(const tl_nominate_answer *answer);

/* Cures, by their share of all flow and of the largest pressure, the smallest found first: each is a set of changes
 * that together are enough, found by an elastic program and run through the simulator. */
typedef struct tl_cure_change {
  const char *what;     /* "withdrawal", "supply", "p_min", "p_max" */
  const char *where_id; /* a node */
  double from, to;      /* kg/s or Pa */
} tl_cure_change;
TL_API size_t tl_nominate_cures(const tl_nominate_answer *answer);
TL_API size_t tl_nominate_cure_changes(const tl_nominate_answer *answer, size_t cure);
TL_API const char *tl_nominate_cure_sentence(const tl_nominate_answer *answer, size_t cure); /* NULL past the end */
/* Sum of the changes: kg/s cut at exits, or Pa. */
TL_API double tl_nominate_cure_size(const tl_nominate_answer *answer, size_t cure, const char **unit);
/* Of a cure that changes loads alone: kg/s that must be cut at exits in all under any setting of the controls, a lower
 * bound by the relaxation of the search (not read again by the checker of proofs); the cure is the smallest if this is
 * its size. NaN: nothing could be shown, or the cure changes pressure limits. */
TL_API double tl_nominate_cure_at_least(const tl_nominate_answer *answer, size_t cure);
TL_API bool tl_nominate_cure_change(const tl_nominate_answer *answer, size_t cure, size_t change, tl_cure_change *out);

#ifdef __cplusplus
}
#endif
#endif
