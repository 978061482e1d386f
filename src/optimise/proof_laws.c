/* Whether one step of a proof follows from the law it names and the present box.
 *
 * Inequalities are recomputed in long double with a margin for rounding, in another form than the search uses: the
 * search solves laws for a bound, this code puts the bound in and looks whether the law can hold beyond it. */
#include <float.h>
#include <math.h>

#include "optimise/tli_proof.h"
#include "optimise/tli_reach.h"

typedef tli_proof_real real;

static const real rounding = 1e-12L, machine_spare = 1e-3L; /* of p/rho between places; the search takes twice that */

int tli_proof_modes(const tli_proof_reader *r, const tli_proof_state *s, int arc) {
  const size_t q = 2 * r->n + (size_t)arc;
  int modes = 0;
  for (int mode = 1; mode <= TLI_WORKING; mode *= 2) {
    if ((s->modes[arc] & mode) == 0) continue;
    if (mode == TLI_CLOSED && (s->low[q] > 0.0 || s->high[q] < 0.0)) continue; /* shut: q = 0 */
    if (mode == TLI_WORKING && s->high[q] < 0.0) continue;                     /* working: q >= 0 */
    modes |= mode;
  }
  return modes;
}

/* ---- rows as inequalities ------------------------------------------------------------------------------------------
 */

static real law_value(const tli_arc *a, real q) { return (real)a->c * q * fabsl(q); }

/* By how much a line can be beyond c q|q| over the flows of the box, 0 or a matter of rounding; infinite: it is no line
 * under it (or above). c q|q| is convex where q has the sign of `side`, concave on the other. */
static real line_miss(const tli_arc *a, double low, double high, const tli_row *row) {
  const real side = row->kind == TLI_ROW_LINE_UNDER ? 1.0L : -1.0L;
  real places[5] = {low, high, 0.0L, 0.0L, 0.0L};
  int count = 2;
  if (low < 0.0 && high > 0.0) places[count++] = 0.0L;
  const real touch = side * fabsl((real)row->slope) / (2.0L * a->c); /* where the slopes agree on the convex side */
  if (touch > low && touch < high) places[count++] = touch;
  if (!(row->slope >= 0.0)) return INFINITY;
  real size = fabsl((real)row->cut), miss = 0.0L;
  for (int i = 0; i < count; i++) {
    const real f = law_value(a, places[i]), line = row->slope * places[i] + row->cut;
    const real scale = fabsl(f) + fabsl(row->slope * places[i]);
    size = size > scale ? size : scale;
    miss = fmaxl(miss, side * (line - f));
  }
  return miss <= 1e-9L * (1.0L + size) ? miss : (real)INFINITY;
}

/* The same of a chord, above the convex curve if it is at both ends, and of a tangent, below it if it is where it is
 * nearest. */
static real curve_miss(const tli_proof_reader *r, const tli_proof_state *s, const tli_row *row) {
  const double low = s->low[r->n + (size_t)row->where], high = s->high[r->n + (size_t)row->where];
  const double unit = 1e-9 * (1.0 + tli_proof_potential(r, high));
  real miss;
  if (row->kind == TLI_ROW_CHORD) {
    miss = fmaxl(tli_proof_potential(r, low) - (row->slope * (real)low + row->cut),
                 tli_proof_potential(r, high) - (row->slope * (real)high + row->cut));
    return miss <= unit ? fmaxl(miss, 0.0L) : (real)INFINITY;
  }
  double left = low, right = high; /* the slope of the curve rises: find where it passes that of the row */
  for (int i = 0; i < 200 && right - left > 1e-13 * high; i++) {
    const double middle = 0.5 * (left + right);
    double slope;
    (void)tli_potential_at(&r->m->potential, middle, &slope, NULL);
    *(slope < row->slope ? &left : &right) = middle;
  }
  const double nearest = 0.5 * (left + right);
  miss = row->slope * (real)nearest + row->cut - tli_proof_potential(r, nearest);
  return miss <= unit ? fmaxl(miss, 0.0L) : (real)INFINITY;
}

/* The ratios that a working station could have: of each configuration the first stage, with the head that its machines
 * and the power behind the least flow allow, at the worst p/rho of the box. */
