/* Country shapes: read by way of io/features.h, written as JSON for a report. */
#include "io/country_layer.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "io/features.h"

tl_code tli_country_layer_read(const char *bytes, size_t length, const char *file, const tl_allocator *allocator,
                               tl_findings *findings, tl_geo_layer **layer, tl_error *error) {
  *layer = NULL;
  tli_features f = {
      .arena = tli_arena_create(allocator), .file = file, .findings = findings, .error = error, .title = ""};
  tl_code code = f.arena == NULL ? TLI_NO_MEMORY(error, "a country layer") : tli_geojson_read(&f, bytes, length);
  if (code == TL_OK) code = tli_features_layer(&f, true, allocator, layer, error);
  if (code == TL_OK && *layer == NULL) code = tli_features_refuse(&f, 0, "the layer has no usable polygon");
  if (code == TL_OK && tl_findings_lost(findings)) code = TLI_NO_MEMORY(error, "the findings of a country layer");
  tli_arena_destroy(f.arena);
  if (code == TL_OK) return TL_OK;
  tl_geo_layer_destroy(*layer);
  *layer = NULL;
  return code;
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
