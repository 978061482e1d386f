/* Gases of different composition in one network; see docs/theory/mixing.md.
 *
 *   repeat: flows by the solver, each link with the gas of its upstream node
 *           compositions by one sweep in flow order: moles that arrive are summed, component by component
 *   until no mole fraction moves
 *
 * A gas is compiled once for each composition that differs, and kept while the composition stays. */
#include "steady/tli_steady.h"

#include <stdio.h>
#include <string.h>

enum { MOST_ROUNDS = 60, MOST_SWEEPS = 2000 };
static const double settled = 1e-9; /* change of a mole fraction */
static const double alike = 1e-13;  /* compositions closer than this share a gas */

typedef struct compiled {
  tl_gas *gas;
  double net_heat_j_kg;
  bool used;
} compiled;

struct tli_mixing {
  const tl_allocator *allocator;
  size_t nodes, gas_count;
  tl_mixture *x;       /* by graph node */
  size_t *gas_of_node; /* into gases */
  compiled *gases;     /* room for one a node */
};

/* ---- asking ----------------------------------------------------------------------------------------------------- */

static size_t upstream(const tl_steady *s, size_t k) { return (size_t)(s->q[k] >= 0.0 ? s->from[k] : s->to[k]); }

const tl_gas *tli_steady_gas_at(const tl_steady *s, size_t node) {
  return s->mixing == NULL ? s->gas : s->mixing->gases[s->mixing->gas_of_node[node]].gas;
}

const tl_gas *tli_steady_gas_in(const tl_steady *s, size_t k) {
  return s->mixing == NULL ? s->gas : tli_steady_gas_at(s, upstream(s, k));
}

double tli_steady_net_heat_in(const tl_steady *s, size_t k) {
  if (s->mixing == NULL) return s->net_heat_j_kg;
  return s->mixing->gases[s->mixing->gas_of_node[upstream(s, k)]].net_heat_j_kg;
}

void tli_steady_forget_mixing(tl_steady *s) {
  struct tli_mixing *m = s->mixing;
  if (m == NULL) return;
  s->mixing = NULL;
  for (size_t g = 0; g < m->gas_count; g++) tl_gas_destroy(m->gases[g].gas);
  tli_free(m->allocator, m->gases, (m->nodes + 1) * sizeof *m->gases);
  tli_free(m->allocator, m->gas_of_node, (m->nodes + 1) * sizeof *m->gas_of_node);
  tli_free(m->allocator, m->x, (m->nodes + 1) * sizeof *m->x);
  tli_free(m->allocator, m, sizeof *m);
}

/* ---- gases ------------------------------------------------------------------------------------------------------ */

static double distance(const tl_mixture *a, const tl_mixture *b) {
  double largest = 0.0;
  for (int c = 0; c < TL_COMPONENTS; c++) largest = fmax(largest, fabs(a->x[c] - b->x[c]));
  return largest;
}

static tl_code compile(const tl_steady *s, struct tli_mixing *m, const tl_mixture *x, size_t *index, tl_error *error) {
  for (size_t g = 0; g < m->gas_count; g++)
    if (distance(tl_gas_mixture(m->gases[g].gas), x) <= alike) {
      m->gases[g].used = true;
      *index = g;
      return TL_OK;
    }
  size_t place = 0; /* one that is free: there are as many as nodes */
  while (place < m->gas_count && m->gases[place].used) place++;
  tl_gas_options options;
  tl_gas_options_default(&options);
  options.model = tl_gas_model(s->gas);
  options.phase_check = false;
  options.allocator = m->allocator;
  compiled one = {.used = true};
  tl_gas_quality quality;
  TLI_TRY(tl_mixture_quality(x, 298.15, 293.15, &quality, error));
  TLI_TRY(tl_gas_create(x, &options, &one.gas, error));
  one.net_heat_j_kg = quality.net_j_kg;
  if (place < m->gas_count)
    tl_gas_destroy(m->gases[place].gas);
  else
    m->gas_count++;
  m->gases[place] = one;
  *index = place;
  return TL_OK;
}

