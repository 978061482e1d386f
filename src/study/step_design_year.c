/* Step "design", second half: the best design in use. What it carries month by month, firm and conditional; what a
 * store of the year's swing is worth; what a year delivers when units fail, and what spares are worth; what to build
 * when. docs/theory/design-year.md */
#include "study/design.h"

#include "study/money_read.h"
#include "study/months.h"

static const double year_s = 365.0 * 86400.0;
static const double days_of[TL_YEAR_MONTHS] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
static const char *const flow_unit = "million m3/d at 20 degC";
static const char *const use_inputs = HYDRAULIC_INPUTS " limits.* delivery.* costs.* economics.* operation.*";

double tli_month_demand(const tli_study_operation *o, size_t month) {
  const tl_value *months[TL_YEAR_MONTHS] = {&o->january,   &o->february, &o->march,    &o->april,
                                            &o->may,       &o->june,     &o->july,     &o->august,
                                            &o->september, &o->october,  &o->november, &o->december};
  return months[month]->si;
}

double tli_mean_demand(const tli_study_operation *o) {
  double sum = 0.0;
  for (size_t m = 0; m < TL_YEAR_MONTHS; m++) sum += days_of[m] * tli_month_demand(o, m);
  return sum / 365.0;
}

typedef struct use {
  tl_study *study;
  const tli_section_design *section;
  const tl_design_answer *kept;
  tl_design_problem problem; /* its inlet held, in coarser parts */
  const tl_design *design;
  const tl_design_state *state;
  tl_design_month months[TL_YEAR_MONTHS];
  double mean_kg_s, peak_kg_s;
} use;

static double volume(const use *u, double kg_s) { return kg_s / u->study->quality.density_kg_m3; }

static void flow_column(tli_columns *t, const char *name, const char *title, const char *formula) {
  tli_column(t, name, title, TL_GAS_VOLUME_FLOW, flow_unit, 4, formula, use_inputs);
}

/* Air and ground of a month: means over the stations, or the middle of a line without them. */
static void climate_of(const use *u, size_t m, tl_design_month *month) {
  const tli_study *s = u->study->reference;
  const double start = tli_section_start(u->study, u->section->section);
  const tl_design_corridor *c = &u->problem.corridor;
  const size_t n = u->design->stations;
  if (s->climate_count == 0) return;
  for (size_t i = 0; i < (n > 0 ? n : 1); i++) {
    const double at = start + (n > 0 ? u->design->station_m[i] : 0.5 * c->points[c->point_count - 1].distance_m);
    month->air_t_k += tli_air_k(u->study, at, m) / (double)(n > 0 ? n : 1);
    month->ground_shift_k += tli_ground_offset_k(u->study, at, m) / (double)(n > 0 ? n : 1);
  }
  const tli_study_station *station = tli_station_of(s, u->section->section);
  if (station != NULL)
    month->cooler_t_k = fmax(station->cooler_outlet.si, month->air_t_k + station->cooler_approach.si);
}

static void make_year(use *u) {
  const tli_study *s = u->study->reference;
  const tli_study_operation *o = &s->operation;
  const double even = tli_mean_demand(o);
  u->mean_kg_s = u->section->problem.corridor.q_kg_s * s->flow.load_factor.si;
  u->peak_kg_s = fmax(o->peak_day.si, 0.0) * u->mean_kg_s;
  for (size_t m = 0; m < TL_YEAR_MONTHS; m++)
    u->months[m] = (tl_design_month){.days = days_of[m], .demand_kg_s = u->mean_kg_s * tli_month_demand(o, m) / even};
  for (size_t m = 0; m < TL_YEAR_MONTHS; m++) climate_of(u, m, &u->months[m]);
}

/* ---- months ------------------------------------------------------------------------------------------------------ */

