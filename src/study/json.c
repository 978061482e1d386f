/* results.json and route.geojson: documents other programs read. Keys: docs/schema/results.schema.json. */
#include "study/run.h"

#include <stdio.h>
#include <string.h>

static void quoted(tli_text *j, const char *words) {
  tli_text_add(j, "\"");
  for (const unsigned char *c = (const unsigned char *)(words != NULL ? words : ""); *c != '\0'; c++) {
    if (*c == '"' || *c == '\\')
      tli_text_printf(j, "\\%c", *c);
    else if (*c < 0x20)
      tli_text_printf(j, "\\u%04x", *c);
    else
      tli_text_add_n(j, (const char *)c, 1);
  }
  tli_text_add(j, "\"");
}

static void key_text(tli_text *j, const char *key, const char *words) {
  tli_text_printf(j, "\"%s\":", key);
  quoted(j, words);
}

static void key_number(tli_text *j, const char *key, double value) {
  tli_text_printf(j, "\"%s\":", key);
  tli_text_add_number(j, value);
}

/* ---- results.json ---------------------------------------------------------------------------------------------------
 */

static void steps_in_state(const tl_study *study, const char *key, tli_step_state state, tli_step_state or_state,
                           tli_text *j) {
  tli_text_printf(j, "\"%s\":[", key);
  bool first = true;
  for (size_t i = 0; i < tli_step_count(); i++) {
    if (study->steps[i] != state && study->steps[i] != or_state) continue;
    if (!first) tli_text_add(j, ",");
    quoted(j, tli_step_at(i)->name);
    first = false;
  }
  tli_text_add(j, "]");
}

/* A step that had nothing to do was not run: it is named with those left out. */
static void steps_json(const tl_study *study, tli_text *j) {
  tli_text_add(j, "\"steps\":{");
  steps_in_state(study, "run", TLI_STEP_RUN, TLI_STEP_RUN, j);
  tli_text_add(j, ",");
  steps_in_state(study, "cached", TLI_STEP_CACHED, TLI_STEP_CACHED, j);
  tli_text_add(j, ",");
  steps_in_state(study, "left_out", TLI_STEP_LEFT_OUT, TLI_STEP_NOTHING_TO_DO, j);
  tli_text_add(j, "}");
}

/* The members code, where, value, unit and sentence of a reason. sentence NULL: the evaluation's own. */
static void reason_members(const tl_study *study, const tli_evaluation *e, const char *sentence, tli_text *j) {
  const tli_criterion *delivery = &e->whole[TLI_DELIVERY_PRESSURE];
  const bool short_of = e->outcome == TL_SOLVED && delivery->where != NULL, still = e->outcome == TL_SOLVED;
  const tli_study *s = study->reference;
  key_text(j, "code", short_of ? "delivery_pressure" : still ? "no_flow" : e->reason.code);
  tli_text_add(j, ",\"where\":{");
  key_text(j, "kind", still ? "node" : e->reason.where_kind);
  tli_text_add(j, ",");
  key_text(j, "id",
           short_of ? delivery->where
           : still  ? tl_network_node_id(study->line->network, study->line->end_node)
                    : e->reason.where_id);
  tli_text_add(j, "},");
  key_number(j, "value",
             short_of ? delivery->allowed - delivery->value
             : still  ? s->delivery.min_pressure.si - s->inlet.pressure.si
                      : e->reason.value);
  tli_text_add(j, ",");
  key_text(j, "unit", still ? "Pa" : e->reason.unit);
  tli_text_add(j, ",");
  key_text(j, "sentence",
           sentence != NULL ? sentence
           : short_of       ? "The delivery pressure is below what is asked for."
                            : e->reason.sentence);
}

static void reason_json(const tl_study *study, const tli_evaluation *e, tli_text *j) {
  const tli_criterion *delivery = &e->whole[TLI_DELIVERY_PRESSURE];
  tli_text_add(j, "\"reason\":");
  if (e->outcome == TL_SOLVED && !(delivery->where != NULL && delivery->excess > 1e-6)) {
    tli_text_add(j, "null");
    return;
  }
  tli_text_add(j, "{");
  reason_members(study, e, NULL, j);
  tli_text_add(j, "}");
}

