/* What is known of the players of a game beside its values: unions, weights, links, given splits. From a CSV table with
 * one row a player, or out of a JSON game. See trunkline/gamefile.h. */
#include <math.h>
#include <string.h>

#include "base/tli_base.h"
#include "io/csv.h"
#include "io/gamefile.h"
#include "io/yaml_document.h"

typedef struct reading {
  const char *name;
  tli_arena *arena;
  tl_findings *findings;
  const char *names[TL_GAME_PLAYERS];
  size_t players;
  tl_game_sides *sides;
} reading;

static const double most = 1e300;

static size_t known_player(const reading *r, int line, const char *field, const char *name, size_t length) {
  const size_t player = tli_game_player_at(r->names, r->players, name, length);
  if (player < r->players) return player;
  const char *copy = tli_arena_strndup(r->arena, name, length);
  const char *near = copy != NULL ? tli_did_you_mean(copy, r->names, r->players) : NULL;
  tl_findings_add(r->findings, TL_ERROR, r->name, line, copy != NULL ? copy : "", field,
                  "the game has no player \"%s\"%s%s%s", copy != NULL ? copy : "",
                  near != NULL ? "; did you mean " : "", near != NULL ? near : "", near != NULL ? "?" : "");
  return player;
}

static bool number_of(const reading *r, int line, const char *player, const char *field, const char *words,
                      bool positive, double *number) {
  const char *end = words;
  *number = tli_parse_double(words, &end);
  if (words[0] != '\0' && *end == '\0' && fabs(*number) <= most && (!positive || *number > 0.0)) return true;
  tl_findings_add(r->findings, TL_ERROR, r->name, line, player, field, "%s of %s: \"%s\" is no number %s", field,
                  player, words, positive ? "above 0" : "between -1e300 and 1e300");
  return false;
}

static void link_players(tl_game_sides *s, size_t a, size_t b) {
  s->links[a] |= (tl_coalition)1 << b;
  s->links[b] |= (tl_coalition)1 << a;
}

/* A new split; NULL, after a finding, where there are too many. */
static tl_game_split *new_split(const reading *r, int line, const char *name) {
  if (r->sides->split_count == TL_GAME_SPLITS) {
    tl_findings_add(r->findings, TL_ERROR, r->name, line, name, "split", "split \"%s\" is one more than %d", name,
                    TL_GAME_SPLITS);
    return NULL;
  }
  tl_game_split *split = &r->sides->splits[r->sides->split_count++];
  const size_t room = sizeof split->name - 1;
  (void)strncpy(split->name, name, room);
  split->name[room] = '\0';
  return split;
}

/* ---- CSV ----------------------------------------------------------------------------------------------------------
 */

typedef struct columns {
  int player, unions, weight, links, splits[TL_GAME_SPLITS];
  size_t split_count;
} columns;

static bool find_columns(const reading *r, const tli_csv *csv, columns *c) {
  const size_t before = tl_findings_total(r->findings, TL_ERROR);
  *c = (columns){-1, -1, -1, -1, {0}, 0};
  for (size_t k = 0; k < csv->column_count; k++) {
    const char *name = csv->columns[k];
    if (strcmp(name, "player") == 0) {
      c->player = (int)k;
    } else if (strcmp(name, "union") == 0) {
      c->unions = (int)k;
    } else if (strcmp(name, "weight") == 0) {
      c->weight = (int)k;
    } else if (strcmp(name, "links") == 0) {
      c->links = (int)k;
    } else if (strcmp(name, "split") == 0 || tli_starts_with(name, "split ")) {
      if (new_split(r, csv->head_line, name[5] == ' ' ? name + 6 : name) != NULL) c->splits[c->split_count++] = (int)k;
    } else {
      tl_findings_add(r->findings, TL_ERROR, r->name, csv->head_line, name, "",
                      "column \"%s\" is unknown: player, union, weight, links, split, or \"split NAME\"", name);
    }
  }
  if (c->player < 0 && csv->column_count > 0)
    tl_findings_add(r->findings, TL_ERROR, r->name, csv->head_line, "", "player",
                    "the head line names no column \"player\": write player and what is given of each, for example "
                    "player,union");
  return csv->column_count > 0 && tl_findings_total(r->findings, TL_ERROR) == before;
}

/* The number of a union is that of the first player in it; unions[i] holds the row's text until all are read. */
static void number_unions(const reading *r, const char *const *unions) {
  r->sides->has_unions = true;
  for (size_t i = 0; i < r->players; i++) {
    r->sides->unions[i] = i;
    for (size_t k = 0; k < i && unions[i][0] != '\0'; k++)
      if (strcmp(unions[i], unions[k]) == 0) {
        r->sides->unions[i] = r->sides->unions[k];
        break;
      }
  }
}

