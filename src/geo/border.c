/* Borders between areas and rings that touch themselves, by GEOS (libgeos.org).
 *
 * The border of two areas is the part that the rings of both share: the intersection of their boundaries as lines in
 * the plane of longitude and latitude, also a whole turn away. Its length is the sum of geodesics over steps of at most
 * 0.1 degree, since edges are straight in that plane. */
#include "geo/tli_geodesic.h"
#include "geo/tli_layer.h"
#include "trunkline/ground.h"

#include <geos_c.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define STEP_DEG 0.1

typedef struct last_words {
  char text[160];
} last_words;

static void keep_words(const char *message, void *context) {
  last_words *words = context;
  (void)snprintf(words->text, sizeof words->text, "%s", message);
}

static GEOSCoordSequence *sequence_of(GEOSContextHandle_t geos, const tli_ring *ring, double shift) {
  GEOSCoordSequence *s = GEOSCoordSeq_create_r(geos, (unsigned)ring->count + 1, 2);
  for (size_t i = 0; s != NULL && i <= ring->count; i++) {
    const tl_geo_position p = ring->at[i % ring->count];
    (void)GEOSCoordSeq_setXY_r(geos, s, (unsigned)i, p.lon_deg + shift, p.lat_deg);
  }
  return s;
}

/* All rings of an area as lines, those a turn away too if `turns`. NULL: no memory. */
static GEOSGeometry *boundary_of(GEOSContextHandle_t geos, const tl_allocator *allocator, const tli_area *area,
                                 bool turns) {
  const size_t most = area->ring_count * 3 + 1;
  GEOSGeometry **lines = tli_alloc(allocator, most * sizeof(GEOSGeometry *)), *all = NULL;
  unsigned count = 0;
  bool good = lines != NULL;
  for (size_t r = 0; good && r < area->ring_count; r++) {
    for (int turn = turns ? -1 : 0; good && turn <= (turns ? 1 : 0); turn++) {
      if (area->rings[r].east + 360 * turn < -360 || area->rings[r].west + 360 * turn > 360) continue;
      GEOSCoordSequence *s = sequence_of(geos, &area->rings[r], 360 * turn);
      GEOSGeometry *line = s != NULL ? GEOSGeom_createLineString_r(geos, s) : NULL;
      good = line != NULL;
      if (good) lines[count++] = line;
    }
  }
  if (good) all = GEOSGeom_createCollection_r(geos, GEOS_MULTILINESTRING, lines, count);
  if (all == NULL)
    for (unsigned i = 0; i < count; i++) GEOSGeom_destroy_r(geos, lines[i]);
  if (lines != NULL) tli_free(allocator, lines, most * sizeof(GEOSGeometry *));
  return all;
}

/* Rings of one area share edges where a country is cut along a meridian: united, each line counts once. */
static GEOSGeometry *clean(GEOSContextHandle_t geos, GEOSGeometry *lines) {
  GEOSGeometry *united = lines != NULL ? GEOSUnaryUnion_r(geos, lines) : NULL;
  if (lines != NULL) GEOSGeom_destroy_r(geos, lines);
  return united;
}

static double straight_length(tl_geo_position a, tl_geo_position b) {
  const double width = b.lon_deg - a.lon_deg, rise = b.lat_deg - a.lat_deg;
  const int steps = (int)ceil(fmax(fmax(fabs(width), fabs(rise)) / STEP_DEG, 1));
  double sum = 0;
  tl_geo_position from = a;
  for (int i = 1; i <= steps; i++) {
    const double t = (double)i / steps;
    const tl_geo_position to = i == steps ? b : (tl_geo_position){a.lat_deg + t * rise, a.lon_deg + t * width};
    double step;
    tl_geo_inverse(from, to, &step, NULL, NULL);
    sum += step;
    from = to;
  }
  return sum;
}

static double line_length(GEOSContextHandle_t geos, const GEOSGeometry *line) {
  const GEOSCoordSequence *s = GEOSGeom_getCoordSeq_r(geos, line);
  unsigned count = 0;
  double sum = 0;
  if (s == NULL || GEOSCoordSeq_getSize_r(geos, s, &count) == 0) return 0;
  tl_geo_position before = {0, 0};
  for (unsigned i = 0; i < count; i++) {
    tl_geo_position here;
    (void)GEOSCoordSeq_getXY_r(geos, s, i, &here.lon_deg, &here.lat_deg);
    if (i > 0) sum += straight_length(before, here);
    before = here;
  }
  return sum;
}

static double sum_of_lines(GEOSContextHandle_t geos, const GEOSGeometry *shared, size_t *lines) {
  GEOSGeometry *merged = GEOSLineMerge_r(geos, shared);
  const GEOSGeometry *all = merged != NULL ? merged : shared;
  const int parts = GEOSGetNumGeometries_r(geos, all);
  double sum = 0;
  for (int i = 0; i < parts; i++) {
    const GEOSGeometry *part = GEOSGetGeometryN_r(geos, all, i);
    if (part == NULL || GEOSGeomTypeId_r(geos, part) != GEOS_LINESTRING) continue; /* points where borders only meet */
    sum += line_length(geos, part);
    ++*lines;
  }
  if (merged != NULL) GEOSGeom_destroy_r(geos, merged);
  return sum;
}

