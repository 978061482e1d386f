/* All designs of a catalogue, and the cheapest of them: enumeration with bounds.
 *
 * Designs fall into groups of one pipe, steel, pressure, number of strings, looped share and layout; within a group
 * they differ by stations, machines and spares. Each group has a bound without marching (design_bound.c); groups are
 * taken by rising bound, in rounds of fixed size, so that neither answers nor counts depend on the number of threads. A
 * line is first marched with ideal machines (the best of the catalogue in each respect): less fuel on the way is less
 * flow and so less work, whence a second bound for each real machine. What is left is marched exactly. The search ends
 * when the next group's bound is above the dearest design kept.
 */
#include "base/tli_parallel.h"
#include "optimise/tli_design.h"

#include <stdlib.h>

enum { ROUND = 32 };

typedef struct group {
  tl_design design; /* without stations, machine and spares */
  bool at_start;
  double least_annual; /* no design of the group costs less a year */
  tli_bound bound;
  size_t place; /* keeps equal ones in order */
} group;

typedef struct found {
  double annual_cost;
  size_t group, stations, machine, spares;
} found;

typedef struct yield {
  found best[TL_DESIGN_KEPT];
  size_t count, evaluated, pruned, infeasible;
  tl_code code;
  tl_error error;
} yield;

typedef struct search {
  const tl_design_problem *problem;
  tl_design_options options;
  tli_march march;
  tli_money money;
  double length_m, best_efficiency, best_drive;
  group *groups;
  size_t group_count, group_room;
  size_t first; /* group of the round */
  double cutoff;
  yield yields[ROUND];
} search;

void tl_design_options_default(tl_design_options *options) {
  *options = (tl_design_options){.keep = TL_DESIGN_KEPT,
                                 .only_pipe = SIZE_MAX,
                                 .only_pressure = SIZE_MAX,
                                 .move_stations = true,
                                 .place_loops = true,
                                 .nearest = true};
}

/* ---- groups ------------------------------------------------------------------------------------------------------ */

static size_t designs_of(const tl_design_catalogue *k, size_t stations) {
  return stations == 0 ? 1 : k->machine_count * (k->most_spares - k->least_spares + 1);
}

static size_t least_stations(const search *x, const group *g) {
  const size_t least = x->problem->catalogue->least_stations;
  return least == 0 && g->at_start ? 1 : least;
}

static size_t designs_of_group(const search *x, const group *g) {
  const tl_design_catalogue *k = x->problem->catalogue;
  const size_t least = least_stations(x, g);
  if (k->most_stations < least) return 0;
  return least == 0 ? k->most_stations * designs_of(k, 1) + 1 : (k->most_stations - least + 1) * designs_of(k, 1);
}

/* No design of the group with n stations costs less a year; infinite where none can do. */
static double least_with(const search *x, const group *g, size_t n) {
  const double power_w = tli_design_power_bound(&g->bound, n);
  return isfinite(power_w)
             ? g->bound.line_annual +
                   tli_design_station_bound(x->problem, &x->money, x->march.net_heat_j_kg, n, SIZE_MAX, 0, power_w)
             : INFINITY;
}

static tl_code add_group(search *x, tli_arena *arena, const tl_design *design, bool at_start, tl_design_answer *answer,
                         tl_error *error) {
  tl_design_state state;
  tli_made made;
  group g = {.design = *design, .at_start = at_start, .place = x->group_count};
  answer->designs_of_catalogue += designs_of_group(x, &g);
  TLI_TRY(tli_design_make(x->problem, &x->march, &g.design, &made, &state, error));
  if (state.limit != TL_DESIGN_FITS) {
    answer->infeasible += designs_of_group(x, &g);
    return TL_OK;
  }
  g.bound = tli_design_bound(&made, &x->money, at_start);
  g.least_annual = INFINITY;
  for (size_t n = least_stations(x, &g); n <= x->problem->catalogue->most_stations; n++)
    g.least_annual = tli_min(g.least_annual, least_with(x, &g, n));
  if (!TLI_PUSH_ROOM(arena, x->groups, x->group_room, x->group_count)) return TLI_NO_MEMORY(error, "the search");
  x->groups[x->group_count++] = g;
  return TL_OK;
}

static int by_bound(const void *a, const void *b) {
  const group *x = a, *y = b;
  if (x->least_annual != y->least_annual) return x->least_annual < y->least_annual ? -1 : 1;
  return x->place < y->place ? -1 : x->place > y->place;
}

static bool wanted(size_t index, size_t only) { return only == SIZE_MAX || only == index; }

