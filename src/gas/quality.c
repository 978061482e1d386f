/* Gas quality by ISO 6976:2016: heating values, density, relative density, Wobbe index from the composition.
 *
 *   Z(t) = 1 - (p/p0) [sum x_j s_j(t)]^2 with p = p0 = 101.325 kPa,  V = Z R t / p,  R = 8.3144621 J/(mol K)
 *   Hg = sum x_j Hg_j(t1),  Hn = Hg - sum x_j b_j/2 L(t1), b_j hydrogen atoms, L enthalpy of vaporisation of water
 *   real-gas volume basis: divide by V(t2); relative density G = (M/M_air) Z_air/Z; Wobbe = H_volume / sqrt(G)
 * (ISO 6976:2016, clauses 5 to 9; tables 2 and 3 for the components, annex A for R, M_air, Z_air and L).
 * Validity: mole fractions of natural gas and its blends; 90 <= p <= 110 kPa.
 *
 * Methane number by the ratio R of hydrogen to carbon atoms in the hydrocarbons: Kubesh, King, Liss, Effect of Gas
 * Composition on Octane Number of Natural Gas Fuels, SAE 922359 (1992), as the California Air Resources Board uses it:
 *   MON = -406.14 + 508.04 R - 173.55 R^2 + 20.17 R^3,  MN = 1.624 MON - 119.1   for R >= 2.5, N2 + CO2 <= 5 %
 */
#include "gas/tli_gas.h"

#include <math.h>

#define ISO_R 8.3144621
#define ISO_AIR_KG_KMOL 28.96546

/* 0, 15 degC, 60 degF (printed as 15.55 degC), 20, and for combustion 25 degC. The worked example at 15.55 degC of
 * annex D comes out only with the exact 60 degF in the molar volume. */
#define SIXTY_DEGF_K ((60.0 + 459.67) * 5.0 / 9.0)
enum { COMBUSTION_TEMPERATURES = 5, VOLUME_TEMPERATURES = 4 };
static const double combustion_k[COMBUSTION_TEMPERATURES] = {273.15, 288.15, SIXTY_DEGF_K, 293.15, 298.15};
static const double water_kj_mol[COMBUSTION_TEMPERATURES] = {45.064, 44.431, 44.408, 44.222, 44.013};
static const double volume_k[VOLUME_TEMPERATURES] = {273.15, 288.15, SIXTY_DEGF_K, 293.15};
static const double air_z[VOLUME_TEMPERATURES] = {0.999419, 0.999595, 0.999601, 0.999645};

typedef struct iso_component {
  int hydrogen;                          /* atoms */
  double gross[COMBUSTION_TEMPERATURES]; /* kJ/mol, table 3 */
  double s[VOLUME_TEMPERATURES];         /* summation factor, table 2 */
} iso_component;

