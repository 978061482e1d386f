/* gas/table_kernel.h - reading the Gibbs table: the eight coefficients of a row side by side in vector registers.
 * Included like gerg_kernel.h; the sums run in one order whatever the width.
 */
#include "gas/tli_table.h"
#include "gas/vector_math.h"
#include "gas/vector_viscosity.h"

enum { PARTS = TLI_TABLE_TERMS / TLI_LANES, TABLE_BLOCK = 64 };
typedef struct row {
  lanes part[PARTS];
} row;

static inline row load_row(const double *from) {
  row r;
  for (int k = 0; k < PARTS; k++) r.part[k] = load(from + k * TLI_LANES);
  return r;
}

/* a y + b */
static inline row step(row a, double y, row b) {
  for (int k = 0; k < PARTS; k++) a.part[k] = a.part[k] * y + b.part[k];
  return a;
}

/* A row as the polynomial r[0] + r[1] x + ... + r[7] x^7: its value and derivatives, by pairs (short chains). The row
 * goes through memory because reading single lanes back is cheaper than sums across a register. */
typedef struct polynomial {
  double r[TLI_TABLE_TERMS];
} polynomial;

static inline polynomial to_polynomial(row from) {
  polynomial p;
  for (int k = 0; k < PARTS; k++) memcpy(p.r + k * TLI_LANES, &from.part[k], sizeof from.part[k]);
  return p;
}
static inline double value_at(polynomial p, double x, double x2, double x4) {
  return ((p.r[0] + x * p.r[1]) + x2 * (p.r[2] + x * p.r[3])) +
         x4 * ((p.r[4] + x * p.r[5]) + x2 * (p.r[6] + x * p.r[7]));
}
static inline double slope_at(polynomial p, double x, double x2, double x4) {
  return ((p.r[1] + x * (2.0 * p.r[2])) + x2 * (3.0 * p.r[3] + x * (4.0 * p.r[4]))) +
         x4 * ((5.0 * p.r[5] + x * (6.0 * p.r[6])) + x2 * (7.0 * p.r[7]));
}
static inline double curvature_at(polynomial p, double x, double x2, double x4) {
  return ((2.0 * p.r[2] + x * (6.0 * p.r[3])) + x2 * (12.0 * p.r[4] + x * (20.0 * p.r[5]))) +
         x4 * (30.0 * p.r[6] + x * (42.0 * p.r[7]));
}

typedef struct place {
  int ip, it;
  double x, y;
  bool moved;
} place;

static inline place locate(const tli_table *table, double p_pa, double t_k) {
  place at = {0};
  double p = (p_pa - table->p_min_pa) * table->p_cells_per_pa, t = (t_k - table->t_min_k) * table->t_cells_per_k;
  at.moved = !(p_pa >= table->p_min_pa && p_pa <= table->p_max_pa && t_k >= table->t_min_k && t_k <= table->t_max_k);
  if (!(p >= 0.0)) p = 0.0; /* NaN goes to the lower edge */
  if (p > TLI_TABLE_P_CELLS) p = TLI_TABLE_P_CELLS;
  if (!(t >= 0.0)) t = 0.0;
  if (t > TLI_TABLE_T_CELLS) t = TLI_TABLE_T_CELLS;
  at.ip = p < TLI_TABLE_P_CELLS ? (int)p : TLI_TABLE_P_CELLS - 1;
  at.it = t < TLI_TABLE_T_CELLS ? (int)t : TLI_TABLE_T_CELLS - 1;
  at.x = 2.0 * (p - at.ip) - 1.0;
  at.y = 2.0 * (t - at.it) - 1.0;
  return at;
}

/* z and p dz/dp alone. */
static void density_block(const tli_table *table, size_t n, const double *p_pa, const double *t_k, double *z,
                          double *zp, size_t *moved) {
  for (size_t i = 0; i < n; i++) {
    place at = locate(table, p_pa[i], t_k[i]);
    double(*c)[TLI_TABLE_TERMS] = table->c[at.it][at.ip];
    row v = load_row(c[TLI_TABLE_TERMS - 1]);
    for (int j = TLI_TABLE_TERMS - 2; j >= 0; j--) v = step(v, at.y, load_row(c[j]));
    polynomial g = to_polynomial(v);
    double x = at.x, x2 = x * x, x4 = x2 * x2;
    double p = at.moved ? table->p_min_pa + (at.ip + 0.5 * (at.x + 1.0)) / table->p_cells_per_pa : p_pa[i];
    double p_h = p / table->half_p_pa; /* p d/dp = p_h d/dx */
    double p_gp = p_h * slope_at(g, x, x2, x4), pp_gpp = p_h * p_h * curvature_at(g, x, x2, x4);
    z[i] = 1.0 + p_gp;
    zp[i] = (p_gp + pp_gpp) / p;
    *moved += at.moved;
  }
}

static void put(double *column, size_t i, double value) {
  if (column != NULL) column[i] = value;
}

