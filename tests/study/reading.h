/* reading.h - a study read for a test, with everything that came with it. */
#ifndef READING_H
#define READING_H

#include "study/fields.h"
#include "testing.h"

typedef struct reading {
  tli_study *study;
  tl_results *results;
  tl_findings *findings;
  tl_error error;
  tl_code code;
} reading;

static inline reading read_study(const char *path) {
  reading r = {.results = tl_results_create(NULL), .findings = tl_findings_create(NULL)};
  r.code = tli_study_read(path, NULL, &r.study, r.results, r.findings, &r.error);
  return r;
}

static inline void print_findings(const reading *r) {
  for (size_t i = 0; i < tl_findings_count(r->findings); i++) {
    const tl_finding *f = tl_findings_at(r->findings, i);
    print_message("%s:%d: %s\n", f->file, f->line, f->sentence);
  }
}

static inline void end_reading(reading *r) {
  tli_study_destroy(r->study);
  tl_results_destroy(r->results);
  tl_findings_destroy(r->findings);
}

#endif
