/* cli/steady.h - what `trunkline steady` prints. */
#ifndef TRUNKLINE_CLI_STEADY_H
#define TRUNKLINE_CLI_STEADY_H

#include "cli.h"

/* What became of one combination of decisions. */
typedef struct cli_decided {
  const char **taken; /* "GROUP=DECISION" of each group, NULL at the end */
  const char *outcome;
  bool holds;           /* solved, and no flow against a direction that the decisions name */
  size_t bounds_broken; /* of the files, at that state */
  char sentence[512];   /* as long as any of the library */
} cli_decided;
typedef struct cli_decisions {
  cli_decided *all;
  char *texts;        /* of all */
  size_t count, best; /* that holds and breaks the fewest bounds; SIZE_MAX: none holds */
} cli_decisions;
typedef void (*cli_try)(const tl_case_options *options, void *context, cli_decided *decided);
/* Tries each combination of one decision a group. TL_ERR_USAGE if there are none, or more than 10,000. */
tl_code cli_decisions_try(const char *path, const tl_case_options *options, cli_try try_one, void *context,
                          cli_decisions *tried, tl_error *error);
void cli_decisions_free(cli_decisions *tried);

/* One solved, or not solved, case. */
typedef struct cli_steady_case {
  const tl_case *opened;
  const tl_steady *steady;
  const tl_findings *findings;
  double velocity_limit_m_s;
  const double *gross_j_m3;   /* heating value by norm volume, one a node; NULL: not known */
  const cli_decisions *tried; /* count 0: none */
} cli_steady_case;

/* "solved", "infeasible" where something proves that there is no state, else "not_solved". */
const char *cli_steady_outcome(const tl_steady *steady);
/* The documents of docs/schema/steady.schema.json. false: not written. */
bool cli_steady_print_json(const cli_steady_case *c);
bool cli_steady_print_failure(const char *path, tl_code code, const char *reason, const tl_error *error,
                              const tl_findings *findings);
void cli_steady_print_text(const cli_steady_case *c);

#endif
