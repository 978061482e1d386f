/* Reads a unit text: spelling, quotient, gauge or absolute, reference state, heating-value basis, currency.
 *
 *   unit      = spelling | unit "/" unit | [scale] CUR ["(" year ")"] ["/" unit]
 *   pressure  = unit ["(g)" | "(a)" | ...]
 *   with "at" t ["/" t] ["and" p] behind it where a reference state belongs, and gross or net where a basis does.
 * The text is first brought into one alphabet (micro sign, degree sign, superscripts, odd blanks), and compared
 * without blanks, so that "Pa s", "Pa*s" and "Pa.s" are one spelling. Case counts: mPa is not MPa. */
#include "units/tli_expression.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* --- money -------------------------------------------------------------------------------------------------- */

bool tli_is_money(tl_quantity quantity) { return quantity >= TL_MONEY && quantity <= TL_MONEY_PER_TIME; }

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
  char below[TLI_UNIT_BYTES];
  (void)snprintf(below, sizeof below, "%s", p + 1);
  tli_trim(below);
  char shown[TLI_UNIT_BYTES];
  memcpy(shown, below, sizeof shown);
  tli_squeeze(below);
  tli_scale found;
  if (!tli_plain_unit(per, below, &found)) return tli_unknown_unit(per, below, shown, quoted, error);
  unit->factor /= found.factor;
  unit->reference_t_k = found.reference_t_k;
  return TL_OK;
}

/* --- the whole ---------------------------------------------------------------------------------------------- */

tl_code tli_unit_read(tl_quantity quantity, const char *text, const char *quoted, tli_unit *unit, tl_error *error) {
  char q[TLI_QUOTED_BYTES], buffer[TLI_UNIT_BYTES], shown[TLI_UNIT_BYTES];
  if (quoted == NULL) quoted = text;
  *unit = (tli_unit){.quantity = quantity, .factor = 1};
  if (!tli_one_alphabet(text, buffer))
    return tl_fail(error, TL_ERR_INPUT, "%s is too long for a unit of %s; write for example %s", tli_quoted(quoted, q),
                   tl_quantity_name(quantity), tl_quantity_example(quantity));
  if (tli_takes_basis(quantity)) {
    bool twice;
    unit->basis = tli_cut_basis(buffer, &twice);
    if (twice)
      return tl_fail(error, TL_ERR_INPUT, "%s says gross or net more than once; say it once", tli_quoted(quoted, q));
    tli_drop_empty_brackets(buffer);
    tli_trim(buffer);
    if (quantity == TL_MONEY_PER_ENERGY && unit->basis == TL_BASIS_NONE)
      unit->basis = TL_GROSS; /* custom of the trade */
  }
  char *clause = tli_takes_reference(quantity) ? tli_cut_clause(buffer) : NULL;
  if (clause != NULL) tli_trim(clause);
  tli_trim(buffer);
  tli_scale found = {1, 0, 0};
  if (tli_is_money(quantity)) {
    TLI_TRY(read_money(buffer, quoted, unit, error));
  } else {
    memcpy(shown, buffer, sizeof shown);
    tli_squeeze(buffer);
    bool plain = (quantity == TL_NUMBER || quantity == TL_COUNT) && buffer[0] == '\0';
    if (!plain && !tli_plain_unit(quantity, buffer, &found)) {
      tli_gauge says = quantity == TL_PRESSURE ? tli_gauge_unit(buffer, &found) : TLI_PLAIN;
      if (says == TLI_PLAIN) return tli_unknown_unit(quantity, buffer, shown, quoted, error);
      unit->gauge = says == TLI_GAUGE;
      found.offset = unit->gauge ? TL_REFERENCE_PRESSURE_PA : 0;
    }
    unit->factor = found.factor;
    unit->offset = found.offset;
    unit->reference_t_k = found.reference_t_k;
  }
  return clause != NULL ? tli_read_reference(clause, quoted, unit, error) : TL_OK;
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
  if (tli_takes_reference(unit->quantity) && unit->reference_t_k <= 0)
    return tl_fail(
        error, TL_ERR_INPUT,
        "%s: a volume of gas says nothing without its reference temperature; add \"at 20 degC\", \"at 15 degC\" "
        "or \"at 0 degC\"",
        q);
  return TL_OK;
}
