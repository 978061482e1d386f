/* Optimal gas flow: points from Ipopt, bounds from boxes, until both meet.
 *
 * Local solutions from several starts give a first point. Boxes wait, the one with the lowest bound first; each is
 * shrunk, relaxed (flow_relax.c) and split where the relaxed point errs most: first in what is there, then in a flow or
 * a squared pressure. The relaxed point of a box starts Ipopt again now and then, with the arcs that it says are there.
 * (Land and Doig, Econometrica 28, 1960; Tawarmalani and Sahinidis, Math. Program. 103, 2005.) */
#include "optimise/tli_flow.h"
#include "optimise/tli_search.h"

#include <math.h>
#include <string.h>

typedef struct box {
  double *low, *high, bound;
  struct box *next; /* of the list of boxes that wait, or of used ones */
} box;

typedef struct search {
  const tli_flow *f;
  const tl_flow_options *o;
  tli_arena *arena;
  tli_flow_relaxation *relaxation;
  box *waiting, *used;
  double *x, *start, *best; /* point of the relaxation; start and end of programs; the best */
  double *low, *high;       /* the first box, shrunk and narrowed: against it splits are judged */
  bool *there, *best_there;
  double primal, lost; /* lost: the least bound of what was given up without a proof */
  size_t boxes, programs;
  tli_flow_watch watch;
  uint64_t random;
} search;

void tl_flow_options_default(tl_flow_options *options) {
  *options = (tl_flow_options){.starts = 6, .seed = 1, .most_boxes = 2000, .most_seconds = 60.0, .gap = 1e-5};
}

static double share(search *s) {
  s->random = s->random * 6364136223846793005U + 1442695040888963407U;
  return (double)(s->random >> 11) * 0x1p-53;
}

/* ---- points ------------------------------------------------------------------------------------------------------ */

/* Solves the program of s->there from s->start in an arena of its own; keeps what is better. */
static tl_code try_program(search *s, tl_error *error) {
  const size_t n = tli_flow_unknowns(s->f);
  tli_arena *arena = tli_arena_create(tli_arena_allocator(s->arena));
  if (arena == NULL) return TLI_NO_MEMORY(error, "optimal gas flow");
  tli_flow_program *g;
  bool solved = false;
  double value = INFINITY;
  tl_code code = tli_flow_program_make(s->f, s->there, arena, &g, error);
  for (size_t c = 0; c < n && code == TL_OK; c++)
    s->start[c] = fmin(fmax(s->start[c], g->smooth.low[c]), g->smooth.high[c]);
  bool room = true;
  for (size_t c = 0; c < n && code == TL_OK; c++) room = room && g->smooth.low[c] <= g->smooth.high[c];
  if (code == TL_OK && room) {
    g->smooth.go_on = tli_flow_go_on;
    g->smooth.watch = &s->watch;
    code = tli_smooth_solve(&g->smooth, s->start, &solved, &value, error);
  }
  tli_arena_destroy(arena);
  s->programs++;
  if (code != TL_OK || !solved || !(value < s->primal)) return code;
  s->primal = value;
  s->watch.has_point = true;
  memcpy(s->best, s->start, n * sizeof *s->best);
  memcpy(s->best_there, s->there, s->f->a * sizeof *s->best_there);
  return TL_OK;
}

/* A point that the caller has: with half of the time that is left. */
static tl_code try_given(search *s, tl_error *error) {
  const tli_flow *f = s->f;
  double *p = TLI_NEW_N(s->arena, double, f->n), *q = TLI_NEW_N(s->arena, double, f->a + 1);
  bool found = false;
  if (p == NULL || q == NULL) return TLI_NO_MEMORY(error, "optimal gas flow");
  const double left = s->watch.most_seconds - (tli_now_s() - s->watch.began);
  for (size_t k = 0; k < f->a; k++) s->there[k] = true;
  TLI_TRY(s->o->find_start(s->o->find_context, s->watch.most_seconds > 0.0 ? fmax(0.5 * left, 0.1) : 0.0, p, q,
                           s->there, &found, error));
  if (!found) return TL_OK;
  for (size_t c = 0; c < tli_flow_unknowns(f); c++) s->start[c] = 0.5 * (f->low[c] + f->high[c]);
  for (size_t i = 0; i < f->n; i++) s->start[i] = 1e-12 * p[i] * p[i];
  for (size_t k = 0; k < f->a; k++) s->start[tli_flow_q(f, k)] = q[k];
  return try_program(s, error);
}

