/* The writers: CSV that reads back to the same bits, JSON that parses, a page that no text can break out of. */
#include "out_of_memory.h"

#include "fixture.h"
#include "io/gzip.h"
#include "report/tli_report.h"

#include <jansson.h>
#include <stdlib.h>

static char *read_file(const char *path, size_t *length) {
  FILE *file = fopen(path, "rb");
  assert_non_null(file);
  char *text = calloc(1, 4 << 20);
  assert_non_null(text);
  *length = fread(text, 1, (4 << 20) - 1, file);
  (void)fclose(file);
  return text;
}

static const char *out(const char *name) {
  static char path[600];
  (void)snprintf(path, sizeof path, "%s/tests/report/%s", TRUNKLINE_BINARY_DIR, name);
  return path;
}

static char *document_of(const tl_results *results, tli_document_style style) {
  tli_text text;
  tl_error error = {0};
  tli_text_init(&text, NULL);
  assert_int_equal(tli_report_document(results, style, &text, &error), TL_OK);
  return text.bytes; /* from malloc: the caller frees it */
}

/* A set with one table of one column "x"; hands out both. */
static tl_results *one_column(tl_quantity quantity, const char *unit, tl_table **table) {
  tl_results *results = tl_results_create(NULL);
  *table = tl_results_add_table(results, "t", "Title", "Sentence.");
  tl_table_add_column(
      *table, &(tl_column){.name = "x", .label = "X", .quantity = quantity, .si_unit = unit, .show_factor = 1.0});
  return results;
}

static void csv_follows_rfc_4180(void **state) {
  (void)state;
  tl_table *t = NULL;
  tl_results *results = one_column(TL_TEXT, "", &t);
  tl_table_add_column(t, &(tl_column){.name = "p, q", .quantity = TL_PRESSURE, .si_unit = "Pa"});
  tl_table_add_row(t, (tl_cell[]){{NAN, "plain"}, {0.1, NULL}});
  tl_table_add_row(t, (tl_cell[]){{NAN, "a \"b\", c\nd"}, {NAN, NULL}});
  tl_table_add_row(t, (tl_cell[]){{NAN, NULL}, {1.0 / 3.0, NULL}});
  tl_error error = {0};
  assert_int_equal(tl_report_write_tables(results, out("csv"), NULL, &error), TL_OK);
  size_t length = 0;
  char *csv = read_file(out("csv/tables/t.csv"), &length);
  assert_string_equal(csv, "x,\"p, q [Pa]\"\r\nplain,0.1\r\n\"a \"\"b\"\", c\nd\",\r\n,0.3333333333333333\r\n");
  free(csv);
  tl_results_destroy(results);
}

static void a_table_id_must_be_a_file_name(void **state) {
  (void)state;
  static const char *const bad[] = {"", "../t", "a/b", "a b"};
  for (size_t i = 0; i < TLI_COUNT(bad); i++) {
    tl_results *results = tl_results_create(NULL);
    assert_non_null(tl_results_add_table(results, bad[i], "", ""));
    tl_error error = {0};
    assert_int_equal(tl_report_write_tables(results, out("csv"), NULL, &error), TL_ERR_USAGE);
    assert_non_null(strstr(error.sentence, bad[i]));
    tl_results_destroy(results);
  }
}

static void json_holds_all_digits_and_any_text(void **state) {
  (void)state;
  tl_table *t = NULL;
  tl_results *results = one_column(TL_PRESSURE, "Pa", &t);
  tl_table_add_row(t, (tl_cell[]){{0.1 + 0.2, NULL}});
  tl_table_add_row(t, (tl_cell[]){{NAN, NULL}});
  tl_results_set_text(results, "k", "tab\t quote\" back\\ \x01 \xC3\xA9 \xFF\xC0\xAF \xED\xA0\x80 end");
  tl_results_set_json(results, "j", "{\"a\":[1,null]}");
  char *text = document_of(results, (tli_document_style){0});
  json_error_t why;
  json_t *root = json_loads(text, 0, &why);
  assert_non_null(root);
  json_t *values = json_object_get(
      json_array_get(json_object_get(json_array_get(json_object_get(root, "tables"), 0), "columns"), 0), "values");
  assert_true(json_real_value(json_array_get(values, 0)) == 0.1 + 0.2);
  assert_true(json_is_null(json_array_get(values, 1)));
  const char *k = json_string_value(json_object_get(json_object_get(root, "texts"), "k"));
  assert_string_equal(k,
                      "tab\t quote\" back\\ \x01 \xC3\xA9 \xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD "
                      "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD end");
  assert_int_equal(json_array_size(json_object_get(json_object_get(json_object_get(root, "json"), "j"), "a")), 2);
  json_decref(root);
  free(text);
  tl_results_destroy(results);
}

