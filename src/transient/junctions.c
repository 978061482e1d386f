/* The junctions: mass balances, laws of the parts, withdrawals that low pressure cuts; all pipes condensed onto their
 * ends. Same matrix as in steady, by KLU.
 *
 * A withdrawal w of a asked at p >= p_min is the middle one of  a - w,  s (p - p_min),  -w:  served in full while the
 * pressure lasts, then whatever keeps the pressure at p_min, down to nothing. Injections likewise at p_max.
 */
#include "transient/tli_transient.h"

#include <string.h>

typedef struct stamper {
  tl_transient *x;
  tli_stamp *places; /* NULL when adding */
  size_t count;
} stamper;

static void stamp(stamper *st, int row, int column, double value) {
  if (row < 0 || column < 0) return;
  if (st->places != NULL)
    st->places[st->count] = (tli_stamp){row, column};
  else
    tli_system_values(st->x->system)[st->x->slots[st->count]] += value;
  st->count++;
}

static double middle(double a, double b, double c) { return tli_max(tli_min(a, b), tli_min(tli_max(a, b), c)); }

/* Residual of the withdrawal's law and its slopes in p and w. */
static double withdrawal_law(const tli_junction *j, double p, double w, double *by_p, double *by_w) {
  const double scale = 1e-5 * (fabs(j->asked) + 1.0); /* kg/s per Pa */
  const double limit = j->asked >= 0.0 ? j->p_min : j->p_max;
  const double full = j->asked - w, held = scale * (p - limit), none = -w;
  *by_p = 0.0;
  *by_w = -1.0;
  if (j->asked == 0.0) return none;
  const double value = middle(full, held, none);
  if (value == held && value != full && value != none) {
    *by_p = scale;
    *by_w = -1e-12; /* keeps the row regular where the pressure does not answer */
  }
  return value;
}

static int part_unknown(const tl_transient *x, size_t part) { return (int)(x->unknowns - x->part_count + part); }

/* Unknowns of the yardstick, which eliminates nothing: all points, all faces. */
static int point_unknown(const tl_transient *x, size_t piece, size_t i) {
  const tli_piece *s = &x->pieces[piece];
  if (i == 0) return x->junctions[s->from].p_unknown;
  if (i == s->cells) return x->junctions[s->to].p_unknown;
  return (int)(x->node_unknowns + s->point - 2 * piece + i - 1);
}
static int face_unknown(const tl_transient *x, size_t piece, size_t i) {
  return (int)(x->node_unknowns + x->inner + x->pieces[piece].face + i);
}

static void stamp_cells(stamper *st, size_t piece, double gh) {
  const tl_transient *x = st->x;
  const tli_piece *s = &x->pieces[piece];
  const double volume = x->cm * s->strings * s->area_m2 * s->cell_m;
  for (size_t i = 0; i < s->cells; i++) {
    const int a = point_unknown(x, piece, i), b = point_unknown(x, piece, i + 1), q = face_unknown(x, piece, i);
    stamp(st, q, q, 1.0);
    stamp(st, q, a, -x->s_a[s->face + i]);
    stamp(st, q, b, -x->s_b[s->face + i]);
    stamp(st, a, q, i == 0 ? 1.0 : gh);
    stamp(st, b, q, i + 1 == s->cells ? -1.0 : -gh);
    if (i > 0) stamp(st, a, a, volume * x->drho[s->point + i]);
  }
}