static void criteria_json(const tli_evaluation *e, const tli_criterion *criteria, tli_text *j) {
  (void)e;
  tli_text_add(j, "\"criteria\":{");
  bool first = true;
  for (int l = 0; l < TLI_LIMITS; l++) {
    const tli_criterion *c = &criteria[l];
    if (c->where == NULL) continue;
    tli_text_printf(j, "%s\"%s\":{", first ? "" : ",", tli_limit_name((tli_limit)l));
    first = false;
    key_number(j, "value", c->value);
    tli_text_add(j, ",\"limit\":");
    if (c->allowed > 0.0)
      tli_text_add_number(j, c->allowed);
    else
      tli_text_add(j, "null");
    tli_text_add(j, ",");
    key_text(j, "where", c->where);
    tli_text_add(j, "}");
  }
  tli_text_add(j, "}");
}

static void evaluation_json(const tl_study *study, const tli_evaluation *e, size_t subject, tli_text *j) {
  const bool solved = e->outcome == TL_SOLVED;
  key_text(j, "outcome", tl_outcome_name(e->outcome));
  tli_text_add(j, ",");
  reason_json(study, e, j);
  tli_text_add(j, ",\"balance\":");
  if (solved) {
    tli_text_add(j, "{");
    key_number(j, "in_kg_s", e->in_kg_s);
    tli_text_add(j, ",");
    key_number(j, "out_kg_s", e->out_kg_s);
    tli_text_add(j, ",");
    key_number(j, "fuel_kg_s", e->fuel_kg_s);
    tli_text_add(j, ",");
    key_number(j, "relative_error", e->balance_error);
    tli_text_add(j, "}");
  } else {
    tli_text_add(j, "null");
  }
  const double year_s = 365.0 * 86400.0;
  tli_text_add(j, ",");
  key_number(j, "delivered_m3_a", solved ? e->flow_kg_s / study->line->kg_per_m3 * year_s : NAN);
  tli_text_printf(j, ",\"reference_state\":\"%.0f degC, 101.325 kPa\",", study->line->reference_t_k - 273.15);
  key_number(j, "delivered_m3_a_at_0_degc", solved ? e->flow_kg_s / study->density_0_kg_m3 * year_s : NAN);
  tli_text_add(j, ",");
  key_number(j, "delivery_p_pa", solved ? e->delivery_p_pa : NAN);
  tli_text_add(j, ",");
  key_number(j, "total_power_w", solved ? e->total_power_w : NAN);
  tli_text_add(j, ",");
  key_number(j, "capacity_m3_a", e->capacity_kg_s / study->line->kg_per_m3 * year_s);
  tli_text_add(j, ",");
  key_text(j, "capacity_limit",
           e->capacity_limit >= 0    ? tli_limit_name((tli_limit)e->capacity_limit)
           : isnan(e->capacity_kg_s) ? "none_meets_all"
                                     : "physics");
  tli_text_add(j, ",");
  key_text(j, "capacity_where", e->capacity_where);
  tli_text_add(j, ",");
  key_text(j, "verdict", tli_verdict(e, solved ? e->whole : NULL));
  if (solved) {
    tli_text_add(j, ",");
    criteria_json(e, e->whole, j);
    tli_text_add(j, ",\"section\":{");
    key_text(j, "id", study->reference->sections[subject].id);
    tli_text_add(j, ",");
    key_text(j, "verdict", tli_verdict(e, e->by_section[subject]));
    tli_text_add(j, ",");
    criteria_json(e, e->by_section[subject], j);
    tli_text_add(j, "}");
  }
}

