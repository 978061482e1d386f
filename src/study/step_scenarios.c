/* Step "scenarios": every combination of the axes, solved on several threads. Each combination is its own copy of the
 * study, its own network and its own solver, started cold, so that the answers do not depend on threads or order. */
#include "study/parallel.h"
#include "study/run.h"

#include <stdio.h>
#include <string.h>

enum { MOST_SCENARIOS = 20000 };

tl_code tli_apply_axes(tli_study *variant, const size_t *choice, tl_error *error) {
  for (size_t a = 0; a < variant->axis_count; a++) {
    const tli_study_axis *axis = &variant->axes[a];
    const tli_study_axis_value *value = &axis->values[choice != NULL ? choice[a] : axis->reference];
    for (size_t k = 0; k < value->sets; k++)
      TLI_TRY(tli_study_set(variant, value->set_paths[k], value->set_texts[k], error));
  }
  return TL_OK;
}

static bool keep_name(const char **name, tli_arena *arena) {
  if (*name == NULL) return true;
  *name = tli_arena_strdup(arena, *name);
  return *name != NULL;
}

/* The names of places belong to the line, which the evaluation outlives. */
static tl_code keep_names(tli_evaluation *e, size_t sections, tli_arena *arena, tl_error *error) {
  bool kept = true;
  for (int l = 0; l < TLI_LIMITS; l++) {
    kept = kept && keep_name(&e->whole[l].where, arena);
    for (size_t s = 0; s < sections; s++) kept = kept && keep_name(&e->by_section[s][l].where, arena);
  }
  if (e->capacity_where == NULL) e->capacity_where = "";
  kept = kept && keep_name(&e->capacity_where, arena) && keep_name(&e->reason.where_id, arena);
  return kept ? TL_OK : TLI_NO_MEMORY(error, "a scenario");
}

tl_code tli_solve_variant(const tli_study *variant, const tl_gas *gas, double part_length_m, size_t only, bool capacity,
                          tli_arena *arena, tli_evaluation *evaluation, tl_error *error) {
  tli_route *route;
  tli_line *line = NULL;
  tl_steady *steady = NULL;
  const tl_allocator *allocator = tli_arena_allocator(arena);
  tl_findings *findings = tl_findings_create(allocator);
  if (findings == NULL) return TLI_NO_MEMORY(error, "a scenario");
  tl_steady_options options;
  tl_steady_options_default(&options);
  options.part_length_m = part_length_m;
  options.from_last = true; /* each scenario has a solver of its own, so its figures do not depend on the others */
  options.allocator = allocator;
  tl_code code = tli_route_create(variant, arena, &route, findings, error);
  if (code == TL_OK) code = tli_line_create(variant, route, gas, only, allocator, &line, error);
  if (code == TL_OK) code = tl_steady_create(line->network, gas, &options, &steady, error);
  if (code == TL_OK) code = tli_evaluate(line, steady, arena, evaluation, error);
  if (code == TL_OK && capacity) code = tli_find_capacity(line, steady, arena, evaluation, error);
  if (code == TL_OK) code = keep_names(evaluation, variant->section_count, arena, error);
  tl_steady_destroy(steady);
  tli_line_destroy(line);
  tl_findings_destroy(findings);
  return code;
}

/* ---- one combination ----------------------------------------------------------------------------------------- */

size_t tli_line_sections(const tli_study *s) {
  size_t count = 0;
  for (size_t i = 0; i < s->section_count; i++) count += tli_text_equal(s->sections[i].role, "line") ? 1 : 0;
  return count;
}

/* The subject by itself with its largest flow; the whole line at the asked flow. */
static tl_code solve_both(const tl_study *study, const tli_study *variant, const tl_gas *gas, tli_arena *arena,
                          tli_scenario *scenario) {
  const bool alone = tli_line_sections(variant) > 1;
  TLI_TRY(tli_solve_variant(variant, gas, study->part_length_m, alone ? tli_subject_section(study) : TLI_WHOLE_LINE,
                            true, arena, &scenario->evaluation, &scenario->error));
  scenario->whole = scenario->evaluation;
  if (!alone) return TL_OK;
  scenario->whole = (tli_evaluation){0};
  return tli_solve_variant(variant, gas, study->part_length_m, TLI_WHOLE_LINE, false, arena, &scenario->whole,
                           &scenario->error);
}