static void stamp_all(stamper *st, double gh) {
  tl_transient *x = st->x;
  for (size_t k = 0; k < x->piece_count; k++) {
    if (x->options.general_sparse) {
      stamp_cells(st, k, gh);
      continue;
    }
    const tli_piece *s = &x->pieces[k];
    const int a = x->junctions[s->from].p_unknown, b = x->junctions[s->to].p_unknown;
    stamp(st, a, a, s->first[1]);
    stamp(st, a, b, s->first[2]);
    stamp(st, b, a, -s->last[1]);
    stamp(st, b, b, -s->last[2]);
  }
  for (size_t i = 0; i < x->part_count; i++) {
    const tli_part *part = &x->parts[i];
    const int a = x->junctions[part->from].p_unknown, b = x->junctions[part->to].p_unknown, q = part_unknown(x, i);
    stamp(st, a, q, 1.0 + part->draw_q);
    stamp(st, a, a, part->draw_p_from);
    stamp(st, a, b, part->draw_p_to);
    stamp(st, b, q, -1.0);
    stamp(st, q, a, part->f_p_from);
    stamp(st, q, b, part->f_p_to);
    stamp(st, q, q, part->f_q);
  }
  for (size_t j = 0; j < x->junction_count; j++) {
    const tli_junction *node = &x->junctions[j];
    double by_p = 0.0, by_w = -1.0;
    if (node->limited && st->places == NULL) (void)withdrawal_law(node, x->now.jp[j], x->now.jw[j], &by_p, &by_w);
    stamp(st, node->p_unknown, node->p_unknown, st->places == NULL ? x->cm * node->volume_m3 * x->jdrho[j] / gh : 0.0);
    stamp(st, node->p_unknown, node->w_unknown, 1.0);
    stamp(st, node->w_unknown, node->p_unknown, by_p);
    stamp(st, node->w_unknown, node->w_unknown, by_w);
  }
  for (size_t h = 0; h < x->hole_count; h++) {
    const int p = x->junctions[x->holes[h].junction].p_unknown;
    stamp(st, p, p, x->holes[h].slope);
  }
}

#define NEED(pointer, type, count)                                         \
  if (((pointer) = TLI_NEW_N(x->system_arena, type, (count) + 1)) == NULL) \
  return TLI_NO_MEMORY(error,                                              \
                       "the "                                              \
                       "equations")

tl_code tli_junction_pattern(tl_transient *x, tl_error *error) {
  int unknown = 0;
  for (size_t j = 0; j < x->junction_count; j++) {
    tli_junction *node = &x->junctions[j];
    node->p_unknown = node->given_p ? -1 : unknown++;
    node->w_unknown = node->limited ? unknown++ : -1;
  }
  x->node_unknowns = (size_t)unknown;
  x->unknowns = x->node_unknowns + (x->options.general_sparse ? x->inner + x->faces : 0) + x->part_count;
  x->system_arena = tli_arena_create(tli_arena_allocator(x->arena));
  if (x->system_arena == NULL) return TLI_NO_MEMORY(error, "the equations");
  const size_t cells = x->options.general_sparse ? 6 * x->faces : 0;
  const size_t most = cells + 4 * x->piece_count + 7 * x->part_count + 4 * x->junction_count + x->hole_count;
  tli_stamp *places;
  NEED(places, tli_stamp, most);
  NEED(x->slots, size_t, most);
  NEED(x->step, double, x->unknowns);
  if (x->unknowns == 0) return TL_OK;
  stamper st = {x, places, 0};
  stamp_all(&st, 1.0);
  return tli_system_create(x->system_arena, x->unknowns, st.count, places, x->slots, &x->system, error);
}

static void cell_residuals(tl_transient *x, size_t piece, double gh, double *r) {
  const tli_piece *s = &x->pieces[piece];
  const double volume = s->strings * s->area_m2 * s->cell_m;
  const double *q = x->now.q + s->face;
  for (size_t i = 0; i < s->cells; i++) {
    r[face_unknown(x, piece, i)] = x->residual_q[s->face + i];
    if (i > 0)
      r[point_unknown(x, piece, i)] =
          -x->cm * (volume * x->rho[s->point + i] - x->stage_base.mass[s->point + i]) + gh * (q[i - 1] - q[i]);
  }
  const int a = x->junctions[s->from].p_unknown, b = x->junctions[s->to].p_unknown;
  if (a >= 0) r[a] -= q[0];
  if (b >= 0) r[b] += q[s->cells - 1];
}

static double cell_update(tl_transient *x, size_t piece, const double *r) {
  const tli_piece *s = &x->pieces[piece];
  double largest = 0.0;
  for (size_t i = 0; i < s->cells; i++) {
    x->now.q[s->face + i] += x->damping * r[face_unknown(x, piece, i)];
    if (i == 0) continue;
    const double dp = r[point_unknown(x, piece, i)];
    double *p = &x->now.p[s->point + i];
    *p = tli_max(*p + x->damping * dp, 0.2 * *p);
    largest = tli_max(largest, fabs(dp));
  }
  return largest;
}

