/* Heating values at nodes: energy and norm volume of a kg carried with the gas (docs/theory/mixing.md). */
#include "heating.h"

#include <math.h>
#include <stdlib.h>

bool cli_heating_make(cli_heating *h, size_t nodes, size_t links) {
  *h = (cli_heating){.nodes = nodes, .links = links};
  double **by_node[] = {&h->entering_kg_s, &h->gross_j_m3, &h->norm_kg_m3, &h->at_node_j_m3};
  for (size_t i = 0; i < sizeof by_node / sizeof *by_node; i++) *by_node[i] = calloc(nodes + 1, sizeof(double));
  h->q_kg_s = calloc(links + 1, sizeof(double));
  h->from = calloc(links + 1, sizeof *h->from);
  h->to = calloc(links + 1, sizeof *h->to);
  return h->entering_kg_s && h->gross_j_m3 && h->norm_kg_m3 && h->at_node_j_m3 && h->q_kg_s && h->from && h->to;
}

void cli_heating_free(cli_heating *h) {
  free(h->entering_kg_s);
  free(h->gross_j_m3);
  free(h->norm_kg_m3);
  free(h->at_node_j_m3);
  free(h->q_kg_s);
  free(h->from);
  free(h->to);
  *h = (cli_heating){0};
}

bool cli_heating_solve(cli_heating *h) {
  bool any = false;
  for (size_t i = 0; i < h->nodes; i++) {
    if (!(h->entering_kg_s[i] > 0.0)) continue;
    if (!(h->gross_j_m3[i] > 0.0) || !(h->norm_kg_m3[i] > 0.0)) return false;
    any = true;
  }
  double *energy = calloc(h->nodes + 1, sizeof *energy), *volume = calloc(h->nodes + 1, sizeof *volume);
  bool done = any && energy != NULL && volume != NULL;
  const tl_carrying flows = {h->nodes, h->links, h->from, h->to, h->q_kg_s, h->entering_kg_s, NULL};
  for (size_t i = 0; done && i < h->nodes; i++) {
    volume[i] = h->entering_kg_s[i] > 0.0 ? 1.0 / h->norm_kg_m3[i] : 0.0;
    energy[i] = h->entering_kg_s[i] > 0.0 ? h->gross_j_m3[i] * volume[i] : 0.0;
  }
  done = done && tl_flow_carry(&flows, energy, energy, NULL) == TL_OK &&
         tl_flow_carry(&flows, volume, volume, NULL) == TL_OK;
  for (size_t i = 0; done && i < h->nodes; i++) h->at_node_j_m3[i] = energy[i] / volume[i];
  free(energy);
  free(volume);
  return done;
}
