/* ESRI ASCII grids and SRTM tiles.
 *
 * ESRI: a header of "ncols nrows xllcorner|xllcenter yllcorner|yllcenter cellsize (or dx dy) NODATA_value", then rows
 * from north to south. SRTM (.hgt, NASA): 16 bit, most significant byte first, rows from north to south, points on
 * whole fractions of a degree, the outermost on whole degrees; -32768 is unknown. */
#include "io/rasters.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

void tli_raster_say(tli_raster_reader *r, int line, const char *format, ...) {
  char sentence[400];
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(sentence, sizeof sentence, format, arguments);
  va_end(arguments);
  tl_findings_add(r->findings, TL_ERROR, r->name, line, "", "", "%s", sentence);
}

tl_code tli_raster_room(tli_raster_reader *r) {
  const tl_raster_frame *f = &r->data->frame;
  r->data->values = NULL;
  if (f->rows < 1 || f->columns < 1 || f->layers < 1 || f->rows > TLI_RASTER_CELLS ||
      f->columns > TLI_RASTER_CELLS / f->rows || f->layers > TLI_RASTER_CELLS / f->rows / f->columns) {
    tli_raster_say(r, 0, "%zu rows, %zu columns, %zu layers; allowed are 1 .. %d cells in all", f->rows, f->columns,
                   f->layers, (int)TLI_RASTER_CELLS);
    return TL_OK;
  }
  const size_t cells = f->rows * f->columns * f->layers;
  float *values = TLI_NEW_N(r->arena, float, cells);
  if (values == NULL) return TLI_NO_MEMORY(r->error, r->name);
  for (size_t i = 0; i < cells; i++) values[i] = NAN;
  r->data->values = values;
  return TL_OK;
}

/* --- ESRI ASCII
 * ------------------------------------------------------------------------------------------------------- */

typedef struct ascii {
  const char *at, *end;
  int line;
} ascii;

static void skip(ascii *a) {
  for (; a->at < a->end && isspace((unsigned char)*a->at); a->at++)
    if (*a->at == '\n') a->line++;
}

typedef struct ascii_header {
  double columns, rows, x, y, dx, dy, nodata;
  bool corner_x, corner_y;
} ascii_header;

static bool take_header(tli_raster_reader *r, ascii *a, ascii_header *h) {
  *h = (ascii_header){0, 0, NAN, NAN, NAN, NAN, NAN, false, false};
  for (skip(a); a->at < a->end && isalpha((unsigned char)*a->at); skip(a)) {
    char word[24];
    size_t n = 0;
    for (; a->at < a->end && !isspace((unsigned char)*a->at); a->at++)
      if (n < sizeof word - 1) word[n++] = (char)tolower((unsigned char)*a->at);
    word[n] = '\0';
    skip(a);
    const char *end;
    const double value = tli_parse_double(a->at, &end);
    if (end == a->at) {
      tli_raster_say(r, a->line, "no number behind \"%s\"", word);
      return false;
    }
    a->at = end;
    if (strcmp(word, "cellsize") == 0) h->dx = h->dy = value;
    if (strncmp(word, "xll", 3) == 0) h->corner_x = strcmp(word, "xllcorner") == 0;
    if (strncmp(word, "yll", 3) == 0) h->corner_y = strcmp(word, "yllcorner") == 0;
    double *place = strcmp(word, "ncols") == 0          ? &h->columns
                    : strcmp(word, "nrows") == 0        ? &h->rows
                    : strncmp(word, "xll", 3) == 0      ? &h->x
                    : strncmp(word, "yll", 3) == 0      ? &h->y
                    : strcmp(word, "dx") == 0           ? &h->dx
                    : strcmp(word, "dy") == 0           ? &h->dy
                    : strcmp(word, "nodata_value") == 0 ? &h->nodata
                                                        : NULL;
    if (place != NULL) *place = value;
    if (place == NULL && strcmp(word, "cellsize") != 0) {
      tli_raster_say(r, a->line,
                     "\"%s\" is not known; the header has ncols, nrows, xllcorner, yllcorner, cellsize, "
                     "NODATA_value",
                     word);
      return false;
    }
  }
  if (h->columns >= 1 && h->rows >= 1 && h->columns <= TLI_RASTER_CELLS && h->rows <= TLI_RASTER_CELLS &&
      isfinite(h->x) && isfinite(h->y) && h->dx > 0 && h->dy > 0)
    return true;
  tli_raster_say(r, a->line,
                 "the header lacks ncols, nrows, xllcorner, yllcorner or cellsize, or they are not positive");
  return false;
}

