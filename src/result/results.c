/* The result set: tables, cited sources, inputs, texts and JSON values, each kept in the order it was first given.
 * One arena holds everything. Adding never fails in the caller's face: without memory the set is marked as lost,
 * stays readable, and the caller asks tl_results_lost once at the end. A second entry under the same id or key
 * replaces the first one in its place, so that a step can be run again. */
#include "result/tli_result.h"

#include <string.h>

typedef struct named {
  const char *key, *value;
} named;

typedef struct named_list {
  named *items;
  size_t count, room;
} named_list;

struct tl_results {
  tli_arena *arena;
  bool lost;
  tl_table **tables;
  size_t table_count, table_room;
  tl_source *sources;
  size_t source_count, source_room;
  tl_input *inputs;
  size_t input_count, input_room;
  named_list texts, jsons;
};

tl_results *tl_results_create(const tl_allocator *allocator) {
  tli_arena *arena = tli_arena_create(allocator);
  if (arena == NULL) return NULL;
  tl_results *results = TLI_NEW(arena, tl_results);
  if (results == NULL) {
    tli_arena_destroy(arena);
    return NULL;
  }
  results->arena = arena;
  return results;
}

void tl_results_destroy(tl_results *results) {
  if (results != NULL) tli_arena_destroy(results->arena);
}

bool tl_results_lost(const tl_results *results) { return results->lost; }

tli_arena *tli_results_arena(tl_results *results) { return results->arena; }
void tli_results_lose(tl_results *results) { results->lost = true; }

const char *tli_results_copy(tl_results *results, const char *text) {
  if (text == NULL || text[0] == '\0') return "";
  const char *copy = tli_arena_strdup(results->arena, text);
  if (copy != NULL) return copy;
  results->lost = true;
  return "";
}

tl_table *tl_results_add_table(tl_results *results, const char *id, const char *title, const char *sentence) {
  tl_table *table = TLI_NEW(results->arena, tl_table);
  if (table == NULL || !TLI_PUSH_ROOM(results->arena, results->tables, results->table_room, results->table_count)) {
    results->lost = true;
    return NULL;
  }
  table->results = results;
  table->id = tli_results_copy(results, id);
  table->title = tli_results_copy(results, title);
  table->sentence = tli_results_copy(results, sentence);
  size_t at = 0;
  while (at < results->table_count && !tli_text_equal(results->tables[at]->id, table->id)) at++;
  results->tables[at] = table;
  if (at == results->table_count) results->table_count++;
  return table;
}

void tl_results_add_source(tl_results *results, const tl_source *source) {
  if (!TLI_PUSH_ROOM(results->arena, results->sources, results->source_room, results->source_count)) {
    results->lost = true;
    return;
  }
  tl_source copy = {.id = tli_results_copy(results, source->id),
                    .citation = tli_results_copy(results, source->citation),
                    .date = tli_results_copy(results, source->date),
                    .url = tli_results_copy(results, source->url)};
  size_t at = 0;
  while (at < results->source_count && !tli_text_equal(results->sources[at].id, copy.id)) at++;
  results->sources[at] = copy;
  if (at == results->source_count) results->source_count++;
}

void tl_results_add_input(tl_results *results, const tl_input *input) {
  if (!TLI_PUSH_ROOM(results->arena, results->inputs, results->input_room, results->input_count)) {
    results->lost = true;
    return;
  }
  tl_input copy = *input; /* si and line; the texts follow */
  copy.id = tli_results_copy(results, input->id);
  copy.label = tli_results_copy(results, input->label);
  copy.text = tli_results_copy(results, input->text);
  copy.unit = tli_results_copy(results, input->unit);
  copy.file = tli_results_copy(results, input->file);
  copy.source_id = tli_results_copy(results, input->source_id);
  copy.date = tli_results_copy(results, input->date);
  copy.confidence = tli_results_copy(results, input->confidence);
  copy.note = tli_results_copy(results, input->note);
  if (copy.source_id[0] == '\0' && copy.confidence[0] == '\0') copy.confidence = "assumption";
  size_t at = 0;
  while (at < results->input_count && !tli_text_equal(results->inputs[at].id, copy.id)) at++;
  results->inputs[at] = copy;
  if (at == results->input_count) results->input_count++;
}

static void set_named(tl_results *results, named_list *list, const char *key, const char *value) {
  size_t at = 0;
  while (at < list->count && !tli_text_equal(list->items[at].key, key)) at++;
  if (at < list->count) {
    list->items[at].value = tli_results_copy(results, value);
    return;
  }
  if (!TLI_PUSH_ROOM(results->arena, list->items, list->room, list->count)) {
    results->lost = true;
    return;
  }
  list->items[at] = (named){tli_results_copy(results, key), tli_results_copy(results, value)};
  list->count++;
}

static const char *get_named(const named_list *list, const char *key) {
  for (size_t i = 0; i < list->count; i++)
    if (tli_text_equal(list->items[i].key, key)) return list->items[i].value;
  return NULL;
}

static bool named_at(const named_list *list, size_t index, const char **key, const char **value) {
  if (index >= list->count) return false;
  *key = list->items[index].key;
  *value = list->items[index].value;
  return true;
}

void tl_results_set_text(tl_results *results, const char *key, const char *text) {
  set_named(results, &results->texts, key, text);
}

void tl_results_set_json(tl_results *results, const char *key, const char *json) {
  set_named(results, &results->jsons, key, json);
}

const char *tl_results_text(const tl_results *results, const char *key) { return get_named(&results->texts, key); }
const char *tl_results_json(const tl_results *results, const char *key) { return get_named(&results->jsons, key); }

bool tl_results_text_at(const tl_results *results, size_t index, const char **key, const char **text) {
  return named_at(&results->texts, index, key, text);
}

bool tl_results_json_at(const tl_results *results, size_t index, const char **key, const char **json) {
  return named_at(&results->jsons, index, key, json);
}

size_t tl_results_tables(const tl_results *results) { return results->table_count; }

const tl_table *tl_results_table_at(const tl_results *results, size_t index) {
  return index < results->table_count ? results->tables[index] : NULL;
}

const tl_table *tl_results_table(const tl_results *results, const char *id) {
  for (size_t i = 0; i < results->table_count; i++)
    if (tli_text_equal(results->tables[i]->id, id)) return results->tables[i];
  return NULL;
}

size_t tl_results_sources(const tl_results *results) { return results->source_count; }

const tl_source *tl_results_source_at(const tl_results *results, size_t index) {
  return index < results->source_count ? &results->sources[index] : NULL;
}

size_t tl_results_inputs(const tl_results *results) { return results->input_count; }

const tl_input *tl_results_input_at(const tl_results *results, size_t index) {
  return index < results->input_count ? &results->inputs[index] : NULL;
}
