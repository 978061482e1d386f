/* Lengths and positions along routes on WGS84, through PROJ's geodesics (Karney 2013: errors below 15 nanometres). */
#include "geo/tli_geodesic.h"

#include <math.h>
#include <stdio.h>

tli_place tli_place_of(tl_geo_position position) {
  tli_place place;
  (void)snprintf(place.text, sizeof place.text, "%.5f %c, %.5f %c", fabs(position.lat_deg),
                 position.lat_deg < 0 ? 'S' : 'N', fabs(position.lon_deg), position.lon_deg < 0 ? 'W' : 'E');
  return place;
}

tl_code tl_geo_position_check(tl_geo_position position, tl_error *error) {
  double lat = position.lat_deg, lon = position.lon_deg;
  if (!isfinite(lat) || !isfinite(lon))
    return tl_fail(error, TL_ERR_INPUT, "position %g, %g is not finite; latitude and longitude are in degrees", lat,
                   lon);
  if (fabs(lat) > 90)
    return tl_fail(error, TL_ERR_INPUT, "latitude %g deg is outside -90 .. 90%s", lat,
                   fabs(lon) <= 90 && fabs(lat) <= 360 ? "; are latitude and longitude in exchange?" : "");
  if (fabs(lon) > 360) return tl_fail(error, TL_ERR_INPUT, "longitude %g deg is outside -360 .. 360", lon);
  return TL_OK;
}

double tl_geo_unwrap(double lon_deg, double centre_lon_deg) {
  double turns = floor((lon_deg - (centre_lon_deg - 180)) / 360);
  double lon = turns == 0.0 ? lon_deg : lon_deg - 360 * turns;
  return lon >= centre_lon_deg + 180 ? lon - 360 : lon; /* rounding of a value just below the seam */
}

void tl_geo_inverse(tl_geo_position a, tl_geo_position b, double *distance_m, double *azimuth_a_deg,
                    double *azimuth_b_deg) {
  struct geod_geodesic wgs84;
  geod_init(&wgs84, TLI_WGS84_A_M, TLI_WGS84_F);
  geod_inverse(&wgs84, a.lat_deg, a.lon_deg, b.lat_deg, b.lon_deg, distance_m, azimuth_a_deg, azimuth_b_deg);
}

tl_geo_position tl_geo_direct(tl_geo_position a, double azimuth_deg, double distance_m) {
  struct geod_geodesic wgs84;
  tl_geo_position b;
  geod_init(&wgs84, TLI_WGS84_A_M, TLI_WGS84_F);
  geod_direct(&wgs84, a.lat_deg, a.lon_deg, azimuth_deg, distance_m, &b.lat_deg, &b.lon_deg, NULL);
  return b;
}

/* --- routes -------------------------------------------------------------------------------------------------- */

void tl_geo_chainage(const tl_geo_position *route, size_t count, double *chainage_m) {
  struct geod_geodesic wgs84;
  geod_init(&wgs84, TLI_WGS84_A_M, TLI_WGS84_F);
  double sum = 0;
  for (size_t i = 0; i < count; i++) {
    double leg = 0;
    if (i > 0)
      geod_inverse(&wgs84, route[i - 1].lat_deg, route[i - 1].lon_deg, route[i].lat_deg, route[i].lon_deg, &leg, NULL,
                   NULL);
    sum += leg;
    chainage_m[i] = sum;
  }
}

double tl_geo_length(const tl_geo_position *route, size_t count) {
  double sum = 0;
  for (size_t i = 1; i < count; i++) {
    double leg;
    tl_geo_inverse(route[i - 1], route[i], &leg, NULL, NULL);
    sum += leg;
  }
  return sum;
}

static tl_code check_rising(const double *chainage_m, size_t count, tl_error *error) {
  for (size_t i = 0; i < count; i++) {
    if (!isfinite(chainage_m[i])) return tl_fail(error, TL_ERR_INPUT, "chainage of position %zu is not finite", i + 1);
    if (i > 0 && chainage_m[i] < chainage_m[i - 1])
      return tl_fail(error, TL_ERR_INPUT,
                     "chainage falls from %.3f km to %.3f km at position %zu; sort the route first",
                     chainage_m[i - 1] / 1000, chainage_m[i] / 1000, i + 1);
  }
  return TL_OK;
}

tl_code tl_geo_at(const tl_geo_position *route, const double *chainage_m, size_t count, double at_m,
                  tl_geo_position *position, tl_error *error) {
  if (count == 0) return tl_fail(error, TL_ERR_INPUT, "a route without positions has no chainage");
  TLI_TRY(check_rising(chainage_m, count, error));
  if (!(at_m >= chainage_m[0] && at_m <= chainage_m[count - 1]))
    return tl_fail(error, TL_ERR_INPUT, "chainage %.3f km is outside the route, %.3f .. %.3f km", at_m / 1000,
                   chainage_m[0] / 1000, chainage_m[count - 1] / 1000);
  size_t leg = 1;
  while (leg < count && chainage_m[leg] < at_m) leg++;
  if (leg == count || at_m == chainage_m[leg - 1]) {
    *position = route[leg - 1];
    return TL_OK;
  }
  double length, azimuth, share = (at_m - chainage_m[leg - 1]) / (chainage_m[leg] - chainage_m[leg - 1]);
  tl_geo_inverse(route[leg - 1], route[leg], &length, &azimuth, NULL);
  *position = share >= 1 ? route[leg] : tl_geo_direct(route[leg - 1], azimuth, share * length);
  return TL_OK;
}

tl_code tl_geo_scale(const double *chainage_m, size_t count, double published_m, double *scaled_m, double *factor,
                     tl_error *error) {
  double first = count > 0 ? chainage_m[0] : 0, measured = count > 0 ? chainage_m[count - 1] - first : 0;
  if (!(measured > 0) || !isfinite(measured))
    return tl_fail(error, TL_ERR_INPUT, "the section measures %g m between its waypoints; it needs two different ones",
                   measured);
  if (!(published_m > 0) || !isfinite(published_m))
    return tl_fail(error, TL_ERR_INPUT, "the published length is %g m; it must be above 0", published_m);
  *factor = published_m / measured;
  for (size_t i = 0; i < count; i++)
    scaled_m[i] = i + 1 == count ? first + published_m : first + (chainage_m[i] - first) * *factor;
  return TL_OK;
}

tl_code tl_geo_height_at(const double *chainage_m, const double *height_m, size_t count, double at_m,
                         double *at_height_m, tl_error *error) {
  TLI_TRY(check_rising(chainage_m, count, error));
  if (!isfinite(at_m)) return tl_fail(error, TL_ERR_INPUT, "chainage %g m is not finite", at_m);
  size_t before = count, after = count;
  for (size_t i = 0; i < count; i++) {
    if (!isfinite(height_m[i])) continue;
    if (chainage_m[i] <= at_m) before = i;
    if (chainage_m[i] >= at_m && after == count) after = i;
  }
  if (before == count && after == count)
    return tl_fail(error, TL_ERR_INPUT, "no height is known along this section; give at least one");
  if (before == count) before = after;
  if (after == count) after = before;
  double span = chainage_m[after] - chainage_m[before];
  double share = span > 0 ? (at_m - chainage_m[before]) / span : 0;
  *at_height_m = height_m[before] + share * (height_m[after] - height_m[before]);
  return TL_OK;
}
