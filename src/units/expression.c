/* Reads a unit text: spelling, quotient, gauge or absolute, reference state, heating-value basis, currency.
 *
 *   unit      = spelling | unit "/" unit | [scale] CUR ["(" year ")"] ["/" unit]
 *   pressure  = unit ["(g)" | "(a)" | ...]
 *   with "at" t ["/" t] ["and" p] behind it where a reference state belongs, and gross or net where a basis does.
 * The text is first brought into one alphabet (micro sign, degree sign, superscripts, odd blanks), and compared
 * without blanks, so that "Pa s", "Pa*s" and "Pa.s" are one spelling. Case counts: mPa is not MPa. */
#include "units/tli_units.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { TEXT_BYTES = 160 };

const char *tli_quoted(const char *text, char buffer[TLI_QUOTED_BYTES]) {
  size_t n = 0;
  buffer[n++] = '"';
  const char *p = text;
  for (; *p != '\0' && n < TLI_QUOTED_BYTES - 5; p++) buffer[n++] = (unsigned char)*p < 32 || *p == 127 ? '?' : *p;
  if (*p != '\0') {
    while (n > 1 && ((unsigned char)*p & 0xC0) == 0x80) { /* do not cut a letter of several bytes in two */
      p--;
      n--;
    }
    memcpy(buffer + n, "...", 3);
    n += 3;
  }
  buffer[n++] = '"';
  buffer[n] = '\0';
  return buffer;
}

/* --- one alphabet ------------------------------------------------------------------------------------------- */

static const struct {
  const char *from, *to;
} letters[] = {
    {"\xC2\xA0", " "},
    {"\xE2\x80\x89", " "},
    {"\xE2\x80\xAF", " "},
    {"\xC2\xB5", "u"},
    {"\xCE\xBC", "u"},
    {"\xC2\xB2", "2"},
    {"\xC2\xB3", "3"},
    {"\xC2\xB7", " "},
    {"\xE2\x8B\x85", " "},
    {"\xC2\xB0", "deg"},
    {"\xC2\xBA", "deg"},
    {"\xE2\x84\x83", "degC"},
    {"\xE2\x84\x89", "degF"},
    {"*", " "},
    {"\t", " "},
    {"@", " at "},
    {"[", "("},
    {"]", ")"},
};

/* Signs left out of a unit: the power of m^3, the points of Pa.s and in., the dash of kW-h and W/m2-K. */
static bool says_nothing(const char *text, char before) {
  bool after_letter = isalpha((unsigned char)before), before_letter = isalpha((unsigned char)text[1]);
  if (*text == '^') return after_letter;
  if (*text == '.') return after_letter || (isdigit((unsigned char)before) && before_letter);
  return *text == '-' && isalnum((unsigned char)before) && before_letter;
}

/* Copies `text` with one spelling per sign; false if it does not fit. Blanks at both ends are dropped. */
static bool one_alphabet(const char *text, char out[TEXT_BYTES]) {
  size_t n = 0;
  while (*text != '\0') {
    const char *add = NULL;
    size_t taken = 1, length = 1;
    for (size_t i = 0; i < TLI_COUNT(letters) && add == NULL; i++) {
      if (!tli_starts_with(text, letters[i].from)) continue;
      add = letters[i].to;
      taken = strlen(letters[i].from);
      length = strlen(add);
    }
    if (add == NULL && tli_starts_with(text, " per ")) {
      add = "/";
      taken = 5;
    } else if (add == NULL && tli_starts_with(text, "p.a.") && (n == 0 || !isalpha((unsigned char)out[n - 1]))) {
      add = "/a";
      length = 2;
      taken = 4;
    } else if (add == NULL && says_nothing(text, n > 0 ? out[n - 1] : ' ')) {
      length = 0;
    }
    if (n + length >= TEXT_BYTES) return false;
    memcpy(out + n, add != NULL ? add : text, length);
    n += length;
    text += taken;
  }
  while (n > 0 && out[n - 1] == ' ') n--;
  out[n] = '\0';
  size_t blanks = strspn(out, " ");
  memmove(out, out + blanks, n - blanks + 1);
  return true;
}

static void squeeze(char *text) {
  char *to = text;
  for (const char *from = text; *from != '\0'; from++)
    if (*from != ' ') *to++ = *from;
  *to = '\0';
}

