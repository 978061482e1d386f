/* Who depends on whom, without the ways and year by year with them: shares, concentration by source and by owner, N-1,
 * residual supply, both ends of each trade, what switching would cost and take. docs/theory/dependence.md */
#include "study/shares_supply.h"

static const double year_s = 365.0 * 86400.0;
static const char *const inputs = "market.* rivals.* gas_fields.* ways.* players.* costs.* economics.* deal.start_year";

enum { MOST_STATES = 40 };

/* ---- shares ------------------------------------------------------------------------------------------------------ */

/* (capacity of all less its own) over consumption. */
static double residual(const tli_supply_state *x, const tli_source *source) {
  return (x->capacity - source->capacity) / x->consumed;
}

static void supply_rows(tli_columns *t, const tli_supply_state *x) {
  for (size_t k = 0; k < x->count; k++) {
    const tli_source *source = &x->sources[k];
    if (!(source->volume > 0.0)) continue;
    tli_row(t, (tl_cell[]){TLI_W(x->name), TLI_N(x->year), TLI_W(source->name), TLI_N(source->volume / year_s),
                           TLI_N(source->volume / x->consumed),
                           TLI_N(source->imported && x->imported > 0.0 ? source->volume / x->imported : NAN),
                           TLI_N(residual(x, source))});
  }
}

static void supply_table(const tli_sharing *x, const tli_supply_state *states, size_t count) {
  tli_columns t = tli_table_begin(x->study->results, "supply_shares", "Who brings what to the market",
                                  "At the price where demand meets supply, year by year while the ways fill. Residual "
                                  "supply: what the others could bring, over what is consumed; below 1 the market "
                                  "cannot do without this supply.",
                                  "shares", "dependence");
  tli_words(&t, "state", "State", "", "");
  tli_column(&t, "year", "Year", TL_COUNT, "", 4, "first year of operation and those after it", inputs);
  tli_words(&t, "supply", "Supply", "as the study names it", inputs);
  tli_column(&t, "volume_m3_a", "Volume a year", TL_GAS_VOLUME_FLOW, "bcm/a", 3, "in order of cost", inputs);
  tli_column(&t, "of_consumption", "Share of consumption", TL_NUMBER, "%", 3, "volume over what is consumed", inputs);
  tli_column(&t, "of_imports", "Share of imports", TL_NUMBER, "%", 3, "volume over what is imported", inputs);
  tli_column(&t, "residual", "Residual supply", TL_NUMBER, "", 3, "(capacity of all less its own) over consumption",
             inputs);
  for (size_t i = 0; i < count; i++) supply_rows(&t, &states[i]);
}

/* ---- concentration ----------------------------------------------------------------------------------------------- */

typedef struct indices {
  double hhi, hhi_owner, hhi_risk, entropy, evenness, least_residual, n_1;
  const char *pivot;
} indices;

/* Shares of imports: by source, and with the sources of one owner as one. */
static tl_code concentration(const tli_supply_state *x, indices *out, tl_error *error) {
  double imports[TLI_SOURCES], shares[TLI_SOURCES], risks[TLI_SOURCES], owners[TLI_SOURCES] = {0};
  size_t n = 0, others = TL_GAME_PLAYERS;
  for (size_t k = 0; k < x->count; k++) {
    const tli_source *source = &x->sources[k];
    if (!source->imported || !(source->volume > 0.0)) continue;
    owners[source->owner < TLI_NOBODY ? source->owner : others++] += source->volume;
    risks[n] = source->risk;
    imports[n++] = source->volume;
  }
  out->hhi = out->hhi_owner = out->hhi_risk = out->entropy = out->evenness = NAN;
  if (n == 0) return TL_OK;
  TLI_TRY(tl_dependence_shares(imports, n, shares, error));
  TLI_TRY(tl_dependence_hhi(shares, NULL, n, &out->hhi, error));
  TLI_TRY(tl_dependence_hhi(shares, risks, n, &out->hhi_risk, error));
  TLI_TRY(tl_dependence_shannon_wiener(shares, n, &out->entropy, &out->evenness, error));
  TLI_TRY(tl_dependence_shares(owners, others, shares, error));
  return tl_dependence_hhi(shares, NULL, others, &out->hhi_owner, error);
}

