/* trunkline/design.h - the trunk line to build along a corridor: what a design carries, needs and costs; the cheapest.
 *
 *   tl_design_problem (plain data of the caller) -> tl_design_evaluate, one design, or tl_design_search, all of them
 *
 * A design is one choice out of a catalogue: pipe, steel, pressure class, strings, looped share, number and places of
 * stations, machine class, spare units. It is computed by the laws of pipe and station of elements.h, part by part, and
 * is so the state that the simulator of steady.h finds (tl_design_check runs it). Pure functions: nothing is kept
 * between calls, any number of threads may call. Equations, sources, limits: docs/theory/design.md.
 */
#ifndef TRUNKLINE_DESIGN_H
#define TRUNKLINE_DESIGN_H

#include "trunkline/elements.h"
#include "trunkline/gas.h"
#include "trunkline/steady.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- the wall --------------------------------------------------------------------------------------------------- */

typedef enum tl_wall_norm { TL_WALL_B31_8 = 0, TL_WALL_SP36, TL_WALL_NORMS } tl_wall_norm;
/* "ASME B31.8", "SP 36.13330"; NULL past the end. */
TL_API const char *tl_wall_norm_name(size_t norm);
/* Location classes of a norm by index: "1, division 1" ... "4" of B31.8; "V", "I" .. "IV" of SP 36.13330 (V is the
 * strictest). NULL past the end. */
TL_API const char *tl_wall_location_name(tl_wall_norm norm, size_t location);

typedef struct tl_wall_duty {
  tl_wall_norm norm;
  size_t location;             /* index of the location class */
  double outside_diameter_m;   /* 0.1 .. 2 */
  double pressure_pa;          /* working pressure, taken as the design pressure above the atmosphere */
  double yield_pa, tensile_pa; /* least specified: yield strength, tensile strength */
} tl_wall_duty;
typedef struct tl_wall {
  double least_m;          /* of the wall, by the norm's formula for inner pressure */
  double test_pressure_pa; /* of the strength test */
  double test_hoop_share;  /* hoop stress of the test at that wall, over the yield strength */
  bool outside_norm;       /* the pressure is above what the norm was written for (SP 36.13330: 10 MPa) */
} tl_wall;
/* TL_ERR_INPUT with a sentence if a figure is out of range. Fracture arrest, buckling, soil movement, corrosion
 * allowance are outside the scope. */
TL_API TL_MUST_USE tl_code tl_wall_least(const tl_wall_duty *duty, tl_wall *wall, tl_error *error);

/* ---- the problem ------------------------------------------------------------------------------------------------ */

/* Heights and ground temperatures are linear between points. */
typedef struct tl_design_point {
  double distance_m, height_m, ground_t_k;
} tl_design_point;

/* From the end of the stretch before to to_m. Money a metre of line and string: laying_fixed + laying_per_m * D. */
typedef struct tl_design_stretch {
  double to_m;
  tl_wall_norm norm;
  size_t location;
  double laying_fixed, laying_per_m; /* money/m; money/m per m of outside diameter */
  double station_factor;             /* on the price of stations; 0 counts as 1 */
} tl_design_stretch;

/* Gas that leaves (negative: enters, at the temperature of the line) on the way. */
typedef struct tl_design_offtake {
  double at_m, q_kg_s;
} tl_design_offtake;

typedef struct tl_design_corridor {
  const tl_design_point *points; /* at least 2; distances rise from 0 to the length */
  size_t point_count;
  const tl_design_stretch *stretches; /* at least 1; to_m rise to the length */
  size_t stretch_count;
  const tl_design_offtake *offtakes; /* by rising distance; may be NULL */
  size_t offtake_count;
  double q_kg_s;        /* delivered at the end on the design day */
  double load_factor;   /* yearly average over the design day, for fuel and for cost per kg; 0 counts as 1 */
  double delivery_p_pa; /* least pressure at the end */
  double inlet_p_pa, inlet_t_k;
  bool inlet_as_next; /* a first station at the start draws from what the next one draws from; inlet_p_pa is then not
                         used, and without stations the line begins at its working pressure behind a cooler */
  double roughness_m, efficiency, heat_transfer_w_m2_k; /* as of a tl_pipe, on the outside diameter */
  double friction;                                      /* a tl_friction */
  double part_length_m;                                 /* of the computation; 0: 10,000 */
} tl_design_corridor;

