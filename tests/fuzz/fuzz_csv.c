/* Any bytes as a CSV table: no crash, and what is kept is a table: each row has all its cells and a line of the file.
 */
#include "fuzz.h"
#include "io/csv.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  tli_arena *arena = tli_arena_create(NULL);
  tl_findings *findings = tl_findings_create(NULL);
  char *bytes = arena != NULL ? tli_arena_strndup(arena, (const char *)data, size) : NULL;
  if (bytes != NULL && findings != NULL) {
    tli_file file = tli_file_of_bytes(bytes, size);
    tli_csv csv;
    tl_error error;
    if (tli_csv_parse(&file, "fuzz.csv", arena, &csv, findings, &error) == TL_OK) {
      size_t length = 0;
      for (size_t r = 0; r < csv.row_count; r++) {
        if (csv.rows[r].line <= csv.head_line) abort();
        for (size_t c = 0; c < csv.column_count; c++) length += strlen(csv.rows[r].cells[c]);
      }
      if (length > size) abort();
      for (size_t c = 0; c < csv.column_count; c++)
        if (tli_csv_column(&csv, csv.columns[c]) < 0) abort();
    }
  }
  tl_findings_destroy(findings);
  tli_arena_destroy(arena);
  return 0;
}
