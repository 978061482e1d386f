/* Builds the fixture from simple formulas: a saw-tooth of pressure between stations, a hill profile, a table of
 * scenarios over eight axes. */
#include "fixture.h"

#include "base/tli_base.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NUM(value) ((tl_cell){(value), NULL})
#define WORD(value) ((tl_cell){NAN, (value)})
enum { PROFILE_ROWS = 500, STATIONS = 20, CLAIMS = 40, INPUTS = 150 };
static const double LENGTH_M = 4100e3, YEAR_S = 365.0 * 86400.0;

typedef struct place {
  const char *name, *country;
  double lat, lon, height_m;
} place;
static const place places[] = {
    {"Aganskaya", "Russia", 61.40, 76.50, 70},       {"Vertikos", "Russia", 59.80, 79.10, 65},
    {"Parabel", "Russia", 58.70, 81.50, 75},         {"Achinsk", "Russia", 56.27, 90.50, 220},
    {"Krasnoyarsk", "Russia", 56.01, 92.87, 250},    {"Kansk", "Russia", 56.20, 95.71, 210},
    {"Taishet", "Russia", 55.94, 98.00, 310},        {"Tulun", "Russia", 54.56, 100.58, 520},
    {"Sayansk", "Russia", 54.11, 102.17, 540},       {"Angarsk", "Russia", 52.54, 103.89, 430},
    {"Irkutsk", "Russia", 52.29, 104.28, 450},       {"Khamar-Daban pass", "Russia", 51.66, 103.60, 900},
    {"Gusinoozyorsk", "Russia", 51.28, 106.50, 600}, {"Naushki", "Russia", 50.38, 106.10, 610},
    {"Darkhan", "Mongolia", 49.47, 105.96, 700},     {"Ulaanbaatar", "Mongolia", 47.92, 106.92, 1330},
    {"Choir", "Mongolia", 46.36, 108.36, 1280},      {"Sainshand", "Mongolia", 44.89, 110.12, 940},
    {"Erenhot", "China", 43.65, 111.98, 965},        {"Ulanqab", "China", 41.03, 113.10, 1420},
    {"Zhangjiakou", "China", 40.77, 114.88, 720},    {"Beijing", "China", 39.90, 116.40, 45},
};
static const char *const section_names[] = {"Russia", "Mongolia", "China"};
static const double section_end_m[] = {2600e3, 3562.9e3, 4100e3};

static int section_at(double x) { return x <= section_end_m[0] ? 0 : x <= section_end_m[1] ? 1 : 2; }

static double place_x(size_t i) { /* evenly within the section: good enough to look at */
  size_t first = 0, count = 0;
  for (size_t k = 0; k < TLI_COUNT(places); k++) {
    if (strcmp(places[k].country, places[i].country) != 0) continue;
    if (count++ == 0) first = k;
  }
  int s = places[i].country[0] == 'R' ? 0 : places[i].country[0] == 'M' ? 1 : 2;
  double from = s == 0 ? 0.0 : section_end_m[s - 1];
  double steps = (double)(s == 0 ? count - 1 : s == 1 ? count : count - 1);
  return from + (section_end_m[s] - from) * (double)(i - first) / steps;
}

static double between(double x, int what) { /* 0 lat, 1 lon, 2 height */
  size_t i = 1;
  while (i + 1 < TLI_COUNT(places) && place_x(i) < x) i++;
  double a = place_x(i - 1), b = place_x(i), t = b > a ? (x - a) / (b - a) : 0.0;
  t = t < 0.0 ? 0.0 : t > 1.0 ? 1.0 : t;
  const place *p = &places[i - 1], *q = &places[i];
  if (what == 0) return p->lat + t * (q->lat - p->lat);
  if (what == 1) return p->lon + t * (q->lon - p->lon);
  double hills = 60.0 * sin(x / 17e3) + 35.0 * sin(x / 7.3e3 + 1.0);
  double h = p->height_m + t * (q->height_m - p->height_m) + (x > 1500e3 ? 2.0 : 0.4) * hills * 0.6;
  return h < 5.0 ? 5.0 : h;
}

static void column(tl_table *t, const char *name, const char *label, tl_quantity q, const char *show, double factor,
                   double offset, int digits, const char *step, const char *formula, const char *inputs) {
  tl_table_add_column(t, &(tl_column){.name = name,
                                      .label = label,
                                      .quantity = q,
                                      .si_unit = q == TL_TEXT ? "" : tl_quantity_si(q),
                                      .show_unit = show,
                                      .show_factor = factor,
                                      .show_offset = offset,
                                      .digits = digits,
                                      .origin = {step, formula, q == TL_PRESSURE ? "pipe_flow" : "", inputs}});
}
static void words(tl_table *t, const char *name, const char *label) {
  column(t, name, label, TL_TEXT, "", 1, 0, 0, "study", "as the study names it", "");
}

