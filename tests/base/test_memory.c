/* Claims about base when memory runs out: every refusal is told, and nothing leaks. */
#include "base/tli_base.h"
#include "out_of_memory.h"

static tl_code collect_findings(const tl_allocator *allocator, void *context) {
  (void)context;
  tl_findings *findings = tl_findings_create(allocator);
  if (findings == NULL) return TL_ERR_MACHINE;
  for (int i = 0; i < 20; i++) tl_findings_add(findings, TL_ERROR, "a.yml", i, "P1", "length_m", "number %d", i);
  bool lost = tl_findings_lost(findings);
  if (!lost) {
    assert_int_equal(tl_findings_count(findings), 20);
    assert_string_equal(tl_findings_at(findings, 19)->sentence, "number 19");
  }
  assert_int_equal(tl_findings_total(findings, TL_ERROR), 20); /* counted even where they could not be kept */
  tl_findings_destroy(findings);
  return lost ? TL_ERR_MACHINE : TL_OK;
}

static void findings_say_when_they_are_incomplete(void **state) {
  (void)state;
  (void)oom_sweep(collect_findings, NULL, 1000);
}

static tl_code write_text(const tl_allocator *allocator, void *context) {
  (void)context;
  tli_text text;
  tli_text_init(&text, allocator);
  for (int i = 0; i < 200; i++) {
    tli_text_add(&text, "pressure ");
    tli_text_add_number(&text, 1.0 / (i + 1));
    tli_text_printf(&text, " %s\n", "MPa");
  }
  bool failed = text.failed;
  if (!failed) assert_string_equal(text.bytes + text.length - 4, "MPa\n");
  tli_text_free(&text);
  return failed ? TL_ERR_MACHINE : TL_OK;
}

static void texts_stay_failed_after_a_refusal(void **state) {
  (void)state;
  (void)oom_sweep(write_text, NULL, 100);
}

static tl_code fill_arena(const tl_allocator *allocator, void *context) {
  (void)context;
  tli_arena *arena = tli_arena_create(allocator);
  if (arena == NULL) return TL_ERR_MACHINE;
  int *numbers = NULL;
  size_t count = 0, room = 0;
  bool good = tli_arena_printf(arena, "%0*d", 5000, 7) != NULL && tli_arena_strdup(arena, "a name") != NULL;
  for (int i = 0; good && i < 1000; i++) {
    good = TLI_PUSH_ROOM(arena, numbers, room, count);
    if (good) numbers[count++] = i;
  }
  for (size_t i = 0; i < count; i++) assert_int_equal(numbers[i], i); /* a refusal to grow changes nothing */
  tli_arena_destroy(arena);
  return good ? TL_OK : TL_ERR_MACHINE;
}

static void arenas_survive_every_refusal(void **state) {
  (void)state;
  (void)oom_sweep(fill_arena, NULL, 1000);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(findings_say_when_they_are_incomplete),
      cmocka_unit_test(texts_stay_failed_after_a_refusal),
      cmocka_unit_test(arenas_survive_every_refusal),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
