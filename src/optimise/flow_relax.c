/* The linear relaxation of optimal gas flow in a box, and a bound from its multipliers.
 *
 *     c q|q|   tangents and chords, as lines  P_from - w P_to >= s q + c  (or <=), w of the gas column
 *     q h      h = u^m - 1 is concave in u = P_to/P_from: above its chord, and u - u0 >= (P_to - u0 P_from)/P_from,max;
 *              then the two lower planes of McCormick (Math. Program. 10, 1976) of q and h
 *     z        "is there", 0 .. 1: a line of an arc that may be left out is widened by what it can miss at q = 0;
 *              what check valves and governors have of their law either way has no z
 *
 * The bound holds whatever the multipliers y are: sum y b + sum over columns of the least of (cost - y A) x in the box
 * (Neumaier and Shcherbina, Math. Program. 99, 2004), less a margin for rounding. */
#include "la/tli_lp.h"
#include "optimise/tli_flow.h"

#include <math.h>

typedef struct line {
  size_t begin; /* of its entries; they end where those of the next line begin */
  double low, high;
} line;

typedef struct line_entry {
  size_t column;
  double value;
} line_entry;

struct tli_flow_relaxation {
  const tli_flow *f;
  tli_arena *arena;
  tli_lp *lp;
  double *low, *high, *cost; /* of all columns, powers too */
  double *y;                 /* of lines */
  double *x;                 /* of columns, and which of their two ends some point reached: tightening */
  bool *reached;
  line *lines;
  line_entry *entries;
  size_t line_count, line_room, entry_count, entry_room, y_room;
  bool failed;
};

static size_t columns(const tli_flow *f) { return tli_flow_columns(f) + f->a; }
static size_t power_column(const tli_flow *f, size_t arc) { return tli_flow_columns(f) + arc; }

tl_code tli_flow_relaxation_make(const tli_flow *f, tli_arena *arena, tli_flow_relaxation **relaxation,
                                 tl_error *error) {
  tli_flow_relaxation *r = TLI_NEW(arena, tli_flow_relaxation);
  if (r == NULL) return TLI_NO_MEMORY(error, "a relaxation");
  *relaxation = r;
  r->f = f;
  r->arena = arena;
  r->low = TLI_NEW_N(arena, double, columns(f));
  r->high = TLI_NEW_N(arena, double, columns(f));
  r->cost = TLI_NEW_N(arena, double, columns(f));
  r->x = TLI_NEW_N(arena, double, columns(f));
  r->reached = TLI_NEW_N(arena, bool, 2 * columns(f));
  if (r->low != NULL && r->high != NULL && r->cost != NULL && r->x != NULL && r->reached != NULL)
    r->lp = tli_lp_create(tli_arena_allocator(arena));
  return r->lp != NULL ? TL_OK : TLI_NO_MEMORY(error, "a relaxation");
}

void tli_flow_relaxation_watch(tli_flow_relaxation *relaxation, tli_flow_watch *watch) {
  tli_lp_watch(relaxation->lp, tli_flow_go_on, watch);
}

void tli_flow_relaxation_destroy(tli_flow_relaxation *relaxation) {
  if (relaxation != NULL) tli_lp_destroy(relaxation->lp);
}

/* ---- lines ------------------------------------------------------------------------------------------------------- */

/* Begins a line; entries are added to the last one. */
static void new_line(tli_flow_relaxation *r, double low, double high) {
  if (!TLI_PUSH_ROOM(r->arena, r->lines, r->line_room, r->line_count)) {
    r->failed = true;
    return;
  }
  r->lines[r->line_count++] = (line){r->entry_count, low, high};
}
static void add(tli_flow_relaxation *r, size_t column, double value) {
  if (r->failed || !TLI_PUSH_ROOM(r->arena, r->entries, r->entry_room, r->entry_count)) {
    r->failed = true;
    return;
  }
  r->entries[r->entry_count++] = (line_entry){column, value};
}

