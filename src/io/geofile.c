/* Geographic files, one life from opening to closing: see trunkline/geofile.h. */
#include "io/features.h"
#include "io/gzip.h"
#include "io/rasters.h"

#include "io/formats.h"
#include "io/geofile.h"
#include "trunkline/geofile.h"
#include "trunkline/ground.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

struct tl_geofile {
  const tl_allocator *allocator;
  tli_arena *arena;
  tl_findings *findings;
  tli_features features;
  const char *path, *format;
  size_t *lines; /* features that are lines */
  size_t line_count;
  tl_geo_layer *layer;
  tl_raster *raster;
  tli_files files;
  size_t touches; /* polygons that touch or cross themselves */
};

/* --- formats ---------------------------------------------------------------------------------------------------------
 */

typedef tl_code (*reading)(tl_geofile *g, const tli_file *file, tl_error *error);

typedef struct geo_format {
  const char *name, *suffix, *sentence;
  int (*sniff)(const char *bytes, size_t length, const char *name); /* 0 no, 1 by name, 2 by content */
  reading read;
} geo_format;

static bool begins(const char *bytes, size_t length, const char *with) {
  size_t i = 0, n = strlen(with);
  while (i < length && isspace((unsigned char)bytes[i])) i++;
  if (length - i < n) return false;
  for (size_t k = 0; k < n; k++)
    if (toupper((unsigned char)bytes[i + k]) != toupper((unsigned char)with[k])) return false;
  return true;
}

static bool contains(const char *bytes, size_t length, const char *word) {
  enum { LOOKED_AT = 4096 };
  const size_t n = strlen(word), most = length < LOOKED_AT ? length : LOOKED_AT;
  for (size_t i = 0; i + n <= most; i++)
    if (memcmp(bytes + i, word, n) == 0) return true;
  return false;
}

static int sniff_json(const char *bytes, size_t length, const char *name) {
  static const char *const words[] = {"\"FeatureCollection\"", "\"Topology\"", "\"Feature\"",     "\"LineString\"",
                                      "\"MultiLineString\"",   "\"Polygon\"",  "\"MultiPolygon\""};
  const bool json = begins(bytes, length, "{");
  for (size_t i = 0; json && i < TLI_COUNT(words); i++)
    if (contains(bytes, length, words[i])) return 2;
  return tli_name_ends(name, ".geojson") || tli_name_ends(name, ".topojson") ? 1 : 0;
}

static int sniff_header(const char *bytes, size_t length, const char *name) {
  (void)name;
  return begins(bytes, length, "{") && contains(bytes, length, "\"rows\"") && contains(bytes, length, "\"dlat\"") ? 2
                                                                                                                  : 0;
}

static int sniff_wkt(const char *bytes, size_t length, const char *name) {
  static const char *const words[] = {"LINESTRING", "MULTILINESTRING", "POLYGON", "MULTIPOLYGON",
                                      "POINT",      "MULTIPOINT",      "SRID=",   "GEOMETRYCOLLECTION"};
  for (size_t i = 0; i < TLI_COUNT(words); i++)
    if (begins(bytes, length, words[i])) return 2;
  return tli_name_ends(name, ".wkt") ? 1 : 0;
}

static int sniff_kml(const char *bytes, size_t length, const char *name) {
  return begins(bytes, length, "<") && contains(bytes, length, "<kml") ? 2 : tli_name_ends(name, ".kml") ? 1 : 0;
}

static int sniff_csv(const char *bytes, size_t length, const char *name) {
  (void)bytes;
  (void)length;
  return tli_name_ends(name, ".csv") ? 1 : 0;
}

static int sniff_shp(const char *bytes, size_t length, const char *name) {
  return length >= 4 && memcmp(bytes, "\0\0\x27\x0a", 4) == 0 ? 2 : tli_name_ends(name, ".shp") ? 1 : 0;
}

