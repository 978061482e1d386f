/* Full Newton on pressures, flows and temperatures at once; see docs/theory/steady.md, "Temperatures".
 *
 *   link   f(u_in, u_out, q, t_in, t_out, m, v) = 0     m = M(..) temperature inside, v = V(..) viscosity there
 *   node   sum in q - sum out (q + draw) = withdrawal
 *   node   sum in |q| (B(..) - t) + entering (t_outside - t) = 0         B: temperature behind the link  [kg K/s]
 *
 * m and v belong to their link alone and are eliminated there. The slopes of the laws in u and q are their own; those
 * in the temperatures, and all of B, M and V, are central differences taken link by link, a few calls for all links.
 * The sweep of heat.c, which this takes over from where it is slow, solves the same equations. */
#include "steady/tli_steady.h"

#include <stdio.h>
#include <string.h>

enum { VARIABLES = 6, OUTER = 5, MOST_STEPS = 15, SHORTEST = 6 }; /* u_in, u_out, q, t_in, t_out; then m */
enum { U_IN, U_OUT, Q, T_IN, T_OUT, MEAN };

static const double least_t_k = 100.0, largest_t_k = 1000.0; /* no gas law reaches farther */
static const double k_of_viscosity = 300.0; /* gas of 300 K: viscosity goes about with the temperature */

/* A quantity to first order in the five outer variables. */
typedef struct affine {
  double at, by[OUTER];
} affine;

/* One link, m and v eliminated. */
typedef struct linear_link {
  affine law, behind, draw, mean, viscosity;
} linear_link;

struct tli_coupled {
  tli_arena *arena;
  size_t nodes, links, free_nodes, unknowns;
  linear_link *link;
  tli_heat heat;
  tli_law law;
  double *behind, *mean, *viscosity;                            /* B, M, V at the present state */
  double *saved, *change_f, *change_draw, *ahead[3], *entering; /* scratch; what comes in from outside, by node */
  double *u, *q, *t, *t_mean, *v;                               /* the state that a step starts from */
  double *first;                                                /* u, q, t, m, v as they were found */
  double (*by_mean)[3], (*f_by)[4], (*draw_by)[4];              /* B, M, V by m; f and draw by t_in, t_out, m, v */
  size_t *slots;
  double *step;
  tli_system *system;
};

void tli_steady_forget_coupled(tl_steady *s) {
  struct tli_coupled *c = s->coupled;
  s->coupled = NULL;
  if (c == NULL) return;
  tli_system_destroy(c->system);
  tli_arena_destroy(c->arena);
}

/* ---- stamps: the same walk lists the places and fills in the values --------------------------------------------- */

typedef struct walk {
  tl_steady *s;
  struct tli_coupled *c;
  tli_stamp *places; /* NULL when adding */
  size_t count;
  double u_scale, q_scale;
} walk;

static void stamp(walk *w, int row, int column, double value) {
  if (row < 0 || column < 0) return;
  if (w->places != NULL) {
    w->places[w->count] = (tli_stamp){row, column};
  } else {
    const size_t at = (size_t)column;
    const double scale = at < w->c->free_nodes ? w->u_scale : at < w->c->free_nodes + w->c->links ? w->q_scale : 1.0;
    tli_system_values(w->c->system)[w->c->slots[w->count]] += value * scale;
  }
  w->count++;
}

static int column_u(const walk *w, int node) { return w->s->node_unknown[node]; }
static int column_q(const walk *w, size_t k) { return (int)(w->c->free_nodes + k); }
static int column_t(const walk *w, int node) { return (int)(w->c->free_nodes + w->c->links) + node; }

/* factor times the slopes of a quantity of link k, into a row. */
static void stamp_affine(walk *w, int row, size_t k, const affine *a, double factor) {
  const int i = w->s->from[k], j = w->s->to[k];
  stamp(w, row, column_u(w, i), factor * a->by[U_IN]);
  stamp(w, row, column_u(w, j), factor * a->by[U_OUT]);
  stamp(w, row, column_q(w, k), factor * a->by[Q]);
  stamp(w, row, column_t(w, i), factor * a->by[T_IN]);
  stamp(w, row, column_t(w, j), factor * a->by[T_OUT]);
}

