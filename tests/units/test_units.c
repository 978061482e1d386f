/* Claims about units: published conversions, refusals with their sentences, round trips. */
#include "testing.h"
#include "trunkline/units.h"
#include "units/tli_units.h"

static tl_value read_ok(const char *text, tl_quantity quantity) {
  tl_value value;
  tl_error error = {0};
  if (tl_value_read(text, quantity, &value, &error) != TL_OK) fail_msg("%s", error.sentence);
  return value;
}

/* The refusal of `text` must contain `words`. */
static void refused(const char *text, tl_quantity quantity, const char *words) {
  tl_value value;
  tl_error error = {0};
  tl_code code = tl_value_read(text, quantity, &value, &error);
  if (code != TL_ERR_INPUT) fail_msg("\"%s\" gave code %d, value %.17g", text, (int)code, value.si);
  if (strstr(error.sentence, words) == NULL)
    fail_msg("\"%s\" is refused with: %s\nwithout: %s", text, error.sentence, words);
}

/* Figures as printed in NIST SP 811 (2008), appendix B.8, with the digits printed there; exact ones to 1e-15. */
static void conversions_printed_in_sp811_come_out(void **state) {
  (void)state;
  static const struct {
    const char *text;
    tl_quantity quantity;
    double si, relative;
  } cases[] = {
      {"1 atm", TL_PRESSURE, 101325, 1e-15},
      {"1 bar", TL_PRESSURE, 1e5, 1e-15},
      {"1 kgf/cm2", TL_PRESSURE, 9.80665e4, 1e-15},
      {"1 psi", TL_PRESSURE, 6.894757e3, 5e-7},
      {"1 mmHg", TL_PRESSURE, 1.333224e2, 5e-7},
      {"1 Torr", TL_PRESSURE, 1.333224e2, 5e-7},
      {"1 ksi", TL_STRESS, 6.894757e6, 5e-7},
      {"1 ft", TL_LENGTH, 0.3048, 1e-15},
      {"1 in", TL_LENGTH, 0.0254, 1e-15},
      {"1 mi", TL_LENGTH, 1609.344, 1e-15},
      {"1 yd", TL_LENGTH, 0.9144, 1e-15},
      {"1 lb", TL_MASS, 0.45359237, 1e-15},
      {"1 short ton", TL_MASS, 9.071847e2, 5e-7},
      {"1 long ton", TL_MASS, 1.016047e3, 5e-7},
      {"1 Btu", TL_ENERGY, 1055.05585262, 1e-15},
      {"1 therm", TL_ENERGY, 1.05506e8, 5e-6},
      {"1 kcal_th", TL_ENERGY, 4184, 1e-15},
      {"1 kcal_IT", TL_ENERGY, 4186.8, 1e-15},
      {"1 kWh", TL_ENERGY, 3.6e6, 1e-15},
      {"1 hp", TL_POWER, 7.456999e2, 5e-7},
      {"1 PS", TL_POWER, 7.354988e2, 5e-7},
      {"1 cP", TL_VISCOSITY, 1e-3, 1e-15},
      {"1 lb/ft3", TL_DENSITY, 1.601846e1, 5e-7},
      {"1 ft3 at 15 degC", TL_GAS_VOLUME, 2.831685e-2, 5e-7},
      {"1 Btu/(h ft2 degF)", TL_HEAT_TRANSFER, 5.678263, 5e-7},
      {"1 Btu/(h ft degF)", TL_CONDUCTIVITY, 1.730735, 5e-7},
      {"1 lb/h", TL_MASS_FLOW, 1.259979e-4, 5e-7},
      {"1 in2", TL_AREA, 6.4516e-4, 1e-15},
      {"1 mi2", TL_AREA, 2.589988e6, 5e-7},
      {"1 ha", TL_AREA, 1e4, 1e-15},
      {"1 toe", TL_ENERGY, 41.868e9, 1e-15},
      {"1 nmi", TL_LENGTH, 1852, 1e-15},
  };
  for (size_t i = 0; i < TLI_COUNT(cases); i++)
    assert_close_rel(read_ok(cases[i].text, cases[i].quantity).si, cases[i].si, cases[i].relative);
}