static void ratios(const tli_proof_reader *r, const tli_proof_state *s, int arc, real *least, real *most) {
  const tli_arc *a = &r->m->arcs[arc];
  const size_t from = r->n + (size_t)a->from, q = 2 * r->n + (size_t)arc;
  const int modes = tli_proof_modes(r, s, arc);
  const bool bypass = (modes & TLI_BYPASS) != 0; /* ratio 1 without fixed losses */
  *least = 0.0L;
  *most = INFINITY;
  if (modes == 0 || (modes & TLI_CLOSED) || (bypass && (a->loss_in > 0.0 || a->loss_out > 0.0))) return;
  if (modes == TLI_BYPASS) {
    *least = *most = 1.0L;
    return;
  }
  if (a->ratio_max > 0.0) *most = bypass && a->ratio_max < 1.0 ? 1.0 : a->ratio_max;
  const tli_reach *reach = a->machines != NULL ? a->machines->reach : NULL;
  const real low = (real)s->low[from] - a->loss_in, high = (real)s->high[from] - a->loss_in;
  if (reach == NULL) return;
  real work_low = INFINITY, work_high = 0.0L, reached = 1.0L, needed = INFINITY;
  enum { PLACES = 100 };
  for (int i = 0; i <= PLACES; i++) {
    const real least_p = fmaxl(low, 0.05L); /* bar; towards 0 it is R T/M */
    const double p = (double)(least_p + (high > least_p ? high - least_p : 0.0L) * i / PLACES);
    const real work = 1e5L * p / tli_potential_density(&r->m->potential, p, NULL, NULL);
    work_low = fminl(work_low, work);
    work_high = fmaxl(work_high, work);
  }
  work_low *= 1.0L - machine_spare;
  work_high *= 1.0L + machine_spare;
  for (size_t c = 0; c < reach->count; c++) {
    const tli_reach_stage *stage = &reach->stages[c];
    const real m = (real)stage->exponent * stage->stages; /* (kappa - 1)/kappa */
    real head = stage->head_most;
    if (low > 0.05L)
      head = fminl(head, stage->lift_most / (real)tli_potential_density(&r->m->potential, (double)low, NULL, NULL));
    if (s->low[q] > 0.0) head = fminl(head, stage->power_most / (real)s->low[q]);
    real one = powl(1.0L + m * head / work_low, 1.0L / m);
    one = fminl(one, stage->ratio_most);
    reached = fmaxl(reached, powl(one, stage->stages));
    needed = fminl(needed, powl(1.0L + m * stage->head_least / work_high, stage->stages / m));
  }
  *least = bypass ? 1.0L : fmaxl(needed, 1.0L);
  *most = fminl(*most, reached);
}

static bool ratio_holds(const tli_proof_reader *r, const tli_proof_state *s, const tli_row *row) {
  real least, most;
  ratios(r, s, row->where, &least, &most);
  return row->kind == TLI_ROW_RATIO ? row->slope >= most : row->slope <= least && row->slope > 0.0;
}

static void add_part(tli_proof_reader *r, size_t variable, real part) {
  r->coefficient[variable] += part;
  r->added[variable] += fabsl(part);
}

/* Adds multiplier times the row to the coefficients and its bound to *sum; false if the row does not hold in the box or
 * has no bound on that side. */
