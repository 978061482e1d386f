/* The compiled gas: creation, the list of laws, states of explicit and Helmholtz laws, the flow path. */
#include "gas/tli_cubic.h"
#include "gas/tli_table.h"

#include <math.h>
#include <string.h>

#define TLI_LAW(law) &law,
static const tli_law *const laws[] = {
#include "gas/laws.def"
};
#undef TLI_LAW

static const tli_law *find_law(const char *name) {
  for (size_t i = 0; i < TLI_COUNT(laws); i++)
    if (tli_text_equal_loose(name, laws[i]->name)) return laws[i];
  return NULL;
}

const char *tl_gas_model_name(size_t index) { return index < TLI_COUNT(laws) ? laws[index]->name : NULL; }
const char *tl_gas_model_sentence(size_t index) { return index < TLI_COUNT(laws) ? laws[index]->sentence : NULL; }
const char *tl_gas_model_source(size_t index) { return index < TLI_COUNT(laws) ? laws[index]->source : NULL; }

void tl_gas_options_default(tl_gas_options *options) {
  if (options == NULL) return;
  *options = (tl_gas_options){.model = laws[0]->name,
                              .phase_check = true,
                              .table_p_min_pa = 0.05e6,
                              .table_p_max_pa = 15e6,
                              .table_t_min_k = 250.0,
                              .table_t_max_k = 350.0};
}

static tl_code unknown_law(const char *name, tl_error *error) {
  const char *names[TLI_COUNT(laws)];
  /* The analyzer does not see that no entry is NULL: the objects are defined in other files. */
  for (size_t i = 0; i < TLI_COUNT(laws); i++)
    names[i] = laws[i]->name; /* NOLINT(clang-analyzer-core.NullDereference) */
  const char *near = tli_did_you_mean(name, names, TLI_COUNT(laws));
  const size_t length = strlen(name);
  for (size_t i = 0; near == NULL && length >= 3 && i < TLI_COUNT(laws); i++) /* "gerg": cut short */
    if (strncmp(name, names[i], length) == 0) near = names[i];
  if (near != NULL) return tl_fail(error, TL_ERR_INPUT, "unknown gas model \"%s\"; did you mean \"%s\"?", name, near);
  return tl_fail(error, TL_ERR_INPUT,
                 "unknown gas model \"%s\"; `trunkline describe models` lists them, for example \"%s\"", name,
                 laws[0]->name);
}

static tl_code check_mixture(const tl_mixture *mixture, tl_error *error) {
  double sum = 0.0;
  for (size_t i = 0; i < TL_COMPONENTS; i++) {
    double x = mixture->x[i];
    if (!(x >= 0.0 && x <= 1.0 + 1e-6))
      return tl_fail(error, TL_ERR_INPUT, "mole fraction of %s = %g is outside 0 .. 1", tli_components[i].name, x);
    sum += x;
  }
  if (!(fabs(sum - 1.0) <= 1e-6))
    return tl_fail(error, TL_ERR_INPUT,
                   "the mole fractions sum to %.9g instead of 1 (off by %+.3g); to normalise, divide each by %.9g", sum,
                   sum - 1.0, sum);
  return TL_OK;
}

static tl_code find_envelope(tl_gas *gas, tl_error *error) {
  tli_cubic *cubic = TLI_NEW(gas->arena, tli_cubic);
  tli_envelope *envelope = TLI_NEW(gas->arena, tli_envelope);
  if (cubic == NULL || envelope == NULL) return TLI_NO_MEMORY(error, "the phase boundary");
  tli_cubic_set(cubic, TLI_PENG_ROBINSON, &gas->mixture);
  tli_envelope_find(cubic, envelope);
  gas->phase_cubic = cubic;
  gas->envelope = envelope;
  return TL_OK;
}

