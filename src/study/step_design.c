/* Step "design": what would be built best in the section that is judged, for each working pressure the study knows and
 * one or two strings, beside what was announced; the ten next; and what transport costs at other flows, pipe by pipe
 * (the J-curves of the trade). docs/theory/design.md */
#include "study/design.h"

#include <stdio.h>
#include <string.h>

enum { CURVE_POINTS = 9, MOST_ROWS = 32 };
static const double year_s = 365.0 * 86400.0, bcm_m3 = 1e9;
static const double first_share = 0.3, last_share = 1.7; /* of the asked flow */

typedef struct row {
  const char *name;
  tl_design design;
  tl_design_state state;
  bool fits;
  double nearest_kg_s;
} row;

typedef struct designing {
  tl_study *study;
  tli_section_design section;
  row rows[MOST_ROWS]; /* the best by pressure and strings, then what was announced by pressure */
  size_t row_count, best;
  tl_design_answer *answer;       /* the last search */
  double curve[CURVE_POINTS][64]; /* money per kg by flow and pipe; NaN: no design */
  tl_code codes[CURVE_POINTS];
  tl_error errors[CURVE_POINTS];
} designing;

static double flow_at(const designing *x, size_t i) {
  const double share = first_share + (last_share - first_share) * (double)i / (CURVE_POINTS - 1.0);
  return share * x->section.problem.corridor.q_kg_s;
}

/* ---- searches ---------------------------------------------------------------------------------------------------- */

static tl_code best_of(designing *x, size_t pressure, size_t strings, tl_error *error) {
  tl_design_options options;
  tl_design_options_default(&options);
  options.only_pressure = pressure;
  options.only_strings = strings;
  options.threads = x->study->options.threads;
  TLI_TRY(tl_design_search(&x->section.problem, &options, x->answer, error));
  row *r = &x->rows[x->row_count++];
  r->name = tli_arena_printf(x->study->arena, "Best at %s MPa, %s",
                             tli_digits(1e-6 * x->section.catalogue.pressures_pa[pressure], 3).words,
                             strings == 1 ? "one string" : "two strings");
  r->fits = x->answer->kept > 0;
  r->nearest_kg_s = x->answer->nearest_kg_s;
  r->design = r->fits ? x->answer->designs[0] : x->answer->nearest;
  r->design.pressure = pressure;
  r->design.strings = strings;
  if (r->fits) r->state = x->answer->states[0];
  if (r->fits && (!x->rows[x->best].fits || r->state.annual_cost < x->rows[x->best].state.annual_cost))
    x->best = x->row_count - 1;
  return r->name != NULL ? TL_OK : TLI_NO_MEMORY(error, "the designs");
}

static tl_code announced_at(designing *x, size_t pressure, tl_error *error) {
  row *r = &x->rows[x->row_count++];
  TLI_TRY(tli_section_design_announced(x->study, &x->section, pressure, &r->design, &r->state, error));
  r->fits = r->state.limit == TL_DESIGN_FITS;
  r->nearest_kg_s = NAN;
  r->name = tli_arena_printf(x->study->arena, "As announced, at %s MPa",
                             tli_digits(1e-6 * x->section.catalogue.pressures_pa[pressure], 3).words);
  return r->name != NULL ? TL_OK : TLI_NO_MEMORY(error, "the designs");
}

/* One flow, every pipe alone. */
static void curve_at(void *context, size_t i, tli_arena *arena) {
  (void)arena;
  designing *x = context;
  tl_design_problem problem = x->section.problem;
  tl_design_answer *answer = tli_alloc(NULL, sizeof *answer);
  if (answer == NULL) {
    x->codes[i] = TLI_NO_MEMORY(&x->errors[i], "the designs");
    return;
  }
  tl_design_options options;
  tl_design_options_default(&options);
  options.keep = options.only_strings = 1;
  options.threads = 1;
  options.move_stations = options.place_loops = false;
  tl_design_catalogue one_string = x->section.catalogue;
  one_string.loop_count = 0;
  problem.catalogue = &one_string;
  problem.corridor.q_kg_s = flow_at(x, i);
  x->codes[i] = TL_OK;
  for (size_t p = 0; p < x->section.catalogue.pipe_count && x->codes[i] == TL_OK; p++) {
    options.only_pipe = p;
    options.nearest = false;
    x->codes[i] = tl_design_search(&problem, &options, answer, &x->errors[i]);
    x->curve[i][p] = answer->kept > 0 ? answer->states[0].cost_per_kg : NAN;
  }
  tli_free(NULL, answer, sizeof *answer);
}