static bool add_row(tli_proof_reader *r, const tli_proof_state *s, const tli_term *t, real *sum, real *size) {
  const tli_model *m = r->m;
  const tli_row *row = &t->row;
  const real y = t->multiplier;
  const bool below = y > 0.0L;
  real miss = 0.0L;
  if (row->where < 0) return false;
  if (row->kind == TLI_ROW_BALANCE) {
    if ((size_t)row->where >= r->n) return false;
    for (size_t k = 0; k < m->arc_count; k++) { /* by all arcs, not by the node's list */
      if (m->arcs[k].to == row->where) add_part(r, 2 * r->n + k, y);
      if (m->arcs[k].from == row->where) add_part(r, 2 * r->n + k, -y);
    }
    const real leaves = below ? m->nodes[row->where].w_low : m->nodes[row->where].w_high;
    *sum += y * leaves;
    *size += fabsl(y * leaves);
    return true;
  }
  if (row->kind == TLI_ROW_CHORD || row->kind == TLI_ROW_TANGENT) {
    if ((size_t)row->where >= r->n || below != (row->kind == TLI_ROW_TANGENT)) return false;
    miss = curve_miss(r, s, row);
    if (!(miss < INFINITY)) return false;
    add_part(r, (size_t)row->where, y);
    add_part(r, r->n + (size_t)row->where, -y * row->slope);
    *sum += y * row->cut - fabsl(y) * miss;
    *size += fabsl(y * row->cut);
    return true;
  }
  if ((size_t)row->where >= m->arc_count) return false;
  const tli_arc *a = &m->arcs[row->where];
  const size_t from = (size_t)a->from, to = (size_t)a->to, q = 2 * r->n + (size_t)row->where;
  const int modes = a->kind == TLI_ARC_CONTROL ? tli_proof_modes(r, s, row->where) : 0;
  const bool runs = a->kind == TLI_ARC_CONTROL && modes != 0 && (modes & TLI_CLOSED) == 0;
  real limit;
  switch (row->kind) {
    case TLI_ROW_LINE_UNDER:
    case TLI_ROW_LINE_OVER:
      if (a->kind != TLI_ARC_FRICTION || below != (row->kind == TLI_ROW_LINE_UNDER)) return false;
      miss = line_miss(a, s->low[q], s->high[q], row);
      if (!(miss < INFINITY)) return false;
      add_part(r, from, y);
      add_part(r, to, -y * a->a);
      add_part(r, q, -y * row->slope);
      limit = (real)row->cut + a->b + (below ? -a->slack : a->slack);
      break;
    case TLI_ROW_JOIN:
      if (a->kind != TLI_ARC_JOIN && modes != TLI_BYPASS) return false;
      add_part(r, from, y);
      add_part(r, to, -y);
      limit = 0.0L;
      break;
    case TLI_ROW_RISE: /* p_from - p_to <= losses, whether working or in bypass */
      if (!runs || a->control != TL_CONTROL_STATION || below) return false;
      limit = (real)a->loss_in + a->loss_out;
      break;
    case TLI_ROW_RATIO:
    case TLI_ROW_LIFT:
      if (!runs || a->control != TL_CONTROL_STATION || below != (row->kind == TLI_ROW_LIFT) || !ratio_holds(r, s, row))
        return false;
      add_part(r, r->n + from, -y * (1.0L + row->slope)); /* with what is added below: -slope */
      add_part(r, r->n + to, 2.0L * y);
      limit = -(real)a->loss_out - (real)row->slope * a->loss_in;
      break;
    case TLI_ROW_DROP:
      if (!runs || a->control != TL_CONTROL_REGULATOR) return false;
      limit = below ? ((modes & TLI_BYPASS) && a->dp_min > 0.0 ? 0.0L : (real)a->dp_min) : (real)a->dp_max;
      break;
    default: /* TLI_ROW_LOSS */
      if (a->kind != TLI_ARC_LOSS) return false;
      limit = below ? (s->low[q] >= 0.0 ? 0.0L : -(real)a->loss) : (s->high[q] <= 0.0 ? 0.0L : (real)a->loss);
  }
  if (row->kind >= TLI_ROW_RISE) {
    add_part(r, r->n + from, y);
    add_part(r, r->n + to, -y);
  }
  if (!isfinite((double)limit)) return false;
  *sum += y * limit - fabsl(y) * miss;
  *size += fabsl(y * limit);
  return true;
}

/* sum y bound - max of (sum y row - cost of the aim) over the box, less a margin by all that is added up: large
 * multipliers cancel, but for their rounding. */
static bool combine(tli_proof_reader *r, const tli_proof_state *s, const tli_step *step, int aim, real cost,
                    real *bound) {
  const size_t all = 2 * r->n + r->m->arc_count;
  real sum = 0.0L, size = 0.0L;
  for (size_t j = 0; j < all; j++) r->coefficient[j] = r->added[j] = 0.0L;
  if (step->first + step->count > r->proof->term_count) return false;
  for (size_t t = step->first; t < step->first + step->count; t++)
    if (!add_row(r, s, &r->proof->terms[t], &sum, &size)) return false;
  for (size_t j = 0; j < all; j++) {
    if ((int)j == aim) add_part(r, j, -cost);
    if (r->added[j] == 0.0L) continue;
    const real at_low = -r->coefficient[j] * s->low[j], at_high = -r->coefficient[j] * s->high[j];
    sum += at_low < at_high ? at_low : at_high;
    size += r->added[j] * fmaxl(fabsl((real)s->low[j]), fabsl((real)s->high[j]));
  }
  *bound = sum - (real)(step->count + all + 4) * LDBL_EPSILON * size;
  return true;
}

/* ---- bounds --------------------------------------------------------------------------------------------------------
 */

/* Whether variable j could lie beyond `value` (above it if upper) as far as a relation  sum terms in low .. high  over
 * other variables of the box tells: the caller gives the range of what the relation makes of j. */
