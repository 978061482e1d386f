/* Optimal gas flow as a nonlinear program with exact derivatives, in squared pressures P, flows q, trades s, the scale:
 *
 *     balance    sum of q in - sum of q out + sum of s + pattern scale = 0             [kg/s]
 *     pipe       P_from - w P_to - c q|q| = 0                w of the gas column, 0 of a leak [MPa2]
 *     join       P_from - w P_to = 0
 *     ratio      P_to - r_max^2 P_from <= 0,   P_to - r_min^2 P_from >= 0
 *     lifted     P_from - w P_to + c q^2 <= 0
 *     check      P_from - P_to = 0 open, <= 0 shut (q = 0)
 *     governor   P_from - P_to = 0 open, >= 0 where P_to is the held one
 *     power      W q ((P_to/P_from)^(m/2) - 1) <= most                                 [MW]
 *
 * Rows stand only for arcs that are there and for check valves and governors; the others have q = 0. q|q| has a second
 * derivative that jumps at rest. */
#include "optimise/tli_flow.h"

#include <math.h>

typedef struct builder {
  tli_flow_program *g;
  size_t rows, entries;
  bool counting;
} builder;

static void entry(builder *b, size_t row, size_t column) {
  if (!b->counting) {
    b->g->smooth.entry_row[b->entries] = (int)row;
    b->g->smooth.entry_column[b->entries] = (int)column;
  }
  b->entries++;
}

static size_t row(builder *b, int kind, size_t where, double low, double high) {
  if (!b->counting) {
    b->g->row_kind[b->rows] = kind;
    b->g->row_where[b->rows] = (int)where;
    b->g->smooth.row_low[b->rows] = low;
    b->g->smooth.row_high[b->rows] = high;
  }
  return b->rows++;
}

/* Rows and entries, in the order in which values are filled in. */
static void arc_rows(builder *b, size_t k) {
  const tli_flow *f = b->g->f;
  const tl_flow_arc *a = &f->p->arcs[k];
  const bool ratio = a->kind == TL_FLOW_COMPRESSOR || a->kind == TL_FLOW_REGULATOR;
  for (int side = 0; side < (ratio ? 2 : 1); side++) {
    const bool most = ratio && side == 0;
    const int kind = !ratio ? TLI_FLOW_LAW : most ? TLI_FLOW_RATIO_MAX : TLI_FLOW_RATIO_MIN;
    const bool below = most || a->kind == TL_FLOW_LIFTED_PIPE || (a->kind == TL_FLOW_CHECK_VALVE && !b->g->there[k]);
    const bool above = (ratio && !most) || (a->kind == TL_FLOW_GOVERNOR && !b->g->there[k]);
    const size_t r = row(b, kind, k, below ? -INFINITY : 0.0, above ? INFINITY : 0.0);
    entry(b, r, a->from);
    entry(b, r, a->to);
    if (f->drag[k] > 0.0) entry(b, r, tli_flow_q(f, k));
  }
  if (!tli_flow_power_limited(f, k)) return;
  const size_t r = row(b, TLI_FLOW_POWER, k, -INFINITY, 1e-6 * a->power_max_w);
  entry(b, r, a->from);
  entry(b, r, a->to);
  entry(b, r, tli_flow_q(f, k));
}

static void build(builder *b) {
  const tli_flow *f = b->g->f;
  for (size_t i = 0; i < f->n; i++) {
    (void)row(b, TLI_FLOW_BALANCE, i, 0.0, 0.0);
    if (f->p->pattern_kg_s != NULL && f->p->pattern_kg_s[i] != 0.0) entry(b, i, tli_flow_scale(f));
  }
  for (size_t k = 0; k < f->a; k++) {
    entry(b, f->p->arcs[k].from, tli_flow_q(f, k));
    entry(b, f->p->arcs[k].to, tli_flow_q(f, k));
  }
  for (size_t i = 0; i < f->t; i++) entry(b, f->p->trades[i].node, tli_flow_in(f, i));
  for (size_t k = 0; k < f->a; k++)
    if (b->g->there[k] || tli_flow_has_two_laws(&f->p->arcs[k])) arc_rows(b, k);
}

/* ---- values ------------------------------------------------------------------------------------------------------ */

