/* What an optimum of gas flow says: pressures, prices of gas at nodes, the limits that bind and what they are worth.
 *
 * With multipliers y of rows and z of bounds, grad f + J^T y - z_low + z_high = 0: one kg/s more that leaves a node
 * costs -y of its balance; a limit that moves by d moves the objective by -y d of a row, z_low d and -z_high d of a
 * bound. */
#include "optimise/tli_flow.h"

#include <math.h>
#include <stdlib.h>

static double pressure(double mpa2) { return 1e6 * sqrt(fmax(mpa2, 0.0)); }

typedef struct listing {
  tl_flow_answer *answer;
  size_t count, room;
  double least; /* what a hundredth of a limit must be worth to be listed */
} listing;

static void list(listing *l, const tl_flow_binding *b) {
  const double unit = b->shadow_unit[0] == 'b' ? 1e5 : b->shadow_unit[0] == 'M' ? 1e6 : 1.0;
  if (!(fabs(b->shadow * b->value / unit) * 0.01 > l->least) || l->count == l->room) return;
  l->answer->bindings[l->count++] = *b;
}

static double worth(const tl_flow_binding *b) {
  const double unit = b->shadow_unit[0] == 'b' ? 1e5 : b->shadow_unit[0] == 'M' ? 1e6 : 1.0;
  return fabs(b->shadow * b->value / unit);
}

static int stronger(const void *a, const void *b) {
  const double x = worth(a), y = worth(b);
  return x > y ? -1 : x < y ? 1 : 0;
}

/* The two bounds of a column, in the unit of the limit; by_unit: the column's change by one shadow unit more of each. A
 * fixed column has one limit, which is worth what its two multipliers come to together. */
typedef struct sides {
  const char *least, *most, *unit, *shadow_unit;
  bool of_node, of_trade, of_scale;
  size_t index, column;
  double low, high, low_by_unit, high_by_unit;
  bool low_of_search, high_of_search;
} sides;

static void list_sides(listing *l, const tli_flow_program *g, const sides *s) {
  double low = g->low_price[s->column] * s->low_by_unit, high = -g->high_price[s->column] * s->high_by_unit;
  if (g->smooth.low[s->column] == g->smooth.high[s->column]) {
    const double both = low + high;
    low = both > 0.0 ? both : 0.0;
    high = both > 0.0 ? 0.0 : both;
  }
  list(l, &(tl_flow_binding){s->least, s->of_node, s->of_trade, s->of_scale, s->index, s->low, s->unit, low,
                             s->shadow_unit, s->low_of_search});
  list(l, &(tl_flow_binding){s->most, s->of_node, s->of_trade, s->of_scale, s->index, s->high, s->unit, high,
                             s->shadow_unit, s->high_of_search});
}

static void list_bounds(listing *l, const tli_flow_program *g) {
  const tli_flow *f = g->f;
  const double *low = g->smooth.low, *high = g->smooth.high;
  for (size_t i = 0; i < f->n; i++) { /* d(P) = 2 p dp, a bar is 0.1 MPa */
    list_sides(l, g,
               &(sides){"p_min", "p_max", "Pa", "bar", true, false, false, i, i, pressure(low[i]), pressure(high[i]),
                        0.2 * sqrt(fmax(low[i], 0.0)), 0.2 * sqrt(fmax(high[i], 0.0)), false, false});
  }
  for (size_t k = 0; k < f->a; k++) {
    const size_t c = tli_flow_q(f, k);
    const tl_flow_arc *a = &f->p->arcs[k];
    if (!g->there[k]) continue;
    list_sides(l, g,
               &(sides){"q_min", "q_max", "kg/s", "kg/s", false, false, false, k, c, low[c], high[c], 1.0, 1.0,
                        low[c] > a->q_min_kg_s, high[c] < a->q_max_kg_s});
  }
  for (size_t i = 0; i < f->t; i++) {
    const size_t c = tli_flow_in(f, i);
    const tl_flow_trade *t = &f->p->trades[i];
    list_sides(l, g,
               &(sides){"in_min", "in_max", "kg/s", "kg/s", false, true, false, i, c, low[c], high[c], 1.0, 1.0,
                        low[c] > t->in_min_kg_s, high[c] < t->in_max_kg_s});
  }
  const size_t c = tli_flow_scale(f);
  if (f->p->pattern_kg_s != NULL)
    list_sides(l, g,
               &(sides){"scale_min", "scale_max", "1", "1", false, false, true, 0, c, low[c], high[c], 1.0, 1.0, false,
                        isinf(f->p->scale_max)});
}

