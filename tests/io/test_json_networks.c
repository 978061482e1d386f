/* JSON network files typed in here, and what becomes of a network file that is to be solved: every mistake with its
 * line, the way through our own format and back, settings, free controls, compositions. */
#include "out_of_memory.h"

#include "io/formats.h"
#include "io/netfile.h"
#include "trunkline/case.h"

#include <math.h>

static const char rows[] =
    "{\"friction\": \"nikuradse\",\n"
    "\"fluid\": {\"properties\": {\"density\": {\"value\": 0.7}, \"viscosity\": {\"value\": 1.1e-5},\n"
    "  \"compressibility\": {\"slope\": -0.002, \"offset\": 1}}},\n"
    "\"junction\": [\n{\"index\": 0, \"name\": \"a\", \"height_m\": 5},\n{\"index\": 1, \"name\": \"b\"},\n"
    "{\"index\": 7, \"name\": \"a\"}],\n"
    "\"pipe\": [\n{\"name\": \"p\", \"from_junction\": 0, \"to_junction\": 1, \"length_km\": 2, \"diameter_m\": 0.2, "
    "\"k_mm\": 0.1}],\n"
    "\"valve\": [{\"from_junction\": 1, \"to_junction\": 7, \"diameter_m\": 0.1, \"opened\": true}],\n"
    "\"ext_grid\": [{\"junction\": 0, \"p_bar\": 5, \"t_k\": 288}],\n"
    "\"sink\": [{\"junction\": 7, \"mdot_kg_per_s\": 0.1, \"scaling\": 2}, {\"junction\": 7, \"mdot_kg_per_s\": 1, "
    "\"in_service\": false}],\n\"source\": [{\"junction\": 7, \"mdot_kg_per_s\": 0.05}]}\n";

static tl_netfile *read_text(const char *text, const char *name, tl_code expected) {
  tl_netfile *file;
  tl_error error = {0};
  const tl_code code = tli_netfile_of_bytes(text, strlen(text), name, NULL, &file, &error);
  if (code != expected) fail_msg("%s: %s", name, error.sentence);
  return file;
}

static bool said(const tl_findings *findings, const char *file, int line, const char *words) {
  for (size_t i = 0; i < tl_findings_count(findings); i++) {
    const tl_finding *f = tl_findings_at(findings, i);
    if (f->line == line && strcmp(f->file, file) == 0 && strstr(f->sentence, words) != NULL) return true;
  }
  for (size_t i = 0; i < tl_findings_count(findings); i++)
    print_error("  %s:%d: %s\n", tl_findings_at(findings, i)->file, tl_findings_at(findings, i)->line,
                tl_findings_at(findings, i)->sentence);
  return false;
}

static void rows_of_pandapipes_become_a_network_and_its_boundary(void **state) {
  (void)state;
  tl_netfile *file = read_text(rows, "small.json", TL_OK);
  const tli_case *c = tli_netfile_case(file);
  assert_string_equal(c->format, "pandapipes");
  assert_string_equal(c->nodes[2].id, "a 7"); /* a name that is taken gets its index */
  assert_close(c->boundary[2].withdrawal_kg_s, 0.15, 1e-15);
  assert_close(c->boundary[0].p_pa, 5e5 + 101325.0 * pow(1.0 - 0.0065 * 5 / 288.15, 5.255), 1e-9); /* gauge, ISO 2533 */
  assert_close(c->gas.molar_mass_kg_mol, 0.7 * 8.31446261815324 * 273.15 / 101325.0, 1e-15);
  tli_text out;
  tli_text_init(&out, NULL);
  assert_int_equal(tli_netfile_text(file, "trunkline", &out, NULL), TL_OK);
  tl_netfile *again = read_text(out.bytes, "again.yml", TL_OK);
  tli_text second;
  tli_text_init(&second, NULL);
  assert_int_equal(tli_netfile_text(again, "trunkline", &second, NULL), TL_OK);
  assert_string_equal(out.bytes, second.bytes);
  assert_memory_equal(&tli_netfile_case(again)->boundary[0].p_pa, &c->boundary[0].p_pa, sizeof(double));
  assert_close(tli_netfile_case(again)->gas.z_slope_1_pa, c->gas.z_slope_1_pa, 0);
  tli_text_free(&second);
  tli_text_free(&out);
  tl_netfile_close(again);
  tl_netfile_close(file);
}