static tl_code months(const use *u, const tl_design_deliverability *delivered, tl_error *error) {
  tl_design_month_state states[TL_YEAR_MONTHS];
  TLI_TRY(tl_design_months(&u->problem, u->design, u->state, u->months, states, u->study->options.threads, error));
  tli_columns t = tli_table_begin(
      u->study->results, "design_months", "What the best design carries, month by month",
      "Conditional: all units run, spares too. Firm: one unit is out, at the station where that costs most. Air and "
      "ground of the month where the study gives them. The inlet is as designed; off-takes are served in full.",
      "design", "design");
  tli_words(&t, "of_year", "Month", "", "");
  tli_column(&t, "air_k", "Air", TL_TEMPERATURE, "degC", 3, "at the stations, mean", "climate.*");
  flow_column(&t, "demand_m3_s", "Demand", "mean day of the month");
  flow_column(&t, "conditional_m3_s", "Conditional", "all units run");
  flow_column(&t, "firm_m3_s", "Firm", "one unit out");
  flow_column(&t, "two_out_m3_s", "Two units out", "of one station, where that costs most");
  tli_column(&t, "worst", "Weakest station", TL_COUNT, "", 2, "where one unit out costs most, counted from the inlet",
             "");
  tli_words(&t, "behind", "More is stopped by", "limit of the conditional flow", "limits.*");
  tli_column(&t, "delivered", "Delivered", TL_NUMBER, "%", 4, "of the demand, over all states of units and line",
             use_inputs);
  for (size_t m = 0; m < TL_YEAR_MONTHS; m++)
    tli_row(&t, (tl_cell[]){TLI_W(tli_month_name(m)), TLI_N(u->months[m].air_t_k > 0.0 ? u->months[m].air_t_k : NAN),
                            TLI_N(volume(u, u->months[m].demand_kg_s)), TLI_N(volume(u, states[m].all_kg_s)),
                            TLI_N(volume(u, states[m].firm_kg_s)), TLI_N(volume(u, states[m].two_out_kg_s)),
                            TLI_N((double)states[m].worst_station + 1.0), TLI_W(tl_design_limit_name(states[m].behind)),
                            TLI_N(delivered->month_share[m])});
  return TL_OK;
}

/* ---- spares ------------------------------------------------------------------------------------------------------ */

static tl_design_reliability reliability_of(const use *u) {
  const tli_study_operation *o = &u->study->reference->operation;
  const tl_design_corridor *c = &u->problem.corridor;
  const double thousand_km = 1e-6 * c->points[c->point_count - 1].distance_m;
  const double out = o->line_failures.si * thousand_km * o->line_repair.si / year_s;
  return (tl_design_reliability){.unit = o->unit_availability.si, .line = 1.0 / (1.0 + out)};
}

static tl_code spares(const use *u, tl_design_deliverability *as_designed, tl_error *error) {
  const tli_study *s = u->study->reference;
  const tl_design_reliability reliability = reliability_of(u);
  const char *money =
      tli_arena_printf(u->study->arena, "M %s(%d)/a", s->economics.currency, (int)s->economics.price_year.si);
  const char *per_m3 = tli_money_per_volume_unit(u->study->arena, s, u->study->line->reference_t_k);
  if (money == NULL) return TLI_NO_MEMORY(error, "the designs");
  tli_columns t =
      tli_table_begin(u->study->results, "design_spares", "What spare units are worth",
                      "The best design with none, one and two units standing by in each station. Units fail "
                      "one by one; in each month the smaller of demand and capacity is delivered, over all "
                      "states of all units, and nothing while the line is repaired.",
                      "design", "design");
  tli_column(&t, "spares", "Spare units a station", TL_COUNT, "", 2, "", "");
  tli_column(&t, "installed_w", "Power installed", TL_POWER, "MW", 3, "units and spares", use_inputs);
  tli_column(&t, "share", "Delivered", TL_NUMBER, "%", 6, "of the year's demand", use_inputs);
  tli_column(&t, "low", "at least", TL_NUMBER, "%", 6, "bound, or two standard errors", use_inputs);
  tli_column(&t, "high", "at most", TL_NUMBER, "%", 6, "bound, or two standard errors", use_inputs);
  flow_column(&t, "more_m3_s", "More than with one spare less", "mean of the year");
  tli_column(&t, "annual_cost", "Cost a year", TL_MONEY_PER_TIME, money, 4, "annuity, operation and fuel", use_inputs);
  tli_column(&t, "gained_cost", "What the gas gained costs", TL_MONEY_PER_GAS_VOLUME, per_m3, 3,
             "further cost a year over further gas", use_inputs);
  tli_words(&t, "by", "By", "how the mean was found", "");
  double before_kg = NAN, before_cost = NAN;
  for (size_t n = 0; n <= 2; n++) {
    tl_design design = *u->design;
    tl_design_state state;
    tl_design_deliverability d;
    design.spares = n;
    TLI_TRY(tl_design_evaluate(&u->problem, &design, &state, error));
    if (state.limit != TL_DESIGN_FITS) continue;
    TLI_TRY(
        tl_design_deliver(&u->problem, &design, &state, u->months, &reliability, u->study->options.threads, &d, error));
    if (n == u->design->spares) *as_designed = d;
    const double more = d.delivered_kg - before_kg, dearer = state.annual_cost - before_cost;
    const char *by = d.enumerated ? tli_arena_printf(u->study->arena, "%zu states, all that matter", d.states)
                                  : tli_arena_printf(u->study->arena, "a sample of %zu states", d.states);
    if (by == NULL) return TLI_NO_MEMORY(error, "the designs");
    tli_row(&t, (tl_cell[]){TLI_N((double)n), TLI_N(state.installed_w), TLI_N(d.delivered_kg / d.demand_kg),
                            TLI_N(d.low_kg / d.demand_kg), TLI_N(d.high_kg / d.demand_kg),
                            TLI_N(volume(u, more / year_s)), TLI_N(state.annual_cost / year_s),
                            TLI_N(more > 0.0 ? dearer / volume(u, more) : NAN), TLI_W(by)});
    before_kg = d.delivered_kg;
    before_cost = state.annual_cost;
  }
  return TL_OK;
}