/* Power and its derivatives by P_from, P_to, q, then second ones: ff, tf, tt, qf, qt. */
typedef struct power {
  double value, d[3], dd[5];
} power;

static power power_of(const tli_flow *f, size_t k, const double *x) {
  const tl_flow_arc *a = &f->p->arcs[k];
  const double m = 0.5 * f->p->exponent, w = f->work_mw, from = x[a->from], to = x[a->to], q = x[tli_flow_q(f, k)];
  const double h = pow(to / from, m), s = w * q * h;
  return (power){w * q * (h - 1.0),
                 {-s * m / from, s * m / to, w * (h - 1.0)},
                 {s * m * (m + 1.0) / (from * from), -s * m * m / (from * to), s * m * (m - 1.0) / (to * to),
                  -w * h * m / from, w * h * m / to}};
}

static double price_mw(const tli_flow *f) { return 1e6 * f->p->power_price; }
static bool priced(const tli_flow_program *g, size_t k) {
  return g->there[k] && tli_flow_has_power(g->f, k) && g->f->p->power_price > 0.0;
}

static double objective(const void *of, const double *x) {
  const tli_flow_program *g = of;
  const tli_flow *f = g->f;
  double sum = f->p->pattern_kg_s != NULL ? f->p->scale_price * x[tli_flow_scale(f)] : 0.0;
  for (size_t i = 0; i < f->t; i++) sum += f->p->trades[i].price * x[tli_flow_in(f, i)];
  for (size_t k = 0; k < f->a; k++) {
    if (priced(g, k)) sum += price_mw(f) * power_of(f, k, x).value;
    if (!g->there[k]) continue;
    sum += f->p->arcs[k].build_cost + tli_flow_lift_price(f, k) * (x[f->p->arcs[k].to] - x[f->p->arcs[k].from]);
  }
  return sum;
}

static void gradient(const void *of, const double *x, double *values) {
  const tli_flow_program *g = of;
  const tli_flow *f = g->f;
  for (size_t c = 0; c < tli_flow_unknowns(f); c++) values[c] = 0.0;
  if (f->p->pattern_kg_s != NULL) values[tli_flow_scale(f)] = f->p->scale_price;
  for (size_t i = 0; i < f->t; i++) values[tli_flow_in(f, i)] = f->p->trades[i].price;
  for (size_t k = 0; k < f->a; k++) {
    if (g->there[k]) {
      values[f->p->arcs[k].from] -= tli_flow_lift_price(f, k);
      values[f->p->arcs[k].to] += tli_flow_lift_price(f, k);
    }
    if (!priced(g, k)) continue;
    const power w = power_of(f, k, x);
    values[f->p->arcs[k].from] += price_mw(f) * w.d[0];
    values[f->p->arcs[k].to] += price_mw(f) * w.d[1];
    values[tli_flow_q(f, k)] += price_mw(f) * w.d[2];
  }
}

static double square(double factor, double value) { return factor * factor * value; }

/* Row r of an arc. */
static double arc_value(const tli_flow_program *g, size_t r, const double *x) {
  const tli_flow *f = g->f;
  const size_t k = (size_t)g->row_where[r];
  const tl_flow_arc *a = &f->p->arcs[k];
  const double from = x[a->from], to = x[a->to], q = x[tli_flow_q(f, k)], rest = from - f->column[k] * to;
  if (g->row_kind[r] == TLI_FLOW_RATIO_MAX) return to - square(a->ratio_max, from);
  if (g->row_kind[r] == TLI_FLOW_RATIO_MIN) return to - square(a->ratio_min, from);
  if (g->row_kind[r] == TLI_FLOW_POWER) return power_of(f, k, x).value;
  if (tli_flow_is_pipe(a)) return rest - tli_flow_drop(f, k, q);
  return rest + (a->kind == TL_FLOW_LIFTED_PIPE ? f->drag[k] * q * q : 0.0);
}

static void constraints(const void *of, const double *x, double *values) {
  const tli_flow_program *g = of;
  const tli_flow *f = g->f;
  for (size_t i = 0; i < f->n; i++)
    values[i] = f->p->pattern_kg_s != NULL ? f->p->pattern_kg_s[i] * x[tli_flow_scale(f)] : 0.0;
  for (size_t k = 0; k < f->a; k++) {
    values[f->p->arcs[k].from] -= x[tli_flow_q(f, k)];
    values[f->p->arcs[k].to] += x[tli_flow_q(f, k)];
  }
  for (size_t i = 0; i < f->t; i++) values[f->p->trades[i].node] += x[tli_flow_in(f, i)];
  for (size_t r = f->n; r < g->smooth.rows; r++) values[r] = arc_value(g, r, x);
}

