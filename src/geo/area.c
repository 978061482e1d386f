/* Areas on the ellipsoid.
 *
 * Between geodesic edges: Karney (2013), as in PROJ. Between edges straight in longitude and latitude: the area under
 * an edge down to the equator is the integral of b2/2 Q(sin lat) over longitude, with Q(s) = s / (1 - e2 s2) + atanh(e
 * s) / e (J. P. Snyder, Map projections, USGS PP 1395 (1987), eq. 3-12, times b2 / (1 - e2) / a2), done here by
 * Gauss-Legendre with five points on stretches of at most 2 degrees; a ring's area is the sum over its edges, poles
 * included. */
#include "geo/tli_geodesic.h"
#include "geo/tli_layer.h"
#include "trunkline/ground.h"

#include <math.h>

void tl_geo_polygon_area(const tl_geo_position *ring, size_t count, double *area_m2, double *perimeter_m) {
  struct geod_geodesic wgs84;
  struct geod_polygon polygon;
  double area = 0, perimeter = 0;
  geod_init(&wgs84, TLI_WGS84_A_M, TLI_WGS84_F);
  geod_polygon_init(&polygon, 0);
  for (size_t i = 0; i < count; i++) geod_polygon_addpoint(&wgs84, &polygon, ring[i].lat_deg, ring[i].lon_deg);
  (void)geod_polygon_compute(&wgs84, &polygon, 0, 1, &area, &perimeter);
  if (area_m2 != NULL) *area_m2 = fabs(area);
  if (perimeter_m != NULL) *perimeter_m = perimeter;
}

static double under_latitude(double lat_deg, double e2) {
  const double s = sin(lat_deg * TLI_RADIANS), e = sqrt(e2);
  return s / (1 - e2 * s * s) + atanh(e * s) / e;
}

static double under_edge(tl_geo_position a, tl_geo_position b, double e2) {
  /* Abramowitz and Stegun (1964), table 25.4 */
  static const double node[] = {0, 0.538469310105683, 0.906179845938664};
  static const double weight[] = {0.568888888888889, 0.478628670499366, 0.236926885056189};
  const double width = b.lon_deg - a.lon_deg, rise = b.lat_deg - a.lat_deg;
  if (width == 0) return 0;
  const int parts = (int)ceil(fmax(fabs(rise) / 2, 1));
  double sum = 0;
  for (int k = 0; k < parts; k++) {
    for (int i = 0; i < 3; i++) {
      for (int sign = i == 0 ? 1 : -1; sign <= 1; sign += 2) {
        const double t = (k + 0.5 + 0.5 * sign * node[i]) / parts;
        sum += weight[i] / 2 / parts * under_latitude(a.lat_deg + t * rise, e2);
      }
    }
  }
  return sum * width * TLI_RADIANS;
}

static double ring_area(const tli_ring *ring) {
  const double e2 = TLI_WGS84_F * (2 - TLI_WGS84_F), b = TLI_WGS84_A_M * (1 - TLI_WGS84_F);
  double sum = 0;
  for (size_t i = 0, k = ring->count - 1; i < ring->count; k = i++) sum += under_edge(ring->at[k], ring->at[i], e2);
  return fabs(sum) * b * b / 2;
}

/* A position of the ring's edge that is hardly on another ring of the same area. */
static bool lies_in(const tli_ring *inner, const tli_ring *outer) {
  const tl_geo_position a = inner->at[0], b = inner->at[1];
  const double lat = (a.lat_deg + b.lat_deg) / 2, lon = (a.lon_deg + b.lon_deg) / 2;
  for (int turn = -1; turn <= 1; turn++)
    if (tli_ring_contains(outer, lon + 360 * turn, lat)) return true;
  return false;
}

double tl_geo_layer_area_m2(const tl_geo_layer *layer, size_t area) {
  if (area >= layer->area_count) return 0;
  const tli_area *a = &layer->areas[area];
  double sum = 0;
  for (size_t r = 0; r < a->ring_count; r++) {
    bool hole = false;
    for (size_t k = 0; k < a->ring_count; k++)
      if (k != r && lies_in(&a->rings[r], &a->rings[k])) hole = !hole;
    sum += (hole ? -1 : 1) * ring_area(&a->rings[r]);
  }
  return sum;
}

double tl_geo_layer_ring_area_m2(const tl_geo_layer *layer, size_t area, size_t ring) {
  return ring < tl_geo_layer_rings(layer, area) ? ring_area(&layer->areas[area].rings[ring]) : 0;
}

size_t tl_geo_layer_largest_ring(const tl_geo_layer *layer, size_t area) {
  size_t largest = 0;
  double most = -1;
  for (size_t r = 0; r < tl_geo_layer_rings(layer, area); r++) {
    const double m2 = ring_area(&layer->areas[area].rings[r]);
    if (m2 > most) largest = r;
    most = fmax(most, m2);
  }
  return largest;
}
