/* The line of a study in time. The network is that of the steady state; its stations get the power that is installed
 * and the largest ratio, so that a station beside one that fails can only do so much more. docs/theory/study-time.md */
#include "study/time_line.h"

#include "net/tli_schedule.h"

#include <stdlib.h>
#include <string.h>

/* A limit that just holds at the start is met to rounding. */
static const double rounding = 1e-6;

static double tighter(double a, double b) { return a <= 0.0 ? b : b <= 0.0 ? a : fmin(a, b); }

/* What is installed: as published, otherwise what is used in the steady state with the reserve of its kind. */
static double installed_w(const tli_study_station *station, double used_w) {
  const double installed =
      station->installed_power.si > 0.0 ? station->installed_power.si : used_w * station->installed_over_used.si;
  return tighter(installed, station->max_power.si);
}

/* The steady state that the runs start from is the study's answer; a station that needs more than its limit there keeps
 * what it needs, and that is said. */
static double at_least_used(tl_study *study, const tli_line_station *at, const char *what, double limit, double used) {
  if (!(limit > 0.0) || limit >= used * (1.0 + rounding)) return limit;
  if (limit < used)
    tl_findings_add(study->findings, TL_WARNING, study->input->file, 0, at->id, what,
                    "station %s: its %s of %.4g is below the %.4g that it uses in the reference scenario; the runs in "
                    "time let it have what it uses",
                    at->name, what, limit, used);
  return used * (1.0 + rounding);
}

static tl_code limit_stations(tl_study *study, tli_time_line *line, tl_error *error) {
  const tli_line *from = study->line;
  for (size_t i = 0; i < from->station_count; i++) {
    const tli_line_station *at = &from->stations[i];
    tl_station_state used;
    TLI_TRY(tl_steady_station(study->steady, at->link, &used, error));
    tl_station *s = &line->stations[i];
    const double ratio = tighter(study->reference->limits.max_ratio.si, at->station->max_ratio.si);
    s->max_power_w = at_least_used(study, at, "power (W)", installed_w(at->station, used.power_w), used.power_w);
    s->max_ratio = at_least_used(study, at, "ratio", ratio, used.ratio);
  }
  return TL_OK;
}

static const char *waypoint_name(const tli_study *s, const char *id) {
  for (size_t i = 0; i < s->waypoint_count; i++)
    if (tli_text_equal(s->waypoints[i].id, id)) return s->waypoints[i].name[0] != '\0' ? s->waypoints[i].name : id;
  return NULL;
}

static const char *end_name(const tl_study *study, size_t section, const char *otherwise) {
  const char *to = study->reference->sections[section].to;
  const char *name = to != NULL && to[0] != '\0' ? waypoint_name(study->reference, to) : NULL;
  return name != NULL ? name : otherwise;
}

static void find_places(tl_study *study, tli_time_line *line) {
  const tli_line *from = study->line;
  const tli_study *s = study->reference;
  const double required = s->delivery.min_pressure.si > 0.0 ? s->delivery.min_pressure.si : 0.0;
  const double at_end = s->time.end_pressure.si > 0.0 ? s->time.end_pressure.si : required;
  const size_t counted = from->section_end[from->counted_section];
  size_t last = from->counted_section;
  for (size_t i = 0; i < from->pipe_count; i++) last = from->pipes[i].section;
  if (counted != from->end_node && required > 0.0)
    line->places[line->place_count++] = (tli_time_place){
        end_name(study, from->counted_section, s->sections[from->counted_section].id), counted, required, false};
  for (size_t n = 0; n < line->network.node_count; n++) {
    if (n != from->end_node &&
        !(line->boundary[n].kind == TL_GIVEN_WITHDRAWAL && line->boundary[n].withdrawal_kg_s > 0))
      continue;
    const char *name = line->network.nodes[n].id;
    if (n == from->end_node) name = end_name(study, last, "end of the line");
    line->places[line->place_count++] = (tli_time_place){name, n, at_end, true};
  }
}

