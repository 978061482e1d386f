/* The nominations of network folders: see nomination_walk.h. */
#define _POSIX_C_SOURCE 200809L
#include "nomination_walk.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool ends(const char *name, const char *suffix) {
  const size_t n = strlen(name), m = strlen(suffix);
  return n > m && strcmp(name + n - m, suffix) == 0;
}

bool cli_find_network(const char *folder, char path[CLI_NETWORK_PATH]) {
  struct dirent **names;
  const int count = scandir(folder, &names, NULL, alphasort);
  bool found = false;
  for (int i = 0; i < count; i++) {
    if (!found && (ends(names[i]->d_name, ".net") || ends(names[i]->d_name, ".net.gz"))) {
      const int length = snprintf(path, CLI_NETWORK_PATH, "%s/%s", folder, names[i]->d_name);
      found = length > 0 && length < CLI_NETWORK_PATH;
    }
    free(names[i]);
  }
  if (count >= 0) free(names);
  return found;
}

tl_code cli_walk_nominations(const char *net, const char *folder, bool *first, cli_nomination_visit *visit, void *user,
                             tl_error *error) {
  struct dirent **names;
  const int count = scandir(folder, &names, NULL, alphasort);
  tl_code code = TL_OK;
  for (int i = 0; i < count; i++) {
    char path[CLI_NETWORK_PATH];
    const int length = snprintf(path, sizeof path, "%s/%s", folder, names[i]->d_name);
    if (code == TL_OK && ends(names[i]->d_name, ".scn") && length > 0 && length < CLI_NETWORK_PATH) {
      code = visit(user, net, path, *first, error);
      *first = false;
    }
    free(names[i]);
  }
  if (count >= 0) free(names);
  return code;
}

const char *cli_gaslib_network(size_t index) {
  static const char *const names[] = {"GasLib-11",     "GasLib-24",  "GasLib-40",
                                      "GasLib-134-v2", "GasLib-135", "GasLib-582-v2"};
  return index < sizeof names / sizeof *names ? names[index] : NULL;
}

void cli_gaslib_folder(const char *network, char folder[CLI_NETWORK_PATH]) {
  const char *data = getenv("TRUNKLINE_DATA");
  (void)snprintf(folder, CLI_NETWORK_PATH, "%s/gaslib/%s", data != NULL ? data : "../shared/data", network);
}

/* ---- counting ------------------------------------------------------------------------------------------------------
 */

void cli_tally_count(cli_tally *t, tl_outcome outcome, double seconds) {
  t->nominations++;
  t->solved += outcome == TL_SOLVED;
  t->infeasible += outcome == TL_INFEASIBLE;
  t->open += outcome == TL_NOT_SOLVED;
  if (t->times < t->room) t->seconds[t->times++] = seconds;
}

void cli_tally_add(cli_tally *sum, const cli_tally *t) {
  sum->nominations += t->nominations;
  sum->solved += t->solved;
  sum->infeasible += t->infeasible;
  sum->open += t->open;
  for (size_t i = 0; i < t->times && sum->times < sum->room; i++) sum->seconds[sum->times++] = t->seconds[i];
}

static int by_size(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

double cli_tally_quantile(const cli_tally *t, double share) {
  if (t->times == 0) return NAN;
  qsort(t->seconds, t->times, sizeof *t->seconds, by_size);
  return t->seconds[(size_t)(share * (double)(t->times - 1))];
}
