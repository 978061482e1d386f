/* Single outages: what each delivery gets when one machine trips. Every outage is a run of its own with memory of its
 * own, so that threads share nothing but the network, the gas and the counter that deals out the runs; rows are written
 * in the order of the outages whatever thread made them. */
#include "transient/tli_transient.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <threads.h>

#include "result/tli_columns.h"

typedef struct outcome_row {
  tl_outcome outcome;
  char reason[TL_REASON_BYTES];
  double reached_s, lost_s;
  tl_delivered *deliveries; /* by node */
} outcome_row;

/* What stops: an element, or one machine of it. */
typedef struct outage {
  size_t link;
  const char *unit; /* NULL: the element */
} outage;

typedef struct job {
  const tl_network *network;
  const tl_gas *gas;
  const tl_boundary *boundary;
  const tl_schedule *schedule;
  const tl_transient_options *options;
  const outage *outages;
  size_t *order; /* in which the outages are dealt out */
  size_t count;
  double until_s;
  outcome_row *rows;
  atomic_size_t next;
  atomic_int failed; /* a tl_code */
  tl_error error;
} job;

/* The user's schedule with the trip added. */
static tl_code schedule_with_trip(const job *j, const outage *stops, tl_schedule **schedule, tl_error *error) {
  TLI_TRY(tl_schedule_create(j->network, j->options->allocator, schedule, error));
  tl_schedule *s = *schedule;
  const tl_schedule *from = j->schedule;
  for (size_t i = 0; from != NULL && i < from->profile_count; i++)
    TLI_TRY(tl_schedule_add_profile(s, &from->profiles[i], error));
  for (size_t i = 0; from != NULL && i < from->limit_count; i++)
    TLI_TRY(tl_schedule_add_limit(s, &from->limits[i], error));
  for (size_t i = 0; from != NULL && i < from->break_valve_count; i++)
    TLI_TRY(tl_schedule_add_break_valve(s, &from->break_valves[i], error));
  TLI_TRY(
      tl_schedule_add_event(s, &(tl_event){.kind = TL_EVENT_TRIP, .link = stops->link, .unit = stops->unit}, error));
  for (size_t i = 0; from != NULL && i < from->event_count; i++)
    TLI_TRY(tl_schedule_add_event(s, &from->events[i], error));
  return TL_OK;
}

static tl_code run_one(const job *j, size_t index, tl_error *error) {
  outcome_row *row = &j->rows[index];
  tl_schedule *schedule = NULL;
  tl_transient *x = NULL;
  tl_transient_options options = *j->options;
  options.progress = (tl_progress){0};
  options.output_every_s = 0.0;
  tl_code code = schedule_with_trip(j, &j->outages[index], &schedule, error);
  if (code == TL_OK) code = tl_transient_create(j->network, j->gas, j->boundary, schedule, &options, &x, error);
  if (code == TL_OK) code = tl_transient_start_steady(x, error);
  if (code == TL_OK && tl_transient_outcome(x) == TL_SOLVED) code = tl_transient_run(x, j->until_s, error);
  if (code == TL_OK) {
    row->outcome = tl_transient_outcome(x);
    row->reached_s = tl_transient_time_s(x);
    (void)snprintf(row->reason, sizeof row->reason, "%s", tl_transient_reason(x)->sentence);
    for (size_t i = 0; x->started && i < j->network->node_count; i++) row->deliveries[i] = x->deliveries[i];
  }
  tl_transient_destroy(x);
  tl_schedule_destroy(schedule);
  return code;
}

static int worker(void *argument) {
  job *j = argument;
  for (;;) {
    const size_t dealt = atomic_fetch_add(&j->next, 1);
    if (dealt >= j->count || atomic_load(&j->failed) != TL_OK) return 0;
    tl_error error = {0};
    const tl_code code = run_one(j, j->order[dealt], &error);
    int none = TL_OK;
    if (code != TL_OK && atomic_compare_exchange_strong(&j->failed, &none, (int)code)) j->error = error;
  }
}

