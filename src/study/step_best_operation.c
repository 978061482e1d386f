/* Step "operation": which units of each station run and at which pressure, so that the line as studied takes the
 * least; how far below no operation can be; and what that is worth in the line with its heat and fuel.
 * docs/theory/optimise-line.md, docs/theory/study-stations.md */
#include "net/tli_net.h"
#include "study/best_operation.h"

#include <string.h>

static const char *const inputs = HYDRAULIC_INPUTS " machines.* climate.* delivery.* economics.*";

/* An operation in the study's own line, with heat and with the gas that its stations burn. */
typedef struct in_line {
  bool solved;
  double power_w, p_end_pa;
} in_line;

enum { FLOWS = 5 };
static const double shares[FLOWS] = {1.0, 0.9, 0.8, 0.7, 0.6}; /* of the flow of the reference */

/* The same line with less gas. */
typedef struct at_share {
  bool found, most_fits;
  double energy_w, bound_w, most_w;
  size_t units;
} at_share;

typedef struct operated {
  tli_operating problem;
  tl_line_answer *answer;
  double check_pa, own_maps_w;
  in_line best, most;
  at_share flows[FLOWS];
} operated;

/* Energy that no operation goes below: what the least cost buys. At several prices it bounds the cost alone: NaN. */
static double least_energy_w(const operated *x, const tl_line_answer *a) {
  const double price = x->problem.stations[0].price;
  for (size_t i = 1; i < x->problem.count; i++)
    if (x->problem.stations[i].price != price) return NAN;
  return a->bound / price;
}

/* ---- in the study's own line ------------------------------------------------------------------------------------- */

static tl_code look_at_line(const operated *x, const tl_steady *steady, in_line *at, tl_error *error) {
  const tli_line *line = x->problem.study->line;
  at->solved = tl_steady_outcome(steady) == TL_SOLVED;
  if (!at->solved) return TL_OK;
  for (size_t i = 0; i < line->station_count; i++) {
    tl_station_state station;
    TLI_TRY(tl_steady_station(steady, line->stations[i].link, &station, error));
    at->power_w += station.power_w;
  }
  tl_node_state end;
  TLI_TRY(tl_steady_node(steady, line->end_node, &end, error));
  at->p_end_pa = end.p_pa;
  return TL_OK;
}

/* The caller destroys the state; it rests on a network in the study's arena. */
static tl_code run_in_line(const operated *x, const tl_line_operation *o, in_line *at, tl_steady **steady,
                           tl_error *error) {
  const double low_pa = 1e5; /* held behind a station that is by-passed */
  const tl_study *study = x->problem.study;
  tl_network *network = TLI_NEW(study->arena, tl_network);
  tl_station *stations;
  tl_steady_options options;
  tl_steady_options_default(&options);
  options.part_length_m = study->part_length_m;
  *at = (in_line){.p_end_pa = NAN};
  if (network == NULL) return TLI_NO_MEMORY(error, "the best operation");
  TLI_TRY(tli_line_own_stations(study->line, study->arena, network, &stations, error));
  for (size_t i = 0; i < x->problem.count; i++)
    stations[x->problem.crew[i]].discharge_p_pa = o->units[i] > 0 ? o->p_out_pa[i] : low_pa;
  TLI_TRY(tl_steady_create(network, study->gas, &options, steady, error));
  TLI_TRY(tl_steady_solve(*steady, study->line->boundary, error));
  return look_at_line(x, *steady, at, error);
}

/* ---- tables ------------------------------------------------------------------------------------------------------ */

static const char *held_by(const char *binds) {
  if (strcmp(binds, "pressure") == 0) return "largest pressure";
  if (strcmp(binds, "delivery") == 0) return "delivery pressure";
  if (strcmp(binds, "machine") == 0) return "limit of the units";
  return "least cost";
}

static const char *name_at(const operated *x, size_t i) { return x->problem.year->crews[x->problem.crew[i]].at->name; }

