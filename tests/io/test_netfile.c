/* Network files typed in here: each trap of each format, each kind of damage, and the way there and back. */
#include "out_of_memory.h"

#include "io/case_build.h"
#include "io/netfile.h"
#include "trunkline/units.h"

#include <time.h>

#include <zlib.h>

#define HEAD \
  "<?xml version=\"1.0\"?>\n<network xmlns=\"http://gaslib.zib.de/Gas\" xmlns:f=\"http://gaslib.zib.de/Framework\">\n"
/* Units mixed within one file, a height without unit, attributes in any order, kg/s beside norm volumes. */
static const char small_net[] = HEAD
    "<f:information><f:title>small &amp; mixed</f:title></f:information>\n<f:nodes>\n"
    "<source x=\"1.5\" id=\"S\" y=\"-2\" alias=\"\"><height value=\"45\"/><pressureMin unit=\"bar\" value=\"40.1\"/>"
    "<pressureMax value=\"70\" unit=\"barg\"/><flowMax unit=\"1000m_cube_per_hour\" value=\"738\"/>"
    "<gasTemperature unit=\"Celsius\" value=\"10\"/><normDensity unit=\"kg_per_m_cube\" value=\"0.785\"/>"
    "<molarMass unit=\"kg_per_kmol\" value=\"18.5674\"/><odour value=\"0.3\"/></source>\n"
    "<innode id=\"N\"><height unit=\"meter\" value=\"0\"/></innode>\n<sink id=\"E\"/>\n</f:nodes>\n"
    "<f:connections>\n"
    "<pipe id=\"P\" from=\"S\" to=\"N\"><flowMin value=\"-3\" unit=\"kg_per_s\"/><length unit=\"km\" value=\"50.7\"/>"
    "<diameter value=\"0.9\" unit=\"m\"/><roughness unit=\"mm\" value=\"0.012\"/></pipe>\n"
    "<resistor id=\"R\" from=\"N\" to=\"E\"><pressureLoss unit=\"bar\" value=\"0.8000000119\"/></resistor>\n"
    "</f:connections>\n</network>\n";
static const char small_scn[] =
    "<boundaryValue xmlns=\"http://gaslib.zib.de/Gas\"><scenario id=\"cold\"><scenarioProbability value=\"0.025\"/>\n"
    "<node type=\"entry\" id=\"S\"><pressure bound=\"upper\" value=\"80\" unit=\"barg\"/>"
    "<flow value=\"725\" bound=\"both\" unit=\"1000m_cube_per_hour\"/></node>\n"
    "<node id=\"E\" type=\"exit\"><flow bound=\"lower\" value=\"100\" unit=\"1000m_cube_per_hour\"/>"
    "<flow bound=\"upper\" value=\"100\" unit=\"1000m_cube_per_hour\"/></node>\n"
    "<pipe id=\"P\"><soilTemperature value=\"311\" unit=\"K\"/></pipe></scenario></boundaryValue>\n";

static tl_netfile *read_as(const char *text, size_t length, const char *name, tl_code expected) {
  tl_netfile *file;
  tl_error error = {0};
  const tl_code code = tli_netfile_of_bytes(text, length, name, NULL, &file, &error);
  if (code != expected) print_error("%s: %s\n", name, error.sentence);
  for (size_t i = 0; code != expected && file != NULL && i < tl_findings_count(tl_netfile_findings(file)); i++)
    print_error("  %s\n", tl_findings_at(tl_netfile_findings(file), i)->sentence);
  assert_int_equal(code, expected);
  return file;
}

static tl_netfile *read_text(const char *text, const char *name, tl_code expected) {
  return read_as(text, strlen(text), name, expected);
}

static bool said(const tl_netfile *file, int line, const char *words) {
  const tl_findings *findings = tl_netfile_findings(file);
  for (size_t i = 0; i < tl_findings_count(findings); i++) {
    const tl_finding *f = tl_findings_at(findings, i);
    if (f->line == line && strstr(f->sentence, words) != NULL) return true;
  }
  for (size_t i = 0; i < tl_findings_count(findings); i++)
    print_error("  %d: %s\n", tl_findings_at(findings, i)->line, tl_findings_at(findings, i)->sentence);
  return false;
}

