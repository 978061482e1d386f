/* Opening a network file: which reader, then network and gas. */
#include "io/case_open.h"

#include "io/case_decide.h"
#include "io/json_case.h"
#include "io/netfile.h"

#include <string.h>

#include "elem/tli_elem.h"
#include "trunkline/case.h"

struct tl_case {
  tli_case *c;
  tl_netfile *file; /* where another format was read: it owns that case, and `c` is then only the memory of this one */
  tli_case *read;   /* the case that was read: c, or the file's */
  tli_case_physics physics;
  const char *path, *wanted_model;
};

/* Its findings become ours. */
static tl_code read_netfile(const char *path, const tl_case_options *o, tli_case_builder *b, tl_case *opened) {
  const tl_netfile_options options = {.scenario = o->scenario, .stations = o->stations, .decisions = o->decisions};
  const tl_code code = tl_netfile_open(path, &options, tli_arena_allocator(b->c->arena), &opened->file, b->error);
  if (opened->file == NULL) return code;
  const tl_findings *found = tl_netfile_findings(opened->file);
  for (size_t i = 0; i < tl_findings_count(found); i++) {
    const tl_finding *f = tl_findings_at(found, i);
    tl_findings_add(b->findings, f->severity, f->file, f->line, f->id, f->field, "%s", f->sentence);
  }
  if (code != TL_OK) return code;
  opened->read = tli_netfile_own_case(opened->file);
  b->c = opened->read;
  if (opened->read->node_count == 0)
    tl_findings_add(b->findings, TL_ERROR, path, 0, "", "",
                    "this file holds no network: give the network, and this one with it");
  else if (opened->read->boundary == NULL)
    tl_findings_add(b->findings, TL_ERROR, path, 0, "", "scenario",
                    "no withdrawals and pressures were found: the file has no scenario (in a Trunkline file a line "
                    "`scenario: {id: \"...\"}` with its demands), and none lies beside it or was named");
  return TL_OK;
}

/* A setting taken apart; the id may hold dots and equals signs, field and value do not. */
typedef struct setting {
  const char *whole, *id, *field, *value;
  bool plain; /* the value is a bare number */
  double number;
} setting;

static tl_code take_apart(tli_case_builder *b, const char *text, setting *s) {
  const char *equals = strrchr(text, '='), *dot = equals;
  while (dot != NULL && dot > text && *dot != '.') dot--;
  if (equals == NULL || dot == text)
    return tl_fail(b->error, TL_ERR_USAGE, "--set %s: write ID.field=value, for example p12.length_m=1000", text);
  s->whole = text;
  s->id = tli_arena_strndup(b->c->arena, text, (size_t)(dot - text));
  s->field = tli_arena_strndup(b->c->arena, dot + 1, (size_t)(equals - dot - 1));
  s->value = equals + 1;
  if (s->id == NULL || s->field == NULL) return TLI_NO_MEMORY(b->error, "a setting");
  s->plain = tli_case_plain_number(s->value, &s->number);
  return TL_OK;
}

static tl_code number_of(tli_case_builder *b, const setting *s, tl_quantity quantity, double *number) {
  tl_value value;
  tl_friction law;
  *number = s->number;
  if (s->plain) return TL_OK;
  if (strcmp(s->field, "friction") == 0 && tl_friction_find(s->value, &law)) {
    *number = law;
    return TL_OK;
  }
  tl_error why = {0};
  const tl_code code = tl_value_read(s->value, quantity, &value, &why);
  if (code != TL_OK) return tl_fail(b->error, code, "--set %s: %s", s->whole, why.sentence);
  *number = value.si;
  return TL_OK;
}

static tl_code set_node(tli_case_builder *b, const setting *s, tl_boundary *at) {
  if (strcmp(s->field, "p_pa") == 0) {
    at->kind = TL_GIVEN_PRESSURE;
    return number_of(b, s, TL_PRESSURE, &at->p_pa);
  }
  if (strcmp(s->field, "t_k") == 0) {
    TLI_TRY(number_of(b, s, TL_TEMPERATURE, &at->t_k));
    if (at->t_k > 0.0) return TL_OK; /* 0 would be none at all */
    return tl_fail(b->error, TL_ERR_USAGE, "--set %s: a temperature is above 0 K", s->whole);
  }
  if (strcmp(s->field, "withdrawal_kg_s") != 0)
    return tl_fail(b->error, TL_ERR_USAGE, "--set %s: of a node, withdrawal_kg_s, p_pa and t_k can be set", s->whole);
  at->kind = TL_GIVEN_WITHDRAWAL;
  return number_of(b, s, TL_MASS_FLOW, &at->withdrawal_kg_s);
}

