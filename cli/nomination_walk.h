/* cli/nomination_walk.h - the nominations of network folders, one after the other, and a count of their outcomes. */
#ifndef TRUNKLINE_CLI_NOMINATION_WALK_H
#define TRUNKLINE_CLI_NOMINATION_WALK_H

#include "trunkline/trunkline.h"

/* Called with a network, a scenario, and whether it is the first of that network. */
typedef tl_code cli_nomination_visit(void *user, const char *net, const char *scenario, bool first, tl_error *error);

enum { CLI_NETWORK_PATH = 2048 };
/* The .net of a folder, by name the first; false if there is none. */
bool cli_find_network(const char *folder, char path[CLI_NETWORK_PATH]);
/* Every .scn of a folder in the order of names; *first becomes false. */
tl_code cli_walk_nominations(const char *net, const char *folder, bool *first, cli_nomination_visit *visit, void *user,
                             tl_error *error);
/* The six GasLib networks whose nominations are asked, below $TRUNKLINE_DATA/gaslib; NULL past the end. */
const char *cli_gaslib_network(size_t index);
/* Their folder; what is not there is left out by the caller. */
void cli_gaslib_folder(const char *network, char folder[CLI_NETWORK_PATH]);

/* Outcomes and times. */
typedef struct cli_tally {
  size_t nominations, solved, infeasible, open, times, room;
  double *seconds;
} cli_tally;
void cli_tally_count(cli_tally *tally, tl_outcome outcome, double seconds);
void cli_tally_add(cli_tally *sum, const cli_tally *tally);
/* NaN without a time. */
double cli_tally_quantile(const cli_tally *tally, double share);

#endif
