/* Claims about kept answers: the key changes with every input, what is read back is what was written, and a file that
 * is cut short, changed or somebody else's is never used in part. */
#define _POSIX_C_SOURCE 200809L
#include "making.h"
#include "study/cache.h"
#include "study/fields.h"

#include <sys/wait.h>
#include <unistd.h>

/* ---- the key -------------------------------------------------------------------------------------------------- */

static tl_study *open_study(const char *path) {
  tl_study *study = NULL;
  tl_error error;
  if (tl_study_open(path, NULL, &study, &error) != TL_OK) fail_msg("%s", error.sentence);
  return study;
}

/* Every member of one value that a calculation may read. */
static size_t keys_left_by_value(const tl_study *study, tl_value *value, uint64_t before) {
  size_t same = 0;
  const tl_value kept = *value;
#define TRY(change)                                        \
  do {                                                     \
    *value = kept;                                         \
    change;                                                \
    same += tli_study_key(study, "s") == before ? 1u : 0u; \
  } while (0)
  TRY(value->si = isnan(value->si) ? 1.0 : nextafter(value->si, INFINITY)); /* NaN: not given */
  TRY(value->reference_t_k += 15.0);
  TRY(value->price_year += 1);
  TRY(value->currency[0] = 'Q');
#undef TRY
  *value = kept;
  return same;
}

static size_t keys_left_by_field(const tl_study *study, void *item, const tl_field *field, uint64_t before) {
  char *member = (char *)item + field->offset;
  size_t same = 0;
  if (field->quantity == TL_TEXT) {
    const char *kept, *other = "something else";
    memcpy(&kept, member, sizeof kept);
    memcpy(member, &other, sizeof other);
    same = tli_study_key(study, "s") == before ? 1 : 0;
    memcpy(member, &kept, sizeof kept);
  } else if (field->quantity == TL_BOOLEAN) {
    *(bool *)(void *)member = !*(bool *)(void *)member;
    same = tli_study_key(study, "s") == before ? 1 : 0;
    *(bool *)(void *)member = !*(bool *)(void *)member;
  } else {
    same = keys_left_by_value(study, (tl_value *)(void *)member, before);
  }
  if (same > 0) print_message("the key does not see \"%s\"\n", field->name);
  return same;
}

static void the_key_changes_with_every_field_of_every_group(void **state) {
  (void)state;
  tl_study *study = open_study(TRUNKLINE_SOURCE_DIR "/studies/power-of-siberia-2");
  const uint64_t before = tli_study_key(study, "s");
  size_t count, same = 0, tried = 0;
  const tli_group *groups = tli_groups(&count);
  for (size_t g = 0; g < count; g++)
    for (size_t i = 0; i < tli_group_count(&groups[g], study->input); i++)
      for (size_t f = 0; f < groups[g].face.field_count; f++, tried++)
        same +=
            keys_left_by_field(study, tli_group_item(&groups[g], study->input, i), &groups[g].face.fields[f], before);
  assert_true(tried > 500);
  assert_int_equal(same, 0);
  assert_true(tli_study_key(study, "s") == before);
  assert_true(tli_study_key(study, "t") != before); /* nor do two steps share one */
  tl_study_close(study);
}

static const char with_ranges[] =
    "# %s\n"
    "study: {title: Small}\n"
    "gas: {composition: \"%s\", model: ideal}\n"
    "flow: {mode: given, volume: 10 bcm/a at 20 degC}\n"
    "inlet: {pressure: {value: 7 MPa, low: %s, high: 7.2 MPa, confidence: assumption, note: \"%s\"}, temperature: 10 "
    "degC}\n"
    "pipes: {p: {outside_diameter: 1020 mm, wall: 10 mm, roughness: 10 um, max_pressure: 7.5 MPa}}\n"
    "sections: {s: {title: The line, country: RU, length: 120 km, pipe: p}}\n"
    "axes:\n"
    "  - {id: roughness, label: Roughness, why: a test, reference: 10 um, values: [\n"
    "      {label: 10 um, set: {pipes.p.roughness: 10 um}}, {label: other, set: {pipes.p.roughness: %s}}]}\n";

static uint64_t key_of(const char *comment, const char *gas, const char *low, const char *note, const char *axis,
                       const char *set_path, const char *set_text) {
  char folder[512], text[4096];
  (void)snprintf(text, sizeof text, with_ranges, comment, gas, low, note, axis);
  tl_study *study = open_study(make_study("cache-key", text, folder, sizeof folder));
  tl_error error;
  tl_study_options options;
  tl_study_options_default(&options);
  options.steps = "flow";
  if (set_path != NULL && tl_study_set(study, set_path, set_text, &error) != TL_OK) fail_msg("%s", error.sentence);
  if (tl_study_run(study, &options, &error) != TL_OK) fail_msg("%s", error.sentence);
  const uint64_t key = tli_study_key(study, "s");
  tl_study_close(study);
  return key;
}

