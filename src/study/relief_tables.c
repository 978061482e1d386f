/* What the rasters say along the line: tables `rasters`, `relief`, `heights_compared`, `ground_compared`,
 * `ground_months`, and the findings that a reader must know. docs/theory/study-relief.md */
#include "study/run.h"

#include <stdio.h>

static const char *title_of(const tli_study_raster *raster) {
  return raster->title[0] != '\0' ? raster->title : raster->id;
}

static bool is_line(const tli_study *s, size_t section) { return tli_text_equal(s->sections[section].role, "line"); }

/* Samples over all sections: how many each raster gave, and of how coarse a cell. */
static void rasters_table(tl_study *study) {
  const tli_study *s = study->reference;
  tli_columns t = tli_table_begin(
      study->results, "rasters", "Rasters along the line",
      "Grids of heights or ground temperatures. Nothing smaller than a cell can be seen in them. Where several know a "
      "place, the first in the list counts.",
      "route", "study-relief");
  tli_words(&t, "raster", "Raster", "as the study names it", "rasters.*");
  tli_words(&t, "of", "Values", "as the study gives it", "rasters.*");
  tli_column(&t, "cell_m", "Cell", TL_LENGTH, "km", 3, "longer side at the middle of the line, on WGS84",
             "rasters.* waypoints.*");
  tli_column(&t, "samples", "Samples used", TL_COUNT, "", 5, "along the line, where it is the first that knows",
             "rasters.* relief.* waypoints.*");
  tli_words(&t, "date", "Date", "as the study or the file gives it", "rasters.*");
  tli_words(&t, "source", "Source", "as the study or the file gives it", "rasters.*");
  tli_words(&t, "note", "Note", "as the study gives it", "rasters.*");
  double lat = 0.0;
  size_t points = 0;
  for (size_t i = 0; i < s->section_count; i++)
    for (size_t k = 0; is_line(s, i) && k < study->route->sections[i].count; k++, points++)
      lat += s->waypoints[study->route->sections[i].points[k].waypoint].lat.si;
  for (size_t r = 0; r < study->relief->count; r++) {
    const tli_relief_raster *raster = &study->relief->rasters[r];
    double used = 0.0;
    for (size_t i = 0; i < s->section_count; i++) {
      const tli_relief_samples *samples = &study->relief->sections[i].kinds[raster->kind];
      used += samples->count > 0 ? (double)samples->by_raster[r] : 0.0;
    }
    const char *source = s->rasters[r].source, *date = s->rasters[r].date;
    const double cell = tl_raster_resolution_m(tl_geofile_raster(raster->file), points > 0 ? lat / (double)points : 0);
    tli_row(&t, (tl_cell[]){TLI_W(title_of(&s->rasters[r])),
                            TLI_W(raster->kind == TLI_HEIGHTS ? "heights" : "ground temperatures"), TLI_N(cell),
                            TLI_N(used), TLI_W(date[0] != '\0' ? date : tl_geofile_date(raster->file)),
                            TLI_W(source[0] != '\0' ? source : tl_raster_source(tl_geofile_raster(raster->file))),
                            TLI_W(s->rasters[r].note)});
    if (used > 0.0 && cell > TL_RASTER_COARSE_M)
      tl_findings_add(study->findings, TL_WARNING, s->file, s->rasters[r].line, s->rasters[r].id, "file",
                      "rasters.%s: its cells of %s km are coarse for a pipeline: %s; good for a rough profile, not for "
                      "placing stations",
                      s->rasters[r].id, tli_digits(cell / 1e3, 2).words,
                      raster->kind == TLI_HEIGHTS ? "peaks, passes and valleys between their centres are not seen"
                                                  : "differences between valley and slope are not seen");
  }
}

