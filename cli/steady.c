/* trunkline steady NET: one operating point of a network. */
#include "heating.h"
#include "nominate.h"
#include "steady.h"

#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "trunkline steady NET [--scenario FILE] [--stations FILE] [--decisions FILE] [--model NAME]\n"
    "                     [--decision GROUP=ID]... [--set ID.field=value]... [--velocity-limit VALUE]\n"
    "                     [--free-stations] [--ambient VALUE]\n"
    "                     [--json] [--quiet]\n"
    "\n"
    "Pressures, flows and temperatures of a network at one operating point, or why there are none. NET is a network\n"
    "file of any format that is read (`trunkline describe formats`), or the folder of network.json, params.json and\n"
    "bc.json. Files with the stem of NET beside it are read with it. Of a GasLib network, whose controls are free,\n"
    "settings within all limits are found that carry its scenario, or a proof that there are none; with --set,\n"
    "--model or --decision it is simulated as given.\n"
    "  --scenario        another file in place of the one beside NET; \"\" is none. The same: --stations, --decisions\n"
    "  --model           equation of state; files without composition take ideal, cnga, cnga-simple, aga8-88 or\n"
    "                    given-z\n"
    "  --decision        one of a group of combined decisions (.cdf): what it shuts is shut, and flows are held "
    "against\n"
    "                    its directions; \"all\" tries each combination and says which hold\n"
    "  --set             a field of a link (\"p3.length_m=2000\", \"c1.ratio=1.2\"; see trunkline describe pipe), of "
    "all\n"
    "                    links that have it (\"*.friction=hofer\"), or withdrawal_kg_s, p_pa or t_k of a node;\n"
    "                    `state` of a control: 0 it works, 1 in bypass, 2 shut. Settings that were found are such\n"
    "                    words, all of them in \"settings\" of --json: typed back they lead to the state found\n"
    "  --velocity-limit  velocity that pipes are held against; default \"20 m/s\"\n"
    "  --free-stations   let compressor stations be as strong as their limits; else, where a file of machines (.cs) "
    "is\n"
    "                    beside NET, each works in one of its configurations, within surge, choke, speed and power\n"
    "  --ambient         temperature of the air for gas turbines; default \"15 degC\"\n"
    "  --json            one JSON document on standard output\n";

enum { MOST_SETTINGS = 1000, MOST_DECISIONS = 64 };

typedef struct request {
  const char *path;
  tl_case_options options;
  const char *settings[MOST_SETTINGS + 1];
  size_t setting_count;
  const char *taken[MOST_DECISIONS + 1];
  size_t taken_count;
  bool all_decisions;
  double velocity_limit_m_s, ambient_k;
  bool free_stations, json, quiet, help;
} request;

static const char *const with_value[] = {"--scenario", "--stations",       "--decisions", "--model",
                                         "--set",      "--velocity-limit", "--ambient",   "--decision"};
enum { WITH_VALUE = sizeof with_value / sizeof *with_value };

static tl_code take_value(request *r, const char *name, const char *value, tl_error *error) {
  if (value == NULL) return tl_fail(error, TL_ERR_USAGE, "%s needs a value; see trunkline steady --help", name);
  if (strcmp(name, "--scenario") == 0) r->options.scenario = value;
  if (strcmp(name, "--stations") == 0) r->options.stations = value;
  if (strcmp(name, "--decisions") == 0) r->options.decisions = value;
  if (strcmp(name, "--model") == 0) r->options.model = value;
  if (strcmp(name, "--velocity-limit") == 0) {
    tl_value limit;
    const tl_code code = tl_value_read(value, TL_VELOCITY, &limit, error);
    if (code != TL_OK || !(limit.si > 0.0))
      return tl_fail(error, TL_ERR_USAGE, "--velocity-limit %s: write a velocity above 0, such as \"20 m/s\"", value);
    r->velocity_limit_m_s = limit.si;
  }
  if (strcmp(name, "--ambient") == 0) {
    tl_value ambient;
    const tl_code code = tl_value_read(value, TL_TEMPERATURE, &ambient, error);
    if (code != TL_OK || !(ambient.si >= 200.0 && ambient.si <= 340.0))
      return tl_fail(error, TL_ERR_USAGE, "--ambient %s: write a temperature of -73 .. 66 degC, such as \"15 degC\"",
                     value);
    r->ambient_k = ambient.si;
  }
  if (strcmp(name, "--decision") == 0 && strcmp(value, "all") == 0) {
    r->all_decisions = true;
    return TL_OK;
  }
  if (strcmp(name, "--decision") == 0) {
    if (r->taken_count == MOST_DECISIONS)
      return tl_fail(error, TL_ERR_USAGE, "more than %d decisions: take one of a group", (int)MOST_DECISIONS);
    r->taken[r->taken_count++] = value;
    return TL_OK;
  }
  if (strcmp(name, "--set") != 0) return TL_OK;
  if (r->setting_count == MOST_SETTINGS)
    return tl_fail(error, TL_ERR_USAGE, "more than %d settings: change the files instead", (int)MOST_SETTINGS);
  r->settings[r->setting_count++] = value;
  return TL_OK;
}

