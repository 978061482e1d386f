/* Measures of dependence in a study by hand, and what must hold of the values of the shipped one. */
#define _POSIX_C_SOURCE 200809L
#include "game_study.h"

static double cell_at(const tl_study *study, const char *table, size_t row, const char *column) {
  const tl_table *t = tl_results_table(tl_study_results(study), table);
  assert_non_null(t);
  assert_true(row < tl_table_rows(t));
  for (size_t c = 0; c < tl_table_columns(t); c++)
    if (strcmp(tl_table_column(t, c)->name, column) == 0) return tl_table_number(t, row, c);
  fail_msg("table %s has no column %s", table, column);
  return NAN;
}

/* What the hand needs to know: one way of 30, two rivals, one of them two years away, in terminals of 20; storage, a
 * cold day. */
static tl_study *run_measured(void) {
  static const char *const changes[][2] = {
      {"elasticity: \"0.5\"}", "elasticity: \"0.5\", peak_day: \"1.2\", storage: 5 bcm/a at 20 degC}"},
      {"far: {kind: lng,",
       "far: {kind: lng, largest_unit: 20 bcm/a at 20 degC, lead_time: 2 a, risk: \"2\", source: s,"},
      {"largest: 40 bcm/a", "largest: 30 bcm/a"},
      {"behind: 7 USD", "behind: 300 USD"}, /* nobody goes around */
      {"old: {kind: pipeline,", "old: {kind: pipeline, origin: RU,"},
      {"RU: {title: Producer, country: RU}",
       "RU: {title: Producer, country: RU, exports: 50 bcm/a at 20 degC, export_price: 300 USD(2025)/1000 m3 at 20 "
       "degC}"},
      {"study: {title: Three}\n",
       "study: {title: Three}\nsources:\n  s: {citation: \"A list of risks\", date: \"2025\"}\n"},
  };
  enum { ROOM = sizeof three_sides + 2000 };
  static char now[ROOM], next[ROOM];
  (void)snprintf(now, sizeof now, "%s", three_sides);
  for (size_t i = 0; i < TLI_COUNT(changes); i++) {
    const char *at = strstr(now, changes[i][0]);
    assert_non_null(at);
    (void)snprintf(next, sizeof next, "%.*s%s%s", (int)(at - now), now, changes[i][1], at + strlen(changes[i][0]));
    memcpy(now, next, sizeof now);
  }
  return open_and_run(now, "flow,route,shares", NULL, NULL);
}

/* Without the ways: 40 under contract, then LNG at 250 until P(Q) = 0.6 - 4e-12 Q = 0.25, so Q = 87.5 and LNG 47.5. */
static void measures_without_the_ways_by_hand(void **state) {
  (void)state;
  tl_study *study = run_measured();
  const double old = 40 / 87.5, far = 47.5 / 87.5;
  assert_close_rel(cell_at(study, "supply_shares", 0, "of_imports"), far, 1e-9);
  assert_close_rel(cell_at(study, "supply_shares", 1, "of_consumption"), old, 1e-9);
  assert_close_rel(cell_at(study, "supply_shares", 0, "residual"), 40 / 87.5, 1e-9);
  assert_close_rel(cell_at(study, "supply_shares", 1, "residual"), 60 / 87.5, 1e-9);
  assert_close_rel(cell_at(study, "dependence", 0, "hhi"), 1e4 * (old * old + far * far), 1e-9);
  assert_close_rel(cell_at(study, "dependence", 0, "hhi_owner"), 1e4 * (old * old + far * far), 1e-9);
  assert_close_rel(cell_at(study, "dependence", 0, "hhi_risk"), 1e4 * (old * old + 2 * far * far), 1e-9);
  assert_close_rel(cell_at(study, "dependence", 0, "entropy"), -old * log(old) - far * log(far), 1e-9);
  assert_close_rel(cell_at(study, "dependence", 0, "n_1"), (40. + 60 + 5 - 40) / (87.5 * 1.2), 1e-9);
  assert_close_rel(cell_at(study, "dependence", 0, "residual"), 40 / 87.5, 1e-9);
  assert_close_rel(cell_at(study, "bilateral", 0, "buyer"), old, 1e-9);
  assert_close_rel(cell_at(study, "bilateral", 0, "seller_share"), 40. / 90, 1e-9);
  assert_close_rel(cell_at(study, "bilateral", 0, "asymmetry"), (old - 40. / 90) / (old + 40. / 90), 1e-9);
  assert_close_rel(cell_at(study, "bilateral", 0, "revenue"), 40 * .25 / (40 * .25 + 50 * .3), 1e-9);
  tl_study_close(study);
}