static void spellings_of_a_pressure_agree(void **state) {
  (void)state;
  static const char *const gauge[] = {"97 bar(g)",        "97 barg",  "97 bar (g)", "97 bar g",
                                      "97 bar gauge",     "97bar(g)", "9.7 MPa(g)", "9.7 MPag",
                                      "9700 kPa (gauge)", "97 bar_g", "0.97e2 barg"};
  for (size_t i = 0; i < TLI_COUNT(gauge); i++) {
    tl_value v = read_ok(gauge[i], TL_PRESSURE);
    assert_close_rel(v.si, 9801325.0, 1e-15);
    assert_true(v.was_gauge);
  }
  static const char *const absolute[] = {"98 bar",  "98 bara",  "98 bar(a)",  "98 bar abs", "98 bar (absolute)",
                                         "9.8 MPa", "9800 kPa", "9.8 MPa(a)", "98000 hPa"};
  for (size_t i = 0; i < TLI_COUNT(absolute); i++) {
    tl_value v = read_ok(absolute[i], TL_PRESSURE);
    assert_close_rel(v.si, 9.8e6, 1e-15);
    assert_false(v.was_gauge);
  }
  assert_close_rel(read_ok("45 bar(g)", TL_PRESSURE).si, 4601325.0, 1e-15);
  assert_close_rel(read_ok("0 psig", TL_PRESSURE).si, 101325.0, 1e-15);
}

static void temperatures_meet_at_fixed_points(void **state) {
  (void)state;
  assert_close(read_ok("32 degF", TL_TEMPERATURE).si, 273.15, 1e-12);
  assert_close(read_ok("212 \xC2\xB0"
                       "F",
                       TL_TEMPERATURE)
                   .si,
               373.15, 1e-12);
  assert_close(read_ok("-40 degC", TL_TEMPERATURE).si, read_ok("-40 degF", TL_TEMPERATURE).si, 1e-12);
  assert_close(read_ok("\xE2\x88\x92"
                       "5 \xE2\x84\x83",
                       TL_TEMPERATURE)
                   .si,
               268.15, 1e-12);
  assert_close(read_ok("491.67 degR", TL_TEMPERATURE).si, 273.15, 1e-12);
  assert_close(read_ok("9 degF", TL_TEMPERATURE_DIFFERENCE).si, 5, 1e-14);
  assert_close(read_ok("5 degC", TL_TEMPERATURE_DIFFERENCE).si, 5, 0);
}

static void gas_volumes_carry_their_reference_state(void **state) {
  (void)state;
  static const struct {
    const char *text;
    double m3_s, t_k;
  } cases[] = {
      {"50 bcm/a at 20 degC", 50e9 / 31536000.0, 293.15},
      {"50 bcm/a (20 degC)", 50e9 / 31536000.0, 293.15},
      {"50 bcm/a @ 20\xC2\xB0"
       "C",
       50e9 / 31536000.0, 293.15},
      {"50 bcma at 68 degF", 50e9 / 31536000.0, 293.15},
      {"50 bn m3 per year at 20 C", 50e9 / 31536000.0, 293.15},
      {"38 bcm p.a. at 293.15 K", 38e9 / 31536000.0, 293.15},
      {"80 MSm3/d", 80e6 / 86400.0, 288.15},
      {"85.5 MSm3/d at 20 degC", 85.5e6 / 86400.0, 293.15},
      {"5000 Nm3/h", 5000.0 / 3600.0, 273.15},
      {"1000 m3/h at 0 degC", 1000.0 / 3600.0, 273.15},
      {"24 10^6 m3/d at 20 degC", 24e6 / 86400.0, 293.15},
      {"24 million m\xC2\xB3/d (at 15 degC)", 24e6 / 86400.0, 288.15},
      {"38 bcm p.a. (20 degrees C, 101.325 kPa)", 38e9 / 31536000.0, 293.15},
      {"5 1000 m3/h at 20 degC", 5000.0 / 3600.0, 293.15},
      {"1 m3/s at 20 degC and 1.01325 bar", 1, 293.15},
      {"1 m3/s at 0 degC, 101.3 kPa", 1, 273.15},
      {"100 MMscfd", 100e6 * 0.028316846592 / 86400.0, 288.70555555555556},
  };
  for (size_t i = 0; i < TLI_COUNT(cases); i++) {
    tl_value v = read_ok(cases[i].text, TL_GAS_VOLUME_FLOW);
    assert_close_rel(v.si, cases[i].m3_s, 1e-14);
    assert_close(v.reference_t_k, cases[i].t_k, 1e-10);
  }
}

