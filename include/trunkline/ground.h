/* trunkline/ground.h - areas, borders and claims about them, as pure functions on layers.
 *
 * Two kinds of edges: those of routes and of tl_geo_polygon_area are geodesics; those of layers are straight in
 * longitude and latitude (RFC 7946, 3.1.1), so that the 49th parallel stays a parallel. docs/theory/ground.md.
 */
#ifndef TRUNKLINE_GROUND_H
#define TRUNKLINE_GROUND_H

#include "trunkline/geo.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Area [m2] and perimeter [m] of a polygon whose edges are geodesics (Karney 2013, section 6): positive whichever way
 * it runs, the smaller of its two sides; a pole inside is no obstacle. Outputs may be NULL. */
TL_API void tl_geo_polygon_area(const tl_geo_position *ring, size_t count, double *area_m2, double *perimeter_m);

/* Area [m2] of an area of a layer: rings within rings are holes. 0 out of range. */
TL_API double tl_geo_layer_area_m2(const tl_geo_layer *layer, size_t area);
/* Area [m2] enclosed by one ring alone, and the ring of an area that encloses most (an island without its islets). */
TL_API double tl_geo_layer_ring_area_m2(const tl_geo_layer *layer, size_t area, size_t ring);
TL_API size_t tl_geo_layer_largest_ring(const tl_geo_layer *layer, size_t area);

/* Length [m] of the border that two areas share: the edges that lie in the rings of both. snap_deg > 0 takes edges as
 * one that are nearer than this (layers drawn apart); 0: only those that coincide. *lines: of how many separate lines
 * it consists; may be NULL. TL_ERR_INPUT out of range; TL_ERR_MACHINE without memory. */
TL_API TL_MUST_USE tl_code tl_geo_border_length(const tl_geo_layer *layer, size_t a, size_t b, double snap_deg,
                                                double *length_m, size_t *lines, tl_error *error);

/* Called for each place where a ring touches or crosses itself; GEOS names what it is ("Self-intersection", "Ring
 * Self-intersection"). */
typedef void (*tl_geo_touch)(void *context, size_t area, size_t ring, tl_geo_position place, const char *what);
/* Checks every ring of the layer; one call a ring at most. TL_ERR_MACHINE without memory. */
TL_API TL_MUST_USE tl_code tl_geo_layer_touches(const tl_geo_layer *layer, tl_geo_touch touch, void *context,
                                                tl_error *error);

/* --- claims ------------------------------------------------------------------------------------------------------ */

typedef enum tl_ground_verdict {
  TL_GROUND_NOT_COMPUTED = 0, /* no layer */
  TL_GROUND_AGREES,           /* the claim lies within what the layers give */
  TL_GROUND_NOT_DECIDED,      /* the trend over the scales points towards the claim and has not reached it */
  TL_GROUND_DIFFERS           /* the layers give something else: their values and spread stand beside it */
} tl_ground_verdict;
TL_API const char *tl_ground_verdict_name(tl_ground_verdict verdict); /* "not decided by these layers" */

/* One measurement of a length at a scale (50e6 for 1:50,000,000). */
typedef struct tl_ground_measure {
  double scale, length_m;
} tl_ground_measure;

/* A border's length grows as its map gets finer: L = F scale^(1 - D), D the fractal dimension (L. F. Richardson 1961;
 * B. Mandelbrot, Science 156 (1967) 636-638). Fitted by least squares in logarithms; scale_of_claim is the scale at
 * which the fit would reach the claim (NaN: never). With one measurement D is NaN. */
typedef struct tl_ground_trend {
  double dimension, least_m, most_m, scale_of_claim;
  bool rises; /* with each finer scale */
  tl_ground_verdict verdict;
} tl_ground_trend;
/* claimed_spread: relative, by which the claim itself is rounded (0.01 for "4,200 km"). count 0: not computed. */
TL_API TL_MUST_USE tl_code tl_ground_length_claim(const tl_ground_measure *measures, size_t count, double claimed_m,
                                                  double claimed_spread, tl_ground_trend *trend, tl_error *error);

/* A claimed quantity against a computed one with its spread, both relative; count of layers 0: NaN computed. */
TL_API tl_ground_verdict tl_ground_claim(double claimed, double claimed_spread, double computed,
                                         double computed_spread);

#ifdef __cplusplus
}
#endif
#endif
