/* Step "time": the line of the study in time, from the reference scenario's steady state at the asked flow:
 *   outages     each station stops, and one machine of each; how long every place keeps its least pressure, what the
 *               end of the line lacks, and what the line then carries for good
 *   a month     mild days, a cold spell, a swing by day; what is taken against the contract
 *   a rupture   of full bore between two stations, with line-break valves
 * Each case is a run of its own and all run side by side; docs/theory/study-time.md */
#include "study/time_line.h"

#include <string.h>

static const double hour_s = 3600.0, look_s = 1800.0;

typedef struct work {
  tl_study *study;
  tli_time_line line;
  tli_time_answers answers;
  tl_code month_code, rupture_code, worst_code, finer_code, intact_code;
  tl_error month_error, rupture_error, worst_error, finer_error, intact_error;
} work;

static tl_schedule *new_schedule(const work *w, tl_code *code, tl_error *error) {
  tl_schedule *schedule = NULL;
  *code = tl_schedule_create(&w->line.network, NULL, &schedule, error);
  return schedule;
}

static tli_time_want want_of(const work *w, bool series) {
  return (tli_time_want){.until_s = look_s * floor(w->study->reference->time.horizon.si / look_s + 0.5),
                         .sample_s = look_s,
                         .map_to_m = w->study->line->length_m,
                         .series = series};
}

/* ---- outages ------------------------------------------------------------------------------------------------- */

/* The power that is left when one of the equal machines of a station stands. */
static double share_left(const work *w) {
  const double units = fmax(w->study->reference->time.units.si, 1.0);
  return (units - 1.0) / units;
}

static tl_code break_down(const work *w, const tli_time_outage *outage, tl_schedule *schedule, tl_error *error) {
  const size_t link = w->study->line->stations[outage->station].link;
  if (!outage->unit) return tl_schedule_add_event(schedule, &(tl_event){.kind = TL_EVENT_TRIP, .link = link}, error);
  return tl_schedule_add_event(schedule,
                               &(tl_event){.kind = TL_EVENT_CHANGE,
                                           .what = TL_DRIVE_FIELD,
                                           .target = link,
                                           .field = "max_power_w",
                                           .value = share_left(w) * w->line.stations[outage->station].max_power_w},
                               error);
}

static tl_code follow_outage(const work *w, const tli_time_outage *outage, const tli_time_want *want, tli_arena *arena,
                             tli_time_run *run, tl_error *error) {
  tl_code code;
  tl_schedule *schedule = new_schedule(w, &code, error);
  if (code == TL_OK) code = break_down(w, outage, schedule, error);
  if (code == TL_OK) code = tli_time_follow(&w->line, schedule, want, arena, run, error);
  tl_schedule_destroy(schedule);
  return code;
}

static tl_code one_outage(const work *w, tli_time_outage *outage, tli_arena *arena, tl_error *error) {
  const tli_time_want want = want_of(w, false);
  TLI_TRY(follow_outage(w, outage, &want, arena, &outage->run, error));
  return tli_time_carried(&w->line, outage->station, outage->unit ? share_left(w) : 0.0, &outage->carried_kg_s, error);
}

/* ---- the cold month ------------------------------------------------------------------------------------------ */

static tl_code ask_by_hour(const work *w, tl_schedule *schedule, double until_s, double average_kg_s, tli_arena *arena,
                           tl_error *error) {
  const tli_study_time *t = &w->study->reference->time;
  const size_t hours = (size_t)(until_s / hour_s + 0.5) + 1;
  double *times = TLI_NEW_N(arena, double, hours), *values = TLI_NEW_N(arena, double, hours);
  if (times == NULL || values == NULL) return TLI_NO_MEMORY(error, "the cold month");
  const double day_s = 24.0 * hour_s, whole_turn = 6.283185307179586;
  for (size_t i = 0; i < hours; i++) {
    times[i] = hour_s * (double)i;
    const bool cold = times[i] >= t->cold_from.si && times[i] < t->cold_from.si + t->cold_for.si;
    values[i] = average_kg_s * (cold ? t->cold_share.si : t->mild_share.si) *
                (1.0 + t->day_swing.si * sin(whole_turn * fmod(times[i], day_s) / day_s));
  }
  return tl_schedule_add_profile(schedule,
                                 &(tl_profile){.what = TL_DRIVE_WITHDRAWAL,
                                               .target = w->study->line->end_node,
                                               .count = hours,
                                               .times_s = times,
                                               .values = values},
                                 error);
}

static tl_code one_month(work *w, tli_arena *arena, tl_error *error) {
  const tli_study *s = w->study->reference;
  tli_time_want want = want_of(w, true);
  want.until_s = hour_s * floor(s->time.month.si / hour_s + 0.5);
  want.sample_s = hour_s;
  want.heat = true;
  const double average_kg_s =
      w->line.boundary[w->study->line->end_node].withdrawal_kg_s * s->flow.load_factor.si; /* of the year */
  w->answers.month.contract_kg = average_kg_s * want.until_s;
  tl_code code;
  tl_schedule *schedule = new_schedule(w, &code, error);
  if (code == TL_OK) code = ask_by_hour(w, schedule, want.until_s, average_kg_s, arena, error);
  if (code == TL_OK) code = tli_time_follow(&w->line, schedule, &want, arena, &w->answers.month.run, error);
  tl_schedule_destroy(schedule);
  return code;
}

