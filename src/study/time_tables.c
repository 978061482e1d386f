/* What the step "time" writes: tables, the pictures' pressures over distance and time, and a sentence for each case.
 * docs/theory/study-time.md */
#include "study/time_line.h"

#include <string.h>

#define TIME_INPUTS HYDRAULIC_INPUTS " time.* limits.* delivery.*"

enum { SERIES_ROWS = 181, MAP_ROWS = 49 };

typedef struct writer {
  tl_study *study;
  const tli_time_answers *answers;
  const tli_time_line *line;
  const char *volume, *flow; /* units with the study's reference state */
  double kg_per_m3;
} writer;

static const char *kept(writer *w, const char *text) {
  w->study->lost = w->study->lost || text == NULL;
  return text != NULL ? text : "";
}

static const char *digits(writer *w, double value) {
  return kept(w, tli_arena_strdup(w->study->arena, tli_digits(value, 3).words));
}

static tli_columns begin(const writer *w, const char *id, const char *title, const char *sentence) {
  return tli_table_begin(w->study->results, id, title, sentence, "time", "study-time");
}

/* ---- outages ------------------------------------------------------------------------------------------------- */

static void outage_columns(const writer *w, tli_columns *t) {
  tli_words(t, "station", "Station", "section and number along the flow", "sections.*");
  tli_words(t, "what", "What stands", "the whole station, or one of its equal machines", "time.units");
  tli_words(t, "place", "Place", "where gas is handed over", "waypoints.* sections.* offtakes.*");
  tli_column(t, "least_p_pa", "Least pressure there", TL_PRESSURE, "MPa", 3, "as the study gives it",
             "delivery.min_pressure time.end_pressure");
  tli_column(t, "survival_s", "Lasts", TL_TIME, "h", 3,
             "from the outage until the pressure there is down to the least; empty: it stays above for the time "
             "followed",
             TIME_INPUTS);
  tli_column(t, "lowest_p_pa", "Lowest pressure", TL_PRESSURE, "MPa", 3, "over the time followed", TIME_INPUTS);
  tli_column(t, "unserved_24_m3", "Lacking in 24 h", TL_GAS_VOLUME, w->volume, 3,
             "asked less served; empty where the gas goes on and only its pressure is required", TIME_INPUTS);
  tli_column(t, "unserved_72_m3", "Lacking in 72 h", TL_GAS_VOLUME, w->volume, 3, "asked less served", TIME_INPUTS);
  tli_column(t, "carried_m3_s", "Carried for good", TL_GAS_VOLUME_FLOW, w->flow, 3,
             "largest steady flow, where the study counts it, that leaves each place its least pressure", TIME_INPUTS);
  tli_column(t, "carried_share", "of what is asked", TL_NUMBER, "%", 3, "carried for good over the flow asked",
             TIME_INPUTS);
  tli_words(t, "trouble", "Why the run ended early", "reason of the solver, or empty", "");
}

static void outage_row(const writer *w, tli_columns *t, const tli_time_outage *o, size_t place) {
  const tli_time_fate *fate = &o->run.fates[place];
  const double per = 1.0 / w->kg_per_m3;
  tli_row(t,
          (tl_cell[]){TLI_W(w->study->line->stations[o->station].name), TLI_W(o->unit ? "one machine" : "the station"),
                      TLI_W(w->line->places[place].name), TLI_N(w->line->places[place].least_p_pa),
                      TLI_N(fate->survival_s), TLI_N(fate->lowest_p_pa), TLI_N(fate->unserved_24_kg * per),
                      TLI_N(fate->unserved_72_kg * per), TLI_N(o->carried_kg_s * per),
                      TLI_N(o->carried_kg_s / w->study->line->asked_kg_s), TLI_W(o->run.reason)});
}

static void outage_table(const writer *w) {
  tli_columns t = begin(w, "station_outages", "When a station stops",
                        "Each station, and one machine of each, stops at time 0 while the flow asked stays; how long "
                        "the gas in the line keeps every place supplied, and what can be carried until it is mended.");
  outage_columns(w, &t);
  const double intact = w->answers->intact_kg_s;
  tli_row(&t,
          (tl_cell[]){TLI_W("none"), TLI_W("nothing"), TLI_W("all"), TLI_N(NAN), TLI_N(NAN), TLI_N(NAN), TLI_N(NAN),
                      TLI_N(NAN), TLI_N(intact / w->kg_per_m3), TLI_N(intact / w->study->line->asked_kg_s), TLI_W("")});
  for (size_t i = 0; i < w->answers->outage_count; i++)
    for (size_t p = 0; p < w->line->place_count; p++) outage_row(w, &t, &w->answers->outages[i], p);
}

