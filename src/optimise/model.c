/* From a nomination to its model: scales, coefficients of pipes, heights, and what each control may do.
 *
 * Level pipe: s_from - s_to = c q|q|. With a rise g dh the potential obeys ds/dx = -A q|q| - g h' rho^2(s). For
 * rho^2 = k s + d this is linear and has the solution
 *     s_from - e^S s_to - g dh d G = A L q|q| G,    S = g dh k,  G = (e^S - 1)/S,
 * exact for an ideal gas. k s + d is the chord of rho^2 between the least and largest potential at the pipe's ends;
 * what rho^2 lies off it, times g dh e^|S|, is the slack: along a pipe s is monotone, since its equation is autonomous,
 * so it stays between its ends. The laminar part below Re = 64/lambda, which the square law leaves out, adds c q0^2/4.
 */
#include "elem/tli_elem.h"
#include "optimise/tli_model.h"

#include <math.h>

static double bar(double pa) { return pa * 1e-5; }

/* c and the laminar slack, in bar2 per (kg/s)^2 and bar2. */
static void friction_of(const tli_model *m, const tl_nominated_link *l, tli_arc *arc) {
  double diameter, lambda, c, strings = 1.0;
  if (l->kind == TL_CONTROL_PIPE) {
    const tl_pipe *p = &l->pipe;
    const double area = 0.25 * TLI_PI * p->diameter_m * p->diameter_m;
    diameter = p->diameter_m;
    lambda = p->friction == TL_FRICTION_WEYMOUTH    ? tli_friction_weymouth(diameter)
             : p->friction == TL_FRICTION_NIKURADSE ? tli_friction_rough(p->roughness_m / diameter)
                                                    : p->friction_factor;
    strings = p->strings;
    c = (lambda * p->length_m / (diameter * p->efficiency * p->efficiency) + p->fitting_loss) / (2.0 * area * area);
  } else {
    const double area = 0.25 * TLI_PI * l->diameter_m * l->diameter_m;
    diameter = l->diameter_m;
    lambda = 0.64; /* drag turns linear below Re 100: see tli_drag_term */
    c = l->drag / (2.0 * area * area);
  }
  /* of one string; Re = q D / (A mu) */
  const double q0 = 64.0 / lambda * 0.25 * TLI_PI * diameter * m->potential.viscosity_pa_s;
  arc->c = arc->c_level = c / (strings * strings * m->potential.scale);
  arc->slack_laminar = arc->slack = 0.25 * c * q0 * q0 * 4.0 / m->potential.scale; /* 4: viscosity of the middle */
}

void tli_arc_fit(const tli_model *m, tli_arc *arc, double low, double high) {
  const tli_potential *t = &m->potential;
  const double rise = arc->rise * t->scale;
  arc->a = 1.0;
  arc->b = 0.0;
  arc->c = arc->c_level;
  arc->slack = arc->slack_laminar;
  if (rise == 0.0) return;
  const double s_low = tli_potential_at(t, low, NULL, NULL), s_high = tli_potential_at(t, high, NULL, NULL);
  const double r_low = tli_potential_density(t, low, NULL, NULL), r_high = tli_potential_density(t, high, NULL, NULL);
  const double k = high - low > 1e-6 ? (r_high * r_high - r_low * r_low) / (s_high - s_low) / t->scale : 0.0;
  double d_low = 0.0, d_high = 0.0; /* how far rho^2/scale lies off k s */
  enum { PLACES = 200 };
  for (int i = 0; i <= PLACES; i++) {
    const double p = low + (high - low) * i / PLACES, r = tli_potential_density(t, p, NULL, NULL);
    const double off = r * r / t->scale - k * tli_potential_at(t, p, NULL, NULL);
    d_low = i == 0 || off < d_low ? off : d_low;
    d_high = i == 0 || off > d_high ? off : d_high;
  }
  const double s = rise * k, g = fabs(s) > 1e-6 ? expm1(s) / s : 1.0 + 0.5 * s;
  arc->a = exp(s);
  arc->b = rise * 0.5 * (d_low + d_high) * g;
  arc->c *= g;
  arc->slack = arc->slack_laminar * g + 0.51 * fabs(rise) * (d_high - d_low) * exp(fabs(s)) + 1e-9;
}

