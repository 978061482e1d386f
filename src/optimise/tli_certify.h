/* optimise/tli_certify.h - a setting run through the simulator: see certify.c. */
#ifndef TLI_CERTIFY_H
#define TLI_CERTIFY_H

#include "optimise/tli_model.h"

typedef struct tli_simulated {
  double *p, *q; /* of all nodes [bar] and arcs [kg/s] */
  bool holds;    /* solved, and every bound and control kept */
  double worst;  /* largest breach, bar or kg/s */
  tl_certificate certificate;
  tl_pipe_state *pipe; /* of all arcs, zeros but for pipes; NULL: not wanted */
} tli_simulated;

/* p and q: the program's answer. `out` has room for all nodes and arcs. */
TL_MUST_USE tl_code tli_simulate(const tl_nomination *nomination, const tli_model *model, const int *mode,
                                 const double *p, const double *q, const tl_allocator *allocator, tli_simulated *out,
                                 tl_error *error);

#endif
