/* Peng-Robinson and Soave-Redlich-Kwong as Helmholtz energies, and the tangent plane test.
 *
 *   alpha_r = -ln(1 - b rho) - A/(b (d1 - d2)) ln[(1 + d1 b rho)/(1 + d2 b rho)],   A = a(T)/(R T)
 *
 * Peng, D.-Y., Robinson, D. B., Ind. Eng. Chem. Fundam. 15 (1976) 59 (d1, d2 = 1 +- sqrt 2; for acentric factors above
 * 0.491 the slope of 1978); Soave, G., Chem. Eng. Sci. 27 (1972) 1197 (d1 = 1, d2 = 0). Binary parameters: Knapp et
 * al., Vapor-liquid equilibria for mixtures of low boiling substances, DECHEMA VI (1982), means over data sets; pairs
 * not listed: 0. Validity: vapour and liquid, density of pipeline gas within about 2 %.
 */
#include "gas/tli_cubic.h"

#include <math.h>
#include <string.h>

typedef struct binary {
  tl_component i, j;
  double peng_robinson, srk;
} binary;

static const binary binaries[] = {
    {TL_METHANE, TL_NITROGEN, 0.0311, 0.0278},          {TL_METHANE, TL_CARBON_DIOXIDE, 0.0919, 0.0933},
    {TL_METHANE, TL_PROPANE, 0.0140, 0.0090},           {TL_METHANE, TL_ISOBUTANE, 0.0256, 0.0241},
    {TL_METHANE, TL_N_BUTANE, 0.0133, 0.0056},          {TL_METHANE, TL_N_PENTANE, 0.0230, 0.0190},
    {TL_METHANE, TL_N_HEXANE, 0.0422, 0.0374},          {TL_METHANE, TL_N_HEPTANE, 0.0352, 0.0307},
    {TL_METHANE, TL_N_OCTANE, 0.0496, 0.0448},          {TL_METHANE, TL_N_NONANE, 0.0474, 0.0448},
    {TL_METHANE, TL_N_DECANE, 0.0422, 0.0411},          {TL_METHANE, TL_HYDROGEN, 0.0156, -0.0222},
    {TL_METHANE, TL_CARBON_MONOXIDE, 0.0300, 0.0322},   {TL_METHANE, TL_HYDROGEN_SULFIDE, 0.0800, 0.0800},
    {TL_NITROGEN, TL_CARBON_DIOXIDE, -0.0170, -0.0315}, {TL_NITROGEN, TL_ETHANE, 0.0515, 0.0407},
    {TL_NITROGEN, TL_PROPANE, 0.0852, 0.0763},          {TL_NITROGEN, TL_ISOBUTANE, 0.1033, 0.0944},
    {TL_NITROGEN, TL_N_BUTANE, 0.0800, 0.0700},         {TL_NITROGEN, TL_ISOPENTANE, 0.0922, 0.0867},
    {TL_NITROGEN, TL_N_PENTANE, 0.1000, 0.0878},        {TL_NITROGEN, TL_N_HEXANE, 0.1496, 0.1444},
    {TL_NITROGEN, TL_N_HEPTANE, 0.1441, 0.1441},        {TL_NITROGEN, TL_HYDROGEN_SULFIDE, 0.1767, 0.1696},
    {TL_CARBON_DIOXIDE, TL_ETHANE, 0.1322, 0.1363},     {TL_CARBON_DIOXIDE, TL_PROPANE, 0.1241, 0.1289},
    {TL_CARBON_DIOXIDE, TL_ISOBUTANE, 0.1200, 0.1285},  {TL_CARBON_DIOXIDE, TL_N_BUTANE, 0.1333, 0.1430},
    {TL_CARBON_DIOXIDE, TL_ISOPENTANE, 0.1219, 0.1307}, {TL_CARBON_DIOXIDE, TL_N_PENTANE, 0.1222, 0.1311},
    {TL_CARBON_DIOXIDE, TL_N_HEXANE, 0.1100, 0.1178},   {TL_CARBON_DIOXIDE, TL_N_HEPTANE, 0.1000, 0.1100},
    {TL_CARBON_DIOXIDE, TL_N_DECANE, 0.1141, 0.1304},   {TL_CARBON_DIOXIDE, TL_HYDROGEN_SULFIDE, 0.0974, 0.0989},
    {TL_ETHANE, TL_N_BUTANE, 0.0096, 0.0096},           {TL_ETHANE, TL_HYDROGEN_SULFIDE, 0.0833, 0.0852},
    {TL_PROPANE, TL_HYDROGEN_SULFIDE, 0.0878, 0.0885},  {TL_ISOBUTANE, TL_HYDROGEN_SULFIDE, 0.0474, 0.0511},
    {TL_N_PENTANE, TL_HYDROGEN_SULFIDE, 0.0630, 0.0689}};

