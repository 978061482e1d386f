/* Real machines (the folder TRUNKLINE_DATA): what GasLib's files measured comes out of their own coefficients, and a
 * measured map in CSV is passed through at every point. */
#include "testing.h"

#include "io/case_build.h"
#include "io/gaslib_machines.h"
#include "io/gaslib_refit.h"
#include "io/gzip.h"
#include "trunkline/machine_station.h"
#include "trunkline/mapfile.h"

typedef struct opened {
  tli_arena *arena;
  tl_findings *findings;
  const tli_xml *root;
  tli_machine_stations stations;
} opened;

static opened open_bytes(tli_file file, tli_arena *arena) {
  opened o = {arena, tl_findings_create(NULL), NULL, {0}};
  tl_error error;
  assert_int_equal(tli_gzip_unpack(&file, "x.cs", arena, o.findings, &error), TL_OK);
  assert_int_equal(tli_xml_parse(&file, "x.cs", arena, &o.root, o.findings, &error), TL_OK);
  assert_non_null(o.root);
  assert_int_equal(tli_gaslib_machines(o.root, "x.cs", arena, &o.stations, o.findings, &error), TL_OK);
  return o;
}

static opened open_stations(const char *name) {
  char path[1024];
  (void)snprintf(path, sizeof path, "%s/gaslib/%s", test_data_folder(), name);
  tli_arena *arena = tli_arena_create(NULL);
  tli_file file;
  tl_error error;
  assert_int_equal(tli_file_read(path, arena, &file, &error), TL_OK);
  return open_bytes(file, arena);
}

static void shut(opened *o) {
  tl_findings_destroy(o->findings);
  tli_arena_destroy(o->arena);
}

static bool data(void) {
  if (test_data_folder() != NULL) return true;
  print_message("skipped: no folder of real cases (TRUNKLINE_DATA)\n");
  return false;
}

typedef struct worst {
  double head, surge, fuel, speed;
  size_t heads, surges, fuels;
} worst;

static void larger(double *most, double value) {
  if (!(value <= *most)) *most = value; /* NaN counts */
}

static void heads_below(const tli_xml *e, const tl_turbo *map, bool surge, worst *w) {
  for (const tli_xml *m = e->first; m != NULL; m = m->next) {
    if (tli_xml_child(m, "speed") == NULL) {
      heads_below(m, map, surge, w);
      continue;
    }
    const double n = tli_gaslib_figure(m, "speed"), q = tli_gaslib_figure(m, "volumetricFlowrate");
    const double head = tli_gaslib_figure(m, "adiabaticHead"), *s = map->surge_j_kg;
    larger(&w->head, fabs(tl_biquadratic_at(&map->head_j_kg, q, n, NULL, NULL) / head - 1.0));
    larger(&w->speed, fabs(tl_biquadratic_find_y(&map->head_j_kg, q, head, 0.9 * n, 1.1 * n) / n - 1.0));
    w->heads++;
    if (!surge) continue;
    larger(&w->surge, fabs((s[0] + (s[1] + s[2] * q) * q) / head - 1.0));
    w->surges++;
  }
}

static const tli_xml *nth(const tli_xml *list, size_t n) {
  const tli_xml *e = list->first;
  while (n-- > 0) e = e->next;
  return e;
}

static void measure(const opened *o, worst *w) {
  for (size_t i = 0; i < o->stations.count; i++) {
    const tli_machine_station *s = &o->stations.at[i];
    const tli_xml *tree = nth(o->root, i);
    for (size_t k = 0; k < s->machine_count; k++) {
      const tli_xml *e = nth(tli_xml_child(tree, "compressors"), k);
      const tli_xml *surge = tli_xml_child(e, "surgelineMeasurements");
      const tli_xml *map = tli_xml_child(e, "characteristicDiagramMeasurements");
      if (surge != NULL) heads_below(surge, &s->machines[k].turbo, true, w);
      if (map != NULL) heads_below(map, &s->machines[k].turbo, false, w);
    }
    for (size_t k = 0; k < s->drive_count; k++) {
      const tli_xml *list =
          tli_xml_child(nth(tli_xml_child(tree, "drives"), k), "specificEnergyConsumptionMeasurements");
      for (const tli_xml *m = list != NULL ? list->first : NULL; m != NULL; m = m->next, w->fuels++)
        larger(&w->fuel, fabs(tl_drive_energy(&s->drives[k].drive, tli_gaslib_figure(m, "compressorPower"), NULL) /
                                  tli_gaslib_figure(m, "fuelConsumption") -
                              1.0));
    }
  }
}

