/* transient/tli_transient.h - pieces of pipe, junctions and elements in time; see docs/theory/transient.md.
 *
 * A pipe is one piece, or several where breaks or line-break valves divide it. A piece of n cells has n + 1 points with
 * pressures (the first and last are those of its junctions) and n faces between them with flows. Each inner point owns
 * the gas of one cell, half on either side; the half cells at the ends belong to the junctions.
 */
#ifndef TLI_TRANSIENT_H
#define TLI_TRANSIENT_H

#include "elem/tli_elem.h"
#include "elem/tli_machines.h"
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

/* Density and enthalpy over pressure and temperature; see caloric.c. */
typedef struct tli_caloric {
  double p_max_pa, per_pa, per_k;
  double (*c)[36]; /* cells made so far */
  uint16_t *place; /* by cell: 1 + where in c; 0: not made */
  size_t made, room;
  double spare[36]; /* a cell for which there is no memory: then `lost` is set */
  bool *lost;       /* NULL or where to say so */
  const tl_gas *gas;
  const tl_allocator *allocator;
  double h_shift;      /* J/kg, added to the law's own */
  double usual_h_j_kg; /* of the ideal gas at 288.15 K */
  size_t went_on;      /* nodes where the law has no gas, seen so far */
} tli_caloric;

/* Soil around one metre of a piece; see soil.c. */
enum { TLI_SHELLS = 8 };
typedef struct tli_soil {
  int shells;
  double conductance[TLI_SHELLS + 1], capacity[TLI_SHELLS],
      per_capacity[TLI_SHELLS];                         /* W/(m K), J/(m K), all strings */
  double total;                                         /* W/(m K) in the steady state */
  double gh, slope, inverse[TLI_SHELLS], b[TLI_SHELLS]; /* of the last factoring */
} tli_soil;

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
  /* with heat and several gases: more than one of them in it; what a flow at either end weighs in its junction */
  bool several;
  double end_weight[2];
  bool factored; /* lower, upper, ... hold factors for factored_gh */
  double factored_gh;
  /* q_first = e_first + a dp_L + b dp_R, q_last likewise, of the last elimination */
  double first[3], last[3];
} tli_piece;

typedef enum tli_running { TLI_RUNS, TLI_TRIPPED, TLI_SHUT } tli_running;

/* The single machines of a station: which are out, and the configurations that can do without those; see units.c. */
typedef struct tli_units {
  const char **ids;
  bool *out; /* by id */
  size_t count, out_count;
  const tl_configuration *all;
  tl_configuration *left;
  size_t all_count, left_count;
  tl_machine_station now; /* work: the station as it is left */
} tli_units;

/* Anything between two junctions that is no pipe. */
typedef struct tli_part {
  size_t link;    /* of the network; SIZE_MAX: a joint made by a break or a line-break valve */
  size_t of_pipe; /* of a joint */
  const tli_kind *kind;
  size_t from, to;
  void *params;     /* own copy: set points change */
  tli_units *units; /* of a station of machines with names; otherwise NULL */
  bool is_valve;    /* opened and closed by `opening` */
  bool is_machine;  /* trips and starts */
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
  double bore_m2;     /* of the pipe; a hole as large as that is the end of a broken pipe */
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
  double volume_m3, height_m;
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
  double *t, *jt;          /* points, junctions: K */
  /* With heat only: J of inner points and junctions, K of the shells of each point over the far temperature. */
  double *energy, *jenergy, *soil;
} tli_state;

