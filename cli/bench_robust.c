/* trunkline bench robust: random nominations on GasLib-40, 135 and 582, each solved and certified, or proven infeasible
 * with the element named.
 *
 * The networks are read from $TRUNKLINE_DATA/gaslib. A scenario, drawn by a linear congruential generator that starts
 * from the number of the scenario: all loads times 10^x, x uniform in -1.5 .. 0.5; each exit times 0.5 .. 1.5, three in
 * ten zero; entries share what is taken, but for the largest, which holds 4 to 8 MPa. Each compressor holds a ratio of
 * 1 .. 2, an outlet of 4 .. 8 MPa, an inlet of 3 .. 6 MPa or a flow of 0 .. the nominated sum, within its file's limits
 * and a ratio of 3; each control valve holds 0.2 .. 1 of its file's largest outlet pressure. One in ten of both is
 * bound to a flow as well. GERG-2008 by its table, 283.15 K, heights as in the files, Nikuradse's law.
 */
#include "bench.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NETS = 3, USUAL_N = 10000 };
static const struct {
  const char *name, *network, *scenario;
} nets[NETS] = {{"40", "gaslib/GasLib-40/GasLib-40.net", "gaslib/GasLib-40/GasLib-40.scn"},
                {"135", "gaslib/GasLib-135/GasLib-135.net", "gaslib/GasLib-135/GasLib-135.scn"},
                {"582", "gaslib/GasLib-582-v2/GasLib-582-v2.net.gz", "gaslib/GasLib-582-v2/nomination_cold_5.scn"}};
static const tl_mixture natural_gas = {{0.93, 0.01, 0.01, 0.035, 0.01, 0.002, 0.003}};
static const double temperature_k = 283.15;

typedef struct subject {
  tl_netfile *file;
  tl_network *network;
  tl_steady *steady;
  tl_boundary *boundary;
  size_t nodes, links, slack;
  double taken; /* nominated, kg/s */
} subject;

/* How scenarios were decided: those of one reason on one rung, and the first of them. */
typedef struct decision {
  const char *code, *rung;
  size_t count, first;
  char where[64];
} decision;

enum { DECISIONS = 48 };
typedef struct tally {
  size_t solved, infeasible, unclassified;
  decision decisions[DECISIONS];
  size_t decision_count;
  double *ms;
} tally;

/* ---- the network ------------------------------------------------------------------------------------------------ */

static double or_else(double value, double otherwise) { return isnan(value) ? otherwise : value; }

static tl_code add_link(subject *x, size_t l, tl_error *error) {
  tl_netfile_link at;
  (void)tl_netfile_link_at(x->file, l, &at);
  tl_network *net = x->network;
  if (strcmp(at.kind, "pipe") == 0) {
    tl_pipe pipe;
    tl_pipe_default(&pipe);
    pipe.length_m = tl_netfile_link_number(x->file, l, "length_m");
    pipe.diameter_m = tl_netfile_link_number(x->file, l, "diameter_m");
    pipe.roughness_m = or_else(tl_netfile_link_number(x->file, l, "roughness_m"), 20e-6);
    pipe.friction = TL_FRICTION_NIKURADSE;
    return tl_network_add_pipe(net, at.id, at.from, at.to, &pipe, NULL, error);
  }
  if (strcmp(at.kind, "valve") == 0) {
    tl_valve valve;
    tl_valve_default(&valve);
    return tl_network_add_valve(net, at.id, at.from, at.to, &valve, NULL, error);
  }
  if (strcmp(at.kind, "resistor") == 0) {
    tl_resistor resistor;
    tl_resistor_default(&resistor);
    resistor.drag = or_else(tl_netfile_link_number(x->file, l, "drag_factor"), 0.0);
    resistor.diameter_m = or_else(tl_netfile_link_number(x->file, l, "diameter_m"), 0.0);
    resistor.loss_pa = resistor.drag > 0.0 ? 0.0 : or_else(tl_netfile_link_number(x->file, l, "loss_pa"), 0.0);
    return tl_network_add_resistor(net, at.id, at.from, at.to, &resistor, NULL, error);
  }
  if (strcmp(at.kind, "control_valve") == 0)
    return tl_network_add_control_valve(net, at.id, at.from, at.to, &(tl_control_valve){.outlet_p_pa = 1e6}, NULL,
                                        error);
  if (strcmp(at.kind, "short_pipe") == 0) return tl_network_add_short_pipe(net, at.id, at.from, at.to, NULL, error);
  tl_compressor compressor;
  tl_compressor_default(&compressor);
  return tl_network_add_compressor(net, at.id, at.from, at.to, &compressor, NULL, error);
}

