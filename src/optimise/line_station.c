/* A station of equal units as a function of the pressures beside it: energy, slopes, enclosures of the slopes.
 *
 *     H = z RT/M ((p2/p1)^m - 1)/m,  Q = q/(k rho1),  n from F(Q, n) = H,  P = (q/k) H/eta(Q, n),  E = k e(P)
 *     dP/dH = (q/k)/eta (1 - H/eta eta_n/F_n)
 *     dP/dQ = -(q/k) H/eta^2 (eta_Q - eta_n F_Q/F_n)
 * Intervals go through the same formulas. That of the speed is found by one interval Newton step around the middle,
 * which proves its own success: the root of every (Q, H) of the box lies in the step's result if that lies in the
 * trial.
 */
#include "optimise/tli_line.h"

tli_suction tli_line_suction(const tli_line_made *line, size_t station, double p_pa) {
  const double nothing_left_pa = 1e4; /* no machine lifts from there */
  tli_suction s = {.p_pa = tli_max(p_pa - line->problem->stations[station].loss_in_pa, nothing_left_pa)};
  (void)tl_gas_flow_pt(line->problem->gas, 1, &s.p_pa, &line->t_k[station],
                       &(tl_gas_flow){.z = &s.z, .dz_dp_1_pa = &s.dz_dp});
  s.density = s.p_pa / (s.z * line->heat_j_kg[station]);
  return s;
}

static double quadratic(const double c[3], double x) { return c[0] + (c[1] + c[2] * x) * x; }
static bool has_choke(const tl_turbo *t) {
  return t->choke_j_kg[0] != 0.0 || t->choke_j_kg[1] != 0.0 || t->choke_j_kg[2] != 0.0;
}

/* The map is used a little beyond its speeds, so that slopes exist at a corner of a box that is just outside. */
static const double beyond = 0.2;

tli_lift tli_line_lift(const tli_line_made *line, size_t station, size_t units, const tli_suction *from,
                       double behind_pa) {
  const tl_line_station *s = &line->problem->stations[station];
  const tl_turbo *t = s->turbo;
  const double to_pa = behind_pa + s->loss_out_pa;
  const double k = (double)units, q = line->q_kg_s[station] / k, m = line->exponent;
  const double power_of_ratio = pow(to_pa / from->p_pa, m), flow = q / from->density;
  const double head = from->z * line->heat_j_kg[station] / m * (power_of_ratio - 1.0);
  tli_lift l = {.energy_w = NAN, .stop = "largest speed"};
  const double n = tl_biquadratic_find_y(&t->head_j_kg, flow, head, (1.0 - beyond) * t->speed_min_1_min,
                                         (1.0 + beyond) * t->speed_max_1_min);
  if (isnan(n)) {
    const double least = tl_biquadratic_at(&t->head_j_kg, flow, t->speed_min_1_min, NULL, NULL);
    if (head < least) l.stop = "least speed";
    return l;
  }
  double f_q, f_n, eta_q, eta_n, e_p, most_by_n;
  (void)tl_biquadratic_at(&t->head_j_kg, flow, n, &f_q, &f_n);
  const double eta = tl_biquadratic_at(&t->efficiency, flow, n, &eta_q, &eta_n);
  const double power = q * head / eta, most = tl_drive_power_max(s->drive, n, &s->site, &most_by_n);
  l.energy_w = k * tl_drive_energy(s->drive, power, &e_p);
  l.power_w = k * power;
  l.speed_1_min = n;
  const double p_h = q / eta * (1.0 - head / eta * eta_n / f_n);
  const double p_q = -q * head / (eta * eta) * (eta_q - eta_n * f_q / f_n);
  const double h_to = from->z * line->heat_j_kg[station] * power_of_ratio / to_pa;
  const double h_from = from->dz_dp * head / from->z - from->z * line->heat_j_kg[station] * power_of_ratio / from->p_pa;
  const double flow_from = -flow * (1.0 / from->p_pa - from->dz_dp / from->z);
  l.by_discharge = k * e_p * p_h * h_to;
  l.by_suction = k * e_p * (p_h * h_from + p_q * flow_from);
  l.by_flow = e_p * (power / q + p_q / from->density);
  l.stop = !(eta > 0.0)                                            ? "largest speed"
           : n > t->speed_max_1_min                                ? "largest speed"
           : n < t->speed_min_1_min                                ? "least speed"
           : head > quadratic(t->surge_j_kg, flow)                 ? "surge"
           : has_choke(t) && head < quadratic(t->choke_j_kg, flow) ? "choke"
           : power > most                                          ? "power"
                                                                   : NULL;
  return l;
}

