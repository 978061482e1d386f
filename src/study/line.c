/* The chain of line sections as a network.
 *
 * Every section is cut at its stations, waypoints, off-takes, loops and frozen ground, and where rasters bend its
 * heights or ground temperatures; each piece is one pipe, so that heights and ground temperatures are linear inside it.
 * Nodes are named by section and kilometre; a station stands between "... in" and the node behind it. The joint of two
 * sections is the upstream node: what arrives at a border before the first station behind it.
 */
#include "study/line.h"

#include "net/tli_net.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

tl_code tli_study_mixture(const tli_study *study, tl_mixture *mixture, tl_error *error) {
  if (tl_mixture_library_get(study->gas.composition, mixture)) return TL_OK;
  tl_findings *findings = tl_findings_create(NULL);
  if (findings == NULL) return TLI_NO_MEMORY(error, "the gas");
  tl_error why;
  tl_code code = tl_mixture_read(study->gas.composition, mixture, findings, &why);
  if (code != TL_OK) {
    const bool listed = tl_findings_count(findings) > 0;
    (void)tl_fail(error, code, "gas.composition = \"%.80s\": %s", study->gas.composition,
                  listed ? tl_findings_at(findings, 0)->sentence : why.sentence);
  }
  tl_findings_destroy(findings);
  return code;
}

/* At 2 MPa and 10 degC every pipeline gas has z above 0.8 and every liquid below 0.2: a fluid that is liquid there is
 * no gas for a line, even where the equation finds one root everywhere. */
static bool is_liquid(const tl_gas *gas) {
  const double p_pa = 2e6, t_k = 283.15, least_z = 0.4;
  double z;
  (void)tl_gas_flow_pt(gas, 1, &p_pa, &t_k, &(tl_gas_flow){.z = &z});
  return z < least_z;
}

tl_code tli_study_gas_create(const tli_study *study, const tl_allocator *allocator, tl_gas **gas, tl_error *error) {
  tl_mixture mixture;
  TLI_TRY(tli_study_mixture(study, &mixture, error));
  tl_gas_options options;
  tl_gas_options_default(&options);
  options.model = study->gas.model;
  options.allocator = allocator;
  options.table = true;
  options.table_p_min_pa = 0.1e6;
  options.table_p_max_pa = 25e6;
  options.table_t_min_k = 240.0;
  options.table_t_max_k = 420.0;
  tl_code code = tl_gas_create(&mixture, &options, gas, error);
  for (int warmer = 0; code == TL_ERR_NO_ANSWER && warmer < 2; warmer++) { /* a rich gas condenses in the cold corner */
    options.table_t_min_k += 20.0;
    code = tl_gas_create(&mixture, &options, gas, error);
  }
  const bool liquid = code == TL_OK && is_liquid(*gas);
  if (liquid) {
    tl_gas_destroy(*gas);
    *gas = NULL;
  }
  if (liquid || code == TL_ERR_NO_ANSWER)
    return tl_fail(
        error, TL_ERR_INPUT,
        "gas.composition = \"%.80s\": it is not a gas throughout the range of a line, 0.1 to 25 MPa and 7 to "
        "147 degC; a line that carries liquid is not computed",
        study->gas.composition);
  if (code != TL_ERR_USAGE) return code;
  options.table = false; /* a model without tables */
  return tl_gas_create(&mixture, &options, gas, error);
}

static const tli_study_pipe *find_pipe(const tli_study *study, const char *id) {
  for (size_t i = 0; i < study->pipe_count; i++)
    if (tli_text_equal(study->pipes[i].id, id)) return &study->pipes[i];
  return NULL;
}

static const tli_study_station *find_station(const tli_study *study, const char *id) {
  for (size_t i = 0; i < study->station_count; i++)
    if (tli_text_equal(study->stations[i].id, id)) return &study->stations[i];
  return NULL;
}

