/* cli/json.h - pieces of JSON documents that several commands print. Each gives a new reference, or NULL for want of
 * memory, which json_pack passes on. */
#ifndef TRUNKLINE_CLI_JSON_H
#define TRUNKLINE_CLI_JSON_H

#include <jansson.h>

#include "cli.h"

json_t *cli_json_number(double value); /* null for what is not finite */
/* Ids come from files: what is not UTF-8 was refused by the readers, but what a command line holds may be. */
json_t *cli_json_words(const char *text);
json_t *cli_json_findings(const tl_findings *findings); /* NULL: none */
json_t *cli_json_reason(const char *code, const char *kind, const char *id, double value, const char *unit,
                        const char *sentence);
void cli_json_add(json_t *object, const char *key, double value);
/* What moves in a pipe, as members of its link. */
void cli_json_add_pipe(json_t *link, const tl_pipe_state *pipe, double velocity_limit_m_s);
bool cli_json_print(json_t *document); /* takes the reference; false: not written */

#endif