/* What a run with heat has beside the rest; see heat.c. */
typedef struct tli_warmth {
  tli_caloric caloric;
  tli_soil *soils;                       /* by piece */
  double *ground;                        /* points: temperature far away */
  double *rho_p, *rho_t, *h, *h_p, *h_t; /* points, at p_at and now.t */
  double *p_at, *next_h, *dt, *lag;      /* points */
  double *pace, *upwind;                 /* points, in pieces that convect: speed, share of upwinding times its size */
  double *by_left, *by_right;            /* points: d rho/dq of the flows on either side, in pieces that convect */
  double *jrho_p, *jrho_t, *jh, *jh_p, *jh_t, *jp_at, *jnext_h, *jdt, *jlag, *jslope, *jout; /* junctions */
  /* junctions: enthalpy of what leaves; with one composition the four are jh, jh_p, jh_t and jnext_h */
  double *leave_h, *leave_hp, *leave_ht, *next_leave;
  double *limiter, *kinetic, *flux; /* faces */
  double *shells;                   /* of each point: see soil.c */
  size_t *order, *waiting;          /* junctions and pieces (behind the junctions) in the order of the flow */
  size_t *part_start, *part_list;   /* parts at each junction */
  double *k1, *k2, *k0, *k1_j, *k2_j, *k0_j, *k1_soil, *k2_soil; /* rates of energies and shells */
  double *slope_t, *slope_jt;                                    /* K/s over the step before */
  double power[2];                                               /* W into gas and soil at the stages */
  double held_start_j, in_j, in_rest_j;
  double tolerance_k;
  bool no_memory; /* for cells of the tables: the run ends */
  bool shifted;   /* states were moved on to the present p and T by their slopes */
} tli_warmth;

/* Gas of one composition; see blend.c. */
enum { TLI_MOST_ORIGINS = 24 };
typedef struct tli_gas_blend {
  double share[TLI_MOST_ORIGINS]; /* by mass, of the origins */
  const tl_gas *gas;              /* NULL: free for another */
  tl_gas *own_gas;
  tli_isotherm *isotherm; /* of origins, where all gas has one temperature */
  tli_caloric caloric;    /* with heat; that of the run's gas is the run's */
  double molar_mass, net_j_kg, gross_j_kg, gross_j_m3;
  bool used; /* work of cleaning */
} tli_gas_blend;

/* So many kilograms of one blend; kg is a share of a stream where it comes from a junction. */
typedef struct tli_parcel {
  double kg;
  size_t blend;
} tli_parcel;

typedef struct tli_queue {
  tli_parcel *list;
  size_t count, room;
} tli_queue;

/* Composition in time; see cargo.c. */
typedef struct tli_cargo {
  tl_mixture *origins; /* 0: the gas of the run */
  size_t origin_count;
  tli_gas_blend *blends; /* the first origin_count are the origins themselves */
  size_t blend_count, blend_room;
  tli_queue *stock, *stock_before;   /* by piece, from its `from` end */
  double *half, *half_before;        /* 2 by piece: kg in the half cells at its ends */
  double *hold, *hold_before;        /* origin_count by junction: kg that stay there (mixed), or what rounding owes */
  size_t *entering, *at, *at_before; /* by junction: blend that enters from outside; of what left it last */
  size_t *entering_at_start;
  tli_queue *leaving;  /* by junction: shares of a step's stream that are foreseen to leave it */
  tli_queue *streams;  /* 2 by piece, then 1 by part: what arrives in a step */
  bool *ready, *waits; /* streams: known; 2 by piece: taken out after what enters */
  bool *resolved;      /* junctions */
  double *moved;       /* 2 by piece: into it at `from`, out of it at `to`; then 1 by part [kg] */
  double *first_stage; /* flows at the same places at the first stage [kg/s] */
  double *gone;        /* by junction: net withdrawal, fuel and losses over the step [kg] */
  double *k0_p, *k1_p, *k2_p, *k0_jp, *k1_jp, *k2_jp; /* Pa/s */
  size_t *pure, *pure_before;                         /* points: the one blend there, or SIZE_MAX */
  bool *touched;                                      /* points: by a front in this step */
  tli_queue mix;                                      /* work */
  bool exact;                                         /* blends are told apart to rounding: at a steady start */
  bool standing;                            /* each piece holds one blend and nothing moves: before the start */
  bool lost;                                /* no memory, or a blend that the law refuses */
  bool no_memory;                           /* the first of these */
  double carried_first_s, carried_second_s; /* weights of both stages in what has moved so far in this step */
  double held_start[TLI_MOST_ORIGINS], net[TLI_MOST_ORIGINS], net_rest[TLI_MOST_ORIGINS]; /* in less out [kg] */
  double step_net[TLI_MOST_ORIGINS];
  size_t *waiting; /* by junction: streams that are still to arrive */
  bool differs;    /* what leaves a junction is not what was foreseen */
} tli_cargo;

/* Heat and several gases together; see lading.c. */
typedef struct tli_stretch {
  double upto; /* kg */
  size_t blend;
} tli_stretch;