/* ---- breakpoints ------------------------------------------------------------------------------------------- */

typedef struct breakpoint {
  double at_m;
  bool station;
  double offtake_m3_s; /* at reference_t_k */
  double reference_t_k;
} breakpoint;

static int by_distance(const void *a, const void *b) {
  const breakpoint *x = a, *y = b;
  return x->at_m < y->at_m ? -1 : x->at_m > y->at_m;
}

static double station_place(const char *layout, size_t k, size_t n, double length) {
  if (tli_text_equal(layout, "at-end")) return length * (double)(k + 1) / (double)n;
  if (tli_text_equal(layout, "between")) return length * (double)(k + 1) / (double)(n + 1);
  if (tli_text_equal(layout, "both-ends")) return n == 1 ? 0.0 : length * (double)k / (double)(n - 1);
  return length * (double)k / (double)n; /* at-start */
}

static size_t stations_of(const tli_study_section *section) {
  return section->station[0] == '\0' ? 0 : (size_t)(section->station_count.si + 0.5);
}

/* Where the loop of the span around a place begins; behind the span's end without one. A span runs from station to
 * station, or from or to an end of the section. */
static double loop_start(const tli_study_section *section, double length, double at_m) {
  const size_t n = stations_of(section);
  double from = 0.0, to = length;
  for (size_t i = 0; i < n; i++) {
    const double place = station_place(section->station_layout, i, n, length);
    if (place <= at_m) from = fmax(from, place);
    if (place > at_m) to = fmin(to, place);
  }
  return section->loop_share.si > 0.0 ? to - section->loop_share.si * (to - from) : INFINITY;
}

static double offtake_place(const tli_route *route, size_t section, const tli_study_offtake *offtake) {
  if (offtake->at == NULL || offtake->at[0] == '\0')
    return fmin(fmax(offtake->distance.si, 0.0), route->sections[section].length_m);
  const size_t waypoint = tli_route_find_waypoint(route->study, offtake->at);
  for (size_t i = 0; i < route->sections[section].count; i++)
    if (route->sections[section].points[i].waypoint == waypoint) return route->sections[section].points[i].distance_m;
  return 0.0;
}

/* All places where the section is cut, sorted; points closer than this are one. */
static const double same_place_m = 1.0;

static breakpoint *breakpoints_of(const tli_study *study, const tli_route *route, size_t s, tli_arena *arena,
                                  size_t *count) {
  const tli_study_section *section = &study->sections[s];
  const tli_route_section *geometry = &route->sections[s];
  const size_t n = stations_of(section);
  size_t room = 2 * n + geometry->count + study->offtake_count + 2 * study->frozen_count + 3;
  for (int kind = 0; kind < TLI_RELIEF_KINDS; kind++) room += geometry->cut[kind].count;
  breakpoint *points = TLI_NEW_N(arena, breakpoint, room);
  if (points == NULL) return NULL;
  size_t k = 0;
  points[k++] = (breakpoint){.at_m = 0.0};
  points[k++] = (breakpoint){.at_m = geometry->length_m};
  for (size_t i = 0; i < n; i++)
    points[k++] =
        (breakpoint){.at_m = station_place(section->station_layout, i, n, geometry->length_m), .station = true};
  for (size_t i = 0; i <= n && section->loop_share.si > 0.0; i++) { /* in the span behind station i, or the first */
    const double behind = i < n ? station_place(section->station_layout, i, n, geometry->length_m) : 0.0;
    points[k++] = (breakpoint){.at_m = fmin(loop_start(section, geometry->length_m, behind), geometry->length_m)};
  }
  for (size_t i = 0; i < geometry->count; i++) points[k++] = (breakpoint){.at_m = geometry->points[i].distance_m};
  for (int kind = 0; kind < TLI_RELIEF_KINDS; kind++)
    for (size_t i = 0; i < geometry->cut[kind].count; i++)
      points[k++] = (breakpoint){.at_m = fmin(geometry->cut[kind].at_m[i], geometry->length_m)};
  for (size_t i = 0; i < study->frozen_count; i++) {
    const tli_study_frozen *frozen = &study->frozen_ground[i];
    if (!tli_text_equal(frozen->section, section->id)) continue;
    points[k++] = (breakpoint){.at_m = fmin(frozen->from.si, geometry->length_m)};
    points[k++] = (breakpoint){.at_m = fmin(frozen->to.si, geometry->length_m)};
  }
  for (size_t i = 0; i < study->offtake_count; i++) {
    const tli_study_offtake *offtake = &study->offtakes[i];
    if (tli_text_equal(offtake->section, section->id) && offtake->volume.si != 0.0)
      points[k++] = (breakpoint){.at_m = offtake_place(route, s, offtake),
                                 .offtake_m3_s = offtake->volume.si,
                                 .reference_t_k = offtake->volume.reference_t_k};
  }
  qsort(points, k, sizeof *points, by_distance);
  size_t kept = 0;
  for (size_t i = 1; i < k; i++) {
    if (points[i].at_m - points[kept].at_m < same_place_m) {
      points[kept].station = points[kept].station || points[i].station;
      if (points[i].offtake_m3_s != 0.0) {
        points[kept].offtake_m3_s += points[i].offtake_m3_s;
        points[kept].reference_t_k = points[i].reference_t_k;
      }
    } else {
      points[++kept] = points[i];
    }
  }
  points[kept].at_m = geometry->length_m;
  *count = kept + 1;
  return points;
}

