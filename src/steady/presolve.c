/* Before the equations: nodes that elements without resistance join become one, and every part of the network must
 * have a given pressure. After them: the flows through the joined elements.
 *
 * Zero-resistance links would put rows without a slope in q into the system, and rings of them make it singular; with
 * them contracted, large networks of short pipes and valves solve that otherwise do not (docs/theory/steady.md). Their
 * flows follow from the balances of the single nodes along a spanning tree; in a ring of joined elements any flow
 * round it is a solution, and the element outside the tree gets none. */
#include "steady/tli_steady.h"

#include <stdio.h>
#include <string.h>

int tli_steady_root(int *parent, int node) { /* union-find with path halving: Tarjan 1975 */
  while (parent[node] != node) node = parent[node] = parent[parent[node]];
  return node;
}

static bool unite(int *parent, size_t a, size_t b) {
  const int x = tli_steady_root(parent, (int)a), y = tli_steady_root(parent, (int)b);
  if (x == y) return false;
  parent[x > y ? x : y] = x > y ? y : x; /* the lower index stands for the whole */
  return true;
}

bool tli_steady_is_joined(const tl_network *network, size_t link) {
  const tli_link *l = &network->links[link];
  const tli_kind *kind = tli_kind_get((size_t)l->kind);
  return kind->joins != NULL && kind->joins(l->params) &&
         network->nodes[l->from].height_m ==
             network->nodes[l->to].height_m; /* else the gas between them has its head */
}

static bool is_closed(const tl_network *network, size_t link) {
  const tli_kind *kind = tli_kind_get((size_t)network->links[link].kind);
  return kind->parts_ends != NULL && kind->parts_ends(network->links[link].params);
}

static bool resists_nothing(const tli_link *link) {
  const tli_kind *kind = tli_kind_get((size_t)link->kind);
  return kind->resists_nothing || (kind->joins != NULL && kind->joins(link->params));
}

/* Tree edges in an order in which each one's lower end has been reached by the edges behind it only. */
static void order_tree(tl_steady *s, const int *edges, size_t count, int *degree, int *incident) {
  const tl_network *net = s->network;
  for (size_t e = 0; e < count; e++) {
    const tli_link *link = &net->links[edges[e]];
    degree[link->from]++;
    degree[link->to]++;
    incident[link->from] ^= edges[e]; /* the one edge left at a leaf is the xor of what remains */
    incident[link->to] ^= edges[e];
  }
  for (size_t i = 0; i < net->node_count; i++) {
    size_t leaf = i;
    while (degree[leaf] == 1) {
      const int edge = incident[leaf];
      const size_t other = net->links[edge].from == leaf ? net->links[edge].to : net->links[edge].from;
      s->tree[s->tree_count++] = (tli_tree_edge){(size_t)edge, leaf, other};
      degree[leaf] = 0;
      degree[other]--;
      incident[other] ^= edge;
      leaf = other > i ? i : other; /* nodes still ahead come in their turn */
    }
  }
}

#define NEED(pointer, type, count) \
  if (((pointer) = TLI_NEW_N(s->arena, type, (count))) == NULL) return TLI_NO_MEMORY(error, "the solver's graph")

