/* An optimum of gas flow through the plain simulator (steady.h): pressures and flows must come out again.
 *
 * Each resistance becomes a pipe of 50 km with lambda 0.01 and the diameter that gives it, of an ideal gas; where that
 * is no diameter of a pipe (resistors have next to no resistance), the nearest one with another length. Compressors
 * hold their ratio; what stands at one pressure is joined; heights are those that have the same columns in this gas;
 * what drops pressure or rests is cut open: its flow leaves on one side and enters on the other. Each part that hangs
 * together holds the pressure of one node. */
#include "optimise/tli_flow.h"

#include <math.h>
#include <stdio.h>

#include "elem/tli_elem.h"
#include "trunkline/steady.h"

static const double t_k = 288.15, molar_mass = 0.018, lambda = 0.01, length_m = 50e3;
static const double narrow_m = 0.01, wide_m = 5.0, part_m = 1e7; /* diameters taken; no pipe is cut */
/* What counts as the same: shares of the largest pressure and flow; or a difference of flow that is no more in its law
 * than 1e-7 MPa2, a hundred times the rest that Ipopt leaves there (at rest, flows are its root). */
static const double same_p = 1e-6, same_q = 1e-4, same_law_mpa2 = 1e-7;
static const double rest_kg_s = 1e-6, level = 1e-7; /* flows at rest; ratios that are 1 */

static double speed2(void) { return TLI_GAS_CONSTANT * t_k / molar_mass; } /* R T / M [m2/s2] */

typedef enum how { LEFT_OUT, CUT, PIPE, JOINED, RAISED, CHECKED, LEAK } how;

/* Above the first node, so that a column of this gas weighs as one of the problem's does. */
static double height_of(const tli_flow *f, size_t node) {
  const double rise = f->p->nodes[node].height_m - f->p->nodes[0].height_m;
  return rise != 0.0 ? rise * speed2() / f->p->zrt_j_kg : 0.0;
}

static how how_of(const tli_flow *f, size_t k, const double *x, const bool *there) {
  const tl_flow_arc *a = &f->p->arcs[k];
  /* check valves that pass gas or hold a pressure back are some there, too; between equal ones at rest nothing says */
  if (a->kind == TL_FLOW_CHECK_VALVE && there[k] && x[tli_flow_q(f, k)] > rest_kg_s) return CHECKED;
  if (a->kind == TL_FLOW_CHECK_VALVE && !there[k] && x[a->from] < x[a->to] * (1.0 - level)) return CHECKED;
  const bool level_ends = f->p->nodes[a->from].height_m == f->p->nodes[a->to].height_m; /* a join has its gas column */
  if (a->kind == TL_FLOW_GOVERNOR) return there[k] && level_ends ? JOINED : CUT;
  if (!there[k]) return LEFT_OUT;
  if (a->kind == TL_FLOW_PIPE) return PIPE;
  if (a->kind == TL_FLOW_LEAK) return LEAK;
  if (a->kind == TL_FLOW_JOIN) return JOINED;
  if (a->kind == TL_FLOW_CHECK_VALVE) return CUT;
  const double ratio = sqrt(x[a->to] / fmax(x[a->from], 1e-12));
  if (fabs(x[tli_flow_q(f, k)]) < rest_kg_s || !(ratio > 1.0 - level)) return CUT;
  return ratio < 1.0 + level && level_ends ? JOINED : RAISED;
}

/* A hole with the same critical flow of this gas. */
static tl_code add_hole(tl_network *network, const char *id, const tli_flow *f, size_t k, tl_error *error) {
  const tl_flow_arc *a = &f->p->arcs[k];
  tl_leak leak;
  tl_leak_default(&leak);
  double slope;
  leak.area_m2 =
      sqrt(speed2() / (a->resistance * tli_leak_number(leak.kappa, 0.0, &slope))) / leak.discharge_coefficient;
  return tl_network_add_leak(network, id, a->from, a->to, &leak, NULL, error);
}

