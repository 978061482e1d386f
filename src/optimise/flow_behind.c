/* Two questions to a network that has said its most: which limit comes next behind the one that binds, and how much of
 * an impossible target is possible. Both are the same program with other figures. */
#include <math.h>
#include <string.h>

#include "optimise/tli_flow.h"

typedef struct copy {
  tli_arena *arena;
  tl_flow_problem problem;
  tl_flow_node *nodes;
  tl_flow_arc *arcs;
  tl_flow_trade *trades;
  double *pattern;
} copy;

/* False, with nothing kept, without memory. */
static bool make_copy(const tl_flow_problem *p, const tl_flow_options *o, copy *c) {
  *c = (copy){.arena = tli_arena_create(o != NULL ? o->allocator : NULL), .problem = *p};
  if (c->arena == NULL) return false;
  c->nodes = TLI_NEW_N(c->arena, tl_flow_node, p->node_count + 1);
  c->arcs = TLI_NEW_N(c->arena, tl_flow_arc, p->arc_count + 1);
  c->trades = TLI_NEW_N(c->arena, tl_flow_trade, p->trade_count + 1);
  c->pattern = TLI_NEW_N(c->arena, double, p->node_count + 1);
  if (c->nodes == NULL || c->arcs == NULL || c->trades == NULL || c->pattern == NULL) {
    tli_arena_destroy(c->arena);
    return false;
  }
  for (size_t i = 0; i < p->node_count; i++) c->nodes[i] = p->nodes[i];
  for (size_t k = 0; k < p->arc_count; k++) c->arcs[k] = p->arcs[k];
  for (size_t i = 0; i < p->trade_count; i++) c->trades[i] = p->trades[i];
  for (size_t i = 0; i < p->node_count && p->pattern_kg_s != NULL; i++) c->pattern[i] = p->pattern_kg_s[i];
  c->problem.nodes = c->nodes;
  c->problem.arcs = c->arcs;
  c->problem.trades = c->trades;
  if (p->pattern_kg_s != NULL) c->problem.pattern_kg_s = c->pattern;
  return true;
}

/* Answers the copy and hands it over, or gives it up. */
static tl_code answer_copy(copy *c, const tl_flow_options *o, tl_flow_answer **answer, tl_error *error) {
  tl_flow_problem *kept = TLI_NEW(c->arena, tl_flow_problem);
  if (kept != NULL) *kept = c->problem;
  const tl_code code =
      kept != NULL ? tl_flow_optimise(kept, o, answer, error) : TLI_NO_MEMORY(error, "a copy of a network");
  if (code == TL_OK && *answer != NULL)
    (*answer)->owned = c->arena;
  else
    tli_arena_destroy(c->arena);
  return code;
}

static double moved(double value, double share) { return value + share * fabs(value); }

/* A node's limit may be that of a link that ends there. */
static void lift_ends(copy *c, const tl_flow_binding *b, double share) {
  for (size_t k = 0; k < c->problem.arc_count && b->of_node; k++) {
    tl_flow_arc *a = &c->arcs[k];
    const bool most = strcmp(b->what, "p_max") == 0;
    if (most && a->to == b->index) a->p_out_max_pa = moved(a->p_out_max_pa, share);
    if (!most && a->from == b->index) a->p_in_min_pa = fmax(moved(a->p_in_min_pa, -share), 0.0);
  }
}

static void lift_node(tl_flow_node *n, const char *what, double share) {
  if (strcmp(what, "p_max") == 0) n->p_max_pa = fmin(moved(n->p_max_pa, share), 5e7);
  if (strcmp(what, "p_min") == 0) n->p_min_pa = fmax(moved(n->p_min_pa, -share), 0.0);
}

static void lift_trade(tl_flow_trade *t, const char *what, double share) {
  if (strcmp(what, "in_max") == 0) t->in_max_kg_s = moved(t->in_max_kg_s, share);
  if (strcmp(what, "in_min") == 0) t->in_min_kg_s = moved(t->in_min_kg_s, -share);
}

static void lift_arc(tl_flow_arc *a, const char *what, double share) {
  if (strcmp(what, "q_max") == 0) a->q_max_kg_s = moved(a->q_max_kg_s, share);
  if (strcmp(what, "q_min") == 0) a->q_min_kg_s = moved(a->q_min_kg_s, -share);
  if (strcmp(what, "power_max") == 0) a->power_max_w = moved(a->power_max_w, share);
  if (strcmp(what, "ratio_max") == 0) a->ratio_max = fmin(moved(a->ratio_max, share), 100.0);
  if (strcmp(what, "ratio_min") == 0) a->ratio_min = moved(a->ratio_min, -fmin(share, 0.99));
}

static void lift(copy *c, const tl_flow_binding *b, double share) {
  if (b->of_scale) {
    c->problem.scale_max = moved(c->problem.scale_max, share);
    return;
  }
  lift_ends(c, b, share);
  if (b->of_node)
    lift_node(&c->nodes[b->index], b->what, share);
  else if (b->of_trade)
    lift_trade(&c->trades[b->index], b->what, share);
  else
    lift_arc(&c->arcs[b->index], b->what, share);
}

tl_code tl_flow_behind(const tl_flow_answer *answer, double share, const tl_flow_options *options,
                       tl_flow_binding *lifted, tl_flow_answer **behind, tl_error *error) {
  *behind = NULL;
  if (!(share > 0.0 && isfinite(share)))
    return tl_fail(error, TL_ERR_INPUT, "a limit is lifted by %g of itself; wanted is more than 0", share);
  if (!tl_flow_binding_at(answer, 0, lifted)) return tl_fail(error, TL_ERR_NO_ANSWER, "no limit binds");
  copy c;
  if (!make_copy(answer->f->p, options, &c)) return TLI_NO_MEMORY(error, "a copy of a network");
  lift(&c, lifted, share);
  return answer_copy(&c, options, behind, error);
}

tl_code tl_flow_nearest(const tl_flow_problem *problem, const tl_flow_options *options, tl_flow_answer **nearest,
                        tl_error *error) {
  *nearest = NULL;
  copy c;
  if (!make_copy(problem, options, &c)) return TLI_NO_MEMORY(error, "a copy of a network");
  c.problem.pattern_kg_s = c.pattern;
  c.problem.scale_max = 1.0;
  c.problem.scale_price = -1.0;
  c.problem.power_price = c.problem.lift_price = 0.0;
  for (size_t i = 0; i < problem->node_count; i++) c.pattern[i] = 0.0;
  for (size_t k = 0; k < problem->arc_count; k++) c.arcs[k].build_cost = 0.0;
  for (size_t i = 0; i < problem->trade_count; i++) {
    tl_flow_trade *t = &c.trades[i];
    const double must = t->in_min_kg_s > 0.0 ? t->in_min_kg_s : fmin(t->in_max_kg_s, 0.0);
    c.pattern[t->node] += must;
    t->in_min_kg_s -= must;
    t->in_max_kg_s -= must;
    t->price = 0.0;
  }
  return answer_copy(&c, options, nearest, error);
}
