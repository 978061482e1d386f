/* trunkline/optimise_flow.h - the best operation (and expansion) of a network, with a proof of how good.
 *
 *   fill a tl_flow_problem -> tl_flow_optimise -> read the answer -> destroy
 *
 * Squared-pressure laws with one coefficient a link; prices on what enters and leaves, on shaft power and on links that
 * may be built. The optimum is found by Ipopt from several starts, bounded from below by branch and bound over a linear
 * relaxation, and run again through the simulator of steady.h. Method: docs/theory/optimise-flow.md.
 */
#ifndef TRUNKLINE_OPTIMISE_FLOW_H
#define TRUNKLINE_OPTIMISE_FLOW_H

#include "trunkline/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* No link and no trade is searched beyond this; no pipeline carries it. */
enum { TL_FLOW_MOST_KG_S = 100000 };

typedef struct tl_flow_node {
  const char *id;
  double p_min_pa, p_max_pa; /* 0 <= p_min_pa <= p_max_pa <= 500 bar */
  double height_m;           /* -12,000 .. 9,000 m; only differences count */
} tl_flow_node;

typedef enum tl_flow_kind {
  TL_FLOW_PIPE = 0,    /* p_from^2 - p_to^2 = resistance q|q|; both with the gas column, see zrt_j_kg */
  TL_FLOW_JOIN,        /* p_from = p_to */
  TL_FLOW_COMPRESSOR,  /* q >= 0; p_to / p_from within ratio_min .. ratio_max; power below power_max_w */
  TL_FLOW_REGULATOR,   /* q >= 0; p_to / p_from within ratio_min .. ratio_max; takes no power */
  TL_FLOW_LIFTED_PIPE, /* q >= 0; p_from^2 - p_to^2 <= -resistance q^2: a pipe behind a station (de Wolf and Smeers) */
  TL_FLOW_CHECK_VALVE, /* open: q >= 0, p_from = p_to; shut: q = 0, p_from <= p_to. It is shut where it is not "there"
                        */
  TL_FLOW_GOVERNOR,    /* q >= 0; p_to = the lower of p_from and p_out_max_pa > 0; it is open where it is "there" */
  TL_FLOW_LEAK, /* q >= 0; p_from^2 = resistance q^2: critical flow through a hole, whatever p_to is; up to 0.48 p_from
                  it is */
  TL_FLOW_STRAIGHT_PIPE /* p_from^2 - p_to^2 = resistance q: a line in the place of a pipe's law, to compare linear
                           models with. No gas flows so and no simulator has it: TL_FLOW_NOT_REPRODUCED, with a bound */
} tl_flow_kind;

typedef struct tl_flow_arc {
  const char *id;
  tl_flow_kind kind;
  size_t from, to;
  double q_min_kg_s, q_max_kg_s;    /* may be infinite */
  double resistance;                /* [Pa2 s2/kg2]; of a straight pipe [Pa2 s/kg] */
  double ratio_min, ratio_max;      /* of pressures, 0 < ratio_min <= ratio_max */
  double power_max_w;               /* infinity: none */
  double p_in_min_pa, p_out_max_pa; /* hold where the link is there; 0: none */
  bool optional;                    /* may be left out (q = 0, its law does not hold) */
  double build_cost;                /* of having an optional one */
} tl_flow_arc;

typedef struct tl_flow_trade {
  const char *id;
  size_t node;
  double in_min_kg_s, in_max_kg_s; /* into the network, negative out of it */
  double price;                    /* objective per kg/s that enters */
} tl_flow_trade;

/* minimise  sum price in + power_price power + lift_price lift + scale_price scale + sum build_cost of what is there
 * lift: sum of p_to^2 - p_from^2 over compressors, a linear stand-in for power; with a price their ratio_min is >= 1 */
typedef struct tl_flow_problem {
  const tl_flow_node *nodes;
  const tl_flow_arc *arcs;
  const tl_flow_trade *trades;
  size_t node_count, arc_count, trade_count;
  /* z R T / M of the gas that stands in pipes and joins whose ends differ in height by dh; above 0 where nodes do, 0
   * otherwise. With s = 2 g dh / zrt_j_kg, |s| <= 2: a pipe has p_from^2 - e^s p_to^2 = resistance (e^s - 1)/s q|q|, a
   * join p_from = p_to (1 + s/4)/(1 - s/4). What compresses and regulates has its pressures at its ends. */
  double zrt_j_kg;
  double work_j_kg, exponent; /* shaft power = work q ((p_to/p_from)^exponent - 1) */
  double power_price;         /* objective per W */
  double lift_price;          /* objective per Pa2 */
  const double *pattern_kg_s; /* one a node, NULL: none: times the unknown scale it enters the network */
  double scale_max; /* infinity: none; the search then goes to where what meets at a node, or comes in, is enough for */
  double scale_price;
} tl_flow_problem;

/* Looks for a point near which an optimum may lie, where the first start found none: one figure a node, an arc (q and
 * "there", see tl_flow_there). Within most_seconds (0: no end). *found false: there is none. */
typedef tl_code tl_flow_find_start(void *context, double most_seconds, double *p_pa, double *q_kg_s, bool *there,
                                   bool *found, tl_error *error);

typedef struct tl_flow_options {
  size_t starts;                  /* local solutions tried before branching; default 6 */
  uint64_t seed;                  /* of the starts */
  size_t most_boxes;              /* default 2,000 */
  double most_seconds;            /* wall clock; 0: none; default 60 */
  double gap;                     /* relative, where the proof ends; default 1e-5 */
  tl_flow_find_start *find_start; /* default NULL: none */
  void *find_context;
  const tl_progress *progress;
  const tl_allocator *allocator;
} tl_flow_options;
TL_API void tl_flow_options_default(tl_flow_options *options);

