/* Viscosity of natural gas: Lee, Gonzalez and Eakin, J. Petrol. Technol. 18 (1966) 997, SPE-1340-PA.
 *
 *   mu = 1e-4 K exp(X rho^Y) [cP], rho in g/cm3, T in degrees Rankine, M in lb/lbmol
 *   K = (9.379 + 0.01607 M) T^1.5 / (209.2 + 19.26 M + T)
 *   X = 3.448 + 986.4 / T + 0.01009 M,   Y = 2.447 - 0.2224 X
 *
 * Validity: 100..340 degF, 100..8,000 psia, CO2 0.9..3.2 mol-%, N2 0..4.8 %; 2 % mean error against the authors' data.
 */
#include "gas/tli_gas.h"

#include <math.h>

double tli_viscosity_lee(double molar_mass_kg_kmol, double t_k, double density_kg_m3) {
  double t_r = 1.8 * t_k, m = molar_mass_kg_kmol;
  double k = (9.379 + 0.01607 * m) * t_r * sqrt(t_r) / (209.2 + 19.26 * m + t_r);
  double x = 3.448 + 986.4 / t_r + 0.01009 * m;
  double y = 2.447 - 0.2224 * x;
  double density_g_cm3 = density_kg_m3 * 1e-3;
  double power = density_g_cm3 > 0.0 ? exp(y * log(density_g_cm3)) : 0.0;
  return 1e-7 * k * exp(x * power); /* 1 cP = 1e-3 Pa s */
}
