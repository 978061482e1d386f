/* Shares as money is sunk and as the years go, and what each outside option is worth to whom.
 * docs/theory/study-shares.md */
#include "study/shares.h"

static const double year_s = 365.0 * 86400.0;
static const char *const varied_inputs =
    "players.* market.* rivals.* gas_fields.* ways.* costs.* economics.* pipes.* stations.* sections.* limits.*";

/* ---- money that is sunk --------------------------------------------------------------------------------------------
 */

tl_code tli_shares_sunk(const tli_sharing *x, tl_error *error) {
  const tl_market_plan *plan = &x->plans[tl_game_all(x->game)];
  const int parts = (int)fmax(1.0, x->study->reference->economics.construction_years.si);
  tli_columns t = tli_table_begin(
      x->study->results, "shares_sunk", "Before and after the money is sunk",
      "What each side gains when terms are agreed while this part of the money is spent: its share of what is then "
      "still to be shared, less what it has paid. Alternatives keep their own cost.",
      "shares", "study-shares");
  tli_column(&t, "sunk", "Part of the money spent", TL_NUMBER, "%", 3, "year by year of construction",
             "economics.construction_years");
  tli_words(&t, "player", "Side", "as the study names it", "players.*");
  tli_column(&t, "paid_usd", "Paid by then", TL_MONEY, x->money, 3,
             "each country's players what lies on their land, or who the study names", "ways.* costs.*");
  tli_column(&t, "share_usd", "Shapley value of what is left to share", TL_MONEY, x->money, 3,
             "of the game after that money is spent", varied_inputs);
  tli_column(&t, "net_usd", "Net gain", TL_MONEY, x->money, 3, "share less what was paid", varied_inputs);
  for (int k = 0; k <= parts; k++) {
    tli_variation v = tli_as_given(x->study);
    tli_sharing_outcome o;
    v.sunk = plan;
    v.sunk_part = (double)k / parts;
    TLI_TRY(tli_shares_of(x, &v, &o, error));
    double paid[TL_GAME_PLAYERS] = {0};
    for (size_t r = 0; r < x->study->reference->way_count; r++) {
      double by_side[TL_GAME_PLAYERS];
      if (plan->design[r] < 0) continue;
      tli_sum_by_side(&x->sides, x->ways[r].designs[plan->design[r]].paid, x->study->reference->player_count, by_side);
      for (size_t i = 0; i < x->players; i++) paid[i] += by_side[i] * v.sunk_part * x->base->investment_factor;
    }
    for (size_t i = 0; i < x->players; i++)
      tli_row(&t, (tl_cell[]){TLI_N(v.sunk_part), TLI_W(x->names[i]), TLI_N(paid[i]), TLI_N(o.shares[i]),
                              TLI_N(o.shares[i] - paid[i])});
  }
  return TL_OK;
}

/* ---- as the years go --------------------------------------------------------------------------------------------- */

tl_code tli_shares_over_time(const tli_sharing *x, tl_error *error) {
  const tli_study *s = x->study->reference;
  const tl_market_plan *plan = &x->plans[tl_game_all(x->game)];
  const double building = fmax(1.0, s->economics.construction_years.si);
  const double ends = building + floor(s->economics.life.si / year_s + 0.5);
  tli_columns t =
      tli_table_begin(x->study->results, "shares_time", "Shares over time",
                      "If terms were agreed anew in a year: what is then still to be shared, and each side's part. "
                      "What is spent by then "
                      "no longer counts; other ways would still have to be built, and are given no delay for it.",
                      "shares", "study-shares");
  tli_column(&t, "year", "Year", TL_COUNT, "", 4, "start of construction, and the years after it",
             "deal.start_year economics.construction_years economics.life");
  tli_words(&t, "player", "Side", "as the study names it", "players.*");
  tli_column(&t, "sunk", "Spent by then", TL_NUMBER, "%", 3, "equal parts over the years of construction",
             "economics.construction_years");
  tli_column(&t, "whole_usd", "Still to be shared", TL_MONEY, x->money, 3,
             "gain of all from then on, discounted to that year", varied_inputs);
  tli_column(&t, "share_usd", "Shapley value", TL_MONEY, x->money, 3, "of the game from then on", varied_inputs);
  tli_column(&t, "share", "Part of it", TL_NUMBER, "%", 3, "over what is still to be shared", varied_inputs);
  for (double year = 0.0; year < ends; year += year < building + s->economics.ramp_years.si ? 1.0 : 5.0) {
    tli_variation v = tli_as_given(x->study);
    tli_sharing_outcome o;
    v.sunk = plan;
    v.sunk_part = fmin(1.0, year / building);
    v.elapsed_a = year;
    TLI_TRY(tli_shares_of(x, &v, &o, error));
    for (size_t i = 0; i < x->players; i++)
      tli_row(&t, (tl_cell[]){TLI_N(s->deal.start_year.si + year), TLI_W(x->names[i]), TLI_N(v.sunk_part),
                              TLI_N(o.whole), TLI_N(o.shares[i]), TLI_N(o.whole > 0.0 ? o.shares[i] / o.whole : NAN)});
  }
  return TL_OK;
}

/* ---- outside options --------------------------------------------------------------------------------------------- */

tl_code tli_shares_options(const tli_sharing *x, tl_error *error) {
  const tli_study *s = x->study->reference;
  tli_sharing_outcome with;
  const tli_variation given = tli_as_given(x->study);
  TLI_TRY(tli_shares_of(x, &given, &with, error));
  tli_columns t = tli_table_begin(
      x->study->results, "outside_options", "What each option is worth to whom",
      "Each way and each rival supply taken away alone: what all, and each side, would gain less (below 0: more). An "
      "option that is not used can still be worth much to the side that can point to it.",
      "shares", "study-shares");
  tli_words(&t, "option", "Option", "as the study names it", "ways.* rivals.*");
  tli_column(&t, "whole_usd", "To all", TL_MONEY, x->money, 3, "gain of all with it less without it", varied_inputs);
  for (size_t i = 0; i < x->players; i++) {
    const char *name = tli_arena_printf(x->study->arena, "side_%zu_usd", i + 1);
    x->study->lost = x->study->lost || name == NULL;
    if (name != NULL)
      tli_column(&t, name, x->names[i], TL_MONEY, x->money, 3, "Shapley value with it less without it", varied_inputs);
  }
  for (size_t k = 0; k < s->way_count + s->rival_count; k++) {
    const tli_study_rival *rival = k >= s->way_count ? &s->rivals[k - s->way_count] : NULL;
    if (rival != NULL && rival->committed) continue; /* the same in every coalition */
    const char *title = rival == NULL ? x->ways[k].title : rival->title[0] != '\0' ? rival->title : rival->id;
    tli_variation v = given;
    tli_sharing_outcome o;
    v.leave_out = k + 1;
    TLI_TRY(tli_shares_of(x, &v, &o, error));
    tl_cell cells[2 + TL_GAME_PLAYERS] = {TLI_W(title), TLI_N(with.whole - o.whole)};
    for (size_t i = 0; i < x->players; i++) cells[2 + i] = TLI_N(with.shares[i] - o.shares[i]);
    tli_row(&t, cells);
  }
  return TL_OK;
}
