/* steady/tli_core.h - the core: one temperature, node potentials pi = integral of rho dp, one link a pipe.
 *
 * A potential array holds every node that is left when joined nodes are one: first the unknowns in the order of
 * elimination, then the nodes of given pressure, then the nodes of peeled trees, each behind its parent. Link arrays
 * hold first the pipes of the system ([0, rough): lambda without a Reynolds number), then those of the trees in the
 * order in which they are peeled, then the elements that keep their flow as an unknown ("controls").
 * Equations and sources: docs/theory/steady-core.md.
 */
#ifndef TLI_CORE_H
#define TLI_CORE_H

#include "steady/tli_steady.h"

enum { TLI_POTENTIAL_CELLS = 1024 };

/* p(s) with s = sqrt(pi), as cubics over equal cells of s: p is nearly proportional to s, also at s = 0. Beyond p_max
 * z stays; below p = 0 everything is mirrored. */
typedef struct tli_potential {
  double t_k, p_max_pa, rho_max_kg_m3, s_max, cells_per_s;
  double error;                              /* largest relative error of p seen at the middle of cells */
  double (*p)[4];                            /* Pa, by cell: powers of the place 0 .. 1 in it */
  double viscosity[TLI_POTENTIAL_CELLS + 1]; /* Pa s, at equal steps of p from 0 to p_max */
} tli_potential;

TL_MUST_USE tl_code tli_potential_create(tli_arena *arena, const tl_gas *gas, double t_k, tli_potential **potential,
                                         tl_error *error);
double tli_potential_of_p(const tli_potential *g, double p_pa);

/* p [Pa], with its sign, and dp/ds. */
static inline double tli_potential_p(const tli_potential *g, double pi, double *slope) {
  const double size = fabs(pi), s = sqrt(size), at = s * g->cells_per_s;
  double p;
  if (at < TLI_POTENTIAL_CELLS) {
    const int cell = (int)at;
    const double x = at - cell, *c = g->p[cell];
    p = c[0] + x * (c[1] + x * (c[2] + x * c[3]));
    *slope = (c[1] + x * (2.0 * c[2] + x * (3.0 * c[3]))) * g->cells_per_s;
  } else {
    const double over = g->p_max_pa / g->rho_max_kg_m3;
    p = sqrt(g->p_max_pa * g->p_max_pa + 2.0 * over * (size - g->s_max * g->s_max));
    *slope = 2.0 * s * over / p;
  }
  return pi < 0.0 ? -p : p;
}

/* u = p|p| and du/dpi = 2 p/rho. */
static inline double tli_potential_u(const tli_potential *g, double pi, double *slope) {
  double p_s;
  const double p = tli_potential_p(g, pi, &p_s), s = sqrt(fabs(pi));
  *slope = s > 0.0 ? fabs(p) * p_s / s : p_s * p_s;
  return p * fabs(p);
}

/* rho^2/pi = 4/(dp/ds)^2 [kg/(m3 Pa)]: 2/(R T/M) for an ideal gas. */
static inline double tli_potential_weight(const tli_potential *g, double pi) {
  double p_s;
  (void)tli_potential_p(g, pi, &p_s);
  return 4.0 / (p_s * p_s);
}

/* Viscosity at the mean of the pressures at two potentials. */
static inline double tli_potential_viscosity(const tli_potential *g, double pi_a, double pi_b) {
  double unused;
  const double p = 0.5 * (tli_potential_p(g, pi_a, &unused) + tli_potential_p(g, pi_b, &unused));
  const double at = fabs(p) / g->p_max_pa * TLI_POTENTIAL_CELLS;
  if (!(at < TLI_POTENTIAL_CELLS)) return g->viscosity[TLI_POTENTIAL_CELLS];
  const int cell = (int)at;
  return g->viscosity[cell] + (at - cell) * (g->viscosity[cell + 1] - g->viscosity[cell]);
}

/* What the friction of a pipe is made of; strings are counted in. */
typedef struct tli_core_pipe {
  double scale;                         /* F = scale lambda q|q| [Pa kg/m3] */
  double re_viscosity;                  /* Re viscosity / |q| [1/m] */
  double roughness;                     /* relative */
  double diameter_m, molar_mass_kg_mol; /* for the laws that ask for them */
  double rest_reynolds;                 /* laminar below, for laws of the Reynolds number */
  int law;                              /* a tl_friction; -1: the drag of a fitting */
  double lift;                          /* g dh [m2/s2] */
} tli_core_pipe;

/* What the certificate knows of a pipe before it sees an answer. */
typedef struct tli_core_checked {
  double wall;         /* loss = wall q|q|/rho; NaN: the law needs a Reynolds number */
  double re_viscosity; /* Re viscosity/|q| */
  double laminar_re;   /* Re below which the laminar law is the stronger */
  double lift;         /* g dh */
} tli_core_checked;

typedef int tli_core_stamp[4], tli_core_five[5];

