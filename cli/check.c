/* trunkline check FILE...: reads studies, network files and files of the ground and lists every finding. */
#define _POSIX_C_SOURCE 200809L
#include "cli.h"

#include <string.h>
#include <sys/stat.h>

static const char help[] =
    "trunkline check FILE... [--json] [--quiet]\n\n"
    "Reads each study (a folder or its study.yml) or network file (`trunkline describe formats`; with a network come\n"
    "the files of its stem, or of its folder) or file of the ground (lines, areas, rasters) or compressor map in CSV\n"
    "and lists every finding as file:line: sentence. Exit code 2 if any is an error.\n";

/* A folder, unless it holds a network.json and no study.yml; or a YAML file that is not a network of ours. */
static bool is_study(const char *path) {
  struct stat s;
  const size_t n = strlen(path);
  if (stat(path, &s) == 0 && S_ISDIR(s.st_mode)) {
    char inside[4096];
    const int length = snprintf(inside, sizeof inside, "%s/network.json", path);
    if (length < 0 || (size_t)length >= sizeof inside || stat(inside, &s) != 0) return true;
    (void)snprintf(inside, sizeof inside, "%s/study.yml", path);
    return stat(inside, &s) == 0;
  }
  if ((n < 4 || strcmp(path + n - 4, ".yml") != 0) && (n < 5 || strcmp(path + n - 5, ".yaml") != 0)) return false;
  char head[4096];
  FILE *stream = fopen(path, "rb");
  if (stream == NULL) return true; /* whose reader then says why */
  const size_t got = fread(head, 1, sizeof head - 1, stream);
  (void)fclose(stream);
  head[got] = '\0';
  return strstr(head, "trunkline: network") == NULL;
}

typedef struct answers {
  bool json, quiet;
  size_t printed;
} answers;

/* A file that cannot even be opened is one error without a line. */
static void report(const char *path, tl_code code, const tl_error *error, const tl_findings *findings, answers *a) {
  const size_t errors = findings != NULL ? tl_findings_total(findings, TL_ERROR) : 0;
  const size_t warnings = findings != NULL ? tl_findings_total(findings, TL_WARNING) - errors : 0;
  const bool unread = code != TL_OK && errors == 0;
  if (a->json) {
    cli_print_json_findings(findings, &a->printed);
    if (unread) cli_print_json_finding("error", path, 0, "", "", error->sentence, &a->printed);
  }
  if (unread) (void)cli_say_error(error);
  if (!a->json && !a->quiet) {
    if (findings != NULL) cli_print_findings(stdout, findings, TL_NOTE);
    (void)printf("%s: %zu error%s, %zu warning%s\n", path, errors + (unread ? 1 : 0), errors + unread == 1 ? "" : "s",
                 warnings, warnings == 1 ? "" : "s");
  }
}

static int check_study(const char *path, answers *a) {
  tl_study *study = NULL;
  tl_error error = {0};
  const tl_code code = tl_study_open(path, NULL, &study, &error);
  report(path, code, &error, study != NULL ? tl_study_findings(study) : NULL, a);
  tl_study_close(study);
  return (int)code;
}

static int check_network(const char *path, answers *a) {
  tl_netfile *file = NULL;
  tl_error error = {0};
  const tl_code code = tl_netfile_open(path, NULL, NULL, &file, &error);
  report(path, code, &error, file != NULL ? tl_netfile_findings(file) : NULL, a);
  if (file != NULL && !a->json && !a->quiet && tl_netfile_format(file)[0] != '\0')
    (void)printf("%s: %s, %zu nodes, %zu links, %.6g km of pipe, %zu nodes in the scenario\n", path,
                 tl_netfile_format(file), tl_netfile_nodes(file, NULL), tl_netfile_links(file, NULL),
                 tl_netfile_pipe_length_m(file) / 1e3, tl_netfile_demands(file));
  tl_netfile_close(file);
  return (int)code;
}