static void height_of(const tli_model *m, tli_arc *arc) {
  const tli_model_node *from = &m->nodes[arc->from], *to = &m->nodes[arc->to];
  arc->rise = TLI_GRAVITY * (to->height_m - from->height_m) / m->potential.scale;
  tli_arc_fit(m, arc, tli_lesser(from->p_min, to->p_min), tli_bigger(from->p_max, to->p_max));
}

static int modes_of(const tl_nominated_link *l) {
  if (l->kind == TL_CONTROL_VALVE) return TLI_CLOSED | TLI_BYPASS;
  return TLI_WORKING | (l->may_bypass ? TLI_BYPASS : 0) | (l->may_close ? TLI_CLOSED : 0);
}

static void limits_of(const tl_nominated_link *l, tli_arc *arc) {
  arc->loss_in = bar(l->loss_in_pa);
  arc->loss_out = bar(l->loss_out_pa);
  arc->p_in_min = l->p_in_min_pa > 0.0 ? bar(l->p_in_min_pa) : 0.0;
  arc->p_out_max = l->p_out_max_pa > 0.0 ? bar(l->p_out_max_pa) : INFINITY;
  arc->dp_min = bar(l->dp_min_pa) + arc->loss_in + arc->loss_out;
  arc->dp_max = bar(l->dp_max_pa) + arc->loss_in + arc->loss_out;
  arc->ratio_max = l->ratio_max;
}

static void make_arc(const tli_model *m, const tl_nomination *n, size_t k, tli_arc *arc) {
  const struct tli_given_link *given = &n->links[k];
  const tl_nominated_link *l = &given->link;
  *arc = (tli_arc){.id = given->id,
                   .control = l->kind,
                   .from = (int)given->from,
                   .to = (int)given->to,
                   .q_min = tli_bigger(l->q_min_kg_s, -m->total - m->most_fuel - 1e-3),
                   .q_max = tli_lesser(l->q_max_kg_s, m->total + m->most_fuel + 1e-3),
                   .a = 1.0,
                   .given = (int)k,
                   .link = l,
                   .machines = given->machines};
  switch (l->kind) {
    case TL_CONTROL_PIPE:
      arc->kind = TLI_ARC_FRICTION;
      friction_of(m, l, arc);
      height_of(m, arc);
      break;
    case TL_CONTROL_DRAG:
      arc->kind = l->drag > 0.0 ? TLI_ARC_FRICTION : TLI_ARC_JOIN;
      if (l->drag > 0.0) friction_of(m, l, arc);
      break;
    case TL_CONTROL_JOIN:
      arc->kind = TLI_ARC_JOIN;
      break;
    case TL_CONTROL_LOSS:
      arc->kind = l->loss_pa > 0.0 ? TLI_ARC_LOSS : TLI_ARC_JOIN;
      arc->loss = bar(l->loss_pa);
      break;
    default:
      arc->kind = TLI_ARC_CONTROL;
      arc->modes = modes_of(l);
      limits_of(l, arc);
  }
}

static tl_code list_ends(tli_model *m, tli_arena *arena, tl_error *error) {
  m->ends = TLI_NEW_N(arena, tli_end, 2 * m->arc_count + 1);
  if (m->ends == NULL) return TLI_NO_MEMORY(error, "a nomination");
  for (size_t k = 0; k < m->arc_count; k++) {
    m->nodes[m->arcs[k].from].ends++;
    m->nodes[m->arcs[k].to].ends++;
  }
  int next = 0;
  for (size_t i = 0; i < m->node_count; i++) {
    m->nodes[i].first_end = next;
    next += m->nodes[i].ends;
    m->nodes[i].ends = 0;
  }
  for (size_t k = 0; k < m->arc_count; k++) {
    tli_model_node *from = &m->nodes[m->arcs[k].from], *to = &m->nodes[m->arcs[k].to];
    m->ends[from->first_end + from->ends++] = (tli_end){(int)k, -1};
    m->ends[to->first_end + to->ends++] = (tli_end){(int)k, 1};
  }
  return TL_OK;
}