typedef struct load {
  double flow;
  size_t index;
} load;

static int by_flow(const void *a, const void *b) { /* the largest first; equal ones as they were given */
  const load *x = a, *y = b;
  if (x->flow != y->flow) return x->flow > y->flow ? -1 : 1;
  return x->index < y->index ? -1 : 1;
}

/* Machines that move much gas make long runs when they stop: these are dealt out first, so that no thread is left with
 * one at the end. The steady start, which all runs have in common, says which they are. */
static tl_code put_in_order(job *j, tli_arena *arena, tl_error *error) {
  load *loads = TLI_NEW_N(arena, load, j->count + 1);
  j->order = TLI_NEW_N(arena, size_t, j->count + 1);
  if (loads == NULL || j->order == NULL) return TLI_NO_MEMORY(error, "the outages");
  tl_transient_options options = *j->options;
  options.progress = (tl_progress){0};
  tl_transient *x = NULL;
  tl_code code = tl_transient_create(j->network, j->gas, j->boundary, j->schedule, &options, &x, error);
  if (code == TL_OK) code = tl_transient_start_steady(x, error);
  for (size_t i = 0; code == TL_OK && j->outages != NULL && i < j->count; i++) {
    const size_t part = x->part_of[j->outages[i].link];
    loads[i] = (load){x->started && part != SIZE_MAX ? fabs(x->now.pq[part]) : 0.0, i};
  }
  tl_transient_destroy(x);
  if (code != TL_OK) return code;
  qsort(loads, j->count, sizeof *loads, by_flow);
  for (size_t i = 0; i < j->count; i++) j->order[i] = loads[i].index;
  return TL_OK;
}

static tl_code run_all(job *j, int threads, tli_arena *arena, tl_error *error) {
  thrd_t *made = TLI_NEW_N(arena, thrd_t, (size_t)threads);
  if (made == NULL) return TLI_NO_MEMORY(error, "the outages");
  int started = 0;
  while (started < threads - 1 && thrd_create(&made[started], worker, j) == thrd_success) started++;
  (void)worker(j); /* this thread is one of them: with none to be had the work is done all the same */
  for (int i = 0; i < started; i++) (void)thrd_join(made[i], NULL);
  if (atomic_load(&j->failed) == TL_OK) return TL_OK;
  if (error != NULL) *error = j->error;
  return (tl_code)atomic_load(&j->failed);
}

static void fill_table(const job *j, tl_results *results) {
  tl_table *table = tl_results_add_table(results, "outages", "When one machine stops",
                                         "Each machine trips at time 0 out of the steady state; how long each delivery "
                                         "is served in full, and what it lacks by the end.");
  if (table == NULL) return;
  static const tli_listed_column columns[] = {
      {"outage", "Outage", TL_TEXT, "", "", 1.0, "id of the station or compressor that trips"},
      {"unit", "Machine", TL_TEXT, "", "", 1.0, "the one machine of it that trips; empty: all of it"},
      {"node", "Delivery", TL_TEXT, "", "", 1.0, "id of the node"},
      {"outcome", "Run", TL_TEXT, "", "", 1.0, "solved, or the reason why the run ended early"},
      {"survival_s", "Served in full for", TL_TIME, "s", "h", 3600.0,
       "first time at which the withdrawal is cut; none: not within the run"},
      {"asked_kg", "Asked", TL_MASS, "kg", "t", 1000.0, "integral of what was asked"},
      {"unserved_kg", "Unserved", TL_MASS, "kg", "t", 1000.0, "asked less served"},
      {"lowest_p_pa", "Lowest pressure", TL_PRESSURE, "Pa", "bar", 1e5, "lowest pressure of the run"},
      {"reached_s", "Run to", TL_TIME, "s", "h", 3600.0, "time that the run reached"}};
  tli_add_columns(table, "outages", "transient", 5, columns, TLI_COUNT(columns));
  for (size_t i = 0; i < j->count; i++)
    for (size_t n = 0; n < j->network->node_count; n++) {
      const outcome_row *row = &j->rows[i];
      const tl_delivered *d = &row->deliveries[n];
      if (!(d->asked_kg > 0.0)) continue;
      tl_table_add_row(table, (tl_cell[]){{NAN, j->network->links[j->outages[i].link].id},
                                          {NAN, j->outages[i].unit != NULL ? j->outages[i].unit : ""},
                                          {NAN, j->network->nodes[n].id},
                                          {NAN, row->outcome == TL_SOLVED ? "solved" : row->reason},
                                          {d->survival_s, NULL},
                                          {d->asked_kg, NULL},
                                          {d->unserved_kg, NULL},
                                          {d->lowest_p_pa, NULL},
                                          {row->reached_s, NULL}});
    }
}

