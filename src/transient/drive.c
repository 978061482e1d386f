/* What acts from outside: profiles, events, ramps, valves that move, line-break valves. */
#include "transient/tli_transient.h"

#include <string.h>

static const double land_apart_s = 120.0; /* corners of a profile closer than this are left to the error control */

static double *field_of(const tl_transient *x, size_t link, const char *name) {
  const size_t part = x->part_of[link];
  if (part == SIZE_MAX || x->parts[part].params == NULL) return NULL;
  const tli_kind *kind = x->parts[part].kind;
  for (size_t f = 0; f < kind->field_count; f++)
    if (strcmp(kind->fields[f].name, name) == 0)
      return (double *)((char *)x->parts[part].params + kind->fields[f].offset);
  return NULL;
}

static double driven_value(const tl_transient *x, tl_driven what, size_t target, const char *field) {
  if (what == TL_DRIVE_WITHDRAWAL) return x->junctions[target].asked;
  if (what == TL_DRIVE_PRESSURE) return x->junctions[target].p_given;
  const double *place = field_of(x, target, field);
  return place != NULL ? *place : 0.0;
}

static void set_driven(tl_transient *x, tl_driven what, size_t target, const char *field, double value) {
  if (what == TL_DRIVE_WITHDRAWAL) x->junctions[target].asked = value;
  if (what == TL_DRIVE_PRESSURE) x->junctions[target].p_given = value;
  double *place = what == TL_DRIVE_FIELD ? field_of(x, target, field) : NULL;
  if (place != NULL) *place = value;
}

static const char *unit_of(const tl_transient *x, const tl_event *e) {
  if (e->kind != TL_EVENT_CHANGE) return "";
  if (e->what != TL_DRIVE_FIELD) return e->what == TL_DRIVE_PRESSURE ? "Pa" : "kg/s";
  const tli_kind *kind = tli_kind_get((size_t)x->network->links[e->target].kind);
  for (size_t f = 0; f < kind->field_count; f++)
    if (strcmp(kind->fields[f].name, e->field) == 0) return tl_quantity_si(kind->fields[f].quantity);
  return "";
}

static tl_code check_configuration(const tl_machine_station *m, const char *id, double high, tl_error *error) {
  if (high < 0.0 || high < (double)m->configuration_count) return TL_OK;
  return tl_fail(error, TL_ERR_INPUT, "station \"%s\": configuration = %g, but it has %zu, counted from 0", id, high,
                 m->configuration_count);
}

static tl_code check_field(const tl_transient *x, size_t link, const char *name, double low, double high,
                           tl_error *error) {
  const char *id = x->network->links[link].id;
  const size_t part = x->part_of[link];
  if (part == SIZE_MAX) return tl_fail(error, TL_ERR_INPUT, "\"%s\" is a pipe: its fields do not change in time", id);
  const tli_kind *kind = x->parts[part].kind;
  for (size_t f = 0; f < kind->field_count; f++) {
    if (strcmp(kind->fields[f].name, name) != 0) continue;
    if (!(low >= kind->fields[f].min_si && high <= kind->fields[f].max_si))
      return tl_fail(error, TL_ERR_INPUT, "%s \"%s\": %s between %g and %g is outside %g .. %g", kind->name, id, name,
                     low, high, kind->fields[f].min_si, kind->fields[f].max_si);
    if (strcmp(name, "open") == 0) return tl_fail(error, TL_ERR_INPUT, "valve \"%s\": open and close it by events", id);
    if (strcmp(name, "configuration") == 0) return check_configuration(x->parts[part].params, id, high, error);
    return TL_OK;
  }
  return tl_fail(error, TL_ERR_INPUT, "a %s has no field \"%s\" (\"%s\"); see trunkline describe %s", kind->name, name,
                 id, kind->name);
}