/* --- spellings and quotients -------------------------------------------------------------------------------- */

typedef struct scale {
  double factor, offset, reference_t_k;
} scale;

static bool spelled(tl_quantity quantity, const char *text, size_t length, scale *found) {
  size_t count;
  const tli_unit_row *rows = tli_unit_rows(&count);
  if (length >= 2 && text[0] == '(' && text[length - 1] == ')') { /* USD/(1000 m3) */
    text++;
    length -= 2;
  }
  for (size_t i = 0; i < count; i++) {
    if (rows[i].quantity != quantity) continue;
    if (!tli_unit_spelled(rows[i].unit, text, length) && !tli_unit_spelled(rows[i].also, text, length)) continue;
    *found = (scale){rows[i].factor, rows[i].offset, rows[i].reference_t_k};
    return true;
  }
  return false;
}

/* Quantities that are a quotient of two others; RATE is a number per year. */
static bool parts_of(tl_quantity quantity, tl_quantity *above, tl_quantity *below) {
  switch (quantity) {
    case TL_MASS_FLOW:
      *above = TL_MASS, *below = TL_TIME;
      return true;
    case TL_GAS_VOLUME_FLOW:
      *above = TL_GAS_VOLUME, *below = TL_TIME;
      return true;
    case TL_VELOCITY:
      *above = TL_LENGTH, *below = TL_TIME;
      return true;
    case TL_POWER:
      *above = TL_ENERGY, *below = TL_TIME;
      return true;
    case TL_HEATING_VALUE:
      *above = TL_ENERGY, *below = TL_GAS_VOLUME;
      return true;
    case TL_RATE:
      *above = TL_NUMBER, *below = TL_TIME;
      return true;
    default:
      return false;
  }
}

static bool quotient(tl_quantity quantity, const char *text, scale *found) {
  tl_quantity above = TL_NUMBER, below = TL_NUMBER;
  if (!parts_of(quantity, &above, &below)) return false;
  for (const char *bar = strchr(text, '/'); bar != NULL; bar = strchr(bar + 1, '/')) {
    scale top, bottom;
    if (!spelled(above, text, (size_t)(bar - text), &top) || !spelled(below, bar + 1, strlen(bar + 1), &bottom))
      continue;
    *found = (scale){top.factor / bottom.factor, 0, top.reference_t_k > 0 ? top.reference_t_k : bottom.reference_t_k};
    if (quantity == TL_RATE) found->factor *= TLI_CONTRACT_YEAR_S;
    return true;
  }
  return false;
}

typedef enum gauge { PLAIN, GAUGE, ABSOLUTE } gauge;

/* "bar(g)", "barg", "psig", "bar gauge", ...: the unit without its suffix, and what the suffix said. */
static gauge pressure(const char *text, scale *found) {
  static const struct {
    const char *suffix;
    gauge says;
  } suffixes[] = {{"(g)", GAUGE},         {"(G)", GAUGE},    {"(gauge)", GAUGE}, {"gauge", GAUGE},
                  {"_g", GAUGE},          {"g", GAUGE},      {"(a)", ABSOLUTE},  {"(abs)", ABSOLUTE},
                  {"absolute", ABSOLUTE}, {"abs", ABSOLUTE}, {"_a", ABSOLUTE},   {"(absolute)", ABSOLUTE},
                  {"a", ABSOLUTE}};
  size_t length = strlen(text);
  for (size_t i = 0; i < TLI_COUNT(suffixes); i++) {
    size_t tail = strlen(suffixes[i].suffix);
    if (length > tail && strcmp(text + length - tail, suffixes[i].suffix) == 0 &&
        spelled(TL_PRESSURE, text, length - tail, found))
      return suffixes[i].says;
  }
  return PLAIN;
}

static bool plain_unit(tl_quantity quantity, const char *squeezed, scale *found) {
  tl_quantity rows_of = quantity == TL_PRESSURE_DIFFERENCE ? TL_PRESSURE : quantity;
  return spelled(rows_of, squeezed, strlen(squeezed), found) || quotient(quantity, squeezed, found);
}

/* --- refusals ----------------------------------------------------------------------------------------------- */