static tl_code build(subject *x, tl_error *error) {
  x->nodes = tl_netfile_nodes(x->file, NULL);
  x->links = tl_netfile_links(x->file, NULL);
  x->boundary = calloc(x->nodes, sizeof *x->boundary);
  tl_code code = x->boundary == NULL ? tl_fail(error, TL_ERR_MACHINE, "not enough memory for the bench")
                                     : tl_network_create(NULL, &x->network, error);
  double most = 0.0;
  for (size_t i = 0; i < x->nodes && code == TL_OK; i++) {
    tl_netfile_node at;
    (void)tl_netfile_node_at(x->file, i, &at);
    x->taken += fmax(-at.nominated_kg_s, 0.0);
    if (at.nominated_kg_s > most) {
      most = at.nominated_kg_s;
      x->slack = i;
    }
    code = tl_network_add_node(x->network, at.id, at.height_m, NULL, error);
  }
  for (size_t l = 0; l < x->links && code == TL_OK; l++) code = add_link(x, l, error);
  return code == TL_OK ? tl_network_freeze(x->network, error) : code;
}

static tl_code open_subject(subject *x, const char *folder, int net, const tl_gas *gas, tl_error *error) {
  char path[4096], scenario[4096];
  (void)snprintf(path, sizeof path, "%s/%s", folder, nets[net].network);
  (void)snprintf(scenario, sizeof scenario, "%s/%s", folder, nets[net].scenario);
  const tl_netfile_options files = {.scenario = scenario, .stations = "", .decisions = ""};
  tl_code code = tl_netfile_open(path, &files, NULL, &x->file, error);
  if (code == TL_OK) code = build(x, error);
  tl_steady_options options;
  tl_steady_options_default(&options);
  options.isothermal_t_k = temperature_k;
  return code == TL_OK ? tl_steady_create(x->network, gas, &options, &x->steady, error) : code;
}

static void close_subject(subject *x) {
  tl_steady_destroy(x->steady);
  tl_network_destroy(x->network);
  tl_netfile_close(x->file);
  free(x->boundary);
}

/* ---- scenarios -------------------------------------------------------------------------------------------------- */

static tl_code set_link(subject *x, size_t l, uint64_t *seed, tl_error *error) {
  tl_netfile_link at;
  (void)tl_netfile_link_at(x->file, l, &at);
  const double outlet = or_else(tl_netfile_link_number(x->file, l, "p_out_max_pa"), 8.4e6);
  if (strcmp(at.kind, "control_valve") == 0) {
    tl_control_valve valve = {.outlet_p_pa = outlet * (0.2 + 0.8 * bench_random(seed))};
    if (bench_random(seed) < 0.1) valve.max_flow_kg_s = 0.1 * x->taken * bench_random(seed);
    return tl_steady_set_control_valve(x->steady, l, &valve, error);
  }
  if (strcmp(at.kind, "station") != 0 && strcmp(at.kind, "compressor") != 0) return TL_OK;
  tl_compressor c;
  tl_compressor_default(&c);
  c.control = floor(4.0 * bench_random(seed));
  c.ratio = 1.0 + bench_random(seed);
  c.outlet_p_pa = 4e6 + 4e6 * bench_random(seed);
  c.inlet_p_pa = 3e6 + 3e6 * bench_random(seed);
  c.flow_kg_s = x->taken * bench_random(seed);
  c.max_ratio = 3.0;
  c.max_outlet_p_pa = outlet;
  c.min_inlet_p_pa = or_else(tl_netfile_link_number(x->file, l, "p_in_min_pa"), 0.0);
  if (bench_random(seed) < 0.1) c.max_flow_kg_s = 0.5 * x->taken * bench_random(seed);
  return tl_steady_set_compressor(x->steady, l, &c, error);
}

