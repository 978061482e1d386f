/* What the laws of links that are there, and the balance of each node, say about a box of optimal gas flow.
 *
 * Interval propagation (Davis, Artificial Intelligence 32, 1987): each law bounds each of its unknowns by the others;
 * a margin keeps rounding from cutting off the edge. */
#include <float.h>
#include <math.h>

#include "optimise/tli_flow.h"

static const double margin = 1e-9; /* MPa2 and kg/s */
enum { SWEEPS = 8 };

static void raise_to(double *low, double value) { *low = fmax(*low, value - margin * fmax(1.0, 1e-3 * fabs(value))); }
static void lower_to(double *high, double value) {
  *high = fmin(*high, value + margin * fmax(1.0, 1e-3 * fabs(value)));
}

/* What rounding may be worth in P_from - w P_to: near rest in a wide pipe its root is no small flow. A w of 1 or 0
 * rounds nothing, and near values are subtracted exactly. */
static double rest_rounding(double w, double to) { return w == 1.0 ? 0.0 : DBL_EPSILON * w * fabs(to); }

/* Flow from pressures, pressures from flow. */
static void shrink_pipe(const tli_flow *f, size_t k, double *low, double *high) {
  const tl_flow_arc *a = &f->p->arcs[k];
  const double w = f->column[k];
  double *ql = &low[tli_flow_q(f, k)], *qh = &high[tli_flow_q(f, k)];
  const double least_rest = low[a->from] - w * high[a->to] - rest_rounding(w, high[a->to]);
  const double most_rest = high[a->from] - w * low[a->to] + rest_rounding(w, low[a->to]);
  raise_to(ql, tli_flow_at_drop(f, k, least_rest));
  lower_to(qh, tli_flow_at_drop(f, k, most_rest));
  const double least = tli_flow_drop(f, k, *ql), most = tli_flow_drop(f, k, *qh);
  raise_to(&low[a->from], w * low[a->to] + least);
  lower_to(&high[a->from], w * high[a->to] + most);
  if (w == 0.0) return;
  raise_to(&low[a->to], (low[a->from] - most) / w);
  lower_to(&high[a->to], (high[a->from] - least) / w);
}

/* P_to >= least P_from + rise */
static void shrink_rise(const tl_flow_arc *a, double least, double rise, double *low, double *high) {
  raise_to(&low[a->to], least * low[a->from] + rise);
  lower_to(&high[a->from], (high[a->to] - rise) / least);
}

/* What a check valve and a governor have either way, and what tells which of both it is. */
static void shrink_two_laws(const tli_flow *f, size_t k, double *low, double *high) {
  const tl_flow_arc *a = &f->p->arcs[k];
  double *z_low = &low[tli_flow_z(f, k)], *z_high = &high[tli_flow_z(f, k)];
  if (a->kind == TL_FLOW_CHECK_VALVE) {
    shrink_rise(a, 1.0, 0.0, low, high);
    if (low[tli_flow_q(f, k)] > margin) *z_low = *z_high;
    if (high[a->from] < low[a->to] - margin && *z_low < 1.0) *z_high = 0.0;
    return;
  }
  raise_to(&low[a->from], low[a->to]);
  lower_to(&high[a->to], fmin(high[a->from], tli_flow_held(a)));
  if (high[a->from] < tli_flow_held(a) - margin) *z_low = *z_high;
  if (low[a->from] > high[a->to] + margin && *z_low < 1.0) *z_high = 0.0;
  if (*z_high == 0.0) raise_to(&low[a->to], tli_flow_held(a));
}

static void shrink_arc(const tli_flow *f, size_t k, double *low, double *high) {
  const tl_flow_arc *a = &f->p->arcs[k];
  raise_to(&low[a->from], 1e-12 * a->p_in_min_pa * a->p_in_min_pa);
  if (a->p_out_max_pa > 0.0) lower_to(&high[a->to], 1e-12 * a->p_out_max_pa * a->p_out_max_pa);
  if (tli_flow_is_pipe(a)) {
    shrink_pipe(f, k, low, high);
    return;
  }
  const double q = low[tli_flow_q(f, k)], level = 1.0 / f->column[k]; /* P_to over P_from at rest */
  const bool lifted = a->kind == TL_FLOW_LIFTED_PIPE;
  const bool join = a->kind == TL_FLOW_JOIN || tli_flow_has_two_laws(a);
  const double least = lifted || join ? level : a->ratio_min * a->ratio_min;
  shrink_rise(a, least, lifted ? level * f->drag[k] * q * q : 0.0, low, high);
  if (lifted) return;
  const double most = join ? level : a->ratio_max * a->ratio_max; /* P_to <= most P_from */
  lower_to(&high[a->to], most * high[a->from]);
  raise_to(&low[a->from], low[a->to] / most);
}

