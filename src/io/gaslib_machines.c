/* From the tree of a GasLib .cs file to machines, drives and configurations in SI. GasLib's coefficients work in kJ/kg,
 * kW, 1/min, degC; here heads are J/kg and powers W, by scaling the coefficients. docs/theory/machine.md. */
#include "io/gaslib_machines.h"

#include "io/gaslib.h"
#include "io/gaslib_refit.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct reader {
  const char *file, *station;
  tli_arena *arena;
  tl_findings *findings;
  tl_error *error;
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

/* NAME_1 .. NAME_count, times scale; false if one is missing, and then all are 0. */
static bool coefficients(const tli_xml *e, const char *name, int count, double scale, double *c) {
  bool complete = true;
  for (int i = 0; i < count; i++) {
    char full[64];
    (void)snprintf(full, sizeof full, "%s_%d", name, i + 1);
    c[i] = tli_gaslib_figure(e, full) * scale;
    complete = complete && isfinite(c[i]);
  }
  for (int i = 0; i < count && !complete; i++) c[i] = 0.0;
  return complete;
}

static void say_missing(const reader *r, const tli_xml *e, const char *name, int count) {
  tl_findings_add(r->findings, TL_ERROR, r->file, e->line, r->station, name,
                  "\"%s\": %s needs the coefficients %s_1 .. %s_%d, or measurements that decide them", r->station,
                  e->name, name, name, count);
}

