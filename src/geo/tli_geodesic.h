/* geo/tli_geodesic.h - what the files of this room share about WGS84. */
#ifndef TLI_GEODESIC_H
#define TLI_GEODESIC_H

#include <geodesic.h>

#include "base/tli_base.h"
#include "trunkline/geo.h"

/* NIMA TR8350.2 (2000), table 3.1: defining parameters of WGS84. */
#define TLI_WGS84_A_M 6378137.0
#define TLI_WGS84_F (1 / 298.257223563)
/* Radius of the sphere with the volume of WGS84 (Moritz 2000, Geodetic Reference System 1980). */
#define TLI_EARTH_RADIUS_M 6371000.79
#define TLI_RADIANS (3.14159265358979323846 / 180)

/* "49.71824 N, 105.59617 E" for sentences. */
typedef struct tli_place {
  char text[48];
} tli_place;
tli_place tli_place_of(tl_geo_position position);

#endif
