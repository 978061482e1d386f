/* Step "route": where the line runs. Tables `sections`, `waypoints`, `starting_points`; the map for the report. */
#include "io/country_layer.h"
#include "study/fields.h"
#include "study/run.h"
#include "trunkline/geo.h"

#include <stdio.h>

static void sections_table(tl_study *study) {
  const tli_study *s = study->reference;
  tli_columns t =
      tli_table_begin(study->results, "sections", "Sections of the route",
                      "The shortest line through the waypoints (a geodesic) is shorter than the pipe; the factor is "
                      "the published length over it.",
                      "route", "route");
  tli_words(&t, "name", "Section", "as the study names it", "sections.*");
  tli_words(&t, "country", "Country", "as the study gives it", "sections.*");
  tli_words(&t, "role", "Role", "\"line\" is computed; feeders, spurs and market legs are shown only", "sections.*");
  tli_column(&t, "length_m", "Length used", TL_LENGTH, "km", 5,
             "published length, or geodesic length times the given factor", "sections.*");
  tli_column(&t, "published_m", "Published length", TL_LENGTH, "km", 5, "as published", "sections.*");
  tli_column(&t, "geodesic_m", "Length through the waypoints", TL_LENGTH, "km", 5, "sum of geodesics on WGS84",
             "waypoints.*");
  tli_column(&t, "factor", "Factor", TL_NUMBER, "", 4, "length used over geodesic length", "sections.* waypoints.*");
  tli_column(&t, "all_m", "Through points left out as well", TL_LENGTH, "km", 5,
             "sum of geodesics on WGS84 through all waypoints between; empty where none is left out", "waypoints.*");
  tli_words(&t, "left_out", "Points left out", "waypoints not used for chainage", "waypoints.*");
  for (size_t i = 0; i < s->section_count; i++) {
    const tli_route_section *g = &study->route->sections[i];
    const double published = s->sections[i].length.si;
    tli_row(&t, (tl_cell[]){TLI_W(s->sections[i].title), TLI_W(tli_country_name(s->sections[i].country)),
                            TLI_W(s->sections[i].role), TLI_N(g->length_m > 0.0 ? g->length_m : NAN),
                            TLI_N(published > 0.0 ? published : NAN), TLI_N(g->geodesic_m > 0.0 ? g->geodesic_m : NAN),
                            TLI_N(g->factor), TLI_N(g->all_m > 0.0 ? g->all_m : NAN), TLI_W(g->left_out)});
  }
}

static const char *confidence_words(const char *mark) {
  if (tli_text_equal(mark, "H")) return "high";
  if (tli_text_equal(mark, "M")) return "medium";
  if (tli_text_equal(mark, "L")) return "low";
  return mark;
}

static void waypoints_table(tl_study *study) {
  const tli_study *s = study->reference;
  if (s->waypoint_count == 0) return;
  tli_columns t = tli_table_begin(study->results, "waypoints", "Waypoints",
                                  "The named places of the route, in its order.", "route", "route");
  tli_words(&t, "name", "Place", "as the study names it", "waypoints.*");
  tli_words(&t, "country", "Country", "as the study gives it", "waypoints.*");
  tli_words(&t, "role", "Role", "as the study gives it", "waypoints.*");
  tli_column(&t, "chainage_m", "Distance along the line", TL_LENGTH, "km", 4,
             "geodesic distance times the section's factor; empty outside the computed line", "waypoints.* sections.*");
  tli_column(&t, "lat", "Latitude", TL_ANGLE, "deg", 4, "as given", "waypoints.*");
  tli_column(&t, "lon", "Longitude", TL_ANGLE, "deg", 5, "as given", "waypoints.*");
  tli_column(&t, "height_m", "Height above sea level", TL_LENGTH, "m", 3, "as given; empty if not", "waypoints.*");
  tli_column(&t, "ground_t_k", "Ground temperature", TL_TEMPERATURE, "degC", 2, "as given", "waypoints.*");
  tli_words(&t, "confidence", "How sure", "as the study marks it", "waypoints.*");
  for (size_t i = 0; i < s->waypoint_count; i++) {
    const tli_study_waypoint *w = &s->waypoints[i];
    double chainage = NAN, start = 0.0;
    for (size_t k = 0; k < s->section_count; k++) {
      if (!tli_text_equal(s->sections[k].role, "line")) continue;
      for (size_t j = 0; j < study->route->sections[k].count && isnan(chainage); j++)
        if (study->route->sections[k].points[j].waypoint == i)
          chainage = start + study->route->sections[k].points[j].distance_m;
      start += study->route->sections[k].length_m;
    }
    tli_row(&t, (tl_cell[]){TLI_W(w->name), TLI_W(tli_country_name(w->country)), TLI_W(w->role), TLI_N(chainage),
                            TLI_N(w->lat.si), TLI_N(w->lon.si), TLI_N(w->height.si),
                            TLI_N(w->ground_temperature.si > 0.0 ? w->ground_temperature.si : NAN),
                            TLI_W(confidence_words(w->confidence))});
  }
}