static int sniff_asc(const char *bytes, size_t length, const char *name) {
  return begins(bytes, length, "ncols") ? 2 : tli_name_ends(name, ".asc") ? 1 : 0;
}

static int sniff_hgt(const char *bytes, size_t length, const char *name) {
  (void)bytes;
  (void)length;
  return tli_name_ends(name, ".hgt") ? 2 : 0;
}

static int sniff_netcdf(const char *bytes, size_t length, const char *name) {
  (void)name;
  return length >= 4 && (memcmp(bytes, "CDF", 3) == 0 || memcmp(bytes, "\x89HDF", 4) == 0) ? 2 : 0;
}

static tl_code read_json(tl_geofile *g, const tli_file *file, tl_error *error) {
  (void)error;
  return tli_geojson_read(&g->features, file->bytes, file->length);
}

static tl_code read_wkt(tl_geofile *g, const tli_file *file, tl_error *error) {
  (void)error;
  return tli_wkt_read(&g->features, file);
}

static tl_code read_kml(tl_geofile *g, const tli_file *file, tl_error *error) {
  (void)error;
  return tli_kml_read(&g->features, file);
}

static tl_code read_csv(tl_geofile *g, const tli_file *file, tl_error *error) {
  (void)error;
  return tli_waypoints_read(&g->features, file);
}

/* The path without its last ending, ".gz" not counted, and another one instead. NULL: no memory. */
static char *with_ending(tl_geofile *g, const char *ending) {
  size_t n = strlen(g->path);
  if (n > 3 && strcmp(g->path + n - 3, ".gz") == 0) n -= 3;
  size_t dot = n;
  while (dot > 0 && g->path[dot - 1] != '.' && g->path[dot - 1] != '/') dot--;
  if (dot > 0 && g->path[dot - 1] == '.') n = dot - 1;
  return tli_arena_printf(g->arena, "%.*s%s", (int)n, g->path, ending);
}

/* A file beside this one; empty if there is none. */
static tl_code read_beside(tl_geofile *g, const char *path, tli_file *file, tl_error *error) {
  *file = (tli_file){"", 0};
  if (path == NULL) return TLI_NO_MEMORY(error, g->path);
  const tl_code code = g->files.read(g->files.context, path, g->arena, file, error);
  if (code == TL_ERR_INPUT) return TL_OK;
  if (code != TL_OK) return code;
  return tli_gzip_unpack(file, path, g->arena, g->findings, error);
}

static tl_code check_prj(tl_geofile *g, tl_error *error) {
  tli_file prj;
  const char *path = with_ending(g, ".prj");
  TLI_TRY(read_beside(g, path, &prj, error));
  if (prj.length > 0) tli_features_check_system(&g->features, path, 1, prj.bytes);
  return TL_OK;
}

static tl_code read_shp(tl_geofile *g, const tli_file *file, tl_error *error) {
  tli_file shx, dbf;
  TLI_TRY(read_beside(g, with_ending(g, ".shx"), &shx, error));
  TLI_TRY(read_beside(g, with_ending(g, ".dbf"), &dbf, error));
  TLI_TRY(check_prj(g, error));
  return tli_shapefile_read(&g->features, file, &shx, &dbf);
}

/* --- rasters
 * ----------------------------------------------------------------------------------------------------------- */

static tl_code finish_raster(tl_geofile *g, const tli_raster_data *data, tl_error *error) {
  if (data->values == NULL) return tl_fail(error, TL_ERR_INPUT, "%s: the raster cannot be read", g->path);
  tl_error why = {0};
  const tl_code code =
      tl_raster_create(&data->frame, data->values, data->unit, data->source, g->allocator, &g->raster, &why);
  if (code == TL_ERR_INPUT) tl_findings_add(g->findings, TL_ERROR, g->path, 0, "", "", "%s", why.sentence);
  return code == TL_OK ? TL_OK : tl_fail(error, code, "%s", why.sentence);
}