void tli_cubic_set(tli_cubic *cubic, tli_cubic_kind kind, const tl_mixture *mixture) {
  memset(cubic, 0, sizeof *cubic);
  bool pr = kind == TLI_PENG_ROBINSON;
  cubic->d1 = pr ? 1.0 + sqrt(2.0) : 1.0;
  cubic->d2 = pr ? 1.0 - sqrt(2.0) : 0.0;
  cubic->r = TLI_GAS_CONSTANT;
  /* From dp/dv = d2p/dv2 = 0 at the critical point, more digits than printed. */
  double omega_a = pr ? 0.45723552892138219 : 0.42748023354034140,
         omega_b = pr ? 0.07779607390388846 : 0.08664034996495773;
  for (int i = 0; i < TL_COMPONENTS; i++) {
    if (mixture->x[i] <= 0.0) continue;
    const tli_component_data *c = &tli_components[i];
    size_t k = cubic->count++;
    double w = c->acentric, rtc = cubic->r * c->tc_k, pc = c->pc_mpa * 1e6;
    cubic->component[k] = i;
    cubic->x[k] = mixture->x[i];
    cubic->tc_i[k] = c->tc_k;
    cubic->pc_i[k] = pc;
    cubic->acentric_i[k] = w;
    cubic->b_i[k] = omega_b * rtc / pc;
    cubic->ac_i[k] = omega_a * rtc * rtc / pc;
    if (!pr)
      cubic->m_i[k] = 0.480 + w * (1.574 - 0.176 * w);
    else if (w <= 0.491)
      cubic->m_i[k] = 0.37464 + w * (1.54226 - 0.26992 * w);
    else
      cubic->m_i[k] = 0.379642 + w * (1.48503 + w * (-0.164423 + 0.016666 * w));
    cubic->b += cubic->x[k] * cubic->b_i[k];
  }
  for (size_t i = 0; i < cubic->count; i++)
    for (size_t j = 0; j < cubic->count; j++) {
      cubic->one_minus_k[i][j] = 1.0;
      for (size_t n = 0; n < TLI_COUNT(binaries); n++) {
        const binary *b = &binaries[n];
        bool match = ((int)b->i == cubic->component[i] && (int)b->j == cubic->component[j]) ||
                     ((int)b->j == cubic->component[i] && (int)b->i == cubic->component[j]);
        if (match) cubic->one_minus_k[i][j] = 1.0 - (pr ? b->peng_robinson : b->srk);
      }
    }
}

/* a(T) and its first two derivatives by T. sqrt(a_i) is linear in sqrt(T). */
static void attraction(const tli_cubic *cubic, double t_k, double *a, double *a_t, double *a_tt) {
  double s[TL_COMPONENTS], s1[TL_COMPONENTS], s2[TL_COMPONENTS];
  double root_t = sqrt(t_k);
  for (size_t i = 0; i < cubic->count; i++) {
    double root_a = sqrt(cubic->ac_i[i]), per = cubic->m_i[i] / sqrt(cubic->tc_i[i]);
    s[i] = root_a * (1.0 + cubic->m_i[i] - per * root_t);
    s1[i] = -0.5 * root_a * per / root_t;
    s2[i] = 0.25 * root_a * per / (root_t * t_k);
  }
  *a = *a_t = *a_tt = 0.0;
  for (size_t i = 0; i < cubic->count; i++)
    for (size_t j = 0; j < cubic->count; j++) {
      double weight = cubic->x[i] * cubic->x[j] * cubic->one_minus_k[i][j];
      *a += weight * s[i] * s[j];
      *a_t += weight * (s1[i] * s[j] + s[i] * s1[j]);
      *a_tt += weight * (s2[i] * s[j] + 2.0 * s1[i] * s1[j] + s[i] * s2[j]);
    }
}

