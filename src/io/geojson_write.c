/* GeoJSON (RFC 7946) of a network: a point a node, a straight line a link, figures in SI as properties. Geographic
 * coordinates are taken where the file has them, else its plot coordinates, which a warning says. */
#include "io/formats.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void add_text(tli_text *out, const char *text) {
  tli_text_add(out, "\"");
  for (const char *p = text; *p != '\0'; p++) {
    if (*p == '"' || *p == '\\')
      tli_text_printf(out, "\\%c", *p);
    else if ((unsigned char)*p < 32)
      tli_text_printf(out, "\\u%04x", (unsigned)*p);
    else
      tli_text_add_n(out, p, 1);
  }
  tli_text_add(out, "\"");
}

static bool place_of(const tli_case_node *n, double at[2], bool *plotted) {
  at[0] = tli_case_number(&n->values, "geo_lon_deg");
  at[1] = tli_case_number(&n->values, "geo_lat_deg");
  if (isfinite(at[0]) && isfinite(at[1])) return true;
  at[0] = n->x;
  at[1] = n->y;
  if (!isfinite(at[0]) || !isfinite(at[1])) return false;
  *plotted = true;
  return true;
}

static void add_place(tli_text *out, const double at[2]) {
  tli_text_add(out, "[");
  tli_text_add_number(out, at[0]);
  tli_text_add(out, ",");
  tli_text_add_number(out, at[1]);
  tli_text_add(out, "]");
}

static void add_properties(tli_text *out, const char *id, const char *key, const char *word,
                           const tli_case_values *values) {
  tli_text_add(out, "},\"properties\":{\"id\":");
  add_text(out, id);
  tli_text_printf(out, ",\"%s\":", key);
  add_text(out, word);
  for (size_t i = 0; i < values->count; i++) {
    tli_text_add(out, ",");
    add_text(out, values->at[i].name);
    tli_text_add(out, ":");
    if (values->at[i].text != NULL)
      add_text(out, values->at[i].text);
    else
      tli_text_add_number(out, values->at[i].number);
  }
  tli_text_add(out, "}}");
}

void tli_geojson_write(const tli_case *c, tli_text *out, tl_findings *lost) {
  size_t homeless = 0;
  bool plotted = false, first = true;
  double at[2], to[2];
  tli_text_add(out, "{\"type\":\"FeatureCollection\",\"features\":[");
  for (size_t i = 0; i < c->node_count; i++) {
    if (!place_of(&c->nodes[i], at, &plotted)) {
      homeless++;
      continue;
    }
    tli_text_add(out, first ? "\n" : ",\n");
    first = false;
    tli_text_add(out, "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":");
    add_place(out, at);
    add_properties(out, c->nodes[i].id, "role", c->nodes[i].role, &c->nodes[i].values);
  }
  for (size_t i = 0; i < c->link_count; i++) {
    const tli_case_link *l = &c->links[i];
    if (!place_of(&c->nodes[l->from], at, &plotted) || !place_of(&c->nodes[l->to], to, &plotted)) continue;
    tli_text_add(out, first ? "\n" : ",\n");
    first = false;
    tli_text_add(out, "{\"type\":\"Feature\",\"geometry\":{\"type\":\"LineString\",\"coordinates\":[");
    add_place(out, at);
    tli_text_add(out, ",");
    add_place(out, to);
    tli_text_add(out, "]");
    add_properties(out, l->id, "kind", l->kind, &l->values);
  }
  tli_text_add(out, "\n]}\n");
  if (homeless > 0)
    tl_findings_add(lost, TL_WARNING, "", 0, "", "",
                    "%zu nodes have no coordinates: they and their links were left out", homeless);
  if (plotted)
    tl_findings_add(lost, TL_WARNING, "", 0, "", "",
                    "the file has plot coordinates only: they were written as they are, and lie nowhere on the globe");
}
