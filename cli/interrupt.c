/* Ctrl-C ends a search early: it answers with the best so far. */
#include <signal.h>

#include "cli.h"

static volatile sig_atomic_t stopped;

static void stop(int signal_number) {
  (void)signal_number;
  stopped = 1;
}

void cli_stop_on_interrupt(void) { (void)signal(SIGINT, stop); }

bool cli_go_on(void *context, const char *step, double done) {
  (void)context;
  (void)step;
  (void)done;
  return stopped == 0;
}
