/* States of laws that are Helmholtz energies: properties at (rho, T), and the density for a pressure.
 *
 * Properties follow Kunz and Wagner 2012, table 3 (the same relations in every Helmholtz equation), with
 * a_ij = tau^i delta^j d^(i+j) alpha_r:  z = 1 + a01,  p_rho = RT (1 + 2 a01 + a02),  p_T = rho R (1 + a01 - a11).
 */
#include "gas/tli_gerg.h"

#include <math.h>
#include <string.h>

void tli_helmholtz_state(const tl_gas *gas, double density_mol_m3, double t_k, tl_gas_state *s) {
  tli_alpha a;
  tli_ideal ideal;
  gas->law->helmholtz(gas->law_data, density_mol_m3, t_k, &a);
  tli_ideal_fast(&gas->ideal_table, &gas->ideal, t_k, &ideal);
  double r = gas->r, rt = r * t_k;
  double z = 1.0 + a.a01, stiffness = 1.0 + 2.0 * a.a01 + a.a02, expansion = 1.0 + a.a01 - a.a11;
  memset(s, 0, sizeof *s);
  s->t_k = t_k;
  s->density_mol_m3 = density_mol_m3;
  s->z = z;
  s->p_pa = density_mol_m3 * rt * z;
  s->dp_drho_j_mol = rt * stiffness;
  s->d2p_drho2_j_m3_mol2 = rt * (2.0 * a.a01 + 4.0 * a.a02 + a.a03) / density_mol_m3;
  s->dp_dt_pa_k = density_mol_m3 * r * expansion;
  double alpha = log(density_mol_m3) + ideal.a0 + a.a00, energy = ideal.a1 + a.a10;
  s->internal_energy_j_mol = rt * energy;
  s->enthalpy_j_mol = rt * (energy + z);
  s->entropy_j_mol_k = r * (energy - alpha);
  s->gibbs_j_mol = rt * (alpha + z);
  double cv = -(ideal.a2 + a.a20), cp = cv + expansion * expansion / stiffness;
  s->cv_j_mol_k = r * cv;
  s->cp_j_mol_k = r * cp;
  /* (T/rho p_T/p_rho - 1) without its cancellation at low density */
  s->joule_thomson_k_pa = -(a.a01 + a.a02 + a.a11) / (stiffness * density_mol_m3 * s->cp_j_mol_k);
  tli_finish_state(gas, s);
}

typedef struct attempt {
  double density, p, slope;
} attempt;

static attempt try_density(const tl_gas *gas, double density, double t_k) {
  tli_alpha a;
  gas->law->helmholtz(gas->law_data, density, t_k, &a);
  double rt = gas->r * t_k;
  return (attempt){density, density * rt * (1.0 + a.a01), rt * (1.0 + 2.0 * a.a01 + a.a02)};
}

/* Newton on ln p over ln rho from a start; false if it leaves the branch on which pressure rises with density. With
 * `halve` such a step is halved instead, and false is given when the branch ends below the wanted pressure. */
static bool newton(const tl_gas *gas, double p_pa, double t_k, bool halve, double *density) {
  const double log_p = log(p_pa);
  double good = NAN, trial = log(*density);
  for (int step = 0; step < 200; step++) {
    attempt at = try_density(gas, exp(trial), t_k);
    if (!(at.slope > 0.0) || !(at.p > 0.0)) {
      if (!halve || !(fabs(trial - good) > 1e-6)) return false; /* NaN: the start itself */
      trial = good + 0.5 * (trial - good);
      continue;
    }
    double change = (log(at.p) - log_p) * at.p / (at.density * at.slope);
    if (fabs(change) < 1e-10) {
      *density = exp(trial - change);
      return true;
    }
    good = trial;
    trial -= change > 0.7 ? 0.7 : change < -0.7 ? -0.7 : change;
  }
  return false;
}

/* Newton on p over rho from above: on the dense branch p is steep and convex, and may pass zero just below the root, so
 * that logarithms do not serve. */
static bool newton_dense(const tl_gas *gas, double p_pa, double t_k, double *density) {
  double rho = *density;
  for (int step = 0; step < 100; step++) {
    attempt at = try_density(gas, rho, t_k);
    if (!(at.slope > 0.0)) return false;
    double change = (at.p - p_pa) / at.slope;
    if (fabs(change) < 1e-10 * rho) {
      *density = rho - change;
      return true;
    }
    rho -= change > 0.2 * rho ? 0.2 * rho : change < -0.2 * rho ? -0.2 * rho : change;
  }
  return false;
}

/* The dense root, searched from above: from the least of several compressed densities downwards that lies above p. */
static bool dense_root(const tl_gas *gas, double p_pa, double t_k, double *density) {
  double critical = 0.0; /* mole-fraction mean of the critical volumes, as NIST's code takes it */
  for (size_t i = 0; i < TL_COMPONENTS; i++) critical += gas->mixture.x[i] / (1e3 * tli_components[i].rhoc_mol_l);
  critical = 1.0 / critical;
  for (double multiple = 3.6; multiple > 0.9; multiple -= 0.2) {
    attempt at = try_density(gas, multiple * critical, t_k);
    if (!(at.slope > 0.0) || !(at.p >= p_pa)) continue;
    *density = at.density;
    if (newton_dense(gas, p_pa, t_k, density)) return true;
  }
  return false;
}

/* Above this multiple of the pseudo-critical temperature p(rho) rises everywhere. */
#define ONE_ROOT_ABOVE 1.2

