/* Measured maps in CSV: names and units of columns, order of rows, and every mistake with its line. */
#include "testing.h"

#include "io/mapfile.h"

typedef struct opened {
  tl_measured_map *map;
  tl_compression kind;
  tl_findings *findings;
  tl_code code;
} opened;

static opened open_text(const char *text, const tl_map_units *units) {
  opened o = {.findings = tl_findings_create(NULL)};
  tl_error error;
  const tli_file file = tli_file_of_bytes(text, strlen(text));
  o.code = tli_map_of_bytes(&file, "map.csv", units, NULL, &o.map, &o.kind, o.findings, &error);
  return o;
}

static void shut(opened *o) {
  tl_measured_map_destroy(o->map);
  tl_findings_destroy(o->findings);
}

static size_t said(const opened *o, int line, const char *words) {
  size_t n = 0;
  for (size_t i = 0; i < tl_findings_count(o->findings); i++) {
    const tl_finding *f = tl_findings_at(o->findings, i);
    n += f->line == line && strstr(f->sentence, words) != NULL;
  }
  if (n == 0)
    for (size_t i = 0; i < tl_findings_count(o->findings); i++)
      print_message("%d: %s\n", tl_findings_at(o->findings, i)->line, tl_findings_at(o->findings, i)->sentence);
  return n;
}

static void one_map_in_six_spellings_is_one_map(void **state) {
  (void)state;
  static const char *const texts[] = {
      "speed [1/min],flow [m3/s],head [kJ/kg],isentropic efficiency [1]\n"
      "4000,2,50,0.80\n4000,3,40,0.82\n5000,2.5,80,0.81\n5000,4,60,0.83\n",
      "# by the maker\n\nadiabatic_head [J/kg]; eta [%]; n [1/s]; volume flow [m3/min]; note\n"
      "80000;81;83.333333333333333;150;d\n40000;82;66.666666666666667;180;b\n"
      "50000;80;66.666666666666667;120;a\n60000;83;83.333333333333333;240;c\n",
      "rpm,q (m3/h),isen_head (kJ/kg),isen_eff (%)\r\n"
      "5000,14400,60,83\r\n4000,7200,50,80\r\n4000,10800,40,82\r\n5000,9000,80,81\r\n",
      "speed,flow,adiabatic head,eff\n4000,2,50,0.80\n4000,3,40,0.82\n5000,2.5,80,0.81\n5000,4,60,0.83\n",
      "speed;flow [m3/s];adiabatic head [kJ/kg];eff [%]\n4000;2,0;50;80,0\n4000;3;40;82\n5000;2,5;80;81\n"
      "5000;4;6e1;83\n",
      "n;flow [m3/s];adiabatic head [kJ/kg];eff [%]\n66,666666666666667;2;50;80\n66,666666666666667;3;40;82\n"
      "83,333333333333333;2,5;80;81\n83,333333333333333;4;60;83\n"};
  static const struct {
    double n, q, head, eta;
  } points[] = {{4000, 2, 5e4, 0.80}, {4000, 3, 4e4, 0.82}, {5000, 2.5, 8e4, 0.81}, {5000, 4, 6e4, 0.83}};
  for (size_t t = 0; t < sizeof texts / sizeof *texts; t++) {
    opened o = open_text(texts[t], NULL);
    for (size_t i = 0; i < tl_findings_count(o.findings) && o.code != TL_OK; i++)
      print_message("%s\n", tl_findings_at(o.findings, i)->sentence);
    assert_int_equal(o.code, TL_OK);
    assert_int_equal(o.kind, TL_COMPRESSION_ISENTROPIC);
    for (size_t i = 0; i < 4; i++) {
      assert_close_rel(tl_measured_map_head(o.map, points[i].q, points[i].n, NULL, NULL), points[i].head, 1e-9);
      assert_close_rel(tl_measured_map_efficiency(o.map, points[i].q, points[i].n, NULL, NULL), points[i].eta, 1e-9);
    }
    if (t == 3) assert_int_equal(said(&o, 1, "it is taken as m3/s"), 1);
    if (t == 5) assert_int_equal(said(&o, 1, "it is taken as 1/s"), 1);
    shut(&o);
  }
}

