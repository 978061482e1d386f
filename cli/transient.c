/* trunkline transient NET: a network in time. */
#include "cli.h"
#include "json.h"
#include "nominate.h"
#include "transient_answer.h"

#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char usage[] =
    "trunkline transient NET [--scenario FILE] [--until TIME] [option]... [--json] [--quiet]\n"
    "\n"
    "A network in time: pressures, flows, gas held, deliveries, from a steady start, while the scenario acts on it.\n"
    "  --scenario    profiles, events and limits in time (docs/transient.md)\n"
    "  --until       end of the run, \"24 h\"; default: what the scenario says\n"
    "  --boundary    withdrawals and pressures at the start, in place of the file beside NET\n"
    "  --stations    machines of the compressor stations, likewise; \"\": none\n"
    "  --model       equation of state, as in trunkline steady\n"
    "  --isothermal  one temperature for all gas; default: what NET says, or each place keeps that of the start\n"
    "  --heat        temperatures follow the energy of each cell, with soil that stores heat\n"
    "  --cell        longest cell of a pipe, default \"1 km\"\n"
    "  --step        fixed time step; default: steps follow the error\n"
    "  --tolerance   error of a pressure that one step may add, default \"0.2 mbar\"\n"
    "  --every       time between outputs, default \"5 min\"\n"
    "  --set         a field of a link, as in trunkline steady; without it a network of free controls starts from a\n"
    "                setting that carries its nomination\n"
    "  --resume FILE, --save FILE   go on from a checkpoint; write one at the end\n"
    "  --netcdf FILE                the series as NetCDF (CF)\n"
    "  --outages     instead of one run: each station, compressor and single machine trips in a run of its own (N-1\n"
    "                table)\n"
    "  --threads N   for --outages, default 2\n"
    "  --json        one JSON document on standard output\n"
    "Ctrl-C ends the run early; what was computed is answered.\n";

enum { MOST_SETTINGS = 1000 };

typedef struct request {
  const char *path, *scenario, *resume, *save, *netcdf;
  tl_case_options boundary;
  tl_transient_options options;
  double until_s;
  const char *settings[MOST_SETTINGS + 1];
  size_t setting_count;
  int threads;
  bool json, quiet, help, outages, cell_given, step_given;
} request;

static tl_code take_quantity(const char *name, const char *text, tl_quantity kind, double *si, tl_error *error) {
  tl_value value;
  tl_error why;
  if (tl_value_read(text, kind, &value, &why) != TL_OK)
    return tl_fail(error, TL_ERR_USAGE, "%s: %s", name, why.sentence);
  if (!(value.si > 0.0)) return tl_fail(error, TL_ERR_USAGE, "%s %s must be above 0", name, text);
  *si = value.si;
  return TL_OK;
}

static const char *const with_value[] = {"--scenario", "--until", "--boundary", "--model",   "--isothermal",
                                         "--cell",     "--step",  "--every",    "--set",     "--tolerance",
                                         "--resume",   "--save",  "--netcdf",   "--threads", "--stations"};
static const char *const all_options[] = {"--scenario", "--until", "--boundary", "--model",   "--isothermal",
                                          "--cell",     "--step",  "--every",    "--set",     "--tolerance",
                                          "--resume",   "--save",  "--netcdf",   "--threads", "--outages",
                                          "--json",     "--quiet", "--help",     "--heat",    "--stations"};
#define COUNT(list) (sizeof(list) / sizeof *(list))

