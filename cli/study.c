/* trunkline study DIR: runs a study and writes report.html, results.json, tables/, route.geojson, game.json. */
#define _POSIX_C_SOURCE 200809L
#include "cli.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { MOST_SETS = 256, PATH_BYTES = 4096 };

typedef struct arguments {
  const char *path, *out, *steps;
  const char *sets[MOST_SETS];
  size_t set_count;
  bool all, json, quiet;
  int threads;
} arguments;

static const char help[] =
    "trunkline study DIR [--out DIR] [--all | --steps a,b,...] [--set key=value]... [--threads N] [--json] [--quiet]\n"
    "\n"
    "Runs the study in DIR (its study.yml) and writes into the output folder, by default out/<name of the study>:\n"
    "  report.html      the report, one file, opens without a network\n"
    "  results.json     outcomes, scenarios, claims, findings\n"
    "  tables/*.csv     every table of the report, in SI units\n"
    "  route.geojson    the route with its stations\n"
    "  game.json        the game of its players, with the design behind each value: for `trunkline game`\n"
    "  cache/           what the steps that take long have found, for the runs after this one\n"
    "\n"
    "  --set key=value  sets one figure for this run, e.g. --set \"flow.volume=45 bcm/a at 20 degC\"\n"
    "  --steps a,b      runs only these steps (`trunkline describe steps` lists them)\n"
    "  --all            also the steps that take long; without it their answers of an earlier run are shown, as long "
    "as\n"
    "                   no input has changed since, and what is left out is named\n"
    "  --threads N      1 .. 64; default: as many as the machine has; the answers do not depend on it\n"
    "  --json           prints results.json to standard output, nothing else\n"
    "  --quiet          no progress, no summary\n"
    "\n"
    "Exit codes: 0 answered; 1 usage; 2 the input has errors, all listed; 3 no physical answer, with place, size and "
    "cure;\n"
    "4 memory or disk.\n";

static int usage(const char *sentence, const char *word) {
  (void)fprintf(stderr, "trunkline study: %s%s%s\nSee `trunkline study --help`.\n", sentence, word != NULL ? " " : "",
                word != NULL ? word : "");
  return TL_ERR_USAGE;
}

static int read_arguments(int argc, char **argv, arguments *a) {
  for (int i = 1; i < argc; i++) {
    const char *word = argv[i];
    const bool takes_value = strcmp(word, "--out") == 0 || strcmp(word, "--steps") == 0 || strcmp(word, "--set") == 0 ||
                             strcmp(word, "--threads") == 0;
    if (takes_value && i + 1 >= argc) return usage("a value must follow", word);
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
      (void)fputs(help, stdout);
      return -1;
    }
    if (strcmp(word, "--out") == 0)
      a->out = argv[++i];
    else if (strcmp(word, "--steps") == 0)
      a->steps = argv[++i];
    else if (strcmp(word, "--all") == 0)
      a->all = true;
    else if (strcmp(word, "--json") == 0)
      a->json = true;
    else if (strcmp(word, "--quiet") == 0)
      a->quiet = true;
    else if (strcmp(word, "--threads") == 0) {
      char *end;
      const long n = strtol(argv[++i], &end, 10);
      if (*end != '\0' || n < 1 || n > 64) return usage("--threads takes 1 .. 64, not", argv[i]);
      a->threads = (int)n;
    } else if (strcmp(word, "--set") == 0) {
      if (a->set_count == MOST_SETS) return usage("more than 256 --set", NULL);
      if (strchr(argv[i + 1], '=') == NULL) return usage("--set takes key=value, not", argv[i + 1]);
      a->sets[a->set_count++] = argv[++i];
    } else if (word[0] == '-' && word[1] != '\0') {
      static const char *const known[] = {"--out",   "--steps",   "--all", "--json",
                                          "--quiet", "--threads", "--set", "--help"};
      const char *near = cli_near(word, known, sizeof known / sizeof *known);
      (void)fprintf(stderr, "trunkline study: unknown option %s%s%s%s\nSee `trunkline study --help`.\n", word,
                    near != NULL ? "; did you mean " : "", near != NULL ? near : "", near != NULL ? "?" : "");
      return TL_ERR_USAGE;
    } else if (a->path != NULL) {
      return usage("one study at a time; unexpected", word);
    } else {
      a->path = word;
    }
  }
  if (a->path == NULL || a->path[0] == '\0')
    return usage("which study? Give its folder, e.g. studies/power-of-siberia-2", NULL);
  if (a->out != NULL && a->out[0] == '\0') return usage("--out takes the name of a folder, not \"\"", NULL);
  if (a->all && a->steps != NULL) return usage("--all and --steps exclude each other", NULL);
  return 0;
}

