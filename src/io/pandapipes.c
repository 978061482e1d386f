/* pandapipes networks as JSON rows (one object a table row): junction, pipe, valve, pump, sink, source, ext_grid.
 *
 * Pressures are gauge, relative to the air at the junction's height: 1.01325 bar (1 - 0.0065 h/288.15)^5.255, the
 * standard atmosphere of ISO 2533. The fluid is a density at norm conditions (273.15 K, 1.01325 bar, taken
 * as ideal there) and a compressibility that is linear in bar. Friction: `nikuradse` is the rough-pipe law plus 64/Re.
 */
#include "io/formats.h"
#include "io/json_case.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const double norm_p_pa = 101325.0, norm_t_k = 273.15, gas_constant = 8.31446261815324;

json_t *tli_json_parse(tli_case_builder *b, const tli_file *file, const char *path, tl_code *code) {
  *code = TL_OK;
  json_error_t where;
  json_t *root = json_loadb(file->bytes, file->length, JSON_REJECT_DUPLICATES, &where);
  if (root != NULL && json_is_object(root)) return root;
  if (root == NULL && json_error_code(&where) == json_error_out_of_memory) {
    *code = TLI_NO_MEMORY(b->error, path);
    return NULL;
  }
  if (root == NULL)
    tl_findings_add(b->findings, TL_ERROR, path, where.line > 0 ? where.line : 1, "", "", "this is no JSON: %s",
                    where.text);
  else
    tl_findings_add(b->findings, TL_ERROR, path, 1, "", "", "a network is a JSON object in braces");
  json_decref(root);
  return NULL;
}

double tli_json_number(tli_case_builder *b, const json_t *object, const tli_json_place *at, const char *field,
                       double low, double high, double fallback) {
  const json_t *value = json_object_get(object, field);
  if (value == NULL || json_is_null(value)) return fallback;
  const double number = json_number_value(value);
  if (json_is_number(value) && number >= low && number <= high) return number;
  if (json_is_number(value))
    tl_findings_add(b->findings, TL_ERROR, at->file, at->line, at->id, field, "\"%s\": %s = %g is outside %g .. %g",
                    at->id, field, number, low, high);
  else
    tl_findings_add(b->findings, TL_ERROR, at->file, at->line, at->id, field, "\"%s\": %s is no number", at->id, field);
  return fallback;
}

tl_code tli_json_add(tli_case_builder *b, tli_case_values *values, const tli_json_place *at, const char *name,
                     double si) {
  const tli_case_figure *figure = tli_case_figure_by_name(name);
  if (isfinite(si) && (figure == NULL || (si >= figure->min && si <= figure->max)))
    return tli_case_add_number(b, values, name, si, at->line);
  tl_findings_add(b->findings, TL_ERROR, at->file, at->line, at->id, name, "\"%s\": %s = %g is outside %g .. %g",
                  at->id, name, si, figure != NULL ? figure->min : -INFINITY, figure != NULL ? figure->max : INFINITY);
  return TL_OK;
}

void tli_json_key(const json_t *value, char *text, size_t bytes) {
  text[0] = '\0';
  if (json_is_integer(value)) (void)snprintf(text, bytes, "%lld", (long long)json_integer_value(value));
  if (json_is_real(value)) (void)snprintf(text, bytes, "%.0f", json_real_value(value));
  if (json_is_string(value)) (void)snprintf(text, bytes, "%s", json_string_value(value));
}

typedef struct reader {
  tli_case_builder *b;
  json_t *root, *ids; /* ids: junction index -> node id, and node id -> true */
  tli_json_lines *lines;
} reader;

static bool in_service(const json_t *row) {
  const json_t *flag = json_object_get(row, "in_service");
  return flag == NULL || json_is_null(flag) || json_is_true(flag);
}

static const char *node_of(const reader *r, const json_t *row, const char *field) {
  char key[32];
  tli_json_key(json_object_get(row, field), key, sizeof key);
  const char *id = json_string_value(json_object_get(r->ids, key));
  return id != NULL ? id : key[0] == '\0' ? "" : "(no such junction)";
}

