/* From a study's section to a problem of line design.
 *
 * What the study gives is taken: profile, ground, flow, limits, stations' figures, likely unit rates, economics. What
 * it does not give is assumed, and said in docs/theory/design.md: the norm by country, the location class, how rates of
 * laying and coating change with the diameter, what a station costs without its machines. A problem is one section by
 * itself, or all sections of the line end to end, each a stretch of its own.
 */
#include "study/design.h"
#include "study/money_read.h"

#include <string.h>

static const double laid_fixed_share = 0.4; /* of laying that does not grow with the diameter: assumption */

/* States whose norms follow the Russian line of building rules. */
static tl_wall_norm norm_of(const char *country) {
  static const char *const sp[] = {"AM", "AZ", "BY", "KG", "KZ", "MD", "MN", "RU", "TJ", "TM", "UA", "UZ"};
  for (size_t i = 0; i < TLI_COUNT(sp); i++)
    if (tli_text_equal(sp[i], country)) return TL_WALL_SP36;
  return TL_WALL_B31_8;
}

/* The sections of a problem, in the order of the gas, and how far from the start each begins. */
typedef struct chain {
  const tli_design_source *source;
  size_t *sections;
  double *from_m; /* one more than sections: the last is the length of all */
  size_t count;
} chain;

static tl_code make_chain(const tli_design_source *source, size_t only, tli_arena *arena, chain *c, tl_error *error) {
  const tli_study *s = source->study;
  *c = (chain){.source = source};
  c->sections = TLI_NEW_N(arena, size_t, s->section_count + 1);
  c->from_m = TLI_NEW_N(arena, double, s->section_count + 1);
  if (c->sections == NULL || c->from_m == NULL) return TLI_NO_MEMORY(error, "a design");
  for (size_t i = 0; i < s->section_count; i++) {
    if (only != TLI_WHOLE_LINE ? i != only : !tli_text_equal(s->sections[i].role, "line")) continue;
    c->from_m[c->count + 1] = c->from_m[c->count] + source->route->sections[i].length_m;
    c->sections[c->count++] = i;
  }
  return TL_OK;
}

static double share_of(const chain *c, size_t k) { return (c->from_m[k + 1] - c->from_m[k]) / c->from_m[c->count]; }

static bool has_point(const tl_design_point *points, size_t count, double at_m) {
  return count > 0 && at_m - points[count - 1].distance_m < 2.0;
}

/* Waypoints of the sections, their ends with them. */
static tl_code make_points(const chain *all, tli_arena *arena, tl_design_corridor *c, tl_error *error) {
  const tli_route *route = all->source->route;
  size_t count = 0, most = 0;
  for (size_t k = 0; k < all->count; k++) most += route->sections[all->sections[k]].count + 2;
  tl_design_point *points = TLI_NEW_N(arena, tl_design_point, most + 1);
  if (points == NULL) return TLI_NO_MEMORY(error, "a design");
  for (size_t k = 0; k < all->count; k++) {
    const size_t section = all->sections[k];
    const tli_route_section *geometry = &route->sections[section];
    const double length = geometry->length_m;
    for (size_t i = 0; i < geometry->count + 2; i++) {
      const double at = i == 0 ? 0.0 : i == geometry->count + 1 ? length : geometry->points[i - 1].distance_m;
      const double place = i == geometry->count + 1 ? all->from_m[k + 1] : all->from_m[k] + at;
      if (has_point(points, count, place) || (i <= geometry->count && at > length - 2.0)) continue;
      points[count++] =
          (tl_design_point){place, tli_route_height(route, section, at), tli_route_ground_k(route, section, at)};
    }
  }
  c->points = points;
  c->point_count = count;
  return TL_OK;
}

static double place_of(const tli_route *route, size_t section, const tli_study_offtake *o) {
  const tli_route_section *geometry = &route->sections[section];
  if (o->at == NULL || o->at[0] == '\0') return fmin(fmax(o->distance.si, 0.0), geometry->length_m);
  const size_t waypoint = tli_route_find_waypoint(route->study, o->at);
  for (size_t i = 0; i < geometry->count; i++)
    if (geometry->points[i].waypoint == waypoint) return geometry->points[i].distance_m;
  return 0.0;
}

