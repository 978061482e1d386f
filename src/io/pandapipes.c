/* pandapipes networks as JSON rows (one object a table row): junction, pipe, valve, pump, sink, source, ext_grid.
 *
 * Pressures are gauge, relative to the air at the junction's height: 1.01325 bar (1 - 0.0065 h/288.15)^5.255, the
 * standard atmosphere of ISO 2533. The fluid is a density at norm conditions (273.15 K, 1.01325 bar, taken
 * as ideal there) and a compressibility that is linear in bar. Friction: `nikuradse` is the rough-pipe law plus 64/Re.
 */
#include "io/json_case.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const double norm_p_pa = 101325.0, norm_t_k = 273.15, gas_constant = 8.31446261815324;

json_t *tli_json_load(tli_case_builder *b, const char *path, tl_code *code) {
  tli_file file;
  *code = tli_file_read(path, b->c->arena, &file, b->error);
  if (*code != TL_OK) return NULL;
  json_error_t where;
  json_t *root = json_loadb(file.bytes, file.length, JSON_REJECT_DUPLICATES, &where);
  if (root != NULL && json_is_object(root)) return root;
  if (root == NULL)
    tl_findings_add(b->findings, TL_ERROR, path, where.line, "", "", "this is no JSON: %s", where.text);
  else
    tl_findings_add(b->findings, TL_ERROR, path, 1, "", "", "a network is a JSON object in braces");
  json_decref(root);
  return NULL;
}

double tli_json_number(tli_case_builder *b, const json_t *object, const char *id, const char *field, double low,
                       double high, double fallback) {
  const json_t *value = json_object_get(object, field);
  if (value == NULL || json_is_null(value)) return fallback;
  const double number = json_number_value(value);
  if (json_is_number(value) && number >= low && number <= high) return number;
  if (json_is_number(value))
    tl_findings_add(b->findings, TL_ERROR, b->file, 0, id, field, "\"%s\": %s = %g is outside %g .. %g", id, field,
                    number, low, high);
  else
    tl_findings_add(b->findings, TL_ERROR, b->file, 0, id, field, "\"%s\": %s is no number", id, field);
  return fallback;
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
} reader;

static bool in_service(const json_t *row) {
  const json_t *flag = json_object_get(row, "in_service");
  return flag == NULL || json_is_null(flag) || json_is_true(flag);
}

static const char *node_of(const reader *r, const json_t *row, const char *field) {
  char key[32];
  tli_json_key(json_object_get(row, field), key, sizeof key);
  const char *id = json_string_value(json_object_get(r->ids, key));
  return id != NULL ? id : "";
}

/* The row's name, or the table's name and the index where there is none or it is taken. */
static void row_id(const json_t *taken, const json_t *row, const char *table, size_t position, char *id, size_t bytes) {
  const char *name = json_string_value(json_object_get(row, "name"));
  const json_t *index = json_object_get(row, "index");
  const long long number = json_is_integer(index) ? (long long)json_integer_value(index) : (long long)position;
  if (name != NULL && name[0] != '\0' && json_object_get(taken, name) == NULL)
    (void)snprintf(id, bytes, "%s", name);
  else
    (void)snprintf(id, bytes, "%s %lld", name != NULL && name[0] != '\0' ? name : table, number);
}

static tl_code read_junctions(reader *r) {
  json_t *taken = json_object();
  size_t i;
  json_t *row;
  tl_code code = taken == NULL ? TLI_NO_MEMORY(r->b->error, r->b->file) : TL_OK;
  json_array_foreach(json_object_get(r->root, "junction"), i, row) {
    if (code != TL_OK) break;
    char id[256], key[32];
    tli_case_node *node;
    row_id(taken, row, "junction", i, id, sizeof id);
    tli_json_key(json_object_get(row, "index"), key, sizeof key);
    if (key[0] == '\0') (void)snprintf(key, sizeof key, "%zu", i);
    if (json_object_set_new(taken, id, json_true()) != 0 || json_object_set_new(r->ids, key, json_string(id)) != 0) {
      code = TLI_NO_MEMORY(r->b->error, r->b->file);
      break;
    }
    code = tli_case_add_node(r->b, id, "inner", 0, &node);
    if (code != TL_OK) break;
    node->height_m = tli_json_number(r->b, row, id, "height_m", -12000, 9000, 0.0);
    code = tli_case_add_number(r->b, &node->values, "height_m", node->height_m, 0);
  }
  json_decref(taken);
  return code != TL_OK ? code : tli_case_close_nodes(r->b);
}

