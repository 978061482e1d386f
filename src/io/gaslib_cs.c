/* GasLib compressor stations (.cs): maps, drives and configurations. The whole tree is kept as it stands, so nothing is
 * lost; here its figures, units and references are checked, gaslib_machines.c makes machines of it. What the
 * coefficients mean: docs/network-format.md. */
#include "io/case_stations.h"
#include "io/gaslib.h"

#include <string.h>

enum { MOST_CHECKED = 400 }; /* compressors and drives of one station; each is looked for in a list */

static bool declared(const tli_xml *list, const char *id) {
  for (const tli_xml *e = list != NULL ? list->first : NULL; e != NULL; e = e->next) {
    const char *own = tli_xml_attribute_of(e, "id");
    if (own != NULL && strcmp(own, id) == 0) return true;
  }
  return false;
}

static size_t length(const tli_xml *list) {
  size_t n = 0;
  for (const tli_xml *e = list != NULL ? list->first : NULL; e != NULL; e = e->next) n++;
  return n;
}

/* Every "value" is a number, every "unit" is known. */
static void check_figures(const tli_case_builder *b, const char *station, const tli_xml *e) {
  const char *value = tli_xml_attribute_of(e, "value"), *unit = tli_xml_attribute_of(e, "unit");
  double number;
  if (value != NULL && !tli_case_plain_number(value, &number))
    tl_findings_add(b->findings, TL_ERROR, b->file, e->line, station, e->name, "\"%s\": %s is no number", station,
                    e->name);
  if (unit != NULL && tli_case_unit_find(unit, NULL) == NULL)
    tl_findings_add(b->findings, TL_ERROR, b->file, e->line, station, e->name, "\"%s\": the unit of %s is not known",
                    station, e->name);
  for (const tli_xml *part = e->first; part != NULL; part = part->next) check_figures(b, station, part);
}

/* Two parts of one list with one id. */
static void check_ids(const tli_case_builder *b, const char *station, const tli_xml *list) {
  for (const tli_xml *e = list != NULL ? list->first : NULL; e != NULL; e = e->next) {
    const char *id = tli_xml_attribute_of(e, "id");
    for (const tli_xml *other = list->first; id != NULL && other != e; other = other->next)
      if (tli_text_equal(tli_xml_attribute_of(other, "id"), id)) {
        tl_findings_add(b->findings, TL_ERROR, b->file, e->line, station, "id", "\"%s\": %s \"%s\" stands twice",
                        station, e->name, id);
        break;
      }
  }
}

static void check_compressor(const tli_case_builder *b, const char *station, const tli_xml *e, const tli_xml *drives) {
  const char *id = tli_xml_attribute_of(e, "id"), *drive = tli_xml_attribute_of(e, "drive");
  if (id == NULL || drive == NULL)
    tl_findings_add(b->findings, TL_ERROR, b->file, e->line, station, e->name,
                    "\"%s\": %s \"%s\" needs an id and the id of a drive of its station", station, e->name,
                    id != NULL ? id : "");
  else if (!declared(drives, drive))
    tl_findings_add(b->findings, TL_ERROR, b->file, e->line, station, e->name,
                    "\"%s\": %s \"%s\" is turned by drive \"%s\", which the station does not have", station, e->name,
                    id, drive);
}

static void check_configurations(const tli_case_builder *b, const char *station, const tli_xml *e,
                                 const tli_xml *compressors) {
  for (const tli_xml *part = e->first; part != NULL; part = part->next) {
    if (strcmp(part->name, "compressor") == 0) {
      const char *id = tli_xml_attribute_of(part, "id");
      if (id == NULL || !declared(compressors, id))
        tl_findings_add(b->findings, TL_ERROR, b->file, part->line, station, "compressor",
                        "\"%s\": a configuration names compressor \"%s\", which the station does not have", station,
                        id != NULL ? id : "");
    }
    check_configurations(b, station, part, compressors);
  }
}

static bool check_station(const tli_case_builder *b, const tli_xml *e) {
  const char *id = tli_xml_attribute_of(e, "id");
  const tli_xml *compressors = tli_xml_child(e, "compressors"), *drives = tli_xml_child(e, "drives");
  const tli_xml *configurations = tli_xml_child(e, "configurations");
  if (id == NULL || compressors == NULL) {
    tl_findings_add(b->findings, TL_ERROR, b->file, e->line, id != NULL ? id : "", "compressorStation",
                    "a station needs an id and a list of compressors");
    return true;
  }
  if (b->c->node_count > 0 && tli_case_find_link(b->c, id) == SIZE_MAX)
    tl_findings_add(b->findings, TL_WARNING, b->file, e->line, id, "id", "the network has no compressor station \"%s\"",
                    id);
  check_figures(b, id, e);
  if (length(compressors) > MOST_CHECKED || length(drives) > MOST_CHECKED) {
    tl_findings_add(b->findings, TL_ERROR, b->file, e->line, id, "compressors",
                    "\"%s\": a station of more than 400 compressors", id);
    return false;
  }
  check_ids(b, id, compressors);
  check_ids(b, id, drives);
  for (const tli_xml *part = compressors->first; part != NULL; part = part->next) check_compressor(b, id, part, drives);
  if (configurations != NULL) check_configurations(b, id, configurations, compressors);
  return true;
}

tl_code tli_gaslib_cs_take(const tli_case_builder *b, const tli_xml *root) {
  b->c->stations = root;
  for (const tli_xml *e = root->first; e != NULL; e = e->next)
    if (!check_station(b, e)) return TL_OK; /* too long to be looked at closer */
  TLI_TRY(tli_gaslib_machines(root, b->file, b->c->arena, &b->c->machines, b->findings, b->error));
  return tli_case_take_stations(b);
}

tl_code tli_gaslib_cs_read(const tli_file *file, tli_case_builder *b) {
  const tli_xml *root;
  TLI_TRY(tli_xml_parse(file, b->file, b->c->arena, &root, b->findings, b->error));
  if (root == NULL) return TL_OK;
  if (strcmp(root->name, "compressorStations") != 0) {
    tl_findings_add(b->findings, TL_ERROR, b->file, root->line, "", "",
                    "the file holds <%s>, not GasLib <compressorStations>", root->name);
    return TL_OK;
  }
  if (b->c->format[0] == '\0') b->c->format = "gaslib-stations";
  return tli_gaslib_cs_take(b, root);
}
