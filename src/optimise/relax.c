/* The linear relaxation of a box, its elastic solution, and safe conclusions from its multipliers.
 *
 * c q|q| of a pipe is bounded from below and above by lines: tangents and the chord where the sign of q is known, else
 * the line through one end that touches the other branch at t = (sqrt 2 - 1) times that end. Every row may be broken at
 * a price, so the program always has a solution; with multipliers y of the rows
 *     sum y_r bound_r - max over the box of (sum y_r row_r) x  >  0
 * says, whatever y is, that no x in the box keeps all rows (Neumaier and Shcherbina 2004): tli_lp_bound, of the program
 * whose rows may not be broken. */
#include <math.h>

#include "optimise/tli_relax.h"

enum { MOST_ENTRIES = 3 };
static const double price_of_law = 0.1, price_of_pressure = 1.0; /* per bar2 and per bar; kg/s cost 1 */
static const double touch = 0.41421356237309503;                 /* sqrt 2 - 1 */

tl_code tli_relaxation_make(tli_arena *arena, tli_relaxation *r, tl_error *error) {
  *r = (tli_relaxation){.arena = arena};
  r->lp = tli_lp_create(tli_arena_allocator(arena));
  return r->lp != NULL ? TL_OK : TLI_NO_MEMORY(error, "a relaxation");
}

void tli_relaxation_close(tli_relaxation *r) { tli_lp_destroy(r->lp); }

/* ---- rows ----------------------------------------------------------------------------------------------------------
 */

typedef struct entry {
  int variable;
  double value;
} entry;

/* The row as low <= sum value x <= high; gives the number of entries. Balances are listed by their node's ends. */
static int expand(const tli_model *m, const tli_box *box, const tli_row *row, entry *entries, double *low,
                  double *high) {
  const int n = (int)m->node_count;
  *low = -INFINITY;
  *high = INFINITY;
  if (row->kind == TLI_ROW_CHORD || row->kind == TLI_ROW_TANGENT) {
    entries[0] = (entry){row->where, 1.0};
    entries[1] = (entry){n + row->where, -row->slope};
    *(row->kind == TLI_ROW_CHORD ? high : low) = row->cut;
    return 2;
  }
  const tli_arc *a = &m->arcs[row->where];
  const bool of_s = row->kind == TLI_ROW_LINE_UNDER || row->kind == TLI_ROW_LINE_OVER || row->kind == TLI_ROW_JOIN;
  entries[0] = (entry){of_s ? a->from : n + a->from, 1.0};
  entries[1] = (entry){of_s ? a->to : n + a->to, -1.0};
  switch (row->kind) {
    case TLI_ROW_LINE_UNDER:
    case TLI_ROW_LINE_OVER:
      entries[1].value = -a->a;
      entries[2] = (entry){2 * n + row->where, -row->slope};
      if (row->kind == TLI_ROW_LINE_UNDER)
        *low = row->cut + a->b - a->slack;
      else
        *high = row->cut + a->b + a->slack;
      return 3;
    case TLI_ROW_JOIN:
      *low = *high = 0.0;
      return 2;
    case TLI_ROW_RISE:
      *high = a->loss_in + a->loss_out;
      return 2;
    case TLI_ROW_RATIO: /* p_to - slope p_from <= ... */
    case TLI_ROW_LIFT:
      entries[0].value = -row->slope;
      entries[1].value = 1.0;
      *(row->kind == TLI_ROW_RATIO ? high : low) = -a->loss_out - row->slope * a->loss_in;
      return 2;
    case TLI_ROW_DROP: {
      const bool also_bypass = (tli_box_modes(m, box, row->where) & TLI_BYPASS) != 0;
      *low = also_bypass ? tli_lesser(a->dp_min, 0.0) : a->dp_min;
      *high = a->dp_max;
      return 2;
    }
    default: { /* TLI_ROW_LOSS */
      const int q = 2 * n + row->where;
      *low = box->low[q] >= 0.0 ? 0.0 : -a->loss;
      *high = box->high[q] <= 0.0 ? 0.0 : a->loss;
      return 2;
    }
  }
}