/* tl_value_read's table is the authority where it knows the unit. */
static void units_have_the_factors_of_the_unit_table(void **state) {
  (void)state;
  const struct {
    const char *kind;
    tl_quantity quantity;
  } kinds[] = {{"pressure", TL_PRESSURE},   {"length", TL_LENGTH},   {"temperature", TL_TEMPERATURE},
               {"mass flow", TL_MASS_FLOW}, {"density", TL_DENSITY}, {"power", TL_POWER}};
  size_t compared = 0;
  for (size_t i = 0; tli_case_unit_at(i) != NULL; i++)
    for (size_t k = 0; k < TLI_COUNT(kinds); k++) {
      const tli_case_unit *u = tli_case_unit_at(i);
      double factor, offset;
      if (strcmp(u->kind, kinds[k].kind) != 0) continue;
      assert_int_equal(tl_unit_factor(kinds[k].quantity, u->spelling, &factor, &offset, NULL), TL_OK);
      assert_true(factor == u->factor && offset == u->offset);
      compared++;
    }
  assert_true(compared >= 15);
}

static void gaslib_figures_become_si_by_their_own_units(void **state) {
  (void)state;
  tl_netfile *file = read_text(small_net, "small.net", TL_OK);
  const tli_case *c = tli_netfile_case(file);
  assert_string_equal(c->format, "gaslib");
  assert_string_equal(c->title, "small & mixed");
  assert_int_equal(c->node_count, 3);
  assert_int_equal(c->link_count, 2);
  const tli_case_node *s = &c->nodes[tli_case_find_node(c, "S")];
  assert_close(s->height_m, 45, 0);
  assert_close(s->p_min_pa, 4.01e6, 1e-9);
  assert_close(s->p_max_pa, 7101325, 1e-9); /* 70 bar(g) + 1.01325 bar */
  assert_close_rel(s->flow_max_kg_s, 738 * 1000.0 / 3600 * 0.785, 1e-15);
  assert_close_rel(tli_case_number(&s->values, "gas_t_k"), 283.15, 1e-15);
  assert_close_rel(c->gas.molar_mass_kg_mol, 0.0185674, 1e-15);
  const tli_case_link *p = &c->links[tli_case_find_link(c, "P")];
  assert_close(p->flow_min_kg_s, -3, 0);
  assert_close_rel(tli_case_number(&p->values, "length_m"), 50700.0, 1e-15);
  assert_close_rel(tli_case_number(&p->values, "diameter_m"), 0.9, 1e-15);
  assert_close_rel(tli_case_number(&p->values, "roughness_m"), 1.2e-5, 1e-15);
  assert_close(tli_case_number(&s->values, "x:odour"), 0.3, 0);
  tl_netfile_close(file);
}

static tl_code add_scenario(tl_netfile *file, const char *text) {
  char *copy = tli_arena_strdup(tli_netfile_case(file)->arena, text);
  return tli_netfile_add_bytes(file, copy, strlen(text), "small.scn", NULL);
}

static void a_nomination_becomes_mass_flow_of_the_sources_gas(void **state) {
  (void)state;
  tl_netfile *file = read_text(small_net, "small.net", TL_OK);
  assert_int_equal(add_scenario(file, small_scn), TL_OK);
  const tli_case *c = tli_netfile_case(file);
  assert_true(c->has_scenario);
  assert_int_equal(tl_netfile_demands(file), 2);
  assert_close_rel(c->boundary[tli_case_find_node(c, "S")].withdrawal_kg_s, -725 / 3.6 * 0.785, 1e-15);
  assert_close_rel(c->boundary[tli_case_find_node(c, "E")].withdrawal_kg_s, 100 / 3.6 * 0.785, 1e-15);
  assert_close(c->boundary[tli_case_find_node(c, "N")].withdrawal_kg_s, 0, 0);
  assert_close(c->demands[0].p_max_pa, 8101325, 1e-9);
  assert_close(c->links[tli_case_find_link(c, "P")].ground_t_k, 311, 0);
  tl_netfile_close(file);
}