/* A comment is no input; a range, a note, an axis, a composition and --set are. */
static void the_key_sees_what_stands_beside_the_fields(void **state) {
  (void)state;
  uint64_t keys[7];
  keys[0] = key_of("a", "methane", "6.8 MPa", "", "30 um", NULL, NULL);
  assert_true(key_of("another comment", "methane", "6.8 MPa", "", "30 um", NULL, NULL) == keys[0]);
  keys[1] = key_of("a", "methane", "6.7 MPa", "", "30 um", NULL, NULL);
  keys[2] = key_of("a", "methane", "6.8 MPa", "a note", "30 um", NULL, NULL);
  keys[3] = key_of("a", "methane", "6.8 MPa", "", "31 um", NULL, NULL);
  keys[4] = key_of("a", "methane", "6.8 MPa", "", "30 um", "inlet.temperature", "11 degC");
  keys[5] = key_of("a", "methane", "6.8 MPa", "", "30 um", "inlet.temperature", "10 degC"); /* set: no unknown now */
  keys[6] = key_of("a", "methane=0.98,nitrogen=0.02", "6.8 MPa", "", "30 um", NULL, NULL);
  for (size_t i = 0; i < TLI_COUNT(keys); i++)
    for (size_t k = 0; k < i; k++)
      if (keys[i] == keys[k]) fail_msg("keys %zu and %zu are the same", k, i);
}

/* ---- the file -------------------------------------------------------------------------------------------------- */

typedef struct sets {
  tl_results *results;
  tl_findings *findings;
} sets;

static sets new_sets(void) { return (sets){tl_results_create(NULL), tl_findings_create(NULL)}; }
static void drop(sets *s) {
  tl_results_destroy(s->results);
  tl_findings_destroy(s->findings);
}

/* Awkward on purpose: no number, infinities, the smallest double, quotes, line ends, letters beyond ASCII. */
static sets awkward(void) {
  sets s = new_sets();
  tl_table *t = tl_results_add_table(s.results, "awkward", "A \"title\"", "Two\nlines; 3:three");
  tl_table_add_column(t, &(tl_column){.name = "x",
                                      .label = "X",
                                      .quantity = TL_PRESSURE,
                                      .si_unit = "Pa",
                                      .show_unit = "MPa",
                                      .show_factor = 1e6,
                                      .show_offset = -0.25,
                                      .digits = 3,
                                      .origin = {"step", "formula", "cache", "a.* b.c"}});
  tl_table_add_column(t, &(tl_column){.name = "w",
                                      .label = "Wörter",
                                      .quantity = TL_TEXT,
                                      .si_unit = "",
                                      .show_unit = "",
                                      .show_factor = 1.0,
                                      .origin = {"", "", "", ""}});
  const double numbers[] = {NAN, INFINITY, -INFINITY, 5e-324, 0.1, -0.0, 1.7976931348623157e308};
  for (size_t i = 0; i < TLI_COUNT(numbers); i++)
    tl_table_add_row(t, (tl_cell[]){TLI_N(numbers[i]), TLI_W(i % 2 ? "" : "12:x0123;\r\n\xc3\xa9")});
  (void)tl_results_add_table(s.results, "empty", "", "");
  tl_results_set_text(s.results, "text.key", "a text");
  tl_results_set_json(s.results, "json.key", "{\"a\":[1,2]}");
  tl_findings_add(s.findings, TL_WARNING, "a.yml", 7, "id", "field", "100 %% sure: %s", "\"yes\"");
  return s;
}

static tli_text written(const sets *s, const char *step, uint64_t key) {
  tli_text text;
  tli_text_init(&text, NULL);
  tli_cache_write(step, key, s->results, s->findings, &text);
  assert_false(text.failed);
  return text;
}

static tli_cache_state read_back(const char *bytes, size_t length, const char *step, uint64_t key) {
  sets s = new_sets();
  const tli_cache_state state = tli_cache_read(bytes, length, step, key, s.results, s.findings);
  drop(&s);
  return state;
}

static void what_is_read_back_is_written_to_the_same_bytes(void **state) {
  (void)state;
  sets first = awkward(), second = new_sets(), third = new_sets();
  tli_text one = written(&first, "step", 77);
  assert_int_equal(tli_cache_read(one.bytes, one.length, "step", 77, second.results, second.findings), TLI_CACHE_VALID);
  assert_true(tli_results_take_over(third.results, second.results));
  tli_findings_take_over(third.findings, second.findings);
  tli_text two = written(&third, "step", 77);
  assert_int_equal(one.length, two.length);
  assert_memory_equal(one.bytes, two.bytes, one.length);
  const tl_table *t = tl_results_table(third.results, "awkward");
  assert_true(signbit(tl_table_number(t, 5, 0)) && tl_table_number(t, 3, 0) == 5e-324 &&
              isnan(tl_table_number(t, 0, 0)));
  assert_string_equal(tl_table_text(t, 0, 1), "12:x0123;\r\n\xc3\xa9");
  assert_string_equal(tl_findings_at(third.findings, 0)->sentence, "100 % sure: \"yes\"");
  tli_text_free(&two);
  tli_text_free(&one);
  drop(&third);
  drop(&second);
  drop(&first);
}