tl_code tli_steady_presolve(tl_steady *s, tl_error *error) {
  const tl_network *net = s->network;
  const size_t n = s->network_nodes = net->node_count;
  int *edges, *degree, *incident;
  NEED(s->whole, int, n);
  NEED(s->component, int, n);
  NEED(s->unresisted, int, n);
  NEED(s->has_reference, bool, n);
  NEED(s->own, tl_boundary, n);
  NEED(s->joined_q, double, net->link_count);
  NEED(s->need, double, n);
  NEED(s->whole_sum, double, n);
  NEED(edges, int, n);
  NEED(degree, int, n);
  NEED(incident, int, n);
  NEED(s->tree, tli_tree_edge, n);
  for (size_t i = 0; i < n; i++) s->whole[i] = s->component[i] = s->unresisted[i] = (int)i;
  size_t count = 0;
  for (size_t l = 0; l < net->link_count; l++) {
    const tli_link *link = &net->links[l];
    if (!is_closed(net, l)) (void)unite(s->component, link->from, link->to);
    if (resists_nothing(link)) (void)unite(s->unresisted, link->from, link->to);
    if (!tli_steady_is_joined(net, l)) continue;
    s->joined_count++;
    if (unite(s->whole, link->from, link->to)) edges[count++] = (int)l;
  }
  for (size_t i = 0; i < n; i++) {
    s->whole[i] = tli_steady_root(s->whole, (int)i);
    s->component[i] = tli_steady_root(s->component, (int)i);
    s->unresisted[i] = tli_steady_root(s->unresisted, (int)i);
  }
  order_tree(s, edges, count, degree, incident);
  return TL_OK;
}

static void say_conflict(tl_steady *s, size_t a, size_t b) {
  const bool pressures = s->own[a].kind == TL_GIVEN_PRESSURE && s->own[b].kind == TL_GIVEN_PRESSURE;
  s->outcome = TL_INFEASIBLE;
  s->reason.code = "conflicting_boundaries";
  s->reason.proof = "boundary";
  s->reason.where_kind = "node";
  s->reason.where_id = s->network->nodes[b].id;
  s->reason.value = pressures ? fabs(s->own[a].p_pa - s->own[b].p_pa) : 0.0;
  s->reason.unit = pressures ? "Pa" : "";
  (void)snprintf(s->reason.sentence, sizeof s->reason.sentence,
                 "Nodes \"%s\" and \"%s\" are joined without resistance but are given %s: take one of them away.",
                 s->network->nodes[a].id, s->network->nodes[b].id,
                 pressures ? "different pressures" : "a pressure or metered flow each");
}

/* Sums the boundary of joined nodes at the one that stands for them. */
bool tli_steady_merge_boundary(tl_steady *s) {
  const size_t n = s->network_nodes;
  for (size_t i = 0; i < n; i++) {
    const size_t w = (size_t)s->whole[i];
    if (w == i) {
      s->boundary[i].entering = fmax(-s->boundary[i].withdrawal, 0.0);
      continue;
    }
    tli_graph_boundary *sum = &s->boundary[w], *mine = &s->boundary[i];
    if (mine->kind != TL_GIVEN_WITHDRAWAL) {
      size_t other = w; /* the member that determines the whole already, if there is one */
      for (size_t k = 0; k < i && sum->kind != TL_GIVEN_WITHDRAWAL; k++)
        if ((size_t)s->whole[k] == w && s->own[k].kind != TL_GIVEN_WITHDRAWAL) other = k;
      const bool same = s->own[other].kind == TL_GIVEN_PRESSURE && mine->kind == TL_GIVEN_PRESSURE &&
                        s->own[other].p_pa == s->own[i].p_pa;
      if (sum->kind != TL_GIVEN_WITHDRAWAL && !same) {
        say_conflict(s, other, i);
        return false;
      }
      const double t = sum->entering > 0.0 ? sum->t_k : mine->t_k, entering = sum->entering;
      *sum = *mine;
      sum->t_k = t;
      sum->entering = entering;
      s->u[w] = s->u[i];
    } else {
      const double in = fmax(-mine->withdrawal, 0.0);
      if (in > 0.0) sum->t_k = (sum->entering * sum->t_k + in * mine->t_k) / (sum->entering + in);
      sum->entering += in;
      if (sum->kind == TL_GIVEN_WITHDRAWAL) sum->withdrawal += mine->withdrawal;
    }
    mine->kind = TL_GIVEN_PRESSURE; /* no unknown, no balance: no link touches it */
    mine->withdrawal = mine->entering = 0.0;
    s->u[i] = 0.0;
  }
  return true;
}