static void a_value_that_is_no_json_is_refused(void **state) {
  (void)state;
  tl_table *t = NULL;
  tl_results *results = one_column(TL_PRESSURE, "Pa", &t);
  tl_results_set_json(results, "map", "{\"a\":}");
  tl_error error = {0};
  assert_int_equal(tl_report_write_json(results, out("refused.json"), NULL, &error), TL_ERR_USAGE);
  assert_non_null(strstr(error.sentence, "map"));
  assert_null(fopen(out("refused.json"), "rb"));
  assert_int_equal(tl_report_write_html(results, out("refused.html"), NULL, &error), TL_ERR_USAGE);
  assert_null(fopen(out("refused.html"), "rb"));
  tl_results_destroy(results);
}

static size_t count_of(const char *text, const char *word) {
  size_t n = 0;
  for (const char *p = strstr(text, word); p != NULL; p = strstr(p + 1, word)) n++;
  return n;
}

/* The data of a page, unpacked by another hand than the one that packed: base64 (RFC 4648) to bytes, then gzip. */
static json_t *data_of(char *page) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  char *from = strstr(page, "id=\"data\">");
  assert_non_null(from);
  from += strlen("id=\"data\">");
  const char *end = strstr(from, "</script>");
  assert_true(end != NULL && (end - from) % 4 == 0);
  size_t length = 0;
  unsigned group = 0, bits = 0;
  for (const char *p = from; p < end && *p != '='; p++) {
    const char *digit = strchr(digits, *p);
    assert_non_null(digit);
    group = group << 6 | (unsigned)(digit - digits);
    bits += 6;
    if (bits >= 8) from[length++] = (char)(group >> (bits -= 8) & 0xff); /* never beyond what was read */
  }
  tli_arena *arena = tli_arena_create(NULL);
  tl_findings *findings = tl_findings_create(NULL);
  tli_file file = {from, length};
  tl_error error = {0};
  assert_int_equal(tli_gzip_unpack(&file, "page", arena, findings, &error), TL_OK);
  json_error_t why;
  json_t *root = json_loadb(file.bytes, file.length, 0, &why);
  tl_findings_destroy(findings);
  tli_arena_destroy(arena);
  return root;
}

static void no_text_of_a_study_ends_the_data(void **state) {
  (void)state;
  tl_results *results = fixture_results(NULL, NULL);
  tl_results_set_text(results, "title", "</title><script>alert(1)</script>");
  tl_results_set_text(results, "date_line", "</script>");
  tl_results_set_json(results, "odd", "{\"</script>\":\"<!-- </script>\"}");
  tl_error error = {0};
  assert_int_equal(tl_report_write_html(results, out("odd.html"), NULL, &error), TL_OK);
  size_t length = 0;
  char *page = read_file(out("odd.html"), &length);
  assert_true(length < TL_REPORT_BYTES);
  assert_int_equal(count_of(page, "</script>"), 4); /* date, notices, data, script */
  assert_int_equal(count_of(page, "<!--"), 0);
  assert_int_equal(count_of(page, "</title>"), 1);
  assert_non_null(strstr(page, "id=\"date\">\n\"\\u003c/script>\"\n"));
  json_t *root = data_of(page);
  assert_non_null(root);
  assert_string_equal(json_string_value(json_object_get(json_object_get(root, "texts"), "title")),
                      "</title><script>alert(1)</script>");
  assert_null(json_object_get(json_object_get(root, "texts"), "date_line"));
  json_decref(root);
  free(page);
  tl_results_destroy(results);
}

static void same_results_give_the_same_bytes(void **state) {
  (void)state;
  char *pages[2];
  size_t lengths[2];
  for (int i = 0; i < 2; i++) {
    tl_results *results = fixture_results(NULL, NULL);
    tl_error error = {0};
    assert_int_equal(tl_report_write_html(results, out("same.html"), NULL, &error), TL_OK);
    pages[i] = read_file(out("same.html"), &lengths[i]);
    tl_results_destroy(results);
  }
  assert_int_equal(lengths[0], lengths[1]);
  assert_memory_equal(pages[0], pages[1], lengths[0]);
  free(pages[0]);
  free(pages[1]);
}

