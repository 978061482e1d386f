/* io/json_case.h - what the readers of JSON network files share, and the readers. */
#ifndef TLI_JSON_CASE_H
#define TLI_JSON_CASE_H

#include "io/case_build.h"

#include <jansson.h>

/* Lines of the members of the tables of a file: json_lines.c. */
typedef struct tli_json_lines tli_json_lines;
TL_MUST_USE tl_code tli_json_find_lines(tli_case_builder *b, const tli_file *file, tli_json_lines **lines);
/* 0 if there is no such member. */
int tli_json_line(const tli_json_lines *lines, const char *table, const char *key);
int tli_json_row_line(const tli_json_lines *lines, const char *table, size_t row);

/* The whole file, named `path` in findings; NULL after a finding (or with *code set for want of memory). The caller
 * frees it with json_decref. */
json_t *tli_json_parse(tli_case_builder *b, const tli_file *file, const char *path, tl_code *code);

/* Which element of which file a number belongs to, for findings. */
typedef struct tli_json_place {
  const char *file, *id;
  int line;
} tli_json_place;
/* A number of an object; `fallback` if it is absent or null. What is there but no number in low .. high is a finding.
 */
double tli_json_number(tli_case_builder *b, const json_t *object, const tli_json_place *at, const char *field,
                       double low, double high, double fallback);
/* Adds a figure in SI; one outside the range that files of every format have is a finding, and left out. */
TL_MUST_USE tl_code tli_json_add(tli_case_builder *b, tli_case_values *values, const tli_json_place *at,
                                 const char *name, double si);
/* "12" from an integer or a text; "" if it is neither. */
void tli_json_key(const json_t *value, char *text, size_t bytes);

/* case_network.c: the kind of elem that a link of the case becomes. */
const char *tli_case_kind_of(const tli_case_link *link);
/* Whether it is a control, which has a `state`: 0 it works, 1 in bypass, 2 shut. */
bool tli_case_has_state(const tli_case_link *link);
/* Kinds and fields by name into a network, and the gas. model: "" for the case's own. */
typedef struct tli_case_physics {
  tl_network *network;
  tl_gas *gas;
  const char *model;       /* of the gas, by name */
  double isothermal_t_k;   /* 0: temperatures are computed */
  tl_mixture *entering;    /* one a node; NULL: one gas everywhere */
  const size_t *free_link; /* network links whose control nobody set: free_count of them */
  size_t free_count;
} tli_case_physics;
TL_MUST_USE tl_code tli_case_to_network(tli_case_builder *b, const char *model, tli_case_physics *out);

#endif
