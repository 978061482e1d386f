/* The game of a study for others: players, unions by country, each coalition's value and the designs behind it, as
 * `trunkline game` reads it. docs/theory/study-shares.md */
#include "study/shares.h"

static void add_designs(const tli_sharing *x, const tl_market_plan *plan, tli_text *j) {
  bool first = true;
  tli_text_add(j, ",\"ways\":[");
  for (size_t r = 0; r < x->study->reference->way_count; r++) {
    if (plan->design[r] < 0) continue;
    const tli_way_design *d = &x->ways[r].designs[plan->design[r]];
    tli_text_add(j, first ? "{\"way\":" : ",{\"way\":");
    tli_text_add_quoted(j, x->ways[r].way->id);
    tli_text_add(j, ",\"steel\":");
    tli_text_add_quoted(j, d->steel);
    tli_text_add(j, ",\"machine\":");
    tli_text_add_quoted(j, d->machine);
    const struct {
      const char *name;
      double value;
    } figures[] = {{"flow_m3_a", plan->flow[r]},
                   {"capacity_m3_a", d->numbers.capacity},
                   {"diameter_m", d->diameter_m},
                   {"wall_least_m", d->wall_least_m},
                   {"wall_most_m", d->wall_most_m},
                   {"pressure_pa", d->pressure_pa},
                   {"strings", d->strings},
                   {"looped_m", d->looped_m},
                   {"stations", d->stations},
                   {"power_w", d->power_w},
                   {"installed_w", d->installed_w},
                   {"length_m", x->ways[r].length_m},
                   {"fuel", d->numbers.fuel},
                   {"investment", d->numbers.investment},
                   {"operation_a", d->numbers.operation}};
    for (size_t k = 0; k < TLI_COUNT(figures); k++) {
      tli_text_printf(j, ",\"%s\":", figures[k].name);
      tli_text_add_number(j, figures[k].value);
    }
    tli_text_add(j, "}");
    first = false;
  }
  tli_text_add(j, "]");
}

static void add_members(const tl_game *game, tl_coalition members, tli_text *j) {
  bool first = true;
  tli_text_add(j, "[");
  for (size_t i = 0; i < tl_game_players(game); i++) {
    if ((members >> i & 1) == 0) continue;
    tli_text_add(j, first ? "" : ",");
    tli_text_add_quoted(j, tl_game_player(game, i));
    first = false;
  }
  tli_text_add(j, "]");
}

void tli_shares_export(const tli_sharing *x) {
  const tl_game *game = x->split;
  const char *unit = x->money + (tli_starts_with(x->money, "bn ") ? 3 : 0);
  tli_text j;
  tli_text_init(&j, tli_arena_allocator(x->study->arena));
  tli_text_add(&j, "{\"title\":");
  tli_text_add_quoted(&j, x->study->reference->head.title);
  tli_text_add(&j, ",\"kind\":\"gains\",\"unit\":");
  tli_text_add_quoted(&j, unit);
  tli_text_add(&j, ",\"rate_1_a\":");
  tli_text_add_number(&j, tli_as_given(x->study).rate_1_a);
  tli_text_add(&j, ",\"players\":");
  add_members(game, tl_game_all(game), &j);
  tli_text_add(&j, ",\"unions\":[");
  for (size_t k = 0; k < x->players; k++) {
    tl_coalition members = 0;
    for (size_t i = 0; i < tl_game_players(game); i++)
      if (x->sides.of[i] == k) members |= (tl_coalition)1 << i;
    tli_text_add(&j, k > 0 ? "," : "");
    add_members(game, members, &j);
  }
  tli_text_add(&j, "],\"coalitions\":[");
  for (tl_coalition s = 1; s <= tl_game_all(game); s++) {
    const tl_market_plan *plan = &x->split_plans[s];
    tli_text_add(&j, s > 1 ? ",\n{\"players\":" : "\n{\"players\":");
    add_members(game, s, &j);
    tli_text_add(&j, ",\"value\":");
    tli_text_add_number(&j, plan->value);
    add_designs(x, plan, &j);
    tli_text_add(&j, "}");
  }
  tli_text_add(&j, "]}\n");
  x->study->lost = x->study->lost || j.failed;
  if (!j.failed) tl_results_set_json(x->study->results, "game", j.bytes);
  tli_text_free(&j);
}

/* ---- the map ----------------------------------------------------------------------------------------------------- */

/* Points of the alternative of a way; "null" for the line as studied, which the page has already. */
static void add_points(const tli_sharing *x, size_t way, tli_text *j) {
  const tli_study *s = x->study->reference;
  const char *alternative = s->ways[way].alternative;
  if (alternative[0] == '\0') {
    tli_text_add(j, "null");
    return;
  }
  bool first = true;
  tli_text_add(j, "[");
  for (size_t i = 0; i < s->alternative_point_count; i++) {
    const tli_study_alternative_point *p = &s->alternative_points[i];
    if (!tli_text_equal(p->alternative, alternative)) continue;
    tli_text_printf(j, "%s[%.3f,%.3f]", first ? "" : ",", p->lon.si, p->lat.si);
    first = false;
  }
  tli_text_add(j, "]");
}

void tli_shares_map(const tli_sharing *x) {
  tli_text j;
  tli_text_init(&j, tli_arena_allocator(x->study->arena));
  tli_text_add(&j, "{\"ways\":[");
  for (size_t r = 0; r < x->study->reference->way_count; r++) {
    tli_text_add(&j, r > 0 ? ",{\"title\":" : "{\"title\":");
    tli_text_add_quoted(&j, x->ways[r].title);
    tli_text_add(&j, ",\"points\":");
    add_points(x, r, &j);
    tli_text_add(&j, "}");
  }
  tli_text_add(&j, "],\"coalitions\":[");
  bool first = true;
  for (tl_coalition s = tl_game_all(x->game); s > 0; s--) {
    const tl_market_plan *plan = &x->plans[s];
    char name[400];
    bool builds = false;
    for (size_t r = 0; r < x->study->reference->way_count; r++) builds = builds || plan->design[r] >= 0;
    if (!builds) continue;
    tli_text_add(&j, first ? "{\"name\":" : ",{\"name\":");
    first = false;
    tli_text_add_quoted(&j, tl_game_coalition_name(x->game, s, name, sizeof name));
    tli_text_add(&j, ",\"flows\":[");
    for (size_t r = 0; r < x->study->reference->way_count; r++) {
      tli_text_add(&j, r > 0 ? "," : "");
      tli_text_add_number(&j, plan->design[r] >= 0 ? floor(plan->flow[r] / 1e7 + 0.5) / 100.0 : 0.0); /* bcm/a */
    }
    tli_text_add(&j, "]}");
  }
  tli_text_add(&j, "]}");
  x->study->lost = x->study->lost || j.failed;
  if (!j.failed) tl_results_set_json(x->study->results, "map_builds", j.bytes);
  tli_text_free(&j);
}
