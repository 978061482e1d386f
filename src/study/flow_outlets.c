/* Gas that leaves by a law of its own in optimal gas flow: leaks, and deliveries that get less where the pressure is
 * low.
 *
 * Both are made of links that the optimum has, behind nodes of their own (named after the link):
 *     leak      critical flow (elem/leak.c)   p^2 = q^2 z R T / ((Cd A)^2 g(r*))     a pipe into next to nothing: 1 Pa
 *     delivery  (elem/delivery.c)   min(p, full)^2 - no^2 = (full^2 - no^2) (q/demand)^2, q >= 0
 *               made of a governor that holds `full`, a check valve and a pipe to where p = no, with nodes of their
 *               own, named after the link */
#include <math.h>

#include "elem/tli_elem.h"
#include "study/flow_file.h"

/* A node behind a link, as high as where the link begins. */
static tl_code add_node(tl_flow_file *f, const tli_case_link *l, const char *name, double low, double high,
                        size_t *node, tl_error *error) {
  return tli_flow_file_node(f, l->id, name, l->from, low, high, node, error);
}

static tl_code add_link(tl_flow_file *f, const char *id, tl_flow_kind kind, size_t from, size_t to, double resistance,
                        tl_error *error) {
  return tli_flow_file_arc(f,
                           &(tl_flow_arc){.id = id,
                                          .kind = kind,
                                          .from = from,
                                          .to = to,
                                          .q_max_kg_s = INFINITY,
                                          .resistance = resistance,
                                          .power_max_w = INFINITY,
                                          .ratio_min = 1.0,
                                          .ratio_max = 1.0,
                                          .p_out_max_pa = kind == TL_FLOW_GOVERNOR ? f->nodes[to].p_max_pa : 0.0},
                           error);
}

tl_code tli_flow_file_leak(tl_flow_file *f, const tli_case_link *l, tl_findings *findings, tl_error *error) {
  const tli_case_values *v = &l->values;
  const double k = tli_flow_or(tli_case_number(v, "kappa"), 1.3);
  const double hole = tli_case_number(v, "area_m2") * tli_flow_or(tli_case_number(v, "discharge_coefficient"), 0.62);
  double slope;
  const double r = tli_leak_critical_ratio(k), g = tli_leak_number(k, 0.0, &slope);
  const double critical_pa = f->nodes[l->to].p_max_pa / fmin(r, 0.48);
  tl_flow_node *n = &f->nodes[l->from];
  if (!(hole > 0.0 && g > 0.0 && critical_pa <= n->p_max_pa)) {
    tl_findings_add(findings, TL_ERROR, f->path, l->line, l->id, "",
                    "%s: optimal flow takes a leak whose flow is critical: a hole, and more than %.4g bar at %s", l->id,
                    1e-5 * critical_pa, n->id);
    return TL_OK;
  }
  if (critical_pa > n->p_min_pa) {
    n->p_min_pa = critical_pa;
    tl_findings_add(findings, TL_WARNING, f->path, l->line, l->id, "",
                    "%s: the optimum holds %s at %.4g bar or more, so that the flow through the hole is critical",
                    l->id, n->id, 1e-5 * critical_pa);
  }
  return add_link(f, l->id, TL_FLOW_LEAK, l->from, l->to, f->speed2 / (hole * hole * g), error);
}

tl_code tli_flow_file_delivery(tl_flow_file *f, const tli_case_link *l, tl_findings *findings, tl_error *error) {
  const tli_case_values *v = &l->values;
  const double demand = tli_case_number(v, "demand_kg_s"), full = tli_case_number(v, "full_p_pa");
  const double none = tli_flow_or(tli_case_number(v, "no_p_pa"), 101325.0);
  if (demand == 0.0) return TL_OK;
  if (!(demand > 0.0 && none >= 0.0 && full > none && full <= 5e7)) {
    tl_findings_add(findings, TL_ERROR, f->path, l->line, l->id, "",
                    "%s: a delivery of %g kg/s, all of it from %g Pa, nothing below %g Pa; wanted is a demand, and the "
                    "first pressure above the second",
                    l->id, demand, full, none);
    return TL_OK;
  }
  size_t governed, behind, end;
  const char *governor = tli_arena_printf(f->arena, "%s/governor", l->id);
  const char *valve = tli_arena_printf(f->arena, "%s/valve", l->id);
  if (governor == NULL || valve == NULL) return TLI_NO_MEMORY(error, f->path);
  TLI_TRY(add_node(f, l, "governed", 0.0, full, &governed, error));
  TLI_TRY(add_node(f, l, "behind", 0.0, full, &behind, error));
  TLI_TRY(add_node(f, l, "end", none, none, &end, error));
  TLI_TRY(add_link(f, governor, TL_FLOW_GOVERNOR, l->from, governed, 0.0, error));
  TLI_TRY(add_link(f, valve, TL_FLOW_CHECK_VALVE, governed, behind, 0.0, error));
  TLI_TRY(add_link(f, l->id, TL_FLOW_PIPE, behind, end, (full * full - none * none) / (demand * demand), error));
  return tli_flow_file_free_exit(f, l->id, end, demand, error);
}
