/* Lays a route over a layer of areas.
 *
 * A leg is a geodesic, an edge of an area is straight in longitude and latitude. The leg is walked in steps of at most
 * 5 km; where the ends (or the middle) of a step lie on different sides of an edge, the place is found along the
 * geodesic by bisection to a tenth of a micrometre. All such places cut the leg into pieces, and each piece belongs to
 * the area its middle lies in: a cut too many does no harm, and the pieces fill the leg whatever the layer. */
#include "geo/tli_index.h"
#include "geo/tli_route.h"

#include <math.h>
#include <stdlib.h>

#define STEP_M 5000.0
#define STEP_LEAST_M 1.0  /* beside a pole, where a metre may be degrees of longitude */
#define STEP_MOST_DEG 2.0 /* of longitude */
#define ROOT_M 1e-7
#define SLIVER_M 1e-4   /* cuts nearer to each other than this are one */
#define MARGIN_DEG 1e-3 /* by which a step may leave the box of its ends */

struct tl_overlay {
  tli_arena *arena;
  tl_overlay_piece *pieces;
  size_t piece_count, piece_room;
  tl_overlay_crossing *crossings;
  size_t crossing_count, crossing_room;
  double *length_m; /* [0]: in no area */
  double shared_m;
  size_t areas;
};

/* Everything about the leg being walked. */
typedef struct walk {
  const tl_geo_index *index;
  tl_overlay *overlay;
  tli_arena *work;
  struct geod_geodesic wgs84;
  struct geod_geodesicline line;
  double leg_m;
  double from_m, to_m;              /* the step */
  tl_geo_position from, middle, to; /* longitudes continuous within the step */
  double *cuts;                     /* distances from the start of the leg */
  size_t cut_count, cut_room;
  bool no_memory;
} walk;

static tl_geo_position at_distance(const walk *w, double s, double near_lon) {
  tl_geo_position p;
  geod_position(&w->line, s, &p.lat_deg, &p.lon_deg, NULL);
  p.lon_deg = tl_geo_unwrap(p.lon_deg, near_lon);
  return p;
}

static void cut_at(walk *w, double s) {
  if (w->no_memory || !(s > 0 && s < w->leg_m)) return;
  if (!TLI_PUSH_ROOM(w->work, w->cuts, w->cut_room, w->cut_count)) {
    w->no_memory = true;
    return;
  }
  w->cuts[w->cut_count++] = s;
}

/* Sign: the side of the edge on which p lies. */
static double side_of(const tli_edge *e, tl_geo_position p) {
  return (e->b.lon_deg - e->a.lon_deg) * (p.lat_deg - e->a.lat_deg) -
         (e->b.lat_deg - e->a.lat_deg) * (p.lon_deg - e->a.lon_deg);
}

/* Is p, which lies on the edge's line, between its ends? A little beyond is let through. */
static bool within_edge(const tli_edge *e, tl_geo_position p) {
  const double dx = e->b.lon_deg - e->a.lon_deg, dy = e->b.lat_deg - e->a.lat_deg, slack = 1e-7;
  const double t = ((p.lon_deg - e->a.lon_deg) * dx + (p.lat_deg - e->a.lat_deg) * dy) / (dx * dx + dy * dy);
  return t >= -slack && t <= 1 + slack;
}

static void find_root(walk *w, const tli_edge *e, double low, double high, double side_low) {
  while (high - low > ROOT_M) {
    const double middle = (low + high) / 2;
    if (!(middle > low && middle < high)) break;
    const double side = side_of(e, at_distance(w, middle, w->middle.lon_deg));
    if ((side < 0) == (side_low < 0))
      low = middle;
    else
      high = middle;
  }
  const double s = (low + high) / 2;
  if (within_edge(e, at_distance(w, s, w->middle.lon_deg))) cut_at(w, s);
}

static void try_edge(void *context, const tli_edge *edge) {
  walk *w = context;
  /* the edge in the turn of the step */
  const double middle = (edge->a.lon_deg + edge->b.lon_deg) / 2, half = fabs(edge->b.lon_deg - edge->a.lon_deg) / 2;
  for (int turn = -1; turn <= 1; turn++) {
    const double shift = tl_geo_unwrap(middle, w->middle.lon_deg) - middle + 360.0 * turn;
    if (fabs(middle + shift - w->middle.lon_deg) > half + STEP_MOST_DEG + 1) continue;
    const tli_edge e = {{edge->a.lat_deg, edge->a.lon_deg + shift}, {edge->b.lat_deg, edge->b.lon_deg + shift}};
    const double before = side_of(&e, w->from), between = side_of(&e, w->middle), behind = side_of(&e, w->to);
    const double middle_m = (w->from_m + w->to_m) / 2;
    if ((before < 0) != (between < 0)) find_root(w, &e, w->from_m, middle_m, before);
    if ((between < 0) != (behind < 0)) find_root(w, &e, middle_m, w->to_m, between);
  }
}

