/* Reads and writes values: a number and a unit text, and the three kinds that have none (truth, day, whole number).
 *
 * Whoever writes "1,420 mm" may mean 1420 mm or 1.42 mm: such numbers are refused, never guessed. */
#include "units/tli_units.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const struct {
  const char *name, *si, *suffix, *example;
} quantities[TL_QUANTITIES] = {
    [TL_NUMBER] = {"number", "1", "", "0.85 or 85 %"},
    [TL_COUNT] = {"whole number", "1", "", "5"},
    [TL_LENGTH] = {"length", "m", "m", "962.9 km or 1420 mm"},
    [TL_AREA] = {"area", "m2", "m2", "12 km2"},
    [TL_ANGLE] = {"angle", "deg", "deg", "52.3 deg"},
    [TL_PRESSURE] = {"pressure", "Pa", "pa", "9.8 MPa or 97 bar(g)"},
    [TL_PRESSURE_DIFFERENCE] = {"pressure difference", "Pa", "pa", "0.1 MPa or 1 bar"},
    [TL_TEMPERATURE] = {"temperature", "K", "k", "10 degC"},
    [TL_TEMPERATURE_DIFFERENCE] = {"temperature difference", "K", "k", "5 K"},
    [TL_MASS] = {"mass", "kg", "kg", "2.5 Mt"},
    [TL_MASS_FLOW] = {"mass flow", "kg/s", "kg_s", "1080 kg/s"},
    [TL_GAS_VOLUME] = {"gas volume", "m3", "m3", "50 bcm at 20 degC"},
    [TL_GAS_VOLUME_FLOW] = {"gas volume flow", "m3/s", "m3_s", "50 bcm/a at 20 degC"},
    [TL_TIME] = {"time", "s", "s", "30 a or 24 h"},
    [TL_VELOCITY] = {"velocity", "m/s", "m_s", "15 m/s"},
    [TL_POWER] = {"power", "W", "w", "64 MW"},
    [TL_ENERGY] = {"energy", "J", "j", "10 TWh"},
    [TL_HEATING_VALUE] = {"heating value", "J/m3", "j_m3", "37.5 MJ/m3 gross at 25/20 degC"},
    [TL_HEAT_TRANSFER] = {"heat transfer coefficient", "W/(m2 K)", "w_m2_k", "1.5 W/(m2 K)"},
    [TL_VISCOSITY] = {"dynamic viscosity", "Pa s", "pa_s", "12 uPa s"},
    [TL_DENSITY] = {"density", "kg/m3", "kg_m3", "7850 kg/m3"},
    [TL_STRESS] = {"stress", "Pa", "pa", "555 MPa"},
    [TL_CONDUCTIVITY] = {"thermal conductivity", "W/(m K)", "w_m_k", "1.5 W/(m K)"},
    [TL_RATE] = {"rate per year", "1/a", "1_a", "8 %/a"},
    [TL_MONEY] = {"amount of money", "currency", "money", "13.6 bn USD(2023)"},
    [TL_MONEY_PER_LENGTH] = {"money per length", "currency/m", "money_m", "5.2 M USD(2023)/km"},
    [TL_MONEY_PER_POWER] = {"money per power", "currency/W", "money_w", "4060 USD(2019)/kW"},
    [TL_MONEY_PER_MASS] = {"money per mass", "currency/kg", "money_kg", "1500 USD(2024)/t"},
    [TL_MONEY_PER_GAS_VOLUME] = {"money per gas volume", "currency/m3", "money_m3", "250 USD(2025)/1000 m3 at 20 degC"},
    [TL_MONEY_PER_ENERGY] = {"money per energy", "currency/J", "money_j", "7.2 USD(2025)/MMBtu"},
    [TL_MONEY_PER_TIME] = {"money per time", "currency/s", "money_s", "1 bn USD(2024)/a"},
    [TL_TEXT] = {"text", "", "", "words"},
    [TL_BOOLEAN] = {"yes or no", "", "", "yes"},
    [TL_DATE] = {"date", "d", "day", "2025-09-02"},
};

