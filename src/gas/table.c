/* Building the Gibbs table: interpolate, integrate, measure. See tli_table.h. */
#include "gas/tli_table.h"

#include <math.h>
#include <string.h>

enum { F_TERMS = TLI_TABLE_TERMS - 1 }; /* (z - 1)/p has one power of p less than g */

/* matrix[m][k]: contribution of the value at Chebyshev node k to the coefficient of x^m. */
static void node_matrix(size_t n, double matrix[TLI_TABLE_TERMS][TLI_TABLE_TERMS], double node[TLI_TABLE_TERMS]) {
  double chebyshev[TLI_TABLE_TERMS][TLI_TABLE_TERMS] = {{1.0}, {0.0, 1.0}}; /* T_k in monomials */
  for (size_t k = 2; k < n; k++)
    for (size_t m = 0; m < n; m++)
      chebyshev[k][m] = (m > 0 ? 2.0 * chebyshev[k - 1][m - 1] : 0.0) - chebyshev[k - 2][m];
  for (size_t j = 0; j < n; j++) {
    node[j] = cos(TLI_PI * ((double)j + 0.5) / (double)n);
    for (size_t m = 0; m < n; m++) {
      double sum = 0.0;
      for (size_t k = 0; k < n; k++)
        sum += (k == 0 ? 1.0 : 2.0) / (double)n * cos(TLI_PI * (double)k * ((double)j + 0.5) / (double)n) *
               chebyshev[k][m];
      matrix[m][j] = sum;
    }
  }
}

/* z and G_r/(RT) by the exact law; false where it has no root. */
static bool exact_nodes(const tl_gas *gas, size_t n, const double *p_pa, const double *t_k, double *z, double *gibbs) {
  bool done[TLI_TABLE_TERMS * TLI_TABLE_TERMS + TLI_TABLE_TERMS] = {false};
  if (gas->run != NULL)
    gas->run(gas, gas->law_data,
             &(tli_gerg_lanes){.n = n, .p_pa = p_pa, .t_k = t_k, .z = z, .residual_gibbs = gibbs, .done = done});
  for (size_t i = 0; i < n; i++) {
    if (done[i]) continue;
    if (gas->law->explicit_z != NULL) {
      tli_explicit e;
      gas->law->explicit_z(gas->law_data, p_pa[i], t_k[i], &e);
      if (!(e.z > 0.0 && e.z - e.p_zp > 0.0)) return false;
      z[i] = e.z;
      gibbs[i] = e.g;
      continue;
    }
    double density;
    tli_alpha a;
    if (tli_helmholtz_density(gas, p_pa[i], t_k[i], &density, NULL) != TL_OK) return false;
    gas->law->helmholtz(gas->law_data, density, t_k[i], &a);
    z[i] = 1.0 + a.a01;
    gibbs[i] = a.a00 + a.a01 - log(z[i]);
  }
  return true;
}

typedef struct builder {
  const tl_gas *gas;
  tli_table *table;
  double p_matrix[TLI_TABLE_TERMS][TLI_TABLE_TERMS], p_node[TLI_TABLE_TERMS];
  double t_matrix[TLI_TABLE_TERMS][TLI_TABLE_TERMS], t_node[TLI_TABLE_TERMS];
} builder;

