/* What coalitions are worth: hand-derived markets, enumeration beside the search, and trade across coalitions. */
#include "testing.h"

#include "trunkline/game_market.h"

enum { R = 1, M = 2, C = 4, L = 8 }; /* producer, transit, buyer, another supplier */

/* p = 100 - Q; a field at 10 with other use 5; the way through M burns 10 %, 8 a unit; the way around costs 20 a unit.
 */
static const tl_market_design by_m[] = {{20, 100, 2, 0.1, 0}, {40, 150, 3, 0.1, 0}, {80, 260, 5, 0.1, 0}},
                              around[] = {{20, 220, 4, 0, 0}, {40, 380, 6, 0, 0}};
static const tl_market_supply outside[] = {{0, 30, 0, true}, {0, 25, 50, false}};
static const tl_market_field field[] = {{R, 200, 10, 5}};
static const tl_market_route ways[] = {{R | M, 0, 8, by_m, 3}, {R, 0, 20, around, 2}};

static tl_market plain_market(void) {
  return (tl_market){.players = 3,
                     .buyers = C,
                     .price_at_nothing = 100,
                     .price_slope = 1,
                     .volume_years = 9,
                     .operation_years = 10,
                     .supplies = outside,
                     .supply_count = 2,
                     .fields = field,
                     .field_count = 1,
                     .routes = ways,
                     .route_count = 2};
}

/* Alone the buyer has 30 committed and buys 20 at 50: the price is 50 (demand 50). By M a unit costs 8 + 15/0.9
 * = 24.667. 40 units: demand 70 > 55, price 100 - 70 = 30 < 50, so no rival is bought; gain a year: from 50 to 70,
 *   integral of (100 - Q) from 30 to 70 - 40 * 24.667 less the buyer's own: integral from 30 to 50 - 20 * 50. */
static void a_coalition_is_worth_what_a_hand_derives(void **state) {
  (void)state;
  const tl_market m = plain_market();
  tl_market_plan plan;
  assert_int_equal(tl_market_value(&m, C, TL_MARKET_ALONE, &plan, NULL), TL_OK);
  assert_close(plan.value, 0, 1e-9);
  assert_close(plan.price, 50, 1e-9);
  assert_int_equal(tl_market_value(&m, R | M | C, TL_MARKET_ALONE, &plan, NULL), TL_OK);
  const double unit = 8 + 15 / 0.9, alone = 20 * 60 - 20 * 50.0;
  const double forty = 9 * ((40 * 70 - 40 * 40 / 2.0) - 40 * unit - alone) - 150 - 10 * 3;
  const double q80 = 100 - unit - 30; /* of 80 only what is worth its cost flows */
  const double eighty = 9 * ((q80 * 70 - q80 * q80 / 2.0) - q80 * unit - alone) - 260 - 10 * 5;
  assert_close_rel(plan.value, fmax(forty, eighty), 1e-12);
  assert_int_equal(plan.design[0], forty > eighty ? 1 : 2);
  assert_int_equal(plan.design[1], TL_MARKET_NOT_BUILT);
  assert_int_equal(tl_market_value(&m, R | C, TL_MARKET_ALONE, &plan, NULL), TL_OK);
  const double twenty = 9 * ((20 * 70 - 200.0) - 20 * 35 - alone) - 220 - 40; /* 20 + 30 = demand at 50: no rival */
  const double forty_round = 9 * ((35 * 70 - 35 * 35 / 2.0) - 35 * 35 - alone) - 380 - 60;
  assert_close_rel(plan.value, fmax(0, fmax(twenty, forty_round)), 1e-12);
  for (tl_coalition s = 1; s < 8; s++)
    if ((s & (R | C)) != (R | C)) {
      assert_int_equal(tl_market_value(&m, s, TL_MARKET_ALONE, &plan, NULL), TL_OK);
      assert_true(plan.value == 0 && plan.design[0] == TL_MARKET_NOT_BUILT && plan.investment == 0);
    }
}

/* One agent a country, no rivals, nothing sunk: v(RC) = a, v(RMC) = 1, and all concepts have their closed form. With
 * two agents each in R and C, Owen by country gives the same, and Shapley gives M (1 - a)/5. */
