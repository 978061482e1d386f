/* One attempt: a setting of all controls read off a relaxed point, its elastic program, and the simulator.
 *
 * If nothing has to give way, the simulator runs the setting. What it finds beyond the program's laws (its pipes are
 * cut into parts, and heights with real gas are only enclosed by the model) goes back into the program as corrections.
 */
#include <math.h>
#include <string.h>

#include "optimise/tli_search.h"

enum { MOST_CORRECTIONS = 5, MOST_REPAIRS = 4 };
static const double lift_price = 1e-4, idle_ratio = 1.2;
static const double margin_bar = 2e-3, nothing = 1e-3, almost_nothing = 0.2, worth_repairing = 0.9, flows_kg_s = 1e-4,
                    fuel_enough_kg_s = 3e-6; /* less than the flows of an answer may be off */

tl_code tli_model_of_setting(const tli_model *m, const tli_box *box, tli_arena *arena, tli_model *out,
                             tl_error *error) {
  *out = *m;
  out->arcs = TLI_NEW_N(arena, tli_arc, m->arc_count + 1);
  out->nodes = TLI_NEW_N(arena, tli_model_node, m->node_count);
  if (out->arcs == NULL || out->nodes == NULL) return TLI_NO_MEMORY(error, "a setting");
  memcpy(out->arcs, m->arcs, m->arc_count * sizeof *out->arcs);
  memcpy(out->nodes, m->nodes, m->node_count * sizeof *out->nodes);
  for (size_t k = 0; k < m->arc_count; k++) {
    out->arcs[k].q_min = box->low[2 * m->node_count + k];
    out->arcs[k].q_max = box->high[2 * m->node_count + k];
  }
  return TL_OK;
}

/* ---- the setting ---------------------------------------------------------------------------------------------------
 */

/* How badly a decision fits relaxed flows [kg/s]. */
static double misfit(const tli_model *m, const tli_box *box, const tli_decision *d, const double *x) {
  double sum = 0.0;
  for (size_t i = d->first; i < d->first + d->count; i++) {
    const tli_choice *c = &m->choices[i];
    const double q = x[2 * m->node_count + (size_t)c->arc];
    if ((tli_box_modes(m, box, c->arc) & c->modes) == 0) return INFINITY;
    if (c->modes == TLI_CLOSED) sum += fabs(q);
    if (c->direction != 0 && c->direction * q < 0.0) sum += fabs(q);
  }
  return sum;
}

static int best_decision(const tli_model *m, const tli_box *box, int group, const double *x) {
  int best = -1;
  double least = INFINITY;
  for (size_t d = 0; d < m->decision_count; d++) {
    if (m->decisions[d].group != group || !box->allowed[d]) continue;
    const double miss = misfit(m, box, &m->decisions[d], x);
    if (best < 0 || miss < least) {
      best = (int)d;
      least = miss;
    }
  }
  return best;
}

/* Whether the pressures let a control work, with q forward. */
static bool may_work(const tli_arc *a, double p_from, double p_to) {
  if (p_from < a->p_in_min || p_to > a->p_out_max) return false;
  if (a->control == TL_CONTROL_REGULATOR) return p_from - p_to >= a->dp_min && p_from - p_to <= a->dp_max;
  return p_from - a->loss_in <= p_to + a->loss_out;
}

/* Working leaves most room where gas flows forward or could; else bypass where it flows back. */
static int choose_mode(const tli_arc *a, int allowed, double q, double p_from, double p_to) {
  if ((allowed & TLI_WORKING) && (q > flows_kg_s || (q > -flows_kg_s && may_work(a, p_from, p_to)))) return TLI_WORKING;
  if ((allowed & TLI_BYPASS) && (fabs(q) > flows_kg_s || !(allowed & TLI_CLOSED))) return TLI_BYPASS;
  if (allowed & TLI_CLOSED) return TLI_CLOSED;
  return allowed & TLI_WORKING ? TLI_WORKING : TLI_BYPASS;
}

