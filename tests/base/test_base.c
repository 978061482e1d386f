/* Claims about base: arenas, findings, text. */
#include "base/tli_base.h"
#include "testing.h"

static void arena_memory_is_zeroed_and_overflow_is_refused(void **state) {
  (void)state;
  tli_arena *arena = tli_arena_create(NULL);
  assert_non_null(arena);
  for (int i = 1; i < 2000; i += 37) {
    unsigned char *bytes = tli_arena_alloc(arena, (size_t)i, 3);
    assert_non_null(bytes);
    for (int k = 0; k < 3 * i; k++) assert_int_equal(bytes[k], 0);
    memset(bytes, 0xff, 3 * (size_t)i);
  }
  assert_null(tli_arena_alloc(arena, SIZE_MAX / 2, 16));
  tli_arena_destroy(arena);
}

static void findings_keep_a_bounded_list_and_count_the_rest(void **state) {
  (void)state;
  tl_findings *findings = tl_findings_create(NULL);
  for (int i = 0; i < TL_FINDINGS_KEPT + 500; i++)
    tl_findings_add(findings, i % 2 ? TL_ERROR : TL_WARNING, "a.yml", i, "P1", "length", "number %d", i);
  assert_int_equal(tl_findings_count(findings), TL_FINDINGS_KEPT);
  assert_int_equal(tl_findings_total(findings, TL_WARNING), TL_FINDINGS_KEPT + 500);
  assert_int_equal(tl_findings_total(findings, TL_ERROR), (TL_FINDINGS_KEPT + 500) / 2);
  assert_string_equal(tl_findings_at(findings, 7)->sentence, "number 7");
  tl_findings_destroy(findings);
}

static void numbers_read_back_to_the_same_bits(void **state) {
  (void)state;
  const double values[] = {0.1, 1.0 / 3.0, 1e300, 5e-324, 123456789.123456789, -2.5, 0.0, 962900.0};
  for (size_t i = 0; i < TLI_COUNT(values); i++) {
    tli_text text;
    tli_text_init(&text, NULL);
    tli_text_add_number(&text, values[i]);
    const char *end;
    assert_true(tli_parse_double(text.bytes, &end) == values[i]);
    assert_int_equal(*end, 0);
    tli_text_free(&text);
  }
}

/* Three digits as a reader rounds them; the ends of the range without exponents; one rounding only (9.995 is 9.99
 * or 10 by its double, not by a second rounding). */
static void numbers_in_sentences_have_their_digits_and_no_exponent(void **state) {
  (void)state;
  const struct {
    double value;
    int digits;
    const char *words;
  } cases[] = {{100.4, 3, "100"},       {99.96, 3, "100"},      {1234.5, 3, "1230"},
               {12346.0, 4, "12350"},   {2279.4, 4, "2279"},    {0.00012345, 3, "0.000123"},
               {1e-4, 3, "0.0001"},     {9.9e-5, 3, "9.9e-05"}, {9999999.0, 3, "10000000"},
               {1e7, 3, "1e+07"},       {-1630.7, 3, "-1630"},  {7.0, 3, "7"},
               {0.0, 3, "0"},           {-0.0, 3, "0"},         {51.651, 3, "51.7"},
               {0.5, 1, "0.5"},         {NAN, 3, "no number"},  {INFINITY, 3, "no number"},
               {1.2e-13, 2, "1.2e-13"}, {123456.0, 6, "123456"}};
  for (size_t i = 0; i < TLI_COUNT(cases); i++)
    assert_string_equal(tli_digits(cases[i].value, cases[i].digits).words, cases[i].words);
  for (double x = 1e-4; x < 1e7; x *= 1.0137)
    for (int digits = 1; digits <= 6; digits++) {
      const tli_shown shown = tli_digits(x, digits);
      assert_null(strpbrk(shown.words, "eE,"));
      assert_close_rel(strtod(shown.words, NULL), x, 0.5000001 * pow(10.0, 1 - digits));
    }
}

static void numbers_too_long_to_hold_are_refused_whole(void **state) {
  (void)state;
  char text[200];
  const char *end;
  for (size_t digits = 1; digits < 150; digits++) {
    memset(text, '1', digits);
    memcpy(text + digits, "e+5", 4);
    double value = tli_parse_double(text, &end);
    if (end == text) {
      assert_true(digits > 120 && value == 0.0);
    } else {
      assert_int_equal(*end, '\0');
      assert_true(value == strtod(text, NULL));
    }
  }
}

static void numbers_stop_where_the_number_stops(void **state) {
  (void)state;
  const char *end;
  assert_true(tli_parse_double("9.8MPa", &end) == 9.8);
  assert_string_equal(end, "MPa");
  assert_true(tli_parse_double("1e3 m", &end) == 1000.0);
  assert_string_equal(end, " m");
  assert_true(tli_parse_double("2e", &end) == 2.0);
  assert_string_equal(end, "e");
  (void)tli_parse_double("nan", &end);
  assert_string_equal(end, "nan");
  (void)tli_parse_double("0x10", &end);
  assert_string_equal(end, "x10");
}

static void near_misses_are_named_and_far_ones_are_not(void **state) {
  (void)state;
  const char *const words[] = {"diameter", "length", "roughness", "wall"};
  assert_string_equal(tli_did_you_mean("diamter", words, 4), "diameter");
  assert_string_equal(tli_did_you_mean("Lenght", words, 4), "length");
  assert_null(tli_did_you_mean("price", words, 4));
  const char *fields[] = {"max_power_w", "outlet_p_pa", "power_w", "inlet_p_pa"};
  assert_string_equal(tli_did_you_mean("outlet", fields, 4), "outlet_p_pa");
  assert_string_equal(tli_did_you_mean("power", fields, 4), "power_w");
  assert_null(tli_did_you_mean("let", fields, 4));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(arena_memory_is_zeroed_and_overflow_is_refused),
      cmocka_unit_test(findings_keep_a_bounded_list_and_count_the_rest),
      cmocka_unit_test(numbers_read_back_to_the_same_bits),
      cmocka_unit_test(numbers_in_sentences_have_their_digits_and_no_exponent),
      cmocka_unit_test(numbers_too_long_to_hold_are_refused_whole),
      cmocka_unit_test(numbers_stop_where_the_number_stops),
      cmocka_unit_test(near_misses_are_named_and_far_ones_are_not),
  };
  return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
