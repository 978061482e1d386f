/* AGA8-DETAIL (AGA8-DC92), ISO 12213-2: the detailed characterisation method for 21 components.
 *
 *   alpha_r = rho sum_{n=1..18} B_n T^-u_n - d sum_{n=13..18} C_n T^-u_n + sum_{n=13..58} C_n T^-u_n d^b_n exp(-d^k_n)
 *
 * with the reduced density d = K^3 rho (AGA Report No. 8 Part 1, eqs 3 to 15); rho in mol/l. Normal range: pipeline
 * gas, 250..350 K up to 30 MPa; extended 143..673 K up to 140 MPa.
 */
#include "gas/tli_detail.h"

#include <math.h>
#include <string.h>

typedef struct detail {
  double k3;                   /* l/mol */
  double b[TLI_DETAIL_VIRIAL]; /* second virial: sum over pairs */
  double c[TLI_DETAIL_TERMS];  /* from index TLI_DETAIL_FIRST on */
} detail;

typedef struct pair_parameters {
  double e, u, k, g;
} pair_parameters;

/* Term n of the second virial coefficient of one pair. */
static double pair_virial(const tli_detail_term *term, const tli_detail_component *i, const tli_detail_component *j,
                          const pair_parameters *pair) {
  double b = 1.0;
  if (term->flags & TLI_G) b *= pair->g * (i->g + j->g) / 2.0;
  if (term->flags & TLI_Q) b *= i->q * j->q;
  if (term->flags & TLI_F) b *= i->f * j->f;
  if (term->flags & TLI_S) b *= i->s * j->s;
  if (term->flags & TLI_W) b *= i->w * j->w;
  return b == 0.0 ? 0.0 : term->a * pow(pair->e * sqrt(i->e * j->e), term->u) * pow(i->k * j->k, 1.5) * b;
}

static tl_code detail_compile(tl_gas *gas, tl_error *error) {
  detail *data = TLI_NEW(gas->arena, detail);
  if (data == NULL) return TLI_NO_MEMORY(error, "the gas");
  const double *x = gas->mixture.x;
  pair_parameters pairs[TL_COMPONENTS][TL_COMPONENTS];
  for (size_t i = 0; i < TL_COMPONENTS; i++)
    for (size_t j = 0; j < TL_COMPONENTS; j++) pairs[i][j] = (pair_parameters){1.0, 1.0, 1.0, 1.0};
  for (size_t k = 0; k < TLI_DETAIL_PAIRS; k++) {
    const tli_detail_pair *p = &tli_detail_pairs[k];
    pairs[p->i][p->j] = (pair_parameters){p->e, p->u, p->k, p->g};
  }

  double k_sum = 0.0, u_sum = 0.0, g = 0.0, q = 0.0, f = 0.0;
  for (size_t i = 0; i < TL_COMPONENTS; i++) {
    const tli_detail_component *ci = &tli_detail_components[i];
    k_sum += x[i] * pow(ci->k, 2.5);
    u_sum += x[i] * pow(ci->e, 2.5);
    g += x[i] * ci->g;
    q += x[i] * ci->q;
    f += x[i] * x[i] * ci->f;
  }
  double k5 = k_sum * k_sum, u5 = u_sum * u_sum;
  for (size_t i = 0; i < TL_COMPONENTS; i++) {
    if (x[i] <= 0.0) continue;
    const tli_detail_component *ci = &tli_detail_components[i];
    for (size_t j = i; j < TL_COMPONENTS; j++) {
      if (x[j] <= 0.0) continue;
      const tli_detail_component *cj = &tli_detail_components[j];
      const pair_parameters *pair = &pairs[i][j];
      double weight = (i == j ? 1.0 : 2.0) * x[i] * x[j];
      k5 += weight * (pow(pair->k, 5.0) - 1.0) * pow(ci->k * cj->k, 2.5);
      u5 += weight * (pow(pair->u, 5.0) - 1.0) * pow(ci->e * cj->e, 2.5);
      g += weight * (pair->g - 1.0) * (ci->g + cj->g) / 2.0;
      for (size_t n = 0; n < TLI_DETAIL_VIRIAL; n++)
        data->b[n] += weight * pair_virial(&tli_detail_terms[n], ci, cj, pair);
    }
  }
  data->k3 = pow(k5, 0.6);
  double u = pow(u5, 0.2);
  for (size_t n = TLI_DETAIL_FIRST; n < TLI_DETAIL_TERMS; n++) {
    const tli_detail_term *term = &tli_detail_terms[n];
    double c = term->a * pow(u, term->u);
    if (term->flags & TLI_G) c *= g;
    if (term->flags & TLI_Q) c *= q * q;
    if (term->flags & TLI_F) c *= f;
    data->c[n] = c;
  }
  gas->law_data = data;
  return TL_OK;
}

enum { LEAST_POWER = -13, MOST_POWER = 23 };

/* T^-u for u a multiple of 1/2 between LEAST_POWER and MOST_POWER: whole[k - LEAST_POWER] = T^-k. */
static void powers_of_temperature(double t_k, double whole[MOST_POWER - LEAST_POWER + 1]) {
  whole[-LEAST_POWER] = 1.0;
  double inverse = 1.0 / t_k;
  for (int k = 1; k <= MOST_POWER; k++) {
    double half = whole[k / 2 - LEAST_POWER];
    whole[k - LEAST_POWER] = k == 1 ? inverse : half * whole[k - k / 2 - LEAST_POWER];
  }
  for (int k = 1; k <= -LEAST_POWER; k++)
    whole[-k - LEAST_POWER] = k == 1 ? t_k : whole[-(k / 2) - LEAST_POWER] * whole[-(k - k / 2) - LEAST_POWER];
}

