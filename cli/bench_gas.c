/* trunkline bench gas: GERG-2008 compiled, batched and tabled against a plain term-by-term evaluation, in one run.
 *
 * Ten components, 2..12 MPa, 260..340 K. Every timing is the median of REPETITIONS; both sides run in turn, so that a
 * busy machine slows both. The yardstick follows the published sums with nothing kept beyond a temperature.
 */
#include "bench.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "trunkline/gas.h"

/* Narrower paths than the processor's own are timed, too, so that one machine shows them all. */
enum { NARROW_PATHS = 2 };
static const char *const narrow_paths[NARROW_PATHS] = {"sse2", "avx2"};
enum { REPETITIONS = 7, EXACT_STATES = 4000, TABLE_STATES = 40000, CHECK_STATES = 1000000, CHECK_BLOCK = 4096 };

static const tl_mixture ten_components = {{0.9, 0.02, 0.015, 0.04, 0.015, 0.003, 0.003, 0.001, 0.001, 0.002}};

typedef struct bench {
  tl_gas *gas, *table;
  double *p_pa, *t_k, *z, *slope;
  tl_gas_state *states;
  double plain_ns, plain_density_ns, exact_ns, batched_ns, table_ns, flow_table_ns, flow_exact_ns, build_ms;
  double narrow_ns[NARROW_PATHS]; /* NaN: not on this processor, or its own path */
  double max_error, max_slope_error;
  tl_gas_table_info info;
  size_t check_states;
} bench;

static void fill(bench *b, size_t n, uint64_t seed, double p_min, double p_max, double t_min, double t_max) {
  for (size_t i = 0; i < n; i++) {
    b->p_pa[i] = p_min + (p_max - p_min) * bench_random(&seed);
    b->t_k[i] = t_min + (t_max - t_min) * bench_random(&seed);
  }
}

static tl_code time_exact(bench *b, tl_error *error) {
  double plain[REPETITIONS], density[REPETITIONS], exact[REPETITIONS], batched[REPETITIONS];
  fill(b, EXACT_STATES, 1, 2e6, 12e6, 260.0, 340.0);
  for (int r = 0; r < REPETITIONS; r++) {
    double start = bench_now_ns();
    for (size_t i = 0; i < EXACT_STATES; i++) {
      tl_code code = tl_gas_reference_state_pt(b->gas, b->p_pa[i], b->t_k[i], &b->states[i], error);
      if (code != TL_OK) return code;
    }
    plain[r] = (bench_now_ns() - start) / EXACT_STATES;
    start = bench_now_ns();
    for (size_t i = 0; i < EXACT_STATES; i++) {
      tl_code code = tl_gas_reference_density_pt(b->gas, b->p_pa[i], b->t_k[i], &b->z[i], error);
      if (code != TL_OK) return code;
    }
    density[r] = (bench_now_ns() - start) / EXACT_STATES;
    start = bench_now_ns();
    for (size_t i = 0; i < EXACT_STATES; i++) {
      tl_code code = tl_gas_state_pt(b->gas, b->p_pa[i], b->t_k[i], &b->states[i], error);
      if (code != TL_OK) return code;
    }
    exact[r] = (bench_now_ns() - start) / EXACT_STATES;
    start = bench_now_ns();
    if (tl_gas_states_pt(b->gas, EXACT_STATES, b->p_pa, b->t_k, b->states) != 0)
      return tl_fail(error, TL_ERR_NO_ANSWER, "a state of the bench has no density");
    batched[r] = (bench_now_ns() - start) / EXACT_STATES;
  }
  b->plain_ns = bench_median(plain, REPETITIONS);
  b->plain_density_ns = bench_median(density, REPETITIONS);
  b->exact_ns = bench_median(exact, REPETITIONS);
  b->batched_ns = bench_median(batched, REPETITIONS);
  return TL_OK;
}

static void time_narrow_paths(bench *b) {
  for (size_t k = 0; k < NARROW_PATHS; k++) {
    double batched[REPETITIONS];
    size_t failed;
    b->narrow_ns[k] = NAN;
    if (strcmp(narrow_paths[k], tl_gas_vector_path()) == 0) continue;
    int r = 0;
    for (; r < REPETITIONS; r++) {
      double start = bench_now_ns();
      if (tl_gas_states_pt_on(b->gas, narrow_paths[k], EXACT_STATES, b->p_pa, b->t_k, b->states, &failed, NULL) !=
          TL_OK)
        break;
      batched[r] = (bench_now_ns() - start) / EXACT_STATES;
    }
    if (r == REPETITIONS) b->narrow_ns[k] = bench_median(batched, REPETITIONS);
  }
}

