/* GasLib networks (.net): nodes and connections with their figures, in whatever units and order the file has.
 *
 * The nine kinds of element that GasLib 2012-2017 defines are read; of others (GasLib-582-v1 has `drives` and a
 * `pistonCompressor` among the connections) each kind is named once by a warning and left out. A figure of a known
 * element that is not in our table is kept as "x:NAME", an attribute as "x:@NAME", so that writing gives it back. */
#include "io/gaslib.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const struct {
  const char *gaslib, *ours;
} roles[] = {{"source", "source"}, {"sink", "sink"}, {"innode", "inner"}},
  kinds[] = {{"pipe", "pipe"},         {"shortPipe", "short_pipe"},
             {"valve", "valve"},       {"controlValve", "control_valve"},
             {"resistor", "resistor"}, {"compressorStation", "station"}};

const char *tli_gaslib_role(const char *gaslib) {
  for (size_t i = 0; i < TLI_COUNT(roles); i++)
    if (strcmp(roles[i].gaslib, gaslib) == 0) return roles[i].ours;
  return NULL;
}

const char *tli_gaslib_kind(const char *gaslib) {
  for (size_t i = 0; i < TLI_COUNT(kinds); i++)
    if (strcmp(kinds[i].gaslib, gaslib) == 0) return kinds[i].ours;
  return NULL;
}

const char *tli_gaslib_element(const char *ours) {
  for (size_t i = 0; i < TLI_COUNT(roles); i++)
    if (strcmp(roles[i].ours, ours) == 0) return roles[i].gaslib;
  for (size_t i = 0; i < TLI_COUNT(kinds); i++)
    if (strcmp(kinds[i].ours, ours) == 0) return kinds[i].gaslib;
  return NULL;
}

/* What is not in our table: a number with its unit if it is one, else the text. */
static tl_code keep_unknown(tli_case_builder *b, tli_case_values *values, const char *prefix, const char *name,
                            const char *text, const char *unit, int line) {
  char *own = tli_arena_printf(b->c->arena, "%s%s", prefix, name);
  if (own == NULL) return TLI_NO_MEMORY(b->error, b->file);
  double number;
  const tli_case_unit *known = unit != NULL ? tli_case_unit_find(unit, NULL) : NULL;
  if (tli_case_plain_number(text, &number) && (unit == NULL || known != NULL))
    return tli_case_add_written(b, values, own, number, known, line);
  if (unit == NULL) return tli_case_add_text(b, values, own, text, line);
  const char *both = tli_arena_printf(b->c->arena, "%s %s", text, unit);
  if (both == NULL) return TLI_NO_MEMORY(b->error, b->file);
  return tli_case_add_text(b, values, own, both, line);
}

static bool one_of(const char *word, const char *const *words) {
  for (; *words != NULL; words++)
    if (strcmp(*words, word) == 0) return true;
  return false;
}

static tl_code take_attributes(tli_case_builder *b, const tli_xml *e, const char *id, const char *const *own,
                               tli_case_values *values) {
  for (size_t i = 0; i < e->attribute_count; i++) {
    const tli_xml_attribute *a = &e->attributes[i];
    if (one_of(a->name, own)) continue;
    const tli_case_figure *figure = tli_case_figure_by_gaslib(a->name, true);
    if (figure != NULL)
      TLI_TRY(tli_case_add_figure(b, values, id, figure, a->value, NULL, e->line));
    else
      TLI_TRY(keep_unknown(b, values, "x:@", a->name, a->value, NULL, e->line));
  }
  return TL_OK;
}

static tl_code take_figures(tli_case_builder *b, const tli_xml *e, const char *id, tli_case_values *values) {
  for (const tli_xml *f = e->first; f != NULL; f = f->next) {
    const tli_case_figure *figure = tli_case_figure_by_gaslib(f->name, false);
    const char *value = tli_xml_attribute_of(f, "value"), *unit = tli_xml_attribute_of(f, "unit");
    if (value == NULL) {
      tl_findings_add(b->findings, figure != NULL ? TL_ERROR : TL_WARNING, b->file, f->line, id, f->name,
                      "\"%s\": %s has no attribute \"value\"; it was left out", id, f->name);
      continue;
    }
    if (figure != NULL)
      TLI_TRY(tli_case_add_figure(b, values, id, figure, value, unit, f->line));
    else
      TLI_TRY(keep_unknown(b, values, "x:", f->name, value, unit, f->line));
  }
  return TL_OK;
}

static const char *attribute(const tli_case_builder *b, const tli_xml *e, const char *name) {
  const char *value = tli_xml_attribute_of(e, name);
  if (value != NULL && value[0] != '\0') return value;
  tl_findings_add(b->findings, TL_ERROR, b->file, e->line, "", name, "%s: the attribute \"%s\" is missing or empty",
                  e->name, name);
  return NULL;
}

static void coordinate(const tli_case_builder *b, const tli_xml *e, const char *id, const char *name, double *place) {
  const char *text = tli_xml_attribute_of(e, name);
  if (text == NULL || tli_case_plain_number(text, place)) return;
  *place = NAN;
  tl_findings_add(b->findings, TL_ERROR, b->file, e->line, id, name, "\"%s\": %s is no number", id, name);
}

