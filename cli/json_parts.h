/* json_parts.h - what the JSON documents of the commands share. New references go to the caller. */
#ifndef JSON_PARTS_H
#define JSON_PARTS_H

#include "cli.h"

#include <jansson.h>

json_t *cli_json_number(double value); /* null where it is not finite */
/* Ids come from files: what is not UTF-8 was refused by the readers, but what a command line holds may be. */
json_t *cli_json_words(const char *text);
json_t *cli_json_findings(const tl_findings *findings); /* NULL: an empty list */
json_t *cli_json_reason(const char *code, const char *kind, const char *id, double value, const char *unit,
                        const char *sentence);
/* Prints to standard output and releases the document; false if that failed. */
bool cli_json_print(json_t *document);

#endif
