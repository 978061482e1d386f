/* Every gas law: its properties belong together (checked by differences), the flow path gives what the state gives. */
#include "gas_testing.h"

/* Fourth-order central difference of a field of the state along p or T. */
static double slope(const tl_gas *gas, double p_pa, double t_k, double dp, double dt, size_t offset) {
  double v[4];
  static const double k[4] = {-2.0, -1.0, 1.0, 2.0};
  for (int i = 0; i < 4; i++) {
    tl_gas_state s = gas_at(gas, p_pa + k[i] * dp, t_k + k[i] * dt);
    memcpy(&v[i], (const char *)&s + offset, sizeof v[i]);
  }
  return (v[0] - 8.0 * v[1] + 8.0 * v[2] - v[3]) / (12.0 * (dp + dt));
}
#define SLOPE_P(field) slope(gas, p, t, 1e-4 * p, 0.0, offsetof(tl_gas_state, field))
#define SLOPE_T(field) slope(gas, p, t, 0.0, 1e-4 * t, offsetof(tl_gas_state, field))

static void properties_belong_together(void **state) {
  (void)state;
  for (size_t m = 0; tl_gas_model_name(m) != NULL; m++) {
    tl_gas *gas = gas_named("west-siberia-dry", tl_gas_model_name(m), false);
    double mass = tl_gas_molar_mass_kg_mol(gas);
    for (double p = 1e5; p < 9e6; p *= 1.7) {
      for (double t = 260.0; t < 330.0; t += 23.0) {
        tl_gas_state s = gas_at(gas, p, t);
        assert_close_rel(1.0 / SLOPE_P(density_mol_m3), s.dp_drho_j_mol, 1e-8);
        assert_close_rel(-SLOPE_T(density_mol_m3) * s.dp_drho_j_mol, s.dp_dt_pa_k, 1e-8);
        assert_close(SLOPE_P(dp_drho_j_mol) * s.dp_drho_j_mol, s.d2p_drho2_j_m3_mol2,
                     1e-7 * s.dp_drho_j_mol * s.dp_drho_j_mol / p);
        assert_close_rel(SLOPE_T(enthalpy_j_mol), s.cp_j_mol_k, 1e-8);
        assert_close_rel(SLOPE_T(entropy_j_mol_k), s.cp_j_mol_k / t, 1e-8);
        assert_close_rel(SLOPE_T(gibbs_j_mol), -s.entropy_j_mol_k, 1e-7);
        assert_close_rel(SLOPE_P(gibbs_j_mol), 1.0 / s.density_mol_m3, 1e-8);
        /* mu = -(dh/dp)_T / cp */
        assert_close(-SLOPE_P(enthalpy_j_mol) / s.cp_j_mol_k, s.joule_thomson_k_pa,
                     1e-12 + 1e-7 * fabs(s.joule_thomson_k_pa));
        /* cv = (du/dT)_rho = u_T - u_p p_T(rho)... by the chain rule along (p,T) */
        double u_t = SLOPE_T(internal_energy_j_mol), u_p = SLOPE_P(internal_energy_j_mol);
        assert_close_rel(u_t + u_p * s.dp_dt_pa_k, s.cv_j_mol_k, 1e-7);
        assert_close_rel(s.enthalpy_j_mol - s.internal_energy_j_mol, p / s.density_mol_m3, 1e-9);
        assert_close_rel(s.z, p / (s.density_mol_m3 * 8.31446 * t), 2e-5);
        double w2 = s.cp_j_mol_k / s.cv_j_mol_k * s.dp_drho_j_mol / mass;
        assert_close_rel(s.speed_of_sound_m_s * s.speed_of_sound_m_s, w2, 1e-12);
        assert_close_rel(s.isentropic_exponent, s.density_kg_m3 / p * w2, 1e-12);
      }
    }
    tl_gas_destroy(gas);
  }
}

/* p M/(z R T) with R of 2019 is the density of the model, whatever R that was made with. */
static void density_from_z_is_the_density_of_the_model(void **state) {
  (void)state;
  for (size_t m = 0; tl_gas_model_name(m) != NULL; m++) {
    tl_gas *gas = gas_named("west-siberia-dry", tl_gas_model_name(m), false);
    const double p = 75e5, t = 285.0;
    double z;
    (void)tl_gas_flow_pt(gas, 1, &p, &t, &(tl_gas_flow){.z = &z});
    const tl_gas_state s = gas_at(gas, p, t);
    assert_close_rel(p * tl_gas_molar_mass_kg_mol(gas) / (z * 8.31446261815324 * t), s.density_kg_m3, 1e-12);
    tl_gas_destroy(gas);
  }
}