static double station_x(int k) { return LENGTH_M * (k + 0.02) / STATIONS; }

static void add_profile(tl_results *r) {
  tl_table *t = tl_results_add_table(r, "profile", "Along the line",
                                     "Pressure falls between stations and is raised again at each of them.");
  if (t == NULL) return;
  column(t, "chainage_m", "Distance along the line", TL_LENGTH, "km", 1e3, 0, 4, "route",
         "distance scaled to the published length of the section", "sections.*");
  column(t, "height_m", "Height above sea level", TL_LENGTH, "m", 1, 0, 3, "route", "between the waypoints' heights",
         "waypoints.*");
  column(t, "ground_t_k", "Ground temperature", TL_TEMPERATURE, "degC", 1, 273.15, 2, "route",
         "between the waypoints' ground temperatures", "waypoints.*");
  column(t, "p_pa", "Pressure", TL_PRESSURE, "MPa", 1e6, 0, 3, "flow",
         "momentum balance with Colebrook friction, marched from the inlet", "pipes.* gas.*");
  column(t, "t_k", "Gas temperature", TL_TEMPERATURE, "degC", 1, 273.15, 3, "flow",
         "soil exchange and Joule-Thomson cooling", "pipes.* gas.* ground.*");
  column(t, "velocity_m_s", "Gas velocity", TL_VELOCITY, "m/s", 1, 0, 3, "flow", "mass flow over density and bore area",
         "pipes.*");
  words(t, "section", "Section");
  words(t, "country", "Country");
  int last = 0;
  for (int i = 0; i < PROFILE_ROWS; i++) {
    double x = LENGTH_M * i / (PROFILE_ROWS - 1.0);
    int s = section_at(x);
    if (s != last)
      tl_table_add_row(t,
                       (tl_cell[]){NUM(NAN), NUM(NAN), NUM(NAN), NUM(NAN), NUM(NAN), NUM(NAN), WORD(NULL), WORD(NULL)});
    last = s;
    double f = x / LENGTH_M * STATIONS - 0.02, in = f - floor(f);
    double top = s == 1 ? 9.8e6 : 9.6e6, drop = s == 1 ? 1.45e13 * 4 : 4.4e13;
    double p = sqrt(top * top - drop * in);
    double ground = 273.15 + 6.0 - 7.0 * sin(x / LENGTH_M * 3.14) + 0.5 * sin(x / 90e3);
    double tk = ground + (303.15 - ground) * exp(-in * 2.6);
    tl_table_add_row(t, (tl_cell[]){NUM(x), NUM(between(x, 2)), NUM(ground), NUM(p), NUM(tk), NUM(8.4e7 / p),
                                    WORD(section_names[s]), WORD(section_names[s])});
  }
}

static void add_stations(tl_results *r) {
  tl_table *t =
      tl_results_add_table(r, "stations", "Compressor stations",
                           "Each station raises the pressure again; the bar shows how much of its power is used.");
  if (t == NULL) return;
  words(t, "name", "Station");
  words(t, "country", "Country");
  words(t, "section", "Section");
  column(t, "chainage_m", "Distance along the line", TL_LENGTH, "km", 1e3, 0, 4, "route",
         "where the study puts the station", "stations.*");
  column(t, "inlet_p_pa", "Inlet pressure", TL_PRESSURE, "MPa", 1e6, 0, 3, "flow", "arrival pressure less piping loss",
         "stations.* pipes.*");
  column(t, "outlet_p_pa", "Outlet pressure", TL_PRESSURE, "MPa", 1e6, 0, 3, "flow",
         "set point, at most the working pressure", "stations.*");
  column(t, "ratio", "Pressure ratio", TL_NUMBER, "", 1, 0, 3, "flow", "discharge over suction pressure, both absolute",
         "stations.*");
  column(t, "power_w", "Power used", TL_POWER, "MW", 1e6, 0, 3, "flow",
         "mass flow times enthalpy rise over adiabatic and mechanical efficiency", "stations.* gas.*");
  column(t, "installed_w", "Power installed", TL_POWER, "MW", 1e6, 0, 3, "study", "as the study gives it",
         "stations.*");
  column(t, "fuel_kg_s", "Fuel gas", TL_MASS_FLOW, "t/h", 1.0 / 3.6, 0, 3, "flow",
         "power over efficiency and net heating value", "stations.* gas.*");
  column(t, "discharge_t_k", "Discharge temperature", TL_TEMPERATURE, "degC", 1, 273.15, 3, "flow",
         "from the adiabatic head", "stations.*");
  column(t, "margin", "Power left", TL_NUMBER, "%", 0.01, 0, 2, "flow", "one less power used over installed",
         "stations.*");
  words(t, "binding", "What binds");
  char name[32];
  for (int k = 0; k < STATIONS; k++) {
    double x = station_x(k), ratio = 1.36 + 0.14 * sin(k * 1.7) + (k == 14 ? 0.35 : 0.0);
    int s = section_at(x);
    double power = 96e6 * (pow(ratio, 0.25) - 1.0) * 8.2, installed = k % 7 == 6 ? NAN : 86e6;
    (void)snprintf(name, sizeof name, "%c%d", section_names[s][0], k + 1);
    tl_table_add_row(t,
                     (tl_cell[]){WORD(name), WORD(section_names[s]), WORD(section_names[s]), NUM(x), NUM(9.8e6 / ratio),
                                 NUM(9.8e6), NUM(ratio), NUM(power), NUM(installed), NUM(power / 0.36 / 49e6),
                                 NUM(303.15 + 70.0 * (ratio - 1.0)), NUM(1.0 - power / installed),
                                 WORD(k == 14      ? "power installed"
                                      : k % 5 == 0 ? "working pressure"
                                                   : "none")});
  }
}

