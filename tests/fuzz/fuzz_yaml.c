/* Any bytes as a YAML document: no crash, no unfolding, and the tree that comes back is sound and bounded. */
#include "fuzz.h"
#include "io/yaml_document.h"

#include <stdlib.h>

static void check(const tli_yaml *node, int depth) {
  if (depth > TLI_YAML_DEPTH || node->line < 1 || node->column < 1) abort();
  size_t members = 0;
  for (const tli_yaml *member = node->first; member != NULL; member = member->next) {
    members++;
    if ((node->kind == TLI_YAML_MAPPING) != (member->key != NULL)) abort();
    if (member->key != NULL && tli_yaml_member(node, member->key) != member) abort();
    check(member, depth + 1);
  }
  if (members != node->count || node->text == NULL) abort();
  if (node->kind == TLI_YAML_SCALAR && members > 0) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  tli_arena *arena = tli_arena_create(NULL);
  tl_findings *findings = tl_findings_create(NULL);
  char *bytes = arena != NULL ? tli_arena_strndup(arena, (const char *)data, size) : NULL;
  if (bytes != NULL && findings != NULL) {
    tli_file file = tli_file_of_bytes(bytes, size);
    const tli_yaml *root = NULL;
    tl_error error;
    if (tli_yaml_parse(&file, "fuzz.yml", arena, &root, findings, &error) == TL_OK && root != NULL) check(root, 0);
  }
  tl_findings_destroy(findings);
  tli_arena_destroy(arena);
  return 0;
}
