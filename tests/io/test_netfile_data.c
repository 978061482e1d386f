/* Real network files of others (the folder TRUNKLINE_DATA): what is read is what the files hold, and the way through
 * our own format changes no figure. Counts and lengths: README.md of the folder gaslib, and each MatGas table's rows.
 */
#include "testing.h"

#include "io/case_build.h"
#include "io/gzip.h"
#include "io/netfile.h"

static char path_bytes[1024];

static const char *in_folder(const char *name) {
  (void)snprintf(path_bytes, sizeof path_bytes, "%s/%s", test_data_folder(), name);
  return path_bytes;
}

static tl_netfile *open_file(const char *name, const char *scenario, tl_code expected) {
  char given[1024];
  if (scenario != NULL) (void)snprintf(given, sizeof given, "%s/%s", test_data_folder(), scenario);
  const tl_netfile_options options = {.scenario = scenario != NULL ? given : NULL};
  tl_netfile *file;
  tl_error error = {0};
  const tl_code code = tl_netfile_open(in_folder(name), &options, NULL, &file, &error);
  for (size_t i = 0; code != expected && i < tl_findings_count(tl_netfile_findings(file)); i++)
    print_error("  %s\n", tl_findings_at(tl_netfile_findings(file), i)->sentence);
  assert_int_equal(code, expected);
  return file;
}

static void skip_without_data(void) {
  if (test_data_folder() != NULL) return;
  print_message("skipped: no folder of real cases (TRUNKLINE_DATA)\n");
  skip();
}

typedef struct instance {
  const char *net, *scenario;
  size_t sources, sinks, inner, pipes, short_pipes, valves, control_valves, resistors, stations, demands;
  double pipe_km;
} instance;

static const instance instances[] = {
    {"gaslib/GasLib-11/GasLib-11.net", NULL, 3, 3, 5, 8, 0, 1, 0, 0, 2, 6, 440},
    {"gaslib/GasLib-24/GasLib-24.net", NULL, 3, 5, 16, 19, 1, 0, 1, 1, 3, 8, 820},
    {"gaslib/GasLib-40/GasLib-40.net", NULL, 3, 29, 8, 39, 0, 0, 0, 0, 6, 32, 1112},
    {"gaslib/GasLib-134-v2/GasLib-134-v2.net", "gaslib/GasLib-134-v2/2011-11-01.scn", 3, 45, 86, 86, 45, 0, 1, 0, 1, 48,
     1447},
    {"gaslib/GasLib-135/GasLib-135.net", NULL, 6, 99, 30, 141, 0, 0, 0, 0, 29, 105, 6935},
    {"gaslib/GasLib-582-v2/GasLib-582-v2.net.gz", "gaslib/GasLib-582-v2/nomination_cold_5.scn", 31, 129, 422, 278, 269,
     26, 23, 8, 5, 160, 1459},
};

static void gaslib_instances_have_the_elements_their_authors_name(void **state) {
  (void)state;
  skip_without_data();
  for (size_t i = 0; i < TLI_COUNT(instances); i++) {
    const instance *x = &instances[i];
    tl_netfile *file = open_file(x->net, x->scenario, TL_OK);
    assert_int_equal(tl_findings_total(tl_netfile_findings(file), TL_WARNING), 0);
    assert_int_equal(tl_netfile_nodes(file, "source"), x->sources);
    assert_int_equal(tl_netfile_nodes(file, "sink"), x->sinks);
    assert_int_equal(tl_netfile_nodes(file, "inner"), x->inner);
    assert_int_equal(tl_netfile_links(file, "pipe"), x->pipes);
    assert_int_equal(tl_netfile_links(file, "short_pipe"), x->short_pipes);
    assert_int_equal(tl_netfile_links(file, "valve"), x->valves);
    assert_int_equal(tl_netfile_links(file, "control_valve"), x->control_valves);
    assert_int_equal(tl_netfile_links(file, "resistor"), x->resistors);
    assert_int_equal(tl_netfile_links(file, "station"), x->stations);
    assert_int_equal(tl_netfile_links(file, NULL),
                     x->pipes + x->short_pipes + x->valves + x->control_valves + x->resistors + x->stations);
    assert_int_equal(tl_netfile_demands(file), x->demands);
    assert_close(tl_netfile_pipe_length_m(file) / 1e3, x->pipe_km, 0.5); /* the README rounds to whole km */
    tl_netfile_close(file);
  }
}

