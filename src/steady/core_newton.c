/* Newton's steps on pipes and controls together, and how far a state is from holding.
 *
 * Steps are shortened by one of several tests; each control's row has the slopes of the face that holds. See
 * docs/theory/steady-core.md. */
#include <string.h>

#include "elem/tli_faces.h"
#include "steady/tli_control.h"

enum { MEMORY = 6, HALVINGS = 8, NATURAL_HALVINGS = 10 };

/* Of e in the matrix alone. A part that only shut or flow-holding elements join to the rest would hang on slopes that
 * drown in those of its pipes; with this it stays where it is as long as its balances hold. */
static const double matrix_e = 1e-6;

/* Adds the controls to the system that the pass over the pipes has made. */
static void stamp_controls(struct tli_core *c, const tli_core_pass *p) {
  tli_core_controls *k = &c->control;
  const size_t first = c->links + c->trees;
  double *values = tli_system_values(c->system);
  const double floor = k->floor;
  for (size_t i = 0; i < c->controls; i++) {
    const double value[5] = {1.0, -1.0, (k->law.f_u_in[i] + floor) * k->pi_in[i],
                             (k->law.f_u_out[i] - floor) * k->pi_out[i], k->law.f_q[i] - floor * TLI_PATH_PA2_S_KG};
    for (int e = 0; e < 5; e++)
      if (k->stamp[i][e] >= 0) values[k->stamp[i][e]] += value[e];
    p->next[c->from[first + i]] -= c->q[first + i];
    p->next[c->to[first + i]] += c->q[first + i];
  }
}

static tl_code solve_linear(struct tli_core *c, tli_core_pass *p, tl_error *error) {
  tli_core_controls *k = &c->control;
  const size_t n = c->unknowns, first = c->links + c->trees;
  memcpy(k->x, p->next, n * sizeof *k->x);
  for (size_t i = 0; i < c->controls; i++) k->x[n + i] = -k->law.f[i];
  tli_system_forget_pivots(c->system); /* faces change, and with them what is safe to divide by */
  TLI_TRY(tli_system_factor(c->system, NULL, error));
  TLI_TRY(tli_system_solve(c->system, k->x, error));
  double *const step = p->next;
  p->next = c->delta;
  c->delta = step;
  memcpy(step, k->x, n * sizeof *step);
  for (size_t i = n; i < n + c->fixed; i++) step[i] = 0.0;
  for (size_t i = 0; i < c->controls; i++) c->dq[first + i] = k->x[n + i];
  return TL_OK;
}

/* Largest imbalance of a node, over the largest flow. */
static double imbalance(struct tli_core *c, double *sum, double flow_scale) {
  double largest = 0.0;
  for (size_t i = 0; i < c->unknowns + c->fixed; i++) sum[i] = -c->load[i];
  for (size_t k = 0; k < c->links + c->trees + c->controls; k++) {
    if (k >= c->links && k < c->links + c->trees) continue;
    sum[c->from[k]] -= c->q[k];
    sum[c->to[k]] += c->q[k];
  }
  for (size_t i = 0; i < c->unknowns; i++) largest = tli_max(largest, fabs(sum[i]));
  return largest / flow_scale;
}

/* How far the present state is from zero, each link in the measure in which it is mildest. */
static double merit(struct tli_core *c) {
  const tli_core_controls *k = &c->control;
  const size_t first = c->links + c->trees;
  double pi_scale = 1.0, flow_scale = 1e-9, unused;
  for (size_t i = 0; i < c->unknowns + c->fixed; i++) pi_scale = tli_max(pi_scale, fabs(c->pi[i]));
  for (size_t i = 0; i < first + c->controls; i++) flow_scale = tli_max(flow_scale, fabs(c->q[i]));
  const double u_scale = fabs(tli_potential_u(c->gas, pi_scale, &unused));
  double worst = imbalance(c, c->control.sum, flow_scale);
  for (size_t i = 0; i < c->links; i++)
    worst = tli_max(worst, tli_min(fabs(c->res[i]) / pi_scale, fabs(c->res[i] * c->g[i]) / flow_scale));
  for (size_t i = 0; i < c->controls; i++) {
    const double slope = tli_max(k->law.f_u_in[i], -k->law.f_u_out[i]);
    const double as_u = slope > 0.0 ? fabs(k->law.f[i]) / slope / u_scale : INFINITY;
    const double as_q = k->law.f_q[i] < 0.0 ? fabs(k->law.f[i] / k->law.f_q[i]) / flow_scale : INFINITY;
    worst = tli_max(worst, tli_min(as_u, as_q));
  }
  return worst;
}

/* The same for proofs: each link by its own potentials and each flow by what is taken and given, so that a part that
 * has gone far out does not make the rest look solved. */
