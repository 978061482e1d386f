/* trunkline/flowfile.h - the problem of optimise_flow.h from a network file.
 *
 *   tl_flow_file_open -> tl_flow_file_problem -> tl_flow_optimise -> tl_flow_file_close
 */
#ifndef TRUNKLINE_FLOWFILE_H
#define TRUNKLINE_FLOWFILE_H

#include "trunkline/optimise_flow.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tl_flow_file tl_flow_file;

typedef struct tl_flow_file_options {
  /* "cost" (default): prices of the file, shaft power with the rest of its economic_weighting; "lift": the same, but
   * with the rise of squared pressure in compressors, over the file's base_pressure squared, in the place of shaft
   * power (the "proxy" of GasModels.jl); "fuel": least shaft power [W] with all withdrawals at their nominal values;
   * "throughput": most is withdrawn [kg/s]; "load": the most load by its priorities [kg/s] (least load shed); "build":
   * the cheapest candidates that carry what must flow; "capacity": the most from node `from` to node `to` with nothing
   * else flowing (with `nominal`: on top of the nominal flows), or, without them, the largest multiple of the nominal
   * withdrawals and of what must enter as nominated; what may enter within limits is free; "feasible": any operation
   * within the limits, at the price 0. */
  const char *objective, *from, *to;
  const char *scenario; /* as of tl_netfile_options */
  bool nominal;         /* nominal flows take the place of the largest (in size) */
  bool no_power;        /* shaft power is neither limited nor priced */
  bool straight_pipes;  /* each pipe is the line from rest to its law at the largest flow that could be: a linear model
                           to compare others with, for which there is a bound and no operation */
} tl_flow_file_options;

/* Laws have one coefficient a pipe: its friction factor (of the file, else Nikuradse's), z at the middle of its limits.
 * Heights count; a warning says so where the file has more (maps of machines, fuel). options may be NULL. With an error
 * among the findings the result is TL_ERR_INPUT and no file. The caller closes it. */
TL_API TL_MUST_USE tl_code tl_flow_file_open(const char *path, const tl_flow_file_options *options,
                                             const tl_allocator *allocator, tl_flow_file **file, tl_findings *findings,
                                             tl_error *error);
/* A tl_flow_find_start: a setting that the search for nominations finds for the file (GasLib with a scenario, stations
 * free within their limits), as a start. context: a tl_flow_start. */
typedef struct tl_flow_start {
  const tl_flow_file *file;
  const tl_progress *progress; /* may be NULL */
} tl_flow_start;
TL_API tl_code tl_flow_file_start(void *context, double most_seconds, double *p_pa, double *q_kg_s, bool *there,
                                  bool *found, tl_error *error);
TL_API void tl_flow_file_close(tl_flow_file *file);
TL_API const tl_flow_problem *tl_flow_file_problem(const tl_flow_file *file); /* owned by the file */
TL_API const char *tl_flow_file_objective(const tl_flow_file *file);          /* as of the options */
TL_API const char *tl_flow_file_unit(const tl_flow_file *file); /* of the objective: "W", "kg/s", "1", or of the file */

#ifdef __cplusplus
}
#endif
#endif