/* The N-1 formula of Regulation (EU) 2017/1938 on a mean day times peak_day. */
static tl_code security(const tli_sharing *x, const tli_supply_state *state, indices *out, tl_error *error) {
  const tli_study_market *m = &x->study->reference->market;
  double factor;
  TLI_TRY(tli_volume_factor(x->study, &m->storage, &factor, error));
  tl_dependence_n1 country = {.storage = m->storage.si * factor * year_s,
                              .demand_day = state->consumed * m->peak_day.si};
  double capacities[TLI_SOURCES];
  out->least_residual = INFINITY;
  out->pivot = "";
  for (size_t k = 0; k < state->count; k++) {
    const tli_source *source = &state->sources[k];
    capacities[k] = source->capacity;
    *(source->lng ? &country.lng : source->imported ? &country.entry_points : &country.production) += source->capacity;
    country.largest = fmax(country.largest, fmin(source->largest, source->capacity));
  }
  for (size_t k = 0; k < state->count; k++) {
    double index;
    TLI_TRY(tl_dependence_residual_supply(capacities, state->count, k, state->consumed, &index, error));
    if (!(index < out->least_residual)) continue;
    out->least_residual = index;
    out->pivot = state->sources[k].name;
  }
  return tl_dependence_n_minus_1(&country, &out->n_1, error);
}

static tl_code index_table(const tli_sharing *x, const tli_supply_state *states, size_t count, tl_error *error) {
  tli_columns t = tli_table_begin(
      x->study->results, "dependence", "How concentrated the imports are, and what is left without the largest",
      "Herfindahl-Hirschman index: 10,000 is one supplier; Shannon-Wiener: the higher, the more spread. N-1 is a rule "
      "of the European Union for its own states (Regulation 2017/1938, annex II), computed here for illustration only.",
      "shares", "dependence");
  tli_words(&t, "state", "State", "", "");
  tli_column(&t, "year", "Year", TL_COUNT, "", 4, "first year of operation and those after it", inputs);
  tli_column(&t, "consumption_m3_a", "Consumption", TL_GAS_VOLUME_FLOW, "bcm/a", 3, "sum of all supply", inputs);
  tli_column(&t, "imported", "Imported", TL_NUMBER, "%", 3, "imports over consumption", inputs);
  tli_column(&t, "hhi", "Herfindahl-Hirschman index, by source", TL_NUMBER, "", 3,
             "10,000 times the sum of squared shares of imports", inputs);
  tli_column(&t, "hhi_owner", "by owner of the gas", TL_NUMBER, "", 3, "the sources of one owner together", inputs);
  tli_column(&t, "hhi_risk", "weighted by risk", TL_NUMBER, "", 3,
             "10,000 times the sum of weight times squared share; all weights are 1 unless a source gives them",
             "rivals.*.risk ways.*.risk");
  tli_column(&t, "entropy", "Shannon-Wiener index", TL_NUMBER, "", 3, "-sum of s ln s", inputs);
  tli_column(&t, "evenness", "Evenness", TL_NUMBER, "", 3, "over ln of the number of suppliers", inputs);
  tli_column(&t, "n_1", "N-1 (rule of the EU, for illustration)", TL_NUMBER, "%", 3,
             "(capacity of all entries, output, storage and terminals less the largest single one) over demand of the "
             "cold day; 100 % is the rule",
             inputs);
  tli_column(&t, "residual", "Least residual supply", TL_NUMBER, "", 3,
             "(capacity of all less its own) over consumption", inputs);
  tli_words(&t, "pivot", "without", "the supply whose absence leaves least", inputs);
  for (size_t i = 0; i < count; i++) {
    indices k;
    const tli_supply_state *s = &states[i];
    TLI_TRY(concentration(s, &k, error));
    TLI_TRY(security(x, s, &k, error));
    tli_row(&t,
            (tl_cell[]){TLI_W(s->name), TLI_N(s->year), TLI_N(s->consumed / year_s), TLI_N(s->imported / s->consumed),
                        TLI_N(1e4 * k.hhi), TLI_N(1e4 * k.hhi_owner), TLI_N(1e4 * k.hhi_risk), TLI_N(k.entropy),
                        TLI_N(k.evenness), TLI_N(k.n_1), TLI_N(k.least_residual), TLI_W(k.pivot)});
  }
  return TL_OK;
}

/* ---- both ends of a trade ---------------------------------------------------------------------------------------- */

/* All exports of a side: what it brings to this market, and what the study says it sells elsewhere. */
static tl_code elsewhere(const tli_sharing *x, size_t side, double *volume, double *revenue, tl_error *error) {
  const tli_study *s = x->study->reference;
  *volume = *revenue = 0.0;
  for (size_t i = 0; i < s->player_count; i++) {
    const tli_study_player *p = &s->players[i];
    if (x->sides.of[i] != side) continue;
    double factor, price;
    TLI_TRY(tli_volume_factor(x->study, &p->exports, &factor, error));
    TLI_TRY(tli_volume_factor(x->study, &p->export_price, &price, error));
    *volume += p->exports.si * factor * year_s;
    *revenue += p->exports.si * factor * year_s * p->export_price.si / price;
  }
  return TL_OK;
}

