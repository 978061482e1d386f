/* Does a line cross the countries it should? A line that meets none of them as written, but would with latitude and
 * longitude in exchange, was written the wrong way round: RFC 7946 has longitude first, people say latitude first. */
#include "io/geofile.h"

#include "base/tli_base.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { MOST_COUNTRIES = 64 };

typedef struct wanted {
  int area[MOST_COUNTRIES];
  size_t count;
  bool met, met_exchanged;
} wanted;

static void find_wanted(tl_geofile *g, size_t line, const tl_geo_layer *layer, const char *countries, wanted *w) {
  const char *id = tl_geofile_line_id(g, line);
  for (const char *p = countries; *p != '\0' && w->count < MOST_COUNTRIES;) {
    while (*p != '\0' && (isspace((unsigned char)*p) || *p == ',' || *p == ';')) p++;
    size_t n = strcspn(p, ",;");
    char name[80];
    if (n == 0) break;
    size_t used = n < sizeof name ? n : sizeof name - 1;
    while (used > 0 && isspace((unsigned char)p[used - 1])) used--;
    memcpy(name, p, used);
    name[used] = '\0';
    p += n;
    const char *near;
    const int area = tl_geo_layer_find(layer, name, &near);
    if (area >= 0)
      w->area[w->count++] = area;
    else
      tl_findings_add(tl_geofile_findings(g), TL_NOTE, tl_geofile_path(g), 0, id, "countries",
                      "\"%s\" is no area of the layer%s%s%s: it was not looked for", name,
                      near != NULL ? "; did you mean " : "", near != NULL ? near : "", near != NULL ? "?" : "");
  }
}

static bool is_wanted(const wanted *w, int area) {
  for (size_t i = 0; i < w->count; i++)
    if (w->area[i] == area) return true;
  return false;
}

static void try_exchanged(const tl_route *route, const tl_geo_layer *layer, wanted *w) {
  for (size_t s = 0; s < tl_route_sections(route); s++) {
    size_t count;
    const tl_geo_position *at = tl_route_section(route, s, &count, NULL);
    for (size_t i = 0; i < count && !w->met_exchanged; i++)
      w->met_exchanged = is_wanted(w, tl_geo_layer_at(layer, (tl_geo_position){at[i].lon_deg, at[i].lat_deg}));
  }
}

/* Up to three names of what it does cross. */
static void say_crossed(const tl_overlay *overlay, const tl_geo_layer *layer, char text[200]) {
  size_t said = 0, length = 0;
  (void)snprintf(text, 200, "no area of the layer");
  for (size_t a = 0; a < tl_geo_layer_areas(layer) && said < 3; a++) {
    const char *name = tl_geo_layer_name(layer, a);
    if (!(tl_overlay_length_m(overlay, (int)a) > 0) || length + strlen(name) + 3 >= 200) continue;
    length += (size_t)snprintf(text + length, 200 - length, "%s%s", said++ > 0 ? ", " : "", name);
  }
}

static void report(tl_geofile *g, size_t line, const tl_overlay *overlay, const tl_geo_layer *layer,
                   const tl_route *route, wanted *w) {
  const char *id = tl_geofile_line_id(g, line);
  size_t parts;
  const tl_route_part *part = tl_geofile_line_parts(g, line, &parts);
  const int at_line = parts > 0 ? part[0].line : 0;
  char crossed[200];
  for (size_t i = 0; i < w->count; i++) w->met = w->met || tl_overlay_length_m(overlay, w->area[i]) > 0;
  if (!w->met) try_exchanged(route, layer, w);
  say_crossed(overlay, layer, crossed);
  if (w->met_exchanged) {
    size_t count;
    const tl_geo_position *first = tl_route_section(route, 0, &count, NULL);
    tl_findings_add(
        tl_geofile_findings(g), TL_ERROR, tl_geofile_path(g), at_line, id, "",
        "latitude and longitude are in exchange: the line begins at latitude %g, longitude %g and as written "
        "crosses %s; exchanged it would cross %s, as it should",
        first[0].lat_deg, first[0].lon_deg, crossed, tl_geo_layer_name(layer, (size_t)w->area[0]));
    return;
  }
  for (size_t i = 0; i < w->count; i++)
    if (!(tl_overlay_length_m(overlay, w->area[i]) > 0))
      tl_findings_add(tl_geofile_findings(g), TL_WARNING, tl_geofile_path(g), at_line, id, "",
                      "the line should cross %s and does not; it crosses %s",
                      tl_geo_layer_name(layer, (size_t)w->area[i]), crossed);
}

/* Nothing says what the line should cross. If it lies in no area from end to end, and exchanged lies in areas with all
 * its positions, it was perhaps written the wrong way round: a warning, since a line may well lie in the sea. */
static void suspect_exchange(tl_geofile *g, size_t line, const tl_overlay *overlay, const tl_geo_layer *layer,
                             const tl_route *route) {
  if (tl_overlay_length_m(overlay, -1) < tl_route_length_m(route)) return;
  int area = -1;
  for (size_t s = 0; s < tl_route_sections(route); s++) {
    size_t count;
    const tl_geo_position *at = tl_route_section(route, s, &count, NULL);
    for (size_t i = 0; i < count; i++) {
      area = tl_geo_layer_at(layer, (tl_geo_position){at[i].lon_deg, at[i].lat_deg});
      if (area < 0) return;
    }
  }
  size_t parts;
  const tl_route_part *part = tl_geofile_line_parts(g, line, &parts);
  tl_findings_add(
      tl_geofile_findings(g), TL_WARNING, tl_geofile_path(g), parts > 0 ? part[0].line : 0, tl_geofile_line_id(g, line),
      "",
      "the line lies in no area of the layer, and with latitude and longitude in exchange it would lie in %s: "
      "was it written the wrong way round?",
      tl_geo_layer_name(layer, (size_t)area));
}

tl_code tl_geofile_check_countries(tl_geofile *file, size_t line, const tl_route *route, const tl_geo_index *index,
                                   const char *countries, tl_error *error) {
  static const char *const keys[] = {"areas", "countries", "country"};
  for (size_t i = 0; i < TLI_COUNT(keys) && (countries == NULL || countries[0] == '\0'); i++)
    countries = tl_geofile_line_property(file, line, keys[i]);
  const tl_geo_layer *layer = tl_geo_index_layer(index);
  const bool named = countries != NULL && countries[0] != '\0';
  wanted w = {.count = 0};
  if (named) find_wanted(file, line, layer, countries, &w);
  if (named && w.count == 0) return TL_OK;
  tl_overlay *overlay;
  TLI_TRY(tl_overlay_create(route, index, NULL, &overlay, error));
  if (named)
    report(file, line, overlay, layer, route, &w);
  else
    suspect_exchange(file, line, overlay, layer, route);
  tl_overlay_destroy(overlay);
  return TL_OK;
}
