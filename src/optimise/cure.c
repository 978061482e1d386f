/* Cures: with the best setting found, what is the least that would have to change?
 *
 * Three elastic programs: loads alone may give way, pressure limits alone, both. A sum of absolute changes is least
 * where few of them change. Each cure is run through the simulator with the changes made and is dropped if it does not
 * hold; so a cure is enough, and a smaller one may exist where another setting of the controls was not tried. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "optimise/tli_search.h"

static const double seen_kg_s = 1e-3, seen_bar = 1e-3, spare_bar = 2e-5;

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

/* One elastic program and its check. */
static tl_code try_cure(tli_search *s, int elastic, tli_arena *arena, tl_error *error) {
  tl_nominate_answer *a = s->answer;
  tli_model m;
  tli_nlp *nlp;
  bool solved;
  double objective, cut, bars;
  TLI_TRY(tli_model_of_setting(s->m, &s->best_setting, arena, &m, error));
  tli_nlp_wish wish = {.mode = s->best_mode, .elastic = elastic, .smooth_share = 1.0};
  if (tli_list_units(s, &m, s->best_mode, s->best_configuration, s->best, s->best + m.node_count)) {
    wish.units = s->units;
    wish.unit_count = s->unit_count;
  }
  TLI_TRY(tli_nlp_make(&m, &wish, arena, &nlp, error));
  const size_t changes = 3 * m.node_count;
  double *x = TLI_NEW_N(arena, double, nlp->unknowns);
  tli_cure *cure = &a->cures[a->cure_count];
  *cure = (tli_cure){.changes = TLI_NEW_N(a->arena, tl_cure_change, changes)};
  tli_simulated state = {.p = TLI_NEW_N(arena, double, m.node_count), .q = TLI_NEW_N(arena, double, m.arc_count + 1)};
  if (x == NULL || cure->changes == NULL || state.p == NULL || state.q == NULL) return TLI_NO_MEMORY(error, "a cure");
  for (size_t j = 0; j < nlp->unknowns; j++) {
    const double from = j < m.node_count + m.arc_count ? s->best[j] : 1.0;
    x[j] = tli_bigger(nlp->low[j], tli_lesser(nlp->high[j], from));
  }
  for (size_t u = 0; u < nlp->unit_count; u++) {
    x[nlp->units[u].unknown_flow] = nlp->units[u].flow;
    if (nlp->units[u].unknown_speed >= 0) x[nlp->units[u].unknown_speed] = nlp->units[u].speed;
  }
  a->effort.programs++;
  TLI_TRY(tli_ipopt_solve(nlp, x, &solved, &objective, error));
  if (!solved) return TL_OK;
  list(nlp, x, &m, cure, &cut, &bars);
  if (cure->count == 0) return TL_OK;
  apply(nlp, x, &m, s->best_mode);
  TLI_TRY(
      tli_simulate(s->nomination, &m, s->best_mode, x, x + m.node_count, tli_arena_allocator(arena), &state, error));
  if (!state.holds && !(state.worst < 0.01)) return TL_OK;
  if (!say(a, cure, cut, bars)) return TLI_NO_MEMORY(error, "a cure");
  cure->unit = cut > 0.0 ? "kg/s" : "Pa";
  cure->size = cut > 0.0 ? cut : 1e5 * bars;
  cure->share = cut / tli_bigger(m.total, 1e-9) + bars / m.potential.p_max_bar;
  a->cure_count++;
  return TL_OK;
}

static int smaller_share(const void *a, const void *b) {
  const tli_cure *x = a, *y = b;
  return x->share < y->share ? -1 : x->share > y->share;
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
  if (a->cure_count > 1) qsort(a->cures, a->cure_count, sizeof *a->cures, smaller_share);
  return TL_OK;
}
