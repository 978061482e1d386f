/* The four JSON files of GasTranSim, GasSteadySim and GasFlowRuns: network.json, params.json, bc.json (and initial
 * states, not read here).
 *
 * SI units. Node ids are the keys of the tables; links are named after their table and key: p3, c1, sp2, v1, r1, lr1,
 * cv1. The gas: M = 0.02896 G, R = 8.314, isothermal. Withdrawals are positive. Compressors: control 0 ratio, 1 outlet
 * pressure, 2 flow; regulators the same. What varies in time is taken at its first time. */
#include "io/formats.h"
#include "io/json_case.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { NETWORK, PARAMS, BC, FILES };
static const char *const file_names[FILES] = {"network.json", "params.json", "bc.json"};

typedef struct reader {
  tli_case_builder *b;
  json_t *root[FILES];
  const char *path[FILES];
  tli_json_lines *lines[FILES];
} reader;

static int line_of(const reader *r, int file, const char *table, const char *key) {
  return tli_json_line(r->lines[file], table, key);
}

static tl_code read_nodes(reader *r) {
  const char *key;
  json_t *row;
  json_object_foreach(json_object_get(r->root[NETWORK], "nodes"), key, row) {
    tli_case_node *node;
    const tli_json_place at = {r->path[NETWORK], key, line_of(r, NETWORK, "nodes", key)};
    TLI_TRY(tli_case_add_node(r->b, key, "inner", at.line, &node));
    static const char *const fields[][2] = {{"min_pressure", "p_min_pa"}, {"max_pressure", "p_max_pa"}};
    for (size_t i = 0; i < TLI_COUNT(fields); i++) {
      const double p = tli_json_number(r->b, row, &at, fields[i][0], 0, 1e9, NAN);
      if (!isnan(p)) TLI_TRY(tli_json_add(r->b, &node->values, &at, fields[i][1], p));
    }
    TLI_TRY(tli_case_add_number(r->b, &node->values, "height_m",
                                tli_json_number(r->b, row, &at, "elevation", -12000, 9000, 0.0), at.line));
    node->x = tli_json_number(r->b, row, &at, "x_coord", -1e12, 1e12, NAN);
    node->y = tli_json_number(r->b, row, &at, "y_coord", -1e12, 1e12, NAN);
  }
  return tli_case_close_nodes(r->b);
}

static bool listed(const json_t *list, const char *key) {
  size_t i;
  json_t *item;
  json_array_foreach(list, i, item) {
    char text[32];
    tli_json_key(item, text, sizeof text);
    if (strcmp(text, key) == 0) return true;
  }
  return false;
}

/* A number, or the first value of {"time": [...], "value": [...]}. */
static double first_value(const json_t *value) {
  if (json_is_object(value)) value = json_object_get(value, "value");
  if (json_is_array(value)) value = json_array_get(value, 0);
  return json_is_number(value) ? json_number_value(value) : NAN;
}

static tl_code set_control(reader *r, tli_case_link *link, const json_t *control, int line, bool regulator) {
  const json_t *type = json_object_get(control, "control_type");
  if (json_is_array(type)) type = json_array_get(type, 0);
  const int kind = json_is_number(type) ? (int)json_number_value(type) : 0;
  const double value = first_value(json_object_get(control, "value"));
  if (control == NULL || isnan(value) || kind < 0 || kind > 2) {
    tl_findings_add(r->b->findings, control == NULL ? TL_WARNING : TL_ERROR, r->path[BC], line, link->id,
                    "control_type", "\"%s\": %s; it is taken as open", link->id,
                    control == NULL ? "the boundary file does not mention it"
                                    : "its control is none of 0 ratio, 1 outlet pressure, 2 flow with a value");
    link->kind = "short_pipe";
    return TL_OK;
  }
  if (regulator && kind == 1)
    return tli_json_add(r->b, &link->values, &(tli_json_place){r->path[BC], link->id, line}, "outlet_p_pa", value);
  if (regulator || (kind == 0 && value == 1.0)) { /* a ratio below 1 is no set point that an element here holds */
    if (value != 1.0 || kind != 0)
      tl_findings_add(r->b->findings, TL_WARNING, r->path[BC], line, link->id, "control_type",
                      "\"%s\": of regulators only an outlet pressure is held here; it is taken as open", link->id);
    link->kind = "short_pipe";
    return TL_OK;
  }
  static const int controls[] = {0, 1, 3};
  static const char *const names[] = {"ratio", "outlet_p_pa", "flow_kg_s"};
  TLI_TRY(tli_case_add_number(r->b, &link->values, "control", controls[kind], line));
  return tli_json_add(r->b, &link->values, &(tli_json_place){r->path[BC], link->id, line}, names[kind], value);
}

