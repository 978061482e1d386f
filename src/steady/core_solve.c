/* Newton on the core: residual form, one pass over the pipes an iteration; see docs/theory/steady-core.md.
 *
 *   pipe     res = pi_in - w pi_out - v F(q) + defect,  w = e^s, v = (e^s - 1)/s, s = g dh rho^2/pi (level: 1, 1, 0)
 *   step     dq = (res + d_in - w d_out) / (v F'),      sum of dq at each node = what is missing there
 *
 * The pass takes the step, evaluates F at the new flows and assembles the next matrix in one go. The step is the
 * minimum of the content along its direction when sum(res dq) = 0 (Maugis 1977; Collins 1978): where that has changed
 * its sign and is still large, the step is shortened by regula falsi. Flows that balance once balance ever after. */
#include <stdio.h>
#include <string.h>

#include "steady/tli_core.h"

enum { MOST_SHORTENINGS = 6, MARCH_STEPS = 8, DEFECT_ROUNDS = 4, MOST_ROUNDS = 20 };
static const double enough_descent = 0.9;    /* of the slope along a step may be left with the other sign */
static const double least_p_pa = 1e4;        /* residuals are weighed by the density at no less than this */
static const double beyond_tolerance = 1e-3; /* Newton converges so fast that this costs one step at most */

static inline void stamp(struct tli_core *c, double *values, double *next, size_t k) {
  const double g = c->g[k], qr = c->q[k] + c->res[k] * g, far = c->level ? g : g * c->far_weight[k];
  const int *at = c->stamp[k];
  next[c->from[k]] -= qr;
  next[c->to[k]] += qr;
  if (values == NULL) return;
  if (at[0] >= 0) values[at[0]] += g;
  if (at[1] >= 0) {
    values[at[1]] -= far;
    values[at[2]] -= g;
  }
  if (at[3] >= 0) values[at[3]] += far;
}

/* (e^s - 1)/s; by its series below 0.1, where what is left out is s^10/11! < 1e-17. */
static inline double mean_weight(double s) {
  if (!(fabs(s) < 0.1)) return expm1(s) / s;
  const double s2 = s * s, s4 = s2 * s2; /* 1/1!, 1/2!, .. by pairs, so that they need not wait for one another */
  const double a = 1.0 + s * (1.0 / 2.0), b = 1.0 / 6.0 + s * (1.0 / 24.0), c = 1.0 / 120.0 + s * (1.0 / 720.0);
  const double d = 1.0 / 5040.0 + s * (1.0 / 40320.0), e = 1.0 / 362880.0 + s * (1.0 / 3628800.0);
  return a + s2 * b + s4 * (c + s2 * d + s4 * e);
}

/* Weights of the ends of a pipe that rises, at the present potentials. */
static inline void weigh(struct tli_core *c, size_t k) {
  const double mean = 0.5 * (c->pi[c->from[k]] + c->pi[c->to[k]]);
  const double s = c->pipe[k].lift * tli_potential_weight(c->gas, mean);
  c->loss_weight[k] = mean_weight(s);
  c->far_weight[k] = 1.0 + s * c->loss_weight[k];
}

static inline void evaluate_link(struct tli_core *c, size_t k, bool level, bool reynolds) {
  const double q = c->q[k], in = c->pi[c->from[k]], out = c->pi[c->to[k]], size = fabs(q);
  double f, slope;
  if (reynolds) {
    f = tli_core_friction(&c->pipe[k], c->r[k], c->z[k], tli_potential_viscosity(c->gas, in, out), q, &slope);
  } else {
    const double square = c->r[k] * size;
    if (square < c->l[k]) { /* laminar: the viscosity counts */
      const tli_core_pipe *p = &c->pipe[k];
      c->l[k] = p->scale * (p->law < 0 ? 100.0 : 64.0) * tli_potential_viscosity(c->gas, in, out) / p->re_viscosity;
    }
    const double l = c->l[k], most = square > l ? square : l, twice = 2.0 * c->z[k] * size;
    f = q * (most + c->z[k] * size);
    slope = most + (square > l ? square : 0.0) + twice;
  }
  if (level) {
    c->res[k] = in - out - f;
    c->g[k] = 1.0 / slope;
  } else {
    weigh(c, k);
    c->res[k] = in - c->far_weight[k] * out - c->loss_weight[k] * f + c->defect[k];
    c->g[k] = 1.0 / (c->loss_weight[k] * slope);
  }
}

