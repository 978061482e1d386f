/* One item from its record: every field read or defaulted, every mistake a finding, every figure an input. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "study/reader.h"
#include "units/tli_fields.h"

typedef struct filling {
  tli_reader *reader;
  const tli_group *group;
  const char *path;
  const tli_record *record;
  void *item;
} filling;

static void complain(const filling *f, int line, const char *field, const char *sentence) {
  tl_findings_add(f->reader->findings, TL_ERROR, f->record->file, line, f->path, field, "%s: %s", f->path, sentence);
}

/* Keys that are no field, and fields given twice under two spellings. */
static void check_keys(const filling *f) {
  for (size_t i = 0; i < f->record->count; i++) {
    const tli_figure *figure = &f->record->figures[i];
    const char *near;
    if (tli_is_provenance(figure->key)) continue;
    if (tli_field_find(f->group->face.fields, f->group->face.field_count, figure->key, &near) == NULL) {
      tl_findings_add(f->reader->findings, TL_ERROR, f->record->file, figure->line, f->path, figure->key,
                      "%s: \"%s\" is not known%s%s%s", f->path, figure->key, near != NULL ? "; did you mean " : "",
                      near != NULL ? near : "", near != NULL ? "?" : "");
    } else if (tli_record_figure(f->record, figure->key) != figure) {
      complain(f, figure->line, figure->key, "the same field is given twice under two spellings");
    }
  }
}

/* Where a figure comes from, once the record's own provenance has filled its gaps. */
typedef struct provenance {
  const char *source, *date, *confidence, *note;
} provenance;

static const char *or_empty(const char *text) { return text != NULL ? text : ""; }

static const tl_source *find_source(const tli_reader *reader, const char *id) {
  for (size_t i = 0; i < reader->source_count; i++)
    if (tli_text_equal(reader->sources[i].id, id)) return &reader->sources[i];
  return NULL;
}

static provenance provenance_of(const filling *f, const tli_figure *figure) {
  bool own_assumption =
      figure->confidence != NULL && figure->source == NULL && strcmp(figure->confidence, "assumption") == 0;
  provenance p = {.note = figure->note};
  p.source = figure->source != NULL ? figure->source
             : own_assumption       ? ""
                                    : or_empty(tli_record_text(f->record, "source"));
  bool inherits = figure->source == NULL && !own_assumption;
  p.confidence = figure->confidence != NULL ? figure->confidence : or_empty(tli_record_text(f->record, "confidence"));
  p.date = figure->date != NULL ? figure->date : inherits ? or_empty(tli_record_text(f->record, "date")) : "";
  if (p.note == NULL) p.note = inherits ? or_empty(tli_record_text(f->record, "note")) : "";
  const tl_source *source = find_source(f->reader, p.source);
  if (p.date[0] == '\0' && source != NULL) p.date = or_empty(source->date);
  if (p.confidence[0] == '\0' || p.source[0] == '\0') p.confidence = "assumption";
  return p;
}

/* "max_pressure: " before what is said of a figure's own provenance; nothing before that of a whole record. */
typedef struct prefix {
  char words[96];
} prefix;

static prefix prefix_of(const char *field) {
  prefix p = {""};
  if (field[0] != '\0') (void)snprintf(p.words, sizeof p.words, "%.90s: ", field);
  return p;
}

static void check_source(const filling *f, const char *field, int line, const char *source) {
  enum { MOST_NAMES = 256 };
  if (source == NULL || source[0] == '\0' || find_source(f->reader, source) != NULL) return;
  const char *names[MOST_NAMES];
  size_t known = 0;
  for (; known < f->reader->source_count && known < MOST_NAMES; known++)
    names[known] = or_empty(f->reader->sources[known].id);
  const char *near = tli_did_you_mean(source, names, known);
  tl_findings_add(f->reader->findings, TL_ERROR, f->record->file, line, f->path, field[0] != '\0' ? field : "source",
                  "%s: %ssource \"%s\" is not in the list of sources%s%s%s", f->path, prefix_of(field).words, source,
                  near != NULL ? "; did you mean " : "", near != NULL ? near : "", near != NULL ? "?" : "");
}

static void check_confidence(const filling *f, const char *field, int line, const char *confidence) {
  static const char *const grades[] = {"H", "M", "L", "assumption"};
  bool known = confidence == NULL || confidence[0] == '\0';
  for (size_t i = 0; !known && i < TLI_COUNT(grades); i++) known = strcmp(confidence, grades[i]) == 0;
  if (!known)
    tl_findings_add(f->reader->findings, TL_ERROR, f->record->file, line, f->path,
                    field[0] != '\0' ? field : "confidence",
                    "%s: %sconfidence = \"%s\"; allowed: H (read in the source), M, L, assumption", f->path,
                    prefix_of(field).words, confidence);
}

