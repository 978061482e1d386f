/* Gas laws that give z in closed form of (p, T): ideal, Papay, AGA8-88 (linear), CNGA full and simple.
 *
 * Each gives z with its derivatives and g = integral from 0 to p of (z - 1)/p dp, the residual Gibbs energy over RT,
 * with its first two temperature derivatives. From those follow enthalpy, entropy and heat capacity exactly, so that
 * Joule-Thomson coefficient and heat capacity always belong to the same z(p,T).
 */
#include "gas/tli_gas.h"

#include <math.h>

/* --- ideal: z = 1 ------------------------------------------------------------------------------------------------- */

static void ideal_law_z(const void *law_data, double p_pa, double t_k, tli_explicit *out) {
  (void)law_data;
  (void)p_pa;
  (void)t_k;
  *out = (tli_explicit){.z = 1.0};
}

/* --- pseudo-critical laws -------------------------------------------------------------------------------------------
 */

typedef struct pseudo_critical {
  double pc_pa, tc_k;
} pseudo_critical;

static tl_code pseudo_critical_compile(tl_gas *gas, tl_error *error) {
  pseudo_critical *data = TLI_NEW(gas->arena, pseudo_critical);
  if (data == NULL) return TLI_NO_MEMORY(error, "the gas");
  data->pc_pa = gas->pseudo_pc_pa;
  data->tc_k = gas->pseudo_tc_k;
  gas->law_data = data;
  return TL_OK;
}

/* Papay, J.: A termelestechnologiai parameterek valtozasa a gaztelepek muvelese soran, OGIL Muszaki Tudomanyos
 * Kozlemenyek, Budapest 1968; as in Schmidt, Steinbach, Willert: The GasLib manual (2017) and morgen:
 *   z = 1 - 3.52 pr exp(-2.26 Tr) + 0.274 pr^2 exp(-1.878 Tr); for p up to 150 bar. */
static void papay_z(const void *law_data, double p_pa, double t_k, tli_explicit *out) {
  const pseudo_critical *c = law_data;
  double pr = p_pa / c->pc_pa, tr = t_k / c->tc_k;
  double linear = -3.52 * pr * exp(-2.26 * tr), square = 0.274 * pr * pr * exp(-1.878 * tr);
  double u = -2.26 * tr, v = -1.878 * tr; /* T d/dT of each exponential */
  out->z = 1.0 + linear + square;
  out->p_zp = linear + 2.0 * square;
  out->pp_zpp = 2.0 * square;
  out->t_zt = linear * u + square * v;
  out->g = linear + 0.5 * square;
  out->t_gt = linear * u + 0.5 * square * v;
  out->tt_gtt = linear * u * u + 0.5 * square * v * v;
}

/* AGA8-88 as the GasLib manual and morgen use it: z = 1 + 0.257 pr - 0.533 pr / Tr; for p up to 70 bar. */
static void aga88_z(const void *law_data, double p_pa, double t_k, tli_explicit *out) {
  const pseudo_critical *c = law_data;
  double pr = p_pa / c->pc_pa, tr = t_k / c->tc_k;
  double a = 0.257 * pr, b = -0.533 * pr / tr;
  out->z = 1.0 + a + b;
  out->p_zp = a + b;
  out->pp_zpp = 0.0;
  out->t_zt = -b;
  out->g = a + b;
  out->t_gt = -b;
  out->tt_gtt = 2.0 * b;
}

/* --- CNGA: California Natural Gas Association
 * --------------------------------------------------------------------------- 1/z = b1 + b2 p. Full: b2 = a1 10^(a2 G)
 * / (6894.75729 (1.8 T)^a3), b1 = 1 + 101350 b2, a1 = 344400, a2 = 1.785, a3 = 3.825, G relative density; p absolute in
 * Pa. Simple: b1 = 1.00300865, b2 = 2.96848838e-8 1/Pa at every T. Both as in Srinivasan, Sundar, Gyrya, Zlotnik, IEEE
 * Trans. Control Netw. Syst. 10 (2023), doi 10.1109/TCNS.2022.3232524, and its software GasSteadySim; origin: Menon,
 * Gas Pipeline Hydraulics (2005), eq. 1.34. The original takes gauge pressure; b1 > 1 then makes z(0) < 1, so the
 * residual integral would diverge at p = 0: it is taken from 101350 Pa, where the gas is defined as ideal. */
