/* From a case to a network: each kind's defaults, the case's values by the names of the field table, then the kind's
 * own call, so that every check is made once and in one place. */
#include "elem/tli_elem.h"
#include "io/case_stations.h"
#include "io/case_decide.h"
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
  tl_storage storage;
  tl_leak leak;
  tl_delivery delivery;
  tl_machine_station machine_station;
} element;

typedef tl_code (*adder)(tl_network *n, const char *id, size_t from, size_t to, const element *e, tl_error *error);

static void default_pipe(element *e) { tl_pipe_default(&e->pipe); }
static void default_station(element *e) { tl_station_default(&e->station); }
static void default_valve(element *e) { tl_valve_default(&e->valve); }
static void default_resistor(element *e) { tl_resistor_default(&e->resistor); }
static void default_control_valve(element *e) { tl_control_valve_default(&e->control_valve); }
static void default_compressor(element *e) { tl_compressor_default(&e->compressor); }
static void default_storage(element *e) { tl_storage_default(&e->storage); }
static void default_leak(element *e) { tl_leak_default(&e->leak); }
static void default_delivery(element *e) { tl_delivery_default(&e->delivery); }
static void default_machine_station(element *e) { tl_machine_station_default(&e->machine_station); }
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
static tl_code add_storage(tl_network *n, const char *id, size_t from, size_t to, const element *e, tl_error *error) {
  return tl_network_add_storage(n, id, from, to, &e->storage, NULL, error);
}
static tl_code add_leak(tl_network *n, const char *id, size_t from, size_t to, const element *e, tl_error *error) {
  return tl_network_add_leak(n, id, from, to, &e->leak, NULL, error);
}
static tl_code add_delivery(tl_network *n, const char *id, size_t from, size_t to, const element *e, tl_error *error) {
  return tl_network_add_delivery(n, id, from, to, &e->delivery, NULL, error);
}
static tl_code add_machine_station(tl_network *n, const char *id, size_t from, size_t to, const element *e,
                                   tl_error *error) {
  return tl_network_add_machine_station(n, id, from, to, &e->machine_station, NULL, error);
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
             {"station", default_station, add_station},
             {"storage", default_storage, add_storage},
             {"leak", default_leak, add_leak},
             {"delivery", default_delivery, add_delivery},
             {"machine_station", default_machine_station, add_machine_station}};

/* A station of a network file is one of machines where these are known or where `bypass` is given, else a compressor;
 * one with all that a station of a study needs is that. A MatGas regulator is a control valve. */
const char *tli_case_kind_of(const tli_case_link *link) {
  const bool piped = link->machines != NULL || tli_case_value_find(&link->values, "bypass") != NULL;
  if (strcmp(link->kind, "regulator") == 0) return "control_valve";
  if (strcmp(link->kind, "station") == 0 && piped) return "machine_station";
  if (strcmp(link->kind, "station") == 0 && tli_case_value_find(&link->values, "discharge_p_pa") == NULL)
    return "compressor";
  return link->kind;
}

bool tli_case_has_state(const tli_case_link *link) {
  const char *kind = tli_case_kind_of(link);
  return strcmp(kind, "control_valve") == 0 || strcmp(kind, "compressor") == 0 ||
         strcmp(kind, "machine_station") == 0 || strcmp(kind, "station") == 0;
}

/* Names of network files for fields of elem. */
static const struct {
  const char *kind, *field, *figure;
} renamed[] = {{"resistor", "drag", "drag_factor"},
               {"compressor", "outlet_p_pa", "discharge_p_pa"}, /* bounds are judged, not held: case_judge.c */
               {"control_valve", "min_drop_pa", "dp_min_pa"},
               {"machine_station", "outlet_p_pa", "discharge_p_pa"},
               {"machine_station", "drag_in", "drag_factor_in"},
               {"machine_station", "drag_out", "drag_factor_out"},
               {"machine_station", "max_outlet_p_pa", "p_out_max_pa"}, /* a real station holds its own limits */
               {"machine_station", "min_inlet_p_pa", "p_in_min_pa"}};