double tli_core_strict_merit(struct tli_core *c) {
  const tli_core_controls *k = &c->control;
  double flow = 1e-6, given = 1.0, unused;
  for (size_t i = 0; i < c->unknowns + c->fixed; i++) flow = tli_max(flow, fabs(c->load[i]));
  for (size_t i = c->unknowns; i < c->unknowns + c->fixed; i++) given = tli_max(given, c->pi[i]);
  const double u_given = tli_potential_u(c->gas, given, &unused);
  double worst = imbalance(c, c->control.sum, flow);
  for (size_t i = 0; i < c->links; i++) {
    const double size = fabs(c->pi[c->from[i]]) + fabs(c->pi[c->to[i]]) + given;
    worst = tli_max(worst, tli_min(fabs(c->res[i]) / size, fabs(c->res[i] * c->g[i]) / flow));
  }
  for (size_t i = 0; i < c->controls; i++) {
    const double slope = tli_max(k->law.f_u_in[i], -k->law.f_u_out[i]);
    const double size = fabs(k->u_in[i]) + fabs(k->u_out[i]) + u_given;
    const double as_u = slope > 0.0 ? fabs(k->law.f[i]) / slope / size : INFINITY;
    const double as_q = k->law.f_q[i] < 0.0 ? fabs(k->law.f[i] / k->law.f_q[i]) / flow : INFINITY;
    worst = tli_max(worst, tli_min(as_u, as_q));
  }
  return worst;
}

/* Moves by `share` of the step and evaluates everything there. */
static double move(const tl_steady *s, struct tli_core *c, tli_core_pass *p, double share, double epsilon) {
  const size_t first = c->links + c->trees;
  tli_core_advance(c, p, share);
  for (size_t i = 0; i < c->controls; i++) c->q[first + i] += share * c->dq[first + i];
  tli_core_laws(s, c, epsilon);
  stamp_controls(c, p);
  return merit(c);
}

/* A full step, then shorter ones while the residual is above the worst of the last few (Grippo, Lampariello, Lucidi
 * 1986); if none is better, the best of them. */
static double search(const tl_steady *s, struct tli_core *c, tli_core_pass *p, double epsilon, const double *merits,
                     bool full) {
  double before = 0.0, share = 1.0;
  for (int k = 0; k < MEMORY; k++) before = tli_max(before, merits[k]);
  double now = move(s, c, p, 1.0, epsilon), best = now, best_share = 1.0;
  for (int n = 0; n < HALVINGS && !full; n++) {
    if (now < before * (1.0 - 1e-4 * share) || now < 1e-9) return now;
    now = move(s, c, p, -0.5 * share, epsilon);
    share *= 0.5;
    if (now < best) {
      best = now;
      best_share = share;
    }
  }
  return full || best_share == share ? now : move(s, c, p, best_share - share, epsilon);
}

/* Size of a step, potentials and flows of controls each by the largest there is. */
static double size_of(const struct tli_core *c, const double *pi_step, const double *q_step) {
  const size_t first = c->links + c->trees;
  double pi_scale = 1.0, flow_scale = 1e-9, largest = 0.0;
  for (size_t i = 0; i < c->unknowns + c->fixed; i++) pi_scale = tli_max(pi_scale, fabs(c->pi[i]));
  for (size_t i = 0; i < first + c->controls; i++) flow_scale = tli_max(flow_scale, fabs(c->q[i]));
  for (size_t i = 0; i < c->unknowns; i++) largest = tli_max(largest, fabs(pi_step[i]) / pi_scale);
  for (size_t i = 0; i < c->controls; i++) largest = tli_max(largest, fabs(q_step[i]) / flow_scale);
  return largest;
}

/* A full step, shortened until the next correction by the same factors is smaller than the step: the natural test of
 * monotony (Deuflhard, Newton Methods for Nonlinear Problems, 2004, section 3.3), which does not mind valleys in which
 * the residual hardly answers to a flow. */
static tl_code search_naturally(const tl_steady *s, struct tli_core *c, tli_core_pass *p, double epsilon,
                                double *reached, tl_error *error) {
  tli_core_controls *k = &c->control;
  const size_t n = c->unknowns;
  double share = 1.0;
  const double before = size_of(c, c->delta, c->dq + c->links + c->trees);
  *reached = move(s, c, p, 1.0, epsilon);
  for (int halving = 0; halving < NATURAL_HALVINGS && isfinite(*reached); halving++) {
    memcpy(k->x, p->next, n * sizeof *k->x);
    for (size_t i = 0; i < c->controls; i++) k->x[n + i] = -k->law.f[i];
    TLI_TRY(tli_system_solve(c->system, k->x, error));
    if (size_of(c, k->x, k->x + n) <= (1.0 - 0.25 * share) * before) break;
    *reached = move(s, c, p, -0.5 * share, epsilon);
    share *= 0.5;
  }
  return TL_OK;
}