/* ---- there and back -------------------------------------------------------------------------------------------- */

static void assert_same_values(const tli_case_values *a, const tli_case_values *b, size_t *figures) {
  assert_int_equal(a->count, b->count);
  for (size_t i = 0; i < a->count; i++) {
    const tli_case_value *v = &a->at[i], *w = tli_case_value_find(b, v->name);
    assert_non_null(w);
    assert_true(tli_text_equal(v->text, w->text));
    if (v->text != NULL) continue;
    assert_true(v->written == w->written && v->unit == w->unit);
    assert_true(v->number == w->number || (isnan(v->number) && isnan(w->number)));
    (*figures)++;
  }
}

static void assert_same_tree(const tli_xml *a, const tli_xml *b, size_t *elements) {
  assert_true((a == NULL) == (b == NULL));
  if (a == NULL || b == NULL) return;
  assert_string_equal(a->name, b->name);
  assert_string_equal(a->text, b->text);
  (*elements)++;
  size_t attributes = 0;
  for (size_t i = 0; i < a->attribute_count; i++) {
    const char *value = tli_xml_attribute_of(b, a->attributes[i].name);
    if (strcmp(a->attributes[i].name, "schemaLocation") == 0) continue; /* of the root: where its schema lies */
    assert_non_null(value);
    assert_string_equal(a->attributes[i].value, value);
    attributes++;
  }
  assert_true(attributes >= b->attribute_count - (b->attribute_count > attributes));
  const tli_xml *x = a->first, *y = b->first;
  for (; x != NULL && y != NULL; x = x->next, y = y->next) assert_same_tree(x, y, elements);
  assert_true(x == NULL && y == NULL);
}

static void assert_same_case(const tli_case *a, const tli_case *b, size_t *figures, size_t *elements) {
  assert_int_equal(a->node_count, b->node_count);
  assert_int_equal(a->link_count, b->link_count);
  for (size_t i = 0; i < a->node_count; i++) {
    assert_string_equal(a->nodes[i].id, b->nodes[i].id);
    assert_string_equal(a->nodes[i].role, b->nodes[i].role);
    assert_true(a->nodes[i].x == b->nodes[i].x || isnan(a->nodes[i].x));
    assert_true(a->nodes[i].y == b->nodes[i].y || isnan(a->nodes[i].y));
    assert_same_values(&a->nodes[i].values, &b->nodes[i].values, figures);
  }
  for (size_t i = 0; i < a->link_count; i++) {
    assert_string_equal(a->links[i].id, b->links[i].id);
    assert_string_equal(a->links[i].kind, b->links[i].kind);
    assert_int_equal(a->links[i].from, b->links[i].from);
    assert_int_equal(a->links[i].to, b->links[i].to);
    assert_same_values(&a->links[i].values, &b->links[i].values, figures);
  }
  assert_int_equal(a->demand_count, b->demand_count);
  for (size_t i = 0; i < a->demand_count; i++) {
    assert_string_equal(a->demands[i].id, b->demands[i].id);
    assert_same_values(&a->demands[i].values, &b->demands[i].values, figures);
  }
  assert_same_tree(a->stations, b->stations, elements);
  assert_same_tree(a->decisions, b->decisions, elements);
}

static tl_netfile *by_way_of(tl_netfile *file, const char *format, const char *name) {
  tli_text out;
  tl_netfile *again;
  tl_error error = {0};
  tli_text_init(&out, NULL);
  assert_int_equal(tli_netfile_text(file, format, &out, &error), TL_OK);
  const tl_code code = tli_netfile_of_bytes(out.bytes, out.length, name, NULL, &again, &error);
  if (code != TL_OK) print_error("%s: %s\n", name, error.sentence);
  assert_int_equal(code, TL_OK);
  tli_text_free(&out);
  return again;
}

