/* Looking into an opened network file, element by element. */
#include "io/netfile.h"

#include <math.h>

/* What the scenario asks there: the middle of its bounds, counted into the network. */
static double nominated(const tli_case *c, size_t node) {
  for (size_t i = 0; i < c->demand_count; i++) {
    const tli_case_demand *d = &c->demands[i];
    if (d->node != node) continue;
    const double low = isnan(d->flow_min_kg_s) ? d->flow_max_kg_s : d->flow_min_kg_s;
    const double high = isnan(d->flow_max_kg_s) ? low : d->flow_max_kg_s;
    return isnan(low) ? 0.0 : (d->entry ? 0.5 : -0.5) * (low + high);
  }
  return 0.0;
}

bool tl_netfile_node_at(const tl_netfile *file, size_t index, tl_netfile_node *node) {
  const tli_case *c = tli_netfile_case(file);
  if (index >= c->node_count) return false;
  const tli_case_node *n = &c->nodes[index];
  *node = (tl_netfile_node){n->id,       n->role,     isnan(n->height_m) ? 0.0 : n->height_m,
                            n->p_min_pa, n->p_max_pa, nominated(c, index)};
  return true;
}

bool tl_netfile_link_at(const tl_netfile *file, size_t index, tl_netfile_link *link) {
  const tli_case *c = tli_netfile_case(file);
  if (index >= c->link_count) return false;
  *link = (tl_netfile_link){c->links[index].id, c->links[index].kind, c->links[index].from, c->links[index].to};
  return true;
}

double tl_netfile_link_number(const tl_netfile *file, size_t index, const char *name) {
  const tli_case *c = tli_netfile_case(file);
  return index < c->link_count ? tli_case_number(&c->links[index].values, name) : NAN;
}

double tl_netfile_node_number(const tl_netfile *file, size_t index, const char *name) {
  const tli_case *c = tli_netfile_case(file);
  return index < c->node_count ? tli_case_number(&c->nodes[index].values, name) : NAN;
}
