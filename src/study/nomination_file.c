/* A nomination from the files of a GasLib network: limits, controls, scenario and combined decisions.
 *
 * Drag in the piping of a station or regulator becomes a link of its own with a node between, named after the element
 * with "/in" or "/out" behind. In the decisions flowDirection 0 is along from -> to: with 1 no compressor of
 * GasLib-582-v2, which all forbid reverse flow, could ever run. */
#include "study/nomination_file.h"

#include "io/gaslib_machines.h"
#include "study/case_limits.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct loading {
  const tli_case *c;
  tl_nomination *n;
  tl_findings *findings;
  const char *path;
  tl_error *error;
} loading;

static double or_else(double value, double fallback) { return isnan(value) ? fallback : value; }

/* A refusal of the nomination about one element becomes a finding; want of memory stays a failure. */
static tl_code found(const loading *l, const char *id, int line, tl_code code, const tl_error *why) {
  if (code == TL_ERR_MACHINE) return tl_fail(l->error, code, "%s", why->sentence);
  if (code != TL_OK) tl_findings_add(l->findings, TL_ERROR, l->path, line, id, "", "%s", why->sentence);
  return TL_OK;
}

/* What a node takes. Where the scenario gives its pressure, too, the flow that it names beside that; NaN: none. */
static double taken_at(const tli_case *c, size_t node) {
  double sum = NAN;
  if (c->boundary[node].kind == TL_GIVEN_WITHDRAWAL) return c->boundary[node].withdrawal_kg_s;
  for (size_t i = 0; i < c->demand_count; i++) {
    const tli_case_demand *d = &c->demands[i];
    const double flow = or_else(d->flow_min_kg_s, d->flow_max_kg_s);
    if (d->node == node && !isnan(flow)) sum = or_else(sum, 0.0) + (d->entry ? -flow : flow);
  }
  return sum;
}

/* A node of given pressure without a flow takes what the others leave; there may be one. */
static void settle_flows(const loading *l, double *taken) {
  const tli_case *c = l->c;
  size_t open = SIZE_MAX;
  double sum = 0.0;
  for (size_t i = 0; i < c->node_count; i++) {
    taken[i] = taken_at(c, i);
    if (!isnan(taken[i])) {
      sum += taken[i];
      continue;
    }
    if (open != SIZE_MAX)
      tl_findings_add(l->findings, TL_ERROR, l->path, c->nodes[i].line, c->nodes[i].id, "flow",
                      "the scenario gives \"%s\" and \"%s\" a pressure and no flow: a nomination needs the flow of "
                      "every node but one",
                      c->nodes[open].id, c->nodes[i].id);
    taken[i] = 0.0;
    open = i;
  }
  if (open != SIZE_MAX) taken[open] = -sum;
}

static tl_code add_nodes(const loading *l) {
  static const double none_pa = 2e7; /* 200 bar, where the file sets no limit */
  const size_t n = l->c->node_count;
  double *low = calloc(3 * n + 1, sizeof *low);
  if (low == NULL) return TLI_NO_MEMORY(l->error, l->path);
  double *const high = low + n, *const taken = high + n;
  for (size_t i = 0; i < n; i++) {
    low[i] = or_else(l->c->nodes[i].p_min_pa, 101325.0);
    high[i] = or_else(l->c->nodes[i].p_max_pa, none_pa);
  }
  tli_narrow_by_scenario(l->c, low, high);
  tli_narrow_by_pipes(l->c, high);
  settle_flows(l, taken);
  tl_code code = TL_OK;
  for (size_t i = 0; i < n && code == TL_OK; i++) {
    const tli_case_node *node = &l->c->nodes[i];
    tl_error why = {0};
    const tl_nominated_node given = {or_else(node->height_m, 0.0), low[i], high[i], taken[i]};
    code = found(l, node->id, node->line, tl_nomination_add_node(l->n, node->id, &given, &why), &why);
  }
  free(low);
  return code;
}

static tl_control_kind kind_of(const tli_case_link *link) {
  static const struct {
    const char *name;
    tl_control_kind kind;
  } kinds[] = {{"pipe", TL_CONTROL_PIPE},
               {"short_pipe", TL_CONTROL_JOIN},
               {"valve", TL_CONTROL_VALVE},
               {"control_valve", TL_CONTROL_REGULATOR},
               {"station", TL_CONTROL_STATION}};
  for (size_t i = 0; i < TLI_COUNT(kinds); i++)
    if (strcmp(kinds[i].name, link->kind) == 0) return kinds[i].kind;
  if (strcmp(link->kind, "resistor") != 0) return TL_CONTROL_KINDS;
  return isnan(tli_case_number(&link->values, "loss_pa")) ? TL_CONTROL_DRAG : TL_CONTROL_LOSS;
}

