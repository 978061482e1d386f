/* Series over time that other programs keep in JSON, as a schedule:
 *   bc.json of GasTranSim   boundary_nonslack_flow, boundary_pslack, boundary_compressor: {"time": [s], "value": [SI]};
 *                           ids as in lanl.c; compressors: control 0 ratio, 1 outlet pressure, 2 flow, constant in time
 *   TRR 154                 sinks: {"timepoints": [s], "massflow": [kg/s]}, sources: {"timepoints": [s],
 *                           "pressure": [bar]}
 * jansson gives no line numbers for what is well-formed: findings name the id and the field instead. */
#include "io/schedule_json.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

typedef struct reader {
  tl_schedule *schedule;
  const char *file;
  tli_arena *arena;
  tl_findings *findings;
  tl_error *error;
} reader;

#define SAY(severity, id, field, ...) tl_findings_add(r->findings, severity, r->file, 0, (id), (field), __VA_ARGS__)

static double *numbers(const reader *r, const json_t *list, const char *id, const char *field, double factor,
                       size_t *count) {
  *count = json_array_size(list);
  double *values = TLI_NEW_N(r->arena, double, *count + 1);
  for (size_t i = 0; values != NULL && i < *count; i++) {
    const json_t *value = json_array_get(list, i);
    if (!json_is_number(value)) {
      SAY(TL_ERROR, id, field, "\"%s\": entry %zu of %s is not a number", id, i + 1, field);
      return NULL;
    }
    values[i] = factor * json_number_value(value);
  }
  if (values != NULL && *count == 0) SAY(TL_ERROR, id, field, "\"%s\": %s is missing or empty", id, field);
  return *count > 0 ? values : NULL;
}

static tl_code add_series(const reader *r, const char *id, const json_t *row, const char *times, const char *values,
                          double factor, tl_profile *p) {
  size_t n_times, n_values;
  p->times_s = numbers(r, json_object_get(row, times), id, times, 1.0, &n_times);
  p->values = numbers(r, json_object_get(row, values), id, values, factor, &n_values);
  if (p->times_s == NULL || p->values == NULL) return TL_OK;
  if (n_times != n_values) {
    SAY(TL_ERROR, id, values, "\"%s\": %zu times but %zu values", id, n_times, n_values);
    return TL_OK;
  }
  p->count = n_times;
  tl_error why;
  const tl_code code = tl_schedule_add_profile(r->schedule, p, &why);
  if (code == TL_ERR_MACHINE) {
    *r->error = why;
    return code;
  }
  if (code != TL_OK) SAY(TL_ERROR, id, values, "%s", why.sentence);
  return TL_OK;
}

static tl_code node_series(const reader *r, json_t *table, const char *times, const char *values, double factor,
                           tl_driven what) {
  const char *id;
  json_t *row;
  json_object_foreach(table, id, row) {
    tl_profile p = {.what = what};
    if (!tl_network_find_node(r->schedule->network, id, &p.target)) {
      SAY(TL_ERROR, id, values, "the network has no node \"%s\"", id);
      continue;
    }
    TLI_TRY(add_series(r, id, row, times, values, factor, &p));
  }
  return TL_OK;
}

static tl_code compressor_series(const reader *r, json_t *table) {
  static const char *const fields[] = {"ratio", "outlet_p_pa", "flow_kg_s"};
  const char *key;
  json_t *row;
  json_object_foreach(table, key, row) {
    char id[64];
    (void)snprintf(id, sizeof id, "c%.50s", key);
    tl_profile p = {.what = TL_DRIVE_FIELD};
    const json_t *control = json_object_get(row, "control_type");
    const json_int_t kind = json_integer_value(json_is_array(control) ? json_array_get(control, 0) : control);
    if (!tl_network_find_link(r->schedule->network, id, &p.target) || kind < 0 || kind > 2) {
      SAY(TL_ERROR, id, "control_type", "\"%s\" is no compressor of the network or its control is none of 0, 1, 2", id);
      continue;
    }
    bool steady = true;
    for (size_t i = 1; i < json_array_size(control); i++)
      steady = steady && json_integer_value(json_array_get(control, i)) == kind;
    if (!steady) SAY(TL_WARNING, id, "control_type", "\"%s\" changes its control; the first one is kept", id);
    if (strcmp(tli_kind_get((size_t)r->schedule->network->links[p.target].kind)->name, "compressor") != 0) {
      SAY(TL_WARNING, id, "value", "\"%s\" stands open; its series is left out", id);
      continue;
    }
    p.field = fields[kind];
    TLI_TRY(add_series(r, id, row, "time", "value", 1.0, &p));
  }
  return TL_OK;
}

static tl_code read_tables(const reader *r, const json_t *root) {
  TLI_TRY(node_series(r, json_object_get(root, "boundary_nonslack_flow"), "time", "value", 1.0, TL_DRIVE_WITHDRAWAL));
  TLI_TRY(node_series(r, json_object_get(root, "boundary_pslack"), "time", "value", 1.0, TL_DRIVE_PRESSURE));
  TLI_TRY(compressor_series(r, json_object_get(root, "boundary_compressor")));
  TLI_TRY(node_series(r, json_object_get(root, "sinks"), "timepoints", "massflow", 1.0, TL_DRIVE_WITHDRAWAL));
  return node_series(r, json_object_get(root, "sources"), "timepoints", "pressure", 1e5, TL_DRIVE_PRESSURE);
}

bool tli_schedule_is_json(const tli_file *file) {
  size_t i = 0;
  while (i < file->length && strchr(" \t\r\n", file->bytes[i]) != NULL) i++;
  if (i == file->length || file->bytes[i] != '{') return false;
  json_t *root = json_loadb(file->bytes, file->length, 0, NULL);
  const bool known = json_object_get(root, "boundary_nonslack_flow") != NULL ||
                     json_object_get(root, "boundary_pslack") != NULL || json_object_get(root, "sinks") != NULL;
  json_decref(root);
  return known;
}

tl_code tli_schedule_read_json(tl_schedule *schedule, const tli_file *file, const char *name, tli_arena *arena,
                               tl_findings *findings, tl_error *error) {
  json_t *root = json_loadb(file->bytes, file->length, JSON_REJECT_DUPLICATES, NULL);
  if (root == NULL) return tl_fail(error, TL_ERR_INPUT, "%s is no JSON document without doubled keys", name);
  const reader r = {schedule, name, arena, findings, error};
  const tl_code code = read_tables(&r, root);
  json_decref(root);
  return code;
}
