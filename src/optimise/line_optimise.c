/* The best operation of a line: rounds of dynamic programming over cells that are halved until the gap is certified. */
#include "optimise/tli_cells.h"

#include <string.h>

void tl_line_options_default(tl_line_options *options) {
  *options = (tl_line_options){.gap = 1e-3, .first_cell_pa = 5e4, .most_rounds = 10};
}

/* ---- an operation out of the values ------------------------------------------------------------------------------ */

/* From the suction on, the best step by the values of the nodes; false: there is none. */
static bool best_step(const tli_line_made *line, const tli_stage *s, size_t i, double suction_pa, size_t *units,
                      double *p_out_pa) {
  const tl_line_station *station = &line->problem->stations[i];
  const tli_suction from = tli_line_suction(line, i, suction_pa);
  const double bypass = tli_line_bypass(line, i, suction_pa);
  double best = bypass <= station->p_most_pa ? tli_cells_value(s, s->value, bypass) : INFINITY;
  if (isnan(best)) best = INFINITY;
  *units = 0;
  *p_out_pa = bypass;
  for (size_t k = 1; k <= station->units; k++)
    for (size_t m = 0; m <= s->cells; m++) {
      const double to = tli_cells_node(s, m);
      if (to <= suction_pa || !isfinite(s->value[m])) continue;
      const tli_lift l = tli_line_lift(line, i, k, &from, to);
      const double cost = l.stop == NULL ? station->price * l.energy_w + s->value[m] : INFINITY;
      if (!(cost < best)) continue;
      best = cost;
      *units = k;
      *p_out_pa = to;
    }
  return isfinite(best);
}

static bool roll_out(const tli_line_made *line, const tli_stage *stages, tl_line_operation *o) {
  double behind[TL_LINE_STATIONS], by_p, by_q;
  for (size_t i = 0; i < line->problem->count; i++) {
    if (!best_step(line, &stages[i], i, tli_line_before(line, i, behind), &o->units[i], &o->p_out_pa[i])) return false;
    behind[i] = tli_line_span(line, i, o->p_out_pa[i], &by_p, &by_q);
    if (isnan(behind[i])) return false;
  }
  return true;
}

/* Behind by-passed stations stands what comes. */
static void settle_bypassed(const tli_line_made *line, tl_line_operation *o) {
  double behind[TL_LINE_STATIONS], by_p, by_q;
  for (size_t i = 0; i < line->problem->count; i++) {
    if (o->units[i] == 0) o->p_out_pa[i] = tli_line_bypass(line, i, tli_line_before(line, i, behind));
    behind[i] = tli_line_span(line, i, o->p_out_pa[i], &by_p, &by_q);
    if (isnan(behind[i])) return;
  }
}

/* What station k adds while a set point upstream is moved: its energy if it runs (nothing behind it moves then);
 * infinite beyond a limit. behind_pa: of the spans that are reached, NaN of others. */
static double passed_on(const tli_line_made *line, const tl_line_operation *o, size_t k, double *behind_pa) {
  const tl_line_station *s = &line->problem->stations[k];
  double at = behind_pa[line->before[k]], by_p, by_q;
  if (isnan(at)) return 0.0;
  if (o->units[k] > 0) {
    const tli_suction from = tli_line_suction(line, k, at);
    const tli_lift l = tli_line_lift(line, k, o->units[k], &from, o->p_out_pa[k]);
    return l.stop == NULL ? s->price * l.energy_w : INFINITY;
  }
  at = tli_line_bypass(line, k, at);
  if (at > s->p_most_pa) return INFINITY;
  behind_pa[k] = tli_line_span(line, k, at, &by_p, &by_q);
  return behind_pa[k] >= line->end_pa[k] ? 0.0 : INFINITY;
}