static tli_raster_reader reader_of(tl_geofile *g, tli_raster_data *data, tl_error *error) {
  *data = (tli_raster_data){.unit = "", .source = ""};
  return (tli_raster_reader){g->path, g->arena, g->findings, error, data};
}

static tl_code read_raster(tl_geofile *g, const tli_file *file, tl_code (*read)(tli_raster_reader *, const tli_file *),
                           tl_error *error) {
  tli_raster_data data;
  tli_raster_reader r = reader_of(g, &data, error);
  TLI_TRY(check_prj(g, error));
  TLI_TRY(read(&r, file));
  return finish_raster(g, &data, error);
}

static tl_code read_asc(tl_geofile *g, const tli_file *file, tl_error *error) {
  return read_raster(g, file, tli_raster_ascii, error);
}

static tl_code read_hgt(tl_geofile *g, const tli_file *file, tl_error *error) {
  return read_raster(g, file, tli_raster_hgt, error);
}

static tl_code read_netcdf(tl_geofile *g, const tli_file *file, tl_error *error) {
  return read_raster(g, file, tli_raster_netcdf, error);
}

/* The data beside a header: the file it names, or STEM.bin, or (as etopo20) STEM_int16le_540x1080.bin, perhaps .gz. */
static tl_code find_data(tl_geofile *g, tli_raster_reader *r, const tli_file *header, tli_file *binary,
                         tl_error *error) {
  const char *named;
  *binary = (tli_file){"", 0};
  TLI_TRY(tli_raster_header(r, header, &named));
  const char *slash = strrchr(g->path, '/');
  if (named != NULL) {
    const int folder = slash != NULL && named[0] != '/' ? (int)(slash - g->path + 1) : 0;
    return read_beside(g, tli_arena_printf(g->arena, "%.*s%s", folder, g->path, named), binary, error);
  }
  static const char *const types[] = {"int16le", "int16be", "uint8", "float32le", "int32le", "float64le", "uint16le"};
  const tli_file nothing = {"", 0};
  TLI_TRY(tli_raster_binary(r, header, &nothing)); /* for rows and columns; the missing data are not yet a finding */
  for (size_t i = 0; binary->length == 0 && i < 2 + 2 * TLI_COUNT(types); i++) {
    const char *ending = i < 2 ? (i == 0 ? ".bin" : ".bin.gz")
                               : tli_arena_printf(g->arena, "_%s_%zux%zu.bin%s", types[(i - 2) / 2],
                                                  r->data->frame.rows, r->data->frame.columns, i % 2 == 0 ? "" : ".gz");
    if (ending == NULL) return TLI_NO_MEMORY(error, g->path);
    TLI_TRY(read_beside(g, with_ending(g, ending), binary, error));
  }
  return TL_OK;
}

static tl_code read_header(tl_geofile *g, const tli_file *file, tl_error *error) {
  tli_raster_data data, trial;
  tl_findings *quiet = tl_findings_create(g->allocator);
  tli_raster_reader r = reader_of(g, &data, error), t = reader_of(g, &trial, error);
  tli_file binary = {"", 0};
  t.findings = quiet;
  tl_code code = quiet == NULL ? TLI_NO_MEMORY(error, g->path) : find_data(g, &t, file, &binary, error);
  tl_findings_destroy(quiet);
  if (code == TL_OK) code = tli_raster_binary(&r, file, &binary);
  return code == TL_OK ? finish_raster(g, &data, error) : code;
}