static void add_route(tl_results *r, const char *countries) {
  tl_table *t = tl_results_add_table(r, "waypoints", "Waypoints", "The named places the route passes.");
  if (t == NULL) return;
  words(t, "name", "Place");
  words(t, "country", "Country");
  column(t, "chainage_m", "Distance along the line", TL_LENGTH, "km", 1e3, 0, 4, "route",
         "geodesic distance times the section's factor", "sections.*");
  column(t, "lat", "Latitude", TL_ANGLE, "deg", 1, 0, 4, "study", "as given", "waypoints.*");
  column(t, "lon", "Longitude", TL_ANGLE, "deg", 1, 0, 5, "study", "as given", "waypoints.*");
  column(t, "height_m", "Height above sea level", TL_LENGTH, "m", 1, 0, 3, "study", "as given", "waypoints.*");
  for (size_t i = 0; i < TLI_COUNT(places); i++)
    tl_table_add_row(t, (tl_cell[]){WORD(places[i].name), WORD(places[i].country), NUM(place_x(i)), NUM(places[i].lat),
                                    NUM(places[i].lon), NUM(places[i].height_m)});
  t = tl_results_add_table(
      r, "sections", "Sections",
      "The route through the waypoints is shorter than the published length; the factor says by how much.");
  if (t == NULL) return;
  words(t, "name", "Section");
  words(t, "country", "Country");
  column(t, "published_m", "Published length", TL_LENGTH, "km", 1e3, 0, 4, "study", "as published", "sections.*");
  column(t, "geodesic_m", "Length through the waypoints", TL_LENGTH, "km", 1e3, 0, 4, "route", "sum of geodesics",
         "waypoints.*");
  column(t, "factor", "Factor", TL_NUMBER, "", 1, 0, 4, "route", "published over geodesic length",
         "sections.* waypoints.*");
  for (int s = 0; s < 3; s++) {
    double length = section_end_m[s] - (s ? section_end_m[s - 1] : 0.0);
    tl_table_add_row(t, (tl_cell[]){WORD(section_names[s]), WORD(section_names[s]), NUM(length),
                                    NUM(length / (1.09 + 0.03 * s)), NUM(1.09 + 0.03 * s)});
  }
  tli_text j;
  tli_text_init(&j, NULL);
  tli_text_add(&j, "{\"centre\":[99,51],\"sections\":[");
  for (int s = 0; s < 3; s++) {
    tli_text_printf(&j, "%s{\"id\":\"%s\",\"name\":\"%s\",\"country\":\"%s\",\"role\":\"main\",\"points\":[",
                    s ? "," : "", section_names[s], section_names[s], section_names[s]);
    double from = s ? section_end_m[s - 1] : 0.0;
    for (int i = 0; i <= 60; i++) {
      double x = from + (section_end_m[s] - from) * i / 60.0;
      tli_text_printf(&j, "%s[%.4f,%.4f]", i ? "," : "", between(x, 1), between(x, 0));
    }
    tli_text_add(&j, "]}");
  }
  tli_text_add(&j,
               ",{\"id\":\"feeder\",\"name\":\"Feeder from "
               "Bovanenkovo\",\"country\":\"Russia\",\"role\":\"feeder\",\"points\":[[68.45,70.35],[72.52,65.53],[76."
               "69,64.49],[76.5,61.4]]}],\"stations\":[");
  for (int k = 0; k < STATIONS; k++) {
    double x = station_x(k);
    tli_text_printf(&j, "%s{\"id\":\"cs%d\",\"name\":\"%c%d\",\"lon\":%.4f,\"lat\":%.4f,\"section\":\"%s\"}",
                    k ? "," : "", k + 1, section_names[section_at(x)][0], k + 1, between(x, 1), between(x, 0),
                    section_names[section_at(x)]);
  }
  tli_text_add(&j, "],\"waypoints\":[");
  for (size_t i = 0; i < TLI_COUNT(places); i++)
    tli_text_printf(&j, "%s{\"name\":\"%s\",\"lon\":%.3f,\"lat\":%.3f}", i ? "," : "", places[i].name, places[i].lon,
                    places[i].lat);
  tli_text_printf(&j, "],\"countries\":%s}",
                  countries != NULL ? countries
                                    : "[{\"name\":\"Mongolia\",\"id\":\"MN\",\"rings\":[[[88,50],[98,52],[106,50.3],["
                                      "116,50],[119,46.5],[112,43.5],[105,41.6],[96,42.7],[88,50]]]}]");
  if (j.failed)
    tl_results_set_json(r, "map", "{}");
  else
    tl_results_set_json(r, "map", j.bytes);
  tli_text_free(&j);
}

