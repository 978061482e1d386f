/* Simplifies the rings of a layer and keeps shared borders shared.
 *
 * Two countries hold the same border each in a ring of its own. A position from which border lines leave in more than
 * two directions (seen over all rings) is an anchor: it always stays. Between anchors the line is the same in both
 * rings, and is thinned by Douglas and Peucker (1973): keep the position farthest from the chord while it is farther
 * than the tolerance. A ring without anchors (an island, an enclave and the hole around it) starts at its most western
 * position and is cut again at the one farthest from that: the same in whichever ring the line occurs. */
#include "geo/tli_layer.h"

#include <math.h>
#include <string.h>

#define RADIANS (3.14159265358979323846 / 180)

/* --- directions that leave a position ------------------------------------------------------------------------ */

typedef struct vertex {
  tl_geo_position at, neighbour[2];
  unsigned char neighbours; /* 0: free place; 3: more than two */
} vertex;

typedef struct vertices {
  vertex *table;
  size_t mask;
} vertices;

static bool same(tl_geo_position a, tl_geo_position b) { return a.lat_deg == b.lat_deg && a.lon_deg == b.lon_deg; }

static size_t hash(tl_geo_position p) {
  uint64_t bits[2];
  double lat = p.lat_deg + 0.0, lon = p.lon_deg + 0.0; /* -0 and 0 are one place */
  memcpy(&bits[0], &lat, 8);
  memcpy(&bits[1], &lon, 8);
  uint64_t h = bits[0] * 0x9E3779B97F4A7C15u ^ (bits[1] + 0x7F4A7C15u) * 0xC2B2AE3D27D4EB4Fu;
  h ^= h >> 29;
  h *= 0xBF58476D1CE4E5B9u;
  return (size_t)(h ^ (h >> 32));
}

static vertex *find(const vertices *all, tl_geo_position p) {
  size_t i = hash(p) & all->mask;
  while (all->table[i].neighbours != 0 && !same(all->table[i].at, p)) i = (i + 1) & all->mask;
  return &all->table[i];
}

static void leaves_towards(const vertices *all, tl_geo_position from, tl_geo_position to) {
  vertex *v = find(all, from);
  v->at = from;
  unsigned known = v->neighbours < 2 ? v->neighbours : 2;
  for (unsigned k = 0; k < known; k++)
    if (same(v->neighbour[k], to)) return;
  if (v->neighbours < 2) v->neighbour[v->neighbours] = to;
  if (v->neighbours < 3) v->neighbours++;
}

static bool collect(const tl_geo_layer *layer, tli_arena *work, vertices *all) {
  size_t positions = 0, room = 64;
  for (size_t a = 0; a < layer->area_count; a++)
    for (size_t r = 0; r < layer->areas[a].ring_count; r++) positions += layer->areas[a].rings[r].count;
  while (room < 2 * positions) room *= 2;
  all->table = TLI_NEW_N(work, vertex, room);
  all->mask = room - 1;
  if (all->table == NULL) return false;
  for (size_t a = 0; a < layer->area_count; a++) {
    for (size_t r = 0; r < layer->areas[a].ring_count; r++) {
      const tli_ring *ring = &layer->areas[a].rings[r];
      for (size_t i = 0, j = ring->count - 1; i < ring->count; j = i++) {
        leaves_towards(all, ring->at[j], ring->at[i]);
        leaves_towards(all, ring->at[i], ring->at[j]);
      }
    }
  }
  return true;
}

/* --- thinning ------------------------------------------------------------------------------------------------ */

/* A segment in degrees of arc: longitudes shortened by the cosine of its middle, whichever way it is run. */
typedef struct chord {
  tl_geo_position a;
  double shorten, dx, dy, square;
} chord;

static chord chord_of(tl_geo_position a, tl_geo_position b) {
  const double shorten = cos((a.lat_deg + b.lat_deg) / 2 * RADIANS);
  const double dx = (b.lon_deg - a.lon_deg) * shorten, dy = b.lat_deg - a.lat_deg;
  return (chord){a, shorten, dx, dy, dx * dx + dy * dy};
}

/* Square of the distance of p from the segment. */
static double off_chord(tl_geo_position p, const chord *c) {
  const double px = (p.lon_deg - c->a.lon_deg) * c->shorten, py = p.lat_deg - c->a.lat_deg;
  double t = c->square > 0 ? (px * c->dx + py * c->dy) / c->square : 0;
  t = t < 0 ? 0 : t > 1 ? 1 : t;
  const double ex = px - t * c->dx, ey = py - t * c->dy;
  return ex * ex + ey * ey;
}