/* A limit that holds the optimum back: what one unit more of it would change the objective by. */
typedef struct tl_flow_binding {
  const char *what; /* "p_max", "p_min", "ratio_max", "ratio_min", "power_max", "q_max", "q_min", "in_max", "in_min",
                       "scale_max" */
  bool of_node, of_trade, of_scale; /* else of an arc; of_scale: the scale_max of the problem, index 0 */
  size_t index;
  double value;            /* of the limit, in unit */
  const char *unit;        /* "Pa", "1", "W", "kg/s" */
  double shadow;           /* objective per shadow_unit more */
  const char *shadow_unit; /* "bar", "1", "MW", "kg/s" */
  bool of_search; /* not of the problem, which has none there: where the search itself ends, TL_FLOW_MOST_KG_S */
} tl_flow_binding;

typedef enum tl_flow_status {
  TL_FLOW_SOLVED,        /* a point that the simulator reproduces, with a bound */
  TL_FLOW_INFEASIBLE,    /* proved: no point keeps all limits */
  TL_FLOW_UNKNOWN,       /* stopped before a point was found or its absence proved */
  TL_FLOW_NOT_REPRODUCED /* a point was found, but the simulator does not come to the same: only the bound is given */
} tl_flow_status;

/* What ended the search before the gap asked for; TL_FLOW_AT_GAP: nothing, bound and optimum met (or no point is). */
typedef enum tl_flow_stop {
  TL_FLOW_AT_GAP = 0,
  TL_FLOW_AT_BOXES,   /* most_boxes */
  TL_FLOW_AT_SECONDS, /* most_seconds */
  TL_FLOW_AT_ASKED,   /* progress said so */
  TL_FLOW_AT_ROUNDING /* what is left of boxes is too small to be split */
} tl_flow_stop;
TL_API const char *tl_flow_stop_name(tl_flow_stop stop); /* "gap", "boxes", "seconds", "asked", "rounding" */

typedef struct tl_flow_answer tl_flow_answer;
/* TL_OK means that an answer was found, whichever: look at its status. Ipopt and Clp work inside: one call at a time in
 * a process. A run that progress stops (asked between boxes and in each iteration of Ipopt) answers
 * with the best so far and its bound; if it has no point yet, its first start may go on for half a second more. The
 * problem must outlive the answer.
 * TL_ERR_INPUT for a figure out of range. The caller destroys the answer. */
TL_API TL_MUST_USE tl_code tl_flow_optimise(const tl_flow_problem *problem, const tl_flow_options *options,
                                            tl_flow_answer **answer, tl_error *error);
TL_API void tl_flow_answer_destroy(tl_flow_answer *answer);

typedef struct tl_flow_summary {
  tl_flow_status status;
  /* NaN where there is none. gap: relative to the larger of |objective| and 1e-4 of what all that has a price comes to
   * at its limits (a rest of rounding is no share of an optimum at 0). */
  double objective, bound, gap;
  double scale, power_w;
  bool complete; /* the gap asked for was reached */
  tl_flow_stop stop;
  size_t boxes, programs;
  /* Largest differences to the simulator; NaN: it found no state. Pressures above 1e-6 of the largest, flows above both
   * 1e-4 of the largest and what 1e-7 MPa2 are in the pipe's law, and what is NaN, make it TL_FLOW_NOT_REPRODUCED. */
  double simulator_p_pa, simulator_q_kg_s;
} tl_flow_summary;
TL_API void tl_flow_summary_of(const tl_flow_answer *answer, tl_flow_summary *summary);
/* One a node, arc, trade; NULL without a point. Owned by the answer. price: objective per kg/s more that leaves there;
 * NaN, with no bindings, where a run that was stopped had no time for them.
 */
TL_API const double *tl_flow_pressures_pa(const tl_flow_answer *answer);
TL_API const double *tl_flow_node_prices(const tl_flow_answer *answer);
TL_API const double *tl_flow_flows_kg_s(const tl_flow_answer *answer);
TL_API const double *tl_flow_powers_w(const tl_flow_answer *answer);
TL_API const double *tl_flow_ins_kg_s(const tl_flow_answer *answer);
TL_API const bool *tl_flow_there(const tl_flow_answer *answer); /* one an arc */
/* What binds, the strongest first (by what one hundredth of the limit is worth); false past the end. */
TL_API bool tl_flow_binding_at(const tl_flow_answer *answer, size_t index, tl_flow_binding *binding);

/* What comes next behind the strongest binding limit: that limit is lifted by `share` of itself (a lower one lowered),
 * and the problem is answered again. *lifted says which one. TL_ERR_NO_ANSWER if nothing binds. The answer refers to a
 * copy of the problem that it owns. */
TL_API TL_MUST_USE tl_code tl_flow_behind(const tl_flow_answer *answer, double share, const tl_flow_options *options,
                                          tl_flow_binding *lifted, tl_flow_answer **behind, tl_error *error);
/* The nearest possible where a problem has no point: all that must enter and leave is scaled by one factor 0 .. 1, the
 * largest possible; it is the scale of the answer, whose bindings stand in the way. */
TL_API TL_MUST_USE tl_code tl_flow_nearest(const tl_flow_problem *problem, const tl_flow_options *options,
                                           tl_flow_answer **nearest, tl_error *error);

#ifdef __cplusplus
}
#endif
#endif
