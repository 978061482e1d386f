/* trunkline bench [WHAT]: each subject measures itself and prints ratios against yardsticks of the same run. */
#include <string.h>

#include "bench.h"
#include "cli.h"
#include "ground_commands.h"

static const struct {
  const char *name, *sentence;
  int (*run)(int argc, char **argv);
} subjects[] = {
    {"gas", "GERG-2008 compiled, batched and tabled against a plain evaluation", tli_bench_gas},
    {"steady", "steady states of random networks of 1e3 to 1e6 pipes against KLU alone", tli_bench_steady},
    {"robust", "random nominations on GasLib networks: solved or proven infeasible, counted", tli_bench_robust},
    {"modes", "random set points for stations of machines on GasLib networks: solved within all limits, counted",
     tli_bench_modes},
    {"nominations", "GasLib nominations and random ones: solved, proved infeasible, open", cli_bench_nominations},
    {"stations", "GasLib nominations with the machines of their stations: configurations found, or why not",
     cli_bench_stations},
    {"transient", "a line of 2,600 km over a day", tli_bench_transient},
    {"events", "random events on GasLib networks in time, counted; outages on two threads", tli_bench_events},
    {"design", "the best operation of a line with its gap, the search over all designs", tli_bench_design},
    {"geo", "geodesics, import of routes, overlay, the cheapest way", tli_bench_geo},
    {"game", "Shapley value of 20 players, nucleolus of 15", tli_bench_game},
    {"money", "samples of the whole study of Power of Siberia 2", tli_bench_money},
};

int cli_bench(int argc, char **argv) {
  const size_t count = sizeof subjects / sizeof *subjects;
  if (argc < 2 || strcmp(argv[1], "--help") == 0) {
    (void)printf("trunkline bench WHAT|all [--json]\n\n");
    for (size_t i = 0; i < count; i++) (void)printf("  %-12s %s\n", subjects[i].name, subjects[i].sentence);
    (void)printf("\nTimings are medians; a ratio holds on a busy machine where seconds do not.\n");
    return 0;
  }
  if (strcmp(argv[1], "all") == 0) { /* with --json one document each */
    int worst = 0;
    for (size_t i = 0; i < count; i++) {
      const int code = subjects[i].run(argc - 1, argv + 1);
      if (code > worst) worst = code;
    }
    return worst;
  }
  const char *names[sizeof subjects / sizeof *subjects];
  for (size_t i = 0; i < count; i++) {
    names[i] = subjects[i].name;
    if (strcmp(argv[1], subjects[i].name) == 0) return subjects[i].run(argc - 1, argv + 1);
  }
  const char *near = cli_near(argv[1], names, count);
  (void)fprintf(stderr, "trunkline bench: nothing is called \"%s\"%s%s%s\n", argv[1],
                near != NULL ? "; did you mean " : "; `trunkline bench` lists what can be measured",
                near != NULL ? near : "", near != NULL ? "?" : "");
  return TL_ERR_USAGE;
}