typedef struct tli_lading {
  tli_stretch *reel; /* of the piece at hand */
  size_t reel_count, reel_room;
  double *first_q, *first_w; /* faces: flow and enthalpy of the first stage of a step [kg/s, W] */
  /* faces where gases mix: enthalpy, its slopes in the flow and in p and T upstream [W, J/kg, W/Pa, W/K] */
  double *pass, *pass_q, *pass_p, *pass_t;
  double *q_at;             /* faces: flow at which all this was found */
  double *h_left, *h_right; /* points: enthalpy of the blends at the two faces of what a cell holds [J/kg] */
  bool *mixed, *backwards;  /* faces: those; what has passed came from the right */
} tli_lading;

typedef struct tli_history {
  double *time, *node_p, *node_t, *node_w, *q_from, *q_to, *linepack;
  double *node_gross, *node_molar, *node_hydrogen; /* with composition only */
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
  double molar_mass, net_heat_j_kg, gross_heat_j_kg;
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
  tli_state now, start, stage_base; /* now: iterate; start: at the step's beginning; base: y* of a stage */
  double *rho, *drho, *mu, *volume; /* points; drho: at the temperature that goes with the pressure */
  double *jrho, *jdrho;
  double *s_a, *s_b, *residual_q, *inverse_d;                /* faces: of the last linearisation */
  double *lower, *left, *upper, *inverse_pivot, *rhs, *fall; /* points */
  double *k1_mass, *k2_mass, *k0_mass, *k1_q, *k2_q;         /* rates at the stages and at the end of the step before */
  double *k1_jmass, *k2_jmass, *k0_jmass;
  double *work_z, *work_dz;
  tli_cargo *cargo;                                /* NULL: one composition */
  tli_warmth *warmth;                              /* NULL: temperatures stay */
  tli_lading *lading;                              /* with both, or NULL */
  size_t warm_points, warm_junctions, warm_shells; /* sizes of the arrays with heat; 0 without */

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
  bool steady;      /* no storage, no inertia */
  double cm;        /* 1, or 0 in the steady equations */
  double damping;   /* share of the Newton step that is taken */
  bool heeds_faces; /* a step ends where another face of a machine begins to rule */

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
  bool happening_lost; /* no memory for it: the run ends */
  bool stopped;
  size_t worst_point, worst_junction; /* of the last failed iteration */
  double largest_turn;                /* Pa: the largest step of a junction's pressure, with its sign */
};

/* record.c: a sum that keeps what each addition drops. */
void tli_add_exactly(double value, double *sum, double *rest);
/* run.c: half the third derivative of a state over the step just tried; `to` is another state of the same run. */
double tli_third_rate(const tl_transient *x, double k0, double k1, double k2);
void tli_transient_copy_state(const tl_transient *x, tli_state *to, const tli_state *from);
/* Where convection counts at the present state; true if that has changed anywhere. */
bool tli_choose_convection(tl_transient *x);
/* eos.c */
TL_MUST_USE tl_code tli_isotherm_build(tli_isotherm *isotherm, const tl_gas *gas, double t_k, double p_max_pa,
                                       tli_arena *arena, tl_error *error);
TL_MUST_USE tl_code tli_friction_build(const tl_transient *x, const tl_pipe *pipe, tli_friction_table *table,
                                       tl_error *error);
double tli_friction_read(const tli_friction_table *table, double reynolds, double *dlambda); /* and d lambda/d Re */
void tli_transient_states(tl_transient *x, size_t n, const double *p, const double *t, double *rho, double *drho,
                          double *mu);
void tli_isotherm_states(const tli_isotherm *isotherm, size_t n, const double *p, double *rho, double *drho,
                         double *mu);
void tli_gas_states(tl_transient *x, const tl_gas *gas, double molar_mass, size_t n, const double *p, const double *t,
                    double *rho, double *drho, double *mu);
