/* Well-known text (OGC 06-103r4, section 7): any number of geometries, one after the other, each perhaps with SRID=n;
 * before it (PostGIS); from # to the end of the line is a comment. Z and M are read and dropped. */
#include "io/features.h"

#include <ctype.h>
#include <string.h>

typedef struct reader {
  tli_features *f;
  const char *at, *end;
  int line;
} reader;

static void skip_blanks(reader *r) {
  for (; r->at < r->end; r->at++) {
    if (*r->at == '\n') r->line++;
    if (*r->at == '#')
      while (r->at + 1 < r->end && r->at[1] != '\n') r->at++;
    else if (!isspace((unsigned char)*r->at) && *r->at != ';')
      return;
  }
}

static bool take(reader *r, char letter) {
  skip_blanks(r);
  if (r->at >= r->end || *r->at != letter) return false;
  r->at++;
  return true;
}

/* The next word in capitals; "" if the next is none. */
static void take_word(reader *r, char word[32]) {
  size_t n = 0;
  skip_blanks(r);
  while (r->at < r->end && (isalpha((unsigned char)*r->at) || (n > 0 && isdigit((unsigned char)*r->at)))) {
    if (n < 31) word[n++] = (char)toupper((unsigned char)*r->at);
    r->at++;
  }
  word[n] = '\0';
}

static tl_code wrong(reader *r, const char *expected) {
  char seen[24];
  size_t n = 0;
  while (n < sizeof seen - 1 && r->at + n < r->end && r->at[n] != '\n') {
    seen[n] = r->at[n];
    n++;
  }
  seen[n] = '\0';
  tl_findings_add(r->f->findings, TL_ERROR, r->f->file, r->line, "", "", "%s was expected, but there is \"%s\"",
                  expected, n > 0 ? seen : "the end of the file");
  return tl_fail(r->f->error, TL_ERR_INPUT, "%s:%d: %s was expected", r->f->file, r->line, expected);
}

static tl_code take_position(reader *r) {
  double value[4];
  size_t n = 0;
  for (; n < 4; n++) {
    skip_blanks(r);
    const char *end;
    if (r->at >= r->end || strchr("(),", *r->at) != NULL) break;
    value[n] = tli_parse_double(r->at, &end);
    if (end == r->at) break;
    r->at = end;
  }
  if (n < 2) return wrong(r, "a position (longitude latitude)");
  return tli_feature_push(r->f, value[0], value[1]);
}

/* ( x y, x y, ... ); points of a MULTIPOINT may stand in brackets of their own. */
static tl_code take_piece(reader *r) {
  if (!take(r, '(')) return wrong(r, "(");
  const int line = r->line;
  r->f->piece_count = 0;
  do {
    const bool wrapped = take(r, '(');
    TLI_TRY(take_position(r));
    if (wrapped && !take(r, ')')) return wrong(r, ")");
  } while (take(r, ','));
  if (!take(r, ')')) return wrong(r, ") or ,");
  return tli_feature_part(r->f, line);
}

static tl_code take_pieces(reader *r, int depth) {
  if (depth == 0) return take_piece(r);
  if (!take(r, '(')) return wrong(r, "(");
  do TLI_TRY(take_pieces(r, depth - 1));
  while (take(r, ','));
  return take(r, ')') ? TL_OK : wrong(r, ") or ,");
}

static tl_code take_geometry(reader *r, int nesting);

static tl_code take_collection(reader *r, int nesting) {
  if (nesting >= 4) return wrong(r, "a collection that is not nested so deep");
  if (!take(r, '(')) return wrong(r, "(");
  do TLI_TRY(take_geometry(r, nesting + 1));
  while (take(r, ','));
  return take(r, ')') ? TL_OK : wrong(r, ") or ,");
}

static tl_code check_srid(reader *r) {
  static const char sound[] = "=4326;";
  if (r->end - r->at >= 6 && memcmp(r->at, sound, 6) == 0) {
    r->at += 6;
    return TL_OK;
  }
  char name[40] = "EPSG:";
  size_t n = strlen(name);
  for (r->at += r->at < r->end; r->at < r->end && isdigit((unsigned char)*r->at) && n < sizeof name - 1; r->at++)
    name[n++] = *r->at;
  name[n] = '\0';
  tli_features_check_system(r->f, r->f->file, r->line, name);
  return TL_OK;
}

static tl_code take_geometry(reader *r, int nesting) {
  static const struct {
    const char *word;
    tli_feature_kind kind;
    int depth;
  } kinds[] = {{"POINT", TLI_POINTS, 0},     {"MULTIPOINT", TLI_POINTS, 0},     {"LINESTRING", TLI_LINES, 0},
               {"POLYGON", TLI_POLYGONS, 1}, {"MULTIPOLYGON", TLI_POLYGONS, 2}, {"MULTILINESTRING", TLI_LINES, 1}};
  char word[32];
  take_word(r, word);
  if (strcmp(word, "SRID") == 0) {
    TLI_TRY(check_srid(r));
    take_word(r, word);
  }
  const int line = r->line;
  const bool collection = strcmp(word, "GEOMETRYCOLLECTION") == 0;
  size_t k = 0;
  size_t n = strlen(word);
  while (n > 2 && (word[n - 1] == 'Z' || word[n - 1] == 'M')) n--; /* LINESTRINGZ */
  while (k < TLI_COUNT(kinds) && !(strlen(kinds[k].word) == n && strncmp(kinds[k].word, word, n) == 0)) k++;
  if (!collection && k == TLI_COUNT(kinds))
    return wrong(r, "POINT, LINESTRING, POLYGON, their MULTI forms or GEOMETRYCOLLECTION");
  skip_blanks(r);
  if (r->at < r->end && isalpha((unsigned char)*r->at)) {
    take_word(r, word);
    if (strcmp(word, "EMPTY") == 0) return TL_OK;
    if (strcmp(word, "Z") != 0 && strcmp(word, "M") != 0 && strcmp(word, "ZM") != 0)
      return wrong(r, "( or Z, M, EMPTY");
  }
  if (collection) return take_collection(r, nesting);
  TLI_TRY(tli_feature_begin(r->f, kinds[k].kind, line));
  TLI_TRY(take_pieces(r, kinds[k].depth));
  return tli_feature_end(r->f);
}

tl_code tli_wkt_read(tli_features *f, const tli_file *file) {
  if (!tli_file_is_text(file, f->file, f->findings)) return TL_ERR_INPUT;
  reader r = {f, file->bytes, file->bytes + file->length, 1};
  for (skip_blanks(&r); r.at < r.end; skip_blanks(&r)) {
    const size_t before = f->count;
    const tl_code code = take_geometry(&r, 0);
    if (code == TL_OK) continue;
    if (f->count > before) tli_feature_drop(f); /* half of a geometry; what stood before is kept */
    return code;
  }
  return TL_OK;
}