static tl_code solve_one(const tl_study *study, tli_scenario *scenario, tli_arena *arena) {
  tli_study *variant = tli_study_copy(study->input, NULL);
  if (variant == NULL) return TLI_NO_MEMORY(&scenario->error, "a scenario");
  tl_gas *own_gas = NULL;
  tl_code code = tli_apply_axes(variant, scenario->choice, &scenario->error);
  scenario->asked = variant->flow.volume;
  const bool same_gas = tli_text_equal(variant->gas.model, study->reference->gas.model) &&
                        tli_text_equal(variant->gas.composition, study->reference->gas.composition);
  if (code == TL_OK && !same_gas) code = tli_study_gas_create(variant, NULL, &own_gas, &scenario->error);
  if (code == TL_OK) code = solve_both(study, variant, own_gas != NULL ? own_gas : study->gas, arena, scenario);
  scenario->cost_per_m3 = NAN;
  if (code == TL_OK && scenario->whole.outcome == TL_SOLVED)
    code = tli_transport_cost(study, variant, &scenario->whole, arena, &scenario->cost_per_m3, &scenario->error);
  tl_gas_destroy(own_gas);
  tli_study_destroy(variant);
  return code;
}

static void solve_case(void *context, size_t index, tli_arena *arena) {
  const tl_study *study = context;
  tli_scenario *scenario = &study->scenarios[index];
  scenario->code = solve_one(study, scenario, arena);
}

static tl_code solve_all(tl_study *study, tl_error *error) {
  const tl_code code = tli_for_each("scenarios", study->scenario_count, solve_case, study, study->options.threads,
                                    study->options.progress, &study->worker_arenas, study->arena, error);
  if (code != TL_OK) study->scenario_count = 0; /* some have not been computed */
  for (size_t i = 0; i < study->scenario_count; i++)
    if (study->scenarios[i].code == TL_ERR_MACHINE)
      return tl_fail(error, TL_ERR_MACHINE, "%s", study->scenarios[i].error.sentence);
  return code;
}

/* ---- table ----------------------------------------------------------------------------------------------------- */

static double value_of(const tli_criterion *c) { return c->where != NULL ? c->value : NAN; }

#define SCENARIO_INPUTS \
  "axes.* gas.* flow.* inlet.* pipes.* stations.* sections.* limits.* delivery.* waypoints.* offtakes.*"

