/* fuzz_ground.h - any bytes as a geographic file of a given name: no crash, and what is read can be used. */
#ifndef FUZZ_GROUND_H
#define FUZZ_GROUND_H

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "io/geofile.h"
#include "trunkline/ground.h"

enum { FUZZ_FILES = 3 };

typedef struct fuzz_files {
  const char *name[FUZZ_FILES];
  const char *bytes[FUZZ_FILES];
  size_t length[FUZZ_FILES];
} fuzz_files;

static inline tl_code fuzz_read(void *context, const char *path, tli_arena *arena, tli_file *file, tl_error *error) {
  const fuzz_files *f = context;
  for (int i = 0; i < FUZZ_FILES; i++) {
    if (f->name[i] == NULL || strcmp(f->name[i], path) != 0) continue;
    char *copy = tli_arena_alloc(arena, f->length[i] + 1, 1); /* ends in NUL, as files do */
    if (copy == NULL) return TL_ERR_MACHINE;
    memcpy(copy, f->bytes[i], f->length[i]);
    *file = tli_file_of_bytes(copy, f->length[i]);
    return TL_OK;
  }
  return tl_fail(error, TL_ERR_INPUT, "cannot open \"%s\"", path);
}

static inline void fuzz_line(tl_geofile *file, size_t line) {
  tl_route *route = NULL;
  tl_error error = {0};
  const tl_code code = tl_geofile_route(file, line, NULL, &route, &error);
  if ((code == TL_OK) != (route != NULL)) abort();
  if (route == NULL) return;
  const double length = tl_route_length_m(route);
  if (!(length >= 0) || tl_route_sections(route) == 0) abort();
  const tl_geo_layer *layer = tl_geofile_layer(file);
  tl_geo_index *index = layer != NULL && length < 2e8 ? tl_geo_index_create(layer, NULL) : NULL;
  tl_overlay *overlay = NULL;
  if (index != NULL && tl_overlay_create(route, index, NULL, &overlay, &error) == TL_OK) {
    double sum = tl_overlay_length_m(overlay, -1);
    for (size_t a = 0; a < tl_geo_layer_areas(layer); a++) sum += tl_overlay_length_m(overlay, (int)a);
    if (fabs(sum - length) > 1e-9 * length + 1e-9) abort();
  }
  tl_overlay_destroy(overlay);
  tl_geo_index_destroy(index);
  tl_route_destroy(route);
}

static inline int fuzz_ground(const fuzz_files *files) {
  fuzz_files copy = *files;
  const tli_files from = {fuzz_read, &copy};
  tl_geofile *file = NULL;
  tl_error error = {0};
  const tl_code code = tli_geofile_open(files->name[0], &from, NULL, &file, &error);
  if (file == NULL) return 0; /* no memory */
  if (code != TL_OK && (error.sentence[0] == '\0' || tl_findings_total(tl_geofile_findings(file), TL_ERROR) == 0))
    abort();
  for (size_t i = 0; i < tl_geofile_lines(file) && i < 20; i++) fuzz_line(file, i);
  const tl_raster *raster = tl_geofile_raster(file);
  if (raster != NULL) {
    const tl_geo_position line[] = {{10, 20}, {11, 21}};
    tl_raster_profile profile;
    (void)tl_raster_sample(raster, 0, line[0]);
    if (tl_raster_along(raster, 0, line, 2, 10000, &profile, NULL) == TL_OK && profile.samples == 0) abort();
  }
  const tl_geo_layer *layer = tl_geofile_layer(file);
  for (size_t a = 0; layer != NULL && a < tl_geo_layer_areas(layer) && a < 20; a++)
    if (isnan(tl_geo_layer_area_m2(layer, a))) abort();
  tl_geofile_close(file);
  return 0;
}

#endif