static void choose_setting(tli_search *s, const tli_box *box, const double *x) {
  const tli_model *m = s->m;
  tli_box_copy(m, &s->root, &s->setting);
  memcpy(s->setting.modes, box->modes, m->arc_count * sizeof *box->modes);
  for (size_t g = 0; g < m->group_count; g++) {
    const int d = best_decision(m, box, (int)g, x);
    if (d >= 0) tli_box_decide(m, &s->setting, d);
  }
  for (size_t k = 0; k < m->arc_count; k++) {
    if (m->arcs[k].kind != TLI_ARC_CONTROL) continue;
    const int both = tli_box_modes(m, box, (int)k) & s->setting.modes[k];
    s->mode[k] = choose_mode(&m->arcs[k], both != 0 ? both : s->setting.modes[k], x[2 * m->node_count + k],
                             s->start[m->arcs[k].from], s->start[m->arcs[k].to]);
  }
}

/* ---- the program ----------------------------------------------------------------------------------------------------
 */

static void set_start(const tli_search *s, const tli_nlp *nlp, bool flat, double *x) {
  const size_t n = s->m->node_count;
  for (size_t j = 0; j < nlp->unknowns; j++) x[j] = j < n + s->m->arc_count ? s->start[j] : 1.0;
  for (size_t i = 0; i < n && flat; i++) x[i] = nlp->reference[i];
  tli_nlp_start_units(nlp, x);
  for (size_t j = 0; j < nlp->unknowns; j++) {
    if (isfinite(nlp->low[j])) x[j] = tli_bigger(x[j], nlp->low[j]);
    if (isfinite(nlp->high[j])) x[j] = tli_lesser(x[j], nlp->high[j]);
  }
}

/* Solves the program of the setting; x receives the point (arena), *violation infinity if none was found. */
static tl_code solve(tli_search *s, const tli_model *m, tli_nlp_wish wish, tli_arena *arena, double **x,
                     double *violation, tl_error *error) {
  tli_nlp *nlp;
  *violation = INFINITY;
  wish.mode = s->mode;
  if (s->with_units && !tli_list_units(s, m, s->mode, s->configuration, s->start, s->start + m->node_count))
    return TL_OK;
  wish.units = s->units;
  wish.unit_count = s->with_units ? s->unit_count : 0;
  TLI_TRY(tli_nlp_make(m, &wish, arena, &nlp, error));
  *x = TLI_NEW_N(arena, double, nlp->unknowns);
  if (*x == NULL) return TLI_NO_MEMORY(error, "a setting");
  for (int flat = 0; flat <= 1 && isinf(*violation); flat++) {
    bool solved;
    double objective;
    set_start(s, nlp, flat == 1, *x);
    s->answer->effort.programs++;
    TLI_TRY(tli_ipopt_solve(nlp, *x, &solved, &objective, error));
    if (solved) *violation = tli_nlp_violation(nlp, *x);
  }
  return TL_OK;
}

void tli_correct(const tli_model *m, const tli_simulated *state, double share, double *correction) {
  for (size_t k = 0; k < m->arc_count; k++)
    if (m->arcs[k].kind == TLI_ARC_FRICTION)
      correction[k] = tli_nlp_law(m, (int)k, state->p[m->arcs[k].from], state->p[m->arcs[k].to], state->q[k], share);
}

/* Fuel of the stations as they would run; true if it is what the balances already hold. */
static bool takes_its_fuel(tli_search *s, tli_model *m) {
  bool same = true;
  for (size_t i = 0; i < m->node_count; i++) {
    same = same && fabs(s->answer->stations.fuel[i] - s->fuel[i]) < fuel_enough_kg_s;
    s->fuel[i] = s->answer->stations.fuel[i];
  }
  if (!same) tli_draw_fuel(s->m, s->fuel, m);
  return same;
}