static tl_code try_starts(search *s, tl_error *error) {
  const tli_flow *f = s->f;
  for (size_t i = 0; i < s->o->starts && (i == 0 || tli_flow_go_on(&s->watch)); i++) {
    if (f->free && isfinite(s->primal)) break;
    for (size_t c = 0; c < tli_flow_unknowns(f); c++) {
      const double to = i == 0 ? 0.5 : share(s);
      s->start[c] = f->low[c] + to * (f->high[c] - f->low[c]);
      if (c >= f->n) s->start[c] = fmin(fmax(0.0, f->low[c]), f->high[c]) + 1e-3 * to * (f->high[c] - f->low[c]);
    }
    for (size_t k = 0; k < f->a; k++) s->there[k] = true;
    for (size_t k = 0; k < f->a; k++)
      if (f->twin[k] < k) s->there[i > 0 && share(s) < 0.5 ? f->twin[k] : k] = false;
    for (size_t k = 0; k < f->a && i > 0; k++)
      if (tli_flow_has_two_laws(&f->p->arcs[k])) s->there[k] = share(s) < 0.5;
    TLI_TRY(try_program(s, error));
    if (i == 0 && s->o->find_start != NULL && !isfinite(s->primal) && tli_flow_go_on(&s->watch))
      TLI_TRY(try_given(s, error));
  }
  return TL_OK;
}

/* What has two laws and at the relaxed point rather keeps its second one: a check valve that passes nothing to a higher
 * pressure, a governor below the pressure before it. */
static bool holds_back(const search *s, size_t k) {
  const tl_flow_arc *a = &s->f->p->arcs[k];
  if (a->kind == TL_FLOW_GOVERNOR) return s->x[a->to] < s->x[a->from] - 1e-6;
  return a->kind == TL_FLOW_CHECK_VALVE && s->x[tli_flow_q(s->f, k)] < 1e-6 && s->x[a->from] < s->x[a->to] - 1e-6;
}

static tl_code try_relaxed(search *s, tl_error *error) {
  const double *z = &s->x[tli_flow_z(s->f, 0)];
  for (size_t k = 0; k < s->f->a; k++) s->there[k] = z[k] > 1e-6 && !holds_back(s, k);
  for (size_t k = 0; k < s->f->a; k++)
    if (s->f->twin[k] < k) s->there[z[k] > z[s->f->twin[k]] ? s->f->twin[k] : k] = false;
  memcpy(s->start, s->x, tli_flow_unknowns(s->f) * sizeof *s->start);
  return try_program(s, error);
}

/* ---- boxes ------------------------------------------------------------------------------------------------------- */

static box *new_box(search *s, const double *low, const double *high, double bound) {
  const size_t n = tli_flow_columns(s->f);
  box *b = s->used;
  if (b != NULL) {
    s->used = b->next;
  } else {
    b = TLI_NEW(s->arena, box);
    if (b == NULL) return NULL;
    b->low = TLI_NEW_N(s->arena, double, n);
    b->high = TLI_NEW_N(s->arena, double, n);
    if (b->low == NULL || b->high == NULL) return NULL;
  }
  memcpy(b->low, low, n * sizeof *low);
  memcpy(b->high, high, n * sizeof *high);
  b->bound = bound;
  return b;
}

/* Boxes wait in ascending order of their bounds. */
static void put(search *s, box *b) {
  box **at = &s->waiting;
  while (*at != NULL && (*at)->bound <= b->bound) at = &(*at)->next;
  b->next = *at;
  *at = b;
}

/* Without a relaxed point a box is halved where it is widest, whether an arc is there first. */
static bool find_widest(const search *s, const box *b, size_t *column, double *value) {
  double widest = 0.0;
  for (size_t c = 0; c < tli_flow_columns(s->f); c++) {
    const bool whole = c >= tli_flow_unknowns(s->f);
    const double width = b->high[c] - b->low[c];
    const double part = whole ? 2.0 * width : width / fmax(s->high[c] - s->low[c], 1e-3);
    if (part <= widest || width < 1e-9) continue;
    widest = part;
    *column = c;
    *value = 0.5 * (b->low[c] + b->high[c]);
  }
  return widest > 0.0;
}