/* ---- building ---------------------------------------------------------------------------------------------- */

typedef struct builder {
  tli_line *line;
  const tli_route *route;
  const tl_gas *gas;
  double molar_mass;
  size_t only;
  size_t node; /* where the chain has got to */
  double chainage_m;
  size_t node_room, station_room, pipe_room;
} builder;

static tl_code kg_per_m3_at(const builder *b, double reference_t_k, double *kg_per_m3, tl_error *error) {
  double m3_mol;
  TLI_TRY(tl_mixture_molar_volume(tl_gas_mixture(b->gas), reference_t_k, &m3_mol, error));
  *kg_per_m3 = b->molar_mass / m3_mol;
  return TL_OK;
}

static tl_code new_node(builder *b, size_t s, double at_m, const char *suffix, size_t *node, tl_error *error) {
  tli_line *line = b->line;
  const tli_study_section *section = &line->study->sections[s];
  const char *id = tli_arena_printf(line->arena, "%s km %.3f%s", section->id, at_m / 1e3, suffix);
  if (id == NULL) return TLI_NO_MEMORY(error, "the line");
  return tl_network_add_node(line->network, id, tli_route_height(b->route, s, at_m), node, error);
}

/* "Mongolia 3": numbered within the country along the flow; the id where the section names no country. */
static const char *station_name(const tli_line *line, size_t s, const char *id) {
  const char *country = line->study->sections[s].country;
  if (country == NULL || country[0] == '\0') return id;
  size_t ordinal = 1;
  for (size_t i = 0; i < line->station_count; i++)
    if (tli_text_equal(line->study->sections[line->stations[i].section].country, country)) ordinal++;
  return tli_arena_printf(line->arena, "%s %zu", tli_country_name(country), ordinal);
}