static tl_code draw(subject *x, size_t number, tl_error *error) {
  uint64_t seed = (uint64_t)number * 2862933555777941757ULL + 3037000493ULL;
  for (int k = 0; k < 4; k++) (void)bench_random(&seed); /* neighbouring seeds grow apart */
  const double factor = pow(10.0, -1.5 + 2.0 * bench_random(&seed));
  double taken = 0.0, given = 0.0;
  for (size_t i = 0; i < x->nodes; i++) {
    tl_netfile_node at;
    (void)tl_netfile_node_at(x->file, i, &at);
    const double zero = bench_random(&seed), share = 0.5 + bench_random(&seed);
    double q = -at.nominated_kg_s * share;
    if (q > 0.0) q *= zero < 0.3 ? 0.0 : factor;
    x->boundary[i] = (tl_boundary){.withdrawal_kg_s = q};
    taken += fmax(q, 0.0);
    given += fmax(-q, 0.0);
  }
  for (size_t i = 0; i < x->nodes; i++)
    if (x->boundary[i].withdrawal_kg_s < 0.0) x->boundary[i].withdrawal_kg_s *= given > 0.0 ? taken / given : 0.0;
  x->boundary[x->slack] = (tl_boundary){.kind = TL_GIVEN_PRESSURE, .p_pa = 4e6 + 4e6 * bench_random(&seed)};
  for (size_t l = 0; l < x->links; l++) {
    const tl_code code = set_link(x, l, &seed, error);
    if (code != TL_OK) return code;
  }
  return TL_OK;
}

static void note(tally *t, size_t number, const char *code, const char *rung, const tl_reason *why) {
  decision *at = t->decisions;
  while (at < t->decisions + t->decision_count && (strcmp(at->code, code) != 0 || strcmp(at->rung, rung) != 0)) at++;
  if (at == t->decisions + DECISIONS) return; /* more than there are reasons and rungs */
  if (at == t->decisions + t->decision_count) {
    t->decision_count++;
    *at = (decision){.code = code, .rung = rung, .first = number};
    (void)snprintf(at->where, sizeof at->where, "%s %s", why->where_kind, why->where_id);
  }
  at->count++;
}

/* Infeasible counts only with a proof and a place that is named. */
static void count(const subject *x, size_t number, const char *net, tally *t) {
  const tl_reason *why = tl_steady_reason(x->steady);
  const tl_outcome outcome = tl_steady_outcome(x->steady);
  const char *code = outcome == TL_SOLVED ? "solved" : why->code, *rung = tl_steady_certificate(x->steady)->rung;
  note(t, number, code, rung, why);
  if (outcome == TL_SOLVED) {
    t->solved++;
  } else if (outcome == TL_INFEASIBLE && why->proof != NULL && why->proof[0] != '\0' && why->where_id[0] != '\0') {
    t->infeasible++;
  } else {
    t->unclassified++;
    (void)fprintf(stderr, "GasLib-%s, scenario %zu: %s\n", net, number, why->sentence);
  }
}

static tl_code run(const char *folder, int net, const tl_gas *gas, size_t first, size_t n, tally *t, tl_error *error) {
  subject x = {0};
  tl_code code = open_subject(&x, folder, net, gas, error);
  for (size_t i = 0; i < n && code == TL_OK; i++) {
    code = draw(&x, first + i, error);
    const double start = bench_now_ns();
    if (code == TL_OK) code = tl_steady_solve(x.steady, x.boundary, error);
    t->ms[i] = 1e-6 * (bench_now_ns() - start);
    if (code == TL_OK) count(&x, first + i, nets[net].name, t);
  }
  close_subject(&x);
  return code;
}

/* ---- figures ---------------------------------------------------------------------------------------------------- */

/* Why such a scenario is decided; see docs/theory/steady-core.md. */
static const char *proof_of(const char *code) {
  static const char *const proofs[][2] = {
      {"solved", "certificate"},
      {"pressure_collapse", "the only state has pressures below zero"},
      {"no_way_out", "the only state leaks backwards or needs above 100 MPa"},
      {"too_little_gets_in", "the state at e lies beyond what any physical state allows"},
      {"too_much_comes_in", "the state at e lies beyond what any physical state allows"}};
  for (size_t k = 0; k < sizeof proofs / sizeof *proofs; k++)
    if (strcmp(code, proofs[k][0]) == 0) return proofs[k][1];
  return "no proof";
}