static void add_part(tl_netfile *to, tl_netfile *from, const char *format, const char *name) {
  tli_text out;
  tl_error error = {0};
  tli_text_init(&out, NULL);
  assert_int_equal(tli_netfile_text(from, format, &out, &error), TL_OK);
  const char *copy = tli_arena_strndup(tli_netfile_case(to)->arena, out.bytes, out.length);
  assert_int_equal(tli_netfile_add_bytes(to, copy, out.length, name, &error), TL_OK);
  tli_text_free(&out);
}

/* GasLib -> ours -> GasLib: network, scenario, stations and decisions, every figure to the last digit. */
static void gaslib_by_way_of_our_own_format_is_gaslib_again(void **state) {
  (void)state;
  skip_without_data();
  for (size_t i = 0; i < TLI_COUNT(instances); i++) {
    tl_netfile *file = open_file(instances[i].net, instances[i].scenario, TL_OK);
    tl_netfile *own = by_way_of(file, "trunkline", "own.yml");
    tl_netfile *back = by_way_of(own, "gaslib", "back.net");
    add_part(back, own, "gaslib-scenario", "back.scn");
    if (tli_netfile_case(own)->stations != NULL) add_part(back, own, "gaslib-stations", "back.cs");
    if (tli_netfile_case(own)->decisions != NULL) add_part(back, own, "gaslib-decisions", "back.cdf");
    size_t figures = 0, elements = 0;
    assert_same_case(tli_netfile_case(file), tli_netfile_case(own), &figures, &elements);
    assert_same_case(tli_netfile_case(file), tli_netfile_case(back), &figures, &elements);
    assert_true(figures >
                2 * 5 * instances[i].pipes); /* a pipe has at least flow bounds, length, diameter, roughness */
    tl_netfile_close(back);
    tl_netfile_close(own);
    tl_netfile_close(file);
  }
}

static void the_wrong_version_of_gaslib_582_gives_findings_and_what_can_be_read(void **state) {
  (void)state;
  skip_without_data();
  tl_netfile *file = open_file("gaslib/GasLib-582-v1/GasLib-582.net.gz", NULL, TL_OK);
  const tl_findings *findings = tl_netfile_findings(file);
  assert_int_equal(tl_findings_total(findings, TL_WARNING), 2);
  assert_string_equal(tl_findings_at(findings, 0)->field, "drives");
  assert_int_equal(tl_findings_at(findings, 0)->line, 8442);
  assert_string_equal(tl_findings_at(findings, 1)->field, "pistonCompressor");
  assert_int_equal(tl_netfile_nodes(file, NULL), 582);
  assert_int_equal(tl_netfile_links(file, "pipe"), 451);
  tl_netfile_close(file);
}

/* The archive of nominations: tar (POSIX.1-1988 ustar), 512-byte headers, the size in octal at byte 124. */
static void all_nominations_of_the_greek_network_balance(void **state) {
  (void)state;
  skip_without_data();
  tli_arena *arena = tli_arena_create(NULL);
  tl_findings *findings = tl_findings_create(NULL);
  tli_file tar;
  assert_int_equal(
      tli_file_read(in_folder("gaslib/GasLib-134-v2/nominations-first-of-month.tar.gz"), arena, &tar, NULL), TL_OK);
  assert_int_equal(tli_gzip_unpack(&tar, "nominations", arena, findings, NULL), TL_OK);
  tl_netfile *file = open_file("gaslib/GasLib-134-v2/GasLib-134-v2.net", NULL, TL_OK);
  size_t nominations = 0;
  for (size_t at = 0; at + 512 <= tar.length && tar.bytes[at] != '\0';) {
    const size_t size = strtoul(tar.bytes + at + 124, NULL, 8);
    const char *name = tar.bytes + at;
    assert_true(at + 512 + size <= tar.length);
    if (strlen(name) > 4 && strcmp(name + strlen(name) - 4, ".scn") == 0) {
      assert_int_equal(tli_netfile_add_bytes(file, tar.bytes + at + 512, size, name, NULL), TL_OK);
      const tli_case *c = tli_netfile_case(file);
      double in = 0, out = 0;
      for (size_t i = 0; i < c->node_count; i++) {
        const double q = c->boundary[i].withdrawal_kg_s;
        *(q < 0 ? &in : &out) += fabs(q);
      }
      assert_int_equal(c->demand_count, 48);
      assert_true(out > 0);
      assert_close_rel(in, out, 3e-4); /* as volumes in the files: the worst, 2014-11-01, by 2.82e-4 */
      nominations++;
    }
    at += 512 + (size + 511) / 512 * 512;
  }
  assert_int_equal(nominations, 42);
  tl_netfile_close(file);
  tl_findings_destroy(findings);
  tli_arena_destroy(arena);
}