static void station_table(const operated *x, const char *per_bar) {
  const tl_line_answer *a = x->answer;
  tli_columns t =
      tli_table_begin(x->problem.study->results, "best_operation", "The best operation, station by station",
                      "Units that run and the pressure each station holds, so that the line takes the least.",
                      "operation", "optimise-line");
  tli_words(&t, "station", "Station", "", "");
  tli_column(&t, "units", "Units that run", TL_COUNT, "", 2, "of the best operation; 0: by-passed", inputs);
  tli_column(&t, "of_units", "Units there", TL_COUNT, "", 2, "without spares", "stations.* machines.*");
  tli_column(&t, "p_in_pa", "Pressure before", TL_PRESSURE, "MPa", 3, "what arrives", inputs);
  tli_column(&t, "p_out_pa", "Pressure held", TL_PRESSURE, "MPa", 3, "set point of the best operation", inputs);
  tli_column(&t, "power_w", "Power used", TL_POWER, "MW", 3, "shaft power of all its units", inputs);
  tli_column(&t, "always_w", "Power at the largest pressure", TL_POWER, "MW", 3,
             "where every station holds its largest pressure", inputs);
  tli_words(&t, "held_by", "What holds it", "", "");
  tli_column(&t, "worth", "Worth of one bar more allowed", TL_MONEY_PER_TIME, per_bar, 2,
             "cost saved in a year by a bar more of the station's largest pressure, first order", inputs);
  for (size_t i = 0; i < x->problem.count; i++) {
    const bool runs = a->operation.units[i] > 0;
    const double worth = -a->by_p_most[i] * 1e5;
    tli_row(&t, (tl_cell[]){TLI_W(name_at(x, i)), TLI_N((double)a->operation.units[i]),
                            TLI_N((double)x->problem.stations[i].units), TLI_N(a->state.p_in_pa[i]),
                            TLI_N(runs ? a->operation.p_out_pa[i] : NAN), TLI_N(runs ? a->state.power_w[i] : 0.0),
                            TLI_N(a->always_most_state.power_w[i]), TLI_W(runs ? held_by(a->binds[i]) : "by-passed"),
                            TLI_N(x->problem.in_money && runs && worth > 0.0 ? worth : NAN)});
  }
}

static void sum_table(const operated *x, const char *per_year) {
  const tl_line_answer *a = x->answer;
  tli_columns t =
      tli_table_begin(x->problem.study->results, "best_operation_sums", "How good it is",
                      "At one temperature, with the flows of the reference; below, the same pressures in the "
                      "line as studied, with its heat and with the gas that the stations burn.",
                      "operation", "optimise-line");
  tli_words(&t, "what", "", "", "");
  tli_column(&t, "energy_w", "Energy taken", TL_POWER, "MW", 4, "fuel on net heating value, and electricity", inputs);
  tli_column(&t, "power_w", "Shaft power", TL_POWER, "MW", 4, "sum over the stations", inputs);
  tli_column(&t, "cost", "Cost of energy", TL_MONEY_PER_TIME, per_year, 4, "at the prices of the study", inputs);
  tli_column(&t, "p_end_pa", "Pressure at the end", TL_PRESSURE, "MPa", 3, "what arrives", inputs);
  const bool money = x->problem.in_money, most = a->always_most_state.fits;
  tli_row(&t, (tl_cell[]){TLI_W("Best operation found"), TLI_N(a->state.energy_all_w), TLI_N(a->state.power_all_w),
                          TLI_N(money ? a->state.cost : NAN), TLI_N(a->state.p_end_pa)});
  tli_row(&t, (tl_cell[]){TLI_W("No operation takes less (proved)"), TLI_N(least_energy_w(x, a)), TLI_N(NAN),
                          TLI_N(money ? a->bound : NAN), TLI_N(NAN)});
  tli_row(&t,
          (tl_cell[]){TLI_W(most ? "Every station at its largest pressure" : "Every station as near to it as it can"),
                      TLI_N(a->always_most_state.energy_all_w), TLI_N(a->always_most_state.power_all_w),
                      TLI_N(money ? a->always_most_state.cost : NAN), TLI_N(a->always_most_state.p_end_pa)});
  tli_row(&t, (tl_cell[]){TLI_W("Best operation, in the line with heat and fuel"), TLI_N(NAN),
                          TLI_N(x->best.solved ? x->best.power_w : NAN), TLI_N(NAN), TLI_N(x->best.p_end_pa)});
  tli_row(&t, (tl_cell[]){TLI_W("Largest pressures, in the line with heat and fuel"), TLI_N(NAN),
                          TLI_N(x->most.solved ? x->most.power_w : NAN), TLI_N(NAN), TLI_N(x->most.p_end_pa)});
}

