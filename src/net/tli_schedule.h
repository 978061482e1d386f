/* net/tli_schedule.h - the schedule as the other rooms see it. */
#ifndef TLI_SCHEDULE_H
#define TLI_SCHEDULE_H

#include "net/tli_net.h"
#include "trunkline/schedule.h"

struct tl_schedule {
  tli_arena *arena;
  const tl_network *network;
  tl_profile *profiles;
  size_t profile_count, profile_room;
  tl_event *events; /* in order of time; those of one time in the order of adding */
  size_t event_count, event_room;
  tl_break_valve *break_valves;
  size_t break_valve_count, break_valve_room;
  tl_limit *limits;
  size_t limit_count, limit_room;
};

/* The profile's value at a time; `after` takes the right side of a jump. */
double tli_profile_at(const tl_profile *profile, double time_s, bool after);

#endif