static inline void range(struct tli_core *c, tli_core_pass *p, size_t first, size_t last, double share, bool level,
                         bool reynolds) {
  double *values = c->system != NULL ? tli_system_values(c->system) : NULL;
  double slope = 0.0, before = 0.0, worst = p->worst, largest = p->largest_flow;
  for (size_t k = first; k < last; k++) {
    const int i = c->from[k], j = c->to[k];
    if (share == 1.0) c->dq[k] = c->g[k] * (c->res[k] + c->delta[i] - (level ? 1.0 : c->far_weight[k]) * c->delta[j]);
    before -= c->res[k] * c->dq[k];
    c->q[k] += share * c->dq[k];
    evaluate_link(c, k, level, reynolds);
    const double res = c->res[k], most = tli_max(fabs(c->pi[i]), fabs(c->pi[j]));
    slope -= res * c->dq[k];
    const double size = p->weight * most + p->floor;
    if (!(res * res <= worst * size)) worst = res * res / size; /* seldom a new one, so seldom a division */
    largest = tli_max(largest, fabs(c->q[k]));
    stamp(c, values, p->next, k);
  }
  p->slope += slope;
  p->before += before;
  p->worst = worst;
  p->largest_flow = largest;
}

void tli_core_advance(struct tli_core *c, tli_core_pass *p, double share) {
  for (size_t i = 0; i < c->unknowns; i++) c->pi[i] += share * c->delta[i];
  for (size_t i = 0; i < c->unknowns + c->fixed; i++) p->next[i] = -c->load[i];
  if (c->system != NULL) tli_system_clear(c->system);
  p->slope = p->before = p->worst = p->largest_flow = 0.0;
  if (c->level) {
    range(c, p, 0, c->rough, share, true, false);
    range(c, p, c->rough, c->links, share, true, true);
  } else {
    range(c, p, 0, c->rough, share, false, false);
    range(c, p, c->rough, c->links, share, false, true);
  }
}

tli_core_pass tli_core_pass_start(const tl_steady *s) {
  const double rt = TLI_GAS_CONSTANT / s->molar_mass * s->core->gas->t_k, least = least_p_pa / rt;
  return (tli_core_pass){.next = s->core->next, .weight = 2.0 / rt, .floor = least * least};
}

void tli_core_first_system(struct tli_core *c, tli_core_pass *p) {
  const double viscosity = tli_potential_viscosity(c->gas, c->start_pi, c->start_pi);
  for (size_t i = 0; i < c->unknowns; i++) c->pi[i] = c->start_pi;
  for (size_t i = 0; i < c->unknowns + c->fixed; i++) p->next[i] = -c->load[i];
  if (c->system != NULL) tli_system_clear(c->system);
  for (size_t k = 0; k < c->links; k++) {
    const tli_core_pipe *pipe = &c->pipe[k];
    c->l[k] = pipe->scale * (pipe->law < 0 ? 100.0 : 64.0) * viscosity / pipe->re_viscosity; /* not the last answer's */
    c->q[k] = 0.0;
    c->g[k] = c->start_g[k];
    c->res[k] = c->pi[c->from[k]] - c->pi[c->to[k]];
    if (!c->level) {
      weigh(c, k);
      c->defect[k] = 0.0;
      c->res[k] = c->pi[c->from[k]] - c->far_weight[k] * c->pi[c->to[k]];
    }
    stamp(c, c->system != NULL ? tli_system_values(c->system) : NULL, p->next, k);
  }
}

