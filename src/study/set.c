/* One field by its path, from text: what `--set`, the axes and the reader itself use. And copies for scenarios. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "study/fields.h"
#include "units/tli_fields.h"

size_t tli_group_count(const tli_group *group, const tli_study *study) {
  if (!group->in_study) return 0;
  if (!group->face.is_list) return 1;
  size_t count;
  memcpy(&count, (const char *)study + group->count_place, sizeof count);
  return count;
}

void *tli_group_item(const tli_group *group, tli_study *study, size_t index) {
  char *place = (char *)study + group->place, *first;
  if (!group->face.is_list) return place;
  memcpy(&first, place, sizeof first);
  return first != NULL ? first + index * group->item_bytes : NULL; /* an empty list has no first item */
}

const void *tli_group_look(const tli_group *group, const tli_study *study, size_t index) {
  const char *place = (const char *)study + group->place, *first;
  if (!group->face.is_list) return place;
  memcpy(&first, place, sizeof first);
  return first != NULL ? first + index * group->item_bytes : NULL;
}

const char *tli_item_id(const void *item) {
  const char *id; /* the first member of every list's struct */
  memcpy(&id, item, sizeof id);
  return id != NULL ? id : "";
}

bool tli_field_is_optional(const tl_field *field) {
  return field->default_text != NULL && field->default_text[0] == '\0';
}

tl_field tli_field_for(const tli_group *group, const void *item, const tl_field *field) {
  tl_field own = *field;
  if (group->quantity_of != NULL) own.quantity = group->quantity_of(item, field);
  return own;
}

static bool has_unit(tl_quantity quantity) {
  return quantity != TL_NUMBER && quantity != TL_COUNT && quantity != TL_TEXT && quantity != TL_BOOLEAN &&
         quantity != TL_DATE;
}

/* The first unit of the trade in which this number would lie in the field's range; "" if none. */
static const char *unit_meant(const tl_field *field, double number) {
  tl_unit_row row;
  for (size_t i = 0; tl_unit_table(i, &row); i++) {
    double si = number * row.factor + row.offset;
    if (row.quantity == field->quantity && si >= field->min_si && si <= field->max_si) return row.unit;
  }
  return "";
}

/* "length = 962.9 (no unit); allowed 1 km .. 10000 km; did you mean 962.9 km?" */
static tl_code refuse_bare_number(const tl_field *field, const char *text, double number, const tli_arena *arena,
                                  tl_error *error) {
  tli_text range;
  tli_text_init(&range, tli_arena_allocator(arena));
  if (field->max_si < 1e300) {
    tli_text_add(&range, "; allowed ");
    tli_field_add_range(field, &range);
  }
  const char *meant = unit_meant(field, number);
  if (meant[0] != '\0' && field->quantity != TL_GAS_VOLUME_FLOW)
    tli_text_printf(&range, "; did you mean %s %s?", text, meant);
  else
    tli_text_printf(&range, "; write for example %s", tl_quantity_example(field->quantity));
  tl_code code = range.failed ? TLI_NO_MEMORY(error, field->name)
                              : tl_fail(error, TL_ERR_INPUT, "%s = %s (no unit)%s", field->name, text, range.bytes);
  tli_text_free(&range);
  return code;
}

static tl_code set_boolean(void *item, const tl_field *field, const char *text, tl_error *error) {
  tl_value value;
  tl_error why;
  tl_code code = tl_value_read(text, TL_BOOLEAN, &value, &why);
  if (code != TL_OK) return tl_fail(error, code, "%s = %s", field->name, why.sentence);
  *(bool *)(void *)((char *)item + field->offset) = value.si != 0.0; /* booleans of a study are plain bools */
  return TL_OK;
}

/* Not given is 0, and NaN where 0 may be the figure itself (a height). */
static void clear(void *item, const tl_field *field) {
  if (field->quantity == TL_TEXT)
    *(const char **)(void *)((char *)item + field->offset) = "";
  else
    *(tl_value *)(void *)((char *)item + field->offset) =
        (tl_value){.quantity = field->quantity, .si = field->min_si < 0.0 ? NAN : 0.0};
}

