/* The four JSON files of GasTranSim, GasSteadySim and GasFlowRuns: network.json, params.json, bc.json (and initial
 * states, not read here).
 *
 * SI units. Node ids are the keys of the tables; links are named after their table and key: p3, c1, sp2, v1, r1, lr1,
 * cv1. The gas: M = 0.02896 G, R = 8.314, isothermal. Withdrawals are positive. Compressors: control 0 ratio, 1 outlet
 * pressure, 2 flow; regulators the same. What varies in time is taken at its first time. */
#include "io/json_case.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct reader {
  tli_case_builder *b;
  json_t *network, *params, *bc;
} reader;

static tl_code read_nodes(reader *r) {
  const char *key;
  json_t *row;
  json_object_foreach(json_object_get(r->network, "nodes"), key, row) {
    tli_case_node *node;
    TLI_TRY(tli_case_add_node(r->b, key, "inner", 0, &node));
    static const char *const fields[][2] = {{"min_pressure", "p_min_pa"}, {"max_pressure", "p_max_pa"}};
    for (size_t i = 0; i < TLI_COUNT(fields); i++) {
      const double p = tli_json_number(r->b, row, key, fields[i][0], 0, 1e9, NAN);
      if (!isnan(p)) TLI_TRY(tli_case_add_number(r->b, &node->values, fields[i][1], p, 0));
    }
    TLI_TRY(tli_case_add_number(r->b, &node->values, "height_m",
                                tli_json_number(r->b, row, key, "elevation", -12000, 9000, 0.0), 0));
    node->x = tli_json_number(r->b, row, key, "x_coord", -1e12, 1e12, NAN);
    node->y = tli_json_number(r->b, row, key, "y_coord", -1e12, 1e12, NAN);
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

static tl_code set_control(reader *r, tli_case_link *link, const json_t *control, bool regulator) {
  const json_t *type = json_object_get(control, "control_type");
  if (json_is_array(type)) type = json_array_get(type, 0);
  const int kind = json_is_number(type) ? (int)json_number_value(type) : 0;
  const double value = first_value(json_object_get(control, "value"));
  if (control == NULL || isnan(value) || kind < 0 || kind > 2) {
    tl_findings_add(r->b->findings, control == NULL ? TL_WARNING : TL_ERROR, r->b->file, 0, link->id, "control_type",
                    "\"%s\": %s; it is taken as open", link->id,
                    control == NULL ? "the boundary file does not mention it"
                                    : "its control is none of 0 ratio, 1 outlet pressure, 2 flow with a value");
    link->kind = "short_pipe";
    return TL_OK;
  }
  if (regulator && kind == 1) return tli_case_add_number(r->b, &link->values, "outlet_p_pa", value, 0);
  if (regulator || (kind == 0 && value == 1.0)) { /* a ratio below 1 is no set point that an element here holds */
    if (value != 1.0 || kind != 0)
      tl_findings_add(r->b->findings, TL_WARNING, r->b->file, 0, link->id, "control_type",
                      "\"%s\": of regulators only an outlet pressure is held here; it is taken as open", link->id);
    link->kind = "short_pipe";
    return TL_OK;
  }
  static const int controls[] = {0, 1, 3};
  static const char *const names[] = {"ratio", "outlet_p_pa", "flow_kg_s"};
  TLI_TRY(tli_case_add_number(r->b, &link->values, "control", controls[kind], 0));
  return tli_case_add_number(r->b, &link->values, names[kind], value, 0);
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
                 {"resistors", "drag", "drag", 1e7},
                 {"resistors", "diameter", "diameter_m", 10},
                 {"loss_resistors", "pressure_loss", "loss_pa", 1e7},
                 {"loss_resistors", "loss", "loss_pa", 1e7}};
  for (size_t i = 0; i < TLI_COUNT(columns); i++) {
    if (strcmp(columns[i].table, t->name) != 0) continue;
    const double value = tli_json_number(r->b, row, link->id, columns[i].field, 0, columns[i].high, NAN);
    if (!isnan(value)) TLI_TRY(tli_case_add_number(r->b, &link->values, columns[i].name, value, 0));
  }
  if (strcmp(t->name, "pipes") == 0) TLI_TRY(tli_case_add_text(r->b, &link->values, "friction", "fixed", 0));
  if (t->controls == NULL) return TL_OK;
  const json_t *controls = json_object_get(r->bc, t->controls);
  if (strcmp(t->name, "compressors") == 0) return set_control(r, link, json_object_get(controls, key), false);
  if (strcmp(t->name, "valves") == 0)
    return tli_case_add_number(r->b, &link->values, "open", listed(json_object_get(controls, "off"), key) ? 0 : 1, 0);
  if (!listed(json_object_get(controls, "off"), key)) return set_control(r, link, json_object_get(controls, key), true);
  link->kind = "valve";
  return tli_case_add_number(r->b, &link->values, "open", 0, 0);
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
    json_object_foreach(json_object_get(r->network, tables[t].name), key, row) {
      char id[64], from[64], to[64];
      tli_case_link *link;
      (void)snprintf(id, sizeof id, "%s%.50s", tables[t].prefix, key);
      const json_t *head = json_object_get(row, "fr_node"), *tail = json_object_get(row, "to_node");
      tli_json_key(head != NULL ? head : json_object_get(row, "from_node"), from, sizeof from);
      tli_json_key(tail, to, sizeof to);
      TLI_TRY(tli_case_add_link(r->b, id, tables[t].kind, from, to, 0, &link));
      if (link != NULL) TLI_TRY(finish_link(r, &tables[t], key, row, link));
    }
  }
  return TL_OK;
}

