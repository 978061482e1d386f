/* What a study does not know. Shared by the step "sensitivity" (each alone) and the step "samples" (all at once). */
#include "study/unknowns.h"
#include "study/fields.h"

#include <ctype.h>
#include <string.h>

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

static tli_unknown *add_unknown(tli_unknowns *x, const char *label, const char *path, const char *as_given) {
  if (label == NULL || path == NULL || !TLI_PUSH_ROOM(x->study->arena, x->unknowns, x->room, x->count)) {
    x->study->lost = true;
    return NULL;
  }
  x->unknowns[x->count] = (tli_unknown){.label = label, .path = path, .as_given = as_given};
  return &x->unknowns[x->count++];
}

static void add_change(tli_unknowns *x, tli_unknown *u, const char *path, const char *low, const char *high) {
  if (u == NULL || !TLI_PUSH_ROOM(x->study->arena, u->changes, u->change_room, u->change_count)) {
    x->study->lost = true;
    return;
  }
  u->changes[u->change_count++] = (tli_change){path, {low, high}};
  for (int k = 0; k < 2; k++) {
    const char *end = k == 0 ? low : high;
    if (end == NULL) continue;
    u->ends[k] = u->change_count == 1 || u->ends[k] == NULL ? end : k == 0 ? "all low" : "all high";
  }
}

static tli_unknown *find_unknown(tli_unknowns *x, const char *path) {
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
static const char *label_of(tli_unknowns *x, const tli_group *group, const void *item, const tl_field *field) {
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
static void look_at_figure(tli_unknowns *x, const tli_group *group, const void *item, const tl_field *field) {
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
  tli_unknown *u = common != NULL ? find_unknown(x, common) : NULL;
  if (u == NULL)
    u = add_unknown(x, common != NULL ? label : label_of(x, group, item, field), common != NULL ? common : path,
                    common != NULL ? "as given" : input->text);
  add_change(x, u, path, low, high);
}

static void look_at_costs(tli_unknowns *x) {
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

static void look_at_axes(tli_unknowns *x) {
  const tli_study *s = x->study->input;
  for (size_t a = 0; a < s->axis_count; a++)
    for (size_t v = 0; v < s->axes[a].count; v++) {
      if (v == s->axes[a].reference) continue;
      tli_unknown *u = add_unknown(x, s->axes[a].label, tli_arena_printf(x->study->arena, "axes.%s", s->axes[a].id),
                                   s->axes[a].values[s->axes[a].reference].label);
      if (u == NULL) continue;
      u->axis = a;
      u->value = v;
      u->ends[v < s->axes[a].reference ? 0 : 1] = s->axes[a].values[v].label;
    }
}

/* What may move the answers: physics and what levels the cost; with money, the deal too. Costs are looked at apart. */
static bool may_move(const char *group, bool money) {
  static const char *const physics[] = {"gas",      "flow",      "inlet",    "delivery", "pipes",     "stations",
                                        "sections", "waypoints", "offtakes", "limits",   "economics", "rates"};
  static const char *const of_money[] = {"contract",  "formulas",  "reviews",     "basket", "deal", "legs",
                                         "tax_rates", "exchanges", "escalations", "taxes",  "ramp"};
  bool moves = false;
  for (size_t k = 0; k < TLI_COUNT(physics); k++) moves = moves || strcmp(group, physics[k]) == 0;
  for (size_t k = 0; k < TLI_COUNT(of_money) && money; k++) moves = moves || strcmp(group, of_money[k]) == 0;
  return moves;
}

void tli_look_for_unknowns(tli_unknowns *x) {
  const tli_study *s = x->study->reference;
  size_t count;
  const tli_group *groups = tli_groups(&count);
  look_at_axes(x);
  for (size_t g = 0; g < count; g++) {
    if (!may_move(groups[g].face.name, x->money)) continue;
    for (size_t i = 0; i < tli_group_count(&groups[g], s); i++)
      for (size_t f = 0; f < groups[g].face.field_count; f++)
        look_at_figure(x, &groups[g], tli_group_look(&groups[g], s, i), &groups[g].face.fields[f]);
  }
  look_at_costs(x);
}

bool tli_change_range(const tl_study *study, const tli_change *change, tl_range *range) {
  /* costs.x.likely has its ends in costs.x.low and .high; any other figure in PATH.low and PATH.high */
  const size_t n = strlen(change->path), k = strlen(".likely");
  const bool cost = tli_starts_with(change->path, "costs.") && n > k && strcmp(change->path + n - k, ".likely") == 0;
  const int length = (int)(cost ? n - k : n);
  const tl_input *likely = find_input(study->given, change->path);
  if (likely == NULL || isnan(likely->si)) return false;
  *range = tl_econ_range(likely->si);
  for (int end = 0; end < 2; end++) {
    if (change->ends[end] == NULL) continue;
    const char *id = tli_arena_printf(study->arena, "%.*s.%s", length, change->path, end == 0 ? "low" : "high");
    const tl_input *input = id != NULL ? find_input(study->given, id) : NULL;
    if (input != NULL && isfinite(input->si)) *(end == 0 ? &range->low : &range->high) = input->si;
  }
  return true;
}
