/* study/study.h - a study as it was read: plain structs filled through field tables, before any calculation.
 *
 * Every number is a tl_value (SI plus what its unit said). Text is owned by the study's arena. Where a figure came from
 * (file, line, source, date, confidence) is kept beside it in the list of inputs of the results. A scenario is a copy
 * of the study with some fields set anew, by the same paths that `--set` and the axes use:
 *   gas.model   flow.volume   pipes.<id>.roughness   sections.<id>.station_count   limits.max_ratio   ...
 */
#ifndef TLI_STUDY_H
#define TLI_STUDY_H

#include "base/tli_base.h"
#include "study/machines.h"
#include "study/catalogue.h"
#include "study/money.h"
#include "trunkline/result.h"
#include "trunkline/units.h"

typedef struct tli_study_head {
  const char *title, *subtitle, *summary;
} tli_study_head;

typedef struct tli_study_gas {
  const char *composition; /* "west-siberia-dry", or "methane=0.97,..." */
  const char *model;       /* gerg2008, papay, cnga, ideal ... */
} tli_study_gas;

/* The flow asked of the line, and where it is counted. */
typedef struct tli_study_flow {
  const char *mode;     /* "given": volume is asked; "capacity": the largest flow within the limits;
                           "pressures": inlet and outlet pressure are given, the flow results */
  tl_value volume;      /* per contract year, with its reference state (mode given; start value of capacity) */
  const char *at;       /* id of the section at whose END the volume is counted; "" = end of the line */
  tl_value load_factor; /* average day / design day: 1 for the average day, 0.9 for the design day */
} tli_study_flow;

typedef struct tli_study_inlet { /* start of the line */
  tl_value pressure, temperature;
} tli_study_inlet;

typedef struct tli_study_delivery { /* requirement at the point where the flow is counted */
  tl_value min_pressure;
} tli_study_delivery;

typedef struct tli_study_pipe {
  const char *id;
  tl_value outside_diameter, wall;
  tl_value inside_diameter;       /* si = 0: outside_diameter - 2 wall */
  tl_value roughness, efficiency; /* flow efficiency factor E: q = E q(friction law) */
  tl_value max_pressure;
  tl_value heat_transfer;       /* overall U */
  const char *heat_transfer_on; /* "outside" or "inside" diameter */
  const char *friction;         /* "colebrook" or "weymouth" */
  const char *steel_grade;
} tli_study_pipe;

typedef struct tli_study_station {
  const char *id;
  tl_value efficiency;           /* adiabatic efficiency of the compressors */
  tl_value driver_efficiency;    /* shaft power / fuel power on net heating value */
  tl_value motor_efficiency;     /* shaft power / electric power of motors, for the cost */
  const char *driver;            /* "gas_turbine": fuel from the line; "electric": none */
  tl_value waste_heat;           /* share of the exhaust's heat made into electricity; 0: none */
  tl_value kappa;                /* exponent of the adiabatic head; 0: from the gas model */
  tl_value cooler_outlet;        /* the after-cooler cools to this, never heats */
  tl_value loss_in, loss_out;    /* station piping, Pa each */
  tl_value discharge_pressure;   /* 0: max_pressure of the pipe that follows */
  tl_value max_ratio, max_power; /* limits of one station; 0: only the study's limits */
  tl_value installed_power;      /* of one station; 0: not published */
  tl_value installed_over_used;  /* where it is not published: installed over used shaft power, for the cost */
  const char *unit;              /* class of machine; "": one equivalent machine */
  tl_value units, spares;        /* of them at each station, spares among them; units 0: as many as are needed */
  tl_value cooler_approach;      /* coolers end at the air's temperature plus this, or warmer */
  bool chiller;                  /* the gas is chilled where a limit asks for less than coolers reach */
  tl_value chiller_cop;          /* heat taken over power */
} tli_study_station;

typedef struct tli_study_section {
  const char *id, *title;
  const char *country;        /* ISO 3166 alpha-2 */
  const char *role;           /* "line": in the hydraulic chain, in file order; "feeder", "spur", "market": not */
  const char *from, *to;      /* waypoint ids; "" if the study has no route */
  tl_value length;            /* published; si = 0: the geodesic length along the waypoints times length_factor */
  tl_value length_factor;     /* used where length is not published */
  const char *pipe, *station; /* ids; station "" if there is none */
  tl_value strings;           /* parallel equal pipes */
  tl_value loop_share;        /* of each span, its downstream end: with one more string */
  tl_value station_count;
  const char *station_layout;  /* "at-start": k L/N; "at-end": (k+1) L/N; "between": (k+1) L/(N+1);
                                  "both-ends": k L/(N-1), k = 0..N-1 */
  tl_value ground_temperature; /* where no waypoint gives it */
  const char *terrain;         /* words for the reader and the cost table */
  const char *note;
} tli_study_section;

