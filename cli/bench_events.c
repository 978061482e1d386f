/* trunkline bench events: random events on GasLib-24, 40 and 135 over 12 h, each run counted as finished, as ended by a
 * reason that names place and limit, or as neither; and the table of single outages of GasLib-135 on one and two
 * threads.
 *
 * Networks are read from $TRUNKLINE_DATA: three of gasflowruns, whose compressors hold ratios; the same and GasLib-11
 * of gaslib, with the machines of their stations, from the setting that carries their nomination. The scenario n of a
 * network has the seed 1000 k + n, k = 1, 2, ...
 * Neither finished nor reasoned is: an error, a pressure that is not a number or not above zero, an event that did not
 * happen though the run went to its end, mass lost beyond 1e-13 of the gas held.
 */
#define _POSIX_C_SOURCE 200809L
#include "bench.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "nominate.h"
#include "random_events.h"

enum { NETS = 7, OUTAGES_OF = 2, USUAL_N = 334, PAIRS = 3 };
static const struct {
  const char *name, *path;
  bool nomination;
} nets[NETS] = {{"24", "gasflowruns/GasLib-24", false},
                {"40", "gasflowruns/GasLib-40", false},
                {"135", "gasflowruns/GasLib-135", false},
                {"11_machines", "gaslib/GasLib-11/GasLib-11.net", true},
                {"24_machines", "gaslib/GasLib-24/GasLib-24.net", true},
                {"40_machines", "gaslib/GasLib-40/GasLib-40.net", true},
                {"135_machines", "gaslib/GasLib-135/GasLib-135.net", true}};
static const double until_s = 12 * 3600.0, most_mass_error = 1e-13;

typedef struct tally {
  size_t runs, finished, reasoned, unclassified, events;
  double mass_error, seconds;
} tally;

static tl_transient_options options_of(const tl_case *opened) {
  tl_transient_options o;
  tl_transient_options_default(&o);
  o.isothermal_t_k = tl_case_isothermal_k(opened);
  o.cell_length_m = 5000.0;
  o.output_every_s = 1800.0;
  o.pressure_tolerance_pa = 500.0;
  return o;
}

/* Why the run counts as neither; NULL if it is classified. */
static const char *fault_of(const tl_transient *x, const tl_network *network, size_t events, char *text, size_t size) {
  size_t node = 0;
  double p_pa = 0.0;
  const tl_reason *why = tl_transient_reason(x);
  if (!random_events_pressures_hold(x, network, &node, &p_pa))
    (void)snprintf(text, size, "p = %g Pa at %s", p_pa, tl_network_node_id(network, node));
  else if (tl_transient_effort(x).largest_mass_error > most_mass_error)
    (void)snprintf(text, size, "%g of the gas lost", tl_transient_effort(x).largest_mass_error);
  else if (tl_transient_outcome(x) != TL_SOLVED && (why->code[0] == '\0' || why->where_kind[0] == '\0'))
    (void)snprintf(text, size, "no named reason: %s", why->sentence);
  else if (tl_transient_outcome(x) == TL_SOLVED && random_events_fired(x) != events)
    (void)snprintf(text, size, "%zu of %zu events", random_events_fired(x), events);
  else
    return NULL;
  return text;
}

static void count(const tl_transient *x, const tl_network *network, size_t events, const char *net, size_t seed,
                  tally *t) {
  char text[512]; /* a sentence of a reason fits */
  const char *fault = fault_of(x, network, events, text, sizeof text);
  t->events += events;
  t->mass_error = fmax(t->mass_error, tl_transient_effort(x).largest_mass_error);
  if (fault != NULL) {
    t->unclassified++;
    (void)fprintf(stderr, "GasLib-%s, seed %zu: %s\n", net, seed, fault);
  } else if (tl_transient_outcome(x) == TL_SOLVED) {
    t->finished++;
  } else {
    t->reasoned++;
    (void)fprintf(stderr, "GasLib-%s, seed %zu: %s\n", net, seed, tl_transient_reason(x)->sentence);
  }
}

static tl_code run_one(const tl_case *opened, const char *net, size_t seed, tally *t, tl_error *error) {
  const tl_network *network = tl_case_network(opened);
  const tl_transient_options o = options_of(opened);
  tl_schedule *schedule = NULL;
  tl_transient *x = NULL;
  size_t events = 0;
  tl_code code = tl_schedule_create(network, NULL, &schedule, error);
  if (code == TL_OK) code = random_events_add(opened, schedule, seed, until_s, &events, error);
  if (code == TL_OK)
    code = tl_transient_create(network, tl_case_gas(opened), tl_case_boundary(opened), schedule, &o, &x, error);
  const double begin = bench_now_ns();
  if (code == TL_OK) {
    t->runs++;
    tl_code ran = tl_transient_start_steady(x, error);
    if (ran == TL_OK && tl_transient_outcome(x) == TL_SOLVED) ran = tl_transient_run(x, until_s, error);
    if (ran == TL_OK) {
      count(x, network, events, net, seed, t);
    } else {
      t->unclassified++;
      (void)fprintf(stderr, "GasLib-%s, seed %zu: %s\n", net, seed, error->sentence);
    }
  }
  t->seconds += 1e-9 * (bench_now_ns() - begin);
  tl_transient_destroy(x);
  tl_schedule_destroy(schedule);
  return code;
}

