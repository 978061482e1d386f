/* Game files in JSON and what files say of the players: read as written, and each mistake named on its line. */
#include "testing.h"

#include "out_of_memory.h"
#include "trunkline/gamefile.h"

static const char three[] =
    "{\"kind\": \"gains\", \"players\": [\"A\", \"B\", \"C\"], \"coalitions\": [\n"
    "{\"players\": [\"A\"], \"value\": 0}, {\"players\": [\"B\"], \"value\": 0, \"ways\": [{\"way\": \"x\"}]},\n"
    "{\"players\": [\"C\"], \"value\": 0}, {\"players\": [\"B\", \"A\"], \"value\": 1},\n"
    "{\"players\": [\"A\", \"C\"], \"value\": 1}, {\"players\": [\"B\", \"C\"], \"value\": 1e0},\n"
    "{\"players\": [\"A\", \"B\", \"C\"], \"value\": 1}],\n"
    "\"unions\": [[\"A\", \"B\"]], \"weights\": {\"A\": 1, \"B\": 2, \"C\": 3.5},\n"
    "\"links\": [[\"A\", \"B\"], [\"B\", \"C\"]], \"splits\": {\"thirds\": {\"A\": 0.25, \"B\": 0.25, \"C\": 0.5}}}\n";

static tl_game *read_game(const char *text) {
  tl_game *g = NULL;
  tl_error error = {0};
  tl_findings *f = tl_findings_create(NULL);
  if (tl_gamefile_read(text, strlen(text), "g.json", NULL, &g, f, &error) != TL_OK)
    fail_msg("%s %s", error.sentence, tl_findings_count(f) > 0 ? tl_findings_at(f, 0)->sentence : "");
  tl_findings_destroy(f);
  return g;
}

static void check_sides(const tl_game *g, const char *text) {
  static tl_game_sides s;
  tl_error error = {0};
  tl_findings *f = tl_findings_create(NULL);
  if (tl_gamesides_read(text, strlen(text), "p", g, &s, f, &error) != TL_OK)
    fail_msg("%s", tl_findings_count(f) > 0 ? tl_findings_at(f, 0)->sentence : error.sentence);
  assert_true(s.has_unions && s.has_weights && s.has_links);
  assert_true(s.unions[0] == s.unions[1] && s.unions[2] != s.unions[0]);
  assert_true(s.weights[0] == 1 && s.weights[1] == 2 && s.weights[2] == 3.5);
  assert_true(s.links[0] == 2 && s.links[1] == 5 && s.links[2] == 2);
  assert_int_equal(s.split_count, 1);
  assert_string_equal(s.splits[0].name, "thirds");
  assert_true(s.splits[0].shares[0] == .25 && s.splits[0].shares[2] == .5);
  tl_findings_destroy(f);
}

static void a_game_in_json_reads_as_written(void **state) {
  (void)state;
  tl_game *g = read_game(three);
  assert_int_equal(tl_game_players(g), 3);
  assert_int_equal(tl_game_kind_of(g), TL_GAME_GAINS);
  assert_string_equal(tl_game_player(g, 2), "C");
  static const double v[8] = {0, 0, 0, 1, 0, 1, 1, 1};
  for (tl_coalition c = 0; c < 8; c++) assert_true(tl_game_value(g, c) == v[c]);
  check_sides(g, three);
  /* The same, said by a table. */
  check_sides(g, "player,union,weight,links,split thirds\nB,x,2,C,0.25\nA,x,1,B,0.25\nC,,3.5,,0.5\n");
  tl_game_destroy(g);
  g = read_game("{\"kind\": \"costs\", \"players\": [\"A\"], \"coalitions\": [{\"players\": [\"A\"], \"value\": -2}]}");
  assert_int_equal(tl_game_kind_of(g), TL_GAME_COSTS);
  assert_true(tl_game_value(g, 1) == -2);
  tl_game_destroy(g);
}

typedef struct mistake {
  const char *text, *says;
  int line;
} mistake;

static bool is_said(const tl_findings *f, const mistake *m) {
  for (size_t i = 0; i < tl_findings_count(f); i++)
    if (strstr(tl_findings_at(f, i)->sentence, m->says) != NULL && tl_findings_at(f, i)->line == m->line) return true;
  for (size_t i = 0; i < tl_findings_count(f); i++)
    print_message("line %d: %s\n", tl_findings_at(f, i)->line, tl_findings_at(f, i)->sentence);
  return false;
}

#define ONE "{\"players\":[\"A\"],\n\"coalitions\":[{\"players\":[\"A\"],\"value\":1}"

