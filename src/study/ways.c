/* Designs of the ways of the game. Each way is a variant of the study: the line as studied, or sections along the
 * points of an alternative, a leg belonging to the country in which it starts. Every design is solved by the plain
 * simulator and priced by the study's cost table. docs/theory/study-shares.md */
#include "study/ways.h"

#include "study/design.h"

#include <string.h>

static const double year_s = 365.0 * 86400.0;

/* Distances between stations that are tried; strings side by side. */
static const double spans_m[] = {100e3, 120e3, 150e3, 190e3, 240e3, 320e3};
enum { MOST_STRINGS = 3, MOST_VOLUMES = 60, MOST_DESIGNS = 96 };
enum { MOST_DESIGNS_TRIED = MOST_VOLUMES * MOST_STRINGS * (sizeof spans_m / sizeof *spans_m) };

tl_code tli_volume_factor(const tl_study *study, const tl_value *value, double *factor, tl_error *error) {
  *factor = 1.0;
  if (!(value->reference_t_k > 0.0) || value->reference_t_k == study->line->reference_t_k) return TL_OK;
  tl_gas_quality there, here;
  TLI_TRY(tl_mixture_quality(tl_gas_mixture(study->gas), 298.15, value->reference_t_k, &there, error));
  TLI_TRY(tl_mixture_quality(tl_gas_mixture(study->gas), 298.15, study->line->reference_t_k, &here, error));
  *factor = there.density_kg_m3 / here.density_kg_m3;
  return TL_OK;
}

/* ---- a way as a study ---------------------------------------------------------------------------------------------
 */

static const tli_study_alternative *alternative_of(const tli_study *s, const char *id) {
  for (size_t i = 0; i < s->alternative_count; i++)
    if (tli_text_equal(s->alternatives[i].id, id)) return &s->alternatives[i];
  return NULL;
}

/* The line section that a country's land is built and priced as. */
static const tli_study_section *pattern_for(const tli_study *s, const char *country) {
  const tli_study_section *first = NULL;
  for (size_t i = 0; i < s->section_count; i++) {
    if (!tli_text_equal(s->sections[i].role, "line")) continue;
    if (first == NULL) first = &s->sections[i];
    if (tli_text_equal(s->sections[i].country, country)) return &s->sections[i];
  }
  return first;
}

static double line_factor(const tl_study *study) {
  double length = 0.0, geodesic = 0.0;
  for (size_t i = 0; i < study->reference->section_count; i++) {
    if (!tli_text_equal(study->reference->sections[i].role, "line")) continue;
    length += study->route->sections[i].length_m;
    geodesic += study->route->sections[i].geodesic_m;
  }
  return geodesic > 0.0 ? length / geodesic : 1.0;
}

/* Unit costs of a section of the study hold for every section that is built as it. */
static tl_code costs_as_patterns(const tli_study *s, tli_study *v, const char *const *patterns, tli_arena *arena,
                                 tl_error *error) {
  v->costs = TLI_NEW_N(arena, tli_study_cost, s->cost_count * v->section_count + 1);
  if (v->costs == NULL) return TLI_NO_MEMORY(error, "the costs of a way");
  v->cost_count = 0;
  for (size_t k = 0; k < s->cost_count; k++) {
    if (s->costs[k].section[0] == '\0') v->costs[v->cost_count++] = s->costs[k];
    for (size_t i = 0; s->costs[k].section[0] != '\0' && i < v->section_count; i++) {
      if (!tli_text_equal(patterns[i], s->costs[k].section)) continue;
      v->costs[v->cost_count] = s->costs[k];
      v->costs[v->cost_count++].section = v->sections[i].id;
    }
  }
  return TL_OK;
}

