/* Layers of named areas: filling, asking which area a position lies in and how far it is from one. */
#include "geo/tli_layer.h"

#include "geo/tli_geodesic.h"

#include <math.h>
#include <string.h>

tl_geo_layer *tl_geo_layer_create(const tl_allocator *allocator) {
  tli_arena *arena = tli_arena_create(allocator);
  if (arena == NULL) return NULL;
  tl_geo_layer *layer = TLI_NEW(arena, tl_geo_layer);
  if (layer == NULL) {
    tli_arena_destroy(arena);
    return NULL;
  }
  layer->arena = arena;
  return layer;
}

void tl_geo_layer_destroy(tl_geo_layer *layer) {
  if (layer != NULL) tli_arena_destroy(layer->arena);
}

tl_code tl_geo_layer_add_area(tl_geo_layer *layer, const char *name, const char *id, tl_error *error) {
  char *name_copy = tli_arena_strdup(layer->arena, name != NULL ? name : "");
  char *id_copy = tli_arena_strdup(layer->arena, id != NULL ? id : "");
  if (name_copy == NULL || id_copy == NULL ||
      !TLI_PUSH_ROOM(layer->arena, layer->areas, layer->area_room, layer->area_count))
    return TLI_NO_MEMORY(error, "an area of a map layer");
  layer->areas[layer->area_count++] = (tli_area){.name = name_copy, .id = id_copy};
  return TL_OK;
}

bool tli_area_append(tl_geo_layer *layer, tli_area *area, tl_geo_position *at, size_t count) {
  if (!TLI_PUSH_ROOM(layer->arena, area->rings, area->ring_room, area->ring_count)) return false;
  tli_ring ring = {at, count, INFINITY, -INFINITY, INFINITY, -INFINITY};
  for (size_t i = 0; i < count; i++) {
    ring.west = fmin(ring.west, at[i].lon_deg);
    ring.east = fmax(ring.east, at[i].lon_deg);
    ring.south = fmin(ring.south, at[i].lat_deg);
    ring.north = fmax(ring.north, at[i].lat_deg);
  }
  area->rings[area->ring_count++] = ring;
  return true;
}

static bool same_place(tl_geo_position a, tl_geo_position b) {
  return a.lat_deg == b.lat_deg && a.lon_deg == b.lon_deg;
}

/* Turns to add behind a step of longitude as written: more than half a turn means that the ring has crossed the
 * antimeridian (a whole turn: it stands still there, on the other edge of the map). */
static double turn_of(double step) { return step > 180 ? -360 : step < -180 ? 360 : 0; }

/* A ring that has gone once round the globe encloses a pole: on the flat map it is closed along the pole's edge. */
static size_t close_around_pole(tl_geo_position *at, size_t n, double turns) {
  double lat = 0;
  for (size_t i = 0; i < n; i++) lat += at[i].lat_deg;
  double pole = lat < 0 ? -90 : 90;
  at[n] = (tl_geo_position){at[0].lat_deg, at[0].lon_deg + turns};
  at[n + 1] = (tl_geo_position){pole, at[0].lon_deg + turns};
  at[n + 2] = (tl_geo_position){pole, at[0].lon_deg};
  return n + 3;
}

tl_code tl_geo_layer_add_ring(tl_geo_layer *layer, const tl_geo_position *ring, size_t count, tl_error *error) {
  if (layer->area_count == 0) return tl_fail(error, TL_ERR_USAGE, "a ring needs an area; add the area first");
  tli_area *area = &layer->areas[layer->area_count - 1];
  tl_geo_position *at = TLI_NEW_N(layer->arena, tl_geo_position, count + 3);
  if (at == NULL) return TLI_NO_MEMORY(error, "a ring of a map layer");
  size_t n = 0;
  double turns = 0;
  for (size_t i = 0; i < count; i++) {
    TLI_TRY(tl_geo_position_check(ring[i], error));
    if (i > 0) turns += turn_of(ring[i].lon_deg - ring[i - 1].lon_deg);
    tl_geo_position p = {ring[i].lat_deg, ring[i].lon_deg + turns};
    if (n == 0 || !same_place(p, at[n - 1])) at[n++] = p;
  }
  if (count > 1) turns += turn_of(ring[0].lon_deg - ring[count - 1].lon_deg);
  while (n > 1 && same_place(at[n - 1], at[0])) n--;
  if (n >= 3 && turns != 0.0) n = close_around_pole(at, n, turns);
  if (n < 3)
    return tl_fail(error, TL_ERR_INPUT, "a ring of %s has %zu different position%s; it needs three", area->name, n,
                   n == 1 ? "" : "s");
  return tli_area_append(layer, area, at, n) ? TL_OK : TLI_NO_MEMORY(error, "a ring of a map layer");
}

void tli_layer_drop_area(tl_geo_layer *layer) {
  if (layer->area_count > 0) layer->area_count--;
}

size_t tl_geo_layer_areas(const tl_geo_layer *layer) { return layer->area_count; }