static void a_gas_volume_without_a_reference_is_refused(void **state) {
  (void)state;
  refused("50 bcm/a", TL_GAS_VOLUME_FLOW, "says nothing without its reference temperature");
  refused("12 m3", TL_GAS_VOLUME, "add \"at 20 degC\"");
  refused("250 USD(2025)/1000 m3", TL_MONEY_PER_GAS_VOLUME, "reference temperature");
  refused("50 bcm/a at 25 degC", TL_GAS_VOLUME_FLOW, "25 degC is not in use; allowed 0, 15, 20 degC");
  refused("50 bcm/a at STP", TL_GAS_VOLUME_FLOW, "\"STP\" is not a reference state");
  refused("50 bcm/a at 20", TL_GAS_VOLUME_FLOW, "not a reference state");
  refused("50 bcm/a at 20 degC and 1 bar", TL_GAS_VOLUME_FLOW, "101.325 kPa");
  refused("50 bcm/a at 25/20 degC", TL_GAS_VOLUME_FLOW, "one reference temperature");
}

static void heating_values_say_gross_or_net_and_both_temperatures(void **state) {
  (void)state;
  static const char *const same[] = {"37.5 MJ/m3 gross at 25/20 degC",
                                     "37.5 MJ/m3 at 25/20 degC gross",
                                     "37.5 MJ/m3 (gross, 25/20 degC)",
                                     "37.5 MJ/m3 GCV at 25 degC/20 degC",
                                     ("37.5 MJ/Nm3 HHV (25/20 \xC2\xB0"
                                      "C)"),
                                     "37500 kJ/m3 (gross) at 25/20 degC"};
  for (size_t i = 0; i < TLI_COUNT(same); i++) {
    tl_value v = read_ok(same[i], TL_HEATING_VALUE);
    assert_close_rel(v.si, 37.5e6, 1e-15);
    assert_int_equal(v.basis, TL_GROSS);
    assert_close(v.combustion_t_k, 298.15, 0);
    assert_close(v.reference_t_k, 293.15, 0);
  }
  tl_value v = read_ok("10 kWh/Nm3 net at 25/0 degC", TL_HEATING_VALUE);
  assert_close_rel(v.si, 36e6, 1e-15);
  assert_int_equal(v.basis, TL_NET);
  assert_close(v.reference_t_k, 273.15, 0);
  refused("37.5 MJ/m3 at 25/20 degC", TL_HEATING_VALUE, "gross or net");
  refused("37.5 MJ/m3 gross", TL_HEATING_VALUE, "reference temperatures for combustion and volume");
  refused("37.5 MJ/m3 gross at 20 degC", TL_HEATING_VALUE, "two reference temperatures");
  refused("37.5 MJ/m3 gross at 30/20 degC", TL_HEATING_VALUE, "combustion reference temperature 30 degC");
  refused("37.5 MJ/m3 gross net at 25/20 degC", TL_HEATING_VALUE, "more than once");
}

