/* One table: columns of equal length. Numbers and texts live in arrays per column; a column added when rows are
 * there already is "not given" in them. A row that finds no memory is left out whole and the set marked as lost. */
#include "result/tli_result.h"

#include <math.h>
#include <string.h>

/* An array of `room` entries for a column, the first `rows` taken over from the old one or "not given". */
static bool give_room(tli_arena *arena, tli_column *c, size_t rows, size_t room) {
  if (c->column.quantity == TL_TEXT) {
    const char **texts = TLI_NEW_N(arena, const char *, room);
    if (texts == NULL) return false;
    for (size_t i = 0; i < rows; i++) texts[i] = c->texts != NULL ? c->texts[i] : NULL;
    c->texts = texts;
    return true;
  }
  double *numbers = TLI_NEW_N(arena, double, room);
  if (numbers == NULL) return false;
  for (size_t i = 0; i < rows; i++) numbers[i] = c->numbers != NULL ? c->numbers[i] : NAN;
  c->numbers = numbers;
  return true;
}

void tl_table_add_column(tl_table *table, const tl_column *column) {
  tl_results *results = table->results;
  tli_arena *arena = tli_results_arena(results);
  if (!TLI_PUSH_ROOM(arena, table->columns, table->column_room, table->column_count)) {
    tli_results_lose(results);
    return;
  }
  tli_column added = {.column = *column};
  added.column.name = tli_results_copy(results, column->name);
  added.column.label = tli_results_copy(results, column->label);
  added.column.si_unit = tli_results_copy(results, column->si_unit);
  added.column.show_unit = tli_results_copy(results, column->show_unit);
  added.column.origin = (tl_origin){.step = tli_results_copy(results, column->origin.step),
                                    .formula = tli_results_copy(results, column->origin.formula),
                                    .theory = tli_results_copy(results, column->origin.theory),
                                    .input_ids = tli_results_copy(results, column->origin.input_ids)};
  if (added.column.show_factor == 0.0) added.column.show_factor = 1.0; /* left out: shown as it is */
  if (table->row_room > 0 && !give_room(arena, &added, table->rows, table->row_room)) {
    tli_results_lose(results);
    return;
  }
  table->columns[table->column_count++] = added;
}

static bool grow_rows(tl_table *table) {
  size_t room = table->row_room == 0 ? 16 : table->row_room * 2;
  tli_arena *arena = tli_results_arena(table->results);
  for (size_t c = 0; c < table->column_count; c++)
    if (!give_room(arena, &table->columns[c], table->rows, room)) return false; /* longer columns do no harm */
  table->row_room = room;
  return true;
}

void tl_table_add_row(tl_table *table, const tl_cell *cells) {
  if (table->rows == table->row_room && !grow_rows(table)) {
    tli_results_lose(table->results);
    return;
  }
  tli_arena *arena = tli_results_arena(table->results);
  for (size_t c = 0; c < table->column_count; c++) {
    tli_column *column = &table->columns[c];
    if (column->column.quantity != TL_TEXT) {
      column->numbers[table->rows] = cells[c].number;
      continue;
    }
    const char *copy = tli_arena_strdup(arena, cells[c].text);
    if (copy == NULL && cells[c].text != NULL) {
      tli_results_lose(table->results);
      return;
    }
    column->texts[table->rows] = copy;
  }
  table->rows++;
}

const char *tl_table_id(const tl_table *table) { return table->id; }
const char *tl_table_title(const tl_table *table) { return table->title; }
const char *tl_table_sentence(const tl_table *table) { return table->sentence; }
size_t tl_table_columns(const tl_table *table) { return table->column_count; }
size_t tl_table_rows(const tl_table *table) { return table->rows; }

const tl_column *tl_table_column(const tl_table *table, size_t column) {
  return column < table->column_count ? &table->columns[column].column : NULL;
}

int tl_table_find_column(const tl_table *table, const char *name) {
  for (size_t c = 0; c < table->column_count; c++)
    if (tli_text_equal(table->columns[c].column.name, name)) return (int)c;
  return -1;
}

double tl_table_number(const tl_table *table, size_t row, size_t column) {
  if (column >= table->column_count || row >= table->rows || table->columns[column].numbers == NULL) return NAN;
  return table->columns[column].numbers[row];
}

const char *tl_table_text(const tl_table *table, size_t row, size_t column) {
  if (column >= table->column_count || row >= table->rows || table->columns[column].texts == NULL) return NULL;
  return table->columns[column].texts[row];
}
