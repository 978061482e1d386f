/* io/case_build.h - what the readers of network files share: units, names of figures, and the checks of a whole case.
 */
#ifndef TLI_CASE_BUILD_H
#define TLI_CASE_BUILD_H

#include "io/case.h"

/* A reader at work: where it reads, into what, and who hears of mistakes. */
typedef struct tli_case_builder {
  tli_case *c;
  const char *file;
  const char *scenario; /* a companion that the user named, for formats that need it at once; NULL: beside */
  tl_findings *findings;
  tl_error *error;
} tli_case_builder;

/* A figure that formats know: its names and what it must be. */
typedef struct tli_case_figure {
  const char *name;   /* in the case: "p_max_pa" */
  const char *key;    /* in our own format: "p_max" */
  const char *gaslib; /* element or attribute of GasLib, "" if it has none */
  const char *kind;   /* of its unit; "" for plain numbers, "text" for texts */
  const char *unit;   /* our spelling, taken where the file names none; "" if a unit must be named */
  bool attribute;     /* in GasLib an attribute, not an element */
  double min, max;    /* allowed in SI */
} tli_case_figure;

/* NULL if unknown. */
const tli_case_figure *tli_case_figure_by_name(const char *name);
const tli_case_figure *tli_case_figure_by_key(const char *key);
const tli_case_figure *tli_case_figure_by_gaslib(const char *gaslib, bool attribute);
const tli_case_figure *tli_case_figure_at(size_t index); /* NULL past the end */

/* By our spelling or one of GasLib. `kind` (may be NULL) chooses between units of one spelling. */
const tli_case_unit *tli_case_unit_find(const char *spelling, const char *kind);
const tli_case_unit *tli_case_unit_at(size_t index);

/* The unit in which a value is to be written: its own, or that of SI if it came without one and needs one; else NULL.
 */
const tli_case_unit *tli_case_unit_of(const tli_case_value *value);

/* That of SI of a kind; NULL if there is none. */
const tli_case_unit *tli_case_unit_si(const char *kind);

/* Adds a figure from its text and unit (NULL or "": none). What is wrong with either becomes a finding under `id`, and
 * the figure is then left out. Only want of memory is a failure. */
TL_MUST_USE tl_code tli_case_add_figure(tli_case_builder *b, tli_case_values *values, const char *id,
                                        const tli_case_figure *figure, const char *number, const char *unit, int line);
/* Adds without a table: a number in SI, or a text. `name` is copied. */
TL_MUST_USE tl_code tli_case_add_number(tli_case_builder *b, tli_case_values *values, const char *name, double number,
                                        int line);
TL_MUST_USE tl_code tli_case_add_text(tli_case_builder *b, tli_case_values *values, const char *name, const char *text,
                                      int line);
/* A number with a unit, as written; `name` must live as long as the case. */
TL_MUST_USE tl_code tli_case_add_written(tli_case_builder *b, tli_case_values *values, const char *name, double written,
                                         const tli_case_unit *unit, int line);

/* Sets a figure of the case's gas by the name of its member ("t_k"), in SI. Outside its range it is left out, with a
 * finding that calls it `field`, as the file does. false: no figure of the gas has that name. */
bool tli_case_set_gas(const tli_case_builder *b, const char *name, double number, const char *field, int line);

/* Adds an element; ids and texts are copied. The pointers given back last until the next one is added. */
TL_MUST_USE tl_code tli_case_add_node(tli_case_builder *b, const char *id, const char *role, int line,
                                      tli_case_node **node);
/* Sorts the ids; of nodes with one id the first stays, the others become findings. Links can be added after this. */
TL_MUST_USE tl_code tli_case_close_nodes(tli_case_builder *b);
/* *link is NULL if an end dangles (a finding). */
TL_MUST_USE tl_code tli_case_add_link(tli_case_builder *b, const char *id, const char *kind, const char *from,
                                      const char *to, int line, tli_case_link **link);
TL_MUST_USE tl_code tli_case_add_demand(tli_case_builder *b, const char *id, bool entry, int line,
                                        tli_case_demand **demand);
TL_MUST_USE tl_code tli_case_add_row(tli_case_builder *b, const char *table, int line, tli_case_row **row);

/* Once a network has been read: duplicates of links, the gas, volume flows to kg/s, the named members from the values,
 * ranges upside down. Once more after a scenario: the demands and the boundary. */
TL_MUST_USE tl_code tli_case_finish_network(tli_case_builder *b);
TL_MUST_USE tl_code tli_case_finish_scenario(tli_case_builder *b);

/* True if the whole text is one plain decimal number, which is also finite. */
bool tli_case_plain_number(const char *text, double *number);

#endif
