/* A designed line over the months: what it carries firm and conditional, what a store must hold, what a year delivers
 * when units fail; docs/theory/design-year.md. */
#include "base/tli_parallel.h"
#include "optimise/tli_design.h"
#include "trunkline/design_year.h"

#include <string.h>

static const double day_s = 86400.0;

typedef struct yearly {
  const tl_design_problem *problem;
  const tl_design *design;
  const tl_design_month *months;
  size_t installed[TL_DESIGN_STATIONS], running[TL_DESIGN_STATIONS];
  const tl_design_reliability *reliability;
  tl_design_month_state *states;
  tl_availability_answer delivered[TL_YEAR_MONTHS];
  tl_code codes[TL_YEAR_MONTHS];
  tl_error errors[TL_YEAR_MONTHS];
} yearly;

static tl_code begin(yearly *y, const tl_design_state *state, tl_error *error) {
  if (state->limit != TL_DESIGN_FITS)
    return tl_fail(error, TL_ERR_USAGE, "only a design that fits can be followed through a year");
  for (size_t m = 0; m < TL_YEAR_MONTHS; m++)
    if (!(y->months[m].days > 0.0 && y->months[m].days < 40.0) ||
        !(y->months[m].demand_kg_s >= 0.0 && y->months[m].demand_kg_s <= 1e5))
      return tl_fail(error, TL_ERR_INPUT, "month %zu: %g days with a demand of %g kg/s; a month has 1 .. 39 days",
                     m + 1, y->months[m].days, y->months[m].demand_kg_s);
  for (size_t i = 0; i < y->design->stations; i++) {
    y->running[i] = state->stations[i].units;
    y->installed[i] = y->running[i] + y->design->spares;
  }
  return TL_OK;
}

static tl_code carried(const yearly *y, size_t m, const size_t *units, double close, double most_kg_s, double *q_kg_s,
                       tl_design_limit *behind, tl_error *error) {
  const tl_design_month *at = &y->months[m];
  const tl_design_conditions conditions = {units, at->air_t_k, at->cooler_t_k, at->ground_shift_k};
  return tli_design_at_most(y->problem, y->design, &conditions, close, most_kg_s, q_kg_s, behind, error);
}

static tl_code for_months(yearly *y, tli_task task, int threads, tl_error *error) {
  tli_worker_arenas workers = {0};
  tli_arena *arena = tli_arena_create(NULL);
  if (arena == NULL) return TLI_NO_MEMORY(error, "the months of a line");
  tl_code code = tli_for_each("design", TL_YEAR_MONTHS, task, y, threads, NULL, &workers, arena, error);
  tli_worker_arenas_free(&workers);
  tli_arena_destroy(arena);
  for (size_t m = 0; m < TL_YEAR_MONTHS && code == TL_OK; m++)
    if (y->codes[m] != TL_OK) code = tl_fail(error, y->codes[m], "%s", y->errors[m].sentence);
  return code;
}

/* ---- firm and conditional ---------------------------------------------------------------------------------------- */

/* With so many units of one station out, where it costs most. */
static tl_code with_out(const yearly *y, size_t m, size_t out, double *least, size_t *worst, tl_error *error) {
  for (size_t i = 0; i < y->design->stations; i++) {
    size_t units[TL_DESIGN_STATIONS];
    double q;
    memcpy(units, y->installed, sizeof units);
    units[i] = units[i] > out ? units[i] - out : 0;
    TLI_TRY(carried(y, m, units, 1e-4, INFINITY, &q, NULL, error));
    if (q >= *least) continue;
    *least = q;
    *worst = i;
  }
  return TL_OK;
}

static tl_code look_at_month(const yearly *y, size_t m, tl_design_month_state *s, tl_error *error) {
  size_t unused = 0;
  *s = (tl_design_month_state){0};
  TLI_TRY(carried(y, m, y->installed, 1e-4, INFINITY, &s->all_kg_s, &s->behind, error));
  TLI_TRY(carried(y, m, y->running, 1e-4, INFINITY, &s->running_kg_s, NULL, error));
  s->firm_kg_s = s->two_out_kg_s = s->all_kg_s;
  TLI_TRY(with_out(y, m, 1, &s->firm_kg_s, &s->worst_station, error));
  return with_out(y, m, 2, &s->two_out_kg_s, &unused, error);
}

static void one_month(void *context, size_t m, tli_arena *arena) {
  (void)arena;
  yearly *y = context;
  y->codes[m] = look_at_month(y, m, &y->states[m], &y->errors[m]);
}

tl_code tl_design_months(const tl_design_problem *problem, const tl_design *design, const tl_design_state *state,
                         const tl_design_month *months, tl_design_month_state *states, int threads, tl_error *error) {
  yearly y = {.problem = problem, .design = design, .months = months, .states = states};
  TLI_TRY(begin(&y, state, error));
  return for_months(&y, one_month, threads, error);
}