/* ---- the store --------------------------------------------------------------------------------------------------- */

/* q_kg_s on the design day, mean_kg_s over the year. */
static tl_code cheapest_for(const use *u, double q_kg_s, double mean_kg_s, tl_design_answer *answer, tl_error *error) {
  tl_design_problem problem = u->section->problem;
  tl_design_options options;
  tl_design_options_default(&options);
  options.keep = 1;
  options.nearest = false;
  options.threads = u->study->options.threads;
  problem.corridor.q_kg_s = q_kg_s;
  problem.corridor.load_factor = fmin(mean_kg_s / q_kg_s, 1.0);
  return tl_design_search(&problem, &options, answer, error);
}

enum { PEAK, STORE, FIELD, WAYS };
static const char *const way_names[WAYS] = {"for the peak day", "for the mean day, with a store",
                                            "for the mean day, with a field at the end"};

/* What the swing is worth to the line, with the cost a year of each way. */
static const char *say_worth(const use *u, const tl_design_swing *swing, const double costs[WAYS]) {
  const char *currency = u->study->reference->economics.currency;
  const double store = costs[PEAK] - costs[STORE], field = costs[PEAK] - costs[FIELD];
  if (isnan(store) || isnan(field)) return "No design of the catalogue carries the peak day.";
  return tli_arena_printf(
      u->study->arena,
      "A store of %s million m3 at the end of the line is worth up to %s M %s a year: what the line for the peak day "
      "costs more than the line for the mean day. A field at the end that gives the swing, %s million m3 a year, and "
      "takes none is worth up to %s M %s a year beside the price of its gas: the line carries that gas no more. At the "
      "inlet either is worth nothing to the line, which carries the peak day all the same; it saves %s million m3/d of "
      "field capacity there.",
      tli_digits(1e-6 * volume(u, swing->working_kg), 3).words, tli_digits(1e-6 * store, 3).words, currency,
      tli_digits(1e-6 * volume(u, swing->field_kg), 3).words, tli_digits(1e-6 * field, 3).words, currency,
      tli_digits(0.0864 * volume(u, swing->withdrawal_kg_s), 3).words);
}