static void read_links(const reading *r, int line, size_t player, const char *words) {
  for (const char *at = words[0] != '\0' ? words : NULL; at != NULL;) {
    const char *name;
    size_t length;
    at = tli_game_next_name(at, &length, &name);
    const size_t other = known_player(r, line, "links", name, length);
    if (other == player)
      tl_findings_add(r->findings, TL_ERROR, r->name, line, r->names[player], "links",
                      "player \"%s\" is linked to himself", r->names[player]);
    else if (other < r->players)
      link_players(r->sides, player, other);
  }
}

static tl_code read_table(const reading *r, const tli_file *file, tl_error *error) {
  tli_csv csv;
  columns c;
  const char *unions[TL_GAME_PLAYERS];
  int lines[TL_GAME_PLAYERS] = {0};
  TLI_TRY(tli_csv_parse(file, r->name, r->arena, &csv, r->findings, error));
  if (!find_columns(r, &csv, &c)) return TL_OK;
  tl_game_sides *s = r->sides;
  s->has_weights = c.weight >= 0;
  s->has_links = c.links >= 0;
  for (size_t k = 0; k < csv.row_count; k++) {
    const char *const *cells = csv.rows[k].cells, *name = cells[c.player];
    const int line = csv.rows[k].line;
    const size_t i = known_player(r, line, "player", name, strlen(name));
    if (i == r->players) continue;
    if (lines[i] != 0) {
      tl_findings_add(r->findings, TL_ERROR, r->name, line, name, "player",
                      "player \"%s\" is there twice: line %d has him, too", name, lines[i]);
      continue;
    }
    lines[i] = line;
    unions[i] = c.unions >= 0 ? cells[c.unions] : "";
    if (c.weight >= 0) (void)number_of(r, line, name, "weight", cells[c.weight], true, &s->weights[i]);
    if (c.links >= 0) read_links(r, line, i, cells[c.links]);
    for (size_t m = 0; m < c.split_count; m++)
      (void)number_of(r, line, name, "split", cells[c.splits[m]], false, &s->splits[m].shares[i]);
  }
  bool all = true;
  for (size_t i = 0; i < r->players; i++) {
    if (lines[i] != 0) continue;
    all = false;
    tl_findings_add(r->findings, TL_ERROR, r->name, csv.head_line, r->names[i], "player",
                    "player \"%s\" has no row: each player of the game needs one", r->names[i]);
  }
  if (all && c.unions >= 0) number_unions(r, unions);
  return TL_OK;
}

/* ---- JSON ---------------------------------------------------------------------------------------------------------
 */

static void wrong(const reading *r, const tli_yaml *node, const char *field, const char *sentence) {
  tl_findings_add(r->findings, TL_ERROR, r->name, node->line, "", field, "%s", sentence);
}

static size_t player_of(const reading *r, const tli_yaml *node, const char *field) {
  const char *name = node->kind == TLI_YAML_SCALAR ? node->text : "";
  return known_player(r, node->line, field, name, strlen(name));
}

static void json_unions(const reading *r, const tli_yaml *unions) {
  bool in[TL_GAME_PLAYERS] = {false};
  r->sides->has_unions = true;
  for (size_t i = 0; i < r->players; i++) r->sides->unions[i] = i;
  for (const tli_yaml *u = unions->first; u != NULL; u = u->next) {
    size_t first = r->players;
    if (u->kind != TLI_YAML_SEQUENCE) wrong(r, u, "unions", "a union is a list of players");
    for (const tli_yaml *m = u->kind == TLI_YAML_SEQUENCE ? u->first : NULL; m != NULL; m = m->next) {
      const size_t i = player_of(r, m, "unions");
      if (i == r->players) continue;
      if (in[i])
        tl_findings_add(r->findings, TL_ERROR, r->name, m->line, r->names[i], "unions",
                        "player \"%s\" is in two unions, or twice in one", r->names[i]);
      in[i] = true;
      if (first == r->players) first = i;
      r->sides->unions[i] = first;
    }
  }
}

static void json_links(const reading *r, const tli_yaml *links) {
  r->sides->has_links = true;
  for (const tli_yaml *l = links->first; l != NULL; l = l->next) {
    if (l->kind != TLI_YAML_SEQUENCE || l->count != 2) {
      wrong(r, l, "links", "a link is a list of two players");
      continue;
    }
    const size_t a = player_of(r, l->first, "links"), b = player_of(r, l->first->next, "links");
    if (a == b && a < r->players)
      wrong(r, l, "links", "a link joins two different players");
    else if (a < r->players && b < r->players)
      link_players(r->sides, a, b);
  }
}

