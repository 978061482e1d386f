/* What the gas does to the ground, and what the ground asks of the gas, month by month: frozen ground that thaws around
 * the pipe, unfrozen ground that freezes and heaves, gas that enters the pipe warmer than a limit allows. The wall of
 * the pipe is taken at the temperature of the gas: the film inside and the steel are a hundredth of the resistance of
 * the soil. docs/theory/study-stations.md */
#include "study/months.h"

#include <stdio.h>
#include <string.h>

static const double freezing_k = 273.15, piece_m = 10e3;

#define COLD_INPUTS \
  "frozen_ground.* warmth_limits.* climate.* gas.* flow.* inlet.* pipes.* stations.* sections.* waypoints.*"

typedef struct months_set {
  bool in[TLI_YEAR_MONTHS];
  size_t count, worst; /* worst: the month of the figure that is worst */
  double figure;
} months_set;

static bool solved(const tli_year *y, size_t month) { return y->months[month].outcome == TL_SOLVED; }

/* "all year", "May to October", "January, March to May". A run over the turn of the year is one. */
static const char *words_of(tl_study *study, const months_set *set) {
  if (set->count == 0) return "none";
  if (set->count == TLI_YEAR_MONTHS) return "all year";
  size_t start = 0;
  while (set->in[start]) start++; /* a month that is not in the set */
  tli_text text;
  tli_text_init(&text, tli_arena_allocator(study->arena));
  for (size_t k = 1; k <= TLI_YEAR_MONTHS; k++) {
    const size_t m = (start + k) % TLI_YEAR_MONTHS;
    if (!set->in[m] || set->in[(m + TLI_YEAR_MONTHS - 1) % TLI_YEAR_MONTHS]) continue;
    size_t last = m;
    while (set->in[(last + 1) % TLI_YEAR_MONTHS]) last = (last + 1) % TLI_YEAR_MONTHS;
    tli_text_printf(&text, "%s%s", text.length > 0 ? ", " : "", tli_month_name(m));
    if (last != m) tli_text_printf(&text, " to %s", tli_month_name(last));
  }
  const char *words = text.failed ? NULL : tli_arena_strdup(study->arena, text.bytes);
  study->lost = study->lost || words == NULL;
  tli_text_free(&text);
  return words != NULL ? words : "";
}

/* Months in which the wall between two places is above (sign 1) or below (-1) freezing. */
static months_set months_beyond(const tli_year *y, double from_m, double to_m, int sign) {
  months_set set = {.worst = TLI_YEAR_MONTHS, .figure = NAN};
  for (size_t m = 0; m < TLI_YEAR_MONTHS; m++) {
    if (!solved(y, m)) continue;
    const double wall = tli_gas_between(&y->months[m], from_m, to_m, sign);
    if (isnan(wall)) continue;
    if (isnan(set.figure) || (wall - set.figure) * sign > 0.0) {
      set.figure = wall;
      set.worst = m;
    }
    set.in[m] = (wall - freezing_k) * sign > 0.0;
    set.count += set.in[m];
  }
  return set;
}

/* A table that is begun with its first row: nothing empty is shown. */
typedef struct warnings {
  tl_study *study;
  tli_columns t;
  size_t count;
} warnings;

static void begin_warnings(warnings *w) {
  w->t =
      tli_table_begin(w->study->results, "cold_warnings", "Warnings about ground and temperature",
                      "What the months ask of the line that it does not meet as it is.", "stations", "study-stations");
  tli_words(&w->t, "what", "What", "", COLD_INPUTS);
  tli_words(&w->t, "where", "Where", "", COLD_INPUTS);
  tli_words(&w->t, "months", "When", "", COLD_INPUTS);
  tli_words(&w->t, "figure", "Figures", "", COLD_INPUTS);
  tli_words(&w->t, "remedy", "What would help", "", "");
}

static void warn(warnings *w, const char *what, const char *where, const char *months, const char *figure,
                 const char *remedy) {
  if (w->count == 0) begin_warnings(w);
  tli_row(&w->t,
          (tl_cell[]){TLI_W(what), TLI_W(where), TLI_W(months), TLI_W(figure != NULL ? figure : ""), TLI_W(remedy)});
  w->count++;
}

