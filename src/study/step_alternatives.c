/* Step "alternatives": other ways the line could run, side by side with the studied one: length, countries, areas of
 * each layer, heights, length along the slope, stations by equal spacing, capital cost by the study's unit costs. */
#include "study/run.h"

#include <string.h>

/* A way, as positions with heights. */
typedef struct way {
  const char *title, *note;
  tl_geo_position *at;
  double *height_m;
  size_t count;
  double geodesic_m, factor, length_m;
  tli_relief_sums heights;
  bool factor_given, span_given;
  double span_m, stations;
  const char *sure; /* counts of confidence marks */
  double unpriced_m;
  tl_range capex;
  tli_text countries;
} way;

typedef struct comparing {
  tl_study *study;
  double line_m, line_geodesic_m, line_stations, line_power_w;
  size_t countries; /* the layer of countries; layer_count: none */
} comparing;

static tl_code make_room(way *w, tli_arena *arena, size_t count, tl_error *error) {
  w->at = TLI_NEW_N(arena, tl_geo_position, count + 1);
  w->height_m = TLI_NEW_N(arena, double, count + 1);
  return w->at == NULL || w->height_m == NULL ? TLI_NO_MEMORY(error, "an alternative") : TL_OK;
}

static void add_point(way *w, double lat, double lon, double height) {
  const tl_geo_position p = {lat, lon};
  if (w->count > 0 && w->at[w->count - 1].lat_deg == lat && w->at[w->count - 1].lon_deg == lon) return;
  w->height_m[w->count] = height;
  w->at[w->count++] = p;
}

/* The studied line itself, by the same yardstick. */
static tl_code own_way(const comparing *c, way *w, tl_error *error) {
  const tli_study *s = c->study->reference;
  size_t room = 0;
  for (size_t i = 0; i < s->section_count; i++) room += c->study->route->sections[i].count;
  TLI_TRY(make_room(w, c->study->arena, room, error));
  for (size_t i = 0; i < s->section_count; i++) {
    if (!tli_text_equal(s->sections[i].role, "line")) continue;
    for (size_t k = 0; k < c->study->route->sections[i].count; k++) {
      const tli_study_waypoint *p = &s->waypoints[c->study->route->sections[i].points[k].waypoint];
      add_point(w, p->lat.si, p->lon.si, p->height.si);
    }
  }
  w->title = "As studied";
  w->note = "the computed line";
  w->sure = "see Waypoints";
  return TL_OK;
}

static tl_code other_way(const comparing *c, size_t a, way *w, tl_error *error) {
  const tli_study *s = c->study->reference;
  const tli_study_alternative *x = &s->alternatives[a];
  TLI_TRY(make_room(w, c->study->arena, s->alternative_point_count, error));
  size_t marks[4] = {0, 0, 0, 0};
  static const char *const names[] = {"H", "M", "L", "assumption"};
  for (size_t i = 0; i < s->alternative_point_count; i++) {
    const tli_study_alternative_point *p = &s->alternative_points[i];
    if (!tli_text_equal(p->alternative, x->id)) continue;
    add_point(w, p->lat.si, p->lon.si, p->height.si);
    for (size_t k = 0; k < TLI_COUNT(names); k++)
      if (tli_text_equal(p->confidence, names[k])) marks[k]++;
  }
  w->title = x->title[0] != '\0' ? x->title : x->id;
  w->note = x->note;
  w->factor_given = x->length_factor.si > 0.0;
  w->factor = x->length_factor.si;
  w->span_given = x->span.si > 0.0;
  w->span_m = x->span.si;
  w->sure = tli_arena_printf(c->study->arena, "%zu high, %zu medium, %zu low, %zu assumed", marks[0], marks[1],
                             marks[2], marks[3]);
  return w->sure == NULL ? TLI_NO_MEMORY(error, "an alternative") : TL_OK;
}

/* Heights as along the studied line: by the rasters, or linear between the points, and then what lies between two of
 * them is not seen. */
