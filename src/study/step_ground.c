/* Step "ground": the computed line over each layer of the study. Tables `layers`, `layer_classes`, `layer_sections`,
 * `layer_crossings`. */
#include "io/country_layer.h"
#include "study/run.h"

#include <string.h>

/* One section of the line laid over one layer. */
typedef struct laid {
  tl_overlay *overlay;
  double scale;   /* length used over geodesic */
  double start_m; /* chainage of the section's start */
} laid;

/* What lies in one area. */
typedef struct share {
  double length_m, power_w, stations, work; /* work: flow times length */
  tl_range capex, tariff;
} share;

static void add_share(share *sum, const share *part) {
  sum->length_m += part->length_m;
  sum->power_w += part->power_w;
  sum->stations += part->stations;
  sum->work += part->work;
  sum->capex = tl_econ_range_add(sum->capex, part->capex);
  sum->tariff = tl_econ_range_add(sum->tariff, part->tariff);
}

static tl_code lay(const tl_study *study, size_t section, const tl_geo_index *index, laid *out, tl_error *error) {
  const tli_study *s = study->reference;
  const tli_route_section *g = &study->route->sections[section];
  out->overlay = NULL;
  if (g->count < 2) return TL_OK;
  const tl_allocator *allocator = tli_arena_allocator(study->arena);
  tl_geo_position *at = TLI_NEW_N(study->arena, tl_geo_position, g->count);
  if (at == NULL) return TLI_NO_MEMORY(error, "the route over a layer");
  for (size_t i = 0; i < g->count; i++)
    at[i] = (tl_geo_position){s->waypoints[g->points[i].waypoint].lat.si, s->waypoints[g->points[i].waypoint].lon.si};
  tl_route *route;
  TLI_TRY(tli_ground_route(at, g->count, allocator, &route, error));
  if (route == NULL) return TL_OK;
  out->scale = g->length_m / tl_route_length_m(route);
  const tl_code code = tl_overlay_create(route, index, allocator, &out->overlay, error);
  tl_route_destroy(route);
  return code;
}

/* The area in which a place of the section lies; the area before it at the section's very end. */
static int area_at(const laid *l, double distance_m) {
  const tl_overlay_piece *pieces;
  const size_t count = tl_overlay_pieces(l->overlay, &pieces);
  int area = -1;
  for (size_t i = 0; i < count && pieces[i].from_m * l->scale <= distance_m * (1.0 + 1e-12); i++) area = pieces[i].area;
  return area;
}

/* Stations stand where they stand; their cost goes by shaft power, or evenly if none is used. Everything else of the
 * section is spread evenly along it; the tariff as the capital cost. */
static tl_code share_of(const tl_study *study, size_t section, const laid *l, int area, share *out, tl_error *error) {
  memset(out, 0, sizeof *out);
  const double length_m = study->route->sections[section].length_m;
  out->length_m = tl_overlay_length_m(l->overlay, area) * l->scale;
  double all_w = 0.0, all = 0.0;
  for (size_t i = 0; study->answered && i < study->line->station_count; i++) {
    const tli_line_station *at = &study->line->stations[i];
    tl_station_state cs;
    if (at->section != section) continue;
    TLI_TRY(tl_steady_station(study->steady, at->link, &cs, error));
    all_w += cs.power_w;
    all++;
    if (area_at(l, at->distance_m) != area) continue;
    out->power_w += cs.power_w;
    out->stations++;
  }
  if (study->answered) out->work = study->evaluation.flow_kg_s / study->line->kg_per_m3 * out->length_m;
  if (study->costs == NULL || study->costs[section].item_count == 0) return TL_OK;
  const tli_section_cost *cost = &study->costs[section];
  const double line = out->length_m / length_m, stations = all_w > 0.0 ? out->power_w / all_w
                                                           : all > 0.0 ? out->stations / all
                                                                       : line;
  out->capex = (tl_range){cost->line.low * line + cost->stations.low * stations,
                          cost->line.likely * line + cost->stations.likely * stations,
                          cost->line.high * line + cost->stations.high * stations};
  const tl_range *tariff = &study->levelised_per_m3[section];
  const double of_all = cost->total.sum.likely > 0.0 ? out->capex.likely / cost->total.sum.likely : line;
  out->tariff = (tl_range){tariff->low * of_all, tariff->likely * of_all, tariff->high * of_all};
  return TL_OK;
}