static tl_code add_arc(tl_network *network, const tli_flow *f, size_t k, const double *x, how way, tl_error *error) {
  const tl_flow_arc *a = &f->p->arcs[k];
  char id[24]; /* ids of a problem need not be unique */
  (void)snprintf(id, sizeof id, "%zu", k);
  if (way == JOINED) return tl_network_add_short_pipe(network, id, a->from, a->to, NULL, error);
  if (way == CHECKED) return tl_network_add_check_valve(network, id, a->from, a->to, NULL, error);
  if (way == LEAK) return add_hole(network, id, f, k, error);
  if (way == RAISED) {
    tl_compressor c;
    tl_compressor_default(&c);
    c.control = TL_HOLD_RATIO;
    c.ratio = fmax(sqrt(x[a->to] / x[a->from]), 1.0);
    c.driver_efficiency = 0.0; /* no fuel is drawn */
    return tl_network_add_compressor(network, id, a->from, a->to, &c, NULL, error);
  }
  if (way != PIPE) return TL_OK;
  const double pi = acos(-1.0);
  const double wanted = pow(16.0 * lambda * length_m * speed2() / (pi * pi * a->resistance), 0.2);
  tl_pipe pipe;
  tl_pipe_default(&pipe);
  pipe.diameter_m = fmin(fmax(wanted, narrow_m), wide_m);
  pipe.length_m = length_m * pow(pipe.diameter_m / wanted, 5.0);
  pipe.friction = TL_FRICTION_FIXED;
  pipe.friction_factor = lambda;
  return tl_network_add_pipe(network, id, a->from, a->to, &pipe, NULL, error);
}

static size_t root_of(size_t *parent, size_t i) {
  while (parent[i] != i) i = parent[i] = parent[parent[i]];
  return i;
}

static void set_boundary(const tli_flow *f, const double *x, const bool *there, tl_boundary *boundary, size_t *parent) {
  for (size_t i = 0; i < f->n; i++) {
    parent[i] = i;
    boundary[i] = (tl_boundary){.t_k = t_k};
    if (f->p->pattern_kg_s != NULL) boundary[i].withdrawal_kg_s = -f->p->pattern_kg_s[i] * x[tli_flow_scale(f)];
  }
  for (size_t i = 0; i < f->t; i++) boundary[f->p->trades[i].node].withdrawal_kg_s -= x[tli_flow_in(f, i)];
  for (size_t k = 0; k < f->a; k++) {
    const tl_flow_arc *a = &f->p->arcs[k];
    const how way = how_of(f, k, x, there);
    if (way == CUT) {
      boundary[a->from].withdrawal_kg_s += x[tli_flow_q(f, k)];
      boundary[a->to].withdrawal_kg_s -= x[tli_flow_q(f, k)];
    } else if (way != LEFT_OUT && way != LEAK && there[k]) {
      parent[root_of(parent, a->from)] = root_of(parent, a->to);
    }
  }
  for (size_t i = 0; i < f->n; i++)
    if (root_of(parent, i) == i) {
      boundary[i].kind = TL_GIVEN_PRESSURE;
      boundary[i].p_pa = 1e6 * sqrt(fmax(x[i], 1e-6));
    }
}

/* The larger one, and NaN from the first NaN on (fmax would lose it). */
static double worse(double most, double value) { return isnan(most) || value <= most ? most : value; }

bool tli_flow_compare(const tli_flow *f, const double *x, const bool *there, const double *p_pa, const double *q_kg_s,
                      double *worst_p, double *worst_q) {
  double largest_p = 0.0, largest_q = 0.0;
  bool same = true;
  *worst_p = *worst_q = 0.0;
  for (size_t i = 0; i < f->n; i++) largest_p = fmax(largest_p, 1e6 * sqrt(fmax(x[i], 0.0)));
  for (size_t k = 0; k < f->a; k++) largest_q = fmax(largest_q, fabs(x[tli_flow_q(f, k)]));
  for (size_t i = 0; i < f->n; i++) *worst_p = worse(*worst_p, fabs(p_pa[i] - 1e6 * sqrt(fmax(x[i], 0.0))));
  for (size_t k = 0; k < f->a; k++) {
    const how way = how_of(f, k, x, there);
    if (way != PIPE && way != LEAK) continue;
    const double off = fabs(q_kg_s[k] - x[tli_flow_q(f, k)]);
    *worst_q = worse(*worst_q, off);
    same = same && (off <= same_q * largest_q || f->drag[k] * off * off <= same_law_mpa2);
  }
  return same && *worst_p <= same_p * largest_p;
}