/* P_i - w P_j - s q >= cut where arc k is there (over false) or <= cut (over true). */
static void add_law(tli_flow_relaxation *r, size_t k, size_t i, size_t j, double w, double s, double cut, bool over) {
  const tli_flow *f = r->f;
  const double free = over ? r->high[i] - w * r->low[j] : r->low[i] - w * r->high[j]; /* at q = 0 */
  const double loose = over ? fmax(free, cut) : fmin(free, cut);
  const bool fixed = r->low[tli_flow_z(f, k)] == 1.0;
  new_line(r, over ? -INFINITY : fixed ? cut : loose, over ? (fixed ? cut : loose) : INFINITY);
  add(r, i, 1.0);
  add(r, j, -w);
  if (s != 0.0) add(r, tli_flow_q(f, k), -s);
  if (!fixed) add(r, tli_flow_z(f, k), loose - cut);
}

static void add_tangent(tli_flow_relaxation *r, size_t k, double t, bool over) {
  const tl_flow_arc *a = &r->f->p->arcs[k];
  const double s = tli_flow_drop_slope(r->f, k, t);
  add_law(r, k, a->from, a->to, r->f->column[k], s, tli_flow_drop(r->f, k, t) - s * t, over);
}
static void add_chord(tli_flow_relaxation *r, size_t k, double q0, double q1, bool over) {
  const tl_flow_arc *a = &r->f->p->arcs[k];
  const double f0 = tli_flow_drop(r->f, k, q0), f1 = tli_flow_drop(r->f, k, q1);
  const double s = q1 - q0 > 1e-9 ? (f1 - f0) / (q1 - q0) : 0.0;
  const double c0 = f0 - s * q0, c1 = f1 - s * q1, margin = 1e-13 * (fabs(f0) + fabs(f1));
  add_law(r, k, a->from, a->to, r->f->column[k], s, over ? fmax(c0, c1) + margin : fmin(c0, c1) - margin, over);
}

static void add_pipe(tli_flow_relaxation *r, size_t k) {
  static const double touch = 0.41421356237309515; /* sqrt(2) - 1: tangent at -touch end meets the curve at that end */
  const double low = r->low[tli_flow_q(r->f, k)], high = r->high[tli_flow_q(r->f, k)];
  if (tli_flow_is_straight(&r->f->p->arcs[k])) {
    add_tangent(r, k, 0.0, false);
    add_tangent(r, k, 0.0, true);
    return;
  }
  if (low >= 0.0 || high <= 0.0) {
    const bool over = high <= 0.0; /* concave below zero: tangents lie above */
    add_chord(r, k, low, high, !over);
    for (int i = 0; i <= 4; i++) add_tangent(r, k, low + 0.25 * i * (high - low), over);
    return;
  }
  const double up = -touch * low * (1.0 + 1e-9), down = -touch * high * (1.0 + 1e-9);
  if (up < high)
    for (int i = 0; i <= 3; i++) add_tangent(r, k, up + i * (high - up) / 3.0, false);
  else
    add_chord(r, k, low, high, false);
  if (down > low)
    for (int i = 0; i <= 3; i++) add_tangent(r, k, down + i * (low - down) / 3.0, true);
  else
    add_chord(r, k, low, high, true);
}

static void add_lifted(tli_flow_relaxation *r, size_t k) {
  const tl_flow_arc *a = &r->f->p->arcs[k];
  const double low = r->low[tli_flow_q(r->f, k)], high = r->high[tli_flow_q(r->f, k)];
  for (int i = 0; i <= 4; i++) { /* P_from - w P_to <= -c q^2 <= its tangents */
    const double t = low + 0.25 * i * (high - low), s = 2.0 * r->f->drag[k] * t;
    add_law(r, k, a->from, a->to, r->f->column[k], -s, r->f->drag[k] * t * t, true);
  }
}

