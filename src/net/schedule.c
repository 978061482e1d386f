/* Profiles, events and limits in time: kept, checked against the network, looked up. */
#include "net/tli_schedule.h"

#include <math.h>
#include <string.h>

tl_code tl_schedule_create(const tl_network *network, const tl_allocator *allocator, tl_schedule **schedule,
                           tl_error *error) {
  *schedule = NULL;
  if (network == NULL || !network->frozen) return tl_fail(error, TL_ERR_USAGE, "a schedule needs a frozen network");
  tli_arena *arena = tli_arena_create(allocator);
  tl_schedule *s = arena != NULL ? TLI_NEW(arena, tl_schedule) : NULL;
  if (s == NULL) {
    tli_arena_destroy(arena);
    return TLI_NO_MEMORY(error, "a schedule");
  }
  s->arena = arena;
  s->network = network;
  *schedule = s;
  return TL_OK;
}

void tl_schedule_destroy(tl_schedule *schedule) {
  if (schedule != NULL) tli_arena_destroy(schedule->arena);
}

static tl_code check_driven(const tl_schedule *s, tl_driven what, size_t target, const char *field, tl_error *error) {
  if (what == TL_DRIVE_FIELD && target >= s->network->link_count)
    return tl_fail(error, TL_ERR_USAGE, "link %zu does not exist", target);
  if (what == TL_DRIVE_FIELD && (field == NULL || field[0] == '\0'))
    return tl_fail(error, TL_ERR_USAGE, "a change of \"%s\" needs the name of a field", s->network->links[target].id);
  if (what != TL_DRIVE_FIELD && target >= s->network->node_count)
    return tl_fail(error, TL_ERR_USAGE, "node %zu does not exist", target);
  return TL_OK;
}

static bool same_quantity(const tl_profile *a, const tl_profile *b) {
  return a->what == b->what && a->target == b->target && (a->what != TL_DRIVE_FIELD || strcmp(a->field, b->field) == 0);
}

static const char *target_id(const tl_schedule *s, tl_driven what, size_t target) {
  return what == TL_DRIVE_FIELD ? s->network->links[target].id : s->network->nodes[target].id;
}

tl_code tl_schedule_add_profile(tl_schedule *s, const tl_profile *profile, tl_error *error) {
  TLI_TRY(check_driven(s, profile->what, profile->target, profile->field, error));
  const char *id = target_id(s, profile->what, profile->target);
  if (profile->count == 0) return tl_fail(error, TL_ERR_INPUT, "the profile of \"%s\" has no points", id);
  for (size_t i = 0; i < profile->count; i++) {
    if (!isfinite(profile->times_s[i]) || !isfinite(profile->values[i]))
      return tl_fail(error, TL_ERR_INPUT, "point %zu of the profile of \"%s\" is not a number", i + 1, id);
    if (i > 0 && !(profile->times_s[i] > profile->times_s[i - 1]))
      return tl_fail(error, TL_ERR_INPUT, "the times of the profile of \"%s\" must rise: %g s comes after %g s", id,
                     profile->times_s[i], profile->times_s[i - 1]);
  }
  for (size_t i = 0; i < s->profile_count; i++)
    if (same_quantity(&s->profiles[i], profile))
      return tl_fail(error, TL_ERR_INPUT, "\"%s\" has two profiles of the same quantity: join them", id);
  if (!TLI_PUSH_ROOM(s->arena, s->profiles, s->profile_room, s->profile_count))
    return TLI_NO_MEMORY(error, "a profile");
  double *times = TLI_NEW_N(s->arena, double, profile->count), *values = TLI_NEW_N(s->arena, double, profile->count);
  const char *field = profile->what == TL_DRIVE_FIELD ? tli_arena_strdup(s->arena, profile->field) : "";
  if (times == NULL || values == NULL || field == NULL) return TLI_NO_MEMORY(error, "a profile");
  memcpy(times, profile->times_s, profile->count * sizeof *times);
  memcpy(values, profile->values, profile->count * sizeof *values);
  tl_profile *kept = &s->profiles[s->profile_count++];
  *kept = *profile;
  kept->times_s = times;
  kept->values = values;
  kept->field = field;
  return TL_OK;
}

static tl_code check_gas(const tl_schedule *s, const tl_event *event, tl_error *error) {
  if (event->target >= s->network->node_count)
    return tl_fail(error, TL_ERR_USAGE, "node %zu does not exist", event->target);
  double sum = 0.0;
  for (int k = 0; event->gas != NULL && k < TL_COMPONENTS; k++) sum += event->gas->x[k];
  if (!(fabs(sum - 1.0) <= 1e-6))
    return tl_fail(error, TL_ERR_INPUT, "the gas that enters at node \"%s\": its mole fractions sum to %g, not 1",
                   s->network->nodes[event->target].id, sum);
  return TL_OK;
}