static void time_table(bench *b) {
  double table[REPETITIONS], flow_table[REPETITIONS], flow_exact[REPETITIONS];
  fill(b, TABLE_STATES, 2, 2e6, 12e6, 260.0, 340.0);
  double *column = b->slope + TABLE_STATES;
  tl_gas_flow density = {.z = b->z, .dz_dp_1_pa = b->slope};
  tl_gas_flow all = {b->z,
                     b->slope,
                     column,
                     column + TABLE_STATES,
                     column + (size_t)2 * TABLE_STATES,
                     column + (size_t)3 * TABLE_STATES,
                     column + (size_t)4 * TABLE_STATES};
  for (int r = 0; r < REPETITIONS; r++) {
    double start = bench_now_ns();
    (void)tl_gas_flow_pt(b->table, TABLE_STATES, b->p_pa, b->t_k, &density);
    table[r] = (bench_now_ns() - start) / TABLE_STATES;
    start = bench_now_ns();
    (void)tl_gas_flow_pt(b->table, TABLE_STATES, b->p_pa, b->t_k, &all);
    flow_table[r] = (bench_now_ns() - start) / TABLE_STATES;
    start = bench_now_ns();
    (void)tl_gas_flow_pt(b->gas, EXACT_STATES, b->p_pa, b->t_k, &all);
    flow_exact[r] = (bench_now_ns() - start) / EXACT_STATES;
  }
  b->table_ns = bench_median(table, REPETITIONS);
  b->flow_table_ns = bench_median(flow_table, REPETITIONS);
  b->flow_exact_ns = bench_median(flow_exact, REPETITIONS);
}

/* Density and its pressure derivative at random points of the whole box, table against exact equation. */
static void check_table(bench *b) {
  uint64_t seed = (uint64_t)time(NULL); /* other points on every run */
  for (size_t first = 0; first < b->check_states; first += CHECK_BLOCK) {
    size_t n = b->check_states - first < CHECK_BLOCK ? b->check_states - first : CHECK_BLOCK;
    for (size_t i = 0; i < n; i++) {
      b->p_pa[i] = b->info.p_min_pa + (b->info.p_max_pa - b->info.p_min_pa) * bench_random(&seed);
      b->t_k[i] = b->info.t_min_k + (b->info.t_max_k - b->info.t_min_k) * bench_random(&seed);
    }
    double *z = b->z + n, *slope = b->slope + n;
    (void)tl_gas_flow_pt(b->table, n, b->p_pa, b->t_k, &(tl_gas_flow){.z = b->z, .dz_dp_1_pa = b->slope});
    (void)tl_gas_flow_pt(b->gas, n, b->p_pa, b->t_k, &(tl_gas_flow){.z = z, .dz_dp_1_pa = slope});
    for (size_t i = 0; i < n; i++) {
      /* rho = p/(z R T), d rho/dp = (z - p z_p)/(z^2 R T) */
      double error = fabs(z[i] / b->z[i] - 1.0);
      double slope_table = (b->z[i] - b->p_pa[i] * b->slope[i]) / (b->z[i] * b->z[i]);
      double slope_error = fabs(slope_table / ((z[i] - b->p_pa[i] * slope[i]) / (z[i] * z[i])) - 1.0);
      if (!(error <= b->max_error)) b->max_error = error;
      if (!(slope_error <= b->max_slope_error)) b->max_slope_error = slope_error;
    }
  }
}

static tl_code run(bench *b, tl_error *error) {
  tl_gas_options options;
  tl_gas_options_default(&options);
  options.model = "gerg2008";
  tl_code code = tl_gas_create(&ten_components, &options, &b->gas, error);
  if (code != TL_OK) return code;
  options.table = true;
  double start = bench_now_ns();
  code = tl_gas_create(&ten_components, &options, &b->table, error);
  b->build_ms = (bench_now_ns() - start) * 1e-6;
  if (code != TL_OK) return code;
  if (!tl_gas_table(b->table, &b->info)) return tl_fail(error, TL_ERR_MACHINE, "the gas has no table");
  code = time_exact(b, error);
  if (code != TL_OK) return code;
  time_narrow_paths(b);
  time_table(b);
  check_table(b);
  return TL_OK;
}

enum { FIGURES = 11 + NARROW_PATHS };

