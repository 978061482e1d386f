/* Writing GasLib files. Every number goes out as it was read, in its own unit; from other formats in SI's nearest unit
 * that GasLib knows. What GasLib has no element for is named by a warning in `lost`. */
#include "io/gaslib.h"

#include <math.h>
#include <string.h>

static void add_attribute(tli_text *out, const char *name, const char *text) {
  tli_text_printf(out, " %s=\"", name);
  tli_xml_add_escaped(out, text);
  tli_text_add(out, "\"");
}

static void add_number_attribute(tli_text *out, const char *name, double number) {
  if (isnan(number)) return;
  tli_text_printf(out, " %s=\"", name);
  tli_text_add_number(out, number);
  tli_text_add(out, "\"");
}

/* GasLib's name of a unit: the first of its spellings. */
static void add_unit(tli_text *out, const tli_case_unit *unit) {
  const char *bar = strchr(unit->gaslib, '|');
  tli_text_add(out, " unit=\"");
  tli_text_add_n(out, unit->gaslib, bar != NULL ? (size_t)(bar - unit->gaslib) : strlen(unit->gaslib));
  tli_text_add(out, "\"");
}

static const char *element_name(const tli_case_value *v) {
  const tli_case_figure *figure = tli_case_figure_by_name(v->name);
  if (figure != NULL) return figure->attribute || figure->gaslib[0] == '\0' ? NULL : figure->gaslib;
  return tli_starts_with(v->name, "x:") && v->name[2] != '@' && v->text == NULL ? v->name + 2 : NULL;
}

static const char *attribute_name(const tli_case_value *v) {
  const tli_case_figure *figure = tli_case_figure_by_name(v->name);
  if (figure != NULL) return figure->attribute ? figure->gaslib : NULL;
  return tli_starts_with(v->name, "x:@") ? v->name + 3 : NULL;
}

