/* Compositions, gas quality, and what is said about bad input. */
#include "gas_testing.h"
#include "out_of_memory.h"

static const char *first_finding(const char *text) {
  static char sentence[600];
  tl_findings *findings = tl_findings_create(NULL);
  tl_mixture mixture;
  tl_error error = {0};
  assert_int_equal(tl_mixture_read(text, &mixture, findings, &error), TL_ERR_INPUT);
  assert_true(tl_findings_count(findings) > 0);
  (void)snprintf(sentence, sizeof sentence, "%s", tl_findings_at(findings, 0)->sentence);
  tl_findings_destroy(findings);
  return sentence;
}

static void mistakes_in_a_composition_are_sentences(void **state) {
  (void)state;
  assert_non_null(strstr(first_finding("methane=0.9,ethane=0.05"), "0.95"));
  assert_non_null(strstr(first_finding("methane=0.9,ethane=0.05"), "divide each by 0.95"));
  assert_non_null(strstr(first_finding("methan=1"), "did you mean \"methane\""));
  assert_non_null(strstr(first_finding("methane=0.5,CH4=0.5"), "methane is given twice"));
  assert_non_null(strstr(first_finding("methane=-0.1,ethane=1.1"), "outside 0 .. 1"));
  assert_non_null(strstr(first_finding("methane=nan"), "not a number"));
  assert_non_null(strstr(first_finding("methane=97,ethane=3"), "percent"));
  assert_non_null(strstr(first_finding("methane"), "component=fraction"));
  assert_non_null(strstr(first_finding(""), "empty"));
}

static void all_mistakes_come_at_once(void **state) {
  (void)state;
  tl_findings *findings = tl_findings_create(NULL);
  tl_mixture mixture;
  assert_int_equal(tl_mixture_read("methan=0.5,ethane=x,propane=-1", &mixture, findings, NULL), TL_ERR_INPUT);
  assert_int_equal(tl_findings_total(findings, TL_ERROR), 3);
  tl_findings_destroy(findings);
}

static void spellings_and_small_slips_are_accepted(void **state) {
  (void)state;
  tl_findings *findings = tl_findings_create(NULL);
  tl_mixture mixture;
  assert_int_equal(tl_mixture_read(" CH4 = 96.5 %, iC4=0.0150005; Carbon Dioxide=0.02", &mixture, findings, NULL),
                   TL_OK);
  assert_close(mixture.x[TL_METHANE], 0.965, 1e-6);
  double sum = 0.0;
  for (int i = 0; i < TL_COMPONENTS; i++) sum += mixture.x[i];
  assert_close(sum, 1.0, 1e-15);
  for (int i = 0; i < TL_COMPONENTS; i++) {
    tl_component found;
    assert_true(tl_component_find(tl_component_name((tl_component)i), &found, NULL) && (int)found == i);
  }
  assert_null(tl_component_name(TL_COMPONENTS));
  tl_findings_destroy(findings);
}

static void a_file_is_blamed_by_line(void **state) {
  (void)state;
  tl_findings *findings = tl_findings_create(NULL);
  tl_mixture mixture;
  assert_int_equal(tl_mixture_read_csv("component,mole_fraction\r\nmethane,0.97\r\n# ethane\n\nethane,0.03\n", "a.csv",
                                       &mixture, findings, NULL),
                   TL_OK);
  assert_close(mixture.x[TL_ETHANE], 0.03, 1e-15);
  assert_int_equal(
      tl_mixture_read_csv("component,mole_fraction\nmethane,0.97\nethan,0.03\n", "b.csv", &mixture, findings, NULL),
      TL_ERR_INPUT);
  const tl_finding *f = tl_findings_at(findings, 0);
  assert_string_equal(f->file, "b.csv");
  assert_int_equal(f->line, 3);
  assert_non_null(strstr(f->sentence, "ethane"));
  tl_findings_destroy(findings);
}

static void library_gases_are_whole_and_have_sources(void **state) {
  (void)state;
  size_t count = 0;
  for (; tl_mixture_library_name(count) != NULL; count++) {
    tl_mixture mixture;
    assert_true(tl_mixture_library_get(tl_mixture_library_name(count), &mixture));
    assert_true(strlen(tl_mixture_library_source(count)) > 30);
    double sum = 0.0;
    for (int i = 0; i < TL_COMPONENTS; i++) sum += mixture.x[i];
    assert_close(sum, 1.0, 1e-14);
    tl_gas *gas = gas_of(&mixture, "gerg2008", false);
    assert_true(gas_at(gas, 7e6, 290.0).z > 0.5);
    tl_gas_destroy(gas);
  }
  assert_true(count >= 8);
  /* The analysis that the study quotes: relative density 0.566, Z 0.810 at 100 bar and 10 degC. */
  tl_gas *gas = gas_named("west-siberia-dry", "gerg2008", false);
  assert_close(gas_at(gas, 10e6, 283.15).z, 0.810, 0.0005);
  tl_gas_quality q;
  assert_int_equal(tl_mixture_quality(tl_gas_mixture(gas), 298.15, 293.15, &q, NULL), TL_OK);
  assert_close(q.relative_density, 0.566, 0.0005);
  tl_gas_destroy(gas);
}