/* ---- where things are ---------------------------------------------------------------------------------------- */

/* "studies/nord-stream/" -> "nord-stream"; a study.yml counts as its folder. */
static void study_name(const char *path, char *name, size_t bytes) {
  char copy[PATH_BYTES];
  (void)snprintf(copy, sizeof copy, "%s", path);
  size_t n = strlen(copy);
  while (n > 1 && copy[n - 1] == '/') copy[--n] = '\0';
  char *slash = strrchr(copy, '/');
  if (n > 4 && strcmp(copy + n - 4, ".yml") == 0) {
    if (slash != NULL)
      *slash = '\0';
    else
      (void)snprintf(copy, sizeof copy, "study");
    slash = strrchr(copy, '/');
  }
  const char *last = slash != NULL ? slash + 1 : copy;
  if (strcmp(last, ".") == 0 || strcmp(last, "..") == 0 || last[0] == '\0') last = "study";
  (void)snprintf(name, bytes, "%s", last);
}

/* The folder with the country shapes: TRUNKLINE_LAYERS, beside the program, or where it was installed. NULL: nowhere.
 */
static const char *layers_folder(char *buffer, size_t bytes) {
  const char *given = getenv("TRUNKLINE_LAYERS");
  if (given != NULL && given[0] != '\0') return given;
  char self[PATH_BYTES];
  const ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
  if (n <= 0) return NULL;
  self[n] = '\0';
  char *slash = strrchr(self, '/');
  if (slash == NULL) return NULL;
  *slash = '\0';
  static const char *const places[] = {"layers", "../layers", "../share/trunkline/layers"};
  for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
    char file[2 * PATH_BYTES + 64];
    (void)snprintf(buffer, bytes, "%s/%s", self, places[i]);
    (void)snprintf(file, sizeof file, "%s/countries-50m.json", buffer);
    struct stat s;
    if (stat(file, &s) == 0) return buffer;
  }
  return NULL;
}

/* ---- progress ---------------------------------------------------------------------------------------------------- */

typedef struct ticker {
  bool shown;
  struct timespec start;
} ticker;

static bool tick(void *context, const char *step, double done) {
  ticker *t = context;
  if (!t->shown) return true;
  struct timespec now;
  (void)clock_gettime(CLOCK_MONOTONIC, &now);
  const double spent = (double)(now.tv_sec - t->start.tv_sec) + 1e-9 * (double)(now.tv_nsec - t->start.tv_nsec);
  const double left = done > 0.02 ? spent / done - spent : 0.0;
  (void)fprintf(stderr, "\r\033[K%3.0f %%  %s%s", 100.0 * done, step, "");
  if (left > 1.0) (void)fprintf(stderr, "  about %.0f s left", left);
  (void)fflush(stderr);
  return true;
}

/* ---- writing ------------------------------------------------------------------------------------------------------
 */

static tl_code remove_old(const char *path, tl_error *error) {
  if (remove(path) == 0 || errno == ENOENT || errno == ENOTDIR) return TL_OK;
  return tl_fail(error, TL_ERR_MACHINE, "the old %s cannot be removed: %s", path, strerror(errno));
}

/* Tables of an earlier run that this one has no numbers for must not stand beside its results. The folder tables/
 * belongs to the run: every .csv in it that is not one of its tables goes; other files stay. */
