/* trunkline/raster.h - values on a grid of longitudes and latitudes: heights, temperatures, classes of cost; and the
 * cheapest way across such a grid. docs/theory/raster.md, docs/theory/corridor.md.
 */
#ifndef TRUNKLINE_RASTER_H
#define TRUNKLINE_RASTER_H

#include "trunkline/geo.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Row 0 is the southernmost or the northernmost, by the sign of dlat_deg; positions are those of the cells' centres. */
typedef struct tl_raster_frame {
  size_t rows, columns, layers; /* layers: 12 for months; at least 1 */
  double lat0_deg, lon0_deg;    /* centre of row 0, column 0 */
  double dlat_deg, dlon_deg;    /* dlat may be negative, dlon is positive */
  bool points;                  /* values are those of points (SRTM), not means over cells */
} tl_raster_frame;

typedef struct tl_raster tl_raster;

/* values: layers x rows x columns, NaN where unknown; copied. unit and source are copied; may be NULL. TL_ERR_INPUT for
 * an impossible frame. Needs destroying. */
TL_API TL_MUST_USE tl_code tl_raster_create(const tl_raster_frame *frame, const float *values, const char *unit,
                                            const char *source, const tl_allocator *allocator, tl_raster **raster,
                                            tl_error *error);
TL_API void tl_raster_destroy(tl_raster *raster);
TL_API const tl_raster_frame *tl_raster_frame_of(const tl_raster *raster);
TL_API const float *tl_raster_values(const tl_raster *raster);
TL_API const char *tl_raster_unit(const tl_raster *raster);
TL_API const char *tl_raster_source(const tl_raster *raster);
/* The value at a position, bilinear between the four centres around it (three or fewer known: weighted by those; at
 * the rim the nearest centres hold for half a cell). NaN outside or unknown. */
TL_API double tl_raster_sample(const tl_raster *raster, size_t layer, tl_geo_position position);
/* The longer side of a cell there [m]: nothing smaller can be seen. */
TL_API double tl_raster_resolution_m(const tl_raster *raster, double lat_deg);
/* How far apart samples along a line need to be there [m]: half the shorter side of a cell, and where the columns run
 * together towards a pole at least a twentieth of its side from south to north. */
TL_API double tl_raster_spacing_m(const tl_raster *raster, double lat_deg);

/* Cells wider than this are said to be coarse for a profile: a hill between two centres is not seen. */
#define TL_RASTER_COARSE_M 1000.0

/* --- along a route ---------------------------------------------------------------------------------------------- */

typedef struct tl_raster_profile {
  double spacing_m;    /* of the samples; half a cell or `spacing_m` of the call, whichever is larger */
  double resolution_m; /* the coarsest cell on the way */
  size_t samples, unknown;
  double least, most, mean;
  double rise, fall;        /* sums of what goes up and down between samples */
  double length_m, slope_m; /* on the ellipsoid; along the slope, sum of sqrt(ds2 + dh2) */
  double at_height_m;       /* along the slope, each step stretched by (1 + h / R) to its height above the ellipsoid */
} tl_raster_profile;

/* Samples the route. spacing_m 0: half a cell. TL_ERR_NO_ANSWER if no sample is known, TL_ERR_INPUT for a bad spacing.
 * The slope needs values in metres. */
TL_API TL_MUST_USE tl_code tl_raster_along(const tl_raster *raster, size_t layer, const tl_geo_position *route,
                                           size_t count, double spacing_m, tl_raster_profile *profile, tl_error *error);

/* --- the cheapest way ------------------------------------------------------------------------------------------- */

/* A way across a raster of costs per metre (or of weights): 8 neighbours, each step half in the one and half in the
 * other cell. Cells with a cost of NaN, infinity or <= 0 cannot be entered. */
typedef struct tl_raster_path {
  size_t count;
  tl_geo_position *at; /* from start to end; belongs to whoever got it, see tl_raster_path_free */
  double cost;         /* of the exact shortest grid path */
  double smooth_cost;  /* after smoothing; never above cost */
  double length_m;     /* geodesics of the smoothed line */
  size_t grid_steps;
} tl_raster_path;

/* Exact (Dijkstra 1959 with the buckets of Dial 1969 and Denardo and Fox 1979). Smoothing replaces stretches of the
 * grid path by straight lines where these cost no more, cell by cell. TL_ERR_INPUT if an end lies outside or cannot be
 * entered, TL_ERR_NO_ANSWER if there is no way. */
TL_API TL_MUST_USE tl_code tl_raster_cheapest(const tl_raster *raster, size_t layer, tl_geo_position from,
                                              tl_geo_position to, bool smooth, const tl_allocator *allocator,
                                              tl_raster_path *path, tl_error *error);
TL_API void tl_raster_path_free(tl_raster_path *path, const tl_allocator *allocator);
/* Cost of a polyline over the raster, straight in longitude and latitude, cell by cell; infinity if it enters a cell
 * that cannot be entered or leaves the raster. */
TL_API double tl_raster_line_cost(const tl_raster *raster, size_t layer, const tl_geo_position *line, size_t count);

#ifdef __cplusplus
}
#endif
#endif
