/* What the commands about the ground say as JSON. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ground_commands.h"
#include "json.h"

json_t *ground_position(tl_geo_position position) {
  return json_pack("{s:f,s:f}", "lat_deg", position.lat_deg, "lon_deg", position.lon_deg);
}

static json_t *number(double value) { return isfinite(value) ? json_real(value) : json_null(); }

/* Text of strangers that is not UTF-8 becomes an empty word. */
static json_t *text(const char *words) {
  json_t *word = json_string(words);
  return word != NULL ? word : json_string("");
}

json_t *ground_failure(const char *command, const tl_error *error, const tl_findings *findings) {
  static const char *const codes[] = {"ok", "usage", "input", "no_answer", "machine"};
  return json_pack("{s:s,s:s,s:s,s:{s:s,s:o},s:o}", "trunkline", tl_version(), "command", command, "outcome",
                   "not_solved", "reason", "code", codes[error->code], "sentence", text(error->sentence), "findings",
                   cli_json_findings(findings));
}

static json_t *breaks_json(const tl_route *route) {
  json_t *list = json_array();
  for (size_t i = 0; i < tl_route_breaks(route); i++) {
    const tl_route_break *b = tl_route_break_at(route, i);
    (void)json_array_append_new(
        list, json_pack("{s:s,s:b,s:f,s:o,s:o,s:i}", "kind", b->kind == TL_BREAK_GAP ? "gap" : "jump", "cut", b->cut,
                        "length_m", b->length_m, "from", ground_position(b->from), "to", ground_position(b->to), "line",
                        b->line));
  }
  return list;
}

static const char *area_name(const tl_geo_layer *layer, int area) {
  return area >= 0 ? tl_geo_layer_name(layer, (size_t)area) : "";
}

static json_t *class_json(const route_run *run, const route_answer *answer, size_t k, int area) {
  const tl_geo_layer *layer = tl_geofile_layer(run->layers[k]);
  const double total = tl_route_length_m(answer->route), length = tl_overlay_length_m(answer->overlay[k], area);
  json_t *values = json_object();
  for (size_t v = 0; v < run->request->value_count; v++) {
    const double at[] = {0, total}, sum[] = {0, run->request->values[v].total};
    double share = 0;
    if (tl_overlay_share(answer->overlay[k], area, at, sum, 2, &share, NULL) == TL_OK)
      (void)json_object_set_new(values, run->request->values[v].name, number(share));
  }
  return json_pack("{s:o,s:o,s:f,s:o,s:o}", "name", area >= 0 ? text(area_name(layer, area)) : json_null(), "id",
                   area >= 0 ? text(tl_geo_layer_id(layer, (size_t)area)) : json_null(), "length_m", length, "share",
                   number(length / total), "values", values);
}

static json_t *layer_json(const route_run *run, const route_answer *answer, size_t k) {
  const tl_geo_layer *layer = tl_geofile_layer(run->layers[k]);
  const tl_overlay_crossing *crossing;
  const size_t crossings = tl_overlay_crossings(answer->overlay[k], &crossing);
  json_t *classes = json_array(), *places = json_array();
  for (int a = -1; a < (int)tl_geo_layer_areas(layer); a++)
    if (tl_overlay_length_m(answer->overlay[k], a) > 0)
      (void)json_array_append_new(classes, class_json(run, answer, k, a));
  for (size_t i = 0; i < crossings; i++)
    (void)json_array_append_new(
        places,
        json_pack("{s:f,s:o,s:o,s:o}", "at_m", crossing[i].at_m, "place", ground_position(crossing[i].place), "from",
                  crossing[i].from_area >= 0 ? text(area_name(layer, crossing[i].from_area)) : json_null(), "to",
                  crossing[i].to_area >= 0 ? text(area_name(layer, crossing[i].to_area)) : json_null()));
  return json_pack("{s:o,s:o,s:o,s:f}", "layer", text(tl_geofile_path(run->layers[k])), "classes", classes, "crossings",
                   places, "shared_m", tl_overlay_shared_m(answer->overlay[k]));
}

static json_t *profile_json(const tl_raster_profile *p, bool heights) {
  json_t *j = json_pack("{s:f,s:f,s:I,s:I,s:f,s:f,s:f}", "spacing_m", p->spacing_m, "resolution_m", p->resolution_m,
                        "samples", (json_int_t)p->samples, "unknown", (json_int_t)p->unknown, "least", p->least, "most",
                        p->most, "mean", p->mean);
  if (!heights) return j;
  (void)json_object_set_new(j, "rise_m", number(p->rise));
  (void)json_object_set_new(j, "fall_m", number(p->fall));
  (void)json_object_set_new(j, "slope_length_m", number(p->slope_m));
  (void)json_object_set_new(j, "length_at_height_m", number(p->at_height_m));
  return j;
}