/* The place that runs short first; place_count if none does. */
static size_t first_short(const writer *w, const tli_time_run *run) {
  size_t first = w->line->place_count;
  for (size_t p = 0; p < w->line->place_count; p++) {
    const double here = run->fates[p].survival_s;
    if (!isnan(here) && (first == w->line->place_count || here < run->fates[first].survival_s)) first = p;
  }
  return first;
}

static const char *hours(writer *w, double seconds) {
  return kept(w, tli_arena_printf(w->study->arena, "%s h", tli_digits(seconds / 3600.0, 3).words));
}

static void say_outages(writer *w) {
  const tli_time_answers *a = w->answers;
  const tli_line *line = w->study->line;
  size_t hurt = 0;
  for (size_t i = 0; i < a->outage_count; i++)
    if (!a->outages[i].unit && first_short(w, &a->outages[i].run) < w->line->place_count) hurt++;
  const char *days = digits(w, w->study->reference->time.horizon.si / 86400.0);
  const char *text;
  if (a->worst == a->outage_count) {
    text = tli_arena_printf(w->study->arena,
                            "No outage of one of the %zu stations brings any place below its least pressure within %s "
                            "days.",
                            line->station_count, days);
  } else {
    const tli_time_outage *worst = &a->outages[a->worst];
    const size_t place = first_short(w, &worst->run);
    tli_arena *arena = w->study->arena;
    const char *which =
        hurt == line->station_count
            ? tli_arena_printf(arena, "Whichever of the %zu stations stops, some place falls", line->station_count)
            : tli_arena_printf(arena, "%zu of the %zu stations are needed: when one of them stops, some place falls",
                               hurt, line->station_count);
    text = tli_arena_printf(arena,
                            "%s below its least pressure within %s days. The quickest: with %s%s out, %s lasts %s; the "
                            "line then carries %s %% of what is asked.",
                            kept(w, which), days, worst->unit ? "one machine of " : "",
                            line->stations[worst->station].name, w->line->places[place].name,
                            hours(w, worst->run.fates[place].survival_s),
                            tli_digits(100.0 * worst->carried_kg_s / line->asked_kg_s, 3).words);
  }
  tl_results_set_text(w->study->results, "time.outages", kept(w, text));
}

static void check_table(const writer *w) {
  const tli_time_answers *a = w->answers;
  if (a->worst == a->outage_count) return;
  tli_columns t = begin(w, "time_check", "How well these times are known",
                        "The quickest outage again with half the cells' length and a quarter of the error that a step "
                        "may make.");
  tli_words(&t, "place", "Place", "where gas is handed over", "");
  tli_column(&t, "survival_s", "Lasts", TL_TIME, "h", 5, "as in the table of outages", TIME_INPUTS);
  tli_column(&t, "finer_s", "on half the cells", TL_TIME, "h", 5, "as before, but for cells and steps", TIME_INPUTS);
  tli_column(&t, "mass_error", "Gas lost by the arithmetic, relative", TL_NUMBER, "", 2,
             "held less start less in plus out, over what is held, worst of all steps", "");
  for (size_t p = 0; p < w->line->place_count; p++)
    tli_row(&t, (tl_cell[]){TLI_W(w->line->places[p].name), TLI_N(a->outages[a->worst].run.fates[p].survival_s),
                            TLI_N(a->finer.fates[p].survival_s), TLI_N(a->finer.mass_error)});
}

/* ---- the month and the rupture --------------------------------------------------------------------------------- */

static void place_columns(const writer *w, tli_columns *t) {
  tli_words(t, "place", "Place", "where gas is handed over", "waypoints.* sections.* offtakes.*");
  tli_column(t, "least_p_pa", "Least pressure there", TL_PRESSURE, "MPa", 3, "as the study gives it",
             "delivery.min_pressure time.end_pressure");
  tli_column(t, "lowest_p_pa", "Lowest pressure", TL_PRESSURE, "MPa", 3, "over the run", TIME_INPUTS);
  tli_column(t, "survival_s", "Lasts", TL_TIME, "h", 3,
             "from the start until the pressure is down to the least; empty: it stays above", TIME_INPUTS);
  tli_column(t, "below_s", "Below it for", TL_TIME, "h", 3, "where the gas goes on and only its pressure is required",
             TIME_INPUTS);
  tli_column(t, "asked_m3", "Asked", TL_GAS_VOLUME, w->volume, 4, "over the run", TIME_INPUTS);
  tli_column(t, "unserved_m3", "Lacking", TL_GAS_VOLUME, w->volume, 3, "asked less served, over the run", TIME_INPUTS);
}

