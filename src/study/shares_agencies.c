/* Agencies inside countries: the split inside each country apart (Owen, unions by country), the plain Shapley value of
 * the split list beside it, and what comes from the cutting alone. docs/theory/study-shares.md */
#include "study/shares.h"

static const char *const inputs = "players.* market.* rivals.* gas_fields.* ways.* costs.* economics.*";

static tli_columns begin(const tli_sharing *x, const char *id, const char *title, const char *sentence) {
  return tli_table_begin(x->study->results, id, title, sentence, "shares", "study-shares");
}

static void inside(const tli_sharing *x, const double *owen, const double *plain) {
  const tli_study *s = x->study->reference;
  double country[TL_GAME_PLAYERS];
  tli_sum_by_side(&x->sides, owen, s->player_count, country);
  tli_columns t = begin(x, "agencies", "Inside each country",
                        "How a country's gain would be shared among its own agencies if each of them can hold up the "
                        "others. It changes nothing between the countries.");
  tli_words(&t, "country", "Country", "", "players.*");
  tli_words(&t, "agency", "Agency", "as the study names it", "players.*");
  tli_column(&t, "owen_usd", "Owen value", TL_MONEY, x->money, 3,
             "mean over the orders in which a country's agencies stay together", inputs);
  tli_column(&t, "inside", "Part of its country's gain", TL_NUMBER, "%", 3, "over the sum of the country", inputs);
  tli_column(&t, "plain_usd", "Shapley value of the split list", TL_MONEY, x->money, 3,
             "mean over all orders of agencies, countries forgotten", inputs);
  for (size_t i = 0; i < s->player_count; i++) {
    const double sum = country[x->sides.of[i]];
    tli_row(&t, (tl_cell[]){TLI_W(x->names[x->sides.of[i]]), TLI_W(tl_game_player(x->split, i)), TLI_N(owen[i]),
                            TLI_N(sum > 0.0 ? owen[i] / sum : NAN), TLI_N(plain[i])});
  }
}

static void cutting(const tli_sharing *x, const double *owen, const double *plain) {
  const tli_study *s = x->study->reference;
  const double whole = tl_game_value(x->split, tl_game_all(x->split));
  double by_owen[TL_GAME_PLAYERS], by_plain[TL_GAME_PLAYERS];
  tli_sum_by_side(&x->sides, owen, s->player_count, by_owen);
  tli_sum_by_side(&x->sides, plain, s->player_count, by_plain);
  tli_columns t = begin(x, "cutting", "What comes from cutting a side into agencies",
                        "The plain Shapley value counts heads: a country that is listed as two agencies gains by it. "
                        "The difference is no bargaining power, only the length of the list.");
  tli_words(&t, "country", "Country", "", "players.*");
  tli_column(&t, "agencies", "Agencies", TL_COUNT, "", 2, "players of the country", "players.*");
  tli_column(&t, "owen_usd", "Owen value by country", TL_MONEY, x->money, 3, "sum over its agencies", inputs);
  tli_column(&t, "plain_usd", "Shapley value of the split list", TL_MONEY, x->money, 3, "sum over its agencies",
             inputs);
  tli_column(&t, "cutting_usd", "From the cutting alone", TL_MONEY, x->money, 3, "the one less the other", inputs);
  tli_column(&t, "cutting", "of the whole gain", TL_NUMBER, "%", 3, "over the gain of all", inputs);
  for (size_t k = 0; k < x->players; k++) {
    double count = 0.0;
    for (size_t i = 0; i < s->player_count; i++) count += x->sides.of[i] == k ? 1.0 : 0.0;
    const double more = by_plain[k] - by_owen[k];
    tli_row(&t, (tl_cell[]){TLI_W(x->names[k]), TLI_N(count), TLI_N(by_owen[k]), TLI_N(by_plain[k]), TLI_N(more),
                            TLI_N(whole > 0.0 ? more / whole : NAN)});
  }
}

tl_code tli_shares_agencies(const tli_sharing *x, tl_error *error) {
  double owen[TL_GAME_PLAYERS], plain[TL_GAME_PLAYERS];
  if (x->players == x->study->reference->player_count) return TL_OK; /* each country has one player */
  TLI_TRY(tl_game_owen(x->split, x->sides.of, owen, error));
  tl_game_shapley(x->split, plain);
  inside(x, owen, plain);
  cutting(x, owen, plain);
  return TL_OK;
}
