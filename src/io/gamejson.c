/* Games from JSON, as `trunkline study` writes them: players, coalitions with their values. What else a coalition has
 * (the designs behind its value) is for the reader of the file. See trunkline/gamefile.h. */
#include <math.h>
#include <string.h>

#include "base/tli_base.h"
#include "io/gamefile.h"
#include "io/yaml_document.h"

static void complain(const tli_game_table *t, int line, const char *field, const char *sentence) {
  tl_findings_add(t->findings, TL_ERROR, t->name, line, "", field, "%s", sentence);
}

static void read_kind(tli_game_table *t, const tli_yaml *kind) {
  t->kind = TL_GAME_GAINS;
  if (kind == NULL || (kind->kind == TLI_YAML_SCALAR && strcmp(kind->text, "gains") == 0)) return;
  if (kind->kind == TLI_YAML_SCALAR && strcmp(kind->text, "costs") == 0)
    t->kind = TL_GAME_COSTS;
  else
    complain(t, kind->line, "kind", "kind must be \"gains\" (what a coalition gains) or \"costs\" (what it pays)");
}

static tl_code read_players(tli_game_table *t, const tli_yaml *root, bool *good, tl_error *error) {
  const tli_yaml *players = tli_yaml_member(root, "players");
  *good = players != NULL && players->kind == TLI_YAML_SEQUENCE && players->count > 0;
  if (!*good) {
    complain(t, players != NULL ? players->line : root->line, "players",
             "\"players\" must be a list of names, one a player");
    return TL_OK;
  }
  for (const tli_yaml *p = players->first; p != NULL; p = p->next) {
    const bool named = p->kind == TLI_YAML_SCALAR && p->text[0] != '\0' && strchr(p->text, '+') == NULL;
    if (!named) {
      complain(t, p->line, "players", "a player is a name without \"+\"");
      *good = false;
    } else if (tli_game_player_at(t->names, t->players, p->text, strlen(p->text)) < t->players) {
      tl_findings_add(t->findings, TL_ERROR, t->name, p->line, p->text, "players",
                      "player \"%s\" is named twice: each player has one name of his own", p->text);
      *good = false;
    } else {
      bool room;
      TLI_TRY(tli_game_add_player(t, p->text, strlen(p->text), p->line, &room, error));
      *good = *good && room;
      if (!room) return TL_OK;
    }
  }
  return TL_OK;
}

static bool read_value(const tli_game_table *t, const tli_yaml *row, const char *words, double *value) {
  const tli_yaml *node = tli_yaml_member(row, "value");
  const char *end = "";
  if (node != NULL && node->kind == TLI_YAML_SCALAR) {
    *value = tli_parse_double(node->text, &end);
    if (node->text[0] != '\0' && *end == '\0' && fabs(*value) <= 1e300) return true;
  }
  tl_findings_add(t->findings, TL_ERROR, t->name, node != NULL ? node->line : row->line, words, "value",
                  "coalition \"%s\" has no value: a number between -1e300 and 1e300 is needed", words);
  return false;
}

static tl_code read_row(tli_game_table *t, const tli_yaml *row, tl_error *error) {
  const tli_yaml *members = tli_yaml_member(row, "players");
  if (members == NULL || members->kind != TLI_YAML_SEQUENCE) {
    complain(t, row->line, "coalitions", "a coalition needs \"players\", the list of its members, and \"value\"");
    return TL_OK;
  }
  tli_text words;
  tli_text_init(&words, tli_arena_allocator(t->arena));
  for (const tli_yaml *m = members->first; m != NULL; m = m->next)
    tli_text_printf(&words, "%s%s", m == members->first ? "" : "+", m->kind == TLI_YAML_SCALAR ? m->text : "?");
  const char *name = words.failed ? NULL : words.length > 0 ? words.bytes : "";
  tl_code code = name != NULL ? TL_OK : TLI_NO_MEMORY(error, "a coalition");
  tl_coalition coalition = 0;
  double value = 0.0;
  if (code == TL_OK) {
    bool good = read_value(t, row, name, &value);
    for (const tli_yaml *m = members->first; m != NULL; m = m->next) {
      const char *member = m->kind == TLI_YAML_SCALAR ? m->text : "?";
      good = tli_game_add_member(t, m->line, name, member, strlen(member), &coalition) && good;
    }
    if (members->count == 0)
      tli_game_say_empty(t, row->line, good && value == 0.0);
    else if (good)
      tli_game_put_value(t, row->line, name, coalition, value);
  }
  tli_text_free(&words);
  return code;
}

tl_code tli_game_read_json(tli_game_table *t, const tli_file *file, tl_error *error) {
  const tli_yaml *root = NULL;
  bool good = false;
  TLI_TRY(tli_yaml_parse(file, t->name, t->arena, &root, t->findings, error));
  if (root == NULL || tl_findings_total(t->findings, TL_ERROR) > 0) return TL_OK; /* said already */
  read_kind(t, tli_yaml_member(root, "kind"));
  TLI_TRY(read_players(t, root, &good, error));
  const tli_yaml *rows = tli_yaml_member(root, "coalitions");
  if (rows == NULL || rows->kind != TLI_YAML_SEQUENCE) {
    complain(t, rows != NULL ? rows->line : root->line, "coalitions",
             "\"coalitions\" must be a list, one entry a coalition: {\"players\": [...], \"value\": ...}");
    return TL_OK;
  }
  if (!good) return TL_OK;
  TLI_TRY(tli_game_make_room(t, error));
  int last = rows->line;
  for (const tli_yaml *row = rows->first; row != NULL; row = row->next) {
    TLI_TRY(read_row(t, row, error));
    last = row->line;
  }
  tli_game_say_missing(t, last);
  return TL_OK;
}
