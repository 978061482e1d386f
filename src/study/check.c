/* Cross-checks of a study that was read or set: what no single field can know. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "study/fields.h"

typedef struct checking {
  const tli_study *study;
  tl_findings *findings;
} checking;

/* Where a field stands; if it was left to its default, where its item begins. */
static const tli_study_place *place_of(const tli_study *study, const char *item, const char *field) {
  char path[320];
  (void)snprintf(path, sizeof path, "%s.%s", item, field);
  const tli_study_place *place = tli_study_place_of(study, path);
  if (place != NULL) return place;
  (void)snprintf(path, sizeof path, "%s.id", item);
  place = tli_study_place_of(study, path);
  if (place != NULL) return place;
  (void)snprintf(path, sizeof path, "%s.", item);
  for (size_t i = 0; i < study->place_count; i++) {
    bool inside = tli_starts_with(study->places[i].path, path);
    if (inside && (place == NULL || study->places[i].line < place->line)) place = &study->places[i];
  }
  return place;
}

static void complain(const checking *c, const char *item, const char *field, const char *format, ...) TL_PRINTF(4, 5);
static void complain(const checking *c, const char *item, const char *field, const char *format, ...) {
  const tli_study_place *place = place_of(c->study, item, field);
  if (place != NULL && place->broken) return; /* its own mistake was reported; this one only follows from it */
  char sentence[512];
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(sentence, sizeof sentence, format, arguments);
  va_end(arguments);
  tl_findings_add(c->findings, TL_ERROR, place != NULL ? place->file : c->study->file, place != NULL ? place->line : 0,
                  item, field, "%s: %s", item, sentence);
}

typedef struct name_of {
  char path[200];
} name_of;

static name_of item_path(const char *group, const char *id) {
  name_of n;
  (void)snprintf(n.path, sizeof n.path, "%.100s.%.90s", group, id);
  return n;
}

/* Is `id` an item of that group? If not: a finding with the nearest one. */
static bool known_id(const checking *c, const char *item, const char *field, const char *group_name, const char *id) {
  enum { MOST_NAMES = 256 };
  const char *names[MOST_NAMES];
  size_t known = 0;
  const tli_group *group = tli_group_find(group_name, NULL);
  size_t count = tli_group_count(group, c->study);
  for (size_t i = 0; i < count; i++) {
    const char *name = tli_item_id(tli_group_look(group, c->study, i));
    if (strcmp(name, id) == 0) return true;
    if (known < MOST_NAMES) names[known++] = name;
  }
  const char *near = tli_did_you_mean(id, names, known);
  complain(c, item, field, "%s = \"%.80s\" is none of the %s%s%.80s%s", field, id, group_name,
           near != NULL ? "; did you mean " : "", near != NULL ? near : "", near != NULL ? "?" : "");
  return false;
}

static bool given(const char *text) { return text != NULL && text[0] != '\0'; }
static bool is(const char *text, const char *what) { return text != NULL && strcmp(text, what) == 0; }

static const tli_study_section *find_section(const tli_study *study, const char *id) {
  for (size_t i = 0; i < study->section_count; i++)
    if (is(study->sections[i].id, id)) return &study->sections[i];
  return NULL;
}

static const tli_study_pipe *find_pipe(const tli_study *study, const char *id) {
  for (size_t i = 0; given(id) && i < study->pipe_count; i++)
    if (is(study->pipes[i].id, id)) return &study->pipes[i];
  return NULL;
}

static void check_pipe(const checking *c, const tli_study_pipe *pipe) {
  name_of at = item_path("pipes", pipe->id);
  double outside = pipe->outside_diameter.si, wall = pipe->wall.si, inside = pipe->inside_diameter.si;
  if (!(outside > 0)) return; /* reported as missing */
  if (!(wall > 0) && !(inside > 0))
    complain(c, at.path, "wall", "neither wall nor inside_diameter is given; one of them is needed");
  else if (inside > 0 && inside >= outside)
    complain(c, at.path, "inside_diameter", "inside_diameter = %g mm is not below the outside diameter of %g mm",
             inside * 1e3, outside * 1e3);
  else if (wall > 0 && 2 * wall >= 0.5 * outside)
    complain(c, at.path, "wall", "wall = %g mm leaves less than half of the outside diameter of %g mm", wall * 1e3,
             outside * 1e3);
  double bore = inside > 0 ? inside : outside - 2 * wall;
  if (bore > 0 && pipe->roughness.si > 0.05 * bore)
    complain(c, at.path, "roughness",
             "roughness = %g mm is above a twentieth of the inside diameter of %g mm, where no friction law holds",
             pipe->roughness.si * 1e3, bore * 1e3);
}

