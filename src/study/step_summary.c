/* Step "summary": the questions of the first page, one sentence and one number with its range each. A question that no
 * step has answered is left out. And step "proof": the checks of this run. */
#include "io/file.h"
#include "study/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double year_s = 365.0 * 86400.0, bcm_m3 = 1e9;

static void set(tl_study *study, int number, const char *key, const char *text) {
  char name[40];
  (void)snprintf(name, sizeof name, "summary.%d.%s", number, key);
  if (text != NULL) tl_results_set_text(study->results, name, text);
}

static double as_bcm(const tl_study *study, double kg_s) {
  return kg_s / study->quality.density_kg_m3 * year_s / bcm_m3;
}

static const char *text_of(tl_study *study, const char *format, ...) TL_PRINTF(2, 3);
static const char *text_of(tl_study *study, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  const char *text = tli_arena_vprintf(study->arena, format, arguments);
  va_end(arguments);
  if (text == NULL) study->lost = true;
  return text != NULL ? text : "";
}

/* Over the combinations that ask the flow of the reference. */
static void count_verdicts(const tl_study *study, size_t section, size_t *fits, size_t *only_if, size_t *none) {
  *fits = *only_if = *none = 0;
  for (size_t i = 0; i < study->scenario_count; i++) {
    const tli_scenario *x = &study->scenarios[i];
    if (!tli_asks(&x->asked, &study->reference->flow.volume)) continue;
    const char *verdict = x->code != TL_OK || x->evaluation.outcome != TL_SOLVED
                              ? "does not fit"
                              : tli_verdict(&x->evaluation, x->evaluation.by_section[section]);
    if (strcmp(verdict, "fits") == 0)
      (*fits)++;
    else if (strcmp(verdict, "fits only if") == 0)
      (*only_if)++;
    else
      (*none)++;
  }
}

static const char *binding_words(const tli_evaluation *e) {
  return e->capacity_limit >= 0 ? tli_limit_words((tli_limit)e->capacity_limit) : "pressure itself";
}

static void question_flow(tl_study *study) {
  const size_t row = tli_reference_scenario(study);
  const tli_evaluation *e = row < study->scenario_count ? &study->scenarios[row].evaluation : &study->evaluation;
  set(study, 1, "question", "Does it carry the gas that was announced, and what limits it?");
  double low = e->capacity_kg_s, high = e->capacity_kg_s;
  for (size_t i = 0; i < study->scenario_count; i++) {
    const double c = study->scenarios[i].evaluation.capacity_kg_s;
    if (study->scenarios[i].code != TL_OK || isnan(c)) continue;
    low = fmin(low, c);
    high = fmax(high, c);
  }
  const bool given = tli_text_equal(study->reference->flow.mode, "given");
  set(study, 1, "number",
      isnan(e->capacity_kg_s) ? "none"
                              : text_of(study, "%s bcm/a", tli_digits(as_bcm(study, e->capacity_kg_s), 3).words));
  if (study->scenario_count > 1)
    set(study, 1, "range",
        text_of(study, "%s to %s over the %zu combinations of what is not public; bcm/a: billion m3 a year at 20 degC",
                tli_digits(as_bcm(study, low), 3).words, tli_digits(as_bcm(study, high), 3).words,
                study->scenario_count));
  else
    set(study, 1, "range", "billion m3 a year at 20 degC and 101.325 kPa");
  if (study->scenario_count > 1 && given) {
    size_t fits, only_if, none;
    const size_t subject = tli_subject_section(study);
    count_verdicts(study, subject, &fits, &only_if, &none);
    set(study, 1, "answer",
        text_of(study,
                "%s bcm/a through %s: within all limits in %zu of %zu combinations, only beyond a limit in %zu, "
                "physically impossible in %zu. The number is the largest flow of that section in the reference case, "
                "where the %s binds.%s%s",
                tli_digits(as_bcm(study, study->line->asked_kg_s * study->reference->flow.load_factor.si), 3).words,
                study->reference->sections[subject].title, fits, fits + only_if + none, only_if, none, binding_words(e),
                study->beyond_limit[0] != '\0' ? " " : "", study->beyond_limit));
  } else if (isnan(e->capacity_kg_s)) {
    set(study, 1, "answer",
        text_of(study, "No flow is within all limits. At the asked flow: %s.",
                tli_conditions(e, e->whole, study->arena)));
  } else if (tli_line_flow_is_given(study->line)) {
    set(study, 1, "answer",
        text_of(study, "The largest flow within all limits; what ends it is the %s.%s%s", binding_words(e),
                study->beyond_limit[0] != '\0' ? " " : "", study->beyond_limit));
  } else {
    set(study, 1, "answer", "The flow that the given pressures at both ends drive through the line.");
  }
  if (row < study->scenario_count) set(study, 1, "cell", text_of(study, "scenarios/%zu/capacity_m3_s", row));
}

