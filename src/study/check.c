/* Cross-checks of a study that was read or set: what no single field can know. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "study/checking.h"
#include "study/money_read.h"

typedef tli_checking checking;
typedef tli_item_name name_of;

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

static void add_finding(const checking *c, tl_severity severity, const char *item, const char *field,
                        const char *sentence) {
  const tli_study_place *place = place_of(c->study, item, field);
  if (place != NULL && place->broken) return; /* its own mistake was reported; this one only follows from it */
  tl_findings_add(c->findings, severity, place != NULL ? place->file : c->study->file, place != NULL ? place->line : 0,
                  item, field, "%s: %s", item, sentence);
}

void tli_complain(const checking *c, const char *item, const char *field, const char *format, ...) {
  char sentence[512];
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(sentence, sizeof sentence, format, arguments);
  va_end(arguments);
  add_finding(c, TL_ERROR, item, field, sentence);
}

void tli_warn(const checking *c, const char *item, const char *field, const char *format, ...) {
  char sentence[512];
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(sentence, sizeof sentence, format, arguments);
  va_end(arguments);
  add_finding(c, TL_WARNING, item, field, sentence);
}

tli_item_name tli_item_path(const char *group, const char *id) {
  name_of n;
  (void)snprintf(n.path, sizeof n.path, "%.100s.%.90s", group, id);
  return n;
}

bool tli_known_id(const checking *c, const char *item, const char *field, const char *group_name, const char *id) {
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
  tli_complain(c, item, field, "%s = \"%.80s\" is none of the %s%s%.80s%s", field, id, group_name,
               near != NULL ? "; did you mean " : "", near != NULL ? near : "", near != NULL ? "?" : "");
  return false;
}

static bool is(const char *text, const char *what) { return text != NULL && strcmp(text, what) == 0; }

static const tli_study_section *find_section(const tli_study *study, const char *id) {
  for (size_t i = 0; i < study->section_count; i++)
    if (is(study->sections[i].id, id)) return &study->sections[i];
  return NULL;
}

static const tli_study_pipe *find_pipe(const tli_study *study, const char *id) {
  for (size_t i = 0; tli_given(id) && i < study->pipe_count; i++)
    if (is(study->pipes[i].id, id)) return &study->pipes[i];
  return NULL;
}

static void check_pipe(const checking *c, const tli_study_pipe *pipe) {
  name_of at = tli_item_path("pipes", pipe->id);
  double outside = pipe->outside_diameter.si, wall = pipe->wall.si, inside = pipe->inside_diameter.si;
  if (!(outside > 0)) return; /* reported as missing */
  if (!(wall > 0) && !(inside > 0))
    tli_complain(c, at.path, "wall", "neither wall nor inside_diameter is given; one of them is needed");
  else if (inside > 0 && inside >= outside)
    tli_complain(c, at.path, "inside_diameter", "inside_diameter = %g mm is not below the outside diameter of %g mm",
                 inside * 1e3, outside * 1e3);
  else if (wall > 0 && 2 * wall >= 0.5 * outside)
    tli_complain(c, at.path, "wall", "wall = %g mm leaves less than half of the outside diameter of %g mm", wall * 1e3,
                 outside * 1e3);
  double bore = inside > 0 ? inside : outside - 2 * wall;
  if (bore > 0 && pipe->roughness.si > 0.05 * bore)
    tli_complain(c, at.path, "roughness",
                 "roughness = %g mm is above a twentieth of the inside diameter of %g mm, where no friction law holds",
                 pipe->roughness.si * 1e3, bore * 1e3);
}

static size_t waypoint_index(const tli_study *study, const char *id) {
  size_t i = 0;
  while (i < study->waypoint_count && !is(study->waypoints[i].id, id)) i++;
  return i;
}

static void check_section_ends(const checking *c, const char *at, const tli_study_section *s) {
  bool from = tli_given(s->from), to = tli_given(s->to);
  bool known = (!from || tli_known_id(c, at, "from", "waypoints", s->from));
  known = (!to || tli_known_id(c, at, "to", "waypoints", s->to)) && known;
  if (from != to) tli_complain(c, at, from ? "to" : "from", "only one of from and to is given");
  if (!(s->length.si > 0) && !(from && to))
    tli_complain(c, at, "length", "length is missing, and there are no waypoints (from, to) to take it from");
  if (known && from && to && is(s->role, "line") &&
      waypoint_index(c->study, s->from) >= waypoint_index(c->study, s->to))
    tli_complain(c, at, "to", "to = \"%.80s\" comes before from = \"%.80s\" in the list of waypoints", s->to, s->from);
}