static const char *stretch_name(tl_study *study, const char *name, double from_m, double to_m) {
  const char *words = tli_arena_printf(study->arena, "%s, km %.0f to %.0f", name, from_m / 1e3, to_m / 1e3);
  study->lost = study->lost || words == NULL;
  return words != NULL ? words : "";
}

/* ---- frozen ground ------------------------------------------------------------------------------------------------
 */

static void frozen_stretch(const tli_year *y, const tli_study_frozen *f, size_t section, tli_columns *t, warnings *w) {
  tl_study *study = y->study;
  const double start = tli_section_start(study, section);
  const double to_m = fmin(f->to.si, study->route->sections[section].length_m);
  months_set all = {.figure = -INFINITY, .worst = TLI_YEAR_MONTHS};
  for (double from = f->from.si; from < to_m - 1.0; from += piece_m) {
    const double to = fmin(from + piece_m, to_m);
    const months_set set = months_beyond(y, start + from, start + to, 1);
    tli_row(t, (tl_cell[]){TLI_W(f->title[0] != '\0' ? f->title : f->id), TLI_N(start + from), TLI_N(start + to),
                           TLI_W(f->extent), TLI_N(f->temperature.si), TLI_N(set.figure),
                           TLI_W(set.worst < TLI_YEAR_MONTHS ? tli_month_name(set.worst) : ""),
                           TLI_N((double)set.count), TLI_W(words_of(study, &set))});
    for (size_t m = 0; m < TLI_YEAR_MONTHS; m++) all.in[m] = all.in[m] || set.in[m];
    if (set.figure > all.figure) all.figure = set.figure;
  }
  for (size_t m = 0; m < TLI_YEAR_MONTHS; m++) all.count += all.in[m];
  if (all.count == 0) return;
  const char *figure = tli_arena_printf(study->arena, "wall up to %.1f degC over ground of %.1f degC",
                                        all.figure - freezing_k, f->temperature.si - freezing_k);
  study->lost = study->lost || figure == NULL;
  warn(w, "frozen ground thaws around the pipe",
       stretch_name(study, f->title[0] != '\0' ? f->title : f->id, start + f->from.si, start + to_m),
       words_of(study, &all), figure,
       "chill the gas below 0 degC before it, insulate the pipe, or lay it above the ground");
}

static void frozen_table(const tli_year *y, warnings *w) {
  const tli_study *s = y->study->reference;
  if (s->frozen_count == 0) return;
  tli_columns t = tli_table_begin(y->study->results, "frozen_ground", "Frozen ground under the pipe, every 10 km",
                                  "Where the wall of the pipe is above 0 degC, the ground around it thaws and settles.",
                                  "stations", "study-stations");
  tli_words(&t, "stretch", "Stretch", "as the study names it", "frozen_ground.*");
  tli_column(&t, "from_m", "From", TL_LENGTH, "km", 4, "along the line", "frozen_ground.* sections.*");
  tli_column(&t, "to_m", "To", TL_LENGTH, "km", 4, "along the line", "frozen_ground.* sections.*");
  tli_words(&t, "extent", "Extent", "as the study gives it", "frozen_ground.*");
  tli_column(&t, "ground_k", "Ground", TL_TEMPERATURE, "degC", 2, "mean of the year", "frozen_ground.*");
  tli_column(&t, "wall_k", "Warmest wall", TL_TEMPERATURE, "degC", 3, "gas temperature of the warmest month",
             COLD_INPUTS);
  tli_words(&t, "worst", "In", "the warmest month", COLD_INPUTS);
  tli_column(&t, "count", "Months above 0 degC", TL_COUNT, "", 2, "of the wall", COLD_INPUTS);
  tli_words(&t, "months", "These months", "of the wall above 0 degC", COLD_INPUTS);
  for (size_t i = 0; i < s->frozen_count; i++)
    for (size_t k = 0; k < s->section_count; k++)
      if (tli_text_equal(s->sections[k].id, s->frozen_ground[i].section))
        frozen_stretch(y, &s->frozen_ground[i], k, &t, w);
}