static const tli_case_value *value_of(const tli_kind *kind, const char *field, const tli_case_link *link) {
  const tli_case_value *value = tli_case_value_find(&link->values, field);
  for (size_t i = 0; value == NULL && i < TLI_COUNT(renamed); i++)
    if (strcmp(renamed[i].kind, kind->name) == 0 && strcmp(renamed[i].field, field) == 0)
      value = tli_case_value_find(&link->values, renamed[i].figure);
  return value;
}

static void fill(const tli_kind *kind, const tli_case_link *link, element *e) {
  for (size_t f = 0; f < kind->field_count; f++) {
    const tli_case_value *value = value_of(kind, kind->fields[f].name, link);
    double number = value != NULL ? value->number : NAN;
    tl_friction law;
    if (value != NULL && value->text != NULL && strcmp(value->name, "friction") == 0 &&
        tl_friction_find(value->text, &law))
      number = law;
    if (kind->fields[f].quantity == TL_POWER && number > 1e50) continue; /* MatGas writes 1e100 for no limit */
    if (!isnan(number)) *(double *)(void *)((char *)e + kind->fields[f].offset) = number;
  }
}

static bool given(const tli_case_link *link, const char *name) { return !isnan(tli_case_number(&link->values, name)); }

/* What a link says about its control decides what it holds. True if it says nothing: the control is free, and the
 * element stands bypassed or open. */
static bool set_control(const tli_kind *kind, const tli_case_link *link, element *e) {
  if (strcmp(kind->name, "pipe") == 0 && !given(link, "friction") &&
      tli_case_value_find(&link->values, "friction") == NULL && given(link, "friction_factor"))
    e->pipe.friction = TL_FRICTION_FIXED;
  if (strcmp(kind->name, "control_valve") == 0 && !given(link, "outlet_p_pa")) {
    const bool inlet = given(link, "inlet_p_pa"), flow = given(link, "flow_kg_s");
    if (!given(link, "control") && (inlet || flow))
      e->control_valve.control = inlet ? TL_REGULATE_INLET : TL_REGULATE_FLOW;
    if (inlet || flow || given(link, "state")) return false;
    e->control_valve.outlet_p_pa = 1e8; /* the largest: never reached */
    return !given(link, "max_flow_kg_s");
  }
  const bool machines = strcmp(kind->name, "machine_station") == 0;
  if ((!machines && strcmp(kind->name, "compressor") != 0) || given(link, "control")) return false;
  static const struct {
    const char *name;
    int holds;
  } set_points[] = {{"outlet_p_pa", TL_HOLD_OUTLET},
                    {"discharge_p_pa", TL_HOLD_OUTLET},
                    {"inlet_p_pa", TL_HOLD_INLET},
                    {"flow_kg_s", TL_HOLD_FLOW},
                    {"lift_pa", TL_HOLD_LIFT}};
  for (size_t i = 0; i < TLI_COUNT(set_points); i++)
    if (given(link, set_points[i].name) && !(machines && set_points[i].holds == TL_HOLD_LIFT)) {
      *(machines ? &e->machine_station.control : &e->compressor.control) = set_points[i].holds;
      return false;
    }
  return !given(link, "ratio");
}

/* Its machines; at one temperature its coolers, if it has any, bring the gas back to that. */
static void take_machines(const tli_case_builder *b, const tli_case_link *link, double t_k, element *e) {
  tl_machine_station *m = &e->machine_station;
  m->configurations = link->machines->run;
  m->configuration_count = link->machines->run_count;
  m->units = link->machines->units;
  m->unit_count = link->machines->unit_count;
  if (!given(link, "cooler_approach_k") && !b->c->gas.has_mixture && tli_case_is_set(&link->values, "has_cooler"))
    m->cooler_approach_k = fmax(t_k - m->ambient_k, 0.0);
}

/* Whether an element stands still: shut by a decision, by its state, or out of service (MatGas); or in bypass, which
 * lets gas pass either way. */
typedef enum stand { STAND_WORKS, STAND_BYPASS, STAND_SHUT } stand;