static void the_transit_game_comes_out_of_a_market(void **state) {
  (void)state;
  for (double a = 0.1; a < 1; a += 0.2) {
    /* Demand as good as level at 2 over one unit; production free; the two ways cost 1 and 2 - a. */
    const tl_market_design one = {1, 1, 0, 0, 0}, other = {1, 2 - a, 0, 0, 0};
    const tl_market_field f[] = {{R, 1, 0, 0}};
    const tl_market_route w[] = {{M, 0, 0, &one, 1}, {R, 0, 0, &other, 1}};
    tl_market m = {3, C, 2 + 5e-13, 1e-12, 1, 1, NULL, 0, f, 1, w, 2};
    tl_game *game;
    double x[5];
    tl_transit_shares t;
    assert_int_equal(tl_market_game(&m, NULL, TL_MARKET_ALONE, NULL, NULL, &game, NULL), TL_OK);
    assert_close(tl_game_value(game, R | C), a, 1e-9);
    assert_close(tl_game_value(game, R | M | C), 1, 1e-9);
    tl_game_shapley(game, x);
    assert_int_equal(tl_transit_shapley(a, &t, NULL), TL_OK);
    assert_close(x[0], t.producer, 1e-9);
    assert_close(x[1], t.transit, 1e-9);
    assert_close(x[2], t.buyer, 1e-9);
    assert_int_equal(tl_game_nucleolus(game, x, NULL), TL_OK);
    assert_int_equal(tl_transit_nucleolus(a, &t, NULL), TL_OK);
    assert_close(x[1], t.transit, 1e-9);
    assert_int_equal(tl_game_tau(game, x, NULL), TL_OK);
    assert_int_equal(tl_transit_tau(a, &t, NULL), TL_OK);
    assert_close(x[1], t.transit, 1e-9);
    tl_game_destroy(game);
    /* producer 0, its state 1, transit 2, buyer 3, its state 4 */
    const tl_market_field f2[] = {{1 | 2, 1, 0, 0}};
    const tl_market_route w2[] = {{4, 0, 0, &one, 1}, {1 | 2, 0, 0, &other, 1}};
    m = (tl_market){5, 8 | 16, 2 + 5e-13, 1e-12, 1, 1, NULL, 0, f2, 1, w2, 2};
    assert_int_equal(tl_market_game(&m, NULL, TL_MARKET_ALONE, NULL, NULL, &game, NULL), TL_OK);
    assert_int_equal(tl_game_owen(game, (size_t[]){0, 0, 1, 2, 2}, x, NULL), TL_OK);
    assert_int_equal(tl_transit_shapley(a, &t, NULL), TL_OK);
    assert_close(x[0] + x[1], t.producer, 1e-9);
    assert_close(x[2], t.transit, 1e-9);
    assert_close(x[3] + x[4], t.buyer, 1e-9);
    tl_game_shapley(game, x);
    assert_close(x[2], (1 - a) / 5, 1e-9);
    tl_game_destroy(game);
  }
}

static uint64_t seed = 7;
static double random_in(double low, double high) {
  seed = seed * 6364136223846793005U + 1442695040888963407U;
  return low + (high - low) * (double)(seed >> 11) / 9007199254740992.0;
}

/* Every choice of designs by itself: a market whose routes have one design each, and all must be taken. */
static double by_enumeration(const tl_market *m, tl_coalition members) {
  double best = 0;
  size_t combinations = 1;
  for (size_t r = 0; r < m->route_count; r++) combinations *= m->routes[r].design_count + 1;
  for (size_t k = 0; k < combinations; k++) {
    tl_market_route routes[TL_MARKET_ROUTES];
    tl_market_design taken[TL_MARKET_ROUTES];
    tl_market one = *m;
    double charge = 0;
    size_t rest = k;
    for (size_t r = 0; r < m->route_count; r++) {
      const size_t choices = m->routes[r].design_count + 1, d = rest % choices;
      rest /= choices;
      routes[r] = m->routes[r];
      routes[r].design_count = 0;
      if (d == 0) continue;
      taken[r] = m->routes[r].designs[d - 1];
      charge += (1 - taken[r].sunk) * taken[r].investment + m->operation_years * taken[r].operation;
      taken[r].investment = taken[r].operation = 0;
      routes[r].designs = &taken[r];
      routes[r].design_count = 1;
    }
    one.routes = routes;
    tl_market_plan plan;
    assert_int_equal(tl_market_value(&one, members, TL_MARKET_ALONE, &plan, NULL), TL_OK);
    if (plan.value - charge > best) best = plan.value - charge;
  }
  return best;
}

