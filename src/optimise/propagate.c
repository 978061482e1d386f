/* Bounds that follow from bounds: conservation at nodes, laws of pipes and controls, pressure and potential.
 *
 * Each tightening rests on one law and the present bounds, is loosened by more than rounding can be worth, and is
 * written into the proof. Interval reasoning of this kind is known as feasibility-based bound tightening (Belotti and
 * others, Branching and bounds tightening techniques for non-convex MINLP, Optim. Methods Softw. 24, 2009). */
#include <math.h>
#include <string.h>

#include "optimise/tli_reach.h"
#include "optimise/tli_relax.h"

static const double loosen = 1e-9;     /* of the value and of the unit */
static const double worthwhile = 1e-3; /* of the present width: less is not written down */
static const double crossing = 1e-6;   /* bounds that cross by more than this end the box */
enum { MOST_ROUNDS = 60 };

void tli_proof_add(tli_proof *proof, const tli_step *step) {
  if (proof->failed || !TLI_PUSH_ROOM(proof->arena, proof->steps, proof->room, proof->count)) {
    proof->failed = true;
    return;
  }
  proof->steps[proof->count++] = *step;
}

void tli_proof_add_term(tli_proof *proof, const tli_term *term) {
  if (proof->failed || !TLI_PUSH_ROOM(proof->arena, proof->terms, proof->term_room, proof->term_count)) {
    proof->failed = true;
    return;
  }
  proof->terms[proof->term_count++] = *term;
}

/* ---- boxes ---------------------------------------------------------------------------------------------------------
 */

tl_code tli_box_make(const tli_model *m, tli_arena *arena, tli_box *box, tl_error *error) {
  const size_t n = m->node_count, all = 2 * n + m->arc_count;
  box->low = TLI_NEW_N(arena, double, all);
  box->high = TLI_NEW_N(arena, double, all);
  box->modes = TLI_NEW_N(arena, int, m->arc_count + 1);
  box->allowed = TLI_NEW_N(arena, unsigned char, m->decision_count + 1);
  if (box->low == NULL || box->high == NULL || box->modes == NULL || box->allowed == NULL)
    return TLI_NO_MEMORY(error, "the search");
  for (size_t i = 0; i < n; i++) {
    box->low[n + i] = m->nodes[i].p_min;
    box->high[n + i] = m->nodes[i].p_max;
    box->low[i] = tli_potential_at(&m->potential, m->nodes[i].p_min, NULL, NULL) * (1.0 - 1e-10);
    box->high[i] = tli_potential_at(&m->potential, m->nodes[i].p_max, NULL, NULL) * (1.0 + 1e-10);
  }
  for (size_t k = 0; k < m->arc_count; k++) {
    box->low[2 * n + k] = m->arcs[k].q_min;
    box->high[2 * n + k] = m->arcs[k].q_max;
    box->modes[k] = m->arcs[k].modes;
  }
  for (size_t d = 0; d < m->decision_count; d++) box->allowed[d] = 1;
  return TL_OK;
}

void tli_box_copy(const tli_model *m, const tli_box *from, tli_box *to) {
  const size_t all = 2 * m->node_count + m->arc_count;
  memcpy(to->low, from->low, all * sizeof *to->low);
  memcpy(to->high, from->high, all * sizeof *to->high);
  memcpy(to->modes, from->modes, m->arc_count * sizeof *to->modes);
  memcpy(to->allowed, from->allowed, m->decision_count * sizeof *to->allowed);
}

int tli_box_modes(const tli_model *m, const tli_box *box, int arc) {
  const double low = box->low[2 * m->node_count + (size_t)arc], high = box->high[2 * m->node_count + (size_t)arc];
  int modes = box->modes[arc];
  if (low > 0.0 || high < 0.0) modes &= ~TLI_CLOSED;
  if (high < 0.0) modes &= ~TLI_WORKING;
  return modes;
}

void tli_box_decide(const tli_model *m, tli_box *box, int decision) {
  const tli_decision *d = &m->decisions[decision];
  for (size_t other = 0; other < m->decision_count; other++)
    if (m->decisions[other].group == d->group) box->allowed[other] = (int)other == decision;
  for (size_t i = d->first; i < d->first + d->count; i++) {
    const tli_choice *c = &m->choices[i];
    const size_t q = 2 * m->node_count + (size_t)c->arc;
    box->modes[c->arc] &= c->modes;
    if (c->direction > 0) box->low[q] = tli_bigger(box->low[q], 0.0);
    if (c->direction < 0) box->high[q] = tli_lesser(box->high[q], 0.0);
  }
}

