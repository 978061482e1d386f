/* Optimal gas flow: figures checked, units changed, the widest box, and what pipes say about a box.
 *
 * The laws are those of docs/theory/optimise-flow.md in MPa2, kg/s and MW. */
#include "optimise/tli_flow.h"

#include <math.h>

static const double pa2 = 1e-12;       /* MPa2 */
static const double unbounded_q = 1e5; /* kg/s, beyond what any pipeline carries */

bool tli_flow_has_power(const tli_flow *f, size_t arc) {
  return f->p->arcs[arc].kind == TL_FLOW_COMPRESSOR && f->work_mw > 0.0;
}

bool tli_flow_power_limited(const tli_flow *f, size_t arc) {
  const tl_flow_arc *a = &f->p->arcs[arc];
  if (!tli_flow_has_power(f, arc)) return false;
  return a->power_max_w < 1e6 * f->work_mw * f->high[tli_flow_q(f, arc)] * (pow(a->ratio_max, f->p->exponent) - 1.0);
}

double tli_flow_lift_price(const tli_flow *f, size_t arc) {
  return f->p->arcs[arc].kind == TL_FLOW_COMPRESSOR ? f->p->lift_price / pa2 : 0.0;
}

double tli_flow_power_mw(const tli_flow *f, size_t arc, double from_mpa2, double to_mpa2, double q_kg_s) {
  if (!tli_flow_has_power(f, arc)) return 0.0;
  return f->work_mw * q_kg_s * (pow(to_mpa2 / from_mpa2, 0.5 * f->p->exponent) - 1.0);
}

static tl_code check_nodes(const tl_flow_problem *p, tl_error *error) {
  if (p->node_count == 0) return tl_fail(error, TL_ERR_INPUT, "the network has no nodes");
  for (size_t i = 0; i < p->node_count; i++) {
    const tl_flow_node *node = &p->nodes[i];
    if (!(node->p_min_pa >= 0.0 && node->p_min_pa <= node->p_max_pa && node->p_max_pa <= 5e7))
      return tl_fail(error, TL_ERR_INPUT, "node %s: pressures %g .. %g Pa; allowed is 0 <= least <= largest <= 5e7 Pa",
                     node->id, node->p_min_pa, node->p_max_pa);
  }
  for (size_t i = 0; i < p->trade_count; i++) {
    const tl_flow_trade *t = &p->trades[i];
    if (t->node >= p->node_count || !(t->in_min_kg_s <= t->in_max_kg_s) || !isfinite(t->price))
      return tl_fail(error, TL_ERR_INPUT, "%s: %g .. %g kg/s at the price %g; wanted is least <= largest and a price",
                     t->id, t->in_min_kg_s, t->in_max_kg_s, t->price);
  }
  return TL_OK;
}

