/* The answer to a nomination: from the first check of the balance to the last reading. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "optimise/tli_search.h"

void tl_nominate_options_default(tl_nominate_options *options) {
  *options = (tl_nominate_options){.most_branches = 2000, .most_seconds = 60.0, .cures = true};
}

static double sum_of_withdrawals(const tl_nomination *n) {
  double sum = 0.0;
  for (size_t i = 0; i < n->node_count; i++) sum += n->nodes[i].node.withdrawal_kg_s;
  return sum;
}

static void refuse_imbalance(tl_nominate_answer *a, double sum) {
  a->outcome = TL_INFEASIBLE;
  a->reason.code = "flow_imbalance";
  a->reason.where_kind = "network";
  a->reason.where_id = "";
  a->reason.value = fabs(sum);
  a->reason.unit = "kg/s";
  (void)snprintf(a->reason.sentence, sizeof a->reason.sentence,
                 "What enters and what leaves differ: %.6g kg/s more %s; in steady flow they are equal. Change the "
                 "nomination by that.",
                 fabs(sum), sum > 0.0 ? "leave than enter" : "enter than leave");
}

static tl_code answer_in(tl_nominate_answer *a, tl_error *error) {
  TLI_TRY(tli_model_make(a->nomination, a->arena, &a->model, error));
  tli_model *m = a->model;
  a->mode = TLI_NEW_N(a->arena, int, m->arc_count + 1);
  a->state.p = TLI_NEW_N(a->arena, double, m->node_count);
  a->state.q = TLI_NEW_N(a->arena, double, m->arc_count + 1);
  a->state.pipe = TLI_NEW_N(a->arena, tl_pipe_state, m->arc_count + 1);
  a->withdrawal = TLI_NEW_N(a->arena, double, m->node_count);
  if (a->mode == NULL || a->withdrawal == NULL || a->state.p == NULL || a->state.q == NULL || a->state.pipe == NULL)
    return TLI_NO_MEMORY(error, "an answer");
  TLI_TRY(tli_stations_make(m, a->arena, &a->stations, error));
  const double sum = sum_of_withdrawals(a->nomination);
  if (fabs(sum) > TLI_BALANCE_SHARE * m->total) {
    refuse_imbalance(a, sum);
    return TL_OK;
  }
  return tli_search_run(a, error);
}

tl_code tl_nominate(const tl_nomination *nomination, const tl_nominate_options *options, tl_nominate_answer **answer,
                    tl_error *error) {
  *answer = NULL;
  tl_nominate_options o;
  tl_nominate_options_default(&o);
  if (options != NULL) o = *options;
  tli_arena *arena = tli_arena_create(o.allocator);
  tl_nominate_answer *a = arena != NULL ? TLI_NEW(arena, tl_nominate_answer) : NULL;
  if (a == NULL) {
    tli_arena_destroy(arena);
    return TLI_NO_MEMORY(error, "an answer");
  }
  a->arena = arena;
  a->nomination = nomination;
  a->options = o;
  a->reason = (tl_reason){
      .code = "", .where_kind = "", .where_id = "", .unit = "", .possible_kg_s = NAN, .asked_kg_s = NAN, .proof = ""};
  const tl_code code = answer_in(a, error);
  if (code == TL_OK)
    *answer = a;
  else
    tli_arena_destroy(arena);
  return code;
}

void tl_nominate_answer_destroy(tl_nominate_answer *answer) {
  if (answer != NULL) tli_arena_destroy(answer->arena);
}

/* ---- reading -------------------------------------------------------------------------------------------------------
 */

tl_outcome tl_nominate_outcome(const tl_nominate_answer *a) { return a->outcome; }
const tl_reason *tl_nominate_reason(const tl_nominate_answer *a) { return &a->reason; }
const tl_nominate_effort *tl_nominate_effort_of(const tl_nominate_answer *a) { return &a->effort; }
const tl_certificate *tl_nominate_certificate(const tl_nominate_answer *a) { return &a->state.certificate; }

static tl_code readable(const tl_nominate_answer *a, size_t index, size_t count, const char *what, tl_error *error) {
  if (a->outcome != TL_SOLVED) return tl_fail(error, TL_ERR_NO_ANSWER, "%s", a->reason.sentence);
  if (index >= count) return tl_fail(error, TL_ERR_USAGE, "%s %zu of %zu does not exist", what, index, count);
  return TL_OK;
}

tl_code tl_nominate_node(const tl_nominate_answer *a, size_t node, double *p_pa, tl_error *error) {
  TLI_TRY(readable(a, node, a->model->node_count, "node", error));
  *p_pa = 1e5 * a->state.p[node];
  return TL_OK;
}

static const char *mode_name(const tli_arc *arc, int mode) {
  if (arc->kind != TLI_ARC_CONTROL) return "";
  if (mode == TLI_BYPASS) return arc->control == TL_CONTROL_VALVE ? "open" : "bypass";
  return mode == TLI_WORKING ? "working" : "closed";
}

tl_code tl_nominate_link(const tl_nominate_answer *a, size_t link, tl_nominated_state *state, tl_error *error) {
  TLI_TRY(readable(a, link, a->model->arc_count, "link", error));
  const tli_arc *arc = &a->model->arcs[link];
  *state = (tl_nominated_state){.kind = tli_arc_kind_name(arc),
                                .from = (size_t)arc->from,
                                .to = (size_t)arc->to,
                                .p_from_pa = 1e5 * a->state.p[arc->from],
                                .p_to_pa = 1e5 * a->state.p[arc->to],
                                .q_kg_s = a->state.q[link],
                                .pipe = a->state.pipe[link],
                                .mode = mode_name(arc, a->mode[link])};
  return TL_OK;
}

double tl_nominate_withdrawal_kg_s(const tl_nominate_answer *a, size_t node) {
  return a->outcome == TL_SOLVED && node < a->model->node_count ? a->withdrawal[node] : NAN;
}

size_t tl_nominate_stations(const tl_nominate_answer *a) { return a->outcome == TL_SOLVED ? a->stations.count : 0; }

tl_code tl_nominate_station(const tl_nominate_answer *a, size_t index, tl_nominated_station *station, tl_error *error) {
  TLI_TRY(readable(a, index, a->stations.count, "station", error));
  *station = a->stations.at[index];
  return TL_OK;
}

size_t tl_nominate_cures(const tl_nominate_answer *a) { return a->cure_count; }
size_t tl_nominate_cure_changes(const tl_nominate_answer *a, size_t cure) {
  return cure < a->cure_count ? a->cures[cure].count : 0;
}
const char *tl_nominate_cure_sentence(const tl_nominate_answer *a, size_t cure) {
  return cure < a->cure_count ? a->cures[cure].sentence : NULL;
}
double tl_nominate_cure_size(const tl_nominate_answer *a, size_t cure, const char **unit) {
  if (unit != NULL) *unit = cure < a->cure_count ? a->cures[cure].unit : "";
  return cure < a->cure_count ? a->cures[cure].size : NAN;
}
double tl_nominate_cure_at_least(const tl_nominate_answer *a, size_t cure) {
  return cure < a->cure_count && a->cures[cure].at_least > 0.0 ? a->cures[cure].at_least : NAN;
}
bool tl_nominate_cure_change(const tl_nominate_answer *a, size_t cure, size_t change, tl_cure_change *out) {
  if (cure >= a->cure_count || change >= a->cures[cure].count) return false;
  *out = a->cures[cure].changes[change];
  return true;
}
