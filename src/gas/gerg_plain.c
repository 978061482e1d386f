/* GERG-2008 term by term as published: the oracle that the compiled evaluation is tested against, and the yardstick of
 * the bench. Nothing is merged and nothing is kept but the powers of one temperature; the density iteration is the one
 * of NIST's AGA8 code (Newton on ln p over ln v from the ideal gas). Kunz and Wagner 2012, eqs 10-17 and table 3.
 */
#include "gas/tli_gerg.h"

#include <math.h>
#include <string.h>

enum { FLUID_TERMS = 24, DEPARTURE_TERMS = 12 };

typedef struct temperature_powers {
  double fluid[TL_COMPONENTS][FLUID_TERMS]; /* n tau^t */
  double departure[TLI_GERG_DEPARTURES][DEPARTURE_TERMS];
} temperature_powers;

static void set_temperature(const tl_mixture *mixture, double tau, temperature_powers *at) {
  double log_tau = log(tau);
  for (size_t i = 0; i < TL_COMPONENTS; i++) {
    if (mixture->x[i] <= 0.0) continue;
    const tli_gerg_fluid *fluid = &tli_gerg_fluids[i];
    for (size_t k = 0; k < fluid->count; k++) at->fluid[i][k] = fluid->terms[k].n * exp(fluid->terms[k].t * log_tau);
  }
  bool set[TLI_GERG_DEPARTURES] = {false};
  for (size_t p = 0; p < TLI_GERG_PAIRS; p++) {
    const tli_gerg_pair *pair = &tli_gerg_pairs[p];
    int m = pair->departure;
    if (m < 0 || set[m] || mixture->x[pair->i] * mixture->x[pair->j] == 0.0) continue;
    const tli_gerg_departure *departure = &tli_gerg_departures[m];
    for (size_t k = 0; k < departure->count; k++)
      at->departure[m][k] = departure->terms[k].n * exp(departure->terms[k].t * log_tau);
    set[m] = true;
  }
}

/* Adds one term: value v = weight n tau^t shape(delta), first three delta-logarithmic factors k1, k2, k3. */
static void add_term(double v, double t, double k1, double k2, double k3, bool all, tli_alpha *a) {
  a->a01 += v * k1;
  a->a02 += v * k2;
  if (!all) return;
  a->a00 += v;
  a->a03 += v * k3;
  a->a10 += v * t;
  a->a20 += v * t * (t - 1.0);
  a->a11 += v * t * k1;
  a->a12 += v * t * k2;
}

static void plain_alpha(const tl_mixture *mixture, double delta, const temperature_powers *at, bool all, tli_alpha *a) {
  memset(a, 0, sizeof *a);
  double dp[8] = {1.0}, decay[7] = {1.0};
  for (int k = 1; k < 8; k++) dp[k] = dp[k - 1] * delta;
  for (int c = 1; c < 7; c++) decay[c] = exp(-dp[c]);
  for (size_t i = 0; i < TL_COMPONENTS; i++) {
    double x = mixture->x[i];
    if (x <= 0.0) continue;
    const tli_gerg_fluid *fluid = &tli_gerg_fluids[i];
    for (size_t k = 0; k < fluid->count; k++) {
      const tli_gerg_term *term = &fluid->terms[k];
      double d = term->d, c = term->c, w = c * dp[term->c];
      double v = x * dp[term->d] * at->fluid[i][k] * (term->c > 0 ? decay[term->c] : 1.0);
      double k1 = d - w, k2 = k1 * (k1 - 1.0) - c * w;
      double k3 = k2 * (k1 - 2.0) - w * c * (2.0 * k1 - 1.0 + c);
      add_term(v, term->t, k1, k2, k3, all, a);
    }
  }
  for (size_t p = 0; p < TLI_GERG_PAIRS; p++) {
    const tli_gerg_pair *pair = &tli_gerg_pairs[p];
    double weight = mixture->x[pair->i] * mixture->x[pair->j] * pair->f;
    if (pair->departure < 0 || weight == 0.0) continue;
    const tli_gerg_departure *departure = &tli_gerg_departures[pair->departure];
    for (size_t k = 0; k < departure->count; k++) {
      const tli_gerg_departure_term *term = &departure->terms[k];
      double u = delta - term->epsilon, d = term->d;
      double v = weight * dp[term->d] * at->departure[pair->departure][k];
      if (term->eta != 0.0 || term->beta != 0.0) v *= exp(-term->eta * u * u - term->beta * (delta - term->gamma));
      double slope = 2.0 * term->eta * u + term->beta; /* -d ln E / d delta */
      double k1 = d - delta * slope;
      double k2 = k1 * k1 - d - 2.0 * term->eta * delta * delta;
      double k3 = k1 * (k2 - 2.0 * (d + 2.0 * term->eta * delta * delta)) + 2.0 * d;
      add_term(v, term->t, k1, k2, k3, all, a);
    }
  }
}