static bool add_row(tli_relaxation *r, tli_row_kind kind, size_t where, double slope, double cut) {
  if (!TLI_PUSH_ROOM(r->arena, r->rows, r->row_room, r->row_count)) return false;
  r->rows[r->row_count++] = (tli_row){kind, (int)where, slope, cut};
  return true;
}

/* A tangent of c q|q| at t, or the chord between two flows. */
static bool add_tangent(tli_relaxation *r, const tli_arc *a, size_t k, bool under, double t) {
  const double slope = 2.0 * a->c * fabs(t);
  return add_row(r, under ? TLI_ROW_LINE_UNDER : TLI_ROW_LINE_OVER, k, slope, a->c * tli_signed_square(t) - slope * t);
}
static bool add_chord(tli_relaxation *r, const tli_arc *a, size_t k, bool under, double q0, double q1) {
  const double f0 = a->c * tli_signed_square(q0), f1 = a->c * tli_signed_square(q1);
  const double slope = q1 - q0 > 1e-9 ? (f1 - f0) / (q1 - q0) : 2.0 * a->c * fabs(q0);
  double cut = f0 - slope * q0;
  const double other = f1 - slope * q1; /* rounding and short chords: the line stays on its side */
  cut = under ? tli_lesser(cut, other) : tli_bigger(cut, other);
  const double margin = 1e-10 * (fabs(f0) + fabs(f1) + fabs(slope * q0)) + (q1 - q0 > 1e-9 ? 0.0 : 1e-9 * slope);
  return add_row(r, under ? TLI_ROW_LINE_UNDER : TLI_ROW_LINE_OVER, k, slope, cut + (under ? -margin : margin));
}

static bool add_lines(tli_relaxation *r, const tli_arc *a, size_t k, double low, double high) {
  if (high - low < 1e-9) return add_chord(r, a, k, true, low, high) && add_chord(r, a, k, false, low, high);
  if (low >= 0.0 || high <= 0.0) { /* convex above zero, concave below */
    const bool under = low >= 0.0;
    return add_tangent(r, a, k, under, low) && add_tangent(r, a, k, under, high) &&
           add_tangent(r, a, k, under, 0.5 * (low + high)) && add_chord(r, a, k, !under, low, high);
  }
  const double t_high = -touch * low, t_low = -touch * high;
  bool done = t_high < high ? add_tangent(r, a, k, true, t_high * (1.0 + 1e-9)) && add_tangent(r, a, k, true, high) &&
                                  add_tangent(r, a, k, true, 0.5 * (t_high + high))
                            : add_chord(r, a, k, true, low, high);
  return done && (t_low > low ? add_tangent(r, a, k, false, t_low * (1.0 + 1e-9)) && add_tangent(r, a, k, false, low) &&
                                    add_tangent(r, a, k, false, 0.5 * (t_low + low))
                              : add_chord(r, a, k, false, low, high));
}

static bool add_control(tli_relaxation *r, const tli_model *m, const tli_box *box, size_t k) {
  const tli_arc *a = &m->arcs[k];
  const int modes = tli_box_modes(m, box, (int)k);
  if (modes == TLI_BYPASS) return add_row(r, TLI_ROW_JOIN, k, 0.0, 0.0);
  if ((modes & TLI_CLOSED) || !(modes & TLI_WORKING)) return true;
  if (a->control == TL_CONTROL_REGULATOR) return add_row(r, TLI_ROW_DROP, k, 0.0, 0.0);
  if (!add_row(r, TLI_ROW_RISE, k, 0.0, 0.0)) return false;
  double least, most;
  tli_box_ratios(m, box, (int)k, tli_bigger(box->low[2 * m->node_count + k], 0.0), &least, &most);
  return (!isfinite(most) || add_row(r, TLI_ROW_RATIO, k, most, 0.0)) &&
         (least == 0.0 || add_row(r, TLI_ROW_LIFT, k, least, 0.0));
}

