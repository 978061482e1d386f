/* Scenario axes: what is not public, as a list of values each of which sets fields of the study anew. */
#include <math.h>
#include <string.h>

#include "study/reader.h"

enum { MOST_SCENARIOS = 65536 };

static const char *const axis_keys[] = {"id", "label", "why", "reference", "values"};
static const char *const value_keys[] = {"label", "weight", "set"};

static void check_keys(const tli_reader *r, const tli_yaml *mapping, const char *where, const char *const *keys,
                       size_t count) {
  for (const tli_yaml *m = mapping->first; m != NULL; m = m->next) {
    bool known = false;
    for (size_t i = 0; i < count; i++) known = known || strcmp(keys[i], m->key) == 0;
    const char *near = known ? NULL : tli_did_you_mean(m->key, keys, count);
    if (!known)
      tl_findings_add(r->findings, TL_ERROR, r->yaml_name, m->line, where, m->key, "%s: \"%s\" is not known%s%s%s",
                      where, m->key, near != NULL ? "; did you mean " : "", near != NULL ? near : "",
                      near != NULL ? "?" : "");
  }
}

/* A text member, copied into the study; "" after a finding if it is missing or no text. NULL: no memory. */
static const char *text_of(const tli_reader *r, const tli_yaml *mapping, const char *where, const char *key,
                           bool required) {
  const tli_yaml *m = tli_yaml_member(mapping, key);
  bool is_text = m != NULL && m->kind == TLI_YAML_SCALAR && m->text[0] != '\0';
  if (m != NULL ? !is_text : required)
    tl_findings_add(r->findings, TL_ERROR, r->yaml_name, m != NULL ? m->line : mapping->line, where, key,
                    m != NULL ? "%s: %s must be a text" : "%s: %s is missing", where, key);
  return is_text ? tli_arena_strdup(r->study->arena, m->text) : "";
}

static tl_code read_sets(const tli_reader *r, const tli_yaml *set, const char *where, tli_study_axis_value *value,
                         tl_error *error) {
  if (set == NULL) return TL_OK; /* a value that leaves the study as it is */
  if (set->kind != TLI_YAML_MAPPING) {
    if (set->kind == TLI_YAML_SEQUENCE || set->text[0] != '\0')
      tl_findings_add(r->findings, TL_ERROR, r->yaml_name, set->line, where, "set",
                      "%s: set must be a mapping of paths to values", where);
    return TL_OK;
  }
  const char **paths = TLI_NEW_N(r->study->arena, const char *, set->count);
  const char **texts = TLI_NEW_N(r->study->arena, const char *, set->count);
  if (paths == NULL || texts == NULL) return TLI_NO_MEMORY(error, where);
  for (const tli_yaml *m = set->first; m != NULL; m = m->next) {
    if (m->kind != TLI_YAML_SCALAR) {
      tl_findings_add(r->findings, TL_ERROR, r->yaml_name, m->line, where, m->key, "%s: %s must be set to one value",
                      where, m->key);
      continue;
    }
    paths[value->sets] = tli_arena_strdup(r->study->arena, m->key);
    texts[value->sets] = tli_arena_strdup(r->study->arena, m->text);
    if (paths[value->sets] == NULL || texts[value->sets] == NULL) return TLI_NO_MEMORY(error, where);
    value->sets++;
  }
  value->set_paths = paths;
  value->set_texts = texts;
  return TL_OK;
}

/* How often samples draw a value: a number of at least 0; values that give none count 1. */
static tl_code read_weight(const tli_reader *r, const tli_yaml *m, const char *where, tli_study_axis_value *value,
                           tl_error *error) {
  tl_value weight;
  tl_error why;
  value->weight = 1;
  value->weight_text = text_of(r, m, where, "weight", false);
  if (value->weight_text == NULL) return TLI_NO_MEMORY(error, where);
  if (value->weight_text[0] == '\0') return TL_OK;
  const int line = tli_yaml_member(m, "weight")->line;
  if (tl_value_read(value->weight_text, TL_NUMBER, &weight, &why) != TL_OK) {
    tl_findings_add(r->findings, TL_ERROR, r->yaml_name, line, where, "weight", "%s: weight = %s", where, why.sentence);
  } else if (!(weight.si >= 0) || !isfinite(weight.si)) {
    tl_findings_add(r->findings, TL_ERROR, r->yaml_name, line, where, "weight",
                    "%s: weight = %g, but a weight is 0 or more; weights are shares of their sum", where, weight.si);
  } else {
    value->weight = weight.si;
  }
  return TL_OK;
}

