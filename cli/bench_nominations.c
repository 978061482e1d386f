/* trunkline bench nominations: every nomination of network folders, as given, times 2 and 5, and random ones: how many
 * are solved, how many proved infeasible, how many left open, and how long one takes.
 *
 * A random nomination draws every exit anew: nothing in 30 of 100 cases, else its load times 10^u with u even in -1.5
 * .. 0.5 (two decades); the entries are scaled to balance. The seed is fixed: the same run asks the same questions. */
#define _POSIX_C_SOURCE 200809L
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"
#include "cli.h"
#include "nomination_walk.h"

enum { MOST_FOLDERS = 64, MOST_TIMES = 100000, PATH_BYTES = CLI_NETWORK_PATH };

typedef struct request {
  const char *folders[MOST_FOLDERS];
  size_t folder_count, random_count;
  const char *scenarios; /* a folder of further scenarios; NULL */
  double most_seconds;
  bool json;
  cli_tally all, of_582;
} request;

static tl_code ask(const request *r, const tl_nomination *n, const char *what, cli_tally *t, tl_error *error) {
  tl_nominate_options options;
  tl_nominate_options_default(&options);
  options.cures = false;
  options.most_seconds = r->most_seconds;
  tl_nominate_answer *answer;
  const tl_code code = tl_nominate(n, &options, &answer, error);
  if (code != TL_OK) return code;
  const tl_outcome outcome = tl_nominate_outcome(answer);
  cli_tally_count(t, outcome, tl_nominate_effort_of(answer)->seconds);
  if (outcome == TL_NOT_SOLVED && !r->json)
    (void)printf("  open: %s: %s\n", what, tl_nominate_reason(answer)->sentence);
  tl_nominate_answer_destroy(answer);
  return TL_OK;
}

/* given: the withdrawals of the file. */
static tl_code draw(tl_nomination *n, const double *given, uint64_t *seed, tl_error *error) {
  const size_t nodes = tl_nomination_nodes(n);
  double out = 0.0, in = 0.0;
  for (size_t i = 0; i < nodes; i++) {
    double load = given[i];
    if (load > 0.0) load = bench_random(seed) < 0.3 ? 0.0 : load * pow(10.0, 2.0 * bench_random(seed) - 1.5);
    out += load > 0.0 ? load : 0.0;
    in += load < 0.0 ? -load : 0.0;
    const tl_code code = tl_nomination_set_withdrawal(n, i, load, error);
    if (code != TL_OK) return code;
  }
  for (size_t i = 0; i < nodes && in > 0.0; i++) {
    if (given[i] >= 0.0) continue;
    const tl_code code = tl_nomination_set_withdrawal(n, i, given[i] * out / in, error);
    if (code != TL_OK) return code;
  }
  return TL_OK;
}

static tl_code ask_random(const request *r, tl_nomination *n, const char *what, cli_tally *t, tl_error *error) {
  const size_t nodes = tl_nomination_nodes(n);
  double *given = calloc(nodes + 1, sizeof *given);
  if (given == NULL) return tl_fail(error, TL_ERR_MACHINE, "not enough memory");
  for (size_t i = 0; i < nodes; i++) given[i] = tl_nomination_withdrawal_kg_s(n, i);
  uint64_t seed = 20260101;
  tl_code code = TL_OK;
  for (size_t k = 0; k < r->random_count && code == TL_OK; k++) {
    char name[PATH_BYTES + 32];
    (void)snprintf(name, sizeof name, "%s, random %zu", what, k + 1);
    code = draw(n, given, &seed, error);
    if (code == TL_OK) code = ask(r, n, name, t, error);
  }
  free(given);
  return code;
}

/* One scenario of one network; random ones on top where `first`. */
static tl_code ask_file(const request *r, const char *net, const char *scenario, bool first, cli_tally *t,
                        tl_error *error) {
  static const double factors[] = {1.0, 2.0, 2.5}; /* each times the one before: 1, 2, 5 */
  tl_findings *findings = tl_findings_create(NULL);
  if (findings == NULL) return tl_fail(error, TL_ERR_MACHINE, "not enough memory");
  tl_nomination *n = NULL;
  tl_gas *gas = NULL;
  tl_code code = tl_nomination_open(net, &(tl_nomination_files){.scenario = scenario, .free_stations = true}, NULL, &n,
                                    &gas, findings, error);
  for (size_t k = 0; k < 3 && code == TL_OK; k++) {
    tl_nomination_scale(n, factors[k]);
    char name[PATH_BYTES + 32];
    (void)snprintf(name, sizeof name, "%s x %g", scenario, k == 0 ? 1.0 : k == 1 ? 2.0 : 5.0);
    code = ask(r, n, name, t, error);
  }
  if (code == TL_OK && first) {
    tl_nomination_scale(n, 0.2);
    code = ask_random(r, n, scenario, t, error);
  }
  tl_nomination_destroy(n);
  tl_gas_destroy(gas);
  tl_findings_destroy(findings);
  return code;
}

typedef struct walk {
  const request *r;
  cli_tally *t;
} walk;

static tl_code visit(void *user, const char *net, const char *scenario, bool first, tl_error *error) {
  const walk *w = user;
  return ask_file(w->r, net, scenario, first, w->t, error);
}