/* Waypoints and sections along the points of the alternative. */
static tl_code along_points(const tl_study *study, const tli_study_alternative *a, tli_study *v, tli_arena *arena,
                            tl_error *error) {
  const tli_study *s = study->reference;
  const double factor = a->length_factor.si > 0.0 ? a->length_factor.si : line_factor(study);
  v->waypoints = TLI_NEW_N(arena, tli_study_waypoint, s->alternative_point_count + 1);
  v->sections = TLI_NEW_N(arena, tli_study_section, s->alternative_point_count + 1);
  const char **patterns = TLI_NEW_N(arena, const char *, s->alternative_point_count + 1);
  if (v->waypoints == NULL || v->sections == NULL || patterns == NULL) return TLI_NO_MEMORY(error, "a way");
  v->waypoint_count = v->section_count = v->offtake_count = 0;
  for (size_t i = 0; i < s->alternative_point_count; i++) {
    const tli_study_alternative_point *p = &s->alternative_points[i];
    if (!tli_text_equal(p->alternative, a->id)) continue;
    v->waypoints[v->waypoint_count++] = (tli_study_waypoint){.id = p->id,
                                                             .name = p->name,
                                                             .country = p->country,
                                                             .role = "",
                                                             .lat = p->lat,
                                                             .lon = p->lon,
                                                             .height = p->height,
                                                             .use_for_chainage = true,
                                                             .confidence = p->confidence,
                                                             .source = p->source};
  }
  for (size_t i = 0; i + 1 < v->waypoint_count; i++) {
    const tli_study_section *pattern = pattern_for(s, v->waypoints[i].country);
    const bool on = v->section_count > 0 && tli_text_equal(v->waypoints[i].country, v->waypoints[i - 1].country);
    if (!on) {
      tli_study_section *section = &v->sections[v->section_count++];
      *section = *pattern;
      section->id = tli_arena_printf(arena, "%s-%zu", pattern->id, v->section_count);
      patterns[v->section_count - 1] = pattern->id;
      if (section->id == NULL) return TLI_NO_MEMORY(error, "a way");
      section->country = v->waypoints[i].country;
      section->from = v->waypoints[i].id;
      section->length.si = 0.0;
      section->length_factor.si = factor;
      section->station_layout = "at-start";
    }
    v->sections[v->section_count - 1].to = v->waypoints[i + 1].id;
  }
  return costs_as_patterns(s, v, patterns, arena, error);
}

static tl_code way_as_study(const tl_study *study, const tli_study_way *way, const tl_allocator *allocator,
                            tli_study **variant, tl_error *error) {
  *variant = tli_study_copy(study->reference, allocator);
  if (*variant == NULL) return TLI_NO_MEMORY(error, "a way");
  tli_study *v = *variant;
  v->flow.at = "";
  v->flow.mode = "given";
  const tli_study_alternative *a =
      way->alternative[0] != '\0' ? alternative_of(study->reference, way->alternative) : NULL;
  if (a != NULL) TLI_TRY(along_points(study, a, v, v->arena, error));
  for (size_t i = 0; way->pipe[0] != '\0' && i < v->section_count; i++) v->sections[i].pipe = way->pipe;
  return TL_OK;
}

/* ---- one design ----------------------------------------------------------------------------------------------------
 */

typedef struct candidate {
  size_t way;
  double volume_m3_s, strings, span_m; /* volume: with what the line carries already */
  bool as_is;                          /* the line that stands there, with what it carries */
  bool solved, fits;
  double investment, operation, in_kg_s, fuel_kg_s, stations, power_w, length_m;
  double *by_section; /* investment */
  const char **countries;
  size_t sections;
  const char *why; /* what is wrong with it; NULL: nothing */
  tl_code code;
  tl_error error;
} candidate;

typedef struct designing {
  tl_study *study;
  candidate *candidates;
  size_t count;
} designing;

static bool within_limits(const tli_evaluation *e) {
  for (int l = 0; l < TLI_LIMITS; l++)
    if (e->whole[l].allowed > 0.0 && e->whole[l].excess > 0.0) return false;
  return true;
}

/* Each station costs as much as so much installed power more than it uses; given as used power, as the bill takes it.
 */
static double stations_beside_power_w(const tli_study *v, size_t section) {
  const tli_study_section *at = &v->sections[section];
  if (!tli_text_equal(at->role, "line")) return 0.0;
  for (size_t i = 0; i < v->station_count; i++)
    if (tli_text_equal(v->stations[i].id, at->station))
      return at->station_count.si * (TLI_BARE_STATION_W + TLI_STANDBY_W) / v->stations[i].installed_over_used.si;
  return 0.0;
}

