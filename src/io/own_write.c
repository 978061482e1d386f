/* Writing our own network format: docs/network-format.md. One line an element; each number with the unit it came in. */
#include "io/formats.h"

#include <math.h>
#include <string.h>

/* A text in double quotes, as YAML 1.2 and JSON both read it. */
static void add_text(tli_text *out, const char *text) {
  tli_text_add(out, "\"");
  for (const char *p = text; *p != '\0'; p++) {
    if (*p == '"' || *p == '\\')
      tli_text_printf(out, "\\%c", *p);
    else if ((unsigned char)*p < 32 || *p == 127)
      tli_text_printf(out, "\\x%02x", (unsigned)*p);
    else
      tli_text_add_n(out, p, 1);
  }
  tli_text_add(out, "\"");
}

static void add_member(tli_text *out, const char *key, const char *text) {
  tli_text_printf(out, ", %s: ", key);
  add_text(out, text);
}

static void add_number_member(tli_text *out, const char *key, double number) {
  if (isnan(number)) return;
  tli_text_printf(out, ", %s: ", key);
  tli_text_add_number(out, number);
}

static void add_values(tli_text *out, const tli_case_values *values) {
  for (size_t i = 0; i < values->count; i++) {
    const tli_case_value *v = &values->at[i];
    const tli_case_figure *figure = tli_case_figure_by_name(v->name);
    tli_text_add(out, ", ");
    if (figure != NULL)
      tli_text_add(out, figure->key);
    else
      add_text(out, v->name);
    tli_text_add(out, ": ");
    if (v->text != NULL) {
      add_text(out, v->text);
      continue;
    }
    tli_text_add_number(out, v->written);
    const tli_case_unit *unit = tli_case_unit_of(v);
    if (unit != NULL) tli_text_printf(out, " %s", unit->spelling);
  }
}

static void add_tree(tli_text *out, const tli_xml *e, int depth) {
  tli_text_printf(out, "%*s{part: ", 2 * depth, "");
  add_text(out, e->name);
  for (size_t i = 0; i < e->attribute_count; i++) {
    tli_text_add(out, i == 0 ? ", with: {" : ", ");
    add_text(out, e->attributes[i].name);
    tli_text_add(out, ": ");
    add_text(out, e->attributes[i].value);
  }
  if (e->attribute_count > 0) tli_text_add(out, "}");
  if (e->text[0] != '\0') add_member(out, "text", e->text);
  if (e->first != NULL) tli_text_add(out, ", parts: [\n");
  for (const tli_xml *part = e->first; part != NULL; part = part->next) {
    add_tree(out, part, depth + 1);
    tli_text_add(out, part->next != NULL ? ",\n" : "]");
  }
  tli_text_add(out, "}");
}

static void add_gas(tli_text *out, const tli_case_gas *g) {
  tli_text_add(out, "gas: {model: ");
  add_text(out, g->model);
  add_number_member(out, "molar_mass_kg_mol", g->molar_mass_kg_mol);
  add_number_member(out, "norm_density_kg_m3", g->norm_density_kg_m3);
  add_number_member(out, "t_k", g->t_k);
  add_number_member(out, "viscosity_pa_s", g->viscosity_pa_s);
  add_number_member(out, "z", g->z);
  add_number_member(out, "pseudocritical_p_pa", g->pseudocritical_p_pa);
  add_number_member(out, "pseudocritical_t_k", g->pseudocritical_t_k);
  add_number_member(out, "gross_j_m3", g->gross_j_m3);
  for (int i = 0; g->has_mixture && i < TL_COMPONENTS; i++)
    if (g->mixture.x[i] > 0) add_number_member(out, tl_component_name((tl_component)i), g->mixture.x[i]);
  tli_text_add(out, "}\n");
}

void tli_own_write(const tli_case *c, tli_text *out, tl_findings *lost) {
  (void)lost; /* nothing is */
  tli_text_add(out, "trunkline: network\nversion: 1\ntitle: ");
  add_text(out, c->title);
  tli_text_add(out, "\n");
  add_gas(out, &c->gas);
  tli_text_add(out, c->node_count > 0 ? "nodes:\n" : "nodes: []\n");
  for (size_t i = 0; i < c->node_count; i++) {
    const tli_case_node *n = &c->nodes[i];
    tli_text_add(out, "- {id: ");
    add_text(out, n->id);
    add_member(out, "role", n->role);
    add_number_member(out, "x", n->x);
    add_number_member(out, "y", n->y);
    add_values(out, &n->values);
    tli_text_add(out, "}\n");
  }
  tli_text_add(out, c->link_count > 0 ? "links:\n" : "links: []\n");
  for (size_t i = 0; i < c->link_count; i++) {
    const tli_case_link *l = &c->links[i];
    tli_text_add(out, "- {id: ");
    add_text(out, l->id);
    add_member(out, "kind", l->kind);
    add_member(out, "from", c->nodes[l->from].id);
    add_member(out, "to", c->nodes[l->to].id);
    add_values(out, &l->values);
    tli_text_add(out, "}\n");
  }
  if (c->has_scenario) {
    tli_text_add(out, "scenario: {id: ");
    add_text(out, c->scenario_id);
    add_values(out, &c->scenario_values);
    tli_text_add(out, c->demand_count > 0 ? "}\ndemands:\n" : "}\n");
    for (size_t i = 0; i < c->demand_count; i++) {
      const tli_case_demand *d = &c->demands[i];
      tli_text_add(out, "- {id: ");
      add_text(out, d->id);
      add_member(out, "type", d->entry ? "entry" : "exit");
      add_values(out, &d->values);
      tli_text_add(out, "}\n");
    }
  }
  for (size_t i = 0; i < c->row_count; i++) {
    tli_text_add(out, i == 0 ? "rows:\n- {table: " : "- {table: ");
    add_text(out, c->rows[i].table);
    add_values(out, &c->rows[i].values);
    tli_text_add(out, "}\n");
  }
  const tli_xml *trees[] = {c->stations, c->decisions};
  const char *const names[] = {"stations", "decisions"};
  for (int k = 0; k < 2; k++) {
    if (trees[k] == NULL) continue;
    tli_text_printf(out, "%s:\n", names[k]);
    add_tree(out, trees[k], 1);
    tli_text_add(out, "\n");
  }
}