static tl_code solve_linear(struct tli_core *c, tli_core_pass *p, tl_error *error) {
  double *const step = p->next;
  p->next = c->delta;
  c->delta = step;
  for (size_t i = c->unknowns; i < c->unknowns + c->fixed; i++) step[i] = 0.0;
  if (c->unknowns == 0) return TL_OK;
  return tli_system_factor_solve(c->system, step, error);
}

/* One step, shortened while the content would rise beyond its lowest point. */
static void take_step(struct tli_core *c, tli_core_pass *p, bool first) {
  double share = 1.0;
  tli_core_advance(c, p, 1.0);
  const double before = p->before;
  for (int n = 0; n < MOST_SHORTENINGS && !first && p->slope > -enough_descent * before && before < 0.0; n++) {
    const double shorter = share * tli_max(before / (before - p->slope), 0.1);
    tli_core_advance(c, p, shorter - share);
    share = shorter;
  }
}

/* ---- heights -------------------------------------------------------------------------------------------------------
 */

/* The other end of a pipe by Runge and Kutta's method: dpi/dx = -F/L - g h' rho^2. length: share of
 * the pipe, below 0 from `to` to `from`. */
static double march(const struct tli_core *c, size_t k, double pi, double f, double length) {
  const double h = length / MARCH_STEPS, lift = c->pipe[k].lift;
  for (int n = 0; n < MARCH_STEPS; n++) {
    const double a = -f - lift * tli_potential_weight(c->gas, pi) * pi, y1 = pi + 0.5 * h * a;
    const double b = -f - lift * tli_potential_weight(c->gas, y1) * y1, y2 = pi + 0.5 * h * b;
    const double d = -f - lift * tli_potential_weight(c->gas, y2) * y2, y3 = pi + h * d;
    const double e = -f - lift * tli_potential_weight(c->gas, y3) * y3;
    pi += h / 6.0 * (a + 2.0 * b + 2.0 * d + e);
  }
  return pi;
}

static double loss_now(const struct tli_core *c, size_t k, double in, double out) {
  double slope;
  return tli_core_friction(&c->pipe[k], c->r[k], c->z[k], tli_potential_viscosity(c->gas, in, out), c->q[k], &slope);
}

/* What the closed form with one weight leaves out; the largest change of it as a square of pressure, as in `worst`. */
double tli_core_correct_heights(struct tli_core *c, const tli_core_pass *p) {
  double worst = 0.0;
  for (size_t k = 0; k < c->links; k++) {
    if (c->pipe[k].lift == 0.0) continue;
    const double in = c->pi[c->from[k]], out = c->pi[c->to[k]], f = loss_now(c, k, in, out);
    const double defect = c->far_weight[k] * march(c, k, in, f, 1.0) - (in - c->loss_weight[k] * f);
    const double change = defect - c->defect[k];
    c->defect[k] = defect;
    c->res[k] += change;
    worst = tli_max(worst, change * change / (p->weight * tli_max(fabs(in), fabs(out)) + p->floor));
  }
  return worst;
}

/* ---- boundary and trees --------------------------------------------------------------------------------------------
 */

/* false: two pressures are given to one node; the general solver says so. */
static bool take_boundary(tl_steady *s, struct tli_core *c, const tl_boundary *boundary) {
  memset(c->load, 0, c->nodes * sizeof *c->load);
  double *given = c->next;
  memset(given, 0, c->nodes * sizeof *given);
  c->start_pi = 0.0;
  for (size_t i = 0; i < s->network->node_count; i++) {
    const int at = c->place[i];
    if (boundary[i].kind == TL_GIVEN_WITHDRAWAL) {
      c->load[at] += boundary[i].withdrawal_kg_s;
      continue;
    }
    if (given[at] != 0.0 && given[at] != boundary[i].p_pa) return false;
    if (given[at] == 0.0) c->pi[at] = tli_potential_of_p(c->gas, boundary[i].p_pa);
    given[at] = boundary[i].p_pa;
    c->start_pi = tli_max(c->start_pi, c->pi[at]);
  }
  return true;
}