/* Power of a compressor; where it may be left out the planes are lowered by what they could ask of it then. */
static void add_power(tli_flow_relaxation *r, size_t k) {
  const tli_flow *f = r->f;
  const tl_flow_arc *a = &f->p->arcs[k];
  const double ql = r->low[tli_flow_q(f, k)], qh = r->high[tli_flow_q(f, k)], m = 0.5 * f->p->exponent;
  const double u0 = fmax(a->ratio_min * a->ratio_min, r->low[a->to] / r->high[a->from]);
  const double u1 = fmax(u0, fmin(a->ratio_max * a->ratio_max, r->high[a->to] / fmax(r->low[a->from], 1e-12)));
  const double h0 = pow(u0, m) - 1.0, h1 = pow(u1, m) - 1.0;
  const double rise = (u1 > u0 * (1.0 + 1e-12) ? (h1 - h0) / (u1 - u0) : 0.0) / r->high[a->from];
  for (int end = 0; end < 2; end++) { /* power/W >= q1 h + h1 q - q1 h1 with h >= h0 + rise (P_to - u0 P_from) */
    const double q = end == 0 ? ql : qh, h = end == 0 ? h0 : h1;
    const double loose = fmax(q * rise * (r->high[a->to] - u0 * r->low[a->from]) + q * h0 - q * h, 0.0);
    const bool fixed = r->low[tli_flow_z(f, k)] == 1.0;
    new_line(r, q * h0 - q * h - (fixed ? 0.0 : loose), INFINITY);
    if (!fixed) add(r, tli_flow_z(f, k), -loose);
    add(r, power_column(f, k), 1.0 / f->work_mw);
    add(r, tli_flow_q(f, k), -h);
    add(r, a->to, -q * rise);
    add(r, a->from, q * rise * u0);
  }
}

/* P_from <= P_to of a check valve, >= of a governor, either way; the other side where z = 1. A governor that is not
 * open holds P_to: P_to >= held - (held - low) z. */
static void add_two_laws(tli_flow_relaxation *r, size_t k) {
  const tl_flow_arc *a = &r->f->p->arcs[k];
  const size_t z = tli_flow_z(r->f, k);
  const bool governor = a->kind == TL_FLOW_GOVERNOR;
  new_line(r, governor ? 0.0 : -INFINITY, governor ? INFINITY : 0.0);
  add(r, a->from, 1.0);
  add(r, a->to, -1.0);
  if (r->high[z] > 0.0) add_law(r, k, a->from, a->to, 1.0, 0.0, 0.0, governor);
  if (!governor || r->low[z] == 1.0) return;
  const double held = tli_flow_held(a);
  new_line(r, held, INFINITY);
  add(r, a->to, 1.0);
  add(r, z, held - fmin(r->low[a->to], held));
}

static void add_arc(tli_flow_relaxation *r, size_t k) {
  const tli_flow *f = r->f;
  const tl_flow_arc *a = &f->p->arcs[k];
  const size_t q = tli_flow_q(f, k), z = tli_flow_z(f, k);
  if (f->twin[k] < k) { /* one of two ways at most: both would only send gas round */
    new_line(r, -INFINITY, 1.0);
    add(r, z, 1.0);
    add(r, tli_flow_z(f, f->twin[k]), 1.0);
  }
  if (r->low[z] < 1.0 && a->kind != TL_FLOW_GOVERNOR) { /* nothing flows where it is left out */
    new_line(r, -INFINITY, 0.0);
    add(r, q, 1.0);
    add(r, z, -r->high[q]);
    new_line(r, 0.0, INFINITY);
    add(r, q, 1.0);
    add(r, z, -r->low[q]);
  }
  if (tli_flow_has_two_laws(a)) add_two_laws(r, k);
  if (r->high[z] == 0.0) return;
  if (tli_flow_is_pipe(a)) add_pipe(r, k);
  if (a->kind == TL_FLOW_LIFTED_PIPE) add_lifted(r, k);
  if (a->kind == TL_FLOW_JOIN) {
    add_law(r, k, a->from, a->to, f->column[k], 0.0, 0.0, false);
    add_law(r, k, a->from, a->to, f->column[k], 0.0, 0.0, true);
  }
  if (a->kind != TL_FLOW_COMPRESSOR && a->kind != TL_FLOW_REGULATOR) return;
  add_law(r, k, a->to, a->from, a->ratio_max * a->ratio_max, 0.0, 0.0, true);
  add_law(r, k, a->to, a->from, a->ratio_min * a->ratio_min, 0.0, 0.0, false);
  if (tli_flow_has_power(f, k)) add_power(r, k);
}

