/* trunkline optimise FILE: the best operation of a network, a bound on how much better anything could be, what binds.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli.h"
#include "json.h"

static const char help[] =
    "trunkline optimise FILE [option]... [--json] [--quiet]\n"
    "\n"
    "The best way to run a network file (GasLib, MatGas, LANL, our own), with a proof of how good it is: the optimum,\n"
    "a bound that nothing goes below, prices of gas at nodes, what binds and what more of it is worth. The optimum is\n"
    "run through the simulator. Theory: docs/theory/optimise-flow.md\n"
    "  --objective WHAT  cost (default), lift (cost, the rise of squared pressures in the place of shaft power),\n"
    "                    fuel (least shaft power), throughput, load (least load shed), build (the cheapest\n"
    "                    candidates), capacity (the most; also what comes behind the limit), feasible (any that\n"
    "                    keeps all limits)\n"
    "  --from A --to B   capacity: between two nodes; without them: the largest multiple of the nominal withdrawals\n"
    "                    and of what must enter\n"
    "  --scenario FILE   as in trunkline steady\n"
    "  --nominal         nominal flows take the place of the largest; capacity from A to B: on top of them\n"
    "  --no-power        shaft power is neither limited nor priced\n"
    "  --straight-pipes  pipes as lines, to compare linear models with: a bound, no operation\n"
    "  --starts N --seed N --boxes N   of the search; defaults 6, 1, 2000\n"
    "  --seconds N       wall clock of the whole answer; default 60. What ended a search early is said\n"
    "  --json            one JSON document on standard output (docs/schema/optimise.schema.json)\n"
    "Ctrl-C ends the search early; the best so far is answered, with its bound. Where nothing is possible, the "
    "nearest\n"
    "possible share of what was asked is, and what stands in the way.\n"
    "\n"
    "Exit codes: 0 answered; 1 usage; 2 the file has errors; 3 nothing keeps all limits; 4 memory or disk.\n";

typedef struct request {
  const char *path;
  tl_flow_file_options file;
  tl_flow_options search;
  bool json, quiet, help;
} request;

static const char *const known[] = {"--objective", "--from",           "--to",      "--scenario", "--starts",
                                    "--seed",      "--boxes",          "--seconds", "--json",     "--nominal",
                                    "--no-power",  "--straight-pipes", "--quiet",   "--help"};
enum { WITH_VALUE = 8 };

static tl_code take_value(request *r, size_t which, const char *value, tl_error *error) {
  const char **texts[] = {&r->file.objective, &r->file.from, &r->file.to, &r->file.scenario};
  if (which < 4) {
    *texts[which] = value;
    return TL_OK;
  }
  char *end;
  const long number = strtol(value, &end, 10);
  if (*value == '\0' || *end != '\0' || number < 1 || number > 1000000)
    return tl_fail(error, TL_ERR_USAGE, "%s takes 1 .. 1000000, not \"%s\"", known[which], value);
  if (which == 4) r->search.starts = (size_t)number;
  if (which == 5) r->search.seed = (uint64_t)number;
  if (which == 6) r->search.most_boxes = (size_t)number;
  if (which == 7) r->search.most_seconds = (double)number;
  return TL_OK;
}

static tl_code take_word(request *r, const char *word, tl_error *error) {
  if (strcmp(word, "--json") == 0) {
    r->json = true;
  } else if (strcmp(word, "--quiet") == 0) {
    r->quiet = true;
  } else if (strcmp(word, "--nominal") == 0) {
    r->file.nominal = true;
  } else if (strcmp(word, "--no-power") == 0) {
    r->file.no_power = true;
  } else if (strcmp(word, "--straight-pipes") == 0) {
    r->file.straight_pipes = true;
  } else if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
    r->help = true;
  } else if (word[0] == '-' && word[1] != '\0') {
    const char *near = cli_near(word, known, sizeof known / sizeof *known);
    return tl_fail(error, TL_ERR_USAGE, "unknown option %s%s%s%s", word, near != NULL ? "; did you mean " : "",
                   near != NULL ? near : "", near != NULL ? "?" : "");
  } else if (r->path != NULL) {
    return tl_fail(error, TL_ERR_USAGE, "one network at a time; unexpected %s", word);
  } else {
    r->path = word;
  }
  return TL_OK;
}

static tl_code read_arguments(int argc, char **argv, request *r, tl_error *error) {
  for (int i = 1; i < argc; i++) {
    size_t which = 0;
    while (which < WITH_VALUE && strcmp(argv[i], known[which]) != 0) which++;
    if (which < WITH_VALUE && i + 1 >= argc) return tl_fail(error, TL_ERR_USAGE, "a value must follow %s", argv[i]);
    const tl_code code = which < WITH_VALUE ? take_value(r, which, argv[i + 1], error) : take_word(r, argv[i], error);
    if (code != TL_OK) return code;
    if (which < WITH_VALUE) i++;
  }
  if (r->path == NULL && !r->help) return tl_fail(error, TL_ERR_USAGE, "which network file?");
  if ((r->file.from == NULL) != (r->file.to == NULL))
    return tl_fail(error, TL_ERR_USAGE, "--from and --to go together");
  if (r->file.from != NULL && (r->file.objective == NULL || strcmp(r->file.objective, "capacity") != 0))
    return tl_fail(error, TL_ERR_USAGE, "--from and --to are for --objective capacity");
  return TL_OK;
}

/* ---- the answer -------------------------------------------------------------------------------------------------- */