static const iso_component iso[TL_COMPONENTS] = {
    [TL_METHANE] = {4, {892.92, 891.51, 891.46, 891.05, 890.58}, {0.04886, 0.04452, 0.04437, 0.04317}},
    [TL_NITROGEN] = {0, {0.0, 0.0, 0.0, 0.0, 0.0}, {0.0214, 0.0170, 0.0169, 0.0156}},
    [TL_CARBON_DIOXIDE] = {0, {0.0, 0.0, 0.0, 0.0, 0.0}, {0.0821, 0.0752, 0.0749, 0.0730}},
    [TL_ETHANE] = {6, {1564.35, 1562.14, 1562.06, 1561.42, 1560.69}, {0.0997, 0.0919, 0.0916, 0.0895}},
    [TL_PROPANE] = {8, {2224.03, 2221.10, 2220.99, 2220.13, 2219.17}, {0.1465, 0.1344, 0.1340, 0.1308}},
    [TL_ISOBUTANE] = {10, {2874.21, 2870.58, 2870.45, 2869.39, 2868.20}, {0.1885, 0.1722, 0.1717, 0.1673}},
    [TL_N_BUTANE] = {10, {2883.35, 2879.76, 2879.63, 2878.58, 2877.40}, {0.2022, 0.1840, 0.1834, 0.1785}},
    [TL_ISOPENTANE] = {12, {3536.01, 3531.68, 3531.52, 3530.25, 3528.83}, {0.2458, 0.2251, 0.2244, 0.2189}},
    [TL_N_PENTANE] = {12, {3542.91, 3538.60, 3538.45, 3537.19, 3535.77}, {0.2586, 0.2361, 0.2354, 0.2295}},
    [TL_N_HEXANE] = {14, {4203.24, 4198.24, 4198.06, 4196.60, 4194.95}, {0.3319, 0.3001, 0.2990, 0.2907}},
    [TL_N_HEPTANE] = {16, {4862.88, 4857.18, 4856.98, 4855.31, 4853.43}, {0.4076, 0.3668, 0.3654, 0.3547}},
    [TL_N_OCTANE] = {18, {5522.41, 5516.01, 5515.78, 5513.90, 5511.80}, {0.4845, 0.4346, 0.4329, 0.4198}},
    [TL_N_NONANE] = {20, {6182.92, 6175.82, 6175.56, 6173.48, 6171.15}, {0.5617, 0.5030, 0.5010, 0.4856}},
    [TL_N_DECANE] = {22, {6842.69, 6834.90, 6834.62, 6832.33, 6829.77}, {0.6713, 0.5991, 0.5967, 0.5778}},
    [TL_HYDROGEN] = {2, {286.64, 286.15, 286.13, 285.99, 285.83}, {-0.0100, -0.0100, -0.0100, -0.0100}},
    [TL_OXYGEN] = {0, {0.0, 0.0, 0.0, 0.0, 0.0}, {0.0311, 0.0276, 0.0275, 0.0265}},
    [TL_CARBON_MONOXIDE] = {0, {282.80, 282.91, 282.91, 282.95, 282.98}, {0.0258, 0.0217, 0.0215, 0.0203}},
    [TL_WATER] = {2, {45.064, 44.431, 44.408, 44.222, 44.013}, {0.3093, 0.2562, 0.2546, 0.2419}},
    [TL_HYDROGEN_SULFIDE] = {2, {562.93, 562.38, 562.36, 562.19, 562.01}, {0.1006, 0.0923, 0.0920, 0.0898}},
    [TL_HELIUM] = {0, {0.0, 0.0, 0.0, 0.0, 0.0}, {-0.0100, -0.0100, -0.0100, -0.0100}},
    [TL_ARGON] = {0, {0.0, 0.0, 0.0, 0.0, 0.0}, {0.0307, 0.0273, 0.0272, 0.0262}},
};

static bool find_temperature(const double *list, size_t count, double t_k, size_t *index) {
  for (size_t i = 0; i < count; i++) {
    const double rounding = list[i] == SIXTY_DEGF_K ? 0.006 : 1e-6; /* 15.55 degC is meant as 60 degF */
    if (!(fabs(t_k - list[i]) <= rounding)) continue;
    *index = i;
    return true;
  }
  return false;
}

static tl_code find_volume_temperature(double t_k, size_t *index, tl_error *error) {
  if (find_temperature(volume_k, VOLUME_TEMPERATURES, t_k, index)) return TL_OK;
  return tl_fail(error, TL_ERR_USAGE,
                 "volume reference temperature %.6g K (%.6g degC) is not one of 0, 15, 20 degC and 60 degF (ISO 6976)",
                 t_k, t_k - 273.15);
}

static double compressibility(const tl_mixture *mixture, size_t volume) {
  double sum = 0.0;
  for (size_t i = 0; i < TL_COMPONENTS; i++) sum += mixture->x[i] * iso[i].s[volume];
  return 1.0 - sum * sum;
}

tl_code tl_mixture_molar_volume(const tl_mixture *mixture, double volume_t_k, double *m3_mol, tl_error *error) {
  if (mixture == NULL || m3_mol == NULL)
    return tl_fail(error, TL_ERR_USAGE, "tl_mixture_molar_volume needs a mixture and a result");
  size_t volume = 0;
  TLI_TRY(find_volume_temperature(volume_t_k, &volume, error));
  *m3_mol = compressibility(mixture, volume) * ISO_R * volume_k[volume] / TLI_ATMOSPHERE_PA;
  return TL_OK;
}