static size_t waypoint_index(const tli_study *study, const char *id) {
  size_t i = 0;
  while (i < study->waypoint_count && !is(study->waypoints[i].id, id)) i++;
  return i;
}

static void check_section_ends(const checking *c, const char *at, const tli_study_section *s) {
  bool from = given(s->from), to = given(s->to);
  bool known = (!from || known_id(c, at, "from", "waypoints", s->from));
  known = (!to || known_id(c, at, "to", "waypoints", s->to)) && known;
  if (from != to) complain(c, at, from ? "to" : "from", "only one of from and to is given");
  if (!(s->length.si > 0) && !(from && to))
    complain(c, at, "length", "length is missing, and there are no waypoints (from, to) to take it from");
  if (known && from && to && is(s->role, "line") &&
      waypoint_index(c->study, s->from) >= waypoint_index(c->study, s->to))
    complain(c, at, "to", "to = \"%.80s\" comes before from = \"%.80s\" in the list of waypoints", s->to, s->from);
}

static void check_section(const checking *c, const tli_study_section *s) {
  name_of at = item_path("sections", s->id);
  check_section_ends(c, at.path, s);
  bool line = is(s->role, "line");
  if (line && !given(s->pipe))
    complain(c, at.path, "pipe", "pipe is missing: a section of the line needs a pipe class");
  if (given(s->pipe)) (void)known_id(c, at.path, "pipe", "pipes", s->pipe);
  if (given(s->station)) (void)known_id(c, at.path, "station", "stations", s->station);
  if (s->station_count.si > 0 && !given(s->station))
    complain(c, at.path, "station", "station is missing: which kind are the %g stations?", s->station_count.si);
  if (is(s->station_layout, "both-ends") && s->station_count.si < 2 && s->station_count.si > 0)
    complain(c, at.path, "station_count", "station_count = %g, but layout both-ends needs at least 2",
             s->station_count.si);
  if (given(s->country) && (strlen(s->country) != 2 || s->country[0] < 'A' || s->country[0] > 'Z' ||
                            s->country[1] < 'A' || s->country[1] > 'Z'))
    complain(c, at.path, "country", "country = \"%.40s\"; write two capital letters (ISO 3166), for example MN",
             s->country);
}

static void check_chain(const checking *c) {
  const tli_study_section *before = NULL;
  for (size_t i = 0; i < c->study->section_count; i++) {
    const tli_study_section *s = &c->study->sections[i];
    if (!is(s->role, "line")) continue;
    if (before != NULL && given(before->to) && given(s->from) && !is(before->to, s->from)) {
      name_of at = item_path("sections", s->id);
      complain(c, at.path, "from", "from = \"%.80s\", but section %.80s before it ends at \"%.80s\": they do not join",
               s->from, before->id, before->to);
    }
    before = s;
  }
  if (before == NULL && c->study->section_count > 0)
    complain(c, "sections", "role", "no section has the role \"line\": there is nothing to compute");
}

static void check_flow(const checking *c) {
  const tli_study *study = c->study;
  const tli_study_flow *flow = &study->flow;
  bool pressures = is(flow->mode, "pressures");
  if (!pressures && flow->mode != NULL && !(flow->volume.si > 0))
    complain(c, "flow", "volume", "volume is missing: mode \"%s\" needs it; for example 50 bcm/a at 20 degC",
             flow->mode);
  if (pressures && !(study->inlet.pressure.si > 0))
    complain(c, "inlet", "pressure", "pressure is missing: mode \"pressures\" needs it");
  if (pressures && !(study->delivery.min_pressure.si > 0))
    complain(c, "delivery", "min_pressure", "min_pressure is missing: mode \"pressures\" needs it");
  if (!given(flow->at)) return;
  if (!known_id(c, "flow", "at", "sections", flow->at)) return;
  const tli_study_section *end = find_section(study, flow->at);
  if (!is(end->role, "line"))
    complain(c, "flow", "at", "at = \"%.80s\" is not a section of the line (its role is %s)", flow->at, end->role);
}

/* A set point above what the pipe may carry is a slip. A delivery pressure above it is not: it is a question whose
 * answer is no, and the physics says so with place and size. */
