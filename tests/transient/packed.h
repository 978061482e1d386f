/* packed.h - a packed JSON file of the data folder. */
#ifndef PACKED_H
#define PACKED_H

#include "io/gzip.h"
#include "testing.h"

#include <jansson.h>

/* Below $TRUNKLINE_DATA. */
static inline json_t *load_packed(const char *name) {
  char path[1024];
  (void)snprintf(path, sizeof path, "%s/%s", test_data_folder(), name);
  tli_arena *arena = tli_arena_create(NULL);
  tl_findings *findings = tl_findings_create(NULL);
  tli_file file;
  tl_error e = {0};
  if (tli_file_read(path, arena, &file, &e) != TL_OK) fail_msg("%s", e.sentence);
  assert_int_equal(tli_gzip_unpack(&file, path, arena, findings, &e), TL_OK);
  json_t *root = json_loadb(file.bytes, file.length, 0, NULL);
  if (root == NULL) fail_msg("%s: no JSON in it", path);
  tl_findings_destroy(findings);
  tli_arena_destroy(arena);
  return root;
}

#endif