typedef struct axis {
  const char *id, *label, *unit;
  tl_quantity q;
  double factor, offset, values[4];
  int count;
} axis;
static const axis axes[] = {
    {"working_p_pa", "Working pressure", "MPa", TL_PRESSURE, 1e6, 0, {9.8e6, 11.8e6}, 2},
    {"roughness_m", "Roughness", "um", TL_LENGTH, 1e-6, 0, {10e-6, 30e-6}, 2},
    {"efficiency_factor", "Efficiency factor", "", TL_NUMBER, 1, 0, {0.95, 1.0}, 2},
    {"delivery_p_pa", "Delivery pressure", "MPa", TL_PRESSURE, 1e6, 0, {7e6, 8e6, 9e6, 10e6}, 4},
    {"load_factor", "Load factor", "", TL_NUMBER, 1, 0, {0.9, 1.0}, 2},
    {"cooler_t_k", "After-cooler outlet", "degC", TL_TEMPERATURE, 1, 273.15, {293.15, 303.15}, 2},
    {"offtake_m3_s",
     "Mongolian off-take",
     "bcm/a",
     TL_GAS_VOLUME_FLOW,
     1e9 / (365.0 * 86400.0),
     0,
     {0.0, 3e9 / (365.0 * 86400.0)},
     2},
};

