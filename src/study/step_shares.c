/* Step "shares": who would gain what. Each coalition's ways are designed and priced by the engine, the table of their
 * values is shared by each concept; what outsiders do, the rate, and the inputs are varied; before and after the money
 * is sunk. docs/theory/study-shares.md */
#include "study/shares.h"

#include <string.h>

static const char *const game_inputs =
    "players.* market.* rivals.* gas_fields.* ways.* alternatives.* alternative_points.* costs.* economics.* pipes.* "
    "stations.* sections.* limits.* gas.*";

/* ---- what was designed ----------------------------------------------------------------------------------------------
 */

static tli_columns begin_designs(const tli_sharing *x) {
  tli_columns t = tli_table_begin(
      x->study->results, "way_designs", "What each way would take",
      "For each volume the cheapest line of the catalogue within all limits of the study, at the common rate, by the "
      "search of the page Design; none is beaten in everything by another one. Each was run through the simulator.",
      "shares", "study-shares");
  tli_words(&t, "way", "Way", "as the study names it", "ways.*");
  tli_column(&t, "volume_m3_a", "Volume a year", TL_GAS_VOLUME_FLOW, "bcm/a", 3, "delivered at the end of the way",
             "ways.*");
  tli_column(&t, "diameter_m", "Outside diameter", TL_LENGTH, "mm", 4, "of the catalogue", game_inputs);
  tli_column(&t, "wall_m", "Wall", TL_LENGTH, "mm", 3, "the thickest of the way, by the norm of each country",
             game_inputs);
  tli_words(&t, "steel", "Steel", "of the catalogue", game_inputs);
  tli_column(&t, "pressure_pa", "Working pressure", TL_PRESSURE, "MPa", 3, "of the study's pipe and its axes",
             game_inputs);
  tli_column(&t, "strings", "Strings", TL_COUNT, "", 2, "parallel equal pipes", "ways.*");
  tli_column(&t, "looped_m", "Loops", TL_LENGTH, "km", 3, "a further string beside the ends of spans, in all",
             game_inputs);
  tli_column(&t, "stations", "Stations", TL_COUNT, "", 3, "at equal spans", "ways.*");
  tli_words(&t, "machine", "Machines", "of the catalogue", game_inputs);
  tli_column(&t, "power_w", "Shaft power", TL_POWER, "MW", 3, "of all stations", game_inputs);
  tli_column(&t, "installed_w", "Power installed", TL_POWER, "MW", 3, "units and spares", game_inputs);
  tli_column(&t, "fuel", "Burnt on the way", TL_NUMBER, "%", 3, "fuel over gas in", game_inputs);
  tli_column(&t, "investment_usd", "Capital cost", TL_MONEY, x->money, 3, "by the study's cost table, likely rates",
             game_inputs);
  tli_column(&t, "operation_usd", "Operation a year", TL_MONEY, x->money, 3,
             "shares of capital cost a year, without fuel", game_inputs);
  return t;
}

static void designs_table(const tli_sharing *x) {
  tl_study *study = x->study;
  tli_columns t = begin_designs(x);
  for (size_t w = 0; w < study->reference->way_count; w++) {
    for (size_t d = 0; d < x->ways[w].count; d++) {
      const tli_way_design *p = &x->ways[w].designs[d];
      tli_row(&t, (tl_cell[]){TLI_W(x->ways[w].title), TLI_N(p->numbers.capacity / (365.0 * 86400.0)),
                              TLI_N(p->diameter_m), TLI_N(p->wall_most_m), TLI_W(p->steel), TLI_N(p->pressure_pa),
                              TLI_N(p->strings), TLI_N(p->looped_m), TLI_N(p->stations), TLI_W(p->machine),
                              TLI_N(p->power_w), TLI_N(p->installed_w), TLI_N(p->numbers.fuel),
                              TLI_N(p->numbers.investment), TLI_N(p->numbers.operation)});
    }
    if (x->ways[w].count == 0)
      tl_findings_add(study->findings, TL_WARNING, study->reference->file, 0, x->ways[w].title, "ways",
                      "way %s: no line of the catalogue keeps the limits at any volume (%zu searches, %zu lines "
                      "computed); the game does without it. At the least volume: %s",
                      x->ways[w].title, x->ways[w].searches, x->ways[w].lines, x->ways[w].trouble);
  }
}

