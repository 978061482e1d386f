/* Designs of the ways of the game. Each way is a variant of the study: the line as studied, or sections along the
 * points of an alternative, a leg belonging to the country in which it starts. For each volume the search of the step
 * "design" takes the cheapest line of the catalogue; a line that stands there keeps its pipe and its stations.
 * docs/theory/study-shares.md */
#include "study/ways.h"

#include "study/design.h"
#include "study/money_read.h"

#include <string.h>

static const double year_s = 365.0 * 86400.0;

enum { MOST_VOLUMES = 60, MOST_DESIGNS = 96, MOST_STRINGS = 3 };

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

/* The line section that a country's land is built and priced as; without one of that country the one named `otherwise`,
 * or the first. */
static const tli_study_section *pattern_for(const tli_study *s, const char *country, const char *otherwise) {
  const tli_study_section *first = NULL, *named = NULL;
  for (size_t i = 0; i < s->section_count; i++) {
    if (!tli_text_equal(s->sections[i].role, "line")) continue;
    if (first == NULL) first = &s->sections[i];
    if (tli_text_equal(s->sections[i].id, otherwise)) named = &s->sections[i];
    if (tli_text_equal(s->sections[i].country, country)) return &s->sections[i];
  }
  return named != NULL ? named : first;
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
static tl_code along_points(const tl_study *study, const tli_study_alternative *a, const char *built_as, tli_study *v,
                            tli_arena *arena, tl_error *error) {
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
    const tli_study_section *pattern = pattern_for(s, v->waypoints[i].country, built_as);
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
  if (a != NULL) TLI_TRY(along_points(study, a, way->built_as, v, v->arena, error));
  for (size_t i = 0; way->pipe[0] != '\0' && i < v->section_count; i++) v->sections[i].pipe = way->pipe;
  return TL_OK;
}

/* ---- a way made ready ---------------------------------------------------------------------------------------------
 */

/* Sections of the line, in order; and for a line that stands there what it is and costs with what it carries. */
typedef struct ready {
  const tli_study_way *way;
  tli_study *variant;
  tli_route *route;
  size_t *sections;
  size_t section_count;
  double length_m, existing_m3_s, fuel_per_m3, more_investment;
  bool priced;
  const char *trouble; /* what is wrong with the line that stands there; NULL: nothing */
  tli_section_design stands;
  tl_design base;
  tl_design_state base_state;
  double *base_line, *base_stations; /* capital by section */
} ready;

/* One search: a volume, and what it found. */
typedef struct job {
  size_t way;
  double volume_m3_s; /* with what the line carries already */
  tli_section_design section;
  tl_design design;
  tl_design_state state;
  tl_design_difference difference;
  double *line, *stations; /* capital by section */
  double investment, operation, in_kg_s, fuel_kg_s;
  size_t evaluated;
  bool fits;
  const char *why; /* what is wrong with what was found; NULL: nothing */
  tl_code code;
  tl_error error;
} job;

typedef struct designing {
  tl_study *study;
  ready *ways;
  job *jobs;
  size_t count;
} designing;

/* What gas burnt on the way is worth: it is produced, brought to the start, and lost to its best other use. Prices
 * between members do not enter. */
static tl_code worth_of_fuel(const tl_study *study, const tli_study_way *way, double *per_m3, tl_error *error) {
  const tli_study *s = study->reference;
  const tli_study_gas_field *field = NULL;
  for (size_t f = 0; f < s->gas_field_count; f++)
    if (tli_text_equal(s->gas_fields[f].id, way->gas_field)) field = &s->gas_fields[f];
  *per_m3 = 0.0;
  const tl_value *parts[] = {&way->before, field != NULL ? &field->cost : NULL,
                             field != NULL ? &field->other_use : NULL};
  for (size_t i = 0; i < TLI_COUNT(parts); i++) {
    double factor;
    if (parts[i] == NULL) continue;
    TLI_TRY(tli_volume_factor(study, parts[i], &factor, error));
    *per_m3 += parts[i]->si / factor;
  }
  return TL_OK;
}

/* Values add up only at one rate for all: designs are the cheapest at that rate. */
static double common_rate(const tli_study *s) {
  return s->market.discount_rate.si > 0.0 ? s->market.discount_rate.si : s->economics.discount_rate.si;
}

static tl_code make_problem(const designing *d, const ready *r, double volume_m3_s, tli_arena *arena,
                            tli_section_design *section, bool *priced, tl_error *error) {
  tli_design_source source = tli_design_source_of(d->study);
  source.study = r->variant;
  source.route = r->route;
  source.asked_kg_s = volume_m3_s * source.kg_per_m3 / r->variant->flow.load_factor.si;
  source.rate_1_a = common_rate(d->study->reference);
  source.fuel_per_m3 = r->fuel_per_m3;
  TLI_TRY(tli_line_design_make(&source, TLI_WHOLE_LINE, arena, section, priced, error));
  if (!*priced) return TL_OK;
  tl_design_catalogue *k = &section->catalogue;
  const double least_span_m = 80e3;
  k->most_strings = MOST_STRINGS;
  k->most_stations = (size_t)fmin(fmax((double)k->most_stations, ceil(r->length_m / least_span_m)), TL_DESIGN_STATIONS);
  if (r->way->pipe[0] == '\0' && r->existing_m3_s <= 0.0) return TL_OK;
  const tli_study_pipe *pipe = tli_pipe_of(r->variant, r->sections[0]);
  tl_design_pipe *only = TLI_NEW(arena, tl_design_pipe);
  if (only == NULL) return TLI_NO_MEMORY(error, "a way");
  *only = (tl_design_pipe){pipe->outside_diameter.si, 1e-4, 5e-3, 40e-3};
  if (r->existing_m3_s > 0.0) only->wall_least_m = only->wall_most_m = pipe->wall.si;
  k->pipes = only;
  k->pipe_count = k->pressure_count = 1; /* the first pressure is that of the pipe */
  return TL_OK;
}

/* ---- a line that stands there -------------------------------------------------------------------------------------
 */

/* It is taken as it is, whatever limits it breaks; steel and machine are those that cost least. */
static tl_code as_it_stands(const designing *d, ready *r, tli_arena *arena, tl_error *error) {
  bool found = false;
  tl_design_limit limit = TL_DESIGN_FITS;
  TLI_TRY(make_problem(d, r, r->existing_m3_s, arena, &r->stands, &r->priced, error));
  if (!r->priced) return TL_OK;
  tl_design_catalogue *k = &r->stands.catalogue;
  k->most_ratio = 4.0;
  k->most_velocity_m_s = 100.0;
  k->most_units = 100;
  k->most_station_w = 0.0;
  const double stations = fmax(r->way->existing_stations.si, 1.0);
  if (stations > TL_DESIGN_STATIONS)
    return tl_fail(error, TL_ERR_INPUT, "way %s: more than %d stations that stand there", r->way->id,
                   TL_DESIGN_STATIONS);
  tl_design trial = {.strings = 1, .stations = (size_t)(stations + 0.5), .spares = k->least_spares};
  tl_design_space_equally(r->length_m, true, &trial);
  for (trial.steel = 0; trial.steel < k->steel_count; trial.steel++)
    for (trial.machine = 0; trial.machine < k->machine_count; trial.machine++) {
      tl_design_state state;
      TLI_TRY(tl_design_evaluate(&r->stands.problem, &trial, &state, error));
      limit = state.limit != TL_DESIGN_FITS ? state.limit : limit;
      if (state.limit != TL_DESIGN_FITS || (found && state.annual_cost >= r->base_state.annual_cost)) continue;
      found = true;
      r->base = trial;
      r->base_state = state;
    }
  if (!found) {
    r->trouble = tli_arena_printf(arena, "the line that stands there does not carry what it carries: %s",
                                  tl_design_limit_name(limit));
    return r->trouble != NULL ? TL_OK : TLI_NO_MEMORY(error, "a way");
  }
  return tl_design_stretch_capital(&r->stands.problem, &r->base, &r->base_state, r->base_line, r->base_stations, error);
}

/* More through it: the same pipe, steel and machines, no station less; strings and loops are free. */
static tl_code keep_what_stands(const ready *r, tli_section_design *section, tli_arena *arena, tl_error *error) {
  tl_design_catalogue *k = &section->catalogue;
  tl_design_steel *steel = TLI_NEW(arena, tl_design_steel);
  tl_design_machine *machine = TLI_NEW(arena, tl_design_machine);
  if (steel == NULL || machine == NULL) return TLI_NO_MEMORY(error, "a way");
  *steel = k->steels[r->base.steel];
  *machine = k->machines[r->base.machine];
  double largest_w = 0.0; /* as much power in a station as with the largest machine */
  for (size_t m = 0; m < k->machine_count; m++) largest_w = fmax(largest_w, k->machines[m].power_w);
  k->most_units = (size_t)fmin(ceil((double)k->most_units * largest_w / machine->power_w), 100.0);
  k->steels = steel;
  k->machines = machine;
  k->steel_count = k->machine_count = 1;
  k->least_stations = r->base.stations;
  return TL_OK;
}

static tl_code make_ready(designing *d, size_t w, tl_error *error) {
  tli_arena *arena = d->study->arena;
  ready *r = &d->ways[w];
  r->way = &d->study->reference->ways[w];
  double there;
  TLI_TRY(tli_volume_factor(d->study, &r->way->existing, &there, error));
  r->existing_m3_s = r->way->existing.si * there;
  TLI_TRY(worth_of_fuel(d->study, r->way, &r->fuel_per_m3, error));
  tli_rates rates;
  tli_rates_of(d->study->reference, &rates);
  TLI_TRY(tli_money_in(d->study->reference, &rates, &r->way->more_investment, &r->more_investment, error));
  TLI_TRY(way_as_study(d->study, r->way, NULL, &r->variant, error));
  tl_findings *findings = tl_findings_create(tli_arena_allocator(arena));
  if (findings == NULL) return TLI_NO_MEMORY(error, "a way");
  const tl_code code = tli_route_create(r->variant, arena, &r->route, findings, error);
  tl_findings_destroy(findings);
  if (code != TL_OK) return code;
  r->sections = TLI_NEW_N(arena, size_t, r->variant->section_count + 1);
  r->base_line = TLI_NEW_N(arena, double, r->variant->section_count + 1);
  r->base_stations = TLI_NEW_N(arena, double, r->variant->section_count + 1);
  if (r->sections == NULL || r->base_line == NULL || r->base_stations == NULL) return TLI_NO_MEMORY(error, "a way");
  for (size_t i = 0; i < r->variant->section_count; i++) {
    if (!tli_text_equal(r->variant->sections[i].role, "line")) continue;
    r->sections[r->section_count++] = i;
    r->length_m += r->route->sections[i].length_m;
  }
  if (r->existing_m3_s > 0.0) return as_it_stands(d, r, arena, error);
  return make_problem(d, r, r->way->least.si, arena, &r->stands, &r->priced, error);
}

/* ---- one search ----------------------------------------------------------------------------------------------------
 */

/* The limits of temperature, which the search does not know. NULL: kept. */
static const char *too_cold_or_hot(const tli_study_limits *limits, const tl_design *design,
                                   const tl_design_state *state) {
  const double least = limits->min_gas_temperature.si, most = limits->max_discharge_temperature.si;
  double coldest = state->delivery_t_k, hottest = 0.0;
  for (size_t i = 0; i < design->stations; i++) {
    if (i > 0 || design->station_m[0] > 0.0) coldest = fmin(coldest, state->stations[i].t_in_k);
    hottest = fmax(hottest, state->stations[i].t_out_k);
  }
  if (least > 0.0 && coldest < least) return "the gas becomes colder than limits.min_gas_temperature";
  return most > 0.0 && hottest > most ? "the gas leaves a station hotter than limits.max_discharge_temperature" : NULL;
}

/* What it costs and burns; more than the line that stands there, section by section and never less than nothing. */
static tl_code price(const ready *r, job *j, tli_arena *arena, tl_error *error) {
  const tl_design_prices *p = &j->section.problem.prices;
  const double more_per_m = r->more_investment / r->length_m;
  const bool stands = r->existing_m3_s > 0.0;
  j->line = TLI_NEW_N(arena, double, r->section_count + 1);
  j->stations = TLI_NEW_N(arena, double, r->section_count + 1);
  if (j->line == NULL || j->stations == NULL) return TLI_NO_MEMORY(error, "the cost of a way");
  TLI_TRY(tl_design_stretch_capital(&j->section.problem, &j->design, &j->state, j->line, j->stations, error));
  for (size_t k = 0; k < r->section_count; k++) {
    if (stands) j->line[k] = fmax(0.0, j->line[k] - r->base_line[k]);
    if (stands) j->stations[k] = fmax(0.0, j->stations[k] - r->base_stations[k]);
    j->line[k] += more_per_m * r->route->sections[r->sections[k]].length_m;
    j->investment += j->line[k] + j->stations[k];
    j->operation += j->line[k] * p->line_operation_1_a + j->stations[k] * p->station_operation_1_a;
  }
  j->in_kg_s = j->state.q_in_kg_s - (stands ? r->base_state.q_in_kg_s : 0.0);
  j->fuel_kg_s = fmax(0.0, j->state.fuel_kg_s - (stands ? r->base_state.fuel_kg_s : 0.0));
  return TL_OK;
}

/* The catalogue is searched in parts of this length, what is found is computed in the parts of the study. */
static const double coarse_part_m = 100e3;

static tl_code search_in_parts(job *j, double part_m, tl_design_answer *answer, tl_error *error) {
  tl_design_problem problem = j->section.problem;
  tl_design_options options;
  tl_design_options_default(&options);
  options.keep = options.threads = 1;
  options.nearest = options.move_stations = options.place_loops = false;
  problem.corridor.part_length_m = fmax(part_m, problem.corridor.part_length_m);
  TLI_TRY(tl_design_search(&problem, &options, answer, error));
  j->evaluated += answer->evaluated;
  return TL_OK;
}

static tl_code search_one(const designing *d, job *j, tli_arena *arena, tl_error *error) {
  const ready *r = &d->ways[j->way];
  bool priced;
  TLI_TRY(make_problem(d, r, j->volume_m3_s, arena, &j->section, &priced, error));
  if (!priced) return TL_OK;
  if (r->existing_m3_s > 0.0) TLI_TRY(keep_what_stands(r, &j->section, arena, error));
  tl_design_answer *answer = TLI_NEW(arena, tl_design_answer);
  if (answer == NULL) return TLI_NO_MEMORY(error, "a way");
  TLI_TRY(search_in_parts(j, coarse_part_m, answer, error));
  bool fits = answer->kept > 0;
  if (fits) TLI_TRY(tl_design_evaluate(&j->section.problem, &answer->designs[0], &answer->states[0], error));
  if (!fits || answer->states[0].limit != TL_DESIGN_FITS) /* so near a limit that it is told in fine parts only */
    TLI_TRY(search_in_parts(j, j->section.problem.corridor.part_length_m, answer, error));
  if (answer->kept == 0) return TL_OK;
  j->design = answer->designs[0];
  j->state = answer->states[0];
  j->why = too_cold_or_hot(&r->variant->limits, &j->design, &j->state);
  if (j->why != NULL) return TL_OK;
  const tl_code code = tl_design_check(&j->section.problem, &j->design, &j->state, &j->difference, error);
  if (code == TL_ERR_NO_ANSWER) j->why = "the simulator finds no state of the line";
  if (code != TL_OK) return code == TL_ERR_NO_ANSWER ? TL_OK : code;
  j->fits = true;
  return price(r, j, arena, error);
}

static void one_job(void *context, size_t index, tli_arena *arena) {
  const designing *d = context;
  job *j = &d->jobs[index];
  j->code = search_one(d, j, arena, &j->error);
}

/* ---- what is kept --------------------------------------------------------------------------------------------------
 */

static double fuel_of(const job *j) { return j->in_kg_s > 0.0 ? j->fuel_kg_s / j->in_kg_s : 0.0; }

static bool no_worse(const job *a, const job *b) {
  return a->volume_m3_s >= b->volume_m3_s && a->investment <= b->investment && a->operation <= b->operation &&
         fuel_of(a) <= fuel_of(b);
}

/* Also where an earlier one is the same. */
static bool beaten(const designing *d, const job *j) {
  for (const job *x = d->jobs; x < d->jobs + d->count; x++)
    if (x != j && x->way == j->way && x->fits && no_worse(x, j) && (x < j || !no_worse(j, x))) return true;
  return false;
}

/* Each country's players pay alike for what lies on their land; land of no player is paid alike by all owners. */
static void who_pays(const tli_study *s, const ready *r, const job *j, double *paid) {
  const tl_coalition owners = tli_coalition_of(s, r->way->players), named = tli_coalition_of(s, r->way->paid_by);
  for (size_t k = 0; k < r->section_count; k++) {
    tl_coalition who = 0;
    for (size_t i = 0; i < s->player_count; i++)
      if (s->players[i].country[0] != '\0' &&
          tli_text_equal(s->players[i].country, r->variant->sections[r->sections[k]].country))
        who |= (tl_coalition)1 << i;
    if (named != 0) who = named;
    if (who == 0) who = owners;
    double count = 0.0;
    for (size_t i = 0; i < s->player_count; i++) count += (double)(who >> i & 1);
    for (size_t i = 0; i < s->player_count; i++)
      if ((who >> i & 1) != 0) paid[i] += (j->line[k] + j->stations[k]) / count;
  }
}

static tl_code put_design(const designing *d, const job *j, tli_way *way, tl_error *error) {
  const tli_study *s = d->study->reference;
  const ready *r = &d->ways[j->way];
  const tl_design_catalogue *k = &j->section.catalogue;
  tli_way_design *x = &way->designs[way->count++];
  *x = (tli_way_design){
      .numbers = {.capacity = (j->volume_m3_s - r->existing_m3_s) * year_s * s->economics.availability.si,
                  .investment = j->investment,
                  .operation = j->operation,
                  .fuel = fuel_of(j)},
      .strings = (double)j->design.strings,
      .stations = (double)j->design.stations,
      .power_w = j->state.power_w - (r->existing_m3_s > 0.0 ? r->base_state.power_w : 0.0),
      .installed_w = j->state.installed_w - (r->existing_m3_s > 0.0 ? r->base_state.installed_w : 0.0),
      .diameter_m = k->pipes[j->design.pipe].outside_diameter_m,
      .wall_least_m = j->state.wall_least_m,
      .wall_most_m = j->state.wall_most_m,
      .pressure_pa = k->pressures_pa[j->design.pressure],
      .looped_m = j->state.looped_m,
      .steel = tli_arena_strdup(d->study->arena, k->steels[j->design.steel].name),
      .machine = j->design.stations > 0 ? tli_arena_strdup(d->study->arena, k->machines[j->design.machine].name) : "",
      .off_pa = j->difference.pressure_pa};
  x->paid = TLI_NEW_N(d->study->arena, double, s->player_count + 1);
  if (x->paid == NULL || x->steel == NULL || x->machine == NULL) return TLI_NO_MEMORY(error, "a way");
  who_pays(s, r, j, x->paid);
  return TL_OK;
}

/* Why no volume has a design: what stops the least one. */
static tl_code explain(const designing *d, const ready *r, const job *least, tli_way *way, tl_error *error) {
  tli_arena *arena = d->study->arena;
  way->trouble = r->trouble;
  if (!r->priced) way->trouble = "costs needs a row of basis per_steel_mass, and the pipe an outside diameter";
  if (way->trouble == NULL && least == NULL) way->trouble = "it has no volume between its least and its largest";
  if (way->trouble == NULL) way->trouble = least->why;
  if (way->trouble != NULL) return TL_OK;
  tl_design_answer *answer = TLI_NEW(arena, tl_design_answer);
  if (answer == NULL) return TLI_NO_MEMORY(error, "a way");
  tl_design_options options;
  tl_design_options_default(&options);
  options.keep = 1;
  options.threads = d->study->options.threads;
  TLI_TRY(tl_design_search(&least->section.problem, &options, answer, error));
  const double per_kg_s = year_s / d->study->line->kg_per_m3 * r->variant->flow.load_factor.si / 1e9;
  way->trouble = isnan(answer->nearest_kg_s)
                     ? "no line of the catalogue carries anything"
                     : tli_arena_printf(arena, "the most that some line carries is %s bcm/a; what stops it there: %s",
                                        tli_digits(answer->nearest_kg_s * per_kg_s, 3).words,
                                        tl_design_limit_name(answer->in_the_way));
  return way->trouble != NULL ? TL_OK : TLI_NO_MEMORY(error, "a way");
}

static tl_code keep_designs(const designing *d, size_t w, tli_way *way, tl_error *error) {
  const job *least = NULL;
  way->designs = TLI_NEW_N(d->study->arena, tli_way_design, MOST_DESIGNS);
  if (way->designs == NULL) return TLI_NO_MEMORY(error, "a way");
  way->length_m = d->ways[w].length_m;
  way->trouble = "";
  for (size_t i = 0; i < d->count; i++) {
    const job *j = &d->jobs[i];
    if (j->way != w) continue;
    if (least == NULL) least = j;
    way->searches++;
    way->lines += j->evaluated;
    way->found += j->fits ? 1 : 0;
    if (j->fits && !beaten(d, j) && way->count < MOST_DESIGNS) TLI_TRY(put_design(d, j, way, error));
  }
  return way->count == 0 ? explain(d, &d->ways[w], least, way, error) : TL_OK;
}

/* ---- all of them ---------------------------------------------------------------------------------------------------
 */

static tl_code list_jobs(designing *d, tl_error *error) {
  const tli_study *s = d->study->reference;
  d->jobs = TLI_NEW_N(d->study->arena, job, s->way_count * MOST_VOLUMES + 1);
  if (d->jobs == NULL) return TLI_NO_MEMORY(error, "the ways");
  for (size_t w = 0; w < s->way_count; w++) {
    const tli_study_way *way = &s->ways[w];
    double factor;
    TLI_TRY(tli_volume_factor(d->study, &way->least, &factor, error));
    if (d->ways[w].trouble != NULL || !d->ways[w].priced) continue;
    const double step = fmax(way->step.si, (way->largest.si - way->least.si) / (MOST_VOLUMES - 1));
    for (int k = 0; k < MOST_VOLUMES; k++) {
      const double more = (way->least.si + k * step) * factor;
      if (more > way->largest.si * factor * (1.0 + 1e-9)) break;
      d->jobs[d->count++] = (job){.way = w, .volume_m3_s = d->ways[w].existing_m3_s + more};
    }
  }
  return TL_OK;
}

static tl_code design_all(designing *d, tli_way *ways, tl_error *error) {
  tl_study *study = d->study;
  const size_t count = study->reference->way_count;
  for (size_t w = 0; w < count; w++) TLI_TRY(make_ready(d, w, error));
  TLI_TRY(list_jobs(d, error));
  TLI_TRY(tli_for_each("shares", d->count, one_job, d, study->options.threads, study->options.progress,
                       &study->worker_arenas, study->arena, error));
  for (size_t i = 0; i < d->count; i++)
    if (d->jobs[i].code != TL_OK) return tl_fail(error, d->jobs[i].code, "%s", d->jobs[i].error.sentence);
  for (size_t w = 0; w < count; w++) {
    ways[w].way = d->ways[w].way;
    ways[w].title = ways[w].way->title[0] != '\0' ? ways[w].way->title : ways[w].way->id;
    TLI_TRY(keep_designs(d, w, &ways[w], error));
  }
  return TL_OK;
}

tl_code tli_design_ways(tl_study *study, tli_way **ways, tl_error *error) {
  const size_t count = study->reference->way_count;
  designing d = {.study = study};
  *ways = TLI_NEW_N(study->arena, tli_way, count + 1);
  d.ways = TLI_NEW_N(study->arena, ready, count + 1);
  if (*ways == NULL || d.ways == NULL) return TLI_NO_MEMORY(error, "the ways");
  const tl_code code = design_all(&d, *ways, error);
  for (size_t w = 0; w < count; w++) tli_study_destroy(d.ways[w].variant);
  return code;
}