static tl_code make_offtakes(const chain *all, tli_arena *arena, tl_design_corridor *c, tl_error *error) {
  const tli_study *s = all->source->study;
  tl_design_offtake *list = TLI_NEW_N(arena, tl_design_offtake, s->offtake_count + 1);
  if (list == NULL) return TLI_NO_MEMORY(error, "a design");
  for (size_t k = 0; k < all->count; k++)
    for (size_t i = 0; i < s->offtake_count; i++) {
      const size_t section = all->sections[k];
      if (!tli_text_equal(s->offtakes[i].section, s->sections[section].id) || s->offtakes[i].volume.si == 0.0) continue;
      const tl_design_offtake one = {all->from_m[k] + place_of(all->source->route, section, &s->offtakes[i]),
                                     s->offtakes[i].volume.si * all->source->kg_per_m3 / s->flow.load_factor.si};
      size_t at = c->offtake_count++;
      for (; at > 0 && list[at - 1].at_m > one.at_m; at--) list[at] = list[at - 1];
      list[at] = one;
    }
  c->offtakes = list;
  return TL_OK;
}

static bool is_first(const tli_study *s, size_t section) {
  for (size_t i = 0; i < section; i++)
    if (tli_text_equal(s->sections[i].role, "line")) return false;
  return true;
}

static tl_code make_corridor(const chain *all, const tli_study_pipe *pipe, tli_arena *arena, tl_design_corridor *c,
                             tl_error *error) {
  const tli_study *s = all->source->study;
  TLI_TRY(make_points(all, arena, c, error));
  TLI_TRY(make_offtakes(all, arena, c, error));
  c->q_kg_s = all->source->asked_kg_s;
  c->load_factor = s->flow.load_factor.si;
  c->delivery_p_pa = s->delivery.min_pressure.si;
  c->inlet_p_pa = s->inlet.pressure.si;
  c->inlet_t_k = s->inlet.temperature.si;
  c->inlet_as_next = !is_first(s, all->sections[0]);
  c->roughness_m = pipe->roughness.si;
  c->efficiency = pipe->efficiency.si;
  c->heat_transfer_w_m2_k = pipe->heat_transfer.si;
  c->friction = tli_text_equal(pipe->friction, "weymouth") ? TL_FRICTION_WEYMOUTH : TL_FRICTION_COLEBROOK;
  c->part_length_m = all->source->part_length_m;
  return TL_OK;
}

/* ---- money ------------------------------------------------------------------------------------------------------ */

/* Likely rates of a section in the study's money, summed by what they grow with. */
typedef struct rates {
  double steel_per_kg, station_per_w, per_station, coating_per_m, laying_per_m, fixed_per_m, engineering, contingency;
} rates;

/* What is counted in pieces (crossings) is spread over the length of its section. */
static double per_metre(const tli_study_cost *cost, double likely, double length_m) {
  return tli_text_equal(cost->basis, "each") ? likely * cost->count.si / length_m : likely * cost->share.si;
}

static tl_code rates_of(const tli_design_source *source, size_t section, rates *r, tl_error *error) {
  const tli_study *s = source->study;
  tli_rates exchange;
  tli_rates_of(s, &exchange);
  memset(r, 0, sizeof *r);
  for (size_t i = 0; i < s->cost_count; i++) {
    const tli_study_cost *cost = &s->costs[i];
    if (cost->section[0] != '\0' && !tli_text_equal(cost->section, s->sections[section].id)) continue;
    double likely;
    TLI_TRY(tli_money_in(s, &exchange, &cost->likely, &likely, error));
    if (tli_text_equal(cost->basis, "per_steel_mass")) r->steel_per_kg += likely;
    if (tli_text_equal(cost->basis, "per_power")) r->station_per_w += likely;
    if (tli_text_equal(cost->basis, "per_station")) r->per_station += likely;
    if (tli_text_equal(cost->basis, "per_length") || tli_text_equal(cost->basis, "each"))
      *(tli_text_equal(cost->scope, "coating")  ? &r->coating_per_m
        : tli_text_equal(cost->scope, "laying") ? &r->laying_per_m
                                                : &r->fixed_per_m) +=
          per_metre(cost, likely, source->route->sections[section].length_m);
    if (tli_text_equal(cost->basis, "fraction_of_capex"))
      *(tli_text_equal(cost->scope, "engineering") ? &r->engineering : &r->contingency) += likely;
  }
  return TL_OK;
}