static const char *area_name(const tl_geo_layer *layer, int area) {
  return area >= 0 ? tl_geo_layer_name(layer, (size_t)area) : "outside its areas";
}

static const char *title_of(const tl_study *study, size_t k) {
  const tli_study_layer *l = &study->reference->layers[k];
  const char *own = study->ground->files[k].file != NULL ? tl_geofile_title(study->ground->files[k].file) : "";
  return l->title[0] != '\0' ? l->title : own[0] != '\0' ? own : l->id;
}

/* ---- tables ------------------------------------------------------------------------------------------------- */

static void layers_table(tl_study *study) {
  const tli_study *s = study->reference;
  tli_columns t =
      tli_table_begin(study->results, "layers", "Layers under the line",
                      "Files of areas with their sources. They are laid over the line as they are; what the "
                      "areas are called is their source's wording.",
                      "ground", "study-ground");
  tli_words(&t, "layer", "Layer", "as the study or the file names it", "layers.*");
  tli_words(&t, "kind", "Kind of areas", "as the study gives it", "layers.*");
  tli_column(&t, "areas", "Areas", TL_COUNT, "", 4, "in the file", "layers.*");
  tli_column(&t, "met", "Met by the line", TL_COUNT, "", 4, "areas with a length above 0", "layers.* waypoints.*");
  tli_column(&t, "inside_m", "Length inside", TL_LENGTH, "km", 4, "in any of its areas, scaled to the section's length",
             "layers.* waypoints.* sections.*");
  tli_words(&t, "date", "Date", "as the study or the file gives it", "layers.*");
  tli_words(&t, "source", "Source", "as the study or the file gives it", "layers.*");
  tli_words(&t, "note", "Note", "as the study gives it", "layers.*");
  const tl_table *classes = tl_results_table(study->results, "layer_classes");
  for (size_t k = 0; k < s->layer_count; k++) {
    const tli_ground_file *f = &study->ground->files[k];
    double inside = 0.0, met = 0.0;
    const char *title = title_of(study, k);
    for (size_t r = 0; classes != NULL && r < tl_table_rows(classes); r++) {
      if (strcmp(tl_table_text(classes, r, 0), title) != 0 ||
          strcmp(tl_table_text(classes, r, 1), area_name(NULL, -1)) == 0)
        continue;
      inside += tl_table_number(classes, r, 2);
      met++;
    }
    const char *date = s->layers[k].date[0] != '\0' || f->file == NULL ? s->layers[k].date : tl_geofile_date(f->file);
    const char *source =
        s->layers[k].source[0] != '\0' || f->file == NULL ? s->layers[k].source : tl_geofile_source(f->file);
    const bool under = tli_ground_is_laid(s, study->ground, k);
    const char *note = s->layers[k].note;
    if (!under && f->layer != NULL && note[0] == '\0')
      note = "for the lengths of borders; the line is laid over the finest map of this source";
    tli_row(&t,
            (tl_cell[]){TLI_W(title), TLI_W(s->layers[k].kind),
                        TLI_N(f->layer != NULL ? (double)tl_geo_layer_areas(f->layer) : NAN), TLI_N(under ? met : NAN),
                        TLI_N(under ? inside : NAN), TLI_W(date), TLI_W(source), TLI_W(note)});
  }
}