static void mistakes_of_a_game_in_json_are_named(void **state) {
  (void)state;
  static const mistake cases[] = {
      {"{\"players\":[\"A\",\"B\"],\n\"coalitions\":[\n{\"players\":[\"A\"],\"value\":1},\n"
       "{\"players\":[\"B\"],\"value\":1}]}",
       "\"A+B\" is missing", 4},
      {ONE ",\n{\"players\":[\"A\"],\"value\":1}]}", "there twice: line 2", 3},
      {ONE ",\n{\"players\":[\"A\",\"A\"],\"value\":1}]}", "twice in coalition", 3},
      {ONE ",\n{\"players\":[\"X\"],\"value\":1}]}", "player \"X\" is unknown", 3},
      {ONE ",\n{\"players\":[],\"value\":3}]}", "empty coalition", 3},
      {ONE ",\n{\"players\":[\"A\"],\"value\":\"much\"}]}", "has no value", 3},
      {ONE ",\n{\"players\":[\"A\"]}]}", "has no value", 3},
      {ONE ",\n{\"value\":2}]}", "needs \"players\"", 3},
      {"{\"players\":[\"A\",\n\"A\"],\"coalitions\":[]}", "named twice", 2},
      {"{\"players\":[\"A+B\"],\"coalitions\":[]}", "without \"+\"", 1},
      {"{\"players\":[],\n\"coalitions\":[]}", "must be a list of names", 1},
      {"{\n\"players\":[\"A\"]}", "\"coalitions\" must be a list", 1},
      {"{\"players\":[\"A\"],\n\"kind\":\"profit\",\"coalitions\":[]}", "\"gains\"", 2},
  };
  for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
    tl_game *g = NULL;
    tl_error error = {0};
    tl_findings *f = tl_findings_create(NULL);
    assert_int_equal(tl_gamefile_read(cases[k].text, strlen(cases[k].text), "g.json", NULL, &g, f, &error),
                     TL_ERR_INPUT);
    assert_null(g);
    if (!is_said(f, &cases[k])) fail_msg("case %zu: nothing says \"%s\" on line %d", k, cases[k].says, cases[k].line);
    tl_findings_destroy(f);
  }
}

static void mistakes_about_the_players_are_named(void **state) {
  (void)state;
  static const mistake cases[] = {
      {"player,union\nA,x\nB,x\n", "player \"C\" has no row", 1},
      {"player,union\nA,x\nB,x\nC,y\nA,y\n", "there twice: line 2", 5},
      {"player,union\nA,x\nB,x\nD,y\n", "no player \"D\"", 4},
      {"player,weight\nA,1\nB,0\nC,1\n", "no number above 0", 3},
      {"player,weight\nA,1\nB,\nC,1\n", "no number above 0", 3},
      {"player,split\nA,1\nB,x\nC,1\n", "no number between", 3},
      {"player,links\nA,A\nB,\nC,\n", "linked to himself", 2},
      {"player,links\nA,B+E\nB,\nC,\n", "no player \"E\"", 2},
      {"who,union\nA,x\n", "column \"who\" is unknown", 1},
      {"{\"unions\": [[\"A\"],\n[\"A\",\"B\"]]}", "in two unions", 2},
      {"{\"unions\": [[\"A\"],\n\"B\"]}", "a union is a list", 2},
      {"{\"links\": [[\"A\"]]}", "a list of two players", 1},
      {"{\"links\": [[\"A\",\"A\"]]}", "two different players", 1},
      {"{\"weights\": {\"A\": 1, \"B\": 1}}", "player \"C\" is missing", 1},
      {"{\"weights\": {\"A\": 1, \"B\": 1,\n\"C\": -1}}", "above 0", 2},
      {"{\"splits\": {\n\"x\": 5}}", "one number a player", 2},
      {"{\"unions\": 5}", "must be a list", 1},
  };
  tl_game *g = read_game(three);
  for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
    static tl_game_sides s;
    tl_error error = {0};
    tl_findings *f = tl_findings_create(NULL);
    assert_int_equal(tl_gamesides_read(cases[k].text, strlen(cases[k].text), "p", g, &s, f, &error), TL_ERR_INPUT);
    if (!is_said(f, &cases[k])) fail_msg("case %zu: nothing says \"%s\" on line %d", k, cases[k].says, cases[k].line);
    tl_findings_destroy(f);
  }
  tl_game_destroy(g);
}

static tl_code read_json(const tl_allocator *allocator, void *context) {
  (void)context;
  tl_game *g = NULL;
  tl_findings *f = tl_findings_create(allocator);
  if (f == NULL) return TL_ERR_MACHINE;
  const tl_code code = tl_gamefile_read(three, strlen(three), "g.json", allocator, &g, f, NULL);
  tl_game_destroy(g);
  tl_findings_destroy(f);
  return code;
}

static void refused_memory_is_told(void **state) {
  (void)state;
  (void)oom_sweep(read_json, NULL, 1000);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_game_in_json_reads_as_written),
      cmocka_unit_test(mistakes_of_a_game_in_json_are_named),
      cmocka_unit_test(mistakes_about_the_players_are_named),
      cmocka_unit_test(refused_memory_is_told),
  };
  return cmocka_run_group_tests_name("gamefile", tests, NULL, NULL);
}
