/* Claims against published results, read from $TRUNKLINE_DATA: STANET's gas cases, GasLib-40, ideal and CNGA gas. */
#include "trunkline/case.h"
#include "nets.h"

#include <jansson.h>

typedef struct run {
  tl_case *opened;
  tl_steady *steady;
} run;

static run solve_file(const char *path, const char *scenario, const char *model, double part_m) {
  run r = {0};
  tl_error error = {0};
  tl_findings *findings = tl_findings_create(NULL);
  const tl_case_options options = {.scenario = scenario, .model = model};
  if (tl_case_open(path, &options, &r.opened, findings, &error) != TL_OK)
    fail_msg("%s: %s (%s)", path, error.sentence,
             tl_findings_count(findings) > 0 ? tl_findings_at(findings, 0)->sentence : "");
  tl_findings_destroy(findings);
  tl_steady_options how;
  tl_steady_options_default(&how);
  how.isothermal_t_k = tl_case_isothermal_k(r.opened);
  how.part_length_m = part_m;
  must(tl_steady_create(tl_case_network(r.opened), tl_case_gas(r.opened), &how, &r.steady, &error), &error);
  must(tl_steady_solve(r.steady, tl_case_boundary(r.opened), &error), &error);
  if (tl_steady_outcome(r.steady) != TL_SOLVED) fail_msg("%s: %s", path, tl_steady_reason(r.steady)->sentence);
  return r;
}

static void finish(run *r) {
  tl_steady_destroy(r->steady);
  tl_case_close(r->opened);
}

static double p_of(const run *r, size_t node) {
  tl_node_state state;
  tl_error error;
  must(tl_steady_node(r->steady, node, &state, &error), &error);
  return state.p_pa;
}

static const char *data(char *path, size_t bytes, const char *rest) {
  const char *folder = test_data_folder();
  if (folder == NULL) {
    print_message("TRUNKLINE_DATA is not there: skipped\n");
    skip();
  }
  (void)snprintf(path, bytes, "%s/%s", folder != NULL ? folder : "", rest);
  return path;
}

static json_t *load(const char *path) {
  json_error_t why;
  json_t *root = json_load_file(path, 0, &why);
  if (root == NULL) fail_msg("%s: %s", path, why.text);
  return root;
}

/* p is gauge, relative to the air at that height; junctions come in file order. Velocity: the mean of both ends'
 * pressures as STANET has it, 2/3 (p1^3 - p2^3)/(p1^2 - p2^2). Tolerances: those that pandapipes passes. */
static void check_stanet(const char *name) {
  char path[4096], rest[200];
  (void)snprintf(rest, sizeof rest, "pandapipes-stanet/%s.json", name);
  json_t *root = load(data(path, sizeof path, rest));
  const bool rough = name[strlen(name) - 1] == 'N';
  const double tolerance = rough ? 1e-4 : 2e-3, v_tolerance = rough ? 1e-2 : 3e-2;
  run r = solve_file(path, NULL, NULL, 1e3);
  size_t i, checked = 0, wrong = 0;
  json_t *row;
  json_array_foreach(json_object_get(root, "junction"), i, row) {
    const json_t *p = json_object_get(row, "p_stanet");
    if (!json_is_number(p)) continue;
    checked++;
    const double height = json_number_value(json_object_get(row, "height_m"));
    const double air = 101325.0 * pow(1.0 - 0.0065 * height / 288.15, 5.255); /* ISO 2533 */
    const double got = (p_of(&r, i) - air) * 1e-5, expected = json_number_value(p);
    if (fabs(1.0 - got / expected) > tolerance) {
      print_error("%s: p at %s = %.6f bar, STANET %.6f\n", name, json_string_value(json_object_get(row, "name")), got,
                  expected);
      wrong++;
    }
  }
  size_t link = 0;
  json_array_foreach(json_object_get(root, "pipe"), i, row) {
    const json_t *v = json_object_get(row, "v_stanet");
    tl_link_state at;
    tl_error error;
    must(tl_steady_link(r.steady, link++, &at, &error), &error);
    if (!json_is_number(v)) continue;
    const double a = at.p_from_pa, b = at.p_to_pa, d = json_number_value(json_object_get(row, "diameter_m"));
    double p = fabs(a - b) < 1e-6 * a ? a : 2.0 / 3.0 * (a * a * a - b * b * b) / (a * a - b * b), t = at.t_from_k, z;
    (void)tl_gas_flow_pt(tl_case_gas(r.opened), 1, &p, &t, &(tl_gas_flow){.z = &z});
    const double density = p * tl_gas_molar_mass_kg_mol(tl_case_gas(r.opened)) / (z * 8.31446261815324 * t);
    const double got = at.q_kg_s / (density * 3.14159265358979323846 / 4 * d * d);
    if (fabs(got - json_number_value(v)) > v_tolerance) {
      print_error("%s: v in pipe %zu = %.5f m/s, STANET %.5f\n", name, i, got, json_number_value(v));
      wrong++;
    }
  }
  json_decref(root);
  finish(&r);
  assert_true(checked > 0);
  if (wrong > 0) fail_msg("%s: %zu figures are off", name, wrong);
}

#define STANET(name)                        \
  static void stanet_##name(void **state) { \
    (void)state;                            \
    check_stanet(#name);                    \
  }
