/* What `check` says of compressor stations, and the fits that stand in for missing coefficients: small typed files. */
#include "testing.h"

#include "io/netfile.h"

#include <stdlib.h>

/* A map of H = a + c n2 - (b + d (n - 4000)) Q2 [kJ/kg], measured at whole speeds and flows. Where d is large, faster
 * lines fall below slower ones within the map. */
typedef struct typed_map {
  double a, c, b, d;
} typed_map;
static const typed_map good = {2.0, 8e-7, 0.9, 0.0}, crossing = {12.0, 8e-7, 0.1, 4e-4};

static double head_of(const typed_map *m, double q, double n) {
  return m->a + m->c * n * n - (m->b + m->d * (n - 4000.0)) * q * q;
}

static void add_point(tli_text *t, double n, double q, double head) {
  tli_text_printf(t,
                  "<measurement><speed value=\"%.17g\" unit=\"per_min\"/><adiabaticHead value=\"%.17g\" "
                  "unit=\"kJ_per_kg\"/><volumetricFlowrate value=\"%.17g\" unit=\"m_cube_per_s\"/></measurement>\n",
                  n, head, q);
}

static const double speeds[] = {4000.0, 5000.0, 6000.0, 7000.0};

/* Surge at Q = n/4000, isolines of efficiency at Q = n/2000, n/1500, and choke at n/1200 with the efficiency 0.6. */
static void add_measurements(tli_text *t, const typed_map *m) {
  tli_text_add(t, "<efficiencyOfChokeline value=\"0.6\"/><surgelineMeasurements>\n");
  for (size_t i = 0; i < TLI_COUNT(speeds); i++)
    add_point(t, speeds[i], speeds[i] / 4000.0, head_of(m, speeds[i] / 4000.0, speeds[i]));
  tli_text_add(t, "</surgelineMeasurements>\n<characteristicDiagramMeasurements>\n");
  static const double lines[] = {2500.0, 2000.0, 1500.0, 1200.0}, eta[] = {0.8, 0.85, 0.75, 0.6};
  for (size_t k = 0; k < TLI_COUNT(lines); k++) {
    tli_text_printf(t, "<adiabaticEfficiency value=\"%g\">\n", eta[k]);
    for (size_t i = 0; i < TLI_COUNT(speeds); i++)
      add_point(t, speeds[i], speeds[i] / lines[k], head_of(m, speeds[i] / lines[k], speeds[i]));
    tli_text_add(t, "</adiabaticEfficiency>\n");
  }
  tli_text_add(t, "</characteristicDiagramMeasurements>\n");
}

static const char drives[] =
    "</compressors><drives><electricMotor id=\"D\"><power_fun_coeff_1 value=\"1e4\"/><power_fun_coeff_2 value=\"0\"/>"
    "<power_fun_coeff_3 value=\"0\"/><energy_rate_fun_coeff_1 value=\"0\"/><energy_rate_fun_coeff_2 value=\"1\"/>"
    "<energy_rate_fun_coeff_3 value=\"0\"/></electricMotor></drives>";
static const char configuration[] =
    "<configurations><configuration confId=\"one\"><stage><compressor id=\"T\" nominalSpeed=\"5000\"/></stage>"
    "</configuration></configurations>";

static void station_of(tli_text *t, const typed_map *m, const char *after) {
  tli_text_init(t, NULL);
  tli_text_add(t,
               "<compressorStations><compressorStation id=\"S\"><compressors>\n<turboCompressor id=\"T\" drive=\"D\">"
               "<speedMin value=\"4000\" unit=\"per_min\"/><speedMax value=\"7000\" unit=\"per_min\"/>\n");
  add_measurements(t, m);
  tli_text_add(t, "</turboCompressor>");
  tli_text_add(t, drives);
  tli_text_add(t, after);
  tli_text_add(t, "</compressorStation></compressorStations>\n");
}

