/* trunkline design STUDY: the cheapest line to build in one section of a study, the ten next, or the nearest possible.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "json.h"

static const char help[] =
    "trunkline design STUDY [option]... [--json] [--quiet]\n"
    "\n"
    "Every line that could be built in one section of the study: pipe, steel, wall, pressure, strings, loops, number "
    "and\n"
    "places of stations, machines, spares, out of a catalogue; the cheapest by a year's cost and the ten next, each "
    "run\n"
    "through the simulator. Where nothing carries what is asked: the largest flow that something does, and what is in\n"
    "the way. Theory: docs/theory/design.md\n"
    "  --section ID     of the study; default: the one its claims are about\n"
    "  --strings N      only designs of so many strings, 1 or 2\n"
    "  --set key=value  sets one figure of the study, as in trunkline study\n"
    "  --threads N      1 .. 64; the answer does not depend on it\n"
    "  --json           one JSON document on standard output (docs/schema/design.schema.json)\n"
    "Ctrl-C ends the search early; the best so far is answered, with a bound on what could still be found.\n"
    "\n"
    "Exit codes: 0 answered; 1 usage; 2 the study has errors; 3 no design carries what is asked; 4 memory or disk.\n";

enum { MOST_SETS = 256 };

typedef struct request {
  const char *path, *section;
  const char *sets[MOST_SETS];
  size_t set_count, strings;
  int threads;
  bool json, quiet, help;
} request;

/* ---- what was asked ---------------------------------------------------------------------------------------------- */

static tl_code whole_number(const char *name, const char *text, long most, long *number, tl_error *error) {
  char *end;
  *number = strtol(text, &end, 10);
  if (*text != '\0' && *end == '\0' && *number >= 1 && *number <= most) return TL_OK;
  return tl_fail(error, TL_ERR_USAGE, "%s takes 1 .. %ld, not \"%s\"", name, most, text);
}

static tl_code take_value(request *r, const char *word, const char *value, tl_error *error) {
  long number = 0;
  if (strcmp(word, "--section") == 0) {
    r->section = value;
  } else if (strcmp(word, "--set") == 0) {
    if (r->set_count == MOST_SETS) return tl_fail(error, TL_ERR_USAGE, "more than %d --set", MOST_SETS);
    if (strchr(value, '=') == NULL) return tl_fail(error, TL_ERR_USAGE, "--set takes key=value, not %s", value);
    r->sets[r->set_count++] = value;
  } else if (strcmp(word, "--strings") == 0) {
    const tl_code code = whole_number(word, value, 2, &number, error);
    r->strings = (size_t)number;
    return code;
  } else {
    const tl_code code = whole_number(word, value, 64, &number, error);
    r->threads = (int)number;
    return code;
  }
  return TL_OK;
}

static tl_code read_arguments(int argc, char **argv, request *r, tl_error *error) {
  static const char *const known[] = {"--section", "--strings", "--set", "--threads", "--json", "--quiet", "--help"};
  for (int i = 1; i < argc; i++) {
    const char *word = argv[i];
    bool takes_value = false;
    for (size_t k = 0; k < 4; k++) takes_value = takes_value || strcmp(word, known[k]) == 0;
    if (takes_value) {
      if (i + 1 >= argc) return tl_fail(error, TL_ERR_USAGE, "a value must follow %s", word);
      const tl_code code = take_value(r, word, argv[++i], error);
      if (code != TL_OK) return code;
    } else if (strcmp(word, "--json") == 0) {
      r->json = true;
    } else if (strcmp(word, "--quiet") == 0) {
      r->quiet = true;
    } else if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
      r->help = true;
    } else if (word[0] == '-' && word[1] != '\0') {
      const char *near = cli_near(word, known, sizeof known / sizeof *known);
      return tl_fail(error, TL_ERR_USAGE, "unknown option %s%s%s%s", word, near != NULL ? "; did you mean " : "",
                     near != NULL ? near : "", near != NULL ? "?" : "");
    } else if (r->path != NULL) {
      return tl_fail(error, TL_ERR_USAGE, "one study at a time; unexpected %s", word);
    } else {
      r->path = word;
    }
  }
  if (r->path == NULL && !r->help)
    return tl_fail(error, TL_ERR_USAGE, "which study? Give its folder, e.g. studies/power-of-siberia-2");
  return TL_OK;
}

static tl_code set_figures(const request *r, tl_study *study, tl_error *error) {
  for (size_t i = 0; i < r->set_count; i++) {
    char key[256];
    const char *equals = strchr(r->sets[i], '=');
    const size_t length = (size_t)(equals - r->sets[i]);
    if (length >= sizeof key) return tl_fail(error, TL_ERR_USAGE, "--set: the key is longer than 255 letters");
    memcpy(key, r->sets[i], length);
    key[length] = '\0';
    const tl_code code = tl_study_set(study, key, equals + 1, error);
    if (code != TL_OK) return code;
  }
  return TL_OK;
}

/* ---- the answer -------------------------------------------------------------------------------------------------- */

