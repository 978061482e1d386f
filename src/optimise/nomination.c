/* A nomination by calls: nodes, links, decisions, each checked as it comes. */
#include "optimise/tli_model.h"

#include <math.h>
#include <string.h>

static const double most_pressure_pa = 5e7; /* 500 bar: beyond any transmission line */

tl_code tl_nomination_create(const tl_gas *gas, double t_k, const tl_allocator *allocator, tl_nomination **nomination,
                             tl_error *error) {
  *nomination = NULL;
  if (gas == NULL || !(t_k >= 200.0 && t_k <= 400.0))
    return tl_fail(error, TL_ERR_USAGE, "a nomination needs a gas and a temperature of 200 .. 400 K, not %g K", t_k);
  tli_arena *arena = tli_arena_create(allocator);
  tl_nomination *n = arena != NULL ? TLI_NEW(arena, tl_nomination) : NULL;
  if (n == NULL) {
    tli_arena_destroy(arena);
    return TLI_NO_MEMORY(error, "a nomination");
  }
  n->arena = arena;
  n->gas = gas;
  n->t_k = t_k;
  *nomination = n;
  return TL_OK;
}

void tl_nomination_destroy(tl_nomination *nomination) {
  if (nomination != NULL) tli_arena_destroy(nomination->arena);
}

size_t tl_nomination_nodes(const tl_nomination *n) { return n->node_count; }
size_t tl_nomination_links(const tl_nomination *n) { return n->link_count; }
const char *tl_nomination_node_id(const tl_nomination *n, size_t node) {
  return node < n->node_count ? n->nodes[node].id : NULL;
}
const char *tl_nomination_link_id(const tl_nomination *n, size_t link) {
  return link < n->link_count ? n->links[link].id : NULL;
}
double tl_nomination_t_k(const tl_nomination *n) { return n->t_k; }
double tl_nomination_withdrawal_kg_s(const tl_nomination *n, size_t node) {
  return node < n->node_count ? n->nodes[node].node.withdrawal_kg_s : NAN;
}

/* Linear: networks of some thousand nodes are read once. */
static size_t find_node(const tl_nomination *n, const char *id) {
  for (size_t i = 0; id != NULL && i < n->node_count; i++)
    if (strcmp(n->nodes[i].id, id) == 0) return i;
  return SIZE_MAX;
}
static size_t find_link(const tl_nomination *n, const char *id) {
  for (size_t i = 0; id != NULL && i < n->link_count; i++)
    if (strcmp(n->links[i].id, id) == 0) return i;
  return SIZE_MAX;
}

tl_code tl_nomination_add_node(tl_nomination *n, const char *id, const tl_nominated_node *node, tl_error *error) {
  if (id == NULL || id[0] == '\0') return tl_fail(error, TL_ERR_INPUT, "a node needs an id");
  if (find_node(n, id) != SIZE_MAX) return tl_fail(error, TL_ERR_INPUT, "node \"%s\" is there twice", id);
  if (!(node->p_min_pa >= 0.0 && node->p_min_pa <= node->p_max_pa && node->p_max_pa > 0.0 &&
        node->p_max_pa <= most_pressure_pa))
    return tl_fail(error, TL_ERR_INPUT,
                   "node \"%s\": its pressure limits %g .. %g bar must lie within 0 .. 500 bar, the lower one first",
                   id, node->p_min_pa * 1e-5, node->p_max_pa * 1e-5);
  if (!(fabs(node->withdrawal_kg_s) <= 1e6) || !(fabs(node->height_m) <= 12000.0))
    return tl_fail(error, TL_ERR_INPUT, "node \"%s\": withdrawal %g kg/s (at most 1e6) or height %g m (at most 12000)",
                   id, node->withdrawal_kg_s, node->height_m);
  if (!TLI_PUSH_ROOM(n->arena, n->nodes, n->node_room, n->node_count)) return TLI_NO_MEMORY(error, "a node");
  const char *copy = tli_arena_strdup(n->arena, id);
  if (copy == NULL) return TLI_NO_MEMORY(error, "a node");
  n->nodes[n->node_count].id = copy;
  n->nodes[n->node_count++].node = *node;
  return TL_OK;
}

void tl_nominated_link_default(tl_nominated_link *link) {
  *link = (tl_nominated_link){.q_min_kg_s = -INFINITY, .q_max_kg_s = INFINITY, .dp_max_pa = INFINITY};
  tl_pipe_default(&link->pipe);
  link->pipe.friction = TL_FRICTION_NIKURADSE;
  link->may_close = true;
}

static tl_code check_pipe(const char *id, const tl_pipe *pipe, tl_error *error) {
  const bool square = pipe->friction == TL_FRICTION_NIKURADSE || pipe->friction == TL_FRICTION_WEYMOUTH ||
                      pipe->friction == TL_FRICTION_FIXED;
  if (!square)
    return tl_fail(error, TL_ERR_INPUT,
                   "pipe \"%s\": nominations are answered for the friction laws nikuradse, weymouth and fixed", id);
  if (!(pipe->length_m > 0.0 && pipe->diameter_m >= 1e-3 && pipe->efficiency > 0.0 && pipe->strings >= 1.0) ||
      (pipe->friction == TL_FRICTION_NIKURADSE && !(pipe->roughness_m > 0.0)) ||
      (pipe->friction == TL_FRICTION_FIXED && !(pipe->friction_factor > 0.0)))
    return tl_fail(error, TL_ERR_INPUT,
                   "pipe \"%s\": length %g m, diameter %g m, roughness %g m, friction factor %g: all that its law "
                   "uses must be above 0",
                   id, pipe->length_m, pipe->diameter_m, pipe->roughness_m, pipe->friction_factor);
  return TL_OK;
}