/* blend.c: compositions in use and the states of gas of several */
TL_MUST_USE tl_code tli_cargo_build(tl_transient *x, tl_error *error);
TL_MUST_USE tl_code tli_cargo_gases(tl_transient *x, double p_max_pa, tl_error *error);
void tli_cargo_destroy(tl_transient *x);
tli_caloric *tli_cargo_caloric(const tl_transient *x, size_t blend);          /* with heat */
void tli_cargo_entered(const tl_transient *x, size_t piece, double in_kg[2]); /* at its ends since the step began */
void tli_cargo_touch(tl_transient *x, const tli_piece *piece);                /* marks points where fronts are */
size_t tli_blend_of(tl_transient *x, const double *share);                    /* one within 1e-6, or a new one */
void tli_cargo_mixture(const tl_transient *x, size_t blend, tl_mixture *mixture);
void tli_cargo_refresh(tl_transient *x); /* densities of all points and junctions */
void tli_cargo_clean(tl_transient *x);   /* blends that are nowhere any more */
/* what a checkpoint says of blends and parcels: bytes, writing, reading */
size_t tli_cargo_packed(const tl_transient *x);
void tli_cargo_pack(const tl_transient *x, unsigned char *to);
TL_MUST_USE tl_code tli_cargo_unpack(tl_transient *x, const unsigned char *from, size_t bytes, tl_error *error);
bool tli_queue_put(tl_transient *x, tli_queue *queue, double kg, size_t blend);
/* cargo.c: what moves */
void tli_cargo_start(tl_transient *x);   /* stocks from the masses; each piece holds one blend */
double tli_cargo_flood(tl_transient *x); /* blends of the steady flows; the largest change of a share */
void tli_cargo_stage(tl_transient *x, double first_s, double second_s); /* weights of both stages from now on */
void tli_cargo_keep_first(tl_transient *x, double gamma_h);             /* flows and pressures of the first stage */
void tli_cargo_rates(tl_transient *x, double h,
                     double gamma_h); /* of pressures at the second; h = gamma_h: one stage */
void tli_cargo_accept(tl_transient *x);
void tli_cargo_leave(tl_transient *x); /* foreseen: what leaves a junction is what left it last */
void tli_cargo_enter(tl_transient *x, size_t junction, const tl_mixture *gas);
bool tli_cargo_move(tl_transient *x); /* by the step just made; true: it must be made again with what leaves now */
void tli_cargo_undo(tl_transient *x);
double tli_cargo_place_m(const tl_transient *x, size_t piece,
                         double kg);                       /* where so much gas lies before, in the pipe */
bool tli_cargo_front(const tl_transient *x, size_t point); /* a front has touched it in this step */
bool tli_cargo_front_at(const tl_transient *x, size_t junction);
double tli_cargo_error(const tl_transient *x); /* largest imbalance of an origin over what is held */
/* lading.c: with heat and several gases only */
TL_MUST_USE tl_code tli_lading_build(tl_transient *x, tl_error *error);
void tli_lading_refresh(tl_transient *x); /* states of points and junctions, what passes faces */
void tli_lading_limit(tl_transient *x, const tli_piece *piece);
void tli_lading_keep_first(tl_transient *x);
size_t tli_lading_upstream(const tl_transient *x, const tli_piece *piece, size_t face); /* point */
/* enthalpy through a face where gases mix, with the temperature's step upstream unless that is the point `without` */
double tli_lading_pass_w(const tl_transient *x, const tli_piece *piece, size_t face, size_t without);
void tli_lading_moved(const tl_transient *x, size_t junction, double gh, double *kg, double *energy_j);
void tli_lading_leaving(const tl_transient *x, size_t junction, double p_pa, double t_k, double v[7]);
/* caloric.c */
/* usual_h_j_kg: of the ideal gas at 288.15 K; NaN: cp T. To be destroyed. */
TL_MUST_USE tl_code tli_caloric_build(tli_caloric *caloric, const tl_gas *gas, double p_max_pa, double usual_h_j_kg,
                                      const tl_allocator *allocator, tl_error *error);
