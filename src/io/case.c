/* A case: looking things up, and building one (io/case_build.h). */
#include "io/case.h"

#include "io/case_build.h"
#include "trunkline/units.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

tli_case *tli_case_create(const tl_allocator *allocator) {
  tli_arena *arena = tli_arena_create(allocator);
  tli_case *c = arena != NULL ? TLI_NEW(arena, tli_case) : NULL;
  if (c == NULL) {
    tli_arena_destroy(arena);
    return NULL;
  }
  *c = (tli_case){.arena = arena, .format = "", .title = "", .scenario_id = ""};
  c->gas = (tli_case_gas){.molar_mass_kg_mol = NAN,
                          .norm_density_kg_m3 = NAN,
                          .t_k = NAN,
                          .viscosity_pa_s = NAN,
                          .z = NAN,
                          .relative_density = NAN,
                          .pseudocritical_p_pa = NAN,
                          .pseudocritical_t_k = NAN,
                          .gross_j_m3 = NAN,
                          .model = ""};
  return c;
}

void tli_case_destroy(tli_case *c) {
  if (c != NULL) tli_arena_destroy(c->arena);
}

const tli_case_value *tli_case_value_find(const tli_case_values *values, const char *name) {
  for (size_t i = 0; i < values->count; i++)
    if (strcmp(values->at[i].name, name) == 0) return &values->at[i];
  return NULL;
}

double tli_case_number(const tli_case_values *values, const char *name) {
  const tli_case_value *v = tli_case_value_find(values, name);
  return v != NULL ? v->number : NAN;
}

/* ---- ids ------------------------------------------------------------------------------------------------------- */

/* An id with its place, for sorting; the order of equal ids is that of the file. */
typedef struct named {
  const char *id;
  size_t index;
} named;

static int by_id(const void *a, const void *b) {
  const named *x = a, *y = b;
  const int order = strcmp(x->id, y->id);
  return order != 0 ? order : x->index < y->index ? -1 : x->index > y->index;
}

static const char *node_id(const tli_case *c, size_t i) { return c->nodes[i].id; }
static const char *link_id(const tli_case *c, size_t i) { return c->links[i].id; }

