/* Optimal gas flow: figures checked, units changed, the widest box.
 *
 * The laws are those of docs/theory/optimise-flow.md in MPa2, kg/s and MW. */
#include "optimise/tli_flow.h"

#include <math.h>

#include "elem/tli_elem.h"

static const double pa2 = 1e-12; /* MPa2 */
static const double unbounded_q = TL_FLOW_MOST_KG_S;
static const double most_climb = 2.0; /* s: 10 km and more */

bool tli_flow_may_be_out(const tli_flow *f, size_t arc) {
  return f->p->arcs[arc].optional || tli_flow_has_two_laws(&f->p->arcs[arc]);
}

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

/* s of docs/theory/optimise-flow.md: how far the gas column in an arc goes. Machines, regulators and valves that
 * let gas pass one way have their pressures at their ends. */
static double climb(const tl_flow_problem *p, const tl_flow_arc *a) {
  const double rise = p->nodes[a->to].height_m - p->nodes[a->from].height_m;
  if (rise == 0.0 || a->kind == TL_FLOW_COMPRESSOR || a->kind == TL_FLOW_REGULATOR || a->kind == TL_FLOW_LEAK ||
      tli_flow_has_two_laws(a))
    return 0.0;
  return 2.0 * TLI_GRAVITY * rise / p->zrt_j_kg;
}

