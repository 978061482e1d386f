/* The machines of a nomination's stations: copied when they are given, so that their owner may go. */
#include <math.h>
#include <string.h>

#include "optimise/tli_reach.h"

static tl_code copy_unit(tli_arena *arena, const tl_unit *from, tl_unit *to, tl_error *error) {
  const int kinds = (from->turbo != NULL) + (from->piston != NULL) + (from->map != NULL);
  if (kinds != 1 || from->drive == NULL) return tl_fail(error, TL_ERR_INPUT, "a unit needs one machine and a drive");
  tl_turbo *turbo = from->turbo != NULL ? TLI_NEW(arena, tl_turbo) : NULL;
  tl_piston *piston = from->piston != NULL ? TLI_NEW(arena, tl_piston) : NULL;
  tl_drive *drive = TLI_NEW(arena, tl_drive);
  if ((from->turbo != NULL && turbo == NULL) || (from->piston != NULL && piston == NULL) || drive == NULL)
    return TLI_NO_MEMORY(error, "a machine");
  if (turbo != NULL) *turbo = *from->turbo;
  if (piston != NULL) *piston = *from->piston;
  *drive = *from->drive;
  *to = (tl_unit){.turbo = turbo, .piston = piston, .map = from->map, .drive = drive};
  return TL_OK;
}

static bool same_machine(const tl_unit *a, const tl_unit *b) {
  return a->turbo == b->turbo && a->piston == b->piston && a->map == b->map && a->drive == b->drive;
}

/* Units that are the same machine twice stay the same, so that they share equally. */
static tl_code copy_stage(tli_arena *arena, const tl_unit_stage *from, tl_unit_stage *to, tl_error *error) {
  if (from->unit_count == 0 || from->unit_count > TL_STAGE_UNITS)
    return tl_fail(error, TL_ERR_INPUT, "a stage of %zu units; 1 .. %d can be run", from->unit_count,
                   (int)TL_STAGE_UNITS);
  tl_unit *units = TLI_NEW_N(arena, tl_unit, from->unit_count);
  if (units == NULL) return TLI_NO_MEMORY(error, "a stage");
  for (size_t u = 0; u < from->unit_count; u++) {
    size_t same = 0;
    while (same < u && !same_machine(&from->units[same], &from->units[u])) same++;
    if (same < u)
      units[u] = units[same];
    else
      TLI_TRY(copy_unit(arena, &from->units[u], &units[u], error));
  }
  *to = (tl_unit_stage){units, from->unit_count};
  return TL_OK;
}

static tl_code copy_configuration(tli_arena *arena, const tl_configuration *from, tl_configuration *to,
                                  tl_error *error) {
  if (from->stage_count == 0 || from->stage_count > TL_STAGES)
    return tl_fail(error, TL_ERR_INPUT, "a configuration of %zu stages; 1 .. %d can be run", from->stage_count,
                   (int)TL_STAGES);
  tl_unit_stage *stages = TLI_NEW_N(arena, tl_unit_stage, from->stage_count);
  const char *id = tli_arena_strdup(arena, from->id != NULL ? from->id : "");
  if (stages == NULL || id == NULL) return TLI_NO_MEMORY(error, "a configuration");
  for (size_t i = 0; i < from->stage_count; i++) TLI_TRY(copy_stage(arena, &from->stages[i], &stages[i], error));
  *to = (tl_configuration){id, stages, from->stage_count};
  return TL_OK;
}

/* Energy at the most power of any speed, with a margin for speeds between those looked at. */
static double most_energy(const tl_unit *u, const tl_site *site) {
  const double low = u->turbo != NULL    ? u->turbo->speed_min_1_min
                     : u->piston != NULL ? u->piston->speed_min_1_min
                                         : 1.0;
  const double high = u->turbo != NULL    ? u->turbo->speed_max_1_min
                      : u->piston != NULL ? u->piston->speed_max_1_min
                                          : 3e4; /* a measured map does not tell its speeds */
  double power = 0.0;
  for (int i = 0; i <= 64; i++)
    power = tli_bigger(power, tl_drive_power_max(u->drive, low + (high - low) * i / 64.0, site, NULL));
  double most = tli_bigger(tl_drive_energy(u->drive, 0.0, NULL), 0.0);
  for (int i = 1; i <= 64; i++) most = tli_bigger(most, tl_drive_energy(u->drive, power * i / 64.0, NULL));
  return 1.01 * most;
}