static void flow_path_gives_the_state(void **state) {
  (void)state;
  enum { N = 500 };
  double p[N], t[N], z[N], zp[N], zt[N], cp[N], jt[N], mu[N], kappa[N];
  tl_gas_flow out = {z, zp, zt, cp, jt, mu, kappa};
  for (size_t m = 0; tl_gas_model_name(m) != NULL; m++) {
    tl_gas *gas = gas_named("west-siberia-dry", tl_gas_model_name(m), false);
    for (int i = 0; i < N; i++) {
      p[i] = 2e5 + 9.5e6 * ((i * 37) % N) / N;
      t[i] = 260.0 + 70.0 * ((i * 91) % N) / N;
    }
    assert_int_equal(tl_gas_flow_pt(gas, N, p, t, &out), 0);
    for (int i = 0; i < N; i++) {
      tl_gas_state s = gas_at(gas, p[i], t[i]);
      const double rt = 8.31446261815324 * t[i]; /* z = p/(rho R T) with this R, whatever R the model has */
      const double z_here = p[i] / (s.density_mol_m3 * rt);
      assert_close_rel(z[i], z_here, 1e-12);
      assert_close_rel(z_here, s.z, 2e-5); /* the oldest R, of 1965 */
      assert_close_rel(cp[i] * s.molar_mass_kg_mol, s.cp_j_mol_k, 1e-11);
      assert_close(jt[i], s.joule_thomson_k_pa, 1e-11 * fabs(s.joule_thomson_k_pa) + 1e-18);
      assert_close_rel(mu[i], s.viscosity_pa_s, 1e-12);
      assert_close_rel(kappa[i], s.isentropic_exponent, 1e-11);
      /* dz from the state's own derivatives */
      assert_close(zp[i], (1.0 - p[i] / (s.density_mol_m3 * s.dp_drho_j_mol)) / (s.density_mol_m3 * rt), 1e-12 / p[i]);
      double rho_t = -s.dp_dt_pa_k / s.dp_drho_j_mol;
      assert_close(zt[i], -z_here / t[i] - z_here / s.density_mol_m3 * rho_t, 1e-12 / t[i] * 100.0);
    }
    tl_gas_destroy(gas);
  }
}

static void vanishing_pressure_is_the_ideal_limit(void **state) {
  (void)state;
  double p[3] = {0.0, -5.0, 1.0}, t[3] = {280.0, 280.0, 280.0}, z[3], zp[3];
  tl_gas *gas = gas_named("west-siberia-dry", "papay", false);
  tl_gas_flow out = {.z = z, .dz_dp_1_pa = zp};
  assert_int_equal(tl_gas_flow_pt(gas, 3, p, t, &out), 0);
  assert_true(z[0] == 1.0 && z[1] == 1.0);
  assert_close(z[2], 1.0, 1e-6);
  assert_true(zp[0] == zp[2]);
  tl_gas_destroy(gas);
}

/* Papay at pr = 2, Tr = 1.5, by hand: 1 - 7.04 e^-3.39 + 1.096 e^-2.817 = 1 - 0.2372659 + 0.0655276. */
static void papay_by_hand(void **state) {
  (void)state;
  const tl_mixture methane = pure(TL_METHANE);
  tl_gas *gas = gas_of(&methane, "papay", false);
  tl_gas_state s = gas_at(gas, 2.0 * 4.5992e6, 1.5 * 190.564);
  assert_close(s.z, 1.0 - 7.04 * exp(-3.39) + 1.096 * exp(-2.817), 1e-14);
  tl_gas_destroy(gas);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(properties_belong_together),
      cmocka_unit_test(density_from_z_is_the_density_of_the_model),
      cmocka_unit_test(flow_path_gives_the_state),
      cmocka_unit_test(vanishing_pressure_is_the_ideal_limit),
      cmocka_unit_test(papay_by_hand),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
