/* Density and enthalpy of one gas over (p,T) for millions of cells: bicubic cells through the law's own states, with
 * their error measured halfway between the nodes. Continuous everywhere, so that a state that crosses from one cell to
 * the next does not jump.
 *
 * Enthalpy [J/kg] is counted so that the ideal gas has cp T at 288.15 K: what a pipe holds is then about M cv T, and
 * shares of it are meaningful.
 *
 * Where the law has no gas (T below the two-phase region's top at that pressure), the state goes on from the next
 * warmer node as an ideal gas would: rho ~ 1/T, h with that node's cp. Such nodes are counted. */
#include "transient/tli_transient.h"

#include <string.h>

enum { P_CELLS = 96, T_CELLS = 80, P_NODES = 3 * P_CELLS + 1, T_NODES = 3 * T_CELLS + 1 };
static const double t_min_k = 200.0, t_max_k = 450.0, usual_t_k = 288.15;

typedef struct nodes {
  double *rho, *h, *mu; /* [T node][p node] */
} nodes;

/* Monomials of x in 0 .. 1 from values at 0, 1/3, 2/3, 1. */
static void cubic_through(const double *f, size_t stride, double c[4]) {
  const double a = f[0], b = f[stride], d = f[2 * stride], e = f[3 * stride];
  c[0] = a;
  c[1] = -5.5 * a + 9.0 * b - 4.5 * d + e;
  c[2] = 9.0 * a - 22.5 * b + 18.0 * d - 4.5 * e;
  c[3] = -4.5 * a + 13.5 * b - 13.5 * d + 4.5 * e;
}

/* c[4 i + j]: coefficient of x^i y^j, from 4 x 4 nodes. */
static void bicubic_through(const double *f, double c[16]) {
  double rows[4][4]; /* by T node, monomials in x */
  for (size_t t = 0; t < 4; t++) cubic_through(f + t * P_NODES, 1, rows[t]);
  for (size_t i = 0; i < 4; i++) cubic_through(&rows[0][i], 4, c + 4 * i);
}

static double node_p(const tli_caloric *k, size_t i) { return k->p_max_pa * (double)i / (P_NODES - 1); }
static double node_t(size_t j) { return t_min_k + (t_max_k - t_min_k) * (double)j / (T_NODES - 1); }

/* One isotherm of nodes; NaN where the law has no gas. */
static void read_isotherm(const tl_gas *gas, const tli_caloric *k, double t_k, tl_gas_state *states, double *p,
                          double *t, const nodes *n, size_t row) {
  for (size_t i = 0; i < P_NODES; i++) {
    p[i] = tli_max(node_p(k, i), 1.0);
    t[i] = t_k;
  }
  (void)tl_gas_states_pt(gas, P_NODES, p, t, states);
  for (size_t i = 0; i < P_NODES; i++) {
    const tl_gas_state *s = &states[i];
    const size_t at = row * P_NODES + i;
    n->rho[at] = i == 0 ? 0.0 : s->density_kg_m3;
    n->h[at] = s->enthalpy_j_mol / s->molar_mass_kg_mol;
    n->mu[at] = s->viscosity_pa_s;
  }
}

/* Nodes without a gas, or behind a jump in density, go on from the next warmer one. */
static void go_on_from_above(tli_caloric *k, const nodes *n) {
  for (size_t j = T_NODES - 1; j-- > 0;)
    for (size_t i = 1; i < P_NODES; i++) {
      const size_t at = j * P_NODES + i, above = at + P_NODES;
      const double ratio = node_t(j + 1) / node_t(j);
      if (n->rho[at] > 0.0 && n->rho[at] < 1.5 * n->rho[above] && isfinite(n->h[at])) continue;
      const double cp = j + 2 < T_NODES ? (n->h[above + P_NODES] - n->h[above]) / (node_t(j + 2) - node_t(j + 1)) : 2e3;
      n->rho[at] = n->rho[above] * ratio;
      n->h[at] = n->h[above] - cp * (node_t(j + 1) - node_t(j));
      n->mu[at] = n->mu[above];
      k->went_on++;
    }
}

static tl_code fill(tli_caloric *k, const tl_gas *gas, const nodes *n, tl_gas_state *states, double *p, double *t,
                    tl_error *error) {
  const double least_pa = 1.0;
  double cp;
  tl_gas_state ideal;
  TLI_TRY(tl_gas_state_pt(gas, least_pa, usual_t_k, &ideal, error));
  cp = ideal.cp_j_mol_k / ideal.molar_mass_kg_mol;
  if (!isfinite(ideal.enthalpy_j_mol) || !isfinite(cp))
    return tl_fail(error, TL_ERR_USAGE,
                   "the gas law %s gives no enthalpy: heat cannot be followed in time; choose a gas with a composition",
                   tl_gas_model(gas));
  for (size_t j = 0; j < T_NODES; j++) read_isotherm(gas, k, node_t(j), states, p, t, n, j);
  for (size_t i = 0; i < P_NODES; i++)
    if (!(n->rho[(T_NODES - 1) * P_NODES + i] >= 0.0))
      return tl_fail(error, TL_ERR_NO_ANSWER, "%s has no gas state at %.4g Pa and %.4g K", tl_gas_model(gas),
                     node_p(k, i), t_max_k);
  go_on_from_above(k, n);
  k->h_shift = cp * usual_t_k - ideal.enthalpy_j_mol / ideal.molar_mass_kg_mol;
  for (size_t i = 0; i < (size_t)P_NODES * T_NODES; i++) n->h[i] += k->h_shift;
  for (size_t j = 0; j < T_CELLS; j++)
    for (size_t i = 0; i < P_CELLS; i++) {
      const size_t at = 3 * j * P_NODES + 3 * i;
      double *c = k->c[j * P_CELLS + i];
      bicubic_through(n->rho + at, c);
      bicubic_through(n->h + at, c + 16);
      const double m00 = n->mu[at], m10 = n->mu[at + 3], m01 = n->mu[at + 3 * P_NODES],
                   m11 = n->mu[at + 3 * P_NODES + 3];
      c[32] = m00;
      c[33] = m10 - m00;
      c[34] = m01 - m00;
      c[35] = m11 - m10 - m01 + m00;
    }
  return TL_OK;
}

