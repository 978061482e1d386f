/* Writing MatGas: SI, the columns of GasModels.jl in their order. A row ends at its last known cell; cells missing
 * before it are 0, or '' where the column holds names. What other formats say in another way is put into its columns:
 * flows of demands, a given pressure, roughness as the factor of the fully rough pipe. Figures without a place are
 * told. */
#include "elem/tli_elem.h"
#include "io/formats.h"
#include "io/matgas.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST_LOSSES = 64, MOST_MADE = 4 };

typedef struct writer {
  tli_text *out;
  tli_case_value made[MOST_MADE]; /* figures of the present element that its file says in another way */
  size_t made_count;
  size_t rough; /* pipes whose roughness became a factor */
  bool law_lost;
  struct {
    const char *name;
    size_t count;
  } losses[MOST_LOSSES];
  size_t loss_count;
} writer;

static void make(writer *w, const tli_case_values *values, const char *name, double number) {
  if (isnan(number) || tli_case_value_find(values, name) != NULL) return;
  w->made[w->made_count++] = (tli_case_value){.name = name, .number = number, .written = number};
}

static const tli_case_value *cell_of(const writer *w, const tli_case_values *values, const char *name) {
  for (size_t i = 0; i < w->made_count; i++)
    if (strcmp(w->made[i].name, name) == 0) return &w->made[i];
  return tli_case_value_find(values, name);
}

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

/* Counts a figure that no column holds; what only one format knows ("x:...") is not one, nor is 0, as what is missing.
 */
static void lose(writer *w, const tli_case_value *v) {
  const char *name = v->name;
  size_t i = 0;
  if (tli_starts_with(name, "x:") || v->number == 0.0) return;
  while (i < w->loss_count && strcmp(w->losses[i].name, name) != 0) i++;
  if (i == MOST_LOSSES) return;
  if (i == w->loss_count) {
    w->losses[w->loss_count].name = name;
    w->losses[w->loss_count++].count = 0;
  }
  w->losses[i].count++;
}

/* The columns after `skip`, for one element. */
static void add_cells(writer *w, const char *columns, size_t skip, const tli_case_values *values) {
  const tli_case_value *cells[TLI_MATGAS_COLUMNS];
  size_t count = 0, last = 0;
  for (const char *p = columns; *p != '\0' && count < TLI_MATGAS_COLUMNS; count++) {
    char own[64];
    const size_t n = strcspn(p, " ");
    (void)snprintf(own, sizeof own, "x:%.*s", (int)(n < 50 ? n : 50), p);
    const char *figure = tli_matgas_figure(own + 2);
    cells[count] = cell_of(w, values, figure != NULL ? figure : own);
    if (cells[count] != NULL && count >= skip) last = count + 1;
    p += n;
    p += strspn(p, " ");
  }
  for (size_t i = skip; i < last; i++) add_cell(w->out, cells[i]);
  tli_text_add(w->out, "\n");
  for (size_t i = 0; i < values->count; i++) {
    size_t k = 0;
    while (k < count && cells[k] != &values->at[i]) k++;
    if (k == count) lose(w, &values->at[i]);
  }
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

static void add_nodes(writer *w, const tli_case *c, const tli_matgas_table *t, bool whole) {
  for (size_t i = 0; i < c->node_count; i++) {
    const tli_case_values *values = &c->nodes[i].values;
    w->made_count = 0;
    if (c->boundary != NULL && c->boundary[i].kind == TL_GIVEN_PRESSURE) {
      make(w, values, "x:junction_type", 1.0);
      make(w, values, "p_nominal_pa", c->boundary[i].p_pa);
    }
    add_junction_id(w->out, c, i, whole);
    add_cells(w, t->columns, 1, values);
  }
}

/* One factor in the place of a roughness: that of the fully rough pipe (Nikuradse), which MatGas files have. */
static void make_factor(writer *w, const tli_case_values *values) {
  const double k = tli_case_number(values, "roughness_m"), d = tli_case_number(values, "diameter_m");
  if (tli_case_value_find(values, "friction_factor") != NULL || !(k > 0.0 && d > k)) return;
  make(w, values, "friction_factor", tli_friction_rough(k / d));
  w->rough++;
}

static size_t add_links(writer *w, const tli_case *c, const tli_matgas_table *t, bool whole) {
  tli_text *const out = w->out;
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
    w->made_count = 0;
    if (strcmp(l->kind, "pipe") == 0) make_factor(w, &l->values);
    if (tli_case_number(&l->values, "open") == 0.0) make(w, &l->values, "status", 0.0); /* shut: out of service */
    add_cells(w, t->columns, 3, &l->values);
    written++;
  }
  return written;
}