/* ---- the rupture --------------------------------------------------------------------------------------------- */

/* The station behind which the line breaks; station_count if there is none. */
static size_t station_before(const work *w) {
  const tli_study *s = w->study->reference;
  const tli_line *line = w->study->line;
  size_t section = line->counted_section, ordinal = 0;
  for (size_t i = 0; i < s->section_count; i++)
    if (tli_text_equal(s->sections[i].id, s->time.rupture_section)) section = i;
  for (size_t i = 0; i < line->station_count; i++) {
    if (line->stations[i].section != section) continue;
    if (++ordinal == (size_t)(s->time.rupture_station.si + 0.5)) return i;
  }
  return line->station_count;
}

static const double apart_m = 20.0; /* a valve does not stand nearer to a joint, or the break to a valve */

/* The pipe at a place, which is moved off the joints of pipes. */
static bool inside_a_pipe(const work *w, double *chainage_m, size_t *pipe, double *position_m) {
  if (!tli_time_find_pipe(&w->line, *chainage_m, pipe, position_m)) return false;
  const tli_line_pipe *of = &w->study->line->pipes[*pipe];
  const double length_m = ((const tl_pipe *)w->line.network.links[of->link].params)->length_m;
  if (length_m < 3.0 * apart_m) return false;
  *position_m = fmin(fmax(*position_m, apart_m), length_m - apart_m);
  *chainage_m = of->chainage_m + *position_m;
  return true;
}

static tl_code set_valves(work *w, tl_schedule *schedule, tli_arena *arena, tl_error *error) {
  const tli_study_time *t = &w->study->reference->time;
  tli_time_rupture *r = &w->answers.rupture;
  const size_t most = (size_t)((r->to_m - r->from_m) / t->valve_spacing.si) + 2;
  r->valves = TLI_NEW_N(arena, tli_time_valve, most);
  if (r->valves == NULL) return TLI_NO_MEMORY(error, "the line-break valves");
  for (size_t k = 1; k < most; k++) {
    double at_m = r->from_m + t->valve_spacing.si * (double)k, position_m;
    size_t pipe;
    if (at_m > r->to_m - apart_m || !inside_a_pipe(w, &at_m, &pipe, &position_m)) continue;
    if (fabs(at_m - r->chainage_m) < apart_m) continue;
    r->valves[r->valve_count++] = (tli_time_valve){at_m, NAN};
    TLI_TRY(tl_schedule_add_break_valve(schedule,
                                        &(tl_break_valve){.link = w->study->line->pipes[pipe].link,
                                                          .position_m = position_m,
                                                          .rate_pa_s = t->valve_fall.si / 60.0,
                                                          .closing_s = t->valve_closing.si,
                                                          .confirm_s = t->valve_confirm.si},
                                        error));
  }
  return TL_OK;
}

/* When each valve began to close. */
static void find_closings(const work *w, tli_time_rupture *r) {
  for (size_t h = 0; h < r->run.happening_count; h++) {
    const tl_happening *at = &r->run.happenings[h];
    if (isnan(at->position_m)) continue;
    for (size_t i = 0; i < w->study->line->pipe_count; i++) {
      const tli_line_pipe *pipe = &w->study->line->pipes[i];
      if (!tli_text_equal(w->line.network.links[pipe->link].id, at->where_id)) continue;
      for (size_t v = 0; v < r->valve_count; v++)
        if (fabs(r->valves[v].chainage_m - pipe->chainage_m - at->position_m) < 0.01) r->valves[v].closes_s = at->at_s;
    }
  }
}

static tl_code break_line(work *w, tl_schedule *schedule, tli_arena *arena, tl_error *error) {
  tli_time_rupture *r = &w->answers.rupture;
  size_t pipe = 0;
  double position_m = 0.0;
  if (!inside_a_pipe(w, &r->chainage_m, &pipe, &position_m))
    return tl_fail(error, TL_ERR_INPUT, "time: the line cannot be broken at km %.3f", r->chainage_m / 1e3);
  TLI_TRY(set_valves(w, schedule, arena, error));
  return tl_schedule_add_event(
      schedule,
      &(tl_event){.kind = TL_EVENT_RUPTURE, .link = w->study->line->pipes[pipe].link, .position_m = position_m}, error);
}