typedef struct column {
  const char *field, *name;
  double low, high, factor;
} column;

static tl_code read_links(reader *r, const char *table, const char *kind, const column *columns, size_t count) {
  json_t *taken = json_object(), *row;
  size_t i;
  tl_code code = taken == NULL ? TLI_NO_MEMORY(r->b->error, r->b->file) : TL_OK;
  json_array_foreach(json_object_get(r->root, table), i, row) {
    if (code != TL_OK) break;
    if (!in_service(row)) continue;
    char id[256];
    tli_case_link *link;
    row_id(taken, row, table, i, id, sizeof id);
    if (json_object_set_new(taken, id, json_true()) != 0) {
      code = TLI_NO_MEMORY(r->b->error, r->b->file);
      break;
    }
    code =
        tli_case_add_link(r->b, id, kind, node_of(r, row, "from_junction"), node_of(r, row, "to_junction"), 0, &link);
    if (code != TL_OK || link == NULL) continue;
    for (size_t k = 0; k < count && code == TL_OK; k++) {
      const double value = tli_json_number(r->b, row, id, columns[k].field, columns[k].low, columns[k].high, NAN);
      if (!isnan(value)) code = tli_case_add_number(r->b, &link->values, columns[k].name, value * columns[k].factor, 0);
    }
    if (code == TL_OK && strcmp(table, "valve") == 0)
      code = tli_case_add_number(r->b, &link->values, "open", json_is_false(json_object_get(row, "opened")) ? 0 : 1, 0);
    if (code == TL_OK && strcmp(table, "pump") == 0) {
      const char *type = json_string_value(json_object_get(row, "std_type"));
      const json_t *curve =
          json_object_get(json_object_get(json_object_get(r->root, "pump_std_types"), type), "reg_par");
      const json_t *numbers = json_is_object(curve) ? json_object_get(curve, "_object") : curve;
      const size_t terms = json_array_size(numbers);
      if (terms == 0 || terms > 3) {
        tl_findings_add(r->b->findings, TL_ERROR, r->b->file, 0, id, "std_type",
                        "\"%s\": its type has no curve of one to three coefficients", id);
        continue;
      }
      static const char *const names[] = {"lift_pa", "lift_1_pa_s_m3", "lift_2_pa_s2_m6"};
      static const double factors[] = {1e5, 1e5 * 3600.0, 1e5 * 3600.0 * 3600.0}; /* bar over m3/h */
      for (size_t k = 0; k < terms && code == TL_OK; k++) {
        const double fitted = json_number_value(json_array_get(numbers, terms - 1 - k));
        const double taken_as = k > 0 && fitted > 0.0 && fitted < 1e-12 ? 0.0 : fitted; /* rounding of their fit */
        code = tli_case_add_number(r->b, &link->values, names[k], factors[k] * taken_as, 0);
      }
      if (code == TL_OK) code = tli_case_add_number(r->b, &link->values, "control", 4, 0);
    }
    if (code == TL_OK && strcmp(table, "pipe") == 0) {
      const char *friction = json_string_value(json_object_get(r->root, "friction"));
      const bool rough = friction == NULL || strncmp(friction, "nikuradse", 9) == 0;
      code = tli_case_add_text(r->b, &link->values, "friction", rough ? "nikuradse-laminar" : "colebrook", 0);
    }
  }
  json_decref(taken);
  return code;
}

