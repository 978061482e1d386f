/* cli/cli.h - what the commands share. The command line uses public headers only: it is the API's first user. */
#ifndef TRUNKLINE_CLI_H
#define TRUNKLINE_CLI_H

#include <stdbool.h>
#include <stdio.h>

#include "trunkline/trunkline.h"

typedef struct cli_command {
  const char *name, *arguments, *sentence;
  int (*run)(int argc, char **argv); /* argv[0] is the command's name; gives the exit code */
} cli_command;

int cli_study(int argc, char **argv);
int cli_check(int argc, char **argv);
int cli_convert(int argc, char **argv);
int cli_design(int argc, char **argv);
int cli_describe(int argc, char **argv);
int cli_optimise(int argc, char **argv);
int cli_game(int argc, char **argv);
int cli_steady(int argc, char **argv);
int cli_transient(int argc, char **argv);
int cli_bench(int argc, char **argv);
int cli_bench_nominations(int argc, char **argv);
int cli_bench_stations(int argc, char **argv);

/* Prints "trunkline: sentence" to standard error and returns the exit code of the error. */
int cli_say_error(const tl_error *error);
/* TL_ERR_USAGE, with what to do instead, if a network is wanted and path is the folder or the file of a study. */
tl_code cli_refuse_study(const char *path, tl_error *error);
/* One line a finding: "file:line: sentence". */
void cli_print_findings(FILE *out, const tl_findings *findings, tl_severity at_least);
/* study: its path, or NULL if the command is not about one.
 * {"trunkline":..,"command":..,"outcome":"not_solved","reason":{...},"findings":[...]} for runs without results. */
void cli_print_json_failure(const char *command, const char *study, const tl_error *error, const tl_findings *findings);
/* The same for commands whose answer is the findings: "outcome":"ok", "reason":null if there is no error. */
void cli_print_json_outcome(const char *command, const tl_error *error, const tl_findings *findings);
/* Findings as members of a JSON list that already holds *printed members. */
void cli_print_json_findings(const tl_findings *findings, size_t *printed);
void cli_print_json_finding(const char *severity, const char *file, int line, const char *id, const char *field,
                            const char *sentence, size_t *printed);
void cli_print_json_text(FILE *out, const char *words);
/* Writes a whole file beside the one that is there, which it replaces in the end; `what` it is, for the sentence. */
tl_code cli_write_file(const char *path, const char *what, const void *bytes, size_t length, tl_error *error);
/* From here on Ctrl-C makes cli_go_on, a callback of progress, say false: the work ends early with its best so far. */
void cli_stop_on_interrupt(void);
bool cli_go_on(void *context, const char *step, double done);
/* Closest of the words to `word`, or NULL. */
const char *cli_near(const char *word, const char *const *words, size_t count);

#endif
