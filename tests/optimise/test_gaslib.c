/* GasLib's nominations are classified, and so are they with all loads times 2 and 5. */
#include "nominations.h"
#include "trunkline/nominationfile.h"

static void classify(const char *net, const char *scenario, double factor, tl_outcome expected) {
  char path[1000], scn[1000];
  (void)snprintf(path, sizeof path, "%s/gaslib/%s", test_data_folder(), net);
  (void)snprintf(scn, sizeof scn, "%s/gaslib/%s", test_data_folder(), scenario);
  tl_nomination *n;
  tl_gas *gas;
  tl_error error = {0};
  tl_findings *findings = tl_findings_create(NULL);
  if (tl_nomination_open(path, &(tl_nomination_files){.scenario = scn, .free_stations = true}, NULL, &n, &gas, findings,
                         &error) != TL_OK)
    fail_msg("%s", error.sentence);
  tl_nomination_scale(n, factor);
  tl_nominate_answer *a = ask(n);
  if (tl_nominate_outcome(a) != expected) fail_msg("%s x %g: %s", scenario, factor, tl_nominate_reason(a)->sentence);
  if (expected == TL_INFEASIBLE) assert_true(tl_nominate_effort_of(a)->proof_steps > 0);
  if (expected == TL_INFEASIBLE) assert_true(tl_nominate_reason(a)->where_id[0] != '\0');
  if (expected == TL_SOLVED) assert_true(tl_nominate_certificate(a)->mass_residual_kg_s < 1e-8);
  tl_nominate_answer_destroy(a);
  tl_nomination_destroy(n);
  tl_gas_destroy(gas);
  tl_findings_destroy(findings);
}

/* Nothing published says which of the scaled ones are feasible: what stands here is proved by this program, once by a
 * setting that the simulator keeps, once by a proof that separate code reads. */
static void gaslib_nominations_are_classified(void **unused) {
  (void)unused;
  if (test_data_folder() == NULL) skip();
  static const char *const names[] = {"11", "24", "40"};
  for (int k = 0; k < 3; k++) {
    char net[100], scn[100];
    (void)snprintf(net, sizeof net, "GasLib-%s/GasLib-%s.net", names[k], names[k]);
    (void)snprintf(scn, sizeof scn, "GasLib-%s/GasLib-%s.scn", names[k], names[k]);
    classify(net, scn, 1.0, TL_SOLVED);
    classify(net, scn, 2.0, TL_INFEASIBLE);
    classify(net, scn, 5.0, TL_INFEASIBLE);
  }
}

static void winter_days_of_gaslib_134_are_solved(void **unused) {
  (void)unused;
  if (test_data_folder() == NULL) skip();
  static const char *const days[] = {"2011-11-01", "2011-12-01", "2012-01-01",
                                     "2012-02-01", "2012-03-01", "2012-04-01"};
  for (int k = 0; k < 6; k++) {
    char scn[100];
    (void)snprintf(scn, sizeof scn, "GasLib-134-v2/%s.scn", days[k]);
    classify("GasLib-134-v2/GasLib-134-v2.net", scn, 1.0, TL_SOLVED);
  }
}

static void gaslib_135_is_solved(void **unused) {
  (void)unused;
  if (test_data_folder() == NULL) skip();
  classify("GasLib-135/GasLib-135.net", "GasLib-135/GasLib-135.scn", 1.0, TL_SOLVED);
  classify("GasLib-135/GasLib-135.net", "GasLib-135/GasLib-135.scn", 2.0, TL_INFEASIBLE);
}

/* What cannot be carried is told with what would be enough, each tried by the simulator. */
static void gaslib_nominations_that_fail_have_cures(void **unused) {
  (void)unused;
  if (test_data_folder() == NULL) skip();
  static const struct {
    const char *name;
    double factor;
  } cases[] = {{"11", 2.0}, {"24", 2.0}, {"40", 1.2}, {"40", 2.0}, {"135", 1.2}, {"135", 2.0}};
  for (int k = 0; k < 6; k++) {
    char net[1000];
    (void)snprintf(net, sizeof net, "%s/gaslib/GasLib-%s/GasLib-%s.net", test_data_folder(), cases[k].name,
                   cases[k].name);
    tl_nomination *n;
    tl_gas *gas;
    tl_error error = {0};
    tl_findings *findings = tl_findings_create(NULL);
    const tl_nomination_files files = {.free_stations = true};
    if (tl_nomination_open(net, &files, NULL, &n, &gas, findings, &error) != TL_OK) fail_msg("%s", error.sentence);
    tl_nomination_scale(n, cases[k].factor);
    tl_nominate_answer *a = ask(n);
    assert_int_equal(tl_nominate_outcome(a), TL_INFEASIBLE);
    if (tl_nominate_cures(a) == 0) fail_msg("GasLib-%s x %g has no cure", cases[k].name, cases[k].factor);
    for (size_t c = 0; c < tl_nominate_cures(a); c++) {
      const char *unit;
      assert_true(tl_nominate_cure_size(a, c, &unit) > 0.0 && tl_nominate_cure_changes(a, c) > 0);
      assert_true(tl_nominate_cure_sentence(a, c)[0] != '\0');
    }
    tl_nominate_answer_destroy(a);
    tl_nomination_destroy(n);
    tl_gas_destroy(gas);
    tl_findings_destroy(findings);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(gaslib_nominations_are_classified), cmocka_unit_test(winter_days_of_gaslib_134_are_solved),
      cmocka_unit_test(gaslib_135_is_solved), cmocka_unit_test(gaslib_nominations_that_fail_have_cures)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
