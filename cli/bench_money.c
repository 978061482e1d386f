/* trunkline bench money: samples of the whole study of Power of Siberia 2 (line solved, costed, deal made, a first
 * stage too) a second of two cores. Processor time of two runs, one short and one long, so that what comes before the
 * first sample does not count. */
#include <math.h>
#include <stdio.h>

#include "bench.h"
#include "cli.h"

static const char study_folder[] = "studies/power-of-siberia-2";

static tl_code seconds_for(size_t samples, double *seconds, tl_error *error) {
  char text[32];
  tl_study *study = NULL;
  tl_study_options options;
  tl_study_options_default(&options);
  options.steps = "samples";
  options.threads = 1;
  (void)snprintf(text, sizeof text, "%zu", samples);
  tl_code code = tl_study_open(study_folder, NULL, &study, error);
  if (code == TL_OK) code = tl_study_set(study, "uncertainty.samples", text, error);
  const double start = bench_now_ns();
  if (code == TL_OK) code = tl_study_run(study, &options, error);
  *seconds = 1e-9 * (bench_now_ns() - start);
  tl_study_close(study);
  return code;
}

int tli_bench_money(int argc, char **argv) {
  static const char help[] =
      "trunkline bench money [--n SAMPLES] [--json]\n\nSamples a second of the study studies/power-of-siberia-2 below "
      "the "
      "folder of the call; 1,000 of them unless --n says more.";
  bench_arguments arguments;
  int exit_code;
  if (!bench_read_arguments(argc, argv, "money", help, &arguments, &exit_code)) return exit_code;
  enum { FEW = 32, MANY = 1000, LEAST = 100 };
  const size_t many = arguments.n > LEAST ? arguments.n : MANY;
  double few_s = 0.0, many_s = 0.0;
  tl_error error = {0};
  tl_code code = seconds_for(FEW, &few_s, &error);
  if (code == TL_OK) code = seconds_for(many, &many_s, &error);
  if (code != TL_OK) return cli_say_error(&error);
  const bench_figure figures[] = {{"study_samples_per_s", 2.0 * (double)(many - FEW) / (many_s - few_s), "1/s",
                                   10000.0 / 60.0, "twice the samples a second of processor time of one core"}};
  return bench_print("money", figures, sizeof figures / sizeof *figures, arguments.json);
}
