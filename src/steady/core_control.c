/* Controlled elements in the core: semismooth Newton, homotopy, path; see docs/theory/steady-core.md.
 *
 * A control's flow is an unknown, its law f(u_in, u_out, q) a row, with the slopes of the face that holds. Rungs:
 *   newton     from a start at rest, the step halved while the residual is above the worst of the last few
 *   homotopy   f + e (u_in - u_out - K q) for e from 1 to 1e-5 by the root of 10, then 0; each starts the next
 *   path       the same in steps that shrink where Newton fails and grow where it is quick, down to 1e-11, then
 *              1e-12: along several ways, with several tests of a step, and with and without 1e-6 of e in the matrix
 * The added face slopes in all three with the signs of a law, and min and max carry a common addend: so each face gets
 * it, and the state is unique and moves steadily with e (Clees, Nikitin, Nikitina, SIMULTECH 2016). */
#include <float.h>
#include <stdio.h>
#include <string.h>

#include "elem/tli_faces.h"
#include "steady/tli_core.h"

enum {
  MEMORY = 6,
  HALVINGS = 8,
  NEWTON_STEPS = 15,
  RUNG_STEPS = 12,
  LAST_STEPS = 60,
  PATH_STEPS = 400,
  NATURAL_HALVINGS = 10
};
/* What shortens a step: a residual that rises, a next step that is no smaller, or nothing. Full steps change the faces
 * as Howard's iteration does, which ends for matrices of these signs; damped ones have slopes as if e were double.
 * Exact ones have no more of e in the matrix than in the laws. */
typedef enum test { BY_MERIT, BY_STEP, EXACT, BY_NOTHING, DAMPED, TESTS } test;

/* Of e in the answer: splits of flow that no law decides are decided by it. At 8 MPa and 1000 kg/s it is worth 1e-11
 * kg/s and 1e-3 Pa. */
static const double least_e = 1e-12;
/* Of e in the matrix alone. A part that only shut or flow-holding elements join to the rest would hang on slopes that
 * drown in those of its pipes; with this it stays where it is as long as its balances hold. */
static const double matrix_e = 1e-6;
static const double descent_end = 1e-11;
static const double homotopy_factor = 0.31622776601683794;
static const double quick_look = 1e-5, least_blur = 100.0; /* Pa2: worth 1e-5 Pa or 1e-11 kg/s */
/* Paths to try: blur beside e, and the test of steps. */
static const struct {
  double blur_share;
  test by;
} ways[] = {{1.0, BY_MERIT},   {1.0, BY_STEP},     {30.0, BY_MERIT},  {0.03, BY_MERIT},
            {30.0, BY_STEP},   {1000.0, BY_MERIT}, {0.001, BY_MERIT}, {10.0, BY_NOTHING},
            {0.3, BY_NOTHING}, {100.0, BY_STEP},   {3.0, BY_NOTHING}, {300.0, BY_NOTHING}};
static const double path_enough = 1e-6;
static const double short_step = 1e-3;    /* of a path, in decades: below it the other tests are tried too */
static const double close_enough = 1e-10; /* merit of an answer */
/* Merit with which a state that the ladder leaves goes before the certificate, which has its own tolerances. */
static const double almost_enough = 1e-8;
static const double proof_enough = 1e-6; /* strict merit */
static const double rung_enough = 1e-3;  /* of a stop on the way */

#define NEED(pointer, arena, type, count)                        \
  if (((pointer) = TLI_NEW_N((arena), type, (count))) == NULL) { \
    (void)TLI_NO_MEMORY(error, "the solver's controls");         \
    return TL_ERR_MACHINE;                                       \
  }

/* ---- laws ----------------------------------------------------------------------------------------------------------
 */