tl_code tli_time_line_make(tl_study *study, tli_time_line *line, tl_error *error) {
  const tli_line *from = study->line;
  *line = (tli_time_line){.study = study, .cell_m = study->reference->time.cell.si};
  TLI_TRY(tli_line_own_stations(from, study->arena, &line->network, &line->stations, error));
  const size_t nodes = line->network.node_count;
  line->boundary = TLI_NEW_N(study->arena, tl_boundary, nodes);
  line->places = TLI_NEW_N(study->arena, tli_time_place, nodes + 1);
  if (line->boundary == NULL || line->places == NULL) return TLI_NO_MEMORY(error, "the line in time");
  TLI_TRY(limit_stations(study, line, error));
  memcpy(line->boundary, from->boundary, nodes * sizeof *line->boundary);
  tl_node_state end;
  TLI_TRY(tl_steady_node(study->steady, from->end_node, &end, error));
  line->boundary[from->end_node] = (tl_boundary){.kind = TL_GIVEN_WITHDRAWAL, .withdrawal_kg_s = end.withdrawal_kg_s};
  find_places(study, line);
  return TL_OK;
}

bool tli_time_find_pipe(const tli_time_line *line, double chainage_m, size_t *pipe, double *position_m) {
  const tli_line *from = line->study->line;
  for (size_t i = from->pipe_count; i-- > 0;) {
    if (chainage_m < from->pipes[i].chainage_m) continue;
    const tl_pipe *of = line->network.links[from->pipes[i].link].params;
    *pipe = i;
    *position_m = chainage_m - from->pipes[i].chainage_m;
    return *position_m <= of->length_m;
  }
  return false;
}

/* ---- a run ------------------------------------------------------------------------------------------------- */

static const double usual_tolerance_pa = 200.0; /* what a step may add to the error of a pressure: 2 mbar */

static tl_code make_room(const tli_time_line *line, const tli_time_want *want, tli_arena *arena, tli_time_run *run,
                         tl_error *error) {
  run->fates = TLI_NEW_N(arena, tli_time_fate, line->place_count + 1);
  if (run->fates == NULL) return TLI_NO_MEMORY(error, "a run in time");
  for (size_t i = 0; i < line->place_count; i++)
    run->fates[i] = (tli_time_fate){NAN, INFINITY, NAN, NAN, NAN, NAN, 0.0};
  if (!want->series) return TL_OK;
  const size_t first = want->first_sample_s > 0.0 ? (size_t)(want->first_until_s / want->first_sample_s + 1.5) : 0;
  const size_t rows = (size_t)(want->until_s / want->sample_s + 1.5) + first,
               sections = line->study->reference->section_count;
  run->time_s = TLI_NEW_N(arena, double, rows);
  run->linepack_kg = TLI_NEW_N(arena, double, rows *sections);
  run->place_p_pa = TLI_NEW_N(arena, double, rows *(line->place_count + 1));
  run->asked_kg_s = TLI_NEW_N(arena, double, rows);
  run->served_kg_s = TLI_NEW_N(arena, double, rows);
  run->lost_kg = TLI_NEW_N(arena, double, rows);
  run->map_p_pa = TLI_NEW_N(arena, float, rows *TLI_TIME_MAP_PLACES);
  if (run->time_s == NULL || run->linepack_kg == NULL || run->place_p_pa == NULL || run->asked_kg_s == NULL ||
      run->served_kg_s == NULL || run->lost_kg == NULL || run->map_p_pa == NULL)
    return TLI_NO_MEMORY(error, "a run in time");
  return TL_OK;
}

/* Pressures at equal distances along the line, linear between the ends of cells. */
static tl_code take_map(const tli_time_line *line, const tli_time_want *want, const tl_transient *x, float *p_pa,
                        tl_error *error) {
  const tli_line *from = line->study->line;
  const double step_m = (want->map_to_m - want->map_from_m) / (TLI_TIME_MAP_PLACES - 1);
  size_t next = 0;
  for (size_t i = 0; i < from->pipe_count; i++) {
    const tli_line_pipe *pipe = &from->pipes[i];
    tl_profile_point a, b;
    TLI_TRY(tl_transient_profile(x, pipe->link, 0, &a, error));
    for (size_t k = 1; k < tl_transient_profile_points(x, pipe->link); k++, a = b) {
      TLI_TRY(tl_transient_profile(x, pipe->link, k, &b, error));
      while (next < TLI_TIME_MAP_PLACES) {
        const double at_m = want->map_from_m + step_m * (double)next - pipe->chainage_m;
        if (at_m > b.distance_m + 1e-6) break;
        const double along = b.distance_m - a.distance_m, share = along > 0.0 ? (at_m - a.distance_m) / along : 1.0;
        p_pa[next++] = (float)(a.p_pa + fmin(fmax(share, 0.0), 1.0) * (b.p_pa - a.p_pa));
      }
    }
    if (i + 1 == from->pipe_count)
      while (next < TLI_TIME_MAP_PLACES) p_pa[next++] = (float)a.p_pa;
  }
  return TL_OK;
}