static tl_code price(const tli_study *v, const tli_evaluation *e, candidate *c, tli_arena *arena, tl_error *error) {
  tli_route *route;
  tl_econ_total total;
  tl_findings *findings = tl_findings_create(tli_arena_allocator(arena));
  tli_section_cost *costs = TLI_NEW_N(arena, tli_section_cost, v->section_count);
  c->by_section = TLI_NEW_N(arena, double, v->section_count);
  c->countries = TLI_NEW_N(arena, const char *, v->section_count);
  if (findings == NULL || costs == NULL || c->by_section == NULL || c->countries == NULL) {
    tl_findings_destroy(findings);
    return TLI_NO_MEMORY(error, "the cost of a way");
  }
  tl_code code = tli_route_create(v, arena, &route, findings, error);
  tl_findings_destroy(findings);
  if (code != TL_OK) return code;
  double *power_w = TLI_NEW_N(arena, double, v->section_count); /* stations cost more than the power they give */
  if (power_w == NULL) return TLI_NO_MEMORY(error, "the cost of a way");
  for (size_t i = 0; i < v->section_count; i++) power_w[i] = e->section_power_w[i] + stations_beside_power_w(v, i);
  TLI_TRY(tli_cost_of(v, route, power_w, costs, &total, NULL, error));
  for (size_t i = 0; i < v->section_count; i++) {
    if (costs[i].item_count == 0) continue;
    c->length_m += route->sections[i].length_m;
    c->by_section[c->sections] = costs[i].total.sum.likely;
    c->countries[c->sections++] = v->sections[i].country;
    c->investment += costs[i].total.sum.likely;
    c->operation += tl_econ_operating_cost(costs[i].line, tl_econ_range(v->economics.opex_line.si), costs[i].stations,
                                           tl_econ_range(v->economics.opex_station.si))
                        .likely;
  }
  return TL_OK;
}

/* Stations at the start of each section, at spans no longer than the one tried, and no fewer than stand there. */
static tl_code place_stations(tli_study *v, const tli_study_way *way, candidate *c, tli_arena *arena, tl_error *error) {
  const double stations = way->existing.si > 0.0 ? way->existing_stations.si : 0.0;
  tli_route *route;
  tl_findings *findings = tl_findings_create(tli_arena_allocator(arena));
  if (findings == NULL) return TLI_NO_MEMORY(error, "a way");
  const tl_code code = tli_route_create(v, arena, &route, findings, error);
  tl_findings_destroy(findings);
  if (code != TL_OK) return code;
  double length = 0.0;
  for (size_t i = 0; i < v->section_count; i++)
    if (tli_text_equal(v->sections[i].role, "line")) length += route->sections[i].length_m;
  for (size_t i = 0; i < v->section_count; i++) {
    const double metres = route->sections[i].length_m, spans = c->as_is ? 1.0 : ceil(metres / c->span_m - 1e-9);
    if (!tli_text_equal(v->sections[i].role, "line")) continue;
    v->sections[i].strings.si = c->strings;
    v->sections[i].station_layout = "at-start";
    v->sections[i].station_count.si = fmax(fmax(1.0, spans), floor(stations * metres / length + 0.5));
    c->stations += v->sections[i].station_count.si;
  }
  return TL_OK;
}

static tl_code try_design(const tl_study *study, candidate *c, tli_arena *arena) {
  tli_study *v = NULL;
  tli_evaluation e = {0};
  const tli_study_way *way = &study->reference->ways[c->way];
  tl_code code = way_as_study(study, way, NULL, &v, &c->error);
  if (code == TL_OK) {
    v->flow.volume.si = c->volume_m3_s;
    code = place_stations(v, way, c, arena, &c->error);
  }
  if (code == TL_OK)
    code = tli_solve_variant(v, study->gas, study->part_length_m, TLI_WHOLE_LINE, false, arena, &e, &c->error);
  c->solved = code == TL_OK && e.outcome == TL_SOLVED;
  c->fits = c->solved && (c->as_is || within_limits(&e));
  if (code == TL_OK && !c->solved) c->why = tli_arena_strdup(arena, e.reason.sentence);
  if (c->solved && !c->fits) c->why = tli_conditions(&e, e.whole, arena);
  if (c->fits) {
    c->in_kg_s = e.in_kg_s;
    c->fuel_kg_s = e.fuel_kg_s;
    c->power_w = e.total_power_w;
    code = price(v, &e, c, arena, &c->error);
  }
  for (size_t k = 0; code == TL_OK && k < c->sections; k++) {
    c->countries[k] = tli_arena_strdup(arena, c->countries[k]);
    if (c->countries[k] == NULL) code = TLI_NO_MEMORY(&c->error, "a way");
  }
  tli_study_destroy(v);
  return code;
}

