/* trunkline game FILE: solves a cooperative game. */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

static const char help[] =
    "trunkline game FILE [--players FILE] [--json] [--quiet]\n\n"
    "How the gain (or cost) of a common undertaking would be shared. FILE is CSV with the head line coalition,value\n"
    "(gains) or coalition,cost (a game of costs: results are costs), one row a coalition, written Russia+Mongolia;\n"
    "players come in the order of their own rows, at most 20. Or the game.json that `trunkline study` writes.\n"
    "Examples: examples/games.\n\n"
    "  --players FILE   what is known of the players: CSV with the column player and any of union, weight, links\n"
    "                   (players joined by +), split or \"split NAME\", one row a player. Unions give the Owen value "
    "and\n"
    "                   that of Aumann and Dreze, weights the weighted Shapley value, links the Myerson value; a "
    "split\n"
    "                   is held against the core. A game in JSON may say the same itself.\n\n"
    "Exit codes: 0 answered (what does not exist is named with its reason); 1 usage; 2 FILE has errors, all listed.\n";

enum { P = TL_GAME_PLAYERS, CONCEPTS = 12, MOST_POINTS = 256 };

typedef struct concept {
  const char *name, *title;
  bool exists, asked;
  double shares[P];
  char reason[TL_ERROR_SENTENCE_BYTES];
}
concept;

typedef struct solution {
  const tl_game *game;
  concept concepts[CONCEPTS];
  size_t count;
  tl_game_core core;
  double least_core_point[P], points[MOST_POINTS * P];
  size_t point_count;
  bool points_listed;
  char points_reason[TL_ERROR_SENTENCE_BYTES];
  tl_game_properties properties;
  tl_game_sides sides;
  tl_game_complaint complaints[TL_GAME_SPLITS];
} solution;

typedef tl_code (*solver)(const tl_game *game, double *shares, tl_error *error);

/* What exists goes in with its shares, what does not with its reason; only a failing machine is an error. */
static tl_code put(solution *s, const char *name, const char *title, solver solve,
                   void (*always)(const tl_game *, double *), tl_error *error) {
  concept *c = &s->concepts[s->count++];
  tl_error why = {0};
  *c = (concept){.name = name, .title = title, .asked = true};
  tl_code code = TL_OK;
  if (always != NULL)
    always(s->game, c->shares);
  else
    code = solve(s->game, c->shares, &why);
  c->exists = code == TL_OK;
  memcpy(c->reason, why.sentence, sizeof c->reason);
  if (code == TL_OK || code == TL_ERR_NO_ANSWER) return TL_OK;
  *error = why;
  return code;
}

/* ---- concepts that need more than the values -------------------------------------------------------------------- */

typedef tl_code (*side_solver)(const tl_game *game, const tl_game_sides *sides, double *shares, tl_error *error);

static tl_code owen(const tl_game *g, const tl_game_sides *s, double *x, tl_error *e) {
  return tl_game_owen(g, s->unions, x, e);
}
static tl_code aumann_dreze(const tl_game *g, const tl_game_sides *s, double *x, tl_error *e) {
  return tl_game_aumann_dreze(g, s->unions, x, e);
}
static tl_code weighted(const tl_game *g, const tl_game_sides *s, double *x, tl_error *e) {
  return tl_game_shapley_weighted(g, s->weights, x, e);
}
static tl_code myerson(const tl_game *g, const tl_game_sides *s, double *x, tl_error *e) {
  return tl_game_myerson(g, s->links, x, e);
}

/* `what` is NULL where the file gives what the concept needs. */
static tl_code put_sided(solution *s, const char *name, const char *title, side_solver solve, const char *what,
                         tl_error *error) {
  concept *c = &s->concepts[s->count++];
  *c = (concept){.name = name, .title = title, .asked = what == NULL};
  if (what != NULL) {
    (void)snprintf(c->reason, sizeof c->reason, "no %s are given: see --players", what);
    return TL_OK;
  }
  const tl_code code = solve(s->game, &s->sides, c->shares, error);
  c->exists = code == TL_OK;
  if (code == TL_ERR_NO_ANSWER) memcpy(c->reason, error->sentence, sizeof c->reason);
  return code == TL_ERR_NO_ANSWER ? TL_OK : code;
}

