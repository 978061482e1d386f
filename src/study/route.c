/* The geometry of a study's sections along their waypoints. Between waypoints everything is linear in chainage. */
#include "study/route.h"

#include <math.h>

#include "trunkline/geo.h"

size_t tli_route_find_waypoint(const tli_study *study, const char *id) {
  for (size_t i = 0; i < study->waypoint_count; i++)
    if (tli_text_equal(study->waypoints[i].id, id)) return i;
  return study->waypoint_count;
}

static tl_geo_position position_of(const tli_study_waypoint *w) {
  return (tl_geo_position){.lat_deg = w->lat.si, .lon_deg = w->lon.si};
}

static double leg_m(const tli_study_waypoint *a, const tli_study_waypoint *b) {
  double length, azimuth_a, azimuth_b;
  tl_geo_inverse(position_of(a), position_of(b), &length, &azimuth_a, &azimuth_b);
  return length;
}

double tli_route_geodesic(const tli_study *study, const char *from, const char *to, bool only_reliable) {
  size_t a = tli_route_find_waypoint(study, from), b = tli_route_find_waypoint(study, to);
  if (a == study->waypoint_count || b == study->waypoint_count) return NAN;
  if (a > b) {
    const size_t spare = a;
    a = b;
    b = spare;
  }
  double length = 0.0;
  size_t previous = a;
  for (size_t i = a + 1; i <= b; i++) {
    if (only_reliable && i != b && !study->waypoints[i].use_for_chainage) continue;
    length += leg_m(&study->waypoints[previous], &study->waypoints[i]);
    previous = i;
  }
  return length;
}

/* One more waypoint on the way that counts them all. */
typedef struct full_way {
  double length_m;
  size_t previous, left_out;
  tli_text names;
} full_way;

static void pass(full_way *way, const tli_study *study, size_t i, bool first, bool left_out) {
  if (!first) way->length_m += leg_m(&study->waypoints[way->previous], &study->waypoints[i]);
  way->previous = i;
  if (left_out)
    tli_text_printf(&way->names, "%s%s", way->left_out++ > 0 ? ", " : "",
                    study->waypoints[i].name[0] != '\0' ? study->waypoints[i].name : study->waypoints[i].id);
}

/* asked: the section has a length of its own, which the way may be held against. */
static tl_code end_way(full_way *way, bool asked, tli_arena *arena, tli_route_section *geometry, tl_error *error) {
  const bool some = way->left_out > 0 && asked;
  geometry->all_m = some ? way->length_m : 0.0;
  geometry->left_out = some && !way->names.failed ? tli_arena_strdup(arena, way->names.bytes) : some ? NULL : "";
  tli_text_free(&way->names);
  return geometry->left_out == NULL ? TLI_NO_MEMORY(error, "the route") : TL_OK;
}

/* The section's points from `from` to `to`: reliable ones between, the ends in any case. */
static tl_code collect(const tli_study *study, size_t s, tli_arena *arena, tli_route_section *geometry,
                       tl_error *error) {
  const tli_study_section *section = &study->sections[s];
  const size_t from = tli_route_find_waypoint(study, section->from), to = tli_route_find_waypoint(study, section->to);
  geometry->left_out = "";
  if (from == study->waypoint_count || to == study->waypoint_count) return TL_OK;
  const bool forwards = from <= to;
  const size_t span = forwards ? to - from : from - to;
  geometry->points = TLI_NEW_N(arena, tli_route_point, span + 1);
  if (geometry->points == NULL) return TLI_NO_MEMORY(error, "the route");
  full_way way = {0};
  tli_text_init(&way.names, tli_arena_allocator(arena));
  for (size_t k = 0; k <= span; k++) {
    const size_t i = forwards ? from + k : from - k;
    const bool left_out = k != 0 && k != span && !study->waypoints[i].use_for_chainage;
    pass(&way, study, i, k == 0, left_out);
    if (left_out) continue;
    const size_t n = geometry->count;
    double at = 0.0;
    if (n > 0)
      at = geometry->points[n - 1].distance_m +
           leg_m(&study->waypoints[geometry->points[n - 1].waypoint], &study->waypoints[i]);
    geometry->points[geometry->count++] = (tli_route_point){i, at};
  }
  geometry->geodesic_m = geometry->points[geometry->count - 1].distance_m;
  return end_way(&way, section->length.si > 0.0, arena, geometry, error);
}