/* Every part that elements join must hold a given pressure, or nothing fixes its level. */
bool tli_steady_find_references(tl_steady *s) {
  memset(s->has_reference, 0, s->network_nodes * sizeof *s->has_reference);
  for (size_t i = 0; i < s->network_nodes; i++)
    if (s->own[i].kind == TL_GIVEN_PRESSURE) s->has_reference[s->component[i]] = true;
  size_t lacking = s->network_nodes, nodes = 0;
  double taken = 0.0;
  for (size_t i = 0; i < s->network_nodes; i++) {
    if (s->has_reference[s->component[i]]) continue;
    if (lacking == s->network_nodes) lacking = i;
    if (s->component[i] != s->component[lacking]) continue;
    nodes++;
    taken += s->own[i].withdrawal_kg_s;
  }
  if (lacking == s->network_nodes) return true;
  s->outcome = TL_NOT_SOLVED;
  s->reason.code = "no_pressure_reference";
  s->reason.where_kind = "node";
  s->reason.where_id = s->network->nodes[lacking].id;
  s->reason.value = taken;
  s->reason.unit = "kg/s";
  (void)snprintf(s->reason.sentence, sizeof s->reason.sentence,
                 "Nothing gives a pressure to the part of the network with node \"%s\" (%zu node%s, %s kg/s taken out "
                 "in sum): give one of its nodes a pressure, or open the element that cuts it off.",
                 s->reason.where_id, nodes, nodes == 1 ? "" : "s", tli_digits(taken, 6).words);
  return false;
}

void tli_steady_spread(tl_steady *s) {
  for (size_t i = 0; i < s->network_nodes; i++) {
    if ((size_t)s->whole[i] == i) continue;
    s->u[i] = s->u[s->whole[i]];
    s->t[i] = s->t[s->whole[i]];
  }
}

/* Withdrawals of the single nodes, then the flow through each tree edge: what its outer side still needs. */
void tli_steady_settle_joined(tl_steady *s, double *need, double *withdrawal) {
  const tl_network *net = s->network;
  double *sum = s->whole_sum;
  if (s->joined_count == 0) { /* each node is a whole of its own */
    for (size_t i = 0; i < s->network_nodes; i++)
      withdrawal[i] = s->own[i].kind == TL_GIVEN_WITHDRAWAL ? s->share * s->own[i].withdrawal_kg_s : -need[i];
    return;
  }
  memset(sum, 0, s->network_nodes * sizeof *sum);
  for (size_t i = 0; i < s->network_nodes; i++) {
    if (s->own[i].kind == TL_GIVEN_WITHDRAWAL) need[i] += s->share * s->own[i].withdrawal_kg_s;
    sum[s->whole[i]] += need[i];
  }
  /* The rest of each whole goes to the first member that is free to take it. */
  for (size_t i = 0; i < s->network_nodes; i++) {
    if (s->own[i].kind == TL_GIVEN_WITHDRAWAL) {
      withdrawal[i] = s->share * s->own[i].withdrawal_kg_s;
      continue;
    }
    withdrawal[i] = -sum[s->whole[i]];
    need[i] += withdrawal[i];
    sum[s->whole[i]] = 0.0;
  }
  memset(s->joined_q, 0, net->link_count * sizeof *s->joined_q);
  for (size_t e = 0; e < s->tree_count; e++) {
    const tli_tree_edge *edge = &s->tree[e];
    s->joined_q[edge->link] = net->links[edge->link].to == edge->outer ? need[edge->outer] : -need[edge->outer];
    need[edge->inner] += need[edge->outer];
  }
}

void tli_steady_recover_joined(tl_steady *s) {
  if (s->joined_count == 0) return;
  const tl_network *net = s->network;
  double *need = s->need;
  memset(need, 0, s->network_nodes * sizeof *need);
  for (size_t l = 0; l < net->link_count; l++) {
    if (s->part_count[l] == 0) continue;
    const size_t first = s->first_part[l], last = first + s->part_count[l] - 1;
    need[net->links[l].from] += s->q[first] + s->law.draw[first];
    need[net->links[l].to] -= s->q[last];
  }
  tli_steady_settle_joined(s, need, s->withdrawal);
}
