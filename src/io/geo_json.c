/* GeoJSON (RFC 7946) and TopoJSON (github.com/topojson/topojson-specification, version 1.0): points, lines, polygons.
 *
 * TopoJSON keeps each line once, as an arc of quantised steps; a geometry names its arcs by index, ~index for an arc
 * run backwards. Files come from strangers: every index, type and size is checked before use. jansson gives no places,
 * so the lines on which features begin are found by a walk over the brackets of the text. */
#include "io/features.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct arc {
  tl_geo_position *at;
  size_t count;
} arc;

typedef struct reader {
  tli_features *f;
  const arc *arcs; /* NULL: GeoJSON */
  size_t arc_count;
  const int *lines; /* of the features; NULL if unknown */
  size_t line_count;
  int line;
} reader;

/* --- on which lines features begin -----------------------------------------------------------------------------------
 */

static const char *skip_string(const char *p, const char *end, int *line) {
  for (p++; p < end && *p != '"'; p++) {
    if (*p == '\\') p++;
    if (p < end && *p == '\n') ++*line;
  }
  return p < end ? p + 1 : end;
}

/* Objects two brackets below the root (in "features" or "geometries"), in their order; the text is sound JSON. */
static tl_code find_lines(reader *r, const char *bytes, size_t length, int depth_wanted) {
  int *lines = NULL;
  size_t count = 0, room = 0;
  int depth = 0, line = 1;
  bool inside = false; /* within the list that was asked for */
  for (const char *p = bytes, *end = bytes + length; p < end;) {
    if (*p == '"') {
      const char *start = p;
      p = skip_string(p, end, &line);
      if (depth == depth_wanted - 2 && p - start == 10 && memcmp(start, "\"features\"", 10) == 0) inside = true;
      continue;
    }
    if (*p == '\n') line++;
    if (*p == '{' && inside && depth == depth_wanted - 1) {
      if (!TLI_PUSH_ROOM(r->f->arena, lines, room, count)) return TLI_NO_MEMORY(r->f->error, r->f->file);
      lines[count++] = line;
    }
    if (*p == '{' || *p == '[') depth++;
    if (*p == '}' || *p == ']') depth--;
    if (*p == ']' && depth == depth_wanted - 2) inside = false;
    p++;
  }
  r->lines = lines;
  r->line_count = count;
  return TL_OK;
}

/* --- positions ---------------------------------------------------------------------------------------------------- */

static tl_code add_arc(reader *r, json_t *index) {
  tli_features *f = r->f;
  if (!json_is_integer(index)) return tli_feature_complain(f, "an arc index is not a whole number");
  const json_int_t i = json_integer_value(index);
  const bool backwards = i < 0;
  const json_int_t forward = backwards ? ~i : i;
  if (forward < 0 || (size_t)forward >= r->arc_count)
    return tli_feature_complain(f, "arc %lld does not exist; the file has %zu arcs", (long long)i, r->arc_count);
  const arc *a = &r->arcs[forward];
  for (size_t k = 0; k < a->count; k++) {
    const tl_geo_position p = a->at[backwards ? a->count - 1 - k : k];
    if (k == 0 && f->piece_count > 0) { /* the first position repeats the last one of the arc before */
      const tl_geo_position last = f->piece[f->piece_count - 1];
      if (last.lat_deg != p.lat_deg || last.lon_deg != p.lon_deg)
        return tli_feature_complain(f,
                                    "arc %lld starts at %.4f, %.4f, away from the end of the arc before at %.4f, %.4f",
                                    (long long)i, p.lat_deg, p.lon_deg, last.lat_deg, last.lon_deg);
      continue;
    }
    TLI_TRY(tli_feature_push(f, p.lon_deg, p.lat_deg));
  }
  return TL_OK;
}

static tl_code add_position(reader *r, json_t *pair, size_t number) {
  json_t *lon = json_array_get(pair, 0), *lat = json_array_get(pair, 1);
  if (!json_is_number(lon) || !json_is_number(lat))
    return tli_feature_complain(r->f, "position %zu of a %s is not [longitude, latitude]", number,
                                tli_feature_last(r->f)->kind == TLI_POLYGONS ? "ring" : "line");
  return tli_feature_push(r->f, json_number_value(lon), json_number_value(lat));
}

