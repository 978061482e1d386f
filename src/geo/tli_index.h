/* geo/tli_index.h - edges of a layer by cells of one degree. */
#ifndef TLI_INDEX_H
#define TLI_INDEX_H

#include "geo/tli_layer.h"
#include "trunkline/route.h"

typedef struct tli_edge {
  tl_geo_position a, b; /* longitudes continuous along the ring, perhaps beyond 180 */
} tli_edge;

struct tl_geo_index {
  tli_arena *arena;
  const tl_geo_layer *layer;
  tli_edge *edges;
  size_t edge_count;
  uint32_t *first, *edge; /* edges of cell i: edge[first[i] .. first[i + 1]) */
};

enum { TLI_CELLS_EAST = 360, TLI_CELLS_NORTH = 180 };

/* Calls visit for every edge whose cells touch the box (longitudes in any turn, east >= west); an edge may come twice.
 */
typedef void (*tli_edge_visit)(void *context, const tli_edge *edge);
void tli_index_visit(const tl_geo_index *index, double west, double east, double south, double north,
                     tli_edge_visit visit, void *context);

#endif