/* ---- unfrozen ground --------------------------------------------------------------------------------------------- */

/* Whether the ground of a piece is unfrozen in the mean of the year. */
static bool is_unfrozen(const tli_year *y, double from_m, double to_m) {
  if (tli_frozen_at(y->study, 0.5 * (from_m + to_m)) != NULL) return false;
  double sum = 0.0, months = 0.0;
  for (size_t m = 0; m < TLI_YEAR_MONTHS; m++) {
    if (!solved(y, m)) continue;
    sum += tli_ground_between(&y->months[m], from_m, to_m);
    months += 1.0;
  }
  return sum > freezing_k * months;
}

typedef struct heave {
  const tli_year *year;
  tli_columns t;
  size_t rows;
  months_set open; /* of the pieces joined so far */
  double from_m;
} heave;

static void begin_heave(heave *h) {
  h->t = tli_table_begin(h->year->study->results, "frost_heave", "Cold gas in unfrozen ground",
                         "Where the wall of the pipe is below 0 degC in ground that is not frozen, water freezes to it "
                         "and soil can heave.",
                         "stations", "study-stations");
  tli_column(&h->t, "from_m", "From", TL_LENGTH, "km", 4, "along the line, pieces of 10 km joined", "sections.*");
  tli_column(&h->t, "to_m", "To", TL_LENGTH, "km", 4, "along the line", "sections.*");
  tli_column(&h->t, "wall_k", "Coldest wall", TL_TEMPERATURE, "degC", 3, "gas temperature of the coldest month",
             COLD_INPUTS);
  tli_words(&h->t, "worst", "In", "the coldest month", COLD_INPUTS);
  tli_column(&h->t, "count", "Months below 0 degC", TL_COUNT, "", 2, "in any of the pieces", COLD_INPUTS);
  tli_words(&h->t, "months", "These months", "of the wall below 0 degC", COLD_INPUTS);
}

static const months_set none = {.worst = TLI_YEAR_MONTHS, .figure = NAN};

static void end_heave(heave *h, double to_m, warnings *w) {
  tl_study *study = h->year->study;
  const months_set *set = &h->open;
  if (set->count == 0) return;
  if (h->rows++ == 0) begin_heave(h);
  const char *months = words_of(study, set);
  tli_row(&h->t, (tl_cell[]){TLI_N(h->from_m), TLI_N(to_m), TLI_N(set->figure), TLI_W(tli_month_name(set->worst)),
                             TLI_N((double)set->count), TLI_W(months)});
  const char *figure = tli_arena_printf(study->arena, "wall down to %.1f degC", set->figure - freezing_k);
  study->lost = study->lost || figure == NULL;
  warn(w, "cold gas in unfrozen ground: frost heave", stretch_name(study, "the line", h->from_m, to_m), months, figure,
       "let the gas enter warmer before it, or shorten the span; drain or replace soil that heaves");
  h->open = none;
}

static void heave_table(const tli_year *y, warnings *w) {
  const double length_m = y->study->line->length_m;
  heave h = {.year = y, .open = none};
  for (double at = 0.0; at < length_m; at += piece_m) {
    const double to = fmin(at + piece_m, length_m);
    const months_set set = months_beyond(y, at, to, -1);
    if (set.count == 0 || !is_unfrozen(y, at, to)) {
      end_heave(&h, at, w);
      continue;
    }
    if (h.open.count == 0) h.from_m = at;
    if (isnan(h.open.figure) || set.figure < h.open.figure) {
      h.open.figure = set.figure;
      h.open.worst = set.worst;
    }
    h.open.count = 0;
    for (size_t m = 0; m < TLI_YEAR_MONTHS; m++) {
      h.open.in[m] = h.open.in[m] || set.in[m];
      h.open.count += h.open.in[m];
    }
  }
  end_heave(&h, length_m, w);
}