tl_code tli_item_set(const tli_group *group, void *item, const tl_field *field, const char *text, tli_arena *arena,
                     tl_error *error) {
  tl_field own = tli_field_for(group, item, field);
  if (own.quantity == TL_BOOLEAN) return set_boolean(item, &own, text, error);
  if (tli_field_is_optional(field) && own.choices == NULL && strcmp(text, "none") == 0) {
    clear(item, &own);
    return TL_OK;
  }
  const char *end;
  double number = tli_parse_double(text, &end);
  if (has_unit(own.quantity) && end != text && *end == '\0' && isfinite(number))
    return refuse_bare_number(&own, text, number, arena, error);
  tl_error why;
  tl_code code = tli_field_read(&own, text, item, arena, &why);
  if (code != TL_OK) return tl_fail(error, code, "%s", why.sentence);
  return TL_OK;
}

tl_code tli_item_set_default(const tli_group *group, void *item, const tl_field *field, tli_arena *arena,
                             tl_error *error) {
  tl_field own = tli_field_for(group, item, field);
  if (tli_field_is_optional(field)) {
    clear(item, &own);
    return TL_OK;
  }
  return tli_item_set(group, item, field, field->default_text, arena, error);
}

/* The part of a path before the next dot, copied; *rest is what follows the dot or NULL. */
static bool take_part(const char *path, char *part, size_t bytes, const char **rest) {
  const char *dot = strchr(path, '.');
  size_t length = dot != NULL ? (size_t)(dot - path) : strlen(path);
  if (length >= bytes) return false;
  memcpy(part, path, length);
  part[length] = '\0';
  *rest = dot != NULL ? dot + 1 : NULL;
  return true;
}

static void *find_item(const tli_group *group, tli_study *study, const char *id, const char **near) {
  enum { MOST_NAMES = 64 };
  const char *names[MOST_NAMES];
  size_t count = tli_group_count(group, study), known = 0;
  *near = NULL;
  for (size_t i = 0; i < count; i++) {
    void *item = tli_group_item(group, study, i);
    if (strcmp(tli_item_id(item), id) == 0) return item;
    if (known < MOST_NAMES) names[known++] = tli_item_id(item);
  }
  *near = tli_did_you_mean(id, names, known);
  return NULL;
}

static tl_code unknown(tl_error *error, const char *path, const char *what, const char *before, const char *near) {
  if (near == NULL) return tl_fail(error, TL_ERR_INPUT, "\"%.120s\": no %s of that name", path, what);
  return tl_fail(error, TL_ERR_INPUT, "\"%.120s\": no %s of that name; did you mean %s%s?", path, what, before, near);
}

tl_code tli_study_set(tli_study *study, const char *path, const char *text, tl_error *error) {
  char name[64], id[128], before[224];
  const char *rest, *near;
  if (!take_part(path, name, sizeof name, &rest)) return unknown(error, path, "group", "", NULL);
  const tli_group *group = tli_group_find(name, &near);
  if (group == NULL || !group->in_study) return unknown(error, path, "group", "", near);
  void *item = tli_group_item(group, study, 0);
  (void)snprintf(before, sizeof before, "%s.", group->face.name);
  if (group->face.is_list) {
    if (rest == NULL || !take_part(rest, id, sizeof id, &rest))
      return tl_fail(error, TL_ERR_INPUT, "\"%.120s\" names no field; write %s.<id>.<field>", path, group->face.name);
    item = find_item(group, study, id, &near);
    if (item == NULL) return unknown(error, path, group->face.name, before, near);
    (void)snprintf(before, sizeof before, "%s.%s.", group->face.name, id);
  }
  if (rest == NULL || *rest == '\0')
    return tl_fail(error, TL_ERR_INPUT, "\"%.120s\" names no field; write %s<field>", path, before);
  const tl_field *field = tli_field_find(group->face.fields, group->face.field_count, rest, &near);
  if (field == NULL) return unknown(error, path, "field", before, near);
  if (strcmp(field->name, "id") == 0) return tl_fail(error, TL_ERR_INPUT, "\"%.120s\": an id cannot be set", path);
  tl_error why;
  tl_code code = tli_item_set(group, item, field, text, study->arena, &why);
  if (code != TL_OK) return tl_fail(error, code, "%s%s", before, why.sentence);
  return TL_OK;
}

