/* The single machines of a station by their ids. */
#include "elem/tli_machines.h"

#include <stdio.h>
#include <string.h>

extern const tli_kind tli_machine_station_kind;

static const tl_machine_station *machine_station_at(const tl_network *network, size_t link) {
  const tli_link *at = &network->links[link];
  return tli_kind_get((size_t)at->kind) == &tli_machine_station_kind ? at->params : NULL;
}

static bool listed(const char *const *ids, size_t count, const char *id) {
  for (size_t i = 0; i < count; i++)
    if (strcmp(ids[i], id) == 0) return true;
  return false;
}

static size_t places_in(const tl_machine_station *m) {
  size_t places = 0;
  for (size_t c = 0; c < m->configuration_count; c++)
    for (size_t k = 0; k < m->configurations[c].stage_count; k++) places += m->configurations[c].stages[k].unit_count;
  return places;
}

const char **tli_unit_ids(const tl_network *network, size_t link, tli_arena *arena, size_t *count) {
  const tl_machine_station *m = machine_station_at(network, link);
  const char **ids = TLI_NEW_N(arena, const char *, (m != NULL ? places_in(m) : 0) + 1);
  *count = 0;
  for (size_t c = 0; ids != NULL && m != NULL && c < m->configuration_count; c++)
    for (size_t k = 0; k < m->configurations[c].stage_count; k++)
      for (size_t u = 0; u < m->configurations[c].stages[k].unit_count; u++) {
        const char *id = m->configurations[c].stages[k].units[u].id;
        if (id != NULL && id[0] != '\0' && !listed(ids, *count, id)) ids[(*count)++] = id;
      }
  return ids;
}

bool tli_configuration_needs(const tl_configuration *configuration, const char *unit) {
  for (size_t k = 0; k < configuration->stage_count; k++)
    for (size_t u = 0; u < configuration->stages[k].unit_count; u++) {
      const char *id = configuration->stages[k].units[u].id;
      if (id != NULL && strcmp(id, unit) == 0) return true;
    }
  return false;
}

/* "A, B, C", with "..." where there is no room for more. */
static const char *joined(const char *const *ids, size_t count, char *text, size_t room) {
  size_t used = 0;
  text[0] = '\0';
  for (size_t i = 0; i < count; i++) {
    const char *before = i > 0 ? ", " : "", *id = used + strlen(ids[i]) + 6 < room ? ids[i] : "...";
    used += (size_t)snprintf(text + used, room - used, "%s%s", before, id);
    if (id != ids[i]) break;
  }
  return text;
}

tl_code tli_unit_check(const tl_network *network, size_t link, const char *unit, tli_arena *arena, tl_error *error) {
  size_t count;
  char all[120];
  const char **ids = tli_unit_ids(network, link, arena, &count), *id = network->links[link].id;
  if (ids == NULL) return TLI_NO_MEMORY(error, "the machines of a station");
  if (listed(ids, count, unit)) return TL_OK;
  if (count == 0)
    return tl_fail(error, TL_ERR_INPUT, "%s \"%s\" has no single machines that are known by name: leave out unit",
                   tli_kind_get((size_t)network->links[link].kind)->name, id);
  const char *near = tli_did_you_mean(unit, ids, count);
  return tl_fail(error, TL_ERR_INPUT, "station \"%s\" has no machine \"%s\" in its configurations; %s%s", id, unit,
                 near != NULL ? "did you mean " : "it has ", near != NULL ? near : joined(ids, count, all, sizeof all));
}
