/* Every table as CSV (RFC 4180): header "name [unit]", SI numbers that read back to the same double, CRLF. */
#include "report/tli_report.h"

#include "base/tli_file.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

static void add_field(tli_text *out, const char *text) {
  if (text == NULL) return;
  if (strpbrk(text, ",\"\r\n") == NULL) {
    tli_text_add(out, text);
    return;
  }
  tli_text_add(out, "\"");
  for (const char *p = text; *p != '\0'; p++) {
    if (*p == '"') tli_text_add(out, "\"");
    tli_text_add_n(out, p, 1);
  }
  tli_text_add(out, "\"");
}

static void add_header(tli_text *out, const tl_table *table) {
  for (size_t c = 0; c < tl_table_columns(table); c++) {
    const tl_column *column = tl_table_column(table, c);
    tli_text name;
    tli_text_init(&name, out->allocator);
    tli_text_add(&name, column->name);
    if (column->si_unit[0] != '\0' && strcmp(column->si_unit, "1") != 0)
      tli_text_printf(&name, " [%s]", column->si_unit);
    if (c > 0) tli_text_add(out, ",");
    if (name.failed) out->failed = true;
    if (!out->failed) add_field(out, name.bytes);
    tli_text_free(&name);
  }
  tli_text_add(out, "\r\n");
}

static void add_rows(tli_text *out, const tl_table *table) {
  for (size_t row = 0; row < tl_table_rows(table); row++) {
    for (size_t c = 0; c < tl_table_columns(table); c++) {
      if (c > 0) tli_text_add(out, ",");
      double number = tl_table_number(table, row, c);
      if (tl_table_column(table, c)->quantity == TL_TEXT)
        add_field(out, tl_table_text(table, row, c));
      else if (isfinite(number))
        tli_text_add_number(out, number);
    }
    tli_text_add(out, "\r\n");
  }
}

static bool is_file_name(const char *id) {
  if (id[0] == '\0') return false;
  for (const char *p = id; *p != '\0'; p++)
    if (!isalnum((unsigned char)*p) && *p != '_' && *p != '-') return false;
  return true;
}

static tl_code write_table(const tl_table *table, const char *folder, const tl_allocator *allocator, tl_error *error) {
  if (!is_file_name(tl_table_id(table)))
    return tl_fail(error, TL_ERR_USAGE, "the table id \"%s\" is no file name; use letters, digits, - and _",
                   tl_table_id(table));
  tli_text path, csv;
  tli_text_init(&path, allocator);
  tli_text_init(&csv, allocator);
  tli_text_printf(&path, "%s/%s.csv", folder, tl_table_id(table));
  add_header(&csv, table);
  add_rows(&csv, table);
  tl_code code = path.failed || csv.failed
                     ? TLI_NO_MEMORY(error, "a table in CSV")
                     : tli_write_file_atomically(path.bytes, csv.bytes, csv.length, allocator, error);
  tli_text_free(&csv);
  tli_text_free(&path);
  return code;
}

tl_code tl_report_write_tables(const tl_results *results, const char *folder, const tl_allocator *allocator,
                               tl_error *error) {
  TLI_TRY(tli_report_ready(results, error));
  tli_text tables;
  tli_text_init(&tables, allocator);
  tli_text_printf(&tables, "%s/tables", folder);
  tl_code code = tables.failed ? TLI_NO_MEMORY(error, "the name of the folder of tables")
                               : tli_make_folders(tables.bytes, allocator, error);
  for (size_t i = 0; i < tl_results_tables(results) && code == TL_OK; i++)
    code = write_table(tl_results_table_at(results, i), tables.bytes, allocator, error);
  tli_text_free(&tables);
  return code;
}
