/* A problem looked through before it is solved, and a design run through the simulator of steady.h. */
#include "optimise/tli_design.h"

#include <stdio.h>

/* ---- what may be wrong ------------------------------------------------------------------------------------------ */

typedef struct list {
  tl_findings *findings; /* NULL: only the first is kept */
  tl_error *error;
  size_t count;
} list;

static void add(list *l, const char *field, const char *sentence) {
  if (l->findings != NULL) tl_findings_add(l->findings, TL_ERROR, "", 0, "design", field, "%s", sentence);
  if (l->count++ == 0) (void)tl_fail(l->error, TL_ERR_INPUT, "%s: %s", field, sentence);
}

static void within(list *l, const char *field, double value, double low, double high, const char *unit) {
  if (value >= low && value <= high) return;
  char sentence[200];
  (void)snprintf(sentence, sizeof sentence, "%s %s is outside %s .. %s %s", tli_digits(value, 6).words, unit,
                 tli_digits(low, 6).words, tli_digits(high, 6).words, unit);
  add(l, field, sentence);
}

static void look_at_corridor(list *l, const tl_design_corridor *c) {
  if (c->point_count < 2 || c->points == NULL || c->points[0].distance_m != 0.0) {
    add(l, "points", "a corridor needs at least two points, the first at 0 km");
    return;
  }
  for (size_t i = 0; i < c->point_count; i++) {
    within(l, "height", c->points[i].height_m, -500.0, 6000.0, "m");
    within(l, "ground_temperature", c->points[i].ground_t_k, 230.0, 330.0, "K");
    if (i > 0 && !(c->points[i].distance_m > c->points[i - 1].distance_m + TLI_SAME_PLACE_M))
      add(l, "points", "distances must rise by more than a metre from point to point");
  }
  const double length = c->points[c->point_count - 1].distance_m;
  within(l, "length", length, 1e3, 2e7, "m");
  if (c->stretch_count == 0 || c->stretches == NULL || c->stretch_count > TLI_DESIGN_STRETCHES) {
    add(l, "stretches", "a corridor needs 1 to 256 stretches");
  } else {
    for (size_t i = 0; i < c->stretch_count; i++) {
      const tl_design_stretch *s = &c->stretches[i];
      if (tl_wall_location_name(s->norm, s->location) == NULL)
        add(l, "location", "the norm has no such location class");
      if (!(s->to_m > (i > 0 ? c->stretches[i - 1].to_m + TLI_SAME_PLACE_M : 0.0)))
        add(l, "stretches", "stretches must rise by more than a metre");
      if (!(s->laying_fixed >= 0.0 && s->laying_per_m >= 0.0 && s->station_factor >= 0.0))
        add(l, "laying", "prices must not be negative");
    }
    if (!(fabs(c->stretches[c->stretch_count - 1].to_m - length) < TLI_SAME_PLACE_M))
      add(l, "stretches", "the last stretch must end where the corridor ends");
  }
  for (size_t i = 0; i < c->offtake_count; i++)
    if (!(c->offtakes[i].at_m >= 0.0 && c->offtakes[i].at_m <= length && fabs(c->offtakes[i].q_kg_s) <= 1e5) ||
        (i > 0 && c->offtakes[i].at_m < c->offtakes[i - 1].at_m))
      add(l, "offtakes", "take-offs must stand in rising distance within the corridor");
  within(l, "flow", c->q_kg_s, 1e-3, 1e5, "kg/s");
  within(l, "load_factor", c->load_factor, 0.0, 1.0, "");
  within(l, "delivery_pressure", c->delivery_p_pa, 1e5, 25e6, "Pa");
  if (!c->inlet_as_next) within(l, "inlet_pressure", c->inlet_p_pa, 1e5, 25e6, "Pa");
  if (!c->inlet_as_next) within(l, "inlet_temperature", c->inlet_t_k, 230.0, 350.0, "K");
  within(l, "roughness", c->roughness_m, 0.0, 1e-3, "m");
  within(l, "efficiency", c->efficiency, 0.1, 2.0, "");
  within(l, "heat_transfer", c->heat_transfer_w_m2_k, 0.0, 1e3, "W/(m2 K)");
  within(l, "part_length", c->part_length_m, 0.0, 1e6, "m");
  if (c->friction != floor(c->friction) || !(c->friction >= 0.0 && c->friction < TL_FRICTIONS) ||
      c->friction == TL_FRICTION_FIXED)
    add(l, "friction", "a friction law by its number, and not a fixed factor");
}