static tl_code read_values(const tli_reader *r, const tli_yaml *list, const char *where, tli_study_axis *axis,
                           tl_error *error) {
  if (list == NULL || list->kind != TLI_YAML_SEQUENCE || list->count == 0) {
    tl_findings_add(r->findings, TL_ERROR, r->yaml_name, axis->line, where, "values",
                    "%s: values is missing; write a list of {label: ..., set: {path: value}}", where);
    return TL_OK;
  }
  axis->values = TLI_NEW_N(r->study->arena, tli_study_axis_value, list->count);
  if (axis->values == NULL) return TLI_NO_MEMORY(error, where);
  for (const tli_yaml *m = list->first; m != NULL; m = m->next) {
    if (m->kind != TLI_YAML_MAPPING) {
      tl_findings_add(r->findings, TL_ERROR, r->yaml_name, m->line, where, "values",
                      "%s: a value must be a mapping {label, set}", where);
      continue;
    }
    check_keys(r, m, where, value_keys, TLI_COUNT(value_keys));
    tli_study_axis_value *value = &axis->values[axis->count];
    value->line = m->line;
    value->label = text_of(r, m, where, "label", true);
    if (value->label == NULL) return TLI_NO_MEMORY(error, where);
    TLI_TRY(read_weight(r, m, where, value, error));
    TLI_TRY(read_sets(r, tli_yaml_member(m, "set"), where, value, error));
    for (size_t i = 0; i < axis->count; i++)
      if (value->label[0] != '\0' && strcmp(axis->values[i].label, value->label) == 0)
        tl_findings_add(r->findings, TL_ERROR, r->yaml_name, m->line, where, "values",
                        "%s: label \"%s\" is there twice", where, value->label);
    axis->count++;
  }
  double sum = 0;
  for (size_t i = 0; i < axis->count; i++) sum += axis->values[i].weight;
  if (axis->count > 0 && !(sum > 0))
    tl_findings_add(r->findings, TL_ERROR, r->yaml_name, axis->line, where, "weight",
                    "%s: all weights are 0; give one value a weight, or none of them", where);
  return TL_OK;
}

static tl_code read_axis(const tli_reader *r, const tli_yaml *node, tli_study_axis *axis, tl_error *error) {
  axis->line = node->line;
  axis->id = text_of(r, node, "axes", "id", true);
  const char *where = axis->id != NULL ? tli_arena_printf(r->scratch, "axes.%s", axis->id) : NULL;
  if (where == NULL) return TLI_NO_MEMORY(error, "an axis");
  check_keys(r, node, where, axis_keys, TLI_COUNT(axis_keys));
  axis->label = text_of(r, node, where, "label", true);
  axis->why = text_of(r, node, where, "why", false);
  const char *reference = text_of(r, node, where, "reference", false);
  if (axis->label == NULL || axis->why == NULL || reference == NULL) return TLI_NO_MEMORY(error, where);
  TLI_TRY(read_values(r, tli_yaml_member(node, "values"), where, axis, error));
  if (reference[0] == '\0' || axis->count == 0) return TL_OK; /* the first one */
  while (axis->reference < axis->count && strcmp(axis->values[axis->reference].label, reference) != 0)
    axis->reference++;
  if (axis->reference < axis->count) return TL_OK;
  axis->reference = 0;
  const tli_yaml *member = tli_yaml_member(node, "reference");
  tl_findings_add(r->findings, TL_ERROR, r->yaml_name, member->line, where, "reference",
                  "%s: reference = \"%s\" is the label of none of its %zu values", where, reference, axis->count);
  return TL_OK;
}