static void measured_heads_and_fuel_come_out_of_the_fits(void **state) {
  (void)state;
  if (!data()) skip();
  static const char *const files[] = {"GasLib-135/GasLib-135.cs.gz", "GasLib-582-v2/GasLib-582-v2.cs.gz"};
  worst w = {0};
  for (size_t i = 0; i < TLI_COUNT(files); i++) {
    opened o = open_stations(files[i]);
    assert_int_equal(tl_findings_total(o.findings, TL_ERROR), 0);
    measure(&o, &w);
    shut(&o);
  }
  print_message(
      "%zu heads within %.2g, %zu of them on surge lines within %.2g, speeds within %.2g; %zu fuels within %.2g\n",
      w.heads, w.head, w.surges, w.surge, w.speed, w.fuels, w.fuel);
  assert_int_equal(w.heads - w.surges, 2664); /* points of the diagrams */
  assert_int_equal(w.surges, 333);
  assert_true(w.head < 1e-12);
  assert_true(w.surge < 1e-12);
  assert_true(w.speed < 1e-10);
  assert_true(w.fuels >= 3);
  assert_true(w.fuel < 1e-11);
}

/* The coefficients left out of the tree: what is fitted to the measurements gives these back. */
static void maps_come_back_from_measurements_alone(void **state) {
  (void)state;
  if (!data()) skip();
  static const char *const files[] = {"GasLib-135/GasLib-135.cs.gz", "GasLib-582-v2/GasLib-582-v2.cs.gz"};
  worst w = {0};
  double efficiency = 0.0;
  for (size_t i = 0; i < TLI_COUNT(files); i++) {
    opened o = open_stations(files[i]);
    for (size_t s = 0; s < o.stations.count; s++)
      for (size_t k = 0; k < o.stations.at[s].machine_count; k++) {
        tli_machine *m = &o.stations.at[s].machines[k];
        const tli_xml *e = nth(tli_xml_child(nth(o.root, s), "compressors"), k);
        const tl_turbo before = m->turbo;
        tli_refit fitted;
        tl_error error;
        if (m->is_piston) continue;
        m->turbo = (tl_turbo){.speed_min_1_min = before.speed_min_1_min, .speed_max_1_min = before.speed_max_1_min};
        assert_int_equal(
            tli_gaslib_refit_turbo(e, o.arena, (tli_refit){true, true, true, true}, &m->turbo, &fitted, &error), TL_OK);
        assert_true(fitted.head && fitted.efficiency && fitted.surge && fitted.choke);
        assert_null(tl_turbo_fault(&m->turbo));
        for (double n = before.speed_min_1_min; n <= before.speed_max_1_min; n += 500.0)
          for (double q = 0.5; q < 5.0; q += 0.5) {
            const double head = tl_biquadratic_at(&before.head_j_kg, q, n, NULL, NULL);
            if (!(tl_turbo_surge_flow(&before, head) < q && q < tl_turbo_choke_flow(&before, head))) continue;
            larger(&efficiency, fabs(tl_biquadratic_at(&before.efficiency, q, n, NULL, NULL) -
                                     tl_biquadratic_at(&m->turbo.efficiency, q, n, NULL, NULL)));
          }
      }
    measure(&o, &w);
    shut(&o);
  }
  print_message("heads within %.2g, surge lines %.2g, efficiency %.2g from that of the file\n", w.head, w.surge,
                efficiency);
  assert_int_equal(w.heads - w.surges, 2664);
  assert_true(w.head < 1e-10);
  assert_true(w.surge < 1e-10);
}

