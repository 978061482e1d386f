/* The field tables of the study file. From these rows follow reading, --set, axes, ranges, defaults, the JSON Schema
 * and the reference page. Ranges are what a trunk pipeline on land or under sea can be, not what is usual. */
#include "study/fields.h"

#include <string.h>

#include "study/field_machines.h"
#include "study/field_design.h"
#include "study/field_money.h"
#include "study/field_rows.h"

static const char *const confidences[] = {"H", "M", "L", "assumption", NULL};

#define HEAD tli_study_head
static const tl_field head_fields[] = {
    WORDS(HEAD, title, "title of the study", REQUIRED),
    WORDS(HEAD, subtitle, "second line of the title", OPTIONAL),
    WORDS(HEAD, summary, "what the study is about, in plain words", OPTIONAL),
};

#define GAS tli_study_gas
static const char *const models[] = {"gerg2008",      "aga8-detail", "aga8-gross1", "aga8-gross2", "sgerg88",
                                     "peng-robinson", "srk",         "papay",       "aga8-88",     "cnga",
                                     "cnga-simple",   "ideal",       NULL};
static const tl_field gas_fields[] = {
    WORDS(GAS, composition, "name of a gas of the library, or \"methane=0.97,ethane=0.03\"", REQUIRED),
    CHOICE(GAS, model, "equation of state", "gerg2008", models),
};

#define FLOW tli_study_flow
static const char *const modes[] = {"given", "capacity", "pressures", NULL};
static const tl_field flow_fields[] = {
    CHOICE(FLOW, mode,
           "what is asked: a given flow, the largest flow within the limits, or the flow between two pressures",
           "given", modes),
    VALUE(FLOW, volume, TL_GAS_VOLUME_FLOW, "flow per contract year of 365 days", OPTIONAL, 1e-3 * BCM_A, 1000 * BCM_A),
    WORDS(FLOW, at, "section at whose end the volume is counted; empty: end of the line", OPTIONAL),
    VALUE(FLOW, load_factor, TL_NUMBER, "average day over design day: 1 for the average day", "1", 0.1, 1),
};

#define INLET tli_study_inlet
static const tl_field inlet_fields[] = {
    VALUE(INLET, pressure, TL_PRESSURE, "pressure at the start of the line", OPTIONAL, 1e5, 40e6),
    VALUE(INLET, temperature, TL_TEMPERATURE, "gas temperature at the start of the line", "10 degC", T0 - 40, T0 + 100),
};

static const tl_field delivery_fields[] = {
    VALUE(tli_study_delivery, min_pressure, TL_PRESSURE, "lowest pressure where the flow is counted", OPTIONAL, 1e5,
          40e6),
};

#define LIMITS tli_study_limits
static const tl_field limits_fields[] = {
    VALUE(LIMITS, max_velocity, TL_VELOCITY, "highest gas velocity", OPTIONAL, 1, 100),
    VALUE(LIMITS, max_ratio, TL_NUMBER, "highest pressure ratio of a station", OPTIONAL, 1, 10),
    VALUE(LIMITS, max_station_power, TL_POWER, "highest shaft power of a station", OPTIONAL, 1e5, 2e9),
    VALUE(LIMITS, max_discharge_temperature, TL_TEMPERATURE, "highest gas temperature into the pipe", OPTIONAL, T0 - 20,
          T0 + 200),
    VALUE(LIMITS, min_gas_temperature, TL_TEMPERATURE, "lowest gas temperature in the pipe", OPTIONAL, T0 - 80,
          T0 + 60),
    VALUE(LIMITS, min_pressure, TL_PRESSURE, "lowest pressure anywhere in the line", OPTIONAL, 1e5, 40e6),
};

#define ECONOMICS tli_study_economics
static const tl_field economics_fields[] = {
    WORDS(ECONOMICS, currency, "currency of all totals, ISO 4217", "USD"),
    VALUE(ECONOMICS, price_year, TL_COUNT, "year of the prices", "2025", 1990, 2100),
    VALUE(ECONOMICS, life, TL_TIME, "years of operation", "30 a", 1 * YEAR, 100 * YEAR),
    VALUE(ECONOMICS, discount_rate, TL_RATE, "real discount rate", "10 %/a", 0, 0.5),
    VALUE(ECONOMICS, estimate_class, TL_COUNT,
          "class of the estimate by AACE International 18R-97, 5 (concept) to 1 (tender); printed beside the totals",
          OPTIONAL, 1, 5),
    VALUE(ECONOMICS, opex_line, TL_RATE,
          "yearly cost of the line over its capital cost: maintenance, and labour and power where they are not given",
          "2.5 %/a", 0, 0.5),
    VALUE(ECONOMICS, opex_station, TL_RATE, "yearly cost of stations without fuel over their capital cost", "4.5 %/a",
          0, 0.5),
    VALUE(ECONOMICS, staff_per_station, TL_NUMBER, "people who work at one station", "0", 0, 10000),
    VALUE(ECONOMICS, staff_per_length, TL_NUMBER, "people for each 100 km of the line", "0", 0, 10000),
    VALUE(ECONOMICS, wage, TL_MONEY, "cost of one person a year", OPTIONAL, 0, 1e9),
    VALUE(ECONOMICS, station_electricity, TL_POWER, "power that one station takes from the grid, drives apart", "0 MW",
          0, 1e9),
    VALUE(ECONOMICS, electricity_price, TL_MONEY_PER_ENERGY, "price of electricity, for stations and electric drives",
          OPTIONAL, 0, 10),
    VALUE(ECONOMICS, fuel_price, TL_MONEY_PER_GAS_VOLUME, "value of the gas burnt in stations", OPTIONAL, 0, 10),
    VALUE(ECONOMICS, construction_years, TL_COUNT,
          "years of construction, each with an equal share of the capital cost", "4", 1, 20),
    VALUE(ECONOMICS, ramp_years, TL_NUMBER, "years from first gas to full flow", "0", 0, 30),
    VALUE(ECONOMICS, availability, TL_NUMBER, "days of use over 365", "1", 0.1, 1),
};