/* What enters a node from outside is what its flows lack, where its pressure is given or it is metered. */
static bool entering_follows(const tl_steady *s, int node) {
  return s->boundary[node].kind != TL_GIVEN_WITHDRAWAL && -s->withdrawal[node] > s->boundary[node].entering;
}

static void stamp_end(walk *w, size_t k, int node, bool outlet) {
  const tl_steady *s = w->s;
  const linear_link *l = &w->c->link[k];
  const int balance = s->boundary[node].kind == TL_GIVEN_WITHDRAWAL ? column_u(w, node) : -1,
            energy = column_t(w, node);
  stamp(w, balance, column_q(w, k), outlet ? 1.0 : -1.0);
  if (!outlet) stamp_affine(w, balance, k, &l->draw, -1.0);
  const double in = tli_steady_flows_into(s, (int)k, node) ? fabs(s->q[k]) : 0.0, sign = s->q[k] >= 0.0 ? 1.0 : -1.0;
  stamp_affine(w, energy, k, &l->behind, in);
  stamp(w, energy, energy, -in);
  stamp(w, energy, column_q(w, k), in > 0.0 ? sign * (l->behind.at - s->t[node]) : 0.0);
  const double outside = entering_follows(s, node) ? s->boundary[node].t_k - s->t[node] : 0.0;
  stamp(w, energy, column_q(w, k), outlet ? -outside : outside);
  if (!outlet) stamp_affine(w, energy, k, &l->draw, outside);
}

static void stamp_all(walk *w) {
  const tl_steady *s = w->s;
  for (size_t k = 0; k < s->links; k++) {
    stamp_affine(w, column_q(w, k), k, &w->c->link[k].law, 1.0);
    stamp_end(w, k, s->from[k], false);
    stamp_end(w, k, s->to[k], true);
  }
  for (size_t i = 0; i < s->nodes; i++) {
    const bool metered = s->boundary[i].kind == TL_METERED_WITHDRAWAL;
    if (metered) stamp(w, column_u(w, (int)i), column_q(w, s->boundary[i].metered_link), 1.0);
    /* where nothing arrives the temperature stays */
    stamp(w, column_t(w, (int)i), column_t(w, (int)i), s->mass_in[i] > 0.0 ? -w->c->entering[i] : 1.0);
  }
}

/* ---- making it -------------------------------------------------------------------------------------------------- */

#define NEED(pointer, type, count) \
  if (((pointer) = TLI_NEW_N(c->arena, type, (count))) == NULL) return false

typedef double three[3], four[4];

/* False without memory. */
static bool allocate(struct tli_coupled *c) {
  const size_t m = c->links;
  double **by_link[] = {&c->heat.gain,       &c->heat.shift,
                        &c->heat.cap,        &c->heat.mean_gain,
                        &c->heat.mean_shift, &c->heat.viscosity_pa_s,
                        &c->law.f,           &c->law.f_u_in,
                        &c->law.f_u_out,     &c->law.f_q,
                        &c->law.draw,        &c->law.draw_u_in,
                        &c->law.draw_u_out,  &c->law.draw_q,
                        &c->behind,          &c->mean,
                        &c->viscosity,       &c->saved,
                        &c->change_f,        &c->change_draw,
                        &c->ahead[0],        &c->ahead[1],
                        &c->ahead[2],        &c->q,
                        &c->t_mean,          &c->v};
  for (size_t i = 0; i < TLI_COUNT(by_link); i++) NEED(*by_link[i], double, m);
  NEED(c->u, double, c->nodes);
  NEED(c->t, double, c->nodes);
  NEED(c->entering, double, c->nodes);
  NEED(c->first, double, 2 * c->nodes + 3 * m);
  NEED(c->link, linear_link, m);
  NEED(c->by_mean, three, m);
  NEED(c->f_by, four, m);
  NEED(c->draw_by, four, m);
  NEED(c->step, double, c->unknowns);
  return true;
}

