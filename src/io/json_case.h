/* io/json_case.h - what the readers of JSON network files share, and the readers. jansson gives no line numbers for
 * what is well-formed: findings name the element and the field instead. */
#ifndef TLI_JSON_CASE_H
#define TLI_JSON_CASE_H

#include "io/case_build.h"

#include <jansson.h>

/* The whole file; NULL after a finding (or with *code set for want of memory). The caller frees it with json_decref. */
json_t *tli_json_load(tli_case_builder *b, const char *path, tl_code *code);
/* A number of an object; `fallback` if it is absent or null. What is there but no number in low .. high is a finding.
 */
double tli_json_number(tli_case_builder *b, const json_t *object, const char *id, const char *field, double low,
                       double high, double fallback);
/* "12" from an integer or a text; "" if it is neither. */
void tli_json_key(const json_t *value, char *text, size_t bytes);

TL_MUST_USE tl_code tli_pandapipes_read(const char *path, tli_case_builder *b);
/* folder: network.json, params.json and bc.json (or `scenario` in its place). */
TL_MUST_USE tl_code tli_lanl_read(const char *folder, const char *scenario, tli_case_builder *b);

/* case_network.c: kinds and fields by name into a network, and the gas. model: "" for the case's own. */
typedef struct tli_case_physics {
  tl_network *network;
  tl_gas *gas;
  double isothermal_t_k; /* 0: temperatures are computed */
} tli_case_physics;
TL_MUST_USE tl_code tli_case_to_network(tli_case_builder *b, const char *model, tli_case_physics *out);

#endif
