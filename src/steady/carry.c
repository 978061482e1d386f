/* What gas carries with it - energy, a volume at norm conditions, a share of anything - through flows that are known:
 *
 *   (sum of inflow + entering) x = sum of inflow |q| x_upstream + entering x_outside          at each node, per kg
 *
 * Linear in x, so one sparse system solves it exactly, rings included. A node that no gas reaches from outside has none
 * (docs/theory/mixing.md). */
#include "steady/tli_steady.h"

typedef struct carried {
  size_t nodes, links;
  const size_t *from, *to;
  const double *q;
  bool *reached;
  int *head, *next, *queue; /* links that leave a node, as lists */
  tli_stamp *stamps;
  size_t *slots;
  double *x;
} carried;

static size_t upstream(const carried *c, size_t l) { return c->q[l] > 0.0 ? c->from[l] : c->to[l]; }
static size_t downstream(const carried *c, size_t l) { return c->q[l] > 0.0 ? c->to[l] : c->from[l]; }

static void find_reached(carried *c, const double *entering) {
  int first = 0, last = 0;
  for (size_t i = 0; i < c->nodes; i++) c->head[i] = -1;
  for (size_t l = 0; l < c->links; l++) {
    if (c->q[l] == 0.0) continue;
    c->next[l] = c->head[upstream(c, l)];
    c->head[upstream(c, l)] = (int)l;
  }
  for (size_t i = 0; i < c->nodes; i++) {
    c->reached[i] = entering[i] > 0.0;
    if (c->reached[i]) c->queue[last++] = (int)i;
  }
  while (first < last)
    for (int l = c->head[c->queue[first++]]; l >= 0; l = c->next[l]) {
      const size_t at = downstream(c, (size_t)l);
      if (c->reached[at]) continue;
      c->reached[at] = true;
      c->queue[last++] = (int)at;
    }
}

static tl_code solve(carried *c, tli_arena *arena, const double *entering, const double *outside, tl_error *error) {
  tli_system *system;
  size_t n = 0;
  for (size_t i = 0; i < c->nodes; i++) c->stamps[n++] = (tli_stamp){(int)i, (int)i};
  for (size_t l = 0; l < c->links; l++) {
    c->stamps[n++] = (tli_stamp){(int)downstream(c, l), (int)downstream(c, l)};
    c->stamps[n++] = (tli_stamp){(int)downstream(c, l), (int)upstream(c, l)};
  }
  TLI_TRY(tli_system_create(arena, c->nodes, n, c->stamps, c->slots, &system, error));
  double *values = tli_system_values(system);
  tli_system_clear(system);
  for (size_t i = 0; i < c->nodes; i++) {
    values[c->slots[i]] += c->reached[i] ? tli_max(entering[i], 0.0) : 1.0;
    c->x[i] = c->reached[i] && entering[i] > 0.0 ? entering[i] * outside[i] : 0.0;
  }
  for (size_t l = 0; l < c->links; l++) {
    if (c->q[l] == 0.0 || !c->reached[upstream(c, l)]) continue;
    values[c->slots[c->nodes + 2 * l]] += fabs(c->q[l]);
    values[c->slots[c->nodes + 2 * l + 1]] -= fabs(c->q[l]);
  }
  tl_code code = tli_system_factor(system, NULL, error);
  if (code == TL_OK) code = tli_system_solve(system, c->x, error);
  tli_system_destroy(system);
  return code;
}

tl_code tl_flow_carry(const tl_carrying *flows, const double *outside, double *carried_per_kg, tl_error *error) {
  if (flows->nodes == 0) return TL_OK;
  if (flows->nodes > INT32_MAX / 4 || flows->links > INT32_MAX / 4)
    return tl_fail(error, TL_ERR_USAGE, "%zu nodes and %zu links are more than 5e8", flows->nodes, flows->links);
  for (size_t l = 0; l < flows->links; l++)
    if (flows->from[l] >= flows->nodes || flows->to[l] >= flows->nodes || !isfinite(flows->q_kg_s[l]))
      return tl_fail(error, TL_ERR_USAGE, "link %zu joins nodes that do not exist, or its flow is not a number", l);
  tli_arena *arena = tli_arena_create(flows->allocator);
  const size_t n = flows->nodes, m = flows->links;
  carried c = {n, m, flows->from, flows->to, flows->q_kg_s, NULL, NULL, NULL, NULL, NULL, NULL, NULL};
  tl_code code = TL_OK;
  if (arena == NULL || (c.reached = TLI_NEW_N(arena, bool, n)) == NULL || (c.head = TLI_NEW_N(arena, int, n)) == NULL ||
      (c.next = TLI_NEW_N(arena, int, m)) == NULL || (c.queue = TLI_NEW_N(arena, int, n)) == NULL ||
      (c.stamps = TLI_NEW_N(arena, tli_stamp, n + 2 * m)) == NULL ||
      (c.slots = TLI_NEW_N(arena, size_t, n + 2 * m)) == NULL || (c.x = TLI_NEW_N(arena, double, n)) == NULL)
    code = TLI_NO_MEMORY(error, "what gas carries");
  if (code == TL_OK) {
    find_reached(&c, flows->entering_kg_s);
    code = solve(&c, arena, flows->entering_kg_s, outside, error);
  }
  for (size_t i = 0; i < n && code == TL_OK; i++) carried_per_kg[i] = c.reached[i] ? c.x[i] : NAN;
  tli_arena_destroy(arena);
  return code;
}