static void check_set_points(const checking *c) {
  for (size_t i = 0; i < c->study->section_count; i++) {
    const tli_study_section *s = &c->study->sections[i];
    const tli_study_pipe *pipe = find_pipe(c->study, s->pipe);
    if (!is(s->role, "line") || pipe == NULL || !(pipe->max_pressure.si > 0) || !(s->station_count.si > 0)) continue;
    for (size_t k = 0; k < c->study->station_count; k++) {
      const tli_study_station *station = &c->study->stations[k];
      if (!is(s->station, station->id) || !(station->discharge_pressure.si > pipe->max_pressure.si)) continue;
      name_of at = item_path("stations", station->id);
      complain(c, at.path, "discharge_pressure",
               "discharge_pressure = %g MPa is above the %g MPa that pipe \"%.80s\" may carry",
               station->discharge_pressure.si / 1e6, pipe->max_pressure.si / 1e6, pipe->id);
    }
  }
}

static void check_offtake(const checking *c, const tli_study_offtake *o) {
  name_of at = item_path("offtakes", o->id);
  const tli_study_section *s = given(o->section) ? find_section(c->study, o->section) : NULL;
  if (given(o->section)) (void)known_id(c, at.path, "section", "sections", o->section);
  if (s != NULL && !is(s->role, "line"))
    complain(c, at.path, "section", "section \"%.80s\" is not part of the line", s->id);
  bool by_distance = o->distance.si > 0;
  if (given(o->at) && by_distance)
    complain(c, at.path, "distance", "both distance and at are given; leave one of them out");
  if (given(o->at)) (void)known_id(c, at.path, "at", "waypoints", o->at);
  if (s != NULL && s->length.si > 0 && o->distance.si > s->length.si)
    complain(c, at.path, "distance", "distance = %g km is beyond the end of section \"%.80s\" (%g km)",
             o->distance.si / 1e3, s->id, s->length.si / 1e3);
}

static bool currency_fits(const checking *c, const char *item, const char *field, const tl_value *value) {
  const char *currency = c->study->economics.currency;
  bool fits = value->currency[0] == '\0' || !given(currency) || strlen(currency) != 3 ||
              strncmp(value->currency, currency, 3) == 0;
  if (!fits)
    complain(c, item, field, "%s is in %.3s, the study's totals are in %.3s, and there is no rate; restate it in %.3s",
             field, value->currency, currency, currency);
  return fits;
}

static void check_cost(const checking *c, const tli_study_cost *cost) {
  name_of at = item_path("costs", cost->id);
  if (given(cost->section)) (void)known_id(c, at.path, "section", "sections", cost->section);
  bool whole = cost->low.quantity == cost->likely.quantity && cost->likely.quantity == cost->high.quantity;
  if (whole && (cost->low.si > cost->likely.si || cost->likely.si > cost->high.si))
    complain(c, at.path, "likely", "low, likely and high must rise: %g, %g, %g (SI)", cost->low.si, cost->likely.si,
             cost->high.si);
  if (is(cost->basis, "fraction_of_capex") && cost->high.si > 1)
    complain(c, at.path, "high",
             "high = %g: a fraction of the capital cost cannot be above 1 (10 %% is written 10 %% or 0.1)",
             cost->high.si);
  (void)(currency_fits(c, at.path, "low", &cost->low) && currency_fits(c, at.path, "likely", &cost->likely) &&
         currency_fits(c, at.path, "high", &cost->high)); /* one finding a row is enough */
}

/* Every id of "russia+mongolia". */
static void check_subject(const checking *c, const char *at, const char *subject) {
  while (given(subject)) {
    size_t n = strcspn(subject, "+");
    char id[128];
    (void)snprintf(id, sizeof id, "%.*s", (int)(n < sizeof id ? n : sizeof id - 1), subject);
    (void)known_id(c, at, "subject", "sections", id);
    subject += subject[n] == '+' ? n + 1 : n;
  }
}

/* Whether the claim is about the ground, and then that its subject names what it must. */
static bool check_ground_subject(const checking *c, const char *at, const tli_study_claim *claim) {
  const bool border = is(claim->check, "border_length"), times = is(claim->check, "land_times");
  if (!border && !times && !is(claim->check, "land_area")) return false;
  char first[128];
  const char *plus = given(claim->subject) ? strchr(claim->subject, '+') : NULL;
  const size_t n = given(claim->subject) ? strcspn(claim->subject, border || times ? "+" : "/") : 0;
  (void)snprintf(first, sizeof first, "%.*s", (int)(n < sizeof first ? n : sizeof first - 1),
                 given(claim->subject) ? claim->subject : "");
  if (border || times) {
    if (plus == NULL || plus == claim->subject || plus[1] == '\0')
      complain(c, at, "subject", "subject = \"%.60s\": write %s", given(claim->subject) ? claim->subject : "",
               border ? "two countries, for example RU+CN" : "a claim with land_area and an area, for example land+GB");
    else if (times)
      (void)known_id(c, at, "subject", "claims", first);
  } else {
    (void)known_id(c, at, "subject", "layers", first);
  }
  return true;
}