/* The row's name, or the table's name and the index where there is none or it is taken. */
static void row_id(const json_t *taken, const json_t *row, const char *table, size_t position, char *id, size_t bytes) {
  const char *name = json_string_value(json_object_get(row, "name"));
  const json_t *index = json_object_get(row, "index");
  const long long number = json_is_integer(index) ? (long long)json_integer_value(index) : (long long)position;
  if (name != NULL && name[0] != '\0' && strlen(name) < bytes && json_object_get(taken, name) == NULL)
    (void)snprintf(id, bytes, "%s", name);
  else
    (void)snprintf(id, bytes, "%.200s %lld", name != NULL && name[0] != '\0' ? name : table, number);
}

static tl_code read_junction(reader *r, json_t *taken, size_t i, const json_t *row) {
  char id[256], key[32];
  tli_case_node *node;
  const int line = tli_json_row_line(r->lines, "junction", i);
  row_id(taken, row, "junction", i, id, sizeof id);
  tli_json_key(json_object_get(row, "index"), key, sizeof key);
  if (key[0] == '\0') (void)snprintf(key, sizeof key, "%zu", i);
  if (json_object_get(r->ids, key) != NULL)
    tl_findings_add(r->b->findings, TL_ERROR, r->b->file, line, id, "index",
                    "two junctions have the index %s: give each its own", key);
  if (json_object_set_new(taken, id, json_true()) != 0 || json_object_set_new(r->ids, key, json_string(id)) != 0)
    return TLI_NO_MEMORY(r->b->error, r->b->file);
  TLI_TRY(tli_case_add_node(r->b, id, "inner", line, &node));
  const tli_json_place at = {r->b->file, id, line};
  node->height_m = tli_json_number(r->b, row, &at, "height_m", -12000, 9000, 0.0);
  return tli_case_add_number(r->b, &node->values, "height_m", node->height_m, line);
}

static tl_code read_junctions(reader *r) {
  json_t *taken = json_object(), *row;
  size_t i;
  tl_code code = taken == NULL ? TLI_NO_MEMORY(r->b->error, r->b->file) : TL_OK;
  json_array_foreach(json_object_get(r->root, "junction"), i, row) {
    if (code == TL_OK) code = read_junction(r, taken, i, row);
  }
  json_decref(taken);
  return code != TL_OK ? code : tli_case_close_nodes(r->b);
}

/* ---- links --------------------------------------------------------------------------------------------------- */

typedef struct column {
  const char *field, *name;
  double low, high, factor;
} column;

typedef struct table {
  const char *name, *kind;
  const column *columns;
  size_t count;
  tl_code (*finish)(reader *r, const json_t *row, tli_case_link *link);
} table;

/* The curve of a pump: pressure lift in bar as a polynomial of the volume flow in m3/h, highest power first. */
static tl_code finish_pump(reader *r, const json_t *row, tli_case_link *link) {
  const char *type = json_string_value(json_object_get(row, "std_type"));
  const json_t *curve = json_object_get(json_object_get(json_object_get(r->root, "pump_std_types"), type), "reg_par");
  const json_t *numbers = json_is_object(curve) ? json_object_get(curve, "_object") : curve;
  const size_t terms = json_array_size(numbers);
  if (terms == 0 || terms > 3) {
    tl_findings_add(r->b->findings, TL_ERROR, r->b->file, link->line, link->id, "std_type",
                    "\"%s\": its type has no curve of one to three coefficients", link->id);
    return TL_OK;
  }
  static const char *const names[] = {"lift_pa", "lift_1_pa_s_m3", "lift_2_pa_s2_m6"};
  static const double factors[] = {1e5, 1e5 * 3600.0, 1e5 * 3600.0 * 3600.0};
  const tli_json_place at = {r->b->file, link->id, link->line};
  for (size_t k = 0; k < terms; k++) {
    const double fitted = json_number_value(json_array_get(numbers, terms - 1 - k));
    const double taken_as = k > 0 && fitted > 0.0 && fitted < 1e-12 ? 0.0 : fitted; /* rounding of their fit */
    TLI_TRY(tli_json_add(r->b, &link->values, &at, names[k], factors[k] * taken_as));
  }
  return tli_case_add_number(r->b, &link->values, "control", 4, link->line);
}

