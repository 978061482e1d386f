/* The order in which unknowns are eliminated. Those with two neighbours at most go in the order of the chains that they
 * form, which no order betters; AMD of SuiteSparse orders the rest, a smaller graph in which each chain is one pair.
 * Each chain stands just before the first of its two ends, so that the order stays a postorder of the elimination tree
 * and what is eliminated together lies together. */
#include <amd.h>

#include "la/tli_la.h"

typedef struct graph {
  size_t n;
  int *start, *row; /* neighbours of each, repeated where pairs are */
} graph;

typedef struct chains {
  int *kernel;        /* by unknown: its number in the kernel, or -1: in a chain */
  int *of_kernel;     /* the other way */
  int *list;          /* nodes of the chains, one after the other */
  int *first, *last;  /* by chain: places in the list (last: behind it) */
  int *end_a, *end_b; /* by chain: kernel nodes at its ends; -1: none */
  bool *seen;
  size_t kernels, listed, count;
} chains;

static tl_code make_graph(tli_arena *work, size_t n, size_t pair_count, const tli_stamp *pairs, graph *g,
                          tl_error *error) {
  *g = (graph){n, TLI_NEW_N(work, int, n + 2), TLI_NEW_N(work, int, 2 * pair_count + 1)};
  if (g->start == NULL || g->row == NULL) return TLI_NO_MEMORY(error, "the ordering of a sparse system");
  for (size_t k = 0; k < pair_count; k++) { /* counted one place further on, so that filling leaves the starts behind */
    g->start[pairs[k].row + 2]++;
    g->start[pairs[k].column + 2]++;
  }
  for (size_t i = 2; i <= n; i++) g->start[i + 1] += g->start[i];
  for (size_t k = 0; k < pair_count; k++) {
    g->row[g->start[pairs[k].column + 1]++] = pairs[k].row;
    g->row[g->start[pairs[k].row + 1]++] = pairs[k].column;
  }
  return TL_OK;
}

static int degree(const graph *g, int i) { return g->start[i + 1] - g->start[i]; }

/* The neighbour of a node of a chain that one does not come from; -1 at a dead end. */
static int next_of(const graph *g, int node, int from) {
  if (degree(g, node) < 2) return degree(g, node) == 1 && g->row[g->start[node]] != from ? g->row[g->start[node]] : -1;
  const int a = g->row[g->start[node]], b = g->row[g->start[node] + 1];
  return a == from ? b : a;
}

/* Along a chain from its first node, into the list; the kernel node at its end, or -1. */
static int walk(const graph *g, chains *c, int node, int from) {
  while (node >= 0 && c->kernel[node] < 0 && !c->seen[node]) {
    const int next = next_of(g, node, from);
    c->seen[node] = true;
    c->list[c->listed++] = node;
    from = node;
    node = next;
  }
  return node >= 0 ? c->kernel[node] : -1;
}

static void take_chain(const graph *g, chains *c, int node, int from) {
  const size_t k = c->count++;
  c->first[k] = (int)c->listed;
  c->end_a[k] = from >= 0 ? c->kernel[from] : -1;
  c->end_b[k] = walk(g, c, node, from);
  c->last[k] = (int)c->listed;
  if (c->end_a[k] < 0 || c->end_b[k] >= 0) return;
  for (int a = c->first[k], b = c->last[k] - 1; a < b; a++, b--) { /* a dead end goes from its far end */
    const int other = c->list[a];
    c->list[a] = c->list[b];
    c->list[b] = other;
  }
}

static tl_code find_chains(tli_arena *work, const graph *g, chains *c, tl_error *error) {
  int **all[] = {&c->kernel, &c->of_kernel, &c->list, &c->first, &c->last, &c->end_a, &c->end_b};
  *c = (chains){.seen = TLI_NEW_N(work, bool, g->n + 1)};
  bool whole = c->seen != NULL;
  for (size_t i = 0; i < TLI_COUNT(all); i++) whole = (*all[i] = TLI_NEW_N(work, int, g->n + 1)) != NULL && whole;
  if (!whole) return TLI_NO_MEMORY(error, "the ordering of a sparse system");
  for (int i = 0; i < (int)g->n; i++) {
    c->kernel[i] = degree(g, i) > 2 ? (int)c->kernels : -1;
    if (c->kernel[i] >= 0) c->of_kernel[c->kernels++] = i;
  }
  for (size_t k = 0; k < c->kernels; k++) {
    const int i = c->of_kernel[k];
    for (int at = g->start[i]; at < g->start[i + 1]; at++)
      if (c->kernel[g->row[at]] < 0 && !c->seen[g->row[at]]) take_chain(g, c, g->row[at], i);
  }
  for (int pass = 0; pass < 2; pass++) /* parts of the graph without a kernel: paths from their ends, then rings */
    for (int i = 0; i < (int)g->n; i++)
      if (c->kernel[i] < 0 && !c->seen[i] && (pass == 1 || degree(g, i) < 2)) take_chain(g, c, i, -1);
  return TL_OK;
}

