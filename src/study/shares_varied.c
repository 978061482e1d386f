/* What moves the shares: the common rate, each input alone, where the best choice of all changes, and the money that is
 * sunk. docs/theory/study-shares.md */
#include "study/shares.h"

static const char *const varied_inputs =
    "players.* market.* rivals.* gas_fields.* ways.* costs.* economics.* pipes.* stations.* sections.* limits.*";

tl_code tli_shares_of(const tli_sharing *x, const tli_variation *v, tli_sharing_outcome *o, tl_error *error) {
  tli_study_market_game *g;
  tl_game *game;
  TLI_TRY(tli_market_of(x->study, x->ways, &x->sides, v, &g, error));
  TLI_TRY(tl_market_game(&g->market, x->names, TL_MARKET_ALONE, NULL, NULL, &game, error));
  const tl_coalition all = tl_game_all(game);
  tl_game_shapley(game, o->shares);
  o->whole = tl_game_value(game, all);
  tl_game_destroy(game);
  return tl_market_value(&g->market, all, TL_MARKET_ALONE, &o->plan, error);
}

void tli_share_columns(const tli_sharing *x, tli_columns *t, const char *inputs) {
  tli_column(t, "whole_usd", "Gain of all", TL_MONEY, x->money, 3, "the most over designs and flows", inputs);
  for (size_t i = 0; i < x->players; i++) {
    const char *name = tli_arena_printf(x->study->arena, "share_%zu", i + 1);
    x->study->lost = x->study->lost || name == NULL;
    if (name != NULL) tli_column(t, name, x->names[i], TL_NUMBER, "%", 3, "Shapley value over the gain of all", inputs);
  }
}

void tli_share_cells(const tli_sharing *x, double whole, const double *shares, tl_cell *cells) {
  cells[0] = TLI_N(whole);
  for (size_t i = 0; i < x->players; i++) cells[1 + i] = TLI_N(whole > 0.0 ? shares[i] / whole : NAN);
}

static void share_columns(const tli_sharing *x, tli_columns *t) {
  tli_words(t, "player", "Side", "as the study names it", "players.*");
  tli_column(t, "whole_usd", "Gain of all", TL_MONEY, x->money, 3, "the most over designs and flows", varied_inputs);
  tli_column(t, "share_usd", "Shapley value", TL_MONEY, x->money, 3, "mean over all orders of what a side adds",
             varied_inputs);
  tli_column(t, "share", "Part of the whole", TL_NUMBER, "%", 3, "over the gain of all", varied_inputs);
  tli_words(t, "builds", "What all would build", "designs of the most gain", varied_inputs);
}

static void share_rows(const tli_sharing *x, tli_columns *t, const tli_sharing_outcome *o, tl_cell first,
                       tl_cell second) {
  const char *words = tli_plan_words(x->study, x->ways, &o->plan);
  for (size_t i = 0; i < x->players; i++)
    tli_row(t, (tl_cell[]){first, second, TLI_W(x->names[i]), TLI_N(o->whole), TLI_N(o->shares[i]),
                           TLI_N(o->whole > 0.0 ? o->shares[i] / o->whole : NAN), TLI_W(words)});
}

static tl_code by_rate(const tli_sharing *x, tl_error *error) {
  tli_columns t =
      tli_table_begin(x->study->results, "shares_by_rate", "Shares over the common discount rate",
                      "One real rate for all, since values add up only at a common rate.", "shares", "study-shares");
  tli_column(&t, "rate_1_a", "Rate", TL_RATE, "%/a", 2, "real, the same for all", "market.* economics.*");
  tli_words(&t, "given", "", "marks the rate of the study", "market.* economics.*");
  share_columns(x, &t);
  const tli_variation given = tli_as_given(x->study);
  for (int percent = 4; percent <= 12; percent++) {
    tli_variation v = given;
    tli_sharing_outcome o;
    v.rate_1_a = percent / 100.0;
    TLI_TRY(tli_shares_of(x, &v, &o, error));
    share_rows(x, &t, &o, TLI_N(v.rate_1_a), TLI_W(fabs(v.rate_1_a - given.rate_1_a) < 1e-9 ? "as given" : ""));
  }
  return TL_OK;
}

/* One factor of a variation, with its name for the reader. */
typedef struct input_factor {
  const char *name;
  size_t at; /* offset in tli_variation */
} input_factor;
static const input_factor factors[] = {
    {"Price at the market", offsetof(tli_variation, price)},
    {"Elasticity of demand", offsetof(tli_variation, elasticity)},
    {"Cost of production", offsetof(tli_variation, production)},
    {"Value of the gas in its best other use", offsetof(tli_variation, other_use)},
    {"Capital and operating cost of the ways", offsetof(tli_variation, investment)},
    {"Cost of rival supply", offsetof(tli_variation, rivals)},
};

static double *factor_of(tli_variation *v, const input_factor *f) { return (double *)(void *)((char *)v + f->at); }