static tl_code no_room(tl_error *error) {
  (void)TLI_NO_MEMORY(error, "the coupled equations");
  return TL_ERR_MACHINE;
}

static tl_code make(tl_steady *s, tl_error *error) {
  tli_steady_forget_coupled(s);
  tli_arena *arena = tli_arena_create(tli_arena_allocator(s->arena));
  struct tli_coupled *c = arena == NULL ? NULL : TLI_NEW(arena, struct tli_coupled);
  if (c == NULL) {
    tli_arena_destroy(arena);
    return no_room(error);
  }
  *c = (struct tli_coupled){.arena = arena, .nodes = s->nodes, .links = s->links};
  s->coupled = c;
  for (size_t i = 0; i < s->nodes; i++) c->free_nodes += s->node_unknown[i] >= 0;
  c->unknowns = c->free_nodes + c->links + c->nodes;
  if (!allocate(c)) return no_room(error);
  const size_t most = 40 * s->links + 2 * s->nodes;
  tli_stamp *places = TLI_NEW_N(arena, tli_stamp, most);
  c->slots = TLI_NEW_N(arena, size_t, most);
  if (places == NULL || c->slots == NULL) return no_room(error);
  walk w = {.s = s, .c = c, .places = places};
  stamp_all(&w);
  return tli_system_create(arena, c->unknowns, w.count, places, c->slots, &c->system, error);
}

/* ---- evaluating ------------------------------------------------------------------------------------------------- */

/* B, M and V of every link at what stands in the gathered arrays. */
static void heat_of(const tl_steady *s, struct tli_coupled *c, double *behind, double *mean, double *viscosity) {
  for (size_t g = 0; g < s->group_count; g++) {
    tli_group run;
    for (size_t at = 0; tli_steady_next_run(s, &s->groups[g], &at, &run);) {
      const size_t k = run.first;
      tli_heat heat = {c->heat.gain + k,      c->heat.shift + k,      c->heat.cap + k,
                       c->heat.mean_gain + k, c->heat.mean_shift + k, viscosity + k};
      tli_batch batch = tli_steady_batch(s, &run);
      run.kind->heat(&batch, &heat);
    }
  }
  for (size_t k = 0; k < s->links; k++) {
    const double t = s->q[k] >= 0.0 ? s->t_in[k] : s->t_out[k];
    behind[k] = tli_min(c->heat.gain[k] * t + c->heat.shift[k], c->heat.cap[k]);
    mean[k] = tli_min(tli_max(c->heat.mean_gain[k] * t + c->heat.mean_shift[k], 100.0), 700.0);
  }
}

/* f and draw into c->law. */
static void law_of(const tl_steady *s, struct tli_coupled *c) {
  memset(c->law.draw, 0, s->links * sizeof *c->law.draw);
  for (size_t g = 0; g < s->group_count; g++) {
    tli_group run;
    for (size_t at = 0; tli_steady_next_run(s, &s->groups[g], &at, &run);) {
      const size_t k = run.first;
      const tli_law law = {c->law.f + k,    c->law.f_u_in + k,    c->law.f_u_out + k,    c->law.f_q + k,
                           c->law.draw + k, c->law.draw_u_in + k, c->law.draw_u_out + k, c->law.draw_q + k};
      tli_batch batch = tli_steady_batch(s, &run);
      run.kind->law(&batch, &law);
    }
  }
}

/* Width of a difference: temperatures by 1 mK; u and q by 1e-5 of themselves, which leaves 1e-10 of the curvature. */
static double width(int variable, double value) {
  if (variable >= T_IN) return 1e-3;
  return 1e-5 * tli_max(fabs(value), variable == Q ? 0.0 : 1e6);
}

