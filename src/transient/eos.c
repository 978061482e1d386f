/* Gas and friction for millions of cells: tables over one variable, with their error known.
 *
 * Isotherm: rho(p) by cubic Hermite interpolation of the law's own z and dz/dp, 0 .. p_max; its error is measured
 * halfway between the nodes. Where temperatures differ from place to place the gas's own table over (p,T) serves.
 * Friction: lambda(Re) of the friction laws of elem/friction.c by cubic Hermite interpolation on cells of equal ratio,
 * found from the bits of the number, since a logarithm costs more than all the rest of a cell.
 */
#include "transient/tli_transient.h"

#include <string.h>

enum { ISOTHERM_CELLS = 2048 };

static void law_at(const tl_gas *gas, double t_k, double p, double *rho, double *slope, double *mu) {
  double z, dz;
  (void)tl_gas_flow_pt(gas, 1, &p, &t_k, &(tl_gas_flow){.z = &z, .dz_dp_1_pa = &dz, .viscosity_pa_s = mu});
  const double over_rt = tl_gas_molar_mass_kg_mol(gas) / (TLI_GAS_CONSTANT * t_k);
  *rho = p * over_rt / z;
  *slope = over_rt / z * (1.0 - p * dz / z);
}

tl_code tli_isotherm_build(tli_isotherm *e, const tl_gas *gas, double t_k, double p_max_pa, tli_arena *arena,
                           tl_error *error) {
  *e = (tli_isotherm){.cells = ISOTHERM_CELLS, .p_max_pa = p_max_pa, .per_pa = ISOTHERM_CELLS / p_max_pa};
  e->c = tli_arena_alloc(arena, e->cells, sizeof *e->c);
  if (e->c == NULL) return TLI_NO_MEMORY(error, "the isotherm");
  const double h = p_max_pa / (double)e->cells;
  double rho, slope, mu;
  law_at(gas, t_k, 0.0, &rho, &slope, &mu);
  for (size_t i = 0; i < e->cells; i++) {
    double rho_next, slope_next, mu_next;
    law_at(gas, t_k, h * (double)(i + 1), &rho_next, &slope_next, &mu_next);
    if (!(slope_next > 0.0))
      return tl_fail(error, TL_ERR_NO_ANSWER, "%s has no gas state at %.4g Pa and %.4g K", tl_gas_model(gas),
                     h * (double)(i + 1), t_k);
    const double d = rho_next - rho, a = h * slope, b = h * slope_next;
    const double c[6] = {rho, a, 3.0 * d - 2.0 * a - b, a + b - 2.0 * d, mu, mu_next - mu};
    memcpy(e->c[i], c, sizeof c);
    rho = rho_next;
    slope = slope_next;
    mu = mu_next;
  }
  e->rho_beyond = rho;
  e->slope_beyond = slope;
  for (size_t i = 0; i < e->cells; i += 16) {
    const double *c = e->c[i];
    law_at(gas, t_k, h * ((double)i + 0.5), &rho, &slope, &mu);
    const double read = c[0] + 0.5 * (c[1] + 0.5 * (c[2] + 0.5 * c[3]));
    e->worst_error = tli_max(e->worst_error, fabs(read / rho - 1.0));
  }
  return TL_OK;
}

void tli_isotherm_states(const tli_isotherm *e, size_t n, const double *p, double *rho, double *drho, double *mu) {
  const double per_pa = e->per_pa;
  for (size_t i = 0; i < n; i++) {
    const double at = tli_max(p[i], 0.0) * per_pa;
    if (at < (double)e->cells) {
      const int cell = (int)at;
      const double *c = e->c[cell], x = at - cell;
      rho[i] = c[0] + x * (c[1] + x * (c[2] + x * c[3]));
      drho[i] = (c[1] + x * (2.0 * c[2] + x * 3.0 * c[3])) * per_pa;
      mu[i] = c[4] + x * c[5];
    } else { /* counted elsewhere; goes on straight so that the iteration can come back */
      rho[i] = e->rho_beyond + e->slope_beyond * (p[i] - e->p_max_pa);
      drho[i] = e->slope_beyond;
      mu[i] = e->c[e->cells - 1][4];
    }
  }
}

void tli_gas_states(tl_transient *x, const tl_gas *gas, double molar_mass, size_t n, const double *p, const double *t,
                    double *rho, double *drho, double *mu) {
  (void)tl_gas_flow_pt(gas, n, p, t, &(tl_gas_flow){.z = x->work_z, .dz_dp_1_pa = x->work_dz, .viscosity_pa_s = mu});
  const double m_over_r = molar_mass / TLI_GAS_CONSTANT;
  for (size_t i = 0; i < n; i++) {
    const double over_rt = m_over_r / t[i], z = x->work_z[i];
    rho[i] = p[i] * over_rt / z;
    drho[i] = over_rt / z * (1.0 - p[i] * x->work_dz[i] / z);
  }
}

