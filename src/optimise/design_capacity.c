/* What a designed line carries with given units under given air and ground; docs/theory/design-year.md.
 *
 * The flow is halved between what is carried and what is not: with more flow every pressure on the way is lower, every
 * station needs more power, so that one limit is broken from some flow on.
 */
#include "optimise/tli_design.h"
#include "trunkline/design_year.h"

#include <string.h>

static const double iso_k = 288.15;

/* A problem under other conditions, with arrays of its own. */
typedef struct changed {
  tl_design_problem problem;
  tl_design_catalogue catalogue;
  tl_design_point *points;
  double most_power_w[TL_DESIGN_STATIONS];
} changed;

static double unit_power(const tl_design_machine *m, double air_t_k) {
  if (!(air_t_k > 0.0)) return m->power_w;
  const double most = m->most_power > 0.0 ? m->most_power : 1.0;
  return m->power_w * tli_max(tli_min(1.0 - m->power_per_k * (air_t_k - iso_k), most), 0.0);
}

static tl_code change(changed *c, const tl_design_problem *problem, const tl_design *design,
                      const tl_design_conditions *at, tl_error *error) {
  const tl_design_corridor *corridor = &problem->corridor;
  c->problem = *problem;
  c->catalogue = *problem->catalogue;
  c->problem.catalogue = &c->catalogue;
  if (at->cooler_t_k > 0.0) c->catalogue.cooler_t_k = at->cooler_t_k;
  c->points = tli_alloc(NULL, corridor->point_count * sizeof *c->points);
  if (c->points == NULL) return TLI_NO_MEMORY(error, "the capacity of a line");
  memcpy(c->points, corridor->points, corridor->point_count * sizeof *c->points);
  for (size_t i = 0; i < corridor->point_count; i++) c->points[i].ground_t_k += at->ground_shift_k;
  c->problem.corridor.points = c->points;
  for (size_t i = 0; i < design->stations; i++)
    c->most_power_w[i] = (double)at->units[i] * unit_power(&c->catalogue.machines[design->machine], at->air_t_k);
  return TL_OK;
}

static tl_code carries(changed *c, const tl_design *design, const tli_march *march, double q_kg_s,
                       tl_design_state *state, tl_error *error) {
  tli_made made;
  c->problem.corridor.q_kg_s = q_kg_s;
  TLI_TRY(tli_design_make(&c->problem, march, design, &made, state, error));
  if (state->limit != TL_DESIGN_FITS) return TL_OK;
  made.most_power_w = c->most_power_w;
  tli_design_run(&made, state);
  return TL_OK;
}

static tl_code largest(changed *c, const tl_design *design, double close, double guess_kg_s, double most_kg_s,
                       double *q_kg_s, tl_design_limit *behind, tl_error *error) {
  const double least_share = 1e-3;
  tli_march march;
  tl_design_state state;
  TLI_TRY(tli_march_start(c->problem.gas, 0.0, &march, error));
  march.close = 1e-8; /* of the flow a hundred times that: well below what is asked */
  double low = 0.0, high = INFINITY, step = 0.05, q = tli_min(guess_kg_s, most_kg_s);
  while (high - low > close * low) {
    TLI_TRY(carries(c, design, &march, q, &state, error));
    if (state.limit == TL_DESIGN_FITS) {
      low = q;
      if (q == most_kg_s) break;
    } else {
      high = q;
      *behind = state.limit;
    }
    if (isinf(high) || low == 0.0) { /* outwards with growing steps, until it is between two */
      if (low == 0.0 && high < least_share * guess_kg_s) break;
      q *= low > 0.0 ? 1.0 + step : 1.0 - tli_min(step, 0.5);
      q = tli_min(q, most_kg_s);
      step *= 2.0;
    } else {
      q = 0.5 * (low + high);
    }
    if (q > 1e5) break;
  }
  *q_kg_s = low;
  return TL_OK;
}

tl_code tli_design_at_most(const tl_design_problem *problem, const tl_design *design,
                           const tl_design_conditions *conditions, double close, double most_kg_s, double *q_kg_s,
                           tl_design_limit *behind, tl_error *error) {
  tl_design_state state;
  tl_design_limit limit = TL_DESIGN_FITS;
  changed c;
  *q_kg_s = 0.0;
  if (!(most_kg_s > 0.0)) return TL_OK;
  TLI_TRY(tl_design_evaluate(problem, design, &state, error)); /* looks the design through */
  tl_code code = change(&c, problem, design, conditions, error);
  if (code == TL_OK) code = largest(&c, design, close, problem->corridor.q_kg_s, most_kg_s, q_kg_s, &limit, error);
  tli_free(NULL, c.points, problem->corridor.point_count * sizeof *c.points);
  if (behind != NULL) *behind = limit;
  return code;
}

tl_code tl_design_capacity(const tl_design_problem *problem, const tl_design *design,
                           const tl_design_conditions *conditions, double *q_kg_s, tl_design_limit *behind,
                           tl_error *error) {
  return tli_design_at_most(problem, design, conditions, 1e-4, INFINITY, q_kg_s, behind, error);
}

tl_design_problem tl_design_hold_inlet(const tl_design_problem *problem, const tl_design *design,
                                       const tl_design_state *state) {
  tl_design_problem held = *problem;
  tl_design_corridor *c = &held.corridor;
  if (!c->inlet_as_next) return held;
  const bool at_start = design->stations > 0 && design->station_m[0] < TLI_SAME_PLACE_M;
  const double cooler = problem->catalogue->cooler_t_k;
  c->inlet_as_next = false;
  c->inlet_p_pa = at_start ? state->stations[0].p_in_pa : problem->catalogue->pressures_pa[design->pressure];
  c->inlet_t_k = at_start ? state->stations[0].t_in_k : cooler > 0.0 ? cooler : 283.15;
  return held;
}
