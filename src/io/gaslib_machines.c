/* From the tree of a GasLib .cs file to machines, drives and configurations in SI. GasLib's coefficients work in kJ/kg,
 * kW, 1/min, degC; here heads are J/kg and powers W, by scaling the coefficients. docs/theory/machine.md. */
#include "io/gaslib_machines.h"

#include "io/gaslib.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct reader {
  const char *file, *station;
  tli_arena *arena;
  tl_findings *findings;
} reader;

double tli_gaslib_figure(const tli_xml *element, const char *name) {
  const tli_xml *part = element != NULL ? tli_xml_child(element, name) : NULL;
  const char *value = part != NULL ? tli_xml_attribute_of(part, "value") : NULL;
  const char *unit = part != NULL ? tli_xml_attribute_of(part, "unit") : NULL;
  double number;
  if (value == NULL || !tli_case_plain_number(value, &number)) return NAN;
  static const struct {
    const char *name;
    double factor;
  } scales[] = {{"kJ_per_kg", 1e3}, {"kW", 1e3}, {"kNm", 1e3}};
  for (size_t i = 0; unit != NULL && i < TLI_COUNT(scales); i++)
    if (strcmp(unit, scales[i].name) == 0) return number * scales[i].factor;
  return number;
}

/* NAME_1 .. NAME_count, times scale; a missing one is a mistake. */
static bool coefficients(const reader *r, const tli_xml *e, const char *name, int count, double scale, double *c) {
  bool complete = true;
  for (int i = 0; i < count; i++) {
    char full[64];
    (void)snprintf(full, sizeof full, "%s_%d", name, i + 1);
    c[i] = tli_gaslib_figure(e, full) * scale;
    complete = complete && isfinite(c[i]);
  }
  if (!complete)
    tl_findings_add(r->findings, TL_ERROR, r->file, e->line, r->station, name,
                    "\"%s\": %s needs the coefficients %s_1 .. %s_%d", r->station, e->name, name, name, count);
  return complete;
}

static void check_measurements(const reader *r, const tli_xml *e, const tl_turbo *map) {
  for (const tli_xml *m = e->first; m != NULL; m = m->next) {
    const double head = tli_gaslib_figure(m, "adiabaticHead"), n = tli_gaslib_figure(m, "speed");
    if (head <= 0.0)
      tl_findings_add(r->findings, TL_WARNING, r->file, m->line, r->station, "adiabaticHead",
                      "\"%s\": a measurement with a head of %g kJ/kg; it is left out", r->station, head / 1e3);
    if (n < map->speed_min_1_min * (1.0 - 1e-9) || n > map->speed_max_1_min * (1.0 + 1e-9))
      tl_findings_add(r->findings, TL_WARNING, r->file, m->line, r->station, "speed",
                      "\"%s\": a measurement at %g/min, outside the speeds %g .. %g of the fit", r->station, n,
                      map->speed_min_1_min, map->speed_max_1_min);
    if (tli_xml_child(m, "speed") == NULL) check_measurements(r, m, map);
  }
}

static void read_turbo(const reader *r, const tli_xml *e, tl_turbo *map) {
  map->speed_min_1_min = tli_gaslib_figure(e, "speedMin");
  map->speed_max_1_min = tli_gaslib_figure(e, "speedMax");
  bool complete = coefficients(r, e, "n_isoline_coeff", 9, 1e3, map->head_j_kg.c);
  complete = coefficients(r, e, "eta_ad_isoline_coeff", 9, 1.0, map->efficiency.c) && complete;
  complete = coefficients(r, e, "surgeline_coeff", 3, 1e3, map->surge_j_kg) && complete;
  complete = coefficients(r, e, "chokeline_coeff", 3, 1e3, map->choke_j_kg) && complete;
  const char *fault = complete ? tl_turbo_fault(map) : NULL;
  if (fault != NULL)
    tl_findings_add(r->findings, TL_ERROR, r->file, e->line, r->station, e->name, "\"%s\": the map of %s: %s",
                    r->station, e->name, fault);
  for (const tli_xml *part = e->first; part != NULL; part = part->next)
    if (strcmp(part->name, "surgelineMeasurements") == 0 ||
        strcmp(part->name, "characteristicDiagramMeasurements") == 0)
      check_measurements(r, part, map);
}

static void read_piston(const reader *r, const tli_xml *e, tl_piston *piston) {
  *piston = (tl_piston){.volume_m3 = tli_gaslib_figure(e, "operatingVolume"),
                        .speed_min_1_min = tli_gaslib_figure(e, "speedMin"),
                        .speed_max_1_min = tli_gaslib_figure(e, "speedMax"),
                        .max_torque_nm = tli_gaslib_figure(e, "maximalTorque"),
                        .max_ratio = tli_gaslib_figure(e, "maximalCompressionRatio"),
                        .efficiency = tli_gaslib_figure(e, "adiabaticEfficiency"),
                        .reduction = tli_gaslib_figure(e, "additionalReductionVolFlow")};
  if (isnan(piston->reduction)) piston->reduction = 0.0;
  if (!(piston->volume_m3 > 0.0) || !(piston->speed_max_1_min > 0.0) || !(piston->efficiency > 0.0))
    tl_findings_add(r->findings, TL_ERROR, r->file, e->line, r->station, e->name,
                    "\"%s\": a piston compressor needs operatingVolume, speedMax and adiabaticEfficiency above 0",
                    r->station);
}