/* The elements, each followed by its machines. */
static tl_code list_outages(job *j, const size_t *links, size_t link_count, tli_arena *arena, tl_error *error) {
  size_t room = 0;
  outage *list = NULL;
  const size_t most = links != NULL ? link_count : j->network->link_count;
  for (size_t i = 0; i < most; i++) {
    const size_t link = links != NULL ? links[i] : i;
    if (link >= j->network->link_count) return tl_fail(error, TL_ERR_USAGE, "link %zu does not exist", link);
    if (links == NULL && !tli_kind_get((size_t)j->network->links[link].kind)->is_machine) continue;
    size_t units;
    const char **ids = tli_unit_ids(j->network, link, arena, &units);
    if (ids == NULL) return TLI_NO_MEMORY(error, "the outages");
    for (size_t u = 0; u <= units; u++) {
      if (!TLI_PUSH_ROOM(arena, list, room, j->count)) return TLI_NO_MEMORY(error, "the outages");
      list[j->count++] = (outage){link, u > 0 ? ids[u - 1] : NULL};
    }
  }
  j->outages = list;
  j->rows = TLI_NEW_N(arena, outcome_row, j->count + 1);
  return j->rows != NULL ? TL_OK : TLI_NO_MEMORY(error, "the outages");
}

tl_code tl_outages(const tl_network *network, const tl_gas *gas, const tl_boundary *boundary,
                   const tl_schedule *schedule, const tl_transient_options *options, const size_t *links,
                   size_t link_count, double until_s, int threads, tl_results *results, tl_error *error) {
  tl_transient_options defaults;
  tl_transient_options_default(&defaults);
  if (options == NULL) options = &defaults;
  if (threads < 1 || threads > 1024) return tl_fail(error, TL_ERR_USAGE, "threads = %d is outside 1 .. 1024", threads);
  if (!(until_s > 0.0 && isfinite(until_s)))
    return tl_fail(error, TL_ERR_USAGE, "until = %g s must be above 0", until_s);
  tli_arena *arena = tli_arena_create(options->allocator);
  if (arena == NULL) return TLI_NO_MEMORY(error, "the outages");
  job j = {.network = network,
           .gas = gas,
           .boundary = boundary,
           .schedule = schedule,
           .options = options,
           .until_s = until_s};
  tl_code code = list_outages(&j, links, link_count, arena, error);
  for (size_t i = 0; code == TL_OK && j.rows != NULL && i < j.count; i++)
    if ((j.rows[i].deliveries = TLI_NEW_N(arena, tl_delivered, network->node_count + 1)) == NULL)
      code = TLI_NO_MEMORY(error, "the outages");
  if (code == TL_OK) code = put_in_order(&j, arena, error);
  if (code == TL_OK) code = run_all(&j, threads, arena, error);
  if (code == TL_OK) {
    fill_table(&j, results);
    if (tl_results_lost(results)) code = TLI_NO_MEMORY(error, "the tables");
  }
  tli_arena_destroy(arena);
  return code;
}
