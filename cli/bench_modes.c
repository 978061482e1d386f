/* trunkline bench modes: random set points and limits for stations of real machines on GasLib-40 and 135.
 *
 * Networks, machines and nominations are read from $TRUNKLINE_DATA/gaslib. A scenario, drawn by a linear congruential
 * generator that starts from its number: all loads times 10^x, x uniform in -1.5 .. 0.3; each exit times 0.5 .. 1.5,
 * three in ten zero; entries share what is taken, but for the largest, which holds 4 to 7 MPa. Each station holds a
 * ratio of 1 .. 2, an outlet of 4 .. 8 MPa, an inlet of 3 .. 6 MPa or a flow of 0 .. the nominated sum, within the
 * pressures of its file; three in ten have one more limit, on ratio, flow or power; ambient -30 .. 35 degC. Each
 * scenario must be solved, and then each running station within all limits of its machines with what holds it named; or
 * proven to have no state, with the element named. */
#include "bench.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NETS = 2, USUAL_N = 1000, MODES = 24 };
static const char *const nets[NETS] = {"40", "135"};
static const double on_limit = -1e-5; /* margins are shares; set points are met to 1e-9 */

typedef struct tally {
  size_t solved, infeasible, unclassified, iteration_limits, beyond, stations, most_steps;
  size_t mode_counts[MODES];
  const char *modes[MODES];
  double *ms;
} tally;

typedef struct subject {
  tl_case *opened;
  tl_steady *steady;
  tl_boundary *boundary;
  size_t nodes, slack;
  double taken;
} subject;

static tl_code open_subject(subject *x, const char *folder, const char *net, tl_findings *findings, tl_error *error) {
  char path[4096];
  (void)snprintf(path, sizeof path, "%s/gaslib/GasLib-%s/GasLib-%s.net", folder, net, net);
  tl_code code = tl_case_open(path, NULL, &x->opened, findings, error);
  if (code != TL_OK) return code;
  tl_steady_options options;
  tl_steady_options_default(&options);
  options.isothermal_t_k = tl_case_isothermal_k(x->opened);
  x->nodes = tl_network_nodes(tl_case_network(x->opened));
  x->boundary = calloc(x->nodes, sizeof *x->boundary);
  if (x->boundary == NULL) return tl_fail(error, TL_ERR_MACHINE, "not enough memory for the bench");
  const tl_boundary *given = tl_case_boundary(x->opened);
  for (size_t i = 0; i < x->nodes; i++) {
    x->taken += fmax(given[i].withdrawal_kg_s, 0.0);
    if (given[i].withdrawal_kg_s < given[x->slack].withdrawal_kg_s) x->slack = i;
  }
  return tl_steady_create(tl_case_network(x->opened), tl_case_gas(x->opened), &options, &x->steady, error);
}

static void close_subject(subject *x) {
  tl_steady_destroy(x->steady);
  tl_case_close(x->opened);
  free(x->boundary);
}

static void draw_loads(subject *x, uint64_t *seed) {
  const tl_boundary *given = tl_case_boundary(x->opened);
  const double factor = pow(10.0, -1.5 + 1.8 * bench_random(seed));
  double taken = 0.0, entered = 0.0;
  for (size_t i = 0; i < x->nodes; i++) {
    const double zero = bench_random(seed), share = 0.5 + bench_random(seed);
    double q = given[i].withdrawal_kg_s * share;
    if (q > 0.0) q *= zero < 0.3 ? 0.0 : factor;
    x->boundary[i] = (tl_boundary){.withdrawal_kg_s = q};
    taken += fmax(q, 0.0);
    entered += fmax(-q, 0.0);
  }
  for (size_t i = 0; i < x->nodes; i++)
    if (x->boundary[i].withdrawal_kg_s < 0.0) x->boundary[i].withdrawal_kg_s *= entered > 0.0 ? taken / entered : 0.0;
  x->boundary[x->slack] = (tl_boundary){.kind = TL_GIVEN_PRESSURE, .p_pa = 4e6 + 3e6 * bench_random(seed)};
}