static tl_code take_value(request *r, const char *name, const char *value, tl_error *error) {
  if (value == NULL) return tl_fail(error, TL_ERR_USAGE, "%s needs a value; see trunkline transient --help", name);
  if (strcmp(name, "--scenario") == 0) r->scenario = value;
  if (strcmp(name, "--boundary") == 0) r->boundary.scenario = value;
  if (strcmp(name, "--model") == 0) r->boundary.model = value;
  if (strcmp(name, "--stations") == 0) r->boundary.stations = value;
  if (strcmp(name, "--resume") == 0) r->resume = value;
  if (strcmp(name, "--save") == 0) r->save = value;
  if (strcmp(name, "--netcdf") == 0) r->netcdf = value;
  if (strcmp(name, "--until") == 0) return take_quantity(name, value, TL_TIME, &r->until_s, error);
  if (strcmp(name, "--every") == 0) return take_quantity(name, value, TL_TIME, &r->options.output_every_s, error);
  if (strcmp(name, "--isothermal") == 0)
    return take_quantity(name, value, TL_TEMPERATURE, &r->options.isothermal_t_k, error);
  if (strcmp(name, "--tolerance") == 0)
    return take_quantity(name, value, TL_PRESSURE_DIFFERENCE, &r->options.pressure_tolerance_pa, error);
  if (strcmp(name, "--cell") == 0) {
    r->cell_given = true;
    return take_quantity(name, value, TL_LENGTH, &r->options.cell_length_m, error);
  }
  if (strcmp(name, "--step") == 0) {
    r->step_given = true;
    return take_quantity(name, value, TL_TIME, &r->options.fixed_step_s, error);
  }
  if (strcmp(name, "--threads") == 0) {
    char *end;
    const long threads = strtol(value, &end, 10);
    if (*end != '\0' || threads < 1 || threads > 1024)
      return tl_fail(error, TL_ERR_USAGE, "--threads %s is outside 1 .. 1024", value);
    r->threads = (int)threads;
  }
  if (strcmp(name, "--set") != 0) return TL_OK;
  if (r->setting_count == MOST_SETTINGS)
    return tl_fail(error, TL_ERR_USAGE, "more than %d settings: change the files instead", (int)MOST_SETTINGS);
  r->settings[r->setting_count++] = value;
  return TL_OK;
}

static bool take_flag(request *r, const char *a) {
  if (strcmp(a, "--json") == 0) return r->json = true;
  if (strcmp(a, "--quiet") == 0) return r->quiet = true;
  if (strcmp(a, "--outages") == 0) return r->outages = true;
  if (strcmp(a, "--heat") == 0) return r->options.follow_heat = true;
  if (strcmp(a, "--help") == 0 || strcmp(a, "-h") == 0) return r->help = true;
  return false;
}

static tl_code read_arguments(int argc, char **argv, request *r, tl_error *error) {
  tl_code code = TL_OK; /* --json is looked for to the end, so that a usage error can be a document, too */
  for (int i = 1; i < argc; i++) {
    const char *a = argv[i];
    size_t k = 0;
    while (k < COUNT(with_value) && strcmp(a, with_value[k]) != 0) k++;
    if (take_flag(r, a)) continue;
    tl_code got = TL_OK;
    if (k < COUNT(with_value)) {
      got = take_value(r, a, i + 1 < argc ? argv[i + 1] : NULL, error);
      i++;
    } else if (a[0] == '-' && a[1] != '\0') {
      const char *near = cli_near(a, all_options, COUNT(all_options));
      got = tl_fail(error, TL_ERR_USAGE, "unknown option \"%s\"%s%s; see trunkline transient --help", a,
                    near != NULL ? "; did you mean " : "", near != NULL ? near : "");
    } else if (r->path != NULL) {
      got = tl_fail(error, TL_ERR_USAGE, "a second network \"%s\": one is enough", a);
    } else {
      r->path = a;
    }
    if (code == TL_OK) code = got;
  }
  r->boundary.settings = r->settings;
  if (code == TL_OK && r->path == NULL && !r->help)
    code = tl_fail(error, TL_ERR_USAGE, "no network given; see trunkline transient --help");
  return code;
}

/* ---- progress and Ctrl-C --------------------------------------------------------------------------------------- */

static volatile sig_atomic_t interrupted;

static void interrupt(int signal_number) {
  (void)signal_number;
  interrupted = 1;
}

typedef struct meter {
  time_t began, shown;
  double from; /* share at which this program began: a resumed run is part done; below 0: not yet known */
  bool speaks;
} meter;

static bool progress(void *context, const char *step, double done) {
  meter *m = context;
  const time_t now = time(NULL);
  if (m->from < 0.0) m->from = done;
  if (m->speaks && now != m->shown && now > m->began + 1) {
    m->shown = now;
    const double spent = difftime(now, m->began), made = done - m->from;
    char left[40] = "";
    if (made > 0.0) (void)snprintf(left, sizeof left, ", %.0f s to go  ", spent * (1.0 - done) / made);
    (void)fprintf(stderr, "\r%s %3.0f %%%s", step, 100.0 * done, left);
    (void)fflush(stderr);
  }
  return !interrupted;
}

/* ---- files ----------------------------------------------------------------------------------------------------- */

