/* trunkline/gas.h - properties of natural gas: one interface, many equations of state.
 *
 * A composition and a model are compiled once into a tl_gas. A tl_gas never changes afterwards: any number of
 * threads may read it at the same time. All values are SI and molar amounts are in mol: Pa, K, kg/m3, J/(mol K).
 * Sources of each model stand in its file under src/gas and on its theory page under docs/theory.
 */
#ifndef TRUNKLINE_GAS_H
#define TRUNKLINE_GAS_H

#include "trunkline/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The 21 components of GERG-2008 / AGA8-DETAIL, in their published order. */
/* clang-format off */
typedef enum tl_component {
  TL_METHANE, TL_NITROGEN, TL_CARBON_DIOXIDE, TL_ETHANE, TL_PROPANE, TL_ISOBUTANE, TL_N_BUTANE, TL_ISOPENTANE,
  TL_N_PENTANE, TL_N_HEXANE, TL_N_HEPTANE, TL_N_OCTANE, TL_N_NONANE, TL_N_DECANE, TL_HYDROGEN, TL_OXYGEN,
  TL_CARBON_MONOXIDE, TL_WATER, TL_HYDROGEN_SULFIDE, TL_HELIUM, TL_ARGON,
  TL_COMPONENTS
} tl_component;
/* clang-format on */

/* Canonical name ("carbon_dioxide"), or NULL if out of range. */
TL_API const char *tl_component_name(tl_component component);
/* Finds a component by canonical name or common spelling ("CO2", "n-butane", "iC4"). false if unknown;
 * *near (may be NULL) then names the closest known spelling or is NULL. */
TL_API bool tl_component_find(const char *name, tl_component *component, const char **near);
/* Molar mass [kg/mol], source: GERG-2008 (Kunz and Wagner 2012), table of the pure components. */
TL_API double tl_component_molar_mass_kg_mol(tl_component component);

/* Mole fractions, in the order of tl_component. */
typedef struct tl_mixture {
  double x[TL_COMPONENTS];
} tl_mixture;

/* Reads "methane=0.965,ethane=0.018,..." Fractions must be >= 0 and sum to 1 within 1e-6 (smaller slips are
 * normalised away; a larger one is refused with the sum and the offer to normalise). All mistakes go to findings. */
TL_API TL_MUST_USE tl_code tl_mixture_read(const char *text, tl_mixture *mixture, tl_findings *findings,
                                           tl_error *error);
/* The same from the text of a CSV file of lines `component,mole_fraction` (a heading and # comments are skipped);
 * findings carry file_name and line. */
TL_API TL_MUST_USE tl_code tl_mixture_read_csv(const char *text, const char *file_name, tl_mixture *mixture,
                                               tl_findings *findings, tl_error *error);
/* Named gases with source ("west-siberia-dry"). NULL-terminated walk: index 0, 1, ...; NULL past the end. */
TL_API const char *tl_mixture_library_name(size_t index);
TL_API const char *tl_mixture_library_source(size_t index);
TL_API bool tl_mixture_library_get(const char *name, tl_mixture *mixture);

/* Where a state lies with respect to what the model was made for. */
typedef enum tl_validity {
  TL_VALID_NORMAL,    /* the model's normal range */
  TL_VALID_EXTENDED,  /* its extended range: less accurate */
  TL_VALID_OUTSIDE,   /* extrapolated: a number, not a result */
  TL_VALID_TWO_PHASE, /* inside the two-phase region: a single-phase answer is wrong */
  TL_VALID_TWO_ROOTS  /* the model has two densities here, and prefers the liquid; the state is that of the gas */
} tl_validity;

/* Properties at one state. What a model does not give is NaN (null in JSON). */
typedef struct tl_gas_state {
  double p_pa, t_k;
  double z; /* compressibility factor */
  double density_kg_m3, density_mol_m3;
  double molar_mass_kg_mol;
  double dp_drho_j_mol;       /* (dp/d rho)_T, rho in mol/m3: Pa m3/mol */
  double d2p_drho2_j_m3_mol2; /* (d2p/d rho2)_T */
  double dp_dt_pa_k;          /* (dp/dT)_rho */
  double internal_energy_j_mol, enthalpy_j_mol, entropy_j_mol_k, gibbs_j_mol;
  double cp_j_mol_k, cv_j_mol_k;
  double speed_of_sound_m_s;
  double joule_thomson_k_pa;
  double isentropic_exponent; /* kappa = -(v/p)(dp/dv)_s */
  double viscosity_pa_s;
  double thermal_conductivity_w_m_k; /* NaN here: see tl_gas_transport_at */
  tl_validity validity;
} tl_gas_state;

/* A compiled gas. Opaque; created once, read by all threads, destroyed by its owner. */
typedef struct tl_gas tl_gas;

