/* trunkline/geo.h - positions, lengths and country shapes on the ground.
 *
 * Positions are geographic latitude and longitude on WGS84, in degrees, north and east positive. Lengths are geodesic
 * (shortest on the ellipsoid; C. F. F. Karney, Algorithms for geodesics, J. Geodesy 87 (2013) 43-55, as in PROJ).
 * Everything but the layer is a pure function and allocates nothing.
 */
#ifndef TRUNKLINE_GEO_H
#define TRUNKLINE_GEO_H

#include "trunkline/base.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tl_geo_position {
  double lat_deg, lon_deg;
} tl_geo_position;

/* TL_ERR_INPUT with a sentence unless finite, -90 <= lat <= 90 and -360 <= lon <= 360. Where only the two in exchange
 * would be possible, the sentence says so. */
TL_API TL_MUST_USE tl_code tl_geo_position_check(tl_geo_position position, tl_error *error);

/* Longitude brought to [centre - 180, centre + 180). */
TL_API double tl_geo_unwrap(double lon_deg, double centre_lon_deg);

/* --- geodesics ---------------------------------------------------------------------------------------------- */

/* Distance [m] and azimuths [degrees from north, at a and at b, both forward]; outputs may be NULL. */
TL_API void tl_geo_inverse(tl_geo_position a, tl_geo_position b, double *distance_m, double *azimuth_a_deg,
                           double *azimuth_b_deg);
/* The position at a distance from a along the geodesic that leaves it with the azimuth; longitude in -180 .. 180. */
TL_API tl_geo_position tl_geo_direct(tl_geo_position a, double azimuth_deg, double distance_m);

/* --- routes: polylines of geodesics ------------------------------------------------------------------------- */

TL_API double tl_geo_length(const tl_geo_position *route, size_t count); /* m; 0 for fewer than two positions */
/* Distance from the first position along the route, one value per position [m]. */
TL_API void tl_geo_chainage(const tl_geo_position *route, size_t count, double *chainage_m);
/* Position at a chainage. `chainage_m` as from tl_geo_chainage or scaled by tl_geo_scale: it must not fall. Within a
 * leg the chainage is spread evenly over the geodesic. TL_ERR_INPUT outside the route or if the chainage falls. */
TL_API TL_MUST_USE tl_code tl_geo_at(const tl_geo_position *route, const double *chainage_m, size_t count, double at_m,
                                     tl_geo_position *position, tl_error *error);

/* Stretches chainages to the published length of the section; *factor = published / measured. A line on the ground is
 * longer than its sketch: callers report a factor outside TL_GEO_FACTOR_LEAST .. TL_GEO_FACTOR_MOST as a finding.
 * scaled_m may be chainage_m. TL_ERR_INPUT if either length is not positive. */
#define TL_GEO_FACTOR_LEAST 1.0
#define TL_GEO_FACTOR_MOST 1.3
TL_API TL_MUST_USE tl_code tl_geo_scale(const double *chainage_m, size_t count, double published_m, double *scaled_m,
                                        double *factor, tl_error *error);

/* Height at a chainage, linear between known heights; NaN entries are unknown and skipped; the first and the last known
 * height hold beyond the ends. TL_ERR_INPUT if none is known or the chainage falls. */
TL_API TL_MUST_USE tl_code tl_geo_height_at(const double *chainage_m, const double *height_m, size_t count, double at_m,
                                            double *at_height_m, tl_error *error);

/* --- map windows -------------------------------------------------------------------------------------------- */

/* A box around positions, whole on a map whatever meridian it crosses. Longitudes are unwrapped around the centre:
 * west <= centre <= east, and east may exceed 180. */
typedef struct tl_geo_window {
  double centre_lon_deg, west_deg, east_deg, south_deg, north_deg;
} tl_geo_window;
/* The smallest such box, widened on each side by `margin` times its larger side (as it is on the ground; latitudes end
 * at the poles, the width at 360 degrees). TL_ERR_INPUT without positions or with one that tl_geo_position_check
 * refuses. */
TL_API TL_MUST_USE tl_code tl_geo_window_of(const tl_geo_position *positions, size_t count, double margin,
                                            tl_geo_window *window, tl_error *error);

/* --- layers of named polygons -------------------------------------------------------------------------------- */

/* Countries (or any named areas): each has a name, an id and rings. Filled once, then only read. Inside means inside an
 * odd number of rings, so that a ring within a ring is a hole. Everything it hands out belongs to the layer. */
typedef struct tl_geo_layer tl_geo_layer;

TL_API TL_MUST_USE tl_geo_layer *tl_geo_layer_create(const tl_allocator *allocator); /* NULL: no memory */
TL_API void tl_geo_layer_destroy(tl_geo_layer *layer);
/* Opens a new area; the rings that follow are its own. name and id are copied. TL_ERR_MACHINE without memory. */
TL_API TL_MUST_USE tl_code tl_geo_layer_add_area(tl_geo_layer *layer, const char *name, const char *id,
                                                 tl_error *error);
/* Copies one ring into the newest area; a last position equal to the first is dropped. A step of more than 180 degrees
 * of longitude is a crossing of the antimeridian; a ring that so goes once round the globe encloses a pole.
 * TL_ERR_INPUT for fewer than three different positions or an impossible one, TL_ERR_USAGE without an area. */
TL_API TL_MUST_USE tl_code tl_geo_layer_add_ring(tl_geo_layer *layer, const tl_geo_position *ring, size_t count,
                                                 tl_error *error);

TL_API size_t tl_geo_layer_areas(const tl_geo_layer *layer);
TL_API const char *tl_geo_layer_name(const tl_geo_layer *layer, size_t area); /* "" out of range */
TL_API const char *tl_geo_layer_id(const tl_geo_layer *layer, size_t area);
TL_API size_t tl_geo_layer_rings(const tl_geo_layer *layer, size_t area);
TL_API const tl_geo_position *tl_geo_layer_ring(const tl_geo_layer *layer, size_t area, size_t ring, size_t *count);

/* Index of the area the position lies in, -1 if in none. */
TL_API int tl_geo_layer_at(const tl_geo_layer *layer, tl_geo_position position);
/* Distance from the position to the area [m], 0 inside it; good to 1 % below 500 km (flat around the position). Coarse
 * layers put borders off by kilometres: a position this near to its country is no finding. Infinity out of range. */
TL_API double tl_geo_layer_distance_m(const tl_geo_layer *layer, size_t area, tl_geo_position position);
/* Index of an area by id, name, or ISO 3166-1 code (two letters, or the number); -1 if absent, *near then the closest
 * name or NULL. */
TL_API int tl_geo_layer_find(const tl_geo_layer *layer, const char *name_or_code, const char **near);

/* ISO 3166-1: "RU" -> "643"; NULL if unknown. */
TL_API const char *tl_geo_country_number(const char *two_letters);

/* A new layer: every ring simplified (Douglas-Peucker, no point of the old line farther from the new one than
 * tolerance_deg, in degrees of arc with longitudes shortened by the cosine of latitude), then cut to the window.
 * Borders that two areas share stay shared. Areas and rings that vanish are left out; longitudes are unwrapped around
 * the window's centre. Needs destroying; TL_ERR_MACHINE without memory. */
TL_API TL_MUST_USE tl_code tl_geo_layer_clip(const tl_geo_layer *layer, const tl_geo_window *window,
                                             double tolerance_deg, tl_geo_layer **clipped, tl_error *error);

#ifdef __cplusplus
}
#endif
#endif
