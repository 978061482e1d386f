/* trunkline/schedule.h - what happens to a network in time: profiles, events, limits. Data, no equations.
 *
 *   tl_schedule_create -> tl_schedule_read (a file) or the add functions -> transient.h -> tl_schedule_destroy
 *
 * Times are seconds from the start of the run. Texts and arrays are copied. docs/transient.md describes the file.
 */
#ifndef TRUNKLINE_SCHEDULE_H
#define TRUNKLINE_SCHEDULE_H

#include "trunkline/gas.h"
#include "trunkline/network.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tl_schedule tl_schedule;

TL_API TL_MUST_USE tl_code tl_schedule_create(const tl_network *network, const tl_allocator *allocator,
                                              tl_schedule **schedule, tl_error *error);
TL_API void tl_schedule_destroy(tl_schedule *schedule);

/* What a profile or a change drives. */
typedef enum tl_driven {
  TL_DRIVE_WITHDRAWAL, /* kg/s out of a node; negative: in */
  TL_DRIVE_PRESSURE,   /* Pa; a profile makes the node one of given pressure, a change needs one that is */
  TL_DRIVE_FIELD       /* a field of an element, SI: `trunkline describe KIND` */
} tl_driven;

/* A quantity over time. Before the first time the first value holds, after the last time the last one. hold: each
 * value stays until the next time; otherwise straight lines. */
typedef struct tl_profile {
  tl_driven what;
  size_t target;     /* node, or link for TL_DRIVE_FIELD */
  const char *field; /* TL_DRIVE_FIELD only */
  size_t count;
  const double *times_s, *values;
  bool hold;
} tl_profile;
/* Times must rise; TL_ERR_INPUT otherwise, or if the same quantity already has a profile. */
TL_API TL_MUST_USE tl_code tl_schedule_add_profile(tl_schedule *schedule, const tl_profile *profile, tl_error *error);

typedef enum tl_event_kind {
  TL_EVENT_TRIP,      /* a station, compressor or `unit` stops; gas may still pass through a station forwards */
  TL_EVENT_START,     /* it can run again */
  TL_EVENT_SHUT,      /* emergency shutdown: stopped and closed */
  TL_EVENT_CLOSE,     /* a valve closes over `over_s` */
  TL_EVENT_OPEN,      /* a valve opens over `over_s` */
  TL_EVENT_CHANGE,    /* a driven quantity goes to `value` over `over_s` (a ramp, a set point) */
  TL_EVENT_RUPTURE,   /* a pipe breaks at `position_m`: two ends of full bore blow into the open */
  TL_EVENT_LEAK,      /* a hole of `diameter_m` at `position_m`; also a blowdown stack, which can be shut again */
  TL_EVENT_LEAK_SHUT, /* the hole at that place closes */
  TL_EVENT_GAS        /* from now on `gas` enters at node `target` */
} tl_event_kind;

typedef struct tl_event {
  tl_event_kind kind;
  double at_s, over_s;
  size_t link;      /* of all but TL_EVENT_CHANGE of nodes */
  const char *unit; /* TL_EVENT_TRIP, TL_EVENT_START: id of one machine of a machine station; NULL: all of it. Copied */
  tl_driven what;   /* TL_EVENT_CHANGE: what, target, field, value */
  size_t target;
  const char *field;
  double value;
  double position_m, diameter_m;
  const tl_mixture *gas; /* TL_EVENT_GAS only; copied */
} tl_event;
TL_API TL_MUST_USE tl_code tl_schedule_add_event(tl_schedule *schedule, const tl_event *event, tl_error *error);

/* A valve in a pipe that closes by itself when the pressure falls faster than rate_pa_s there. */
typedef struct tl_break_valve {
  size_t link;       /* a pipe, or a valve of the network */
  double position_m; /* in the pipe, strictly inside */
  double rate_pa_s;  /* rate of fall that trips it */
  double closing_s;  /* from trip to closed */
  double confirm_s;  /* the rate must last this long */
} tl_break_valve;
TL_API TL_MUST_USE tl_code tl_schedule_add_break_valve(tl_schedule *schedule, const tl_break_valve *valve,
                                                       tl_error *error);

/* Pressures at a node that bound it: a withdrawal is served only as far as p_min_pa allows, an injection as far as
 * p_max_pa; 0: none given. Times below p_watch_pa are reported as violations. */
typedef struct tl_limit {
  size_t node;
  double p_min_pa, p_max_pa, p_watch_pa;
} tl_limit;
TL_API TL_MUST_USE tl_code tl_schedule_add_limit(tl_schedule *schedule, const tl_limit *limit, tl_error *error);

/* What a file says about the run itself; 0 where it says nothing. */
typedef struct tl_schedule_run {
  double until_s, step_s, cell_m;
} tl_schedule_run;

/* Reads a file of profiles, events, limits; mistakes go to findings with their line, all in one pass. TL_ERR_INPUT if
 * any finding is an error. */
TL_API TL_MUST_USE tl_code tl_schedule_read(tl_schedule *schedule, const char *path, tl_schedule_run *run,
                                            tl_findings *findings, tl_error *error);
/* The same from text in memory; file_name is only named in findings. */
TL_API TL_MUST_USE tl_code tl_schedule_read_text(tl_schedule *schedule, const char *text, size_t bytes,
                                                 const char *file_name, tl_schedule_run *run, tl_findings *findings,
                                                 tl_error *error);

#ifdef __cplusplus
}
#endif
#endif