/* ---- the map ----------------------------------------------------------------------------------------------- */

static void add_position(tli_text *j, double lat, double lon) { tli_text_printf(j, "[%.4f,%.4f]", lon, lat); }

static void map_sections(const tl_study *study, tli_text *j) {
  const tli_study *s = study->reference;
  tli_text_add(j, "\"sections\":[");
  bool first = true;
  for (size_t i = 0; i < s->section_count; i++) {
    const tli_route_section *g = &study->route->sections[i];
    if (g->count < 2) continue;
    tli_text_add(j, first ? "{\"id\":" : ",{\"id\":");
    first = false;
    tli_text_add_quoted(j, s->sections[i].id);
    tli_text_add(j, ",\"name\":");
    tli_text_add_quoted(j, s->sections[i].title);
    tli_text_add(j, ",\"country\":");
    tli_text_add_quoted(j, tli_country_name(s->sections[i].country));
    tli_text_printf(j, ",\"role\":\"%s\",\"points\":[", s->sections[i].role);
    for (size_t k = 0; k < g->count; k++) {
      if (k > 0) tli_text_add(j, ",");
      add_position(j, s->waypoints[g->points[k].waypoint].lat.si, s->waypoints[g->points[k].waypoint].lon.si);
    }
    tli_text_add(j, "]}");
  }
  tli_text_add(j, "]");
}

static void map_places(const tl_study *study, tli_text *j) {
  const tli_study *s = study->reference;
  tli_text_add(j, ",\"stations\":[");
  bool first = true;
  for (size_t i = 0; i < study->line->station_count; i++) {
    const tli_line_station *at = &study->line->stations[i];
    double lat, lon;
    tli_route_position(study->route, at->section, at->distance_m, &lat, &lon);
    if (isnan(lat)) continue;
    tli_text_add(j, first ? "{\"id\":" : ",{\"id\":");
    first = false;
    tli_text_add_quoted(j, at->id);
    tli_text_add(j, ",\"name\":");
    tli_text_add_quoted(j, at->name);
    tli_text_printf(j, ",\"lon\":%.4f,\"lat\":%.4f,\"section\":", lon, lat);
    tli_text_add_quoted(j, s->sections[at->section].title);
    tli_text_add(j, "}");
  }
  tli_text_add(j, "],\"waypoints\":[");
  for (size_t i = 0; i < s->waypoint_count; i++) {
    tli_text_add(j, i > 0 ? ",{\"name\":" : "{\"name\":");
    tli_text_add_quoted(j, s->waypoints[i].name);
    tli_text_printf(j, ",\"lon\":%.4f,\"lat\":%.4f}", s->waypoints[i].lon.si, s->waypoints[i].lat.si);
  }
  tli_text_add(j, "]");
}

enum { LAYER_BYTES = 150000 }; /* what the shapes may weigh in the report */

/* A waypoint that the layer puts far outside its country: latitude and longitude swapped, a wrong code, or the layer.
 */
