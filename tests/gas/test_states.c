/* States from other pairs of variables, phases, transport, hydrates. */
#include "gas_testing.h"

static void other_pairs_lead_back_to_the_state(void **state) {
  (void)state;
  for (size_t m = 0; tl_gas_model_name(m) != NULL; m++) {
    tl_gas *gas = gas_named("west-siberia-dry", tl_gas_model_name(m), false);
    for (double p = 5e5; p < 11e6; p *= 2.1)
      for (double t = 262.0; t < 380.0; t += 27.0) {
        tl_gas_state a = gas_at(gas, p, t), b;
        assert_int_equal(tl_gas_state_dt(gas, a.density_mol_m3, t, &b, NULL), TL_OK);
        assert_close_rel(b.p_pa, p, 1e-11);
        assert_close_rel(b.cp_j_mol_k, a.cp_j_mol_k, 1e-10);
        assert_int_equal(tl_gas_state_ph(gas, p, a.enthalpy_j_mol, &b, NULL), TL_OK);
        assert_close_rel(b.t_k, t, 1e-11);
        assert_int_equal(tl_gas_state_ps(gas, p, a.entropy_j_mol_k, &b, NULL), TL_OK);
        assert_close_rel(b.t_k, t, 1e-11);
      }
    tl_gas_destroy(gas);
  }
}

/* Isentropic compression and isenthalpic expansion, against the coefficients that the state itself gives. */
static void small_steps_follow_the_coefficients(void **state) {
  (void)state;
  tl_gas *gas = gas_named("west-siberia-dry", "gerg2008", false);
  tl_gas_state a = gas_at(gas, 7e6, 300.0), up, down;
  const double step = 100.0; /* Pa */
  assert_int_equal(tl_gas_state_ph(gas, 7e6 + step, a.enthalpy_j_mol, &up, NULL), TL_OK);
  assert_int_equal(tl_gas_state_ph(gas, 7e6 - step, a.enthalpy_j_mol, &down, NULL), TL_OK);
  assert_close_rel((up.t_k - down.t_k) / (2.0 * step), a.joule_thomson_k_pa, 1e-6);
  assert_int_equal(tl_gas_state_ps(gas, 7e6 + step, a.entropy_j_mol_k, &up, NULL), TL_OK);
  assert_int_equal(tl_gas_state_ps(gas, 7e6 - step, a.entropy_j_mol_k, &down, NULL), TL_OK);
  double kappa = log(up.p_pa / down.p_pa) / log(up.density_mol_m3 / down.density_mol_m3);
  assert_close_rel(kappa, a.isentropic_exponent, 1e-6);
  tl_gas_destroy(gas);
}

/* Liquid methane: NIST Chemistry WebBook (Setzmann and Wagner 1991) gives 26.33 mol/l at 120 K and 5 MPa; GERG-2008
 * claims 0.1..0.5 % there. Subcooled by far, so there is one root, the dense one. */
static void dense_root_where_it_is_the_only_one(void **state) {
  (void)state;
  tl_mixture methane = {{1.0}};
  tl_gas *gas = gas_of(&methane, "gerg2008", false);
  tl_gas_state s = gas_at(gas, 10e6, 120.0);
  assert_true(s.density_mol_m3 > 25e3 && s.density_mol_m3 < 28e3);
  assert_true(s.dp_drho_j_mol > 0.0);
  tl_gas_destroy(gas);
}

static void splitting_gas_is_marked(void **state) {
  (void)state;
  tl_gas *rich = gas_of(&ten_components, "gerg2008", false), *dry = gas_named("west-siberia-dry", "gerg2008", false);
  double limit = tl_gas_cricondentherm_k(rich);
  assert_true(limit > 250.0 && limit < 290.0);
  assert_int_equal(gas_at(rich, 4e6, 240.0).validity, TL_VALID_TWO_PHASE);
  assert_int_equal(gas_at(rich, 4e6, limit + 1.0).validity, TL_VALID_NORMAL);
  assert_int_equal(gas_at(rich, 20e6, 260.0).validity, TL_VALID_NORMAL);
  assert_true(tl_gas_cricondentherm_k(dry) < 230.0);
  assert_int_equal(gas_at(dry, 4e6, 260.0).validity, TL_VALID_NORMAL);
  assert_int_equal(gas_at(dry, 50e6, 300.0).validity, TL_VALID_EXTENDED);
  assert_int_equal(gas_at(dry, 90e6, 300.0).validity, TL_VALID_OUTSIDE);
  tl_gas_destroy(rich);
  tl_gas_destroy(dry);
}