static void matgas_cases_come_back_as_they_were(void **state) {
  (void)state;
  skip_without_data();
  static const struct {
    const char *name;
    size_t nodes, pipes, compressors, demands;
  } cases[] = {{"case-6.m", 6, 4, 2, 11},        {"case-6-ne.m", 6, 0, 0, 11},
               {"case-30.m", 30, 24, 5, 31},     {"24-pipe-benchmark.m", 30, 24, 5, 16},
               {"gaslib-40-E.m", 40, 39, 6, 32}, {"gaslib-135-F.m", 135, 141, 29, 105},
               {"A1.m", 26, 24, 5, 15},          {"direction.m", 7, 1, 1, 7}};
  for (size_t i = 0; i < TLI_COUNT(cases); i++) {
    char name[100];
    (void)snprintf(name, sizeof name, "gasmodels/matgas/%s", cases[i].name);
    tl_netfile *file = open_file(name, NULL, TL_OK);
    assert_int_equal(tl_netfile_nodes(file, NULL), cases[i].nodes);
    assert_int_equal(tl_netfile_links(file, "pipe"), cases[i].pipes);
    assert_int_equal(tl_netfile_links(file, "compressor"), cases[i].compressors);
    assert_int_equal(tl_netfile_demands(file), cases[i].demands);
    tl_netfile *own = by_way_of(file, "trunkline", "own.yml"), *back = by_way_of(own, "matgas", "back.m");
    size_t figures = 0, elements = 0;
    tl_netfile *sorted = by_way_of(file, "matgas", "back.m"); /* links in the order of our tables */
    assert_same_case(tli_netfile_case(file), tli_netfile_case(own), &figures, &elements);
    assert_int_equal(tl_netfile_links(back, NULL), tl_netfile_links(file, NULL));
    assert_same_case(tli_netfile_case(sorted), tli_netfile_case(back), &figures, &elements);
    tl_netfile_close(sorted);
    tl_netfile_close(back);
    tl_netfile_close(own);
    tl_netfile_close(file);
  }
}

static void morgen_networks_find_their_scenario(void **state) {
  (void)state;
  skip_without_data();
  static const struct {
    const char *name;
    size_t nodes, links, demands;
    double pipe_km;
  } cases[] = {{"Cha09", 2, 1, 2, 363},
               {"DeWS00", 35, 39, 15, 554.5},
               {"GasLib24", 32, 33, 8, 820.01},
               {"comptest", 4, 3, 2, 2},
               {"LotH67c", 10, 9, 4, 258.335},
               {"JinW", 86, 86, 8, 8870.7},
               {"SciGrid_NO", 43, 43, 20, 9133.37}};
  for (size_t i = 0; i < TLI_COUNT(cases); i++) {
    char name[100];
    (void)snprintf(name, sizeof name, "morgen/networks/%s.net", cases[i].name);
    tl_netfile *file = open_file(name, NULL, TL_OK);
    assert_string_equal(tl_netfile_format(file), "morgen");
    assert_int_equal(tl_netfile_nodes(file, NULL), cases[i].nodes);
    assert_int_equal(tl_netfile_links(file, NULL), cases[i].links);
    assert_int_equal(tl_netfile_demands(file), cases[i].demands);
    assert_close(tl_netfile_pipe_length_m(file) / 1e3, cases[i].pipe_km, 0.01);
    tl_netfile_close(file);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(gaslib_instances_have_the_elements_their_authors_name),
      cmocka_unit_test(gaslib_by_way_of_our_own_format_is_gaslib_again),
      cmocka_unit_test(the_wrong_version_of_gaslib_582_gives_findings_and_what_can_be_read),
      cmocka_unit_test(all_nominations_of_the_greek_network_balance),
      cmocka_unit_test(matgas_cases_come_back_as_they_were),
      cmocka_unit_test(morgen_networks_find_their_scenario),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
