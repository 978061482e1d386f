/* The certificate of a setting: the plain simulator must reproduce it within all bounds.
 *
 * Working stations and regulators are cut open: what flows through them leaves at their inlet and enters at their
 * outlet. Each part of the network that remains holds the pressure of one of its nodes; all other pressures and all
 * flows of pipes are the simulator's. Bypasses and open valves join their ends; shut elements are left out. Then
 * pressures, flows, and the law of each working element are held against their bounds. */
#include "optimise/tli_certify.h"

#include <math.h>
#include <string.h>

#include "trunkline/steady.h"

static const double p_tolerance_bar = 1e-5, q_tolerance_kg_s = 1e-5; /* 1 Pa; the program balances to 1e-9 */

static bool is_cut(const tli_model *m, const int *mode, size_t k) {
  return m->arcs[k].kind == TLI_ARC_CONTROL && mode[k] != TLI_BYPASS;
}

static size_t root_of(size_t *parent, size_t i) {
  while (parent[i] != i) i = parent[i] = parent[parent[i]];
  return i;
}

static tl_code add_arc(tl_network *network, const tli_arc *a, tl_error *error) {
  const tl_nominated_link *l = a->link;
  const size_t from = (size_t)a->from, to = (size_t)a->to;
  if (a->kind == TLI_ARC_FRICTION && l->kind == TL_CONTROL_PIPE)
    return tl_network_add_pipe(network, a->id, from, to, &l->pipe, NULL, error);
  if (a->kind == TLI_ARC_FRICTION || a->kind == TLI_ARC_LOSS) {
    tl_resistor r;
    tl_resistor_default(&r);
    r.drag = a->kind == TLI_ARC_FRICTION ? l->drag : 0.0;
    r.diameter_m = a->kind == TLI_ARC_FRICTION ? l->diameter_m : 0.0;
    r.loss_pa = a->kind == TLI_ARC_LOSS ? l->loss_pa : 0.0;
    return tl_network_add_resistor(network, a->id, from, to, &r, NULL, error);
  }
  return tl_network_add_short_pipe(network, a->id, from, to, NULL, error);
}

static tl_code build(const tli_model *m, const int *mode, const tl_allocator *allocator, tl_network **network,
                     tl_error *error) {
  TLI_TRY(tl_network_create(allocator, network, error));
  for (size_t i = 0; i < m->node_count; i++)
    TLI_TRY(tl_network_add_node(*network, m->nodes[i].id, m->nodes[i].height_m, NULL, error));
  for (size_t k = 0; k < m->arc_count; k++)
    if (!is_cut(m, mode, k)) TLI_TRY(add_arc(*network, &m->arcs[k], error));
  return tl_network_freeze(*network, error);
}

static void set_boundary(const tli_model *m, const int *mode, double t_k, const double *p, const double *q,
                         tl_boundary *boundary, size_t *parent) {
  for (size_t i = 0; i < m->node_count; i++) {
    parent[i] = i;
    boundary[i] = (tl_boundary){.withdrawal_kg_s = m->nodes[i].withdrawal, .t_k = t_k};
  }
  for (size_t k = 0; k < m->arc_count; k++) {
    const tli_arc *a = &m->arcs[k];
    if (is_cut(m, mode, k)) {
      boundary[a->from].withdrawal_kg_s += q[k];
      boundary[a->to].withdrawal_kg_s -= q[k];
    } else {
      parent[root_of(parent, (size_t)a->from)] = root_of(parent, (size_t)a->to);
    }
  }
  for (size_t i = 0; i < m->node_count; i++) {
    if (root_of(parent, i) != i) continue;
    boundary[i].kind = TL_GIVEN_PRESSURE;
    boundary[i].p_pa = 1e5 * p[i];
  }
}

static void breach(tli_simulated *out, double amount, double tolerance) {
  if (amount > out->worst) out->worst = amount;
  if (!(amount <= tolerance)) out->holds = false;
}

static void check_control(const tli_arc *a, int mode, double p_from, double p_to, tli_simulated *out) {
  if (mode != TLI_WORKING) return;
  breach(out, a->p_in_min - p_from, p_tolerance_bar);
  breach(out, p_to - a->p_out_max, p_tolerance_bar);
  if (a->control == TL_CONTROL_REGULATOR) {
    breach(out, a->dp_min - (p_from - p_to), p_tolerance_bar);
    breach(out, (p_from - p_to) - a->dp_max, p_tolerance_bar);
    return;
  }
  breach(out, (p_from - a->loss_in) - (p_to + a->loss_out), p_tolerance_bar);
  if (a->ratio_max > 0.0) breach(out, (p_to + a->loss_out) - a->ratio_max * (p_from - a->loss_in), p_tolerance_bar);
}