/* ISO 6976:2016, annex D, example 1: 15/15 degC. */
static void iso_6976_example_1(void **state) {
  (void)state;
  tl_mixture mixture = {{0}};
  mixture.x[TL_METHANE] = 0.933212;
  mixture.x[TL_ETHANE] = 0.025656;
  mixture.x[TL_PROPANE] = 0.015368;
  mixture.x[TL_NITROGEN] = 0.010350;
  mixture.x[TL_CARBON_DIOXIDE] = 0.015414;
  const tl_gas_quality q = quality_at(&mixture, 288.15, 288.15);
  assert_close(q.gross_j_mol, 906179.9588, 1e-4);
  assert_close(q.z, 0.99776224, 0.6e-8);
  assert_close(q.gross_j_kg, 52.113961e6, 0.6);
  assert_close(q.gross_j_m3, 38.410611e6, 0.6);
  double volume = 0.0;
  assert_int_equal(tl_mixture_molar_volume(&mixture, 288.15, &volume, NULL), TL_OK);
  assert_close_rel(q.gross_j_m3, q.gross_j_mol / volume, 1e-14);
  assert_close_rel(q.wobbe_gross_j_m3, q.gross_j_m3 / sqrt(q.relative_density), 1e-14);
  assert_close_rel(q.net_j_mol, q.gross_j_mol - 44431.0 * (2.0 * 0.933212 + 3.0 * 0.025656 + 4.0 * 0.015368), 1e-12);
}

/* Example 2: wet gas at 15.55/15.55 degC, that is 60 degF. */
static void iso_6976_example_2(void **state) {
  (void)state;
  tl_mixture mixture = {{0}};
  mixture.x[TL_METHANE] = 0.931819;
  mixture.x[TL_ETHANE] = 0.025618;
  mixture.x[TL_NITROGEN] = 0.010335;
  mixture.x[TL_CARBON_DIOXIDE] = 0.015391;
  mixture.x[TL_WATER] = 0.016837;
  const double sixty_degf_k = (60.0 + 459.67) * 5.0 / 9.0;
  tl_gas_quality q = quality_at(&mixture, sixty_degf_k, sixty_degf_k);
  assert_close(q.gross_j_mol, 871443.916, 1e-3);
  assert_close(q.z, 0.9975690, 0.6e-7);
  assert_close(q.gross_j_kg, 51.294085e6, 0.6);
  assert_close(q.gross_j_m3, 36.874304e6, 0.6);
  q = quality_at(&mixture, 273.15 + 15.55, 273.15 + 15.55); /* the rounded name of the same temperature */
  assert_close(q.gross_j_m3, 36.874304e6, 0.6);
}

/* Example 3: eleven components at 15/15 and 25/0 degC. Neopentane, which is none of the 21 components, enters by its
 * own figures of tables 1 to 3 of the standard. */
