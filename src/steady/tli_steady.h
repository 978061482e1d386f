/* steady/tli_steady.h - the solver's graph: network elements cut into parts, in batches by kind. */
#ifndef TLI_STEADY_H
#define TLI_STEADY_H

#include "elem/tli_elem.h"
#include "la/tli_la.h"
#include "trunkline/steady.h"

#include <limits.h>

enum { TLI_MAX_KINDS = 32 };

/* Links [first, first + n) of the graph are of this kind; params are contiguous. */
typedef struct tli_group {
  const tli_kind *kind;
  size_t first, n;
  void *params;
} tli_group;

typedef struct tli_graph_boundary {
  tl_boundary_kind kind;
  double withdrawal, t_k;
  size_t metered_link; /* graph link */
  double entering;     /* kg/s that come in at t_k, of all nodes joined here */
} tli_graph_boundary;

/* A joined element of the spanning forest; edges stand in an order from the leaves inwards. */
typedef struct tli_tree_edge {
  size_t link, outer, inner; /* of the network */
} tli_tree_edge;

/* How temperatures are found: by the sweep, and where it is slow by the full Newton; or by one of them only. */
typedef enum tli_heat_way { TLI_HEAT_AS_NEEDED, TLI_HEAT_SWEEP, TLI_HEAT_COUPLED } tli_heat_way;

struct tl_steady {
  tli_arena *arena;
  const tl_network *network;
  const tl_gas *gas;
  tl_steady_options options;
  double molar_mass, net_heat_j_kg;
  struct tli_mixing *mixing; /* mixing.c: gases that differ from link to link; NULL: one gas everywhere */

  /* Graph. Nodes 0 .. network nodes - 1 are the network's; the rest lie inside pipes. */
  size_t nodes, links, network_nodes;
  double *height;
  int *from, *to;
  tli_group groups[TLI_MAX_KINDS];
  size_t group_count;
  size_t *first_part, *part_count; /* by network link; parts are consecutive graph links */

  /* Presolve, by network node or link. Joined links have no part in the graph. */
  int *whole;      /* the node that stands for all nodes joined with this one */
  int *component;  /* part of the network that no closed element divides */
  int *unresisted; /* part of it within which nothing resists a flow */
  bool *has_reference;
  tl_boundary *own;
  tli_tree_edge *tree;
  double *whole_sum; /* scratch, by network node */
  size_t tree_count, joined_count;
  double *joined_q, *need;
  double share; /* of the withdrawals */

  /* State. */
  double *u, *t;                             /* nodes: Pa2, K */
  double *q, *t_mean, *viscosity, *t_behind; /* links; t_behind: temperature of the gas leaving the link */
  double *withdrawal;                        /* nodes, as solved */
  tli_graph_boundary *boundary;              /* nodes */

  /* Gathered per link for the batch calls, and what they return. */
  double *height_in, *height_out, *u_in, *u_out, *t_in, *t_out;
  tli_law law;
  tli_heat heat;
  tli_work work;

  /* Newton system: unknowns are u of free nodes, then q of kept links. */
  tli_arena *system_arena;
  tli_system *system;
  size_t unknowns;
  int *node_unknown, *link_unknown; /* -1: none */
  size_t *slots;                    /* by stamp, in the order stamp_all makes them */
  double *step;                     /* right-hand side and solution */
  double *dq;                       /* links: change of flow at the full step */
  double *u_saved, *q_saved;
  bool pattern_valid;
  tl_boundary_kind *pattern_kinds; /* boundary kinds the pattern was made for */
  size_t *pattern_metered;

  /* Flow order for the temperature sweep. */
  int *order, *degree, *adjacency_start, *adjacency; /* adjacency: graph links at each node */
  double *heat_in, *mass_in;

  /* The core: one temperature, one link a pipe; see tli_core.h. NULL where it does not apply. */
  struct tli_potential *potential;
  struct tli_core *core;
  void **own_params; /* by network link, set points given after the network was frozen; NULL: the network's */
  bool by_core;      /* the answer is in the core */
  bool has_graph, without_core; /* the latter for tests: the general solver takes all */

  struct tli_coupled *coupled; /* coupled.c, while it works */
  tli_heat_way heat_way;       /* for tests */
  double coupled_merit[16];    /* of its last run: residuals before and after each step */
  size_t coupled_steps;

  bool warm;
  bool lag_fuel;        /* leave the answer of fuel to pressure out of the matrix */
  double prop;          /* share of the core's added face in the matrix, where it would be singular; not in residuals */
  double flow_rounding; /* kg/s that the last digit of the pressures is worth: no balance is better than this */
  tl_outcome outcome;
  tl_reason reason;
  tl_certificate certificate;
};

/* steady.c: with the gases as they are. */
TL_MUST_USE tl_code tli_steady_run(tl_steady *s, const tl_boundary *boundary, tl_error *error);
/* presolve.c */
TL_MUST_USE tl_code tli_steady_presolve(tl_steady *s, tl_error *error);
const void *tli_steady_params(const tl_steady *s, size_t link); /* the network's, or what was set since */
bool tli_steady_is_joined(const tl_network *network, size_t link);
int tli_steady_root(int *parent, int node);    /* of a union-find; shortens the way there */
bool tli_steady_merge_boundary(tl_steady *s);  /* false: the reason says which boundaries contradict each other */
bool tli_steady_find_references(tl_steady *s); /* false: the reason names a part without a given pressure */
void tli_steady_spread(tl_steady *s);          /* pressure and temperature to the joined nodes */
void tli_steady_recover_joined(tl_steady *s);
/* need: what flows out of each network node through links with resistance, changed here; fills withdrawal and
 * joined_q. */
