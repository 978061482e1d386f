/* Random events on a network in time: what `trunkline bench events` and the tests draw. */
#ifndef RANDOM_EVENTS_H
#define RANDOM_EVENTS_H

#include <stddef.h>
#include <stdint.h>

#include "trunkline/trunkline.h"

/* Adds one to four events within `until_s` to the schedule: stations, compressors and single machines trip, shut and
 * start again, valves close and open, ratios, set points, withdrawals and pressures change at once or by a ramp, pipes
 * break or leak. *happenings: how many of them must turn up in the run. */
tl_code random_events_add(const tl_case *opened, tl_schedule *schedule, uint64_t seed, double until_s,
                          size_t *happenings, tl_error *error);

/* How many happenings of a run are events of these kinds. */
size_t random_events_fired(const tl_transient *run);

/* True if every recorded pressure of every node is a number above 0 and below 100 MPa; otherwise the place and value.
 */
bool random_events_pressures_hold(const tl_transient *run, const tl_network *network, size_t *node, double *p_pa);

#endif