/* Everything; density_mol_m3 and t_used_k are handed on to the viscosity. */
static void flow_block(const tl_gas *gas, const tli_table *table, size_t offset, size_t n, const double *p_pa,
                       const double *t_k, const tl_gas_flow *out, double *density_mol_m3, double *t_used_k,
                       size_t *moved) {
  for (size_t i = 0; i < n; i++) {
    place at = locate(table, p_pa[offset + i], t_k[offset + i]);
    double(*c)[TLI_TABLE_TERMS] = table->c[at.it][at.ip];
    const double *ideal = table->ideal_cv[at.it];
    row v = load_row(c[TLI_TABLE_TERMS - 1]), v1 = {0}, v2 = {0};
    for (int k = 0; k < PARTS; k++) v1.part[k] = v2.part[k] = spread(0.0);
    double cv0 = ideal[TLI_TABLE_TERMS - 1];
    for (int j = TLI_TABLE_TERMS - 2; j >= 0; j--) {
      v2 = step(v2, at.y, v1);
      v1 = step(v1, at.y, v);
      v = step(v, at.y, load_row(c[j]));
      cv0 = cv0 * at.y + ideal[j];
    }
    polynomial g = to_polynomial(v), gy = to_polynomial(v1),
               gyy = to_polynomial(v2); /* gyy: half the second derivative */
    double x = at.x, x2 = x * x, x4 = x2 * x2;
    double p = p_pa[offset + i], t = t_k[offset + i];
    if (at.moved) {
      p = table->p_min_pa + (at.ip + 0.5 * (at.x + 1.0)) / table->p_cells_per_pa;
      t = table->t_min_k + (at.it + 0.5 * (at.y + 1.0)) / table->t_cells_per_k;
      (*moved)++;
    }
    double p_h = p / table->half_p_pa, t_h = t / table->half_t_k;
    double p_gp = p_h * slope_at(g, x, x2, x4), pp_gpp = p_h * p_h * curvature_at(g, x, x2, x4);
    double t_gt = t_h * value_at(gy, x, x2, x4), tt_gtt = 2.0 * t_h * t_h * value_at(gyy, x, x2, x4);
    double pt_gpt = p_h * t_h * slope_at(gy, x, x2, x4);
    double z = 1.0 + p_gp, p_zp = p_gp + pp_gpp, t_zt = pt_gpt;
    double cp = 1.0 + cv0 - 2.0 * t_gt - tt_gtt; /* over R */
    double stiffness = z * z / (z - p_zp), expansion = (1.0 + t_zt / z) * stiffness;
    double cv = cp - expansion * expansion / stiffness;
    double cp_j_mol_k = gas->r * cp;
    put(out->z, offset + i, z);
    put(out->dz_dp_1_pa, offset + i, p_zp / p);
    put(out->dz_dt_1_k, offset + i, t_zt / t);
    put(out->cp_j_kg_k, offset + i, cp_j_mol_k / gas->molar_mass_kg_mol);
    put(out->joule_thomson_k_pa, offset + i, gas->r * t * t_zt / (p * cp_j_mol_k));
    put(out->kappa, offset + i, stiffness / z * cp / cv);
    density_mol_m3[i] = p / (z * gas->r * t);
    t_used_k[i] = t;
  }
}

static void viscosity_block(const tl_gas *gas, size_t n, const double *t_k, const double *density_mol_m3, double *out) {
  for (size_t i = 0; i < n; i += TLI_LANES) {
    double t[TLI_LANES], d[TLI_LANES], v[TLI_LANES];
    for (size_t k = 0; k < TLI_LANES; k++) {
      size_t from = i + k < n ? i + k : n - 1;
      t[k] = t_k[from];
      d[k] = density_mol_m3[from];
    }
    lanes result = viscosity_lanes(gas, load(t), load(d));
    memcpy(v, &result, sizeof result);
    for (size_t k = 0; k < TLI_LANES && i + k < n; k++) out[i + k] = v[k];
  }
}

size_t TLI_TABLE_RUN(const tl_gas *gas, const tli_table *table, size_t n, const double *p_pa, const double *t_k,
                     const tl_gas_flow *out) {
  size_t moved = 0;
  if (out->dz_dt_1_k == NULL && out->cp_j_kg_k == NULL && out->joule_thomson_k_pa == NULL &&
      out->viscosity_pa_s == NULL && out->kappa == NULL && out->z != NULL && out->dz_dp_1_pa != NULL) {
    density_block(table, n, p_pa, t_k, out->z, out->dz_dp_1_pa, &moved);
    return moved;
  }
  for (size_t offset = 0; offset < n; offset += TABLE_BLOCK) {
    size_t count = n - offset < TABLE_BLOCK ? n - offset : TABLE_BLOCK;
    double density[TABLE_BLOCK], t_used[TABLE_BLOCK];
    flow_block(gas, table, offset, count, p_pa, t_k, out, density, t_used, &moved);
    if (out->viscosity_pa_s != NULL) viscosity_block(gas, count, t_used, density, out->viscosity_pa_s + offset);
  }
  return moved;
}