/* How far the relaxed point errs in each arc, and where to split: the column, its value; false: nowhere. */
static bool find_split(const search *s, const box *b, size_t *column, double *value) {
  const tli_flow *f = s->f;
  double worst = 0.0;
  for (size_t k = 0; k < f->a; k++) {
    const double z = s->x[tli_flow_z(f, k)], error = fmin(z, 1.0 - z);
    if (b->low[tli_flow_z(f, k)] == b->high[tli_flow_z(f, k)] || error <= worst) continue;
    if (error < 1e-7 && worst > 0.0) continue;
    worst = error;
    *column = tli_flow_z(f, k);
    *value = 0.5;
  }
  if (worst > 1e-7) return true;
  worst = 1e-8;
  for (size_t k = 0; k < f->a; k++) {
    const tl_flow_arc *a = &f->p->arcs[k];
    const size_t q = tli_flow_q(f, k);
    const double from = s->x[a->from], to = s->x[a->to], flow = s->x[q], drop = from - f->column[k] * to;
    if (s->x[tli_flow_z(f, k)] < 0.5) continue;
    double error = 0.0;
    size_t at = q;
    if (tli_flow_is_pipe(a)) error = fabs(drop - tli_flow_drop(f, k, flow)) / s->high[a->from];
    if (a->kind == TL_FLOW_LIFTED_PIPE) error = fmax(f->drag[k] * flow * flow + drop, 0.0) / s->high[a->to];
    if (tli_flow_has_power(f, k)) {
      const double power = tli_flow_power_mw(f, k, fmax(from, 1e-12), to, flow);
      error = fmax(power - s->x[tli_flow_columns(f) + k], 0.0) / fmax(f->work_mw * s->high[q], 1e-12);
      const size_t ends[3] = {q, a->from, a->to};
      double widest = 0.0;
      for (size_t e = 0; e < 3; e++) {
        const double width = (b->high[ends[e]] - b->low[ends[e]]) / fmax(s->high[ends[e]] - s->low[ends[e]], 1e-3);
        if (width > widest) at = ends[e], widest = width;
      }
    }
    const bool out = b->low[tli_flow_z(f, k)] < 1.0; /* its law is loose as long as it may be left out */
    if (out) at = tli_flow_z(f, k);
    if (error <= worst || b->high[at] - b->low[at] < 1e-9) continue;
    worst = error;
    *column = at;
    const double width = b->high[at] - b->low[at];
    *value = fmin(fmax(s->x[at], b->low[at] + 0.2 * width), b->high[at] - 0.2 * width);
  }
  return worst > 1e-8;
}

static bool closed(const search *s, double bound) {
  return bound >= s->primal - s->o->gap * fmax(fabs(s->primal), s->f->small);
}

/* Shrinks and relaxes a box; its bound goes up. *open: something may be left of it. */
static tl_code bound_box(search *s, box *b, bool *has_point, bool *open, tl_error *error) {
  double bound;
  *open = *has_point = false;
  if (!tli_flow_shrink(s->f, b->low, b->high)) return TL_OK;
  TLI_TRY(tli_flow_relax(s->relaxation, b->low, b->high, s->x, &bound, has_point, error));
  if (bound == INFINITY) return TL_OK;
  b->bound = fmax(b->bound, bound);
  *open = !closed(s, b->bound);
  if (!*open) s->lost = fmin(s->lost, b->bound);
  return TL_OK;
}

/* The first box is narrowed to what its relaxation has where it is no dearer than the best, as long as that gains. */
static tl_code tighten(search *s, box *b, bool *has_point, bool *open, tl_error *error) {
  enum { ROUNDS = 3 };
  double gained = 1.0;
  for (int round = 0; round < ROUNDS && gained > 0.1 && *open && *has_point && tli_flow_go_on(&s->watch); round++) {
    TLI_TRY(tli_flow_tighten(s->relaxation, b->low, b->high, s->primal, &s->watch, &gained, error));
    TLI_TRY(bound_box(s, b, has_point, open, error));
  }
  return TL_OK;
}

static tl_code split(search *s, const box *b, size_t column, double value, tl_error *error) {
  const bool whole = column >= tli_flow_unknowns(s->f);
  for (int half = 0; half < 2; half++) {
    box *child = new_box(s, b->low, b->high, b->bound);
    if (child == NULL) return TLI_NO_MEMORY(error, "boxes of optimal gas flow");
    if (half == 0)
      child->high[column] = whole ? 0.0 : value;
    else
      child->low[column] = whole ? 1.0 : value;
    put(s, child);
  }
  return TL_OK;
}

/* Relaxed points start programs: of the first boxes all, then some. */
static bool worth_a_program(const search *s) {
  return s->boxes <= 10 || s->boxes % (isfinite(s->primal) ? 20 : 5) == 0;
}

/* A box is shrunk and relaxed; what remains of it waits in two halves. */
static tl_code look(search *s, box *b, tl_error *error) {
  bool has_point, open;
  s->boxes++;
  TLI_TRY(bound_box(s, b, &has_point, &open, error));
  if (open && has_point && worth_a_program(s)) TLI_TRY(try_relaxed(s, error));
  if (!open) return TL_OK;
  size_t column = 0;
  double value = 0.0;
  if (!closed(s, b->bound) && (has_point ? find_split : find_widest)(s, b, &column, &value))
    return split(s, b, column, value, error);
  if (!closed(s, b->bound) && has_point) TLI_TRY(try_relaxed(s, error));
  s->lost = fmin(s->lost, b->bound);
  return TL_OK;
}