typedef struct tli_study_waypoint {
  const char *id, *name, *country, *role; /* role: words */
  tl_value lat, lon;                      /* degree */
  tl_value height;                        /* m; NaN: not given */
  tl_value ground_temperature;            /* K; si = 0: not given */
  bool use_for_chainage;                  /* false: shown on the map only (unreliable position) */
  const char *confidence, *source;
  int line;
} tli_study_waypoint;

typedef struct tli_study_offtake {
  const char *id, *title;
  const char *section; /* section in which it lies */
  tl_value distance;   /* from the section's start; holds where `at` is empty */
  const char *at;
  tl_value volume;
} tli_study_offtake;

typedef struct tli_study_limits { /* 0: no such limit */
  tl_value max_velocity, max_ratio, max_station_power, max_discharge_temperature, min_gas_temperature, min_pressure;
} tli_study_limits;

/* One line of the cost table: section "" = every line section. */
typedef struct tli_study_cost {
  const char *id, *title;
  const char *scope; /* key of the declared scope: steel, coating, laying, stations, ... */
  const char *section;
  const char *basis; /* "per_length", "per_steel_mass", "per_power", "per_station", "each", "fraction_of_capex" */
  tl_value low, likely, high; /* quantity follows from basis: MONEY_PER_LENGTH, _PER_MASS, _PER_POWER, MONEY, NUMBER */
  tl_value share;             /* of the section's length that a row per length is for */
  tl_value count;             /* pieces of a row "each" */
  const char *source, *date, *confidence, *note;
  int line;
} tli_study_cost;

typedef struct tli_study_economics {
  const char *currency;                                              /* of all totals */
  tl_value price_year, life, discount_rate, opex_line, opex_station; /* opex: fractions of capex per year */
  tl_value fuel_price;                                               /* MONEY_PER_GAS_VOLUME */
  tl_value estimate_class;                                           /* of AACE International, 5 to 1; 0: not given */
  tl_value staff_per_station, staff_per_length, wage;                /* people, people for 100 km, money a year each */
  tl_value station_electricity, electricity_price;                   /* W of one station; MONEY_PER_ENERGY */
  tl_value ramp_years;
  tl_value construction_years; /* equal shares of the capital cost, before the first gas */
  tl_value availability;       /* days used = 365 * this */
} tli_study_economics;

/* Rates by country, over the common ones. */
typedef struct tli_study_rate {
  const char *id; /* country */
  tl_value discount_rate;
  tl_value wage, electricity_price; /* 0: the common one */
} tli_study_rate;

typedef struct tli_study_claim {
  const char *id, *who, *date, *statement;
  const char *check;       /* what to compute: see `trunkline describe claims` */
  const char *subject;     /* section id, or ids joined by '+' */
  tl_value low, high;      /* the published figure (low = high unless a range); quantity follows from check */
  const char *figure_text; /* as printed: "13.6 bn USD(2023)" */
  const char *scope;       /* for capex: space-separated scope keys, "undeclared" if none was printed */
  const char *printed_in, *source, *confidence, *note;
  int line;
} tli_study_claim;

typedef struct tli_study_axis_value {
  const char *label;
  const char *const *set_paths, *const *set_texts;
  size_t sets;
  const char *weight_text; /* "" : not given */
  double weight;           /* how often samples draw it, over the sum of the axis; 1 where it is not given */
  int line;
} tli_study_axis_value;

typedef struct tli_study_axis {
  const char *id, *label;
  tli_study_axis_value *values;
  size_t count;
  size_t reference; /* which value the reference scenario takes */
  const char *why;  /* why this is an axis: what is not public */
  int line;
} tli_study_axis;

/* What is asked of the line in time: outages, a cold month, a rupture. */
typedef struct tli_study_time {
  tl_value horizon;      /* how long each outage is followed */
  tl_value cell;         /* longest cell of a pipe */
  tl_value end_pressure; /* nothing is delivered below it at the end and at off-takes; 0: delivery.min_pressure */
  tl_value units;        /* equal machines of a station */
  tl_value month, cold_from, cold_for, mild_share, cold_share, day_swing, take_or_pay;
  const char *rupture_section; /* "": where the flow is counted */
  tl_value rupture_station;    /* the break is behind this station of the section */
  tl_value rupture_share;      /* how far on the way to the next one */
  tl_value valve_spacing, valve_fall, valve_confirm, valve_closing;
} tli_study_time;

typedef struct tli_study_map {
  const char *countries;        /* "natural-earth-50m" (shipped with the build) or a GeoJSON/TopoJSON file */
  const char *countries_source; /* printed on the map */
} tli_study_map;

