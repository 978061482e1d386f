/* transient_answer.h - what the command transient prints and writes. */
#ifndef TRANSIENT_ANSWER_H
#define TRANSIENT_ANSWER_H

#include "cli.h"

#include <jansson.h>

json_t *cli_transient_json(const tl_case *opened, const tl_transient *run, json_t *settings,
                           const tl_findings *findings);
void cli_transient_text(const tl_case *opened, const tl_transient *run);
tl_code cli_transient_netcdf(const char *path, const tl_network *network, const tl_transient *run, tl_error *error);
bool cli_outages_answer(const tl_results *results, const tl_findings *findings, bool json, bool quiet);

#endif
