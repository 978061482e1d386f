/* MatGas cases (.m) of GasModels.jl: global figures `mgc.name = value;` and tables `mgc.name = [ rows ];` without head.
 * Source: lanl-ansi/GasModels.jl, docs/src/matgas-format.md, and the columns that its parser assumes by position.
 *
 * Only SI units are read, and no per-unit data. Flows are kg/s, pressures Pa, lengths m, powers W. Cells that are no
 * figures of ours are kept as "x:column", further tables (named by a %column_names% comment) and globals as rows.
 * Link ids get the name of their table in front, since MatGas counts each table from 1. Junctions of type 1 hold their
 * nominal pressure; receipts, deliveries and transfers with status 1 inject and withdraw their nominal flow. */
#include "io/matgas.h"

#include "io/formats.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const tli_matgas_table tables[] = {
    {"junction", "inner", TLI_MATGAS_NODE,
     "id p_min p_max p_nominal junction_type status pipeline_name edi_id lat lon"},
    {"pipe", "pipe", TLI_MATGAS_LINK,
     "id fr_junction to_junction diameter length friction_factor p_min p_max status is_bidirectional pipeline_name "
     "num_spatial_discretization_points"},
    {"compressor", "compressor", TLI_MATGAS_LINK,
     "id fr_junction to_junction c_ratio_min c_ratio_max power_max flow_min flow_max inlet_p_min inlet_p_max "
     "outlet_p_min outlet_p_max status operating_cost directionality compressor_station_name pipeline_name "
     "total_installed_power num_compressor_units compressor_type design_suction_pressure design_discharge_pressure "
     "max_compressed_volume design_fuel_required design_electric_power_required num_units_for_peak_service peak_year"},
    {"short_pipe", "short_pipe", TLI_MATGAS_LINK, "id fr_junction to_junction status is_bidirectional"},
    {"resistor", "resistor", TLI_MATGAS_LINK, "id fr_junction to_junction drag diameter status is_bidirectional"},
    {"valve", "valve", TLI_MATGAS_LINK, "id fr_junction to_junction status"},
    {"regulator", "regulator", TLI_MATGAS_LINK,
     "id fr_junction to_junction reduction_factor_min reduction_factor_max flow_min flow_max status"},
    {"receipt", "entry", TLI_MATGAS_DEMAND,
     "id junction_id injection_min injection_max injection_nominal is_dispatchable status offer_price name "
     "company_name "
     "daily_scheduled_flow design_capacity operating_capacity is_firm edi_id"},
    {"delivery", "exit", TLI_MATGAS_DEMAND,
     "id junction_id withdrawal_min withdrawal_max withdrawal_nominal is_dispatchable status bid_price name "
     "company_name daily_scheduled_flow design_capacity operating_capacity is_firm edi_id"},
    {"transfer", "exit", TLI_MATGAS_DEMAND,
     "id junction_id withdrawal_min withdrawal_max withdrawal_nominal is_dispatchable status bid_price offer_price "
     "exchange_point_name pipeline_name other_pipeline_name design_pressure meter_capacity daily_scheduled_flow"},
};

static const struct {
  const char *column, *figure;
} figures[] = {{"p_min", "p_min_pa"},
               {"p_max", "p_max_pa"},
               {"p_nominal", "p_nominal_pa"},
               {"diameter", "diameter_m"},
               {"length", "length_m"},
               {"friction_factor", "friction_factor"},
               {"status", "status"},
               {"c_ratio_min", "ratio_min"},
               {"c_ratio_max", "ratio_max"},
               {"power_max", "max_power_w"},
               {"flow_min", "flow_min_kg_s"},
               {"flow_max", "flow_max_kg_s"},
               {"inlet_p_min", "p_in_min_pa"},
               {"inlet_p_max", "p_in_max_pa"},
               {"outlet_p_min", "p_out_min_pa"},
               {"outlet_p_max", "p_out_max_pa"},
               {"drag", "drag_factor"},
               {"injection_nominal", "flow:both"},
               {"withdrawal_nominal", "flow:both"}};

const tli_matgas_table *tli_matgas_table_at(size_t i) { return i < TLI_COUNT(tables) ? &tables[i] : NULL; }

