/* Records: see study/record.h. */
#include "study/record.h"

#include <stdio.h>
#include <string.h>

#include "units/tli_fields.h"

static const char *const parts[] = {"value", "source", "date", "confidence", "note", "low", "high"};

/* The member of a figure that a part's name stands for; NULL if the name is unknown. */
static const char **part_of(tli_figure *figure, const char *name) {
  if (strcmp(name, "value") == 0) return &figure->text;
  if (strcmp(name, "source") == 0) return &figure->source;
  if (strcmp(name, "date") == 0) return &figure->date;
  if (strcmp(name, "confidence") == 0) return &figure->confidence;
  if (strcmp(name, "note") == 0) return &figure->note;
  if (strcmp(name, "low") == 0) return &figure->low;
  if (strcmp(name, "high") == 0) return &figure->high;
  return NULL;
}

static tli_figure *new_figure(tli_record *record, const char *key, int line, tli_arena *scratch) {
  if (!TLI_PUSH_ROOM(scratch, record->figures, record->room, record->count)) return NULL;
  record->figures[record->count] = (tli_figure){.key = key, .line = line};
  return &record->figures[record->count++];
}

static void take_parts(const tli_yaml *mapping, const char *file, const char *where, tl_findings *findings,
                       tli_figure *figure) {
  for (const tli_yaml *m = mapping->first; m != NULL; m = m->next) {
    const char **part = part_of(figure, m->key);
    if (part == NULL) {
      const char *near = tli_did_you_mean(m->key, parts, TLI_COUNT(parts));
      tl_findings_add(findings, TL_ERROR, file, m->line, where, figure->key, "%s: %s has an unknown key \"%s\"; %s%s%s",
                      where, figure->key, m->key,
                      near != NULL ? "did you mean " : "allowed: value, source, date, confidence, note, low, high",
                      near != NULL ? near : "", near != NULL ? "?" : "");
    } else if (m->kind != TLI_YAML_SCALAR) {
      tl_findings_add(findings, TL_ERROR, file, m->line, where, figure->key, "%s: %s.%s must be a text, not %s", where,
                      figure->key, m->key, tli_yaml_kind_name(m));
    } else {
      *part = m->text;
      if (part == &figure->text) {
        figure->line = m->line;
        figure->quoted = m->quoted;
      }
    }
  }
  if (tli_yaml_member(mapping, "value") == NULL)
    tl_findings_add(findings, TL_ERROR, file, mapping->line, where, figure->key,
                    "%s: %s is a mapping without \"value\"; write %s: {value: ..., source: ...}", where, figure->key,
                    figure->key);
}

tl_code tli_record_of_yaml(const tli_yaml *mapping, const char *file, const char *where, tli_arena *scratch,
                           tl_findings *findings, tli_record *record, tl_error *error) {
  *record = (tli_record){.file = file, .line = mapping->line};
  for (const tli_yaml *m = mapping->first; m != NULL; m = m->next) {
    tli_figure *figure = new_figure(record, m->key, m->line, scratch);
    if (figure == NULL) return TLI_NO_MEMORY(error, "a record of the study");
    if (m->kind == TLI_YAML_SCALAR) {
      figure->text = m->text;
      figure->quoted = m->quoted;
    } else if (m->kind == TLI_YAML_MAPPING) {
      take_parts(m, file, where, findings, figure);
    } else {
      tl_findings_add(findings, TL_ERROR, file, m->line, where, m->key, "%s: %s must be one value, not a list", where,
                      m->key);
    }
  }
  return TL_OK;
}

/* A column "length_source" belongs to field "length"; NULL if the name is none of these. */
static const tl_field *field_of_column(const tli_group *group, const char *column, const char **part) {
  *part = NULL;
  const tl_field *whole = tli_field_find(group->face.fields, group->face.field_count, column, NULL);
  if (whole != NULL) return whole;
  for (size_t i = 1; i < TLI_COUNT(parts); i++) {
    size_t n = strlen(column), k = strlen(parts[i]);
    char name[64];
    if (n <= k + 1 || column[n - k - 1] != '_' || strcmp(column + n - k, parts[i]) != 0 || n - k - 1 >= sizeof name)
      continue;
    memcpy(name, column, n - k - 1);
    name[n - k - 1] = '\0';
    *part = parts[i];
    return tli_field_find(group->face.fields, group->face.field_count, name, NULL);
  }
  return NULL;
}

void tli_check_columns(const tli_csv *csv, const tli_group *group, tl_findings *findings) {
  for (size_t i = 0; i < csv->column_count; i++) {
    const char *column = csv->columns[i], *part, *near;
    if (column[0] == '\0' || tli_is_provenance(column) || field_of_column(group, column, &part) != NULL) continue;
    (void)tli_field_find(group->face.fields, group->face.field_count, column, &near);
    tl_findings_add(findings, TL_ERROR, csv->name, csv->head_line, group->face.name, column,
                    "%s: column \"%s\" is not known%s%s%s", group->face.name, column,
                    near != NULL ? "; did you mean " : "", near != NULL ? near : "", near != NULL ? "?" : "");
  }
}

tl_code tli_record_of_row(const tli_csv *csv, size_t row, const tli_group *group, tli_arena *scratch,
                          tli_record *record, tl_error *error) {
  *record = (tli_record){.file = csv->name, .line = csv->rows[row].line};
  for (size_t pass = 0; pass < 2; pass++) { /* the figures first, then what stands beside them */
    for (size_t i = 0; i < csv->column_count; i++) {
      const char *cell = csv->rows[row].cells[i], *part;
      if (cell[0] == '\0') continue;
      const tl_field *field = field_of_column(group, csv->columns[i], &part);
      bool plain = field != NULL ? part == NULL : tli_is_provenance(csv->columns[i]);
      if (pass == 0 && plain) {
        tli_figure *figure = new_figure(record, csv->columns[i], record->line, scratch);
        if (figure == NULL) return TLI_NO_MEMORY(error, "a row of the study");
        figure->text = cell;
      } else if (pass == 1 && !plain && field != NULL) {
        for (size_t k = 0; k < record->count; k++)
          if (tli_text_equal_loose(record->figures[k].key, field->name)) *part_of(&record->figures[k], part) = cell;
      }
    }
  }
  return TL_OK;
}

const tli_figure *tli_record_figure(const tli_record *record, const char *key) {
  for (size_t i = 0; i < record->count; i++)
    if (tli_text_equal_loose(record->figures[i].key, key)) return &record->figures[i];
  return NULL;
}

const char *tli_record_text(const tli_record *record, const char *key) {
  const tli_figure *figure = tli_record_figure(record, key);
  return figure != NULL && figure->text != NULL && figure->text[0] != '\0' ? figure->text : NULL;
}