/* A layer of polygons that the route is laid over: the user's file, with source and date. */
typedef struct tli_study_layer {
  const char *id, *title;
  const char *file; /* beside the study, or the name of one that comes with the build: natural-earth-50m, ... */
  const char *kind; /* countries, provinces, history, permafrost, seismic, terrain, protected, other */
  tl_value scale;   /* 50e6 for 1:50 million; 0: not given */
  tl_value spread;  /* of its areas, relative; 0: not given */
  const char *source, *date, *note;
  int line;
} tli_study_layer;

/* A raster of heights or ground temperatures; of those of one kind the first that knows a place holds there. */
typedef struct tli_study_raster {
  const char *id, *title;
  const char *of;   /* "heights" or "ground_temperature" */
  const char *file; /* beside the study */
  const char *unit; /* of its values; "": as the file says, else m or degC */
  const char *source, *date, *note;
  int line;
} tli_study_raster;

/* How rasters are used along the line. */
typedef struct tli_study_relief {
  const char *at_waypoints; /* "given": what a waypoint gives stands; "raster": the raster's value stands */
  const char *month;        /* "year", "january", ... */
  tl_value spacing;         /* of the samples; 0: half a cell */
} tli_study_relief;

/* Another way the line could run, compared on lengths, land, heights and cost; its points name it. */
typedef struct tli_study_alternative {
  const char *id, *title, *note;
  tl_value length_factor; /* pipe over geodesic; 0: as the studied line */
  tl_value span;          /* between stations; 0: as the studied line */
  bool compare;           /* false: no other way of this line, but one that the game needs */
  int line;
} tli_study_alternative;

typedef struct tli_study_alternative_point {
  const char *id, *alternative, *name, *country;
  tl_value lat, lon, height;
  const char *confidence, *source;
  int line;
} tli_study_alternative_point;

/* A side that negotiates: a country, or an agency of one. Sides of one country share a union. */
typedef struct tli_study_player {
  const char *id, *title, *country, *note;
  tl_value exports, export_price; /* what it sells elsewhere, for the measures of dependence; 0: not known */
} tli_study_player;

/* The market that the routes of the game lead to. Volumes and prices at the market; inverse demand is straight through
 * (volume, price) with the elasticity there. */
typedef struct tli_study_market {
  const char *title, *buyers; /* players joined by '+'; "" : the study has no game */
  tl_value volume, price, elasticity, discount_rate;
  tl_value peak_day, storage; /* demand of the rare day over the mean; what storage can deliver then */
  const char *note;
} tli_study_market;

/* What the market can have beside the routes: domestic gas, LNG, other lines. */
typedef struct tli_study_rival {
  const char *id, *title, *kind, *players;
  const char *origin; /* player whose gas it is, for the measures of dependence; "": nobody's in the game */
  tl_value volume, cost;
  tl_value largest_unit; /* its largest single line or terminal; 0: all of it is one */
  tl_value lead_time;    /* until more of it can flow than does */
  tl_value risk;         /* weight in the concentration index */
  bool committed;
  const char *source, *date, *confidence, *note;
  int line;
} tli_study_rival;

typedef struct tli_study_gas_field {
  const char *id, *title, *players;
  tl_value capacity, cost, other_use, lead_time;
  const char *note;
} tli_study_gas_field;

/* A way of the game from a gas field to the market: the studied line, or one of the alternatives. */
typedef struct tli_study_way {
  const char *id, *title;
  const char *alternative; /* "": the line as studied */
  const char *players;     /* who must agree, joined by '+' */
  const char *gas_field;
  const char *pipe;                     /* of whose diameter it is built; "": any of the catalogue */
  const char *paid_by;                  /* who sinks the money; "": each country's players on their land */
  const char *built_as;                 /* section whose prices hold where the study has none of the country */
  tl_value more_investment;             /* on top of pipe, laying and stations, along all of it: tunnels */
  tl_value before, behind;              /* cost of transport before its start and behind its end, per volume */
  tl_value least, largest, step;        /* volumes for which it is designed */
  tl_value existing, existing_stations; /* what a line that stands there carries already; 0: all is new */
  tl_value risk;                        /* weight in the concentration index */
  const char *source, *note;
} tli_study_way;

/* Where a figure stands in the files of the study. */
typedef struct tli_study_place {
  const char *path; /* "sections.mongolia.length" */
  const char *file;
  int line;
  bool broken; /* what stands there could not be read (and was reported) */
} tli_study_place;