static void make_figures(const bench *b, bench_figure f[FIGURES]) {
  const char *path = tl_gas_vector_path();
  bool avx512 = strcmp(path, "avx512") == 0, avx2 = strcmp(path, "avx2") == 0;
  double exact_aim = avx512 ? 5.0 : avx2 ? 4.0 : 3.5, batched_aim = avx512 ? 12.0 : avx2 ? 6.0 : 4.0;
  double worst = b->max_error > b->max_slope_error ? b->max_error : b->max_slope_error;
  f[0] = (bench_figure){"exact_vs_plain", b->plain_ns / b->exact_ns, "1", exact_aim, ""};
  (void)snprintf(f[0].yardstick, sizeof f[0].yardstick,
                 "plain %.0f ns, compiled %.0f ns per state (density and all properties)", b->plain_ns, b->exact_ns);
  f[1] = (bench_figure){"batched_vs_plain", b->plain_ns / b->batched_ns, "1", batched_aim, ""};
  (void)snprintf(f[1].yardstick, sizeof f[1].yardstick, "plain %.0f ns, batched %.0f ns per state on %s", b->plain_ns,
                 b->batched_ns, path);
  f[2] = (bench_figure){"table_vs_plain", b->plain_density_ns / b->table_ns, "1", 150.0, ""};
  (void)snprintf(f[2].yardstick, sizeof f[2].yardstick, "plain density %.0f ns, table (density and slope) %.1f ns",
                 b->plain_density_ns, b->table_ns);
  f[3] = (bench_figure){"table_max_error", worst, "1", 1e-9, ""};
  (void)snprintf(f[3].yardstick, sizeof f[3].yardstick, "%zu random points: density %.2g, its pressure derivative %.2g",
                 b->check_states, b->max_error, b->max_slope_error);
  f[4] = (bench_figure){"table_cp_error", b->info.cp_error, "1", 1e-6, "bound stored in the table"};
  f[5] = (bench_figure){"table_speed_of_sound_error", b->info.speed_of_sound_error, "1", 1e-6,
                        "bound stored in the table"};
  f[6] =
      (bench_figure){"table_joule_thomson_error", b->info.joule_thomson_error, "1", 1e-6, "bound stored in the table"};
  f[7] =
      (bench_figure){"flow_table_ns", b->flow_table_ns, "ns", 150.0, "seven flow properties per state, from the table"};
  f[8] = (bench_figure){"flow_exact_ns", b->flow_exact_ns, "ns", NAN,
                        "seven flow properties per state, exact and batched"};
  f[9] = (bench_figure){"table_build_ms", b->build_ms, "ms", NAN, ""};
  (void)snprintf(f[9].yardstick, sizeof f[9].yardstick, "%zu bytes, error measured at %zu points", b->info.bytes,
                 b->info.points);
  f[10] = (bench_figure){"plain_ns", b->plain_ns, "ns", NAN, "term by term, density and all properties"};
  static const char *const names[NARROW_PATHS] = {"batched_vs_plain_sse2", "batched_vs_plain_avx2"};
  static const double aims[NARROW_PATHS] = {4.0, 6.0};
  for (int k = 0; k < NARROW_PATHS; k++) {
    f[11 + k] = (bench_figure){"", b->plain_ns / b->narrow_ns[k], "1", aims[k], ""};
    (void)snprintf(f[11 + k].name, sizeof f[11 + k].name, "%s", names[k]);
    (void)snprintf(f[11 + k].yardstick, sizeof f[11 + k].yardstick, "plain %.0f ns, batched %.0f ns per state on %s",
                   b->plain_ns, b->narrow_ns[k], narrow_paths[k]);
  }
}

int tli_bench_gas(int argc, char **argv) {
  static const char help[] =
      "trunkline bench gas [--n POINTS] [--json]\n\nSpeed and error of GERG-2008 against a plain evaluation in the "
      "same run.\n"
      "  --n  random points at which the table is compared with the equation (default 1000000)";
  bench_arguments arguments;
  int exit_code;
  if (!bench_read_arguments(argc, argv, "gas", help, &arguments, &exit_code)) return exit_code;
  bench b = {.check_states = arguments.n > 0 ? arguments.n : CHECK_STATES};
  tl_error error = {0};
  b.p_pa = malloc(TABLE_STATES * sizeof *b.p_pa);
  b.t_k = malloc(TABLE_STATES * sizeof *b.t_k);
  b.z = malloc((size_t)8 * TABLE_STATES * sizeof *b.z);
  b.slope = malloc((size_t)8 * TABLE_STATES * sizeof *b.slope);
  b.states = malloc(EXACT_STATES * sizeof *b.states);
  tl_code code = TL_ERR_MACHINE;
  if (b.p_pa == NULL || b.t_k == NULL || b.z == NULL || b.slope == NULL || b.states == NULL)
    (void)tl_fail(&error, TL_ERR_MACHINE, "not enough memory for the bench");
  else
    code = run(&b, &error);
  if (code == TL_OK) {
    bench_figure figures[FIGURES];
    make_figures(&b, figures);
    code = (tl_code)bench_print("gas", figures, FIGURES, arguments.json);
  } else {
    (void)fprintf(stderr, "trunkline bench gas: %s\n", error.sentence);
  }
  tl_gas_destroy(b.gas);
  tl_gas_destroy(b.table);
  free(b.p_pa);
  free(b.t_k);
  free(b.z);
  free(b.slope);
  free(b.states);
  return (int)code;
}
