/* study/ground.h - the land under a study's line: its layers, and the line laid over them. docs/theory/study-ground.md
 */
#ifndef TLI_STUDY_GROUND_H
#define TLI_STUDY_GROUND_H

#include "study/route.h"
#include "trunkline/geofile.h"
#include "trunkline/ground.h"

/* A file of polygons, open. layer NULL: none at hand (the findings say why). */
typedef struct tli_ground_file {
  const char *path;
  tl_geofile *file;
  const tl_geo_layer *layer;
} tli_ground_file;

typedef struct tli_ground {
  tli_ground_file *files; /* one a layer of the study, in its order */
  tl_geo_index **indexes; /* as files; NULL without a layer */
  size_t count;
} tli_ground;

/* Where a layer's file is: beside the study, or among those that come with the build (names without an ending). NULL:
 * none at hand, or no memory (*lost). */
const char *tli_ground_path(const tli_study *study, const char *name, const char *layers_folder, tli_arena *arena,
                            bool *lost);
/* Opens it. What is wrong with the file goes to the findings as warnings: a study without a layer is still a study. */
TL_MUST_USE tl_code tli_ground_open(const char *path, const tl_allocator *allocator, tl_findings *findings,
                                    tli_ground_file *file, tl_error *error);
void tli_ground_close(tli_ground_file *file);
void tli_ground_destroy(tli_ground *ground); /* its files and indexes; the rest lives in the study's arena */

/* The index of the finest layer of this kind that could be read (coarsest scale last; without a scale, the first);
 * study->layer_count if there is none. */
size_t tli_ground_finest(const tli_study *study, const tli_ground *ground, const char *kind);

/* Whether the line is laid over the layer: of the scales of one map (the same kind and source) the finest is; the
 * others serve the lengths of borders. */
bool tli_ground_is_laid(const tli_study *study, const tli_ground *ground, size_t layer);

/* Adds the areas that a line meets to the list of `count`, in the order of the line and once each; -1: outside all.
 * Room is for all areas of the layer and one. Gives the new count. */
size_t tli_ground_areas_met(const tl_overlay *overlay, int *areas, size_t count);

/* What the map shows: a window around the waypoints and the other ways, with a margin. The study has waypoints. */
TL_MUST_USE tl_code tli_ground_window(const tli_study *study, tli_arena *arena, tl_geo_window *window, tl_error *error);

/* A line of positions as a route of geodesics, kept as drawn (nothing cut, nothing turned). NULL in *route if all
 * positions are one. */
TL_MUST_USE tl_code tli_ground_route(const tl_geo_position *at, size_t count, const tl_allocator *allocator,
                                     tl_route **route, tl_error *error);

#endif
