/* trunkline/network.h - a network of nodes and links, and the boundary data of one scenario. Data, no equations.
 *
 *   tl_network_create -> add nodes -> add links (elements.h) -> freeze -> solve (steady.h), from any thread
 *
 * Ids are unique texts, copied. Indices count from 0 in the order of adding and never change.
 */
#ifndef TRUNKLINE_NETWORK_H
#define TRUNKLINE_NETWORK_H

#include "trunkline/base.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tl_network tl_network;

TL_API TL_MUST_USE tl_code tl_network_create(const tl_allocator *allocator, tl_network **network, tl_error *error);
TL_API void tl_network_destroy(tl_network *network);

/* height_m: above any common level, -12,000 .. 9,000. The index of the new node goes to *node (may be NULL). */
TL_API TL_MUST_USE tl_code tl_network_add_node(tl_network *network, const char *id, double height_m, size_t *node,
                                               tl_error *error);
/* No more additions after this; the network may then be read by all threads. */
TL_API TL_MUST_USE tl_code tl_network_freeze(tl_network *network, tl_error *error);

TL_API size_t tl_network_nodes(const tl_network *network);
TL_API size_t tl_network_links(const tl_network *network);
TL_API const char *tl_network_node_id(const tl_network *network, size_t node); /* NULL if out of range */
TL_API const char *tl_network_link_id(const tl_network *network, size_t link);
TL_API bool tl_network_link_ends(const tl_network *network, size_t link, size_t *from, size_t *to);
TL_API bool tl_network_find_node(const tl_network *network, const char *id, size_t *node);
TL_API bool tl_network_find_link(const tl_network *network, const char *id, size_t *link);

/* Boundary data: one entry a node, the caller's own array. Zero-initialised = closed node, nothing taken. */
typedef enum tl_boundary_kind {
  TL_GIVEN_WITHDRAWAL = 0, /* withdrawal_kg_s leaves the network here (negative: enters, at t_k); at most 1e9 */
  TL_GIVEN_PRESSURE,       /* p_pa is held; what enters comes at t_k; the flow results */
  TL_METERED_WITHDRAWAL    /* the withdrawal here is whatever makes the flow through `link` equal withdrawal_kg_s */
} tl_boundary_kind;

typedef struct tl_boundary {
  tl_boundary_kind kind;
  double withdrawal_kg_s;
  double p_pa; /* absolute */
  double t_k;  /* of entering gas; 0: 288.15 K */
  size_t link; /* TL_METERED_WITHDRAWAL only */
} tl_boundary;

#ifdef __cplusplus
}
#endif
#endif