static void place_rows(const writer *w, tli_columns *t, const tli_time_run *run) {
  for (size_t p = 0; p < w->line->place_count; p++) {
    const tli_time_fate *fate = &run->fates[p];
    const bool draws = w->line->places[p].draws;
    tli_row(t, (tl_cell[]){TLI_W(w->line->places[p].name), TLI_N(w->line->places[p].least_p_pa),
                           TLI_N(fate->lowest_p_pa), TLI_N(fate->survival_s), TLI_N(draws ? NAN : fate->below_s),
                           TLI_N(fate->asked_kg / w->kg_per_m3), TLI_N(fate->unserved_kg / w->kg_per_m3)});
  }
}

static void energy_column(tli_columns *t) {
  tli_column(t, "energy_error", "Energy lost by the arithmetic, relative", TL_NUMBER, "", 2,
             "held in gas and soil less start less in plus out, over that of the gas, worst of all steps", "");
}

static void month_tables(writer *w) {
  const tli_time_month *m = &w->answers->month;
  const tli_study_time *time = &w->study->reference->time;
  tli_columns t = begin(w, "cold_month", "A cold month, place by place",
                        "Mild days with a cold spell between them, and a swing by day and night.");
  place_columns(w, &t);
  place_rows(w, &t, &m->run);
  const tli_time_fate *end = NULL;
  for (size_t p = 0; p < w->line->place_count; p++)
    if (w->line->places[p].node == w->study->line->end_node) end = &m->run.fates[p];
  if (end == NULL || isnan(end->asked_kg)) return;
  const double taken = end->asked_kg - end->unserved_kg, share = taken / m->contract_kg;
  tli_columns c = begin(w, "take_or_pay", "What is taken against the contract",
                        "The month's share of the yearly quantity, what of it is paid in any case, and what is taken.");
  tli_column(&c, "contract_m3", "Contract quantity", TL_GAS_VOLUME, w->volume, 4,
             "flow of the reference scenario at the end of the line, as the average of the year, times the month",
             TIME_INPUTS);
  tli_column(&c, "floor_m3", "Paid in any case", TL_GAS_VOLUME, w->volume, 4, "share of take-or-pay of it",
             "time.take_or_pay");
  tli_column(&c, "asked_m3", "Asked", TL_GAS_VOLUME, w->volume, 4, "over the month", TIME_INPUTS);
  tli_column(&c, "taken_m3", "Taken", TL_GAS_VOLUME, w->volume, 4, "what the line could deliver of it", TIME_INPUTS);
  tli_column(&c, "taken_share", "of the contract", TL_NUMBER, "%", 3, "taken over the contract quantity", TIME_INPUTS);
  tli_column(&c, "paid_only_m3", "Paid, not taken", TL_GAS_VOLUME, w->volume, 3,
             "what is taken less than the share that is paid in any case", TIME_INPUTS);
  energy_column(&c);
  const double per = 1.0 / w->kg_per_m3, least = time->take_or_pay.si * m->contract_kg;
  tli_row(&c,
          (tl_cell[]){TLI_N(m->contract_kg * per), TLI_N(least * per), TLI_N(end->asked_kg * per), TLI_N(taken * per),
                      TLI_N(share), TLI_N(fmax(least - taken, 0.0) * per), TLI_N(m->run.energy_error)});
  const size_t place = first_short(w, &m->run);
  const char *holds =
      m->run.outcome != TL_SOLVED ? m->run.reason
      : place == w->line->place_count
          ? "The gas held in the line carries it: no place comes below its least pressure"
          : kept(w, tli_arena_printf(w->study->arena, "%s comes to its least pressure after %s",
                                     w->line->places[place].name, hours(w, m->run.fates[place].survival_s)));
  tl_results_set_text(
      w->study->results, "time.month",
      kept(w, tli_arena_printf(w->study->arena,
                               "%s. Taken over the month: %s %% of the contract quantity; %s %% is paid in any case.",
                               holds, digits(w, 100.0 * share), tli_digits(100.0 * time->take_or_pay.si, 3).words)));
}

