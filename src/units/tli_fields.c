/* Fields of a struct: see tli_fields.h. */
#include "units/tli_fields.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "units/tli_units.h"

const tl_field *tli_field_find(const tl_field *fields, size_t count, const char *name, const char **near) {
  enum { MOST_NAMES = 128 };
  const char *names[MOST_NAMES];
  size_t known = 0;
  if (near != NULL) *near = NULL;
  for (size_t i = 0; i < count; i++) {
    if (tli_text_equal_loose(fields[i].name, name)) return &fields[i];
    if (known < MOST_NAMES) names[known++] = fields[i].name;
  }
  if (near != NULL) *near = tli_did_you_mean(name, names, known);
  return NULL;
}

/* --- units of the trade ------------------------------------------------------------------------------------- */

/* From large to small; the first whose size the value reaches is shown. One entry: always shown. */
typedef struct show {
  const char *unit;
  double at_least_si;
} show;

static const show *shows(tl_quantity quantity) {
  static const show number[] = {{"", 0}, {NULL, 0}};
  static const show length[] = {{"km", 1000}, {"m", 0.5}, {"mm", 0.0005}, {"um", 0}, {NULL, 0}};
  static const show area[] = {{"km2", 1e5}, {"m2", 1e-3}, {"mm2", 0}, {NULL, 0}};
  static const show angle[] = {{"deg", 0}, {NULL, 0}};
  static const show pressure[] = {{"MPa", 0.5e6}, {"kPa", 100}, {"Pa", 0}, {NULL, 0}};
  static const show temperature[] = {{"degC", 0}, {NULL, 0}};
  static const show kelvin[] = {{"K", 0}, {NULL, 0}};
  static const show mass[] = {{"Mt", 1e8}, {"kt", 1e6}, {"t", 1e3}, {"kg", 0}, {NULL, 0}};
  static const show mass_flow[] = {{"kg/s", 0}, {NULL, 0}};
  static const show volume[] = {{"bcm", 1e8}, {"million m3", 1e5}, {"m3", 0}, {NULL, 0}};
  static const show flow[] = {{"bcm/a", 3}, {"thousand m3/h", 0.1}, {"m3/h", 0}, {NULL, 0}};
  static const show time[] = {{"a", 365 * 86400.0}, {"d", 2 * 86400.0}, {"h", 3600}, {"s", 0}, {NULL, 0}};
  static const show velocity[] = {{"m/s", 0}, {NULL, 0}};
  static const show power[] = {{"GW", 1e9}, {"MW", 1e5}, {"kW", 100}, {"W", 0}, {NULL, 0}};
  static const show energy[] = {{"PJ", 1e15}, {"TJ", 1e12}, {"GJ", 1e9}, {"MJ", 1e6}, {"J", 0}, {NULL, 0}};
  static const show heating[] = {{"MJ/m3", 0}, {NULL, 0}};
  static const show heat_transfer[] = {{"W/(m2 K)", 0}, {NULL, 0}};
  static const show viscosity[] = {{"Pa s", 1e-1}, {"mPa s", 1e-4}, {"uPa s", 0}, {NULL, 0}};
  static const show density[] = {{"kg/m3", 0}, {NULL, 0}};
  static const show stress[] = {{"MPa", 0}, {NULL, 0}};
  static const show conductivity[] = {{"W/(m K)", 0}, {NULL, 0}};
  static const show rate[] = {{"%/a", 0}, {NULL, 0}};
  switch (quantity) {
    case TL_LENGTH:
      return length;
    case TL_AREA:
      return area;
    case TL_ANGLE:
      return angle;
    case TL_PRESSURE:
    case TL_PRESSURE_DIFFERENCE:
      return pressure;
    case TL_TEMPERATURE:
      return temperature;
    case TL_TEMPERATURE_DIFFERENCE:
      return kelvin;
    case TL_MASS:
      return mass;
    case TL_MASS_FLOW:
      return mass_flow;
    case TL_GAS_VOLUME:
      return volume;
    case TL_GAS_VOLUME_FLOW:
      return flow;
    case TL_TIME:
      return time;
    case TL_VELOCITY:
      return velocity;
    case TL_POWER:
      return power;
    case TL_ENERGY:
      return energy;
    case TL_HEATING_VALUE:
      return heating;
    case TL_HEAT_TRANSFER:
      return heat_transfer;
    case TL_VISCOSITY:
      return viscosity;
    case TL_DENSITY:
      return density;
    case TL_STRESS:
      return stress;
    case TL_CONDUCTIVITY:
      return conductivity;
    case TL_RATE:
      return rate;
    default:
      return number;
  }
}

/* Money has no unit of the trade without its currency: a scale in words, and what it is per. */
typedef struct money_show {
  double per_si;     /* SI of the denominator shown */
  const char *words; /* with the blank in front */
} money_show;

