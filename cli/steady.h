/* cli/steady.h - what `trunkline steady` prints. */
#ifndef TRUNKLINE_CLI_STEADY_H
#define TRUNKLINE_CLI_STEADY_H

#include "cli.h"

/* One solved, or not solved, case. */
typedef struct cli_steady_case {
  const tl_case *opened;
  const tl_steady *steady;
  const tl_findings *findings;
  double velocity_limit_m_s;
  const double *gross_j_m3; /* heating value by norm volume, one a node; NULL: not known */
} cli_steady_case;

/* The documents of docs/schema/steady.schema.json. false: not written. */
bool cli_steady_print_json(const cli_steady_case *c);
bool cli_steady_print_failure(const char *path, tl_code code, const char *reason, const tl_error *error,
                              const tl_findings *findings);
void cli_steady_print_text(const cli_steady_case *c);

#endif
