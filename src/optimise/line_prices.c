/* What holds each set point of a line, and what a delivery pressure or a largest pressure is worth. A delivery pressure
 * is paid by the last station before that end which runs: the slope of the cost to its set point, over what one Pa more
 * there is at the end (the others stand still at the optimum: envelope theorem).
 */
#include "optimise/tli_line.h"

#include <string.h>

/* A set point is free where a bar would save less than a share of its cost. */
static bool is_free(const tl_line_problem *p, const tl_line_answer *a, size_t i) {
  const double free_share = 2e-3, bar_pa = 1e5;
  return fabs(a->state.by_p_out_pa[i]) * bar_pa <= free_share * p->stations[i].price * a->state.energy_w[i];
}

static const char *what_holds(const tl_line_problem *p, const tl_line_answer *a, size_t i, bool pays_delivery) {
  if (a->operation.units[i] == 0) return "";
  if (a->operation.p_out_pa[i] >= p->stations[i].p_most_pa * (1.0 - 1e-9)) return "pressure";
  if (pays_delivery) return "delivery";
  return is_free(p, a, i) ? "" : "machine";
}

/* Of an end that binds: the station that pays for it, the next one upstream that runs (TLI_LINE_NONE: none), and what
 * one Pa more behind that station is at the end. */
static size_t payer(const tli_line_made *line, const tl_line_answer *a, size_t span, double *by_p) {
  double one, by_q;
  for (*by_p = 1.0; span != TLI_LINE_NONE; span = line->before[span]) {
    (void)tli_line_span(line, span, a->operation.p_out_pa[span], &one, &by_q);
    *by_p *= one;
    if (a->operation.units[span] > 0) return span;
    if (a->operation.p_out_pa[span] < a->state.p_in_pa[span]) break; /* a regulator stands between */
  }
  return TLI_LINE_NONE;
}

/* Whether the units of a station themselves allow no more of what its set point would be moved to. */
static bool own_limit(const tli_line_made *line, const tl_line_answer *a, size_t i, double towards) {
  const double little = 1e-4;
  const tli_suction from = tli_line_suction(line, i, a->state.p_in_pa[i]);
  return tli_line_lift(line, i, a->operation.units[i], &from, a->operation.p_out_pa[i] * (1.0 + towards * little))
             .stop != NULL;
}

static bool is_behind(const tli_line_made *line, size_t station, size_t other) {
  while (station != TLI_LINE_NONE && station != other) station = line->before[station];
  return station == other;
}

/* Whether the station that pays can be moved with all others standing still: not where its own units have no more, nor
 * where a machine binds behind it, or one whose limit is that of the next station. exact: the delivery holds it from
 * below, so that a limit of its own units does not. */
static bool moves_alone(const tli_line_made *line, const tl_line_answer *a, size_t by, bool exact) {
  for (size_t m = 0; m < line->problem->count; m++) {
    if (strcmp(a->binds[m], "machine") != 0) continue;
    if (is_behind(line, m, by) || !own_limit(line, a, m, a->state.by_p_out_pa[m] > 0.0 ? -1.0 : 1.0)) return false;
  }
  return !own_limit(line, a, by, 1.0) && (exact || !own_limit(line, a, by, -1.0));
}

/* The delivery pressure at the end of a span is met with nothing to spare, */
static bool is_met_exactly(const tli_line_made *line, const tl_line_answer *a, size_t span) {
  return a->state.p_behind_pa[span] <= line->end_pa[span] * (1.0 + 1e-7);
}
/* or with no more than the search can tell apart, by a station that would rather lift less. */
static bool is_tight(const tli_line_made *line, const tl_line_answer *a, size_t span, size_t by) {
  return is_met_exactly(line, a, span) || (a->state.p_behind_pa[span] - line->end_pa[span] <= a->cell_pa &&
                                           !is_free(line->problem, a, by) && a->state.by_p_out_pa[by] > 0.0);
}

void tli_line_prices(const tli_line_made *line, tl_line_answer *a) {
  const tl_line_problem *p = line->problem;
  size_t pays_for[TL_LINE_STATIONS]; /* the end, its span */
  double by_p[TL_LINE_STATIONS];
  for (size_t i = 0; i < p->count; i++) pays_for[i] = TLI_LINE_NONE;
  for (size_t i = 0; i < p->count; i++) {
    double one;
    if (line->end[i] == TLI_LINE_NONE) continue;
    const size_t by = payer(line, a, i, &one);
    if (by == TLI_LINE_NONE || !is_tight(line, a, i, by) || pays_for[by] != TLI_LINE_NONE) continue;
    pays_for[by] = i;
    by_p[by] = one;
  }
  for (size_t i = 0; i < p->count; i++) {
    a->binds[i] = what_holds(p, a, i, pays_for[i] != TLI_LINE_NONE);
    a->by_p_most[i] = strcmp(a->binds[i], "pressure") == 0 ? tli_min(a->state.by_p_out_pa[i], 0.0) : 0.0;
  }
  for (size_t i = 0; i < p->count; i++) {
    if (pays_for[i] == TLI_LINE_NONE) continue;
    const size_t end = line->end[pays_for[i]];
    double *price = end == 0 ? &a->by_delivery : &a->by_branch_delivery[end - 1];
    *price = moves_alone(line, a, i, is_met_exactly(line, a, pays_for[i]))
                 ? tli_max(a->state.by_p_out_pa[i], 0.0) / by_p[i]
                 : NAN;
  }
}