static tl_code search_all(designing *x, tl_error *error) {
  const tl_design_catalogue *k = &x->section.catalogue;
  for (size_t p = 0; p < k->pressure_count && x->row_count + 3 < MOST_ROWS; p++)
    for (size_t strings = 1; strings <= 2; strings++) TLI_TRY(best_of(x, p, strings, error));
  for (size_t p = 0; p < k->pressure_count && x->row_count < MOST_ROWS; p++) TLI_TRY(announced_at(x, p, error));
  TLI_TRY(tli_for_each("design", CURVE_POINTS, curve_at, x, x->study->options.threads, x->study->options.progress,
                       &x->study->worker_arenas, x->study->arena, error));
  for (size_t i = 0; i < CURVE_POINTS; i++)
    if (x->codes[i] != TL_OK) return tl_fail(error, x->codes[i], "%s", x->errors[i].sentence);
  tl_design_options options;
  tl_design_options_default(&options);
  options.threads = x->study->options.threads;
  return tl_design_search(&x->section.problem, &options, x->answer, error); /* the best and the ten next, of all */
}

/* ---- tables ------------------------------------------------------------------------------------------------------ */

static const char *const inputs_of_all = HYDRAULIC_INPUTS " limits.* delivery.* axes.* costs.* economics.* rates.*";

static tli_columns begin(designing *x, const char *id, const char *title, const char *sentence) {
  const tli_study *s = x->study->reference;
  const char *money =
      tli_arena_printf(x->study->arena, "bn %s(%d)", s->economics.currency, (int)s->economics.price_year.si);
  const char *per_year =
      tli_arena_printf(x->study->arena, "M %s(%d)/a", s->economics.currency, (int)s->economics.price_year.si);
  const char *per_m3 = tli_money_per_volume_unit(x->study->arena, s, x->study->line->reference_t_k);
  x->study->lost = x->study->lost || money == NULL || per_year == NULL || per_m3[0] == '\0';
  tli_columns t = tli_table_begin(x->study->results, id, title, sentence, "design", "design");
  tli_words(&t, "design", "Design", "", "");
  tli_column(&t, "pressure_pa", "Working pressure", TL_PRESSURE, "MPa", 3, "of the study's pipe and its axes",
             "pipes.*");
  tli_column(&t, "strings", "Strings", TL_COUNT, "", 2, "pipes side by side", "");
  tli_column(&t, "diameter_m", "Outside diameter", TL_LENGTH, "mm", 4, "of the catalogue", "");
  tli_words(&t, "steel", "Steel", "of the catalogue", "");
  tli_column(&t, "wall_m", "Wall", TL_LENGTH, "mm", 3, "by the norm, rounded up to what is made", "pipes.*");
  tli_column(&t, "looped_m", "Loops", TL_LENGTH, "km", 3, "a further string beside the ends of spans, in all", "");
  tli_column(&t, "stations", "Stations", TL_COUNT, "", 3, "", "sections.*");
  tli_words(&t, "units", "Units", "of the largest station", "");
  tli_column(&t, "ratio", "Largest ratio", TL_NUMBER, "", 3, "of the stations", inputs_of_all);
  tli_column(&t, "power_w", "Power used", TL_POWER, "MW", 3, "shaft power of all stations", inputs_of_all);
  tli_column(&t, "installed_w", "Power installed", TL_POWER, "MW", 3, "units and spares", inputs_of_all);
  tli_column(&t, "capital_usd", "Capital cost", TL_MONEY, money != NULL ? money : "", 3,
             "line and stations, engineering and contingency", inputs_of_all);
  tli_column(&t, "cost_usd_m3", "Cost of transport", TL_MONEY_PER_GAS_VOLUME, per_m3, 3,
             "annuity, operation and fuel over gas delivered in a year", inputs_of_all);
  tli_words(&t, "verdict", "Verdict", "limits of the study", "limits.*");
  return t;
}