/* Gibbs energy over RT at a density, less what only T and composition decide. */
static double gibbs(const tl_gas *gas, double density, double t_k) {
  tli_alpha a;
  gas->law->helmholtz(gas->law_data, density, t_k, &a);
  return log(density) + a.a00 + a.a01;
}

bool tli_helmholtz_prefers_another(const tl_gas *gas, double p_pa, double t_k, double density_mol_m3) {
  if (!(t_k < ONE_ROOT_ABOVE * gas->pseudo_tc_k)) return false;
  if (!(p_pa > 0.0)) return true;
  const double own = gibbs(gas, density_mol_m3, t_k);
  double dense = 0.0, thin = p_pa / (gas->r * t_k);
  if (dense_root(gas, p_pa, t_k, &dense) && dense > 1.001 * density_mol_m3 && gibbs(gas, dense, t_k) < own) return true;
  return newton(gas, p_pa, t_k, false, &thin) && thin < 0.999 * density_mol_m3 && gibbs(gas, thin, t_k) < own;
}

/* On the gas branch ln p is concave in ln rho, so Newton from the ideal-gas density climbs to the root of least density
 * without overshooting; if it meets dp/drho <= 0 there is no gas root, and the dense branch is searched from above. */
tl_code tli_helmholtz_density(const tl_gas *gas, double p_pa, double t_k, double *density_mol_m3, tl_error *error) {
  double density = p_pa / (gas->r * t_k);
  if (newton(gas, p_pa, t_k, false, &density)) {
    *density_mol_m3 = density;
    return TL_OK;
  }
  if (dense_root(gas, p_pa, t_k, density_mol_m3)) return TL_OK;
  /* No dense root either: a step too long may have left a steep branch that goes on. */
  density = p_pa / (gas->r * t_k);
  if (newton(gas, p_pa, t_k, true, &density)) {
    *density_mol_m3 = density;
    return TL_OK;
  }
  return tl_fail(error, TL_ERR_NO_ANSWER,
                 "%s finds no single-phase density at p = %.9g Pa, T = %.9g K: the state lies inside the "
                 "two-phase region or far outside the equation's range",
                 gas->law->name, p_pa, t_k);
}

static void put(double *column, size_t i, double value) {
  if (column != NULL) column[i] = value;
}

/* One state of the flow path by the general solver; where no root exists, the largest lower pressure that has one. */
static void flow_of_one(const tl_gas *gas, double p_pa, double t_k, size_t i, const tl_gas_flow *out, size_t *outside) {
  double density = 0.0;
  if (tli_helmholtz_density(gas, p_pa, t_k, &density, NULL) != TL_OK) {
    (*outside)++;
    double low = TLI_LEAST_PRESSURE_PA, high = p_pa;
    for (int step = 0; step < 40; step++) {
      double middle = sqrt(low * high);
      if (tli_helmholtz_density(gas, middle, t_k, &density, NULL) == TL_OK)
        low = middle;
      else
        high = middle;
    }
    if (tli_helmholtz_density(gas, low, t_k, &density, NULL) != TL_OK) density = low / (gas->r * t_k);
  }
  tl_gas_state s;
  tli_helmholtz_state(gas, density, t_k, &s);
  double rt = gas->r * t_k;
  put(out->z, i, s.z);
  /* z = p/(rho R T): dz/dp = (1 - p/(rho p_rho))/(rho R T), written without the difference of near equals */
  tli_alpha a;
  gas->law->helmholtz(gas->law_data, density, t_k, &a);
  double stiffness = 1.0 + 2.0 * a.a01 + a.a02, rho_z_rho = a.a01 + a.a02;
  put(out->dz_dp_1_pa, i, rho_z_rho / (density * rt * stiffness));
  put(out->dz_dt_1_k, i, -(a.a11 + rho_z_rho * (1.0 + a.a01 - a.a11) / stiffness) / t_k);
  put(out->cp_j_kg_k, i, s.cp_j_mol_k / gas->molar_mass_kg_mol);
  put(out->joule_thomson_k_pa, i, s.joule_thomson_k_pa);
  put(out->viscosity_pa_s, i, s.viscosity_pa_s);
  put(out->kappa, i, s.isentropic_exponent);
}

enum { FLOW_BLOCK = 64 };

size_t tli_helmholtz_flow(const tl_gas *gas, size_t n, const double *p_pa, const double *t_k, const tl_gas_flow *out) {
  size_t outside = 0;
  for (size_t first = 0; first < n; first += FLOW_BLOCK) {
    size_t count = n - first < FLOW_BLOCK ? n - first : FLOW_BLOCK;
    double p[FLOW_BLOCK];
    bool done[FLOW_BLOCK] = {false};
    for (size_t i = 0; i < count; i++)
      p[i] = p_pa[first + i] > TLI_LEAST_PRESSURE_PA ? p_pa[first + i] : TLI_LEAST_PRESSURE_PA;
    if (gas->run != NULL)
      gas->run(gas, gas->law_data,
               &(tli_gerg_lanes){
                   .n = count, .p_pa = p, .t_k = t_k + first, .flow = out, .flow_offset = first, .done = done});
    for (size_t i = 0; i < count; i++) {
      if (!done[i]) flow_of_one(gas, p[i], t_k[first + i], first + i, out, &outside);
      if (!(p_pa[first + i] > 0.0)) put(out->z, first + i, 1.0);
    }
  }
  return outside;
}