static void add_balances(tli_flow_relaxation *r) {
  const tli_flow *f = r->f;
  for (size_t i = 0; i < f->n; i++) {
    new_line(r, 0.0, 0.0);
    for (size_t k = 0; k < f->a; k++) {
      if (f->p->arcs[k].from == i) add(r, tli_flow_q(f, k), -1.0);
      if (f->p->arcs[k].to == i) add(r, tli_flow_q(f, k), 1.0);
    }
    for (size_t t = 0; t < f->t; t++)
      if (f->p->trades[t].node == i) add(r, tli_flow_in(f, t), 1.0);
    if (f->p->pattern_kg_s != NULL) add(r, tli_flow_scale(f), f->p->pattern_kg_s[i]);
  }
}

/* ---- the program ------------------------------------------------------------------------------------------------- */

static void fill_columns(tli_flow_relaxation *r, const double *low, const double *high) {
  const tli_flow *f = r->f;
  for (size_t c = 0; c < tli_flow_columns(f); c++) {
    r->low[c] = low[c];
    r->high[c] = high[c];
    r->cost[c] = 0.0;
  }
  for (size_t i = 0; i < f->t; i++) r->cost[tli_flow_in(f, i)] = f->p->trades[i].price;
  if (f->p->pattern_kg_s != NULL) r->cost[tli_flow_scale(f)] = f->p->scale_price;
  for (size_t k = 0; k < f->a; k++) {
    const tl_flow_arc *a = &f->p->arcs[k];
    const size_t c = power_column(f, k);
    r->cost[tli_flow_z(f, k)] = a->build_cost;
    if (low[tli_flow_z(f, k)] == 1.0) { /* one that may be left out lifts by no less than 0 */
      r->cost[a->from] -= tli_flow_lift_price(f, k);
      r->cost[a->to] += tli_flow_lift_price(f, k);
    }
    r->low[c] = r->high[c] = r->cost[c] = 0.0;
    if (!tli_flow_has_power(f, k)) continue;
    const double least = pow(a->ratio_min, f->p->exponent) - 1.0, most = pow(a->ratio_max, f->p->exponent) - 1.0;
    r->low[c] = f->work_mw * high[tli_flow_q(f, k)] * fmin(least, 0.0);
    r->high[c] = fmin(1e-6 * a->power_max_w, f->work_mw * high[tli_flow_q(f, k)] * fmax(most, 0.0));
    r->cost[c] = 1e6 * f->p->power_price;
  }
}

static size_t line_end(const tli_flow_relaxation *r, size_t i) {
  return i + 1 < r->line_count ? r->lines[i + 1].begin : r->entry_count;
}

static tl_code fill_program(tli_flow_relaxation *r, tl_error *error) {
  tli_lp_clear(r->lp);
  bool good = !r->failed;
  for (size_t c = 0; c < columns(r->f) && good; c++)
    good = tli_lp_add_column(r->lp, r->low[c], r->high[c], r->cost[c]) >= 0;
  for (size_t i = 0; i < r->line_count && good; i++) {
    good = tli_lp_add_row(r->lp, r->lines[i].low, r->lines[i].high) >= 0;
    for (size_t e = r->lines[i].begin; e < line_end(r, i) && good; e++)
      good = tli_lp_add_entry(r->lp, (int)r->entries[e].column, r->entries[e].value);
  }
  if (good && r->y_room < r->line_count) {
    r->y_room = 2 * r->line_count;
    r->y = TLI_NEW_N(r->arena, double, r->y_room);
    good = r->y != NULL;
  }
  return good ? TL_OK : TLI_NO_MEMORY(error, "a relaxation");
}

