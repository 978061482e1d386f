/* trunkline bench stations: GasLib nominations with the machines of their stations. A nomination is solved when every
 * working station reaches its point in one of its configurations, within each limit of machines and drives, with its
 * fuel drawn from the line. Counts by network, and how long one takes. GasLib-134-v2 ships no machines: its station is
 * free within its limits. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "cli.h"
#include "nomination_walk.h"

enum { MOST_TIMES = 100000, MOST_NETWORKS = 8 };

typedef struct request {
  const char *scenarios; /* a folder of further scenarios of GasLib-134-v2; NULL */
  const char *only;      /* a part of the network's name; NULL */
  double most_seconds;
  bool json;
  double factors[8]; /* of all loads, besides 1 */
  size_t factor_count;
} request;

typedef struct network {
  const char *name;
  cli_tally tally;
  size_t working, machine_stations; /* stations that work in solved ones; stations with machines */
} network;

typedef struct walk {
  const request *r;
  network *at;
} walk;

static tl_code ask(const request *r, const tl_nomination *n, const char *what, network *at, tl_error *error) {
  tl_nominate_options options;
  tl_nominate_options_default(&options);
  options.cures = false;
  options.most_seconds = r->most_seconds;
  tl_nominate_answer *answer;
  const tl_code code = tl_nominate(n, &options, &answer, error);
  if (code != TL_OK) return code;
  cli_tally_count(&at->tally, tl_nominate_outcome(answer), tl_nominate_effort_of(answer)->seconds);
  at->working += tl_nominate_stations(answer);
  if (!r->json && tl_nominate_outcome(answer) != TL_SOLVED)
    (void)printf("  %s: %s: %s\n", tl_outcome_name(tl_nominate_outcome(answer)), what,
                 tl_nominate_reason(answer)->sentence);
  tl_nominate_answer_destroy(answer);
  return TL_OK;
}

static tl_code visit(void *user, const char *net, const char *scenario, bool first, tl_error *error) {
  const walk *w = user;
  (void)first;
  tl_findings *findings = tl_findings_create(NULL);
  if (findings == NULL) return tl_fail(error, TL_ERR_MACHINE, "not enough memory");
  tl_nomination *n = NULL;
  tl_gas *gas = NULL;
  const tl_nomination_files files = {.scenario = scenario};
  tl_code code = tl_nomination_open(net, &files, NULL, &n, &gas, findings, error);
  if (code == TL_OK) w->at->machine_stations = tl_nomination_machine_stations(n);
  if (code == TL_OK) code = ask(w->r, n, scenario, w->at, error);
  for (size_t k = 0; k < w->r->factor_count && code == TL_OK; k++) {
    char name[CLI_NETWORK_PATH + 32];
    (void)snprintf(name, sizeof name, "%s x %g", scenario, w->r->factors[k]);
    tl_nomination_scale(n, w->r->factors[k]);
    code = ask(w->r, n, name, w->at, error);
    tl_nomination_scale(n, 1.0 / w->r->factors[k]);
  }
  tl_nomination_destroy(n);
  tl_gas_destroy(gas);
  tl_findings_destroy(findings);
  return code;
}

static tl_code run_network(const request *r, network *at, tl_error *error) {
  char folder[CLI_NETWORK_PATH], net[CLI_NETWORK_PATH];
  cli_gaslib_folder(at->name, folder);
  if (!cli_find_network(folder, net)) {
    (void)fprintf(stderr, "trunkline bench stations: %s is not there: left out\n", folder);
    return TL_OK;
  }
  bool first = true;
  walk w = {r, at};
  const bool further = r->scenarios != NULL && strstr(at->name, "134") != NULL;
  const tl_code code = cli_walk_nominations(net, further ? r->scenarios : folder, &first, visit, &w, error);
  const cli_tally *t = &at->tally;
  if (code == TL_OK && !r->json)
    (void)printf(
        "%-14s %zu nominations: %zu solved, %zu proved infeasible, %zu open; %zu stations with machines, %zu "
        "working; median %.0f ms\n",
        at->name, t->nominations, t->solved, t->infeasible, t->open, at->machine_stations, at->working,
        1e3 * cli_tally_quantile(t, 0.5));
  (void)fflush(stdout);
  return code;
}