/* A name that came from a foreign format may be no XML name. */
static bool is_xml_name(const char *name) {
  if (!((*name >= 'a' && *name <= 'z') || (*name >= 'A' && *name <= 'Z') || *name == '_')) return false;
  for (const char *p = name; *p != '\0'; p++)
    if (strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.", *p) == NULL) return false;
  return true;
}

static void add_attributes(tli_text *out, const tli_case_values *values) {
  for (size_t i = 0; i < values->count; i++) {
    const tli_case_value *v = &values->at[i];
    const char *name = attribute_name(v);
    if (name == NULL || !is_xml_name(name)) continue;
    if (v->text != NULL)
      add_attribute(out, name, v->text);
    else
      add_number_attribute(out, name, v->written);
  }
}

static void add_figure(tli_text *out, const tli_case_value *v, const char *name, const char *bound) {
  tli_text_printf(out, "      <%s", name);
  if (bound != NULL) add_attribute(out, "bound", bound);
  const tli_case_unit *unit = tli_case_unit_of(v);
  const bool foreign = unit != NULL && unit->gaslib[0] == '\0'; /* a unit that GasLib does not write: in SI */
  if (foreign) unit = tli_case_unit_si(unit->kind);
  if (unit != NULL) add_unit(out, unit);
  add_number_attribute(out, "value", foreign ? v->written * v->unit->factor + v->unit->offset : v->written);
  tli_text_add(out, "/>\n");
}

/* What a GasLib network means where it says nothing. */
static bool goes_without_saying(const tli_case_value *v) {
  return tli_text_equal(v->name, "friction") && tli_text_equal(v->text, "nikuradse");
}

static void add_figures(tli_text *out, const tli_case_values *values, const char *id, tl_findings *lost) {
  for (size_t i = 0; i < values->count; i++) {
    const tli_case_value *v = &values->at[i];
    const char *name = element_name(v);
    if (name != NULL && is_xml_name(name))
      add_figure(out, v, name, NULL);
    else if (attribute_name(v) == NULL && !goes_without_saying(v))
      tl_findings_add(lost, TL_WARNING, "", 0, id, v->name, "\"%s\": GasLib has no place for %s", id, v->name);
  }
}

static const char head[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
#define NAMESPACES                                           \
  "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" " \
  "xmlns:framework=\"http://gaslib.zib.de/Framework\""

static void add_node(tli_text *out, const tli_case_node *n, tl_findings *lost) {
  const char *element = tli_gaslib_element(n->role);
  if (element == NULL) element = "innode";
  tli_text_printf(out, "    <%s", element);
  add_attribute(out, "id", n->id);
  add_number_attribute(out, "x", n->x);
  add_number_attribute(out, "y", n->y);
  add_attributes(out, &n->values);
  tli_text_add(out, ">\n");
  add_figures(out, &n->values, n->id, lost);
  tli_text_printf(out, "    </%s>\n", element);
}

static void add_link(tli_text *out, const tli_case *c, const tli_case_link *l, tl_findings *lost) {
  const char *element = tli_gaslib_element(l->kind);
  if (element == NULL && strcmp(l->kind, "compressor") == 0) element = "compressorStation";
  if (element == NULL) {
    tl_findings_add(lost, TL_WARNING, "", 0, l->id, "kind", "GasLib has no element for the %s \"%s\": it was left out",
                    l->kind, l->id);
    return;
  }
  tli_text_printf(out, "    <%s", element);
  add_attribute(out, "id", l->id);
  add_attribute(out, "from", c->nodes[l->from].id);
  add_attribute(out, "to", c->nodes[l->to].id);
  add_attributes(out, &l->values);
  tli_text_add(out, ">\n");
  add_figures(out, &l->values, l->id, lost);
  tli_text_printf(out, "    </%s>\n", element);
}

void tli_gaslib_net_write(const tli_case *c, tli_text *out, tl_findings *lost) {
  tli_text_add(out, head);
  tli_text_add(out, "<network xmlns=\"http://gaslib.zib.de/Gas\" " NAMESPACES
                    ">\n  <framework:information>\n"
                    "    <framework:title>");
  tli_xml_add_escaped(out, c->title);
  tli_text_add(out,
               "</framework:title>\n    <framework:type>gas</framework:type>\n  </framework:information>\n"
               "  <framework:nodes>\n");
  for (size_t i = 0; i < c->node_count; i++) add_node(out, &c->nodes[i], lost);
  tli_text_add(out, "  </framework:nodes>\n  <framework:connections>\n");
  for (size_t i = 0; i < c->link_count; i++) add_link(out, c, &c->links[i], lost);
  tli_text_add(out, "  </framework:connections>\n</network>\n");
  size_t homeless = 0;
  for (size_t i = 0; i < c->row_count; i++) homeless += !tli_starts_with(c->rows[i].table, "scenario ");
  if (homeless > 0)
    tl_findings_add(lost, TL_WARNING, "", 0, "", "rows",
                    "GasLib has no place for tables and global figures: %zu rows were left out", homeless);
}

static const char scenario_table[] = "scenario ";

/* What the scenario says about a link. */
static void add_changed_link(tli_text *out, const tli_case_row *r, tl_findings *lost) {
  if (!tli_starts_with(r->table, scenario_table)) return;
  const char *element = r->table + sizeof scenario_table - 1;
  if (!is_xml_name(element)) return;
  tli_text_printf(out, "    <%s", element);
  add_attributes(out, &r->values);
  tli_text_add(out, ">\n");
  add_figures(out, &r->values, element, lost);
  tli_text_printf(out, "    </%s>\n", element);
}

void tli_gaslib_scn_write(const tli_case *c, tli_text *out, tl_findings *lost) {
  tli_text_add(out, head);
  tli_text_add(out, "<boundaryValue xmlns=\"http://gaslib.zib.de/Gas\" " NAMESPACES ">\n  <scenario");
  add_attribute(out, "id", c->scenario_id);
  tli_text_add(out, ">\n");
  add_figures(out, &c->scenario_values, c->scenario_id, lost);
  for (size_t i = 0; i < c->demand_count; i++) {
    const tli_case_demand *d = &c->demands[i];
    tli_text_printf(out, "    <node type=\"%s\"", d->entry ? "entry" : "exit");
    add_attribute(out, "id", d->id);
    tli_text_add(out, ">\n");
    for (size_t k = 0; k < d->values.count; k++) {
      const tli_case_value *v = &d->values.at[k];
      const char *colon = strchr(v->name, ':');
      if (tli_starts_with(v->name, "flow:"))
        add_figure(out, v, "flow", colon + 1);
      else if (tli_starts_with(v->name, "p:"))
        add_figure(out, v, "pressure", colon + 1);
      else if (element_name(v) != NULL)
        add_figure(out, v, element_name(v), NULL);
      else if (strcmp(v->name, "x:table") != 0 && strcmp(v->name, "x:id") != 0) /* where it stood in a MatGas file */
        tl_findings_add(lost, TL_WARNING, "", 0, d->id, v->name, "\"%s\": GasLib has no place for %s", d->id, v->name);
    }
    tli_text_add(out, "    </node>\n");
  }
  for (size_t i = 0; i < c->row_count; i++) add_changed_link(out, &c->rows[i], lost);
  tli_text_add(out, "  </scenario>\n</boundaryValue>\n");
}

/* A tree that was read comes without its namespaces: they are those of the root. */
static void write_tree(const tli_xml *root, const char *name, tli_text *out) {
  tli_text_add(out, head);
  tli_text_printf(out, "<%s xmlns=\"http://gaslib.zib.de/%c%s\" " NAMESPACES ">\n", name, name[0] - 'a' + 'A',
                  name + 1);
  for (const tli_xml *e = root != NULL ? root->first : NULL; e != NULL; e = e->next) tli_xml_write(out, e, 1);
  tli_text_printf(out, "</%s>\n", name);
}

void tli_gaslib_cs_write(const tli_case *c, tli_text *out, tl_findings *lost) {
  (void)lost;
  write_tree(c->stations, "compressorStations", out);
}

void tli_gaslib_cdf_write(const tli_case *c, tli_text *out, tl_findings *lost) {
  (void)lost;
  write_tree(c->decisions, "combinedDecisions", out);
}