static const double least_factor = 1.0, largest_factor = 1.3;

/* Points that a study leaves out do not bend the way; where its length could not pass through them, that is said. */
static void look_at_left_out(const tli_study *study, size_t s, const tli_route_section *geometry,
                             tl_findings *findings) {
  const tli_study_section *section = &study->sections[s];
  const double factor = geometry->all_m > 0.0 ? section->length.si / geometry->all_m : 1.0;
  if (!(section->length.si > 0.0) || (factor >= least_factor && factor <= largest_factor)) return;
  tl_findings_add(
      findings, TL_WARNING, study->file, 0, section->id, "length",
      "section %s: through the waypoints that the study leaves out (%s) the way is %.1f km, and the length of %.1f km "
      "is %.3f of it, outside %.1f .. %.1f: the line cannot pass through all of them, or the length is that to another "
      "end point; lengths and heights are those of the way without them, which is %.1f km",
      section->id, geometry->left_out, geometry->all_m / 1e3, section->length.si / 1e3, factor, least_factor,
      largest_factor, geometry->geodesic_m / 1e3);
}

static void scale(const tli_study *study, size_t s, tli_route_section *geometry, tl_findings *findings) {
  const tli_study_section *section = &study->sections[s];
  geometry->length_m = section->length.si > 0.0 ? section->length.si : geometry->geodesic_m * section->length_factor.si;
  geometry->factor = geometry->geodesic_m > 0.0 ? geometry->length_m / geometry->geodesic_m : NAN;
  if (geometry->geodesic_m <= 0.0) return;
  if (geometry->factor < least_factor || geometry->factor > largest_factor)
    tl_findings_add(
        findings, TL_WARNING, study->file, 0, section->id, "length",
        "section %s: length %.1f km over %.1f km along its waypoints is a factor of %.3f, outside %.1f .. %.1f: %s",
        section->id, geometry->length_m / 1e3, geometry->geodesic_m / 1e3, geometry->factor, least_factor,
        largest_factor,
        geometry->factor < least_factor
            ? "a route cannot be shorter than the geodesic through its points; is a waypoint misplaced?"
            : "are waypoints missing, or does the length belong to another section?");
  for (size_t i = 0; i < geometry->count; i++) geometry->points[i].distance_m *= geometry->factor;
}

/* ---- heights and ground temperatures from rasters ---------------------------------------------------------------- */

enum { MOST_CUTS = 150 };                                   /* more places where the pipes of a section are cut */
static const double enough[TLI_RELIEF_KINDS] = {0.1, 0.05}; /* m (800 Pa of gas at 80 kg/m3), K */

static bool same_positions(const tli_relief_section *known, const tl_geo_position *at, size_t count) {
  if (known->at == NULL || known->positions != count) return false;
  for (size_t i = 0; i < count; i++)
    if (known->at[i].lat_deg != at[i].lat_deg || known->at[i].lon_deg != at[i].lon_deg) return false;
  return true;
}

/* What a waypoint gives; NaN: nothing. */
static double given_by(const tli_study_waypoint *w, size_t kind) {
  if (kind == TLI_HEIGHTS) return w->height.si;
  return w->ground_temperature.si > 0.0 ? w->ground_temperature.si : NAN;
}