#define LEAST_HYDROGEN_CARBON_RATIO 2.5
#define MOST_INERT 0.05      /* N2 + CO2 */
#define MOST_OTHER_FUEL 1e-3 /* H2, CO, H2S, which the correlation does not know */

/* NaN outside the validity of the correlation. */
static double methane_number(const tl_mixture *mixture) {
  const double *x = mixture->x;
  double hydrogen = 0.0, carbon = 0.0;
  for (size_t i = 0; i < TL_COMPONENTS; i++) {
    if (i == TL_CARBON_DIOXIDE || i == TL_CARBON_MONOXIDE || tli_components[i].carbon == 0) continue;
    hydrogen += x[i] * iso[i].hydrogen;
    carbon += x[i] * tli_components[i].carbon;
  }
  if (x[TL_NITROGEN] + x[TL_CARBON_DIOXIDE] > MOST_INERT ||
      x[TL_HYDROGEN] + x[TL_CARBON_MONOXIDE] + x[TL_HYDROGEN_SULFIDE] > MOST_OTHER_FUEL)
    return NAN;
  if (!(carbon > 0.0) || hydrogen < LEAST_HYDROGEN_CARBON_RATIO * carbon) return NAN;
  const double r = hydrogen / carbon, octane = -406.14 + r * (508.04 + r * (-173.55 + r * 20.17));
  return 1.624 * octane - 119.1;
}

tl_code tl_mixture_quality(const tl_mixture *mixture, double combustion_t_k, double volume_t_k, tl_gas_quality *quality,
                           tl_error *error) {
  if (mixture == NULL || quality == NULL)
    return tl_fail(error, TL_ERR_USAGE, "tl_mixture_quality needs a mixture and a result");
  size_t combustion = 0, volume = 0;
  if (!find_temperature(combustion_k, COMBUSTION_TEMPERATURES, combustion_t_k, &combustion))
    return tl_fail(
        error, TL_ERR_USAGE,
        "combustion reference temperature %.6g K (%.6g degC) is not one of 0, 15, 20, 25 degC and 60 degF (ISO 6976)",
        combustion_t_k, combustion_t_k - 273.15);
  TLI_TRY(find_volume_temperature(volume_t_k, &volume, error));

  double gross_kj = 0.0, hydrogen = 0.0, carbon = 0.0, mass = 0.0;
  for (size_t i = 0; i < TL_COMPONENTS; i++) {
    double x = mixture->x[i];
    gross_kj += x * iso[i].gross[combustion];
    hydrogen += x * iso[i].hydrogen;
    carbon += x * tli_components[i].carbon;
    mass += x * tli_components[i].molar_mass;
  }
  double net_kj = gross_kj - 0.5 * hydrogen * water_kj_mol[combustion];
  double z = compressibility(mixture, volume);
  double molar_volume = z * ISO_R * volume_k[volume] / TLI_ATMOSPHERE_PA;

  tl_gas_quality *q = quality;
  q->gross_j_mol = gross_kj * 1e3;
  q->net_j_mol = net_kj * 1e3;
  q->z = z;
  q->gross_j_m3 = q->gross_j_mol / molar_volume;
  q->net_j_m3 = q->net_j_mol / molar_volume;
  q->gross_j_kg = q->gross_j_mol / (mass * 1e-3);
  q->net_j_kg = q->net_j_mol / (mass * 1e-3);
  q->density_kg_m3 = mass * 1e-3 / molar_volume;
  q->relative_density = mass / ISO_AIR_KG_KMOL * air_z[volume] / z;
  q->wobbe_gross_j_m3 = q->gross_j_m3 / sqrt(q->relative_density);
  q->wobbe_net_j_m3 = q->net_j_m3 / sqrt(q->relative_density);
  double co2_kg_mol = carbon * tli_components[TL_CARBON_DIOXIDE].molar_mass * 1e-3;
  q->co2_kg_per_j_gross = q->gross_j_mol > 0.0 ? co2_kg_mol / q->gross_j_mol : NAN;
  q->co2_kg_per_j_net = q->net_j_mol > 0.0 ? co2_kg_mol / q->net_j_mol : NAN;
  q->methane_number = methane_number(mixture);
  return TL_OK;
}