/* By section: what the heights come to. */
static void relief_table(tl_study *study) {
  const tli_study *s = study->reference;
  tli_columns t = tli_table_begin(study->results, "relief", "Heights along the line, from rasters",
                                  "Rise and fall are sums over the samples: a finer raster sees more of both.", "route",
                                  "study-relief");
  static const char *const inputs = "rasters.* relief.* waypoints.* sections.*";
  tli_words(&t, "section", "Section", "as the study names it", "sections.*");
  tli_column(&t, "samples", "Samples", TL_COUNT, "", 5, "along the geodesics", inputs);
  tli_column(&t, "spacing_m", "Longest step", TL_LENGTH, "km", 3, "between samples, before the section's factor",
             inputs);
  tli_column(&t, "unknown_m", "Not known to any raster", TL_LENGTH, "km", 3,
             "length where no raster knows a height: linear between known neighbours", inputs);
  tli_column(&t, "least_m", "Lowest", TL_LENGTH, "m", 3, "of the samples", inputs);
  tli_column(&t, "most_m", "Highest", TL_LENGTH, "m", 3, "of the samples", inputs);
  tli_column(&t, "rise_m", "Rise", TL_LENGTH, "m", 3, "sum of what goes up between samples", inputs);
  tli_column(&t, "fall_m", "Fall", TL_LENGTH, "m", 3, "sum of what goes down between samples", inputs);
  tli_column(&t, "slope_m", "Longer along the slope by", TL_LENGTH, "m", 3,
             "sum of sqrt(ds^2 + dh^2) less the length; the pipe's length in the calculation is not changed", inputs);
  tli_column(&t, "cut_error_m", "Simplified in the calculation by at most", TL_LENGTH, "m", 2,
             "pipes are straight between fewer points: largest difference to the samples", inputs);
  for (size_t i = 0; i < s->section_count; i++) {
    const tli_route_section *g = &study->route->sections[i];
    if (g->relief[TLI_HEIGHTS].count == 0) continue;
    const tli_relief_sums sums = tli_relief_sum(&g->relief[TLI_HEIGHTS]);
    const tli_relief_samples *samples = &study->relief->sections[i].kinds[TLI_HEIGHTS];
    tli_row(&t, (tl_cell[]){TLI_W(s->sections[i].title), TLI_N((double)samples->count), TLI_N(samples->spacing_m),
                            TLI_N(g->relief[TLI_HEIGHTS].unknown_m), TLI_N(sums.least), TLI_N(sums.most),
                            TLI_N(sums.rise), TLI_N(sums.fall), TLI_N(sums.slope_m - sums.length_m),
                            TLI_N(g->cut_error[TLI_HEIGHTS] > 1e-6 ? g->cut_error[TLI_HEIGHTS] : 0.0)});
  }
}

/* Stretches that no raster knows are said for both kinds. */
static void say_unknown(tl_study *study) {
  const tli_study *s = study->reference;
  for (size_t i = 0; i < s->section_count; i++)
    for (size_t kind = 0; kind < TLI_RELIEF_KINDS; kind++) {
      const tli_relief_line *line = &study->route->sections[i].relief[kind];
      if (line->count == 0 || !(line->unknown_m > 1.0)) continue;
      tl_findings_add(study->findings, TL_WARNING, s->file, 0, s->sections[i].id, "rasters",
                      "section %s: on %s km no raster knows %s; there they are drawn straight between known places",
                      s->sections[i].id, tli_digits(line->unknown_m / 1e3, 3).words,
                      kind == TLI_HEIGHTS ? "the heights" : "the ground temperatures");
    }
}

static double given_by(const tli_study_waypoint *w, bool heights) {
  if (heights) return w->height.si;
  return w->ground_temperature.si > 0.0 ? w->ground_temperature.si : NAN;
}

/* The largest difference of a kind, where it is worth a word: gazetteers know heights to about 50 m. */
static void say_difference(tl_study *study, size_t waypoint, double raster, bool heights, bool stands) {
  const tli_study *s = study->reference;
  const tli_study_waypoint *w = &s->waypoints[waypoint];
  const double given = given_by(w, heights), zero = heights ? 0.0 : 273.15;
  const char *unit = heights ? "m" : "degC";
  if (!(fabs(given - raster) > (heights ? 50.0 : 2.0))) return;
  tl_findings_add(study->findings, TL_NOTE, s->file, w->line, w->id, heights ? "height" : "ground_temperature",
                  "waypoint %s: %s %s is given and the raster says %s %s, the largest difference of all waypoints; %s",
                  w->id, tli_digits(given - zero, 4).words, unit, tli_digits(raster - zero, 4).words, unit,
                  stands ? "what is given stands" : "the raster stands");
}