static tl_code check_arcs(const tl_flow_problem *p, tl_error *error) {
  for (size_t k = 0; k < p->arc_count; k++) {
    const tl_flow_arc *a = &p->arcs[k];
    const bool pipe = a->kind == TL_FLOW_PIPE || a->kind == TL_FLOW_LIFTED_PIPE;
    const bool ratio = a->kind == TL_FLOW_COMPRESSOR || a->kind == TL_FLOW_REGULATOR;
    if (a->from >= p->node_count || a->to >= p->node_count || a->from == a->to)
      return tl_fail(error, TL_ERR_INPUT, "%s: it must lead from one node to another", a->id);
    if (!(a->q_min_kg_s <= a->q_max_kg_s))
      return tl_fail(error, TL_ERR_INPUT, "%s: flow %g .. %g kg/s", a->id, a->q_min_kg_s, a->q_max_kg_s);
    if (pipe && !(a->resistance > 0.0 && isfinite(a->resistance)))
      return tl_fail(error, TL_ERR_INPUT, "%s: resistance %g Pa2 s2/kg2; it must be above 0", a->id, a->resistance);
    if (ratio && !(a->ratio_min > 0.0 && a->ratio_min <= a->ratio_max && a->ratio_max <= 100.0))
      return tl_fail(error, TL_ERR_INPUT, "%s: ratio %g .. %g; allowed is 0 < least <= largest <= 100", a->id,
                     a->ratio_min, a->ratio_max);
    if (a->kind == TL_FLOW_COMPRESSOR && p->lift_price != 0.0 && !(a->ratio_min >= 1.0))
      return tl_fail(error, TL_ERR_INPUT, "%s: least ratio %g; where lift has a price it must be at least 1", a->id,
                     a->ratio_min);
    if (ratio && !(a->power_max_w >= 0.0))
      return tl_fail(error, TL_ERR_INPUT, "%s: power up to %g W", a->id, a->power_max_w);
    if (!isfinite(a->build_cost) || a->build_cost < 0.0)
      return tl_fail(error, TL_ERR_INPUT, "%s: it costs %g to build; wanted is 0 or more", a->id, a->build_cost);
  }
  if (!(p->lift_price >= 0.0 && isfinite(p->lift_price)))
    return tl_fail(error, TL_ERR_INPUT, "price of lift %g per Pa2; wanted is 0 or more", p->lift_price);
  if (!(p->work_j_kg >= 0.0 && p->power_price >= 0.0 && p->exponent > 0.0 && p->exponent < 1.0))
    return tl_fail(error, TL_ERR_INPUT, "work %g J/kg, exponent %g, price of power %g", p->work_j_kg, p->exponent,
                   p->power_price);
  if (p->pattern_kg_s != NULL && !(p->scale_max >= 0.0 && isfinite(p->scale_max) && isfinite(p->scale_price)))
    return tl_fail(error, TL_ERR_INPUT, "the scale's limit is %g", p->scale_max);
  return TL_OK;
}

static double clip(double value) { return fmin(fmax(value, -unbounded_q), unbounded_q); }

static void fill_box(tli_flow *f) {
  const tl_flow_problem *p = f->p;
  for (size_t i = 0; i < f->n; i++) {
    f->low[i] = pa2 * p->nodes[i].p_min_pa * p->nodes[i].p_min_pa;
    f->high[i] = pa2 * p->nodes[i].p_max_pa * p->nodes[i].p_max_pa;
  }
  for (size_t k = 0; k < f->a; k++) {
    const tl_flow_arc *a = &p->arcs[k];
    const bool forward = a->kind != TL_FLOW_PIPE && a->kind != TL_FLOW_JOIN;
    f->low[tli_flow_q(f, k)] = clip(forward ? fmax(a->q_min_kg_s, 0.0) : a->q_min_kg_s);
    f->high[tli_flow_q(f, k)] = clip(a->q_max_kg_s);
    f->low[tli_flow_z(f, k)] = a->optional ? 0.0 : 1.0;
    f->high[tli_flow_z(f, k)] = 1.0;
    f->drag[k] = pa2 * a->resistance;
    if (a->optional) { /* 0 where it is left out */
      f->low[tli_flow_q(f, k)] = fmin(f->low[tli_flow_q(f, k)], 0.0);
      f->high[tli_flow_q(f, k)] = fmax(f->high[tli_flow_q(f, k)], 0.0);
    }
    if (a->kind == TL_FLOW_COMPRESSOR) /* a ratio needs a pressure: 1 Pa */
      f->low[a->from] = fmax(f->low[a->from], pa2), f->low[a->to] = fmax(f->low[a->to], pa2);
  }
  double most_in = 0.0, most_out = 0.0; /* no trade is larger than all on the other side */
  for (size_t i = 0; i < f->t; i++) {
    most_in += fmax(p->trades[i].in_max_kg_s, 0.0);
    most_out += fmax(-p->trades[i].in_min_kg_s, 0.0);
  }
  for (size_t i = 0; i < f->n && p->pattern_kg_s != NULL; i++) {
    most_in += fmax(p->pattern_kg_s[i], 0.0) * p->scale_max;
    most_out += fmax(-p->pattern_kg_s[i], 0.0) * p->scale_max;
  }
  for (size_t i = 0; i < f->t; i++) {
    f->low[tli_flow_in(f, i)] = clip(fmax(p->trades[i].in_min_kg_s, -most_in));
    f->high[tli_flow_in(f, i)] = clip(fmin(p->trades[i].in_max_kg_s, most_out));
  }
  f->high[tli_flow_scale(f)] = p->pattern_kg_s != NULL ? p->scale_max : 0.0;
}