/* The density iteration of NIST's AGA8 code; leaves the powers of the temperature behind. */
static tl_code plain_density(const tl_gas *gas, double p_pa, double t_k, temperature_powers *at, double *density_out,
                             tl_error *error) {
  if (gas->law != &tli_law_gerg2008)
    return tl_fail(error, TL_ERR_USAGE, "the term-by-term reference exists for gerg2008 only, not for %s",
                   gas->law->name);
  if (!(isfinite(p_pa) && p_pa > 0.0 && isfinite(t_k) && t_k > 0.0))
    return tl_fail(error, TL_ERR_USAGE, "p = %g Pa and T = %g K must be finite numbers above 0", p_pa, t_k);
  const tli_gerg *gerg = gas->law_data;
  double rt = gas->r * t_k;
  tli_alpha a;
  set_temperature(&gas->mixture, gerg->tr_k / t_k, at);
  double log_v = -log(p_pa / rt), log_p = log(p_pa);
  for (int step = 0; step < 50; step++) {
    double density = exp(-log_v);
    plain_alpha(&gas->mixture, density / gerg->rhor_mol_m3, at, false, &a);
    double p = density * rt * (1.0 + a.a01), slope = rt * (1.0 + 2.0 * a.a01 + a.a02);
    if (!(slope > 0.0 && p > 0.0)) {
      log_v += 0.1;
      continue;
    }
    double change = -(log(p) - log_p) * p / (density * slope);
    log_v -= change;
    if (fabs(change) >= 1e-7) continue;
    *density_out = exp(-log_v);
    return TL_OK;
  }
  return tl_fail(error, TL_ERR_NO_ANSWER, "no density found at p = %.9g Pa, T = %.9g K", p_pa, t_k);
}

tl_code tl_gas_reference_density_pt(const tl_gas *gas, double p_pa, double t_k, double *density_mol_m3,
                                    tl_error *error) {
  if (gas == NULL || density_mol_m3 == NULL)
    return tl_fail(error, TL_ERR_USAGE, "tl_gas_reference_density_pt needs a gas and a place for the density");
  temperature_powers at;
  return plain_density(gas, p_pa, t_k, &at, density_mol_m3, error);
}

tl_code tl_gas_reference_state_pt(const tl_gas *gas, double p_pa, double t_k, tl_gas_state *s, tl_error *error) {
  if (gas == NULL || s == NULL)
    return tl_fail(error, TL_ERR_USAGE, "tl_gas_reference_state_pt needs a gas and a place for the state");
  temperature_powers at;
  double density = 0.0, rt = gas->r * t_k;
  TLI_TRY(plain_density(gas, p_pa, t_k, &at, &density, error));
  tli_alpha a;
  plain_alpha(&gas->mixture, density / ((const tli_gerg *)gas->law_data)->rhor_mol_m3, &at, true, &a);
  tli_ideal ideal;
  tli_ideal_at(&gas->ideal, t_k, &ideal);
  double z = 1.0 + a.a01, stiffness = 1.0 + 2.0 * a.a01 + a.a02, expansion = 1.0 + a.a01 - a.a11;
  double alpha = log(density) + ideal.a0 + a.a00, energy = ideal.a1 + a.a10;
  memset(s, 0, sizeof *s);
  s->p_pa = p_pa;
  s->t_k = t_k;
  s->z = z;
  s->density_mol_m3 = density;
  s->dp_drho_j_mol = rt * stiffness;
  s->d2p_drho2_j_m3_mol2 = rt * (2.0 * a.a01 + 4.0 * a.a02 + a.a03) / density;
  s->dp_dt_pa_k = density * gas->r * expansion;
  s->internal_energy_j_mol = rt * energy;
  s->enthalpy_j_mol = rt * (energy + z);
  s->entropy_j_mol_k = gas->r * (energy - alpha);
  s->gibbs_j_mol = rt * (alpha + z);
  s->cv_j_mol_k = -gas->r * (ideal.a2 + a.a20);
  s->cp_j_mol_k = s->cv_j_mol_k + gas->r * expansion * expansion / stiffness;
  s->joule_thomson_k_pa = (t_k / density * s->dp_dt_pa_k / s->dp_drho_j_mol - 1.0) / (s->cp_j_mol_k * density);
  tli_finish_state(gas, s);
  return TL_OK;
}