static bool read_argument(request *r, const char *name, const char *value) {
  if (value == NULL) return false;
  if (strcmp(name, "--scenarios") == 0) {
    r->scenarios = value;
  } else if (strcmp(name, "--only") == 0) {
    r->only = value;
  } else if (strcmp(name, "--seconds") == 0) {
    r->most_seconds = strtod(value, NULL);
  } else if (strcmp(name, "--times") == 0 && r->factor_count < sizeof r->factors / sizeof *r->factors) {
    r->factors[r->factor_count++] = strtod(value, NULL);
  } else {
    return false;
  }
  return true;
}

static void put(bench_figure *f, const char *name, double value, const char *unit, double aim, const char *yardstick) {
  *f = (bench_figure){.value = value, .unit = unit, .aim = aim};
  (void)snprintf(f->name, sizeof f->name, "%s", name);
  (void)snprintf(f->yardstick, sizeof f->yardstick, "%s", yardstick);
}

static int print(const request *r, const network *networks, size_t count, const cli_tally *all) {
  bench_figure figures[5 * MOST_NETWORKS];
  size_t n = 0;
  put(&figures[n++], "nominations", (double)all->nominations, "1", NAN, "asked");
  put(&figures[n++], "nominations_classified", (double)(all->solved + all->infeasible), "1", (double)all->nominations,
      "solved with a configuration of every working station, or proved infeasible");
  put(&figures[n++], "solved", (double)all->solved, "1", NAN, "run through the simulator and the machines");
  put(&figures[n++], "infeasible", (double)all->infeasible, "1", NAN, "proved, the proof read by separate code");
  for (size_t i = 0; i < count; i++) {
    const network *at = &networks[i];
    if (at->tally.nominations == 0) continue;
    char name[48];
    const char *number = at->name + strlen("GasLib-");
    const int digits = (int)strspn(number, "0123456789");
    (void)snprintf(name, sizeof name, "classified_%.*s", digits, number);
    put(&figures[n++], name, (double)(at->tally.solved + at->tally.infeasible), "1", (double)at->tally.nominations,
        at->name);
    (void)snprintf(name, sizeof name, "median_ms_%.*s", digits, number);
    put(&figures[n++], name, 1e3 * cli_tally_quantile(&at->tally, 0.5), "ms", NAN, at->name);
  }
  return bench_print("stations", figures, n, r->json);
}

int cli_bench_stations(int argc, char **argv) {
  request r = {.most_seconds = 60.0};
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "--help") == 0) {
      (void)puts(
          "trunkline bench stations [--only NAME] [--times FACTOR]... [--scenarios FOLDER] [--seconds S] [--json]\n\n"
          "The nominations of the GasLib networks below $TRUNKLINE_DATA/gaslib with the machines of their stations:\n"
          "solved with a configuration, proved infeasible, or open.\n"
          "  --only       networks whose name contains this\n"
          "  --times      once more with all loads times this\n"
          "  --scenarios  a folder with the scenarios of GasLib-134-v2 (unpacked; without it those beside its .net)\n"
          "  --seconds    the longest search of one nomination (default 60)");
      return TL_OK;
    }
    if (strcmp(argv[i], "--json") == 0) {
      r.json = true;
    } else if (strcmp(argv[i], "--quiet") != 0) {
      if (!read_argument(&r, argv[i], i + 1 < argc ? argv[i + 1] : NULL)) {
        (void)fprintf(stderr, "trunkline bench stations: unknown argument \"%s\"; see --help\n", argv[i]);
        return TL_ERR_USAGE;
      }
      i++;
    }
  }
  tl_error error = {0};
  network networks[MOST_NETWORKS] = {0};
  cli_tally all = {.seconds = calloc(MOST_TIMES, sizeof(double)), .room = MOST_TIMES};
  tl_code code = all.seconds != NULL ? TL_OK : tl_fail(&error, TL_ERR_MACHINE, "not enough memory");
  size_t count = 0;
  for (; code == TL_OK && cli_gaslib_network(count) != NULL && count < MOST_NETWORKS; count++) {
    network *at = &networks[count];
    at->name = cli_gaslib_network(count);
    if (r.only != NULL && strstr(at->name, r.only) == NULL) continue;
    at->tally = (cli_tally){.seconds = calloc(MOST_TIMES, sizeof(double)), .room = MOST_TIMES};
    code =
        at->tally.seconds != NULL ? run_network(&r, at, &error) : tl_fail(&error, TL_ERR_MACHINE, "not enough memory");
    cli_tally_add(&all, &at->tally);
  }
  const int result = code == TL_OK ? print(&r, networks, count, &all) : (int)code;
  if (code != TL_OK) (void)cli_say_error(&error);
  for (size_t i = 0; i < count; i++) free(networks[i].tally.seconds);
  free(all.seconds);
  return result;
}