/* What station i and those behind it cost, up to the next that run, if i is set to to_pa; infinite beyond a limit. */
static double local_cost(const tli_line_made *line, const tl_line_operation *o, size_t i, double suction_pa,
                         double to_pa) {
  const tl_line_problem *p = line->problem;
  const tli_suction from = tli_line_suction(line, i, suction_pa);
  const tli_lift own = tli_line_lift(line, i, o->units[i], &from, to_pa);
  double behind[TL_LINE_STATIONS], by_p, by_q;
  if (own.stop != NULL || to_pa > p->stations[i].p_most_pa) return INFINITY;
  double cost = p->stations[i].price * own.energy_w;
  for (size_t k = 0; k < p->count; k++) behind[k] = NAN;
  behind[i] = tli_line_span(line, i, to_pa, &by_p, &by_q);
  if (!(behind[i] >= line->end_pa[i])) return INFINITY;
  for (size_t k = i + 1; k < p->count && cost < INFINITY; k++) cost += passed_on(line, o, k, behind);
  return cost;
}

/* Where less is cheaper until a limit stops it: the least that is still possible, to rounding. */
static double edge_below(const tli_line_made *line, const tl_line_operation *o, size_t i, double suction_pa, double at,
                         double step_pa) {
  enum { HALVINGS = 28 };
  double low = at - step_pa, high = at;
  for (int k = 0; k < HALVINGS; k++) {
    const double middle = 0.5 * (low + high);
    if (isfinite(local_cost(line, o, i, suction_pa, middle)))
      high = middle;
    else
      low = middle;
  }
  return local_cost(line, o, i, suction_pa, high) < local_cost(line, o, i, suction_pa, at) ? high : at;
}

/* One set point between the nodes: to the vertex of a parabola, the units and all others as they are. */
static void polish_one(const tli_line_made *line, double step_pa, tl_line_operation *o, size_t i, double suction_pa) {
  const double at = o->p_out_pa[i], high = tli_min(at + step_pa, line->problem->stations[i].p_most_pa);
  const double here = local_cost(line, o, i, suction_pa, at), below = local_cost(line, o, i, suction_pa, at - step_pa),
               above = high > at ? local_cost(line, o, i, suction_pa, high) : INFINITY;
  double best = here;
  if (below < best) {
    best = below;
    o->p_out_pa[i] = at - step_pa;
  }
  if (above < best) {
    best = above;
    o->p_out_pa[i] = high;
  }
  if (isinf(below) && isfinite(here) && !(above < here))
    o->p_out_pa[i] = edge_below(line, o, i, suction_pa, at, step_pa);
  const double bend = below + above - 2.0 * here;
  if (!isfinite(bend) || !(bend > 0.0)) return;
  const double vertex = at + tli_max(tli_min(0.5 * step_pa * (below - above) / bend, high - at), -step_pa);
  if (local_cost(line, o, i, suction_pa, vertex) < best) o->p_out_pa[i] = vertex;
}

/* All set points in turn, downstream. `edge`: down to where a limit stops, else to the vertex between nodes. */
static void sweep_down(const tli_line_made *line, double step_pa, bool edge, tl_line_operation *o) {
  double behind[TL_LINE_STATIONS], by_p, by_q;
  for (size_t i = 0; i < line->problem->count; i++) {
    const double at = tli_line_before(line, i, behind);
    if (o->units[i] == 0)
      o->p_out_pa[i] = tli_line_bypass(line, i, at);
    else if (edge)
      o->p_out_pa[i] = edge_below(line, o, i, at, o->p_out_pa[i], step_pa);
    else
      polish_one(line, step_pa, o, i, at);
    behind[i] = tli_line_span(line, i, o->p_out_pa[i], &by_p, &by_q);
    if (isnan(behind[i])) return;
  }
}

static tl_code polish(const tli_line_made *line, double step_pa, tl_line_operation *o, tl_line_state *s,
                      tl_error *error) {
  const int sweeps = 10;
  const double narrower = 0.6,
               nodes = 8.0; /* by-passed stations may each leave a node between a limit and the set point */
  for (int sweep = 0; sweep < sweeps; sweep++) sweep_down(line, step_pa * pow(narrower, sweep), false, o);
  sweep_down(line, nodes * step_pa, true, o);
  settle_bypassed(line, o);
  return tl_line_run(line->problem, o, s, error);
}