static void question_cost(tl_study *study) {
  if (study->costs == NULL) return;
  const tl_range *sum = &study->capex.sum;
  const tli_study_economics *e = &study->reference->economics;
  const tl_table *totals = tl_results_table(study->results, "capex_totals");
  if (totals != NULL && tl_table_rows(totals) > 0) set(study, 2, "cell", "capex_totals/0/likely_usd");
  set(study, 2, "question", "What does it cost, with what in the number?");
  set(study, 2, "number",
      text_of(study, "%s bn %s(%d)", tli_digits(sum->likely / 1e9, 3).words, e->currency, (int)e->price_year.si));
  set(study, 2, "range",
      text_of(study, "%s to %s with low and high unit rates", tli_digits(sum->low / 1e9, 3).words,
              tli_digits(sum->high / 1e9, 3).words));
  tli_text scope;
  tli_text_init(&scope, tli_arena_allocator(study->arena));
  for (int i = 0; i < TL_SCOPE_ITEMS; i++)
    if ((study->capex.scope & TL_SCOPE_BIT(i)) != 0)
      tli_text_printf(&scope, "%s%s", scope.length > 0 ? ", " : "",
                      i == TL_SCOPE_ROADS_POWER ? "roads and power supply" : tl_econ_scope_name((tl_scope_item)i));
  study->lost = study->lost || scope.failed;
  double printed_low = INFINITY, printed_high = 0.0;
  for (size_t i = 0; i < study->reference->claim_count; i++) {
    const tli_study_claim *c = &study->reference->claims[i];
    if (!tli_text_equal(c->check, "capex")) continue;
    printed_low = fmin(printed_low, c->low.si);
    printed_high = fmax(printed_high, fmax(c->low.si, c->high.si));
  }
  const char *printed = printed_high > 0.0
                            ? text_of(study, " Printed figures run from %s to %s bn, most without a declared scope.",
                                      tli_digits(printed_low / 1e9, 3).words, tli_digits(printed_high / 1e9, 3).words)
                            : "";
  set(study, 2, "answer",
      text_of(study, "In it: %s, for %s km. Not in it: gas fields, feeders, interest while building, taxes.%s",
              scope.bytes != NULL && !scope.failed ? scope.bytes : "nothing",
              tli_digits(study->line->length_m / 1e3, 4).words, printed));
  tli_text_free(&scope);
}

static void question_transport(tl_study *study) {
  if (study->costs == NULL) return;
  const tli_study_economics *e = &study->reference->economics;
  const tl_range *sum = &study->levelised_sum;
  const double to_mmbtu = 1055.05585262e6 / study->levelised_gross_j_m3;
  const tl_table *levelised = tl_results_table(study->results, "levelised");
  if (levelised != NULL && tl_table_rows(levelised) > 0)
    set(study, 3, "cell", text_of(study, "levelised/%zu/likely_usd_m3", tl_table_rows(levelised) - 1));
  set(study, 3, "question", "What must transport earn to pay for itself, country by country?");
  set(study, 3, "number",
      text_of(study, "%s %s(%d)/1000 m3", tli_digits(sum->likely * 1e3, 3).words, e->currency, (int)e->price_year.si));
  set(study, 3, "range",
      text_of(study, "%s to %s; %s to %s %s/MMBtu", tli_digits(sum->low * 1e3, 3).words,
              tli_digits(sum->high * 1e3, 3).words, tli_digits(sum->low * to_mmbtu, 3).words,
              tli_digits(sum->high * to_mmbtu, 3).words, e->currency));
  tli_text parts;
  tli_text_init(&parts, tli_arena_allocator(study->arena));
  for (size_t i = 0; i < study->reference->section_count; i++)
    if (study->costs[i].item_count > 0)
      tli_text_printf(&parts, "%s%s %s", parts.length > 0 ? ", " : "",
                      tli_country_name(study->reference->sections[i].country),
                      tli_digits(study->levelised_per_m3[i].likely * 1e3, 3).words);
  set(study, 3, "answer",
      text_of(study,
              "Levelised cost of transport at constant prices, per 1000 m3: %s. It is a cost, not a tariff or a price; "
              "production and taxes come on top.",
              parts.bytes != NULL ? parts.bytes : ""));
  study->lost = study->lost || parts.failed;
  tli_text_free(&parts);
}

