/* Temperatures: one upwind sweep in flow order. Every element answers with an affine map of its inlet temperature, so a
 * sweep is exact for the present flows and costs next to nothing. Where gas goes round, the ring is cut at one node,
 * whose inflow has the temperature of the sweep before: that converges over the iterations, by what is left of a
 * difference after one way round. */
#include "steady/tli_steady.h"

bool tli_steady_flows_into(const tl_steady *s, int link, int node) {
  return (s->q[link] >= 0.0 ? s->to[link] : s->from[link]) == node;
}

/* Nodes in flow order (Kahn); where only directed rings are left, one of them is cut at its node of lowest index. */
void tli_steady_order(tl_steady *s) {
  int head = 0, tail = 0;
  for (size_t i = 0; i < s->nodes; i++) {
    s->degree[i] = 0;
    for (int a = s->adjacency_start[i]; a < s->adjacency_start[i + 1]; a++)
      if (tli_steady_flows_into(s, s->adjacency[a], (int)i)) s->degree[i]++;
    if (s->degree[i] == 0) s->order[tail++] = (int)i;
  }
  for (size_t ring = 0; ring < s->nodes;) {
    while (head < tail) {
      const int node = s->order[head++];
      for (int a = s->adjacency_start[node]; a < s->adjacency_start[node + 1]; a++) {
        const int link = s->adjacency[a];
        if (tli_steady_flows_into(s, link, node)) continue;
        const int next = s->from[link] == node ? s->to[link] : s->from[link];
        if (--s->degree[next] == 0) s->order[tail++] = next;
      }
    }
    while (ring < s->nodes && s->degree[ring] <= 0) ring++;
    if (ring == s->nodes) break;
    s->degree[ring] = 0;
    s->order[tail++] = (int)ring;
  }
}

bool tli_steady_comes_later(const tl_steady *s, int link, int node) {
  if (!tli_steady_flows_into(s, link, node)) return false;
  return s->degree[s->from[link] == node ? s->to[link] : s->from[link]] != TLI_PASSED;
}

double tli_steady_entering(const tl_steady *s, int node) {
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
    tli_group run;
    for (size_t at = 0; tli_steady_next_run(s, &s->groups[g], &at, &run);) {
      const size_t k = run.first;
      tli_heat heat = {s->heat.gain + k,      s->heat.shift + k,      s->heat.cap + k,
                       s->heat.mean_gain + k, s->heat.mean_shift + k, s->viscosity + k};
      tli_batch batch = tli_steady_batch(s, &run);
      run.kind->heat(&batch, &heat);
    }
  }
  if (s->options.isothermal_t_k > 0.0) return 0.0;
  tli_steady_order(s);
  for (size_t i = 0; i < s->nodes; i++) s->heat_in[i] = s->mass_in[i] = 0.0;
  double change = 0.0;
  for (size_t o = 0; o < s->nodes; o++) {
    const int node = s->order[o];
    const double outside = tli_steady_entering(s, node);
    for (int a = s->adjacency_start[node]; a < s->adjacency_start[node + 1]; a++) {
      const int link = s->adjacency[a];
      if (!tli_steady_comes_later(s, link, node)) continue;
      s->heat_in[node] += fabs(s->q[link]) * s->t_behind[link];
      s->mass_in[node] += fabs(s->q[link]);
    }
    s->degree[node] = TLI_PASSED;
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
      if (tli_steady_flows_into(s, link, node)) continue;
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
