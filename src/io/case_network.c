/* From a case to a network: each kind's defaults, the case's values by the names of the field table, then the kind's
 * own call, so that every check is made once and in one place. */
#include "elem/tli_elem.h"
#include "io/json_case.h"

#include <math.h>
#include <string.h>

typedef union element {
  tl_pipe pipe;
  tl_station station;
  tl_valve valve;
  tl_resistor resistor;
  tl_control_valve control_valve;
  tl_compressor compressor;
} element;

typedef tl_code (*adder)(tl_network *n, const char *id, size_t from, size_t to, const element *e, tl_error *error);

static void default_pipe(element *e) { tl_pipe_default(&e->pipe); }
static void default_station(element *e) { tl_station_default(&e->station); }
static void default_valve(element *e) { tl_valve_default(&e->valve); }
static void default_resistor(element *e) { tl_resistor_default(&e->resistor); }
static void default_control_valve(element *e) { tl_control_valve_default(&e->control_valve); }
static void default_compressor(element *e) { tl_compressor_default(&e->compressor); }
static void default_none(element *e) { memset(e, 0, sizeof *e); }

static tl_code add_pipe(tl_network *n, const char *id, size_t from, size_t to, const element *e, tl_error *error) {
  return tl_network_add_pipe(n, id, from, to, &e->pipe, NULL, error);
}
static tl_code add_station(tl_network *n, const char *id, size_t from, size_t to, const element *e, tl_error *error) {
  return tl_network_add_station(n, id, from, to, &e->station, NULL, error);
}
static tl_code add_valve(tl_network *n, const char *id, size_t from, size_t to, const element *e, tl_error *error) {
  return tl_network_add_valve(n, id, from, to, &e->valve, NULL, error);
}
static tl_code add_resistor(tl_network *n, const char *id, size_t from, size_t to, const element *e, tl_error *error) {
  return tl_network_add_resistor(n, id, from, to, &e->resistor, NULL, error);
}
static tl_code add_control_valve(tl_network *n, const char *id, size_t from, size_t to, const element *e,
                                 tl_error *error) {
  return tl_network_add_control_valve(n, id, from, to, &e->control_valve, NULL, error);
}
static tl_code add_compressor(tl_network *n, const char *id, size_t from, size_t to, const element *e,
                              tl_error *error) {
  return tl_network_add_compressor(n, id, from, to, &e->compressor, NULL, error);
}
static tl_code add_short_pipe(tl_network *n, const char *id, size_t from, size_t to, const element *e,
                              tl_error *error) {
  (void)e;
  return tl_network_add_short_pipe(n, id, from, to, NULL, error);
}
static tl_code add_check_valve(tl_network *n, const char *id, size_t from, size_t to, const element *e,
                               tl_error *error) {
  (void)e;
  return tl_network_add_check_valve(n, id, from, to, NULL, error);
}

static const struct {
  const char *name;
  void (*set_default)(element *e);
  adder add;
} kinds[] = {{"pipe", default_pipe, add_pipe},
             {"short_pipe", default_none, add_short_pipe},
             {"valve", default_valve, add_valve},
             {"check_valve", default_none, add_check_valve},
             {"resistor", default_resistor, add_resistor},
             {"control_valve", default_control_valve, add_control_valve},
             {"compressor", default_compressor, add_compressor},
             {"station", default_station, add_station}};

static void fill(const tli_kind *kind, const tli_case_link *link, element *e) {
  for (size_t f = 0; f < kind->field_count; f++) {
    const tli_case_value *value = tli_case_value_find(&link->values, kind->fields[f].name);
    double number = value != NULL ? value->number : NAN;
    tl_friction law;
    if (value != NULL && value->text != NULL && strcmp(value->name, "friction") == 0 &&
        tl_friction_find(value->text, &law))
      number = law;
    if (!isnan(number)) *(double *)(void *)((char *)e + kind->fields[f].offset) = number;
  }
}

static void add_link(tli_case_builder *b, const tli_case_link *link, tl_network *network, tl_code *code) {
  size_t k = 0;
  while (k < TLI_COUNT(kinds) && strcmp(kinds[k].name, link->kind) != 0) k++;
  const int index = k < TLI_COUNT(kinds) ? tli_kind_find(kinds[k].name) : -1;
  if (index < 0) {
    tl_findings_add(b->findings, TL_ERROR, b->file, link->line, link->id, "kind",
                    "\"%s\": elements of the kind %s are not solved yet", link->id, link->kind);
    return;
  }
  element e;
  tl_error why = {0};
  kinds[k].set_default(&e);
  fill(tli_kind_get((size_t)index), link, &e);
  const tl_code added = kinds[k].add(network, link->id, link->from, link->to, &e, &why);
  if (added == TL_ERR_MACHINE)
    *code = tl_fail(b->error, added, "%s", why.sentence);
  else if (added != TL_OK)
    tl_findings_add(b->findings, TL_ERROR, b->file, link->line, link->id, "", "%s", why.sentence);
}