/* Fuel that elements draw from the line is left to the general solver. */
static bool draws(const tl_steady *s, size_t l) {
  const tli_link *link = &s->network->links[l];
  const void *params = tli_steady_params(s, l);
  if (link->kind == tli_kind_find("station")) return ((const tl_station *)params)->driver_efficiency > 0.0;
  if (link->kind == tli_kind_find("compressor")) return ((const tl_compressor *)params)->driver_efficiency > 0.0;
  return tli_kind_get((size_t)link->kind)->has_draw;
}

static tl_code allocate(struct tli_core *c, tl_error *error) {
  tli_core_controls *k = &c->control;
  const size_t m = c->controls;
  double **by_control[] = {&k->u_in,        &k->u_out,   &k->t,        &k->height_in,     &k->height_out,
                           &k->viscosity,   &k->pi_in,   &k->pi_out,   &k->law.f,         &k->law.f_u_in,
                           &k->law.f_u_out, &k->law.f_q, &k->law.draw, &k->law.draw_u_in, &k->law.draw_u_out,
                           &k->law.draw_q};
  double **by_state[] = {&k->work.p, &k->work.t, &k->work.z, &k->work.a, &k->work.b, &k->work.c, &k->work.d};
  for (size_t i = 0; i < TLI_COUNT(by_control); i++) NEED(*by_control[i], c->arena, double, m);
  for (size_t i = 0; i < TLI_COUNT(by_state); i++) NEED(*by_state[i], c->arena, double, 3 * m);
  NEED(k->params, c->arena, void *, m);
  NEED(k->stamp, c->arena, tli_core_five, m);
  NEED(k->x, c->arena, double, c->unknowns + m);
  NEED(k->sum, c->arena, double, c->nodes);
  NEED(k->saved_pi, c->arena, double, c->nodes);
  NEED(k->saved_q, c->arena, double, c->links + c->trees + m);
  return TL_OK;
}

tl_code tli_core_place_controls(tl_steady *s, struct tli_core *c, tli_arena *work, bool *taken, tl_error *error) {
  tli_core_controls *k = &c->control;
  (void)work;
  if (c->controls == 0) return TL_OK;
  TLI_TRY(allocate(c, error));
  const size_t first = c->links + c->trees;
  for (size_t i = 0; i < c->controls; i++) {
    const size_t l = c->link_of[first + i];
    const tli_link *link = &s->network->links[l];
    const tli_kind *kind = tli_kind_get((size_t)link->kind);
    if (draws(s, l)) *taken = false;
    if (k->group_count == 0 || k->groups[k->group_count - 1].kind != kind) {
      k->groups[k->group_count++] = (tli_group){kind, i, 0, NULL};
      k->groups[k->group_count - 1].params = tli_arena_alloc(c->arena, c->controls - i, kind->param_bytes);
      if (k->groups[k->group_count - 1].params == NULL) return TLI_NO_MEMORY(error, "the solver's controls");
    }
    tli_group *group = &k->groups[k->group_count - 1];
    k->params[i] = (char *)group->params + group->n++ * kind->param_bytes;
    kind->split(tli_steady_params(s, l), 0, 1, k->params[i]);
    k->t[i] = c->gas->t_k;
    k->viscosity[i] = c->gas->viscosity[0];
    k->height_in[i] = s->network->nodes[s->whole[link->from]].height_m;
    k->height_out[i] = s->network->nodes[s->whole[link->to]].height_m;
  }
  return TL_OK;
}

void tli_core_set_params(struct tli_core *c, size_t link, const tli_kind *kind, const void *params) {
  const size_t first = c->links + c->trees;
  if (c->slot != NULL && c->prepared && c->slot[link] >= (int)first)
    kind->split(params, 0, 1, c->control.params[c->slot[link] - (int)first]);
}

