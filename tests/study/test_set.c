/* Claims about setting by path: what is read can be set back, copies are apart, axes and wrong paths are sentences. */
#include "reading.h"

#define POS2 TRUNKLINE_SOURCE_DIR "/studies/power-of-siberia-2"

static bool ends_in(const char *text, const char *end) {
  size_t n = strlen(text), k = strlen(end);
  return n >= k && strcmp(text + n - k, end) == 0;
}

/* Every single byte of every item, so that a stray write shows. */
static bool same_items(const tli_study *a, const tli_study *b) {
  size_t count;
  const tli_group *groups = tli_groups(&count);
  for (size_t i = 0; i < count; i++) {
    if (!groups[i].in_study) continue;
    size_t items = tli_group_count(&groups[i], a);
    if (items != tli_group_count(&groups[i], b)) return false;
    for (size_t k = 0; k < items; k++) {
      for (size_t f = 0; f < groups[i].face.field_count; f++) {
        const tl_field *field = &groups[i].face.fields[f];
        const char *left = (const char *)tli_group_look(&groups[i], a, k) + field->offset;
        const char *right = (const char *)tli_group_look(&groups[i], b, k) + field->offset;
        if (field->quantity == TL_TEXT) {
          if (!tli_text_equal(*(const char *const *)(const void *)left, *(const char *const *)(const void *)right))
            return false;
        } else if (field->quantity == TL_BOOLEAN) {
          if (*(const bool *)(const void *)left != *(const bool *)(const void *)right) return false;
        } else if (memcmp(left, right, sizeof(tl_value)) != 0) {
          return false;
        }
      }
    }
  }
  return true;
}

static void every_input_can_be_set_back_by_its_path(void **state) {
  (void)state;
  reading r = read_study(POS2);
  assert_int_equal(r.code, TL_OK);
  tli_study *copy = tli_study_copy(r.study, NULL);
  assert_non_null(copy);
  size_t set = 0;
  for (size_t i = 0; i < tl_results_inputs(r.results); i++) {
    const tl_input *input = tl_results_input_at(r.results, i);
    bool end_of_range = (ends_in(input->id, ".low") || ends_in(input->id, ".high")) &&
                        !tli_starts_with(input->id, "costs.") && !tli_starts_with(input->id, "claims.");
    if (end_of_range) continue;
    tl_error error;
    if (tli_study_set(copy, input->id, input->text, &error) != TL_OK) fail_msg("%s", error.sentence);
    set++;
  }
  assert_true(set > 300);
  assert_true(same_items(copy, r.study));
  tli_study_destroy(copy);
  end_reading(&r);
}

static void a_copy_is_apart_from_its_original(void **state) {
  (void)state;
  reading r = read_study(POS2);
  tli_study *copy = tli_study_copy(r.study, NULL);
  tl_error error;
  assert_int_equal(tli_study_set(copy, "pipes.trunk.wall", "21.7 mm", &error), TL_OK);
  assert_int_equal(tli_study_set(copy, "gas.model", "ideal", &error), TL_OK);
  assert_int_equal(tli_study_set(copy, "sections.mongolia.station_layout", "between", &error), TL_OK);
  assert_int_equal(tli_study_set(copy, "waypoints.achinsk.use_for_chainage", "no", &error), TL_OK);
  assert_int_equal(tli_study_set(copy, "limits.max_velocity", "none", &error), TL_OK);
  assert_int_equal(tli_study_set(copy, "costs.laying-mongolia.high", "2.4 M USD(2025)/km", &error), TL_OK);
  assert_close(copy->pipes[0].wall.si, 0.0217, 1e-15);
  assert_string_equal(copy->gas.model, "ideal");
  assert_string_equal(copy->sections[1].station_layout, "between");
  assert_true(copy->limits.max_velocity.si == 0);
  assert_close_rel(copy->costs[8].high.si, 2400.0, 1e-15);
  assert_close(r.study->pipes[0].wall.si, 0.0277, 1e-15);
  assert_string_equal(r.study->gas.model, "gerg2008");
  assert_string_equal(r.study->sections[1].station_layout, "at-start");
  assert_true(r.study->waypoints[8].use_for_chainage && !copy->waypoints[8].use_for_chainage);
  assert_close(r.study->limits.max_velocity.si, 20, 1e-12);
  tli_study_destroy(copy);
  end_reading(&r);
}

