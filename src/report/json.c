/* The result set as one JSON document (RFC 8259): what results have, in the order they were given, nothing more. */
#include "report/tli_report.h"

#include "base/tli_file.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Length of the well-formed UTF-8 sequence at p (Unicode 15, table 3-7), or 0. */
static size_t utf8_length(const unsigned char *p) {
  if (p[0] < 0x80) return 1;
  size_t length = p[0] >= 0xC2 && p[0] <= 0xDF   ? 2
                  : p[0] >= 0xE0 && p[0] <= 0xEF ? 3
                  : p[0] >= 0xF0 && p[0] <= 0xF4 ? 4
                                                 : 0;
  for (size_t i = 1; i < length; i++)
    if ((p[i] & 0xC0) != 0x80) return 0;                                        /* also stops at the closing NUL */
  if ((p[0] == 0xE0 && p[1] < 0xA0) || (p[0] == 0xED && p[1] > 0x9F)) return 0; /* overlong; surrogates */
  if ((p[0] == 0xF0 && p[1] < 0x90) || (p[0] == 0xF4 && p[1] > 0x8F)) return 0; /* overlong; beyond U+10FFFF */
  return length;
}

void tli_json_add_string(tli_text *out, const char *text) {
  if (text == NULL) {
    tli_text_add(out, "null");
    return;
  }
  tli_text_add(out, "\"");
  for (const unsigned char *p = (const unsigned char *)text; *p != '\0';) {
    size_t length = utf8_length(p);
    if (length == 0) {
      tli_text_add(out, "\xEF\xBF\xBD");
      p++;
      continue;
    }
    if (*p == '"' || *p == '\\')
      tli_text_printf(out, "\\%c", *p);
    else if (*p == '\n')
      tli_text_add(out, "\\n");
    else if (*p < 0x20 || *p == 0x7F)
      tli_text_printf(out, "\\u%04x", *p);
    else
      tli_text_add_n(out, (const char *)p, length);
    p += length;
  }
  tli_text_add(out, "\"");
}

static void add_member(tli_text *out, const char *name, const char *text, bool first) {
  tli_text_printf(out, "%s\"%s\":", first ? "" : ",", name);
  tli_json_add_string(out, text);
}

static void add_number(tli_text *out, double value, bool nine_digits) {
  if (nine_digits && isfinite(value)) {
    char digits[40];
    (void)snprintf(digits, sizeof digits, "%.9g", value);
    value = tli_parse_double(digits, NULL);
  }
  tli_text_add_number(out, value);
}

/* Rows of a table that the document shows: evenly spread, with first, last and each break between sections. */
static bool row_is_shown(const tl_table *table, size_t row, size_t every) {
  if (every <= 1 || row % every == 0 || row + 1 == tl_table_rows(table)) return true;
  for (size_t near = row - 1; near <= row + 1 && near < tl_table_rows(table); near++)
    for (size_t c = 0; c < tl_table_columns(table); c++) {
      const tl_column *column = tl_table_column(table, c);
      if (column->quantity == TL_TEXT) continue;
      if (isnan(tl_table_number(table, near, c)) != isnan(tl_table_number(table, row, c))) return true;
      break; /* the first number tells a break row */
    }
  return false;
}

static void add_column(tli_text *out, const tl_table *table, size_t c, size_t every, bool nine_digits) {
  const tl_column *column = tl_table_column(table, c);
  add_member(out, "name", column->name, true);
  add_member(out, "label", column->label, false);
  add_member(out, "quantity", tl_quantity_name(column->quantity), false);
  tli_text_printf(out, ",\"is_text\":%s", column->quantity == TL_TEXT ? "true" : "false");
  add_member(out, "si_unit", column->si_unit, false);
  add_member(out, "show_unit", column->show_unit, false);
  tli_text_add(out, ",\"show_factor\":");
  tli_text_add_number(out, column->show_factor);
  tli_text_add(out, ",\"show_offset\":");
  tli_text_add_number(out, column->show_offset);
  tli_text_printf(out, ",\"digits\":%d,\"origin\":{", column->digits);
  add_member(out, "formula", column->origin.formula, true);
  add_member(out, "step", column->origin.step, false);
  add_member(out, "theory", column->origin.theory, false);
  add_member(out, "inputs", column->origin.input_ids, false);
  tli_text_add(out, "},\"values\":[");
  size_t shown = 0;
  for (size_t row = 0; row < tl_table_rows(table); row++) {
    if (!row_is_shown(table, row, every)) continue;
    if (shown > 0) tli_text_add(out, ",");
    if (column->quantity != TL_TEXT)
      add_number(out, tl_table_number(table, row, c), nine_digits);
    else
      tli_json_add_string(out, tl_table_text(table, row, c));
    shown++;
  }
  tli_text_add(out, "]");
}

/* A page is read, not searched: what goes month by month (a column "month") stands in its CSV file alone. */
static bool is_in_page(const tl_table *table, tli_document_style style) {
  return style.rows_shown == 0 || tl_table_find_column(table, "month") < 0;
}

