/* What it would cost and take to do without a way that is built, for the side that sells and the side that buys; and
 * what all lose if one side walks away. docs/theory/dependence.md */
#include "study/shares_supply.h"

static const char *const inputs = "market.* rivals.* gas_fields.* ways.* players.* costs.* economics.*";

/* The longest time among those who would bring more than they do. */
static double buyer_waits(const tli_supply_state *without, const tli_supply_state *with, const char **whom) {
  double longest = 0.0;
  *whom = "less use of gas";
  for (size_t k = 0; k < without->count; k++) {
    if (!(without->sources[k].volume > with->sources[k].volume * (1.0 + 1e-9))) continue;
    if (without->sources[k].lead_time_s >= longest) *whom = without->sources[k].name;
    longest = fmax(longest, without->sources[k].lead_time_s);
  }
  return longest;
}

/* Area under demand above the supply that is left, for each m3 of the way: what doing without it costs the market. */
static tl_code worth_to_buyer(const tli_sharing *x, size_t way, double flow, double *per_m3, tl_error *error) {
  const tl_market *m = &x->base->market;
  const tl_coalition all = tl_game_all(x->game);
  const tl_market_plan *plan = &x->plans[all];
  tl_market only = *m;
  tl_market_supply supplies[TL_MARKET_SUPPLIES];
  const tl_market_design design = {.capacity = flow};
  const tl_market_field field = {.capacity = flow};
  const tl_market_route route = {.designs = &design, .design_count = 1};
  for (size_t k = 0; k < m->supply_count; k++) supplies[k] = m->supplies[k];
  only.supply_count = m->supply_count;
  for (size_t r = 0; r < m->route_count; r++)
    if (r != way && plan->design[r] >= 0)
      supplies[only.supply_count++] = (tl_market_supply){.capacity = plan->flow[r], .committed = true};
  only.supplies = supplies;
  only.fields = &field;
  only.field_count = only.route_count = 1;
  only.routes = &route;
  tl_market_plan with, without;
  TLI_TRY(tl_market_value(&only, all, TL_MARKET_ALONE, &with, error));
  only.route_count = 0;
  TLI_TRY(tl_market_value(&only, all, TL_MARKET_ALONE, &without, error));
  *per_m3 = (with.value - without.value) / (m->volume_years * flow);
  return TL_OK;
}

typedef struct switching {
  double step, stranded, volume_years; /* money for each m3, money, m3 over the life */
  double wait_s;
  const char *to;
} switching;

static tl_code put_row(const tli_sharing *x, tli_columns *t, size_t way, const char *role, const char *who,
                       const switching *w, tl_error *error) {
  double per_m3;
  TLI_TRY(tl_dependence_switching(w->step, w->stranded, w->volume_years, &per_m3, error));
  tli_row(t,
          (tl_cell[]){TLI_W(x->ways[way].title), TLI_W(who), TLI_W(role), TLI_N(w->step),
                      TLI_N(w->stranded / w->volume_years), TLI_N(per_m3),
                      TLI_N(per_m3 * w->volume_years / x->base->market.volume_years), TLI_N(w->wait_s), TLI_W(w->to)});
  return TL_OK;
}

static tl_code way_rows(const tli_sharing *x, tli_columns *t, size_t r, const tli_supply_state *without,
                        const tli_supply_state *with, tl_error *error) {
  const tli_study *s = x->study->reference;
  const tl_market *m = &x->base->market;
  const tl_market_plan *plan = &x->plans[tl_game_all(x->game)];
  const tl_market_design *design = &x->base->designs[r][plan->design[r]];
  const tl_market_field *field = &m->fields[m->routes[r].field];
  const tli_study_gas_field *given = &s->gas_fields[m->routes[r].field];
  const double sold = m->volume_years * plan->flow[r];
  double paid[TL_GAME_PLAYERS], worth, behind = s->ways[r].behind.si, factor;
  if (!(sold > 0.0)) return TL_OK;
  TLI_TRY(tli_volume_factor(x->study, &s->ways[r].behind, &factor, error));
  behind /= factor;
  tli_sum_by_side(&x->sides, x->ways[r].designs[plan->design[r]].paid, s->player_count, paid);
  TLI_TRY(worth_to_buyer(x, r, plan->flow[r], &worth, error));
  const double capital = (design->investment + m->operation_years * design->operation) / sold;
  const double least =
      capital + m->routes[r].unit_cost - behind + (field->unit_cost + field->other_use) / (1.0 - design->fuel);
  for (size_t i = 0; i < x->players; i++) {
    const bool buys = (m->buyers >> i & 1) != 0, sells = (field->owners >> i & 1) != 0;
    const bool transit = !buys && !sells && (m->routes[r].owners >> i & 1) != 0;
    if (!buys && !sells && !transit) continue;
    switching w = {.stranded = paid[i] * x->base->investment_factor, .volume_years = sold, .to = ""};
    if (buys) {
      w.step = worth - with->price;
      w.wait_s = buyer_waits(without, with, &w.to);
    } else if (sells) {
      w.step = with->price - behind - least;
      w.wait_s = given->lead_time.si;
      w.to = "its best other use";
    } else {
      w.wait_s = NAN;
      w.to = "nothing: its line leads nowhere else";
    }
    TLI_TRY(put_row(x, t, r, buys ? "buys" : sells ? "sells" : "transit", x->names[i], &w, error));
  }
  return TL_OK;
}