static stand stand_of(const tli_case_builder *b, const tli_case_link *link) {
  if (given(link, TLI_CASE_SHUT) || tli_case_number(&link->values, "status") == 0.0) return STAND_SHUT;
  const double state = tli_case_number(&link->values, "state");
  if (isnan(state) || !tli_case_has_state(link)) return STAND_WORKS;
  if (state == 0.0 || state == 1.0 || state == 2.0) return (stand)(int)state;
  tl_findings_add(b->findings, TL_ERROR, b->file, link->line, link->id, "state",
                  "\"%s\": state = %g is none of 0 works, 1 in bypass, 2 shut", link->id, state);
  return STAND_WORKS;
}

/* The valve that a control which stands still is. The drag of a station's piping is in series with its bypass, too; a
 * fixed loss of the piping is one of the running station. Zeta of both pipes on the diameter of the first. */
static void standing(const tli_case_link *link, stand how, tl_valve *valve) {
  static const char *const drags[] = {"drag_factor_in", "drag_factor_out"};
  static const char *const diameters[] = {"diameter_in_m", "diameter_out_m"};
  valve->open = how == STAND_BYPASS ? 1.0 : 0.0;
  for (int k = 0; k < 2 && strcmp(link->kind, "station") == 0; k++) {
    const double drag = tli_case_number(&link->values, drags[k]), d = tli_case_number(&link->values, diameters[k]);
    if (!(drag > 0.0) || !(d > 0.0)) continue;
    if (valve->drag == 0.0) valve->diameter_m = d;
    valve->drag += drag * pow(valve->diameter_m / d, 4.0);
  }
}

static void add_link(tli_case_builder *b, const tli_case_link *link, tli_case_physics *out, size_t *is_free,
                     tl_code *code) {
  size_t k = 0;
  const stand how = stand_of(b, link);
  const char *name = how != STAND_WORKS ? "valve" : tli_case_kind_of(link);
  while (k < TLI_COUNT(kinds) && strcmp(kinds[k].name, name) != 0) k++;
  const int index = k < TLI_COUNT(kinds) ? tli_kind_find(kinds[k].name) : -1;
  if (index < 0) {
    tl_findings_add(b->findings, TL_ERROR, b->file, link->line, link->id, "kind",
                    "\"%s\": elements of the kind %s are not solved", link->id, link->kind);
    return;
  }
  const tli_kind *kind = tli_kind_get((size_t)index);
  element e;
  tl_error why = {0};
  kinds[k].set_default(&e);
  if (how != STAND_WORKS)
    standing(link, how, &e.valve);
  else
    fill(kind, link, &e);
  if (strcmp(kind->name, "machine_station") == 0 && link->machines != NULL)
    take_machines(b, link, isnan(b->c->gas.t_k) ? 288.15 : b->c->gas.t_k, &e);
  if (set_control(kind, link, &e)) is_free[out->free_count++] = (size_t)(link - b->c->links);
  const tl_code added = kinds[k].add(out->network, link->id, link->from, link->to, &e, &why);
  if (added == TL_ERR_MACHINE)
    *code = tl_fail(b->error, added, "%s", why.sentence);
  else if (added != TL_OK)
    tl_findings_add(b->findings, TL_ERROR, b->file, link->line, link->id, "", "%s", why.sentence);
}