void tli_caloric_destroy(tli_caloric *caloric);
void tli_caloric_read(tli_caloric *caloric, double p_pa, double t_k, double v[7]);
bool tli_caloric_covers(const tli_caloric *caloric, double p_pa, double t_k);
/* soil.c: see there */
void tli_soil_build(tli_soil *soil, const tl_pipe *pipe, double conductivity_w_m_k, double capacity_j_m3_k);
void tli_soil_factor(tli_soil *soil, double gh);
double tli_soil_lag(const tli_soil *soil, const double *base, double *a);
double tli_soil_rates(const tli_soil *soil, double gas_excess_k, const double *a, double *rate, double *far_w_m);
void tli_soil_steady(const tli_soil *soil, double gas_excess_k, double *excess);
double tli_soil_held(const tli_soil *soil, const double *excess);
/* heat.c, warmth.c: all of these only with heat */
TL_MUST_USE tl_code tli_heat_build(tl_transient *x, tl_error *error);
void tli_heat_take_state(tl_transient *x);       /* energies and soil from pressures and temperatures */
void tli_heat_begin(tl_transient *x, double gh); /* of a stage: order of the flow, soil, limiter */
void tli_heat_refresh(tl_transient *x);          /* states of all points and junctions */
void tli_heat_shift(tl_transient *x);            /* states after a sweep, by their slopes */
/* What a junction holds at its pressure and temperature: density, its slopes with p and t, enthalpy, its slopes. */
void tli_heat_take_junction(tl_transient *x, size_t j, const double v[6]);
double tli_heat_sweep(tl_transient *x, double gh);          /* temperatures from the new p and q; largest change */
void tli_heat_rates(tl_transient *x, int stage);            /* k1 or k2, power */
double tli_heat_error(const tl_transient *x, double scale); /* of a step [K] */
void tli_heat_account(tl_transient *x, double second_share, double step_s);
double tli_heat_van_leer(double down, double up);
double tli_heat_enthalpy_w(const tl_transient *x, const tli_piece *piece, size_t face); /* at the present states */
double tli_heat_face_h(const double *h, size_t n, size_t k, double q, double phi);
double tli_heat_part_flux(const tl_transient *x, size_t part, const double *jh, const double *jdt, double *arriving);
double tli_heat_boundary_h(const tl_transient *x, size_t junction, double own);
double tli_heat_sound_m_s(const tl_transient *x, size_t junction);
double tli_heat_hole_h(const tl_transient *x, const tli_hole *hole, double own);
double tli_heat_held_j(const tl_transient *x);
double tli_heat_gas_j(const tl_transient *x);
/* build.c */
TL_MUST_USE tl_code tli_transient_build(tl_transient *x, tl_error *error);
/* layout.c */
TL_MUST_USE tl_code tli_transient_layout(tl_transient *x, tl_error *error);
/* pipes.c: see there */
void tli_piece_linearise(tl_transient *x, tli_piece *piece, double gh, bool fresh);
double tli_piece_update(tl_transient *x, tli_piece *piece, double dp_from, double dp_to); /* largest |dp| */
double tli_largest_mach(const tl_transient *x, const tli_piece *piece, double *lowest_p);
/* units.c */
TL_MUST_USE tl_code tli_units_create(tl_transient *x, tli_part *part, tl_error *error);
void tli_units_put(tli_part *part, const char *unit, bool out);
void tli_units_find(tli_part *part);               /* what is left, after `out` has changed */
bool tli_part_runs(const tli_part *part);          /* not stopped as a whole, nor by what is out */
const void *tli_part_params(const tli_part *part); /* as the machines that are out leave them */
/* parts.c: laws of everything else at the present iterate */
void tli_part_law(tl_transient *x, tli_part *part);
void tli_part_law_at(tl_transient *x, tli_part *part, size_t index); /* of a copy of the part of that index */
bool tli_part_works(const tl_transient *x, const tli_part *part);    /* a machine that compresses */
double tli_part_t_out(const tl_transient *x, const tli_part *part, double t_in_k);
void tli_hole_law(const tl_transient *x, tli_hole *hole, double p_pa);
void tli_part_opening(tli_part *part, double time_s);
int tli_part_mode(const tl_transient *x, const tli_part *part);
const char *tli_part_turn(const tl_transient *x, const tli_part *part);
const char *tli_part_mode_name(const tl_transient *x, const tli_part *part);
/* junctions.c */
TL_MUST_USE tl_code tli_junction_pattern(tl_transient *x, tl_error *error);
TL_MUST_USE tl_code tli_junction_step(tl_transient *x, double gh, double *largest_dp, double *largest_dq,
                                      tl_error *error);
void tli_junction_agree(tl_transient *x); /* machines at the flows of their laws at the present pressures */
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
/* Tells what has happened; NULL without memory, which the run ends by. */
tl_happening *tli_happen(tl_transient *x, double at_s, const char *what, const char *kind, const char *id, double value,
                         const char *unit);
double tli_held_kg(const tl_transient *x);
void tli_account(tl_transient *x, double step_s); /* sums of a step that was accepted */

#endif
