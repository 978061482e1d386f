/* When a search for the best flow ends: told by progress, or out of time. */
#include "optimise/tli_flow.h"
#include "optimise/tli_search.h"

static const double patience_s = 0.5; /* after the end for what has nothing to show yet */

bool tli_flow_go_on(void *watch) {
  tli_flow_watch *w = watch;
  if (w->stop == TL_FLOW_AT_GAP) {
    if (w->progress != NULL && !w->progress->report(w->progress->context, "optimal gas flow", w->done))
      w->stop = TL_FLOW_AT_ASKED;
    else if (w->most_seconds > 0.0 && tli_now_s() - w->began > w->most_seconds)
      w->stop = TL_FLOW_AT_SECONDS;
    else
      return true;
    w->ended = tli_now_s();
  }
  return !w->has_point && tli_now_s() - w->ended < patience_s;
}

void tli_flow_once_more(tli_flow_watch *w) {
  w->has_point = false;
  w->ended = tli_now_s();
}

const char *tl_flow_stop_name(tl_flow_stop stop) {
  static const char *const names[] = {"gap", "boxes", "seconds", "asked", "rounding"};
  return names[stop];
}
