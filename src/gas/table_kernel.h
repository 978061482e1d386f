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

/* Sum of products, folded 8 -> 4 -> 2 -> 1 on every width. */
static inline double dot(row a, row b) {
  double v[TLI_TABLE_TERMS];
  for (int k = 0; k < PARTS; k++) {
    lanes product = a.part[k] * b.part[k];
    memcpy(v + k * TLI_LANES, &product, sizeof product);
  }
  return ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7]));
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

/* Weights of the first and second derivative by x. */
static inline void weights(double x, row *w0, row *w1, row *w2) {
  double x2 = x * x, x3 = x2 * x, x4 = x2 * x2, x5 = x4 * x, x6 = x4 * x2, x7 = x4 * x3;
  const double v0[TLI_TABLE_TERMS] = {1.0, x, x2, x3, x4, x5, x6, x7};
  const double v1[TLI_TABLE_TERMS] = {0.0, 1.0, 2.0 * x, 3.0 * x2, 4.0 * x3, 5.0 * x4, 6.0 * x5, 7.0 * x6};
  const double v2[TLI_TABLE_TERMS] = {0.0, 0.0, 2.0, 6.0 * x, 12.0 * x2, 20.0 * x3, 30.0 * x4, 42.0 * x5};
  *w0 = load_row(v0);
  *w1 = load_row(v1);
  *w2 = load_row(v2);
}

/* z and p dz/dp alone. */
static void density_block(const tli_table *table, size_t n, const double *p_pa, const double *t_k, double *z,
                          double *zp, size_t *moved) {
  for (size_t i = 0; i < n; i++) {
    place at = locate(table, p_pa[i], t_k[i]);
    double(*c)[TLI_TABLE_TERMS] = table->c[at.it][at.ip];
    row v = load_row(c[TLI_TABLE_TERMS - 1]);
    for (int j = TLI_TABLE_TERMS - 2; j >= 0; j--) v = step(v, at.y, load_row(c[j]));
    row w0, w1, w2;
    weights(at.x, &w0, &w1, &w2);
    double p = at.moved ? table->p_min_pa + (at.ip + 0.5 * (at.x + 1.0)) / table->p_cells_per_pa : p_pa[i];
    double p_h = p / table->half_p_pa; /* p d/dp = p_h d/dx */
    double p_gp = p_h * dot(v, w1), pp_gpp = p_h * p_h * dot(v, w2);
    z[i] = 1.0 + p_gp;
    zp[i] = (p_gp + pp_gpp) / p;
    *moved += at.moved;
  }
}

static void put(double *column, size_t i, double value) {
  if (column != NULL) column[i] = value;
}

/* Everything; density_kg_m3 and t_used_k are handed on to the viscosity. */
static void flow_block(const tl_gas *gas, const tli_table *table, size_t offset, size_t n, const double *p_pa,
                       const double *t_k, const tl_gas_flow *out, double *density_kg_m3, double *t_used_k,
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
    row w0, w1, w2;
    weights(at.x, &w0, &w1, &w2);
    double p = p_pa[offset + i], t = t_k[offset + i];
    if (at.moved) {
      p = table->p_min_pa + (at.ip + 0.5 * (at.x + 1.0)) / table->p_cells_per_pa;
      t = table->t_min_k + (at.it + 0.5 * (at.y + 1.0)) / table->t_cells_per_k;
      (*moved)++;
    }
    double p_h = p / table->half_p_pa, t_h = t / table->half_t_k;
    double p_gp = p_h * dot(v, w1), pp_gpp = p_h * p_h * dot(v, w2);
    double t_gt = t_h * dot(v1, w0), tt_gtt = 2.0 * t_h * t_h * dot(v2, w0), pt_gpt = p_h * t_h * dot(v1, w1);
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
    density_kg_m3[i] = p * gas->molar_mass_kg_mol / (z * gas->r * t);
    t_used_k[i] = t;
  }
}

static void viscosity_block(double molar_mass_kg_kmol, size_t n, const double *t_k, const double *density_kg_m3,
                            double *out) {
  for (size_t i = 0; i < n; i += TLI_LANES) {
    double t[TLI_LANES], d[TLI_LANES], v[TLI_LANES];
    for (size_t k = 0; k < TLI_LANES; k++) {
      size_t from = i + k < n ? i + k : n - 1;
      t[k] = t_k[from];
      d[k] = density_kg_m3[from];
    }
    lanes result = viscosity_lee_lanes(molar_mass_kg_kmol, load(t), load(d));
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
    if (out->viscosity_pa_s != NULL)
      viscosity_block(gas->molar_mass_kg_mol * 1e3, count, t_used, density, out->viscosity_pa_s + offset);
  }
  return moved;
}