static bool beyond_range(bool upper, real value, real low, real high) {
  const real margin = rounding * (1.0L + fabsl(value));
  return upper ? high <= value + margin : low >= value - margin;
}

static bool by_balance(const tli_proof_reader *r, const tli_proof_state *s, const tli_step *step) {
  const size_t arc = (size_t)step->variable - 2 * r->n;
  const int node = step->where;
  if ((size_t)step->variable < 2 * r->n || node < 0 || (size_t)node >= r->n) return false;
  const tli_arc *own = &r->m->arcs[arc];
  if ((own->to == node) == (own->from == node)) return false;
  real least = 0.0L, most = 0.0L; /* net inflow by the other arcs */
  for (size_t k = 0; k < r->m->arc_count; k++) {
    if (k == arc) continue;
    const real low = s->low[2 * r->n + k], high = s->high[2 * r->n + k];
    if (r->m->arcs[k].to == node) {
      least += low;
      most += high;
    }
    if (r->m->arcs[k].from == node) {
      least -= high;
      most -= low;
    }
  }
  const real need_low = r->m->nodes[node].w_low, need_high = r->m->nodes[node].w_high;
  return own->to == node ? beyond_range(step->upper, step->value, need_low - most, need_high - least)
                         : beyond_range(step->upper, step->value, least - need_high, most - need_low);
}

static bool by_law(const tli_proof_reader *r, const tli_proof_state *s, const tli_step *step) {
  const tli_arc *a = &r->m->arcs[step->where];
  const size_t q = 2 * r->n + (size_t)step->where;
  if (a->kind != TLI_ARC_FRICTION) return false;
  const real from_low = s->low[a->from], from_high = s->high[a->from], to_low = s->low[a->to], to_high = s->high[a->to];
  const real f_low = law_value(a, s->low[q]), f_high = law_value(a, s->high[q]);
  const real margin = 1e-10L * (1.0L + fabsl(from_high) + fabsl(a->a * to_high) + fabsl(f_low) + fabsl(f_high));
  if ((size_t)step->variable == q) { /* at the bound the law is spent */
    const real f = law_value(a, step->value);
    return step->upper ? f >= from_high - a->a * to_low - a->b + a->slack - margin
                       : f <= from_low - a->a * to_high - a->b - a->slack + margin;
  }
  if (step->variable == a->from)
    return step->upper ? step->value >= a->a * to_high + a->b + f_high + a->slack - margin
                       : step->value <= a->a * to_low + a->b + f_low - a->slack + margin;
  if (step->variable != a->to) return false;
  return step->upper ? a->a * step->value >= from_high - a->b - f_low + a->slack - margin
                     : a->a * step->value <= from_low - a->b - f_high - a->slack + margin;
}

static bool is_joined(const tli_proof_reader *r, const tli_proof_state *s, int arc) {
  const tli_arc *a = &r->m->arcs[arc];
  return a->kind == TLI_ARC_JOIN || (a->kind == TLI_ARC_CONTROL && tli_proof_modes(r, s, arc) == TLI_BYPASS);
}

static bool by_join(const tli_proof_reader *r, const tli_proof_state *s, const tli_step *step) {
  const tli_arc *a = &r->m->arcs[step->where];
  if (!is_joined(r, s, step->where) || (step->variable != a->from && step->variable != a->to)) return false;
  const int other = step->variable == a->from ? a->to : a->from;
  return beyond_range(step->upper, step->value, s->low[other], s->high[other]);
}

/* p_from - p_to in least .. most. */
static bool by_difference(const tli_proof_reader *r, const tli_proof_state *s, const tli_step *step, real least,
                          real most) {
  const tli_arc *a = &r->m->arcs[step->where];
  const size_t from = r->n + (size_t)a->from, to = r->n + (size_t)a->to;
  if ((size_t)step->variable == from)
    return beyond_range(step->upper, step->value, s->low[to] + least, s->high[to] + most);
  if ((size_t)step->variable == to)
    return beyond_range(step->upper, step->value, s->low[from] - most, s->high[from] - least);
  return false;
}