typedef struct tli_study {
  tli_arena *arena;
  const char *folder, *file; /* study folder as named by the user; the YAML file */
  tli_study_head head;
  tli_study_gas gas;
  tli_study_flow flow;
  tli_study_inlet inlet;
  tli_study_delivery delivery;
  tli_study_limits limits;
  tli_study_economics economics;
  tli_study_map map;
  tli_study_time time;
  tli_study_pipe *pipes;
  size_t pipe_count;
  tli_study_station *stations;
  size_t station_count;
  bool is_library; /* machines and nothing else: it is read and checked, and does not run */
  tli_study_machine *machines;
  size_t machine_count;
  tli_study_wheel *wheel;
  size_t wheel_count;
  tli_study_climate *climate;
  size_t climate_count;
  tli_study_frozen *frozen_ground;
  size_t frozen_count;
  tli_study_warmth *warmth_limits;
  size_t warmth_count;
  tli_study_section *sections;
  size_t section_count;
  tli_study_waypoint *waypoints;
  size_t waypoint_count;
  tli_study_offtake *offtakes;
  size_t offtake_count;
  tli_study_cost *costs;
  size_t cost_count;
  tli_study_rate *rates;
  size_t rate_count;
  tli_study_claim *claims;
  size_t claim_count;
  tli_study_relief relief;
  tli_study_operation operation;
  tli_study_pipe_class *pipe_classes;
  size_t pipe_class_count;
  tli_study_steel *steels;
  size_t steel_count;
  tli_study_raster *rasters;
  size_t raster_count;
  const struct tli_relief *opened; /* the rasters, open; NULL: none. Shared with copies */
  tli_study_layer *layers;
  size_t layer_count;
  tli_study_alternative *alternatives;
  size_t alternative_count;
  tli_study_alternative_point *alternative_points;
  size_t alternative_point_count;
  tli_study_player *players;
  size_t player_count;
  tli_study_market market;
  tli_study_rival *rivals;
  size_t rival_count;
  tli_study_gas_field *gas_fields;
  size_t gas_field_count;
  tli_study_way *ways;
  size_t way_count;
  tli_study_contract contract;
  tli_study_contract_year *contract_years;
  size_t contract_year_count;
  tli_study_ramp_year *ramp;
  size_t ramp_count;
  tli_study_formula *formulas;
  size_t formula_count;
  tli_study_review *reviews;
  size_t review_count;
  tli_study_basket *basket;
  size_t basket_count;
  tli_study_price *prices;
  size_t price_count;
  tli_study_observed *observed;
  size_t observed_count;
  tli_study_exchange *exchanges;
  size_t exchange_count;
  tli_study_escalation *escalations;
  size_t escalation_count;
  tli_study_deal deal;
  tli_study_leg *legs;
  size_t leg_count;
  tli_study_tax *taxes;
  size_t tax_count;
  tli_study_tax_rate *tax_rates;
  size_t tax_rate_count;
  tli_study_supply *supplies;
  size_t supply_count;
  tli_study_uncertainty uncertainty;
  tli_study_correlation *correlations;
  size_t correlation_count;
  tli_study_axis *axes;
  size_t axis_count;
  const tli_study_place *places; /* sorted by path; shared with copies */
  size_t place_count;
} tli_study;

/* Reads folder/study.yml (or the file itself) and the CSV tables it names. All mistakes go to findings, in one pass;
 * TL_ERR_INPUT if any of them is an error. Every figure read, and every source, is added to results (inputs with
 * path id, text, SI, file, line, source, date, confidence). *study is owned by the caller: tli_study_destroy. */
TL_MUST_USE tl_code tli_study_read(const char *path, const tl_allocator *allocator, tli_study **study,
                                   tl_results *results, tl_findings *findings, tl_error *error);
void tli_study_destroy(tli_study *study);

/* A copy in its own arena (text is shared with the original, which must outlive it). NULL if no memory. */
tli_study *tli_study_copy(const tli_study *study, const tl_allocator *allocator);

/* Sets one field by path from text with unit; unknown paths, units and ranges are sentences with did-you-mean. */
TL_MUST_USE tl_code tli_study_set(tli_study *study, const char *path, const char *text, tl_error *error);

/* Cross-checks after reading or setting: ids that do not exist, wall against diameter, sections that do not join ... */
void tli_study_check(const tli_study *study, tl_findings *findings);

/* Field tables by group name ("pipes", "stations", ...), for describe and the schema. false past the end. */
typedef struct tli_study_group {
  const char *name, *sentence;
  bool is_list; /* has ids: pipes.<id>.roughness */
  const tl_field *fields;
  size_t field_count;
} tli_study_group;
bool tli_study_group_at(size_t index, tli_study_group *group);

/* The pipe, the kind of station of a section; NULL if there is none. */
const tli_study_pipe *tli_pipe_of(const tli_study *study, size_t section);
const tli_study_station *tli_station_of(const tli_study *study, size_t section);
/* Of a country, or the common one. */
double tli_discount_rate(const tli_study *study, const char *country);

#endif