static const tl_field *field_named(const char *kind_name, const char *name) {
  const int index = tli_kind_find(kind_name);
  const tli_kind *kind = index >= 0 ? tli_kind_get((size_t)index) : NULL;
  for (size_t f = 0; kind != NULL && f < kind->field_count; f++)
    if (strcmp(kind->fields[f].name, name) == 0) return &kind->fields[f];
  return NULL;
}

/* The fields of what a link of the case becomes in the network. NULL: it has none of that name. A control in bypass or
 * shut is a valve there, so its state is a field of the case; `bypass` makes a station one of machines. */
static const tl_field *field_of(const tli_case_link *link, const char *name, const char **kind_name) {
  *kind_name = tli_case_kind_of(link);
  const tl_field *field = field_named(*kind_name, name);
  if (field == NULL && strcmp(name, "state") == 0 && tli_case_has_state(link))
    field = field_named("control_valve", name);
  if (field == NULL && strcmp(name, "bypass") == 0 && strcmp(link->kind, "station") == 0)
    field = field_named("machine_station", name);
  return field;
}

static const char *near_field(const tli_case_link *link, const char *name) {
  const char *names[64];
  const int index = tli_kind_find(tli_case_kind_of(link));
  const tli_kind *kind = index >= 0 ? tli_kind_get((size_t)index) : NULL;
  size_t count = 0;
  for (; kind != NULL && count < kind->field_count && count < TLI_COUNT(names); count++)
    names[count] = kind->fields[count].name;
  return tli_did_you_mean(name, names, count);
}

static tl_code set_link(tli_case_builder *b, const setting *s, tli_case_link *link) {
  const char *kind;
  double number;
  const tl_field *field = field_of(link, s->field, &kind);
  if (field == NULL) {
    const char *near = near_field(link, s->field);
    return tl_fail(b->error, TL_ERR_USAGE, "--set %s: a %s has no field \"%s\"%s%s; see trunkline describe %s",
                   s->whole, kind, s->field, near != NULL ? ", did you mean " : "", near != NULL ? near : "", kind);
  }
  TLI_TRY(number_of(b, s, field->quantity, &number));
  for (size_t v = 0; v < link->values.count; v++)
    if (strcmp(link->values.at[v].name, s->field) == 0) link->values.at[v].name = "x:replaced";
  return tli_case_add_number(b, &link->values, s->field, number, 0);
}

/* "*.field" sets all links that have the field. */
static tl_code set_all(tli_case_builder *b, const setting *s) {
  size_t found = 0;
  for (size_t l = 0; l < b->c->link_count; l++) {
    const char *kind;
    if (field_of(&b->c->links[l], s->field, &kind) == NULL) continue;
    TLI_TRY(set_link(b, s, &b->c->links[l]));
    found++;
  }
  if (found > 0) return TL_OK;
  return tl_fail(b->error, TL_ERR_USAGE, "--set %s: no link of this network has a field \"%s\"", s->whole, s->field);
}

/* The id of a link or node that was perhaps meant; NULL: none is near. */
static const char *near_id(const tli_case_builder *b, const char *id) {
  const tli_case *c = b->c;
  const char **ids = TLI_NEW_N(c->arena, const char *, c->link_count + c->node_count);
  if (ids == NULL) return NULL;
  for (size_t l = 0; l < c->link_count; l++) ids[l] = c->links[l].id;
  for (size_t i = 0; i < c->node_count; i++) ids[c->link_count + i] = c->nodes[i].id;
  return tli_did_you_mean(id, ids, c->link_count + c->node_count);
}

static tl_code apply(tli_case_builder *b, const char *text) {
  setting s = {0};
  TLI_TRY(take_apart(b, text, &s));
  if (s.id == NULL) return TLI_NO_MEMORY(b->error, "a setting");
  if (strcmp(s.id, "*") == 0) return set_all(b, &s);
  const size_t node = tli_case_find_node(b->c, s.id), link = tli_case_find_link(b->c, s.id);
  const char *kind;
  if (link != SIZE_MAX && (node == SIZE_MAX || field_of(&b->c->links[link], s.field, &kind) != NULL))
    return set_link(b, &s, &b->c->links[link]);
  if (node != SIZE_MAX) return set_node(b, &s, &b->c->boundary[node]);
  const char *near = near_id(b, s.id);
  return tl_fail(b->error, TL_ERR_USAGE, "--set %s: the network has neither a link nor a node \"%s\"%s%s", text, s.id,
                 near != NULL ? "; did you mean " : "", near != NULL ? near : "");
}