static void add_course(const operated *x, tli_columns *t, const char *name, const tl_line_operation *o,
                       const tl_line_state *s) {
  const tli_line *line = x->problem.study->line;
  for (size_t i = 0; i < x->problem.count; i++) {
    const double at = x->problem.year->crews[x->problem.crew[i]].at->chainage_m;
    tli_row(t, (tl_cell[]){TLI_W(name), TLI_N(at), TLI_N(s->p_in_pa[i])});
    if (o->units[i] > 0) tli_row(t, (tl_cell[]){TLI_W(name), TLI_N(at), TLI_N(o->p_out_pa[i])});
  }
  tli_row(t, (tl_cell[]){TLI_W(name), TLI_N(line->length_m), TLI_N(s->p_end_pa)});
}

static void course_table(const operated *x) {
  const tl_line_answer *a = x->answer;
  tli_columns t =
      tli_table_begin(x->problem.study->results, "best_operation_course", "Pressure along the line",
                      "Before and behind each station; straight lines between.", "operation", "optimise-line");
  tli_words(&t, "line", "Operation", "", "");
  tli_column(&t, "chainage_m", "From the start", TL_LENGTH, "km", 4, "", "sections.*");
  tli_column(&t, "p_pa", "Pressure", TL_PRESSURE, "MPa", 3, "of the operation", inputs);
  add_course(x, &t, "best", &a->operation, &a->state);
  if (!isnan(a->always_most_state.p_end_pa)) add_course(x, &t, "largest", &a->always_most, &a->always_most_state);
}

static void flow_table(const operated *x) {
  const tl_study *study = x->problem.study;
  tli_columns t =
      tli_table_begin(study->results, "best_operation_flows", "What the best operation saves over the flow",
                      "The same stations with less gas, all flows in proportion: the fuller the line, the less "
                      "there is to choose.",
                      "operation", "optimise-line");
  tli_column(&t, "share", "Flow", TL_NUMBER, "%", 2, "of the flow of the reference", "flow.*");
  tli_column(&t, "energy_w", "Energy at best", TL_POWER, "MW", 4, "fuel on net heating value, and electricity", inputs);
  tli_column(&t, "bound_w", "No operation takes less than", TL_POWER, "MW", 4, "proved", inputs);
  tli_column(&t, "most_w", "At the largest pressures", TL_POWER, "MW", 4,
             "every station as near to its largest pressure as its units come", inputs);
  tli_column(&t, "saved", "Saved", TL_NUMBER, "%", 2, "of what the largest pressures take", inputs);
  tli_column(&t, "units", "Units that run", TL_COUNT, "", 3, "of all stations, at best", inputs);
  for (size_t k = 0; k < FLOWS; k++) {
    const at_share *f = &x->flows[k];
    if (!f->found) continue;
    const double most = f->most_fits ? f->most_w : NAN;
    tli_row(&t, (tl_cell[]){TLI_N(shares[k]), TLI_N(f->energy_w), TLI_N(f->bound_w), TLI_N(most),
                            TLI_N(1.0 - f->energy_w / most), TLI_N((double)f->units)});
  }
}

/* ---- in words ---------------------------------------------------------------------------------------------------- */