/* The text of the case in a format; a copy to be freed. */
static char *written(tl_netfile *file, const char *format) {
  tli_text out;
  tli_text_init(&out, NULL);
  assert_int_equal(tli_netfile_text(file, format, &out, NULL), TL_OK);
  char *copy = malloc(out.length + 1);
  assert_non_null(copy);
  memcpy(copy, out.bytes, out.length + 1);
  tli_text_free(&out);
  return copy;
}

/* GasLib -> GasLib and GasLib -> ours -> GasLib are one and the same text, and nothing was lost on the way. */
static void a_round_trip_keeps_every_figure_and_unit(void **state) {
  (void)state;
  tl_netfile *file = read_text(small_net, "small.net", TL_OK);
  assert_int_equal(add_scenario(file, small_scn), TL_OK);
  char *direct[] = {written(file, "gaslib"), written(file, "gaslib-scenario")}, *own = written(file, "trunkline");
  tl_netfile *again = read_text(own, "small.yml", TL_OK);
  char *round[] = {written(again, "gaslib"), written(again, "gaslib-scenario")};
  for (int i = 0; i < 2; i++) assert_string_equal(direct[i], round[i]);
  assert_non_null(strstr(round[0], "<pressureLoss unit=\"bar\" value=\"0.8000000119\"/>"));
  assert_non_null(strstr(round[0], "<pressureMax unit=\"barg\" value=\"70\"/>"));
  assert_non_null(strstr(round[0], "<height value=\"45\"/>"));
  assert_int_equal(tl_findings_total(tl_netfile_findings(again), TL_NOTE), 0);
  for (int i = 0; i < 2; i++) {
    free(direct[i]);
    free(round[i]);
  }
  free(own);
  tl_netfile_close(again);
  tl_netfile_close(file);
}

/* Whatever unit the units room knows for a figure of that kind: read, kept in our own format, and in SI in GasLib's. */
static void every_unit_of_a_kind_is_read_and_kept(void **state) {
  (void)state;
  tl_netfile *file = read_text(
      "trunkline: network\nversion: 1\nnodes:\n- {id: A, role: source, height: 100 ft, p_max: 1000 psi(g)}\n"
      "- {id: B, role: sink, gas_t: 59 degF}\nlinks:\n"
      "- {id: P, kind: pipe, from: A, to: B, length: 10 mi, diameter: 30 in, roughness: 15 um,\n"
      "   heat_transfer: 1.4 W/m2K, flow_max: 360 t/h}\n",
      "units.yml", TL_OK);
  assert_close(tl_netfile_link_number(file, 0, "roughness_m"), 15e-6, 1e-20);
  assert_close(tl_netfile_link_number(file, 0, "heat_transfer_w_m2_k"), 1.4, 1e-15);
  assert_close(tl_netfile_link_number(file, 0, "diameter_m"), 0.762, 1e-15);
  assert_close(tl_netfile_link_number(file, 0, "length_m"), 16093.44, 1e-9);
  assert_close(tl_netfile_link_number(file, 0, "flow_max_kg_s"), 100.0, 1e-12);
  assert_close(tl_netfile_node_number(file, 0, "height_m"), 30.48, 1e-13);
  assert_close(tl_netfile_node_number(file, 0, "p_max_pa"), 1000 * 6894.757293168361 + 101325, 1e-6);
  assert_close(tl_netfile_node_number(file, 1, "gas_t_k"), 288.15, 1e-12);
  char *own = written(file, "trunkline"), *gaslib = written(file, "gaslib");
  assert_non_null(strstr(own, "roughness: 15 um"));
  assert_non_null(strstr(own, "heat_transfer: 1.4 W/m2K"));
  assert_non_null(strstr(gaslib, "<diameter unit=\"m\" value=\"0.762\"/>"));
  free(own);
  free(gaslib);
  tl_netfile_close(file);
}

