/* cli/nominate.h - what `trunkline steady` does with a network whose controls are free. */
#ifndef TRUNKLINE_CLI_NOMINATE_H
#define TRUNKLINE_CLI_NOMINATE_H

#include <stdbool.h>

/* Whether the file is of a format that leaves its controls free within limits. */
bool cli_has_free_controls(const char *path);
/* Finds and prints settings or the reason why there are none; gives the exit code. scenario may be NULL. */
int cli_nominate(const char *path, const char *scenario, double velocity_limit_m_s, bool json, bool quiet);

#endif
