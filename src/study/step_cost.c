/* Step "cost": capital cost by section from the cost table, published totals beside it on declared scope, and the
 * levelised cost of transport of each section. Money is that of the study: one currency, one price year, constant
 * prices. */
#include "study/money_read.h"
#include "study/run.h"

#include <stdio.h>
#include <string.h>

/* Pipe of all strings and loops of a section. */
static double pipe_m(const tli_study *s, const tli_route *route, size_t section) {
  return route->sections[section].length_m *
         (fmax(s->sections[section].strings.si, 1.0) + s->sections[section].loop_share.si);
}

static double steel_kg(const tli_study *s, const tli_route *route, size_t section) {
  const tli_study_pipe *pipe = tli_pipe_of(s, section);
  if (pipe == NULL || !(pipe->wall.si > 0.0)) return 0.0;
  return tl_econ_steel_kg_m(pipe->outside_diameter.si, pipe->wall.si) * pipe_m(s, route, section);
}

/* Installed power of a section's stations: as published, else used power with the reserve of the station class. */
static double installed_w(const tli_study *s, size_t section, double used_w) {
  const tli_study_station *station = tli_station_of(s, section);
  if (station == NULL) return 0.0;
  if (station->installed_power.si > 0.0) return station->installed_power.si * s->sections[section].station_count.si;
  return used_w * station->installed_over_used.si;
}

static double quantity_of(const tli_study_cost *cost, const tli_study *s, const tli_route *route, size_t section,
                          double used_w) {
  if (tli_text_equal(cost->basis, "per_length")) return pipe_m(s, route, section) * cost->share.si;
  if (tli_text_equal(cost->basis, "per_steel_mass")) return steel_kg(s, route, section);
  if (tli_text_equal(cost->basis, "per_power")) return installed_w(s, section, used_w);
  if (tli_text_equal(cost->basis, "per_station")) return s->sections[section].station_count.si;
  if (tli_text_equal(cost->basis, "each")) return cost->count.si;
  return 0.0;
}

static bool is_station_scope(tl_scope_item item) { return item == TL_SCOPE_STATIONS; }

/* The bill of one section: items in cost-table order, fractions apart. */
typedef struct bill {
  tl_econ_item *items;
  const tli_study_cost **rows;
  size_t count;
  tl_range engineering, contingency;
  const tli_study_cost *engineering_row, *contingency_row;
} bill;

static tl_code make_bill(const tli_study *s, const tli_route *route, size_t section, double used_w, tli_arena *arena,
                         bill *b, tl_error *error) {
  memset(b, 0, sizeof *b);
  b->items = TLI_NEW_N(arena, tl_econ_item, s->cost_count);
  b->rows = TLI_NEW_N(arena, const tli_study_cost *, s->cost_count);
  if (b->items == NULL || b->rows == NULL) return TLI_NO_MEMORY(error, "the costs");
  for (size_t i = 0; i < s->cost_count; i++) {
    const tli_study_cost *cost = &s->costs[i];
    if (cost->section[0] != '\0' && !tli_text_equal(cost->section, s->sections[section].id)) continue;
    tl_scope_item scope;
    const char *near;
    if (!tl_econ_scope_find(cost->scope, &scope, &near))
      return tl_fail(error, TL_ERR_INPUT, "cost \"%s\": scope \"%s\" is unknown%s%s", cost->id, cost->scope,
                     near ? "; did you mean " : "", near ? near : "");
    const tl_range rate = {cost->low.si, cost->likely.si, cost->high.si};
    if (tli_text_equal(cost->basis, "fraction_of_capex")) {
      if (scope == TL_SCOPE_ENGINEERING) {
        b->engineering = rate;
        b->engineering_row = cost;
      } else if (scope == TL_SCOPE_CONTINGENCY) {
        b->contingency = rate;
        b->contingency_row = cost;
      } else {
        return tl_fail(error, TL_ERR_INPUT,
                       "cost \"%s\": only engineering and contingency may be fractions of the capital cost, not %s",
                       cost->id, cost->scope);
      }
      continue;
    }
    tl_econ_item item = {
        .scope = scope, .label = cost->title, .quantity = quantity_of(cost, s, route, section, used_w), .rate = rate};
    (void)snprintf(item.basis.currency, sizeof item.basis.currency, "%s",
                   cost->likely.currency[0] != '\0' ? cost->likely.currency : s->economics.currency);
    item.basis.price_year = cost->likely.price_year != 0 ? cost->likely.price_year : (int)s->economics.price_year.si;
    b->rows[b->count] = cost;
    b->items[b->count++] = item;
  }
  return TL_OK;
}