/* Routes made from its lines add what they find. */
static int check_ground(const char *path, answers *a) {
  tl_geofile *file = NULL;
  tl_error error = {0};
  tl_code code = tl_geofile_open(path, NULL, &file, &error);
  for (size_t i = 0; file != NULL && i < tl_geofile_lines(file) && code != TL_ERR_MACHINE; i++) {
    tl_route *route = NULL;
    const tl_code made = tl_geofile_route(file, i, NULL, &route, &error);
    if (made != TL_OK) code = made;
    tl_route_destroy(route);
  }
  tl_findings *findings = file != NULL ? tl_geofile_findings(file) : NULL;
  if (code == TL_OK && findings != NULL && tl_findings_total(findings, TL_ERROR) > 0) code = TL_ERR_INPUT;
  report(path, code, &error, findings, a);
  if (file != NULL && !a->json && !a->quiet && tl_geofile_format(file)[0] != '\0') {
    const tl_geo_layer *layer = tl_geofile_layer(file);
    const tl_raster *raster = tl_geofile_raster(file);
    (void)printf("%s: %s, %zu lines, %zu areas", path, tl_geofile_format(file), tl_geofile_lines(file),
                 layer != NULL ? tl_geo_layer_areas(layer) : 0);
    if (raster != NULL)
      (void)printf(", a raster of %zu x %zu cells", tl_raster_frame_of(raster)->rows,
                   tl_raster_frame_of(raster)->columns);
    (void)printf("\n");
  }
  tl_geofile_close(file);
  return (int)code;
}

static int check_map(const char *path, answers *a) {
  tl_measured_map *map = NULL;
  tl_compression kind = TL_COMPRESSION_POLYTROPIC;
  tl_findings *findings = tl_findings_create(NULL);
  tl_error error = {0};
  const tl_code code = findings != NULL ? tl_map_file_open(path, NULL, NULL, &map, &kind, findings, &error)
                                        : tl_fail(&error, TL_ERR_MACHINE, "not enough memory for the findings");
  report(path, code, &error, findings, a);
  if (map != NULL && !a->json && !a->quiet) {
    double low, high;
    const size_t points = tl_measured_map_points(map), lines = tl_measured_map_lines(map, &low, &high);
    (void)printf("%s: a compressor map of %zu points, %zu speed lines of %.6g .. %.6g/min, %s\n", path, points, lines,
                 low, high, tl_compression_name((size_t)kind));
  }
  tl_measured_map_destroy(map);
  tl_findings_destroy(findings);
  return (int)code;
}

static int check_one(const char *path, answers *a) {
  if (is_study(path)) return check_study(path, a);
  if (tl_map_file_knows(path)) return check_map(path, a);
  return tl_geofile_knows(path) ? check_ground(path, a) : check_network(path, a);
}

int cli_check(int argc, char **argv) {
  answers a = {0};
  int worst = 0, files = 0;
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "--help") == 0) {
      (void)fputs(help, stdout);
      return 0;
    }
    if (strcmp(argv[i], "--json") == 0)
      a.json = true;
    else if (strcmp(argv[i], "--quiet") == 0)
      a.quiet = true;
    else if (argv[i][0] == '-') {
      static const char *const known[] = {"--json", "--quiet", "--help"};
      const char *near = cli_near(argv[i], known, sizeof known / sizeof *known);
      (void)fprintf(stderr, "trunkline check: unknown option %s%s%s%s\nSee `trunkline check --help`.\n", argv[i],
                    near != NULL ? "; did you mean " : "", near != NULL ? near : "", near != NULL ? "?" : "");
      return TL_ERR_USAGE;
    } else
      files++;
  }
  if (files == 0) {
    (void)fputs(
        "trunkline check: which study or network? Give its folder or file, e.g. studies/power-of-siberia-2\n"
        "See `trunkline check --help`.\n",
        stderr);
    return TL_ERR_USAGE;
  }
  if (a.json) (void)printf("{\"trunkline\":\"%s\",\"command\":\"check\",\"findings\":[", tl_version());
  for (int i = 1; i < argc; i++) {
    if (argv[i][0] == '-') continue;
    const int code = check_one(argv[i], &a);
    if (code > worst) worst = code;
  }
  if (a.json)
    (void)printf("],\"outcome\":\"%s\",\"reason\":%s}\n", worst == 0 ? "valid" : "invalid",
                 worst == 0 ? "null" : "{\"code\":\"input\",\"sentence\":\"see the findings\"}");
  return worst;
}
