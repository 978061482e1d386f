/* Edges of a layer sorted into cells of one degree: see geo/tli_index.h. */
#include "geo/tli_index.h"

#include <math.h>

typedef struct box {
  long west, east, south, north; /* cells; east counted on past the antimeridian */
} box;

static box box_of(double west, double east, double south, double north) {
  box b = {(long)floor(west), (long)floor(east), (long)floor(south) + 90, (long)floor(north) + 90};
  if (b.east - b.west >= TLI_CELLS_EAST) b.east = b.west + TLI_CELLS_EAST - 1;
  if (b.south < 0) b.south = 0;
  if (b.north > TLI_CELLS_NORTH - 1) b.north = TLI_CELLS_NORTH - 1;
  return b;
}

static box box_of_edge(const tli_edge *e) {
  return box_of(fmin(e->a.lon_deg, e->b.lon_deg), fmax(e->a.lon_deg, e->b.lon_deg), fmin(e->a.lat_deg, e->b.lat_deg),
                fmax(e->a.lat_deg, e->b.lat_deg));
}

static size_t cell_of(long east, long north) {
  long column = east % TLI_CELLS_EAST;
  if (column < 0) column += TLI_CELLS_EAST;
  return (size_t)north * TLI_CELLS_EAST + (size_t)column;
}

/* Edges along a pole or a whole turn away close a ring on the flat map only; nothing crosses them on the ground. */
static bool is_flat_map_only(const tli_edge *e) { return fabs(e->a.lat_deg) >= 90 && fabs(e->b.lat_deg) >= 90; }

static bool collect(tl_geo_index *index) {
  size_t total = 0;
  for (size_t a = 0; a < index->layer->area_count; a++)
    for (size_t r = 0; r < index->layer->areas[a].ring_count; r++) total += index->layer->areas[a].rings[r].count;
  index->edges = TLI_NEW_N(index->arena, tli_edge, total + 1);
  if (index->edges == NULL) return false;
  for (size_t a = 0; a < index->layer->area_count; a++) {
    for (size_t r = 0; r < index->layer->areas[a].ring_count; r++) {
      const tli_ring *ring = &index->layer->areas[a].rings[r];
      for (size_t i = 0, k = ring->count - 1; i < ring->count; k = i++) {
        const tli_edge e = {ring->at[k], ring->at[i]};
        if (!is_flat_map_only(&e)) index->edges[index->edge_count++] = e;
      }
    }
  }
  return true;
}

static bool sort(tl_geo_index *index) {
  const size_t cells = (size_t)TLI_CELLS_EAST * TLI_CELLS_NORTH;
  index->first = TLI_NEW_N(index->arena, uint32_t, cells + 2);
  if (index->first == NULL) return false;
  for (size_t i = 0; i < index->edge_count; i++) {
    const box b = box_of_edge(&index->edges[i]);
    for (long n = b.south; n <= b.north; n++)
      for (long e = b.west; e <= b.east; e++) index->first[cell_of(e, n) + 2]++;
  }
  for (size_t i = 2; i <= cells + 1; i++) index->first[i] += index->first[i - 1];
  index->edge = TLI_NEW_N(index->arena, uint32_t, index->first[cells + 1] + 1);
  if (index->edge == NULL) return false;
  for (size_t i = 0; i < index->edge_count; i++) {
    const box b = box_of_edge(&index->edges[i]);
    for (long n = b.south; n <= b.north; n++)
      for (long e = b.west; e <= b.east; e++) index->edge[index->first[cell_of(e, n) + 1]++] = (uint32_t)i;
  }
  return true;
}

tl_geo_index *tl_geo_index_create(const tl_geo_layer *layer, const tl_allocator *allocator) {
  tli_arena *arena = tli_arena_create(allocator);
  tl_geo_index *index = arena != NULL ? TLI_NEW(arena, tl_geo_index) : NULL;
  if (index == NULL) {
    tli_arena_destroy(arena);
    return NULL;
  }
  index->arena = arena;
  index->layer = layer;
  if (collect(index) && sort(index)) return index;
  tl_geo_index_destroy(index);
  return NULL;
}

void tl_geo_index_destroy(tl_geo_index *index) {
  if (index != NULL) tli_arena_destroy(index->arena);
}

const tl_geo_layer *tl_geo_index_layer(const tl_geo_index *index) { return index->layer; }

void tli_index_visit(const tl_geo_index *index, double west, double east, double south, double north,
                     tli_edge_visit visit, void *context) {
  const box b = box_of(west, east, south, north);
  for (long n = b.south; n <= b.north; n++) {
    for (long e = b.west; e <= b.east; e++) {
      const size_t cell = cell_of(e, n);
      for (uint32_t i = index->first[cell]; i < index->first[cell + 1]; i++)
        visit(context, &index->edges[index->edge[i]]);
    }
  }
}