static void take_step(walk *w, double from_m, double to_m) {
  w->from_m = from_m;
  w->to_m = to_m;
  geod_position(&w->line, (from_m + to_m) / 2, &w->middle.lat_deg, &w->middle.lon_deg, NULL);
  w->from = at_distance(w, from_m, w->middle.lon_deg);
  w->to = at_distance(w, to_m, w->middle.lon_deg);
  const double west = fmin(w->from.lon_deg, w->to.lon_deg), east = fmax(w->from.lon_deg, w->to.lon_deg);
  if (east - west > STEP_MOST_DEG) {
    if (to_m - from_m > STEP_LEAST_M) {
      const double middle_m = (from_m + to_m) / 2;
      take_step(w, from_m, middle_m);
      take_step(w, middle_m, to_m);
    } else { /* over a pole: no edge can be told from another within a metre of it */
      cut_at(w, from_m);
      cut_at(w, to_m);
    }
    return;
  }
  const double south = fmin(fmin(w->from.lat_deg, w->to.lat_deg), w->middle.lat_deg);
  const double north = fmax(fmax(w->from.lat_deg, w->to.lat_deg), w->middle.lat_deg);
  tli_index_visit(w->index, fmin(west, w->middle.lon_deg) - MARGIN_DEG, fmax(east, w->middle.lon_deg) + MARGIN_DEG,
                  south - MARGIN_DEG, north + MARGIN_DEG, try_edge, w);
}