/* Bounds become the table's own; the lower one is the flow, as everywhere (tli_case_finish_scenario). */
static void add_demand_cells(writer *w, const tli_matgas_table *t, const tli_case_demand *d) {
  const bool receipt = strcmp(t->name, "receipt") == 0;
  const double low = tli_case_number(&d->values, "flow:lower"), high = tli_case_number(&d->values, "flow:upper");
  w->made_count = 0;
  make(w, &d->values, receipt ? "x:injection_min" : "x:withdrawal_min", low);
  make(w, &d->values, receipt ? "x:injection_max" : "x:withdrawal_max", high);
  make(w, &d->values, "flow:both", isnan(low) ? high : low);
  add_cells(w, t->columns, 2, &d->values);
}

static void add_demands(writer *w, const tli_case *c, const tli_matgas_table *t, bool whole) {
  tli_text *const out = w->out;
  for (size_t i = 0; i < c->demand_count; i++) {
    const tli_case_demand *d = &c->demands[i];
    const tli_case_value *table = tli_case_value_find(&d->values, "x:table");
    const char *name = table != NULL && table->text != NULL ? table->text : d->entry ? "receipt" : "delivery";
    if (strcmp(name, t->name) != 0 || d->node == SIZE_MAX) continue;
    const tli_case_value *id = tli_case_value_find(&d->values, "x:id");
    add_id(out, id != NULL && id->text != NULL ? id->text : "", "", i);
    tli_text_add(out, "\t");
    add_junction_id(out, c, d->node, whole);
    add_demand_cells(w, t, d);
  }
}

static void add_global(tli_text *out, const char *name, double number) {
  if (isnan(number)) return;
  tli_text_printf(out, "mgc.%s = ", name);
  tli_text_add_number(out, number);
  tli_text_add(out, ";\n");
}

/* One compressibility factor is all that a MatGas file knows of a gas law. */
static void add_compressibility(writer *w, const tli_case_gas *gas) {
  const bool ideal = strcmp(gas->model, "ideal") == 0, held = ideal || strcmp(gas->model, "given-z") == 0;
  add_global(w->out, "compressibility_factor", isnan(gas->z) && ideal ? 1.0 : gas->z);
  w->law_lost = gas->has_mixture || fabs(gas->z_slope_1_pa) > 0.0 || (gas->model[0] != '\0' && !held);
}

static void add_globals(writer *w, const tli_case *c) {
  tli_text *const out = w->out;
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
  add_global(out, "gas_molar_mass", c->gas.molar_mass_kg_mol);
  add_global(out, "temperature", c->gas.t_k);
  add_compressibility(w, &c->gas);
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

static bool is_told_otherwise(const char *name) { /* by columns of other names */
  static const char *const names[] = {"flow:lower", "flow:upper", "p:both", "open"};
  for (size_t i = 0; i < TLI_COUNT(names); i++)
    if (strcmp(name, names[i]) == 0) return true;
  return false;
}

static void tell_losses(const writer *w, tl_findings *lost) {
  if (w->law_lost)
    tl_findings_add(lost, TL_WARNING, "", 0, "", "gas",
                    "MatGas has one compressibility factor for all: the composition or the gas law was left out");
  for (size_t i = 0; i < w->loss_count; i++) {
    const char *name = w->losses[i].name;
    const size_t n = w->losses[i].count;
    if (is_told_otherwise(name)) continue;
    if (strcmp(name, "roughness_m") == 0 && n == w->rough)
      tl_findings_add(lost, TL_WARNING, "", 0, "", name,
                      "MatGas has a friction factor in the place of roughness_m: that of the fully rough pipe was "
                      "written for %zu pipe%s",
                      n, n == 1 ? "" : "s");
    else
      tl_findings_add(lost, TL_WARNING, "", 0, "", name, "MatGas has no place for %s: left out of %zu element%s", name,
                      n, n == 1 ? "" : "s");
  }
}

void tli_matgas_write(const tli_case *c, tli_text *out, tl_findings *lost) {
  const bool whole = all_whole(c);
  writer w = {.out = out};
  size_t links = 0;
  tli_text_add(out, "function mgc = trunkline\n\n");
  add_globals(&w, c);
  for (size_t i = 0; tli_matgas_table_at(i) != NULL; i++) {
    const tli_matgas_table *t = tli_matgas_table_at(i);
    tli_text_printf(out, "\n%% %s\nmgc.%s = [\n", t->columns, t->name);
    if (t->role == TLI_MATGAS_NODE)
      add_nodes(&w, c, t, whole);
    else if (t->role == TLI_MATGAS_LINK)
      links += add_links(&w, c, t, whole);
    else
      add_demands(&w, c, t, whole);
    tli_text_add(out, "];\n");
  }
  add_foreign_tables(out, c);
  tli_text_add(out, "\nend\n");
  tell_losses(&w, lost);
  if (!whole)
    tl_findings_add(lost, TL_WARNING, "", 0, "", "id", "MatGas wants numbers as ids: nodes are counted from 1");
  if (links < c->link_count)
    tl_findings_add(lost, TL_WARNING, "", 0, "", "kind", "MatGas has no table for %zu of the links: they were left out",
                    c->link_count - links);
}