static tl_code measure_heights(const comparing *c, way *w, tl_error *error) {
  tli_arena *arena = c->study->arena;
  const tli_study *s = c->study->reference;
  tli_relief_samples samples;
  tli_relief_line line;
  TLI_TRY(tli_relief_sample(c->study->relief, s, TLI_HEIGHTS, w->at, w->count, arena, &samples, error));
  TLI_TRY(tli_relief_settle(&samples, s, w->height_m, w->count, arena, &line, error));
  if (samples.count == 0) {
    line = (tli_relief_line){.count = w->count, .at_m = TLI_NEW_N(arena, double, w->count), .value = w->height_m};
    if (line.at_m == NULL) return TLI_NO_MEMORY(error, "an alternative");
    for (size_t i = 1; i < w->count; i++) line.at_m[i] = line.at_m[i - 1] + tl_geo_length(&w->at[i - 1], 2);
  }
  for (size_t i = 0; i < line.count; i++) line.at_m[i] *= w->factor;
  w->heights = tli_relief_sum(&line);
  if (line.count == 0 || line.unknown_m > 1.0)
    tl_findings_add(
        c->study->findings, TL_WARNING, s->file, 0, w->title, "rasters", "%s: on %s km no raster knows the heights%s",
        w->title, tli_digits((line.count == 0 ? w->length_m : line.unknown_m * w->factor) / 1e3, 3).words,
        line.count == 0 ? ", and its points give none" : "; there they are drawn straight between known places");
  return TL_OK;
}

static void measure(const comparing *c, way *w) {
  w->geodesic_m = tl_geo_length(w->at, w->count);
  if (!(w->factor > 0.0)) w->factor = c->line_geodesic_m > 0.0 ? c->line_m / c->line_geodesic_m : 1.0;
  w->length_m = w->geodesic_m * w->factor;
  if (!(w->span_m > 0.0) && c->line_stations > 0.0) w->span_m = c->line_m / c->line_stations;
  w->stations = w->span_m > 0.0 ? ceil(w->length_m / w->span_m - 1e-9) : 0.0;
}

/* Capital cost by the unit costs of the study: the length in each country is priced as the study's section there. */
static tl_code price(const comparing *c, way *w, const tl_overlay *overlay, tl_error *error) {
  tl_study *study = c->study;
  w->capex = (tl_range){NAN, NAN, NAN};
  if (overlay == NULL || study->costs == NULL) return TL_OK;
  tli_study *variant = tli_study_copy(study->reference, tli_arena_allocator(study->arena));
  if (variant == NULL) return TLI_NO_MEMORY(error, "an alternative");
  const size_t n = variant->section_count;
  const tl_geo_layer *layer = study->ground->files[c->countries].layer;
  tli_route route = {.study = variant, .sections = TLI_NEW_N(study->arena, tli_route_section, n)};
  double *power_w = TLI_NEW_N(study->arena, double, n);
  tli_section_cost *costs = TLI_NEW_N(study->arena, tli_section_cost, n);
  bool *taken = TLI_NEW_N(study->arena, bool, tl_geo_layer_areas(layer) + 1);
  tl_code code = TL_OK;
  if (route.sections == NULL || power_w == NULL || costs == NULL || taken == NULL) {
    tli_study_destroy(variant);
    return TLI_NO_MEMORY(error, "an alternative");
  }
  double priced = 0.0;
  for (size_t i = 0; code == TL_OK && i < n; i++) {
    tli_study_section *section = &variant->sections[i];
    const int area = tl_geo_layer_find(layer, section->country, NULL);
    if (!tli_text_equal(section->role, "line")) continue;
    double length = 0.0;
    if (area >= 0 && !taken[area]) length = tl_overlay_length_m(overlay, area) * w->factor;
    if (area >= 0) taken[area] = true;
    if (!(length > 0.0)) section->role = "feeder"; /* nothing of this way lies in it */
    route.sections[i].length_m = length;
    section->station_count.si = w->stations * length / w->length_m;
    power_w[i] = section->station_count.si * (c->line_stations > 0.0 ? c->line_power_w / c->line_stations : 0.0);
    priced += length;
  }
  tl_econ_total total;
  if (code == TL_OK) code = tli_cost_of(variant, &route, power_w, costs, &total, NULL, error);
  w->unpriced_m = w->length_m - priced > 1.0 ? w->length_m - priced : 0.0;
  if (code == TL_OK && priced > 0.0) w->capex = total.sum;
  tli_study_destroy(variant);
  return code;
}