static tl_code add_station(builder *b, size_t s, double at_m, double discharge_pa, tl_error *error) {
  tli_line *line = b->line;
  const tli_study_section *section = &line->study->sections[s];
  const tli_study_station *station = find_station(line->study, section->station);
  if (station == NULL)
    return tl_fail(error, TL_ERR_INPUT, "section \"%s\": station \"%s\" is not listed under stations", section->id,
                   section->station);
  size_t ordinal = 1;
  for (size_t i = 0; i < line->station_count; i++)
    if (line->stations[i].section == s) ordinal++;
  const char *id = tli_arena_printf(line->arena, "%s-CS%zu", section->id, ordinal);
  const char *name = station_name(line, s, id);
  size_t behind = 0, link = 0;
  if (id == NULL || name == NULL || !TLI_PUSH_ROOM(line->arena, line->stations, b->station_room, line->station_count))
    return TLI_NO_MEMORY(error, "the line");
  TLI_TRY(new_node(b, s, at_m, " out", &behind, error));
  tl_station element;
  tl_station_default(&element);
  element.discharge_p_pa = station->discharge_pressure.si > 0.0 ? station->discharge_pressure.si : discharge_pa;
  element.efficiency = station->efficiency.si;
  element.driver_efficiency = tli_text_equal(station->driver, "electric") ? 0.0 : station->driver_efficiency.si;
  element.kappa = station->kappa.si;
  element.cooler_t_k = station->cooler_outlet.si;
  element.loss_in_pa = station->loss_in.si;
  element.loss_out_pa = station->loss_out.si;
  TLI_TRY(tl_network_add_station(line->network, id, b->node, behind, &element, &link, error));
  line->stations[line->station_count++] = (tli_line_station){.id = id,
                                                             .name = name,
                                                             .section = s,
                                                             .link = link,
                                                             .distance_m = at_m,
                                                             .chainage_m = b->chainage_m + at_m,
                                                             .height_m = tli_route_height(b->route, s, at_m),
                                                             .station = station};
  b->node = behind;
  return TL_OK;
}

static tl_code add_pipe(builder *b, size_t s, double from_m, double to_m, const tli_study_pipe *pipe, tl_error *error) {
  tli_line *line = b->line;
  const tli_study_section *section = &line->study->sections[s];
  size_t next = 0, link = 0;
  TLI_TRY(new_node(b, s, to_m, "", &next, error));
  const char *id = tli_arena_printf(line->arena, "%s km %.1f-%.1f", section->id, from_m / 1e3, to_m / 1e3);
  if (id == NULL || !TLI_PUSH_ROOM(line->arena, line->pipes, b->pipe_room, line->pipe_count))
    return TLI_NO_MEMORY(error, "the line");
  const double inside =
      pipe->inside_diameter.si > 0.0 ? pipe->inside_diameter.si : pipe->outside_diameter.si - 2.0 * pipe->wall.si;
  tl_pipe element;
  tl_pipe_default(&element);
  element.length_m = to_m - from_m;
  element.diameter_m = inside;
  element.roughness_m = pipe->roughness.si;
  element.efficiency = pipe->efficiency.si;
  element.heat_transfer_w_m2_k = pipe->heat_transfer.si;
  element.heat_diameter_m = tli_text_equal(pipe->heat_transfer_on, "inside") ? inside : pipe->outside_diameter.si;
  element.ground_t_from_k = tli_route_ground_k(b->route, s, from_m);
  element.ground_t_to_k = tli_route_ground_k(b->route, s, to_m);
  element.friction = tli_text_equal(pipe->friction, "weymouth") ? TL_FRICTION_WEYMOUTH : TL_FRICTION_COLEBROOK;
  const double middle = 0.5 * (from_m + to_m);
  const bool looped = middle > loop_start(section, b->route->sections[s].length_m, middle);
  element.strings = fmax(section->strings.si, 1.0) + (looped ? 1.0 : 0.0);
  TLI_TRY(tl_network_add_pipe(line->network, id, b->node, next, &element, &link, error));
  line->pipes[line->pipe_count++] =
      (tli_line_pipe){s, link, b->chainage_m + from_m, pipe->max_pressure.si, element.strings};
  b->node = next;
  return TL_OK;
}

static tl_code need_boundary(builder *b, tl_error *error) {
  const size_t nodes = tl_network_nodes(b->line->network);
  while (b->node_room < nodes)
    if (!tli_grow(b->line->arena, (void **)&b->line->boundary, &b->node_room, b->node_room, sizeof(tl_boundary)))
      return TLI_NO_MEMORY(error, "the line");
  return TL_OK;
}