/* A ramp of one year: half the flow, then all of it, out of the producer's hands as the committed 40 are. LNG stays the
 * marginal supply, so that the market's price and consumption do not move; the ways displace LNG one for one. */
static void measures_over_the_years_by_hand(void **state) {
  (void)state;
  tl_study *study = run_measured();
  const tl_table *t = tl_results_table(tl_study_results(study), "dependence");
  assert_int_equal(tl_table_rows(t), 3);
  double flow = 0;
  const tl_table *supply = tl_results_table(tl_study_results(study), "supply_shares");
  for (size_t r = 0; r < tl_table_rows(supply); r++)
    if (tl_table_number(supply, r, 1) == 2031 &&
        (strcmp(tl_table_text(supply, r, 2), "Straight") == 0 || strcmp(tl_table_text(supply, r, 2), "Around") == 0))
      flow += tl_table_number(supply, r, 3) * 365 * 86400 / 1e9;
  assert_close_rel(flow, 30.0, 1e-9);
  for (size_t k = 1; k < 3; k++) {
    const double ways = k == 1 ? flow / 2 : flow, own = (40 + ways) / 87.5, far = (47.5 - ways) / 87.5;
    assert_true(cell_at(study, "dependence", k, "year") == 2029. + (double)k);
    assert_close_rel(cell_at(study, "dependence", k, "hhi_owner"), 1e4 * (own * own + far * far), 1e-9);
    assert_close_rel(cell_at(study, "bilateral", k, "buyer"), own, 1e-9);
    assert_close_rel(cell_at(study, "bilateral", k, "seller_share"), (40 + ways) / (90 + ways), 1e-9);
  }
  tl_study_close(study);
}

/* With LNG left over at the same price, the buyer replaces the way at the price it pays: only its capital is stranded.
 * The seller loses what that price is above its least one. */
static void switching_by_hand(void **state) {
  (void)state;
  tl_study *study = run_measured();
  const tl_table *t = tl_results_table(tl_study_results(study), "switching");
  const tl_table *prices = tl_results_table(tl_study_results(study), "price_set");
  bool buys = false, sells = false;
  assert_non_null(t);
  for (size_t r = 0; r < tl_table_rows(t); r++) {
    const char *role = tl_table_text(t, r, 2);
    const double step = tl_table_number(t, r, 3), stranded = tl_table_number(t, r, 4);
    assert_close(tl_table_number(t, r, 5), step + stranded, 1e-12);
    if (strcmp(role, "buys") == 0) {
      buys = true;
      assert_close(step, 0, 1e-12);
      assert_close_rel(tl_table_number(t, r, 7), 2 * 365 * 86400., 1e-12);
      assert_string_equal(tl_table_text(t, r, 8), "far");
    }
    if (strcmp(role, "sells") != 0) continue;
    sells = true;
    double least = INFINITY; /* of the largest volume of this way: it is full */
    for (size_t p = 0; p < tl_table_rows(prices); p++)
      if (strcmp(tl_table_text(prices, p, 0), tl_table_text(t, r, 0)) == 0) least = tl_table_number(prices, p, 2);
    assert_close_rel(step, 0.25 - least, 1e-9);
  }
  assert_true(buys && sells);
  for (size_t i = 0; i < 3; i++)
    assert_close(cell_at(study, "at_stake", i, "lost_usd"), cell_at(study, "shares", i, "held_back_usd"), 1e-3);
  tl_study_close(study);
}

/* ---- the shipped study ------------------------------------------------------------------------------------------- */

/* Power of Siberia 2 with figures set, as paths and values that end with NULL; each way at one volume, so that its
 * catalogue is searched once. The study itself says of all volumes what kind of game it is. */
static tl_study *shipped(const char *const (*set)[2]) {
  static const char *const one_volume[][2] = {{"ways.mongolia.least", "50 bcm/a at 20 degC"},
                                              {"ways.mongolia.largest", "50 bcm/a at 20 degC"},
                                              {"ways.altai.least", "50 bcm/a at 20 degC"},
                                              {"ways.altai.largest", "50 bcm/a at 20 degC"},
                                              {"ways.east.least", "20 bcm/a at 20 degC"},
                                              {"ways.east.largest", "20 bcm/a at 20 degC"},
                                              {"ways.pos1-more.least", "6 bcm/a at 20 degC"},
                                              {"ways.far-east-more.least", "2 bcm/a at 20 degC"},
                                              {NULL, NULL}};
  tl_error error;
  tl_study *study;
  tl_study_options options;
  tl_study_options_default(&options);
  options.steps = "flow,route";
  tl_code code = tl_study_open(TRUNKLINE_SOURCE_DIR "/studies/power-of-siberia-2", NULL, &study, &error);
  for (size_t i = 0; code == TL_OK && one_volume[i][0] != NULL; i++)
    code = tl_study_set(study, one_volume[i][0], one_volume[i][1], &error);
  for (size_t i = 0; code == TL_OK && set != NULL && set[i][0] != NULL; i++)
    code = tl_study_set(study, set[i][0], set[i][1], &error);
  if (code == TL_OK) code = tl_study_run(study, &options, &error);
  if (code != TL_OK) fail_msg("%s", error.sentence);
  return study;
}

