/* Agencies inside countries, and the exported game: countries share as before, plain Shapley counts heads, and the file
 * gives back what the study says. docs/theory/study-shares.md */
#define _POSIX_C_SOURCE 200809L
#include "game_study.h"

#include "trunkline/gamefile.h"

/* The text of the study with one passage replaced. */
static void changed(const char *from, const char *to, char *text, size_t bytes) {
  const char *at = strstr(three_sides, from);
  assert_non_null(at);
  (void)snprintf(text, bytes, "%.*s%s%s", (int)(at - three_sides), three_sides, to, at + strlen(from));
}

static tl_study *run_split(void) {
  char text[sizeof three_sides + 400];
  changed(
      "  RU: {title: Producer, country: RU}\n  MN: {title: Transit, country: MN}\n  CN: {title: Buyer, country: CN}\n",
      "  RU-field: {title: Company, country: RU}\n  RU-state: {title: Ministry, country: RU}\n"
      "  MN: {title: Transit, country: MN}\n"
      "  CN-buyer: {title: Importer, country: CN}\n  CN-state: {title: Planner, country: CN}\n",
      text, sizeof text);
  return open_and_run(text, "flow,route,shares", NULL, NULL);
}

/* Two agencies each in two countries, all needed: with a = v without transit / v(all), plain Shapley gives transit
 * (1 - a)/5 of the whole, Owen by country (1 - a)/3 as without the cut (pos2 closed forms; both here with rivals). */
static void a_country_cut_into_agencies_gets_what_it_got_whole(void **state) {
  (void)state;
  tl_study *whole = open_and_run(three_sides, "flow,route,shares", NULL, NULL), *split = run_split();
  const double all = value_of(whole, "Producer+Transit+Buyer"), without = value_of(whole, "Producer+Buyer");
  assert_true(without > 0 && all > without);
  assert_close_rel(cell_of(split, "shares", "Russia", "owen_usd"), cell_of(whole, "shares", "Producer", "owen_usd"),
                   1e-9);
  assert_close_rel(cell_of(split, "shares", "Transit", "owen_usd"), cell_of(whole, "shares", "Transit", "owen_usd"),
                   1e-9);
  assert_close_rel(cell_of(split, "cutting", "Transit", "owen_usd"), (all - without) / 3, 1e-9);
  assert_close_rel(cell_of(split, "cutting", "Transit", "plain_usd"), (all - without) / 5, 1e-9);
  assert_close_rel(cell_of(split, "cutting", "Transit", "cutting_usd"), (all - without) * (1. / 5 - 1. / 3), 1e-9);
  assert_close_rel(cell_of(split, "cutting", "China", "owen_usd"), cell_of(whole, "shares", "Buyer", "owen_usd"), 1e-9);
  const tl_table *t = tl_results_table(tl_study_results(split), "agencies");
  assert_non_null(t);
  assert_int_equal(tl_table_rows(t), 5);
  for (size_t r = 0; r < 2; r++) assert_close(tl_table_number(t, r, 3), 0.5, 1e-9); /* both needed: halves */
  assert_null(tl_results_table(tl_study_results(whole), "agencies"));
  tl_study_close(whole);
  tl_study_close(split);
}

static void the_exported_game_gives_back_the_shares(void **state) {
  (void)state;
  tl_study *study = run_split();
  const char *json = tl_results_json(tl_study_results(study), "game");
  assert_non_null(json);
  tl_findings *findings = tl_findings_create(NULL);
  tl_game *game = NULL;
  tl_error error;
  static tl_game_sides sides;
  double owen[TL_GAME_PLAYERS], plain[TL_GAME_PLAYERS];
  assert_int_equal(tl_gamefile_read(json, strlen(json), "game.json", NULL, &game, findings, &error), TL_OK);
  assert_int_equal(tl_gamesides_read(json, strlen(json), "game.json", game, &sides, findings, &error), TL_OK);
  assert_int_equal(tl_findings_count(findings), 0);
  assert_int_equal(tl_game_players(game), 5);
  assert_true(sides.has_unions && !sides.has_weights && !sides.has_links);
  assert_int_equal(tl_game_owen(game, sides.unions, owen, &error), TL_OK);
  tl_game_shapley(game, plain);
  const tl_table *t = tl_results_table(tl_study_results(study), "agencies");
  for (size_t i = 0; i < 5; i++) {
    assert_string_equal(tl_game_player(game, i), tl_table_text(t, i, 1));
    assert_true(tl_table_number(t, i, 2) == owen[i] && tl_table_number(t, i, 4) == plain[i]); /* the same bits */
  }
  assert_true(tl_game_value(game, 31) == value_of(study, "Russia+Transit+China"));
  /* The design behind the value of all stands beside it. */
  const char *last = strstr(json, "\"value\":");
  for (const char *at = last; at != NULL; at = strstr(at + 1, "\"value\":")) last = at;
  assert_non_null(last);
  assert_non_null(strstr(last, "\"way\":\"straight\""));
  static const char *const traced[] = {"diameter_m", "wall_most_m", "steel", "pressure_pa", "strings", "stations"};
  for (size_t i = 0; i < TLI_COUNT(traced); i++)
    if (strstr(last, traced[i]) == NULL) fail_msg("nothing says the %s of the design", traced[i]);
  tl_game_destroy(game);
  tl_findings_destroy(findings);
  tl_study_close(study);
}

/* Titles are the names of players in the exported game. */
static void players_that_cannot_be_told_apart_are_refused(void **state) {
  (void)state;
  static const char *const wrong[][2] = {{"MN: {title: Transit,", "MN: {title: Producer,"},
                                         {"MN: {title: Transit,", "MN: {title: A+B,"}};
  static const char *const said[] = {"tell them apart", "joins players"};
  for (size_t i = 0; i < TLI_COUNT(wrong); i++) {
    char text[sizeof three_sides + 64], folder[512];
    changed(wrong[i][0], wrong[i][1], text, sizeof text);
    tl_study *study = NULL;
    tl_error error;
    bool named = false;
    assert_int_equal(tl_study_open(make_study("shares", text, folder, sizeof folder), NULL, &study, &error),
                     TL_ERR_INPUT);
    for (size_t k = 0; k < tl_findings_count(tl_study_findings(study)); k++)
      named = named || strstr(tl_findings_at(tl_study_findings(study), k)->sentence, said[i]) != NULL;
    if (!named) fail_msg("nothing says \"%s\"", said[i]);
    tl_study_close(study);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_country_cut_into_agencies_gets_what_it_got_whole),
      cmocka_unit_test(the_exported_game_gives_back_the_shares),
      cmocka_unit_test(players_that_cannot_be_told_apart_are_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
