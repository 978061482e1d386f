/* Rasters: a frame and its values, sampling, profiles along a route. See trunkline/raster.h. */
#include "geo/tli_raster.h"

#include <math.h>
#include <string.h>

enum { MOST_CELLS = 100000000 };

static tl_code check_frame(const tl_raster_frame *f, tl_error *error) {
  if (f->rows < 1 || f->columns < 1 || f->layers < 1 || f->rows > MOST_CELLS || f->columns > MOST_CELLS / f->rows ||
      f->layers > MOST_CELLS / f->rows / f->columns)
    return tl_fail(error, TL_ERR_INPUT, "a raster of %zu x %zu cells in %zu layers; allowed are 1 .. %d in all",
                   f->rows, f->columns, f->layers, (int)MOST_CELLS);
  const double last = f->lat0_deg + f->dlat_deg * (double)(f->rows - 1), slack = 1e-6;
  if (!(fabs(f->lat0_deg) <= 90 + slack) || !(fabs(last) <= 90 + slack) || !(f->dlat_deg != 0) ||
      !(fabs(f->lon0_deg) <= 360))
    return tl_fail(
        error, TL_ERR_INPUT,
        "rows from latitude %g to %g deg (step %g), columns from longitude %g deg: a raster needs degrees of "
        "WGS84, latitudes -90 .. 90; is it in metres of a projection?",
        f->lat0_deg, last, f->dlat_deg, f->lon0_deg);
  if (!(f->dlon_deg > 0) || f->dlon_deg * (double)(f->columns - 1) > 360 + slack)
    return tl_fail(error, TL_ERR_INPUT, "%zu columns of %g deg do not fit on the globe", f->columns, f->dlon_deg);
  return TL_OK;
}

tl_code tl_raster_create(const tl_raster_frame *frame, const float *values, const char *unit, const char *source,
                         const tl_allocator *allocator, tl_raster **raster, tl_error *error) {
  *raster = NULL;
  TLI_TRY(check_frame(frame, error));
  const size_t cells = frame->rows * frame->columns * frame->layers;
  tli_arena *arena = tli_arena_create(allocator);
  tl_raster *r = arena != NULL ? TLI_NEW(arena, tl_raster) : NULL;
  float *copy = r != NULL ? TLI_NEW_N(arena, float, cells) : NULL;
  if (copy != NULL) {
    r->unit = tli_arena_strdup(arena, unit != NULL ? unit : "");
    r->source = tli_arena_strdup(arena, source != NULL ? source : "");
  }
  if (copy == NULL || r->unit == NULL || r->source == NULL) {
    tli_arena_destroy(arena);
    return TLI_NO_MEMORY(error, "a raster");
  }
  memcpy(copy, values, cells * sizeof *copy);
  r->arena = arena;
  r->frame = *frame;
  r->values = copy;
  r->wraps = fabs(frame->dlon_deg * (double)frame->columns - 360) < frame->dlon_deg / 2;
  *raster = r;
  return TL_OK;
}

void tl_raster_destroy(tl_raster *raster) {
  if (raster != NULL) tli_arena_destroy(raster->arena);
}

const tl_raster_frame *tl_raster_frame_of(const tl_raster *raster) { return &raster->frame; }
const float *tl_raster_values(const tl_raster *raster) { return raster->values; }
const char *tl_raster_unit(const tl_raster *raster) { return raster->unit; }
const char *tl_raster_source(const tl_raster *raster) { return raster->source; }

void tli_cell_sides(const tl_raster_frame *frame, double lat_deg, double *east_m, double *north_m) {
  const double e2 = TLI_WGS84_F * (2 - TLI_WGS84_F), s = sin(lat_deg * TLI_RADIANS), w = sqrt(1 - e2 * s * s);
  *east_m = TLI_WGS84_A_M / w * cos(lat_deg * TLI_RADIANS) * frame->dlon_deg * TLI_RADIANS;
  *north_m = TLI_WGS84_A_M * (1 - e2) / (w * w * w) * fabs(frame->dlat_deg) * TLI_RADIANS;
}

double tl_raster_resolution_m(const tl_raster *raster, double lat_deg) {
  double east, north;
  tli_cell_sides(&raster->frame, lat_deg, &east, &north);
  return fmax(east, north);
}

double tl_raster_spacing_m(const tl_raster *raster, double lat_deg) {
  double east, north;
  tli_cell_sides(&raster->frame, lat_deg, &east, &north);
  return fmax(fmin(east, north), north / 10) / 2;
}

bool tli_raster_place(const tl_raster *raster, tl_geo_position position, double *column, double *row) {
  const tl_raster_frame *f = &raster->frame;
  if (tl_geo_position_check(position, NULL) != TL_OK) return false;
  const double west = f->lon0_deg - f->dlon_deg / 2;
  *column = (tl_geo_unwrap(position.lon_deg, west + 180) - f->lon0_deg) / f->dlon_deg;
  *row = (position.lat_deg - f->lat0_deg) / f->dlat_deg;
  if (!raster->wraps &&
      *column > (double)f->columns - 0.5) /* the eastern rim may be the western one of the next turn */
    *column -= *column - 360 / f->dlon_deg >= -0.5 - 1e-9 ? 360 / f->dlon_deg : 0;
  const double slack = 1e-9;
  return *row >= -0.5 - slack && *row <= (double)f->rows - 0.5 + slack && *column >= -0.5 - slack &&
         *column <= (double)f->columns - 0.5 + slack;
}