static void share_columns(tl_study *study, tli_columns *t) {
  const tli_study *s = study->reference;
  const char *bn = tli_arena_printf(study->arena, "bn %s(%d)", s->economics.currency, (int)s->economics.price_year.si);
  const char *per_m3 = tli_money_per_volume_unit(study->arena, s, study->line->reference_t_k);
  const char *volume = tli_arena_printf(study->arena, "bcm/a at %.0f degC", study->line->reference_t_k - 273.15);
  study->lost = study->lost || bn == NULL || volume == NULL || per_m3[0] == '\0';
  static const char *const where = "layers.* waypoints.* sections.*",
                           *const money = "layers.* waypoints.* sections.* costs.* pipes.* stations.*";
  tli_column(t, "length_m", "Length", TL_LENGTH, "km", 5,
             "geodesics inside the area, scaled to the length of the section", where);
  tli_column(t, "share", "Share of the length", TL_NUMBER, "%", 3, "length over the length of all of it", where);
  tli_column(t, "flow_m3_s", "Gas carried", TL_GAS_VOLUME_FLOW, volume != NULL ? volume : "", 4,
             "asked flow of the reference scenario: what of the capacity is needed there",
             "layers.* waypoints.* sections.* flow.*");
  tli_column(t, "stations", "Stations", TL_COUNT, "", 3, "that stand in the area", "layers.* sections.* waypoints.*");
  tli_column(t, "power_w", "Shaft power used", TL_POWER, "MW", 4, "of these stations in the reference scenario",
             HYDRAULIC_INPUTS);
  const char *const words[] = {"low", "likely", "high"}, *const cost[] = {"low_usd", "likely_usd", "high_usd"},
                    *const fee[] = {"low_usd_m3", "likely_usd_m3", "high_usd_m3"};
  for (int i = 0; i < 3; i++) {
    const char *label = tli_arena_printf(study->arena, "Capital cost, %s", words[i]);
    study->lost = study->lost || label == NULL;
    tli_column(t, cost[i], label != NULL ? label : "", TL_MONEY, bn != NULL ? bn : "", 3,
               "station items by the shaft power of the stations that stand in it, everything else by length", money);
  }
  for (int i = 0; i < 3; i++) {
    const char *label = tli_arena_printf(study->arena, "Levelised cost, %s", words[i]);
    study->lost = study->lost || label == NULL;
    tli_column(t, fee[i], label != NULL ? label : "", TL_MONEY_PER_GAS_VOLUME, per_m3, 3,
               "levelised cost of the section, shared as its capital cost is; not a tariff that anybody set",
               "layers.* waypoints.* sections.* costs.* economics.* rates.*");
  }
}

enum { SHARE_CELLS = 11 };

static void share_cells(const tl_study *study, const share *x, double whole_m, tl_cell *cells) {
  const bool money = study->costs != NULL, flow = study->answered;
  const tl_cell made[SHARE_CELLS] = {
      TLI_N(x->length_m),
      TLI_N(x->length_m / whole_m),
      TLI_N(flow ? x->work / x->length_m : NAN),
      TLI_N(flow ? x->stations : NAN),
      TLI_N(flow ? x->power_w : NAN),
      TLI_N(money ? x->capex.low : NAN),
      TLI_N(money ? x->capex.likely : NAN),
      TLI_N(money ? x->capex.high : NAN),
      TLI_N(money ? x->tariff.low : NAN),
      TLI_N(money ? x->tariff.likely : NAN),
      TLI_N(money ? x->tariff.high : NAN),
  };
  memcpy(cells, made, sizeof made);
}

typedef struct tables {
  tli_columns classes, sections, crossings;
} tables;

static void begin_tables(tl_study *study, tables *t) {
  t->classes = tli_table_begin(study->results, "layer_classes", "What lies in each area",
                               "The computed line over each layer: length, stations, power, capital cost and levelised "
                               "cost by area.",
                               "ground", "study-ground");
  tli_words(&t->classes, "layer", "Layer", "as the study or the file names it", "layers.*");
  tli_words(&t->classes, "area", "Area", "as the layer names it", "layers.*");
  share_columns(study, &t->classes);
  t->sections = tli_table_begin(study->results, "layer_sections", "What of each section lies in each area",
                                "The same by section and its country.", "ground", "study-ground");
  tli_words(&t->sections, "layer", "Layer", "as the study or the file names it", "layers.*");
  tli_words(&t->sections, "area", "Area", "as the layer names it", "layers.*");
  tli_words(&t->sections, "section", "Section", "as the study names it", "sections.*");
  tli_words(&t->sections, "country", "Country of the section", "as the study gives it", "sections.*");
  share_columns(study, &t->sections);
  t->crossings = tli_table_begin(study->results, "layer_crossings", "Where the line crosses from area to area",
                                 "The lines of a coarse map are kilometres off, and the route is drawn through few "
                                 "points: the places are no better than that.",
                                 "ground", "study-ground");
  tli_words(&t->crossings, "layer", "Layer", "as the study or the file names it", "layers.*");
  tli_words(&t->crossings, "section", "Section", "as the study names it", "sections.*");
  tli_column(&t->crossings, "chainage_m", "Distance along the line", TL_LENGTH, "km", 5,
             "geodesic distance times the section's factor", "layers.* waypoints.* sections.*");
  tli_column(&t->crossings, "lat", "Latitude", TL_ANGLE, "deg", 5, "crossing of geodesic and edge",
             "layers.* waypoints.*");
  tli_column(&t->crossings, "lon", "Longitude", TL_ANGLE, "deg", 6, "crossing of geodesic and edge",
             "layers.* waypoints.*");
  tli_words(&t->crossings, "from", "From", "as the layer names it", "layers.*");
  tli_words(&t->crossings, "to", "To", "as the layer names it", "layers.*");
}