static void add_scenarios(tl_results *r) {
  tl_table *t = tl_results_add_table(r, "scenarios", "All combinations",
                                     "Working pressure and roughness decide; delivery pressure matters less.");
  if (t == NULL) return;
  for (size_t a = 0; a < TLI_COUNT(axes); a++)
    column(t, axes[a].id, axes[a].label, axes[a].q, axes[a].unit, axes[a].factor, axes[a].offset, 3, "study",
           "axis of the study", "axes.*");
  words(t, "first_station", "First station");
  column(t, "capacity_m3_s", "Largest flow within all the limits of the line", TL_GAS_VOLUME_FLOW, "bcm/a at 20 degC",
         1e9 / YEAR_S, 0, 3, "scenarios", "largest flow that keeps every limit", "axes.* limits.* pipes.*");
  column(t, "capex_usd", "Capital cost", TL_MONEY, "bn USD(2024)", 1e9, 0, 2, "econ",
         "sum of pipe, laying and stations", "costs.*");
  column(t, "max_ratio", "Largest pressure ratio", TL_NUMBER, "", 1, 0, 3, "scenarios",
         "over the stations at the published volume", "stations.*");
  column(t, "max_power_w", "Largest station power", TL_POWER, "MW", 1e6, 0, 3, "scenarios",
         "over the stations at the published volume", "stations.*");
  column(t, "velocity_m_s", "Largest gas velocity", TL_VELOCITY, "m/s", 1, 0, 3, "scenarios",
         "at the lowest pressure of any span", "pipes.*");
  words(t, "binding", "What binds");
  words(t, "verdict", "Verdict on 50 bcm/a");
  size_t total = 2;
  for (size_t a = 0; a < TLI_COUNT(axes); a++) total *= (size_t)axes[a].count;
  for (size_t i = 0; i < total; i++) {
    tl_cell cells[16];
    size_t rest = i, c = 0;
    double v[8];
    for (size_t a = 0; a < TLI_COUNT(axes); a++) {
      v[a] = axes[a].values[rest % (size_t)axes[a].count];
      rest /= (size_t)axes[a].count;
      cells[c++] = NUM(v[a]);
    }
    double cap = 41.0 * pow(v[0] / 9.8e6, 1.15) * pow(v[1] / 10e-6, -0.07) * v[2] * (1.05 - 0.07 * (v[3] - 7e6) / 3e6) *
                     v[4] / 0.9 -
                 (v[5] - 293.15) * 0.08 + (rest ? 2.5 : 0.0);
    cells[c++] = WORD(rest ? "last before the border" : "at the border");
    double ratio = 1.0 + 0.5 * pow(50.0 / cap, 2.6);
    cells[c++] = cap < 36 ? NUM(NAN) : NUM(cap * 1e9 / YEAR_S);
    cells[c++] = NUM((18.0 + 4.0 * (v[0] - 9.8e6) / 2e6) * 1e9);
    cells[c++] = cap < 36 ? NUM(NAN) : NUM(ratio);
    cells[c++] = cap < 36 ? NUM(NAN) : NUM(130e6 * (ratio - 1.0));
    cells[c++] = cap < 36 ? NUM(NAN) : NUM(6.0 + 6.0 * (ratio - 1.0));
    cells[c++] = WORD(ratio > 1.7    ? "station power, Mongolia span 4"
                      : ratio > 1.45 ? "pressure ratio, Mongolia span 4"
                                     : "none");
    cells[c++] = WORD(ratio > 1.7 ? "does not fit" : ratio > 1.45 ? "fits only if stations are enlarged" : "fits");
    tl_table_add_row(t, cells);
  }
  tl_results_set_json(
      r, "axes",
      "[{\"id\":\"working_p_pa\",\"label\":\"Working "
      "pressure\",\"unit\":\"MPa\",\"values\":[9.8,11.8]},{\"id\":\"roughness_m\",\"label\":\"Roughness\",\"unit\":"
      "\"um\",\"values\":[10,30]},{\"id\":\"efficiency_factor\",\"label\":\"Efficiency "
      "factor\",\"unit\":\"\",\"values\":[0.95,1]},{\"id\":\"delivery_p_pa\",\"label\":\"Delivery "
      "pressure\",\"unit\":\"MPa\",\"values\":[7,8,9,10]},{\"id\":\"load_factor\",\"label\":\"Load "
      "factor\",\"unit\":\"\",\"values\":[0.9,1]},{\"id\":\"cooler_t_k\",\"label\":\"After-cooler "
      "outlet\",\"unit\":\"degC\",\"values\":[20,30]},{\"id\":\"offtake_m3_s\",\"label\":\"Mongolian "
      "off-take\",\"unit\":\"bcm/a\",\"values\":[0,3]},{\"id\":\"first_station\",\"label\":\"First "
      "station\",\"unit\":\"\",\"values\":[\"at the border\",\"last before the border\"]}]");
  tl_results_set_json(
      r, "reference_scenario",
      "{\"working_p_pa\":9.8e6,\"roughness_m\":1e-5,\"efficiency_factor\":1,\"delivery_p_pa\":7e6,\"load_factor\":0.9,"
      "\"cooler_t_k\":303.15,\"offtake_m3_s\":0,\"first_station\":\"last before the border\"}");
  tl_results_set_json(
      r, "limits",
      "[{\"column\":\"p_pa\",\"section\":\"Mongolia\",\"max\":9.8e6,\"label\":\"working "
      "pressure\",\"input\":\"stations.1\"},{\"column\":\"p_pa\",\"section\":\"\",\"min\":6e6,\"label\":\"lowest "
      "suction\",\"input\":\"stations.2\"},{\"column\":\"velocity_m_s\",\"section\":\"\",\"max\":14,\"label\":"
      "\"velocity "
      "limit\",\"input\":\"pipes.1\"},{\"column\":\"t_k\",\"section\":\"\",\"max\":313.15,\"label\":\"coating "
      "limit\",\"input\":\"pipes.2\"}]");
  tl_results_set_json(
      r, "binding",
      "{\"chainage_m\":3055000,\"column\":\"p_pa\",\"sentence\":\"span 4 in Mongolia binds: station power\"}");
}

static void add_claims(tl_results *r) {
  tl_table *t = tl_results_add_table(r, "claims", "Published figures against physics",
                                     "Each published figure is set against what this study computes.");
  if (t == NULL) return;
  words(t, "id", "Claim");
  words(t, "claim", "What is said");
  words(t, "who", "Who");
  words(t, "date", "When");
  words(t, "published", "Published");
  words(t, "computed", "Computed");
  words(t, "verdict", "Verdict");
  words(t, "reason", "Why");
  words(t, "source", "Source");
  static const char *const verdicts[] = {"fits", "fits only if", "does not fit", "cannot be checked"};
  char id[24], source[24];
  for (int i = 0; i < CLAIMS; i++) {
    (void)snprintf(id, sizeof id, "claim-%02d", i + 1);
    (void)snprintf(source, sizeof source, "source-%d", i % 12);
    tl_table_add_row(t,
                     (tl_cell[]){WORD(id),
                                 WORD(i == 0 ? "962.9 km of DN1400 with five stations carries 50 bcm/a"
                                             : "A length is given for the Russian section"),
                                 WORD(i % 3 ? "Example Agency" : "Example Company"), WORD("2022-01-25"),
                                 WORD(i == 0 ? "50 bcm/a (billion cubic metres a year, taken at 20 degC)" : "2,600 km"),
                                 WORD(i == 0 ? "36.4 to 52.1 bcm/a over 256 cases" : "2,463 km through the waypoints"),
                                 WORD(verdicts[i % 4]),
                                 WORD("Holds at 11.8 MPa, or when the last station before the border feeds the first "
                                      "span; at 9.8 MPa the fourth span needs 132 MW per station."),
                                 WORD(source)});
  }
}

