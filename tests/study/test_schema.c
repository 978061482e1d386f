/* Claims about the JSON Schema: it is JSON, it is the one made from the tables, and the tables are sound. */
#include "reading.h"

#include <jansson.h>

#include "io/file.h"
#include "units/tli_fields.h"

static void the_committed_schema_is_the_generated_one(void **state) {
  (void)state;
  tli_text text;
  tli_text_init(&text, NULL);
  tli_study_schema(&text);
  assert_false(text.failed);
  tli_arena *arena = tli_arena_create(NULL);
  tli_file file;
  tl_error error;
  if (tli_file_read(TRUNKLINE_SOURCE_DIR "/docs/schema/study.schema.json", arena, &file, &error) != TL_OK ||
      strcmp(file.bytes, text.bytes) != 0) {
    FILE *fresh = fopen(TRUNKLINE_BINARY_DIR "/study.schema.json", "wb");
    assert_non_null(fresh);
    assert_int_equal(fwrite(text.bytes, 1, text.length, fresh), text.length);
    assert_int_equal(fclose(fresh), 0);
    fail_msg(
        "docs/schema/study.schema.json is not what the field tables give; the fresh one is study.schema.json in the "
        "build folder");
  }
  tli_arena_destroy(arena);
  tli_text_free(&text);
}

static void the_schema_is_json_and_names_every_field(void **state) {
  (void)state;
  tli_text text;
  tli_text_init(&text, NULL);
  tli_study_schema(&text);
  json_error_t where;
  json_t *schema = json_loads(text.bytes, JSON_REJECT_DUPLICATES, &where);
  if (schema == NULL) fail_msg("line %d: %s", where.line, where.text);
  const json_t *items = json_object_get(schema, "$defs"), *groups = json_object_get(schema, "properties");
  tli_study_group group;
  for (size_t i = 0; tli_study_group_at(i, &group); i++) {
    assert_non_null(json_object_get(groups, group.name));
    const json_t *properties = json_object_get(json_object_get(items, group.name), "properties");
    for (size_t k = 0; k < group.field_count; k++) assert_non_null(json_object_get(properties, group.fields[k].name));
  }
  json_decref(schema);
  tli_text_free(&text);
}

/* Every default fits its own field, every name is told apart, every sentence says something. */
static void the_field_tables_are_sound(void **state) {
  (void)state;
  size_t count;
  const tli_group *groups = tli_groups(&count);
  tli_arena *arena = tli_arena_create(NULL);
  for (size_t i = 0; i < count; i++) {
    const tli_study_group *group = &groups[i].face;
    void *item = tli_arena_alloc(arena, 1, groups[i].item_bytes);
    for (size_t k = 0; k < group->field_count; k++) {
      const tl_field *field = &group->fields[k];
      assert_true(field->sentence[0] != '\0' && field->offset < groups[i].item_bytes);
      assert_ptr_equal(tli_field_find(group->fields, group->field_count, field->name, NULL), field);
      tl_error error;
      if (field->default_text != NULL && tli_item_set_default(&groups[i], item, field, arena, &error) != TL_OK)
        fail_msg("%s.%s: %s", group->name, field->name, error.sentence);
      if (field->quantity != TL_TEXT) assert_true(field->min_si < field->max_si);
    }
    if (group->is_list) assert_true(group->fields[0].offset == 0 && strcmp(group->fields[0].name, "id") == 0);
  }
  tli_arena_destroy(arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_committed_schema_is_the_generated_one),
      cmocka_unit_test(the_schema_is_json_and_names_every_field),
      cmocka_unit_test(the_field_tables_are_sound),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
