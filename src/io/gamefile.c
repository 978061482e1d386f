/* Games from CSV: see trunkline/gamefile.h. */
#include <math.h>
#include <string.h>

#include "base/tli_base.h"
#include "io/csv.h"
#include "io/file.h"
#include "trunkline/gamefile.h"

enum { MOST_PLAYERS = 20, MISSING_NAMED = 20 };

typedef struct reading {
  tli_csv csv;
  int coalition_column, value_column;
  tl_game_kind kind;
  tli_arena *arena;
  tl_findings *findings;
  const char *names[MOST_PLAYERS];
  size_t players;
  double *values;
  int *lines; /* where each coalition stands; 0: not yet */
} reading;

static const char *cell(const reading *r, size_t row, int column) { return r->csv.rows[row].cells[column]; }

static void find_columns(reading *r) {
  const int value = tli_csv_column(&r->csv, "value"), cost = tli_csv_column(&r->csv, "cost");
  r->coalition_column = tli_csv_column(&r->csv, "coalition");
  r->value_column = value >= 0 ? value : cost;
  r->kind = value >= 0 ? TL_GAME_GAINS : TL_GAME_COSTS;
  if (r->csv.column_count == 0) return; /* said already */
  if (r->coalition_column < 0)
    tl_findings_add(r->findings, TL_ERROR, r->csv.name, r->csv.head_line, "", "coalition",
                    "the head line names no column \"coalition\": write coalition,value or coalition,cost");
  if ((value >= 0) == (cost >= 0))
    tl_findings_add(r->findings, TL_ERROR, r->csv.name, r->csv.head_line, "", "value",
                    "the head line must name one of \"value\" (what a coalition gains) and \"cost\" (what it pays)%s",
                    value >= 0 ? ", not both" : "");
}

/* The next name of "A + B"; *at moves on, NULL behind the last. */
static const char *next_name(const char *at, size_t *length, const char **name) {
  const char *end = strchr(at, '+'), *stop = end != NULL ? end : at + strlen(at);
  while (at < stop && (*at == ' ' || *at == '\t')) at++;
  const char *last = stop;
  while (last > at && (last[-1] == ' ' || last[-1] == '\t')) last--;
  *name = at;
  *length = (size_t)(last - at);
  return end != NULL ? end + 1 : NULL;
}

static size_t find_player(const reading *r, const char *name, size_t length) {
  for (size_t i = 0; i < r->players; i++)
    if (strncmp(r->names[i], name, length) == 0 && r->names[i][length] == '\0') return i;
  return r->players;
}

static tl_code find_players(reading *r, tl_error *error) {
  for (size_t k = 0; k < r->csv.row_count; k++) {
    const char *words = cell(r, k, r->coalition_column), *name;
    size_t length;
    if (strchr(words, '+') != NULL || words[0] == '\0' || strcmp(words, "{}") == 0) continue;
    (void)next_name(words, &length, &name);
    if (find_player(r, name, length) < r->players) continue; /* doubled: said with the values */
    if (r->players == MOST_PLAYERS) {
      tl_findings_add(r->findings, TL_ERROR, r->csv.name, r->csv.rows[k].line, words, "coalition",
                      "player \"%s\" is one more than the %d that a table may have (2^%d rows): larger games are for "
                      "the library, which asks for the value of each coalition",
                      words, MOST_PLAYERS, MOST_PLAYERS);
      r->players = 0;
      return TL_OK;
    }
    r->names[r->players] = tli_arena_strndup(r->arena, name, length);
    if (r->names[r->players++] == NULL) return TLI_NO_MEMORY(error, "the players of a game");
  }
  if (r->players == 0)
    tl_findings_add(r->findings, TL_ERROR, r->csv.name, r->csv.head_line, "", "coalition",
                    "no player has a row of his own: each needs one, also where it is 0");
  return TL_OK;
}

static void say_unknown(reading *r, int line, const char *words, const char *name, size_t length) {
  char copy[128];
  const size_t n = length < sizeof copy - 1 ? length : sizeof copy - 1;
  memcpy(copy, name, n);
  copy[n] = '\0';
  if (n == 0) {
    tl_findings_add(r->findings, TL_ERROR, r->csv.name, line, words, "coalition",
                    "coalition \"%s\" has an empty name: write the players with one + between them", words);
    return;
  }
  const char *near = tli_did_you_mean(copy, r->names, r->players);
  tl_findings_add(r->findings, TL_ERROR, r->csv.name, line, words, "coalition",
                  "player \"%s\" is unknown: no row gives his value alone%s%s%s", copy,
                  near != NULL ? "; did you mean " : "", near != NULL ? near : "", near != NULL ? "?" : "");
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
    at = next_name(at, &length, &name);
    const size_t player = find_player(r, name, length);
    if (player == r->players) {
      say_unknown(r, line, words, name, length);
      good = false;
    } else if ((coalition >> player & 1U) != 0) {
      tl_findings_add(r->findings, TL_ERROR, r->csv.name, line, words, "coalition",
                      "player \"%s\" is twice in coalition \"%s\"", r->names[player], words);
      good = false;
    } else {
      coalition |= (tl_coalition)1 << player;
    }
  }
  return good ? coalition : 0;
}

