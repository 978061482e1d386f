/* The order of elimination: every unknown once, chains without fill, and no more fill than the plain rule of least
 * degree leaves, on graphs of chains, rings, doubled pairs and what is drawn. */
#include "testing.h"

#include "la/tli_la.h"

#include <string.h>

enum { MOST = 160, MOST_PAIRS = 3 * MOST };

typedef struct graph {
  size_t n, pairs;
  tli_stamp pair[MOST_PAIRS];
} graph;

static double some_share(uint64_t *seed) {
  *seed = *seed * 6364136223846793005U + 1442695040888963407U;
  return (double)(*seed >> 11) * 0x1p-53;
}

static void connect(const graph *g, bool near[MOST][MOST]) {
  memset(near, 0, sizeof(bool[MOST][MOST]));
  for (size_t k = 0; k < g->pairs; k++)
    near[g->pair[k].row][g->pair[k].column] = near[g->pair[k].column][g->pair[k].row] = true;
}

/* Takes a node out, its neighbours becoming neighbours of each other; how many it had. */
static size_t eliminate(bool near[MOST][MOST], size_t n, size_t node) {
  size_t list[MOST], count = 0;
  for (size_t i = 0; i < n; i++)
    if (i != node && near[node][i]) list[count++] = i;
  for (size_t a = 0; a < count; a++) {
    near[list[a]][node] = near[node][list[a]] = false;
    for (size_t b = 0; b < count; b++)
      if (a != b) near[list[a]][list[b]] = true;
  }
  return count;
}

/* Entries of the factor below its diagonal. */
static size_t factor_size(const graph *g, const int *order) {
  static bool near[MOST][MOST];
  size_t sum = 0;
  connect(g, near);
  for (size_t k = 0; k < g->n; k++) sum += eliminate(near, g->n, (size_t)order[k]);
  return sum;
}

static size_t least_degree_size(const graph *g) {
  static bool near[MOST][MOST];
  bool gone[MOST] = {false};
  size_t sum = 0;
  connect(g, near);
  for (size_t k = 0; k < g->n; k++) {
    size_t best = SIZE_MAX, least = SIZE_MAX;
    for (size_t i = 0; i < g->n; i++) {
      size_t count = 0;
      for (size_t j = 0; j < g->n && !gone[i]; j++) count += i != j && near[i][j];
      if (gone[i] || count >= least) continue;
      best = i;
      least = count;
    }
    gone[best] = true;
    sum += eliminate(near, g->n, best);
  }
  return sum;
}

static size_t ordered_size(const graph *g) {
  tli_arena *arena = tli_arena_create(NULL);
  tl_error error;
  int order[MOST] = {0};
  bool seen[MOST] = {false};
  assert_int_equal(tli_minimum_degree(arena, g->n, g->pairs, g->pair, order, &error), TL_OK);
  for (size_t k = 0; k < g->n; k++) {
    assert_true(order[k] >= 0 && (size_t)order[k] < g->n && !seen[order[k]]);
    seen[order[k]] = true;
  }
  tli_arena_destroy(arena);
  return factor_size(g, order);
}

static void join(graph *g, int a, int b) { g->pair[g->pairs++] = (tli_stamp){a, b}; }

/* From a to b by way of `between` new nodes. */
static void chain(graph *g, int a, int b, size_t between) {
  for (size_t k = 0; k < between; k++) {
    join(g, a, (int)g->n);
    a = (int)g->n++;
  }
  join(g, a, b);
}

static void chains_and_rings_leave_no_more_than_they_must(void **state) {
  (void)state;
  graph g = {.n = 1};
  assert_int_equal(ordered_size(&g), 0); /* alone */
  g = (graph){.n = 0};
  assert_int_equal(ordered_size(&g), 0);
  g = (graph){.n = 5};
  assert_int_equal(ordered_size(&g), 0); /* five that nothing joins */
  g = (graph){.n = 2};
  chain(&g, 0, 1, 20); /* a path */
  assert_int_equal(ordered_size(&g), g.n - 1);
  g = (graph){.n = 1};
  chain(&g, 0, 0, 20); /* a ring */
  assert_int_equal(ordered_size(&g), 2 * g.n - 3);
  g = (graph){.n = 2};
  chain(&g, 0, 0, 6); /* two rings apart */
  chain(&g, 1, 1, 9);
  assert_int_equal(ordered_size(&g), 2 * g.n - 6);
  g = (graph){.n = 2};
  for (int k = 0; k < 4; k++) chain(&g, 0, 1, 5); /* four ways from one to the other */
  assert_int_equal(ordered_size(&g), 2 * (g.n - 2) + 1);
  g = (graph){.n = 2};
  for (int k = 0; k < 3; k++) join(&g, 0, 1); /* the same pair three times */
  assert_int_equal(ordered_size(&g), 1);
  g = (graph){.n = 3};
  join(&g, 0, 1); /* doubled pairs at the end of a path */
  join(&g, 1, 2);
  join(&g, 2, 1);
  assert_int_equal(ordered_size(&g), 2);
  g = (graph){.n = 1};
  for (int k = 0; k < 6; k++) { /* a star of rays */
    const int end = (int)g.n++;
    chain(&g, 0, end, 3);
  }
  assert_int_equal(ordered_size(&g), g.n - 1);
  g = (graph){.n = 1};
  for (int k = 0; k < 4; k++) chain(&g, 0, 0, 4); /* rings at one node */
  assert_int_equal(ordered_size(&g), 4 * (1 + 2 + 2 + 2));
}

/* Kernels drawn at random, their pairs drawn out to chains, in parts that may be apart. */
static void drawn_networks_leave_no_more_than_the_plain_rule(void **state) {
  (void)state;
  uint64_t seed = 11;
  size_t ours = 0, plain = 0;
  for (int round = 0; round < 200; round++) {
    graph g = {.n = 2 + (size_t)(20 * some_share(&seed))};
    const size_t kernel = g.n, pairs = (size_t)(2.0 * (double)kernel * some_share(&seed));
    for (size_t k = 0; k < pairs; k++) {
      const int a = (int)((double)kernel * some_share(&seed)), b = (int)((double)kernel * some_share(&seed));
      const size_t between = (size_t)(4.0 * some_share(&seed));
      if ((a == b && between < 2) || g.n + between >= MOST) continue;
      chain(&g, a, b, between);
    }
    const size_t own = ordered_size(&g), other = least_degree_size(&g);
    assert_true((double)own <= 1.2 * (double)other + 2.0);
    ours += own;
    plain += other;
  }
  print_message("entries of the factors: %zu, by the plain rule %zu\n", ours, plain);
  assert_true((double)ours <= 1.02 * (double)plain);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(chains_and_rings_leave_no_more_than_they_must),
                                     cmocka_unit_test(drawn_networks_leave_no_more_than_the_plain_rule)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