/* Neighbours often share a gas: the last one is tried first. */
static tl_code compile_all(const tl_steady *s, struct tli_mixing *m, tl_error *error) {
  for (size_t g = 0; g < m->gas_count; g++) m->gases[g].used = false;
  for (size_t i = 0; i < m->nodes; i++) {
    const size_t last = i > 0 ? m->gas_of_node[i - 1] : 0;
    if (i > 0 && distance(tl_gas_mixture(m->gases[last].gas), &m->x[i]) <= alike)
      m->gas_of_node[i] = last;
    else
      TLI_TRY(compile(s, m, &m->x[i], &m->gas_of_node[i], error));
  }
  return TL_OK;
}

static tl_code begin(tl_steady *s, tl_error *error) {
  const tl_allocator *allocator = tli_arena_allocator(s->arena);
  struct tli_mixing *m = tli_alloc(allocator, sizeof *m);
  if (m == NULL) return TLI_NO_MEMORY(error, "the gases of a network");
  *m = (struct tli_mixing){.allocator = allocator, .nodes = s->nodes};
  s->mixing = m;
  m->x = tli_alloc(allocator, (s->nodes + 1) * sizeof *m->x);
  m->gas_of_node = tli_alloc(allocator, (s->nodes + 1) * sizeof *m->gas_of_node);
  m->gases = tli_alloc(allocator, (s->nodes + 1) * sizeof *m->gases);
  if (m->x == NULL || m->gas_of_node == NULL || m->gases == NULL) {
    tli_steady_forget_mixing(s);
    return TLI_NO_MEMORY(error, "the gases of a network");
  }
  for (size_t i = 0; i < s->nodes; i++) m->x[i] = *tl_gas_mixture(s->gas);
  const tl_code code = compile_all(s, m, error);
  if (code != TL_OK) tli_steady_forget_mixing(s);
  return code;
}

/* ---- the sweep -------------------------------------------------------------------------------------------------- */

static bool is_given(const tl_mixture *x) {
  for (int c = 0; c < TL_COMPONENTS; c++)
    if (x->x[c] > 0.0) return true;
  return false;
}

static double molar_mass_of(const tl_mixture *x) {
  double sum = 0.0;
  for (int c = 0; c < TL_COMPONENTS; c++) sum += x->x[c] * tl_component_molar_mass_kg_mol((tl_component)c);
  return sum;
}

/* What enters, as solved: moles by component, summed over the network nodes that were joined into a graph node. */
static void add_entering(const tl_steady *s, const tl_mixture *entering, double *moles) {
  for (size_t i = 0; i < s->network_nodes; i++) {
    const size_t at = (size_t)s->whole[i];
    const double kg_s = -s->withdrawal[i];
    if (!(kg_s > 0.0)) continue;
    const tl_mixture *x = is_given(&entering[i]) ? &entering[i] : tl_gas_mixture(s->gas);
    const double mol_s = kg_s / molar_mass_of(x);
    for (int c = 0; c < TL_COMPONENTS; c++) moles[at * TL_COMPONENTS + (size_t)c] += mol_s * x->x[c];
  }
}

/* What a ring brings to the node at which it is cut has the composition of the sweep before. */
static void add_round(const tl_steady *s, int node, double *moles) {
  for (int a = s->adjacency_start[node]; a < s->adjacency_start[node + 1]; a++) {
    const int link = s->adjacency[a];
    if (s->q[link] == 0.0 || !tli_steady_comes_later(s, link, node)) continue;
    const tl_mixture *x = &s->mixing->x[upstream(s, (size_t)link)];
    const double mol_s = fabs(s->q[link]) / molar_mass_of(x);
    for (int c = 0; c < TL_COMPONENTS; c++) moles[c] += mol_s * x->x[c];
  }
}