static void a_long_table_is_thinned_but_keeps_its_breaks(void **state) {
  (void)state;
  tl_results *results = tl_results_create(NULL);
  tl_table *t = tl_results_add_table(results, "profile", "", "");
  tl_table_add_column(t, &(tl_column){.name = "chainage_m", .quantity = TL_LENGTH, .si_unit = "m"});
  enum { ROWS = 10000, BREAK = 4321 };
  for (int i = 0; i < ROWS; i++) tl_table_add_row(t, (tl_cell[]){{i == BREAK ? NAN : (double)i, NULL}});
  char *text = document_of(results, (tli_document_style){.rows_shown = 1000, .nine_digits = true});
  json_error_t why;
  json_t *root = json_loads(text, 0, &why);
  assert_non_null(root);
  json_t *table = json_array_get(json_object_get(root, "tables"), 0);
  json_t *values = json_object_get(json_array_get(json_object_get(table, "columns"), 0), "values");
  assert_int_equal(json_integer_value(json_object_get(table, "rows")), ROWS);
  assert_int_equal(json_integer_value(json_object_get(table, "every")), 10);
  size_t n = json_array_size(values);
  assert_int_equal(n, 1000 + 1 + 2); /* the tens, the last; the break and its one neighbour that is no ten */
  assert_true(json_number_value(json_array_get(values, n - 1)) == ROWS - 1);
  size_t breaks = 0;
  for (size_t i = 0; i < n; i++) breaks += json_is_null(json_array_get(values, i));
  assert_int_equal(breaks, 1);
  json_decref(root);
  free(text);
  tl_results_destroy(results);
}

static void a_report_too_heavy_names_its_heaviest_part(void **state) {
  (void)state;
  tl_table *t = NULL;
  tl_results *results = one_column(TL_PRESSURE, "Pa", &t);
  char *heavy = calloc(1, 1200003);
  assert_non_null(heavy);
  unsigned drawn = 1; /* letters that do not pack: a linear congruence (Knuth, TAOCP 2, 3.3.4) */
  for (size_t i = 0; i < 1200002; i++) {
    drawn = drawn * 1664525U + 1013904223U;
    heavy[i] = (char)('#' + (drawn >> 24) % 56); /* none of them a quote or a backslash */
  }
  heavy[0] = heavy[1200001] = '"';
  tl_results_set_json(results, "weight", heavy);
  (void)remove(out("heavy.html"));
  tl_error error = {0};
  assert_int_equal(tl_report_write_html(results, out("heavy.html"), NULL, &error), TL_ERR_INPUT);
  assert_non_null(strstr(error.sentence, "weight"));
  assert_null(fopen(out("heavy.html"), "rb"));
  free(heavy);
  tl_results_destroy(results);
}

static tl_code write_all(const tl_allocator *allocator, void *context) {
  const tl_results *results = context;
  tl_error error = {0};
  tl_code code = tl_report_write_html(results, out("tight.html"), allocator, &error);
  if (code == TL_OK) code = tl_report_write_json(results, out("tight.json"), allocator, &error);
  if (code == TL_OK) code = tl_report_write_tables(results, out("tight"), allocator, &error);
  return code;
}

static void lost_memory_writes_nothing(void **state) {
  (void)state;
  tl_table *t = NULL;
  tl_results *results = one_column(TL_PRESSURE, "Pa", &t);
  tl_table_add_row(t, (tl_cell[]){{1.0, NULL}});
  tl_results_set_json(results, "j", "[1]");
  assert_true(oom_sweep(write_all, results, 2000) > 10);
  tl_results_destroy(results);

  oom_miser miser = {.refuse_at = 3, .refuse_later_too = true};
  const tl_allocator tight = {oom_resize, &miser};
  tl_results *lost = fixture_results(NULL, &tight);
  if (lost != NULL) { /* an incomplete set makes no report */
    tl_error error = {0};
    assert_true(tl_results_lost(lost));
    assert_int_equal(tl_report_write_html(lost, out("lost.html"), NULL, &error), TL_ERR_MACHINE);
    assert_null(fopen(out("lost.html"), "rb"));
    tl_results_destroy(lost);
  }
  assert_int_equal(miser.held_bytes, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(csv_follows_rfc_4180),
      cmocka_unit_test(a_table_id_must_be_a_file_name),
      cmocka_unit_test(json_holds_all_digits_and_any_text),
      cmocka_unit_test(a_value_that_is_no_json_is_refused),
      cmocka_unit_test(no_text_of_a_study_ends_the_data),
      cmocka_unit_test(same_results_give_the_same_bytes),
      cmocka_unit_test(a_long_table_is_thinned_but_keeps_its_breaks),
      cmocka_unit_test(a_report_too_heavy_names_its_heaviest_part),
      cmocka_unit_test(lost_memory_writes_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
