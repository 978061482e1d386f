/* The potential of a gas at one temperature: pi(p) = integral of rho dp from 0 [Pa kg/m3], as a table of its inverse.
 *
 * With it the momentum of a level pipe is pi_in - pi_out = F(q), exact for any equation of state (Srinivasan, Sundar,
 * Gyrya, Zlotnik, IEEE TCNS 10 (2023)). The integral is taken over 256 cells of p by Gauss and Legendre's rule of four
 * points (degree 7); p is then found at equal steps of s = sqrt(pi), and dp/ds = 2 s/rho makes the cubics. */
#include "steady/tli_core.h"

enum { GRID = 256, POINTS = 4, CELLS = TLI_POTENTIAL_CELLS };
static const double abscissa[POINTS] = {-0.8611363115940526, -0.3399810435848563, 0.3399810435848563,
                                        0.8611363115940526};
static const double weight[POINTS] = {0.3478548451374538, 0.6521451548625461, 0.6521451548625461, 0.3478548451374538};
/* Gases that name no range of their own are tabled to here: beyond the pressure of any trunk line. */
static const double usual_p_max_pa = 100e6;

static const double least_z = 0.15, most_z = 5.0;

typedef struct making {
  const tl_gas *gas;
  double t_k, rt;      /* R T/M */
  double *p, *t, *rho; /* (CELLS + 1) * (POINTS + 1) */
  double grid_pi[GRID + 1], grid_rho[GRID + 1];
  double p_at[CELLS + 1], rho_at[CELLS + 1];
} making;

/* rho of the first n pressures of the work space. */
static void densities(making *m, size_t n) {
  for (size_t i = 0; i < n; i++) m->t[i] = m->t_k;
  (void)tl_gas_flow_pt(m->gas, n, m->p, m->t, &(tl_gas_flow){.z = m->rho});
  for (size_t i = 0; i < n; i++) m->rho[i] = m->p[i] / (m->rho[i] * m->rt);
}

static double integral(const making *m, size_t first, double width) {
  double sum = 0.0;
  for (int k = 0; k < POINTS; k++) sum += weight[k] * m->rho[first + (size_t)k];
  return 0.5 * width * sum;
}

static void put_points(making *m, size_t first, double from, double to) {
  for (int k = 0; k < POINTS; k++) m->p[first + (size_t)k] = 0.5 * (from + to) + 0.5 * (to - from) * abscissa[k];
}

/* pi over the grid of pressures; false if some density is not that of a gas: laws of z(p) leave their range sooner or
 * later. */
static bool integrate(making *m, double p_max) {
  const double step = p_max / GRID;
  for (size_t i = 0; i < GRID; i++) put_points(m, i * POINTS, step * (double)i, step * (double)(i + 1));
  densities(m, (size_t)GRID * POINTS);
  for (size_t k = 0; k < (size_t)GRID * POINTS; k++) {
    const double z = m->p[k] / (m->rho[k] * m->rt);
    if (!(z > least_z && z < most_z)) return false;
  }
  for (size_t i = 0; i < GRID; i++) {
    m->grid_pi[i + 1] = m->grid_pi[i] + integral(m, i * POINTS, step);
  }
  for (size_t i = 0; i <= GRID; i++) m->p[i] = step * (double)i;
  densities(m, GRID + 1);
  for (size_t i = 0; i <= GRID; i++) m->grid_rho[i] = m->rho[i];
  return true;
}

/* pi(p) for n pressures in at[], each by one rule from the grid point below. */
static void exact(making *m, double step, size_t n, const double *at, double *pi) {
  for (size_t j = 0; j < n; j++) {
    const double cell = fmin(floor(at[j] / step), GRID - 1.0);
    put_points(m, j * POINTS, cell * step, at[j]);
  }
  densities(m, n * POINTS);
  for (size_t j = 0; j < n; j++) {
    const size_t cell = (size_t)fmin(floor(at[j] / step), GRID - 1.0);
    pi[j] = m->grid_pi[cell] + integral(m, j * POINTS, at[j] - step * (double)cell);
  }
}

/* p at equal steps of s: rho as a straight line over a grid cell, then two steps of Newton, which are enough. */
static void invert(making *m, double step, double s_step) {
  double pi[CELLS + 1];
  size_t cell = 0;
  for (size_t j = 0; j <= CELLS; j++) {
    const double target = s_step * (double)j * s_step * (double)j;
    while (cell + 1 < GRID && m->grid_pi[cell + 1] < target) cell++;
    const double a = m->grid_rho[cell], b = (m->grid_rho[cell + 1] - a) / step,
                 c = fmax(target - m->grid_pi[cell], 0.0);
    const double root = a + sqrt(fmax(a * a + 2.0 * b * c, 0.0));
    m->p_at[j] = step * (double)cell + (root > 0.0 ? 2.0 * c / root : 0.0);
  }
  for (int round = 0; round < 2; round++) {
    exact(m, step, CELLS + 1, m->p_at, pi);
    for (size_t j = 0; j <= CELLS; j++) m->p[j] = m->p_at[j];
    densities(m, CELLS + 1);
    for (size_t j = 1; j <= CELLS; j++) m->p_at[j] += (s_step * (double)j * s_step * (double)j - pi[j]) / m->rho[j];
  }
  for (size_t j = 0; j <= CELLS; j++) m->p[j] = m->p_at[j];
  densities(m, CELLS + 1);
  for (size_t j = 0; j <= CELLS; j++) m->rho_at[j] = m->rho[j];
}

