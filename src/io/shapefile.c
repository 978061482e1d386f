/* Shapefiles (ESRI White Paper J-7855, 1998) by shapelib, read from memory.
 *
 * shapelib opens files by name through hooks that carry no context; the name given here is the address of the files in
 * hexadecimal, so that nothing has to be kept in a global. */
#include "io/features.h"

#include <inttypes.h>
#include <limits.h>
#include <shapefil.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct bundle {
  const tli_file *shp, *shx, *dbf;
} bundle;

typedef struct stream {
  const tli_file *file;
  size_t at;
} stream;

static SAFile open_hook(const char *name, const char *access) {
  char *ending;
  (void)access;
  const bundle *b = (const bundle *)(uintptr_t)strtoull(name, &ending, 16);
  const tli_file *file = strcmp(ending, ".shp") == 0   ? b->shp
                         : strcmp(ending, ".shx") == 0 ? b->shx
                         : strcmp(ending, ".dbf") == 0 ? b->dbf
                                                       : NULL;
  if (file == NULL || file->length == 0) return NULL;
  stream *s = malloc(sizeof *s);
  if (s != NULL) *s = (stream){file, 0};
  return (SAFile)s;
}

static SAOffset read_hook(void *to, SAOffset size, SAOffset count, SAFile handle) {
  stream *s = (stream *)handle;
  const size_t left = s->at < s->file->length ? s->file->length - s->at : 0;
  size_t items = size > 0 ? left / size : 0;
  if (items > count) items = count;
  if (items > 0) memcpy(to, s->file->bytes + s->at, items * size);
  s->at += items * size;
  return items;
}

static SAOffset write_hook(void *from, SAOffset size, SAOffset count, SAFile handle) {
  (void)from;
  (void)size;
  (void)count;
  (void)handle;
  return 0;
}

static SAOffset seek_hook(SAFile handle, SAOffset offset, int whence) {
  stream *s = (stream *)handle;
  s->at = whence == SEEK_CUR ? s->at + offset : whence == SEEK_END ? s->file->length + offset : offset;
  return 0;
}

static SAOffset tell_hook(SAFile handle) { return ((stream *)handle)->at; }

static int flush_hook(SAFile handle) {
  (void)handle;
  return 0;
}

static int close_hook(SAFile handle) {
  free(handle);
  return 0;
}

static int remove_hook(const char *name) {
  (void)name;
  return -1;
}

static void error_hook(const char *words) { (void)words; /* said as findings by who called */ }

static double number_hook(const char *text) {
  const char *end;
  return tli_parse_double(text, &end);
}

static const SAHooks hooks = {open_hook,  read_hook,  write_hook,  seek_hook,  tell_hook,
                              flush_hook, close_hook, remove_hook, error_hook, number_hook};

/* Old tables are in code pages: what is not UTF-8 becomes question marks, and a finding says so once. */
static tl_code keep_value(tli_features *f, const char *key, const char *value, bool *said) {
  char *copy = tli_arena_strdup(f->arena, value);
  if (copy == NULL) return TLI_NO_MEMORY(f->error, f->file);
  const tli_file text = tli_file_of_bytes(copy, strlen(copy));
  tl_findings *quiet = tl_findings_create(tli_arena_allocator(f->arena));
  if (quiet == NULL) return TLI_NO_MEMORY(f->error, f->file);
  const bool utf8 = tli_file_is_text(&text, "", quiet);
  tl_findings_destroy(quiet);
  for (char *p = copy; !utf8 && *p != '\0'; p++)
    if ((unsigned char)*p >= 0x80) *p = '?';
  if (!utf8 && !*said)
    tl_findings_add(f->findings, TL_WARNING, f->file, 0, "", key,
                    "the table of attributes is not in UTF-8: letters beyond ASCII are shown as ?");
  *said = *said || !utf8;
  return tli_feature_property(f, key, copy);
}