static void units_that_the_caller_names_stand_where_the_file_names_none(void **state) {
  (void)state;
  static const char text[] =
      "speed,flow,polytropic head,polyEff\n4000,70,5000,80\n4000,100,4000,82\n5000,90,8000,81\n5000,140,6000,83\n";
  const tl_map_units units = {"rpm", "m3/min", "m", "%"};
  opened o = open_text(text, &units);
  assert_int_equal(o.code, TL_OK);
  assert_int_equal(tl_findings_count(o.findings), 0);
  assert_int_equal(o.kind, TL_COMPRESSION_POLYTROPIC);
  assert_close_rel(tl_measured_map_head(o.map, 70.0 / 60.0, 4000.0, NULL, NULL), 5000.0 * 9.80665, 1e-12);
  shut(&o);
}

static void every_mistake_of_a_map_file_has_its_line(void **state) {
  (void)state;
  opened o = open_text("speed,flow [furlong],head [kJ/kg],eta [%]\n4000,2,50,80\n4000,x,40,82\n5000,2,80,81\n", NULL);
  assert_int_equal(o.code, TL_ERR_INPUT);
  assert_int_equal(said(&o, 1, "\"furlong\" is no unit of flow"), 1);
  assert_int_equal(said(&o, 3, "\"x\" is no number"), 1);
  shut(&o);
  o = open_text("speed,flow [m3/s],eta [%]\n4000,2,80\n", NULL);
  assert_int_equal(o.code, TL_ERR_INPUT);
  assert_int_equal(said(&o, 1, "no column for the head"), 1);
  shut(&o);
  o = open_text(
      "speed,flow [m3/s],poly_head [kJ/kg],eta [%]\n5000,2.5,80,81\n5000,4,60,83\n4000,2,50,80\n4000,3,0,82\n"
      "4000,3.5,20,120\n",
      NULL);
  assert_int_equal(o.code, TL_ERR_INPUT);
  assert_int_equal(said(&o, 5, "head of 0"), 1);
  assert_int_equal(said(&o, 6, "efficiency must be"), 1);
  shut(&o);
  o = open_text("speed;flow [m3/s];poly_head [kJ/kg];eta [%]\n4000;2.100,1;50;80\n", NULL);
  assert_int_equal(o.code, TL_ERR_INPUT);
  assert_int_equal(said(&o, 2, "is no number"), 1);
  shut(&o);
  o = open_text(
      "rpm,flow [m3/s],poly_head [kJ/kg],eta [%]\n400,2,50,80\n400,3,40,82\n500,2.5,80,81\n500,4,60,83\n"
      "400,3,40,82\n",
      NULL);
  assert_int_equal(o.code, TL_ERR_INPUT);
  assert_int_equal(said(&o, 6, "a second point of this speed at the same flow: leave one of them out (3 m3/s)"), 1);
  assert_int_equal(tl_findings_count(o.findings), 1);
  shut(&o);
  o = open_text("", NULL);
  assert_int_equal(o.code, TL_ERR_INPUT);
  shut(&o);
  o = open_text(
      "speed,flow [m3/s],poly_head [kJ/kg],eta [1]\n4000,2,50,0.8\n4000,3,40,0.8\n5000,2,49,0.8\n5000,4,30,0.8\n",
      NULL);
  assert_int_equal(o.code, TL_ERR_INPUT);
  assert_true(said(&o, 2, "crosses that of the next higher speed") > 0);
  shut(&o);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(one_map_in_six_spellings_is_one_map),
      cmocka_unit_test(units_that_the_caller_names_stand_where_the_file_names_none),
      cmocka_unit_test(every_mistake_of_a_map_file_has_its_line),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