static bool by_control(const tli_proof_reader *r, const tli_proof_state *s, const tli_step *step) {
  const tli_arc *a = &r->m->arcs[step->where];
  if (a->kind != TLI_ARC_CONTROL) return false;
  const int modes = tli_proof_modes(r, s, step->where);
  if (modes == 0 || (modes & TLI_CLOSED)) return false;
  if (modes == TLI_WORKING) {
    if (!step->upper && (size_t)step->variable == r->n + (size_t)a->from && step->value <= a->p_in_min) return true;
    if (step->upper && (size_t)step->variable == r->n + (size_t)a->to && step->value >= a->p_out_max) return true;
  }
  if (a->control == TL_CONTROL_STATION) return by_difference(r, s, step, -INFINITY, (real)a->loss_in + a->loss_out);
  if (a->control != TL_CONTROL_REGULATOR) return false;
  return by_difference(r, s, step, (modes & TLI_BYPASS) && a->dp_min > 0.0 ? 0.0L : (real)a->dp_min,
                       a->dp_max > 0.0 || !(modes & TLI_BYPASS) ? (real)a->dp_max : 0.0L);
}

/* Outlet within least .. most times the inlet, where those are known; flow within what power and the size of the
 * machines let through. */
static bool by_machines(const tli_proof_reader *r, const tli_proof_state *s, const tli_step *step) {
  const tli_arc *a = &r->m->arcs[step->where];
  const size_t from = r->n + (size_t)a->from, to = r->n + (size_t)a->to, q = 2 * r->n + (size_t)step->where;
  const int modes = tli_proof_modes(r, s, step->where);
  if (a->kind != TLI_ARC_CONTROL || a->control != TL_CONTROL_STATION || (modes & TLI_CLOSED) || !(modes & TLI_WORKING))
    return false;
  real least, most;
  ratios(r, s, step->where, &least, &most);
  const real in_low = (real)s->low[from] - a->loss_in, in_high = (real)s->high[from] - a->loss_in;
  const real out_low = (real)s->low[to] + a->loss_out, out_high = (real)s->high[to] + a->loss_out;
  const bool on_most = ((size_t)step->variable == to) == step->upper; /* which of the two the bound rests on */
  if ((size_t)step->variable != q && (on_most ? isinf(most) : !(least > 0.0L))) return false;
  if ((size_t)step->variable == to)
    return beyond_range(step->upper, step->value, least * in_low - a->loss_out, most * in_high - a->loss_out);
  if ((size_t)step->variable == from)
    return step->upper ? (step->value - a->loss_in) * least >= out_high * (1.0L - rounding)
                       : (step->value - a->loss_in) * most <= out_low * (1.0L + rounding);
  if ((size_t)step->variable != q || !step->upper || modes != TLI_WORKING || a->machines == NULL ||
      a->machines->reach == NULL)
    return false;
  const tli_reach *reach = a->machines->reach;
  const real density = tli_potential_density(&r->m->potential, (double)in_high, NULL, NULL);
  const real ratio = out_low > in_high ? out_low / in_high : 1.0L;
  for (size_t c = 0; c < reach->count; c++) { /* with that flow no configuration has the power or the size */
    const tli_reach_stage *stage = &reach->stages[c];
    const real m = (real)stage->exponent * stage->stages;
    real work = INFINITY;
    enum { PLACES = 100 };
    for (int i = 0; i <= PLACES; i++) {
      const real least_p = fmaxl(in_low, 0.05L);
      const double p = (double)(least_p + (in_high > least_p ? in_high - least_p : 0.0L) * i / PLACES);
      work = fminl(work, 1e5L * p / tli_potential_density(&r->m->potential, p, NULL, NULL));
    }
    const real head = work * (1.0L - machine_spare) / m * (powl(ratio, stage->exponent) - 1.0L);
    if (!(step->value * head >= stage->power_most) && !(step->value >= density * stage->flow_most)) return false;
  }
  return true;
}

static bool by_mode(const tli_proof_reader *r, const tli_proof_state *s, const tli_step *step) {
  const int modes = tli_proof_modes(r, s, step->where);
  if (r->m->arcs[step->where].kind != TLI_ARC_CONTROL || (size_t)step->variable != 2 * r->n + (size_t)step->where)
    return false;
  if (modes & TLI_BYPASS) return false; /* any flow */
  return step->upper ? (modes & TLI_WORKING) == 0 && step->value >= 0.0 : step->value <= 0.0;
}