/* ---- one tightening ------------------------------------------------------------------------------------------------
 */

typedef struct walk {
  const tli_model *m;
  tli_box *box;
  tli_proof *proof;
  bool changed, empty;
} walk;

static void bound(walk *w, size_t variable, bool upper, double value, tli_reason_kind reason, int where) {
  if (w->empty || !isfinite(value)) return;
  double *low = &w->box->low[variable], *high = &w->box->high[variable];
  value += (upper ? loosen : -loosen) * (1.0 + fabs(value));
  const double gain = upper ? *high - value : value - *low, width = *high - *low;
  if (!(gain > worthwhile * width + 1e-7) && !(width < 1.0 && gain > 1e-5)) return;
  tli_proof_add(w->proof, &(tli_step){.kind = TLI_STEP_BOUND,
                                      .reason = reason,
                                      .where = where,
                                      .variable = (int)variable,
                                      .upper = upper,
                                      .value = value});
  *(upper ? high : low) = value;
  w->changed = true;
  if (*low <= *high + crossing) return;
  w->empty = true;
  tli_proof_add(w->proof,
                &(tli_step){.kind = TLI_STEP_EMPTY, .reason = reason, .where = where, .variable = (int)variable});
}

static void balance(walk *w, int node) {
  const tli_model *m = w->m;
  const tli_model_node *at = &m->nodes[node];
  double least = 0.0, most = 0.0;
  for (int e = at->first_end; e < at->first_end + at->ends; e++) {
    const size_t q = 2 * m->node_count + (size_t)m->ends[e].arc;
    const bool in = m->ends[e].sign > 0;
    least += in ? w->box->low[q] : -w->box->high[q];
    most += in ? w->box->high[q] : -w->box->low[q];
  }
  for (int e = at->first_end; e < at->first_end + at->ends; e++) {
    const size_t q = 2 * m->node_count + (size_t)m->ends[e].arc;
    const bool in = m->ends[e].sign > 0;
    const double own_least = in ? w->box->low[q] : -w->box->high[q], own_most = in ? w->box->high[q] : -w->box->low[q];
    const double top = at->w_high - (least - own_least), bottom = at->w_low - (most - own_most);
    bound(w, q, true, in ? top : -bottom, TLI_BY_BALANCE, node);
    bound(w, q, false, in ? bottom : -top, TLI_BY_BALANCE, node);
  }
  if (at->ends > 0 || (at->w_low <= crossing && at->w_high >= -crossing)) return;
  w->empty = true; /* a load at a node without links */
  const size_t first = w->proof->term_count;
  const double sign = at->w_low > crossing ? 1.0 : -1.0;
  tli_proof_add_term(w->proof, &(tli_term){{TLI_ROW_BALANCE, node, 0.0, 0.0}, sign});
  tli_proof_add(w->proof, &(tli_step){.kind = TLI_STEP_ROWS, .where = node, .first = first, .count = 1});
}

static double signed_root(double f) { return f >= 0.0 ? sqrt(f) : -sqrt(-f); }

static void law(walk *w, int k) {
  const tli_arc *a = &w->m->arcs[k];
  const size_t from = (size_t)a->from, to = (size_t)a->to, q = 2 * w->m->node_count + (size_t)k;
  const double *low = w->box->low, *high = w->box->high;
  bound(w, q, true, signed_root((high[from] - a->a * low[to] - a->b + a->slack) / a->c), TLI_BY_LAW, k);
  bound(w, q, false, signed_root((low[from] - a->a * high[to] - a->b - a->slack) / a->c), TLI_BY_LAW, k);
  const double f_low = a->c * tli_signed_square(low[q]) - a->slack,
               f_high = a->c * tli_signed_square(high[q]) + a->slack;
  bound(w, from, true, a->a * high[to] + a->b + f_high, TLI_BY_LAW, k);
  bound(w, from, false, a->a * low[to] + a->b + f_low, TLI_BY_LAW, k);
  bound(w, to, true, (high[from] - a->b - f_low) / a->a, TLI_BY_LAW, k);
  bound(w, to, false, (low[from] - a->b - f_high) / a->a, TLI_BY_LAW, k);
}

