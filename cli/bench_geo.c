/* trunkline bench geo: geodesics against an exact solver, the import of many routes, overlay and the cheapest way. */
#define _POSIX_C_SOURCE 200809L
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "ground_commands.h"

enum { GEODESICS = 100000, REPEATS = 5, SIDE = 2000, FIGURES = 5 };

static double seconds(void) {
  struct timespec now;
  (void)clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Knuth's linear congruential generator (MMIX): only to be the same everywhere. */
static double next_random(uint64_t *state) {
  *state = *state * 6364136223846793005U + 1442695040888963407U;
  return (double)(*state >> 11) * 0x1p-53;
}

static int by_size(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* Pairs of positions: every tenth nearly antipodal, every tenth close together. */
static void make_pair(uint64_t *state, size_t i, tl_geo_position pair[2]) {
  for (int k = 0; k < 2; k++) {
    pair[k].lat_deg = 180 * next_random(state) - 90;
    pair[k].lon_deg = 360 * next_random(state) - 180;
  }
  if (i % 10 == 0) pair[1] = (tl_geo_position){-pair[0].lat_deg, pair[0].lon_deg + 179.5};
  if (i % 10 == 1) pair[1] = (tl_geo_position){pair[0].lat_deg * (1 - 1e-9), pair[0].lon_deg + 1e-6};
}

/* Against GeodSolve -E through a pipe and a file; NaN if it is not installed. */
static double error_against_exact(size_t count) {
  char path[] = "/tmp/trunkline-bench-XXXXXX", command[120];
  if (system("command -v GeodSolve >/dev/null 2>&1") != 0) return NAN;
  const int handle = mkstemp(path);
  FILE *questions = handle >= 0 ? fdopen(handle, "w") : NULL;
  if (questions == NULL) return NAN;
  uint64_t state = 1;
  tl_geo_position pair[2];
  for (size_t i = 0; i < count; i++) {
    make_pair(&state, i, pair);
    (void)fprintf(questions, "%.17f %.17f %.17f %.17f\n", pair[0].lat_deg, pair[0].lon_deg, pair[1].lat_deg,
                  pair[1].lon_deg);
  }
  (void)fclose(questions);
  (void)snprintf(command, sizeof command, "GeodSolve -i -E -p 9 < %s", path);
  FILE *answers = popen(command, "r");
  double worst = 0;
  state = 1;
  for (size_t i = 0; answers != NULL && i < count; i++) {
    char line[200];
    double s;
    make_pair(&state, i, pair);
    if (fgets(line, sizeof line, answers) == NULL || strrchr(line, ' ') == NULL) {
      worst = NAN;
      break;
    }
    tl_geo_inverse(pair[0], pair[1], &s, NULL, NULL);
    worst = fmax(worst, fabs(s - strtod(strrchr(line, ' '), NULL)));
  }
  if (answers == NULL || pclose(answers) != 0) worst = NAN;
  (void)remove(path);
  return worst;
}

/* Without that program: where the direct problem arrives against where the inverse one was asked to go. */
static double closure_error(size_t count) {
  uint64_t state = 1;
  double worst = 0;
  for (size_t i = 0; i < count; i++) {
    tl_geo_position pair[2];
    double s, azimuth, off;
    make_pair(&state, i, pair);
    tl_geo_inverse(pair[0], pair[1], &s, &azimuth, NULL);
    tl_geo_inverse(tl_geo_direct(pair[0], azimuth, s), pair[1], &off, NULL, NULL);
    worst = fmax(worst, off);
  }
  return worst;
}

static FILE *open_data(const char *folder, const char *name, char path[1024]) {
  (void)snprintf(path, 1024, "%s/%s", folder, name);
  return fopen(path, "rb");
}

/* The file of routes, whose folder the environment names; false if it is not there. */
static bool find_routes(char path[1024]) {
  const char *folder = getenv("TRUNKLINE_DATA");
  FILE *file = open_data(folder != NULL && folder[0] != '\0' ? folder : "../shared/data",
                         "geo/gem-ggit/routes_eurasia_simplified.geojson.gz", path);
  if (file != NULL) (void)fclose(file);
  return file != NULL;
}

/* Opens the file and makes every route; seconds, NaN on failure. */
static double import_all(const char *path, size_t *routes, tl_error *error) {
  const double start = seconds();
  tl_geofile *file;
  if (tl_geofile_open(path, NULL, &file, error) != TL_OK) {
    tl_geofile_close(file);
    return NAN;
  }
  *routes = 0;
  for (size_t i = 0; i < tl_geofile_lines(file); i++) {
    tl_route *route;
    if (tl_geofile_route(file, i, NULL, &route, error) == TL_OK) ++*routes;
    tl_route_destroy(route);
  }
  tl_geofile_close(file);
  return seconds() - start;
}

static tl_code make_costs(tl_raster **raster, tl_error *error) {
  float *cost = malloc((size_t)SIDE * SIDE * sizeof *cost);
  if (cost == NULL) return tl_fail(error, TL_ERR_MACHINE, "not enough memory for the raster");
  uint64_t state = 7;
  for (size_t i = 0; i < (size_t)SIDE * SIDE; i++) cost[i] = (float)(1 + floor(9 * next_random(&state)));
  const tl_raster_frame frame = {SIDE, SIDE, 1, 40, 95, 0.01, 0.01, false};
  const tl_code code = tl_raster_create(&frame, cost, "", "", NULL, raster, error);
  free(cost);
  return code;
}

typedef struct figure {
  const char *name, *unit;
  double value, aim;
  char yardstick[160];
} figure;

static tl_code cheapest_way(double *median, tl_error *error) {
  tl_raster *raster = NULL;
  double times[REPEATS];
  tl_code code = make_costs(&raster, error);
  for (int i = 0; i < REPEATS && code == TL_OK; i++) {
    tl_raster_path path;
    const double start = seconds();
    code = tl_raster_cheapest(raster, 0, (tl_geo_position){40.1, 95.1}, (tl_geo_position){59.8, 114.8}, true, NULL,
                              &path, error);
    times[i] = seconds() - start;
    tl_raster_path_free(&path, NULL);
  }
  if (code == TL_OK) {
    qsort(times, REPEATS, sizeof *times, by_size);
    *median = times[REPEATS / 2];
  }
  tl_raster_destroy(raster);
  return code;
}

static tl_code measure(size_t n, figure f[FIGURES], tl_error *error) {
  char path[1024];
  double times[REPEATS], median = NAN;
  size_t routes = 0;
  const double exact = error_against_exact(n), start = seconds(), closure = closure_error(n);
  f[2] = (figure){"geodesic_pair_us", "us", (seconds() - start) / (double)n * 1e6, NAN,
                  "an inverse, a direct and an inverse"};
  f[0] = (figure){"geodesic_max_error_m", "m", isnan(exact) ? closure : exact, 5e-8, ""};
  (void)snprintf(f[0].yardstick, sizeof f[0].yardstick, "%zu geodesics against %s", n,
                 isnan(exact) ? "their own way back (GeodSolve is not installed)" : "GeodSolve -E");
  f[3] = (figure){"geodesic_closure_m", "m", closure, 5e-8, "where the way back arrives"};
  f[1] = (figure){"import_1829_routes_s", "s", NAN, 5, "the file is not there: set TRUNKLINE_DATA"};
  if (find_routes(path)) {
    for (int i = 0; i < REPEATS; i++) times[i] = import_all(path, &routes, error);
    qsort(times, REPEATS, sizeof *times, by_size);
    f[1].value = times[REPEATS / 2];
    (void)snprintf(f[1].yardstick, sizeof f[1].yardstick, "%zu routes read, joined and checked", routes);
  }
  const tl_code code = cheapest_way(&median, error);
  f[4] = (figure){"cheapest_2000x2000_s", "s", median, 2, "exact path over 4,000,000 cells of costs 1 .. 9, smoothed"};
  return code;
}

static json_t *answer_json(const figure f[FIGURES]) {
  json_t *figures = json_array();
  for (int i = 0; i < FIGURES; i++) {
    json_t *row = json_pack("{s:s,s:s,s:s}", "name", f[i].name, "unit", f[i].unit, "yardstick", f[i].yardstick);
    (void)json_object_set_new(row, "value", isfinite(f[i].value) ? json_real(f[i].value) : json_null());
    (void)json_object_set_new(row, "aim", isfinite(f[i].aim) ? json_real(f[i].aim) : json_null());
    (void)json_array_append_new(figures, row);
  }
  return json_pack("{s:s,s:{s:i},s:o}", "bench", "geo", "machine", "processors", (int)sysconf(_SC_NPROCESSORS_ONLN),
                   "figures", figures);
}

int tli_bench_geo(int argc, char **argv) {
  size_t n = GEODESICS;
  bool json = false;
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "--json") == 0)
      json = true;
    else if (strcmp(argv[i], "--help") == 0) {
      puts(
          "trunkline bench geo [--n GEODESICS] [--json]\n\nErrors of geodesics, time to import routes, time of the "
          "cheapest "
          "way.");
      return TL_OK;
    } else if (strcmp(argv[i], "--n") == 0 && i + 1 < argc && strtol(argv[i + 1], NULL, 10) > 0) {
      n = (size_t)strtol(argv[++i], NULL, 10);
    } else if (strcmp(argv[i], "geo") != 0 && strcmp(argv[i], "--quiet") != 0) {
      (void)fprintf(stderr, "trunkline bench geo: unknown argument \"%s\"; see --help\n", argv[i]);
      return TL_ERR_USAGE;
    }
  }
  figure f[FIGURES];
  tl_error error = {0};
  const tl_code code = measure(n, f, &error);
  if (code != TL_OK) return cli_say_error(&error);
  if (json) return ground_print(answer_json(f));
  puts("geo");
  for (int i = 0; i < FIGURES; i++) {
    (void)printf("  %-28s %10.4g %-3s", f[i].name, f[i].value, f[i].unit);
    if (isfinite(f[i].aim)) (void)printf(" (aim %.3g)", f[i].aim);
    (void)printf("  %s\n", f[i].yardstick);
  }
  return 0;
}