static bool in_range(tl_quantity quantity) { return (int)quantity >= 0 && quantity < TL_QUANTITIES; }
const char *tl_quantity_name(tl_quantity quantity) { return in_range(quantity) ? quantities[quantity].name : ""; }
const char *tl_quantity_si(tl_quantity quantity) { return in_range(quantity) ? quantities[quantity].si : ""; }
const char *tl_quantity_suffix(tl_quantity quantity) { return in_range(quantity) ? quantities[quantity].suffix : ""; }
const char *tl_quantity_example(tl_quantity quantity) { return in_range(quantity) ? quantities[quantity].example : ""; }

/* --- truth, days -------------------------------------------------------------------------------------------- */

static const char *skip_blanks(const char *text) {
  while (isspace((unsigned char)*text)) text++;
  return text;
}

/* Copies the word without blanks around it; false if it does not fit. */
static bool only_word(const char *text, char *word, size_t bytes) {
  text = skip_blanks(text);
  size_t n = strlen(text);
  while (n > 0 && isspace((unsigned char)text[n - 1])) n--;
  if (n >= bytes) return false;
  memcpy(word, text, n);
  word[n] = '\0';
  return true;
}

static tl_code read_boolean(const char *text, tl_value *value, tl_error *error) {
  char word[8] = "", q[TLI_QUOTED_BYTES];
  if (only_word(text, word, sizeof word)) {
    value->si = tli_text_equal_loose(word, "true") || tli_text_equal_loose(word, "yes") ? 1 : 0;
    if (value->si > 0 || tli_text_equal_loose(word, "false") || tli_text_equal_loose(word, "no")) return TL_OK;
  }
  return tl_fail(error, TL_ERR_INPUT, "%s is neither yes nor no; write true, false, yes or no", tli_quoted(text, q));
}

/* Days from 1970-01-01 in the proleptic Gregorian calendar, counting years from March so that the leap day is last
 * (Richards, in: Explanatory Supplement to the Astronomical Almanac, 3rd ed. 2013, section 15.11). */
static int days_from_civil(int year, int month, int day) {
  int y = month <= 2 ? year - 1 : year, m = month <= 2 ? month + 9 : month - 3;
  return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
}

static int days_in_month(int year, int month) {
  static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return days[month - 1] + (month == 2 && leap ? 1 : 0);
}

static tl_code read_date(const char *text, tl_value *value, tl_error *error) {
  char word[12] = "", q[TLI_QUOTED_BYTES];
  bool shape = only_word(text, word, sizeof word) && strlen(word) == 10;
  for (int i = 0; shape && i < 10; i++)
    shape = i == 4 || i == 7 ? word[i] == '-' : isdigit((unsigned char)word[i]) != 0;
  if (!shape)
    return tl_fail(error, TL_ERR_INPUT, "%s is not a day; write year-month-day as in 2025-09-02", tli_quoted(text, q));
  int year = (word[0] - '0') * 1000 + (word[1] - '0') * 100 + (word[2] - '0') * 10 + (word[3] - '0');
  int month = (word[5] - '0') * 10 + (word[6] - '0'), day = (word[8] - '0') * 10 + (word[9] - '0');
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month))
    return tl_fail(error, TL_ERR_INPUT, "%s is not a day of the calendar; write year-month-day as in 2025-09-02",
                   tli_quoted(text, q));
  value->si = days_from_civil(year, month, day);
  return TL_OK;
}

/* --- numbers ------------------------------------------------------------------------------------------------ */