void tli_steady_settle_joined(tl_steady *s, double *need, double *withdrawal);
/* graph.c */
TL_MUST_USE tl_code tli_steady_build(tl_steady *s, tl_error *error); /* once; nothing if it is there */
tli_batch tli_steady_batch(const tl_steady *s, const tli_group *group);
/* The links of a group from *at on that the same gas fills, as a group of its own; *at moves behind them. false at the
 * end. Whoever calls a law for many links goes through the runs. */
bool tli_steady_next_run(const tl_steady *s, const tli_group *group, size_t *at, tli_group *run);
void tli_steady_gather(tl_steady *s); /* node values -> link arrays */
void tli_steady_law(tl_steady *s);    /* all laws at the present state */
/* heat.c: one sweep in flow order; returns the largest change of a node temperature [K]. */
double tli_steady_heat(tl_steady *s);
/* equations.c */
TL_MUST_USE tl_code tli_steady_pattern(tl_steady *s, tl_error *error);
TL_MUST_USE tl_code tli_steady_newton_step(
    tl_steady *s, bool starting, tl_error *error); /* fills s->step and s->dq from the laws at the present state */
void tli_steady_apply(tl_steady *s, double fraction);
/* Largest imbalance over free nodes [kg/s]; fills withdrawal at pressure and metered nodes. */
double tli_steady_imbalance(tl_steady *s);
/* newton.c */
TL_MUST_USE tl_code tli_steady_check_boundary(const tl_steady *s, const tl_boundary *boundary, tl_error *error);
void tli_steady_take_boundary(tl_steady *s, const tl_boundary *boundary, double share);
void tli_steady_no_outcome(tl_steady *s);
typedef struct tli_residual {
  double imbalance, largest_flow, pressure_pa, merit;
} tli_residual;
tli_residual tli_steady_measure(tl_steady *s);
bool tli_steady_small_enough(const tl_steady *s, const tli_residual *r, double t_change);
TL_MUST_USE tl_code tli_steady_iterate_from(tl_steady *s, bool starting, tl_error *error);
/* coupled.c: Newton on pressures, flows and temperatures from the present state; if it does not find the answer, the
 * state is as it was. */
TL_MUST_USE tl_code tli_steady_couple(tl_steady *s, bool *found, tl_error *error);
void tli_steady_forget_coupled(tl_steady *s);
/* If it is the temperatures that do not settle, names the hottest node. only: all else has; t_change: of the last sweep
 * [K]. */
bool tli_steady_say_no_temperature(tl_steady *s, bool only, double t_change);
void tli_steady_first_state(tl_steady *s);
/* core_start.c: nothing was found from scratch; once more from the core's state at one temperature. */
bool tli_steady_core_may_start(const tl_steady *s, const tl_boundary *boundary);
TL_MUST_USE tl_code tli_steady_start_by_core(tl_steady *s, const tl_boundary *boundary, tl_error *error);
/* climb.c */
TL_MUST_USE tl_code tli_steady_climb(tl_steady *s, const tl_boundary *boundary, tl_error *error);
/* outcome.c */
/* Some squared pressure lies below zero by more than this share of the largest. */
bool tli_steady_has_collapsed(const tl_steady *s, double share);
void tli_steady_explain_collapse(tl_steady *s);
#define TLI_ABSURD_P_PA 1e8 /* beyond the pressures that fields allow */
/* No state: at this node gas comes in that would need such a pressure to get away. */
void tli_steady_say_absurd(tl_steady *s, size_t node, double p_pa);
void tli_steady_explain_absurd(tl_steady *s);
/* Where nothing was found, or what is out of balance is nothing: names two given pressures between which nothing
 * resists a flow, if there are such. */
void tli_steady_explain_unresisted(tl_steady *s);
/* mixing.c: the gas in a graph link, and at a graph node. */
const tl_gas *tli_steady_gas_in(const tl_steady *s, size_t graph_link);
const tl_gas *tli_steady_gas_at(const tl_steady *s, size_t graph_node);
double tli_steady_net_heat_in(const tl_steady *s, size_t graph_link);
void tli_steady_forget_mixing(tl_steady *s);
/* heat.c: nodes in the order of the flow. Whoever goes through them sets degree[node] = TLI_PASSED behind itself; an
 * inflow whose upstream node comes later closes a ring, and what it brings is that of the sweep before. */
enum { TLI_PASSED = INT_MIN };
void tli_steady_order(tl_steady *s);
bool tli_steady_comes_later(const tl_steady *s, int link, int node);
bool tli_steady_flows_into(const tl_steady *s, int link, int node);
double tli_steady_entering(const tl_steady *s, int node); /* kg/s from outside */
/* pipe_state.c: gas held in one part [kg]; 0 for kinds that hold none. */
double tli_steady_part_mass(const tl_steady *s, const tli_group *group, size_t i);
/* Pressure runs out in a link that is asked for asked_kg_s: share of it can pass. */
void tli_steady_say_collapse(tl_steady *s, const char *kind, const char *id, double asked_kg_s, double share);
/* certify.c */
void tli_steady_certify(tl_steady *s);
/* lambda, for certificates */
double tli_steady_friction_of(const tl_pipe *pipe, double reynolds, double viscosity_pa_s, double molar_mass_kg_mol);
void tli_steady_say_uncertified(tl_steady *s);

#endif