static void residuals(tl_transient *x, double gh, double *r) {
  for (size_t i = 0; i < x->unknowns; i++) r[i] = 0.0;
  for (size_t k = 0; k < x->piece_count; k++) {
    const tli_piece *s = &x->pieces[k];
    const int a = x->junctions[s->from].p_unknown, b = x->junctions[s->to].p_unknown;
    if (x->options.general_sparse) {
      cell_residuals(x, k, gh, r);
      continue;
    }
    if (a >= 0) r[a] -= x->now.q[s->face] + s->first[0];
    if (b >= 0) r[b] += x->now.q[s->face + s->cells - 1] + s->last[0];
  }
  for (size_t i = 0; i < x->part_count; i++) {
    const tli_part *part = &x->parts[i];
    const int a = x->junctions[part->from].p_unknown, b = x->junctions[part->to].p_unknown;
    if (a >= 0) r[a] -= x->now.pq[i] + part->draw;
    if (b >= 0) r[b] += x->now.pq[i];
    r[part_unknown(x, i)] = -part->f;
  }
  for (size_t j = 0; j < x->junction_count; j++) {
    const tli_junction *node = &x->junctions[j];
    if (node->p_unknown >= 0)
      r[node->p_unknown] -= x->cm * (node->volume_m3 * x->jrho[j] - x->stage_base.jmass[j]) / gh + x->now.jw[j];
    double by_p, by_w;
    if (node->w_unknown >= 0) r[node->w_unknown] = -withdrawal_law(node, x->now.jp[j], x->now.jw[j], &by_p, &by_w);
  }
  for (size_t h = 0; h < x->hole_count; h++) {
    const int p = x->junctions[x->holes[h].junction].p_unknown;
    if (p >= 0) r[p] -= x->holes[h].flow;
  }
}

/* The law of a part and its slopes at other pressures and another flow than the present ones. */
static tli_part law_at(tl_transient *x, size_t i, double p_from, double p_to, double flow) {
  tli_part trial = x->parts[i]; /* laws write into the part */
  double *pa = &x->now.jp[trial.from], *pb = &x->now.jp[trial.to], *q = &x->now.pq[i];
  const double kept[3] = {*pa, *pb, *q};
  *pa = p_from;
  *pb = p_to;
  *q = flow;
  tli_part_law_at(x, &trial, i);
  *pa = kept[0];
  *pb = kept[1];
  *q = kept[2];
  return trial;
}

/* A junction's pressure behind a share of the step. */
static double stepped_p(const tl_transient *x, size_t junction, const double *r, double share) {
  const int unknown = x->junctions[junction].p_unknown;
  const double p = x->now.jp[junction];
  return unknown >= 0 ? tli_max(p + share * r[unknown], 0.2 * p) : p;
}

static tli_part law_along(tl_transient *x, size_t i, const double *r, double share) {
  const tli_part *part = &x->parts[i];
  return law_at(x, i, stepped_p(x, part->from, r, share), stepped_p(x, part->to, r, share),
                x->now.pq[i] + share * r[part_unknown(x, i)]);
}

/* What a law changes by over 10 mbar and 1 kg/s, by the steeper of two faces: less is no overshoot. */
static double small_change(const tli_part *a, const tli_part *b) {
  static const double small_pa = 1e3, small_kg_s = 1.0;
  const double by_p = tli_max(tli_max(fabs(a->f_p_from), fabs(a->f_p_to)), tli_max(fabs(b->f_p_from), fabs(b->f_p_to)));
  return small_pa * by_p + small_kg_s * tli_max(fabs(a->f_q), fabs(b->f_q));
}

/* Where a step runs through the zero of a machine's law and far beyond it, another face rules there than the one it was
 * made for, often one that answers with a step as long the other way. Such a step ends just behind the zero, on the
 * face that rules beyond. */