typedef struct table {
  const char *name, *prefix, *kind, *controls;
} table;

static tl_code finish_link(reader *r, const table *t, const char *key, const json_t *row, tli_case_link *link) {
  static const struct {
    const char *table, *field, *name;
    double high;
  } columns[] = {{"pipes", "length", "length_m", 1e7},
                 {"pipes", "diameter", "diameter_m", 10},
                 {"pipes", "friction_factor", "friction_factor", 1},
                 {"resistors", "drag", "drag_factor", 1e7},
                 {"resistors", "diameter", "diameter_m", 10},
                 {"loss_resistors", "pressure_loss", "loss_pa", 1e7},
                 {"loss_resistors", "loss", "loss_pa", 1e7}};
  const tli_json_place at = {r->path[NETWORK], link->id, link->line};
  for (size_t i = 0; i < TLI_COUNT(columns); i++) {
    if (strcmp(columns[i].table, t->name) != 0) continue;
    const double value = tli_json_number(r->b, row, &at, columns[i].field, 0, columns[i].high, NAN);
    if (!isnan(value)) TLI_TRY(tli_json_add(r->b, &link->values, &at, columns[i].name, value));
  }
  if (strcmp(t->name, "pipes") == 0) return tli_case_add_text(r->b, &link->values, "friction", "fixed", at.line);
  if (t->controls == NULL) return TL_OK;
  const json_t *controls = json_object_get(r->root[BC], t->controls), *control = json_object_get(controls, key);
  const bool off = listed(json_object_get(controls, "off"), key);
  const int line = line_of(r, BC, t->controls, key);
  if (strcmp(t->name, "compressors") == 0) return set_control(r, link, control, line, false);
  if (strcmp(t->name, "control_valves") == 0 && !off) return set_control(r, link, control, line, true);
  link->kind = "valve";
  return tli_case_add_number(r->b, &link->values, "open", off ? 0 : 1, at.line);
}

static tl_code read_links(reader *r) {
  static const table tables[] = {{"pipes", "p", "pipe", NULL},
                                 {"short_pipes", "sp", "short_pipe", NULL},
                                 {"valves", "v", "valve", "boundary_valve"},
                                 {"resistors", "r", "resistor", NULL},
                                 {"loss_resistors", "lr", "resistor", NULL},
                                 {"compressors", "c", "compressor", "boundary_compressor"},
                                 {"control_valves", "cv", "control_valve", "boundary_control_valve"}};
  for (size_t t = 0; t < TLI_COUNT(tables); t++) {
    const char *key;
    json_t *row;
    json_object_foreach(json_object_get(r->root[NETWORK], tables[t].name), key, row) {
      char id[64], from[64], to[64];
      tli_case_link *link;
      (void)snprintf(id, sizeof id, "%s%.50s", tables[t].prefix, key);
      const json_t *head = json_object_get(row, "fr_node"), *tail = json_object_get(row, "to_node");
      tli_json_key(head != NULL ? head : json_object_get(row, "from_node"), from, sizeof from);
      tli_json_key(tail, to, sizeof to);
      TLI_TRY(tli_case_add_link(r->b, id, tables[t].kind, from, to, line_of(r, NETWORK, tables[t].name, key), &link));
      if (link != NULL) TLI_TRY(finish_link(r, &tables[t], key, row, link));
    }
  }
  return TL_OK;
}

static tl_code read_boundary(reader *r) {
  tli_case *c = r->b->c;
  static const char *const tables[] = {"boundary_pslack", "boundary_nonslack_flow"};
  for (size_t t = 0; t < TLI_COUNT(tables); t++) {
    const char *key;
    json_t *row;
    json_object_foreach(json_object_get(r->root[BC], tables[t]), key, row) {
      const size_t node = tli_case_find_node(c, key);
      const double value = first_value(row);
      const int line = line_of(r, BC, tables[t], key);
      if (node == SIZE_MAX || isnan(value)) {
        tl_findings_add(r->b->findings, TL_ERROR, r->path[BC], line, key, tables[t], "\"%s\": %s", key,
                        node == SIZE_MAX ? "there is no such node" : "this is no number");
        continue;
      }
      tli_case_demand *demand;
      const bool entry = t == 0 || value < 0.0;
      TLI_TRY(tli_case_add_demand(r->b, key, entry, line, &demand));
      const tli_json_place at = {r->path[BC], key, line};
      TLI_TRY(tli_json_add(r->b, &demand->values, &at, t == 0 ? "p:both" : "flow:both", t == 0 ? value : fabs(value)));
    }
  }
  return TL_OK;
}