typedef struct tl_gas_options {
  const char *model; /* one of tl_gas_model_name(); default "gerg2008" */
  bool table;        /* build a table for the flow properties (fast path); default false */
  double table_p_min_pa, table_p_max_pa, table_t_min_k, table_t_max_k; /* default 0.05..15 MPa, 250..350 K */
  bool phase_check;              /* find where the gas splits, for validity (some ms); default true */
  const tl_allocator *allocator; /* default NULL: the C library's */
} tl_gas_options;

TL_API void tl_gas_options_default(tl_gas_options *options);
TL_API TL_MUST_USE tl_code tl_gas_create(const tl_mixture *mixture, const tl_gas_options *options, tl_gas **gas,
                                         tl_error *error);
/* A gas without composition, for isothermal work: z = z0 + z1 p, or 1/z = z0 + z1 p with inverse. */
typedef struct tl_plain_gas {
  double molar_mass_kg_mol, z0, z1_1_pa;
  bool inverse;
  double viscosity_pa_s; /* 0: Lee-Gonzalez-Eakin */
} tl_plain_gas;
TL_API TL_MUST_USE tl_code tl_gas_create_plain(const tl_plain_gas *plain, const tl_allocator *allocator, tl_gas **gas,
                                               tl_error *error);
TL_API void tl_gas_destroy(tl_gas *gas);
TL_API const char *tl_gas_model(const tl_gas *gas);
TL_API double tl_gas_molar_mass_kg_mol(const tl_gas *gas);
TL_API const tl_mixture *tl_gas_mixture(const tl_gas *gas); /* owned by the gas */

/* Highest temperature at which the gas can split into two phases, by Peng-Robinson [K]; 0: none found above 60 K; NaN
 * if the gas was made without phase_check. */
TL_API double tl_gas_cricondentherm_k(const tl_gas *gas);

/* Model by index: name, one sentence, citation; NULL past the end. */
TL_API const char *tl_gas_model_name(size_t index);
TL_API const char *tl_gas_model_sentence(size_t index);
TL_API const char *tl_gas_model_source(size_t index);

/* All properties from (p,T), (molar density, T), (p,h), (p,s). Pressure 1e-6 .. 1e12 Pa, temperature 10 .. 10,000 K,
 * density 1e-9 .. 1e6 mol/m3; otherwise TL_ERR_USAGE. Where in there a model is good, `validity` says.
 * TL_ERR_NO_ANSWER with a sentence where no gas-phase root exists. */
TL_API TL_MUST_USE tl_code tl_gas_state_pt(const tl_gas *gas, double p_pa, double t_k, tl_gas_state *state,
                                           tl_error *error);
TL_API TL_MUST_USE tl_code tl_gas_state_dt(const tl_gas *gas, double density_mol_m3, double t_k, tl_gas_state *state,
                                           tl_error *error);
TL_API TL_MUST_USE tl_code tl_gas_state_ph(const tl_gas *gas, double p_pa, double enthalpy_j_mol, tl_gas_state *state,
                                           tl_error *error);
TL_API TL_MUST_USE tl_code tl_gas_state_ps(const tl_gas *gas, double p_pa, double entropy_j_mol_k, tl_gas_state *state,
                                           tl_error *error);

/* Transport properties at a state that was computed before (its t_k and density_mol_m3 are read). The viscosity of
 * states and flow is Lee-Gonzalez-Eakin, and Chung's where the gas holds over 0.5 % hydrogen or less than 60 % methane.
 */
typedef struct tl_gas_transport {
  double viscosity_lee_pa_s, viscosity_chung_pa_s, thermal_conductivity_w_m_k;
} tl_gas_transport;
TL_API TL_MUST_USE tl_code tl_gas_transport_at(const tl_gas *gas, const tl_gas_state *state,
                                               tl_gas_transport *transport, tl_error *error);

/* n states from (p,T) at once: the same values, bit for bit, as one by one, several times faster for gerg2008 (vector
 * instructions of the processor at hand). States that fail get density and z NaN and are counted in the return value.
 * Allocates nothing. */
TL_API size_t tl_gas_states_pt(const tl_gas *gas, size_t n, const double *p_pa, const double *t_k,
                               tl_gas_state *states);
/* Name of the vector path that tl_gas_states_pt takes on this processor: "scalar", "sse2", "avx2" or "avx512". With
 * tl_gas_states_pt_on a path can be named (tests, bench); it fails with TL_ERR_USAGE if the processor lacks it. */
TL_API const char *tl_gas_vector_path(void);
TL_API TL_MUST_USE tl_code tl_gas_states_pt_on(const tl_gas *gas, const char *path, size_t n, const double *p_pa,
                                               const double *t_k, tl_gas_state *states, size_t *failed,
                                               tl_error *error);
/* GERG-2008 term by term as published, nothing merged: the oracle of the tests and the yardstick of the bench. */
TL_API TL_MUST_USE tl_code tl_gas_reference_state_pt(const tl_gas *gas, double p_pa, double t_k, tl_gas_state *state,
                                                     tl_error *error);
