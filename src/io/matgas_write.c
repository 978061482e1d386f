/* Writing MatGas: SI, the columns of GasModels.jl in their order. A row ends at its last known cell; cells missing
 * before it are 0, or '' where the column holds names. */
#include "io/matgas.h"

#include "io/formats.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void add_cell(tli_text *out, const tli_case_value *v) {
  if (v == NULL) {
    tli_text_add(out, "\t0");
  } else if (v->text != NULL) {
    tli_text_add(out, "\t'");
    for (const char *p = v->text; *p != '\0'; p++) tli_text_add_n(out, *p == '\'' || *p == '\n' ? " " : p, 1);
    tli_text_add(out, "'");
  } else {
    tli_text_add(out, "\t");
    tli_text_add_number(out, v->number);
  }
}

/* The columns after `skip`, for one element. */
static void add_cells(tli_text *out, const char *columns, size_t skip, const tli_case_values *values) {
  const tli_case_value *cells[TLI_MATGAS_COLUMNS];
  size_t count = 0, last = 0;
  for (const char *p = columns; *p != '\0' && count < TLI_MATGAS_COLUMNS; count++) {
    char own[64];
    const size_t n = strcspn(p, " ");
    (void)snprintf(own, sizeof own, "x:%.*s", (int)(n < 50 ? n : 50), p);
    const char *figure = tli_matgas_figure(own + 2);
    cells[count] = tli_case_value_find(values, figure != NULL ? figure : own);
    if (cells[count] != NULL && count >= skip) last = count + 1;
    p += n;
    p += strspn(p, " ");
  }
  for (size_t i = skip; i < last; i++) add_cell(out, cells[i]);
  tli_text_add(out, "\n");
}

/* MatGas wants whole numbers as ids: the number an id is or ends in after `prefix`, else its place from 1. */
static void add_id(tli_text *out, const char *id, const char *prefix, size_t place) {
  const size_t n = strlen(prefix);
  const char *digits = n > 0 && strncmp(id, prefix, n) == 0 && id[n] == '_' ? id + n + 1 : id;
  if (digits[0] != '\0' && digits[strspn(digits, "0123456789")] == '\0')
    tli_text_add(out, digits);
  else
    tli_text_printf(out, "%zu", place + 1);
}

static bool all_whole(const tli_case *c) {
  for (size_t i = 0; i < c->node_count; i++)
    if (c->nodes[i].id[strspn(c->nodes[i].id, "0123456789")] != '\0') return false;
  return true;
}

static void add_junction_id(tli_text *out, const tli_case *c, size_t node, bool whole) {
  if (whole)
    tli_text_add(out, c->nodes[node].id);
  else
    tli_text_printf(out, "%zu", node + 1);
}

static void add_nodes(tli_text *out, const tli_case *c, const tli_matgas_table *t, bool whole) {
  for (size_t i = 0; i < c->node_count; i++) {
    add_junction_id(out, c, i, whole);
    add_cells(out, t->columns, 1, &c->nodes[i].values);
  }
}

static size_t add_links(tli_text *out, const tli_case *c, const tli_matgas_table *t, bool whole) {
  size_t written = 0;
  for (size_t i = 0; i < c->link_count; i++) {
    const tli_case_link *l = &c->links[i];
    const bool station = strcmp(t->kind, "compressor") == 0 && strcmp(l->kind, "station") == 0;
    if (strcmp(l->kind, t->kind) != 0 && !station) continue;
    add_id(out, l->id, t->name, i);
    tli_text_add(out, "\t");
    add_junction_id(out, c, l->from, whole);
    tli_text_add(out, "\t");
    add_junction_id(out, c, l->to, whole);
    add_cells(out, t->columns, 3, &l->values);
    written++;
  }
  return written;
}