static const char *saving_words(const operated *x) {
  const tl_line_answer *a = x->answer;
  if (!a->always_most_state.fits || !(a->always_most_state.energy_all_w > 0.0))
    return "with every station at its largest pressure the units of one break a limit";
  const double saved = 1.0 - a->state.energy_all_w / a->always_most_state.energy_all_w;
  return tli_arena_printf(x->problem.study->arena, "with every station at its largest pressure it is %s MW, %s %% more",
                          tli_digits(1e-6 * a->always_most_state.energy_all_w, 4).words,
                          tli_digits(100.0 * saved / (1.0 - saved), 2).words);
}

static const char *answer_words(const operated *x) {
  const tl_line_answer *a = x->answer;
  tli_arena *arena = x->problem.study->arena;
  if (x->problem.trouble != NULL)
    return tli_arena_printf(arena, "%s: %s.", a->found ? "Found, and not shown" : "Not searched", x->problem.trouble);
  if (a->none)
    return tli_arena_printf(arena,
                            "Proved: no operation of these units carries this flow, if none leads gas back. The most "
                            "found is %s of it; what stops more: %s.",
                            tli_digits(a->nearest_kg_s / x->problem.problem.q_kg_s, 3).words, a->in_the_way);
  if (!a->found) return "No operation within all limits was found, and none is proved not to exist.";
  const char *saved = saving_words(x);
  if (saved == NULL) return NULL;
  return tli_arena_printf(
      arena,
      "Run at its best the line takes %s MW of energy; %s. Proved: no operation %s less than %s %% below it. The "
      "simulator of networks finds the same pressures to %s bar. For this the maps of the units are fitted, and the "
      "gas "
      "in all pipes has one temperature, %s degC: with the units' own maps the same operation takes %s MW.",
      tli_digits(1e-6 * a->state.energy_all_w, 4).words, saved, x->problem.in_money ? "costs" : "takes",
      tli_digits(100.0 * fmax(a->gap, 0.0), 2).words, tli_digits(1e-5 * x->check_pa, 1).words,
      tli_digits(x->problem.problem.t_k - 273.15, 3).words,
      isnan(x->own_maps_w) ? "more than they have" : tli_digits(1e-6 * x->own_maps_w, 4).words);
}

/* ---- the step ---------------------------------------------------------------------------------------------------- */

static void take_share(const operated *x, const tl_line_answer *a, at_share *f) {
  *f = (at_share){.found = a->found,
                  .most_fits = a->always_most_state.fits,
                  .energy_w = a->state.energy_all_w,
                  .bound_w = least_energy_w(x, a),
                  .most_w = a->always_most_state.energy_all_w};
  for (size_t i = 0; i < x->problem.count; i++) f->units += a->operation.units[i];
}

static tl_code search_shares(operated *x, const tl_line_options *options, tl_error *error) {
  tl_line_span spans[TL_LINE_STATIONS];
  tl_line_problem less = x->problem.problem;
  tl_line_answer *answer = TLI_NEW(x->problem.study->arena, tl_line_answer);
  if (answer == NULL) return TLI_NO_MEMORY(error, "the best operation");
  less.spans = spans;
  take_share(x, x->answer, &x->flows[0]);
  for (size_t k = 1; k < FLOWS; k++) {
    less.q_kg_s = shares[k] * x->problem.problem.q_kg_s;
    for (size_t i = 0; i < x->problem.count; i++) {
      spans[i] = x->problem.spans[i];
      spans[i].offtake_kg_s *= shares[k];
    }
    TLI_TRY(tl_line_optimise(&less, options, answer, error));
    take_share(x, answer, &x->flows[k]);
  }
  return TL_OK;
}

/* What the search or the simulator refuses is told in the report, and stops nothing else of the study. */
static tl_code told(operated *x, tl_code code, const tl_error *why, tl_error *error) {
  if (code == TL_OK) return TL_OK;
  if (code != TL_ERR_INPUT && code != TL_ERR_NO_ANSWER) return tl_fail(error, code, "%s", why->sentence);
  x->problem.trouble = tli_arena_strdup(x->problem.study->arena, why->sentence);
  return x->problem.trouble != NULL ? TL_OK : TLI_NO_MEMORY(error, "the best operation");
}