static void every_mistake_in_rows_has_its_line(void **state) {
  (void)state;
  tl_netfile *file = read_text(
      "{\"fluid\": {},\n\"junction\": [\n{\"index\": 0},\n{\"index\": 0}],\n\"pipe\": [\n"
      "{\"from_junction\": 0, \"to_junction\": 9, \"length_km\": 1},\n"
      "{\"from_junction\": 0, \"to_junction\": 0, \"length_km\": -1,\n \"diameter_m\": \"x\"}],\n"
      "\"pump\": [\n{\"from_junction\": 0, \"to_junction\": 0, \"std_type\": \"none\"}],\n"
      "\"sink\": [\n{\"junction\": 4, \"mdot_kg_per_s\": 1}]}",
      "bad.json", TL_ERR_INPUT);
  const tl_findings *f = tl_netfile_findings(file);
  assert_true(said(f, "bad.json", 4, "two junctions have the index 0"));
  assert_true(said(f, "bad.json", 6, "no node of that id"));
  assert_true(said(f, "bad.json", 7, "length_km = -1 is outside"));
  assert_true(said(f, "bad.json", 7, "diameter_m is no number"));
  assert_true(said(f, "bad.json", 10, "no curve"));
  assert_true(said(f, "bad.json", 12, "no such junction"));
  assert_true(said(f, "bad.json", 1, "no constant density"));
  tl_netfile_close(file);
}

static void a_fluid_that_is_no_gas_is_found(void **state) {
  (void)state;
  static const struct {
    const char *fluid, *words;
  } cases[] = {{"\"density\": {\"value\": 0}", "density gives norm_density_kg_m3 = 0 in SI"},
               {"\"density\": {\"value\": 998}", "molar_mass_kg_mol = 22.3"},
               {"\"density\": {\"value\": 0.8}, \"viscosity\": {\"value\": -1e-5}", "viscosity gives"},
               {"\"density\": {\"value\": 0.8}, \"compressibility\": {\"offset\": 0}", "z = 0 in SI"},
               {"\"density\": {\"value\": 0.8}, \"compressibility\": {\"slope\": 1e9}", "z_slope_1_pa = 10000 in SI"}};
  for (size_t i = 0; i < TLI_COUNT(cases); i++) {
    char text[400];
    (void)snprintf(text, sizeof text, "{\"junction\": [{\"index\": 0}],\n\"fluid\": {\"properties\": {%s}}}",
                   cases[i].fluid);
    tl_netfile *file = read_text(text, "bad.json", TL_ERR_INPUT);
    assert_true(said(tl_netfile_findings(file), "bad.json", 2, cases[i].words));
    tl_netfile_close(file);
  }
  tl_netfile *file = read_text(/* 1e300 bar s2/m6 overflow where hours become seconds */
                               "{\"fluid\": {\"properties\": {\"density\": {\"value\": 0.8}}},\n\"junction\": "
                               "[{\"index\": 0}, {\"index\": 1}],\n"
                               "\"pump_std_types\": {\"P\": {\"reg_par\": [-1e300, 0, 1]}},\n"
                               "\"pump\": [{\"from_junction\": 0, \"to_junction\": 1, \"std_type\": \"P\"}]}",
                               "bad.json", TL_ERR_INPUT);
  assert_true(said(tl_netfile_findings(file), "bad.json", 4, "lift_2_pa_s2_m6 = -inf is outside"));
  tl_netfile_close(file);
}

static void broken_json_is_refused_at_its_line(void **state) {
  (void)state;
  static const struct {
    const char *text, *words;
    int line;
  } cases[] = {{"{\"junction\": [1,\n2,,3]}", "no JSON", 2},
               {"{\"junction\": 3}", "no list `junction`", 1},
               {"{\"junction\": [], \"junction\": []}", "duplicate object key", 1}};
  for (size_t i = 0; i < TLI_COUNT(cases); i++) {
    tl_netfile *file = read_text(cases[i].text, "bad.json", TL_ERR_INPUT);
    assert_true(said(tl_netfile_findings(file), "bad.json", cases[i].line, cases[i].words));
    tl_netfile_close(file);
  }
  enum { DEEP = 1000000 };
  char *deep = malloc(2 * DEEP + 32);
  assert_non_null(deep);
  memcpy(deep, "{\"junction\":", 12);
  memset(deep + 12, '[', DEEP);
  memset(deep + 12 + DEEP, ']', DEEP);
  memcpy(deep + 12 + 2 * DEEP, "}", 2);
  tl_netfile *file = read_text(deep, "deep.json", TL_ERR_INPUT);
  assert_true(said(tl_netfile_findings(file), "deep.json", 1, "depth"));
  tl_netfile_close(file);
  free(deep);
}

