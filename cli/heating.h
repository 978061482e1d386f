/* cli/heating.h - heating values at nodes, of networks whose sources name one but no composition. */
#ifndef TRUNKLINE_CLI_HEATING_H
#define TRUNKLINE_CLI_HEATING_H

#include "cli.h"

/* One a node: what enters it (below 0: leaves), heating value by norm volume and norm density of that; one a link: its
 * nodes and its flow. All zero at first; freed by cli_heating_free. */
typedef struct cli_heating {
  size_t nodes, links;
  double *entering_kg_s, *gross_j_m3, *norm_kg_m3, *q_kg_s;
  size_t *from, *to;
  double *at_node_j_m3; /* NaN where no gas arrives */
} cli_heating;
bool cli_heating_make(cli_heating *h, size_t nodes, size_t links); /* false: not enough memory */
void cli_heating_free(cli_heating *h);
/* Energy and norm volume are carried with each kg and divided at the nodes. false: an entry does not say its heating
 * value or its norm density, so that there is nothing to print. */
bool cli_heating_solve(cli_heating *h);

#endif