static size_t find(const tli_case *c, const size_t *order, size_t count, const char *(*id_of)(const tli_case *, size_t),
                   const char *id) {
  size_t low = 0, high = order != NULL ? count : 0;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    const int compared = strcmp(id_of(c, order[middle]), id);
    if (compared == 0) return order[middle];
    if (compared < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return SIZE_MAX;
}

size_t tli_case_find_node(const tli_case *c, const char *id) {
  return find(c, c->node_order, c->node_count, node_id, id);
}
size_t tli_case_find_link(const tli_case *c, const char *id) {
  return find(c, c->link_order, c->link_count, link_id, id);
}

/* Marks all but the first of equal ids in `again`, which is zeroed; gives the sorted ids. NULL: no memory. */
static named *sort_ids(const tli_case *c, size_t count, const char *(*id_of)(const tli_case *, size_t), size_t *again) {
  named *names = TLI_NEW_N(c->arena, named, count);
  if (names == NULL) return NULL;
  for (size_t i = 0; i < count; i++) names[i] = (named){id_of(c, i), i};
  if (count > 0) qsort(names, count, sizeof *names, by_id);
  for (size_t i = 1; i < count; i++)
    if (strcmp(names[i].id, names[i - 1].id) == 0)
      again[names[i].index] = 1 + (again[names[i - 1].index] > 0 ? again[names[i - 1].index] - 1 : names[i - 1].index);
  return names;
}

tl_code tli_case_close_nodes(tli_case_builder *b) {
  tli_case *c = b->c;
  size_t *again = TLI_NEW_N(c->arena, size_t, c->node_count);
  c->node_order = TLI_NEW_N(c->arena, size_t, c->node_count);
  if (again == NULL || c->node_order == NULL || sort_ids(c, c->node_count, node_id, again) == NULL)
    return TLI_NO_MEMORY(b->error, b->file);
  for (size_t i = 0; i < c->node_count; i++)
    if (again[i] > 0)
      tl_findings_add(b->findings, TL_ERROR, b->file, c->nodes[i].line, c->nodes[i].id, "id",
                      "node \"%s\" is there twice (first on line %d): give each node its own id", c->nodes[i].id,
                      c->nodes[again[i] - 1].line);
  size_t kept = 0;
  for (size_t i = 0; i < c->node_count; i++)
    if (again[i] == 0) c->nodes[kept++] = c->nodes[i];
  c->node_count = kept;
  const named *names = sort_ids(c, kept, node_id, again);
  if (names == NULL) return TLI_NO_MEMORY(b->error, b->file);
  for (size_t i = 0; i < kept; i++) c->node_order[i] = names[i].index;
  return TL_OK;
}

static tl_code close_links(tli_case_builder *b) {
  tli_case *c = b->c;
  size_t *again = TLI_NEW_N(c->arena, size_t, c->link_count);
  c->link_order = TLI_NEW_N(c->arena, size_t, c->link_count);
  if (again == NULL || c->link_order == NULL || sort_ids(c, c->link_count, link_id, again) == NULL)
    return TLI_NO_MEMORY(b->error, b->file);
  for (size_t i = 0; i < c->link_count; i++)
    if (again[i] > 0)
      tl_findings_add(b->findings, TL_ERROR, b->file, c->links[i].line, c->links[i].id, "id",
                      "link \"%s\" is there twice (first on line %d): give each link its own id", c->links[i].id,
                      c->links[again[i] - 1].line);
  size_t kept = 0;
  for (size_t i = 0; i < c->link_count; i++)
    if (again[i] == 0) c->links[kept++] = c->links[i];
  c->link_count = kept;
  const named *names = sort_ids(c, kept, link_id, again);
  if (names == NULL) return TLI_NO_MEMORY(b->error, b->file);
  for (size_t i = 0; i < kept; i++) c->link_order[i] = names[i].index;
  return TL_OK;
}

/* ---- adding ------------------------------------------------------------------------------------------------------ */

bool tli_case_plain_number(const char *text, double *number) {
  const char *end;
  *number = tli_parse_double(text, &end);
  return end != text && *end == '\0' && isfinite(*number);
}

enum { MOST_VALUES = 256 }; /* of one element: they are searched one by one */

static tl_code push(tli_case_builder *b, tli_case_values *values, const tli_case_value *value) {
  if (values->count == MOST_VALUES) {
    tl_findings_add(b->findings, TL_ERROR, b->file, value->line, "", "",
                    "an element has more than %d figures; this one was left out", MOST_VALUES);
    return TL_OK;
  }
  if (!TLI_PUSH_ROOM(b->c->arena, values->at, values->room, values->count)) return TLI_NO_MEMORY(b->error, b->file);
  if (tli_case_value_find(values, value->name) != NULL) {
    tl_findings_add(b->findings, TL_WARNING, b->file, value->line, "", value->name,
                    "%s is given twice for one element; the first one was taken", value->name);
    return TL_OK;
  }
  values->at[values->count++] = *value;
  return TL_OK;
}

tl_code tli_case_add_number(tli_case_builder *b, tli_case_values *values, const char *name, double number, int line) {
  const char *copy = tli_arena_strdup(b->c->arena, name);
  if (copy == NULL) return TLI_NO_MEMORY(b->error, b->file);
  return push(b, values, &(tli_case_value){.name = copy, .number = number, .written = number, .line = line});
}

tl_code tli_case_add_text(tli_case_builder *b, tli_case_values *values, const char *name, const char *text, int line) {
  tli_case_value value = {.number = NAN, .written = NAN, .line = line};
  value.name = tli_arena_strdup(b->c->arena, name);
  value.text = tli_arena_strdup(b->c->arena, text);
  if (value.name == NULL || value.text == NULL) return TLI_NO_MEMORY(b->error, b->file);
  return push(b, values, &value);
}

tl_code tli_case_add_written(tli_case_builder *b, tli_case_values *values, const char *name, double written,
                             const tli_case_unit *unit, int line) {
  const double number = unit != NULL ? written * unit->factor + unit->offset : written;
  return push(b, values,
              &(tli_case_value){.name = name, .number = number, .written = written, .unit = unit, .line = line});
}

static void refuse(const tli_case_builder *b, const char *id, const char *field, int line, const char *sentence,
                   const char *what) {
  char shown[61]; /* a hostile text must not fill the finding */
  size_t n = 0;
  for (; what[n] != '\0' && n + 1 < sizeof shown; n++) shown[n] = (unsigned char)what[n] < 32 ? ' ' : what[n];
  while (n > 0 && what[n] != '\0' && ((unsigned char)what[n] & 0xC0) == 0x80) n--; /* no half letter at the end */
  shown[n] = '\0';
  tl_findings_add(b->findings, TL_ERROR, b->file, line, id, field, "\"%s\": %s = %s: %s", id, field, shown, sentence);
}

/* Units of the units room that network files do not know of themselves: "um", "W/m2K", "psi(g)", "kg/h". NULL: none.
 * The units room forgives what stands around a unit ("m,"); a file is told, and could not be written and read back. */
static const tli_case_unit *unit_of_room(const tli_case_builder *b, const char *text, const char *kind) {
  static const struct {
    const char *kind;
    tl_quantity quantity;
  } rooms[] = {{"pressure", TL_PRESSURE},
               {"length", TL_LENGTH},
               {"mass flow", TL_MASS_FLOW},
               {"flow", TL_MASS_FLOW},
               {"density", TL_DENSITY},
               {"temperature", TL_TEMPERATURE},
               {"heat transfer", TL_HEAT_TRANSFER},
               {"power", TL_POWER}};
  if (strpbrk(text, ",:;#\"'{}[]") != NULL) return NULL;
  for (size_t i = 0; i < TLI_COUNT(rooms); i++) {
    double factor, offset;
    if (strcmp(rooms[i].kind, kind) != 0 || tl_unit_factor(rooms[i].quantity, text, &factor, &offset, NULL) != TL_OK)
      continue;
    tli_case_unit *unit = TLI_NEW(b->c->arena, tli_case_unit);
    const char *spelling = tli_arena_strdup(b->c->arena, text);
    if (unit == NULL || spelling == NULL) return NULL;
    *unit = (tli_case_unit){spelling, "", strcmp(kind, "flow") == 0 ? "mass flow" : rooms[i].kind, factor, offset};
    return unit;
  }
  return NULL;
}

/* The unit that a text names, or the figure's own. false after a finding. */
static bool choose_unit(const tli_case_builder *b, const char *id, const tli_case_figure *f, const char *text, int line,
                        const tli_case_unit **named_unit, const tli_case_unit **used) {
  *named_unit = *used = NULL;
  const bool none = text == NULL || text[0] == '\0';
  if (none && f->kind[0] == '\0') return true;
  if (none && f->unit[0] == '\0') {
    refuse(b, id, f->key, line, "no unit is given: a number of this kind needs one", "?");
    return false;
  }
  if (none) {
    *used = tli_case_unit_find(f->unit, f->kind);
    return true;
  }
  *named_unit = *used = tli_case_unit_find(text, f->kind[0] != '\0' ? f->kind : NULL);
  if (*used == NULL && strcmp(f->kind, "flow") == 0) *named_unit = *used = tli_case_unit_find(text, "mass flow");
  if (*used == NULL) *named_unit = *used = unit_of_room(b, text, f->kind);
  if (*used != NULL) return true;
  const tli_case_unit *other = tli_case_unit_find(text, NULL);
  char sentence[200];
  if (other != NULL)
    (void)snprintf(sentence, sizeof sentence, "this unit measures %s, wanted is a unit of %s", other->kind, f->kind);
  else
    (void)snprintf(sentence, sizeof sentence, "the unit is not known; wanted is a unit of %s", f->kind);
  refuse(b, id, f->key, line, sentence, text);
  return false;
}

tl_code tli_case_add_figure(tli_case_builder *b, tli_case_values *values, const char *id, const tli_case_figure *f,
                            const char *number, const char *unit, int line) {
  if (tli_case_value_find(values, f->name) != NULL) {
    refuse(b, id, f->key, line, "this figure is given twice; the first one was taken", number);
    return TL_OK;
  }
  if (strcmp(f->kind, "text") == 0) return tli_case_add_text(b, values, f->name, number, line);
  tli_case_value value = {.name = f->name, .line = line};
  const tli_case_unit *used = NULL;
  if (!tli_case_plain_number(number, &value.written)) {
    refuse(b, id, f->key, line, "this is no number; write digits with a decimal point, such as 12.5", number);
    return TL_OK;
  }
  if (!choose_unit(b, id, f, unit, line, &value.unit, &used)) return TL_OK;
  value.number = used != NULL ? value.written * used->factor + used->offset : value.written;
  if (!isfinite(value.number) || value.number < f->min || value.number > f->max) {
    char sentence[160];
    (void)snprintf(sentence, sizeof sentence, "that is %g in SI, outside %g .. %g; is the unit right?", value.number,
                   f->min, f->max);
    refuse(b, id, f->key, line, sentence, number);
    return TL_OK;
  }
  return push(b, values, &value);
}

tl_code tli_case_add_node(tli_case_builder *b, const char *id, const char *role, int line, tli_case_node **node) {
  tli_case *c = b->c;
  if (id[0] == '\0') tl_findings_add(b->findings, TL_ERROR, b->file, line, "", "id", "a node has an empty id");
  if (!TLI_PUSH_ROOM(c->arena, c->nodes, c->node_room, c->node_count)) return TLI_NO_MEMORY(b->error, b->file);
  *node = &c->nodes[c->node_count];
  **node = (tli_case_node){.role = role,
                           .height_m = NAN,
                           .x = NAN,
                           .y = NAN,
                           .p_min_pa = NAN,
                           .p_max_pa = NAN,
                           .flow_min_kg_s = NAN,
                           .flow_max_kg_s = NAN,
                           .line = line};
  (*node)->id = tli_arena_strdup(c->arena, id);
  if ((*node)->id == NULL) return TLI_NO_MEMORY(b->error, b->file);
  c->node_count++;
  return TL_OK;
}

tl_code tli_case_add_link(tli_case_builder *b, const char *id, const char *kind, const char *from, const char *to,
                          int line, tli_case_link **link) {
  tli_case *c = b->c;
  *link = NULL;
  if (id[0] == '\0') tl_findings_add(b->findings, TL_ERROR, b->file, line, "", "id", "a link has an empty id");
  const char *ends[] = {from, to};
  const char *const words[] = {"from", "to"};
  size_t at[2];
  bool whole = true;
  for (int k = 0; k < 2; k++) {
    at[k] = tli_case_find_node(c, ends[k]);
    if (at[k] != SIZE_MAX) continue;
    refuse(b, id, words[k], line, "there is no node of that id: the link hangs in the air and was left out",
           ends[k][0] != '\0' ? ends[k] : "(nothing)");
    whole = false;
  }
  if (!whole) return TL_OK;
  if (at[0] == at[1])
    tl_findings_add(b->findings, TL_WARNING, b->file, line, id, "to", "\"%s\" leads from node \"%s\" to itself", id,
                    from);
  if (!TLI_PUSH_ROOM(c->arena, c->links, c->link_room, c->link_count)) return TLI_NO_MEMORY(b->error, b->file);
  *link = &c->links[c->link_count];
  **link = (tli_case_link){.kind = kind,
                           .from = at[0],
                           .to = at[1],
                           .flow_min_kg_s = NAN,
                           .flow_max_kg_s = NAN,
                           .ground_t_k = NAN,
                           .line = line};
  (*link)->id = tli_arena_strdup(c->arena, id);
  if ((*link)->id == NULL) return TLI_NO_MEMORY(b->error, b->file);
  c->link_count++;
  return TL_OK;
}

tl_code tli_case_add_demand(tli_case_builder *b, const char *id, bool entry, int line, tli_case_demand **demand) {
  tli_case *c = b->c;
  if (!TLI_PUSH_ROOM(c->arena, c->demands, c->demand_room, c->demand_count)) return TLI_NO_MEMORY(b->error, b->file);
  *demand = &c->demands[c->demand_count];
  **demand = (tli_case_demand){.node = SIZE_MAX,
                               .entry = entry,
                               .flow_min_kg_s = NAN,
                               .flow_max_kg_s = NAN,
                               .p_min_pa = NAN,
                               .p_max_pa = NAN,
                               .line = line};
  (*demand)->id = tli_arena_strdup(c->arena, id);
  if ((*demand)->id == NULL) return TLI_NO_MEMORY(b->error, b->file);
  c->demand_count++;
  return TL_OK;
}

tl_code tli_case_add_row(tli_case_builder *b, const char *table, int line, tli_case_row **row) {
  tli_case *c = b->c;
  if (!TLI_PUSH_ROOM(c->arena, c->rows, c->row_room, c->row_count)) return TLI_NO_MEMORY(b->error, b->file);
  *row = &c->rows[c->row_count];
  **row = (tli_case_row){.line = line};
  (*row)->table = tli_arena_strdup(c->arena, table);
  if ((*row)->table == NULL) return TLI_NO_MEMORY(b->error, b->file);
  c->row_count++;
  return TL_OK;
}

/* ---- what follows from the whole -----------------------------------------------------------------------------------
 */

/* Mean of a figure of the sources, weighted by their largest norm flow where every one has it; NaN if no source has
 * the figure. */
static double source_mean(const tli_case *c, const char *name) {
  double sum = 0, weights = 0, plain = 0, count = 0;
  for (size_t i = 0; i < c->node_count; i++) {
    const tli_case_node *n = &c->nodes[i];
    const double value = tli_case_number(&n->values, name);
    const double flow = tli_case_number(&n->values, "flow_max_kg_s");
    if (strcmp(n->role, "source") != 0 || isnan(value)) continue;
    const double weight = flow > 0 && isfinite(flow) ? flow : 0;
    sum += weight * value;
    weights += weight;
    plain += value;
    count++;
  }
  return weights > 0 ? sum / weights : count > 0 ? plain / count : NAN;
}

static void fill_gas(tli_case *c) {
  tli_case_gas *g = &c->gas;
  struct {
    const char *name;
    double *member;
  } means[] = {{"norm_density_kg_m3", &g->norm_density_kg_m3},
               {"molar_mass_kg_mol", &g->molar_mass_kg_mol},
               {"gas_t_k", &g->t_k},
               {"pseudocritical_p_pa", &g->pseudocritical_p_pa},
               {"pseudocritical_t_k", &g->pseudocritical_t_k},
               {"gross_j_m3", &g->gross_j_m3}};
  for (size_t i = 0; i < TLI_COUNT(means); i++)
    if (isnan(*means[i].member)) *means[i].member = source_mean(c, means[i].name);
}

static bool is_norm_flow(const tli_case_value *v) { return v->unit != NULL && strcmp(v->unit->kind, "flow") == 0; }

/* Norm volume flows become kg/s with the density given; without one they stay NaN. *seen counts them. */
static void flows_to_mass(tli_case_values *values, double density, size_t *seen) {
  for (size_t i = 0; i < values->count; i++) {
    tli_case_value *v = &values->at[i];
    if (!is_norm_flow(v)) continue;
    v->number = v->written * v->unit->factor * density;
    (*seen)++;
  }
}

static void upside_down(const tli_case_builder *b, const char *id, int line, const char *what, double min, double max,
                        const char *unit) {
  if (min > max)
    tl_findings_add(b->findings, TL_ERROR, b->file, line, id, what,
                    "\"%s\": the least %s, %g %s, is above the largest, %g %s", id, what, min, unit, max, unit);
}

/* A compressor draws its fuel at a node of the network. */
static void check_fuel_node(const tli_case_builder *b, const tli_case_link *l) {
  const tli_case_value *fuel = tli_case_value_find(&l->values, "fuel_node");
  if (fuel == NULL || fuel->text == NULL || tli_case_find_node(b->c, fuel->text) != SIZE_MAX) return;
  tl_findings_add(b->findings, TL_WARNING, b->file, l->line, l->id, "fuel_node",
                  "\"%s\" draws its fuel at \"%s\", but there is no node of that id: it draws none", l->id, fuel->text);
}

/* A pipe without these is none; a range finding may have left one out, which then is not said twice. */
static void missing_measures(const tli_case_builder *b, const tli_case_link *l) {
  static const char *const needed[] = {"length_m", "diameter_m"};
  if (strcmp(l->kind, "pipe") != 0 || tl_findings_total(b->findings, TL_ERROR) > 0) return;
  for (size_t i = 0; i < TLI_COUNT(needed); i++)
    if (isnan(tli_case_number(&l->values, needed[i])))
      tl_findings_add(b->findings, TL_ERROR, b->file, l->line, l->id, needed[i], "\"%s\": a pipe needs a %s", l->id,
                      i == 0 ? "length" : "diameter");
}

tl_code tli_case_finish_network(tli_case_builder *b) {
  tli_case *c = b->c;
  TLI_TRY(close_links(b));
  fill_gas(c);
  size_t flows = 0;
  for (size_t i = 0; i < c->node_count; i++) {
    tli_case_node *n = &c->nodes[i];
    const double own = tli_case_number(&n->values, "norm_density_kg_m3");
    flows_to_mass(&n->values, isnan(own) ? c->gas.norm_density_kg_m3 : own, &flows);
    n->height_m = tli_case_number(&n->values, "height_m");
    n->p_min_pa = tli_case_number(&n->values, "p_min_pa");
    n->p_max_pa = tli_case_number(&n->values, "p_max_pa");
    n->flow_min_kg_s = tli_case_number(&n->values, "flow_min_kg_s");
    n->flow_max_kg_s = tli_case_number(&n->values, "flow_max_kg_s");
    upside_down(b, n->id, n->line, "pressure", n->p_min_pa, n->p_max_pa, "Pa");
    upside_down(b, n->id, n->line, "flow", n->flow_min_kg_s, n->flow_max_kg_s, "kg/s");
  }
  for (size_t i = 0; i < c->link_count; i++) {
    tli_case_link *l = &c->links[i];
    flows_to_mass(&l->values, c->gas.norm_density_kg_m3, &flows);
    l->flow_min_kg_s = tli_case_number(&l->values, "flow_min_kg_s");
    l->flow_max_kg_s = tli_case_number(&l->values, "flow_max_kg_s");
    upside_down(b, l->id, l->line, "flow", l->flow_min_kg_s, l->flow_max_kg_s, "kg/s");
  }
  for (size_t i = 0; i < c->link_count; i++) {
    missing_measures(b, &c->links[i]);
    check_fuel_node(b, &c->links[i]);
  }
  if (flows > 0 && isnan(c->gas.norm_density_kg_m3))
    tl_findings_add(b->findings, TL_WARNING, b->file, 0, "", "norm_density",
                    "flows are given as norm volumes, but no source names its norm density: they cannot become kg/s");
  if (c->node_count == 0) tl_findings_add(b->findings, TL_ERROR, b->file, 0, "", "", "the network has no nodes");
  return TL_OK;
}

/* What the scenario says about links: rows of the tables "scenario pipe" and so on, with their id as "x:@id". */
static void finish_links(const tli_case_builder *b) {
  tli_case *c = b->c;
  static const char prefix[] = "scenario ";
  for (size_t i = 0; i < c->row_count && c->node_count > 0; i++) {
    const tli_case_row *r = &c->rows[i];
    if (!tli_starts_with(r->table, prefix)) continue;
    const tli_case_value *id = tli_case_value_find(&r->values, "x:@id");
    const size_t link = id != NULL && id->text != NULL ? tli_case_find_link(c, id->text) : SIZE_MAX;
    if (link == SIZE_MAX)
      tl_findings_add(b->findings, TL_ERROR, b->file, r->line, "", "id", "the scenario names a %s that is not there",
                      r->table + sizeof prefix - 1);
    else
      c->links[link].ground_t_k = tli_case_number(&r->values, "ground_t_k");
  }
}

/* Both given, or one bound alone, or none (0). Entry flows count into the network. */
static double nominated_flow(const tli_case_builder *b, const tli_case_demand *d) {
  if (isnan(d->flow_min_kg_s) && isnan(d->flow_max_kg_s)) return 0;
  if (isnan(d->flow_min_kg_s) || isnan(d->flow_max_kg_s))
    return isnan(d->flow_min_kg_s) ? d->flow_max_kg_s : d->flow_min_kg_s;
  if (d->flow_min_kg_s != d->flow_max_kg_s)
    tl_findings_add(b->findings, TL_NOTE, b->file, d->line, d->id, "flow",
                    "\"%s\" may take %g .. %g kg/s; the lower one is taken as its flow", d->id, d->flow_min_kg_s,
                    d->flow_max_kg_s);
  return d->flow_min_kg_s;
}

static double first_of(double a, double b) { return isnan(a) ? b : a; }

static double source_density(const tli_case *c, const tli_case_demand *d) {
  const size_t node = tli_case_find_node(c, d->id);
  const double own = node != SIZE_MAX ? tli_case_number(&c->nodes[node].values, "norm_density_kg_m3") : NAN;
  return first_of(own, c->gas.norm_density_kg_m3);
}

/* Norm density of what leaves: the mean of what this nomination lets in, so that volumes that balance balance as mass,
 * too. Without entries that of the case. */
static double mixed_density(const tli_case *c) {
  double volume = 0, mass = 0;
  for (size_t i = 0; i < c->demand_count; i++) {
    const tli_case_demand *d = &c->demands[i];
    const tli_case_value *flow = tli_case_value_find(&d->values, "flow:both");
    if (flow == NULL) flow = tli_case_value_find(&d->values, "flow:lower");
    if (!d->entry || flow == NULL || !is_norm_flow(flow) || flow->written <= 0) continue;
    volume += flow->written * flow->unit->factor;
    mass += flow->written * flow->unit->factor * source_density(c, d);
  }
  return volume > 0 && mass > 0 ? mass / volume : c->gas.norm_density_kg_m3;
}

static void finish_demand(tli_case_builder *b, tli_case_demand *d, double exit_density) {
  tli_case *c = b->c;
  d->node = tli_case_find_node(c, d->id);
  size_t flows = 0;
  flows_to_mass(&d->values, d->entry ? source_density(c, d) : exit_density, &flows);
  const double flow = tli_case_number(&d->values, "flow:both"), p = tli_case_number(&d->values, "p:both");
  d->flow_min_kg_s = first_of(flow, tli_case_number(&d->values, "flow:lower"));
  d->flow_max_kg_s = first_of(flow, tli_case_number(&d->values, "flow:upper"));
  d->p_min_pa = first_of(p, tli_case_number(&d->values, "p:lower"));
  d->p_max_pa = first_of(p, tli_case_number(&d->values, "p:upper"));
  upside_down(b, d->id, d->line, "flow", d->flow_min_kg_s, d->flow_max_kg_s, "kg/s");
  upside_down(b, d->id, d->line, "pressure", d->p_min_pa, d->p_max_pa, "Pa");
  if (c->nodes == NULL) return; /* a scenario read alone */
  if (d->node == SIZE_MAX) {
    tl_findings_add(b->findings, TL_ERROR, b->file, d->line, d->id, "id", "the network has no node \"%s\"", d->id);
    return;
  }
  const tli_case_value *status = tli_case_value_find(&d->values, "status");
  if (status != NULL && status->number == 0) return; /* MatGas: out of service */
  tl_boundary *boundary = &c->boundary[d->node];
  if (!isnan(p)) {
    boundary->kind = TL_GIVEN_PRESSURE;
    boundary->p_pa = p;
  }
  const double q = nominated_flow(b, d);
  if (isnan(p)) boundary->withdrawal_kg_s += d->entry ? -q : q;
  const double t = tli_case_number(&c->nodes[d->node].values, "gas_t_k");
  if (!isnan(t)) boundary->t_k = t;
}

tl_code tli_case_finish_scenario(tli_case_builder *b) {
  tli_case *c = b->c;
  if (c->node_count > 0) {
    c->boundary = TLI_NEW_N(c->arena, tl_boundary, c->node_count);
    if (c->boundary == NULL) return TLI_NO_MEMORY(b->error, b->file);
  }
  for (size_t i = 0; i < c->node_count; i++) { /* MatGas: a junction of type 1 holds its nominal pressure */
    const double p = tli_case_number(&c->nodes[i].values, "p_nominal_pa");
    if (tli_case_number(&c->nodes[i].values, "x:junction_type") != 1 || isnan(p)) continue;
    c->boundary[i].kind = TL_GIVEN_PRESSURE;
    c->boundary[i].p_pa = p;
  }
  const double exit_density = mixed_density(c);
  for (size_t i = 0; i < c->demand_count; i++) finish_demand(b, &c->demands[i], exit_density);
  finish_links(b);
  c->has_scenario = true;
  return TL_OK;
}
