/* trunkline convert IN OUT: a network file into another format. */
#include "cli.h"

#include <string.h>

static const char help[] =
    "trunkline convert IN OUT [--format NAME] [--scenario FILE] [--stations FILE] [--decisions FILE] [--json] "
    "[--quiet]\n"
    "\n"
    "Reads the network IN and writes it into OUT, whose ending chooses the format: .net .scn .cs .cdf (GasLib), .yml\n"
    "(Trunkline), .m (MatGas), .geojson; `trunkline describe formats` lists all. Files with the stem of IN are read "
    "with\n"
    "it; --scenario \"\" leaves one out. Every number keeps its digits. What OUT cannot hold is named.\n"
    "Exit codes: 0 written; 1 usage; 2 IN has errors, all listed, and nothing was written; 4 memory or disk.\n";

typedef struct arguments {
  const char *in, *out, *format;
  tl_netfile_options options;
  bool json, quiet, asked;
} arguments;

static const char **option_place(arguments *a, const char *word) {
  if (strcmp(word, "--format") == 0) return &a->format;
  if (strcmp(word, "--scenario") == 0) return &a->options.scenario;
  if (strcmp(word, "--stations") == 0) return &a->options.stations;
  if (strcmp(word, "--decisions") == 0) return &a->options.decisions;
  return NULL;
}

static int usage(const char *sentence, const char *word) {
  (void)fprintf(stderr, "trunkline convert: %s %s\nSee `trunkline convert --help`.\n", sentence, word);
  return TL_ERR_USAGE;
}

static int read_arguments(int argc, char **argv, arguments *a) {
  for (int i = 1; i < argc; i++) {
    const char **place = option_place(a, argv[i]);
    if (place != NULL) {
      if (i + 1 >= argc) return usage("a value must follow", argv[i]);
      *place = argv[++i];
    } else if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
      a->asked = true;
      return 0;
    } else if (strcmp(argv[i], "--json") == 0) {
      a->json = true;
    } else if (strcmp(argv[i], "--quiet") == 0) {
      a->quiet = true;
    } else if (argv[i][0] == '-') {
      static const char *const all[] = {"--format", "--scenario", "--stations", "--decisions",
                                        "--json",   "--quiet",    "--help"};
      const char *near = cli_near(argv[i], all, sizeof all / sizeof *all);
      return near != NULL ? usage("unknown option; did you mean", near) : usage("unknown option", argv[i]);
    } else if (a->in == NULL) {
      a->in = argv[i];
    } else if (a->out == NULL) {
      a->out = argv[i];
    } else {
      return usage("two files are wanted; unexpected", argv[i]);
    }
  }
  return a->out != NULL ? 0 : usage("which files?", "Give IN and OUT");
}

int cli_convert(int argc, char **argv) {
  arguments a = {0};
  const int bad = read_arguments(argc, argv, &a);
  if (bad != 0) return bad;
  if (a.asked) {
    (void)fputs(help, stdout);
    return 0;
  }
  tl_netfile *file = NULL;
  tl_error error = {0};
  tl_code code = cli_refuse_study(a.in, &error);
  if (code == TL_OK) code = tl_netfile_open(a.in, &a.options, NULL, &file, &error);
  if (code == TL_OK) code = tl_netfile_write(file, a.out, a.format, &error);
  const tl_findings *findings = file != NULL ? tl_netfile_findings(file) : NULL;
  if (a.json)
    cli_print_json_outcome("convert", &error, findings);
  else if (findings != NULL && !a.quiet)
    cli_print_findings(stderr, findings, TL_WARNING);
  if (code == TL_OK && !a.json && !a.quiet)
    (void)printf("%s: %zu nodes, %zu links\n", a.out, tl_netfile_nodes(file, NULL), tl_netfile_links(file, NULL));
  if (code != TL_OK) (void)cli_say_error(&error);
  tl_netfile_close(file);
  return (int)code;
}
