/* Temperatures: one upwind sweep in flow order. Every element answers with an affine map of its inlet temperature, so a
 * sweep is exact for the present flows and costs next to nothing; rings of compressors converge over the iterations. */
#include "steady/tli_steady.h"

static bool flows_into(const tl_steady *s, int link, int node) {
  return (s->q[link] >= 0.0 ? s->to[link] : s->from[link]) == node;
}

/* Nodes in flow order (Kahn); nodes on a directed ring come last, in index order. */
static void order_nodes(tl_steady *s) {
  int head = 0, tail = 0;
  for (size_t i = 0; i < s->nodes; i++) {
    s->degree[i] = 0;
    for (int a = s->adjacency_start[i]; a < s->adjacency_start[i + 1]; a++)
      if (flows_into(s, s->adjacency[a], (int)i)) s->degree[i]++;
    if (s->degree[i] == 0) s->order[tail++] = (int)i;
  }
  while (head < tail) {
    int node = s->order[head++];
    for (int a = s->adjacency_start[node]; a < s->adjacency_start[node + 1]; a++) {
      int link = s->adjacency[a];
      if (flows_into(s, link, node)) continue;
      int next = s->from[link] == node ? s->to[link] : s->from[link];
      if (--s->degree[next] == 0) s->order[tail++] = next;
    }
  }
  for (size_t i = 0; i < s->nodes; i++)
    if (s->degree[i] > 0) s->order[tail++] = (int)i;
}

static double entering_from_outside(const tl_steady *s, int node) {
  return fmax(-s->withdrawal[node], s->boundary[node].entering);
}

/* Every temperature the given one; the kinds are asked for the viscosity only. */
static void hold(tl_steady *s) {
  const double t = s->options.isothermal_t_k;
  for (size_t i = 0; i < s->nodes; i++) s->t[i] = t;
  for (size_t k = 0; k < s->links; k++) s->t_mean[k] = s->t_behind[k] = t;
}

double tli_steady_heat(tl_steady *s) {
  if (s->options.isothermal_t_k > 0.0) hold(s); /* before the kinds look at it */
  tli_steady_gather(s);
  for (size_t g = 0; g < s->group_count; g++) {
    const tli_group *group = &s->groups[g];
    const size_t k = group->first;
    tli_heat heat = {s->heat.gain + k,      s->heat.shift + k,      s->heat.cap + k,
                     s->heat.mean_gain + k, s->heat.mean_shift + k, s->viscosity + k};
    tli_batch batch = tli_steady_batch(s, group);
    group->kind->heat(&batch, &heat);
  }
  if (s->options.isothermal_t_k > 0.0) return 0.0;
  order_nodes(s);
  for (size_t i = 0; i < s->nodes; i++) s->heat_in[i] = s->mass_in[i] = 0.0;
  double change = 0.0;
  for (size_t o = 0; o < s->nodes; o++) {
    const int node = s->order[o];
    const double outside = entering_from_outside(s, node);
    const double mass = s->mass_in[node] + outside;
    double t = s->t[node];
    if (mass > 0.0)
      t = (s->heat_in[node] + outside * s->boundary[node].t_k) / mass;
    else if (s->boundary[node].kind == TL_GIVEN_PRESSURE)
      t = s->boundary[node].t_k;
    change = tli_max(change, fabs(t - s->t[node]));
    s->t[node] = t;
    for (int a = s->adjacency_start[node]; a < s->adjacency_start[node + 1]; a++) {
      const int link = s->adjacency[a];
      if (flows_into(s, link, node)) continue;
      const double size = fabs(s->q[link]);
      const int next = s->from[link] == node ? s->to[link] : s->from[link];
      s->t_behind[link] = tli_min(s->heat.gain[link] * t + s->heat.shift[link], s->heat.cap[link]);
      s->t_mean[link] = tli_min(tli_max(s->heat.mean_gain[link] * t + s->heat.mean_shift[link], 100.0), 700.0);
      s->heat_in[next] += size * s->t_behind[link];
      s->mass_in[next] += size;
    }
  }
  return change;
}
