/* trunkline bench steady: random connected networks of 1e3 to 1e6 pipes, from the frozen network to the certified
 * answer, against KLU's refactor and solve of the same matrices in the same run.
 *
 * The networks: nodes on a square lattice, a random spanning tree of it (Kruskal on shuffled edges), and 5 % or 25 % of
 * the nodes' number in further lattice edges, listed by region as files do. 70 % of the nodes take gas, at random; one
 * in the middle holds 8 MPa. Pipes of 100 to 1000 m, as wide as their share of the tree's flow needs, within a factor;
 * Nikuradse's law; GERG-2008 by its table at 283.15 K. Times are processor times, medians of REPETITIONS. The solver
 * starts afresh each time.
 */
#include "bench.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REPETITIONS = 5, SIZES = 4, MOST_FIGURES = 96 };
static const size_t sizes[SIZES] = {1000, 10000, 100000, 1000000};
static const double shares[2] = {0.05, 0.25};
static const char *const share_names[2] = {"5pct", "25pct"};
static const tl_mixture gas_mixture = {{0.9, 0.02, 0.015, 0.04, 0.015, 0.003, 0.003, 0.001, 0.001, 0.002}};
static const double temperature_k = 283.15, source_p_pa = 8e6, mean_load_kg_s = 0.01;

/* ---- the network ------------------------------------------------------------------------------------------------ */

typedef struct lattice {
  size_t nodes, width, edges, pipes;
  int *a, *b; /* edges, shuffled; the pipes come first, the tree's before the others */
  int *parent, *order, *start, *list;
  double *length, *load, *flow, *depth, *diameter; /* by pipe: length; the others by node (of the pipe to its parent) */
} lattice;

static void *need(size_t count, size_t bytes, bool *lost) {
  void *block = calloc(count == 0 ? 1 : count, bytes);
  *lost = *lost || block == NULL;
  return block;
}

static void forget(lattice *g) {
  void *blocks[] = {g->a,      g->b,    g->parent, g->order, g->start,   g->list,
                    g->length, g->load, g->flow,   g->depth, g->diameter};
  for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) free(blocks[i]);
}

static int root_of(int *parent, int node) {
  while (parent[node] != node) node = parent[node] = parent[parent[node]];
  return node;
}

static void swap_edges(lattice *g, size_t i, size_t j) {
  const int a = g->a[i], b = g->b[i];
  g->a[i] = g->a[j];
  g->b[i] = g->b[j];
  g->a[j] = a;
  g->b[j] = b;
}

/* Tree edges to the front, then as many others as asked. */
static void choose_edges(lattice *g, double share, uint64_t *seed) {
  for (size_t i = g->edges; i > 1; i--) swap_edges(g, i - 1, (size_t)(bench_random(seed) * (double)i));
  for (size_t i = 0; i < g->nodes; i++) g->parent[i] = (int)i;
  size_t kept = 0;
  for (size_t e = 0; e < g->edges; e++) {
    const int x = root_of(g->parent, g->a[e]), y = root_of(g->parent, g->b[e]);
    if (x == y) continue;
    g->parent[x] = y;
    swap_edges(g, kept++, e);
  }
  g->pipes = kept + (size_t)(share * (double)g->nodes);
  if (g->pipes > g->edges) g->pipes = g->edges;
}

/* Nodes in the order from the middle outwards along the tree; parent becomes the tree's pipe towards the middle. */
static void walk_tree(lattice *g) {
  const size_t tree = g->nodes - 1, middle = g->nodes / 2 + g->width / 2;
  for (size_t e = 0; e < tree; e++) {
    g->start[g->a[e] + 1]++;
    g->start[g->b[e] + 1]++;
  }
  for (size_t i = 0; i < g->nodes; i++) g->start[i + 1] += g->start[i];
  for (size_t i = 0; i < g->nodes; i++) g->parent[i] = g->start[i]; /* where the next one goes */
  for (size_t e = 0; e < tree; e++) {
    g->list[g->parent[g->a[e]]++] = (int)e;
    g->list[g->parent[g->b[e]]++] = (int)e;
  }
  size_t head = 0, tail = 0;
  g->order[tail++] = (int)(middle < g->nodes ? middle : 0);
  g->parent[g->order[0]] = -1;
  for (; head < tail; head++) {
    const int node = g->order[head];
    for (int at = g->start[node]; at < g->start[node + 1]; at++) {
      const int e = g->list[at], other = g->a[e] == node ? g->b[e] : g->a[e];
      if (e == g->parent[node]) continue;
      g->parent[other] = e;
      g->depth[other] = g->depth[node] + g->length[e];
      g->order[tail++] = other;
    }
  }
}

