/* optimise/tli_flow.h - optimal gas flow inside: units MPa2, kg/s, MW. See flow_search.c for how the parts work.
 *
 * Columns of a box and of a program: squared pressures, flows, trades, the scale; boxes have then one an arc for
 * "is there" (0 .. 1), and the relaxation one an arc for power [MW]. */
#ifndef TLI_FLOW_H
#define TLI_FLOW_H

#include <math.h>

#include "base/tli_base.h"
#include "optimise/tli_smooth.h"
#include "trunkline/optimise_flow.h"

typedef struct tli_flow {
  const tl_flow_problem *p;
  tli_arena *arena;
  size_t n, a, t;
  double *drag;       /* one an arc [MPa2 s2/kg2]; of a straight pipe [MPa2 s/kg] */
  double *column;     /* one an arc: squared pressures at rest, P_from over P_to, by the gas column; 0 of a leak */
  double work_mw;     /* MW per kg/s */
  double *low, *high; /* of the columns up to "is there", the widest box */
  double scale_max;   /* of the problem, or found */
  size_t *twin;       /* one an arc: the other optional one between the same nodes backwards, SIZE_MAX: none */
  double *sum_low, *sum_high; /* one a node: room of flow_shrink.c */
  double small;               /* objective: below it a gap is measured in shares of this */
  bool free;                  /* nothing has a price: any point is the best */
} tli_flow;

/* Whether a search may go on: progress and time, and a while more for what has no point yet. flow_watch.c */
typedef struct tli_flow_watch {
  const tl_progress *progress;
  double began, most_seconds, ended; /* wall clock [s]; 0: no end; when it was first told to end */
  double done;                       /* share of the boxes */
  bool has_point;
  tl_flow_stop stop;
} tli_flow_watch;
bool tli_flow_go_on(void *watch);
/* From now on half a second more, whatever was told: for one last program. */
void tli_flow_once_more(tli_flow_watch *watch);

static inline size_t tli_flow_q(const tli_flow *f, size_t arc) { return f->n + arc; }
static inline size_t tli_flow_in(const tli_flow *f, size_t trade) { return f->n + f->a + trade; }
static inline size_t tli_flow_scale(const tli_flow *f) { return f->n + f->a + f->t; }
static inline size_t tli_flow_unknowns(const tli_flow *f) { return f->n + f->a + f->t + 1; }
static inline size_t tli_flow_z(const tli_flow *f, size_t arc) { return tli_flow_unknowns(f) + arc; }
static inline size_t tli_flow_columns(const tli_flow *f) { return tli_flow_unknowns(f) + f->a; }
/* An arc that need not be there: an optional one, a check valve or a governor, which have a second law of their own. */
bool tli_flow_may_be_out(const tli_flow *f, size_t arc);
static inline bool tli_flow_has_two_laws(const tl_flow_arc *a) {
  return a->kind == TL_FLOW_CHECK_VALVE || a->kind == TL_FLOW_GOVERNOR;
}
/* What drops squared pressure by a law of its flow, an equality: in q|q|, or straight. */
static inline bool tli_flow_is_straight(const tl_flow_arc *a) { return a->kind == TL_FLOW_STRAIGHT_PIPE; }
static inline bool tli_flow_is_pipe(const tl_flow_arc *a) {
  return a->kind == TL_FLOW_PIPE || a->kind == TL_FLOW_LEAK || tli_flow_is_straight(a);
}
/* That drop [MPa2] and its slope at a flow; the flow at a drop. */
static inline double tli_flow_drop(const tli_flow *f, size_t arc, double q) {
  const double line = f->drag[arc] * q;
  return tli_flow_is_straight(&f->p->arcs[arc]) ? line : line * fabs(q);
}
static inline double tli_flow_drop_slope(const tli_flow *f, size_t arc, double q) {
  return tli_flow_is_straight(&f->p->arcs[arc]) ? f->drag[arc] : 2.0 * f->drag[arc] * fabs(q);
}
static inline double tli_flow_at_drop(const tli_flow *f, size_t arc, double drop) {
  const double square = drop / f->drag[arc];
  if (tli_flow_is_straight(&f->p->arcs[arc])) return square;
  return square < 0.0 ? -sqrt(-square) : sqrt(square);
}
/* Squared pressure that a governor holds. */
static inline double tli_flow_held(const tl_flow_arc *a) { return 1e-12 * a->p_out_max_pa * a->p_out_max_pa; }
/* An arc whose power counts. */
bool tli_flow_has_power(const tli_flow *f, size_t arc);
bool tli_flow_power_limited(const tli_flow *f, size_t arc);
/* Objective per MPa2 that an arc adds to the squared pressure. */
double tli_flow_lift_price(const tli_flow *f, size_t arc);
/* Power of an arc [MW]. */
double tli_flow_power_mw(const tli_flow *f, size_t arc, double from_mpa2, double to_mpa2, double q_kg_s);

