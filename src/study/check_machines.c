/* Cross-checks of machines, the map of their compressors, climate, frozen ground and limits of warmth. */
#include "study/checking.h"

#include <string.h>

static void check_unit(const tli_checking *c, const tli_study_station *station) {
  const tli_item_name at = tli_item_path("stations", station->id);
  if (!tli_given(station->unit)) return;
  (void)tli_known_id(c, at.path, "unit", "machines", station->unit);
  if (c->study->machine_count > 0 && c->study->wheel_count == 0)
    tli_complain(c, at.path, "unit", "unit = \"%.60s\", but there is no wheel: the map of the units' compressors",
                 station->unit);
  if (station->units.si > 0.0 && station->spares.si >= station->units.si)
    tli_complain(c, at.path, "spares", "spares = %g, but only %g units are installed: one at least must run",
                 station->spares.si, station->units.si);
  if (c->study->climate_count == 0)
    tli_complain(c, at.path, "unit",
                 "unit = \"%.60s\": the power of machines goes with the air, and there is no climate (air temperature "
                 "by month at waypoints)",
                 station->unit);
}

/* Along a map flows rise and heads fall. */
static void check_wheel(const tli_checking *c) {
  const tli_study *s = c->study;
  if (s->wheel_count == 0) return;
  if (s->wheel_count < 3)
    tli_complain(c, tli_item_path("wheel", s->wheel[0].id).path, "flow", "a map of %zu points; it needs three at least",
                 s->wheel_count);
  for (size_t i = 1; i < s->wheel_count; i++) {
    const tli_study_wheel *a = &s->wheel[i - 1], *b = &s->wheel[i];
    const tli_item_name at = tli_item_path("wheel", b->id);
    if (!(b->flow.si > a->flow.si))
      tli_complain(c, at.path, "flow", "flow = %g is not above the %g of the point before it", b->flow.si, a->flow.si);
    if (!(b->head.si < a->head.si))
      tli_complain(c, at.path, "head", "head = %g is not below the %g of the point before it", b->head.si, a->head.si);
  }
}

static const tli_study_section *section_of(const tli_study *s, const char *id) {
  for (size_t i = 0; i < s->section_count; i++)
    if (tli_text_equal(s->sections[i].id, id)) return &s->sections[i];
  return NULL;
}

static void check_frozen(const tli_checking *c, const tli_study_frozen *f) {
  const tli_item_name at = tli_item_path("frozen_ground", f->id);
  if (!tli_known_id(c, at.path, "section", "sections", f->section)) return;
  const tli_study_section *section = section_of(c->study, f->section);
  if (!(f->to.si > f->from.si))
    tli_complain(c, at.path, "to", "to = %g km is not beyond from = %g km", f->to.si / 1e3, f->from.si / 1e3);
  if (section->length.si > 0.0 && f->to.si > section->length.si)
    tli_complain(c, at.path, "to", "to = %g km is beyond the end of section \"%.80s\" (%g km)", f->to.si / 1e3,
                 section->id, section->length.si / 1e3);
  if (!tli_text_equal(section->role, "line"))
    tli_complain(c, at.path, "section", "section \"%.80s\" is not part of the line", section->id);
}

void tli_check_machines(const tli_study *study, tl_findings *findings) {
  const tli_checking checking = {study, findings}, *c = &checking;
  check_wheel(c);
  for (size_t i = 0; i < study->station_count; i++) check_unit(c, &study->stations[i]);
  for (size_t i = 0; i < study->climate_count; i++)
    (void)tli_known_id(c, tli_item_path("climate", study->climate[i].id).path, "at", "waypoints", study->climate[i].at);
  for (size_t i = 0; i < study->frozen_count; i++) check_frozen(c, &study->frozen_ground[i]);
  for (size_t i = 0; i < study->warmth_count; i++)
    if (tli_given(study->warmth_limits[i].section))
      (void)tli_known_id(c, tli_item_path("warmth_limits", study->warmth_limits[i].id).path, "section", "sections",
                         study->warmth_limits[i].section);
}
