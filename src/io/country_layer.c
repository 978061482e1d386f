/* Country shapes: TopoJSON (github.com/topojson/topojson-specification, version 1.0) and GeoJSON (RFC 7946).
 *
 * TopoJSON keeps each border once, as an arc of quantised steps; a polygon names its arcs by index, ~index for an arc
 * run backwards. Files come from strangers: every index, type and size is checked before use. */
#include "io/country_layer.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "geo/tli_layer.h"

typedef struct arc {
  tl_geo_position *at;
  size_t count;
} arc;

typedef struct reader {
  const char *file;
  tl_findings *findings;
  tl_geo_layer *layer;
  tli_arena *work;
  tl_error *error;
  const arc *arcs;
  size_t arc_count;
  tl_geo_position *ring; /* the ring being put together */
  size_t ring_count, ring_room;
  size_t positions; /* of all rings so far */
  char area[80];    /* name of the area being read, for findings */
} reader;

/* A mistake in one area: said once, the area is left out. */
#define COMPLAIN(r, ...) \
  (tl_findings_add((r)->findings, TL_WARNING, (r)->file, 0, (r)->area, "", __VA_ARGS__), TL_ERR_INPUT)

static tl_code ring_push(reader *r, tl_geo_position p) {
  if (!TLI_PUSH_ROOM(r->work, r->ring, r->ring_room, r->ring_count)) return TLI_NO_MEMORY(r->error, "a country ring");
  r->ring[r->ring_count++] = p;
  return TL_OK;
}

/* Countries never need longitudes beyond one turn; the last bit of a quantised 180 or 90 is forgiven. */
static bool sound(tl_geo_position *p) {
  const double slack = 1e-6;
  if (!(fabs(p->lat_deg) <= 90 + slack) || !(fabs(p->lon_deg) <= 360 + slack)) return false;
  p->lat_deg = fmin(fmax(p->lat_deg, -90), 90);
  p->lon_deg = fmin(fmax(p->lon_deg, -360), 360);
  return true;
}

static tl_code ring_done(reader *r) {
  r->positions += r->ring_count;
  if (r->positions > TLI_LAYER_MOST_POSITIONS) {
    tl_findings_add(r->findings, TL_ERROR, r->file, 0, r->area, "",
                    "the layer has more than %d positions; simplify it first", (int)TLI_LAYER_MOST_POSITIONS);
    return tl_fail(r->error, TL_ERR_USAGE, "%s: the layer has more than %d positions", r->file,
                   (int)TLI_LAYER_MOST_POSITIONS);
  }
  if (r->ring_count < 2 || r->ring[0].lat_deg != r->ring[r->ring_count - 1].lat_deg ||
      r->ring[0].lon_deg != r->ring[r->ring_count - 1].lon_deg)
    tl_findings_add(r->findings, TL_WARNING, r->file, 0, r->area, "",
                    "a ring is not closed; it was closed by a straight line");
  tl_error why;
  tl_code code = tl_geo_layer_add_ring(r->layer, r->ring, r->ring_count, &why);
  if (code == TL_ERR_INPUT) {
    tl_findings_add(r->findings, TL_NOTE, r->file, 0, r->area, "", "%s; the ring was left out", why.sentence);
    return TL_OK;
  }
  return code == TL_OK ? TL_OK : tl_fail(r->error, code, "%s", why.sentence);
}

/* --- TopoJSON ------------------------------------------------------------------------------------------------ */