/* The curve of one node: chord above, tangents below. */
static bool add_curve(tli_relaxation *r, const tli_model *m, const tli_box *box, size_t i) {
  const double low = box->low[m->node_count + i], high = box->high[m->node_count + i];
  double s_low, s_high, first;
  s_low = tli_potential_at(&m->potential, low, NULL, NULL);
  s_high = tli_potential_at(&m->potential, high, &first, NULL);
  const double slope = high - low > 1e-9 ? (s_high - s_low) / (high - low) : first;
  const double margin = 1e-9 * (s_high + fabs(slope * low)) + 1e-9 * slope;
  if (!add_row(r, TLI_ROW_CHORD, i, slope, tli_bigger(s_low - slope * low, s_high - slope * high) + margin))
    return false;
  for (int t = 0; t < 3; t++) {
    const double p = low + 0.5 * t * (high - low), s = tli_potential_at(&m->potential, p, &first, NULL);
    if (!add_row(r, TLI_ROW_TANGENT, i, first, s - first * p - margin)) return false;
  }
  return true;
}

static bool needs_curve(const tli_model *m, size_t i) {
  for (int e = m->nodes[i].first_end; e < m->nodes[i].first_end + m->nodes[i].ends; e++) {
    const tli_arc_kind kind = m->arcs[m->ends[e].arc].kind;
    if (kind == TLI_ARC_LOSS || kind == TLI_ARC_CONTROL) return true;
  }
  return false;
}

static bool list_rows(tli_relaxation *r, const tli_model *m, const tli_box *box) {
  r->row_count = 0;
  for (size_t i = 0; i < m->node_count; i++)
    if (!add_row(r, TLI_ROW_BALANCE, i, 0.0, 0.0) || (needs_curve(m, i) && !add_curve(r, m, box, i))) return false;
  for (size_t k = 0; k < m->arc_count; k++) {
    const size_t q = 2 * m->node_count + k;
    bool done = true;
    switch (m->arcs[k].kind) {
      case TLI_ARC_FRICTION:
        done = add_lines(r, &m->arcs[k], k, box->low[q], box->high[q]);
        break;
      case TLI_ARC_JOIN:
        done = add_row(r, TLI_ROW_JOIN, k, 0.0, 0.0);
        break;
      case TLI_ARC_LOSS:
        done = add_row(r, TLI_ROW_LOSS, k, 0.0, 0.0);
        break;
      default:
        done = add_control(r, m, box, k);
    }
    if (!done) return false;
  }
  return true;
}

/* ---- the program ---------------------------------------------------------------------------------------------------
 */

static bool put_row(tli_relaxation *r, const tli_model *m, const tli_box *box, const tli_row *row, bool elastic) {
  entry entries[MOST_ENTRIES];
  double low, high;
  if (row->kind == TLI_ROW_BALANCE) {
    const tli_model_node *at = &m->nodes[row->where];
    bool done = tli_lp_add_row(r->lp, at->w_low, at->w_high) >= 0;
    for (int e = at->first_end; done && e < at->first_end + at->ends; e++)
      done = tli_lp_add_entry(r->lp, 2 * (int)m->node_count + m->ends[e].arc, m->ends[e].sign);
    for (int sign = -1; done && elastic && sign <= 1; sign += 2) {
      const int slack = tli_lp_add_column(r->lp, 0.0, INFINITY, 1.0);
      done = slack >= 0 && tli_lp_add_entry(r->lp, slack, sign);
    }
    return done;
  }
  const int count = expand(m, box, row, entries, &low, &high);
  bool done = tli_lp_add_row(r->lp, low, high) >= 0;
  for (int e = 0; done && e < count; e++) done = tli_lp_add_entry(r->lp, entries[e].variable, entries[e].value);
  const bool of_s = row->kind <= TLI_ROW_JOIN || row->kind >= TLI_ROW_CHORD;
  for (int sign = -1; done && elastic && sign <= 1; sign += 2) {
    if (sign < 0 ? isinf(high) : isinf(low)) continue;
    const int slack = tli_lp_add_column(r->lp, 0.0, INFINITY, of_s ? price_of_law : price_of_pressure);
    done = slack >= 0 && tli_lp_add_entry(r->lp, slack, sign);
  }
  return done;
}