static void stake_table(const tli_sharing *x) {
  double lost[TL_GAME_PLAYERS];
  const tl_coalition all = tl_game_all(x->game);
  const double whole = tl_game_value(x->game, all);
  tl_dependence_at_stake(x->game, lost);
  tli_columns t = tli_table_begin(x->study->results, "at_stake", "If one side walks away",
                                  "What all together lose when one side leaves before anything is built, and what the "
                                  "others would then build.",
                                  "shares", "dependence");
  tli_words(&t, "player", "Side", "as the study names it", "players.*");
  tli_column(&t, "lost_usd", "All lose", TL_MONEY, x->money, 3, "gain of all less gain of the others", inputs);
  tli_column(&t, "lost", "of the whole gain", TL_NUMBER, "%", 3, "over the gain of all", inputs);
  tli_words(&t, "builds", "The others would build", "designs of the most gain", inputs);
  for (size_t i = 0; i < x->players; i++)
    tli_row(&t, (tl_cell[]){TLI_W(x->names[i]), TLI_N(lost[i]), TLI_N(whole > 0.0 ? lost[i] / whole : NAN),
                            TLI_W(tli_plan_words(x->study, x->ways, &x->plans[all & ~((tl_coalition)1 << i)]))});
}

tl_code tli_shares_switching(const tli_sharing *x, const tli_supply_state *without, const tli_supply_state *with,
                             tl_error *error) {
  const char *unit = tli_money_per_volume_unit(x->study->arena, x->study->reference, x->study->line->reference_t_k);
  const tl_market_plan *plan = &x->plans[tl_game_all(x->game)];
  tli_columns t = tli_table_begin(
      x->study->results, "switching", "What doing without a way would cost and take",
      "Once it is built and full. Buyer: dearer replacement, less use; seller: the margin over its best other use. "
      "Both: "
      "what they paid for the line. Prices agreed between them are not known: the price at the market stands in.",
      "shares", "dependence");
  tli_words(&t, "way", "Way", "as the study names it", "ways.*");
  tli_words(&t, "player", "Side", "as the study names it", "players.*");
  tli_words(&t, "role", "Role", "", "");
  tli_column(&t, "step_usd_m3", "Dearer, or worse paid", TL_MONEY_PER_GAS_VOLUME, unit, 3,
             "buyer: area under demand above the supply left, for each unit, less the market's price; seller: that "
             "price less all its cost and the gas's best other use",
             inputs);
  tli_column(&t, "stranded_usd_m3", "Capital stranded", TL_MONEY_PER_GAS_VOLUME, unit, 3,
             "what it paid for the way over what the way would carry", inputs);
  tli_column(&t, "cost_usd_m3", "Switching cost", TL_MONEY_PER_GAS_VOLUME, unit, 3, "sum of both", inputs);
  tli_column(&t, "cost_usd", "a year", TL_MONEY, x->money, 3, "times the yearly volume", inputs);
  tli_column(&t, "wait_s", "Time to switch", TL_TIME, "a", 2, "the longest among those who would step in", inputs);
  tli_words(&t, "to", "To", "who would step in, and takes longest", inputs);
  for (size_t r = 0; r < x->study->reference->way_count; r++)
    if (plan->design[r] >= 0) TLI_TRY(way_rows(x, &t, r, without, with, error));
  stake_table(x);
  return TL_OK;
}