static json_t *stations_json(const tl_design *d, const tl_design_state *s) {
  json_t *list = json_array();
  for (size_t i = 0; i < d->stations; i++) {
    const tl_design_station *at = &s->stations[i];
    (void)json_array_append_new(
        list, json_pack("{s:o,s:o,s:o,s:o,s:o,s:o,s:I,s:o}", "at_m", cli_json_number(at->at_m), "p_in_pa",
                        cli_json_number(at->p_in_pa), "p_out_pa", cli_json_number(at->p_out_pa), "ratio",
                        cli_json_number(at->ratio), "power_w", cli_json_number(at->power_w), "fuel_kg_s",
                        cli_json_number(at->fuel_kg_s), "units", (json_int_t)at->units, "installed_w",
                        cli_json_number(at->installed_w)));
  }
  return list;
}

static json_t *loops_json(const tl_design_problem *p, const tl_design *d) {
  json_t *list = json_array();
  const double length = p->corridor.points[p->corridor.point_count - 1].distance_m;
  double from = 0.0;
  for (size_t i = 0; i <= d->stations; i++) {
    const double to = i < d->stations ? d->station_m[i] : length, share = tl_design_loop_share(p, d, i);
    if (share > 0.0 && to > from)
      (void)json_array_append_new(list, json_pack("{s:o,s:o}", "from_m", cli_json_number(to - share * (to - from)),
                                                  "to_m", cli_json_number(to)));
    from = to;
  }
  return list;
}

static json_t *design_json(const tl_design_problem *p, const tl_design *d, const tl_design_state *s) {
  const tl_design_catalogue *k = p->catalogue;
  tl_design_difference difference = {NAN, NAN, NAN};
  tl_error error;
  if (tl_design_check(p, d, s, &difference, &error) != TL_OK) difference.pressure_pa = NAN;
  return json_pack("{s:o,s:b,s:s,s:o,s:I,s:o,s:o,s:I,s:s,s:I,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o}",
                   "outside_diameter_m", cli_json_number(k->pipes[d->pipe].outside_diameter_m), "outside_norm",
                   s->outside_norm, "steel", k->steels[d->steel].name, "pressure_pa",
                   cli_json_number(k->pressures_pa[d->pressure]), "strings", (json_int_t)d->strings, "looped_m",
                   cli_json_number(s->looped_m), "loops", loops_json(p, d), "station_count", (json_int_t)d->stations,
                   "machine", k->machines[d->machine].name, "spares", (json_int_t)d->spares, "wall_m",
                   cli_json_number(s->wall_most_m), "largest_ratio", cli_json_number(s->most_ratio), "power_w",
                   cli_json_number(s->power_w), "installed_w", cli_json_number(s->installed_w), "fuel_kg_s",
                   cli_json_number(s->fuel_kg_s), "delivery_p_pa", cli_json_number(s->delivery_p_pa), "capital",
                   cli_json_number(s->line_capital + s->station_capital), "annual_cost",
                   cli_json_number(s->annual_cost), "cost_per_kg", cli_json_number(s->cost_per_kg),
                   "simulator_difference_pa", cli_json_number(difference.pressure_pa), "stations", stations_json(d, s));
}

static void nearest_sentence(const tl_design_answer *a, const tl_design_problem *p, char *sentence, size_t bytes) {
  if (isnan(a->nearest_kg_s))
    (void)snprintf(sentence, bytes, "no design of the catalogue carries any of the %.4g kg/s asked",
                   p->corridor.q_kg_s);
  else
    (void)snprintf(sentence, bytes,
                   "no design of the catalogue carries %.4g kg/s; the most is %.4g kg/s, more is stopped by the limit "
                   "\"%s\" at km %.1f",
                   p->corridor.q_kg_s, a->nearest_kg_s, tl_design_limit_name(a->in_the_way), 1e-3 * a->in_the_way_at_m);
}

static bool print_json(const tl_study *study, const tl_design_problem *p, const tl_design_answer *a) {
  json_t *designs = json_array();
  for (size_t i = 0; i < a->kept; i++)
    (void)json_array_append_new(designs, design_json(p, &a->designs[i], &a->states[i]));
  char sentence[300];
  nearest_sentence(a, p, sentence, sizeof sentence);
  json_t *reason = a->kept > 0 || !a->complete
                       ? json_null()
                       : cli_json_reason("beyond_catalogue", "", "", p->corridor.q_kg_s, "kg/s", sentence);
  json_t *search = json_pack("{s:I,s:I,s:I,s:I,s:b,s:o}", "designs", (json_int_t)a->designs_of_catalogue, "evaluated",
                             (json_int_t)a->evaluated, "pruned", (json_int_t)a->pruned, "infeasible",
                             (json_int_t)a->infeasible, "complete", a->complete, "bound", cli_json_number(a->bound));
  return cli_json_print(json_pack("{s:s,s:s,s:s,s:o,s:o,s:o,s:o,s:o}", "trunkline", tl_version(), "command", "design",
                                  "outcome",
                                  a->kept > 0   ? "solved"
                                  : a->complete ? "infeasible"
                                                : "not_solved",
                                  "reason", reason, "nearest_kg_s", cli_json_number(a->nearest_kg_s), "search", search,
                                  "designs", designs, "findings", cli_json_findings(tl_study_findings(study))));
}