static tl_code check_event(const tl_transient *x, const tl_event *e, tl_error *error) {
  if (e->kind == TL_EVENT_CHANGE && e->what == TL_DRIVE_FIELD)
    return check_field(x, e->target, e->field, e->value, e->value, error);
  if (e->kind == TL_EVENT_CHANGE && e->what == TL_DRIVE_PRESSURE && !(e->value > 0.0 && e->value < 60e6))
    return tl_fail(error, TL_ERR_INPUT, "node \"%s\": a pressure of %g Pa is outside 0 .. 60 MPa",
                   x->network->nodes[e->target].id, e->value);
  if (e->kind == TL_EVENT_CHANGE || e->kind == TL_EVENT_RUPTURE || e->kind == TL_EVENT_LEAK ||
      e->kind == TL_EVENT_LEAK_SHUT || e->kind == TL_EVENT_GAS)
    return TL_OK;
  const char *id = x->network->links[e->link].id;
  const size_t part = x->part_of[e->link];
  if (part == SIZE_MAX)
    return tl_fail(error, TL_ERR_INPUT, "\"%s\" is a pipe: it can break, but not be opened, closed or tripped", id);
  const bool moves = e->kind == TL_EVENT_OPEN || e->kind == TL_EVENT_CLOSE;
  if (!moves && !x->parts[part].kind->keeps_flow)
    return tl_fail(error, TL_ERR_INPUT, "\"%s\" is a %s: it does not trip%s", id, x->parts[part].kind->name,
                   x->parts[part].is_valve
                       ? " (a station in bypass or shut stands here as a valve: give it a set point, "
                         "and trip it at 0 h where it shall not run from the start)"
                       : "");
  return e->unit != NULL ? tli_unit_check(x->network, e->link, e->unit, x->arena, error) : TL_OK;
}

tl_code tli_drive_check(const tl_transient *x, tl_error *error) {
  const tl_schedule *s = x->schedule;
  for (size_t i = 0; s != NULL && i < s->profile_count; i++) {
    const tl_profile *p = &s->profiles[i];
    double low = p->values[0], high = p->values[0];
    for (size_t k = 1; k < p->count; k++) {
      low = tli_min(low, p->values[k]);
      high = tli_max(high, p->values[k]);
    }
    if (p->what == TL_DRIVE_FIELD) TLI_TRY(check_field(x, p->target, p->field, low, high, error));
    if (p->what == TL_DRIVE_PRESSURE && !(low > 0.0 && high < 60e6))
      return tl_fail(error, TL_ERR_INPUT, "node \"%s\": pressures of %g .. %g Pa are outside 0 .. 60 MPa",
                     x->network->nodes[p->target].id, low, high);
  }
  for (size_t i = 0; s != NULL && i < s->event_count; i++) TLI_TRY(check_event(x, &s->events[i], error));
  return TL_OK;
}

/* after: the right side of jumps at this very time. */
void tli_drive_to(tl_transient *x, double time_s, bool after) {
  for (size_t i = 0; i < x->network->node_count; i++) {
    x->junctions[i].asked = x->boundary[i].kind == TL_GIVEN_WITHDRAWAL ? x->boundary[i].withdrawal_kg_s : 0.0;
    x->junctions[i].p_given = x->boundary[i].p_pa;
  }
  const tl_schedule *s = x->schedule;
  for (size_t i = 0; s != NULL && i < s->profile_count; i++) {
    const tl_profile *p = &s->profiles[i];
    set_driven(x, p->what, p->target, p->field, tli_profile_at(p, time_s, after));
  }
  for (size_t r = 0; s != NULL && r < x->ramp_count; r++) {
    const tli_ramp *ramp = &x->ramps[r];
    const tl_event *e = &s->events[ramp->event];
    const double share = time_s >= ramp->end_s ? 1.0 : (time_s - ramp->start_s) / (ramp->end_s - ramp->start_s);
    set_driven(x, e->what, e->target, e->field, ramp->from + tli_max(share, 0.0) * (ramp->to - ramp->from));
  }
  for (size_t i = 0; i < x->part_count; i++)
    if (x->parts[i].is_valve) tli_part_opening(&x->parts[i], time_s);
}

static void earlier(double candidate, double now, double *stop) {
  if (candidate > now * (1.0 + 1e-14) + 1e-9 && candidate < *stop) *stop = candidate;
}