/* A station at its largest pressure or as near to it as its machines come, with the units that take least. */
static void lift_most(const tli_line_made *line, size_t i, double at_pa, tl_line_operation *o) {
  const tli_suction from = tli_line_suction(line, i, at_pa);
  const double most = line->problem->stations[i].p_most_pa, part = 0.002;
  double best = INFINITY;
  o->units[i] = 0;
  o->p_out_pa[i] = tli_line_bypass(line, i, at_pa);
  for (double to = most; to > at_pa && o->units[i] == 0; to -= part * most)
    for (size_t k = 1; k <= line->problem->stations[i].units; k++) {
      const tli_lift l = tli_line_lift(line, i, k, &from, to);
      if (l.stop != NULL || !(l.energy_w < best)) continue;
      best = l.energy_w;
      o->units[i] = k;
      o->p_out_pa[i] = to;
    }
}

/* Every station at its largest pressure; by-passed where none can lift so far. */
static tl_code always_most(const tli_line_made *line, tl_line_operation *o, tl_line_state *s, tl_error *error) {
  const double nothing_pa = 1e5;
  double behind[TL_LINE_STATIONS], by_p, by_q;
  for (size_t i = 0; i < line->problem->count; i++) {
    const double at = tli_line_before(line, i, behind);
    o->units[i] = 0;
    o->p_out_pa[i] = nothing_pa;
    if (!isnan(at)) lift_most(line, i, at, o);
    behind[i] = isnan(at) ? NAN : tli_line_span(line, i, o->p_out_pa[i], &by_p, &by_q);
  }
  return tl_line_run(line->problem, o, s, error);
}

/* ---- rounds ------------------------------------------------------------------------------------------------------ */

/* A price drawn on wide cells, on cells that are `multiple` times narrower. */
static void inherit(const double *wide_left, const double *wide_right, size_t multiple, size_t cells, double *left,
                    double *right) {
  const double part = 1.0 / (double)multiple;
  for (size_t a = 0; a < cells; a++) {
    const double from = wide_left[a / multiple], to = wide_right[a / multiple], at = (double)(a % multiple) * part;
    left[a] = from + at * (to - from);
    right[a] = from + (at + part) * (to - from);
  }
}

/* What stands by nodes and cells of the stage before. */
static bool make_way(tli_stage *s, const tli_stage *before, size_t multiple, const tli_stage *coarse,
                     tli_arena *arena) {
  size_t living = 0;
  for (size_t a = 0; a < before->cells; a++) living += before->alive[a];
  s->suction = TLI_NEW_N(arena, tli_suction, before->cells + 1);
  s->step = TLI_NEW_N(arena, double, before->cells + 1);
  s->step_slope = TLI_NEW_N(arena, double, before->cells + 1);
  s->way_left = TLI_NEW_N(arena, double, before->cells);
  s->way_right = TLI_NEW_N(arena, double, before->cells);
  s->through = TLI_NEW_N(arena, double, before->cells);
  s->pair = TLI_NEW_N(arena, double, (living > 0 ? living : 1) * s->cells);
  if (s->suction == NULL || s->step == NULL || s->step_slope == NULL || s->way_left == NULL || s->way_right == NULL ||
      s->through == NULL || s->pair == NULL)
    return false;
  for (size_t a = 0; a < before->cells; a++) s->way_left[a] = s->way_right[a] = INFINITY;
  if (coarse != NULL) inherit(coarse->way_left, coarse->way_right, multiple, before->cells, s->way_left, s->way_right);
  return true;
}