tl_code tl_schedule_add_event(tl_schedule *s, const tl_event *event, tl_error *error) {
  if (!(event->at_s >= 0.0 && isfinite(event->at_s)))
    return tl_fail(error, TL_ERR_INPUT, "an event at %g s: times start at 0", event->at_s);
  if (!(event->over_s >= 0.0 && isfinite(event->over_s)))
    return tl_fail(error, TL_ERR_INPUT, "an event over %g s: a duration is 0 or more", event->over_s);
  if (event->kind == TL_EVENT_CHANGE) {
    TLI_TRY(check_driven(s, event->what, event->target, event->field, error));
    if (!isfinite(event->value)) return tl_fail(error, TL_ERR_INPUT, "a change to what is not a number");
  } else if (event->kind == TL_EVENT_GAS) {
    TLI_TRY(check_gas(s, event, error));
  } else if (event->link >= s->network->link_count) {
    return tl_fail(error, TL_ERR_USAGE, "link %zu does not exist", event->link);
  }
  if (event->unit != NULL && event->kind != TL_EVENT_TRIP && event->kind != TL_EVENT_START)
    return tl_fail(error, TL_ERR_INPUT, "a single unit (\"%s\") trips or starts; it does nothing else", event->unit);
  if (!TLI_PUSH_ROOM(s->arena, s->events, s->event_room, s->event_count)) return TLI_NO_MEMORY(error, "an event");
  tl_event kept = *event;
  kept.field =
      event->kind == TL_EVENT_CHANGE && event->what == TL_DRIVE_FIELD ? tli_arena_strdup(s->arena, event->field) : "";
  if (event->kind == TL_EVENT_GAS) {
    tl_mixture *gas = TLI_NEW(s->arena, tl_mixture);
    if (gas == NULL) return TLI_NO_MEMORY(error, "an event");
    *gas = *event->gas;
    kept.gas = gas;
  }
  if (event->unit != NULL) kept.unit = tli_arena_strdup(s->arena, event->unit);
  if (kept.field == NULL || (event->unit != NULL && kept.unit == NULL)) return TLI_NO_MEMORY(error, "an event");
  size_t at = s->event_count++;
  while (at > 0 && s->events[at - 1].at_s > kept.at_s) {
    s->events[at] = s->events[at - 1];
    at--;
  }
  s->events[at] = kept;
  return TL_OK;
}

tl_code tl_schedule_add_break_valve(tl_schedule *s, const tl_break_valve *valve, tl_error *error) {
  if (valve->link >= s->network->link_count)
    return tl_fail(error, TL_ERR_USAGE, "link %zu does not exist", valve->link);
  if (!(valve->rate_pa_s > 0.0 && valve->closing_s >= 0.0 && valve->confirm_s >= 0.0))
    return tl_fail(error, TL_ERR_INPUT, "the line-break valve in \"%s\" needs a rate above 0 and times of 0 or more",
                   s->network->links[valve->link].id);
  if (!TLI_PUSH_ROOM(s->arena, s->break_valves, s->break_valve_room, s->break_valve_count))
    return TLI_NO_MEMORY(error, "a line-break valve");
  s->break_valves[s->break_valve_count++] = *valve;
  return TL_OK;
}

tl_code tl_schedule_add_limit(tl_schedule *s, const tl_limit *limit, tl_error *error) {
  if (limit->node >= s->network->node_count)
    return tl_fail(error, TL_ERR_USAGE, "node %zu does not exist", limit->node);
  const char *id = s->network->nodes[limit->node].id;
  if (!(limit->p_min_pa >= 0.0 && limit->p_max_pa >= 0.0 && limit->p_watch_pa >= 0.0))
    return tl_fail(error, TL_ERR_INPUT, "the pressures of the limit at \"%s\" must be 0 (none) or more", id);
  for (size_t i = 0; i < s->limit_count; i++)
    if (s->limits[i].node == limit->node) return tl_fail(error, TL_ERR_INPUT, "\"%s\" has two limits: join them", id);
  if (!TLI_PUSH_ROOM(s->arena, s->limits, s->limit_room, s->limit_count)) return TLI_NO_MEMORY(error, "a limit");
  s->limits[s->limit_count++] = *limit;
  return TL_OK;
}

double tli_profile_at(const tl_profile *p, double time_s, bool after) {
  size_t low = 0, high = p->count; /* the last point at or before the time, or before it where `after` is false */
  while (low < high) {
    const size_t middle = (low + high) / 2;
    const bool past = after ? p->times_s[middle] <= time_s : p->times_s[middle] < time_s;
    if (past)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == 0) return p->values[0];
  if (low == p->count || p->hold) return p->values[low - 1];
  const double share = (time_s - p->times_s[low - 1]) / (p->times_s[low] - p->times_s[low - 1]);
  return p->values[low - 1] + share * (p->values[low] - p->values[low - 1]);
}