/* Files that give the rise of each pipe instead of heights: heights along a spanning forest, each part from 0. */
static tl_code heights_from_rises(tli_case_builder *b) {
  tli_case *c = b->c;
  bool any = false;
  for (size_t l = 0; l < c->link_count; l++) any = any || given(&c->links[l], "height_difference_m");
  if (!any) return TL_OK;
  for (size_t i = 0; i < c->node_count; i++)
    if (!isnan(c->nodes[i].height_m)) return TL_OK;
  for (size_t i = 0; i < c->node_count; i++) {
    if (!isnan(c->nodes[i].height_m)) continue;
    c->nodes[i].height_m = 0.0;
    bool grown = true, backwards = false;
    for (; grown; backwards = !backwards) { /* few passes: files list pipes along their line, from either end */
      grown = false;
      for (size_t k = 0; k < c->link_count; k++) {
        const size_t l = backwards ? c->link_count - 1 - k : k;
        const double rise = tli_case_number(&c->links[l].values, "height_difference_m");
        double *from = &c->nodes[c->links[l].from].height_m, *to = &c->nodes[c->links[l].to].height_m;
        if (isnan(*from) == isnan(*to)) continue;
        if (isnan(*to))
          *to = *from + (isnan(rise) ? 0.0 : rise);
        else
          *from = *to - (isnan(rise) ? 0.0 : rise);
        grown = true;
      }
    }
  }
  for (size_t l = 0; l < c->link_count; l++) {
    const double rise = tli_case_number(&c->links[l].values, "height_difference_m");
    const double taken = c->nodes[c->links[l].to].height_m - c->nodes[c->links[l].from].height_m;
    if (!isnan(rise) && fabs(rise - taken) > 0.01)
      tl_findings_add(b->findings, TL_WARNING, b->file, c->links[l].line, c->links[l].id, "height_difference",
                      "\"%s\": rises by %g m, but round its ring the others leave %g m for it; those were taken",
                      c->links[l].id, rise, taken);
  }
  return TL_OK;
}

/* Full CNGA at one temperature, as gas/explicit_laws.c has it: 1/z = 1 + b2 (p + 101,350 Pa). */
static double cnga_slope(double g, double t_k) {
  return 344400.0 * pow(10.0, 1.785 * g) / (6894.75729 * pow(1.8 * t_k, 3.825));
}

/* z = 1 + (0.257 - 0.533 Tc/T) p/pc: AGA8-88 as GasLib and morgen have it, a straight line at one temperature. Files
 * that know no critical point get methane's (GERG-2008), as in morgen. */
static tl_plain_gas aga8_88(tli_case_builder *b, double t_k, double molar_mass, double viscosity) {
  const tli_case_gas *g = &b->c->gas;
  const bool known = !isnan(g->pseudocritical_p_pa) && !isnan(g->pseudocritical_t_k);
  const double pc = known ? g->pseudocritical_p_pa : 4.5992e6, tc = known ? g->pseudocritical_t_k : 190.564;
  if (!known)
    tl_findings_add(b->findings, TL_NOTE, b->file, 0, "", "gas",
                    "the files name no critical point of the gas: that of methane was taken for its compressibility");
  return (tl_plain_gas){molar_mass, 1.0, (0.257 - 0.533 * tc / t_k) / pc, false, viscosity};
}

static const char *default_model(const tli_case_gas *g) {
  if (g->model[0] != '\0') return g->model;
  return isnan(g->z) ? "aga8-88" : "given-z";
}

static tl_code make_plain_gas(tli_case_builder *b, const char *model, double t_k, tl_gas **gas) {
  const tli_case_gas *g = &b->c->gas;
  const double viscosity = isnan(g->viscosity_pa_s) ? 0.0 : g->viscosity_pa_s;
  double molar_mass = g->molar_mass_kg_mol;
  if (isnan(molar_mass)) molar_mass = g->norm_density_kg_m3 * TLI_GAS_CONSTANT * 273.15 / 101325.0;
  if (isnan(molar_mass))
    return tl_fail(b->error, TL_ERR_INPUT, "%s: the files give neither a molar mass nor a composition of the gas",
                   b->file);
  tl_plain_gas plain = {molar_mass, isnan(g->z) ? 1.0 : g->z, isnan(g->z) ? 0.0 : g->z_slope_1_pa, false, viscosity};
  if (tli_text_equal_loose(model, "cnga-simple")) {
    plain = (tl_plain_gas){molar_mass, 1.00300865, 2.96848838e-8, true, viscosity};
  } else if (tli_text_equal_loose(model, "cnga")) {
    const double b2 = cnga_slope(isnan(g->relative_density) ? molar_mass / 0.0289625 : g->relative_density, t_k);
    plain = (tl_plain_gas){molar_mass, 1.0 + 101350.0 * b2, b2, true, viscosity};
  } else if (tli_text_equal_loose(model, "ideal")) {
    plain.z0 = 1.0;
    plain.z1_1_pa = 0.0;
  } else if (tli_text_equal_loose(model, "aga8-88")) {
    plain = aga8_88(b, t_k, molar_mass, viscosity);
  } else if (!tli_text_equal_loose(model, "given-z")) {
    return tl_fail(b->error, TL_ERR_INPUT,
                   "the files give no composition, which the model \"%s\" needs; ideal, cnga, cnga-simple, aga8-88 and "
                   "given-z need none",
                   model);
  }
  return tl_gas_create_plain(&plain, tli_arena_allocator(b->c->arena), gas, b->error);
}

