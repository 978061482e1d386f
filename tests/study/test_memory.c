/* Claims about memory: each of our own allocations may fail, and reading or copying then says so and leaks nothing.
 * libfyaml's and the C library's own allocations are not swept. */
#include "reading.h"

typedef struct counting {
  size_t asked, fail_at; /* the request with this number fails, and all after it */
  size_t held;           /* bytes now given out */
} counting;

static void *counting_resize(void *context, void *block, size_t old_bytes, size_t bytes) {
  counting *c = context;
  if (bytes == 0) {
    c->held -= old_bytes;
    free(block);
    return NULL;
  }
  if (++c->asked >= c->fail_at) return NULL;
  void *resized = realloc(block, bytes);
  if (resized != NULL) c->held += bytes - old_bytes;
  return resized;
}

/* One reading with the allocator; what it came to. */
static tl_code read_with(const tl_allocator *allocator, const char *path) {
  tl_results *results = tl_results_create(allocator);
  tl_findings *findings = tl_findings_create(allocator);
  tl_code code = TL_ERR_MACHINE;
  if (results != NULL && findings != NULL) {
    tli_study *study = NULL;
    tl_error error;
    code = tli_study_read(path, allocator, &study, results, findings, &error);
    assert_true((code == TL_OK) == (study != NULL));
    if (code != TL_OK) assert_true(error.sentence[0] != '\0');
    tli_study_destroy(study);
  }
  tl_results_destroy(results);
  tl_findings_destroy(findings);
  return code;
}

static size_t sweep(const char *path, tl_code in_the_end) {
  for (size_t fail_at = 1; fail_at < 1000000; fail_at++) {
    counting c = {.fail_at = fail_at};
    const tl_allocator allocator = {counting_resize, &c};
    tl_code code = read_with(&allocator, path);
    assert_int_equal(c.held, 0);
    if (c.asked < fail_at) {
      assert_int_equal(code, in_the_end);
      return fail_at;
    }
    if (code != TL_ERR_MACHINE) fail_msg("%s: request %zu failed and the code was %d", path, fail_at, code);
  }
  fail();
  return 0;
}

static void each_failing_request_while_reading_is_reported_and_leaks_nothing(void **state) {
  (void)state;
  size_t good = sweep(TRUNKLINE_SOURCE_DIR "/studies/tanap", TL_OK);
  size_t bad = sweep(TRUNKLINE_SOURCE_DIR "/tests/study/mistakes", TL_ERR_INPUT);
  print_message("%zu and %zu requests\n", good, bad);
  assert_true(good > 5 && bad > 5);
}

static void each_failing_request_while_copying_and_setting_is_reported(void **state) {
  (void)state;
  reading r = read_study(TRUNKLINE_SOURCE_DIR "/studies/tanap");
  assert_int_equal(r.code, TL_OK);
  bool finished = false;
  for (size_t fail_at = 1; !finished; fail_at++) {
    counting c = {.fail_at = fail_at};
    const tl_allocator allocator = {counting_resize, &c};
    tli_study *copy = tli_study_copy(r.study, &allocator);
    tl_error error;
    if (copy != NULL) {
      tl_code code = tli_study_set(copy, "pipes.large.steel_grade", "a steel grade that needs room of its own", &error);
      finished = c.asked < fail_at;
      assert_int_equal(code, finished ? TL_OK : TL_ERR_MACHINE);
    }
    tli_study_destroy(copy);
    assert_int_equal(c.held, 0);
  }
  end_reading(&r);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_failing_request_while_reading_is_reported_and_leaks_nothing),
      cmocka_unit_test(each_failing_request_while_copying_and_setting_is_reported),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
