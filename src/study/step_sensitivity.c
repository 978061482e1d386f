/* Step "sensitivity": which unknowns decide. Every figure that the study gives with a range (low, high), and every
 * axis, leaves the reference scenario alone while the rest stays; each time the line is solved anew with full physics:
 *   largest flow within the limits   of the section judged by itself, as in the step "scenarios"
 *   fuel over gas in                 of the whole line at the asked flow
 *   levelised cost of transport      of the whole line at the asked flow, likely rates
 * One figure at a time says nothing of what two do together; that is what the combinations are for. What an axis sets
 * is varied by the axis only, since it sets together what belongs together. Heights, and ground temperatures, of all
 * places move together: a survey or a climate errs in one direction. docs/theory/sensitivity.md */
#include "study/fields.h"
#include "study/run.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const double year_s = 365.0 * 86400.0, bcm_m3 = 1e9;

/* One figure of the study and the ends of its range, as written; NULL: not given. */
typedef struct change {
  const char *path, *ends[2];
} change;

/* What the three answers are with one thing changed. NaN: none. */
typedef struct outcome {
  double capacity_kg_s, fuel_share, cost_per_m3;
  const char *trouble; /* why the whole line has no answer; "" */
  tl_code code;
  tl_error error;
} outcome;

/* One unknown: figures that move together, or one other value of an axis. */
typedef struct unknown {
  const char *label, *path, *as_given, *ends[2]; /* words for the reader; ends[k] NULL: there is no such end */
  change *changes;
  size_t change_count, change_room;
  size_t axis, value; /* used where change_count is 0 */
  outcome ends_give[2];
} unknown;

typedef struct search {
  tl_study *study;
  unknown *unknowns;
  size_t count, room;
  outcome reference;
} search;

/* ---- what is uncertain --------------------------------------------------------------------------------------- */

static const tl_input *find_input(const tl_results *given, const char *id) {
  for (size_t i = 0; i < tl_results_inputs(given); i++)
    if (tli_text_equal(tl_results_input_at(given, i)->id, id)) return tl_results_input_at(given, i);
  return NULL;
}

static const char *end_text(const tl_study *study, const char *path, const char *end) {
  const char *id = tli_arena_printf(study->arena, "%s.%s", path, end);
  const tl_input *input = id != NULL ? find_input(study->given, id) : NULL;
  return input != NULL ? input->text : NULL;
}

static bool an_axis_sets(const tli_study *s, const char *path) {
  for (size_t a = 0; a < s->axis_count; a++)
    for (size_t v = 0; v < s->axes[a].count; v++)
      for (size_t k = 0; k < s->axes[a].values[v].sets; k++)
        if (tli_text_equal_loose(s->axes[a].values[v].set_paths[k], path)) return true;
  return false;
}

static unknown *add_unknown(search *x, const char *label, const char *path, const char *as_given) {
  if (label == NULL || path == NULL || !TLI_PUSH_ROOM(x->study->arena, x->unknowns, x->room, x->count)) {
    x->study->lost = true;
    return NULL;
  }
  x->unknowns[x->count] = (unknown){.label = label, .path = path, .as_given = as_given};
  return &x->unknowns[x->count++];
}

static void add_change(search *x, unknown *u, const char *path, const char *low, const char *high) {
  if (u == NULL || !TLI_PUSH_ROOM(x->study->arena, u->changes, u->change_room, u->change_count)) {
    x->study->lost = true;
    return;
  }
  u->changes[u->change_count++] = (change){path, {low, high}};
  for (int k = 0; k < 2; k++) {
    const char *end = k == 0 ? low : high;
    if (end == NULL) continue;
    u->ends[k] = u->change_count == 1 || u->ends[k] == NULL ? end : k == 0 ? "all low" : "all high";
  }
}

static unknown *find_unknown(search *x, const char *path) {
  for (size_t i = 0; i < x->count; i++)
    if (tli_text_equal(x->unknowns[i].path, path)) return &x->unknowns[i];
  return NULL;
}

static const char *name_of(const tli_study *s, const tli_group *group, const void *item) {
  const char *id = tli_item_id(item);
  if (strcmp(group->face.name, "sections") == 0 || strcmp(group->face.name, "rates") == 0) {
    const char *country = id;
    for (size_t i = 0; i < s->section_count; i++)
      if (tli_text_equal(s->sections[i].id, id)) return s->sections[i].title;
    return tli_country_name(country);
  }
  return id;
}

