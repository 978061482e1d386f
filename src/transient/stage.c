/* One implicit stage, y = y* + gh f(y): Newton over pieces and junctions. The factors of a piece serve for several
 * iterations, stages and steps, as long as each iteration still gains a factor of ten; residuals are always taken anew,
 * so that old factors cost iterations and never accuracy. */
#include "transient/tli_transient.h"

#include <string.h>

/* Plain steps; then anew from the beginning of the step, with flows that machines agree to, face by face; then damped
 * ones in a fixed order; then, for short stages, damped as they turn. */
enum { PLAIN_ITERATIONS = 10, FACE_ITERATIONS = 25, USUAL_ITERATIONS = 40, MOST_ITERATIONS = 80 };
static const double short_stage_s = 1.0; /* no shorter step is worth trying first */

/* Where two faces of a machine answer each other across a steep third one (started into its limit of power, between
 * its set point and its by-pass), Newton's steps go to and fro. Each turn that is not much smaller than the way there
 * halves the share of the step that is taken; on the face where it belongs the way shrinks fast, and full steps follow.
 */
static double damp(double *share, double before, double now) {
  if (before * now < 0.0 && fabs(now) > 0.3 * fabs(before)) *share = tli_max(0.5 * *share, 0.01);
  return fabs(now) < 0.2 * fabs(before) ? 1.0 : *share;
}

/* Densities of all points and junctions from their pressures; the ends of pieces take those of their junctions. */
void tli_transient_refresh(tl_transient *x) {
  if (x->warmth != NULL) {
    tli_heat_refresh(x);
    return;
  }
  if (x->cargo != NULL) {
    tli_cargo_refresh(x);
    return;
  }
  for (size_t k = 0; k < x->piece_count; k++) {
    const tli_piece *s = &x->pieces[k];
    x->now.p[s->point] = x->now.jp[s->from];
    x->now.p[s->point + s->cells] = x->now.jp[s->to];
  }
  tli_transient_states(x, x->points, x->now.p, x->now.t, x->rho, x->drho, x->mu);
  for (size_t j = 0; j < x->junction_count; j++) { /* those without pipes are few and need density for valves only */
    double mu;
    tli_transient_states(x, 1, &x->now.jp[j], &x->now.jt[j], &x->jrho[j], &x->jdrho[j], &mu);
  }
}

static void linearise(tl_transient *x, double gh, bool fresh) {
  tli_transient_refresh(x);
  for (size_t k = 0; k < x->piece_count; k++) {
    tli_piece *s = &x->pieces[k];
    const bool anew = fresh || !s->factored;
    tli_piece_linearise(x, s, gh, anew);
    x->work.factorings += anew;
    s->factored = true;
    s->factored_gh = gh;
  }
  for (size_t i = 0; i < x->part_count; i++) tli_part_law(x, &x->parts[i]);
  for (size_t h = 0; h < x->hole_count; h++) tli_hole_law(x, &x->holes[h], x->now.jp[x->holes[h].junction]);
}

static bool factors_fit(const tl_transient *x, double gh) {
  for (size_t k = 0; k < x->piece_count; k++) {
    const tli_piece *s = &x->pieces[k];
    if (!s->factored || fabs(s->factored_gh - gh) > 1e-9 * gh) return false;
  }
  return true;
}

/* Pieces with convection look at the density before the stage at their ends, too. */
static void spread_base(tl_transient *x) {
  for (size_t k = 0; k < x->piece_count; k++) {
    const tli_piece *s = &x->pieces[k];
    if (!s->convects) continue;
    const double cell = s->strings * s->area_m2 * s->cell_m;
    if (x->cargo != NULL) { /* the end of a pipe has gas of its own */
      const size_t end = s->point + s->cells;
      x->stage_base.mass[s->point] =
          cell * x->stage_base.jmass[s->from] / x->junctions[s->from].volume_m3 * x->rho[s->point] / x->jrho[s->from];
      x->stage_base.mass[end] =
          cell * x->stage_base.jmass[s->to] / x->junctions[s->to].volume_m3 * x->rho[end] / x->jrho[s->to];
      continue;
    }
    x->stage_base.mass[s->point] = cell * x->stage_base.jmass[s->from] / x->junctions[s->from].volume_m3;
    x->stage_base.mass[s->point + s->cells] = cell * x->stage_base.jmass[s->to] / x->junctions[s->to].volume_m3;
  }
}

static void take_given(tl_transient *x) {
  for (size_t j = 0; j < x->junction_count; j++)
    if (x->junctions[j].given_p) x->now.jp[j] = x->junctions[j].p_given;
}

static bool all_positive(const tl_transient *x) {
  for (size_t j = 0; j < x->junction_count; j++)
    if (!(x->now.jp[j] > 0.0)) return false;
  return true;
}

