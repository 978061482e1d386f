/* The JSON Schema of the study file, made from the field tables: editors complete and check with it. */
#include <string.h>

#include "study/fields.h"
#include "units/tli_fields.h"

/* "published length; allowed 1 km .. 10000 km; for example 962.9 km; default ..." */
static void add_description(tli_text *text, const tl_field *field) {
  tli_text words;
  tli_text_init(&words, text->allocator);
  tli_text_add(&words, field->sentence);
  bool figure = field->quantity != TL_TEXT && field->quantity != TL_BOOLEAN;
  if (figure && field->max_si < 1e300) {
    tli_text_add(&words, "; allowed ");
    tli_field_add_range(field, &words);
  }
  if (figure && field->quantity != TL_NUMBER && field->quantity != TL_COUNT)
    tli_text_printf(&words, "; written for example %s", tl_quantity_example(field->quantity));
  if (words.failed) text->failed = true;
  tli_text_add_quoted(text, words.bytes != NULL ? words.bytes : "");
  tli_text_free(&words);
}

static void add_field(tli_text *text, const tl_field *field, const char *indent, bool last) {
  tli_text_printf(text, "%s\"%s\": {\"description\": ", indent, field->name);
  add_description(text, field);
  if (field->choices != NULL) {
    tli_text_add(text, ", \"anyOf\": [{\"$ref\": \"#/$defs/detail\"}, {\"enum\": [");
    for (size_t i = 0; field->choices[i] != NULL; i++) {
      if (i > 0) tli_text_add(text, ", ");
      tli_text_add_quoted(text, field->choices[i]);
    }
    tli_text_add(text, "]}]");
  } else {
    tli_text_add(text, ", \"$ref\": \"#/$defs/figure\"");
  }
  if (field->default_text != NULL && field->default_text[0] != '\0') {
    tli_text_add(text, ", \"default\": ");
    tli_text_add_quoted(text, field->default_text);
  }
  tli_text_add(text, last ? "}\n" : "},\n");
}

static void add_provenance(tli_text *text, const tli_study_group *group, const char *indent) {
  static const char *const keys[] = {"source", "date", "confidence", "note"};
  for (size_t k = 0; k < TLI_COUNT(keys); k++)
    if (tli_field_find(group->fields, group->field_count, keys[k], NULL) == NULL)
      tli_text_printf(text, "%s\"%s\": {\"$ref\": \"#/$defs/%s\"},\n", indent, keys[k], keys[k]);
}

static void add_item(tli_text *text, const tli_study_group *group) {
  tli_text_printf(
      text,
      "    \"%s\": {\n      \"type\": \"object\",\n      \"additionalProperties\": false,\n      \"properties\": {\n",
      group->name);
  add_provenance(text, group, "        ");
  for (size_t i = 0; i < group->field_count; i++)
    add_field(text, &group->fields[i], "        ", i + 1 == group->field_count);
  tli_text_add(text, "      },\n      \"required\": [");
  bool first = true;
  for (size_t i = 0; i < group->field_count; i++) {
    bool required = group->fields[i].default_text == NULL && strcmp(group->fields[i].name, "id") != 0;
    if (!required) continue;
    tli_text_printf(text, "%s\"%s\"", first ? "" : ", ", group->fields[i].name);
    first = false;
  }
  tli_text_add(text, "]\n    },\n");
}

static void add_group(tli_text *text, const tli_study_group *group) {
  tli_text_printf(text, "    \"%s\": {\n      \"description\": ", group->name);
  tli_text_add_quoted(text, group->sentence);
  if (!group->is_list) {
    tli_text_printf(text, ",\n      \"$ref\": \"#/$defs/%s\"\n    },\n", group->name);
    return;
  }
  tli_text_printf(
      text,
      ",\n      \"oneOf\": [\n        {\"type\": \"string\", \"pattern\": \"\\\\.csv$\"},\n"
      "        {\"type\": \"array\", \"items\": {\"$ref\": \"#/$defs/%s\", \"required\": [\"id\"]}},\n"
      "        {\"type\": \"object\", \"additionalProperties\": {\"$ref\": \"#/$defs/%s\"}}\n      ]\n    },\n",
      group->name, group->name);
}

