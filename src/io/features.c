/* Features on their way from a file: see io/features.h. */
#include "io/features.h"

#include "geo/tli_layer.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

tl_code tli_feature_begin(tli_features *f, tli_feature_kind kind, int line) {
  if (!TLI_PUSH_ROOM(f->arena, f->at, f->room, f->count)) return TLI_NO_MEMORY(f->error, f->file);
  f->at[f->count++] = (tli_feature){.kind = kind, .name = "", .id = "", .line = line};
  f->piece_count = 0;
  return TL_OK;
}

tli_feature *tli_feature_last(tli_features *f) { return &f->at[f->count - 1]; }

tl_code tli_feature_property(tli_features *f, const char *key, const char *value) {
  tli_feature *last = tli_feature_last(f);
  if (last->property_count >= TLI_FEATURE_PROPERTIES) return TL_OK;
  const tli_property p = {tli_arena_strdup(f->arena, key), tli_arena_strdup(f->arena, value)};
  if (p.key == NULL || p.value == NULL ||
      !TLI_PUSH_ROOM(f->arena, last->properties, last->property_room, last->property_count))
    return TLI_NO_MEMORY(f->error, f->file);
  last->properties[last->property_count++] = p;
  return TL_OK;
}

const char *tli_feature_value(const tli_feature *feature, const char *key) {
  for (size_t i = 0; i < feature->property_count; i++)
    if (strcmp(feature->properties[i].key, key) == 0) return feature->properties[i].value;
  return NULL;
}

tl_code tli_feature_push(tli_features *f, double lon_deg, double lat_deg) {
  if (++f->positions > TLI_LAYER_MOST_POSITIONS) {
    tl_findings_add(f->findings, TL_ERROR, f->file, 0, f->at[f->count - 1].name, "",
                    "the layer has more than %d positions; simplify it first", (int)TLI_LAYER_MOST_POSITIONS);
    return tl_fail(f->error, TL_ERR_USAGE, "%s: the layer has more than %d positions", f->file,
                   (int)TLI_LAYER_MOST_POSITIONS);
  }
  if (!TLI_PUSH_ROOM(f->arena, f->piece, f->piece_room, f->piece_count)) return TLI_NO_MEMORY(f->error, f->file);
  f->piece[f->piece_count++] = (tl_geo_position){lat_deg, lon_deg};
  return TL_OK;
}

tl_code tli_feature_part(tli_features *f, int line) {
  tli_feature *last = tli_feature_last(f);
  tl_geo_position *at = TLI_NEW_N(f->arena, tl_geo_position, f->piece_count + 1);
  if (at == NULL || !TLI_PUSH_ROOM(f->arena, last->parts, last->part_room, last->part_count))
    return TLI_NO_MEMORY(f->error, f->file);
  for (size_t i = 0; i < f->piece_count; i++) at[i] = f->piece[i];
  last->parts[last->part_count++] = (tl_route_part){at, f->piece_count, line};
  f->piece_count = 0;
  return TL_OK;
}

/* The first of the keys that has a value; -99 is Natural Earth's "none". */
static const char *chosen(const tli_feature *feature, const char *const *keys, size_t count) {
  for (size_t i = 0; i < count; i++) {
    const char *value = tli_feature_value(feature, keys[i]);
    if (value != NULL && value[0] != '\0' && strcmp(value, "-99") != 0) return value;
  }
  return "";
}

tl_code tli_feature_end(tli_features *f) {
  static const char *const names[] = {"name", "NAME", "Name", "ADMIN", "admin", "name_en", "NAME_EN", "title", "route"};
  static const char *const ids[] = {"iso_n3", "ISO_N3", "ISO_N3_EH", "iso_a2", "ISO_A2", "id", "ID", "Id"};
  tli_feature *last = tli_feature_last(f);
  if (last->name[0] == '\0') last->name = chosen(last, names, TLI_COUNT(names));
  if (last->id[0] == '\0') last->id = chosen(last, ids, TLI_COUNT(ids));
  if (last->name[0] == '\0') last->name = last->id;
  return TL_OK;
}

void tli_feature_drop(tli_features *f) {
  if (f->count > 0) f->count--;
  f->piece_count = 0;
}

static const char *label(const tli_features *f, char buffer[80]) {
  const tli_feature *last = &f->at[f->count - 1];
  if (last->name[0] != '\0')
    (void)snprintf(buffer, 80, "%s", last->name);
  else
    (void)snprintf(buffer, 80, "area %zu", f->count);
  return buffer;
}

tl_code tli_feature_complain(tli_features *f, const char *format, ...) {
  char buffer[80], sentence[400];
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(sentence, sizeof sentence, format, arguments);
  va_end(arguments);
  tl_findings_add(f->findings, TL_WARNING, f->file, f->at[f->count - 1].line, label(f, buffer), "", "%s", sentence);
  return TL_ERR_INPUT;
}

tl_code tli_features_refuse(tli_features *f, int line, const char *sentence) {
  tl_findings_add(f->findings, TL_ERROR, f->file, line, "", "", "%s", sentence);
  return tl_fail(f->error, TL_ERR_INPUT, "%s: %s", f->file, sentence);
}

/* --- reference systems ------------------------------------------------------------------------------------------- */

static bool contains_word(const char *text, const char *word) {
  const size_t n = strlen(word);
  for (; *text != '\0'; text++) {
    size_t i = 0;
    while (i < n && text[i] != '\0' && toupper((unsigned char)text[i]) == word[i]) i++;
    if (i == n) return true;
  }
  return false;
}