static json_t *temperatures_json(const route_answer *answer, size_t months) {
  json_t *list = json_array();
  for (size_t m = 0; m < months; m++) (void)json_array_append_new(list, profile_json(&answer->temperatures[m], false));
  return list;
}

static tl_geo_position end_of(const tl_route *route, bool last) {
  size_t count;
  const tl_geo_position *at = tl_route_section(route, last ? tl_route_sections(route) - 1 : 0, &count, NULL);
  return at[last ? count - 1 : 0];
}

json_t *route_as_json(const route_run *run, const route_answer *answer) {
  const tl_route *route = answer->route;
  json_t *properties = json_object(), *layers = json_array();
  const char *key, *value;
  for (size_t i = 0; tl_geofile_line_property_at(run->file, answer->line, i, &key, &value); i++)
    (void)json_object_set_new(properties, key, text(value));
  for (size_t k = 0; k < run->request->layer_count; k++)
    (void)json_array_append_new(layers, layer_json(run, answer, k));
  size_t parts;
  const tl_route_part *part = tl_geofile_line_parts(run->file, answer->line, &parts);
  json_t *j = json_pack(
      "{s:o,s:o,s:i,s:o,s:f,s:I,s:f,s:I,s:f,s:o}", "id", text(tl_geofile_line_id(run->file, answer->line)), "name",
      text(tl_geofile_line_name(run->file, answer->line)), "line", parts > 0 ? part[0].line : 0, "properties",
      properties, "length_m", tl_route_length_m(route), "sections", (json_int_t)tl_route_sections(route), "gaps_m",
      tl_route_gaps_m(route), "branches", (json_int_t)tl_route_branches(route), "branches_m",
      tl_route_branches_m(route), "breaks", breaks_json(route));
  (void)json_object_set_new(j, "simplify_error_m", number(tl_route_simplify_error_m(route)));
  (void)json_object_set_new(j, "simplify_loss_m", number(tl_route_simplify_loss_m(route)));
  (void)json_object_set_new(j, "start", ground_position(end_of(route, false)));
  (void)json_object_set_new(j, "end", ground_position(end_of(route, true)));
  (void)json_object_set_new(j, "layers", layers);
  (void)json_object_set_new(j, "heights", answer->has_heights ? profile_json(&answer->heights, true) : json_null());
  (void)json_object_set_new(
      j, "temperatures",
      answer->has_temperatures
          ? temperatures_json(answer, tl_raster_frame_of(tl_geofile_raster(run->temperatures))->layers)
          : json_null());
  return j;
}

/* RFC 7946, 3.1.9: a line that crosses the antimeridian is cut there. */
static void add_line(json_t *lines, const tl_geo_position *at, size_t count) {
  json_t *line = json_array();
  for (size_t i = 0; i < count; i++) {
    const double lon = tl_geo_unwrap(at[i].lon_deg, 0);
    const double before = i > 0 ? tl_geo_unwrap(at[i - 1].lon_deg, 0) : lon, step = tl_geo_unwrap(lon, before) - before;
    if (before + step > 180 || before + step < -180) {
      const double edge = step > 0 ? 180 : -180, share = (edge - before) / step;
      const double lat = at[i - 1].lat_deg + share * (at[i].lat_deg - at[i - 1].lat_deg);
      (void)json_array_append_new(line, json_pack("[f,f]", edge, lat));
      (void)json_array_append_new(lines, line);
      line = json_pack("[[f,f]]", -edge, lat);
    }
    (void)json_array_append_new(line, json_pack("[f,f]", lon, at[i].lat_deg));
  }
  (void)json_array_append_new(lines, line);
}

/* QGIS reads flat columns best: lists become text, the kilometres of each class a column of its own. */
static void flatten(json_t *properties, const route_run *run, const route_answer *answer) {
  const char *key, *value;
  for (size_t i = 0; tl_geofile_line_property_at(run->file, answer->line, i, &key, &value); i++)
    if (json_object_get(properties, key) == NULL) (void)json_object_set_new(properties, key, text(value));
  (void)json_object_del(properties, "properties");
  for (size_t k = 0; k < run->request->layer_count; k++) {
    const tl_geo_layer *layer = tl_geofile_layer(run->layers[k]);
    for (int a = -1; a < (int)tl_geo_layer_areas(layer); a++) {
      char column[160];
      const double length = tl_overlay_length_m(answer->overlay[k], a);
      if (!(length > 0)) continue;
      (void)snprintf(column, sizeof column, "km_%zu_%.120s", k + 1, a >= 0 ? area_name(layer, a) : "outside");
      json_t *kilometres = json_real(length / 1e3);
      if (json_object_set_new(properties, column, kilometres) != 0) continue; /* a name that is not UTF-8 */
    }
  }
}