static tl_code make_groups(search *x, tli_arena *arena, tl_design_answer *answer, tl_error *error) {
  const tl_design_catalogue *k = x->problem->catalogue;
  const size_t loops = k->loop_count > 0 ? k->loop_count : 1;
  for (size_t pipe = 0; pipe < k->pipe_count; pipe++)
    for (size_t steel = 0; steel < k->steel_count; steel++)
      for (size_t pressure = 0; pressure < k->pressure_count; pressure++)
        for (size_t strings = 1; strings <= k->most_strings; strings++)
          for (size_t loop = 0; loop < loops; loop++)
            for (int start = 0; start < 2; start++) {
              const tl_design design = {
                  .pipe = pipe, .steel = steel, .pressure = pressure, .strings = strings, .loop = loop};
              if (wanted(pipe, x->options.only_pipe) && wanted(pressure, x->options.only_pressure) &&
                  (x->options.only_strings == 0 || x->options.only_strings == strings))
                TLI_TRY(add_group(x, arena, &design, start == 0, answer, error));
            }
  if (x->group_count > 0) qsort(x->groups, x->group_count, sizeof *x->groups, by_bound);
  return TL_OK;
}

/* ---- one group --------------------------------------------------------------------------------------------------- */

/* Cheaper, or as cheap and earlier in the catalogue. */
static bool before(const found *a, const found *b) {
  if (a->annual_cost != b->annual_cost) return a->annual_cost < b->annual_cost;
  if (a->group != b->group) return a->group < b->group;
  if (a->stations != b->stations) return a->stations < b->stations;
  if (a->machine != b->machine) return a->machine < b->machine;
  return a->spares < b->spares;
}

static void keep(found *list, size_t *count, size_t most, const found *f) {
  size_t at = *count;
  while (at > 0 && before(f, &list[at - 1])) at--;
  if (at >= most) return;
  if (*count < most) ++*count;
  for (size_t i = *count - 1; i > at; i--) list[i] = list[i - 1];
  list[at] = *f;
}

/* What a design must not cost more than to be kept. */
static double cutoff_of(const search *x, const yield *y) {
  const size_t most = x->options.keep;
  return y->count == most ? tli_min(x->cutoff, y->best[most - 1].annual_cost) : x->cutoff;
}

static void try_machine(const search *x, yield *y, tli_made *made, tl_design *design, size_t at, tl_design_state *s) {
  const tl_design_machine *machine = &x->problem->catalogue->machines[design->machine];
  const tl_design_limit before_price = TL_DESIGN_FITS;
  const double line_capital = s->line_capital, steel_kg = s->steel_kg;
  made->efficiency = machine->efficiency;
  made->drive_efficiency = machine->drive_efficiency;
  s->power_w = s->fuel_kg_s = s->most_ratio = 0.0;
  tli_design_run(made, s);
  y->evaluated++;
  s->line_capital = line_capital;
  s->steel_kg = steel_kg;
  const tl_design_limit limit = s->limit;
  const tl_design_catalogue *k = x->problem->catalogue;
  const size_t first = design->stations > 0 ? k->least_spares : 0, last = design->stations > 0 ? k->most_spares : 0;
  for (design->spares = first; design->spares <= last; design->spares++) {
    s->limit = before_price;
    if (limit == TL_DESIGN_FITS) tli_design_price(made, &x->money, s);
    if (limit != TL_DESIGN_FITS || s->limit != TL_DESIGN_FITS) {
      y->infeasible++;
      continue;
    }
    const found f = {s->annual_cost, at, design->stations, design->machine, design->spares};
    keep(y->best, &y->count, x->options.keep, &f);
  }
}

/* One number of stations. */
static void try_stations(const search *x, yield *y, tli_made *made, tl_design *design, size_t at) {
  const tl_design_catalogue *k = x->problem->catalogue;
  const size_t machines = design->stations > 0 ? k->machine_count : 1;
  tl_design_state s = {.limit = TL_DESIGN_FITS};
  tl_design_space_equally(x->length_m, x->groups[at].at_start, design);
  tli_design_line_capital(made, &x->money, &s);
  made->efficiency = x->best_efficiency;
  made->drive_efficiency = x->best_drive;
  made->q_guess_kg_s = 0.0;
  made->stop_at_ratio = true;
  tli_design_run(made, &s);
  y->evaluated++;
  if (s.limit != TL_DESIGN_FITS) {
    y->infeasible += designs_of(k, design->stations);
    return;
  }
  made->stop_at_ratio = false;
  const tl_design_state ideal = s;
  for (design->machine = 0; design->machine < machines; design->machine++) {
    const double least = tli_design_machine_bound(made, &x->money, &ideal, x->best_efficiency, design->machine);
    if (least > cutoff_of(x, y))
      y->pruned += designs_of(k, design->stations) / machines;
    else
      try_machine(x, y, made, design, at, &s);
  }
}