/* ---- values
 * ----------------------------------------------------------------------------------------------------------- */

static void coalitions_table(const tli_sharing *x) {
  tl_study *study = x->study;
  tli_columns t = tli_table_begin(study->results, "coalitions", "What each coalition could gain by itself",
                                  "The most its members can make together over designs and flows, above what they have "
                                  "without each other; nothing is traded with those outside.",
                                  "shares", "coalitions");
  tli_words(&t, "coalition", "Coalition", "players joined by +", "players.*");
  tli_column(&t, "value_usd", "Gain", TL_MONEY, x->money, 3, "the most over designs and flows, at the common rate",
             game_inputs);
  tli_words(&t, "builds", "What it would build", "designs of the most gain", game_inputs);
  tli_column(&t, "investment_usd", "Capital cost", TL_MONEY, x->money, 3,
             "of what it builds, discounted to the base date", game_inputs);
  tli_column(&t, "price_usd_m3", "Price at the market", TL_MONEY_PER_GAS_VOLUME,
             tli_money_per_volume_unit(study->arena, study->reference, study->line->reference_t_k), 3,
             "where demand meets supply", "market.* rivals.*");
  for (tl_coalition s = 1; s <= tl_game_all(x->game); s++) {
    char name[400];
    (void)tl_game_coalition_name(x->game, s, name, sizeof name);
    const tl_market_plan *plan = &x->plans[s];
    tli_row(&t, (tl_cell[]){TLI_W(name), TLI_N(plan->value), TLI_W(tli_plan_words(study, x->ways, plan)),
                            TLI_N(plan->investment), TLI_N(plan->sold > 0.0 ? plan->price : NAN)});
  }
}

/* ---- shares
 * ------------------------------------------------------------------------------------------------------------ */

static void shares_table(const tli_sharing *x) {
  enum { CONCEPTS = 3 };
  tl_study *study = x->study;
  double v[CONCEPTS][TL_GAME_PLAYERS], least[TL_GAME_PLAYERS], most[TL_GAME_PLAYERS];
  tl_error ignored;
  const tl_coalition all = tl_game_all(x->game);
  tl_game_shapley(x->game, v[0]);
  if (tl_game_nucleolus(x->game, v[1], &ignored) != TL_OK)
    for (size_t i = 0; i < x->players; i++) v[1][i] = NAN;
  if (tl_game_tau(x->game, v[2], &ignored) != TL_OK)
    for (size_t i = 0; i < x->players; i++) v[2][i] = NAN;
  for (size_t i = 0; i < x->players; i++) {
    least[i] = tl_game_value(x->game, (tl_coalition)1 << i);
    most[i] = tl_game_value(x->game, all) - tl_game_value(x->game, all & ~((tl_coalition)1 << i));
  }
  tli_columns t =
      tli_table_begin(study->results, "shares", "The gain of all, shared by each rule",
                      "Rules of sharing, not forecasts. Each side is a country with all its agencies: Owen's "
                      "value with unions by country.",
                      "shares", "game");
  tli_words(&t, "player", "Side", "as the study names it", "players.*");
  tli_column(&t, "owen_usd", "Shapley value, countries as sides (Owen)", TL_MONEY, x->money, 3,
             "mean over all orders of what a side adds", game_inputs);
  tli_column(&t, "owen_share", "Part of the whole", TL_NUMBER, "%", 3, "over the gain of all", game_inputs);
  tli_column(&t, "nucleolus_usd", "Nucleolus", TL_MONEY, x->money, 3, "largest complaints least, one after the other",
             game_inputs);
  tli_column(&t, "tau_usd", "Tau value", TL_MONEY, x->money, 3, "between least right and most", game_inputs);
  tli_column(&t, "alone_usd", "Alone", TL_MONEY, x->money, 3, "value of the single side", game_inputs);
  tli_column(&t, "held_back_usd", "What all lose without it", TL_MONEY, x->money, 3,
             "gain of all less gain of the others", game_inputs);
  const double whole = tl_game_value(x->game, all);
  for (size_t i = 0; i < x->players; i++)
    tli_row(&t, (tl_cell[]){TLI_W(x->names[i]), TLI_N(v[0][i]), TLI_N(whole > 0.0 ? v[0][i] / whole : NAN),
                            TLI_N(v[1][i]), TLI_N(v[2][i]), TLI_N(least[i]), TLI_N(most[i])});
}

