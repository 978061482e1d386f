/* Reading our own network format: docs/network-format.md. A reader by table: the keys are those of the figures. */
#include "io/formats.h"

#include "io/gaslib.h"
#include "io/yaml_document.h"

#include <math.h>
#include <string.h>

static const char *text_of(const tli_yaml *mapping, const char *key) {
  const tli_yaml *member = tli_yaml_member(mapping, key);
  return member != NULL && member->kind == TLI_YAML_SCALAR ? member->text : NULL;
}

static tl_code take_known(tli_case_builder *b, const tli_yaml *m, const char *id, const tli_case_figure *figure,
                          tli_case_values *values) {
  if (strcmp(figure->kind, "text") == 0) return tli_case_add_figure(b, values, id, figure, m->text, NULL, m->line);
  const char *blank = strchr(m->text, ' ');
  if (blank == NULL) return tli_case_add_figure(b, values, id, figure, m->text, NULL, m->line);
  const char *number = tli_arena_strndup(b->c->arena, m->text, (size_t)(blank - m->text));
  if (number == NULL) return TLI_NO_MEMORY(b->error, b->file);
  return tli_case_add_figure(b, values, id, figure, number, blank + 1, m->line);
}

/* "x:..." in quotes is a text, else a number with or without a unit. */
static tl_code take_foreign(tli_case_builder *b, const tli_yaml *m, const char *id, tli_case_values *values) {
  if (m->quoted) return tli_case_add_text(b, values, m->key, m->text, m->line);
  const char *end;
  const double written = tli_parse_double(m->text, &end);
  const tli_case_unit *unit = *end == ' ' ? tli_case_unit_find(end + 1, NULL) : NULL;
  if (end != m->text && isfinite(written) && (*end == '\0' || unit != NULL)) {
    const char *name = tli_arena_strdup(b->c->arena, m->key);
    if (name == NULL) return TLI_NO_MEMORY(b->error, b->file);
    return tli_case_add_written(b, values, name, written, unit, m->line);
  }
  tl_findings_add(b->findings, TL_ERROR, b->file, m->line, id, m->key,
                  "\"%s\": %s is neither a number with a known unit nor a text in quotes", id, m->key);
  return TL_OK;
}

static void unknown_key(const tli_case_builder *b, const tli_yaml *m, const char *id) {
  const char *keys[128];
  size_t count = 0;
  for (; count < TLI_COUNT(keys) && tli_case_figure_at(count) != NULL; count++)
    keys[count] = tli_case_figure_at(count)->key;
  const char *near = tli_did_you_mean(m->key, keys, count);
  tl_findings_add(b->findings, TL_ERROR, b->file, m->line, id, m->key, "\"%s\": \"%s\" is no known key%s%s", id, m->key,
                  near != NULL ? "; did you mean " : "", near != NULL ? near : "");
}

/* All members but those in `own`. */
static tl_code take_values(tli_case_builder *b, const tli_yaml *mapping, const char *id, const char *const *own,
                           tli_case_values *values) {
  for (const tli_yaml *m = mapping->first; m != NULL; m = m->next) {
    bool taken = false;
    for (size_t i = 0; own[i] != NULL; i++) taken = taken || strcmp(own[i], m->key) == 0;
    if (taken) continue;
    const tli_case_figure *figure = tli_case_figure_by_key(m->key);
    if (m->kind != TLI_YAML_SCALAR)
      tl_findings_add(b->findings, TL_ERROR, b->file, m->line, id, m->key, "\"%s\": %s is %s; wanted is a figure", id,
                      m->key, tli_yaml_kind_name(m));
    else if (figure != NULL)
      TLI_TRY(take_known(b, m, id, figure, values));
    else if (tli_starts_with(m->key, "x:"))
      TLI_TRY(take_foreign(b, m, id, values));
    else
      unknown_key(b, m, id);
  }
  return TL_OK;
}

static void need(const tli_case_builder *b, const tli_yaml *e, const char *keys) {
  tl_findings_add(b->findings, TL_ERROR, b->file, e->line, "", "", "each entry of this list needs %s", keys);
}

static void coordinate(const tli_case_builder *b, const tli_yaml *e, const char *key, double *place) {
  const char *text = text_of(e, key);
  if (text == NULL || tli_case_plain_number(text, place)) return;
  *place = NAN;
  tl_findings_add(b->findings, TL_ERROR, b->file, e->line, "", key, "%s is no number", key);
}

/* The reader's own word for one that is allowed, NULL if it is none of them. */
static const char *word_of(const char *text, const char *const *words) {
  for (; text != NULL && *words != NULL; words++)
    if (strcmp(*words, text) == 0) return *words;
  return NULL;
}

