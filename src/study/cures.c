/* When the reference scenario has no answer, or one beyond a limit only: where it fails, how much is missing, and what
 * would cure it, cheapest first. Every cure named here was tried by solving it. */
#include "study/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double year_s = 365.0 * 86400.0, bcm_m3 = 1e9;

typedef struct cure {
  const char *words;
  const char *then; /* the power that its stations use; "" */
  bool beyond;      /* limits stay broken */
  double cost;      /* capital cost of the cured line in all, likely; NaN: no cost table, or nothing is built */
} cure;

typedef struct search {
  tl_study *study;
  cure cures[16];
  size_t count;
  bool within; /* a cure must keep all limits; else it must have an answer */
} search;

static bool answers(const tli_evaluation *e) {
  const tli_criterion *delivery = &e->whole[TLI_DELIVERY_PRESSURE];
  return e->outcome == TL_SOLVED && !(delivery->where != NULL && delivery->excess > 1e-6);
}

/* Likely capital cost of a variant; its power is not known where it has no solution, so stations count with 0 there. */
static double cost_of(search *x, const tli_study *variant, const tli_evaluation *e) {
  if (variant->cost_count == 0) return NAN;
  tli_arena *arena = tli_arena_create(NULL);
  tl_findings *findings = tl_findings_create(NULL);
  double cost = NAN;
  tli_route *route;
  tl_error error;
  if (arena != NULL && findings != NULL && tli_route_create(variant, arena, &route, findings, &error) == TL_OK) {
    tli_section_cost *costs = TLI_NEW_N(arena, tli_section_cost, variant->section_count);
    double *power = TLI_NEW_N(arena, double, variant->section_count);
    tl_econ_total total;
    size_t lines = 0;
    for (size_t i = 0; i < variant->section_count; i++) lines += tli_text_equal(variant->sections[i].role, "line");
    for (size_t i = 0; power != NULL && i < variant->section_count; i++)
      if (tli_text_equal(variant->sections[i].role, "line"))
        power[i] = e->outcome == TL_SOLVED ? e->total_power_w / (double)lines : 0.0;
    if (costs != NULL && power != NULL && tli_cost_of(variant, route, power, costs, &total, NULL, &error) == TL_OK)
      cost = total.sum.likely;
  }
  tl_findings_destroy(findings);
  tli_arena_destroy(arena);
  (void)x;
  return cost;
}

static bool keeps_all_limits(const tli_evaluation *e) { return strcmp(tli_verdict(e, e->whole), "fits") == 0; }

/* Without memory the variant has no answer, and the run fails at its end. */
static bool solve_variant(search *x, tli_study *variant, tli_evaluation *e) {
  tl_error error;
  memset(e, 0, sizeof *e);
  const tl_code code = tli_solve_variant(variant, x->study->gas, x->study->part_length_m, TLI_WHOLE_LINE, false,
                                         x->study->arena, e, &error);
  x->study->lost = x->study->lost || code == TL_ERR_MACHINE;
  return code == TL_OK;
}

static bool try_variant(search *x, tli_study *variant, tli_evaluation *e) {
  return solve_variant(x, variant, e) && (x->within ? keeps_all_limits(e) : answers(e));
}

static void keep(search *x, const char *words, double cost) {
  x->study->lost = x->study->lost || words == NULL;
  if (words != NULL && x->count < TLI_COUNT(x->cures)) x->cures[x->count++] = (cure){words, "", false, cost};
}

/* Of what is built: also the power that its stations use, and whether limits stay broken. */
static void keep_built(search *x, const char *words, const tli_study *variant, const tli_evaluation *e) {
  const size_t before = x->count;
  keep(x, words, cost_of(x, variant, e));
  if (x->count == before) return;
  x->cures[before].beyond = !keeps_all_limits(e);
  if (e->whole[TLI_STATION_POWER].where == NULL) return;
  const char *then = tli_arena_printf(x->study->arena, "; the stations then use %s MW in all, %s MW at most each",
                                      tli_digits(e->total_power_w / 1e6, 3).words,
                                      tli_digits(e->whole[TLI_STATION_POWER].value / 1e6, 3).words);
  x->study->lost = x->study->lost || then == NULL;
  if (then != NULL) x->cures[before].then = then;
}