static tl_code add_section(builder *b, size_t s, tl_error *error) {
  tli_line *line = b->line;
  const tli_study *study = line->study;
  const tli_study_section *section = &study->sections[s];
  const tli_study_pipe *pipe = find_pipe(study, section->pipe);
  if (pipe == NULL)
    return tl_fail(error, TL_ERR_INPUT, "section \"%s\": pipe \"%s\" is not listed under pipes", section->id,
                   section->pipe);
  size_t count;
  breakpoint *points = breakpoints_of(study, b->route, s, line->arena, &count);
  if (points == NULL) return TLI_NO_MEMORY(error, "the line");
  for (size_t i = 0; i < count; i++) {
    if (i > 0) TLI_TRY(add_pipe(b, s, points[i - 1].at_m, points[i].at_m, pipe, error));
    TLI_TRY(need_boundary(b, error));
    if (points[i].offtake_m3_s != 0.0) {
      double kg_per_m3;
      TLI_TRY(kg_per_m3_at(b, points[i].reference_t_k, &kg_per_m3, error));
      line->boundary[b->node].withdrawal_kg_s += points[i].offtake_m3_s * kg_per_m3 / study->flow.load_factor.si;
    }
    if (i + 1 == count) line->section_end[s] = b->node;
    if (points[i].station) TLI_TRY(add_station(b, s, points[i].at_m, pipe->max_pressure.si, error));
  }
  b->chainage_m += b->route->sections[s].length_m;
  if (tli_text_equal(study->flow.at, section->id) || study->flow.at[0] == '\0' || b->only != TLI_WHOLE_LINE)
    line->counted_section = s;
  return TL_OK;
}

/* The last pipe of the counted section: what it delivers is the flow that is counted. */
static size_t counting_link(const tli_line *line) {
  size_t link = 0;
  for (size_t i = 0; i < line->pipe_count; i++)
    if (line->pipes[i].section == line->counted_section) link = line->pipes[i].link;
  return link;
}

/* What enters: the study's inlet, or for a section that stands for itself what its neighbour would deliver. */
static tl_boundary inlet_of(builder *b) {
  tli_line *line = b->line;
  const tli_study *study = line->study;
  tl_boundary inlet = {.kind = TL_GIVEN_PRESSURE, .p_pa = study->inlet.pressure.si, .t_k = study->inlet.temperature.si};
  size_t first = study->section_count;
  for (size_t i = study->section_count; i-- > 0;)
    if (tli_text_equal(study->sections[i].role, "line")) first = i;
  if (b->only == TLI_WHOLE_LINE || b->only == first) return inlet;
  const tli_study_pipe *pipe = find_pipe(study, study->sections[b->only].pipe);
  line->inlet_as_next = line->station_count > 0 && line->stations[0].distance_m < same_place_m;
  if (pipe != NULL) inlet.p_pa = line->inlet_as_next ? 0.75 * pipe->max_pressure.si : pipe->max_pressure.si;
  const tli_study_station *station = find_station(study, study->sections[b->only].station);
  if (!line->inlet_as_next && station != NULL && station->cooler_outlet.si > 0.0) inlet.t_k = station->cooler_outlet.si;
  return inlet;
}

static tl_code set_boundary(builder *b, tl_error *error) {
  tli_line *line = b->line;
  const tli_study *study = line->study;
  TLI_TRY(need_boundary(b, error));
  line->end_node = b->node;
  line->boundary[line->start_node] = inlet_of(b);
  line->reference_t_k = study->flow.volume.reference_t_k > 0.0 ? study->flow.volume.reference_t_k : 293.15;
  TLI_TRY(kg_per_m3_at(b, line->reference_t_k, &line->kg_per_m3, error));
  line->asked_kg_s = study->flow.volume.si * line->kg_per_m3 / study->flow.load_factor.si;
  if (!tli_line_flow_is_given(line)) {
    line->boundary[line->end_node] = (tl_boundary){
        .kind = TL_GIVEN_PRESSURE, .p_pa = study->delivery.min_pressure.si, .t_k = study->inlet.temperature.si};
    return TL_OK;
  }
  tli_line_set_flow(line, line->asked_kg_s);
  return TL_OK;
}