/* Keys come with and without a colon. */
static double parameter(reader *r, const char *name, double low, double high, double fallback) {
  const json_t *all = json_object_get(r->root[PARAMS], "simulation_params");
  char with_colon[80];
  (void)snprintf(with_colon, sizeof with_colon, "%s:", name);
  const char *key = json_object_get(all, name) != NULL ? name : with_colon;
  const tli_json_place at = {r->path[PARAMS], "simulation_params", line_of(r, PARAMS, "simulation_params", key)};
  return tli_json_number(r->b, all, &at, key, low, high, fallback);
}

static void read_gas(reader *r) {
  tli_case_gas *gas = &r->b->c->gas;
  gas->t_k = parameter(r, "Temperature (K)", 150, 600, 288.706);
  const double g = parameter(r, "Gas specific gravity (G)", 0.05, 5, 0.6);
  gas->molar_mass_kg_mol = 0.02896 * g * 8.31446261815324 / 8.314; /* so that R/M is theirs */
  gas->model = "ideal";
  gas->relative_density = g;
  if (parameter(r, "units (SI = 0, standard = 1)", 0, 1, 0) != 0 ||
      parameter(r, "units (SI=0, standard = 1)", 0, 1, 0) != 0)
    tl_findings_add(r->b->findings, TL_ERROR, r->path[PARAMS], 0, "simulation_params", "units",
                    "only SI units (0) are read");
}

static tl_code read_all(reader *r) {
  read_gas(r);
  TLI_TRY(read_nodes(r));
  TLI_TRY(read_links(r));
  TLI_TRY(read_boundary(r));
  TLI_TRY(tli_case_finish_network(r->b));
  return tli_case_finish_scenario(r->b);
}

tl_code tli_lanl_read_three(const tli_file files[3], const char *const paths[3], tli_case_builder *b) {
  reader r = {.b = b};
  tl_code code = TL_OK;
  b->c->format = "lanl";
  for (int i = 0; i < FILES; i++) {
    r.path[i] = paths[i];
    if (code == TL_OK) r.root[i] = tli_json_parse(b, &files[i], paths[i], &code);
    if (code == TL_OK && r.root[i] != NULL) code = tli_json_find_lines(b, &files[i], &r.lines[i]);
  }
  if (code == TL_OK && r.root[NETWORK] != NULL && r.root[PARAMS] != NULL && r.root[BC] != NULL) code = read_all(&r);
  for (int i = 0; i < FILES; i++) json_decref(r.root[i]);
  return code;
}

/* The other files stand beside this one, in a folder of their own. */
tl_code tli_lanl_read(const tli_file *network, tli_case_builder *b) {
  tli_file files[FILES] = {*network};
  const char *paths[FILES] = {b->file};
  const char *slash = strrchr(b->file, '/');
  const int folder = slash != NULL ? (int)(slash - b->file + 1) : 0;
  const size_t before = tl_findings_total(b->findings, TL_ERROR);
  for (int i = PARAMS; i < FILES; i++) {
    paths[i] = i == BC && b->scenario != NULL ? b->scenario
                                              : tli_arena_printf(b->c->arena, "%.*s%s", folder, b->file, file_names[i]);
    if (paths[i] == NULL) return TLI_NO_MEMORY(b->error, b->file);
    tl_error why = {0};
    tl_code code = tli_file_read(paths[i], b->c->arena, &files[i], &why);
    if (code == TL_ERR_INPUT && i == BC && b->scenario == NULL) { /* some have the steady values apart */
      paths[i] = tli_arena_printf(b->c->arena, "%.*sbc_steady.json", folder, b->file);
      if (paths[i] == NULL) return TLI_NO_MEMORY(b->error, b->file);
      if (tli_file_read(paths[i], b->c->arena, &files[i], NULL) == TL_OK) continue;
    }
    if (code == TL_ERR_INPUT)
      tl_findings_add(b->findings, TL_ERROR, b->file, 0, "", "", "%s", why.sentence);
    else if (code != TL_OK)
      return tl_fail(b->error, code, "%s", why.sentence);
  }
  return tl_findings_total(b->findings, TL_ERROR) > before ? TL_OK : tli_lanl_read_three(files, paths, b);
}