typedef struct cost_writer {
  tli_columns *table; /* NULL: only totals are wanted */
  const char *section, *country;
} cost_writer;

static void write_item(const cost_writer *w, const char *label, const tl_range *amount, const char *scope,
                       const tli_study_cost *row, double quantity) {
  if (w->table == NULL || amount->high == 0.0) return;
  const bool per_length = row != NULL && tli_text_equal(row->basis, "per_length"),
             per_mass = row != NULL && tli_text_equal(row->basis, "per_steel_mass"),
             per_power = row != NULL && tli_text_equal(row->basis, "per_power"),
             pieces = row != NULL && (tli_text_equal(row->basis, "per_station") || tli_text_equal(row->basis, "each"));
  tli_row(w->table, (tl_cell[]){TLI_W(w->section), TLI_W(w->country), TLI_W(label), TLI_W(scope), TLI_N(amount->low),
                                TLI_N(amount->likely), TLI_N(amount->high), TLI_N(per_length ? quantity : NAN),
                                TLI_N(per_mass ? quantity : NAN), TLI_N(per_power ? quantity : NAN),
                                TLI_N(pieces ? quantity : NAN)});
}

/* What the items leave to engineering and contingency is read off the total. */
static tl_code price_section(const tli_study *s, const tli_route *route, size_t section, double used_w,
                             tli_arena *arena, const cost_writer *w, tli_section_cost *cost, tl_error *error) {
  bill b;
  TLI_TRY(make_bill(s, route, section, used_w, arena, &b, error));
  const tl_econ_basis basis = tli_study_basis(s);
  tli_rates rates;
  tli_rates_of(s, &rates);
  tl_range *amounts = TLI_NEW_N(arena, tl_range, b.count + 1);
  if (amounts == NULL) return TLI_NO_MEMORY(error, "the costs");
  TLI_TRY(tl_econ_capital_cost(b.items, b.count, b.engineering, b.contingency, &basis, &rates.rates, amounts,
                               &cost->total, error));
  for (size_t i = 0; i < b.count; i++)
    write_item(w, b.items[i].label, &amounts[i], tl_econ_scope_name(b.items[i].scope), b.rows[i], b.items[i].quantity);
  if (b.engineering_row != NULL)
    write_item(w, b.engineering_row->title, &cost->total.by_item[TL_SCOPE_ENGINEERING], "engineering",
               b.engineering_row, 0.0);
  if (b.contingency_row != NULL)
    write_item(w, b.contingency_row->title, &cost->total.by_item[TL_SCOPE_CONTINGENCY], "contingency",
               b.contingency_row, 0.0);
  cost->item_count = b.count;
  cost->stations = tl_econ_range(0.0);
  for (int i = 0; i < TL_SCOPE_ITEMS; i++)
    if (is_station_scope((tl_scope_item)i)) cost->stations = tl_econ_range_add(cost->stations, cost->total.by_item[i]);
  cost->line = (tl_range){cost->total.sum.low - cost->stations.low, cost->total.sum.likely - cost->stations.likely,
                          cost->total.sum.high - cost->stations.high};
  cost->power_w = used_w;
  cost->length_m = route->sections[section].length_m * fmax(s->sections[section].strings.si, 1.0);
  cost->station_count = s->sections[section].station[0] != '\0' ? s->sections[section].station_count.si : 0.0;
  return TL_OK;
}

const char *tli_money_unit(tli_arena *arena, const tli_study *s, const char *prefix, const char *suffix) {
  const char *unit =
      tli_arena_printf(arena, "%s%s(%d)%s", prefix, s->economics.currency, (int)s->economics.price_year.si, suffix);
  return unit != NULL ? unit : "";
}