static tl_code take_row(const tli_time_line *line, const tli_time_want *want, const tl_transient *x, tli_time_run *run,
                        double asked_kg_s, tl_error *error) {
  const tli_line *from = line->study->line;
  const size_t row = run->rows++, sections = line->study->reference->section_count;
  run->time_s[row] = tl_transient_time_s(x);
  double *held = &run->linepack_kg[row * sections];
  for (size_t i = 0; i < from->pipe_count; i++) {
    tl_transient_link_state pipe;
    TLI_TRY(tl_transient_link(x, from->pipes[i].link, &pipe, error));
    held[from->pipes[i].section] += pipe.linepack_kg;
  }
  for (size_t i = 0; i < line->place_count; i++) {
    tl_node_state node;
    TLI_TRY(tl_transient_node(x, line->places[i].node, &node, error));
    run->place_p_pa[row * line->place_count + i] = node.p_pa;
  }
  tl_node_state end;
  TLI_TRY(tl_transient_node(x, from->end_node, &end, error));
  run->asked_kg_s[row] = asked_kg_s;
  run->served_kg_s[row] = end.withdrawal_kg_s;
  run->lost_kg[row] = tl_transient_lost_kg(x);
  return take_map(line, want, x, &run->map_p_pa[row * TLI_TIME_MAP_PLACES], error);
}

/* Between two looks at a place. */
static tl_code look(const tli_time_line *line, const tl_transient *x, double before_s, double *p_before,
                    tli_time_run *run, tl_error *error) {
  const double now_s = tl_transient_time_s(x);
  for (size_t i = 0; i < line->place_count; i++) {
    const tli_time_place *place = &line->places[i];
    tli_time_fate *fate = &run->fates[i];
    tl_delivered sum;
    tl_node_state node;
    TLI_TRY(tl_transient_delivery(x, place->node, &sum, error));
    TLI_TRY(tl_transient_node(x, place->node, &node, error));
    fate->lowest_p_pa = sum.lowest_p_pa;
    if (place->draws) {
      fate->asked_kg = sum.asked_kg;
      fate->unserved_kg = sum.unserved_kg;
      fate->survival_s = sum.survival_s;
      if (now_s <= 24.0 * 3600.0) fate->unserved_24_kg = sum.unserved_kg;
      if (now_s <= 72.0 * 3600.0) fate->unserved_72_kg = sum.unserved_kg;
    } else if (now_s > before_s) { /* straight between the looks */
      const double least = place->least_p_pa, fall = p_before[i] - node.p_pa;
      const double at_s = fall != 0.0 ? before_s + (p_before[i] - least) / fall * (now_s - before_s) : now_s;
      if (p_before[i] >= least && node.p_pa < least && isnan(fate->survival_s)) fate->survival_s = at_s;
      if (p_before[i] < least && node.p_pa < least) fate->below_s += now_s - before_s;
      if (p_before[i] >= least && node.p_pa < least) fate->below_s += now_s - at_s;
      if (p_before[i] < least && node.p_pa >= least) fate->below_s += at_s - before_s;
    } else if (node.p_pa < place->least_p_pa) {
      fate->survival_s = 0.0;
    }
    p_before[i] = node.p_pa;
  }
  return TL_OK;
}