static void fell_trees(struct tli_core *c) {
  for (size_t n = 0; n < c->trees; n++) {
    const size_t k = c->links + n;
    const int leaf = (int)(c->nodes - 1 - n), other = c->from[k] == leaf ? c->to[k] : c->from[k];
    c->q[k] = c->to[k] == leaf ? c->load[leaf] : -c->load[leaf];
    c->load[other] += c->load[leaf];
  }
}

static void climb_trees(struct tli_core *c) {
  for (size_t n = c->trees; n-- > 0;) {
    const size_t k = c->links + n;
    const int leaf = (int)(c->nodes - 1 - n);
    const bool down = c->to[k] == leaf;
    const double root = c->pi[down ? c->from[k] : c->to[k]];
    const bool plain = c->r[k] * fabs(c->q[k]) > 10.0 * c->l[k]; /* far from where the viscosity counts */
    double pi = root, before = INFINITY;
    for (int round = 0; round < MOST_ROUNDS && fabs(pi - before) > 1e-13 * fabs(root); round++) {
      const double q = c->q[k];
      const double f = q == 0.0 ? 0.0 : plain ? (c->r[k] + c->z[k]) * q * fabs(q) : loss_now(c, k, root, pi);
      before = pi; /* the viscosity is that of the mean, so pi answers to itself a little */
      pi = c->pipe[k].lift == 0.0 ? (down ? root - f : root + f) : march(c, k, root, f, down ? 1.0 : -1.0);
      if (plain || q == 0.0) break;
    }
    c->pi[leaf] = pi;
  }
}

/* ---- the iteration -------------------------------------------------------------------------------------------------
 */

double tli_core_pi_along(const tl_steady *s, size_t k, double share) {
  const struct tli_core *c = s->core;
  const double in = c->pi[c->from[k]], out = c->pi[c->to[k]];
  return c->pipe[k].lift == 0.0 ? in + share * (out - in) : march(c, k, in, loss_now(c, k, in, out), share);
}

static tl_code iterate(tl_steady *s, struct tli_core *c, bool *found, tl_error *error) {
  const double tolerance = beyond_tolerance * s->options.pressure_tolerance_pa, enough = tolerance * tolerance;
  tli_core_pass p = tli_core_pass_start(s);
  int rounds = 0;
  tl_code code = TL_OK;
  *found = c->links == 0;
  if (!*found) tli_core_first_system(c, &p);
  for (int it = 0; it < s->options.max_iterations && !*found && code == TL_OK; it++) {
    code = solve_linear(c, &p, error);
    if (code != TL_OK) break;
    s->certificate.iterations = it + 1;
    take_step(c, &p, it == 0);
    if (it == 0 || p.worst > enough) continue;
    *found = c->level || rounds++ >= DEFECT_ROUNDS || tli_core_correct_heights(c, &p) <= enough;
    if (!*found) tli_core_advance(c, &p, 0.0);
  }
  c->next = p.next;
  return code == TL_ERR_NO_ANSWER ? TL_OK : code;
}

/* What flows out of the network's nodes through links: all of them where some are joined, else those of given pressure.
 */
