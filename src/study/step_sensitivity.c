/* Step "sensitivity": which unknowns decide. Every figure that the study gives with a range (low, high), and every
 * axis, leaves the reference scenario alone while the rest stays; each time the line is solved anew with full physics:
 *   largest flow within the limits   of the section judged by itself, as in the step "scenarios"
 *   fuel over gas in                 of the whole line at the asked flow
 *   levelised cost of transport      of the whole line at the asked flow, likely rates
 * One figure at a time says nothing of what two do together; that is what the combinations are for. What an axis sets
 * is varied by the axis only, since it sets together what belongs together. Heights, and ground temperatures, of all
 * places move together: a survey or a climate errs in one direction. docs/theory/sensitivity.md */
#include "study/unknowns.h"

#include <stdlib.h>
#include <string.h>

static const double year_s = 365.0 * 86400.0, bcm_m3 = 1e9;

/* What the three answers are with one thing changed. NaN: none. */
typedef struct outcome {
  double capacity_kg_s, fuel_share, cost_per_m3;
  const char *trouble; /* why the whole line has no answer; "" */
  tl_code code;
  tl_error error;
} outcome;

typedef struct ends_given {
  outcome at[2]; /* at its low and high end */
} ends_given;

typedef struct search {
  tl_study *study;
  tli_unknowns list;
  const tli_unknown *unknowns; /* those of the list */
  size_t count;
  ends_given *give; /* one an tli_unknown */
  outcome reference;
} search;

/* ---- one case ------------------------------------------------------------------------------------------------ */

static tl_code apply(const search *x, tli_study *variant, const tli_unknown *u, int end, tl_error *error) {
  if (u->change_count == 0) {
    const tli_study_axis *axis = &variant->axes[u->axis];
    for (size_t k = 0; k < axis->values[u->value].sets; k++)
      TLI_TRY(tli_study_set(variant, axis->values[u->value].set_paths[k], axis->values[u->value].set_texts[k], error));
  }
  for (size_t i = 0; i < u->change_count; i++)
    if (u->changes[i].ends[end] != NULL)
      TLI_TRY(tli_study_set(variant, u->changes[i].path, u->changes[i].ends[end], error));
  (void)x;
  return TL_OK;
}

/* The same calls, in the same way, for the reference and for every case: what differs is what was changed. */
static tl_code answer(const search *x, const tli_study *variant, tli_arena *arena, outcome *o, tl_error *error) {
  const tl_study *study = x->study;
  const bool alone = tli_line_sections(variant) > 1;
  tli_evaluation own = {0}, whole = {0};
  TLI_TRY(tli_solve_variant(variant, study->gas, study->part_length_m,
                            alone ? tli_subject_section(study) : TLI_WHOLE_LINE, true, arena, &own, error));
  if (alone)
    TLI_TRY(tli_solve_variant(variant, study->gas, study->part_length_m, TLI_WHOLE_LINE, false, arena, &whole, error));
  else
    whole = own;
  o->capacity_kg_s = own.capacity_kg_s;
  if (whole.outcome != TL_SOLVED) {
    o->trouble = tli_arena_strdup(arena, whole.reason.sentence);
    return o->trouble != NULL ? TL_OK : TLI_NO_MEMORY(error, "a variant");
  }
  o->fuel_share = whole.fuel_kg_s / whole.in_kg_s;
  return tli_transport_cost(study, variant, &whole, arena, &o->cost_per_m3, error);
}

/* Case 0 is the reference; then two for each unknown. */
static void solve_case(void *context, size_t index, tli_arena *arena) {
  search *x = context;
  const tli_unknown *u = index > 0 ? &x->unknowns[(index - 1) / 2] : NULL;
  const int end = index > 0 ? (int)((index - 1) % 2) : 0;
  outcome *o = u != NULL ? &x->give[(index - 1) / 2].at[end] : &x->reference;
  *o = (outcome){.capacity_kg_s = NAN, .fuel_share = NAN, .cost_per_m3 = NAN, .trouble = ""};
  if (u != NULL && u->ends[end] == NULL) return;
  tli_study *variant = tli_study_copy(x->study->reference, NULL);
  o->code = variant != NULL ? TL_OK : TLI_NO_MEMORY(&o->error, "a variant");
  if (o->code == TL_OK && u != NULL) o->code = apply(x, variant, u, end, &o->error);
  if (o->code == TL_OK) o->code = answer(x, variant, arena, o, &o->error);
  if (o->code != TL_OK && o->code != TL_ERR_MACHINE) o->trouble = o->error.sentence;
  tli_study_destroy(variant);
}