/* "overall heat transfer coefficient to the ground; more" -> "Overall heat transfer coefficient to the ground". */
static const char *label_of(search *x, const tli_group *group, const void *item, const tl_field *field) {
  tli_arena *arena = x->study->arena;
  char *words = tli_arena_strndup(arena, field->sentence, strcspn(field->sentence, ";"));
  if (words == NULL) return NULL;
  words[0] = (char)toupper((unsigned char)words[0]);
  const bool only_one = !group->face.is_list || tli_group_count(group, x->study->reference) == 1;
  return only_one ? words : tli_arena_printf(arena, "%s: %s", words, name_of(x->study->reference, group, item));
}

/* Heights and ground temperatures of all places move together under one name; every other figure stands for itself. */
static const char *together_as(const tli_group *group, const tl_field *field, const char **label) {
  const bool place = strcmp(group->face.name, "waypoints") == 0, section = strcmp(group->face.name, "sections") == 0;
  if ((place || section) && strcmp(field->name, "ground_temperature") == 0) {
    *label = "Ground temperature, all along the line";
    return "waypoints.*.ground_temperature sections.*.ground_temperature";
  }
  if (place && strcmp(field->name, "height") == 0) {
    *label = "Heights of the route, all along the line";
    return "waypoints.*.height";
  }
  return NULL;
}

/* A figure with a range that nobody has set for this run, and that no axis sets. */
static void look_at_figure(search *x, const tli_group *group, const void *item, const tl_field *field) {
  tl_study *study = x->study;
  const char *path = group->face.is_list
                         ? tli_arena_printf(study->arena, "%s.%s.%s", group->face.name, tli_item_id(item), field->name)
                         : tli_arena_printf(study->arena, "%s.%s", group->face.name, field->name);
  study->lost = study->lost || path == NULL;
  const tl_input *input = path != NULL ? find_input(study->given, path) : NULL;
  if (input == NULL || input->line <= 0 || an_axis_sets(study->input, path)) return;
  const char *low = end_text(study, path, "low"), *high = end_text(study, path, "high");
  if (low == NULL && high == NULL) return;
  const char *label = NULL, *common = together_as(group, field, &label);
  unknown *u = common != NULL ? find_unknown(x, common) : NULL;
  if (u == NULL)
    u = add_unknown(x, common != NULL ? label : label_of(x, group, item, field), common != NULL ? common : path,
                    common != NULL ? "as given" : input->text);
  add_change(x, u, path, low, high);
}

static void look_at_costs(search *x) {
  const tli_study *s = x->study->reference;
  tli_arena *arena = x->study->arena;
  for (size_t i = 0; i < s->cost_count; i++) {
    const tli_study_cost *cost = &s->costs[i];
    const char *item = tli_arena_printf(arena, "costs.%s", cost->id);
    const char *path = item != NULL ? tli_arena_printf(arena, "%s.likely", item) : NULL;
    const tl_input *likely = path != NULL ? find_input(x->study->given, path) : NULL;
    x->study->lost = x->study->lost || path == NULL;
    if (likely == NULL || likely->line <= 0 || an_axis_sets(x->study->input, path)) continue;
    if (cost->low.si == cost->likely.si && cost->high.si == cost->likely.si) continue;
    const char *where = "";
    for (size_t k = 0; k < s->section_count; k++)
      if (tli_text_equal(s->sections[k].id, cost->section)) where = tli_country_name(s->sections[k].country);
    const char *label = tli_arena_printf(arena, "%s%s%s", cost->title[0] != '\0' ? cost->title : cost->id,
                                         where[0] != '\0' ? ": " : "", where);
    add_change(x, add_unknown(x, label, path, likely->text), path, end_text(x->study, item, "low"),
               end_text(x->study, item, "high"));
  }
}

static void look_at_axes(search *x) {
  const tli_study *s = x->study->input;
  for (size_t a = 0; a < s->axis_count; a++)
    for (size_t v = 0; v < s->axes[a].count; v++) {
      if (v == s->axes[a].reference) continue;
      unknown *u = add_unknown(x, s->axes[a].label, tli_arena_printf(x->study->arena, "axes.%s", s->axes[a].id),
                               s->axes[a].values[s->axes[a].reference].label);
      if (u == NULL) continue;
      u->axis = a;
      u->value = v;
      u->ends[v < s->axes[a].reference ? 0 : 1] = s->axes[a].values[v].label;
    }
}