static tl_code check_nodes(const tl_flow_problem *p, tl_error *error) {
  if (p->node_count == 0) return tl_fail(error, TL_ERR_INPUT, "the network has no nodes");
  for (size_t i = 0; i < p->node_count; i++) {
    const tl_flow_node *node = &p->nodes[i];
    if (!(node->p_min_pa >= 0.0 && node->p_min_pa <= node->p_max_pa && node->p_max_pa <= 5e7))
      return tl_fail(error, TL_ERR_INPUT, "node %s: pressures %g .. %g Pa; allowed is 0 <= least <= largest <= 5e7 Pa",
                     node->id, node->p_min_pa, node->p_max_pa);
    if (!(node->height_m >= -12000.0 && node->height_m <= 9000.0))
      return tl_fail(error, TL_ERR_INPUT, "node %s: height %g m; allowed is -12000 .. 9000 m", node->id,
                     node->height_m);
    if (node->height_m != p->nodes[0].height_m && !(p->zrt_j_kg > 0.0 && isfinite(p->zrt_j_kg)))
      return tl_fail(error, TL_ERR_INPUT,
                     "heights differ, and z R T / M of the gas between them is %g J/kg; it must be "
                     "above 0",
                     p->zrt_j_kg);
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
    const bool pipe = tli_flow_is_pipe(a) || a->kind == TL_FLOW_LIFTED_PIPE;
    const bool ratio = a->kind == TL_FLOW_COMPRESSOR || a->kind == TL_FLOW_REGULATOR;
    if (a->from >= p->node_count || a->to >= p->node_count || a->from == a->to)
      return tl_fail(error, TL_ERR_INPUT, "%s: it must lead from one node to another", a->id);
    if (!(a->q_min_kg_s <= a->q_max_kg_s))
      return tl_fail(error, TL_ERR_INPUT, "%s: flow %g .. %g kg/s", a->id, a->q_min_kg_s, a->q_max_kg_s);
    if (!(fabs(climb(p, a)) <= most_climb))
      return tl_fail(error, TL_ERR_INPUT,
                     "%s: its ends lie %g m apart in height; with z R T / M = %g J/kg up to %g m are "
                     "taken",
                     a->id, fabs(p->nodes[a->to].height_m - p->nodes[a->from].height_m), p->zrt_j_kg,
                     0.5 * most_climb * p->zrt_j_kg / TLI_GRAVITY);
    if (pipe && !(a->resistance > 0.0 && isfinite(a->resistance)))
      return tl_fail(error, TL_ERR_INPUT, "%s: resistance %g Pa2 s2/kg2; it must be above 0", a->id, a->resistance);
    if (ratio && !(a->ratio_min > 0.0 && a->ratio_min <= a->ratio_max && a->ratio_max <= 100.0))
      return tl_fail(error, TL_ERR_INPUT, "%s: ratio %g .. %g; allowed is 0 < least <= largest <= 100", a->id,
                     a->ratio_min, a->ratio_max);
    if (a->kind == TL_FLOW_GOVERNOR && !(a->p_out_max_pa > 0.0 && a->p_out_max_pa <= 5e7))
      return tl_fail(error, TL_ERR_INPUT, "%s: a governor holds %g Pa; allowed is above 0, up to 5e7 Pa", a->id,
                     a->p_out_max_pa);
    if (tli_flow_has_two_laws(a) && a->optional)
      return tl_fail(error, TL_ERR_INPUT, "%s: check valves and governors cannot be left out", a->id);
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
  if (p->pattern_kg_s != NULL && !(p->scale_max >= 0.0 && isfinite(p->scale_price)))
    return tl_fail(error, TL_ERR_INPUT, "the scale's limit is %g", p->scale_max);
  return TL_OK;
}

static double wider(const double *low, const double *high, size_t c) { return fmax(fabs(low[c]), fabs(high[c])); }
static double clip(double value) { return fmin(fmax(value, -unbounded_q), unbounded_q); }

/* Column and drag of an arc, as the steady simulator has them. */
static double column_of(const tl_flow_problem *p, const tl_flow_arc *a) {
  if (a->kind == TL_FLOW_LEAK) return 0.0;
  const double s = climb(p, a), root = (1.0 + 0.25 * s) / (1.0 - 0.25 * s);
  return a->kind == TL_FLOW_JOIN ? root * root : exp(s);
}
static double drag_of(const tl_flow_problem *p, const tl_flow_arc *a) {
  if (!tli_flow_is_pipe(a) && a->kind != TL_FLOW_LIFTED_PIPE) return 0.0;
  const double s = climb(p, a);
  return pa2 * a->resistance * (fabs(s) > 1e-12 ? expm1(s) / s : 1.0);
}

/* What an arc carries at most by its own limits and, a pipe, by the pressures at its ends. */
static double most_of_arc(const tl_flow_problem *p, const tl_flow_arc *a) {
  const double limit = fmin(fmax(fabs(a->q_min_kg_s), fabs(a->q_max_kg_s)), unbounded_q);
  if (!tli_flow_is_pipe(a)) return limit;
  const double from = p->nodes[a->from].p_max_pa, to = sqrt(column_of(p, a)) * p->nodes[a->to].p_max_pa;
  const double drag = drag_of(p, a), most = 1e-6 * fmax(from, to);
  return fmin(limit, tli_flow_is_straight(a) ? most * most / drag : most / sqrt(drag));
}

/* Where no multiple of the pattern is given as the largest: one that none exceeds, since what meets at a node, and what
 * comes in altogether, is enough for no more; a hundredth wider, so that it binds only where nothing else does. */
static tl_code find_scale_max(tli_flow *f, tl_error *error) {
  const tl_flow_problem *p = f->p;
  f->scale_max = 0.0;
  if (p->pattern_kg_s == NULL) return TL_OK;
  f->scale_max = p->scale_max;
  if (f->scale_max < INFINITY) return TL_OK;
  double *most = TLI_NEW_N(f->arena, double, f->n), in = 0.0, net = 0.0, size = 0.0, cap = INFINITY;
  if (most == NULL) return TLI_NO_MEMORY(error, "optimal gas flow");
  for (size_t k = 0; k < f->a; k++) {
    most[p->arcs[k].from] += most_of_arc(p, &p->arcs[k]);
    most[p->arcs[k].to] += most_of_arc(p, &p->arcs[k]);
  }
  for (size_t i = 0; i < f->t; i++) {
    most[p->trades[i].node] += wider(&p->trades[i].in_min_kg_s, &p->trades[i].in_max_kg_s, 0);
    in += fmax(p->trades[i].in_max_kg_s, 0.0);
  }
  for (size_t i = 0; i < f->n; i++) {
    net -= p->pattern_kg_s[i];
    size += fabs(p->pattern_kg_s[i]);
    if (p->pattern_kg_s[i] != 0.0) cap = fmin(cap, fmin(most[i], unbounded_q) / fabs(p->pattern_kg_s[i]));
  }
  if (net > 1e-9 * size) cap = fmin(cap, in / net); /* else what enters grows with it, up to rounding */
  f->scale_max = 1.01 * cap;
  if (f->scale_max < INFINITY) return TL_OK;
  return tl_fail(error, TL_ERR_INPUT, "the pattern is 0 at every node: no multiple of it is the largest");
}

/* No trade is larger than all on the other side. */
static void reach_of_trades(const tli_flow *f, double *most_in, double *most_out) {
  const tl_flow_problem *p = f->p;
  *most_in = *most_out = 0.0;
  for (size_t i = 0; i < p->trade_count; i++) {
    *most_in += fmax(p->trades[i].in_max_kg_s, 0.0);
    *most_out += fmax(-p->trades[i].in_min_kg_s, 0.0);
  }
  for (size_t i = 0; i < p->node_count && p->pattern_kg_s != NULL; i++) {
    *most_in += fmax(p->pattern_kg_s[i], 0.0) * f->scale_max;
    *most_out += fmax(-p->pattern_kg_s[i], 0.0) * f->scale_max;
  }
}

/* What all that has a price comes to at its limits. */
static double all_priced(const tli_flow *f) {
  const tl_flow_problem *p = f->p;
  double sum = p->pattern_kg_s != NULL ? fabs(p->scale_price) * f->scale_max : 0.0, most_in, most_out;
  reach_of_trades(f, &most_in, &most_out);
  const double through = clip(fmin(most_in, most_out));
  for (size_t i = 0; i < f->t; i++) sum += fabs(p->trades[i].price) * wider(f->low, f->high, tli_flow_in(f, i));
  for (size_t k = 0; k < f->a; k++) {
    const tl_flow_arc *a = &p->arcs[k];
    sum += a->optional ? a->build_cost : 0.0;
    sum += tli_flow_lift_price(f, k) * f->high[a->to];
    if (!tli_flow_has_power(f, k)) continue;
    const double head = fmax(pow(a->ratio_max, p->exponent) - 1.0, 0.0);
    const double q = fmin(through, fmax(f->high[tli_flow_q(f, k)], 0.0));
    sum += p->power_price * fmin(a->power_max_w, p->work_j_kg * q * head);
  }
  return sum;
}

static void fill_box(tli_flow *f) {
  const tl_flow_problem *p = f->p;
  for (size_t i = 0; i < f->n; i++) {
    f->low[i] = pa2 * p->nodes[i].p_min_pa * p->nodes[i].p_min_pa;
    f->high[i] = pa2 * p->nodes[i].p_max_pa * p->nodes[i].p_max_pa;
  }
  for (size_t k = 0; k < f->a; k++) {
    const tl_flow_arc *a = &p->arcs[k];
    const bool forward = a->kind != TL_FLOW_PIPE && a->kind != TL_FLOW_JOIN && !tli_flow_is_straight(a);
    f->low[tli_flow_q(f, k)] = clip(forward ? fmax(a->q_min_kg_s, 0.0) : a->q_min_kg_s);
    f->high[tli_flow_q(f, k)] = clip(a->q_max_kg_s);
    f->low[tli_flow_z(f, k)] = tli_flow_may_be_out(f, k) ? 0.0 : 1.0;
    f->high[tli_flow_z(f, k)] = 1.0;
    f->drag[k] = drag_of(p, a);
    f->column[k] = column_of(p, a);
    if (tli_flow_may_be_out(f, k)) { /* 0 where it is left out */
      f->low[tli_flow_q(f, k)] = fmin(f->low[tli_flow_q(f, k)], 0.0);
      f->high[tli_flow_q(f, k)] = fmax(f->high[tli_flow_q(f, k)], 0.0);
    }
    if (a->kind == TL_FLOW_COMPRESSOR) /* a ratio needs a pressure: 1 Pa */
      f->low[a->from] = fmax(f->low[a->from], pa2), f->low[a->to] = fmax(f->low[a->to], pa2);
  }
  double most_in, most_out;
  reach_of_trades(f, &most_in, &most_out);
  for (size_t i = 0; i < f->t; i++) {
    f->low[tli_flow_in(f, i)] = clip(fmax(p->trades[i].in_min_kg_s, -1.01 * most_in));
    f->high[tli_flow_in(f, i)] = clip(fmin(p->trades[i].in_max_kg_s, 1.01 * most_out));
  }
  f->high[tli_flow_scale(f)] = p->pattern_kg_s != NULL ? f->scale_max : 0.0;
}

/* Optional machines and joins between the same two nodes, one each way: at most one of them is there. */
static void find_twins(tli_flow *f) {
  for (size_t k = 0; k < f->a; k++) f->twin[k] = SIZE_MAX;
  for (size_t k = 0; k < f->a; k++)
    for (size_t l = 0; l < k && f->twin[k] == SIZE_MAX; l++) {
      const tl_flow_arc *a = &f->p->arcs[k], *b = &f->p->arcs[l];
      const bool one_way = f->low[tli_flow_q(f, k)] >= 0.0 && f->low[tli_flow_q(f, l)] >= 0.0;
      const bool no_drag = f->drag[k] == 0.0 && f->drag[l] == 0.0;
      if (f->twin[l] != SIZE_MAX || !one_way || !no_drag || !a->optional || !b->optional) continue;
      if (a->from != b->to || a->to != b->from || !(a->build_cost == 0.0 || b->build_cost == 0.0)) continue;
      f->twin[k] = l;
      f->twin[l] = k;
    }
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
  f->column = TLI_NEW_N(arena, double, f->a + 1);
  f->low = TLI_NEW_N(arena, double, tli_flow_columns(f));
  f->high = TLI_NEW_N(arena, double, tli_flow_columns(f));
  f->twin = TLI_NEW_N(arena, size_t, f->a + 1);
  f->sum_low = TLI_NEW_N(arena, double, f->n);
  f->sum_high = TLI_NEW_N(arena, double, f->n);
  if (f->drag == NULL || f->column == NULL || f->low == NULL || f->high == NULL || f->sum_low == NULL ||
      f->twin == NULL || f->sum_high == NULL)
    return TLI_NO_MEMORY(error, "optimal gas flow");
  TLI_TRY(find_scale_max(f, error));
  fill_box(f);
  find_twins(f);
  const double priced = all_priced(f);
  f->free = priced == 0.0;
  f->small = fmax(1e-4 * priced, 1e-9);
  *flow = f;
  return TL_OK;
}
