/* The smallest box around positions on a round world: the complement of the widest gap between their meridians. */
#include <math.h>
#include <string.h>

#include "geo/tli_geodesic.h"

/* The gap is looked for among bins of a quarter degree; its ends are then taken from the positions themselves. */
enum { BINS = 1440 };

static double middle_of_widest_gap(const tl_geo_position *positions, size_t count) {
  bool taken[BINS];
  memset(taken, 0, sizeof taken);
  for (size_t i = 0; i < count; i++) {
    double lon = tl_geo_unwrap(positions[i].lon_deg, 180);
    size_t bin = (size_t)(lon * BINS / 360);
    taken[bin < BINS ? bin : BINS - 1] = true;
  }
  size_t best = 0, best_start = 0, run = 0;
  for (size_t k = 0; k < 2 * (size_t)BINS; k++) { /* twice round, so that a gap across 0 is seen whole */
    run = taken[k % BINS] ? 0 : run + 1;
    if (run > best && run <= BINS) {
      best = run;
      best_start = k + 1 - run;
    }
  }
  return ((double)best_start + (double)best / 2) * 360 / BINS;
}

tl_code tl_geo_window_of(const tl_geo_position *positions, size_t count, double margin, tl_geo_window *window,
                         tl_error *error) {
  if (count == 0) return tl_fail(error, TL_ERR_INPUT, "a map window needs at least one position");
  if (!(margin >= 0) || !isfinite(margin))
    return tl_fail(error, TL_ERR_INPUT, "margin = %g must be finite and not negative", margin);
  for (size_t i = 0; i < count; i++) TLI_TRY(tl_geo_position_check(positions[i], error));
  double opposite = middle_of_widest_gap(positions, count) + 180;
  tl_geo_window w = {0, INFINITY, -INFINITY, INFINITY, -INFINITY};
  for (size_t i = 0; i < count; i++) {
    double lon = tl_geo_unwrap(positions[i].lon_deg, opposite);
    w.west_deg = fmin(w.west_deg, lon);
    w.east_deg = fmax(w.east_deg, lon);
    w.south_deg = fmin(w.south_deg, positions[i].lat_deg);
    w.north_deg = fmax(w.north_deg, positions[i].lat_deg);
  }
  double centre = (w.west_deg + w.east_deg) / 2;
  /* by the larger side on the ground: a line due east still has land to its north and south */
  const double shrink = fmax(cos((w.south_deg + w.north_deg) / 2 * TLI_RADIANS), 0.01);
  const double rise = margin * fmax(w.north_deg - w.south_deg, (w.east_deg - w.west_deg) * shrink);
  double half = fmin((w.east_deg - w.west_deg) / 2 + rise / shrink, 180);
  w.centre_lon_deg = tl_geo_unwrap(centre, 0);
  w.west_deg = w.centre_lon_deg - half;
  w.east_deg = w.centre_lon_deg + half;
  w.south_deg = fmax(w.south_deg - rise, -90);
  w.north_deg = fmin(w.north_deg + rise, 90);
  *window = w;
  return TL_OK;
}
