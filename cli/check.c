/* trunkline check FILE...: reads studies and network files and lists every finding. */
#define _POSIX_C_SOURCE 200809L
#include "cli.h"

#include <string.h>
#include <sys/stat.h>

static const char help[] =
    "trunkline check FILE... [--json] [--quiet]\n\n"
    "Reads each study (a folder or its study.yml) or network file (`trunkline describe formats`; with a network come "
    "the\n"
    "files of its stem) and lists every finding as file:line: sentence. Exit code 2 if any is an error.\n";

/* A folder, or a YAML file that is not a network of ours. */
static bool is_study(const char *path) {
  struct stat s;
  if (stat(path, &s) == 0 && S_ISDIR(s.st_mode)) return true;
  const size_t n = strlen(path);
  if (n < 4 || strcmp(path + n - 4, ".yml") != 0) return false;
  char head[4096];
  FILE *stream = fopen(path, "rb");
  if (stream == NULL) return true; /* whose reader then says why */
  const size_t got = fread(head, 1, sizeof head - 1, stream);
  (void)fclose(stream);
  head[got] = '\0';
  return strstr(head, "trunkline: network") == NULL;
}

static int report(const char *path, tl_code code, const tl_error *error, const tl_findings *findings, bool json,
                  bool quiet) {
  if (json)
    cli_print_json_findings("check", error, findings);
  else if (!quiet && findings != NULL)
    cli_print_findings(stdout, findings, TL_NOTE);
  if (code != TL_OK && (findings == NULL || tl_findings_total(findings, TL_ERROR) == 0)) (void)cli_say_error(error);
  if (!json && !quiet && findings != NULL)
    (void)printf("%s: %zu errors, %zu warnings\n", path, tl_findings_total(findings, TL_ERROR),
                 tl_findings_total(findings, TL_WARNING) - tl_findings_total(findings, TL_ERROR));
  return (int)code;
}

static int check_study(const char *path, bool json, bool quiet) {
  tl_study *study = NULL;
  tl_error error = {0};
  const tl_code code = tl_study_open(path, NULL, &study, &error);
  const int answer = report(path, code, &error, study != NULL ? tl_study_findings(study) : NULL, json, quiet);
  tl_study_close(study);
  return answer;
}

static int check_network(const char *path, bool json, bool quiet) {
  tl_netfile *file = NULL;
  tl_error error = {0};
  const tl_code code = tl_netfile_open(path, NULL, NULL, &file, &error);
  const int answer = report(path, code, &error, file != NULL ? tl_netfile_findings(file) : NULL, json, quiet);
  if (file != NULL && !json && !quiet)
    (void)printf("%s: %s, %zu nodes, %zu links, %.6g km of pipe, %zu nodes in the scenario\n", path,
                 tl_netfile_format(file), tl_netfile_nodes(file, NULL), tl_netfile_links(file, NULL),
                 tl_netfile_pipe_length_m(file) / 1e3, tl_netfile_demands(file));
  tl_netfile_close(file);
  return answer;
}

int cli_check(int argc, char **argv) {
  bool json = false, quiet = false;
  int worst = 0, files = 0;
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "--help") == 0) {
      (void)fputs(help, stdout);
      return 0;
    }
    if (strcmp(argv[i], "--json") == 0)
      json = true;
    else if (strcmp(argv[i], "--quiet") == 0)
      quiet = true;
    else if (argv[i][0] == '-') {
      (void)fprintf(stderr, "trunkline check: unknown option %s\n%s", argv[i], help);
      return TL_ERR_USAGE;
    } else
      files++;
  }
  if (files == 0) {
    (void)fputs(help, stderr);
    return TL_ERR_USAGE;
  }
  for (int i = 1; i < argc; i++) {
    if (argv[i][0] == '-') continue;
    const int answer = is_study(argv[i]) ? check_study(argv[i], json, quiet) : check_network(argv[i], json, quiet);
    if (answer > worst) worst = answer;
  }
  return worst;
}
