/* Energies of cells and junctions at one implicit stage; equations and symbols: docs/theory/transient-heat.md.
 *
 * Temperatures follow the new pressures and flows in one sweep in the order of the flow. `next_h` holds the enthalpy
 * that a point will have: known upstream of where the sweep stands. Everything about a junction or cell is linear in
 * its own temperature, so that one pass is exact for a linear gas; convergence of the whole is that of the stage. */
#include "transient/tli_transient.h"

static const double most_step_k = 40.0;

/* ---- faces ------------------------------------------------------------------------------------------------- */

/* Enthalpy that crosses face k of n: that of the cell upstream, carried on half a cell by a limited slope. */
double tli_heat_face_h(const double *h, size_t n, size_t k, double q, double phi) {
  if (q >= 0.0) return k == 0 ? h[0] : h[k] + 0.5 * phi * (h[k] - h[k - 1]);
  return k + 1 == n ? h[n] : h[k + 1] + 0.5 * phi * (h[k + 1] - h[k + 2]);
}

double tli_heat_van_leer(double down, double up) {
  const double r = down * up;
  return r > 0.0 ? 2.0 * r / (up * (up + down)) : 0.0; /* (r + |r|)/(1 + |r|) with r = down/up */
}

/* The last face before a junction, which is mixed and says nothing about a slope, takes the limiter of the one before.
 */
static void limit(const double *h, const double *q, size_t n, double *phi) {
  for (size_t k = 0; k < n; k++) {
    phi[k] = 0.0;
    if (q[k] >= 0.0 && k > 0)
      phi[k] = k + 1 == n && k > 1 ? phi[k - 1] : tli_heat_van_leer(h[k + 1] - h[k], h[k] - h[k - 1]);
  }
  for (size_t k = n; k-- > 0;)
    if (q[k] < 0.0 && k + 1 < n)
      phi[k] = k == 0 && n > 2 ? phi[1] : tli_heat_van_leer(h[k] - h[k + 1], h[k + 1] - h[k + 2]);
}

/* Speeds at the points, and where their slope turns: 1 - phi of the speed that comes from upstream. */
static void limit_momentum(const tl_transient *x, const tli_piece *s) {
  tli_warmth *w = x->warmth;
  const double *q = x->now.q + s->face, *rho = x->rho + s->point, per = 2.0 / (s->strings * s->area_m2);
  double *pace = w->pace + s->point, *upwind = w->upwind + s->point;
  const size_t n = s->cells;
  pace[0] = pace[n] = upwind[0] = upwind[n] = 0.0;
  for (size_t c = 1; c < n; c++)
    pace[c] = 0.5 * per * (q[c - 1] / (rho[c - 1] + rho[c]) + q[c] / (rho[c] + rho[c + 1]));
  for (size_t c = 1; c < n; c++) {
    const double here = per * (q[c] / (rho[c] + rho[c + 1]) - q[c - 1] / (rho[c - 1] + rho[c]));
    const size_t up = pace[c] >= 0.0 ? c - 1 : c + 1; /* the point upstream */
    double before = 0.0;
    if (up > 0 && up < n) before = per * (q[up] / (rho[up] + rho[up + 1]) - q[up - 1] / (rho[up - 1] + rho[up]));
    upwind[c] = 0.5 * fabs(pace[c]) * (1.0 - tli_min(tli_heat_van_leer(here, before), 1.0));
    for (size_t i = s->point + c - 1; x->lading != NULL && i <= s->point + c + 1; i++)
      if (tli_cargo_front(x, i)) upwind[c] = 0.0; /* the density jumps there without any flow */
  }
}

/* v^2/2 at the faces. */
static void kinetic(const tl_transient *x, const tli_piece *s) {
  const double *q = x->now.q + s->face, *rho = x->rho + s->point, per = 2.0 / (s->strings * s->area_m2);
  double *w = x->warmth->kinetic + s->face;
  for (size_t k = 0; k < s->cells; k++) {
    const double v = q[k] * per / (rho[k] + rho[k + 1]);
    w[k] = 0.5 * v * v;
  }
}