static void every_station_of_the_library_can_be_used(void **state) {
  (void)state;
  if (!data()) skip();
  static const struct {
    const char *name;
    size_t stations, configurations;
  } files[] = {{"GasLib-11/GasLib-11.cs", 2, 2},
               {"GasLib-24/GasLib-24.cs", 3, 0},
               {"GasLib-40/GasLib-40.cs", 6, 0},
               {"GasLib-135/GasLib-135.cs.gz", 29, 29},
               {"GasLib-582-v2/GasLib-582-v2.cs.gz", 5, 10}};
  for (size_t i = 0; i < TLI_COUNT(files); i++) {
    opened o = open_stations(files[i].name);
    size_t configurations = 0;
    for (size_t k = 0; k < o.stations.count; k++) configurations += o.stations.at[k].configuration_count;
    for (size_t k = 0; k < tl_findings_count(o.findings); k++)
      print_message("%s:%d %s\n", files[i].name, tl_findings_at(o.findings, k)->line,
                    tl_findings_at(o.findings, k)->sentence);
    assert_int_equal(tl_findings_total(o.findings, TL_ERROR), 0);
    assert_int_equal(o.stations.count, files[i].stations);
    if (files[i].configurations > 0) assert_int_equal(configurations, files[i].configurations);
    shut(&o);
  }
}

/* One station as text, with one mistake on a known line. */
static void mistakes_of_machines_have_their_lines(void **state) {
  (void)state;
  static const char text[] =
      "<compressorStations><compressorStation id=\"S\"><compressors>\n"
      "<turboCompressor id=\"T\" drive=\"D\"><speedMin value=\"3500\"/><speedMax value=\"6500\"/>\n"
      "<characteristicDiagramMeasurements><adiabaticEfficiency value=\"0.8\">\n"
      "<measurement><speed value=\"4000\"/><adiabaticHead value=\"0\" unit=\"kJ_per_kg\"/></measurement>\n"
      "<measurement>\n<speed value=\"9000\"/><adiabaticHead value=\"50\" unit=\"kJ_per_kg\"/></measurement>\n"
      "</adiabaticEfficiency></characteristicDiagramMeasurements></turboCompressor></compressors>\n"
      "<drives><electricMotor id=\"D\"><power_fun_coeff_1 value=\"1\"/><power_fun_coeff_2 value=\"0\"/>"
      "<power_fun_coeff_3 value=\"0\"/><energy_rate_fun_coeff_1 value=\"0\"/><energy_rate_fun_coeff_2 value=\"1\"/>"
      "<energy_rate_fun_coeff_3 value=\"0\"/></electricMotor>\n"
      "<electricMotor id=\"idle\"><power_fun_coeff_1 value=\"1\"/></electricMotor></drives>"
      "</compressorStation></compressorStations>\n";
  opened o = open_bytes(tli_file_of_bytes(text, sizeof text - 1), tli_arena_create(NULL));
  size_t zero_heads = 0, outside = 0, no_map = 0, idle = 0, motor = 0;
  for (size_t i = 0; i < tl_findings_count(o.findings); i++) {
    const tl_finding *f = tl_findings_at(o.findings, i);
    zero_heads += strcmp(f->field, "adiabaticHead") == 0 && f->line == 4;
    outside += strcmp(f->field, "speed") == 0 && f->line == 5;
    no_map += strcmp(f->field, "n_isoline_coeff") == 0 && f->line == 2 && f->severity == TL_ERROR;
    idle += strcmp(f->field, "drive") == 0 && f->line == 9;
    motor += strcmp(f->field, "power_fun_coeff") == 0 && f->line == 9;
  }
  assert_int_equal(zero_heads, 1);
  assert_int_equal(outside, 1);
  assert_int_equal(no_map, 1);
  assert_int_equal(idle, 1);
  assert_int_equal(motor, 1);
  shut(&o);
}

/* that case's gas without its 0.36 % of water */
static const char case_gas[] =
    "methane=0.927978,nitrogen=0.016908,carbon_dioxide=0.0026,ethane=0.036004,propane=0.005994,isobutane=0.003503,"
    "n-butane=0.000997,isopentane=0.000735,n-pentane=0.000298,n-hexane=0.004983";