static void wrong_paths_and_texts_are_sentences_and_change_nothing(void **state) {
  (void)state;
  const struct {
    const char *path, *text, *says;
  } cases[] = {
      {"pipe.trunk.wall", "20 mm", "did you mean pipes?"},
      {"pipes.trank.wall", "20 mm", "did you mean pipes.trunk?"},
      {"pipes.trunk.wal", "20 mm", "did you mean pipes.trunk.wall?"},
      {"pipes.trunk.wall", "20", "did you mean 20 mm?"},
      {"pipes.trunk.wall", "20 kg", "pipes.trunk.wall"},
      {"pipes.trunk.wall", "20 m", "is outside"},
      {"pipes.trunk.wall", "", "pipes.trunk.wall"},
      {"pipes.trunk.id", "x", "id cannot be set"},
      {"pipes.trunk", "x", "names no field"},
      {"pipes", "x", "names no field"},
      {"pipes..wall", "20 mm", "no pipes of that name"},
      {"", "x", "no group of that name"},
      {"...", "x", "no group of that name"},
      {"sources.gazprom-2022.date", "2022", "no group of that name"},
      {"flow.volume", "50 bcm/a", "reference"},
      {"flow.load_factor", "nan", "flow.load_factor"},
      {"flow.mode", "none", "flow.mode"},
      {"sections.mongolia.station_count", "5.5", "whole number"},
      {"waypoints.achinsk.use_for_chainage", "maybe", "yes or no"},
  };
  reading r = read_study(POS2);
  tli_study *copy = tli_study_copy(r.study, NULL);
  for (size_t i = 0; i < TLI_COUNT(cases); i++) {
    tl_error error;
    assert_int_equal(tli_study_set(copy, cases[i].path, cases[i].text, &error), TL_ERR_INPUT);
    if (strstr(error.sentence, cases[i].says) == NULL)
      fail_msg("%s=%s: %s", cases[i].path, cases[i].text, error.sentence);
  }
  char long_path[4096];
  memset(long_path, 'a', sizeof long_path - 1);
  long_path[sizeof long_path - 1] = '\0';
  assert_int_equal(tli_study_set(copy, long_path, long_path, NULL), TL_ERR_INPUT);
  memcpy(long_path, "pipes.", 6);
  assert_int_equal(tli_study_set(copy, long_path, long_path, NULL), TL_ERR_INPUT);
  assert_true(same_items(copy, r.study));
  tli_study_destroy(copy);
  end_reading(&r);
}

/* 256 scenarios, each set and checked: what the table over the axes starts from. */
static void every_combination_of_the_axes_is_a_sound_study(void **state) {
  (void)state;
  reading r = read_study(POS2);
  size_t scenarios = 1;
  for (size_t i = 0; i < r.study->axis_count; i++) scenarios *= r.study->axes[i].count;
  assert_int_equal(scenarios, 256);
  for (size_t n = 0; n < scenarios; n++) {
    tli_study *copy = tli_study_copy(r.study, NULL);
    assert_non_null(copy);
    size_t rest = n;
    for (size_t i = 0; i < copy->axis_count; i++) {
      const tli_study_axis_value *value = &copy->axes[i].values[rest % copy->axes[i].count];
      rest /= copy->axes[i].count;
      for (size_t k = 0; k < value->sets; k++)
        assert_int_equal(tli_study_set(copy, value->set_paths[k], value->set_texts[k], NULL), TL_OK);
    }
    tl_findings *findings = tl_findings_create(NULL);
    tli_study_check(copy, findings);
    assert_int_equal(tl_findings_count(findings), 0);
    tl_findings_destroy(findings);
    tli_study_destroy(copy);
  }
  end_reading(&r);
}

/* The values that stand in the file are those of the reference scenario. */
static void the_reference_scenario_is_the_file_itself(void **state) {
  (void)state;
  reading r = read_study(POS2);
  tli_study *copy = tli_study_copy(r.study, NULL);
  for (size_t i = 0; i < copy->axis_count; i++) {
    const tli_study_axis_value *value = &copy->axes[i].values[copy->axes[i].reference];
    for (size_t k = 0; k < value->sets; k++)
      assert_int_equal(tli_study_set(copy, value->set_paths[k], value->set_texts[k], NULL), TL_OK);
  }
  assert_true(same_items(copy, r.study));
  tli_study_destroy(copy);
  end_reading(&r);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_input_can_be_set_back_by_its_path),
      cmocka_unit_test(a_copy_is_apart_from_its_original),
      cmocka_unit_test(wrong_paths_and_texts_are_sentences_and_change_nothing),
      cmocka_unit_test(every_combination_of_the_axes_is_a_sound_study),
      cmocka_unit_test(the_reference_scenario_is_the_file_itself),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
