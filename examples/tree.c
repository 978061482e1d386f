/* The best operation of a tree of lines, by calls: a trunk of three stations, a line that leaves it for a second
 * market, and a town behind a regulator. Which units run, at which pressures, and a bound that no operation goes below.
 *
 *   cc tree.c $(pkg-config --cflags --libs trunkline) -lm -o tree
 *
 * Everything is in SI: Pa absolute, K, kg/s, m. */
#include <stdio.h>
#include <stdlib.h>

#include "trunkline/trunkline.h"

static void need(tl_code code, const tl_error *error) {
  if (code == TL_OK) return;
  (void)fprintf(stderr, "%s\n", error->sentence);
  exit((int)code);
}

/* 1. A gas, tabled over the pressures that may occur: millions of states are asked for. */
static tl_gas *make_gas(void) {
  tl_mixture mixture;
  tl_gas_options options;
  tl_gas *gas;
  tl_error error;
  tl_findings *findings = tl_findings_create(NULL);
  need(tl_mixture_read("methane=0.96,ethane=0.03,nitrogen=0.01", &mixture, findings, &error), &error);
  tl_findings_destroy(findings);
  tl_gas_options_default(&options);
  options.table = true;
  options.table_p_min_pa = 0.1e6;
  options.table_p_max_pa = 25e6;
  options.table_t_min_k = 240.0;
  options.table_t_max_k = 420.0;
  need(tl_gas_create(&mixture, &options, &gas, &error), &error);
  return gas;
}

/* 2. The machines: a compressor and its gas turbine as GasLib-11 has them (T_CS2_M4; Schmidt et al., Data 2 (2017) 40),
 * three side by side in a station. */
static const tl_turbo compressor = {
    .speed_min_1_min = 3500.0,
    .speed_max_1_min = 6500.0,
    .head_j_kg = {{62091.8, -29.2953, 4.29877e-03, -58957.9, 26.5692, -2.57876e-03, 4327.67, -2.40606, 2.45649e-04}},
    .efficiency = {{1.16239, -0.000178625, 6.8119e-09, -0.063803, 8.29481e-05, -6.36087e-09, -0.0327073, 1.43794e-06,
                    1.02304e-10}},
    .surge_j_kg = {-49899.7, 27734.3, -44.9561},
    .choke_j_kg = {-11775.1, 7279.12, 56.7136}};
static const tl_drive turbine = {
    .kind = TL_DRIVE_GAS_TURBINE,
    .power_w = {{-1507550.0, 3235.95, -0.215272, 9380.0, -20.44, 1.35429e-03, 44.8214, -0.0849405, 5.83333e-06}},
    .energy = {5e6, 2.5, 0.0}}; /* 5 MW + 2.5 times the power, in W of fuel */

static tl_line_station station(double p_most_pa) {
  return (tl_line_station){.turbo = &compressor,
                           .drive = &turbine,
                           .units = 3,
                           .site = {.ambient_k = 288.15},
                           .p_most_pa = p_most_pa,
                           .price = 1.0}; /* least energy */
}

int main(void) {
  tl_error error;
  tl_gas *gas = make_gas();

  /* 3. Spans: one pipe each here; any number of pieces with heights is possible. */
  tl_line_piece trunk = {.height_from_m = 0.0}, lateral, town;
  tl_pipe_default(&trunk.pipe);
  trunk.pipe.length_m = 110e3;
  trunk.pipe.diameter_m = 1.2;
  lateral = town = trunk;
  lateral.pipe.diameter_m = 0.8;
  town.pipe.length_m = 20e3;
  town.pipe.diameter_m = 0.4;

  /* 4. Stations and the spans behind them, the trunk's first, then those of each branch. */
  tl_line_station stations[] = {station(8.5e6),
                                station(8.5e6),
                                station(8.5e6),
                                station(8.5e6),
                                {.p_most_pa = 4e6, .regulates = true}}; /* no machines: a regulator to 40 bar */
  const tl_line_span spans[] = {
      {&trunk, 1, 0.0}, {&trunk, 1, 0.0}, {&trunk, 1, 0.0}, {&lateral, 1, 0.0}, {&town, 1, 0.0}};
  const tl_line_branch branches[] = {
      {.first = 3, .from = 0, .q_kg_s = 110.0, .p_out_pa = 6e6}, /* leaves behind the first span */
      {.first = 4, .from = 1, .q_kg_s = 15.0, .p_out_pa = 3e6}}; /* leaves behind the second */
  const tl_line_problem problem = {.stations = stations,
                                   .spans = spans,
                                   .count = 5,
                                   .gas = gas,
                                   .t_k = 288.15,
                                   .kappa = 1.3,
                                   .q_kg_s = 480.0,
                                   .p_in_pa = 6e6,
                                   .p_out_pa = 6e6,
                                   .branches = branches,
                                   .branch_count = 2};

  /* 5. The answer, with its proof; then the plain simulator, which must come to the same. */
  tl_line_answer *answer = malloc(sizeof *answer);
  if (answer == NULL) return TL_ERR_MACHINE;
  need(tl_line_optimise(&problem, NULL, answer, &error), &error);
  if (!answer->found) {
    (void)printf("no operation keeps all limits; %.0f kg/s could be carried; in the way: %s\n", answer->nearest_kg_s,
                 answer->in_the_way);
    return TL_ERR_NO_ANSWER;
  }
  double pressure_pa, energy;
  need(tl_line_check(&problem, &answer->operation, &answer->state, &pressure_pa, &energy, &error), &error);
  for (size_t i = 0; i < problem.count; i++)
    (void)printf("station %zu: %zu units, %5.1f -> %5.1f bar, %5.1f MW, at the end of its span %5.1f bar\n", i + 1,
                 answer->operation.units[i], answer->state.p_in_pa[i] * 1e-5, answer->operation.p_out_pa[i] * 1e-5,
                 answer->state.power_w[i] * 1e-6, answer->state.p_behind_pa[i] * 1e-5);
  (void)printf("fuel %.1f MW; no operation takes less than %.1f MW (gap %.2f %%); simulator within %.3f bar\n",
               answer->state.energy_all_w * 1e-6, answer->bound * 1e-6, 100.0 * answer->gap, pressure_pa * 1e-5);
  (void)printf("one bar more costs %.2f MW at the trunk's end, %.2f MW at the second market\n",
               answer->by_delivery * 0.1, answer->by_branch_delivery[0] * 0.1);
  free(answer);
  tl_gas_destroy(gas);
  return 0;
}
