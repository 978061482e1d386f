/* Pieces as a graph: places where ends meet are nodes, pieces are edges. The line of a connected part is the longest of
 * the shortest ways between two of its nodes (exact where the part is a tree: twice the farthest node; a good line
 * where it has parallel strings); a ring is run once round. All else is a branch. */
#include "geo/tli_route.h"

#include <math.h>
#include <stdlib.h>

/* --- ends, from south to north --------------------------------------------------------------------------------------
 */

typedef struct end {
  tl_geo_position at;
  size_t number;
} end;

static int by_latitude(const void *a, const void *b) {
  const end *x = a, *y = b;
  if (x->at.lat_deg != y->at.lat_deg) return x->at.lat_deg < y->at.lat_deg ? -1 : 1;
  return (x->number > y->number) - (x->number < y->number);
}

static double slack_deg(const tli_joiner *j) { return j->options->join_m / (TLI_EARTH_RADIUS_M * TLI_RADIANS) * 1.01; }

static end *sorted_ends(const tli_joiner *j) {
  end *ends = TLI_NEW_N(j->work, end, 2 * j->count + 1);
  for (size_t i = 0; ends != NULL && i < 2 * j->count; i++) {
    const tli_piece *p = &j->pieces[i / 2];
    ends[i] = (end){p->at[i % 2 == 0 ? 0 : p->count - 1], i};
  }
  if (ends != NULL) qsort(ends, 2 * j->count, sizeof *ends, by_latitude);
  return ends;
}

/* Are two ends one place? Longitudes alone tell most that are not. */
static bool are_one(const tli_joiner *j, const end *a, const end *b) {
  const double east =
      cos(fmin(fabs(a->at.lat_deg) + slack_deg(j), 90) * TLI_RADIANS); /* shortens longitudes at most so */
  if (fabs(tl_geo_unwrap(b->at.lon_deg - a->at.lon_deg, 0)) * east > slack_deg(j)) return false;
  return tli_joiner_distance(j, a->at, b->at) <= j->options->join_m;
}

/* --- ends that meet the inside of another piece ----------------------------------------------------------------- */

typedef struct cut {
  size_t piece, leg;
  double share; /* of the leg */
  tl_geo_position at;
} cut;

/* Distance [m] of p from the leg in a plane around p, and the share of the leg at its foot; good near p. */
static double near_leg(tl_geo_position p, tl_geo_position a, tl_geo_position b, double *share) {
  const double east = cos(p.lat_deg * TLI_RADIANS) * TLI_EARTH_RADIUS_M * TLI_RADIANS;
  const double north = TLI_EARTH_RADIUS_M * TLI_RADIANS;
  const double ax = tl_geo_unwrap(a.lon_deg - p.lon_deg, 0) * east, ay = (a.lat_deg - p.lat_deg) * north;
  const double dx = tl_geo_unwrap(b.lon_deg - a.lon_deg, 0) * east, dy = (b.lat_deg - a.lat_deg) * north;
  const double square = dx * dx + dy * dy;
  *share = square > 0 ? fmin(fmax(-(ax * dx + ay * dy) / square, 0), 1) : 0;
  return hypot(ax + *share * dx, ay + *share * dy);
}

static bool best_foot(const tli_joiner *j, size_t piece, tl_geo_position p, cut *found) {
  const double slack = slack_deg(j);
  double least = INFINITY;
  for (size_t k = 0; k < j->count; k++) {
    const tli_piece *q = &j->pieces[k];
    if (k == piece || p.lat_deg < q->south - slack || p.lat_deg > q->north + slack) continue;
    for (size_t i = 1; i < q->count; i++) {
      const double lat_a = q->at[i - 1].lat_deg, lat_b = q->at[i].lat_deg;
      if (p.lat_deg < fmin(lat_a, lat_b) - slack || p.lat_deg > fmax(lat_a, lat_b) + slack) continue;
      double share;
      const double d = near_leg(p, q->at[i - 1], q->at[i], &share);
      if (!(d < least) || d > j->options->join_m) continue;
      least = d;
      *found = (cut){k, i, share, p};
    }
  }
  return isfinite(least);
}

static int by_place(const void *a, const void *b) {
  const cut *x = a, *y = b;
  if (x->piece != y->piece) return x->piece < y->piece ? -1 : 1;
  if (x->leg != y->leg) return x->leg < y->leg ? -1 : 1;
  return (x->share > y->share) - (x->share < y->share);
}