/* Only the lines of a mixed intersection. */
static GEOSGeometry *lines_of(GEOSContextHandle_t geos, const tl_allocator *allocator, const GEOSGeometry *mixed) {
  const int parts = GEOSGetNumGeometries_r(geos, mixed);
  const size_t bytes = (size_t)(parts > 0 ? parts : 1) * sizeof(GEOSGeometry *);
  GEOSGeometry **lines = tli_alloc(allocator, bytes), *all = NULL;
  unsigned count = 0;
  bool good = lines != NULL;
  for (int i = 0; good && i < parts; i++) {
    const GEOSGeometry *part = GEOSGetGeometryN_r(geos, mixed, i);
    if (part == NULL || GEOSGeomTypeId_r(geos, part) != GEOS_LINESTRING) continue;
    GEOSGeometry *copy = GEOSGeom_clone_r(geos, part);
    good = copy != NULL;
    if (good) lines[count++] = copy;
  }
  if (good) all = GEOSGeom_createCollection_r(geos, GEOS_MULTILINESTRING, lines, count);
  if (all == NULL)
    for (unsigned i = 0; i < count; i++) GEOSGeom_destroy_r(geos, lines[i]);
  if (lines != NULL) tli_free(allocator, lines, bytes);
  return all;
}

static tl_code shared_length(GEOSContextHandle_t geos, const last_words *words, const tl_geo_layer *layer, size_t a,
                             size_t b, double snap_deg, double *length_m, size_t *lines, tl_error *error) {
  const tl_allocator *allocator = tli_arena_allocator(layer->arena);
  GEOSGeometry *one = clean(geos, boundary_of(geos, allocator, &layer->areas[a], false));
  GEOSGeometry *other = clean(geos, boundary_of(geos, allocator, &layer->areas[b], true));
  if (one != NULL && other != NULL && snap_deg > 0) {
    GEOSGeometry *snapped = GEOSSnap_r(geos, other, one, snap_deg);
    GEOSGeom_destroy_r(geos, other);
    other = snapped;
  }
  GEOSGeometry *mixed = one != NULL && other != NULL ? GEOSIntersection_r(geos, one, other) : NULL;
  GEOSGeometry *shared = mixed != NULL ? lines_of(geos, allocator, mixed) : NULL;
  if (shared != NULL) *length_m = sum_of_lines(geos, shared, lines);
  GEOSGeometry *all[] = {one, other, mixed, shared};
  for (size_t i = 0; i < TLI_COUNT(all); i++)
    if (all[i] != NULL) GEOSGeom_destroy_r(geos, all[i]);
  if (shared != NULL) return TL_OK;
  return tl_fail(error, TL_ERR_MACHINE, "the border between %s and %s could not be computed: %s", layer->areas[a].name,
                 layer->areas[b].name, words->text[0] != '\0' ? words->text : "not enough memory");
}

tl_code tl_geo_border_length(const tl_geo_layer *layer, size_t a, size_t b, double snap_deg, double *length_m,
                             size_t *lines, tl_error *error) {
  size_t own_lines = 0;
  *length_m = 0;
  if (lines == NULL) lines = &own_lines;
  *lines = 0;
  if (a >= layer->area_count || b >= layer->area_count || a == b)
    return tl_fail(error, TL_ERR_INPUT, "a border needs two different areas of the layer, numbers 0 .. %zu",
                   layer->area_count > 0 ? layer->area_count - 1 : 0);
  if (!(snap_deg >= 0) || snap_deg > 1)
    return tl_fail(error, TL_ERR_INPUT, "borders are taken as one within %g deg; allowed are 0 .. 1", snap_deg);
  last_words words = {""};
  GEOSContextHandle_t geos = GEOS_init_r();
  if (geos == NULL) return TLI_NO_MEMORY(error, "a border");
  (void)GEOSContext_setErrorMessageHandler_r(geos, keep_words, &words);
  const tl_code code = shared_length(geos, &words, layer, a, b, snap_deg, length_m, lines, error);
  GEOS_finish_r(geos);
  return code;
}

/* --- rings that touch themselves -----------------------------------------------------------------------------------
 */

static tl_code check_ring(GEOSContextHandle_t geos, const tli_ring *ring, bool *touches, tl_geo_position *place,
                          char what[64], tl_error *error) {
  *touches = false;
  GEOSCoordSequence *s = sequence_of(geos, ring, 0);
  GEOSGeometry *line = s != NULL ? GEOSGeom_createLinearRing_r(geos, s) : NULL;
  GEOSGeometry *polygon = line != NULL ? GEOSGeom_createPolygon_r(geos, line, NULL, 0) : NULL;
  if (polygon == NULL) return TLI_NO_MEMORY(error, "checking a polygon");
  char *reason = NULL;
  GEOSGeometry *where = NULL;
  if (GEOSisValidDetail_r(geos, polygon, 0, &reason, &where) == 0) {
    *touches = true;
    (void)snprintf(what, 64, "%s", reason != NULL ? reason : "not valid");
    *place = ring->at[0];
    if (where != NULL) {
      (void)GEOSGeomGetX_r(geos, where, &place->lon_deg);
      (void)GEOSGeomGetY_r(geos, where, &place->lat_deg);
    }
  }
  if (reason != NULL) GEOSFree_r(geos, reason);
  if (where != NULL) GEOSGeom_destroy_r(geos, where);
  GEOSGeom_destroy_r(geos, polygon);
  return TL_OK;
}

tl_code tl_geo_layer_touches(const tl_geo_layer *layer, tl_geo_touch touch, void *context, tl_error *error) {
  GEOSContextHandle_t geos = GEOS_init_r();
  if (geos == NULL) return TLI_NO_MEMORY(error, "checking polygons");
  tl_code code = TL_OK;
  for (size_t a = 0; code == TL_OK && a < layer->area_count; a++) {
    for (size_t r = 0; code == TL_OK && r < layer->areas[a].ring_count; r++) {
      bool touches;
      tl_geo_position place;
      char what[64];
      code = check_ring(geos, &layer->areas[a].rings[r], &touches, &place, what, error);
      if (code == TL_OK && touches) touch(context, a, r, place, what);
    }
  }
  GEOS_finish_r(geos);
  return code;
}
