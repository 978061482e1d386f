/* Viscosity and thermal conductivity by Chung, Ajlan, Lee and Starling, Ind. Eng. Chem. Res. 27 (1988) 671-679.
 *
 * Chapman-Enskog for the dilute gas with a correction in reduced density; mixing of the molecules' sizes and energies,
 * so that light components (hydrogen, helium) count as what they are. Viscosity of blends with hydrogen, and of gases
 * with less than 60 % methane, is taken from here everywhere; natural gas keeps Lee-Gonzalez-Eakin in states and flow
 * (viscosity.c). Conductivity always from here. Hydrogen and helium: Lennard-Jones parameters of Svehla (NASA TR R-132,
 * 1962) in place of those by critical point. Dipoles (water, CO, H2S) are neglected. Accuracy stated by the authors:
 * about 6 % (viscosity), 7 % (conductivity).
 */
#include "gas/tli_gas.h"

#include <math.h>

/* Coefficients a + b * acentric factor. */
static const double viscosity_e[10][2] = {{6.324, 50.412},   {1.210e-3, -1.154e-3}, {5.283, 254.209}, {6.623, 38.096},
                                          {19.745, 7.630},   {-1.900, -12.537},     {24.275, 3.450},  {0.7972, 1.117},
                                          {-0.2382, 0.0677}, {0.06863, 0.3479}};
static const double conductivity_b[7][2] = {{2.4166, 0.74824}, {-0.50924, -1.5094}, {6.6107, 5.6207},
                                            {14.543, -8.9139}, {0.79274, 0.82019},  {-5.8634, 12.801},
                                            {91.089, 128.11}};

void tli_chung_compile(const tl_mixture *mixture, tli_chung *out) {
  double sigma[TL_COMPONENTS], energy[TL_COMPONENTS], acentric[TL_COMPONENTS];
  for (size_t i = 0; i < TL_COMPONENTS; i++) {
    const tli_component_data *c = &tli_components[i];
    sigma[i] = 0.809 * cbrt(1e3 / c->rhoc_mol_l); /* Angstrom, critical volume in cm3/mol */
    energy[i] = c->tc_k / 1.2593;
    acentric[i] = c->acentric;
  }
  sigma[TL_HYDROGEN] = 2.827, energy[TL_HYDROGEN] = 59.7, acentric[TL_HYDROGEN] = 0.0;
  sigma[TL_HELIUM] = 2.551, energy[TL_HELIUM] = 10.22, acentric[TL_HELIUM] = 0.0;
  double s3 = 0.0, e_s3 = 0.0, w_s3 = 0.0, e_s2_m = 0.0;
  for (size_t i = 0; i < TL_COMPONENTS; i++) {
    for (size_t j = 0; j < TL_COMPONENTS; j++) {
      double weight = mixture->x[i] * mixture->x[j];
      if (weight == 0.0) continue;
      double s = sqrt(sigma[i] * sigma[j]), e = sqrt(energy[i] * energy[j]), cube = s * s * s;
      double mi = tli_components[i].molar_mass, mj = tli_components[j].molar_mass;
      s3 += weight * cube;
      e_s3 += weight * e * cube;
      w_s3 += weight * 0.5 * (acentric[i] + acentric[j]) * cube;
      e_s2_m += weight * e * s * s * sqrt(2.0 * mi * mj / (mi + mj));
    }
  }
  double e = e_s3 / s3, s = cbrt(s3), root_mass = e_s2_m / (e * s * s);
  out->energy_k = e;
  out->molar_mass = root_mass * root_mass;
  out->vc_cm3_mol = s3 / (0.809 * 0.809 * 0.809);
  out->acentric = w_s3 / s3;
}

/* Neufeld, Janzen and Aziz, J. Chem. Phys. 57 (1972) 1100: collision integral (2,2) of Lennard-Jones molecules. */
static double collision(double t_star) {
  return 1.16145 * pow(t_star, -0.14874) + 0.52487 * exp(-0.77320 * t_star) + 2.16178 * exp(-2.43787 * t_star);
}

/* The function G2 of both correlations, from five coefficients. */
static double g2(double y, double g1, double c1, double c2, double c3, double c4, double c5) {
  double dilute = y > 1e-12 ? -expm1(-c4 * y) / y : c4;
  return (c1 * dilute + c2 * g1 * exp(c5 * y) + c3 * g1) / (c1 * c4 + c2 + c3);
}