static tl_code resume(tl_transient *x, const char *path, tl_error *error) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) return tl_fail(error, TL_ERR_INPUT, "the checkpoint \"%s\" cannot be opened", path);
  unsigned char *bytes = NULL;
  size_t length = 0, room = 0, got = 1;
  while (got > 0) {
    if (length == room) {
      room = room == 0 ? 65536 : 2 * room;
      unsigned char *larger = realloc(bytes, room);
      if (larger == NULL) break;
      bytes = larger;
    }
    got = fread(bytes + length, 1, room - length, file);
    length += got;
  }
  (void)fclose(file);
  const tl_code code = got > 0 ? tl_fail(error, TL_ERR_MACHINE, "not enough memory for the checkpoint")
                               : tl_transient_restore(x, bytes, length, error);
  free(bytes);
  return code;
}

static tl_code save(tl_transient *x, const char *path, tl_error *error) {
  unsigned char *bytes;
  size_t length;
  const tl_code code = tl_transient_save(x, &bytes, &length, error);
  if (code != TL_OK) return code;
  const tl_code written = cli_write_file(path, "the checkpoint ", bytes, length, error);
  tl_transient_free(x, bytes, length);
  return written;
}

/* ---- the run --------------------------------------------------------------------------------------------------- */

typedef struct session {
  json_t *start; /* settings that were found for free controls; NULL: none were sought */
  tl_case *opened;
  tl_schedule *schedule;
  tl_transient *run;
  tl_results *results;
  tl_findings *findings;
} session;

/* A network whose controls are free starts from a setting that carries its nomination within all limits. */
static tl_code find_start(request *r, session *s, tl_error *error) {
  const tl_nomination_files files = {.scenario = r->boundary.scenario, .stations = r->boundary.stations};
  if (r->setting_count > 0 || r->boundary.model != NULL || !cli_has_free_controls(r->path)) return TL_OK;
  tl_findings *unused = tl_findings_create(NULL); /* the same files are read again with the settings */
  if (unused == NULL) return tl_fail(error, TL_ERR_MACHINE, "not enough memory");
  const tl_code code = cli_nomination_find(r->path, &files, &s->start, unused, error);
  tl_findings_destroy(unused);
  if (code == TL_ERR_INPUT) return TL_OK; /* said when the case is opened */
  if (code != TL_OK) return code;
  return cli_nomination_take(s->start, r->settings, MOST_SETTINGS, error);
}

static tl_code open_all(request *r, session *s, tl_error *error) {
  tl_code code = cli_refuse_study(r->path, error);
  if (code == TL_OK) code = find_start(r, s, error);
  if (code == TL_OK) code = tl_case_open(r->path, &r->boundary, &s->opened, s->findings, error);
  if (code != TL_OK) return code;
  code = tl_schedule_create(tl_case_network(s->opened), NULL, &s->schedule, error);
  tl_schedule_run run = {0};
  if (code == TL_OK && r->scenario != NULL) code = tl_schedule_read(s->schedule, r->scenario, &run, s->findings, error);
  if (code != TL_OK) return code;
  if (r->until_s == 0.0) r->until_s = run.until_s;
  if (!r->step_given && run.step_s > 0.0) r->options.fixed_step_s = run.step_s;
  if (!r->cell_given && run.cell_m > 0.0) r->options.cell_length_m = run.cell_m;
  if (r->options.isothermal_t_k == 0.0 && !r->options.follow_heat)
    r->options.isothermal_t_k = tl_case_isothermal_k(s->opened);
  r->options.entering = tl_case_entering(s->opened);
  if (!(r->until_s > 0.0))
    return tl_fail(error, TL_ERR_USAGE, "say how long: --until \"24 h\", or until: in the scenario");
  return TL_OK;
}

