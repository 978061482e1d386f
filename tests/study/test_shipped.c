/* Claims about the studies we ship: they read without a finding, and every figure leads back to its place. */
#include "reading.h"

static const char *const shipped[] = {"power-of-siberia-2",  "nord-stream", "ukhta-torzhok-2",
                                      "yamal-europe-poland", "tanap",       "power-of-siberia-1-stage-1"};

static reading read_shipped(const char *name) {
  char path[512];
  (void)snprintf(path, sizeof path, "%s/studies/%s", TRUNKLINE_SOURCE_DIR, name);
  reading r = read_study(path);
  if (r.code != TL_OK) print_message("%s: %s\n", name, r.error.sentence);
  if (tl_findings_count(r.findings) > 0) print_findings(&r);
  return r;
}

static void every_shipped_study_reads_without_a_finding(void **state) {
  (void)state;
  for (size_t i = 0; i < TLI_COUNT(shipped); i++) {
    reading r = read_shipped(shipped[i]);
    assert_int_equal(r.code, TL_OK);
    assert_int_equal(tl_findings_count(r.findings), 0);
    end_reading(&r);
  }
}

/* Each input names a file and a line (or the field table), a known source or "assumption", and a date if sourced. */
static void every_input_leads_back_to_file_line_and_source(void **state) {
  (void)state;
  for (size_t i = 0; i < TLI_COUNT(shipped); i++) {
    reading r = read_shipped(shipped[i]);
    assert_int_equal(r.code, TL_OK);
    assert_true(tl_results_inputs(r.results) > 20);
    for (size_t k = 0; k < tl_results_inputs(r.results); k++) {
      const tl_input *input = tl_results_input_at(r.results, k);
      assert_true(input->id[0] != '\0' && input->label[0] != '\0' && input->file[0] != '\0');
      assert_true(input->line > 0 || strcmp(input->file, "the field table's default") == 0);
      bool sourced = input->source_id[0] != '\0';
      if (!sourced) assert_string_equal(input->confidence, "assumption");
      bool found = !sourced;
      for (size_t s = 0; s < tl_results_sources(r.results); s++)
        found = found || strcmp(tl_results_source_at(r.results, s)->id, input->source_id) == 0;
      if (!found) fail_msg("%s: source %s is not listed", input->id, input->source_id);
      if (sourced && input->date[0] == '\0') fail_msg("%s has a source but no date", input->id);
    }
    end_reading(&r);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_shipped_study_reads_without_a_finding),
      cmocka_unit_test(every_input_leads_back_to_file_line_and_source),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
