/* Step "cost", what stands beside the overnight cost: line fill and interest on top of it, each section's cost of
 * operation, and regressions of others as a cross-check. docs/theory/cost.md, docs/theory/cost-regressions.md */
#include "study/money_read.h"
#include "study/run.h"

#include <math.h>

static const char *title_of(const tli_study *s, size_t section) {
  return s->sections[section].title[0] != '\0' ? s->sections[section].title : s->sections[section].id;
}

static double fill_m3(const tl_study *study, size_t section) {
  const double *kg = study->evaluation.section_linepack_kg;
  return kg != NULL ? kg[section] / study->line->kg_per_m3 : 0;
}

/* ---- on top of overnight cost ------------------------------------------------------------------------------------ */

typedef struct on_top {
  double overnight, fill_m3, fill, recovered, interest, all;
} on_top;

static tl_code on_top_of(const tl_study *study, size_t section, double gas_price, on_top *o, tl_error *error) {
  enum { MOST_YEARS = 60 };
  const tli_study *s = study->reference;
  const size_t building = (size_t)fmin(s->economics.construction_years.si, MOST_YEARS);
  const double rate = tli_discount_rate(s, s->sections[section].country);
  double shares[MOST_YEARS], factor = 0;
  for (size_t i = 0; i < building; i++) shares[i] = 1.0 / (double)building;
  TLI_TRY(tl_econ_interest_factor(shares, building, rate, &factor, error));
  o->overnight = study->costs[section].total.sum.likely;
  o->fill_m3 = fill_m3(study, section);
  o->fill = o->fill_m3 * gas_price;
  o->recovered = o->fill * exp(-(double)tli_life_years(s) * log1p(rate));
  o->interest = o->overnight * factor;
  o->all = o->overnight + o->fill + o->interest;
  return TL_OK;
}

static tl_code on_top_table(tl_study *study, tl_error *error) {
  const tli_study *s = study->reference;
  static const char *const inputs = "costs.* economics.* rates.* sections.* pipes.*";
  const char *bn = tli_money_unit(study->arena, s, "bn ", ""), *m = tli_money_unit(study->arena, s, "M ", ""),
             *gas = tli_arena_printf(study->arena, "million m3 at %.0f degC", study->line->reference_t_k - 273.15);
  tli_rates rates;
  if (gas == NULL || bn[0] == '\0' || m[0] == '\0') return TLI_NO_MEMORY(error, "the costs");
  double gas_price;
  tli_rates_of(s, &rates);
  TLI_TRY(tli_money_in(s, &rates, &s->economics.fuel_price, &gas_price, error));
  tli_columns t = tli_table_begin(
      study->results, "capex_on_top", "What comes on top of the overnight cost",
      "The gas that fills the line is paid for when it opens and comes back at its end. Interest while building "
      "follows from the overnight cost and the rate; the present values of this report count the time of each payment "
      "instead, so it is in none of them.",
      "cost", "cost");
  tli_words(&t, "section", "Section", "as the study names it", "sections.*");
  tli_words(&t, "country", "Country", "as the study gives it", "sections.*");
  tli_column(&t, "overnight_usd", "Overnight cost", TL_MONEY, bn, 3, "sum of the items, likely rates", inputs);
  tli_column(&t, "interest_usd", "Interest while building", TL_MONEY, bn, 3,
             "equal shares in the middle of each year of construction, compounded at the real rate", inputs);
  tli_column(&t, "fill_m3", "Line fill", TL_GAS_VOLUME, gas, 3, "gas in the line of the reference", HYDRAULIC_INPUTS);
  tli_column(&t, "fill_usd", "Line fill, bought", TL_MONEY, m, 3, "line fill at the value of the fuel", inputs);
  tli_column(&t, "recovered_usd", "Line fill recovered, when gas begins to flow", TL_MONEY, m, 3,
             "its value at the end of the life, discounted to the first gas at the real rate", inputs);
  tli_column(&t, "all_usd", "With interest and line fill", TL_MONEY, bn, 3, "sum", inputs);
  on_top sum = {0};
  for (size_t i = 0; i < s->section_count; i++) {
    on_top o;
    if (study->costs[i].item_count == 0) continue;
    TLI_TRY(on_top_of(study, i, gas_price, &o, error));
    tli_row(&t, (tl_cell[]){TLI_W(title_of(s, i)), TLI_W(tli_country_name(s->sections[i].country)), TLI_N(o.overnight),
                            TLI_N(o.interest), TLI_N(o.fill_m3), TLI_N(o.fill), TLI_N(o.recovered), TLI_N(o.all)});
    sum.overnight += o.overnight;
    sum.interest += o.interest;
    sum.fill_m3 += o.fill_m3;
    sum.fill += o.fill;
    sum.recovered += o.recovered;
    sum.all += o.all;
  }
  tli_row(&t, (tl_cell[]){TLI_W("All computed sections"), TLI_W(""), TLI_N(sum.overnight), TLI_N(sum.interest),
                          TLI_N(sum.fill_m3), TLI_N(sum.fill), TLI_N(sum.recovered), TLI_N(sum.all)});
  return TL_OK;
}