static void a_measured_map_of_others_is_passed_through(void **state) {
  (void)state;
  if (!data()) skip();
  enum { MOST = 400 };
  static tl_map_row rows[MOST];
  char path[1024], text[256];
  (void)snprintf(path, sizeof path, "%s/compressor-maps/neqsim_multispeed_curve.csv", test_data_folder());
  FILE *file = fopen(path, "r");
  assert_non_null(file);
  size_t count = 0;
  while (count < MOST && fgets(text, sizeof text, file) != NULL) { /* the figures once more, not by the reader */
    double n, q, head, eta;
    char *end = text;
    n = strtod(end, &end);
    if (*end != ';') continue; /* the heading */
    q = strtod(end + 1, &end);
    head = strtod(end + 1, &end);
    eta = strtod(end + 1, &end);
    rows[count++] = (tl_map_row){n, q / 3600.0, head * 1e3, eta / 100.0};
  }
  (void)fclose(file);
  assert_int_equal(count, 161);
  tl_findings *findings = tl_findings_create(NULL);
  tl_measured_map *map;
  tl_compression kind;
  tl_error error;
  assert_true(tl_map_file_knows(path));
  const tl_code code = tl_map_file_open(path, NULL, NULL, &map, &kind, findings, &error);
  for (size_t i = 0; i < tl_findings_count(findings); i++)
    print_message("%d: %s\n", tl_findings_at(findings, i)->line, tl_findings_at(findings, i)->sentence);
  assert_int_equal(code, TL_OK);
  assert_int_equal(kind, TL_COMPRESSION_POLYTROPIC);
  assert_int_equal(tl_measured_map_points(map), 161);
  for (size_t i = 0; i < count; i++) {
    const tl_map_row *r = &rows[i];
    assert_close_rel(tl_measured_map_head(map, r->flow_m3_s, r->speed_1_min, NULL, NULL), r->head_j_kg, 1e-12);
    assert_close_rel(tl_measured_map_efficiency(map, r->flow_m3_s, r->speed_1_min, NULL, NULL), r->efficiency, 1e-12);
    assert_close_rel(tl_measured_map_at(map, r->flow_m3_s, r->head_j_kg).speed_1_min, r->speed_1_min, 1e-9);
    if (i == 0 || rows[i - 1].speed_1_min != r->speed_1_min) continue;
    double before = rows[i - 1].head_j_kg;
    for (int k = 1; k <= 8; k++) { /* falls all the way from point to point */
      const double q = rows[i - 1].flow_m3_s + (r->flow_m3_s - rows[i - 1].flow_m3_s) * k / 8.0;
      const double head = tl_measured_map_head(map, q, r->speed_1_min, NULL, NULL);
      assert_true(head < before);
      before = head;
    }
  }
  /* the speed of the case: 10.1 MSm3/d (15 degC) at 25 degC from 48.8 to 120 bar, its own program found 5303.28/min
   * with Soave-Redlich-Kwong (NeqSim, CompressorChartReaderTest) */
  tl_mixture mixture;
  assert_int_equal(tl_mixture_read(case_gas, &mixture, findings, &error), TL_OK);
  tl_gas_options options;
  tl_gas_options_default(&options);
  options.model = "srk";
  tl_gas *gas;
  assert_int_equal(tl_gas_create(&mixture, &options, &gas, &error), TL_OK);
  tl_gas_state in;
  assert_int_equal(tl_gas_state_pt(gas, 48.8e5, 298.15, &in, &error), TL_OK);
  const double q = 10.1e6 / 86400.0 * 101325.0 / (8.314462618 * 288.15) / in.density_mol_m3;
  tl_machine_point at = {.efficiency = 0.8};
  for (int i = 0; i < 20; i++) {
    tl_compressed out;
    assert_int_equal(
        tl_compress(gas, TL_COMPRESSION_POLYTROPIC, 0.0, 48.8e5, 298.15, 120e5, at.efficiency, &out, &error), TL_OK);
    at = tl_measured_map_at(map, q, out.head_j_kg);
  }
  print_message("the case turns at %.2f/min, efficiency %.4f, surge margin %.3f\n", at.speed_1_min, at.efficiency,
                at.surge_margin);
  assert_close_rel(at.speed_1_min, 5303.28, 0.01);
  tl_gas_destroy(gas);
  tl_measured_map_destroy(map);
  tl_findings_destroy(findings);
}

enum { MOST_STAGES = 8, MOST_UNITS = 64 };