const char *tli_money_per_volume_unit(tli_arena *arena, const tli_study *s, double reference_t_k) {
  const char *at = tli_arena_printf(arena, "/1000 m3 at %.0f degC", reference_t_k - 273.15);
  return at != NULL ? tli_money_unit(arena, s, "", at) : "";
}

tl_code tli_cost_of(const tli_study *s, const tli_route *route, const double *power_w, tli_section_cost *costs,
                    tl_econ_total *total, tl_results *results, tl_error *error) {
  tli_arena *arena = tli_arena_create(NULL);
  if (arena == NULL) return TLI_NO_MEMORY(error, "the costs");
  tli_columns t = {0};
  if (results != NULL) {
    const char *bn = tli_money_unit(arena, s, "bn ", "");
    t = tli_table_begin(
        results, "capex_items", "Capital cost, item by item",
        "Overnight cost from quantities and unit rates; without the fields, interest while building, and taxes.",
        "cost", "cost");
    tli_words(&t, "section", "Section", "as the study names it", "sections.*");
    tli_words(&t, "country", "Country", "as the study gives it", "sections.*");
    tli_words(&t, "item", "Item", "row of the cost table", "costs.*");
    tli_words(&t, "scope", "Counts as", "key of the declared scope", "costs.*");
    tli_column(&t, "low_usd", "Low", TL_MONEY, bn, 3, "quantity times low rate",
               "costs.* sections.* pipes.* stations.*");
    tli_column(&t, "likely_usd", "Likely", TL_MONEY, bn, 3, "quantity times likely rate",
               "costs.* sections.* pipes.* stations.*");
    tli_column(&t, "high_usd", "High", TL_MONEY, bn, 3, "quantity times high rate",
               "costs.* sections.* pipes.* stations.*");
    tli_column(&t, "quantity_m", "Length", TL_LENGTH, "km", 4,
               "length of the section times strings and share, with loops", "sections.* costs.*");
    tli_column(&t, "quantity_kg", "Steel", TL_MASS, "t", 4, "pi (D - wall) wall 7,850 kg/m3 times length",
               "pipes.* sections.*");
    tli_column(&t, "quantity_w", "Installed power", TL_POWER, "MW", 3,
               "as published, else used shaft power of the reference scenario times the reserve of the station class",
               "stations.*");
    tli_column(&t, "quantity_pieces", "Number", TL_COUNT, "", 4, "stations of the section, or the count of the row",
               "costs.* sections.*");
  }
  memset(total, 0, sizeof *total);
  tl_code code = TL_OK;
  for (size_t i = 0; i < s->section_count && code == TL_OK; i++) {
    if (!tli_text_equal(s->sections[i].role, "line")) continue;
    const cost_writer w = {results != NULL ? &t : NULL, s->sections[i].title, tli_country_name(s->sections[i].country)};
    code = price_section(s, route, i, power_w[i], arena, &w, &costs[i], error);
    if (code == TL_OK) code = tl_econ_total_add(total, &costs[i].total, error);
  }
  tli_arena_destroy(arena);
  return code;
}

/* ---- published totals ------------------------------------------------------------------------------------------- */

/* What the class of an estimate says of the ends (AACE International, Recommended Practice 18R-97), beside the range of
 * the unit rates. */
static const char *class_words(tl_study *study) {
  static const char *const ends[] = {
      "",
      "3 to 10 % less to 3 to 15 % more",
      "5 to 15 % less to 5 to 20 % more",
      "10 to 20 % less to 10 to 30 % more",
      "15 to 30 % less to 20 to 50 % more",
      "20 to 50 % less to 30 to 100 % more",
  };
  const tl_range *own = &study->capex.sum;
  const size_t class = (size_t)study->reference->economics.estimate_class.si;
  if (class < 1 || class >= TLI_COUNT(ends) || !(own->likely > 0)) return "range of the unit rates";
  const char *words = tli_arena_printf(
      study->arena,
      "estimate of class %zu: such estimates end at %s; the unit rates at their ends give %.0f %% less to %.0f %% more",
      class, ends[class], 100 * (1 - own->low / own->likely), 100 * (own->high / own->likely - 1));
  study->lost = study->lost || words == NULL;
  return words != NULL ? words : "";
}