static void read_drive(const reader *r, const tli_xml *e, tli_machine_drive *drive) {
  const bool turbine = strcmp(e->name, "gasTurbine") == 0;
  *drive = (tli_machine_drive){.id = tli_xml_attribute_of(e, "id"), .line = e->line};
  drive->drive.kind = turbine                                 ? TL_DRIVE_GAS_TURBINE
                      : strcmp(e->name, "electricMotor") == 0 ? TL_DRIVE_ELECTRIC
                                                              : TL_DRIVE_GAS_ENGINE;
  double *p = drive->drive.power_w.c, *b = drive->drive.energy;
  (void)coefficients(r, e, "power_fun_coeff", turbine ? 9 : 3, 1e3, p);
  (void)coefficients(r, e, "energy_rate_fun_coeff", 3, 1.0, b);
  b[0] *= 1e3; /* kW = e1 + e2 kW + e3 kW2 */
  b[2] *= 1e-3;
}

static size_t count_of(const tli_xml *list) {
  size_t n = 0;
  for (const tli_xml *e = list != NULL ? list->first : NULL; e != NULL; e = e->next) n++;
  return n;
}

static size_t machine_of(const tli_machine_station *s, const char *id) {
  for (size_t i = 0; i < s->machine_count; i++)
    if (s->machines[i].id != NULL && id != NULL && strcmp(s->machines[i].id, id) == 0) return i;
  return SIZE_MAX;
}

static size_t drive_of(const tli_machine_station *s, const char *id) {
  for (size_t i = 0; i < s->drive_count; i++)
    if (s->drives[i].id != NULL && id != NULL && strcmp(s->drives[i].id, id) == 0) return i;
  return SIZE_MAX;
}

static tl_code read_configuration(const reader *r, const tli_xml *e, const tli_machine_station *s,
                                  tli_configuration *c) {
  *c = (tli_configuration){.id = tli_xml_attribute_of(e, "confId")};
  size_t room = 0;
  for (const tli_xml *stage = e->first; stage != NULL; stage = stage->next) room += count_of(stage);
  c->units = TLI_NEW_N(r->arena, tli_machine_unit, room + 1);
  if (c->units == NULL) return TL_ERR_MACHINE;
  for (const tli_xml *stage = e->first; stage != NULL; stage = stage->next, c->stages++)
    for (const tli_xml *unit = stage->first; unit != NULL; unit = unit->next) {
      const size_t machine = machine_of(s, tli_xml_attribute_of(unit, "id"));
      const char *speed = tli_xml_attribute_of(unit, "nominalSpeed");
      double nominal = NAN;
      if (speed == NULL || !tli_case_plain_number(speed, &nominal)) nominal = NAN;
      if (machine != SIZE_MAX) c->units[c->unit_count++] = (tli_machine_unit){machine, c->stages, nominal};
    }
  return TL_OK;
}

static tl_code read_station(reader *r, const tli_xml *e, tli_machine_station *s) {
  const tli_xml *compressors = tli_xml_child(e, "compressors"), *drives = tli_xml_child(e, "drives");
  const tli_xml *configurations = tli_xml_child(e, "configurations");
  const char *id = tli_xml_attribute_of(e, "id");
  r->station = id != NULL ? id : "";
  *s = (tli_machine_station){.id = r->station, .line = e->line};
  s->machines = TLI_NEW_N(r->arena, tli_machine, count_of(compressors) + 1);
  s->drives = TLI_NEW_N(r->arena, tli_machine_drive, count_of(drives) + 1);
  s->configurations = TLI_NEW_N(r->arena, tli_configuration, count_of(configurations) + 1);
  if (s->machines == NULL || s->drives == NULL || s->configurations == NULL) return TL_ERR_MACHINE;
  for (const tli_xml *d = drives != NULL ? drives->first : NULL; d != NULL; d = d->next)
    read_drive(r, d, &s->drives[s->drive_count++]);
  for (const tli_xml *m = compressors != NULL ? compressors->first : NULL; m != NULL; m = m->next) {
    tli_machine *machine = &s->machines[s->machine_count++];
    *machine = (tli_machine){.id = tli_xml_attribute_of(m, "id"),
                             .is_piston = strcmp(m->name, "pistonCompressor") == 0,
                             .drive = drive_of(s, tli_xml_attribute_of(m, "drive")),
                             .line = m->line};
    if (machine->is_piston) {
      read_piston(r, m, &machine->piston);
    } else {
      read_turbo(r, m, &machine->turbo);
    }
  }
  for (size_t i = 0; i < s->drive_count; i++) {
    bool used = false;
    for (size_t k = 0; k < s->machine_count; k++) used = used || s->machines[k].drive == i;
    if (!used)
      tl_findings_add(r->findings, TL_WARNING, r->file, s->drives[i].line, r->station, "drive",
                      "\"%s\": drive \"%s\" turns no compressor", r->station,
                      s->drives[i].id != NULL ? s->drives[i].id : "");
  }
  for (const tli_xml *c = configurations != NULL ? configurations->first : NULL; c != NULL; c = c->next)
    TLI_TRY(read_configuration(r, c, s, &s->configurations[s->configuration_count++]));
  return TL_OK;
}

tl_code tli_gaslib_machines(const tli_xml *root, const char *file, tli_arena *arena, tli_machine_stations *stations,
                            tl_findings *findings, tl_error *error) {
  reader r = {file, "", arena, findings};
  *stations = (tli_machine_stations){.at = TLI_NEW_N(arena, tli_machine_station, count_of(root) + 1)};
  tl_code code = stations->at != NULL ? TL_OK : TL_ERR_MACHINE;
  for (const tli_xml *e = root->first; e != NULL && code == TL_OK; e = e->next)
    code = read_station(&r, e, &stations->at[stations->count++]);
  return code == TL_OK ? TL_OK : tl_fail(error, code, "%s: no memory for its machines", file);
}