/* One column of a balance: factor x lies within -(sum of the others); sums hold what the column gave to them or more.
 */
static void shrink_term(double factor, size_t c, double sum_low, double sum_high, double *low, double *high) {
  const double at_low = factor * low[c], at_high = factor * high[c];
  const double least = -(sum_high - fmax(at_low, at_high)), most = -(sum_low - fmin(at_low, at_high));
  raise_to(&low[c], (factor > 0.0 ? least : most) / factor);
  lower_to(&high[c], (factor > 0.0 ? most : least) / factor);
}

static void add_term(double factor, size_t c, size_t node, const tli_flow *f, const double *low, const double *high) {
  f->sum_low[node] += fmin(factor * low[c], factor * high[c]);
  f->sum_high[node] += fmax(factor * low[c], factor * high[c]);
}

/* All balances; first their sums, then each term by the rest. */
static void shrink_balances(const tli_flow *f, double *low, double *high) {
  const double *pattern = f->p->pattern_kg_s;
  for (size_t i = 0; i < f->n; i++) {
    f->sum_low[i] = f->sum_high[i] = 0.0;
    if (pattern != NULL && pattern[i] != 0.0) add_term(pattern[i], tli_flow_scale(f), i, f, low, high);
  }
  for (size_t k = 0; k < f->a; k++) {
    add_term(-1.0, tli_flow_q(f, k), f->p->arcs[k].from, f, low, high);
    add_term(1.0, tli_flow_q(f, k), f->p->arcs[k].to, f, low, high);
  }
  for (size_t i = 0; i < f->t; i++) add_term(1.0, tli_flow_in(f, i), f->p->trades[i].node, f, low, high);
  for (size_t k = 0; k < f->a; k++) {
    const size_t from = f->p->arcs[k].from, to = f->p->arcs[k].to;
    shrink_term(-1.0, tli_flow_q(f, k), f->sum_low[from], f->sum_high[from], low, high);
    shrink_term(1.0, tli_flow_q(f, k), f->sum_low[to], f->sum_high[to], low, high);
  }
  for (size_t i = 0; i < f->t; i++) {
    const size_t at = f->p->trades[i].node;
    shrink_term(1.0, tli_flow_in(f, i), f->sum_low[at], f->sum_high[at], low, high);
  }
  for (size_t i = 0; i < f->n && pattern != NULL; i++)
    if (pattern[i] != 0.0) shrink_term(pattern[i], tli_flow_scale(f), f->sum_low[i], f->sum_high[i], low, high);
}

bool tli_flow_shrink(const tli_flow *f, double *low, double *high) {
  for (int sweep = 0; sweep < SWEEPS; sweep++) {
    for (size_t k = 0; k < f->a; k++) {
      const tl_flow_kind kind = f->p->arcs[k].kind;
      if (tli_flow_has_two_laws(&f->p->arcs[k])) shrink_two_laws(f, k, low, high);
      if (high[tli_flow_z(f, k)] == 0.0 && kind != TL_FLOW_GOVERNOR)
        low[tli_flow_q(f, k)] = high[tli_flow_q(f, k)] = 0.0;
      if (f->twin[k] != SIZE_MAX && low[tli_flow_z(f, k)] == 1.0) high[tli_flow_z(f, f->twin[k])] = 0.0;
      if (low[tli_flow_z(f, k)] == 1.0) shrink_arc(f, k, low, high);
    }
    shrink_balances(f, low, high);
  }
  for (size_t c = 0; c < tli_flow_columns(f); c++) {
    if (low[c] > high[c] + 1e-7) return false;
    if (low[c] > high[c]) low[c] = high[c] = 0.5 * (low[c] + high[c]);
  }
  return true;
}
