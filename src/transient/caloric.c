/* Density and enthalpy of one gas over (p,T) for millions of cells: bicubic cells through the law's own states;
 * see docs/theory/transient-heat.md for their error. Continuous everywhere, so that a state that crosses from one cell
 * to the next does not jump.
 *
 * Enthalpy [J/kg] is counted so that the ideal gas has cp T at 288.15 K: what a pipe holds is then about M cv T, and
 * shares of it are meaningful. Gases that mix all have the same there: what they hold then adds up by mass, and where
 * one stands for another for a moment, little energy goes astray.
 *
 * Where the law has no gas (T below the two-phase region's top at that pressure), the state goes on from the next
 * warmer node as an ideal gas would: rho ~ 1/T, h with that node's cp. Such nodes are counted. */
#include "transient/tli_transient.h"

#include <string.h>

enum { P_CELLS = 96, T_CELLS = 96, PLACES_BYTES = P_CELLS * T_CELLS * sizeof(uint16_t) };
static const double t_min_k = 150.0, t_max_k = 450.0, usual_t_k = 288.15, least_pa = 1.0;

/* Monomials of x in 0 .. 1 from values at 0, 1/3, 2/3, 1. */
static void cubic_through(const double *f, size_t stride, double c[4]) {
  const double a = f[0], b = f[stride], d = f[2 * stride], e = f[3 * stride];
  c[0] = a;
  c[1] = -5.5 * a + 9.0 * b - 4.5 * d + e;
  c[2] = 9.0 * a - 22.5 * b + 18.0 * d - 4.5 * e;
  c[3] = -4.5 * a + 13.5 * b - 13.5 * d + 4.5 * e;
}

/* c[4 i + j]: coefficient of x^i y^j, from 4 x 4 nodes, those of one temperature side by side. */
static void bicubic_through(const double f[16], double c[16]) {
  double rows[4][4]; /* by T node, monomials in x */
  for (size_t t = 0; t < 4; t++) cubic_through(f + 4 * t, 1, rows[t]);
  for (size_t i = 0; i < 4; i++) cubic_through(&rows[0][i], 4, c + 4 * i);
}

typedef struct node {
  double rho, h, cp, mu;
} node;

static double node_p(const tli_caloric *k, size_t i) {
  return tli_max(k->p_max_pa * (double)i / (3 * P_CELLS), least_pa);
}
static double node_t(size_t j) { return t_min_k + (t_max_k - t_min_k) * (double)j / (3 * T_CELLS); }

static node of_state(const tli_caloric *k, const tl_gas_state *s, size_t i) {
  return (node){i == 0 ? 0.0 : s->density_kg_m3, s->enthalpy_j_mol / s->molar_mass_kg_mol + k->h_shift,
                s->cp_j_mol_k / s->molar_mass_kg_mol, s->viscosity_pa_s};
}

/* A gas, and no jump in density from the next warmer node. */
static bool is_gas(const node *n, const node *warmer) {
  return n->rho >= 0.0 && isfinite(n->h) && n->cp > 0.0 && n->rho <= 1.5 * warmer->rho;
}

/* One node, by itself: where the law has no gas, what the nodes above it go on to. */
static node single(tli_caloric *k, size_t i, size_t j) {
  size_t at = j;
  node found = {0}, above = {0};
  for (; at < 3 * T_CELLS; at++) {
    tl_gas_state s[2];
    const double p[2] = {node_p(k, i), node_p(k, i)}, t[2] = {node_t(at), node_t(at + 1)};
    (void)tl_gas_states_pt(k->gas, 2, p, t, s);
    found = of_state(k, &s[0], i);
    above = of_state(k, &s[1], i);
    if (is_gas(&found, &above)) break;
  }
  if (at == 3 * T_CELLS) found = above;
  if (at > j) {
    k->went_on++;
    const double ratio = node_t(at) / node_t(j);
    found.rho *= ratio;
    found.h -= found.cp * (node_t(at) - node_t(j));
  }
  return found;
}

/* Cells are made when they are first looked at: a run sees few of them. */
static void make_cell(tli_caloric *k, size_t ip, size_t it, double *c) {
  double p[20], t[20], rho[16], h[16];
  node nodes[20];
  tl_gas_state s[20];
  for (size_t j = 0; j < 5; j++) /* one more, warmer */
    for (size_t i = 0; i < 4; i++) {
      p[4 * j + i] = node_p(k, 3 * ip + i);
      t[4 * j + i] = node_t(3 * it + j);
    }
  (void)tl_gas_states_pt(k->gas, 20, p, t, s);
  for (size_t n = 0; n < 20; n++) nodes[n] = of_state(k, &s[n], 3 * ip + n % 4);
  for (size_t n = 0; n < 16; n++) {
    const node found = is_gas(&nodes[n], &nodes[n + 4]) ? nodes[n] : single(k, 3 * ip + n % 4, 3 * it + n / 4);
    rho[n] = found.rho;
    h[n] = found.h;
    nodes[n].mu = found.mu;
  }
  bicubic_through(rho, c);
  bicubic_through(h, c + 16);
  c[32] = nodes[0].mu;
  c[33] = nodes[3].mu - nodes[0].mu;
  c[34] = nodes[12].mu - nodes[0].mu;
  c[35] = nodes[15].mu - nodes[3].mu - nodes[12].mu + nodes[0].mu;
}