/* ---- one layer ------------------------------------------------------------------------------------------------ */

static void crossings_of(const tl_study *study, size_t k, size_t section, const laid *l, tables *t) {
  const tl_geo_layer *layer = study->ground->files[k].layer;
  const tl_overlay_crossing *c;
  const size_t count = tl_overlay_crossings(l->overlay, &c);
  for (size_t i = 0; i < count; i++)
    tli_row(&t->crossings,
            (tl_cell[]){TLI_W(title_of(study, k)), TLI_W(study->reference->sections[section].title),
                        TLI_N(l->start_m + c[i].at_m * l->scale), TLI_N(c[i].place.lat_deg), TLI_N(c[i].place.lon_deg),
                        TLI_W(area_name(layer, c[i].from_area)), TLI_W(area_name(layer, c[i].to_area))});
}

static tl_code layer_rows(tl_study *study, size_t k, const laid *lays, double whole_m, tables *t, tl_error *error) {
  const tli_study *s = study->reference;
  const tl_geo_layer *layer = study->ground->files[k].layer;
  const char *title = title_of(study, k);
  int *areas = TLI_NEW_N(study->arena, int, tl_geo_layer_areas(layer) + 1);
  if (areas == NULL) return TLI_NO_MEMORY(error, "the route over a layer");
  size_t met = 0;
  for (size_t i = 0; i < s->section_count; i++)
    if (lays[i].overlay != NULL) met = tli_ground_areas_met(lays[i].overlay, areas, met);
  for (size_t a = 0; a < met; a++) {
    const int area = areas[a];
    share sum;
    memset(&sum, 0, sizeof sum);
    for (size_t i = 0; i < s->section_count; i++) {
      if (lays[i].overlay == NULL || !(tl_overlay_length_m(lays[i].overlay, area) > 0.0)) continue;
      share part;
      TLI_TRY(share_of(study, i, &lays[i], area, &part, error));
      add_share(&sum, &part);
      tl_cell cells[4 + SHARE_CELLS] = {TLI_W(title), TLI_W(area_name(layer, area)), TLI_W(s->sections[i].title),
                                        TLI_W(tli_country_name(s->sections[i].country))};
      share_cells(study, &part, study->route->sections[i].length_m, cells + 4);
      tli_row(&t->sections, cells);
    }
    if (!(sum.length_m > 0.0)) continue;
    tl_cell cells[2 + SHARE_CELLS] = {TLI_W(title), TLI_W(area_name(layer, area))};
    share_cells(study, &sum, whole_m, cells + 2);
    tli_row(&t->classes, cells);
  }
  for (size_t i = 0; i < s->section_count; i++)
    if (lays[i].overlay != NULL) crossings_of(study, k, i, &lays[i], t);
  return TL_OK;
}

static tl_code over_layer(tl_study *study, size_t k, tables *t, tl_error *error) {
  const tli_study *s = study->reference;
  laid *lays = TLI_NEW_N(study->arena, laid, s->section_count);
  if (lays == NULL) return TLI_NO_MEMORY(error, "the route over a layer");
  double start = 0.0, whole = 0.0;
  tl_code code = TL_OK;
  for (size_t i = 0; i < s->section_count && code == TL_OK; i++) {
    if (!tli_text_equal(s->sections[i].role, "line")) continue;
    code = lay(study, i, study->ground->indexes[k], &lays[i], error);
    lays[i].start_m = start;
    start += study->route->sections[i].length_m;
    if (lays[i].overlay != NULL) whole += study->route->sections[i].length_m;
  }
  if (code == TL_OK) code = layer_rows(study, k, lays, whole, t, error);
  for (size_t i = 0; i < s->section_count; i++) tl_overlay_destroy(lays[i].overlay);
  return code;
}