static tl_code by_input(const tli_sharing *x, tl_error *error) {
  static const double changes[] = {0.75, 1.25};
  tli_columns t =
      tli_table_begin(x->study->results, "shares_varied", "What moves the shares",
                      "Each input alone, a quarter less and a quarter more, everything else as given. Shares "
                      "by Shapley.",
                      "shares", "study-shares");
  tli_words(&t, "input", "Input", "", varied_inputs);
  tli_column(&t, "factor", "times", TL_NUMBER, "", 3, "of what the study gives", "");
  tli_share_columns(x, &t, varied_inputs);
  tli_words(&t, "builds", "What all would build", "designs of the most gain", varied_inputs);
  const tli_variation given = tli_as_given(x->study);
  for (size_t f = 0; f <= TLI_COUNT(factors); f++)
    for (size_t k = 0; k < (f == 0 ? 1 : TLI_COUNT(changes)); k++) {
      tli_variation v = given;
      tli_sharing_outcome o;
      if (f > 0) *factor_of(&v, &factors[f - 1]) = changes[k];
      TLI_TRY(tli_shares_of(x, &v, &o, error));
      tl_cell cells[4 + TL_GAME_PLAYERS] = {TLI_W(f > 0 ? factors[f - 1].name : "As given"),
                                            TLI_N(f > 0 ? changes[k] : 1.0)};
      tli_share_cells(x, o.whole, o.shares, cells + 2);
      cells[3 + x->players] = TLI_W(tli_plan_words(x->study, x->ways, &o.plan));
      tli_row(&t, cells);
    }
  return TL_OK;
}

/* ---- where the choice changes ------------------------------------------------------------------------------------ */

static bool same_choice(const tl_market_plan *a, const tl_market_plan *b, size_t ways) {
  for (size_t r = 0; r < ways; r++)
    if ((a->design[r] < 0) != (b->design[r] < 0)) return false;
  return true;
}

static tl_code choice_at(const tli_sharing *x, const input_factor *f, double factor, tl_market_plan *plan,
                         tl_error *error) {
  tli_variation v = tli_as_given(x->study);
  tli_study_market_game *g;
  *factor_of(&v, f) = factor;
  TLI_TRY(tli_market_of(x->study, x->ways, &x->sides, &v, &g, error));
  return tl_market_value(&g->market, tl_game_all(x->game), TL_MARKET_ALONE, plan, error);
}

/* Between two factors at which all choose different ways: halved until the change is placed to 0.1 %. */
static tl_code place_change(const tli_sharing *x, const input_factor *f, double low, double high,
                            const tl_market_plan *before, tl_market_plan *after, double *at, tl_error *error) {
  while (high > low * 1.001) {
    const double middle = sqrt(low * high);
    tl_market_plan plan;
    TLI_TRY(choice_at(x, f, middle, &plan, error));
    if (same_choice(&plan, before, x->study->reference->way_count)) {
      low = middle;
    } else {
      high = middle;
      *after = plan;
    }
  }
  *at = high;
  return TL_OK;
}

static tl_code switches(const tli_sharing *x, tl_error *error) {
  tli_columns t = tli_table_begin(x->study->results, "shares_switch", "Where the best choice of all changes",
                                  "Each input alone, from a half to twice what the study gives: at which factor other "
                                  "ways would be built. Sizes may change before the ways do.",
                                  "shares", "study-shares");
  tli_words(&t, "input", "Input", "", varied_inputs);
  tli_column(&t, "factor", "At", TL_NUMBER, "", 3, "times what the study gives", varied_inputs);
  tli_words(&t, "below", "Below it, all would build", "", varied_inputs);
  tli_words(&t, "above", "From there on", "", varied_inputs);
  for (size_t f = 0; f < TLI_COUNT(factors); f++) {
    tl_market_plan before;
    double low = 0.5;
    TLI_TRY(choice_at(x, &factors[f], low, &before, error));
    for (int k = 1; k <= 20; k++) {
      const double high = 0.5 * pow(4.0, k / 20.0);
      tl_market_plan after;
      TLI_TRY(choice_at(x, &factors[f], high, &after, error));
      if (!same_choice(&before, &after, x->study->reference->way_count)) {
        const tl_market_plan there = after;
        double at;
        TLI_TRY(place_change(x, &factors[f], low, high, &before, &after, &at, error));
        tli_row(&t, (tl_cell[]){TLI_W(factors[f].name), TLI_N(at), TLI_W(tli_plan_words(x->study, x->ways, &before)),
                                TLI_W(tli_plan_words(x->study, x->ways, &after))});
        after = there;
      }
      before = after;
      low = high;
    }
  }
  return TL_OK;
}

tl_code tli_shares_varied(const tli_sharing *x, tl_error *error) {
  TLI_TRY(by_rate(x, error));
  TLI_TRY(by_input(x, error));
  return switches(x, error);
}
