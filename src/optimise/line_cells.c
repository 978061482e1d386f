/* Dynamic programming over pressure, and over cells of pressure, for one width of cells.
 *
 * Nodes x_j of a station are pressures behind it, from the least that can reach the end to its largest. Backwards:
 *     V_i(j) = sum over the stations c behind the span of W_c(j)
 *     W_c(j) = least over units k and nodes m of E_k(S_i(x_j), x_m) + V_c(m), or of by-passing: V_c at S_i(x_j)
 * The bound uses W as a price of pressure, psi_c, linear on each cell, and phi_i, the sum of psi_c over the c behind i:
 * along any operation the costs sum to
 *     sum of r_c,  r_c(x, y) = E(S_i(x), y) + phi_c(y) - psi_c(x)
 * and on a pair of cells r is at least its value at the lower corner plus width times the least slope, if negative. At
 * the optimum the slopes vanish (or the corner at the limit is the least), so that the bound loses only terms of second
 * order in the width. B_i(a) is the least sum of such bounds from cell a of station i to all ends behind it.
 */
#include "optimise/tli_cells.h"

#include "base/tli_base.h"

/* ---- nodes ------------------------------------------------------------------------------------------------------- */

/* No machine of the station lifts by a larger ratio: its largest head by the surge line and the largest speed. */
static double most_ratio(const tli_line_made *line, size_t station) {
  enum { POINTS = 400 };
  if (line->problem->stations[station].units == 0) return 1.0;
  const tl_turbo *t = line->problem->stations[station].turbo;
  const double least_z = 0.5, margin = 1.02;
  double flow = 1.0, most = 0.0;
  for (int i = 0; i < 40 && tl_biquadratic_at(&t->head_j_kg, flow, t->speed_max_1_min, NULL, NULL) > 0.0; i++)
    flow *= 1.3;
  for (int i = 0; i <= POINTS; i++) {
    const double x = flow * (double)i / POINTS;
    const double surge = t->surge_j_kg[0] + (t->surge_j_kg[1] + t->surge_j_kg[2] * x) * x;
    most = tli_max(most, tli_min(surge, tl_biquadratic_at(&t->head_j_kg, x, t->speed_max_1_min, NULL, NULL)));
  }
  const double m = line->exponent;
  return pow(1.0 + margin * m * most / (least_z * line->heat_j_kg[station]), 1.0 / m);
}

/* The least pressure behind the station with which the span still gives `needed`; NaN: not even 25 MPa does. To the
 * last digits, since the first node stands on it: there the delivery binds. */
static double least_behind(const tli_line_made *line, size_t span, double needed_pa) {
  double low = needed_pa * 0.5, high = 25e6, by_p, by_q;
  if (!(tli_line_span(line, span, high, &by_p, &by_q) >= needed_pa)) return NAN;
  for (int i = 0; i < 80 && high - low > 1e-13 * high; i++) {
    const double middle = 0.5 * (low + high), at = tli_line_span(line, span, middle, &by_p, &by_q);
    if (at >= needed_pa)
      high = middle;
    else
      low = middle;
  }
  return high;
}

tl_code tli_cells_least(const tli_line_made *line, double *least_pa, bool *none) {
  double needed[TL_LINE_STATIONS]; /* at the end of each span */
  *none = false;
  for (size_t i = 0; i < line->problem->count; i++) needed[i] = line->end_pa[i];
  for (size_t i = line->problem->count; i-- > 0;) {
    const tl_line_station *s = &line->problem->stations[i];
    least_pa[i] = least_behind(line, i, needed[i]);
    if (!(least_pa[i] <= s->p_most_pa)) {
      *none = true;
      return TL_OK;
    }
    if (i == 0) continue;
    const double run = (least_pa[i] + s->loss_out_pa) / most_ratio(line, i) + s->loss_in_pa;
    const double least = s->units > 0 ? tli_min(run, least_pa[i]) : least_pa[i];
    needed[line->before[i]] = tli_max(needed[line->before[i]], least);
  }
  return TL_OK;
}

double tli_cells_value(const tli_stage *s, const double *value, double p_pa) {
  const double at = (p_pa - s->low_pa) / s->width_pa;
  if (!(at >= -1e-9) || at > (double)s->cells + 1e-9) return INFINITY;
  size_t j = at > 0.0 ? (size_t)at : 0;
  if (j >= s->cells) j = s->cells - 1;
  const double share = at - (double)j;
  return value[j] + share * (value[j + 1] - value[j]);
}