static tl_code read_node(tli_case_builder *b, const tli_yaml *e) {
  static const char *const own[] = {"id", "role", "x", "y", NULL};
  static const char *const roles[] = {"source", "sink", "inner", NULL};
  const char *id = text_of(e, "id"), *role = word_of(text_of(e, "role"), roles);
  if (id == NULL || id[0] == '\0' || role == NULL) {
    need(b, e, "an id, and as role source, sink or inner");
    return TL_OK;
  }
  tli_case_node *node;
  TLI_TRY(tli_case_add_node(b, id, role, e->line, &node));
  coordinate(b, e, "x", &node->x);
  coordinate(b, e, "y", &node->y);
  return take_values(b, e, id, own, &node->values);
}

static tl_code read_link(tli_case_builder *b, const tli_yaml *e) {
  static const char *const own[] = {"id", "kind", "from", "to", NULL};
  static const char *const kinds[] = {"pipe",          "short_pipe", "valve",   "check_valve", "resistor",
                                      "control_valve", "compressor", "station", "regulator",   "storage",
                                      "leak",          "delivery",   NULL};
  const char *id = text_of(e, "id"), *kind = word_of(text_of(e, "kind"), kinds);
  const char *from = text_of(e, "from"), *to = text_of(e, "to");
  if (id == NULL || id[0] == '\0' || kind == NULL || from == NULL || to == NULL) {
    need(b, e, "an id, from, to, and a kind (`trunkline describe elements`)");
    return TL_OK;
  }
  tli_case_link *link;
  TLI_TRY(tli_case_add_link(b, id, kind, from, to, e->line, &link));
  tli_case_values left_out = {0};
  return take_values(b, e, id, own, link != NULL ? &link->values : &left_out);
}

static tl_code read_demand(tli_case_builder *b, const tli_yaml *e) {
  static const char *const own[] = {"id", "type", NULL};
  static const char *const types[] = {"entry", "exit", NULL};
  const char *id = text_of(e, "id"), *type = word_of(text_of(e, "type"), types);
  if (id == NULL || type == NULL) {
    need(b, e, "an id, and as type entry or exit");
    return TL_OK;
  }
  tli_case_demand *demand;
  TLI_TRY(tli_case_add_demand(b, id, strcmp(type, "entry") == 0, e->line, &demand));
  return take_values(b, e, id, own, &demand->values);
}

static tl_code read_row(tli_case_builder *b, const tli_yaml *e) {
  static const char *const own[] = {"table", NULL};
  const char *table = text_of(e, "table");
  if (table == NULL) {
    need(b, e, "the name of its table");
    return TL_OK;
  }
  tli_case_row *row;
  TLI_TRY(tli_case_add_row(b, table, e->line, &row));
  return take_values(b, e, table, own, &row->values);
}

static tl_code read_list(tli_case_builder *b, const tli_yaml *root, const char *key,
                         tl_code (*read)(tli_case_builder *, const tli_yaml *)) {
  const tli_yaml *list = tli_yaml_member(root, key);
  if (list == NULL || (list->kind == TLI_YAML_SCALAR && list->text[0] == '\0')) return TL_OK;
  if (list->kind != TLI_YAML_SEQUENCE) {
    tl_findings_add(b->findings, TL_ERROR, b->file, list->line, "", key, "%s is %s; wanted is a list", key,
                    tli_yaml_kind_name(list));
    return TL_OK;
  }
  for (const tli_yaml *e = list->first; e != NULL; e = e->next) {
    if (e->kind == TLI_YAML_MAPPING)
      TLI_TRY(read(b, e));
    else
      need(b, e, "keys with values: {id: ..., ...}");
  }
  return TL_OK;
}

static void read_gas(const tli_case_builder *b, const tli_yaml *root) {
  tli_case_gas *g = &b->c->gas;
  const tli_yaml *gas = tli_yaml_member(root, "gas");
  for (const tli_yaml *m = gas != NULL ? gas->first : NULL; m != NULL; m = m->next) {
    tl_component component;
    double number = 0;
    if (m->key == NULL || m->kind != TLI_YAML_SCALAR) continue;
    if (strcmp(m->key, "model") == 0) {
      g->model = m->text;
      continue;
    }
    const bool is_number = tli_case_plain_number(m->text, &number);
    if (is_number && tli_case_set_gas(b, m->key, number, m->key, m->line)) continue;
    if (is_number && number >= 0 && tl_component_find(m->key, &component, NULL)) {
      g->mixture.x[component] = number;
      g->has_mixture = true;
      continue;
    }
    tl_findings_add(b->findings, TL_ERROR, b->file, m->line, "gas", m->key,
                    "gas: %s is no known key, or its value no number in SI, or a share below 0", m->key);
  }
}