static const geo_format formats[] = {
    {"geojson", ".geojson", "GeoJSON: points, lines, polygons", sniff_json, read_json},
    {"topojson", ".topojson", "TopoJSON: lines and polygons by shared arcs", sniff_json, read_json},
    {"wkt", ".wkt", "well-known text, one geometry after the other", sniff_wkt, read_wkt},
    {"kml", ".kml", "KML placemarks", sniff_kml, read_kml},
    {"waypoints", ".csv", "waypoints: a row each, columns lat and lon", sniff_csv, read_csv},
    {"shapefile", ".shp", "Shapefile, with .shx, .dbf and .prj beside it", sniff_shp, read_shp},
    {"esri-ascii", ".asc", "ESRI ASCII grid, in degrees", sniff_asc, read_asc},
    {"srtm", ".hgt", "SRTM tile; its name says where it lies", sniff_hgt, read_hgt},
    {"netcdf", ".nc", "NetCDF grid over lat and lon", sniff_netcdf, read_netcdf},
    {"raw-grid", ".json", "raw binary grid with a JSON header (rows, cols, lat0, dlat, lon0, dlon, type)", sniff_header,
     read_header}};

static const geo_format *sniff(const char *bytes, size_t length, const char *name) {
  const geo_format *best = NULL;
  int surest = 0;
  for (size_t i = 0; i < TLI_COUNT(formats); i++) {
    const int sure = formats[i].sniff(bytes, length, name);
    if (sure <= surest) continue;
    surest = sure;
    best = &formats[i];
  }
  return best != NULL && strcmp(best->name, "geojson") == 0 && contains(bytes, length, "\"Topology\"") ? best + 1
                                                                                                       : best;
}

bool tl_geofile_format_at(size_t index, tl_geofile_format_description *description) {
  if (index >= TLI_COUNT(formats)) return false;
  *description = (tl_geofile_format_description){formats[index].name, formats[index].suffix, formats[index].sentence};
  return true;
}

/* --- opening
 * ----------------------------------------------------------------------------------------------------------- */

static tl_geofile *create(const char *path, const tl_allocator *allocator, const tli_files *files) {
  tl_geofile *g = tli_alloc(allocator, sizeof *g);
  if (g == NULL) return NULL;
  g->allocator = tli_allocator_or_default(allocator);
  g->arena = tli_arena_create(allocator);
  g->findings = tl_findings_create(allocator);
  g->files = *files;
  g->format = "";
  if (g->arena != NULL) g->path = tli_arena_strdup(g->arena, path);
  g->features = (tli_features){
      .arena = g->arena, .file = g->path, .findings = g->findings, .title = "", .source = "", .date = ""};
  if (g->path != NULL && g->findings != NULL) return g;
  tl_geofile_close(g);
  return NULL;
}

void tl_geofile_close(tl_geofile *file) {
  if (file == NULL) return;
  tl_geo_layer_destroy(file->layer);
  tl_raster_destroy(file->raster);
  tl_findings_destroy(file->findings);
  tli_arena_destroy(file->arena);
  tli_free(file->allocator, file, sizeof *file);
}

/* Positions that cannot be degrees at all: metres of a projection. */
static void check_degrees(tl_geofile *g) {
  size_t outside = 0, total = 0;
  const tl_geo_position *first = NULL;
  const tli_feature *in = NULL;
  for (size_t i = 0; i < g->features.count; i++) {
    const tli_feature *feature = &g->features.at[i];
    for (size_t p = 0; p < feature->part_count; p++) {
      for (size_t k = 0; k < feature->parts[p].count; k++) {
        const tl_geo_position *at = &feature->parts[p].at[k];
        total++;
        if (fabs(at->lon_deg) <= 360 && fabs(at->lat_deg) <= 360) continue;
        if (outside++ > 0) continue;
        first = at;
        in = feature;
      }
    }
  }
  if (outside > 0)
    tl_findings_add(
        g->findings, TL_ERROR, g->path, in->line, in->id, "",
        "%zu of %zu positions are far outside the degrees of the globe, the first at x = %g, y = %g: are these "
        "metres of a projection (EPSG:3857 or a UTM zone)? Convert the file to longitude and latitude on WGS84",
        outside, total, first->lon_deg, first->lat_deg);
}