TL_MUST_USE tl_code tli_flow_make(const tl_flow_problem *problem, tli_arena *arena, tli_flow **flow, tl_error *error);
/* Shrinks a box by the laws of what is there and the balances; false: nothing is left. flow_shrink.c */
bool tli_flow_shrink(const tli_flow *f, double *low, double *high);

/* The program with the arcs of `there`. flow_program.c */
typedef struct tli_flow_program {
  const tli_flow *f;
  const bool *there;
  tli_smooth smooth;
  int *row_kind;  /* 0 balance, else a tli_flow_row */
  int *row_where; /* node or arc */
  double *row_price, *low_price, *high_price;
} tli_flow_program;
enum { TLI_FLOW_BALANCE, TLI_FLOW_LAW, TLI_FLOW_RATIO_MAX, TLI_FLOW_RATIO_MIN, TLI_FLOW_POWER };
TL_MUST_USE tl_code tli_flow_program_make(const tli_flow *f, const bool *there, tli_arena *arena,
                                          tli_flow_program **program, tl_error *error);

/* The relaxation of a box: flow_relax.c. */
typedef struct tli_flow_relaxation tli_flow_relaxation;
TL_MUST_USE tl_code tli_flow_relaxation_make(const tli_flow *f, tli_arena *arena, tli_flow_relaxation **relaxation,
                                             tl_error *error);
/* Its programs end when the watch says so. */
void tli_flow_relaxation_watch(tli_flow_relaxation *relaxation, tli_flow_watch *watch);
void tli_flow_relaxation_destroy(tli_flow_relaxation *relaxation);
/* *bound: rigorous up to the rounding of its own sums; infinity: the box is proved empty. x: the point,
 * tli_flow_columns and the powers behind; *has_point false: none. */
TL_MUST_USE tl_code tli_flow_relax(tli_flow_relaxation *relaxation, const double *low, const double *high, double *x,
                                   double *bound, bool *has_point, tl_error *error);

/* Narrows each column to what the relaxation has of it, where nothing must cost more than `most`. *gained: the mean
 * share by which they were. (Optimality-based tightening: Belotti and others, Optim. Methods Softw. 24, 2009.) */
TL_MUST_USE tl_code tli_flow_tighten(tli_flow_relaxation *relaxation, double *low, double *high, double most,
                                     tli_flow_watch *watch, double *gained, tl_error *error);

/* Runs a point through the simulator: flow_check.c. Largest differences, NaN where it finds no state; *same: they are
 * small everywhere. */
TL_MUST_USE tl_code tli_flow_check(const tli_flow *f, const double *x, const bool *there, double *p_pa, double *q_kg_s,
                                   bool *same, tl_error *error);
/* The same with the simulator's pressures of nodes and flows of pipes; what is NaN is not the same. */
bool tli_flow_compare(const tli_flow *f, const double *x, const bool *there, const double *p_pa, const double *q_kg_s,
                      double *worst_p, double *worst_q);

struct tl_flow_answer {
  tli_arena *arena;
  const tli_flow *f;
  tl_flow_summary summary;
  double *x; /* unknowns */
  double *p_pa, *price, *q, *power_w, *in;
  bool *there;
  tl_flow_binding *bindings;
  size_t binding_count;
  tli_arena *owned; /* of a problem made for this answer; NULL: the caller's */
};
/* The point, prices and limits that bind from the program's multipliers: flow_answer.c. priced false: there are no
 * multipliers, prices are NaN and nothing is listed. */
TL_MUST_USE tl_code tli_flow_answer_fill(tl_flow_answer *answer, const tli_flow_program *program, bool priced,
                                         tl_error *error);

#endif