static void add_costs(tl_results *r) {
  tl_table *t =
      tl_results_add_table(r, "capex_items", "Capital cost by section", "Steel and laying outweigh the stations.");
  if (t == NULL) return;
  words(t, "section", "Section");
  words(t, "country", "Country");
  words(t, "item", "Item");
  static const char *const names[] = {"low_usd", "likely_usd", "high_usd"};
  static const char *const labels[] = {"Low", "Likely", "High"};
  for (int k = 0; k < 3; k++)
    column(t, names[k], labels[k], TL_MONEY, "bn USD(2024)", 1e9, 0, 2, "econ", "quantity times unit cost", "costs.*");
  static const char *const items[] = {"Line pipe (steel)", "Laying", "Compressor stations", "Crossings and other"};
  static const double share[] = {2.1, 2.9, 1.3, 0.5};
  for (int s = 0; s < 3; s++)
    for (int i = 0; i < 4; i++) {
      double likely = share[i] * 1e9 * (s == 0 ? 2.3 : s == 1 ? 0.8 : 0.5);
      tl_table_add_row(t, (tl_cell[]){WORD(section_names[s]), WORD(section_names[s]), WORD(items[i]), NUM(likely * 0.7),
                                      NUM(likely), NUM(likely * 1.5)});
    }
  t = tl_results_add_table(
      r, "capex_totals", "Published totals on common scope",
      "Published figures differ in what they count; here all cover pipe and stations, border to border.");
  if (t == NULL) return;
  words(t, "name", "Figure");
  words(t, "kind", "Kind");
  words(t, "date", "When");
  words(t, "scope", "What it counts");
  for (int k = 0; k < 3; k++)
    column(t, names[k], labels[k], TL_MONEY, "bn USD(2024)", 1e9, 0, 2, "econ",
           "published figure brought to the common scope", "claims.*");
  words(t, "sureness", "How sure");
  tl_table_add_row(
      t, (tl_cell[]){WORD("This study"), WORD("computed"), WORD("2026"), WORD("pipe and stations, three countries"),
                     NUM(17e9), NUM(24.5e9), NUM(36.7e9), WORD("range of inputs")});
  tl_table_add_row(t, (tl_cell[]){WORD("Example news agency"), WORD("published"), WORD("2023-10-30"),
                                  WORD("Russian section"), NUM(NAN), NUM(13.6e9), NUM(NAN), WORD("M")});
  tl_table_add_row(t, (tl_cell[]){WORD("Example newspaper"), WORD("published"), WORD("2025-11"),
                                  WORD("whole line, upper guess"), NUM(NAN), NUM(30e9), NUM(NAN), WORD("M")});
  tl_table_add_row(
      t, (tl_cell[]){WORD("Example analyst"), WORD("published"), WORD("2025-09-03"),
                     WORD("pipeline and extra infrastructure"), NUM(10e9), NUM(12.5e9), NUM(15e9), WORD("M")});
  t = tl_results_add_table(r, "levelised", "Levelised transport cost by country",
                           "What each country's stretch must earn per thousand cubic metres to pay for itself.");
  if (t == NULL) return;
  words(t, "country", "Country");
  static const char *const volume[] = {"low_usd_m3", "likely_usd_m3", "high_usd_m3"}, *const energy[] = {"low_usd_j",
                                                                                                         "likely_usd_j",
                                                                                                         "high_usd_j"};
  for (int k = 0; k < 3; k++)
    column(t, volume[k], labels[k], TL_MONEY_PER_GAS_VOLUME, "USD(2024)/1000 m3 at 20 degC", 1e-3, 0, 3, "econ",
           "present cost over present volume", "costs.* money.*");
  for (int k = 0; k < 3; k++)
    column(t, energy[k], labels[k], TL_MONEY_PER_ENERGY, "USD(2024)/MMBtu", 1.0 / 1055.05585262e6, 0, 3, "econ",
           "cost per volume over gross heating value", "costs.* money.* gas.*");
  static const double cost[] = {0.062, 0.021, 0.014};
  for (int s = 0; s < 3; s++)
    tl_table_add_row(t, (tl_cell[]){WORD(section_names[s]), NUM(cost[s] * 0.7), NUM(cost[s]), NUM(cost[s] * 1.5),
                                    NUM(cost[s] * 0.7 / 37.5e6), NUM(cost[s] / 37.5e6), NUM(cost[s] * 1.5 / 37.5e6)});
}

