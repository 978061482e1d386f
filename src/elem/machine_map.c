/* Machines of fitted coefficients: biquadratic maps of GasLib, and piston compressors; see docs/theory/machine.md. */
#include "elem/tli_reach.h"

#include <math.h>

static const double pi = 3.14159265358979323846;

double tl_biquadratic_at(const tl_biquadratic *f, double x, double y, double *by_x, double *by_y) {
  const double *c = f->c;
  const double a0 = c[0] + (c[1] + c[2] * y) * y, a1 = c[3] + (c[4] + c[5] * y) * y, a2 = c[6] + (c[7] + c[8] * y) * y;
  if (by_x != NULL) *by_x = a1 + 2.0 * a2 * x;
  if (by_y != NULL) *by_y = c[1] + 2.0 * c[2] * y + (c[4] + 2.0 * c[5] * y + (c[7] + 2.0 * c[8] * y) * x) * x;
  return a0 + (a1 + a2 * x) * x;
}

/* Both roots of a + b y + c y2 without cancellation; how many are real. */
static int roots(double a, double b, double c, double y[2]) {
  if (c == 0.0) {
    if (b == 0.0) return 0;
    y[0] = -a / b;
    return 1;
  }
  const double inside = b * b - 4.0 * a * c;
  if (!(inside >= 0.0)) return 0;
  const double w = -0.5 * (b + copysign(sqrt(inside), b));
  if (w == 0.0) {
    y[0] = 0.0;
    return 1;
  }
  y[0] = w / c;
  y[1] = a / w;
  return 2;
}

double tl_biquadratic_find_y(const tl_biquadratic *f, double x, double value, double low, double high) {
  const double *k = f->c;
  double y[2];
  const int n =
      roots(k[0] + (k[3] + k[6] * x) * x - value, k[1] + (k[4] + k[7] * x) * x, k[2] + (k[5] + k[8] * x) * x, y);
  for (int i = 0; i < n; i++) {
    double slope;
    (void)tl_biquadratic_at(f, x, y[i], NULL, &slope);
    if (slope > 0.0 && y[i] >= low && y[i] <= high) return y[i];
  }
  return NAN;
}

const char *tl_machine_limit_name(tl_machine_limit limit) {
  static const char *const names[] = {"", "surge", "choke", "least speed", "largest speed", "torque", "ratio"};
  return (unsigned)limit < sizeof names / sizeof names[0] ? names[limit] : "";
}

/* The flow at which a rising quadratic line has the head; NaN if it never has. */
static double line_flow(const double line[3], double head) {
  double q[2], best = NAN;
  const int n = roots(line[0] - head, line[1], line[2], q);
  for (int i = 0; i < n; i++)
    if (q[i] >= 0.0 && line[1] + 2.0 * line[2] * q[i] > 0.0 && !(best <= q[i])) best = q[i];
  return best;
}

double tl_turbo_surge_flow(const tl_turbo *map, double head_j_kg) { return line_flow(map->surge_j_kg, head_j_kg); }
double tl_turbo_choke_flow(const tl_turbo *map, double head_j_kg) { return line_flow(map->choke_j_kg, head_j_kg); }

/* Where the line of a speed, less another line, falls through 0; the first such flow that is not negative. */
static double falls_through(const tl_turbo *map, double n, const double line[3]) {
  const double *k = map->head_j_kg.c;
  const double a = k[0] + (k[1] + k[2] * n) * n - line[0], b = k[3] + (k[4] + k[5] * n) * n - line[1];
  const double c = k[6] + (k[7] + k[8] * n) * n - line[2];
  double q[2], best = NAN;
  const int count = roots(a, b, c, q);
  for (int i = 0; i < count; i++)
    if (q[i] >= 0.0 && b + 2.0 * c * q[i] < 0.0 && !(best <= q[i])) best = q[i];
  return best;
}

double tli_turbo_surge_at(const tl_turbo *map, double speed_1_min) {
  return falls_through(map, speed_1_min, map->surge_j_kg);
}
double tli_turbo_choke_at(const tl_turbo *map, double speed_1_min) { /* without a line: where the head ends */
  return falls_through(map, speed_1_min, map->choke_j_kg);
}
double tli_turbo_falling_flow(const tl_turbo *map, double head_j_kg, double speed_1_min) {
  const double level[3] = {head_j_kg, 0.0, 0.0};
  return falls_through(map, speed_1_min, level);
}

static void take(tl_machine_point *at, double *worst, double margin, tl_machine_limit limit) {
  if (margin < *worst) {
    *worst = margin;
    at->limit = limit;
  }
}

static const double on_limit = -1e-9; /* rounding, not a breach */

tl_machine_point tl_turbo_at(const tl_turbo *map, double flow, double head) {
  const double low = map->speed_min_1_min, high = map->speed_max_1_min;
  tl_machine_point at = {.torque_nm = NAN};
  /* a point somewhat beyond the speeds still gets its number, so that the breach has a size */
  at.speed_1_min = tl_biquadratic_find_y(&map->head_j_kg, flow, head, 0.5 * low, 1.5 * high);
  const double n = at.speed_1_min;
  const bool below = head < tl_biquadratic_at(&map->head_j_kg, flow, low, NULL, NULL);
  const bool above = head > tl_biquadratic_at(&map->head_j_kg, flow, high, NULL, NULL);
  at.slow_margin = !isnan(n) ? (n - low) / n : below ? -1.0 : 1.0;
  at.fast_margin = !isnan(n) ? (high - n) / n : above ? -1.0 : 1.0;
  /* beyond its lines the fit of the efficiency is meaningless: that of the nearest line stands in (fmin, fmax pass NaN)
   */
  const double within = fmin(fmax(flow, tl_turbo_surge_flow(map, head)), tl_turbo_choke_flow(map, head));
  at.efficiency = tl_biquadratic_at(&map->efficiency, within, fmin(fmax(isnan(n) ? high : n, low), high), NULL, NULL);
  at.surge_margin = (flow - tl_turbo_surge_flow(map, head)) / flow;
  at.choke_margin = (tl_turbo_choke_flow(map, head) - flow) / flow;
  double worst = on_limit;
  take(&at, &worst, at.surge_margin, TL_MACHINE_SURGE);
  take(&at, &worst, at.choke_margin, TL_MACHINE_CHOKE);
  take(&at, &worst, at.slow_margin, TL_MACHINE_SLOW);
  take(&at, &worst, at.fast_margin, TL_MACHINE_FAST);
  return at;
}

