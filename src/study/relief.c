/* Rasters of a study: opened, sampled along positions. docs/theory/study-relief.md */
#include "study/fields.h"
#include "study/relief.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST_SAMPLES = 20000 }; /* of one line: a sample every 200 m on 4,000 km */

static tli_relief_kind kind_of(const tli_study_raster *raster) {
  return tli_text_equal(raster->of, "heights") ? TLI_HEIGHTS : TLI_GROUND_TEMPERATURES;
}

int tli_relief_month(const tli_study *study) {
  static const char *const months[TLI_MONTHS] = {"january", "february", "march",     "april",   "may",      "june",
                                                 "july",    "august",   "september", "october", "november", "december"};
  for (int m = 0; m < TLI_MONTHS; m++)
    if (tli_text_equal(months[m], study->relief.month)) return m;
  return -1;
}

/* ---- opening -------------------------------------------------------------------------------------------------- */

static void say(const tli_study *study, size_t i, tl_findings *findings, const char *field, const char *format, ...)
    TL_PRINTF(5, 6);
static void say(const tli_study *study, size_t i, tl_findings *findings, const char *field, const char *format, ...) {
  char sentence[512], path[200];
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(sentence, sizeof sentence, format, arguments);
  va_end(arguments);
  (void)snprintf(path, sizeof path, "rasters.%.80s.%s", study->rasters[i].id, field);
  const tli_study_place *place = tli_study_place_of(study, path);
  tl_findings_add(findings, TL_ERROR, place != NULL ? place->file : study->file,
                  place != NULL ? place->line : study->rasters[i].line, study->rasters[i].id, field,
                  "rasters.%.80s: %s", study->rasters[i].id, sentence);
}

/* "m", "degrees_C" (as NetCDF writes), or the first word of "m above mean sea level". */
static bool read_unit(const char *text, tli_relief_raster *r) {
  const tl_quantity quantity = r->kind == TLI_HEIGHTS ? TL_LENGTH : TL_TEMPERATURE;
  char unit[96];
  tl_error why;
  (void)snprintf(unit, sizeof unit, "%s", text);
  for (char *c = unit; *c != '\0'; c++)
    if (*c == '_') *c = ' ';
  if (tl_unit_factor(quantity, unit, &r->factor, &r->offset, &why) == TL_OK) return true;
  unit[strcspn(unit, " ,;(")] = '\0';
  return unit[0] != '\0' && tl_unit_factor(quantity, unit, &r->factor, &r->offset, &why) == TL_OK;
}

/* The unit that the study names, else the file's own, else m or degC. */
static void take_unit(const tli_study *study, size_t i, tli_relief_raster *r, tl_findings *findings) {
  const char *named = study->rasters[i].unit, *own = tl_raster_unit(tl_geofile_raster(r->file));
  const char *text = named[0] != '\0' ? named : own[0] != '\0' ? own : r->kind == TLI_HEIGHTS ? "m" : "degC";
  if (!read_unit(text, r))
    say(study, i, findings, "unit", "its values are in \"%.40s\" (%s), which is no unit of %s; name the unit here",
        text, named[0] != '\0' ? "as the study says" : "as the file says",
        r->kind == TLI_HEIGHTS ? "heights, for example m or ft" : "temperatures, for example degC or K");
}

static void look_at(const tli_study *study, size_t i, tli_relief_raster *r, tl_findings *findings) {
  const tl_raster *raster = tl_geofile_raster(r->file);
  if (raster == NULL) {
    say(study, i, findings, "file",
        "%.200s is no raster; ESRI ASCII grids, SRTM .hgt, NetCDF and raw grids with a JSON "
        "header are",
        r->path);
    return;
  }
  const size_t layers = tl_raster_frame_of(raster)->layers;
  if (layers != 1 && (r->kind == TLI_HEIGHTS || layers != TLI_MONTHS))
    say(study, i, findings, "file", "%.200s has %zu layers; %s", r->path, layers,
        r->kind == TLI_HEIGHTS ? "heights have one" : "ground temperatures have one, or twelve, one a month");
  take_unit(study, i, r, findings);
}

