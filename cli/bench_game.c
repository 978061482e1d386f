/* trunkline bench game: seconds for the Shapley value of 20 and of 24 players and the nucleolus of 15, on one core. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench.h"
#include "cli.h"

enum { REPETITIONS = 5, LARGE_REPETITIONS = 1 };

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

static tl_code measure(size_t players, bool nucleolus, uint64_t repetitions, double *median_s, tl_error *error) {
  double seconds[REPETITIONS], shares[TL_GAME_PLAYERS];
  for (uint64_t r = 0; r < repetitions; r++) {
    tl_game *game = NULL;
    tl_code code = tl_game_create_asking(players, NULL, value, &r, TL_GAME_GAINS, NULL, NULL, &game, error);
    if (code != TL_OK) return code;
    const double start = bench_now_ns();
    if (nucleolus)
      code = tl_game_prenucleolus(game, shares, error);
    else
      tl_game_shapley(game, shares);
    seconds[r] = 1e-9 * (bench_now_ns() - start);
    tl_game_destroy(game);
    if (code != TL_OK) return code;
  }
  *median_s = bench_median(seconds, repetitions);
  return TL_OK;
}

int tli_bench_game(int argc, char **argv) {
  static const char help[] =
      "trunkline bench game [--json]\n\nThe Shapley value of 20 players and the prenucleolus of 15, five random games "
      "each; the Shapley value of 24 players, the most there are, once (128 MB).";
  bench_arguments arguments;
  int exit_code;
  if (!bench_read_arguments(argc, argv, "game", help, &arguments, &exit_code)) return exit_code;
  bench_figure figures[] = {{"shapley20_s", 0.0, "s", 2.0, "median of five games of 20 players with random values"},
                            {"nucleolus15_s", 0.0, "s", 10.0, "prenucleolus, five games of 15 players"},
                            {"shapley24_s", 0.0, "s", 60.0, "a game of 24 players, 128 MB of values"}};
  tl_error error = {0};
  tl_code code = measure(20, false, REPETITIONS, &figures[0].value, &error);
  if (code == TL_OK) code = measure(15, true, REPETITIONS, &figures[1].value, &error);
  if (code == TL_OK) code = measure(24, false, LARGE_REPETITIONS, &figures[2].value, &error);
  if (code != TL_OK) return cli_say_error(&error);
  return bench_print("game", figures, sizeof figures / sizeof *figures, arguments.json);
}