/* ---- tables --------------------------------------------------------------------------------------------------- */

static tli_columns begin_areas(tl_study *study) {
  tli_columns t = tli_table_begin(study->results, "alternative_areas", "The alternatives by area of each layer",
                                  "Kilometres of each way in each area; what the areas are called is their source's "
                                  "wording.",
                                  "alternatives", "study-ground");
  tli_words(&t, "alternative", "Way", "as the study names it", "alternatives.*");
  tli_words(&t, "layer", "Layer", "as the study names it", "layers.*");
  tli_words(&t, "area", "Area", "as the layer names it", "layers.*");
  tli_column(&t, "length_m", "Length", TL_LENGTH, "km", 4, "geodesics inside the area times the factor of the way",
             "alternatives.* alternative_points.* layers.*");
  return t;
}

static tl_code over_layers(const comparing *c, way *w, tli_columns *t, tl_error *error) {
  const tli_study *s = c->study->reference;
  const tl_allocator *allocator = tli_arena_allocator(c->study->arena);
  tl_route *route;
  TLI_TRY(tli_ground_route(w->at, w->count, allocator, &route, error));
  tl_code code = TL_OK;
  for (size_t k = 0; route != NULL && c->study->ground != NULL && k < s->layer_count && code == TL_OK; k++) {
    const tl_geo_layer *layer = c->study->ground->files[k].layer;
    tl_overlay *overlay = NULL;
    if (!tli_ground_is_laid(s, c->study->ground, k)) continue;
    int *areas = TLI_NEW_N(c->study->arena, int, tl_geo_layer_areas(layer) + 1);
    code = areas == NULL ? TLI_NO_MEMORY(error, "an alternative")
                         : tl_overlay_create(route, c->study->ground->indexes[k], allocator, &overlay, error);
    const size_t met = code == TL_OK ? tli_ground_areas_met(overlay, areas, 0) : 0;
    for (size_t i = 0; code == TL_OK && i < met; i++) {
      const int a = areas[i];
      const double length = tl_overlay_length_m(overlay, a) * w->factor;
      const char *name = a >= 0 ? tl_geo_layer_name(layer, (size_t)a) : "outside its areas";
      if (!(length > 0.0)) continue;
      tli_row(t,
              (tl_cell[]){TLI_W(w->title), TLI_W(s->layers[k].title[0] != '\0' ? s->layers[k].title : s->layers[k].id),
                          TLI_W(name), TLI_N(length)});
      if (k == c->countries)
        tli_text_printf(&w->countries, "%s%s %.0f km", w->countries.length > 0 ? ", " : "", name, length / 1e3);
    }
    if (code == TL_OK && k == c->countries) code = price(c, w, overlay, error);
    tl_overlay_destroy(overlay);
  }
  tl_route_destroy(route);
  return code;
}

