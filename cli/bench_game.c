/* trunkline bench game: seconds for the Shapley value of 20 players and the nucleolus of 15, on one core. */
#define _POSIX_C_SOURCE 200809L
#include "gas_commands.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli.h"

enum { REPETITIONS = 5 };

static double now_s(void) {
  struct timespec t;
  (void)clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int ascending(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* A value of the coalition out of its bits (splitmix64), more with more members. */
static tl_code value(void *context, tl_coalition s, double *worth, tl_error *error) {
  (void)error;
  uint64_t z = s + *(const uint64_t *)context * 0x9e3779b97f4a7c15U;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9U;
  z = (z ^ z >> 27) * 0x94d049bb133111ebU;
  size_t members = 0;
  for (; s != 0; s &= s - 1) members++;
  *worth = (double)((z ^ z >> 31) >> 11) * 0x1p-53 * (double)members;
  return TL_OK;
}

static tl_code measure(size_t players, bool nucleolus, double *median, tl_error *error) {
  double seconds[REPETITIONS], shares[TL_GAME_PLAYERS];
  for (uint64_t r = 0; r < REPETITIONS; r++) {
    tl_game *game = NULL;
    tl_code code = tl_game_create_asking(players, NULL, value, &r, TL_GAME_GAINS, NULL, NULL, &game, error);
    if (code != TL_OK) return code;
    const double start = now_s();
    if (nucleolus)
      code = tl_game_prenucleolus(game, shares, error);
    else
      tl_game_shapley(game, shares);
    seconds[r] = now_s() - start;
    tl_game_destroy(game);
    if (code != TL_OK) return code;
  }
  qsort(seconds, REPETITIONS, sizeof *seconds, ascending);
  *median = seconds[REPETITIONS / 2];
  return TL_OK;
}

int tli_bench_game(int argc, char **argv) {
  bool json = false;
  for (int i = 1; i < argc; i++) json = json || strcmp(argv[i], "--json") == 0;
  double shapley = 0, nucleolus = 0;
  tl_error error = {0};
  tl_code code = measure(20, false, &shapley, &error);
  if (code == TL_OK) code = measure(15, true, &nucleolus, &error);
  if (code != TL_OK) return cli_say_error(&error);
  if (json)
    (void)printf(
        "{\"bench\":\"game\",\"machine\":{},\"figures\":[\n"
        "{\"name\":\"shapley20_s\",\"value\":%.6g,\"unit\":\"s\",\"aim\":2,\"yardstick\":\"20 players, random "
        "values\"},\n"
        "{\"name\":\"nucleolus15_s\",\"value\":%.6g,\"unit\":\"s\",\"aim\":10,\"yardstick\":\"15 players, random "
        "values, "
        "prenucleolus\"}]}\n",
        shapley, nucleolus);
  else
    (void)printf(
        "game, one core, median of %d random games\n  shapley20_s %12.4g s (aim 2)\n  nucleolus15_s %10.4g s "
        "(aim 10)\n",
        REPETITIONS, shapley, nucleolus);
  return 0;
}