static void say_touch(void *context, size_t area, size_t ring, tl_geo_position place, const char *what) {
  enum { MOST_SAID = 20 };
  tl_geofile *g = context;
  (void)ring;
  if (fabs(place.lat_deg) > 89.99)
    return; /* how a ring around a pole is closed on the flat map, and nothing on the ground */
  if (++g->touches > MOST_SAID) return;
  const bool crosses = strcmp(what, "Self-intersection") == 0;
  tl_findings_add(g->findings, TL_WARNING, g->path, 0, tl_geo_layer_name(g->layer, area), "",
                  "a polygon %s itself at %.5f, %.5f (lat, lon): %s; inside is counted by the even-odd rule",
                  crosses ? "crosses" : "touches", place.lat_deg, tl_geo_unwrap(place.lon_deg, 0), what);
}

static tl_code take_stock(tl_geofile *g, tl_error *error) {
  size_t geometries = 0;
  g->lines = TLI_NEW_N(g->arena, size_t, g->features.count + 1);
  if (g->lines == NULL) return TLI_NO_MEMORY(error, g->path);
  for (size_t i = 0; i < g->features.count; i++) {
    if (g->features.at[i].part_count == 0) continue;
    geometries++;
    if (g->features.at[i].kind == TLI_LINES) g->lines[g->line_count++] = i;
  }
  check_degrees(g);
  TLI_TRY(tli_features_layer(&g->features, false, g->allocator, &g->layer, error));
  if (g->layer != NULL) TLI_TRY(tl_geo_layer_touches(g->layer, say_touch, g, error));
  if (g->touches > 0)
    tl_findings_add(g->findings, TL_NOTE, g->path, 0, "", "", "%zu polygons in all touch or cross themselves",
                    g->touches);
  if (geometries == 0 && g->raster == NULL && tl_findings_total(g->findings, TL_ERROR) == 0)
    tl_findings_add(g->findings, TL_ERROR, g->path, 0, "", "",
                    "the file is empty: it has no point, line or polygon (%zu features without geometry)",
                    g->features.count);
  return TL_OK;
}

static tl_code read_all(tl_geofile *g, tl_error *error) {
  tli_file file;
  tl_error why = {0};
  const tl_code code = g->files.read(g->files.context, g->path, g->arena, &file, &why);
  if (code == TL_ERR_INPUT) {
    tl_findings_add(g->findings, TL_ERROR, g->path, 0, "", "", "%s", why.sentence);
    return TL_OK;
  }
  if (code != TL_OK) return tl_fail(error, code, "%s", why.sentence);
  TLI_TRY(tli_gzip_unpack(&file, g->path, g->arena, g->findings, error));
  const geo_format *format = sniff(file.bytes, file.length, g->path);
  if (format == NULL || file.length == 0) {
    tl_findings_add(g->findings, TL_ERROR, g->path, 0, "", "",
                    file.length == 0
                        ? "the file is empty"
                        : "this is no geographic file of a known format (`trunkline describe formats` lists "
                          "them)");
    return TL_OK;
  }
  g->format = format->name;
  tl_error reading_error = {0};
  g->features.error = &reading_error;
  const tl_code read = format->read(g, &file, &reading_error);
  g->features.error = NULL;
  if (read == TL_ERR_MACHINE) return tl_fail(error, read, "%s", reading_error.sentence);
  return take_stock(g, error);
}

static tl_code conclude(tl_geofile *g, tl_error *error) {
  if (tl_findings_lost(g->findings)) return TLI_NO_MEMORY(error, "the findings of a geographic file");
  const size_t errors = tl_findings_total(g->findings, TL_ERROR);
  if (errors == 0) return TL_OK;
  return tl_fail(error, TL_ERR_INPUT, "%s: %zu error%s in the geographic file", g->path, errors,
                 errors == 1 ? "" : "s");
}