/* ---- LANL ------------------------------------------------------------------------------------------------------ */

static const char *const lanl_paths[3] = {"network.json", "params.json", "bc.json"};

static size_t read_three(const char *network, const char *params, const char *bc, tli_case *c, tl_findings *findings) {
  const tli_file files[3] = {tli_file_of_bytes(network, strlen(network)), tli_file_of_bytes(params, strlen(params)),
                             tli_file_of_bytes(bc, strlen(bc))};
  tl_error error = {0};
  tli_case_builder b = {.c = c, .file = lanl_paths[0], .findings = findings, .error = &error};
  assert_int_equal(tli_lanl_read_three(files, lanl_paths, &b), TL_OK);
  return tl_findings_total(findings, TL_ERROR);
}

static void lanl_files_are_read_together_and_each_mistake_names_its_own(void **state) {
  (void)state;
  tl_findings *findings = tl_findings_create(NULL);
  tli_case *c = tli_case_create(NULL);
  assert_int_equal(
      read_three(
          "{\"nodes\": {\"1\": {}, \"2\": {}, \"3\": {}},\n\"pipes\": {\"1\": {\"fr_node\": 1, \"to_node\": 2, "
          "\"length\": 5e4, \"diameter\": 0.6, \"friction_factor\": 0.01}},\n\"compressors\": {\"1\": "
          "{\"from_node\": 2, \"to_node\": 3}}}",
          "{\"simulation_params\": {\"Temperature (K):\": 280, \"Gas specific gravity (G)\": 0.6}}",
          "{\"boundary_pslack\": {\"1\": 5e6}, \"boundary_nonslack_flow\": {\"3\": {\"time\": [0, 9], \"value\": "
          "[30, 40]}},\n\"boundary_compressor\": {\"1\": {\"control_type\": 0, \"value\": 1.2}}}",
          c, findings),
      0);
  assert_close(c->gas.t_k, 280, 0); /* the key with a colon */
  assert_close_rel(c->gas.molar_mass_kg_mol, 0.02896 * 0.6 * 8.31446261815324 / 8.314, 1e-15);
  assert_int_equal(c->boundary[0].kind, TL_GIVEN_PRESSURE);
  assert_close(c->boundary[2].withdrawal_kg_s, 30, 0);
  assert_close(tli_case_number(&c->links[1].values, "ratio"), 1.2, 0);
  tli_case_destroy(c);
  c = tli_case_create(NULL);
  assert_true(
      read_three("{\"nodes\": {\"1\": {},\n\"2\": {\"min_pressure\": \"low\"}},\n\"pipes\": {\n\"1\": "
                 "{\"fr_node\": 1, \"to_node\": 7},\n\"2\": {\"fr_node\": 1, \"to_node\": 2, \"length\": -5}},\n"
                 "\"compressors\": {\"1\": {\"from_node\": 1, \"to_node\": 2}}}",
                 "{\"simulation_params\": {\n\"Temperature (K)\": 5}}",
                 "{\"boundary_pslack\": {\"9\": 1e6},\n\"boundary_nonslack_flow\": {\"2\": \"much\"},\n"
                 "\"boundary_compressor\": {\n\"1\": {\"control_type\": 7, \"value\": 1}}}",
                 c, findings) > 0);
  assert_true(said(findings, "network.json", 2, "min_pressure is no number"));
  assert_true(said(findings, "network.json", 4, "no node of that id"));
  assert_true(said(findings, "network.json", 5, "length = -5"));
  assert_true(said(findings, "params.json", 2, "Temperature (K) = 5"));
  assert_true(said(findings, "bc.json", 1, "no such node"));
  assert_true(said(findings, "bc.json", 2, "no number"));
  assert_true(said(findings, "bc.json", 4, "none of 0 ratio"));
  tli_case_destroy(c);
  tl_findings_destroy(findings);
}

