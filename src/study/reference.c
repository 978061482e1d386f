/* What several steps ask of the scenarios: which one is the reference, which section they speak of, which volume they
 * carry. */
#include <math.h>

#include "study/run.h"

bool tli_asks(const tl_value *asked, const tl_value *claimed) {
  return fabs(asked->si - claimed->si) <= 1e-9 * asked->si && asked->reference_t_k == claimed->reference_t_k;
}

/* The row of the scenario table that is the reference. */
size_t tli_reference_scenario(const tl_study *study) {
  for (size_t i = 0; i < study->scenario_count; i++) {
    bool all = true;
    for (size_t a = 0; a < study->input->axis_count; a++)
      all = all && study->scenarios[i].choice[a] == study->input->axes[a].reference;
    if (all) return i;
  }
  return study->scenario_count;
}

size_t tli_subject_section(const tl_study *study) {
  const tli_study *s = study->reference;
  for (size_t c = 0; c < s->claim_count; c++)
    if (tli_text_equal(s->claims[c].check, "carries_volume"))
      for (size_t i = 0; i < s->section_count; i++)
        if (tli_text_equal(s->sections[i].id, s->claims[c].subject) && tli_text_equal(s->sections[i].role, "line"))
          return i;
  return study->line->counted_section;
}
