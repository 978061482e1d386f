/* Nodes and links with unique ids, found by hash. */
#include "net/tli_net.h"

#include <math.h>
#include <string.h>

tl_code tl_network_create(const tl_allocator *allocator, tl_network **network, tl_error *error) {
  *network = NULL;
  tli_arena *arena = tli_arena_create(allocator);
  tl_network *made = arena == NULL ? NULL : TLI_NEW(arena, tl_network);
  if (made == NULL) {
    tli_arena_destroy(arena);
    return TLI_NO_MEMORY(error, "a network");
  }
  made->arena = arena;
  *network = made;
  return TL_OK;
}

void tl_network_destroy(tl_network *network) {
  if (network != NULL) tli_arena_destroy(network->arena);
}

static uint64_t hash(const char *id) { /* FNV-1a, 64 bits */
  uint64_t h = 14695981039346656037u;
  for (; *id != '\0'; id++) h = (h ^ (unsigned char)*id) * 1099511628211u;
  return h;
}

typedef const char *(*id_of)(const tl_network *network, size_t index);

/* The slot of `id`: holds index + 1, or 0 where it would go. */
static size_t *find_slot(const tl_network *network, size_t *slots, size_t count, id_of id_at, const char *id) {
  size_t mask = count - 1;
  for (size_t at = (size_t)hash(id) & mask;; at = (at + 1) & mask)
    if (slots[at] == 0 || strcmp(id_at(network, slots[at] - 1), id) == 0) return &slots[at];
}

/* Keeps the table at most half full. */
static bool make_room(tl_network *network, size_t **slots, size_t *count, size_t used, id_of id_at) {
  if (2 * (used + 1) <= *count) return true;
  size_t wanted = *count == 0 ? 64 : *count * 2;
  size_t *fresh = TLI_NEW_N(network->arena, size_t, wanted);
  if (fresh == NULL) return false;
  for (size_t i = 0; i < used; i++) *find_slot(network, fresh, wanted, id_at, id_at(network, i)) = i + 1;
  *slots = fresh;
  *count = wanted;
  return true;
}

static tl_code check_id(const tl_network *network, const char *what, const char *id, tl_error *error) {
  if (network->frozen) return tl_fail(error, TL_ERR_USAGE, "%s \"%s\": the network is frozen", what, id ? id : "");
  if (id == NULL || id[0] == '\0') return tl_fail(error, TL_ERR_USAGE, "a %s needs an id", what);
  return TL_OK;
}

tl_code tl_network_add_node(tl_network *network, const char *id, double height_m, size_t *node, tl_error *error) {
  TLI_TRY(check_id(network, "node", id, error));
  if (!(height_m >= -12000.0 && height_m <= 9000.0))
    return tl_fail(error, TL_ERR_INPUT, "node \"%s\": height = %g m is outside -12000 .. 9000", id, height_m);
  size_t count = network->node_count;
  if (!make_room(network, &network->node_slots, &network->node_slot_count, count, tl_network_node_id) ||
      !TLI_PUSH_ROOM(network->arena, network->nodes, network->node_room, count))
    return TLI_NO_MEMORY(error, "a node");
  size_t *slot = find_slot(network, network->node_slots, network->node_slot_count, tl_network_node_id, id);
  if (*slot != 0) return tl_fail(error, TL_ERR_INPUT, "node \"%s\" exists already: ids are unique", id);
  char *copy = tli_arena_strdup(network->arena, id);
  if (copy == NULL) return TLI_NO_MEMORY(error, "a node");
  network->nodes[count] = (tli_node){copy, height_m};
  network->node_count++;
  *slot = count + 1;
  if (node != NULL) *node = count;
  return TL_OK;
}

tl_code tli_network_add_link(tl_network *network, const char *id, int kind, size_t from, size_t to, const void *params,
                             size_t bytes, size_t *link, tl_error *error) {
  TLI_TRY(check_id(network, "link", id, error));
  if (from >= network->node_count || to >= network->node_count)
    return tl_fail(error, TL_ERR_INPUT, "link \"%s\": node %zu does not exist (%zu nodes)", id,
                   from >= network->node_count ? from : to, network->node_count);
  if (from == to)
    return tl_fail(error, TL_ERR_INPUT, "link \"%s\" joins node \"%s\" with itself", id, network->nodes[from].id);
  size_t count = network->link_count;
  if (!make_room(network, &network->link_slots, &network->link_slot_count, count, tl_network_link_id) ||
      !TLI_PUSH_ROOM(network->arena, network->links, network->link_room, count))
    return TLI_NO_MEMORY(error, "a link");
  size_t *slot = find_slot(network, network->link_slots, network->link_slot_count, tl_network_link_id, id);
  if (*slot != 0) return tl_fail(error, TL_ERR_INPUT, "link \"%s\" exists already: ids are unique", id);
  char *copy = tli_arena_strdup(network->arena, id);
  void *block = tli_arena_alloc(network->arena, 1, bytes);
  if (copy == NULL || block == NULL) return TLI_NO_MEMORY(error, "a link");
  memcpy(block, params, bytes);
  network->links[count] = (tli_link){copy, kind, from, to, block};
  network->link_count++;
  *slot = count + 1;
  if (link != NULL) *link = count;
  return TL_OK;
}

tl_code tl_network_freeze(tl_network *network, tl_error *error) {
  if (network->node_count == 0) return tl_fail(error, TL_ERR_INPUT, "the network has no nodes");
  network->frozen = true;
  return TL_OK;
}

size_t tl_network_nodes(const tl_network *network) { return network->node_count; }
size_t tl_network_links(const tl_network *network) { return network->link_count; }

const char *tl_network_node_id(const tl_network *network, size_t node) {
  return node < network->node_count ? network->nodes[node].id : NULL;
}

const char *tl_network_link_id(const tl_network *network, size_t link) {
  return link < network->link_count ? network->links[link].id : NULL;
}

bool tl_network_link_ends(const tl_network *network, size_t link, size_t *from, size_t *to) {
  if (link >= network->link_count) return false;
  *from = network->links[link].from;
  *to = network->links[link].to;
  return true;
}

bool tl_network_find_node(const tl_network *network, const char *id, size_t *node) {
  if (network->node_slot_count == 0 || id == NULL) return false;
  size_t found = *find_slot(network, network->node_slots, network->node_slot_count, tl_network_node_id, id);
  if (found != 0 && node != NULL) *node = found - 1;
  return found != 0;
}

bool tl_network_find_link(const tl_network *network, const char *id, size_t *link) {
  if (network->link_slot_count == 0 || id == NULL) return false;
  size_t found = *find_slot(network, network->link_slots, network->link_slot_count, tl_network_link_id, id);
  if (found != 0 && link != NULL) *link = found - 1;
  return found != 0;
}