/* One sweep in flow order; gives the largest change of a mole fraction where gas passes. */
static double sweep(tl_steady *s, const tl_mixture *entering, double *moles) {
  struct tli_mixing *m = s->mixing;
  memset(moles, 0, s->nodes * TL_COMPONENTS * sizeof *moles);
  add_entering(s, entering, moles);
  tli_steady_order(s);
  double change = 0.0;
  for (size_t o = 0; o < s->nodes; o++) {
    const int node = s->order[o];
    double *here = moles + (size_t)node * TL_COMPONENTS, sum = 0.0;
    add_round(s, node, here);
    s->degree[node] = TLI_PASSED;
    for (int c = 0; c < TL_COMPONENTS; c++) sum += here[c];
    if (sum > 0.0) {
      tl_mixture x;
      for (int c = 0; c < TL_COMPONENTS; c++) x.x[c] = here[c] / sum;
      change = fmax(change, distance(&x, &m->x[node]));
      m->x[node] = x;
    }
    const double molar_mass = molar_mass_of(&m->x[node]);
    for (int a = s->adjacency_start[node]; a < s->adjacency_start[node + 1]; a++) {
      const int link = s->adjacency[a];
      if (s->q[link] == 0.0 || tli_steady_flows_into(s, link, node)) continue;
      const int next = s->from[link] == node ? s->to[link] : s->from[link];
      for (int c = 0; c < TL_COMPONENTS; c++)
        moles[(size_t)next * TL_COMPONENTS + (size_t)c] += fabs(s->q[link]) / molar_mass * m->x[node].x[c];
    }
  }
  return change;
}

static tl_code rounds(tl_steady *s, const tl_boundary *boundary, const tl_mixture *entering, double *moles,
                      tl_error *error) {
  double change = INFINITY;
  for (int round = 0; round < MOST_ROUNDS && change > settled; round++) {
    TLI_TRY(tli_steady_run(s, boundary, error));
    if (s->outcome != TL_SOLVED) return TL_OK;
    change = sweep(s, entering, moles);
    double left = change; /* a sweep leaves nothing but where gas goes round */
    for (int k = 0; k < MOST_SWEEPS && left > 0.01 * settled; k++) left = sweep(s, entering, moles);
    if (change > settled) TLI_TRY(compile_all(s, s->mixing, error));
  }
  if (change <= settled) return TL_OK;
  s->outcome = TL_NOT_SOLVED;
  s->reason.code = "mixing";
  s->reason.value = change;
  s->reason.unit = "mol/mol";
  (void)snprintf(s->reason.sentence, sizeof s->reason.sentence,
                 "Compositions and flows did not settle: after %d rounds a mole fraction still moves by %.1e.",
                 (int)MOST_ROUNDS, change);
  return TL_OK;
}

tl_code tl_steady_solve_mixing(tl_steady *s, const tl_boundary *boundary, const tl_mixture *entering, tl_error *error) {
  if (strcmp(tl_gas_model(s->gas), "given-z") == 0)
    return tl_fail(error, TL_ERR_USAGE, "a gas without composition cannot be mixed");
  tli_steady_forget_mixing(s);
  s->warm = s->warm && s->options.from_last; /* rounds start from one another, but not from an earlier call unasked */
  TLI_TRY(tli_steady_build(s, error));
  double *moles = tli_alloc(tli_arena_allocator(s->arena), (s->nodes + 1) * TL_COMPONENTS * sizeof *moles);
  if (moles == NULL) return TLI_NO_MEMORY(error, "the gases of a network");
  tl_code code = begin(s, error);
  if (code == TL_OK) code = rounds(s, boundary, entering, moles, error);
  tli_free(tli_arena_allocator(s->arena), moles, (s->nodes + 1) * TL_COMPONENTS * sizeof *moles);
  if (code != TL_OK) s->outcome = TL_NOT_SOLVED;
  return code;
}

tl_code tl_steady_node_mixture(const tl_steady *s, size_t node, tl_mixture *mixture, tl_error *error) {
  tl_node_state state;
  TLI_TRY(tl_steady_node(s, node, &state, error));
  *mixture = s->mixing == NULL ? *tl_gas_mixture(s->gas) : s->mixing->x[s->whole[node]];
  return TL_OK;
}