static void check_section(const checking *c, const tli_study_section *s) {
  name_of at = tli_item_path("sections", s->id);
  check_section_ends(c, at.path, s);
  bool line = is(s->role, "line");
  if (line && !tli_given(s->pipe))
    tli_complain(c, at.path, "pipe", "pipe is missing: a section of the line needs a pipe class");
  if (tli_given(s->pipe)) (void)tli_known_id(c, at.path, "pipe", "pipes", s->pipe);
  if (tli_given(s->station)) (void)tli_known_id(c, at.path, "station", "stations", s->station);
  if (s->station_count.si > 0 && !tli_given(s->station))
    tli_complain(c, at.path, "station", "station is missing: which kind are the %g stations?", s->station_count.si);
  if (is(s->station_layout, "both-ends") && s->station_count.si < 2 && s->station_count.si > 0)
    tli_complain(c, at.path, "station_count", "station_count = %g, but layout both-ends needs at least 2",
                 s->station_count.si);
  if (tli_given(s->country) && (strlen(s->country) != 2 || s->country[0] < 'A' || s->country[0] > 'Z' ||
                                s->country[1] < 'A' || s->country[1] > 'Z'))
    tli_complain(c, at.path, "country", "country = \"%.40s\"; write two capital letters (ISO 3166), for example MN",
                 s->country);
}

static void check_chain(const checking *c) {
  const tli_study_section *before = NULL;
  for (size_t i = 0; i < c->study->section_count; i++) {
    const tli_study_section *s = &c->study->sections[i];
    if (!is(s->role, "line")) continue;
    if (before != NULL && tli_given(before->to) && tli_given(s->from) && !is(before->to, s->from)) {
      name_of at = tli_item_path("sections", s->id);
      tli_complain(c, at.path, "from",
                   "from = \"%.80s\", but section %.80s before it ends at \"%.80s\": they do not join", s->from,
                   before->id, before->to);
    }
    before = s;
  }
  if (before == NULL && c->study->section_count > 0)
    tli_complain(c, "sections", "role", "no section has the role \"line\": there is nothing to compute");
}

static void check_flow(const checking *c) {
  const tli_study *study = c->study;
  const tli_study_flow *flow = &study->flow;
  bool pressures = is(flow->mode, "pressures");
  if (!pressures && flow->mode != NULL && !(flow->volume.si > 0))
    tli_complain(c, "flow", "volume", "volume is missing: mode \"%s\" needs it; for example 50 bcm/a at 20 degC",
                 flow->mode);
  if (pressures && !(study->inlet.pressure.si > 0))
    tli_complain(c, "inlet", "pressure", "pressure is missing: mode \"pressures\" needs it");
  if (pressures && !(study->delivery.min_pressure.si > 0))
    tli_complain(c, "delivery", "min_pressure", "min_pressure is missing: mode \"pressures\" needs it");
  if (!tli_given(flow->at)) return;
  if (!tli_known_id(c, "flow", "at", "sections", flow->at)) return;
  const tli_study_section *end = find_section(study, flow->at);
  if (!is(end->role, "line"))
    tli_complain(c, "flow", "at", "at = \"%.80s\" is not a section of the line (its role is %s)", flow->at, end->role);
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
      name_of at = tli_item_path("stations", station->id);
      tli_complain(c, at.path, "discharge_pressure",
                   "discharge_pressure = %g MPa is above the %g MPa that pipe \"%.80s\" may carry",
                   station->discharge_pressure.si / 1e6, pipe->max_pressure.si / 1e6, pipe->id);
    }
  }
}

