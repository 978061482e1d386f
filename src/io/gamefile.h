/* io/gamefile.h - what the readers of games share. */
#ifndef TLI_GAMEFILE_H
#define TLI_GAMEFILE_H

#include "io/file.h"
#include "trunkline/gamefile.h"

enum { TLI_GAMEFILE_PLAYERS = 20 };

/* A table of values while it is read. */
typedef struct tli_game_table {
  const char *name; /* of the file */
  tli_arena *arena;
  tl_findings *findings;
  tl_game_kind kind;
  const char *names[TLI_GAMEFILE_PLAYERS];
  size_t players;
  double *values;
  int *lines; /* where each coalition stands; 0: not yet */
} tli_game_table;

/* True if the first byte that is no blank opens a JSON object. */
bool tli_game_is_json(const tli_file *file);

/* One more player. TL_OK, with *good false after a finding, where there are more than a table may have. */
TL_MUST_USE tl_code tli_game_add_player(tli_game_table *t, const char *name, size_t length, int line, bool *good,
                                        tl_error *error);
/* Values and lines for the players that are known. */
TL_MUST_USE tl_code tli_game_make_room(tli_game_table *t, tl_error *error);
/* The index of a player; `players` if unknown. */
size_t tli_game_player_at(const char *const *names, size_t players, const char *name, size_t length);
/* The next name of "A + B" at `at`; gives the place behind it, NULL after the last. */
const char *tli_game_next_name(const char *at, size_t *length, const char **name);
/* Adds a member. False, after a finding, if the name is unknown or there already; `words`: the coalition as written. */
bool tli_game_add_member(const tli_game_table *t, int line, const char *words, const char *name, size_t length,
                         tl_coalition *coalition);
void tli_game_put_value(tli_game_table *t, int line, const char *words, tl_coalition coalition, double value);
/* A value for the empty coalition: a warning where it is 0, else an error. */
void tli_game_say_empty(const tli_game_table *t, int line, bool is_zero);
/* Each coalition without a value, as found on the last line. */
void tli_game_say_missing(const tli_game_table *t, int last_line);
/* Reads the members "players" and "coalitions" of a JSON document. */
TL_MUST_USE tl_code tli_game_read_json(tli_game_table *t, const tli_file *file, tl_error *error);

#endif