static void make_cubics(making *m, tli_potential *g, double s_step) {
  m->p[0] = 1.0; /* a law of network programs may have z other than 1 at rest */
  densities(m, 1);
  const double rest_rt = m->p[0] / m->rho[0];
  for (size_t j = 0; j < CELLS; j++) {
    const double y0 = m->p_at[j], y1 = m->p_at[j + 1];
    const double d0 = j == 0 ? s_step * sqrt(2.0 * rest_rt) : 2.0 * s_step * (double)j / m->rho_at[j] * s_step;
    const double d1 = 2.0 * s_step * (double)(j + 1) / m->rho_at[j + 1] * s_step;
    g->p[j][0] = y0;
    g->p[j][1] = d0;
    g->p[j][2] = 3.0 * (y1 - y0) - 2.0 * d0 - d1;
    g->p[j][3] = d0 + d1 - 2.0 * (y1 - y0);
  }
}

/* At the middle of every cell: pi of the p that the table gives there, against the pi that was asked. */
static double measure(making *m, const tli_potential *g, double step, double s_step) {
  double at[CELLS], pi[CELLS], unused, worst = 0.0;
  for (size_t j = 0; j < CELLS; j++) {
    const double s = s_step * ((double)j + 0.5);
    at[j] = tli_potential_p(g, s * s, &unused);
  }
  exact(m, step, CELLS, at, pi);
  for (size_t j = 0; j < CELLS; j++) {
    const double s = s_step * ((double)j + 0.5);
    worst = fmax(worst, 0.5 * fabs(pi[j] / (s * s) - 1.0)); /* p goes as the square root of pi */
  }
  return worst;
}

static tl_code make(making *m, tli_potential *g, double p_max, tl_error *error) {
  while (!integrate(m, p_max)) {
    p_max *= 0.8;
    if (p_max < 1e5)
      return tl_fail(error, TL_ERR_NO_ANSWER, "the gas law gives no densities at %g K: take another law", m->t_k);
  }
  const double step = p_max / GRID, s_max = sqrt(m->grid_pi[GRID]), s_step = s_max / CELLS;
  invert(m, step, s_step);
  g->t_k = m->t_k;
  g->p_max_pa = m->p_at[CELLS];
  g->rho_max_kg_m3 = m->rho_at[CELLS];
  g->s_max = s_max;
  g->cells_per_s = 1.0 / s_step;
  make_cubics(m, g, s_step);
  g->error = measure(m, g, step, s_step);
  for (size_t j = 0; j <= CELLS; j++) {
    m->p[j] = g->p_max_pa * (double)j / CELLS;
    m->t[j] = m->t_k;
  }
  (void)tl_gas_flow_pt(m->gas, CELLS + 1, m->p, m->t, &(tl_gas_flow){.viscosity_pa_s = g->viscosity});
  return TL_OK;
}

tl_code tli_potential_create(tli_arena *arena, const tl_gas *gas, double t_k, tli_potential **potential,
                             tl_error *error) {
  const size_t room = (size_t)(CELLS + 1) * (POINTS + 1), bytes = sizeof(making) + 3 * room * sizeof(double);
  tli_potential *g = TLI_NEW(arena, tli_potential);
  if (g != NULL) g->p = tli_arena_alloc(arena, CELLS, sizeof *g->p);
  making *m = tli_alloc(tli_arena_allocator(arena), bytes);
  if (g == NULL || g->p == NULL || m == NULL) {
    tli_free(tli_arena_allocator(arena), m, bytes);
    return TLI_NO_MEMORY(error, "the potential of a gas");
  }
  m->gas = gas;
  m->t_k = t_k;
  m->rt = TLI_GAS_CONSTANT / tl_gas_molar_mass_kg_mol(gas) * t_k;
  m->p = (double *)(m + 1);
  m->t = m->p + room;
  m->rho = m->t + room;
  tl_gas_table_info info;
  const tl_code code = make(m, g, tl_gas_table(gas, &info) ? info.p_max_pa : usual_p_max_pa, error);
  tli_free(tli_arena_allocator(arena), m, bytes);
  if (code == TL_OK) *potential = g;
  return code;
}

double tli_potential_of_p(const tli_potential *g, double p_pa) {
  const double size = fabs(p_pa);
  double s, slope;
  if (size >= g->p_max_pa) {
    s = sqrt(g->s_max * g->s_max + 0.5 * g->rho_max_kg_m3 / g->p_max_pa * (size * size - g->p_max_pa * g->p_max_pa));
  } else {
    int low = 0, high = CELLS - 1; /* the cell, then Newton in it */
    while (low < high) {
      const int middle = (low + high + 1) / 2;
      if (g->p[middle][0] <= size)
        low = middle;
      else
        high = middle - 1;
    }
    s = (low + (size - g->p[low][0]) / g->p[low][1]) / g->cells_per_s;
    for (int k = 0; k < 3; k++) {
      const double p = tli_potential_p(g, s * s, &slope);
      s = fmax(s + (size - p) / slope, 0.0);
    }
  }
  return p_pa < 0.0 ? -s * s : s * s;
}