static void detail_alpha(const void *law_data, double density_mol_m3, double t_k, tli_alpha *a) {
  const detail *data = law_data;
  double density = density_mol_m3 * 1e-3, reduced = data->k3 * density; /* mol/l, - */
  double whole[MOST_POWER - LEAST_POWER + 1], root = sqrt(t_k);
  powers_of_temperature(t_k, whole);
  double dp[10] = {1.0}, decay[5] = {1.0};
  for (int k = 1; k < 10; k++) dp[k] = dp[k - 1] * reduced;
  for (int k = 1; k < 5; k++) decay[k] = exp(-dp[k]);

  memset(a, 0, sizeof *a);
  for (size_t n = 0; n < TLI_DETAIL_TERMS; n++) {
    const tli_detail_term *term = &tli_detail_terms[n];
    double floor_u = floor(term->u), t_power = whole[(int)floor_u - LEAST_POWER];
    if (term->u != floor_u) t_power /= root;
    double s0 = 0.0, s1 = 0.0, s2 = 0.0, s3 = 0.0;
    if (n < TLI_DETAIL_VIRIAL) { /* linear in density */
      double linear = data->b[n] * density - (n >= TLI_DETAIL_FIRST ? data->c[n] * reduced : 0.0);
      s0 = linear * t_power;
      s1 = s0;
    }
    if (n >= TLI_DETAIL_FIRST) {
      double k = term->k, w = term->k > 0 ? k * dp[term->k] : 0.0;
      double v = data->c[n] * t_power * dp[term->b] * decay[term->k];
      double k1 = term->b - w, k2 = k1 * (k1 - 1.0) - k * w, k3 = (k1 - 2.0) * k2 + k * w * (1.0 - k - 2.0 * k1);
      s0 += v;
      s1 += v * k1;
      s2 = v * k2;
      s3 = v * k3;
    }
    double u = term->u;
    a->a00 += s0;
    a->a01 += s1;
    a->a02 += s2;
    a->a03 += s3;
    a->a10 += u * s0;
    a->a11 += u * s1;
    a->a12 += u * s2;
    a->a20 += u * (u - 1.0) * s0;
  }
}

static tl_validity detail_validity(const tl_gas *gas, double p_pa, double t_k) {
  /* Normal and expanded range of composition, AGA Report No. 8, table 1. The report lets hexanes and heavier go up to
   * the dew point; here they go as far as pentanes do, so that no liquid passes for gas. */
  const double *x = gas->mixture.x;
  double butanes = x[TL_ISOBUTANE] + x[TL_N_BUTANE], pentanes = x[TL_ISOPENTANE] + x[TL_N_PENTANE];
  double heavier = x[TL_N_HEXANE] + x[TL_N_HEPTANE] + x[TL_N_OCTANE] + x[TL_N_NONANE] + x[TL_N_DECANE];
  bool usual = x[TL_METHANE] >= 0.45 && x[TL_NITROGEN] <= 0.5 && x[TL_CARBON_DIOXIDE] <= 0.3 && x[TL_ETHANE] <= 0.1 &&
               x[TL_PROPANE] <= 0.04 && butanes <= 0.01 && pentanes <= 0.003 && heavier <= 0.002 &&
               x[TL_HYDROGEN] <= 0.1 && x[TL_CARBON_MONOXIDE] <= 0.03 && x[TL_HELIUM] <= 0.002 && x[TL_ARGON] <= 0.0 &&
               x[TL_OXYGEN] <= 0.0 && x[TL_WATER] <= 5e-4 && x[TL_HYDROGEN_SULFIDE] <= 2e-4;
  bool possible = x[TL_PROPANE] <= 0.12 && butanes <= 0.06 && pentanes <= 0.04 && heavier <= 0.04 &&
                  x[TL_HELIUM] <= 0.03 && x[TL_CARBON_MONOXIDE] <= 0.03 && x[TL_ARGON] <= 0.01 && x[TL_OXYGEN] <= 0.21;
  if (!possible || t_k < 143.0 || t_k > 673.0 || p_pa > 140e6) return TL_VALID_OUTSIDE;
  return usual && t_k >= 250.0 && t_k <= 350.0 && p_pa <= 30e6 ? TL_VALID_NORMAL : TL_VALID_EXTENDED;
}

const tli_law tli_law_aga8_detail = {
    .name = "aga8-detail",
    .sentence =
        "AGA8-DETAIL (ISO 12213-2): gas phase of natural gases of 21 components, 0.1 % in density of pipeline gas",
    .source =
        "Starling and Savidge, AGA TMC Report No. 8, 2nd ed. (1992/94); AGA Report No. 8 Part 1 (2017); ISO 12213-2",
    .gas_constant = TLI_AGA8_R,
    .ideal_scale = 1.0,
    .aga8_molar_mass = true,
    .compile = detail_compile,
    .helmholtz = detail_alpha,
    .validity = detail_validity};