static bool build_cell(const builder *b, size_t ip, size_t it) {
  enum { NODES = F_TERMS * TLI_TABLE_TERMS };
  tli_table *table = b->table;
  double p_middle = table->p_min_pa + (2.0 * (double)ip + 1.0) * table->half_p_pa;
  double t_middle = table->t_min_k + (2.0 * (double)it + 1.0) * table->half_t_k;
  double p[NODES + TLI_TABLE_TERMS], t[NODES + TLI_TABLE_TERMS], z[NODES + TLI_TABLE_TERMS], g[NODES + TLI_TABLE_TERMS];
  for (size_t j = 0; j < TLI_TABLE_TERMS; j++) {
    double t_here = t_middle + table->half_t_k * b->t_node[j];
    for (size_t i = 0; i < F_TERMS; i++) {
      p[j * F_TERMS + i] = p_middle + table->half_p_pa * b->p_node[i];
      t[j * F_TERMS + i] = t_here;
    }
    p[NODES + j] = p_middle;
    t[NODES + j] = t_here;
  }
  if (!exact_nodes(b->gas, TLI_COUNT(p), p, t, z, g)) return false;

  /* along p: polynomial of half_p (z - 1)/p, integrated from the middle of the cell; then along T. */
  double column[TLI_TABLE_TERMS][TLI_TABLE_TERMS]; /* [power of x][T node] */
  for (size_t j = 0; j < TLI_TABLE_TERMS; j++) {
    column[0][j] = g[NODES + j];
    for (size_t m = 0; m < F_TERMS; m++) {
      double sum = 0.0;
      for (size_t i = 0; i < F_TERMS; i++) {
        size_t k = j * F_TERMS + i;
        sum += b->p_matrix[m][i] * (table->half_p_pa * (z[k] - 1.0) / p[k]);
      }
      column[m + 1][j] = sum / (double)(m + 1);
    }
  }
  for (size_t n = 0; n < TLI_TABLE_TERMS; n++) {
    for (size_t m = 0; m < TLI_TABLE_TERMS; m++) {
      double sum = 0.0;
      for (size_t j = 0; j < TLI_TABLE_TERMS; j++) sum += b->t_matrix[n][j] * column[m][j];
      table->c[it][ip][n][m] = sum;
    }
  }
  return true;
}

static void build_ideal(const builder *b, size_t it) {
  double t_middle = b->table->t_min_k + (2.0 * (double)it + 1.0) * b->table->half_t_k;
  double value[TLI_TABLE_TERMS];
  for (size_t j = 0; j < TLI_TABLE_TERMS; j++) {
    tli_ideal ideal;
    tli_ideal_at(&b->gas->ideal, t_middle + b->table->half_t_k * b->t_node[j], &ideal);
    value[j] = -ideal.a2;
  }
  for (size_t n = 0; n < TLI_TABLE_TERMS; n++) {
    double sum = 0.0;
    for (size_t j = 0; j < TLI_TABLE_TERMS; j++) sum += b->t_matrix[n][j] * value[j];
    b->table->ideal_cv[it][n] = sum;
  }
}

/* splitmix64: a fixed sequence, so that a table and its bound are the same on every run. */
static double random_unit(uint64_t *state) {
  uint64_t x = (*state += 0x9e3779b97f4a7c15ULL);
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return (double)((x ^ (x >> 31)) >> 11) * 0x1p-53;
}

static void larger(double *worst, double value) {
  if (!(value <= *worst)) *worst = value;
}

enum { CHECK_BLOCK = 64, CHECK_BLOCKS = 48 };

static void measure(const tl_gas *gas, tli_table *table) {
  tl_gas_table_info *info = &table->info;
  uint64_t seed = 1;
  double largest_jt = 0.0, worst_jt = 0.0;
  for (size_t block = 0; block < CHECK_BLOCKS; block++) {
    double p[CHECK_BLOCK], t[CHECK_BLOCK], v[2][5][CHECK_BLOCK];
    for (size_t i = 0; i < CHECK_BLOCK; i++) {
      p[i] = table->p_min_pa + (table->p_max_pa - table->p_min_pa) * random_unit(&seed);
      t[i] = table->t_min_k + (table->t_max_k - table->t_min_k) * random_unit(&seed);
    }
    for (int which = 0; which < 2; which++) {
      tl_gas_flow out = {.z = v[which][0],
                         .dz_dp_1_pa = v[which][1],
                         .cp_j_kg_k = v[which][2],
                         .joule_thomson_k_pa = v[which][3],
                         .kappa = v[which][4]};
      if (which == 0)
        (void)tli_table_path()(gas, table, CHECK_BLOCK, p, t, &out);
      else
        (void)tli_exact_flow(gas, CHECK_BLOCK, p, t, &out);
    }
    for (size_t i = 0; i < CHECK_BLOCK; i++) {
      double z = v[1][0][i], slope[2];
      for (int which = 0; which < 2; which++) {
        double z_here = v[which][0][i];
        slope[which] = (z_here - p[i] * v[which][1][i]) / (z_here * z_here); /* RT d(rho)/dp */
      }
      larger(&info->z_error, fabs(v[0][0][i] / z - 1.0));
      larger(&info->density_slope_error, fabs(slope[0] / slope[1] - 1.0));
      larger(&info->cp_error, fabs(v[0][2][i] / v[1][2][i] - 1.0));
      /* w^2 = kappa z R T / M */
      larger(&info->speed_of_sound_error, fabs(sqrt(v[0][4][i] * v[0][0][i] / (v[1][4][i] * z)) - 1.0));
      larger(&worst_jt, fabs(v[0][3][i] - v[1][3][i]));
      larger(&largest_jt, fabs(v[1][3][i]));
    }
  }
  info->joule_thomson_error = largest_jt > 0.0 ? worst_jt / largest_jt : 0.0;
  info->points = CHECK_BLOCK * CHECK_BLOCKS;
}