static void money_keeps_currency_and_price_year(void **state) {
  (void)state;
  static const struct {
    const char *text;
    tl_quantity quantity;
    double si;
    const char *currency;
    int year;
  } cases[] = {
      {"13.6 bn USD(2023)", TL_MONEY, 13.6e9, "USD", 2023},
      {"13.6 billion USD (2023)", TL_MONEY, 13.6e9, "USD", 2023},
      {"5 MUSD", TL_MONEY, 5e6, "USD", 0},
      {"770 bn RUB 2012", TL_MONEY, 770e9, "RUB", 2012},
      {"3 M MNT(2024)", TL_MONEY, 3e6, "MNT", 2024},
      {"5.2 M USD(2023)/km", TL_MONEY_PER_LENGTH, 5200, "USD", 2023},
      {"4060 USD(2019)/kW", TL_MONEY_PER_POWER, 4.06, "USD", 2019},
      {"1500 USD(2024)/t", TL_MONEY_PER_MASS, 1.5, "USD", 2024},
      {"250 USD(2025)/1000 m3 at 20 degC", TL_MONEY_PER_GAS_VOLUME, 0.25, "USD", 2025},
      {"250 USD(2025)/(1000 m3) at 20 degC", TL_MONEY_PER_GAS_VOLUME, 0.25, "USD", 2025},
      {"7.2 USD(2025)/MMBtu", TL_MONEY_PER_ENERGY, 7.2 / 1055.05585262e6, "USD", 2025},
      {"25 EUR(2024)/MWh", TL_MONEY_PER_ENERGY, 25 / 3.6e9, "EUR", 2024},
      {"1 bn USD(2024)/a", TL_MONEY_PER_TIME, 1e9 / 31536000.0, "USD", 2024},
  };
  for (size_t i = 0; i < TLI_COUNT(cases); i++) {
    tl_value v = read_ok(cases[i].text, cases[i].quantity);
    assert_close_rel(v.si, cases[i].si, 1e-15);
    assert_string_equal(v.currency, cases[i].currency);
    assert_int_equal(v.price_year, cases[i].year);
  }
  assert_int_equal(read_ok("7.2 USD(2025)/MMBtu", TL_MONEY_PER_ENERGY).basis, TL_GROSS);
  assert_int_equal(read_ok("7.2 USD(2025)/MMBtu net", TL_MONEY_PER_ENERGY).basis, TL_NET);
  refused("13.6 bn", TL_MONEY, "currency");
  refused("13.6 bn $", TL_MONEY, "did you mean USD?");
  refused("90 bn RMB(2024)", TL_MONEY, "did you mean CNY?");
  refused("13.6 bn XYZ(2023)", TL_MONEY, "ISO 4217");
  refused("13.6 bn USD(23)", TL_MONEY, "price year");
  refused("13.6 bn USD(2023", TL_MONEY, "price year");
  refused("5.2 M USD(2023)", TL_MONEY_PER_LENGTH, "per what?");
  refused("5.2 M USD(2023)/km", TL_MONEY, "behind the currency");
  refused("5.2 M USD(2023)/bar", TL_MONEY_PER_LENGTH, "unit of pressure");
}

static void refusals_name_what_was_read_and_what_was_meant(void **state) {
  (void)state;
  refused("9.8", TL_PRESSURE, "has no unit; a pressure is written for example 9.8 MPa");
  refused("1420", TL_LENGTH, "has no unit");
  refused("0.08", TL_RATE, "8 %/a");
  refused("9.8 Mpa", TL_PRESSURE, "did you mean MPa?");
  refused("9.8 km", TL_PRESSURE, "\"km\" is a unit of length, not of pressure");
  refused("10 at", TL_PRESSURE, "technical atmosphere");
  refused("-2 bar(g)", TL_PRESSURE, "below vacuum");
  refused("-1 K", TL_TEMPERATURE, "below absolute zero");
  refused("1 bar(g)", TL_PRESSURE_DIFFERENCE, "neither gauge nor absolute");
  refused("10 mcm/d at 20 degC", TL_GAS_VOLUME_FLOW, "a million to others");
  refused("7 USD(2025)/MBtu", TL_MONEY_PER_ENERGY, "write \"MMBtu\"");
  refused("5 Gcal", TL_ENERGY, "two values");
  refused("5 ton", TL_MASS, "metric, short or long");
  refused("1,420 mm", TL_LENGTH, "digits behind a comma");
  refused("9,8 MPa", TL_PRESSURE, "digits behind a comma");
  refused("1 420 mm", TL_LENGTH, "digits behind a blank");
  refused(
      "1\xC2\xA0"
      "420 mm",
      TL_LENGTH, "digits behind a blank");
  refused("1'420 mm", TL_LENGTH, "digits");
  refused("1.420.000 mm", TL_LENGTH, "a second point");
  refused("nan m", TL_LENGTH, "expected a number");
  refused("inf m", TL_LENGTH, "expected a number");
  refused("0x10 m", TL_LENGTH, "not a known unit");
  refused("1e999 m", TL_LENGTH, "too large");
  refused("1e300 bcm at 20 degC", TL_GAS_VOLUME, "too large");
  refused("", TL_LENGTH, "expected a number");
  refused("5 metrs", TL_LENGTH, "did you mean");
  refused("5.5", TL_COUNT, "whole number");
  refused("5 %", TL_COUNT, "not of whole number");
  refused("5 m", TL_NUMBER, "unit of length");
  refused("maybe", TL_BOOLEAN, "true, false, yes or no");
  refused("2025-02-29", TL_DATE, "not a day of the calendar");
  refused("02.09.2025", TL_DATE, "year-month-day");
}