static tl_code solve_all(search *x, tl_error *error) {
  tl_study *study = x->study;
  TLI_TRY(tli_for_each("sensitivity", 1 + 2 * x->count, solve_case, x, study->options.threads, study->options.progress,
                       &study->worker_arenas, study->arena, error));
  for (size_t i = 0; i <= 2 * x->count; i++) {
    const outcome *o = i == 0 ? &x->reference : &x->give[(i - 1) / 2].at[(i - 1) % 2];
    if (o->code == TL_ERR_MACHINE) return tl_fail(error, TL_ERR_MACHINE, "%s", o->error.sentence);
  }
  return TL_OK;
}

/* ---- table and sentences ------------------------------------------------------------------------------------- */

typedef double (*figure_of)(const outcome *o);
static double capacity_of(const outcome *o) { return o->capacity_kg_s; }
static double fuel_of(const outcome *o) { return o->fuel_share; }
static double money_of(const outcome *o) { return o->cost_per_m3; }

/* How far an answer moves; infinite where a change leaves none. */
static double span_of(const search *x, size_t at, figure_of figure) {
  const tli_unknown *u = &x->unknowns[at];
  const outcome *reference = &x->reference;
  double low = figure(reference), high = low;
  for (int k = 0; k < 2; k++) {
    if (u->ends[k] == NULL) continue;
    const double value = figure(&x->give[at].at[k]);
    if (isnan(value)) return INFINITY;
    low = fmin(low, value);
    high = fmax(high, value);
  }
  return high - low;
}

typedef struct ranked {
  double span;
  size_t place; /* keeps equal ones in order */
} ranked;

static int by_span(const void *a, const void *b) {
  const ranked *x = a, *y = b;
  if (x->span != y->span) return x->span > y->span ? -1 : 1;
  return x->place < y->place ? -1 : x->place > y->place;
}

static void say_end(const search *x, tli_text *text, size_t at, int end, figure_of figure, double to_shown) {
  const tli_unknown *u = &x->unknowns[at];
  const double value = figure(&x->give[at].at[end]);
  if (isnan(value))
    tli_text_printf(text, "none at %s", u->ends[end]);
  else
    tli_text_printf(text, "%s at %s", tli_digits(value * to_shown, 3).words, u->ends[end]);
}

/* "Reference: 51.7 bcm/a. Most moved it, alone: Delivery pressure (none at 10 MPa), ..." */
static tl_code say_most(search *x, const char *key, const char *begin, figure_of figure, double to_shown,
                        const char *unit, tl_error *error) {
  tl_study *study = x->study;
  enum { NAMED = 3 };
  ranked *list = TLI_NEW_N(study->arena, ranked, x->count);
  if (list == NULL) return TLI_NO_MEMORY(error, "the sensitivity");
  for (size_t i = 0; i < x->count; i++) list[i] = (ranked){span_of(x, i, figure), i};
  qsort(list, x->count, sizeof *list, by_span);
  tli_text text;
  tli_text_init(&text, tli_arena_allocator(study->arena));
  tli_text_printf(&text, "%s: %s %s in the reference case. What moves it most, alone: ", begin,
                  tli_digits(figure(&x->reference) * to_shown, 3).words, unit);
  for (size_t i = 0; i < x->count && i < NAMED; i++) {
    const tli_unknown *u = &x->unknowns[list[i].place];
    tli_text_printf(&text, "%s%s (", i > 0 ? ", " : "", u->label);
    if (u->ends[0] != NULL) say_end(x, &text, list[i].place, 0, figure, to_shown);
    if (u->ends[0] != NULL && u->ends[1] != NULL) tli_text_add(&text, ", ");
    if (u->ends[1] != NULL) say_end(x, &text, list[i].place, 1, figure, to_shown);
    tli_text_add(&text, ")");
  }
  tli_text_add(&text, ".");
  if (!text.failed) tl_results_set_text(study->results, key, text.bytes);
  const bool failed = text.failed;
  tli_text_free(&text);
  return failed ? TLI_NO_MEMORY(error, "the sensitivity") : TL_OK;
}

