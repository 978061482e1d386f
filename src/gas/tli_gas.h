/* gas/tli_gas.h - what the files of the gas room share.
 *
 * A law of state comes in one of two forms, and every property follows from either by exact differentiation:
 *   Helmholtz  alpha(tau, delta) = a_r/(R T), known with its derivatives at (molar density, T);
 *   explicit   z(p, T) in closed form, with g = integral of (z - 1)/p dp = residual Gibbs energy / (R T).
 * A new law is one file that fills a tli_law, and one line in laws.def.
 */
#ifndef TLI_GAS_H
#define TLI_GAS_H

#include "base/tli_base.h"
#include "trunkline/gas.h"

/* CODATA 2018, exact. Laws with a gas constant of their own (GERG-2008, AGA8) keep theirs. [J/(mol K)] */
#define TLI_GAS_CONSTANT 8.31446261815324
/* Standard atmosphere [Pa]: reference pressure of ISO 6976 and of the ideal-gas entropies. */
#define TLI_ATMOSPHERE_PA 101325.0
/* Below this pressure a flow property is taken at this pressure: far inside the linear virial range, far above
 * rounding [Pa]. */
#define TLI_LEAST_PRESSURE_PA 1.0

#define TLI_PI 3.14159265358979323846
#define TLI_LN2 0.69314718055994530942

typedef struct tli_component_data {
  const char *name;
  double molar_mass, molar_mass_aga8; /* kg/kmol */
  double tc_k, rhoc_mol_l, pc_mpa, acentric;
  int carbon;
  double n1, n2, n3, n[4], theta_k[4]; /* ideal gas: n4..n7 and theta4..theta7 */
} tli_component_data;
extern const tli_component_data tli_components[TL_COMPONENTS];

/* Ideal gas: alpha0 without the density, its first and second derivative by tau = 1/T, times tau and tau^2.
 * u/(RT) = a1, cv/R = -a2. Full alpha0 = ln(rho [mol/m3]) + a0. */
typedef struct tli_ideal {
  double a0, a1, a2;
} tli_ideal;
typedef struct tli_ideal_gas {
  size_t count;
  double constant, n2, n3; /* summed over the composition */
  double n[4 * TL_COMPONENTS], theta_k[4 * TL_COMPONENTS];
  bool hyperbolic_cosine[4 * TL_COMPONENTS];
} tli_ideal_gas;
/* scale = 8.31451 / R for laws that keep the old gas constant in the ideal part (GERG-2008), else 1. */
void tli_ideal_compile(const tl_mixture *mixture, double gas_constant, double scale, tli_ideal_gas *ideal);
void tli_ideal_at(const tli_ideal_gas *ideal, double t_k, tli_ideal *out);

/* The same on Chebyshev cells in T, to rounding: for the fast paths. Outside its range the formula is taken. */
enum { TLI_IDEAL_CELLS = 90, TLI_IDEAL_TERMS = 10 };
#define TLI_IDEAL_T_MIN_K 100.0
#define TLI_IDEAL_CELL_K 10.0
typedef struct tli_ideal_table {
  double c[TLI_IDEAL_CELLS][3][TLI_IDEAL_TERMS]; /* monomials in -1..1: a0, a1, a2 */
} tli_ideal_table;
void tli_ideal_tabulate(const tli_ideal_gas *ideal, tli_ideal_table *table);
void tli_ideal_fast(const tli_ideal_table *table, const tli_ideal_gas *ideal, double t_k, tli_ideal *out);

/* a_ij = tau^i delta^j d^(i+j) alpha_r / (d tau^i d delta^j); the scale of tau and delta does not matter. */
typedef struct tli_alpha {
  double a00, a01, a02, a03, a10, a11, a12, a20;
} tli_alpha;

/* z and its derivatives, made dimensionless by p and T; g and its temperature derivatives likewise. */
typedef struct tli_explicit {
  double z, p_zp, t_zt, pp_zpp;
  double g, t_gt, tt_gtt;
} tli_explicit;