static void less_flow(search *x) {
  const tli_evaluation *e = &x->study->evaluation;
  /* The flow that only the requirements allow, limits apart: halve between nothing and what was asked. */
  tli_study *variant = tli_study_copy(x->study->reference, NULL);
  if (variant == NULL) return;
  double low = 0.0, high = 1.0;
  for (int i = 0; i < 22; i++) {
    const double share = 0.5 * (low + high);
    variant->flow.volume.si = x->study->reference->flow.volume.si * share;
    tli_evaluation trial;
    if (share > 1e-4 && try_variant(x, variant, &trial))
      low = share;
    else
      high = share;
  }
  const double bcm = low * x->study->reference->flow.volume.si * year_s / bcm_m3;
  if (low > 1e-3)
    keep(x,
         tli_arena_printf(x->study->arena, "ask for %s bcm/a at %.0f degC instead of %s", tli_digits(bcm, 3).words,
                          x->study->line->reference_t_k - 273.15,
                          tli_digits(x->study->reference->flow.volume.si * year_s / bcm_m3, 4).words),
         NAN);
  tli_study_destroy(variant);
  (void)e;
}

static void less_pressure(search *x) {
  const tli_evaluation *e = &x->study->evaluation;
  if (e->outcome != TL_SOLVED) return;
  keep(x,
       tli_arena_printf(x->study->arena, "accept %s MPa at delivery instead of %s",
                        tli_digits(e->delivery_p_pa / 1e6, 3).words,
                        tli_digits(x->study->reference->delivery.min_pressure.si / 1e6, 3).words),
       NAN);
}

/* More stations in every section alike, the smallest multiple that helps. */
static void more_stations(search *x) {
  const tli_study *base = x->study->reference;
  for (int tenths = 11; tenths <= 40; tenths++) {
    tli_study *variant = tli_study_copy(base, NULL);
    if (variant == NULL) return;
    size_t before = 0, after = 0;
    for (size_t i = 0; i < variant->section_count; i++) {
      tli_study_section *section = &variant->sections[i];
      if (!tli_text_equal(section->role, "line") || section->station[0] == '\0') continue;
      before += (size_t)section->station_count.si;
      section->station_count.si = ceil(section->station_count.si * tenths / 10.0);
      after += (size_t)section->station_count.si;
    }
    tli_evaluation e;
    const bool helps = after > before && try_variant(x, variant, &e);
    if (helps)
      keep_built(x, tli_arena_printf(x->study->arena, "%zu stations instead of %zu", after, before), variant, &e);
    tli_study_destroy(variant);
    if (helps) return;
  }
}

static void second_string(search *x) {
  for (int strings = 2; strings <= 4; strings++) {
    tli_study *variant = tli_study_copy(x->study->reference, NULL);
    if (variant == NULL) return;
    for (size_t i = 0; i < variant->section_count; i++)
      variant->sections[i].strings.si = fmax(variant->sections[i].strings.si, 1.0) * strings;
    tli_evaluation e;
    const bool helps = try_variant(x, variant, &e);
    if (helps) keep_built(x, tli_arena_printf(x->study->arena, "%d parallel strings all along", strings), variant, &e);
    tli_study_destroy(variant);
    if (helps) return;
  }
}

/* The same loop in every span, at its downstream end: the shortest that keeps all limits, to a thousandth of the span.
 */
static void loops(search *x) {
  const tli_study *base = x->study->reference;
  tli_study *variant = tli_study_copy(base, NULL);
  if (variant == NULL) return;
  double low = 0.0, high = 1.0;
  tli_evaluation e;
  bool found = false;
  for (int i = 0; i < 11 && (i == 0 || found); i++) {
    const double share = i == 0 ? high : 0.5 * (low + high);
    for (size_t k = 0; k < variant->section_count; k++)
      if (tli_text_equal(variant->sections[k].role, "line")) variant->sections[k].loop_share.si = share;
    const bool fits = solve_variant(x, variant, &e) && keeps_all_limits(&e);
    found = found || fits;
    *(fits ? &high : &low) = share;
  }
  for (size_t k = 0; found && k < variant->section_count; k++)
    if (tli_text_equal(variant->sections[k].role, "line")) variant->sections[k].loop_share.si = high;
  if (found && solve_variant(x, variant, &e) && keeps_all_limits(&e))
    keep_built(
        x,
        tli_arena_printf(x->study->arena, "loops over the last %s %% of each span, %s km in all",
                         tli_digits(100.0 * high, 3).words, tli_digits(high * x->study->line->length_m / 1e3, 3).words),
        variant, &e);
  tli_study_destroy(variant);
}

