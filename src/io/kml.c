/* KML (OGC 12-007r2): placemarks with Point, LineString, LinearRing, Polygon, MultiGeometry and gx:Track; names and
 * ExtendedData become properties. Longitude comes first, heights are dropped. */
#include "io/features.h"
#include "io/xml_document.h"

#include <ctype.h>
#include <string.h>

static tl_code bad_coordinates(tli_features *f, const tli_xml *e, const char *at) {
  tl_findings_add(f->findings, TL_ERROR, f->file, e->line, tli_feature_last(f)->name, "coordinates",
                  "\"%.20s\" is no position; coordinates are longitude,latitude[,height] with blanks between positions",
                  at);
  return TL_ERR_INPUT;
}

/* "lon,lat,height lon,lat,height"; for a track "lon lat height" in one element each. */
static tl_code take_coordinates(tli_features *f, const tli_xml *e, char between) {
  for (const char *p = e->text; *p != '\0';) {
    while (isspace((unsigned char)*p)) p++;
    if (*p == '\0') break;
    const char *start = p, *end;
    const double lon = tli_parse_double(p, &end);
    if (end == p || *end != between) return bad_coordinates(f, e, start);
    p = end + 1;
    const double lat = tli_parse_double(p, &end);
    if (end == p) return bad_coordinates(f, e, start);
    for (p = end; *p != '\0' && (between == ' ' || !isspace((unsigned char)*p)); p++)
      if (strchr("+-.0123456789eE, ", *p) == NULL) return bad_coordinates(f, e, start);
    TLI_TRY(tli_feature_push(f, lon, lat));
  }
  return TL_OK;
}

static tl_code take_piece(tli_features *f, const tli_xml *e) {
  f->piece_count = 0;
  for (const tli_xml *c = e->first; c != NULL; c = c->next) {
    if (strcmp(c->name, "coordinates") == 0) TLI_TRY(take_coordinates(f, c, ','));
    if (strcmp(c->name, "coord") == 0) TLI_TRY(take_coordinates(f, c, ' '));
  }
  return f->piece_count > 0 ? tli_feature_part(f, e->line) : TL_OK;
}

static tl_code set_kind(tli_features *f, const tli_xml *e, tli_feature_kind kind) {
  tli_feature *last = tli_feature_last(f);
  if (last->kind == TLI_NO_GEOMETRY) last->kind = kind;
  if (last->kind == kind) return TL_OK;
  tl_findings_add(f->findings, TL_WARNING, f->file, e->line, last->name, "",
                  "%s beside another kind of geometry in one placemark was left out; give it a placemark of its own",
                  e->name);
  return TL_ERR_INPUT;
}

static tl_code take_geometry(tli_features *f, const tli_xml *e, int depth) {
  if (strcmp(e->name, "MultiGeometry") == 0 || strcmp(e->name, "MultiTrack") == 0) {
    for (const tli_xml *c = e->first; c != NULL && depth < 8; c = c->next) {
      const tl_code code = take_geometry(f, c, depth + 1);
      if (code != TL_OK && code != TL_ERR_INPUT) return code;
    }
    return TL_OK;
  }
  if (strcmp(e->name, "Polygon") == 0) {
    TLI_TRY(set_kind(f, e, TLI_POLYGONS));
    for (const tli_xml *c = e->first; c != NULL; c = c->next)
      for (const tli_xml *ring = c->first; ring != NULL; ring = ring->next)
        if (strcmp(ring->name, "LinearRing") == 0) TLI_TRY(take_piece(f, ring));
    return TL_OK;
  }
  const bool line = strcmp(e->name, "LineString") == 0 || strcmp(e->name, "Track") == 0;
  const bool ring = strcmp(e->name, "LinearRing") == 0, point = strcmp(e->name, "Point") == 0;
  if (!line && !ring && !point) return TL_OK;
  TLI_TRY(set_kind(f, e, point ? TLI_POINTS : TLI_LINES));
  return take_piece(f, e);
}

static tl_code take_data(tli_features *f, const tli_xml *e, int depth) {
  for (const tli_xml *c = e->first; c != NULL && depth < 4; c = c->next) {
    const char *key = tli_xml_attribute_of(c, "name");
    const tli_xml *value = tli_xml_child(c, "value");
    if (key != NULL && strcmp(c->name, "SimpleData") == 0) TLI_TRY(tli_feature_property(f, key, c->text));
    if (key != NULL && value != NULL) TLI_TRY(tli_feature_property(f, key, value->text));
    if (strcmp(c->name, "SchemaData") == 0) TLI_TRY(take_data(f, c, depth + 1));
  }
  return TL_OK;
}

static tl_code take_placemark(tli_features *f, const tli_xml *e) {
  TLI_TRY(tli_feature_begin(f, TLI_NO_GEOMETRY, e->line));
  const tli_xml *name = tli_xml_child(e, "name");
  const char *id = tli_xml_attribute_of(e, "id");
  if (name != NULL) TLI_TRY(tli_feature_property(f, "name", name->text));
  if (id != NULL) TLI_TRY(tli_feature_property(f, "id", id));
  for (const tli_xml *c = e->first; c != NULL; c = c->next)
    if (strcmp(c->name, "ExtendedData") == 0) TLI_TRY(take_data(f, c, 0));
  TLI_TRY(tli_feature_end(f));
  for (const tli_xml *c = e->first; c != NULL; c = c->next) {
    const tl_code code = take_geometry(f, c, 0);
    if (code != TL_OK && code != TL_ERR_INPUT) return code; /* one broken geometry does not stop the others */
  }
  return TL_OK;
}

static tl_code take_all(tli_features *f, const tli_xml *e) {
  if (strcmp(e->name, "Placemark") == 0) return take_placemark(f, e);
  for (const tli_xml *c = e->first; c != NULL; c = c->next) TLI_TRY(take_all(f, c));
  return TL_OK;
}

tl_code tli_kml_read(tli_features *f, const tli_file *file) {
  const tli_xml *root = NULL;
  TLI_TRY(tli_xml_parse(file, f->file, f->arena, &root, f->findings, f->error));
  if (root == NULL) return tl_fail(f->error, TL_ERR_INPUT, "%s: no sound XML", f->file);
  const tli_xml *document = tli_xml_child(root, "Document");
  const tli_xml *name = document != NULL ? tli_xml_child(document, "name") : NULL;
  if (name != NULL) f->title = name->text;
  const tl_code code = take_all(f, root);
  return code == TL_ERR_USAGE ? TL_ERR_INPUT : code;
}