static void every_mistake_of_a_network_is_named_with_its_line_in_one_pass(void **state) {
  (void)state;
  tl_netfile *file = read_text(HEAD
                               "<f:nodes>\n<source id=\"A\"><pressureMin value=\"80\" unit=\"bar\"/>"
                               "<pressureMax value=\"70\" unit=\"bar\"/></source>\n"
                               "<sink id=\"A\"/>\n<sink/>\n<innode id=\"B\" x=\"left\"/>\n</f:nodes>\n<f:connections>\n"
                               "<pipe id=\"1\" from=\"A\" to=\"Z\"/>\n"
                               "<pipe id=\"2\" from=\"A\" to=\"B\"><length value=\"-5\" unit=\"km\"/>\n"
                               "<diameter value=\"1,2\" unit=\"m\"/></pipe>\n"
                               "<pipe id=\"3\" from=\"A\" to=\"B\"><length value=\"5\" unit=\"bar\"/>\n"
                               "<diameter value=\"800\" unit=\"m\"/></pipe>\n"
                               "<valve id=\"3\" from=\"A\" to=\"B\"><length value=\"5\" unit=\"league\"/></valve>\n"
                               "<drives/>\n</f:connections></network>",
                               "bad.net", TL_ERR_INPUT);
  assert_true(said(file, 4, "above the largest"));
  assert_true(said(file, 5, "\"A\" is there twice (first on line 4)"));
  assert_true(said(file, 6, "\"id\" is missing"));
  assert_true(said(file, 7, "x is no number"));
  assert_true(said(file, 10, "no node of that id"));
  assert_true(said(file, 11, "length = -5"));
  assert_true(said(file, 12, "this is no number"));
  assert_true(said(file, 13, "this unit measures pressure, wanted is a unit of length"));
  assert_true(said(file, 14, "is the unit right?"));
  assert_true(said(file, 15, "\"3\" is there twice"));
  assert_true(said(file, 15, "the unit is not known"));
  assert_true(said(file, 16, "drives is no connection"));
  tl_netfile_close(file);
}

static double seconds(void) { return (double)clock() / CLOCKS_PER_SEC; }

static void hostile_xml_is_refused_at_once(void **state) {
  (void)state;
  const double start = seconds();
  tl_netfile *file = read_text(
      "<?xml version=\"1.0\"?>\n<!DOCTYPE network [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]>\n"
      "<network>&b;</network>",
      "bomb.net", TL_ERR_INPUT);
  assert_true(said(file, 2, "document type declaration"));
  tl_netfile_close(file);
  file = read_text("<!DOCTYPE network SYSTEM \"file:///etc/passwd\"><network/>", "outside.net", TL_ERR_INPUT);
  assert_true(said(file, 1, "document type declaration"));
  tl_netfile_close(file);
  file = read_text("<network><nodes></network>", "torn.net", TL_ERR_INPUT);
  assert_true(said(file, 1, "not well-formed"));
  tl_netfile_close(file);
  enum { DEPTH = 1000000 };
  char *deep = malloc(3 * DEPTH + 32);
  assert_non_null(deep);
  size_t n = (size_t)sprintf(deep, "<network>");
  for (int i = 0; i < DEPTH; i++) n += (size_t)sprintf(deep + n, "<a>");
  file = read_as(deep, n, "deep.net", TL_ERR_INPUT);
  assert_true(said(file, 1, "deeper than 64"));
  tl_netfile_close(file);
  free(deep);
  assert_true(seconds() - start < 2);
}