tl_code tli_raster_ascii(tli_raster_reader *r, const tli_file *file) {
  ascii a = {file->bytes, file->bytes + file->length, 1};
  ascii_header h;
  if (!tli_file_is_text(file, r->name, r->findings) || !take_header(r, &a, &h)) return TL_OK;
  const double west = h.x + (h.corner_x ? h.dx / 2 : 0), south = h.y + (h.corner_y ? h.dy / 2 : 0);
  tl_raster_frame *f = &r->data->frame;
  *f = (tl_raster_frame){(size_t)h.rows, (size_t)h.columns, 1, south + h.dy * (h.rows - 1), west, -h.dy, h.dx, false};
  TLI_TRY(tli_raster_room(r));
  if (r->data->values == NULL) return TL_OK;
  for (size_t i = 0; i < f->rows * f->columns; i++) {
    skip(&a);
    const char *end;
    const double value = tli_parse_double(a.at, &end);
    if (end == a.at) {
      tli_raster_say(r, a.line, "%s where value %zu of %zu was expected", a.at < a.end ? "something else" : "the end",
                     i + 1, f->rows * f->columns);
      r->data->values = NULL;
      return TL_OK;
    }
    a.at = end;
    if (value != h.nodata) r->data->values[i] = (float)value;
  }
  skip(&a);
  if (a.at < a.end) tli_raster_say(r, a.line, "more values than %zu rows of %zu", f->rows, f->columns);
  return TL_OK;
}

/* --- SRTM
 * --------------------------------------------------------------------------------------------------------------- */

static bool take_degrees(const char **p, char positive, char negative, int digits, double *degrees) {
  const char sign = (char)toupper((unsigned char)**p);
  if (sign != positive && sign != negative) return false;
  int value = 0;
  for (int i = 1; i <= digits; i++) {
    if (!isdigit((unsigned char)(*p)[i])) return false;
    value = value * 10 + ((*p)[i] - '0');
  }
  *p += 1 + digits;
  *degrees = sign == negative ? -value : value;
  return true;
}

tl_code tli_raster_hgt(tli_raster_reader *r, const tli_file *file) {
  const char *p = strrchr(r->name, '/') != NULL ? strrchr(r->name, '/') + 1 : r->name;
  double south, west;
  if (!take_degrees(&p, 'N', 'S', 2, &south) || !take_degrees(&p, 'E', 'W', 3, &west) || south > 90 || west > 180) {
    tli_raster_say(r, 0, "the name of an SRTM tile says where it lies, as N49E105.hgt");
    return TL_OK;
  }
  const size_t side = (size_t)(sqrt((double)file->length / 2) + 0.5);
  if (side < 2 || side * side * 2 != file->length) {
    tli_raster_say(r, 0, "%zu bytes are no square of 16-bit heights; a tile has 1201 x 1201 or 3601 x 3601",
                   file->length);
    return TL_OK;
  }
  const double step = 1.0 / (double)(side - 1);
  r->data->frame = (tl_raster_frame){side, side, 1, south + 1, west, -step, step, true};
  r->data->unit = "m";
  r->data->source = "SRTM";
  TLI_TRY(tli_raster_room(r));
  for (size_t i = 0; r->data->values != NULL && i < side * side; i++) {
    const unsigned char *b = (const unsigned char *)file->bytes + 2 * i;
    const int value = (int16_t)(uint16_t)((unsigned)b[0] << 8 | b[1]);
    if (value != -32768) r->data->values[i] = (float)value;
  }
  return TL_OK;
}