static tl_code finish_valve(reader *r, const json_t *row, tli_case_link *link) {
  const double open = json_is_false(json_object_get(row, "opened")) ? 0 : 1;
  return tli_case_add_number(r->b, &link->values, "open", open, link->line);
}

static tl_code finish_pipe(reader *r, const json_t *row, tli_case_link *link) {
  (void)row;
  const char *friction = json_string_value(json_object_get(r->root, "friction"));
  const bool rough = friction == NULL || strncmp(friction, "nikuradse", 9) == 0;
  return tli_case_add_text(r->b, &link->values, "friction", rough ? "nikuradse-laminar" : "colebrook", link->line);
}

static tl_code read_link(reader *r, const table *t, json_t *taken, size_t i, const json_t *row) {
  char id[256];
  tli_case_link *link;
  const int line = tli_json_row_line(r->lines, t->name, i);
  row_id(taken, row, t->name, i, id, sizeof id);
  if (json_object_set_new(taken, id, json_true()) != 0) return TLI_NO_MEMORY(r->b->error, r->b->file);
  TLI_TRY(tli_case_add_link(r->b, id, t->kind, node_of(r, row, "from_junction"), node_of(r, row, "to_junction"), line,
                            &link));
  if (link == NULL) return TL_OK;
  const tli_json_place at = {r->b->file, id, line};
  for (size_t k = 0; k < t->count; k++) {
    const column *c = &t->columns[k];
    const double value = tli_json_number(r->b, row, &at, c->field, c->low, c->high, NAN);
    if (!isnan(value)) TLI_TRY(tli_json_add(r->b, &link->values, &at, c->name, value * c->factor));
  }
  return t->finish(r, row, link);
}

static tl_code read_links(reader *r) {
  static const column pipes[] = {{"length_km", "length_m", 0, 1e4, 1e3},
                                 {"diameter_m", "diameter_m", 0, 10, 1},
                                 {"k_mm", "roughness_m", 0, 10, 1e-3},
                                 {"loss_coefficient", "fitting_loss", 0, 1e7, 1}};
  static const column valves[] = {{"diameter_m", "diameter_m", 0, 10, 1}, {"loss_coefficient", "drag", 0, 1e7, 1}};
  static const table tables[] = {{"pipe", "pipe", pipes, TLI_COUNT(pipes), finish_pipe},
                                 {"valve", "valve", valves, TLI_COUNT(valves), finish_valve},
                                 {"pump", "compressor", NULL, 0, finish_pump}};
  for (size_t t = 0; t < TLI_COUNT(tables); t++) {
    json_t *taken = json_object(), *row;
    size_t i;
    tl_code code = taken == NULL ? TLI_NO_MEMORY(r->b->error, r->b->file) : TL_OK;
    json_array_foreach(json_object_get(r->root, tables[t].name), i, row) {
      if (code == TL_OK && in_service(row)) code = read_link(r, &tables[t], taken, i, row);
    }
    json_decref(taken);
    TLI_TRY(code);
  }
  return TL_OK;
}

/* ---- what goes in and out ------------------------------------------------------------------------------------ */

/* Gauge pressures are relative to the air at the junction's height: the standard atmosphere of ISO 2533. */
static double air_pa(const reader *r, size_t node) {
  return norm_p_pa * pow(1.0 - 0.0065 * r->b->c->nodes[node].height_m / 288.15, 5.255);
}