#define MAP tli_study_map
static const tl_field map_fields[] = {
    WORDS(MAP, countries, "\"natural-earth-50m\", or a GeoJSON or TopoJSON file beside the study", "natural-earth-50m"),
    WORDS(MAP, countries_source, "printed on the map; not given for another file: what that file says of itself",
          "Natural Earth, 1:50 million, public domain"),
};

#define TIME tli_study_time
#define HOUR 3600.0
#define DAY 86400.0
static const tl_field time_fields[] = {
    VALUE(TIME, horizon, TL_TIME, "how long the line is followed after an outage or a rupture", "168 h", 72 * HOUR,
          60 * DAY),
    VALUE(TIME, cell, TL_LENGTH, "longest cell of a pipe", "5 km", 100, 2e4),
    VALUE(TIME, end_pressure, TL_PRESSURE,
          "lowest pressure at which gas is taken at the end of the line and at off-takes; not given: "
          "delivery.min_pressure",
          OPTIONAL, 1e5, 40e6),
    VALUE(TIME, units, TL_COUNT, "equal machines of a station, of which one may fail", "4", 1, 40),
    VALUE(TIME, month, TL_TIME, "length of the cold month", "30 d", 5 * DAY, 62 * DAY),
    VALUE(TIME, cold_from, TL_TIME, "beginning of its cold spell", "12 d", 0, 60 * DAY),
    VALUE(TIME, cold_for, TL_TIME, "length of its cold spell", "7 d", HOUR, 60 * DAY),
    VALUE(TIME, mild_share, TL_NUMBER, "flow taken on its other days over the average of the year", "0.95", 0.05, 2),
    VALUE(TIME, cold_share, TL_NUMBER, "flow taken in the cold spell over the average of the year", "1.1", 0.05, 3),
    VALUE(TIME, day_swing, TL_NUMBER, "swing of the flow taken over a day, up and down, over its mean", "5 %", 0, 1),
    VALUE(TIME, take_or_pay, TL_NUMBER, "share of the contract quantity that is paid whether taken or not", "0.85", 0,
          1),
    WORDS(TIME, rupture_section, "section in which the line breaks; not given: where the flow is counted", OPTIONAL),
    VALUE(TIME, rupture_station, TL_COUNT, "station of that section behind which it breaks", "1", 1, 200),
    VALUE(TIME, rupture_share, TL_NUMBER, "place of the break, over the way to the next station", "0.5", 0.01, 0.99),
    VALUE(TIME, valve_spacing, TL_LENGTH, "line-break valves stand so far apart", "30 km", 1e3, 2e5),
    VALUE(TIME, valve_fall, TL_PRESSURE_DIFFERENCE, "they close when the pressure falls by this in one minute",
          "0.2 MPa", 1e3, 1e7),
    VALUE(TIME, valve_confirm, TL_TIME, "and has fallen so for this long", "15 s", 0, HOUR),
    VALUE(TIME, valve_closing, TL_TIME, "from the command to closed", "60 s", 1, HOUR),
};

#define PIPE tli_study_pipe
static const char *const diameters[] = {"outside", "inside", NULL};
static const char *const frictions[] = {"colebrook", "weymouth", NULL};
static const tl_field pipe_fields[] = {
    WORDS(PIPE, id, "name used by sections and paths", REQUIRED),
    VALUE(PIPE, outside_diameter, TL_LENGTH, "outside diameter", REQUIRED, 0.02, 3),
    VALUE(PIPE, wall, TL_LENGTH, "wall thickness", OPTIONAL, 1e-3, 0.1),
    VALUE(PIPE, inside_diameter, TL_LENGTH, "inside diameter; not given: outside diameter less two walls", OPTIONAL,
          0.02, 3),
    VALUE(PIPE, roughness, TL_LENGTH, "inner roughness (sand grain)", REQUIRED, 0, 5e-3),
    VALUE(PIPE, efficiency, TL_NUMBER, "flow efficiency factor E: flow = E times the friction law's", "1", 0.5, 1.2),
    VALUE(PIPE, max_pressure, TL_PRESSURE, "highest working pressure", REQUIRED, 1e5, 40e6),
    VALUE(PIPE, heat_transfer, TL_HEAT_TRANSFER, "overall heat transfer coefficient to the ground", "1.5 W/(m2 K)", 0,
          500),
    CHOICE(PIPE, heat_transfer_on, "diameter to which the heat transfer coefficient belongs", "outside", diameters),
    CHOICE(PIPE, friction, "friction law", "colebrook", frictions),
    WORDS(PIPE, steel_grade, "steel grade, in words", OPTIONAL),
};