/* All lines of a box; what must not cost more than `most`, if that is finite. */
static tl_code build(tli_flow_relaxation *r, const double *low, const double *high, double most, tl_error *error) {
  const tli_flow *f = r->f;
  r->line_count = r->entry_count = 0;
  r->failed = false;
  fill_columns(r, low, high);
  add_balances(r);
  for (size_t k = 0; k < f->a; k++) add_arc(r, k);
  if (isfinite(most)) {
    new_line(r, -INFINITY, most);
    for (size_t c = 0; c < columns(f); c++)
      if (r->cost[c] != 0.0) add(r, c, r->cost[c]);
  }
  return fill_program(r, error);
}

tl_code tli_flow_relax(tli_flow_relaxation *r, const double *low, const double *high, double *x, double *bound,
                       bool *has_point, tl_error *error) {
  TLI_TRY(build(r, low, high, INFINITY, error));
  tli_lp_status status;
  double value;
  TLI_TRY(tli_lp_solve(r->lp, &status, x, r->y, &value, error));
  *has_point = status == TLI_LP_OPTIMAL;
  *bound = tli_lp_bound(r->lp, -1, 0.0, NULL); /* the box alone */
  if (status == TLI_LP_INFEASIBLE && tli_lp_is_empty(r->lp, r->y)) *bound = INFINITY;
  if (*has_point) *bound = fmax(*bound, tli_lp_bound(r->lp, -1, 0.0, r->y));
  return TL_OK;
}

/* ---- a box by its relaxation --------------------------------------------------------------------------------------
 */

/* Marks the ends that the point of the last program reaches: to ask for them again gains nothing. */
static void mark_reached(tli_flow_relaxation *r, const double *low, const double *high) {
  for (size_t c = 0; c < tli_flow_columns(r->f); c++) {
    const double near = 1e-3 * (high[c] - low[c]);
    r->reached[2 * c] = r->reached[2 * c] || r->x[c] <= low[c] + near;
    r->reached[2 * c + 1] = r->reached[2 * c + 1] || r->x[c] >= high[c] - near;
  }
}

/* The least that a column (times sign) has in the relaxation, safe; -infinity: nothing is known. */
static tl_code least_of(tli_flow_relaxation *r, size_t column, double sign, const double *low, const double *high,
                        double *least, tl_error *error) {
  tli_lp_status status;
  *least = -INFINITY;
  if (r->reached[2 * column + (sign < 0.0 ? 1 : 0)]) return TL_OK;
  TLI_TRY(tli_lp_again(r->lp, (int)column, sign, &status, r->x, r->y, error));
  if (status != TLI_LP_OPTIMAL) return TL_OK;
  mark_reached(r, low, high);
  *least = tli_lp_bound(r->lp, (int)column, sign, r->y);
  return TL_OK;
}

tl_code tli_flow_tighten(tli_flow_relaxation *r, double *low, double *high, double most, tli_flow_watch *watch,
                         double *gained, tl_error *error) {
  static const double narrow = 1e-6;
  const tli_flow *f = r->f;
  double tried = 0.0;
  *gained = 0.0;
  TLI_TRY(build(r, low, high, most, error));
  TLI_TRY(tli_lp_keep(r->lp, error));
  for (size_t i = 0; i < 2 * tli_flow_columns(f); i++) r->reached[i] = false;
  tl_code code = TL_OK;
  for (size_t c = 0; c < tli_flow_columns(f) && code == TL_OK && tli_flow_go_on(watch); c++) {
    const double width = high[c] - low[c];
    const bool whole = c >= tli_flow_unknowns(f);
    if (width <= narrow) continue;
    double least, least_of_minus;
    code = least_of(r, c, 1.0, low, high, &least, error);
    if (code == TL_OK) code = least_of(r, c, -1.0, low, high, &least_of_minus, error);
    if (code != TL_OK) break;
    low[c] = fmin(fmax(low[c], whole && least > narrow ? 1.0 : least - narrow * narrow), high[c]);
    high[c] =
        fmax(fmin(high[c], whole && -least_of_minus < 1.0 - narrow ? 0.0 : -least_of_minus + narrow * narrow), low[c]);
    *gained += 1.0 - (high[c] - low[c]) / width;
    tried += 1.0;
  }
  *gained /= fmax(tried, 1.0);
  tli_lp_drop(r->lp);
  return code;
}
