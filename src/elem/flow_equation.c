/* The flow equations of the trade by name, in closed form:
 *
 *     Q = k E (Ts/Ps)^a [ (P1^2 - P2^2) / (SG^b mu^r L T Z) ]^n D^m        m3/s at Ts, Ps; all in SI, SG to air
 *
 * Panhandle A and B, Weymouth: Menon, Gas Pipeline Hydraulics (2005), chapter 2, equations in SI: m3/day, kPa, km, mm;
 * the powers of ten are taken into k here. IGT: Mohitpour, Golshan, Murray, Pipeline Design and Construction, 3rd ed.:
 * 0.6643, in 1000 ft3/h, psi, ft, in, degR, lb/(ft s). They hold for turbulent flow; E is 0.92 in much of the trade.
 *
 * As a law of friction a closed form is solved for lambda in the general flow equation
 *     (P1^2 - P2^2)/(L T Z) = lambda (R/M) q^2/(D A^2),   Q = q R Ts/(M Ps),   SG = M/M_air,   E = 1
 * at Ts = 288.7 K and Ps = 101,325 Pa; only an exponent of 0.15 at most of Ts/Ps is then in lambda. Panhandle A and B
 * contain the viscosity of their time, IGT the gas's own.
 */
#include "elem/tli_elem.h"

#include <string.h>

typedef struct equation {
  const char *name;
  double k, a, b, r, n, m;
} equation;

/* clang-format off */
static const equation equations[] = {
    {"panhandle-a", 158.02053287069572, 1.0788, 0.8539, 0.0, 0.5394,    2.6182},    /* 4.5965e-3 */
    {"panhandle-b", 152.88116342980555, 1.02,   0.961,  0.0, 0.51,      2.53},      /* 1.002e-2 */
    {"weymouth",    137.32958099425125, 1.0,    1.0,    0.0, 0.5,       2.667},     /* 3.7435e-3 */
    {"igt",         24.624124514614053, 1.0,    0.8,    0.2, 5.0 / 9.0, 8.0 / 3.0}, /* 0.6643 */
};
/* clang-format on */

static const double air_kg_mol = 0.02896546; /* ISO 6976:2016, dry air */

static const equation *find(const char *name) {
  for (size_t i = 0; i < TLI_COUNT(equations); i++)
    if (tli_text_equal_loose(equations[i].name, name)) return &equations[i];
  return NULL;
}

const char *tl_flow_equation_name(size_t index) { return index < TLI_COUNT(equations) ? equations[index].name : NULL; }

tl_code tl_flow_equation(const char *name, const tl_flow_line *line, double *flow_m3_s, tl_error *error) {
  const equation *e = find(name);
  *flow_m3_s = NAN;
  if (e == NULL)
    return tl_fail(error, TL_ERR_USAGE,
                   "no flow equation is called \"%s\"; there are panhandle-a, panhandle-b, weymouth, igt", name);
  const double positive[] = {line->length_m, line->diameter_m, line->inlet_p_pa,   line->relative_density, line->t_k,
                             line->z,        line->efficiency, line->standard_t_k, line->standard_p_pa};
  for (size_t i = 0; i < TLI_COUNT(positive); i++)
    if (!(positive[i] > 0.0 && isfinite(positive[i])))
      return tl_fail(error, TL_ERR_INPUT, "flow equation %s: every figure but the outlet pressure must be above 0",
                     e->name);
  if (!(line->outlet_p_pa >= 0.0 && line->outlet_p_pa <= line->inlet_p_pa))
    return tl_fail(error, TL_ERR_INPUT, "flow equation %s: outlet_p_pa = %g is outside 0 .. inlet_p_pa = %g Pa",
                   e->name, line->outlet_p_pa, line->inlet_p_pa);
  if (e->r > 0.0 && !(line->viscosity_pa_s > 0.0))
    return tl_fail(error, TL_ERR_INPUT, "flow equation %s: viscosity_pa_s = %g must be above 0", e->name,
                   line->viscosity_pa_s);
  const double du = (line->inlet_p_pa - line->outlet_p_pa) * (line->inlet_p_pa + line->outlet_p_pa);
  const double gas = pow(line->relative_density, e->b) * (e->r > 0.0 ? pow(line->viscosity_pa_s, e->r) : 1.0);
  *flow_m3_s = e->k * line->efficiency * pow(line->standard_t_k / line->standard_p_pa, e->a) *
               pow(du / (gas * line->length_m * line->t_k * line->z), e->n) * pow(line->diameter_m, e->m);
  return TL_OK;
}

double tli_flow_equation_friction(const char *name, const tli_flow_in_pipe *at, double *dln_dln) {
  const equation *e = find(name);
  const double standard_t_k = 288.7, standard_p_pa = 101325.0;
  const double d = at->diameter_m, area = 0.25 * TLI_PI * d * d;
  const double q = at->reynolds * area * at->viscosity_pa_s / d, r_m = TLI_GAS_CONSTANT / at->molar_mass_kg_mol;
  const double flow = q * r_m * standard_t_k / standard_p_pa;
  const double alone = flow / (e->k * pow(standard_t_k / standard_p_pa, e->a) * pow(d, e->m));
  const double gas = pow(at->molar_mass_kg_mol / air_kg_mol, e->b) * (e->r > 0.0 ? pow(at->viscosity_pa_s, e->r) : 1.0);
  *dln_dln = 1.0 / e->n - 2.0;
  return gas * pow(alone, 1.0 / e->n) * d * area * area / (r_m * q * q);
}
