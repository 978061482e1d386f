/* Any bytes as the three files of a LANL case, one behind the other, parted by the byte 30 (record separator): no
 * crash, and every case free of mistakes can be written in our own format. */
#include "fuzz.h"
#include "io/formats.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const char *const paths[3] = {"network.json", "params.json", "bc.json"};
  tli_case *c = tli_case_create(NULL);
  tl_findings *findings = tl_findings_create(NULL);
  tl_error error;
  if (c == NULL || findings == NULL) abort();
  tli_file files[3];
  for (int i = 0; i < 3; i++) {
    const uint8_t *end = size > 0 ? memchr(data, 30, size) : NULL;
    const size_t length = end != NULL && i < 2 ? (size_t)(end - data) : size;
    char *copy = tli_arena_strndup(c->arena, (const char *)data, length);
    if (copy == NULL) abort();
    files[i] = tli_file_of_bytes(copy, length);
    data += length;
    size -= length;
    if (size > 0) {
      data++;
      size--;
    }
  }
  tli_case_builder b = {.c = c, .file = paths[0], .findings = findings, .error = &error};
  const tl_code code = tli_lanl_read_three(files, paths, &b);
  if (code == TL_OK && tl_findings_total(findings, TL_ERROR) == 0 && c->node_count > 0) {
    tli_text out;
    tli_text_init(&out, NULL);
    tli_own_write(c, &out, findings);
    if (out.failed) abort();
    tli_text_free(&out);
  }
  tl_findings_destroy(findings);
  tli_case_destroy(c);
  return 0;
}