typedef struct tli_law {
  const char *name, *sentence, *source;
  double gas_constant;
  double ideal_scale; /* see tli_ideal_compile */
  bool aga8_molar_mass;
  /* Fills gas->law_data (in gas->arena); fails with a sentence where the composition is not for this law. */
  tl_code (*compile)(tl_gas *gas, tl_error *error);
  /* Exactly one of the two is set. */
  void (*helmholtz)(const void *law_data, double density_mol_m3, double t_k, tli_alpha *out);
  void (*explicit_z)(const void *law_data, double p_pa, double t_k, tli_explicit *out);
  tl_validity (*validity)(const tl_gas *gas, double p_pa, double t_k);
} tli_law;

/* Mixture parameters of Chung's correlations. */
typedef struct tli_chung {
  double energy_k, molar_mass, vc_cm3_mol, acentric; /* K, kg/kmol */
} tli_chung;
void tli_chung_compile(const tl_mixture *mixture, tli_chung *out);
double tli_chung_viscosity(const tli_chung *m, double t_k, double density_mol_m3); /* Pa s */

#define TLI_LAW(law) extern const tli_law law;
#include "gas/laws.def"
#undef TLI_LAW

struct tli_gerg;
struct tli_gerg_lanes;
struct tli_table;
struct tli_envelope;
struct tli_cubic;
struct tl_gas {
  tli_arena *arena;
  const tli_law *law;
  tl_mixture mixture;
  double molar_mass_kg_mol;
  double r; /* the law's gas constant */
  double pseudo_pc_pa, pseudo_tc_k;
  tli_ideal_gas ideal;
  tli_ideal_table ideal_table;
  tli_chung chung;
  double fixed_viscosity_pa_s; /* 0: none */
  bool chung_viscosity;        /* hydrogen blends, and gases that are not natural gas */
  void *law_data;
  /* GERG-2008 only: the widest vector path of this processor; NULL for other laws. */
  void (*run)(const tl_gas *gas, const struct tli_gerg *gerg, const struct tli_gerg_lanes *lanes);
  const struct tli_table *table; /* NULL: exact */
  /* Where the mixture splits by Peng-Robinson; NULL if not asked for. */
  const struct tli_envelope *envelope;
  const struct tli_cubic *phase_cubic;
};

/* The viscosity that states and flow show [Pa s]. */
double tli_viscosity(const tl_gas *gas, double t_k, double density_mol_m3);
/* Lee-Gonzalez-Eakin [Pa s]. */
double tli_viscosity_lee(double molar_mass_kg_kmol, double t_k, double density_kg_m3);

/* A Helmholtz law at (rho, T); the density of its gas root, or of its dense root where that is the only one. */
void tli_helmholtz_state(const tl_gas *gas, double density_mol_m3, double t_k, tl_gas_state *state);
tl_code tli_helmholtz_density(const tl_gas *gas, double p_pa, double t_k, double *density_mol_m3, tl_error *error);
/* true if the law has another density at p and T of lower Gibbs energy, so that the one given would split or turn. */
bool tli_helmholtz_prefers_another(const tl_gas *gas, double p_pa, double t_k, double density_mol_m3);
/* tl_gas_flow_pt without the table. */
size_t tli_exact_flow(const tl_gas *gas, size_t n, const double *p_pa, const double *t_k, const tl_gas_flow *out);
size_t tli_helmholtz_flow(const tl_gas *gas, size_t n, const double *p_pa, const double *t_k, const tl_gas_flow *out);
/* The law's own range, and whether the mixture splits. */
tl_validity tli_validity(const tl_gas *gas, double p_pa, double t_k);
/* Fills what follows from p, T, density, their derivatives, cp and cv. */
void tli_finish_state(const tl_gas *gas, tl_gas_state *state);

/* Mole-fraction means of the critical points (Kay's rule). */
void tli_kay(const tl_mixture *mixture, double *pc_pa, double *tc_k);

#endif