static void add_demands(tli_text *out, const tli_case *c, const tli_matgas_table *t, bool whole) {
  for (size_t i = 0; i < c->demand_count; i++) {
    const tli_case_demand *d = &c->demands[i];
    const tli_case_value *table = tli_case_value_find(&d->values, "x:table");
    const char *name = table != NULL && table->text != NULL ? table->text : d->entry ? "receipt" : "delivery";
    if (strcmp(name, t->name) != 0 || d->node == SIZE_MAX) continue;
    const tli_case_value *id = tli_case_value_find(&d->values, "x:id");
    add_id(out, id != NULL && id->text != NULL ? id->text : "", "", i);
    tli_text_add(out, "\t");
    add_junction_id(out, c, d->node, whole);
    add_cells(out, t->columns, 2, &d->values);
  }
}

static void add_globals(tli_text *out, const tli_case *c) {
  bool any = false;
  for (size_t i = 0; i < c->row_count; i++) {
    const tli_case_row *r = &c->rows[i];
    if (r->table[0] != '\0' || r->values.count == 0 || strncmp(r->values.at[0].name, "x:", 2) != 0) continue;
    any = true;
    tli_text_printf(out, "mgc.%s =", r->values.at[0].name + 2);
    add_cell(out, &r->values.at[0]);
    tli_text_add(out, ";\n");
  }
  if (any) return;
  tli_text_add(out, "mgc.units = 'si';\nmgc.is_per_unit = 0;\n");
  if (!isnan(c->gas.molar_mass_kg_mol)) {
    tli_text_add(out, "mgc.gas_molar_mass = ");
    tli_text_add_number(out, c->gas.molar_mass_kg_mol);
    tli_text_add(out, ";\n");
  }
  if (!isnan(c->gas.t_k)) {
    tli_text_add(out, "mgc.temperature = ");
    tli_text_add_number(out, c->gas.t_k);
    tli_text_add(out, ";\n");
  }
}

static void add_foreign_tables(tli_text *out, const tli_case *c) {
  for (size_t i = 0; i < c->row_count; i++) {
    const tli_case_row *r = &c->rows[i];
    if (r->table[0] == '\0') continue;
    const bool first = i == 0 || strcmp(c->rows[i - 1].table, r->table) != 0;
    const bool last = i + 1 == c->row_count || strcmp(c->rows[i + 1].table, r->table) != 0;
    if (first) {
      tli_text_add(out, "\n%column_names%");
      for (size_t k = 0; k < r->values.count; k++)
        tli_text_printf(out, " %s", r->values.at[k].name + (tli_starts_with(r->values.at[k].name, "x:") ? 2 : 0));
      tli_text_printf(out, "\nmgc.%s = [\n", r->table);
    }
    for (size_t k = 0; k < r->values.count; k++) add_cell(out, &r->values.at[k]);
    tli_text_add(out, last ? "\n];\n" : "\n");
  }
}

void tli_matgas_write(const tli_case *c, tli_text *out, tl_findings *lost) {
  const bool whole = all_whole(c);
  size_t links = 0;
  tli_text_add(out, "function mgc = trunkline\n\n");
  add_globals(out, c);
  for (size_t i = 0; tli_matgas_table_at(i) != NULL; i++) {
    const tli_matgas_table *t = tli_matgas_table_at(i);
    tli_text_printf(out, "\n%% %s\nmgc.%s = [\n", t->columns, t->name);
    if (t->role == TLI_MATGAS_NODE)
      add_nodes(out, c, t, whole);
    else if (t->role == TLI_MATGAS_LINK)
      links += add_links(out, c, t, whole);
    else
      add_demands(out, c, t, whole);
    tli_text_add(out, "];\n");
  }
  add_foreign_tables(out, c);
  tli_text_add(out, "\nend\n");
  if (!whole)
    tl_findings_add(lost, TL_WARNING, "", 0, "", "id", "MatGas wants numbers as ids: nodes are counted from 1");
  if (links < c->link_count)
    tl_findings_add(lost, TL_WARNING, "", 0, "", "kind", "MatGas has no table for %zu of the links: they were left out",
                    c->link_count - links);
}
