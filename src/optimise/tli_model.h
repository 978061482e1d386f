/* optimise/tli_model.h - a nomination as the programs see it.
 *
 * Node variables: pressure p [bar] and its potential s(p) = integral of rho dp, scaled so that an ideal gas has s = p^2
 * [bar2]. Link variable: flow q [kg/s]. A pipe or drag obeys
 *     s_from - a s_to - b - c q|q| = e,   |e| <= slack,
 * with a, b from the height (exact for the best line rho^2 = k s + d) and the slack from what that line leaves out; see
 * potential.c. Stations with drag in their piping are split by extra nodes and links, which come behind the given ones.
 */
#ifndef TLI_MODEL_H
#define TLI_MODEL_H

#include "base/tli_base.h"
#include "trunkline/optimise.h"

/* The potential of one gas at one temperature, as a table of cubics of density in pressure: see potential.c. */
enum { TLI_POTENTIAL_CELLS = 512 };
typedef struct tli_potential {
  double step_bar, p_max_bar, scale; /* s = integral / scale; scale in Pa kg/m3 per bar2 */
  double rho[TLI_POTENTIAL_CELLS + 1], slope[TLI_POTENTIAL_CELLS + 1]; /* kg/m3, kg/m3/bar */
  double s[TLI_POTENTIAL_CELLS + 1];                                   /* bar2 */
  double viscosity_pa_s;
} tli_potential;
TL_MUST_USE tl_code tli_potential_make(const tl_gas *gas, double t_k, double p_max_bar, tli_potential *potential,
                                       tl_error *error);
/* s(p) with first and second derivative (either may be NULL), 0 <= p; linear beyond p_max. */
double tli_potential_at(const tli_potential *potential, double p_bar, double *first, double *second);
double tli_potential_inverse(const tli_potential *potential, double s);
/* Density [kg/m3] with first and second derivative [per bar, per bar2] (either may be NULL). */
double tli_potential_density(const tli_potential *potential, double p_bar, double *first, double *second);

/* What an element may do. Bits of a mask. */
enum { TLI_CLOSED = 1, TLI_BYPASS = 2, TLI_WORKING = 4 }; /* an open valve is in bypass */

typedef struct tli_model_node {
  const char *id;
  double height_m, p_min, p_max; /* bar */
  double withdrawal;             /* kg/s, without fuel */
  double w_low, w_high;          /* kg/s, whatever fuel is drawn */
  int first_end, ends;           /* into `ends` of the model */
} tli_model_node;

/* The machines of a station: see machines.c, reach.c. */
typedef struct tli_reach tli_reach;
typedef struct tli_machines {
  tl_nominated_machines given; /* its configurations are copies */
  size_t fuel_node;            /* SIZE_MAX: none */
  double most_fuel;            /* that it can draw, all configurations considered [kg/s] */
  const tli_reach *reach;      /* NULL: nothing is known */
} tli_machines;

typedef enum tli_arc_kind { TLI_ARC_FRICTION, TLI_ARC_JOIN, TLI_ARC_LOSS, TLI_ARC_CONTROL } tli_arc_kind;

typedef struct tli_arc {
  const char *id;
  tli_arc_kind kind;
  tl_control_kind control;
  int from, to;
  double q_min, q_max;
  double a, b, c, slack; /* friction; slack, b in bar2 */
  double c_level, rise;  /* c without height; g dh [bar2 per (kg/m3)^2] */
  double slack_laminar;
  double loss;                      /* fixed loss [bar] */
  double loss_in, loss_out;         /* control, while working [bar] */
  double p_in_min, p_out_max;       /* of the node pressures while working [bar] */
  double dp_min, dp_max, ratio_max; /* regulator: node pressure difference [bar]; station: 0 none */
  int modes;                        /* allowed; a mask; 0 for elements without control */
  int given;                        /* index of the link as it was added; -1: made here */
  const tl_nominated_link *link;    /* as it was added */
  const tli_machines *machines;     /* of a station; NULL: free */
} tli_arc;

typedef struct tli_choice {
  int arc, modes, direction;
} tli_choice;

typedef struct tli_decision {
  const char *id;
  int group;
  size_t first, count; /* choices */
} tli_decision;

typedef struct tli_end {
  int arc, sign; /* +1: the arc ends here, its flow comes in */
} tli_end;

typedef struct tli_model {
  size_t node_count, arc_count, given_nodes, group_count, decision_count, choice_count;
  tli_model_node *nodes;
  tli_arc *arcs;
  tli_end *ends;
  tli_decision *decisions;
  tli_choice *choices;
  tli_potential potential;
  double total;     /* kg/s entering */
  double most_fuel; /* kg/s of all stations: as much more may enter */
} tli_model;

struct tl_nomination {
  tli_arena *arena;
  const tl_gas *gas;
  double t_k;
  struct tli_given_node {
    const char *id;
    tl_nominated_node node;
  } * nodes;
  struct tli_given_link {
    const char *id;
    size_t from, to;
    tl_nominated_link link;
    const tli_machines *machines;
  } * links;
  struct tli_given_decision {
    const char *id;
    size_t group, first, count;
  } * decisions;
  struct tli_given_choice {
    size_t link;
    bool open;
    int direction;
  } * choices;
  size_t node_count, node_room, link_count, link_room, decision_count, decision_room, choice_count, choice_room;
  size_t group_count;
};

#define TLI_BALANCE_SHARE 1e-6 /* of what enters: less is rounding of the file's volumes */

/* Builds the model in the arena. */
TL_MUST_USE tl_code tli_model_make(const tl_nomination *nomination, tli_arena *arena, tli_model **model,
                                   tl_error *error);

/* Sets a, b, c and slack of a friction arc for pressures of low .. high at both ends. */
void tli_arc_fit(const tli_model *model, tli_arc *arc, double low_bar, double high_bar);

static inline double tli_bigger(double x, double y) { return x > y ? x : y; }
static inline double tli_lesser(double x, double y) { return x < y ? x : y; }
static inline double tli_signed_square(double q) { return q >= 0.0 ? q * q : -q * q; }

#endif