tl_code tli_read_axes(tli_reader *r, const tli_yaml *node, tl_error *error) {
  tli_study *study = r->study;
  if (node->kind != TLI_YAML_SEQUENCE) {
    tl_findings_add(r->findings, TL_ERROR, r->yaml_name, node->line, "axes", "",
                    "axes must be a list of {id, label, why, reference, values}, not %s", tli_yaml_kind_name(node));
    return TL_OK;
  }
  study->axes = TLI_NEW_N(study->arena, tli_study_axis, node->count);
  if (study->axes == NULL) return TLI_NO_MEMORY(error, "the axes");
  size_t scenarios = 1;
  for (const tli_yaml *m = node->first; m != NULL; m = m->next) {
    if (m->kind != TLI_YAML_MAPPING) {
      tl_findings_add(r->findings, TL_ERROR, r->yaml_name, m->line, "axes", "", "an axis must be a mapping, not %s",
                      tli_yaml_kind_name(m));
      continue;
    }
    tli_study_axis *axis = &study->axes[study->axis_count];
    TLI_TRY(read_axis(r, m, axis, error));
    for (size_t i = 0; i < study->axis_count; i++)
      if (axis->id[0] != '\0' && strcmp(study->axes[i].id, axis->id) == 0)
        tl_findings_add(r->findings, TL_ERROR, r->yaml_name, m->line, "axes", "id", "axes: id \"%s\" is there twice",
                        axis->id);
    study->axis_count++;
    if (axis->count > 1) scenarios = scenarios > MOST_SCENARIOS ? scenarios : scenarios * axis->count;
  }
  if (scenarios > MOST_SCENARIOS)
    tl_findings_add(r->findings, TL_ERROR, r->yaml_name, node->line, "axes", "",
                    "axes: more than %d combinations; every combination is computed, so take fewer values",
                    MOST_SCENARIOS);
  return TL_OK;
}

static bool opens_a_raster(const char *path) {
  const char *last = strrchr(path, '.');
  return tli_starts_with(path, "rasters.") && last != NULL && strlen(last) > 1 &&
         (strcmp(last, ".file") == 0 || strcmp(last, ".of") == 0 || strcmp(last, ".unit") == 0);
}

/* One value of an axis on a copy: each path and text, and then whether the study still holds together. */
static tl_code try_value(tli_reader *r, const tli_study_axis *axis, const tli_study_axis_value *value, bool sound,
                         tl_error *error) {
  const tl_allocator *allocator = tli_arena_allocator(r->study->arena);
  tli_study *copy = tli_study_copy(r->study, allocator);
  tl_findings *found = tl_findings_create(allocator);
  tl_code code = copy != NULL && found != NULL ? TL_OK : TLI_NO_MEMORY(error, "an axis");
  for (size_t i = 0; code == TL_OK && i < value->sets; i++) {
    tl_error why;
    if (opens_a_raster(value->set_paths[i])) {
      sound = false;
      tl_findings_add(
          r->findings, TL_ERROR, r->yaml_name, value->line, axis->id, value->set_paths[i],
          "axes.%s, value \"%s\": %s cannot be an axis, since rasters are opened once for all combinations; "
          "run the study twice, with --set",
          axis->id, value->label, value->set_paths[i]);
      continue;
    }
    tl_code set = tli_study_set(copy, value->set_paths[i], value->set_texts[i], &why);
    if (set == TL_ERR_MACHINE) code = tl_fail(error, set, "%s", why.sentence);
    if (set == TL_ERR_INPUT) {
      sound = false;
      tl_findings_add(r->findings, TL_ERROR, r->yaml_name, value->line, axis->id, value->set_paths[i],
                      "axes.%s, value \"%s\": %s", axis->id, value->label, why.sentence);
    }
  }
  if (code == TL_OK && sound) {
    tli_study_check(copy, found);
    if (tl_findings_lost(found)) code = TLI_NO_MEMORY(error, "an axis");
    for (size_t i = 0; code == TL_OK && i < tl_findings_count(found); i++) {
      const tl_finding *f = tl_findings_at(found, i);
      if (f->severity == TL_ERROR)
        tl_findings_add(r->findings, TL_ERROR, r->yaml_name, value->line, axis->id, f->field,
                        "axes.%s, value \"%s\": %s", axis->id, value->label, f->sentence);
    }
  }
  tl_findings_destroy(found);
  tli_study_destroy(copy);
  return code;
}

tl_code tli_try_axes(tli_reader *r, tl_error *error) {
  bool sound = tl_findings_total(r->findings, TL_ERROR) == 0;
  for (size_t i = 0; i < r->study->axis_count; i++)
    for (size_t k = 0; k < r->study->axes[i].count; k++)
      TLI_TRY(try_value(r, &r->study->axes[i], &r->study->axes[i].values[k], sound, error));
  return TL_OK;
}