static void a_million_mistakes_are_counted_within_seconds(void **state) {
  (void)state;
  enum { N = 1000000 };
  static const char one[] = "<sink id=\"A\"/>\n";
  char *text = malloc(sizeof HEAD + N * sizeof one + 128);
  assert_non_null(text);
  size_t n = (size_t)sprintf(text, HEAD "<f:nodes>");
  for (int i = 0; i < N; i++) n += (size_t)sprintf(text + n, "%s", one);
  n += (size_t)sprintf(text + n, "</f:nodes><f:connections/></network>");
  const double start = seconds();
  tl_netfile *file = read_as(text, n, "many.net", TL_ERR_INPUT);
  assert_true(seconds() - start < 20); /* about 1 s; sanitizers and valgrind take longer */
  assert_int_equal(tl_findings_count(tl_netfile_findings(file)), TL_FINDINGS_KEPT);
  assert_int_equal(tl_findings_total(tl_netfile_findings(file), TL_ERROR), N - 1);
  assert_int_equal(tl_netfile_nodes(file, NULL), 1);
  tl_netfile_close(file);
  free(text);
}

/* gzip as zlib writes it. */
static size_t zip(const char *text, size_t length, unsigned char *out, size_t room) {
  z_stream z = {.next_out = out, .avail_out = (uInt)room};
  unsigned char *in = malloc(length);
  assert_non_null(in);
  memcpy(in, text, length);
  z.next_in = in;
  z.avail_in = (uInt)length;
  assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 16 + MAX_WBITS, 9, Z_DEFAULT_STRATEGY), Z_OK);
  assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
  const size_t n = room - z.avail_out;
  assert_int_equal(deflateEnd(&z), Z_OK);
  free(in);
  return n;
}

static void a_gzipped_file_reads_as_the_plain_one_and_a_cut_one_is_refused(void **state) {
  (void)state;
  unsigned char packed[4096];
  const size_t n = zip(small_net, strlen(small_net), packed, sizeof packed);
  tl_netfile *file = read_as((const char *)packed, n, "small.net.gz", TL_OK);
  assert_int_equal(tl_netfile_links(file, "pipe"), 1);
  tl_netfile_close(file);
  for (size_t cut = 2; cut < n; cut += 7) {
    file = read_as((const char *)packed, cut, "small.net.gz", TL_ERR_INPUT);
    assert_true(said(file, 0, "end too early"));
    tl_netfile_close(file);
  }
  packed[n / 2] ^= 0x55;
  file = read_as((const char *)packed, n, "small.net.gz", TL_ERR_INPUT);
  tl_netfile_close(file);
}

static void a_gzip_bomb_stops_at_the_limit(void **state) {
  (void)state;
  enum { BIG = 80 * 1024 * 1024, ROOM = 200000 };
  char *zeros = calloc(BIG, 1);
  unsigned char *packed = malloc(ROOM);
  assert_non_null(zeros);
  assert_non_null(packed);
  const size_t n = zip(zeros, BIG, packed, ROOM);
  free(zeros);
  tl_netfile *file = read_as((const char *)packed, n, "bomb.net.gz", TL_ERR_INPUT);
  assert_true(said(file, 0, "larger than 64 MB"));
  tl_netfile_close(file);
  free(packed);
}

static const char small_m[] =
    "function mgc = small\nmgc.units = 'si'; % SI\nmgc.temperature = 288.706\n"
    "mgc.gas_specific_gravity = 0.6;\n\n%% junction data\n% id p_min\nmgc.junction = [\n"
    "1 3000000 6000000 4000000 1 1 'synthetic 6' '1' -0.655 0\n"
    "2\t3000000\t6000000 3000000 0 1 'x'  '2' -0.04 0 % end\n];\n"
    "mgc.pipe = [\n7 1 2 0.6 50000 0.01 3000000 6000000 1\n]\n"
    "mgc.delivery = [\n1 2 0 30 12.5 1 1 3.0\n2 2 0 9 9 1 0\n];\n"
    "%column_names% flow_direction note\nmgc.pipe_data = [\n1 'as built'\n];\nend\n";