static const char *verdict_of(const designing *x, const row *r) {
  const tli_study *s = x->study->reference;
  tli_arena *arena = x->study->arena;
  (void)s;
  if (r->fits) return "fits";
  if (!isnan(r->nearest_kg_s))
    return tli_arena_printf(arena, "does not fit; the most that some design carries is %s bcm/a at 20 degC",
                            tli_digits(r->nearest_kg_s / x->study->quality.density_kg_m3 * year_s / bcm_m3, 3).words);
  return tli_arena_printf(arena, "does not fit: %s at km %s", tl_design_limit_name(r->state.limit),
                          tli_digits(1e-3 * r->state.at_m, 4).words);
}

static void add_row(designing *x, tli_columns *t, const row *r) {
  const tl_design_catalogue *k = &x->section.catalogue;
  const tl_design *d = &r->design;
  const tl_design_state *s = &r->state;
  size_t most = 0;
  for (size_t i = 0; i < d->stations && r->fits; i++) most = s->stations[i].units > most ? s->stations[i].units : most;
  const char *units = r->fits && d->stations > 0 ? tli_arena_printf(x->study->arena, "%zu + %zu of %s", most, d->spares,
                                                                    k->machines[d->machine].name)
                                                 : "";
  const char *verdict = verdict_of(x, r);
  x->study->lost = x->study->lost || units == NULL || verdict == NULL;
  const double per_m3 = x->study->line->kg_per_m3;
  tli_row(
      t, (tl_cell[]){TLI_W(r->name), TLI_N(k->pressures_pa[d->pressure]), TLI_N((double)d->strings),
                     TLI_N(k->pipes[d->pipe].outside_diameter_m), TLI_W(r->fits ? k->steels[d->steel].name : ""),
                     TLI_N(r->fits ? s->wall_most_m : NAN), TLI_N(r->fits ? s->looped_m : NAN),
                     TLI_N((double)d->stations), TLI_W(units != NULL ? units : ""),
                     TLI_N(r->fits ? s->most_ratio : NAN), TLI_N(r->fits ? s->power_w : NAN),
                     TLI_N(r->fits ? s->installed_w : NAN), TLI_N(r->fits ? s->line_capital + s->station_capital : NAN),
                     TLI_N(r->fits ? s->cost_per_kg * per_m3 : NAN), TLI_W(verdict != NULL ? verdict : "")});
}

static void tables(designing *x) {
  tli_columns t =
      begin(x, "designs", "What would be built best, beside what was announced",
            "Every design of the catalogue at each working pressure of the study, with one and two strings; "
            "diameter, steel, wall, stations, machines and spares are free. The announced line is computed "
            "with the same prices. Fracture arrest is outside the scope.");
  for (size_t i = 0; i < x->row_count; i++) add_row(x, &t, &x->rows[i]);
  t = begin(x, "designs_next", "The best design and the ten next",
            "Of all designs of the catalogue at the working pressures of the study.");
  for (size_t i = 0; i < x->answer->kept; i++) {
    row r = {.design = x->answer->designs[i], .state = x->answer->states[i], .fits = true};
    r.name = tli_arena_printf(x->study->arena, "%zu", i + 1);
    x->study->lost = x->study->lost || r.name == NULL;
    add_row(x, &t, &r);
  }
}

