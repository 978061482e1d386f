/* Limits that a network file sets: see case_limits.h. */
#include "study/case_limits.h"

#include <math.h>
#include <string.h>

bool tli_has_bypass(const tli_case_values *values) {
  const tli_case_value *v = tli_case_value_find(values, "needs_bypass");
  return v == NULL || v->text == NULL || strcmp(v->text, "1") == 0;
}

/* What is not given (NaN) narrows nothing. */
void tli_narrow_by_scenario(const tli_case *c, double *low, double *high) {
  for (size_t d = 0; d < c->demand_count; d++) {
    const tli_case_demand *demand = &c->demands[d];
    if (demand->node >= c->node_count) continue;
    low[demand->node] = fmax(low[demand->node], demand->p_min_pa);
    high[demand->node] = fmin(high[demand->node], demand->p_max_pa);
  }
}

void tli_narrow_by_pipes(const tli_case *c, double *high) {
  for (size_t k = 0; k < c->link_count; k++) {
    const tli_case_link *l = &c->links[k];
    const double most = strcmp(l->kind, "pipe") == 0 ? tli_case_number(&l->values, "p_max_pa") : NAN;
    high[l->from] = fmin(high[l->from], most);
    high[l->to] = fmin(high[l->to], most);
  }
}