static void a_matgas_case_reads_and_writes_itself(void **state) {
  (void)state;
  tl_netfile *file = read_text(small_m, "small.m", TL_OK);
  const tli_case *c = tli_netfile_case(file);
  assert_string_equal(c->format, "matgas");
  assert_int_equal(c->boundary[0].kind, TL_GIVEN_PRESSURE);
  assert_close(c->boundary[0].p_pa, 4e6, 0);
  assert_close(c->boundary[1].withdrawal_kg_s, 12.5, 0); /* the second delivery is out of service */
  assert_close(c->gas.t_k, 288.706, 0);
  assert_close_rel(c->gas.molar_mass_kg_mol, 0.6 * 0.02896, 1e-15);
  const tli_case_link *pipe = &c->links[tli_case_find_link(c, "pipe_7")];
  assert_close(tli_case_number(&pipe->values, "length_m"), 50000, 0);
  assert_close(tli_case_number(&pipe->values, "friction_factor"), 0.01, 0);
  char *direct = written(file, "matgas"), *own = written(file, "trunkline");
  tl_netfile *again = read_text(direct, "again.m", TL_OK), *round = read_text(own, "own.yml", TL_OK);
  char *second = written(again, "matgas"), *third = written(round, "matgas");
  assert_string_equal(direct, second);
  assert_string_equal(direct, third);
  assert_non_null(strstr(direct, "%column_names% flow_direction note"));
  free(direct);
  free(own);
  free(second);
  free(third);
  tl_netfile_close(round);
  tl_netfile_close(again);
  tl_netfile_close(file);
}

static void a_morgen_network_is_told_from_gaslib_and_takes_its_scenario(void **state) {
  (void)state;
  tl_netfile *file = read_text(
      "# type, in, out\nP,1,2,1000.0,1.0,0,0.0001\nC,2,3,NaN,NaN,NaN,NaN\nP,3,10,2000,0.9,-5,0\n"
      "S,3,4\n\n",
      "small.net", TL_OK);
  const tli_case *c = tli_netfile_case(file);
  assert_string_equal(c->format, "morgen");
  assert_int_equal(tl_netfile_nodes(file, "source"), 1);
  assert_int_equal(tl_netfile_nodes(file, "sink"), 2);
  assert_string_equal(c->nodes[4].id, "10"); /* numbers in their order, not that of letters */
  static const char ini[] = "T0 = 20.0\nRs = 530.0\ntH = 3600.0\ncp = 50.0\nup = 70.0\nuq = 40.0;2.0|39;1\nut = 0|60\n";
  char *copy = tli_arena_strdup(c->arena, ini);
  assert_int_equal(tli_netfile_add_bytes(file, copy, strlen(ini), "small.ini", NULL), TL_OK);
  assert_close(c->boundary[0].p_pa, 70e5, 1e-9);
  assert_close(c->boundary[3].withdrawal_kg_s, 40, 0);
  assert_close(c->boundary[4].withdrawal_kg_s, 2, 0);
  assert_close(tli_case_number(&c->links[1].values, "discharge_p_pa"), 50e5, 1e-9);
  assert_close(c->gas.t_k, 293.15, 1e-12);
  assert_close_rel(c->gas.molar_mass_kg_mol, 8.31446261815324 / 530, 1e-15);
  tl_netfile_close(file);
  file = read_text("P,1,2,1000.0,1.0,0\nX,1,2\nP,1\n", "bad.net", TL_ERR_INPUT);
  assert_true(said(file, 1, "all 7 columns"));
  assert_true(said(file, 2, "wanted is P, S, C or V"));
  assert_true(said(file, 3, "wanted is P, S, C or V"));
  tl_netfile_close(file);
}

