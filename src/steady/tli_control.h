/* steady/tli_control.h - what the core's controls share: laws, Newton's steps, the ladder. */
#ifndef TLI_CONTROL_H
#define TLI_CONTROL_H

#include "steady/tli_core.h"

/* What shortens a step: a residual that rises, a next step that is no smaller, or nothing. Full steps change the faces
 * as Howard's iteration does, which ends for matrices of these signs; damped ones have slopes as if e were double.
 * Exact ones have no more of e in the matrix than in the laws. */
typedef enum tli_core_test {
  TLI_BY_MERIT,
  TLI_BY_STEP,
  TLI_EXACT,
  TLI_BY_NOTHING,
  TLI_DAMPED,
  TLI_TESTS
} tli_core_test;

typedef struct tli_core_run {
  tl_steady *s;
  struct tli_core *c;
  tli_core_pass pass;
  double blur_share; /* of e, see stop_at */
  tli_core_test by;  /* of steps */
  double kept_e;     /* of the last stop of a path that would pass the certificate; 0: none */
  bool settled;      /* the answer is that stop */
  tl_error *error;
} tli_core_run;

/* K of the added face e (u_in - u_out - K q) [Pa2 s/kg]: about the squared pressures of trunk lines over their flows.
 * A part whose flows are held by laws on both sides has its pressure from e alone; it passes from one corner to the
 * next while e changes by a share of u/(K q), so that with a K much larger the path is upright there. */
#define TLI_PATH_PA2_S_KG 1e11

/* Merit of an answer; a newton that is to reach it also wants each pipe to hold in pascals. */
#define TLI_CLOSE_ENOUGH 1e-10

/* core_control.c: all laws at the present state with e times the added face. */
void tli_core_laws(const tl_steady *s, struct tli_core *c, double epsilon);
/* core_newton.c */
TL_MUST_USE tl_code tli_core_newton(tli_core_run *r, double epsilon, double blur, double enough, int most,
                                    bool starting, double *reached, int *used);
double tli_core_strict_merit(struct tli_core *c);
bool tli_core_would_certify(tli_core_run *r);
void tli_core_save(struct tli_core *c);
void tli_core_restore(struct tli_core *c);
void tli_core_keep(tli_core_run *r, double e); /* beside what is saved */
void tli_core_take_kept(tli_core_run *r);

#endif
