/* The key of a kept answer: FNV-1a over 64 bits (Fowler, Noll, Vo; draft-eastlake-fnv) of everything an answer of this
 * study can rest on: the program, the step, each field of each group as it stands after `--set` (value, reference
 * state, currency, price year), the axes, each figure as written with its range, source and confidence, and what
 * rasters say along the line. Every piece goes in with its length, so that no two lists of pieces run together to the
 * same bytes. */
#include "study/cache.h"
#include "study/fields.h"
#include "study/run.h"

#include <string.h>

static const uint64_t fnv_start = 14695981039346656037u, fnv_prime = 1099511628211u;

static void add_bytes(uint64_t *hash, const void *bytes, size_t length) {
  const unsigned char *p = bytes;
  for (size_t i = 0; i < length; i++) *hash = (*hash ^ p[i]) * fnv_prime;
}

static void add_whole(uint64_t *hash, uint64_t number) {
  for (int i = 0; i < 8; i++, number >>= 8) {
    const unsigned char byte = (unsigned char)(number & 0xff);
    add_bytes(hash, &byte, 1);
  }
}

static void add_number(uint64_t *hash, double number) {
  uint64_t bits = 0; /* for every NaN */
  if (!isnan(number)) memcpy(&bits, &number, sizeof bits);
  add_whole(hash, isnan(number) ? UINT64_MAX : bits);
}

static void add_text(uint64_t *hash, const char *text) {
  const size_t length = text != NULL ? strlen(text) : 0;
  add_whole(hash, text != NULL ? length : UINT64_MAX);
  if (text != NULL) add_bytes(hash, text, length);
}

static void add_value(uint64_t *hash, const tl_value *value) {
  add_whole(hash, (uint64_t)value->quantity);
  add_number(hash, value->si);
  add_number(hash, value->reference_t_k);
  add_number(hash, value->combustion_t_k);
  add_whole(hash, (uint64_t)value->basis);
  add_text(hash, value->currency);
  add_whole(hash, (uint64_t)value->price_year);
}

static void add_field(uint64_t *hash, const void *item, const tl_field *field) {
  const char *member = (const char *)item + field->offset;
  add_text(hash, field->name);
  if (field->quantity == TL_TEXT) {
    const char *text;
    memcpy(&text, member, sizeof text);
    add_text(hash, text);
  } else if (field->quantity == TL_BOOLEAN) {
    add_whole(hash, *(const bool *)(const void *)member ? 1 : 0);
  } else {
    add_value(hash, (const tl_value *)(const void *)member);
  }
}

static void add_groups(uint64_t *hash, const tli_study *study) {
  size_t count;
  const tli_group *groups = tli_groups(&count);
  for (size_t g = 0; g < count; g++) {
    const size_t items = tli_group_count(&groups[g], study);
    add_text(hash, groups[g].face.name);
    add_whole(hash, items);
    for (size_t i = 0; i < items; i++)
      for (size_t f = 0; f < groups[g].face.field_count; f++)
        add_field(hash, tli_group_look(&groups[g], study, i), &groups[g].face.fields[f]);
  }
}

static void add_axes(uint64_t *hash, const tli_study *study) {
  add_whole(hash, study->axis_count);
  for (size_t a = 0; a < study->axis_count; a++) {
    const tli_study_axis *axis = &study->axes[a];
    add_text(hash, axis->id);
    add_text(hash, axis->label);
    add_text(hash, axis->why);
    add_whole(hash, axis->reference);
    add_whole(hash, axis->count);
    for (size_t v = 0; v < axis->count; v++) {
      add_text(hash, axis->values[v].label);
      add_text(hash, axis->values[v].weight_text);
      add_whole(hash, axis->values[v].sets);
      for (size_t k = 0; k < axis->values[v].sets; k++) {
        add_text(hash, axis->values[v].set_paths[k]);
        add_text(hash, axis->values[v].set_texts[k]);
      }
    }
  }
}

static void add_figures(uint64_t *hash, const tl_results *given) {
  add_whole(hash, tl_results_inputs(given));
  for (size_t i = 0; i < tl_results_inputs(given); i++) {
    const tl_input *input = tl_results_input_at(given, i);
    add_text(hash, input->id);
    add_text(hash, input->label);
    add_text(hash, input->text);
    add_number(hash, input->si);
    add_text(hash, input->source_id);
    add_text(hash, input->date);
    add_text(hash, input->confidence);
    add_text(hash, input->note);
  }
  add_whole(hash, tl_results_sources(given));
  for (size_t i = 0; i < tl_results_sources(given); i++) {
    const tl_source *source = tl_results_source_at(given, i);
    add_text(hash, source->id);
    add_text(hash, source->citation);
    add_text(hash, source->date);
    add_text(hash, source->url);
  }
}

/* What the rasters say along the line: another file of the same name is another study. */
static void add_relief(uint64_t *hash, const tli_relief *relief) {
  for (size_t s = 0; relief != NULL && s < relief->section_count; s++)
    for (size_t kind = 0; kind < TLI_RELIEF_KINDS; kind++) {
      const tli_relief_samples *samples = &relief->sections[s].kinds[kind];
      add_whole(hash, samples->count);
      for (size_t i = 0; i < samples->count; i++) add_number(hash, samples->at_m[i]);
      for (size_t i = 0; i < samples->count * samples->months; i++) add_number(hash, samples->values[i]);
    }
}

uint64_t tli_study_key(const tl_study *study, const char *step) {
  uint64_t hash = fnv_start;
  add_text(&hash, tl_version());
  add_text(&hash, tli_source_stamp);
#ifdef __VERSION__
  add_text(&hash, __VERSION__); /* another compiler may round another way */
#endif
  add_text(&hash, step);
  add_groups(&hash, study->input);
  add_axes(&hash, study->input);
  add_figures(&hash, study->given);
  add_relief(&hash, study->relief);
  return hash;
}
