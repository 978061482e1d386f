/* Piping of stations in optimal gas flow: its drag is in the optimum, the bound and the check. */
#include <math.h>

#include "flow_cases.h"
#include "testing.h"
#include "trunkline/trunkline.h"

/* One element between a source of at most 50 bar and a sink: its kind, its piping, and the least pressure behind it. */
static const char net[] =
    "<?xml version=\"1.0\"?>\n"
    "<network xmlns=\"http://gaslib.zib.de/Gas\" xmlns:framework=\"http://gaslib.zib.de/Framework\">\n"
    "<framework:nodes>\n"
    "<source id=\"S\"><height value=\"0\"/><pressureMin unit=\"bar\" value=\"40\"/><pressureMax unit=\"bar\" "
    "value=\"50\"/>"
    "<gasTemperature unit=\"Celsius\" value=\"10\"/><normDensity unit=\"kg_per_m_cube\" value=\"0.785\"/>"
    "<molarMass unit=\"kg_per_kmol\" value=\"18.5\"/><pseudocriticalPressure unit=\"bar\" value=\"45.9\"/>"
    "<pseudocriticalTemperature unit=\"K\" value=\"188.5\"/></source>\n"
    "<sink id=\"E\"><height value=\"0\"/><pressureMin unit=\"bar\" value=\"%g\"/><pressureMax unit=\"bar\" "
    "value=\"80\"/>"
    "</sink>\n"
    "</framework:nodes>\n"
    "<framework:connections><%s id=\"C\" from=\"S\" to=\"E\">"
    "<flowMin value=\"0\" unit=\"kg_per_s\"/><flowMax value=\"900\" unit=\"kg_per_s\"/>%s"
    "<pressureInMin unit=\"bar\" value=\"30\"/><pressureOutMax unit=\"bar\" value=\"80\"/></%s>\n"
    "</framework:connections></network>\n";
static const char scn[] =
    "<?xml version=\"1.0\"?>\n"
    "<boundaryValue xmlns=\"http://gaslib.zib.de/Gas\"><scenario id=\"day\">\n"
    "<node type=\"entry\" id=\"S\"><flow value=\"400\" bound=\"both\" unit=\"kg_per_s\"/></node>\n"
    "<node type=\"exit\" id=\"E\"><flow value=\"400\" bound=\"both\" unit=\"kg_per_s\"/></node>\n"
    "</scenario></boundaryValue>\n";
static const char drags[] =
    "<dragFactorIn value=\"18\"/><diameterIn unit=\"mm\" value=\"900\"/>"
    "<dragFactorOut value=\"16\"/><diameterOut unit=\"m\" value=\"0.8\"/>";
static const double flow_kg_s = 400.0;

static void write_text(const char *path, const char *text) {
  FILE *file = fopen(path, "wb");
  assert_non_null(file);
  assert_true(fputs(text, file) >= 0);
  assert_int_equal(fclose(file), 0);
}

static tl_code open_one(const char *kind, const char *piping, tl_flow_file **file, tl_findings *findings) {
  static const char *const path = TRUNKLINE_BINARY_DIR "/tests/optimise/piping.net";
  static const char *const scenario = TRUNKLINE_BINARY_DIR "/tests/optimise/piping.scn";
  char text[4096];
  (void)snprintf(text, sizeof text, net, strcmp(kind, "controlValve") == 0 ? 20.0 : 60.0, kind, piping, kind);
  write_text(path, text);
  write_text(scenario, scn);
  const tl_flow_file_options options = {.objective = "fuel", .scenario = scenario};
  tl_error error = {0};
  const tl_code code = tl_flow_file_open(path, &options, NULL, file, findings, &error);
  (void)remove(path);
  (void)remove(scenario);
  return code;
}

static size_t node_of(const tl_flow_problem *p, const char *id) {
  size_t i = 0;
  while (i < p->node_count && strcmp(p->nodes[i].id, id) != 0) i++;
  assert_true(i < p->node_count);
  return i;
}

/* zeta z R T / (M A^2) q^2: a resistor's law (docs/theory/resistor.md). */
static double drop_pa2(const tl_flow_problem *p, double zeta, double diameter_m) {
  const double area = 0.25 * acos(-1.0) * diameter_m * diameter_m;
  return zeta * p->zrt_j_kg / (area * area) * flow_kg_s * flow_kg_s;
}