static tl_code draw_station(subject *x, const tl_netfile_station *s, uint64_t *seed, tl_error *error) {
  tl_machine_station m;
  tl_machine_station_default(&m);
  m.configurations = s->configurations;
  m.configuration_count = s->configuration_count;
  m.units = s->units;
  m.unit_count = s->unit_count;
  m.loss_in_pa = s->loss_in_pa;
  m.loss_out_pa = s->loss_out_pa;
  m.drag_in = s->drag_in;
  m.diameter_in_m = s->diameter_in_m;
  m.drag_out = s->drag_out;
  m.diameter_out_m = s->diameter_out_m;
  m.control = floor(4.0 * bench_random(seed));
  m.ratio = 1.0 + bench_random(seed);
  m.outlet_p_pa = 4e6 + 4e6 * bench_random(seed);
  m.inlet_p_pa = 3e6 + 3e6 * bench_random(seed);
  m.flow_kg_s = x->taken * bench_random(seed);
  m.max_outlet_p_pa = isnan(s->p_out_max_pa) ? 0.0 : s->p_out_max_pa;
  m.min_inlet_p_pa = isnan(s->p_in_min_pa) ? 0.0 : s->p_in_min_pa;
  m.ambient_k = 243.15 + 65.0 * bench_random(seed);
  const double more = bench_random(seed), size = bench_random(seed);
  if (more < 0.1) m.max_ratio = 1.0 + 0.5 * size;
  if (more >= 0.1 && more < 0.2) m.max_flow_kg_s = 0.3 * x->taken * size;
  if (more >= 0.2 && more < 0.3) m.max_power_w = 1e6 + 9e6 * size;
  return tl_steady_set_machine_station(x->steady, s->link, &m, error);
}

static tl_code draw(subject *x, size_t number, tl_error *error) {
  uint64_t seed = (uint64_t)number * 2862933555777941757ULL + 3037000493ULL;
  for (int k = 0; k < 4; k++) (void)bench_random(&seed); /* neighbouring seeds grow apart */
  draw_loads(x, &seed);
  tl_netfile_station s;
  for (size_t i = 0; tl_case_station_at(x->opened, i, &s); i++)
    if (s.link != SIZE_MAX && s.configuration_count > 0) {
      const tl_code code = draw_station(x, &s, &seed, error);
      if (code != TL_OK) return code;
    }
  return TL_OK;
}

/* Each running station within the limits of its machines, and what holds it. */
static void look_at_stations(const subject *x, size_t number, const char *net, tally *t) {
  static tl_machines_state state;
  tl_netfile_station s;
  for (size_t i = 0; tl_case_station_at(x->opened, i, &s); i++) {
    if (s.link == SIZE_MAX || tl_steady_machines(x->steady, s.link, &state, NULL) != TL_OK) continue;
    size_t k = 0;
    while (k + 1 < MODES && t->modes[k] != NULL && strcmp(t->modes[k], state.mode) != 0) k++;
    t->modes[k] = state.mode;
    t->mode_counts[k]++;
    t->stations++;
    if (!state.runs || state.answer.margin >= on_limit) continue;
    t->beyond++;
    (void)fprintf(stderr, "GasLib-%s, scenario %zu: station %s, %s, is beyond a limit by %.3g\n", net, number, s.id,
                  state.mode, -state.answer.margin);
  }
}

static void count(const subject *x, size_t number, const char *net, tally *t) {
  const tl_reason *why = tl_steady_reason(x->steady);
  const tl_outcome outcome = tl_steady_outcome(x->steady);
  const size_t steps = (size_t)tl_steady_certificate(x->steady)->iterations;
  if (steps > t->most_steps) t->most_steps = steps;
  if (outcome == TL_SOLVED) {
    t->solved++;
    look_at_stations(x, number, net, t);
  } else if (outcome == TL_INFEASIBLE && why->proof != NULL && why->proof[0] != '\0' && why->where_id[0] != '\0') {
    t->infeasible++;
  } else {
    t->unclassified++;
    t->iteration_limits += strcmp(why->code, "iteration_limit") == 0;
    (void)fprintf(stderr, "GasLib-%s, scenario %zu: %s\n", net, number, why->sentence);
  }
}

