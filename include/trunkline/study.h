/* trunkline/study.h - a whole study: reads it, runs its steps, hands out results.
 *
 *   tl_study_open -> (tl_study_set ...) -> tl_study_run -> tl_study_results / tl_study_json -> tl_study_close
 *
 * The study file is described in docs/study-format.md and by `trunkline describe`.
 */
#ifndef TRUNKLINE_STUDY_H
#define TRUNKLINE_STUDY_H

#include "trunkline/design.h"
#include "trunkline/result.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tl_study tl_study;

typedef struct tl_study_options {
  bool all;                    /* also run the slow steps */
  const char *steps;           /* comma-separated names to run ("flow,claims"); NULL or "": all that are not slow */
  int threads;                 /* 0: as many as the machine has */
  const char *layers_folder;   /* where natural-earth-50m lies; NULL: no country shapes unless the study names a file */
  const char *cache_folder;    /* where answers of slow steps are kept between runs; NULL: nowhere */
  const tl_progress *progress; /* may be NULL */
} tl_study_options;
TL_API void tl_study_options_default(tl_study_options *options);

/* path: the study's folder or its study.yml. All mistakes of the input go to *findings (owned by the study; may be
 * read after a failure through tl_study_findings while *study is not NULL). TL_ERR_INPUT if any is an error. */
TL_API TL_MUST_USE tl_code tl_study_open(const char *path, const tl_allocator *allocator, tl_study **study,
                                         tl_error *error);
TL_API void tl_study_close(tl_study *study);

/* Sets one figure before the run, by path: "flow.volume" "45 bcm/a at 20 degC". */
TL_API TL_MUST_USE tl_code tl_study_set(tl_study *study, const char *path, const char *text, tl_error *error);

/* TL_OK: answered. TL_ERR_NO_ANSWER: the reference scenario has no answer; *error says where, how much is missing and
 * the cheapest cure; the results then hold no numbers of it. */
TL_API TL_MUST_USE tl_code tl_study_run(tl_study *study, const tl_study_options *options, tl_error *error);

TL_API const tl_results *tl_study_results(const tl_study *study);
TL_API tl_results *tl_study_results_edit(tl_study *study); /* to add texts (date line, version) before writing */
TL_API const tl_findings *tl_study_findings(const tl_study *study);

/* A section of the study as a problem of line design (docs/theory/design.md), after a run of the step "flow", also one
 * without an answer. section: its id; NULL: the one that the claims are about. *problem lives with the study.
 * TL_ERR_INPUT if there is no such section of the line, or no unit cost of steel. */
TL_API TL_MUST_USE tl_code tl_study_design_problem(tl_study *study, const char *section, tl_design_problem *problem,
                                                   tl_error *error);

/* The documents results.json and route.geojson as text; the caller frees them with tl_study_free_text. */
TL_API TL_MUST_USE tl_code tl_study_json(const tl_study *study, char **text, tl_error *error);
TL_API TL_MUST_USE tl_code tl_study_geojson(const tl_study *study, char **text, tl_error *error);
TL_API void tl_study_free_text(char *text);

/* Steps by index: name and one sentence; false past the end. */
TL_API bool tl_study_step_at(size_t index, const char **name, const char **sentence, bool *slow);
/* Groups of fields of the study file by index; false past the end. */
TL_API bool tl_study_fields_at(size_t index, const char **group, const char **sentence, bool *is_list,
                               const tl_field **fields, size_t *count);

#ifdef __cplusplus
}
#endif
#endif