/* Figures of the gas that no gas has: found with their line by every reader, as our own format would not have them. */
static void a_gas_that_none_is_is_found_by_every_reader(void **state) {
  (void)state;
  static const struct {
    const char *ini, *sentence;
  } cases[] = {{"up = 70\nT0=-7777\n", "T0 gives t_k = -7503.85 in SI, outside 100 .. 1000"},
               {"up = 70\nT0 = 1e300\n", "outside 100 .. 1000"},
               {"up = 70\nRs = 0\n", "Rs gives molar_mass_kg_mol = inf in SI, outside 0.001 .. 0.5"},
               {"up = 70\nRs = -530\n", "outside 0.001 .. 0.5"},
               {"up = 70\nRs = 1e9\n", "outside 0.001 .. 0.5"},
               {"up = 70\nT0 = warm\n", "T0 = warm is no number"}};
  for (size_t i = 0; i < TLI_COUNT(cases); i++) {
    tl_netfile *file = read_text("P,1,2,1000.0,1.0,0,0.0001\n", "small.net", TL_OK);
    char *copy = tli_arena_strdup(tli_netfile_case(file)->arena, cases[i].ini);
    assert_int_equal(tli_netfile_add_bytes(file, copy, strlen(copy), "small.ini", NULL), TL_ERR_INPUT);
    assert_true(said(file, 2, cases[i].sentence));
    tl_netfile_close(file);
  }
  tl_netfile *file = read_text(
      "trunkline: network\nversion: 1\nnodes: [{id: A, role: source}]\nlinks: []\ngas:\n  t_k: 0\n  z: 0\n"
      "  molar_mass_kg_mol: 18\n  methane: -1\n  colour: blue\n",
      "bad.yml", TL_ERR_INPUT);
  assert_true(said(file, 6, "t_k = 0 in SI, outside 100 .. 1000"));
  assert_true(said(file, 7, "z = 0 in SI, outside 0.01 .. 10"));
  assert_true(said(file, 8, "molar_mass_kg_mol = 18 in SI, outside 0.001 .. 0.5; is the unit right?"));
  assert_true(said(file, 9, "a share below 0"));
  assert_true(said(file, 10, "colour is no known key"));
  tl_netfile_close(file);
}

static void mistakes_in_our_own_format_offer_the_near_word(void **state) {
  (void)state;
  tl_netfile *file = read_text(
      "trunkline: network\nversion: 1\nnodes:\n- {id: A, role: source, hieght: 5 m}\n- {id: B}\n"
      "- {id: C, role: sink, p_max: 5 km}\nlink: []\n",
      "bad.yml", TL_ERR_INPUT);
  assert_true(said(file, 4, "did you mean height"));
  assert_true(said(file, 5, "as role source, sink or inner"));
  assert_true(said(file, 6, "this unit measures length"));
  assert_true(said(file, 7, "did you mean links"));
  tl_netfile_close(file);
}

static const char small_cs[] =
    "<compressorStations xmlns=\"http://gaslib.zib.de/CompressorStations\"><compressorStation id=\"C\">\n<compressors>"
    "<turboCompressor drive=\"D\" id=\"T\">\n<speedMin value=\"9\" unit=\"per_min\"/><speedMax value=\"5\" "
    "unit=\"per_min\"/>"
    "</turboCompressor></compressors>\n<drives><gasTurbine id=\"D\"/></drives><configurations><configuration>\n"
    "<stage><compressor id=\"U\"/></stage></configuration></configurations></compressorStation></compressorStations>";

static void compressor_stations_are_kept_whole_and_checked(void **state) {
  (void)state;
  tl_netfile *file = read_text(small_cs, "small.cs", TL_ERR_INPUT);
  assert_true(said(file, 2, "least speed"));
  assert_true(said(file, 5, "compressor \"U\", which the station does not have"));
  char *text = written(file, "gaslib-stations");
  assert_non_null(strstr(text, "<speedMin value=\"9\" unit=\"per_min\"/>"));
  free(text);
  tl_netfile_close(file);
}

static void a_compressor_whose_fuel_node_is_not_there_is_found(void **state) {
  (void)state;
  static const char *const nodes[] = {"ELSEWHERE", "N"};
  for (int k = 0; k < 2; k++) {
    char text[1024];
    (void)snprintf(text, sizeof text,
                   "<network xmlns=\"http://gaslib.zib.de/Gas\" xmlns:framework=\"http://gaslib.zib.de/Framework\">\n"
                   "<framework:nodes><source id=\"N\"/><sink id=\"E\"/></framework:nodes>\n"
                   "<framework:connections>\n<compressorStation id=\"C\" from=\"N\" to=\"E\" fuelGasVertex=\"%s\"/>\n"
                   "</framework:connections></network>",
                   nodes[k]);
    tl_netfile *file = read_text(text, "fuel.net", TL_OK);
    assert_int_equal(said(file, 4, "draws its fuel at \"ELSEWHERE\", but there is no node of that id"), k == 0);
    tl_netfile_close(file);
  }
}