/* A day, a month or a year. */
static void check_date(const filling *f, const char *field, int line, const char *date) {
  static const char shape[] = "dddd-dd-dd";
  if (date == NULL || date[0] == '\0') return;
  size_t n = strlen(date);
  bool fits = n == 4 || n == 7 || n == 10;
  for (size_t i = 0; fits && i < n; i++) fits = shape[i] == '-' ? date[i] == '-' : date[i] >= '0' && date[i] <= '9';
  char day[12] = "2000-01-01"; /* what is not said is taken from here */
  tl_value value;
  if (fits) memcpy(day, date, n);
  if (!fits || tl_value_read(day, TL_DATE, &value, NULL) != TL_OK)
    tl_findings_add(f->reader->findings, TL_ERROR, f->record->file, line, f->path, field[0] != '\0' ? field : "date",
                    "%s: %sdate = \"%s\"; write 2025-09-02, 2025-09 or 2025", f->path, prefix_of(field).words, date);
}

static tl_code add_place(const filling *f, const char *path, int line, bool broken, tl_error *error) {
  tli_reader *r = f->reader;
  tli_arena *arena = r->study->arena;
  char *file = tli_arena_strdup(arena, f->record->file);
  if (file == NULL || !TLI_PUSH_ROOM(arena, r->places, r->place_room, r->place_count))
    return TLI_NO_MEMORY(error, path);
  r->places[r->place_count++] = (tli_study_place){path, file, line, broken};
  return TL_OK;
}

static double si_of(const filling *f, const tl_field *field) {
  const char *member = (const char *)f->item + field->offset;
  if (field->quantity == TL_TEXT) return NAN;
  if (field->quantity == TL_BOOLEAN) return *(const bool *)(const void *)member ? 1 : 0;
  return ((const tl_value *)(const void *)member)->si;
}

static void add_input(const filling *f, const tl_field *field, const char *id, const char *text, double si,
                      const tli_figure *figure) {
  bool is_text = field->quantity == TL_TEXT;
  tl_input input = {.id = id,
                    .label = field->sentence,
                    .text = text,
                    .si = si,
                    .unit = is_text ? "" : tl_quantity_si(field->quantity),
                    .source_id = "",
                    .date = "",
                    .note = "",
                    .confidence = "assumption",
                    .file = "the field table's default",
                    .line = 0};
  if (figure != NULL) {
    provenance p = provenance_of(f, figure);
    input.source_id = p.source;
    input.date = p.date;
    input.confidence = p.confidence;
    input.note = p.note;
    input.file = f->record->file;
    input.line = figure->line;
  }
  tl_results_add_input(f->reader->results, &input);
}

/* low and high of one figure: same unit kind, on the right sides of the value; inputs of their own. */
static tl_code take_range(const filling *f, const tl_field *field, const tli_figure *figure, const char *path,
                          tl_error *error) {
  const char *texts[2] = {figure->low, figure->high};
  static const char *const ends[2] = {"low", "high"};
  for (int i = 0; i < 2; i++) {
    if (texts[i] == NULL || texts[i][0] == '\0') continue;
    tl_field own = tli_field_for(f->group, f->item, field);
    if (own.quantity == TL_TEXT || own.quantity == TL_BOOLEAN) {
      complain(f, figure->line, field->name, "a range (low, high) makes sense only for a figure");
      continue;
    }
    tl_value value;
    tl_error why;
    tl_code code = tl_value_read(texts[i], own.quantity, &value, &why);
    if (code == TL_ERR_MACHINE) return tl_fail(error, code, "%s", why.sentence);
    double si = si_of(f, field);
    if (code != TL_OK) {
      tl_findings_add(f->reader->findings, TL_ERROR, f->record->file, figure->line, f->path, field->name,
                      "%s: %s.%s = %s", f->path, field->name, ends[i], why.sentence);
    } else if (i == 0 ? value.si > si : value.si < si) {
      tl_findings_add(f->reader->findings, TL_ERROR, f->record->file, figure->line, f->path, field->name,
                      "%s: %s.%s = %s is %s the value %s itself", f->path, field->name, ends[i], texts[i],
                      i == 0 ? "above" : "below", or_empty(figure->text));
    } else {
      char *id = tli_arena_printf(f->reader->scratch, "%s.%s", path, ends[i]);
      if (id == NULL) return TLI_NO_MEMORY(error, path);
      add_input(f, &own, id, texts[i], value.si, figure);
    }
  }
  return TL_OK;
}