static void curves(designing *x) {
  const tl_design_catalogue *k = &x->section.catalogue;
  const char *per_m3 = tli_money_per_volume_unit(x->study->arena, x->study->reference, x->study->line->reference_t_k);
  tli_columns t =
      tli_table_begin(x->study->results, "design_curves", "What transport costs at other flows, pipe by pipe",
                      "One string of each pipe; pressure, steel, stations and machines as is cheapest at each flow. "
                      "Each curve falls until "
                      "stations and fuel weigh more than what the pipe saves.",
                      "design", "design");
  tli_column(&t, "flow_m3_s", "Flow", TL_GAS_VOLUME_FLOW, "bcm/a at 20 degC", 3, "of a year", "flow.*");
  tli_column(&t, "diameter_m", "Outside diameter", TL_LENGTH, "mm", 4, "of the catalogue", "");
  tli_column(&t, "cost_usd_m3", "Cost of transport", TL_MONEY_PER_GAS_VOLUME, per_m3, 3,
             "annuity, operation and fuel over gas delivered in a year", inputs_of_all);
  const double load = x->study->reference->flow.load_factor.si;
  for (size_t p = 0; p < k->pipe_count; p++)
    for (size_t i = 0; i < CURVE_POINTS; i++)
      if (!isnan(x->curve[i][p]))
        tli_row(&t,
                (tl_cell[]){TLI_N(flow_at(x, i) * load / x->study->quality.density_kg_m3),
                            TLI_N(k->pipes[p].outside_diameter_m), TLI_N(x->curve[i][p] * x->study->line->kg_per_m3)});
}

static tl_code say(designing *x, tl_error *error) {
  const row *best = &x->rows[x->best];
  const tl_design_catalogue *k = &x->section.catalogue;
  const tli_study *s = x->study->reference;
  if (!best->fits) {
    tl_results_set_text(x->study->results, "design.best", "No design of the catalogue carries what is asked.");
    return TL_OK;
  }
  const row *same = NULL; /* what was announced, at that pressure */
  for (size_t i = 0; i < x->row_count; i++)
    if (strncmp(x->rows[i].name, "As", 2) == 0 && x->rows[i].fits &&
        x->rows[i].design.pressure == best->design.pressure)
      same = &x->rows[i];
  const char *beside =
      same == NULL
          ? "what was announced does not fit with these limits"
          : tli_arena_printf(x->study->arena, "what was announced costs %s %% more",
                             tli_digits(100.0 * (same->state.annual_cost / best->state.annual_cost - 1.0), 2).words);
  const char *text =
      beside == NULL
          ? NULL
          : tli_arena_printf(x->study->arena,
                             "%s: the cheapest of the catalogue is %s mm at %s MPa with %zu "
                             "stations and %s; %s.",
                             s->sections[x->section.section].title,
                             tli_digits(1e3 * k->pipes[best->design.pipe].outside_diameter_m, 4).words,
                             tli_digits(1e-6 * k->pressures_pa[best->design.pressure], 3).words, best->design.stations,
                             best->design.strings == 1 ? "one string" : "two strings", beside);
  if (text == NULL) return TLI_NO_MEMORY(error, "the designs");
  tl_results_set_text(x->study->results, "design.best", text);
  return TL_OK;
}

static tl_code design(designing *x, tl_error *error) {
  bool priced;
  TLI_TRY(
      tli_section_design_make(x->study, tli_subject_section(x->study), x->study->arena, &x->section, &priced, error));
  if (!priced || x->section.catalogue.pipe_count > TLI_COUNT(x->curve[0])) return tli_nothing_to_do(x->study);
  TLI_TRY(search_all(x, error));
  tables(x);
  curves(x);
  if (x->answer->kept > 0) TLI_TRY(tli_design_in_use(x->study, &x->section, x->answer, error));
  return say(x, error);
}

tl_code tli_step_design(tl_study *study, tl_error *error) {
  if (!study->answered || !tli_line_flow_is_given(study->line)) return tli_nothing_to_do(study);
  designing *x = TLI_NEW(study->arena, designing);
  tl_design_answer *answer = TLI_NEW(study->arena, tl_design_answer);
  if (x == NULL || answer == NULL) return TLI_NO_MEMORY(error, "the designs");
  x->study = study;
  x->answer = answer;
  return design(x, error);
}