static bool make_stage(tli_stage *s, double low_pa, double high_pa, double cell_pa, size_t multiple,
                       const tli_stage *coarse, tli_arena *arena) {
  const double cells = ceil((high_pa - low_pa) / cell_pa - 1e-9);
  s->cells = coarse != NULL ? coarse->cells * multiple : cells < 1.0 ? 1 : (size_t)cells;
  s->low_pa = tli_min(low_pa, high_pa * (1.0 - 1e-9)); /* some width even where but one pressure will do */
  s->width_pa = (high_pa - s->low_pa) / (double)s->cells;
  s->alive = TLI_NEW_N(arena, bool, s->cells);
  s->behind_pa = TLI_NEW_N(arena, double, s->cells + 1);
  s->behind_by_p = TLI_NEW_N(arena, double, s->cells + 1);
  s->value = TLI_NEW_N(arena, double, s->cells + 1);
  s->slope = TLI_NEW_N(arena, double, s->cells + 1);
  s->phi_left = TLI_NEW_N(arena, double, s->cells);
  s->phi_right = TLI_NEW_N(arena, double, s->cells);
  s->least = TLI_NEW_N(arena, double, s->cells);
  s->from_start = TLI_NEW_N(arena, double, s->cells);
  s->row = TLI_NEW_N(arena, size_t, s->cells);
  if (s->alive == NULL || s->behind_pa == NULL || s->behind_by_p == NULL || s->value == NULL || s->slope == NULL ||
      s->phi_left == NULL || s->phi_right == NULL || s->least == NULL || s->from_start == NULL || s->row == NULL)
    return false;
  size_t living = 0;
  for (size_t a = 0; a < s->cells; a++) {
    s->alive[a] = coarse == NULL || coarse->alive[a / multiple];
    s->row[a] = living;
    living += s->alive[a];
  }
  return true;
}

static tl_code make_stages(const tli_line_made *line, const double *least_pa, double cell_pa, const tli_stage *coarse,
                           tli_stage **stages, tli_arena *arena, tl_error *error) {
  const size_t n = line->problem->count, halves = 2;
  *stages = TLI_NEW_N(arena, tli_stage, n);
  if (*stages == NULL) return TLI_NO_MEMORY(error, "the cells of a line");
  for (size_t i = 0; i < n; i++) {
    const tli_stage *wide = coarse != NULL ? &coarse[i] : NULL;
    if (!make_stage(&(*stages)[i], least_pa[i], line->problem->stations[i].p_most_pa, cell_pa, halves, wide, arena) ||
        (i > 0 && !make_way(&(*stages)[i], &(*stages)[line->before[i]], halves, wide, arena)))
      return TLI_NO_MEMORY(error, "the cells of a line");
  }
  return TL_OK;
}

/* Cells through which no operation below the limit leads are dead; the least bound among them is kept. */
static void bury(tli_stage *stages, size_t count, double limit, double *dead_bound) {
  for (size_t i = 0; i < count; i++)
    for (size_t a = 0; a < stages[i].cells; a++) {
      const double through = stages[i].from_start[a] + stages[i].least[a];
      if (!stages[i].alive[a] || through < limit) continue;
      stages[i].alive[a] = false;
      if (isfinite(through)) *dead_bound = tli_min(*dead_bound, through);
    }
}

static tl_code take_better(const tli_line_made *line, const tli_stage *stages, double cell_pa, tl_line_answer *a,
                           tl_error *error) {
  tl_line_operation o = {{0}, {0.0}};
  tl_line_state s;
  if (!roll_out(line, stages, &o)) return TL_OK;
  TLI_TRY(polish(line, 0.5 * cell_pa, &o, &s, error));
  if (!s.fits || (a->found && !(s.cost < a->state.cost))) return TL_OK;
  a->found = true;
  a->operation = o;
  a->state = s;
  return TL_OK;
}

/* Where little is to spare no operation of nodes may fit, but that of the largest pressures: then it is the first. */
static tl_code begin_with_most(const tli_line_made *line, double step_pa, tl_line_answer *a, tl_error *error) {
  TLI_TRY(always_most(line, &a->always_most, &a->always_most_state, error));
  if (!a->always_most_state.fits) return TL_OK;
  a->found = true;
  a->operation = a->always_most;
  TLI_TRY(polish(line, step_pa, &a->operation, &a->state, error));
  if (a->state.fits && a->state.cost <= a->always_most_state.cost) return TL_OK;
  a->operation = a->always_most;
  a->state = a->always_most_state;
  return TL_OK;
}