static bool node_lives(const tli_stage *s, size_t j) {
  return (j > 0 && s->alive[j - 1]) || (j < s->cells && s->alive[j]);
}

static void march_nodes(const tli_line_made *line, tli_stage *s, size_t i) {
  for (size_t j = 0; j <= s->cells; j++) {
    double by_q;
    s->behind_pa[j] = node_lives(s, j) ? tli_line_span(line, i, tli_cells_node(s, j), &s->behind_by_p[j], &by_q) : NAN;
  }
}

/* ---- one pair of stages ------------------------------------------------------------------------------------------ */

/* Prices on a cell: W at its ends; where they differ by far more than their slopes tell, the lower branch. Without W on
 * one side that of the other, level; without any the price of the wider cell it was cut from. */
static void make_prices(const tli_stage *s, tli_stage *way) {
  const double jump = 2.0;
  for (size_t a = 0; a < s->cells; a++) {
    double left = way->step[a], right = way->step[a + 1];
    const double from_left = left + way->step_slope[a] * s->width_pa,
                 from_right = right - way->step_slope[a + 1] * s->width_pa;
    const double change = tli_max(fabs(way->step_slope[a]), fabs(way->step_slope[a + 1])) * s->width_pa;
    if (!isfinite(left) && !isfinite(right)) continue;
    if (!isfinite(left) || left - right > jump * change) left = from_right;
    if (!isfinite(right) || right - left > jump * change) right = from_left;
    way->way_left[a] = tli_min(way->way_left[a], left);
    way->way_right[a] = tli_min(way->way_right[a], right);
  }
  double last = 0.0; /* what was never priced: level with what is above it */
  for (size_t a = s->cells; a-- > 0; last = way->way_left[a])
    if (!isfinite(way->way_left[a])) way->way_left[a] = way->way_right[a] = last;
}

static double phi_slope(const tli_stage *s, size_t cell) {
  return (s->phi_right[cell] - s->phi_left[cell]) / s->width_pa;
}
/* The price of a cell, its line drawn out beyond its ends. */
static double phi_at(const tli_stage *s, size_t cell, double p_pa) {
  return s->phi_left[cell] + phi_slope(s, cell) * (p_pa - tli_cells_node(s, cell));
}
static double way_slope(const tli_stage *s, const tli_stage *way, size_t cell) {
  return (way->way_right[cell] - way->way_left[cell]) / s->width_pa;
}

/* Before any way is added: what reaches the end of a line costs nothing more there. */
static void begin_stage(const tli_line_made *line, tli_stage *s, size_t i) {
  const double needed = line->end_pa[i] * (1.0 - 1e-12);
  for (size_t j = 0; j <= s->cells; j++) {
    s->value[j] = s->behind_pa[j] >= needed ? 0.0 : INFINITY;
    s->slope[j] = 0.0;
  }
  for (size_t a = 0; a < s->cells; a++) {
    s->phi_left[a] = s->phi_right[a] = 0.0;
    s->least[a] = s->alive[a] && s->behind_pa[a + 1] >= needed ? 0.0 : INFINITY;
  }
}

/* W at a node, and the slope by its best step. */
static double least_step(const tli_line_made *line, const tli_stage *s, const tli_stage *next, size_t i, size_t j,
                         double *slope) {
  const double suction = s->behind_pa[j], price = line->problem->stations[i].price;
  *slope = 0.0;
  if (isnan(suction)) return INFINITY;
  const double bypass = tli_line_bypass(line, i, suction);
  double best = tli_cells_value(next, next->value, bypass), by_suction = 0.0;
  if (!isfinite(best))
    best = INFINITY;
  else if (bypass == suction)
    by_suction = tli_cells_value(next, next->slope, suction);
  for (size_t k = 1; k <= line->problem->stations[i].units; k++)
    for (size_t m = 0; m <= next->cells; m++) {
      if (tli_cells_node(next, m) <= suction || !isfinite(next->value[m])) continue;
      const tli_lift l = tli_line_lift(line, i, k, &next->suction[j], tli_cells_node(next, m));
      if (l.stop == NULL && price * l.energy_w + next->value[m] < best) {
        best = price * l.energy_w + next->value[m];
        by_suction = price * l.by_suction;
      }
      if (l.stop != NULL && isnan(l.energy_w) && l.stop[0] == 'l' && l.stop[1] == 'a') break; /* largest speed */
    }
  *slope = by_suction * s->behind_by_p[j];
  return best;
}

