/* game_study.h - a small study with a game: a producer, a transit country, a buyer, a straight way and one around. */
#ifndef GAME_STUDY_H
#define GAME_STUDY_H

#include "making.h"
#include "study/shares.h"

static const char three_sides[] =
    "study: {title: Three}\n"
    "gas: {composition: methane, model: papay}\n"
    "flow: {mode: given, volume: 30 bcm/a at 20 degC, at: b}\n"
    "inlet: {pressure: 6 MPa, temperature: 10 degC}\n"
    "delivery: {min_pressure: 5 MPa}\n"
    "pipes:\n"
    "  trunk: {outside_diameter: 1420 mm, wall: 20 mm, roughness: 10 um, max_pressure: 9.8 MPa}\n"
    "stations:\n"
    "  trunk: {efficiency: \"0.84\"}\n"
    "sections:\n"
    "  a: {title: First, country: RU, from: p, to: q, length: 220 km, pipe: trunk, station: trunk, station_count: 2}\n"
    "  b: {title: Second, country: MN, from: q, to: r, length: 230 km, pipe: trunk, station: trunk, station_count: 2}\n"
    "waypoints:\n"
    "  p: {lat: 0 deg, lon: 20 deg, height: 0 m}\n"
    "  q: {lat: 0 deg, lon: 21.9 deg, height: 300 m}\n"
    "  r: {lat: 0 deg, lon: 23.8 deg, height: 100 m}\n"
    "limits: {max_ratio: \"1.8\"}\n"
    "costs:\n"
    "  steel: {title: Steel, scope: steel, basis: per_steel_mass, low: 1000 USD(2025)/t, likely: 1300 USD(2025)/t, "
    "high: 1800 USD(2025)/t}\n"
    "  stations: {title: Stations, scope: stations, basis: per_power, low: 2500 USD(2025)/kW, likely: 3500 "
    "USD(2025)/kW, high: 4500 USD(2025)/kW}\n"
    "economics: {currency: USD, price_year: 2025, life: 30 a, discount_rate: 10 %/a, construction_years: 2, "
    "ramp_years: "
    "1, opex_line: 2 %/a, opex_station: 4 %/a, fuel_price: 45 USD(2025)/1000 m3 at 20 degC}\n"
    "alternatives:\n"
    "  round: {title: Around, length_factor: \"1.2\"}\n"
    "alternative_points:\n"
    "  p1: {alternative: round, country: RU, lat: 0 deg, lon: 20 deg, height: 0 m}\n"
    "  p2: {alternative: round, country: CN, lat: 3 deg, lon: 22 deg, height: 50 m}\n"
    "  p3: {alternative: round, country: CN, lat: 0 deg, lon: 23.8 deg, height: 100 m}\n"
    "players:\n"
    "  RU: {title: Producer, country: RU}\n"
    "  MN: {title: Transit, country: MN}\n"
    "  CN: {title: Buyer, country: CN}\n"
    "market: {buyers: CN, volume: 100 bcm/a at 20 degC, price: 200 USD(2025)/1000 m3 at 20 degC, elasticity: \"0.5\"}\n"
    "rivals:\n"
    "  far: {kind: lng, volume: 60 bcm/a at 20 degC, cost: 250 USD(2025)/1000 m3 at 20 degC}\n"
    "  old: {kind: pipeline, volume: 40 bcm/a at 20 degC, cost: 100 USD(2025)/1000 m3 at 20 degC, committed: yes}\n"
    "gas_fields:\n"
    "  f: {players: RU, capacity: 50 bcm/a at 20 degC, cost: 20 USD(2025)/1000 m3 at 20 degC, other_use: 10 "
    "USD(2025)/1000 m3 at 20 degC}\n"
    "ways:\n"
    "  straight: {title: Straight, players: RU+MN, gas_field: f, least: 30 bcm/a at 20 degC, largest: 40 bcm/a at 20 "
    "degC, step: 10 bcm/a at 20 degC, before: 5 USD(2025)/1000 m3 at 20 degC}\n"
    "  round: {title: Around, alternative: round, players: RU, gas_field: f, least: 30 bcm/a at 20 degC, largest: 30 "
    "bcm/a at 20 degC, behind: 7 USD(2025)/1000 m3 at 20 degC}\n";

static inline tl_study *open_and_run(const char *text, const char *steps, const char *path, const char *value) {
  char folder[512];
  tl_study *study = NULL;
  tl_error error;
  tl_study_options options;
  tl_study_options_default(&options);
  options.steps = steps;
  tl_code code = tl_study_open(make_study("shares", text, folder, sizeof folder), NULL, &study, &error);
  for (size_t i = 0; study != NULL && code != TL_OK && i < tl_findings_count(tl_study_findings(study)); i++)
    print_message("%s\n", tl_findings_at(tl_study_findings(study), i)->sentence);
  if (code == TL_OK && path != NULL) code = tl_study_set(study, path, value, &error);
  if (code == TL_OK) code = tl_study_run(study, &options, &error);
  if (code != TL_OK) fail_msg("%s", error.sentence);
  return study;
}

static inline double value_of(const tl_study *study, const char *coalition) {
  const tl_table *t = tl_results_table(tl_study_results(study), "coalitions");
  for (size_t r = 0; t != NULL && r < tl_table_rows(t); r++)
    if (strcmp(tl_table_text(t, r, 0), coalition) == 0) return tl_table_number(t, r, 1);
  fail_msg("no coalition %s", coalition);
  return NAN;
}

/* A cell of a table, by the words in the first column of its row. */
static inline double cell_of(const tl_study *study, const char *table, const char *row, const char *column) {
  const tl_table *t = tl_results_table(tl_study_results(study), table);
  for (size_t r = 0; t != NULL && r < tl_table_rows(t); r++)
    for (size_t c = 0; c < tl_table_columns(t); c++)
      if (strcmp(tl_table_text(t, r, 0), row) == 0 && strcmp(tl_table_column(t, c)->name, column) == 0)
        return tl_table_number(t, r, c);
  fail_msg("no %s of %s in table %s", column, row, table);
  return NAN;
}

#endif