static tli_columns begin_ways(tl_study *study) {
  const tli_study *s = study->reference;
  const char *bn = tli_arena_printf(study->arena, "bn %s(%d)", s->economics.currency, (int)s->economics.price_year.si);
  study->lost = study->lost || bn == NULL;
  static const char *const points = "alternatives.* alternative_points.* waypoints.* rasters.* relief.*",
                           *const money = "alternatives.* alternative_points.* costs.* stations.*";
  tli_columns t = tli_table_begin(
      study->results, "alternatives", "Ways the line could run",
      "All by one yardstick: the shortest lines (geodesics) through the points, times a factor for the bends of a real "
      "line; stations at equal spans with the mean power of the studied line's; the study's unit costs of each "
      "country, "
      "all as new pipe. The flow is computed for the studied line only, on the other pages.",
      "alternatives", "study-ground");
  tli_words(&t, "way", "Way", "as the study names it", "alternatives.*");
  tli_column(&t, "length_m", "Length", TL_LENGTH, "km", 4, "geodesics through the points times the factor", points);
  tli_column(&t, "geodesic_m", "Through the points", TL_LENGTH, "km", 4, "sum of geodesics on WGS84", points);
  tli_column(&t, "factor", "Factor", TL_NUMBER, "", 4, "as given, or that of the studied line", points);
  tli_words(&t, "countries", "Countries", "overlay with the finest layer of kind countries", "layers.*");
  tli_column(&t, "lowest_m", "Lowest point", TL_LENGTH, "m", 3, "of the points, or of the samples of a raster", points);
  tli_column(&t, "highest_m", "Highest point", TL_LENGTH, "m", 3, "of the points, or of the samples of a raster",
             points);
  tli_column(&t, "rise_m", "Rise", TL_LENGTH, "m", 3,
             "sum of what goes up from point to point, or between the samples of a raster: a lower bound", points);
  tli_column(&t, "fall_m", "Fall", TL_LENGTH, "m", 3,
             "sum of what goes down from point to point, or between the samples of a raster: a lower bound", points);
  tli_column(
      &t, "slope_extra_m", "Longer along the slope by", TL_LENGTH, "m", 2,
      "sum of sqrt(ds^2 + dh^2) from point to point, or between the samples of a raster, less the length: a lower "
      "bound",
      points);
  tli_column(&t, "stations", "Stations", TL_COUNT, "", 3, "length over the span, rounded up", points);
  tli_column(&t, "span_m", "Span", TL_LENGTH, "km", 3, "as given, or the mean of the studied line",
             "alternatives.* sections.*");
  const char *const names[] = {"low_usd", "likely_usd", "high_usd"}, *const labels[] = {"Capital cost, low",
                                                                                        "Capital cost, likely",
                                                                                        "Capital cost, high"};
  for (int i = 0; i < 3; i++)
    tli_column(&t, names[i], labels[i], TL_MONEY, bn != NULL ? bn : "", 3,
               "length by country times the unit costs of the study's section there; stations times their mean power",
               money);
  tli_column(&t, "unpriced_m", "Without unit costs", TL_LENGTH, "km", 3,
             "length in countries for which the study has no section; not in the cost", money);
  tli_words(&t, "sureness", "How sure its points are", "marks of the points", "alternative_points.*");
  tli_words(&t, "assumed", "What is assumed", "what the study leaves open", "alternatives.*");
  tli_words(&t, "note", "Note", "as the study gives it", "alternatives.*");
  return t;
}

static void way_row(const comparing *c, const way *w, bool own, tli_columns *t) {
  const char *assumed =
      own ? "stations and cost by the same yardstick as the others, so they differ from the other pages"
          : tli_arena_printf(c->study->arena, "%s%sthe same volume, pipe and mean station power; new pipe all the way",
                             w->factor_given ? "" : "the factor is that of the studied line; ",
                             w->span_given ? "" : "the span is that of the studied line; ");
  c->study->lost = c->study->lost || assumed == NULL;
  tli_row(t, (tl_cell[]){TLI_W(w->title), TLI_N(w->length_m), TLI_N(w->geodesic_m), TLI_N(w->factor),
                         TLI_W(w->countries.length > 0 ? w->countries.bytes : "no layer of countries"),
                         TLI_N(w->heights.least), TLI_N(w->heights.most), TLI_N(w->heights.rise),
                         TLI_N(w->heights.fall), TLI_N(w->heights.slope_m - w->heights.length_m), TLI_N(w->stations),
                         TLI_N(w->span_m > 0.0 ? w->span_m : NAN), TLI_N(w->capex.low), TLI_N(w->capex.likely),
                         TLI_N(w->capex.high), TLI_N(w->unpriced_m), TLI_W(w->sure),
                         TLI_W(assumed != NULL ? assumed : ""), TLI_W(w->note)});
}