typedef struct tl_design_pipe {
  double outside_diameter_m, wall_step_m, wall_least_m, wall_most_m; /* walls made: least, least + step, ..., most */
} tl_design_pipe;
typedef struct tl_design_steel {
  const char *name;
  double yield_pa, tensile_pa, price_per_kg;
} tl_design_steel;
/* A compressor with its drive; power at the site. */
typedef struct tl_design_machine {
  const char *name;
  double power_w, efficiency, drive_efficiency; /* shaft; adiabatic; shaft power over fuel (0: electric drive) */
  double price_per_w;                           /* of installed shaft power */
  double power_per_k, most_power; /* share of the power lost for each kelvin of air above 288.15 K, gained below; the
                                     most that is gained over the power (0: nothing); of tl_design_conditions only */
} tl_design_machine;
typedef struct tl_design_catalogue {
  const tl_design_pipe *pipes;
  const tl_design_steel *steels;
  const double *pressures_pa; /* working pressures; below 25 MPa */
  const tl_design_machine *machines;
  size_t pipe_count, steel_count, pressure_count, machine_count;
  const double *loop_shares; /* of each span, its downstream end, laid with one more string; NULL: none */
  size_t loop_count;
  size_t least_stations, most_stations, most_strings; /* stations: at most TL_DESIGN_STATIONS */
  size_t least_spares, most_spares;                   /* units of each station that stand by */
  size_t most_units;                                  /* that run in one station */
  double most_ratio, most_velocity_m_s;
  double most_station_w;                             /* shaft power used in one station; 0: as many units as may run */
  double kappa, cooler_t_k, loss_in_pa, loss_out_pa; /* of all stations, as of a tl_station */
} tl_design_catalogue;
/* Pipes, steels, pressures and machines of the trade, each with its source in src/optimise/design_catalogue.c. */
TL_API const tl_design_catalogue *tl_design_catalogue_default(void);

/* One currency and price year for all. */
typedef struct tl_design_prices {
  double coating_per_m2;                            /* of outside surface */
  double station_fixed;                             /* a station without machines */
  double engineering, contingency;                  /* shares, as of tl_econ_capital_cost */
  double rate_1_a, life_a;                          /* of the annuity */
  double line_operation_1_a, station_operation_1_a; /* shares of the capital cost a year */
  double fuel_per_kg;                               /* value of gas burnt */
  double power_per_j;                               /* price of electricity, for electric drives */
} tl_design_prices;

typedef struct tl_design_problem {
  tl_design_corridor corridor;
  const tl_design_catalogue *catalogue;
  tl_design_prices prices;
  const tl_gas *gas; /* with a composition: fuel is reckoned from its heating value */
} tl_design_problem;
/* All that is wrong with a problem, one finding each; TL_ERR_INPUT if there is an error. findings may be NULL. */
TL_API TL_MUST_USE tl_code tl_design_problem_check(const tl_design_problem *problem, tl_findings *findings,
                                                   tl_error *error);

/* ---- one design ------------------------------------------------------------------------------------------------- */

enum { TL_DESIGN_STATIONS = 64 };

typedef struct tl_design {
  size_t pipe, steel, pressure, machine, loop; /* in the catalogue */
  size_t strings, stations, spares;            /* strings: 1 or more */
  double station_m[TL_DESIGN_STATIONS];        /* places, rising */
  bool own_loops;                              /* spans are looped by loop_share, not by the catalogue's share */
  double loop_share[TL_DESIGN_STATIONS + 1];   /* of each span, its downstream end: 0 .. 1; the span before the first
                                                  station (none if it stands at the start) is number 0 */
} tl_design;
/* Looped share of a span (0 .. stations); 0 outside. */
TL_API double tl_design_loop_share(const tl_design_problem *problem, const tl_design *design, size_t span);
/* Places at equal spans: the first station at the start, or one span behind it. */
TL_API void tl_design_space_equally(double length_m, bool at_start, tl_design *design);

typedef enum tl_design_limit {
  TL_DESIGN_FITS = 0,
  TL_DESIGN_WALL,     /* no wall of the catalogue is thick enough */
  TL_DESIGN_COLLAPSE, /* the pressure falls away before the next station */
  TL_DESIGN_RATIO,    /* a station would have to compress by more than most_ratio */
  TL_DESIGN_UNITS,    /* a station needs more units than most_units */
  TL_DESIGN_DELIVERY, /* the pressure at the end is too low */
  TL_DESIGN_VELOCITY,
  TL_DESIGN_LIMITS
} tl_design_limit;
/* "fits", "wall", ...; NULL past the end. */
TL_API const char *tl_design_limit_name(size_t limit);

typedef struct tl_design_station {
  double at_m, p_in_pa, p_out_pa, t_in_k, t_out_k, q_kg_s; /* at its nodes; flow behind it */
  double ratio, power_w, fuel_kg_s, installed_w;
  size_t units; /* that run */
} tl_design_station;