const tli_matgas_table *tli_matgas_table_find(const char *name) {
  for (size_t i = 0; i < TLI_COUNT(tables); i++)
    if (strcmp(tables[i].name, name) == 0) return &tables[i];
  return NULL;
}

const char *tli_matgas_figure(const char *column) {
  for (size_t i = 0; i < TLI_COUNT(figures); i++)
    if (strcmp(figures[i].column, column) == 0) return figures[i].figure;
  return NULL;
}

/* ---- lines and cells -----------------------------------------------------------------------------------------------
 */

typedef struct cell {
  const char *text;
  bool quoted;
} cell;

typedef struct row {
  cell cells[TLI_MATGAS_COLUMNS];
  size_t count;
  int line;
} row;

typedef struct parser {
  tli_case_builder *b;
  const char *at, *end;
  int line;
  const char *names; /* of a %column_names% comment just above, "" if none */
} parser;

/* The next line, copied, without its break; NULL at the end or without memory (*failed). */
static char *next_line(parser *p, bool *failed) {
  *failed = false;
  if (p->at >= p->end) return NULL;
  const char *stop = memchr(p->at, '\n', (size_t)(p->end - p->at));
  if (stop == NULL) stop = p->end;
  char *text = tli_arena_strndup(p->b->c->arena, p->at, (size_t)(stop - p->at));
  *failed = text == NULL;
  p->at = stop < p->end ? stop + 1 : stop;
  p->line++;
  return text;
}

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == ',' || c == ';'; }

/* Cuts a line into cells, in place; stops at a comment or "]". *closed: the table ends here. */
static void split(const parser *p, char *text, row *r, bool *closed) {
  *r = (row){.line = p->line};
  *closed = false;
  for (char *c = text;;) {
    while (is_blank(*c)) c++;
    if (*c == ']') *closed = true;
    if (*c == '\0' || *c == '%' || *c == ']') return;
    cell one = {c, *c == '\''};
    if (one.quoted) {
      one.text = ++c;
      while (*c != '\0' && *c != '\'') c++;
    } else {
      while (*c != '\0' && !is_blank(*c) && *c != '%' && *c != ']' && *c != '\'') c++;
    }
    const char stopped = *c;
    *c = '\0';
    if (r->count < TLI_MATGAS_COLUMNS) r->cells[r->count] = one;
    r->count++;
    if (stopped == ']') *closed = true;
    if (stopped == '\0' || stopped == '%' || (stopped == ']' && !one.quoted)) return;
    c++;
  }
}

/* The name of column `index` of a list separated by blanks, copied into name. */
static void column_name(const char *columns, size_t index, char name[64]) {
  const char *p = columns + strspn(columns, " \t");
  for (size_t i = 0; i < index && *p != '\0'; i++) {
    p += strcspn(p, " \t");
    p += strspn(p, " \t");
  }
  const size_t n = strcspn(p, " \t\r");
  if (n == 0 || n > 40)
    (void)snprintf(name, 64, "column_%zu", index + 1);
  else
    (void)snprintf(name, 64, "%.*s", (int)n, p);
}

/* ---- rows into the case -------------------------------------------------------------------------------------------
 */

static tl_code take_cells(tli_case_builder *b, const row *r, size_t first, const char *columns, const char *id,
                          tli_case_values *values) {
  for (size_t i = first; i < r->count && i < TLI_MATGAS_COLUMNS; i++) {
    char name[64], own[72];
    double number;
    column_name(columns, i, name);
    const char *figure = tli_matgas_figure(name);
    const bool is_number = !r->cells[i].quoted && tli_case_plain_number(r->cells[i].text, &number);
    (void)snprintf(own, sizeof own, "x:%s", name);
    if (figure != NULL) {
      const bool mass = strcmp(tli_case_figure_by_name(figure)->kind, "flow") == 0;
      const tli_case_figure *f = tli_case_figure_by_name(figure);
      const char *unit = mass                               ? "kg/s"
                         : strcmp(f->kind, "pressure") == 0 ? "Pa"
                         : strcmp(f->kind, "length") == 0   ? "m"
                                                            : NULL;
      TLI_TRY(tli_case_add_figure(b, values, id, f, r->cells[i].text, unit, r->line));
    } else if (is_number) {
      TLI_TRY(tli_case_add_number(b, values, own, number, r->line));
    } else {
      TLI_TRY(tli_case_add_text(b, values, own, r->cells[i].text, r->line));
    }
  }
  return TL_OK;
}