/* ---- the step ---------------------------------------------------------------------------------------------------- */

static void know_the_line(comparing *c) {
  const tl_study *study = c->study;
  const tli_study *s = study->reference;
  for (size_t i = 0; i < s->section_count; i++) {
    if (!tli_text_equal(s->sections[i].role, "line") || !(study->route->sections[i].geodesic_m > 0.0)) continue;
    c->line_m += study->route->sections[i].length_m;
    c->line_geodesic_m += study->route->sections[i].geodesic_m;
  }
  c->line_stations = (double)study->line->station_count;
  c->line_power_w = study->answered ? study->evaluation.total_power_w : 0.0;
  c->countries = tli_ground_finest(s, study->ground, "countries");
}

static void map_of_ways(tl_study *study, const way *ways, size_t count) {
  tli_text j;
  tli_text_init(&j, tli_arena_allocator(study->arena));
  tli_text_add(&j, "[");
  size_t row = 0;
  for (size_t a = 1; a < count; a++) {
    if (!study->reference->alternatives[a - 1].compare) continue;
    row++;
    tli_text_printf(&j, "%s{\"id\":\"%s\",\"points\":[", row > 1 ? "," : "", study->reference->alternatives[a - 1].id);
    for (size_t i = 0; i < ways[a].count; i++)
      tli_text_printf(&j, "%s[%.3f,%.3f]", i > 0 ? "," : "", ways[a].at[i].lon_deg, ways[a].at[i].lat_deg);
    tli_text_printf(&j, "],\"row\":%zu}", row);
  }
  tli_text_add(&j, "]");
  study->lost = study->lost || j.failed;
  if (!j.failed) tl_results_set_json(study->results, "map_alternatives", j.bytes);
  tli_text_free(&j);
}

tl_code tli_step_alternatives(tl_study *study, tl_error *error) {
  const tli_study *s = study->reference;
  if (s->alternative_count == 0) return tli_nothing_to_do(study);
  comparing c = {.study = study};
  know_the_line(&c);
  way *ways = TLI_NEW_N(study->arena, way, s->alternative_count + 1);
  if (ways == NULL) return TLI_NO_MEMORY(error, "the alternatives");
  tli_columns table = begin_ways(study), areas = begin_areas(study);
  tl_code code = TL_OK;
  for (size_t a = 0; a <= s->alternative_count && code == TL_OK; a++) {
    way *w = &ways[a];
    tli_text_init(&w->countries, tli_arena_allocator(study->arena));
    w->capex = (tl_range){NAN, NAN, NAN};
    if (a > 0 && !s->alternatives[a - 1].compare) continue;
    code = a == 0 ? own_way(&c, w, error) : other_way(&c, a - 1, w, error);
    if (code != TL_OK || w->count < 2) continue;
    measure(&c, w);
    code = measure_heights(&c, w, error);
    if (code != TL_OK) continue;
    code = over_layers(&c, w, &areas, error);
    study->lost = study->lost || w->countries.failed;
    if (w->unpriced_m > 0.0)
      tl_findings_add(study->findings, TL_NOTE, s->file, a > 0 ? s->alternatives[a - 1].line : 0, w->title, "countries",
                      "%s: %.0f km lie in countries for which the study has no section, and are not in its cost",
                      w->title, w->unpriced_m / 1e3);
    if (code == TL_OK) way_row(&c, w, a == 0, &table);
  }
  if (code == TL_OK) map_of_ways(study, ways, s->alternative_count + 1);
  for (size_t a = 0; a <= s->alternative_count; a++) tli_text_free(&ways[a].countries);
  return code;
}