double tli_heat_enthalpy_w(const tl_transient *x, const tli_piece *s, size_t k) {
  const tli_warmth *w = x->warmth;
  const size_t f = s->face + k;
  if (x->lading != NULL && x->lading->mixed[f]) return x->lading->pass[f];
  return x->now.q[f] * tli_heat_face_h(w->h + s->point, s->cells, k, x->now.q[f], w->limiter[f]);
}

/* ---- states ------------------------------------------------------------------------------------------------ */

/* What leaves each junction, and the slope of its soil. */
static void junction_outflow(const tl_transient *x) {
  tli_warmth *w = x->warmth;
  for (size_t j = 0; j < x->junction_count; j++) w->jout[j] = tli_max(x->now.jw[j], 0.0);
  for (size_t k = 0; k < x->piece_count; k++) {
    const tli_piece *s = &x->pieces[k];
    w->jout[s->from] += tli_max(x->now.q[s->face], 0.0);
    w->jout[s->to] += tli_max(-x->now.q[s->face + s->cells - 1], 0.0);
  }
  for (size_t i = 0; i < x->part_count; i++) {
    const tli_part *part = &x->parts[i];
    w->jout[part->from] += tli_max(x->now.pq[i], 0.0) + part->draw;
    w->jout[part->to] += tli_max(-x->now.pq[i], 0.0);
  }
  for (size_t h = 0; h < x->hole_count; h++) w->jout[x->holes[h].junction] += x->holes[h].flow;
}

/* d rho/dp where the temperature follows the pressure as the cell's own energy says. */
static inline double answering_slope(double rho_p, double rho_t, double h_p, double h_t, double through, double volume,
                                     double soil) {
  const double below = through * h_t + soil;
  if (!(below > 0.0)) return rho_p;
  return tli_max(rho_p + rho_t * (volume - through * h_p) / below, 0.2 * rho_p);
}

/* Fast gas: its kinetic energy answers density and flow. With k that of the cell, at fixed flow dk = -2 k d rho/rho; a
 * flow q of the speed v at a face changes the cell's k by v^2 dq/(2 q) and what the face carries by v^2 dq. */
static void answer_fast(tl_transient *x, const tli_piece *s, double soil) {
  tli_warmth *w = x->warmth;
  const double gh = x->stage_gh, cm = x->cm, per = 1.0 / (s->strings * s->area_m2);
  const double volume = cm * s->strings * s->area_m2 * s->cell_m, *q = x->now.q + s->face;
  w->by_left[s->point] = w->by_right[s->point + s->cells] = 0.0;
  w->by_right[s->point] = w->by_left[s->point + s->cells] = 0.0;
  for (size_t c = 1; c < s->cells; c++) {
    const size_t i = s->point + c;
    if (x->lading != NULL && tli_cargo_front(x, i)) continue; /* what passes answers there by its composition */
    const double rho = x->rho[i], ul = 2.0 * per / (x->rho[i - 1] + rho), ur = 2.0 * per / (rho + x->rho[i + 1]);
    const double vl = q[c - 1] * ul, vr = q[c] * ur, k2 = 0.5 * (vl * vl + vr * vr);
    const double h_p = w->h_p[i] - k2 * w->rho_p[i] / rho, h_t = w->h_t[i] - k2 * w->rho_t[i] / rho;
    const double through = volume * rho + gh * (tli_max(q[c], 0.0) + tli_max(-q[c - 1], 0.0));
    x->drho[i] = answering_slope(w->rho_p[i], w->rho_t[i], h_p, h_t, through, volume, soil);
    const double below = w->rho_t[i] / (through * h_t + soil), own = w->h[i] + 0.5 * k2;
    const double hl = (q[c - 1] >= 0.0 ? w->h[i - 1] : w->h[i]) + 0.5 * vl * vl - own + vl * vl;
    const double hr = (q[c] >= 0.0 ? w->h[i] : w->h[i + 1]) + 0.5 * vr * vr - own + vr * vr;
    w->by_left[i] = below * (gh * hl - 0.5 * volume * rho * vl * ul);
    w->by_right[i] = below * (-gh * hr - 0.5 * volume * rho * vr * ur);
  }
}