/* ---- demand and store -------------------------------------------------------------------------------------------- */

tl_code tl_design_swing_of(const tl_design_month *months, double peak_day_kg_s, tl_design_swing *swing,
                           tl_error *error) {
  double days = 0.0, level = 0.0, highest = 0.0, lowest = 0.0;
  *swing = (tl_design_swing){.least_kg_s = INFINITY};
  for (size_t m = 0; m < TL_YEAR_MONTHS; m++) {
    const tl_design_month *at = &months[m];
    if (!(at->days > 0.0) || !(at->demand_kg_s >= 0.0))
      return tl_fail(error, TL_ERR_INPUT, "month %zu: %g days with a demand of %g kg/s; both must be positive", m + 1,
                     at->days, at->demand_kg_s);
    days += at->days;
    swing->annual_kg += at->demand_kg_s * at->days * day_s;
    swing->largest_kg_s = tli_max(swing->largest_kg_s, at->demand_kg_s);
    swing->least_kg_s = tli_min(swing->least_kg_s, at->demand_kg_s);
  }
  swing->mean_kg_s = swing->annual_kg / (days * day_s);
  for (size_t m = 0; m < TL_YEAR_MONTHS; m++) {
    level += (swing->mean_kg_s - months[m].demand_kg_s) * months[m].days * day_s;
    swing->field_kg += tli_max(months[m].demand_kg_s - swing->mean_kg_s, 0.0) * months[m].days * day_s;
    highest = tli_max(highest, level);
    lowest = tli_min(lowest, level);
  }
  swing->working_kg = highest - lowest;
  swing->largest_kg_s = tli_max(swing->largest_kg_s, peak_day_kg_s);
  swing->withdrawal_kg_s = swing->largest_kg_s - swing->mean_kg_s;
  swing->injection_kg_s = swing->mean_kg_s - swing->least_kg_s;
  return TL_OK;
}

/* ---- what a year delivers ---------------------------------------------------------------------------------------- */

typedef struct of_month {
  const yearly *year;
  size_t month;
  bool running_is_enough; /* spares standing by, the demand is carried in full: so it is with any unit more */
} of_month;

static tl_code delivered(void *context, const size_t *up, double *value, tl_error *error) {
  const of_month *of = context;
  const double demand = of->year->months[of->month].demand_kg_s,
               close = 1e-3; /* of what a state with too few carries */
  bool enough = of->running_is_enough;
  for (size_t i = 0; i < of->year->design->stations; i++) enough = enough && up[i] >= of->year->running[i];
  if (!enough) return carried(of->year, of->month, up, close, demand, value, NULL, error);
  *value = demand;
  return TL_OK;
}

static void deliver_month(void *context, size_t m, tli_arena *arena) {
  (void)arena;
  yearly *y = context;
  of_month of = {y, m, false};
  const double demand = y->months[m].demand_kg_s;
  double q;
  y->codes[m] = carried(y, m, y->running, 1e-3, demand, &q, NULL, &y->errors[m]);
  if (y->codes[m] != TL_OK) return;
  of.running_is_enough = q == demand;
  const tl_availability_problem p = {.station_count = y->design->stations,
                                     .units = y->installed,
                                     .unit = y->reliability->unit,
                                     .line = y->reliability->line,
                                     .least = 1e-5,
                                     .most_states = 100000,
                                     .samples = 200,
                                     .seed = m + 1,
                                     .delivered = delivered,
                                     .context = &of};
  y->codes[m] = tl_availability(&p, &y->delivered[m], &y->errors[m]);
}

tl_code tl_design_deliver(const tl_design_problem *problem, const tl_design *design, const tl_design_state *state,
                          const tl_design_month *months, const tl_design_reliability *reliability, int threads,
                          tl_design_deliverability *answer, tl_error *error) {
  yearly y = {.problem = problem, .design = design, .months = months, .reliability = reliability};
  *answer = (tl_design_deliverability){.enumerated = true};
  TLI_TRY(begin(&y, state, error));
  TLI_TRY(for_months(&y, deliver_month, threads, error));
  for (size_t m = 0; m < TL_YEAR_MONTHS; m++) {
    const tl_availability_answer *a = &y.delivered[m];
    const double seconds = months[m].days * day_s;
    answer->demand_kg += months[m].demand_kg_s * seconds;
    answer->delivered_kg += a->mean * seconds;
    answer->low_kg += a->low * seconds;
    answer->high_kg += a->high * seconds;
    answer->month_share[m] = months[m].demand_kg_s > 0.0 ? a->mean / months[m].demand_kg_s : 1.0;
    answer->enumerated = answer->enumerated && a->enumerated;
    answer->states += a->states;
  }
  return TL_OK;
}