tl_code tli_geofile_open(const char *path, const tli_files *files, const tl_allocator *allocator, tl_geofile **file,
                         tl_error *error) {
  *file = create(path, allocator, files);
  if (*file == NULL) return TLI_NO_MEMORY(error, "a geographic file");
  tl_code code = read_all(*file, error);
  if (code == TL_OK) code = conclude(*file, error);
  if (code != TL_ERR_MACHINE) return code;
  tl_geofile_close(*file);
  *file = NULL;
  return code;
}

tl_code tl_geofile_open(const char *path, const tl_allocator *allocator, tl_geofile **file, tl_error *error) {
  return tli_geofile_open(path, &tli_files_on_disk, allocator, file, error);
}

bool tl_geofile_knows(const char *path) {
  char head[4096];
  FILE *stream = fopen(path, "rb");
  if (stream == NULL) return false;
  size_t got = fread(head, 1, sizeof head, stream);
  (void)fclose(stream);
  if (got >= 2 && (unsigned char)head[0] == 0x1F && (unsigned char)head[1] == 0x8B) got = 0; /* then by name */
  const geo_format *format = sniff(head, got, path);
  if (format == NULL && got == 0) return tli_name_ends(path, ".json");
  return format != NULL;
}

/* --- asking
 * ------------------------------------------------------------------------------------------------------------ */

static const tli_feature *line_of(const tl_geofile *file, size_t line) {
  return line < file->line_count ? &file->features.at[file->lines[line]] : NULL;
}

const char *tl_geofile_path(const tl_geofile *file) { return file->path; }
const char *tl_geofile_format(const tl_geofile *file) { return file->format; }
tl_findings *tl_geofile_findings(tl_geofile *file) { return file->findings; }
const char *tl_geofile_title(const tl_geofile *file) { return file->features.title; }
const char *tl_geofile_source(const tl_geofile *file) { return file->features.source; }
const char *tl_geofile_date(const tl_geofile *file) { return file->features.date; }
size_t tl_geofile_lines(const tl_geofile *file) { return file->line_count; }
const tl_geo_layer *tl_geofile_layer(const tl_geofile *file) { return file->layer; }
const tl_raster *tl_geofile_raster(const tl_geofile *file) { return file->raster; }

const char *tl_geofile_line_id(const tl_geofile *file, size_t line) {
  return line < file->line_count ? line_of(file, line)->id : "";
}

const char *tl_geofile_line_name(const tl_geofile *file, size_t line) {
  return line < file->line_count ? line_of(file, line)->name : "";
}

const char *tl_geofile_line_property(const tl_geofile *file, size_t line, const char *key) {
  const char *value = line < file->line_count ? tli_feature_value(line_of(file, line), key) : NULL;
  return value != NULL ? value : "";
}

bool tl_geofile_line_property_at(const tl_geofile *file, size_t line, size_t index, const char **key,
                                 const char **value) {
  const tli_feature *feature = line_of(file, line);
  if (feature == NULL || index >= feature->property_count) return false;
  *key = feature->properties[index].key;
  *value = feature->properties[index].value;
  return true;
}

const tl_route_part *tl_geofile_line_parts(const tl_geofile *file, size_t line, size_t *count) {
  const tli_feature *feature = line_of(file, line);
  *count = feature != NULL ? feature->part_count : 0;
  return feature != NULL ? feature->parts : NULL;
}

tl_code tl_geofile_route(tl_geofile *file, size_t line, const tl_route_options *options, tl_route **route,
                         tl_error *error) {
  const tli_feature *feature = line_of(file, line);
  *route = NULL;
  if (feature == NULL)
    return tl_fail(error, TL_ERR_INPUT, "%s has %zu lines; there is no line %zu", file->path, file->line_count,
                   line + 1);
  return tl_route_create(feature->parts, feature->part_count, options, file->path,
                         feature->id[0] != '\0' ? feature->id : feature->name, file->findings, file->allocator, route,
                         error);
}
