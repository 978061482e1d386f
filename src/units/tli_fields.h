/* units/tli_fields.h - what follows from a table of tl_field: finding a field, reading its text, ranges in words.
 * Whoever reads a study file, `--set`, or a CSV column uses these, so that all of them refuse in the same words. */
#ifndef TLI_FIELDS_H
#define TLI_FIELDS_H

#include "base/tli_base.h"
#include "trunkline/units.h"

/* The field of that name (case and - _ ignored), or NULL; *near (may be NULL) then names the closest one or is NULL. */
const tl_field *tli_field_find(const tl_field *fields, size_t count, const char *name, const char **near);

/* Reads `text` into the member of *base that the field names and checks its range. Text members are copied into the
 * arena (which may be NULL for tables without text). The sentence of a refusal starts with the field's name:
 * "wall = 18 m is outside 0.003 m .. 0.06 m; did you mean 18 mm?". TL_ERR_INPUT or TL_ERR_MACHINE. */
TL_MUST_USE tl_code tli_field_read(const tl_field *field, const char *text, void *base, tli_arena *arena,
                                   tl_error *error);

/* Fills every member that has a default and leaves the required ones alone. A default that does not fit its own field
 * is a mistake in the table: TL_ERR_USAGE. */
TL_MUST_USE tl_code tli_fields_set_defaults(const tl_field *fields, size_t count, void *base, tli_arena *arena,
                                            tl_error *error);

/* The range in units of the trade, "3 mm .. 60 mm", or "" for kinds without one, or "one of: a, b" for choices.
 * An open end (an infinite bound) is written "any". Appends to *text. */
void tli_field_add_range(const tl_field *field, tli_text *text);

/* One SI number of a quantity in the unit of the trade that fits its size: (0.0142, TL_LENGTH) -> "14.2 mm". Money
 * without a currency is written in "currency units". Appends to *text. */
void tli_quantity_add_shown(tl_quantity quantity, double si, tli_text *text);

/* The unit of the trade for values of about this size: "mm"; "" for plain numbers. Constant text. */
const char *tli_quantity_show_unit(tl_quantity quantity, double si);

#endif
