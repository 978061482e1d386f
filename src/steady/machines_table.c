/* Stations of machines as tables of a report: the station, its running units, and the maps they stand on. */
#include "steady/tli_core.h"

#include <stdio.h>

#include "result/tli_columns.h"

enum { CURVE_POINTS = 24, SPEED_LINES = 5 };

static tl_table *station_table(tl_results *results) {
  tl_table *table = tl_results_add_table(results, "stations", "Stations and their machines",
                                         "What holds each station, what it takes, and what is installed against used.");
  static const tli_listed_column columns[] = {
      {"station", "Station", TL_TEXT, "", "", 1.0, "id"},
      {"mode", "Held by", TL_TEXT, "", "", 1.0, "the face of its law that holds, or the limit that binds"},
      {"configuration", "Configuration", TL_TEXT, "", "", 1.0, "the one of least energy that reaches"},
      {"ratio", "Ratio", TL_NUMBER, "", "", 1.0, "outlet over inlet pressure of its nodes"},
      {"shaft_w", "Shaft power", TL_POWER, "W", "MW", 1e6, "sum of its units"},
      {"running_w", "Running", TL_POWER, "W", "MW", 1e6, "largest power of the drives that run, at their speeds"},
      {"installed_w", "Installed", TL_POWER, "W", "MW", 1e6, "largest power of all its drives at its site"},
      {"units_running", "Units running", TL_COUNT, "", "", 1.0, "of the configuration"},
      {"units_installed", "Units installed", TL_COUNT, "", "", 1.0, "of the station"},
      {"efficiency", "Efficiency", TL_NUMBER, "", "%", 0.01, "least work of the stages over shaft work"},
      {"fuel_kg_s", "Fuel", TL_MASS_FLOW, "kg/s", "kg/s", 1.0, "energy of gas drives over net heating value"},
      {"co2_kg_s", "CO2", TL_MASS_FLOW, "kg/s", "kg/s", 1.0, "fuel times the carbon dioxide of its carbon"},
      {"margin", "Least margin", TL_NUMBER, "", "%", 0.01, "least share that is left to a limit of any unit"},
      {"t_out_k", "Leaves with", TL_TEMPERATURE, "K", "K", 1.0, "behind coolers and chiller"},
      {"cooler_w", "Coolers take", TL_POWER, "W", "MW", 1e6, "flow x cp x temperature drop"},
      {"chiller_w", "Chiller power", TL_POWER, "W", "MW", 1e6, "heat it takes over its coefficient of performance"}};
  tli_add_columns(table, "stations", "machine_station", 4, columns, TLI_COUNT(columns));
  return table;
}

static tl_table *unit_table(tl_results *results) {
  tl_table *table = tl_results_add_table(results, "station_units", "Units at work",
                                         "Each running unit's point on its map and how far its limits are.");
  static const tli_listed_column columns[] = {
      {"station", "Station", TL_TEXT, "", "", 1.0, "id"},
      {"unit", "Unit", TL_TEXT, "", "", 1.0, "stage and place in it"},
      {"flow_m3_s", "Inlet flow", TL_NUMBER, "m3/s", "m3/s", 1.0, "volume at its inlet, recycle counted"},
      {"head_j_kg", "Head", TL_NUMBER, "J/kg", "kJ/kg", 1e3, "work of the gas, throttle counted"},
      {"speed_1_min", "Speed", TL_NUMBER, "1/min", "1/min", 1.0, "of the map at flow and head"},
      {"efficiency", "Efficiency", TL_NUMBER, "", "%", 0.01, "of the map"},
      {"power_w", "Power", TL_POWER, "W", "MW", 1e6, "mass flow x head / efficiency"},
      {"power_max_w", "Power at most", TL_POWER, "W", "MW", 1e6, "of its drive at that speed and site"},
      {"recycle_kg_s", "Led back", TL_MASS_FLOW, "kg/s", "kg/s", 1.0, "to stay off surge or the least speed"},
      {"throttle_j_kg", "Throttled", TL_NUMBER, "J/kg", "kJ/kg", 1e3, "head made beyond the line's, off choke"},
      {"surge_margin", "To surge", TL_NUMBER, "", "%", 0.01, "share of flow"},
      {"choke_margin", "To choke", TL_NUMBER, "", "%", 0.01, "share of flow"},
      {"slow_margin", "To least speed", TL_NUMBER, "", "%", 0.01, "share of speed"},
      {"fast_margin", "To largest speed", TL_NUMBER, "", "%", 0.01, "share of speed"},
      {"power_margin", "To drive power", TL_NUMBER, "", "%", 0.01, "share of its largest power"}};
  tli_add_columns(table, "stations", "machine_station", 4, columns, TLI_COUNT(columns));
  return table;
}

