/* Air, ground and limits of warmth along the line, month by month, as the study gives them. */
#include "study/months.h"

#include <string.h>

static const double whole_turn = 6.283185307179586;

const char *tli_month_name(size_t month) {
  static const char *const names[TLI_YEAR_MONTHS] = {"January",   "February", "March",    "April",
                                                     "May",       "June",     "July",     "August",
                                                     "September", "October",  "November", "December"};
  return names[month % TLI_YEAR_MONTHS];
}

double tli_section_start(const tl_study *study, size_t section) {
  double at_m = 0.0;
  for (size_t s = 0; s < study->reference->section_count; s++) {
    if (!tli_text_equal(study->reference->sections[s].role, "line")) continue;
    if (s == section) return at_m;
    at_m += study->route->sections[s].length_m;
  }
  return NAN;
}

/* Chainage of a waypoint of the line; NaN if the line does not pass it. */
static double chainage_of(const tl_study *study, const char *waypoint) {
  const size_t w = tli_route_find_waypoint(study->reference, waypoint);
  for (size_t s = 0; s < study->reference->section_count; s++) {
    const tli_route_section *r = &study->route->sections[s];
    if (!tli_text_equal(study->reference->sections[s].role, "line")) continue;
    for (size_t i = 0; i < r->count; i++)
      if (r->points[i].waypoint == w) return tli_section_start(study, s) + r->points[i].distance_m;
  }
  return NAN;
}

static double air_of(const tli_study_climate *c, size_t month) {
  const tl_value *months[TLI_YEAR_MONTHS] = {&c->january,   &c->february, &c->march,    &c->april,
                                             &c->may,       &c->june,     &c->july,     &c->august,
                                             &c->september, &c->october,  &c->november, &c->december};
  return months[month]->si;
}

static double ground_of(const tli_study_climate *c, size_t month) {
  return c->ground_swing.si * cos(whole_turn * ((double)month + 1.0 - c->ground_warmest.si) / TLI_YEAR_MONTHS);
}

/* Linear between the nearest climates before and behind a place; the nearest one beyond the ends. */
static double along(const tl_study *study, double chainage_m, size_t month,
                    double (*of)(const tli_study_climate *c, size_t month), double without) {
  const tli_study *s = study->reference;
  const tli_study_climate *before = NULL, *behind = NULL;
  double at_before = -INFINITY, at_behind = INFINITY;
  for (size_t i = 0; i < s->climate_count; i++) {
    const double at_m = chainage_of(study, s->climate[i].at);
    if (at_m <= chainage_m && at_m > at_before) {
      at_before = at_m;
      before = &s->climate[i];
    }
    if (at_m > chainage_m && at_m < at_behind) {
      at_behind = at_m;
      behind = &s->climate[i];
    }
  }
  if (before == NULL && behind == NULL) return without;
  if (before == NULL) return of(behind, month);
  if (behind == NULL) return of(before, month);
  const double share = (chainage_m - at_before) / (at_behind - at_before);
  return of(before, month) + share * (of(behind, month) - of(before, month));
}

double tli_air_k(const tl_study *study, double chainage_m, size_t month) {
  return along(study, chainage_m, month, air_of, 288.15);
}

double tli_ground_offset_k(const tl_study *study, double chainage_m, size_t month) {
  return along(study, chainage_m, month, ground_of, 0.0);
}

const tli_study_frozen *tli_frozen_at(const tl_study *study, double chainage_m) {
  const tli_study *s = study->reference;
  for (size_t i = 0; i < s->frozen_count; i++)
    for (size_t k = 0; k < s->section_count; k++) {
      if (!tli_text_equal(s->sections[k].id, s->frozen_ground[i].section)) continue;
      const double start = tli_section_start(study, k);
      if (chainage_m >= start + s->frozen_ground[i].from.si && chainage_m < start + s->frozen_ground[i].to.si)
        return &s->frozen_ground[i];
    }
  return NULL;
}

static bool holds_in(const tli_study_warmth *w, size_t month) {
  const double m = (double)month + 1.0;
  return w->from_month.si <= w->to_month.si ? m >= w->from_month.si && m <= w->to_month.si
                                            : m >= w->from_month.si || m <= w->to_month.si;
}

double tli_warmth_limit(const tl_study *study, size_t section, size_t month, const char **why) {
  const tli_study *s = study->reference;
  double least = s->limits.max_discharge_temperature.si;
  *why = least > 0.0 ? "limit of the line" : "";
  for (size_t i = 0; i < s->warmth_count; i++) {
    const tli_study_warmth *w = &s->warmth_limits[i];
    if ((w->section[0] != '\0' && !tli_text_equal(w->section, s->sections[section].id)) || !holds_in(w, month))
      continue;
    if (least > 0.0 && w->most.si >= least) continue;
    least = w->most.si;
    *why = w->why[0] != '\0' ? w->why : w->id;
  }
  return least;
}