static void sum_flows(const tl_steady *s, const struct tli_core *c, double *need) {
  const size_t all = c->links + c->trees + c->controls, last = c->unknowns + c->fixed;
  memset(need, 0, s->network_nodes * sizeof *need);
  if (s->joined_count == 0) {
    double *sum = c->next;
    memset(sum, 0, c->nodes * sizeof *sum);
    for (size_t k = 0; k < all; k++) {
      const size_t i = (size_t)c->from[k], j = (size_t)c->to[k];
      if (i >= c->unknowns && i < last) sum[i] += c->q[k];
      if (j >= c->unknowns && j < last) sum[j] -= c->q[k];
    }
    for (size_t i = 0; i < s->network_nodes; i++)
      if (s->own[i].kind == TL_GIVEN_PRESSURE) need[i] = sum[c->place[i]];
    return;
  }
  for (size_t l = 0; l < s->network->link_count; l++) {
    if (c->slot[l] < 0) continue;
    need[s->network->links[l].from] += c->q[c->slot[l]];
    need[s->network->links[l].to] -= c->q[c->slot[l]];
  }
}

static void hand_out(tl_steady *s, struct tli_core *c) {
  double unused;
  c->largest_flow = c->least_pi = 0.0;
  for (size_t k = 0; k < c->links + c->trees + c->controls; k++)
    c->largest_flow = tli_max(c->largest_flow, fabs(c->q[k]));
  for (size_t i = 0; i < s->network_nodes; i++) {
    const double pi = c->pi[c->place[i]];
    c->p[i] = tli_potential_p(c->gas, pi, &unused);
    c->least_pi = tli_min(c->least_pi, pi);
  }
  sum_flows(s, c, s->need);
  tli_steady_settle_joined(s, s->need, c->withdrawal);
}

/* Uniqueness makes a potential below zero the proof that there is no state: the place is where it runs out. */
static void explain(tl_steady *s, const struct tli_core *c) {
  size_t worst = SIZE_MAX;
  double least = 2.0;
  for (size_t k = 0; k < c->links + c->trees + c->controls; k++) {
    const double in = c->pi[c->from[k]], out = c->pi[c->to[k]];
    const double up = c->q[k] >= 0.0 ? in : out, down = c->q[k] >= 0.0 ? out : in;
    if (!(up > 0.0 && down < 0.0)) continue;
    const double share = sqrt(up / (up - down)); /* square law: the flow that would just reach p = 0 */
    if (share < least) {
      least = share;
      worst = k;
    }
  }
  s->outcome = TL_INFEASIBLE;
  s->reason.code = "pressure_collapse";
  s->reason.proof = "unique_state";
  s->reason.unit = "kg/s";
  if (worst == SIZE_MAX) {
    s->reason.where_kind = "node";
    for (size_t i = 0; i < s->network_nodes; i++)
      if (c->pi[c->place[i]] < 0.0) s->reason.where_id = s->network->nodes[i].id;
    (void)snprintf(s->reason.sentence, sizeof s->reason.sentence, "The pressure at %s would have to be below zero.",
                   s->reason.where_id);
    return;
  }
  const tli_link *link = &s->network->links[c->link_of[worst]];
  tli_steady_say_collapse(s, tli_kind_get((size_t)link->kind)->name, link->id, fabs(c->q[worst]), least);
}

tl_code tli_core_solve(tl_steady *s, const tl_boundary *boundary, bool *taken, tl_error *error) {
  bool found = false;
  TLI_TRY(tli_core_prepare(s, boundary, taken, error));
  struct tli_core *c = s->core;
  if (!*taken || !take_boundary(s, c, boundary)) {
    *taken = false;
    return TL_OK;
  }
  fell_trees(c);
  TLI_TRY(c->controls > 0 ? tli_core_control_solve(s, c, &found, error) : iterate(s, c, &found, error));
  *taken = found;
  if (!found) return TL_OK;
  if (s->outcome == TL_INFEASIBLE) return TL_OK;
  climb_trees(c);
  hand_out(s, c);
  s->outcome = TL_SOLVED;
  s->by_core = true;
  if (c->least_pi < 0.0)
    explain(s, c);
  else if (!tli_core_controls_hold(s))
    return TL_OK;
  else
    tli_core_certify(s);
  return TL_OK;
}