static void a_file_cut_short_or_changed_anywhere_is_damaged(void **state) {
  (void)state;
  sets s = awkward();
  tli_text text = written(&s, "step", 0x1234567890abcdefu);
  for (size_t length = 0; length < text.length; length++)
    assert_int_equal(read_back(text.bytes, length, "step", 0x1234567890abcdefu), TLI_CACHE_DAMAGED);
  for (size_t i = 0; i < text.length; i++) {
    text.bytes[i] ^= 1;
    assert_int_not_equal(read_back(text.bytes, text.length, "step", 0x1234567890abcdefu), TLI_CACHE_VALID);
    text.bytes[i] ^= 1;
  }
  assert_int_equal(read_back(text.bytes, text.length, "step", 0x1234567890abcdefu), TLI_CACHE_VALID);
  assert_int_equal(read_back(text.bytes, text.length, "step", 0x1234567890abcdeeu), TLI_CACHE_OTHER);
  assert_int_equal(read_back(text.bytes, text.length, "stop", 0x1234567890abcdefu), TLI_CACHE_OTHER);
  tli_text_free(&text);
  drop(&s);
}

/* ---- folders ----------------------------------------------------------------------------------------------------- */

static const char *cache_folder(char *path, size_t bytes) {
  (void)snprintf(path, bytes, "%s/tests/study/cache-files/%ld", TRUNKLINE_BINARY_DIR, (long)getpid());
  return path;
}

static tli_cache_state load(const char *folder, uint64_t key) {
  sets s = new_sets();
  tli_cache_state state;
  tl_error error;
  if (tli_cache_load(folder, "step", key, NULL, &state, s.results, s.findings, &error) != TL_OK)
    fail_msg("%s", error.sentence);
  drop(&s);
  return state;
}

static void what_stands_in_the_folder_is_told_apart(void **state) {
  (void)state;
  char folder[512], path[600];
  tl_error error;
  sets s = awkward();
  (void)cache_folder(folder, sizeof folder);
  (void)snprintf(path, sizeof path, "%s/step.cache", folder);
  (void)remove(path);
  assert_int_equal(load(folder, 5), TLI_CACHE_NONE);
  assert_int_equal(tli_cache_store(folder, "step", 5, s.results, s.findings, NULL, &error), TL_OK);
  assert_int_equal(load(folder, 5), TLI_CACHE_VALID);
  assert_int_equal(load(folder, 6), TLI_CACHE_OTHER);
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  assert_true(fputs("somebody else's file", file) >= 0);
  assert_int_equal(fclose(file), 0);
  assert_int_equal(load(folder, 5), TLI_CACHE_DAMAGED);
  assert_int_equal(remove(path), 0);
  assert_int_equal(mkdir(path, 0777), 0);
  assert_int_equal(load(folder, 5), TLI_CACHE_DAMAGED); /* a folder of that name */
  assert_int_equal(tli_cache_store(folder, "step", 5, s.results, s.findings, NULL, &error), TL_ERR_MACHINE);
  assert_int_equal(rmdir(path), 0);
  assert_int_equal(tli_cache_store("/dev/null/x", "step", 5, s.results, s.findings, NULL, &error), TL_ERR_MACHINE);
  drop(&s);
}

/* Four processes store answers of different length under one name while this one reads: each reading is whole. */
static void processes_that_store_at_once_leave_a_whole_file(void **state) {
  (void)state;
  enum { WRITERS = 4, ROUNDS = 60 };
  char folder[512];
  tl_error error;
  (void)cache_folder(folder, sizeof folder);
  sets s = awkward();
  assert_int_equal(tli_cache_store(folder, "step", 5, s.results, s.findings, NULL, &error), TL_OK);
  pid_t ids[WRITERS];
  for (int w = 0; w < WRITERS; w++) {
    ids[w] = fork();
    assert_true(ids[w] >= 0);
    if (ids[w] != 0) continue;
    for (int i = 0; i < w * 50; i++) tl_findings_add(s.findings, TL_NOTE, "", 0, "", "", "number %d", i);
    int bad = 0;
    for (int i = 0; i < ROUNDS; i++)
      bad += tli_cache_store(folder, "step", 5, s.results, s.findings, NULL, &error) != TL_OK;
    _exit(bad);
  }
  for (int i = 0; i < 4 * ROUNDS; i++) assert_int_equal(load(folder, 5), TLI_CACHE_VALID);
  for (int w = 0; w < WRITERS; w++) {
    int status;
    assert_int_equal(waitpid(ids[w], &status, 0), ids[w]);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  }
  assert_int_equal(load(folder, 5), TLI_CACHE_VALID);
  drop(&s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_key_changes_with_every_field_of_every_group),
      cmocka_unit_test(the_key_sees_what_stands_beside_the_fields),
      cmocka_unit_test(what_is_read_back_is_written_to_the_same_bytes),
      cmocka_unit_test(a_file_cut_short_or_changed_anywhere_is_damaged),
      cmocka_unit_test(what_stands_in_the_folder_is_told_apart),
      cmocka_unit_test(processes_that_store_at_once_leave_a_whole_file),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