#define CNGA_ATMOSPHERE_PA 101350.0
#define CNGA_PSI_PA 6894.75729
#define CNGA_AIR_KG_KMOL 28.9625 /* relative density of AGA8 */

typedef struct cnga {
  double factor; /* b2 = factor * T^-3.825 [1/Pa] */
} cnga;

static tl_code cnga_compile(tl_gas *gas, tl_error *error) {
  cnga *data = TLI_NEW(gas->arena, cnga);
  if (data == NULL) return TLI_NO_MEMORY(error, "the gas");
  double relative_density = gas->molar_mass_kg_mol * 1e3 / CNGA_AIR_KG_KMOL;
  data->factor = 344400.0 * pow(10.0, 1.785 * relative_density) / (CNGA_PSI_PA * pow(1.8, 3.825));
  gas->law_data = data;
  return TL_OK;
}

/* 1/z = 1 + b (p + pa), b = b2(T): z, g and their derivatives by b, then by T with b ~ T^-3.825. */
static void cnga_z(const void *law_data, double p_pa, double t_k, tli_explicit *out) {
  const cnga *data = law_data;
  const double pa = CNGA_ATMOSPHERE_PA, power = -3.825;
  double b = data->factor * pow(t_k, power);
  double z = 1.0 / (1.0 + b * (p_pa + pa)), c = 1.0 + pa * b, two = 1.0 + 2.0 * pa * b;
  out->z = z;
  out->p_zp = -z * z * b * p_pa;
  out->pp_zpp = 2.0 * z * z * z * b * b * p_pa * p_pa;
  out->t_zt = -z * z * (p_pa + pa) * b * power;
  double l = log(p_pa / pa), m = log(1.0 / z) - log(two);
  double m_b = (pa + p_pa) * z - 2.0 * pa / two;
  double m_bb = -(pa + p_pa) * z * ((pa + p_pa) * z) + 4.0 * pa * pa / (two * two);
  double g_b = pa / (c * c) * (m - l) - m_b / c;
  double g_bb = 2.0 * pa * pa / (c * c * c) * (l - m) + 2.0 * pa / (c * c) * m_b - m_bb / c;
  out->g = -pa * b / c * l - m / c;
  out->t_gt = g_b * b * power;
  out->tt_gtt = g_bb * b * b * power * power + g_b * b * power * (power - 1.0);
}

static void cnga_simple_z(const void *law_data, double p_pa, double t_k, tli_explicit *out) {
  (void)law_data;
  (void)t_k;
  const double b1 = 1.00300865, b2 = 2.96848838e-8;
  double z = 1.0 / (b1 + b2 * p_pa);
  *out = (tli_explicit){.z = z, .p_zp = -z * z * b2 * p_pa, .pp_zpp = 2.0 * z * z * z * b2 * b2 * p_pa * p_pa};
  out->g = (1.0 - b1) / b1 * log(p_pa / CNGA_ATMOSPHERE_PA) - (log(1.0 / z) - log(b1 + b2 * CNGA_ATMOSPHERE_PA)) / b1;
}

/* --- the laws -------------------------------------------------------------------------------------------------------
 */

/* normal up to p_normal, extended up to p_extended, between the two temperatures; outside otherwise. */
static tl_validity within(double p_pa, double t_k, double t_min_k, double t_max_k, double p_normal_pa,
                          double p_extended_pa) {
  if (t_k < t_min_k || t_k > t_max_k || p_pa > p_extended_pa) return TL_VALID_OUTSIDE;
  return p_pa <= p_normal_pa ? TL_VALID_NORMAL : TL_VALID_EXTENDED;
}