static void what_is_no_network_is_a_sentence(void **state) {
  (void)state;
  tl_netfile *file = read_text("a,b\n1,2\n", "table.csv", TL_ERR_INPUT);
  assert_true(said(file, 0, "no network file of a known format"));
  tl_netfile_close(file);
  tl_error error = {0};
  assert_int_equal(tl_netfile_open("no-such-folder/x.net", NULL, NULL, &file, &error), TL_ERR_INPUT);
  assert_true(said(file, 0, "no-such-folder/x.net"));
  assert_int_equal(tl_netfile_write(file, "x.xlsx", NULL, &error), TL_ERR_USAGE);
  tl_netfile_close(file);
}

typedef struct named_text {
  const char *text, *name;
} named_text;

static tl_code read_and_write(const tl_allocator *allocator, void *context) {
  const named_text *t = context;
  tl_netfile *file;
  tl_error error = {0};
  tl_code code = tli_netfile_of_bytes(t->text, strlen(t->text), t->name, allocator, &file, &error);
  static const char *const formats[] = {"gaslib", "trunkline", "matgas", "geojson"};
  for (size_t i = 0; code == TL_OK && i < TLI_COUNT(formats); i++) {
    tli_text out;
    tli_text_init(&out, allocator);
    code = tli_netfile_text(file, formats[i], &out, &error);
    tli_text_free(&out);
  }
  tl_netfile_close(file);
  return code;
}

static void want_of_memory_is_said_wherever_it_happens(void **state) {
  (void)state;
  named_text texts[] = {{small_net, "small.net"},
                        {small_scn, "small.scn"},
                        {small_m, "small.m"},
                        {"P,1,2,1000.0,1.0,0,0.0001\nC,2,3\nP,3,4,2000,0.9,-5,0\n", "morgen.net"},
                        {"T0 = 20.0\nup = 3\n", "morgen.ini"}};
  for (size_t i = 0; i < TLI_COUNT(texts); i++) (void)oom_sweep(read_and_write, &texts[i], 20000);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(units_have_the_factors_of_the_unit_table),
      cmocka_unit_test(gaslib_figures_become_si_by_their_own_units),
      cmocka_unit_test(a_nomination_becomes_mass_flow_of_the_sources_gas),
      cmocka_unit_test(a_round_trip_keeps_every_figure_and_unit),
      cmocka_unit_test(every_unit_of_a_kind_is_read_and_kept),
      cmocka_unit_test(every_mistake_of_a_network_is_named_with_its_line_in_one_pass),
      cmocka_unit_test(hostile_xml_is_refused_at_once),
      cmocka_unit_test(a_million_mistakes_are_counted_within_seconds),
      cmocka_unit_test(a_gzipped_file_reads_as_the_plain_one_and_a_cut_one_is_refused),
      cmocka_unit_test(a_gzip_bomb_stops_at_the_limit),
      cmocka_unit_test(a_matgas_case_reads_and_writes_itself),
      cmocka_unit_test(a_morgen_network_is_told_from_gaslib_and_takes_its_scenario),
      cmocka_unit_test(a_gas_that_none_is_is_found_by_every_reader),
      cmocka_unit_test(mistakes_in_our_own_format_offer_the_near_word),
      cmocka_unit_test(compressor_stations_are_kept_whole_and_checked),
      cmocka_unit_test(a_compressor_whose_fuel_node_is_not_there_is_found),
      cmocka_unit_test(what_is_no_network_is_a_sentence),
      cmocka_unit_test(want_of_memory_is_said_wherever_it_happens),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