static void take_point(tli_warmth *w, size_t to, size_t j, tl_transient *x) {
  x->rho[to] = x->jrho[j];
  x->drho[to] = x->jdrho[j];
  w->rho_p[to] = w->jrho_p[j];
  w->rho_t[to] = w->jrho_t[j];
  w->h[to] = w->jh[j];
  w->h_p[to] = w->jh_p[j];
  w->h_t[to] = w->jh_t[j];
  w->p_at[to] = x->now.jp[j];
  x->now.p[to] = x->now.jp[j];
  x->now.t[to] = x->now.jt[j];
}

void tli_heat_take_junction(tl_transient *x, size_t j, const double v[6]) {
  tli_warmth *w = x->warmth;
  x->jrho[j] = v[0];
  w->jrho_p[j] = v[1];
  w->jrho_t[j] = v[2];
  w->jh[j] = v[3];
  w->jh_p[j] = v[4];
  w->jh_t[j] = v[5];
  w->jp_at[j] = x->now.jp[j];
}

static void read_junction(tl_transient *x, size_t j) {
  double v[7];
  tli_caloric_read(&x->warmth->caloric, x->now.jp[j], x->now.jt[j], v);
  tli_heat_take_junction(x, j, v);
}

static void read_piece(tl_transient *x, const tli_piece *s) {
  tli_warmth *w = x->warmth;
  double v[7];
  take_point(w, s->point, s->from, x);
  take_point(w, s->point + s->cells, s->to, x);
  for (size_t c = 1; c < s->cells; c++) {
    const size_t i = s->point + c;
    tli_caloric_read(&w->caloric, x->now.p[i], x->now.t[i], v);
    x->rho[i] = v[0];
    w->rho_p[i] = v[1];
    w->rho_t[i] = v[2];
    w->h[i] = v[3];
    w->h_p[i] = v[4];
    w->h_t[i] = v[5];
    x->mu[i] = v[6];
    w->p_at[i] = x->now.p[i];
  }
  const size_t ends[2] = {s->point, s->point + s->cells};
  for (size_t e = 0; e < 2; e++) {
    tli_caloric_read(&w->caloric, x->now.p[ends[e]], x->now.t[ends[e]], v);
    x->mu[ends[e]] = v[6];
  }
}

void tli_heat_refresh(tl_transient *x) {
  tli_warmth *w = x->warmth;
  const double gh = x->stage_gh, cm = x->cm;
  if (w->shifted) { /* nothing has moved since */
    w->shifted = false;
    return;
  }
  junction_outflow(x);
  if (x->lading != NULL) tli_lading_refresh(x);
  for (size_t j = 0; j < x->junction_count; j++) {
    const double volume = x->junctions[j].volume_m3;
    if (x->lading == NULL) read_junction(x, j);
    x->jdrho[j] = answering_slope(w->jrho_p[j], w->jrho_t[j], w->jh_p[j], w->jh_t[j],
                                  cm * volume * x->jrho[j] + gh * w->jout[j], cm * volume, gh * w->jslope[j]);
  }
  for (size_t k = 0; k < x->piece_count; k++) {
    const tli_piece *s = &x->pieces[k];
    const double volume = cm * s->strings * s->area_m2 * s->cell_m, soil = gh * w->soils[k].slope * s->cell_m;
    const double *q = x->now.q + s->face;
    if (x->lading == NULL) read_piece(x, s);
    for (size_t c = 1; c < s->cells; c++) {
      const size_t i = s->point + c;
      /* in time what flows through brings along the neighbours' like answer: only what stays counts */
      const double out = cm > 0.0 ? 0.0 : gh * (tli_max(q[c], 0.0) + tli_max(-q[c - 1], 0.0));
      x->drho[i] =
          answering_slope(w->rho_p[i], w->rho_t[i], w->h_p[i], w->h_t[i], volume * x->rho[i] + out, volume, soil);
    }
    if (x->lading != NULL) { /* ends are cells of their own */
      x->drho[s->point] = x->jdrho[s->from];
      x->drho[s->point + s->cells] = x->jdrho[s->to];
    }
    if (s->convects) answer_fast(x, s, soil);
  }
}

/* ---- order of the flow --------------------------------------------------------------------------------------- */

/* Ends of a piece: gas enters the piece there. */
static bool enters(const tl_transient *x, const tli_piece *s, size_t end) {
  return end == 0 ? x->now.q[s->face] > 0.0 : x->now.q[s->face + s->cells - 1] < 0.0;
}
static bool part_leaves(const tl_transient *x, size_t part, size_t junction) {
  const tli_part *p = &x->parts[part];
  return (x->now.pq[part] >= 0.0 ? p->from : p->to) == junction;
}