static tl_code ask_amd(const graph *g, int *order, tl_error *error) {
  const int status = g->n > 0 ? amd_order((int)g->n, g->start, g->row, order, NULL, NULL) : AMD_OK;
  if (status == AMD_OK || status == AMD_OK_BUT_JUMBLED) return TL_OK;
  if (status == AMD_OUT_OF_MEMORY) return TLI_NO_MEMORY(error, "the ordering of a sparse system");
  return tl_fail(error, TL_ERR_NO_ANSWER, "AMD refuses the pattern of the equations (status %d)", status);
}

/* The kernel's own pairs, and one for each chain between two of its nodes. */
static tl_code order_kernel(tli_arena *work, const graph *g, const chains *c, int *order, tl_error *error) {
  size_t count = 0;
  tli_stamp *pairs = TLI_NEW_N(work, tli_stamp, (size_t)g->start[g->n] + c->count + 1);
  graph kernel;
  if (pairs == NULL) return TLI_NO_MEMORY(error, "the ordering of a sparse system");
  for (size_t k = 0; k < c->kernels; k++)
    for (int at = g->start[c->of_kernel[k]]; at < g->start[c->of_kernel[k] + 1]; at++) {
      const int other = c->kernel[g->row[at]];
      if (other > (int)k) pairs[count++] = (tli_stamp){(int)k, other};
    }
  for (size_t k = 0; k < c->count; k++)
    if (c->end_a[k] >= 0 && c->end_b[k] >= 0 && c->end_a[k] != c->end_b[k])
      pairs[count++] = (tli_stamp){c->end_a[k], c->end_b[k]};
  TLI_TRY(make_graph(work, c->kernels, count, pairs, &kernel, error));
  return ask_amd(&kernel, order, error);
}

/* Chains by the kernel node before which they stand; those of none come first. */
static tl_code lay(tli_arena *work, const graph *g, const chains *c, const int *kernel_order, int *order,
                   tl_error *error) {
  int *place = TLI_NEW_N(work, int, c->kernels + 1), *head = TLI_NEW_N(work, int, c->kernels + 1),
      *next = TLI_NEW_N(work, int, c->count + 1);
  if (place == NULL || head == NULL || next == NULL) return TLI_NO_MEMORY(error, "the ordering of a sparse system");
  size_t done = 0;
  for (size_t k = 0; k < c->kernels; k++) {
    place[kernel_order[k]] = (int)k;
    head[k] = -1;
  }
  for (size_t k = 0; k < c->count; k++) {
    const int a = c->end_a[k] >= 0 ? place[c->end_a[k]] : -1, b = c->end_b[k] >= 0 ? place[c->end_b[k]] : -1;
    const int before = b < 0 || (a >= 0 && a < b) ? a : b;
    for (int i = c->first[k]; before < 0 && i < c->last[k]; i++) order[done++] = c->list[i];
    if (before < 0) continue;
    next[k] = head[before];
    head[before] = (int)k;
  }
  for (size_t k = 0; k < c->kernels; k++) {
    for (int chain = head[k]; chain >= 0; chain = next[chain])
      for (int i = c->first[chain]; i < c->last[chain]; i++) order[done++] = c->list[i];
    order[done++] = c->of_kernel[kernel_order[k]];
  }
  return done == g->n ? TL_OK : tl_fail(error, TL_ERR_NO_ANSWER, "the ordering of a sparse system is not whole");
}

tl_code tli_minimum_degree(tli_arena *work, size_t n, size_t pair_count, const tli_stamp *pairs, int *order,
                           tl_error *error) {
  graph g;
  chains c;
  if (n > INT32_MAX / 2 || pair_count > INT32_MAX / 4)
    return tl_fail(error, TL_ERR_USAGE, "a system of %zu unknowns and %zu pairs is too large", n, pair_count);
  TLI_TRY(make_graph(work, n, pair_count, pairs, &g, error));
  TLI_TRY(find_chains(work, &g, &c, error));
  int *kernel_order = TLI_NEW_N(work, int, c.kernels + 1);
  if (kernel_order == NULL) return TLI_NO_MEMORY(error, "the ordering of a sparse system");
  TLI_TRY(order_kernel(work, &g, &c, kernel_order, error));
  return lay(work, &g, &c, kernel_order, order, error);
}
