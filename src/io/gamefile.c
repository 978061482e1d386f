/* Games from CSV: see trunkline/gamefile.h. */
#include "io/gamefile.h"

#include <math.h>
#include <string.h>

#include "base/tli_base.h"
#include "io/csv.h"

typedef struct reading {
  tli_csv csv;
  int coalition_column, value_column;
  tli_game_table table;
} reading;

static const char *cell(const reading *r, size_t row, int column) { return r->csv.rows[row].cells[column]; }

static void find_columns(reading *r) {
  const int value = tli_csv_column(&r->csv, "value"), cost = tli_csv_column(&r->csv, "cost");
  r->coalition_column = tli_csv_column(&r->csv, "coalition");
  r->value_column = value >= 0 ? value : cost;
  r->table.kind = value >= 0 ? TL_GAME_GAINS : TL_GAME_COSTS;
  if (r->csv.column_count == 0) return; /* said already */
  if (r->coalition_column < 0)
    tl_findings_add(r->table.findings, TL_ERROR, r->csv.name, r->csv.head_line, "", "coalition",
                    "the head line names no column \"coalition\": write coalition,value or coalition,cost");
  if ((value >= 0) == (cost >= 0))
    tl_findings_add(r->table.findings, TL_ERROR, r->csv.name, r->csv.head_line, "", "value",
                    "the head line must name one of \"value\" (what a coalition gains) and \"cost\" (what it pays)%s",
                    value >= 0 ? ", not both" : "");
}

static tl_code find_players(reading *r, tl_error *error) {
  tli_game_table *t = &r->table;
  for (size_t k = 0; k < r->csv.row_count; k++) {
    const char *words = cell(r, k, r->coalition_column), *name;
    size_t length;
    if (strchr(words, '+') != NULL || words[0] == '\0' || strcmp(words, "{}") == 0) continue;
    (void)tli_game_next_name(words, &length, &name);
    if (tli_game_player_at(t->names, t->players, name, length) < t->players)
      continue; /* doubled: said with the values */
    bool good;
    TLI_TRY(tli_game_add_player(t, name, length, r->csv.rows[k].line, &good, error));
    if (!good) {
      t->players = 0;
      return TL_OK;
    }
  }
  if (t->players == 0)
    tl_findings_add(t->findings, TL_ERROR, r->csv.name, r->csv.head_line, "", "coalition",
                    "no player has a row of his own: each needs one, also where it is 0");
  return TL_OK;
}

/* The bits of a coalition; 0 if something is wrong, which is then said. */
static tl_coalition read_coalition(reading *r, size_t row) {
  const char *words = cell(r, row, r->coalition_column);
  const int line = r->csv.rows[row].line;
  tl_coalition coalition = 0;
  bool good = true;
  for (const char *at = words; at != NULL;) {
    const char *name;
    size_t length;
    at = tli_game_next_name(at, &length, &name);
    good = tli_game_add_member(&r->table, line, words, name, length, &coalition) && good;
  }
  return good ? coalition : 0;
}

static bool read_number(reading *r, size_t row, double *number) {
  const char *words = cell(r, row, r->value_column), *end = words;
  *number = tli_parse_double(words, &end);
  if (words[0] != '\0' && *end == '\0' && fabs(*number) <= 1e300) return true;
  tl_findings_add(r->table.findings, TL_ERROR, r->csv.name, r->csv.rows[row].line, cell(r, row, r->coalition_column),
                  r->csv.columns[r->value_column], "\"%s\" is no value: a number between -1e300 and 1e300 is needed",
                  words);
  return false;
}

static void read_row(reading *r, size_t row) {
  const char *words = cell(r, row, r->coalition_column);
  const int line = r->csv.rows[row].line;
  double number;
  const bool has_number = read_number(r, row, &number);
  if (words[0] == '\0' || strcmp(words, "{}") == 0) {
    tli_game_say_empty(&r->table, line, has_number && number == 0);
    return;
  }
  const tl_coalition c = read_coalition(r, row);
  if (c == 0) return;
  tli_game_put_value(&r->table, line, words, c, has_number ? number : 0);
}

static tl_code read_csv(reading *r, const tli_file *file, tl_error *error) {
  tli_game_table *t = &r->table;
  TLI_TRY(tli_csv_parse(file, t->name, t->arena, &r->csv, t->findings, error));
  find_columns(r);
  if (r->coalition_column < 0 || r->value_column < 0 || r->csv.column_count == 0) return TL_OK;
  TLI_TRY(find_players(r, error));
  if (t->players == 0) return TL_OK;
  TLI_TRY(tli_game_make_room(t, error));
  for (size_t k = 0; k < r->csv.row_count; k++) read_row(r, k);
  tli_game_say_missing(t, r->csv.row_count > 0 ? r->csv.rows[r->csv.row_count - 1].line : r->csv.head_line);
  return TL_OK;
}

static tl_code read_game(reading *r, const tli_file *file, const tl_allocator *allocator, tl_game **game,
                         tl_error *error) {
  tli_game_table *t = &r->table;
  if (tli_game_is_json(file))
    TLI_TRY(tli_game_read_json(t, file, error));
  else
    TLI_TRY(read_csv(r, file, error));
  if (tl_findings_lost(t->findings)) return TLI_NO_MEMORY(error, "the findings of a game");
  const size_t errors = tl_findings_total(t->findings, TL_ERROR);
  if (errors > 0)
    return tl_fail(error, TL_ERR_INPUT, "%s: %zu error%s in the game; nothing was computed", t->name, errors,
                   errors == 1 ? "" : "s");
  return tl_game_create(t->players, t->names, t->values, t->kind, allocator, game, error);
}

tl_code tl_gamefile_read(const char *bytes, size_t length, const char *name, const tl_allocator *allocator,
                         tl_game **game, tl_findings *findings, tl_error *error) {
  *game = NULL;
  reading r = {.table = {.name = name, .arena = tli_arena_create(allocator), .findings = findings}};
  if (r.table.arena == NULL) return TLI_NO_MEMORY(error, "a game");
  const tli_file file = tli_file_of_bytes(bytes, length);
  const tl_code code = read_game(&r, &file, allocator, game, error);
  tli_arena_destroy(r.table.arena);
  return code;
}

tl_code tl_gamefile_open(const char *path, const tl_allocator *allocator, tl_game **game, tl_findings *findings,
                         tl_error *error) {
  *game = NULL;
  reading r = {.table = {.name = path, .arena = tli_arena_create(allocator), .findings = findings}};
  if (r.table.arena == NULL) return TLI_NO_MEMORY(error, "a game");
  tli_file file;
  tl_code code = tli_file_read(path, r.table.arena, &file, error);
  if (code == TL_OK) code = read_game(&r, &file, allocator, game, error);
  tli_arena_destroy(r.table.arena);
  return code;
}
