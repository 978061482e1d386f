/* trunkline steady NET: one operating point of a network. */
#include "cli.h"
#include "json_parts.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "trunkline steady NET [--scenario FILE] [--model NAME] [--set ID.field=value]... [--json] [--quiet]\n"
    "\n"
    "Pressures, flows and temperatures of a network at one operating point, or why there are none. NET is a folder "
    "with\n"
    "network.json, params.json and bc.json, or a .json file of pandapipes rows.\n"
    "  --scenario  boundary data in place of the file beside NET\n"
    "  --model     equation of state; files without composition take ideal, cnga, cnga-simple or given-z\n"
    "  --set       a field of a link (\"p3.length_m=2000\", \"c1.ratio=1.2\"; see trunkline describe pipe), or\n"
    "              withdrawal_kg_s or p_pa of a node\n"
    "  --json      one JSON document on standard output\n";

enum { MOST_SETTINGS = 1000 };

typedef struct request {
  const char *path;
  tl_case_options options;
  const char *settings[MOST_SETTINGS + 1];
  size_t setting_count;
  bool json, quiet, help;
} request;

static tl_code take_value(request *r, const char *name, const char *value, tl_error *error) {
  if (value == NULL) return tl_fail(error, TL_ERR_USAGE, "%s needs a value; see trunkline steady --help", name);
  if (strcmp(name, "--scenario") == 0) r->options.scenario = value;
  if (strcmp(name, "--model") == 0) r->options.model = value;
  if (strcmp(name, "--set") != 0) return TL_OK;
  if (r->setting_count == MOST_SETTINGS)
    return tl_fail(error, TL_ERR_USAGE, "more than %d settings: change the files instead", (int)MOST_SETTINGS);
  r->settings[r->setting_count++] = value;
  return TL_OK;
}