/* ---- enclosures -------------------------------------------------------------------------------------------------- */

static tli_range parabola(double c0, double c1, double c2, tli_range x) {
  const double a = c0 + (c1 + c2 * x.low) * x.low, b = c0 + (c1 + c2 * x.high) * x.high;
  tli_range r = tli_hull(a, b);
  const double top = c2 != 0.0 ? -0.5 * c1 / c2 : x.low;
  if (top > x.low && top < x.high) {
    const double v = c0 + (c1 + c2 * top) * top;
    r.low = tli_min(r.low, v);
    r.high = tli_max(r.high, v);
  }
  return r;
}

/* F_x and F_y of a biquadratic over a box. */
static tli_range slope_x(const tl_biquadratic *f, tli_range x, tli_range y) {
  const double *c = f->c;
  return tli_plus(parabola(c[3], c[4], c[5], y), tli_scaled(tli_times(x, parabola(c[6], c[7], c[8], y)), 2.0));
}
static tli_range slope_y(const tl_biquadratic *f, tli_range x, tli_range y) {
  const double *c = f->c;
  const tli_range b = parabola(c[1], c[4], c[7], x), d = parabola(c[2], c[5], c[8], x);
  return tli_plus(b, tli_scaled(tli_times(y, d), 2.0));
}
/* By mean value from the middle: an error of second order in the width. */
static tli_range centred(const tl_biquadratic *f, tli_range x, tli_range y) {
  const double mx = 0.5 * (x.low + x.high), my = 0.5 * (y.low + y.high);
  const tli_range dx = {x.low - mx, x.high - mx}, dy = {y.low - my, y.high - my};
  const double middle = tl_biquadratic_at(f, mx, my, NULL, NULL);
  return tli_plus(tli_at(middle), tli_plus(tli_times(slope_x(f, x, y), dx), tli_times(slope_y(f, x, y), dy)));
}

/* What the box is, from the lowest to the highest suction and discharge. */
typedef struct box {
  tli_range flow, head, speed, ratio_power, z, dz_dp, from, to;
} box;

typedef enum found_speeds { NONE, UNKNOWN, FOUND } found_speeds;

/* Whether no point of the box lies between surge and choke, or none has its head between the least and the largest
 * speed. Flow and head alone tell; far from the map the fits give no speed at all. */
static bool out_of_reach(const tl_turbo *t, const box *b) {
  const double *surge = t->surge_j_kg, *choke = t->choke_j_kg;
  return b->head.low > parabola(surge[0], surge[1], surge[2], b->flow).high ||
         (has_choke(t) && b->head.high < parabola(choke[0], choke[1], choke[2], b->flow).low) ||
         b->head.low > centred(&t->head_j_kg, b->flow, tli_at(t->speed_max_1_min)).high ||
         b->head.high < centred(&t->head_j_kg, b->flow, tli_at(t->speed_min_1_min)).low;
}

/* The speeds of all points of the box. */
static found_speeds speeds(const tl_turbo *t, box *b) {
  if (out_of_reach(t, b)) return NONE;
  const double flow = 0.5 * (b->flow.low + b->flow.high), head = 0.5 * (b->head.low + b->head.high);
  const double n = tl_biquadratic_find_y(&t->head_j_kg, flow, head, (1.0 - beyond) * t->speed_min_1_min,
                                         (1.0 + beyond) * t->speed_max_1_min);
  if (isnan(n)) return UNKNOWN;
  const tli_range f = centred(&t->head_j_kg, b->flow, tli_at(n));
  const tli_range miss = tli_minus(f, b->head);
  double wide = 1.5 * tli_max(fabs(miss.low), fabs(miss.high));
  double f_n;
  (void)tl_biquadratic_at(&t->head_j_kg, flow, n, NULL, &f_n);
  for (int round = 0; round < 4; round++, wide *= 2.0) {
    const tli_range trial = {n - wide / f_n, n + wide / f_n};
    const tli_range slope = slope_y(&t->head_j_kg, b->flow, trial);
    if (!(slope.low > 0.0)) return UNKNOWN;
    b->speed = tli_minus(tli_at(n), tli_over(miss, slope));
    if (b->speed.low >= trial.low && b->speed.high <= trial.high) return FOUND;
  }
  return UNKNOWN;
}

