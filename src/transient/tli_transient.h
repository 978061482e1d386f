/* transient/tli_transient.h - pieces of pipe, junctions and elements in time; see docs/theory/transient.md.
 *
 * A pipe is one piece, or several where breaks or line-break valves divide it. A piece of n cells has n + 1 points with
 * pressures (the first and last are those of its junctions) and n faces between them with flows. Each inner point owns
 * the gas of one cell, half on either side; the half cells at the ends belong to the junctions.
 */
#ifndef TLI_TRANSIENT_H
#define TLI_TRANSIENT_H

#include "elem/tli_elem.h"
#include "la/tli_la.h"
#include "net/tli_schedule.h"
#include "trunkline/transient.h"

/* Density, its slope and the viscosity over the pressure at one temperature; see eos.c. */
typedef struct tli_isotherm {
  double per_pa, p_max_pa, slope_beyond, rho_beyond;
  size_t cells;
  double (*c)[6]; /* rho = c0 + x (c1 + x (c2 + x c3)), viscosity = c4 + x c5, x in 0 .. 1 */
  double worst_error;
} tli_isotherm;

/* Friction factor over the Reynolds number for one law and relative roughness; see eos.c. */
enum { TLI_FRICTION_OCTAVES = 30, TLI_FRICTION_CELLS = 32 };
typedef struct tli_friction_table {
  tl_friction law;
  double relative_roughness, fixed;
  bool constant;        /* lambda = fixed above laminar_below */
  double laminar_below; /* Reynolds number */
  double c[TLI_FRICTION_OCTAVES * TLI_FRICTION_CELLS][4];
} tli_friction_table;

typedef struct tli_piece {
  size_t link;        /* of the network */
  size_t from, to;    /* junctions */
  size_t cells;       /* faces */
  size_t point, face; /* first of its points and faces in the global arrays */
  double start_m, length_m, cell_m, area_m2, strings, diameter_m;
  double loss;       /* F = loss_scale lambda |q| q of one string over one cell, loss_scale = L/(2 D A^2 E^2) ... */
  double fitting;    /* ... + fitting |q| q */
  double lift_m2_s2; /* g dh of one cell */
  double height_from_m, height_to_m;
  const tli_friction_table *friction;
  bool convects;
  bool factored; /* lower, upper, ... hold factors for factored_gh */
  double factored_gh;
  /* q_first = e_first + a dp_L + b dp_R, q_last likewise, of the last elimination */
  double first[3], last[3];
} tli_piece;

typedef enum tli_running { TLI_RUNS, TLI_TRIPPED, TLI_SHUT } tli_running;

/* Anything between two junctions that is no pipe. */
typedef struct tli_part {
  size_t link;    /* of the network; SIZE_MAX: a joint made by a break or a line-break valve */
  size_t of_pipe; /* of a joint */
  const tli_kind *kind;
  size_t from, to;
  void *params;    /* own copy: set points change */
  bool is_valve;   /* opened and closed by `opening` */
  bool is_machine; /* trips and starts */
  tli_running running;
  double opening, opening_from, opening_to, opening_start_s, opening_end_s;
  double diameter_m; /* of a valve: of the widest pipe beside it */
  double f, f_p_from, f_p_to, f_q;
  double draw, draw_p_from, draw_p_to, draw_q;
  int mode; /* which face ruled at the last accepted step */
} tli_part;

typedef struct tli_hole {
  size_t junction, link;
  double area_m2;     /* 0: closed */
  double flow, slope; /* kg/s and kg/(s Pa) at the present pressure */
  double lost_kg;
  double position_m;
} tli_hole;

typedef struct tli_watch {
  tl_break_valve valve;
  size_t part, junction;
  double exceeded_since_s; /* NaN: the rate is not exceeded */
  double p_before;
  bool tripped;
} tli_watch;

typedef struct tli_junction {
  size_t node; /* of the network; SIZE_MAX: inside a pipe */
  double volume_m3, height_m, t_k;
  bool bare; /* no pipe ends here: a volume of fittings only */
  bool given_p;
  bool limited; /* its withdrawal is an unknown */
  double asked; /* kg/s at the present time */
  double p_given;
  double p_min, p_max; /* of withdrawals, of injections */
  double p_watch;
  int p_unknown, w_unknown;
} tli_junction;

/* A driven quantity that an event sent on its way. */
typedef struct tli_ramp {
  size_t event;
  double from, to, start_s, end_s;
} tli_ramp;

/* One set of unknowns and conserved masses. */
typedef struct tli_state {
  double *p, *q;           /* points, faces */
  double *mass;            /* points: kg; ends of pieces: unused */
  double *jp, *jmass, *jw; /* junctions */
  double *pq;              /* parts */
} tli_state;

typedef struct tli_history {
  double *time, *node_p, *node_w, *q_from, *q_to, *linepack;
  size_t count, room;
} tli_history;

struct tl_transient {
  tli_arena *arena;
  const tl_network *network;
  const tl_gas *gas;
  tl_gas *own_gas; /* with a table, where temperatures differ */
  const tl_boundary *boundary;
  const tl_schedule *schedule;
  tl_transient_options options;
  double molar_mass, net_heat_j_kg;
  double uniform_t_k;          /* 0: temperatures differ */
  double usual_viscosity_pa_s; /* at 5 MPa, for flow equations that name no Reynolds number of their own */
  tli_isotherm isotherm;
  tli_friction_table **frictions;
  size_t friction_count;