#define STATION tli_study_station
static const char *const drivers[] = {"gas_turbine", "electric", NULL};
static const tl_field station_fields[] = {
    WORDS(STATION, id, "name used by sections and paths", REQUIRED),
    VALUE(STATION, efficiency, TL_NUMBER, "adiabatic efficiency of the compressors", "0.84", 0.3, 1),
    VALUE(STATION, driver_efficiency, TL_NUMBER, "shaft power over fuel power on net heating value", "0.35", 0.1, 0.7),
    VALUE(STATION, motor_efficiency, TL_NUMBER, "shaft power over electric power of motors, for the cost", "0.95", 0.5,
          1),
    CHOICE(STATION, driver, "gas turbines burn gas from the line, electric motors none", "gas_turbine", drivers),
    VALUE(STATION, waste_heat, TL_NUMBER, "share of the exhaust heat of gas turbines that is made into electricity",
          "0", 0, 0.4),
    VALUE(STATION, kappa, TL_NUMBER, "exponent of the adiabatic head; not given: from the gas model", OPTIONAL, 1.01,
          2),
    VALUE(STATION, cooler_outlet, TL_TEMPERATURE, "the after-cooler cools to this, never heats", "30 degC", T0 - 30,
          T0 + 90),
    VALUE(STATION, loss_in, TL_PRESSURE_DIFFERENCE, "pressure loss in the piping before the compressors", "0 MPa", 0,
          2e6),
    VALUE(STATION, loss_out, TL_PRESSURE_DIFFERENCE, "pressure loss in the piping and cooler after them", "0 MPa", 0,
          2e6),
    VALUE(STATION, discharge_pressure, TL_PRESSURE, "set point; not given: highest pressure of the pipe that follows",
          OPTIONAL, 1e5, 40e6),
    VALUE(STATION, max_ratio, TL_NUMBER, "highest pressure ratio of this kind of station", OPTIONAL, 1, 10),
    VALUE(STATION, max_power, TL_POWER, "highest shaft power of one station", OPTIONAL, 1e5, 2e9),
    VALUE(STATION, installed_power, TL_POWER, "installed power of one station; not given: not published", OPTIONAL, 1e5,
          2e9),
    VALUE(STATION, installed_over_used, TL_NUMBER,
          "installed over used shaft power where the installed is not published; lines of this class have 1.3 to 2.2",
          "1.7", 1, 5),
    WORDS(STATION, unit, "class of machine, one of the machines; empty: one equivalent machine", OPTIONAL),
    VALUE(STATION, units, TL_COUNT, "units at each station, spares among them; not given: as many as are needed",
          OPTIONAL, 1, 16),
    VALUE(STATION, spares, TL_COUNT, "units that stand by", "1", 0, 8),
    VALUE(STATION, cooler_approach, TL_TEMPERATURE_DIFFERENCE,
          "coolers end this much above the air, or at cooler_outlet where that is warmer", "10 K", 0, 60),
    VALUE(STATION, chiller, TL_BOOLEAN, "yes: the gas is chilled where a limit asks for less than the coolers reach",
          "no", 0, 1),
    VALUE(STATION, chiller_cop, TL_NUMBER, "heat that a chiller takes over its power", "3", 0.5, 20),
};

#define SECTION tli_study_section
static const char *const roles[] = {"line", "feeder", "spur", "market", NULL};
static const char *const layouts[] = {"at-start", "at-end", "between", "both-ends", NULL};
static const tl_field section_fields[] = {
    WORDS(SECTION, id, "name used by paths, costs and claims", REQUIRED),
    WORDS(SECTION, title, "name for the reader", OPTIONAL),
    WORDS(SECTION, country, "country, ISO 3166 alpha-2", OPTIONAL),
    CHOICE(SECTION, role, "\"line\": part of the chain that is computed, in file order; others are shown only", "line",
           roles),
    WORDS(SECTION, from, "waypoint at its start", OPTIONAL),
    WORDS(SECTION, to, "waypoint at its end", OPTIONAL),
    VALUE(SECTION, length, TL_LENGTH, "published length; not given: from the waypoints times length_factor", OPTIONAL,
          1e3, 1e7),
    VALUE(SECTION, length_factor, TL_NUMBER, "pipe length over geodesic length where no length is published", "1", 1,
          2),
    WORDS(SECTION, pipe, "pipe class", OPTIONAL),
    WORDS(SECTION, station, "kind of station", OPTIONAL),
    VALUE(SECTION, strings, TL_COUNT, "parallel equal pipes", "1", 1, 20),
    VALUE(SECTION, loop_share, TL_NUMBER,
          "share of each span between stations, at its downstream end, that has one more parallel pipe (a loop)", "0",
          0, 1),
    VALUE(SECTION, station_count, TL_COUNT, "stations on the section", "0", 0, 200),
    CHOICE(SECTION, station_layout, "where they stand: N at k L/N, (k+1) L/N, (k+1) L/(N+1) or k L/(N-1)", "at-start",
           layouts),
    VALUE(SECTION, ground_temperature, TL_TEMPERATURE, "ground at pipe depth where no waypoint gives it", "5 degC",
          T0 - 30, T0 + 50),
    WORDS(SECTION, terrain, "terrain, in words", OPTIONAL),
    WORDS(SECTION, note, "what the reader must know", OPTIONAL),
};

#define WAYPOINT tli_study_waypoint
static const tl_field waypoint_fields[] = {
    WORDS(WAYPOINT, id, "name used by sections", REQUIRED),
    WORDS(WAYPOINT, name, "name for the reader", OPTIONAL),
    WORDS(WAYPOINT, country, "country, ISO 3166 alpha-2", OPTIONAL),
    WORDS(WAYPOINT, role, "what it is, in words", OPTIONAL),
    VALUE(WAYPOINT, lat, TL_ANGLE, "latitude, north positive", REQUIRED, -90, 90),
    VALUE(WAYPOINT, lon, TL_ANGLE, "longitude, east positive", REQUIRED, -180, 180),
    VALUE(WAYPOINT, height, TL_LENGTH, "height above sea level; may be left out where a raster of heights is given",
          OPTIONAL, -5000, 9000),
    VALUE(WAYPOINT, ground_temperature, TL_TEMPERATURE, "ground at pipe depth", OPTIONAL, T0 - 30, T0 + 50),
    VALUE(WAYPOINT, use_for_chainage, TL_BOOLEAN, "no: shown on the map only, its position is not reliable", "yes", 0,
          1),
    CHOICE(WAYPOINT, confidence, "how sure the position is", "assumption", confidences),
    WORDS(WAYPOINT, source, "id of the source", OPTIONAL),
};