static tl_code solve_sided(solution *s, tl_error *error) {
  const tl_game_sides *g = &s->sides;
  const char *unions = g->has_unions ? NULL : "unions";
  tl_code code = put_sided(s, "owen", "Owen", owen, unions, error);
  if (code == TL_OK) code = put_sided(s, "aumann_dreze", "Aumann-Dreze", aumann_dreze, unions, error);
  if (code == TL_OK)
    code = put_sided(s, "weighted_shapley", "weighted", weighted, g->has_weights ? NULL : "weights", error);
  if (code == TL_OK) code = put_sided(s, "myerson", "Myerson", myerson, g->has_links ? NULL : "links", error);
  for (size_t k = 0; code == TL_OK && k < g->split_count; k++)
    code = tl_game_complain(s->game, g->splits[k].shares, &s->complaints[k], error);
  return code;
}

static tl_code solve(solution *s, tl_error *error) {
  tl_code code = put(s, "shapley", "Shapley", NULL, tl_game_shapley, error);
  if (code == TL_OK) code = put(s, "nucleolus", "nucleolus", tl_game_nucleolus, NULL, error);
  if (code == TL_OK) code = put(s, "prenucleolus", "prenucleolus", tl_game_prenucleolus, NULL, error);
  if (code == TL_OK) code = put(s, "tau", "tau", tl_game_tau, NULL, error);
  if (code == TL_OK) code = put(s, "gately", "Gately", tl_game_gately, NULL, error);
  if (code == TL_OK) code = put(s, "solidarity", "solidarity", NULL, tl_game_solidarity, error);
  if (code == TL_OK) code = put(s, "banzhaf", "Banzhaf", NULL, tl_game_banzhaf, error);
  if (code == TL_OK) code = put(s, "at_stake", "at stake", NULL, tl_dependence_at_stake, error);
  if (code == TL_OK) code = solve_sided(s, error);
  if (code == TL_OK) code = tl_game_core_find(s->game, &s->core, s->least_core_point, error);
  if (code != TL_OK) return code;
  tl_error why = {0};
  code = tl_game_core_points(s->game, s->points, MOST_POINTS, &s->point_count, &why);
  s->points_listed = code == TL_OK && s->point_count <= MOST_POINTS;
  memcpy(s->points_reason, why.sentence, sizeof s->points_reason);
  if (code == TL_ERR_MACHINE) {
    *error = why;
    return code;
  }
  tl_game_test(s->game, &s->properties);
  return TL_OK;
}

/* --- JSON ------------------------------------------------------------------------------------------------------- */

static json_t *numbers(const double *x, size_t n) {
  json_t *list = json_array();
  for (size_t i = 0; i < n; i++) json_array_append_new(list, json_real(x[i]));
  return list;
}

static json_t *number_or_null(double x) { return isfinite(x) ? json_real(x) : json_null(); }

static json_t *property_json(const solution *s, const tl_game_property *p) {
  char a[1024], b[1024];
  json_t *o = json_object();
  json_object_set_new(o, "holds",
                      p->verdict == TL_GAME_NOT_TESTED ? json_null() : json_boolean(p->verdict == TL_GAME_YES));
  if (p->verdict == TL_GAME_NO)
    json_object_set_new(o, "witness",
                        json_pack("{s:s,s:s,s:f}", "a", tl_game_coalition_name(s->game, p->a, a, sizeof a), "b",
                                  tl_game_coalition_name(s->game, p->b, b, sizeof b), "by", p->by));
  else
    json_object_set_new(o, "witness", json_null());
  return o;
}

static json_t *core_json(const solution *s) {
  const size_t n = tl_game_players(s->game);
  const bool costs = tl_game_kind_of(s->game) == TL_GAME_COSTS;
  json_t *o = json_object(), *points = s->points_listed ? json_array() : json_null();
  for (size_t k = 0; s->points_listed && k < s->point_count; k++)
    json_array_append_new(points, numbers(s->points + k * n, n));
  json_object_set_new(o, "empty", json_boolean(s->core.empty));
  json_object_set_new(o, "max_sum", costs ? number_or_null(s->core.bound_sum) : json_null());
  json_object_set_new(o, "min_sum", costs ? json_null() : number_or_null(s->core.bound_sum));
  json_object_set_new(o, "extreme_points", points);
  return o;
}

static json_t *splits_json(const solution *s) {
  json_t *list = json_array();
  for (size_t k = 0; k < s->sides.split_count; k++) {
    const tl_game_complaint *c = &s->complaints[k];
    char who[1024];
    json_array_append_new(
        list, json_pack("{s:s,s:o,s:f,s:s,s:f,s:o}", "name", s->sides.splits[k].name, "shares",
                        numbers(s->sides.splits[k].shares, tl_game_players(s->game)), "largest_complaint", c->largest,
                        "who", tl_game_coalition_name(s->game, c->who, who, sizeof who), "unshared", c->unshared,
                        "must_move", number_or_null(c->must_move)));
  }
  return list;
}