/* ---- the map ---- */

enum { MAP_LAYER_BYTES = 40000 }; /* what one layer may weigh in the report */

/* The layers that the map can show; countries it has already. In a window around the line and the alternatives. */
static tl_code map_layers(tl_study *study, tl_error *error) {
  const tli_study *s = study->reference;
  tl_geo_window window;
  TLI_TRY(tli_ground_window(s, study->arena, &window, error));
  tli_text j;
  tli_text_init(&j, tli_arena_allocator(study->arena));
  tl_code code = TL_OK;
  tli_text_add(&j, "[");
  for (size_t k = 0; k < s->layer_count && code == TL_OK; k++) {
    if (study->ground->files[k].layer == NULL || tli_text_equal(s->layers[k].kind, "countries")) continue;
    double tolerance_deg;
    tli_text_printf(&j, "%s{\"id\":\"%s\",\"row\":%zu,\"areas\":", j.length > 1 ? "," : "", s->layers[k].id, k);
    code = tli_country_layer_write(study->ground->files[k].layer, &window, MAP_LAYER_BYTES, &j, &tolerance_deg, error);
    tli_text_add(&j, "}");
  }
  tli_text_add(&j, "]");
  if (code == TL_OK && j.failed) code = TLI_NO_MEMORY(error, "the map");
  if (code == TL_OK) tl_results_set_json(study->results, "map_layers", j.bytes);
  tli_text_free(&j);
  return code;
}

/* ---- the step --------------------------------------------------------------------------------------------------- */

static tl_code open_layers(tl_study *study, tl_error *error) {
  const tli_study *s = study->reference;
  tli_ground *g = TLI_NEW(study->arena, tli_ground);
  if (g == NULL) return TLI_NO_MEMORY(error, "the layers");
  g->files = TLI_NEW_N(study->arena, tli_ground_file, s->layer_count);
  g->indexes = TLI_NEW_N(study->arena, tl_geo_index *, s->layer_count);
  if (g->files == NULL || g->indexes == NULL) return TLI_NO_MEMORY(error, "the layers");
  study->ground = g;
  g->count = s->layer_count;
  const tl_allocator *allocator = tli_arena_allocator(study->arena);
  for (size_t k = 0; k < s->layer_count; k++) {
    const char *path = tli_ground_path(s, s->layers[k].file, study->options.layers_folder, study->arena, &study->lost);
    if (path == NULL) {
      tl_findings_add(study->findings, TL_WARNING, s->file, s->layers[k].line, s->layers[k].id, "file",
                      "layers.%s: %s comes with the build, and its folder was not found; the layer is left out",
                      s->layers[k].id, s->layers[k].file);
    } else if (study->map_layer.layer != NULL && tli_text_equal(path, study->map_layer.path)) {
      g->files[k] = study->map_layer; /* the map read it already */
      study->map_layer = (tli_ground_file){0};
    } else {
      TLI_TRY(tli_ground_open(path, allocator, study->findings, &g->files[k], error));
    }
    if (g->files[k].layer == NULL) continue;
    g->indexes[k] = tl_geo_index_create(g->files[k].layer, allocator);
    if (g->indexes[k] == NULL) return TLI_NO_MEMORY(error, "a layer");
  }
  return TL_OK;
}

tl_code tli_step_ground(tl_study *study, tl_error *error) {
  const tli_study *s = study->reference;
  if (s->layer_count == 0) return tli_nothing_to_do(study);
  TLI_TRY(open_layers(study, error));
  if (s->waypoint_count == 0) return TL_OK; /* the layers still serve the claims */
  tables t;
  begin_tables(study, &t);
  for (size_t k = 0; k < s->layer_count; k++)
    if (tli_ground_is_laid(s, study->ground, k)) TLI_TRY(over_layer(study, k, &t, error));
  layers_table(study);
  return map_layers(study, error);
}