static tl_code lay_kind(const tli_study *study, const tli_relief_samples *samples, size_t kind, const double *given,
                        tli_arena *arena, tli_route_section *g, tl_error *error) {
  tli_relief_line *line = &g->relief[kind];
  TLI_TRY(tli_relief_settle(samples, study, given, g->count, arena, line, error));
  g->raster_at[kind] = TLI_NEW_N(arena, double, g->count);
  if (g->raster_at[kind] == NULL) return TLI_NO_MEMORY(error, "heights along the line");
  for (size_t i = 0; i < g->count; i++) g->raster_at[kind][i] = tli_relief_year(samples, samples->of_position[i]);
  for (size_t i = 0; i < line->count; i++) line->at_m[i] *= g->factor;
  line->unknown_m *= g->factor;
  return tli_relief_thin(line, samples->of_position, g->count, MOST_CUTS, enough[kind], arena, &g->cut[kind],
                         &g->cut_error[kind], error);
}

static tl_code lay_relief(const tli_study *study, size_t s, tli_arena *arena, tli_route_section *g, tl_error *error) {
  const tli_relief *relief = study->opened;
  if (relief == NULL || g->count < 2 || !tli_text_equal(study->sections[s].role, "line")) return TL_OK;
  tl_geo_position *at = TLI_NEW_N(arena, tl_geo_position, g->count);
  double *given = TLI_NEW_N(arena, double, g->count);
  if (at == NULL || given == NULL) return TLI_NO_MEMORY(error, "heights along the line");
  for (size_t i = 0; i < g->count; i++) at[i] = position_of(&study->waypoints[g->points[i].waypoint]);
  const bool known = s < relief->section_count && same_positions(&relief->sections[s], at, g->count);
  for (size_t kind = 0; kind < TLI_RELIEF_KINDS; kind++) {
    tli_relief_samples own;
    const tli_relief_samples *samples = known ? &relief->sections[s].kinds[kind] : &own;
    if (!known) TLI_TRY(tli_relief_sample(relief, study, (tli_relief_kind)kind, at, g->count, arena, &own, error));
    if (samples->count == 0) continue;
    for (size_t i = 0; i < g->count; i++) given[i] = given_by(&study->waypoints[g->points[i].waypoint], kind);
    TLI_TRY(lay_kind(study, samples, kind, given, arena, g, error));
    if (kind == TLI_HEIGHTS && g->relief[kind].count == 0)
      return tl_fail(error, TL_ERR_INPUT,
                     "section \"%s\": no raster knows a height along it, and its waypoints give none",
                     study->sections[s].id);
  }
  return TL_OK;
}

tl_code tli_route_sample(const tli_study *study, const tli_route *route, tli_relief *relief, tli_arena *arena,
                         tl_error *error) {
  for (size_t s = 0; relief != NULL && s < study->section_count; s++) {
    const tli_route_section *g = &route->sections[s];
    tli_relief_section *known = &relief->sections[s];
    if (g->count < 2 || !tli_text_equal(study->sections[s].role, "line")) continue;
    tl_geo_position *at = TLI_NEW_N(arena, tl_geo_position, g->count);
    if (at == NULL) return TLI_NO_MEMORY(error, "heights along the line");
    for (size_t i = 0; i < g->count; i++) at[i] = position_of(&study->waypoints[g->points[i].waypoint]);
    for (size_t kind = 0; kind < TLI_RELIEF_KINDS; kind++)
      TLI_TRY(tli_relief_sample(relief, study, (tli_relief_kind)kind, at, g->count, arena, &known->kinds[kind], error));
    known->at = at;
    known->positions = g->count;
  }
  return TL_OK;
}