static money_show money_shows(tl_quantity quantity) {
  switch (quantity) {
    case TL_MONEY_PER_LENGTH:
      return (money_show){1e3, " currency units/km"};
    case TL_MONEY_PER_POWER:
      return (money_show){1e3, " currency units/kW"};
    case TL_MONEY_PER_MASS:
      return (money_show){1e3, " currency units/t"};
    case TL_MONEY_PER_GAS_VOLUME:
      return (money_show){1e3, " currency units/1000 m3"};
    case TL_MONEY_PER_ENERGY:
      return (money_show){1055.05585262e6, " currency units/MMBtu"};
    case TL_MONEY_PER_TIME:
      return (money_show){TLI_CONTRACT_YEAR_S, " currency units/a"};
    default:
      return (money_show){1, " currency units"};
  }
}

const char *tli_quantity_show_unit(tl_quantity quantity, double si) {
  if (tli_is_money(quantity)) return money_shows(quantity).words + 1;
  const show *s = shows(quantity);
  while (s[1].unit != NULL && !(fabs(si) >= s->at_least_si * (1 - 1e-12))) s++;
  if (si == 0.0) s = shows(quantity);
  return s->unit;
}

static void add_date(double days, tli_text *text) {
  /* The inverse of value.c's count of days (same source, section 15.11.3). */
  long z = (long)days + 719468;
  long era = (z >= 0 ? z : z - 146096) / 146097;
  long doe = z - era * 146097, yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  long doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
  long month = mp < 10 ? mp + 3 : mp - 9;
  tli_text_printf(text, "%04ld-%02ld-%02ld", yoe + era * 400 + (month <= 2 ? 1 : 0), month,
                  doy - (153 * mp + 2) / 5 + 1);
}

static void add_number_and_unit(double number, const char *unit, tli_text *text) {
  tli_text_printf(text, "%s%s%s", tli_digits(number, 6).words, unit[0] != '\0' ? " " : "", unit);
}

static double in_unit(tl_quantity quantity, double si, const char *unit) {
  double factor = 1, offset = 0;
  if (unit[0] != '\0' && tl_unit_factor(quantity, unit, &factor, &offset, NULL) != TL_OK) return NAN;
  return (si - offset) / factor;
}

void tli_quantity_add_shown(tl_quantity quantity, double si, tli_text *text) {
  if (quantity == TL_DATE) {
    add_date(si, text);
  } else if (quantity == TL_BOOLEAN) {
    tli_text_add(text, si != 0.0 ? "yes" : "no");
  } else if (tli_is_money(quantity)) {
    money_show m = money_shows(quantity);
    tli_text_printf(text, "%s%s", tli_digits(si * m.per_si, 6).words, m.words);
  } else {
    const char *unit = tli_quantity_show_unit(quantity, si);
    add_number_and_unit(in_unit(quantity, si, unit), unit, text);
  }
}

/* A bound in `unit` (NULL: whatever fits its size). */
static void add_bound(const tl_field *field, double si, const char *unit, tli_text *text) {
  if (!isfinite(si))
    tli_text_add(text, "any");
  else if (unit == NULL)
    tli_quantity_add_shown(field->quantity, si, text);
  else
    add_number_and_unit(in_unit(field->quantity, si, unit), unit, text);
}

static void add_choices(const tl_field *field, tli_text *text) {
  for (size_t i = 0; field->choices[i] != NULL; i++) {
    if (i > 0) tli_text_add(text, ", ");
    tli_text_add(text, field->choices[i]);
  }
}

void tli_field_add_range(const tl_field *field, tli_text *text) {
  if (field->quantity == TL_TEXT && field->choices != NULL) {
    tli_text_add(text, "one of: ");
    add_choices(field, text);
  }
  if (field->quantity == TL_TEXT || field->quantity == TL_BOOLEAN) return;
  add_bound(field, field->min_si, NULL, text);
  tli_text_add(text, " .. ");
  add_bound(field, field->max_si, NULL, text);
}

/* --- reading ------------------------------------------------------------------------------------------------ */

static tl_code read_text(const tl_field *field, const char *text, void *base, tli_arena *arena, tl_error *error) {
  char q[TLI_QUOTED_BYTES];
  const char **member = (const char **)(void *)((char *)base + field->offset);
  if (field->choices != NULL) {
    size_t count = 0;
    for (; field->choices[count] != NULL; count++) {
      if (!tli_text_equal_loose(field->choices[count], text)) continue;
      *member = field->choices[count];
      return TL_OK;
    }
    const char *near = tli_did_you_mean(text, field->choices, count);
    if (near != NULL)
      return tl_fail(error, TL_ERR_INPUT, "%s = %s is not known; did you mean %s?", field->name, tli_quoted(text, q),
                     near);
    tli_text list;
    tli_text_init(&list, arena != NULL ? tli_arena_allocator(arena) : NULL);
    add_choices(field, &list);
    tl_code code = list.failed ? TLI_NO_MEMORY(error, field->name)
                               : tl_fail(error, TL_ERR_INPUT, "%s = %s is not known; allowed: %s", field->name,
                                         tli_quoted(text, q), list.bytes != NULL ? list.bytes : "nothing");
    tli_text_free(&list);
    return code;
  }
  if (arena == NULL) return tl_fail(error, TL_ERR_USAGE, "%s is text and needs an arena to live in", field->name);
  char *copy = tli_arena_strdup(arena, text);
  if (copy == NULL) return TLI_NO_MEMORY(error, field->name);
  *member = copy;
  return TL_OK;
}