static void branch_and_bound_finds_what_enumeration_finds(void **state) {
  (void)state;
  for (int trial = 0; trial < 200; trial++) {
    tl_market_design designs[3][4];
    tl_market_field fields[2];
    tl_market_route routes[3];
    tl_market_supply supplies[3];
    for (int f = 0; f < 2; f++) fields[f] = (tl_market_field){1, random_in(10, 60), random_in(5, 25), random_in(0, 10)};
    for (int r = 0; r < 3; r++) {
      for (int d = 0; d < 4; d++)
        designs[r][d] = (tl_market_design){random_in(5, 40), random_in(0, 600), random_in(0, 20), random_in(0, 0.2),
                                           random_in(0, 1) < 0.2 ? random_in(0, 1) : 0};
      routes[r] = (tl_market_route){r == 2 ? 2 : 1, r % 2, random_in(0, 20), designs[r], 4};
    }
    for (int k = 0; k < 3; k++) supplies[k] = (tl_market_supply){0, random_in(0, 30), random_in(20, 90), k == 0};
    const tl_market m = {3, 4, random_in(60, 140), random_in(0.5, 2), 9, 10, supplies, 3, fields, 2, routes, 3};
    for (tl_coalition s = 5; s < 8; s += 2) {
      tl_market_plan plan;
      assert_int_equal(tl_market_value(&m, s, TL_MARKET_ALONE, &plan, NULL), TL_OK);
      assert_close(plan.value, by_enumeration(&m, s), 1e-9 * fmax(1, plan.value));
    }
  }
}

static void a_dearer_rival_helps_those_who_hold_the_line(void **state) {
  (void)state;
  double before = -1;
  for (double cost = 20; cost < 100; cost += 5) {
    tl_market m = plain_market();
    const tl_market_supply dearer[] = {{0, 30, 0, true}, {0, 25, cost, false}};
    tl_market_plan plan;
    m.supplies = dearer;
    assert_int_equal(tl_market_value(&m, R | M | C, TL_MARKET_ALONE, &plan, NULL), TL_OK);
    assert_true(plan.value >= before - 1e-9);
    before = plan.value;
  }
}

/* One field that costs nothing to sell, p = 12 - Q: the monopolist sells 6 at 6 (36 a year), the buyer keeps 18. Two
 * equal rivals sell 4 each at 4: 16 a year each, the buyer keeps 32. Offers go in eighths of 12. */
static void outsiders_sell_as_a_monopoly_or_as_rivals(void **state) {
  (void)state;
  const tl_market_supply two[] = {{1, 16, 0, false}, {2, 16, 0, false}};
  const tl_market m = {3, 4, 12, 1, 1, 1, two, 2, NULL, 0, NULL, 0};
  tl_market_plan plan;
  const tl_coalition buyer = 4, seller = 1;
  assert_int_equal(tl_market_value(&m, buyer, TL_MARKET_ALONE, &plan, NULL), TL_OK);
  assert_close(plan.value, 0, 1e-12);
  assert_int_equal(tl_market_value(&m, buyer, TL_MARKET_BEST_REPLY, &plan, NULL), TL_OK);
  assert_close(plan.value, 32, 1e-9);
  assert_close(plan.bought, 8, 1e-9);
  assert_int_equal(tl_market_value(&m, seller, TL_MARKET_BEST_REPLY, &plan, NULL), TL_OK);
  assert_close(plan.value, 16, 1e-9);
  const tl_market_supply small[] = {{1, 6, 0, false}, {2, 6, 0, false}};
  tl_market joint = m;
  joint.supplies = small; /* eighths of 12 */
  assert_int_equal(tl_market_value(&joint, buyer, TL_MARKET_MERGED, &plan, NULL), TL_OK);
  assert_close(plan.value, 18, 1e-9);
  assert_int_equal(tl_market_value(&joint, 3, TL_MARKET_MERGED, &plan, NULL), TL_OK);
  assert_close(plan.value, 36, 1e-9);
}

static void markets_that_cannot_be_are_refused(void **state) {
  (void)state;
  tl_error error = {0};
  tl_market_plan plan;
  tl_market m = plain_market();
  m.buyers = 0;
  assert_int_equal(tl_market_value(&m, C, TL_MARKET_ALONE, &plan, &error), TL_ERR_INPUT);
  m = plain_market();
  m.price_slope = 0;
  assert_int_equal(tl_market_value(&m, C, TL_MARKET_ALONE, &plan, &error), TL_ERR_INPUT);
  assert_non_null(strstr(error.sentence, "slope"));
  m = plain_market();
  assert_int_equal(tl_market_value(&m, 8, TL_MARKET_ALONE, &plan, &error), TL_ERR_INPUT);
  const tl_market_route astray[] = {{R, 3, 0, by_m, 1}};
  m.routes = astray;
  m.route_count = 1;
  assert_int_equal(tl_market_value(&m, C, TL_MARKET_ALONE, &plan, &error), TL_ERR_INPUT);
  assert_non_null(strstr(error.sentence, "field 4 of 1"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_coalition_is_worth_what_a_hand_derives),
      cmocka_unit_test(the_transit_game_comes_out_of_a_market),
      cmocka_unit_test(branch_and_bound_finds_what_enumeration_finds),
      cmocka_unit_test(a_dearer_rival_helps_those_who_hold_the_line),
      cmocka_unit_test(outsiders_sell_as_a_monopoly_or_as_rivals),
      cmocka_unit_test(markets_that_cannot_be_are_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