static bool has_answer(const operated *x) { return x->problem.trouble == NULL && x->answer->found; }

static tl_code search(operated *x, const tl_line_options *options, tl_error *error) {
  tl_error why;
  if (x->problem.trouble != NULL) return TL_OK;
  return told(x, tl_line_optimise(&x->problem.problem, options, x->answer, &why), &why, error);
}

/* Temperatures and burnt gas are first those of the reference, then those of the line with what was found for it. */
static tl_code search_twice(operated *x, const tl_line_options *options, tl_error *error) {
  tl_study *study = x->problem.study;
  tl_steady *better = NULL;
  TLI_TRY(search(x, options, error));
  if (!has_answer(x)) return TL_OK;
  tl_code code = run_in_line(x, &x->answer->operation, &x->best, &better, error);
  if (code == TL_OK && x->best.solved) {
    code = tli_operating_make(study, x->problem.year, better, &x->problem, error);
    if (code == TL_OK) code = search(x, options, error);
  }
  tl_steady_destroy(better);
  return code;
}

static tl_code in_the_line(operated *x, const tl_line_operation *o, in_line *at, tl_error *error) {
  tl_steady *steady = NULL;
  const tl_code code = run_in_line(x, o, at, &steady, error);
  tl_steady_destroy(steady);
  return code;
}

static tl_code check(operated *x, tl_error *error) {
  const tl_line_answer *a = x->answer;
  double energy;
  tl_error why;
  const tl_code code = tl_line_check(&x->problem.problem, &a->operation, &a->state, &x->check_pa, &energy, &why);
  TLI_TRY(told(x, code, &why, error));
  if (!has_answer(x)) return TL_OK;
  TLI_TRY(tli_operating_energy(&x->problem, &a->operation, &a->state, &x->own_maps_w, error));
  TLI_TRY(in_the_line(x, &a->operation, &x->best, error));
  return in_the_line(x, &a->always_most, &x->most, error);
}

static tl_code find(operated *x, tl_error *error) {
  tl_line_options options;
  tl_line_options_default(&options);
  options.progress = x->problem.study->options.progress;
  TLI_TRY(search_twice(x, &options, error));
  if (has_answer(x)) TLI_TRY(check(x, error));
  return has_answer(x) ? search_shares(x, &options, error) : TL_OK;
}

static tl_code report(const operated *x, tl_error *error) {
  tl_study *study = x->problem.study;
  const char *per_year = tli_money_unit(study->arena, study->reference, "M ", "/a");
  const char *words = answer_words(x);
  if (words == NULL || per_year[0] == '\0') return TLI_NO_MEMORY(error, "the best operation");
  tl_results_set_text(study->results, "operation.best", words);
  if (!has_answer(x)) return TL_OK;
  station_table(x, per_year);
  sum_table(x, per_year);
  course_table(x);
  flow_table(x);
  return TL_OK;
}

tl_code tli_step_best_operation(tl_study *study, tl_error *error) {
  if (!study->answered || study->line->station_count == 0 || study->reference->machine_count == 0)
    return tli_nothing_to_do(study);
  tli_year *year = TLI_NEW(study->arena, tli_year);
  operated *x = TLI_NEW(study->arena, operated);
  if (year == NULL || x == NULL) return TLI_NO_MEMORY(error, "the best operation");
  *x = (operated){.answer = TLI_NEW(study->arena, tl_line_answer)};
  if (x->answer == NULL) return TLI_NO_MEMORY(error, "the best operation");
  tl_code code = tli_year_make(study, year, error);
  if (code == TL_OK) code = tli_operating_make(study, year, study->steady, &x->problem, error);
  if (code == TL_OK) code = find(x, error);
  if (code == TL_OK) code = report(x, error);
  tli_year_free(year);
  return code;
}