static int by_size(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* The first area that holds the position, and how many others do. */
static int area_at(const tl_geo_layer *layer, tl_geo_position p, size_t *shared) {
  int found = -1;
  *shared = 0;
  for (size_t i = 0; i < layer->area_count; i++) {
    if (!tli_area_contains(&layer->areas[i], p)) continue;
    if (found < 0)
      found = (int)i;
    else
      ++*shared;
  }
  return found;
}

/* Appends a piece; one that goes on in the same area lengthens the last. */
static tl_code add_piece(walk *w, size_t section, double start_m, double from_m, double to_m, tl_error *error) {
  tl_overlay *o = w->overlay;
  size_t shared;
  const int area = area_at(w->index->layer, at_distance(w, (from_m + to_m) / 2, 0), &shared);
  tl_overlay_piece *last = o->piece_count > 0 ? &o->pieces[o->piece_count - 1] : NULL;
  if (last != NULL && last->section == section && last->area == area && last->shared == shared) {
    last->to_m = start_m + to_m;
    return TL_OK;
  }
  if (last != NULL && last->section == section && last->area != area) {
    if (!TLI_PUSH_ROOM(o->arena, o->crossings, o->crossing_room, o->crossing_count))
      return TLI_NO_MEMORY(error, "the crossings of a route");
    o->crossings[o->crossing_count++] =
        (tl_overlay_crossing){start_m + from_m, at_distance(w, from_m, 0), last->area, area};
  }
  if (!TLI_PUSH_ROOM(o->arena, o->pieces, o->piece_room, o->piece_count))
    return TLI_NO_MEMORY(error, "the pieces of a route");
  o->pieces[o->piece_count++] = (tl_overlay_piece){section, start_m + from_m, start_m + to_m, area, shared};
  return TL_OK;
}

static tl_code walk_leg(walk *w, size_t section, tl_geo_position a, tl_geo_position b, double start_m, double end_m,
                        tl_error *error) {
  double azimuth;
  geod_inverse(&w->wgs84, a.lat_deg, a.lon_deg, b.lat_deg, b.lon_deg, &w->leg_m, &azimuth, NULL);
  geod_lineinit(&w->line, &w->wgs84, a.lat_deg, a.lon_deg, azimuth, 0);
  w->cut_count = 0;
  const size_t steps = (size_t)ceil(w->leg_m / STEP_M);
  for (size_t i = 0; i < steps; i++)
    take_step(w, w->leg_m * (double)i / (double)steps, w->leg_m * (double)(i + 1) / (double)steps);
  if (w->no_memory) return TLI_NO_MEMORY(error, "the crossings of a route");
  if (w->cut_count > 1) qsort(w->cuts, w->cut_count, sizeof *w->cuts, by_size);
  double from = 0;
  for (size_t i = 0; i < w->cut_count; i++) {
    if (w->cuts[i] - from < SLIVER_M || w->leg_m - w->cuts[i] < SLIVER_M) continue;
    TLI_TRY(add_piece(w, section, start_m, from, w->cuts[i], error));
    from = w->cuts[i];
  }
  if (!(w->leg_m > 0)) return TL_OK;
  TLI_TRY(add_piece(w, section, start_m, from, w->leg_m, error));
  w->overlay->pieces[w->overlay->piece_count - 1].to_m = end_m; /* the chainage of the route, to its last bit */
  return TL_OK;
}

static tl_code lay(walk *w, const tl_route *route, tl_error *error) {
  tl_overlay *o = w->overlay;
  o->areas = w->index->layer->area_count;
  o->length_m = TLI_NEW_N(o->arena, double, o->areas + 1);
  if (o->length_m == NULL) return TLI_NO_MEMORY(error, "an overlay");
  for (size_t s = 0; s < route->section_count; s++) {
    const tli_polyline *line = &route->sections[s];
    for (size_t i = 1; i < line->count; i++)
      TLI_TRY(walk_leg(w, s, line->at[i - 1], line->at[i], line->chainage_m[i - 1], line->chainage_m[i], error));
  }
  for (size_t i = 0; i < o->piece_count; i++) {
    const double length = o->pieces[i].to_m - o->pieces[i].from_m;
    o->length_m[o->pieces[i].area + 1] += length;
    if (o->pieces[i].shared > 0) o->shared_m += length;
  }
  return TL_OK;
}

tl_code tl_overlay_create(const tl_route *route, const tl_geo_index *index, const tl_allocator *allocator,
                          tl_overlay **overlay, tl_error *error) {
  *overlay = NULL;
  tli_arena *arena = tli_arena_create(allocator), *work = tli_arena_create(allocator);
  tl_overlay *o = arena != NULL && work != NULL ? TLI_NEW(arena, tl_overlay) : NULL;
  walk w = {.index = index, .overlay = o, .work = work};
  geod_init(&w.wgs84, TLI_WGS84_A_M, TLI_WGS84_F);
  if (o != NULL) o->arena = arena;
  const tl_code code = o != NULL ? lay(&w, route, error) : TLI_NO_MEMORY(error, "an overlay");
  tli_arena_destroy(work);
  if (code != TL_OK) {
    tli_arena_destroy(arena);
    return code;
  }
  *overlay = o;
  return TL_OK;
}

/* --- asking
 * ----------------------------------------------------------------------------------------------------------- */

void tl_overlay_destroy(tl_overlay *overlay) {
  if (overlay != NULL) tli_arena_destroy(overlay->arena);
}

size_t tl_overlay_pieces(const tl_overlay *overlay, const tl_overlay_piece **pieces) {
  if (pieces != NULL) *pieces = overlay->pieces;
  return overlay->piece_count;
}

size_t tl_overlay_crossings(const tl_overlay *overlay, const tl_overlay_crossing **crossings) {
  if (crossings != NULL) *crossings = overlay->crossings;
  return overlay->crossing_count;
}

double tl_overlay_length_m(const tl_overlay *overlay, int area) {
  return area < -1 || (area >= 0 && (size_t)area >= overlay->areas) ? 0 : overlay->length_m[area + 1];
}

double tl_overlay_shared_m(const tl_overlay *overlay) { return overlay->shared_m; }

/* The sum just before `here`: a step at `here` itself belongs to what follows. */
static double sum_before(const double *at_m, const double *sum, size_t count, double here) {
  size_t i = 0;
  while (i < count && at_m[i] < here) i++;
  if (i == 0) return 0;
  if (i == count) return sum[count - 1];
  return sum[i - 1] + (sum[i] - sum[i - 1]) * (here - at_m[i - 1]) / (at_m[i] - at_m[i - 1]);
}

tl_code tl_overlay_share(const tl_overlay *overlay, int area, const double *at_m, const double *sum, size_t count,
                         double *share, tl_error *error) {
  *share = 0;
  for (size_t i = 0; i < count; i++) {
    if (!isfinite(at_m[i]) || !isfinite(sum[i]) || (i > 0 && at_m[i] < at_m[i - 1]))
      return tl_fail(error, TL_ERR_INPUT,
                     "entry %zu of the quantity along the route: chainages must rise and be finite", i + 1);
  }
  for (size_t i = 0; i < overlay->piece_count; i++) {
    const tl_overlay_piece *p = &overlay->pieces[i];
    if (p->area != area) continue;
    const bool first = i == 0, last = i + 1 == overlay->piece_count;
    const double before = first ? 0 : sum_before(at_m, sum, count, p->from_m);
    const double behind = last ? (count > 0 ? sum[count - 1] : 0) : sum_before(at_m, sum, count, p->to_m);
    *share += behind - before;
  }
  return TL_OK;
}