static void totals_table(tl_study *study) {
  const tli_study *s = study->reference;
  const char *bn = tli_money_unit(study->arena, s, "bn ", "");
  study->lost = study->lost || bn[0] == '\0';
  char scope[200];
  (void)tl_econ_scope_write(study->capex.scope, scope, sizeof scope);
  tli_columns t = tli_table_begin(study->results, "capex_totals", "Published totals beside the computed one",
                                  "Printed figures seldom say what is in them. A figure without a declared scope "
                                  "cannot be compared; it is only shown.",
                                  "cost", "cost");
  tli_words(&t, "name", "Figure", "who printed it", "claims.*");
  tli_words(&t, "kind", "Kind", "computed here or published", "");
  tli_words(&t, "date", "When", "date of the print", "claims.*");
  tli_words(&t, "scope", "What it counts", "declared scope", "claims.* costs.*");
  tli_column(&t, "low_usd", "Low", TL_MONEY, bn, 3, "as printed, or the sum of the items", "claims.* costs.*");
  tli_column(&t, "likely_usd", "Likely", TL_MONEY, bn, 3, "as printed, or the sum of the items", "claims.* costs.*");
  tli_column(&t, "high_usd", "High", TL_MONEY, bn, 3, "as printed, or the sum of the items", "claims.* costs.*");
  tli_words(&t, "sureness", "How sure", "as the study marks it", "claims.*");
  tli_words(&t, "note", "Note", "as the study gives it", "claims.*");
  const tl_range *own = &study->capex.sum;
  tli_row(&t, (tl_cell[]){TLI_W("This study, all computed sections"), TLI_W("computed"), TLI_W(""), TLI_W(scope),
                          TLI_N(own->low), TLI_N(own->likely), TLI_N(own->high), TLI_W(class_words(study)),
                          TLI_W("reference scenario; overnight cost")});
  for (size_t i = 0; i < s->section_count; i++) {
    if (study->costs[i].item_count == 0) continue;
    const tl_range *sum = &study->costs[i].total.sum;
    const char *name = tli_arena_printf(study->arena, "This study, %s", s->sections[i].title);
    study->lost = study->lost || name == NULL;
    tli_row(&t, (tl_cell[]){TLI_W(name), TLI_W("computed"), TLI_W(""), TLI_W(scope), TLI_N(sum->low),
                            TLI_N(sum->likely), TLI_N(sum->high), TLI_W("range of the unit rates"),
                            TLI_W(tli_country_name(s->sections[i].country))});
  }
  for (size_t i = 0; i < s->claim_count; i++) {
    const tli_study_claim *c = &s->claims[i];
    if (!tli_text_equal(c->check, "capex")) continue;
    const double high = c->high.si > 0.0 ? c->high.si : c->low.si;
    tli_row(&t, (tl_cell[]){TLI_W(c->who), TLI_W("published"), TLI_W(c->date),
                            TLI_W(c->scope[0] != '\0' ? c->scope : "undeclared"), TLI_N(c->low.si),
                            TLI_N(0.5 * (c->low.si + high)), TLI_N(high), TLI_W(c->confidence), TLI_W(c->note)});
  }
}

/* ---- levelised cost -----------------------------------------------------------------------------------------------
 */

enum { MOST_YEARS = 60 };
static const double year_s = 365.0 * 86400.0;

tl_code tli_levelise(const tli_study *s, size_t section, const tli_section_cost *cost, double kg_per_m3,
                     double volume_m3_s, tl_econ_levelised *levelised, tl_error *error) {
  const tli_study_economics *e = &s->economics;
  double shares[MOST_YEARS], ramp[MOST_YEARS];
  const size_t building = (size_t)fmin(e->construction_years.si, MOST_YEARS),
               ramping = tli_ramp_years(s) < MOST_YEARS ? tli_ramp_years(s) : MOST_YEARS;
  for (size_t i = 0; i < building; i++) shares[i] = 1.0 / (double)building;
  for (size_t i = 0; i < ramping; i++) ramp[i] = tli_ramp_share(s, i);
  tl_range fuel = tl_econ_range(0.0);
  const double fuel_m3_s = cost->fuel_kg_s / kg_per_m3;
  if (e->fuel_price.si > 0.0) {
    tli_rates rates;
    double price;
    tli_rates_of(s, &rates);
    TLI_TRY(tli_money_in(s, &rates, &e->fuel_price, &price, error));
    TLI_TRY(tl_econ_fuel_cost(fuel_m3_s, volume_m3_s, tl_econ_range(price), &fuel, error));
  }
  tli_operation operation;
  TLI_TRY(tli_operation_of(s, section, cost, &operation, error));
  const tl_econ_life life = {
      .rate_1_a = tli_discount_rate(s, s->sections[section].country),
      .construction_shares = shares,
      .construction_years = building,
      .operating_years = (size_t)(e->life.si / year_s + 0.5),
      .ramp = ramp,
      .ramp_years = ramping,
      .timing = 0.5,
      .volume_m3_a = volume_m3_s * year_s * e->availability.si,
      .capital = cost->total.sum,
      .fixed_1_a = tl_econ_range_add(operation.maintenance, tl_econ_range(operation.labour + operation.power)),
      .variable_per_m3 = fuel};
  return tl_econ_levelise(&life, levelised, error);
}