static tl_code add_arc(reader *r, json_t *index) {
  if (!json_is_integer(index)) return COMPLAIN(r, "an arc index is not a whole number");
  json_int_t i = json_integer_value(index);
  bool backwards = i < 0;
  json_int_t forward = backwards ? ~i : i;
  if (forward < 0 || (size_t)forward >= r->arc_count)
    return COMPLAIN(r, "arc %lld does not exist; the file has %zu arcs", (long long)i, r->arc_count);
  const arc *a = &r->arcs[forward];
  if (r->positions + r->ring_count + a->count > TLI_LAYER_MOST_POSITIONS) {
    tl_findings_add(r->findings, TL_ERROR, r->file, 0, r->area, "",
                    "the layer has more than %d positions; simplify it first", (int)TLI_LAYER_MOST_POSITIONS);
    return tl_fail(r->error, TL_ERR_USAGE, "%s: the layer has more than %d positions", r->file,
                   (int)TLI_LAYER_MOST_POSITIONS);
  }
  for (size_t k = 0; k < a->count; k++) {
    tl_geo_position p = a->at[backwards ? a->count - 1 - k : k];
    if (k == 0 && r->ring_count > 0) { /* the first position repeats the last one of the arc before */
      tl_geo_position last = r->ring[r->ring_count - 1];
      if (last.lat_deg != p.lat_deg || last.lon_deg != p.lon_deg)
        return COMPLAIN(r, "arc %lld starts at %.4f, %.4f, away from the end of the arc before at %.4f, %.4f",
                        (long long)i, p.lat_deg, p.lon_deg, last.lat_deg, last.lon_deg);
      continue;
    }
    TLI_TRY(ring_push(r, p));
  }
  return TL_OK;
}

static tl_code topo_polygon(reader *r, json_t *rings) {
  if (!json_is_array(rings)) return COMPLAIN(r, "a polygon has no list of rings");
  for (size_t i = 0; i < json_array_size(rings); i++) {
    json_t *ring = json_array_get(rings, i);
    if (!json_is_array(ring) || json_array_size(ring) == 0) return COMPLAIN(r, "a ring is not a list of arcs");
    r->ring_count = 0;
    for (size_t k = 0; k < json_array_size(ring); k++) TLI_TRY(add_arc(r, json_array_get(ring, k)));
    TLI_TRY(ring_done(r));
  }
  return TL_OK;
}

/* --- GeoJSON ------------------------------------------------------------------------------------------------- */

static tl_code geo_polygon(reader *r, json_t *rings) {
  if (!json_is_array(rings)) return COMPLAIN(r, "a polygon has no list of rings");
  for (size_t i = 0; i < json_array_size(rings); i++) {
    json_t *ring = json_array_get(rings, i);
    if (!json_is_array(ring)) return COMPLAIN(r, "a ring is not a list of positions");
    r->ring_count = 0;
    for (size_t k = 0; k < json_array_size(ring); k++) {
      json_t *pair = json_array_get(ring, k);
      json_t *lon = json_array_get(pair, 0), *lat = json_array_get(pair, 1);
      if (!json_is_number(lon) || !json_is_number(lat))
        return COMPLAIN(r, "position %zu of a ring is not [longitude, latitude]", k + 1);
      tl_geo_position p = {json_number_value(lat), json_number_value(lon)};
      if (!sound(&p))
        return COMPLAIN(r,
                        "longitude %g, latitude %g is not on the globe; GeoJSON needs degrees, longitude first, WGS84",
                        json_number_value(lon), json_number_value(lat));
      TLI_TRY(ring_push(r, p));
    }
    TLI_TRY(ring_done(r));
  }
  return TL_OK;
}

/* --- areas ---------------------------------------------------------------------------------------------------- */

