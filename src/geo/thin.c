/* Simplifies one line: Douglas and Peucker (1973), with distances on the ellipsoid.
 *
 * The distance of P from the geodesic A-B comes from the spherical triangle with the ellipsoid's own lengths and
 * angles: sin(off / R) = sin(AP / R) sin(angle),   cos(along / R) = cos(AP / R) / cos(off / R) exact on the sphere, and
 * within 0.5 % on WGS84 for legs below 2,000 km (the flattening is 1/298). The tolerance is shortened by that much, so
 * that what is promised holds. */
#include "geo/tli_geodesic.h"
#include "trunkline/route.h"

#include <math.h>

#define OFF_ERROR 0.005

typedef struct leg {
  tl_geo_position a, b;
  double length_m, azimuth_deg;
} leg;

static leg leg_of(const struct geod_geodesic *wgs84, tl_geo_position a, tl_geo_position b) {
  leg l = {.a = a, .b = b};
  geod_inverse(wgs84, a.lat_deg, a.lon_deg, b.lat_deg, b.lon_deg, &l.length_m, &l.azimuth_deg, NULL);
  return l;
}

static double off_leg(const struct geod_geodesic *wgs84, const leg *l, tl_geo_position p) {
  double from_a, azimuth, from_b;
  geod_inverse(wgs84, l->a.lat_deg, l->a.lon_deg, p.lat_deg, p.lon_deg, &from_a, &azimuth, NULL);
  if (!(l->length_m > 0) || !(from_a > 0)) return from_a;
  const double angle = (azimuth - l->azimuth_deg) * TLI_RADIANS, arc = from_a / TLI_EARTH_RADIUS_M;
  if (cos(angle) <= 0) return from_a;
  const double off = asin(fabs(sin(arc) * sin(angle))) * TLI_EARTH_RADIUS_M;
  const double along = atan2(sin(arc) * cos(angle), cos(arc)) * TLI_EARTH_RADIUS_M;
  if (along <= l->length_m) return off;
  geod_inverse(wgs84, l->b.lat_deg, l->b.lon_deg, p.lat_deg, p.lon_deg, &from_b, NULL, NULL);
  return from_b;
}

double tl_geo_off_leg_m(tl_geo_position position, tl_geo_position a, tl_geo_position b) {
  struct geod_geodesic wgs84;
  geod_init(&wgs84, TLI_WGS84_A_M, TLI_WGS84_F);
  const leg l = leg_of(&wgs84, a, b);
  return off_leg(&wgs84, &l, position);
}

typedef struct span {
  size_t first, last;
} span;

static size_t farthest(const struct geod_geodesic *wgs84, const tl_geo_position *line, span s, double *distance) {
  const leg l = leg_of(wgs84, line[s.first], line[s.last]);
  size_t best = s.first;
  *distance = 0;
  for (size_t i = s.first + 1; i < s.last; i++) {
    const double d = off_leg(wgs84, &l, line[i]);
    if (!(d > *distance)) continue;
    *distance = d;
    best = i;
  }
  return best;
}

tl_code tl_geo_simplify(const tl_geo_position *line, size_t count, double tolerance_m, bool *kept, double *error_m,
                        const tl_allocator *allocator, tl_error *error) {
  *error_m = 0;
  if (!(tolerance_m >= 0))
    return tl_fail(error, TL_ERR_INPUT, "the tolerance of a simplification is %g m; it must not be negative",
                   tolerance_m);
  for (size_t i = 0; i < count; i++) TLI_TRY(tl_geo_position_check(line[i], error));
  for (size_t i = 0; i < count; i++) kept[i] = i == 0 || i + 1 == count;
  if (count < 3) return TL_OK;
  span *stack = tli_alloc(allocator, count * sizeof *stack);
  if (stack == NULL) return TLI_NO_MEMORY(error, "simplifying a line");
  struct geod_geodesic wgs84;
  geod_init(&wgs84, TLI_WGS84_A_M, TLI_WGS84_F);
  size_t depth = 0;
  stack[depth++] = (span){0, count - 1};
  while (depth > 0) {
    const span s = stack[--depth];
    double distance;
    if (s.last - s.first < 2) continue;
    const size_t middle = farthest(&wgs84, line, s, &distance);
    if (middle == s.first || distance <= tolerance_m * (1 - OFF_ERROR)) {
      *error_m = fmax(*error_m, distance * (1 + OFF_ERROR));
      continue;
    }
    kept[middle] = true;
    stack[depth++] = (span){s.first, middle};
    stack[depth++] = (span){middle, s.last};
  }
  tli_free(allocator, stack, count * sizeof *stack);
  return TL_OK;
}