static void check_countries(tl_study *study, const tl_geo_layer *layer) {
  const tli_study *s = study->reference;
  const double coarse_m = 15e3; /* a 1:50 million border is off by kilometres */
  for (size_t i = 0; i < s->waypoint_count; i++) {
    const tli_study_waypoint *w = &s->waypoints[i];
    const tl_geo_position at = {.lat_deg = w->lat.si, .lon_deg = w->lon.si};
    const int country = tl_geo_layer_find(layer, w->country, NULL);
    if (country < 0) continue;
    const double away = tl_geo_layer_distance_m(layer, (size_t)country, at);
    if (away < coarse_m) continue;
    const int found = tl_geo_layer_at(layer, at);
    const char *name = found >= 0 ? tl_geo_layer_name(layer, (size_t)found) : "no country";
    tl_findings_add(
        study->findings, TL_WARNING, s->file, w->line, w->id, "country",
        "waypoint %s is given as %s but lies in %s, %.0f km away (latitude %.2f, longitude %.2f): are the two swapped?",
        w->id, tli_country_name(w->country), name, away / 1e3, w->lat.si, w->lon.si);
  }
}

/* As the study says; for a file of the user's of which it says nothing what the file says of itself, else its name. */
static const char *source_of_borders(const tl_study *study) {
  const tli_study_map *map = &study->reference->map;
  const tl_geofile *file = study->map_layer.file;
  if (tli_study_place_of(study->reference, "map.countries_source") != NULL ||
      tli_text_equal(map->countries, "natural-earth-50m"))
    return map->countries_source;
  if (tl_geofile_source(file)[0] != '\0') return tl_geofile_source(file);
  return tl_geofile_title(file)[0] != '\0' ? tl_geofile_title(file) : map->countries;
}

static tl_code country_shapes(tl_study *study, tli_text *j, tl_error *error) {
  const tli_study *s = study->reference;
  tl_geo_window window;
  TLI_TRY(tli_ground_window(s, study->arena, &window, error));
  const char *path = tli_ground_path(s, s->map.countries, study->options.layers_folder, study->arena, &study->lost);
  if (path == NULL) return TL_OK;
  TLI_TRY(tli_ground_open(path, tli_arena_allocator(study->arena), study->findings, &study->map_layer, error));
  const tl_geo_layer *layer = study->map_layer.layer;
  if (layer == NULL) return TL_OK; /* a map without borders is still a map; the finding says why */
  check_countries(study, layer);
  double tolerance_deg;
  tli_text_add(j, ",\"countries\":");
  TLI_TRY(tli_country_layer_write(layer, &window, LAYER_BYTES, j, &tolerance_deg, error));
  tl_results_set_text(study->results, "map.layer_source", source_of_borders(study));
  return TL_OK;
}

/* Of the waypoints alone: the map is turned to the line, however far the other ways go. */
static tl_code middle_longitude(const tl_study *study, double *lon, tl_error *error) {
  const tli_study *s = study->reference;
  tl_geo_position *at = TLI_NEW_N(study->arena, tl_geo_position, s->waypoint_count);
  if (at == NULL) return TLI_NO_MEMORY(error, "the map");
  for (size_t i = 0; i < s->waypoint_count; i++)
    at[i] = (tl_geo_position){s->waypoints[i].lat.si, s->waypoints[i].lon.si};
  tl_geo_window window;
  TLI_TRY(tl_geo_window_of(at, s->waypoint_count, 0.0, &window, error));
  *lon = window.centre_lon_deg;
  return TL_OK;
}

static tl_code map_json(tl_study *study, tl_error *error) {
  if (study->reference->waypoint_count == 0) return TL_OK;
  double lat = 0.0, lon = 0.0;
  for (size_t i = 0; i < study->reference->waypoint_count; i++)
    lat += study->reference->waypoints[i].lat.si / (double)study->reference->waypoint_count;
  TLI_TRY(middle_longitude(study, &lon, error));
  tli_text j;
  tli_text_init(&j, tli_arena_allocator(study->arena));
  tli_text_add(&j, "{");
  map_sections(study, &j);
  map_places(study, &j);
  tl_code code = country_shapes(study, &j, error);
  tli_text_printf(&j, ",\"centre\":[%.3f,%.3f]}", lon, lat);
  if (code == TL_OK && j.failed) code = TLI_NO_MEMORY(error, "the map");
  if (code == TL_OK) tl_results_set_json(study->results, "map", j.bytes);
  tli_text_free(&j);
  return code;
}

tl_code tli_step_route(tl_study *study, tl_error *error) {
  sections_table(study);
  waypoints_table(study);
  tli_relief_tables(study);
  return map_json(study, error);
}
