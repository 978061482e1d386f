/* Loops span by span: where a second string beside the line saves more than it costs.
 *
 * A loop is laid from the downstream end of a span, where the gas is thin and fast. Each span is tried a step longer
 * and a step shorter, then against each other span (one longer, the other shorter); steps are halved when nothing
 * helps. Units of machines come in steps, so that the cost has more than one valley: the least found is kept.
 */
#include "optimise/tli_design.h"

typedef struct looper {
  tli_made *made;
  const tli_money *money;
  tl_design *design;
  tl_design_state *state; /* work space */
  double cost;
} looper;

static double clipped(double share) { return tli_min(tli_max(share, 0.0), 1.0); }

/* A year's cost with the loops as they are; infinite if the line does not fit. */
static double cost_now(const looper *l) {
  l->state->limit = TL_DESIGN_FITS;
  l->state->power_w = l->state->fuel_kg_s = l->state->most_ratio = 0.0;
  tli_design_line_capital(l->made, l->money, l->state);
  tli_design_run(l->made, l->state);
  if (l->state->limit == TL_DESIGN_FITS) tli_design_price(l->made, l->money, l->state);
  return l->state->limit == TL_DESIGN_FITS ? l->state->annual_cost : INFINITY;
}

/* Spans a and b to other shares, if that is cheaper. */
static bool better(looper *l, size_t a, double share_a, size_t b, double share_b) {
  double *shares = l->design->loop_share;
  const double before_a = shares[a], before_b = shares[b];
  shares[a] = clipped(share_a);
  if (b != a) shares[b] = clipped(share_b);
  if (shares[a] == before_a && shares[b] == before_b) return false;
  const double cost = cost_now(l);
  if (cost < l->cost * (1.0 - 1e-9)) {
    l->cost = cost;
    return true;
  }
  shares[a] = before_a;
  shares[b] = before_b;
  return false;
}

static bool one_sweep(looper *l, size_t first, double step) {
  const size_t last = l->design->stations;
  const double *shares = l->design->loop_share;
  bool helped = false;
  for (size_t a = first; a <= last; a++) {
    while (better(l, a, shares[a] - step, a, 0.0)) helped = true;
    while (better(l, a, shares[a] + step, a, 0.0)) helped = true;
  }
  for (size_t a = first; a <= last; a++)
    for (size_t b = first; b <= last; b++)
      if (a != b && better(l, a, shares[a] - step, b, shares[b] + step)) helped = true;
  return helped;
}

tl_code tl_design_loop(const tl_design_problem *problem, tl_design *design, tl_design_state *state, tl_error *error) {
  const double least_step = 0.03;
  enum { MOST_SWEEPS = 40 };
  TLI_TRY(tl_design_evaluate(problem, design, state, error));
  if (state->limit != TL_DESIGN_FITS) return TL_OK;
  const tl_design before = *design;
  const tl_design_state state_before = *state;
  tli_march march;
  tli_made made;
  tli_money money;
  TLI_TRY(tli_march_start(problem->gas, 0.0, &march, error));
  TLI_TRY(tli_money_of(problem, &money, error));
  for (size_t i = 0; i <= design->stations; i++) design->loop_share[i] = tl_design_loop_share(problem, &before, i);
  design->own_loops = true;
  TLI_TRY(tli_design_make(problem, &march, design, &made, state, error));
  made.march.close = 1e-9;
  looper l = {&made, &money, design, state, INFINITY};
  l.cost = cost_now(&l);
  const size_t first = design->stations > 0 && design->station_m[0] < TLI_SAME_PLACE_M ? 1 : 0;
  double step = 0.25;
  for (int sweep = 0; sweep < MOST_SWEEPS && step >= least_step; sweep++)
    if (!one_sweep(&l, first, step)) step *= 0.5;
  TLI_TRY(tl_design_evaluate(problem, design, state, error));
  if (state->limit == TL_DESIGN_FITS && state->annual_cost < state_before.annual_cost) return TL_OK;
  *design = before;
  *state = state_before;
  return TL_OK;
}