/* Whether some point of the box may keep all limits. */
static bool may_run(const tl_line_station *s, const box *b, double q, tli_range efficiency) {
  const tl_turbo *t = s->turbo;
  if (b->speed.low > t->speed_max_1_min || b->speed.high < t->speed_min_1_min) return false;
  /* the drive's power by its largest slope over the box, which is a parabola in the speed */
  double by_low, by_high;
  const double low = tl_drive_power_max(s->drive, b->speed.low, &s->site, &by_low),
               high = tl_drive_power_max(s->drive, b->speed.high, &s->site, &by_high);
  const double most = tli_max(low, high) + tli_max(fabs(by_low), fabs(by_high)) * (b->speed.high - b->speed.low);
  return q * b->head.low / efficiency.high <= most;
}

bool tli_line_enclose(const tli_line_made *line, size_t station, size_t units, const tli_suction *low,
                      const tli_suction *high, double to_low_pa, double to_high_pa, tli_range *by_suction,
                      tli_range *by_discharge) {
  const tl_line_station *s = &line->problem->stations[station];
  const tl_turbo *t = s->turbo;
  const double k = (double)units, q = line->q_kg_s[station] / k, m = line->exponent;
  box b = {.flow = tli_hull(q / high->density, q / low->density),
           .z = tli_hull(low->z, high->z),
           .dz_dp = tli_hull(low->dz_dp, high->dz_dp),
           .from = {low->p_pa, high->p_pa},
           .to = {to_low_pa + s->loss_out_pa, to_high_pa + s->loss_out_pa}};
  if (b.to.high <= low->p_pa) return false;
  b.ratio_power = (tli_range){pow(tli_max(b.to.low / high->p_pa, 1.0), m), pow(b.to.high / low->p_pa, m)};
  const tli_range rise = tli_minus(b.ratio_power, tli_at(1.0));
  b.head = tli_scaled(tli_times(b.z, rise), line->heat_j_kg[station] / m);
  *by_suction = *by_discharge = (tli_range){-INFINITY, INFINITY}; /* where nothing can be said */
  const found_speeds found = speeds(t, &b);
  if (found != FOUND) return found == UNKNOWN;
  const tli_range eta = centred(&t->efficiency, b.flow, b.speed);
  if (!(eta.low > 0.0)) return true;
  if (!may_run(s, &b, q, eta)) return false;
  const tli_range eta_q = slope_x(&t->efficiency, b.flow, b.speed), eta_n = slope_y(&t->efficiency, b.flow, b.speed);
  const tli_range f_q = slope_x(&t->head_j_kg, b.flow, b.speed), f_n = slope_y(&t->head_j_kg, b.flow, b.speed);
  const tli_range work = tli_over(b.head, eta);
  const tli_range p_h =
      tli_times(tli_over(tli_at(q), eta), tli_minus(tli_at(1.0), tli_times(work, tli_over(eta_n, f_n))));
  const tli_range p_q =
      tli_scaled(tli_times(tli_over(work, eta), tli_minus(eta_q, tli_times(eta_n, tli_over(f_q, f_n)))), -q);
  const tli_range power = tli_scaled(work, q);
  const tli_range e_p = tli_hull(s->drive->energy[1] + 2.0 * s->drive->energy[2] * power.low,
                                 s->drive->energy[1] + 2.0 * s->drive->energy[2] * power.high);
  const tli_range zr = tli_scaled(tli_times(b.z, b.ratio_power), line->heat_j_kg[station]);
  const tli_range h_from = tli_minus(tli_times(b.dz_dp, tli_over(b.head, b.z)), tli_over(zr, b.from));
  const tli_range flow_from =
      tli_scaled(tli_times(b.flow, tli_minus(tli_over(tli_at(1.0), b.from), tli_over(b.dz_dp, b.z))), -1.0);
  const tli_range scale = tli_scaled(e_p, k);
  *by_discharge = tli_times(scale, tli_times(p_h, tli_over(zr, b.to)));
  *by_suction = tli_times(scale, tli_plus(tli_times(p_h, h_from), tli_times(p_q, flow_from)));
  return true;
}
