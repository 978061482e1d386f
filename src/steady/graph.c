/* From the network to the solver's graph: each element becomes one or many links, ordered by kind so that a kind's law
 * is one call over contiguous arrays. */
#include "steady/tli_steady.h"

#include <string.h>

static tl_code count_parts(tl_steady *s, tl_error *error) {
  const tl_network *net = s->network;
  size_t links = 0, inner = 0;
  for (size_t l = 0; l < net->link_count; l++) {
    const tli_kind *kind = tli_kind_get((size_t)net->links[l].kind);
    if (tli_steady_is_joined(net, l)) continue; /* no part */
    size_t parts = kind->parts(net->links[l].params, s->options.part_length_m);
    if (parts > 1000000)
      return tl_fail(error, TL_ERR_USAGE, "link \"%s\" would be cut into %zu parts; part_length_m = %g is too short",
                     net->links[l].id, parts, s->options.part_length_m);
    s->part_count[l] = parts;
    links += parts;
    inner += parts - 1;
  }
  if (net->node_count + inner > INT32_MAX / 4)
    return tl_fail(error, TL_ERR_USAGE, "the network has more than 5e8 parts; raise part_length_m");
  s->links = links;
  s->nodes = net->node_count + inner;
  return TL_OK;
}

#define NEED(pointer, type, count) \
  if (((pointer) = TLI_NEW_N(s->arena, type, (count))) == NULL) return TLI_NO_MEMORY(error, "the solver's graph")

static tl_code allocate(tl_steady *s, tl_error *error) {
  const size_t n = s->nodes, m = s->links;
  double **by_node[] = {&s->height, &s->u, &s->t, &s->withdrawal, &s->u_saved, &s->heat_in, &s->mass_in};
  double **by_link[] = {
      &s->q,           &s->t_mean,     &s->viscosity, &s->t_behind,       &s->height_in,       &s->height_out,
      &s->u_in,        &s->u_out,      &s->t_in,      &s->t_out,          &s->law.f,           &s->law.f_u_in,
      &s->law.f_u_out, &s->law.f_q,    &s->law.draw,  &s->law.draw_u_in,  &s->law.draw_u_out,  &s->law.draw_q,
      &s->heat.gain,   &s->heat.shift, &s->heat.cap,  &s->heat.mean_gain, &s->heat.mean_shift, &s->q_saved,
      &s->dq};
  double **by_state[] = {&s->work.p, &s->work.t, &s->work.z, &s->work.a, &s->work.b, &s->work.c, &s->work.d};
  for (size_t i = 0; i < TLI_COUNT(by_node); i++) NEED(*by_node[i], double, n);
  for (size_t i = 0; i < TLI_COUNT(by_link); i++) NEED(*by_link[i], double, m);
  for (size_t i = 0; i < TLI_COUNT(by_state); i++) NEED(*by_state[i], double, 3 * m);
  s->heat.viscosity_pa_s = s->viscosity;
  NEED(s->from, int, m);
  NEED(s->to, int, m);
  NEED(s->boundary, tli_graph_boundary, n);
  NEED(s->node_unknown, int, n);
  NEED(s->link_unknown, int, m);
  NEED(s->order, int, n);
  NEED(s->degree, int, n);
  NEED(s->adjacency_start, int, n + 1);
  NEED(s->adjacency, int, 2 * m);
  NEED(s->pattern_kinds, tl_boundary_kind, n);
  NEED(s->pattern_metered, size_t, n);
  return TL_OK;
}

/* Graph links of one network link, with their inner nodes. */
static void lay_parts(tl_steady *s, size_t l, tli_group *group, size_t *link, size_t *inner) {
  const tli_link *whole = &s->network->links[l];
  const size_t parts = s->part_count[l];
  const double h0 = s->network->nodes[whole->from].height_m, h1 = s->network->nodes[whole->to].height_m;
  s->first_part[l] = *link;
  for (size_t part = 0; part < parts; part++, (*link)++) {
    const size_t k = *link;
    group->kind->split(tli_steady_params(s, l), part, parts,
                       (char *)group->params + (k - group->first) * group->kind->param_bytes);
    s->from[k] = part == 0 ? s->whole[whole->from] : (int)(*inner - 1);
    if (part + 1 < parts) {
      s->height[*inner] = h0 + (h1 - h0) * (double)(part + 1) / (double)parts;
      s->to[k] = (int)(*inner)++;
    } else {
      s->to[k] = s->whole[whole->to];
    }
  }
}

