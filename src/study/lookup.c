/* What a section of a study refers to by name. */
#include "study/study.h"

const tli_study_pipe *tli_pipe_of(const tli_study *s, size_t section) {
  for (size_t i = 0; i < s->pipe_count; i++)
    if (tli_text_equal(s->pipes[i].id, s->sections[section].pipe)) return &s->pipes[i];
  return NULL;
}

const tli_study_station *tli_station_of(const tli_study *s, size_t section) {
  for (size_t i = 0; i < s->station_count; i++)
    if (tli_text_equal(s->stations[i].id, s->sections[section].station)) return &s->stations[i];
  return NULL;
}

double tli_discount_rate(const tli_study *s, const char *country) {
  for (size_t i = 0; i < s->rate_count; i++)
    if (tli_text_equal(s->rates[i].id, country)) return s->rates[i].discount_rate.si;
  return s->economics.discount_rate.si;
}
