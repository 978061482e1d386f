/* What the readers of games share: players, coalitions, and what can be wrong with them. */
#include <string.h>

#include "base/tli_base.h"
#include "io/gamefile.h"

enum { MISSING_NAMED = 20 };

bool tli_game_is_json(const tli_file *file) {
  size_t i = 0;
  while (i < file->length && strchr(" \t\r\n", file->bytes[i]) != NULL && file->bytes[i] != '\0') i++;
  return i < file->length && file->bytes[i] == '{';
}

const char *tli_game_next_name(const char *at, size_t *length, const char **name) {
  const char *end = strchr(at, '+'), *stop = end != NULL ? end : at + strlen(at);
  while (at < stop && (*at == ' ' || *at == '\t')) at++;
  const char *last = stop;
  while (last > at && (last[-1] == ' ' || last[-1] == '\t')) last--;
  *name = at;
  *length = (size_t)(last - at);
  return end != NULL ? end + 1 : NULL;
}

size_t tli_game_player_at(const char *const *names, size_t players, const char *name, size_t length) {
  for (size_t i = 0; i < players; i++)
    if (strncmp(names[i], name, length) == 0 && names[i][length] == '\0') return i;
  return players;
}

tl_code tli_game_add_player(tli_game_table *t, const char *name, size_t length, int line, bool *good, tl_error *error) {
  *good = t->players < TLI_GAMEFILE_PLAYERS;
  if (!*good) {
    tl_findings_add(t->findings, TL_ERROR, t->name, line, name, "coalition",
                    "player \"%s\" is one more than the %d that a table may have (2^%d rows): larger games are for "
                    "the library, which asks for the value of each coalition",
                    name, TLI_GAMEFILE_PLAYERS, TLI_GAMEFILE_PLAYERS);
    return TL_OK;
  }
  t->names[t->players] = tli_arena_strndup(t->arena, name, length);
  if (t->names[t->players++] == NULL) return TLI_NO_MEMORY(error, "the players of a game");
  return TL_OK;
}

tl_code tli_game_make_room(tli_game_table *t, tl_error *error) {
  t->values = TLI_NEW_N(t->arena, double, (size_t)1 << t->players);
  t->lines = TLI_NEW_N(t->arena, int, (size_t)1 << t->players);
  if (t->values == NULL || t->lines == NULL) return TLI_NO_MEMORY(error, "the values of a game");
  return TL_OK;
}

static void say_unknown(const tli_game_table *t, int line, const char *words, const char *name, size_t length) {
  char copy[128];
  const size_t n = length < sizeof copy - 1 ? length : sizeof copy - 1;
  memcpy(copy, name, n);
  copy[n] = '\0';
  if (n == 0) {
    tl_findings_add(t->findings, TL_ERROR, t->name, line, words, "coalition",
                    "coalition \"%s\" has an empty name: write the players with one + between them", words);
    return;
  }
  const char *near = tli_did_you_mean(copy, t->names, t->players);
  tl_findings_add(t->findings, TL_ERROR, t->name, line, words, "coalition",
                  "player \"%s\" is unknown: it is not among those with a value alone%s%s%s", copy,
                  near != NULL ? "; did you mean " : "", near != NULL ? near : "", near != NULL ? "?" : "");
}

bool tli_game_add_member(const tli_game_table *t, int line, const char *words, const char *name, size_t length,
                         tl_coalition *coalition) {
  const size_t player = tli_game_player_at(t->names, t->players, name, length);
  if (player == t->players) {
    say_unknown(t, line, words, name, length);
    return false;
  }
  if ((*coalition >> player & 1U) != 0) {
    tl_findings_add(t->findings, TL_ERROR, t->name, line, words, "coalition",
                    "player \"%s\" is twice in coalition \"%s\"", t->names[player], words);
    return false;
  }
  *coalition |= (tl_coalition)1 << player;
  return true;
}

void tli_game_say_empty(const tli_game_table *t, int line, bool is_zero) {
  tl_findings_add(t->findings, is_zero ? TL_WARNING : TL_ERROR, t->name, line, "", "coalition",
                  "a value for the empty coalition: it is worth 0 by definition; leave the row out");
}

void tli_game_put_value(tli_game_table *t, int line, const char *words, tl_coalition c, double value) {
  if (t->lines[c] != 0) {
    tl_findings_add(t->findings, TL_ERROR, t->name, line, words, "coalition",
                    "coalition \"%s\" is there twice: line %d has it, too; which one counts?", words, t->lines[c]);
    return;
  }
  t->lines[c] = line;
  t->values[c] = value;
}

void tli_game_say_missing(const tli_game_table *t, int last) {
  size_t missing = 0;
  for (size_t c = 1; c < (size_t)1 << t->players; c++) {
    if (t->lines[c] != 0 || ++missing > MISSING_NAMED) continue;
    char name[256] = "";
    size_t at = 0;
    for (size_t i = 0; i < t->players; i++) {
      const size_t length = strlen(t->names[i]);
      if ((c >> i & 1U) == 0 || at + length + 2 > sizeof name) continue;
      if (at > 0) name[at++] = '+';
      memcpy(name + at, t->names[i], length + 1);
      at += length;
    }
    tl_findings_add(t->findings, TL_ERROR, t->name, last, name, "coalition",
                    "coalition \"%s\" is missing: each of the %zu coalitions of %zu players needs a row", name,
                    ((size_t)1 << t->players) - 1, t->players);
  }
  if (missing > MISSING_NAMED)
    tl_findings_add(t->findings, TL_ERROR, t->name, last, "", "coalition", "%zu coalitions are missing in all",
                    missing);
}
