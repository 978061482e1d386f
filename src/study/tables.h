/* study/tables.h - short ways to fill result tables. */
#ifndef TLI_STUDY_TABLES_H
#define TLI_STUDY_TABLES_H

#include <math.h>

#include "trunkline/result.h"

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