static void say_fitted(const reader *r, const tli_xml *e, const char *name) {
  tl_findings_add(r->findings, TL_NOTE, r->file, e->line, r->station, name,
                  "\"%s\": %s of this %s were fitted to its measurements", r->station, name, e->name);
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

/* What has no coefficients is fitted. False if something is missing that the machine cannot do without. */
static tl_code complete_turbo(const reader *r, const tli_xml *e, tli_refit missing, tl_turbo *map, bool *complete) {
  tli_refit fitted;
  *complete = true;
  if (!missing.head && !missing.efficiency && !missing.surge && !missing.choke) return TL_OK;
  TLI_TRY(tli_gaslib_refit_turbo(e, r->arena, missing, map, &fitted, r->error));
  const struct {
    bool missing, fitted, needed;
    const char *name;
    int count;
  } parts[] = {{missing.head, fitted.head, true, "n_isoline_coeff", 9},
               {missing.efficiency, fitted.efficiency, true, "eta_ad_isoline_coeff", 9},
               {missing.surge, fitted.surge, true, "surgeline_coeff", 3},
               {missing.choke, fitted.choke, false, "chokeline_coeff", 3}};
  for (size_t i = 0; i < TLI_COUNT(parts); i++) {
    if (!parts[i].missing) continue;
    *complete = *complete && (parts[i].fitted || !parts[i].needed);
    if (parts[i].fitted)
      say_fitted(r, e, parts[i].name);
    else if (parts[i].needed)
      say_missing(r, e, parts[i].name, parts[i].count);
    else
      tl_findings_add(r->findings, TL_WARNING, r->file, e->line, r->station, parts[i].name,
                      "\"%s\": %s has no choke line: only its speed limits its flow", r->station, e->name);
  }
  return TL_OK;
}

static bool speeds_are_good(const reader *r, const tli_xml *e, double low, double high) {
  if (low > 0.0 && high >= low) return true;
  if (low > 0.0 && high > 0.0) {
    tl_findings_add(r->findings, TL_ERROR, r->file, e->line, r->station, "speedMin",
                    "\"%s\": the least speed %g/min of %s is above the largest, %g", r->station, low, e->name, high);
    return false;
  }
  tl_findings_add(r->findings, TL_ERROR, r->file, e->line, r->station, "speedMin",
                  "\"%s\": %s needs a speedMin above 0 and a speedMax from there on", r->station, e->name);
  return false;
}

static tl_code read_turbo(const reader *r, const tli_xml *e, tli_machine *machine) {
  tl_turbo *map = &machine->turbo;
  map->speed_min_1_min = tli_gaslib_figure(e, "speedMin");
  map->speed_max_1_min = tli_gaslib_figure(e, "speedMax");
  const tli_refit missing = {.head = !coefficients(e, "n_isoline_coeff", 9, 1e3, map->head_j_kg.c),
                             .efficiency = !coefficients(e, "eta_ad_isoline_coeff", 9, 1.0, map->efficiency.c),
                             .surge = !coefficients(e, "surgeline_coeff", 3, 1e3, map->surge_j_kg),
                             .choke = !coefficients(e, "chokeline_coeff", 3, 1e3, map->choke_j_kg)};
  for (const tli_xml *part = e->first; part != NULL; part = part->next)
    if (strcmp(part->name, "surgelineMeasurements") == 0 ||
        strcmp(part->name, "characteristicDiagramMeasurements") == 0)
      check_measurements(r, part, map);
  bool complete;
  TLI_TRY(complete_turbo(r, e, missing, map, &complete));
  if (!speeds_are_good(r, e, map->speed_min_1_min, map->speed_max_1_min) || !complete) return TL_OK;
  const char *fault = tl_turbo_fault(map);
  machine->usable = fault == NULL;
  if (fault != NULL)
    tl_findings_add(r->findings, TL_ERROR, r->file, e->line, r->station, e->name, "\"%s\": the map of %s: %s",
                    r->station, machine->id != NULL ? machine->id : e->name, fault);
  return TL_OK;
}

static void read_piston(const reader *r, const tli_xml *e, tli_machine *machine) {
  tl_piston *piston = &machine->piston;
  *piston = (tl_piston){.volume_m3 = tli_gaslib_figure(e, "operatingVolume"),
                        .speed_min_1_min = tli_gaslib_figure(e, "speedMin"),
                        .speed_max_1_min = tli_gaslib_figure(e, "speedMax"),
                        .max_torque_nm = tli_gaslib_figure(e, "maximalTorque"),
                        .max_ratio = tli_gaslib_figure(e, "maximalCompressionRatio"),
                        .efficiency = tli_gaslib_figure(e, "adiabaticEfficiency"),
                        .reduction = tli_gaslib_figure(e, "additionalReductionVolFlow")};
  if (isnan(piston->reduction)) piston->reduction = 0.0;
  if (isnan(piston->max_torque_nm)) piston->max_torque_nm = 0.0;
  if (isnan(piston->max_ratio)) piston->max_ratio = 0.0;
  machine->usable = speeds_are_good(r, e, piston->speed_min_1_min, piston->speed_max_1_min);
  if (piston->volume_m3 > 0.0 && piston->efficiency > 0.0 && piston->efficiency <= 1.0 && piston->reduction >= 0.0 &&
      piston->reduction < 1.0)
    return;
  machine->usable = false;
  tl_findings_add(r->findings, TL_ERROR, r->file, e->line, r->station, e->name,
                  "\"%s\": a piston compressor needs an operatingVolume above 0, an adiabaticEfficiency above 0 and "
                  "up to 1, and an additionalReductionVolFlow of 0 .. 1",
                  r->station);
}

static void say_unknown(const reader *r, const tli_xml *e, const char *known) {
  tl_findings_add(r->findings, TL_ERROR, r->file, e->line, r->station, e->name,
                  "\"%s\": <%s> is not known; wanted is %s", r->station, e->name, known);
}

static tl_code read_drive(const reader *r, const tli_xml *e, tli_machine_drive *drive) {
  static const char *const kinds[] = {"gasTurbine", "gasDrivenMotor", "electricMotor", "steamTurbine"};
  bool known = false;
  for (size_t i = 0; i < TLI_COUNT(kinds); i++) known = known || strcmp(kinds[i], e->name) == 0;
  if (!known) say_unknown(r, e, "gasTurbine, gasDrivenMotor, electricMotor or steamTurbine");
  const bool turbine = strcmp(e->name, "gasTurbine") == 0;
  const bool no_gas = strcmp(e->name, "electricMotor") == 0 || strcmp(e->name, "steamTurbine") == 0;
  *drive = (tli_machine_drive){.id = tli_xml_attribute_of(e, "id"), .line = e->line, .usable = true};
  drive->drive.kind = turbine ? TL_DRIVE_GAS_TURBINE : no_gas ? TL_DRIVE_ELECTRIC : TL_DRIVE_GAS_ENGINE;
  double *p = drive->drive.power_w.c, *b = drive->drive.energy;
  const int powers = turbine ? 9 : 3;
  bool fitted;
  if (!coefficients(e, "power_fun_coeff", powers, 1e3, p)) {
    TLI_TRY(tli_gaslib_refit_power(e, r->arena, turbine, &drive->drive.power_w, &fitted, r->error));
    drive->usable = fitted;
    if (fitted)
      say_fitted(r, e, "power_fun_coeff");
    else
      say_missing(r, e, "power_fun_coeff", powers);
  }
  if (coefficients(e, "energy_rate_fun_coeff", 3, 1.0, b)) {
    b[0] *= 1e3; /* kW = e1 + e2 kW + e3 kW2 */
    b[2] *= 1e-3;
    return TL_OK;
  }
  TLI_TRY(tli_gaslib_refit_energy(e, r->arena, b, &fitted, r->error));
  drive->usable = drive->usable && fitted;
  if (fitted)
    say_fitted(r, e, "energy_rate_fun_coeff");
  else
    say_missing(r, e, "energy_rate_fun_coeff", 3);
  return TL_OK;
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

static double least_speed(const tli_machine *m) {
  return m->is_piston ? m->piston.speed_min_1_min : m->turbo.speed_min_1_min;
}
static double largest_speed(const tli_machine *m) {
  return m->is_piston ? m->piston.speed_max_1_min : m->turbo.speed_max_1_min;
}

/* One machine of a configuration: it runs once only, and its nominal speed is one of its own. */
static void take_unit(const reader *r, const tli_xml *unit, const tli_machine_station *s, tli_configuration *c) {
  const size_t machine = machine_of(s, tli_xml_attribute_of(unit, "id"));
  const char *speed = tli_xml_attribute_of(unit, "nominalSpeed");
  double nominal = NAN;
  if (speed == NULL || !tli_case_plain_number(speed, &nominal)) nominal = NAN;
  if (machine == SIZE_MAX) return; /* gaslib_cs.c names it */
  const tli_machine *m = &s->machines[machine];
  for (size_t i = 0; i < c->unit_count; i++)
    if (c->units[i].machine == machine) {
      tl_findings_add(r->findings, TL_ERROR, r->file, unit->line, r->station, "configuration",
                      "\"%s\": configuration \"%s\" runs compressor \"%s\" twice", r->station,
                      c->id != NULL ? c->id : "", m->id != NULL ? m->id : "");
      return;
    }
  if (nominal < least_speed(m) || nominal > largest_speed(m))
    tl_findings_add(r->findings, TL_NOTE, r->file, unit->line, r->station, "nominalSpeed",
                    "\"%s\": the nominal speed %g/min of \"%s\" is outside its speeds %g .. %g; it is not used",
                    r->station, nominal, m->id != NULL ? m->id : "", least_speed(m), largest_speed(m));
  c->units[c->unit_count++] = (tli_machine_unit){machine, c->stages, nominal};
}

static tl_code read_configuration(const reader *r, const tli_xml *e, const tli_machine_station *s,
                                  tli_configuration *c) {
  *c = (tli_configuration){.id = tli_xml_attribute_of(e, "confId"), .line = e->line};
  size_t room = 0, widest = 0;
  for (const tli_xml *stage = e->first; stage != NULL; stage = stage->next) {
    const size_t width = count_of(stage);
    room += width;
    if (width == 0 || width > widest) widest = width == 0 ? SIZE_MAX : width;
  }
  c->units = TLI_NEW_N(r->arena, tli_machine_unit, room + 1);
  if (c->units == NULL) return TL_ERR_MACHINE;
  for (const tli_xml *stage = e->first; stage != NULL; stage = stage->next, c->stages++)
    for (const tli_xml *unit = stage->first; unit != NULL; unit = unit->next) take_unit(r, unit, s, c);
  c->usable = c->stages >= 1 && c->stages <= TL_STAGES && widest <= TL_STAGE_UNITS && c->unit_count == room;
  if (c->stages == 0 || c->stages > TL_STAGES || widest > TL_STAGE_UNITS)
    tl_findings_add(r->findings, TL_ERROR, r->file, e->line, r->station, "configuration",
                    "\"%s\": configuration \"%s\" of %d stages; 1 .. %d can be run, each of 1 .. %d compressors",
                    r->station, c->id != NULL ? c->id : "", c->stages, TL_STAGES, TL_STAGE_UNITS);
  return TL_OK;
}

/* A drive turns a compressor at least, and serves each that it turns. GasLib itself ships gas turbines that take 10 W:
 * such figures are read as they stand, and told. */
static void check_drive(const reader *r, tli_machine_station *s, size_t i) {
  tli_machine_drive *d = &s->drives[i];
  const char *id = d->id != NULL ? d->id : "", *fault = NULL;
  bool used = false;
  double full_w = 0.0;
  for (size_t k = 0; k < s->machine_count; k++) {
    const tli_machine *m = &s->machines[k];
    if (m->drive != i) continue;
    used = true;
    if (d->usable && m->usable && fault == NULL)
      fault = tl_drive_fault(&d->drive, least_speed(m), largest_speed(m), &full_w);
  }
  const double taken = tl_drive_energy(&d->drive, full_w, NULL);
  if (fault != NULL) {
    d->usable = false;
    tl_findings_add(r->findings, TL_ERROR, r->file, d->line, r->station, "drive", "\"%s\": drive \"%s\": %s",
                    r->station, id, fault);
  } else if (taken < full_w)
    tl_findings_add(r->findings, TL_NOTE, r->file, d->line, r->station, "drive",
                    "\"%s\": drive \"%s\" takes %.4g kW for a shaft power of %.4g MW: no real fuel figures", r->station,
                    id, 1e-3 * taken, 1e-6 * full_w);
  if (!used)
    tl_findings_add(r->findings, TL_WARNING, r->file, d->line, r->station, "drive",
                    "\"%s\": drive \"%s\" turns no compressor", r->station, id);
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
    TLI_TRY(read_drive(r, d, &s->drives[s->drive_count++]));
  for (const tli_xml *m = compressors != NULL ? compressors->first : NULL; m != NULL; m = m->next) {
    tli_machine *machine = &s->machines[s->machine_count++];
    if (strcmp(m->name, "turboCompressor") != 0 && strcmp(m->name, "pistonCompressor") != 0)
      say_unknown(r, m, "turboCompressor or pistonCompressor");
    *machine = (tli_machine){.id = tli_xml_attribute_of(m, "id"),
                             .is_piston = strcmp(m->name, "pistonCompressor") == 0,
                             .drive = drive_of(s, tli_xml_attribute_of(m, "drive")),
                             .line = m->line};
    if (machine->is_piston)
      read_piston(r, m, machine);
    else
      TLI_TRY(read_turbo(r, m, machine));
  }
  for (size_t i = 0; i < s->drive_count; i++) check_drive(r, s, i);
  for (const tli_xml *c = configurations != NULL ? configurations->first : NULL; c != NULL; c = c->next)
    TLI_TRY(read_configuration(r, c, s, &s->configurations[s->configuration_count++]));
  return TL_OK;
}

tl_code tli_gaslib_machines(const tli_xml *root, const char *file, tli_arena *arena, tli_machine_stations *stations,
                            tl_findings *findings, tl_error *error) {
  reader r = {file, "", arena, findings, error};
  *stations = (tli_machine_stations){.at = TLI_NEW_N(arena, tli_machine_station, count_of(root) + 1)};
  tl_code code = stations->at != NULL ? TL_OK : TL_ERR_MACHINE;
  for (const tli_xml *e = root->first; e != NULL && code == TL_OK; e = e->next)
    code = read_station(&r, e, &stations->at[stations->count++]);
  return code == TL_OK ? TL_OK : tl_fail(error, code, "%s: no memory for its machines", file);
}
