/* Bounds that a network file gives, against a state: what is set is simulated as set, and then told. */
#include "io/json_case.h"
#include "trunkline/case.h"

#include "io/case_decide.h"
#include "io/case_open.h"

#include <math.h>

/* A thousandth of a bar, and of the flow's own size: bounds are written with few digits. */
static const double near_pa = 100.0, near_share = 1e-6;

typedef struct judge {
  const char *file;
  tl_findings *findings;
} judge;

static void pressure(const judge *j, const char *id, int line, const char *what, double p_pa, double low, double high) {
  const bool below = p_pa<low - near_pa, above = p_pa> high + near_pa;
  if (below || above)
    tl_findings_add(j->findings, TL_WARNING, j->file, line, id, what, "\"%s\": %s = %.4f bar is %s its bound %.4f bar",
                    id, what, p_pa / 1e5, below ? "below" : "above", (below ? low : high) / 1e5);
}

static void flow(const judge *j, const char *id, int line, double q_kg_s, double low, double high) {
  const double near = near_share * fmax(fabs(q_kg_s), 1.0);
  const bool below = q_kg_s<low - near, above = q_kg_s> high + near;
  if (below || above)
    tl_findings_add(j->findings, TL_WARNING, j->file, line, id, "flow",
                    "\"%s\": flow = %.4f kg/s is %s its bound %.4f kg/s", id, q_kg_s, below ? "below" : "above",
                    below ? low : high);
}

static void judge_link(const judge *j, const tli_case_link *l, const double *p_pa, double q_kg_s) {
  const tli_case_values *v = &l->values;
  const double p_in = p_pa[l->from], p_out = p_pa[l->to];
  flow(j, l->id, l->line, q_kg_s, l->flow_min_kg_s, l->flow_max_kg_s);
  const double way = tli_case_number(v, TLI_CASE_WAY);
  if (way * q_kg_s < -near_share)
    tl_findings_add(j->findings, TL_WARNING, j->file, l->line, l->id, "decision",
                    "\"%s\": %.4f kg/s flow against the direction that the decision taken names", l->id, fabs(q_kg_s));
  const double state = tli_case_number(v, "state");
  if (q_kg_s == 0.0 || state == 1.0) return; /* out of use: the bounds of a machine say nothing */
  pressure(j, l->id, l->line, "inlet pressure", p_in, tli_case_number(v, "p_in_min_pa"),
           tli_case_number(v, "p_in_max_pa"));
  pressure(j, l->id, l->line, "outlet pressure", p_out, tli_case_number(v, "p_out_min_pa"),
           tli_case_number(v, "p_out_max_pa"));
  const double most = tli_case_number(v, "ratio_max");
  if (p_out > most * p_in * (1.0 + near_share))
    tl_findings_add(j->findings, TL_WARNING, j->file, l->line, l->id, "ratio",
                    "\"%s\": ratio = %.4f is above its bound %.4f", l->id, p_out / p_in, most);
}

void tl_case_judge(const tl_case *opened, const double *p_pa, const double *q_kg_s, tl_findings *findings) {
  const tli_case *c = tli_case_of(opened);
  const judge j = {tli_case_path(opened), findings};
  for (size_t i = 0; i < c->node_count; i++)
    pressure(&j, c->nodes[i].id, c->nodes[i].line, "pressure", p_pa[i], c->nodes[i].p_min_pa, c->nodes[i].p_max_pa);
  for (size_t i = 0; i < c->demand_count; i++)
    if (c->demands[i].node != SIZE_MAX)
      pressure(&j, c->demands[i].id, c->demands[i].line, "pressure in the scenario", p_pa[c->demands[i].node],
               c->demands[i].p_min_pa, c->demands[i].p_max_pa);
  for (size_t i = 0; i < c->link_count; i++) judge_link(&j, &c->links[i], p_pa, q_kg_s[i]);
}
