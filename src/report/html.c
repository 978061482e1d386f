/* The report: one HTML file with style, script and data inside.
 *
 * The data are the JSON of results.json, gzipped and in base64, in a script element that the browser does not run: no
 * text of a study can end that element. Only the date stands outside, so that two runs differ in that line alone.
 * The content security policy admits the script and the style of the build by their SHA-256, and nothing from outside.
 */
#include "report/tli_report.h"

#include "base/tli_file.h"

#include <string.h>

#define DATE "date_line"

static void add_escaped(tli_text *out, const char *text) {
  for (const char *p = text == NULL ? "" : text; *p != '\0'; p++) switch (*p) {
      case '<':
        tli_text_add(out, "&lt;");
        break;
      case '>':
        tli_text_add(out, "&gt;");
        break;
      case '&':
        tli_text_add(out, "&amp;");
        break;
      case '"':
        tli_text_add(out, "&quot;");
        break;
      default:
        tli_text_add_n(out, p, 1);
    }
}

static void add_web(tli_text *out, const unsigned char *bytes, size_t length) {
  tli_text_add_n(out, (const char *)bytes, length);
}

/* JSON inside a script element: "<" occurs in JSON only inside strings and is written as its escape \u003c, so that no
 * text can end the element or open a comment. */
static void add_json(tli_text *out, const char *json, size_t length) {
  for (size_t from = 0; from < length;) {
    const char *bracket = memchr(json + from, '<', length - from);
    size_t until = bracket == NULL ? length : (size_t)(bracket - json);
    tli_text_add_n(out, json + from, until - from);
    if (bracket != NULL) tli_text_add(out, "\\u003c");
    from = bracket == NULL ? length : until + 1;
  }
}

static tl_code add_page(tli_text *out, const tl_results *results, const tli_text *document,
                        const tl_allocator *allocator, tl_error *error) {
  tli_text_add(out,
               "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
               "<meta http-equiv=\"Content-Security-Policy\" content=\"");
  add_web(out, tli_web_policy, tli_web_policy_bytes);
  tli_text_add(out,
               "\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
               "<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n"
               "<title>");
  const char *title = tl_results_text(results, "title");
  add_escaped(out, title != NULL && title[0] != '\0' ? title : "Trunkline report");
  tli_text_add(out, "</title>\n<style>");
  add_web(out, tli_web_style, tli_web_style_bytes);
  tli_text_add(
      out,
      "</style>\n</head>\n<body>\n"
      "<noscript><p>This report draws itself with a script that is part of this file. Allow scripts for it, or "
      "read the same figures in the folder <code>tables</code> beside it.</p></noscript>\n"
      "<div id=\"report\"></div>\n<script type=\"application/json\" id=\"date\">\n");
  tli_text date; /* as JSON, for what it may hold */
  tli_text_init(&date, allocator);
  tli_json_add_string(&date, tl_results_text(results, DATE));
  const bool has_date = !date.failed;
  if (has_date) add_json(out, date.bytes, date.length);
  tli_text_free(&date);
  if (!has_date) return TLI_NO_MEMORY(error, "the date of the report");
  tli_text_add(out, "\n</script>\n<script type=\"application/json\" id=\"notices\">");
  add_json(out, (const char *)tli_web_notices, tli_web_notices_bytes);
  tli_text_add(out, "</script>\n<script type=\"application/gzip\" id=\"data\">");
  TLI_TRY(tli_report_pack(document->bytes, document->length, allocator, out, error));
  tli_text_add(out, "</script>\n<script>");
  add_web(out, tli_web_script, tli_web_script_bytes);
  tli_text_add(out, "</script>\n</body>\n</html>\n");
  return out->failed ? TLI_NO_MEMORY(error, "the page of the report") : TL_OK;
}

/* Names the table or value that weighs most, for the sentence about a report that is too heavy. */
static const char *heaviest(const tl_results *results) {
  const char *key = NULL, *json = NULL, *name = "the texts";
  size_t most = 0;
  for (size_t i = 0; tl_results_json_at(results, i, &key, &json); i++)
    if (strlen(json) > most) {
      most = strlen(json);
      name = key;
    }
  for (size_t i = 0; i < tl_results_tables(results); i++) {
    const tl_table *table = tl_results_table_at(results, i);
    size_t rows = tl_table_rows(table) < TL_REPORT_ROWS_SHOWN ? tl_table_rows(table) : TL_REPORT_ROWS_SHOWN;
    size_t weight = rows * tl_table_columns(table) * 11; /* nine digits, a point and a comma */
    if (weight > most) {
      most = weight;
      name = tl_table_id(table);
    }
  }
  return name;
}

tl_code tl_report_write_html(const tl_results *results, const char *path, const tl_allocator *allocator,
                             tl_error *error) {
  TLI_TRY(tli_report_ready(results, error));
  tli_text document, page;
  tli_text_init(&document, allocator);
  tli_text_init(&page, allocator);
  tl_code code = tli_report_document(
      results, (tli_document_style){.rows_shown = TL_REPORT_ROWS_SHOWN, .nine_digits = true, .left_out = DATE},
      &document, error);
  if (code == TL_OK) code = add_page(&page, results, &document, allocator, error);
  if (code == TL_OK) {
    if (page.length > TL_REPORT_BYTES)
      code =
          tl_fail(error, TL_ERR_INPUT,
                  "the report would weigh %zu bytes, more than %d; its heaviest part is \"%s\": give it fewer rows or "
                  "points",
                  page.length, TL_REPORT_BYTES, heaviest(results));
    else
      code = tli_write_file_atomically(path, page.bytes, page.length, allocator, error);
  }
  tli_text_free(&page);
  tli_text_free(&document);
  return code;
}