static void check_offtake(const checking *c, const tli_study_offtake *o) {
  name_of at = tli_item_path("offtakes", o->id);
  const tli_study_section *s = tli_given(o->section) ? find_section(c->study, o->section) : NULL;
  if (tli_given(o->section)) (void)tli_known_id(c, at.path, "section", "sections", o->section);
  if (s != NULL && !is(s->role, "line"))
    tli_complain(c, at.path, "section", "section \"%.80s\" is not part of the line", s->id);
  bool by_distance = o->distance.si > 0;
  if (tli_given(o->at) && by_distance)
    tli_complain(c, at.path, "distance", "both distance and at are given; leave one of them out");
  if (tli_given(o->at)) (void)tli_known_id(c, at.path, "at", "waypoints", o->at);
  if (s != NULL && s->length.si > 0 && o->distance.si > s->length.si)
    tli_complain(c, at.path, "distance", "distance = %g km is beyond the end of section \"%.80s\" (%g km)",
                 o->distance.si / 1e3, s->id, s->length.si / 1e3);
}

/* Money that enters the totals: it has a price year, and a way into the study's currency and year. */
bool tli_currency_fits(const checking *c, const char *item, const char *field, const tl_value *value) {
  const tli_study_economics *e = &c->study->economics;
  const char *currency = tli_given(e->currency) && strlen(e->currency) == 3 ? e->currency : "";
  if (value->currency[0] == '\0' || currency[0] == '\0' || value->si == 0) return true;
  const bool same = strncmp(value->currency, currency, 3) == 0;
  if (value->price_year == 0) {
    tli_complain(c, item, field, "%s states no price year; write it as in \"%.3s(%d)\"", field, value->currency,
                 (int)e->price_year.si);
    return false;
  }
  if (same && value->price_year == (int)e->price_year.si) return true;
  if (!same && c->study->exchange_count == 0) {
    tli_complain(c, item, field,
                 "%s is in %.3s, the study's totals are in %.3s, and there is no rate; restate it in %.3s, or give the "
                 "rate under exchanges",
                 field, value->currency, currency, currency);
    return false;
  }
  tli_rates rates;
  tl_error why;
  double amount;
  tli_rates_of(c->study, &rates);
  if (tli_money_in(c->study, &rates, value, &amount, &why) == TL_OK) return true;
  tli_complain(c, item, field, "%s: %s", field, why.sentence);
  return false;
}

static void check_cost(const checking *c, const tli_study_cost *cost) {
  name_of at = tli_item_path("costs", cost->id);
  if (tli_given(cost->section)) (void)tli_known_id(c, at.path, "section", "sections", cost->section);
  bool whole = cost->low.quantity == cost->likely.quantity && cost->likely.quantity == cost->high.quantity;
  if (whole && (cost->low.si > cost->likely.si || cost->likely.si > cost->high.si))
    tli_complain(c, at.path, "likely", "low, likely and high must rise: %g, %g, %g (SI)", cost->low.si, cost->likely.si,
                 cost->high.si);
  if (is(cost->basis, "fraction_of_capex") && cost->high.si > 1)
    tli_complain(c, at.path, "high",
                 "high = %g: a fraction of the capital cost cannot be above 1 (10 %% is written 10 %% or 0.1)",
                 cost->high.si);
  if (is(cost->basis, "each") && !(cost->count.si > 0))
    tli_complain(c, at.path, "count", "basis is each, but count is not given; say how many there are");
  if (!is(cost->basis, "each") && cost->count.si > 0)
    tli_complain(c, at.path, "count", "count = %g is for rows of the basis each", cost->count.si);
  if (!is(cost->basis, "per_length") && cost->share.si < 1)
    tli_complain(c, at.path, "share", "share = %g is for rows of the basis per_length", cost->share.si);
  (void)(tli_currency_fits(c, at.path, "low", &cost->low) && tli_currency_fits(c, at.path, "likely", &cost->likely) &&
         tli_currency_fits(c, at.path, "high", &cost->high)); /* one finding a row is enough */
}

/* Every id of "russia+mongolia". */
static void check_subject(const checking *c, const char *at, const char *subject) {
  while (tli_given(subject)) {
    size_t n = strcspn(subject, "+");
    char id[128];
    (void)snprintf(id, sizeof id, "%.*s", (int)(n < sizeof id ? n : sizeof id - 1), subject);
    (void)tli_known_id(c, at, "subject", "sections", id);
    subject += subject[n] == '+' ? n + 1 : n;
  }
}