/* Junctions and pieces, each behind what flows into it (Kahn 1962); what runs in rings comes last, as numbered. */
static void set_order(tl_transient *x) {
  tli_warmth *w = x->warmth;
  const size_t junctions = x->junction_count, all = junctions + x->piece_count;
  size_t head = 0, tail = 0;
  for (size_t i = 0; i < all; i++) w->waiting[i] = 0;
  for (size_t k = 0; k < x->piece_count; k++) {
    const tli_piece *s = &x->pieces[k];
    w->waiting[junctions + k] = (size_t)enters(x, s, 0) + (size_t)enters(x, s, 1);
    w->waiting[s->from] += !enters(x, s, 0);
    w->waiting[s->to] += !enters(x, s, 1);
  }
  for (size_t i = 0; i < x->part_count; i++) w->waiting[x->now.pq[i] >= 0.0 ? x->parts[i].to : x->parts[i].from]++;
  for (size_t i = 0; i < all; i++)
    if (w->waiting[i] == 0) w->order[tail++] = i;
  while (head < tail) {
    const size_t at = w->order[head++];
    if (at >= junctions) {
      const tli_piece *s = &x->pieces[at - junctions];
      if (!enters(x, s, 0) && --w->waiting[s->from] == 0) w->order[tail++] = s->from;
      if (!enters(x, s, 1) && --w->waiting[s->to] == 0) w->order[tail++] = s->to;
      continue;
    }
    for (size_t a = x->adjacent_start[at]; a < x->adjacent_start[at + 1]; a++) {
      const size_t piece = x->adjacent[a] / 2;
      if (enters(x, &x->pieces[piece], x->adjacent[a] % 2) && --w->waiting[junctions + piece] == 0)
        w->order[tail++] = junctions + piece;
    }
    for (size_t a = w->part_start[at]; a < w->part_start[at + 1]; a++) {
      const size_t part = w->part_list[a];
      if (!part_leaves(x, part, at)) continue;
      const size_t next = x->parts[part].from == at ? x->parts[part].to : x->parts[part].from;
      if (--w->waiting[next] == 0) w->order[tail++] = next;
    }
  }
  for (size_t i = 0; i < all && tail < all; i++)
    if (w->waiting[i] > 0) w->order[tail++] = i;
}

/* Soil: what each point's shells hold back, given their state before the stage. */
static void prepare_soil(tl_transient *x, double gh) {
  tli_warmth *w = x->warmth;
  for (size_t j = 0; j < x->junction_count; j++) w->jslope[j] = w->jlag[j] = 0.0;
  for (size_t k = 0; k < x->piece_count; k++) {
    const tli_piece *s = &x->pieces[k];
    tli_soil *soil = &w->soils[k];
    tli_soil_factor(soil, x->cm == 0.0 ? 0.0 : gh);
    for (size_t i = s->point; i <= s->point + s->cells; i++)
      w->lag[i] = tli_soil_lag(soil, x->stage_base.soil + i * TLI_SHELLS, w->shells + i * TLI_SHELLS) +
                  soil->slope * w->ground[i];
    const size_t ends[2] = {s->from, s->to}, points[2] = {s->point, s->point + s->cells};
    for (size_t e = 0; e < 2; e++) { /* half a cell */
      w->jslope[ends[e]] += 0.5 * s->cell_m * soil->slope;
      w->jlag[ends[e]] += 0.5 * s->cell_m * w->lag[points[e]];
    }
  }
}

void tli_heat_begin(tl_transient *x, double gh) {
  tli_warmth *w = x->warmth;
  w->shifted = false;
  prepare_soil(x, gh);
  set_order(x);
  tli_heat_refresh(x);
  for (size_t k = 0; k < x->piece_count; k++) {
    const tli_piece *s = &x->pieces[k];
    limit(w->h + s->point, x->now.q + s->face, s->cells, w->limiter + s->face);
    if (x->lading != NULL) tli_lading_limit(x, s);
    if (s->convects) limit_momentum(x, s);
  }
  if (x->lading != NULL) tli_lading_refresh(x); /* what passes, with the slopes at hand */
  /* so that the first pressures are not found from temperatures that are guessed only; what the slopes leave out is of
   * second order, (0.01 K/T)^2 */
  if (tli_heat_sweep(x, gh) < 0.01 && x->lading == NULL) {
    tli_heat_shift(x);
    w->shifted = true;
  }
}