static void close_gap(tl_line_answer *a, double bound) {
  a->bound = tli_max(a->bound, bound);
  if (a->found) a->gap = a->state.cost > 0.0 ? tli_max(1.0 - a->bound / a->state.cost, 0.0) : 0.0;
}

static tl_code rounds(const tli_line_made *line, const tl_line_options *options, tl_line_answer *a, tli_arena *arena,
                      tl_error *error) {
  double least_pa[TL_LINE_STATIONS], cell_pa = options->first_cell_pa, dead_bound = INFINITY;
  tli_stage *stages = NULL;
  a->bound = 0.0; /* energy is not given back */
  a->gap = INFINITY;
  close_gap(a, a->bound);
  TLI_TRY(tli_cells_least(line, least_pa, &a->none));
  for (size_t round = 0; round < options->most_rounds && !a->none && !(a->gap <= options->gap); round++) {
    TLI_TRY(make_stages(line, least_pa, cell_pa, stages, &stages, arena, error));
    a->cell_pa = cell_pa;
    a->rounds = round + 1;
    a->complete = tli_cells_backward(line, stages, options->progress);
    if (!a->complete) return TL_OK;
    const double bound = tli_min(tli_cells_forward(line, stages), dead_bound);
    a->none = isinf(bound) && bound > 0.0;
    TLI_TRY(take_better(line, stages, cell_pa, a, error));
    if (!a->none) close_gap(a, bound);
    if (a->found) bury(stages, line->problem->count, a->state.cost * (1.0 - 0.5 * options->gap), &dead_bound);
    cell_pa *= 0.5;
  }
  return TL_OK;
}

static tl_code optimise(const tl_line_problem *problem, const tl_line_options *options, tl_line_answer *answer,
                        tl_error *error) {
  tli_line_made line;
  *answer = (tl_line_answer){.complete = true, .nearest_kg_s = NAN, .in_the_way = ""};
  for (size_t i = 0; i < TL_LINE_STATIONS; i++) answer->binds[i] = "";
  TLI_TRY(tli_line_make(problem, &line, error));
  if (!(options->gap > 0.0) || !(options->first_cell_pa >= 100.0) || options->most_rounds < 1)
    return tl_fail(error, TL_ERR_USAGE, "a gap above 0, first cells of at least 100 Pa and one round are needed");
  tli_arena *arena = tli_arena_create(NULL);
  if (arena == NULL) return TLI_NO_MEMORY(error, "a line");
  tl_code code = begin_with_most(&line, 0.5 * options->first_cell_pa, answer, error);
  if (code == TL_OK) code = rounds(&line, options, answer, arena, error);
  tli_arena_destroy(arena);
  if (code == TL_OK && answer->found) tli_line_prices(&line, answer);
  return code;
}

/* Where all stations do what they can, what stops first. */
static void say_what_stops(tl_line_answer *answer) {
  answer->in_the_way = answer->always_most_state.fits ? "delivery" : answer->always_most_state.what;
  answer->in_the_way_at = answer->always_most_state.where;
}

static tl_code nearest(const tl_line_problem *problem, const tl_line_options *options, tl_line_answer *answer,
                       tl_error *error) {
  double q = NAN, most = NAN;
  tl_line_options one = *options;
  one.in_proportion = one.in_proportion || problem->branch_count > 0;
  tl_line_answer *other = tli_alloc(NULL, sizeof *other);
  if (other == NULL) return TLI_NO_MEMORY(error, "a line");
  const tl_code code = tl_line_capacity(problem, &one, &q, &most, other, error);
  if (code == TL_OK) answer->nearest_kg_s = q;
  tli_free(NULL, other, sizeof *other);
  say_what_stops(answer);
  return code;
}

tl_code tl_line_optimise(const tl_line_problem *problem, const tl_line_options *options, tl_line_answer *answer,
                         tl_error *error) {
  tl_line_options defaults;
  tl_line_options_default(&defaults);
  if (options == NULL) options = &defaults;
  TLI_TRY(optimise(problem, options, answer, error));
  if (answer->found || !answer->complete) return TL_OK;
  return nearest(problem, options, answer, error);
}