/* Loads, flows of the tree, and pipes so wide that the farthest node keeps about half the potential of the source. */
static void size_pipes(lattice *g, uint64_t *seed) {
  double farthest = 1.0;
  for (size_t i = 0; i < g->nodes; i++) {
    g->load[i] = bench_random(seed) < 0.3 ? 0.0 : 2.0 * mean_load_kg_s * bench_random(seed);
    g->flow[i] = g->load[i];
    farthest = fmax(farthest, g->depth[i]);
  }
  const double rho = 65.0, gradient = 0.25 * rho * source_p_pa / farthest; /* half of rho p/2, Pa kg/m4 */
  for (size_t k = g->nodes; k-- > 1;) {
    const int node = g->order[k], e = g->parent[node], up = g->a[e] == node ? g->b[e] : g->a[e];
    g->flow[up] += g->flow[node];
    const double lambda = 0.012, q = g->flow[node], pi = 3.14159265358979323846;
    const double factor = 1.0 + 0.3 * bench_random(seed);
    g->diameter[node] = fmin(fmax(factor * pow(8.0 * lambda * q * q / (pi * pi * gradient), 0.2), 0.05), 10.0);
  }
  g->diameter[g->order[0]] = 10.0;
}

static tl_code make_lattice(lattice *g, size_t pipes, double share, uint64_t seed, tl_error *error) {
  *g = (lattice){.nodes = (size_t)((double)(pipes + 1) / (1.0 + share))};
  bool lost = false;
  g->width = (size_t)ceil(sqrt((double)g->nodes));
  g->a = need(2 * g->nodes, sizeof *g->a, &lost);
  g->b = need(2 * g->nodes, sizeof *g->b, &lost);
  g->parent = need(g->nodes, sizeof *g->parent, &lost);
  g->order = need(g->nodes, sizeof *g->order, &lost);
  g->start = need(g->nodes + 1, sizeof *g->start, &lost);
  g->list = need(2 * g->nodes, sizeof *g->list, &lost);
  g->length = need(2 * g->nodes, sizeof *g->length, &lost);
  g->load = need(g->nodes, sizeof *g->load, &lost);
  g->flow = need(g->nodes, sizeof *g->flow, &lost);
  g->depth = need(g->nodes, sizeof *g->depth, &lost);
  g->diameter = need(g->nodes, sizeof *g->diameter, &lost);
  if (lost) return tl_fail(error, TL_ERR_MACHINE, "not enough memory for a network of %zu pipes", pipes);
  for (size_t i = 0; i < g->nodes; i++) {
    const size_t next[2] = {i + 1, i + g->width};
    for (size_t k = 0; k < 2; k++) {
      if (next[k] >= g->nodes || (k == 0 && next[k] % g->width == 0)) continue;
      g->a[g->edges] = (int)i;
      g->b[g->edges++] = (int)next[k];
    }
  }
  choose_edges(g, share, &seed);
  for (size_t e = 0; e < g->pipes; e++) g->length[e] = 100.0 * pow(10.0, bench_random(&seed));
  walk_tree(g);
  size_pipes(g, &seed);
  return TL_OK;
}

/* Pipes by their first node, as files list them by region; the walk's list is free by then. */
static void sort_pipes(lattice *g) {
  for (size_t i = 0; i <= g->nodes; i++) g->start[i] = 0;
  for (size_t e = 0; e < g->pipes; e++) g->start[g->a[e] + 1]++;
  for (size_t i = 0; i < g->nodes; i++) g->start[i + 1] += g->start[i];
  for (size_t e = 0; e < g->pipes; e++) g->list[g->start[g->a[e]]++] = (int)e;
}