static void scenarios_json(const tl_study *study, tli_text *j) {
  tli_text_add(j, "\"scenarios\":[");
  if (study->input != NULL && study->line != NULL && study->steps[0] == TLI_STEP_RUN) {
    const size_t subject = tli_subject_section(study);
    if (study->scenario_count == 0) {
      tli_text_add(j, "{\"axes\":{},");
      evaluation_json(study, &study->evaluation, subject, j);
      tli_text_add(j, "}");
    }
    for (size_t i = 0; i < study->scenario_count; i++) {
      const tli_scenario *x = &study->scenarios[i];
      tli_text_add(j, i > 0 ? ",\n{\"axes\":{" : "\n{\"axes\":{");
      for (size_t a = 0; a < study->input->axis_count; a++) {
        if (a > 0) tli_text_add(j, ",");
        key_text(j, study->input->axes[a].id, study->input->axes[a].values[x->choice[a]].label);
      }
      tli_text_add(j, "},");
      if (x->code == TL_OK) {
        evaluation_json(study, &x->evaluation, subject, j);
        tli_text_add(j, ",\"whole_line\":{");
        key_text(j, "outcome", tl_outcome_name(x->whole.outcome));
        tli_text_add(j, ",");
        key_text(j, "sentence", x->whole.outcome == TL_SOLVED ? "" : x->whole.reason.sentence);
        tli_text_add(j, ",");
        key_number(j, "total_power_w", x->whole.outcome == TL_SOLVED ? x->whole.total_power_w : NAN);
        tli_text_add(j, ",");
        key_number(j, "fuel_kg_s", x->whole.outcome == TL_SOLVED ? x->whole.fuel_kg_s : NAN);
        tli_text_add(j, "}");
      } else {
        tli_text_add(j, "\"outcome\":\"not_solved\",\"reason\":{\"code\":\"input\",");
        key_text(j, "sentence", x->error.sentence);
        tli_text_add(j, "}");
      }
      tli_text_add(j, "}");
    }
  }
  tli_text_add(j, "]");
}

static void claims_json(const tl_study *study, tli_text *j) {
  tli_text_add(j, "\"claims\":[");
  for (size_t i = 0; study->claims != NULL && i < study->reference->claim_count; i++) {
    const tli_study_claim *c = &study->reference->claims[i];
    const tli_claim_result *r = &study->claims[i];
    tli_text_add(j, i > 0 ? ",\n{" : "\n{");
    key_text(j, "id", c->id);
    tli_text_add(j, ",");
    key_text(j, "who", c->who);
    tli_text_add(j, ",");
    key_text(j, "date", c->date);
    tli_text_add(j, ",");
    key_number(j, "published", r->published);
    tli_text_add(j, ",");
    key_text(j, "published_text", c->figure_text);
    tli_text_add(j, ",");
    key_text(j, "unit", r->unit);
    tli_text_add(j, ",");
    key_number(j, "computed", r->computed);
    tli_text_add(j, ",");
    key_text(j, "computed_text", r->computed_text);
    tli_text_add(j, ",");
    key_text(j, "verdict", r->verdict);
    tli_text_add(j, ",");
    key_text(j, "reason", r->reason);
    tli_text_add(j, "}");
  }
  tli_text_add(j, "]");
}

static void findings_json(const tl_findings *findings, tli_text *j) {
  static const char *const severities[] = {"note", "warning", "error"};
  tli_text_add(j, "\"findings\":[");
  for (size_t i = 0; findings != NULL && i < tl_findings_count(findings); i++) {
    const tl_finding *f = tl_findings_at(findings, i);
    tli_text_add(j, i > 0 ? ",\n{" : "\n{");
    key_text(j, "severity", severities[f->severity]);
    tli_text_add(j, ",");
    key_text(j, "file", f->file);
    tli_text_printf(j, ",\"line\":%d,", f->line);
    key_text(j, "id", f->id);
    tli_text_add(j, ",");
    key_text(j, "field", f->field);
    tli_text_add(j, ",");
    key_text(j, "sentence", f->sentence);
    tli_text_add(j, "}");
  }
  tli_text_add(j, "]");
}