static const char head[] =
    "{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n"
    "  \"title\": \"Trunkline study file (study.yml)\",\n  \"type\": \"object\",\n  \"additionalProperties\": false,\n"
    "  \"properties\": {\n";

static const char axes[] =
    "    \"axes\": {\n      \"description\": \"What is not public: each value sets fields anew; every combination is "
    "computed.\",\n"
    "      \"type\": \"array\",\n      \"items\": {\"$ref\": \"#/$defs/axis\"}\n    }\n  },\n";

static const char definitions[] =
    "    \"axis\": {\n      \"type\": \"object\",\n      \"additionalProperties\": false,\n      \"properties\": {\n"
    "        \"id\": {\"$ref\": \"#/$defs/words\"},\n        \"label\": {\"$ref\": \"#/$defs/words\"},\n"
    "        \"why\": {\"description\": \"why this is an axis\", \"$ref\": \"#/$defs/words\"},\n"
    "        \"reference\": {\"description\": \"label of the value that the reference scenario takes\", \"$ref\": "
    "\"#/$defs/words\"},\n"
    "        \"values\": {\"type\": \"array\", \"minItems\": 1, \"items\": {\n          \"type\": \"object\",\n"
    "          \"additionalProperties\": false,\n          \"properties\": {\n"
    "            \"label\": {\"$ref\": \"#/$defs/words\"},\n"
    "            \"weight\": {\"description\": \"how often samples draw it, over the sum of the weights; not given: "
    "1\", \"$ref\": \"#/$defs/words\"},\n"
    "            \"set\": {\"type\": \"object\", \"additionalProperties\": {\"$ref\": \"#/$defs/words\"}}\n          "
    "},\n"
    "          \"required\": [\"label\"]\n        }}\n      },\n      \"required\": [\"id\", \"label\", \"values\"]\n  "
    "  },\n"
    "    \"words\": {\"type\": [\"string\", \"number\", \"boolean\", \"null\"]},\n"
    "    \"source\": {\"description\": \"id of a source\", \"type\": \"string\"},\n"
    "    \"date\": {\"description\": \"2025-09-02, 2025-09 or 2025\", \"type\": [\"string\", \"number\"]},\n"
    "    \"confidence\": {\"enum\": [\"H\", \"M\", \"L\", \"assumption\"]},\n"
    "    \"note\": {\"type\": \"string\"},\n"
    "    \"figure\": {\"anyOf\": [{\"$ref\": \"#/$defs/words\"}, {\"$ref\": \"#/$defs/detail\"}]},\n"
    "    \"detail\": {\n      \"type\": \"object\",\n      \"additionalProperties\": false,\n      \"properties\": {\n"
    "        \"value\": {\"$ref\": \"#/$defs/words\"},\n        \"source\": {\"$ref\": \"#/$defs/source\"},\n"
    "        \"date\": {\"$ref\": \"#/$defs/date\"},\n        \"confidence\": {\"$ref\": \"#/$defs/confidence\"},\n"
    "        \"note\": {\"$ref\": \"#/$defs/note\"},\n        \"low\": {\"$ref\": \"#/$defs/words\"},\n"
    "        \"high\": {\"$ref\": \"#/$defs/words\"}\n      },\n      \"required\": [\"value\"]\n    }\n"
    "  }\n}\n";

void tli_study_schema(tli_text *text) {
  size_t count;
  const tli_group *groups = tli_groups(&count);
  tli_text_add(text, head);
  for (size_t i = 0; i < count; i++) add_group(text, &groups[i].face);
  tli_text_add(text, axes);
  tli_text_add(text, "  \"required\": [");
  bool first = true;
  for (size_t i = 0; i < count; i++) {
    if (!groups[i].required) continue;
    tli_text_printf(text, "%s\"%s\"", first ? "" : ", ", groups[i].face.name);
    first = false;
  }
  tli_text_add(text, "],\n  \"$defs\": {\n");
  for (size_t i = 0; i < count; i++) add_item(text, &groups[i].face);
  tli_text_add(text, definitions);
}