void tli_line_set_flow(tli_line *line, double kg_s) {
  if (line->section_end[line->counted_section] == line->end_node)
    line->boundary[line->end_node] = (tl_boundary){.withdrawal_kg_s = kg_s};
  else
    line->boundary[line->end_node] =
        (tl_boundary){.kind = TL_METERED_WITHDRAWAL, .withdrawal_kg_s = kg_s, .link = counting_link(line)};
}

bool tli_line_flow_is_given(const tli_line *line) { return !tli_text_equal(line->study->flow.mode, "pressures"); }

static tl_code build(builder *b, tl_error *error) {
  tli_line *line = b->line;
  const tli_study *study = line->study;
  line->section_end = TLI_NEW_N(line->arena, size_t, study->section_count);
  if (line->section_end == NULL) return TLI_NO_MEMORY(error, "the line");
  TLI_TRY(tl_network_create(tli_arena_allocator(line->arena), &line->network, error));
  bool started = false;
  for (size_t s = 0; s < study->section_count; s++) {
    if (!tli_text_equal(study->sections[s].role, "line") || (b->only != TLI_WHOLE_LINE && s != b->only)) continue;
    if (!started) TLI_TRY(new_node(b, s, 0.0, " in", &b->node, error));
    if (!started) line->start_node = b->node;
    started = true;
    TLI_TRY(add_section(b, s, error));
  }
  if (!started) return tl_fail(error, TL_ERR_INPUT, "no section has the role \"line\"");
  line->length_m = b->chainage_m;
  TLI_TRY(set_boundary(b, error));
  return tl_network_freeze(line->network, error);
}

tl_code tli_line_create(const tli_study *study, const tli_route *route, const tl_gas *gas, size_t only,
                        const tl_allocator *allocator, tli_line **line, tl_error *error) {
  *line = NULL;
  tli_arena *arena = tli_arena_create(allocator);
  tli_line *made = arena == NULL ? NULL : TLI_NEW(arena, tli_line);
  if (made == NULL) {
    tli_arena_destroy(arena);
    return TLI_NO_MEMORY(error, "the line");
  }
  made->arena = arena;
  made->study = study;
  builder b = {.line = made, .route = route, .gas = gas, .only = only, .molar_mass = tl_gas_molar_mass_kg_mol(gas)};
  tl_code code = build(&b, error);
  if (code != TL_OK) {
    tli_line_destroy(made);
    return code;
  }
  *line = made;
  return TL_OK;
}

tl_code tli_line_own_stations(const tli_line *line, tli_arena *arena, tl_network *network, tl_station **stations,
                              tl_error *error) {
  *network = *line->network;
  *stations = TLI_NEW_N(arena, tl_station, line->station_count + 1);
  network->links = TLI_NEW_N(arena, tli_link, network->link_count);
  if (*stations == NULL || network->links == NULL) return TLI_NO_MEMORY(error, "the line");
  memcpy(network->links, line->network->links, network->link_count * sizeof *network->links);
  for (size_t i = 0; i < line->station_count; i++) {
    (*stations)[i] = *(const tl_station *)line->network->links[line->stations[i].link].params;
    network->links[line->stations[i].link].params = &(*stations)[i];
  }
  return TL_OK;
}

void tli_line_destroy(tli_line *line) {
  if (line == NULL) return;
  tl_network_destroy(line->network);
  tli_arena_destroy(line->arena);
}