static tl_code pair_rows(const tli_sharing *x, tli_columns *t, const tli_supply_state *s, tl_error *error) {
  for (size_t side = 0; side < x->players; side++) {
    double flow = 0.0, others, revenue;
    for (size_t k = 0; k < s->count; k++) flow += s->sources[k].owner == side ? s->sources[k].volume : 0.0;
    if (!(flow > 0.0)) continue;
    TLI_TRY(elsewhere(x, side, &others, &revenue, error));
    tl_dependence_pair volume = {NAN, NAN, NAN}, money = {NAN, NAN, NAN};
    TLI_TRY(tl_dependence_bilateral(flow, s->consumed, flow + others, &volume, error));
    if (revenue > 0.0)
      TLI_TRY(
          tl_dependence_bilateral(flow * s->price, s->consumed * s->price, flow * s->price + revenue, &money, error));
    const bool known = others > 0.0;
    tli_row(t, (tl_cell[]){TLI_W(s->name), TLI_N(s->year), TLI_W(x->names[side]), TLI_N(flow / year_s),
                           TLI_N(volume.buyer), TLI_N(known ? volume.seller : NAN),
                           TLI_N(known ? volume.asymmetry : NAN), TLI_N(money.seller), TLI_N(money.asymmetry)});
  }
  return TL_OK;
}

static tl_code pair_table(const tli_sharing *x, const tli_supply_state *states, size_t count, tl_error *error) {
  tli_columns t = tli_table_begin(x->study->results, "bilateral", "Both ends of each trade",
                                  "How much of what the buyer uses comes from this seller, and how much of what the "
                                  "seller sells abroad goes to this buyer. Asymmetry: above 0 the buyer leans more on "
                                  "the seller, below 0 the seller on the buyer.",
                                  "shares", "dependence");
  tli_words(&t, "state", "State", "", "");
  tli_column(&t, "year", "Year", TL_COUNT, "", 4, "first year of operation and those after it", inputs);
  tli_words(&t, "seller", "Seller", "owner of the gas", "players.* rivals.*");
  tli_column(&t, "volume_m3_a", "Volume a year", TL_GAS_VOLUME_FLOW, "bcm/a", 3, "all its gas in this market", inputs);
  tli_column(&t, "buyer", "of what the buyer uses", TL_NUMBER, "%", 3, "volume over consumption of the market", inputs);
  tli_column(&t, "seller_share", "of what the seller exports", TL_NUMBER, "%", 3,
             "volume over it and players.*.exports; empty where they are not given", inputs);
  tli_column(&t, "asymmetry", "Asymmetry", TL_NUMBER, "", 3, "(buyer - seller) / (buyer + seller)", inputs);
  tli_column(&t, "revenue", "of the seller's revenue", TL_NUMBER, "%", 3,
             "volume at the market's price over it and players.*.exports at export_price", inputs);
  tli_column(&t, "asymmetry_revenue", "Asymmetry by revenue", TL_NUMBER, "", 3, "(buyer - seller) / (buyer + seller)",
             inputs);
  for (size_t i = 0; i < count; i++) TLI_TRY(pair_rows(x, &t, &states[i], error));
  return TL_OK;
}

/* ---- the years --------------------------------------------------------------------------------------------------- */

tl_code tli_shares_dependence(const tli_sharing *x, tl_error *error) {
  const tl_market *m = &x->base->market;
  const tli_study *s = x->study->reference;
  const tl_coalition all = tl_game_all(x->game);
  const tl_market_plan nothing = {.design = {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1}}, *plan = &x->plans[all];
  tli_supply_state *states = TLI_NEW_N(x->study->arena, tli_supply_state, MOST_STATES);
  if (states == NULL) return TLI_NO_MEMORY(error, "the dependence");
  size_t count = 0;
  TLI_TRY(tli_supply_state_of(x, m->buyers, &nothing, 1.0, &states[count++], error));
  states[0].name = "Without the ways";
  bool built = false;
  for (size_t r = 0; r < m->route_count; r++) built = built || plan->design[r] >= 0;
  const int ramping = built ? (int)fmin(s->economics.ramp_years.si, MOST_STATES - 2) : 0;
  const double first = s->deal.start_year.si + s->economics.construction_years.si;
  for (int t = 0; t <= ramping; t++) {
    const double part = t < ramping ? (t + 1.0) / (ramping + 1.0) : 1.0;
    TLI_TRY(tli_supply_state_of(x, all, plan, part, &states[count], error));
    states[count].name = t < ramping ? "While the ways fill" : "With what all would build, from then on";
    states[count++].year = first + t;
  }
  supply_table(x, states, count);
  TLI_TRY(index_table(x, states, count, error));
  TLI_TRY(pair_table(x, states, count, error));
  return tli_shares_switching(x, &states[0], &states[count - 1], error);
}
