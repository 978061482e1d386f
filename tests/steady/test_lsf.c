/* Claims against optima of others: the .lsf files of TRR 154 (Boerner et al., Gas Mixtures on Networks, 2025), found by
 * SCIP. On every pipe p_from^2 - p_to^2 = LAMBDA q|q|, bar^2 and kg/s; LAMBDA is taken from the file, which has it from
 * the mixture in the pipe. Given the flows and one pressure, all other pressures must come out. Tolerance: 1e-6, what
 * SCIP's own tolerance of 1e-8 in squares leaves over a few pipes. */
#include "nets.h"

#include "io/xml_document.h"

#include <math.h>

typedef struct solution {
  tli_arena *arena;
  const tli_xml *root;
  net n;
  double p_bar[64];
  size_t count;
} solution;

static double number(const tli_xml *element, const char *child) {
  const tli_xml *e = tli_xml_child(element, child);
  const char *text = e != NULL ? tli_xml_attribute_of(e, "value") : NULL;
  return text != NULL ? strtod(text, NULL) : NAN;
}

static solution open_lsf(const char *name) {
  const char *folder = test_data_folder();
  if (folder == NULL) {
    print_message("TRUNKLINE_DATA is not there: skipped\n");
    skip();
  }
  char path[4096];
  tl_error error;
  tli_file file;
  solution s = {.arena = tli_arena_create(NULL)};
  tl_findings *findings = tl_findings_create(NULL);
  (void)snprintf(path, sizeof path, "%s/lsf-trr154/%s.lsf", folder != NULL ? folder : "", name);
  must(tli_file_read(path, s.arena, &file, &error), &error);
  must(tli_xml_parse(&file, path, s.arena, &s.root, findings, &error), &error);
  assert_non_null(s.root);
  tl_findings_destroy(findings);
  s.n = begin();
  return s;
}

/* Flows are positive into the network at sources and out of it at sinks; the first source's pressure is held. */
static void take_nodes(solution *s) {
  static const char *const lists[] = {"sources", "sinks", "innodes"};
  for (size_t k = 0; k < 3; k++) {
    const tli_xml *list = tli_xml_child(tli_xml_child(s->root, "nodes"), lists[k]);
    for (const tli_xml *e = list != NULL ? list->first : NULL; e != NULL; e = e->next) {
      const size_t at = node(&s->n, tli_xml_attribute_of(e, "id"));
      const double flow = number(e, "flow");
      s->p_bar[at] = number(e, "pressure");
      if (!isnan(flow)) s->n.boundary[at].withdrawal_kg_s = k == 0 ? -flow : flow;
      s->count++;
    }
  }
  hold(&s->n, 0, 1e5 * s->p_bar[0]);
}

static size_t end_of(const solution *s, const tli_xml *e, const char *which) {
  size_t index;
  assert_true(tl_network_find_node(s->n.network, tli_xml_attribute_of(e, which), &index));
  return index;
}

/* A length that makes LAMBDA of a friction factor of 0.01 in a pipe of 0.5 m. */
static void take_pipes(const solution *s, double rt) {
  const double d = 0.5, area = 3.14159265358979323846 / 4 * d * d;
  for (const tli_xml *e = tli_xml_child(tli_xml_child(s->root, "connections"), "pipes")->first; e != NULL;
       e = e->next) {
    tl_pipe pipe;
    tl_pipe_default(&pipe);
    pipe.diameter_m = d;
    pipe.friction = TL_FRICTION_FIXED;
    pipe.friction_factor = 0.01;
    pipe.length_m = 1e10 * number(e, "LAMBDA") * d * area * area / (pipe.friction_factor * rt);
    tl_error error;
    must(tl_network_add_pipe(s->n.network, tli_xml_attribute_of(e, "id"), end_of(s, e, "from"), end_of(s, e, "to"),
                             &pipe, NULL, &error),
         &error);
  }
}

static void take_stations(const solution *s) {
  const tli_xml *list = tli_xml_child(tli_xml_child(s->root, "connections"), "compressorStations");
  for (const tli_xml *e = list != NULL ? list->first : NULL; e != NULL; e = e->next) {
    assert_string_equal(tli_xml_attribute_of(tli_xml_child(e, "configuration"), "id"), "bypass");
    tl_error error;
    must(tl_network_add_short_pipe(s->n.network, tli_xml_attribute_of(e, "id"), end_of(s, e, "from"),
                                   end_of(s, e, "to"), NULL, &error),
         &error);
  }
}

static void check(const char *name, size_t nodes) {
  const tl_plain_gas plain = {.molar_mass_kg_mol = 0.0175, .z0 = 1.0, .viscosity_pa_s = 1.1e-5};
  tl_gas *gas;
  tl_error error;
  solution s = open_lsf(name); /* skips, so that nothing may be held before it */
  must(tl_gas_create_plain(&plain, NULL, &gas, &error), &error);
  take_nodes(&s);
  take_pipes(&s, 8.31446261815324 / plain.molar_mass_kg_mol * 288.15);
  take_stations(&s);
  assert_int_equal(s.count, nodes);
  must_solve(&s.n, gas);
  size_t wrong = 0;
  for (size_t i = 0; i < s.count; i++)
    if (fabs(p_at(&s.n, i) / (1e5 * s.p_bar[i]) - 1.0) > 1e-6) {
      print_error("%s: %s has %.9f bar, the optimum %.9f\n", name, tl_network_node_id(s.n.network, i),
                  p_at(&s.n, i) / 1e5, s.p_bar[i]);
      wrong++;
    }
  assert_int_equal(wrong, 0);
  end(&s.n);
  tli_arena_destroy(s.arena);
  tl_gas_destroy(gas);
}

static void one_pipe_has_the_pressures_of_the_optimum(void **state) {
  (void)state;
  check("one_pipe", 2);
}
static void three_pipes_with_mixed_gas_have_them(void **state) {
  (void)state;
  check("3mix_scen_1", 4);
  check("3mix_scen_2", 4);
  check("3mix_temp_0", 4);
}
static void gaslib_40_with_hydrogen_has_them(void **state) {
  (void)state;
  check("gaslib40_removed", 37);
  check("gaslib40_removed_edit", 31);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(one_pipe_has_the_pressures_of_the_optimum),
      cmocka_unit_test(three_pipes_with_mixed_gas_have_them),
      cmocka_unit_test(gaslib_40_with_hydrogen_has_them),
  };
  return cmocka_run_group_tests_name("optima of others", tests, NULL, NULL);
}