tl_code tli_flow_make(const tl_flow_problem *problem, tli_arena *arena, tli_flow **flow, tl_error *error) {
  TLI_TRY(check_nodes(problem, error));
  TLI_TRY(check_arcs(problem, error));
  tli_flow *f = TLI_NEW(arena, tli_flow);
  if (f == NULL) return TLI_NO_MEMORY(error, "optimal gas flow");
  f->p = problem;
  f->arena = arena;
  f->n = problem->node_count;
  f->a = problem->arc_count;
  f->t = problem->trade_count;
  f->work_mw = 1e-6 * problem->work_j_kg;
  f->drag = TLI_NEW_N(arena, double, f->a + 1);
  f->low = TLI_NEW_N(arena, double, tli_flow_columns(f));
  f->high = TLI_NEW_N(arena, double, tli_flow_columns(f));
  if (f->drag == NULL || f->low == NULL || f->high == NULL) return TLI_NO_MEMORY(error, "optimal gas flow");
  fill_box(f);
  *flow = f;
  return TL_OK;
}

static double signed_root(double value) { return value < 0.0 ? -sqrt(-value) : sqrt(value); }
static double raise_to(double *low, double value) {
  const double gained = value - *low;
  if (gained > 0.0) *low = value;
  return gained;
}
static double lower_to(double *high, double value) {
  const double gained = *high - value;
  if (gained > 0.0) *high = value;
  return gained;
}

/* One pipe: flow from pressures, pressures from flow; a margin keeps rounding from cutting off the edge. */
static void shrink_pipe(const tli_flow *f, size_t k, double *low, double *high) {
  const tl_flow_arc *a = &f->p->arcs[k];
  double *ql = &low[tli_flow_q(f, k)], *qh = &high[tli_flow_q(f, k)];
  static const double margin = 1e-9;
  (void)raise_to(ql, signed_root((low[a->from] - high[a->to]) / f->drag[k]) - margin);
  (void)lower_to(qh, signed_root((high[a->from] - low[a->to]) / f->drag[k]) + margin);
  const double least = f->drag[k] * *ql * fabs(*ql) - margin, most = f->drag[k] * *qh * fabs(*qh) + margin;
  (void)raise_to(&low[a->from], low[a->to] + least);
  (void)lower_to(&high[a->from], high[a->to] + most);
  (void)raise_to(&low[a->to], low[a->from] - most);
  (void)lower_to(&high[a->to], high[a->from] - least);
}

bool tli_flow_shrink(const tli_flow *f, double *low, double *high) {
  for (int sweep = 0; sweep < 4; sweep++)
    for (size_t k = 0; k < f->a; k++) {
      const tl_flow_arc *a = &f->p->arcs[k];
      if (high[tli_flow_z(f, k)] == 0.0) low[tli_flow_q(f, k)] = high[tli_flow_q(f, k)] = 0.0;
      if (low[tli_flow_z(f, k)] < 1.0) continue;
      (void)raise_to(&low[a->from], pa2 * a->p_in_min_pa * a->p_in_min_pa);
      if (a->p_out_max_pa > 0.0) (void)lower_to(&high[a->to], pa2 * a->p_out_max_pa * a->p_out_max_pa);
      if (a->kind == TL_FLOW_PIPE) shrink_pipe(f, k, low, high);
    }
  for (size_t c = 0; c < tli_flow_columns(f); c++) {
    if (low[c] > high[c] + 1e-7) return false;
    if (low[c] > high[c]) low[c] = high[c] = 0.5 * (low[c] + high[c]);
  }
  return true;
}