static void list_adjacency(tl_steady *s) {
  for (size_t k = 0; k < s->links; k++) {
    s->adjacency_start[s->from[k] + 1]++;
    s->adjacency_start[s->to[k] + 1]++;
  }
  for (size_t i = 0; i < s->nodes; i++) s->adjacency_start[i + 1] += s->adjacency_start[i];
  memset(s->degree, 0, s->nodes * sizeof *s->degree);
  for (size_t k = 0; k < s->links; k++) {
    const int ends[2] = {s->from[k], s->to[k]};
    for (int e = 0; e < 2; e++) s->adjacency[s->adjacency_start[ends[e]] + s->degree[ends[e]]++] = (int)k;
  }
}

tl_code tli_steady_build(tl_steady *s, tl_error *error) {
  const tl_network *net = s->network;
  if (s->has_graph) return TL_OK;
  NEED(s->first_part, size_t, net->link_count);
  NEED(s->part_count, size_t, net->link_count);
  TLI_TRY(count_parts(s, error));
  TLI_TRY(allocate(s, error));
  for (size_t i = 0; i < net->node_count; i++) s->height[i] = net->nodes[i].height_m;

  size_t link = 0, inner = net->node_count;
  for (size_t kind = 0; kind < tli_kind_count(); kind++) {
    size_t n = 0;
    for (size_t l = 0; l < net->link_count; l++)
      if ((size_t)net->links[l].kind == kind) n += s->part_count[l];
    if (n == 0) continue;
    tli_group *group = &s->groups[s->group_count++];
    *group = (tli_group){tli_kind_get(kind), link, n, NULL};
    group->params = tli_arena_alloc(s->arena, n, group->kind->param_bytes);
    if (group->params == NULL) return TLI_NO_MEMORY(error, "the solver's graph");
    for (size_t l = 0; l < net->link_count; l++)
      if ((size_t)net->links[l].kind == kind && s->part_count[l] > 0) lay_parts(s, l, group, &link, &inner);
  }
  for (size_t k = 0; k < s->links; k++) {
    s->height_in[k] = s->height[s->from[k]];
    s->height_out[k] = s->height[s->to[k]];
  }
  list_adjacency(s);
  s->has_graph = true;
  return TL_OK;
}

tli_batch tli_steady_batch(const tl_steady *s, const tli_group *g) {
  const size_t k = g->first;
  const tl_gas *gas = tli_steady_gas_in(s, k);
  return (tli_batch){.n = g->n,
                     .params = g->params,
                     .height_in_m = s->height_in + k,
                     .height_out_m = s->height_out + k,
                     .u_in = s->u_in + k,
                     .u_out = s->u_out + k,
                     .q = s->q + k,
                     .t_in_k = s->t_in + k,
                     .t_out_k = s->t_out + k,
                     .t_mean_k = s->t_mean + k,
                     .viscosity_pa_s = s->viscosity + k,
                     .gas = gas,
                     .molar_mass_kg_mol = s->mixing == NULL ? s->molar_mass : tl_gas_molar_mass_kg_mol(gas),
                     .net_heat_j_kg = tli_steady_net_heat_in(s, k),
                     .work = s->work};
}

bool tli_steady_next_run(const tl_steady *s, const tli_group *group, size_t *at, tli_group *run) {
  if (*at >= group->n) return false;
  size_t end = s->mixing == NULL ? group->n : *at + 1;
  const tl_gas *gas = tli_steady_gas_in(s, group->first + *at);
  while (end < group->n && tli_steady_gas_in(s, group->first + end) == gas) end++;
  *run =
      (tli_group){group->kind, group->first + *at, end - *at, (char *)group->params + *at * group->kind->param_bytes};
  *at = end;
  return true;
}

void tli_steady_gather(tl_steady *s) {
  for (size_t k = 0; k < s->links; k++) {
    s->u_in[k] = s->u[s->from[k]];
    s->u_out[k] = s->u[s->to[k]];
    s->t_in[k] = s->t[s->from[k]];
    s->t_out[k] = s->t[s->to[k]];
  }
}

void tli_steady_law(tl_steady *s) {
  tli_steady_gather(s);
  for (size_t g = 0; g < s->group_count; g++) {
    tli_group run;
    for (size_t at = 0; tli_steady_next_run(s, &s->groups[g], &at, &run);) {
      const size_t k = run.first;
      tli_law law = {s->law.f + k,    s->law.f_u_in + k,    s->law.f_u_out + k,    s->law.f_q + k,
                     s->law.draw + k, s->law.draw_u_in + k, s->law.draw_u_out + k, s->law.draw_q + k};
      if (run.kind->has_draw)
        for (size_t i = 0; i < run.n; i++) law.draw[i] = law.draw_u_in[i] = law.draw_u_out[i] = law.draw_q[i] = 0.0;
      tli_batch batch = tli_steady_batch(s, &run);
      run.kind->law(&batch, &law);
    }
  }
}
