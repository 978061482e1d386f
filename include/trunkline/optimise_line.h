/* trunkline/optimise_line.h - the best way to run a line of compressor stations, or a tree of such lines, with proof of
 * how good it is.
 *
 *   tl_line_problem (plain data of the caller) -> tl_line_optimise -> tl_line_answer
 *
 * A line is a chain: station, span, station, span, ..., end; lines may branch off at the end of any span, each with an
 * end of its own. Each station has equal units side by side, of which any number runs, or is by-passed. Flow and
 * temperature are given along the line (fuel is supplied beside it), so that the state between stations is one
 * pressure: dynamic programming over pressure finds set points and units, a second pass over cells of pressure finds
 * what no operation can go below, and the cells are refined until the gap is small enough. Pure functions. Method:
 * docs/theory/optimise-line.md.
 */
#ifndef TRUNKLINE_OPTIMISE_LINE_H
#define TRUNKLINE_OPTIMISE_LINE_H

#include "trunkline/elements.h"
#include "trunkline/gas.h"
#include "trunkline/machine_station.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { TL_LINE_STATIONS = 64 };

typedef struct tl_line_piece {
  tl_pipe pipe;
  double height_from_m, height_to_m;
} tl_line_piece;

typedef struct tl_line_span {
  const tl_line_piece *pieces; /* behind the station, at least 1; owned by the caller */
  size_t piece_count;
  double offtake_kg_s; /* taken (negative: given) at its end, before the next station */
} tl_line_span;

typedef struct tl_line_station {
  const tl_turbo *turbo;
  const tl_drive *drive;
  size_t units; /* equal ones in parallel, 1 .. TL_STAGE_UNITS */
  tl_site site;
  double p_most_pa;               /* behind the station */
  double loss_in_pa, loss_out_pa; /* of its piping while it runs */
  double t_k;                     /* of the gas before its machines; 0: that of the line */
  double price;                   /* of energy [money/J]; 1 for least energy */
  bool regulates; /* by-passed gas above p_most_pa is let down to it by a regulator (false: not allowed) */
} tl_line_station;

/* A line that leaves another: its stations follow one another up to the next branch's first, or to the last of all. */
typedef struct tl_line_branch {
  size_t first;    /* its first station, above that of the branch before */
  size_t from;     /* the span at whose end it leaves, below first */
  double q_kg_s;   /* that enters it, above 0 */
  double p_out_pa; /* least pressure at its end */
} tl_line_branch;

typedef struct tl_line_problem {
  const tl_line_station *stations; /* one before each span; those of the main line first */
  const tl_line_span *spans;
  size_t count; /* of all lines, 1 .. TL_LINE_STATIONS */
  const tl_gas *gas;
  double t_k;           /* of the gas in the pipes */
  double kappa;         /* exponent of the head, 1.01 .. 3 */
  double q_kg_s;        /* that enters the first station */
  double p_in_pa;       /* before the first station */
  double p_out_pa;      /* least pressure at the end of the main line */
  double part_length_m; /* of the computation; 0: 10,000 */
  const tl_line_branch *branches;
  size_t branch_count;
} tl_line_problem;

/* How a line is run. A station that runs 0 units is by-passed. Units never lead gas back: where they would surge,
 * that number of units is not run. */
typedef struct tl_line_operation {
  size_t units[TL_LINE_STATIONS];
  double p_out_pa[TL_LINE_STATIONS]; /* set points; of by-passed stations, what comes */
} tl_line_operation;

typedef struct tl_line_state {
  bool fits;
  size_t where;     /* the station whose limit is broken; count: the end; count + 1 + b: the end of branch b */
  const char *what; /* "surge", "choke", "least speed", "largest speed", "power", "pressure", "delivery"; "" */
  double p_in_pa[TL_LINE_STATIONS], speed_1_min[TL_LINE_STATIONS], power_w[TL_LINE_STATIONS];
  double energy_w[TL_LINE_STATIONS];    /* of all units of the station */
  double p_behind_pa[TL_LINE_STATIONS]; /* at the end of each span */
  double p_end_pa;                      /* of the main line */
  double power_all_w, energy_all_w;
  double cost;                          /* sum of price energy [money/s] */
  double by_p_out_pa[TL_LINE_STATIONS]; /* slopes of the cost to the set points that run, by the adjoint */
  double by_p_in_pa, by_q_kg_s;         /* to the pressure before the line, to the flow from there to the main end */
} tl_line_state;
/* TL_ERR_INPUT with a sentence if the problem is not sound. */
TL_API TL_MUST_USE tl_code tl_line_run(const tl_line_problem *problem, const tl_line_operation *operation,
                                       tl_line_state *state, tl_error *error);

typedef struct tl_line_options {
  double gap;           /* relative, to be certified; default 1e-3 */
  double first_cell_pa; /* width of the first cells; default 50,000 */
  size_t most_rounds;   /* of halving; default 10 */
  bool in_proportion;   /* capacity: what branches and take-offs take grows with the flow; default: it is fixed */
  const tl_progress
      *progress; /* asked between stations; when it stops, the best so far and its bound are handed back */
} tl_line_options;
TL_API void tl_line_options_default(tl_line_options *options);

typedef struct tl_line_answer {
  bool found;    /* an operation within all limits */
  bool none;     /* proved: there is none */
  bool complete; /* false: stopped */
  tl_line_operation operation;
  tl_line_state state;
  double bound, gap; /* no operation costs less; (cost - bound)/cost */
  double cell_pa;
  size_t rounds;
  tl_line_operation always_most; /* every station at its largest pressure where it can, for comparison */
  tl_line_state always_most_state;
  /* what holds each set point: "pressure" (its largest), "delivery" (the end's least), "machine" (a limit of its units
   * or of the next station's), "" (nothing: it stands where it costs least, or the station does not run) */
  const char *binds[TL_LINE_STATIONS];
  double by_p_most[TL_LINE_STATIONS]; /* shadow price of a station's largest pressure [money/s/Pa], 0 or below */
  /* Of the delivery pressure of the main line and of each branch; of ends that bind at one station, of one alone. NaN
   * where the station that pays cannot be moved alone: its machines allow no more, or a limit of machines goes with it.
   */
  double by_delivery, by_branch_delivery[TL_LINE_STATIONS];
  /* where none was found: the largest flow found that can be carried, and what stops more; NaN, "" */
  double nearest_kg_s;
  const char *in_the_way;
  size_t in_the_way_at;
} tl_line_answer;
TL_API TL_MUST_USE tl_code tl_line_optimise(const tl_line_problem *problem, const tl_line_options *options,
                                            tl_line_answer *answer, tl_error *error);
/* The largest flow into the line that some operation carries to the ends: found (*q_kg_s, with its cheapest operation)
 * and proved (no operation carries *q_most_kg_s), within options->gap of each other if cells are fine enough. */
TL_API TL_MUST_USE tl_code tl_line_capacity(const tl_line_problem *problem, const tl_line_options *options,
                                            double *q_kg_s, double *q_most_kg_s, tl_line_answer *answer,
                                            tl_error *error);

/* The same operation as a network through the simulator of steady.h, and its machines through tl_station_run: largest
 * difference of pressures [Pa] and of energy [share]. */
TL_API TL_MUST_USE tl_code tl_line_check(const tl_line_problem *problem, const tl_line_operation *operation,
                                         const tl_line_state *state, double *pressure_pa, double *energy,
                                         tl_error *error);

#ifdef __cplusplus
}
#endif
#endif