static void scenarios_table(tl_study *study) {
  const tli_study *s = study->input;
  const size_t subject = tli_subject_section(study);
  const bool several = tli_line_sections(study->reference) > 1;
  const char *section = s->sections[subject].title;
  char sentence[400];
  (void)snprintf(
      sentence, sizeof sentence,
      "Every combination of what is not public, judged on the section %s by itself: what is assumed of the sections "
      "before and behind it does not enter. The last columns give the whole line at the asked flow.",
      section);
  tli_columns t = tli_table_begin(study->results, "scenarios", "All combinations", sentence, "scenarios", "limits");
  for (size_t a = 0; a < s->axis_count; a++) {
    char inputs[96];
    (void)snprintf(inputs, sizeof inputs, "axes.%s axes.%s.*", s->axes[a].id, s->axes[a].id);
    tli_words(&t, s->axes[a].id, s->axes[a].label,
              s->axes[a].why != NULL && s->axes[a].why[0] != '\0' ? s->axes[a].why : "axis of the study", inputs);
  }
  tli_column(&t, "capacity_m3_s", "Largest yearly volume within the limits", TL_GAS_VOLUME_FLOW, "bcm/a at 20 degC", 3,
             "largest flow on the day asked about times the load factor: root of the largest excess over the limits",
             SCENARIO_INPUTS);
  tli_column(&t, "capacity_0_m3_s", "The same at 0 degC", TL_GAS_VOLUME_FLOW, "bcm/a at 0 degC", 3,
             "the same mass at the other reference state", SCENARIO_INPUTS);
  tli_column(&t, "suction_p_pa", "Lowest pressure", TL_PRESSURE, "MPa", 3, "in the section", SCENARIO_INPUTS);
  tli_column(&t, "delivery_p_pa", "Delivery pressure", TL_PRESSURE, "MPa", 3, "where the flow is counted",
             SCENARIO_INPUTS);
  tli_column(&t, "max_ratio", "Largest compression ratio", TL_NUMBER, "", 3, "over the section's stations",
             SCENARIO_INPUTS);
  tli_column(&t, "max_power_w", "Largest station power", TL_POWER, "MW", 3, "over the section's stations",
             SCENARIO_INPUTS);
  tli_column(&t, "velocity_m_s", "Largest gas velocity", TL_VELOCITY, "m/s", 3, "in the section", SCENARIO_INPUTS);
  tli_column(&t, "discharge_t_k", "Highest temperature into the pipe", TL_TEMPERATURE, "degC", 3,
             "behind the section's stations", SCENARIO_INPUTS);

  tli_words(&t, "outcome", "Physics", "whether the asked flow has a physical solution", SCENARIO_INPUTS);
  tli_words(&t, "verdict", "Verdict",
            "fits: within all limits; fits only if: beyond a limit; does not fit: no physical solution",
            SCENARIO_INPUTS);
  tli_words(&t, "condition", "Condition", "what would have to be allowed, or why there is no solution",
            SCENARIO_INPUTS);
  tli_words(&t, "binding", "What binds first", "the limit that ends the largest flow", SCENARIO_INPUTS);
  if (several) {
    tli_words(&t, "whole_outcome", "Whole line",
              "whether the asked flow has a physical solution with the assumed stations of all sections",
              SCENARIO_INPUTS);
    tli_column(&t, "whole_power_w", "Power of the whole line", TL_POWER, "MW", 3, "sum over all stations",
               SCENARIO_INPUTS);
    tli_column(&t, "whole_fuel_share", "Fuel share of the whole line", TL_NUMBER, "%", 3, "fuel over gas in",
               SCENARIO_INPUTS);
  }
  const bool costed = s->cost_count > 0;
  if (costed) {
    const char *money = tli_money_per_volume_unit(study->arena, study->reference, study->line->reference_t_k);
    study->lost = study->lost || money[0] == '\0';
    tli_column(&t, "whole_cost_usd_m3", "Cost of transport, whole line", TL_MONEY_PER_GAS_VOLUME, money, 3,
               "levelised cost of all computed sections at the asked flow, likely rates",
               SCENARIO_INPUTS " costs.* economics.* rates.*");
  }
  const double per_m3_20 = 1.0 / study->quality.density_kg_m3, per_m3_0 = 1.0 / study->density_0_kg_m3;
  for (size_t i = 0; i < study->scenario_count; i++) {
    const tli_scenario *x = &study->scenarios[i];
    const tli_evaluation *e = &x->evaluation;
    tl_cell cells[64];
    size_t k = 0;
    for (size_t a = 0; a < s->axis_count; a++) cells[k++] = TLI_W(s->axes[a].values[x->choice[a]].label);
    const bool solved = x->code == TL_OK && e->outcome == TL_SOLVED;
    static const tli_criterion none[TLI_LIMITS];
    const tli_criterion *c = solved ? e->by_section[subject] : none;
    cells[k++] = TLI_N(x->code == TL_OK ? e->capacity_kg_s * per_m3_20 : NAN);
    cells[k++] = TLI_N(x->code == TL_OK ? e->capacity_kg_s * per_m3_0 : NAN);
    cells[k++] = TLI_N(value_of(&c[TLI_LINE_PRESSURE]));
    cells[k++] = TLI_N(solved ? e->delivery_p_pa : NAN);
    cells[k++] = TLI_N(value_of(&c[TLI_STATION_RATIO]));
    cells[k++] = TLI_N(value_of(&c[TLI_STATION_POWER]));
    cells[k++] = TLI_N(value_of(&c[TLI_VELOCITY]));
    cells[k++] = TLI_N(value_of(&c[TLI_DISCHARGE_TEMPERATURE]));

    cells[k++] = TLI_W(x->code != TL_OK ? "input error" : tl_outcome_name(e->outcome));
    cells[k++] = TLI_W(x->code != TL_OK ? "does not fit" : tli_verdict(e, c));
    const char *conditions = x->code != TL_OK ? x->error.sentence : tli_conditions(e, c, study->arena);
    study->lost = study->lost || conditions == NULL;
    cells[k++] = TLI_W(conditions);
    cells[k++] = TLI_W(e->capacity_limit >= 0    ? tli_limit_words((tli_limit)e->capacity_limit)
                       : isnan(e->capacity_kg_s) ? "no flow meets all limits"
                                                 : "pressure");
    if (several) {
      const bool all = x->code == TL_OK && x->whole.outcome == TL_SOLVED;
      cells[k++] = TLI_W(x->code != TL_OK ? "input error" : tl_outcome_name(x->whole.outcome));
      cells[k++] = TLI_N(all ? x->whole.total_power_w : NAN);
      cells[k++] = TLI_N(all ? x->whole.fuel_kg_s / x->whole.in_kg_s : NAN);
    }
    if (costed) cells[k++] = TLI_N(x->cost_per_m3);
    tli_row(&t, cells);
  }
}

