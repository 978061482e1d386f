/* trunkline bench design: the gun barrel with its certified gap, and the search over all designs of a line. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "cli.h"

enum { REPETITIONS = 5, STATIONS = 20 };

/* A compressor as GasLib-11 has it (T_CS2_M4: Schmidt et al., Data 2 (2017) 40), its turbine made one of 16 MW. */
static const tl_turbo turbo = {
    3500.0,
    6500.0,
    {{62091.8, -29.2953, 4.29877e-03, -58957.9, 26.5692, -2.57876e-03, 4327.67, -2.40606, 2.45649e-04}},
    {{1.16239, -0.000178625, 6.8119e-09, -0.063803, 8.29481e-05, -6.36087e-09, -0.0327073, 1.43794e-06, 1.02304e-10}},
    {-49899.7, 27734.3, -44.9561},
    {-11775.1, 7279.12, 56.7136}};
static const tl_drive turbine = {
    TL_DRIVE_GAS_TURBINE,
    {{-2609719.8, 5601.7531, -0.372657, 16237.718, -35.383684, 0.00234441, 77.590325, -0.1470405, 1.0098077e-05}},
    {5e6, 2.5, 0.0}};

static tl_code make_gas(tl_gas **gas, tl_error *error) {
  tl_mixture mixture;
  tl_gas_options options;
  tl_gas_options_default(&options);
  options.table = true;
  options.table_p_min_pa = 0.1e6;
  options.table_p_max_pa = 25e6;
  options.table_t_min_k = 240.0;
  options.table_t_max_k = 420.0;
  if (!tl_mixture_library_get("west-siberia-dry", &mixture))
    return tl_fail(error, TL_ERR_USAGE, "the gas west-siberia-dry is not there");
  return tl_gas_create(&mixture, &options, gas, error);
}

/* ---- the gun barrel: 2,600 km, twenty stations of four units of 16 MW ---------------------------------------------
 */

static tl_code gun_barrel(const tl_gas *gas, bench_figure *gap, bench_figure *seconds, bool json, tl_error *error) {
  static const double flows[] = {700.0, 850.0, 1000.0};
  tl_line_piece piece = {.height_from_m = 0.0};
  tl_line_station stations[STATIONS];
  tl_line_span spans[STATIONS];
  tl_pipe_default(&piece.pipe);
  piece.pipe.length_m = 130e3;
  piece.pipe.diameter_m = 1.387;
  for (size_t i = 0; i < STATIONS; i++) {
    stations[i] = (tl_line_station){.turbo = &turbo,
                                    .drive = &turbine,
                                    .units = 4,
                                    .site = {.ambient_k = 288.15},
                                    .p_most_pa = 9.81e6,
                                    .price = 1.0};
    spans[i] = (tl_line_span){&piece, 1, 0.0};
  }
  tl_line_answer *answer = malloc(sizeof *answer);
  if (answer == NULL) return tl_fail(error, TL_ERR_MACHINE, "not enough memory");
  tl_code code = TL_OK;
  gap->value = seconds->value = 0.0;
  for (size_t f = 0; f < sizeof flows / sizeof *flows && code == TL_OK; f++) {
    const tl_line_problem problem = {.stations = stations,
                                     .spans = spans,
                                     .count = STATIONS,
                                     .gas = gas,
                                     .t_k = 288.15,
                                     .kappa = 1.30,
                                     .q_kg_s = flows[f],
                                     .p_in_pa = 7.0e6,
                                     .p_out_pa = 7.0e6};
    double times[REPETITIONS];
    for (size_t r = 0; r < REPETITIONS && code == TL_OK; r++) {
      const double start = bench_now_ns();
      code = tl_line_optimise(&problem, NULL, answer, error);
      times[r] = 1e-9 * (bench_now_ns() - start);
    }
    if (code != TL_OK) break;
    seconds->value = fmax(seconds->value, bench_median(times, REPETITIONS));
    gap->value = fmax(gap->value, answer->gap);
    if (!json)
      (void)printf(
          "%4.0f kg/s: fuel %.1f MW, %.2f %% less than always the largest outlet pressure; certified gap %.3f %%\n",
          flows[f], 1e-6 * answer->state.energy_all_w,
          100.0 * (1.0 - answer->state.energy_all_w / answer->always_most_state.energy_all_w), 100.0 * answer->gap);
  }
  free(answer);
  return code;
}

/* ---- the search: one section like Soyuz Vostok, the whole catalogue -----------------------------------------------
 */

static const tl_design_point points[] = {{0.0, 640.0, 276.0},    {120e3, 700.0, 274.0}, {350e3, 1330.0, 274.0},
                                         {560e3, 1280.0, 279.0}, {780e3, 940.0, 279.0}, {962.9e3, 965.0, 279.0}};