bool tli_study_locate(const tli_study *study, const char *path, tli_located *at) {
  char name[64], id[128];
  const char *rest;
  if (!take_part(path, name, sizeof name, &rest)) return false;
  *at = (tli_located){.group = tli_group_find(name, NULL)};
  if (at->group == NULL || !at->group->in_study) return false;
  if (at->group->face.is_list) {
    if (rest == NULL || !take_part(rest, id, sizeof id, &rest)) return false;
    const size_t count = tli_group_count(at->group, study);
    while (at->item < count && strcmp(tli_item_id(tli_group_look(at->group, study, at->item)), id) != 0) at->item++;
    if (at->item == count) return false;
  }
  if (rest == NULL) return false;
  const tl_field *field = tli_field_find(at->group->face.fields, at->group->face.field_count, rest, NULL);
  if (field == NULL || field->quantity == TL_TEXT || field->quantity == TL_BOOLEAN) return false;
  at->offset = field->offset;
  at->quantity = field->quantity;
  return true;
}

tl_value *tli_located_value(const tli_located *at, tli_study *study) {
  return (tl_value *)(void *)((char *)tli_group_item(at->group, study, at->item) + at->offset);
}

tli_study *tli_study_copy(const tli_study *study, const tl_allocator *allocator) {
  tli_arena *arena = tli_arena_create(allocator);
  if (arena == NULL) return NULL;
  tli_study *copy = TLI_NEW(arena, tli_study);
  bool whole = copy != NULL;
  if (whole) *copy = *study;
  size_t group_count;
  const tli_group *groups = tli_groups(&group_count);
  for (size_t i = 0; whole && i < group_count; i++) {
    size_t count = tli_group_count(&groups[i], study);
    if (!groups[i].face.is_list || !groups[i].in_study || count == 0) continue;
    void *items = tli_arena_alloc(arena, count, groups[i].item_bytes);
    whole = items != NULL;
    if (!whole) break;
    memcpy(items, tli_group_look(&groups[i], study, 0), count * groups[i].item_bytes);
    memcpy((char *)copy + groups[i].place, &items, sizeof items);
  }
  if (!whole) {
    tli_arena_destroy(arena);
    return NULL;
  }
  copy->arena = arena;
  return copy;
}

void tli_study_destroy(tli_study *study) {
  if (study != NULL) tli_arena_destroy(study->arena);
}

static int by_path(const void *key, const void *place) { return strcmp(key, ((const tli_study_place *)place)->path); }

const tli_study_place *tli_study_place_of(const tli_study *study, const char *path) {
  if (study->place_count == 0) return NULL;
  return bsearch(path, study->places, study->place_count, sizeof *study->places, by_path);
}

bool tli_field_is_documentary(const tl_field *field) {
  static const char *const names[] = {"id",
                                      "title",
                                      "subtitle",
                                      "summary",
                                      "name",
                                      "note",
                                      "source",
                                      "date",
                                      "confidence",
                                      "statement",
                                      "who",
                                      "printed_in",
                                      "figure_text",
                                      "citation",
                                      "url",
                                      "role",
                                      "terrain",
                                      "country",
                                      "countries_source",
                                      "steel_grade",
                                      "scope",
                                      "series",
                                      "scenario",
                                      "per",
                                      "market",
                                      "supply",
                                      "part"};
  if (field->quantity != TL_TEXT || field->choices != NULL) return strcmp(field->name, "confidence") == 0;
  for (size_t i = 0; i < TLI_COUNT(names); i++)
    if (strcmp(names[i], field->name) == 0) return true;
  return false;
}

bool tli_is_provenance(const char *key) {
  return strcmp(key, "source") == 0 || strcmp(key, "date") == 0 || strcmp(key, "confidence") == 0 ||
         strcmp(key, "note") == 0;
}