static void laws(const tl_steady *s, struct tli_core *c, double epsilon) {
  tli_core_controls *k = &c->control;
  const size_t first = c->links + c->trees;
  const double *q = c->q + first;
  for (size_t i = 0; i < c->controls; i++) {
    k->u_in[i] = tli_potential_u(c->gas, c->pi[c->from[first + i]], &k->pi_in[i]);
    k->u_out[i] = tli_potential_u(c->gas, c->pi[c->to[first + i]], &k->pi_out[i]);
  }
  for (size_t g = 0; g < k->group_count; g++) {
    const tli_group *group = &k->groups[g];
    const size_t at = group->first;
    const tli_batch batch = {.n = group->n,
                             .params = group->params,
                             .height_in_m = k->height_in + at,
                             .height_out_m = k->height_out + at,
                             .u_in = k->u_in + at,
                             .u_out = k->u_out + at,
                             .q = q + at,
                             .t_in_k = k->t + at,
                             .t_out_k = k->t + at,
                             .t_mean_k = k->t + at,
                             .viscosity_pa_s = k->viscosity + at,
                             .gas = s->gas,
                             .molar_mass_kg_mol = s->molar_mass,
                             .net_heat_j_kg = s->net_heat_j_kg,
                             .blur = k->blur,
                             .work = k->work};
    const tli_law law = {k->law.f + at,    k->law.f_u_in + at,    k->law.f_u_out + at,    k->law.f_q + at,
                         k->law.draw + at, k->law.draw_u_in + at, k->law.draw_u_out + at, k->law.draw_q + at};
    group->kind->law(&batch, &law);
  }
  for (size_t i = 0; i < c->controls; i++) {
    k->law.f[i] += epsilon * (k->u_in[i] - k->u_out[i] - TLI_SHUT_PA2_S_KG * q[i]);
    k->law.f_u_in[i] += epsilon;
    k->law.f_u_out[i] -= epsilon;
    k->law.f_q[i] -= epsilon * TLI_SHUT_PA2_S_KG;
  }
}

/* ---- steps ---------------------------------------------------------------------------------------------------------
 */

