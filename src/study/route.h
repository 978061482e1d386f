/* study/route.h - the geometry of a study's sections: length, chainage, height, ground temperature, position. */
#ifndef TLI_STUDY_ROUTE_H
#define TLI_STUDY_ROUTE_H

#include "study/relief.h"

typedef struct tli_route_point {
  size_t waypoint;
  double distance_m; /* from the section's start, scaled to its length */
} tli_route_point;

typedef struct tli_route_section {
  tli_route_point *points; /* ascending; empty if the section names no waypoints */
  size_t count;
  double geodesic_m; /* along the points; 0 without points */
  double length_m;   /* published, or geodesic times the given factor */
  double factor;     /* length / geodesic; NaN without points */
  double all_m;      /* geodesic along all waypoints between, also those not used for chainage; 0 if none is left out */
  const char *left_out; /* names of those; "" */
  /* From rasters, distances as the points'; count 0 without a raster: then linear between the points. `cut` is the same
   * with fewer points, where the pipes are cut, and off by at most cut_error. */
  tli_relief_line relief[TLI_RELIEF_KINDS], cut[TLI_RELIEF_KINDS];
  double cut_error[TLI_RELIEF_KINDS];
  double *raster_at[TLI_RELIEF_KINDS]; /* one a point: what the rasters say there, mean of the year; NaN: nothing */
} tli_route_section;

typedef struct tli_route {
  const tli_study *study;
  tli_route_section *sections; /* as the study's */
} tli_route;

/* Lives in `arena`. Factors below 1 or above 1.3 are warnings in findings. */
TL_MUST_USE tl_code tli_route_create(const tli_study *study, tli_arena *arena, tli_route **route, tl_findings *findings,
                                     tl_error *error);
/* Samples the open rasters along the sections of the line, once for all routes of the study with these positions. */
TL_MUST_USE tl_code tli_route_sample(const tli_study *study, const tli_route *route, tli_relief *relief,
                                     tli_arena *arena, tl_error *error);
double tli_route_height(const tli_route *route, size_t section, double distance_m); /* 0 without points */
double tli_route_ground_k(const tli_route *route, size_t section, double distance_m);
void tli_route_position(const tli_route *route, size_t section, double distance_m, double *lat, double *lon); /* NaN */
/* Geodesic length [m] of the waypoints between two ids in file order (either direction); NaN if an id is unknown.
 * only_reliable leaves out points not used for chainage, ends excepted. */
double tli_route_geodesic(const tli_study *study, const char *from, const char *to, bool only_reliable);
size_t tli_route_find_waypoint(const tli_study *study, const char *id); /* waypoint_count if unknown */

#endif
