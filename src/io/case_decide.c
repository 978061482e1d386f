/* Combined decisions (GasLib's .cdf) in a simulation: of each group one decision is taken; what it shuts is shut, what
 * it opens is open, and the direction of flow that it names is looked at afterwards (tl_case_judge). */
#include <string.h>

#include "io/case_decide.h"

static const tli_xml *named(const tli_xml *first, const char *name, const char *id, size_t length) {
  for (const tli_xml *e = first; e != NULL; e = e->next) {
    const char *own = tli_xml_attribute_of(e, "id");
    if (strcmp(e->name, name) == 0 && own != NULL && strlen(own) == length && strncmp(own, id, length) == 0) return e;
  }
  return NULL;
}

/* The n-th element of that name. */
static const tli_xml *counted(const tli_xml *first, const char *name, size_t n) {
  for (const tli_xml *e = first; e != NULL; e = e->next)
    if (strcmp(e->name, name) == 0 && n-- == 0) return e;
  return NULL;
}

const char *tl_netfile_decision(const tl_netfile *file, size_t group, size_t decision, const char **group_id) {
  const tli_case *c = tli_netfile_case(file);
  const tli_xml *g = c->decisions != NULL ? counted(c->decisions->first, "decisionGroup", group) : NULL;
  *group_id = g != NULL ? tli_xml_attribute_of(g, "id") : NULL;
  const tli_xml *d = g != NULL ? counted(g->first, "decision", decision) : NULL;
  return d != NULL ? tli_xml_attribute_of(d, "id") : NULL;
}

static tl_code fix(tli_case_builder *b, tli_case_link *link, const char *name, double number) {
  for (size_t v = 0; v < link->values.count; v++)
    if (strcmp(link->values.at[v].name, name) == 0) link->values.at[v].name = "x:replaced";
  return tli_case_add_number(b, &link->values, name, number, 0);
}

static tl_code take_element(tli_case_builder *b, const tli_xml *e) {
  const char *id = tli_xml_attribute_of(e, "id"), *value = tli_xml_attribute_of(e, "value");
  const char *way = tli_xml_attribute_of(e, "flowDirection");
  const size_t at = id != NULL ? tli_case_find_link(b->c, id) : SIZE_MAX;
  if (at == SIZE_MAX || value == NULL) return TL_OK; /* a finding since the file was read */
  tli_case_link *link = &b->c->links[at];
  const bool open = strcmp(value, "0") != 0;
  if (strcmp(link->kind, "valve") == 0)
    TLI_TRY(fix(b, link, "open", open ? 1.0 : 0.0));
  else if (!open)
    TLI_TRY(fix(b, link, TLI_CASE_SHUT, 1.0));
  if (!open || way == NULL) return TL_OK;
  return fix(b, link, TLI_CASE_WAY, strcmp(way, "0") == 0 ? 1.0 : -1.0);
}

tl_code tli_case_decide(tli_case_builder *b, const char *text) {
  const char *equals = strchr(text, '=');
  if (b->c->decisions == NULL)
    return tl_fail(b->error, TL_ERR_USAGE,
                   "decision %s: no file of combined decisions (.cdf) was found beside the network; name one with "
                   "--decisions",
                   text);
  if (equals == NULL || equals == text)
    return tl_fail(b->error, TL_ERR_USAGE, "decision %s: write GROUP=DECISION, as the .cdf file names them", text);
  const tli_xml *group = named(b->c->decisions->first, "decisionGroup", text, (size_t)(equals - text));
  if (group == NULL)
    return tl_fail(b->error, TL_ERR_USAGE,
                   "decision %s: the file of decisions has no group of that id; its first is %s", text,
                   tli_xml_attribute_of(b->c->decisions->first, "id"));
  const tli_xml *decision = named(group->first, "decision", equals + 1, strlen(equals + 1));
  if (decision == NULL)
    return tl_fail(b->error, TL_ERR_USAGE, "decision %s: the group has no decision of that id; its first is %s", text,
                   tli_xml_attribute_of(group->first, "id"));
  for (const tli_xml *e = decision->first; e != NULL; e = e->next) TLI_TRY(take_element(b, e));
  return TL_OK;
}
