/* GasLib scenarios (.scn): what each entry and exit takes, with bounds of flow and pressure.
 *
 * Flows are norm volumes: q [kg/s] = V [1000 m3/h] * 1000/3600 * normDensity, of the entry's own gas, at exits of the
 * mean of what the entries of this scenario let in: a nomination that balances as volume balances as mass, too. The
 * value is positive at entries and exits alike. `bound` is both, lower or upper. GasLib-40 gives "barg": 1.01325 bar is
 * added. A node that the scenario does not name takes nothing. */
#include "io/gaslib.h"

#include <stdio.h>
#include <string.h>

static tl_code read_bound(tli_case_builder *b, const tli_xml *e, const char *id, tli_case_values *values) {
  const char *value = tli_xml_attribute_of(e, "value"), *unit = tli_xml_attribute_of(e, "unit");
  const char *bound = tli_xml_attribute_of(e, "bound");
  const bool bounded = strcmp(e->name, "flow") == 0 || strcmp(e->name, "pressure") == 0;
  if (bound == NULL) bound = "both";
  char name[40];
  (void)snprintf(name, sizeof name, "%.20s%s%.10s", e->name, bounded ? " " : "", bounded ? bound : "");
  const tli_case_figure *figure = tli_case_figure_by_gaslib(name, false);
  if (value == NULL || (bounded && figure == NULL)) {
    tl_findings_add(b->findings, TL_ERROR, b->file, e->line, id, e->name,
                    "\"%s\": %s needs a value, and as bound one of both, lower, upper", id, e->name);
    return TL_OK;
  }
  if (figure != NULL) return tli_case_add_figure(b, values, id, figure, value, unit, e->line);
  tl_findings_add(b->findings, TL_WARNING, b->file, e->line, id, e->name, "\"%s\": %s is not known; it was left out",
                  id, e->name);
  return TL_OK;
}

static tl_code read_node(tli_case_builder *b, const tli_xml *e) {
  const char *id = tli_xml_attribute_of(e, "id"), *type = tli_xml_attribute_of(e, "type");
  const bool entry = type != NULL && strcmp(type, "entry") == 0;
  if (id == NULL || type == NULL || (!entry && strcmp(type, "exit") != 0)) {
    tl_findings_add(b->findings, TL_ERROR, b->file, e->line, id != NULL ? id : "", "type",
                    "a node of a scenario needs an id, and as type entry or exit");
    return TL_OK;
  }
  tli_case_demand *demand;
  TLI_TRY(tli_case_add_demand(b, id, entry, e->line, &demand));
  for (const tli_xml *f = e->first; f != NULL; f = f->next) TLI_TRY(read_bound(b, f, id, &demand->values));
  return TL_OK;
}

/* A connection that the scenario changes: GasLib-24 gives a pipe another temperature of the ground. */
static tl_code read_link(tli_case_builder *b, const tli_xml *e) {
  const char *id = tli_xml_attribute_of(e, "id");
  char table[64];
  if (id == NULL) {
    tl_findings_add(b->findings, TL_ERROR, b->file, e->line, "", "id", "%s needs an id", e->name);
    return TL_OK;
  }
  (void)snprintf(table, sizeof table, "scenario %s", e->name);
  tli_case_row *row;
  TLI_TRY(tli_case_add_row(b, table, e->line, &row));
  TLI_TRY(tli_case_add_text(b, &row->values, "x:@id", id, e->line));
  for (const tli_xml *f = e->first; f != NULL; f = f->next) TLI_TRY(read_bound(b, f, id, &row->values));
  return TL_OK;
}

tl_code tli_gaslib_scn_read(const tli_file *file, tli_case_builder *b) {
  const tli_xml *root;
  TLI_TRY(tli_xml_parse(file, b->file, b->c->arena, &root, b->findings, b->error));
  if (root == NULL) return TL_OK;
  const tli_xml *scenario = strcmp(root->name, "boundaryValue") == 0 ? tli_xml_child(root, "scenario") : NULL;
  if (scenario == NULL) {
    tl_findings_add(b->findings, TL_ERROR, b->file, root->line, "", "",
                    "the file holds <%s>, not a GasLib <boundaryValue> with a <scenario>", root->name);
    return TL_OK;
  }
  for (const tli_xml *other = scenario->next; other != NULL; other = other->next)
    if (strcmp(other->name, "scenario") == 0) {
      tl_findings_add(b->findings, TL_WARNING, b->file, other->line, "", "",
                      "more than one scenario: only the first was taken");
      break;
    }
  const char *id = tli_xml_attribute_of(scenario, "id");
  b->c->demand_count = 0; /* a scenario that came with the network is replaced */
  b->c->scenario_values.count = 0;
  b->c->scenario_id = id != NULL ? id : "";
  if (b->c->format[0] == '\0') b->c->format = "gaslib-scenario";
  for (const tli_xml *e = scenario->first; e != NULL; e = e->next) {
    if (strcmp(e->name, "node") == 0)
      TLI_TRY(read_node(b, e));
    else if (tli_gaslib_kind(e->name) != NULL)
      TLI_TRY(read_link(b, e));
    else
      TLI_TRY(read_bound(b, e, b->c->scenario_id, &b->c->scenario_values));
  }
  return tli_case_finish_scenario(b);
}