static void look_at_catalogue(list *l, const tl_design_catalogue *k) {
  if (k == NULL || k->pipe_count == 0 || k->steel_count == 0 || k->pressure_count == 0 || k->machine_count == 0) {
    add(l, "catalogue", "a catalogue needs at least one pipe, steel, pressure and machine");
    return;
  }
  for (size_t i = 0; i < k->pipe_count; i++) {
    within(l, "outside_diameter", k->pipes[i].outside_diameter_m, 0.1, 2.0, "m");
    within(l, "wall_step", k->pipes[i].wall_step_m, 1e-5, 0.05, "m");
    within(l, "wall_least", k->pipes[i].wall_least_m, 1e-3, 0.1, "m");
    within(l, "wall_most", k->pipes[i].wall_most_m, k->pipes[i].wall_least_m, 0.25 * k->pipes[i].outside_diameter_m,
           "m");
  }
  for (size_t i = 0; i < k->steel_count; i++) {
    within(l, "yield", k->steels[i].yield_pa, 1.5e8, k->steels[i].tensile_pa, "Pa");
    within(l, "tensile", k->steels[i].tensile_pa, 1.5e8, 1.2e9, "Pa");
    within(l, "steel_price", k->steels[i].price_per_kg, 0.0, 1e9, "per kg");
  }
  for (size_t i = 0; i < k->pressure_count; i++) within(l, "pressure", k->pressures_pa[i], 1e5, 25e6, "Pa");
  for (size_t i = 0; i < k->machine_count; i++) {
    within(l, "machine_power", k->machines[i].power_w, 1e4, 1e9, "W");
    within(l, "machine_efficiency", k->machines[i].efficiency, 0.1, 1.0, "");
    within(l, "drive_efficiency", k->machines[i].drive_efficiency, 0.0, 1.0, "");
    within(l, "machine_price", k->machines[i].price_per_w, 0.0, 1e9, "per W");
  }
  for (size_t i = 0; i < k->loop_count; i++) within(l, "loop_share", k->loop_shares[i], 0.0, 1.0, "");
  within(l, "most_stations", (double)k->most_stations, (double)k->least_stations, TL_DESIGN_STATIONS, "");
  within(l, "most_strings", (double)k->most_strings, 1.0, 20.0, "");
  within(l, "most_spares", (double)k->most_spares, (double)k->least_spares, 10.0, "");
  within(l, "most_units", (double)k->most_units, 1.0, 100.0, "");
  within(l, "most_ratio", k->most_ratio, 1.0, 4.0, "");
  within(l, "most_station_power", k->most_station_w, 0.0, 1e10, "W");
  within(l, "most_velocity", k->most_velocity_m_s, 0.1, 100.0, "m/s");
  if (k->kappa != 0.0) within(l, "kappa", k->kappa, 1.01, 3.0, "");
  within(l, "cooler", k->cooler_t_k, 0.0, 400.0, "K");
  within(l, "loss_in", k->loss_in_pa, 0.0, 1e6, "Pa");
  within(l, "loss_out", k->loss_out_pa, 0.0, 1e6, "Pa");
}

