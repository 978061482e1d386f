/* study/fields.h - the groups of a study file and their field tables; the shared internals of the reader. */
#ifndef TLI_STUDY_FIELDS_H
#define TLI_STUDY_FIELDS_H

#include "study/study.h"

/* A group of the study file: one struct ("flow"), or a list of structs with ids ("pipes"). */
typedef struct tli_group {
  tli_study_group face;
  bool required; /* the file must have it */
  size_t item_bytes;
  bool in_study;      /* false: kept by the reader only (sources) */
  size_t place;       /* offset in tli_study: of the struct, or of the pointer to the first one */
  size_t count_place; /* offset in tli_study of the count (lists) */
  size_t line_place;  /* offset in the item of an int that takes the line; 0: none */
  /* The quantity of a field that depends on another one of the same item; NULL: always as in the table. */
  tl_quantity (*quantity_of)(const void *item, const tl_field *field);
} tli_group;

enum { TLI_STUDY_ITEMS = 10000 }; /* more rows in one list are refused: ids are searched one by one */

const tli_group *tli_groups(size_t *count);
const tli_group *tli_group_find(const char *name, const char **near);

size_t tli_group_count(const tli_group *group, const tli_study *study);
/* The item of a list, or the struct of a single group (index 0). NULL for the first of an empty list. */
void *tli_group_item(const tli_group *group, tli_study *study, size_t index);
const void *tli_group_look(const tli_group *group, const tli_study *study, size_t index);
const char *tli_item_id(const void *item); /* of a list's item */

/* A default of "" means: not given (si = 0, NaN where the range goes below 0, or an empty text). "none" in a file or a
 * set takes such a value back. */
bool tli_field_is_optional(const tl_field *field);

/* The field as it is for this item: with the quantity that follows from the item's other fields. */
tl_field tli_field_for(const tli_group *group, const void *item, const tl_field *field);

/* Reads text into one field of an item: units, range, choices. The item is unchanged on failure. The sentence starts
 * with the field's name and names the allowed range. */
TL_MUST_USE tl_code tli_item_set(const tli_group *group, void *item, const tl_field *field, const char *text,
                                 tli_arena *arena, tl_error *error);

/* Fills the default of one field; false if it has none (required). */
TL_MUST_USE tl_code tli_item_set_default(const tli_group *group, void *item, const tl_field *field, tli_arena *arena,
                                         tl_error *error);

/* Where a figure of the study stands; NULL if nowhere (a default). Path: "sections.mongolia.length". */
const tli_study_place *tli_study_place_of(const tli_study *study, const char *path);

/* A figure of the study by its path, for setting many copies without reading texts. */
typedef struct tli_located {
  const tli_group *group;
  size_t item, offset; /* of the item in its list, of the value in the item */
  tl_quantity quantity;
} tli_located;
bool tli_study_locate(const tli_study *study, const char *path, tli_located *at); /* false: no figure of that path */
tl_value *tli_located_value(const tli_located *at, tli_study *study);

/* Words that only document a figure: not listed as inputs of their own. */
bool tli_field_is_documentary(const tl_field *field);

/* The keys that any mapping of figures may have beside its own. */
bool tli_is_provenance(const char *key);

/* docs/schema/study.schema.json: JSON Schema (2020-12) of the study file, made from the tables. */
void tli_study_schema(tli_text *text);

#endif