static tl_code open_one(const tli_study *study, size_t i, tli_arena *arena, tli_relief_raster *r, tl_findings *findings,
                        tl_error *error) {
  const tl_allocator *allocator = tli_arena_allocator(arena);
  tl_error why = {0};
  r->kind = kind_of(&study->rasters[i]);
  r->path = tli_arena_printf(arena, "%s/%s", study->folder, study->rasters[i].file);
  if (r->path == NULL) return TLI_NO_MEMORY(error, "a raster");
  const tl_code code = tl_geofile_open(r->path, allocator, &r->file, &why);
  if (code == TL_ERR_MACHINE) return tl_fail(error, code, "%s", why.sentence);
  const tl_findings *own = r->file != NULL ? tl_geofile_findings(r->file) : NULL;
  for (size_t k = 0; own != NULL && k < tl_findings_count(own); k++) {
    const tl_finding *f = tl_findings_at(own, k);
    if (f->severity == TL_ERROR && f->line == 0) {
      say(study, i, findings, "file", "%s: %s", r->path, f->sentence); /* of the file as a whole: where it is named */
      continue;
    }
    tl_findings_add(findings, f->severity, f->file, f->line, f->id, f->field, "%s", f->sentence);
  }
  if (code != TL_OK && (own == NULL || tl_findings_total(own, TL_ERROR) == 0))
    say(study, i, findings, "file", "%s", why.sentence);
  else if (code == TL_OK)
    look_at(study, i, r, findings);
  return TL_OK;
}

tl_code tli_relief_open(const tli_study *study, tli_arena *arena, tli_relief **relief, tl_findings *findings,
                        tl_error *error) {
  *relief = NULL;
  if (study->raster_count == 0) return TL_OK;
  tli_relief *r = TLI_NEW(arena, tli_relief);
  if (r != NULL) r->rasters = TLI_NEW_N(arena, tli_relief_raster, study->raster_count);
  if (r != NULL) r->sections = TLI_NEW_N(arena, tli_relief_section, study->section_count + 1);
  if (r == NULL || r->rasters == NULL || r->sections == NULL) return TLI_NO_MEMORY(error, "the rasters");
  *relief = r;
  r->count = study->raster_count;
  r->section_count = study->section_count;
  const size_t before = tl_findings_total(findings, TL_ERROR);
  for (size_t i = 0; i < r->count; i++) TLI_TRY(open_one(study, i, arena, &r->rasters[i], findings, error));
  const size_t mistakes = tl_findings_total(findings, TL_ERROR) - before;
  if (mistakes == 0) return TL_OK;
  return tl_fail(error, TL_ERR_INPUT, "%zu mistake%s in the rasters of %s", mistakes, mistakes == 1 ? "" : "s",
                 study->file);
}

void tli_relief_close(tli_relief *relief) {
  for (size_t i = 0; relief != NULL && i < relief->count; i++) {
    tl_geofile_close(relief->rasters[i].file);
    relief->rasters[i].file = NULL;
  }
}

bool tli_relief_is_of(const tli_relief *relief, const tli_study *study) {
  if ((relief != NULL ? relief->count : 0) != study->raster_count) return false;
  for (size_t i = 0; i < study->raster_count; i++) {
    const size_t n = strlen(study->folder);
    const tli_relief_raster *r = &relief->rasters[i];
    if (strncmp(r->path, study->folder, n) != 0 || !tli_text_equal(r->path + n + 1, study->rasters[i].file) ||
        r->kind != kind_of(&study->rasters[i]))
      return false;
  }
  return true;
}

/* ---- sampling ------------------------------------------------------------------------------------------------- */

typedef struct sampling {
  const tli_relief *relief;
  const tli_study *study;
  tli_relief_kind kind;
  tli_relief_samples *out;
} sampling;

/* How far apart the samples of a leg are: as asked, else half a cell of the finest raster; no finer than has room. */
static double leg_spacing(const sampling *s, tl_geo_position a, tl_geo_position b, double least_m) {
  const double asked = s->study->relief.spacing.si;
  if (asked > 0.0) return fmax(asked, least_m);
  double finest = INFINITY;
  for (size_t i = 0; i < s->relief->count; i++) {
    const tli_relief_raster *r = &s->relief->rasters[i];
    if (r->kind != s->kind) continue;
    finest = fmin(finest, tl_raster_spacing_m(tl_geofile_raster(r->file), a.lat_deg));
    finest = fmin(finest, tl_raster_spacing_m(tl_geofile_raster(r->file), b.lat_deg));
  }
  return fmax(finest, least_m);
}

/* Values that no ground has are unknown values that the file does not name. */
static tl_code check_value(const sampling *s, size_t i, double si, tl_geo_position at, tl_error *error) {
  const bool heights = s->kind == TLI_HEIGHTS;
  const double low = heights ? -5000.0 : 213.15, high = heights ? 9000.0 : 323.15;
  if (si >= low && si <= high) return TL_OK;
  return tl_fail(
      error, TL_ERR_INPUT,
      "rasters.%.60s (%.160s): %s %s at latitude %.3f, longitude %.3f; allowed are %s; does the file name its "
      "unknown value, and is its unit right?",
      s->study->rasters[i].id, s->relief->rasters[i].path, tli_digits(heights ? si : si - 273.15, 5).words,
      heights ? "m" : "degC", at.lat_deg, at.lon_deg, heights ? "-5000 .. 9000 m" : "-60 .. 50 degC");
}