/* The allocator is the caller's; the gas lives in its own arena. */
tl_code tl_gas_create(const tl_mixture *mixture, const tl_gas_options *options, tl_gas **gas_out, tl_error *error) {
  if (mixture == NULL || gas_out == NULL)
    return tl_fail(error, TL_ERR_USAGE, "tl_gas_create needs a mixture and a place for the gas");
  *gas_out = NULL;
  tl_gas_options defaults;
  tl_gas_options_default(&defaults);
  if (options == NULL) options = &defaults;
  const char *name = options->model != NULL ? options->model : defaults.model;
  const tli_law *law = find_law(name);
  if (law == NULL) return unknown_law(name, error);
  TLI_TRY(check_mixture(mixture, error));

  tli_arena *arena = tli_arena_create(options->allocator);
  tl_gas *gas = arena != NULL ? TLI_NEW(arena, tl_gas) : NULL;
  if (gas == NULL) {
    tli_arena_destroy(arena);
    return TLI_NO_MEMORY(error, "the gas");
  }
  gas->arena = arena;
  gas->law = law;
  gas->mixture = *mixture;
  gas->r = law->gas_constant;
  for (size_t i = 0; i < TL_COMPONENTS; i++)
    gas->molar_mass_kg_mol += 1e-3 * mixture->x[i] *
                              (law->aga8_molar_mass ? tli_components[i].molar_mass_aga8 : tli_components[i].molar_mass);
  tli_kay(mixture, &gas->pseudo_pc_pa, &gas->pseudo_tc_k);
  tli_ideal_compile(mixture, gas->r, law->ideal_scale, &gas->ideal);
  tli_ideal_tabulate(&gas->ideal, &gas->ideal_table);
  tli_chung_compile(mixture, &gas->chung);
  gas->chung_viscosity = mixture->x[TL_HYDROGEN] > 0.005 || mixture->x[TL_METHANE] < 0.6;
  tl_code code = law->compile != NULL ? law->compile(gas, error) : TL_OK;
  if (code != TL_OK) {
    tli_arena_destroy(arena);
    return code;
  }
  if (law == &tli_law_gerg2008) gas->run = tli_gerg_path(NULL, NULL);
  if (options->phase_check) code = find_envelope(gas, error);
  if (code == TL_OK && options->table) code = tli_table_build(gas, options, error);
  if (code != TL_OK) {
    tli_arena_destroy(arena);
    return code;
  }
  *gas_out = gas;
  return TL_OK;
}

void tl_gas_destroy(tl_gas *gas) {
  if (gas != NULL) tli_arena_destroy(gas->arena);
}

const char *tl_gas_model(const tl_gas *gas) { return gas->law->name; }
double tl_gas_molar_mass_kg_mol(const tl_gas *gas) { return gas->molar_mass_kg_mol; }
const tl_mixture *tl_gas_mixture(const tl_gas *gas) { return &gas->mixture; }

/* Beyond these a gas law has no meaning, and its sums overflow. */
#define LEAST_T_K 10.0
#define MOST_T_K 1e4
#define LEAST_P_PA 1e-6
#define MOST_P_PA 1e12
#define LEAST_DENSITY_MOL_M3 1e-9
#define MOST_DENSITY_MOL_M3 1e6

static bool possible(double p_pa, double t_k) {
  return p_pa >= LEAST_P_PA && p_pa <= MOST_P_PA && t_k >= LEAST_T_K && t_k <= MOST_T_K; /* false for NaN */
}

static tl_code check_state_input(const char *what, const char *unit, double value, double least, double most,
                                 double t_k, tl_error *error) {
  if (!(value >= least && value <= most))
    return tl_fail(error, TL_ERR_USAGE, "%s = %g %s is outside %g .. %g %s, where a gas law has a meaning", what, value,
                   unit, least, most, unit);
  if (!(t_k >= LEAST_T_K && t_k <= MOST_T_K))
    return tl_fail(error, TL_ERR_USAGE, "temperature = %g K is outside %g .. %g K, where a gas law has a meaning", t_k,
                   LEAST_T_K, MOST_T_K);
  return TL_OK;
}

/* What remains once p, T, density and their derivatives are known. */
void tli_finish_state(const tl_gas *gas, tl_gas_state *s) {
  s->molar_mass_kg_mol = gas->molar_mass_kg_mol;
  s->density_kg_m3 = s->density_mol_m3 * gas->molar_mass_kg_mol;
  double square = s->cp_j_mol_k / s->cv_j_mol_k * s->dp_drho_j_mol / gas->molar_mass_kg_mol;
  s->speed_of_sound_m_s = square > 0.0 ? sqrt(square) : NAN;
  s->isentropic_exponent = square * gas->molar_mass_kg_mol * s->density_mol_m3 / s->p_pa;
  s->viscosity_pa_s = tli_viscosity(gas, s->t_k, s->density_mol_m3);
  s->thermal_conductivity_w_m_k = NAN;
  s->validity = tli_validity(gas, s->p_pa, s->t_k);
  if (!(s->dp_drho_j_mol > 0.0)) s->validity = TL_VALID_TWO_PHASE; /* no single phase holds together here */
}

