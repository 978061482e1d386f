/* cli/nominate.h - what `trunkline steady` does with a network whose controls are free. */
#ifndef TRUNKLINE_CLI_NOMINATE_H
#define TRUNKLINE_CLI_NOMINATE_H

#include <jansson.h>

#include "trunkline/nominationfile.h"

/* Whether the file is of a format that leaves its controls free within limits. */
bool cli_has_free_controls(const char *path);
typedef struct cli_nominate_request {
  const char *path;
  tl_nomination_files files;
  double velocity_limit_m_s;
  bool json, quiet;
} cli_nominate_request;
/* The setting of an answer that was found, as a list of ID.field=value that `trunkline steady --set` takes; NULL
 * without memory. The caller owns it. */
json_t *cli_nomination_settings(const tl_nomination *nomination, const tl_nominate_answer *answer);
/* The same for files that are still to be opened and searched. TL_ERR_NO_ANSWER with the reason if no setting is found.
 */
tl_code cli_nomination_find(const char *path, const tl_nomination_files *files, json_t **words, tl_findings *findings,
                            tl_error *error);
/* The words as a list that ends in NULL, for tl_case_options.settings; they stay those of `words`. room: of the list
 * without its end. TL_ERR_USAGE where there are more. */
tl_code cli_nomination_take(const json_t *words, const char **settings, size_t room, tl_error *error);
/* The same as a table: element, what it is set to, the word; those with figures first, 40 at most and how many more. */
void cli_nomination_print_settings(const json_t *words);
/* Finds and prints settings or the reason why there are none; gives the exit code. */
int cli_nominate(const cli_nominate_request *request);

#endif