typedef struct answers {
  const tl_flow_file *file;
  const tl_findings *findings;
  tl_flow_answer *best, *behind, *nearest; /* the last two: NULL if not asked or not there */
  tl_flow_binding lifted;
} answers;

static const char *place_of(const tl_flow_problem *p, const tl_flow_binding *b) {
  if (b->of_scale) return "all that grows";
  return b->of_node ? p->nodes[b->index].id : b->of_trade ? p->trades[b->index].id : p->arcs[b->index].id;
}

static json_t *bindings_json(const tl_flow_problem *p, const tl_flow_answer *a) {
  json_t *list = json_array();
  tl_flow_binding b;
  for (size_t i = 0; a != NULL && tl_flow_binding_at(a, i, &b); i++)
    (void)json_array_append_new(
        list, json_pack("{s:s,s:s,s:o,s:o,s:s,s:o,s:s,s:b}", "what", b.what, "kind",
                        b.of_node    ? "node"
                        : b.of_trade ? "trade"
                        : b.of_scale ? "scale"
                                     : "link",
                        "id", cli_json_words(place_of(p, &b)), "value", cli_json_number(b.value), "unit", b.unit,
                        "shadow", cli_json_number(b.shadow), "per", b.shadow_unit, "of_search", b.of_search));
  return list;
}

static json_t *nodes_json(const tl_flow_problem *p, const tl_flow_answer *a) {
  json_t *list = json_array();
  for (size_t i = 0; i < p->node_count && tl_flow_pressures_pa(a) != NULL; i++)
    (void)json_array_append_new(list, json_pack("{s:o,s:o,s:o}", "id", cli_json_words(p->nodes[i].id), "p_pa",
                                                cli_json_number(tl_flow_pressures_pa(a)[i]), "price",
                                                cli_json_number(tl_flow_node_prices(a)[i])));
  return list;
}

static json_t *links_json(const tl_flow_problem *p, const tl_flow_answer *a) {
  json_t *list = json_array();
  for (size_t k = 0; k < p->arc_count && tl_flow_flows_kg_s(a) != NULL; k++)
    (void)json_array_append_new(
        list, json_pack("{s:o,s:o,s:o,s:o,s:o,s:b}", "id", cli_json_words(p->arcs[k].id), "from",
                        cli_json_words(p->nodes[p->arcs[k].from].id), "to", cli_json_words(p->nodes[p->arcs[k].to].id),
                        "q_kg_s", cli_json_number(tl_flow_flows_kg_s(a)[k]), "power_w",
                        cli_json_number(tl_flow_powers_w(a)[k]), "there", tl_flow_there(a)[k]));
  return list;
}

static json_t *trades_json(const tl_flow_problem *p, const tl_flow_answer *a) {
  json_t *list = json_array();
  for (size_t i = 0; i < p->trade_count && tl_flow_ins_kg_s(a) != NULL; i++)
    (void)json_array_append_new(list, json_pack("{s:o,s:o,s:o}", "id", cli_json_words(p->trades[i].id), "node",
                                                cli_json_words(p->nodes[p->trades[i].node].id), "in_kg_s",
                                                cli_json_number(tl_flow_ins_kg_s(a)[i])));
  return list;
}