static void iso_6976_example_3(void **state) {
  (void)state;
  tl_mixture mixture = {{0}};
  mixture.x[TL_METHANE] = 0.922393;
  mixture.x[TL_ETHANE] = 0.025358;
  mixture.x[TL_PROPANE] = 0.015190;
  mixture.x[TL_N_BUTANE] = 0.000523;
  mixture.x[TL_ISOBUTANE] = 0.001512;
  mixture.x[TL_N_PENTANE] = 0.002846;
  mixture.x[TL_ISOPENTANE] = 0.002832;
  mixture.x[TL_N_HEXANE] = 0.002865;
  mixture.x[TL_NITROGEN] = 0.010230;
  mixture.x[TL_CARBON_DIOXIDE] = 0.015236;
  const double x = 0.001015, neopentane_kg_mol = 72.14878e-3;
  static const struct {
    double combustion_t_k, volume_t_k, gross_j_mol, vaporisation_j_mol, s, air_z; /* of neopentane, water and air */
    double gross_j_m3, net_j_m3, density_kg_m3, relative_density, wobbe_gross_j_m3, wobbe_net_j_m3;
  } cases[] = {{288.15, 288.15, 3517440.0, 44431.0, 0.2040, 0.999595, 39.73351e6, 35.86811e6, 0.76462, 0.62391,
                50.30318e6, 45.40954e6},
               {298.15, 273.15, 3514610.0, 44013.0, 0.2245, 0.999419, 41.89360e6, 37.85228e6, 0.80701, 0.62411,
                53.02930e6, 47.91376e6}};
  for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
    const tl_gas_quality q = quality_at(&mixture, cases[k].combustion_t_k, cases[k].volume_t_k);
    const double root = sqrt(1.0 - q.z) + x * cases[k].s, z = 1.0 - root * root,
                 ideal_m3_mol = 8.3144621 * cases[k].volume_t_k / 101325.0;
    const double mass = q.density_kg_m3 * q.z * ideal_m3_mol + x * neopentane_kg_mol;
    const double gross = (q.gross_j_mol + x * cases[k].gross_j_mol) / (z * ideal_m3_mol),
                 net = (q.net_j_mol + x * (cases[k].gross_j_mol - 6.0 * cases[k].vaporisation_j_mol)) /
                       (z * ideal_m3_mol),
                 relative = mass / 28.96546e-3 * cases[k].air_z / z;
    assert_close(gross, cases[k].gross_j_m3, 6.0); /* half a unit of the last printed digit */
    assert_close(net, cases[k].net_j_m3, 6.0);
    assert_close(mass / (z * ideal_m3_mol), cases[k].density_kg_m3, 0.6e-5);
    assert_close(relative, cases[k].relative_density, 0.6e-5);
    assert_close(gross / sqrt(relative), cases[k].wobbe_gross_j_m3, 6.0);
    assert_close(net / sqrt(relative), cases[k].wobbe_net_j_m3, 6.0);
  }
}

/* Worked example of the hydrogen/carbon correlation in circulation (ratio 3.72): motor octane number 120.18, methane
 * number 76.07. Its powers of the ratio are rounded to two decimals, which moves the octane number by 0.27 and the
 * methane number by 0.44. The linear correlation of the same authors (ISO 15403-1) gives 124.1 for the octane number of
 * the second gas. */
static void methane_number_by_hydrogen_and_carbon(void **state) {
  (void)state;
  const double ratio = 3.72, ethane = (4.0 - ratio) / (2.0 * ratio - 6.0 + 4.0 - ratio);
  tl_mixture mixture = {{1.0 - ethane}};
  mixture.x[TL_ETHANE] = ethane;
  double number = quality_at(&mixture, 298.15, 288.15).methane_number;
  assert_close(-406.14 + 508.04 * ratio - 173.55 * 13.84 + 20.17 * 51.48, 120.18, 0.03);
  assert_close(number, 76.07, 0.5);
  mixture = (tl_mixture){{0.82 / 0.95}};
  mixture.x[TL_ETHANE] = 0.1 / 0.95;
  mixture.x[TL_PROPANE] = 0.01 / 0.95;
  mixture.x[TL_NITROGEN] = mixture.x[TL_CARBON_DIOXIDE] = 0.01 / 0.95;
  number = quality_at(&mixture, 298.15, 288.15).methane_number;
  assert_close((number + 119.1) / 1.624, 124.078, 1.5);
  /* heavier gas knocks sooner; inert or hydrogen above the limits: no number */
  mixture = (tl_mixture){{0.90}};
  mixture.x[TL_PROPANE] = 0.10;
  assert_true(quality_at(&mixture, 298.15, 288.15).methane_number < 75.0);
  mixture = (tl_mixture){{0.94, 0.06}};
  assert_true(isnan(quality_at(&mixture, 298.15, 288.15).methane_number));
  mixture = (tl_mixture){{0.99}};
  mixture.x[TL_HYDROGEN] = 0.01;
  assert_true(isnan(quality_at(&mixture, 298.15, 288.15).methane_number));
  mixture = pure(TL_N_HEXANE);
  assert_true(isnan(quality_at(&mixture, 298.15, 288.15).methane_number));
  mixture = pure(TL_NITROGEN);
  assert_true(isnan(quality_at(&mixture, 298.15, 288.15).methane_number));
}

