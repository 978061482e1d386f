/* net/tli_net.h - the network as the other rooms see it. Parameters of a link are an opaque block of its kind. */
#ifndef TLI_NET_H
#define TLI_NET_H

#include "base/tli_base.h"
#include "trunkline/network.h"

typedef struct tli_node {
  const char *id;
  double height_m;
} tli_node;

typedef struct tli_link {
  const char *id;
  int kind; /* index into the registry of elem */
  size_t from, to;
  const void *params; /* the public struct of the kind, copied */
} tli_link;

struct tl_network {
  tli_arena *arena;
  tli_node *nodes;
  size_t node_count, node_room;
  tli_link *links;
  size_t link_count, link_room;
  size_t *node_slots, *link_slots; /* hash tables of index + 1, open addressing; sizes are powers of two */
  size_t node_slot_count, link_slot_count;
  bool frozen;
};

/* Adds a link whose params block of `bytes` is copied. Kinds check their own params before they call this. */
TL_MUST_USE tl_code tli_network_add_link(tl_network *network, const char *id, int kind, size_t from, size_t to,
                                         const void *params, size_t bytes, size_t *link, tl_error *error);

#endif