static tl_code remove_old_tables(const tl_results *results, const char *out, tl_error *error) {
  char path[2 * PATH_BYTES + 512];
  (void)snprintf(path, sizeof path, "%s/tables", out);
  DIR *folder = opendir(path);
  if (folder == NULL) return TL_OK; /* nothing was ever written there */
  tl_code code = TL_OK;
  for (struct dirent *entry; code == TL_OK && (entry = readdir(folder)) != NULL;) {
    char id[256];
    const size_t n = strlen(entry->d_name);
    if (n <= 4 || n - 4 >= sizeof id || strcmp(entry->d_name + n - 4, ".csv") != 0) continue;
    memcpy(id, entry->d_name, n - 4);
    id[n - 4] = '\0';
    if (tl_results_table(results, id) != NULL) continue;
    (void)snprintf(path, sizeof path, "%s/tables/%s", out, entry->d_name);
    code = remove_old(path, error);
  }
  (void)closedir(folder);
  return code;
}

static tl_code write_outputs(const tl_study *study, const char *out, bool no_answer, tl_error *error) {
  char path[2 * PATH_BYTES + 64];
  char *text = NULL;
  const tl_results *results = tl_study_results(study);
  tl_code code = tl_report_write_tables(results, out, NULL, error);
  if (code == TL_OK) code = remove_old_tables(results, out, error);
  if (code == TL_OK) code = tl_study_json(study, &text, error);
  if (code == TL_OK) {
    (void)snprintf(path, sizeof path, "%s/results.json", out);
    code = tl_report_write_text(text, path, NULL, error);
  }
  tl_study_free_text(text);
  text = NULL;
  if (code == TL_OK) code = tl_study_geojson(study, &text, error);
  if (code == TL_OK) {
    (void)snprintf(path, sizeof path, "%s/route.geojson", out);
    code = tl_report_write_text(text, path, NULL, error);
  }
  tl_study_free_text(text);
  const char *game = tl_results_json(results, "game"); /* of the step "shares", run now or kept */
  (void)snprintf(path, sizeof path, "%s/game.json", out);
  if (code == TL_OK && game != NULL) code = tl_report_write_text(game, path, NULL, error);
  if (code == TL_OK && game == NULL) code = remove_old(path, error);
  (void)snprintf(path, sizeof path, "%s/report.html", out);
  if (code == TL_OK && no_answer) code = remove_old(path, error); /* nor must an old report */
  if (code == TL_OK && !no_answer) code = tl_report_write_html(results, path, NULL, error);
  return code;
}

/* The one line that differs between two runs; with SOURCE_DATE_EPOCH (reproducible-builds.org) it does not. */
static void date_line(tl_results *results) {
  const char *epoch = getenv("SOURCE_DATE_EPOCH");
  if (epoch != NULL && epoch[0] != '\0') return;
  char line[64];
  const time_t now = time(NULL);
  struct tm utc;
  if (gmtime_r(&now, &utc) == NULL) return;
  (void)strftime(line, sizeof line, "Computed on %Y-%m-%d", &utc);
  tl_results_set_text(results, "date_line", line);
}

static void print_summary(const tl_results *results, const char *path, const char *out) {
  const char *title = tl_results_text(results, "title");
  (void)printf("%s\n", title != NULL ? title : "");
  for (int i = 1; i <= 5; i++) {
    char key[40];
    (void)snprintf(key, sizeof key, "summary.%d.question", i);
    const char *question = tl_results_text(results, key);
    if (question == NULL) continue;
    (void)snprintf(key, sizeof key, "summary.%d.number", i);
    const char *number = tl_results_text(results, key);
    (void)snprintf(key, sizeof key, "summary.%d.range", i);
    const char *range = tl_results_text(results, key);
    (void)snprintf(key, sizeof key, "summary.%d.answer", i);
    const char *answer = tl_results_text(results, key);
    (void)printf("\n%s\n  %s (%s)\n  %s\n", question, number != NULL ? number : "", range != NULL ? range : "",
                 answer != NULL ? answer : "");
  }
  const char *left_out = tl_results_text(results, "steps.left_out");
  if (left_out != NULL)
    (void)printf("\nLeft out, since it takes longer: %s. To run it: trunkline study %s --all\n", left_out, path);
  (void)printf("\nThe report: %s/report.html\n", out);
}