static tl_code explicit_state(const tl_gas *gas, double p_pa, double t_k, tl_gas_state *s, tl_error *error) {
  tli_explicit e;
  tli_ideal ideal;
  gas->law->explicit_z(gas->law_data, p_pa, t_k, &e);
  tli_ideal_at(&gas->ideal, t_k, &ideal);
  double rt = gas->r * t_k, slope = e.z - e.p_zp;
  const double density = p_pa / (e.z * rt);
  if (!(e.z > 0.0) || !(slope > 0.0) || !(density > 0.0) || !isfinite(density))
    return tl_fail(error, TL_ERR_NO_ANSWER,
                   "%s has no gas state at p = %.6g Pa, T = %.6g K (z = %.4g): far outside its range", gas->law->name,
                   p_pa, t_k, e.z);
  memset(s, 0, sizeof *s);
  s->p_pa = p_pa;
  s->t_k = t_k;
  s->z = e.z;
  s->density_mol_m3 = density;
  /* rho = p/(z R T): its derivatives by p and T, inverted. */
  s->dp_drho_j_mol = rt * e.z * e.z / slope;
  s->d2p_drho2_j_m3_mol2 =
      s->dp_drho_j_mol * rt / p_pa * e.z * (2.0 * e.p_zp * slope + e.z * e.pp_zpp) / (slope * slope);
  s->dp_dt_pa_k = s->density_mol_m3 / t_k * (1.0 + e.t_zt / e.z) * s->dp_drho_j_mol;
  /* g = G_r/(RT) at (p,T); the ideal gas is taken at the same p and T. */
  double ideal_gibbs = 1.0 + ideal.a0 + log(p_pa / rt);
  s->gibbs_j_mol = rt * (ideal_gibbs + e.g);
  s->enthalpy_j_mol = rt * (1.0 + ideal.a1 - e.t_gt);
  s->entropy_j_mol_k = (s->enthalpy_j_mol - s->gibbs_j_mol) / t_k;
  s->internal_energy_j_mol = s->enthalpy_j_mol - e.z * rt;
  s->cp_j_mol_k = gas->r * (1.0 - ideal.a2 - 2.0 * e.t_gt - e.tt_gtt);
  double expansion = s->dp_dt_pa_k / s->density_mol_m3;
  s->cv_j_mol_k = s->cp_j_mol_k - t_k * expansion * expansion / s->dp_drho_j_mol;
  s->joule_thomson_k_pa = gas->r * t_k * e.t_zt / (p_pa * s->cp_j_mol_k);
  tli_finish_state(gas, s);
  return TL_OK;
}

/* p from rho for an explicit law: rho(p) = p/(z R T) rises with p on the gas branch, so bisection and Newton are safe.
 */
static tl_code explicit_state_at_density(const tl_gas *gas, double density_mol_m3, double t_k, tl_gas_state *s,
                                         tl_error *error) {
  double rt = gas->r * t_k, low = 0.0, p = density_mol_m3 * rt, high = INFINITY;
  for (int step = 0; step < 200; step++) {
    tli_explicit e;
    gas->law->explicit_z(gas->law_data, p, t_k, &e);
    double slope = e.z - e.p_zp, density = p / (e.z * rt);
    bool gas_branch = e.z > 0.0 && slope > 0.0;
    if (gas_branch && fabs(density - density_mol_m3) <= 1e-14 * density_mol_m3) break;
    if (gas_branch && density < density_mol_m3)
      low = p;
    else
      high = p;
    double next = gas_branch ? p + (density_mol_m3 - density) * rt * e.z * e.z / slope : NAN;
    if (!(next > low && next < high)) next = isinf(high) ? 2.0 * p : 0.5 * (low + high);
    if (fabs(next - p) <= 1e-15 * p) break;
    p = next;
  }
  TLI_TRY(explicit_state(gas, p, t_k, s, error));
  if (fabs(s->density_mol_m3 - density_mol_m3) > 1e-9 * density_mol_m3)
    return tl_fail(error, TL_ERR_NO_ANSWER, "%s reaches no density of %.6g mol/m3 at T = %.6g K", gas->law->name,
                   density_mol_m3, t_k);
  return TL_OK;
}

/* Where the law prefers another density at the same p and T, the state is marked. */
static void mark_other_roots(const tl_gas *gas, tl_validity mark, tl_gas_state *s) {
  const bool in_range = s->validity == TL_VALID_NORMAL || s->validity == TL_VALID_EXTENDED;
  if (in_range && tli_helmholtz_prefers_another(gas, s->p_pa, s->t_k, s->density_mol_m3)) s->validity = mark;
}