static const char *outcome_of(const tl_flow_summary *s) {
  return s->status == TL_FLOW_SOLVED ? "solved" : s->status == TL_FLOW_INFEASIBLE ? "infeasible" : "not_solved";
}

/* "...after 312 boxes, as asked" */
static const char *ending(tl_flow_stop stop) {
  static const char *const words[] = {"at the gap asked for", "the most allowed (--boxes)", "out of time (--seconds)",
                                      "as asked (Ctrl-C)", "where rounding leaves nothing to split"};
  return words[stop];
}

/* A rest of rounding is nothing. */
static double share_of(const tl_flow_summary *s) { return s->scale < 1e-9 ? 0.0 : s->scale; }

/* The part of what must flow that is possible, and what stands in the way of more. */
static void say_nearest(const answers *a, char *sentence, size_t bytes) {
  const tl_flow_problem *p = tl_flow_file_problem(a->file);
  tl_flow_summary near = {.status = TL_FLOW_UNKNOWN};
  tl_flow_binding b;
  if (a->nearest != NULL) tl_flow_summary_of(a->nearest, &near);
  if (near.status == TL_FLOW_INFEASIBLE)
    (void)snprintf(
        sentence, bytes,
        "nothing keeps all limits, not even at rest: what is held and what is limited contradict each other");
  else if (near.status != TL_FLOW_SOLVED)
    (void)snprintf(sentence, bytes,
                   "nothing keeps all limits; what share of it is possible was not found before the end of the search");
  else if (tl_flow_binding_at(a->nearest, 0, &b))
    (void)snprintf(
        sentence, bytes,
        "nothing keeps all limits; possible is %.6g of what must flow, then %s = %.6g %s of %s is in the way",
        share_of(&near), b.what, b.value, b.unit, place_of(p, &b));
  else
    (void)snprintf(sentence, bytes, "nothing keeps all limits; possible is %.6g of what must flow", share_of(&near));
}

static const char *code_of(const tl_flow_summary *s) {
  return s->status == TL_FLOW_INFEASIBLE       ? "no_point"
         : s->status == TL_FLOW_NOT_REPRODUCED ? "not_reproduced"
                                               : "search_limit";
}

static bool has_straight_pipes(const tl_flow_problem *p) {
  for (size_t k = 0; k < p->arc_count; k++)
    if (p->arcs[k].kind == TL_FLOW_STRAIGHT_PIPE) return true;
  return false;
}

static void say_why(const answers *a, const tl_flow_summary *s, char *sentence, size_t bytes) {
  char bound[80] = "";
  if (!isnan(s->bound)) (void)snprintf(bound, sizeof bound, "; nothing goes below %.9g", s->bound);
  if (s->status == TL_FLOW_INFEASIBLE)
    say_nearest(a, sentence, bytes);
  else if (s->status == TL_FLOW_NOT_REPRODUCED && has_straight_pipes(tl_flow_file_problem(a->file)))
    (void)snprintf(sentence, bytes, "pipes as straight lines are a model and no network: there is no operation%s",
                   bound);
  else if (s->status == TL_FLOW_NOT_REPRODUCED && (isnan(s->simulator_p_pa) || isnan(s->simulator_q_kg_s)))
    (void)snprintf(sentence, bytes, "the best point found is no answer: the plain simulator finds no state for it%s",
                   bound);
  else if (s->status == TL_FLOW_NOT_REPRODUCED)
    (void)snprintf(sentence, bytes,
                   "the best point found is no answer: the plain simulator differs from it by %.3g Pa and %.3g kg/s%s",
                   s->simulator_p_pa, s->simulator_q_kg_s, bound);
  else
    (void)snprintf(sentence, bytes, "the search ended after %zu boxes, %s, before a point was found%s", s->boxes,
                   ending(s->stop), bound);
}

