/* units/tli_expression.h - the parts from which expression.c reads a unit text. Only for the files of this room. */
#ifndef TLI_EXPRESSION_H
#define TLI_EXPRESSION_H

#include "units/tli_units.h"

enum { TLI_UNIT_BYTES = 160 };

/* alphabet.c: copies `text` with one spelling per sign, blanks at both ends dropped; false if it does not fit. */
bool tli_one_alphabet(const char *text, char out[TLI_UNIT_BYTES]);
void tli_squeeze(char *text); /* drops all blanks */
void tli_trim(char *text);    /* drops blanks at both ends, and commas at the right one */

/* spelling.c */
typedef struct tli_scale {
  double factor, offset, reference_t_k;
} tli_scale;
typedef enum tli_gauge { TLI_PLAIN, TLI_GAUGE, TLI_ABSOLUTE } tli_gauge;
/* A row of the table, perhaps in brackets. `text` without blanks. */
bool tli_spelled(tl_quantity quantity, const char *text, size_t length, tli_scale *found);
/* A row of the table or a quotient of two. */
bool tli_plain_unit(tl_quantity quantity, const char *squeezed, tli_scale *found);
/* "bar(g)", "barg", "psig", "bar gauge", ...: the unit without its suffix, and what the suffix said. */
tli_gauge tli_gauge_unit(const char *text, tli_scale *found);
/* The refusal: ambiguous, a unit of something else, nearly a known one, or unknown. `shown` still has its blanks. */
tl_code tli_unknown_unit(tl_quantity quantity, const char *squeezed, const char *shown, const char *quoted,
                         tl_error *error);

/* reference.c */
bool tli_takes_reference(tl_quantity quantity);
bool tli_takes_basis(tl_quantity quantity);
/* Cuts the reference clause off `text` and returns it, or NULL. */
char *tli_cut_clause(char *text);
/* Blanks out the words for gross and net wherever they stand alone; *twice if more than one is there. */
tl_heating_basis tli_cut_basis(char *text, bool *twice);
void tli_drop_empty_brackets(char *text); /* "()" left over from "(gross)" */
tl_code tli_read_reference(const char *clause, const char *quoted, tli_unit *unit, tl_error *error);

#endif
