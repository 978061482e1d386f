/* Controlled elements in the core: their laws, and what an answer is held to; see docs/theory/steady-core.md.
 *
 * A control's flow is an unknown, its law f(u_in, u_out, q) a row, with the slopes of the face that holds.
 * core_newton.c takes the steps, core_path.c climbs the ladder. */
#include <stdio.h>
#include <string.h>

#include "elem/tli_faces.h"
#include "steady/tli_control.h"

#define NEED(pointer, arena, type, count)                        \
  if (((pointer) = TLI_NEW_N((arena), type, (count))) == NULL) { \
    (void)TLI_NO_MEMORY(error, "the solver's controls");         \
    return TL_ERR_MACHINE;                                       \
  }

/* ---- laws ----------------------------------------------------------------------------------------------------------
 */

/* Fuel that elements draw from the line is left to the general solver. */
bool tli_core_draws(const tl_steady *s, size_t l) {
  const tli_kind *kind = tli_kind_get((size_t)s->network->links[l].kind);
  return kind->draws != NULL ? kind->draws(tli_steady_params(s, l)) : kind->has_draw;
}

static tl_code allocate(struct tli_core *c, tl_error *error) {
  tli_core_controls *k = &c->control;
  const size_t m = c->controls;
  double **by_control[] = {&k->u_in,        &k->u_out,   &k->t,        &k->height_in,     &k->height_out,
                           &k->viscosity,   &k->pi_in,   &k->pi_out,   &k->law.f,         &k->law.f_u_in,
                           &k->law.f_u_out, &k->law.f_q, &k->law.draw, &k->law.draw_u_in, &k->law.draw_u_out,
                           &k->law.draw_q};
  double **by_state[] = {&k->work.p, &k->work.t, &k->work.z, &k->work.a, &k->work.b, &k->work.c, &k->work.d};
  for (size_t i = 0; i < TLI_COUNT(by_control); i++) NEED(*by_control[i], c->arena, double, m);
  for (size_t i = 0; i < TLI_COUNT(by_state); i++) NEED(*by_state[i], c->arena, double, 3 * m);
  NEED(k->params, c->arena, void *, m);
  NEED(k->stamp, c->arena, tli_core_five, m);
  NEED(k->x, c->arena, double, c->unknowns + m);
  NEED(k->sum, c->arena, double, c->nodes);
  NEED(k->parent, c->arena, int, c->nodes);
  NEED(k->held, c->arena, bool, c->nodes);
  NEED(k->saved_pi, c->arena, double, c->nodes);
  NEED(k->saved_q, c->arena, double, c->links + c->trees + m);
  NEED(k->kept_pi, c->arena, double, c->nodes);
  NEED(k->kept_q, c->arena, double, c->links + c->trees + m);
  return TL_OK;
}

tl_code tli_core_place_controls(tl_steady *s, struct tli_core *c, tli_arena *work, bool *taken, tl_error *error) {
  tli_core_controls *k = &c->control;
  (void)work;
  if (c->controls == 0) return TL_OK;
  TLI_TRY(allocate(c, error));
  const size_t first = c->links + c->trees;
  for (size_t i = 0; i < c->controls; i++) {
    const size_t l = c->link_of[first + i];
    const tli_link *link = &s->network->links[l];
    const tli_kind *kind = tli_kind_get((size_t)link->kind);
    if (tli_core_draws(s, l)) *taken = false;
    if (k->group_count == 0 || k->groups[k->group_count - 1].kind != kind) {
      k->groups[k->group_count++] = (tli_group){kind, i, 0, NULL};
      k->groups[k->group_count - 1].params = tli_arena_alloc(c->arena, c->controls - i, kind->param_bytes);
      if (k->groups[k->group_count - 1].params == NULL) return TLI_NO_MEMORY(error, "the solver's controls");
    }
    tli_group *group = &k->groups[k->group_count - 1];
    k->params[i] = (char *)group->params + group->n++ * kind->param_bytes;
    kind->split(tli_steady_params(s, l), 0, 1, k->params[i]);
    k->t[i] = c->gas->t_k;
    k->viscosity[i] = c->gas->viscosity[0];
    k->height_in[i] = s->network->nodes[s->whole[link->from]].height_m;
    k->height_out[i] = s->network->nodes[s->whole[link->to]].height_m;
  }
  return TL_OK;
}