const char *tl_geo_layer_name(const tl_geo_layer *layer, size_t area) {
  return area < layer->area_count ? layer->areas[area].name : "";
}

const char *tl_geo_layer_id(const tl_geo_layer *layer, size_t area) {
  return area < layer->area_count ? layer->areas[area].id : "";
}

size_t tl_geo_layer_rings(const tl_geo_layer *layer, size_t area) {
  return area < layer->area_count ? layer->areas[area].ring_count : 0;
}

const tl_geo_position *tl_geo_layer_ring(const tl_geo_layer *layer, size_t area, size_t ring, size_t *count) {
  *count = 0;
  if (ring >= tl_geo_layer_rings(layer, area)) return NULL;
  *count = layer->areas[area].rings[ring].count;
  return layer->areas[area].rings[ring].at;
}

/* --- where is it --------------------------------------------------------------------------------------------- */

/* Crossings of the ray to the east (W. R. Franklin's pnpoly): odd is inside. */
bool tli_ring_contains(const tli_ring *ring, double lon, double lat) {
  if (lon < ring->west || lon > ring->east || lat < ring->south || lat > ring->north) return false;
  bool inside = false;
  for (size_t i = 0, j = ring->count - 1; i < ring->count; j = i++) {
    tl_geo_position a = ring->at[i], b = ring->at[j];
    if ((a.lat_deg > lat) == (b.lat_deg > lat)) continue;
    double crossing = a.lon_deg + (b.lon_deg - a.lon_deg) * ((lat - a.lat_deg) / (b.lat_deg - a.lat_deg));
    if (lon < crossing) inside = !inside;
  }
  return inside;
}

bool tli_area_contains(const tli_area *area, tl_geo_position position) {
  bool inside = false;
  double lon = tl_geo_unwrap(position.lon_deg, 0);
  for (size_t r = 0; r < area->ring_count; r++) {
    /* a ring may run past the antimeridian on either side: the position is tried a turn away, too */
    for (int turn = -1; turn <= 1; turn++)
      if (tli_ring_contains(&area->rings[r], lon + 360 * turn, position.lat_deg)) inside = !inside;
  }
  return inside;
}

int tl_geo_layer_at(const tl_geo_layer *layer, tl_geo_position position) {
  if (tl_geo_position_check(position, NULL) != TL_OK) return -1;
  for (size_t i = 0; i < layer->area_count; i++)
    if (tli_area_contains(&layer->areas[i], position)) return (int)i;
  return -1;
}

/* Distance from the origin to the segment a-b in a plane. */
static double to_segment(double ax, double ay, double bx, double by) {
  double dx = bx - ax, dy = by - ay, square = dx * dx + dy * dy;
  double t = square > 0 ? -(ax * dx + ay * dy) / square : 0;
  t = fmin(fmax(t, 0), 1);
  return hypot(ax + t * dx, ay + t * dy);
}

double tl_geo_layer_distance_m(const tl_geo_layer *layer, size_t area, tl_geo_position position) {
  const double metres_per_degree = TLI_EARTH_RADIUS_M * TLI_RADIANS;
  if (area >= layer->area_count || tl_geo_position_check(position, NULL) != TL_OK) return INFINITY;
  const tli_area *a = &layer->areas[area];
  if (tli_area_contains(a, position)) return 0;
  double shorten = cos(position.lat_deg * TLI_RADIANS), least = INFINITY;
  for (size_t r = 0; r < a->ring_count; r++) {
    const tli_ring *ring = &a->rings[r];
    for (size_t i = 0, j = ring->count - 1; i < ring->count; j = i++) {
      double x1 = tl_geo_unwrap(ring->at[j].lon_deg - position.lon_deg, 0);
      double x2 = x1 + (ring->at[i].lon_deg - ring->at[j].lon_deg);
      double d = to_segment(x1 * shorten, ring->at[j].lat_deg - position.lat_deg, x2 * shorten,
                            ring->at[i].lat_deg - position.lat_deg);
      least = fmin(least, d);
    }
  }
  return least * metres_per_degree;
}

int tl_geo_layer_find(const tl_geo_layer *layer, const char *name_or_code, const char **near) {
  const char *number = tl_geo_country_number(name_or_code);
  const char *wanted = number != NULL ? number : name_or_code;
  if (near != NULL) *near = NULL;
  for (size_t i = 0; i < layer->area_count; i++) {
    const tli_area *area = &layer->areas[i];
    bool by_id = area->id[0] != '\0' && (strcmp(area->id, wanted) == 0 || strcmp(area->id, name_or_code) == 0);
    if (by_id || tli_text_equal_loose(area->name, name_or_code)) return (int)i;
  }
  if (near == NULL) return -1;
  enum { MOST = 512 };
  const char *names[MOST];
  size_t count = 0;
  for (; count < layer->area_count && count < MOST; count++) names[count] = layer->areas[count].name;
  *near = tli_did_you_mean(name_or_code, names, count);
  return -1;
}