/* Pipes of little flow and much resistance count little in the merit: in the end each must hold in pascals, or to the
 * last digits of its potentials. */
static bool pipes_hold(const tli_core_run *r) {
  const double tolerance = 1e-3 * r->s->options.pressure_tolerance_pa;
  double pi_scale = 0.0;
  for (size_t i = 0; i < r->c->unknowns + r->c->fixed; i++) pi_scale = tli_max(pi_scale, fabs(r->c->pi[i]));
  return r->pass.worst <= tolerance * tolerance + 1e-24 * pi_scale / r->pass.weight;
}

/* Newton from the present state; the merit reached, infinite if a matrix was singular. */
tl_code tli_core_newton(tli_core_run *r, double epsilon, double blur, double enough, int most, bool starting,
                        double *reached, int *used) {
  struct tli_core *c = r->c;
  double merits[MEMORY] = {0};
  c->control.floor = r->by == TLI_EXACT ? 0.0 : r->by == TLI_DAMPED ? epsilon : tli_max(matrix_e - epsilon, 0.0);
  c->control.blur = blur;
  if (starting) {
    const size_t first = c->links + c->trees;
    tli_core_first_system(c, &r->pass);
    for (size_t i = 0; i < c->controls; i++) c->q[first + i] = 0.0;
    tli_core_laws(r->s, c, epsilon);
    stamp_controls(c, &r->pass);
    *reached = INFINITY;
  } else {
    memset(c->dq, 0, (c->links + c->trees + c->controls) * sizeof *c->dq); /* a step that failed may lie there */
    memset(c->delta, 0, c->nodes * sizeof *c->delta);
    *reached = move(r->s, c, &r->pass, 0.0, epsilon);
  }
  for (*used = 0; *used < most && !(*reached <= enough && (enough > TLI_CLOSE_ENOUGH || pipes_hold(r))); (*used)++) {
    const tl_code code = solve_linear(c, &r->pass, r->error);
    if (code == TL_ERR_NO_ANSWER) {
      *reached = INFINITY;
      return TL_OK;
    }
    TLI_TRY(code);
    r->s->certificate.iterations++;
    memmove(merits + 1, merits, (MEMORY - 1) * sizeof *merits);
    merits[0] = *reached;
    const bool first = starting && *used == 0;
    if (r->by == TLI_BY_STEP && !first)
      TLI_TRY(search_naturally(r->s, c, &r->pass, epsilon, reached, r->error));
    else
      *reached = search(r->s, c, &r->pass, epsilon, merits, first || r->by >= TLI_BY_NOTHING);
    if (!isfinite(*reached)) return TL_OK;
  }
  return TL_OK;
}

/* Whether the state holds the laws themselves, without e, as the certificate wants it. */
bool tli_core_would_certify(tli_core_run *r) {
  struct tli_core *c = r->c;
  const tl_steady_options *o = &r->s->options;
  const double blur = c->control.blur;
  double largest = 0.0;
  for (size_t k = 0; k < c->links + c->trees + c->controls; k++) largest = tli_max(largest, fabs(c->q[k]));
  for (size_t i = 0; i < c->unknowns; i++)
    if (!(c->pi[i] >= 0.0)) return false;
  c->largest_flow = largest;
  const double laws = tli_core_control_residual(r->s);
  c->control.blur = blur;
  return laws <= o->pressure_tolerance_pa && pipes_hold(r) &&
         imbalance(c, c->control.sum, tli_max(largest, 1e-9)) <= o->mass_tolerance;
}

void tli_core_save(struct tli_core *c) {
  memcpy(c->control.saved_pi, c->pi, c->nodes * sizeof *c->pi);
  memcpy(c->control.saved_q, c->q, (c->links + c->trees + c->controls) * sizeof *c->q);
}

void tli_core_restore(struct tli_core *c) {
  memcpy(c->pi, c->control.saved_pi, c->nodes * sizeof *c->pi);
  memcpy(c->q, c->control.saved_q, (c->links + c->trees + c->controls) * sizeof *c->q);
}

void tli_core_keep(tli_core_run *r, double e) {
  const struct tli_core *c = r->c;
  memcpy(c->control.kept_pi, c->pi, c->nodes * sizeof *c->pi);
  memcpy(c->control.kept_q, c->q, (c->links + c->trees + c->controls) * sizeof *c->q);
  r->kept_e = e;
}

void tli_core_take_kept(tli_core_run *r) {
  struct tli_core *c = r->c;
  memcpy(c->pi, c->control.kept_pi, c->nodes * sizeof *c->pi);
  memcpy(c->q, c->control.kept_q, (c->links + c->trees + c->controls) * sizeof *c->q);
  r->settled = true;
}