static void cubic_alpha(const void *law_data, double density_mol_m3, double t_k, tli_alpha *out) {
  const tli_cubic *c = law_data;
  double a, a_t, a_tt;
  attraction(c, t_k, &a, &a_t, &a_tt);
  double rt = c->r * t_k, y = c->b * density_mol_m3;
  /* A = a/(RT) and its tau derivatives: A ~ a tau, so tau A_tau = A - a'/R, tau^2 A_tautau = T^2 A_TT + 2 T A_T. */
  double big = a / rt, big_t = big - a_t / c->r, big_tt = t_k * a_tt / c->r;
  double u = 1.0 / (1.0 - y), v1 = 1.0 / (1.0 + c->d1 * y), v2 = 1.0 / (1.0 + c->d2 * y);
  double free = 1.0 - y > 0.0 ? -log1p(-y) : NAN;
  /* f = ln[(1 + d1 y)/(1 + d2 y)]/(d1 - d2) and y^n f^(n) */
  double f = log((1.0 + c->d1 * y) / (1.0 + c->d2 * y)) / (c->d1 - c->d2);
  double f1 = y * v1 * v2;
  double p1 = c->d1 * y * v1, p2 = c->d2 * y * v2;
  double f2 = -f1 * (p1 + p2);
  double f3 = 2.0 * f1 * (p1 * p1 + p1 * p2 + p2 * p2);
  double h = y * u; /* y^n d^n/dy^n of -ln(1 - y): h, h^2, 2 h^3 */
  double q = big / c->b, q_t = big_t / c->b, q_tt = big_tt / c->b;
  *out = (tli_alpha){.a00 = free - q * f,
                     .a01 = h - q * f1,
                     .a02 = h * h - q * f2,
                     .a03 = 2.0 * h * h * h - q * f3,
                     .a10 = -q_t * f,
                     .a11 = -q_t * f1,
                     .a12 = -q_t * f2,
                     .a20 = -q_tt * f};
}

static tl_code compile_as(tl_gas *gas, tli_cubic_kind kind, tl_error *error) {
  tli_cubic *cubic = TLI_NEW(gas->arena, tli_cubic);
  if (cubic == NULL) return TLI_NO_MEMORY(error, "the gas");
  tli_cubic_set(cubic, kind, &gas->mixture);
  gas->law_data = cubic;
  return TL_OK;
}
static tl_code peng_robinson_compile(tl_gas *gas, tl_error *error) { return compile_as(gas, TLI_PENG_ROBINSON, error); }
static tl_code srk_compile(tl_gas *gas, tl_error *error) { return compile_as(gas, TLI_SRK, error); }

static tl_validity cubic_validity(const tl_gas *gas, double p_pa, double t_k) {
  (void)gas;
  if (t_k < 90.0 || t_k > 700.0 || p_pa > 70e6) return TL_VALID_OUTSIDE;
  return p_pa <= 30e6 ? TL_VALID_NORMAL : TL_VALID_EXTENDED;
}

const tli_law tli_law_peng_robinson = {
    .name = "peng-robinson",
    .sentence = "Peng-Robinson: cubic equation for gas and liquid, a few % in density of pipeline gas",
    .source =
        "Peng and Robinson, Ind. Eng. Chem. Fundam. 15 (1976) 59-64; binary parameters of Knapp et al., DECHEMA VI "
        "(1982)",
    .gas_constant = TLI_GAS_CONSTANT,
    .ideal_scale = 1.0,
    .compile = peng_robinson_compile,
    .helmholtz = cubic_alpha,
    .validity = cubic_validity};

const tli_law tli_law_srk = {
    .name = "srk",
    .sentence = "Soave-Redlich-Kwong: cubic equation for gas and liquid, a few % in density of pipeline gas",
    .source = "Soave, Chem. Eng. Sci. 27 (1972) 1197-1203; binary parameters of Knapp et al., DECHEMA VI (1982)",
    .gas_constant = TLI_GAS_CONSTANT,
    .ideal_scale = 1.0,
    .compile = srk_compile,
    .helmholtz = cubic_alpha,
    .validity = cubic_validity};