/* ---- operation --------------------------------------------------------------------------------------------------- */

enum { MAINTENANCE, LABOUR, POWER, FUEL, PARTS };

static tl_code operation_table(tl_study *study, tl_error *error) {
  const tli_study *s = study->reference;
  static const char *const inputs = "costs.* economics.* rates.* sections.* stations.*";
  static const struct {
    const char *name, *label, *formula;
  } parts[PARTS] = {{"maintenance_usd", "Maintenance", "opex_line and opex_station times capital cost, likely"},
                    {"labour_usd", "Labour", "heads per station and per 100 km, times the wage of the country"},
                    {"power_usd", "Power",
                     "what stations and electric drives take, less what waste heat makes, times the price of "
                     "electricity"},
                    {"fuel_usd", "Fuel gas", "gas burnt in stations at its value"}};
  const double year_s = 365.0 * 86400.0;
  const double delivered_m3 = study->evaluation.flow_kg_s / study->line->kg_per_m3 * s->flow.load_factor.si * year_s *
                              s->economics.availability.si;
  const char *m = tli_money_unit(study->arena, s, "M ", "/a"),
             *per = tli_money_per_volume_unit(study->arena, s, study->line->reference_t_k);
  if (m[0] == '\0' || per[0] == '\0') return TLI_NO_MEMORY(error, "the cost of operation");
  double gas_price, sums[PARTS] = {0};
  tli_rates rates;
  tli_rates_of(s, &rates);
  TLI_TRY(tli_money_in(s, &rates, &s->economics.fuel_price, &gas_price, error));
  tli_columns t = tli_table_begin(study->results, "operation", "Cost of operation in a year at full flow",
                                  "At constant prices, before carbon and tax, which the page Deal counts. The cash "
                                  "flow lays it on months.",
                                  "cost", "cost");
  tli_words(&t, "section", "Section", "as the study names it", "sections.*");
  tli_words(&t, "country", "Country", "as the study gives it", "sections.*");
  for (size_t k = 0; k < PARTS; k++)
    tli_column(&t, parts[k].name, parts[k].label, TL_MONEY_PER_TIME, m, 3, parts[k].formula, inputs);
  tli_column(&t, "all_usd", "Sum", TL_MONEY_PER_TIME, m, 3, "sum of the parts", inputs);
  tli_column(&t, "per_volume_usd_m3", "Per volume", TL_MONEY_PER_GAS_VOLUME, per, 3, "over a year's volume delivered",
             inputs);
  double heat_sum_w = 0;
  bool heat = false; /* some station makes electricity of it: a column more */
  for (size_t i = 0; i < s->station_count; i++) heat = heat || s->stations[i].waste_heat.si > 0;
  if (heat)
    tli_column(&t, "waste_heat_w", "Electricity from waste heat", TL_POWER, "MW", 3,
               "waste_heat times what fuel brings above shaft power", inputs);
  for (size_t i = 0; i <= s->section_count; i++) {
    double own[PARTS] = {0}, all = 0, heat_w = 0;
    if (i < s->section_count) {
      tli_operation o;
      if (study->costs[i].item_count == 0) continue;
      TLI_TRY(tli_operation_of(s, i, &study->costs[i], &o, error));
      own[MAINTENANCE] = o.maintenance.likely;
      own[LABOUR] = o.labour;
      own[POWER] = o.power;
      heat_w = o.waste_heat_w;
      heat_sum_w += heat_w;
      own[FUEL] = study->costs[i].fuel_kg_s / study->line->kg_per_m3 * s->flow.load_factor.si * year_s *
                  s->economics.availability.si * gas_price;
    }
    for (size_t k = 0; k < PARTS; k++) {
      if (i < s->section_count) sums[k] += own[k];
      if (i == s->section_count) own[k] = sums[k];
      all += own[k];
    }
    const bool last = i == s->section_count;
    tli_row(&t,
            (tl_cell[]){TLI_W(last ? "All computed sections" : title_of(s, i)),
                        TLI_W(last ? "" : tli_country_name(s->sections[i].country)), TLI_N(own[MAINTENANCE] / year_s),
                        TLI_N(own[LABOUR] / year_s), TLI_N(own[POWER] / year_s), TLI_N(own[FUEL] / year_s),
                        TLI_N(all / year_s), TLI_N(all / delivered_m3), TLI_N(last ? heat_sum_w : heat_w)});
  }
  return TL_OK;
}

