/* How far a unit reaches, and where it stands short of that: maps, drives and pistons alike; see
 * docs/theory/machine_station.md.
 *
 *     stand   flow >= surge flow at the head (recycle); speed >= the least (recycle along its line); head >= choke line
 *             at the flow (throttled)
 *     reach   flow at a head: the line of the largest speed up to choke, less where the drive gives out
 *             head: where surge meets the largest speed, less where the drive gives out there
 */
#include "elem/tli_reach.h"

#include <math.h>

static const double pi = 3.14159265358979323846;

/* ---- maps of all kinds ------------------------------------------------------------------------------------------ */

void tli_unit_speeds(const tl_unit *u, double *low, double *high) {
  *low = *high = 0.0;
  if (u->map != NULL) (void)tl_measured_map_lines(u->map, low, high);
  if (u->turbo != NULL) {
    *low = u->turbo->speed_min_1_min;
    *high = u->turbo->speed_max_1_min;
  }
  if (u->piston != NULL) {
    *low = u->piston->speed_min_1_min;
    *high = u->piston->speed_max_1_min;
  }
}

double tli_unit_head(const tl_unit *u, double q, double n, double *by_q, double *by_n) {
  if (u->turbo != NULL) return tl_biquadratic_at(&u->turbo->head_j_kg, q, n, by_q, by_n);
  if (u->map != NULL) return tl_measured_map_head(u->map, q, n, by_q, by_n);
  return NAN;
}

double tli_unit_efficiency(const tl_unit *u, double q, double n) {
  double eta = u->piston != NULL ? u->piston->efficiency : 0.0;
  if (u->turbo != NULL) eta = tl_biquadratic_at(&u->turbo->efficiency, q, n, NULL, NULL);
  if (u->map != NULL) eta = tl_measured_map_efficiency(u->map, q, n, NULL, NULL);
  return fmin(fmax(eta, 0.05), 1.0); /* beyond its lines a fit may say anything */
}

double tli_unit_surge_at(const tl_unit *u, double n) {
  if (u->turbo != NULL) return tli_turbo_surge_at(u->turbo, n);
  return u->map != NULL ? tli_measured_end(u->map, n, 0.0) : NAN;
}

double tli_unit_choke_at(const tl_unit *u, double n) {
  if (u->turbo != NULL) return tli_turbo_choke_at(u->turbo, n);
  return u->map != NULL ? tli_measured_end(u->map, n, 1.0) : NAN;
}

/* Where the parabola of a speed has its top; 0 if it has none. */
static double peak_at(const tl_unit *u, double n) {
  if (u->turbo == NULL) return 0.0;
  double at_0, at_1;
  (void)tl_biquadratic_at(&u->turbo->head_j_kg, 0.0, n, &at_0, NULL);
  (void)tl_biquadratic_at(&u->turbo->head_j_kg, 1.0, n, &at_1, NULL);
  return at_1 < at_0 ? at_0 / (at_0 - at_1) : 0.0;
}

/* Where the line of a speed has its largest head: on the surge line, or right of it where the line still rises there.
 */
static double top_at(const tl_unit *u, double n) { return fmax(fmax(tli_unit_surge_at(u, n), 0.0), peak_at(u, n)); }

static double surge_flow(const tl_unit *u, double head) {
  const double q = u->turbo != NULL ? tl_turbo_surge_flow(u->turbo, head) : tli_measured_edge(u->map, head, 0.0);
  return isnan(q) ? 0.0 : q;
}

/* Head of the choke line at a flow; 0 without one. */
static double choke_head(const tl_unit *u, double q) {
  if (u->turbo != NULL) {
    const double *c = u->turbo->choke_j_kg;
    return fmax(c[0] + (c[1] + c[2] * q) * q, 0.0);
  }
  double low, high;
  tli_unit_speeds(u, &low, &high);
  low *= 0.5;
  high *= 1.5;
  for (int i = 0; i < 50; i++) { /* the speed at which the last point of the line has this flow */
    const double n = 0.5 * (low + high);
    if (tli_measured_end(u->map, n, 1.0) < q)
      low = n;
    else
      high = n;
  }
  return tl_measured_map_head(u->map, q, low, NULL, NULL);
}