  tli_piece *pieces;
  size_t piece_count, points, faces, inner;
  size_t *first_piece, *pieces_of; /* by network link */
  tli_part *parts;
  size_t part_count;
  size_t *part_of; /* by network link; SIZE_MAX */
  tli_junction *junctions;
  size_t junction_count;
  tli_hole *holes;
  size_t hole_count;
  tli_watch *watches;
  size_t watch_count;
  size_t *adjacent_start, *adjacent; /* by junction: 2 piece + end */

  /* Points and faces: the present iterate. */
  tli_state now, start, stage_base;           /* now: iterate; start: at the step's beginning; base: y* of a stage */
  double *rho, *drho, *mu, *t_point, *volume; /* points */
  double *jrho, *jdrho;
  double *s_a, *s_b, *residual_q, *inverse_d;                /* faces: of the last linearisation */
  double *lower, *left, *upper, *inverse_pivot, *rhs, *fall; /* points */
  double *k1_mass, *k2_mass, *k0_mass, *k1_q, *k2_q;         /* rates at the stages and at the end of the step before */
  double *k1_jmass, *k2_jmass, *k0_jmass;
  double *work_z, *work_dz;

  /* Junction system. */
  tli_arena *system_arena;
  tli_system *system;
  size_t unknowns, node_unknowns;
  size_t *slots;
  double *step;

  /* Time. */
  double time_s, step_s, step_before_s, error_before;
  bool have_rates; /* k0 holds the rates of the end of the step before, without a jump since */
  bool after_jump; /* something has jumped just now */
  size_t event_next;
  tli_ramp *ramps;
  size_t ramp_count;
  bool *event_done;
  bool started;
  double stage_gh, stage_time_s;
  bool steady;    /* no storage, no inertia */
  double cm;      /* 1, or 0 in the steady equations */
  double damping; /* share of the Newton step that is taken */

  /* Results. */
  tl_outcome outcome;
  tl_reason reason;
  tl_transient_work work;
  double held_start_kg, in_kg, out_kg, in_rest_kg, out_rest_kg;
  double *stage_w[2], *hole_k[2]; /* junctions, holes: at the stages */
  double *in_k[2];
  double *stage_draw[2];
  tl_delivered *deliveries; /* by network node */
  bool *short_now;
  tli_history history;
  tl_happening *happenings;
  size_t happening_count, happening_room;
  bool stopped;
  size_t worst_point, worst_junction; /* of the last failed iteration */
};

/* run.c: `to` is another state of the same run. */
void tli_transient_copy_state(const tl_transient *x, tli_state *to, const tli_state *from);
/* eos.c */
TL_MUST_USE tl_code tli_isotherm_build(tli_isotherm *isotherm, const tl_gas *gas, double t_k, double p_max_pa,
                                       tli_arena *arena, tl_error *error);
TL_MUST_USE tl_code tli_friction_build(const tl_transient *x, const tl_pipe *pipe, tli_friction_table *table,
                                       tl_error *error);
double tli_friction_read(const tli_friction_table *table, double reynolds, double *dlambda); /* and d lambda/d Re */
void tli_transient_states(tl_transient *x, size_t n, const double *p, const double *t, double *rho, double *drho,
                          double *mu);
/* build.c */
TL_MUST_USE tl_code tli_transient_build(tl_transient *x, tl_error *error);
/* layout.c */
TL_MUST_USE tl_code tli_transient_layout(tl_transient *x, tl_error *error);
/* pipes.c: see there */
void tli_piece_linearise(tl_transient *x, tli_piece *piece, double gh, bool fresh);
double tli_piece_update(tl_transient *x, tli_piece *piece, double dp_from, double dp_to); /* largest |dp| */
double tli_largest_mach(const tl_transient *x, const tli_piece *piece, double *lowest_p);
/* parts.c: laws of everything else at the present iterate */
void tli_part_law(tl_transient *x, tli_part *part);
void tli_hole_law(const tl_transient *x, tli_hole *hole, double p_pa);
void tli_part_opening(tli_part *part, double time_s);
int tli_part_mode(const tl_transient *x, const tli_part *part);
const char *tli_part_mode_name(const tl_transient *x, const tli_part *part);
/* junctions.c */
TL_MUST_USE tl_code tli_junction_pattern(tl_transient *x, tl_error *error);
TL_MUST_USE tl_code tli_junction_step(tl_transient *x, double gh, double *largest_dp, double *largest_dq,
                                      tl_error *error);
/* stage.c: solves y = y* + gh f(y) for the stage; false: no convergence */
TL_MUST_USE tl_code tli_stage_solve(tl_transient *x, double gh, double time_s, bool *solved, tl_error *error);
void tli_stage_rates(tl_transient *x, double *k_mass, double *k_q, double *k_jmass, double *w, double *holes,
                     double *draw);
void tli_transient_refresh(tl_transient *x); /* densities of all points and junctions from the pressures */
/* drive.c */
TL_MUST_USE tl_code tli_drive_check(const tl_transient *x, tl_error *error); /* fields and events that can act */
void tli_drive_to(tl_transient *x, double time_s, bool after); /* boundaries, fields, openings at a time */
double tli_drive_next_stop(const tl_transient *x, double until_s);
TL_MUST_USE tl_code tli_drive_fire(tl_transient *x, bool *jumped, tl_error *error); /* events due now */
bool tli_drive_watch(tl_transient *x, double step_s);                               /* line-break valves */
/* record.c */
TL_MUST_USE tl_code tli_record(tl_transient *x, tl_error *error);
void tli_happen(tl_transient *x, double at_s, const char *what, const char *kind, const char *id, double value,
                const char *unit);
double tli_held_kg(const tl_transient *x);
void tli_account(tl_transient *x, double step_s); /* sums of a step that was accepted */

#endif