/* Where only the power of stations is beyond its limit: what the reference itself uses. */
static void more_power(search *x) {
  const tli_evaluation *e = &x->study->evaluation;
  for (int l = 0; l < TLI_LIMITS; l++)
    if (l != TLI_STATION_POWER && e->whole[l].where != NULL && e->whole[l].excess > 1e-6) return;
  const tli_criterion *power = &e->whole[TLI_STATION_POWER];
  if (e->outcome != TL_SOLVED || power->where == NULL || !(power->excess > 1e-6)) return;
  keep(x,
       tli_arena_printf(x->study->arena, "%s MW in all at the stations, %s MW at the busiest where %s MW are allowed",
                        tli_digits(e->total_power_w / 1e6, 3).words, tli_digits(power->value / 1e6, 3).words,
                        tli_digits(power->allowed / 1e6, 3).words),
       cost_of(x, x->study->reference, e));
}

static void more_pressure(search *x) {
  for (int step = 1; step <= 20; step++) {
    tli_study *variant = tli_study_copy(x->study->reference, NULL);
    if (variant == NULL) return;
    double highest = 0.0;
    for (size_t i = 0; i < variant->pipe_count;
         i++) { /* the wall grows with the pressure: Barlow's formula, inner diameter kept */
      const double factor = 1.0 + 0.05 * step;
      variant->pipes[i].max_pressure.si *= factor;
      const double inside = variant->pipes[i].inside_diameter.si > 0.0
                                ? variant->pipes[i].inside_diameter.si
                                : variant->pipes[i].outside_diameter.si - 2.0 * variant->pipes[i].wall.si;
      variant->pipes[i].wall.si *= factor;
      variant->pipes[i].inside_diameter.si = inside;
      variant->pipes[i].outside_diameter.si = inside + 2.0 * variant->pipes[i].wall.si;
      highest = fmax(highest, variant->pipes[i].max_pressure.si);
    }
    tli_evaluation e;
    const bool helps = try_variant(x, variant, &e);
    if (helps)
      keep_built(x,
                 tli_arena_printf(x->study->arena, "a working pressure of %s MPa with a wall to match",
                                  tli_digits(highest / 1e6, 3).words),
                 variant, &e);
    tli_study_destroy(variant);
    if (helps) return;
  }
}

static int by_cost(const void *a, const void *b) {
  const double x = ((const cure *)a)->cost, y = ((const cure *)b)->cost;
  return x < y ? -1 : x > y;
}

/* Two lists: what is built costs money, the cheapest first; what costs nothing asks for less. Where no cost is known,
 * the order is that of trying. */
static size_t find(search *x) {
  more_power(x);
  loops(x);
  more_stations(x);
  second_string(x);
  more_pressure(x);
  qsort(x->cures, x->count, sizeof *x->cures, by_cost);
  const size_t built = x->count;
  if (!x->within) less_pressure(x);
  less_flow(x);
  return built;
}

static const char *still_of(const cure *c) { return c->beyond ? ", still beyond a limit" : ""; }