/* Replaces the pieces by their parts between the cuts. */
static tl_code split(tli_joiner *j, cut *cuts, size_t cut_count, tl_error *error) {
  const tli_piece *old = j->pieces;
  const size_t before = j->count;
  qsort(cuts, cut_count, sizeof *cuts, by_place);
  j->pieces = NULL;
  j->count = j->room = 0;
  for (size_t k = 0, c = 0; k < before; k++) {
    size_t here = c, n = 0;
    while (here < cut_count && cuts[here].piece == k) here++;
    tl_geo_position *at = TLI_NEW_N(j->work, tl_geo_position, old[k].count + here - c);
    if (at == NULL) return TLI_NO_MEMORY(error, "a piece of a route");
    for (size_t i = 0; i < old[k].count; i++) {
      for (; c < here && cuts[c].leg == i; c++) {
        at[n++] = cuts[c].at;
        if (n > 1 && !tli_joiner_push(j, at, n, old[k].line)) return TLI_NO_MEMORY(error, "a piece of a route");
        at[0] = cuts[c].at;
        n = 1;
      }
      at[n++] = old[k].at[i];
    }
    if (n > 1 && !tli_joiner_push(j, at, n, old[k].line)) return TLI_NO_MEMORY(error, "a piece of a route");
    c = here;
  }
  return TL_OK;
}

static tl_code split_at_tees(tli_joiner *j, tl_error *error) {
  cut *cuts = TLI_NEW_N(j->work, cut, 2 * j->count + 1);
  bool *meets = TLI_NEW_N(j->work, bool, 2 * j->count + 1); /* an end of another piece */
  const end *ends = sorted_ends(j);
  size_t count = 0;
  if (cuts == NULL || meets == NULL || ends == NULL) return TLI_NO_MEMORY(error, "the pieces of a route");
  for (size_t i = 0; i < 2 * j->count; i++) {
    for (size_t k = i + 1; k < 2 * j->count && ends[k].at.lat_deg - ends[i].at.lat_deg <= slack_deg(j); k++) {
      const size_t a = ends[i].number, b = ends[k].number;
      if (a / 2 == b / 2 || (meets[a] && meets[b])) continue;
      if (are_one(j, &ends[i], &ends[k])) meets[a] = meets[b] = true;
    }
  }
  for (size_t e = 0; e < 2 * j->count; e++) {
    const tli_piece *p = &j->pieces[e / 2];
    if (!meets[e] && best_foot(j, e / 2, p->at[e % 2 == 0 ? 0 : p->count - 1], &cuts[count])) count++;
  }
  return count > 0 ? split(j, cuts, count, error) : TL_OK;
}

/* --- nodes ------------------------------------------------------------------------------------------------------- */

static size_t root_of(size_t *parent, size_t i) {
  while (parent[i] != i) i = parent[i] = parent[parent[i]];
  return i;
}

static tl_code number_nodes(tli_joiner *j, size_t *nodes, tl_error *error) {
  const size_t n = 2 * j->count;
  size_t *parent = TLI_NEW_N(j->work, size_t, n), *name = TLI_NEW_N(j->work, size_t, n);
  const end *ends = sorted_ends(j);
  if (parent == NULL || name == NULL || ends == NULL) return TLI_NO_MEMORY(error, "the ends of a route's pieces");
  for (size_t i = 0; i < n; i++) parent[i] = i;
  const double slack = slack_deg(j);
  for (size_t i = 0; i < n; i++) {
    for (size_t k = i + 1; k < n && ends[k].at.lat_deg - ends[i].at.lat_deg <= slack; k++) {
      if (ends[i].number / 2 == ends[k].number / 2 && j->pieces[ends[i].number / 2].length_m <= 4 * j->options->join_m)
        continue; /* a short piece is not rolled up into a point */
      if (are_one(j, &ends[i], &ends[k])) parent[root_of(parent, ends[i].number)] = root_of(parent, ends[k].number);
    }
  }
  *nodes = 0;
  for (size_t i = 0; i < n; i++)
    if (root_of(parent, i) == i) name[i] = (*nodes)++;
  for (size_t i = 0; i < n; i++) j->pieces[i / 2].node[i % 2] = name[root_of(parent, i)];
  return TL_OK;
}