#define OFFTAKE tli_study_offtake
static const tl_field offtake_fields[] = {
    WORDS(OFFTAKE, id, "name used by paths", REQUIRED),
    WORDS(OFFTAKE, title, "name for the reader", OPTIONAL),
    WORDS(OFFTAKE, section, "section in which it lies", REQUIRED),
    VALUE(OFFTAKE, distance, TL_LENGTH, "from the start of the section", OPTIONAL, 0, 1e7),
    WORDS(OFFTAKE, at, "waypoint at which it lies, in place of a distance", OPTIONAL),
    VALUE(OFFTAKE, volume, TL_GAS_VOLUME_FLOW, "flow taken out per contract year", REQUIRED, 0, 1000 * BCM_A),
};

#define COST tli_study_cost
static const char *const bases[] = {"per_length", "per_steel_mass",    "per_power", "per_station",
                                    "each",       "fraction_of_capex", NULL};
static const tl_field cost_fields[] = {
    WORDS(COST, id, "name used by paths", REQUIRED),
    WORDS(COST, title, "name for the reader", OPTIONAL),
    WORDS(COST, scope, "key of the declared scope: steel, coating, laying, stations, ...", REQUIRED),
    WORDS(COST, section, "section; empty: every section of the line", OPTIONAL),
    CHOICE(COST, basis, "what the figure is multiplied by", REQUIRED, bases),
    VALUE(COST, low, TL_NUMBER, "low figure; its unit follows from basis", REQUIRED, 0, MOST),
    VALUE(COST, likely, TL_NUMBER, "likely figure", REQUIRED, 0, MOST),
    VALUE(COST, high, TL_NUMBER, "high figure", REQUIRED, 0, MOST),
    VALUE(COST, share, TL_NUMBER, "share of the section's length that a row per length is for", "1", 0, 1),
    VALUE(COST, count, TL_COUNT, "pieces of a row of the basis each: crossings, plants", "0", 0, 1e6),
    WORDS(COST, source, "id of the source", OPTIONAL),
    WORDS(COST, date, "date of the figure", OPTIONAL),
    CHOICE(COST, confidence, "how sure it is", "assumption", confidences),
    WORDS(COST, note, "what the reader must know", OPTIONAL),
};

#define RATE tli_study_rate
static const tl_field rate_fields[] = {
    WORDS(RATE, id, "country, ISO 3166 alpha-2", REQUIRED),
    VALUE(RATE, discount_rate, TL_RATE, "real discount rate in this country", REQUIRED, 0, 0.5),
    VALUE(RATE, wage, TL_MONEY, "cost of one person a year in this country; not given: the common one", OPTIONAL, 0,
          1e9),
    VALUE(RATE, electricity_price, TL_MONEY_PER_ENERGY, "electricity in this country; not given: the common one",
          OPTIONAL, 0, 10),
};

#define CLAIM tli_study_claim
static const char *const checks[] = {"carries_volume", "route_length",     "section_length", "chain_length",
                                     "capex",          "capex_per_length", "transit_fee",    "fuel_share",
                                     "station_power",  "total_power",      "border_length",  "land_area",
                                     "land_times",     "border_price",     "context",        NULL};
static const tl_field claim_fields[] = {
    WORDS(CLAIM, id, "name used by paths", REQUIRED),
    WORDS(CLAIM, who, "who said it", REQUIRED),
    WORDS(CLAIM, date, "when; empty: undated", OPTIONAL),
    WORDS(CLAIM, statement, "what was said, neutrally", REQUIRED),
    CHOICE(CLAIM, check, "what it is set against; context: shown, not computed", REQUIRED, checks),
    WORDS(CLAIM, subject,
          "section, or sections joined by +; empty: the whole line. border_length: two countries joined by +; "
          "land_area: a layer, or layer/area; land_times: a claim with land_area + an area of the layers",
          OPTIONAL),
    VALUE(CLAIM, low, TL_NUMBER, "published figure or the lower end of its range; its unit follows from check",
          OPTIONAL, 0, MOST),
    VALUE(CLAIM, high, TL_NUMBER, "upper end of the range; not given: the same figure", OPTIONAL, 0, MOST),
    WORDS(CLAIM, figure_text, "the figure as printed", OPTIONAL),
    WORDS(CLAIM, scope, "for money: scope keys separated by blanks, \"undeclared\" if none was printed", OPTIONAL),
    WORDS(CLAIM, printed_in, "where it was printed", OPTIONAL),
    WORDS(CLAIM, source, "id of the source", OPTIONAL),
    CHOICE(CLAIM, confidence, "how sure the reading is", "assumption", confidences),
    WORDS(CLAIM, note, "what the reader must know", OPTIONAL),
};

#define RASTER tli_study_raster
static const char *const raster_kinds[] = {"heights", "ground_temperature", NULL};
static const tl_field raster_fields[] = {
    WORDS(RASTER, id, "name used by paths", REQUIRED),
    WORDS(RASTER, title, "name for the reader, as its source has it", OPTIONAL),
    CHOICE(RASTER, of, "what its values are; a ground temperature may have twelve layers, one a month", REQUIRED,
           raster_kinds),
    WORDS(RASTER, file, "ESRI ASCII grid, SRTM .hgt, NetCDF, or the JSON header of a raw grid, in the study's folder",
          REQUIRED),
    WORDS(RASTER, unit, "unit of its values; not given: as the file says, else m or degC", OPTIONAL),
    WORDS(RASTER, source, "id of the source", OPTIONAL),
    WORDS(RASTER, date, "date of the raster", OPTIONAL),
    WORDS(RASTER, note, "what the reader must know", OPTIONAL),
};

#define RELIEF tli_study_relief
static const char *const holders[] = {"given", "raster", NULL};
static const char *const months[] = {"year", "january", "february",  "march",   "april",    "may",      "june",
                                     "july", "august",  "september", "october", "november", "december", NULL};