static size_t make_figures(const tally *all, size_t n, bench_figure *f) {
  tally sum = {0};
  size_t count_of = 0;
  for (int k = 0; k < NETS; k++) {
    sum.solved += all[k].solved;
    sum.infeasible += all[k].infeasible;
    sum.unclassified += all[k].unclassified;
  }
  const bench_figure totals[] = {{"unclassified", (double)sum.unclassified, "1", 0.0, "over all networks"},
                                 {"scenarios", (double)(NETS * n), "1", NAN, ""},
                                 {"solved", (double)sum.solved, "1", NAN, "certified"},
                                 {"infeasible", (double)sum.infeasible, "1", NAN, "proven, with the element named"}};
  for (size_t k = 0; k < sizeof totals / sizeof *totals; k++) f[count_of++] = totals[k];
  for (int k = 0; k < NETS; k++) {
    bench_figure *at = &f[count_of++];
    *at = (bench_figure){.value = bench_median(all[k].ms, n), .unit = "ms", .aim = NAN};
    (void)snprintf(at->name, sizeof at->name, "median_ms_%s", nets[k].name);
    (void)snprintf(at->yardstick, sizeof at->yardstick, "%zu solved, %zu infeasible, %zu unclassified; slowest %.3g ms",
                   all[k].solved, all[k].infeasible, all[k].unclassified, all[k].ms[n - 1]);
    for (size_t d = 0; d < all[k].decision_count; d++) {
      const decision *why = &all[k].decisions[d];
      at = &f[count_of++];
      *at = (bench_figure){.value = (double)why->count, .unit = "1", .aim = NAN};
      (void)snprintf(at->name, sizeof at->name, "%s_%s_by_%s", nets[k].name, why->code, why->rung);
      (void)snprintf(at->yardstick, sizeof at->yardstick, "%s; first: scenario %zu%s%s", proof_of(why->code),
                     why->first, why->where[0] == ' ' ? "" : " at ", why->where);
    }
  }
  return count_of;
}

int tli_bench_robust(int argc, char **argv) {
  static const char help[] =
      "trunkline bench robust [--n SCENARIOS] [--json]\n\nRandom nominations on GasLib-40, 135 and 582, read from "
      "$TRUNKLINE_DATA: solved and certified, or proven infeasible.\n"
      "  --n  scenarios a network (default 10000)";
  bench_arguments arguments;
  int exit_code;
  if (!bench_read_arguments(argc, argv, "robust", help, &arguments, &exit_code)) return exit_code;
  const char *folder = getenv("TRUNKLINE_DATA");
  const char *first_text = getenv("TRUNKLINE_FIRST_SCENARIO");
  const size_t n = arguments.n > 0 ? arguments.n : USUAL_N;
  const size_t first = first_text != NULL ? (size_t)strtoul(first_text, NULL, 10) : 1;
  tl_error error = {0};
  tl_gas_options options;
  tl_gas_options_default(&options);
  options.table = true;
  options.phase_check = false;
  tl_gas *gas = NULL;
  tally all[NETS] = {{0}};
  tl_code code = tl_gas_create(&natural_gas, &options, &gas, &error);
  for (int k = 0; k < NETS && code == TL_OK; k++) {
    all[k].ms = calloc(n, sizeof *all[k].ms);
    code = all[k].ms == NULL ? tl_fail(&error, TL_ERR_MACHINE, "not enough memory for the bench")
                             : run(folder != NULL ? folder : "../shared/data", k, gas, first, n, &all[k], &error);
  }
  bench_figure figures[4 + NETS * (1 + DECISIONS)];
  if (code == TL_OK)
    code = (tl_code)bench_print("robust", figures, make_figures(all, n, figures), arguments.json);
  else
    (void)fprintf(stderr, "trunkline bench robust: %s\n", error.sentence);
  for (int k = 0; k < NETS; k++) free(all[k].ms);
  tl_gas_destroy(gas);
  return (int)code;
}