static tl_code run_folder(request *r, const char *folder, tl_error *error) {
  char net[PATH_BYTES];
  if (!cli_find_network(folder, net)) return tl_fail(error, TL_ERR_INPUT, "%s: there is no .net file in it", folder);
  cli_tally t = {.seconds = calloc(MOST_TIMES, sizeof(double)), .room = MOST_TIMES};
  if (t.seconds == NULL) return tl_fail(error, TL_ERR_MACHINE, "not enough memory");
  bool first = true;
  walk w = {r, &t};
  tl_code code = cli_walk_nominations(net, folder, &first, visit, &w, error);
  if (code == TL_OK && r->scenarios != NULL) code = cli_walk_nominations(net, r->scenarios, &first, visit, &w, error);
  if (code == TL_OK && !r->json)
    (void)printf("%s: %zu nominations: %zu solved, %zu proved infeasible, %zu open; median %.0f ms, longest %.0f ms\n",
                 net, t.nominations, t.solved, t.infeasible, t.open, 1e3 * cli_tally_quantile(&t, 0.5),
                 1e3 * cli_tally_quantile(&t, 1.0));
  (void)fflush(stdout);
  if (strstr(net, "582") != NULL) cli_tally_add(&r->of_582, &t);
  cli_tally_add(&r->all, &t);
  free(t.seconds);
  return code;
}

static tl_code run_default(request *r, tl_error *error) {
  for (size_t i = 0; cli_gaslib_network(i) != NULL; i++) {
    char folder[PATH_BYTES], net[PATH_BYTES];
    cli_gaslib_folder(cli_gaslib_network(i), folder);
    if (!cli_find_network(folder, net)) {
      (void)fprintf(stderr, "trunkline bench nominations: %s is not there: left out\n", folder);
      continue;
    }
    const tl_code code = run_folder(r, folder, error);
    if (code != TL_OK) return code;
  }
  return TL_OK;
}

static void print_json(const request *r) {
  const struct {
    const char *name, *unit, *yardstick;
    double value, aim;
  } figures[] = {{"nominations", "1", "asked", (double)r->all.nominations, NAN},
                 {"solved", "1", "controls found, certified by the simulator", (double)r->all.solved, NAN},
                 {"infeasible", "1", "proved, the proof read by separate code", (double)r->all.infeasible, NAN},
                 {"unclassified", "1", "neither", (double)r->all.open, 0.0},
                 {"median_ms", "ms", "of all", 1e3 * cli_tally_quantile(&r->all, 0.5), NAN},
                 {"median_ms_582", "ms", "of GasLib-582", 1e3 * cli_tally_quantile(&r->of_582, 0.5), NAN}};
  json_t *list = json_array();
  for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
    (void)json_array_append_new(
        list, json_pack("{s:s,s:o,s:s,s:o,s:s}", "name", figures[i].name, "value",
                        isfinite(figures[i].value) ? json_real(figures[i].value) : json_null(), "unit", figures[i].unit,
                        "aim", isfinite(figures[i].aim) ? json_real(figures[i].aim) : json_null(), "yardstick",
                        figures[i].yardstick));
  json_t *document = json_pack("{s:s,s:{s:i},s:o}", "bench", "nominations", "machine", "processors",
                               (int)sysconf(_SC_NPROCESSORS_ONLN), "figures", list);
  (void)json_dumpf(document, stdout, JSON_INDENT(2));
  (void)putchar('\n');
  json_decref(document);
}

static int read_arguments(request *r, int argc, char **argv) {
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "--json") == 0) {
      r->json = true;
    } else if (strcmp(argv[i], "--quiet") == 0) {
      continue;
    } else if (strcmp(argv[i], "--n") == 0 && i + 1 < argc) {
      r->random_count = (size_t)strtoul(argv[++i], NULL, 10);
    } else if (strcmp(argv[i], "--seconds") == 0 && i + 1 < argc) {
      r->most_seconds = strtod(argv[++i], NULL);
    } else if (strcmp(argv[i], "--scenarios") == 0 && i + 1 < argc) {
      r->scenarios = argv[++i];
    } else if (argv[i][0] == '-') {
      (void)fprintf(stderr, "trunkline bench nominations: unknown argument \"%s\"; see --help\n", argv[i]);
      return TL_ERR_USAGE;
    } else if (r->folder_count < MOST_FOLDERS) {
      r->folders[r->folder_count++] = argv[i];
    }
  }
  return TL_OK;
}

int cli_bench_nominations(int argc, char **argv) {
  request r = {.random_count = 10, .most_seconds = 60.0};
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "--help") != 0) continue;
    (void)puts(
        "trunkline bench nominations [FOLDER]... [--n RANDOM] [--scenarios FOLDER] [--seconds S] [--json]\n\n"
        "Every .scn of a folder with its .net, as given, times 2 and 5, and RANDOM random ones (default 10) a "
        "network.\n"
        "Without FOLDER the GasLib networks below $TRUNKLINE_DATA/gaslib.\n"
        "  --scenarios  a folder of further .scn for the same networks\n"
        "  --seconds    the longest search of one nomination (default 60)");
    return TL_OK;
  }
  const int usage = read_arguments(&r, argc, argv);
  if (usage != TL_OK) return usage;
  tl_error error = {0};
  r.all.seconds = calloc(MOST_TIMES, sizeof(double));
  r.of_582.seconds = calloc(MOST_TIMES, sizeof(double));
  r.all.room = r.of_582.room = MOST_TIMES;
  tl_code code =
      r.all.seconds != NULL && r.of_582.seconds != NULL ? TL_OK : tl_fail(&error, TL_ERR_MACHINE, "not enough memory");
  if (code == TL_OK && r.folder_count == 0) code = run_default(&r, &error);
  for (size_t i = 0; i < r.folder_count && code == TL_OK; i++) code = run_folder(&r, r.folders[i], &error);
  if (code != TL_OK)
    (void)cli_say_error(&error);
  else if (r.json)
    print_json(&r);
  else
    (void)printf("all: %zu nominations: %zu solved, %zu proved infeasible, %zu open\n", r.all.nominations, r.all.solved,
                 r.all.infeasible, r.all.open);
  free(r.all.seconds);
  free(r.of_582.seconds);
  return (int)code;
}