static tl_code set_figures(tl_study *study, const arguments *a, tl_error *error) {
  for (size_t i = 0; i < a->set_count; i++) {
    char key[256];
    const char *equals = strchr(a->sets[i], '=');
    const size_t length = (size_t)(equals - a->sets[i]);
    if (length >= sizeof key) return tl_fail(error, TL_ERR_USAGE, "--set: the key is longer than 255 letters");
    memcpy(key, a->sets[i], length);
    key[length] = '\0';
    const tl_code code = tl_study_set(study, key, equals + 1, error);
    if (code != TL_OK) return code;
  }
  return TL_OK;
}

static int fail(const arguments *a, const tl_study *study, const tl_error *error) {
  const tl_findings *findings = study != NULL ? tl_study_findings(study) : NULL;
  if (a->json)
    cli_print_json_failure("study", a->path, error, findings);
  else if (findings != NULL)
    cli_print_findings(stderr, findings, TL_WARNING);
  const size_t errors = findings != NULL ? tl_findings_total(findings, TL_ERROR) : 0;
  if (error->code == TL_ERR_INPUT && errors > 0)
    (void)fprintf(stderr, "trunkline: %zu error%s in the study; nothing was computed\n", errors,
                  errors == 1 ? "" : "s");
  else
    (void)cli_say_error(error);
  return (int)error->code;
}

static int run(const arguments *a, tl_study *study) {
  tl_error error = {0};
  tl_code code = set_figures(study, a, &error);
  if (code != TL_OK) return fail(a, study, &error);
  ticker t = {.shown = !a->quiet && !a->json && isatty(STDERR_FILENO) != 0};
  (void)clock_gettime(CLOCK_MONOTONIC, &t.start);
  const tl_progress progress = {tick, &t};
  char layers[2 * PATH_BYTES], name[PATH_BYTES], out[2 * PATH_BYTES], cache[2 * PATH_BYTES + 16];
  study_name(a->path, name, sizeof name);
  (void)snprintf(out, sizeof out, "%s%s", a->out != NULL ? a->out : "out/", a->out != NULL ? "" : name);
  (void)snprintf(cache, sizeof cache, "%s/cache", out);
  tl_study_options options;
  tl_study_options_default(&options);
  options.all = a->all;
  options.steps = a->steps;
  options.threads = a->threads;
  options.layers_folder = layers_folder(layers, sizeof layers);
  options.cache_folder = cache;
  options.progress = &progress;
  code = tl_study_run(study, &options, &error);
  if (t.shown) (void)fprintf(stderr, "\r\033[K");
  if (code != TL_OK && code != TL_ERR_NO_ANSWER) return fail(a, study, &error);

  tl_error why = error, write_error = {0};
  tl_results *results = tl_study_results_edit(study);
  char version[64];
  (void)snprintf(version, sizeof version, "Trunkline %s", tl_version());
  tl_results_set_text(results, "version", version);
  date_line(results);
  const bool no_answer = code == TL_ERR_NO_ANSWER;
  if (write_outputs(study, out, no_answer, &write_error) != TL_OK) return fail(a, study, &write_error);
  if (a->json) {
    char *text;
    if (tl_study_json(study, &text, &write_error) != TL_OK) return fail(a, study, &write_error);
    (void)fputs(text, stdout);
    tl_study_free_text(text);
  } else if (!a->quiet) {
    cli_print_findings(stderr, tl_study_findings(study), TL_WARNING);
    if (!no_answer) print_summary(results, a->path, out);
  }
  if (no_answer) {
    (void)fprintf(stderr, "trunkline: no answer: %s\n", why.sentence);
    return TL_ERR_NO_ANSWER;
  }
  if (fflush(stdout) != 0) {
    (void)fprintf(stderr, "trunkline: standard output cannot be written: %s\n", strerror(errno));
    return TL_ERR_MACHINE;
  }
  return 0;
}

int cli_study(int argc, char **argv) {
  arguments a = {0};
  const int bad = read_arguments(argc, argv, &a);
  if (bad != 0) return bad < 0 ? 0 : bad;
  tl_study *study = NULL;
  tl_error error = {0};
  const tl_code code = tl_study_open(a.path, NULL, &study, &error);
  const int exit_code = code != TL_OK ? fail(&a, study, &error) : run(&a, study);
  tl_study_close(study);
  return exit_code;
}