static double asked_at_end(const tli_time_line *line, const tl_schedule *schedule, double time_s) {
  const size_t end = line->study->line->end_node;
  for (size_t i = 0; i < schedule->profile_count; i++)
    if (schedule->profiles[i].what == TL_DRIVE_WITHDRAWAL && schedule->profiles[i].target == end)
      return tli_profile_at(&schedule->profiles[i], time_s, true);
  return line->boundary[end].withdrawal_kg_s;
}

/* Whole seconds: their sums are exact. */
static double step_after(const tli_time_want *want, double at_s) {
  return at_s < want->first_until_s ? want->first_sample_s : want->sample_s;
}

static tl_code walk(const tli_time_line *line, const tl_schedule *schedule, const tli_time_want *want, tl_transient *x,
                    double *p_before, tli_time_run *run, tl_error *error) {
  for (double at_s = 0.0; at_s <= want->until_s * (1.0 + 1e-12); at_s += step_after(want, at_s)) {
    const double before_s = tl_transient_time_s(x);
    if (at_s > 0.0) TLI_TRY(tl_transient_run(x, at_s, error));
    TLI_TRY(look(line, x, before_s, p_before, run, error));
    const double asked_kg_s = asked_at_end(line, schedule, tl_transient_time_s(x));
    if (want->series) TLI_TRY(take_row(line, want, x, run, asked_kg_s, error));
    if (tl_transient_outcome(x) != TL_SOLVED) return TL_OK;
  }
  return TL_OK;
}

static tl_code take_happenings(const tl_transient *x, tli_arena *arena, tli_time_run *run, tl_error *error) {
  run->happenings = TLI_NEW_N(arena, tl_happening, tl_transient_happenings(x) + 1);
  if (run->happenings == NULL) return TLI_NO_MEMORY(error, "a run in time");
  while (tl_transient_happening_at(x, run->happening_count, &run->happenings[run->happening_count]))
    run->happening_count++;
  return TL_OK;
}

static tl_code conclude(const tl_transient *x, bool with_heat, tli_arena *arena, tli_time_run *run, tl_error *error) {
  run->outcome = tl_transient_outcome(x);
  run->reached_s = tl_transient_time_s(x);
  run->reason = tli_arena_strdup(arena, run->outcome == TL_SOLVED ? "" : tl_transient_reason(x)->sentence);
  run->mass_error = tl_transient_effort(x).largest_mass_error;
  run->energy_error = with_heat ? tl_transient_effort(x).largest_energy_error : NAN;
  run->lost_all_kg = tl_transient_lost_kg(x);
  if (run->reason == NULL) return TLI_NO_MEMORY(error, "a run in time");
  return take_happenings(x, arena, run, error);
}

tl_code tli_time_follow(const tli_time_line *line, tl_schedule *schedule, const tli_time_want *want, tli_arena *arena,
                        tli_time_run *run, tl_error *error) {
  *run = (tli_time_run){.reason = ""};
  TLI_TRY(make_room(line, want, arena, run, error));
  double *p_before = TLI_NEW_N(arena, double, line->place_count + 1);
  if (p_before == NULL) return TLI_NO_MEMORY(error, "a run in time");
  for (size_t i = 0; i < line->place_count; i++)
    if (line->places[i].draws)
      TLI_TRY(tl_schedule_add_limit(
          schedule, &(tl_limit){.node = line->places[i].node, .p_min_pa = line->places[i].least_p_pa}, error));
  tl_transient_options options;
  tl_transient_options_default(&options);
  options.output_every_s = 0.0;
  options.follow_heat = want->heat;
  options.cell_length_m = want->cell_m > 0.0 ? want->cell_m : line->cell_m;
  options.pressure_tolerance_pa = want->tolerance_pa > 0.0 ? want->tolerance_pa : usual_tolerance_pa;
  tl_transient *x = NULL;
  TLI_TRY(tl_transient_create(&line->network, line->study->gas, line->boundary, schedule, &options, &x, error));
  tl_code code = tl_transient_start_steady(x, error);
  if (code == TL_OK && tl_transient_outcome(x) == TL_SOLVED) code = walk(line, schedule, want, x, p_before, run, error);
  if (code == TL_OK) code = conclude(x, want->heat, arena, run, error);
  tl_transient_destroy(x);
  return code;
}

/* ---- for good ---------------------------------------------------------------------------------------------- */