static void fill_link(const tli_case_link *link, tl_nominated_link *out) {
  const tli_case_values *v = &link->values;
  tl_nominated_link_default(out);
  out->kind = kind_of(link);
  out->q_min_kg_s = or_else(link->flow_min_kg_s, -INFINITY);
  out->q_max_kg_s = or_else(link->flow_max_kg_s, INFINITY);
  out->pipe.length_m = or_else(tli_case_number(v, "length_m"), 0.0);
  out->pipe.diameter_m = or_else(tli_case_number(v, "diameter_m"), 0.0);
  out->pipe.roughness_m = or_else(tli_case_number(v, "roughness_m"), out->pipe.roughness_m);
  out->drag = or_else(tli_case_number(v, "drag_factor"), 0.0);
  out->diameter_m = out->pipe.diameter_m;
  out->loss_pa = or_else(tli_case_number(v, "loss_pa"), 0.0);
  out->loss_in_pa = or_else(tli_case_number(v, "loss_in_pa"), 0.0);
  out->loss_out_pa = or_else(tli_case_number(v, "loss_out_pa"), 0.0);
  out->p_in_min_pa = or_else(tli_case_number(v, "p_in_min_pa"), 0.0);
  out->p_out_max_pa = or_else(tli_case_number(v, "p_out_max_pa"), 0.0);
  if (out->kind == TL_CONTROL_REGULATOR) {
    out->dp_min_pa = or_else(tli_case_number(v, "dp_min_pa"), 0.0);
    out->dp_max_pa = or_else(tli_case_number(v, "dp_max_pa"), INFINITY);
  }
  out->may_bypass = tli_has_bypass(v);
}

/* One piece of piping with drag before (or behind) an element, with the node between. */
static tl_code add_piping(const loading *l, const tli_case_link *link, bool in, const char **end) {
  const double drag = tli_case_number(&link->values, in ? "drag_factor_in" : "drag_factor_out");
  const double diameter = tli_case_number(&link->values, in ? "diameter_in_m" : "diameter_out_m");
  if (!(drag > 0.0)) return TL_OK;
  const size_t outer = in ? link->from : link->to;
  const char *id = tli_arena_printf(l->c->arena, "%s/%s", link->id, in ? "in" : "out");
  if (id == NULL) return TLI_NO_MEMORY(l->error, l->path);
  tl_error why = {0};
  const tl_nominated_node node = {or_else(l->c->nodes[outer].height_m, 0.0), 0.0, 2e7, 0.0};
  TLI_TRY(found(l, id, link->line, tl_nomination_add_node(l->n, id, &node, &why), &why));
  tl_nominated_link piping;
  tl_nominated_link_default(&piping);
  piping.kind = TL_CONTROL_DRAG;
  piping.drag = drag;
  piping.diameter_m = or_else(diameter, 0.0);
  const char *from = in ? l->c->nodes[outer].id : id, *to = in ? id : l->c->nodes[outer].id;
  *end = id;
  return found(l, link->id, link->line, tl_nomination_add_link(l->n, id, from, to, &piping, &why), &why);
}

static tl_code add_links(const loading *l) {
  for (size_t k = 0; k < l->c->link_count; k++) {
    const tli_case_link *link = &l->c->links[k];
    tl_nominated_link given;
    fill_link(link, &given);
    if (given.kind == TL_CONTROL_KINDS) {
      tl_findings_add(l->findings, TL_ERROR, l->path, link->line, link->id, "kind",
                      "\"%s\": nominations know no limits of elements of the kind %s", link->id, link->kind);
      continue;
    }
    const char *from = l->c->nodes[link->from].id, *to = l->c->nodes[link->to].id;
    if (given.kind == TL_CONTROL_STATION || given.kind == TL_CONTROL_REGULATOR) {
      TLI_TRY(add_piping(l, link, true, &from));
      TLI_TRY(add_piping(l, link, false, &to));
    }
    tl_error why = {0};
    TLI_TRY(found(l, link->id, link->line, tl_nomination_add_link(l->n, link->id, from, to, &given, &why), &why));
  }
  return TL_OK;
}

static tl_code add_decision(const loading *l, const tli_xml *decision, bool first) {
  tl_error why = {0};
  const char *id = tli_xml_attribute_of(decision, "id");
  TLI_TRY(found(l, "", decision->line, tl_nomination_add_decision(l->n, id, first, &why), &why));
  for (const tli_xml *e = decision->first; e != NULL; e = e->next) {
    const char *link = tli_xml_attribute_of(e, "id"), *value = tli_xml_attribute_of(e, "value");
    const char *way = tli_xml_attribute_of(e, "flowDirection");
    if (link == NULL || value == NULL) continue;
    const bool open = strcmp(value, "0") != 0;
    const int direction = !open || way == NULL ? 0 : strcmp(way, "0") == 0 ? 1 : -1;
    TLI_TRY(found(l, link, e->line, tl_nomination_add_choice(l->n, link, open, direction, &why), &why));
  }
  return TL_OK;
}