/* Every pair of reference temperatures of the standard answers, and each figure moves the right way. */
static void every_pair_of_reference_temperatures_answers(void **state) {
  (void)state;
  const double sixty_degf_k = (60.0 + 459.67) * 5.0 / 9.0,
               combustion[] = {273.15, 288.15, sixty_degf_k, 293.15, 298.15},
               volume[] = {273.15, 288.15, sixty_degf_k, 293.15};
  tl_mixture mixture;
  assert_true(tl_mixture_library_get("hydrogen-blend-20", &mixture));
  double last_gross = INFINITY;
  for (int c = 0; c < 5; c++) {
    double last_wobbe = INFINITY;
    for (int v = 0; v < 4; v++) {
      const tl_gas_quality q = quality_at(&mixture, combustion[c], volume[v]);
      assert_true(q.wobbe_gross_j_m3 < last_wobbe && q.wobbe_net_j_m3 < 0.92 * q.wobbe_gross_j_m3);
      last_wobbe = q.wobbe_gross_j_m3;
      if (v == 0) assert_true(q.gross_j_mol < last_gross);
      if (v == 0) last_gross = q.gross_j_mol;
    }
  }
}

/* Summation factors of the rest, as printed in table 2: sqrt(1 - Z) of the pure component. */
static void summation_factors_as_printed(void **state) {
  (void)state;
  static const struct {
    tl_component component;
    double s[4];
  } printed[] = {{TL_HYDROGEN, {0.0100, 0.0100, 0.0100, 0.0100}}, /* -0.01: the square hides the sign */
                 {TL_HELIUM, {0.0100, 0.0100, 0.0100, 0.0100}},
                 {TL_WATER, {0.3093, 0.2562, 0.2546, 0.2419}},
                 {TL_HYDROGEN_SULFIDE, {0.1006, 0.0923, 0.0920, 0.0898}},
                 {TL_OXYGEN, {0.0311, 0.0276, 0.0275, 0.0265}},
                 {TL_ARGON, {0.0307, 0.0273, 0.0272, 0.0262}},
                 {TL_CARBON_MONOXIDE, {0.0258, 0.0217, 0.0215, 0.0203}}};
  static const double volume[] = {273.15, 288.15, 273.15 + 15.55, 293.15};
  for (size_t k = 0; k < sizeof printed / sizeof printed[0]; k++) {
    const tl_mixture alone = pure(printed[k].component);
    for (int v = 0; v < 4; v++)
      assert_close(sqrt(1.0 - quality_at(&alone, 288.15, volume[v]).z), printed[k].s[v], 1e-12);
  }
  /* the sign shows in a mixture: hydrogen lowers the sum */
  tl_mixture blend = {{0.8}};
  blend.x[TL_HYDROGEN] = 0.2;
  assert_close(sqrt(1.0 - quality_at(&blend, 288.15, 288.15).z), 0.8 * 0.04452 - 0.2 * 0.01, 1e-12);
}

/* The summation factors are what GERG-2008 gives for 1 - Z of the pure gases: within 2 % for what natural gas is made
 * of. */
static void summation_factors_agree_with_gerg(void **state) {
  (void)state;
  static const tl_component components[] = {TL_METHANE,         TL_NITROGEN,  TL_CARBON_DIOXIDE, TL_ETHANE,
                                            TL_PROPANE,         TL_ISOBUTANE, TL_N_BUTANE,       TL_OXYGEN,
                                            TL_CARBON_MONOXIDE, TL_ARGON};
  for (size_t k = 0; k < sizeof components / sizeof components[0]; k++) {
    const tl_mixture alone = pure(components[k]);
    tl_gas *gas = gas_of(&alone, "gerg2008", false);
    for (int t = 0; t < 3; t++) {
      double t_k = 273.15 + (t == 0 ? 0.0 : 10.0 + 5.0 * t), volume = 0.0;
      assert_int_equal(tl_mixture_molar_volume(&alone, t_k, &volume, NULL), TL_OK);
      double s_iso = sqrt(1.0 - volume * 101325.0 / (8.3144621 * t_k)),
             s_gerg = sqrt(1.0 - gas_at(gas, 101325.0, t_k).z);
      assert_close_rel(s_iso, s_gerg, 0.02);
    }
    tl_gas_destroy(gas);
  }
}

static void unusual_reference_temperatures_are_refused(void **state) {
  (void)state;
  tl_mixture methane = {{1.0}};
  tl_gas_quality q;
  tl_error error;
  double volume;
  assert_int_equal(tl_mixture_quality(&methane, 290.0, 293.15, &q, &error), TL_ERR_USAGE);
  assert_non_null(strstr(error.sentence, "0, 15, 20, 25 degC"));
  assert_int_equal(tl_mixture_quality(&methane, 298.15, 298.15, &q, &error), TL_ERR_USAGE);
  assert_int_equal(tl_mixture_molar_volume(&methane, NAN, &volume, &error), TL_ERR_USAGE);
}

