/* result/tli_columns.h - a table's columns as a list, for rooms that name their units themselves. */
#ifndef TLI_COLUMNS_H
#define TLI_COLUMNS_H

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

#endif