static tl_code add_decisions(const loading *l) {
  for (const tli_xml *group = l->c->decisions != NULL ? l->c->decisions->first : NULL; group != NULL;
       group = group->next) {
    bool first = true;
    if (strcmp(group->name, "decisionGroup") != 0) continue;
    for (const tli_xml *d = group->first; d != NULL; d = d->next) {
      if (strcmp(d->name, "decision") != 0) continue;
      TLI_TRY(add_decision(l, d, first));
      first = false;
    }
  }
  return TL_OK;
}

/* ---- machines ------------------------------------------------------------------------------------------------------
 */

/* The configuration as tl_station_run takes it; with a finding, and false, where a unit cannot be used. */
static bool configuration_of(const loading *l, const tli_machine_station *station, const tli_configuration *from,
                             tl_configuration *to) {
  tli_arena *arena = l->c->arena;
  tl_unit_stage *stages = TLI_NEW_N(arena, tl_unit_stage, (size_t)from->stages + 1);
  tl_unit *units = TLI_NEW_N(arena, tl_unit, from->unit_count + 1);
  if (stages == NULL || units == NULL) return false;
  size_t next = 0;
  for (int i = 0; i < from->stages; i++) {
    stages[i].units = &units[next];
    for (size_t u = 0; u < from->unit_count; u++) {
      if (from->units[u].stage != i) continue;
      const tli_machine *m = &station->machines[from->units[u].machine];
      if (m->drive == SIZE_MAX) {
        tl_findings_add(l->findings, TL_ERROR, l->path, m->line, station->id, "drive",
                        "\"%s\": compressor \"%s\" has no drive of that name", station->id, m->id != NULL ? m->id : "");
        return false;
      }
      units[next++] = (tl_unit){.turbo = m->is_piston ? NULL : &m->turbo,
                                .piston = m->is_piston ? &m->piston : NULL,
                                .drive = &station->drives[m->drive].drive};
      stages[i].unit_count++;
    }
  }
  *to = (tl_configuration){from->id, stages, (size_t)from->stages};
  return true;
}

/* calorificValue is gross; net is 0.9012 of it, as for methane: 802.6 of 890.6 kJ/mol (ISO 6976:2016, 25 degC). */
static const double net_of_gross = 0.9012;

static tl_code add_machines_of(const loading *l, const tli_machine_station *station, const tl_nomination_files *files) {
  const size_t k = tli_case_find_link(l->c, station->id);
  if (k == SIZE_MAX || strcmp(l->c->links[k].kind, "station") != 0) {
    tl_findings_add(l->findings, TL_WARNING, l->path, station->line, station->id, "",
                    "\"%s\": the network has no compressor station of that name; its machines are left out",
                    station->id);
    return TL_OK;
  }
  tl_configuration *list = TLI_NEW_N(l->c->arena, tl_configuration, station->configuration_count + 1);
  if (list == NULL) return TLI_NO_MEMORY(l->error, l->path);
  size_t count = 0;
  for (size_t i = 0; i < station->configuration_count; i++)
    count += configuration_of(l, station, &station->configurations[i], &list[count]);
  const tli_case_link *link = &l->c->links[k];
  const tli_case_gas *g = &l->c->gas;
  const tli_case_value *fuel = tli_case_value_find(&link->values, "fuel_node");
  const tli_case_value *cooler = tli_case_value_find(&link->values, "has_cooler");
  const bool cooled = cooler != NULL && cooler->text != NULL && strcmp(cooler->text, "1") == 0;
  const double net = net_of_gross * g->gross_j_m3 / g->norm_density_kg_m3;
  const tl_nominated_machines machines = {.configurations = list,
                                          .count = count,
                                          .path = TL_COMPRESSION_KAPPA,
                                          .kappa = 1.296, /* as GasLib has it: Koch et al., SIAM 2015, chapter 2 */
                                          .cooler_approach_k = cooled ? 10.0 : -1.0,
                                          .site = {.ambient_k = files->ambient_k > 0.0 ? files->ambient_k : 288.15},
                                          .fuel_node = fuel != NULL ? fuel->text : NULL,
                                          .net_heat_j_kg = isfinite(net) ? net : 0.0,
                                          .co2_kg_per_kg = 2.743}; /* methane: 44.0095/16.0425 */
  tl_error why = {0};
  return found(l, station->id, station->line, tl_nomination_set_machines(l->n, station->id, &machines, &why), &why);
}