/* The spelling of the quantity closest to `shown`, NULL if none is near. Lives in `buffer` or in the table. */
enum { NEAR_BYTES = 2048, NEAR_MOST = 160 };
static const char *nearest_spelling(tl_quantity quantity, const char *shown, char buffer[NEAR_BYTES]) {
  const char *candidates[NEAR_MOST];
  size_t count = 0, row_count, used = 0;
  const tli_unit_row *rows = tli_unit_rows(&row_count);
  tl_quantity rows_of = quantity == TL_PRESSURE_DIFFERENCE ? TL_PRESSURE : quantity;
  for (size_t i = 0; i < row_count; i++)
    if (rows[i].quantity == rows_of && count < NEAR_MOST) candidates[count++] = rows[i].unit;
  for (const char *const *common = tli_unit_common(quantity); *common != NULL && count < NEAR_MOST; common++)
    candidates[count++] = *common;
  for (size_t i = 0; i < row_count; i++) {
    if (rows[i].quantity != rows_of) continue;
    for (const char *p = rows[i].also; *p != '\0';) {
      size_t length = strcspn(p, "|");
      if (used + length + 1 > NEAR_BYTES || count == NEAR_MOST) break;
      memcpy(buffer + used, p, length);
      buffer[used + length] = '\0';
      candidates[count++] = buffer + used;
      used += length + 1;
      p += length + (p[length] == '|' ? 1 : 0);
    }
  }
  return tli_did_you_mean(shown, candidates, count);
}

static tl_code unknown_unit(tl_quantity quantity, const char *squeezed, const char *shown, const char *quoted,
                            tl_error *error) {
  char q[TLI_QUOTED_BYTES], u[TLI_QUOTED_BYTES], near_buffer[NEAR_BYTES];
  tli_quoted(quoted, q);
  tli_quoted(shown, u);
  for (const char *piece = squeezed; piece != NULL;) { /* any part of a quotient may be the ambiguous one */
    char part[TEXT_BYTES];
    const char *bar = strchr(piece, '/');
    size_t length = bar != NULL ? (size_t)(bar - piece) : strlen(piece);
    memcpy(part, piece, length);
    part[length] = '\0';
    const char *why = tli_unit_ambiguous(part);
    if (why != NULL) return tl_fail(error, TL_ERR_INPUT, "%s: %s %s", q, part, why);
    piece = bar != NULL ? bar + 1 : NULL;
  }
  scale found;
  if (quantity == TL_PRESSURE_DIFFERENCE && pressure(squeezed, &found) != PLAIN)
    return tl_fail(error, TL_ERR_INPUT, "%s: a pressure difference is neither gauge nor absolute; write for example %s",
                   q, tl_quantity_example(quantity));
  for (int other = 0; other < TL_QUANTITIES; other++)
    if ((tl_quantity)other != quantity && plain_unit((tl_quantity)other, squeezed, &found))
      return tl_fail(error, TL_ERR_INPUT, "%s: %s is a unit of %s, not of %s; write for example %s", q, u,
                     tl_quantity_name((tl_quantity)other), tl_quantity_name(quantity), tl_quantity_example(quantity));
  const char *near = nearest_spelling(quantity, shown, near_buffer);
  if (near != NULL)
    return tl_fail(error, TL_ERR_INPUT, "%s: %s is not a known unit of %s; did you mean %s?", q, u,
                   tl_quantity_name(quantity), near);
  return tl_fail(error, TL_ERR_INPUT, "%s: %s is not a known unit of %s; write for example %s", q, u,
                 tl_quantity_name(quantity), tl_quantity_example(quantity));
}

/* --- reference states --------------------------------------------------------------------------------------- */

static bool takes_reference(tl_quantity quantity) {
  return quantity == TL_GAS_VOLUME || quantity == TL_GAS_VOLUME_FLOW || quantity == TL_MONEY_PER_GAS_VOLUME ||
         quantity == TL_HEATING_VALUE;
}