static tl_code store(const use *u, tl_error *error) {
  const tli_study *s = u->study->reference;
  tl_design_swing swing;
  TLI_TRY(tl_design_swing_of(u->months, u->peak_kg_s, &swing, error));
  if (!(swing.withdrawal_kg_s > 1e-6 * swing.mean_kg_s)) return TL_OK; /* the year is flat */
  tl_design_answer *answer = TLI_NEW(u->study->arena, tl_design_answer);
  const char *money =
      tli_arena_printf(u->study->arena, "M %s(%d)/a", s->economics.currency, (int)s->economics.price_year.si);
  if (answer == NULL || money == NULL) return TLI_NO_MEMORY(error, "the designs");
  const double flows[WAYS] = {swing.largest_kg_s, swing.mean_kg_s, swing.mean_kg_s};
  const double carried = 1.0 - swing.field_kg / swing.annual_kg; /* beside a field at the end */
  double costs[WAYS] = {NAN, NAN, NAN};
  tli_columns t = tli_table_begin(
      u->study->results, "design_store", "The year's swing, and what a store or a field at the end is worth",
      "The cheapest line for the peak day, and for the mean day with a store, or a field that swings, for the rest. "
      "Either at the inlet saves the line nothing: it still carries the peak day.",
      "design", "design");
  tli_words(&t, "line", "Line", "", "");
  flow_column(&t, "flow_m3_s", "Design day", "");
  tli_column(&t, "diameter_m", "Outside diameter", TL_LENGTH, "mm", 4, "of the catalogue", "");
  tli_column(&t, "stations", "Stations", TL_COUNT, "", 3, "", "");
  tli_column(&t, "annual_cost", "Cost a year", TL_MONEY_PER_TIME, money, 4, "annuity, operation and fuel", use_inputs);
  tli_column(&t, "working_m3", "Gas in the store", TL_GAS_VOLUME, "million m3 at 20 degC", 3, "working gas",
             use_inputs);
  tli_column(&t, "field_m3", "Gas of the field", TL_GAS_VOLUME, "million m3 at 20 degC", 3, "a year, above the mean",
             use_inputs);
  flow_column(&t, "withdrawal_m3_s", "Largest withdrawal", "peak day less mean day");
  for (size_t i = 0; i < WAYS; i++) {
    TLI_TRY(cheapest_for(u, flows[i], i == FIELD ? carried * u->mean_kg_s : u->mean_kg_s, answer, error));
    const bool any = answer->kept > 0;
    if (any) costs[i] = answer->states[0].annual_cost;
    tli_row(&t, (tl_cell[]){TLI_W(way_names[i]), TLI_N(volume(u, flows[i])),
                            TLI_N(any ? u->section->catalogue.pipes[answer->designs[0].pipe].outside_diameter_m : NAN),
                            TLI_N(any ? (double)answer->designs[0].stations : NAN), TLI_N(costs[i] / year_s),
                            TLI_N(i == STORE ? volume(u, swing.working_kg) : NAN),
                            TLI_N(i == FIELD ? volume(u, swing.field_kg) : NAN),
                            TLI_N(i == PEAK ? NAN : volume(u, swing.withdrawal_kg_s))});
  }
  const char *text = say_worth(u, &swing, costs);
  if (text == NULL) return TLI_NO_MEMORY(error, "the designs");
  tl_results_set_text(u->study->results, "design.store", text);
  return TL_OK;
}

/* ---- phases ------------------------------------------------------------------------------------------------------ */

static void phase_rows(const use *u, const tl_design_plan *plan) {
  const tli_study *s = u->study->reference;
  const char *money =
      tli_arena_printf(u->study->arena, "bn %s(%d)", s->economics.currency, (int)s->economics.price_year.si);
  u->study->lost = u->study->lost || money == NULL;
  tli_columns t =
      tli_table_begin(u->study->results, "design_phases", "What to build when",
                      "The cheapest order by present value, for the ramp-up of the study: strings, stations "
                      "and units as the flow asks for them. Amounts are those of their year.",
                      "design", "design");
  tli_column(&t, "year", "Year", TL_COUNT, "", 2, "of delivery", "");
  flow_column(&t, "flow_m3_s", "Design day", "of that year");
  tli_column(&t, "strings", "Strings", TL_COUNT, "", 2, "", "");
  tli_column(&t, "stations", "Stations", TL_COUNT, "", 3, "", "");
  tli_column(&t, "units", "Units", TL_COUNT, "", 3, "of all stations, spares among them", "");
  tli_column(&t, "power_w", "Power used", TL_POWER, "MW", 3, "shaft power of all stations", use_inputs);
  tli_column(&t, "line", "Spent on the line", TL_MONEY, money != NULL ? money : "", 3, "", use_inputs);
  tli_column(&t, "station", "Spent on stations", TL_MONEY, money != NULL ? money : "", 3, "", use_inputs);
  tli_column(&t, "running", "Operation and fuel", TL_MONEY, money != NULL ? money : "", 3, "of the year", use_inputs);
  for (size_t y = 0; y < plan->years; y++) {
    const tl_design_phase *p = &plan->phases[y];
    tli_row(&t, (tl_cell[]){TLI_N((double)y + 1.0), TLI_N(volume(u, p->q_kg_s)), TLI_N((double)p->strings),
                            TLI_N((double)p->stations), TLI_N((double)p->units), TLI_N(p->power_w),
                            TLI_N(p->line_capital), TLI_N(p->station_capital), TLI_N(p->operation + p->fuel)});
  }
}