static void list_rows(listing *l, const tli_flow_program *g) {
  const double *x = l->answer->x;
  for (size_t r = g->f->n; r < g->smooth.rows; r++) {
    const size_t k = (size_t)g->row_where[r];
    const tl_flow_arc *a = &g->f->p->arcs[k];
    if (g->row_kind[r] == TLI_FLOW_POWER)
      list(l,
           &(tl_flow_binding){"power_max", false, false, false, k, a->power_max_w, "W", -g->row_price[r], "MW", false});
    const bool most = g->row_kind[r] == TLI_FLOW_RATIO_MAX;
    if (!most && g->row_kind[r] != TLI_FLOW_RATIO_MIN) continue;
    /* the row is P_to - r^2 P_from against 0: dr moves it by -2 r P_from dr */
    const double ratio = most ? a->ratio_max : a->ratio_min;
    list(l, &(tl_flow_binding){most ? "ratio_max" : "ratio_min", false, false, false, k, ratio, "1",
                               -g->row_price[r] * 2.0 * ratio * x[a->from], "1", false});
  }
}

static bool make_room(tl_flow_answer *a, size_t limits) {
  const tli_flow *f = a->f;
  a->p_pa = TLI_NEW_N(a->arena, double, f->n);
  a->price = TLI_NEW_N(a->arena, double, f->n);
  a->q = TLI_NEW_N(a->arena, double, f->a + 1);
  a->power_w = TLI_NEW_N(a->arena, double, f->a + 1);
  a->in = TLI_NEW_N(a->arena, double, f->t + 1);
  a->bindings = TLI_NEW_N(a->arena, tl_flow_binding, limits);
  return a->p_pa != NULL && a->price != NULL && a->q != NULL && a->power_w != NULL && a->in != NULL &&
         a->bindings != NULL;
}

tl_code tli_flow_answer_fill(tl_flow_answer *a, const tli_flow_program *g, bool priced, tl_error *error) {
  const tli_flow *f = a->f;
  const size_t limits = 2 * (f->n + f->a + f->t + 1) + g->smooth.rows;
  if (!make_room(a, limits)) return TLI_NO_MEMORY(error, "the answer of optimal gas flow");
  for (size_t i = 0; i < f->n; i++) {
    a->p_pa[i] = pressure(a->x[i]);
    a->price[i] = priced ? -g->row_price[i] : NAN;
  }
  a->summary.power_w = 0.0;
  for (size_t k = 0; k < f->a; k++) {
    const tl_flow_arc *arc = &f->p->arcs[k];
    a->q[k] = a->x[tli_flow_q(f, k)];
    a->power_w[k] = a->there[k] ? 1e6 * tli_flow_power_mw(f, k, a->x[arc->from], a->x[arc->to], a->q[k]) : 0.0;
    a->summary.power_w += a->power_w[k];
  }
  for (size_t i = 0; i < f->t; i++) a->in[i] = a->x[tli_flow_in(f, i)];
  listing l = {a, 0, limits, 1e-7 * fmax(fabs(a->summary.objective), f->small)};
  bool moves = f->p->pattern_kg_s != NULL || f->p->power_price > 0.0 ||
               f->p->lift_price > 0.0; /* else no limit is worth anything */
  for (size_t i = 0; i < f->t; i++) moves = moves || f->p->trades[i].price != 0.0;
  if (moves && priced) {
    list_bounds(&l, g);
    list_rows(&l, g);
  }
  a->binding_count = l.count;
  qsort(a->bindings, l.count, sizeof *a->bindings, stronger);
  return TL_OK;
}

void tl_flow_summary_of(const tl_flow_answer *answer, tl_flow_summary *summary) { *summary = answer->summary; }
const double *tl_flow_pressures_pa(const tl_flow_answer *answer) { return answer->p_pa; }
const double *tl_flow_node_prices(const tl_flow_answer *answer) { return answer->price; }
const double *tl_flow_flows_kg_s(const tl_flow_answer *answer) { return answer->q; }
const double *tl_flow_powers_w(const tl_flow_answer *answer) { return answer->power_w; }
const double *tl_flow_ins_kg_s(const tl_flow_answer *answer) { return answer->in; }
const bool *tl_flow_there(const tl_flow_answer *answer) { return answer->there; }
bool tl_flow_binding_at(const tl_flow_answer *answer, size_t index, tl_flow_binding *binding) {
  if (index >= answer->binding_count) return false;
  *binding = answer->bindings[index];
  return true;
}
