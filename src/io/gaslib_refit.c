/* Coefficients from measurements, where a GasLib .cs file has no coefficients; docs/theory/machine.md. */
#include "io/gaslib_refit.h"

#include "io/case_build.h"
#include "io/gaslib_machines.h"

#include <math.h>
#include <string.h>

/* Points gathered from the tree: up to three figures each. */
typedef struct points {
  double *a, *b, *c;
  size_t count, room;
} points;

typedef struct wanted_figures {
  const char *a, *b, *c; /* NULL: 0 */
} wanted_figures;

static size_t leaves(const tli_xml *e) {
  size_t n = 0;
  for (const tli_xml *m = e != NULL ? e->first : NULL; m != NULL; m = m->next) n += m->first == NULL ? 1 : leaves(m);
  return n;
}

static bool make_room(tli_arena *arena, size_t room, points *p) {
  *p = (points){TLI_NEW_N(arena, double, room + 1), TLI_NEW_N(arena, double, room + 1),
                TLI_NEW_N(arena, double, room + 1), 0, room};
  return p->a != NULL && p->b != NULL && p->c != NULL;
}

static double figure_or_zero(const tli_xml *m, const char *name) {
  return name != NULL ? tli_gaslib_figure(m, name) : 0.0;
}

/* A <measurement> of a list, if it has all that is wanted; a head of 0 is no measurement of a running machine. */
static void take(const tli_xml *m, const wanted_figures *w, points *p) {
  const double a = figure_or_zero(m, w->a), b = figure_or_zero(m, w->b), c = figure_or_zero(m, w->c);
  const double head = tli_gaslib_figure(m, "adiabaticHead");
  if (!isfinite(a) || !isfinite(b) || !isfinite(c) || head <= 0.0 || p->count == p->room) return;
  p->a[p->count] = a;
  p->b[p->count] = b;
  p->c[p->count] = c;
  p->count++;
}

static void take_list(const tli_xml *list, const wanted_figures *w, points *p) {
  for (const tli_xml *m = list != NULL ? list->first : NULL; m != NULL; m = m->next)
    if (strcmp(m->name, "measurement") == 0) take(m, w, p);
}

static double efficiency_of(const tli_xml *isoline) {
  const char *text = tli_xml_attribute_of(isoline, "value");
  double value;
  return text != NULL && tli_case_plain_number(text, &value) ? value : NAN;
}

/* The isolines of a diagram; of one efficiency, or of all (NaN). Where no third figure is wanted it is the efficiency.
 */
static void take_diagram(const tli_xml *diagram, const wanted_figures *w, double only, points *p) {
  for (const tli_xml *line = diagram != NULL ? diagram->first : NULL; line != NULL; line = line->next) {
    const double eta = efficiency_of(line);
    if (isnan(eta) || !(isnan(only) || fabs(eta - only) < 1e-6)) continue;
    const size_t before = p->count;
    take_list(line, w, p);
    for (size_t i = before; i < p->count && w->c == NULL; i++) p->c[i] = eta;
  }
}

tl_code tli_gaslib_refit_turbo(const tli_xml *e, tli_arena *arena, tli_refit wanted, tl_turbo *map, tli_refit *fitted,
                               tl_error *error) {
  static const wanted_figures eta_at = {"volumetricFlowrate", "speed", NULL};
  static const wanted_figures head_at = {"volumetricFlowrate", "speed", "adiabaticHead"};
  static const wanted_figures line = {"volumetricFlowrate", "adiabaticHead", NULL};
  const tli_xml *surge = tli_xml_child(e, "surgelineMeasurements");
  const tli_xml *diagram = tli_xml_child(e, "characteristicDiagramMeasurements");
  const tl_allocator *allocator = tli_arena_allocator(arena);
  points at;
  *fitted = (tli_refit){0};
  if (!make_room(arena, leaves(surge) + leaves(diagram), &at))
    return TLI_NO_MEMORY(error, "the measurements of a machine");
  take_diagram(diagram, &eta_at, NAN, &at);
  if (wanted.efficiency)
    TLI_TRY(tl_biquadratic_fit(at.a, at.b, at.c, at.count, allocator, &map->efficiency, &fitted->efficiency, error));
  at.count = 0;
  take_diagram(diagram, &head_at, NAN, &at);
  take_list(surge, &head_at, &at);
  if (wanted.head)
    TLI_TRY(tl_biquadratic_fit(at.a, at.b, at.c, at.count, allocator, &map->head_j_kg, &fitted->head, error));
  at.count = 0;
  take_list(surge, &line, &at);
  if (wanted.surge) TLI_TRY(tl_quadratic_fit(at.a, at.b, at.count, allocator, map->surge_j_kg, &fitted->surge, error));
  at.count = 0;
  const double eta = tli_gaslib_figure(e, "efficiencyOfChokeline");
  if (!isnan(eta)) take_diagram(diagram, &line, eta, &at);
  if (wanted.choke) TLI_TRY(tl_quadratic_fit(at.a, at.b, at.count, allocator, map->choke_j_kg, &fitted->choke, error));
  return TL_OK;
}

tl_code tli_gaslib_refit_power(const tli_xml *e, tli_arena *arena, bool turbine, tl_biquadratic *power, bool *fitted,
                               tl_error *error) {
  static const wanted_figures of_turbine = {"ambientTemperature", "speed", "maximalPower"};
  static const wanted_figures of_motor = {NULL, "speed", "maximalPower"};
  const tli_xml *list = tli_xml_child(e, "maximalPowerMeasurements");
  points at;
  if (!make_room(arena, leaves(list), &at)) return TLI_NO_MEMORY(error, "the measurements of a drive");
  take_list(list, turbine ? &of_turbine : &of_motor, &at);
  if (turbine) return tl_biquadratic_fit(at.a, at.b, at.c, at.count, tli_arena_allocator(arena), power, fitted, error);
  return tl_quadratic_fit(at.b, at.c, at.count, tli_arena_allocator(arena), power->c, fitted, error);
}

tl_code tli_gaslib_refit_energy(const tli_xml *e, tli_arena *arena, double energy[3], bool *fitted, tl_error *error) {
  static const wanted_figures figures = {"compressorPower", "fuelConsumption", NULL};
  const tli_xml *list = tli_xml_child(e, "specificEnergyConsumptionMeasurements");
  points at;
  if (!make_room(arena, leaves(list), &at)) return TLI_NO_MEMORY(error, "the measurements of a drive");
  take_list(list, &figures, &at);
  return tl_quadratic_fit(at.a, at.b, at.count, tli_arena_allocator(arena), energy, fitted, error);
}
