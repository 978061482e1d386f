/* making.h - small studies that a test writes itself, in a folder of its own below the build. */
#ifndef MAKING_H
#define MAKING_H

#include "study/run.h"
#include "testing.h"

#include <sys/stat.h>

/* Writes text as study.yml of the folder NAME; gives the folder's path in a buffer. */
static inline const char *make_study(const char *name, const char *text, char *folder, size_t bytes) {
  char path[640];
  (void)snprintf(folder, bytes, "%s/tests/study/%s", TRUNKLINE_BINARY_DIR, name);
  (void)mkdir(folder, 0777); /* may be there from an earlier run */
  (void)snprintf(path, sizeof path, "%s/study.yml", folder);
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  assert_true(fputs(text, file) >= 0);
  assert_int_equal(fclose(file), 0);
  return folder;
}

/* Another file beside it. */
static inline void put_file(const char *folder, const char *name, const char *text) {
  char path[700];
  (void)snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  assert_true(fputs(text, file) >= 0);
  assert_int_equal(fclose(file), 0);
}

/* A study built as far as its line, without the steps. */
typedef struct workshop {
  tl_results *results;
  tl_findings *findings;
  tli_study *study;
  tli_arena *arena;
  tli_route *route;
  tl_gas *gas;
  tli_line *line;
  tl_steady *steady;
  tli_evaluation e;
  tl_error error;
} workshop;

static inline void set_up(workshop *w, const char *name, const char *text) {
  char folder[512];
  *w = (workshop){.results = tl_results_create(NULL), .findings = tl_findings_create(NULL)};
  tl_code code = tli_study_read(make_study(name, text, folder, sizeof folder), NULL, &w->study, w->results, w->findings,
                                &w->error);
  for (size_t i = 0; i < tl_findings_count(w->findings); i++)
    print_message("%s\n", tl_findings_at(w->findings, i)->sentence);
  assert_int_equal(code, TL_OK);
  w->arena = tli_arena_create(NULL);
}

static inline void set_figure(workshop *w, const char *path, const char *text) {
  if (tli_study_set(w->study, path, text, &w->error) != TL_OK) fail_msg("%s", w->error.sentence);
}

static inline void drop_line(workshop *w) {
  tl_steady_destroy(w->steady);
  tli_line_destroy(w->line);
  tl_gas_destroy(w->gas);
  w->steady = NULL;
  w->line = NULL;
  w->gas = NULL;
  w->e = (tli_evaluation){0};
}

static inline void build_line(workshop *w, size_t only) {
  drop_line(w);
  if (tli_study_gas_create(w->study, NULL, &w->gas, &w->error) != TL_OK ||
      tli_route_create(w->study, w->arena, &w->route, w->findings, &w->error) != TL_OK ||
      tli_line_create(w->study, w->route, w->gas, only, NULL, &w->line, &w->error) != TL_OK ||
      tl_steady_create(w->line->network, w->gas, NULL, &w->steady, &w->error) != TL_OK)
    fail_msg("%s", w->error.sentence);
}

static inline void evaluate_line(workshop *w) {
  if (tli_evaluate(w->line, w->steady, w->arena, &w->e, &w->error) != TL_OK) fail_msg("%s", w->error.sentence);
}

static inline void tear_down(workshop *w) {
  drop_line(w);
  tli_study_destroy(w->study);
  tli_arena_destroy(w->arena);
  tl_findings_destroy(w->findings);
  tl_results_destroy(w->results);
}

#endif