static tl_netfile *open_text(const char *text, tl_code expected) {
  tl_netfile *file = NULL;
  tl_error error;
  assert_int_equal(tli_netfile_of_bytes(text, strlen(text), "small.cs", NULL, &file, &error), expected);
  assert_non_null(file);
  return file;
}

static size_t said(const tl_netfile *file, tl_severity severity, int line, const char *words) {
  const tl_findings *found = tl_netfile_findings(file);
  size_t n = 0;
  for (size_t i = 0; i < tl_findings_count(found); i++) {
    const tl_finding *f = tl_findings_at(found, i);
    n += f->severity == severity && f->line == line && strstr(f->sentence, words) != NULL;
  }
  if (n == 0)
    for (size_t i = 0; i < tl_findings_count(found); i++)
      print_message("%d: %s\n", tl_findings_at(found, i)->line, tl_findings_at(found, i)->sentence);
  return n;
}

static void a_map_without_coefficients_is_fitted_to_its_measurements(void **state) {
  (void)state;
  tli_text t;
  station_of(&t, &good, configuration);
  tl_netfile *file = open_text(t.bytes, TL_OK);
  assert_int_equal(said(file, TL_NOTE, 2, "n_isoline_coeff of this turboCompressor were fitted"), 1);
  tl_netfile_station station;
  assert_int_equal(tl_netfile_stations(file), 1);
  assert_true(tl_netfile_station_at(file, 0, &station));
  assert_int_equal(station.configuration_count, 1);
  const tl_turbo *map = station.configurations[0].stages[0].units[0].turbo;
  assert_non_null(map);
  for (double n = 4000.0; n <= 7000.0; n += 300.0)
    for (double q = n / 4000.0; q <= n / 1200.0; q += 0.3) /* the form holds the map: the fit is the map */
      assert_close_rel(tl_biquadratic_at(&map->head_j_kg, q, n, NULL, NULL), 1e3 * head_of(&good, q, n), 1e-10);
  for (size_t i = 0; i < TLI_COUNT(speeds); i++) {
    const double q = speeds[i] / 4000.0, c = speeds[i] / 1200.0;
    assert_close_rel(tl_turbo_surge_flow(map, 1e3 * head_of(&good, q, speeds[i])), q, 1e-9);
    assert_close_rel(tl_turbo_choke_flow(map, 1e3 * head_of(&good, c, speeds[i])), c, 1e-9);
  }
  tl_netfile_close(file);
  tli_text_free(&t);
}

static void maps_that_cross_are_an_error_with_its_line(void **state) {
  (void)state;
  tli_text t;
  station_of(&t, &crossing, configuration);
  tl_netfile *file = open_text(t.bytes, TL_ERR_INPUT);
  assert_int_equal(said(file, TL_ERROR, 2, "its speed lines cross"), 1);
  tl_netfile_station station;
  assert_true(tl_netfile_station_at(file, 0, &station));
  assert_int_equal(station.configuration_count, 0); /* what cannot run is not handed out */
  tl_netfile_close(file);
  tli_text_free(&t);
}

static void each_mistake_of_a_station_has_its_line(void **state) {
  (void)state;
  tli_text t;
  station_of(&t, &good,
             "<configurations>\n<configuration confId=\"two\"><stage><compressor id=\"T\" nominalSpeed=\"9000\"/>\n"
             "<compressor id=\"T\"/></stage></configuration>\n"
             "<configuration confId=\"none\"></configuration>\n"
             "<configuration confId=\"who\"><stage><compressor id=\"X\"/></stage></configuration></configurations>");
  int line = 1;
  for (const char *c = t.bytes; strncmp(c, "<configuration confId=\"two\"", 26) != 0; c++) line += *c == '\n';
  tl_netfile *file = open_text(t.bytes, TL_ERR_INPUT);
  assert_int_equal(said(file, TL_NOTE, line, "nominal speed 9000/min"), 1);
  assert_int_equal(said(file, TL_ERROR, line + 1, "runs compressor \"T\" twice"), 1);
  assert_int_equal(said(file, TL_ERROR, line + 2, "of 0 stages"), 1);
  assert_int_equal(said(file, TL_ERROR, line + 3, "names compressor \"X\""), 1);
  tl_netfile_close(file);
  tli_text_free(&t);
}