static void try_group(void *context, size_t index, tli_arena *arena) {
  (void)arena;
  search *x = context;
  const size_t at = x->first + index;
  const group *g = &x->groups[at];
  const tl_design_catalogue *k = x->problem->catalogue;
  yield *y = &x->yields[index];
  tl_design design = g->design;
  tl_design_state state;
  tli_made made;
  *y = (yield){0};
  y->code = tli_design_make(x->problem, &x->march, &design, &made, &state, &y->error);
  for (size_t n = least_stations(x, g); y->code == TL_OK && n <= k->most_stations; n++) {
    design.stations = n;
    const double least = least_with(x, g, n);
    if (isinf(least))
      y->infeasible += designs_of(k, n);
    else if (least > cutoff_of(x, y))
      y->pruned += designs_of(k, n);
    else
      try_stations(x, y, &made, &design, at);
  }
}

/* ---- all groups -------------------------------------------------------------------------------------------------- */

static tl_code run_round(search *x, size_t count, found *best, size_t *kept, tl_design_answer *answer,
                         tli_worker_arenas *workers, tli_arena *arena, tl_error *error) {
  TLI_TRY(tli_for_each("design", count, try_group, x, x->options.threads, NULL, workers, arena, error));
  tli_worker_arenas_free(workers);
  for (size_t i = 0; i < count; i++) {
    const yield *y = &x->yields[i];
    if (y->code != TL_OK) return tl_fail(error, y->code, "%s", y->error.sentence);
    for (size_t k = 0; k < y->count; k++) keep(best, kept, x->options.keep, &y->best[k]);
    answer->evaluated += y->evaluated;
    answer->pruned += y->pruned;
    answer->infeasible += y->infeasible;
  }
  if (*kept == x->options.keep) x->cutoff = best[*kept - 1].annual_cost;
  return TL_OK;
}

static bool goes_on(const search *x) {
  const tl_progress *p = x->options.progress;
  return p == NULL || p->report == NULL ||
         p->report(p->context, "design", (double)x->first / (double)(x->group_count + 1));
}

static tl_code run_all(search *x, found *best, size_t *kept, tl_design_answer *answer, tli_arena *arena,
                       tl_error *error) {
  tli_worker_arenas workers = {0};
  size_t round = 4; /* small ones first, so that there is soon something to prune by */
  answer->complete = true;
  while (x->first < x->group_count && x->groups[x->first].least_annual <= x->cutoff) {
    const size_t left = x->group_count - x->first, count = left < round ? left : round;
    answer->complete = goes_on(x);
    if (!answer->complete) break;
    TLI_TRY(run_round(x, count, best, kept, answer, &workers, arena, error));
    x->first += count;
    round = 2 * round < ROUND ? 2 * round : ROUND;
  }
  if (answer->complete)
    for (size_t i = x->first; i < x->group_count; i++) answer->pruned += designs_of_group(x, &x->groups[i]);
  answer->bound = *kept > 0 ? best[0].annual_cost : NAN;
  if (!answer->complete) {
    const double rest = x->groups[x->first].least_annual;
    answer->bound = *kept > 0 && best[0].annual_cost < rest ? best[0].annual_cost : rest;
  }
  return TL_OK;
}

/* ---- the kept designs -------------------------------------------------------------------------------------------- */

typedef struct finish {
  const search *search;
  tl_design_answer *answer;
  tl_code codes[TL_DESIGN_KEPT];
  tl_error errors[TL_DESIGN_KEPT];
} finish;

/* Whether the catalogue lets spans be looped at all. */
static bool has_loops(const tl_design_catalogue *k) {
  for (size_t i = 0; i < k->loop_count; i++)
    if (k->loop_shares[i] > 0.0) return true;
  return false;
}

static void finish_one(void *context, size_t i, tli_arena *arena) {
  (void)arena;
  finish *f = context;
  const double close_m = 500.0; /* the width of a station's site */
  tl_design_answer *a = f->answer;
  if (f->search->options.move_stations)
    f->codes[i] = tl_design_place(f->search->problem, close_m, &a->designs[i], &a->states[i], &f->errors[i]);
  else
    f->codes[i] = tl_design_evaluate(f->search->problem, &a->designs[i], &a->states[i], &f->errors[i]);
  if (f->codes[i] == TL_OK && f->search->options.place_loops && has_loops(f->search->problem->catalogue))
    f->codes[i] = tl_design_loop(f->search->problem, &a->designs[i], &a->states[i], &f->errors[i]);
}

