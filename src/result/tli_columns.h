/* result/tli_columns.h - short ways to fill tables: columns one by one, or as a list with units of their own. */
#ifndef TLI_COLUMNS_H
#define TLI_COLUMNS_H

#include <math.h>

#include "trunkline/result.h"

typedef struct tli_listed_column {
  const char *name, *label;
  tl_quantity quantity;
  const char *si_unit, *show_unit; /* "" for text and plain numbers */
  double show_factor;              /* shown as si / factor */
  const char *formula;
} tli_listed_column;

/* Adds the columns in their order; all have step, theory page and digits in common. A NULL table is left alone. */
void tli_add_columns(tl_table *table, const char *step, const char *theory, int digits,
                     const tli_listed_column *columns, size_t count);

/* What the columns that follow have in common. */
typedef struct tli_columns {
  tl_table *table; /* NULL after lost memory: everything is then a no-op */
  const char *step, *theory;
} tli_columns;

tli_columns tli_table_begin(tl_results *results, const char *id, const char *title, const char *sentence,
                            const char *step, const char *theory);
/* show_unit "" shows SI; inputs as in tl_origin. */
void tli_column(tli_columns *columns, const char *name, const char *label, tl_quantity quantity, const char *show_unit,
                int digits, const char *formula, const char *inputs);
void tli_words(tli_columns *columns, const char *name, const char *label, const char *formula, const char *inputs);
void tli_row(tli_columns *columns, const tl_cell *cells);

#define TLI_N(value) ((tl_cell){(value), NULL})
#define TLI_W(words) ((tl_cell){NAN, (words)})

#endif
