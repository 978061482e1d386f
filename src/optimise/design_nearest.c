/* Where nothing fits: the largest flow that some design carries, and what stops it there.
 *
 * The largest pipe for which a wall is made, most strings, most loops, the strongest steel and the best machine carry
 * most; what is open is the pressure, the number of stations and the layout. The flow is halved in between.
 */
#include "optimise/tli_design.h"

typedef struct nearest {
  tl_design_problem problem; /* with its flow changed */
  tl_design design;
  tl_design_state state;
  size_t machine, loop;
  double length_m;
} nearest;

static void strongest(nearest *n, const tl_design_options *options) {
  const tl_design_catalogue *k = n->problem.catalogue;
  n->design = (tl_design){.strings = options->only_strings > 0 ? options->only_strings : k->most_strings,
                          .spares = k->least_spares};
  for (size_t m = 1; m < k->machine_count; m++)
    if (k->machines[m].power_w > k->machines[n->design.machine].power_w) n->design.machine = m;
  for (size_t s = 1; s < k->steel_count; s++)
    if (k->steels[s].tensile_pa > k->steels[n->design.steel].tensile_pa) n->design.steel = s;
  for (size_t l = 1; l < k->loop_count; l++)
    if (k->loop_shares[l] > k->loop_shares[n->design.loop]) n->design.loop = l;
}

static bool widest_pipe(nearest *n, const tl_design_options *options, size_t pressure, tl_error *error) {
  const tl_design_catalogue *k = n->problem.catalogue;
  double widest = 0.0;
  tli_march march = {0};
  tli_made made;
  tl_design d = n->design;
  d.pressure = pressure;
  for (d.pipe = 0; d.pipe < k->pipe_count; d.pipe++) {
    if (options->only_pipe != SIZE_MAX && options->only_pipe != d.pipe) continue;
    const double outside = k->pipes[d.pipe].outside_diameter_m;
    if (outside <= widest || tli_design_make(&n->problem, &march, &d, &made, &n->state, error) != TL_OK ||
        n->state.limit != TL_DESIGN_FITS)
      continue;
    widest = outside;
    n->design.pipe = d.pipe;
  }
  n->design.pressure = pressure;
  return widest > 0.0;
}

/* Whether some number of stations carries the flow; n->design is then that design. */
static tl_code carries(nearest *n, const tl_design_options *options, double q_kg_s, bool *fits, tl_error *error) {
  const tl_design_catalogue *k = n->problem.catalogue;
  n->problem.corridor.q_kg_s = q_kg_s;
  *fits = false;
  for (size_t p = 0; p < k->pressure_count && !*fits; p++) {
    if ((options->only_pressure != SIZE_MAX && options->only_pressure != p) || !widest_pipe(n, options, p, error))
      continue;
    for (size_t stations = k->most_stations + 1; stations-- > 0 && !*fits;)
      for (int start = 0; start < 2 && !*fits; start++) {
        if (stations == 0 && start == 0) continue;
        n->design.stations = stations;
        tl_design_space_equally(n->length_m, start == 0, &n->design);
        TLI_TRY(tl_design_evaluate(&n->problem, &n->design, &n->state, error));
        *fits = n->state.limit == TL_DESIGN_FITS;
      }
  }
  return TL_OK;
}

tl_code tli_design_nearest(const tl_design_problem *problem, const tl_design_options *options, tl_design_answer *answer,
                           tl_error *error) {
  nearest n = {.problem = *problem, .length_m = problem->corridor.points[problem->corridor.point_count - 1].distance_m};
  double low = 0.0, high = problem->corridor.q_kg_s;
  const double close = 2e-3;
  strongest(&n, options);
  for (int k = 0; k < 40 && (low == 0.0 ? high > 1e-3 * problem->corridor.q_kg_s : high - low > close * high); k++) {
    const double q = low == 0.0 ? 0.7 * high : 0.5 * (low + high);
    bool fits;
    TLI_TRY(carries(&n, options, q, &fits, error));
    if (fits) {
      low = q;
      answer->nearest = n.design;
    } else {
      high = q;
    }
  }
  if (low == 0.0) return TL_OK;
  answer->nearest_kg_s = low;
  n.problem.corridor.q_kg_s = high;
  TLI_TRY(tl_design_evaluate(&n.problem, &answer->nearest, &n.state, error));
  answer->in_the_way = n.state.limit;
  answer->in_the_way_at_m = n.state.at_m;
  return TL_OK;
}