tl_code tli_transport_cost(const tl_study *study, const tli_study *variant, const tli_evaluation *e, tli_arena *arena,
                           double *per_m3, tl_error *error) {
  *per_m3 = NAN;
  if (variant->cost_count == 0) return TL_OK;
  tli_route *route;
  tl_econ_total total;
  tl_findings *findings = tl_findings_create(tli_arena_allocator(arena));
  tli_section_cost *costs = TLI_NEW_N(arena, tli_section_cost, variant->section_count);
  if (findings == NULL || costs == NULL) {
    tl_findings_destroy(findings);
    return TLI_NO_MEMORY(error, "the cost of a variant");
  }
  tl_code code = tli_route_create(variant, arena, &route, findings, error);
  tl_findings_destroy(findings);
  if (code == TL_OK) code = tli_cost_of(variant, route, e->section_power_w, costs, &total, NULL, error);
  const double volume_m3_s = e->flow_kg_s / study->line->kg_per_m3 * variant->flow.load_factor.si;
  double sum = 0.0;
  for (size_t i = 0; i < variant->section_count && code == TL_OK; i++) {
    if (costs[i].item_count == 0) continue;
    costs[i].fuel_kg_s = e->section_fuel_kg_s[i];
    tl_econ_levelised levelised;
    code = tli_levelise(variant, i, &costs[i], study->line->kg_per_m3, volume_m3_s, &levelised, error);
    if (code == TL_OK) sum += levelised.total.likely;
  }
  if (code == TL_OK) *per_m3 = sum;
  return code;
}