json_t *route_as_feature(const route_run *run, const route_answer *answer) {
  json_t *properties = route_as_json(run, answer), *lines = json_array();
  for (size_t s = 0; s < tl_route_sections(answer->route); s++) {
    size_t count;
    const tl_geo_position *at = tl_route_section(answer->route, s, &count, NULL);
    add_line(lines, at, count);
  }
  if (properties != NULL) flatten(properties, run, answer);
  return json_pack("{s:s,s:o,s:{s:s,s:o}}", "type", "Feature", "properties", properties, "geometry", "type",
                   "MultiLineString", "coordinates", lines);
}

tl_code ground_write(const char *path, json_t *document, tl_error *error) {
  char *bytes = document != NULL ? json_dumps(document, JSON_REAL_PRECISION(15)) : NULL;
  const size_t length = bytes != NULL ? strlen(bytes) : 0;
  if (bytes == NULL) return tl_fail(error, TL_ERR_MACHINE, "not enough memory for %s", path);
  bytes[length] = '\n'; /* in the place of the end of the text */
  const tl_code code = cli_write_file(path, "", bytes, length + 1, error);
  free(bytes);
  return code;
}

int ground_print(json_t *document) {
  const int failed = document == NULL || json_dumpf(document, stdout, JSON_INDENT(1) | JSON_REAL_PRECISION(17)) != 0 ||
                     putchar('\n') == EOF;
  json_decref(document);
  if (failed) (void)fputs("trunkline: the answer could not be written\n", stderr);
  return failed ? TL_ERR_MACHINE : TL_OK;
}

void ground_copy_findings(tl_findings *to, const tl_findings *from) {
  for (size_t i = 0; from != NULL && i < tl_findings_count(from); i++) {
    const tl_finding *f = tl_findings_at(from, i);
    tl_findings_add(to, f->severity, f->file, f->line, f->id, f->field, "%s", f->sentence);
  }
}

tl_code ground_read_position(const char *option, const char *text_in, tl_geo_position *position, tl_error *error) {
  char *end = NULL, *last = NULL;
  position->lat_deg = strtod(text_in, &end);
  while (end != text_in && (*end == ' ' || *end == ',')) end++;
  position->lon_deg = strtod(end, &last);
  if (end == text_in || last == end || *last != '\0')
    return tl_fail(error, TL_ERR_USAGE,
                   "%s \"%s\" is no position; write latitude, longitude in degrees: \"49.7, 105.6\"", option, text_in);
  tl_error why;
  if (tl_geo_position_check(*position, &why) == TL_OK) return TL_OK;
  return tl_fail(error, TL_ERR_USAGE, "%s: %s", option, why.sentence);
}

tl_code ground_read_length(const char *option, const char *text_in, const char *unit, double *metres, tl_error *error) {
  char *end = NULL;
  const double value = strtod(text_in, &end);
  if (end != text_in && *end == '\0' && value >= 0)
    return tl_fail(error, TL_ERR_USAGE, "%s %s has no unit; did you mean \"%s %s\"?", option, text_in, text_in, unit);
  tl_value with_unit;
  if (tl_value_read(text_in, TL_LENGTH, &with_unit, NULL) != TL_OK || !(with_unit.si >= 0))
    return tl_fail(error, TL_ERR_USAGE, "%s \"%s\" is no length; write for example \"400 km\"", option, text_in);
  *metres = with_unit.si;
  return TL_OK;
}

ground_shown ground_show(double value) {
  ground_shown s;
  const double size = fabs(value) > 0 ? pow(10, floor(log10(fabs(value))) - 3) : 1;
  if (!(fabs(value) >= 1000)) {
    (void)snprintf(s.words, sizeof s.words, "%.4g", value);
    return s;
  }
  char plain[48];
  (void)snprintf(plain, sizeof plain, "%.0f", round(value / size) * size);
  size_t n = 0;
  for (size_t i = 0, length = strlen(plain); i < length && n + 2 < sizeof s.words; i++) {
    s.words[n++] = plain[i];
    if ((length - 1 - i) % 3 == 0 && i + 1 < length && plain[i] != '-') s.words[n++] = ',';
  }
  s.words[n] = '\0';
  return s;
}
