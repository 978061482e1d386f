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

/* ISO 6976:2016, annex D, example 1: gross molar heating value at 15 degC 906.1799588 kJ/mol. */
static void iso_6976_example(void **state) {
  (void)state;
  tl_mixture mixture = {{0}};
  mixture.x[TL_METHANE] = 0.933212;
  mixture.x[TL_ETHANE] = 0.025656;
  mixture.x[TL_PROPANE] = 0.015368;
  mixture.x[TL_NITROGEN] = 0.010350;
  mixture.x[TL_CARBON_DIOXIDE] = 0.015414;
  tl_gas_quality q;
  assert_int_equal(tl_mixture_quality(&mixture, 288.15, 288.15, &q, NULL), TL_OK);
  assert_close(q.gross_j_mol, 906179.9588, 1e-4);
  double volume = 0.0;
  assert_int_equal(tl_mixture_molar_volume(&mixture, 288.15, &volume, NULL), TL_OK);
  assert_close_rel(q.gross_j_m3, q.gross_j_mol / volume, 1e-14);
  assert_close_rel(q.wobbe_gross_j_m3, q.gross_j_m3 / sqrt(q.relative_density), 1e-14);
  assert_close_rel(q.net_j_mol, q.gross_j_mol - 44431.0 * (2.0 * 0.933212 + 3.0 * 0.025656 + 4.0 * 0.015368), 1e-12);
}

/* The summation factors are what GERG-2008 gives for 1 - Z of the pure gases: within 2 % for what natural gas is made
 * of. */
static void summation_factors_agree_with_gerg(void **state) {
  (void)state;
  static const tl_component components[] = {TL_METHANE,         TL_NITROGEN,  TL_CARBON_DIOXIDE, TL_ETHANE,
                                            TL_PROPANE,         TL_ISOBUTANE, TL_N_BUTANE,       TL_OXYGEN,
                                            TL_CARBON_MONOXIDE, TL_ARGON};
  for (size_t k = 0; k < sizeof components / sizeof components[0]; k++) {
    tl_mixture pure = {{0}};
    pure.x[components[k]] = 1.0;
    tl_gas *gas = gas_of(&pure, "gerg2008", false);
    for (int t = 0; t < 3; t++) {
      double t_k = 273.15 + (t == 0 ? 0.0 : 10.0 + 5.0 * t), volume = 0.0;
      assert_int_equal(tl_mixture_molar_volume(&pure, t_k, &volume, NULL), TL_OK);
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
      cmocka_unit_test(iso_6976_example),
      cmocka_unit_test(summation_factors_agree_with_gerg),
      cmocka_unit_test(unusual_reference_temperatures_are_refused),
      cmocka_unit_test(bad_gases_and_states_are_refused_with_a_sentence),
      cmocka_unit_test(creation_survives_lack_of_memory),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
