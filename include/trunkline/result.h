/* trunkline/result.h - results as tables of named columns, each with unit and origin.
 *
 * A number in a report is walked back: column -> step and formula -> inputs -> file:line -> source, date, confidence.
 * Everything is held by the tl_results; text given to it is copied.
 */
#ifndef TRUNKLINE_RESULT_H
#define TRUNKLINE_RESULT_H

#include "trunkline/units.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tl_results tl_results;
typedef struct tl_table tl_table;

TL_API TL_MUST_USE tl_results *tl_results_create(const tl_allocator *allocator);
TL_API void tl_results_destroy(tl_results *results);
/* True when memory ran out while adding: the set is incomplete; fail with TL_ERR_MACHINE. */
TL_API bool tl_results_lost(const tl_results *results);

/* A cited source. confidence: "H", "M", "L", "assumption". */
typedef struct tl_source {
  const char *id, *citation, *date, *url;
} tl_source;

/* One input figure as the study gave it, with the way back to it. */
typedef struct tl_input {
  const char *id;    /* path: "sections.mongolia.length" */
  const char *label; /* words for the reader */
  const char *text;  /* as written: "962.9 km" */
  double si;         /* NaN for text */
  const char *unit;  /* SI unit, "" for text */
  const char *file;
  int line;
  const char *source_id; /* "" if none: then confidence is "assumption" */
  const char *date, *confidence, *note;
} tl_input;

/* Where a column comes from. input_ids: space-separated ids of tl_input, or prefixes ending in ".*". */
typedef struct tl_origin {
  const char *step;    /* name of the study step */
  const char *formula; /* words or a formula a reader understands */
  const char *theory;  /* page under docs/theory without ".md", or "" */
  const char *input_ids;
} tl_origin;

typedef struct tl_column {
  const char *name;      /* machine name with SI suffix: "inlet_p_pa" */
  const char *label;     /* "Inlet pressure" */
  tl_quantity quantity;  /* TL_TEXT for words */
  const char *si_unit;   /* "Pa"; "" for text and plain numbers */
  const char *show_unit; /* unit of the trade for people: "MPa"; values are shown as (si - offset) / factor */
  double show_factor, show_offset;
  int digits; /* significant digits that mean something when shown */
  tl_origin origin;
} tl_column;

typedef struct tl_cell {
  double number;    /* NaN: not given */
  const char *text; /* NULL unless the column is text */
} tl_cell;

/* Adding. The returned table belongs to the results; NULL means no memory (and tl_results_lost). */
TL_API tl_table *tl_results_add_table(tl_results *results, const char *id, const char *title, const char *sentence);
TL_API void tl_table_add_column(tl_table *table, const tl_column *column);
TL_API void tl_table_add_row(tl_table *table, const tl_cell *cells); /* as many cells as columns; text is copied */
TL_API void tl_results_add_source(tl_results *results, const tl_source *source);
TL_API void tl_results_add_input(tl_results *results, const tl_input *input);
/* A named fact about the run or the study: "title", "version", "date", ... shown or used by the report. */
TL_API void tl_results_set_text(tl_results *results, const char *key, const char *text);
/* A whole JSON value that the report passes through: a map layer, a schedule. `json` must be valid JSON. */
TL_API void tl_results_set_json(tl_results *results, const char *key, const char *json);

/* Reading. */
TL_API size_t tl_results_tables(const tl_results *results);
TL_API const tl_table *tl_results_table_at(const tl_results *results, size_t index);
TL_API const tl_table *tl_results_table(const tl_results *results, const char *id); /* NULL if absent */
TL_API size_t tl_results_sources(const tl_results *results);
TL_API const tl_source *tl_results_source_at(const tl_results *results, size_t index);
TL_API size_t tl_results_inputs(const tl_results *results);
TL_API const tl_input *tl_results_input_at(const tl_results *results, size_t index);
TL_API const char *tl_results_text(const tl_results *results, const char *key); /* NULL if absent */
TL_API const char *tl_results_json(const tl_results *results, const char *key); /* NULL if absent */
/* Walk over texts and JSONs: false past the end. */
TL_API bool tl_results_text_at(const tl_results *results, size_t index, const char **key, const char **text);
TL_API bool tl_results_json_at(const tl_results *results, size_t index, const char **key, const char **json);

TL_API const char *tl_table_id(const tl_table *table);
TL_API const char *tl_table_title(const tl_table *table);
TL_API const char *tl_table_sentence(const tl_table *table);
TL_API size_t tl_table_columns(const tl_table *table);
TL_API size_t tl_table_rows(const tl_table *table);
TL_API const tl_column *tl_table_column(const tl_table *table, size_t column);
TL_API int tl_table_find_column(const tl_table *table, const char *name); /* -1 if absent */
TL_API double tl_table_number(const tl_table *table, size_t row, size_t column);
TL_API const char *tl_table_text(const tl_table *table, size_t row, size_t column);

#ifdef __cplusplus
}
#endif
#endif