/* 1,000 ppm of water at 70 bar are 47 lb/MMscf: saturated at 33.3 degC by Bukacek. */
static void gas_that_sheds_water_is_marked(void **state) {
  (void)state;
  tl_mixture wet = {{0.999}};
  wet.x[TL_WATER] = 0.001;
  static const char *const models[] = {"gerg2008", "papay"};
  for (int k = 0; k < 2; k++) {
    tl_gas *gas = gas_of(&wet, models[k], false);
    assert_int_equal(gas_at(gas, 7e6, 303.15).validity, TL_VALID_TWO_PHASE);
    assert_int_equal(gas_at(gas, 7e6, 320.0).validity, TL_VALID_NORMAL);
    tl_gas_destroy(gas);
  }
}

/* A pure fluid below its critical temperature has no two-phase region in (p,T), only a line: there the equation itself
 * has two densities, and the state says so once the liquid is the stable one. Saturation of methane at 150 K: 1.0400
 * MPa (Setzmann and Wagner 1991), within 2 % for cubics; AGA8-DETAIL, fitted
 * to gas only, condenses sooner. */
static void two_densities_at_one_state_are_marked(void **state) {
  (void)state;
  static const char *const models[] = {"gerg2008", "aga8-detail", "peng-robinson", "srk"};
  for (int k = 0; k < 4; k++) {
    const tl_mixture methane = pure(TL_METHANE);
    tl_gas *gas = gas_of(&methane, models[k], false);
    tl_gas_state s = gas_at(gas, 1.07e6, 150.0), unstable;
    assert_int_equal(s.validity, TL_VALID_TWO_ROOTS);
    assert_true(s.density_mol_m3 < 1500.0);
    const tl_validity alone = k == 1 ? TL_VALID_EXTENDED : TL_VALID_NORMAL;
    assert_int_equal(gas_at(gas, k == 1 ? 0.9e6 : 1.01e6, 150.0).validity, alone); /* the gas is stable */
    assert_int_equal(gas_at(gas, 1e5, 150.0).validity, alone);
    assert_int_equal(gas_at(gas, 1.1e6, 260.0).validity, TL_VALID_NORMAL);
    assert_int_equal(gas_at(gas, 20e6, 150.0).validity == TL_VALID_TWO_ROOTS, 0); /* liquid alone */
    assert_int_equal(tl_gas_state_dt(gas, 10e3, 150.0, &unstable, NULL), TL_OK);  /* between gas and liquid */
    assert_int_equal(unstable.validity, TL_VALID_TWO_PHASE);
    double p[2] = {1.07e6, 1e5}, t[2] = {150.0, 150.0};
    tl_gas_state many[2];
    assert_int_equal(tl_gas_states_pt(gas, 2, p, t, many), 0);
    assert_int_equal(many[0].validity, s.validity);
    assert_int_equal(many[1].validity, alone);
    tl_gas_destroy(gas);
  }
}

/* Viscosity and conductivity at 300 K of pure gases: NIST Chemistry WebBook; Chung's correlations claim 6 and 7 %. */
static void transport_of_pure_gases(void **state) {
  (void)state;
  static const struct {
    tl_component component;
    double p_pa, viscosity, conductivity;
  } points[] = {{TL_METHANE, 1e5, 11.12e-6, 34.4e-3},
                {TL_NITROGEN, 1e5, 17.90e-6, 26.0e-3},
                {TL_HYDROGEN, 1e5, 8.94e-6, 186.0e-3},
                {TL_CARBON_DIOXIDE, 1e5, 15.0e-6, 16.8e-3},
                {TL_ETHANE, 1e5, 9.35e-6, 21.2e-3}};
  for (size_t k = 0; k < sizeof points / sizeof points[0]; k++) {
    const tl_mixture alone = pure(points[k].component);
    tl_gas *gas = gas_of(&alone, "gerg2008", false);
    tl_gas_state s = gas_at(gas, points[k].p_pa, 300.0);
    tl_gas_transport transport;
    assert_int_equal(tl_gas_transport_at(gas, &s, &transport, NULL), TL_OK);
    assert_close_rel(transport.viscosity_chung_pa_s, points[k].viscosity, 0.06);
    assert_close_rel(transport.thermal_conductivity_w_m_k, points[k].conductivity, 0.07);
    if (points[k].component == TL_METHANE)
      assert_close_rel(s.viscosity_pa_s, points[k].viscosity, 0.04);
    else
      assert_true(s.viscosity_pa_s == transport.viscosity_chung_pa_s);
    tl_gas_destroy(gas);
  }
}