/* Reads the number and leaves *rest at the unit. Digits grouped by comma, blank or apostrophe are refused. */
static tl_code read_number(const char *text, tl_quantity quantity, double *number, const char **rest, tl_error *error) {
  char q[TLI_QUOTED_BYTES];
  const char *p = skip_blanks(text), *end;
  bool minus = tli_starts_with(p, "\xE2\x88\x92"); /* U+2212, what a typesetter makes of "-" */
  if (minus) p += 3;
  double number_read = tli_parse_double(p, &end);
  const bool plain = quantity == TL_NUMBER || quantity == TL_COUNT;
  if (end == p || (minus && (*p == '-' || *p == '+')))
    return tl_fail(error, TL_ERR_INPUT, "%s: expected a %s%s%s, for example %s", tli_quoted(text, q),
                   plain ? "" : "number with a unit of ", tl_quantity_name(quantity), plain ? " and nothing else" : "",
                   tl_quantity_example(quantity));
  if (!isfinite(number_read)) return tl_fail(error, TL_ERR_INPUT, "%s is too large a number", tli_quoted(text, q));
  *number = minus ? -number_read : number_read;
  const char *group = end;
  if (tli_starts_with(group, "\xC2\xA0"))
    group += 2;
  else if (tli_starts_with(group, "\xE2\x80\x89") || tli_starts_with(group, "\xE2\x80\xAF"))
    group += 3;
  else
    group += strspn(group, " ,'_.");
  /* "24 10^6 m3/d", "0.08 1/a" and "5 1000 m3/h" are units that begin with a digit; groups have three digits. */
  bool unit_digits = (*end == ' ') &&
                     (tli_starts_with(group, "10^") || tli_starts_with(group, "1/") || tli_starts_with(group, "1000 "));
  if (isdigit((unsigned char)*group) && !unit_digits) {
    char sep = *end == '.' || *end == ',' ? *end : ' ';
    return tl_fail(
        error, TL_ERR_INPUT,
        "%s: read %.*s and then digits behind %s; grouped digits and decimal commas are not accepted because they "
        "can be mistaken: write for example 1420 mm or 1.42 mm",
        tli_quoted(text, q), (int)(end - p), p,
        sep == ','   ? "a comma"
        : sep == '.' ? "a second point"
                     : "a blank");
  }
  *rest = end;
  return TL_OK;
}

static tl_code bare_number(const char *text, tl_quantity quantity, tl_error *error) {
  char q[TLI_QUOTED_BYTES];
  return tl_fail(error, TL_ERR_INPUT, "%s has no unit; a %s is written for example %s", tli_quoted(text, q),
                 tl_quantity_name(quantity), tl_quantity_example(quantity));
}

/* What no value of the kind can be, whatever the field allows. */
static tl_code check_possible(const char *text, const tl_value *value, tl_error *error) {
  char q[TLI_QUOTED_BYTES];
  if (!isfinite(value->si)) return tl_fail(error, TL_ERR_INPUT, "%s is too large a number", tli_quoted(text, q));
  if (value->quantity == TL_PRESSURE && value->si < 0)
    return tl_fail(error, TL_ERR_INPUT,
                   "%s is %g Pa absolute, below vacuum; gauge pressures are written as in 97 bar(g)",
                   tli_quoted(text, q), value->si);
  if (value->quantity == TL_TEMPERATURE && value->si < 0)
    return tl_fail(error, TL_ERR_INPUT, "%s is %g K, below absolute zero", tli_quoted(text, q), value->si);
  if (value->quantity == TL_COUNT && (floor(value->si) != value->si || fabs(value->si) > 9007199254740992.0))
    return tl_fail(error, TL_ERR_INPUT, "%s is not a whole number; write for example 5", tli_quoted(text, q));
  return TL_OK;
}

tl_code tl_value_read(const char *text, tl_quantity quantity, tl_value *value, tl_error *error) {
  if (text == NULL || value == NULL || !in_range(quantity) || quantity == TL_TEXT)
    return tl_fail(error, TL_ERR_USAGE,
                   "tl_value_read needs a text, a quantity other than text, and a place for the value");
  *value = (tl_value){.quantity = quantity};
  if (quantity == TL_BOOLEAN) return read_boolean(text, value, error);
  if (quantity == TL_DATE) return read_date(text, value, error);
  double number = 0;
  const char *rest = text;
  TLI_TRY(read_number(text, quantity, &number, &rest, error));
  bool unitless = quantity == TL_NUMBER || quantity == TL_COUNT;
  if (!unitless && *skip_blanks(rest) == '\0') return bare_number(text, quantity, error);
  tli_unit unit;
  TLI_TRY(tli_unit_read(quantity, rest, text, &unit, error));
  TLI_TRY(tli_unit_whole(&unit, text, error));
  value->si = number * unit.factor + unit.offset;
  value->reference_t_k = unit.reference_t_k;
  value->combustion_t_k = unit.combustion_t_k;
  value->basis = unit.basis;
  memcpy(value->currency, unit.currency, sizeof value->currency);
  value->price_year = unit.price_year;
  value->was_gauge = unit.gauge;
  return check_possible(text, value, error);
}

/* --- back to text ------------------------------------------------------------------------------------------- */