static bool takes_basis(tl_quantity quantity) {
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
    squeeze(unit);
    scale found;
    if (unit[0] == '\0') {
      without_unit++;
    } else if (spelled(TL_TEMPERATURE, unit, strlen(unit), &found)) {
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

static tl_code read_reference(const char *clause, const char *quoted, tli_unit *unit, tl_error *error) {
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
static char *cut_clause(char *text) {
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
static tl_heating_basis cut_basis(char *text, bool *twice) {
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
static void drop_empty_brackets(char *text) {
  char *open = strchr(text, '(');
  if (open == NULL) return;
  char *close = open + 1 + strspn(open + 1, " ");
  if (*close == ')') *open = *close = ' ';
}

static void trim(char *text) {
  size_t n = strlen(text);
  while (n > 0 && (text[n - 1] == ' ' || text[n - 1] == ',')) text[--n] = '\0';
  size_t blanks = strspn(text, " ");
  memmove(text, text + blanks, n - blanks + 1);
}

/* --- money -------------------------------------------------------------------------------------------------- */

static bool is_money(tl_quantity quantity) { return quantity >= TL_MONEY && quantity <= TL_MONEY_PER_TIME; }

static tl_quantity money_per(tl_quantity quantity) {
  switch (quantity) {
    case TL_MONEY_PER_LENGTH:
      return TL_LENGTH;
    case TL_MONEY_PER_POWER:
      return TL_POWER;
    case TL_MONEY_PER_MASS:
      return TL_MASS;
    case TL_MONEY_PER_GAS_VOLUME:
      return TL_GAS_VOLUME;
    case TL_MONEY_PER_ENERGY:
      return TL_ENERGY;
    case TL_MONEY_PER_TIME:
      return TL_TIME;
    default:
      return TL_NUMBER;
  }
}

static bool is_code(const char *text) {
  for (int i = 0; i < 3; i++)
    if (text[i] < 'A' || text[i] > 'Z') return false;
  return !isalpha((unsigned char)text[3]);
}

static tl_code unknown_currency(const char *text, tl_quantity quantity, const char *quoted, tl_error *error) {
  static const struct {
    const char *spellings, *code;
  } known_as[] = {{"$|US$|usd|Usd|dollar|dollars", "USD"}, {"\xE2\x82\xAC|eur|Eur|euro|euros|Euro", "EUR"},
                  {"RMB|rmb|yuan|cny|Yuan", "CNY"},        {"\xE2\x82\xBD|rub|RUR|rouble|roubles|ruble|rubles", "RUB"},
                  {"\xC2\xA3|gbp|pound|pounds", "GBP"},    {"mnt|tugrik|togrog", "MNT"}};
  char q[TLI_QUOTED_BYTES];
  size_t length = strcspn(text, " (/0123456789");
  for (size_t i = 0; i < TLI_COUNT(known_as); i++)
    if (tli_unit_spelled(known_as[i].spellings, text, length))
      return tl_fail(error, TL_ERR_INPUT, "%s: %.*s is not a currency code of ISO 4217; did you mean %s?",
                     tli_quoted(quoted, q), (int)length, text, known_as[i].code);
  return tl_fail(error, TL_ERR_INPUT, "%s: no currency code of ISO 4217 where one should stand; write for example %s",
                 tli_quoted(quoted, q), tl_quantity_example(quantity));
}

/* [scale] CUR [(year)] [/ unit] */
static tl_code read_money(const char *text, const char *quoted, tli_unit *unit, tl_error *error) {
  char q[TLI_QUOTED_BYTES];
  const char *p = text;
  unit->factor = 1;
  if (!(is_code(p) && tli_currency_known(p))) {
    p += tli_money_scale(p, &unit->factor);
    p += strspn(p, " ");
  }
  if (!is_code(p) || !tli_currency_known(p)) return unknown_currency(p, unit->quantity, quoted, error);
  memcpy(unit->currency, p, 3);
  p += 3;
  p += strspn(p, " ");
  bool bracket = *p == '(';
  if (bracket || isdigit((unsigned char)*p)) {
    const char *end;
    if (bracket) p++;
    double year = tli_parse_double(p, &end);
    size_t digits = (size_t)(end - p);
    end += strspn(end, " ");
    if (digits != 4 || !(year >= 1900 && year <= 2199) || floor(year) != year || (bracket && *end != ')'))
      return tl_fail(error, TL_ERR_INPUT, "%s: the price year must be 1900 .. 2199, written as in \"USD(2023)\"",
                     tli_quoted(quoted, q));
    unit->price_year = (int)year;
    p = bracket ? end + 1 : end;
    p += strspn(p, " ");
  }
  tl_quantity per = money_per(unit->quantity);
  if (per == TL_NUMBER) {
    if (*p == '\0') return TL_OK;
    return tl_fail(error, TL_ERR_INPUT, "%s: %s behind the currency was not expected; an amount of money is written %s",
                   tli_quoted(quoted, q), p, tl_quantity_example(TL_MONEY));
  }
  if (*p != '/')
    return tl_fail(error, TL_ERR_INPUT, "%s: per what? %s is written for example %s", tli_quoted(quoted, q),
                   tl_quantity_name(unit->quantity), tl_quantity_example(unit->quantity));
  char below[TEXT_BYTES];
  (void)snprintf(below, sizeof below, "%s", p + 1);
  trim(below);
  char shown[TEXT_BYTES];
  memcpy(shown, below, sizeof shown);
  squeeze(below);
  scale found;
  if (!plain_unit(per, below, &found)) return unknown_unit(per, below, shown, quoted, error);
  unit->factor /= found.factor;
  unit->reference_t_k = found.reference_t_k;
  return TL_OK;
}

/* --- the whole ---------------------------------------------------------------------------------------------- */

tl_code tli_unit_read(tl_quantity quantity, const char *text, const char *quoted, tli_unit *unit, tl_error *error) {
  char q[TLI_QUOTED_BYTES], buffer[TEXT_BYTES], shown[TEXT_BYTES];
  if (quoted == NULL) quoted = text;
  *unit = (tli_unit){.quantity = quantity, .factor = 1};
  if (!one_alphabet(text, buffer))
    return tl_fail(error, TL_ERR_INPUT, "%s is too long for a unit of %s; write for example %s", tli_quoted(quoted, q),
                   tl_quantity_name(quantity), tl_quantity_example(quantity));
  if (takes_basis(quantity)) {
    bool twice;
    unit->basis = cut_basis(buffer, &twice);
    if (twice)
      return tl_fail(error, TL_ERR_INPUT, "%s says gross or net more than once; say it once", tli_quoted(quoted, q));
    drop_empty_brackets(buffer);
    trim(buffer);
    if (quantity == TL_MONEY_PER_ENERGY && unit->basis == TL_BASIS_NONE)
      unit->basis = TL_GROSS; /* custom of the trade */
  }
  char *clause = takes_reference(quantity) ? cut_clause(buffer) : NULL;
  if (clause != NULL) trim(clause);
  trim(buffer);
  scale found = {1, 0, 0};
  if (is_money(quantity)) {
    TLI_TRY(read_money(buffer, quoted, unit, error));
  } else {
    memcpy(shown, buffer, sizeof shown);
    squeeze(buffer);
    bool plain = (quantity == TL_NUMBER || quantity == TL_COUNT) && buffer[0] == '\0';
    if (!plain && !plain_unit(quantity, buffer, &found)) {
      gauge says = quantity == TL_PRESSURE ? pressure(buffer, &found) : PLAIN;
      if (says == PLAIN) return unknown_unit(quantity, buffer, shown, quoted, error);
      unit->gauge = says == GAUGE;
      found.offset = unit->gauge ? TL_REFERENCE_PRESSURE_PA : 0;
    }
    unit->factor = found.factor;
    unit->offset = found.offset;
    unit->reference_t_k = found.reference_t_k;
  }
  return clause != NULL ? read_reference(clause, quoted, unit, error) : TL_OK;
}

tl_code tli_unit_whole(const tli_unit *unit, const char *quoted, tl_error *error) {
  char q[TLI_QUOTED_BYTES];
  tli_quoted(quoted, q);
  if (unit->quantity == TL_HEATING_VALUE && unit->basis == TL_BASIS_NONE)
    return tl_fail(error, TL_ERR_INPUT, "%s: gross or net heating value? write for example %s", q,
                   tl_quantity_example(TL_HEATING_VALUE));
  if (unit->quantity == TL_HEATING_VALUE && unit->combustion_t_k <= 0)
    return tl_fail(
        error, TL_ERR_INPUT,
        "%s: a heating value needs its reference temperatures for combustion and volume; write for example %s", q,
        tl_quantity_example(TL_HEATING_VALUE));
  if (takes_reference(unit->quantity) && unit->reference_t_k <= 0)
    return tl_fail(
        error, TL_ERR_INPUT,
        "%s: a volume of gas says nothing without its reference temperature; add \"at 20 degC\", \"at 15 degC\" "
        "or \"at 0 degC\"",
        q);
  return TL_OK;
}
