/* Errors and findings: see trunkline/base.h. */
#include "base/tli_base.h"

#include <stdio.h>
#include <string.h>

tl_code tl_fail(tl_error *error, tl_code code, const char *format, ...) {
  if (error != NULL) {
    error->code = code;
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(error->sentence, sizeof error->sentence, format, arguments);
    va_end(arguments);
  }
  return code;
}

struct tl_findings {
  tli_arena *arena;
  tl_finding *items;
  size_t count, room;
  size_t totals[3];
  bool lost;
};

tl_findings *tl_findings_create(const tl_allocator *allocator) {
  tli_arena *arena = tli_arena_create(allocator);
  if (arena == NULL) return NULL;
  tl_findings *findings = TLI_NEW(arena, tl_findings);
  if (findings == NULL) {
    tli_arena_destroy(arena);
    return NULL;
  }
  findings->arena = arena;
  return findings;
}

void tl_findings_destroy(tl_findings *findings) {
  if (findings != NULL) tli_arena_destroy(findings->arena);
}

size_t tl_findings_count(const tl_findings *findings) { return findings->count; }

size_t tl_findings_total(const tl_findings *findings, tl_severity at_least) {
  size_t total = 0;
  for (int s = (int)at_least; s <= TL_ERROR; s++) total += findings->totals[s];
  return total;
}

const tl_finding *tl_findings_at(const tl_findings *findings, size_t index) {
  return index < findings->count ? &findings->items[index] : NULL;
}

bool tl_findings_lost(const tl_findings *findings) { return findings->lost; }

void tl_findings_add(tl_findings *findings, tl_severity severity, const char *file, int line, const char *id,
                     const char *field, const char *format, ...) {
  findings->totals[severity]++;
  if (findings->count >= TL_FINDINGS_KEPT) return;
  tli_arena *arena = findings->arena;
  va_list arguments;
  va_start(arguments, format);
  char *sentence = tli_arena_vprintf(arena, format, arguments);
  va_end(arguments);
  char *file_copy = tli_arena_strdup(arena, file != NULL ? file : "");
  char *id_copy = tli_arena_strdup(arena, id != NULL ? id : "");
  char *field_copy = tli_arena_strdup(arena, field != NULL ? field : "");
  if (sentence == NULL || file_copy == NULL || id_copy == NULL || field_copy == NULL ||
      !TLI_PUSH_ROOM(arena, findings->items, findings->room, findings->count)) {
    findings->lost = true;
    return;
  }
  findings->items[findings->count++] = (tl_finding){severity, file_copy, line, id_copy, field_copy, sentence};
}

#ifndef TRUNKLINE_VERSION
#error "TRUNKLINE_VERSION comes from the build"
#endif
const char *tl_version(void) { return TRUNKLINE_VERSION; }