static void add_columns(tli_columns *t, const char *money) {
  static const char *const inputs = HYDRAULIC_INPUTS " limits.* axes.*";
  static const char *const all = HYDRAULIC_INPUTS " limits.* axes.* costs.* economics.* rates.*";
  tli_words(t, "unknown", "Unknown", "figure with a range, or axis of the study", "");
  tli_words(t, "path", "In the study", "path of the figure", "");
  tli_words(t, "low", "Low", "as the study gives it", "");
  tli_words(t, "as_given", "Reference", "as the study gives it", "");
  tli_words(t, "high", "High", "as the study gives it", "");
  tli_column(t, "capacity_low_m3_s", "Largest flow at low", TL_GAS_VOLUME_FLOW, "bcm/a at 20 degC", 3,
             "largest yearly flow within the limits of the section judged, this figure alone changed", inputs);
  tli_column(t, "capacity_high_m3_s", "Largest flow at high", TL_GAS_VOLUME_FLOW, "bcm/a at 20 degC", 3,
             "largest yearly flow within the limits of the section judged, this figure alone changed", inputs);
  tli_column(t, "fuel_low", "Fuel at low", TL_NUMBER, "%", 3, "fuel over gas in, whole line at the asked flow", inputs);
  tli_column(t, "fuel_high", "Fuel at high", TL_NUMBER, "%", 3, "fuel over gas in, whole line at the asked flow",
             inputs);
  tli_column(t, "cost_low_usd_m3", "Cost of transport at low", TL_MONEY_PER_GAS_VOLUME, money, 3,
             "levelised cost of the whole line at the asked flow, likely rates", all);
  tli_column(t, "cost_high_usd_m3", "Cost of transport at high", TL_MONEY_PER_GAS_VOLUME, money, 3,
             "levelised cost of the whole line at the asked flow, likely rates", all);
  tli_words(t, "trouble", "Why there is no answer", "reason that the whole line has none at the asked flow", inputs);
}

static void table(search *x) {
  tl_study *study = x->study;
  const char *money = tli_money_per_volume_unit(study->arena, study->reference, study->line->reference_t_k);
  study->lost = study->lost || money[0] == '\0';
  tli_columns t = tli_table_begin(
      study->results, "sensitivity", "What each unknown does, alone",
      "Each figure with a range, and each axis, leaves the reference scenario by itself; the line is solved anew each "
      "time. What two of them do together is not in it.",
      "sensitivity", "sensitivity");
  add_columns(&t, money);
  const double per_m3 = 1.0 / study->quality.density_kg_m3;
  const outcome *r = &x->reference;
  tli_row(&t, (tl_cell[]){TLI_W("Reference scenario"), TLI_W(""), TLI_W(""), TLI_W(""), TLI_W(""),
                          TLI_N(r->capacity_kg_s * per_m3), TLI_N(r->capacity_kg_s * per_m3), TLI_N(r->fuel_share),
                          TLI_N(r->fuel_share), TLI_N(r->cost_per_m3), TLI_N(r->cost_per_m3), TLI_W(r->trouble)});
  for (size_t i = 0; i < x->count; i++) {
    const tli_unknown *u = &x->unknowns[i];
    const outcome *low = &x->give[i].at[0], *high = &x->give[i].at[1];
    tli_row(&t, (tl_cell[]){TLI_W(u->label), TLI_W(u->path), TLI_W(u->ends[0] != NULL ? u->ends[0] : ""),
                            TLI_W(u->as_given), TLI_W(u->ends[1] != NULL ? u->ends[1] : ""),
                            TLI_N(low->capacity_kg_s * per_m3), TLI_N(high->capacity_kg_s * per_m3),
                            TLI_N(low->fuel_share), TLI_N(high->fuel_share), TLI_N(low->cost_per_m3),
                            TLI_N(high->cost_per_m3), TLI_W(low->trouble[0] != '\0' ? low->trouble : high->trouble)});
  }
}

tl_code tli_step_sensitivity(tl_study *study, tl_error *error) {
  if (!study->answered) return tli_nothing_to_do(study);
  search x = {.study = study, .list = {.study = study}};
  tli_look_for_unknowns(&x.list);
  x.unknowns = x.list.unknowns;
  x.count = x.list.count;
  x.give = TLI_NEW_N(study->arena, ends_given, x.count + 1);
  if (study->lost || x.give == NULL) return TLI_NO_MEMORY(error, "the sensitivity");
  if (x.count == 0) return tli_nothing_to_do(study);
  TLI_TRY(solve_all(&x, error));
  table(&x);
  const char *money = tli_arena_printf(study->arena, "%s(%d)/1000 m3", study->reference->economics.currency,
                                       (int)study->reference->economics.price_year.si);
  if (money == NULL) return TLI_NO_MEMORY(error, "the sensitivity");
  TLI_TRY(say_most(&x, "sensitivity.capacity", "Largest flow within the limits", capacity_of,
                   year_s / bcm_m3 / study->quality.density_kg_m3, "bcm/a at 20 degC", error));
  TLI_TRY(say_most(&x, "sensitivity.fuel", "Fuel over gas in", fuel_of, 100.0, "%", error));
  if (!isnan(x.reference.cost_per_m3))
    TLI_TRY(say_most(&x, "sensitivity.cost", "Levelised cost of transport", money_of, 1e3, money, error));
  return TL_OK;
}
