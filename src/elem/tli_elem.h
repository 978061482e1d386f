/* elem/tli_elem.h - what a kind of element is to the solvers: law, heat, storage, subdivision.
 *
 * A kind is one file and one line in kinds.def. The solvers never know a kind by name. They work on a graph whose links
 * are parts of elements (a pipe is split into many, a station into one) and call each function once for all n links
 * of a kind. Node variable: u = p|p| [Pa2], the squared pressure with its sign, so that a state without a physical
 * solution still has a place (u < 0) and nothing is singular at p = 0. Flow q [kg/s] is positive from -> to.
 *
 * law      f(u_in, u_out, q) = 0 with f_u_in >= 0, f_u_out <= 0, f_q <= 0, never all zero, in any state: this sign
 *          pattern is what makes the solution unique and the Newton matrix regular (Clees et al., SIMULTECH 2016).
 *          f may have kinks (min/max faces of modes) but no jumps. The unit of f is the kind's own.
 *          draw is gas taken at the `from` node on top of q (fuel).
 * heat     temperature behind the element as t_out = min(gain t_in + shift, cap) for the present flow direction, mean
 *          temperature inside as mean_gain t_in + mean_shift, and the viscosity there; t_in is the temperature at the
 *          upstream end. Affine, so that the solver's sweep in flow order costs nothing.
 * storage  gas held [kg] at the two ends as a function of u and T there, for the transient solver; NULL: none.
 * split    how many links an element becomes, and the parameters of part k.
 */
#ifndef TLI_ELEM_H
#define TLI_ELEM_H

#include "net/tli_net.h"
#include "trunkline/elements.h"
#include "trunkline/gas.h"

#include <math.h>

/* Work space of a batch: room for the gas states of n links, 3 each. Allocated once by the solver. */
typedef struct tli_work {
  double *p, *t, *z, *a, *b, *c, *d; /* 3 n each */
} tli_work;

typedef struct tli_batch {
  size_t n;
  const void *params; /* n parameter structs of the kind, contiguous */
  const double *height_in_m, *height_out_m;
  const double *u_in, *u_out, *q;
  const double *t_in_k, *t_out_k;          /* at the `from` and at the `to` node */
  const double *t_mean_k, *viscosity_pa_s; /* inside, from the last heat call */
  const tl_gas *gas;
  double molar_mass_kg_mol, net_heat_j_kg;
  double blur; /* of kinks between the faces of a law, in the unit of f; 0 but on the way to an answer */
  tli_work work;
} tli_batch;

typedef struct tli_law {
  double *f, *f_u_in, *f_u_out, *f_q;
  double *draw, *draw_u_in, *draw_u_out, *draw_q; /* zeroed by the solver; only kinds with has_draw write them */
} tli_law;

typedef struct tli_heat {
  double *gain, *shift, *cap, *mean_gain, *mean_shift, *viscosity_pa_s;
} tli_heat;

typedef struct tli_storage {
  double *mass_in, *mass_in_u, *mass_out, *mass_out_u; /* kg, kg/Pa2 */
} tli_storage;

/* What a kind reports about each of its elements beyond pressures, flow and temperatures. */
typedef struct tli_element_state {
  double p_in_pa, p_out_pa, q_kg_s, t_in_k, t_out_k, t_mean_k, viscosity_pa_s;
} tli_element_state;

typedef struct tli_station_report {
  double suction_p_pa, discharge_p_pa, ratio, head_j_kg, power_w, fuel_kg_s, discharge_t_k, cooled_t_k, cooler_duty_w;
  const char *mode; /* "set point", "ratio limit", "power limit", "flow limit", "bypass", "shut" */
} tli_station_report;

typedef struct tli_kind {
  const char *name, *sentence, *theory;
  size_t param_bytes;
  const tl_field *fields;
  size_t field_count;
  bool keeps_flow;      /* f_q may vanish: the flow stays an unknown of the linear system */
  bool resists_nothing; /* no face of its law weighs a flow against pressures, as friction does */
  bool has_faces;       /* f is a minimum and maximum of faces [Pa2], see tli_faces.h */
  bool has_draw;
  bool is_machine;                   /* it compresses: it can trip, and is listed among outages */
  bool (*draws)(const void *params); /* whether these do take gas; NULL: as has_draw says */
  size_t (*parts)(const void *params, double part_length_m);
  void (*split)(const void *params, size_t part, size_t parts, void *part_params);
  void (*law)(const tli_batch *batch, const tli_law *law);
  void (*heat)(const tli_batch *batch, const tli_heat *heat);
  void (*storage)(const tli_batch *batch, const tli_storage *storage);
  /* Whether an element joins its ends without any resistance (they are then one node to the solver), and whether it
   * parts them (closed: no flow and no pressure passes). NULL: never. */
  bool (*joins)(const void *params);
  bool (*parts_ends)(const void *params);
  /* A typical flow [kg/s] at pressure p, used for starting values only. */
  double (*typical_flow)(const void *params, double p_pa, double molar_mass_kg_mol);
} tli_kind;