/* The slope of the span over a cell: it varies smoothly and one way; a whole difference is added on either side. */
static tli_range span_slope(const tli_stage *s, size_t a) {
  const double p = s->behind_by_p[a], q = s->behind_by_p[a + 1], margin = fabs(p - q);
  return (tli_range){tli_min(p, q) - margin, tli_max(p, q) + margin};
}

/* By-passing from cell a into cell b: phi_b(S(x)) - psi(x), with phi_b drawn out, is bounded from either end. A
 * regulator gives the lesser of S(x) and its pressure, whose slope is that of S or 0. */
static double bypass_bound(const tli_line_made *line, const tli_stage *s, const tli_stage *next, size_t i, size_t a,
                           size_t b) {
  tli_range by_x = tli_scaled(span_slope(s, a), phi_slope(next, b));
  if (line->problem->stations[i].regulates) by_x = (tli_range){tli_min(by_x.low, 0.0), tli_max(by_x.high, 0.0)};
  const tli_range slope = tli_minus(by_x, tli_at(way_slope(s, next, a)));
  const double left = tli_line_bypass(line, i, s->behind_pa[a]), right = tli_line_bypass(line, i, s->behind_pa[a + 1]);
  const double from_left = phi_at(next, b, left) - next->way_left[a] + s->width_pa * tli_min(slope.low, 0.0);
  const double from_right = phi_at(next, b, right) - next->way_right[a] - s->width_pa * tli_max(slope.high, 0.0);
  return tli_max(from_left, from_right);
}

/* Whether gas from cell a that is not compressed may arrive in cell b. */
static bool may_bypass(const tli_line_made *line, const tli_stage *s, const tli_stage *next, size_t i, size_t a,
                       size_t b) {
  const double rounding = 1.0 + 1e-12;
  return tli_line_bypass(line, i, s->behind_pa[a + 1]) * rounding >= tli_cells_node(next, b) &&
         tli_line_bypass(line, i, s->behind_pa[a]) <= tli_cells_node(next, b + 1) * rounding;
}

/* Running from cell a to cell b with k units: a lower bound of r; infinite if no point can. */
static double run_bound(const tli_line_made *line, const tli_stage *s, const tli_stage *next, size_t i, size_t k,
                        size_t a, size_t b) {
  const double price = line->problem->stations[i].price, to = tli_cells_node(next, b);
  tli_range by_suction, by_discharge;
  if (!tli_line_enclose(line, i, k, &next->suction[a], &next->suction[a + 1], to, to + next->width_pa, &by_suction,
                        &by_discharge))
    return INFINITY;
  const tli_lift corner = tli_line_lift(line, i, k, &next->suction[a], to);
  if (isnan(corner.energy_w)) return -INFINITY; /* nothing known: the cell must be cut */
  const double by_x = tli_scaled(tli_times(by_suction, span_slope(s, a)), price).low - way_slope(s, next, a),
               by_y = price * by_discharge.low + phi_slope(next, b);
  return price * corner.energy_w + next->phi_left[b] - next->way_left[a] + s->width_pa * tli_min(by_x, 0.0) +
         next->width_pa * tli_min(by_y, 0.0);
}

/* The bounds of all pairs from a living cell a of the stage before station i to the cells of the station. */
static void bound_row(const tli_line_made *line, const tli_stage *s, const tli_stage *next, size_t i, size_t a,
                      double *row) {
  const bool arrives = !isnan(s->behind_pa[a + 1]), surely = !isnan(s->behind_pa[a]);
  for (size_t b = 0; b < next->cells; b++)
    row[b] = arrives && !surely ? -INFINITY : INFINITY; /* cut the cell; nothing */
  if (!surely) return;
  for (size_t b = 0; b < next->cells; b++)
    if (next->alive[b] && may_bypass(line, s, next, i, a, b)) row[b] = bypass_bound(line, s, next, i, a, b);
  for (size_t k = 1; k <= line->problem->stations[i].units; k++)
    for (size_t b = 0; b < next->cells; b++)
      if (next->alive[b] && next->least[b] < INFINITY && tli_cells_node(next, b + 1) > s->behind_pa[a])
        row[b] = tli_min(row[b], run_bound(line, s, next, i, k, a, b));
}