typedef struct span {
  size_t first, last; /* positions of the ring, counted on past its end */
} span;

/* Of the positions strictly between, the one farthest from the chord; ties go to the more western, then more southern
 * one, so that the answer does not depend on the direction. */
static size_t farthest(const tli_ring *ring, span s, double *distance) {
  tl_geo_position a = ring->at[s.first % ring->count], b = ring->at[s.last % ring->count];
  /* chord always from its western end: the rounding is then the same in both directions */
  const bool turned = b.lon_deg < a.lon_deg || (b.lon_deg == a.lon_deg && b.lat_deg < a.lat_deg);
  const chord c = turned ? chord_of(b, a) : chord_of(a, b);
  size_t best = s.first;
  double largest = -1;
  for (size_t i = s.first + 1; i < s.last; i++) {
    tl_geo_position p = ring->at[i % ring->count], q = ring->at[best % ring->count];
    const double d = off_chord(p, &c);
    const bool tie = d == largest && (p.lon_deg < q.lon_deg || (p.lon_deg == q.lon_deg && p.lat_deg < q.lat_deg));
    if (d > largest || tie) {
      largest = d;
      best = i;
    }
  }
  *distance = largest > 0 ? sqrt(largest) : largest;
  return best;
}

/* `stack` has room for as many spans as the ring has positions. */
static void thin(const tli_ring *ring, span whole, double tolerance, span *stack, bool *kept) {
  size_t depth = 0;
  stack[depth++] = whole;
  while (depth > 0) {
    span s = stack[--depth];
    double distance;
    if (s.last - s.first < 2) continue;
    size_t middle = farthest(ring, s, &distance);
    if (distance <= tolerance) continue;
    kept[middle % ring->count] = true;
    stack[depth++] = (span){s.first, middle};
    stack[depth++] = (span){middle, s.last};
  }
}

static bool before(tl_geo_position a, tl_geo_position b) {
  return a.lon_deg < b.lon_deg || (a.lon_deg == b.lon_deg && a.lat_deg < b.lat_deg);
}

static void simplify_ring(const tli_ring *ring, const vertices *all, double tolerance, span *stack, bool *kept) {
  size_t anchors = 0, first = 0;
  if (ring->count == 0) return;
  for (size_t i = 0; i < ring->count; i++) {
    kept[i] = find(all, ring->at[i])->neighbours > 2;
    if (kept[i] && anchors++ == 0) first = i;
  }
  if (anchors == 0) {
    for (size_t i = 1; i < ring->count; i++)
      if (before(ring->at[i], ring->at[first])) first = i;
    kept[first] = true;
  }
  if (anchors <= 1) { /* one fixed position gives no chord: the farthest one from it is the other end */
    double distance;
    kept[farthest(ring, (span){first, first + ring->count}, &distance) % ring->count] = true;
  }
  bool *fixed = kept; /* marks made below lie strictly inside spans already passed */
  for (size_t i = first; i < first + ring->count;) {
    size_t next = i + 1;
    while (!fixed[next % ring->count]) next++;
    thin(ring, (span){i, next}, tolerance, stack, kept);
    i = next;
  }
}

bool tli_layer_simplify(const tl_geo_layer *layer, double tolerance_deg, tli_arena *work, bool ***kept) {
  vertices all;
  size_t rings = 0, longest = 0, number = 0;
  if (!collect(layer, work, &all)) return false;
  for (size_t a = 0; a < layer->area_count; a++) {
    rings += layer->areas[a].ring_count;
    for (size_t r = 0; r < layer->areas[a].ring_count; r++)
      if (layer->areas[a].rings[r].count > longest) longest = layer->areas[a].rings[r].count;
  }
  span *stack = TLI_NEW_N(work, span, longest + 2);
  *kept = TLI_NEW_N(work, bool *, rings);
  if (stack == NULL || *kept == NULL) return false;
  for (size_t a = 0; a < layer->area_count; a++) {
    for (size_t r = 0; r < layer->areas[a].ring_count; r++, number++) {
      const tli_ring *ring = &layer->areas[a].rings[r];
      bool *marks = (*kept)[number] = TLI_NEW_N(work, bool, ring->count);
      if (marks == NULL) return false;
      simplify_ring(ring, &all, tolerance_deg, stack, marks);
    }
  }
  return true;
}