STANET(pipe_1_N)
STANET(pipe_1_PC)
STANET(pipe_2_PC)
STANET(two_pipes_N)
STANET(two_pipes_PC)
STANET(pump_N)
STANET(t_cross1_N)
STANET(t_cross1_PC)
STANET(t_cross2_N)
STANET(H_net_N)
STANET(delta_PC)
STANET(square_PC)
STANET(two_valves_N)
STANET(pumps_N)
STANET(parallel_N)

/* Published: the steady state of the authors' own solver; 3e-4 is how well it satisfies its own equations. */
static void gaslib_40_matches_the_published_state(void **state) {
  (void)state;
  char path[4096], scenario[4096], solution[4096];
  run r = solve_file(data(path, sizeof path, "gastransim/GasLib-40"),
                     data(scenario, sizeof scenario, "gastransim/GasLib-40/bc_steady.json"), "ideal", 1e4);
  json_t *root = load(data(solution, sizeof solution, "gastransim/GasLib-40/exact_sol_.json"));
  const char *key;
  json_t *value;
  size_t index, count = 0;
  json_object_foreach(json_object_get(root, "nodal_pressure"), key, value) {
    assert_true(tl_network_find_node(tl_case_network(r.opened), key, &index));
    assert_close_rel(p_of(&r, index), json_number_value(value), 3e-4);
    count++;
  }
  assert_int_equal(count, 40);
  json_object_foreach(json_object_get(root, "pipe_flow"), key, value) {
    char id[32];
    tl_link_state at;
    tl_error error;
    (void)snprintf(id, sizeof id, "p%s", key);
    assert_true(tl_network_find_link(tl_case_network(r.opened), id, &index));
    must(tl_steady_link(r.steady, index, &at, &error), &error);
    assert_close(at.q_kg_s, json_number_value(value), 0.05);
  }
  json_decref(root);
  finish(&r);
}

/* The pressures along 70 km of the same pipe; the file's pipe is as long as its name says, so its length is set. */
static void ideal_and_cnga_gas_on_one_pipe(void **state) {
  (void)state;
  char path[4096], table[4096], line[256];
  static const char *const models[] = {"ideal", "cnga"};
  for (size_t m = 0; m < 2; m++) {
    FILE *file = fopen(data(table, sizeof table, "gasflowruns/2-node/ideal-vs-cnga-pressure.csv"), "r");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file));
    (void)data(path, sizeof path, "gasflowruns/2-node");
    size_t rows = 0;
    while (fgets(line, sizeof line, file) != NULL) {
      double km, p[2];
      if (sscanf(line, "%lf,%lf,%lf", &km, &p[0], &p[1]) != 3 || km == 0.0) continue;
      char setting[64];
      (void)snprintf(setting, sizeof setting, "p1.length_m=%.17g", 1e3 * km);
      const char *const settings[] = {setting, NULL};
      tl_case *opened;
      tl_steady *steady;
      tl_error error = {0};
      tl_findings *findings = tl_findings_create(NULL);
      must(tl_case_open(path, &(tl_case_options){.model = models[m], .settings = settings}, &opened, findings, &error),
           &error);
      tl_findings_destroy(findings);
      tl_steady_options how;
      tl_steady_options_default(&how);
      how.isothermal_t_k = tl_case_isothermal_k(opened);
      how.part_length_m = 500;
      how.pressure_tolerance_pa = 1e-3;
      must(tl_steady_create(tl_case_network(opened), tl_case_gas(opened), &how, &steady, &error), &error);
      must(tl_steady_solve(steady, tl_case_boundary(opened), &error), &error);
      run r = {opened, steady};
      assert_int_equal(tl_steady_outcome(steady), TL_SOLVED);
      assert_close_rel(p_of(&r, 1), 1e6 * p[m], 1e-6);
      finish(&r);
      rows++;
    }
    (void)fclose(file);
    assert_int_equal(rows, 70);
  }
}

static void the_other_networks_of_the_same_authors_solve(void **state) {
  (void)state;
  static const char *const names[] = {"11", "24", "40", "134", "135"};
  for (size_t i = 0; i < 5; i++)
    for (int cnga = 0; cnga < 2; cnga++) {
      char path[4096], rest[100];
      (void)snprintf(rest, sizeof rest, "gasflowruns/GasLib-%s", names[i]);
      run r = solve_file(data(path, sizeof path, rest), NULL, cnga ? "cnga" : "ideal", 1e4);
      const tl_certificate *c = tl_steady_certificate(r.steady);
      assert_true(c->mass_residual_kg_s <= 1e-9 * c->largest_flow_kg_s);
      finish(&r);
    }
}

int main(void) {
#define CASE(name) cmocka_unit_test(stanet_##name)
  const struct CMUnitTest tests[] = {
      CASE(pipe_1_N),
      CASE(pipe_1_PC),
      CASE(pipe_2_PC),
      CASE(two_pipes_N),
      CASE(two_pipes_PC),
      CASE(pump_N),
      CASE(t_cross1_N),
      CASE(t_cross1_PC),
      CASE(t_cross2_N),
      CASE(H_net_N),
      CASE(delta_PC),
      CASE(square_PC),
      CASE(two_valves_N),
      CASE(pumps_N),
      CASE(parallel_N),
      cmocka_unit_test(gaslib_40_matches_the_published_state),
      cmocka_unit_test(ideal_and_cnga_gas_on_one_pipe),
      cmocka_unit_test(the_other_networks_of_the_same_authors_solve),
  };
  return cmocka_run_group_tests_name("published cases", tests, NULL, NULL);
}