static const char *text_or_number(json_t *value, char *buffer, size_t bytes) {
  if (json_is_string(value)) return json_string_value(value);
  if (!json_is_integer(value)) return NULL;
  (void)snprintf(buffer, bytes, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
  return buffer;
}

static const char *property(json_t *properties, const char *const *keys, char *buffer, size_t bytes) {
  for (size_t i = 0; keys[i] != NULL; i++) {
    const char *found = text_or_number(json_object_get(properties, keys[i]), buffer, bytes);
    if (found != NULL && found[0] != '\0' && strcmp(found, "-99") != 0) return found; /* -99: Natural Earth's "none" */
  }
  return NULL;
}

static tl_code read_polygons(reader *r, const char *type, json_t *parts, tl_code (*polygon)(reader *, json_t *)) {
  if (strcmp(type, "Polygon") == 0) return polygon(r, parts);
  if (strcmp(type, "MultiPolygon") != 0)
    return COMPLAIN(r, "%s is no polygon; only Polygon and MultiPolygon are read", type);
  if (!json_is_array(parts)) return COMPLAIN(r, "a MultiPolygon has no list of polygons");
  for (size_t i = 0; i < json_array_size(parts); i++) TLI_TRY(polygon(r, json_array_get(parts, i)));
  return TL_OK;
}

/* `geometry` carries type and `key` ("arcs" or "coordinates"); `owner` carries id and properties. */
static tl_code read_area(reader *r, json_t *owner, json_t *geometry, const char *key,
                         tl_code (*polygon)(reader *, json_t *), size_t number) {
  static const char *const names[] = {"name", "NAME", "ADMIN", "admin", "name_en", "NAME_EN", NULL};
  static const char *const ids[] = {"iso_n3", "ISO_N3", "ISO_N3_EH", "iso_a2", "ISO_A2", "id", NULL};
  char name_buffer[32], id_buffer[32];
  json_t *properties = json_object_get(owner, "properties");
  const char *name = property(properties, names, name_buffer, sizeof name_buffer);
  const char *id = text_or_number(json_object_get(owner, "id"), id_buffer, sizeof id_buffer);
  if (id == NULL) id = property(properties, ids, id_buffer, sizeof id_buffer);
  if (name == NULL) name = id != NULL ? id : "";
  if (name[0] != '\0')
    (void)snprintf(r->area, sizeof r->area, "%s", name);
  else
    (void)snprintf(r->area, sizeof r->area, "area %zu", number + 1);
  const char *type = json_string_value(json_object_get(geometry, "type"));
  if (type == NULL) return TL_OK; /* a null geometry is allowed by both formats */
  tl_error why;
  tl_code code = tl_geo_layer_add_area(r->layer, name, id, &why);
  if (code != TL_OK) return tl_fail(r->error, code, "%s", why.sentence);
  code = read_polygons(r, type, json_object_get(geometry, key), polygon);
  if (code != TL_OK) tli_layer_drop_area(r->layer);
  return code;
}

/* A damaged area does not stop the others; no memory and too many positions do. */
static tl_code read_areas(reader *r, json_t *list, const char *geometry_key, const char *key,
                          tl_code (*polygon)(reader *, json_t *)) {
  for (size_t i = 0; i < json_array_size(list); i++) {
    json_t *owner = json_array_get(list, i);
    json_t *geometry = geometry_key != NULL ? json_object_get(owner, geometry_key) : owner;
    tl_code code = read_area(r, owner, geometry, key, polygon, i);
    if (code == TL_ERR_USAGE) return TL_ERR_INPUT;
    if (code != TL_OK && code != TL_ERR_INPUT) return code;
  }
  return TL_OK;
}

static tl_code refuse(reader *r, const char *sentence) {
  tl_findings_add(r->findings, TL_ERROR, r->file, 0, "", "", "%s", sentence);
  return tl_fail(r->error, TL_ERR_INPUT, "%s: %s", r->file, sentence);
}

static bool read_pair(json_t *pair, double out[2]) {
  json_t *x = json_array_get(pair, 0), *y = json_array_get(pair, 1);
  if (!json_is_number(x) || !json_is_number(y)) return false;
  out[0] = json_number_value(x);
  out[1] = json_number_value(y);
  return true;
}

/* Steps to positions. Without a transform the pairs are longitude and latitude themselves. */
static tl_code read_arcs(reader *r, json_t *root) {
  json_t *list = json_object_get(root, "arcs"), *transform = json_object_get(root, "transform");
  double scale[2] = {1, 1}, translate[2] = {0, 0};
  bool quantised = transform != NULL;
  if (!json_is_array(list)) return refuse(r, "the topology has no list of arcs");
  if (quantised && (!read_pair(json_object_get(transform, "scale"), scale) ||
                    !read_pair(json_object_get(transform, "translate"), translate)))
    return refuse(r, "the transform needs scale and translate, two numbers each");
  size_t count = json_array_size(list);
  arc *arcs = TLI_NEW_N(r->work, arc, count);
  if (arcs == NULL) return TLI_NO_MEMORY(r->error, "the arcs of a topology");
  for (size_t i = 0; i < count; i++) {
    json_t *steps = json_array_get(list, i);
    size_t n = json_array_size(steps);
    arcs[i] = (arc){TLI_NEW_N(r->work, tl_geo_position, n), n};
    if (arcs[i].at == NULL) return TLI_NO_MEMORY(r->error, "an arc of a topology");
    double sum[2] = {0, 0};
    for (size_t k = 0; k < n; k++) {
      double step[2];
      if (!read_pair(json_array_get(steps, k), step))
        return refuse(r, "an arc holds something that is not a pair of numbers");
      for (int d = 0; d < 2; d++) sum[d] = quantised ? sum[d] + step[d] : step[d];
      arcs[i].at[k] = (tl_geo_position){sum[1] * scale[1] + translate[1], sum[0] * scale[0] + translate[0]};
      if (!sound(&arcs[i].at[k])) return refuse(r, "an arc leaves the globe; the layer must be in degrees, WGS84");
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
  if (!json_is_array(geometries)) return refuse(r, "the topology has no collection of geometries");
  TLI_TRY(read_arcs(r, root));
  return read_areas(r, geometries, NULL, "arcs", topo_polygon);
}

static tl_code read_root(reader *r, json_t *root) {
  const char *type = json_string_value(json_object_get(root, "type"));
  if (type != NULL && strcmp(type, "Topology") == 0) return read_topology(r, root);
  if (type != NULL && strcmp(type, "FeatureCollection") == 0) {
    json_t *features = json_object_get(root, "features");
    if (!json_is_array(features)) return refuse(r, "the FeatureCollection has no list of features");
    return read_areas(r, features, "geometry", "coordinates", geo_polygon);
  }
  return refuse(r, "neither a TopoJSON Topology nor a GeoJSON FeatureCollection");
}

static tl_code read_text(reader *r, const char *bytes, size_t length) {
  json_error_t why;
  json_t *root = json_loadb(bytes, length, JSON_REJECT_DUPLICATES, &why);
  if (root == NULL) {
    if (json_error_code(&why) == json_error_out_of_memory) return TLI_NO_MEMORY(r->error, "reading JSON");
    tl_findings_add(r->findings, TL_ERROR, r->file, why.line, "", "", "not JSON: %s", why.text);
    return tl_fail(r->error, TL_ERR_INPUT, "%s:%d: not JSON: %s", r->file, why.line, why.text);
  }
  tl_code code = read_root(r, root);
  json_decref(root);
  return code;
}

tl_code tli_country_layer_read(const char *bytes, size_t length, const char *file, const tl_allocator *allocator,
                               tl_findings *findings, tl_geo_layer **layer, tl_error *error) {
  *layer = NULL;
  reader r = {.file = file, .findings = findings, .error = error};
  r.layer = tl_geo_layer_create(allocator);
  r.work = tli_arena_create(allocator);
  tl_code code =
      r.layer == NULL || r.work == NULL ? TLI_NO_MEMORY(error, "a country layer") : read_text(&r, bytes, length);
  size_t rings = 0;
  for (size_t i = 0; code == TL_OK && i < tl_geo_layer_areas(r.layer); i++) rings += tl_geo_layer_rings(r.layer, i);
  if (code == TL_OK && rings == 0) code = refuse(&r, "the layer has no usable polygon");
  if (code == TL_OK && tl_findings_lost(findings)) code = TLI_NO_MEMORY(error, "the findings of a country layer");
  tli_arena_destroy(r.work);
  if (code != TL_OK) {
    tl_geo_layer_destroy(r.layer);
    return code;
  }
  *layer = r.layer;
  return TL_OK;
}

/* --- writing --------------------------------------------------------------------------------------------------- */

static void add_json_text(tli_text *json, const char *text) {
  tli_text_add(json, "\"");
  for (const char *p = text; *p != '\0'; p++) {
    if (*p == '"' || *p == '\\')
      tli_text_printf(json, "\\%c", *p);
    else if ((unsigned char)*p < 32 || *p == '<') /* "<" so that no text can end a script element */
      tli_text_printf(json, "\\u%04x", (unsigned)*p);
    else
      tli_text_add_n(json, p, 1);
  }
  tli_text_add(json, "\"");
}

/* Hundredths of a degree without floating-point noise: 10493 -> 104.93, -5 -> -0.05. */
static void add_hundredths(tli_text *json, long n) {
  long m = labs(n);
  tli_text_printf(json, "%s%ld", n < 0 ? "-" : "", m / 100);
  if (m % 100 != 0) tli_text_printf(json, m % 10 == 0 ? ".%ld" : ".%02ld", m % 10 == 0 ? m % 100 / 10 : m % 100);
}

/* Positions that round to the same one as before are left out; false if fewer than three remain (nothing was added). */
static bool add_ring(tli_text *json, const tl_geo_position *at, size_t count, bool first) {
  size_t length = json->length, written = 0;
  long last_lon = 0, last_lat = 0;
  tli_text_add(json, first ? "[" : ",[");
  for (size_t i = 0; i < count; i++) {
    long lon = lround(at[i].lon_deg * 100), lat = lround(at[i].lat_deg * 100);
    if (written > 0 && lon == last_lon && lat == last_lat) continue;
    if (written > 0) tli_text_add(json, ",");
    add_hundredths(json, lon);
    tli_text_add(json, ",");
    add_hundredths(json, lat);
    last_lon = lon;
    last_lat = lat;
    written++;
  }
  tli_text_add(json, "]");
  if (written >= 3 || json->failed) return true;
  json->length = length;
  json->bytes[length] = '\0';
  return false;
}

static void add_layer(tli_text *json, const tl_geo_layer *layer) {
  tli_text_add(json, "[");
  bool first_area = true;
  for (size_t a = 0; a < tl_geo_layer_areas(layer); a++) {
    size_t length = json->length;
    tli_text_add(json, first_area ? "{\"name\":" : ",{\"name\":");
    add_json_text(json, tl_geo_layer_name(layer, a));
    tli_text_add(json, ",\"id\":");
    add_json_text(json, tl_geo_layer_id(layer, a));
    tli_text_add(json, ",\"rings\":[");
    bool any = false;
    for (size_t k = 0; k < tl_geo_layer_rings(layer, a); k++) {
      size_t count;
      const tl_geo_position *at = tl_geo_layer_ring(layer, a, k, &count);
      if (add_ring(json, at, count, !any)) any = true;
    }
    tli_text_add(json, "]}");
    if (json->failed) return;
    if (!any) { /* too small to be seen at two decimals */
      json->length = length;
      json->bytes[length] = '\0';
    }
    first_area = first_area && !any;
  }
  tli_text_add(json, "]");
}

tl_code tli_country_layer_write(const tl_geo_layer *layer, const tl_geo_window *window, size_t most_bytes,
                                tli_text *json, double *tolerance_deg, tl_error *error) {
  const double first = 0.01, growth = 1.5, last = 10;
  size_t start = json->length;
  for (double tolerance = 0; tolerance<last; tolerance = tolerance> 0 ? tolerance * growth : first) {
    tl_geo_layer *clipped;
    TLI_TRY(tl_geo_layer_clip(layer, window, tolerance, &clipped, error));
    json->length = start;
    add_layer(json, clipped);
    tl_geo_layer_destroy(clipped);
    if (json->failed) return TLI_NO_MEMORY(error, "the map layer of a report");
    *tolerance_deg = tolerance;
    if (json->length - start <= most_bytes) return TL_OK;
  }
  return tl_fail(error, TL_ERR_INPUT, "the map layer needs %zu bytes even when simplified to %g deg; allowed are %zu",
                 json->length - start, *tolerance_deg, most_bytes);
}