static double falling_flow(const tl_unit *u, double head, double n) {
  return u->turbo != NULL ? tli_turbo_falling_flow(u->turbo, head, n) : tli_measured_flow(u->map, head, n);
}

static double speed_of(const tl_unit *u, double q, double head) {
  double low, high;
  tli_unit_speeds(u, &low, &high);
  if (u->turbo != NULL) return tl_biquadratic_find_y(&u->turbo->head_j_kg, q, head, 0.5 * low, 1.5 * high);
  return tl_measured_map_at(u->map, q, head).speed_1_min;
}

/* ---- where it stands -------------------------------------------------------------------------------------------- */

static tli_stand piston_stand(const tl_piston *p, double flow, double head) {
  const double least = p->volume_m3 * p->speed_min_1_min / 60.0 * (1.0 - p->reduction);
  const double q = fmax(flow, least), full = 60.0 * q / p->volume_m3;
  return (tli_stand){q, head, fmax(full, p->speed_min_1_min), p->efficiency};
}

/* A line that still rises right of surge gives a head near its top only from some flow on: there the largest speed is
 * enough. The flow that does; 0 where any will; the top's own for heads above it, if only by rounding: nowhere else
 * is less speed missing. */
static double rising_flow(const tl_unit *u, double flow, double head, double high) {
  if (u->turbo == NULL) return 0.0;
  const double peak = peak_at(u, high);
  if (!(flow < peak)) return 0.0;
  const double falling = tli_turbo_falling_flow(u->turbo, head, high);
  if (isnan(falling)) return peak;
  return falling >= peak ? 2.0 * peak - falling : 0.0; /* as far from the top on its other side */
}

tli_stand tli_unit_stand(const tl_unit *u, double flow, double head) {
  if (u->piston != NULL) return piston_stand(u->piston, flow, head);
  double low, high;
  tli_unit_speeds(u, &low, &high);
  tli_stand s = {fmax(flow, surge_flow(u, head)), head, NAN, NAN};
  s.flow_m3_s = fmax(s.flow_m3_s, rising_flow(u, s.flow_m3_s, head, high));
  if (tli_unit_head(u, s.flow_m3_s, low, NULL, NULL) > head) { /* it would turn too slowly: along the least speed */
    const double along = falling_flow(u, head, low), choke = tli_unit_choke_at(u, low);
    s.flow_m3_s = fmax(s.flow_m3_s, fmin(isnan(along) ? INFINITY : along, isnan(choke) ? INFINITY : choke));
    if (!isfinite(s.flow_m3_s)) s.flow_m3_s = fmax(flow, surge_flow(u, head));
    s.head_j_kg = fmax(head, tli_unit_head(u, s.flow_m3_s, low, NULL, NULL));
  }
  s.head_j_kg = fmax(s.head_j_kg, choke_head(u, s.flow_m3_s));
  const double n = speed_of(u, s.flow_m3_s, s.head_j_kg);
  s.speed_1_min = n;
  s.efficiency = tli_unit_efficiency(u, s.flow_m3_s, fmin(fmax(isnan(n) ? high : n, low), high));
  return s;
}

/* ---- how far it reaches ----------------------------------------------------------------------------------------- */

/* Power that is left at a flow and head of the line; falls with both. */
static double spare_power(const tl_unit *u, const tl_site *site, double q, double head, double density) {
  double low, high;
  tli_unit_speeds(u, &low, &high);
  const tli_stand s = tli_unit_stand(u, q, head);
  const double n = isnan(s.speed_1_min) ? high : fmin(fmax(s.speed_1_min, low), high);
  return tl_drive_power_max(u->drive, n, site, NULL) - density * s.flow_m3_s * s.head_j_kg / s.efficiency;
}

/* Power that is left as a function of flow at a head, or of speed at the largest head of each. */
typedef struct asked {
  const tl_unit *unit;
  const tl_site *site;
  double head, density;
} asked;
typedef double (*spare_function)(const asked *a, double x);