static tl_code read_arguments(int argc, char **argv, request *r, tl_error *error) {
  static const char *const all[] = {"--scenario", "--stations",       "--decisions", "--model",
                                    "--set",      "--velocity-limit", "--ambient",   "--free-stations",
                                    "--decision", "--json",           "--quiet",     "--help"};
  r->velocity_limit_m_s = 20.0; /* usual in transmission, for noise and erosion */
  tl_code code = TL_OK;         /* --json is looked for to the end, so that a usage error can be a document, too */
  for (int i = 1; i < argc; i++) {
    const char *a = argv[i];
    size_t k = 0;
    while (k < WITH_VALUE && strcmp(a, with_value[k]) != 0) k++;
    if (strcmp(a, "--json") == 0)
      r->json = true;
    else if (strcmp(a, "--quiet") == 0)
      r->quiet = true;
    else if (strcmp(a, "--free-stations") == 0)
      r->free_stations = true;
    else if (strcmp(a, "--help") == 0 || strcmp(a, "-h") == 0)
      r->help = true;
    else if (k < WITH_VALUE) {
      const tl_code got = take_value(r, a, i + 1 < argc ? argv[i + 1] : NULL, error);
      i++;
      if (code == TL_OK) code = got;
    } else if (a[0] == '-' && a[1] != '\0') {
      const char *near = cli_near(a, all, sizeof all / sizeof *all);
      if (code == TL_OK)
        code = tl_fail(error, TL_ERR_USAGE, "unknown option \"%s\"%s%s; see trunkline steady --help", a,
                       near != NULL ? "; did you mean " : "", near != NULL ? near : "");
    } else if (r->path != NULL) {
      if (code == TL_OK) code = tl_fail(error, TL_ERR_USAGE, "a second network \"%s\": one is enough", a);
    } else {
      r->path = a;
    }
  }
  r->options.settings = r->settings;
  r->options.taken = r->taken;
  if (code == TL_OK && r->all_decisions && r->taken_count > 0)
    code = tl_fail(error, TL_ERR_USAGE, "--decision all tries every decision: name none beside it");
  if (code == TL_OK && r->path == NULL && !r->help)
    code = tl_fail(error, TL_ERR_USAGE, "no network given; see trunkline steady --help");
  return code;
}

static tl_code solve(const tl_case *opened, tl_steady **steady, tl_error *error) {
  tl_steady_options options;
  tl_steady_options_default(&options);
  options.isothermal_t_k = tl_case_isothermal_k(opened);
  const tl_code code = tl_steady_create(tl_case_network(opened), tl_case_gas(opened), &options, steady, error);
  if (code != TL_OK) return code;
  const tl_mixture *entering = tl_case_entering(opened);
  return entering != NULL ? tl_steady_solve_mixing(*steady, tl_case_boundary(opened), entering, error)
                          : tl_steady_solve(*steady, tl_case_boundary(opened), error);
}