void tli_core_set_params(struct tli_core *c, size_t link, const tli_kind *kind, const void *params) {
  const size_t first = c->links + c->trees;
  if (c->slot != NULL && c->prepared && c->slot[link] >= (int)first)
    kind->split(params, 0, 1, c->control.params[c->slot[link] - (int)first]);
}

void tli_core_laws(const tl_steady *s, struct tli_core *c, double epsilon) {
  tli_core_controls *k = &c->control;
  const size_t first = c->links + c->trees;
  const double *q = c->q + first;
  for (size_t i = 0; i < c->controls; i++) {
    k->u_in[i] = tli_potential_u(c->gas, c->pi[c->from[first + i]], &k->pi_in[i]);
    k->u_out[i] = tli_potential_u(c->gas, c->pi[c->to[first + i]], &k->pi_out[i]);
  }
  for (size_t g = 0; g < k->group_count; g++) {
    const tli_group *group = &k->groups[g];
    const size_t at = group->first;
    const tli_batch batch = {.n = group->n,
                             .params = group->params,
                             .height_in_m = k->height_in + at,
                             .height_out_m = k->height_out + at,
                             .u_in = k->u_in + at,
                             .u_out = k->u_out + at,
                             .q = q + at,
                             .t_in_k = k->t + at,
                             .t_out_k = k->t + at,
                             .t_mean_k = k->t + at,
                             .viscosity_pa_s = k->viscosity + at,
                             .gas = s->gas,
                             .molar_mass_kg_mol = s->molar_mass,
                             .net_heat_j_kg = s->net_heat_j_kg,
                             .blur = k->blur,
                             .work = k->work};
    const tli_law law = {k->law.f + at,    k->law.f_u_in + at,    k->law.f_u_out + at,    k->law.f_q + at,
                         k->law.draw + at, k->law.draw_u_in + at, k->law.draw_u_out + at, k->law.draw_q + at};
    group->kind->law(&batch, &law);
  }
  for (size_t i = 0; i < c->controls; i++) {
    k->law.f[i] += epsilon * (k->u_in[i] - k->u_out[i] - TLI_PATH_PA2_S_KG * q[i]);
    k->law.f_u_in[i] += epsilon;
    k->law.f_u_out[i] -= epsilon;
    k->law.f_q[i] -= epsilon * TLI_PATH_PA2_S_KG;
  }
}

/* ---- what the answer is held to ------------------------------------------------------------------------------------
 */

double tli_core_control_residual(tl_steady *s) {
  struct tli_core *c = s->core;
  const tli_core_controls *k = &c->control;
  double worst = 0.0;
  if (c->controls == 0) return 0.0;
  c->control.blur = 0.0;
  tli_core_laws(s, c, 0.0);
  for (size_t i = 0; i < c->controls; i++) {
    const double slope = tli_max(k->law.f_u_in[i], -k->law.f_u_out[i]), f = fabs(k->law.f[i]);
    const double as_p = slope > 0.0 ? f / slope / (2.0 * tli_max(sqrt(fabs(k->u_in[i])), 1e4)) : INFINITY;
    const double as_q = k->law.f_q[i] < 0.0 ? f / -k->law.f_q[i] : INFINITY;
    /* as a flow it must be as good as a balance; otherwise it counts in pascals */
    if (as_q > 10.0 * s->options.mass_tolerance * c->largest_flow + 1e-12) worst = tli_max(worst, as_p);
  }
  return worst;
}