static void look_at_all(search *x) {
  const tli_study *s = x->study->reference;
  size_t count;
  const tli_group *groups = tli_groups(&count);
  look_at_axes(x);
  for (size_t g = 0; g < count; g++) {
    static const char *const moving[] = {"gas",      "flow",      "inlet",    "delivery", "pipes",     "stations",
                                         "sections", "waypoints", "offtakes", "limits",   "economics", "rates"};
    bool moves = false; /* costs come apart; no other group moves these answers */
    for (size_t k = 0; k < TLI_COUNT(moving); k++) moves = moves || strcmp(groups[g].face.name, moving[k]) == 0;
    if (!moves) continue;
    for (size_t i = 0; i < tli_group_count(&groups[g], s); i++)
      for (size_t f = 0; f < groups[g].face.field_count; f++)
        look_at_figure(x, &groups[g], tli_group_look(&groups[g], s, i), &groups[g].face.fields[f]);
  }
  look_at_costs(x);
}

/* ---- one case ------------------------------------------------------------------------------------------------ */

static tl_code apply(const search *x, tli_study *variant, const unknown *u, int end, tl_error *error) {
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
  const unknown *u = index > 0 ? &x->unknowns[(index - 1) / 2] : NULL;
  const int end = index > 0 ? (int)((index - 1) % 2) : 0;
  outcome *o = u != NULL ? &x->unknowns[(index - 1) / 2].ends_give[end] : &x->reference;
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
    const outcome *o = i == 0 ? &x->reference : &x->unknowns[(i - 1) / 2].ends_give[(i - 1) % 2];
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
static double span_of(const unknown *u, const outcome *reference, figure_of figure) {
  double low = figure(reference), high = low;
  for (int k = 0; k < 2; k++) {
    if (u->ends[k] == NULL) continue;
    const double value = figure(&u->ends_give[k]);
    if (isnan(value)) return INFINITY;
    low = fmin(low, value);
    high = fmax(high, value);
  }
  return high - low;
}

typedef struct ranked {
  const unknown *unknown;
  double span;
  size_t place; /* keeps equal ones in order */
} ranked;

static int by_span(const void *a, const void *b) {
  const ranked *x = a, *y = b;
  if (x->span != y->span) return x->span > y->span ? -1 : 1;
  return x->place < y->place ? -1 : x->place > y->place;
}

static void say_end(tli_text *text, const unknown *u, int end, figure_of figure, double to_shown) {
  const double value = figure(&u->ends_give[end]);
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
  for (size_t i = 0; i < x->count; i++)
    list[i] = (ranked){&x->unknowns[i], span_of(&x->unknowns[i], &x->reference, figure), i};
  qsort(list, x->count, sizeof *list, by_span);
  tli_text text;
  tli_text_init(&text, tli_arena_allocator(study->arena));
  tli_text_printf(&text, "%s: %s %s in the reference case. What moves it most, alone: ", begin,
                  tli_digits(figure(&x->reference) * to_shown, 3).words, unit);
  for (size_t i = 0; i < x->count && i < NAMED; i++) {
    const unknown *u = list[i].unknown;
    tli_text_printf(&text, "%s%s (", i > 0 ? ", " : "", u->label);
    if (u->ends[0] != NULL) say_end(&text, u, 0, figure, to_shown);
    if (u->ends[0] != NULL && u->ends[1] != NULL) tli_text_add(&text, ", ");
    if (u->ends[1] != NULL) say_end(&text, u, 1, figure, to_shown);
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
    const unknown *u = &x->unknowns[i];
    const outcome *low = &u->ends_give[0], *high = &u->ends_give[1];
    tli_row(&t, (tl_cell[]){TLI_W(u->label), TLI_W(u->path), TLI_W(u->ends[0] != NULL ? u->ends[0] : ""),
                            TLI_W(u->as_given), TLI_W(u->ends[1] != NULL ? u->ends[1] : ""),
                            TLI_N(low->capacity_kg_s * per_m3), TLI_N(high->capacity_kg_s * per_m3),
                            TLI_N(low->fuel_share), TLI_N(high->fuel_share), TLI_N(low->cost_per_m3),
                            TLI_N(high->cost_per_m3), TLI_W(low->trouble[0] != '\0' ? low->trouble : high->trouble)});
  }
}

tl_code tli_step_sensitivity(tl_study *study, tl_error *error) {
  if (!study->answered) return tli_nothing_to_do(study);
  search x = {.study = study};
  look_at_all(&x);
  if (study->lost) return TLI_NO_MEMORY(error, "the sensitivity");
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
