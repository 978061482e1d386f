/* optimise/tli_relax.h - boxes, what follows from them, and the proof that is written on the way.
 *
 * A box holds bounds of every variable, the modes that each control may still take, and the decisions that may still
 * hold. From a box follow tighter bounds (propagate.c) and linear rows that every state inside keeps (relax.c). All
 * that is concluded is written down as steps; proof.c reads them again by its own code.
 *
 * Variables by number: 0 .. N-1 the potentials s [bar2], N .. 2N-1 the pressures [bar], 2N .. the flows [kg/s].
 */
#ifndef TLI_RELAX_H
#define TLI_RELAX_H

#include "la/tli_lp.h"
#include "optimise/tli_model.h"

typedef struct tli_box {
  double *low, *high;     /* 2 N + K */
  int *modes;             /* K */
  unsigned char *allowed; /* decisions */
} tli_box;

/* Rows that hold for all states in a box. LINE_UNDER: c q|q| >= slope q + cut on the box; OVER the other way. CHORD: s
 * <= slope p + cut; TANGENT: s >= slope p + cut. */
typedef enum tli_row_kind {
  TLI_ROW_BALANCE,
  TLI_ROW_LINE_UNDER,
  TLI_ROW_LINE_OVER,
  TLI_ROW_JOIN,
  TLI_ROW_RISE,  /* p_to - p_from >= -(losses) */
  TLI_ROW_RATIO, /* p_to + loss_out <= slope (p_from - loss_in) */
  TLI_ROW_LIFT,  /* p_to + loss_out >= slope (p_from - loss_in) */
  TLI_ROW_DROP,
  TLI_ROW_LOSS,
  TLI_ROW_CHORD,
  TLI_ROW_TANGENT
} tli_row_kind;

typedef struct tli_row {
  tli_row_kind kind;
  int where; /* node or arc */
  double slope, cut;
} tli_row;

typedef struct tli_term {
  tli_row row;
  double multiplier; /* > 0 on the row's lower bound, < 0 on its upper bound */
} tli_term;

typedef enum tli_reason_kind {
  TLI_BY_BALANCE,
  TLI_BY_LAW,  /* friction */
  TLI_BY_JOIN, /* also bypass and open valves */
  TLI_BY_CONTROL,
  TLI_BY_MACHINES, /* and ratio_max of a station */
  TLI_BY_LOSS,
  TLI_BY_CURVE, /* p and s belong together */
  TLI_BY_MODE,  /* flow of a shut or working element */
  TLI_BY_ROWS   /* a combination of rows */
} tli_reason_kind;

typedef enum tli_step_kind {
  TLI_STEP_BOUND,      /* variable, upper, value, reason, where */
  TLI_STEP_EMPTY,      /* the variable's bounds cross: the box is empty */
  TLI_STEP_NO_MODE,    /* no mode is left for arc `where` */
  TLI_STEP_ROWS,       /* the rows contradict each other in the box */
  TLI_STEP_FIT,        /* the law of arc `where` gets a line fitted to the pressures of the box: its terms */
  TLI_STEP_SPLIT_FLOW, /* q of arc `where` below `value` first, above next */
  TLI_STEP_SPLIT_MODE, /* arc `where`: modes in the order of bits of its mask, lowest first */
  TLI_STEP_SPLIT_GROUP /* group `where`: its allowed decisions in order */
} tli_step_kind;

typedef struct tli_step {
  tli_step_kind kind;
  tli_reason_kind reason;
  int where, variable;
  bool upper;
  double value;
  size_t first, count; /* terms */
} tli_step;

typedef struct tli_proof {
  tli_arena *arena;
  tli_step *steps;
  size_t count, room;
  tli_term *terms;
  size_t term_count, term_room;
  bool failed; /* no memory: the proof is worthless */
} tli_proof;

void tli_proof_add(tli_proof *proof, const tli_step *step);
void tli_proof_add_term(tli_proof *proof, const tli_term *term);

TL_MUST_USE tl_code tli_box_make(const tli_model *model, tli_arena *arena, tli_box *box, tl_error *error);
void tli_box_copy(const tli_model *model, const tli_box *from, tli_box *to);
/* The modes that the flow bounds leave. */
int tli_box_modes(const tli_model *model, const tli_box *box, int arc);
/* Leaves only one decision of its group; its choices narrow modes and flows. proof.c has its own. */
void tli_box_decide(const tli_model *model, tli_box *box, int decision);

/* Ratios inside the piping that an open station can have in the box, least and most; 0 and infinity where nothing is
 * known. In bypass the ratio is 1 if the piping has no fixed losses; with losses nothing is said while bypass is open.
 * The flow is at least q_low, whatever the box says. */
void tli_box_ratios(const tli_model *model, const tli_box *box, int arc, double q_low, double *least, double *most);
/* Fits the laws of sloping pipes to the pressures of a box, where that is worth a step of the proof. */
bool tli_fit_laws(tli_model *model, const tli_box *box, tli_proof *proof);
/* Tightens until little changes; false if the box is empty, which the proof then says. */
bool tli_propagate(const tli_model *model, tli_box *box, tli_proof *proof);

typedef struct tli_relaxation {
  tli_lp *lp;
  tli_row *rows; /* one a row of lp */
  size_t row_count, row_room;
  double *x, *y; /* y: room grows with the rows */
  size_t x_room, y_room;
  tli_arena *arena;
  bool (*is_late)(const void *search); /* NULL: never; ends what only narrows */
  const void *search;
} tli_relaxation;

TL_MUST_USE tl_code tli_relaxation_make(tli_arena *arena, tli_relaxation *relaxation, tl_error *error);
void tli_relaxation_close(tli_relaxation *relaxation);
/* Solves the elastic relaxation of the box: *violation [kg/s and bar, weighted]; relaxation->x its point. *empty: a
 * safe bound shows that no state is inside, and the proof has a step that says so. */
TL_MUST_USE tl_code tli_relax(const tli_model *model, const tli_box *box, tli_relaxation *relaxation, tli_proof *proof,
                              double *violation, bool *empty, tl_error *error);
/* Tightens the flow bounds of all friction arcs wider than least_width by two linear programs each, one relaxation for
 * all of them; counts the programs. */
TL_MUST_USE tl_code tli_relax_flows(const tli_model *model, tli_box *box, double least_width,
                                    tli_relaxation *relaxation, tli_proof *proof, size_t *programs, tl_error *error);

/* Reads a proof from the start: true if each step follows and every box ends empty. Code of its own. On false *at is
 * the step that does not follow. */
TL_MUST_USE tl_code tli_proof_check(const tl_nomination *nomination, const tli_proof *proof, bool *holds, size_t *at,
                                    tl_error *error);

#endif