TL_API TL_MUST_USE tl_code tl_gas_reference_density_pt(const tl_gas *gas, double p_pa, double t_k,
                                                       double *density_mol_m3, tl_error *error);

/* What a pipe needs, for n states at once; the solver's hot path. Allocates nothing. Arrays have n entries; an
 * output pointer may be NULL. Never fails: p <= 0 is taken as the limit of vanishing density (z = 1, times the model's
 * R over this one), and outside a table's box (or where the model has no root) the nearest state of the box is used and
 * its index is counted in the return value. Where a model gives no caloric properties, cp comes from the ideal gas plus
 * the residual that its z(p,T) implies, so joule_thomson is always consistent with z and cp. */
typedef struct tl_gas_flow {
  /* z = p M/(rho R T) with R = 8.31446261815324 J/(mol K) and rho of the model, whatever R the model was made with
   * (GERG-2008: 8.314472); derivatives at constant T and at constant p */
  double *z, *dz_dp_1_pa, *dz_dt_1_k;
  double *cp_j_kg_k, *joule_thomson_k_pa;
  double *viscosity_pa_s;
  double *kappa; /* isentropic exponent */
} tl_gas_flow;
TL_API size_t tl_gas_flow_pt(const tl_gas *gas, size_t n, const double *p_pa, const double *t_k,
                             const tl_gas_flow *out);

/* What the table of a gas made with options.table covers, and its error measured at random points when it was built,
 * relative to the exact equation (Joule-Thomson: to the largest value in the box). false if the gas has no table. */
typedef struct tl_gas_table_info {
  double p_min_pa, p_max_pa, t_min_k, t_max_k;
  size_t bytes, points;
  double z_error, density_slope_error; /* of z and of d(density)/dp */
  double cp_error, speed_of_sound_error, joule_thomson_error;
} tl_gas_table_info;
TL_API bool tl_gas_table(const tl_gas *gas, tl_gas_table_info *info);

/* Water content of gas (mole fraction) whose water dew point at p_pa is dew_point_t_k, and the way back: Bukacek
 * (1955). */
TL_API TL_MUST_USE tl_code tl_gas_water_content(double p_pa, double dew_point_t_k, double *mole_fraction,
                                                tl_error *error);
TL_API TL_MUST_USE tl_code tl_gas_water_dew_point(double p_pa, double mole_fraction, double *t_k, tl_error *error);
/* Dew point limit of pipeline gas that is taken where nothing is known: -8 degC at 7 MPa (EASEE-gas CBP 2005-001/02).
 */
#define TL_WATER_DEW_POINT_T_K 265.15
#define TL_WATER_DEW_POINT_P_PA 7.0e6
/* Below which temperature hydrate can form at p_pa. free_water_t_k (Towler and Mokhatab 2005) is the case of water
 * ingress: it holds only where liquid water is in the line. With the water that the gas carries, risk_t_k. */
typedef struct tl_gas_hydrate {
  double free_water_t_k, water_dew_point_t_k, risk_t_k;
  bool in_range; /* of the hydrate correlation */
} tl_gas_hydrate;
TL_API TL_MUST_USE tl_code tl_gas_hydrate_at(const tl_mixture *mixture, double p_pa, double water_mole_fraction,
                                             tl_gas_hydrate *hydrate, tl_error *error);

/* Combustion at `combustion_t_k`, volume at `volume_t_k` and 101,325 Pa (real gas, ISO 6976:2016). Temperatures
 * other than {0, 15, 20, 25 degC, 60 degF} x {0, 15, 20 degC, 60 degF} are refused; 15.55 degC is taken for 60 degF. */
typedef struct tl_gas_quality {
  double gross_j_mol, net_j_mol; /* ideal molar heating values */
  double gross_j_m3, net_j_m3;   /* real-gas volume basis */
  double gross_j_kg, net_j_kg;
  double density_kg_m3, relative_density, z;
  double wobbe_gross_j_m3, wobbe_net_j_m3;
  double co2_kg_per_j_gross, co2_kg_per_j_net; /* CO2 from burning it, with the CO2 it already contains */
  double methane_number; /* by the hydrogen/carbon ratio (docs/theory/gas-quality.md); NaN outside its validity */
} tl_gas_quality;
TL_API TL_MUST_USE tl_code tl_mixture_quality(const tl_mixture *mixture, double combustion_t_k, double volume_t_k,
                                              tl_gas_quality *quality, tl_error *error);
/* Molar volume of the real gas at a volume reference temperature and 101,325 Pa [m3/mol], ISO 6976. */
TL_API TL_MUST_USE tl_code tl_mixture_molar_volume(const tl_mixture *mixture, double volume_t_k, double *m3_mol,
                                                   tl_error *error);

#ifdef __cplusplus
}
#endif
#endif