static double spare_by_flow(const asked *a, double q) { return spare_power(a->unit, a->site, q, a->head, a->density); }

/* Where in low .. high nothing is left: regula falsi after Illinois, to the last digits. */
static double without_spare(spare_function spare, const asked *a, double low, double high) {
  double at_low = spare(a, low), at_high = spare(a, high);
  int side = 0;
  for (int i = 0; i < 60 && high - low > 1e-14 * high; i++) {
    double x = (low * at_high - high * at_low) / (at_high - at_low);
    if (!(x > low && x < high)) x = 0.5 * (low + high);
    const double at = spare(a, x);
    if (at > 0.0) {
      low = x;
      at_low = at;
      if (side == 1) at_high *= 0.5;
      side = 1;
    } else {
      high = x;
      at_high = at;
      if (side == -1) at_low *= 0.5;
      side = -1;
      if (at == 0.0) break;
    }
  }
  return high;
}

/* More head never means more flow. */
static tli_reach kept(tli_reach r) {
  r.by_head = fmin(r.by_head, 0.0);
  return r;
}

/* Not even the least flow is within the drive's power: less and less, so that there is no jump. */
static double starved_flow(const tl_unit *u, const tl_site *site, double head, double density) {
  const double spare = spare_power(u, site, 0.0, head, density);
  const tli_stand s = tli_unit_stand(u, 0.0, head);
  const double power = density * s.flow_m3_s * s.head_j_kg / s.efficiency;
  return s.flow_m3_s * fmax((power + spare) / power, 0.0);
}

/* The drive ends it within low .. high: the slopes of the flow at which no power is left. */
static tli_reach drive_reach(const tl_unit *u, const tl_site *site, double head, double density, double low,
                             double high) {
  const double dh = 1e-6 * fmax(head, 1.0), dr = 1e-6 * density;
  tli_reach r = {.drive = true};
  if (!(spare_power(u, site, low, head, density) > 0.0)) {
    r.value = starved_flow(u, site, head, density);
    r.by_head = (starved_flow(u, site, head + dh, density) - starved_flow(u, site, head - dh, density)) / (2.0 * dh);
    r.by_density = -r.value / density;
    return kept(r);
  }
  const double q = r.value = without_spare(spare_by_flow, &(asked){u, site, head, density}, low, high), dq = 1e-6 * q;
  const double by_q =
      (spare_power(u, site, q + dq, head, density) - spare_power(u, site, q - dq, head, density)) / (2.0 * dq);
  const double by_h =
      (spare_power(u, site, q, head + dh, density) - spare_power(u, site, q, head - dh, density)) / (2.0 * dh);
  const double by_r =
      (spare_power(u, site, q, head, density + dr) - spare_power(u, site, q, head, density - dr)) / (2.0 * dr);
  if (by_q < 0.0) {
    r.by_head = -by_h / by_q;
    r.by_density = -by_r / by_q;
  }
  return kept(r);
}

static tli_reach piston_flow_reach(const tl_unit *u, const tl_site *site, double head, double density) {
  const tl_piston *p = u->piston;
  const double most = p->volume_m3 * p->speed_max_1_min / 60.0;
  const double least = p->volume_m3 * p->speed_min_1_min / 60.0 * (1.0 - p->reduction);
  if (spare_power(u, site, most, head, density) >= 0.0) return (tli_reach){.value = most, .machine = TL_MACHINE_FAST};
  return drive_reach(u, site, head, density, least, most);
}

