/* Claims about field tables: ranges in the user's unit, units that were perhaps meant, defaults, memory. */
#include "out_of_memory.h"
#include "units/tli_fields.h"

typedef struct pipe {
  tl_value wall, pressure, volume, roughness, efficiency, day;
  const char *name, *friction;
} pipe;

static const char *const frictions[] = {"colebrook", "hofer", "weymouth", NULL};

static const tl_field fields[] = {
    {"wall", TL_LENGTH, "Wall thickness.", NULL, 0.003, 0.06, NULL, offsetof(pipe, wall)},
    {"pressure", TL_PRESSURE, "Working pressure.", "9.8 MPa", 1e5, 15e6, NULL, offsetof(pipe, pressure)},
    {"volume", TL_GAS_VOLUME_FLOW, "Volume.", "50 bcm/a at 20 degC", 0, 5000, NULL, offsetof(pipe, volume)},
    {"roughness", TL_LENGTH, "Roughness.", "10 um", 0, 1e-3, NULL, offsetof(pipe, roughness)},
    {"efficiency", TL_NUMBER, "Efficiency.", "85 %", 0, 1, NULL, offsetof(pipe, efficiency)},
    {"start_day", TL_DATE, "First day.", "2031-01-01", 0, 40000, NULL, offsetof(pipe, day)},
    {"name", TL_TEXT, "Name.", "trunk", 0, 0, NULL, offsetof(pipe, name)},
    {"friction", TL_TEXT, "Friction law.", "colebrook", 0, 0, frictions, offsetof(pipe, friction)},
};

static void refused(const char *name, const char *text, const char *sentence) {
  pipe p = {0};
  tl_error error = {0};
  const tl_field *field = tli_field_find(fields, TLI_COUNT(fields), name, NULL);
  assert_non_null(field);
  assert_int_equal(tli_field_read(field, text, &p, NULL, &error), TL_ERR_INPUT);
  assert_string_equal(error.sentence, sentence);
}

static void a_value_outside_names_the_range_and_the_unit_perhaps_meant(void **state) {
  (void)state;
  refused("wall", "18 m", "wall = 18 m is outside 0.003 m .. 0.06 m; did you mean 18 mm?");
  refused("wall", "180 mm", "wall = 180 mm is outside 3 mm .. 60 mm");
  refused("wall", "25", "wall = \"25\" has no unit; a length is written for example 962.9 km or 1420 mm");
  refused("pressure", "98 MPa", "pressure = 98 MPa is outside 0.1 MPa .. 15 MPa; did you mean 98 bar?");
  refused("pressure", "1500 bar(g)",
          "pressure = 1500 bar(g) is outside -0.01325 bar(g) .. 148.987 bar(g); did you mean 1500 kPa?");
  refused(
      "volume", "5000 bcm/a at 20 degC",
      "volume = 5000 bcm/a at 20 degC is outside 0 bcm/a .. 157.68 bcm/a; did you mean 5000 thousand m3/h at 20 degC?");
  refused("roughness", "30 mm", "roughness = 30 mm is outside 0 mm .. 1 mm; did you mean 30 um?");
  refused("efficiency", "85", "efficiency = 85 is outside 0 .. 1; did you mean 85 %?");
  refused("start_day", "1960-01-01", "start_day = 1960-01-01 is outside 1970-01-01 .. 2079-07-08");
  refused("friction", "colbrook", "friction = \"colbrook\" is not known; did you mean colebrook?");
  refused("friction", "xx", "friction = \"xx\" is not known; allowed: colebrook, hofer, weymouth");
}

static void fields_are_found_and_near_misses_named(void **state) {
  (void)state;
  const char *near;
  assert_ptr_equal(tli_field_find(fields, TLI_COUNT(fields), "Start-Day", &near), &fields[5]);
  assert_null(near);
  assert_null(tli_field_find(fields, TLI_COUNT(fields), "presure", &near));
  assert_string_equal(near, "pressure");
  assert_null(tli_field_find(fields, TLI_COUNT(fields), "colour", &near));
  assert_null(near);
}

static void defaults_fill_what_is_not_required(void **state) {
  (void)state;
  pipe p = {0};
  tl_error error = {0};
  tli_arena *arena = tli_arena_create(NULL);
  assert_int_equal(tli_fields_set_defaults(fields, TLI_COUNT(fields), &p, arena, &error), TL_OK);
  assert_close(p.wall.si, 0, 0);
  assert_close_rel(p.pressure.si, 9.8e6, 1e-15);
  assert_close(p.volume.reference_t_k, 293.15, 0);
  assert_string_equal(p.name, "trunk");
  assert_string_equal(p.friction, "colebrook");
  const tl_field wrong = {"w", TL_LENGTH, "", "5 km", 0, 1, NULL, offsetof(pipe, wall)};
  assert_int_equal(tli_fields_set_defaults(&wrong, 1, &p, arena, &error), TL_ERR_USAGE);
  assert_non_null(strstr(error.sentence, "default of field w = 5 km is outside"));
  tli_arena_destroy(arena);
}