static bool must_end(search *s) {
  s->watch.done = (double)s->boxes / (double)s->o->most_boxes;
  (void)tli_flow_go_on(&s->watch);
  if (s->watch.stop == TL_FLOW_AT_GAP && s->boxes >= s->o->most_boxes) s->watch.stop = TL_FLOW_AT_BOXES;
  return s->watch.stop != TL_FLOW_AT_GAP;
}

static void use_again(search *s, box *b) {
  b->next = s->used;
  s->used = b;
}

/* All boxes that wait are given up for the first one, narrowed with the best that is known. */
static tl_code start_anew(search *s, tl_error *error) {
  const size_t n = tli_flow_columns(s->f);
  box *root = new_box(s, s->low, s->high, s->waiting->bound);
  if (root == NULL) return TLI_NO_MEMORY(error, "boxes of optimal gas flow");
  bool has_point, open;
  const double lost = s->lost;
  s->lost = INFINITY; /* what was given up is looked at again */
  TLI_TRY(bound_box(s, root, &has_point, &open, error));
  TLI_TRY(tighten(s, root, &has_point, &open, error));
  if (open && s->watch.stop != TL_FLOW_AT_GAP) { /* told to end: what waits is as good */
    s->lost = lost;
    use_again(s, root);
    return TL_OK;
  }
  while (s->waiting != NULL) {
    box *b = s->waiting;
    s->waiting = b->next;
    use_again(s, b);
  }
  memcpy(s->low, root->low, n * sizeof *s->low);
  memcpy(s->high, root->high, n * sizeof *s->high);
  if (open)
    put(s, root);
  else
    use_again(s, root);
  return TL_OK;
}

static tl_code branch(search *s, tl_error *error) {
  box *root = new_box(s, s->f->low, s->f->high, -INFINITY);
  if (root == NULL) return TLI_NO_MEMORY(error, "boxes of optimal gas flow");
  (void)tli_flow_shrink(s->f, root->low, root->high); /* an empty one is found so again below */
  memcpy(s->low, root->low, tli_flow_columns(s->f) * sizeof *s->low);
  memcpy(s->high, root->high, tli_flow_columns(s->f) * sizeof *s->high);
  put(s, root);
  size_t anew_at = 20 + tli_flow_columns(s->f) / 4; /* boxes: easy problems are done by then */
  while (s->waiting != NULL && !closed(s, s->waiting->bound)) {
    if (s->boxes > 0 && must_end(s)) return TL_OK;
    if (s->boxes >= anew_at) {
      anew_at *= 10;
      TLI_TRY(start_anew(s, error));
      continue;
    }
    box *b = s->waiting;
    s->waiting = b->next;
    TLI_TRY(look(s, b, error));
    use_again(s, b);
  }
  return TL_OK;
}

/* ---- the answer -------------------------------------------------------------------------------------------------- */

/* The bound, and why no better one; true: there is a point. */
static bool sum_up(search *s, tl_flow_summary *y) {
  const double open = s->waiting != NULL ? s->waiting->bound : INFINITY;
  const double bound = fmin(fmin(open, s->lost), s->primal);
  *y = (tl_flow_summary){.status = TL_FLOW_UNKNOWN,
                         .objective = NAN,
                         .bound = isfinite(bound) ? bound : NAN,
                         .gap = NAN,
                         .scale = NAN,
                         .power_w = NAN,
                         .simulator_p_pa = NAN,
                         .simulator_q_kg_s = NAN,
                         .boxes = s->boxes,
                         .programs = s->programs};
  if (isfinite(s->primal)) {
    y->objective = s->primal;
    y->gap = (s->primal - bound) / fmax(fabs(s->primal), s->f->small);
    y->complete = y->gap <= s->o->gap * (1.0 + 1e-9);
  } else {
    y->complete = s->waiting == NULL && s->lost == INFINITY;
    if (y->complete) y->status = TL_FLOW_INFEASIBLE;
  }
  if (!y->complete) y->stop = s->watch.stop != TL_FLOW_AT_GAP ? s->watch.stop : TL_FLOW_AT_ROUNDING;
  return isfinite(s->primal);
}