/* How much the largest flow moves when one axis leaves the reference and the rest stay. */
typedef struct effect {
  const char *label, *value;
  double change;
} effect;

static int by_size(const void *a, const void *b) {
  const double x = fabs(((const effect *)a)->change), y = fabs(((const effect *)b)->change);
  return x > y ? -1 : x < y;
}

static void question_unknowns(tl_study *study) {
  const tli_study *s = study->input;
  const size_t reference = tli_reference_scenario(study);
  if (reference == study->scenario_count || s->axis_count == 0) return;
  effect *effects = TLI_NEW_N(study->arena, effect, s->axis_count);
  study->lost = study->lost || effects == NULL;
  if (effects == NULL) return;
  const double base = study->scenarios[reference].evaluation.capacity_kg_s;

  for (size_t a = 0; a < s->axis_count; a++) effects[a] = (effect){s->axes[a].label, "", 0.0};
  for (size_t i = 0; i < study->scenario_count; i++) {
    size_t differing = 0, axis = 0;
    for (size_t a = 0; a < s->axis_count; a++)
      if (study->scenarios[i].choice[a] != s->axes[a].reference) {
        differing++;
        axis = a;
      }
    if (differing != 1) continue;
    const double c = study->scenarios[i].evaluation.capacity_kg_s, change = isnan(c) ? -1.0 : c / base - 1.0;

    if (fabs(change) > fabs(effects[axis].change))
      effects[axis] =
          (effect){s->axes[axis].label, s->axes[axis].values[study->scenarios[i].choice[axis]].label, change};
  }
  qsort(effects, s->axis_count, sizeof *effects, by_size);
  tli_columns t =
      tli_table_begin(study->results, "unknowns", "What is not public, by how much it moves the largest flow",
                      "One axis at a time leaves the reference scenario; the others stay.", "summary", "limits");
  tli_words(&t, "axis", "Not public", "axis of the study", "axes.*");
  tli_words(&t, "value", "Instead of the reference", "value of the axis", "axes.*");
  tli_column(&t, "change", "Change of the largest flow", TL_NUMBER, "%", 2,
             "against the reference scenario; -100 %: no flow meets all limits", "axes.*");
  for (size_t a = 0; a < s->axis_count; a++)
    tli_row(&t, (tl_cell[]){TLI_W(effects[a].label), TLI_W(effects[a].value), TLI_N(effects[a].change)});

  set(study, 5, "question", "What do we not know that would change the answer?");
  set(study, 5, "number", text_of(study, "%zu unknown%s", s->axis_count, s->axis_count == 1 ? "" : "s"));
  set(study, 5, "cell", "unknowns/0/change");
  const size_t shown = s->axis_count < 3 ? s->axis_count : 3;
  tli_text list;
  tli_text_init(&list, tli_arena_allocator(study->arena));
  for (size_t a = 0; a < shown; a++) {
    if (effects[a].change <= -1.0)
      tli_text_printf(&list, "%s%s (at %s no flow meets all limits)", a > 0 ? ", " : "", effects[a].label,
                      effects[a].value);
    else
      tli_text_printf(&list, "%s%s (%+.0f %% at %s)", a > 0 ? ", " : "", effects[a].label, effects[a].change * 100.0,
                      effects[a].value);
  }
  set(study, 5, "range", text_of(study, "%zu combinations computed", study->scenario_count));
  set(study, 5, "answer",
      text_of(study, "None of these is public. Most moved the largest flow, alone: %s.",
              list.bytes != NULL ? list.bytes : ""));
  study->lost = study->lost || list.failed;
  tli_text_free(&list);
}