/* What the way to station i adds to the stage before it. */
static void add_way(const tli_line_made *line, tli_stage *s, tli_stage *next, size_t i) {
  for (size_t j = 0; j <= s->cells; j++) {
    if (!isnan(s->behind_pa[j])) next->suction[j] = tli_line_suction(line, i, s->behind_pa[j]);
    next->step[j] = least_step(line, s, next, i, j, &next->step_slope[j]);
    s->value[j] += next->step[j];
    s->slope[j] += next->step_slope[j];
  }
  make_prices(s, next);
  for (size_t a = 0; a < s->cells; a++) {
    s->phi_left[a] += next->way_left[a];
    s->phi_right[a] += next->way_right[a];
    next->through[a] = INFINITY;
    if (!s->alive[a]) continue;
    double *row = &next->pair[s->row[a] * next->cells];
    bound_row(line, s, next, i, a, row);
    for (size_t b = 0; b < next->cells; b++)
      if (next->alive[b] && row[b] < INFINITY && next->least[b] < INFINITY)
        next->through[a] = tli_min(next->through[a], row[b] + next->least[b]);
    s->least[a] = s->least[a] < INFINITY && next->through[a] < INFINITY ? s->least[a] + next->through[a] : INFINITY;
  }
}

bool tli_cells_backward(const tli_line_made *line, tli_stage *stages, const tl_progress *progress) {
  const size_t n = line->problem->count;
  for (size_t i = n; i-- > 0;) {
    if (progress != NULL && progress->report != NULL &&
        !progress->report(progress->context, "optimise", 1.0 - (double)(i + 1) / (double)n))
      return false;
    march_nodes(line, &stages[i], i);
    begin_stage(line, &stages[i], i);
    for (size_t c = i + 1; c < n; c++)
      if (line->before[c] == i) add_way(line, &stages[i], &stages[c], c);
  }
  return true;
}

/* ---- from the start ---------------------------------------------------------------------------------------------- */

/* Least of E_0(p_in, y) + phi_0(y) over a cell. */
static double start_bound(const tli_line_made *line, const tli_stage *s, const tli_suction *from, size_t b) {
  const double price = line->problem->stations[0].price, low = tli_cells_node(s, b), high = tli_cells_node(s, b + 1);
  const double p_in = line->problem->p_in_pa;
  double best = INFINITY;
  const double bypass = tli_line_bypass(line, 0, p_in);
  if (bypass >= low && bypass <= high * (1.0 + 1e-12)) best = phi_at(s, b, bypass);
  for (size_t k = 1; k <= line->problem->stations[0].units; k++) {
    tli_range by_suction, by_discharge;
    const double to = tli_max(low, p_in * (1.0 + 1e-9));
    if (high <= to || !tli_line_enclose(line, 0, k, from, from, to, high, &by_suction, &by_discharge)) continue;
    const tli_lift corner = tli_line_lift(line, 0, k, from, to);
    if (isnan(corner.energy_w)) return -INFINITY;
    best = tli_min(best, price * corner.energy_w + phi_at(s, b, to) +
                             (high - to) * tli_min(price * by_discharge.low + phi_slope(s, b), 0.0));
  }
  return best;
}

/* Bound of all but what is behind the cells of station c, which follows stage s: what is before, and the other ways. */
static void pass_on(const tli_line_made *line, tli_stage *stages, size_t c) {
  const tli_stage *s = &stages[line->before[c]];
  tli_stage *next = &stages[c];
  for (size_t b = 0; b < next->cells; b++) next->from_start[b] = INFINITY;
  for (size_t a = 0; a < s->cells; a++) {
    if (!s->alive[a] || !(s->from_start[a] < INFINITY && s->least[a] < INFINITY)) continue;
    double before = s->from_start[a];
    for (size_t d = 0; d < line->problem->count; d++)
      if (d != c && line->before[d] == line->before[c]) before += stages[d].through[a];
    const double *row = &next->pair[s->row[a] * next->cells];
    for (size_t b = 0; b < next->cells; b++)
      if (row[b] < INFINITY) next->from_start[b] = tli_min(next->from_start[b], before + row[b]);
  }
}

double tli_cells_forward(const tli_line_made *line, tli_stage *stages) {
  const tli_suction start = tli_line_suction(line, 0, line->problem->p_in_pa);
  tli_stage *first = &stages[0];
  double least = INFINITY;
  for (size_t b = 0; b < first->cells; b++) {
    first->from_start[b] = first->alive[b] ? start_bound(line, first, &start, b) : INFINITY;
    if (first->from_start[b] < INFINITY && first->least[b] < INFINITY)
      least = tli_min(least, first->from_start[b] + first->least[b]);
  }
  for (size_t c = 1; c < line->problem->count; c++) pass_on(line, stages, c);
  return least;
}
