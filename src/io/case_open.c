/* Opening a network file: which reader, then network and gas. */
#include "io/json_case.h"
#include "io/netfile.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "elem/tli_elem.h"
#include "trunkline/case.h"

struct tl_case {
  tli_case *c;
  tl_netfile *file; /* where another format was read: it owns that case, and `c` is then only the memory of this one */
  tli_case *read;   /* the case that was read: c, or the file's */
  tli_case_physics physics;
};

static bool is_file(const char *folder, const char *name) {
  char path[4096];
  const int length = snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = length > 0 && (size_t)length < sizeof path ? fopen(path, "rb") : NULL;
  if (file == NULL) return false;
  (void)fclose(file);
  return true;
}

/* All other formats; its findings become ours. */
static tl_code read_netfile(const char *path, const char *scenario, tli_case_builder *b, tl_case *opened) {
  const tl_netfile_options options = {.scenario = scenario};
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
  if (opened->read->boundary == NULL)
    tl_findings_add(b->findings, TL_ERROR, path, 0, "", "scenario",
                    "no scenario was found beside the network: name one with --scenario");
  return TL_OK;
}

static tl_code read_any(const char *path, const char *scenario, tli_case_builder *b, tl_case *opened) {
  if (is_file(path, "network.json")) {
    const bool steady = scenario == NULL && !is_file(path, "bc.json") && is_file(path, "bc_steady.json");
    char *beside = steady ? tli_arena_printf(b->c->arena, "%s/bc_steady.json", path) : NULL;
    if (steady && beside == NULL) return TLI_NO_MEMORY(b->error, "a network file");
    return tli_lanl_read(path, steady ? beside : scenario, b);
  }
  const size_t length = strlen(path);
  if (length > 5 && strcmp(path + length - 5, ".json") == 0) return tli_pandapipes_read(path, b);
  return read_netfile(path, scenario, b, opened);
}

/* "ID.field=value": the id may hold dots, the field does not. */
static tl_code apply(tli_case_builder *b, const char *setting) {
  const char *equals = strchr(setting, '='), *dot = equals;
  while (dot != NULL && dot > setting && *dot != '.') dot--;
  if (equals == NULL || dot == setting)
    return tl_fail(b->error, TL_ERR_USAGE, "--set %s: write ID.field=value, for example p12.length_m=1000", setting);
  char *id = tli_arena_strndup(b->c->arena, setting, (size_t)(dot - setting));
  char *field = tli_arena_strndup(b->c->arena, dot + 1, (size_t)(equals - dot - 1));
  if (id == NULL || field == NULL) return TLI_NO_MEMORY(b->error, "a setting");
  double number;
  const size_t node = tli_case_find_node(b->c, id), link = tli_case_find_link(b->c, id);
  const bool plain = tli_case_plain_number(equals + 1, &number);
  if (node != SIZE_MAX && plain && strcmp(field, "withdrawal_kg_s") == 0) {
    b->c->boundary[node].withdrawal_kg_s = number;
    return TL_OK;
  }
  if (node != SIZE_MAX && plain && strcmp(field, "p_pa") == 0) {
    b->c->boundary[node].kind = TL_GIVEN_PRESSURE;
    b->c->boundary[node].p_pa = number;
    return TL_OK;
  }
  if (link == SIZE_MAX)
    return tl_fail(b->error, TL_ERR_USAGE,
                   "--set %s: there is no link \"%s\", and of nodes only withdrawal_kg_s and p_pa "
                   "can be set",
                   setting, id);
  const tli_kind *kind = tli_kind_get((size_t)tli_kind_find(b->c->links[link].kind));
  for (size_t f = 0; kind != NULL && f < kind->field_count; f++) {
    if (strcmp(kind->fields[f].name, field) != 0) continue;
    tl_value value;
    tl_friction law;
    if (strcmp(field, "friction") == 0 && tl_friction_find(equals + 1, &law))
      number = law;
    else if (!plain) {
      TLI_TRY(tl_value_read(equals + 1, kind->fields[f].quantity, &value, b->error));
      number = value.si;
    }
    tli_case_values *values = &b->c->links[link].values;
    for (size_t v = 0; v < values->count; v++)
      if (strcmp(values->at[v].name, field) == 0) values->at[v].name = "x:replaced";
    return tli_case_add_number(b, values, field, number, 0);
  }
  return tl_fail(b->error, TL_ERR_USAGE, "--set %s: a %s has no field \"%s\"; see trunkline describe %s", setting,
                 b->c->links[link].kind, field, b->c->links[link].kind);
}

static tl_code open_case(const char *path, const tl_case_options *options, tli_case_builder *b, tl_case *opened) {
  TLI_TRY(read_any(path, options->scenario, b, opened));
  for (size_t i = 0; options->settings != NULL && options->settings[i] != NULL; i++)
    if (tl_findings_total(b->findings, TL_ERROR) == 0) TLI_TRY(apply(b, options->settings[i]));
  if (tl_findings_total(b->findings, TL_ERROR) == 0)
    TLI_TRY(tli_case_to_network(b, options->model != NULL ? options->model : "", &opened->physics));
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
const char *tl_case_link_kind(const tl_case *opened, size_t link) {
  return link < opened->read->link_count ? opened->read->links[link].kind : NULL;
}