/* ---- the sweep ------------------------------------------------------------------------------------------------ */

/* A cell's temperature from its energy, its neighbours being where they will be or still are. */
static void solve_cell(const tl_transient *x, const tli_piece *s, const tli_soil *soil, double gh, size_t c) {
  tli_warmth *w = x->warmth;
  const size_t n = s->cells, i = s->point + c, f = s->face + c;
  const double *q = x->now.q + f, *kin = w->kinetic + f, *phi = w->limiter + f;
  double *h = w->next_h + s->point;
  const double own = w->h[i] + w->h_p[i] * (x->now.p[i] - w->p_at[i]), cm = x->cm, lift = s->lift_m2_s2;
  h[c] = own;
  const double ql = q[-1], qr = q[0];
  const double hl = tli_heat_face_h(h, n, c - 1, ql, phi[-1]) + kin[-1] - 0.5 * lift;
  const double hr = tli_heat_face_h(h, n, c, qr, phi[0]) + kin[0] + 0.5 * lift;
  /* heights are counted from this cell: what potential energy changes by is in the mass balance */
  const double mass = x->stage_base.mass[i] + gh * (ql - qr), volume = s->strings * s->area_m2 * s->cell_m;
  const double high = TLI_GRAVITY * s->height_from_m + lift * (double)c;
  const double soil_w = s->cell_m * (soil->slope * x->now.t[i] - w->lag[i]);
  const double before = x->stage_base.energy[i] - high * x->stage_base.mass[i];
  double left_w = ql * hl, right_w = qr * hr, out_w_k = 0.0;
  double out_r = qr > 0.0 ? qr * (1.0 + (c > 0 ? 0.5 * phi[0] : 0.0)) : 0.0;
  double out_l = ql < 0.0 ? -ql * (1.0 + 0.5 * phi[-1]) : 0.0;
  if (x->lading != NULL && x->lading->mixed[f - 1]) {
    left_w = tli_lading_pass_w(x, s, c - 1, i) + ql * (kin[-1] - 0.5 * lift);
    out_l = 0.0;
    if (tli_lading_upstream(x, s, c - 1) == i) out_w_k -= x->lading->pass_t[f - 1];
  }
  if (x->lading != NULL && x->lading->mixed[f]) {
    right_w = tli_lading_pass_w(x, s, c, i) + qr * (kin[0] + 0.5 * lift);
    out_r = 0.0;
    if (tli_lading_upstream(x, s, c) == i) out_w_k += x->lading->pass_t[f];
  }
  double moved = 0.0; /* what the cell holds beside its own enthalpy, for its flows have changed since that was read */
  if (x->lading != NULL)
    moved = gh * ((ql - x->lading->q_at[f - 1]) * (x->lading->h_left[i] - w->h[i]) -
                  (qr - x->lading->q_at[f]) * (x->lading->h_right[i] - w->h[i]));
  const double r = cm * (mass * (own + 0.5 * (kin[-1] + kin[0])) + moved - volume * x->now.p[i] - before) -
                   gh * (left_w - right_w - soil_w);
  const double a = w->h_t[i] * (cm * mass + gh * (out_r + out_l)) + gh * out_w_k + gh * soil->slope * s->cell_m;
  double dt = a > 1e-9 ? -r / a : 0.0;
  dt = tli_min(tli_max(dt, -most_step_k), most_step_k);
  w->dt[i] = dt;
  h[c] = own + w->h_t[i] * dt;
}

/* Of the half cell at an end, with the new pressure and the old temperature. */
static double end_h(const tl_transient *x, size_t point, size_t junction) {
  const tli_warmth *w = x->warmth;
  return w->h[point] + w->h_p[point] * (x->now.jp[junction] - w->p_at[point]);
}