/* Its game of the countries, outsiders alone; ways NULL: designed anew. */
static tl_game *shipped_game(tl_study *study, const tli_way *ways) {
  const tli_sides sides = tli_countries_as_sides(study->reference);
  const tli_variation given = tli_as_given(study);
  tli_way *designed = NULL;
  tli_study_market_game *market;
  tl_game *game;
  tl_error error;
  if (ways == NULL) assert_int_equal(tli_design_ways(study, &designed, &error), TL_OK);
  assert_int_equal(tli_market_of(study, ways != NULL ? ways : designed, &sides, &given, &market, &error), TL_OK);
  assert_int_equal(tl_market_game(&market->market, sides.names, TL_MARKET_ALONE, NULL, NULL, &game, &error), TL_OK);
  return game;
}

static void the_shipped_study_is_superadditive_and_transfers_do_not_count(void **state) {
  (void)state;
  tl_study *study = shipped(NULL), *other;
  tl_error error;
  tli_way *ways;
  assert_int_equal(tli_design_ways(study, &ways, &error), TL_OK);
  tl_game *game = shipped_game(study, ways);
  tl_game_properties properties;
  tl_game_test(game, &properties);
  assert_int_equal(tl_game_players(game), 4);
  assert_int_equal(properties.superadditive.verdict, TL_GAME_YES);
  const tl_coalition all = tl_game_all(game), line = 7; /* Russia, Mongolia, China */
  assert_true(tl_game_value(game, line) > tl_game_value(game, 5) && tl_game_value(game, 5) > 0);
  assert_true(tl_game_value(game, 3) == 0 && tl_game_value(game, 6) == 0 && tl_game_value(game, 1) == 0);
  /* Money between members: what transit is paid, the price formula, a tax, the price that fuel is sold at. The lines
   * are designed anew. */
  static const char *const transfers[][2] = {{"legs.mongolia.tariff", "15 USD(2025)/1000 m3 at 20 degC"},
                                             {"formulas.pos1-reported.slope", "0.13"},
                                             {"deal.market_price", "300 USD(2025)/1000 m3 at 20 degC"},
                                             {"economics.fuel_price", "90 USD(2025)/1000 m3 at 20 degC"},
                                             {NULL, NULL}};
  other = shipped(transfers);
  tl_game *same = shipped_game(other, NULL);
  for (tl_coalition s = 1; s <= all; s++)
    assert_close(tl_game_value(same, s), tl_game_value(game, s), 1e-9 * tl_game_value(game, all));
  tl_game_destroy(same);
  tl_study_close(other);
  /* A dearer rival never lowers what those who hold the line are worth; no line depends on it. */
  static const char *const dearer[][2][2] = {
      {{"rivals.lng-far.cost", "400 USD(2025)/1000 m3 at 20 degC"}, {NULL, NULL}},
      {{"rivals.lng-near.cost", "330 USD(2025)/1000 m3 at 20 degC"}, {NULL, NULL}},
      {{"ways.central-asia.behind", "150 USD(2025)/1000 m3 at 20 degC"}, {NULL, NULL}}};
  for (size_t k = 0; k < TLI_COUNT(dearer); k++) {
    other = shipped(dearer[k]);
    tl_game *dear = shipped_game(other, ways);
    for (tl_coalition s = 1; s <= all; s++)
      if (((s & line) == line || (s & 5) == 5) && (k < 2 || (s & 8) == 0)) /* 8: whose way that is */
        assert_true(tl_game_value(dear, s) >= tl_game_value(game, s) * (1 - 1e-12));
    tl_game_destroy(dear);
    tl_study_close(other);
  }
  tl_game_destroy(game);
  tl_study_close(study);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(measures_without_the_ways_by_hand),
      cmocka_unit_test(measures_over_the_years_by_hand),
      cmocka_unit_test(switching_by_hand),
      cmocka_unit_test(the_shipped_study_is_superadditive_and_transfers_do_not_count),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
