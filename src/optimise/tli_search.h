/* optimise/tli_search.h - the search for a setting or for a proof that there is none: see search.c and attempt.c. */
#ifndef TLI_SEARCH_H
#define TLI_SEARCH_H

#include "optimise/tli_certify.h"
#include "optimise/tli_nlp.h"
#include "optimise/tli_relax.h"
#include "optimise/tli_stations.h"

typedef struct tli_cure {
  tl_cure_change *changes;
  size_t count;
  double size, share; /* kg/s or Pa; of the whole nomination or of the largest pressure: for ranking */
  double at_least;    /* no cure of loads alone is smaller, in kg/s; 0: not known */
  const char *unit, *sentence;
} tli_cure;

enum { TLI_MOST_CURES = 3 };

struct tl_nominate_answer {
  tli_arena *arena;
  const tl_nomination *nomination;
  tl_nominate_options options;
  tli_model *model;
  tl_outcome outcome;
  tl_reason reason;
  tl_nominate_effort effort;
  tli_simulated state;
  tli_stations stations;
  size_t unreached;   /* settings within all limits, but beyond some station's machines */
  double *withdrawal; /* of the answer, of all nodes, with fuel [kg/s] */
  int *mode;          /* of the answer, or of the best attempt */
  tli_cure cures[TLI_MOST_CURES];
  size_t cure_count;
  double least_cut; /* kg/s: no setting carries the nomination with less cut at exits in all; 0 nothing is known */
  tli_proof proof;
};

/* A setting that was tried, by a hash of its modes and decisions, and how many boxes had been looked at then. */
typedef struct tli_tried {
  uint64_t setting;
  size_t branches;
} tli_tried;

typedef struct tli_search {
  tl_nominate_answer *answer;
  const tl_nomination *nomination;
  const tli_model *m;
  tli_arena *arena;
  tli_relaxation relaxation;
  tli_box root;
  tli_box *level; /* one a depth */
  size_t levels, level_room;
  bool only_proof;     /* no attempts: is there a point of the relaxation, or none? */
  bool found, stopped; /* a certified setting; a limit was reached or a box could not be closed */
  double started;
  /* attempts */
  tli_box setting, best_setting; /* root with the decisions of the attempt, and of the best one */
  int *mode, *best_mode;
  int *configuration, *best_configuration; /* of working stations with machines */
  bool with_units, best_with_units;        /* their units are rows of the program */
  tli_nlp_unit *units;                     /* room for those of all stations */
  size_t unit_count;
  double *fuel;         /* of all nodes [kg/s], of the attempt */
  double *start, *best; /* p and q of all nodes and arcs */
  double best_violation;
  tli_tried *tried; /* each setting once */
  size_t tried_count, tried_room;
} tli_search;

TL_MUST_USE tl_code tli_search_run(tl_nominate_answer *answer, tl_error *error);

/* cure_bound.c: how much must be cut at least where `enough_kg_s` is enough; 0 if nothing could be shown. */
TL_MUST_USE tl_code tli_least_cut(tli_search *s, double enough_kg_s, double *least_kg_s, tl_error *error);
/* Whether relaxing and splitting leave nothing of a model, within most_branches; its proof is not kept. */
TL_MUST_USE tl_code tli_search_leaves_none(const tl_nomination *nomination, tli_model *model, size_t most_branches,
                                           double most_seconds, tli_arena *arena, bool *none, tl_error *error);

/* What the simulator's state lies off the program's laws, as corrections. */
void tli_correct(const tli_model *model, const tli_simulated *state, double smooth_share, double *correction);
/* Lists the units of all working stations with machines, as configured, near p and q; false if one has no smooth form.
 */
bool tli_list_units(tli_search *search, const tli_model *model, const int *mode, const int *configuration,
                    const double *p, const double *q);

/* The time for this search is spent. */
bool tli_search_is_late(const tli_search *s);
/* attempt.c: a setting read off a relaxed point of a box, then its nonlinear program and the simulator. */
TL_MUST_USE tl_code tli_attempt(tli_search *s, const tli_box *box, const double *relaxed, tl_error *error);
/* cure.c: fills the cures from the best attempt. */
TL_MUST_USE tl_code tli_cures_of_search(tli_search *s, tl_error *error);
/* The model with the flow bounds of a box (decisions have directions), for one setting. */
TL_MUST_USE tl_code tli_model_of_setting(const tli_model *model, const tli_box *box, tli_arena *arena, tli_model *out,
                                         tl_error *error);
/* explain.c: the reason of an infeasible or unfinished answer. */
void tli_explain(tli_search *s);
const char *tli_arc_kind_name(const tli_arc *arc);

double tli_now_s(void); /* wall clock */

#endif