/* A layer or the map stays beside the study. */
static void check_layer(const checking *c, const tli_study_layer *layer) {
  const char *file = given(layer->file) ? layer->file : "";
  if (file[0] == '/' || file[0] == '\\' || strchr(file, ':') != NULL || strncmp(file, "..", 2) == 0 ||
      strstr(file, "/..") != NULL)
    complain(c, item_path("layers", layer->id).path, "file",
             "file = \"%.100s\": layers stay in the study's folder; copy it there and name it from there", file);
}

static void check_alternatives(const checking *c) {
  const tli_study *s = c->study;
  for (size_t i = 0; i < s->alternative_point_count; i++)
    (void)known_id(c, item_path("alternative_points", s->alternative_points[i].id).path, "alternative", "alternatives",
                   s->alternative_points[i].alternative);
  for (size_t a = 0; a < s->alternative_count; a++) {
    size_t points = 0;
    for (size_t i = 0; i < s->alternative_point_count; i++)
      if (is(s->alternative_points[i].alternative, s->alternatives[a].id)) points++;
    if (points < 2)
      complain(c, item_path("alternatives", s->alternatives[a].id).path, "id",
               "%zu of the alternative_points name it; a way needs two", points);
  }
}

static void check_claim(const checking *c, const tli_study_claim *claim) {
  name_of at = item_path("claims", claim->id);
  if (!check_ground_subject(c, at.path, claim)) check_subject(c, at.path, claim->subject);
  bool context = is(claim->check, "context");
  bool has_low = tli_study_place_of(c->study, item_path(at.path, "low").path) != NULL;
  bool has_high = tli_study_place_of(c->study, item_path(at.path, "high").path) != NULL;
  if (!context && claim->check != NULL && !has_low && claim->low.si == 0)
    complain(c, at.path, "low", "low is missing: a claim that is checked (%s) needs its figure", claim->check);
  if (context && given(claim->check) && !given(claim->note))
    complain(c, at.path, "note", "note is missing: say why this claim is shown and not computed");
  if (has_high && has_low && claim->high.si < claim->low.si)
    complain(c, at.path, "high", "high is below low: %g, %g (SI)", claim->high.si, claim->low.si);
}

static void check_economics(const checking *c) {
  const tli_study_economics *e = &c->study->economics;
  double factor, offset;
  tl_error why;
  if (given(e->currency) &&
      (strlen(e->currency) != 3 || tl_unit_factor(TL_MONEY, e->currency, &factor, &offset, &why) != TL_OK))
    complain(c, "economics", "currency",
             "currency = \"%.40s\" is no currency; write three letters (ISO 4217), for example USD", e->currency);
  (void)currency_fits(c, "economics", "fuel_price", &e->fuel_price);
}

/* The line breaks behind a station that there is. */
static void check_time(const checking *c) {
  const tli_study *s = c->study;
  const tli_study_time *t = &s->time;
  const char *section = given(t->rupture_section) ? t->rupture_section : s->flow.at;
  if (given(t->rupture_section)) (void)known_id(c, "time", "rupture_section", "sections", t->rupture_section);
  for (size_t i = 0; i < s->section_count; i++)
    if (is(s->sections[i].id, section) && t->rupture_station.si > fmax(s->sections[i].station_count.si, 1.0))
      complain(c, "time", "rupture_station", "rupture_station = %g: section \"%.80s\" has %g stations",
               t->rupture_station.si, section, s->sections[i].station_count.si);
  if (t->cold_from.si + t->cold_for.si > t->month.si)
    complain(c, "time", "cold_for", "the cold spell from day %g to %g ends after the month of %g days",
             t->cold_from.si / 86400.0, (t->cold_from.si + t->cold_for.si) / 86400.0, t->month.si / 86400.0);
}

void tli_study_check(const tli_study *study, tl_findings *findings) {
  checking c = {study, findings};
  for (size_t i = 0; i < study->pipe_count; i++) check_pipe(&c, &study->pipes[i]);
  for (size_t i = 0; i < study->section_count; i++) check_section(&c, &study->sections[i]);
  check_chain(&c);
  check_flow(&c);
  check_set_points(&c);
  for (size_t i = 0; i < study->offtake_count; i++) check_offtake(&c, &study->offtakes[i]);
  for (size_t i = 0; i < study->cost_count; i++) check_cost(&c, &study->costs[i]);
  for (size_t i = 0; i < study->claim_count; i++) check_claim(&c, &study->claims[i]);
  for (size_t i = 0; i < study->layer_count; i++) check_layer(&c, &study->layers[i]);
  check_alternatives(&c);
  check_economics(&c);
  check_time(&c);
}
