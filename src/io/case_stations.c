/* The machines of a case as units and configurations that can be run, and what the network says of their stations. */
#include "io/case_stations.h"

#include "io/case_open.h"
#include "io/netfile.h"

#include <math.h>

static tl_code no_memory(const tli_case_builder *b) { return TLI_NO_MEMORY(b->error, "the machines of a network"); }

/* The machines of one stage of a configuration, in file order; *all is false where one of them cannot be used. */
static tl_code take_stage(const tli_case_builder *b, const tli_machine_station *s, const tli_configuration *c,
                          int stage, tl_unit_stage *out, bool *all) {
  tl_unit *units = TLI_NEW_N(b->c->arena, tl_unit, c->unit_count);
  if (units == NULL) return no_memory(b);
  *out = (tl_unit_stage){units, 0};
  for (size_t i = 0; i < c->unit_count; i++) {
    if (c->units[i].stage != stage) continue;
    const tli_machine *m = &s->machines[c->units[i].machine];
    *all = *all && m->usable && m->drive != SIZE_MAX && s->drives[m->drive].usable;
    units[out->unit_count++] = s->units[c->units[i].machine];
  }
  return TL_OK;
}

static tl_code take_configuration(const tli_case_builder *b, tli_machine_station *s, const tli_configuration *c) {
  if (!c->usable) return TL_OK;
  tl_unit_stage *stages = TLI_NEW_N(b->c->arena, tl_unit_stage, (size_t)c->stages);
  bool all = true;
  if (stages == NULL) return no_memory(b);
  for (int k = 0; k < c->stages; k++) TLI_TRY(take_stage(b, s, c, k, &stages[k], &all));
  if (all) s->run[s->run_count++] = (tl_configuration){c->id != NULL ? c->id : "", stages, (size_t)c->stages};
  return TL_OK;
}

static tl_code take_station(const tli_case_builder *b, tli_machine_station *s) {
  s->units = TLI_NEW_N(b->c->arena, tl_unit, s->machine_count + 1);
  s->unit_ids = TLI_NEW_N(b->c->arena, const char *, s->machine_count + 1);
  s->run = TLI_NEW_N(b->c->arena, tl_configuration, s->configuration_count + 1);
  if (s->units == NULL || s->unit_ids == NULL || s->run == NULL) return no_memory(b);
  s->unit_count = s->machine_count;
  for (size_t i = 0; i < s->machine_count; i++) {
    const tli_machine *m = &s->machines[i];
    s->unit_ids[i] = m->id != NULL ? m->id : "";
    s->units[i] = (tl_unit){.turbo = m->is_piston ? NULL : &m->turbo,
                            .piston = m->is_piston ? &m->piston : NULL,
                            .drive = m->drive != SIZE_MAX ? &s->drives[m->drive].drive : NULL,
                            .id = s->unit_ids[i]};
  }
  for (size_t i = 0; i < s->configuration_count; i++) TLI_TRY(take_configuration(b, s, &s->configurations[i]));
  return TL_OK;
}

tl_code tli_case_take_stations(const tli_case_builder *b) {
  for (size_t i = 0; i < b->c->machines.count; i++) {
    tli_machine_station *s = &b->c->machines.at[i];
    TLI_TRY(take_station(b, s));
    const size_t link = b->c->link_count > 0 ? tli_case_find_link(b->c, s->id) : SIZE_MAX;
    if (link != SIZE_MAX && s->run_count > 0) b->c->links[link].machines = s;
  }
  return TL_OK;
}

/* ---- for users -------------------------------------------------------------------------------------------------- */

bool tli_case_is_set(const tli_case_values *values, const char *name) {
  const tli_case_value *v = tli_case_value_find(values, name);
  return v != NULL &&
         (v->text != NULL ? tli_text_equal(v->text, "1") || tli_text_equal(v->text, "true") : v->number > 0.0);
}

static double or_zero(const tli_case_values *values, const char *name) {
  const double figure = tli_case_number(values, name);
  return isnan(figure) ? 0.0 : figure;
}

static bool station_at(const tli_case *c, size_t index, tl_netfile_station *station) {
  if (index >= c->machines.count) return false;
  const tli_machine_station *s = &c->machines.at[index];
  *station = (tl_netfile_station){.id = s->id,
                                  .link = c->node_count > 0 ? tli_case_find_link(c, s->id) : SIZE_MAX,
                                  .units = s->units,
                                  .unit_ids = s->unit_ids,
                                  .unit_count = s->unit_count,
                                  .configurations = s->run,
                                  .configuration_count = s->run_count,
                                  .p_in_min_pa = NAN,
                                  .p_out_max_pa = NAN,
                                  .fuel_node = SIZE_MAX};
  if (station->link == SIZE_MAX) return true;
  const tli_case_values *v = &c->links[station->link].values;
  const tli_case_value *fuel = tli_case_value_find(v, "fuel_node");
  station->loss_in_pa = or_zero(v, "loss_in_pa");
  station->loss_out_pa = or_zero(v, "loss_out_pa");
  station->drag_in = or_zero(v, "drag_factor_in");
  station->drag_out = or_zero(v, "drag_factor_out");
  station->diameter_in_m = or_zero(v, "diameter_in_m");
  station->diameter_out_m = or_zero(v, "diameter_out_m");
  station->p_in_min_pa = tli_case_number(v, "p_in_min_pa");
  station->p_out_max_pa = tli_case_number(v, "p_out_max_pa");
  station->has_cooler = tli_case_is_set(v, "has_cooler");
  station->needs_bypass = tli_case_is_set(v, "needs_bypass");
  if (fuel != NULL && fuel->text != NULL) station->fuel_node = tli_case_find_node(c, fuel->text);
  return true;
}

size_t tl_netfile_stations(const tl_netfile *file) { return tli_netfile_case(file)->machines.count; }
bool tl_netfile_station_at(const tl_netfile *file, size_t index, tl_netfile_station *station) {
  return station_at(tli_netfile_case(file), index, station);
}
size_t tl_case_stations(const tl_case *opened) { return tli_case_of(opened)->machines.count; }
bool tl_case_station_at(const tl_case *opened, size_t index, tl_netfile_station *station) {
  return station_at(tli_case_of(opened), index, station);
}