static const tl_field relief_fields[] = {
    CHOICE(RELIEF, at_waypoints,
           "where a waypoint gives a height or a ground temperature: does that stand (the difference to the raster "
           "runs out "
           "over one cell), or does the raster",
           "given", holders),
    CHOICE(RELIEF, month, "month of the ground temperatures, of rasters with twelve layers; year: the mean", "year",
           months),
    VALUE(RELIEF, spacing, TL_LENGTH, "distance of the samples along the line; not given: half a cell", OPTIONAL, 1,
          1e5),
};

#define LAYER tli_study_layer
static const char *const kinds[] = {"countries", "provinces", "history", "permafrost", "seismic",
                                    "terrain",   "protected", "other",   NULL};
static const tl_field layer_fields[] = {
    WORDS(LAYER, id, "name used by claims", REQUIRED),
    WORDS(LAYER, title, "name for the reader, as its source has it", OPTIONAL),
    WORDS(LAYER, file,
          "file of polygons beside the study, or one that comes with the build: natural-earth-10m, "
          "natural-earth-50m, natural-earth-110m, treaties-1858-1860",
          REQUIRED),
    CHOICE(LAYER, kind, "what its areas are", "other", kinds),
    VALUE(LAYER, scale, TL_NUMBER, "50000000 for 1:50 million; lengths of borders need it", OPTIONAL, 1e3, 1e9),
    VALUE(LAYER, spread, TL_NUMBER, "how well its areas are known, relative", OPTIONAL, 0, 1),
    WORDS(LAYER, source, "id of the source", OPTIONAL),
    WORDS(LAYER, date, "date of the layer", OPTIONAL),
    WORDS(LAYER, note, "what the reader must know", OPTIONAL),
};

#define ALTERNATIVE tli_study_alternative
static const tl_field alternative_fields[] = {
    WORDS(ALTERNATIVE, id, "name used by its points", REQUIRED),
    WORDS(ALTERNATIVE, title, "name for the reader", OPTIONAL),
    VALUE(ALTERNATIVE, length_factor, TL_NUMBER, "pipe length over geodesic length; not given: as the studied line",
          OPTIONAL, 1, 2),
    VALUE(ALTERNATIVE, span, TL_LENGTH, "between stations; not given: the mean of the studied line", OPTIONAL, 1e4,
          1e6),
    VALUE(ALTERNATIVE, compare, TL_BOOLEAN,
          "no: it starts or ends elsewhere, is named by a way of the game, and is not compared with the studied line",
          "yes", 0, 1),
    WORDS(ALTERNATIVE, note, "what the reader must know", OPTIONAL),
};

#define POINT tli_study_alternative_point
static const tl_field point_fields[] = {
    WORDS(POINT, id, "name of the point", REQUIRED),
    WORDS(POINT, alternative, "alternative to which it belongs", REQUIRED),
    WORDS(POINT, name, "name for the reader", OPTIONAL),
    WORDS(POINT, country, "country, ISO 3166 alpha-2", OPTIONAL),
    VALUE(POINT, lat, TL_ANGLE, "latitude, north positive", REQUIRED, -90, 90),
    VALUE(POINT, lon, TL_ANGLE, "longitude, east positive", REQUIRED, -180, 180),
    VALUE(POINT, height, TL_LENGTH, "height above sea level; may be left out where a raster of heights is given",
          OPTIONAL, -5000, 9000),
    CHOICE(POINT, confidence, "how sure it is that the line would pass here", "assumption", confidences),
    WORDS(POINT, source, "id of the source", OPTIONAL),
};

#define PLAYER tli_study_player
static const tl_field player_fields[] = {
    WORDS(PLAYER, id, "name used by the market, gas fields, ways and rivals", REQUIRED),
    WORDS(PLAYER, title, "name for the reader", OPTIONAL),
    WORDS(PLAYER, country, "country, ISO 3166 alpha-2; players of one country stand as one between countries",
          OPTIONAL),
    VALUE(PLAYER, exports, TL_GAS_VOLUME_FLOW,
          "what it sells abroad in a year beside the ways and rivals named here; not given: its dependence is not "
          "computed",
          OPTIONAL, 0, 1e4 * BCM_A),
    VALUE(PLAYER, export_price, TL_MONEY_PER_GAS_VOLUME, "mean price of these exports", OPTIONAL, 0, 10),
    WORDS(PLAYER, note, "what the reader must know", OPTIONAL),
};

#define MARKET tli_study_market
static const tl_field market_fields[] = {
    WORDS(MARKET, title, "name for the reader", OPTIONAL),
    WORDS(MARKET, buyers, "players who together hold the market, joined by +; empty: no shares are computed", OPTIONAL),
    VALUE(MARKET, volume, TL_GAS_VOLUME_FLOW, "what the market takes in a year at the price given", OPTIONAL,
          1e-3 * BCM_A, 1e4 * BCM_A),
    VALUE(MARKET, price, TL_MONEY_PER_GAS_VOLUME, "price at that volume", OPTIONAL, 1e-3, 10),
    VALUE(MARKET, elasticity, TL_NUMBER, "price elasticity of demand there, as a positive number", "0.3", 0.01, 10),
    VALUE(MARKET, discount_rate, TL_RATE, "common real discount rate; not given: that of the economics", OPTIONAL, 0,
          0.5),
    VALUE(MARKET, peak_day, TL_NUMBER,
          "demand of a day that is exceptionally cold, once in 20 years, over that of the mean day", "1", 1, 10),
    VALUE(MARKET, storage, TL_GAS_VOLUME_FLOW, "what storage can deliver on such a day", OPTIONAL, 0, 1e4 * BCM_A),
    WORDS(MARKET, note, "what the reader must know", OPTIONAL),
};