/* Found: all limits kept, every station within its machines, and their fuel in the balances. */
static tl_code simulate(tli_search *s, tli_model *m, const double *x, tl_error *error) {
  tl_nominate_answer *a = s->answer;
  TLI_TRY(
      tli_simulate(s->nomination, m, s->mode, x, x + m->node_count, tli_arena_allocator(a->arena), &a->state, error));
  if (!a->state.holds) return TL_OK;
  TLI_TRY(tli_stations_run(s->nomination, m, s->mode, &a->state, &a->stations, error));
  a->unreached += !a->stations.all_run;
  if (!a->stations.all_run || !takes_its_fuel(s, m)) return TL_OK;
  s->found = true;
  memcpy(a->mode, s->mode, m->arc_count * sizeof *a->mode);
  for (size_t i = 0; i < m->node_count; i++) a->withdrawal[i] = m->nodes[i].withdrawal;
  return TL_OK;
}

/* A point that counts the units of stations goes before one that leaves them free. */
static void keep_best(tli_search *s, const double *x, double violation) {
  if (x == NULL || (s->best_with_units && !s->with_units)) return;
  if (s->with_units == s->best_with_units && !(violation < s->best_violation)) return;
  s->best_with_units = s->with_units;
  s->best_violation = violation;
  memcpy(s->best, x, (s->m->node_count + s->m->arc_count) * sizeof *s->best);
  memcpy(s->best_mode, s->mode, s->m->arc_count * sizeof *s->best_mode);
  memcpy(s->best_configuration, s->configuration, s->m->arc_count * sizeof *s->best_configuration);
  tli_box_copy(s->m, &s->setting, &s->best_setting);
}

/* Mends the setting where the point shows how: what is shut though its pressures would let it work is opened, what
 * works without flow is shut, a shut valve between equal pressures is opened. True if anything changed. */
static bool repair(tli_search *s, const tli_model *m, const double *x) {
  bool changed = false;
  for (size_t k = 0; k < m->arc_count; k++) {
    const tli_arc *a = &m->arcs[k];
    if (a->kind != TLI_ARC_CONTROL) continue;
    const int allowed = s->setting.modes[k], before = s->mode[k];
    const double p_from = x[a->from], p_to = x[a->to], q = x[m->node_count + k];
    if (before == TLI_CLOSED && (allowed & TLI_WORKING) && may_work(a, p_from, p_to)) s->mode[k] = TLI_WORKING;
    if (before == TLI_CLOSED && (allowed & TLI_BYPASS) && fabs(p_from - p_to) < 0.05) s->mode[k] = TLI_BYPASS;
    if (before == TLI_WORKING && q < flows_kg_s && (allowed & TLI_CLOSED) && !may_work(a, p_from, p_to))
      s->mode[k] = TLI_CLOSED;
    if (before == TLI_BYPASS && fabs(q) < flows_kg_s && (allowed & TLI_CLOSED)) s->mode[k] = TLI_CLOSED;
    changed = changed || s->mode[k] != before;
  }
  return changed;
}

/* Whether a station would rather be bypassed: it hardly lifts, or its machines cannot do so little. */
static bool is_idle(const tli_arc *a, int allowed, double p_from, double p_to, double least_ratio) {
  return (allowed & TLI_BYPASS) && p_to + a->loss_out < least_ratio * (p_from - a->loss_in);
}

/* The configuration of each working station that fits a point best; what hardly lifts is bypassed. True if anything
 * changed. */
