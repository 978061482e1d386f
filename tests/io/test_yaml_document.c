/* Claims about the YAML tree: lines, text as written, and hostile files. */
#include "io/yaml_document.h"
#include "testing.h"

typedef struct read_yaml {
  tli_arena *arena;
  tl_findings *findings;
  const tli_yaml *root;
} read_yaml;

static read_yaml read_bytes(const char *bytes, size_t length) {
  read_yaml r = {.arena = tli_arena_create(NULL), .findings = tl_findings_create(NULL)};
  tli_file file = tli_file_of_bytes(bytes, length);
  tl_error error;
  assert_int_equal(tli_yaml_parse(&file, "t.yml", r.arena, &r.root, r.findings, &error), TL_OK);
  return r;
}

static read_yaml read_text(const char *text) { return read_bytes(text, strlen(text)); }

static void done(read_yaml *r) {
  tli_arena_destroy(r->arena);
  tl_findings_destroy(r->findings);
}

static void the_tree_keeps_order_text_and_lines(void **state) {
  (void)state;
  read_yaml r = read_text(
      "# a study\ntitle: Nord Stream\nflow:\n  volume: 50 bcm/a at 20 degC\n  at: ''\nlist: [a, 'b c', {d: 1.10}]\n"
      "note: >\n  two\n  lines\nnothing:\nno: null\n");
  assert_int_equal(tl_findings_count(r.findings), 0);
  assert_int_equal(r.root->count, 6);
  const tli_yaml *flow = tli_yaml_member(r.root, "flow");
  assert_int_equal(flow->line, 3);
  const tli_yaml *volume = tli_yaml_member(flow, "volume");
  assert_string_equal(volume->text, "50 bcm/a at 20 degC");
  assert_int_equal(volume->line, 4);
  assert_int_equal(volume->column, 3);
  assert_true(tli_yaml_member(flow, "at")->quoted);
  const tli_yaml *list = tli_yaml_member(r.root, "list");
  assert_int_equal(list->count, 3);
  assert_string_equal(list->first->next->text, "b c");
  assert_string_equal(tli_yaml_member(list->first->next->next, "d")->text, "1.10");
  assert_string_equal(tli_yaml_member(r.root, "note")->text, "two lines\n");
  assert_string_equal(tli_yaml_member(r.root, "nothing")->text, "");
  assert_string_equal(tli_yaml_member(r.root, "no")->text, "");
  assert_null(tli_yaml_member(r.root, "absent"));
  done(&r);
}

static void an_empty_entry_has_the_line_of_what_stands_before_it(void **state) {
  (void)state;
  read_yaml r = read_text("a: 1\nlist:\n  - x\n  -\nb:\n");
  assert_int_equal(tl_findings_count(r.findings), 0);
  const tli_yaml *list = tli_yaml_member(r.root, "list");
  assert_int_equal(list->count, 2);
  assert_int_equal(list->first->line, 3);
  assert_int_equal(list->first->next->line, 3); /* the parser gives it no place; line 4 would be better, 0 is wrong */
  assert_int_equal(tli_yaml_member(r.root, "b")->line, 5);
  done(&r);
}

static void a_file_without_anything_is_an_error(void **state) {
  (void)state;
  static const char *const texts[] = {"", "\n", "  \n\n", "# only a comment", "# one\n\n# two\n", "%YAML 1.2\n---\n"};
  for (size_t i = 0; i < TLI_COUNT(texts); i++) {
    read_yaml r = read_text(texts[i]);
    const bool is_null = r.root != NULL; /* "---" begins a document: a null, which whoever reads it refuses */
    if (!is_null) assert_int_equal(tl_findings_total(r.findings, TL_ERROR), 1);
    assert_int_equal(is_null, i == 5);
    done(&r);
  }
}

static void a_doubled_key_names_both_lines_and_the_first_counts(void **state) {
  (void)state;
  read_yaml r = read_text("a: 1\nb: {c: 1,\n  c: {x: [2]}}\na: 3\nd: 4\n");
  assert_int_equal(tl_findings_count(r.findings), 2);
  assert_int_equal(tl_findings_at(r.findings, 0)->line, 3);
  assert_non_null(strstr(tl_findings_at(r.findings, 0)->sentence, "line 2"));
  assert_int_equal(tl_findings_at(r.findings, 1)->line, 4);
  assert_string_equal(tli_yaml_member(r.root, "a")->text, "1");
  assert_int_equal(r.root->count, 3);
  done(&r);
}