static void sweep_piece(const tl_transient *x, size_t piece, double gh) {
  tli_warmth *w = x->warmth;
  const tli_piece *s = &x->pieces[piece];
  const tli_soil *soil = &w->soils[piece];
  const double *q = x->now.q + s->face;
  double *h = w->next_h + s->point;
  const size_t n = s->cells;
  h[0] = w->jnext_h[s->from];
  h[n] = w->jnext_h[s->to];
  if (x->lading != NULL) { /* ends hold gas of their own at their junction's temperature */
    const size_t ends[2] = {s->point, s->point + n}, at[2] = {s->from, s->to};
    for (size_t e = 0; e < 2; e++) {
      w->dt[ends[e]] = w->jdt[at[e]];
      h[e == 0 ? 0 : n] = end_h(x, ends[e], at[e]) + w->h_t[ends[e]] * w->jdt[at[e]];
    }
  }
  bool backwards = false;
  for (size_t k = 0; k < n; k++) backwards = backwards || q[k] < 0.0;
  for (size_t c = 1; c < n; c++) solve_cell(x, s, soil, gh, c);
  if (backwards)
    for (size_t c = n; c-- > 1;) solve_cell(x, s, soil, gh, c);
}

/* What leaves a junction, at another pressure and temperature. */
static void leaving_at(const tl_transient *x, size_t j, double p_pa, double t_k, double v[7]) {
  if (x->lading != NULL)
    tli_lading_leaving(x, j, p_pa, t_k, v);
  else
    tli_caloric_read(&x->warmth->caloric, p_pa, t_k, v);
}

double tli_heat_part_flux(const tl_transient *x, size_t i, const double *jh, const double *jdt, double *arriving) {
  const tli_part *part = &x->parts[i];
  const double q = x->now.pq[i];
  const size_t up = q >= 0.0 ? part->from : part->to;
  const double leaving = q * (jh[up] + TLI_GRAVITY * x->junctions[up].height_m);
  *arriving = leaving;
  if (tli_part_works(x, part)) {
    const double t_in = x->now.jt[part->from] + (jdt != NULL ? jdt[part->from] : 0.0);
    double v[7];
    leaving_at(x, part->from, x->now.jp[part->to], tli_part_t_out(x, part, t_in), v);
    *arriving = q * (v[3] + TLI_GRAVITY * x->junctions[part->to].height_m);
  }
  return leaving;
}

double tli_heat_boundary_h(const tl_transient *x, size_t j, double own) {
  const size_t node = x->junctions[j].node;
  const bool given = node != SIZE_MAX && x->boundary[node].t_k > 0.0;
  if (!given && x->lading == NULL) return own;
  double v[7];
  tli_caloric *law = x->lading != NULL ? tli_cargo_caloric(x, x->cargo->entering[j]) : &x->warmth->caloric;
  tli_caloric_read(law, x->now.jp[j], given ? x->boundary[node].t_k : x->now.jt[j], v);
  return v[3];
}

/* Adiabatic speed of sound c: 1/c^2 = rho_p - (rho_T/rho)^2 T/cp. */
double tli_heat_sound_m_s(const tl_transient *x, size_t j) {
  const tli_warmth *w = x->warmth;
  const double rho = x->jrho[j], by_t = w->jrho_t[j] / rho;
  return 1.0 / sqrt(tli_max(w->jrho_p[j] - by_t * by_t * x->now.jt[j] / w->jh_t[j], 0.2 * w->jrho_p[j]));
}

double tli_heat_hole_h(const tl_transient *x, const tli_hole *hole, double own) {
  if (hole->area_m2 < hole->bore_m2 || !(hole->flow > 0.0)) return own;
  const double v = hole->flow / (hole->area_m2 * x->jrho[hole->junction]);
  return own + 0.5 * v * v;
}

/* Sums over all that meets a junction: what comes in [kg/s, W], what goes out with the junction's own enthalpy [kg/s,
 * W]. */
typedef struct meeting {
  double mass, heat, out, out_heat;
  double more_w_k; /* of what goes out with a temperature answer other than the junction's own */
} meeting;

static void meet(meeting *m, double q_in, double h, double own, bool leaves) {
  m->mass += q_in;
  if (leaves) {
    m->out -= q_in;
    m->out_heat -= q_in * own;
  } else {
    m->heat += q_in * h;
  }
}

