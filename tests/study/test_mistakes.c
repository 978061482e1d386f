/* Claims about broken studies: every mistake is found in one pass, on its line, in a sentence that helps. */
#include "reading.h"

#include "io/file.h"

#define FOLDER TRUNKLINE_SOURCE_DIR "/tests/study/mistakes"
enum { MOST_LINES = 200 };

static size_t findings_on(const reading *r, const char *file, int line) {
  size_t count = 0;
  for (size_t i = 0; i < tl_findings_count(r->findings); i++) {
    const tl_finding *f = tl_findings_at(r->findings, i);
    count += strcmp(f->file, file) == 0 && f->line == line;
  }
  return count;
}

/* Counts the BADs of each line of a file against the findings on that line; gives back how many there were. */
static size_t compare_lines(const reading *r, const char *path, const size_t extra[MOST_LINES]) {
  tli_arena *arena = tli_arena_create(NULL);
  tli_file file;
  tl_error error;
  assert_int_equal(tli_file_read(path, arena, &file, &error), TL_OK);
  size_t total = 0, wrong = 0;
  int line = 1;
  for (const char *at = file.bytes; *at != '\0'; line++) {
    size_t length = strcspn(at, "\n"), wanted = extra[line];
    for (size_t i = 0; i + 3 <= length; i++) wanted += strncmp(at + i, "BAD", 3) == 0;
    size_t got = findings_on(r, path, line);
    if (got != wanted) {
      wrong++;
      print_message("%s:%d: %zu findings, expected %zu\n", path, line, got, wanted);
    }
    total += wanted;
    at += length + (at[length] == '\n');
  }
  tli_arena_destroy(arena);
  if (wrong > 0) print_findings(r);
  assert_int_equal(wrong, 0);
  return total;
}

static void all_mistakes_are_found_in_one_pass_on_their_lines(void **state) {
  (void)state;
  reading r = read_study(FOLDER);
  assert_int_equal(r.code, TL_ERR_INPUT);
  assert_null(r.study);
  const size_t none[MOST_LINES] = {0};
  const size_t table[MOST_LINES] = {[1] = 1 /* column "sectoin" */, [5] = 1 /* a row cut off */};
  size_t total = compare_lines(&r, FOLDER "/study.yml", none) + compare_lines(&r, FOLDER "/costs.csv", table);
  assert_true(total >= 40);
  assert_int_equal(tl_findings_count(r.findings), total);
  end_reading(&r);
}

static const char *sentence_on(const reading *r, const char *field) {
  for (size_t i = 0; i < tl_findings_count(r->findings); i++)
    if (strcmp(tl_findings_at(r->findings, i)->field, field) == 0) return tl_findings_at(r->findings, i)->sentence;
  return "";
}

static void sentences_name_thing_value_range_and_what_was_meant(void **state) {
  (void)state;
  reading r = read_study(FOLDER);
  assert_non_null(strstr(sentence_on(&r, "subtitel"), "did you mean subtitle?"));
  assert_non_null(strstr(sentence_on(&r, "length"), "sections.mongolia: length = 962.9 (no unit)"));
  assert_non_null(strstr(sentence_on(&r, "length"), "allowed 1 km .. 10000 km; did you mean 962.9 km?"));
  assert_non_null(strstr(sentence_on(&r, "outside_diameter"), "did you mean 1420 mm?"));
  assert_non_null(strstr(sentence_on(&r, "model"), "did you mean gerg2008?"));
  assert_non_null(strstr(sentence_on(&r, "pipe"), "did you mean trunk?"));
  assert_non_null(strstr(sentence_on(&r, "max_pressure"), "did you mean gazprom-2022?"));
  assert_non_null(strstr(sentence_on(&r, "pipes.trunk.max_presure"), "did you mean pipes.trunk.max_pressure?"));
  assert_non_null(strstr(sentence_on(&r, "sectoin"), "did you mean section?"));
  end_reading(&r);
}

static void write_file(const char *path, const char *bytes, size_t length) {
  FILE *file = fopen(path, "wb");
  assert_non_null(file);
  assert_int_equal(fwrite(bytes, 1, length, file), length);
  assert_int_equal(fclose(file), 0);
}

static void hostile_files_are_findings_not_crashes(void **state) {
  (void)state;
  struct {
    const char *bytes;
    size_t length;
  } cases[] = {
      {"", 0},
      {"- a\n- b\n", 8},
      {"42\n", 3},
      {"study: &a [*a]\n", 15},
      {"study: {title: \"x\\0y\"}\n", 23},
      {"study:\n\ttitle: x\n", 17},
      {"study: {title: \xFF}\n", 18},
      {"pipes: {\0: {}}\n", 15},
      {"axes: {a: b}\nclaims: study.yml\nwaypoints: /etc/passwd\n", 53},
      {"axes: [[[]], {id: [], values: [{}, {set: [1]}, {label: {}}]}]\n", 62},
      {"pipes: [[], {}, {id: {}}, {id: a, id: b}]\nsections: {'': {}, a: []}\n", 68},
  };
  for (size_t i = 0; i < TLI_COUNT(cases); i++) {
    write_file("hostile.yml", cases[i].bytes, cases[i].length);
    reading r = read_study("hostile.yml");
    assert_int_equal(r.code, TL_ERR_INPUT);
    assert_null(r.study);
    assert_true(tl_findings_total(r.findings, TL_ERROR) > 0);
    end_reading(&r);
  }
  reading r = read_study("no-such-folder");
  assert_int_equal(r.code, TL_ERR_INPUT);
  assert_non_null(strstr(r.error.sentence, "no-such-folder/study.yml"));
  end_reading(&r);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(all_mistakes_are_found_in_one_pass_on_their_lines),
      cmocka_unit_test(sentences_name_thing_value_range_and_what_was_meant),
      cmocka_unit_test(hostile_files_are_findings_not_crashes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
