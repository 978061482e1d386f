/* What stands behind a unit of gas: the reference state of a volume ("at 20 degC and 101.325 kPa"), both reference
 * temperatures of a heating value ("at 25/20 degC"), and gross or net. */
#include "units/tli_expression.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

bool tli_takes_reference(tl_quantity quantity) {
  return quantity == TL_GAS_VOLUME || quantity == TL_GAS_VOLUME_FLOW || quantity == TL_MONEY_PER_GAS_VOLUME ||
         quantity == TL_HEATING_VALUE;
}

bool tli_takes_basis(tl_quantity quantity) {
  return quantity == TL_HEATING_VALUE || quantity == TL_MONEY_PER_ENERGY || quantity == TL_ENERGY;
}

/* The reference temperatures of the trade, so that 20 degC and 68 degF give the same bits. 60 degF is a reference
 * of its own (ISO 6976:2016 tabulates 15.55 degC), never quietly taken for 15 degC. 25 degC is for combustion only. */
static bool known_reference(double t_k, bool combustion, double *exact) {
  static const double known[] = {273.15, 288.15, 293.15, (60.0 + 459.67) * 5.0 / 9.0, 298.15};
  for (size_t i = 0; i < TLI_COUNT(known) - (combustion ? 0 : 1); i++) {
    if (fabs(t_k - known[i]) > 0.004) continue;
    *exact = known[i];
    return true;
  }
  return false;
}

/* Behind the temperatures only the reference pressure may stand; 1.013 bar and 101.3 kPa are its rounded spellings. */
static bool is_reference_pressure(const char *text) {
  enum { ROUNDING_PA = 30 };
  tl_value p;
  return tl_value_read(text, TL_PRESSURE, &p, NULL) == TL_OK && fabs(p.si - TL_REFERENCE_PRESSURE_PA) <= ROUNDING_PA;
}

/* "20 degC", "25/20 degC", "25 degC/20 degC", "20 degC and 101.325 kPa" -> one or two temperatures; 0: not readable. */
static int read_temperatures(const char *clause, double t_k[2]) {
  int count = 0, without_unit = 0;
  double number[2];
  const char *p = clause;
  for (;;) {
    const char *end;
    p += strspn(p, " ");
    if (count == 2) return 0;
    number[count] = tli_parse_double(p, &end);
    if (end == p) return 0;
    count++;
    end += strspn(end, " ");
    size_t length = strcspn(end, "/,");
    const char *and = strstr(end, " and ");
    if (and != NULL && (size_t)(and-end) < length) length = (size_t)(and-end);
    char unit[16];
    if (length >= sizeof unit) return 0;
    memcpy(unit, end, length);
    unit[length] = '\0';
    tli_squeeze(unit);
    tli_scale found;
    if (unit[0] == '\0') {
      without_unit++;
    } else if (tli_spelled(TL_TEMPERATURE, unit, strlen(unit), &found)) {
      for (int i = count - 1 - without_unit; i < count; i++) t_k[i] = number[i] * found.factor + found.offset;
      without_unit = 0;
    } else {
      return 0;
    }
    p = end + length;
    if (*p == '/') {
      p++;
      continue;
    }
    if (without_unit > 0) return 0;
    if (*p == '\0') return count;
    p += *p == ',' ? 1 : 5;
    return is_reference_pressure(p) ? count : 0;
  }
}

tl_code tli_read_reference(const char *clause, const char *quoted, tli_unit *unit, tl_error *error) {
  char q[TLI_QUOTED_BYTES], c[TLI_QUOTED_BYTES];
  double t_k[2] = {0, 0};
  int count = read_temperatures(clause, t_k);
  bool heating = unit->quantity == TL_HEATING_VALUE;
  if (count == 0)
    return tl_fail(error, TL_ERR_INPUT, "%s: %s is not a reference state at 101.325 kPa; write for example \"%s\"",
                   tli_quoted(quoted, q), tli_quoted(clause, c), heating ? "at 25/20 degC" : "at 20 degC");
  if (heating && count == 1)
    return tl_fail(error, TL_ERR_INPUT,
                   "%s: a heating value needs two reference temperatures, combustion and volume; write for example "
                   "\"at 25/20 degC\"",
                   tli_quoted(quoted, q));
  if (!heating && count == 2)
    return tl_fail(error, TL_ERR_INPUT, "%s: a volume has one reference temperature; write for example \"at 20 degC\"",
                   tli_quoted(quoted, q));
  double volume_t_k = t_k[count - 1];
  if (!known_reference(volume_t_k, false, &unit->reference_t_k))
    return tl_fail(error, TL_ERR_INPUT,
                   "%s: volume reference temperature %g degC is not in use; allowed 0, 15, 20 degC or 60 degF",
                   tli_quoted(quoted, q), volume_t_k - 273.15);
  if (heating && !known_reference(t_k[0], true, &unit->combustion_t_k))
    return tl_fail(error, TL_ERR_INPUT,
                   "%s: combustion reference temperature %g degC is not in use; allowed 0, 15, 20, 25 degC or 60 degF",
                   tli_quoted(quoted, q), t_k[0] - 273.15);
  return TL_OK;
}

/* Cuts the reference clause off `text` and returns it, or NULL. "at ..." up to the end, or the last "( )" that
 * holds a temperature. */
char *tli_cut_clause(char *text) {
  size_t length = strlen(text);
  char *open = NULL;
  if (length > 0 && text[length - 1] == ')') open = strrchr(text, '(');
  if (open != NULL) {
    char *inside = open + 1 + strspn(open + 1, " ,");
    if (tli_starts_with(inside, "at ")) inside += 3;
    if (isdigit((unsigned char)*inside) && strpbrk(inside, "CFK/") != NULL) {
      text[length - 1] = '\0';
      *open = '\0';
      return inside;
    }
  }
  char *at = strstr(text, " at ");
  if (at == NULL) return NULL;
  *at = '\0';
  return at + 4;
}

/* Blanks out the words for gross and net wherever they stand alone; *twice if both or more than one are there. */
tl_heating_basis tli_cut_basis(char *text, bool *twice) {
  static const struct {
    const char *words;
    tl_heating_basis basis;
  } bases[] = {{"gross|GCV|gcv|HHV|hhv|GHV|superior|higher|upper|(gross)", TL_GROSS},
               {"net|NCV|ncv|LCV|lcv|LHV|lhv|NHV|inferior|lower|(net)", TL_NET}};
  tl_heating_basis found = TL_BASIS_NONE;
  *twice = false;
  for (char *word = text; *word != '\0';) {
    word += strspn(word, " ,()");
    size_t length = strcspn(word, " ,()");
    for (size_t i = 0; i < TLI_COUNT(bases); i++) {
      if (!tli_unit_spelled(bases[i].words, word, length)) continue;
      *twice = *twice || found != TL_BASIS_NONE;
      found = bases[i].basis;
      memset(word, ' ', length);
      for (char *before = word; before > text && strchr(" (,", before[-1]) != NULL; before--)
        if (before[-1] == ',') before[-1] = ' ';
      char *after = word + length + strspn(word + length, " ");
      if (*after == ',') *after = ' ';
    }
    word += length;
  }
  return found;
}

/* "()" left over from "(gross)". */
void tli_drop_empty_brackets(char *text) {
  char *open = strchr(text, '(');
  if (open == NULL) return;
  char *close = open + 1 + strspn(open + 1, " ");
  if (*close == ')') *open = *close = ' ';
}