typedef struct trial {
  const tli_time_line *line;
  tl_steady *steady;
  tl_boundary *boundary;
  double counted_kg_s; /* of the last flow that held */
} trial;

/* Whether a flow at the end leaves each place its pressure. */
static tl_code holds(trial *t, double kg_s, bool *good, tl_error *error) {
  const tli_line *from = t->line->study->line;
  t->boundary[from->end_node].withdrawal_kg_s = kg_s;
  *good = false;
  TLI_TRY(tl_steady_solve(t->steady, t->boundary, error));
  if (tl_steady_outcome(t->steady) != TL_SOLVED) return TL_OK;
  for (size_t i = 0; i < t->line->place_count; i++) {
    tl_node_state node;
    TLI_TRY(tl_steady_node(t->steady, t->line->places[i].node, &node, error));
    if (node.p_pa < t->line->places[i].least_p_pa) return TL_OK;
  }
  size_t link = 0;
  for (size_t i = 0; i < from->pipe_count; i++)
    if (from->pipes[i].section == from->counted_section) link = from->pipes[i].link;
  tl_link_state counted;
  TLI_TRY(tl_steady_link(t->steady, link, &counted, error));
  t->counted_kg_s = counted.q_kg_s;
  *good = true;
  return TL_OK;
}

/* Pressures fall as the flow grows, so that what holds is an interval from 0 on; halved to 1e-4 of it. */
static tl_code largest(trial *t, double asked_kg_s, double *kg_s, tl_error *error) {
  double low = 0.0, high = asked_kg_s;
  bool good = true;
  *kg_s = t->counted_kg_s = 0.0;
  while (good && high < 10.0 * asked_kg_s) {
    TLI_TRY(holds(t, high, &good, error));
    low = good ? high : low;
    *kg_s = good ? t->counted_kg_s : *kg_s;
    high = good ? 1.1 * high : high;
  }
  while (high - low > 1e-4 * asked_kg_s) {
    const double middle = 0.5 * (low + high);
    TLI_TRY(holds(t, middle, &good, error));
    low = good ? middle : low;
    high = good ? high : middle;
    if (good) *kg_s = t->counted_kg_s;
  }
  return TL_OK;
}

/* The stations as they are with one of them out. */
static tl_code with_station_out(const tli_time_line *line, size_t station, double share, tli_arena *arena, trial *t,
                                tl_network *network, tl_error *error) {
  tli_link *links = TLI_NEW_N(arena, tli_link, network->link_count);
  tl_station *changed = TLI_NEW(arena, tl_station);
  t->boundary = TLI_NEW_N(arena, tl_boundary, network->node_count);
  if (links == NULL || changed == NULL || t->boundary == NULL)
    return TLI_NO_MEMORY(error, "the line with a station out");
  memcpy(links, line->network.links, network->link_count * sizeof *links);
  memcpy(t->boundary, line->boundary, network->node_count * sizeof *t->boundary);
  network->links = links;
  if (station >= line->study->line->station_count) return TL_OK;
  *changed = line->stations[station];
  changed->max_power_w *= share;
  if (share <= 0.0) changed->max_ratio = 1.0; /* below the pressure that arrives: the bypass opens */
  links[line->study->line->stations[station].link].params = changed;
  return TL_OK;
}

tl_code tli_time_carried(const tli_time_line *line, size_t station, double share, double *kg_s, tl_error *error) {
  const tl_study *study = line->study;
  tli_arena *arena = tli_arena_create(NULL);
  if (arena == NULL) return TLI_NO_MEMORY(error, "the line with a station out");
  tl_network network = line->network;
  trial t = {.line = line};
  tl_steady_options options;
  tl_steady_options_default(&options);
  options.part_length_m = study->part_length_m;
  tl_code code = with_station_out(line, station, share, arena, &t, &network, error);
  if (code == TL_OK) code = tl_steady_create(&network, study->gas, &options, &t.steady, error);
  if (code == TL_OK) code = largest(&t, line->boundary[study->line->end_node].withdrawal_kg_s, kg_s, error);
  tl_steady_destroy(t.steady);
  tli_arena_destroy(arena);
  return code;
}