double tl_raster_sample(const tl_raster *raster, size_t layer, tl_geo_position position) {
  const tl_raster_frame *f = &raster->frame;
  double column, row;
  if (layer >= f->layers || !tli_raster_place(raster, position, &column, &row)) return NAN;
  row = fmin(fmax(row, 0), (double)(f->rows - 1));
  if (!raster->wraps) column = fmin(fmax(column, 0), (double)(f->columns - 1));
  const double r0 = floor(row), c0 = floor(column), fr = row - r0, fc = column - c0;
  const float *values = raster->values + layer * f->rows * f->columns;
  double sum = 0, weights = 0;
  for (int k = 0; k < 4; k++) {
    const double weight = (k / 2 == 0 ? 1 - fr : fr) * (k % 2 == 0 ? 1 - fc : fc);
    if (!(weight > 0)) continue;
    const size_t r = (size_t)r0 + (size_t)(k / 2);
    const size_t c = (size_t)((long)c0 + k % 2 + (long)f->columns) % f->columns;
    const double value = (double)values[r * f->columns + c];
    if (isnan(value)) continue;
    sum += weight * value;
    weights += weight;
  }
  return weights > 0 ? sum / weights : NAN;
}

/* --- along a route ---------------------------------------------------------------------------------------------------
 */

typedef struct course {
  const tl_raster *raster;
  size_t layer;
  tl_raster_profile *p;
  double sum, before, before_m; /* the last known value, and where it was */
  bool any;
} course;

static void take_sample(course *c, tl_geo_position at, double at_m) {
  tl_raster_profile *p = c->p;
  const double value = tl_raster_sample(c->raster, c->layer, at);
  p->samples++;
  p->resolution_m = fmax(p->resolution_m, tl_raster_resolution_m(c->raster, at.lat_deg));
  if (isnan(value)) {
    p->unknown++;
    return;
  }
  const double run = at_m - (c->any ? c->before_m : 0), rise = c->any ? value - c->before : 0;
  const double stretch = 1 + (c->any ? (value + c->before) / 2 : value) / TLI_EARTH_RADIUS_M;
  p->slope_m += hypot(run, rise);
  p->at_height_m += hypot(run * stretch, rise);
  *(rise > 0 ? &p->rise : &p->fall) += fabs(rise);
  p->least = c->any ? fmin(p->least, value) : value;
  p->most = c->any ? fmax(p->most, value) : value;
  c->sum += value;
  c->before = value;
  c->before_m = at_m;
  c->any = true;
}

tl_code tl_raster_along(const tl_raster *raster, size_t layer, const tl_geo_position *route, size_t count,
                        double spacing_m, tl_raster_profile *profile, tl_error *error) {
  *profile = (tl_raster_profile){0};
  if (layer >= raster->frame.layers)
    return tl_fail(error, TL_ERR_INPUT, "layer %zu of a raster with %zu", layer + 1, raster->frame.layers);
  if (!(spacing_m >= 0) || !isfinite(spacing_m))
    return tl_fail(error, TL_ERR_INPUT, "samples every %g m; the spacing must be positive", spacing_m);
  double finest = INFINITY;
  for (size_t i = 0; i < count; i++) {
    TLI_TRY(tl_geo_position_check(route[i], error));
    finest = fmin(finest, tl_raster_spacing_m(raster, route[i].lat_deg));
  }
  profile->spacing_m = fmax(finest, spacing_m);
  course c = {.raster = raster, .layer = layer, .p = profile};
  struct geod_geodesic wgs84;
  geod_init(&wgs84, TLI_WGS84_A_M, TLI_WGS84_F);
  if (count > 0) take_sample(&c, route[0], 0);
  for (size_t i = 1; i < count; i++) {
    double leg, azimuth;
    struct geod_geodesicline line;
    geod_inverse(&wgs84, route[i - 1].lat_deg, route[i - 1].lon_deg, route[i].lat_deg, route[i].lon_deg, &leg, &azimuth,
                 NULL);
    geod_lineinit(&line, &wgs84, route[i - 1].lat_deg, route[i - 1].lon_deg, azimuth, 0);
    const size_t steps = leg > profile->spacing_m ? (size_t)ceil(leg / profile->spacing_m) : 1;
    for (size_t k = 1; k <= steps; k++) {
      tl_geo_position at = route[i];
      const double s = leg * (double)k / (double)steps;
      if (k < steps) geod_position(&line, s, &at.lat_deg, &at.lon_deg, NULL);
      take_sample(&c, at, profile->length_m + s);
    }
    profile->length_m += leg;
  }
  if (!c.any)
    return tl_fail(error, TL_ERR_NO_ANSWER, "the raster knows no value along the line (%zu positions were asked)",
                   profile->samples);
  const double rest = profile->length_m - c.before_m; /* behind the last known value: level */
  profile->slope_m += rest;
  profile->at_height_m += rest * (1 + c.before / TLI_EARTH_RADIUS_M);
  profile->mean = c.sum / (double)(profile->samples - profile->unknown);
  return TL_OK;
}
