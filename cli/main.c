/* trunkline: one program, one command a file. */
#include "cli.h"
#include "gas_commands.h"
#include "ground_commands.h"

#include <string.h>

static const cli_command commands[] = {
    {"study", "DIR", "run a study and write its report", cli_study},
    {"steady", "NET", "one operating point of a network", cli_steady},
    {"transient", "NET --scenario FILE", "a network in time", cli_transient},
    {"design", "STUDY", "the cheapest line to build, the ten next", cli_design},
    {"optimise", "NET", "the best operation of a network, with a bound", cli_optimise},
    {"check", "FILE...", "read studies and networks and list every finding", cli_check},
    {"convert", "IN OUT", "a network file into another format", cli_convert},
    {"gas", "COMPOSITION --p P --t T", "properties of a gas at a state", tli_cmd_gas},
    {"game", "FILE", "shares of a cooperative game from a table of coalitions", cli_game},
    {"route", "FILE", "lines on the ground: joined, measured, by country, with heights", cli_route},
    {"corridor", "RASTER --from P --to P", "the cheapest way across a raster of costs", cli_corridor},
    {"ground", "[--layer FILE]...", "claims about borders and areas against layers", cli_ground},
    {"bench", "[WHAT]", "measure speed as ratios within one run", cli_bench},
    {"describe", "[NAME]", "fields, units, models, elements, steps", cli_describe},
};

static void print_help(FILE *out) {
  (void)fprintf(out, "trunkline %s: the open study engine for long-distance gas pipelines\n\n", tl_version());
  for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
    (void)fprintf(out, "  trunkline %-9s %-28s %s\n", commands[i].name, commands[i].arguments, commands[i].sentence);
  (void)fprintf(out, "\nEvery command takes --help. Start with: trunkline study studies/power-of-siberia-2\n");
}

static int run(int argc, char **argv) {
  enum { COMMANDS = sizeof commands / sizeof *commands };
  const char *names[COMMANDS + 2];
  for (size_t i = 0; i < COMMANDS; i++) {
    names[i] = commands[i].name;
    if (strcmp(argv[0], commands[i].name) == 0) return commands[i].run(argc, argv);
  }
  names[COMMANDS] = "help";
  names[COMMANDS + 1] = "version";
  const char *near = cli_near(argv[0], names, COMMANDS + 2);
  (void)fprintf(stderr, "trunkline: no command is called \"%s\"%s%s%s\n", argv[0],
                near != NULL ? "; did you mean " : "; `trunkline help` lists them", near != NULL ? near : "",
                near != NULL ? "?" : "");
  return TL_ERR_USAGE;
}

/* `trunkline help study` is `trunkline study --help`. */
static int help_of(char *command) {
  char option[] = "--help";
  char *argv[] = {command, option, NULL};
  return run(2, argv);
}

int main(int argc, char **argv) {
  if (argc < 2) {
    print_help(stderr);
    return TL_ERR_USAGE;
  }
  if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0) {
    if (argc == 2) print_help(stdout);
    return argc == 2 ? 0 : help_of(argv[2]);
  }
  if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "version") == 0) {
    (void)printf("trunkline %s\n", tl_version());
    return 0;
  }
  return run(argc - 1, argv + 1);
}
