/* Claims about CSV: RFC 4180 and what people really send. */
#include "io/csv.h"
#include "testing.h"

typedef struct read_csv {
  tli_arena *arena;
  tl_findings *findings;
  tli_csv csv;
} read_csv;

static read_csv read_bytes(const char *bytes, size_t length) {
  read_csv r = {.arena = tli_arena_create(NULL), .findings = tl_findings_create(NULL)};
  tli_file file = tli_file_of_bytes(bytes, length);
  tl_error error;
  assert_int_equal(tli_csv_parse(&file, "t.csv", r.arena, &r.csv, r.findings, &error), TL_OK);
  return r;
}

static read_csv read_text(const char *text) { return read_bytes(text, strlen(text)); }

static void done(read_csv *r) {
  tli_arena_destroy(r->arena);
  tl_findings_destroy(r->findings);
}

static void quotes_commas_and_line_breaks_inside_a_cell(void **state) {
  (void)state;
  read_csv r = read_text("id,text,n\r\na,\"one, \"\"two\"\"\nthree\",1\r\nb, plain \t,2\r\n");
  assert_int_equal(tl_findings_count(r.findings), 0);
  assert_int_equal(r.csv.row_count, 2);
  assert_string_equal(r.csv.rows[0].cells[1], "one, \"two\"\nthree");
  assert_string_equal(r.csv.rows[1].cells[1], "plain");
  assert_int_equal(r.csv.rows[0].line, 2);
  assert_int_equal(r.csv.rows[1].line, 4);
  assert_int_equal(tli_csv_column(&r.csv, "n"), 2);
  assert_int_equal(tli_csv_column(&r.csv, "m"), -1);
  done(&r);
}

static void byte_order_mark_blank_lines_and_comments_above_the_head_are_taken(void **state) {
  (void)state;
  read_csv r = read_text("\xEF\xBB\xBF# Brent, by quarter\n\nquarter,usd\n\n2019Q1,63.1\n\n2019Q2,69.0");
  assert_int_equal(tl_findings_count(r.findings), 0);
  assert_int_equal(r.csv.head_line, 3);
  assert_int_equal(r.csv.row_count, 2);
  assert_int_equal(r.csv.rows[1].line, 7);
  assert_string_equal(r.csv.columns[0], "quarter");
  assert_string_equal(r.csv.rows[1].cells[1], "69.0");
  done(&r);
}

static void empty_cells_are_empty_texts(void **state) {
  (void)state;
  read_csv r = read_text("a,b,c\n,,\n\"\",x,\n");
  assert_int_equal(tl_findings_count(r.findings), 0);
  assert_int_equal(r.csv.row_count, 2);
  for (int i = 0; i < 3; i++) assert_string_equal(r.csv.rows[0].cells[i], "");
  assert_string_equal(r.csv.rows[1].cells[1], "x");
  done(&r);
}

static void every_broken_row_is_reported_and_the_others_are_read(void **state) {
  (void)state;
  read_csv r = read_text("a,b\n1,2\n3\n4,5,6\n\"x\"y,7\n8,9\n10,\"never closed\n11,12\n");
  assert_int_equal(r.csv.row_count, 2);
  assert_string_equal(r.csv.rows[1].cells[0], "8");
  const int lines[] = {3, 4, 5, 7};
  assert_int_equal(tl_findings_count(r.findings), 4);
  for (size_t i = 0; i < 4; i++) assert_int_equal(tl_findings_at(r.findings, i)->line, lines[i]);
  done(&r);
}

static void bad_heads_are_findings(void **state) {
  (void)state;
  read_csv r = read_text("");
  assert_int_equal(tl_findings_count(r.findings), 1);
  done(&r);
  r = read_text("a,,a\n");
  assert_int_equal(tl_findings_count(r.findings), 2);
  done(&r);
  char wide[600];
  memset(wide, ',', sizeof wide - 1);
  wide[sizeof wide - 1] = '\0';
  r = read_text(wide);
  assert_int_equal(tl_findings_count(r.findings), 1);
  done(&r);
}

static void bytes_that_are_no_text_are_refused_with_their_line(void **state) {
  (void)state;
  read_csv r = read_bytes("a,b\n1,\0\n", 9);
  assert_int_equal(tl_findings_count(r.findings), 1);
  assert_int_equal(tl_findings_at(r.findings, 0)->line, 2);
  done(&r);
  const char *broken[] = {"a\n\xC3\x28\n", "a\n\xED\xA0\x80\n", "a\n\xC0\xAF\n", "a\n\xF4\x90\x80\x80\n",
                          "a\n\xE2\x82"};
  for (size_t i = 0; i < TLI_COUNT(broken); i++) {
    r = read_text(broken[i]);
    assert_int_equal(tl_findings_count(r.findings), 1);
    assert_int_equal(tl_findings_at(r.findings, 0)->line, 2);
    done(&r);
  }
  r = read_text("a\nGusinoozy\xC3\xB6rsk \xE2\x82\xAC \xF0\x9F\x94\xA5\n");
  assert_int_equal(tl_findings_count(r.findings), 0);
  done(&r);
}

/* Whatever place a table is cut off at, nothing but whole rows comes out, and they equal the first rows. */
static void a_table_cut_off_anywhere_gives_only_whole_rows(void **state) {
  (void)state;
  const char *whole = "a,b,c\n1,\"2,\n2\",3\n4,5,6\n";
  read_csv all = read_text(whole);
  for (size_t n = 0; n < strlen(whole); n++) {
    read_csv r = read_bytes(whole, n);
    assert_true(r.csv.row_count <= 2);
    for (size_t i = 0; i + 1 < r.csv.row_count; i++)
      for (size_t k = 0; k < 3; k++) assert_string_equal(r.csv.rows[i].cells[k], all.csv.rows[i].cells[k]);
    done(&r);
  }
  done(&all);
}

static void files_that_are_no_files_are_sentences(void **state) {
  (void)state;
  tli_arena *arena = tli_arena_create(NULL);
  tli_file file;
  tl_error error;
  assert_int_equal(tli_file_read("no-such-folder/x.csv", arena, &file, &error), TL_ERR_INPUT);
  assert_non_null(strstr(error.sentence, "no-such-folder/x.csv"));
  assert_int_equal(tli_file_read(TRUNKLINE_SOURCE_DIR, arena, &file, &error), TL_ERR_INPUT);
  assert_int_equal(tli_file_read(TRUNKLINE_SOURCE_DIR "/CMakeLists.txt", arena, &file, &error), TL_OK);
  assert_true(file.length > 1000);
  tli_arena_destroy(arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(quotes_commas_and_line_breaks_inside_a_cell),
      cmocka_unit_test(byte_order_mark_blank_lines_and_comments_above_the_head_are_taken),
      cmocka_unit_test(empty_cells_are_empty_texts),
      cmocka_unit_test(every_broken_row_is_reported_and_the_others_are_read),
      cmocka_unit_test(bad_heads_are_findings),
      cmocka_unit_test(bytes_that_are_no_text_are_refused_with_their_line),
      cmocka_unit_test(a_table_cut_off_anywhere_gives_only_whole_rows),
      cmocka_unit_test(files_that_are_no_files_are_sentences),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