/* The end of a pipe. */
static void meet_piece(const tl_transient *x, size_t j, size_t end, double own, meeting *m) {
  const tli_warmth *w = x->warmth;
  const tli_piece *s = &x->pieces[end / 2];
  const bool first = end % 2 == 0;
  const size_t k = first ? 0 : s->cells - 1, f = s->face + k, point = first ? s->point : s->point + s->cells;
  const double q = x->now.q[f], into = first ? -q : q, rise = first ? 0.5 * s->lift_m2_s2 : -0.5 * s->lift_m2_s2;
  const double carried = w->kinetic[f] + rise; /* heights are counted from the junction */
  const bool leaves = into < 0.0;
  if (x->lading != NULL && x->lading->mixed[f]) {
    const double sign = first ? -1.0 : 1.0, heat = sign * tli_lading_pass_w(x, s, k, point) + into * carried;
    m->mass += into;
    if (tli_lading_upstream(x, s, k) == point) {
      m->out_heat -= heat;
      m->more_w_k -= sign * x->lading->pass_t[f];
    } else {
      m->heat += heat;
    }
    return;
  }
  double leaving = own;
  if (x->lading != NULL && leaves) {
    leaving = end_h(x, point, j);
    m->more_w_k -= into * (w->h_t[point] - w->jh_t[j]);
  }
  const double h = leaves ? own : tli_heat_face_h(w->next_h + s->point, s->cells, k, q, w->limiter[f]);
  meet(m, into, h + carried, leaving + carried, leaves);
}

/* own: of what the junction holds; leaving: of what leaves it but for what its half cells give to their pipes. */
static meeting gather(const tl_transient *x, size_t j, double own, double leaving) {
  const tli_warmth *w = x->warmth;
  const double high = TLI_GRAVITY * x->junctions[j].height_m, more = w->leave_ht[j] - w->jh_t[j];
  meeting m = {0};
  for (size_t a = x->adjacent_start[j]; a < x->adjacent_start[j + 1]; a++) meet_piece(x, j, x->adjacent[a], own, &m);
  const double by_pieces = m.out;
  for (size_t a = w->part_start[j]; a < w->part_start[j + 1]; a++) {
    const size_t i = w->part_list[a];
    const tli_part *part = &x->parts[i];
    const double into = part->to == j ? x->now.pq[i] : -x->now.pq[i];
    const bool leaves = part_leaves(x, i, j);
    double arriving = 0.0;
    if (!leaves) {
      (void)tli_heat_part_flux(x, i, w->next_leave, w->jdt, &arriving);
      if (part->to != j) arriving = -arriving;
    }
    m.mass += into;
    if (leaves) {
      m.out -= into;
      m.out_heat -= into * leaving;
    } else {
      m.heat += arriving - into * high;
    }
    if (part->from == j && part->draw > 0.0) meet(&m, -part->draw, 0.0, leaving, true);
  }
  for (size_t h = 0; h < x->hole_count; h++) {
    const tli_hole *hole = &x->holes[h];
    if (hole->junction == j) meet(&m, -hole->flow, 0.0, tli_heat_hole_h(x, hole, leaving), true);
  }
  m.more_w_k += (m.out - by_pieces) * more;
  return m;
}

static void solve_junction(tl_transient *x, size_t j, double gh) {
  tli_warmth *w = x->warmth;
  const tli_junction *node = &x->junctions[j];
  const double own = w->jh[j] + w->jh_p[j] * (x->now.jp[j] - w->jp_at[j]), cm = x->cm;
  const double high = TLI_GRAVITY * node->height_m;
  const double leaving = w->leave_h[j] + w->leave_hp[j] * (x->now.jp[j] - w->jp_at[j]);
  meeting m = gather(x, j, own, leaving);
  double mass = x->stage_base.jmass[j], draws = x->now.jw[j], more_kg = 0.0, moved = 0.0;
  if (x->lading != NULL) tli_lading_moved(x, j, gh, &more_kg, &moved);
  if (node->given_p) { /* its balance says what comes from outside */
    mass = node->volume_m3 * x->jrho[j] + more_kg;
    draws = m.mass - cm * (mass - x->stage_base.jmass[j]) / gh;
  }
  meet(&m, -draws, tli_heat_boundary_h(x, j, own), leaving, draws >= 0.0);
  if (draws >= 0.0) m.more_w_k += draws * (w->leave_ht[j] - w->jh_t[j]);
  if (!node->given_p) mass += gh * m.mass;
  const double soil_w = w->jslope[j] * x->now.jt[j] - w->jlag[j];
  const double before = x->stage_base.jenergy[j] - high * x->stage_base.jmass[j];
  const double r =
      cm * (mass * own + moved - node->volume_m3 * x->now.jp[j] - before) - gh * (m.heat - m.out_heat - soil_w);
  const double a = w->jh_t[j] * (cm * mass + gh * m.out) + gh * (w->jslope[j] + m.more_w_k);
  double dt = a > 1e-9 ? -r / a : 0.0;
  w->jdt[j] = dt = tli_min(tli_max(dt, -most_step_k), most_step_k);
  w->jnext_h[j] = own + w->jh_t[j] * dt;
  w->next_leave[j] = leaving + w->leave_ht[j] * dt;
}