/* By its face against backward flow; laws() has been called. */
static bool is_shut(const struct tli_core *c, size_t i) {
  const tli_law *law = &c->control.law;
  return law->f_u_in[i] == TLI_SHUT_LEAK && law->f_q[i] == -TLI_SHUT_PA2_S_KG;
}

/* Which parts, as roots of k->parent, have their pressure without what leaks through shut elements: from a given one,
 * or from a control that holds it. */
static void find_held_parts(struct tli_core *c) {
  tli_core_controls *k = &c->control;
  const size_t first = c->links + c->trees;
  for (size_t i = 0; i < c->nodes; i++) k->parent[i] = (int)i;
  for (size_t l = 0; l < first + c->controls; l++) {
    const bool passes =
        l < first || (!is_shut(c, l - first) && k->law.f_u_in[l - first] > 0.0 && k->law.f_u_out[l - first] < 0.0);
    if (passes) k->parent[tli_steady_root(k->parent, c->from[l])] = tli_steady_root(k->parent, c->to[l]);
  }
  memset(k->held, 0, c->nodes * sizeof *k->held);
  for (size_t i = c->unknowns; i < c->unknowns + c->fixed; i++) k->held[tli_steady_root(k->parent, (int)i)] = true;
  for (size_t i = 0; i < c->controls; i++) {
    const bool by_in = k->law.f_u_in[i] > 0.0, by_out = k->law.f_u_out[i] < 0.0;
    if (by_in != by_out) k->held[tli_steady_root(k->parent, by_in ? c->from[first + i] : c->to[first + i])] = true;
  }
}

/* Between two parts that are both held, what goes back is the trace that the face of a shut element lets through, which
 * says nothing however small all other flows are; elsewhere gas has no other way. */
static bool is_a_trace(struct tli_core *c, size_t slot) {
  tli_core_controls *k = &c->control;
  return k->held[tli_steady_root(k->parent, c->from[slot])] && k->held[tli_steady_root(k->parent, c->to[slot])];
}

/* The shut element through which most gas would have to go back; SIZE_MAX: none. */
static size_t worst_leak(struct tli_core *c) {
  const size_t first = c->links + c->trees;
  size_t worst = SIZE_MAX;
  bool known = false;
  for (size_t i = 0; i < c->controls; i++) {
    const size_t slot = first + i;
    if (!is_shut(c, i) || !(c->q[slot] < -tli_max(1e-7 * c->largest_flow, 1e-9))) continue;
    if (!known) find_held_parts(c);
    known = true;
    if (!is_a_trace(c, slot) && (worst == SIZE_MAX || c->q[slot] < c->q[worst])) worst = slot;
  }
  return worst;
}

bool tli_core_controls_hold(tl_steady *s) {
  struct tli_core *c = s->core;
  double p_most = TLI_ABSURD_P_PA;
  c->control.blur = 0.0;
  if (c->controls > 0) tli_core_laws(s, c, 0.0);
  const size_t worst = worst_leak(c);
  for (size_t i = 0; i < s->network_nodes; i++)
    if (c->p[i] > p_most) p_most = c->p[i];
  if (worst == SIZE_MAX && p_most == TLI_ABSURD_P_PA) return true;
  s->outcome = TL_INFEASIBLE;
  s->reason.code = "no_way_out";
  s->reason.proof = "unique_state";
  s->reason.unit = "kg/s";
  if (worst != SIZE_MAX) {
    const tli_link *link = &s->network->links[c->link_of[worst]];
    s->reason.where_kind = tli_kind_get((size_t)link->kind)->name;
    s->reason.where_id = link->id;
    s->reason.value = -c->q[worst];
    (void)snprintf(
        s->reason.sentence, sizeof s->reason.sentence,
        "%.4g kg/s have no way but backwards through %s \"%s\", which shuts against them: take in less there, or "
        "take out more.",
        s->reason.value, s->reason.where_kind, s->reason.where_id);
    return false;
  }
  for (size_t i = 0; i < s->network_nodes; i++)
    if (c->p[i] == p_most) tli_steady_say_absurd(s, i, p_most);
  return false;
}
