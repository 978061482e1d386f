/* Any bytes as a country layer: no crash, and what is read can be asked, cut to a window and written as JSON. */
#include <jansson.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "io/country_layer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void use(const tl_geo_layer *layer) {
  const tl_geo_window window = {100, 40, 190, 10, 80};
  tl_geo_position inside = {50, 100};
  int area = tl_geo_layer_at(layer, inside);
  if (area >= 0 && tl_geo_layer_distance_m(layer, (size_t)area, inside) != 0) abort();
  tli_text json;
  double tolerance;
  tli_text_init(&json, NULL);
  if (tli_country_layer_write(layer, &window, 2000, &json, &tolerance, NULL) == TL_OK) {
    json_t *root = json_loadb(json.bytes, json.length, 0, NULL);
    if (root == NULL || !json_is_array(root)) abort();
    json_decref(root);
  }
  tli_text_free(&json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  tl_findings *findings = tl_findings_create(NULL);
  tl_geo_layer *layer = NULL;
  tl_error error = {0};
  if (findings == NULL) return 0;
  tl_code code = tli_country_layer_read((const char *)data, size, "fuzz.json", NULL, findings, &layer, &error);
  if ((code == TL_OK) != (layer != NULL)) abort();
  if (code != TL_OK && error.sentence[0] == '\0') abort();
  if (layer != NULL) use(layer);
  tl_geo_layer_destroy(layer);
  tl_findings_destroy(findings);
  return 0;
}