/* The valves beside the break that closed; NaN where none did. */
static void isolated(const tli_time_rupture *r, double *from_m, double *to_m, double *closed_s, double closing_s) {
  *from_m = *to_m = *closed_s = NAN;
  for (size_t v = 0; v < r->valve_count; v++) {
    if (isnan(r->valves[v].closes_s)) continue;
    if (r->valves[v].chainage_m < r->chainage_m) *from_m = r->valves[v].chainage_m;
    if (r->valves[v].chainage_m > r->chainage_m && isnan(*to_m)) *to_m = r->valves[v].chainage_m;
  }
  for (size_t v = 0; v < r->valve_count; v++)
    if (r->valves[v].chainage_m == *from_m || r->valves[v].chainage_m == *to_m)
      *closed_s =
          isnan(*closed_s) ? r->valves[v].closes_s + closing_s : fmax(*closed_s, r->valves[v].closes_s + closing_s);
  if (isnan(*from_m) || isnan(*to_m)) *closed_s = NAN;
}

static void rupture_row(writer *w, const tli_time_rupture *r) {
  const tli_line *line = w->study->line;
  double from_m, to_m, closed_s, first_hour = NAN;
  isolated(r, &from_m, &to_m, &closed_s, w->study->reference->time.valve_closing.si);
  for (size_t i = 0; i < r->run.rows; i++)
    if (r->run.time_s[i] <= 3600.0) first_hour = r->run.lost_kg[i];
  const double per = 1.0 / w->kg_per_m3;
  tli_columns t = begin(w, "rupture", "A rupture",
                        "The line breaks off in full at time 0 and blows out of both ends until the line-break valves "
                        "beside it are closed and what is between them is gone.");
  tli_words(&t, "behind", "Behind station", "as the study names it", "time.rupture_section time.rupture_station");
  tli_column(&t, "chainage_m", "Distance along the line", TL_LENGTH, "km", 5, "between the stations, by its share",
             "time.rupture_share sections.*");
  tli_column(&t, "valve_before_m", "Valve closed before it", TL_LENGTH, "km", 5,
             "nearest line-break valve that closed; empty: none", "time.valve_spacing");
  tli_column(&t, "valve_behind_m", "Valve closed behind it", TL_LENGTH, "km", 5,
             "nearest line-break valve that closed; empty: none", "time.valve_spacing");
  tli_column(&t, "closed_s", "Both closed after", TL_TIME, "min", 3,
             "fall of pressure seen and confirmed, then the closing time",
             "time.valve_fall time.valve_confirm "
             "time.valve_closing");
  tli_column(&t, "lost_first_m3", "Lost in the first hour", TL_GAS_VOLUME, w->volume, 3,
             "critical outflow from both ends", TIME_INPUTS);
  tli_column(&t, "lost_m3", "Lost in all", TL_GAS_VOLUME, w->volume, 3, "critical outflow from both ends", TIME_INPUTS);
  tli_column(&t, "lost_kg", "Lost in all, by mass", TL_MASS, "t", 3, "critical outflow from both ends", TIME_INPUTS);
  energy_column(&t);
  tli_words(&t, "trouble", "Why the run ended early", "reason of the solver, or empty", "");
  tli_row(&t, (tl_cell[]){TLI_W(line->stations[r->station].name), TLI_N(r->chainage_m), TLI_N(from_m), TLI_N(to_m),
                          TLI_N(closed_s), TLI_N(first_hour * per), TLI_N(r->run.lost_all_kg * per),
                          TLI_N(r->run.lost_all_kg), TLI_N(r->run.energy_error), TLI_W(r->run.reason)});
  const size_t place = first_short(w, &r->run);
  const char *closed = isnan(closed_s)
                           ? "The line-break valves beside it do not both close"
                           : kept(w, tli_arena_printf(w->study->arena, "The valves beside it are closed after %s min",
                                                      tli_digits(closed_s / 60.0, 2).words));
  const char *lost = digits(w, r->run.lost_all_kg * per / 1e6);
  const char *lasts = place == w->line->place_count
                          ? "no place comes below its least pressure in the time followed"
                          : kept(w, tli_arena_printf(w->study->arena, "%s lasts %s", w->line->places[place].name,
                                                     hours(w, r->run.fates[place].survival_s)));
  tl_results_set_text(w->study->results, "time.rupture",
                      kept(w, tli_arena_printf(w->study->arena, "%s; %s %s are lost. Until the line is mended, %s.",
                                               closed, lost, w->volume, lasts)));
}