static tl_code read_node(tli_case_builder *b, const tli_xml *e) {
  static const char *const own[] = {"id", "x", "y", NULL};
  const char *id = attribute(b, e, "id");
  if (id == NULL) return TL_OK;
  tli_case_node *node;
  TLI_TRY(tli_case_add_node(b, id, tli_gaslib_role(e->name), e->line, &node));
  coordinate(b, e, id, "x", &node->x);
  coordinate(b, e, id, "y", &node->y);
  TLI_TRY(take_attributes(b, e, id, own, &node->values));
  return take_figures(b, e, id, &node->values);
}

/* What a link cannot do without. */
static void need(const tli_case_builder *b, const tli_case_link *l, const char *name) {
  const tli_case_figure *figure = tli_case_figure_by_name(name);
  if (tli_case_value_find(&l->values, name) == NULL)
    tl_findings_add(b->findings, TL_ERROR, b->file, l->line, l->id, figure->key, "%s \"%s\" has no valid %s", l->kind,
                    l->id, figure->key);
}

static tl_code read_link(tli_case_builder *b, const tli_xml *e) {
  static const char *const own[] = {"id", "from", "to", NULL};
  const char *id = attribute(b, e, "id"), *from = attribute(b, e, "from"), *to = attribute(b, e, "to");
  if (id == NULL || from == NULL || to == NULL) return TL_OK;
  tli_case_link *link;
  TLI_TRY(tli_case_add_link(b, id, tli_gaslib_kind(e->name), from, to, e->line, &link));
  tli_case_values left_out = {0}; /* the figures of a dangling link are still looked at */
  tli_case_values *values = link != NULL ? &link->values : &left_out;
  TLI_TRY(take_attributes(b, e, id, own, values));
  TLI_TRY(take_figures(b, e, id, values));
  if (link == NULL) return TL_OK;
  if (strcmp(link->kind, "pipe") == 0) {
    if (tli_case_value_find(&link->values, "friction") == NULL) /* meant by all, said by none */
      TLI_TRY(tli_case_add_text(b, &link->values, "friction", "nikuradse", e->line));
    need(b, link, "length_m");
    need(b, link, "diameter_m");
  }
  if (strcmp(link->kind, "resistor") == 0 && tli_case_value_find(&link->values, "loss_pa") == NULL) {
    need(b, link, "drag_factor");
    need(b, link, "diameter_m");
  }
  return TL_OK;
}

static void skip(const tli_case_builder *b, const tli_xml *parent, const tli_xml *e) {
  for (const tli_xml *before = parent->first; before != e; before = before->next)
    if (strcmp(before->name, e->name) == 0) return;
  tl_findings_add(b->findings, TL_WARNING, b->file, e->line, "", e->name,
                  "%s is no %s of a GasLib network: left out, with all others of its name", e->name,
                  strcmp(parent->name, "nodes") == 0 ? "node" : "connection");
}

enum { MOST_SKIPPED = 100 }; /* looking for the first of its name is quadratic: past these they are not named singly */

static tl_code read_list(tli_case_builder *b, const tli_xml *root, const char *name, const char *(*known)(const char *),
                         tl_code (*read)(tli_case_builder *, const tli_xml *)) {
  size_t skipped = 0;
  bool any = false;
  for (const tli_xml *list = root->first; list != NULL; list = list->next) {
    if (strcmp(list->name, name) != 0) continue;
    any = true;
    for (const tli_xml *e = list->first; e != NULL; e = e->next) {
      if (known(e->name) != NULL)
        TLI_TRY(read(b, e));
      else if (skipped++ < MOST_SKIPPED)
        skip(b, list, e);
    }
  }
  if (!any)
    tl_findings_add(b->findings, TL_ERROR, b->file, root->line, "", name, "the network has no list \"%s\"", name);
  return TL_OK;
}

static const char *title_of(const tli_xml *root) {
  const tli_xml *information = tli_xml_child(root, "information");
  const tli_xml *title = information != NULL ? tli_xml_child(information, "title") : NULL;
  return title != NULL ? title->text : "";
}

tl_code tli_gaslib_net_read(const tli_file *file, tli_case_builder *b) {
  const tli_xml *root;
  TLI_TRY(tli_xml_parse(file, b->file, b->c->arena, &root, b->findings, b->error));
  if (root == NULL) return TL_OK;
  if (strcmp(root->name, "network") != 0) {
    tl_findings_add(b->findings, TL_ERROR, b->file, root->line, "", "", "the file holds <%s>, not a GasLib <network>",
                    root->name);
    return TL_OK;
  }
  b->c->format = "gaslib";
  b->c->title = title_of(root);
  TLI_TRY(read_list(b, root, "nodes", tli_gaslib_role, read_node));
  TLI_TRY(tli_case_close_nodes(b));
  TLI_TRY(read_list(b, root, "connections", tli_gaslib_kind, read_link));
  return tli_case_finish_network(b);
}