static const char *yes_no(tl_game_verdict verdict) {
  return verdict == TL_GAME_YES ? "yes" : verdict == TL_GAME_NO ? "no" : "not tested";
}

static void property_row(const tli_sharing *x, tli_columns *t, const char *name, const char *meaning,
                         const tl_game_property *p) {
  char a[300], b[300];
  const char *witness = "";
  if (p->verdict == TL_GAME_NO)
    witness = tli_arena_printf(
        x->study->arena, "%s and %s lack %s %s together", tl_game_coalition_name(x->game, p->a, a, sizeof a),
        tl_game_coalition_name(x->game, p->b, b, sizeof b), tli_digits(p->by / 1e9, 3).words, x->money);
  x->study->lost = x->study->lost || witness == NULL;
  tli_row(t,
          (tl_cell[]){TLI_W(name), TLI_W(yes_no(p->verdict)), TLI_W(meaning), TLI_W(witness != NULL ? witness : "")});
}

static tl_code properties_table(const tli_sharing *x, tl_error *error) {
  tl_game_properties p;
  tl_game_core core;
  tl_game_test(x->game, &p);
  TLI_TRY(tl_game_core_find(x->game, &core, NULL, error));
  tli_columns t = tli_table_begin(x->study->results, "game_properties", "What kind of game it is",
                                  "Each property is tested over all coalitions; where it fails, the worst case is "
                                  "named.",
                                  "shares", "game");
  tli_words(&t, "property", "Property", "", "");
  tli_words(&t, "holds", "Holds", "tested over all pairs of coalitions", game_inputs);
  tli_words(&t, "meaning", "What it means", "", "");
  tli_words(&t, "witness", "Where it fails most", "", game_inputs);
  property_row(x, &t, "superadditive", "two coalitions without common members never lose by joining", &p.superadditive);
  property_row(x, &t, "convex", "the larger a coalition, the more a new member adds", &p.convex);
  property_row(x, &t, "monotone", "a new member never costs a coalition anything", &p.monotone);
  const char *words = tli_arena_printf(
      x->study->arena,
      core.empty ? "every split leaves some coalition %s %s short" : "%s %s is left beyond what they ask",
      tli_digits(fabs(core.bound_sum - tl_game_value(x->game, tl_game_all(x->game))) / 1e9, 3).words, x->money);
  x->study->lost = x->study->lost || words == NULL;
  tli_row(&t, (tl_cell[]){TLI_W("stable split exists (core)"), TLI_W(core.empty ? "no" : "yes"),
                          TLI_W("there is a split that no coalition could better by itself"),
                          TLI_W(words != NULL ? words : "")});
  return TL_OK;
}

/* ---- three sides -------------------------------------------------------------------------------------------- */

/* A triangle shows splits among three; otherwise a sentence says where the figures are. */
static tl_code say_no_triangle(const tli_sharing *x, const size_t *who, size_t count, tl_error *error) {
  tli_text words;
  tli_text_init(&words, tli_arena_allocator(x->study->arena));
  tli_text_printf(&words, "No triangle of splits is drawn: it shows three sides, and the best plan needs %zu (", count);
  for (size_t k = 0; k < count; k++) tli_text_printf(&words, "%s%s", k > 0 ? ", " : "", x->names[who[k]]);
  tli_text_add(
      &words,
      "). The splits by each rule stand in the table above; whether a stable one exists, in \"What kind of game "
      "it is\".");
  const bool failed = words.failed;
  if (!failed) tl_results_set_text(x->study->results, "shares.no_triangle", words.bytes);
  tli_text_free(&words);
  return failed ? TLI_NO_MEMORY(error, "the sides") : TL_OK;
}