static tl_code add_piece(reader *r, json_t *list) {
  const bool polygon = tli_feature_last(r->f)->kind == TLI_POLYGONS;
  const char *what = polygon ? "ring" : "line";
  if (!json_is_array(list) || (r->arcs != NULL && json_array_size(list) == 0))
    return tli_feature_complain(r->f, "a %s is not a list of %s", what, r->arcs != NULL ? "arcs" : "positions");
  r->f->piece_count = 0;
  for (size_t k = 0; k < json_array_size(list); k++)
    TLI_TRY(r->arcs != NULL ? add_arc(r, json_array_get(list, k)) : add_position(r, json_array_get(list, k), k + 1));
  return tli_feature_part(r->f, r->line);
}

static tl_code add_pieces(reader *r, json_t *list, const char *of) {
  if (!json_is_array(list))
    return tli_feature_complain(r->f, "a %s has no list of %s", of,
                                tli_feature_last(r->f)->kind == TLI_POLYGONS ? "rings" : "lines");
  for (size_t i = 0; i < json_array_size(list); i++) TLI_TRY(add_piece(r, json_array_get(list, i)));
  return TL_OK;
}

/* Points stand as coordinates in both formats; quantised ones of TopoJSON are rare, and are left out with a word. */
static tl_code add_points(reader *r, json_t *geometry, bool many) {
  json_t *list = json_object_get(geometry, "coordinates");
  if (r->arcs != NULL) return tli_feature_complain(r->f, "points of a topology are not read");
  r->f->piece_count = 0;
  if (!many)
    TLI_TRY(add_position(r, list, 1));
  else
    for (size_t i = 0; i < json_array_size(list); i++) TLI_TRY(add_position(r, json_array_get(list, i), i + 1));
  return tli_feature_part(r->f, r->line);
}

static tl_code add_geometry(reader *r, json_t *geometry, int depth) {
  const char *type = json_string_value(json_object_get(geometry, "type"));
  json_t *parts = json_object_get(geometry, r->arcs != NULL ? "arcs" : "coordinates");
  tli_feature *last = tli_feature_last(r->f);
  if (type == NULL) return TL_OK; /* a null geometry is allowed by both formats */
  if (strcmp(type, "GeometryCollection") == 0 && depth < 4) {
    json_t *list = json_object_get(geometry, "geometries");
    for (size_t i = 0; i < json_array_size(list); i++) TLI_TRY(add_geometry(r, json_array_get(list, i), depth + 1));
    return TL_OK;
  }
  const bool line = strcmp(type, "LineString") == 0 || strcmp(type, "MultiLineString") == 0;
  const bool polygon = strcmp(type, "Polygon") == 0 || strcmp(type, "MultiPolygon") == 0;
  const bool point = strcmp(type, "Point") == 0 || strcmp(type, "MultiPoint") == 0;
  const tli_feature_kind kind = polygon ? TLI_POLYGONS : line ? TLI_LINES : point ? TLI_POINTS : TLI_NO_GEOMETRY;
  if (kind == TLI_NO_GEOMETRY) return tli_feature_complain(r->f, "%s is no kind of geometry", type);
  if (last->kind != TLI_NO_GEOMETRY && last->kind != kind)
    return tli_feature_complain(r->f, "a collection of different kinds of geometry in one feature; split it");
  last->kind = kind;
  if (point) return add_points(r, geometry, strcmp(type, "MultiPoint") == 0);
  if (strcmp(type, "LineString") == 0) return add_piece(r, parts);
  if (line) return add_pieces(r, parts, "MultiLineString");
  if (strcmp(type, "Polygon") == 0) return add_pieces(r, parts, "polygon");
  if (!json_is_array(parts)) return tli_feature_complain(r->f, "a MultiPolygon has no list of polygons");
  for (size_t i = 0; i < json_array_size(parts); i++) TLI_TRY(add_pieces(r, json_array_get(parts, i), "polygon"));
  return TL_OK;
}

/* --- features -------------------------------------------------------------------------------------------------------
 */

