/* tests/optimise/flow_cases.h - problems of optimal gas flow that several tests take. */
#ifndef FLOW_CASES_H
#define FLOW_CASES_H

#include "trunkline/optimise_flow.h"

/* An answer, whichever, and its summary. */
tl_flow_answer *optimised(const tl_flow_problem *problem, const tl_flow_options *options, tl_flow_summary *summary);

/* The Belgian network: de Wolf and Smeers, Management Science 46 (2000) 1454; optimum of MINLPLib "gastrans". */
typedef struct belgium {
  tl_flow_node nodes[20];
  tl_flow_arc arcs[24];
  tl_flow_trade trades[20];
  char names[24][32];
  tl_flow_problem problem;
} belgium;
void make_belgium(belgium *b);

/* One arc of each kind between four nodes of different height. */
extern const tl_flow_node four_nodes[4];
extern const tl_flow_arc four_arcs[5];
extern const tl_flow_problem four_problem;

/* One compressor, then one pipe; the most from a to c. */
typedef struct little {
  tl_flow_node nodes[3];
  tl_flow_arc arcs[2];
  tl_flow_trade trades[2];
  double pattern[3];
  tl_flow_problem problem;
} little;
void make_little(little *l);

#endif