/* The text split into the number as written and the unit as written. */
typedef struct written {
  const char *number;
  size_t number_length;
  const char *unit;
} written;

static written split(const char *text) {
  written w = {text, 0, text};
  while (isspace((unsigned char)*w.number)) w.number++;
  const char *end;
  (void)tli_parse_double(w.number, &end);
  w.number_length = (size_t)(end - w.number);
  while (isspace((unsigned char)*end)) end++;
  w.unit = end;
  return w;
}

/* Of the common units of the quantity, the first in which the same number lies in the range. NULL if none. */
static const char *unit_meant(const tl_field *field, double number) {
  size_t row_count;
  const tli_unit_row *rows = tli_unit_rows(&row_count);
  const char *const *common = tli_unit_common(field->quantity);
  tl_quantity rows_of = field->quantity == TL_PRESSURE_DIFFERENCE ? TL_PRESSURE : field->quantity;
  for (size_t i = 0; common[i] != NULL; i++) {
    double factor, offset;
    if (tl_unit_factor(field->quantity, common[i], &factor, &offset, NULL) != TL_OK) continue;
    double si = number * factor + offset;
    if (si >= field->min_si && si <= field->max_si) return common[i];
  }
  for (size_t i = 0; i < row_count; i++) {
    if (rows[i].quantity != rows_of) continue;
    double si = number * rows[i].factor + rows[i].offset;
    if (si >= field->min_si && si <= field->max_si) return rows[i].unit;
  }
  return NULL;
}

/* The unit for the bounds in a sentence: the user's own, without reference clause, currency and gauge. */
static const char *own_unit(const tl_field *field, const char *unit, char *buffer, size_t bytes) {
  double factor, offset;
  size_t n = strlen(unit);
  const char *at = strstr(unit, " at ");
  if (at != NULL) n = (size_t)(at - unit);
  while (n > 0 && isspace((unsigned char)unit[n - 1])) n--;
  if (n >= bytes) return NULL;
  memcpy(buffer, unit, n);
  buffer[n] = '\0';
  if (n == 0) return buffer;
  return tl_unit_factor(field->quantity, buffer, &factor, &offset, NULL) == TL_OK ? buffer : NULL;
}

static tl_code outside(const tl_field *field, const char *text, const tli_arena *arena, tl_error *error) {
  written w = split(text);
  char buffer[40], q[TLI_QUOTED_BYTES];
  const char *unit = own_unit(field, w.unit, buffer, sizeof buffer);
  if (field->quantity == TL_DATE) unit = NULL;
  tli_text sentence;
  tli_text_init(&sentence, arena != NULL ? tli_arena_allocator(arena) : NULL);
  tli_quoted(text, q); /* without its quotes it reads as the user wrote it */
  tli_text_printf(&sentence, "%s = %.*s is outside ", field->name, (int)strlen(q) - 2, q + 1);
  add_bound(field, field->min_si, unit, &sentence);
  tli_text_add(&sentence, " .. ");
  add_bound(field, field->max_si, unit, &sentence);
  bool has_units = field->quantity != TL_DATE && field->quantity != TL_COUNT && !tli_is_money(field->quantity);
  const char *meant = has_units ? unit_meant(field, tli_parse_double(w.number, NULL)) : NULL;
  if (meant != NULL) {
    const char *clause = strstr(w.unit, " at ");
    tli_text_printf(&sentence, "; did you mean %.*s %s%s?", (int)w.number_length, w.number, meant,
                    clause != NULL ? clause : "");
  }
  tl_code code =
      sentence.failed ? TLI_NO_MEMORY(error, field->name) : tl_fail(error, TL_ERR_INPUT, "%s", sentence.bytes);
  tli_text_free(&sentence);
  return code;
}

tl_code tli_field_read(const tl_field *field, const char *text, void *base, tli_arena *arena, tl_error *error) {
  if (field->quantity == TL_TEXT) return read_text(field, text, base, arena, error);
  tl_value value;
  tl_error why;
  tl_code code = tl_value_read(text, field->quantity, &value, &why);
  if (code != TL_OK) return tl_fail(error, code, "%s = %s", field->name, why.sentence);
  if (field->quantity != TL_BOOLEAN && !(value.si >= field->min_si && value.si <= field->max_si))
    return outside(field, text, arena, error);
  memcpy((char *)base + field->offset, &value, sizeof value);
  return TL_OK;
}

tl_code tli_fields_set_defaults(const tl_field *fields, size_t count, void *base, tli_arena *arena, tl_error *error) {
  for (size_t i = 0; i < count; i++) {
    if (fields[i].default_text == NULL) continue;
    tl_error why;
    tl_code code = tli_field_read(&fields[i], fields[i].default_text, base, arena, &why);
    if (code == TL_ERR_INPUT) return tl_fail(error, TL_ERR_USAGE, "default of field %s", why.sentence);
    if (code != TL_OK) return tl_fail(error, code, "%s", why.sentence);
  }
  return TL_OK;
}