/* {"A": 1, "B": 2}: one number a player. */
static void json_numbers(const reading *r, const tli_yaml *numbers, const char *field, bool positive, double *out) {
  bool in[TL_GAME_PLAYERS] = {false};
  for (const tli_yaml *n = numbers->first; n != NULL; n = n->next) {
    const size_t i = known_player(r, n->line, field, n->key, strlen(n->key));
    if (i == r->players) continue;
    in[i] = true;
    (void)number_of(r, n->line, n->key, field, n->kind == TLI_YAML_SCALAR ? n->text : "", positive, &out[i]);
  }
  for (size_t i = 0; i < r->players; i++)
    if (!in[i])
      tl_findings_add(r->findings, TL_ERROR, r->name, numbers->line, r->names[i], field, "%s: player \"%s\" is missing",
                      field, r->names[i]);
}

static const tli_yaml *json_member(const reading *r, const tli_yaml *root, const char *name, tli_yaml_kind kind) {
  const tli_yaml *node = tli_yaml_member(root, name);
  if (node == NULL || node->kind == kind) return node;
  tl_findings_add(r->findings, TL_ERROR, r->name, node->line, "", name, "\"%s\" must be %s", name,
                  kind == TLI_YAML_MAPPING ? "an object with one number a player" : "a list of lists of players");
  return NULL;
}

static tl_code read_json(const reading *r, const tli_file *file, tl_error *error) {
  const tli_yaml *root = NULL;
  TLI_TRY(tli_yaml_parse(file, r->name, r->arena, &root, r->findings, error));
  if (root == NULL) return TL_OK;
  const tli_yaml *unions = json_member(r, root, "unions", TLI_YAML_SEQUENCE);
  const tli_yaml *links = json_member(r, root, "links", TLI_YAML_SEQUENCE);
  const tli_yaml *weights = json_member(r, root, "weights", TLI_YAML_MAPPING);
  const tli_yaml *splits = json_member(r, root, "splits", TLI_YAML_MAPPING);
  if (unions != NULL) json_unions(r, unions);
  if (links != NULL) json_links(r, links);
  r->sides->has_weights = weights != NULL;
  if (weights != NULL) json_numbers(r, weights, "weights", true, r->sides->weights);
  for (const tli_yaml *one = splits != NULL ? splits->first : NULL; one != NULL; one = one->next) {
    tl_game_split *split = new_split(r, one->line, one->key);
    if (split == NULL) continue;
    if (one->kind == TLI_YAML_MAPPING)
      json_numbers(r, one, one->key, false, split->shares);
    else
      wrong(r, one, "splits", "a split is an object with one number a player");
  }
  return TL_OK;
}

/* ---- both ---------------------------------------------------------------------------------------------------------
 */

static tl_code read_sides(reading *r, const tl_game *game, const tli_file *file, tl_error *error) {
  r->players = tl_game_players(game);
  for (size_t i = 0; i < r->players; i++) r->names[i] = tl_game_player(game, i);
  memset(r->sides, 0, sizeof *r->sides);
  const size_t before = tl_findings_total(r->findings, TL_ERROR);
  if (tli_game_is_json(file))
    TLI_TRY(read_json(r, file, error));
  else
    TLI_TRY(read_table(r, file, error));
  if (tl_findings_lost(r->findings)) return TLI_NO_MEMORY(error, "the findings of a game");
  const size_t errors = tl_findings_total(r->findings, TL_ERROR) - before;
  if (errors > 0)
    return tl_fail(error, TL_ERR_INPUT, "%s: %zu error%s in what it says of the players; nothing was computed", r->name,
                   errors, errors == 1 ? "" : "s");
  return TL_OK;
}

tl_code tl_gamesides_read(const char *bytes, size_t length, const char *name, const tl_game *game, tl_game_sides *sides,
                          tl_findings *findings, tl_error *error) {
  reading r = {.name = name, .arena = tli_arena_create(NULL), .findings = findings, .sides = sides};
  if (r.arena == NULL) return TLI_NO_MEMORY(error, "the players of a game");
  const tli_file file = tli_file_of_bytes(bytes, length);
  const tl_code code = read_sides(&r, game, &file, error);
  tli_arena_destroy(r.arena);
  return code;
}

tl_code tl_gamesides_open(const char *path, const tl_game *game, tl_game_sides *sides, tl_findings *findings,
                          tl_error *error) {
  reading r = {.name = path, .arena = tli_arena_create(NULL), .findings = findings, .sides = sides};
  if (r.arena == NULL) return TLI_NO_MEMORY(error, "the players of a game");
  tli_file file;
  tl_code code = tli_file_read(path, r.arena, &file, error);
  if (code == TL_OK) code = read_sides(&r, game, &file, error);
  tli_arena_destroy(r.arena);
  return code;
}