/* By the slopes of the last refresh: exact to rounding once an iteration has converged, and several times cheaper than
 * reading the table again. */
void tli_heat_shift(tl_transient *x) {
  tli_warmth *w = x->warmth;
  for (size_t k = 0; k < x->piece_count; k++) {
    const tli_piece *s = &x->pieces[k];
    for (size_t i = s->point + 1; i < s->point + s->cells; i++) {
      const double dp = x->now.p[i] - w->p_at[i], dt = w->dt[i];
      x->rho[i] += w->rho_p[i] * dp + w->rho_t[i] * dt;
      w->h[i] += w->h_p[i] * dp + w->h_t[i] * dt;
      w->p_at[i] = x->now.p[i];
    }
  }
  for (size_t j = 0; j < x->junction_count; j++) {
    const double dp = x->now.jp[j] - w->jp_at[j], dt = w->jdt[j];
    x->jrho[j] += w->jrho_p[j] * dp + w->jrho_t[j] * dt;
    w->jh[j] += w->jh_p[j] * dp + w->jh_t[j] * dt;
    w->jp_at[j] = x->now.jp[j];
  }
  for (size_t k = 0; k < x->piece_count; k++) {
    take_point(w, x->pieces[k].point, x->pieces[k].from, x);
    take_point(w, x->pieces[k].point + x->pieces[k].cells, x->pieces[k].to, x);
  }
}

double tli_heat_sweep(tl_transient *x, double gh) {
  tli_warmth *w = x->warmth;
  for (size_t j = 0; j < x->junction_count; j++) {
    w->jnext_h[j] = w->jh[j] + w->jh_p[j] * (x->now.jp[j] - w->jp_at[j]);
    w->next_leave[j] = w->leave_h[j] + w->leave_hp[j] * (x->now.jp[j] - w->jp_at[j]);
    w->jdt[j] = 0.0;
  }
  for (size_t k = 0; k < x->piece_count; k++) {
    const tli_piece *s = &x->pieces[k];
    kinetic(x, s);
    for (size_t i = s->point; i <= s->point + s->cells; i++) {
      w->next_h[i] = w->h[i] + w->h_p[i] * (x->now.p[i] - w->p_at[i]);
      w->dt[i] = 0.0;
    }
  }
  for (size_t o = 0; o < x->junction_count + x->piece_count; o++) {
    if (w->order[o] < x->junction_count)
      solve_junction(x, w->order[o], gh);
    else
      sweep_piece(x, w->order[o] - x->junction_count, gh);
  }
  double largest = 0.0;
  for (size_t k = 0; k < x->piece_count; k++) {
    const tli_piece *s = &x->pieces[k];
    for (size_t i = s->point + 1; i < s->point + s->cells; i++) {
      x->now.t[i] = tli_min(tli_max(x->now.t[i] + w->dt[i], 50.0), 1000.0);
      if (!(fabs(w->dt[i]) <= largest)) largest = fabs(w->dt[i]);
    }
  }
  for (size_t j = 0; j < x->junction_count; j++) {
    x->now.jt[j] = tli_min(tli_max(x->now.jt[j] + w->jdt[j], 50.0), 1000.0);
    if (!(fabs(w->jdt[j]) <= largest)) largest = fabs(w->jdt[j]);
  }
  return largest;
}