static tl_code hand_over(tli_text *j, char **text, const char *what, tl_error *error) {
  *text = NULL;
  if (j->failed || j->bytes == NULL) {
    tli_text_free(j);
    return TLI_NO_MEMORY(error, what);
  }
  const size_t length = j->length;
  char *copy = tli_alloc(NULL, length + 1);
  if (copy != NULL) memcpy(copy, j->bytes, length + 1);
  tli_text_free(j);
  if (copy == NULL) return TLI_NO_MEMORY(error, what);
  *text = copy;
  return TL_OK;
}

void tl_study_free_text(char *text) { tli_free(NULL, text, 0); }

tl_code tl_study_json(const tl_study *study, char **text, tl_error *error) {
  tli_text j;
  tli_text_init(&j, NULL);
  tli_text_add(&j, "{");
  key_text(&j, "trunkline", tl_version());
  tli_text_add(&j, ",\"command\":\"study\",\"study\":");
  quoted(&j, study->input != NULL ? study->input->folder : "");
  const char *title = tl_results_text(study->results, "title");
  tli_text_add(&j, ",");
  key_text(&j, "title", title);
  tli_text_add(&j, ",");
  steps_json(study, &j);
  tli_text_add(&j, ",\"outcome\":");
  quoted(&j, study->answered ? "solved" : study->no_answer[0] != '\0' ? "infeasible" : "not_solved");
  tli_text_add(&j, ",\"reason\":");
  if (study->no_answer[0] != '\0') {
    tli_text_add(&j, "{");
    reason_members(study, &study->evaluation, study->no_answer, &j);
    tli_text_add(&j, ",\"cures\":[");
    const tl_table *cures = tl_results_table(study->results, "cures");
    for (size_t i = 0; cures != NULL && i < tl_table_rows(cures); i++) {
      tli_text_add(&j, i > 0 ? ",{" : "{");
      key_text(&j, "cure", tl_table_text(cures, i, 0));
      tli_text_add(&j, ",");
      key_number(&j, "cost", tl_table_number(cures, i, 1));
      tli_text_add(&j, "}");
    }
    tli_text_add(&j, "]}");
  } else {
    tli_text_add(&j, "null");
  }
  tli_text_add(&j, ",\n");
  scenarios_json(study, &j);
  tli_text_add(&j, ",\n");
  claims_json(study, &j);
  tli_text_add(&j, ",\n");
  findings_json(study->findings, &j);
  tli_text_add(&j, "}\n");
  return hand_over(&j, text, "results.json", error);
}

/* ---- route.geojson (RFC 7946) ---------------------------------------------------------------------------------------
 */

/* What is written, feature by feature. */
typedef struct map_file {
  const tl_study *study;
  tli_text *j;
  bool first;
} map_file;

static bool has_number(const tl_table *t, size_t column) {
  for (size_t r = 0; r < tl_table_rows(t); r++)
    if (isfinite(tl_table_number(t, r, column))) return true;
  return false;
}

/* Opens a feature of a kind; the row's figures (SI) and words follow as its properties. */
static void open_feature(map_file *m, const char *kind, const char *id, const tl_table *t, size_t row) {
  tli_text_add(m->j,
               m->first ? "\n{\"type\":\"Feature\",\"properties\":{" : ",\n{\"type\":\"Feature\",\"properties\":{");
  m->first = false;
  key_text(m->j, "kind", kind);
  tli_text_add(m->j, ",");
  key_text(m->j, "id", id);
  for (size_t c = 0; t != NULL && c < tl_table_columns(t); c++) {
    const tl_column *column = tl_table_column(t, c);
    if (column->quantity != TL_TEXT && !has_number(t, c)) continue; /* a column of nothing tells no type */
    tli_text_add(m->j, ",");
    if (column->quantity == TL_TEXT)
      key_text(m->j, column->name, tl_table_text(t, row, c));
    else
      key_number(m->j, column->name, tl_table_number(t, row, c));
  }
}