/* What waypoints give beside what the rasters say there. */
static void compared_table(tl_study *study, size_t kind) {
  const tli_study *s = study->reference;
  const bool heights = kind == TLI_HEIGHTS, stands = !tli_text_equal(s->relief.at_waypoints, "raster");
  const tl_quantity quantity = heights ? TL_LENGTH : TL_TEMPERATURE;
  const char *unit = heights ? "m" : "degC";
  tli_columns t = tli_table_begin(
      study->results, heights ? "heights_compared" : "ground_compared",
      heights ? "Heights of waypoints beside the rasters" : "Ground temperatures of waypoints beside the rasters",
      stands ? "What a waypoint gives stands; between waypoints the raster is shifted by the difference."
             : "The raster stands; what waypoints give is shown beside it.",
      "route", "study-relief");
  tli_words(&t, "place", "Place", "as the study names it", "waypoints.*");
  tli_column(&t, "given", "Given", quantity, unit, heights ? 4 : 3, "as the study gives it", "waypoints.*");
  tli_column(&t, "raster", "Raster", quantity, unit, heights ? 4 : 3, "at the place; of months the mean", "rasters.*");
  tli_column(&t, "difference", "Given less raster", heights ? TL_LENGTH : TL_TEMPERATURE_DIFFERENCE,
             heights ? "m" : "K", 3, "given less raster", "waypoints.* rasters.*");
  size_t last = SIZE_MAX, most_at = 0;
  double most = 0.0, there = NAN;
  for (size_t i = 0; i < s->section_count; i++) {
    const tli_route_section *g = &study->route->sections[i];
    for (size_t k = 0; g->raster_at[kind] != NULL && k < g->count; k++) {
      const size_t at = g->points[k].waypoint;
      if (at == last) continue; /* the end of the section before */
      last = at;
      const tli_study_waypoint *w = &s->waypoints[at];
      const double given = given_by(w, heights), raster = g->raster_at[kind][k];
      tli_row(&t, (tl_cell[]){TLI_W(w->name[0] != '\0' ? w->name : w->id), TLI_N(given), TLI_N(raster),
                              TLI_N(given - raster)});
      if (!(fabs(given - raster) > most)) continue;
      most = fabs(given - raster);
      most_at = at;
      there = raster;
    }
  }
  if (most > 0.0) say_difference(study, most_at, there, heights, stands);
}

/* By month: the ground along the line. */
static void months_table(tl_study *study) {
  static const char *const names[TLI_MONTHS] = {"January", "February", "March",     "April",   "May",      "June",
                                                "July",    "August",   "September", "October", "November", "December"};
  const tli_study *s = study->reference;
  bool monthly = false;
  for (size_t i = 0; i < s->section_count; i++)
    monthly = monthly || study->relief->sections[i].kinds[TLI_GROUND_TEMPERATURES].months == TLI_MONTHS;
  if (!monthly) return;
  tli_columns t = tli_table_begin(study->results, "ground_months", "Ground temperature by month",
                                  "What the rasters say along the line, month by month, before waypoints are heard.",
                                  "route", "study-relief");
  tli_words(&t, "month", "Month", "layers 1 to 12 of the raster", "rasters.*");
  tli_column(&t, "least_k", "Coldest", TL_TEMPERATURE, "degC", 3, "of the samples", "rasters.* waypoints.*");
  tli_column(&t, "mean_k", "Mean", TL_TEMPERATURE, "degC", 3, "of the known samples, each weighing the same",
             "rasters.* waypoints.*");
  tli_column(&t, "most_k", "Warmest", TL_TEMPERATURE, "degC", 3, "of the samples", "rasters.* waypoints.*");
  for (size_t m = 0; m < TLI_MONTHS; m++) {
    double least = NAN, most = NAN, sum = 0.0, known = 0.0;
    for (size_t i = 0; i < s->section_count; i++) {
      const tli_relief_samples *x = &study->relief->sections[i].kinds[TLI_GROUND_TEMPERATURES];
      for (size_t n = 0; n < x->count; n++) {
        const double value = x->values[(x->months > 1 ? m : 0) * x->count + n];
        if (isnan(value)) continue;
        least = fmin(least, value); /* of a NaN and a number, fmin is the number */
        most = fmax(most, value);
        sum += value;
        known++;
      }
    }
    if (known > 0.0) tli_row(&t, (tl_cell[]){TLI_W(names[m]), TLI_N(least), TLI_N(sum / known), TLI_N(most)});
  }
}

void tli_relief_tables(tl_study *study) {
  if (study->relief == NULL) return;
  bool kinds[TLI_RELIEF_KINDS] = {false};
  for (size_t r = 0; r < study->relief->count; r++) kinds[study->relief->rasters[r].kind] = true;
  rasters_table(study);
  if (kinds[TLI_HEIGHTS]) relief_table(study);
  for (size_t kind = 0; kind < TLI_RELIEF_KINDS; kind++)
    if (kinds[kind]) compared_table(study, kind);
  months_table(study);
  say_unknown(study);
}