static void rupture_tables(writer *w) {
  const tli_time_rupture *r = &w->answers->rupture;
  if (!w->answers->has_rupture) return;
  rupture_row(w, r);
  tli_columns p = begin(w, "rupture_places", "After the rupture, place by place",
                        "The line stays broken; what is behind the break lives on the gas held there.");
  place_columns(w, &p);
  place_rows(w, &p, &r->run);
  tli_columns v = begin(w, "rupture_valves", "Line-break valves",
                        "Each valve closes by itself when the pressure there falls faster than its rate.");
  tli_column(&v, "chainage_m", "Distance along the line", TL_LENGTH, "km", 5, "at equal distances from the station",
             "time.valve_spacing");
  tli_column(&v, "closes_s", "Begins to close after", TL_TIME, "min", 3,
             "the fall has lasted for its time of confirmation; empty: stays open",
             "time.valve_fall "
             "time.valve_confirm");
  for (size_t i = 0; i < r->valve_count; i++)
    tli_row(&v, (tl_cell[]){TLI_N(r->valves[i].chainage_m), TLI_N(r->valves[i].closes_s)});
}

/* ---- courses over time ------------------------------------------------------------------------------------------ */

typedef struct course {
  const char *name;
  const tli_time_run *run;
  double map_from_m, map_to_m, map_until_s;
} course;

/* Columns for each section of the line and each place: as many as the study has. */
static void course_columns(writer *w, tli_columns *t) {
  tli_words(t, "case", "Case", "which run", "");
  tli_column(t, "time_s", "Time", TL_TIME, "h", 4, "from the outage, the rupture, or the start of the month", "");
  tli_column(t, "asked_kg_s", "Asked at the end of the line", TL_MASS_FLOW, "kg/s", 4, "as the case has it",
             TIME_INPUTS);
  tli_column(t, "served_kg_s", "Served there", TL_MASS_FLOW, "kg/s", 4, "what the least pressure allows", TIME_INPUTS);
  tli_column(t, "held_m3", "Gas held in the line", TL_GAS_VOLUME, w->volume, 4,
             "sum over cells of density times volume", TIME_INPUTS);
  const tli_study *s = w->study->reference;
  for (size_t i = 0; i < s->section_count; i++)
    if (tli_text_equal(s->sections[i].role, "line"))
      tli_column(t, kept(w, tli_arena_printf(w->study->arena, "held_%s_m3", s->sections[i].id)),
                 kept(w, tli_arena_printf(w->study->arena, "of it %s", s->sections[i].title)), TL_GAS_VOLUME, w->volume,
                 4, "sum over cells of density times volume", TIME_INPUTS);
  for (size_t p = 0; p < w->line->place_count; p++)
    tli_column(t, kept(w, tli_arena_printf(w->study->arena, "p_%zu_pa", p + 1)),
               kept(w, tli_arena_printf(w->study->arena, "Pressure at %s", w->line->places[p].name)), TL_PRESSURE,
               "MPa", 3, "momentum and mass balance in time", TIME_INPUTS);
}

static void course_rows(writer *w, tli_columns *t, const course *c) {
  const tli_study *s = w->study->reference;
  const tli_time_run *run = c->run;
  const size_t most = strcmp(c->name, "month") == 0 ? SERIES_ROWS : (SERIES_ROWS + 1) / 2; /* a day has its own curve */
  tl_cell *cells = TLI_NEW_N(w->study->arena, tl_cell, 5 + s->section_count + w->line->place_count);
  w->study->lost = w->study->lost || cells == NULL;
  for (size_t k = 0, before = SIZE_MAX; cells != NULL && run->rows > 0 && k < most; k++) {
    const size_t r = k * (run->rows - 1) / (most - 1);
    if (r == before) continue;
    before = r;
    const double *held = &run->linepack_kg[r * s->section_count];
    double all = 0.0;
    size_t n = 5;
    for (size_t i = 0; i < s->section_count; i++) {
      if (!tli_text_equal(s->sections[i].role, "line")) continue;
      all += held[i];
      cells[n++] = TLI_N(held[i] / w->kg_per_m3);
    }
    for (size_t p = 0; p < w->line->place_count; p++) cells[n++] = TLI_N(run->place_p_pa[r * w->line->place_count + p]);
    cells[0] = TLI_W(c->name);
    cells[1] = TLI_N(run->time_s[r]);
    cells[2] = TLI_N(run->asked_kg_s[r]);
    cells[3] = TLI_N(run->served_kg_s[r]);
    cells[4] = TLI_N(all / w->kg_per_m3);
    tli_row(t, cells);
  }
}