static tl_code take_decisions(const tl_nomination *n, tli_model *m, tli_arena *arena, tl_error *error) {
  m->decisions = TLI_NEW_N(arena, tli_decision, n->decision_count + 1);
  m->choices = TLI_NEW_N(arena, tli_choice, n->choice_count + 1);
  if (m->decisions == NULL || m->choices == NULL) return TLI_NO_MEMORY(error, "a nomination");
  m->group_count = n->group_count;
  m->decision_count = n->decision_count;
  m->choice_count = n->choice_count;
  for (size_t d = 0; d < n->decision_count; d++)
    m->decisions[d] =
        (tli_decision){n->decisions[d].id, (int)n->decisions[d].group, n->decisions[d].first, n->decisions[d].count};
  for (size_t i = 0; i < n->choice_count; i++)
    m->choices[i] = (tli_choice){(int)n->choices[i].link, n->choices[i].open ? TLI_BYPASS | TLI_WORKING : TLI_CLOSED,
                                 n->choices[i].direction};
  return TL_OK;
}

/* What rounding leaves of the sum of all withdrawals goes to the largest, so that the balances of all nodes can hold
 * together. answer.c refuses nominations where it is more than rounding. */
static void settle_rounding(tli_model *m) {
  size_t largest = 0;
  double sum = 0.0;
  for (size_t i = 0; i < m->node_count; i++) {
    sum += m->nodes[i].withdrawal;
    if (fabs(m->nodes[i].withdrawal) > fabs(m->nodes[largest].withdrawal)) largest = i;
  }
  if (fabs(sum) <= TLI_BALANCE_SHARE * m->total) m->nodes[largest].withdrawal -= sum;
}

/* Fuel leaves at the nodes of the stations; what it takes enters in proportion. */
static void allow_fuel(const tl_nomination *n, tli_model *m) {
  const double more = m->total > 0.0 ? m->most_fuel / m->total : 0.0;
  for (size_t i = 0; i < m->node_count; i++) {
    tli_model_node *node = &m->nodes[i];
    node->w_high = node->withdrawal;
    node->w_low = node->withdrawal * (node->withdrawal < 0.0 ? 1.0 + more : 1.0);
  }
  for (size_t k = 0; k < n->link_count; k++) {
    const tli_machines *machines = n->links[k].machines;
    if (machines != NULL && machines->fuel_node != SIZE_MAX)
      m->nodes[machines->fuel_node].w_high += machines->most_fuel;
  }
}

tl_code tli_model_make(const tl_nomination *n, tli_arena *arena, tli_model **model, tl_error *error) {
  if (n->node_count == 0) return tl_fail(error, TL_ERR_USAGE, "a nomination without nodes");
  tli_model *m = TLI_NEW(arena, tli_model);
  if (m == NULL) return TLI_NO_MEMORY(error, "a nomination");
  m->nodes = TLI_NEW_N(arena, tli_model_node, n->node_count);
  m->arcs = TLI_NEW_N(arena, tli_arc, n->link_count + 1);
  if (m->nodes == NULL || m->arcs == NULL) return TLI_NO_MEMORY(error, "a nomination");
  m->node_count = m->given_nodes = n->node_count;
  m->arc_count = n->link_count;
  double p_max = 0.0;
  for (size_t i = 0; i < n->node_count; i++) {
    const tl_nominated_node *node = &n->nodes[i].node;
    m->nodes[i] = (tli_model_node){.id = n->nodes[i].id,
                                   .height_m = node->height_m,
                                   .p_min = bar(node->p_min_pa),
                                   .p_max = bar(node->p_max_pa),
                                   .withdrawal = node->withdrawal_kg_s};
    p_max = tli_bigger(p_max, bar(node->p_max_pa));
    m->total += tli_bigger(-node->withdrawal_kg_s, 0.0);
  }
  for (size_t k = 0; k < n->link_count; k++)
    if (n->links[k].machines != NULL) m->most_fuel += n->links[k].machines->most_fuel;
  settle_rounding(m);
  allow_fuel(n, m);
  TLI_TRY(tli_potential_make(n->gas, n->t_k, 1.25 * p_max, &m->potential, error));
  for (size_t k = 0; k < n->link_count; k++) make_arc(m, n, k, &m->arcs[k]);
  TLI_TRY(list_ends(m, arena, error));
  *model = m;
  return take_decisions(n, m, arena, error);
}