static tl_code take_figure(const filling *f, const tl_field *field, const tli_figure *figure, const char *path,
                           tl_error *error) {
  check_source(f, field->name, figure->line, figure->source);
  check_date(f, field->name, figure->line, figure->date);
  check_confidence(f, field->name, figure->line, figure->confidence);
  if (figure->text == NULL) return add_place(f, path, figure->line, true, error); /* reported where it was found */
  if (figure->text[0] == '\0' && field->quantity != TL_TEXT) {
    tl_findings_add(f->reader->findings, TL_ERROR, f->record->file, figure->line, f->path, field->name,
                    "%s: %s has no value; give one, or leave the line out to take the default", f->path, field->name);
    return add_place(f, path, figure->line, true, error);
  }
  tl_error why;
  tl_code code = tli_item_set(f->group, f->item, field, figure->text, f->reader->study->arena, &why);
  if (code == TL_ERR_MACHINE) return tl_fail(error, code, "%s", why.sentence);
  TLI_TRY(add_place(f, path, figure->line, code != TL_OK, error));
  if (code != TL_OK) {
    complain(f, figure->line, field->name, why.sentence);
    return TL_OK;
  }
  if (tli_field_is_documentary(field)) return TL_OK;
  tl_field own = tli_field_for(f->group, f->item, field);
  add_input(f, &own, path, figure->text, si_of(f, &own), figure);
  return take_range(f, field, figure, path, error);
}

static tl_code take_field(const filling *f, const tl_field *field, tl_error *error) {
  char *path = tli_arena_printf(f->reader->study->arena, "%s.%s", f->path, field->name);
  if (path == NULL) return TLI_NO_MEMORY(error, f->path);
  const tli_figure *figure = tli_record_figure(f->record, field->name);
  if (field->default_text != NULL) {
    tl_error why;
    tl_code code = tli_item_set_default(f->group, f->item, field, f->reader->study->arena, &why);
    if (code != TL_OK)
      return tl_fail(error, code == TL_ERR_INPUT ? TL_ERR_USAGE : code, "default of %s: %s", path, why.sentence);
  }
  if (figure != NULL) return take_figure(f, field, figure, path, error);
  if (field->default_text == NULL) {
    tl_findings_add(
        f->reader->findings, TL_ERROR, f->record->file, f->record->line, f->path, field->name,
        "%s: %s is missing (%s)%s%s", f->path, field->name, field->sentence,
        field->quantity == TL_TEXT || field->quantity == TL_NUMBER ? "" : "; for example ",
        field->quantity == TL_TEXT || field->quantity == TL_NUMBER ? "" : tl_quantity_example(field->quantity));
  } else if (field->default_text[0] != '\0' && !tli_field_is_documentary(field)) {
    add_input(f, field, path, field->default_text, si_of(f, field), NULL);
  }
  return TL_OK;
}

static int line_of(const filling *f, const char *key) {
  const tli_figure *figure = tli_record_figure(f->record, key);
  return figure != NULL ? figure->line : f->record->line;
}

/* What a record says for all its figures. A field named confidence is checked as a field. */
static void check_record_provenance(const filling *f) {
  const tl_field *fields = f->group->face.fields;
  if (f->group->in_study) check_source(f, "", line_of(f, "source"), tli_record_text(f->record, "source"));
  check_date(f, "", line_of(f, "date"), tli_record_text(f->record, "date"));
  if (tli_field_find(fields, f->group->face.field_count, "confidence", NULL) == NULL)
    check_confidence(f, "", line_of(f, "confidence"), tli_record_text(f->record, "confidence"));
}

tl_code tli_fill(tli_reader *reader, const tli_group *group, const char *path, const tli_record *record, void *item,
                 tl_error *error) {
  filling f = {reader, group, path, record, item};
  if (group->line_place != 0) memcpy((char *)item + group->line_place, &record->line, sizeof record->line);
  check_keys(&f);
  check_record_provenance(&f);
  /* Texts first: the quantity of a figure may follow from one of them (basis of a cost, check of a claim). */
  for (int texts = 1; texts >= 0; texts--)
    for (size_t i = 0; i < group->face.field_count; i++)
      if ((group->face.fields[i].quantity == TL_TEXT) == (texts == 1))
        TLI_TRY(take_field(&f, &group->face.fields[i], error));
  return TL_OK;
}
