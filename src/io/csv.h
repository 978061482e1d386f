/* io/csv.h - tables in CSV as RFC 4180 has them: a head line, commas, quotes doubled inside quotes, line breaks allowed
 * inside quotes. Also taken: a byte order mark, CRLF or LF, blank lines (skipped), lines starting with '#' above the
 * head line (skipped). Blanks around an unquoted cell are not part of it.
 *
 * Each row knows the line it starts on. A row with too many or too few cells, or with a broken quote, becomes a finding
 * and is left out; the others are still read, so that one pass reports all of them.
 */
#ifndef TLI_CSV_H
#define TLI_CSV_H

#include "io/file.h"

typedef struct tli_csv_row {
  int line; /* 1-based line of the file on which the row starts */
  const char *const *cells;
} tli_csv_row;

typedef struct tli_csv {
  const char *name; /* as given to tli_csv_parse */
  int head_line;
  const char *const *columns;
  size_t column_count;
  const tli_csv_row *rows; /* each with column_count cells */
  size_t row_count;
} tli_csv;

enum { TLI_CSV_COLUMNS = 256, TLI_CSV_ROWS = 1 << 20 };

/* Reads the table out of bytes that stay alive with the arena. TL_ERR_MACHINE if there is no memory; everything else
 * that is wrong goes to findings under `name`. */
TL_MUST_USE tl_code tli_csv_parse(const tli_file *file, const char *name, tli_arena *arena, tli_csv *csv,
                                  tl_findings *findings, tl_error *error);

/* Index of a column by its exact name, -1 if absent. */
int tli_csv_column(const tli_csv *csv, const char *name);

#endif
