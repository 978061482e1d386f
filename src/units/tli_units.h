/* units/tli_units.h - a unit taken apart: what a unit text says, without a number. For the rooms that read columns
 * whose unit stands in the head of a table, and for the two files of this room. */
#ifndef TLI_UNITS_H
#define TLI_UNITS_H

#include "base/tli_base.h"
#include "trunkline/units.h"

#define TLI_CONTRACT_YEAR_S ((double)TL_CONTRACT_YEAR_DAYS * 86400.0)

/* si = number * factor + offset, with everything else the text said; 0 / NONE / "" where it said nothing. */
typedef struct tli_unit {
  tl_quantity quantity;
  double factor, offset;
  double reference_t_k;
  double combustion_t_k;
  tl_heating_basis basis;
  char currency[4];
  int price_year;
  bool gauge;
} tli_unit;

/* Reads a unit text ("bcm/a at 20 degC", "bar(g)", "M USD(2023)/km"). `quoted` is what the sentence names as read;
 * NULL means the unit itself. A missing reference state, basis or currency is no refusal here: see tli_unit_whole. */
TL_MUST_USE tl_code tli_unit_read(tl_quantity quantity, const char *text, const char *quoted, tli_unit *unit,
                                  tl_error *error);

/* TL_OK if the unit says everything that a value of its quantity needs: gas volumes their reference state, heating
 * values gross or net and both temperatures, money its currency (which cannot be left out anyway). */
TL_MUST_USE tl_code tli_unit_whole(const tli_unit *unit, const char *quoted, tl_error *error);

/* One row of the table. `also` holds further spellings, separated by '|'; blanks inside a spelling do not count. */
typedef struct tli_unit_row {
  tl_quantity quantity;
  const char *unit;
  const char *also;
  double factor, offset;
  double reference_t_k;
  const char *source;
} tli_unit_row;
const tli_unit_row *tli_unit_rows(size_t *count);

/* Quotients people write, per quantity, for lists and near misses. NULL-terminated; never NULL itself. */
const char *const *tli_unit_common(tl_quantity quantity);

/* Spellings refused because they mean different things to different people; NULL if `spelling` is none of them. */
const char *tli_unit_ambiguous(const char *spelling);

/* True if `spelling` (no blanks) is one of the '|'-separated spellings of `list`, blanks inside them ignored. */
bool tli_unit_spelled(const char *list, const char *spelling, size_t length);

bool tli_is_money(tl_quantity quantity); /* money, or money per anything */

/* True if the three letters are an ISO 4217 code. */
bool tli_currency_known(const char *code);

/* Multipliers before a currency: "bn" -> 1e9. Returns the length matched, 0 if none. */
size_t tli_money_scale(const char *text, double *scale);

/* `text` in double quotes with control characters replaced, shortened to fit; always ends in NUL. */
enum { TLI_QUOTED_BYTES = 80 };
const char *tli_quoted(const char *text, char buffer[TLI_QUOTED_BYTES]);

#endif