static tl_code build(lattice *g, tl_network **network, tl_error *error) {
  char id[32];
  sort_pipes(g);
  tl_code code = tl_network_create(NULL, network, error);
  for (size_t i = 0; i < g->nodes && code == TL_OK; i++) {
    (void)snprintf(id, sizeof id, "n%zu", i);
    code = tl_network_add_node(*network, id, 0.0, NULL, error);
  }
  for (size_t k = 0; k < g->pipes && code == TL_OK; k++) {
    const size_t e = (size_t)g->list[k];
    tl_pipe pipe;
    tl_pipe_default(&pipe);
    pipe.length_m = g->length[e];
    pipe.roughness_m = 20e-6;
    pipe.friction = TL_FRICTION_NIKURADSE;
    const int a = g->a[e], b = g->b[e];
    if (g->parent[a] == (int)e)
      pipe.diameter_m = g->diameter[a];
    else if (g->parent[b] == (int)e)
      pipe.diameter_m = g->diameter[b];
    else
      pipe.diameter_m = fmin(g->diameter[a], g->diameter[b]);
    (void)snprintf(id, sizeof id, "p%zu", e);
    code = tl_network_add_pipe(*network, id, (size_t)a, (size_t)b, &pipe, NULL, error);
  }
  return code == TL_OK ? tl_network_freeze(*network, error) : code;
}

/* ---- measurement ------------------------------------------------------------------------------------------------ */

typedef struct counted {
  size_t now, most;
} counted;

static void *count_bytes(void *context, void *block, size_t old_bytes, size_t bytes) {
  counted *c = context;
  c->now += bytes - old_bytes;
  if (c->now > c->most) c->most = c->now;
  if (bytes > 0) return realloc(block, bytes);
  free(block);
  return NULL;
}

typedef struct measured {
  double setup_ms, total_ms, klu_ms[2]; /* KLU: one refactor and solve, with rows as they are and with rows scaled */
  double mass_rel, pressure_pa, megabytes;
  int iterations;
  size_t nodes, unknowns, nonzeros;
} measured;

/* Most bytes held at once, KLU's own left out. */
static tl_code measure_memory(const tl_network *network, const tl_gas *gas, const tl_boundary *boundary, measured *m,
                              tl_error *error) {
  counted memory = {0};
  const tl_allocator allocator = {count_bytes, &memory};
  tl_steady_options options;
  tl_steady_options_default(&options);
  options.isothermal_t_k = temperature_k;
  options.allocator = &allocator;
  tl_steady *steady = NULL;
  tl_code code = tl_steady_create(network, gas, &options, &steady, error);
  if (code == TL_OK) code = tl_steady_solve(steady, boundary, error);
  m->megabytes = 1e-6 * (double)memory.most;
  tl_steady_destroy(steady);
  return code;
}

