/* Cuts a layer to a map window: simplify, move each ring into the window's turn, clip against its four sides
 * (Sutherland and Hodgman 1974). A ring cut in several pieces stays one ring whose pieces are joined along the side of
 * the window: filled, it looks right. */
#include <math.h>

#include "geo/tli_layer.h"

typedef struct path {
  tl_geo_position *at;
  size_t count, room;
} path;

static bool push(tli_arena *arena, path *p, tl_geo_position position) {
  if (p->count > 0 && p->at[p->count - 1].lat_deg == position.lat_deg &&
      p->at[p->count - 1].lon_deg == position.lon_deg)
    return true;
  if (!TLI_PUSH_ROOM(arena, p->at, p->room, p->count)) return false;
  p->at[p->count++] = position;
  return true;
}

typedef enum side { WEST, EAST, SOUTH, NORTH } side;

/* Positive inside. */
static double within(tl_geo_position p, const tl_geo_window *w, side s) {
  switch (s) {
    case WEST:
      return p.lon_deg - w->west_deg;
    case EAST:
      return w->east_deg - p.lon_deg;
    case SOUTH:
      return p.lat_deg - w->south_deg;
    default:
      return w->north_deg - p.lat_deg;
  }
}

/* Always computed from the inner end, so that neighbours that share the edge get the same position. */
static tl_geo_position crossing(tl_geo_position in, tl_geo_position out, const tl_geo_window *w, side s) {
  double a = within(in, w, s), b = within(out, w, s), t = a / (a - b);
  tl_geo_position p = {in.lat_deg + t * (out.lat_deg - in.lat_deg), in.lon_deg + t * (out.lon_deg - in.lon_deg)};
  if (s == WEST) p.lon_deg = w->west_deg;
  if (s == EAST) p.lon_deg = w->east_deg;
  if (s == SOUTH) p.lat_deg = w->south_deg;
  if (s == NORTH) p.lat_deg = w->north_deg;
  return p;
}

static bool clip_side(tli_arena *work, const path *from, const tl_geo_window *w, side s, path *to) {
  to->count = 0;
  for (size_t i = 0, j = from->count - 1; i < from->count; j = i++) {
    tl_geo_position a = from->at[j], b = from->at[i];
    bool a_in = within(a, w, s) >= 0, b_in = within(b, w, s) >= 0;
    if (a_in != b_in && !push(work, to, a_in ? crossing(a, b, w, s) : crossing(b, a, w, s))) return false;
    if (b_in && !push(work, to, b)) return false;
  }
  while (to->count > 1 && to->at[0].lat_deg == to->at[to->count - 1].lat_deg &&
         to->at[0].lon_deg == to->at[to->count - 1].lon_deg)
    to->count--;
  return true;
}

/* One simplified ring, `turn` full turns to the east, cut and appended to the area. */
static bool clip_ring(const tli_ring *ring, const bool *kept, int turn, const tl_geo_window *window, path scratch[2],
                      tli_arena *work, tl_geo_layer *clipped, tli_area *area) {
  double shift = 360.0 * turn;
  if (ring->east + shift < window->west_deg || ring->west + shift > window->east_deg ||
      ring->north < window->south_deg || ring->south > window->north_deg)
    return true;
  path *from = &scratch[0], *to = &scratch[1];
  from->count = 0;
  for (size_t i = 0; i < ring->count; i++)
    if (kept[i] && !push(work, from, (tl_geo_position){ring->at[i].lat_deg, ring->at[i].lon_deg + shift})) return false;
  for (side s = WEST; s <= NORTH && from->count > 2; s++) {
    if (!clip_side(work, from, window, s, to)) return false;
    path *spare = from;
    from = to;
    to = spare;
  }
  if (from->count < 3) return true;
  tl_geo_position *at = TLI_NEW_N(clipped->arena, tl_geo_position, from->count);
  if (at == NULL) return false;
  for (size_t i = 0; i < from->count; i++) at[i] = from->at[i];
  return tli_area_append(clipped, area, at, from->count);
}

static bool clip_all(const tl_geo_layer *layer, const tl_geo_window *window, bool **kept, tli_arena *work,
                     tl_geo_layer *clipped) {
  path scratch[2] = {{NULL, 0, 0}, {NULL, 0, 0}};
  size_t number = 0;
  for (size_t a = 0; a < layer->area_count; a++) {
    const tli_area *area = &layer->areas[a];
    if (tl_geo_layer_add_area(clipped, area->name, area->id, NULL) != TL_OK) return false;
    tli_area *cut = &clipped->areas[clipped->area_count - 1];
    for (size_t r = 0; r < area->ring_count; r++, number++)
      for (int turn = -2; turn <= 2; turn++)
        if (!clip_ring(&area->rings[r], kept[number], turn, window, scratch, work, clipped, cut)) return false;
    if (cut->ring_count == 0) clipped->area_count--;
  }
  return true;
}

tl_code tl_geo_layer_clip(const tl_geo_layer *layer, const tl_geo_window *window, double tolerance_deg,
                          tl_geo_layer **clipped, tl_error *error) {
  *clipped = NULL;
  if (!(tolerance_deg >= 0) || !(window->west_deg <= window->east_deg) || !(window->south_deg <= window->north_deg))
    return tl_fail(error, TL_ERR_USAGE,
                   "tolerance %g deg must not be negative, and the window must have a west and a south", tolerance_deg);
  const tl_allocator *allocator = tli_arena_allocator(layer->arena);
  tli_arena *work = tli_arena_create(allocator);
  tl_geo_layer *cut = tl_geo_layer_create(allocator);
  bool **kept = NULL;
  bool done = work != NULL && cut != NULL && tli_layer_simplify(layer, tolerance_deg, work, &kept) &&
              clip_all(layer, window, kept, work, cut);
  tli_arena_destroy(work);
  if (!done) {
    tl_geo_layer_destroy(cut);
    return TLI_NO_MEMORY(error, "cutting a map layer to its window");
  }
  *clipped = cut;
  return TL_OK;
}