static void print_text(const tl_design_problem *p, const tl_design_answer *a, bool quiet) {
  const tl_design_catalogue *k = p->catalogue;
  if (a->kept == 0) {
    char sentence[300];
    nearest_sentence(a, p, sentence, sizeof sentence);
    (void)fprintf(stderr, "trunkline design: %s\n", a->complete ? sentence : "stopped before any design was found");
    return;
  }
  if (quiet) return;
  (void)printf(
      "%zu designs, %zu lines computed%s; money is the study's, a year's cost holds capital, operation and fuel\n\n",
      a->designs_of_catalogue, a->evaluated, a->complete ? "" : ", stopped early");
  (void)printf("%3s %6s %-4s %6s %8s %7s %9s %8s %-20s %6s %7s %12s %12s\n", "", "mm", "", "wall", "MPa", "strings",
               "loops, km", "stations", "units", "ratio", "MW", "capital, M", "a year, M");
  for (size_t i = 0; i < a->kept; i++) {
    const tl_design *d = &a->designs[i];
    const tl_design_state *s = &a->states[i];
    (void)printf("%3zu %6.0f %-4s %6.1f %8.2f %7zu %9.0f %8zu %-20s %6.3f %7.1f %12.1f %12.2f\n", i + 1,
                 1e3 * k->pipes[d->pipe].outside_diameter_m, k->steels[d->steel].name, 1e3 * s->wall_most_m,
                 1e-6 * k->pressures_pa[d->pressure], d->strings, 1e-3 * s->looped_m, d->stations,
                 k->machines[d->machine].name, s->most_ratio, 1e-6 * s->power_w,
                 1e-6 * (s->line_capital + s->station_capital), 1e-6 * s->annual_cost);
  }
  bool outside = false;
  for (size_t i = 0; i < a->kept; i++) outside = outside || a->states[i].outside_norm;
  if (outside)
    (void)printf("\nPressures above 10 MPa are beyond SP 36.13330: the walls there follow its formula all the same.\n");
  (void)printf("\nFracture arrest is outside the scope: it may ask for tougher or thicker pipe.\n");
  (void)printf("%s %.2f M a year%s\n",
               a->complete ? "No design at equal spans costs less than" : "No design costs less than", 1e-6 * a->bound,
               a->complete ? "; stations were then moved" : "");
}

static tl_code answer_it(const request *r, tl_study *study, tl_design_problem *problem, tl_design_answer *answer,
                         tl_error *error) {
  tl_study_options study_options;
  tl_study_options_default(&study_options);
  study_options.steps = "flow";
  study_options.threads = r->threads;
  tl_code code = set_figures(r, study, error);
  if (code == TL_OK) code = tl_study_run(study, &study_options, error);
  if (code != TL_OK && code != TL_ERR_NO_ANSWER) return code; /* the announced line may fail where another serves */
  code = tl_study_design_problem(study, r->section, problem, error);
  if (code != TL_OK) return code;
  const tl_progress progress = {cli_go_on, NULL};
  tl_design_options options;
  tl_design_options_default(&options);
  options.only_strings = r->strings;
  options.threads = r->threads;
  options.progress = &progress;
  cli_stop_on_interrupt();
  return tl_design_search(problem, &options, answer, error);
}

int cli_design(int argc, char **argv) {
  request r = {.path = NULL};
  tl_error error = {0};
  tl_code code = read_arguments(argc, argv, &r, &error);
  if (code == TL_OK && r.help) {
    (void)fputs(help, stdout);
    return 0;
  }
  tl_study *study = NULL;
  tl_design_problem problem = {.gas = NULL};
  tl_design_answer *answer = calloc(1, sizeof *answer);
  if (answer == NULL) {
    (void)tl_fail(&error, TL_ERR_MACHINE, "not enough memory");
    return cli_say_error(&error);
  }
  if (code == TL_OK) code = tl_study_open(r.path, NULL, &study, &error);
  if (code == TL_OK) code = answer_it(&r, study, &problem, answer, &error);
  int result = (int)code;
  if (code != TL_OK) {
    const tl_findings *findings = study != NULL ? tl_study_findings(study) : NULL;
    if (r.json)
      cli_print_json_failure("design", NULL, &error, findings);
    else if (findings != NULL)
      cli_print_findings(stderr, findings, TL_ERROR);
    if (!r.json) (void)cli_say_error(&error);
  } else {
    result = answer->kept > 0 ? 0 : TL_ERR_NO_ANSWER;
    if (!r.json) print_text(&problem, answer, r.quiet);
    if (r.json && !print_json(study, &problem, answer)) result = TL_ERR_MACHINE;
  }
  free(answer);
  tl_study_close(study);
  return result;
}
