/* Random events on a network in time. Numbers are of splitmix64 (Steele, Lea and Flood, Fast splittable pseudorandom
 * number generators, OOPSLA 2014), so that a seed says all about a scenario. */
#include "random_events.h"

#include <string.h>

static uint64_t draw(uint64_t *state) {
  uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
  z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
  return z ^ (z >> 31);
}
static double share(uint64_t *state) { return (double)(draw(state) >> 11) * 0x1p-53; }
static size_t pick(uint64_t *state, size_t count) { return (size_t)(share(state) * (double)count); }

/* As the run in time lays the pipe out. */
static tl_code pipe_length(const tl_case *opened, size_t link, double *length_m, tl_error *error) {
  tl_transient *x = NULL;
  tl_transient_options o;
  tl_profile_point at = {0};
  tl_transient_options_default(&o);
  o.isothermal_t_k = 288.15;
  o.cell_length_m = 1e6;
  tl_code code =
      tl_transient_create(tl_case_network(opened), tl_case_gas(opened), tl_case_boundary(opened), NULL, &o, &x, error);
  if (code == TL_OK) code = tl_transient_start_at_rest(x, 5e6, error);
  if (code == TL_OK) code = tl_transient_profile(x, link, tl_transient_profile_points(x, link) - 1, &at, error);
  tl_transient_destroy(x);
  *length_m = at.distance_m;
  return code;
}

typedef struct drawing {
  const tl_case *opened;
  tl_schedule *schedule;
  uint64_t *seed;
  double until_s, at_s, over_s;
  size_t added;
  bool with_machines;
} drawing;

static tl_code set_field(const drawing *d, size_t link, const char *field, double value, tl_error *error) {
  const tl_event change = {.kind = TL_EVENT_CHANGE,
                           .at_s = d->at_s,
                           .over_s = d->over_s,
                           .what = TL_DRIVE_FIELD,
                           .target = link,
                           .field = field,
                           .value = value};
  return tl_schedule_add_event(d->schedule, &change, error);
}

/* A machine of a station, drawn; NULL where none has a name. */
static const char *draw_unit(const drawing *d, size_t link) {
  tl_netfile_station s;
  for (size_t i = 0; tl_case_station_at(d->opened, i, &s); i++) {
    if (s.link != link || s.configuration_count == 0) continue;
    const tl_configuration *c = &s.configurations[pick(d->seed, s.configuration_count)];
    const tl_unit_stage *stage = &c->stages[pick(d->seed, c->stage_count)];
    return stage->units[pick(d->seed, stage->unit_count)].id;
  }
  return NULL;
}

static tl_code machine_event(drawing *d, double kind, size_t link, tl_error *error) {
  if (kind < 0.3) {
    tl_event stop = {.kind = kind < 0.2 ? TL_EVENT_TRIP : TL_EVENT_SHUT, .at_s = d->at_s, .link = link};
    tl_event start = {.kind = TL_EVENT_START, .at_s = d->at_s + 0.2 * d->until_s, .link = link};
    if (d->with_machines && kind < 0.15) stop.unit = start.unit = draw_unit(d, link);
    tl_code code = tl_schedule_add_event(d->schedule, &stop, error);
    d->added = 1;
    if (code != TL_OK || share(d->seed) < 0.5) return code;
    d->added = 2;
    return tl_schedule_add_event(d->schedule, &start, error);
  }
  d->added = 1;
  return set_field(d, link, "ratio", 1.0 + share(d->seed), error);
}

static tl_code fitting_event(drawing *d, double kind, size_t link, bool valve, tl_error *error) {
  d->added = 1;
  if (!valve) return set_field(d, link, "outlet_p_pa", 20e5 + 50e5 * share(d->seed), error);
  const tl_event turn = {
      .kind = kind < 0.2 ? TL_EVENT_CLOSE : TL_EVENT_OPEN, .at_s = d->at_s, .over_s = d->over_s, .link = link};
  return tl_schedule_add_event(d->schedule, &turn, error);
}

