/* Any bytes as a scenario in time: no crash, and what was taken keeps to the schedule's own rules. */
#include "fuzz.h"
#include "net/tli_schedule.h"
#include "trunkline/elements.h"

#include <math.h>
#include <stdlib.h>

static tl_network *small_network(void) {
  tl_network *network = NULL;
  tl_error e;
  tl_pipe pipe;
  tl_station station;
  tl_valve valve;
  tl_pipe_default(&pipe);
  pipe.length_m = 1e4;
  pipe.diameter_m = 1.0;
  tl_station_default(&station);
  station.discharge_p_pa = 8e6;
  tl_valve_default(&valve);
  if (tl_network_create(NULL, &network, &e) != TL_OK || tl_network_add_node(network, "A", 0.0, NULL, &e) != TL_OK ||
      tl_network_add_node(network, "B", 0.0, NULL, &e) != TL_OK ||
      tl_network_add_pipe(network, "P", 0, 1, &pipe, NULL, &e) != TL_OK ||
      tl_network_add_station(network, "S", 0, 1, &station, NULL, &e) != TL_OK ||
      tl_network_add_valve(network, "V", 0, 1, &valve, NULL, &e) != TL_OK || tl_network_freeze(network, &e) != TL_OK) {
    tl_network_destroy(network);
    return NULL;
  }
  return network;
}

static void check(const tl_schedule *s) {
  for (size_t i = 0; i < s->profile_count; i++)
    for (size_t k = 0; k < s->profiles[i].count; k++) {
      if (!isfinite(s->profiles[i].values[k])) abort();
      if (k > 0 && !(s->profiles[i].times_s[k] > s->profiles[i].times_s[k - 1])) abort();
    }
  for (size_t i = 0; i < s->event_count; i++) {
    if (!(s->events[i].at_s >= 0.0)) abort();
    if (i > 0 && s->events[i].at_s < s->events[i - 1].at_s) abort();
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  tl_network *network = small_network();
  tl_schedule *schedule = NULL;
  tl_findings *findings = tl_findings_create(NULL);
  tl_error e;
  tl_schedule_run run;
  if (network != NULL && findings != NULL && tl_schedule_create(network, NULL, &schedule, &e) == TL_OK) {
    (void)!tl_schedule_read_text(schedule, (const char *)data, size, "fuzz.yml", &run, findings, &e);
    check(schedule);
  }
  tl_schedule_destroy(schedule);
  tl_findings_destroy(findings);
  tl_network_destroy(network);
  return 0;
}