/* The table, and the sentence with all of them behind what is already in the text. */
static void say(search *x, size_t built, tli_text *text) {
  tl_study *study = x->study;
  const char *money = tli_arena_printf(study->arena, "bn %s(%d)", study->reference->economics.currency,
                                       (int)study->reference->economics.price_year.si);
  study->lost = study->lost || money == NULL;
  if (money == NULL) money = "";
  tli_columns t = tli_table_begin(study->results, "cures", "What would cure it",
                                  study->reference->cost_count > 0
                                      ? "Each cure was tried by solving it; the cheapest to build comes first."
                                      : "Each cure was tried by solving it.",
                                  "flow", "limits");
  tli_words(&t, "cure", "Cure", "one change to the reference scenario", "");
  if (study->reference->cost_count > 0)
    tli_column(&t, "cost", "Capital cost of the cured line", TL_MONEY, money, 3,
               "likely cost of the whole changed line; empty where nothing is built", "costs.*");
  for (size_t i = 0; i < x->count; i++) {
    const char *whole =
        tli_arena_printf(study->arena, "%s%s%s", x->cures[i].words, x->cures[i].then, still_of(&x->cures[i]));
    study->lost = study->lost || whole == NULL;
    tli_row(&t, (tl_cell[]){TLI_W(whole != NULL ? whole : ""), TLI_N(x->cures[i].cost)});
    const bool first = i == 0 && built > 0;
    tli_text_printf(text, "%s%s%s%s",
                    first        ? (x->cures[0].cost > 0.0 ? " Cheapest cure: " : " Cures: ")
                    : i == 0     ? " Cure: "
                    : i == built ? ". Asking for less: "
                                 : "; or ",
                    x->cures[i].words, x->within ? x->cures[i].then : "",
                    still_of(&x->cures[i])); /* an error is one sentence of 512 bytes */
    if (i < built && x->cures[i].cost > 0.0)
      tli_text_printf(text, " (about %s bn %s in all)", tli_digits(x->cures[i].cost / 1e9, 3).words,
                      study->reference->economics.currency);
  }
  tli_text_add(text, x->count == 0 ? " No single change that was tried cures it: more stations, strings, loops, "
                                     "pressure or less flow."
                                   : ".");
}

tl_code tli_find_cures(tl_study *study, tl_error *error) {
  const tli_evaluation *e = &study->evaluation;
  search x = {.study = study};
  const size_t built = find(&x);
  tli_text text;
  tli_text_init(&text, tli_arena_allocator(study->arena));
  if (e->outcome == TL_SOLVED)
    tli_text_printf(&text, "At the end of section %s the pressure is %s MPa, %s MPa short of the %s MPa asked for.",
                    study->reference->sections[study->line->counted_section].id,
                    tli_digits(e->delivery_p_pa / 1e6, 3).words,
                    tli_digits((study->reference->delivery.min_pressure.si - e->delivery_p_pa) / 1e6, 3).words,
                    tli_digits(study->reference->delivery.min_pressure.si / 1e6, 3).words);
  else
    tli_text_add(&text, e->reason.sentence);
  tl_results_set_text(study->results, "no_answer.where", text.bytes != NULL ? text.bytes : "");
  say(&x, built, &text);
  study->lost = study->lost || text.failed;
  study->no_answer = text.failed || text.bytes == NULL ? "The reference scenario has no answer."
                                                       : tli_arena_strdup(study->arena, text.bytes);
  tli_text_free(&text);
  return study->no_answer == NULL ? TLI_NO_MEMORY(error, "the diagnosis") : TL_OK;
}

tl_code tli_find_cures_of_limits(tl_study *study, tl_error *error) {
  if (!tli_line_flow_is_given(study->line) || tli_text_equal(study->reference->flow.mode, "capacity") ||
      keeps_all_limits(&study->evaluation))
    return TL_OK;
  search x = {.study = study, .within = true};
  const size_t built = find(&x);
  const char *beyond = tli_conditions(&study->evaluation, study->evaluation.whole, study->arena);
  tli_text text;
  tli_text_init(&text, tli_arena_allocator(study->arena));
  tli_text_printf(&text, "The flow asked for is carried only with %s.", beyond != NULL ? beyond : "");
  tl_results_set_text(study->results, "beyond_limit.where", text.bytes != NULL ? text.bytes : "");
  say(&x, built, &text);
  study->lost = study->lost || text.failed || beyond == NULL;
  study->beyond_limit = text.failed || text.bytes == NULL ? "" : tli_arena_strdup(study->arena, text.bytes);
  tli_text_free(&text);
  return study->beyond_limit == NULL ? TLI_NO_MEMORY(error, "the diagnosis") : TL_OK;
}