static tl_code node_event(drawing *d, double kind, size_t node, tl_error *error) {
  const tl_boundary *b = &tl_case_boundary(d->opened)[node];
  tl_event change = {.kind = TL_EVENT_CHANGE, .at_s = d->at_s, .over_s = d->over_s, .target = node};
  if (kind < 0.7 && b->kind == TL_GIVEN_WITHDRAWAL && b->withdrawal_kg_s != 0.0) {
    change.what = TL_DRIVE_WITHDRAWAL;
    change.value = (share(d->seed) < 0.2 ? 0.0 : 3.0 * share(d->seed)) * b->withdrawal_kg_s;
  } else if (kind >= 0.7 && b->kind == TL_GIVEN_PRESSURE) {
    change.what = TL_DRIVE_PRESSURE;
    change.value = b->p_pa * (0.7 + 0.4 * share(d->seed));
  } else {
    return TL_OK;
  }
  d->added = 1;
  return tl_schedule_add_event(d->schedule, &change, error);
}

static tl_code pipe_event(drawing *d, double kind, size_t link, tl_error *error) {
  enum { SHORTEST_M = 500 };
  double length_m = 0.0;
  const tl_code code = pipe_length(d->opened, link, &length_m, error);
  if (code != TL_OK || length_m < SHORTEST_M) return code;
  const double place_m = length_m * (0.1 + 0.8 * share(d->seed));
  const tl_event hole = {.kind = kind < 0.9 ? TL_EVENT_RUPTURE : TL_EVENT_LEAK,
                         .at_s = d->at_s,
                         .link = link,
                         .position_m = place_m,
                         .diameter_m = 0.05 + 0.2 * share(d->seed)};
  d->added = 1;
  return tl_schedule_add_event(d->schedule, &hole, error);
}

/* One event; what is drawn and does not fit the element is drawn again. */
static tl_code add_one(const tl_case *opened, tl_schedule *schedule, uint64_t *seed, double until_s, size_t *added,
                       tl_error *error) {
  const tl_network *network = tl_case_network(opened);
  drawing d = {.opened = opened,
               .schedule = schedule,
               .seed = seed,
               .until_s = until_s,
               .with_machines = tl_case_stations(opened) > 0};
  d.at_s = 0.7 * until_s * share(seed);
  d.over_s = share(seed) < 0.5 ? 0.0 : 3600.0 * share(seed);
  tl_code code = TL_OK;
  for (int tries = 0; tries < 1000 && d.added == 0 && code == TL_OK; tries++) {
    const size_t link = pick(seed, tl_network_links(network)), node = pick(seed, tl_network_nodes(network));
    const char *what = tl_case_link_kind(opened, link);
    const double kind = share(seed);
    if (kind < 0.4 && (strcmp(what, "compressor") == 0 || strcmp(what, "station") == 0))
      code = machine_event(&d, kind, link, error);
    else if (kind < 0.4 && (strcmp(what, "valve") == 0 || strcmp(what, "control_valve") == 0))
      code = fitting_event(&d, kind, link, strcmp(what, "valve") == 0, error);
    else if (kind >= 0.4 && kind < 0.8)
      code = node_event(&d, kind, node, error);
    else if (kind >= 0.8 && strcmp(what, "pipe") == 0)
      code = pipe_event(&d, kind, link, error);
  }
  *added = d.added;
  return code;
}

tl_code random_events_add(const tl_case *opened, tl_schedule *schedule, uint64_t seed, double until_s,
                          size_t *happenings, tl_error *error) {
  tl_code code = TL_OK;
  *happenings = 0;
  const size_t most = 1 + pick(&seed, 4);
  for (size_t k = 0; k < most && code == TL_OK; k++) {
    size_t added = 0;
    code = add_one(opened, schedule, &seed, until_s, &added, error);
    *happenings += added;
  }
  return code;
}

size_t random_events_fired(const tl_transient *run) {
  static const char *const names[] = {"trip", "start", "shut", "close", "open", "change", "rupture", "leak"};
  size_t fired = 0;
  tl_happening h;
  for (size_t i = 0; tl_transient_happening_at(run, i, &h); i++)
    for (size_t k = 0; k < sizeof names / sizeof *names; k++) fired += strcmp(h.what, names[k]) == 0;
  return fired;
}

bool random_events_pressures_hold(const tl_transient *run, const tl_network *network, size_t *node, double *p_pa) {
  for (size_t n = 0; n < tl_transient_records(run); n++)
    for (size_t i = 0; i < tl_network_nodes(network); i++) {
      const double p = tl_transient_record_p_pa(run, n, i);
      if (p > 0.0 && p < 1e8) continue;
      *node = i;
      *p_pa = p;
      return false;
    }
  return true;
}