static void days_count_from_1970(void **state) {
  (void)state;
  assert_close(read_ok("1970-01-01", TL_DATE).si, 0, 0);
  assert_close(read_ok("2000-03-01", TL_DATE).si, 11017, 0);
  assert_close(read_ok("2025-09-02", TL_DATE).si, 20333, 0); /* date -ud 2025-09-02 +%s / 86400 */
  assert_close(read_ok("1858-05-28", TL_DATE).si, -40760, 0);
  assert_close(read_ok("yes", TL_BOOLEAN).si, 1, 0);
  assert_close(read_ok("False", TL_BOOLEAN).si, 0, 0);
}

static void numbers_counts_and_rates(void **state) {
  (void)state;
  assert_close_rel(read_ok("85 %", TL_NUMBER).si, 0.85, 1e-15);
  assert_close_rel(read_ok("0.85", TL_NUMBER).si, 0.85, 0);
  assert_close_rel(read_ok("8 %", TL_RATE).si, 0.08, 1e-15);
  assert_close_rel(read_ok("8 % p.a.", TL_RATE).si, 0.08, 1e-15);
  assert_close_rel(read_ok("0.08 1/a", TL_RATE).si, 0.08, 1e-15);
  assert_close_rel(read_ok("8 percent per year", TL_RATE).si, 0.08, 1e-14);
  assert_close_rel(read_ok("0.5 %/month", TL_RATE).si, 0.06, 1e-14);
  assert_close(read_ok("22", TL_COUNT).si, 22, 0);
}

/* Every row of the table: what is written in the unit and read back is the same number, in 200 sizes. */
static void every_unit_of_the_table_goes_round(void **state) {
  (void)state;
  tl_unit_row row;
  size_t rows = 0;
  for (; tl_unit_table(rows, &row); rows++) {
    assert_true(row.factor > 0 && isfinite(row.factor));
    assert_true(strlen(row.source) > 0);
    for (int k = 0; k < 200; k++) {
      double number = 0.37 * pow(1.07, k);
      char text[160], unit[100];
      bool volume = row.quantity == TL_GAS_VOLUME || row.quantity == TL_GAS_VOLUME_FLOW ||
                    row.quantity == TL_MONEY_PER_GAS_VOLUME;
      (void)snprintf(unit, sizeof unit, "%s%s", row.unit,
                     volume                             ? " at 20 degC"
                     : row.quantity == TL_HEATING_VALUE ? " net at 25/0 degC"
                                                        : "");
      if (row.quantity == TL_NUMBER && strcmp(row.unit, "1") == 0) continue;
      (void)snprintf(text, sizeof text, "%.17g %s", number, unit);
      tl_value v = read_ok(text, row.quantity);
      assert_close_rel(v.si, number * row.factor + row.offset, 1e-15);
      double back;
      tl_error error;
      if (tl_value_in(&v, unit, &back, &error) != TL_OK) fail_msg("%s", error.sentence);
      assert_close(back, number, 4e-16 * (number + row.offset / row.factor) * 2);
    }
  }
  assert_true(rows > 130);
}

static void signs_of_multiplication_do_not_matter(void **state) {
  (void)state;
  static const char *const same[] = {
      "1.5 W/(m2 K)", "1.5 W/(m\xC2\xB2\xC2\xB7K)", "1.5 W/m2-K", "1.5 W/(m^2*K)", "1.5 W/m2/K", "1.5 W/(m2.K)"};
  for (size_t i = 0; i < TLI_COUNT(same); i++) assert_close(read_ok(same[i], TL_HEAT_TRANSFER).si, 1.5, 0);
  assert_close_rel(read_ok("12 \xC2\xB5Pa\xC2\xB7s", TL_VISCOSITY).si, 12e-6, 1e-15);
  assert_close_rel(read_ok("3 kW-h", TL_ENERGY).si, 10.8e6, 1e-15);
  assert_close_rel(read_ok("365 Mtpa", TL_MASS_FLOW).si, 1e9 / 86400.0, 1e-14);
}

