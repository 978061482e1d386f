/* Curves of a machine's map for drawing: speed lines, surge, choke, efficiencies; see docs/theory/machine.md. */
#include "elem/tli_reach.h"

#include <math.h>

const char *tl_map_curve_name(tl_map_curve curve) {
  static const char *const names[] = {"speed", "surge", "choke", "efficiency"};
  return (unsigned)curve < sizeof names / sizeof *names ? names[curve] : "";
}

static tl_map_row point_at(const tl_unit *u, double q, double n) {
  return (tl_map_row){n, q, tli_unit_head(u, q, n, NULL, NULL), tli_unit_efficiency(u, q, n)};
}

/* The ends of a speed line; false if it has none. */
static bool ends_of(const tl_unit *u, double n, double *from, double *to) {
  *from = tli_unit_surge_at(u, n);
  *to = tli_unit_choke_at(u, n);
  return isfinite(*from) && isfinite(*to) && *from < *to;
}

/* Where efficiency is largest along a speed line, by golden section: it has one top between surge and choke. */
static double best_flow(const tl_unit *u, double n, double from, double to) {
  const double golden = 0.6180339887498949;
  for (int i = 0; i < 60; i++) {
    const double a = to - golden * (to - from), b = from + golden * (to - from);
    if (tli_unit_efficiency(u, a, n) > tli_unit_efficiency(u, b, n))
      to = b;
    else
      from = a;
  }
  return 0.5 * (from + to);
}

/* The flow between `best` and `end` at which the efficiency has fallen to a value; NaN if it does not fall so far. */
static double flow_of_efficiency(const tl_unit *u, double n, double best, double end, double value) {
  if (tli_unit_efficiency(u, best, n) < value || tli_unit_efficiency(u, end, n) > value) return NAN;
  for (int i = 0; i < 60; i++) {
    const double q = 0.5 * (best + end);
    if (tli_unit_efficiency(u, q, n) > value)
      best = q;
    else
      end = q;
  }
  return 0.5 * (best + end);
}

static double speed_at(const tl_unit *u, size_t k, size_t count) {
  double low, high;
  tli_unit_speeds(u, &low, &high);
  return count > 1 ? low + (high - low) * (double)k / (double)(count - 1) : low;
}

static size_t efficiency_line(const tl_unit *u, double value, size_t count, tl_map_row *points) {
  const size_t speeds = count / 2;
  size_t made = 0;
  for (int side = 0; side < 2; side++)
    for (size_t k = 0; k < speeds; k++) {
      const double n = speed_at(u, side == 0 ? speeds - 1 - k : k, speeds);
      double from, to;
      if (!ends_of(u, n, &from, &to)) continue;
      const double q = flow_of_efficiency(u, n, best_flow(u, n, from, to), side == 0 ? from : to, value);
      if (!isnan(q)) points[made++] = point_at(u, q, n);
    }
  return made;
}

size_t tl_unit_curve(const tl_unit *unit, tl_map_curve curve, double value, size_t count, tl_map_row *points) {
  size_t made = 0;
  double from, to;
  if (unit->piston != NULL) return 0;
  if (curve == TL_CURVE_EFFICIENCY) return efficiency_line(unit, value, count, points);
  if (curve == TL_CURVE_SPEED && !ends_of(unit, value, &from, &to)) return 0;
  for (size_t k = 0; k < count; k++) {
    const double n = curve == TL_CURVE_SPEED ? value : speed_at(unit, k, count);
    double q = curve == TL_CURVE_SURGE ? tli_unit_surge_at(unit, n) : tli_unit_choke_at(unit, n);
    if (curve == TL_CURVE_SPEED) q = count > 1 ? from + (to - from) * (double)k / (double)(count - 1) : from;
    if (isfinite(q)) points[made++] = point_at(unit, q, n);
  }
  return made;
}

bool tl_unit_extent(const tl_unit *unit, double *low_1_min, double *high_1_min, double *best_efficiency) {
  enum { SPEEDS = 16 };
  tli_unit_speeds(unit, low_1_min, high_1_min);
  *best_efficiency = unit->piston != NULL ? unit->piston->efficiency : 0.0;
  for (size_t k = 0; k < SPEEDS && unit->piston == NULL; k++) {
    const double n = speed_at(unit, k, SPEEDS);
    double from, to;
    if (!ends_of(unit, n, &from, &to)) continue;
    *best_efficiency = fmax(*best_efficiency, tli_unit_efficiency(unit, best_flow(unit, n, from, to), n));
  }
  return unit->piston == NULL;
}