static const double *cell_of(tli_caloric *k, size_t ip, size_t it) {
  const size_t cell = it * P_CELLS + ip;
  if (k->place[cell] > 0) return k->c[k->place[cell] - 1];
  if (k->made == k->room) {
    const size_t room = k->room == 0 ? 16 : 2 * k->room;
    double(*larger)[36] = tli_alloc(k->allocator, room * sizeof *larger);
    if (larger == NULL) {
      if (k->lost != NULL) *k->lost = true;
      make_cell(k, ip, it, k->spare);
      return k->spare;
    }
    if (k->made > 0) memcpy(larger, k->c, k->made * sizeof *larger);
    tli_free(k->allocator, k->c, k->room * sizeof *larger);
    k->c = larger;
    k->room = room;
  }
  make_cell(k, ip, it, k->c[k->made]);
  k->place[cell] = (uint16_t)++k->made;
  return k->c[k->made - 1];
}

tl_code tli_caloric_build(tli_caloric *k, const tl_gas *gas, double p_max_pa, double usual_h_j_kg,
                          const tl_allocator *allocator, tl_error *error) {
  *k = (tli_caloric){.gas = gas,
                     .allocator = allocator,
                     .p_max_pa = p_max_pa,
                     .per_pa = P_CELLS / p_max_pa,
                     .per_k = T_CELLS / (t_max_k - t_min_k)};
  tl_gas_state ideal;
  TLI_TRY(tl_gas_state_pt(gas, least_pa, usual_t_k, &ideal, error));
  const double cp = ideal.cp_j_mol_k / ideal.molar_mass_kg_mol;
  if (!isfinite(ideal.enthalpy_j_mol) || !isfinite(cp) || strcmp(tl_gas_model(gas), "given-z") == 0)
    return tl_fail(error, TL_ERR_USAGE,
                   "the gas law %s gives no enthalpy: heat cannot be followed in time; choose a gas with a composition",
                   tl_gas_model(gas));
  k->usual_h_j_kg = isnan(usual_h_j_kg) ? cp * usual_t_k : usual_h_j_kg;
  k->h_shift = k->usual_h_j_kg - ideal.enthalpy_j_mol / ideal.molar_mass_kg_mol;
  k->place = tli_alloc(allocator, PLACES_BYTES);
  return k->place != NULL ? TL_OK : TLI_NO_MEMORY(error, "the table of enthalpies");
}

void tli_caloric_destroy(tli_caloric *k) {
  tli_free(k->allocator, k->c, k->room * sizeof *k->c);
  tli_free(k->allocator, k->place, k->place != NULL ? PLACES_BYTES : 0);
  k->c = NULL;
  k->place = NULL;
  k->made = k->room = 0;
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

/* v: rho, rho_p, rho_T, h, h_p, h_T, viscosity. Beyond the box the state goes on straight, above it in T with rho ~
 * 1/T. */
void tli_caloric_read(tli_caloric *k, double p_pa, double t_k, double v[7]) {
  double px = tli_max(p_pa, 0.0) * k->per_pa;
  const double beyond = px > P_CELLS ? p_pa - k->p_max_pa : 0.0, t = tli_min(tli_max(t_k, t_min_k), t_max_k);
  px = tli_min(px, (double)P_CELLS);
  const double ty = (t - t_min_k) * k->per_k;
  const int i = px < P_CELLS ? (int)px : P_CELLS - 1, j = ty < T_CELLS ? (int)ty : T_CELLS - 1;
  const double x = px - i, y = ty - j, *c = cell_of(k, (size_t)i, (size_t)j);
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
  if (t != t_k) { /* without a kink below, where real gas is far from ideal */
    if (t_k > t) {
      v[0] *= t / t_k;
      v[1] *= t / t_k;
      v[2] = -v[0] / t_k;
    } else {
      v[0] += v[2] * (t_k - t);
    }
    v[3] += v[5] * (t_k - t);
  }
}

bool tli_caloric_covers(const tli_caloric *k, double p_pa, double t_k) {
  return p_pa <= k->p_max_pa && t_k >= t_min_k && t_k <= t_max_k;
}