/* --- the longest way ---------------------------------------------------------------------------------------------- */

typedef struct graph {
  size_t nodes, *first, *incident; /* pieces at node i: incident[first[i] .. first[i + 1]) */
  double *distance;
  size_t *by; /* piece by which a node was reached */
  size_t *heap, *place;
  size_t heap_count;
} graph;

static tl_code make_graph(tli_joiner *j, graph *g, tl_error *error) {
  g->first = TLI_NEW_N(j->work, size_t, g->nodes + 2);
  g->incident = TLI_NEW_N(j->work, size_t, 2 * j->count);
  g->distance = TLI_NEW_N(j->work, double, g->nodes);
  g->by = TLI_NEW_N(j->work, size_t, g->nodes);
  g->heap = TLI_NEW_N(j->work, size_t, g->nodes);
  g->place = TLI_NEW_N(j->work, size_t, g->nodes);
  if (g->first == NULL || g->incident == NULL || g->distance == NULL || g->by == NULL || g->heap == NULL ||
      g->place == NULL)
    return TLI_NO_MEMORY(error, "the graph of a route");
  for (size_t i = 0; i < 2 * j->count; i++) g->first[j->pieces[i / 2].node[i % 2] + 2]++;
  for (size_t i = 2; i <= g->nodes + 1; i++) g->first[i] += g->first[i - 1];
  for (size_t i = 0; i < 2 * j->count; i++) g->incident[g->first[j->pieces[i / 2].node[i % 2] + 1]++] = i / 2;
  return TL_OK;
}

static void sift_up(graph *g, size_t at) {
  const size_t node = g->heap[at];
  for (; at > 0 && g->distance[g->heap[(at - 1) / 2]] > g->distance[node]; at = (at - 1) / 2) {
    g->heap[at] = g->heap[(at - 1) / 2];
    g->place[g->heap[at]] = at;
  }
  g->heap[at] = node;
  g->place[node] = at;
}

static size_t pop(graph *g) {
  const size_t top = g->heap[0], last = g->heap[--g->heap_count];
  size_t at = 0;
  while (2 * at + 1 < g->heap_count) {
    size_t child = 2 * at + 1;
    if (child + 1 < g->heap_count && g->distance[g->heap[child + 1]] < g->distance[g->heap[child]]) child++;
    if (g->distance[g->heap[child]] >= g->distance[last]) break;
    g->heap[at] = g->heap[child];
    g->place[g->heap[at]] = at;
    at = child;
  }
  if (g->heap_count > 0) {
    g->heap[at] = last;
    g->place[last] = at;
  }
  return top;
}

/* Dijkstra (1959) from a node; gives the farthest node of its part. Nodes not in the part keep what they had. */
static size_t farthest_node(const tli_joiner *j, graph *g, size_t from, const size_t *part, size_t part_count) {
  for (size_t i = 0; i < part_count; i++) {
    g->distance[part[i]] = INFINITY;
    g->by[part[i]] = j->count;
    g->place[part[i]] = g->nodes;
  }
  g->distance[from] = 0;
  g->heap[0] = from;
  g->place[from] = 0;
  g->heap_count = 1;
  size_t farthest = from;
  while (g->heap_count > 0) {
    const size_t node = pop(g);
    farthest = node;
    for (size_t i = g->first[node]; i < g->first[node + 1]; i++) {
      const tli_piece *p = &j->pieces[g->incident[i]];
      const size_t other = p->node[0] == node ? p->node[1] : p->node[0];
      const double distance = g->distance[node] + p->length_m;
      if (!(distance < g->distance[other])) continue;
      if (isinf(g->distance[other])) {
        g->heap[g->heap_count] = other;
        g->place[other] = g->heap_count++;
      }
      g->distance[other] = distance;
      g->by[other] = g->incident[i];
      sift_up(g, g->place[other]);
    }
  }
  return farthest;
}

/* The nodes that hang together with `from`; marks them seen. */
static size_t collect_part(const tli_joiner *j, const graph *g, size_t from, bool *seen, size_t *part) {
  size_t count = 0;
  part[count++] = from;
  seen[from] = true;
  for (size_t at = 0; at < count; at++) {
    for (size_t i = g->first[part[at]]; i < g->first[part[at] + 1]; i++) {
      for (int e = 0; e < 2; e++) {
        const size_t other = j->pieces[g->incident[i]].node[e];
        if (!seen[other]) part[count++] = other;
        seen[other] = true;
      }
    }
  }
  return count;
}

