/* What the subjects of `trunkline bench` share: processor time, medians, repeatable random numbers, figures. */
#ifndef BENCH_H
#define BENCH_H

#include <stddef.h>
#include <stdint.h>

#include "trunkline/trunkline.h"

int tli_bench_gas(int argc, char **argv);
int tli_bench_design(int argc, char **argv);
int tli_bench_events(int argc, char **argv);
int tli_bench_game(int argc, char **argv);
int tli_bench_money(int argc, char **argv);
int tli_bench_steady(int argc, char **argv);
int tli_bench_transient(int argc, char **argv);
int tli_bench_robust(int argc, char **argv);
int tli_bench_modes(int argc, char **argv);

typedef struct bench_figure {
  char name[48];
  double value;
  const char *unit;
  double aim; /* NaN: none */
  char yardstick[200];
} bench_figure;

/* Processor time: what others run beside it does not count. */
double bench_now_ns(void);
double bench_median(double *values, size_t count); /* sorts them */
double bench_random(uint64_t *state);              /* 0 .. 1 */

typedef struct bench_arguments {
  bool json;
  size_t n; /* what --n says; 0: nothing */
} bench_arguments;
/* False when the command ends here, with its exit code. */
bool bench_read_arguments(int argc, char **argv, const char *subject, const char *help, bench_arguments *arguments,
                          int *code);
/* JSON or text; the exit code. */
int bench_print(const char *subject, const bench_figure *figures, size_t count, bool json);

#endif