static void one_candidate(void *context, size_t index, tli_arena *arena) {
  const designing *d = context;
  candidate *c = &d->candidates[index];
  c->code = try_design(d->study, c, arena);
}

/* ---- what is kept
 * ---------------------------------------------------------------------------------------------------- */

static double fuel_of(const candidate *c) { return c->in_kg_s > 0.0 ? c->fuel_kg_s / c->in_kg_s : 0.0; }

static bool beats(const candidate *a, const candidate *b) {
  return a->volume_m3_s >= b->volume_m3_s && a->investment <= b->investment && a->operation <= b->operation &&
         fuel_of(a) <= fuel_of(b) &&
         (a->volume_m3_s > b->volume_m3_s || a->investment < b->investment || a->operation < b->operation ||
          fuel_of(a) < fuel_of(b));
}

/* Also where an earlier one is the same: two spans can give the same stations. */
static bool beaten(const designing *d, const candidate *c) {
  for (const candidate *x = d->candidates; x < d->candidates + d->count; x++) {
    if (x->way != c->way || !x->fits || x->as_is) continue;
    if (beats(x, c)) return true;
    if (x < c && x->volume_m3_s == c->volume_m3_s && x->strings == c->strings && x->stations == c->stations &&
        x->investment == c->investment)
      return true;
  }
  return false;
}

/* Each country's players pay alike for what lies on their land; land of no player is paid alike by all owners. */
static void who_pays(const tli_study *s, const tli_study_way *way, const candidate *c, double *paid) {
  const tl_coalition owners = tli_coalition_of(s, way->players), named = tli_coalition_of(s, way->paid_by);
  for (size_t k = 0; k < c->sections; k++) {
    tl_coalition who = 0;
    for (size_t i = 0; i < s->player_count; i++)
      if (s->players[i].country[0] != '\0' && tli_text_equal(s->players[i].country, c->countries[k]))
        who |= (tl_coalition)1 << i;
    if (named != 0) who = named;
    if (who == 0) who = owners;
    double count = 0.0;
    for (size_t i = 0; i < s->player_count; i++) count += (double)(who >> i & 1);
    for (size_t i = 0; i < s->player_count; i++)
      if ((who >> i & 1) != 0) paid[i] += c->by_section[k] / count;
  }
}

/* What a design costs and burns more than the line that stands there. */
static void take_off(candidate *c, const candidate *base) {
  c->operation = fmax(0.0, c->operation - base->operation);
  c->power_w -= base->power_w;
  c->in_kg_s -= base->in_kg_s;
  c->fuel_kg_s = fmax(0.0, c->fuel_kg_s - base->fuel_kg_s);
  c->investment = 0.0;
  for (size_t k = 0; k < c->sections; k++)
    c->investment += c->by_section[k] = fmax(0.0, c->by_section[k] - base->by_section[k]);
}

static tl_code put_design(const designing *d, candidate *c, const candidate *base, tli_way *way, tl_error *error) {
  const tli_study *s = d->study->reference;
  tli_way_design *x = &way->designs[way->count++];
  if (base != NULL) take_off(c, base);
  x->numbers = (tl_market_design){
      .capacity = (c->volume_m3_s - (base != NULL ? base->volume_m3_s : 0.0)) * year_s * s->economics.availability.si,
      .investment = c->investment,
      .operation = c->operation,
      .fuel = fuel_of(c)};
  x->strings = c->strings;
  x->stations = c->stations;
  x->power_w = c->power_w;
  x->paid = TLI_NEW_N(d->study->arena, double, s->player_count + 1);
  if (x->paid == NULL) return TLI_NO_MEMORY(error, "a way");
  who_pays(s, way->way, c, x->paid);
  way->length_m = c->length_m;
  return TL_OK;
}