static double gas_row(const tli_case *c, const char *name, double fallback) {
  for (size_t i = 0; i < c->row_count; i++)
    if (strcmp(c->rows[i].table, "gas") == 0) {
      const double number = tli_case_number(&c->rows[i].values, name);
      if (!isnan(number)) return number;
    }
  return fallback;
}

/* Full CNGA at one temperature, as gas/explicit_laws.c has it: 1/z = 1 + b2 (p + 101,350 Pa). */
static double cnga_slope(double g, double t_k) {
  return 344400.0 * pow(10.0, 1.785 * g) / (6894.75729 * pow(1.8 * t_k, 3.825));
}

static tl_code make_gas(tli_case_builder *b, const char *model, tl_gas **gas) {
  const tli_case_gas *g = &b->c->gas;
  const tl_allocator *allocator = tli_arena_allocator(b->c->arena);
  if (g->has_mixture) {
    tl_gas_options options;
    tl_gas_options_default(&options);
    if (model[0] != '\0') options.model = model;
    options.phase_check = false;
    options.allocator = allocator;
    return tl_gas_create(&g->mixture, &options, gas, b->error);
  }
  tl_plain_gas plain = {.molar_mass_kg_mol = g->molar_mass_kg_mol,
                        .z0 = gas_row(b->c, "z0", isnan(g->z) ? 1.0 : g->z),
                        .z1_1_pa = gas_row(b->c, "z1_1_pa", 0.0),
                        .viscosity_pa_s = isnan(g->viscosity_pa_s) ? 0.0 : g->viscosity_pa_s};
  if (tli_text_equal_loose(model, "cnga-simple")) {
    plain = (tl_plain_gas){g->molar_mass_kg_mol, 1.00300865, 2.96848838e-8, true, plain.viscosity_pa_s};
  } else if (tli_text_equal_loose(model, "cnga")) {
    const double b2 = cnga_slope(gas_row(b->c, "relative_density", g->molar_mass_kg_mol / 0.0289625), g->t_k);
    plain = (tl_plain_gas){g->molar_mass_kg_mol, 1.0 + 101350.0 * b2, b2, true, plain.viscosity_pa_s};
  } else if (tli_text_equal_loose(model, "ideal")) {
    plain.z0 = 1.0;
    plain.z1_1_pa = 0.0;
  } else if (!tli_text_equal_loose(model, "given-z")) {
    return tl_fail(
        b->error, TL_ERR_INPUT,
        "the file gives no composition%s%s%s: name one of ideal, cnga, cnga-simple or given-z, which need none",
        model[0] != '\0' ? ", which model \"" : " and no equation of state", model, model[0] != '\0' ? "\" needs" : "");
  }
  return tl_gas_create_plain(&plain, allocator, gas, b->error);
}

tl_code tli_case_to_network(tli_case_builder *b, const char *model, tli_case_physics *out) {
  const tli_case *c = b->c;
  *out = (tli_case_physics){0};
  TLI_TRY(make_gas(b, model[0] != '\0' ? model : c->gas.model, &out->gas));
  out->isothermal_t_k = c->gas.has_mixture || isnan(c->gas.t_k) ? 0.0 : c->gas.t_k;
  if (!c->gas.has_mixture && out->isothermal_t_k == 0.0) out->isothermal_t_k = 288.15;
  TLI_TRY(tl_network_create(tli_arena_allocator(c->arena), &out->network, b->error));
  tl_code code = TL_OK;
  for (size_t i = 0; i < c->node_count && code == TL_OK; i++)
    code = tl_network_add_node(out->network, c->nodes[i].id, isnan(c->nodes[i].height_m) ? 0.0 : c->nodes[i].height_m,
                               NULL, b->error);
  for (size_t i = 0; i < c->link_count && code == TL_OK; i++) add_link(b, &c->links[i], out->network, &code);
  if (code != TL_OK) return code;
  if (tl_findings_total(b->findings, TL_ERROR) > 0) return TL_OK;
  return tl_network_freeze(out->network, b->error);
}
