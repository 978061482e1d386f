/* trunkline/elements.h - the elements of a network: parameters in SI, and the calls that add them.
 *
 * Each kind has its law, limits and derivation in src/elem/KIND.c and a page under docs/theory. Take the defaults,
 * change fields, add. Ranges and defaults are those of `trunkline describe KIND`; out of range is TL_ERR_INPUT with a
 * sentence. Structs are copied.
 */
#ifndef TRUNKLINE_ELEMENTS_H
#define TRUNKLINE_ELEMENTS_H

#include "trunkline/machine_station.h"
#include "trunkline/network.h"
#include "trunkline/units.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Sources and check values: src/elem/friction.c. */
typedef enum tl_friction {
  TL_FRICTION_COLEBROOK = 0,     /* Colebrook and White 1939 */
  TL_FRICTION_WEYMOUTH,          /* Weymouth 1912: lambda from the diameter alone */
  TL_FRICTION_FIXED,             /* lambda given */
  TL_FRICTION_NIKURADSE,         /* fully rough */
  TL_FRICTION_NIKURADSE_LAMINAR, /* fully rough plus 64/Re, as STANET and pandapipes have it */
  TL_FRICTION_HOFER,
  TL_FRICTION_ZANKE,
  TL_FRICTION_CHEN,
  TL_FRICTION_AGA,         /* NB-13: the larger of smooth and rough, drag factor 0.96 */
  TL_FRICTION_PANHANDLE_A, /* as functions of the Reynolds number */
  TL_FRICTION_PANHANDLE_B,
  TL_FRICTION_IGT,
  TL_FRICTION_RUSSIAN, /* STO Gazprom 2-3.5-051-2006 */
  TL_FRICTIONS
} tl_friction;
/* "colebrook", "panhandle-a", ...; NULL past the end. false if unknown. */
TL_API const char *tl_friction_name(size_t law);
TL_API bool tl_friction_find(const char *name, tl_friction *law);

/* The flow equations of the trade in closed form: "panhandle-a", "panhandle-b", "weymouth", "igt"; NULL past the end.
 * Level, isothermal, turbulent, one mean z. */
TL_API const char *tl_flow_equation_name(size_t index);
typedef struct tl_flow_line {
  double length_m, diameter_m, inlet_p_pa, outlet_p_pa; /* absolute */
  double relative_density;                              /* to air */
  double t_k, z;                                        /* means along the line */
  double efficiency;
  double viscosity_pa_s;              /* igt only */
  double standard_t_k, standard_p_pa; /* state of the volume that is asked for */
} tl_flow_line;
/* *flow_m3_s: volume at the standard state per second. TL_ERR_USAGE for an unknown name, TL_ERR_INPUT for a figure out
 * of range. Sources: src/elem/flow_equation.c. */
TL_API TL_MUST_USE tl_code tl_flow_equation(const char *name, const tl_flow_line *line, double *flow_m3_s,
                                            tl_error *error);

typedef struct tl_pipe {
  double length_m, diameter_m, roughness_m;
  double efficiency;                     /* flow efficiency factor E: flow = E * flow(friction law) */
  double heat_transfer_w_m2_k;           /* overall coefficient on heat_diameter_m; 0: adiabatic wall */
  double heat_diameter_m;                /* 0: diameter_m */
  double ground_t_from_k, ground_t_to_k; /* linear between the ends */
  double friction;                       /* a tl_friction */
  double friction_factor;                /* lambda, for TL_FRICTION_FIXED */
  double fitting_loss;                   /* zeta of bends and fittings: loss = zeta rho v^2/2 */
  double strings;                        /* equal parallel pipes */
} tl_pipe;
TL_API void tl_pipe_default(tl_pipe *pipe);
TL_API TL_MUST_USE tl_code tl_network_add_pipe(tl_network *network, const char *id, size_t from, size_t to,
                                               const tl_pipe *pipe, size_t *link, tl_error *error);

typedef struct tl_station {
  double discharge_p_pa;          /* set point at the node behind the station */
  double max_ratio;               /* 0: none; of discharge to suction flange pressure */
  double max_power_w;             /* 0: none; shaft */
  double max_flow_kg_s;           /* 0: none */
  double loss_in_pa, loss_out_pa; /* station piping, while the station runs */
  double efficiency;              /* adiabatic */
  double driver_efficiency;       /* shaft power / fuel power on net heating value; 0: no fuel from the line */
  double kappa;                   /* exponent of the adiabatic head; 0: isentropic exponent of the gas */
  double cooler_t_k;              /* after-cooler outlet; 0: none; it cools and never heats */
} tl_station;
TL_API void tl_station_default(tl_station *station);
TL_API TL_MUST_USE tl_code tl_network_add_station(tl_network *network, const char *id, size_t from, size_t to,
                                                  const tl_station *station, size_t *link, tl_error *error);