/* A flow that no speed line passes with a head: the largest at which the fastest line still has one, or where it never
 * ends, four times where surge begins. */
static double widest_flow(const tl_turbo *map) {
  const double n = map->speed_max_1_min, *k = map->head_j_kg.c;
  double q[2], widest = 0.0;
  const int count = roots(k[0] + (k[1] + k[2] * n) * n, k[3] + (k[4] + k[5] * n) * n, k[6] + (k[7] + k[8] * n) * n, q);
  for (int i = 0; i < count; i++) widest = fmax(widest, q[i]);
  if (widest > 0.0) return widest;
  return 4.0 * fmax(tl_turbo_surge_flow(map, tl_biquadratic_at(&map->head_j_kg, 0.0, n, NULL, NULL)), 0.0);
}

/* Flows of the line of speed n between surge and choke; false if it has none. */
static bool stretch_of(const tl_turbo *map, double n, double widest, double *from, double *to) {
  const double still = tl_biquadratic_at(&map->head_j_kg, 0.0, n, NULL, NULL);
  const double surge = tli_turbo_surge_at(map, n), choke = tli_turbo_choke_at(map, n);
  if (isnan(surge) && still > map->surge_j_kg[0]) return false; /* all of it in surge */
  if (isnan(choke) && !(still > fmax(map->choke_j_kg[0], 0.0))) return false;
  *from = isnan(surge) ? 0.0 : surge;
  *to = isnan(choke) ? widest : choke;
  return *to > *from;
}

static const char *fault_at(const tl_turbo *map, double q, double n) {
  double slope;
  const double head = tl_biquadratic_at(&map->head_j_kg, q, n, NULL, &slope);
  const double eta = tl_biquadratic_at(&map->efficiency, q, n, NULL, NULL);
  if (!(slope > 0.0)) return "the head does not rise with speed everywhere: its speed lines cross";
  if (!(head > 0.0)) return NULL; /* the end of the line */
  return eta > 0.0 && eta < 1.0 ? NULL : "the efficiency leaves 0 .. 1 between surge and choke";
}

/* The slope of the head with speed is quadratic in the flow: where it is least, if that is a flow of the stretch. */
static double flattest_flow(const tl_turbo *map, double n, double from, double to) {
  const double *k = map->head_j_kg.c;
  const double first = k[4] + 2.0 * k[5] * n, second = k[7] + 2.0 * k[8] * n;
  const double q = -0.5 * first / second;
  return second > 0.0 && q > from && q < to ? q : from;
}

const char *tl_turbo_fault(const tl_turbo *map) {
  enum { SPEEDS = 128, FLOWS = 32 };
  const double low = map->speed_min_1_min, high = map->speed_max_1_min, widest = widest_flow(map);
  if (!(low > 0.0) || !(high >= low)) return "the least speed is not above 0 and up to the largest";
  if (!(map->surge_j_kg[1] != 0.0 || map->surge_j_kg[2] != 0.0)) return "there is no surge line";
  for (int i = 0; i <= SPEEDS; i++) {
    const double n = low + (high - low) * i / SPEEDS;
    double from, to;
    if (!stretch_of(map, n, widest, &from, &to)) return "a speed line has no point between surge and choke";
    const char *fault = fault_at(map, flattest_flow(map, n, from, to), n);
    for (int j = 0; j <= FLOWS && fault == NULL; j++) fault = fault_at(map, from + (to - from) * j / FLOWS, n);
    if (fault != NULL) return fault;
  }
  return NULL;
}

tl_machine_point tl_piston_at(const tl_piston *piston, double flow, double head, double density, double ratio) {
  tl_machine_point at = {.surge_margin = NAN, .choke_margin = NAN, .efficiency = piston->efficiency};
  const double full = 60.0 * flow / piston->volume_m3, least = piston->speed_min_1_min;
  const double n = at.speed_1_min = full < least ? fmin(full / (1.0 - piston->reduction), least) : full;
  at.slow_margin = (n - piston->speed_min_1_min) / n;
  at.fast_margin = (piston->speed_max_1_min - n) / n;
  at.torque_nm = density * flow * head / piston->efficiency / (2.0 * pi * n / 60.0);
  double worst = on_limit;
  take(&at, &worst, at.slow_margin, TL_MACHINE_SLOW);
  take(&at, &worst, at.fast_margin, TL_MACHINE_FAST);
  if (piston->max_torque_nm > 0.0)
    take(&at, &worst, (piston->max_torque_nm - at.torque_nm) / piston->max_torque_nm, TL_MACHINE_TORQUE);
  if (piston->max_ratio > 0.0) take(&at, &worst, (piston->max_ratio - ratio) / piston->max_ratio, TL_MACHINE_RATIO);
  return at;
}