static tl_code check_box(const tl_gas_options *o, tl_error *error) {
  if (!(isfinite(o->table_p_min_pa) && isfinite(o->table_p_max_pa) && o->table_p_min_pa >= TLI_LEAST_PRESSURE_PA &&
        o->table_p_max_pa > o->table_p_min_pa))
    return tl_fail(error, TL_ERR_USAGE, "the table's pressures %g .. %g Pa must be finite, rising and at least 1 Pa",
                   o->table_p_min_pa, o->table_p_max_pa);
  if (!(isfinite(o->table_t_min_k) && isfinite(o->table_t_max_k) && o->table_t_min_k > 0.0 &&
        o->table_t_max_k > o->table_t_min_k))
    return tl_fail(error, TL_ERR_USAGE, "the table's temperatures %g .. %g K must be finite, rising and above 0",
                   o->table_t_min_k, o->table_t_max_k);
  return TL_OK;
}

tl_code tli_table_build(tl_gas *gas, const tl_gas_options *options, tl_error *error) {
  TLI_TRY(check_box(options, error));
  tli_table *table = TLI_NEW(gas->arena, tli_table);
  if (table == NULL) return TLI_NO_MEMORY(error, "the gas table");
  table->c = tli_arena_alloc(gas->arena, TLI_TABLE_T_CELLS, sizeof *table->c);
  if (table->c == NULL) return TLI_NO_MEMORY(error, "the gas table");
  table->p_min_pa = options->table_p_min_pa;
  table->p_max_pa = options->table_p_max_pa;
  table->t_min_k = options->table_t_min_k;
  table->t_max_k = options->table_t_max_k;
  table->p_cells_per_pa = TLI_TABLE_P_CELLS / (table->p_max_pa - table->p_min_pa);
  table->t_cells_per_k = TLI_TABLE_T_CELLS / (table->t_max_k - table->t_min_k);
  table->half_p_pa = 0.5 / table->p_cells_per_pa;
  table->half_t_k = 0.5 / table->t_cells_per_k;

  builder b = {.gas = gas, .table = table};
  node_matrix(F_TERMS, b.p_matrix, b.p_node);
  node_matrix(TLI_TABLE_TERMS, b.t_matrix, b.t_node);
  for (size_t it = 0; it < TLI_TABLE_T_CELLS; it++) {
    build_ideal(&b, it);
    for (size_t ip = 0; ip < TLI_TABLE_P_CELLS; ip++)
      if (!build_cell(&b, ip, it))
        return tl_fail(
            error, TL_ERR_NO_ANSWER,
            "%s has no gas state near p = %.4g Pa, T = %.4g K inside the table's box: make the box smaller or take the "
            "gas without table",
            gas->law->name, table->p_min_pa + (2.0 * (double)ip + 1.0) * table->half_p_pa,
            table->t_min_k + (2.0 * (double)it + 1.0) * table->half_t_k);
  }
  table->info = (tl_gas_table_info){.p_min_pa = table->p_min_pa,
                                    .p_max_pa = table->p_max_pa,
                                    .t_min_k = table->t_min_k,
                                    .t_max_k = table->t_max_k,
                                    .bytes = sizeof *table + TLI_TABLE_T_CELLS * sizeof *table->c};
  measure(gas, table);
  gas->table = table;
  return TL_OK;
}

bool tl_gas_table(const tl_gas *gas, tl_gas_table_info *info) {
  if (gas == NULL || gas->table == NULL) return false;
  if (info != NULL) *info = gas->table->info;
  return true;
}
