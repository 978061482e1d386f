/* gas/vector_viscosity.h - the correlation of viscosity.c on TLI_LANES states at once. */
#ifndef TLI_VECTOR_VISCOSITY_H
#define TLI_VECTOR_VISCOSITY_H

#include "gas/tli_gas.h"
#include "gas/vector_math.h"

static inline lanes viscosity_lee_lanes(double molar_mass_kg_kmol, lanes t_k, lanes density_kg_m3) {
  double m = molar_mass_kg_kmol;
  lanes t_r = 1.8 * t_k;
  lanes k = (9.379 + 0.01607 * m) * t_r * root(t_r) / (209.2 + 19.26 * m + t_r);
  lanes x = 3.448 + 986.4 / t_r + 0.01009 * m;
  lanes y = 2.447 - 0.2224 * x;
  return 1e-7 * k * exp_lanes(x * exp_lanes(y * log_lanes(density_kg_m3 * 1e-3)));
}

/* As tli_viscosity: Chung's goes one by one. */
static inline lanes viscosity_lanes(const tl_gas *gas, lanes t_k, lanes density_mol_m3) {
  if (!gas->chung_viscosity)
    return viscosity_lee_lanes(gas->molar_mass_kg_mol * 1e3, t_k, density_mol_m3 * gas->molar_mass_kg_mol);
  lanes v = t_k;
  for (int i = 0; i < TLI_LANES; i++)
    v = with_lane(v, i, tli_chung_viscosity(&gas->chung, lane(t_k, i), lane(density_mol_m3, i)));
  return v;
}

#endif