/* ---- regressions ------------------------------------------------------------------------------------------------- */

/* What the regressions hold: steel, coating, laying, crossings, land, engineering. */
static double comparable(const tli_section_cost *cost) {
  static const tl_scope_item in[] = {TL_SCOPE_STEEL,     TL_SCOPE_COATING, TL_SCOPE_LAYING,
                                     TL_SCOPE_CROSSINGS, TL_SCOPE_LAND,    TL_SCOPE_ENGINEERING};
  double sum = 0;
  for (size_t k = 0; k < TLI_COUNT(in); k++) sum += cost->total.by_item[in[k]].likely;
  return sum;
}

/* Escalated with the study's rate of the dollar; NaN where the study gives none. */
static double in_study_money(const tli_study *s, const tl_econ_regressed *r) {
  tli_rates rates;
  double factor;
  const tl_econ_basis to = tli_study_basis(s);
  tli_rates_of(s, &rates);
  return tl_econ_factor(&r->basis, &to, &rates.rates, &factor, NULL) == TL_OK ? r->total * factor : NAN;
}

static tl_code regression_table(tl_study *study, tl_error *error) {
  const tli_study *s = study->reference;
  static const char *const inputs = "costs.* sections.* pipes.* escalations.* exchanges.*";
  const char *bn = tli_money_unit(study->arena, s, "bn ", "");
  if (bn[0] == '\0') return TLI_NO_MEMORY(error, "the regressions of cost");
  tli_columns t = tli_table_begin(
      study->results, "capex_regressions", "Cross-check: regressions on lines that were built",
      "Line alone: steel, coating, laying, crossings, land and engineering; no stations, no roads, no contingency. "
      "The regressions rest on smaller lines in easier country, and their money is raised by the study's general rise "
      "of "
      "prices, not by that of pipe and labour: an order of size, no verdict.",
      "cost", "cost-regressions");
  tli_words(&t, "section", "Section", "as the study names it", "sections.*");
  tli_words(&t, "regression", "Regression", "as its authors are named", "");
  tli_words(&t, "where", "Lines it rests on", "as printed", "");
  tli_column(&t, "own_usd", "This study, same scope", TL_MONEY, bn, 3, "items of that scope, likely rates", inputs);
  tli_column(&t, "printed_usd", "Regression, in its own year's money", TL_MONEY, "bn USD", 3,
             "diameter and length of the section, times strings", inputs);
  tli_column(&t, "year", "Year", TL_COUNT, "", 4, "of that money", "");
  tli_column(&t, "regressed_usd", "The same in the study's money", TL_MONEY, bn, 3,
             "escalated and exchanged by the study's rates; none: no rates are given", inputs);
  tli_column(&t, "ratio", "This study over it", TL_NUMBER, "", 3, "of the two in the study's money", inputs);
  tli_words(&t, "note", "Note", "whether the diameter lies beyond what the regression rests on", "");
  tli_words(&t, "source", "Source", "of the coefficients", "");
  for (size_t i = 0; i < s->section_count; i++) {
    const tli_study_pipe *pipe = tli_pipe_of(s, i);
    if (study->costs[i].item_count == 0 || pipe == NULL) continue;
    const double strings = fmax(s->sections[i].strings.si, 1.0), own = comparable(&study->costs[i]);
    for (size_t k = 0; k < tl_econ_regression_count(); k++) {
      tl_econ_regressed r;
      TLI_TRY(tl_econ_regression(k, pipe->outside_diameter.si, study->costs[i].length_m / strings, &r, error));
      const double money = strings * in_study_money(s, &r);
      const char *note = r.extrapolated ? tli_arena_printf(study->arena, "extrapolated: rests on lines up to %s mm",
                                                           tli_digits(1000 * r.largest_m, 4).words)
                                        : "";
      study->lost = study->lost || note == NULL;
      tli_row(&t,
              (tl_cell[]){TLI_W(title_of(s, i)), TLI_W(r.name), TLI_W(r.where), TLI_N(own), TLI_N(strings * r.total),
                          TLI_N(r.basis.price_year), TLI_N(money), TLI_N(own / money), TLI_W(note), TLI_W(r.source)});
    }
  }
  return TL_OK;
}

tl_code tli_cost_tables(tl_study *study, tl_error *error) {
  TLI_TRY(on_top_table(study, error));
  TLI_TRY(operation_table(study, error));
  return regression_table(study, error);
}
