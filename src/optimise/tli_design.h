/* optimise/tli_design.h - what the files of line design share: the march, the walls of a design, its hydraulics, its
 * bill, its bounds. */
#ifndef TLI_DESIGN_H
#define TLI_DESIGN_H

#include "elem/tli_elem.h"
#include "trunkline/design.h"

enum { TLI_DESIGN_STRETCHES = 256 };
#define TLI_DESIGN_YEAR_S (365.0 * 86400.0)
#define TLI_MARCH_CLOSE 1e-12
#define TLI_SAME_PLACE_M 1.0 /* places closer than this are one, as in a study's line */

/* ---- the march: design_march.c ---------------------------------------------------------------------------------- */

typedef struct tli_march {
  const tl_gas *gas;
  double molar_mass_kg_mol, net_heat_j_kg;
  double isothermal_t_k; /* 0: temperatures are computed */
  double close;          /* of p|p| in a part, relative; of the flow at the end */
} tli_march;
TL_MUST_USE tl_code tli_march_start(const tl_gas *gas, double isothermal_t_k, tli_march *march, tl_error *error);

/* Gas on its way, and the slope of its pressure to the pressure where the march began (isothermal only). */
typedef struct tli_on_the_way {
  double p_pa, t_k, q_kg_s;
  double velocity_m_s;     /* behind the last part */
  double du_m, dt_m;       /* change of p|p| and of temperature a metre in the last part: where the next begins */
  double p_slope, q_slope; /* dp/dp at the beginning, dp/dq [Pa s/kg]: the caller sets 1 and 0 there */
} tli_on_the_way;
/* Along one part of a pipe, by the law and the heat of the kind "pipe". false: no pressure is left. */
bool tli_march_part(const tli_march *march, const tl_pipe *part, double height_in_m, double height_out_m,
                    tli_on_the_way *gas);

/* ---- a design made ready: design_line.c ------------------------------------------------------------------------- */

typedef struct tli_made {
  const tl_design_problem *problem;
  const tl_design *design;
  tli_march march;
  double p_pa, length_m;
  double wall_m[TLI_DESIGN_STRETCHES]; /* by stretch */
  double efficiency, drive_efficiency; /* of the machines: those of the design, or the best of the catalogue */
  double inlet_p_pa, inlet_t_k;        /* what the first station draws from */
  double q_guess_kg_s;                 /* where to begin; 0: at the least it can be */
  bool stop_at_ratio;                  /* a ratio beyond the largest ends the march at once */
  const double *most_power_w;          /* at each station's shaft: it then compresses as far as this and the largest
                                          ratio let it; NULL: as far as it must */
} tli_made;
/* Walls by the norms, rounded up to what is made. TL_DESIGN_WALL in state->limit if there is none. */
TL_MUST_USE tl_code tli_design_make(const tl_design_problem *problem, const tli_march *march, const tl_design *design,
                                    tli_made *made, tl_design_state *state, tl_error *error);
/* Flows, pressures, stations. Changes the guesses of made. */
void tli_design_run(tli_made *made, tl_design_state *state);
/* Height and ground temperature at a place. */
void tli_design_ground(const tl_design_corridor *corridor, double at_m, double *height_m, double *ground_t_k);
/* The stretch of a place (the earlier one at a joint). */
size_t tli_design_stretch(const tl_design_corridor *corridor, double at_m);
/* The pipe of one design in one stretch, of the whole span or its looped end; length and ground are left to the caller.
 */
tl_pipe tli_design_pipe(const tli_made *made, size_t stretch, bool looped);
/* Number of the span that ends at to_m. */
size_t tli_design_span(const tl_design *design, double to_m);
tl_station tli_design_station(const tli_made *made, double set_p_pa);
/* One piece of the line between two cuts. */
typedef struct tli_piece {
  double from_m, to_m, height_from_m, height_to_m, offtake_kg_s; /* at its end */
  tl_pipe pipe;                                                  /* with length and ground */
} tli_piece;
/* The piece that begins at from_m in the span span_from .. span_to. */
tli_piece tli_design_piece(const tli_made *made, double from_m, double span_from_m, double span_to_m);
double tli_design_offtakes_at_start(const tl_design_corridor *corridor);

/* ---- money: design_cost.c --------------------------------------------------------------------------------------- */

/* Capital factors that all designs of a problem share. */
typedef struct tli_money {
  double markup;                              /* (1 + engineering) (1 + contingency) */
  double line_annual_1_a, station_annual_1_a; /* annual cost of a unit of capital, operation included */
  double recovery_1_a;                        /* of it, the annuity */
  double fuel_per_kg_s;                       /* money a year for 1 kg/s of the design day */
  double power_per_w;                         /* money a year for 1 W of an electric drive on the design day */
} tli_money;
TL_MUST_USE tl_code tli_money_of(const tl_design_problem *problem, tli_money *money, tl_error *error);
/* Capital of the line, engineering and contingency in it, and its steel. */
void tli_design_line_capital(const tli_made *made, const tli_money *money, tl_design_state *state);
/* What the line costs in one stretch, engineering and contingency in it. */
double tli_design_capital_of_stretch(const tli_made *made, const tli_money *money, size_t stretch);
/* The same for any places of stations, at least. */
double tli_design_least_line_capital(const tli_made *made, const tli_money *money);
/* Units, installed power, capital of stations, annual cost: out of state's stations and line capital. */
void tli_design_price(const tli_made *made, const tli_money *money, tl_design_state *state);

/* ---- bounds: design_bound.c ------------------------------------------------------------------------------------- */

typedef struct tli_bound {
  double line_annual; /* of the line */
  double lifts;       /* sum of what stations lift, in shares of the working pressure squared */
  double work_w;      /* half of flow over the largest density over pressure */
  double most_ratio;
  bool first_lift_counts; /* the first station has a suction of its own */
} tli_bound;
/* For any number and place of stations; at_start: the first one stands at the start. */
tli_bound tli_design_bound(const tli_made *made, const tli_money *money, bool at_start);
/* No n stations of the group, wherever they stand, need less shaft power at efficiency 1; infinite: none can do. */
double tli_design_power_bound(const tli_bound *bound, size_t stations);
/* A year's cost with machine m and the fewest spares, at least, if the lines's stations need at efficiency
 * 1 what they need in state with machines of `efficiency`. */
double tli_design_machine_bound(const tli_made *made, const tli_money *money, const tl_design_state *state,
                                double efficiency, size_t machine);
/* A year's cost of n stations that need power_w at efficiency 1 in all, with machine m (or the best of all in each
 * respect: SIZE_MAX), is at least this. */
double tli_design_station_bound(const tl_design_problem *problem, const tli_money *money, double net_heat_j_kg,
                                size_t stations, size_t machine, size_t spares, double power_w);

/* ---- what it carries: design_capacity.c ------------------------------------------------------------------------- */

struct tl_design_conditions;
/* As tl_design_capacity within `close` of it, but no more than is asked: cheap where that much is carried. */
TL_MUST_USE tl_code tli_design_at_most(const tl_design_problem *problem, const tl_design *design,
                                       const struct tl_design_conditions *conditions, double close, double most_kg_s,
                                       double *q_kg_s, tl_design_limit *behind, tl_error *error);

/* ---- where no design fits: design_nearest.c --------------------------------------------------------------------- */

/* The largest flow that a design of the catalogue carries; fills the last fields of the answer. */
TL_MUST_USE tl_code tli_design_nearest(const tl_design_problem *problem, const tl_design_options *options,
                                       tl_design_answer *answer, tl_error *error);

#endif