static bool differ(double a, double b) { return fabs(a - b) > 1e-9; }

tl_code tl_value_in(const tl_value *value, const char *unit_text, double *number, tl_error *error) {
  if (value == NULL || unit_text == NULL || number == NULL || !in_range(value->quantity))
    return tl_fail(error, TL_ERR_USAGE, "tl_value_in needs a value, a unit and a place for the number");
  char q[TLI_QUOTED_BYTES];
  if (value->quantity == TL_TEXT || value->quantity == TL_BOOLEAN || value->quantity == TL_DATE)
    return tl_fail(error, TL_ERR_USAGE, "a %s has no unit to be written in", tl_quantity_name(value->quantity));
  tli_unit unit;
  TLI_TRY(tli_unit_read(value->quantity, unit_text, NULL, &unit, error));
  if (differ(unit.reference_t_k, value->reference_t_k))
    return tl_fail(error, TL_ERR_INPUT,
                   "%s: the value is stated at a volume reference of %g degC; state it in the unit (\"at %g degC\") or "
                   "convert between reference states with the gas",
                   tli_quoted(unit_text, q), value->reference_t_k - 273.15, value->reference_t_k - 273.15);
  if (value->quantity == TL_HEATING_VALUE &&
      (differ(unit.combustion_t_k, value->combustion_t_k) || unit.basis != value->basis))
    return tl_fail(error, TL_ERR_INPUT, "%s: the value is %s at %g/%g degC; state the same in the unit",
                   tli_quoted(unit_text, q), value->basis == TL_NET ? "net" : "gross", value->combustion_t_k - 273.15,
                   value->reference_t_k - 273.15);
  if (value->quantity == TL_MONEY_PER_ENERGY && unit.basis != value->basis)
    return tl_fail(error, TL_ERR_INPUT, "%s: the value is per %s energy; state the same in the unit",
                   tli_quoted(unit_text, q), value->basis == TL_NET ? "net" : "gross");
  if (value->quantity == TL_ENERGY && unit.basis != TL_BASIS_NONE && unit.basis != value->basis)
    return tl_fail(error, TL_ERR_INPUT, "%s: the value is not on this heating-value basis", tli_quoted(unit_text, q));
  if (strcmp(unit.currency, value->currency) != 0 || unit.price_year != value->price_year) {
    char has[24];
    (void)snprintf(has, sizeof has, value->price_year != 0 ? "%.3s(%d)" : "%.3s", value->currency, value->price_year);
    return tl_fail(error, TL_ERR_INPUT, "%s: the value is in %s; another currency or price year needs a rate",
                   tli_quoted(unit_text, q), has);
  }
  *number = (value->si - unit.offset) / unit.factor;
  return TL_OK;
}

tl_code tl_unit_factor(tl_quantity quantity, const char *unit_text, double *factor, double *offset, tl_error *error) {
  if (unit_text == NULL || !in_range(quantity) || quantity == TL_TEXT || quantity == TL_BOOLEAN || quantity == TL_DATE)
    return tl_fail(error, TL_ERR_USAGE, "tl_unit_factor needs a unit text and a quantity that has units");
  tli_unit unit;
  TLI_TRY(tli_unit_read(quantity, unit_text, NULL, &unit, error));
  if (factor != NULL) *factor = unit.factor;
  if (offset != NULL) *offset = unit.offset;
  return TL_OK;
}

/* Rows of the table first, then the quotients people write; pressure rows serve differences of pressure, too. */
bool tl_unit_table(size_t index, tl_unit_row *row) {
  size_t count;
  const tli_unit_row *rows = tli_unit_rows(&count);
  if (index < count) {
    *row = (tl_unit_row){rows[index].quantity, rows[index].unit, rows[index].factor, rows[index].offset,
                         rows[index].source};
    return true;
  }
  index -= count;
  for (int quantity = 0; quantity < TL_QUANTITIES; quantity++) {
    const char *const *common = tli_unit_common((tl_quantity)quantity);
    for (; *common != NULL; common++) {
      if (index-- > 0) continue;
      *row = (tl_unit_row){(tl_quantity)quantity, *common, 0, 0, "quotient of the units above"};
      return tl_unit_factor((tl_quantity)quantity, *common, &row->factor, &row->offset, NULL) == TL_OK;
    }
  }
  return false;
}