/* Between the nodes, where nothing was patched nearby: above 250 K. */
static void measure(tli_caloric *k, const tl_gas *gas) {
  for (size_t j = 1; j < T_NODES - 1; j += 7)
    for (size_t i = 2; i < P_NODES - 1; i += 11) {
      const double p = node_p(k, i) + 0.5 * k->p_max_pa / (P_NODES - 1), t = node_t(j) + 0.9;
      tl_gas_state s;
      if (t < 250.0 || tl_gas_state_pt(gas, p, t, &s, NULL) != TL_OK) continue;
      double v[7];
      tli_caloric_read(k, p, t, v);
      const double cp = s.cp_j_mol_k / s.molar_mass_kg_mol;
      k->rho_error = tli_max(k->rho_error, fabs(v[0] / s.density_kg_m3 - 1.0));
      k->h_error =
          tli_max(k->h_error, fabs(v[3] - k->h_shift - s.enthalpy_j_mol / s.molar_mass_kg_mol) / (cp * usual_t_k));
    }
}

tl_code tli_caloric_build(tli_caloric *k, const tl_gas *gas, double p_max_pa, tli_arena *arena, tl_error *error) {
  *k = (tli_caloric){.p_max_pa = p_max_pa, .per_pa = P_CELLS / p_max_pa, .per_k = T_CELLS / (t_max_k - t_min_k)};
  tli_arena *room = tli_arena_create(tli_arena_allocator(arena));
  if (room == NULL) return TLI_NO_MEMORY(error, "the table of enthalpies");
  const size_t count = (size_t)P_NODES * T_NODES;
  const nodes n = {TLI_NEW_N(room, double, count), TLI_NEW_N(room, double, count), TLI_NEW_N(room, double, count)};
  tl_gas_state *states = TLI_NEW_N(room, tl_gas_state, P_NODES);
  double *p = TLI_NEW_N(room, double, P_NODES), *t = TLI_NEW_N(room, double, P_NODES);
  k->c = tli_arena_alloc(arena, (size_t)P_CELLS * T_CELLS, sizeof *k->c);
  tl_code code;
  if (n.rho == NULL || n.h == NULL || n.mu == NULL || states == NULL || p == NULL || t == NULL || k->c == NULL) {
    code = TLI_NO_MEMORY(error, "the table of enthalpies");
  } else {
    code = fill(k, gas, &n, states, p, t, error);
    if (code == TL_OK) measure(k, gas);
  }
  tli_arena_destroy(room);
  return code;
}

/* value, its slopes in x and y: by powers of y side by side. */
static inline void read_bicubic(const double *c, double x, double y, double *v, double *vx, double *vy) {
  double r[4], s[4];
  for (int j = 0; j < 4; j++) {
    r[j] = c[j] + x * (c[4 + j] + x * (c[8 + j] + x * c[12 + j]));
    s[j] = c[4 + j] + x * (2.0 * c[8 + j] + x * (3.0 * c[12 + j]));
  }
  *v = r[0] + y * (r[1] + y * (r[2] + y * r[3]));
  *vx = s[0] + y * (s[1] + y * (s[2] + y * s[3]));
  *vy = r[1] + y * (2.0 * r[2] + y * (3.0 * r[3]));
}

/* v: rho, rho_p, rho_T, h, h_p, h_T, viscosity. Beyond the box the state goes on: in p straight, in T as above. */
void tli_caloric_read(const tli_caloric *k, double p_pa, double t_k, double v[7]) {
  double px = tli_max(p_pa, 0.0) * k->per_pa;
  const double beyond = px > P_CELLS ? p_pa - k->p_max_pa : 0.0, t = tli_min(tli_max(t_k, t_min_k), t_max_k);
  px = tli_min(px, (double)P_CELLS);
  const double ty = (t - t_min_k) * k->per_k;
  const int i = px < P_CELLS ? (int)px : P_CELLS - 1, j = ty < T_CELLS ? (int)ty : T_CELLS - 1;
  const double x = px - i, y = ty - j, *c = k->c[(size_t)j * P_CELLS + (size_t)i];
  read_bicubic(c, x, y, &v[0], &v[1], &v[2]);
  read_bicubic(c + 16, x, y, &v[3], &v[4], &v[5]);
  v[6] = c[32] + x * c[33] + y * (c[34] + x * c[35]);
  v[1] *= k->per_pa;
  v[4] *= k->per_pa;
  v[2] *= k->per_k;
  v[5] *= k->per_k;
  if (beyond > 0.0) {
    v[0] += v[1] * beyond;
    v[3] += v[4] * beyond;
  }
  if (t != t_k) {
    const double at = tli_max(t_k, 20.0), ratio = t / at;
    v[0] *= ratio;
    v[1] *= ratio;
    v[2] = -v[0] / at;
    v[3] += v[5] * (t_k - t);
  }
}

bool tli_caloric_covers(const tli_caloric *k, double p_pa, double t_k) {
  return p_pa <= k->p_max_pa && t_k >= t_min_k && t_k <= t_max_k;
}
