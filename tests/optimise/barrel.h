/* What the tests of the operation of lines share: machines, pipes, a gas, the gun barrel, differences, and trying
 * everything on a grid. */
#ifndef BARREL_H
#define BARREL_H

#include "../elem/typed_machines.h"
#include "tabled_gas.h"

#include "optimise/tli_line.h"

static const double to_16_mw = 1.7311; /* the turbine made one of 16 MW */
static tl_drive turbine;
static tl_line_piece level_piece, hill_pieces[2], short_piece;

static int make_barrel_parts(void **state) {
  turbine = typed_turbine;
  for (size_t i = 0; i < 9; i++) turbine.power_w.c[i] *= to_16_mw;
  tl_pipe_default(&level_piece.pipe);
  level_piece.pipe.length_m = 130e3;
  level_piece.pipe.diameter_m = 1.387;
  hill_pieces[0] = hill_pieces[1] = short_piece = level_piece;
  hill_pieces[0].pipe.length_m = 70e3;
  hill_pieces[1].pipe.length_m = 50e3;
  hill_pieces[0].height_to_m = hill_pieces[1].height_from_m = 600.0;
  hill_pieces[1].height_to_m = 150.0;
  short_piece.pipe.length_m = 90e3;
  short_piece.height_from_m = short_piece.height_to_m = 150.0;
  return make_gas(state);
}

typedef struct barrel {
  tl_line_station stations[TL_LINE_STATIONS];
  tl_line_span spans[TL_LINE_STATIONS];
  tl_line_problem problem;
} barrel;

static void make_barrel(barrel *b, size_t count, size_t units, double q_kg_s) {
  for (size_t i = 0; i < count; i++) {
    b->stations[i] = (tl_line_station){.turbo = &typed_turbo,
                                       .drive = &turbine,
                                       .units = units,
                                       .site = {.ambient_k = 288.15},
                                       .p_most_pa = 9.81e6,
                                       .price = 1.0};
    b->spans[i] = (tl_line_span){&level_piece, 1, 0.0};
  }
  b->problem = (tl_line_problem){.stations = b->stations,
                                 .spans = b->spans,
                                 .count = count,
                                 .gas = gas,
                                 .t_k = 288.15,
                                 .kappa = 1.30,
                                 .q_kg_s = q_kg_s,
                                 .p_in_pa = 7.0e6,
                                 .p_out_pa = 7.0e6};
}

static double random_share(uint64_t *seed) {
  *seed = *seed * 6364136223846793005U + 1442695040888963407U;
  return (double)(*seed >> 11) * 0x1p-53;
}

/* ---- differences ---------------------------------------------------------------------------------------------------
 */

static double cost_of(const tl_line_problem *p, const tl_line_operation *o) {
  tl_line_state s;
  tl_error error;
  assert_int_equal(tl_line_run(p, o, &s, &error), TL_OK);
  return s.cost;
}

/* Fourth order, steps of 1e-3: what is left of the differences is some 1e-10. */
static double difference(const double c[4], double step) {
  return (8.0 * (c[2] - c[1]) - (c[3] - c[0])) / (12.0 * step);
}

/* ---- trying everything ---------------------------------------------------------------------------------------------
 */

typedef struct step {
  double cost, behind_pa, at_end_pa;
} step;

/* All steps of a station from one suction: units times a grid of pressures, and by-passing. */
static size_t all_steps(const tli_line_made *line, size_t i, double suction_pa, double grid_pa, step *list) {
  const tl_line_station *s = &line->problem->stations[i];
  const tli_suction from = tli_line_suction(line, i, suction_pa);
  size_t count = 0;
  double by_p, by_q;
  const double bypass = tli_line_bypass(line, i, suction_pa);
  if (bypass <= s->p_most_pa) list[count++] = (step){0.0, bypass, tli_line_span(line, i, bypass, &by_p, &by_q)};
  for (double to = s->p_most_pa; to > suction_pa; to -= grid_pa) {
    double best = INFINITY;
    for (size_t k = 1; k <= s->units; k++) {
      const tli_lift l = tli_line_lift(line, i, k, &from, to);
      if (l.stop == NULL) best = fmin(best, s->price * l.energy_w);
    }
    if (isfinite(best)) list[count++] = (step){best, to, tli_line_span(line, i, to, &by_p, &by_q)};
  }
  return count;
}

/* All that station i and those behind it can do, tried on a grid: the least cost. */
static double least_by_trying(const tli_line_made *line, size_t i, double suction_pa, double grid_pa) {
  step list[200];
  double best = INFINITY;
  const size_t count = all_steps(line, i, suction_pa, grid_pa, list);
  for (size_t k = 0; k < count; k++) {
    double cost = list[k].cost;
    if (isnan(list[k].at_end_pa) || list[k].at_end_pa < line->end_pa[i]) continue;
    for (size_t c = i + 1; c < line->problem->count && cost < best; c++)
      if (line->before[c] == i) cost += least_by_trying(line, c, list[k].at_end_pa, grid_pa);
    best = fmin(best, cost);
  }
  return best;
}

#endif