tl_code tl_design_problem_check(const tl_design_problem *problem, tl_findings *findings, tl_error *error) {
  list l = {findings, error, 0};
  const tl_design_prices *p = &problem->prices;
  look_at_corridor(&l, &problem->corridor);
  look_at_catalogue(&l, problem->catalogue);
  const double prices[] = {p->coating_per_m2,     p->station_fixed,         p->engineering, p->contingency, p->rate_1_a,
                           p->line_operation_1_a, p->station_operation_1_a, p->fuel_per_kg, p->power_per_j};
  static const char *const names[] = {"coating",        "station_fixed",     "engineering", "contingency", "rate",
                                      "line_operation", "station_operation", "fuel_price",  "power_price"};
  for (size_t i = 0; i < TLI_COUNT(prices); i++) within(&l, names[i], prices[i], 0.0, 1e12, "");
  within(&l, "life", p->life_a, 1.0, 200.0, "a");
  if (problem->gas == NULL || tl_gas_mixture(problem->gas) == NULL)
    add(&l, "gas", "a design needs a gas with a composition: its fuel is reckoned from the heating value");
  return l.count == 0 ? TL_OK : TL_ERR_INPUT;
}

/* ---- through the simulator --------------------------------------------------------------------------------------- */

typedef struct network {
  tl_network *network;
  tl_boundary *boundary;
  size_t room, first, at, end, stations[TL_DESIGN_STATIONS];
  tli_arena *arena;
} network;

static tl_code add_node(network *n, double height_m, size_t *node, tl_error *error) {
  char id[32];
  const size_t count = tl_network_nodes(n->network);
  (void)snprintf(id, sizeof id, "N%zu", count);
  TLI_TRY(tl_network_add_node(n->network, id, height_m, node, error));
  if (!TLI_PUSH_ROOM(n->arena, n->boundary, n->room, count)) return TLI_NO_MEMORY(error, "the check of a design");
  n->boundary[count] = (tl_boundary){0};
  return TL_OK;
}

static tl_code add_span(network *n, const tli_made *made, double from_m, double to_m, tl_error *error) {
  for (double x = from_m; x < to_m - 1e-6;) {
    const tli_piece piece = tli_design_piece(made, x, from_m, to_m);
    size_t next;
    char id[32];
    (void)snprintf(id, sizeof id, "P%zu", tl_network_links(n->network));
    TLI_TRY(add_node(n, piece.height_to_m, &next, error));
    TLI_TRY(tl_network_add_pipe(n->network, id, n->at, next, &piece.pipe, NULL, error));
    n->boundary[next].withdrawal_kg_s = piece.offtake_kg_s;
    n->at = next;
    x = piece.to_m;
  }
  return TL_OK;
}

static tl_code build(network *n, const tli_made *made, const tl_design_state *s, tl_error *error) {
  const tl_design *d = made->design;
  const tl_design_corridor *c = &made->problem->corridor;
  double x = 0.0, ground;
  double height;
  tli_design_ground(c, 0.0, &height, &ground);
  TLI_TRY(add_node(n, height, &n->at, error));
  n->first = n->at;
  for (size_t i = 0; i < d->stations; i++) {
    size_t behind;
    char id[32];
    TLI_TRY(add_span(n, made, x, d->station_m[i], error));
    x = d->station_m[i];
    tli_design_ground(c, x, &height, &ground);
    TLI_TRY(add_node(n, height, &behind, error));
    const tl_station station = tli_design_station(made, s->stations[i].p_out_pa);
    (void)snprintf(id, sizeof id, "CS%zu", i + 1);
    if (s->stations[i].ratio > 1.0)
      TLI_TRY(tl_network_add_station(n->network, id, n->at, behind, &station, &n->stations[i], error));
    else /* by-passed: neither the losses nor the coolers of the station are in the way */
      TLI_TRY(tl_network_add_short_pipe(n->network, id, n->at, behind, &n->stations[i], error));
    n->at = behind;
  }
  TLI_TRY(add_span(n, made, x, made->length_m, error));
  n->end = n->at;
  n->boundary[n->end].withdrawal_kg_s += c->q_kg_s;
  const bool as_next = c->inlet_as_next && (d->stations == 0 || d->station_m[0] >= TLI_SAME_PLACE_M);
  n->boundary[n->first].kind = TL_GIVEN_PRESSURE;
  n->boundary[n->first].p_pa = d->stations > 0 && d->station_m[0] < TLI_SAME_PLACE_M ? s->stations[0].p_in_pa
                               : as_next                                             ? made->p_pa
                                                                                     : made->inlet_p_pa;
  n->boundary[n->first].t_k = d->stations > 0 && d->station_m[0] < TLI_SAME_PLACE_M ? s->stations[0].t_in_k
                              : as_next && made->problem->catalogue->cooler_t_k > 0.0
                                  ? made->problem->catalogue->cooler_t_k
                                  : made->inlet_t_k;
  return tl_network_freeze(n->network, error);
}