/* The source at its largest pressure, the sink at its least; the machines make up for both drags. */
static void a_station_compresses_for_its_piping_too(void **state) {
  (void)state;
  tl_flow_summary bare, s;
  tl_findings *findings = tl_findings_create(NULL);
  tl_flow_file *file;
  assert_int_equal(open_one("compressorStation", "", &file, findings), TL_OK);
  tl_flow_answer_destroy(optimised(tl_flow_file_problem(file), NULL, &bare));
  tl_flow_file_close(file);
  assert_int_equal(open_one("compressorStation", drags, &file, findings), TL_OK);
  const tl_flow_problem *p = tl_flow_file_problem(file);
  tl_flow_answer *answer = optimised(p, NULL, &s);
  assert_true(s.status == TL_FLOW_SOLVED && s.complete && s.simulator_p_pa < 1.0 && s.simulator_q_kg_s < 1e-3);
  const double in = sqrt(5e6 * 5e6 - drop_pa2(p, 18.0, 0.9)), out = sqrt(6e6 * 6e6 + drop_pa2(p, 16.0, 0.8));
  assert_close(tl_flow_pressures_pa(answer)[node_of(p, "C/in")], in, 10.0);
  assert_close(tl_flow_pressures_pa(answer)[node_of(p, "C/out")], out, 10.0);
  const double power = p->work_j_kg * flow_kg_s * (pow(out / in, p->exponent) - 1.0);
  print_message("%.6f MW with piping, %.6f without; inside %.4f and %.4f bar\n", 1e-6 * s.power_w, 1e-6 * bare.power_w,
                1e-5 * in, 1e-5 * out);
  assert_close_rel(s.power_w, power, 1e-5);
  assert_close_rel(bare.power_w, p->work_j_kg * flow_kg_s * (pow(6.0 / 5.0, p->exponent) - 1.0), 1e-5);
  assert_true(s.power_w > 1.05 * bare.power_w);
  tl_flow_answer_destroy(answer);
  tl_flow_file_close(file);
  tl_findings_destroy(findings);
}

static bool warned(const tl_findings *findings, const char *of) {
  for (size_t i = 0; i < tl_findings_count(findings); i++)
    if (strcmp(tl_findings_at(findings, i)->field, of) == 0) return true;
  return false;
}

static void what_piping_is_left_out_is_said(void **state) {
  (void)state;
  static const char fixed[] = "<pressureLossIn unit=\"bar\" value=\"0.5\"/>";
  static const char bound[] = "<pressureDifferentialMax unit=\"bar\" value=\"10\"/>";
  static const char loose[] = "<pressureDifferentialMax unit=\"bar\" value=\"120\"/>";
  static const char no_loss[] = "<pressureLossIn unit=\"bar\" value=\"0\"/>";
  static const struct {
    const char *kind, *piping;
    bool loss, difference;
  } trials[] = {{"compressorStation", drags, false, false},   {"compressorStation", fixed, true, false},
                {"compressorStation", no_loss, false, false}, {"controlValve", drags, false, false},
                {"controlValve", fixed, true, false},         {"controlValve", bound, false, true},
                {"controlValve", loose, false, false}};
  for (size_t i = 0; i < sizeof trials / sizeof *trials; i++) {
    tl_findings *findings = tl_findings_create(NULL);
    tl_flow_file *file;
    assert_int_equal(open_one(trials[i].kind, trials[i].piping, &file, findings), TL_OK);
    assert_int_equal(warned(findings, "loss"), trials[i].loss);
    assert_int_equal(warned(findings, "dp_max"), trials[i].difference);
    tl_flow_file_close(file);
    tl_findings_destroy(findings);
  }
  tl_findings *findings = tl_findings_create(NULL);
  tl_flow_file *file;
  assert_int_equal(open_one("compressorStation", "<dragFactorIn value=\"18\"/>", &file, findings), TL_ERR_INPUT);
  assert_true(warned(findings, "diameter_in"));
  tl_findings_destroy(findings);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_station_compresses_for_its_piping_too),
      cmocka_unit_test(what_piping_is_left_out_is_said),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