/* Means over the length, for what a problem has once: steel, stations, engineering, contingency. */
static void add_share(rates *mean, const rates *r, double share) {
  mean->steel_per_kg += share * r->steel_per_kg;
  mean->station_per_w += share * r->station_per_w;
  mean->per_station += share * r->per_station;
  mean->engineering += share * r->engineering;
  mean->contingency += share * r->contingency;
}

/* Each section a stretch, with its own norm, laying and coating; its stations in proportion to its rate of power. */
static tl_code make_stretches(const chain *all, tli_arena *arena, tl_design_corridor *c, rates *mean, tl_error *error) {
  const tli_study *s = all->source->study;
  tl_design_stretch *stretches = TLI_NEW_N(arena, tl_design_stretch, all->count);
  rates *own = TLI_NEW_N(arena, rates, all->count);
  if (stretches == NULL || own == NULL) return TLI_NO_MEMORY(error, "a design");
  for (size_t k = 0; k < all->count; k++) {
    TLI_TRY(rates_of(all->source, all->sections[k], &own[k], error));
    add_share(mean, &own[k], all->count == 1 ? 1.0 : share_of(all, k));
  }
  for (size_t k = 0; k < all->count; k++) {
    const rates *r = &own[k];
    const tli_study_pipe *pipe = tli_pipe_of(s, all->sections[k]);
    const tl_wall_norm norm = norm_of(s->sections[all->sections[k]].country);
    const size_t open_country = norm == TL_WALL_SP36 ? 3 : 1; /* category III; class 1, division 2 */
    stretches[k] = (tl_design_stretch){
        .to_m = all->from_m[k + 1],
        .norm = norm,
        .location = open_country,
        .laying_fixed = r->fixed_per_m + laid_fixed_share * r->laying_per_m,
        .laying_per_m = ((1.0 - laid_fixed_share) * r->laying_per_m + r->coating_per_m) / pipe->outside_diameter.si,
        .station_factor = mean->station_per_w > 0.0 ? r->station_per_w / mean->station_per_w : 1.0};
  }
  c->stretches = stretches;
  c->stretch_count = all->count;
  return TL_OK;
}

static tl_code make_prices(const tli_design_source *source, const char *country, const rates *r, tl_design_prices *p,
                           tl_error *error) {
  const tli_study *s = source->study;
  const tli_study_economics *e = &s->economics;
  const double year_s = 365.0 * 86400.0;
  double fuel_per_m3 = source->fuel_per_m3;
  tli_rates exchange;
  tli_rates_of(s, &exchange);
  if (isnan(fuel_per_m3)) TLI_TRY(tli_money_in(s, &exchange, &e->fuel_price, &fuel_per_m3, error));
  *p = (tl_design_prices){.station_fixed = r->per_station > 0 ? r->per_station : TLI_BARE_STATION_W * r->station_per_w,
                          .engineering = r->engineering,
                          .contingency = r->contingency,
                          .rate_1_a = source->rate_1_a > 0.0 ? source->rate_1_a : tli_discount_rate(s, country),
                          .life_a = fmax(e->life.si / year_s, 1.0),
                          .line_operation_1_a = e->opex_line.si,
                          .station_operation_1_a = e->opex_station.si,
                          .fuel_per_kg = fuel_per_m3 / source->kg_per_m3};
  return TL_OK;
}

/* ---- catalogue -------------------------------------------------------------------------------------------------- */

static tl_code add_pressure(double *list, size_t *count, double p_pa) {
  for (size_t i = 0; i < *count; i++)
    if (fabs(list[i] - p_pa) < 1.0) return TL_OK;
  list[(*count)++] = p_pa;
  return TL_OK;
}