/* Adds the controls to the system that the pass over the pipes has made. */
static void stamp_controls(struct tli_core *c, const tli_core_pass *p) {
  tli_core_controls *k = &c->control;
  const size_t first = c->links + c->trees;
  double *values = tli_system_values(c->system);
  const double floor = k->floor;
  for (size_t i = 0; i < c->controls; i++) {
    const double value[5] = {1.0, -1.0, (k->law.f_u_in[i] + floor) * k->pi_in[i],
                             (k->law.f_u_out[i] - floor) * k->pi_out[i], k->law.f_q[i] - floor * TLI_SHUT_PA2_S_KG};
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
static double strict_merit(struct tli_core *c) {
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
  laws(s, c, epsilon);
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

typedef struct run {
  tl_steady *s;
  struct tli_core *c;
  tli_core_pass pass;
  double blur_share; /* of e, see stop_at */
  test by;           /* of steps */
  tl_error *error;
} run;

/* Pipes of little flow and much resistance count little in the merit: in the end each must hold in pascals, or to the
 * last digits of its potentials. */
static bool pipes_hold(const run *r) {
  const double tolerance = 1e-3 * r->s->options.pressure_tolerance_pa;
  double pi_scale = 0.0;
  for (size_t i = 0; i < r->c->unknowns + r->c->fixed; i++) pi_scale = tli_max(pi_scale, fabs(r->c->pi[i]));
  return r->pass.worst <= tolerance * tolerance + 1e-24 * pi_scale / r->pass.weight;
}

/* Newton from the present state; the merit reached, infinite if a matrix was singular. */
static tl_code newton(run *r, double epsilon, double blur, double enough, int most, bool starting, double *reached,
                      int *used) {
  struct tli_core *c = r->c;
  double merits[MEMORY] = {0};
  c->control.floor = r->by == EXACT ? 0.0 : r->by == DAMPED ? epsilon : tli_max(matrix_e - epsilon, 0.0);
  c->control.blur = blur;
  if (starting) {
    const size_t first = c->links + c->trees;
    tli_core_first_system(c, &r->pass);
    for (size_t i = 0; i < c->controls; i++) c->q[first + i] = 0.0;
    laws(r->s, c, epsilon);
    stamp_controls(c, &r->pass);
    *reached = INFINITY;
  } else {
    memset(c->dq, 0, (c->links + c->trees + c->controls) * sizeof *c->dq); /* a step that failed may lie there */
    memset(c->delta, 0, c->nodes * sizeof *c->delta);
    *reached = move(r->s, c, &r->pass, 0.0, epsilon);
  }
  for (*used = 0; *used < most && !(*reached <= enough && (enough > close_enough || pipes_hold(r))); (*used)++) {
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
    if (r->by == BY_STEP && !first)
      TLI_TRY(search_naturally(r->s, c, &r->pass, epsilon, reached, r->error));
    else
      *reached = search(r->s, c, &r->pass, epsilon, merits, first || r->by >= BY_NOTHING);
    if (!isfinite(*reached)) return TL_OK;
  }
  return TL_OK;
}

static void save(struct tli_core *c) {
  memcpy(c->control.saved_pi, c->pi, c->nodes * sizeof *c->pi);
  memcpy(c->control.saved_q, c->q, (c->links + c->trees + c->controls) * sizeof *c->q);
}

static void restore(struct tli_core *c) {
  memcpy(c->pi, c->control.saved_pi, c->nodes * sizeof *c->pi);
  memcpy(c->q, c->control.saved_q, (c->links + c->trees + c->controls) * sizeof *c->q);
}

/* A physical state has p below TLI_ABSURD_P_PA and through no control more than ten times all that is taken and given.
 * Were there one at e = 0, it would satisfy the faces at e but for e (u_in - u_out - K q), a source of at most
 * u_most + K q_most in each control; sources move no potential by more than their sum, by the principle of the maximum.
 * So a state at some e that lies farther out proves that there is none at 0. */
static bool unbounded(const run *r) {
  const struct tli_core *c = r->c;
  double flow = 10.0, largest = 0.0, unused;
  for (size_t i = 0; i < c->unknowns + c->fixed; i++) flow += 10.0 * fabs(c->load[i]);
  for (size_t i = 0; i < c->unknowns; i++) largest = tli_max(largest, fabs(tli_potential_u(c->gas, c->pi[i], &unused)));
  for (size_t i = 0; i < c->controls; i++)
    largest = tli_max(largest, TLI_SHUT_PA2_S_KG * fabs(c->q[c->links + c->trees + i]));
  return largest > (double)c->controls * (TLI_ABSURD_P_PA * TLI_ABSURD_P_PA + TLI_SHUT_PA2_S_KG * flow);
}

/* Newton at e, with kinks blurred by e K kg/s times the share. */
static tl_code stop_at(run *r, double e, double enough, int most, bool starting, double *reached, int *used) {
  return newton(r, tli_max(e, least_e), tli_max(e * r->blur_share * TLI_SHUT_PA2_S_KG, least_blur), enough, most,
                starting, reached, used);
}

/* Whether the state at e is out of bounds, looked at closely: *proof is then e. */
static tl_code look_out(run *r, double e, double *reached, double *proof) {
  int used;
  if (e > 0.01 || !unbounded(r)) return TL_OK;
  TLI_TRY(stop_at(r, e, close_enough, RUNG_STEPS, false, reached, &used));
  const test first = r->by;
  for (int other = 1; other < TESTS && isfinite(*reached) && unbounded(r) && strict_merit(r->c) > proof_enough;
       other++) {
    r->by = (test)((first + other) % TESTS);
    TLI_TRY(stop_at(r, e, close_enough, RUNG_STEPS, false, reached, &used));
  }
  r->by = first;
  if (unbounded(r) && strict_merit(r->c) <= proof_enough) *proof = e;
  return TL_OK;
}

/* Down from e = 1 in equal steps, whether each is met or not, with one look at the sharp laws on the way. */
static tl_code descend(run *r, double *reached, double *proof) {
  int used;
  bool starting = true;
  for (double e = 1.0; e >= 0.9 * descent_end; e *= homotopy_factor) {
    TLI_TRY(stop_at(r, e, rung_enough, RUNG_STEPS, starting, reached, &used));
    starting = !isfinite(*reached);
    if (starting) continue;
    TLI_TRY(look_out(r, e, reached, proof));
    if (*proof > 0.0) return TL_OK;
    if (e > 2.0 * quick_look || e < 0.5 * quick_look) continue;
    save(r->c);
    TLI_TRY(newton(r, least_e, 0.0, close_enough, LAST_STEPS / 2, false, reached, &used));
    if (*reached <= close_enough) return TL_OK;
    restore(r->c);
  }
  return newton(r, least_e, least_blur, close_enough, LAST_STEPS, starting, reached, &used);
}

/* Potentials so far below zero that the residual cannot be what puts them there. */
static bool collapsed(struct tli_core *c, double reached) {
  double least = 0.0, largest = 0.0;
  for (size_t i = 0; i < c->unknowns; i++) {
    least = tli_min(least, c->pi[i]);
    largest = tli_max(largest, fabs(c->pi[i]));
  }
  return strict_merit(c) <= proof_enough && least < -tli_max(1e3 * reached, 1e-3) * largest;
}

/* Potentials below zero prove something only where gas flows down to them: the level of a part at rest behind shut
 * elements hangs on a trace of leak, which the last digits of its balance outweigh. */
static bool means_something(const struct tli_core *c) {
  const size_t first = c->links + c->trees;
  double largest = 0.0;
  bool negative = false;
  for (size_t k = 0; k < first + c->controls; k++) largest = tli_max(largest, fabs(c->q[k]));
  for (size_t i = 0; i < c->unknowns; i++) negative = negative || c->pi[i] < 0.0;
  for (size_t k = 0; k < first + c->controls && negative; k++) {
    const double in = c->pi[c->from[k]], out = c->pi[c->to[k]];
    const double up = c->q[k] >= 0.0 ? in : out, down = c->q[k] >= 0.0 ? out : in;
    if ((k < c->links || k >= first) && up > 0.0 && down < 0.0 && fabs(c->q[k]) > 1e-7 * largest) return true;
  }
  return !negative;
}

static bool finished(struct tli_core *c, double reached) {
  return (reached <= close_enough || collapsed(c, reached)) && means_something(c);
}

/* The same path in steps that shrink where Newton fails and grow where it is quick: it is continuous, so that small
 * enough ones succeed. */
static tl_code follow(run *r, double *reached, double *proof) {
  int used;
  const test first = r->by;
  double e = 1.0, step = 0.5; /* decades */
  TLI_TRY(stop_at(r, e, path_enough, LAST_STEPS, true, reached, &used));
  for (int n = 0; n < PATH_STEPS && e > descent_end && isfinite(*reached); n++) {
    save(r->c);
    const double next = tli_max(e * pow(10.0, -step), descent_end);
    TLI_TRY(stop_at(r, next, path_enough, RUNG_STEPS, false, reached, &used));
    for (int other = 1; other < TESTS && !(*reached <= path_enough) && step < short_step; other++) {
      restore(r->c);
      r->by = (test)((first + other) % TESTS);
      TLI_TRY(stop_at(r, next, path_enough, LAST_STEPS, false, reached, &used));
    }
    r->by = first;
    if (!(*reached <= path_enough)) {
      restore(r->c);
      *reached = path_enough;
      step *= 0.5;
      if (step < 1e-5) break;
      continue;
    }
    e = next;
    if (used <= RUNG_STEPS / 2) step = tli_min(1.5 * step, 1.0);
    TLI_TRY(look_out(r, e, reached, proof));
    if (*proof > 0.0) return TL_OK;
  }
  for (int other = 0; other < TESTS; other++) { /* each from where the one before has come to */
    r->by = (test)((first + other) % TESTS);
    save(r->c);
    TLI_TRY(newton(r, least_e, least_blur, close_enough, LAST_STEPS, false, reached, &used));
    if (finished(r->c, *reached)) break;
    if (!(*reached <= path_enough)) restore(r->c);
  }
  r->by = first;
  return TL_OK;
}

/* ---- the ladder ----------------------------------------------------------------------------------------------------
 */

/* Only to be certified as solved: no potential is below zero, so that nothing is concluded from it. */
static bool almost(const struct tli_core *c, double reached) {
  double least = 0.0;
  for (size_t i = 0; i < c->unknowns; i++) least = tli_min(least, c->pi[i]);
  return reached <= almost_enough && least >= 0.0;
}

/* Names the part of the network that has no balance: the nodes that went farthest out, what passes into them by e
 * alone, and the control at its edge through which most of that would have to go. */
static void say_unbalanced(tl_steady *s, struct tli_core *c, double epsilon) {
  const tli_core_controls *k = &c->control;
  const size_t first = c->links + c->trees;
  double largest = 0.0, missing = 0.0, most = -1.0, unused;
  size_t worst = 0, node = 0;
  for (size_t i = 0; i < c->unknowns; i++)
    if (fabs(c->pi[i]) > fabs(largest)) largest = c->pi[i];
  const double edge = 0.3 * tli_potential_u(c->gas, largest, &unused), sign = edge < 0.0 ? -1.0 : 1.0;
  laws(s, c, 0.0);
  for (size_t i = 0; i < c->controls; i++) {
    const bool in = sign * k->u_in[i] > sign * edge, out = sign * k->u_out[i] > sign * edge;
    /* K (q - q held) = e (u_in - u_out - K q) where a flow is held, or none */
    const double leak =
        epsilon * ((k->u_in[i] - k->u_out[i]) / TLI_SHUT_PA2_S_KG - c->q[first + i]) * (out ? -sign : sign);
    if (in == out) continue;
    missing += leak;
    if (leak > most) {
      most = leak;
      worst = first + i;
    }
  }
  for (size_t i = 0; i < s->network_nodes; i++)
    if (c->pi[c->place[i]] == largest) node = i;
  const tli_link *link = &s->network->links[c->link_of[worst]];
  s->outcome = TL_INFEASIBLE;
  s->reason.code = sign < 0.0 ? "too_little_gets_in" : "too_much_comes_in";
  s->reason.where_kind = tli_kind_get((size_t)link->kind)->name;
  s->reason.where_id = link->id;
  s->reason.value = missing;
  s->reason.unit = "kg/s";
  const char *what = s->network->nodes[node].id;
  if (sign < 0.0)
    (void)snprintf(s->reason.sentence, sizeof s->reason.sentence,
                   "The part of the network with node \"%s\" gets %.4g kg/s less than is taken there: %s \"%s\" at its "
                   "edge lets no more through.",
                   what, missing, s->reason.where_kind, link->id);
  else
    (void)snprintf(
        s->reason.sentence, sizeof s->reason.sentence,
        "%.4g kg/s more come into the part of the network with node \"%s\" than can leave it: %s \"%s\" at its "
        "edge lets no more through.",
        missing, what, s->reason.where_kind, link->id);
}

tl_code tli_core_control_solve(tl_steady *s, struct tli_core *c, bool *found, tl_error *error) {
  run r = {s, c, tli_core_pass_start(s), 1.0, BY_MERIT, error};
  double reached = INFINITY, proof = 0.0;
  int used;
  tl_code code = newton(&r, least_e, 0.0, close_enough, NEWTON_STEPS, true, &reached, &used);
  s->certificate.rung = "newton";
  if (code == TL_OK && !finished(c, reached)) {
    code = descend(&r, &reached, &proof);
    s->certificate.rung = "homotopy";
  }
  /* Where a path is too steep to follow, another one with more or less blur beside e may not be. */
  for (size_t k = 0; k < TLI_COUNT(ways) && code == TL_OK && proof == 0.0 && !finished(c, reached); k++) {
    r.blur_share = ways[k].blur_share;
    r.by = ways[k].by;
    code = follow(&r, &reached, &proof);
    s->certificate.rung = "path";
  }
  for (int round = 0; round < 4 && code == TL_OK && !c->level && reached <= almost_enough && proof == 0.0; round++) {
    if (tli_core_correct_heights(c, &r.pass) <= 1e-8) break;
    code = newton(&r, least_e, c->control.blur, close_enough, LAST_STEPS, false, &reached, &used);
  }
  c->next = r.pass.next;
  *found = proof > 0.0 || finished(c, reached) || almost(c, reached);
  if (code == TL_OK && proof > 0.0) say_unbalanced(s, c, proof);
  return code;
}

/* ---- what the answer is held to ------------------------------------------------------------------------------------
 */

double tli_core_control_residual(tl_steady *s) {
  struct tli_core *c = s->core;
  const tli_core_controls *k = &c->control;
  double worst = 0.0;
  if (c->controls == 0) return 0.0;
  c->control.blur = 0.0;
  laws(s, c, 0.0);
  for (size_t i = 0; i < c->controls; i++) {
    const double slope = tli_max(k->law.f_u_in[i], -k->law.f_u_out[i]), f = fabs(k->law.f[i]);
    const double as_p = slope > 0.0 ? f / slope / (2.0 * tli_max(sqrt(fabs(k->u_in[i])), 1e4)) : INFINITY;
    const double as_q = k->law.f_q[i] < 0.0 ? f / -k->law.f_q[i] : INFINITY;
    /* as a flow it must be as good as a balance; otherwise it counts in pascals */
    if (as_q > 10.0 * s->options.mass_tolerance * c->largest_flow + 1e-12) worst = tli_max(worst, as_p);
  }
  return worst;
}

/* By its face against backward flow; laws() has been called. */
static bool leaks(const struct tli_core *c, size_t i) {
  const tli_law *law = &c->control.law;
  return law->f_u_in[i] == TLI_SHUT_LEAK && law->f_q[i] == -TLI_SHUT_PA2_S_KG &&
         c->q[c->links + c->trees + i] < -tli_max(1e-7 * c->largest_flow, 1e-9);
}

bool tli_core_controls_hold(tl_steady *s) {
  struct tli_core *c = s->core;
  const size_t first = c->links + c->trees;
  size_t worst = SIZE_MAX;
  double p_most = TLI_ABSURD_P_PA;
  c->control.blur = 0.0;
  if (c->controls > 0) laws(s, c, 0.0);
  for (size_t i = 0; i < c->controls; i++)
    if (leaks(c, i) && (worst == SIZE_MAX || c->q[first + i] < c->q[worst])) worst = first + i;
  for (size_t i = 0; i < s->network_nodes; i++)
    if (c->p[i] > p_most) p_most = c->p[i];
  if (worst == SIZE_MAX && p_most == TLI_ABSURD_P_PA) return true;
  s->outcome = TL_INFEASIBLE;
  s->reason.code = "no_way_out";
  s->reason.unit = "kg/s";
  if (worst != SIZE_MAX) {
    const tli_link *link = &s->network->links[c->link_of[worst]];
    s->reason.where_kind = tli_kind_get((size_t)link->kind)->name;
    s->reason.where_id = link->id;
    s->reason.value = -c->q[worst];
    (void)snprintf(
        s->reason.sentence, sizeof s->reason.sentence,
        "%.4g kg/s have no way but backwards through %s \"%s\", which shuts against them: take in less there, or "
        "take out more.",
        s->reason.value, s->reason.where_kind, s->reason.where_id);
    return false;
  }
  for (size_t i = 0; i < s->network_nodes; i++)
    if (c->p[i] == p_most) tli_steady_say_absurd(s, i, p_most);
  return false;
}