static void bad_gases_and_states_are_refused_with_a_sentence(void **state) {
  (void)state;
  tl_error error;
  tl_gas *gas = NULL;
  tl_mixture bad = {{0.9}};
  assert_int_equal(tl_gas_create(&bad, NULL, &gas, &error), TL_ERR_INPUT);
  assert_non_null(strstr(error.sentence, "0.9"));
  bad.x[0] = NAN;
  assert_int_equal(tl_gas_create(&bad, NULL, &gas, &error), TL_ERR_INPUT);
  bad = (tl_mixture){{1.5, -0.5}};
  assert_int_equal(tl_gas_create(&bad, NULL, &gas, &error), TL_ERR_INPUT);
  tl_mixture methane = {{1.0}};
  tl_gas_options options;
  tl_gas_options_default(&options);
  options.model = "gerg-2009";
  assert_int_equal(tl_gas_create(&methane, &options, &gas, &error), TL_ERR_INPUT);
  assert_non_null(strstr(error.sentence, "gerg2008"));
  options.model = "sgerg88";
  bad = (tl_mixture){{0.1, 0.9}};
  assert_int_equal(tl_gas_create(&bad, &options, &gas, &error), TL_ERR_INPUT);
  options.model = "gerg2008";
  options.table = true;
  options.table_t_min_k = 400.0;
  assert_int_equal(tl_gas_create(&methane, &options, &gas, &error), TL_ERR_USAGE);

  gas = gas_named("west-siberia-dry", "gerg2008", false);
  tl_gas_state s;
  static const double wrong[] = {0.0, -1.0, NAN, INFINITY};
  for (int k = 0; k < 4; k++) {
    assert_int_equal(tl_gas_state_pt(gas, wrong[k], 300.0, &s, &error), TL_ERR_USAGE);
    assert_int_equal(tl_gas_state_pt(gas, 1e6, wrong[k], &s, &error), TL_ERR_USAGE);
    assert_int_equal(tl_gas_state_dt(gas, wrong[k], 300.0, &s, &error), TL_ERR_USAGE);
    assert_int_equal(tl_gas_state_ph(gas, wrong[k], 0.0, &s, &error), TL_ERR_USAGE);
  }
  assert_int_equal(tl_gas_state_ps(gas, 1e6, NAN, &s, &error), TL_ERR_USAGE);
  assert_int_equal(tl_gas_state_ph(gas, 1e6, 1e9, &s, &error), TL_ERR_NO_ANSWER);
  double p[3] = {1e6, -1.0, 1e6}, t[3] = {300.0, 300.0, NAN};
  tl_gas_state many[3];
  assert_int_equal(tl_gas_states_pt(gas, 3, p, t, many), 2);
  assert_true(isfinite(many[0].z) && isnan(many[1].z) && isnan(many[2].z));
  tl_gas_destroy(gas);
}

static tl_code make_gas(const tl_allocator *allocator, void *context) {
  tl_gas_options options;
  tl_gas_options_default(&options);
  options.model = context;
  options.table = strcmp(options.model, "gerg2008") == 0;
  options.allocator = allocator;
  tl_gas *gas = NULL;
  tl_error error = {0};
  tl_code code = tl_gas_create(&ten_components, &options, &gas, &error);
  if (code != TL_OK) assert_null(gas);
  if (code == TL_ERR_MACHINE) assert_non_null(strstr(error.sentence, "memory"));
  tl_gas_destroy(gas);
  return code;
}

static void creation_survives_lack_of_memory(void **state) {
  (void)state;
  for (size_t m = 0; tl_gas_model_name(m) != NULL; m++) {
    char name[64];
    (void)snprintf(name, sizeof name, "%s", tl_gas_model_name(m));
    (void)oom_sweep(make_gas, name, 100);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(mistakes_in_a_composition_are_sentences),
      cmocka_unit_test(all_mistakes_come_at_once),
      cmocka_unit_test(spellings_and_small_slips_are_accepted),
      cmocka_unit_test(a_file_is_blamed_by_line),
      cmocka_unit_test(library_gases_are_whole_and_have_sources),
      cmocka_unit_test(iso_6976_example_1),
      cmocka_unit_test(iso_6976_example_2),
      cmocka_unit_test(iso_6976_example_3),
      cmocka_unit_test(methane_number_by_hydrogen_and_carbon),
      cmocka_unit_test(every_pair_of_reference_temperatures_answers),
      cmocka_unit_test(summation_factors_as_printed),
      cmocka_unit_test(summation_factors_agree_with_gerg),
      cmocka_unit_test(unusual_reference_temperatures_are_refused),
      cmocka_unit_test(bad_gases_and_states_are_refused_with_a_sentence),
      cmocka_unit_test(creation_survives_lack_of_memory),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