static int print_json(const solution *s) {
  const size_t n = tl_game_players(s->game);
  json_t *o = json_object(), *players = json_array(), *reasons = json_object(), *properties = json_object();
  for (size_t i = 0; i < n; i++) json_array_append_new(players, json_string(tl_game_player(s->game, i)));
  json_object_set_new(o, "trunkline", json_string(tl_version()));
  json_object_set_new(o, "command", json_string("game"));
  json_object_set_new(o, "outcome", json_string("solved"));
  json_object_set_new(o, "reason", json_null());
  json_object_set_new(o, "kind", json_string(tl_game_kind_of(s->game) == TL_GAME_COSTS ? "costs" : "gains"));
  json_object_set_new(o, "players", players);
  json_object_set_new(o, "value_of_all", json_real(tl_game_value(s->game, tl_game_all(s->game))));
  for (size_t k = 0; k < s->count; k++) {
    const concept *c = &s->concepts[k];
    json_object_set_new(o, c->name, c->exists ? numbers(c->shares, n) : json_null());
    if (!c->exists) json_object_set_new(reasons, c->name, json_string(c->reason));
  }
  if (!s->points_listed) json_object_set_new(reasons, "core.extreme_points", json_string(s->points_reason));
  json_object_set_new(o, "splits", splits_json(s));
  json_object_set_new(o, "core", core_json(s));
  json_object_set_new(o, "least_core",
                      json_pack("{s:o,s:o,s:b}", "epsilon", number_or_null(s->core.epsilon), "point",
                                numbers(s->least_core_point, n), "unique", s->core.least_core_unique));
  json_object_set_new(properties, "superadditive", property_json(s, &s->properties.superadditive));
  json_object_set_new(properties, "convex", property_json(s, &s->properties.convex));
  json_object_set_new(properties, "monotone", property_json(s, &s->properties.monotone));
  json_object_set_new(properties, "balanced", json_pack("{s:b,s:n}", "holds", !s->core.empty, "witness"));
  json_object_set_new(o, "properties", properties);
  json_object_set_new(o, "reasons", reasons);
  return o == NULL ? -1 : json_dumpf(o, stdout, JSON_INDENT(2)) != 0 ? (json_decref(o), -1) : (json_decref(o), 0);
}

/* --- text -------------------------------------------------------------------------------------------------------- */

static void print_property(const solution *s, const char *name, const tl_game_property *p) {
  char a[512], b[512];
  if (p->verdict == TL_GAME_NO)
    (void)printf("  %-14s no: %s and %s, by %.6g\n", name, tl_game_coalition_name(s->game, p->a, a, sizeof a),
                 tl_game_coalition_name(s->game, p->b, b, sizeof b), p->by);
  else
    (void)printf("  %-14s %s\n", name, p->verdict == TL_GAME_YES ? "yes" : "not tested (too many pairs of coalitions)");
}

static void print_text(const solution *s) {
  const size_t n = tl_game_players(s->game);
  const bool costs = tl_game_kind_of(s->game) == TL_GAME_COSTS;
  (void)printf("%zu player%s share%s %s of %.10g (in the unit of the table)\n\n%-16s", n, n == 1 ? "" : "s",
               n == 1 ? "s" : "", costs ? "a cost" : "a gain", tl_game_value(s->game, tl_game_all(s->game)), "");
  for (size_t k = 0; k < s->count; k++)
    if (s->concepts[k].exists) (void)printf(" %13s", s->concepts[k].title);
  for (size_t i = 0; i < n; i++) {
    (void)printf("\n%-16s", tl_game_player(s->game, i));
    for (size_t k = 0; k < s->count; k++)
      if (s->concepts[k].exists) (void)printf(" %13.7g", s->concepts[k].shares[i]);
  }
  (void)printf("\n\n");
  for (size_t k = 0; k < s->count; k++)
    if (!s->concepts[k].exists && s->concepts[k].asked)
      (void)printf("no %s: %s\n", s->concepts[k].title, s->concepts[k].reason);
  (void)printf("core: %s", s->core.empty ? "empty" : "not empty");
  if (isfinite(s->core.bound_sum))
    (void)printf(" (%s %.10g)", costs ? "smaller coalitions would bear at most" : "smaller coalitions ask at least",
                 s->core.bound_sum);
  if (s->points_listed && !s->core.empty) (void)printf(", %zu extreme points", s->point_count);
  (void)printf("\nleast core: largest complaint %.7g, %s\n", s->core.epsilon,
               s->core.least_core_unique ? "a single point" : "more than one point (the prenucleolus is one)");
  print_property(s, costs ? "subadditive" : "superadditive", &s->properties.superadditive);
  print_property(s, costs ? "concave" : "convex", &s->properties.convex);
  print_property(s, "monotone", &s->properties.monotone);
}

