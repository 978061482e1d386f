/* Cures: with the best setting found, what is the least that would have to change?
 *
 * Three elastic programs: loads alone may give way, pressure limits alone, both. A sum of absolute changes is least
 * where few of them change. Each cure is run through the simulator with the changes made and is dropped if it does not
 * hold; so a cure is enough. For loads cure_bound.c shows how much must be cut at least, under any setting; for
 * pressure limits a smaller cure may exist where another setting of the controls was not tried. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "optimise/tli_search.h"

enum { MOST_ROUNDS = 5 };
static const double seen_kg_s = 1e-3, seen_bar = 1e-3, spare_bar = 2e-3, margin_bar = 2e-3, off_bar = 0.01;

static void apply(const tli_nlp *nlp, const double *x, tli_model *m, const int *mode) {
  for (size_t i = 0; i < m->node_count; i++) {
    tli_model_node *node = &m->nodes[i];
    if (nlp->cut[i] >= 0) node->withdrawal -= (node->withdrawal > 0.0 ? 1.0 : -1.0) * x[nlp->cut[i]];
    if (!(nlp->elastic & TLI_ELASTIC_PRESSURES)) continue;
    node->p_min = tli_lesser(node->p_min, x[i] - spare_bar);
    node->p_max = tli_bigger(node->p_max, x[i] + spare_bar);
  }
  for (size_t k = 0; k < m->arc_count && (nlp->elastic & TLI_ELASTIC_PRESSURES); k++) {
    tli_arc *a = &m->arcs[k];
    if (a->kind != TLI_ARC_CONTROL || mode[k] != TLI_WORKING) continue;
    a->p_in_min = tli_lesser(a->p_in_min, x[a->from] - spare_bar);
    a->p_out_max = tli_bigger(a->p_out_max, x[a->to] + spare_bar);
  }
}

static int larger_change(const void *a, const void *b) {
  const tl_cure_change *x = a, *y = b;
  const double by_x = fabs(x->to - x->from), by_y = fabs(y->to - y->from);
  return by_x > by_y ? -1 : by_x < by_y;
}

static void list(const tli_nlp *nlp, const double *x, const tli_model *m, tli_cure *cure, double *cut, double *bars) {
  *cut = *bars = 0.0;
  for (size_t i = 0; i < m->given_nodes; i++) {
    const tli_model_node *node = &m->nodes[i];
    const double d = node->withdrawal;
    if (nlp->cut[i] >= 0 && x[nlp->cut[i]] > seen_kg_s) {
      const double by = x[nlp->cut[i]];
      cure->changes[cure->count++] =
          (tl_cure_change){d > 0.0 ? "withdrawal" : "supply", node->id, fabs(d), fabs(d) - by};
      if (d > 0.0) *cut += by;
    }
    if (nlp->under[i] >= 0 && x[nlp->under[i]] > seen_bar) {
      cure->changes[cure->count++] = (tl_cure_change){"p_min", node->id, 1e5 * (x[i] + x[nlp->under[i]]), 1e5 * x[i]};
      *bars += x[nlp->under[i]];
    }
    if (nlp->over[i] >= 0 && x[nlp->over[i]] > seen_bar) {
      cure->changes[cure->count++] = (tl_cure_change){"p_max", node->id, 1e5 * (x[i] - x[nlp->over[i]]), 1e5 * x[i]};
      *bars += x[nlp->over[i]];
    }
  }
  if (cure->count > 1) qsort(cure->changes, cure->count, sizeof *cure->changes, larger_change);
}

static const tl_cure_change *largest(const tli_cure *cure, const char *first, const char *second, size_t *count) {
  const tl_cure_change *found = NULL;
  *count = 0;
  for (size_t i = 0; i < cure->count; i++) {
    const tl_cure_change *c = &cure->changes[i];
    if (strcmp(c->what, first) != 0 && strcmp(c->what, second) != 0) continue;
    if (found == NULL) found = c;
    (*count)++;
  }
  return found;
}

static bool say(tl_nominate_answer *a, tli_cure *cure, double cut, double bars) {
  char loads[300] = "", limits[300] = "";
  size_t count;
  const tl_cure_change *c = largest(cure, "withdrawal", "withdrawal", &count);
  if (c != NULL)
    (void)snprintf(
        loads, sizeof loads,
        "take %.4g kg/s less (%.3g %% of all) at %zu exit%s, most at \"%s\" (%.4g instead of %.4g kg/s), and "
        "let as much less in",
        cut, 100.0 * cut / a->model->total, count, count == 1 ? "" : "s", c->where_id, c->to, c->from);
  c = largest(cure, "p_min", "p_max", &count);
  if (c != NULL)
    (void)snprintf(
        limits, sizeof limits,
        "widen the pressure limits of %zu node%s by %.4g bar in all, most at \"%s\" (%s %.5g instead of %.5g "
        "bar)",
        count, count == 1 ? "" : "s", bars, c->where_id, strcmp(c->what, "p_min") == 0 ? "at least" : "at most",
        c->to * 1e-5, c->from * 1e-5);
  cure->sentence =
      tli_arena_printf(a->arena, "%s%s%s", loads, loads[0] != '\0' && limits[0] != '\0' ? "; " : "", limits);
  return cure->sentence != NULL;
}

/* Room of one cure while it is made. */
typedef struct making {
  tli_model m; /* the best setting with the changes made */
  tli_nlp *nlp;
  double *x, *correction, *start; /* start: p and q of all nodes and arcs */
  tli_simulated state;
  tli_stations stations;
} making;