#define RIVAL tli_study_rival
static const char *const rival_kinds[] = {"domestic", "pipeline", "lng", "other", NULL};
static const tl_field rival_fields[] = {
    WORDS(RIVAL, id, "name used by paths", REQUIRED),
    WORDS(RIVAL, title, "name for the reader", OPTIONAL),
    CHOICE(RIVAL, kind, "what it is", "other", rival_kinds),
    WORDS(RIVAL, players, "players who must agree, joined by +; empty: sells at cost to anyone", OPTIONAL),
    WORDS(RIVAL, origin, "player whose gas it is, for the measures of dependence; his agreement is not needed",
          OPTIONAL),
    VALUE(RIVAL, volume, TL_GAS_VOLUME_FLOW, "what it can bring in a year", REQUIRED, 0, 1e4 * BCM_A),
    VALUE(RIVAL, cost, TL_MONEY_PER_GAS_VOLUME, "cost at the market", REQUIRED, 0, 10),
    VALUE(RIVAL, largest_unit, TL_GAS_VOLUME_FLOW, "its largest single line or terminal; not given: it is one",
          OPTIONAL, 0, 1e4 * BCM_A),
    VALUE(RIVAL, lead_time, TL_TIME, "time until more of it can flow than does", "0 a", 0, 30 * YEAR),
    VALUE(RIVAL, risk, TL_NUMBER, "weight of its squared share in the weighted index; other than 1 it needs a source",
          "1", 0, 100),
    VALUE(RIVAL, committed, TL_BOOLEAN, "yes: contracted, it flows at any price", "no", 0, 1),
    WORDS(RIVAL, source, "id of the source", OPTIONAL),
    WORDS(RIVAL, date, "date of the figures", OPTIONAL),
    CHOICE(RIVAL, confidence, "how sure they are", "assumption", confidences),
    WORDS(RIVAL, note, "what the reader must know", OPTIONAL),
};

#define GAS_FIELD tli_study_gas_field
static const tl_field gas_field_fields[] = {
    WORDS(GAS_FIELD, id, "name used by ways", REQUIRED),
    WORDS(GAS_FIELD, title, "name for the reader", OPTIONAL),
    WORDS(GAS_FIELD, players, "players who must agree, joined by +", REQUIRED),
    VALUE(GAS_FIELD, capacity, TL_GAS_VOLUME_FLOW, "spare yearly output, not committed elsewhere", REQUIRED, 0,
          1e4 * BCM_A),
    VALUE(GAS_FIELD, cost, TL_MONEY_PER_GAS_VOLUME, "cost of production that is still to be spent, without taxes",
          REQUIRED, 0, 10),
    VALUE(GAS_FIELD, other_use, TL_MONEY_PER_GAS_VOLUME, "what the gas earns above that cost in its best other use",
          "0 USD(2025)/1000 m3 at 20 degC", 0, 10),
    VALUE(GAS_FIELD, lead_time, TL_TIME, "time until its best other use can take the gas", "0 a", 0, 30 * YEAR),
    WORDS(GAS_FIELD, note, "what the reader must know", OPTIONAL),
};

#define WAY tli_study_way
static const tl_field way_fields[] = {
    WORDS(WAY, id, "name of the way", REQUIRED),
    WORDS(WAY, title, "name for the reader", OPTIONAL),
    WORDS(WAY, alternative, "one of the alternatives; empty: the line as studied", OPTIONAL),
    WORDS(WAY, pipe, "one of the pipes, of whose diameter it is built; empty: any of the catalogue", OPTIONAL),
    WORDS(WAY, players, "players who must agree to the transport, joined by +", REQUIRED),
    WORDS(WAY, gas_field, "gas field at its start", REQUIRED),
    WORDS(WAY, paid_by, "player who pays for it; empty: each country's players for what lies on their land", OPTIONAL),
    WORDS(WAY, built_as,
          "section whose pipe, stations and prices hold on land of which the study has no section; empty: the first",
          OPTIONAL),
    VALUE(WAY, more_investment, TL_MONEY, "investment on top of pipe, laying and stations, along all of it: tunnels",
          OPTIONAL, 0, 1e12),
    VALUE(WAY, before, TL_MONEY_PER_GAS_VOLUME, "cost of transport from the field to its start",
          "0 USD(2025)/1000 m3 at 20 degC", 0, 10),
    VALUE(WAY, behind, TL_MONEY_PER_GAS_VOLUME, "cost of transport from its end to the market",
          "0 USD(2025)/1000 m3 at 20 degC", 0, 10),
    VALUE(WAY, least, TL_GAS_VOLUME_FLOW, "least volume for which it is designed", "10 bcm/a at 20 degC", 1e-3 * BCM_A,
          1000 * BCM_A),
    VALUE(WAY, largest, TL_GAS_VOLUME_FLOW, "largest volume for which it is designed", "60 bcm/a at 20 degC",
          1e-3 * BCM_A, 1000 * BCM_A),
    VALUE(WAY, step, TL_GAS_VOLUME_FLOW, "step between the volumes", "5 bcm/a at 20 degC", 1e-3 * BCM_A, 1000 * BCM_A),
    VALUE(WAY, existing, TL_GAS_VOLUME_FLOW,
          "what a line that stands there carries already, with one string; least, largest and step are then what it "
          "would carry more; not given: all is new",
          OPTIONAL, 0, 1000 * BCM_A),
    VALUE(WAY, existing_stations, TL_COUNT, "compressor stations of that line", "1", 1, 1000),
    VALUE(WAY, risk, TL_NUMBER, "weight of its squared share in the weighted index; other than 1 it needs a source",
          "1", 0, 100),
    WORDS(WAY, source, "id of the source", OPTIONAL),
    WORDS(WAY, note, "what the reader must know", OPTIONAL),
};

static const tl_field source_fields[] = {
    WORDS(tl_source, id, "name used by figures", REQUIRED),
    WORDS(tl_source, citation, "who, what, where", REQUIRED),
    WORDS(tl_source, date, "day, month or year of the source", OPTIONAL),
    WORDS(tl_source, url, "address, if known", OPTIONAL),
};