static tl_code keep_attributes(tli_features *f, DBFHandle dbf, int record, bool *said) {
  const int fields = dbf != NULL && record < DBFGetRecordCount(dbf) ? DBFGetFieldCount(dbf) : 0;
  for (int i = 0; i < fields; i++) {
    char name[XBASE_FLDNAME_LEN_READ + 1] = "";
    (void)DBFGetFieldInfo(dbf, i, name, NULL, NULL);
    const char *value = DBFReadStringAttribute(dbf, record, i);
    if (value == NULL) continue;
    while (*value == ' ') value++;
    if (value[0] != '\0' && name[0] != '\0') TLI_TRY(keep_value(f, name, value, said));
  }
  return TL_OK;
}

static tli_feature_kind kind_of(int type) {
  switch (type) {
    case SHPT_POINT:
    case SHPT_POINTZ:
    case SHPT_POINTM:
    case SHPT_MULTIPOINT:
    case SHPT_MULTIPOINTZ:
    case SHPT_MULTIPOINTM:
      return TLI_POINTS;
    case SHPT_ARC:
    case SHPT_ARCZ:
    case SHPT_ARCM:
      return TLI_LINES;
    case SHPT_POLYGON:
    case SHPT_POLYGONZ:
    case SHPT_POLYGONM:
      return TLI_POLYGONS;
    default:
      return TLI_NO_GEOMETRY;
  }
}

static tl_code keep_shape(tli_features *f, const SHPObject *shape) {
  const int parts = shape->nParts > 0 ? shape->nParts : 1;
  for (int p = 0; p < parts; p++) {
    const int first = shape->nParts > 0 ? shape->panPartStart[p] : 0;
    const int last = p + 1 < shape->nParts ? shape->panPartStart[p + 1] : shape->nVertices;
    f->piece_count = 0;
    for (int i = first; i >= 0 && i < last && i < shape->nVertices; i++)
      TLI_TRY(tli_feature_push(f, shape->padfX[i], shape->padfY[i]));
    if (f->piece_count > 0) TLI_TRY(tli_feature_part(f, 0));
  }
  return TL_OK;
}

static tl_code keep_record(tli_features *f, SHPHandle shp, DBFHandle dbf, int record, bool *said) {
  SHPObject *shape = SHPReadObject(shp, record);
  if (shape == NULL) {
    tl_findings_add(f->findings, TL_WARNING, f->file, 0, "", "", "record %d is damaged and was left out", record + 1);
    return TL_OK;
  }
  tl_code code = tli_feature_begin(f, kind_of(shape->nSHPType), 0);
  if (code == TL_OK) code = keep_attributes(f, dbf, record, said);
  if (code == TL_OK) code = tli_feature_end(f);
  if (code == TL_OK) code = keep_shape(f, shape);
  SHPDestroyObject(shape);
  return code;
}

tl_code tli_shapefile_read(tli_features *f, const tli_file *shp, const tli_file *shx, const tli_file *dbf) {
  bundle b = {shp, shx, dbf};
  char name[32];
  (void)snprintf(name, sizeof name, "%" PRIxPTR, (uintptr_t)&b);
  SAHooks copy = hooks;
  if (shx->length == 0)
    return tli_features_refuse(f, 0,
                               "the file .shx of this shapefile is missing beside it; a shapefile is .shp, .shx, .dbf");
  if (shp->length > INT_MAX || shx->length > INT_MAX) return tli_features_refuse(f, 0, "the shapefile is too large");
  SHPHandle shapes = SHPOpenLL(name, "rb", &copy);
  if (shapes == NULL) return tli_features_refuse(f, 0, "this is no sound shapefile (.shp or .shx is damaged)");
  DBFHandle table = DBFOpenLL(name, "rb", &copy);
  if (table == NULL)
    tl_findings_add(f->findings, TL_WARNING, f->file, 0, "", "", "no sound table .dbf beside it: shapes have no names");
  int records = 0, type = 0;
  bool said = false;
  tl_code code = TL_OK;
  SHPGetInfo(shapes, &records, &type, NULL, NULL);
  for (int i = 0; code == TL_OK && i < records; i++) code = keep_record(f, shapes, table, i, &said);
  if (table != NULL) DBFClose(table);
  SHPClose(shapes);
  return code == TL_ERR_USAGE ? TL_ERR_INPUT : code;
}
