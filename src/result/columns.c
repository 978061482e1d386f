/* Short ways to fill tables: see tli_columns.h. */
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

tli_columns tli_table_begin(tl_results *results, const char *id, const char *title, const char *sentence,
                            const char *step, const char *theory) {
  return (tli_columns){tl_results_add_table(results, id, title, sentence), step, theory};
}

void tli_column(tli_columns *columns, const char *name, const char *label, tl_quantity quantity, const char *show_unit,
                int digits, const char *formula, const char *inputs) {
  if (columns->table == NULL) return;
  double factor = 1.0, offset = 0.0;
  tl_error error;
  if (show_unit[0] != '\0' && tl_unit_factor(quantity, show_unit, &factor, &offset, &error) != TL_OK) {
    show_unit = tl_quantity_si(quantity); /* a unit that is not in the table: SI is never wrong */
    factor = 1.0;
    offset = 0.0;
  }
  tl_table_add_column(columns->table, &(tl_column){.name = name,
                                                   .label = label,
                                                   .quantity = quantity,
                                                   .si_unit = tl_quantity_si(quantity),
                                                   .show_unit = show_unit[0] != '\0' ? show_unit
                                                                : quantity == TL_NUMBER || quantity == TL_COUNT
                                                                    ? ""
                                                                    : tl_quantity_si(quantity),
                                                   .show_factor = factor,
                                                   .show_offset = offset,
                                                   .digits = digits,
                                                   .origin = {columns->step, formula, columns->theory, inputs}});
}

void tli_words(tli_columns *columns, const char *name, const char *label, const char *formula, const char *inputs) {
  if (columns->table == NULL) return;
  tl_table_add_column(columns->table, &(tl_column){.name = name,
                                                   .label = label,
                                                   .quantity = TL_TEXT,
                                                   .si_unit = "",
                                                   .show_unit = "",
                                                   .show_factor = 1.0,
                                                   .digits = 0,
                                                   .origin = {columns->step, formula, columns->theory, inputs}});
}

void tli_row(tli_columns *columns, const tl_cell *cells) {
  if (columns->table != NULL) tl_table_add_row(columns->table, cells);
}