static tl_code add_machines(const loading *l, const tl_nomination_files *files) {
  if (l->c->stations == NULL || files->free_stations) return TL_OK;
  tli_machine_stations stations;
  TLI_TRY(tli_gaslib_machines(l->c->stations, l->path, l->c->arena, &stations, l->findings, l->error));
  for (size_t i = 0; i < stations.count; i++) TLI_TRY(add_machines_of(l, &stations.at[i], files));
  return TL_OK;
}

/* z = 1 + 0.257 pr - 0.533 pr/Tr, AGA8-88 as GasLib uses it (docs/theory/gas-aga8-88.md): linear in p at constant T. */
static tl_code make_gas(const loading *l, const tl_allocator *allocator, tl_gas **gas, double *t_k) {
  const tli_case_gas *g = &l->c->gas;
  if (isnan(g->molar_mass_kg_mol) || isnan(g->pseudocritical_p_pa) || isnan(g->pseudocritical_t_k))
    return tl_fail(l->error, TL_ERR_INPUT,
                   "%s: no source names molar mass and pseudocritical point, which a nomination needs", l->path);
  *t_k = or_else(g->t_k, 288.15);
  const tl_plain_gas plain = {.molar_mass_kg_mol = g->molar_mass_kg_mol,
                              .z0 = 1.0,
                              .z1_1_pa = (0.257 - 0.533 * g->pseudocritical_t_k / *t_k) / g->pseudocritical_p_pa,
                              .viscosity_pa_s = or_else(g->viscosity_pa_s, 0.0)};
  return tl_gas_create_plain(&plain, allocator, gas, l->error);
}

static tl_code load(const tl_netfile *file, const char *path, const tl_nomination_files *files,
                    const tl_allocator *allocator, tl_nomination **nomination, tl_gas **gas, tl_findings *findings,
                    tl_error *error) {
  loading l = {tli_netfile_case(file), NULL, findings, path, error};
  double t_k = 0.0;
  if (strcmp(l.c->format, "gaslib") != 0)
    return tl_fail(error, TL_ERR_INPUT, "%s: a %s file holds no limits of pressures and controls", path, l.c->format);
  if (l.c->boundary == NULL)
    return tl_fail(error, TL_ERR_INPUT, "%s: no scenario was found beside the network: name one with --scenario", path);
  TLI_TRY(make_gas(&l, allocator, gas, &t_k));
  TLI_TRY(tl_nomination_create(*gas, t_k, allocator, nomination, error));
  l.n = *nomination;
  TLI_TRY(add_nodes(&l));
  if (tl_findings_total(findings, TL_ERROR) == 0) TLI_TRY(add_links(&l));
  if (tl_findings_total(findings, TL_ERROR) == 0) TLI_TRY(add_decisions(&l));
  if (tl_findings_total(findings, TL_ERROR) == 0) TLI_TRY(add_machines(&l, files));
  const size_t errors = tl_findings_total(findings, TL_ERROR);
  if (errors > 0) return tl_fail(error, TL_ERR_INPUT, "%s has %zu error%s", path, errors, errors == 1 ? "" : "s");
  return TL_OK;
}

tl_code tli_nomination_of(const tl_netfile *file, const char *path, const tl_nomination_files *files,
                          const tl_allocator *allocator, tl_nomination **nomination, tl_gas **gas,
                          tl_findings *findings, tl_error *error) {
  *nomination = NULL;
  *gas = NULL;
  const tl_code code = load(file, path, files, allocator, nomination, gas, findings, error);
  if (code == TL_OK) return TL_OK;
  tl_nomination_destroy(*nomination);
  tl_gas_destroy(*gas);
  *nomination = NULL;
  *gas = NULL;
  return code;
}

tl_code tl_nomination_open(const char *path, const tl_nomination_files *given, const tl_allocator *allocator,
                           tl_nomination **nomination, tl_gas **gas, tl_findings *findings, tl_error *error) {
  *nomination = NULL;
  *gas = NULL;
  tl_netfile *file;
  const tl_nomination_files files = given != NULL ? *given : (tl_nomination_files){0};
  const tl_netfile_options options = {files.scenario, files.stations, files.decisions};
  tl_code code = tl_netfile_open(path, &options, allocator, &file, error);
  for (size_t i = 0; file != NULL && i < tl_findings_count(tl_netfile_findings(file)); i++) {
    const tl_finding *f = tl_findings_at(tl_netfile_findings(file), i);
    tl_findings_add(findings, f->severity, f->file, f->line, f->id, f->field, "%s", f->sentence);
  }
  if (code == TL_OK) code = tli_nomination_of(file, path, &files, allocator, nomination, gas, findings, error);
  tl_netfile_close(file);
  return code;
}