tl_code tl_gas_state_pt(const tl_gas *gas, double p_pa, double t_k, tl_gas_state *state, tl_error *error) {
  if (gas == NULL || state == NULL)
    return tl_fail(error, TL_ERR_USAGE, "tl_gas_state_pt needs a gas and a place for the state");
  TLI_TRY(check_state_input("pressure", "Pa", p_pa, LEAST_P_PA, MOST_P_PA, t_k, error));
  if (gas->law->explicit_z != NULL) return explicit_state(gas, p_pa, t_k, state, error);
  if (gas->run != NULL) {
    bool done = false;
    tli_gerg_run_scalar(gas, gas->law_data,
                        &(tli_gerg_lanes){.n = 1, .p_pa = &p_pa, .t_k = &t_k, .states = state, .done = &done});
    if (done) return TL_OK;
  }
  double density = 0.0;
  TLI_TRY(tli_helmholtz_density(gas, p_pa, t_k, &density, error));
  tli_helmholtz_state(gas, density, t_k, state);
  /* Far outside its range an equation may rise so steeply that no number of this precision is the density. */
  if (!(fabs(state->p_pa - p_pa) <= 1e-6 * p_pa + 1e-3))
    return tl_fail(error, TL_ERR_NO_ANSWER, "%s has no density at p = %.9g Pa, T = %.9g K: far outside its range",
                   gas->law->name, p_pa, t_k);
  state->p_pa = p_pa;
  mark_other_roots(gas, TL_VALID_TWO_ROOTS, state);
  return TL_OK;
}

enum { STATE_BLOCK = 64 };

static size_t states_by(const tl_gas *gas, tli_gerg_run *run, size_t n, const double *p_pa, const double *t_k,
                        tl_gas_state *states) {
  size_t failed = 0;
  for (size_t first = 0; first < n; first += STATE_BLOCK) {
    size_t count = n - first < STATE_BLOCK ? n - first : STATE_BLOCK;
    bool done[STATE_BLOCK] = {false};
    double p[STATE_BLOCK], t[STATE_BLOCK];
    for (size_t i = 0; i < count; i++) {
      const bool valid = possible(p_pa[first + i], t_k[first + i]);
      p[i] = valid ? p_pa[first + i] : 1e5;
      t[i] = valid ? t_k[first + i] : 300.0;
      done[i] = false;
    }
    if (run != NULL)
      run(gas, gas->law_data,
          &(tli_gerg_lanes){.n = count, .p_pa = p, .t_k = t, .states = states + first, .done = done});
    for (size_t i = 0; i < count; i++) {
      bool valid = p[i] == p_pa[first + i] && t[i] == t_k[first + i];
      if (done[i] && valid) continue;
      if (valid && tl_gas_state_pt(gas, p[i], t[i], &states[first + i], NULL) == TL_OK) continue;
      states[first + i] = (tl_gas_state){.p_pa = p_pa[first + i],
                                         .t_k = t_k[first + i],
                                         .z = NAN,
                                         .density_mol_m3 = NAN,
                                         .density_kg_m3 = NAN,
                                         .validity = TL_VALID_OUTSIDE};
      failed++;
    }
  }
  return failed;
}

size_t tl_gas_states_pt(const tl_gas *gas, size_t n, const double *p_pa, const double *t_k, tl_gas_state *states) {
  return states_by(gas, gas->run, n, p_pa, t_k, states);
}

tl_code tl_gas_states_pt_on(const tl_gas *gas, const char *path, size_t n, const double *p_pa, const double *t_k,
                            tl_gas_state *states, size_t *failed, tl_error *error) {
  tli_gerg_run *run = tli_gerg_path(path, NULL);
  if (run == NULL) return tl_fail(error, TL_ERR_USAGE, "this processor cannot run the vector path \"%s\"", path);
  size_t count = states_by(gas, gas->run != NULL ? run : NULL, n, p_pa, t_k, states);
  if (failed != NULL) *failed = count;
  return TL_OK;
}