static void arc_slopes(const tli_flow_program *g, size_t r, const double *x, double slopes[3]) {
  const tli_flow *f = g->f;
  const size_t k = (size_t)g->row_where[r];
  const tl_flow_arc *a = &f->p->arcs[k];
  const double q = x[tli_flow_q(f, k)];
  slopes[0] = 1.0;
  slopes[1] = -f->column[k];
  slopes[2] = tli_flow_is_pipe(a) ? -tli_flow_drop_slope(f, k, q) : 2.0 * f->drag[k] * q;
  if (g->row_kind[r] == TLI_FLOW_POWER) {
    const power w = power_of(f, k, x);
    for (size_t d = 0; d < 3; d++) slopes[d] = w.d[d];
  } else if (g->row_kind[r] != TLI_FLOW_LAW) {
    const double ratio = g->row_kind[r] == TLI_FLOW_RATIO_MAX ? a->ratio_max : a->ratio_min;
    slopes[0] = -ratio * ratio;
    slopes[1] = 1.0;
  }
}

static void jacobian(const void *of, const double *x, double *values) {
  const tli_flow_program *g = of;
  const tli_flow *f = g->f;
  size_t e = 0;
  for (size_t i = 0; i < f->n; i++)
    if (f->p->pattern_kg_s != NULL && f->p->pattern_kg_s[i] != 0.0) values[e++] = f->p->pattern_kg_s[i];
  for (size_t k = 0; k < f->a; k++) {
    values[e++] = -1.0;
    values[e++] = 1.0;
  }
  for (size_t i = 0; i < f->t; i++) values[e++] = 1.0;
  for (size_t r = f->n; r < g->smooth.rows; r++) {
    double slopes[3] = {0};
    arc_slopes(g, r, x, slopes);
    for (size_t d = 0; d < 3 && e < g->smooth.entries && g->smooth.entry_row[e] == (int)r; d++) values[e++] = slopes[d];
  }
}

/* ---- second derivatives: for each arc that is there, one place of a pipe or five of power -------------------------
 */

static size_t place(int *rows, int *columns, size_t at, size_t a, size_t b) {
  if (rows != NULL) {
    rows[at] = (int)(a > b ? a : b);
    columns[at] = (int)(a > b ? b : a);
  }
  return at + 1;
}

static size_t hessian_entries(const void *of, int *rows, int *columns) {
  const tli_flow_program *g = of;
  const tli_flow *f = g->f;
  size_t e = 0;
  for (size_t k = 0; k < f->a; k++) {
    if (!g->there[k]) continue;
    const size_t q = tli_flow_q(f, k), from = f->p->arcs[k].from, to = f->p->arcs[k].to;
    if (f->drag[k] > 0.0) e = place(rows, columns, e, q, q);
    if (!tli_flow_has_power(f, k)) continue;
    e = place(rows, columns, e, from, from);
    e = place(rows, columns, e, to, from);
    e = place(rows, columns, e, to, to);
    e = place(rows, columns, e, q, from);
    e = place(rows, columns, e, q, to);
  }
  return e;
}

/* Multipliers of the law (or 0) and of the power of an arc, whose rows begin at *r; *r goes on. */
static void arc_multipliers(const tli_flow_program *g, size_t k, const double *multipliers, size_t *r, double *law,
                            double *limit) {
  *law = *limit = 0.0;
  for (; *r < g->smooth.rows && g->row_where[*r] == (int)k; (*r)++) {
    if (g->row_kind[*r] == TLI_FLOW_LAW) *law = multipliers[*r];
    if (g->row_kind[*r] == TLI_FLOW_POWER) *limit = multipliers[*r];
  }
}