void tli_features_check_system(tli_features *f, const char *file, int line, const char *system) {
  static const char *const sound[] = {"CRS84", "EPSG::4326", "EPSG:4326", "WGS_1984", "WGS84", "WGS 84", "EPSG::4979"};
  bool projected = contains_word(system, "PROJCS") || contains_word(system, "PROJCRS");
  for (size_t i = 0; !projected && i < TLI_COUNT(sound); i++)
    if (contains_word(system, sound[i])) return;
  projected = projected || contains_word(system, "EPSG:");
  tl_findings_add(f->findings, projected ? TL_ERROR : TL_WARNING, file, line, "", "",
                  projected
                      ? "the reference system is \"%.80s\": positions must be longitude and latitude in degrees on "
                        "WGS84 (EPSG:4326); convert the file first"
                      : "the reference system \"%.80s\" is not WGS84: places may be off by some hundred metres; "
                        "convert the file first",
                  system);
}

/* --- polygons as a layer ---------------------------------------------------------------------------------------------
 */

/* Rings around a pole are cut open along its edge of the flat map, which quantised files put a little beside it; what
 * lies nearer to the pole than 1.1 km is meant to be the pole. */
#define POLE_DEG 89.99

typedef struct layer_maker {
  const tli_features *f;
  const tli_feature *feature;
  tl_geo_layer *layer;
  char label[80];
} layer_maker;

/* Areas never need longitudes beyond one turn; the last bit of a quantised 180 or 90 is forgiven. */
static bool sound(tl_geo_position *p) {
  const double slack = 1e-6;
  if (!(fabs(p->lat_deg) <= 90 + slack) || !(fabs(p->lon_deg) <= 360 + slack)) return false;
  p->lat_deg = fmin(fmax(p->lat_deg, -90), 90);
  if (fabs(p->lat_deg) > POLE_DEG) p->lat_deg = copysign(90, p->lat_deg);
  p->lon_deg = fmin(fmax(p->lon_deg, -360), 360);
  return true;
}

static void say(const layer_maker *m, tl_severity severity, int line, const char *sentence) {
  tl_findings_add(m->f->findings, severity, m->f->file, line, m->label, "", "%s", sentence);
}

static tl_code make_ring(layer_maker *m, const tl_route_part *part, tli_arena *work, tl_error *error) {
  tl_geo_position *ring = TLI_NEW_N(work, tl_geo_position, part->count);
  if (ring == NULL) return TLI_NO_MEMORY(error, "a ring of a layer");
  for (size_t i = 0; i < part->count; i++) {
    ring[i] = part->at[i];
    if (sound(&ring[i])) continue;
    tl_findings_add(m->f->findings, TL_WARNING, m->f->file, part->line, m->label, "",
                    "longitude %g, latitude %g is not on the globe; positions must be degrees of WGS84, in GeoJSON "
                    "longitude first; the area was left out",
                    part->at[i].lon_deg, part->at[i].lat_deg);
    return TL_ERR_INPUT;
  }
  if (part->count < 2 || ring[0].lat_deg != ring[part->count - 1].lat_deg ||
      ring[0].lon_deg != ring[part->count - 1].lon_deg)
    say(m, TL_WARNING, part->line, "a ring is not closed; it was closed by a straight line");
  tl_error why = {0};
  const tl_code code = tl_geo_layer_add_ring(m->layer, ring, part->count, &why);
  if (code == TL_ERR_INPUT) {
    tl_findings_add(m->f->findings, TL_NOTE, m->f->file, part->line, m->label, "", "%s; the ring was left out",
                    why.sentence);
    return TL_OK;
  }
  return code == TL_OK ? TL_OK : tl_fail(error, code, "%s", why.sentence);
}

static tl_code make_area(layer_maker *m, size_t number, bool others_too, tli_arena *work, tl_error *error) {
  static const char *const words[] = {"Point", "LineString"};
  const tli_feature *feature = m->feature;
  (void)snprintf(m->label, sizeof m->label, "%s", feature->name);
  if (m->label[0] == '\0') (void)snprintf(m->label, sizeof m->label, "area %zu", number + 1);
  if (feature->kind == TLI_NO_GEOMETRY) return TL_OK;
  if (feature->kind != TLI_POLYGONS) {
    if (others_too)
      tl_findings_add(m->f->findings, TL_WARNING, m->f->file, feature->line, m->label, "",
                      "%s is no polygon; only Polygon and MultiPolygon are read", words[feature->kind]);
    return TL_OK;
  }
  tl_code code = tl_geo_layer_add_area(m->layer, feature->name, feature->id, error);
  for (size_t i = 0; code == TL_OK && i < feature->part_count; i++)
    code = make_ring(m, &feature->parts[i], work, error);
  if (code == TL_ERR_INPUT) {
    tli_layer_drop_area(m->layer);
    return TL_OK;
  }
  return code;
}

tl_code tli_features_layer(tli_features *f, bool others_too, const tl_allocator *allocator, tl_geo_layer **layer,
                           tl_error *error) {
  *layer = NULL;
  tli_arena *work = tli_arena_create(allocator);
  layer_maker m = {.f = f, .layer = tl_geo_layer_create(allocator)};
  tl_code code = m.layer == NULL || work == NULL ? TLI_NO_MEMORY(error, "a layer") : TL_OK;
  size_t rings = 0;
  for (size_t i = 0; code == TL_OK && i < f->count; i++) {
    m.feature = &f->at[i];
    code = make_area(&m, i, others_too, work, error);
  }
  for (size_t i = 0; code == TL_OK && i < tl_geo_layer_areas(m.layer); i++) rings += tl_geo_layer_rings(m.layer, i);
  tli_arena_destroy(work);
  if (code != TL_OK || rings == 0) {
    tl_geo_layer_destroy(m.layer);
    return code;
  }
  *layer = m.layer;
  return TL_OK;
}