static tl_code run_all(request *r, session *s, tl_error *error) {
  tl_code code = open_all(r, s, error);
  if (code != TL_OK) return code;
  const tl_network *network = tl_case_network(s->opened);
  s->results = tl_results_create(NULL);
  if (s->results == NULL) return tl_fail(error, TL_ERR_MACHINE, "not enough memory");
  if (r->outages)
    return tl_outages(network, tl_case_gas(s->opened), tl_case_boundary(s->opened), s->schedule, &r->options, NULL, 0,
                      r->until_s, r->threads, s->results, error);
  meter m = {.began = time(NULL), .from = -1.0, .speaks = !r->quiet && isatty(STDERR_FILENO) == 1};
  r->options.progress = (tl_progress){progress, &m};
  code = tl_transient_create(network, tl_case_gas(s->opened), tl_case_boundary(s->opened), s->schedule, &r->options,
                             &s->run, error);
  if (code == TL_OK) code = tl_transient_start_steady(s->run, error);
  if (code == TL_OK && r->resume != NULL) code = resume(s->run, r->resume, error);
  (void)signal(SIGINT, interrupt);
  if (code == TL_OK && tl_transient_outcome(s->run) == TL_SOLVED) code = tl_transient_run(s->run, r->until_s, error);
  (void)signal(SIGINT, SIG_DFL);
  if (m.shown != 0) (void)fputs("\r                                        \r", stderr);
  if (code == TL_OK && r->save != NULL && tl_transient_outcome(s->run) == TL_SOLVED)
    code = save(s->run, r->save, error);
  if (code == TL_OK && r->netcdf != NULL && tl_transient_records(s->run) > 0)
    code = cli_transient_netcdf(r->netcdf, network, s->run, error);
  return code;
}

static int answer(const request *r, const session *s) {
  if (r->outages) {
    if (!r->json) cli_print_findings(stderr, s->findings, r->quiet ? TL_ERROR : TL_WARNING);
    return cli_outages_answer(s->results, s->findings, r->json, r->quiet) ? 0 : TL_ERR_MACHINE;
  }
  const bool solved = tl_transient_outcome(s->run) == TL_SOLVED;
  if (r->json) {
    if (!cli_json_print(cli_transient_json(s->opened, s->run, s->start, s->findings))) {
      (void)fputs("trunkline: the answer could not be written\n", stderr);
      return TL_ERR_MACHINE;
    }
  } else {
    cli_print_findings(stderr, s->findings, r->quiet ? TL_ERROR : TL_WARNING);
    if (s->start != NULL && !r->quiet)
      (void)printf(
          "start: a setting of the free controls within all limits, as trunkline steady finds it; --json names "
          "it\n");
    if (!r->quiet) cli_transient_text(s->opened, s->run);
    if (!solved)
      (void)fprintf(stderr, "%s: %s\n", tl_outcome_name(tl_transient_outcome(s->run)),
                    tl_transient_reason(s->run)->sentence);
  }
  return solved ? 0 : TL_ERR_NO_ANSWER;
}

static int fail(const request *r, const session *s, tl_code code, const tl_error *error) {
  static const char *const codes[] = {"ok", "usage", "input", "no_answer", "machine"};
  if (!r->json) {
    cli_print_findings(stderr, s->findings, TL_WARNING);
    (void)cli_say_error(error);
    return (int)code;
  }
  json_t *document = json_pack(
      "{s:s,s:s,s:s,s:o,s:n,s:[],s:[],s:[],s:[],s:[],s:o}", "trunkline", tl_version(), "command", "transient",
      "outcome", "not_solved", "reason",
      cli_json_reason(codes[code], "file", r->path != NULL ? r->path : "", NAN, "", error->sentence), "certificate",
      "times_s", "nodes", "links", "deliveries", "events", "findings", cli_json_findings(s->findings));
  return cli_json_print(document) ? (int)code : TL_ERR_MACHINE;
}

int cli_transient(int argc, char **argv) {
  request *r = calloc(1, sizeof *r);
  session s = {.findings = tl_findings_create(NULL)};
  tl_error error = {0};
  int result = TL_ERR_MACHINE;
  if (r == NULL || s.findings == NULL) {
    (void)fputs("trunkline: not enough memory\n", stderr);
  } else {
    tl_transient_options_default(&r->options);
    r->threads = 2;
    tl_code code = read_arguments(argc, argv, r, &error);
    if (r->help) {
      (void)fputs(usage, stdout);
      result = 0;
    } else {
      if (code == TL_OK) code = run_all(r, &s, &error);
      result = code == TL_OK ? answer(r, &s) : fail(r, &s, code, &error);
    }
  }
  tl_transient_destroy(s.run);
  tl_results_destroy(s.results);
  tl_schedule_destroy(s.schedule);
  tl_case_close(s.opened);
  json_decref(s.start);
  tl_findings_destroy(s.findings);
  free(r);
  return result;
}
