/* The search: boxes are tightened, relaxed and split until a setting is found or every box is proved empty.
 *
 * Branch and bound for feasibility (spatial branching on flows, as in Tawarmalani and Sahinidis, A polyhedral
 * branch-and-cut approach to global optimization, Math. Program. 103, 2005): first the groups of decisions, then the
 * modes of single controls, then the flow whose law the relaxed point breaks most. Depth first, so that one proof is
 * written in order and memory stays small. */
#include <math.h>
#include <string.h>
#include <time.h>

#include "optimise/tli_search.h"

enum { MOST_DEPTH = 200, TRY_EVERY = 8, OBBT_ROUNDS = 2, FIT_ROUNDS = 3 };
static const double law_enough_bar2 = 1e-3, some_flow_kg_s = 1e-4, far_off_bar = 1.0;

double tli_now_s(void) {
  struct timespec t;
  (void)timespec_get(&t, TIME_UTC);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* ---- where to split -------------------------------------------------------------------------------------------------
 */

static int open_group(const tli_model *m, const tli_box *box) {
  for (size_t g = 0; g < m->group_count; g++) {
    int count = 0;
    for (size_t d = 0; d < m->decision_count; d++) count += m->decisions[d].group == (int)g && box->allowed[d];
    if (count > 1) return (int)g;
  }
  return -1;
}

static bool is_single(int modes) { return (modes & (modes - 1)) == 0; }

/* By how much [bar] a point misses what a working station can do at its own flow. */
static double machine_misfit(const tli_model *m, const tli_box *box, int k, double p_from, double p_to, double q) {
  const tli_arc *a = &m->arcs[k];
  double least, most;
  if (tli_box_modes(m, box, k) & TLI_CLOSED) return 0.0;
  tli_box_ratios(m, box, k, tli_bigger(q, 0.0), &least, &most);
  const double in = p_from - a->loss_in, out = p_to + a->loss_out;
  return tli_bigger(0.0, least * in - out) + (isfinite(most) ? tli_bigger(0.0, out - most * in) : 0.0);
}

/* By how much the relaxed point misses each of the modes that are left, at least; 0 if it fits one. */
static double mode_misfit(const tli_model *m, const tli_box *box, int k, const double *x) {
  const tli_arc *a = &m->arcs[k];
  const int modes = tli_box_modes(m, box, k);
  const double q = x[2 * m->node_count + (size_t)k];
  const double s_from = x[a->from], s_to = x[a->to], p_from = tli_potential_inverse(&m->potential, s_from),
               p_to = tli_potential_inverse(&m->potential, s_to);
  double least = INFINITY;
  if (modes & TLI_CLOSED) least = tli_lesser(least, fabs(q));
  if (modes & TLI_BYPASS) least = tli_lesser(least, fabs(p_from - p_to));
  if (modes & TLI_WORKING) {
    double miss = tli_bigger(0.0, -q) + tli_bigger(0.0, a->p_in_min - p_from) + tli_bigger(0.0, p_to - a->p_out_max);
    if (a->control == TL_CONTROL_REGULATOR)
      miss += tli_bigger(0.0, a->dp_min - (p_from - p_to)) + tli_bigger(0.0, p_from - p_to - a->dp_max);
    else
      miss += tli_bigger(0.0, p_from - p_to - a->loss_in - a->loss_out) + machine_misfit(m, box, k, p_from, p_to, q);
    least = tli_lesser(least, miss);
  }
  return least;
}

static int open_control(const tli_model *m, const tli_box *box, const double *x, double *worst) {
  int best = -1;
  *worst = 0.0;
  for (size_t k = 0; k < m->arc_count; k++) {
    if (m->arcs[k].kind != TLI_ARC_CONTROL || is_single(tli_box_modes(m, box, (int)k))) continue;
    const double miss = mode_misfit(m, box, (int)k, x);
    if (best >= 0 && miss <= *worst) continue;
    best = (int)k;
    *worst = miss;
  }
  return best;
}

/* The friction arc whose law the point breaks most, where its flow is not yet fixed. */
static int broken_law(const tli_model *m, const tli_box *box, const double *x, double *worst) {
  int best = -1;
  *worst = law_enough_bar2;
  for (size_t k = 0; k < m->arc_count; k++) {
    const tli_arc *a = &m->arcs[k];
    const size_t q = 2 * m->node_count + k;
    if (box->high[q] - box->low[q] < 1e-4) continue;
    double miss = 0.0;
    if (a->kind == TLI_ARC_FRICTION)
      miss = fabs(x[a->from] - a->a * x[a->to] - a->b - a->c * tli_signed_square(x[q])) - a->slack;
    else if (a->machines != NULL && tli_box_modes(m, box, (int)k) == TLI_WORKING)
      miss = 2.0 * x[m->node_count + (size_t)a->to] * /* bar to bar2 */
             machine_misfit(m, box, (int)k, x[m->node_count + (size_t)a->from], x[m->node_count + (size_t)a->to], x[q]);
    if (miss <= *worst) continue;
    best = (int)k;
    *worst = miss;
  }
  return best;
}

/* ---- children ------------------------------------------------------------------------------------------------------
 */

static tl_code look(tli_search *s, size_t depth, tl_error *error);

static tl_code child_box(tli_search *s, size_t depth, tl_error *error) {
  while (s->levels <= depth) {
    if (!TLI_PUSH_ROOM(s->arena, s->level, s->level_room, s->levels)) return TLI_NO_MEMORY(error, "the search");
    TLI_TRY(tli_box_make(s->m, s->arena, &s->level[s->levels], error));
    s->levels++;
  }
  return TL_OK;
}

static tl_code split_group(tli_search *s, size_t depth, int group, tl_error *error) {
  tli_proof_add(&s->answer->proof, &(tli_step){.kind = TLI_STEP_SPLIT_GROUP, .where = group});
  for (size_t d = 0; d < s->m->decision_count && !s->found; d++) {
    if (s->m->decisions[d].group != group || !s->level[depth].allowed[d]) continue;
    TLI_TRY(child_box(s, depth + 1, error));
    tli_box_copy(s->m, &s->level[depth], &s->level[depth + 1]);
    tli_box_decide(s->m, &s->level[depth + 1], (int)d);
    TLI_TRY(look(s, depth + 1, error));
  }
  return TL_OK;
}

static tl_code split_mode(tli_search *s, size_t depth, int arc, tl_error *error) {
  tli_proof_add(&s->answer->proof, &(tli_step){.kind = TLI_STEP_SPLIT_MODE, .where = arc});
  const int modes = tli_box_modes(s->m, &s->level[depth], arc);
  for (int mode = 1; mode <= TLI_WORKING && !s->found; mode <<= 1) {
    if (!(modes & mode)) continue;
    TLI_TRY(child_box(s, depth + 1, error));
    tli_box_copy(s->m, &s->level[depth], &s->level[depth + 1]);
    s->level[depth + 1].modes[arc] = mode;
    TLI_TRY(look(s, depth + 1, error));
  }
  return TL_OK;
}

static tl_code split_flow(tli_search *s, size_t depth, int arc, double at, tl_error *error) {
  const size_t q = 2 * s->m->node_count + (size_t)arc;
  const double low = s->level[depth].low[q], high = s->level[depth].high[q];
  if (low < -some_flow_kg_s && high > some_flow_kg_s)
    at = 0.0;
  else
    at = tli_bigger(low + 0.2 * (high - low), tli_lesser(low + 0.8 * (high - low), at));
  tli_proof_add(&s->answer->proof, &(tli_step){.kind = TLI_STEP_SPLIT_FLOW, .where = arc, .value = at});
  for (int side = 0; side <= 1 && !s->found; side++) {
    TLI_TRY(child_box(s, depth + 1, error));
    tli_box_copy(s->m, &s->level[depth], &s->level[depth + 1]);
    *(side == 0 ? &s->level[depth + 1].high[q] : &s->level[depth + 1].low[q]) = at;
    TLI_TRY(look(s, depth + 1, error));
  }
  return TL_OK;
}

/* ---- one box
 * --------------------------------------------------------------------------------------------------------- */

static tl_code relax(tli_search *s, size_t depth, double *violation, bool *empty, tl_error *error) {
  s->answer->effort.linear_programs++;
  return tli_relax(s->m, &s->level[depth], &s->relaxation, &s->answer->proof, violation, empty, error);
}

/* Tightens flows by linear programs at the root, then tightens all and relaxes again. */
static tl_code tighten_root(tli_search *s, double *violation, bool *empty, tl_error *error) {
  const tli_model *m = s->m;
  for (int round = 0; round < OBBT_ROUNDS && !*empty && !tli_search_is_late(s); round++) {
    TLI_TRY(tli_relax_flows(m, &s->level[0], 0.01 * m->total, &s->relaxation, &s->answer->proof,
                            &s->answer->effort.linear_programs, error));
    if (!tli_propagate(m, &s->level[0], &s->answer->proof)) {
      *empty = true;
      return TL_OK;
    }
    TLI_TRY(relax(s, 0, violation, empty, error));
  }
  return TL_OK;
}

bool tli_search_is_late(const tli_search *s) {
  const double most = s->answer->options.most_seconds;
  const tl_progress *progress = s->answer->options.progress;
  if (progress != NULL && !progress->report(progress->context, "nomination", 0.0)) return true;
  return most > 0.0 && tli_now_s() - s->started > most;
}

static bool late(const void *search) { return tli_search_is_late(search); }

static bool out_of_room(const tli_search *s, size_t depth) {
  return s->stopped || depth >= MOST_DEPTH || s->answer->effort.branches >= s->answer->options.most_branches ||
         tli_search_is_late(s);
}

static tl_code split(tli_search *s, size_t depth, tl_error *error) {
  const tli_model *m = s->m;
  const tli_box *box = &s->level[depth];
  const double *x = s->relaxation.x;
  double law_miss, mode_miss;
  const int group = open_group(m, box), control = open_control(m, box, x, &mode_miss);
  if (control >= 0 && mode_miss > far_off_bar && !(tli_box_modes(m, box, control) & TLI_CLOSED))
    return split_mode(s, depth, control, error); /* two parts, each far from the point: before the many of a group */
  if (group >= 0) return split_group(s, depth, group, error);
  const int arc = broken_law(m, box, x, &law_miss);
  if (control >= 0 && (mode_miss > 1e-4 || arc < 0)) return split_mode(s, depth, control, error);
  if (arc >= 0) return split_flow(s, depth, arc, x[2 * m->node_count + (size_t)arc], error);
  s->stopped = true; /* the relaxed point keeps all laws, yet no program found a state there */
  return TL_OK;
}

/* A nonlinear program costs as much as many boxes; in counts, so that the search goes the same way on every machine. */
static bool has_tried_little(const tli_search *s) {
  return s->answer->effort.programs < 20 + s->answer->effort.branches / 4;
}

static tl_code look(tli_search *s, size_t depth, tl_error *error) {
  double violation;
  bool empty;
  if (out_of_room(s, depth)) {
    s->stopped = true;
    return TL_OK;
  }
  s->answer->effort.branches++;
  if (!tli_propagate(s->m, &s->level[depth], &s->answer->proof)) return TL_OK;
  TLI_TRY(relax(s, depth, &violation, &empty, error));
  if (empty) return TL_OK;
  const bool at_end = open_group(s->m, &s->level[depth]) < 0;
  double unused;
  if (isnan(violation)) {
    s->stopped = true;
    return TL_OK;
  }
  const bool settled = at_end && open_control(s->m, &s->level[depth], s->relaxation.x, &unused) < 0;
  /* while decisions are open, the first relaxed point says too little of which to take */
  const bool first = depth == 0 && at_end, again = s->answer->effort.branches % TRY_EVERY == 0 && has_tried_little(s);
  if (!s->only_proof && (settled || first || again)) {
    TLI_TRY(tli_attempt(s, &s->level[depth], s->relaxation.x, error));
    if (s->found) return TL_OK;
  }
  if (depth == 0) {
    TLI_TRY(tighten_root(s, &violation, &empty, error));
    if (empty) return TL_OK;
    if (!s->only_proof) TLI_TRY(tli_attempt(s, &s->level[0], s->relaxation.x, error));
    if (s->found) return TL_OK;
    TLI_TRY(relax(s, 0, &violation, &empty, error));
    if (empty) return TL_OK;
  }
  return split(s, depth, error);
}

/* Tightens the root, with the laws of sloping pipes fitted to what is left. False if it is empty. */
static bool tighten_first(tli_search *s) {
  tl_nominate_answer *a = s->answer;
  bool alive = tli_propagate(s->m, &s->level[0], &a->proof);
  for (int round = 0; round < FIT_ROUNDS && alive && tli_fit_laws(a->model, &s->level[0], &a->proof); round++)
    alive = tli_propagate(s->m, &s->level[0], &a->proof);
  return alive;
}

/* Units of the largest configurations of all stations. */
static size_t units_at_most(const tli_model *m) {
  size_t sum = 0;
  for (size_t k = 0; k < m->arc_count; k++) {
    size_t most = 0;
    for (size_t c = 0; m->arcs[k].machines != NULL && c < m->arcs[k].machines->given.count; c++) {
      const tl_configuration *configuration = &m->arcs[k].machines->given.configurations[c];
      size_t units = 0;
      for (size_t i = 0; i < configuration->stage_count; i++) units += configuration->stages[i].unit_count;
      most = units > most ? units : most;
    }
    sum += most;
  }
  return sum;
}

static tl_code prepare(tli_search *s, tl_error *error) {
  const size_t n = s->m->node_count, k = s->m->arc_count;
  TLI_TRY(tli_relaxation_make(s->arena, &s->relaxation, error));
  s->relaxation.is_late = late;
  s->relaxation.search = s;
  TLI_TRY(tli_box_make(s->m, s->arena, &s->root, error));
  TLI_TRY(tli_box_make(s->m, s->arena, &s->setting, error));
  TLI_TRY(tli_box_make(s->m, s->arena, &s->best_setting, error));
  s->mode = TLI_NEW_N(s->arena, int, k + 1);
  s->best_mode = TLI_NEW_N(s->arena, int, k + 1);
  s->start = TLI_NEW_N(s->arena, double, n + k);
  s->best = TLI_NEW_N(s->arena, double, n + k);
  s->fuel = TLI_NEW_N(s->arena, double, n);
  s->configuration = TLI_NEW_N(s->arena, int, k + 1);
  s->best_configuration = TLI_NEW_N(s->arena, int, k + 1);
  s->units = TLI_NEW_N(s->arena, tli_nlp_unit, units_at_most(s->m) + 1);
  if (s->units == NULL || s->configuration == NULL || s->best_configuration == NULL || s->fuel == NULL ||
      s->mode == NULL || s->best_mode == NULL || s->start == NULL || s->best == NULL)
    return TLI_NO_MEMORY(error, "the search");
  s->best_violation = INFINITY;
  return child_box(s, 0, error);
}

tl_code tli_search_leaves_none(const tl_nomination *nomination, tli_model *model, size_t most_branches,
                               double most_seconds, tli_arena *arena, bool *none, tl_error *error) {
  tl_nominate_answer *a = TLI_NEW(arena, tl_nominate_answer);
  *none = false;
  if (a == NULL) return TLI_NO_MEMORY(error, "the size of a cure");
  *a = (tl_nominate_answer){.nomination = nomination,
                            .model = model,
                            .options = {.most_branches = most_branches, .most_seconds = most_seconds},
                            .proof = {.arena = arena}};
  tli_search s = {
      .answer = a, .nomination = nomination, .m = model, .arena = arena, .only_proof = true, .started = tli_now_s()};
  tl_code code = prepare(&s, error);
  if (code == TL_OK && tighten_first(&s)) code = look(&s, 0, error);
  if (code == TL_OK && a->proof.failed) code = TLI_NO_MEMORY(error, "the size of a cure");
  *none = code == TL_OK && !s.stopped;
  tli_relaxation_close(&s.relaxation);
  return code;
}

static tl_code conclude(tli_search *s, tl_error *error) {
  tl_nominate_answer *a = s->answer;
  if (s->found) {
    a->outcome = TL_SOLVED;
    return TL_OK;
  }
  a->outcome = TL_NOT_SOLVED;
  if (!s->stopped) {
    bool holds = false;
    size_t at = 0;
    if (a->proof.failed) return TLI_NO_MEMORY(error, "a proof");
    TLI_TRY(tli_proof_check(s->nomination, &a->proof, &holds, &at, error));
    a->effort.proof_steps = holds ? a->proof.count : 0;
    if (holds) a->outcome = TL_INFEASIBLE;
  }
  if (a->options.cures) TLI_TRY(tli_cures_of_search(s, error));
  tli_explain(s);
  return TL_OK;
}

tl_code tli_search_run(tl_nominate_answer *answer, tl_error *error) {
  tli_search s = {.answer = answer, .nomination = answer->nomination, .m = answer->model, .started = tli_now_s()};
  s.arena = tli_arena_create(tli_arena_allocator(answer->arena));
  if (s.arena == NULL) return TLI_NO_MEMORY(error, "the search");
  answer->proof = (tli_proof){.arena = answer->arena};
  tl_code code = prepare(&s, error);
  if (code == TL_OK && tighten_first(&s)) code = look(&s, 0, error);
  if (code == TL_OK) code = conclude(&s, error);
  tli_relaxation_close(&s.relaxation);
  tli_arena_destroy(s.arena);
  answer->effort.seconds = tli_now_s() - s.started;
  return code;
}