/* The sides that the best plan of all cannot do without, if they are three: their game by themselves, and its core. */
static tl_code core_table(const tli_sharing *x, tl_error *error) {
  enum { SIDES = 3, CORNERS = 12 };
  const tl_market *m = &x->base->market;
  const tl_market_plan *plan = &x->plans[tl_game_all(x->game)];
  tl_coalition needed = m->buyers;
  size_t who[TL_GAME_PLAYERS], count = 0;
  for (size_t r = 0; r < m->route_count; r++)
    if (plan->design[r] >= 0) needed |= m->routes[r].owners | m->fields[m->routes[r].field].owners;
  for (size_t i = 0; i < x->players; i++)
    if ((needed >> i & 1) != 0) who[count++] = i;
  if (count != SIDES) return say_no_triangle(x, who, count, error);
  double values[1 << SIDES] = {0}, points[CORNERS * SIDES], split[SIDES];
  const char *names[SIDES];
  for (tl_coalition s = 1; s < 1 << SIDES; s++) {
    tl_coalition members = 0;
    for (size_t k = 0; k < SIDES; k++) members |= (s >> k & 1) << who[k];
    values[s] = tl_game_value(x->game, members);
  }
  for (size_t k = 0; k < SIDES; k++) names[k] = x->names[who[k]];
  tl_game *game;
  TLI_TRY(tl_game_create(SIDES, names, values, TL_GAME_GAINS, NULL, &game, error));
  tli_columns t = tli_table_begin(x->study->results, "core_points", "The three sides that the best plan needs",
                                  "The game of these three alone, without the others: splits of their gain by each "
                                  "rule, and the corners of the set of stable splits.",
                                  "shares", "game");
  tli_words(&t, "what", "Split", "", "");
  static const char *const columns[] = {"first_usd", "second_usd", "third_usd"};
  for (size_t k = 0; k < SIDES; k++)
    tli_column(&t, columns[k], names[k], TL_MONEY, x->money, 3, "of the gain of the three", game_inputs);
  size_t corners = 0;
  tl_code code = tl_game_core_points(game, points, CORNERS, &corners, error);
  for (size_t p = 0; code == TL_OK && p < corners && p < CORNERS; p++)
    tli_row(&t, (tl_cell[]){TLI_W("corner of the core"), TLI_N(points[p * SIDES]), TLI_N(points[p * SIDES + 1]),
                            TLI_N(points[p * SIDES + 2])});
  tl_error ignored;
  tl_game_shapley(game, split);
  tli_row(&t, (tl_cell[]){TLI_W("Shapley value"), TLI_N(split[0]), TLI_N(split[1]), TLI_N(split[2])});
  if (tl_game_nucleolus(game, split, &ignored) == TL_OK)
    tli_row(&t, (tl_cell[]){TLI_W("Nucleolus"), TLI_N(split[0]), TLI_N(split[1]), TLI_N(split[2])});
  tl_game_destroy(game);
  return code;
}

/* ---- outsiders
 * --------------------------------------------------------------------------------------------------------- */