/* A game in JSON may say itself what is known of its players. */
static bool is_json(const char *path) {
  FILE *file = fopen(path, "rb");
  int letter = file != NULL ? fgetc(file) : EOF;
  while (letter == ' ' || letter == '\t' || letter == '\r' || letter == '\n') letter = fgetc(file);
  if (file != NULL) (void)fclose(file);
  return letter == '{';
}

static void print_splits(const solution *s) {
  for (size_t k = 0; k < s->sides.split_count; k++) {
    const tl_game_split *split = &s->sides.splits[k];
    const tl_game_complaint *c = &s->complaints[k];
    char who[512];
    (void)printf("\n%s:", split->name);
    for (size_t i = 0; i < tl_game_players(s->game); i++)
      (void)printf("%s %s %.7g", i > 0 ? "," : "", tl_game_player(s->game, i), split->shares[i]);
    if (c->largest > 0.0)
      (void)printf("\n  %s could do better alone by %.7g", tl_game_coalition_name(s->game, c->who, who, sizeof who),
                   c->largest);
    else
      (void)printf("\n  no coalition could do better alone");
    if (fabs(c->unshared) > 1e-12 * fabs(tl_game_value(s->game, tl_game_all(s->game))))
      (void)printf("\n  %.7g of what all have %s", fabs(c->unshared),
                   c->unshared > 0.0 ? "is not shared" : "is lacking");
    if (isfinite(c->must_move))
      (void)printf("\n  distance to the core: changes that sum to %.7g\n", c->must_move);
    else
      (void)printf("\n  no distance to the core: it is empty\n");
  }
}

static int answer(const char *path, const char *players, bool json, bool quiet) {
  tl_game *game = NULL;
  tl_error error = {0};
  tl_findings *findings = tl_findings_create(NULL);
  solution *s = calloc(1, sizeof *s);
  if (findings == NULL || s == NULL) {
    free(s);
    tl_findings_destroy(findings);
    (void)tl_fail(&error, TL_ERR_MACHINE, "not enough memory for a game");
    return cli_say_error(&error);
  }
  tl_code code = tl_gamefile_open(path, NULL, &game, findings, &error);
  if (code == TL_OK && (players != NULL || is_json(path)))
    code = tl_gamesides_open(players != NULL ? players : path, game, &s->sides, findings, &error);
  if (code == TL_OK) {
    s->game = game;
    code = solve(s, &error);
  }
  if (code != TL_OK) {
    if (!json) cli_print_findings(stderr, findings, TL_NOTE);
    if (json) cli_print_json_failure("game", NULL, &error, findings);
    (void)cli_say_error(&error);
  } else if (json) {
    if (print_json(s) != 0 || putchar('\n') == EOF) code = TL_ERR_MACHINE;
  } else {
    cli_print_findings(stderr, findings, TL_NOTE);
    if (!quiet) {
      print_text(s);
      print_splits(s);
    }
  }
  free(s);
  tl_game_destroy(game);
  tl_findings_destroy(findings);
  return (int)code;
}

int cli_game(int argc, char **argv) {
  const char *path = NULL, *players = NULL;
  bool json = false, quiet = false;
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
      (void)fputs(help, stdout);
      return 0;
    }
    if (strcmp(argv[i], "--json") == 0)
      json = true;
    else if (strcmp(argv[i], "--quiet") == 0)
      quiet = true;
    else if (strcmp(argv[i], "--players") == 0 && i + 1 < argc)
      players = argv[++i];
    else if (argv[i][0] == '-' || path != NULL) {
      (void)fprintf(stderr, "trunkline game: %s %s\nSee `trunkline game --help`.\n",
                    strcmp(argv[i], "--players") == 0 ? "a file must follow" : "unexpected", argv[i]);
      return TL_ERR_USAGE;
    } else
      path = argv[i];
  }
  if (path == NULL) {
    (void)fputs(
        "trunkline game: which game? Give a CSV file, e.g. examples/games/skane.csv\n"
        "See `trunkline game --help`.\n",
        stderr);
    return TL_ERR_USAGE;
  }
  return answer(path, players, json, quiet);
}