static bool is_ring(const graph *g, const size_t *part, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (g->first[part[i] + 1] - g->first[part[i]] != 2) return false;
  return true;
}

static void append(const tli_joiner *j, tli_chain *c, size_t piece, size_t from_node, bool *taken) {
  c->members[c->count] = piece;
  c->turned[c->count++] = j->pieces[piece].node[0] != from_node;
  taken[piece] = true;
}

/* Once round from a node, over pieces not yet taken. */
static void run_ring(const tli_joiner *j, const graph *g, size_t node, tli_chain *c, bool *taken) {
  for (bool moved = true; moved;) {
    moved = false;
    for (size_t i = g->first[node]; i < g->first[node + 1] && !moved; i++) {
      const size_t piece = g->incident[i];
      if (taken[piece]) continue;
      append(j, c, piece, node, taken);
      node = j->pieces[piece].node[0] == node ? j->pieces[piece].node[1] : j->pieces[piece].node[0];
      moved = true;
    }
  }
}

static void run_back(const tli_joiner *j, const graph *g, size_t node, tli_chain *c, bool *taken) {
  while (g->by[node] != j->count) {
    const size_t piece = g->by[node];
    append(j, c, piece, node, taken);
    node = j->pieces[piece].node[0] == node ? j->pieces[piece].node[1] : j->pieces[piece].node[0];
  }
}

static bool lies_before(tl_geo_position a, tl_geo_position b) {
  return a.lon_deg < b.lon_deg || (a.lon_deg == b.lon_deg && a.lat_deg < b.lat_deg);
}

static tl_geo_position node_place(const tli_joiner *j, const graph *g, size_t node) {
  const tli_piece *p = &j->pieces[g->incident[g->first[node]]];
  return p->node[0] == node ? p->at[0] : p->at[p->count - 1];
}

static tl_code chain_of_part(tli_joiner *j, graph *g, const size_t *part, size_t count, tli_chain *c, bool *taken,
                             tl_error *error) {
  size_t west = part[0], pieces = 0;
  for (size_t i = 0; i < count; i++) {
    pieces += g->first[part[i] + 1] - g->first[part[i]];
    if (lies_before(node_place(j, g, part[i]), node_place(j, g, west))) west = part[i];
  }
  *c = (tli_chain){TLI_NEW_N(j->work, size_t, pieces), TLI_NEW_N(j->work, bool, pieces), 0};
  if (c->members == NULL || c->turned == NULL) return TLI_NO_MEMORY(error, "the line of a route");
  if (is_ring(g, part, count)) {
    run_ring(j, g, west, c, taken);
    return TL_OK;
  }
  const size_t one = farthest_node(j, g, west, part, count);
  run_back(j, g, farthest_node(j, g, one, part, count), c, taken);
  if (c->count > 0) return TL_OK;
  size_t longest = g->incident[g->first[west]]; /* only loops at one node */
  for (size_t i = g->first[west]; i < g->first[west + 1]; i++)
    if (j->pieces[g->incident[i]].length_m > j->pieces[longest].length_m) longest = g->incident[i];
  append(j, c, longest, west, taken);
  return TL_OK;
}

tl_code tli_join_graph(tli_joiner *j, tli_chain **chains, size_t *chain_count, bool **taken, tl_error *error) {
  graph g = {0};
  TLI_TRY(split_at_tees(j, error));
  TLI_TRY(number_nodes(j, &g.nodes, error));
  TLI_TRY(make_graph(j, &g, error));
  bool *seen = TLI_NEW_N(j->work, bool, g.nodes);
  size_t *part = TLI_NEW_N(j->work, size_t, g.nodes);
  *chains = TLI_NEW_N(j->work, tli_chain, g.nodes);
  *taken = TLI_NEW_N(j->work, bool, j->count);
  if (seen == NULL || part == NULL || *chains == NULL || *taken == NULL) return TLI_NO_MEMORY(error, "a route");
  *chain_count = 0;
  for (size_t node = 0; node < g.nodes; node++) {
    if (seen[node]) continue;
    const size_t count = collect_part(j, &g, node, seen, part);
    TLI_TRY(chain_of_part(j, &g, part, count, &(*chains)[(*chain_count)++], *taken, error));
  }
  return TL_OK;
}