static tl_code levelised_table(tl_study *study, tl_error *error) {
  const tli_study *s = study->reference;
  tli_arena *arena = study->arena;
  const double reference = study->line->reference_t_k;
  const char *per_volume = tli_money_per_volume_unit(arena, s, reference),
             *per_energy = tli_money_unit(arena, s, "", "/MMBtu");
  study->lost = study->lost || per_volume[0] == '\0' || per_energy[0] == '\0';
  tl_gas_quality quality;
  TLI_TRY(tl_mixture_quality(tl_gas_mixture(study->gas), 298.15, reference, &quality, error));
  const double volume_m3_s = study->evaluation.flow_kg_s / study->line->kg_per_m3 * s->flow.load_factor.si;
  static const char *const inputs = "costs.* economics.* rates.* sections.* pipes.* stations.* flow.*";
  tli_columns t = tli_table_begin(study->results, "levelised", "Levelised cost of transport by section",
                                  "What each stretch must earn, at constant prices, to pay back its cost with the "
                                  "given real rate; not a tariff, not a price.",
                                  "cost", "levelised-cost");
  tli_words(&t, "section", "Section", "as the study names it", "sections.*");
  tli_words(&t, "country", "Country", "as the study gives it", "sections.*");
  const char *const words[] = {"Low", "Likely", "High"},
                    *const volume_names[] = {"low_usd_m3", "likely_usd_m3", "high_usd_m3"},
                    *const energy_names[] = {"low_usd_j", "likely_usd_j", "high_usd_j"};
  for (int k = 0; k < 3; k++)
    tli_column(&t, volume_names[k], words[k], TL_MONEY_PER_GAS_VOLUME, per_volume, 3,
               "present value of cost over present value of volume", inputs);
  for (int k = 0; k < 3; k++)
    tli_column(&t, energy_names[k], words[k], TL_MONEY_PER_ENERGY, per_energy, 3,
               "the same over the gross heating value at 25 degC combustion", "costs.* economics.* gas.*");
  tli_column(&t, "capital_usd_m3", "of which capital", TL_MONEY_PER_GAS_VOLUME, per_volume, 3, "capital cost, likely",
             inputs);
  tli_column(&t, "fixed_usd_m3", "of which operation", TL_MONEY_PER_GAS_VOLUME, per_volume, 3,
             "yearly cost without fuel, likely", inputs);
  tli_column(&t, "fuel_usd_m3", "of which fuel", TL_MONEY_PER_GAS_VOLUME, per_volume, 3, "fuel at its value, likely",
             inputs);
  tli_column(&t, "rate", "Real discount rate", TL_RATE, "%/a", 2, "by country, else the common one",
             "economics.discount_rate rates.*");
  tl_range sum = {0.0, 0.0, 0.0};
  double parts[3] = {0.0, 0.0, 0.0};
  for (size_t i = 0; i < s->section_count; i++) {
    if (study->costs[i].item_count == 0) continue;
    tl_econ_levelised l;
    TLI_TRY(tli_levelise(s, i, &study->costs[i], study->line->kg_per_m3, volume_m3_s, &l, error));
    study->levelised_per_m3[i] = l.total;
    sum = tl_econ_range_add(sum, l.total);
    parts[0] += l.capital.likely;
    parts[1] += l.fixed.likely;
    parts[2] += l.variable.likely;
    const double h = quality.gross_j_m3;
    tli_row(&t, (tl_cell[]){TLI_W(s->sections[i].title), TLI_W(tli_country_name(s->sections[i].country)),
                            TLI_N(l.total.low), TLI_N(l.total.likely), TLI_N(l.total.high), TLI_N(l.total.low / h),
                            TLI_N(l.total.likely / h), TLI_N(l.total.high / h), TLI_N(l.capital.likely),
                            TLI_N(l.fixed.likely), TLI_N(l.variable.likely),
                            TLI_N(tli_discount_rate(s, s->sections[i].country))});
  }
  const double h = quality.gross_j_m3;
  tli_row(&t, (tl_cell[]){TLI_W("All computed sections"), TLI_W(""), TLI_N(sum.low), TLI_N(sum.likely), TLI_N(sum.high),
                          TLI_N(sum.low / h), TLI_N(sum.likely / h), TLI_N(sum.high / h), TLI_N(parts[0]),
                          TLI_N(parts[1]), TLI_N(parts[2]), TLI_N(NAN)});
  study->levelised_sum = sum;
  study->levelised_gross_j_m3 = h;
  return TL_OK;
}

tl_code tli_step_cost(tl_study *study, tl_error *error) {
  const tli_study *s = study->reference;
  if (!study->answered || s->cost_count == 0) return tli_nothing_to_do(study);
  study->costs = TLI_NEW_N(study->arena, tli_section_cost, s->section_count);
  study->levelised_per_m3 = TLI_NEW_N(study->arena, tl_range, s->section_count);
  double *power_w = TLI_NEW_N(study->arena, double, s->section_count);
  if (study->costs == NULL || study->levelised_per_m3 == NULL || power_w == NULL)
    return TLI_NO_MEMORY(error, "the costs");
  for (size_t i = 0; i < study->line->station_count; i++) {
    tl_station_state cs;
    TLI_TRY(tl_steady_station(study->steady, study->line->stations[i].link, &cs, error));
    power_w[study->line->stations[i].section] += cs.power_w;
  }
  TLI_TRY(tli_cost_of(s, study->route, power_w, study->costs, &study->capex, study->results, error));
  for (size_t i = 0; i < study->line->station_count; i++) {
    tl_station_state cs;
    TLI_TRY(tl_steady_station(study->steady, study->line->stations[i].link, &cs, error));
    study->costs[study->line->stations[i].section].fuel_kg_s += cs.fuel_kg_s;
  }
  totals_table(study);
  TLI_TRY(tli_cost_tables(study, error));
  return levelised_table(study, error);
}
