/* The fixture's page "When something breaks": made-up outages, courses over time and a field of pressures. */
#include "fixture.h"

#include "base/tli_base.h"
#include "result/tli_columns.h"

#include <stdio.h>

static void add_outages(tl_results *r) {
  tli_columns t = tli_table_begin(r, "station_outages", "When a station stops", "Made up.", "time", "transient");
  tli_words(&t, "station", "Station", "made up", "sections.*");
  tli_words(&t, "what", "What stands", "made up", "");
  tli_words(&t, "place", "Place", "made up", "");
  tli_column(&t, "survival_s", "Lasts", TL_TIME, "h", 3, "made up", "sections.*");
  tli_column(&t, "carried_share", "of what is asked", TL_NUMBER, "%", 3, "made up", "sections.*");
  for (int i = 0; i < 20; i++) {
    char name[32];
    (void)snprintf(name, sizeof name, "Station %d", i + 1);
    for (int k = 0; k < 2; k++)
      tli_row(&t, (tl_cell[]){TLI_W(name), TLI_W("the station"), TLI_W(k == 0 ? "Border" : "End"),
                              TLI_N(i == 19 && k == 0 ? NAN : 3600.0 * (double)(100 - 5 * i + 20 * k)), TLI_N(0.8)});
  }
}

static void add_courses(tl_results *r) {
  static const char *const cases[] = {"outage", "month", "rupture"};
  tli_columns t = tli_table_begin(r, "time_course", "Over time", "Made up.", "time", "transient");
  tli_words(&t, "case", "Case", "which run", "");
  tli_column(&t, "time_s", "Time", TL_TIME, "h", 4, "made up", "");
  tli_column(&t, "asked_kg_s", "Asked", TL_MASS_FLOW, "kg/s", 4, "made up", "sections.*");
  tli_column(&t, "served_kg_s", "Served", TL_MASS_FLOW, "kg/s", 4, "made up", "sections.*");
  tli_column(&t, "held_m3", "Gas held in the line", TL_GAS_VOLUME, "million m3 at 20 degC", 4, "made up", "sections.*");
  tli_column(&t, "held_a_m3", "of it Russia", TL_GAS_VOLUME, "million m3 at 20 degC", 4, "made up", "sections.*");
  tli_column(&t, "held_b_m3", "of it Mongolia", TL_GAS_VOLUME, "million m3 at 20 degC", 4, "made up", "sections.*");
  tli_column(&t, "p_1_pa", "Pressure at Border", TL_PRESSURE, "MPa", 3, "made up", "sections.*");
  tli_column(&t, "p_2_pa", "Pressure at End", TL_PRESSURE, "MPa", 3, "made up", "sections.*");
  for (size_t c = 0; c < TLI_COUNT(cases); c++)
    for (int i = 0; i <= 50; i++) {
      const double x = (double)i / 50.0, held = 3e8 * exp(-2.0 * x);
      tli_row(&t, (tl_cell[]){TLI_W(cases[c]), TLI_N(x * (c == 1 ? 30.0 : 7.0) * 86400.0), TLI_N(1100.0),
                              TLI_N(1100.0 - 200.0 * x), TLI_N(1e9 + held), TLI_N(7e8 + 0.7 * held),
                              TLI_N(3e8 + 0.3 * held), TLI_N(5e6 + 3e6 * exp(-4.0 * x)), TLI_N(7e6 + 1e6 * exp(-x))});
    }
}

static void add_fields(tl_results *r) {
  static const char *const cases[] = {"outage", "month", "rupture"};
  tli_text json;
  tli_text_init(&json, NULL);
  tli_text_add(&json, "[");
  for (size_t c = 0; c < TLI_COUNT(cases); c++) {
    tli_text_printf(&json, "%s{\"case\":\"%s\",\"from_m\":0,\"to_m\":4100000,\"unit_pa\":10000,\"t_s\":[0,3600,7200],",
                    c > 0 ? "," : "", cases[c]);
    tli_text_add(&json, "\"p\":[[1180,900,700,1180,800],[1180,850,650,1180,750],[1180,800,560,1180,700]]}");
  }
  tli_text_add(&json, "]");
  if (!json.failed) tl_results_set_json(r, "time_maps", json.bytes);
  tli_text_free(&json);
}

void fixture_add_breaks(tl_results *r) {
  add_outages(r);
  add_courses(r);
  add_fields(r);
  tl_results_set_text(r, "time.outages", "Whichever station stops, some place falls below its least pressure.");
  tl_results_set_text(r, "time.month", "The gas held in the line carries the cold spell.");
  tl_results_set_text(r, "time.rupture", "The valves beside it are closed after 2.3 min.");
}