/* n states of the run's gas at once. */
void tli_transient_states(tl_transient *x, size_t n, const double *p, const double *t, double *rho, double *drho,
                          double *mu) {
  if (x->uniform_t_k > 0.0)
    tli_isotherm_states(&x->isotherm, n, p, rho, drho, mu);
  else
    tli_gas_states(x, x->gas, x->molar_mass, n, p, t, rho, drho, mu);
}

/* ---- friction ---------------------------------------------------------------------------------------------- */

static const double least_reynolds = 64.0; /* 2^6: below it lambda = 64/Re without a table */

/* As in elem/pipe.c: laminar below 500 for the laws that look at the Reynolds number. */
static double lambda_at(const tl_pipe *pipe, double re, const tl_transient *x, double *slope) {
  const tl_friction law = (tl_friction)pipe->friction;
  const double k = pipe->roughness_m / pipe->diameter_m;
  if (law == TL_FRICTION_NIKURADSE_LAMINAR) {
    *slope = -64.0 / (re * re);
    return 64.0 / re + tli_friction_rough(k);
  }
  double dln = -1.0, lambda = 64.0 / re;
  const tli_flow_in_pipe at = {re, k, pipe->diameter_m, x->usual_viscosity_pa_s, x->molar_mass};
  if (re >= 500.0) lambda = tli_friction_at(law, &at, &dln);
  *slope = dln * lambda / re;
  return lambda;
}

tl_code tli_friction_build(const tl_transient *x, const tl_pipe *pipe, tli_friction_table *t, tl_error *error) {
  (void)error;
  t->law = (tl_friction)pipe->friction;
  t->relative_roughness = pipe->roughness_m / pipe->diameter_m;
  t->fixed = pipe->friction_factor;
  if (t->law == TL_FRICTION_WEYMOUTH) t->fixed = tli_friction_weymouth(pipe->diameter_m);
  if (t->law == TL_FRICTION_NIKURADSE) t->fixed = tli_friction_rough(t->relative_roughness);
  t->constant = t->law != TL_FRICTION_NIKURADSE_LAMINAR && !tli_friction_has_reynolds(t->law);
  t->laminar_below = t->constant ? 64.0 / t->fixed : least_reynolds;
  if (t->constant) return TL_OK;
  for (int o = 0; o < TLI_FRICTION_OCTAVES; o++)
    for (int i = 0; i < TLI_FRICTION_CELLS; i++) {
      const double width = ldexp(1.0, o + 6) / TLI_FRICTION_CELLS, re = ldexp(1.0, o + 6) + width * i;
      double s0, s1;
      const double f0 = lambda_at(pipe, re, x, &s0), f1 = lambda_at(pipe, (re + width) * (1.0 - 1e-15), x, &s1);
      const double d = f1 - f0, a = width * s0, b = width * s1;
      const double c[4] = {f0, a, 3.0 * d - 2.0 * a - b, a + b - 2.0 * d};
      memcpy(t->c[o * TLI_FRICTION_CELLS + i], c, sizeof c);
    }
  return TL_OK;
}

double tli_friction_read(const tli_friction_table *t, double re, double *dlambda) {
  uint64_t bits;
  memcpy(&bits, &re, sizeof bits);
  /* exponent and the first five digits of the mantissa are the number of the cell */
  const int64_t cell = (int64_t)(bits >> 47) - (int64_t)(((uint64_t)(1023 + 6)) << 5);
  const int64_t last = TLI_FRICTION_OCTAVES * TLI_FRICTION_CELLS - 1;
  if (cell > last) {
    *dlambda = 0.0;
    return t->c[last][0];
  }
  const uint64_t low = bits & ~((UINT64_C(1) << 47) - 1);
  double foot;
  memcpy(&foot, &low, sizeof foot);
  const int octave = (int)(cell / TLI_FRICTION_CELLS);
  const double per = TLI_FRICTION_CELLS / (64.0 * (double)(UINT64_C(1) << octave)), x = (re - foot) * per;
  const double *c = t->c[cell];
  *dlambda = (c[1] + x * (2.0 * c[2] + x * 3.0 * c[3])) * per;
  return c[0] + x * (c[1] + x * (c[2] + x * c[3]));
}
