/* trunkline/geofile.h - files of the ground: lines, areas and points (GeoJSON, TopoJSON, WKT, KML, CSV waypoints,
 * Shapefile) and rasters (ESRI ASCII grid, SRTM .hgt, NetCDF, raw binary with a JSON header).
 *
 *   tl_geofile_open -> findings -> tl_geofile_line.. with tl_route_create, tl_geofile_layer -> tl_geofile_close
 *
 * The format is told from content and name; gzipped files are read as they are. docs/ground.md.
 */
#ifndef TRUNKLINE_GEOFILE_H
#define TRUNKLINE_GEOFILE_H

#include "trunkline/raster.h"
#include "trunkline/route.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tl_geofile tl_geofile;

/* Opens a file with all that belongs to it (.shx, .dbf, .prj). TL_ERR_INPUT if any finding is an error: *file is then
 * still given, with what could be read. *file is NULL only if there was no memory. The caller closes it. */
TL_API TL_MUST_USE tl_code tl_geofile_open(const char *path, const tl_allocator *allocator, tl_geofile **file,
                                           tl_error *error);
TL_API void tl_geofile_close(tl_geofile *file);
/* True if the name or the first bytes belong to one of these formats (rasters too). */
TL_API bool tl_geofile_knows(const char *path);

TL_API const char *tl_geofile_path(const tl_geofile *file);
TL_API const char *tl_geofile_format(const tl_geofile *file); /* "geojson"; "" if not recognised */
TL_API tl_findings *tl_geofile_findings(tl_geofile *file);    /* routes made from it may add to them */
/* Title, source and date as the file gives them ("" where it does not). */
TL_API const char *tl_geofile_title(const tl_geofile *file);
TL_API const char *tl_geofile_source(const tl_geofile *file);
TL_API const char *tl_geofile_date(const tl_geofile *file);

/* Lines. A line is one feature, perhaps of many pieces; waypoints of a CSV are one line each route. */
TL_API size_t tl_geofile_lines(const tl_geofile *file);
TL_API const char *tl_geofile_line_id(const tl_geofile *file, size_t line);
TL_API const char *tl_geofile_line_name(const tl_geofile *file, size_t line);
TL_API const char *tl_geofile_line_property(const tl_geofile *file, size_t line, const char *key); /* "" if absent */
TL_API bool tl_geofile_line_property_at(const tl_geofile *file, size_t line, size_t index, const char **key,
                                        const char **value);
TL_API const tl_route_part *tl_geofile_line_parts(const tl_geofile *file, size_t line, size_t *count);
/* tl_route_create on its pieces, with findings to the file's list. */
TL_API TL_MUST_USE tl_code tl_geofile_route(tl_geofile *file, size_t line, const tl_route_options *options,
                                            tl_route **route, tl_error *error);

/* The polygons as a layer, which belongs to the file; NULL if it has none. */
TL_API const tl_geo_layer *tl_geofile_layer(const tl_geofile *file);

/* The raster, which belongs to the file; NULL if it is not one. */
TL_API const tl_raster *tl_geofile_raster(const tl_geofile *file);

/* Compares a line with the countries it should cross ("Russia, Mongolia"; names or codes, as given in the property
 * areas, countries or country of the line if `countries` is NULL): a warning for one that is not met, and an error if
 * it meets none as written but would with latitude and longitude in exchange. Where nothing is named, a line that lies
 * in no area at all but would lie in areas throughout if exchanged gets a warning. */
TL_API TL_MUST_USE tl_code tl_geofile_check_countries(tl_geofile *file, size_t line, const tl_route *route,
                                                      const tl_geo_index *index, const char *countries,
                                                      tl_error *error);

/* The formats, for describe: false past the end. */
typedef struct tl_geofile_format_description {
  const char *name, *suffix, *sentence;
} tl_geofile_format_description;
TL_API bool tl_geofile_format_at(size_t index, tl_geofile_format_description *description);

#ifdef __cplusplus
}
#endif
#endif