/* Pressures that an axis gives to this pipe. */
static tl_code make_pressures(const tli_study *s, const tli_study_pipe *pipe, tli_arena *arena, tl_design_catalogue *k,
                              tl_error *error) {
  size_t most = 1;
  for (size_t a = 0; a < s->axis_count; a++) most += s->axes[a].count;
  double *list = TLI_NEW_N(arena, double, most);
  const char *path = tli_arena_printf(arena, "pipes.%s.max_pressure", pipe->id);
  if (list == NULL || path == NULL) return TLI_NO_MEMORY(error, "a design");
  k->pressures_pa = list;
  k->pressure_count = 0;
  TLI_TRY(add_pressure(list, &k->pressure_count, pipe->max_pressure.si));
  for (size_t a = 0; a < s->axis_count; a++)
    for (size_t v = 0; v < s->axes[a].count; v++)
      for (size_t i = 0; i < s->axes[a].values[v].sets; i++) {
        if (!tli_text_equal_loose(s->axes[a].values[v].set_paths[i], path)) continue;
        tl_value value;
        TLI_TRY(tl_value_read(s->axes[a].values[v].set_texts[i], TL_PRESSURE, &value, error));
        TLI_TRY(add_pressure(list, &k->pressure_count, value.si));
      }
  return TL_OK;
}

/* Gas turbines among the study's machines, as they are at its sites but for height: aged, at 15 degC. Electric drives
 * have no price of power in a study and are left out. Small units cost more a watt, as in the default catalogue. */
static tl_code own_machines(const tli_study *s, const rates *r, tli_arena *arena, tl_design_catalogue *k,
                            tl_error *error) {
  const double reference_w = 16e6, size_exponent = 0.85;
  size_t count = 0;
  tl_design_machine *machines = TLI_NEW_N(arena, tl_design_machine, s->machine_count + 1);
  if (machines == NULL) return TLI_NO_MEMORY(error, "a design");
  for (size_t i = 0; i < s->machine_count; i++) {
    const tli_study_machine *m = &s->machines[i];
    if (!tli_text_equal(m->kind, "gas_turbine")) continue;
    const double price = r->station_per_w * pow(m->power.si / reference_w, size_exponent - 1.0);
    machines[count++] = (tl_design_machine){.name = m->title[0] != '\0' ? m->title : m->id,
                                            .power_w = m->power.si * (1.0 - m->degradation.si),
                                            .efficiency = k->machines[0].efficiency,
                                            .drive_efficiency = m->efficiency.si,
                                            .price_per_w = price / (1.0 - m->degradation.si),
                                            .power_per_k = m->power_per_kelvin.si,
                                            .most_power = m->most_power.si};
  }
  if (count == 0) return TL_OK;
  k->machines = machines;
  k->machine_count = count;
  return TL_OK;
}

/* Pipes, steels and machines of the study, where it gives some. */
static tl_code own_catalogue(const tli_study *s, const rates *r, tli_arena *arena, tl_design_catalogue *k,
                             tl_error *error) {
  if (s->pipe_class_count > 0) {
    tl_design_pipe *pipes = TLI_NEW_N(arena, tl_design_pipe, s->pipe_class_count);
    if (pipes == NULL) return TLI_NO_MEMORY(error, "a design");
    for (size_t i = 0; i < s->pipe_class_count; i++)
      pipes[i] = (tl_design_pipe){s->pipe_classes[i].outside_diameter.si, s->pipe_classes[i].wall_step.si,
                                  s->pipe_classes[i].wall_least.si, s->pipe_classes[i].wall_most.si};
    k->pipes = pipes;
    k->pipe_count = s->pipe_class_count;
  }
  TLI_TRY(own_machines(s, r, arena, k, error));
  if (s->steel_count == 0) return TL_OK;
  tl_design_steel *steels = TLI_NEW_N(arena, tl_design_steel, s->steel_count);
  if (steels == NULL) return TLI_NO_MEMORY(error, "a design");
  for (size_t i = 0; i < s->steel_count; i++)
    steels[i] = (tl_design_steel){s->steels[i].id, s->steels[i].yield.si, s->steels[i].tensile.si,
                                  s->steels[i].price.si * r->steel_per_kg};
  k->steels = steels;
  k->steel_count = s->steel_count;
  return TL_OK;
}