/* ---- limits of warmth -----------------------------------------------------------------------------------------------
 */

static void warmth_of(const tli_year *y, size_t i, tli_columns *t, warnings *w) {
  tl_study *study = y->study;
  const tli_crew *c = &y->crews[i];
  months_set set = {.worst = TLI_YEAR_MONTHS, .figure = -INFINITY};
  double chilled = 0.0, chiller = 0.0, beyond = -INFINITY;
  bool limited = false;
  for (size_t m = 0; m < TLI_YEAR_MONTHS; m++) {
    const tli_month_station *s = &y->months[m].stations[i];
    if (!solved(y, m) || !(s->limit_k > 0.0)) continue;
    limited = true;
    chilled = fmax(chilled, s->chilled_w);
    chiller = fmax(chiller, s->chiller_w);
    set.in[m] = s->t_out_k > s->limit_k + 1e-3;
    set.count += set.in[m];
    if (s->t_out_k - s->limit_k <= beyond) continue;
    beyond = s->t_out_k - s->limit_k;
    set.worst = m;
  }
  if (!limited) return;
  const tli_month_station *s = &y->months[set.worst].stations[i];
  tli_row(t, (tl_cell[]){TLI_W(c->at->name), TLI_N(s->limit_k), TLI_W(s->limit_why), TLI_N(s->t_out_k),
                         TLI_W(tli_month_name(set.worst)), TLI_N((double)set.count), TLI_W(words_of(study, &set)),
                         TLI_N(chilled), TLI_N(chiller)});
  if (set.count == 0) return;
  const char *figure = tli_arena_printf(study->arena, "%.1f degC, allowed %.1f degC (%s)", s->t_out_k - freezing_k,
                                        s->limit_k - freezing_k, s->limit_why);
  study->lost = study->lost || figure == NULL;
  warn(w, "gas enters the pipe warmer than allowed", c->at->name, words_of(study, &set), figure,
       "a chiller behind the coolers (stations: chiller), or larger coolers where the air is cold enough");
}

static void warmth_table(const tli_year *y, warnings *w) {
  const tli_study *s = y->study->reference;
  if (s->warmth_count == 0 && !(s->limits.max_discharge_temperature.si > 0.0)) return;
  tli_columns t =
      tli_table_begin(y->study->results, "gas_warmth", "Gas into the pipe against what is allowed there",
                      "Air coolers end above the air, so what they reach goes with the month; a chiller goes on "
                      "to the limit.",
                      "stations", "study-stations");
  tli_words(&t, "station", "Station", "section and number along the flow", "sections.*");
  tli_column(&t, "limit_k", "Allowed", TL_TEMPERATURE, "degC", 3, "the lowest limit of section and month",
             "limits.* warmth_limits.*");
  tli_words(&t, "why", "What it protects", "as the study gives it", "warmth_limits.*");
  tli_column(&t, "out_k", "Gas into the pipe", TL_TEMPERATURE, "degC", 3, "in the month nearest to or beyond the limit",
             COLD_INPUTS);
  tli_words(&t, "worst", "In", "that month", COLD_INPUTS);
  tli_column(&t, "count", "Months beyond", TL_COUNT, "", 2, "of the year", COLD_INPUTS);
  tli_words(&t, "months", "These months", "beyond the limit", COLD_INPUTS);
  tli_column(&t, "chilled_w", "Heat taken by the chiller", TL_POWER, "MW", 3, "largest of the year", COLD_INPUTS);
  tli_column(&t, "chiller_w", "Its power", TL_POWER, "MW", 3, "that heat over chiller_cop", COLD_INPUTS);
  for (size_t i = 0; i < y->study->line->station_count; i++) warmth_of(y, i, &t, w);
}

void tli_cold_tables(const tli_year *y) {
  bool any = false;
  for (size_t m = 0; m < TLI_YEAR_MONTHS; m++) any = any || solved(y, m);
  if (!any) return;
  warnings w = {.study = y->study};
  warmth_table(y, &w);
  frozen_table(y, &w);
  heave_table(y, &w);
}