static double share_to_next_face(tl_transient *x, const double *r) {
  double share = 1.0;
  for (size_t i = 0; i < x->part_count; i++) {
    const double before = x->parts[i].f;
    if (x->parts[i].kind == NULL || !x->parts[i].kind->has_faces) continue;
    double low = 0.0, high = share;
    const tli_part beyond = law_along(x, i, r, share);
    if (!(before * beyond.f < 0.0 && fabs(beyond.f) > 0.1 * fabs(before))) continue;
    if (fabs(beyond.f) <= small_change(&x->parts[i], &beyond)) continue;
    for (int k = 0; k < 30 && high - low > 1e-3 * high; k++) {
      const double middle = 0.5 * (low + high), f = law_along(x, i, r, middle).f;
      if (f * before > 0.0)
        low = middle;
      else
        high = middle;
    }
    share = high;
  }
  return share;
}

/* The law of a part at a flow and the present pressures. */
static double law_at_flow(tl_transient *x, size_t i, double q) {
  return law_at(x, i, x->now.jp[x->parts[i].from], x->now.jp[x->parts[i].to], q).f;
}

/* Laws never rise with the flow: its zero, if there is one within reach. */
static double agreed_flow(tl_transient *x, size_t i) {
  static const double far_kg_s = 1e5;
  const double q = x->now.pq[i], f = law_at_flow(x, i, q);
  double low, high = q, way = tli_max(0.1 * fabs(q), 1.0);
  do {
    low = high;
    high += f > 0.0 ? way : -way;
    way *= 2.0;
    if (!(fabs(high) < far_kg_s)) return q;
  } while (law_at_flow(x, i, high) * f > 0.0);
  for (int k = 0; k < 50 && fabs(high - low) > 1e-9 * (1.0 + fabs(high)); k++) {
    const double middle = 0.5 * (low + high);
    if (law_at_flow(x, i, middle) * f > 0.0)
      low = middle;
    else
      high = middle;
  }
  return high;
}

void tli_junction_agree(tl_transient *x) {
  for (size_t i = 0; i < x->part_count; i++)
    if (x->parts[i].kind != NULL && x->parts[i].kind->has_faces) x->now.pq[i] = agreed_flow(x, i);
}

/* One Newton step of everything, the pieces being linearised already. */
tl_code tli_junction_step(tl_transient *x, double gh, double *largest_dp, double *largest_dq, tl_error *error) {
  *largest_dp = *largest_dq = 0.0;
  x->largest_turn = 0.0;
  double *r = x->step;
  if (x->unknowns > 0) {
    residuals(x, gh, r);
    tli_system_clear(x->system);
    stamper st = {x, NULL, 0};
    stamp_all(&st, gh);
    TLI_TRY(tli_system_factor(x->system, NULL, error));
    TLI_TRY(tli_system_solve(x->system, r, error));
    if (x->heeds_faces) x->damping *= share_to_next_face(x, r);
  }
  for (size_t k = 0; k < x->piece_count; k++) {
    tli_piece *s = &x->pieces[k];
    const int a = x->junctions[s->from].p_unknown, b = x->junctions[s->to].p_unknown;
    const double largest = x->options.general_sparse ? cell_update(x, k, r)
                                                     : tli_piece_update(x, s, a >= 0 ? r[a] : 0.0, b >= 0 ? r[b] : 0.0);
    if (!(largest <= *largest_dp)) { /* lets NaN through */
      *largest_dp = largest;
      x->worst_point = s->from;
    }
  }
  for (size_t j = 0; j < x->junction_count; j++) {
    const tli_junction *node = &x->junctions[j];
    if (node->p_unknown >= 0) {
      const double dp = r[node->p_unknown];
      if (fabs(dp) > fabs(x->largest_turn)) x->largest_turn = dp;
      x->now.jp[j] = stepped_p(x, j, r, x->damping);
      if (!(fabs(dp) <= *largest_dp)) {
        *largest_dp = fabs(dp);
        x->worst_point = j;
      }
    }
    if (node->w_unknown >= 0) {
      x->now.jw[j] += x->damping * r[node->w_unknown];
      *largest_dq = tli_max(*largest_dq, fabs(r[node->w_unknown]) / (1.0 + fabs(x->now.jw[j])));
    }
  }
  for (size_t i = 0; i < x->part_count; i++) {
    const double dq = r[part_unknown(x, i)];
    x->now.pq[i] += x->damping * dq;
    *largest_dq = tli_max(*largest_dq, fabs(dq) / (1.0 + fabs(x->now.pq[i])));
  }
  return TL_OK;
}