static tl_code read_arguments(int argc, char **argv, request *r, tl_error *error) {
  static const char *const with_value[] = {"--scenario", "--model", "--set"};
  static const char *const all[] = {"--scenario", "--model", "--set", "--json", "--quiet", "--help"};
  tl_code code = TL_OK; /* --json is looked for to the end, so that a usage error can be a document, too */
  for (int i = 1; i < argc; i++) {
    const char *a = argv[i];
    size_t k = 0;
    while (k < 3 && strcmp(a, with_value[k]) != 0) k++;
    if (strcmp(a, "--json") == 0)
      r->json = true;
    else if (strcmp(a, "--quiet") == 0)
      r->quiet = true;
    else if (strcmp(a, "--help") == 0 || strcmp(a, "-h") == 0)
      r->help = true;
    else if (k < 3) {
      const tl_code got = take_value(r, a, i + 1 < argc ? argv[i + 1] : NULL, error);
      i++;
      if (code == TL_OK) code = got;
    } else if (a[0] == '-' && a[1] != '\0') {
      const char *near = cli_near(a, all, 6);
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
  if (code == TL_OK && r->path == NULL && !r->help)
    code = tl_fail(error, TL_ERR_USAGE, "no network given; see trunkline steady --help");
  return code;
}

/* ---- JSON ------------------------------------------------------------------------------------------------------ */

static json_t *certificate_json(const tl_steady *steady) {
  const tl_certificate *c = tl_steady_certificate(steady);
  const bool solved = tl_steady_outcome(steady) == TL_SOLVED;
  json_t *rungs = json_pack("[s]", "newton");
  if (strcmp(tl_steady_reason(steady)->code, "beyond_capacity") == 0)
    (void)json_array_append_new(rungs, json_string("climb"));
  return json_pack("{s:o,s:o,s:i,s:o}", "mass_residual_kg_s", cli_json_number(solved ? c->mass_residual_kg_s : NAN),
                   "pressure_residual_pa", cli_json_number(solved ? c->pressure_residual_pa : NAN), "iterations",
                   c->iterations, "rungs", rungs);
}

static json_t *node_json(const tl_case *opened, const tl_steady *steady, size_t i) {
  tl_node_state s;
  tl_error error;
  if (tl_steady_node(steady, i, &s, &error) != TL_OK) return NULL;
  return json_pack("{s:o,s:o,s:o,s:o}", "id", cli_json_words(tl_network_node_id(tl_case_network(opened), i)), "p_pa",
                   cli_json_number(s.p_pa), "t_k", cli_json_number(s.t_k), "injection_kg_s",
                   cli_json_number(-s.withdrawal_kg_s));
}

static double largest_velocity(const tl_steady *steady, size_t link) {
  double largest = 0.0;
  for (size_t k = 0; k < tl_steady_profile_points(steady, link); k++) {
    tl_profile_point at;
    tl_error error;
    if (tl_steady_profile(steady, link, k, &at, &error) == TL_OK && fabs(at.velocity_m_s) > fabs(largest))
      largest = at.velocity_m_s;
  }
  return largest;
}

static json_t *link_json(const tl_case *opened, const tl_steady *steady, size_t l) {
  const tl_network *network = tl_case_network(opened);
  tl_link_state s;
  tl_error error;
  size_t from, to;
  if (tl_steady_link(steady, l, &s, &error) != TL_OK || !tl_network_link_ends(network, l, &from, &to)) return NULL;
  const char *kind = tl_case_link_kind(opened, l);
  json_t *link = json_pack(
      "{s:o,s:s,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o}", "id", cli_json_words(tl_network_link_id(network, l)), "kind", kind,
      "from", cli_json_words(tl_network_node_id(network, from)), "to", cli_json_words(tl_network_node_id(network, to)),
      "q_kg_s", cli_json_number(s.q_kg_s), "p_from_pa", cli_json_number(s.p_from_pa), "p_to_pa",
      cli_json_number(s.p_to_pa), "t_from_k", cli_json_number(s.t_from_k), "t_to_k", cli_json_number(s.t_to_k),
      "fuel_kg_s", cli_json_number(s.fuel_kg_s));
  if (strcmp(kind, "pipe") == 0)
    (void)json_object_set_new(link, "velocity_m_s", cli_json_number(largest_velocity(steady, l)));
  return link;
}

static json_t *answer_json(const tl_case *opened, const tl_steady *steady, const tl_findings *findings) {
  const tl_outcome outcome = tl_steady_outcome(steady);
  const tl_reason *r = tl_steady_reason(steady);
  json_t *nodes = json_array(), *links = json_array();
  for (size_t i = 0; outcome == TL_SOLVED && i < tl_network_nodes(tl_case_network(opened)); i++)
    (void)json_array_append_new(nodes, node_json(opened, steady, i));
  for (size_t l = 0; outcome == TL_SOLVED && l < tl_network_links(tl_case_network(opened)); l++)
    (void)json_array_append_new(links, link_json(opened, steady, l));
  return json_pack(
      "{s:s,s:s,s:s,s:o,s:o,s:o,s:o,s:o}", "trunkline", tl_version(), "command", "steady", "outcome",
      tl_outcome_name(outcome), "reason",
      outcome == TL_SOLVED ? json_null()
                           : cli_json_reason(r->code, r->where_kind, r->where_id, r->value, r->unit, r->sentence),
      "certificate", certificate_json(steady), "nodes", nodes, "links", links, "findings", cli_json_findings(findings));
}

static json_t *failure_json(const request *r, tl_code code, const tl_error *error, const tl_findings *findings) {
  static const char *const codes[] = {"ok", "usage", "input", "no_answer", "machine"};
  return json_pack("{s:s,s:s,s:s,s:o,s:n,s:[],s:[],s:o}", "trunkline", tl_version(), "command", "steady", "outcome",
                   "not_solved", "reason", cli_json_reason(codes[code], "file", r->path, NAN, "", error->sentence),
                   "certificate", "nodes", "links", "findings", cli_json_findings(findings));
}

/* ---- text ------------------------------------------------------------------------------------------------------ */

static void print_text(const tl_case *opened, const tl_steady *steady) {
  const tl_network *network = tl_case_network(opened);
  const tl_certificate *c = tl_steady_certificate(steady);
  tl_error error;
  (void)printf("solved in %d iterations; imbalance %.2g kg/s, pressure residual %.2g Pa\n\n", c->iterations,
               c->mass_residual_kg_s, c->pressure_residual_pa);
  (void)printf("%-24s %14s %10s %14s\n", "node", "bar absolute", "degC", "in kg/s");
  for (size_t i = 0; i < tl_network_nodes(network); i++) {
    tl_node_state s;
    if (tl_steady_node(steady, i, &s, &error) != TL_OK) continue;
    (void)printf("%-24s %14.5f %10.2f %14.5g\n", tl_network_node_id(network, i), s.p_pa * 1e-5, s.t_k - 273.15,
                 -s.withdrawal_kg_s + 0.0);
  }
  (void)printf("\n%-24s %-14s %14s %10s\n", "link", "kind", "kg/s", "m/s");
  for (size_t l = 0; l < tl_network_links(network); l++) {
    tl_link_state s;
    if (tl_steady_link(steady, l, &s, &error) != TL_OK) continue;
    (void)printf("%-24s %-14s %14.5g %10.3f\n", tl_network_link_id(network, l), tl_case_link_kind(opened, l), s.q_kg_s,
                 largest_velocity(steady, l));
  }
}

static tl_code solve(const tl_case *opened, tl_steady **steady, tl_error *error) {
  tl_steady_options options;
  tl_steady_options_default(&options);
  options.isothermal_t_k = tl_case_isothermal_k(opened);
  const tl_code code = tl_steady_create(tl_case_network(opened), tl_case_gas(opened), &options, steady, error);
  return code != TL_OK ? code : tl_steady_solve(*steady, tl_case_boundary(opened), error);
}

static int answer(const request *r, const tl_case *opened, const tl_steady *steady, const tl_findings *findings) {
  const bool solved = tl_steady_outcome(steady) == TL_SOLVED;
  if (r->json) {
    if (!cli_json_print(answer_json(opened, steady, findings))) {
      (void)fputs("trunkline: the answer could not be written\n", stderr);
      return TL_ERR_MACHINE;
    }
  } else {
    cli_print_findings(stderr, findings, r->quiet ? TL_ERROR : TL_WARNING);
    if (solved && !r->quiet) print_text(opened, steady);
    if (!solved)
      (void)fprintf(stderr, "%s: %s\n", tl_outcome_name(tl_steady_outcome(steady)), tl_steady_reason(steady)->sentence);
  }
  return solved ? 0 : TL_ERR_NO_ANSWER;
}

int cli_steady(int argc, char **argv) {
  request *r = calloc(1, sizeof *r);
  tl_findings *findings = tl_findings_create(NULL);
  tl_case *opened = NULL;
  tl_steady *steady = NULL;
  tl_error error = {0};
  int result = TL_ERR_MACHINE;
  if (r == NULL || findings == NULL) {
    (void)fputs("trunkline: not enough memory\n", stderr);
  } else {
    tl_code code = read_arguments(argc, argv, r, &error);
    if (r->help) {
      (void)fputs(usage, stdout);
      result = 0;
    } else {
      if (code == TL_OK) code = tl_case_open(r->path, &r->options, &opened, findings, &error);
      if (code == TL_OK) code = solve(opened, &steady, &error);
      result = (int)code;
      if (code == TL_OK) {
        result = answer(r, opened, steady, findings);
      } else if (r->json) {
        if (!cli_json_print(failure_json(r, code, &error, findings))) result = TL_ERR_MACHINE;
      } else {
        cli_print_findings(stderr, findings, TL_WARNING);
        (void)cli_say_error(&error);
      }
    }
  }
  tl_steady_destroy(steady);
  tl_case_close(opened);
  tl_findings_destroy(findings);
  free(r);
  return result;
}