static void hydrogen_blends_use_the_viscosity_that_knows_hydrogen(void **state) {
  (void)state;
  tl_mixture blend = {{0.8}};
  blend.x[TL_HYDROGEN] = 0.2;
  tl_gas *gas = gas_of(&blend, "gerg2008", false);
  tl_gas_state s = gas_at(gas, 1e5, 300.0);
  /* between hydrogen's 8.94 and methane's 11.12 uPa s; mixtures of the two stay close to methane (Kobayashi et al.) */
  assert_true(s.viscosity_pa_s > 10.3e-6 && s.viscosity_pa_s < 11.7e-6);
  double p = 1e5, t = 300.0, mu = 0.0;
  assert_int_equal(tl_gas_flow_pt(gas, 1, &p, &t, &(tl_gas_flow){.viscosity_pa_s = &mu}), 0);
  assert_true(mu == s.viscosity_pa_s);
  tl_gas_destroy(gas);
}

/* Vapour pressure of water inside Bukacek's formula: at 0.1 MPa the ideal part rules, p_w(293.15 K) = 2.339 kPa.
 * Bukacek's own chart: about 33 lb/MMscf at 1000 psia and 100 degF would be 58..60 (McKetta and Wehe 1958: 57). */
static void water_content_of_gas(void **state) {
  (void)state;
  double y = 0.0, t = 0.0;
  assert_int_equal(tl_gas_water_content(101325.0, 293.15, &y, NULL), TL_OK);
  assert_close_rel(y, 2339.0 / 101325.0, 0.02);
  assert_int_equal(tl_gas_water_content(1000.0 * 6894.757, 310.928, &y, NULL), TL_OK);
  assert_close(y * 47484.0, 58.0, 3.0);
  for (double p = 1e6; p < 20e6; p *= 2.0)
    for (double dew = 245.0; dew < 320.0; dew += 13.0) {
      assert_int_equal(tl_gas_water_content(p, dew, &y, NULL), TL_OK);
      assert_int_equal(tl_gas_water_dew_point(p, y, &t, NULL), TL_OK);
      assert_close(t, dew, 1e-6);
    }
  tl_error error;
  assert_int_equal(tl_gas_water_content(NAN, 280.0, &y, &error), TL_ERR_USAGE);
  assert_int_equal(tl_gas_water_content(5e6, 100.0, &y, &error), TL_ERR_USAGE);
  assert_int_equal(tl_gas_water_dew_point(5e6, 0.9, &t, &error), TL_ERR_NO_ANSWER);
}

/* Katz's chart, relative density 0.6: hydrate at 60 degF and about 1,300 psia (Towler and Mokhatab fit that chart). */
static void hydrate_needs_free_water(void **state) {
  (void)state;
  tl_mixture mixture;
  tl_gas_hydrate h;
  double dry = 0.0;
  assert_true(tl_mixture_library_get("gulf-coast", &mixture)); /* relative density 0.58 */
  assert_int_equal(tl_gas_water_content(TL_WATER_DEW_POINT_P_PA, TL_WATER_DEW_POINT_T_K, &dry, NULL), TL_OK);
  assert_int_equal(tl_gas_hydrate_at(&mixture, 1300.0 * 6894.757, dry, &h, NULL), TL_OK);
  assert_true(h.in_range);
  assert_close(h.free_water_t_k, 288.7, 3.0);
  assert_true(h.risk_t_k < 270.0 && h.risk_t_k == h.water_dew_point_t_k);
  assert_int_equal(tl_gas_hydrate_at(&mixture, 1300.0 * 6894.757, 5e-3, &h, NULL), TL_OK);
  assert_true(h.risk_t_k == h.free_water_t_k);
  const tl_mixture nitrogen = pure(TL_NITROGEN); /* not what the chart was drawn for */
  assert_int_equal(tl_gas_hydrate_at(&nitrogen, 7e6, dry, &h, NULL), TL_OK);
  assert_false(h.in_range);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(other_pairs_lead_back_to_the_state),
      cmocka_unit_test(small_steps_follow_the_coefficients),
      cmocka_unit_test(dense_root_where_it_is_the_only_one),
      cmocka_unit_test(splitting_gas_is_marked),
      cmocka_unit_test(gas_that_sheds_water_is_marked),
      cmocka_unit_test(two_densities_at_one_state_are_marked),
      cmocka_unit_test(transport_of_pure_gases),
      cmocka_unit_test(water_content_of_gas),
      cmocka_unit_test(hydrate_needs_free_water),
      cmocka_unit_test(hydrogen_blends_use_the_viscosity_that_knows_hydrogen),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