static tl_code make_room(tli_search *s, tli_arena *arena, making *k, tl_error *error) {
  const size_t n = s->m->node_count, arcs = s->m->arc_count;
  k->correction = TLI_NEW_N(arena, double, arcs + 1);
  k->start = TLI_NEW_N(arena, double, n + arcs);
  k->state = (tli_simulated){.p = TLI_NEW_N(arena, double, n), .q = TLI_NEW_N(arena, double, arcs + 1)};
  if (k->correction == NULL || k->start == NULL || k->state.p == NULL || k->state.q == NULL)
    return TLI_NO_MEMORY(error, "a cure");
  memcpy(k->start, s->best, (n + arcs) * sizeof *k->start);
  return tli_stations_make(s->m, arena, &k->stations, error);
}

/* Solves the elastic program of the best setting, from k->start, else from the middle of all limits. */
static tl_code solve(tli_search *s, int elastic, double share, tli_arena *arena, making *k, bool *solved,
                     tl_error *error) {
  const size_t n = s->m->node_count, arcs = s->m->arc_count;
  tli_nlp_wish wish = {.mode = s->best_mode,
                       .correction = k->correction,
                       .elastic = elastic,
                       .margin_bar = margin_bar,
                       .smooth_share = share};
  TLI_TRY(tli_model_of_setting(s->m, &s->best_setting, arena, &k->m, error));
  if (tli_list_units(s, &k->m, s->best_mode, s->best_configuration, k->start, k->start + n)) {
    wish.units = s->units;
    wish.unit_count = s->unit_count;
  }
  TLI_TRY(tli_nlp_make(&k->m, &wish, arena, &k->nlp, error));
  k->x = TLI_NEW_N(arena, double, k->nlp->unknowns);
  if (k->x == NULL) return TLI_NO_MEMORY(error, "a cure");
  *solved = false;
  for (int flat = 0; flat <= 1 && !*solved; flat++) {
    double objective;
    for (size_t j = 0; j < k->nlp->unknowns; j++) {
      double from = j < n + arcs ? k->start[j] : 1.0;
      if (flat == 1 && j < n) from = tli_lesser(k->nlp->reference[j], k->m.potential.p_max_bar);
      k->x[j] = tli_bigger(k->nlp->low[j], tli_lesser(k->nlp->high[j], from));
    }
    tli_nlp_start_units(k->nlp, k->x);
    s->answer->effort.programs++;
    TLI_TRY(tli_ipopt_solve(k->nlp, k->x, solved, &objective, error));
  }
  return TL_OK;
}

/* The program of one cure, with corrections from the simulator until that keeps what is then asked. */
static tl_code find_cure(tli_search *s, int elastic, tli_arena *arena, making *k, tli_cure *cure, bool *found,
                         double *cut, double *bars, tl_error *error) {
  const size_t n = s->m->node_count, arcs = s->m->arc_count;
  double share = 1.0;
  *found = false;
  for (int round = 0; round < MOST_ROUNDS && !*found; round++) {
    bool solved = false;
    TLI_TRY(solve(s, elastic, share, arena, k, &solved, error));
    if (!solved) return TL_OK;
    cure->count = 0;
    list(k->nlp, k->x, &k->m, cure, cut, bars);
    if (cure->count == 0) return TL_OK;
    apply(k->nlp, k->x, &k->m, s->best_mode);
    TLI_TRY(
        tli_simulate(s->nomination, &k->m, s->best_mode, k->x, k->x + n, tli_arena_allocator(arena), &k->state, error));
    if (k->state.certificate.iterations > 0 || k->state.holds) {
      TLI_TRY(tli_stations_run(s->nomination, &k->m, s->best_mode, &k->state, &k->stations, error));
      *found = (k->state.holds || k->state.worst < off_bar) && k->stations.all_run;
      share *= 0.1;
      tli_correct(&k->m, &k->state, share, k->correction);
    }
    memcpy(k->start, k->x, (n + arcs) * sizeof *k->start);
  }
  return TL_OK;
}

