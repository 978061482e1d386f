/* GasLib combined decisions (.cdf): groups of decisions of which exactly one holds; each opens and closes elements.
 * The tree is kept as it stands; here ids, values (0 closed, 1 open) and directions (1: from -> to) are checked. */
#include "io/gaslib.h"

#include <string.h>

static bool is_bit(const char *text) { return strcmp(text, "0") == 0 || strcmp(text, "1") == 0; }

static void check_element(const tli_case_builder *b, const char *group, const tli_xml *e) {
  const char *id = tli_xml_attribute_of(e, "id"), *value = tli_xml_attribute_of(e, "value");
  const char *direction = tli_xml_attribute_of(e, "flowDirection");
  if (id == NULL || value == NULL || !is_bit(value) || (direction != NULL && !is_bit(direction))) {
    tl_findings_add(b->findings, TL_ERROR, b->file, e->line, group, e->name,
                    "\"%s\": %s needs an id, and as value (and flowDirection, if there) 0 or 1", group, e->name);
    return;
  }
  if (b->c->node_count == 0) return;
  const size_t link = tli_case_find_link(b->c, id);
  const char *kind = tli_gaslib_kind(e->name);
  if (link == SIZE_MAX || kind == NULL || strcmp(b->c->links[link].kind, kind) != 0)
    tl_findings_add(b->findings, TL_ERROR, b->file, e->line, group, e->name, "\"%s\": the network has no %s \"%s\"",
                    group, e->name, id);
}

void tli_gaslib_cdf_check(const tli_case_builder *b, const tli_xml *root) {
  for (const tli_xml *group = root->first; group != NULL; group = group->next) {
    const char *id = tli_xml_attribute_of(group, "id");
    if (strcmp(group->name, "decisionGroup") != 0 || id == NULL || group->first == NULL) {
      tl_findings_add(b->findings, TL_ERROR, b->file, group->line, id != NULL ? id : "", group->name,
                      "%s: wanted is a decisionGroup with an id and at least one decision", group->name);
      continue;
    }
    for (const tli_xml *decision = group->first; decision != NULL; decision = decision->next)
      for (const tli_xml *e = decision->first; e != NULL; e = e->next) check_element(b, id, e);
  }
}

tl_code tli_gaslib_cdf_read(const tli_file *file, tli_case_builder *b) {
  const tli_xml *root;
  TLI_TRY(tli_xml_parse(file, b->file, b->c->arena, &root, b->findings, b->error));
  if (root == NULL) return TL_OK;
  if (strcmp(root->name, "combinedDecisions") != 0) {
    tl_findings_add(b->findings, TL_ERROR, b->file, root->line, "", "",
                    "the file holds <%s>, not GasLib <combinedDecisions>", root->name);
    return TL_OK;
  }
  tli_gaslib_cdf_check(b, root);
  if (b->c->format[0] == '\0') b->c->format = "gaslib-decisions";
  b->c->decisions = root;
  return TL_OK;
}