static void shift(const struct tli_coupled *c, double *variable, int which, double sign) {
  for (size_t k = 0; k < c->links; k++) variable[k] = c->saved[k] + sign * width(which, c->saved[k]);
}

/* Slopes of B, M, V in a variable into those of the links; MEAN goes into by_mean, one after the other. */
static void heat_slopes(tl_steady *s, struct tli_coupled *c, double (*by_mean)[3]) {
  double *const variables[VARIABLES] = {s->u_in, s->u_out, s->q, s->t_in, s->t_out, s->t_mean};
  for (int x = 0; x < VARIABLES; x++) {
    memcpy(c->saved, variables[x], c->links * sizeof *c->saved);
    shift(c, variables[x], x, 1.0);
    heat_of(s, c, c->ahead[0], c->ahead[1], c->ahead[2]);
    shift(c, variables[x], x, -1.0);
    heat_of(s, c, c->behind, c->mean, c->viscosity);
    memcpy(variables[x], c->saved, c->links * sizeof *c->saved);
    for (size_t k = 0; k < c->links; k++) {
      const double over = 2.0 * width(x, c->saved[k]);
      const double slope[3] = {over > 0.0 ? (c->ahead[0][k] - c->behind[k]) / over : 0.0,
                               over > 0.0 ? (c->ahead[1][k] - c->mean[k]) / over : 0.0,
                               over > 0.0 ? (c->ahead[2][k] - c->viscosity[k]) / over : 0.0};
      if (x == MEAN) {
        memcpy(by_mean[k], slope, sizeof slope);
        continue;
      }
      c->link[k].behind.by[x] = slope[0];
      c->link[k].mean.by[x] = slope[1];
      c->link[k].viscosity.by[x] = slope[2];
    }
  }
  heat_of(s, c, c->behind, c->mean, c->viscosity);
}

/* Slopes of f and draw in t_in, t_out, m and v by differences; those in u and q are the laws' own. */
static void law_slopes(tl_steady *s, struct tli_coupled *c, double (*f)[4], double (*draw)[4]) {
  double *const variables[4] = {s->t_in, s->t_out, s->t_mean, s->viscosity};
  for (int x = 0; x < 4; x++) {
    const bool viscosity = x == 3;
    memcpy(c->saved, variables[x], c->links * sizeof *c->saved);
    for (int side = 0; side < 2; side++) {
      for (size_t k = 0; k < c->links; k++)
        variables[x][k] = c->saved[k] + (side == 0 ? -1.0 : 1.0) * (viscosity ? 1e-5 * c->saved[k] : 1e-3);
      law_of(s, c);
      if (side == 0) {
        memcpy(c->change_f, c->law.f, c->links * sizeof *c->change_f);
        memcpy(c->change_draw, c->law.draw, c->links * sizeof *c->change_draw);
      }
    }
    memcpy(variables[x], c->saved, c->links * sizeof *c->saved);
    for (size_t k = 0; k < c->links; k++) {
      const double over = 2.0 * (viscosity ? 1e-5 * c->saved[k] : 1e-3);
      f[k][x] = over > 0.0 ? (c->law.f[k] - c->change_f[k]) / over : 0.0;
      draw[k][x] = over > 0.0 ? (c->law.draw[k] - c->change_draw[k]) / over : 0.0;
    }
  }
}

/* a + by_mean m + by_viscosity v, both affine. */
static void eliminate(affine *a, const linear_link *l, double by_mean, double by_viscosity) {
  a->at += by_mean * l->mean.at + by_viscosity * l->viscosity.at;
  for (int x = 0; x < OUTER; x++) a->by[x] += by_mean * l->mean.by[x] + by_viscosity * l->viscosity.by[x];
}