static tl_code configure(tli_search *s, const tli_model *m, const double *x, double least_ratio, bool *changed,
                         tl_error *error) {
  *changed = false;
  for (size_t k = 0; k < m->arc_count; k++) {
    const tli_arc *a = &m->arcs[k];
    if (a->machines == NULL || s->mode[k] != TLI_WORKING) continue;
    const tl_nominated_machines *g = &a->machines->given;
    const tl_station_duty duty = tli_station_duty(s->nomination, a, x[a->from], x[a->to], x[m->node_count + k]);
    tl_station_answer at;
    size_t chosen = 0;
    TLI_TRY(tl_station_choose(g->configurations, g->count, &duty, &chosen, &at, error));
    if (at.limit != TL_STATION_FREE && is_idle(a, s->setting.modes[k], x[a->from], x[a->to], least_ratio)) {
      s->mode[k] = TLI_BYPASS;
      *changed = true;
    } else if (s->configuration[k] != (int)chosen) {
      s->configuration[k] = (int)chosen;
      *changed = true;
    }
  }
  return TL_OK;
}

bool tli_list_units(tli_search *s, const tli_model *m, const int *mode, const int *configuration, const double *p,
                    const double *q) {
  s->unit_count = 0;
  for (size_t k = 0; k < m->arc_count; k++) {
    const tli_arc *a = &m->arcs[k];
    if (a->machines == NULL || mode[k] != TLI_WORKING) continue;
    const size_t count =
        tli_units_of(s->nomination, a, (int)k, configuration[k], p[a->from], p[a->to], q[k], &s->units[s->unit_count]);
    if (count == 0) return false;
    s->unit_count += count;
  }
  return true;
}

/* Elastic programs with repairs between until nothing has to give way or nothing more can be mended. */
static tl_code settle(tli_search *s, const tli_model *m, tli_arena *arena, double **x, double *violation,
                      tl_error *error) {
  double before = INFINITY;
  for (int round = 0; round <= MOST_REPAIRS; round++) {
    const tli_nlp_wish wish = {.elastic = TLI_ELASTIC_LOADS | TLI_ELASTIC_LAWS,
                               .margin_bar = margin_bar,
                               .smooth_share = 1.0,
                               .lift_price = s->with_units ? 0.0 : lift_price};
    TLI_TRY(solve(s, m, wish, arena, x, violation, error));
    if (*x == NULL || isinf(*violation)) return TL_OK;
    keep_best(s, *x, *violation);
    const bool hopeless = *violation > worth_repairing * before || *violation > tli_bigger(10.0, 0.02 * m->total);
    if (*violation <= almost_nothing || hopeless || tli_search_is_late(s)) return TL_OK;
    bool changed = false;
    if (s->with_units) TLI_TRY(configure(s, m, *x, idle_ratio, &changed, error));
    if (!repair(s, m, *x) && !changed) return TL_OK;
    before = *violation;
    memcpy(s->start, *x, (m->node_count + m->arc_count) * sizeof *s->start);
  }
  return TL_OK;
}

/* The program with nothing elastic (or with laws that give way by nothing, where Ipopt finds that easier), with
 * corrections from the simulator until that keeps all bounds, too. */
static tl_code confirm(tli_search *s, tli_model *m, double margin, tli_arena *arena, tl_error *error) {
  double *x = NULL, violation, *correction = TLI_NEW_N(arena, double, m->arc_count + 1);
  if (correction == NULL) return TLI_NO_MEMORY(error, "a setting");
  double share = 0.1;
  for (int round = 0; round <= MOST_CORRECTIONS; round++) {
    tli_nlp_wish wish = {.correction = correction, .margin_bar = margin, .smooth_share = share};
    TLI_TRY(solve(s, m, wish, arena, &x, &violation, error));
    wish.elastic = TLI_ELASTIC_LAWS;
    if (isinf(violation)) TLI_TRY(solve(s, m, wish, arena, &x, &violation, error));
    if (x == NULL || !(violation <= nothing)) return TL_OK;
    memcpy(s->start, x, (m->node_count + m->arc_count) * sizeof *s->start);
    TLI_TRY(simulate(s, m, x, error));
    if (s->found) return TL_OK;
    share *= 0.1;
    tli_correct(m, &s->answer->state, share, correction);
  }
  return TL_OK;
}