static void ranges_are_shown_in_units_of_the_trade(void **state) {
  (void)state;
  static const char *const expected[] = {"3 mm .. 60 mm",
                                         "100 kPa .. 15 MPa",
                                         "0 bcm/a .. 157.68 bcm/a",
                                         "0 mm .. 1 mm",
                                         "0 .. 1",
                                         "1970-01-01 .. 2079-07-08",
                                         "",
                                         "one of: colebrook, hofer, weymouth"};
  for (size_t i = 0; i < TLI_COUNT(fields); i++) {
    tli_text text;
    tli_text_init(&text, NULL);
    tli_field_add_range(&fields[i], &text);
    assert_string_equal(text.bytes != NULL ? text.bytes : "", expected[i]);
    tli_text_free(&text);
  }
  static const struct {
    tl_quantity quantity;
    double si;
    const char *shown;
  } cases[] = {{TL_LENGTH, 962900, "962.9 km"},
               {TL_LENGTH, 1.42, "1.42 m"},
               {TL_TEMPERATURE, 283.15, "10 degC"},
               {TL_POWER, 64e6, "64 MW"},
               {TL_RATE, 0.08, "8 %/a"},
               {TL_TIME, 30 * 31536000.0, "30 a"},
               {TL_MONEY_PER_LENGTH, 5200, "5200000 currency units/km"},
               {TL_BOOLEAN, 1, "yes"},
               {TL_DATE, 20333, "2025-09-02"},
               {TL_STRESS, 555e6, "555 MPa"},
               {TL_VISCOSITY, 12e-6, "12 uPa s"}};
  for (size_t i = 0; i < TLI_COUNT(cases); i++) {
    tli_text text;
    tli_text_init(&text, NULL);
    tli_quantity_add_shown(cases[i].quantity, cases[i].si, &text);
    assert_string_equal(text.bytes, cases[i].shown);
    tli_text_free(&text);
  }
}

/* What tli_quantity_add_shown writes is read back by tl_value_read wherever a value needs no more than its unit. */
static void shown_values_are_read_back(void **state) {
  (void)state;
  for (int q = 0; q < TL_QUANTITIES; q++) {
    bool more = (q >= TL_MONEY && q <= TL_MONEY_PER_TIME) || q == TL_GAS_VOLUME || q == TL_GAS_VOLUME_FLOW ||
                q == TL_HEATING_VALUE || q == TL_TEXT || q == TL_BOOLEAN || q == TL_COUNT;
    if (more) continue;
    for (double si = 1e-6; si < 1e12; si *= 31) {
      if (q == TL_DATE && (si > 1e6 || floor(si) != si)) continue;
      tli_text text;
      tli_text_init(&text, NULL);
      tli_quantity_add_shown((tl_quantity)q, si, &text);
      tl_value value;
      tl_error error;
      if (tl_value_read(text.bytes, (tl_quantity)q, &value, &error) != TL_OK) fail_msg("%s", error.sentence);
      /* six digits are shown; temperatures below 1 K lose theirs to the offset */
      assert_close(value.si, si, 1e-5 * si + (q == TL_TEMPERATURE ? 1e-3 : 0));
      tli_text_free(&text);
    }
  }
}

static tl_code read_three_fields(const tl_allocator *allocator, void *context) {
  (void)context;
  tli_arena *arena = tli_arena_create(allocator);
  if (arena == NULL) return TL_ERR_MACHINE;
  pipe p = {0};
  tl_error error;
  tl_code a = tli_field_read(&fields[6], "a name", &p, arena, &error);
  tl_code b = tli_field_read(&fields[0], "18 m", &p, arena, &error);
  tl_code c = tli_field_read(&fields[7], "xx", &p, arena, &error);
  tli_arena_destroy(arena);
  if (a == TL_ERR_MACHINE || b == TL_ERR_MACHINE || c == TL_ERR_MACHINE) return TL_ERR_MACHINE;
  assert_int_equal(a, TL_OK);
  assert_int_equal(b, TL_ERR_INPUT);
  assert_int_equal(c, TL_ERR_INPUT);
  return TL_OK;
}

static void no_memory_is_said_and_nothing_leaks(void **state) {
  (void)state;
  (void)oom_sweep(read_three_fields, NULL, 1000);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_value_outside_names_the_range_and_the_unit_perhaps_meant),
      cmocka_unit_test(fields_are_found_and_near_misses_named),
      cmocka_unit_test(defaults_fill_what_is_not_required),
      cmocka_unit_test(ranges_are_shown_in_units_of_the_trade),
      cmocka_unit_test(shown_values_are_read_back),
      cmocka_unit_test(no_memory_is_said_and_nothing_leaks),
  };
  return cmocka_run_group_tests_name("fields", tests, NULL, NULL);
}