/* 64-bit FNV-1a of each file that inputs were read from: tells apart, does not protect. */
static void fingerprints(tl_study *study) {
  const size_t count = tl_results_inputs(study->results);
  for (size_t i = 0; i < count; i++) {
    const tl_input *input = tl_results_input_at(study->results, i);
    if (input->line <= 0 || input->file == NULL || input->file[0] == '\0') continue;
    const char *key = tli_arena_printf(study->arena, "hash.%s", input->file);
    study->lost = study->lost || key == NULL;
    if (key == NULL || tl_results_text(study->results, key) != NULL) continue;
    tli_file file;
    tl_error error;
    if (tli_file_read(input->file, study->arena, &file, &error) != TL_OK) continue;
    uint64_t hash = 14695981039346656037u;
    for (size_t k = 0; k < file.length; k++) hash = (hash ^ (unsigned char)file.bytes[k]) * 1099511628211u;
    tl_results_set_text(study->results, key, text_of(study, "fnv1a64 %016llx", (unsigned long long)hash));
  }
}

static void page_intros(tl_study *study) {
  static const char *const intros[][2] = {
      {"page.line.intro", "Where the line runs, through whose land, how high, and how cold the ground is."},
      {"page.ground.intro",
       "What of the line lies in which area of each layer, and the other ways it could run. Layers are files with "
       "source "
       "and date; what they call their areas is their wording, not a view of this study."},
      {"page.flow.intro", "What happens in the pipe in the reference scenario."},
      {"page.stations.intro", "What the machines do in the reference scenario."},
      {"page.claims.intro", "What was printed about the line, beside what this study computes."},
      {"page.cost.intro", "Where the money goes, what the published totals may count, and what transport costs."},
      {"page.deal.intro",
       "Who pays whom how much, what is left after tax, and at which border price it pays. The contract is not public: "
       "its "
       "terms are assumptions of this study, to be changed."},
      {"page.uncertainty.intro",
       "Everything that is uncertain drawn at once, the line solved anew each time: how far the answers spread, and "
       "what "
       "decides."},
      {"page.scenarios.intro", "Every combination of what is not public; no combination is preferred."},
      {"page.matters.intro", "Which unknowns decide: each leaves the reference scenario alone, the others stay."},
      {"page.assumptions.intro", "Every input with its source; what has none is marked as an assumption."},
      {"page.proof.intro",
       "Why to believe the numbers: balances, residuals, the error of the method, and what is inside this file."}};
  for (size_t i = 0; i < TLI_COUNT(intros); i++) tl_results_set_text(study->results, intros[i][0], intros[i][1]);
  tl_results_set_text(study->results, "neutrality_note",
                      "This report gives figures and cited claims, no opinion. Parties are named as they name "
                      "themselves; borders are those of the layer named under the map and can be replaced.");
}

tl_code tli_step_summary(tl_study *study, tl_error *error) {
  (void)error;
  if (!study->answered) return tli_nothing_to_do(study);
  question_flow(study);
  question_cost(study);
  if (!tli_question_border_price(study)) question_transport(study);
  question_unknowns(study);
  page_intros(study);
  return TL_OK;
}

/* ---- proof ---------------------------------------------------------------------------------------------------------
 */

static void check_row(tl_study *study, tli_columns *t, const char *check, bool passed, const char *detail) {
  tli_row(t, (tl_cell[]){TLI_W(check), TLI_W(passed ? "passed" : "failed"), TLI_W(detail)});
  if (!passed)
    tl_findings_add(study->findings, TL_ERROR, study->input->file, 0, "proof", "", "check failed: %s: %s", check,
                    detail);
}

/* What was noticed while reading and computing, for the reader of the report. */
static void findings_table(tl_study *study) {
  static const char *const words[] = {"note", "warning", "error"};
  if (tl_findings_count(study->findings) == 0) return;
  tli_columns t = tli_table_begin(study->results, "findings", "What was noticed",
                                  "Said by the program while it read the study and computed it.", "proof", "route");
  tli_words(&t, "kind", "Kind", "note, warning or error", "");
  tli_words(&t, "about", "About", "part of the study", "");
  tli_words(&t, "finding", "Finding", "", "");
  for (size_t i = 0; i < tl_findings_count(study->findings); i++) {
    const tl_finding *f = tl_findings_at(study->findings, i);
    tli_row(&t, (tl_cell[]){TLI_W(words[f->severity]), TLI_W(f->id), TLI_W(f->sentence)});
  }
}