static tl_code run(const char *folder, const char *net, size_t first, size_t n, tally *t, tl_error *error) {
  subject x = {0};
  tl_findings *findings = tl_findings_create(NULL);
  tl_code code = findings != NULL ? open_subject(&x, folder, net, findings, error)
                                  : tl_fail(error, TL_ERR_MACHINE, "not enough memory for the bench");
  for (size_t i = 0; i < n && code == TL_OK; i++) {
    code = draw(&x, first + i, error);
    const double start = bench_now_ns();
    if (code == TL_OK) code = tl_steady_solve(x.steady, x.boundary, error);
    t->ms[i] = 1e-6 * (bench_now_ns() - start);
    if (code == TL_OK) count(&x, first + i, net, t);
  }
  close_subject(&x);
  tl_findings_destroy(findings);
  return code;
}

static size_t make_figures(tally *all, size_t n, bench_figure *f) {
  size_t at = 0, unclassified = 0, beyond = 0, limits = 0, steps = 0;
  for (int k = 0; k < NETS; k++) {
    unclassified += all[k].unclassified;
    beyond += all[k].beyond;
    limits += all[k].iteration_limits;
    if (all[k].most_steps > steps) steps = all[k].most_steps;
  }
  f[at++] = (bench_figure){"unclassified", (double)unclassified, "1", 0.0, "over both networks"};
  f[at++] = (bench_figure){"cycling", (double)limits, "1", 0.0, "ended at an iteration limit"};
  f[at++] = (bench_figure){"beyond_limits", (double)beyond, "1", 0.0, "running stations that break a limit by 1e-5"};
  f[at++] = (bench_figure){"most_steps", (double)steps, "1", NAN, "of Newton's method in a scenario"};
  f[at++] = (bench_figure){"scenarios", (double)(NETS * n), "1", NAN, ""};
  for (int k = 0; k < NETS; k++) {
    bench_figure *b = &f[at++];
    size_t length;
    *b = (bench_figure){.value = bench_median(all[k].ms, n), .unit = "ms", .aim = NAN};
    (void)snprintf(b->name, sizeof b->name, "median_ms_%s", nets[k]);
    length = (size_t)snprintf(b->yardstick, sizeof b->yardstick, "%zu solved, %zu infeasible, slowest %.3g ms;",
                              all[k].solved, all[k].infeasible, all[k].ms != NULL ? all[k].ms[n - 1] : NAN);
    for (int m = 0; m < MODES && all[k].modes[m] != NULL && length < sizeof b->yardstick; m++)
      length += (size_t)snprintf(b->yardstick + length, sizeof b->yardstick - length, " %s %zu", all[k].modes[m],
                                 all[k].mode_counts[m]);
  }
  return at;
}

int tli_bench_modes(int argc, char **argv) {
  static const char help[] =
      "trunkline bench modes [--n SCENARIOS] [--json]\n\nRandom set points and limits for the stations of GasLib-40 "
      "and "
      "135 with their machines, read from\n$TRUNKLINE_DATA: solved within all limits, or proven infeasible.\n"
      "  --n  scenarios a network (default 1000)";
  bench_arguments arguments;
  int exit_code;
  if (!bench_read_arguments(argc, argv, "modes", help, &arguments, &exit_code)) return exit_code;
  const char *folder = getenv("TRUNKLINE_DATA"), *first_text = getenv("TRUNKLINE_FIRST_SCENARIO");
  const size_t n = arguments.n > 0 ? arguments.n : USUAL_N;
  const size_t first = first_text != NULL ? (size_t)strtoul(first_text, NULL, 10) : 1;
  tally all[NETS] = {{0}};
  tl_error error = {0};
  tl_code code = TL_OK;
  for (int k = 0; k < NETS && code == TL_OK; k++) {
    all[k].ms = calloc(n, sizeof *all[k].ms);
    code = all[k].ms == NULL ? tl_fail(&error, TL_ERR_MACHINE, "not enough memory for the bench")
                             : run(folder != NULL ? folder : "../shared/data", nets[k], first, n, &all[k], &error);
  }
  bench_figure figures[5 + NETS];
  if (code == TL_OK)
    code = (tl_code)bench_print("modes", figures, make_figures(all, n, figures), arguments.json);
  else
    (void)fprintf(stderr, "trunkline bench modes: %s\n", error.sentence);
  for (int k = 0; k < NETS; k++) free(all[k].ms);
  return (int)code;
}
