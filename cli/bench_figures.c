/* What the subjects of `trunkline bench` share: see bench.h. */
#define _POSIX_C_SOURCE 200809L
#include "bench.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

double bench_now_ns(void) {
  struct timespec t;
  if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t) != 0) return 0.0;
  return 1e9 * (double)t.tv_sec + (double)t.tv_nsec;
}

static int compare(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

double bench_median(double *values, size_t count) {
  qsort(values, count, sizeof values[0], compare);
  return values[count / 2];
}

double bench_random(uint64_t *state) {
  *state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
  return (double)(*state >> 11) * 0x1p-53;
}

bool bench_read_arguments(int argc, char **argv, const char *subject, const char *help, bench_arguments *arguments,
                          int *code) {
  *arguments = (bench_arguments){0};
  *code = TL_OK;
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "--json") == 0) {
      arguments->json = true;
    } else if (strcmp(argv[i], "--help") == 0) {
      (void)puts(help);
      return false;
    } else if (strcmp(argv[i], "--n") == 0 && i + 1 < argc && strtol(argv[i + 1], NULL, 10) > 0) {
      arguments->n = (size_t)strtol(argv[++i], NULL, 10);
    } else if (strcmp(argv[i], "--quiet") != 0 && strcmp(argv[i], subject) != 0) {
      (void)fprintf(stderr, "trunkline bench %s: unknown argument \"%s\"; see --help\n", subject, argv[i]);
      *code = TL_ERR_USAGE;
      return false;
    }
  }
  return true;
}

/* A count, in all its digits. */
static bool is_whole(const bench_figure *f) { return f->value == floor(f->value) && fabs(f->value) < 1e9; }

static json_t *number(const bench_figure *f) {
  if (!isfinite(f->value)) return json_null();
  return is_whole(f) && strcmp(f->unit, "1") == 0 ? json_integer((json_int_t)f->value) : json_real(f->value);
}

static int print_json(const char *subject, const bench_figure *f, size_t count) {
  json_t *figures = json_array();
  for (size_t i = 0; i < count; i++) {
    if (isnan(f[i].value)) continue; /* not measured here */
    json_t *row = json_pack("{s:s,s:o,s:s}", "name", f[i].name, "value", number(&f[i]), "unit", f[i].unit);
    json_object_set_new(row, "aim", isfinite(f[i].aim) ? json_real(f[i].aim) : json_null());
    json_object_set_new(row, "yardstick", json_string(f[i].yardstick));
    json_array_append_new(figures, row);
  }
  json_t *document =
      json_pack("{s:s,s:{s:s,s:i},s:o}", "bench", subject, "machine", "vector_path", tl_gas_vector_path(), "processors",
                (int)sysconf(_SC_NPROCESSORS_ONLN), "figures", figures);
  int failed = document == NULL || json_dumpf(document, stdout, JSON_INDENT(2)) != 0 || putchar('\n') == EOF;
  json_decref(document);
  return failed;
}

int bench_print(const char *subject, const bench_figure *f, size_t count, bool json) {
  if (json) return print_json(subject, f, count) != 0 ? TL_ERR_MACHINE : TL_OK;
  (void)printf("%s, vector path %s\n", subject, tl_gas_vector_path());
  for (size_t i = 0; i < count; i++) {
    if (isnan(f[i].value)) continue;
    (void)printf(is_whole(&f[i]) ? "  %-28s %10.0f %-5s" : "  %-28s %10.4g %-5s", f[i].name, f[i].value,
                 strcmp(f[i].unit, "1") == 0 ? "" : f[i].unit);
    if (isfinite(f[i].aim)) (void)printf(" (aim %.3g)", f[i].aim);
    (void)printf("  %s\n", f[i].yardstick);
  }
  return TL_OK;
}