static void take(reader *r, const char *table, double sign) {
  size_t i;
  json_t *row;
  json_array_foreach(json_object_get(r->root, table), i, row) {
    if (!in_service(row)) continue;
    const char *id = node_of(r, row, "junction");
    const size_t node = tli_case_find_node(r->b->c, id);
    if (node == SIZE_MAX) {
      tl_findings_add(r->b->findings, TL_ERROR, r->b->file, 0, table, "junction",
                      "%s row %zu: there is no such junction", table, i);
      continue;
    }
    tl_boundary *at = &r->b->c->boundary[node];
    if (strcmp(table, "ext_grid") == 0) {
      at->kind = TL_GIVEN_PRESSURE;
      at->p_pa = 1e5 * tli_json_number(r->b, row, id, "p_bar", -1.01, 1e4, 0.0) +
                 norm_p_pa * pow(1.0 - 0.0065 * r->b->c->nodes[node].height_m / 288.15, 5.255);
      at->t_k = tli_json_number(r->b, row, id, "t_k", 150, 600, 288.15);
      if (isnan(r->b->c->gas.t_k)) r->b->c->gas.t_k = at->t_k;
      continue;
    }
    at->withdrawal_kg_s += sign * tli_json_number(r->b, row, id, "mdot_kg_per_s", -1e6, 1e6, 0.0) *
                           tli_json_number(r->b, row, id, "scaling", -1e3, 1e3, 1.0);
  }
}

static double property(const reader *r, const char *name, const char *member, double fallback) {
  const json_t *all = json_object_get(json_object_get(r->root, "fluid"), "properties");
  const json_t *value = json_object_get(json_object_get(all, name), member);
  return json_is_number(value) ? json_number_value(value) : fallback;
}

static tl_code read_gas(reader *r) {
  tli_case_gas *gas = &r->b->c->gas;
  tli_case_row *row;
  gas->norm_density_kg_m3 = property(r, "density", "value", NAN);
  gas->viscosity_pa_s = property(r, "viscosity", "value", NAN);
  gas->molar_mass_kg_mol = gas->norm_density_kg_m3 * gas_constant * norm_t_k / norm_p_pa;
  gas->model = "given-z";
  if (isnan(gas->norm_density_kg_m3))
    tl_findings_add(r->b->findings, TL_ERROR, r->b->file, 0, "fluid", "density",
                    "the fluid has no constant density: only FluidPropertyConstant is read");
  TLI_TRY(tli_case_add_row(r->b, "gas", 0, &row));
  TLI_TRY(tli_case_add_number(r->b, &row->values, "z0",
                              property(r, "compressibility", "offset", property(r, "compressibility", "value", 1.0)),
                              0));
  return tli_case_add_number(r->b, &row->values, "z1_1_pa", property(r, "compressibility", "slope", 0.0) * 1e-5, 0);
}

static tl_code read_all(reader *r) {
  static const column pipes[] = {{"length_km", "length_m", 0, 1e4, 1e3},
                                 {"diameter_m", "diameter_m", 0, 10, 1},
                                 {"k_mm", "roughness_m", 0, 10, 1e-3},
                                 {"loss_coefficient", "fitting_loss", 0, 1e7, 1}};
  static const column valves[] = {{"diameter_m", "diameter_m", 0, 10, 1}, {"loss_coefficient", "drag", 0, 1e7, 1}};
  TLI_TRY(read_junctions(r));
  TLI_TRY(read_links(r, "pipe", "pipe", pipes, TLI_COUNT(pipes)));
  TLI_TRY(read_links(r, "valve", "valve", valves, TLI_COUNT(valves)));
  TLI_TRY(read_links(r, "pump", "compressor", NULL, 0));
  r->b->c->boundary = TLI_NEW_N(r->b->c->arena, tl_boundary, r->b->c->node_count + 1);
  if (r->b->c->boundary == NULL) return TLI_NO_MEMORY(r->b->error, r->b->file);
  take(r, "ext_grid", 1.0);
  take(r, "sink", 1.0);
  take(r, "source", -1.0);
  r->b->c->has_scenario = true;
  TLI_TRY(read_gas(r));
  return tli_case_finish_network(r->b);
}

tl_code tli_pandapipes_read(const char *path, tli_case_builder *b) {
  tl_code code;
  reader r = {.b = b, .root = tli_json_load(b, path, &code), .ids = json_object()};
  b->c->format = "pandapipes";
  if (r.root != NULL && r.ids != NULL) {
    if (json_is_array(json_object_get(r.root, "junction")))
      code = read_all(&r);
    else
      tl_findings_add(b->findings, TL_ERROR, path, 0, "", "junction",
                      "this JSON has no list `junction`: it is no pandapipes network in rows");
  }
  json_decref(r.root);
  json_decref(r.ids);
  return code;
}