static bool print_json(const answers *a, const tl_flow_summary *s) {
  const tl_flow_problem *p = tl_flow_file_problem(a->file);
  char sentence[400] = "";
  json_t *reason = json_null(), *behind = json_null(), *nearest = json_null();
  if (s->status != TL_FLOW_SOLVED) {
    say_why(a, s, sentence, sizeof sentence);
    reason = cli_json_reason(code_of(s), "", "", NAN, "", sentence);
  }
  if (a->behind != NULL) {
    tl_flow_summary b;
    tl_flow_summary_of(a->behind, &b);
    behind =
        json_pack("{s:s,s:o,s:o,s:o,s:o,s:o}", "lifted", a->lifted.what, "id", cli_json_words(place_of(p, &a->lifted)),
                  "scale", cli_json_number(b.scale), "objective", cli_json_number(b.objective), "gap",
                  cli_json_number(b.gap), "bindings", bindings_json(p, a->behind));
  }
  if (a->nearest != NULL) {
    tl_flow_summary n;
    tl_flow_summary_of(a->nearest, &n);
    nearest = json_pack("{s:o,s:o}", "scale", cli_json_number(n.scale), "bindings", bindings_json(p, a->nearest));
  }
  json_t *proof = json_pack("{s:o,s:o,s:b,s:s,s:I,s:I}", "bound", cli_json_number(s->bound), "gap",
                            cli_json_number(s->gap), "complete", s->complete, "ended_by", tl_flow_stop_name(s->stop),
                            "boxes", (json_int_t)s->boxes, "programs", (json_int_t)s->programs);
  json_t *simulator = json_pack("{s:o,s:o}", "p_pa", cli_json_number(s->simulator_p_pa), "q_kg_s",
                                cli_json_number(s->simulator_q_kg_s));
  return cli_json_print(json_pack(
      "{s:s,s:s,s:s,s:o,s:s,s:s,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o}", "trunkline", tl_version(), "command",
      "optimise", "outcome", outcome_of(s), "reason", reason, "minimised", tl_flow_file_objective(a->file), "unit",
      tl_flow_file_unit(a->file), "objective", cli_json_number(s->objective), "proof", proof, "scale",
      p->pattern_kg_s != NULL ? cli_json_number(s->scale) : json_null(), "power_w", cli_json_number(s->power_w),
      "simulator_differences", simulator, "bindings", bindings_json(p, a->best), "behind", behind, "nearest", nearest,
      "nodes", nodes_json(p, a->best), "links", links_json(p, a->best), "trades", trades_json(p, a->best), "findings",
      cli_json_findings(a->findings)));
}

/* What is made as large as it can be is the negative of an objective to the search, but not to readers. */
static double sign_of(const answers *a) {
  static const char *const largest[] = {"capacity", "throughput", "load"}; /* the load that is served */
  for (size_t i = 0; i < sizeof largest / sizeof *largest; i++)
    if (strcmp(tl_flow_file_objective(a->file), largest[i]) == 0) return -1.0;
  return 1.0;
}

static void print_bindings(const tl_flow_problem *p, const tl_flow_answer *a, double sign) {
  tl_flow_binding b;
  if (tl_flow_binding_at(a, 0, &b)) (void)printf("what binds, and what the objective moves by with more of it:\n");
  for (size_t i = 0; i < 12 && tl_flow_binding_at(a, i, &b); i++)
    (void)printf("  %-10s %-20s %12.6g %-5s %12.5g per %s%s\n", b.what, place_of(p, &b), b.value, b.unit,
                 sign * b.shadow, strcmp(b.shadow_unit, "1") == 0 ? "unit" : b.shadow_unit,
                 b.of_search ? "  (of the search: the network has no limit here)" : "");
}

static void print_text(const answers *a, const tl_flow_summary *s, bool quiet) {
  const tl_flow_problem *p = tl_flow_file_problem(a->file);
  char sentence[400];
  if (s->status != TL_FLOW_SOLVED) {
    say_why(a, s, sentence, sizeof sentence);
    (void)fprintf(stderr, "trunkline optimise: %s\n", sentence);
    return;
  }
  if (quiet) return;
  const char *unit = tl_flow_file_unit(a->file);
  const double sign = sign_of(a);
  (void)printf("%s: %.9g (unit: %s), nothing goes %s %.9g: gap %.2g%s%s\n", tl_flow_file_objective(a->file),
               sign * s->objective + 0.0, unit, sign < 0.0 ? "above" : "below", sign * s->bound + 0.0, s->gap,
               s->complete ? "" : "; the search ended early, ", s->complete ? "" : ending(s->stop));
  if (p->pattern_kg_s != NULL && sign > 0.0) (void)printf("the most is %.9g\n", s->scale);
  (void)printf("shaft power %.6g MW; the simulator differs by %.2g Pa and %.2g kg/s; %zu boxes, %zu programs\n",
               1e-6 * s->power_w, s->simulator_p_pa, s->simulator_q_kg_s, s->boxes, s->programs);
  print_bindings(p, a->best, sign);
  if (isnan(tl_flow_node_prices(a->best)[0])) (void)printf("prices of gas and what binds were not found\n");
  for (size_t k = 0; k < p->arc_count; k++)
    if (p->arcs[k].optional && tl_flow_there(a->best)[k] && p->arcs[k].build_cost > 0.0)
      (void)printf("build %s for %.6g\n", p->arcs[k].id, p->arcs[k].build_cost);
  if (a->behind == NULL) return;
  tl_flow_summary b;
  tl_flow_summary_of(a->behind, &b);
  if (b.status != TL_FLOW_SOLVED) {
    (void)printf("what comes behind %s of %s was not found before the end of the search\n", a->lifted.what,
                 place_of(p, &a->lifted));
    return;
  }
  (void)printf("with %s of %s lifted by half the most is %.6g, gap %.2g; then:\n", a->lifted.what,
               place_of(p, &a->lifted), b.scale, b.gap);
  print_bindings(p, a->behind, sign);
}