static tl_code read_boundary(reader *r) {
  tli_case *c = r->b->c;
  c->boundary = TLI_NEW_N(c->arena, tl_boundary, c->node_count + 1);
  if (c->boundary == NULL) return TLI_NO_MEMORY(r->b->error, r->b->file);
  static const char *const tables[] = {"boundary_pslack", "boundary_nonslack_flow"};
  for (size_t t = 0; t < TLI_COUNT(tables); t++) {
    const char *key;
    json_t *row;
    json_object_foreach(json_object_get(r->bc, tables[t]), key, row) {
      const size_t node = tli_case_find_node(c, key);
      const double value = first_value(row);
      if (node == SIZE_MAX || isnan(value)) {
        tl_findings_add(r->b->findings, TL_ERROR, r->b->file, 0, key, tables[t], "\"%s\": %s", key,
                        node == SIZE_MAX ? "there is no such node" : "this is no number");
        continue;
      }
      c->boundary[node].t_k = c->gas.t_k;
      if (t == 0) c->boundary[node].kind = TL_GIVEN_PRESSURE;
      *(t == 0 ? &c->boundary[node].p_pa : &c->boundary[node].withdrawal_kg_s) = value;
    }
  }
  c->has_scenario = true;
  return TL_OK;
}

/* Keys come with and without a colon. */
static double parameter(reader *r, const char *name, double low, double high, double fallback) {
  const json_t *all = json_object_get(r->params, "simulation_params");
  char with_colon[80];
  (void)snprintf(with_colon, sizeof with_colon, "%s:", name);
  const char *key = json_object_get(all, name) != NULL ? name : with_colon;
  return tli_json_number(r->b, all, "simulation_params", key, low, high, fallback);
}

static tl_code read_gas(reader *r) {
  tli_case_gas *gas = &r->b->c->gas;
  tli_case_row *row;
  gas->t_k = parameter(r, "Temperature (K)", 150, 600, 288.706);
  const double g = parameter(r, "Gas specific gravity (G)", 0.05, 5, 0.6);
  gas->molar_mass_kg_mol = 0.02896 * g * 8.31446261815324 / 8.314; /* so that R/M is theirs */
  gas->model = "ideal";
  if (parameter(r, "units (SI = 0, standard = 1)", 0, 1, 0) != 0 ||
      parameter(r, "units (SI=0, standard = 1)", 0, 1, 0) != 0)
    tl_findings_add(r->b->findings, TL_ERROR, r->b->file, 0, "simulation_params", "units",
                    "only SI units (0) are read");
  TLI_TRY(tli_case_add_row(r->b, "gas", 0, &row));
  return tli_case_add_number(r->b, &row->values, "relative_density", g, 0);
}

static tl_code read_all(reader *r) {
  TLI_TRY(read_gas(r));
  TLI_TRY(read_nodes(r));
  TLI_TRY(read_links(r));
  TLI_TRY(read_boundary(r));
  return tli_case_finish_network(r->b);
}

static json_t *load_beside(tli_case_builder *b, const char *folder, const char *name, tl_code *code) {
  const char *path = tli_arena_printf(b->c->arena, "%s/%s", folder, name);
  if (path != NULL) return tli_json_load(b, path, code);
  *code = TLI_NO_MEMORY(b->error, folder);
  return NULL;
}

tl_code tli_lanl_read(const char *folder, const char *scenario, tli_case_builder *b) {
  tl_code codes[3] = {TL_OK, TL_OK, TL_OK};
  reader r = {.b = b};
  b->c->format = "lanl";
  r.network = load_beside(b, folder, "network.json", &codes[0]);
  if (codes[0] == TL_OK) r.params = load_beside(b, folder, "params.json", &codes[1]);
  if (codes[1] == TL_OK && codes[0] == TL_OK)
    r.bc = scenario != NULL ? tli_json_load(b, scenario, &codes[2]) : load_beside(b, folder, "bc.json", &codes[2]);
  tl_code code = TL_OK;
  for (int i = 0; i < 3; i++)
    if (code == TL_OK) code = codes[i];
  if (code == TL_OK && r.network != NULL && r.params != NULL && r.bc != NULL) code = read_all(&r);
  json_decref(r.network);
  json_decref(r.params);
  json_decref(r.bc);
  return code;
}