size_t tli_kind_count(void);
const tli_kind *tli_kind_get(size_t kind);
int tli_kind_find(const char *name); /* -1 if unknown */

/* Checks the doubles of a params struct against its field table: sentence for the first one out of range. */
TL_MUST_USE tl_code tli_check_params(const tli_kind *kind, const char *id, const void *params, tl_error *error);

/* What a regulator does at a solved state. */
typedef struct tli_regulator_report {
  const char *mode; /* "set point", "open", "flow limit", "inlet limit", "outlet limit", "bypass", "shut" */
  double heat_w, fuel_kg_s;
} tli_regulator_report;
void tli_control_valve_report_at(const tl_control_valve *valve, const tl_gas *gas, double net_heat_j_kg,
                                 const tli_element_state *at, tli_regulator_report *report);
TL_MUST_USE tl_code tli_control_valve_check(const char *id, const tl_control_valve *valve, tl_error *error);

/* The same for a compressor, with what its fields must be to each other. */
TL_MUST_USE tl_code tli_compressor_check(const char *id, const tl_compressor *compressor, tl_error *error);

/* Darcy friction factor and d ln(lambda)/d ln(Re) at a Reynolds number > 0: see friction.c. */
double tli_friction_colebrook(double reynolds, double relative_roughness, double *dln_dln);
typedef struct tli_flow_in_pipe {
  double reynolds, relative_roughness, diameter_m, viscosity_pa_s, molar_mass_kg_mol;
} tli_flow_in_pipe;
double tli_friction_at(tl_friction law, const tli_flow_in_pipe *at, double *dln_dln);
/* That of a named flow equation (flow_equation.c), and its slope. */
double tli_flow_equation_friction(const char *equation, const tli_flow_in_pipe *at, double *dln_dln);
bool tli_friction_has_reynolds(tl_friction law); /* false: weymouth, fixed, nikuradse */
double tli_friction_rough(double relative_roughness);
double tli_friction_weymouth(double diameter_m);

/* What most kinds other than the pipe have in common: one link, no heat exchange, no flow to start from. */
size_t tli_one_part(const void *params, double part_length_m);
void tli_no_params(const void *params, size_t part, size_t parts, void *part_params); /* split without parameters */
void tli_plain_heat(const tli_batch *batch, const tli_heat *heat);
double tli_no_typical_flow(const void *params, double p_pa, double molar_mass_kg_mol);

/* Integral of rho dp between the ends at the mean temperature, see pipe.c: tli_drop_states once for the batch, then
 * tli_drop_at for each link. */
typedef struct tli_drop {
  double integral, u_in, u_out; /* Pa kg/m3 and its slopes, 1/(2 Z R T/M) */
  double rt, p_in, p_mid, p_out, rho_mid, drho_mid;
} tli_drop;
void tli_drop_states(const tli_batch *batch);
tli_drop tli_drop_at(const tli_batch *batch, size_t i);
/* F = zeta q|q| / (2 A^2) [Pa kg/m3] and dF/dq of a fitting; linear below Reynolds number 100. */
double tli_drag_term(double drag, double diameter_m, double q, double viscosity_pa_s, double *slope);

/* Everything about one station at a solved state. */
void tli_station_report_at(const tl_station *station, const tl_gas *gas, double net_heat_j_kg,
                           const tli_element_state *state, tli_station_report *report);

/* A compressor as the station that has its work; whether it holds what it is told in a state (no limit stops it). */
tl_station tli_compressor_as_station(const tl_compressor *compressor);
bool tli_compressor_holds(const tl_compressor *compressor, const tli_element_state *state);
/* Darcy's factor of a pipe at the flow of one string, as the law has it, and the Reynolds number. NaN at rest. */
double tli_pipe_friction(const tl_pipe *pipe, double string_q_kg_s, double viscosity_pa_s, double molar_mass_kg_mol,
                         double *reynolds);

/* fmax and fmin without their care for NaN, which costs a call in every loop. */
static inline double tli_max(double a, double b) { return a > b ? a : b; }
static inline double tli_min(double a, double b) { return a < b ? a : b; }
static inline double tli_p_from_u(double u) { return u >= 0.0 ? sqrt(u) : -sqrt(-u); }
static inline double tli_u_from_p(double p) { return p >= 0.0 ? p * p : -p * p; }

#define TLI_STATION_RATIO_END 8.0         /* beyond this ratio a station's state is not an answer */
#define TLI_GAS_CONSTANT 8.31446261815324 /* J/(mol K), exact since 2019: SI Brochure, 9th ed. */
#define TLI_PI 3.14159265358979323846
#define TLI_GRAVITY 9.80665 /* m/s2, standard gravity: CGPM 1901 */

/* Adiabatic flow through a hole (leak.c): the ratio of low to high pressure below which it is critical; g and dg/dr at
 * the ratio r, r = 0: critical. */
double tli_leak_critical_ratio(double kappa);
double tli_leak_number(double kappa, double r, double *slope);

#endif