/* ---- the largest flow -------------------------------------------------------------------------------------------- */

/* A problem whose flows can be changed; the rest is that of the caller. */
typedef struct scaled {
  tl_line_problem problem;
  tl_line_span spans[TL_LINE_STATIONS];
  tl_line_branch branches[TL_LINE_STATIONS];
} scaled;

static void scale_flows(const tl_line_problem *p, double q_kg_s, bool in_proportion, scaled *s) {
  const double share = in_proportion ? q_kg_s / p->q_kg_s : 1.0;
  s->problem = *p;
  s->problem.q_kg_s = q_kg_s;
  s->problem.spans = s->spans;
  s->problem.branches = s->branches;
  for (size_t i = 0; i < p->count; i++) {
    s->spans[i] = p->spans[i];
    s->spans[i].offtake_kg_s *= share;
  }
  for (size_t b = 0; b < p->branch_count; b++) {
    s->branches[b] = p->branches[b];
    s->branches[b].q_kg_s *= share;
  }
}

/* What must enter so that every place of the main line has what is taken there. */
static double least_flow(const tl_line_problem *p) {
  const size_t stations = p->branch_count > 0 ? p->branches[0].first : p->count;
  double taken = 0.0, least = 0.0;
  for (size_t i = 0; i < stations; i++) {
    taken += p->spans[i].offtake_kg_s;
    for (size_t b = 0; b < p->branch_count; b++)
      if (p->branches[b].from == i) taken += p->branches[b].q_kg_s;
    if (taken > least) least = taken;
  }
  return least;
}

/* Halving between a flow that an operation carries (*low) and one that none does, or at least none was found (*high).
 */
static tl_code halve(const tl_line_problem *problem, const tl_line_options *options, double gap, scaled *p,
                     tl_line_answer *trial, tl_line_answer *answer, double *low, double *proved, tl_error *error) {
  enum { MOST = 24 };
  const double least = options->in_proportion ? 0.0 : least_flow(problem), less = 0.7, more = 1.3;
  double high = INFINITY;
  for (int i = 0; i < MOST && answer->complete && (isinf(high) || high - *low > gap * high); i++) {
    double q = isinf(high) ? problem->q_kg_s : less * high;
    if (*low > 0.0) q = isinf(high) ? more * *low : 0.5 * (*low + high);
    if (!(q > least)) break; /* less would not reach what is taken on the way */
    scale_flows(problem, q, options->in_proportion, p);
    TLI_TRY(optimise(&p->problem, options, trial, error));
    answer->complete = trial->complete;
    if (trial->found) {
      *low = q;
      *answer = *trial;
    } else {
      high = q;
      if (trial->none) *proved = tli_min(*proved, high);
    }
  }
  return TL_OK;
}

tl_code tl_line_capacity(const tl_line_problem *problem, const tl_line_options *options, double *q_kg_s,
                         double *q_most_kg_s, tl_line_answer *answer, tl_error *error) {
  tli_line_made line;
  tl_line_options one;
  tl_line_options_default(&one);
  if (options != NULL) one = *options;
  const double gap = one.gap;
  one.gap = 1.0; /* any operation will do */
  one.most_rounds = 2;
  TLI_TRY(tli_line_make(problem, &line, error)); /* sound, before anything of it is scaled */
  double low = 0.0, proved = INFINITY;
  tl_line_answer *trial = tli_alloc(NULL, sizeof *trial);
  scaled *p = tli_alloc(NULL, sizeof *p);
  *answer = (tl_line_answer){.complete = true, .nearest_kg_s = NAN, .in_the_way = ""};
  const tl_code code = trial == NULL || p == NULL ? TLI_NO_MEMORY(error, "a line")
                                                  : halve(problem, &one, gap, p, trial, answer, &low, &proved, error);
  tli_free(NULL, p, sizeof *p);
  tli_free(NULL, trial, sizeof *trial);
  *q_kg_s = low > 0.0 ? low : NAN;
  *q_most_kg_s = proved;
  return code;
}