/* A tree of parts back into elements. *element is NULL after a finding. Depth is bounded by that of the YAML. */
static tl_code read_tree(tli_case_builder *b, const tli_yaml *node, tli_xml **element) {
  tli_arena *arena = b->c->arena;
  const char *name = text_of(node, "part"), *text = text_of(node, "text");
  *element = NULL;
  if (name == NULL || name[0] == '\0') {
    need(b, node, "the name of its part");
    return TL_OK;
  }
  const tli_yaml *with = tli_yaml_member(node, "with"), *parts = tli_yaml_member(node, "parts");
  const size_t count = with != NULL && with->kind == TLI_YAML_MAPPING ? with->count : 0;
  tli_xml_attribute *attributes = TLI_NEW_N(arena, tli_xml_attribute, count);
  tli_xml *e = TLI_NEW(arena, tli_xml);
  if (attributes == NULL || e == NULL) return TLI_NO_MEMORY(b->error, b->file);
  size_t n = 0;
  for (const tli_yaml *m = count > 0 ? with->first : NULL; m != NULL && n < count; m = m->next)
    if (m->kind == TLI_YAML_SCALAR) attributes[n++] = (tli_xml_attribute){m->key, m->text};
  *e = (tli_xml){.name = name,
                 .text = text != NULL ? text : "",
                 .attributes = attributes,
                 .attribute_count = n,
                 .line = node->line};
  const tli_xml **end = &e->first;
  for (const tli_yaml *m = parts != NULL && parts->kind == TLI_YAML_SEQUENCE ? parts->first : NULL; m != NULL;
       m = m->next) {
    tli_xml *part;
    TLI_TRY(read_tree(b, m, &part));
    if (part == NULL) continue;
    *end = part;
    end = &part->next;
  }
  *element = e;
  return TL_OK;
}

static tl_code read_trees(tli_case_builder *b, const tli_yaml *root) {
  const tli_yaml *stations = tli_yaml_member(root, "stations"), *decisions = tli_yaml_member(root, "decisions");
  tli_xml *tree;
  if (stations != NULL) {
    TLI_TRY(read_tree(b, stations, &tree));
    if (tree != NULL) TLI_TRY(tli_gaslib_cs_take(b, tree));
  }
  if (decisions != NULL) {
    TLI_TRY(read_tree(b, decisions, &tree));
    b->c->decisions = tree;
    if (tree != NULL) tli_gaslib_cdf_check(b, tree);
  }
  return TL_OK;
}

static void check_top(const tli_case_builder *b, const tli_yaml *root) {
  static const char *const known[] = {"trunkline", "version",  "title",   "gas",      "nodes",    "links",
                                      "rows",      "scenario", "demands", "stations", "decisions"};
  for (const tli_yaml *m = root->first; m != NULL; m = m->next) {
    bool found = false;
    for (size_t i = 0; i < TLI_COUNT(known); i++) found = found || strcmp(known[i], m->key) == 0;
    if (found) continue;
    const char *near = tli_did_you_mean(m->key, known, TLI_COUNT(known));
    tl_findings_add(b->findings, TL_ERROR, b->file, m->line, "", m->key, "\"%s\" is no known key%s%s", m->key,
                    near != NULL ? "; did you mean " : "", near != NULL ? near : "");
  }
  const char *version = text_of(root, "version");
  if (version == NULL || strcmp(version, "1") != 0)
    tl_findings_add(b->findings, TL_ERROR, b->file, root->line, "", "version",
                    "version must be 1, the only one so far");
}

tl_code tli_own_read(const tli_file *file, tli_case_builder *b) {
  const tli_yaml *root;
  TLI_TRY(tli_yaml_parse(file, b->file, b->c->arena, &root, b->findings, b->error));
  if (root == NULL) return TL_OK;
  const char *what = text_of(root, "trunkline");
  if (root->kind != TLI_YAML_MAPPING || what == NULL || strcmp(what, "network") != 0) {
    tl_findings_add(b->findings, TL_ERROR, b->file, root->line, "", "",
                    "no Trunkline network: the file must start with \"trunkline: network\"");
    return TL_OK;
  }
  check_top(b, root);
  const char *title = text_of(root, "title");
  b->c->format = "trunkline";
  b->c->title = title != NULL ? title : "";
  read_gas(b, root);
  TLI_TRY(read_list(b, root, "nodes", read_node));
  TLI_TRY(tli_case_close_nodes(b));
  TLI_TRY(read_list(b, root, "links", read_link));
  TLI_TRY(read_list(b, root, "rows", read_row));
  TLI_TRY(tli_case_finish_network(b));
  const tli_yaml *scenario = tli_yaml_member(root, "scenario");
  if (scenario != NULL && scenario->kind == TLI_YAML_MAPPING) {
    static const char *const own[] = {"id", NULL};
    const char *id = text_of(scenario, "id");
    b->c->scenario_id = id != NULL ? id : "";
    TLI_TRY(take_values(b, scenario, "scenario", own, &b->c->scenario_values));
    TLI_TRY(read_list(b, root, "demands", read_demand));
    TLI_TRY(tli_case_finish_scenario(b));
  }
  return read_trees(b, root);
}