static tl_code keep_designs(const designing *d, size_t w, tli_way *way, tl_error *error) {
  tli_arena *arena = d->study->arena;
  const candidate *base = NULL;
  bool kept[MOST_DESIGNS_TRIED] = {false};
  way->designs = TLI_NEW_N(arena, tli_way_design, MOST_DESIGNS);
  if (way->designs == NULL) return TLI_NO_MEMORY(error, "a way");
  for (size_t i = 0; i < d->count; i++)
    if (d->candidates[i].way == w && d->candidates[i].as_is) base = &d->candidates[i];
  if (base != NULL && !base->fits) {
    way->trouble = tli_arena_printf(arena, "the line that stands there does not carry what it carries: %s",
                                    base->code != TL_OK ? base->error.sentence
                                    : base->why != NULL ? base->why
                                                        : "");
    return way->trouble != NULL ? TL_OK : TLI_NO_MEMORY(error, "a way");
  }
  size_t tried = 0;
  for (size_t i = 0; i < d->count; i++) {
    const candidate *c = &d->candidates[i];
    if (c->way != w || c->as_is) continue;
    way->tried++;
    way->solved += c->solved ? 1 : 0;
    way->within_limits += c->fits ? 1 : 0;
    if (way->trouble == NULL) way->trouble = c->code != TL_OK ? tli_arena_strdup(arena, c->error.sentence) : c->why;
    kept[tried++] = c->fits && !beaten(d, c);
  }
  tried = 0;
  for (size_t i = 0; i < d->count; i++)
    if (d->candidates[i].way == w && !d->candidates[i].as_is && kept[tried++] && way->count < MOST_DESIGNS)
      TLI_TRY(put_design(d, &d->candidates[i], base, way, error));
  if (way->count > 0 || way->trouble == NULL) way->trouble = "";
  return TL_OK;
}

/* ---- all of them
 * ------------------------------------------------------------------------------------------------------ */

static tl_code list_candidates(designing *d, tl_error *error) {
  const tli_study *s = d->study->reference;
  const size_t most = s->way_count * (MOST_DESIGNS_TRIED + 1);
  d->candidates = TLI_NEW_N(d->study->arena, candidate, most + 1);
  if (d->candidates == NULL) return TLI_NO_MEMORY(error, "the ways");
  for (size_t w = 0; w < s->way_count; w++) {
    const tli_study_way *way = &s->ways[w];
    double factor, there;
    TLI_TRY(tli_volume_factor(d->study, &way->least, &factor, error));
    TLI_TRY(tli_volume_factor(d->study, &way->existing, &there, error));
    const double existing = way->existing.si * there;
    if (existing > 0.0)
      d->candidates[d->count++] =
          (candidate){.way = w, .volume_m3_s = existing, .strings = 1, .as_is = true, .span_m = spans_m[0]};
    const double step = fmax(way->step.si, (way->largest.si - way->least.si) / (MOST_VOLUMES - 1));
    for (int k = 0; k < MOST_VOLUMES; k++) {
      const double more = (way->least.si + k * step) * factor;
      if (more > way->largest.si * factor * (1.0 + 1e-9)) break;
      for (int strings = 1; strings <= MOST_STRINGS; strings++)
        for (size_t i = 0; i < TLI_COUNT(spans_m); i++)
          d->candidates[d->count++] =
              (candidate){.way = w, .volume_m3_s = existing + more, .strings = strings, .span_m = spans_m[i]};
    }
  }
  return TL_OK;
}

tl_code tli_design_ways(tl_study *study, tli_way **ways, tl_error *error) {
  const tli_study *s = study->reference;
  designing d = {.study = study};
  *ways = TLI_NEW_N(study->arena, tli_way, s->way_count + 1);
  if (*ways == NULL) return TLI_NO_MEMORY(error, "the ways");
  TLI_TRY(list_candidates(&d, error));
  TLI_TRY(tli_for_each("shares", d.count, one_candidate, &d, study->options.threads, study->options.progress,
                       &study->worker_arenas, study->arena, error));
  for (size_t i = 0; i < d.count; i++)
    if (d.candidates[i].code == TL_ERR_MACHINE)
      return tl_fail(error, TL_ERR_MACHINE, "%s", d.candidates[i].error.sentence);
  for (size_t w = 0; w < s->way_count; w++) {
    tli_way *way = &(*ways)[w];
    way->way = &s->ways[w];
    way->title = way->way->title[0] != '\0' ? way->way->title : way->way->id;
    TLI_TRY(keep_designs(&d, w, way, error));
  }
  return TL_OK;
}