tli_reach tli_unit_flow_reach(const tl_unit *u, const tl_site *site, double head, double density) {
  if (u->piston != NULL) return piston_flow_reach(u, site, head, density);
  double low, high, by_q = 0.0;
  tli_unit_speeds(u, &low, &high);
  const double surge = top_at(u, high), choke = tli_unit_choke_at(u, high);
  const double most = tli_unit_head(u, surge, high, &by_q, NULL), steep = fmax(-by_q, 0.05 * most / fmax(surge, 1e-3));
  tli_reach r = {.machine = TL_MACHINE_FAST};
  if (head >= most) { /* goes on, so that there is no jump: the head is the limit then */
    const bool short_of_power = surge > 0.0 && spare_power(u, site, surge, most, density) < 0.0;
    if (short_of_power) r = drive_reach(u, site, most, density, fmin(surge_flow(u, most), surge), surge);
    r.value = (short_of_power ? r.value : surge) - (head - most) / steep;
    r.by_head = -1.0 / steep;
    if (!short_of_power) r.machine = TL_MACHINE_SURGE;
    return kept(r);
  }
  const double along = falling_flow(u, head, high);
  if (!(along < choke)) {
    r.value = choke;
    r.machine = TL_MACHINE_CHOKE;
  } else {
    r.value = fmax(along, surge);
    (void)tli_unit_head(u, r.value, high, &by_q, NULL);
    r.by_head = 1.0 / fmin(by_q, -1e-3 * most / fmax(surge, 1e-3));
  }
  if (!(r.value > 0.0) || spare_power(u, site, r.value, head, density) >= 0.0) return kept(r);
  return drive_reach(u, site, head, density, fmin(surge_flow(u, head), r.value), r.value);
}

static double top_head(const tl_unit *u, double n) { return tli_unit_head(u, top_at(u, n), n, NULL, NULL); }

static double spare_by_speed(const asked *a, double n) {
  const tl_unit *u = a->unit;
  const double q = top_at(u, n);
  return tl_drive_power_max(u->drive, n, a->site, NULL) -
         a->density * q * tli_unit_head(u, q, n, NULL, NULL) / tli_unit_efficiency(u, q, n);
}

/* The largest head that the drive can turn, with its slope: the speed at which no power is left, or, where the least
 * speed asks for too much already, its head in proportion. */
static tli_reach head_by_drive(const asked *a, double low, double high) {
  const tl_unit *u = a->unit;
  const double spare = spare_by_speed(a, low), most = tl_drive_power_max(u->drive, low, a->site, NULL);
  tli_reach r = {.drive = true};
  if (!(spare > 0.0)) {
    r.value = top_head(u, low) * most / fmax(most - spare, 1.0);
    r.by_density = -r.value / a->density;
    return r;
  }
  const double n = without_spare(spare_by_speed, a, low, high), d = 1e-6 * n;
  const double power = tl_drive_power_max(u->drive, n, a->site, NULL) - spare_by_speed(a, n);
  const double by_n = (spare_by_speed(a, n + d) - spare_by_speed(a, n - d)) / (2.0 * d);
  r.value = top_head(u, n);
  if (by_n < 0.0) r.by_density = (power / a->density) / by_n * (top_head(u, n + d) - top_head(u, n - d)) / (2.0 * d);
  return r;
}

static tli_reach piston_head_reach(const tl_unit *u, const tl_site *site, double density) {
  const tl_piston *p = u->piston;
  const double least = p->volume_m3 * p->speed_min_1_min / 60.0 * (1.0 - p->reduction);
  const double power = tl_drive_power_max(u->drive, p->speed_min_1_min, site, NULL);
  tli_reach r = {.value = power * p->efficiency / (density * least), .drive = true};
  const double torque = 2.0 * pi * p->max_torque_nm * p->efficiency / (density * p->volume_m3);
  if (p->max_torque_nm > 0.0 && torque < r.value) r = (tli_reach){.value = torque, .machine = TL_MACHINE_TORQUE};
  r.by_density = -r.value / density;
  return r;
}

tli_reach tli_unit_head_reach(const tl_unit *u, const tl_site *site, double density) {
  if (u->piston != NULL) return piston_head_reach(u, site, density);
  double low, high;
  tli_unit_speeds(u, &low, &high);
  const asked a = {u, site, 0.0, density};
  if (spare_by_speed(&a, high) >= 0.0) return (tli_reach){.value = top_head(u, high), .machine = TL_MACHINE_FAST};
  return head_by_drive(&a, low, high);
}