static void axes_json(tl_study *study) {
  const tli_study *s = study->input;
  tli_text j, r;
  tli_text_init(&j, tli_arena_allocator(study->arena));
  tli_text_init(&r, tli_arena_allocator(study->arena));
  tli_text_add(&j, "[");
  tli_text_add(&r, "{");
  for (size_t a = 0; a < s->axis_count; a++) {
    tli_text_printf(&j, "%s{\"id\":\"%s\",\"label\":\"%s\",\"unit\":\"\",\"values\":[", a ? "," : "", s->axes[a].id,
                    s->axes[a].label);
    for (size_t v = 0; v < s->axes[a].count; v++)
      tli_text_printf(&j, "%s\"%s\"", v ? "," : "", s->axes[a].values[v].label);
    tli_text_add(&j, "]}");
    tli_text_printf(&r, "%s\"%s\":\"%s\"", a ? "," : "", s->axes[a].id, s->axes[a].values[s->axes[a].reference].label);
  }
  tli_text_add(&j, "]");
  tli_text_add(&r, "}");
  study->lost = study->lost || j.failed || r.failed;
  if (!j.failed && !r.failed) {
    tl_results_set_json(study->results, "axes", j.bytes);
    tl_results_set_json(study->results, "reference_scenario", r.bytes);
  }
  tli_text_free(&j);
  tli_text_free(&r);
}

tl_code tli_step_scenarios(tl_study *study, tl_error *error) {
  const tli_study *s = study->input;
  if (!study->answered) return tli_nothing_to_do(study);
  size_t count = 1;
  for (size_t a = 0; a < s->axis_count; a++) {
    if (count > MOST_SCENARIOS / s->axes[a].count)
      return tl_fail(error, TL_ERR_INPUT, "the axes have more than %d combinations: take values or axes away",
                     MOST_SCENARIOS);
    count *= s->axes[a].count;
  }
  study->scenarios = TLI_NEW_N(study->arena, tli_scenario, count);
  if (study->scenarios == NULL) return TLI_NO_MEMORY(error, "the scenarios");
  for (size_t i = 0; i < count; i++) {
    study->scenarios[i].choice = TLI_NEW_N(study->arena, size_t, s->axis_count);
    if (study->scenarios[i].choice == NULL) return TLI_NO_MEMORY(error, "the scenarios");
    size_t rest = i;
    for (size_t a = s->axis_count; a-- > 0;) { /* the last axis varies fastest */
      study->scenarios[i].choice[a] = rest % s->axes[a].count;
      rest /= s->axes[a].count;
    }
  }
  study->scenario_count = count;
  TLI_TRY(solve_all(study, error));
  scenarios_table(study);
  axes_json(study);
  return TL_OK;
}