static bool by_curve(const tli_proof_reader *r, const tli_proof_state *s, const tli_step *step) {
  const size_t i = (size_t)step->where;
  if (i >= r->n) return false;
  if ((size_t)step->variable == r->n + i) {
    const double there = tli_proof_potential(r, step->value < 0.0 ? 0.0 : step->value), unit = 1e-11 * (1.0 + there);
    return step->upper ? there >= s->high[i] - unit : there <= s->low[i] + unit;
  }
  if ((size_t)step->variable != i) return false;
  return beyond_range(step->upper, step->value, tli_proof_potential(r, s->low[r->n + i]),
                      tli_proof_potential(r, s->high[r->n + i]));
}

static bool by_rows(tli_proof_reader *r, const tli_proof_state *s, const tli_step *step) {
  real bound;
  const real cost = step->upper ? -1.0L : 1.0L;
  if (!combine(r, s, step, step->variable, cost, &bound)) return false;
  return step->upper ? step->value >= -bound : step->value <= bound;
}

bool tli_proof_rows_end(tli_proof_reader *r, const tli_proof_state *s, const tli_step *step) {
  real bound;
  return combine(r, s, step, -1, 0.0L, &bound) && bound > 0.0L;
}

bool tli_proof_bound_follows(tli_proof_reader *r, const tli_proof_state *s, const tli_step *step) {
  const size_t all = 2 * r->n + r->m->arc_count;
  if (step->variable < 0 || (size_t)step->variable >= all || step->where < 0 || !isfinite(step->value)) return false;
  if (step->reason == TLI_BY_BALANCE) return by_balance(r, s, step);
  if (step->reason == TLI_BY_CURVE) return by_curve(r, s, step);
  if ((size_t)step->where >= r->m->arc_count) return false;
  switch (step->reason) {
    case TLI_BY_LAW:
      return by_law(r, s, step);
    case TLI_BY_JOIN:
      return by_join(r, s, step);
    case TLI_BY_CONTROL:
      return by_control(r, s, step);
    case TLI_BY_LOSS: {
      const tli_arc *a = &r->m->arcs[step->where];
      const size_t q = 2 * r->n + (size_t)step->where;
      return a->kind == TLI_ARC_LOSS && by_difference(r, s, step, s->low[q] >= 0.0 ? 0.0L : -(real)a->loss,
                                                      s->high[q] <= 0.0 ? 0.0L : (real)a->loss);
    }
    case TLI_BY_MACHINES:
      return by_machines(r, s, step);
    case TLI_BY_MODE:
      return by_mode(r, s, step);
    default:
      return by_rows(r, s, step);
  }
}

/* ---- lines of sloping pipes
 * ------------------------------------------------------------------------------------------ */

/* s_from - a s_to - b - c q|q| stays within the slack if rho^2 = k s + d, with k = ln(a)/rise and d = b/(rise G), errs
 * by no more than (slack - laminar part)/(|rise| e^|S|) between the least and the largest pressure at the ends. Looked
 * at in many places, with the second derivative of rho^2 - k s between. */
bool tli_proof_fit_follows(const tli_proof_reader *r, const tli_proof_state *s, const tli_step *step) {
  if (step->where < 0 || (size_t)step->where >= r->m->arc_count || step->count != 1 ||
      step->first >= r->proof->term_count)
    return false;
  tli_arc *arc = &r->m->arcs[step->where];
  const tli_term *t = &r->proof->terms[step->first];
  const double a = t->row.slope, b = t->row.cut, slack = t->multiplier, scale = r->m->potential.scale;
  if (arc->kind != TLI_ARC_FRICTION || arc->rise == 0.0 || !(a > 0.0) || !(slack > 0.0)) return false;
  const double rise = arc->rise * scale, whole = log(a), g = whole != 0.0 ? expm1(whole) / whole : 1.0;
  const double k = whole / rise, d = b / (rise * g),
               allowed = (slack - arc->slack_laminar * g) / (fabs(rise) * exp(fabs(whole)));
  const size_t from = r->n + (size_t)arc->from, to = r->n + (size_t)arc->to;
  const double low = fmin(s->low[from], s->low[to]), high = fmax(s->high[from], s->high[to]);
  enum { PLACES = 1000 };
  for (int i = 0; i <= PLACES; i++) {
    const double p = low + (high - low) * i / PLACES, rho = tli_potential_density(&r->m->potential, p, NULL, NULL);
    if (fabs(rho * rho / scale - k * tli_proof_potential(r, p) - d) > allowed) return false;
  }
  if (fabs(step->value - arc->c_level * g) > 1e-12 * arc->c_level) return false;
  arc->a = a;
  arc->b = b;
  arc->c = step->value;
  arc->slack = slack;
  return true;
}