/* low, likely and high of a cost: by what it is multiplied with. */
static tl_quantity cost_quantity(const void *item, const tl_field *field) {
  const tli_study_cost *cost = item;
  if (field->quantity != TL_NUMBER || cost->basis == NULL || strcmp(field->name, "share") == 0) return field->quantity;
  if (strcmp(cost->basis, "per_length") == 0) return TL_MONEY_PER_LENGTH;
  if (strcmp(cost->basis, "per_steel_mass") == 0) return TL_MONEY_PER_MASS;
  if (strcmp(cost->basis, "per_power") == 0) return TL_MONEY_PER_POWER;
  if (strcmp(cost->basis, "per_station") == 0 || strcmp(cost->basis, "each") == 0) return TL_MONEY;
  return TL_NUMBER;
}

/* low and high of a claim: by what it is set against. */
static tl_quantity claim_quantity(const void *item, const tl_field *field) {
  static const struct {
    const char *check;
    tl_quantity quantity;
  } table[] = {{"carries_volume", TL_GAS_VOLUME_FLOW},
               {"route_length", TL_LENGTH},
               {"section_length", TL_LENGTH},
               {"chain_length", TL_LENGTH},
               {"capex", TL_MONEY},
               {"capex_per_length", TL_MONEY_PER_LENGTH},
               {"transit_fee", TL_MONEY_PER_TIME},
               {"station_power", TL_POWER},
               {"total_power", TL_POWER},
               {"border_length", TL_LENGTH},
               {"border_price", TL_MONEY_PER_GAS_VOLUME},
               {"land_area", TL_AREA}};
  const tli_study_claim *claim = item;
  if (field->quantity != TL_NUMBER || claim->check == NULL) return field->quantity;
  for (size_t i = 0; i < TLI_COUNT(table); i++)
    if (strcmp(table[i].check, claim->check) == 0) return table[i].quantity;
  return TL_NUMBER;
}

#define SINGLE(key, sentence, required, type, member, fields)                                                        \
  {                                                                                                                  \
    {key, sentence, false, fields, TLI_COUNT(fields)}, required, sizeof(type), true, offsetof(tli_study, member), 0, \
        0, NULL                                                                                                      \
  }
#define LIST(key, sentence, required, type, member, count, fields, line, quantity_of)                            \
  {                                                                                                              \
    {key, sentence, true, fields, TLI_COUNT(fields)}, required, sizeof(type), true, offsetof(tli_study, member), \
        offsetof(tli_study, count), line, quantity_of                                                            \
  }