static double least_given(double a, double b) { return a > 0.0 && b > 0.0 ? fmin(a, b) : fmax(a, b); }

static tl_code make_catalogue(const tli_design_source *source, const tli_study_pipe *pipe,
                              const tli_study_station *station, const rates *r, tli_arena *arena,
                              tl_design_catalogue *k, tl_error *error) {
  const tl_design_catalogue *all = tl_design_catalogue_default();
  const double steel_reference = 1.30, station_reference = 3.50; /* of the default catalogue: K60; 16 MW */
  const tli_study_limits *limits = &source->study->limits;
  const double ratio = least_given(limits->max_ratio.si, station->max_ratio.si);
  *k = *all;
  tl_design_steel *steels = TLI_NEW_N(arena, tl_design_steel, all->steel_count);
  tl_design_machine *machines = TLI_NEW_N(arena, tl_design_machine, all->machine_count);
  if (steels == NULL || machines == NULL) return TLI_NO_MEMORY(error, "a design");
  for (size_t i = 0; i < all->steel_count; i++) {
    steels[i] = all->steels[i];
    steels[i].price_per_kg *= r->steel_per_kg / steel_reference;
  }
  for (size_t i = 0; i < all->machine_count; i++) {
    machines[i] = all->machines[i];
    machines[i].price_per_w *= r->station_per_w / station_reference;
    machines[i].efficiency = station->efficiency.si;
  }
  k->steels = steels;
  k->machines = machines;
  if (ratio > 0.0) k->most_ratio = ratio;
  k->most_station_w = least_given(limits->max_station_power.si, station->max_power.si);
  if (limits->max_velocity.si > 0.0) k->most_velocity_m_s = limits->max_velocity.si;
  k->kappa = station->kappa.si;
  k->cooler_t_k = station->cooler_outlet.si;
  k->loss_in_pa = station->loss_in.si;
  k->loss_out_pa = station->loss_out.si;
  k->most_strings = 2;
  k->least_spares = 1; /* one unit of each station stands by, as is the custom */
  TLI_TRY(own_catalogue(source->study, r, arena, k, error));
  return make_pressures(source->axes, pipe, arena, k, error);
}

/* Whether each section has a pipe to price, and steel a price. */
static bool can_be_priced(const chain *all) {
  const tli_study *s = all->source->study;
  bool steel = false;
  for (size_t i = 0; i < s->cost_count; i++) steel = steel || tli_text_equal(s->costs[i].basis, "per_steel_mass");
  for (size_t k = 0; k < all->count; k++) {
    const tli_study_pipe *pipe = tli_pipe_of(s, all->sections[k]);
    if (pipe == NULL || !(pipe->outside_diameter.si > 0.0)) return false;
  }
  return steel && all->count > 0 && s->station_count > 0;
}

tl_code tli_line_design_make(const tli_design_source *source, size_t only, tli_arena *arena, tli_section_design *d,
                             bool *priced, tl_error *error) {
  const tli_study *s = source->study;
  chain all;
  rates mean = {0};
  memset(d, 0, sizeof *d);
  TLI_TRY(make_chain(source, only, arena, &all, error));
  *priced = can_be_priced(&all);
  if (!*priced) return TL_OK;
  const size_t first = all.sections[0];
  const tli_study_pipe *pipe = tli_pipe_of(s, first);
  const tli_study_station *station = tli_station_of(s, first);
  if (station == NULL) station = &s->stations[0]; /* the line had none so far */
  d->section = only;
  TLI_TRY(make_corridor(&all, pipe, arena, &d->problem.corridor, error));
  TLI_TRY(make_stretches(&all, arena, &d->problem.corridor, &mean, error));
  *priced = mean.steel_per_kg > 0.0;
  if (!*priced) return TL_OK;
  TLI_TRY(make_catalogue(source, pipe, station, &mean, arena, &d->catalogue, error));
  d->problem.catalogue = &d->catalogue;
  TLI_TRY(make_prices(source, s->sections[first].country, &mean, &d->problem.prices, error));
  d->problem.gas = source->gas;
  return tl_design_problem_check(&d->problem, NULL, error);
}