/* The rest of the time, at least one second. */
static tl_flow_options the_rest(const request *r, time_t began) {
  tl_flow_options o = r->search;
  o.most_seconds = fmax(o.most_seconds - difftime(time(NULL), began), 1.0);
  return o;
}

static tl_code answer_it(const request *r, answers *a, tl_error *error) {
  const tl_flow_problem *p = tl_flow_file_problem(a->file);
  const time_t began = time(NULL);
  cli_stop_on_interrupt();
  tl_code code = tl_flow_optimise(p, &r->search, &a->best, error);
  if (code != TL_OK || !cli_go_on(NULL, "", 0.0)) return code;
  tl_flow_summary s;
  tl_flow_binding b;
  tl_flow_summary_of(a->best, &s);
  tl_flow_options rest = the_rest(r, began);
  if (s.status == TL_FLOW_INFEASIBLE) return tl_flow_nearest(p, &rest, &a->nearest, error);
  rest.gap = fmax(rest.gap, 1e-3); /* what comes next is asked for, not its last digits */
  rest.most_boxes = rest.most_boxes / 8 + 1;
  if (s.status == TL_FLOW_SOLVED && p->pattern_kg_s != NULL && tl_flow_binding_at(a->best, 0, &b) && !b.of_search)
    code = tl_flow_behind(a->best, 0.5, &rest, &a->lifted, &a->behind, error);
  return code;
}

int cli_optimise(int argc, char **argv) {
  request r = {.path = NULL};
  tl_error error = {0};
  const tl_progress progress = {cli_go_on, NULL};
  tl_flow_start start = {.progress = &progress};
  tl_flow_options_default(&r.search);
  r.search.progress = &progress;
  tl_code code = read_arguments(argc, argv, &r, &error);
  if (code == TL_OK && r.help) {
    (void)fputs(help, stdout);
    return 0;
  }
  tl_findings *findings = tl_findings_create(NULL);
  if (findings == NULL && code == TL_OK) code = tl_fail(&error, TL_ERR_MACHINE, "not enough memory");
  tl_flow_file *file = NULL;
  if (code == TL_OK) code = cli_refuse_study(r.path, &error);
  if (code == TL_OK) code = tl_flow_file_open(r.path, &r.file, NULL, &file, findings, &error);
  start.file = file;
  r.search.find_start = tl_flow_file_start;
  r.search.find_context = &start;
  answers a = {.file = file, .findings = findings};
  if (code == TL_OK) code = answer_it(&r, &a, &error);
  int result = (int)code;
  if (code != TL_OK) {
    if (r.json)
      cli_print_json_failure("optimise", NULL, &error, findings);
    else if (findings != NULL)
      cli_print_findings(stderr, findings, TL_ERROR);
    if (!r.json) (void)cli_say_error(&error);
  } else {
    tl_flow_summary s;
    tl_flow_summary_of(a.best, &s);
    result = s.status == TL_FLOW_SOLVED ? 0 : TL_ERR_NO_ANSWER;
    if (!r.json && !r.quiet) cli_print_findings(stderr, findings, TL_WARNING);
    if (!r.json) print_text(&a, &s, r.quiet);
    if (r.json && !print_json(&a, &s)) result = TL_ERR_MACHINE;
  }
  tl_flow_answer_destroy(a.behind);
  tl_flow_answer_destroy(a.nearest);
  tl_flow_answer_destroy(a.best);
  tl_flow_file_close(file);
  tl_findings_destroy(findings);
  return result;
}