static void hessian(const void *of, const double *x, double factor, const double *multipliers, double *values) {
  const tli_flow_program *g = of;
  const tli_flow *f = g->f;
  size_t e = 0, r = f->n;
  for (size_t k = 0; k < f->a; k++) {
    double law, limit;
    arc_multipliers(g, k, multipliers, &r, &law, &limit);
    if (!g->there[k]) continue;
    if (f->drag[k] > 0.0) {
      const double sign = f->p->arcs[k].kind == TL_FLOW_LIFTED_PIPE ? 1.0 : x[tli_flow_q(f, k)] < 0.0 ? 1.0 : -1.0;
      values[e++] = tli_flow_is_straight(&f->p->arcs[k]) ? 0.0 : 2.0 * law * sign * f->drag[k];
    }
    if (!tli_flow_has_power(f, k)) continue;
    const power w = power_of(f, k, x);
    for (size_t d = 0; d < 5; d++) values[e++] = (limit + factor * price_mw(f)) * w.dd[d];
  }
}

/* ---- making ------------------------------------------------------------------------------------------------------ */

static bool make_room(tli_flow_program *g, size_t rows, size_t entries, tli_arena *arena) {
  tli_smooth *s = &g->smooth;
  s->rows = rows;
  s->entries = entries;
  s->unknowns = tli_flow_unknowns(g->f);
  g->row_kind = TLI_NEW_N(arena, int, rows);
  g->row_where = TLI_NEW_N(arena, int, rows);
  s->entry_row = TLI_NEW_N(arena, int, entries + 1);
  s->entry_column = TLI_NEW_N(arena, int, entries + 1);
  s->row_low = TLI_NEW_N(arena, double, rows);
  s->row_high = TLI_NEW_N(arena, double, rows);
  s->low = TLI_NEW_N(arena, double, tli_flow_columns(g->f));
  s->high = TLI_NEW_N(arena, double, tli_flow_columns(g->f));
  s->row_price = g->row_price = TLI_NEW_N(arena, double, rows);
  s->low_price = g->low_price = TLI_NEW_N(arena, double, s->unknowns);
  s->high_price = g->high_price = TLI_NEW_N(arena, double, s->unknowns);
  return g->row_kind != NULL && g->row_where != NULL && s->entry_row != NULL && s->entry_column != NULL &&
         s->row_low != NULL && s->row_high != NULL && s->low != NULL && s->high != NULL && s->row_price != NULL &&
         s->low_price != NULL && s->high_price != NULL;
}

static void fill_limits(tli_flow_program *g) {
  const tli_flow *f = g->f;
  for (size_t c = 0; c < tli_flow_unknowns(f); c++) {
    g->smooth.low[c] = f->low[c];
    g->smooth.high[c] = f->high[c];
  }
  for (size_t k = 0; k < f->a; k++) {
    const tl_flow_arc *a = &f->p->arcs[k];
    if (!g->there[k] && a->kind == TL_FLOW_GOVERNOR)
      g->smooth.low[a->to] = fmax(g->smooth.low[a->to], tli_flow_held(a));
    if (!g->there[k] && a->kind != TL_FLOW_GOVERNOR) {
      g->smooth.low[tli_flow_q(f, k)] = g->smooth.high[tli_flow_q(f, k)] = 0.0;
      continue;
    }
    g->smooth.low[a->from] = fmax(g->smooth.low[a->from], 1e-12 * a->p_in_min_pa * a->p_in_min_pa);
    if (a->p_out_max_pa > 0.0)
      g->smooth.high[a->to] = fmin(g->smooth.high[a->to], 1e-12 * a->p_out_max_pa * a->p_out_max_pa);
  }
}

tl_code tli_flow_program_make(const tli_flow *f, const bool *there, tli_arena *arena, tli_flow_program **program,
                              tl_error *error) {
  tli_flow_program *g = TLI_NEW(arena, tli_flow_program);
  if (g == NULL) return TLI_NO_MEMORY(error, "optimal gas flow");
  g->f = f;
  g->there = there;
  builder count = {.g = g, .counting = true};
  build(&count);
  if (!make_room(g, count.rows, count.entries, arena)) return TLI_NO_MEMORY(error, "optimal gas flow");
  builder fill = {.g = g};
  build(&fill);
  fill_limits(g);
  g->smooth.of = g;
  g->smooth.objective = objective;
  g->smooth.gradient = gradient;
  g->smooth.constraints = constraints;
  g->smooth.jacobian = jacobian;
  g->smooth.hessian_entries = hessian_entries;
  g->smooth.hessian = hessian;
  *program = g;
  return TL_OK;
}