/* Bounds of the files against the answer. */
static tl_code judge(const tl_case *opened, const tl_steady *steady, tl_findings *findings, tl_error *error) {
  const size_t nodes = tl_network_nodes(tl_case_network(opened)), links = tl_network_links(tl_case_network(opened));
  if (tl_steady_outcome(steady) != TL_SOLVED) return TL_OK;
  double *p = calloc(nodes + links + 1, sizeof *p);
  tl_code code = TL_OK;
  if (p == NULL) return TL_ERR_MACHINE;
  for (size_t i = 0; i < nodes && code == TL_OK; i++) {
    tl_node_state at;
    code = tl_steady_node(steady, i, &at, error);
    p[i] = code == TL_OK ? at.p_pa : 0.0;
  }
  for (size_t l = 0; l < links && code == TL_OK; l++) {
    tl_link_state at;
    code = tl_steady_link(steady, l, &at, error);
    p[nodes + l] = code == TL_OK ? at.q_kg_s : 0.0;
  }
  if (code == TL_OK) tl_case_judge(opened, p, p + nodes, findings);
  free(p);
  return code;
}

/* Heating values of gas whose composition the files do not know, carried from the entries. */
static const double *carry_heat(const tl_case *opened, const tl_steady *steady, cli_heating *h) {
  const tl_network *network = tl_case_network(opened);
  if (tl_case_has_composition(opened) || tl_steady_outcome(steady) != TL_SOLVED ||
      !cli_heating_make(h, tl_network_nodes(network), tl_network_links(network)))
    return NULL;
  for (size_t i = 0; i < h->nodes; i++) {
    tl_node_state at;
    if (tl_steady_node(steady, i, &at, NULL) != TL_OK) return NULL;
    h->entering_kg_s[i] = -at.withdrawal_kg_s;
    h->gross_j_m3[i] = tl_case_gross_j_m3(opened, i);
    h->norm_kg_m3[i] = tl_case_norm_density_kg_m3(opened, i);
  }
  for (size_t l = 0; l < h->links; l++) {
    tl_link_state at;
    if (tl_steady_link(steady, l, &at, NULL) != TL_OK || !tl_network_link_ends(network, l, &h->from[l], &h->to[l]))
      return NULL;
    h->q_kg_s[l] = at.q_kg_s;
  }
  return cli_heating_solve(h) ? h->at_node_j_m3 : NULL;
}

static int answer(const request *r, const cli_decisions *tried, const tl_case *opened, const tl_steady *steady,
                  const double *gross_j_m3, const tl_findings *findings) {
  const bool solved = tl_steady_outcome(steady) == TL_SOLVED;
  const cli_steady_case c = {opened, steady, findings, r->velocity_limit_m_s, gross_j_m3, tried};
  if (r->json) {
    if (!cli_steady_print_json(&c)) {
      (void)fputs("trunkline: the answer could not be written\n", stderr);
      return TL_ERR_MACHINE;
    }
  } else {
    cli_print_findings(stderr, findings, r->quiet ? TL_ERROR : TL_WARNING);
    if (solved && !r->quiet) cli_steady_print_text(&c);
    if (!solved) (void)fprintf(stderr, "%s: %s\n", cli_steady_outcome(steady), tl_steady_reason(steady)->sentence);
  }
  return solved ? 0 : TL_ERR_NO_ANSWER;
}

/* Compressors and regulators without a set point are to be decided, not simulated; formats for which there is a search
 * (nominate.c) do not come here, and of the others the elements are named. */
static tl_code decide_free_controls(const tl_case *opened, tl_error *error) {
  const size_t count = tl_case_free_controls(opened);
  if (count == 0) return TL_OK;
  const char *first = tl_network_link_id(tl_case_network(opened), tl_case_free_control(opened, 0));
  const bool regulator = strcmp(tl_case_link_kind(opened, tl_case_free_control(opened, 0)), "control_valve") == 0;
  return tl_fail(error, TL_ERR_NO_ANSWER,
                 "%zu element%s without a set point, first \"%s\": give each one, such as --set \"%s.%s\"", count,
                 count == 1 ? "" : "s", first, first, regulator ? "outlet_p_pa=50 bar" : "ratio=1.2");
}