static void join(walk *w, int k) {
  const size_t from = (size_t)w->m->arcs[k].from, to = (size_t)w->m->arcs[k].to;
  bound(w, from, true, w->box->high[to], TLI_BY_JOIN, k);
  bound(w, to, true, w->box->high[from], TLI_BY_JOIN, k);
  bound(w, from, false, w->box->low[to], TLI_BY_JOIN, k);
  bound(w, to, false, w->box->low[from], TLI_BY_JOIN, k);
}

/* p_from - p_to lies in least .. most. */
static void drop(walk *w, int k, double least, double most, tli_reason_kind reason) {
  const size_t n = w->m->node_count, from = n + (size_t)w->m->arcs[k].from, to = n + (size_t)w->m->arcs[k].to;
  const double *low = w->box->low, *high = w->box->high;
  bound(w, from, true, high[to] + most, reason, k);
  bound(w, from, false, low[to] + least, reason, k);
  bound(w, to, true, high[from] - least, reason, k);
  bound(w, to, false, low[from] - most, reason, k);
}

static void loss(walk *w, int k) {
  const tli_arc *a = &w->m->arcs[k];
  const size_t q = 2 * w->m->node_count + (size_t)k;
  drop(w, k, w->box->low[q] >= 0.0 ? 0.0 : -a->loss, w->box->high[q] <= 0.0 ? 0.0 : a->loss, TLI_BY_LOSS);
}

void tli_box_ratios(const tli_model *m, const tli_box *box, int arc, double q_low, double *least, double *most) {
  const tli_arc *a = &m->arcs[arc];
  const size_t from = m->node_count + (size_t)a->from;
  const int modes = tli_box_modes(m, box, arc);
  const bool also_bypass = (modes & TLI_BYPASS) != 0;
  *least = 0.0;
  *most = INFINITY;
  if ((modes & TLI_CLOSED) || !(modes & TLI_WORKING) || (also_bypass && a->loss_in + a->loss_out > 0.0)) return;
  if (a->ratio_max > 0.0) *most = also_bypass ? tli_bigger(a->ratio_max, 1.0) : a->ratio_max;
  if (a->machines == NULL || a->machines->reach == NULL) return;
  double reached;
  tli_reach_ratio(&m->potential, a->machines->reach, box->low[from] - a->loss_in,
                  tli_bigger(box->high[from], box->low[from]) - a->loss_in, q_low, least, &reached);
  *most = tli_lesser(*most, reached);
  if (also_bypass) *least = 0.0;
}

/* p_to + loss_out lies in least .. most times p_from - loss_in. */
static void machines(walk *w, int k) {
  const tli_model *m = w->m;
  const tli_arc *a = &m->arcs[k];
  const size_t n = m->node_count, from = n + (size_t)a->from, to = n + (size_t)a->to, q = 2 * n + (size_t)k;
  const double *low = w->box->low, *high = w->box->high;
  double least, most;
  tli_box_ratios(m, w->box, k, tli_bigger(low[q], 0.0), &least, &most);
  if (isfinite(most)) {
    bound(w, to, true, most * (high[from] - a->loss_in) - a->loss_out, TLI_BY_MACHINES, k);
    bound(w, from, false, (low[to] + a->loss_out) / most + a->loss_in, TLI_BY_MACHINES, k);
  }
  if (least > 0.0) {
    bound(w, to, false, least * (low[from] - a->loss_in) - a->loss_out, TLI_BY_MACHINES, k);
    bound(w, from, true, (high[to] + a->loss_out) / least + a->loss_in, TLI_BY_MACHINES, k);
  }
  if (w->empty || a->machines == NULL || a->machines->reach == NULL || tli_box_modes(m, w->box, k) != TLI_WORKING)
    return;
  const double ratio = (low[to] + a->loss_out) / (high[from] - a->loss_in);
  bound(w, q, true,
        tli_reach_flow(&m->potential, a->machines->reach, low[from] - a->loss_in,
                       tli_bigger(high[from], low[from]) - a->loss_in, tli_bigger(ratio, 1.0)),
        TLI_BY_MACHINES, k);
}

