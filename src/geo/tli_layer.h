/* geo/tli_layer.h - the inside of a layer, for the files of this room. */
#ifndef TLI_LAYER_H
#define TLI_LAYER_H

#include "base/tli_base.h"
#include "trunkline/geo.h"

typedef struct tli_ring {
  tl_geo_position *at; /* without the closing repetition; longitudes continuous, perhaps beyond +-180 */
  size_t count;
  double west, east, south, north;
} tli_ring;

typedef struct tli_area {
  const char *name, *id;
  tli_ring *rings;
  size_t ring_count, ring_room;
} tli_area;

struct tl_geo_layer {
  tli_arena *arena;
  tli_area *areas;
  size_t area_count, area_room;
};

/* Appends a ring that already lives in the layer's arena and has continuous longitudes; false: no memory. */
bool tli_area_append(tl_geo_layer *layer, tli_area *area, tl_geo_position *at, size_t count);

/* Crossings of the ray to the east (W. R. Franklin's pnpoly): odd is inside. The longitude must be in the ring's turn.
 */
bool tli_ring_contains(const tli_ring *ring, double lon, double lat);
/* Whichever turn the longitude is in. */
bool tli_area_contains(const tli_area *area, tl_geo_position position);

/* Takes the newest area off again, for readers that find it damaged halfway. */
void tli_layer_drop_area(tl_geo_layer *layer);

/* Marks what must stay of each ring: kept[ring][i]. Rings are numbered through all areas. Borders that rings share are
 * cut at the same places, so that they stay shared. False: no memory. Work memory comes from `work`. */
bool tli_layer_simplify(const tl_geo_layer *layer, double tolerance_deg, tli_arena *work, bool ***kept);

#endif