static const tl_design_stretch stretches[] = {{962.9e3, TL_WALL_SP36, 3, 600.0, 1000.0, 1.0}};

static bool same(const tl_design_answer *a, const tl_design_answer *b) {
  bool equal = a->kept == b->kept && a->evaluated == b->evaluated && a->pruned == b->pruned;
  for (size_t i = 0; i < a->kept && equal; i++) {
    equal = a->states[i].annual_cost == b->states[i].annual_cost && a->designs[i].stations == b->designs[i].stations;
    for (size_t k = 0; k < a->designs[i].stations; k++)
      equal = equal && a->designs[i].station_m[k] == b->designs[i].station_m[k];
  }
  return equal;
}

static tl_code search(const tl_gas *gas, bench_figure *figures, tl_error *error) {
  const tl_design_problem problem = {.corridor = {.points = points,
                                                  .point_count = sizeof points / sizeof *points,
                                                  .stretches = stretches,
                                                  .stretch_count = 1,
                                                  .q_kg_s = 1100.0,
                                                  .load_factor = 1.0,
                                                  .delivery_p_pa = 7e6,
                                                  .inlet_as_next = true,
                                                  .roughness_m = 10e-6,
                                                  .efficiency = 1.0,
                                                  .heat_transfer_w_m2_k = 1.5},
                                     .catalogue = tl_design_catalogue_default(),
                                     .prices = {.coating_per_m2 = 35.0,
                                                .station_fixed = 15e6,
                                                .engineering = 0.07,
                                                .contingency = 0.1,
                                                .rate_1_a = 0.09,
                                                .life_a = 30.0,
                                                .line_operation_1_a = 0.025,
                                                .station_operation_1_a = 0.045,
                                                .fuel_per_kg = 0.065},
                                     .gas = gas};
  tl_design_answer *one = malloc(sizeof *one), *two = malloc(sizeof *two);
  tl_design_options options;
  tl_design_options_default(&options);
  if (one == NULL || two == NULL) {
    free(one);
    free(two);
    return tl_fail(error, TL_ERR_MACHINE, "not enough memory");
  }
  options.threads = 1;
  const double begin = bench_now_ns();
  tl_code code = tl_design_search(&problem, &options, one, error);
  figures[0].value = 1e-9 * (bench_now_ns() - begin);
  if (code == TL_OK) {
    options.threads = 2;
    code = tl_design_search(&problem, &options, two, error);
  }
  if (code == TL_OK) {
    figures[1].value = (double)one->designs_of_catalogue;
    figures[2].value = (double)one->designs_of_catalogue / figures[0].value;
    figures[3].value = same(one, two);
    tl_design_state state;
    const double start = bench_now_ns();
    enum { EVALUATIONS = 50 };
    for (int i = 0; i < EVALUATIONS && code == TL_OK; i++)
      code = tl_design_evaluate(&problem, &one->designs[0], &state, error);
    figures[4].value = 1e-6 * (bench_now_ns() - start) / EVALUATIONS;
  }
  free(one);
  free(two);
  return code;
}

int tli_bench_design(int argc, char **argv) {
  static const char help[] =
      "trunkline bench design [--json]\n\nThe best operation of 2,600 km with twenty stations of four 16-MW units, the "
      "worst of\n700, 850 and 1,000 kg/s; the search over all designs of a line of 963 km.";
  bench_arguments arguments;
  int exit_code;
  if (!bench_read_arguments(argc, argv, "design", help, &arguments, &exit_code)) return exit_code;
  bench_figure figures[] = {
      {"gunbarrel_gap", 0.0, "", 1e-3, "certified, largest of three flows"},
      {"gunbarrel_s", 0.0, "s", 1.0, "processor time, median of five, the slowest of three flows"},
      {"search_s", 0.0, "s", 20.0,
       "processor time of one search, the ten next and moved stations in it; 10 s on two cores"},
      {"designs", 0.0, "", 1e5, "of the catalogue"},
      {"designs_per_s", 0.0, "1/s", 1e4, "designs of the catalogue over processor time of the search"},
      {"same_with_2_threads", 0.0, "", 1.0, "1: the same designs and cost, bit by bit"},
      {"design_ms", 0.0, "ms", NAN, "one design computed to the last digits and priced"}};
  tl_gas *gas = NULL;
  tl_error error = {0};
  tl_code code = make_gas(&gas, &error);
  if (code == TL_OK) code = gun_barrel(gas, &figures[0], &figures[1], arguments.json, &error);
  if (code == TL_OK) code = search(gas, &figures[2], &error);
  tl_gas_destroy(gas);
  if (code != TL_OK) return cli_say_error(&error);
  return bench_print("design", figures, sizeof figures / sizeof *figures, arguments.json);
}