static void values_are_not_shown_in_another_state_or_currency(void **state) {
  (void)state;
  double number;
  tl_error error = {0};
  tl_value volume = read_ok("50 bcm/a at 20 degC", TL_GAS_VOLUME_FLOW);
  assert_int_equal(tl_value_in(&volume, "bcm/a at 0 degC", &number, &error), TL_ERR_INPUT);
  assert_non_null(strstr(error.sentence, "at 20 degC"));
  assert_int_equal(tl_value_in(&volume, "bcm/a", &number, &error), TL_ERR_INPUT);
  assert_int_equal(tl_value_in(&volume, "MSm3/d at 20 degC", &number, &error), TL_OK);
  assert_close_rel(number, 50e9 / 365 / 1e6, 1e-14);
  tl_value money = read_ok("13.6 bn USD(2023)", TL_MONEY);
  assert_int_equal(tl_value_in(&money, "bn EUR(2023)", &number, &error), TL_ERR_INPUT);
  assert_int_equal(tl_value_in(&money, "bn USD(2024)", &number, &error), TL_ERR_INPUT);
  assert_non_null(strstr(error.sentence, "USD(2023)"));
  assert_int_equal(tl_value_in(&money, "M USD(2023)", &number, &error), TL_OK);
  assert_close_rel(number, 13600.0, 1e-15);
  tl_value heat = read_ok("37.5 MJ/m3 gross at 25/20 degC", TL_HEATING_VALUE);
  assert_int_equal(tl_value_in(&heat, "MJ/m3 net at 25/20 degC", &number, &error), TL_ERR_INPUT);
  assert_int_equal(tl_value_in(&heat, "kWh/m3 gross at 25/20 degC", &number, &error), TL_OK);
  assert_close_rel(number, 37.5 / 3.6, 1e-15);
  tl_value pressure = read_ok("9.8 MPa", TL_PRESSURE);
  assert_int_equal(tl_value_in(&pressure, "bar(g)", &number, &error), TL_OK);
  assert_close_rel(number, 96.98675, 1e-15);
}

static void every_quantity_reads_its_own_example(void **state) {
  (void)state;
  for (int q = 0; q < TL_QUANTITIES; q++) {
    assert_true(strlen(tl_quantity_name((tl_quantity)q)) > 0);
    if (q == TL_TEXT) continue;
    char example[80];
    (void)snprintf(example, sizeof example, "%s", tl_quantity_example((tl_quantity)q));
    char *second = strstr(example, " or ");
    if (second != NULL) {
      *second = '\0';
      (void)read_ok(second + 4, (tl_quantity)q);
    }
    (void)read_ok(example, (tl_quantity)q);
  }
  assert_string_equal(tl_quantity_name((tl_quantity)TL_QUANTITIES), "");
}

static void misuse_is_refused(void **state) {
  (void)state;
  tl_value value = {0};
  double number;
  tl_error error;
  assert_int_equal(tl_value_read(NULL, TL_LENGTH, &value, &error), TL_ERR_USAGE);
  assert_int_equal(tl_value_read("x", TL_TEXT, &value, &error), TL_ERR_USAGE);
  assert_int_equal(tl_value_read("1 m", (tl_quantity)99, &value, NULL), TL_ERR_USAGE);
  assert_int_equal(tl_value_in(NULL, "m", &number, &error), TL_ERR_USAGE);
  assert_int_equal(tl_unit_factor(TL_DATE, "d", &number, NULL, &error), TL_ERR_USAGE);
  char many[5000];
  memset(many, '7', sizeof many - 1);
  many[sizeof many - 1] = '\0';
  assert_int_equal(tl_value_read(many, TL_LENGTH, &value, &error), TL_ERR_INPUT);
  memset(many + 1, 'm', sizeof many - 2);
  assert_int_equal(tl_value_read(many, TL_LENGTH, &value, &error), TL_ERR_INPUT);
  assert_non_null(strstr(error.sentence, "too long"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(conversions_printed_in_sp811_come_out),
      cmocka_unit_test(spellings_of_a_pressure_agree),
      cmocka_unit_test(temperatures_meet_at_fixed_points),
      cmocka_unit_test(gas_volumes_carry_their_reference_state),
      cmocka_unit_test(a_gas_volume_without_a_reference_is_refused),
      cmocka_unit_test(heating_values_say_gross_or_net_and_both_temperatures),
      cmocka_unit_test(money_keeps_currency_and_price_year),
      cmocka_unit_test(refusals_name_what_was_read_and_what_was_meant),
      cmocka_unit_test(days_count_from_1970),
      cmocka_unit_test(numbers_counts_and_rates),
      cmocka_unit_test(every_unit_of_the_table_goes_round),
      cmocka_unit_test(signs_of_multiplication_do_not_matter),
      cmocka_unit_test(values_are_not_shown_in_another_state_or_currency),
      cmocka_unit_test(every_quantity_reads_its_own_example),
      cmocka_unit_test(misuse_is_refused),
  };
  return cmocka_run_group_tests_name("units", tests, NULL, NULL);
}
