/* Combined decisions of a network, tried one combination after the other. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "steady.h"

enum { MOST_GROUPS = 64, MOST_COMBINATIONS = 10000 };

/* How many decisions each group has, and the product; 0: none, or too many. */
static size_t count_groups(const tl_netfile *file, size_t counts[MOST_GROUPS], size_t *groups) {
  size_t product = 1;
  const char *id;
  for (*groups = 0; *groups < MOST_GROUPS; ++*groups) {
    (void)tl_netfile_decision(file, *groups, 0, &id);
    if (id == NULL) break;
    counts[*groups] = 0;
    while (tl_netfile_decision(file, *groups, counts[*groups], &id) != NULL) counts[*groups]++;
    product *= counts[*groups];
    if (product > MOST_COMBINATIONS) return product;
  }
  return *groups > 0 ? product : 0;
}

/* Texts "GROUP=DECISION" of every decision; at[g][d] points at them. */
static bool name_all(const tl_netfile *file, const size_t *counts, size_t groups, cli_decisions *tried,
                     const char **names) {
  size_t bytes = 1, n = 0;
  for (int pass = 0; pass < 2; pass++) {
    char *out = tried->texts;
    for (size_t g = 0; g < groups; g++)
      for (size_t d = 0; d < counts[g]; d++) {
        const char *group, *id = tl_netfile_decision(file, g, d, &group);
        const size_t length = strlen(group) + strlen(id) + 2;
        bytes += pass == 0 ? length : 0;
        if (pass == 0) continue;
        (void)snprintf(out, length, "%s=%s", group, id);
        names[n++] = out;
        out += length;
      }
    if (pass == 0 && (tried->texts = malloc(bytes)) == NULL) return false;
  }
  return true;
}

static void combine(size_t which, const size_t *counts, size_t groups, const char *const *names, const char **taken) {
  for (size_t g = 0; g < groups; g++) {
    taken[g] = names[which % counts[g]];
    which /= counts[g];
    names += counts[g];
  }
  taken[groups] = NULL;
}

static tl_code try_all(const tl_netfile *file, const tl_case_options *options, cli_try try_one, void *context,
                       cli_decisions *tried, tl_error *error) {
  size_t counts[MOST_GROUPS], groups, names_count = 0;
  const size_t product = count_groups(file, counts, &groups);
  if (product == 0)
    return tl_fail(error, TL_ERR_USAGE,
                   "--decision all: no file of combined decisions (.cdf) with a decision in each group was found; name "
                   "one with --decisions");
  if (product > MOST_COMBINATIONS)
    return tl_fail(error, TL_ERR_USAGE, "--decision all: more than %d combinations of decisions; name one a group",
                   (int)MOST_COMBINATIONS);
  for (size_t g = 0; g < groups; g++) names_count += counts[g];
  const char **names = calloc(names_count + 1, sizeof *names);
  tried->all = calloc(product, sizeof *tried->all);
  tl_code code =
      names != NULL && tried->all != NULL && name_all(file, counts, groups, tried, names) ? TL_OK : TL_ERR_MACHINE;
  tl_case_options each = *options;
  for (size_t k = 0; code == TL_OK && k < product; k++) {
    cli_decided *d = &tried->all[k];
    d->taken = calloc(groups + 1, sizeof *d->taken);
    if (d->taken == NULL) {
      code = TL_ERR_MACHINE;
      break;
    }
    tried->count = k + 1;
    combine(k, counts, groups, names, d->taken);
    each.taken = d->taken;
    try_one(&each, context, d);
    if (d->holds && (tried->best == SIZE_MAX || d->bounds_broken < tried->all[tried->best].bounds_broken))
      tried->best = k;
  }
  free(names);
  if (code != TL_OK) (void)tl_fail(error, code, "not enough memory for %zu decisions", product);
  return code;
}

tl_code cli_decisions_try(const char *path, const tl_case_options *options, cli_try try_one, void *context,
                          cli_decisions *tried, tl_error *error) {
  tl_netfile *file = NULL;
  *tried = (cli_decisions){.best = SIZE_MAX};
  const tl_netfile_options files = {options->scenario, options->stations, options->decisions};
  tl_code code = tl_netfile_open(path, &files, NULL, &file, error);
  if (code == TL_OK) code = try_all(file, options, try_one, context, tried, error);
  tl_netfile_close(file);
  return code;
}

void cli_decisions_free(cli_decisions *tried) {
  for (size_t k = 0; k < tried->count; k++) free(tried->all[k].taken);
  free(tried->all);
  free(tried->texts);
  *tried = (cli_decisions){0};
}