static tl_code measure_solver(const tl_network *network, const tl_gas *gas, const tl_boundary *boundary, measured *m,
                              tl_error *error) {
  tl_steady_options options;
  tl_steady_options_default(&options);
  options.isothermal_t_k = temperature_k;
  tl_steady *steady = NULL;
  double setup[REPETITIONS], total[REPETITIONS], klu[2][REPETITIONS], start;
  tl_code code = TL_OK;
  for (int r = 0; r < REPETITIONS && code == TL_OK; r++) {
    tl_steady_destroy(steady);
    start = bench_now_ns();
    code = tl_steady_create(network, gas, &options, &steady, error);
    if (code == TL_OK) code = tl_steady_prepare(steady, boundary, error);
    setup[r] = bench_now_ns() - start;
  }
  if (code == TL_OK) code = tl_steady_solve(steady, boundary, error); /* warm-up: the first factorisation of all */
  for (int scaled = 0; scaled < 2 && code == TL_OK; scaled++)
    code = tl_steady_repeat_linear(steady, scaled, error); /* and KLU's own first ones */
  for (int r = 0; r < REPETITIONS && code == TL_OK; r++) {
    start = bench_now_ns();
    code = tl_steady_solve(steady, boundary, error);
    total[r] = bench_now_ns() - start;
    if (code == TL_OK && tl_steady_outcome(steady) != TL_SOLVED)
      code = tl_fail(error, TL_ERR_NO_ANSWER, "%s", tl_steady_reason(steady)->sentence);
    for (int scaled = 0; scaled < 2; scaled++) {
      start = bench_now_ns();
      for (int k = 0; k < 3 && code == TL_OK; k++) code = tl_steady_repeat_linear(steady, scaled, error);
      klu[scaled][r] = (bench_now_ns() - start) / 3.0;
    }
  }
  if (code == TL_OK) {
    const tl_certificate *c = tl_steady_certificate(steady);
    m->setup_ms = 1e-6 * bench_median(setup, REPETITIONS);
    m->total_ms = 1e-6 * bench_median(total, REPETITIONS);
    for (int scaled = 0; scaled < 2; scaled++) m->klu_ms[scaled] = 1e-6 * bench_median(klu[scaled], REPETITIONS);
    m->mass_rel = c->mass_residual_kg_s / c->largest_flow_kg_s;
    m->pressure_pa = c->pressure_residual_pa;
    m->iterations = c->iterations;
    tl_steady_size(steady, &m->unknowns, &m->nonzeros);
  }
  tl_steady_destroy(steady);
  return code;
}

static tl_code measure(const tl_gas *gas, size_t pipes, double share, measured *m, tl_error *error) {
  lattice g;
  tl_network *network = NULL;
  tl_boundary *boundary = NULL;
  tl_code code = make_lattice(&g, pipes, share, 20260101, error);
  if (code == TL_OK) code = build(&g, &network, error);
  if (code == TL_OK) boundary = calloc(g.nodes, sizeof *boundary);
  if (code == TL_OK && boundary == NULL) {
    code = tl_fail(error, TL_ERR_MACHINE, "not enough memory for the bench");
  } else if (code == TL_OK) {
    for (size_t i = 0; i < g.nodes; i++) boundary[i].withdrawal_kg_s = g.load[i];
    boundary[g.order[0]] = (tl_boundary){.kind = TL_GIVEN_PRESSURE, .p_pa = source_p_pa};
    m->nodes = g.nodes;
    code = measure_solver(network, gas, boundary, m, error);
    if (code == TL_OK) code = measure_memory(network, gas, boundary, m, error);
  }
  free(boundary);
  tl_network_destroy(network);
  forget(&g);
  return code;
}

/* ---- figures ---------------------------------------------------------------------------------------------------- */

typedef struct figures {
  bench_figure at[MOST_FIGURES];
  size_t count;
} figures;

static void put(figures *f, const char *name, const char *size, const char *share, double value, const char *unit,
                double aim, const char *yardstick) {
  if (f->count == MOST_FIGURES) return;
  bench_figure *at = &f->at[f->count++];
  (void)snprintf(at->name, sizeof at->name, "%s%s%s", name, size, share);
  (void)snprintf(at->yardstick, sizeof at->yardstick, "%s", yardstick);
  at->value = value;
  at->unit = unit;
  at->aim = aim;
}

static double per_pipe(const measured *m, size_t pipes) { return m->total_ms / (double)pipes / m->iterations; }