static tl_code read_demand(reader *r, const char *name, size_t i, const json_t *row) {
  const char *id = node_of(r, row, "junction");
  const size_t node = tli_case_find_node(r->b->c, id);
  const int line = tli_json_row_line(r->lines, name, i);
  if (node == SIZE_MAX) {
    tl_findings_add(r->b->findings, TL_ERROR, r->b->file, line, name, "junction",
                    "%s row %zu: there is no such junction", name, i);
    return TL_OK;
  }
  tli_case_demand *demand;
  TLI_TRY(tli_case_add_demand(r->b, id, strcmp(name, "sink") != 0, line, &demand));
  const tli_json_place at = {r->b->file, id, line};
  if (strcmp(name, "ext_grid") != 0) {
    const double flow = tli_json_number(r->b, row, &at, "mdot_kg_per_s", -1e6, 1e6, 0.0) *
                        tli_json_number(r->b, row, &at, "scaling", -1e3, 1e3, 1.0);
    return tli_json_add(r->b, &demand->values, &at, "flow:both", flow);
  }
  const double p = 1e5 * tli_json_number(r->b, row, &at, "p_bar", -1.01, 1e4, 0.0) + air_pa(r, node);
  const double t = tli_json_number(r->b, row, &at, "t_k", 150, 600, 288.15);
  if (isnan(r->b->c->gas.t_k)) r->b->c->gas.t_k = t;
  if (isnan(tli_case_number(&r->b->c->nodes[node].values, "gas_t_k")))
    TLI_TRY(tli_case_add_number(r->b, &r->b->c->nodes[node].values, "gas_t_k", t, line));
  return tli_json_add(r->b, &demand->values, &at, "p:both", p);
}

static tl_code read_demands(reader *r) {
  static const char *const tables[] = {"ext_grid", "sink", "source"};
  for (size_t t = 0; t < TLI_COUNT(tables); t++) {
    size_t i;
    json_t *row;
    json_array_foreach(json_object_get(r->root, tables[t]), i, row) {
      if (in_service(row)) TLI_TRY(read_demand(r, tables[t], i, row));
    }
  }
  return TL_OK;
}

static double property(const reader *r, const char *name, const char *member, double fallback) {
  const json_t *all = json_object_get(json_object_get(r->root, "fluid"), "properties");
  const json_t *value = json_object_get(json_object_get(all, name), member);
  return json_is_number(value) ? json_number_value(value) : fallback;
}

static void read_gas(const reader *r) {
  const tli_case_builder *b = r->b;
  const int line = tli_json_line(r->lines, "fluid", "");
  const double density = property(r, "density", "value", NAN), viscosity = property(r, "viscosity", "value", NAN);
  b->c->gas.model = "given-z";
  if (isnan(density)) {
    tl_findings_add(b->findings, TL_ERROR, b->file, line, "fluid", "density",
                    "the fluid has no constant density: only FluidPropertyConstant is read");
  } else {
    (void)tli_case_set_gas(b, "norm_density_kg_m3", density, "density", line);
    (void)tli_case_set_gas(b, "molar_mass_kg_mol", density * gas_constant * norm_t_k / norm_p_pa, "density", line);
  }
  if (!isnan(viscosity)) (void)tli_case_set_gas(b, "viscosity_pa_s", viscosity, "viscosity", line);
  const double z = property(r, "compressibility", "offset", property(r, "compressibility", "value", 1.0));
  (void)tli_case_set_gas(b, "z", z, "compressibility", line);
  (void)tli_case_set_gas(b, "z_slope_1_pa", property(r, "compressibility", "slope", 0.0) * 1e-5, "compressibility",
                         line);
}

static tl_code read_all(reader *r) {
  TLI_TRY(read_junctions(r));
  TLI_TRY(read_links(r));
  read_gas(r);
  TLI_TRY(read_demands(r));
  TLI_TRY(tli_case_finish_network(r->b));
  return tli_case_finish_scenario(r->b);
}

tl_code tli_pandapipes_read(const tli_file *file, tli_case_builder *b) {
  tl_code code;
  reader r = {.b = b, .root = tli_json_parse(b, file, b->file, &code), .ids = json_object()};
  b->c->format = "pandapipes";
  if (r.root != NULL && r.ids != NULL && code == TL_OK) {
    code = tli_json_find_lines(b, file, &r.lines);
    if (code == TL_OK && json_is_array(json_object_get(r.root, "junction")))
      code = read_all(&r);
    else if (code == TL_OK)
      tl_findings_add(b->findings, TL_ERROR, b->file, 1, "", "junction",
                      "this JSON has no list `junction`: it is no pandapipes network in rows");
  }
  json_decref(r.root);
  json_decref(r.ids);
  return code;
}
