/* The reason of an answer that is no setting: what stands in the way, where, and how much is short. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "optimise/tli_search.h"

/* The arc that carries most of a combination of rows, by its share of the pressures that the rows add up; -1: none. */
static int heaviest(const tli_model *m, const tli_proof *p, const tli_step *step) {
  int best = -1;
  double most = 0.0;
  for (size_t t = step->first; t < step->first + step->count; t++) {
    const tli_term *term = &p->terms[t];
    const tli_row_kind kind = term->row.kind;
    if (kind == TLI_ROW_BALANCE || kind == TLI_ROW_CHORD || kind == TLI_ROW_TANGENT) continue;
    const tli_arc *a = &m->arcs[term->row.where];
    const double s_high = tli_potential_at(&m->potential, m->nodes[a->from].p_max, NULL, NULL);
    const double weight =
        fabs(term->multiplier) *
        (kind == TLI_ROW_LINE_UNDER || kind == TLI_ROW_LINE_OVER ? fabs(term->row.cut) + a->c : 1e-6 * s_high);
    if (weight <= most) continue;
    most = weight;
    best = term->row.where;
  }
  return best;
}

static bool ends_box(const tli_step *step) {
  return step->kind == TLI_STEP_EMPTY || step->kind == TLI_STEP_NO_MODE || step->kind == TLI_STEP_ROWS;
}

/* The step that ends the first box, or NULL. */
static const tli_step *first_end(const tli_proof *p) {
  for (size_t i = 0; i < p->count; i++)
    if (ends_box(&p->steps[i])) return &p->steps[i];
  return NULL;
}

const char *tli_arc_kind_name(const tli_arc *a) {
  static const char *const names[] = {"pipe",  "short_pipe",    "resistor", "resistor",
                                      "valve", "control_valve", "station"};
  return names[a->control];
}

static void place_arc(tl_reason *r, const tli_model *m, int arc) {
  r->where_kind = tli_arc_kind_name(&m->arcs[arc]);
  r->where_id = m->arcs[arc].id;
}

static void place_of(tl_reason *r, const tli_model *m, const tli_proof *p, const tli_step *step) {
  const bool at_node = step->kind == TLI_STEP_EMPTY && (step->reason == TLI_BY_BALANCE || step->reason == TLI_BY_CURVE);
  int arc = step->where;
  if (step->kind == TLI_STEP_ROWS) arc = heaviest(m, p, step);
  if (at_node || arc < 0) {
    r->where_kind = "node";
    r->where_id = m->nodes[step->where].id;
    return;
  }
  place_arc(r, m, arc);
}

static const tli_cure *load_cure(const tl_nominate_answer *a) {
  const tli_cure *best = NULL;
  for (size_t c = 0; c < a->cure_count; c++)
    if (strcmp(a->cures[c].unit, "kg/s") == 0 && (best == NULL || a->cures[c].share < best->share)) best = &a->cures[c];
  return best;
}

static void how_much(tl_nominate_answer *a) {
  tl_reason *r = &a->reason;
  r->asked_kg_s = a->model->total;
  const tli_cure *only_loads = NULL;
  for (size_t c = 0; c < a->cure_count; c++) {
    bool all = true;
    for (size_t k = 0; k < a->cures[c].count; k++)
      all = all && (strcmp(a->cures[c].changes[k].what, "withdrawal") == 0 ||
                    strcmp(a->cures[c].changes[k].what, "supply") == 0);
    if (all) only_loads = &a->cures[c];
  }
  const tli_cure *cure = only_loads != NULL ? only_loads : load_cure(a);
  if (cure != NULL) {
    r->value = cure->size;
    r->unit = "kg/s";
    if (only_loads != NULL) r->possible_kg_s = a->model->total - cure->size;
  } else if (a->cure_count > 0) {
    r->value = a->cures[0].size;
    r->unit = a->cures[0].unit;
  }
}

void tli_explain(tli_search *s) {
  tl_nominate_answer *a = s->answer;
  tl_reason *r = &a->reason;
  const tli_step *end = first_end(&a->proof);
  how_much(a);
  const char *cure = a->cure_count > 0 ? a->cures[0].sentence : NULL;
  const char *lead = cure != NULL ? " Enough would be: " : "", *stop = cure != NULL ? "." : "";
  if (a->outcome == TL_INFEASIBLE && end != NULL) {
    r->code = a->effort.branches > 1 ? "no_controls" : "pressure_bounds";
    place_of(r, s->m, &a->proof, end);
    (void)snprintf(r->sentence, sizeof r->sentence,
                   "No setting of the controls carries this nomination within all limits (proved in %zu steps); what "
                   "stands in the way is the %s \"%s\".%s%.180s%s",
                   a->effort.proof_steps, r->where_kind, r->where_id, lead, cure != NULL ? cure : "", stop);
    return;
  }
  r->code = "search_limit";
  if (end != NULL) place_of(r, s->m, &a->proof, end);
  (void)snprintf(r->sentence, sizeof r->sentence,
                 "Neither a setting nor a proof that there is none was found in %zu boxes; the best setting misses by "
                 "%.3g kg/s and bar in all.%s%.180s%s",
                 a->effort.branches, s->best_violation, lead, cure != NULL ? cure : "", stop);
}