static tl_validity ideal_validity(const tl_gas *gas, double p_pa, double t_k) {
  (void)gas;
  return within(p_pa, t_k, 60.0, 1000.0, 2e5, 1e6);
}
static tl_validity papay_validity(const tl_gas *gas, double p_pa, double t_k) {
  (void)gas;
  return within(p_pa, t_k, 250.0, 350.0, 10e6, 15e6);
}
static tl_validity aga88_validity(const tl_gas *gas, double p_pa, double t_k) {
  (void)gas;
  return within(p_pa, t_k, 250.0, 350.0, 7e6, 7e6);
}
static tl_validity cnga_validity(const tl_gas *gas, double p_pa, double t_k) {
  double g = gas->molar_mass_kg_mol * 1e3 / CNGA_AIR_KG_KMOL;
  if (g < 0.55 || g > 0.7) return TL_VALID_OUTSIDE;
  return within(p_pa, t_k, 255.0, 335.0, 7e6, 10e6);
}

const tli_law tli_law_ideal = {
    .name = "ideal",
    .sentence = "ideal gas, z = 1: a yardstick, not for pipelines",
    .source = "R: CODATA 2018; heat capacity: Jaeschke and Schley, Int. J. Thermophys. 16 (1995) 1381",
    .gas_constant = TLI_GAS_CONSTANT,
    .ideal_scale = 1.0,
    .explicit_z = ideal_law_z,
    .validity = ideal_validity};

const tli_law tli_law_papay = {
    .name = "papay",
    .sentence =
        "Papay: z from pseudo-critical pressure and temperature (Kay's rule), for dry gas up to 150 bar; unproven: no "
        "published check values found",
    .source = "Papay, OGIL Muszaki Tud. Kozl., Budapest 1968; coefficients as in the GasLib manual (2017)",
    .gas_constant = TLI_GAS_CONSTANT,
    .ideal_scale = 1.0,
    .compile = pseudo_critical_compile,
    .explicit_z = papay_z,
    .validity = papay_validity};

const tli_law tli_law_aga88 = {
    .name = "aga8-88",
    .sentence =
        "AGA8-88 as GasLib and morgen use it: z linear in pressure, up to 70 bar; unproven: no "
        "published check values found",
    .source =
        "Kralik, Stiegler, Vostry, Zavorka: Dynamic Modeling of Large-Scale Networks (1988); GasLib manual (2017)",
    .gas_constant = TLI_GAS_CONSTANT,
    .ideal_scale = 1.0,
    .compile = pseudo_critical_compile,
    .explicit_z = aga88_z,
    .validity = aga88_validity};

const tli_law tli_law_cnga = {
    .name = "cnga",
    .sentence = "CNGA: z from relative density, for dry gas above about 7 bar up to 100 bar",
    .source =
        "California Natural Gas Association formula as in Menon, Gas Pipeline Hydraulics (2005), and Srinivasan et "
        "al., IEEE TCNS 10 (2023), doi 10.1109/TCNS.2022.3232524",
    .gas_constant = TLI_GAS_CONSTANT,
    .ideal_scale = 1.0,
    .compile = cnga_compile,
    .explicit_z = cnga_z,
    .validity = cnga_validity};

const tli_law tli_law_cnga_simple = {
    .name = "cnga-simple",
    .sentence =
        "CNGA with fixed coefficients: one curve z(p) for every gas and temperature; unproven: no "
        "published check values found",
    .source = "Srinivasan et al., IEEE TCNS 10 (2023), doi 10.1109/TCNS.2022.3232524, and its software GasSteadySim",
    .gas_constant = TLI_GAS_CONSTANT,
    .ideal_scale = 1.0,
    .explicit_z = cnga_simple_z,
    .validity = cnga_validity};