/* ---- outages on threads ------------------------------------------------------------------------------------------ */

typedef struct outages {
  double ratio, cpu_ratio, seconds;
  double differing; /* cells of the table whose bits differ */
} outages;

static double wall_s(void) {
  struct timespec t;
  if (clock_gettime(CLOCK_MONOTONIC, &t) != 0) return 0.0;
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static tl_code table_on(const tl_case *opened, int threads, double *seconds, double *cpu_s, tl_results *results,
                        tl_error *error) {
  const tl_transient_options o = options_of(opened);
  const double begin = wall_s(), cpu_begin = 1e-9 * bench_now_ns();
  const tl_code code = tl_outages(tl_case_network(opened), tl_case_gas(opened), tl_case_boundary(opened), NULL, &o,
                                  NULL, 0, until_s, threads, results, error);
  *seconds = wall_s() - begin;
  *cpu_s = 1e-9 * bench_now_ns() - cpu_begin;
  return code;
}

static uint64_t bits_of(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

static double cells_that_differ(const tl_results *one, const tl_results *two) {
  const tl_table *a = tl_results_table(one, "outages"), *b = tl_results_table(two, "outages");
  if (a == NULL || b == NULL || tl_table_rows(a) != tl_table_rows(b)) return INFINITY;
  size_t differing = 0;
  for (size_t r = 0; r < tl_table_rows(a); r++)
    for (size_t c = 0; c < tl_table_columns(a); c++) {
      const double x = tl_table_number(a, r, c), y = tl_table_number(b, r, c);
      const char *s = tl_table_text(a, r, c), *t = tl_table_text(b, r, c);
      const bool same_text = (s == NULL && t == NULL) || (s != NULL && t != NULL && strcmp(s, t) == 0);
      differing += !same_text || bits_of(x) != bits_of(y);
    }
  return (double)differing;
}

/* Pairs in turn, so that both see the same machine; medians. */
static tl_code measure_outages(const tl_case *opened, size_t pairs, outages *n, tl_error *error) {
  double ratio[PAIRS], cpu_ratio[PAIRS], seconds[PAIRS];
  tl_code code = TL_OK;
  n->differing = 0.0;
  for (size_t i = 0; i < pairs && code == TL_OK; i++) {
    double alone = 0.0, alone_cpu = 0.0, both = 0.0, both_cpu = 0.0;
    tl_results *one = tl_results_create(NULL), *two = tl_results_create(NULL);
    if (one == NULL || two == NULL) code = tl_fail(error, TL_ERR_MACHINE, "not enough memory");
    if (code == TL_OK) code = table_on(opened, 1, &alone, &alone_cpu, one, error);
    if (code == TL_OK) code = table_on(opened, 2, &both, &both_cpu, two, error);
    if (code == TL_OK) n->differing += cells_that_differ(one, two);
    ratio[i] = alone / both;
    cpu_ratio[i] = both_cpu / alone_cpu;
    seconds[i] = alone;
    tl_results_destroy(one);
    tl_results_destroy(two);
  }
  if (code != TL_OK) return code;
  n->ratio = bench_median(ratio, pairs);
  n->cpu_ratio = bench_median(cpu_ratio, pairs);
  n->seconds = bench_median(seconds, pairs);
  return TL_OK;
}

/* ---- figures ----------------------------------------------------------------------------------------------------- */

/* The setting that carries the nomination, but each station in bypass there runs at a ratio, so that it can trip. */
static tl_code start_running(const char *path, json_t **words, tl_findings *findings, tl_error *error) {
  static const double ratio = 1.1;
  tl_case *plain = NULL;
  const tl_code found = cli_nomination_find(path, &(tl_nomination_files){0}, words, findings, error);
  const tl_code code = found == TL_OK ? tl_case_open(path, NULL, &plain, findings, error) : found;
  if (code != TL_OK) return code;
  for (size_t i = 0; i < json_array_size(*words); i++) {
    char word[400];
    size_t link;
    (void)snprintf(word, sizeof word, "%s", json_string_value(json_array_get(*words, i)));
    char *dot = strrchr(word, '.');
    if (dot == NULL || strcmp(dot, ".state=1") != 0) continue;
    *dot = '\0';
    if (!tl_network_find_link(tl_case_network(plain), word, &link) ||
        strcmp(tl_case_link_kind(plain, link), "station") != 0)
      continue;
    (void)snprintf(dot, sizeof word - (size_t)(dot - word), ".ratio=%g", ratio);
    (void)json_array_set_new(*words, i, json_string(word));
  }
  tl_case_close(plain);
  return TL_OK;
}

static tl_code open_network(const char *path, bool nomination, tl_case **opened, tl_findings *findings,
                            tl_error *error) {
  enum { MOST = 1000 };
  const char *settings[MOST + 1] = {NULL};
  json_t *words = NULL;
  tl_code code = nomination ? start_running(path, &words, findings, error) : TL_OK;
  if (code == TL_OK) code = cli_nomination_take(words, settings, MOST, error);
  if (code == TL_OK) code = tl_case_open(path, &(tl_case_options){.settings = settings}, opened, findings, error);
  json_decref(words);
  return code;
}

static tl_code run_network(const char *folder, int net, size_t n, tally *t, outages *single, tl_error *error) {
  char path[1024];
  (void)snprintf(path, sizeof path, "%s/%s", folder, nets[net].path);
  tl_findings *findings = tl_findings_create(NULL);
  tl_case *opened = NULL;
  tl_code code = findings != NULL ? open_network(path, nets[net].nomination, &opened, findings, error)
                                  : tl_fail(error, TL_ERR_MACHINE, "not enough memory");
  if (code == TL_ERR_INPUT)
    code = tl_fail(error, code, "%s could not be read: set TRUNKLINE_DATA to the folder that holds it", path);
  for (size_t i = 0; i < n && code == TL_OK; i++)
    code = run_one(opened, nets[net].name, 1000 * (size_t)(net + 1) + i, t, error);
  if (code == TL_OK && net == OUTAGES_OF) code = measure_outages(opened, n < PAIRS ? n : PAIRS, single, error);
  tl_case_close(opened);
  tl_findings_destroy(findings);
  return code;
}

static size_t make_figures(const tally *all, const outages *single, bench_figure *f) {
  tally sum = {0};
  for (int k = 0; k < NETS; k++) {
    sum.runs += all[k].runs;
    sum.finished += all[k].finished;
    sum.reasoned += all[k].reasoned;
    sum.unclassified += all[k].unclassified;
    sum.events += all[k].events;
    sum.mass_error = fmax(sum.mass_error, all[k].mass_error);
  }
  const bench_figure totals[] = {
      {"scenarios", (double)sum.runs, "1", NAN, "12 h, one to four drawings each"},
      {"events", (double)sum.events, "1", NAN, "in all of them"},
      {"finished", (double)sum.finished, "1", NAN, "to the end, each event happened"},
      {"reasoned", (double)sum.reasoned, "1", NAN, "ended early by a named place and limit"},
      {"unclassified", (double)sum.unclassified, "1", 0.0, "neither, not a number, negative, an event or gas lost"},
      {"mass_drift_rel", sum.mass_error, "1", most_mass_error, "largest of all over the gas held"},
      {"outages_two_threads", single->ratio, "1", 1.7, "GasLib-135: time on one thread over that on two"},
      {"outages_two_threads_cpu", single->cpu_ratio, "1", NAN, "processor time on two threads over that on one"},
      {"outages_one_thread_s", single->seconds, "s", NAN, "each machine of GasLib-135 by itself, 12 h each"},
      {"outages_cells_differing", single->differing, "1", 0.0, "cells of that table whose bits differ"}};
  size_t made = 0;
  for (size_t k = 0; k < sizeof totals / sizeof *totals; k++) f[made++] = totals[k];
  for (int k = 0; k < NETS; k++) {
    bench_figure *at = &f[made++];
    *at = (bench_figure){.value = 1e3 * all[k].seconds / (double)all[k].runs, .unit = "ms", .aim = NAN};
    (void)snprintf(at->name, sizeof at->name, "mean_ms_%s", nets[k].name);
    (void)snprintf(at->yardstick, sizeof at->yardstick, "%zu finished, %zu reasoned, %zu unclassified", all[k].finished,
                   all[k].reasoned, all[k].unclassified);
  }
  return made;
}

int tli_bench_events(int argc, char **argv) {
  static const char help[] =
      "trunkline bench events [--n SCENARIOS] [--json]\n\nRandom events on GasLib-24, 40 and 135 in time, with "
      "fixed ratios and with their machines (and 11), read from $TRUNKLINE_DATA; the table of outages on two threads.\n"
      "  --n  scenarios a network (default 334)";
  bench_arguments arguments;
  int exit_code;
  if (!bench_read_arguments(argc, argv, "events", help, &arguments, &exit_code)) return exit_code;
  const char *folder = getenv("TRUNKLINE_DATA");
  const size_t n = arguments.n > 0 ? arguments.n : USUAL_N;
  tl_error error = {0};
  tally all[NETS] = {{0}};
  outages single = {NAN, NAN, NAN, NAN};
  tl_code code = TL_OK;
  for (int k = 0; k < NETS && code == TL_OK; k++)
    code = run_network(folder != NULL ? folder : "../shared/data", k, n, &all[k], &single, &error);
  if (code != TL_OK) {
    (void)fprintf(stderr, "trunkline bench events: %s\n", error.sentence);
    return (int)code;
  }
  bench_figure figures[10 + NETS];
  return bench_print("events", figures, make_figures(all, &single, figures), arguments.json);
}