static size_t working_machines(const tli_search *s) {
  size_t count = 0;
  for (size_t k = 0; k < s->m->arc_count; k++) count += s->m->arcs[k].machines != NULL && s->mode[k] == TLI_WORKING;
  return count;
}

/* First with stations as strong as their limits let them be and no stronger than they need to be; then, where any of
 * them works, with the units of the configurations that fit that point. */
static tl_code try_setting(tli_search *s, tli_model *m, tli_arena *arena, tl_error *error) {
  double *x = NULL, violation;
  bool changed;
  s->with_units = false;
  TLI_TRY(settle(s, m, arena, &x, &violation, error));
  if (x == NULL || !(violation <= almost_nothing)) return TL_OK;
  memcpy(s->start, x, (m->node_count + m->arc_count) * sizeof *s->start);
  TLI_TRY(configure(s, m, x, 1.0 + 1e-3, &changed, error));
  s->with_units = working_machines(s) > 0;
  if (s->with_units) {
    TLI_TRY(settle(s, m, arena, &x, &violation, error));
    if (x == NULL || !(violation <= almost_nothing)) return TL_OK;
    memcpy(s->start, x, (m->node_count + m->arc_count) * sizeof *s->start);
  }
  TLI_TRY(confirm(s, m, margin_bar, arena, error));
  return s->found ? TL_OK : confirm(s, m, 0.0, arena, error);
}

/* FNV-1a, 64 bits. */
static uint64_t hash_of_setting(const tli_search *s) {
  uint64_t hash = 14695981039346656037U;
  for (size_t k = 0; k < s->m->arc_count; k++) hash = (hash ^ (uint64_t)s->mode[k]) * 1099511628211U;
  for (size_t d = 0; d < s->m->decision_count; d++) hash = (hash ^ s->setting.allowed[d]) * 1099511628211U;
  return hash;
}

/* A setting that failed is tried again only where four times as many boxes have been looked at: below a box that is
 * settled all have the same one, and start from points that lead back to the same end. At the root bounds change in
 * place. */
static tl_code is_worth_trying(tli_search *s, bool *worth, tl_error *error) {
  const size_t branches = s->answer->effort.branches;
  const uint64_t setting = hash_of_setting(s);
  *worth = true;
  for (size_t i = 0; i < s->tried_count; i++) {
    tli_tried *t = &s->tried[i];
    if (t->setting != setting) continue;
    *worth = branches <= 1 || branches >= 4 * t->branches;
    if (*worth) t->branches = branches;
    return TL_OK;
  }
  if (!TLI_PUSH_ROOM(s->arena, s->tried, s->tried_room, s->tried_count)) return TLI_NO_MEMORY(error, "the search");
  s->tried[s->tried_count++] = (tli_tried){setting, branches};
  return TL_OK;
}

tl_code tli_attempt(tli_search *s, const tli_box *box, const double *relaxed, tl_error *error) {
  const size_t n = s->m->node_count;
  bool worth;
  for (size_t i = 0; i < n; i++) s->start[i] = tli_potential_inverse(&s->m->potential, relaxed[i]);
  memcpy(s->start + n, relaxed + 2 * n, s->m->arc_count * sizeof *s->start);
  choose_setting(s, box, relaxed);
  TLI_TRY(is_worth_trying(s, &worth, error));
  if (!worth) return TL_OK;
  memset(s->fuel, 0, n * sizeof *s->fuel);
  tli_arena *arena = tli_arena_create(tli_arena_allocator(s->arena));
  if (arena == NULL) return TLI_NO_MEMORY(error, "a setting");
  tli_model m;
  tl_code code = tli_model_of_setting(s->m, &s->setting, arena, &m, error);
  if (code == TL_OK) code = try_setting(s, &m, arena, error);
  tli_arena_destroy(arena);
  return code;
}