static tl_code take(const sampling *s, size_t n, tl_geo_position at, double at_m, tl_error *error) {
  tli_relief_samples *o = s->out;
  o->at_m[n] = at_m;
  for (size_t m = 0; m < o->months; m++) o->values[m * o->count + n] = NAN;
  for (size_t i = 0; i < s->relief->count; i++) {
    const tli_relief_raster *r = &s->relief->rasters[i];
    const tl_raster *raster = tl_geofile_raster(r->file);
    if (r->kind != s->kind || isnan(tl_raster_sample(raster, 0, at))) continue;
    const size_t layers = tl_raster_frame_of(raster)->layers;
    for (size_t m = 0; m < o->months; m++) {
      const double value = tl_raster_sample(raster, layers > 1 ? m : 0, at);
      if (isnan(value)) continue;
      o->values[m * o->count + n] = value * r->factor + r->offset;
      TLI_TRY(check_value(s, i, o->values[m * o->count + n], at, error));
    }
    o->by_raster[i]++;
    o->cell_m = fmax(o->cell_m, tl_raster_resolution_m(raster, at.lat_deg));
    return TL_OK;
  }
  return TL_OK;
}

static size_t months_of(const tli_relief *relief, tli_relief_kind kind) {
  size_t most = 0;
  for (size_t i = 0; i < relief->count; i++)
    if (relief->rasters[i].kind == kind) {
      const size_t layers = tl_raster_frame_of(tl_geofile_raster(relief->rasters[i].file))->layers;
      most = layers > most ? layers : most;
    }
  return most;
}

/* Steps of each leg, and with them the number of samples. */
static size_t plan(const sampling *s, const tl_geo_position *at, size_t positions, size_t *steps) {
  size_t count = 1;
  double whole = 0.0;
  for (size_t k = 1; k < positions; k++) {
    double leg;
    tl_geo_inverse(at[k - 1], at[k], &leg, NULL, NULL);
    whole += leg;
  }
  const double least = whole / MOST_SAMPLES;
  for (size_t k = 1; k < positions; k++) {
    double leg;
    tl_geo_inverse(at[k - 1], at[k], &leg, NULL, NULL);
    const double spacing = leg_spacing(s, at[k - 1], at[k], least);
    steps[k] = leg > spacing ? (size_t)ceil(leg / spacing) : 1;
    s->out->spacing_m = fmax(s->out->spacing_m, leg / (double)steps[k]);
    count += steps[k];
  }
  return count;
}

tl_code tli_relief_sample(const tli_relief *relief, const tli_study *study, tli_relief_kind kind,
                          const tl_geo_position *at, size_t positions, tli_arena *arena, tli_relief_samples *samples,
                          tl_error *error) {
  *samples = (tli_relief_samples){0};
  const size_t months = relief != NULL ? months_of(relief, kind) : 0;
  if (months == 0 || positions < 2) return TL_OK;
  const sampling s = {relief, study, kind, samples};
  size_t *steps = TLI_NEW_N(arena, size_t, positions);
  samples->of_position = TLI_NEW_N(arena, size_t, positions);
  samples->by_raster = TLI_NEW_N(arena, size_t, relief->count);
  if (steps == NULL || samples->of_position == NULL || samples->by_raster == NULL)
    return TLI_NO_MEMORY(error, "heights along the line");
  samples->months = months;
  samples->count = plan(&s, at, positions, steps);
  samples->at_m = TLI_NEW_N(arena, double, samples->count);
  samples->values = TLI_NEW_N(arena, double, months * samples->count);
  if (samples->at_m == NULL || samples->values == NULL) return TLI_NO_MEMORY(error, "heights along the line");
  TLI_TRY(take(&s, 0, at[0], 0.0, error));
  double start = 0.0;
  for (size_t k = 1, n = 0; k < positions; k++) {
    double leg, azimuth;
    tl_geo_inverse(at[k - 1], at[k], &leg, &azimuth, NULL);
    for (size_t i = 1; i <= steps[k]; i++) {
      const double share = (double)i / (double)steps[k];
      TLI_TRY(take(&s, ++n, i < steps[k] ? tl_geo_direct(at[k - 1], azimuth, leg * share) : at[k], start + leg * share,
                   error));
    }
    start += leg;
    samples->of_position[k] = n;
  }
  return TL_OK;
}