static void profile_stop(const tl_profile *p, double now, double *stop) {
  size_t low = 0, high = p->count; /* first point after now */
  while (low < high) {
    const size_t middle = (low + high) / 2;
    if (p->times_s[middle] <= now * (1.0 + 1e-14) + 1e-9)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == p->count) return;
  const double apart = low > 0 ? p->times_s[low] - p->times_s[low - 1] : INFINITY;
  if (p->hold || apart >= land_apart_s) earlier(p->times_s[low], now, stop);
}

double tli_drive_next_stop(const tl_transient *x, double until_s) {
  double stop = until_s;
  const double now = x->time_s, every = x->options.output_every_s;
  const tl_schedule *s = x->schedule;
  for (size_t i = 0; s != NULL && i < s->profile_count; i++) profile_stop(&s->profiles[i], now, &stop);
  if (s != NULL && x->event_next < s->event_count) earlier(s->events[x->event_next].at_s, now, &stop);
  for (size_t r = 0; r < x->ramp_count; r++) earlier(x->ramps[r].end_s, now, &stop);
  for (size_t i = 0; i < x->part_count; i++)
    if (x->parts[i].is_valve) earlier(x->parts[i].opening_end_s, now, &stop);
  if (every > 0.0) earlier(every * (floor(now / every * (1.0 + 1e-14)) + 1.0), now, &stop);
  return stop;
}

static void move_valve(tl_transient *x, tli_part *part, double to, double over_s) {
  part->opening_from = part->opening;
  part->opening_to = to;
  part->opening_start_s = x->time_s;
  part->opening_end_s = x->time_s + over_s;
  tli_part_opening(part, x->time_s);
}

static void open_holes(tl_transient *x, const tl_event *e) {
  const tl_pipe *pipe = x->network->links[e->link].params;
  const double bore = 0.25 * TLI_PI * pipe->diameter_m * pipe->diameter_m;
  for (size_t h = 0; h < x->hole_count; h++) {
    tli_hole *hole = &x->holes[h];
    if (hole->link != e->link || fabs(hole->position_m - e->position_m) > 1e-3) continue;
    if (e->kind == TL_EVENT_RUPTURE) {
      hole->area_m2 = bore;
      continue;
    }
    hole->area_m2 =
        e->kind == TL_EVENT_LEAK ? tli_min(0.85 * 0.25 * TLI_PI * e->diameter_m * e->diameter_m, bore) : 0.0;
    break; /* one side is enough: the joint stays open */
  }
  if (e->kind != TL_EVENT_RUPTURE) return;
  for (size_t i = 0; i < x->part_count; i++) {
    tli_part *part = &x->parts[i];
    if (part->link != SIZE_MAX || part->of_pipe != e->link) continue;
    for (size_t h = 0; h < x->hole_count; h++)
      if (x->holes[h].junction == part->from && fabs(x->holes[h].position_m - e->position_m) <= 1e-3)
        move_valve(x, part, 0.0, 0.0);
  }
}