static void check_bounds(const tli_model *m, const int *mode, tli_simulated *out) {
  for (size_t i = 0; i < m->node_count; i++) {
    breach(out, m->nodes[i].p_min - out->p[i], p_tolerance_bar);
    breach(out, out->p[i] - m->nodes[i].p_max, p_tolerance_bar);
    double sum = -m->nodes[i].withdrawal;
    for (int e = m->nodes[i].first_end; e < m->nodes[i].first_end + m->nodes[i].ends; e++)
      sum += m->ends[e].sign * out->q[m->ends[e].arc];
    breach(out, fabs(sum), q_tolerance_kg_s);
  }
  for (size_t k = 0; k < m->arc_count; k++) {
    const tli_arc *a = &m->arcs[k];
    breach(out, a->q_min - out->q[k], q_tolerance_kg_s);
    breach(out, out->q[k] - a->q_max, q_tolerance_kg_s);
    if (a->kind != TLI_ARC_CONTROL) continue;
    if (mode[k] == TLI_WORKING) breach(out, -out->q[k], q_tolerance_kg_s);
    check_control(a, mode[k], out->p[a->from], out->p[a->to], out);
  }
}

static tl_code read_states(const tl_steady *steady, const tli_model *m, const int *mode, const double *q,
                           tli_simulated *out, tl_error *error) {
  for (size_t i = 0; i < m->node_count; i++) {
    tl_node_state s;
    TLI_TRY(tl_steady_node(steady, i, &s, error));
    out->p[i] = 1e-5 * s.p_pa;
  }
  size_t link = 0;
  for (size_t k = 0; k < m->arc_count; k++) {
    out->q[k] = mode[k] == TLI_CLOSED && m->arcs[k].kind == TLI_ARC_CONTROL ? 0.0 : q[k];
    if (is_cut(m, mode, k)) continue;
    tl_link_state s;
    TLI_TRY(tl_steady_link(steady, link, &s, error));
    if (out->pipe != NULL && m->arcs[k].kind == TLI_ARC_FRICTION && m->arcs[k].link->kind == TL_CONTROL_PIPE)
      TLI_TRY(tl_steady_pipe(steady, link, &out->pipe[k], error));
    link++;
    /* Through a ring of joined elements any flow may turn; where one is there, the program's flow keeps the bounds. */
    const bool joined = m->arcs[k].kind == TLI_ARC_JOIN || m->arcs[k].kind == TLI_ARC_CONTROL;
    out->q[k] = joined ? q[k] : s.q_kg_s;
  }
  return TL_OK;
}

/* With the room for the boundary already there. */
static tl_code simulate(const tl_nomination *n, const tli_model *m, const int *mode, const double *p, const double *q,
                        tl_boundary *boundary, size_t *parent, const tl_allocator *allocator, tli_simulated *out,
                        tl_error *error) {
  tl_network *network = NULL;
  tl_steady *steady = NULL;
  tl_steady_options options;
  tl_steady_options_default(&options);
  options.isothermal_t_k = n->t_k;
  options.allocator = allocator;
  tl_code code = build(m, mode, allocator, &network, error);
  if (code == TL_OK) code = tl_steady_create(network, n->gas, &options, &steady, error);
  if (code == TL_OK) {
    set_boundary(m, mode, n->t_k, p, q, boundary, parent);
    code = tl_steady_solve(steady, boundary, error);
  }
  if (code == TL_OK && tl_steady_outcome(steady) == TL_SOLVED) {
    out->certificate = *tl_steady_certificate(steady);
    code = read_states(steady, m, mode, q, out, error);
    out->holds = code == TL_OK;
    if (code == TL_OK) check_bounds(m, mode, out);
  }
  tl_steady_destroy(steady);
  tl_network_destroy(network);
  return code;
}

tl_code tli_simulate(const tl_nomination *n, const tli_model *m, const int *mode, const double *p, const double *q,
                     const tl_allocator *allocator, tli_simulated *out, tl_error *error) {
  out->holds = false;
  out->worst = 0.0;
  tli_arena *arena = tli_arena_create(allocator);
  if (arena == NULL) return TLI_NO_MEMORY(error, "the simulation of a setting");
  tl_boundary *boundary = TLI_NEW_N(arena, tl_boundary, m->node_count);
  size_t *parent = TLI_NEW_N(arena, size_t, m->node_count);
  if (boundary == NULL || parent == NULL) {
    tli_arena_destroy(arena);
    return TLI_NO_MEMORY(error, "the simulation of a setting");
  }
  const tl_code code = simulate(n, m, mode, p, q, boundary, parent, allocator, out, error);
  tli_arena_destroy(arena);
  return code;
}