/* The best point once more, for its multipliers. *priced: they are there. */
static tl_code price(search *s, tli_flow_program *g, bool *priced, tl_error *error) {
  double value;
  memcpy(s->start, s->best, tli_flow_unknowns(s->f) * sizeof *s->start);
  tli_flow_once_more(&s->watch);
  g->smooth.go_on = tli_flow_go_on;
  g->smooth.watch = &s->watch;
  TLI_TRY(tli_smooth_solve(&g->smooth, s->start, priced, &value, error));
  *priced = *priced && fabs(value - s->primal) <= 1e-6 * fmax(fabs(s->primal), s->f->small);
  if (!*priced) return TL_OK;
  memcpy(s->best, s->start, tli_flow_unknowns(s->f) * sizeof *s->start);
  s->primal = value;
  return TL_OK;
}

static tl_code conclude(search *s, tl_flow_answer *answer, tl_error *error) {
  tl_flow_summary *y = &answer->summary;
  if (!sum_up(s, y)) return TL_OK;
  tli_flow_program *g;
  bool priced;
  TLI_TRY(tli_flow_program_make(s->f, s->best_there, s->arena, &g, error));
  TLI_TRY(price(s, g, &priced, error));
  bool same;
  TLI_TRY(tli_flow_check(s->f, s->best, s->best_there, &y->simulator_p_pa, &y->simulator_q_kg_s, &same, error));
  if (!same) {
    y->status = TL_FLOW_NOT_REPRODUCED;
    y->objective = y->gap = NAN;
    y->complete = false;
    return TL_OK;
  }
  y->objective = s->primal;
  y->bound = fmin(y->bound, s->primal);
  y->scale = s->best[tli_flow_scale(s->f)];
  y->status = TL_FLOW_SOLVED;
  answer->x = s->best;
  answer->there = s->best_there;
  return tli_flow_answer_fill(answer, g, priced, error);
}

static tl_code prepare(search *s, const tl_flow_problem *problem, tl_error *error) {
  tli_flow *f;
  TLI_TRY(tli_flow_make(problem, s->arena, &f, error));
  s->f = f;
  s->x = TLI_NEW_N(s->arena, double, tli_flow_columns(f) + f->a);
  s->start = TLI_NEW_N(s->arena, double, tli_flow_unknowns(f));
  s->best = TLI_NEW_N(s->arena, double, tli_flow_unknowns(f));
  s->low = TLI_NEW_N(s->arena, double, tli_flow_columns(f));
  s->high = TLI_NEW_N(s->arena, double, tli_flow_columns(f));
  s->there = TLI_NEW_N(s->arena, bool, f->a + 1);
  s->best_there = TLI_NEW_N(s->arena, bool, f->a + 1);
  if (s->x == NULL || s->start == NULL || s->best == NULL || s->low == NULL || s->high == NULL || s->there == NULL ||
      s->best_there == NULL)
    return TLI_NO_MEMORY(error, "optimal gas flow");
  s->watch = (tli_flow_watch){.progress = s->o->progress, .most_seconds = s->o->most_seconds, .began = tli_now_s()};
  return TL_OK;
}

tl_code tl_flow_optimise(const tl_flow_problem *problem, const tl_flow_options *options, tl_flow_answer **answer,
                         tl_error *error) {
  *answer = NULL;
  tl_flow_options o;
  tl_flow_options_default(&o);
  if (options != NULL) o = *options;
  tli_arena *arena = tli_arena_create(o.allocator);
  tl_flow_answer *a = arena != NULL ? TLI_NEW(arena, tl_flow_answer) : NULL;
  if (a == NULL) {
    tli_arena_destroy(arena);
    return TLI_NO_MEMORY(error, "optimal gas flow");
  }
  a->arena = arena;
  search s = {.o = &o, .arena = arena, .primal = INFINITY, .lost = INFINITY, .random = o.seed};
  tl_code code = prepare(&s, problem, error);
  a->f = s.f;
  if (code == TL_OK) code = tli_flow_relaxation_make(s.f, arena, &s.relaxation, error);
  if (code == TL_OK) tli_flow_relaxation_watch(s.relaxation, &s.watch);
  if (code == TL_OK) code = try_starts(&s, error);
  if (code == TL_OK) code = branch(&s, error);
  if (code == TL_OK) code = conclude(&s, a, error);
  tli_flow_relaxation_destroy(s.relaxation);
  if (code == TL_OK)
    *answer = a;
  else
    tli_arena_destroy(arena);
  return code;
}

void tl_flow_answer_destroy(tl_flow_answer *answer) {
  if (answer == NULL) return;
  tli_arena *owned = answer->owned;
  tli_arena_destroy(answer->arena);
  tli_arena_destroy(owned);
}