static tl_code check_link(const char *id, const tl_nominated_link *l, tl_error *error) {
  if ((int)l->kind < 0 || l->kind >= TL_CONTROL_KINDS)
    return tl_fail(error, TL_ERR_INPUT, "link \"%s\": there is no kind %d", id, (int)l->kind);
  if (!(l->q_min_kg_s <= l->q_max_kg_s))
    return tl_fail(error, TL_ERR_INPUT, "link \"%s\": flow limits %g .. %g kg/s are upside down", id, l->q_min_kg_s,
                   l->q_max_kg_s);
  if (l->kind == TL_CONTROL_PIPE) return check_pipe(id, &l->pipe, error);
  if (l->kind == TL_CONTROL_DRAG && !(l->drag >= 0.0 && (l->drag == 0.0 || l->diameter_m >= 1e-3)))
    return tl_fail(error, TL_ERR_INPUT, "link \"%s\": drag %g needs a diameter of at least 0.001 m", id, l->drag);
  if (!(l->loss_pa >= 0.0 && l->loss_in_pa >= 0.0 && l->loss_out_pa >= 0.0 && l->p_in_min_pa >= 0.0 &&
        l->p_out_max_pa >= 0.0 && l->dp_min_pa <= l->dp_max_pa && l->ratio_max >= 0.0 && isfinite(l->dp_min_pa)))
    return tl_fail(error, TL_ERR_INPUT, "link \"%s\": a loss or limit is negative, or limits are upside down", id);
  return TL_OK;
}

tl_code tl_nomination_add_link(tl_nomination *n, const char *id, const char *from, const char *to,
                               const tl_nominated_link *link, tl_error *error) {
  if (id == NULL || id[0] == '\0') return tl_fail(error, TL_ERR_INPUT, "a link needs an id");
  if (find_link(n, id) != SIZE_MAX) return tl_fail(error, TL_ERR_INPUT, "link \"%s\" is there twice", id);
  const size_t i = find_node(n, from), j = find_node(n, to);
  if (i == SIZE_MAX || j == SIZE_MAX || i == j)
    return tl_fail(error, TL_ERR_INPUT,
                   "link \"%s\" must join two nodes that are there: \"%s\" and \"%s\" do not serve", id,
                   from != NULL ? from : "", to != NULL ? to : "");
  TLI_TRY(check_link(id, link, error));
  if (!TLI_PUSH_ROOM(n->arena, n->links, n->link_room, n->link_count)) return TLI_NO_MEMORY(error, "a link");
  const char *copy = tli_arena_strdup(n->arena, id);
  if (copy == NULL) return TLI_NO_MEMORY(error, "a link");
  struct tli_given_link *at = &n->links[n->link_count++];
  at->id = copy;
  at->from = i;
  at->to = j;
  at->link = *link;
  return TL_OK;
}

tl_code tl_nomination_add_decision(tl_nomination *n, const char *id, bool new_group, tl_error *error) {
  if (!TLI_PUSH_ROOM(n->arena, n->decisions, n->decision_room, n->decision_count))
    return TLI_NO_MEMORY(error, "a decision");
  const char *copy = tli_arena_strdup(n->arena, id != NULL ? id : "");
  if (copy == NULL) return TLI_NO_MEMORY(error, "a decision");
  if (new_group || n->decision_count == 0) n->group_count++;
  struct tli_given_decision *at = &n->decisions[n->decision_count++];
  at->id = copy;
  at->group = n->group_count - 1;
  at->first = n->choice_count;
  at->count = 0;
  return TL_OK;
}

tl_code tl_nomination_add_choice(tl_nomination *n, const char *link, bool open, int direction, tl_error *error) {
  if (n->decision_count == 0) return tl_fail(error, TL_ERR_USAGE, "a choice needs a decision before it");
  const size_t l = find_link(n, link);
  if (l == SIZE_MAX)
    return tl_fail(error, TL_ERR_INPUT, "decision \"%s\": there is no link \"%s\"",
                   n->decisions[n->decision_count - 1].id, link != NULL ? link : "");
  if (n->links[l].link.kind < TL_CONTROL_VALVE)
    return tl_fail(error, TL_ERR_INPUT, "decision \"%s\": \"%s\" is no valve, regulator or station",
                   n->decisions[n->decision_count - 1].id, link);
  if (!TLI_PUSH_ROOM(n->arena, n->choices, n->choice_room, n->choice_count)) return TLI_NO_MEMORY(error, "a choice");
  n->choices[n->choice_count].link = l;
  n->choices[n->choice_count].open = open;
  n->choices[n->choice_count++].direction = direction;
  n->decisions[n->decision_count - 1].count++;
  return TL_OK;
}

void tl_nomination_scale(tl_nomination *n, double factor) {
  for (size_t i = 0; i < n->node_count; i++) n->nodes[i].node.withdrawal_kg_s *= factor;
}

tl_code tl_nomination_set_withdrawal(tl_nomination *n, size_t node, double withdrawal_kg_s, tl_error *error) {
  if (node >= n->node_count || !(fabs(withdrawal_kg_s) <= 1e6))
    return tl_fail(error, TL_ERR_USAGE, "node %zu of %zu cannot withdraw %g kg/s (at most 1e6)", node, n->node_count,
                   withdrawal_kg_s);
  n->nodes[node].node.withdrawal_kg_s = withdrawal_kg_s;
  return TL_OK;
}
