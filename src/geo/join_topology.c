/* What is odd about a finished line: it turns back on itself, or crosses itself. Flat around each section: good for
 * telling that two legs cross, not for measuring. */
#include "geo/tli_route.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_SAID = 5 }; /* of each kind a route; the rest is counted */
#define BACK_DEG 178.0  /* a turn by more is a turn back */
#define BACK_LEAST_M 50.0

static double turn_deg(double before, double after) { return fabs(tl_geo_unwrap(after - before, 0)); }

static size_t find_spikes(tli_joiner *j, const tli_polyline *s) {
  size_t found = 0;
  double azimuth_before = NAN, before = 0;
  for (size_t i = 1; i < s->count; i++) {
    double leaves, arrives, length;
    geod_inverse(&j->wgs84, s->at[i - 1].lat_deg, s->at[i - 1].lon_deg, s->at[i].lat_deg, s->at[i].lon_deg, &length,
                 &leaves, &arrives);
    const bool back = i > 1 && turn_deg(azimuth_before, leaves) > BACK_DEG && fmin(length, before) > BACK_LEAST_M;
    if (back && found++ < MOST_SAID)
      tl_findings_add(j->findings, TL_WARNING, j->file, 0, j->id, "",
                      "the line turns back on itself at %s, %.1f km from its beginning: %.2f km may be counted twice",
                      tli_place_of(s->at[i - 1]).text, s->chainage_m[i - 1] / 1e3, fmin(length, before) / 1e3);
    azimuth_before = arrives;
    before = length;
  }
  return found;
}

typedef struct flat {
  double x1, y1, x2, y2;
  size_t leg;
} flat;

static int by_west(const void *a, const void *b) {
  const double x = fmin(((const flat *)a)->x1, ((const flat *)a)->x2);
  const double y = fmin(((const flat *)b)->x1, ((const flat *)b)->x2);
  if (x != y) return x < y ? -1 : 1;
  return (((const flat *)a)->leg > ((const flat *)b)->leg) - (((const flat *)a)->leg < ((const flat *)b)->leg);
}

static double side(const flat *l, double x, double y) {
  return (l->x2 - l->x1) * (y - l->y1) - (l->y2 - l->y1) * (x - l->x1);
}

/* Properly, not merely at ends. */
static bool cross(const flat *a, const flat *b) {
  if (fmax(a->y1, a->y2) < fmin(b->y1, b->y2) || fmax(b->y1, b->y2) < fmin(a->y1, a->y2)) return false;
  return side(a, b->x1, b->y1) * side(a, b->x2, b->y2) < 0 && side(b, a->x1, a->y1) * side(b, a->x2, a->y2) < 0;
}

static tl_code find_crossings(tli_joiner *j, const tli_polyline *s, size_t *found, tl_error *error) {
  if (s->count < 4) return TL_OK;
  flat *legs = TLI_NEW_N(j->work, flat, s->count - 1);
  if (legs == NULL) return TLI_NO_MEMORY(error, "the topology of a route");
  double x = s->at[0].lon_deg;
  for (size_t i = 1; i < s->count; i++) {
    const double next = tl_geo_unwrap(s->at[i].lon_deg, x);
    legs[i - 1] = (flat){x, s->at[i - 1].lat_deg, next, s->at[i].lat_deg, i};
    x = next;
  }
  qsort(legs, s->count - 1, sizeof *legs, by_west);
  for (size_t i = 0; i + 1 < s->count; i++) {
    const double east = fmax(legs[i].x1, legs[i].x2);
    for (size_t k = i + 1; k + 1 < s->count && fmin(legs[k].x1, legs[k].x2) <= east; k++) {
      const size_t a = legs[i].leg < legs[k].leg ? legs[i].leg : legs[k].leg;
      const size_t b = legs[i].leg + legs[k].leg - a;
      if (b - a < 2 || !cross(&legs[i], &legs[k]) || (*found)++ >= MOST_SAID) continue;
      tl_findings_add(j->findings, TL_WARNING, j->file, 0, j->id, "",
                      "the line crosses itself near %s: %.1f and %.1f km from its beginning",
                      tli_place_of(s->at[a]).text, s->chainage_m[a] / 1e3, s->chainage_m[b] / 1e3);
    }
  }
  return TL_OK;
}

tl_code tli_join_topology(tli_joiner *j, tl_error *error) {
  size_t spikes = 0, crossings = 0;
  for (size_t i = 0; i < j->route->section_count; i++) {
    spikes += find_spikes(j, &j->route->sections[i]);
    TLI_TRY(find_crossings(j, &j->route->sections[i], &crossings, error));
  }
  if (spikes > MOST_SAID || crossings > MOST_SAID)
    tl_findings_add(j->findings, TL_WARNING, j->file, 0, j->id, "",
                    "in all the line turns back on itself %zu times and crosses itself %zu times", spikes, crossings);
  return TL_OK;
}