typedef struct tl_design_state {
  tl_design_limit limit;
  double value, allowed, at_m; /* of the limit that is broken: m, Pa, 1, units, m/s */
  double q_in_kg_s, delivery_p_pa, delivery_t_k, fuel_kg_s, power_w, installed_w, most_ratio, most_velocity_m_s;
  double wall_most_m, wall_least_m, steel_kg;
  double looped_m;                      /* metres of loops */
  bool outside_norm;                    /* a wall's pressure is above what its norm was written for */
  double line_capital, station_capital; /* engineering and contingency in both */
  double annual_capital, annual_operation, annual_fuel, annual_cost;
  double cost_per_kg; /* annual cost over gas delivered in a year of 365 days */
  tl_design_station stations[TL_DESIGN_STATIONS];
} tl_design_state;

/* TL_OK whatever the limit; figures behind a broken limit are NaN. Every station delivers the working pressure, the
 * last one as little as the delivery needs. The problem must have passed tl_design_problem_check. */
TL_API TL_MUST_USE tl_code tl_design_evaluate(const tl_design_problem *problem, const tl_design *design,
                                              tl_design_state *state, tl_error *error);
/* Capital of line and of stations in each stretch, engineering and contingency in both: stretch_count figures each,
 * their sums are those of the state, which must be of this design and fit. */
TL_API TL_MUST_USE tl_code tl_design_stretch_capital(const tl_design_problem *problem, const tl_design *design,
                                                     const tl_design_state *state, double *line, double *stations,
                                                     tl_error *error);
/* The same line as a network through the simulator of steady.h: largest difference of a station's or the end's pressure
 * [Pa], of temperature [K] and of the fuel [share]. TL_ERR_NO_ANSWER if the simulator finds no state. */
typedef struct tl_design_difference {
  double pressure_pa, temperature_k, fuel;
} tl_design_difference;
TL_API TL_MUST_USE tl_code tl_design_check(const tl_design_problem *problem, const tl_design *design,
                                           const tl_design_state *state, tl_design_difference *difference,
                                           tl_error *error);

/* Moves the stations of a design that fits to where a year costs least (a first station at the start stays), one after
 * the other until none moves by more than close_m (at least 1e-3); a place where no smaller step helps, without proof
 * that it is the best of all. state becomes that of the design. */
TL_API TL_MUST_USE tl_code tl_design_place(const tl_design_problem *problem, double close_m, tl_design *design,
                                           tl_design_state *state, tl_error *error);

/* Loops each span of a design that fits by itself, where a year costs least: shares in steps of a quarter and less, one
 * span after the other and neighbours against each other, until none helps; without proof that it is the best of all.
 * The design keeps its loops where nothing is cheaper. state becomes that of the design. */
TL_API TL_MUST_USE tl_code tl_design_loop(const tl_design_problem *problem, tl_design *design, tl_design_state *state,
                                          tl_error *error);

/* ---- the best design -------------------------------------------------------------------------------------------- */

enum { TL_DESIGN_KEPT = 11 };

typedef struct tl_design_options {
  size_t keep;                                   /* 1 .. TL_DESIGN_KEPT; default 11: the best and the ten next */
  size_t only_pipe, only_pressure, only_strings; /* SIZE_MAX, SIZE_MAX, 0: any */
  bool move_stations; /* the kept designs' stations are moved to where they cost least; default true */
  bool place_loops;   /* then each span is looped by itself; default true */
  bool nearest;       /* where nothing fits, look for the largest flow that does; default true */
  int threads;        /* 0: as many as the machine has */
  const tl_progress *progress;
} tl_design_options;
TL_API void tl_design_options_default(tl_design_options *options);

typedef struct tl_design_answer {
  size_t kept;
  tl_design designs[TL_DESIGN_KEPT]; /* cheapest first */
  tl_design_state states[TL_DESIGN_KEPT];
  size_t designs_of_catalogue; /* all there are */
  size_t evaluated;            /* lines computed */
  size_t pruned;               /* left out since a bound shows that they cost more than those kept */
  size_t infeasible;
  bool complete;           /* false: stopped by the progress callback; what was found till then is there */
  double bound;            /* no design of the catalogue (equal spans) costs less a year */
  double equal_spans_cost; /* of the best design before its stations were moved */
  /* where nothing fits */
  double nearest_kg_s;        /* largest delivery found that some design carries; NaN if none */
  tl_design nearest;          /* that design */
  tl_design_limit in_the_way; /* what stops it beyond that */
  double in_the_way_at_m;
} tl_design_answer;
/* TL_OK with kept == 0 where no design fits: the fields of the nearest then tell. */
TL_API TL_MUST_USE tl_code tl_design_search(const tl_design_problem *problem, const tl_design_options *options,
                                            tl_design_answer *answer, tl_error *error);

#ifdef __cplusplus
}
#endif
#endif