tl_code tl_gas_state_dt(const tl_gas *gas, double density_mol_m3, double t_k, tl_gas_state *state, tl_error *error) {
  if (gas == NULL || state == NULL)
    return tl_fail(error, TL_ERR_USAGE, "tl_gas_state_dt needs a gas and a place for the state");
  TLI_TRY(
      check_state_input("density", "mol/m3", density_mol_m3, LEAST_DENSITY_MOL_M3, MOST_DENSITY_MOL_M3, t_k, error));
  if (gas->law->helmholtz != NULL) {
    tli_helmholtz_state(gas, density_mol_m3, t_k, state);
    if (!isfinite(state->p_pa) || !isfinite(state->enthalpy_j_mol))
      return tl_fail(error, TL_ERR_NO_ANSWER,
                     "%s has no finite pressure at %.6g mol/m3, T = %.6g K: far outside its range", gas->law->name,
                     density_mol_m3, t_k);
    mark_other_roots(gas, TL_VALID_TWO_PHASE, state);
    return TL_OK;
  }
  return explicit_state_at_density(gas, density_mol_m3, t_k, state, error);
}

static void explicit_flow(const tl_gas *gas, double p_pa, double t_k, size_t i, const tl_gas_flow *out,
                          size_t *outside) {
  double p = p_pa > TLI_LEAST_PRESSURE_PA ? p_pa : TLI_LEAST_PRESSURE_PA;
  tli_explicit e;
  tli_ideal ideal;
  gas->law->explicit_z(gas->law_data, p, t_k, &e);
  if (!(e.z - e.p_zp > 0.0 && e.z > 0.0)) {
    /* Past the law's last gas state at this temperature: step back to the nearest pressure that has one. */
    double low = TLI_LEAST_PRESSURE_PA, high = p;
    for (int step = 0; step < 60; step++) {
      double middle = 0.5 * (low + high);
      gas->law->explicit_z(gas->law_data, middle, t_k, &e);
      if (e.z - e.p_zp > 0.0 && e.z > 0.0)
        low = middle;
      else
        high = middle;
    }
    p = low;
    gas->law->explicit_z(gas->law_data, p, t_k, &e);
    (*outside)++;
  }
  tli_ideal_fast(&gas->ideal_table, &gas->ideal, t_k, &ideal);
  double cp = gas->r * (1.0 - ideal.a2 - 2.0 * e.t_gt - e.tt_gtt); /* J/(mol K) */
  if (out->z != NULL) out->z[i] = p_pa > 0.0 ? e.z : 1.0;
  if (out->dz_dp_1_pa != NULL) out->dz_dp_1_pa[i] = e.p_zp / p;
  if (out->dz_dt_1_k != NULL) out->dz_dt_1_k[i] = e.t_zt / t_k;
  if (out->cp_j_kg_k != NULL) out->cp_j_kg_k[i] = cp / gas->molar_mass_kg_mol;
  if (out->joule_thomson_k_pa != NULL) out->joule_thomson_k_pa[i] = gas->r * t_k * e.t_zt / (p * cp);
  if (out->viscosity_pa_s != NULL) out->viscosity_pa_s[i] = tli_viscosity(gas, t_k, p / (e.z * gas->r * t_k));
  if (out->kappa != NULL) {
    /* kappa = (rho/p) dp/drho cp/cv, with everything over RT */
    double stiffness = e.z * e.z / (e.z - e.p_zp), expansion = (1.0 + e.t_zt / e.z) * stiffness;
    double cv = cp - gas->r * expansion * expansion / stiffness;
    out->kappa[i] = stiffness / e.z * cp / cv;
  }
}

size_t tli_exact_flow(const tl_gas *gas, size_t n, const double *p_pa, const double *t_k, const tl_gas_flow *out) {
  if (gas->law->helmholtz != NULL) return tli_helmholtz_flow(gas, n, p_pa, t_k, out);
  size_t outside = 0;
  for (size_t i = 0; i < n; i++) explicit_flow(gas, p_pa[i], t_k[i], i, out, &outside);
  return outside;
}

size_t tl_gas_flow_pt(const tl_gas *gas, size_t n, const double *p_pa, const double *t_k, const tl_gas_flow *out) {
  const size_t outside = gas->table != NULL ? tli_table_path()(gas, gas->table, n, p_pa, t_k, out)
                                            : tli_exact_flow(gas, n, p_pa, t_k, out);
  if (gas->r == TLI_GAS_CONSTANT) return outside;
  /* the model's z belongs to the model's R; callers compute with R of 2019, and the density is to be the model's */
  const double scale = gas->r / TLI_GAS_CONSTANT;
  double *const scaled[] = {out->z, out->dz_dp_1_pa, out->dz_dt_1_k};
  for (size_t k = 0; k < TLI_COUNT(scaled); k++)
    for (size_t i = 0; scaled[k] != NULL && i < n; i++) scaled[k][i] *= scale;
  return outside;
}