static void fire(tl_transient *x, size_t index) {
  static const char *const names[] = {"trip",   "start",   "shut", "close",     "open",
                                      "change", "rupture", "leak", "leak shut", "gas"};
  const tl_event *e = &x->schedule->events[index];
  const char *kind = "node", *id;
  const bool at_node = e->kind == TL_EVENT_GAS || (e->kind == TL_EVENT_CHANGE && e->what != TL_DRIVE_FIELD);
  if (at_node) {
    id = x->network->nodes[e->target].id;
  } else {
    const size_t link = e->kind == TL_EVENT_CHANGE ? e->target : e->link;
    id = x->network->links[link].id;
    kind = tli_kind_get((size_t)x->network->links[link].kind)->name;
  }
  tli_part *part = e->kind != TL_EVENT_CHANGE && e->kind != TL_EVENT_GAS && x->part_of[e->link] != SIZE_MAX
                       ? &x->parts[x->part_of[e->link]]
                       : NULL;
  switch (e->kind) {
    case TL_EVENT_CHANGE:
      x->ramps[x->ramp_count++] = (tli_ramp){.event = index,
                                             .from = driven_value(x, e->what, e->target, e->field),
                                             .to = e->value,
                                             .start_s = x->time_s,
                                             .end_s = x->time_s + e->over_s};
      break;
    case TL_EVENT_GAS:
      tli_cargo_enter(x, e->target, e->gas);
      break;
    case TL_EVENT_RUPTURE:
    case TL_EVENT_LEAK:
    case TL_EVENT_LEAK_SHUT:
      open_holes(x, e);
      break;
    case TL_EVENT_OPEN:
    case TL_EVENT_CLOSE:
      if (part == NULL) break; /* refused when the schedule was checked */
      if (part->is_valve)
        move_valve(x, part, e->kind == TL_EVENT_OPEN ? 1.0 : 0.0, e->over_s);
      else
        part->running = e->kind == TL_EVENT_OPEN ? TLI_RUNS : TLI_SHUT;
      break;
    default:
      if (part == NULL) break;
      if (e->unit != NULL)
        tli_units_put(part, e->unit, e->kind == TL_EVENT_TRIP);
      else
        part->running = e->kind == TL_EVENT_TRIP ? TLI_TRIPPED : e->kind == TL_EVENT_SHUT ? TLI_SHUT : TLI_RUNS;
  }
  const double value = e->kind == TL_EVENT_CHANGE ? e->value : NAN;
  tl_happening *told = tli_happen(x, x->time_s, names[e->kind], kind, id, value, unit_of(x, e));
  if (told != NULL) told->machine = e->unit;
}

/* Whether any profile jumps at this very time. */
static bool profile_jumps(const tl_transient *x) {
  const tl_schedule *s = x->schedule;
  for (size_t i = 0; s != NULL && i < s->profile_count; i++) {
    const tl_profile *p = &s->profiles[i];
    const double left = tli_profile_at(p, x->time_s, false), right = tli_profile_at(p, x->time_s, true);
    if (fabs(right - left) > 1e-9 * (fabs(left) + fabs(right))) return true;
  }
  return false;
}

tl_code tli_drive_fire(tl_transient *x, bool *jumped, tl_error *error) {
  *jumped = profile_jumps(x);
  const tl_schedule *s = x->schedule;
  bool fired = false;
  tli_drive_to(x, x->time_s, true);
  while (s != NULL && x->event_next < s->event_count &&
         s->events[x->event_next].at_s <= x->time_s * (1.0 + 1e-14) + 1e-9) {
    fire(x, x->event_next++);
    fired = *jumped = true;
    tli_drive_to(x, x->time_s, true);
  }
  return fired && x->time_s > 0.0 ? tli_record(x, error) : TL_OK;
}

/* Looks at the step just made (0: at the beginning); true if a valve has tripped. */
bool tli_drive_watch(tl_transient *x, double step_s) {
  bool any = false;
  for (size_t w = 0; w < x->watch_count; w++) {
    tli_watch *watch = &x->watches[w];
    const double p = x->now.jp[watch->junction], fall = step_s > 0.0 ? (watch->p_before - p) / step_s : 0.0;
    if (step_s <= 0.0) {
      if (watch->p_before == 0.0) watch->p_before = p;
      continue;
    }
    watch->p_before = p;
    if (watch->tripped) continue;
    if (fall < watch->valve.rate_pa_s) {
      watch->exceeded_since_s = NAN;
      continue;
    }
    if (isnan(watch->exceeded_since_s)) watch->exceeded_since_s = x->time_s - step_s;
    if (x->time_s - watch->exceeded_since_s < watch->valve.confirm_s) continue;
    watch->tripped = any = true;
    move_valve(x, &x->parts[watch->part], 0.0, watch->valve.closing_s);
    const char *id = x->network->links[watch->valve.link].id;
    tl_happening *told = tli_happen(x, x->time_s, "line-break valve closes", "pipe", id, fall, "Pa/s");
    if (told != NULL) told->position_m = watch->valve.position_m;
  }
  return any;
}