tl_code tli_route_create(const tli_study *study, tli_arena *arena, tli_route **route, tl_findings *findings,
                         tl_error *error) {
  tli_route *made = TLI_NEW(arena, tli_route);
  if (made == NULL) return TLI_NO_MEMORY(error, "the route");
  made->study = study;
  made->sections = TLI_NEW_N(arena, tli_route_section, study->section_count);
  if (made->sections == NULL) return TLI_NO_MEMORY(error, "the route");
  for (size_t s = 0; s < study->section_count; s++) {
    TLI_TRY(collect(study, s, arena, &made->sections[s], error));
    scale(study, s, &made->sections[s], findings);
    look_at_left_out(study, s, &made->sections[s], findings);
    TLI_TRY(lay_relief(study, s, arena, &made->sections[s], error));
    if (!(made->sections[s].length_m > 0.0) && tli_text_equal(study->sections[s].role, "line"))
      return tl_fail(error, TL_ERR_INPUT, "section \"%s\" has neither a length nor waypoints to measure it by",
                     study->sections[s].id);
  }
  *route = made;
  return TL_OK;
}

/* Index of the last point at or before `at`, and the share of the way to the next. */
static size_t locate(const tli_route_section *geometry, double at, double *share) {
  size_t i = 0;
  while (i + 2 < geometry->count && geometry->points[i + 1].distance_m <= at) i++;
  *share = 0.0;
  if (geometry->count < 2) return i;
  const double a = geometry->points[i].distance_m, b = geometry->points[i + 1].distance_m;
  *share = b > a ? fmin(fmax((at - a) / (b - a), 0.0), 1.0) : 0.0;
  return i;
}

double tli_route_height(const tli_route *route, size_t section, double at) {
  const tli_route_section *geometry = &route->sections[section];
  if (geometry->cut[TLI_HEIGHTS].count > 0) return tli_relief_at(&geometry->cut[TLI_HEIGHTS], at);
  if (geometry->count < 2) return 0.0;
  double share;
  const size_t i = locate(geometry, at, &share);
  const tli_study_waypoint *points = route->study->waypoints;
  const double a = points[geometry->points[i].waypoint].height.si,
               b = points[geometry->points[i + 1].waypoint].height.si;
  return a + share * (b - a);
}

double tli_route_ground_k(const tli_route *route, size_t section, double at) {
  const tli_route_section *geometry = &route->sections[section];
  const double given = route->study->sections[section].ground_temperature.si;
  if (geometry->cut[TLI_GROUND_TEMPERATURES].count > 0)
    return tli_relief_at(&geometry->cut[TLI_GROUND_TEMPERATURES], at);
  if (geometry->count < 2) return given;
  const tli_study_waypoint *points = route->study->waypoints;
  /* Waypoints without a ground temperature are skipped over: find the nearest ones that have it on both sides. */
  double before = NAN, before_at = 0.0, behind = NAN, behind_at = 0.0;
  for (size_t i = 0; i < geometry->count; i++) {
    const double t = points[geometry->points[i].waypoint].ground_temperature.si, x = geometry->points[i].distance_m;
    if (!(t > 0.0)) continue;
    if (x <= at) {
      before = t;
      before_at = x;
    } else if (isnan(behind)) {
      behind = t;
      behind_at = x;
    }
  }
  if (isnan(before) && isnan(behind)) return given;
  if (isnan(before)) return behind;
  if (isnan(behind)) return before;
  return before + (behind - before) * (at - before_at) / (behind_at - before_at);
}

void tli_route_position(const tli_route *route, size_t section, double at, double *lat, double *lon) {
  const tli_route_section *geometry = &route->sections[section];
  *lat = *lon = NAN;
  if (geometry->count < 2) return;
  double share;
  const size_t i = locate(geometry, at, &share);
  const tli_study_waypoint *a = &route->study->waypoints[geometry->points[i].waypoint];
  const tli_study_waypoint *b = &route->study->waypoints[geometry->points[i + 1].waypoint];
  double length, azimuth_a, azimuth_b;
  tl_geo_inverse(position_of(a), position_of(b), &length, &azimuth_a, &azimuth_b);
  const tl_geo_position at_share = tl_geo_direct(position_of(a), azimuth_a, share * length);
  *lat = at_share.lat_deg;
  *lon = at_share.lon_deg;
}