static void drives_and_machines_must_be_known_and_paired(void **state) {
  (void)state;
  static const char text[] =
      "<compressorStations><compressorStation id=\"S\"><compressors>\n"
      "<pistonCompressor id=\"P\" drive=\"missing\"><speedMin value=\"300\"/><speedMax "
      "value=\"200\"/></pistonCompressor>\n"
      "<pistonCompressor id=\"P\" drive=\"D\"><operatingVolume value=\"-1\"/></pistonCompressor>\n"
      "<screwCompressor id=\"W\" drive=\"D\"/></compressors>\n"
      "<drives><waterWheel id=\"D\"/>\n"
      "<gasDrivenMotor id=\"idle\"/></drives></compressorStation></compressorStations>\n";
  tl_netfile *file = open_text(text, TL_ERR_INPUT);
  assert_int_equal(said(file, TL_ERROR, 2, "turned by drive \"missing\", which the station does not have"), 1);
  assert_int_equal(said(file, TL_ERROR, 2, "the least speed 300/min"), 1);
  assert_int_equal(said(file, TL_ERROR, 3, "stands twice"), 1);
  assert_int_equal(said(file, TL_ERROR, 3, "operatingVolume above 0"), 1);
  assert_int_equal(said(file, TL_ERROR, 4, "<screwCompressor> is not known"), 1);
  assert_int_equal(said(file, TL_ERROR, 5, "<waterWheel> is not known"), 1);
  assert_int_equal(said(file, TL_WARNING, 6, "turns no compressor"), 1);
  tl_netfile_close(file);
}

static void fits_need_points_that_decide_them(void **state) {
  (void)state;
  double x[12], y[12], z[12];
  tl_biquadratic f;
  double c[3];
  bool fitted;
  tl_error error;
  for (size_t i = 0; i < 12; i++) {
    x[i] = (double)(i % 2); /* two values of x do not decide a square */
    y[i] = 3000.0 + 100.0 * (double)i;
    z[i] = 1.0;
  }
  assert_int_equal(tl_biquadratic_fit(x, y, z, 12, NULL, &f, &fitted, &error), TL_OK);
  assert_false(fitted);
  assert_int_equal(tl_biquadratic_fit(x, y, z, 8, NULL, &f, &fitted, &error), TL_OK);
  assert_false(fitted);
  assert_int_equal(tl_quadratic_fit(x, z, 12, NULL, c, &fitted, &error), TL_OK);
  assert_false(fitted);
  for (size_t i = 0; i < 12; i++) z[i] = 7.0 - 2.0 * y[i] + 3.0 * y[i] * y[i];
  z[3] = NAN;
  assert_int_equal(tl_quadratic_fit(y, z, 12, NULL, c, &fitted, &error), TL_OK);
  assert_false(fitted);
  z[3] = 7.0 - 2.0 * y[3] + 3.0 * y[3] * y[3];
  assert_int_equal(tl_quadratic_fit(y, z, 12, NULL, c, &fitted, &error), TL_OK);
  assert_true(fitted);
  assert_close_rel(c[0] + (c[1] + c[2] * 3500.0) * 3500.0, 7.0 - 7000.0 + 3.0 * 3500.0 * 3500.0, 1e-12);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_map_without_coefficients_is_fitted_to_its_measurements),
      cmocka_unit_test(maps_that_cross_are_an_error_with_its_line),
      cmocka_unit_test(each_mistake_of_a_station_has_its_line),
      cmocka_unit_test(drives_and_machines_must_be_known_and_paired),
      cmocka_unit_test(fits_need_points_that_decide_them),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