static tl_code take_junction(tli_case_builder *b, const row *r, const tli_matgas_table *t) {
  tli_case_node *node;
  const char *id = r->cells[0].text;
  TLI_TRY(tli_case_add_node(b, id, "inner", r->line, &node));
  TLI_TRY(take_cells(b, r, 1, t->columns, id, &node->values));
  const double lon = tli_case_number(&node->values, "x:lon"), lat = tli_case_number(&node->values, "x:lat");
  node->x = lon;
  node->y = lat;
  return TL_OK;
}

static tl_code take_link(tli_case_builder *b, const row *r, const tli_matgas_table *t) {
  tli_case_link *link;
  const char *id = tli_arena_printf(b->c->arena, "%s_%s", t->name, r->cells[0].text);
  if (id == NULL) return TLI_NO_MEMORY(b->error, b->file);
  TLI_TRY(tli_case_add_link(b, id, t->kind, r->cells[1].text, r->cells[2].text, r->line, &link));
  tli_case_values left_out = {0};
  return take_cells(b, r, 3, t->columns, id, link != NULL ? &link->values : &left_out);
}

static tl_code take_demand(tli_case_builder *b, const row *r, const tli_matgas_table *t) {
  tli_case_demand *demand;
  const char *id = r->cells[1].text;
  TLI_TRY(tli_case_add_demand(b, id, strcmp(t->kind, "entry") == 0, r->line, &demand));
  TLI_TRY(tli_case_add_text(b, &demand->values, "x:table", t->name, r->line));
  TLI_TRY(tli_case_add_text(b, &demand->values, "x:id", r->cells[0].text, r->line));
  return take_cells(b, r, 2, t->columns, id, &demand->values);
}

static tl_code take_row(parser *p, const row *r, const char *name, const char *columns) {
  const tli_matgas_table *t = tli_matgas_table_find(name);
  tli_case_builder *b = p->b;
  if (r->count > TLI_MATGAS_COLUMNS) {
    tl_findings_add(b->findings, TL_ERROR, b->file, r->line, name, "", "%s: a row of %zu columns; allowed are %d", name,
                    r->count, TLI_MATGAS_COLUMNS);
    return TL_OK;
  }
  if (t == NULL) {
    tli_case_row *kept;
    TLI_TRY(tli_case_add_row(b, name, r->line, &kept));
    return take_cells(b, r, 0, columns, name, &kept->values);
  }
  const size_t least = t->role == TLI_MATGAS_LINK ? 3 : t->role == TLI_MATGAS_DEMAND ? 2 : 1;
  if (r->count < least) {
    tl_findings_add(b->findings, TL_ERROR, b->file, r->line, name, "",
                    "%s: a row of %zu columns; at least %zu are needed", name, r->count, least);
    return TL_OK;
  }
  if (t->role == TLI_MATGAS_NODE) return take_junction(b, r, t);
  return t->role == TLI_MATGAS_LINK ? take_link(b, r, t) : take_demand(b, r, t);
}

/* ---- the file -------------------------------------------------------------------------------------------------------
 */