/* Names of the steps whose answers are in the report, computed now or kept from an earlier run. */
static void name_steps(tl_study *study) {
  tli_text text;
  tli_text_init(&text, tli_arena_allocator(study->arena));
  for (size_t i = 0; i < tli_step_count(); i++)
    if (study->steps[i] == TLI_STEP_RUN || study->steps[i] == TLI_STEP_CACHED)
      tli_text_printf(&text, "%s%s", text.length > 0 ? ", " : "", tli_step_at(i)->name);
  study->lost = study->lost || text.failed;
  if (!text.failed && text.bytes != NULL) tl_results_set_text(study->results, "steps.shown", text.bytes);
  tli_text_free(&text);
}

tl_code tli_step_proof(tl_study *study, tl_error *error) {
  (void)error;
  if (!study->answered) return tli_nothing_to_do(study);
  fingerprints(study);
  const tli_evaluation *e = &study->evaluation;
  tli_columns t = tli_table_begin(study->results, "proof", "Checks of this run",
                                  "Each check is made on every run; a failed one is an error.", "proof", "steady");
  tli_words(&t, "check", "Check", "", "");
  tli_words(&t, "outcome", "Outcome", "", "");
  tli_words(&t, "detail", "Detail", "", "");
  check_row(study, &t, "Gas in = gas out + fuel", e->balance_error <= 1e-9,
            text_of(study, "%s of the flow; allowed 1e-9", tli_digits(e->balance_error, 2).words));
  check_row(study, &t, "Mass balance at every node",
            e->certificate.mass_residual_kg_s <= 1e-9 * e->certificate.largest_flow_kg_s,
            text_of(study, "%s kg/s at a flow of %s kg/s", tli_digits(e->certificate.mass_residual_kg_s, 2).words,
                    tli_digits(e->certificate.largest_flow_kg_s, 4).words));
  check_row(study, &t, "Laws of all pipes and stations", e->certificate.pressure_residual_pa <= 10.0,
            text_of(study, "%s Pa after %d iterations; allowed 10 Pa",
                    tli_digits(e->certificate.pressure_residual_pa, 2).words, e->certificate.iterations));
  check_row(study, &t, "All states within the range of the gas law", e->certificate.states_outside == 0,
            text_of(study, "%zu states outside; there the nearest state of the range was taken",
                    e->certificate.states_outside));
  if (!isnan(study->segmentation_error_pa))
    check_row(study, &t, "Error of cutting pipes into parts", study->segmentation_error_pa <= 5000.0,
              text_of(study, "%s kPa with parts of %s km; wanted 1 kPa",
                      tli_digits(study->segmentation_error_pa / 1e3, 2).words,
                      tli_digits(study->part_length_m / 1e3, 3).words));
  if (study->scenario_count > 0) {
    double worst = 0.0;
    size_t solved = 0, none = 0, failed = 0;
    for (size_t i = 0; i < study->scenario_count; i++) {
      const tli_scenario *x = &study->scenarios[i];
      if (x->code != TL_OK || x->evaluation.outcome == TL_NOT_SOLVED || x->whole.outcome == TL_NOT_SOLVED)
        failed++;
      else if (x->evaluation.outcome == TL_SOLVED) {
        solved++;
        worst = fmax(worst, fmax(x->evaluation.balance_error, x->whole.balance_error));
      } else
        none++;
    }
    check_row(study, &t, "Gas balance in every combination", worst <= 1e-9,
              text_of(study, "worst %s of the flow over %zu solved combinations", tli_digits(worst, 2).words, solved));
    check_row(study, &t, "Every combination answered", failed == 0,
              text_of(study, "%zu solved, %zu without a physical solution, %zu unanswered", solved, none, failed));
  }
  if (study->costs != NULL) {
    double parts[3] = {0.0, 0.0, 0.0};
    for (int i = 0; i < TL_SCOPE_ITEMS; i++) {
      parts[0] += study->capex.by_item[i].low;
      parts[1] += study->capex.by_item[i].likely;
      parts[2] += study->capex.by_item[i].high;
    }
    const bool exact =
        parts[0] == study->capex.sum.low && parts[1] == study->capex.sum.likely && parts[2] == study->capex.sum.high;
    check_row(study, &t, "Cost items sum to the total", exact,
              exact ? "exactly, low, likely and high"
                    : text_of(study, "%.17g against %.17g", parts[1], study->capex.sum.likely));
  }
  findings_table(study);
  name_steps(study);
  return TL_OK;
}