static const char *as_text(json_t *value, char *buffer, size_t bytes) {
  if (json_is_string(value)) return json_string_value(value);
  if (json_is_integer(value))
    (void)snprintf(buffer, bytes, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
  else if (json_is_real(value))
    (void)snprintf(buffer, bytes, "%.15g", json_real_value(value));
  else if (json_is_boolean(value))
    (void)snprintf(buffer, bytes, "%s", json_is_true(value) ? "true" : "false");
  else
    return NULL;
  return buffer;
}

static tl_code add_properties(reader *r, json_t *owner) {
  char buffer[40];
  const char *key;
  json_t *value, *properties = json_object_get(owner, "properties");
  json_object_foreach(properties, key, value) {
    const char *text = as_text(value, buffer, sizeof buffer);
    if (text != NULL) TLI_TRY(tli_feature_property(r->f, key, text));
  }
  const char *id = as_text(json_object_get(owner, "id"), buffer, sizeof buffer);
  if (id != NULL) {
    tli_feature *last = tli_feature_last(r->f);
    last->id = tli_arena_strdup(r->f->arena, id);
    if (last->id == NULL) return TLI_NO_MEMORY(r->f->error, r->f->file);
  }
  return tli_feature_end(r->f);
}

/* A damaged feature does not stop the others; no memory and too many positions do. */
static tl_code add_features(reader *r, json_t *list, bool wrapped) {
  for (size_t i = 0; i < json_array_size(list); i++) {
    json_t *owner = json_array_get(list, i);
    r->line = r->lines != NULL && i < r->line_count ? r->lines[i] : 0;
    TLI_TRY(tli_feature_begin(r->f, TLI_NO_GEOMETRY, r->line));
    TLI_TRY(add_properties(r, owner));
    const tl_code code = add_geometry(r, wrapped ? json_object_get(owner, "geometry") : owner, 0);
    if (code == TL_ERR_INPUT) tli_feature_drop(r->f);
    if (code == TL_ERR_USAGE) return TL_ERR_INPUT;
    if (code != TL_OK && code != TL_ERR_INPUT) return code;
  }
  return TL_OK;
}

/* --- TopoJSON
 * --------------------------------------------------------------------------------------------------------- */

static bool read_pair(json_t *pair, double out[2]) {
  json_t *x = json_array_get(pair, 0), *y = json_array_get(pair, 1);
  if (!json_is_number(x) || !json_is_number(y)) return false;
  out[0] = json_number_value(x);
  out[1] = json_number_value(y);
  return true;
}

/* Steps to positions. Without a transform the pairs are longitude and latitude themselves. */
static tl_code read_arcs(reader *r, json_t *root) {
  tli_features *f = r->f;
  json_t *list = json_object_get(root, "arcs"), *transform = json_object_get(root, "transform");
  double scale[2] = {1, 1}, translate[2] = {0, 0};
  const bool quantised = transform != NULL;
  const double slack = 1e-6;
  if (!json_is_array(list)) return tli_features_refuse(f, 0, "the topology has no list of arcs");
  if (quantised && (!read_pair(json_object_get(transform, "scale"), scale) ||
                    !read_pair(json_object_get(transform, "translate"), translate)))
    return tli_features_refuse(f, 0, "the transform needs scale and translate, two numbers each");
  const size_t count = json_array_size(list);
  arc *arcs = TLI_NEW_N(f->arena, arc, count + 1);
  if (arcs == NULL) return TLI_NO_MEMORY(f->error, "the arcs of a topology");
  for (size_t i = 0; i < count; i++) {
    json_t *steps = json_array_get(list, i);
    const size_t n = json_array_size(steps);
    arcs[i] = (arc){TLI_NEW_N(f->arena, tl_geo_position, n + 1), n};
    if (arcs[i].at == NULL) return TLI_NO_MEMORY(f->error, "an arc of a topology");
    double sum[2] = {0, 0};
    for (size_t k = 0; k < n; k++) {
      double step[2];
      if (!read_pair(json_array_get(steps, k), step))
        return tli_features_refuse(f, 0, "an arc holds something that is not a pair of numbers");
      for (int d = 0; d < 2; d++) sum[d] = quantised ? sum[d] + step[d] : step[d];
      const tl_geo_position p = {sum[1] * scale[1] + translate[1], sum[0] * scale[0] + translate[0]};
      if (!(fabs(p.lat_deg) <= 90 + slack) || !(fabs(p.lon_deg) <= 360 + slack))
        return tli_features_refuse(f, 0, "an arc leaves the globe; the layer must be in degrees, WGS84");
      arcs[i].at[k] = p;
    }
  }
  r->arcs = arcs;
  r->arc_count = count;
  return TL_OK;
}

static tl_code read_topology(reader *r, json_t *root) {
  json_t *objects = json_object_get(root, "objects"), *chosen = json_object_get(objects, "countries");
  const char *key;
  json_t *value;
  json_object_foreach(objects, key, value) {
    if (chosen == NULL && json_is_array(json_object_get(value, "geometries"))) chosen = value;
  }
  json_t *geometries = json_object_get(chosen, "geometries");
  if (!json_is_array(geometries)) return tli_features_refuse(r->f, 0, "the topology has no collection of geometries");
  TLI_TRY(read_arcs(r, root));
  return add_features(r, geometries, false);
}

/* --- the file
 * ------------------------------------------------------------------------------------------------------------ */

static tl_code keep_text(tli_features *f, json_t *root, const char *key, const char **place) {
  const char *text = json_string_value(json_object_get(root, key));
  if (text == NULL) return TL_OK;
  *place = tli_arena_strdup(f->arena, text);
  return *place != NULL ? TL_OK : TLI_NO_MEMORY(f->error, f->file);
}

static bool is_geometry(const char *type) {
  static const char *const types[] = {"LineString", "MultiLineString", "Polygon",           "MultiPolygon",
                                      "Point",      "MultiPoint",      "GeometryCollection"};
  for (size_t i = 0; i < TLI_COUNT(types); i++)
    if (strcmp(type, types[i]) == 0) return true;
  return false;
}

static tl_code read_root(reader *r, json_t *root, const char *bytes, size_t length) {
  tli_features *f = r->f;
  const char *type = json_string_value(json_object_get(root, "type"));
  const char *system =
      json_string_value(json_object_get(json_object_get(json_object_get(root, "crs"), "properties"), "name"));
  if (system != NULL) tli_features_check_system(f, f->file, 1, system);
  TLI_TRY(keep_text(f, root, "name", &f->title));
  TLI_TRY(keep_text(f, root, "source", &f->source));
  TLI_TRY(keep_text(f, root, "date", &f->date));
  if (type != NULL && strcmp(type, "Topology") == 0) return read_topology(r, root);
  if (type != NULL && strcmp(type, "FeatureCollection") == 0) {
    json_t *features = json_object_get(root, "features");
    if (!json_is_array(features)) return tli_features_refuse(f, 0, "the FeatureCollection has no list of features");
    TLI_TRY(find_lines(r, bytes, length, 3));
    return add_features(r, features, true);
  }
  const bool feature = type != NULL && strcmp(type, "Feature") == 0;
  if (!feature && (type == NULL || !is_geometry(type)))
    return tli_features_refuse(f, 0, "neither a TopoJSON Topology nor a GeoJSON FeatureCollection");
  json_t *list = json_array();
  if (list == NULL || json_array_append(list, root) != 0) {
    json_decref(list);
    return TLI_NO_MEMORY(f->error, f->file);
  }
  const tl_code code = add_features(r, list, feature);
  json_decref(list);
  return code;
}

tl_code tli_geojson_read(tli_features *f, const char *bytes, size_t length) {
  json_error_t why;
  json_t *root = json_loadb(bytes, length, JSON_REJECT_DUPLICATES, &why);
  if (root == NULL) {
    if (json_error_code(&why) == json_error_out_of_memory) return TLI_NO_MEMORY(f->error, "reading JSON");
    tl_findings_add(f->findings, TL_ERROR, f->file, why.line, "", "", "not JSON: %s", why.text);
    return tl_fail(f->error, TL_ERR_INPUT, "%s:%d: not JSON: %s", f->file, why.line, why.text);
  }
  reader r = {.f = f};
  const tl_code code = read_root(&r, root, bytes, length);
  json_decref(root);
  return code;
}