/* Whether the claim is about the ground, and then that its subject names what it must. */
static bool check_ground_subject(const checking *c, const char *at, const tli_study_claim *claim) {
  const bool border = is(claim->check, "border_length"), times = is(claim->check, "land_times");
  if (!border && !times && !is(claim->check, "land_area")) return false;
  char first[128];
  const char *plus = tli_given(claim->subject) ? strchr(claim->subject, '+') : NULL;
  const size_t n = tli_given(claim->subject) ? strcspn(claim->subject, border || times ? "+" : "/") : 0;
  (void)snprintf(first, sizeof first, "%.*s", (int)(n < sizeof first ? n : sizeof first - 1),
                 tli_given(claim->subject) ? claim->subject : "");
  if (border || times) {
    if (plus == NULL || plus == claim->subject || plus[1] == '\0')
      tli_complain(
          c, at, "subject", "subject = \"%.60s\": write %s", tli_given(claim->subject) ? claim->subject : "",
          border ? "two countries, for example RU+CN" : "a claim with land_area and an area, for example land+GB");
    else if (times)
      (void)tli_known_id(c, at, "subject", "claims", first);
  } else {
    (void)tli_known_id(c, at, "subject", "layers", first);
  }
  return true;
}

/* A layer or a raster stays beside the study. */
static void check_stays(const checking *c, const char *group, const char *id, const char *file) {
  file = tli_given(file) ? file : "";
  if (file[0] == '/' || file[0] == '\\' || strchr(file, ':') != NULL || strncmp(file, "..", 2) == 0 ||
      strstr(file, "/..") != NULL)
    tli_complain(c, tli_item_path(group, id).path, "file",
                 "file = \"%.100s\": %s stay in the study's folder; copy it there and name it from there", file, group);
}

/* A place without a height needs a raster that gives one. */
static void check_heights(const checking *c) {
  const tli_study *s = c->study;
  for (size_t i = 0; i < s->raster_count; i++)
    if (is(s->rasters[i].of, "heights")) return;
  static const char say[] =
      "height is missing (height above sea level), for example 450 m; or name a raster of heights "
      "(rasters) that gives it";
  for (size_t i = 0; i < s->waypoint_count; i++)
    if (isnan(s->waypoints[i].height.si))
      tli_complain(c, tli_item_path("waypoints", s->waypoints[i].id).path, "height", "%s", say);
  for (size_t i = 0; i < s->alternative_point_count; i++)
    if (isnan(s->alternative_points[i].height.si))
      tli_complain(c, tli_item_path("alternative_points", s->alternative_points[i].id).path, "height", "%s", say);
}

static void check_alternatives(const checking *c) {
  const tli_study *s = c->study;
  for (size_t i = 0; i < s->alternative_point_count; i++)
    (void)tli_known_id(c, tli_item_path("alternative_points", s->alternative_points[i].id).path, "alternative",
                       "alternatives", s->alternative_points[i].alternative);
  for (size_t a = 0; a < s->alternative_count; a++) {
    size_t points = 0;
    for (size_t i = 0; i < s->alternative_point_count; i++)
      if (is(s->alternative_points[i].alternative, s->alternatives[a].id)) points++;
    if (points < 2)
      tli_complain(c, tli_item_path("alternatives", s->alternatives[a].id).path, "id",
                   "%zu of the alternative_points name it; a way needs two", points);
  }
}

static void check_claim(const checking *c, const tli_study_claim *claim) {
  name_of at = tli_item_path("claims", claim->id);
  if (!check_ground_subject(c, at.path, claim)) check_subject(c, at.path, claim->subject);
  bool context = is(claim->check, "context");
  bool has_low = tli_study_place_of(c->study, tli_item_path(at.path, "low").path) != NULL;
  bool has_high = tli_study_place_of(c->study, tli_item_path(at.path, "high").path) != NULL;
  if (!context && claim->check != NULL && !has_low && claim->low.si == 0)
    tli_complain(c, at.path, "low", "low is missing: a claim that is checked (%s) needs its figure", claim->check);
  if (context && tli_given(claim->check) && !tli_given(claim->note))
    tli_complain(c, at.path, "note", "note is missing: say why this claim is shown and not computed");
  const tl_value *ends[] = {&claim->low, &claim->high};
  const char *currency = c->study->economics.currency;
  for (size_t k = 0; k < TLI_COUNT(ends) && !context && tli_given(currency); k++)
    if (ends[k]->currency[0] != '\0' && strncmp(ends[k]->currency, currency, 3) != 0)
      tli_complain(c, at.path, k == 0 ? "low" : "high",
                   "%s is in %.3s, the study's totals are in %.3s; printed figures are not exchanged, so restate it in "
                   "%.3s, and leave the print in figure_text",
                   k == 0 ? "low" : "high", ends[k]->currency, currency, currency);
  if (has_high && has_low && claim->high.si < claim->low.si)
    tli_complain(c, at.path, "high", "high is below low: %g, %g (SI)", claim->high.si, claim->low.si);
}

