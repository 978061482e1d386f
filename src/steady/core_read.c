/* Reading an answer of the core: the same figures as of the general solver, at one temperature. */
#include "steady/tli_core.h"

static double pi_at(const tl_steady *s, size_t node) { return s->core->pi[s->core->place[node]]; }

void tli_core_node(const tl_steady *s, size_t node, tl_node_state *state) {
  *state = (tl_node_state){s->core->p[node], s->options.isothermal_t_k, s->core->withdrawal[node]};
}

void tli_core_link(const tl_steady *s, size_t l, tl_link_state *state) {
  const tli_link *link = &s->network->links[l];
  const int slot = s->core->slot[l];
  const double t = s->options.isothermal_t_k;
  *state = (tl_link_state){.p_from_pa = s->core->p[link->from],
                           .p_to_pa = s->core->p[link->to],
                           .q_kg_s = slot < 0 ? s->joined_q[l] : s->core->q[slot],
                           .t_from_k = t,
                           .t_to_k = t};
}

static bool is_pipe(const tl_steady *s, size_t l) {
  return s->network->links[l].kind == tli_kind_find("pipe") && s->core->slot[l] >= 0;
}

size_t tli_core_profile_points(const tl_steady *s, size_t l) {
  const tli_link *link = &s->network->links[l];
  if (link->kind != tli_kind_find("pipe")) return 2;
  return tli_kind_get((size_t)link->kind)->parts(link->params, s->options.part_length_m) + 1;
}

void tli_core_profile(const tl_steady *s, size_t l, size_t point, tl_profile_point *state) {
  const tli_link *link = &s->network->links[l];
  const double share = (double)point / (double)(tl_steady_profile_points(s, l) - 1);
  const double h0 = s->network->nodes[s->whole[link->from]].height_m;
  const double h1 = s->network->nodes[s->whole[link->to]].height_m;
  double p_s;
  const double pi = is_pipe(s, l) ? tli_core_pi_along(s, (size_t)s->core->slot[l], share)
                                  : pi_at(s, point == 0 ? link->from : link->to);
  *state = (tl_profile_point){.height_m = h0 + share * (h1 - h0),
                              .p_pa = tli_potential_p(s->core->gas, pi, &p_s),
                              .t_k = s->options.isothermal_t_k};
  if (link->kind != tli_kind_find("pipe")) return;
  const tl_pipe *pipe = link->params;
  state->distance_m = pipe->length_m * share;
  state->ground_t_k = pipe->ground_t_from_k + share * (pipe->ground_t_to_k - pipe->ground_t_from_k);
  state->density_kg_m3 = 2.0 * sqrt(pi) / p_s;
  const double area = 0.25 * TLI_PI * pipe->diameter_m * pipe->diameter_m * pipe->strings;
  const double q = s->core->slot[l] < 0 ? 0.0 : s->core->q[s->core->slot[l]];
  state->velocity_m_s = state->density_kg_m3 > 0.0 ? q / (state->density_kg_m3 * area) : 0.0;
}

double tli_core_viscosity(const tl_steady *s, size_t l) {
  const double pi =
      is_pipe(s, l) ? tli_core_pi_along(s, (size_t)s->core->slot[l], 0.5) : pi_at(s, s->network->links[l].from);
  return tli_potential_viscosity(s->core->gas, pi);
}

/* Gauss and Legendre's rule of three points along the pipe. */
double tli_core_pipe_linepack(const tl_steady *s, size_t l) {
  static const double at[] = {0.1127016653792583, 0.5, 0.8872983346207417}, weight[] = {5.0 / 18, 8.0 / 18, 5.0 / 18};
  if (!is_pipe(s, l)) return 0.0;
  const tl_pipe *pipe = s->network->links[l].params;
  const double area = 0.25 * TLI_PI * pipe->diameter_m * pipe->diameter_m * pipe->strings;
  double mass = 0.0;
  for (int k = 0; k < 3; k++) {
    double p_s;
    const double pi = tli_core_pi_along(s, (size_t)s->core->slot[l], at[k]);
    (void)tli_potential_p(s->core->gas, pi, &p_s);
    mass += weight[k] * area * pipe->length_m * 2.0 * sqrt(pi) / p_s;
  }
  return mass;
}

double tli_core_linepack(const tl_steady *s) {
  double mass = 0.0;
  for (size_t l = 0; l < s->network->link_count; l++) mass += tli_core_pipe_linepack(s, l);
  return mass;
}