double tli_chung_viscosity(const tli_chung *m, double t_k, double density_mol_m3) {
  double e[10];
  for (int k = 0; k < 10; k++) e[k] = viscosity_e[k][0] + viscosity_e[k][1] * m->acentric;
  double t_star = t_k / m->energy_k, omega = collision(t_star), tc = 1.2593 * m->energy_k;
  double y = density_mol_m3 * 1e-6 * m->vc_cm3_mol / 6.0, g1 = (1.0 - 0.5 * y) / ((1.0 - y) * (1.0 - y) * (1.0 - y));
  double g = g2(y, g1, e[0], e[1], e[2], e[3], e[4]);
  double dense = e[6] * y * y * g * exp(e[7] + e[8] / t_star + e[9] / (t_star * t_star));
  double reduced = sqrt(t_star) / omega * (1.0 - 0.2756 * m->acentric) * (1.0 / g + e[5] * y) + dense;
  double micropoise = reduced * 36.344 * sqrt(m->molar_mass * tc) / pow(m->vc_cm3_mol, 2.0 / 3.0);
  return micropoise * 1e-7;
}

static double conductivity(const tli_chung *m, double t_k, double density_mol_m3, double cv0_over_r) {
  double b[7];
  for (int k = 0; k < 7; k++) b[k] = conductivity_b[k][0] + conductivity_b[k][1] * m->acentric;
  double tc = 1.2593 * m->energy_k, tr = t_k / tc, mass = m->molar_mass * 1e-3; /* kg/mol */
  double alpha = cv0_over_r - 1.5, beta = 0.7862 + m->acentric * (-0.7109 + 1.3168 * m->acentric),
         z = 2.0 + 10.5 * tr * tr;
  double psi =
      1.0 + alpha * (0.215 + 0.28288 * alpha - 1.061 * beta + 0.26665 * z) / (0.6366 + beta * z + 1.061 * alpha * beta);
  double y = density_mol_m3 * 1e-6 * m->vc_cm3_mol / 6.0, g1 = (1.0 - 0.5 * y) / ((1.0 - y) * (1.0 - y) * (1.0 - y));
  double g = g2(y, g1, b[0], b[1], b[2], b[3], b[4]);
  double dilute = 31.2 * tli_chung_viscosity(m, t_k, 0.0) * psi / mass;
  double q = 3.586e-3 * sqrt(tc / mass) / pow(m->vc_cm3_mol, 2.0 / 3.0);
  return dilute * (1.0 / g + b[5] * y) + q * b[6] * y * y * sqrt(tr) * g;
}

double tli_viscosity(const tl_gas *gas, double t_k, double density_mol_m3) {
  if (gas->fixed_viscosity_pa_s > 0.0) return gas->fixed_viscosity_pa_s;
  if (gas->chung_viscosity) return tli_chung_viscosity(&gas->chung, t_k, density_mol_m3);
  return tli_viscosity_lee(gas->molar_mass_kg_mol * 1e3, t_k, density_mol_m3 * gas->molar_mass_kg_mol);
}

tl_code tl_gas_transport_at(const tl_gas *gas, const tl_gas_state *state, tl_gas_transport *transport,
                            tl_error *error) {
  if (gas == NULL || state == NULL || transport == NULL)
    return tl_fail(error, TL_ERR_USAGE, "tl_gas_transport_at needs a gas, a state and a place for the answer");
  double t = state->t_k, density = state->density_mol_m3;
  if (!(isfinite(t) && t > 0.0 && isfinite(density) && density >= 0.0))
    return tl_fail(error, TL_ERR_USAGE,
                   "transport properties need a state with a temperature and a density, not T = %g K, density = %g", t,
                   density);
  tli_ideal ideal;
  tli_ideal_at(&gas->ideal, t, &ideal);
  transport->viscosity_lee_pa_s = tli_viscosity_lee(gas->molar_mass_kg_mol * 1e3, t, density * gas->molar_mass_kg_mol);
  transport->viscosity_chung_pa_s = tli_chung_viscosity(&gas->chung, t, density);
  transport->thermal_conductivity_w_m_k = conductivity(&gas->chung, t, density, -ideal.a2);
  return TL_OK;
}
