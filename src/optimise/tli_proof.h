/* optimise/tli_proof.h - reading a proof: the box so far, and whether one step follows from it. See tli_relax.h. */
#ifndef TLI_PROOF_H
#define TLI_PROOF_H

#include "optimise/tli_relax.h"

typedef long double tli_proof_real;

typedef struct tli_proof_reader {
  tli_model *m; /* of its own */
  const tli_proof *proof;
  tli_arena *arena;
  size_t at;
  size_t n;                            /* nodes */
  tli_proof_real *coefficient, *added; /* of each variable in rows combined: the sum, and that of its parts' sizes */
} tli_proof_reader;

typedef struct tli_proof_state {
  double *low, *high;
  int *modes;
  unsigned char *allowed;
} tli_proof_state;

static inline double tli_proof_potential(const tli_proof_reader *r, double p) {
  return tli_potential_at(&r->m->potential, p, NULL, NULL);
}

/* What an arc may still be: modes of the box that its flow allows. */
int tli_proof_modes(const tli_proof_reader *r, const tli_proof_state *s, int arc);
/* Whether a bound follows from its reason. */
bool tli_proof_bound_follows(tli_proof_reader *r, const tli_proof_state *s, const tli_step *step);
/* Whether the rows of a step leave nothing of the box. */
bool tli_proof_rows_end(tli_proof_reader *r, const tli_proof_state *s, const tli_step *step);
/* Whether a line of a sloping pipe is as close as the step says; then the model has it. */
bool tli_proof_fit_follows(const tli_proof_reader *r, const tli_proof_state *s, const tli_step *step);

#endif