static void control(walk *w, int k) {
  const tli_model *m = w->m;
  const tli_arc *a = &m->arcs[k];
  const size_t n = m->node_count, q = 2 * n + (size_t)k;
  const int modes = tli_box_modes(m, w->box, k);
  if (modes == 0) {
    w->empty = true;
    tli_proof_add(w->proof, &(tli_step){.kind = TLI_STEP_NO_MODE, .where = k});
    return;
  }
  if (modes == TLI_CLOSED) {
    bound(w, q, true, 0.0, TLI_BY_MODE, k);
    bound(w, q, false, 0.0, TLI_BY_MODE, k);
  }
  if (!(modes & TLI_BYPASS)) bound(w, q, false, 0.0, TLI_BY_MODE, k);
  if (modes == TLI_BYPASS) join(w, k);
  if (modes & TLI_CLOSED) return;
  if (modes == TLI_WORKING) {
    bound(w, n + (size_t)a->from, false, a->p_in_min, TLI_BY_CONTROL, k);
    bound(w, n + (size_t)a->to, true, a->p_out_max, TLI_BY_CONTROL, k);
  }
  if (!(modes & TLI_WORKING)) return;
  if (a->control == TL_CONTROL_REGULATOR) {
    const bool also_bypass = (modes & TLI_BYPASS) != 0;
    drop(w, k, also_bypass ? tli_lesser(a->dp_min, 0.0) : a->dp_min, a->dp_max, TLI_BY_CONTROL);
  } else {
    drop(w, k, -INFINITY, a->loss_in + a->loss_out, TLI_BY_CONTROL);
    if (!w->empty) machines(w, k);
  }
}

static void curve(walk *w, size_t i) {
  const size_t n = w->m->node_count;
  const tli_potential *t = &w->m->potential;
  bound(w, n + i, true, tli_potential_inverse(t, w->box->high[i]), TLI_BY_CURVE, (int)i);
  bound(w, n + i, false, tli_potential_inverse(t, w->box->low[i]), TLI_BY_CURVE, (int)i);
  bound(w, i, true, tli_potential_at(t, w->box->high[n + i], NULL, NULL), TLI_BY_CURVE, (int)i);
  bound(w, i, false, tli_potential_at(t, w->box->low[n + i], NULL, NULL), TLI_BY_CURVE, (int)i);
}

bool tli_propagate(const tli_model *m, tli_box *box, tli_proof *proof) {
  walk w = {m, box, proof, true, false};
  for (int round = 0; round < MOST_ROUNDS && w.changed && !w.empty; round++) {
    w.changed = false;
    for (size_t i = 0; i < m->node_count && !w.empty; i++) {
      balance(&w, (int)i);
      curve(&w, i);
    }
    for (size_t k = 0; k < m->arc_count && !w.empty; k++) {
      switch (m->arcs[k].kind) {
        case TLI_ARC_FRICTION:
          law(&w, (int)k);
          break;
        case TLI_ARC_JOIN:
          join(&w, (int)k);
          break;
        case TLI_ARC_LOSS:
          loss(&w, (int)k);
          break;
        default:
          control(&w, (int)k);
      }
    }
  }
  return !w.empty;
}

bool tli_fit_laws(tli_model *m, const tli_box *box, tli_proof *proof) {
  const size_t n = m->node_count;
  bool changed = false;
  for (size_t k = 0; k < m->arc_count; k++) {
    tli_arc *a = &m->arcs[k];
    if (a->kind != TLI_ARC_FRICTION || a->rise == 0.0) continue;
    tli_arc fitted = *a;
    tli_arc_fit(m, &fitted, tli_lesser(box->low[n + (size_t)a->from], box->low[n + (size_t)a->to]),
                tli_bigger(box->high[n + (size_t)a->from], box->high[n + (size_t)a->to]));
    if (!(fitted.slack < 0.8 * a->slack)) continue;
    *a = fitted;
    const size_t first = proof->term_count;
    tli_proof_add_term(proof, &(tli_term){{TLI_ROW_JOIN, (int)k, a->a, a->b}, a->slack});
    tli_proof_add(proof, &(tli_step){.kind = TLI_STEP_FIT, .where = (int)k, .value = a->c, .first = first, .count = 1});
    changed = true;
  }
  return changed;
}