static void check_economics(const checking *c) {
  const tli_study_economics *e = &c->study->economics;
  double factor, offset;
  tl_error why;
  if (tli_given(e->currency) &&
      (strlen(e->currency) != 3 || tl_unit_factor(TL_MONEY, e->currency, &factor, &offset, &why) != TL_OK))
    tli_complain(c, "economics", "currency",
                 "currency = \"%.40s\" is no currency; write three letters (ISO 4217), for example USD", e->currency);
  (void)tli_currency_fits(c, "economics", "fuel_price", &e->fuel_price);
  (void)tli_currency_fits(c, "economics", "wage", &e->wage);
  (void)tli_currency_fits(c, "economics", "electricity_price", &e->electricity_price);
  for (size_t i = 0; i < c->study->rate_count; i++) {
    const tli_study_rate *rate = &c->study->rates[i];
    const tli_item_name at = tli_item_path("rates", rate->id);
    (void)tli_currency_fits(c, at.path, "wage", &rate->wage);
    (void)tli_currency_fits(c, at.path, "electricity_price", &rate->electricity_price);
  }
}

/* The line breaks behind a station that there is. */
static void check_time(const checking *c) {
  const tli_study *s = c->study;
  const tli_study_time *t = &s->time;
  const char *section = tli_given(t->rupture_section) ? t->rupture_section : s->flow.at;
  if (tli_given(t->rupture_section)) (void)tli_known_id(c, "time", "rupture_section", "sections", t->rupture_section);
  for (size_t i = 0; i < s->section_count; i++)
    if (tli_text_equal(s->sections[i].id, section) &&
        t->rupture_station.si > fmax(s->sections[i].station_count.si, 1.0))
      tli_complain(c, "time", "rupture_station", "rupture_station = %g: section \"%.80s\" has %g stations",
                   t->rupture_station.si, section, s->sections[i].station_count.si);
  if (t->cold_from.si + t->cold_for.si > t->month.si)
    tli_complain(c, "time", "cold_for", "the cold spell from day %g to %g ends after the month of %g days",
                 t->cold_from.si / 86400.0, (t->cold_from.si + t->cold_for.si) / 86400.0, t->month.si / 86400.0);
}

void tli_study_check(const tli_study *study, tl_findings *findings) {
  checking c = {study, findings};
  tli_check_machines(study, findings);
  if (study->is_library) return;
  for (size_t i = 0; i < study->pipe_count; i++) check_pipe(&c, &study->pipes[i]);
  for (size_t i = 0; i < study->section_count; i++) check_section(&c, &study->sections[i]);
  check_chain(&c);
  check_flow(&c);
  check_set_points(&c);
  for (size_t i = 0; i < study->offtake_count; i++) check_offtake(&c, &study->offtakes[i]);
  for (size_t i = 0; i < study->cost_count; i++) check_cost(&c, &study->costs[i]);
  for (size_t i = 0; i < study->claim_count; i++) check_claim(&c, &study->claims[i]);
  for (size_t i = 0; i < study->layer_count; i++) check_stays(&c, "layers", study->layers[i].id, study->layers[i].file);
  for (size_t i = 0; i < study->raster_count; i++)
    check_stays(&c, "rasters", study->rasters[i].id, study->rasters[i].file);
  check_heights(&c);
  check_alternatives(&c);
  tli_check_shares(study, findings);
  check_economics(&c);
  tli_check_money(study, findings);
  check_time(&c);
  tli_check_catalogue(study, findings);
}
