/* trunkline bench transient: a line of 2,600 km over a day, cells per second, against one general sparse system. */
#include "cli.h"
#include "bench.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const double t_k = 288.0, day_s = 86400.0, p_start_pa = 98e5, tau = 6.283185307179586477;
enum { STATIONS = 20, REPETITIONS = 5, PROFILE_POINTS = 1441 };

typedef struct line {
  tl_network *network;
  tl_gas *gas;
  tl_schedule *schedule;
  tl_boundary *boundary;
  size_t nodes;
} line;

/* Time of this processor core, which other programs on the machine do not lengthen. */
static double now_s(void) { return (double)clock() / CLOCKS_PER_SEC; }

static int by_size(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double median(double *values, size_t count) {
  qsort(values, count, sizeof *values, by_size);
  return values[count / 2];
}

static tl_code add_section(line *l, size_t from, size_t to, const char *id, double length_m, tl_error *error) {
  tl_pipe pipe;
  tl_pipe_default(&pipe);
  pipe.length_m = length_m;
  pipe.diameter_m = 1.387;
  pipe.friction = TL_FRICTION_FIXED;
  pipe.friction_factor = 0.0095;
  pipe.heat_transfer_w_m2_k = 1.5; /* these two act in the run with heat only */
  pipe.heat_diameter_m = 1.42;
  return tl_network_add_pipe(l->network, id, from, to, &pipe, NULL, error);
}

/* The line begins at 98 bar; each station brings its discharge back to 98 bar; they stand at equal distances. */
static tl_code build_line(line *l, double length_m, size_t stations, bool wave, tl_error *error) {
  char id[32];
  size_t at, next;
  tl_code code = tl_network_create(NULL, &l->network, error);
  if (code != TL_OK) return code;
  l->nodes = 2 + 2 * stations;
  l->boundary = calloc(l->nodes, sizeof *l->boundary);
  if (l->boundary == NULL) return tl_fail(error, TL_ERR_MACHINE, "not enough memory");
  if ((code = tl_network_add_node(l->network, "head", 0.0, &at, error)) != TL_OK) return code;
  l->boundary[at] = (tl_boundary){.kind = TL_GIVEN_PRESSURE, .p_pa = p_start_pa, .t_k = t_k};
  for (size_t s = 0; s <= stations; s++) {
    (void)snprintf(id, sizeof id, "n%zu", 2 * s + 1);
    if ((code = tl_network_add_node(l->network, id, 0.0, &next, error)) != TL_OK) return code;
    (void)snprintf(id, sizeof id, "pipe %zu", s + 1);
    if ((code = add_section(l, at, next, id, length_m / (double)(stations + 1), error)) != TL_OK) return code;
    at = next;
    if (s == stations) break;
    (void)snprintf(id, sizeof id, "n%zu", 2 * s + 2);
    if ((code = tl_network_add_node(l->network, id, 0.0, &next, error)) != TL_OK) return code;
    tl_station station;
    tl_station_default(&station);
    station.discharge_p_pa = p_start_pa;
    station.driver_efficiency = 0.0;
    station.cooler_t_k = 303.15;
    (void)snprintf(id, sizeof id, "station %zu", s + 1);
    if ((code = tl_network_add_station(l->network, id, at, next, &station, NULL, error)) != TL_OK) return code;
    at = next;
  }
  l->boundary[at].withdrawal_kg_s = 1150.0;
  if ((code = tl_network_freeze(l->network, error)) != TL_OK) return code;
  if ((code = tl_schedule_create(l->network, NULL, &l->schedule, error)) != TL_OK) return code;
  static double times[PROFILE_POINTS], flows[PROFILE_POINTS];
  for (size_t i = 0; i < PROFILE_POINTS; i++) {
    times[i] = day_s * (double)i / (PROFILE_POINTS - 1);
    flows[i] = 1150.0 * (1.0 + 0.1 * sin(tau * times[i] / day_s) + 0.1 * sin(tau * times[i] / (6.0 * 3600.0)));
  }
  const tl_profile profile = {
      .what = TL_DRIVE_WITHDRAWAL, .target = at, .count = PROFILE_POINTS, .times_s = times, .values = flows};
  if (wave && (code = tl_schedule_add_profile(l->schedule, &profile, error)) != TL_OK) return code;
  tl_mixture mixture;
  if (!tl_mixture_library_get("west-siberia-dry", &mixture)) mixture = (tl_mixture){.x = {1.0}};
  tl_gas_options gas;
  tl_gas_options_default(&gas);
  gas.phase_check = false;
  return tl_gas_create(&mixture, &gas, &l->gas, error);
}

static void free_line(line *l) {
  tl_schedule_destroy(l->schedule);
  tl_network_destroy(l->network);
  tl_gas_destroy(l->gas);
  free(l->boundary);
}

typedef struct run {
  double seconds;
  tl_transient_work work;
  size_t records;
  double *outlet; /* at the times of output */
} run;

static tl_code run_line(const line *l, const tl_transient_options *options, double until_s, run *r, tl_error *error) {
  tl_transient *x = NULL;
  tl_code code = tl_transient_create(l->network, l->gas, l->boundary, l->schedule, options, &x, error);
  if (code == TL_OK) code = tl_transient_start_steady(x, error);
  if (code == TL_OK && tl_transient_outcome(x) != TL_SOLVED)
    code = tl_fail(error, TL_ERR_NO_ANSWER, "%s", tl_transient_reason(x)->sentence);
  const double begin = now_s();
  if (code == TL_OK) code = tl_transient_run(x, until_s, error);
  r->seconds = now_s() - begin;
  if (code == TL_OK && tl_transient_outcome(x) != TL_SOLVED)
    code = tl_fail(error, TL_ERR_NO_ANSWER, "%s", tl_transient_reason(x)->sentence);
  if (code == TL_OK) {
    r->work = tl_transient_effort(x);
    r->records = tl_transient_records(x);
    if (r->outlet != NULL)
      for (size_t i = 0; i < r->records; i++) r->outlet[i] = tl_transient_record_p_pa(x, i, l->nodes - 1);
  }
  tl_transient_destroy(x);
  return code;
}

static void figure(const char *name, double value, const char *unit, double aim, const char *yardstick, bool json,
                   bool first) {
  if (json) {
    (void)printf("%s{\"name\": \"%s\", \"value\": %.17g, \"unit\": \"%s\", \"aim\": ", first ? "" : ", ", name, value,
                 unit);
    if (isfinite(aim))
      (void)printf("%.17g", aim);
    else
      (void)printf("null");
    (void)printf(", \"yardstick\": \"%s\"}", yardstick);
    return;
  }
  (void)printf("%-26s %12.5g %-14s", name, value, unit);
  if (isfinite(aim)) (void)printf(" aim %.3g", aim);
  (void)printf("  (%s)\n", yardstick);
}

typedef struct figures {
  double cells_per_s, sparse_ratio, day_s, day_error_pa, drift, growth;
  double heat_cells_per_s, heat_mass_drift, heat_energy_drift;
} figures;

static tl_transient_options base_options(void) {
  tl_transient_options o;
  tl_transient_options_default(&o);
  o.isothermal_t_k = t_k;
  o.output_every_s = 0.0;
  o.convection = TL_CONVECTION_NEVER;
  return o;
}

/* Cells times implicit stages over time at fixed steps of a minute, condensed and by one general sparse system. */
static tl_code measure_speed(const line *l, figures *f, tl_error *error) {
  tl_transient_options o = base_options();
  o.fixed_step_s = 60.0;
  double fast[REPETITIONS], slow[3];
  run r = {0};
  for (int i = 0; i < REPETITIONS; i++) {
    const tl_code code = run_line(l, &o, day_s, &r, error);
    if (code != TL_OK) return code;
    fast[i] = r.seconds;
  }
  f->cells_per_s = (double)r.work.cells * (double)r.work.stages / median(fast, REPETITIONS);
  f->drift = r.work.largest_mass_error;
  o.general_sparse = true;
  run part = {0};
  for (int i = 0; i < 3; i++) {
    const tl_code code = run_line(l, &o, day_s / 8.0, &part, error);
    if (code != TL_OK) return code;
    slow[i] = part.seconds;
  }
  f->sparse_ratio = median(slow, 3) * 8.0 / median(fast, REPETITIONS);
  return TL_OK;
}

/* The same with energies and soil. */
static tl_code measure_heat(const line *l, figures *f, tl_error *error) {
  tl_transient_options o = base_options();
  o.isothermal_t_k = 0.0;
  o.follow_heat = true;
  o.fixed_step_s = 60.0;
  double seconds[3];
  run r = {0};
  for (int i = 0; i < 3; i++) {
    const tl_code code = run_line(l, &o, day_s, &r, error);
    if (code != TL_OK) return code;
    seconds[i] = r.seconds;
  }
  f->heat_cells_per_s = (double)r.work.cells * (double)r.work.stages / median(seconds, 3);
  f->heat_mass_drift = r.work.largest_mass_error;
  f->heat_energy_drift = r.work.largest_energy_error;
  return TL_OK;
}

/* The day with controlled steps: its largest error of the outlet pressure against 5-s steps on the same cells. */
static tl_code measure_day(const line *l, figures *f, tl_error *error) {
  enum { MOST = 400 };
  static double exact[MOST], found[MOST];
  tl_transient_options o = base_options();
  o.output_every_s = 900.0;
  o.fixed_step_s = 5.0;
  run reference = {.outlet = exact}, r = {.outlet = found};
  tl_code code = run_line(l, &o, day_s, &reference, error);
  o.fixed_step_s = 0.0;
  o.pressure_tolerance_pa = 25.0;
  o.newton_tolerance_pa = 1.0;
  double seconds[REPETITIONS];
  for (int i = 0; code == TL_OK && i < REPETITIONS; i++) {
    code = run_line(l, &o, day_s, &r, error);
    seconds[i] = r.seconds;
  }
  if (code != TL_OK) return code;
  f->day_s = median(seconds, REPETITIONS);
  f->day_error_pa = 0.0;
  for (size_t i = 0; i < r.records && i < reference.records; i++)
    f->day_error_pa = fmax(f->day_error_pa, fabs(found[i] - exact[i]));
  return TL_OK;
}

static tl_code time_per_cell(double cells, double *ns, tl_error *error) {
  line l = {0};
  double seconds[3];
  tl_code code = build_line(&l, cells * 100.0, (size_t)(cells / 1250.0) - 1, false, error);
  run r = {0};
  tl_transient_options o = base_options();
  o.cell_length_m = 100.0;
  o.fixed_step_s = 60.0;
  const double steps = fmax(4.0, 4e6 / cells);
  for (int i = 0; code == TL_OK && i < 3; i++) {
    code = run_line(&l, &o, 60.0 * floor(steps), &r, error);
    seconds[i] = r.seconds / (double)r.work.iterations / cells;
  }
  free_line(&l);
  if (code == TL_OK) *ns = 1e9 * median(seconds, 3);
  return code;
}

static tl_code measure(figures *f, tl_error *error) {
  line l = {0};
  tl_code code = build_line(&l, 2600e3, STATIONS, true, error);
  if (code == TL_OK) code = measure_speed(&l, f, error);
  if (code == TL_OK) code = measure_heat(&l, f, error);
  if (code == TL_OK) code = measure_day(&l, f, error);
  free_line(&l);
  double small = 1.0, large = 0.0;
  if (code == TL_OK) code = time_per_cell(1e4, &small, error);
  if (code == TL_OK) code = time_per_cell(1e6, &large, error);
  f->growth = large / small;
  return code;
}

int tli_bench_transient(int argc, char **argv) {
  bool json = false;
  for (int i = 1; i < argc; i++) json = json || strcmp(argv[i], "--json") == 0;
  figures f = {0};
  tl_error error = {0};
  if (measure(&f, &error) != TL_OK) return cli_say_error(&error);
  if (json) (void)printf("{\"bench\": \"transient\", \"machine\": {\"threads\": 1}, \"figures\": [");
  figure("cell_updates_per_s", f.cells_per_s, "1/s", 8e6,
         "cells x implicit stages; 2,600 km, 20 stations, 1-km cells, 24 h, 60-s steps, isotherm of GERG-2008 by table",
         json, true);
  figure("condensed_vs_sparse", f.sparse_ratio, "1", 2.0, "the same steps by one sparse system of all cells", json,
         false);
  figure("day_2600km_1e-3bar_s", f.day_s, "s", 0.2, "the same day with controlled steps", json, false);
  figure("day_2600km_error_bar", f.day_error_pa * 1e-5, "bar", 1e-3, "its outlet pressure against 5-s steps", json,
         false);
  figure("mass_drift_rel", f.drift, "1", 1e-13, "largest of the day over the gas held", json, false);
  figure("growth_1e4_1e6", f.growth, "1", 2.0, "time per cell and iteration at 1e6 cells over 1e4", json, false);
  figure("heat_cell_updates_per_s", f.heat_cells_per_s, "1/s", NAN,
         "as the first figure, with energy, soil and GERG-2008 over pressure and temperature", json, false);
  figure("heat_mass_drift_rel", f.heat_mass_drift, "1", 1e-13, "largest of that day over the gas held", json, false);
  figure("heat_energy_drift_rel", f.heat_energy_drift, "1", 1e-10, "largest of that day over the energy of the gas",
         json, false);
  if (json) (void)printf("]}\n");
  return 0;
}