static void add_rest(tl_results *r) {
  tl_table *t = tl_results_add_table(r, "balance", "Gas in, gas out", "What goes in comes out or is burnt as fuel.");
  if (t == NULL) return;
  words(t, "section", "Section");
  column(t, "in_kg_s", "Gas in", TL_MASS_FLOW, "kg/s", 1, 0, 6, "flow", "mass flow into the section", "");
  column(t, "out_kg_s", "Gas out", TL_MASS_FLOW, "kg/s", 1, 0, 6, "flow", "mass flow out of the section", "");
  column(t, "fuel_kg_s", "Fuel", TL_MASS_FLOW, "kg/s", 1, 0, 4, "flow", "sum over the stations", "");
  column(t, "relative_error", "In less out less fuel, relative", TL_NUMBER, "", 1, 0, 2, "flow",
         "difference over gas in", "");
  for (int s = 0; s < 3; s++)
    tl_table_add_row(t, (tl_cell[]){WORD(section_names[s]), NUM(1180.0 - 14.0 * s), NUM(1166.0 - 14.0 * s), NUM(14.0),
                                    NUM(1.3e-13)});
  t = tl_results_add_table(r, "segmentation", "Error of cutting the pipe into segments",
                           "Halving the segments changes the outlet pressure by less than the stated error.");
  if (t == NULL) return;
  column(t, "segments", "Segments", TL_COUNT, "", 1, 0, 4, "flow", "chosen by the error wanted", "");
  column(t, "error_p_pa", "Change of outlet pressure", TL_PRESSURE_DIFFERENCE, "Pa", 1, 0, 2, "flow",
         "against twice as many segments", "");
  tl_table_add_row(t, (tl_cell[]){NUM(412), NUM(38)});
  t = tl_results_add_table(r, "proof", "Checks of this run", "Each check is made on every run.");
  if (t == NULL) return;
  words(t, "check", "Check");
  words(t, "outcome", "Outcome");
  words(t, "detail", "Detail");
  tl_table_add_row(t, (tl_cell[]){WORD("Gas balance"), WORD("passed"), WORD("1.3e-13 of the flow; allowed 1e-9")});
  tl_table_add_row(t, (tl_cell[]){WORD("Costs sum to the total"), WORD("passed"), WORD("exact")});
  t = tl_results_add_table(r, "unknowns", "What is not public", "One axis at a time leaves the reference case.");
  if (t == NULL) return;
  words(t, "axis", "Not public");
  words(t, "value", "Instead of the reference");
  column(t, "change", "Change of the largest flow", TL_NUMBER, "%", 0.01, 0, 2, "scenarios",
         "against the reference case", "axes.*");
  static const double changes[] = {0.23, -0.07, 0.04, -0.12, -0.31};
  for (size_t i = 0; i < TLI_COUNT(changes); i++)
    tl_table_add_row(t, (tl_cell[]){WORD(axes[i].label), WORD("the other value"), NUM(changes[i])});
  t = tl_results_add_table(r, "gas_laws", "Gas laws side by side", "How much the choice of gas law moves the answer.");
  if (t == NULL) return;
  words(t, "model", "Gas law");
  column(t, "capacity_m3_s", "Capacity", TL_GAS_VOLUME_FLOW, "bcm/a at 20 degC", 1e9 / YEAR_S, 0, 3, "flow",
         "largest flow within the limits", "gas.*");
  tl_table_add_row(t, (tl_cell[]){WORD("Papay"), NUM(43.1 * 1e9 / YEAR_S)});
  tl_table_add_row(t, (tl_cell[]){WORD("CNGA"), NUM(42.2 * 1e9 / YEAR_S)});
  t = tl_results_add_table(r, "something_new", "A table nobody knows",
                           "It is shown as it is, <b>not</b> as markup. </script><!--");
  if (t == NULL) return;
  words(t, "text", "Words, \"quoted\", & more");
  column(t, "x_pa", "A pressure", TL_PRESSURE, "kPa", 1e3, 0, 3, "", "", "");
  tl_table_add_row(t, (tl_cell[]){WORD("</script><script>document.title='broken'</script>"), NUM(123456.0)});
  tl_table_add_row(t, (tl_cell[]){WORD(NULL), NUM(NAN)});
}