static tl_code take_global(parser *p, const char *name, char *value) {
  tli_case_builder *b = p->b;
  const tli_case_gas *g = &b->c->gas;
  row r;
  bool closed;
  split(p, value, &r, &closed);
  if (r.count != 1) {
    tl_findings_add(b->findings, TL_ERROR, b->file, p->line, "", name, "%s: wanted is one value", name);
    return TL_OK;
  }
  tli_case_row *kept;
  const char *text = r.cells[0].text;
  double number = NAN;
  char own[64];
  (void)snprintf(own, sizeof own, "x:%.60s", name);
  TLI_TRY(tli_case_add_row(b, "", p->line, &kept));
  if (r.cells[0].quoted || !tli_case_plain_number(text, &number)) {
    TLI_TRY(tli_case_add_text(b, &kept->values, own, text, p->line));
    if (strcmp(name, "units") == 0 && strcmp(text, "si") != 0)
      tl_findings_add(b->findings, TL_ERROR, b->file, p->line, "", name,
                      "units = '%.20s': only 'si' is read; convert the case first (GasModels.jl: make_si_units!)",
                      text);
    return TL_OK;
  }
  TLI_TRY(tli_case_add_number(b, &kept->values, own, number, p->line));
  if (strcmp(name, "temperature") == 0) (void)tli_case_set_gas(b, "t_k", number, name, p->line);
  if (strcmp(name, "compressibility_factor") == 0) (void)tli_case_set_gas(b, "z", number, name, p->line);
  if (strcmp(name, "gas_molar_mass") == 0) (void)tli_case_set_gas(b, "molar_mass_kg_mol", number, name, p->line);
  /* 0.02896 kg/mol: dry air as GasModels.jl has it (src/core/constraint.jl takes it for the specific gravity) */
  if (strcmp(name, "gas_specific_gravity") == 0 && isnan(g->molar_mass_kg_mol))
    (void)tli_case_set_gas(b, "molar_mass_kg_mol", 0.02896 * number, name, p->line);
  if (strcmp(name, "is_per_unit") == 0 && number != 0)
    tl_findings_add(b->findings, TL_ERROR, b->file, p->line, "", name, "per-unit data are not read; write them in SI");
  return TL_OK;
}

/* Rows until "]". Only those of the tables of `role` are taken (others: NULL tables go with the nodes). */
static tl_code take_table(parser *p, const char *name, char *rest, bool wanted) {
  const int opened = p->line;
  const char *columns = p->names;
  char *text = rest;
  for (;;) {
    row r;
    bool closed, failed;
    split(p, text, &r, &closed);
    if (r.count > 0 && wanted) TLI_TRY(take_row(p, &r, name, columns));
    if (closed) return TL_OK;
    text = next_line(p, &failed);
    if (failed) return TLI_NO_MEMORY(p->b->error, p->b->file);
    if (text == NULL) break;
  }
  if (wanted)
    tl_findings_add(p->b->findings, TL_ERROR, p->b->file, opened, name, "", "the table %s is never closed with \"]\"",
                    name);
  return TL_OK;
}

/* Once for nodes (with globals and foreign tables), once for what refers to them. */
static tl_code take_file(parser *p, bool nodes) {
  char *text;
  bool failed;
  p->names = "";
  while ((text = next_line(p, &failed)) != NULL) {
    char *c = text + strspn(text, " \t");
    static const char marker[] = "%column_names%";
    if (strncmp(c, marker, sizeof marker - 1) == 0) p->names = c + sizeof marker - 1;
    if (strncmp(c, "mgc.", 4) != 0) continue;
    char *equals = strchr(c, '=');
    if (equals == NULL) {
      if (nodes) tl_findings_add(p->b->findings, TL_ERROR, p->b->file, p->line, "", "", "wanted is mgc.name = value");
      continue;
    }
    char *name = c + 4, *value = equals + 1 + strspn(equals + 1, " \t");
    name[strcspn(name, " \t=")] = '\0';
    const tli_matgas_table *t = tli_matgas_table_find(name);
    const bool now = nodes == (t == NULL || t->role == TLI_MATGAS_NODE);
    if (*value == '[')
      TLI_TRY(take_table(p, name, value + 1, now));
    else if (nodes)
      TLI_TRY(take_global(p, name, value));
    if (*value == '[') p->names = "";
  }
  return failed ? TLI_NO_MEMORY(p->b->error, p->b->file) : TL_OK;
}

static void name_roles(tli_case *c) {
  for (size_t i = 0; i < c->demand_count; i++) {
    const size_t node = tli_case_find_node(c, c->demands[i].id);
    if (node != SIZE_MAX) c->nodes[node].role = c->demands[i].entry ? "source" : "sink";
  }
}

tl_code tli_matgas_read(const tli_file *file, tli_case_builder *b) {
  if (!tli_file_is_text(file, b->file, b->findings)) return TL_OK;
  b->c->format = "matgas";
  parser p = {.b = b, .at = file->bytes, .end = file->bytes + file->length};
  TLI_TRY(take_file(&p, true));
  TLI_TRY(tli_case_close_nodes(b));
  p = (parser){.b = b, .at = file->bytes, .end = file->bytes + file->length};
  TLI_TRY(take_file(&p, false));
  name_roles(b->c);
  TLI_TRY(tli_case_finish_network(b));
  return tli_case_finish_scenario(b);
}
