/* A table's columns as a list: see tli_columns.h. */
#include "result/tli_columns.h"

void tli_add_columns(tl_table *table, const char *step, const char *theory, int digits,
                     const tli_listed_column *columns, size_t count) {
  for (size_t i = 0; table != NULL && i < count; i++) {
    const tli_listed_column *c = &columns[i];
    tl_table_add_column(
        table, &(tl_column){.name = c->name,
                            .label = c->label,
                            .quantity = c->quantity,
                            .si_unit = c->si_unit,
                            .show_unit = c->show_unit,
                            .show_factor = c->show_factor,
                            .digits = digits,
                            .origin = {.step = step, .formula = c->formula, .theory = theory, .input_ids = ""}});
  }
}