static void position(map_file *m, bool first, double lat, double lon, double height) {
  tli_text_printf(m->j, "%s[%.6f,%.6f", first ? "" : ",", lon, lat);
  tli_text_printf(m->j, isfinite(height) ? ",%.1f]" : "]", height);
}

/* 3.1.9: a line that crosses the antimeridian is cut there. */
static void line_geometry(map_file *m, const tl_geo_position *at, const double *height, size_t count) {
  bool cut = false;
  for (size_t i = 1; i < count; i++) cut = cut || fabs(at[i].lon_deg - at[i - 1].lon_deg) > 180.0;
  tli_text_printf(m->j, "},\"geometry\":{\"type\":\"%s\",\"coordinates\":%s", cut ? "MultiLineString" : "LineString",
                  cut ? "[[" : "[");
  for (size_t i = 0; i < count; i++) {
    const double before = i > 0 ? at[i - 1].lon_deg : at[i].lon_deg;
    const double step = tl_geo_unwrap(at[i].lon_deg, before) - before;
    if (i > 0 && fabs(before + step) > 180.0) {
      const double edge = step > 0.0 ? 180.0 : -180.0, share = (edge - before) / step;
      const double lat = at[i - 1].lat_deg + share * (at[i].lat_deg - at[i - 1].lat_deg),
                   up = height[i - 1] + share * (height[i] - height[i - 1]);
      position(m, false, lat, edge, up);
      tli_text_add(m->j, "],[");
      position(m, true, lat, -edge, up);
      position(m, false, at[i].lat_deg, at[i].lon_deg, height[i]);
    } else {
      position(m, i == 0, at[i].lat_deg, at[i].lon_deg, height[i]);
    }
  }
  tli_text_add(m->j, cut ? "]]}}" : "]}}");
}

static void point_geometry(map_file *m, double lat, double lon, double height) {
  tli_text_add(m->j, "},\"geometry\":{\"type\":\"Point\",\"coordinates\":");
  position(m, true, lat, lon, height);
  tli_text_add(m->j, "}}");
}

/* Kilometres of the section in each area of each layer, a column each: "km in Mongolia (Countries, ...)". */
static void section_kilometres(map_file *m, const char *title) {
  const tl_table *t = tl_results_table(m->study->results, "layer_sections");
  const int section = t != NULL ? tl_table_find_column(t, "section") : -1;
  const int length = t != NULL ? tl_table_find_column(t, "length_m") : -1;
  for (size_t r = 0; section >= 0 && length >= 0 && r < tl_table_rows(t); r++) {
    if (!tli_text_equal(tl_table_text(t, r, (size_t)section), title)) continue;
    char key[240];
    (void)snprintf(key, sizeof key, "km in %.100s (%.100s)", tl_table_text(t, r, 1), tl_table_text(t, r, 0));
    tli_text_add(m->j, ",");
    quoted(m->j, key);
    tli_text_add(m->j, ":");
    tli_text_add_number(m->j, tl_table_number(t, r, (size_t)length) / 1e3);
  }
}

static tl_code section_features(map_file *m, tl_error *error) {
  const tl_study *study = m->study;
  const tli_study *s = study->reference;
  for (size_t i = 0; study->route != NULL && i < s->section_count; i++) {
    const tli_route_section *g = &study->route->sections[i];
    if (g->count < 2) continue;
    tl_geo_position *at = TLI_NEW_N(study->arena, tl_geo_position, g->count);
    double *height = TLI_NEW_N(study->arena, double, g->count);
    if (at == NULL || height == NULL) return TLI_NO_MEMORY(error, "route.geojson");
    for (size_t k = 0; k < g->count; k++) {
      const tli_study_waypoint *w = &s->waypoints[g->points[k].waypoint];
      at[k] = (tl_geo_position){w->lat.si, w->lon.si};
      height[k] = tli_route_height(study->route, i, g->points[k].distance_m);
    }
    open_feature(m, "section", s->sections[i].id, tl_results_table(study->results, "sections"), i);
    section_kilometres(m, s->sections[i].title);
    line_geometry(m, at, height, g->count);
  }
  return TL_OK;
}