static double most_fuel(const tli_machines *m) {
  double most = 0.0;
  for (size_t c = 0; c < m->given.count && m->fuel_node != SIZE_MAX; c++) {
    const tl_configuration *configuration = &m->given.configurations[c];
    double sum = 0.0;
    for (size_t i = 0; i < configuration->stage_count; i++)
      for (size_t k = 0; k < configuration->stages[i].unit_count; k++) {
        const tl_unit *u = &configuration->stages[i].units[k];
        if (u->drive->kind != TL_DRIVE_ELECTRIC) sum += most_energy(u, &m->given.site) / m->given.net_heat_j_kg;
      }
    most = tli_bigger(most, sum);
  }
  return most;
}

static size_t node_called(const tl_nomination *n, const char *id) {
  for (size_t i = 0; id != NULL && i < n->node_count; i++)
    if (strcmp(n->nodes[i].id, id) == 0) return i;
  return SIZE_MAX;
}

static tl_code check(const tl_nomination *n, size_t link, const char *id, const tl_nominated_machines *given,
                     tl_error *error) {
  if (link == n->link_count || n->links[link].link.kind != TL_CONTROL_STATION)
    return tl_fail(error, TL_ERR_INPUT, "machines of \"%s\": there is no station of that name", id != NULL ? id : "");
  if (n->links[link].machines != NULL)
    return tl_fail(error, TL_ERR_INPUT, "station \"%s\" has its machines already", id);
  if (given->count == 0) return tl_fail(error, TL_ERR_INPUT, "station \"%s\" has no configuration to run in", id);
  if (!(given->kappa == 0.0 || given->kappa > 1.0) || !(given->site.ambient_k >= 200.0) ||
      !(given->site.ambient_k <= 340.0) || !(given->net_heat_j_kg >= 0.0))
    return tl_fail(error, TL_ERR_INPUT,
                   "station \"%s\": kappa %g (0 or above 1), ambient %g K (200 .. 340), net heating value %g J/kg "
                   "(0 or above)",
                   id, given->kappa, given->site.ambient_k, given->net_heat_j_kg);
  if (given->fuel_node != NULL && node_called(n, given->fuel_node) == SIZE_MAX)
    return tl_fail(error, TL_ERR_INPUT, "station \"%s\" takes its fuel at \"%s\", which is no node", id,
                   given->fuel_node);
  return TL_OK;
}

tl_code tl_nomination_set_machines(tl_nomination *n, const char *id, const tl_nominated_machines *given,
                                   tl_error *error) {
  size_t link = 0;
  while (link < n->link_count && (id == NULL || strcmp(n->links[link].id, id) != 0)) link++;
  TLI_TRY(check(n, link, id, given, error));
  tli_machines *m = TLI_NEW(n->arena, tli_machines);
  tl_configuration *list = TLI_NEW_N(n->arena, tl_configuration, given->count);
  if (m == NULL || list == NULL) return TLI_NO_MEMORY(error, "a station");
  for (size_t c = 0; c < given->count; c++) {
    tl_error why = {0};
    const tl_code code = copy_configuration(n->arena, &given->configurations[c], &list[c], &why);
    if (code != TL_OK) return tl_fail(error, code, "station \"%s\": %s", id, why.sentence);
  }
  m->given = *given;
  m->given.configurations = list;
  m->fuel_node = given->net_heat_j_kg > 0.0 ? node_called(n, given->fuel_node) : SIZE_MAX;
  m->given.fuel_node = m->fuel_node != SIZE_MAX ? n->nodes[m->fuel_node].id : NULL;
  m->most_fuel = most_fuel(m);
  tli_reach *reach;
  TLI_TRY(tli_reach_make(m, n->arena, &reach, error));
  m->reach = reach;
  n->links[link].machines = m;
  return TL_OK;
}

size_t tl_nomination_machine_stations(const tl_nomination *n) {
  size_t count = 0;
  for (size_t k = 0; k < n->link_count; k++) count += n->links[k].machines != NULL;
  return count;
}
