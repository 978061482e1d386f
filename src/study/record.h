/* study/record.h - what a file says about one item, before any field is understood: keys, texts, lines, provenance.
 * A mapping of the YAML file and a row of a CSV table both become a record, so that one reader serves both.
 *
 * In YAML a figure is a text ("962.9 km") or a mapping {value, source, date, confidence, note, low, high}.
 * In CSV these stand in columns beside it: length, length_source, length_low, ... A record's own source, date,
 * confidence and note hold for all its figures that have none of their own. */
#ifndef TLI_STUDY_RECORD_H
#define TLI_STUDY_RECORD_H

#include "io/csv.h"
#include "io/yaml_document.h"
#include "study/fields.h"

typedef struct tli_figure {
  const char *key;
  const char *text; /* NULL: what stands there is no text (already reported), or only provenance was given */
  int line;
  bool quoted;
  const char *source, *date, *confidence, *note, *low, *high; /* NULL: not given */
} tli_figure;

typedef struct tli_record {
  const char *file;
  int line;
  tli_figure *figures;
  size_t count, room;
} tli_record;

/* Keys as found; figures that are neither text nor a mapping of the shape above become findings named after `where`. */
TL_MUST_USE tl_code tli_record_of_yaml(const tli_yaml *mapping, const char *file, const char *where, tli_arena *scratch,
                                       tl_findings *findings, tli_record *record, tl_error *error);

/* Row `row` of a table whose columns are already known to belong to `group`. Empty cells are not given. */
TL_MUST_USE tl_code tli_record_of_row(const tli_csv *csv, size_t row, const tli_group *group, tli_arena *scratch,
                                      tli_record *record, tl_error *error);

/* Reports columns that are neither a field of the group, nor provenance. */
void tli_check_columns(const tli_csv *csv, const tli_group *group, tl_findings *findings);

/* The figure of that key, NULL if there is none. Loose in case and - _ as the fields are. */
const tli_figure *tli_record_figure(const tli_record *record, const char *key);
/* Its text, NULL if not given or empty. */
const char *tli_record_text(const tli_record *record, const char *key);

#endif