static void point_features(map_file *m) {
  const tl_study *study = m->study;
  const tli_study *s = study->reference;
  const tl_table *stations = tl_results_table(study->results, "stations"),
                 *waypoints = tl_results_table(study->results, "waypoints"),
                 *crossings = tl_results_table(study->results, "layer_crossings");
  for (size_t i = 0; stations != NULL && i < study->line->station_count; i++) {
    const tli_line_station *at = &study->line->stations[i];
    double lat, lon;
    tli_route_position(study->route, at->section, at->distance_m, &lat, &lon);
    if (isnan(lat)) continue;
    open_feature(m, "station", at->id, stations, i);
    point_geometry(m, lat, lon, at->height_m);
  }
  for (size_t i = 0; waypoints != NULL && i < s->waypoint_count; i++) {
    open_feature(m, "waypoint", s->waypoints[i].id, waypoints, i);
    point_geometry(m, s->waypoints[i].lat.si, s->waypoints[i].lon.si, s->waypoints[i].height.si);
  }
  for (size_t r = 0; crossings != NULL && r < tl_table_rows(crossings); r++) {
    char id[40];
    (void)snprintf(id, sizeof id, "crossing-%zu", r + 1);
    open_feature(m, "crossing", id, crossings, r);
    point_geometry(m, tl_table_number(crossings, r, (size_t)tl_table_find_column(crossings, "lat")),
                   tl_table_number(crossings, r, (size_t)tl_table_find_column(crossings, "lon")), NAN);
  }
}

/* The row of a way in the table of alternatives, by its title; the table's size if it is not there. */
static size_t row_of_way(const tl_table *t, const tli_study_alternative *x) {
  size_t r = 0;
  while (r < tl_table_rows(t) && !tli_text_equal(tl_table_text(t, r, 0), x->title[0] != '\0' ? x->title : x->id)) r++;
  return r;
}

static tl_code way_features(map_file *m, tl_error *error) {
  const tli_study *s = m->study->reference;
  const tl_table *t = tl_results_table(m->study->results, "alternatives");
  if (t == NULL) return TL_OK;
  tl_geo_position *at = TLI_NEW_N(m->study->arena, tl_geo_position, s->alternative_point_count);
  double *height = TLI_NEW_N(m->study->arena, double, s->alternative_point_count);
  if (at == NULL || height == NULL) return TLI_NO_MEMORY(error, "route.geojson");
  for (size_t a = 0; a < s->alternative_count; a++) {
    const size_t row = row_of_way(t, &s->alternatives[a]);
    size_t count = 0;
    for (size_t i = 0; i < s->alternative_point_count; i++) {
      const tli_study_alternative_point *p = &s->alternative_points[i];
      if (!tli_text_equal(p->alternative, s->alternatives[a].id)) continue;
      height[count] = p->height.si;
      at[count++] = (tl_geo_position){p->lat.si, p->lon.si};
    }
    if (row == tl_table_rows(t) || count < 2) continue;
    open_feature(m, "alternative", s->alternatives[a].id, t, row);
    line_geometry(m, at, height, count);
  }
  return TL_OK;
}

tl_code tl_study_geojson(const tl_study *study, char **text, tl_error *error) {
  tli_text j;
  tli_text_init(&j, NULL);
  tli_text_add(&j, "{\"type\":\"FeatureCollection\",\"features\":[");
  map_file m = {study, &j, true};
  tl_code code = section_features(&m, error);
  if (code == TL_OK) point_features(&m);
  if (code == TL_OK) code = way_features(&m, error);
  if (code != TL_OK) {
    *text = NULL;
    tli_text_free(&j);
    return code;
  }
  tli_text_add(&j, "\n]}\n");
  return hand_over(&j, text, "route.geojson", error);
}