static tl_table *curve_table(tl_results *results) {
  tl_table *table = tl_results_add_table(results, "station_curves", "Maps of the units at work",
                                         "Points of speed lines, surge, choke and efficiencies, for drawing.");
  static const tli_listed_column columns[] = {
      {"station", "Station", TL_TEXT, "", "", 1.0, "id"},
      {"unit", "Unit", TL_TEXT, "", "", 1.0, "stage and place in it"},
      {"curve", "Curve", TL_TEXT, "", "", 1.0, "speed, surge, choke, efficiency"},
      {"value", "Of", TL_NUMBER, "", "", 1.0, "speed in 1/min, or efficiency"},
      {"flow_m3_s", "Inlet flow", TL_NUMBER, "m3/s", "m3/s", 1.0, "of the map"},
      {"head_j_kg", "Head", TL_NUMBER, "J/kg", "kJ/kg", 1e3, "of the map"}};
  tli_add_columns(table, "stations", "machine_station", 4, columns, TLI_COUNT(columns));
  return table;
}

static tl_cell figure(double x) { return (tl_cell){x, NULL}; }
static tl_cell words(const char *x) { return (tl_cell){NAN, x}; }

static void add_curve(tl_table *table, const char *station, const char *name, const tl_unit *unit, tl_map_curve curve,
                      double value) {
  tl_map_row points[CURVE_POINTS];
  const size_t made = tl_unit_curve(unit, curve, value, CURVE_POINTS, points);
  for (size_t i = 0; i < made; i++)
    tl_table_add_row(table, (tl_cell[]){words(station), words(name), words(tl_map_curve_name(curve)), figure(value),
                                        figure(points[i].flow_m3_s), figure(points[i].head_j_kg)});
}

/* Five speed lines from least to largest, surge, choke, and efficiencies 1, 2 and 5 points below the best. */
static void add_map(tl_table *table, const char *station, const char *name, const tl_unit *unit) {
  static const double below_best[] = {0.01, 0.02, 0.05};
  double low, high, best;
  if (!tl_unit_extent(unit, &low, &high, &best)) return;
  for (int k = 0; k < SPEED_LINES; k++)
    add_curve(table, station, name, unit, TL_CURVE_SPEED, low + (high - low) * k / (SPEED_LINES - 1));
  add_curve(table, station, name, unit, TL_CURVE_SURGE, NAN);
  add_curve(table, station, name, unit, TL_CURVE_CHOKE, NAN);
  for (size_t k = 0; k < TLI_COUNT(below_best); k++)
    add_curve(table, station, name, unit, TL_CURVE_EFFICIENCY, best - below_best[k]);
}

static void add_unit(tl_table *units, const char *station, const char *name, const tl_unit_state *u) {
  const tl_machine_point *p = &u->point;
  tl_table_add_row(units, (tl_cell[]){words(station), words(name), figure(u->flow_m3_s), figure(u->head_j_kg),
                                      figure(p->speed_1_min), figure(p->efficiency), figure(u->power_w),
                                      figure(u->power_max_w), figure(u->recycle_kg_s), figure(u->throttle_j_kg),
                                      figure(p->surge_margin), figure(p->choke_margin), figure(p->slow_margin),
                                      figure(p->fast_margin), figure(u->power_margin)});
}

static void add_station(tl_table *table, const char *id, const char *configuration, const tl_machines_state *s) {
  tl_table_add_row(table,
                   (tl_cell[]){words(id), words(s->mode), words(configuration), figure(s->ratio), figure(s->shaft_w),
                               figure(s->running_w), figure(s->installed_w), figure((double)s->units_running),
                               figure((double)s->units_installed), figure(s->answer.efficiency), figure(s->fuel_kg_s),
                               figure(s->co2_kg_s), figure(s->runs ? s->answer.margin : NAN), figure(s->t_out_k),
                               figure(s->cooler_w), figure(s->chiller_w)});
}

static tl_code add_link(const tl_steady *s, size_t l, tl_table *stations, tl_table *units, tl_table *curves,
                        tl_error *error) {
  const char *id = s->network->links[l].id;
  const tl_machine_station *m = tli_steady_params(s, l);
  tl_machines_state state;
  TLI_TRY(tl_steady_machines(s, l, &state, error));
  const tl_configuration *run = state.runs ? &m->configurations[state.configuration] : NULL;
  add_station(stations, id, run != NULL && run->id != NULL ? run->id : "", &state);
  for (size_t k = 0; run != NULL && k < run->stage_count; k++)
    for (size_t i = 0; i < run->stages[k].unit_count; i++) {
      char name[64];
      (void)snprintf(name, sizeof name, "stage %zu unit %zu", k + 1, i + 1);
      add_unit(units, id, name, &state.answer.units[k][i]);
      add_map(curves, id, name, &run->stages[k].units[i]);
    }
  return TL_OK;
}

tl_code tl_steady_machine_tables(const tl_steady *s, tl_results *results, tl_error *error) {
  const int kind = tli_kind_find("machine_station");
  tl_table *stations = NULL, *units = NULL, *curves = NULL;
  for (size_t l = 0; l < s->network->link_count; l++) {
    if (s->network->links[l].kind != kind) continue;
    if (stations == NULL) {
      stations = station_table(results);
      units = unit_table(results);
      curves = curve_table(results);
    }
    if (stations == NULL || units == NULL || curves == NULL) break;
    TLI_TRY(add_link(s, l, stations, units, curves, error));
  }
  return tl_results_lost(results) ? TLI_NO_MEMORY(error, "the tables of stations") : TL_OK;
}
