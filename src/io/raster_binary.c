/* Raw binary grids with a header in JSON: rows, cols, lat0, dlat, lon0, dlon (centres of cells, degrees), type ("int16
 * little endian", "float32", "uint8" ...; little endian if nothing is said), and perhaps order, layers, unit, origin,
 * nodata, scale, offset and file. Without "file" the data are looked for beside the header. */
#include "io/rasters.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

typedef enum cell_type { UINT8, INT8, INT16, UINT16, INT32, FLOAT32, FLOAT64, TYPES } cell_type;
static const struct {
  const char *word;
  size_t bytes;
} types[TYPES] = {{"uint8", 1}, {"int8", 1}, {"int16", 2}, {"uint16", 2}, {"int32", 4}, {"float32", 4}, {"float64", 8}};

typedef struct layout {
  cell_type type;
  bool big;
  double nodata, scale, offset;
} layout;

static bool number(tli_raster_reader *r, json_t *root, const char *key, bool needed, double *value) {
  json_t *found = json_object_get(root, key);
  if (json_is_number(found)) *value = json_number_value(found);
  if (json_is_number(found) || (found == NULL && !needed)) return true;
  tli_raster_say(r, 0, found == NULL ? "the header lacks %s" : "%s in the header is no number", key);
  return false;
}

/* The first of the types whose name stands in the text; "uint8" before "int8". */
static bool take_type(tli_raster_reader *r, json_t *root, layout *l) {
  static const cell_type order[] = {UINT8, UINT16, INT8, INT16, INT32, FLOAT32, FLOAT64};
  const char *text = json_string_value(json_object_get(root, "type"));
  for (size_t i = 0; text != NULL && i < TLI_COUNT(order); i++) {
    if (strstr(text, types[order[i]].word) == NULL) continue;
    l->type = order[i];
    l->big = strstr(text, "big endian") != NULL || strstr(text, "be") == text + strlen(types[order[i]].word);
    return true;
  }
  tli_raster_say(r, 0,
                 "type \"%s\" of the header is not known; allowed are int8, uint8, int16, uint16, int32, float32, "
                 "float64, with \"little endian\" or \"big endian\"",
                 text != NULL ? text : "");
  return false;
}

static bool take_frame(tli_raster_reader *r, json_t *root, layout *l) {
  double rows = 0, columns = 0, layers = 1;
  tl_raster_frame *f = &r->data->frame;
  *f = (tl_raster_frame){0};
  const struct {
    const char *key;
    bool needed;
    double *place;
  } fields[] = {{"rows", true, &rows},        {"cols", true, &columns},      {"layers", false, &layers},
                {"lat0", true, &f->lat0_deg}, {"dlat", true, &f->dlat_deg},  {"lon0", true, &f->lon0_deg},
                {"dlon", true, &f->dlon_deg}, {"nodata", false, &l->nodata}, {"scale", false, &l->scale},
                {"offset", false, &l->offset}};
  bool good = true;
  for (size_t i = 0; i < TLI_COUNT(fields); i++)
    if (!number(r, root, fields[i].key, fields[i].needed, fields[i].place)) good = false; /* all of them are said */
  if (!good) return false;
  const char *order = json_string_value(json_object_get(root, "order"));
  if (order != NULL && strstr(order, "column-major") != NULL) {
    tli_raster_say(r, 0, "order \"%s\": only row-major data are read", order);
    return false;
  }
  if (order != NULL && strstr(order, "north to south") != NULL && f->dlat_deg > 0) f->dlat_deg = -f->dlat_deg;
  const double most = TLI_RASTER_CELLS;
  if (!(rows >= 1 && columns >= 1 && layers >= 1 && rows <= most && columns <= most && layers <= most)) {
    tli_raster_say(r, 0, "rows = %g, cols = %g, layers = %g; each must be 1 or more", rows, columns, layers);
    return false;
  }
  f->rows = (size_t)rows;
  f->columns = (size_t)columns;
  f->layers = (size_t)layers;
  return true;
}

static tl_code keep_text(tli_raster_reader *r, json_t *root, const char *key, const char **place) {
  const char *text = json_string_value(json_object_get(root, key));
  if (text == NULL) return TL_OK;
  *place = tli_arena_strdup(r->arena, text);
  return *place != NULL ? TL_OK : TLI_NO_MEMORY(r->error, r->name);
}

static tl_code open_header(tli_raster_reader *r, const tli_file *header, json_t **root) {
  json_error_t why;
  *root = json_loadb(header->bytes, header->length, JSON_REJECT_DUPLICATES, &why);
  if (*root != NULL) return TL_OK;
  if (json_error_code(&why) == json_error_out_of_memory) return TLI_NO_MEMORY(r->error, r->name);
  tli_raster_say(r, why.line, "the header is not JSON: %s", why.text);
  return TL_OK;
}

tl_code tli_raster_header(tli_raster_reader *r, const tli_file *header, const char **data_name) {
  json_t *root;
  *data_name = NULL;
  TLI_TRY(open_header(r, header, &root));
  if (root == NULL) return TL_OK;
  const tl_code code = keep_text(r, root, "file", data_name);
  json_decref(root);
  return code;
}

static double value_at(const unsigned char *p, const layout *l) {
  unsigned char b[8];
  const size_t n = types[l->type].bytes;
  const uint16_t one = 1;
  const bool machine_big = *(const unsigned char *)&one == 0;
  for (size_t i = 0; i < n; i++) b[i] = p[l->big != machine_big ? n - 1 - i : i];
  int16_t i16;
  uint16_t u16;
  int32_t i32;
  float f32;
  double f64;
  switch (l->type) {
    case UINT8:
      return b[0];
    case INT8:
      return (int8_t)b[0];
    case INT16:
      memcpy(&i16, b, 2);
      return i16;
    case UINT16:
      memcpy(&u16, b, 2);
      return u16;
    case INT32:
      memcpy(&i32, b, 4);
      return i32;
    case FLOAT32:
      memcpy(&f32, b, 4);
      return (double)f32;
    default:
      memcpy(&f64, b, 8);
      return f64;
  }
}

tl_code tli_raster_binary(tli_raster_reader *r, const tli_file *header, const tli_file *binary) {
  json_t *root;
  layout l = {INT16, false, NAN, 1, 0};
  TLI_TRY(open_header(r, header, &root));
  if (root == NULL) return TL_OK;
  const bool typed = take_type(r, root, &l), good = take_frame(r, root, &l) && typed;
  tl_code code = keep_text(r, root, "unit", &r->data->unit);
  if (code == TL_OK) code = keep_text(r, root, "origin", &r->data->source);
  json_decref(root);
  if (code != TL_OK || !good) return code;
  TLI_TRY(tli_raster_room(r));
  if (r->data->values == NULL) return TL_OK;
  const tl_raster_frame *f = &r->data->frame;
  const size_t cells = f->rows * f->columns * f->layers, bytes = types[l.type].bytes;
  if (binary->length != cells * bytes) {
    tli_raster_say(r, 0, "the data have %zu bytes; %zu layers of %zu rows and %zu columns of %s need %zu",
                   binary->length, f->layers, f->rows, f->columns, types[l.type].word, cells * bytes);
    r->data->values = NULL;
    return TL_OK;
  }
  for (size_t i = 0; i < cells; i++) {
    const double value = value_at((const unsigned char *)binary->bytes + i * bytes, &l);
    if (value != l.nodata) r->data->values[i] = (float)(value * l.scale + l.offset);
  }
  return TL_OK;
}