static tl_code compare(const network *n, tl_steady *steady, const tli_made *made, const tl_design_state *s,
                       tl_design_difference *difference, tl_error *error) {
  double fuel = 0.0;
  *difference = (tl_design_difference){0};
  for (size_t i = 0; i < made->design->stations; i++) {
    tl_link_state at;
    TLI_TRY(tl_steady_link(steady, n->stations[i], &at, error));
    difference->pressure_pa = fmax(difference->pressure_pa, fabs(at.p_from_pa - s->stations[i].p_in_pa));
    difference->pressure_pa = fmax(difference->pressure_pa, fabs(at.p_to_pa - s->stations[i].p_out_pa));
    difference->temperature_k = fmax(difference->temperature_k, fabs(at.t_from_k - s->stations[i].t_in_k));
    difference->temperature_k = fmax(difference->temperature_k, fabs(at.t_to_k - s->stations[i].t_out_k));
    fuel += at.fuel_kg_s;
  }
  tl_node_state end;
  TLI_TRY(tl_steady_node(steady, n->end, &end, error));
  difference->pressure_pa = fmax(difference->pressure_pa, fabs(end.p_pa - s->delivery_p_pa));
  difference->temperature_k = fmax(difference->temperature_k, fabs(end.t_k - s->delivery_t_k));
  difference->fuel = s->fuel_kg_s > 0.0 ? fabs(fuel - s->fuel_kg_s) / s->fuel_kg_s : fuel;
  return TL_OK;
}

static tl_code check(network *n, const tli_made *made, const tl_design_state *state, tl_design_difference *difference,
                     tl_error *error) {
  tl_steady *steady = NULL;
  tl_steady_options options;
  tl_steady_options_default(&options);
  if (made->problem->corridor.part_length_m > 0.0) options.part_length_m = made->problem->corridor.part_length_m;
  TLI_TRY(build(n, made, state, error));
  TLI_TRY(tl_steady_create(n->network, made->problem->gas, &options, &steady, error));
  tl_code code = tl_steady_solve(steady, n->boundary, error);
  if (code == TL_OK && tl_steady_outcome(steady) != TL_SOLVED)
    code = tl_fail(error, TL_ERR_NO_ANSWER, "the simulator does not confirm the design: %s",
                   tl_steady_reason(steady)->sentence);
  if (code == TL_OK) code = compare(n, steady, made, state, difference, error);
  tl_steady_destroy(steady);
  return code;
}

tl_code tl_design_check(const tl_design_problem *problem, const tl_design *design, const tl_design_state *state,
                        tl_design_difference *difference, tl_error *error) {
  tli_march march;
  tli_made made;
  tl_design_state walls;
  TLI_TRY(tli_march_start(problem->gas, 0.0, &march, error));
  TLI_TRY(tli_design_make(problem, &march, design, &made, &walls, error));
  if (walls.limit != TL_DESIGN_FITS || isnan(state->delivery_p_pa))
    return tl_fail(error, TL_ERR_USAGE, "only a design that has a state can be checked");
  network n = {.arena = tli_arena_create(NULL)};
  if (n.arena == NULL) return TLI_NO_MEMORY(error, "the check of a design");
  tl_code code = tl_network_create(NULL, &n.network, error);
  if (code == TL_OK) code = check(&n, &made, state, difference, error);
  tl_network_destroy(n.network);
  tli_arena_destroy(n.arena);
  return code;
}