/* The program of the rows that are listed. */
static tl_code fill(tli_relaxation *r, const tli_model *m, const tli_box *box, bool elastic, tl_error *error) {
  const size_t all = 2 * m->node_count + m->arc_count;
  bool done = true;
  tli_lp_clear(r->lp);
  for (size_t j = 0; done && j < all; j++) {
    const double low = tli_lesser(box->low[j], box->high[j]), high = tli_bigger(box->low[j], box->high[j]);
    done = tli_lp_add_column(r->lp, low, high, 0.0) >= 0;
  }
  for (size_t k = 0; done && k < r->row_count; k++) done = put_row(r, m, box, &r->rows[k], elastic);
  while (done && r->x_room < tli_lp_columns(r->lp)) done = TLI_PUSH_ROOM(r->arena, r->x, r->x_room, r->x_room);
  while (done && r->y_room < r->row_count) done = TLI_PUSH_ROOM(r->arena, r->y, r->y_room, r->y_room);
  return done ? TL_OK : TLI_NO_MEMORY(error, "a relaxation");
}

/* ---- safe conclusions ----------------------------------------------------------------------------------------------
 */

static void write_terms(const tli_relaxation *r, tli_proof *proof, tli_step step) {
  step.first = proof->term_count;
  for (size_t k = 0; k < r->row_count; k++)
    if (r->y[k] != 0.0) tli_proof_add_term(proof, &(tli_term){r->rows[k], r->y[k]});
  step.count = proof->term_count - step.first;
  tli_proof_add(proof, &step);
}

tl_code tli_relax(const tli_model *m, const tli_box *box, tli_relaxation *r, tli_proof *proof, double *violation,
                  bool *empty, tl_error *error) {
  tli_lp_status status;
  *empty = false;
  *violation = 0.0;
  if (!list_rows(r, m, box)) return TLI_NO_MEMORY(error, "a relaxation");
  TLI_TRY(fill(r, m, box, true, error));
  TLI_TRY(tli_lp_solve(r->lp, &status, r->x, r->y, violation, error));
  if (status != TLI_LP_OPTIMAL) {
    *violation = NAN;
    return TL_OK;
  }
  if (*violation < 1e-7) return TL_OK;
  TLI_TRY(fill(r, m, box, false, error));
  tli_lp_drop_small(r->lp, r->y);
  *empty = tli_lp_is_empty(r->lp, r->y);
  if (*empty) write_terms(r, proof, (tli_step){.kind = TLI_STEP_ROWS, .value = *violation});
  return TL_OK;
}

/* One side of one flow, by the kept program. */
static tl_code tighten(const tli_model *m, tli_box *box, int arc, bool upper, tli_relaxation *r, tli_proof *proof,
                       tl_error *error) {
  const int q = 2 * (int)m->node_count + arc;
  const double cost = upper ? -1.0 : 1.0;
  tli_lp_status status;
  TLI_TRY(tli_lp_again(r->lp, q, cost, &status, r->x, r->y, error));
  if (status != TLI_LP_OPTIMAL) return TL_OK;
  tli_lp_drop_small(r->lp, r->y);
  const double bound = cost * tli_lp_bound(r->lp, q, cost, r->y);
  const double gain = upper ? box->high[q] - bound : bound - box->low[q];
  if (!(gain > 0.05 * (box->high[q] - box->low[q]))) return TL_OK;
  const double loose = bound + (upper ? 1e-9 : -1e-9) * (1.0 + fabs(bound));
  write_terms(
      r, proof,
      (tli_step){
          .kind = TLI_STEP_BOUND, .reason = TLI_BY_ROWS, .where = arc, .variable = q, .upper = upper, .value = loose});
  *(upper ? &box->high[q] : &box->low[q]) = loose;
  return TL_OK;
}

tl_code tli_relax_flows(const tli_model *m, tli_box *box, double least_width, tli_relaxation *r, tli_proof *proof,
                        size_t *programs, tl_error *error) {
  if (!list_rows(r, m, box)) return TLI_NO_MEMORY(error, "a relaxation");
  TLI_TRY(fill(r, m, box, false, error));
  TLI_TRY(tli_lp_keep(r->lp, error));
  for (size_t k = 0; k < m->arc_count && !(r->is_late != NULL && r->is_late(r->search)); k++) {
    const size_t q = 2 * m->node_count + k;
    if (m->arcs[k].kind != TLI_ARC_FRICTION || box->high[q] - box->low[q] < least_width) continue;
    *programs += 2;
    for (int upper = 0; upper <= 1; upper++) TLI_TRY(tighten(m, box, (int)k, upper != 0, r, proof, error));
  }
  tli_lp_drop(r->lp);
  return TL_OK;
}