static const double map_unit_pa = 1e4;

/* {"case", "from_m", "to_m", "t_s": [...], "unit_pa", "p": [[...]]}: p[row][place] in units. */
static void add_map(const course *c, tli_text *out) {
  const tli_time_run *run = c->run;
  size_t last = 0, rows = 0;
  while (last + 1 < run->rows && run->time_s[last + 1] <= c->map_until_s) last++;
  size_t chosen[MAP_ROWS];
  for (size_t k = 0; k < MAP_ROWS; k++) {
    const size_t r = k * last / (MAP_ROWS - 1);
    if (rows == 0 || chosen[rows - 1] != r) chosen[rows++] = r;
  }
  tli_text_printf(out, "{\"case\":\"%s\",\"from_m\":%.10g,\"to_m\":%.10g,\"unit_pa\":%g,\"t_s\":[", c->name,
                  c->map_from_m, c->map_to_m, map_unit_pa);
  for (size_t k = 0; k < rows; k++) tli_text_printf(out, "%s%.10g", k > 0 ? "," : "", run->time_s[chosen[k]]);
  tli_text_add(out, "],\"p\":[");
  for (size_t k = 0; k < rows; k++) {
    tli_text_add(out, k > 0 ? ",\n[" : "[");
    for (size_t i = 0; i < TLI_TIME_MAP_PLACES; i++)
      tli_text_printf(out, "%s%.0f", i > 0 ? "," : "",
                      (double)run->map_p_pa[chosen[k] * TLI_TIME_MAP_PLACES + i] / map_unit_pa);
    tli_text_add(out, "]");
  }
  tli_text_add(out, "]}");
}

static void courses(writer *w) {
  const tli_time_answers *a = w->answers;
  const double all_m = w->study->line->length_m;
  const tli_time_rupture *r = &a->rupture;
  const double span_m = r->to_m - r->from_m;
  course list[3];
  size_t count = 0;
  if (a->worst < a->outage_count)
    list[count++] = (course){.name = "outage", .run = &a->worst_run, .map_to_m = all_m, .map_until_s = INFINITY};
  list[count++] = (course){.name = "month", .run = &a->month.run, .map_to_m = all_m, .map_until_s = INFINITY};
  if (a->has_rupture)
    list[count++] = (course){.name = "rupture",
                             .run = &r->run,
                             .map_from_m = fmax(r->from_m - span_m, 0.0),
                             .map_to_m = fmin(r->to_m + span_m, all_m),
                             .map_until_s = 7200.0};
  tli_columns t = begin(w, "time_course", "Gas held, flow and pressures over time",
                        "Of the quickest outage, the cold month and the rupture.");
  course_columns(w, &t);
  tli_text json;
  tli_text_init(&json, tli_arena_allocator(w->study->arena));
  tli_text_add(&json, "[");
  for (size_t i = 0; i < count; i++) {
    course_rows(w, &t, &list[i]);
    if (i > 0) tli_text_add(&json, ",");
    add_map(&list[i], &json);
  }
  tli_text_add(&json, "]");
  if (!json.failed) tl_results_set_json(w->study->results, "time_maps", json.bytes);
  w->study->lost = w->study->lost || json.failed;
  tli_text_free(&json);
}

void tli_time_tables(tl_study *study, const tli_time_answers *answers) {
  writer w = {.study = study, .answers = answers, .line = answers->line, .kg_per_m3 = study->line->kg_per_m3};
  const double at = study->line->reference_t_k - 273.15;
  w.volume = kept(&w, tli_arena_printf(study->arena, "million m3 at %.0f degC", at));
  w.flow = kept(&w, tli_arena_printf(study->arena, "bcm/a at %.0f degC", at));
  outage_table(&w);
  say_outages(&w);
  check_table(&w);
  month_tables(&w);
  rupture_tables(&w);
  courses(&w);
}