/* Back to where the step began, but machines at the flow that they pass at the pressures there: where one starts or
 * stops, the flow jumps before any pressure can move. */
static void begin_anew(tl_transient *x) {
  tli_transient_copy_state(x, &x->now, &x->start);
  take_given(x);
  tli_transient_refresh(x);
  tli_junction_agree(x);
}

/* How the steps of iteration `it` are taken. */
static void choose_damping(tl_transient *x, int it, double way, double *share) {
  x->heeds_faces = it >= PLAIN_ITERATIONS;
  x->damping = 1.0;
  if (it == PLAIN_ITERATIONS) begin_anew(x);
  if (it >= USUAL_ITERATIONS)
    x->damping = damp(share, way, x->largest_turn);
  else if (it >= FACE_ITERATIONS && it % 5 != 4)
    x->damping = 0.4; /* faces that alternate come to rest between them */
}

tl_code tli_stage_solve(tl_transient *x, double gh, double time_s, bool *solved, tl_error *error) {
  *solved = false;
  x->stage_gh = gh;
  x->stage_time_s = time_s;
  take_given(x);
  spread_base(x);
  if (x->warmth != NULL) tli_heat_begin(x, gh);
  bool fresh = !factors_fit(x, gh);
  double before = INFINITY, way = 0.0, share = 1.0;
  const int most = gh <= short_stage_s ? MOST_ITERATIONS : USUAL_ITERATIONS;
  for (int it = 0; it < most; it++) {
    double dp, dq;
    choose_damping(x, it, way, &share);
    way = x->largest_turn;
    linearise(x, gh, fresh);
    const tl_code code = tli_junction_step(x, gh, &dp, &dq, error);
    x->work.iterations++;
    if (code == TL_ERR_NO_ANSWER) return TL_OK;
    TLI_TRY(code);
    if (!(x->damping * dp < 1e9 && x->damping * dq < 1e9) || !all_positive(x)) return TL_OK;
    const double dt = x->warmth != NULL ? tli_heat_sweep(x, gh) : 0.0;
    if (!(dt < 1e9)) return TL_OK;
    const bool warm = x->warmth == NULL || dt <= x->warmth->tolerance_k;
    if (x->damping == 1.0 && dp <= x->options.newton_tolerance_pa && dq <= 1e-7 && warm) {
      *solved = true;
      if (x->warmth != NULL && x->lading == NULL)
        tli_heat_shift(x);
      else
        tli_transient_refresh(x);
      for (size_t h = 0; h < x->hole_count; h++) tli_hole_law(x, &x->holes[h], x->now.jp[x->holes[h].junction]);
      return TL_OK;
    }
    fresh = dp > 0.1 * before || it >= 6;
    before = dp;
  }
  return TL_OK;
}

/* What the stage's own balances say: d mass/dt and dq/dt. Junctions of given pressure take in what their balance
 * lacks. All later sums use these, so that nothing is lost however far the iteration went. */
void tli_stage_rates(tl_transient *x, double *k_mass, double *k_q, double *k_jmass, double *w, double *holes,
                     double *draw) {
  for (size_t j = 0; j < x->junction_count; j++) k_jmass[j] = 0.0;
  for (size_t k = 0; k < x->piece_count; k++) {
    const tli_piece *s = &x->pieces[k];
    const double *q = x->now.q + s->face, *base = x->stage_base.q + s->face;
    for (size_t i = 1; i < s->cells; i++) k_mass[s->point + i] = q[i - 1] - q[i];
    for (size_t i = 0; i < s->cells; i++) k_q[s->face + i] = (q[i] - base[i]) / x->stage_gh;
    k_jmass[s->from] -= q[0];
    k_jmass[s->to] += q[s->cells - 1];
  }
  for (size_t i = 0; i < x->part_count; i++) {
    const tli_part *part = &x->parts[i];
    k_jmass[part->from] -= x->now.pq[i] + part->draw;
    k_jmass[part->to] += x->now.pq[i];
    draw[i] = part->draw;
  }
  for (size_t h = 0; h < x->hole_count; h++) {
    k_jmass[x->holes[h].junction] -= x->holes[h].flow;
    holes[h] = x->holes[h].flow;
  }
  for (size_t j = 0; j < x->junction_count; j++) {
    const tli_junction *node = &x->junctions[j];
    if (node->given_p) {
      const double rate = (node->volume_m3 * x->jrho[j] - x->stage_base.jmass[j]) / x->stage_gh;
      x->now.jw[j] = k_jmass[j] - x->cm * rate;
    }
    w[j] = x->now.jw[j];
    k_jmass[j] -= w[j];
  }
}
