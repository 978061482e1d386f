/* result/tli_result.h - how the set and its tables share one arena. For this room only. */
#ifndef TLI_RESULT_H
#define TLI_RESULT_H

#include "base/tli_base.h"
#include "trunkline/result.h"

/* One column: numbers or texts, whichever its quantity asks for, `rows` of its table long. */
typedef struct tli_column {
  tl_column column;
  double *numbers;    /* NULL for text */
  const char **texts; /* NULL for numbers */
} tli_column;

struct tl_table {
  tl_results *results;
  const char *id, *title, *sentence;
  tli_column *columns;
  size_t column_count, column_room;
  size_t rows, row_room;
};

/* Copies text into the arena of the results (NULL counts as ""); marks them lost and gives "" without memory. */
const char *tli_results_copy(tl_results *results, const char *text);
tli_arena *tli_results_arena(tl_results *results);
void tli_results_lose(tl_results *results);

#endif
