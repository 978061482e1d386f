/* Any bytes as a network for optimal gas flow (a MatGas case, or ours where they begin with a t): every objective takes
 * it or says why not; what is taken is answered, or refused for a figure out of range, and nothing solved is without
 * its numbers. */
#include "fuzz.h"
#include "study/flow_file.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_NODES = 8, MOST_ARCS = 12, MOST_TRADES = 20 };

static void answer(const tl_flow_problem *p) {
  tl_flow_options o;
  tl_flow_options_default(&o);
  o.starts = 1;
  o.most_boxes = 2;
  o.most_seconds = 0.05;
  tl_flow_answer *a = NULL;
  tl_flow_summary s;
  tl_error error;
  const tl_code code = tl_flow_optimise(p, &o, &a, &error);
  if (code != TL_OK && code != TL_ERR_INPUT) abort();
  if (code != TL_OK) return;
  tl_flow_summary_of(a, &s);
  if ((s.status == TL_FLOW_SOLVED) != isfinite(s.objective)) abort();
  if (s.status == TL_FLOW_SOLVED && (!(s.bound <= s.objective) || isnan(s.simulator_p_pa) || isnan(s.simulator_q_kg_s)))
    abort();
  if ((s.status == TL_FLOW_SOLVED) != (tl_flow_pressures_pa(a) != NULL)) abort();
  tl_flow_answer_destroy(a);
}

static void try_objective(const uint8_t *data, size_t size, const tl_flow_file_options *options, bool answered) {
  const char *name = size > 0 && data[0] == 't' ? "fuzz.yml" : "fuzz.m";
  tl_netfile *network = NULL;
  tl_flow_file *file = NULL;
  tl_error error;
  tl_findings *findings = tl_findings_create(NULL);
  tl_code code = tli_netfile_of_bytes((const char *)data, size, name, NULL, &network, &error);
  if (code != TL_OK)
    tl_netfile_close(network);
  else
    code = tli_flow_file_take(network, name, options, NULL, &file, findings, &error);
  if (code == TL_OK) {
    const tl_flow_problem *p = tl_flow_file_problem(file);
    const bool small = p->node_count <= MOST_NODES && p->arc_count <= MOST_ARCS && p->trade_count <= MOST_TRADES;
    if (small && answered) answer(p);
    tl_flow_file_close(file);
  }
  tl_findings_destroy(findings);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const char *const objectives[] = {"cost", "lift",  "fuel",     "throughput",
                                           "load", "build", "capacity", "feasible"};
  for (size_t i = 0; i < TLI_COUNT(objectives); i++) {
    const tl_flow_file_options options = {.objective = objectives[i], .nominal = size % 3 == 0};
    try_objective(data, size, &options, i == size % TLI_COUNT(objectives));
  }
  const tl_flow_file_options between = {.objective = "capacity", .from = "1", .to = "3"};
  try_objective(data, size, &between, size % 5 == 0);
  return 0;
}
