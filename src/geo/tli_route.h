/* geo/tli_route.h - the inside of a route, for the files of this room. */
#ifndef TLI_ROUTE_H
#define TLI_ROUTE_H

#include "geo/tli_geodesic.h"
#include "trunkline/route.h"

typedef struct tli_polyline {
  tl_geo_position *at;
  double *chainage_m; /* NULL for branches */
  size_t count;
} tli_polyline;

struct tl_route {
  tli_arena *arena;
  tli_polyline *sections, *branches;
  size_t section_count, section_room, branch_count, branch_room;
  tl_route_break *breaks;
  size_t break_count, break_room;
  double length_m, branches_m, gaps_m, simplify_error_m, simplify_loss_m;
};

/* A piece on its way into the route. */
typedef struct tli_piece {
  tl_geo_position *at;
  size_t count;
  double length_m;
  int line;
  size_t node[2]; /* of its ends, numbered by tli_join_graph */
  double south, north;
} tli_piece;

/* What the steps of joining share. Memory of the steps is `work`, of the answer route->arena. */
typedef struct tli_joiner {
  tli_arena *work;
  tl_route *route;
  const tl_route_options *options;
  const char *file, *id;
  tl_findings *findings;
  tli_piece *pieces;
  size_t count, room;
  struct geod_geodesic wgs84;
} tli_joiner;

bool tli_joiner_push(tli_joiner *j, const tl_geo_position *at, size_t count, int line); /* false: no memory */
double tli_joiner_distance(const tli_joiner *j, tl_geo_position a, tl_geo_position b);

/* Cuts pieces at false jumps, and says so (join_jumps.c). */
TL_MUST_USE tl_code tli_join_jumps(tli_joiner *j, tl_error *error);

/* One way through pieces that hang together: members[i] is a piece, run backwards if turned. */
typedef struct tli_chain {
  size_t *members;
  bool *turned;
  size_t count;
} tli_chain;
/* Splits pieces where an end of another meets them, numbers the places where ends meet, and gives the longest way
 * through each connected part (join_graph.c). taken[piece]: it is part of a chain. */
TL_MUST_USE tl_code tli_join_graph(tli_joiner *j, tli_chain **chains, size_t *chain_count, bool **taken,
                                   tl_error *error);

/* Findings about the finished line: turning back on itself, crossing itself (join_topology.c). */
TL_MUST_USE tl_code tli_join_topology(tli_joiner *j, tl_error *error);

#endif