static tl_code make_gas(tli_case_builder *b, const char *model, double t_k, tli_case_physics *out) {
  const tli_case_gas *g = &b->c->gas;
  if (!g->has_mixture) {
    out->model = model[0] != '\0' ? model : default_model(g);
    return make_plain_gas(b, out->model, t_k, &out->gas);
  }
  tl_gas_options options;
  tl_gas_options_default(&options);
  if (model[0] != '\0')
    options.model = model;
  else if (g->model[0] != '\0')
    options.model = g->model;
  options.phase_check = false;
  options.allocator = tli_arena_allocator(b->c->arena);
  TLI_TRY(tl_gas_create(&g->mixture, &options, &out->gas, b->error));
  out->model = tl_gas_model(out->gas);
  return TL_OK;
}

/* Compositions of the sources, as texts; the first one is the gas of the case if that has none. */
static tl_code read_compositions(tli_case_builder *b, tli_case_physics *out) {
  tli_case *c = b->c;
  for (size_t i = 0; i < c->node_count; i++) {
    const tli_case_value *value = tli_case_value_find(&c->nodes[i].values, "composition");
    if (value == NULL || value->text == NULL) continue;
    if (out->entering == NULL) out->entering = TLI_NEW_N(c->arena, tl_mixture, c->node_count);
    tl_findings *found = tl_findings_create(tli_arena_allocator(c->arena));
    if (out->entering == NULL || found == NULL) {
      tl_findings_destroy(found);
      return TLI_NO_MEMORY(b->error, b->file);
    }
    tl_error why = {0};
    const tl_code code = tl_mixture_read(value->text, &out->entering[i], found, &why);
    for (size_t f = 0; f < tl_findings_count(found); f++)
      tl_findings_add(b->findings, tl_findings_at(found, f)->severity, b->file, value->line, c->nodes[i].id,
                      "composition", "\"%s\": %s", c->nodes[i].id, tl_findings_at(found, f)->sentence);
    tl_findings_destroy(found);
    if (code == TL_ERR_MACHINE) return tl_fail(b->error, code, "%s", why.sentence);
    if (code != TL_OK || c->gas.has_mixture) continue;
    c->gas.mixture = out->entering[i];
    c->gas.has_mixture = true;
  }
  return TL_OK;
}

tl_code tli_case_to_network(tli_case_builder *b, const char *model, tli_case_physics *out) {
  const tli_case *c = b->c;
  *out = (tli_case_physics){0};
  TLI_TRY(read_compositions(b, out));
  const double t_k = isnan(c->gas.t_k) ? 288.15 : c->gas.t_k;
  out->isothermal_t_k = c->gas.has_mixture ? 0.0 : t_k;
  TLI_TRY(make_gas(b, model, t_k, out));
  TLI_TRY(heights_from_rises(b));
  TLI_TRY(tl_network_create(tli_arena_allocator(c->arena), &out->network, b->error));
  size_t *is_free = TLI_NEW_N(c->arena, size_t, c->link_count + 1);
  if (is_free == NULL) return TLI_NO_MEMORY(b->error, b->file);
  out->free_link = is_free;
  tl_code code = TL_OK;
  for (size_t i = 0; i < c->node_count && code == TL_OK; i++)
    code = tl_network_add_node(out->network, c->nodes[i].id, isnan(c->nodes[i].height_m) ? 0.0 : c->nodes[i].height_m,
                               NULL, b->error);
  for (size_t i = 0; i < c->link_count && code == TL_OK; i++) add_link(b, &c->links[i], out, is_free, &code);
  if (code != TL_OK) return code;
  if (tl_findings_total(b->findings, TL_ERROR) > 0) return TL_OK;
  return tl_network_freeze(out->network, b->error);
}
