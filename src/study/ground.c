/* Layers of a study: found, opened, closed; and lines that are laid over them. */
#include "study/ground.h"

#include <math.h>
#include <string.h>

/* Layers that come with the build. */
static const struct {
  const char *name, *file;
} shipped[] = {{"natural-earth-10m", "countries-10m.json"},
               {"natural-earth-50m", "countries-50m.json"},
               {"natural-earth-110m", "countries-110m.json"},
               {"treaties-1858-1860", "treaties-1858-1860.geojson"}};

const char *tli_ground_path(const tli_study *study, const char *name, const char *layers_folder, tli_arena *arena,
                            bool *lost) {
  const char *path = NULL;
  for (size_t i = 0; i < TLI_COUNT(shipped); i++) {
    if (!tli_text_equal(shipped[i].name, name)) continue;
    if (layers_folder == NULL) return NULL;
    path = tli_arena_printf(arena, "%s/%s", layers_folder, shipped[i].file);
    *lost = *lost || path == NULL;
    return path;
  }
  path = tli_arena_printf(arena, "%s/%s", study->folder, name);
  *lost = *lost || path == NULL;
  return path;
}

tl_code tli_ground_open(const char *path, const tl_allocator *allocator, tl_findings *findings, tli_ground_file *file,
                        tl_error *error) {
  tl_error why = {0};
  *file = (tli_ground_file){.path = path};
  const tl_code code = tl_geofile_open(path, allocator, &file->file, &why);
  if (file->file == NULL) return tl_fail(error, code, "%s", why.sentence);
  /* What is odd about single polygons is counted: the report is about the line, not about all the world's. */
  const tl_findings *own = tl_geofile_findings(file->file);
  size_t quiet = 0;
  for (size_t i = 0; i < tl_findings_count(own); i++) {
    const tl_finding *f = tl_findings_at(own, i);
    if (f->severity == TL_ERROR)
      tl_findings_add(findings, TL_WARNING, f->file, f->line, f->id, f->field, "%s", f->sentence);
    else
      quiet++;
  }
  if (quiet > 0)
    tl_findings_add(findings, TL_NOTE, path, 0, "layers", "file",
                    "%zu polygon%s of this file had to be mended or left out in part; `trunkline check %s` lists them",
                    quiet, quiet == 1 ? "" : "s", path);
  if (code == TL_ERR_MACHINE) return tl_fail(error, code, "%s", why.sentence);
  if (code == TL_OK) file->layer = tl_geofile_layer(file->file);
  if (file->layer == NULL)
    tl_findings_add(findings, TL_WARNING, path, 0, "layers", "file", "this layer is not used: %s",
                    code == TL_OK ? "no polygon in it" : why.sentence);
  return TL_OK;
}

void tli_ground_close(tli_ground_file *file) {
  tl_geofile_close(file->file);
  *file = (tli_ground_file){0};
}

void tli_ground_destroy(tli_ground *ground) {
  for (size_t i = 0; ground != NULL && i < ground->count; i++) {
    tl_geo_index_destroy(ground->indexes[i]);
    tli_ground_close(&ground->files[i]);
  }
}

size_t tli_ground_finest(const tli_study *study, const tli_ground *ground, const char *kind) {
  size_t best = study->layer_count;
  for (size_t i = 0; ground != NULL && i < study->layer_count; i++) {
    if (!tli_text_equal(study->layers[i].kind, kind) || ground->files[i].layer == NULL) continue;
    const double scale = study->layers[i].scale.si;
    if (best == study->layer_count ||
        (scale > 0.0 && (!(study->layers[best].scale.si > 0.0) || scale < study->layers[best].scale.si)))
      best = i;
  }
  return best;
}

bool tli_ground_is_laid(const tli_study *study, const tli_ground *ground, size_t layer) {
  const tli_study_layer *l = &study->layers[layer];
  if (ground->files[layer].layer == NULL) return false;
  for (size_t i = 0; i < study->layer_count; i++) {
    const tli_study_layer *other = &study->layers[i];
    if (i == layer || ground->files[i].layer == NULL || l->source[0] == '\0') continue;
    if (tli_text_equal(other->kind, l->kind) && tli_text_equal(other->source, l->source) && other->scale.si > 0.0 &&
        other->scale.si < l->scale.si)
      return false;
  }
  return true;
}

size_t tli_ground_areas_met(const tl_overlay *overlay, int *areas, size_t count) {
  const tl_overlay_piece *pieces;
  const size_t met = tl_overlay_pieces(overlay, &pieces);
  for (size_t i = 0; i < met; i++) {
    size_t k = 0;
    while (k < count && areas[k] != pieces[i].area) k++;
    if (k == count) areas[count++] = pieces[i].area;
  }
  return count;
}

tl_code tli_ground_window(const tli_study *study, tli_arena *arena, tl_geo_window *window, tl_error *error) {
  const double margin = 0.8; /* on each side: the page shows more than the line's own box */
  const size_t count = study->waypoint_count + study->alternative_point_count;
  tl_geo_position *at = TLI_NEW_N(arena, tl_geo_position, count);
  if (at == NULL) return TLI_NO_MEMORY(error, "the map");
  for (size_t i = 0; i < study->waypoint_count; i++)
    at[i] = (tl_geo_position){study->waypoints[i].lat.si, study->waypoints[i].lon.si};
  for (size_t i = 0; i < study->alternative_point_count; i++)
    at[study->waypoint_count + i] =
        (tl_geo_position){study->alternative_points[i].lat.si, study->alternative_points[i].lon.si};
  return tl_geo_window_of(at, count, margin, window, error);
}

tl_code tli_ground_route(const tl_geo_position *at, size_t count, const tl_allocator *allocator, tl_route **route,
                         tl_error *error) {
  *route = NULL;
  tl_route_options options;
  tl_route_options_default(&options);
  options.jump_m = INFINITY;
  options.has_start = true;
  options.start = at[0];
  bool moves = false;
  for (size_t i = 1; i < count; i++) moves = moves || at[i].lat_deg != at[0].lat_deg || at[i].lon_deg != at[0].lon_deg;
  if (!moves) return TL_OK;
  tl_findings *spare = tl_findings_create(allocator); /* what is odd about a study's points is said elsewhere */
  if (spare == NULL) return TLI_NO_MEMORY(error, "a route");
  const tl_route_part part = {at, count, 0};
  const tl_code code = tl_route_create(&part, 1, &options, "", "", spare, allocator, route, error);
  tl_findings_destroy(spare);
  return code;
}