tli_design_source tli_design_source_of(const tl_study *study) {
  return (tli_design_source){.study = study->reference,
                             .axes = study->input,
                             .route = study->route,
                             .gas = study->gas,
                             .kg_per_m3 = study->line->kg_per_m3,
                             .asked_kg_s = study->line->asked_kg_s,
                             .part_length_m = study->part_length_m,
                             .fuel_per_m3 = NAN};
}

tl_code tli_section_design_make(const tl_study *study, size_t section, tli_arena *arena, tli_section_design *d,
                                bool *priced, tl_error *error) {
  const tli_design_source source = tli_design_source_of(study);
  return tli_line_design_make(&source, section, arena, d, priced, error);
}

tl_code tl_study_design_problem(tl_study *study, const char *section, tl_design_problem *problem, tl_error *error) {
  const tli_study *s = study->reference;
  if (s == NULL || study->route == NULL || study->gas == NULL || study->line == NULL)
    return tl_fail(error, TL_ERR_USAGE, "run the step \"flow\" of the study before it is designed");
  size_t at = section == NULL ? tli_subject_section(study) : s->section_count;
  for (size_t i = 0; section != NULL && i < s->section_count; i++)
    if (tli_text_equal(s->sections[i].id, section) && tli_text_equal(s->sections[i].role, "line")) at = i;
  if (at >= s->section_count)
    return tl_fail(error, TL_ERR_INPUT, "the study has no section \"%s\" of the line", section);
  if (!tli_line_flow_is_given(study->line))
    return tl_fail(error, TL_ERR_INPUT, "flow.mode = pressures asks for no flow: a line is designed for a given one");
  tli_section_design *design = TLI_NEW(study->arena, tli_section_design);
  if (design == NULL) return TLI_NO_MEMORY(error, "a design");
  bool priced;
  TLI_TRY(tli_section_design_make(study, at, study->arena, design, &priced, error));
  if (!priced)
    return tl_fail(
        error, TL_ERR_INPUT,
        "section \"%s\" cannot be priced: costs needs a row of basis per_steel_mass, and its pipe an outside "
        "diameter",
        s->sections[at].id);
  *problem = design->problem;
  return TL_OK;
}

/* ---- what was announced ----------------------------------------------------------------------------------------- */

static size_t nearest_pipe(const tl_design_catalogue *k, double outside_m) {
  size_t best = 0;
  for (size_t i = 1; i < k->pipe_count; i++)
    if (fabs(k->pipes[i].outside_diameter_m - outside_m) < fabs(k->pipes[best].outside_diameter_m - outside_m))
      best = i;
  return best;
}

tl_code tli_section_design_announced(const tl_study *study, const tli_section_design *d, size_t pressure,
                                     tl_design *design, tl_design_state *state, tl_error *error) {
  const tli_study *s = study->reference;
  const tli_study_section *section = &s->sections[d->section];
  const tl_design_catalogue *k = &d->catalogue;
  tl_design trial = {.pipe = nearest_pipe(k, tli_pipe_of(s, d->section)->outside_diameter.si),
                     .pressure = pressure,
                     .spares = k->least_spares,
                     .strings = (size_t)(fmax(section->strings.si, 1.0) + 0.5),
                     .stations = (size_t)fmin(section->station_count.si + 0.5, TL_DESIGN_STATIONS)};
  tl_design_space_equally(d->problem.corridor.points[d->problem.corridor.point_count - 1].distance_m,
                          !tli_text_equal(section->station_layout, "between"), &trial);
  bool found = false;
  *design = trial;
  for (trial.steel = 0; trial.steel < k->steel_count; trial.steel++)
    for (trial.machine = 0; trial.machine < k->machine_count; trial.machine++) {
      tl_design_state one;
      TLI_TRY(tl_design_evaluate(&d->problem, &trial, &one, error));
      const bool better = one.limit == TL_DESIGN_FITS && (!found || one.annual_cost < state->annual_cost);
      if (!better && (found || trial.steel + trial.machine > 0)) continue;
      found = one.limit == TL_DESIGN_FITS;
      *design = trial;
      *state = one;
    }
  return TL_OK;
}
