/* Single machines of a station that are out of service: the station goes on with the configurations that can do without
 * them, and stands where there is none. A configuration that was given and needs one of them gives way to the best of
 * those left until the machine runs again. */
#include "transient/tli_transient.h"

#include <string.h>

void tli_units_find(tli_part *part) {
  tli_units *u = part->units;
  if (u == NULL) return;
  u->out_count = u->left_count = 0;
  for (size_t i = 0; i < u->count; i++) u->out_count += u->out[i];
  for (size_t c = 0; c < u->all_count; c++) {
    bool can = true;
    for (size_t i = 0; i < u->count && can; i++) can = !(u->out[i] && tli_configuration_needs(&u->all[c], u->ids[i]));
    if (can) u->left[u->left_count++] = u->all[c];
  }
}

tl_code tli_units_create(tl_transient *x, tli_part *part, tl_error *error) {
  size_t count;
  const char **ids = tli_unit_ids(x->network, part->link, x->arena, &count);
  if (ids == NULL) return TLI_NO_MEMORY(error, "the machines of a station");
  if (count == 0) return TL_OK;
  tli_units *u = TLI_NEW(x->arena, tli_units);
  if (u == NULL) return TLI_NO_MEMORY(error, "the machines of a station");
  const tl_machine_station *m = part->params;
  u->ids = ids;
  u->count = count;
  u->all = m->configurations;
  u->all_count = m->configuration_count;
  u->out = TLI_NEW_N(x->arena, bool, count);
  u->left = TLI_NEW_N(x->arena, tl_configuration, u->all_count + 1);
  if (u->out == NULL || u->left == NULL) return TLI_NO_MEMORY(error, "the machines of a station");
  part->units = u;
  tli_units_find(part);
  return TL_OK;
}

void tli_units_put(tli_part *part, const char *unit, bool out) {
  tli_units *u = part->units;
  for (size_t i = 0; u != NULL && i < u->count; i++)
    if (strcmp(u->ids[i], unit) == 0) u->out[i] = out;
  tli_units_find(part);
}

bool tli_part_runs(const tli_part *part) {
  const tli_units *u = part->units;
  return part->running == TLI_RUNS && (u == NULL || u->left_count > 0);
}

const void *tli_part_params(const tli_part *part) {
  tli_units *u = part->units;
  if (u == NULL || u->out_count == 0) return part->params;
  u->now = *(const tl_machine_station *)part->params;
  const double given = u->now.configuration;
  u->now.configuration = -1.0;
  for (size_t c = 0; given >= 0.0 && c < u->left_count; c++)
    if (u->left[c].stages == u->all[(size_t)given].stages) u->now.configuration = (double)c;
  u->now.configurations = u->left;
  u->now.configuration_count = u->left_count;
  return &u->now;
}