/* ---- cases ----------------------------------------------------------------------------------------------------- */

static tl_case *open_example(const char *const *settings, tl_code expected, tl_error *error) {
  tl_case *opened;
  tl_findings *findings = tl_findings_create(NULL);
  const tl_case_options options = {.settings = settings};
  *error = (tl_error){0};
  assert_int_equal(tl_case_open(TRUNKLINE_SOURCE_DIR "/examples/two-sources.yml", &options, &opened, findings, error),
                   expected);
  tl_findings_destroy(findings);
  return opened;
}

static void settings_change_links_and_nodes_and_say_what_was_meant(void **state) {
  (void)state;
  tl_error error;
  const char *const good[] = {"P1.length_m=50 km", "*.roughness_m=0.00002", "town.withdrawal_kg_s=80",
                              "west.p_pa=60 bar",  "P4.friction=chen",      NULL};
  tl_case *opened = open_example(good, TL_OK, &error);
  size_t town, west;
  assert_true(tl_network_find_node(tl_case_network(opened), "town", &town));
  assert_true(tl_network_find_node(tl_case_network(opened), "west", &west));
  assert_close(tl_case_boundary(opened)[town].withdrawal_kg_s, 80, 0);
  assert_close(tl_case_boundary(opened)[west].p_pa, 60e5, 1e-9);
  assert_int_equal(tl_case_free_controls(opened), 0);
  assert_non_null(tl_case_entering(opened));
  assert_close(tl_case_entering(opened)[1].x[TL_HYDROGEN], 0.2, 1e-15);
  tl_case_close(opened);
  static const struct {
    const char *setting, *words;
  } wrong[] = {{"P1.lenght_m=1", "did you mean length_m"},
               {"P9.length_m=1", "neither a link nor a node \"P9\""},
               {"*.nothing=1", "no link of this network has a field \"nothing\""},
               {"town.height=3", "withdrawal_kg_s, p_pa and t_k can be set"},
               {"length=3", "write ID.field=value"}};
  for (size_t i = 0; i < TLI_COUNT(wrong); i++) {
    const char *const settings[] = {wrong[i].setting, NULL};
    assert_null(open_example(settings, TL_ERR_USAGE, &error));
    if (strstr(error.sentence, wrong[i].words) == NULL) fail_msg("%s: %s", wrong[i].setting, error.sentence);
  }
}

static tl_code read_rows(const tl_allocator *allocator, void *context) {
  (void)context;
  tl_netfile *file;
  tl_error error;
  const tl_code code = tli_netfile_of_bytes(rows, strlen(rows), "small.json", allocator, &file, &error);
  tl_netfile_close(file);
  return code;
}

static tl_code open_two_sources(const tl_allocator *allocator, void *context) {
  (void)context;
  tl_case *opened;
  tl_error error;
  tl_findings *findings = tl_findings_create(allocator);
  if (findings == NULL) return TL_ERR_MACHINE;
  const tl_case_options options = {.allocator = allocator, .model = "ideal"};
  const tl_code code =
      tl_case_open(TRUNKLINE_SOURCE_DIR "/examples/two-sources.yml", &options, &opened, findings, &error);
  tl_findings_destroy(findings);
  tl_case_close(opened);
  return code;
}

static void each_refused_request_for_memory_is_reported(void **state) {
  (void)state;
  (void)oom_sweep(read_rows, NULL, 20000);
  (void)oom_sweep(open_two_sources, NULL, 20000);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rows_of_pandapipes_become_a_network_and_its_boundary),
      cmocka_unit_test(every_mistake_in_rows_has_its_line),
      cmocka_unit_test(a_fluid_that_is_no_gas_is_found),
      cmocka_unit_test(broken_json_is_refused_at_its_line),
      cmocka_unit_test(lanl_files_are_read_together_and_each_mistake_names_its_own),
      cmocka_unit_test(settings_change_links_and_nodes_and_say_what_was_meant),
      cmocka_unit_test(each_refused_request_for_memory_is_reported),
  };
  return cmocka_run_group_tests_name("json networks", tests, NULL, NULL);
}