static bool read_number(reading *r, size_t row, double *number) {
  const char *words = cell(r, row, r->value_column), *end = words;
  *number = tli_parse_double(words, &end);
  if (words[0] != '\0' && *end == '\0' && fabs(*number) <= 1e300) return true;
  tl_findings_add(r->findings, TL_ERROR, r->csv.name, r->csv.rows[row].line, cell(r, row, r->coalition_column),
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
    tl_findings_add(r->findings, has_number && number == 0 ? TL_WARNING : TL_ERROR, r->csv.name, line, "", "coalition",
                    "a value for the empty coalition: it is worth 0 by definition; leave the row out");
    return;
  }
  const tl_coalition c = read_coalition(r, row);
  if (c == 0) return;
  if (r->lines[c] != 0) {
    tl_findings_add(r->findings, TL_ERROR, r->csv.name, line, words, "coalition",
                    "coalition \"%s\" is there twice: line %d has it, too; which one counts?", words, r->lines[c]);
    return;
  }
  r->lines[c] = line;
  r->values[c] = has_number ? number : 0;
}

static void say_missing(reading *r) {
  size_t missing = 0;
  const int last = r->csv.row_count > 0 ? r->csv.rows[r->csv.row_count - 1].line : r->csv.head_line;
  for (size_t c = 1; c < (size_t)1 << r->players; c++) {
    if (r->lines[c] != 0 || ++missing > MISSING_NAMED) continue;
    char name[256] = "";
    size_t at = 0;
    for (size_t i = 0; i < r->players; i++) {
      const size_t length = strlen(r->names[i]);
      if ((c >> i & 1U) == 0 || at + length + 2 > sizeof name) continue;
      if (at > 0) name[at++] = '+';
      memcpy(name + at, r->names[i], length + 1);
      at += length;
    }
    tl_findings_add(r->findings, TL_ERROR, r->csv.name, last, name, "coalition",
                    "coalition \"%s\" is missing: each of the %zu coalitions of %zu players needs a row", name,
                    ((size_t)1 << r->players) - 1, r->players);
  }
  if (missing > MISSING_NAMED)
    tl_findings_add(r->findings, TL_ERROR, r->csv.name, last, "", "coalition", "%zu coalitions are missing in all",
                    missing);
}

static tl_code read_game(reading *r, const tli_file *file, const char *name, const tl_allocator *allocator,
                         tl_game **game, tl_error *error) {
  TLI_TRY(tli_csv_parse(file, name, r->arena, &r->csv, r->findings, error));
  find_columns(r);
  if (r->coalition_column >= 0 && r->value_column >= 0 && r->csv.column_count > 0) {
    TLI_TRY(find_players(r, error));
    if (r->players > 0) {
      r->values = TLI_NEW_N(r->arena, double, (size_t)1 << r->players);
      r->lines = TLI_NEW_N(r->arena, int, (size_t)1 << r->players);
      if (r->values == NULL || r->lines == NULL) return TLI_NO_MEMORY(error, "the values of a game");
      for (size_t k = 0; k < r->csv.row_count; k++) read_row(r, k);
      say_missing(r);
    }
  }
  if (tl_findings_lost(r->findings)) return TLI_NO_MEMORY(error, "the findings of a game");
  const size_t errors = tl_findings_total(r->findings, TL_ERROR);
  if (errors > 0)
    return tl_fail(error, TL_ERR_INPUT, "%s: %zu error%s in the game; nothing was computed", name, errors,
                   errors == 1 ? "" : "s");
  return tl_game_create(r->players, r->names, r->values, r->kind, allocator, game, error);
}

tl_code tl_gamefile_read(const char *bytes, size_t length, const char *name, const tl_allocator *allocator,
                         tl_game **game, tl_findings *findings, tl_error *error) {
  *game = NULL;
  reading r = {.arena = tli_arena_create(allocator), .findings = findings};
  if (r.arena == NULL) return TLI_NO_MEMORY(error, "a game");
  const tli_file file = tli_file_of_bytes(bytes, length);
  const tl_code code = read_game(&r, &file, name, allocator, game, error);
  tli_arena_destroy(r.arena);
  return code;
}

tl_code tl_gamefile_open(const char *path, const tl_allocator *allocator, tl_game **game, tl_findings *findings,
                         tl_error *error) {
  *game = NULL;
  reading r = {.arena = tli_arena_create(allocator), .findings = findings};
  if (r.arena == NULL) return TLI_NO_MEMORY(error, "a game");
  tli_file file;
  tl_code code = tli_file_read(path, r.arena, &file, error);
  if (code == TL_OK) code = read_game(&r, &file, path, allocator, game, error);
  tli_arena_destroy(r.arena);
  return code;
}
