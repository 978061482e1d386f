/* The potential s(p) = integral of rho dp of a gas at one temperature.
 *
 * Density is tabled at equal steps of pressure with its exact slope and is a cubic of Hermite between; the potential is
 * its exact integral. So value and derivatives belong together, whatever the equation of state. With 512 cells over at
 * most 500 bar the cubic misses the density by less than 1e-7 of itself for z = 1 + z1 p (tests/optimise). Density
 * rises with pressure at constant temperature in one phase, so s is convex: the relaxation of relax.c rests on that,
 * and a gas whose table breaks it is refused here. */
#include "elem/tli_elem.h"
#include "optimise/tli_model.h"

#include <math.h>

tl_code tli_potential_make(const tl_gas *gas, double t_k, double p_max_bar, tli_potential *t, tl_error *error) {
  const double rt = TLI_GAS_CONSTANT / tl_gas_molar_mass_kg_mol(gas) * t_k;
  t->p_max_bar = p_max_bar;
  t->step_bar = p_max_bar / TLI_POTENTIAL_CELLS;
  t->scale = 1e10 / (2.0 * rt);
  for (int k = 0; k <= TLI_POTENTIAL_CELLS; k++) {
    const double p = k > 0 ? 1e5 * t->step_bar * k : 1e-3;
    double z, dz;
    if (tl_gas_flow_pt(gas, 1, &p, &t_k, &(tl_gas_flow){.z = &z, .dz_dp_1_pa = &dz}) > 0)
      return tl_fail(error, TL_ERR_INPUT, "the gas has no state at %.4g bar and %.2f K that its equation covers",
                     p * 1e-5, t_k);
    t->rho[k] = k > 0 ? p / (z * rt) : 0.0;
    t->slope[k] = 1e5 / (z * rt) * (1.0 - p * dz / z);
    if (!(t->slope[k] > 0.0) || (k > 0 && !(t->rho[k] > t->rho[k - 1])))
      return tl_fail(error, TL_ERR_INPUT, "the density of the gas does not rise with pressure at %.4g bar and %.2f K",
                     p * 1e-5, t_k);
  }
  t->s[0] = 0.0;
  for (int k = 0; k < TLI_POTENTIAL_CELLS; k++) {
    const double h = t->step_bar;
    t->s[k + 1] =
        t->s[k] +
        1e5 / t->scale * (0.5 * h * (t->rho[k] + t->rho[k + 1]) + h * h / 12.0 * (t->slope[k] - t->slope[k + 1]));
  }
  const double middle = 0.5e5 * p_max_bar;
  return tl_gas_flow_pt(gas, 1, &middle, &t_k, &(tl_gas_flow){.viscosity_pa_s = &t->viscosity_pa_s}) == 0
             ? TL_OK
             : tl_fail(error, TL_ERR_INPUT, "the gas has no viscosity at %.4g bar and %.2f K", middle * 1e-5, t_k);
}

static int cell_of(const tli_potential *t, double p) {
  const double k = floor(p / t->step_bar);
  return k < 0.0 ? 0 : k >= TLI_POTENTIAL_CELLS ? TLI_POTENTIAL_CELLS - 1 : (int)k;
}

double tli_potential_density(const tli_potential *t, double p, double *first, double *second) {
  const int k = cell_of(t, p);
  const double h = t->step_bar, inside = p > t->p_max_bar ? t->p_max_bar : p < 0.0 ? 0.0 : p, x = (inside - k * h) / h;
  const double r0 = t->rho[k], r1 = t->rho[k + 1], m0 = h * t->slope[k], m1 = h * t->slope[k + 1];
  const double c2 = -3.0 * r0 + 3.0 * r1 - 2.0 * m0 - m1, c3 = 2.0 * r0 - 2.0 * r1 + m0 + m1;
  const bool beyond = p != inside;
  if (first != NULL) *first = beyond ? 0.0 : (m0 + x * (2.0 * c2 + x * 3.0 * c3)) / h;
  if (second != NULL) *second = beyond ? 0.0 : (2.0 * c2 + 6.0 * x * c3) / (h * h);
  return r0 + x * (m0 + x * (c2 + x * c3));
}

double tli_potential_at(const tli_potential *t, double p, double *first, double *second) {
  const int k = cell_of(t, p);
  const double h = t->step_bar, to_s = 1e5 / t->scale;
  const double inside = p > t->p_max_bar ? t->p_max_bar : p < 0.0 ? 0.0 : p, beyond = p - inside;
  const double x = (inside - k * h) / h, r0 = t->rho[k], r1 = t->rho[k + 1], m0 = h * t->slope[k],
               m1 = h * t->slope[k + 1];
  const double c2 = -3.0 * r0 + 3.0 * r1 - 2.0 * m0 - m1, c3 = 2.0 * r0 - 2.0 * r1 + m0 + m1;
  const double rho = r0 + x * (m0 + x * (c2 + x * c3));
  const double whole = h * x * (r0 + x * (m0 / 2.0 + x * (c2 / 3.0 + x * c3 / 4.0)));
  if (first != NULL) *first = to_s * rho;
  if (second != NULL) *second = beyond != 0.0 ? 0.0 : to_s * (m0 + x * (2.0 * c2 + x * 3.0 * c3)) / h;
  return t->s[k] + to_s * (whole + rho * beyond);
}

double tli_potential_inverse(const tli_potential *t, double s) {
  if (!(s > 0.0)) return 0.0;
  double low = 0.0, high = t->p_max_bar, p = sqrt(s);
  if (s >= t->s[TLI_POTENTIAL_CELLS]) {
    double first;
    const double end = tli_potential_at(t, high, &first, NULL);
    return high + (s - end) / first;
  }
  for (int i = 0; i < 100; i++) {
    double first;
    const double f = tli_potential_at(t, p, &first, NULL) - s, step = f / first;
    if (fabs(step) <= 4e-16 * p) break;
    *(f > 0.0 ? &high : &low) = p;
    p = p - step > low && p - step < high ? p - step : 0.5 * (low + high);
    if (high - low <= 4e-16 * high) break;
  }
  return p;
}