static void an_alias_bomb_is_refused_without_unfolding(void **state) {
  (void)state;
  read_yaml r = read_text(
      "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\n"
      "d: &d [*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d,*d,*d,*d,*d]\n");
  assert_int_equal(tl_findings_count(r.findings), 4 + 4 * 8);
  assert_int_equal(tl_findings_at(r.findings, 0)->line, 1);
  done(&r);
}

static void deep_nesting_is_refused(void **state) {
  (void)state;
  enum { DEEP = 100000 };
  char *text = malloc(DEEP + 1);
  assert_non_null(text);
  memset(text, '[', DEEP);
  read_yaml r = read_bytes(text, DEEP);
  assert_true(tl_findings_count(r.findings) >= 1);
  assert_null(r.root);
  done(&r);
  for (int i = 0; i + 1 < DEEP; i += 2) memcpy(text + i, "- ", 2);
  r = read_bytes(text, DEEP);
  assert_true(tl_findings_count(r.findings) >= 1);
  assert_null(r.root);
  done(&r);
  free(text);
}

static void hostile_bytes_and_broken_syntax_are_findings(void **state) {
  (void)state;
  struct {
    const char *bytes;
    size_t length;
    int line;
  } cases[] = {
      {"a: 1\nb: \0\n", 10, 2},    /* NUL */
      {"a: 1\nb: \xFF\n", 0, 2},   /* no UTF-8 */
      {"a:\n\tb: 1\n", 0, 2},      /* tab as indent */
      {"a: [1, 2\nb: 3\n", 0, 2},  /* flow list never closed */
      {"a: 1\n b: 2\n", 0, 2},     /* wrong indent */
      {"a: \"\\0\"\n", 0, 1},      /* a NUL spelled out */
      {"a: 'open\n", 0, 1},        /* quote never closed */
      {"? [k]\n: v\n", 0, 1},      /* complex key */
      {"a: !!binary abc\n", 0, 1}, /* tag */
      {"*x : 1\n", 0, 1},          /* alias as key */
      {"a: 1\n---\nb: 2\n", 0, 2}, /* second document */
      {"", 0, 1},
  };
  for (size_t i = 0; i < TLI_COUNT(cases); i++) {
    size_t length = cases[i].length > 0 ? cases[i].length : strlen(cases[i].bytes); /* 0: no NUL inside */
    read_yaml r = read_bytes(cases[i].bytes, length);
    if (tl_findings_count(r.findings) == 0) fail_msg("case %zu passed silently", i);
    if (abs(tl_findings_at(r.findings, 0)->line - cases[i].line) > 1)
      fail_msg("case %zu: line %d (%s)", i, tl_findings_at(r.findings, 0)->line,
               tl_findings_at(r.findings, 0)->sentence);
    done(&r);
  }
}

static void a_file_cut_off_anywhere_is_read_or_refused(void **state) {
  (void)state;
  const char *whole = "a: {b: [1, \"x\\n\", 'y'], c: {d: |\n  text\n}}\ne: \"\xC3\xA9\"\n? f\n: g\n- h: *i\n";
  for (size_t n = 0; n <= strlen(whole); n++) {
    read_yaml r = read_bytes(whole, n);
    assert_true(r.root != NULL || tl_findings_count(r.findings) > 0 || n == 0);
    done(&r);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_tree_keeps_order_text_and_lines),
      cmocka_unit_test(a_file_without_anything_is_an_error),
      cmocka_unit_test(an_empty_entry_has_the_line_of_what_stands_before_it),
      cmocka_unit_test(a_doubled_key_names_both_lines_and_the_first_counts),
      cmocka_unit_test(an_alias_bomb_is_refused_without_unfolding),
      cmocka_unit_test(deep_nesting_is_refused),
      cmocka_unit_test(hostile_bytes_and_broken_syntax_are_findings),
      cmocka_unit_test(a_file_cut_off_anywhere_is_read_or_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
