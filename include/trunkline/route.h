/* trunkline/route.h - a line on the ground: pieces joined to one route, what is wrong with it, and the land it crosses.
 *
 *   tl_route_create -> look at breaks and findings -> tl_geo_index_create + tl_overlay_create -> kilometres per area
 *
 * A route is a list of sections, each a polyline of geodesics on WGS84; between sections lies a break (a gap of the
 * source, or a false jump that was cut), which has no length of its own. Chainage runs on from section to section.
 * docs/theory/ground.md tells the method and its errors.
 */
#ifndef TRUNKLINE_ROUTE_H
#define TRUNKLINE_ROUTE_H

#include "trunkline/geo.h"

#ifdef __cplusplus
extern "C" {
#endif

/* --- joining --------------------------------------------------------------------------------------------------- */

/* One piece as the source has it, in any order and direction. line: of the file, 0 if none. */
typedef struct tl_route_part {
  const tl_geo_position *at;
  size_t count;
  int line;
} tl_route_part;

typedef struct tl_route_options {
  double join_m;     /* ends nearer than this are one place [m]; default 200 */
  double jump_m;     /* legs longer than this are cut [m]; 0 (default): judged by the line itself; INFINITY: none */
  double simplify_m; /* no position of the old line farther from the new one than this [m]; 0 (default): all stay */
  bool has_start;    /* the route is turned so that it begins at the end nearer to `start` */
  tl_geo_position start;
} tl_route_options;
TL_API void tl_route_options_default(tl_route_options *options);

typedef enum tl_break_kind { TL_BREAK_GAP = 0, TL_BREAK_JUMP = 1 } tl_break_kind;

/* Where the route is interrupted: after section `after`, or (a jump to a lone position, which was dropped) beside it.
 */
typedef struct tl_route_break {
  tl_break_kind kind;
  bool cut; /* false: a leg that looks like a jump but was kept, a matter of judgement */
  tl_geo_position from, to;
  double length_m;
  int line;
} tl_route_break;

typedef struct tl_route tl_route;

/* Joins the pieces: doubles are dropped, jumps cut, ends that meet joined, the longest way through the pieces that hang
 * together taken as the line (the rest are branches), and the parts that do not meet put in order by the nearest ends.
 * The answer does not depend on the order and direction of the pieces, save that a line keeps the direction in which
 * most of its length was drawn if no start is given. Everything worth saying goes to findings under file and id, with
 * its place. TL_ERR_INPUT if no piece has two different positions. options may be NULL. Needs destroying. */
TL_API TL_MUST_USE tl_code tl_route_create(const tl_route_part *parts, size_t count, const tl_route_options *options,
                                           const char *file, const char *id, tl_findings *findings,
                                           const tl_allocator *allocator, tl_route **route, tl_error *error);
TL_API void tl_route_destroy(tl_route *route);

TL_API double tl_route_length_m(const tl_route *route); /* of all sections */
TL_API size_t tl_route_sections(const tl_route *route);
/* Positions of a section and the chainage of each [m]; both belong to the route. NULL and 0 out of range. */
TL_API const tl_geo_position *tl_route_section(const tl_route *route, size_t section, size_t *count,
                                               const double **chainage_m);
TL_API size_t tl_route_branches(const tl_route *route);
TL_API const tl_geo_position *tl_route_branch(const tl_route *route, size_t branch, size_t *count);
TL_API double tl_route_branches_m(const tl_route *route); /* their length together */
TL_API size_t tl_route_breaks(const tl_route *route);
TL_API const tl_route_break *tl_route_break_at(const tl_route *route, size_t index); /* NULL out of range */
TL_API double tl_route_gaps_m(const tl_route *route);                                /* geodesics across all gaps */
/* Simplification done: the largest distance of an old position from the new line [m], and how much length it cost. */
TL_API double tl_route_simplify_error_m(const tl_route *route);
TL_API double tl_route_simplify_loss_m(const tl_route *route);
/* The position at a chainage; TL_ERR_INPUT outside the route. */
TL_API TL_MUST_USE tl_code tl_route_at(const tl_route *route, double at_m, tl_geo_position *position, tl_error *error);

/* --- simplification of one line -------------------------------------------------------------------------------- */

/* Douglas and Peucker (1973) with distances on the ellipsoid: marks in kept[count] what stays, so that no position is
 * farther than tolerance_m from the geodesic that replaces its stretch; *error_m is the largest such distance. Ends
 * stay. TL_ERR_INPUT for an impossible position or tolerance, TL_ERR_MACHINE without memory. */
TL_API TL_MUST_USE tl_code tl_geo_simplify(const tl_geo_position *line, size_t count, double tolerance_m, bool *kept,
                                           double *error_m, const tl_allocator *allocator, tl_error *error);
/* Distance of a position from the geodesic a-b [m], to 0.5 % for legs below 2,000 km. */
TL_API double tl_geo_off_leg_m(tl_geo_position position, tl_geo_position a, tl_geo_position b);

/* --- overlay with a layer -------------------------------------------------------------------------------------- */

/* The edges of a layer sorted by place, so that many routes can be laid over it. The layer must outlive the index.
 * Edges are straight in longitude and latitude, as RFC 7946 has them. NULL: no memory. */
typedef struct tl_geo_index tl_geo_index;
TL_API TL_MUST_USE tl_geo_index *tl_geo_index_create(const tl_geo_layer *layer, const tl_allocator *allocator);
TL_API void tl_geo_index_destroy(tl_geo_index *index);
TL_API const tl_geo_layer *tl_geo_index_layer(const tl_geo_index *index);

/* A stretch of the route in one area. area -1: in none. shared: number of further areas it lies in as well (layers of
 * claims overlap); it is counted for the first in the file. */
typedef struct tl_overlay_piece {
  size_t section;
  double from_m, to_m; /* chainage */
  int area;
  size_t shared;
} tl_overlay_piece;

typedef struct tl_overlay_crossing {
  double at_m;
  tl_geo_position place;
  int from_area, to_area; /* -1: none */
} tl_overlay_crossing;

typedef struct tl_overlay tl_overlay;

/* Lays the route over the layer. Pieces fill the route without a gap, so that their lengths sum to it. */
TL_API TL_MUST_USE tl_code tl_overlay_create(const tl_route *route, const tl_geo_index *index,
                                             const tl_allocator *allocator, tl_overlay **overlay, tl_error *error);
TL_API void tl_overlay_destroy(tl_overlay *overlay);
TL_API size_t tl_overlay_pieces(const tl_overlay *overlay, const tl_overlay_piece **pieces);
TL_API size_t tl_overlay_crossings(const tl_overlay *overlay, const tl_overlay_crossing **crossings);
TL_API double tl_overlay_length_m(const tl_overlay *overlay, int area); /* -1: in no area */
TL_API double tl_overlay_shared_m(const tl_overlay *overlay);           /* in more than one area */

/* What of a quantity spread along the route (cost, power, investment) lies in an area: the quantity is given as its
 * sum up to each of `count` rising chainages, linear between them, constant beyond; a step (a station) is two entries
 * at one chainage, and belongs to the piece that begins there (at the route's end: to the last). */
TL_API TL_MUST_USE tl_code tl_overlay_share(const tl_overlay *overlay, int area, const double *at_m, const double *sum,
                                            size_t count, double *share, tl_error *error);

#ifdef __cplusplus
}
#endif
#endif