/* All links to first order. mean.at and viscosity.at are the changes that their own equations ask for. */
static void linearise(tl_steady *s, struct tli_coupled *c) {
  double(*by_mean)[3] = c->by_mean, (*f)[4] = c->f_by, (*draw)[4] = c->draw_by;
  tli_steady_gather(s);
  heat_slopes(s, c, by_mean);
  law_slopes(s, c, f, draw);
  tli_steady_law(s);
  for (size_t k = 0; k < c->links; k++) {
    linear_link *l = &c->link[k];
    const tli_law *law = &s->law;
    l->behind.at = c->behind[k];
    l->mean.at = c->mean[k] - s->t_mean[k];
    l->viscosity.at = c->viscosity[k] - s->viscosity[k];
    const double left = 1.0 - by_mean[k][1]; /* M hardly depends on m: cp and Joule-Thomson at the mean state */
    l->mean.at /= left;
    for (int x = 0; x < OUTER; x++) l->mean.by[x] /= left;
    eliminate(&l->viscosity, l, by_mean[k][2], 0.0);
    eliminate(&l->behind, l, by_mean[k][0], 0.0);
    l->law = (affine){law->f[k], {law->f_u_in[k], law->f_u_out[k], law->f_q[k], f[k][0], f[k][1]}};
    eliminate(&l->law, l, f[k][2], f[k][3]);
    l->draw = (affine){law->draw[k], {law->draw_u_in[k], law->draw_u_out[k], law->draw_q[k], draw[k][0], draw[k][1]}};
    eliminate(&l->draw, l, draw[k][2], draw[k][3]);
  }
}

/* ---- one step --------------------------------------------------------------------------------------------------- */

/* What arrives at each node, and its energy lacking [kg K/s], into mass_in and heat_in. */
static void sum_energy(tl_steady *s, struct tli_coupled *c, bool linear) {
  for (size_t i = 0; i < s->nodes; i++) {
    c->entering[i] = tli_steady_entering(s, (int)i);
    s->mass_in[i] = c->entering[i];
    s->heat_in[i] = c->entering[i] * (s->boundary[i].t_k - s->t[i]);
  }
  for (size_t k = 0; k < s->links; k++) {
    const int node = s->q[k] >= 0.0 ? s->to[k] : s->from[k];
    s->mass_in[node] += fabs(s->q[k]);
    s->heat_in[node] += fabs(s->q[k]) * ((linear ? c->link[k].behind.at : c->behind[k]) - s->t[node]);
  }
}

static void right_hand_side(walk *w) {
  tl_steady *s = w->s;
  struct tli_coupled *c = w->c;
  memset(c->step, 0, c->unknowns * sizeof *c->step);
  for (size_t k = 0; k < s->links; k++) {
    const int i = s->from[k], j = s->to[k];
    c->step[column_q(w, k)] = -c->link[k].law.at;
    if (s->boundary[i].kind == TL_GIVEN_WITHDRAWAL) c->step[column_u(w, i)] += s->q[k] + c->link[k].draw.at;
    if (s->boundary[j].kind == TL_GIVEN_WITHDRAWAL) c->step[column_u(w, j)] -= s->q[k];
  }
  for (size_t i = 0; i < s->nodes; i++) {
    const tli_graph_boundary *b = &s->boundary[i];
    if (b->kind == TL_GIVEN_WITHDRAWAL) c->step[column_u(w, (int)i)] += b->withdrawal;
    if (b->kind == TL_METERED_WITHDRAWAL) c->step[column_u(w, (int)i)] = b->withdrawal - s->q[b->metered_link];
    if (s->mass_in[i] > 0.0) c->step[column_t(w, (int)i)] = -s->heat_in[i];
  }
  /* what enters where it follows from the flows was summed with the draws as they are, not as they will be */
  for (size_t k = 0; k < s->links; k++)
    if (entering_follows(s, s->from[k]))
      c->step[column_t(w, s->from[k])] -=
          (c->link[k].draw.at - s->law.draw[k]) * (s->boundary[s->from[k]].t_k - s->t[s->from[k]]);
}