static void put_sizes(figures *f, measured m[2][SIZES], size_t count) {
  static const char *const size_names[SIZES] = {"_1e3", "_1e4", "_1e5", "_1e6"};
  char share[16], text[200];
  for (int s = 0; s < 2; s++)
    for (size_t k = 0; k < count; k++) {
      const measured *at = &m[s][k];
      (void)snprintf(share, sizeof share, "_%s", share_names[s]);
      (void)snprintf(text, sizeof text,
                     "%d iterations of KLU at %.3g ms; %zu unknowns, %zu nonzeros; certificate: mass %.1e of the "
                     "largest flow, %.1e Pa",
                     at->iterations, at->klu_ms[0], at->unknowns, at->nonzeros, at->mass_rel, at->pressure_pa);
      put(f, "total", size_names[k], share, at->total_ms, "ms", NAN, text);
      put(f, "total_vs_klu", size_names[k], share, at->total_ms / (at->iterations * at->klu_ms[0]), "1",
          k == 2 ? 2.0 : NAN, "over iterations x KLU refactor and solve, rows as they are");
      put(f, "total_vs_klu_scaled", size_names[k], share, at->total_ms / (at->iterations * at->klu_ms[1]), "1",
          k == 2 ? 2.0 : NAN, "over iterations x KLU refactor and solve at its defaults, which scale rows");
      put(f, "setup_vs_newton", size_names[k], share, at->setup_ms / at->total_ms, "1", k == 2 ? 1.5 : NAN,
          "presolve and analysis, before the first solve");
      put(f, "memory", size_names[k], share, at->megabytes, "MB", NAN, "of the solver, without KLU's factors");
      put(f, "iterations", size_names[k], share, at->iterations, "1", k == 2 ? 15.0 : 20.0, "");
    }
}

static void put_sums(figures *f, measured m[2][SIZES], size_t count) {
  double mass = 0.0;
  for (int s = 0; s < 2; s++)
    for (size_t k = 0; k < count; k++) mass = fmax(mass, m[s][k].mass_rel);
  put(f, "mass_residual_rel", "", "", mass, "1", 1e-10, "the worst of all, over the largest flow");
  if (count > 2)
    put(f, "iterations_1e5", "", "", fmax(m[0][2].iterations, m[1][2].iterations), "1", 15.0, "the more of 5 and 25 %");
  if (count < SIZES) return;
  const double few = per_pipe(&m[0][3], sizes[3]) / per_pipe(&m[0][1], sizes[1]);
  const double many = per_pipe(&m[1][3], sizes[3]) / per_pipe(&m[1][1], sizes[1]);
  const double klu = m[1][3].klu_ms[0] / m[1][1].klu_ms[0] / 100.0;
  put(f, "growth_1e4_1e6", "", "", few, "1", 3.0, "time per pipe and iteration at 1e6 over that at 1e4, 5 % loops");
  put(f, "growth_vs_klu_25pct", "", "", many / klu, "1", 1.5, "the same at 25 % loops over the growth of KLU alone");
}

int tli_bench_steady(int argc, char **argv) {
  static const char help[] =
      "trunkline bench steady [--n PIPES] [--json]\n\nRandom connected networks, trees with 5 % and 25 % further "
      "pipes: "
      "from the frozen network to the certified\nanswer, against KLU alone on the same matrices.\n"
      "  --n  the largest network (default 1000000)";
  bench_arguments arguments;
  int exit_code;
  if (!bench_read_arguments(argc, argv, "steady", help, &arguments, &exit_code)) return exit_code;
  static const measured nothing = {0};
  measured m[2][SIZES] = {{nothing}};
  tl_error error = {0};
  tl_gas_options options;
  tl_gas_options_default(&options);
  options.table = true;
  options.phase_check = false;
  tl_gas *gas = NULL;
  size_t count = 0;
  tl_code code = tl_gas_create(&gas_mixture, &options, &gas, &error);
  for (; count < SIZES && code == TL_OK && sizes[count] <= (arguments.n > 0 ? arguments.n : sizes[SIZES - 1]); count++)
    for (int s = 0; s < 2 && code == TL_OK; s++) code = measure(gas, sizes[count], shares[s], &m[s][count], &error);
  tl_gas_destroy(gas);
  if (code != TL_OK) {
    (void)fprintf(stderr, "trunkline bench steady: %s\n", error.sentence);
    return (int)code;
  }
  figures f = {.count = 0};
  put_sizes(&f, m, count);
  put_sums(&f, m, count);
  return bench_print("steady", f.at, f.count, arguments.json);
}