/* Joins two nodes without any resistance. */
TL_API TL_MUST_USE tl_code tl_network_add_short_pipe(tl_network *network, const char *id, size_t from, size_t to,
                                                     size_t *link, tl_error *error);

typedef struct tl_valve {
  double open;             /* 1 open, 0 closed */
  double drag, diameter_m; /* drag coefficient zeta on that diameter while open; 0: none */
} tl_valve;
TL_API void tl_valve_default(tl_valve *valve);
TL_API TL_MUST_USE tl_code tl_network_add_valve(tl_network *network, const char *id, size_t from, size_t to,
                                                const tl_valve *valve, size_t *link, tl_error *error);

/* Lets gas pass from -> to only. */
TL_API TL_MUST_USE tl_code tl_network_add_check_valve(tl_network *network, const char *id, size_t from, size_t to,
                                                      size_t *link, tl_error *error);

typedef struct tl_resistor {
  double drag, diameter_m; /* zeta: loss = zeta rho v^2/2 in that diameter; or */
  double loss_pa;          /* a fixed loss in the direction of flow */
  double smooth_kg_s;      /* the fixed loss builds up over about this flow */
} tl_resistor;
TL_API void tl_resistor_default(tl_resistor *resistor);
TL_API TL_MUST_USE tl_code tl_network_add_resistor(tl_network *network, const char *id, size_t from, size_t to,
                                                   const tl_resistor *resistor, size_t *link, tl_error *error);

/* A regulator: holds one quantity by throttling unless a limit stops it; while it regulates it never raises pressure
 * and shuts against reverse flow. Zeros leave out what is not wanted. */
typedef enum tl_regulator_control {
  TL_REGULATE_OUTLET = 0, /* outlet pressure at most outlet_p_pa */
  TL_REGULATE_INLET,      /* inlet pressure at least inlet_p_pa */
  TL_REGULATE_FLOW        /* flow at most flow_kg_s */
} tl_regulator_control;
typedef struct tl_control_valve {
  double outlet_p_pa;
  double max_flow_kg_s;                   /* 0: none */
  double control;                         /* a tl_regulator_control */
  double inlet_p_pa, flow_kg_s;           /* the one that control names is used */
  double max_outlet_p_pa, min_inlet_p_pa; /* 0: none */
  double min_drop_pa;                     /* least drop while it regulates */
  double loss_in_pa, loss_out_pa;         /* of its piping while it regulates */
  double heated_t_k;                      /* the preheater keeps the gas behind the valve at least that warm; 0: none */
  double heater_efficiency;               /* heat over fuel on net heating value; 0: heat from outside the line */
  double state; /* 0 regulates; 1 stands in bypass: an open valve, gas passes either way without losses; 2 is shut */
} tl_control_valve;
TL_API void tl_control_valve_default(tl_control_valve *valve);
TL_API TL_MUST_USE tl_code tl_network_add_control_valve(tl_network *network, const char *id, size_t from, size_t to,
                                                        const tl_control_valve *valve, size_t *link, tl_error *error);

typedef enum tl_compressor_control {
  TL_HOLD_RATIO = 0, /* ratio of outlet to inlet pressure */
  TL_HOLD_OUTLET,    /* outlet pressure */
  TL_HOLD_INLET,     /* inlet pressure */
  TL_HOLD_FLOW,      /* flow */
  TL_HOLD_LIFT       /* difference of outlet and inlet pressure */
} tl_compressor_control;

/* A compressor that holds one quantity unless a limit stops it. Bypassed where the line holds more already, shut
 * against reverse flow. */
typedef struct tl_compressor {
  double control; /* a tl_compressor_control */
  double lift_1_pa_s_m3,
      lift_2_pa_s2_m6; /* the lift falls with the volume flow v at mean pressure: lift + _1 v + _2 v^2 */
  double ratio, outlet_p_pa, inlet_p_pa, flow_kg_s, lift_pa; /* the one that control names is used */
  double max_ratio, max_outlet_p_pa, min_inlet_p_pa, max_flow_kg_s, max_power_w; /* 0: none */
  double efficiency, driver_efficiency, kappa, cooler_t_k;                       /* as of a tl_station */
} tl_compressor;
TL_API void tl_compressor_default(tl_compressor *compressor);
TL_API TL_MUST_USE tl_code tl_network_add_compressor(tl_network *network, const char *id, size_t from, size_t to,
                                                     const tl_compressor *compressor, size_t *link, tl_error *error);

