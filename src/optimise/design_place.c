/* Places of stations: each in turn to the vertex of the parabola through its costs a step to either side, steps halved
 * as the moves become small; where a side is not possible, up to the edge of what is. */
#include "optimise/tli_design.h"

typedef struct mover {
  tli_made *made;
  const tli_money *money;
  tl_design *design;
  tl_design_state *state; /* work space */
  double length_m, gap_m, close_m;
} mover;

/* A year's cost with station i at a place; infinite if the line does not fit. */
static double cost_at(const mover *m, size_t i, double at_m) {
  tl_design *d = m->design;
  const double low = i > 0 ? d->station_m[i - 1] : 0.0, high = i + 1 < d->stations ? d->station_m[i + 1] : m->length_m;
  if (at_m < low + m->gap_m || at_m > high - m->gap_m) return INFINITY;
  const double before = d->station_m[i];
  d->station_m[i] = at_m;
  m->state->limit = TL_DESIGN_FITS;
  m->state->power_w = m->state->fuel_kg_s = m->state->most_ratio = 0.0;
  tli_design_line_capital(m->made, m->money, m->state);
  tli_design_run(m->made, m->state);
  if (m->state->limit == TL_DESIGN_FITS) tli_design_price(m->made, m->money, m->state);
  d->station_m[i] = before;
  return m->state->limit == TL_DESIGN_FITS ? m->state->annual_cost : INFINITY;
}

/* Towards a side that is not possible, cost falling that way: halves the last step. */
static double to_the_edge(const mover *m, size_t i, double good_m, double bad_m, double *cost) {
  while (fabs(good_m - bad_m) > 0.3 * m->close_m) {
    const double middle = 0.5 * (good_m + bad_m), c = cost_at(m, i, middle);
    if (c <= *cost) {
      good_m = middle;
      *cost = c;
    } else {
      bad_m = middle;
    }
  }
  return good_m;
}

/* Gives how far the station has moved. */
static double settle(const mover *m, size_t i, double step_m, double *cost) {
  const double x = m->design->station_m[i], left = cost_at(m, i, x - step_m), right = cost_at(m, i, x + step_m);
  double to = x, best = *cost;
  const double bend = left - 2.0 * *cost + right;
  if (isfinite(bend) && bend > 0.0) {
    const double vertex = x + tli_min(tli_max(0.5 * step_m * (left - right) / bend, -step_m), step_m);
    const double c = cost_at(m, i, vertex);
    if (c <= best * (1.0 + 1e-13)) { /* rounding of the cost does not keep it from the middle */
      best = tli_min(c, best);
      to = vertex;
    }
  }
  if (left < best) {
    best = left;
    to = x - step_m;
  }
  if (right < best) {
    best = right;
    to = x + step_m;
  }
  if (to == x && !isfinite(left) && right > *cost) to = to_the_edge(m, i, x, x - step_m, &best);
  if (to == x && !isfinite(right) && left > *cost) to = to_the_edge(m, i, x, x + step_m, &best);
  *cost = best;
  m->design->station_m[i] = to;
  return fabs(to - x);
}

tl_code tl_design_place(const tl_design_problem *problem, double close_m, tl_design *design, tl_design_state *state,
                        tl_error *error) {
  enum { MOST_SWEEPS = 300 };
  TLI_TRY(tl_design_evaluate(problem, design, state, error));
  if (state->limit != TL_DESIGN_FITS || design->stations == 0) return TL_OK;
  tli_march march;
  tli_made made;
  tli_money money;
  TLI_TRY(tli_march_start(problem->gas, 0.0, &march, error));
  TLI_TRY(tli_money_of(problem, &money, error));
  TLI_TRY(tli_design_make(problem, &march, design, &made, state, error));
  close_m = tli_max(close_m, 1e-3);
  if (close_m > 10.0) made.march.close = 1e-9; /* enough to tell such places apart */
  const mover m = {&made, &money, design, state, made.length_m, 2.0 * TLI_SAME_PLACE_M, close_m};
  const size_t first = design->station_m[0] < TLI_SAME_PLACE_M ? 1 : 0;
  const double least_step = tli_max(close_m, 1e3); /* shorter steps are lost in the rounding of the cost */
  double step = m.length_m / (8.0 * (double)(design->stations + 1)), cost = cost_at(&m, 0, design->station_m[0]);
  step = tli_max(step, least_step);
  for (int sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    double most = 0.0;
    const double before = cost;
    for (size_t i = first; i < design->stations; i++) {
      most = tli_max(most, settle(&m, i, step, &cost));
    }
    /* half a kilometre is worth a few millionths; where metres count, the moves alone decide */
    const bool little = close_m > 10.0 && before - cost <= 1e-8 * close_m * cost;
    if (step <= least_step && (most <= close_m || little)) break;
    if (most < 0.5 * step || little) step = tli_max(0.5 * step, least_step);
  }
  return tl_design_evaluate(problem, design, state, error);
}