/* One combination of decisions, simulated: what became of it. */
static void try_one(const tl_case_options *options, void *context, cli_decided *d) {
  const request *r = context;
  tl_case *opened = NULL;
  tl_steady *steady = NULL;
  tl_error error = {0};
  tl_findings *findings = tl_findings_create(NULL);
  tl_code code = findings == NULL ? TL_ERR_MACHINE : tl_case_open(r->path, options, &opened, findings, &error);
  if (code == TL_OK) code = decide_free_controls(opened, &error);
  if (code == TL_OK) code = solve(opened, &steady, &error);
  if (code == TL_OK) code = judge(opened, steady, findings, &error);
  d->outcome = code == TL_OK ? cli_steady_outcome(steady) : "not_solved";
  const bool solved = code == TL_OK && tl_steady_outcome(steady) == TL_SOLVED;
  size_t against = 0;
  (void)snprintf(d->sentence, sizeof d->sentence, "%s",
                 code != TL_OK ? error.sentence
                 : solved      ? ""
                               : tl_steady_reason(steady)->sentence);
  for (size_t i = 0; solved && i < tl_findings_count(findings); i++) {
    const tl_finding *f = tl_findings_at(findings, i);
    const bool by_decision = strcmp(f->field, "decision") == 0;
    if (by_decision && against++ == 0) (void)snprintf(d->sentence, sizeof d->sentence, "%s", f->sentence);
    d->bounds_broken += !by_decision && f->severity == TL_WARNING;
  }
  d->holds = solved && against == 0;
  tl_steady_destroy(steady);
  tl_case_close(opened);
  tl_findings_destroy(findings);
}

static int run(request *r, int argc, char **argv, tl_findings *findings) {
  tl_case *opened = NULL;
  tl_steady *steady = NULL;
  tl_error error = {0};
  const char *reason = NULL;
  tl_code code = read_arguments(argc, argv, r, &error);
  int result = 0;
  if (r->help) {
    (void)fputs(usage, stdout);
    return 0;
  }
  if (code == TL_OK) code = cli_refuse_study(r->path, &error);
  if (code == TL_OK && r->setting_count == 0 && r->taken_count == 0 && !r->all_decisions && r->options.model == NULL &&
      cli_has_free_controls(r->path))
    return cli_nominate(&(cli_nominate_request){.path = r->path,
                                                .files = {.scenario = r->options.scenario,
                                                          .decisions = r->options.decisions,
                                                          .stations = r->options.stations,
                                                          .free_stations = r->free_stations,
                                                          .ambient_k = r->ambient_k},
                                                .velocity_limit_m_s = r->velocity_limit_m_s,
                                                .json = r->json,
                                                .quiet = r->quiet});
  cli_decisions tried = {0};
  if (code == TL_OK && r->all_decisions) {
    code = cli_decisions_try(r->path, &r->options, try_one, r, &tried, &error);
    if (code == TL_OK && tried.best == SIZE_MAX) {
      code = tl_fail(&error, TL_ERR_NO_ANSWER, "none of %zu combinations of decisions holds; of the first: %s",
                     tried.count, tried.all[0].sentence);
      reason = "decisions";
    }
    if (code == TL_OK) r->options.taken = tried.all[tried.best].taken;
  }
  if (code == TL_OK) code = tl_case_open(r->path, &r->options, &opened, findings, &error);
  if (code == TL_OK) {
    code = decide_free_controls(opened, &error);
    if (code != TL_OK) reason = "free_controls";
  }
  if (code == TL_OK) code = solve(opened, &steady, &error);
  if (code == TL_OK) code = judge(opened, steady, findings, &error);
  result = (int)code;
  if (code == TL_OK) {
    cli_heating heating = {0};
    result = answer(r, &tried, opened, steady, carry_heat(opened, steady, &heating), findings);
    cli_heating_free(&heating);
  } else if (r->json) {
    if (!cli_steady_print_failure(r->path, code, reason, &error, findings)) result = TL_ERR_MACHINE;
  } else {
    cli_print_findings(stderr, findings, TL_WARNING);
    (void)cli_say_error(&error);
  }
  tl_steady_destroy(steady);
  tl_case_close(opened);
  cli_decisions_free(&tried);
  return result;
}

int cli_steady(int argc, char **argv) {
  request *r = calloc(1, sizeof *r);
  tl_findings *findings = tl_findings_create(NULL);
  int result = TL_ERR_MACHINE;
  if (r == NULL || findings == NULL)
    (void)fputs("trunkline: not enough memory\n", stderr);
  else
    result = run(r, argc, argv, findings);
  tl_findings_destroy(findings);
  free(r);
  return result;
}