/* A station of real machines: it holds one quantity unless one of its limits, or the map or drive of a unit, stops it.
 * Units start and stop by configuration: the one that takes the least energy of those that reach. Bypassed where the
 * line holds more already, shut against reverse flow. Method: docs/theory/machine_station.md. */
typedef struct tl_machine_station {
  double control;                                   /* a tl_compressor_control, not TL_HOLD_LIFT */
  double ratio, outlet_p_pa, inlet_p_pa, flow_kg_s; /* the one that control names is used */
  double max_ratio, max_outlet_p_pa, min_inlet_p_pa, max_flow_kg_s, max_power_w, max_outlet_t_k; /* 0: none */
  double loss_in_pa, loss_out_pa;                                     /* of the station's piping while it runs, or */
  double drag_in, diameter_in_m, drag_out, diameter_out_m;            /* zeta rho v2/2 in that diameter, added */
  double path, kappa;                                                 /* a tl_compression; as of tl_compress */
  double ambient_k, altitude_m, duct_in_pa, duct_out_pa, degradation; /* as of tl_site */
  double burns;              /* 1: gas drives burn gas of the line, taken at the inlet node; 0: it is not taken */
  double cooler_approach_k;  /* after-coolers behind each stage never below ambient plus this; < 0: none */
  double cooler_power_share; /* power of their fans over the heat they take */
  double chiller_t_k;        /* outlet temperature of a chiller behind the cooler; 0: none */
  double chiller_cop;        /* heat it takes over its power */
  double chiller_driver_efficiency; /* of its power on gas of the line; 0: electric */
  double bypass;        /* 1: gas passes by where the line holds more already; 0: only through the machines */
  double configuration; /* the one that runs, from 0; -1: chosen */
  const tl_configuration *configurations; /* outlive the network; none: machines without limits */
  size_t configuration_count;
  const tl_unit
      *units; /* all that are installed, spares too, for the report; NULL: those of the largest configuration */
  size_t unit_count;
} tl_machine_station;
TL_API void tl_machine_station_default(tl_machine_station *station);
TL_API TL_MUST_USE tl_code tl_network_add_machine_station(tl_network *network, const char *id, size_t from, size_t to,
                                                          const tl_machine_station *station, size_t *link,
                                                          tl_error *error);

/* The elements below lead out of the network: their second node is one of given pressure that stands for the outside,
 * the consumer, or the reservoir. What leaves the network there is its withdrawal (tl_steady_node). */

/* A hole. */
typedef struct tl_leak {
  double area_m2, discharge_coefficient;
  double kappa; /* isentropic exponent */
} tl_leak;
TL_API void tl_leak_default(tl_leak *leak);
TL_API TL_MUST_USE tl_code tl_network_add_leak(tl_network *network, const char *id, size_t from, size_t outside,
                                               const tl_leak *leak, size_t *link, tl_error *error);

/* A consumer that gets all it asks for from full_p_pa on, nothing up to no_p_pa, part of it between. */
typedef struct tl_delivery {
  double demand_kg_s, full_p_pa, no_p_pa;
} tl_delivery;
TL_API void tl_delivery_default(tl_delivery *delivery);
TL_API TL_MUST_USE tl_code tl_network_add_delivery(tl_network *network, const char *id, size_t from, size_t consumer,
                                                   const tl_delivery *delivery, size_t *link, tl_error *error);

/* An underground storage; flow is positive into it. */
typedef struct tl_storage {
  double control; /* 0 holds flow_kg_s, 1 holds held_p_pa at its node */
  double flow_kg_s, held_p_pa;
  double max_injection_kg_s;  /* when empty; falls to full_share of it when full */
  double max_withdrawal_kg_s; /* when full; falls to empty_share of it when empty */
  double fill;                /* share of the working gas that is in it, 0 .. 1 */
  double full_share, empty_share;
  double well_coefficient; /* flow over difference of squared pressures of node and reservoir [kg/s/Pa2]; 0: none */
  double injection_ratio;  /* of the compressors that inject */
} tl_storage;
TL_API void tl_storage_default(tl_storage *storage);
TL_API TL_MUST_USE tl_code tl_network_add_storage(tl_network *network, const char *id, size_t from, size_t reservoir,
                                                  const tl_storage *storage, size_t *link, tl_error *error);

/* Kinds of element, for describe: false past the end. Offsets of the fields are those of doubles in the kind's struct.
 */
typedef struct tl_kind_description {
  const char *name, *sentence, *theory;
  const tl_field *fields;
  size_t field_count;
} tl_kind_description;
TL_API bool tl_kind_at(size_t index, tl_kind_description *description);

#ifdef __cplusplus
}
#endif
#endif