static void add_inputs(tl_results *r) {
  static const char *const groups[] = {"sections", "waypoints", "pipes", "gas",   "stations", "ground",
                                       "axes",     "limits",    "costs", "money", "claims"};
  static const char *const levels[] = {"H", "M", "L", "assumption"};
  char id[48], label[64], source[24], text[32], file[48];
  for (int i = 0; i < INPUTS; i++) {
    const char *group = groups[i % (int)TLI_COUNT(groups)];
    (void)snprintf(id, sizeof id, "%s.%d", group, i / (int)TLI_COUNT(groups) + 1);
    (void)snprintf(label, sizeof label, "Example figure %d of %s", i + 1, group);
    (void)snprintf(source, sizeof source, "source-%d", i % 12);
    (void)snprintf(text, sizeof text, "%d.%d km", 100 + i * 7, i % 10);
    (void)snprintf(file, sizeof file, "studies/example/%s.csv", group);
    bool assumed = i % 4 == 3;
    tl_results_add_input(r, &(tl_input){id, label, text, (100 + i * 7 + (i % 10) / 10.0) * 1000.0, "m", file, i + 2,
                                        assumed ? "" : source, assumed ? "" : "2022-01-25", levels[i % 4],
                                        i % 9 == 0 ? "Taken at 20 degC, because the source does not say." : ""});
  }
  char citation[96], url[64] = "";
  for (int i = 0; i < 12; i++) {
    (void)snprintf(source, sizeof source, "source-%d", i);
    (void)snprintf(citation, sizeof citation, "Example Publisher, \"A made-up article number %d\" (test fixture)",
                   i + 1);
    (void)snprintf(url, sizeof url, "https://example.org/articles/%d", i);
    tl_results_add_source(r, &(tl_source){source, citation, "2022-01-25", i % 2 != 0 ? url : ""});
  }
}

static void add_texts(tl_results *r) {
  static const char *const texts[][2] = {
      {"title", "Example Line"},
      {"subtitle", "A made-up study for the tests of the report: no figure here is one of a real line"},
      {"date_line", "Computed on 2026-01-01"},
      {"version", "Trunkline 0.1.0"},
      {"study_file", "studies/example/study.yaml"},
      {"summary.1.question", "Does it carry the gas that was announced, and what limits it?"},
      {"summary.1.number", "43.1 bcm/a"},
      {"summary.1.range", "36 to 52 over 256 combinations of what is not public"},
      {"summary.1.answer",
       "The announced 50 bcm/a (billion cubic metres a year, at 20 degC) fits only at a working pressure of 11.8 MPa; "
       "at 9.8 MPa station power in Mongolia binds."},
      {"summary.1.cell", "scenarios/16/capacity_m3_s"},
      {"summary.2.question", "What does it cost, with what in the number?"},
      {"summary.2.number", "24.5 bn USD(2024)"},
      {"summary.2.range", "17 to 37 with low and high unit costs"},
      {"summary.2.answer",
       "Line pipe, laying and compressor stations in three countries; without the fields, interest while building, and "
       "taxes."},
      {"summary.3.question", "At which border price does it pay, for whom?"},
      {"summary.3.number", "97 USD/1000 m3"},
      {"summary.3.range", "68 to 146; 1.9 to 4.1 USD/MMBtu"},
      {"summary.3.answer",
       "Transport over the whole line costs 97 USD per 1000 m3, which is 2.7 USD/MMBtu; prices below that plus "
       "production do not pay."},
      {"summary.5.question", "What do we not know that would change the answer?"},
      {"summary.5.number", "5 unknowns"},
      {"summary.5.range", "together they move capacity by a third"},
      {"summary.5.answer",
       "Working pressure, wall roughness, where the first station stands, delivery pressure and the off-take on the "
       "way are not public."},
      {"neutrality_note",
       "This report takes no position on whether the line should be built. Parties are named as they name themselves."},
      {"map.layer_source",
       "Natural Earth 1:50m through world-atlas 2.0.2 (public domain); borders as that layer draws them"},
      {"notices", "Example notice of data inside."},
      {"page.line.intro", "Where the line runs, through whose land, how high and how cold."},
      {"page.flow.intro", "What happens in the pipe at the reference case."},
      {"page.stations.intro", "What the machines do."},
      {"hash.studies/example/study.yaml", "sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"},
  };
  for (size_t i = 0; i < TLI_COUNT(texts); i++) tl_results_set_text(r, texts[i][0], texts[i][1]);
}

tl_results *fixture_results(const char *countries, const tl_allocator *allocator) {
  tl_results *r = tl_results_create(allocator);
  if (r == NULL) return NULL;
  add_texts(r);
  add_route(r, countries);
  add_profile(r);
  add_stations(r);
  add_scenarios(r);
  add_claims(r);
  add_costs(r);
  add_rest(r);
  fixture_add_breaks(r);
  add_inputs(r);
  return r;
}