/* The configuration of a file as the station functions take it; the arrays are the caller's. */
static tl_configuration as_configuration(const tli_machine_station *s, const tli_configuration *c,
                                         tl_unit_stage stages[MOST_STAGES], tl_unit units[MOST_UNITS]) {
  assert_true(c->stages <= MOST_STAGES && c->unit_count <= MOST_UNITS);
  size_t used = 0;
  for (int k = 0; k < c->stages; k++) {
    stages[k] = (tl_unit_stage){units + used, 0};
    for (size_t i = 0; i < c->unit_count; i++) {
      if (c->units[i].stage != k) continue;
      const tli_machine *m = &s->machines[c->units[i].machine];
      units[used++] = (tl_unit){.turbo = m->is_piston ? NULL : &m->turbo,
                                .piston = m->is_piston ? &m->piston : NULL,
                                .drive = &s->drives[m->drive].drive};
      stages[k].unit_count++;
    }
  }
  return (tl_configuration){c->id, stages, (size_t)c->stages};
}

static double drawn(unsigned *seed, double low, double high) {
  *seed = *seed * 1664525U + 1013904223U; /* Knuth, The Art of Computer Programming 2, 3.3.4 */
  return low + (high - low) * (*seed / 4294967296.0);
}

/* Every station of every file at drawn duties: each answer is a point within all limits, or a limit that is broken. */
static void drawn_duties_are_met_or_refused_by_name(void **state) {
  (void)state;
  if (!data()) skip();
  static const char *const files[] = {"GasLib-11/GasLib-11.cs", "GasLib-24/GasLib-24.cs", "GasLib-40/GasLib-40.cs",
                                      "GasLib-135/GasLib-135.cs.gz", "GasLib-582-v2/GasLib-582-v2.cs.gz"};
  tl_mixture mixture;
  tl_gas *gas;
  tl_error error;
  assert_true(tl_mixture_library_get("west-siberia-dry", &mixture));
  assert_int_equal(tl_gas_create(&mixture, NULL, &gas, &error), TL_OK);
  unsigned seed = 1;
  for (size_t f = 0; f < TLI_COUNT(files); f++) {
    opened o = open_stations(files[f]);
    size_t met = 0, refused = 0;
    for (size_t i = 0; i < o.stations.count; i++)
      for (size_t c = 0; c < o.stations.at[i].configuration_count; c++) {
        tl_unit_stage stages[MOST_STAGES];
        tl_unit units[MOST_UNITS];
        const tl_configuration configuration =
            as_configuration(&o.stations.at[i], &o.stations.at[i].configurations[c], stages, units);
        for (int draw = 0; draw < 8; draw++) {
          const double p = drawn(&seed, 20e5, 70e5);
          const tl_station_duty duty = {.gas = gas,
                                        .kappa = 1.296,
                                        .p_in_pa = p,
                                        .p_out_pa = p * drawn(&seed, 1.02, 1.8),
                                        .q_kg_s = drawn(&seed, 1.0, 400.0),
                                        .t_in_k = 288.15,
                                        .cooler_approach_k = -1.0,
                                        .site = {.ambient_k = 283.15}};
          static tl_station_answer s;
          assert_int_equal(tl_station_run(&configuration, &duty, &s, &error), TL_OK);
          assert_true(isfinite(s.shaft_w) && isfinite(s.t_out_k));
          assert_true(isfinite(s.margin));
          assert_int_equal(s.limit == TL_STATION_FREE, s.margin >= -1e-9);
          assert_int_equal(s.limit == TL_STATION_MACHINE, s.machine != TL_MACHINE_FREE);
          met += s.limit == TL_STATION_FREE;
          refused += s.limit != TL_STATION_FREE;
        }
      }
    print_message("%s: %zu duties met, %zu refused\n", files[f], met, refused);
    assert_true(met + refused > 0);
    shut(&o);
  }
  tl_gas_destroy(gas);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(measured_heads_and_fuel_come_out_of_the_fits),
      cmocka_unit_test(maps_come_back_from_measurements_alone),
      cmocka_unit_test(every_station_of_the_library_can_be_used),
      cmocka_unit_test(mistakes_of_machines_have_their_lines),
      cmocka_unit_test(a_measured_map_of_others_is_passed_through),
      cmocka_unit_test(drawn_duties_are_met_or_refused_by_name),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