static tl_code solve_step(tl_steady *s, struct tli_coupled *c, tl_error *error) {
  walk w = {.s = s, .c = c, .u_scale = 1.0, .q_scale = 1e-6};
  for (size_t i = 0; i < s->nodes; i++) w.u_scale = tli_max(w.u_scale, fabs(s->u[i]));
  for (size_t k = 0; k < s->links; k++) w.q_scale = tli_max(w.q_scale, fabs(s->q[k]));
  linearise(s, c);
  (void)tli_steady_imbalance(s);
  sum_energy(s, c, true);
  right_hand_side(&w);
  tli_system_clear(c->system);
  stamp_all(&w);
  TLI_TRY(tli_system_factor(c->system, NULL, error));
  TLI_TRY(tli_system_solve(c->system, c->step, error));
  for (size_t i = 0; i < c->free_nodes; i++) c->step[i] *= w.u_scale;
  for (size_t k = 0; k < c->links; k++) c->step[c->free_nodes + k] *= w.q_scale;
  return TL_OK;
}

static void save(const tl_steady *s, struct tli_coupled *c) {
  memcpy(c->u, s->u, c->nodes * sizeof *c->u);
  memcpy(c->t, s->t, c->nodes * sizeof *c->t);
  memcpy(c->q, s->q, c->links * sizeof *c->q);
  memcpy(c->t_mean, s->t_mean, c->links * sizeof *c->t_mean);
  memcpy(c->v, s->viscosity, c->links * sizeof *c->v);
}

static double change_of(const affine *a, const double *x) {
  double sum = a->at;
  for (int i = 0; i < OUTER; i++) sum += a->by[i] * x[i];
  return sum;
}

static void take(tl_steady *s, const struct tli_coupled *c, double share) {
  const walk w = {.s = s, .c = s->coupled};
  for (size_t k = 0; k < c->links; k++) {
    const int i = s->from[k], j = s->to[k];
    const double x[OUTER] = {column_u(&w, i) >= 0 ? c->step[column_u(&w, i)] : 0.0,
                             column_u(&w, j) >= 0 ? c->step[column_u(&w, j)] : 0.0, c->step[column_q(&w, k)],
                             c->step[column_t(&w, i)], c->step[column_t(&w, j)]};
    s->q[k] = c->q[k] + share * x[Q];
    s->t_mean[k] = tli_min(tli_max(c->t_mean[k] + share * change_of(&c->link[k].mean, x), least_t_k), largest_t_k);
    s->viscosity[k] = tli_max(c->v[k] + share * change_of(&c->link[k].viscosity, x), 0.1 * c->v[k]);
  }
  for (size_t i = 0; i < c->nodes; i++) {
    if (s->node_unknown[i] >= 0) s->u[i] = c->u[i] + share * c->step[s->node_unknown[i]];
    s->t[i] = tli_min(tli_max(c->t[i] + share * c->step[column_t(&w, (int)i)], least_t_k), largest_t_k);
  }
}

/* Evaluates the present state; the largest residual of a temperature [K]. */
static double evaluate(tl_steady *s, struct tli_coupled *c) {
  double worst = 0.0;
  tli_steady_law(s);
  (void)tli_steady_imbalance(s);
  heat_of(s, c, c->behind, c->mean, c->viscosity);
  sum_energy(s, c, false);
  for (size_t i = 0; i < s->nodes; i++)
    if (s->mass_in[i] > 0.0) worst = tli_max(worst, fabs(s->heat_in[i]) / s->mass_in[i]);
  for (size_t k = 0; k < s->links; k++) {
    worst = tli_max(worst, fabs(c->mean[k] - s->t_mean[k]));
    worst = tli_max(worst, k_of_viscosity * fabs(c->viscosity[k] / s->viscosity[k] - 1.0));
  }
  return worst;
}

static bool is_of_gas(const tl_steady *s) {
  for (size_t i = 0; i < s->nodes; i++)
    if (!(s->t[i] > least_t_k && s->t[i] < 700.0)) return false;
  return true;
}