static tl_code open_case(const char *path, const tl_case_options *options, tli_case_builder *b, tl_case *opened) {
  TLI_TRY(read_netfile(path, options, b, opened));
  for (size_t i = 0; options->taken != NULL && options->taken[i] != NULL; i++)
    if (tl_findings_total(b->findings, TL_ERROR) == 0) TLI_TRY(tli_case_decide(b, options->taken[i]));
  for (size_t i = 0; options->settings != NULL && options->settings[i] != NULL; i++)
    if (tl_findings_total(b->findings, TL_ERROR) == 0) TLI_TRY(apply(b, options->settings[i]));
  if (tl_findings_total(b->findings, TL_ERROR) == 0)
    TLI_TRY(tli_case_to_network(b, opened->wanted_model, &opened->physics));
  if (tl_findings_lost(b->findings)) return TLI_NO_MEMORY(b->error, "the findings");
  const size_t errors = tl_findings_total(b->findings, TL_ERROR);
  if (errors > 0) return tl_fail(b->error, TL_ERR_INPUT, "%s has %zu error%s", path, errors, errors == 1 ? "" : "s");
  return TL_OK;
}

tl_code tl_case_open(const char *path, const tl_case_options *options, tl_case **opened, tl_findings *findings,
                     tl_error *error) {
  static const tl_case_options none = {0};
  if (options == NULL) options = &none;
  *opened = NULL;
  tli_case *c = tli_case_create(options->allocator);
  tl_case *made = c != NULL ? TLI_NEW(c->arena, tl_case) : NULL;
  if (made == NULL) {
    tli_case_destroy(c);
    return TLI_NO_MEMORY(error, "a network file");
  }
  made->c = made->read = c;
  made->path = tli_arena_strdup(c->arena, path);
  made->wanted_model = tli_arena_strdup(c->arena, options->model != NULL ? options->model : "");
  if (made->path == NULL || made->wanted_model == NULL) {
    tli_case_destroy(c);
    return TLI_NO_MEMORY(error, "a network file");
  }
  tli_case_builder b = {.c = c, .file = path, .findings = findings, .error = error};
  const tl_code code = open_case(path, options, &b, made);
  if (code != TL_OK) {
    tl_case_close(made);
    return code;
  }
  *opened = made;
  return TL_OK;
}

void tl_case_close(tl_case *opened) {
  if (opened == NULL) return;
  tl_network_destroy(opened->physics.network);
  tl_gas_destroy(opened->physics.gas);
  tl_netfile_close(opened->file);
  tli_case_destroy(opened->c); /* opened lives in its arena */
}

const tl_network *tl_case_network(const tl_case *opened) { return opened->physics.network; }
const tl_gas *tl_case_gas(const tl_case *opened) { return opened->physics.gas; }
const tl_boundary *tl_case_boundary(const tl_case *opened) { return opened->read->boundary; }
double tl_case_isothermal_k(const tl_case *opened) { return opened->physics.isothermal_t_k; }
const char *tl_case_format(const tl_case *opened) { return opened->read->format; }
const tli_case *tli_case_of(const tl_case *opened) { return opened->read; }
const char *tli_case_path(const tl_case *opened) { return opened->path; }
const char *tl_case_model(const tl_case *opened) { return opened->physics.model; }
bool tl_case_has_composition(const tl_case *opened) { return opened->read->gas.has_mixture; }
const tl_mixture *tl_case_entering(const tl_case *opened) { return opened->physics.entering; }
double tl_case_gross_j_m3(const tl_case *opened, size_t node) {
  return node < opened->read->node_count ? tli_case_number(&opened->read->nodes[node].values, "gross_j_m3") : NAN;
}
double tl_case_norm_density_kg_m3(const tl_case *opened, size_t node) {
  const tli_case *c = opened->read;
  const double own = node < c->node_count ? tli_case_number(&c->nodes[node].values, "norm_density_kg_m3") : NAN;
  return isnan(own) ? c->gas.norm_density_kg_m3 : own;
}
size_t tl_case_free_controls(const tl_case *opened) { return opened->physics.free_count; }
size_t tl_case_free_control(const tl_case *opened, size_t i) {
  return i < opened->physics.free_count ? opened->physics.free_link[i] : SIZE_MAX;
}
const char *tl_case_link_kind(const tl_case *opened, size_t link) {
  return link < opened->read->link_count ? opened->read->links[link].kind : NULL;
}