/* Elements with laws of their own, in batches by kind; arrays by control. */
typedef struct tli_core_controls {
  tli_group groups[TLI_MAX_KINDS]; /* first counts controls from 0 */
  size_t group_count;
  void **params; /* one each, inside the groups' */
  double *u_in, *u_out, *t, *height_in, *height_out, *viscosity;
  double *pi_in, *pi_out; /* slopes of f in the potentials of its ends */
  tli_law law;
  tli_work work;
  tli_core_five *stamp; /* balance of `from`, of `to`; law by `from`, by `to`, by its flow; -1 none */
  double *sum;          /* scratch, by potential node */
  int *parent;          /* the same */
  bool *held;           /* the same */
  double *x;            /* solution: potentials, then flows */
  double *saved_pi, *saved_q, *kept_pi, *kept_q;
  double floor; /* of e in the matrix */
  double blur;  /* Pa2, of the kinks of the laws */
} tli_core_controls;

struct tli_core {
  tli_arena *arena;
  const tli_potential *gas;
  size_t nodes, unknowns, fixed;
  size_t links, rough, trees, controls; /* pipes of the system, of trees, and the rest */
  bool level;                           /* no pipe of the system rises or falls */
  int *place;                           /* by network node */
  int *slot;                            /* by network link; -1 joined or closed */
  size_t *link_of;                      /* by slot: the network's link */
  tl_boundary_kind *kinds;              /* boundary kinds that this was made for, by network node */

  double *pi, *load;    /* by potential node */
  double *delta, *next; /* step of pi; right-hand side in the making */
  int *from, *to;       /* by slot */
  double *q, *dq;
  double *r, *l, *z, *g, *res;               /* by slot, pipes: F = q (max(r|q|, l) + z|q|), 1/F', residual */
  double *start_g;                           /* 1/F' of the first step, pipes of the system */
  tli_core_pipe *pipe;                       /* by slot, pipes */
  double *far_weight, *loss_weight, *defect; /* by slot: e^s, (e^s - 1)/s, marched less formula; NULL if level */
  tli_core_stamp *stamp;                     /* by slot, pipes of the system: ii, ij, ji, jj; -1 none */

  tli_core_controls control;
  tli_system *system;
  double *withdrawal, *p;    /* by network node */
  tli_core_checked *checked; /* by network link: of the certificate, made by it */
  double start_pi, largest_pi, least_pi, largest_flow;
  bool prepared;
};

/* core_build.c */
bool tli_core_takes(const tl_steady *s);
TL_MUST_USE tl_code tli_core_prepare(tl_steady *s, const tl_boundary *boundary, bool *taken, tl_error *error);
bool tli_core_fits(const tl_steady *s, const tl_boundary *boundary); /* prepared for these kinds already */
void tli_core_destroy(struct tli_core *core);
double tli_core_friction(const tli_core_pipe *pipe, double r, double z, double viscosity, double q, double *slope);
/* core_solve.c: one pass over the pipes. */
typedef struct tli_core_pass {
  double *next;         /* right-hand side being made */
  double before;        /* the slope -sum(res dq) before the step */
  double slope, worst;  /* -sum(res dq); largest (res/rho)^2 [Pa2] */
  double weight, floor; /* rho^2 = weight pi + floor */
  double largest_flow;
} tli_core_pass;
tli_core_pass tli_core_pass_start(const tl_steady *s);
/* Potentials and flows to start from, and the linear system there: laws by their secant at a usual speed. */
void tli_core_first_system(struct tli_core *c, tli_core_pass *p);
/* Takes `share` of the step (1: a fresh one, whose dq is made here; below 0: back along it), evaluates, assembles. */
void tli_core_advance(struct tli_core *c, tli_core_pass *p, double share);
/* Corrects what the closed form of pipes that rise leaves out; the largest change, as a square of pressure. */
double tli_core_correct_heights(struct tli_core *c, const tli_core_pass *p);

TL_MUST_USE tl_code tli_core_solve(tl_steady *s, const tl_boundary *boundary, bool *taken, tl_error *error);
/* core_certify.c */
void tli_core_certify(tl_steady *s);
tli_core_checked tli_core_check_pipe(const tl_steady *s, size_t link);
/* core_read.c: what tl_steady_node, .. hand out. */
void tli_core_node(const tl_steady *s, size_t node, tl_node_state *state);
void tli_core_link(const tl_steady *s, size_t link, tl_link_state *state);
size_t tli_core_profile_points(const tl_steady *s, size_t link);
void tli_core_profile(const tl_steady *s, size_t link, size_t point, tl_profile_point *state);
double tli_core_linepack(const tl_steady *s);
double tli_core_pipe_linepack(const tl_steady *s, size_t link);
double tli_core_viscosity(const tl_steady *s, size_t link); /* at the mean pressure [Pa s] */
/* core_solve.c: pi at a share of a pipe's length, from its `from` end, and the loss F at its flow. */
double tli_core_pi_along(const tl_steady *s, size_t slot, double share);
/* core_control.c */
bool tli_core_draws(const tl_steady *s, size_t link); /* fuel, or anything else, at its inlet */
TL_MUST_USE tl_code tli_core_place_controls(tl_steady *s, struct tli_core *c, tli_arena *work, bool *taken,
                                            tl_error *error);
void tli_core_set_params(struct tli_core *c, size_t link, const tli_kind *kind, const void *params);
TL_MUST_USE tl_code tli_core_control_solve(tl_steady *s, struct tli_core *c, bool *found, tl_error *error);
/* largest residual of the law of a control, in Pa of its ends or kg/s where it has no slope there. */
double tli_core_control_residual(tl_steady *s);
/* Whether all shut elements are tight and no pressure is absurd; if not, the outcome says so. */
bool tli_core_controls_hold(tl_steady *s);

#endif