/* A copy of the whole state, there and back. */
static void keep(tl_steady *s, struct tli_coupled *c, bool back) {
  double *const parts[] = {s->u, s->t, s->q, s->t_mean, s->viscosity};
  double *at = c->first;
  for (size_t i = 0; i < TLI_COUNT(parts); i++) {
    const size_t n = i < 2 ? c->nodes : c->links;
    if (back)
      memcpy(parts[i], at, n * sizeof *at);
    else
      memcpy(at, parts[i], n * sizeof *at);
    at += n;
  }
}

static void note(tl_steady *s, double merit) {
  if (s->coupled_steps < TLI_COUNT(s->coupled_merit)) s->coupled_merit[s->coupled_steps] = merit;
  s->coupled_steps++;
}

/* A matrix without a solution ends it without a word: the sweep goes on then. */
static tl_code steps(tl_steady *s, struct tli_coupled *c, bool *found, tl_error *error) {
  double t_off = evaluate(s, c);
  tli_residual r = tli_steady_measure(s);
  double merit = tli_max(r.merit, t_off / k_of_viscosity);
  note(s, merit);
  for (int step = 0; step < MOST_STEPS; step++) {
    if (step > 0 && tli_steady_small_enough(s, &r, t_off)) {
      *found = is_of_gas(s);
      memcpy(s->t_behind, c->behind, c->links * sizeof *c->behind);
      return TL_OK;
    }
    const tl_code code = solve_step(s, c, error);
    if (code == TL_ERR_NO_ANSWER) return TL_OK;
    TLI_TRY(code);
    s->certificate.iterations++;
    save(s, c);
    double share = 1.0, now = INFINITY;
    for (int k = 0; k <= SHORTEST; k++, share *= 0.5) {
      take(s, c, share);
      t_off = evaluate(s, c);
      r = tli_steady_measure(s);
      now = tli_max(r.merit, t_off / k_of_viscosity);
      if (now < merit * (1.0 - 1e-4 * share) || now < 1e-9) break;
    }
    if (!(now < merit) && !(now < 1e-9)) return TL_OK;
    merit = now;
    note(s, merit);
  }
  return TL_OK;
}

tl_code tli_steady_couple(tl_steady *s, bool *found, tl_error *error) {
  *found = false;
  s->coupled_steps = 0;
  TLI_TRY(make(s, error));
  keep(s, s->coupled, false);
  tl_code code = steps(s, s->coupled, found, error);
  if (code == TL_OK && !*found) keep(s, s->coupled, true);
  tli_steady_forget_coupled(s);
  return code;
}

bool tli_steady_say_no_temperature(tl_steady *s, bool only, double t_change) {
  const double hot_k = 600.0; /* beyond what any machine delivers */
  size_t hottest = 0;
  for (size_t i = 1; i < s->network_nodes; i++)
    if (s->t[i] > s->t[hottest]) hottest = i;
  if (!only && s->t[hottest] <= hot_k) return false;
  s->reason.code = "no_steady_temperature";
  s->reason.where_kind = "node";
  s->reason.where_id = s->network->nodes[hottest].id;
  s->reason.value = s->t[hottest];
  s->reason.unit = "K";
  if (s->t[hottest] > hot_k)
    (void)snprintf(
        s->reason.sentence, sizeof s->reason.sentence,
        "There is no steady temperature near node \"%s\" (%.0f K and rising): gas goes round through machines "
        "and is cooled nowhere; give them coolers, or pipes a heat transfer coefficient.",
        s->reason.where_id, s->reason.value);
  else
    (void)snprintf(s->reason.sentence, sizeof s->reason.sentence,
                   "Pressures and flows are found, temperatures still move by %s K an iteration; node \"%s\" is the "
                   "warmest, with %.2f K. Pipes with a heat transfer coefficient would cool what goes round.",
                   tli_digits(t_change, 2).words, s->reason.where_id, s->reason.value);
  return true;
}
