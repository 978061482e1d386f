/* CSV: see io/csv.h. RFC 4180 (2005), section 2. */
#include "io/csv.h"

#include <string.h>

typedef struct reader {
  const char *at, *end;
  int line;
  const char *name;
  tli_arena *arena;
  tl_findings *findings;
  const char *cells[TLI_CSV_COLUMNS];
  size_t count; /* cells met in the row, also those beyond the limit */
} reader;

static bool at_line_end(const reader *r) { return r->at == r->end || *r->at == '\n' || *r->at == '\r'; }

static void take_line_end(reader *r) {
  if (r->at < r->end && *r->at == '\r') r->at++;
  if (r->at < r->end && *r->at == '\n') r->at++;
  r->line++;
}

static void skip_to_line_end(reader *r) {
  while (!at_line_end(r)) r->at++;
}

/* A cell in quotes. *broken becomes true if the quote never closes or something follows it. NULL: no memory. */
static const char *quoted_cell(reader *r, bool *broken) {
  int first_line = r->line;
  const char *start = ++r->at;
  size_t length = 0;
  for (const char *p = start; p < r->end && (*p != '"' || (p + 1 < r->end && p[1] == '"')); p += *p == '"' ? 2 : 1)
    length++;
  char *cell = tli_arena_alloc(r->arena, length + 1, 1);
  if (cell == NULL) return NULL;
  for (size_t i = 0; i < length; i++) {
    if (*r->at == '\n') r->line++;
    cell[i] = *r->at;
    r->at += *r->at == '"' ? 2 : 1;
  }
  if (r->at == r->end) {
    tl_findings_add(r->findings, TL_ERROR, r->name, first_line, "", "",
                    "the quote opened on this line is never closed: all that follows was taken into one cell");
    *broken = true;
    return cell;
  }
  r->at++;
  while (r->at < r->end && (*r->at == ' ' || *r->at == '\t')) r->at++;
  if (!at_line_end(r) && *r->at != ',') {
    tl_findings_add(r->findings, TL_ERROR, r->name, r->line, "", "",
                    "text after a closing quote: write a quote inside a quoted cell twice (\"\")");
    *broken = true;
    skip_to_line_end(r);
  }
  return cell;
}

static const char *plain_cell(reader *r) {
  const char *start = r->at;
  while (!at_line_end(r) && *r->at != ',') r->at++;
  const char *stop = r->at;
  while (stop > start && (stop[-1] == ' ' || stop[-1] == '\t')) stop--;
  return tli_arena_strndup(r->arena, start, (size_t)(stop - start));
}

/* One row into r->cells; false: no memory. */
static bool take_row(reader *r, bool *broken) {
  r->count = 0;
  *broken = false;
  for (;;) {
    while (r->at < r->end && (*r->at == ' ' || *r->at == '\t')) r->at++;
    const char *cell = r->at < r->end && *r->at == '"' ? quoted_cell(r, broken) : plain_cell(r);
    if (cell == NULL) return false;
    if (r->count < TLI_CSV_COLUMNS) r->cells[r->count] = cell;
    r->count++;
    if (at_line_end(r)) break;
    r->at++; /* the comma */
  }
  take_line_end(r);
  return true;
}

static void skip_comments_and_blank_lines(reader *r, bool comments) {
  while (r->at < r->end) {
    const char *p = r->at;
    while (p < r->end && (*p == ' ' || *p == '\t')) p++;
    bool blank = p == r->end || *p == '\n' || *p == '\r';
    if (!blank && !(comments && *p == '#')) return;
    r->at = p;
    skip_to_line_end(r);
    if (r->at < r->end) take_line_end(r);
  }
}

static const char *const *keep_cells(reader *r, size_t count) {
  const char **cells = TLI_NEW_N(r->arena, const char *, count);
  if (cells != NULL) memcpy(cells, r->cells, count * sizeof *cells);
  return cells;
}

static tl_code take_head(reader *r, tli_csv *csv, tl_error *error) {
  skip_comments_and_blank_lines(r, true);
  csv->head_line = r->line;
  if (r->at == r->end) {
    tl_findings_add(r->findings, TL_ERROR, r->name, 1, "", "",
                    "the table is empty: its first line must name the columns");
    return TL_OK;
  }
  bool broken;
  if (!take_row(r, &broken)) return TLI_NO_MEMORY(error, r->name);
  if (r->count > TLI_CSV_COLUMNS) {
    tl_findings_add(r->findings, TL_ERROR, r->name, csv->head_line, "", "", "%zu columns; allowed 1 .. %d", r->count,
                    TLI_CSV_COLUMNS);
    return TL_OK;
  }
  csv->columns = keep_cells(r, r->count);
  if (csv->columns == NULL) return TLI_NO_MEMORY(error, r->name);
  csv->column_count = r->count;
  for (size_t i = 0; i < csv->column_count; i++) {
    if (csv->columns[i][0] == '\0')
      tl_findings_add(r->findings, TL_ERROR, r->name, csv->head_line, "", "", "column %zu has no name", i + 1);
    for (size_t k = 0; k < i; k++)
      if (csv->columns[i][0] != '\0' && strcmp(csv->columns[i], csv->columns[k]) == 0)
        tl_findings_add(r->findings, TL_ERROR, r->name, csv->head_line, "", csv->columns[i],
                        "column \"%s\" is there twice (columns %zu and %zu): which one counts?", csv->columns[i], k + 1,
                        i + 1);
  }
  return TL_OK;
}

static tl_code take_body(reader *r, tli_csv *csv, tl_error *error) {
  tli_csv_row *rows = NULL;
  size_t room = 0;
  for (;;) {
    skip_comments_and_blank_lines(r, false);
    if (r->at == r->end) break;
    int line = r->line;
    bool broken;
    if (!take_row(r, &broken)) return TLI_NO_MEMORY(error, r->name);
    if (broken) continue;
    if (r->count != csv->column_count) {
      tl_findings_add(r->findings, TL_ERROR, r->name, line, "", "",
                      "%zu cells where the head line names %zu columns: %s", r->count, csv->column_count,
                      r->count > csv->column_count ? "a cell with a comma in it needs quotes" : "is the row cut off?");
      continue;
    }
    if (csv->row_count == TLI_CSV_ROWS) {
      tl_findings_add(r->findings, TL_ERROR, r->name, line, "", "", "more than %d rows; the rest was not read",
                      TLI_CSV_ROWS);
      break;
    }
    if (!TLI_PUSH_ROOM(r->arena, rows, room, csv->row_count)) return TLI_NO_MEMORY(error, r->name);
    const char *const *cells = keep_cells(r, r->count);
    if (cells == NULL) return TLI_NO_MEMORY(error, r->name);
    rows[csv->row_count++] = (tli_csv_row){line, cells};
    csv->rows = rows;
  }
  return TL_OK;
}

tl_code tli_csv_parse(const tli_file *file, const char *name, tli_arena *arena, tli_csv *csv, tl_findings *findings,
                      tl_error *error) {
  *csv = (tli_csv){.name = name};
  if (!tli_file_is_text(file, name, findings)) return TL_OK;
  reader r = {.at = file->bytes,
              .end = file->bytes + file->length,
              .line = 1,
              .name = name,
              .arena = arena,
              .findings = findings};
  TLI_TRY(take_head(&r, csv, error));
  if (csv->column_count == 0) return TL_OK;
  return take_body(&r, csv, error);
}

int tli_csv_column(const tli_csv *csv, const char *name) {
  for (size_t i = 0; i < csv->column_count; i++)
    if (strcmp(csv->columns[i], name) == 0) return (int)i;
  return -1;
}