/* One elastic program and its check. */
static tl_code try_cure(tli_search *s, int elastic, tli_arena *arena, tl_error *error) {
  tl_nominate_answer *a = s->answer;
  making k = {0};
  bool found;
  double cut = 0.0, bars = 0.0;
  tli_cure *cure = &a->cures[a->cure_count];
  *cure = (tli_cure){.changes = TLI_NEW_N(a->arena, tl_cure_change, 3 * s->m->node_count)};
  if (cure->changes == NULL) return TLI_NO_MEMORY(error, "a cure");
  TLI_TRY(make_room(s, arena, &k, error));
  TLI_TRY(find_cure(s, elastic, arena, &k, cure, &found, &cut, &bars, error));
  if (!found) return TL_OK;
  if (!say(a, cure, cut, bars)) return TLI_NO_MEMORY(error, "a cure");
  cure->unit = cut > 0.0 ? "kg/s" : "Pa";
  cure->size = cut > 0.0 ? cut : 1e5 * bars;
  cure->share = cut / tli_bigger(s->m->total, 1e-9) + bars / s->m->potential.p_max_bar;
  a->cure_count++;
  return TL_OK;
}

static int smaller_share(const void *a, const void *b) {
  const tli_cure *x = a, *y = b;
  return x->share < y->share ? -1 : x->share > y->share;
}

static bool changes_loads_only(const tli_cure *cure) {
  for (size_t k = 0; k < cure->count; k++)
    if (strncmp(cure->changes[k].what, "p_", 2) == 0) return false;
  return true;
}

tl_code tli_cures_of_search(tli_search *s, tl_error *error) {
  static const int kinds[TLI_MOST_CURES] = {TLI_ELASTIC_LOADS, TLI_ELASTIC_PRESSURES,
                                            TLI_ELASTIC_LOADS | TLI_ELASTIC_PRESSURES};
  tl_nominate_answer *a = s->answer;
  if (isinf(s->best_violation)) { /* no attempt was made: the box was empty before any */
    double *x = TLI_NEW_N(s->arena, double, 2 * s->m->node_count + s->m->arc_count);
    if (x == NULL) return TLI_NO_MEMORY(error, "a cure");
    for (size_t j = 0; j < 2 * s->m->node_count + s->m->arc_count; j++) x[j] = 0.5 * (s->root.low[j] + s->root.high[j]);
    TLI_TRY(tli_attempt(s, &s->root, x, error));
    s->found = false;
    if (isinf(s->best_violation)) return TL_OK;
  }
  for (int k = 0; k < TLI_MOST_CURES; k++) {
    tli_arena *arena = tli_arena_create(tli_arena_allocator(s->arena));
    if (arena == NULL) return TLI_NO_MEMORY(error, "a cure");
    const tl_code code = try_cure(s, kinds[k], arena, error);
    tli_arena_destroy(arena);
    if (code != TL_OK) return code;
    const tli_cure *last = a->cure_count > 0 ? &a->cures[a->cure_count - 1] : NULL;
    for (size_t c = 0; last != NULL && c + 1 < a->cure_count; c++)
      if (fabs(a->cures[c].share - last->share) < 1e-3 * last->share && a->cures[c].count == last->count) {
        a->cure_count--; /* both together found what one found alone */
        break;
      }
  }
  for (size_t c = 0; c < a->cure_count; c++)
    if (changes_loads_only(&a->cures[c]) && a->least_cut == 0.0)
      TLI_TRY(tli_least_cut(s, a->cures[c].size, &a->least_cut, error));
  for (size_t c = 0; c < a->cure_count; c++)
    if (changes_loads_only(&a->cures[c])) a->cures[c].at_least = a->least_cut;
  if (a->cure_count > 1) qsort(a->cures, a->cure_count, sizeof *a->cures, smaller_share);
  return TL_OK;
}