/* In the order in which a file reads best, which is also the order of reading. */
static const tli_group groups[] = {
    SINGLE("study", "What the study is about.", true, HEAD, head, head_fields),
    SINGLE("gas", "The gas and its equation of state.", true, GAS, gas, gas_fields),
    SINGLE("flow", "The flow asked of the line, and where it is counted.", true, FLOW, flow, flow_fields),
    SINGLE("inlet", "The start of the line.", false, INLET, inlet, inlet_fields),
    SINGLE("delivery", "What is required where the flow is counted.", false, tli_study_delivery, delivery,
           delivery_fields),
    LIST("pipes", "Pipe classes.", true, PIPE, pipes, pipe_count, pipe_fields, 0, NULL),
    LIST("stations", "Kinds of compressor station.", false, STATION, stations, station_count, station_fields, 0, NULL),
    LIST("machines", "Classes of compressor unit; or the name of a library, a .yml file in the study's folder.", false,
         MACHINE, machines, machine_count, machine_fields, 0, NULL),
    LIST("wheel", "Map of the units' compressors over their design point; a library has its own.", false, WHEEL, wheel,
         wheel_count, wheel_fields, 0, NULL),
    LIST("climate", "Air temperature by month along the line, and the swing of the ground.", false, CLIMATE, climate,
         climate_count, climate_fields, offsetof(CLIMATE, line), NULL),
    LIST("frozen_ground", "Stretches of frozen ground.", false, FROZEN, frozen_ground, frozen_count, frozen_fields,
         offsetof(FROZEN, line), NULL),
    LIST("warmth_limits", "Highest gas temperatures into the pipe by section and month.", false, WARMTH, warmth_limits,
         warmth_count, warmth_fields, offsetof(WARMTH, line), NULL),
    LIST("sections", "The line in sections, and the feeders, spurs and market legs beside it.", true, SECTION, sections,
         section_count, section_fields, 0, NULL),
    LIST("waypoints", "The route as points in order.", false, WAYPOINT, waypoints, waypoint_count, waypoint_fields,
         offsetof(WAYPOINT, line), NULL),
    LIST("offtakes", "Gas taken out along the line.", false, OFFTAKE, offtakes, offtake_count, offtake_fields, 0, NULL),
    SINGLE("limits", "Limits of the line; each that is not given does not exist.", false, LIMITS, limits,
           limits_fields),
    LIST("costs", "Unit costs by declared scope.", false, COST, costs, cost_count, cost_fields, offsetof(COST, line),
         cost_quantity),
    SINGLE("economics", "Currency, life, discount rate and yearly costs.", false, ECONOMICS, economics,
           economics_fields),
    LIST("rates", "Discount rate, wage and electricity by country, over the common ones.", false, RATE, rates,
         rate_count, rate_fields, 0, NULL),
    SINGLE("contract", "Price, volume and delivery of the gas contract.", false, CONTRACT, contract, contract_fields),
    LIST("contract_years", "Years of the contract that differ from the rule.", false, CONTRACT_YEAR, contract_years,
         contract_year_count, contract_year_fields, offsetof(CONTRACT_YEAR, line), NULL),
    LIST("ramp", "Shares of the full volume in the first years, over ramp_years.", false, RAMP, ramp, ramp_count,
         ramp_fields, offsetof(RAMP, line), NULL),
    LIST("formulas", "Price formulas.", false, FORMULA, formulas, formula_count, formula_fields,
         offsetof(FORMULA, line), NULL),
    LIST("reviews", "Price reviews: new terms of a formula from a month on.", false, REVIEW, reviews, review_count,
         review_fields, offsetof(REVIEW, line), NULL),
    LIST("basket", "Products of the price formulas.", false, BASKET, basket, basket_count, basket_fields,
         offsetof(BASKET, line), NULL),
    LIST("prices", "Price decks: history and scenarios.", false, PRICE, prices, price_count, price_fields,
         offsetof(PRICE, line), NULL),
    LIST("observed", "Printed prices, set beside a formula.", false, OBSERVED, observed, observed_count,
         observed_fields, offsetof(OBSERVED, line), NULL),
    LIST("exchanges", "Exchange rates.", false, EXCHANGE, exchanges, exchange_count, exchange_fields,
         offsetof(EXCHANGE, line), NULL),
    LIST("escalations", "Yearly rise of prices by currency.", false, ESCALATION, escalations, escalation_count,
         escalation_fields, offsetof(ESCALATION, line), NULL),
    SINGLE("deal", "Parties, start, inflation, cost of the gas itself.", false, DEAL, deal, deal_fields),
    LIST("legs", "Owners of the sections: tariff and debt.", false, LEG, legs, leg_count, leg_fields,
         offsetof(LEG, line), NULL),
    LIST("taxes", "Taxes, in the order in which they are computed.", false, TAX, taxes, tax_count, tax_fields,
         offsetof(TAX, line), NULL),
    LIST("tax_rates", "Dated rates of the taxes.", false, TAX_RATE, tax_rates, tax_rate_count, tax_rate_fields,
         offsetof(TAX_RATE, line), NULL),
    LIST("supplies", "What gas of other supplies costs at a market, part by part.", false, SUPPLY, supplies,
         supply_count, supply_fields, offsetof(SUPPLY, line), supply_quantity),
    SINGLE("uncertainty", "How the uncertain figures are sampled.", false, UNCERTAINTY, uncertainty,
           uncertainty_fields),
    LIST("correlations", "Correlations of uncertain figures.", false, CORRELATION, correlations, correlation_count,
         correlation_fields, offsetof(CORRELATION, line), NULL),
    LIST("claims", "Published claims, to be set against what is computed.", false, CLAIM, claims, claim_count,
         claim_fields, offsetof(CLAIM, line), claim_quantity),
    SINGLE("map", "What the map is drawn on.", false, MAP, map, map_fields),
    LIST("rasters", "Heights and ground temperatures from rasters; of one kind the first that knows a place holds.",
         false, RASTER, rasters, raster_count, raster_fields, offsetof(RASTER, line), NULL),
    SINGLE("operation", "The year of the line: demand by month, failures.", false, OPERATION, operation,
           operation_fields),
    LIST("pipe_classes", "Pipes that a line could be built of, over those that come with the program.", false,
         PIPE_CLASS, pipe_classes, pipe_class_count, pipe_class_fields, offsetof(PIPE_CLASS, line), NULL),
    LIST("steels", "Steels of those pipes, over those that come with the program.", false, STEEL, steels, steel_count,
         steel_fields, offsetof(STEEL, line), NULL),
    SINGLE("relief", "How the rasters are used along the line.", false, RELIEF, relief, relief_fields),
    SINGLE("time", "What is asked of the line in time: outages, a cold month, a rupture.", false, TIME, time,
           time_fields),
    LIST("layers", "Layers of polygons that the route is laid over.", false, LAYER, layers, layer_count, layer_fields,
         offsetof(LAYER, line), NULL),
    LIST("alternatives", "Other ways the line could run.", false, ALTERNATIVE, alternatives, alternative_count,
         alternative_fields, offsetof(ALTERNATIVE, line), NULL),
    LIST("alternative_points", "The points of the alternatives, each in order.", false, POINT, alternative_points,
         alternative_point_count, point_fields, offsetof(POINT, line), NULL),
    LIST("players", "Sides that negotiate: countries, or agencies of a country.", false, PLAYER, players, player_count,
         player_fields, 0, NULL),
    SINGLE("market", "The market that the ways lead to, and what it pays.", false, MARKET, market, market_fields),
    LIST("rivals", "What the market can have beside the ways.", false, RIVAL, rivals, rival_count, rival_fields,
         offsetof(RIVAL, line), NULL),
    LIST("gas_fields", "Gas that can be brought to the market.", false, GAS_FIELD, gas_fields, gas_field_count,
         gas_field_fields, 0, NULL),
    LIST("ways", "Ways from the gas fields to the market.", false, WAY, ways, way_count, way_fields, 0, NULL),
    {{"sources", "Cited sources.", true, source_fields, TLI_COUNT(source_fields)},
     false,
     sizeof(tl_source),
     false,
     0,
     0,
     0,
     NULL},
};

const tli_group *tli_groups(size_t *count) {
  *count = TLI_COUNT(groups);
  return groups;
}

bool tli_study_group_at(size_t index, tli_study_group *group) {
  if (index >= TLI_COUNT(groups)) return false;
  *group = groups[index].face;
  return true;
}

const tli_group *tli_group_find(const char *name, const char **near) {
  const char *names[TLI_COUNT(groups) + 1];
  if (near != NULL) *near = NULL;
  for (size_t i = 0; i < TLI_COUNT(groups); i++) {
    if (tli_text_equal_loose(groups[i].face.name, name)) return &groups[i];
    names[i] = groups[i].face.name;
  }
  names[TLI_COUNT(groups)] = "axes";
  if (near != NULL) *near = tli_did_you_mean(name, names, TLI_COUNT(names));
  return NULL;
}
