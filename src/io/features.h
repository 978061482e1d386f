/* io/features.h - points, lines and polygons as every reader of a geographic format leaves them.
 *
 * A reader calls begin, then for each piece part, push..., and end; properties in between. Positions are kept as the
 * file has them (longitude and latitude, not yet checked), so that whoever uses them can say what is wrong with them.
 */
#ifndef TLI_FEATURES_H
#define TLI_FEATURES_H

#include "io/file.h"
#include "trunkline/route.h"

/* A file with more positions than this is refused: arcs that are named again and again make a small file huge. */
enum { TLI_LAYER_MOST_POSITIONS = 5000000, TLI_FEATURE_PROPERTIES = 200 };

typedef enum tli_feature_kind { TLI_POINTS, TLI_LINES, TLI_POLYGONS, TLI_NO_GEOMETRY } tli_feature_kind;

typedef struct tli_property {
  const char *key, *value;
} tli_property;

typedef struct tli_feature {
  tli_feature_kind kind;
  const char *name, *id; /* "" if the file gives none */
  int line;
  tli_property *properties;
  size_t property_count, property_room;
  tl_route_part *parts; /* rings of a polygon: inside is inside an odd number of them */
  size_t part_count, part_room;
} tli_feature;

typedef struct tli_features {
  tli_arena *arena;
  const char *file;
  tl_findings *findings;
  tl_error *error;
  tli_feature *at;
  size_t count, room;
  const char *title, *source, *date; /* "" if the file gives none */
  size_t positions;                  /* so far */
  tl_geo_position *piece;            /* being read */
  size_t piece_count, piece_room;
} tli_features;

/* Begins a feature; kind may be set later through the pointer. All of these: TL_ERR_MACHINE without memory. */
TL_MUST_USE tl_code tli_feature_begin(tli_features *f, tli_feature_kind kind, int line);
tli_feature *tli_feature_last(tli_features *f);
TL_MUST_USE tl_code tli_feature_property(tli_features *f, const char *key, const char *value); /* copied */
const char *tli_feature_value(const tli_feature *feature, const char *key);                    /* NULL if absent */
/* TL_ERR_USAGE, with a finding, if the file then has too many positions. */
TL_MUST_USE tl_code tli_feature_push(tli_features *f, double lon_deg, double lat_deg);
TL_MUST_USE tl_code tli_feature_part(tli_features *f, int line); /* ends the piece that was pushed */
/* Chooses name and id from the properties, unless they are set. */
TL_MUST_USE tl_code tli_feature_end(tli_features *f);
void tli_feature_drop(tli_features *f); /* the last one, found damaged halfway */

/* A finding about the last feature: a warning that names it; gives TL_ERR_INPUT. */
tl_code tli_feature_complain(tli_features *f, const char *format, ...) TL_PRINTF(2, 3);
/* A finding about the whole file, an error; gives TL_ERR_INPUT. */
tl_code tli_features_refuse(tli_features *f, int line, const char *sentence);

/* The polygons as a layer (needs destroying; NULL if there is none that can be used). What is broken is left out with a
 * warning; with others_too, features that are no polygons get a warning as well. */
TL_MUST_USE tl_code tli_features_layer(tli_features *f, bool others_too, const tl_allocator *allocator,
                                       tl_geo_layer **layer, tl_error *error);

/* The readers. Whatever is wrong goes to the findings; TL_ERR_INPUT if the file as a whole cannot be used. */
TL_MUST_USE tl_code tli_geojson_read(tli_features *f, const char *bytes, size_t length);
TL_MUST_USE tl_code tli_wkt_read(tli_features *f, const tli_file *file);
TL_MUST_USE tl_code tli_kml_read(tli_features *f, const tli_file *file);
TL_MUST_USE tl_code tli_waypoints_read(tli_features *f, const tli_file *file);
/* shp and the files beside it, any of them empty if absent. */
TL_MUST_USE tl_code tli_shapefile_read(tli_features *f, const tli_file *shp, const tli_file *shx, const tli_file *dbf);
/* The reference system by the text of a .prj file or the name of a CRS: a finding if it is not WGS84 in degrees. */
void tli_features_check_system(tli_features *f, const char *file, int line, const char *system);

#endif