static tl_code phases(const use *u, tl_error *error) {
  const tli_study *s = u->study->reference;
  double flows[TL_DESIGN_YEARS];
  size_t years = tli_ramp_years(s) + 1, best = SIZE_MAX;
  if (years < 2) return TL_OK;
  if (years > TL_DESIGN_YEARS) years = TL_DESIGN_YEARS;
  for (size_t y = 0; y < years; y++) flows[y] = u->section->problem.corridor.q_kg_s * tli_ramp_share(s, y);
  tl_design_plan *plans = TLI_NEW_N(u->study->arena, tl_design_plan, TL_DESIGN_KEPT);
  if (plans == NULL) return TLI_NO_MEMORY(error, "the designs");
  tl_design_problem problem = u->section->problem;
  problem.corridor.part_length_m = u->problem.corridor.part_length_m;
  for (size_t i = 0; i < u->kept->kept; i++) {
    TLI_TRY(tl_design_phases(&problem, &u->kept->designs[i], flows, years, &plans[i], error));
    if (plans[i].fits && (best == SIZE_MAX || plans[i].present_value < plans[best].present_value)) best = i;
  }
  if (best == SIZE_MAX) return TL_OK;
  phase_rows(u, &plans[best]);
  const tl_design *d = &u->kept->designs[best];
  const char *text = tli_arena_printf(
      u->study->arena,
      "In phases the line of %s mm at %s MPa costs %s bn %s at the start of delivery, all costs of its life "
      "counted%s%s%s.",
      tli_digits(1e3 * u->section->catalogue.pipes[d->pipe].outside_diameter_m, 4).words,
      tli_digits(1e-6 * u->section->catalogue.pressures_pa[d->pressure], 3).words,
      tli_digits(1e-9 * plans[best].present_value, 4).words, s->economics.currency,
      isnan(plans[best].at_once) ? "" : "; built at once it costs ",
      isnan(plans[best].at_once) ? ""
                                 : tli_digits(100.0 * (plans[best].at_once / plans[best].present_value - 1.0), 2).words,
      isnan(plans[best].at_once) ? "" : " % more");
  if (text == NULL) return TLI_NO_MEMORY(error, "the designs");
  tl_results_set_text(u->study->results, "design.phases", text);
  return TL_OK;
}

tl_code tli_design_in_use(tl_study *study, const tli_section_design *section, const tl_design_answer *kept,
                          tl_error *error) {
  const double coarse_m = 4e4; /* many states are computed, and the march is of a higher order than its parts */
  use *u = TLI_NEW(study->arena, use);
  if (u == NULL) return TLI_NO_MEMORY(error, "the designs");
  *u = (use){.study = study, .section = section, .kept = kept, .design = &kept->designs[0], .state = &kept->states[0]};
  u->problem = tl_design_hold_inlet(&section->problem, u->design, u->state);
  u->problem.corridor.part_length_m = fmax(coarse_m, section->problem.corridor.part_length_m);
  make_year(u);
  tl_design_deliverability delivered = {0};
  TLI_TRY(spares(u, &delivered, error));
  TLI_TRY(months(u, &delivered, error));
  TLI_TRY(store(u, error));
  return phases(u, error);
}