static void add_table(tli_text *out, const tl_table *table, tli_document_style style) {
  size_t rows = tl_table_rows(table);
  bool along = style.rows_shown > 0 && tl_table_find_column(table, "chainage_m") >= 0; /* a curve: it may be thinned */
  size_t every = along ? (rows + style.rows_shown - 1) / style.rows_shown : 1;
  tli_text_add(out, "{");
  add_member(out, "id", tl_table_id(table), true);
  add_member(out, "title", tl_table_title(table), false);
  add_member(out, "sentence", tl_table_sentence(table), false);
  tli_text_printf(out, ",\"rows\":%zu,\"every\":%zu,\"columns\":[", rows, every < 1 ? 1 : every);
  for (size_t c = 0; c < tl_table_columns(table); c++) {
    tli_text_add(out, c > 0 ? ",\n{" : "\n{");
    add_column(out, table, c, every, style.nine_digits);
    tli_text_add(out, "}");
  }
  tli_text_add(out, "]}");
}

static void add_sources(tli_text *out, const tl_results *results) {
  tli_text_add(out, ",\n\"sources\":[");
  for (size_t i = 0; i < tl_results_sources(results); i++) {
    const tl_source *source = tl_results_source_at(results, i);
    tli_text_add(out, i > 0 ? ",\n{" : "\n{");
    add_member(out, "id", source->id, true);
    add_member(out, "citation", source->citation, false);
    add_member(out, "date", source->date, false);
    add_member(out, "url", source->url, false);
    tli_text_add(out, "}");
  }
  tli_text_add(out, "]");
}

static void add_inputs(tli_text *out, const tl_results *results, bool nine_digits) {
  tli_text_add(out, ",\n\"inputs\":[");
  for (size_t i = 0; i < tl_results_inputs(results); i++) {
    const tl_input *input = tl_results_input_at(results, i);
    tli_text_add(out, i > 0 ? ",\n{" : "\n{");
    add_member(out, "id", input->id, true);
    add_member(out, "label", input->label, false);
    add_member(out, "text", input->text, false);
    tli_text_add(out, ",\"si\":");
    add_number(out, input->si, nine_digits);
    add_member(out, "unit", input->unit, false);
    add_member(out, "file", input->file, false);
    tli_text_printf(out, ",\"line\":%d", input->line);
    add_member(out, "source", input->source_id, false);
    add_member(out, "date", input->date, false);
    add_member(out, "confidence", input->confidence, false);
    add_member(out, "note", input->note, false);
    tli_text_add(out, "}");
  }
  tli_text_add(out, "]");
}

static tl_code add_values(tli_text *out, const tl_results *results, tl_error *error) {
  const char *key = NULL, *json = NULL;
  tli_text_add(out, ",\n\"json\":{");
  for (size_t i = 0; tl_results_json_at(results, i, &key, &json); i++) {
    json_error_t why;
    json_t *value = json_loads(json, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, &why);
    if (value == NULL)
      return tl_fail(error, TL_ERR_USAGE, "the value \"%s\" of the results is no JSON: %s (line %d, column %d)", key,
                     why.text, why.line, why.column);
    json_decref(value);
    tli_text_add(out, i > 0 ? ",\n" : "\n");
    tli_json_add_string(out, key);
    tli_text_add(out, ":");
    tli_text_add(out, json);
  }
  tli_text_add(out, "}");
  return TL_OK;
}

tl_code tli_report_document(const tl_results *results, tli_document_style style, tli_text *out, tl_error *error) {
  const char *key = NULL, *text = NULL;
  tli_text_add(out, "{");
  add_member(out, "trunkline", tl_version(), true);
  tli_text_add(out, ",\n\"texts\":{");
  bool first = true;
  for (size_t i = 0; tl_results_text_at(results, i, &key, &text); i++) {
    if (style.left_out != NULL && strcmp(key, style.left_out) == 0) continue;
    tli_text_add(out, first ? "\n" : ",\n");
    first = false;
    tli_json_add_string(out, key);
    tli_text_add(out, ":");
    tli_json_add_string(out, text);
  }
  tli_text_add(out, "}");
  TLI_TRY(add_values(out, results, error));
  add_sources(out, results);
  add_inputs(out, results, style.nine_digits);
  tli_text_add(out, ",\n\"tables\":[");
  first = true;
  for (size_t i = 0; i < tl_results_tables(results); i++) {
    if (!is_in_page(tl_results_table_at(results, i), style)) continue;
    tli_text_add(out, first ? "\n" : ",\n");
    first = false;
    add_table(out, tl_results_table_at(results, i), style);
  }
  tli_text_add(out, "]}\n");
  return out->failed ? TLI_NO_MEMORY(error, "the JSON document of the results") : TL_OK;
}

tl_code tli_report_ready(const tl_results *results, tl_error *error) {
  return tl_results_lost(results) ? TLI_NO_MEMORY(error, "the results of the study") : TL_OK;
}

tl_code tl_report_write_json(const tl_results *results, const char *path, const tl_allocator *allocator,
                             tl_error *error) {
  TLI_TRY(tli_report_ready(results, error));
  tli_text document;
  tli_text_init(&document, allocator);
  tl_code code = tli_report_document(results, (tli_document_style){0}, &document, error);
  if (code == TL_OK) code = tli_write_file_atomically(path, document.bytes, document.length, allocator, error);
  tli_text_free(&document);
  return code;
}

tl_code tl_report_write_text(const char *text, const char *path, const tl_allocator *allocator, tl_error *error) {
  return tli_write_file_atomically(path, text, strlen(text), allocator, error);
}