static tl_code read_state(const tl_steady *steady, const tli_flow *f, const double *x, const bool *there, double *p_pa,
                          double *q_kg_s, tl_error *error) {
  for (size_t i = 0; i < f->n; i++) {
    tl_node_state s;
    TLI_TRY(tl_steady_node(steady, i, &s, error));
    p_pa[i] = s.p_pa;
  }
  size_t link = 0;
  for (size_t k = 0; k < f->a; k++) {
    const how way = how_of(f, k, x, there);
    if (way == CUT || way == LEFT_OUT) continue;
    tl_link_state s;
    TLI_TRY(tl_steady_link(steady, link++, &s, error));
    q_kg_s[k] = s.q_kg_s;
  }
  return TL_OK;
}

static tl_code build(tl_network *network, const tli_flow *f, const double *x, const bool *there, tl_error *error) {
  for (size_t i = 0; i < f->n; i++)
    TLI_TRY(tl_network_add_node(network, f->p->nodes[i].id, height_of(f, i), NULL, error));
  for (size_t k = 0; k < f->a; k++) TLI_TRY(add_arc(network, f, k, x, how_of(f, k, x, there), error));
  return tl_network_freeze(network, error);
}

/* p_pa and q_kg_s: the state, NaN where the simulator finds or takes none; what it refuses is no answer of it, unless
 * there is no memory. */
static tl_code simulate(const tli_flow *f, const double *x, const bool *there, double *p_pa, double *q_kg_s,
                        tl_error *error) {
  const tl_allocator *allocator = tli_arena_allocator(f->arena);
  tl_network *network = NULL;
  tl_steady *steady = NULL;
  tl_gas *gas = NULL;
  tl_boundary *boundary = TLI_NEW_N(f->arena, tl_boundary, f->n);
  size_t *parent = TLI_NEW_N(f->arena, size_t, f->n);
  if (boundary == NULL || parent == NULL) return TLI_NO_MEMORY(error, "the simulation of an optimum");
  tl_steady_options options;
  tl_steady_options_default(&options);
  options.isothermal_t_k = t_k;
  options.part_length_m = part_m;
  options.allocator = allocator;
  tl_error why = {0};
  const tl_plain_gas plain = {.molar_mass_kg_mol = molar_mass, .z0 = 1.0, .viscosity_pa_s = 1.1e-5};
  tl_code code = tl_gas_create_plain(&plain, allocator, &gas, &why);
  if (code == TL_OK) code = tl_network_create(allocator, &network, &why);
  if (code == TL_OK) code = build(network, f, x, there, &why);
  if (code == TL_OK) code = tl_steady_create(network, gas, &options, &steady, &why);
  if (code == TL_OK) {
    set_boundary(f, x, there, boundary, parent);
    code = tl_steady_solve(steady, boundary, &why);
  }
  if (code == TL_OK && tl_steady_outcome(steady) == TL_SOLVED)
    code = read_state(steady, f, x, there, p_pa, q_kg_s, &why);
  tl_steady_destroy(steady);
  tl_network_destroy(network);
  tl_gas_destroy(gas);
  return code == TL_ERR_MACHINE ? tl_fail(error, code, "%s", why.sentence) : TL_OK;
}

tl_code tli_flow_check(const tli_flow *f, const double *x, const bool *there, double *p_pa, double *q_kg_s, bool *same,
                       tl_error *error) {
  double *p = TLI_NEW_N(f->arena, double, f->n), *q = TLI_NEW_N(f->arena, double, f->a + 1);
  if (p == NULL || q == NULL) return TLI_NO_MEMORY(error, "the simulation of an optimum");
  for (size_t i = 0; i < f->n; i++) p[i] = NAN;
  bool straight = false; /* no element of the simulator */
  for (size_t k = 0; k < f->a; k++) {
    q[k] = NAN;
    straight = straight || (there[k] && tli_flow_is_straight(&f->p->arcs[k]));
  }
  if (!straight) TLI_TRY(simulate(f, x, there, p, q, error));
  *same = tli_flow_compare(f, x, there, p, q, p_pa, q_kg_s);
  return TL_OK;
}