/* By cost again, now that the stations stand elsewhere. */
static void sort_kept(tl_design_answer *a) {
  for (size_t i = 1; i < a->kept; i++)
    for (size_t k = i; k > 0 && a->states[k].annual_cost < a->states[k - 1].annual_cost; k--) {
      const tl_design design = a->designs[k];
      const tl_design_state state = a->states[k];
      a->designs[k] = a->designs[k - 1];
      a->states[k] = a->states[k - 1];
      a->designs[k - 1] = design;
      a->states[k - 1] = state;
    }
}

static tl_code finish_all(const search *x, const found *best, tl_design_answer *answer, tli_arena *arena,
                          tl_error *error) {
  tli_worker_arenas workers = {0};
  finish f = {.search = x, .answer = answer};
  for (size_t i = 0; i < answer->kept; i++) {
    const group *g = &x->groups[best[i].group];
    answer->designs[i] = g->design;
    answer->designs[i].stations = best[i].stations;
    answer->designs[i].machine = best[i].machine;
    answer->designs[i].spares = best[i].spares;
    tl_design_space_equally(x->length_m, g->at_start, &answer->designs[i]);
  }
  answer->equal_spans_cost = answer->kept > 0 ? best[0].annual_cost : NAN;
  TLI_TRY(tli_for_each("design", answer->kept, finish_one, &f, x->options.threads, NULL, &workers, arena, error));
  tli_worker_arenas_free(&workers);
  for (size_t i = 0; i < answer->kept; i++)
    if (f.codes[i] != TL_OK) return tl_fail(error, f.codes[i], "%s", f.errors[i].sentence);
  sort_kept(answer);
  return TL_OK;
}

static void best_machines(search *x) {
  const tl_design_catalogue *k = x->problem->catalogue;
  bool electric = false;
  for (size_t m = 0; m < k->machine_count; m++) {
    x->best_efficiency = tli_max(x->best_efficiency, k->machines[m].efficiency);
    x->best_drive = tli_max(x->best_drive, k->machines[m].drive_efficiency);
    electric = electric || k->machines[m].drive_efficiency == 0.0;
  }
  if (electric) x->best_drive = 0.0; /* takes no fuel from the line */
}

static tl_code search_in(search *x, tli_arena *arena, tl_design_answer *answer, tl_error *error) {
  found best[TL_DESIGN_KEPT] = {0};
  TLI_TRY(tli_march_start(x->problem->gas, 0.0, &x->march, error));
  TLI_TRY(tli_money_of(x->problem, &x->money, error));
  x->march.close = 1e-9; /* the kept designs are computed to the last digits */
  best_machines(x);
  x->cutoff = INFINITY;
  TLI_TRY(make_groups(x, arena, answer, error));
  TLI_TRY(run_all(x, best, &answer->kept, answer, arena, error));
  TLI_TRY(finish_all(x, best, answer, arena, error));
  if (answer->kept == 0 && answer->complete && x->options.nearest)
    return tli_design_nearest(x->problem, &x->options, answer, error);
  return TL_OK;
}

tl_code tl_design_search(const tl_design_problem *problem, const tl_design_options *options, tl_design_answer *answer,
                         tl_error *error) {
  tl_design_options defaults;
  tl_design_options_default(&defaults);
  if (options == NULL) options = &defaults;
  *answer = (tl_design_answer){.nearest_kg_s = NAN, .bound = NAN, .in_the_way_at_m = NAN};
  if (options->keep < 1 || options->keep > TL_DESIGN_KEPT)
    return tl_fail(error, TL_ERR_USAGE, "the search can keep 1 .. %d designs, not %zu", TL_DESIGN_KEPT, options->keep);
  TLI_TRY(tl_design_problem_check(problem, NULL, error));
  tli_arena *arena = tli_arena_create(NULL);
  search *x = arena != NULL ? TLI_NEW(arena, search) : NULL;
  tl_code code = TL_OK;
  if (x == NULL) {
    code = TLI_NO_MEMORY(error, "the search");
  } else {
    x->problem = problem;
    x->options = *options;
    x->length_m = problem->corridor.points[problem->corridor.point_count - 1].distance_m;
    code = search_in(x, arena, answer, error);
  }
  tli_arena_destroy(arena);
  return code;
}