static tl_code one_rupture(work *w, tli_arena *arena, tl_error *error) {
  const tli_line *line = w->study->line;
  tli_time_rupture *r = &w->answers.rupture;
  r->station = station_before(w);
  w->answers.has_rupture = r->station < line->station_count;
  if (!w->answers.has_rupture) return TL_OK;
  r->from_m = line->stations[r->station].chainage_m;
  r->to_m = r->station + 1 < line->station_count ? line->stations[r->station + 1].chainage_m : line->length_m;
  const double span_m = r->to_m - r->from_m;
  r->chainage_m = r->from_m + w->study->reference->time.rupture_share.si * span_m;
  tli_time_want want = want_of(w, true);
  want.heat = true;
  want.first_until_s = 2.0 * hour_s;
  want.first_sample_s = 60.0;
  want.map_from_m = fmax(r->from_m - span_m, 0.0);
  want.map_to_m = fmin(r->to_m + span_m, line->length_m);
  want.cell_m = fmin(w->line.cell_m, 1000.0);
  want.tolerance_pa = 500.0; /* pressures near the break fall by megapascals */
  tl_code code;
  tl_schedule *schedule = new_schedule(w, &code, error);
  if (code == TL_OK) code = break_line(w, schedule, arena, error);
  if (code == TL_OK) code = tli_time_follow(&w->line, schedule, &want, arena, &r->run, error);
  if (code == TL_OK) find_closings(w, r);
  tl_schedule_destroy(schedule);
  return code;
}

/* ---- all of them --------------------------------------------------------------------------------------------- */

enum { LONG_CASES = 3 }; /* taken first, so that no thread is left with one at the end */

static void one_case(void *context, size_t index, tli_arena *arena) {
  work *w = context;
  if (index == 0) {
    w->rupture_code = one_rupture(w, arena, &w->rupture_error);
  } else if (index == 1) {
    w->month_code = one_month(w, arena, &w->month_error);
  } else if (index == 2) {
    w->intact_code = tli_time_carried(&w->line, SIZE_MAX, 1.0, &w->answers.intact_kg_s, &w->intact_error);
  } else {
    tli_time_outage *outage = &w->answers.outages[index - LONG_CASES];
    outage->code = one_outage(w, outage, arena, &outage->error);
  }
}

/* The worst outage again: with everything kept, and on half the cells with a quarter of the error a step may make. */
static void worst_case(void *context, size_t index, tli_arena *arena) {
  work *w = context;
  const tli_time_outage *worst = &w->answers.outages[w->answers.worst];
  tli_time_want want = want_of(w, index == 1);
  if (index == 1) {
    w->worst_code = follow_outage(w, worst, &want, arena, &w->answers.worst_run, &w->worst_error);
    return;
  }
  want.cell_m = 0.5 * w->line.cell_m;
  want.tolerance_pa = 50.0;
  w->finer_code = follow_outage(w, worst, &want, arena, &w->answers.finer, &w->finer_error);
}

static double shortest(const tli_time_line *line, const tli_time_run *run) {
  double least = INFINITY;
  for (size_t i = 0; i < line->place_count; i++) least = fmin(least, run->fates[i].survival_s); /* NaN: never */
  return least;
}

static size_t find_worst(const work *w) {
  size_t worst = w->answers.outage_count;
  double least = INFINITY;
  for (size_t i = 0; i < w->answers.outage_count; i++) {
    const double here = shortest(&w->line, &w->answers.outages[i].run);
    if (here >= least) continue;
    least = here;
    worst = i;
  }
  return worst;
}

static tl_code or_its_error(tl_code code, const tl_error *from, tl_error *error) {
  if (code != TL_OK && error != NULL) *error = *from;
  return code;
}

static tl_code run_cases(work *w, tl_error *error) {
  tl_study *study = w->study;
  tli_time_answers *a = &w->answers;
  TLI_TRY(tli_for_each("time", LONG_CASES + a->outage_count, one_case, w, study->options.threads,
                       study->options.progress, &study->worker_arenas, study->arena, error));
  TLI_TRY(or_its_error(w->rupture_code, &w->rupture_error, error));
  TLI_TRY(or_its_error(w->month_code, &w->month_error, error));
  TLI_TRY(or_its_error(w->intact_code, &w->intact_error, error));
  for (size_t i = 0; i < a->outage_count; i++) TLI_TRY(or_its_error(a->outages[i].code, &a->outages[i].error, error));
  a->worst = find_worst(w);
  if (a->worst == a->outage_count) return TL_OK;
  TLI_TRY(tli_for_each("time", 2, worst_case, w, study->options.threads, study->options.progress, &study->worker_arenas,
                       study->arena, error));
  TLI_TRY(or_its_error(w->worst_code, &w->worst_error, error));
  return or_its_error(w->finer_code, &w->finer_error, error);
}

tl_code tli_step_time(tl_study *study, tl_error *error) {
  if (!study->answered || study->line->station_count == 0) return tli_nothing_to_do(study);
  work w = {.study = study};
  TLI_TRY(tli_time_line_make(study, &w.line, error));
  const size_t kinds = study->reference->time.units.si >= 2.0 ? 2 : 1;
  w.answers.line = &w.line;
  w.answers.outage_count = kinds * study->line->station_count;
  w.answers.outages = TLI_NEW_N(study->arena, tli_time_outage, w.answers.outage_count);
  if (w.answers.outages == NULL) return TLI_NO_MEMORY(error, "the outages");
  for (size_t i = 0; i < w.answers.outage_count; i++) {
    w.answers.outages[i].station = i / kinds;
    w.answers.outages[i].unit = i % kinds == 1;
  }
  TLI_TRY(run_cases(&w, error));
  tli_time_tables(study, &w.answers);
  return TL_OK;
}