static tl_code outsiders_table(const tli_sharing *x, tl_error *error) {
  static const struct {
    tl_market_outsiders mode;
    const char *name;
  } modes[] = {{TL_MARKET_ALONE, "stand alone"},
               {TL_MARKET_MERGED, "merge, and trade"},
               {TL_MARKET_BEST_REPLY, "reply one by one, and trade"}};
  tli_columns t = tli_table_begin(x->study->results, "shares_outsiders", "What outsiders do",
                                  "The Shapley value again, with what those outside a coalition do told in three ways. "
                                  "The band over the three is what this assumption is worth.",
                                  "shares", "coalitions");
  tli_words(&t, "outsiders", "Outsiders", "", "");
  tli_share_columns(x, &t, game_inputs);
  for (size_t m = 0; m < TLI_COUNT(modes); m++) {
    tl_game *game = NULL;
    tl_error why;
    const tl_code code = tl_market_game(&x->base->market, x->names, modes[m].mode, NULL, NULL, &game, &why);
    if (code == TL_ERR_NO_ANSWER) {
      tl_findings_add(x->study->findings, TL_NOTE, x->study->reference->file, 0, "market", "buyers",
                      "shares with outsiders that %s: %s", modes[m].name, why.sentence);
      continue;
    }
    if (code != TL_OK) return tl_fail(error, code, "%s", why.sentence);
    double shares[TL_GAME_PLAYERS];
    tl_game_shapley(game, shares);
    tl_cell cells[2 + TL_GAME_PLAYERS] = {TLI_W(modes[m].name)};
    tli_share_cells(x, tl_game_value(game, tl_game_all(game)), shares, cells + 1);
    tli_row(&t, cells);
    tl_game_destroy(game);
  }
  return TL_OK;
}

/* ---- the step
 * ------------------------------------------------------------------------------------------------------------ */

static tl_code all_tables(const tli_sharing *x, tl_error *error) {
  designs_table(x);
  coalitions_table(x);
  tli_shares_export(x);
  tli_shares_map(x);
  shares_table(x);
  TLI_TRY(tli_shares_agencies(x, error));
  TLI_TRY(core_table(x, error));
  TLI_TRY(properties_table(x, error));
  TLI_TRY(outsiders_table(x, error));
  TLI_TRY(tli_shares_varied(x, error));
  TLI_TRY(tli_shares_options(x, error));
  TLI_TRY(tli_shares_sunk(x, error));
  TLI_TRY(tli_shares_over_time(x, error));
  TLI_TRY(tli_shares_prices(x, error));
  return tli_shares_dependence(x, error);
}

bool tli_asks_for_shares(const tli_study *s) {
  return s->market.buyers != NULL && s->market.buyers[0] != '\0' && s->cost_count > 0;
}

tl_code tli_step_shares(tl_study *study, tl_error *error) {
  const tli_study *s = study->reference;
  if (!tli_asks_for_shares(s) || !study->answered) return tli_nothing_to_do(study);
  tli_way *ways;
  TLI_TRY(tli_design_ways(study, &ways, error));
  tli_sharing x = {.study = study, .ways = ways, .sides = tli_countries_as_sides(s)};
  const tli_sides players = tli_players_as_sides(s);
  const tli_variation given = tli_as_given(study);
  tli_study_market_game *split;
  x.players = x.sides.count;
  x.names = x.sides.names;
  x.money = tli_arena_printf(study->arena, "bn %s(%d)", s->economics.currency, (int)s->economics.price_year.si);
  x.plans = TLI_NEW_N(study->arena, tl_market_plan, (size_t)1 << x.players);
  x.split_plans = TLI_NEW_N(study->arena, tl_market_plan, (size_t)1 << s->player_count);
  if (x.money == NULL || x.plans == NULL || x.split_plans == NULL) return TLI_NO_MEMORY(error, "the shares");
  TLI_TRY(tli_market_of(study, ways, &x.sides, &given, &x.base, error));
  TLI_TRY(tli_market_of(study, ways, &players, &given, &split, error));
  TLI_TRY(tl_market_game(&x.base->market, x.names, TL_MARKET_ALONE, x.plans, NULL, &x.game, error));
  tl_code code = tl_market_game(&split->market, players.names, TL_MARKET_ALONE, x.split_plans, NULL, &x.split, error);
  if (code == TL_OK) code = all_tables(&x, error);
  tl_game_destroy(x.split);
  tl_game_destroy(x.game);
  return code;
}
