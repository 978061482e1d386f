/* The units of a station as smooth rows of the nonlinear program.
 *
 * A turbo unit has the unknowns flow Q and speed n, by which its map is a polynomial (docs/theory/machine.md):
 *     H(p_from, p_to) = F(Q, n),   F <= surge(Q),   F >= choke(Q),   rho Q F <= eta(Q, n) P_max(n)
 * and a piston the unknown Q, its speed being 60 Q/V. What goes through the units of a stage is at least the line's
 * flow: the rest is led back. Stages rise by equal ratios, as in tl_station_run, which judges what is found here.
 * Values, slopes and curvatures come together from jets: sums, products and functions of one variable. */
#include "optimise/tli_units.h"

#include <math.h>

static const double head_unit_j_kg = 2000.0; /* about the head of 1 bar at 60 bar */
static const double power_unit_bar = 30.0;
static const double pi = 3.14159265358979323846;

/* ---- jets ----------------------------------------------------------------------------------------------------------
 */

static tli_jet variable(const double *x, int index) {
  tli_jet j = {.value = x[index]};
  j.slope[index] = 1.0;
  return j;
}

/* a x + b y */
static tli_jet mix(double a, tli_jet x, double b, tli_jet y) {
  tli_jet j = {.value = a * x.value + b * y.value};
  for (int i = 0; i < TLI_UNIT_UNKNOWNS; i++) j.slope[i] = a * x.slope[i] + b * y.slope[i];
  for (int i = 0; i < 10; i++) j.curve[i] = a * x.curve[i] + b * y.curve[i];
  return j;
}

static tli_jet shift(tli_jet x, double by) {
  x.value += by;
  return x;
}

static tli_jet times(tli_jet x, tli_jet y) {
  tli_jet j = {.value = x.value * y.value};
  for (int i = 0, e = 0; i < TLI_UNIT_UNKNOWNS; i++) {
    j.slope[i] = x.slope[i] * y.value + x.value * y.slope[i];
    for (int k = 0; k <= i; k++, e++)
      j.curve[e] = x.curve[e] * y.value + x.value * y.curve[e] + x.slope[i] * y.slope[k] + x.slope[k] * y.slope[i];
  }
  return j;
}

/* f(x) with f's value and derivatives at x. */
static tli_jet chain(tli_jet x, double value, double first, double second) {
  tli_jet j = {.value = value};
  for (int i = 0, e = 0; i < TLI_UNIT_UNKNOWNS; i++) {
    j.slope[i] = first * x.slope[i];
    for (int k = 0; k <= i; k++, e++) j.curve[e] = first * x.curve[e] + second * x.slope[i] * x.slope[k];
  }
  return j;
}

static tli_jet power_of(tli_jet x, double exponent) {
  const double base = tli_bigger(x.value, 1e-6), v = pow(base, exponent);
  return chain(x, v, exponent * v / base, exponent * (exponent - 1.0) * v / (base * base));
}

static tli_jet quadratic(const double *c, tli_jet x) {
  return shift(times(x, shift(mix(c[2], x, 0.0, x), c[1])), c[0]);
}

static tli_jet biquadratic(const tl_biquadratic *f, tli_jet x, tli_jet y) {
  const tli_jet a = quadratic(&f->c[0], y), b = quadratic(&f->c[3], y), c = quadratic(&f->c[6], y);
  return mix(1.0, a, 1.0, times(x, mix(1.0, b, 1.0, times(x, c))));
}

/* ---- the gas at the stage ------------------------------------------------------------------------------------------
 */

static tli_jet ratio_of(const tli_nlp_unit *u, const double *x) {
  const tli_jet in = shift(variable(x, TLI_UNIT_P_FROM), -u->loss_in),
                out = shift(variable(x, TLI_UNIT_P_TO), u->loss_out);
  return times(out, power_of(in, -1.0));
}

static tli_jet inlet_pressure(const tli_nlp_unit *u, const double *x) {
  const tli_jet in = shift(variable(x, TLI_UNIT_P_FROM), -u->loss_in);
  return u->stage == 0 ? in : times(in, power_of(ratio_of(u, x), (double)u->stage / u->stages));
}

static tli_jet density_of(const tli_potential *t, const tli_nlp_unit *u, tli_jet p) {
  double first, second;
  const double at = tli_bigger(p.value, 0.01), rho = tli_potential_density(t, at, &first, &second);
  return chain(p, rho / u->t_share, first / u->t_share, second / u->t_share);
}

/* p/rho (r^m - 1)/m, J/kg; p/rho = z R T/M. */
static tli_jet head_of(const tli_potential *t, const tli_nlp_unit *u, const double *x) {
  const tli_jet p = inlet_pressure(u, x);
  const tli_jet work = times(p, power_of(density_of(t, u, p), -1.0));
  const tli_jet rise = shift(power_of(ratio_of(u, x), u->exponent / u->stages), -1.0);
  return mix(1e5 / u->exponent, times(work, rise), 0.0, p);
}

tli_jet tli_unit_mass_at(const tli_potential *t, const tli_nlp_unit *u, const double *x) {
  const tli_jet mass = times(density_of(t, u, inlet_pressure(u, x)), variable(x, TLI_UNIT_FLOW));
  return mix(u->many, mass, 0.0, mass);
}

/* ---- rows ----------------------------------------------------------------------------------------------------------
 */

bool tli_unit_has_row(const tli_nlp_unit *u, tli_unit_row row) {
  const tl_turbo *t = u->unit->turbo;
  switch (row) {
    case TLI_UNIT_HEAD:
    case TLI_UNIT_SURGE:
      return t != NULL;
    case TLI_UNIT_CHOKE:
      return t != NULL && (t->choke_j_kg[1] != 0.0 || t->choke_j_kg[2] != 0.0);
    case TLI_UNIT_TORQUE:
      return t == NULL && u->unit->piston->max_torque_nm > 0.0;
    case TLI_UNIT_RATIO:
      return t == NULL && u->unit->piston->max_ratio > 0.0;
    default:
      return true;
  }
}

static tli_jet turbo_row(const tli_potential *t, const tli_nlp_unit *u, tli_unit_row row, const double *x) {
  const tl_turbo *map = u->unit->turbo;
  const tli_jet flow = variable(x, TLI_UNIT_FLOW), speed = variable(x, TLI_UNIT_SPEED);
  const tli_jet n = mix(1000.0, speed, 0.0, speed), head = biquadratic(&map->head_j_kg, flow, n);
  if (row == TLI_UNIT_HEAD) return mix(1.0 / head_unit_j_kg, head_of(t, u, x), -1.0 / head_unit_j_kg, head);
  if (row == TLI_UNIT_SURGE)
    return mix(1.0 / head_unit_j_kg, quadratic(map->surge_j_kg, flow), -1.0 / head_unit_j_kg, head);
  if (row == TLI_UNIT_CHOKE)
    return mix(1.0 / head_unit_j_kg, head, -1.0 / head_unit_j_kg, quadratic(map->choke_j_kg, flow));
  const tli_jet mass = tli_unit_mass_at(t, u, x);
  const tli_jet most = times(quadratic(u->power, speed), biquadratic(&map->efficiency, flow, n));
  return mix(power_unit_bar / u->power_unit, most, -power_unit_bar / u->power_unit / u->many, times(mass, head));
}

static tli_jet piston_row(const tli_potential *t, const tli_nlp_unit *u, tli_unit_row row, const double *x) {
  const tl_piston *piston = u->unit->piston;
  const tli_jet flow = variable(x, TLI_UNIT_FLOW), speed = mix(0.06 / piston->volume_m3, flow, 0.0, flow);
  if (row == TLI_UNIT_RATIO)
    return shift(mix(-power_unit_bar / piston->max_ratio, power_of(ratio_of(u, x), 1.0 / u->stages), 0.0, flow),
                 power_unit_bar);
  const tli_jet density = density_of(t, u, inlet_pressure(u, x)), work = times(density, head_of(t, u, x));
  if (row == TLI_UNIT_TORQUE) /* P/(2 pi n/60) with Q = V n/60 */
    return shift(mix(-power_unit_bar * piston->volume_m3 / (2.0 * pi * piston->efficiency * piston->max_torque_nm),
                     work, 0.0, flow),
                 power_unit_bar);
  return mix(power_unit_bar / u->power_unit, quadratic(u->power, speed),
             -power_unit_bar / u->power_unit / piston->efficiency, times(work, flow));
}

tli_jet tli_unit_row_at(const tli_potential *t, const tli_nlp_unit *u, tli_unit_row row, const double *x) {
  return u->unit->turbo != NULL ? turbo_row(t, u, row, x) : piston_row(t, u, row, x);
}

/* ---- a configuration -----------------------------------------------------------------------------------------------
 */

/* P_max(n) is a quadratic; its three coefficients from value and slopes at the ends of the speeds. */
static void fit_power(const tl_nominated_machines *g, double low, double high, tli_nlp_unit *u) {
  double slope_low, slope_high;
  (void)tl_drive_power_max(u->unit->drive, low, &g->site, &slope_low);
  const double top = tl_drive_power_max(u->unit->drive, high, &g->site, &slope_high);
  const double curve = high > low ? (slope_high - slope_low) / (high - low) : 0.0; /* second derivative */
  u->power[2] = 0.5 * curve * 1e6;
  u->power[1] = (slope_high - curve * high) * 1e3;
  u->power[0] = top - (slope_high - 0.5 * curve * high) * high;
  u->power_unit = tli_bigger(top, 1e4);
}

static double between(double x, double low, double high) {
  return isnan(x) ? high : tli_lesser(tli_bigger(x, low), high);
}

static void start_of(const tl_unit_state *s, tli_nlp_unit *u) {
  if (u->unit->piston != NULL) {
    const tl_piston *piston = u->unit->piston;
    u->speed_low = u->speed_high = u->speed = 0.0;
    u->flow_high = piston->volume_m3 * piston->speed_max_1_min / 60.0;
    u->flow = between(s->flow_m3_s, 0.0, u->flow_high);
    return;
  }
  const tl_turbo *map = u->unit->turbo;
  u->speed_low = 1e-3 * map->speed_min_1_min;
  u->speed_high = 1e-3 * map->speed_max_1_min;
  u->speed = between(1e-3 * s->point.speed_1_min, u->speed_low, u->speed_high);
  double low = 0.0, high = 1e3; /* where the choke line meets the fastest speed: no flow beyond */
  for (int i = 0; i < 60; i++) {
    const double q = 0.5 * (low + high);
    const double surge = map->surge_j_kg[0] + (map->surge_j_kg[1] + map->surge_j_kg[2] * q) * q;
    const double choke = map->choke_j_kg[0] + (map->choke_j_kg[1] + map->choke_j_kg[2] * q) * q;
    const double head = tl_biquadratic_at(&map->head_j_kg, q, map->speed_max_1_min, NULL, NULL);
    *(head > tli_bigger(choke, 0.0) || surge < head ? &low : &high) = q;
  }
  u->flow_high = high;
  u->flow = between(s->flow_m3_s, 0.05 * high, 0.95 * high);
}

size_t tli_units_of(const tl_nomination *n, const tli_arc *arc, int arc_index, int configuration, double p_from,
                    double p_to, double q, tli_nlp_unit *units) {
  const tl_nominated_machines *g = &arc->machines->given;
  const tl_configuration *c = &g->configurations[configuration];
  const tl_station_duty duty = {.gas = n->gas,
                                .path = g->path,
                                .kappa = g->kappa,
                                .p_in_pa = 1e5 * p_from,
                                .p_out_pa = 1e5 * p_to,
                                .q_kg_s = tli_bigger(q, 0.0),
                                .t_in_k = n->t_k,
                                .loss_in_pa = 1e5 * arc->loss_in,
                                .loss_out_pa = 1e5 * arc->loss_out,
                                .cooler_approach_k = g->cooler_approach_k,
                                .site = g->site,
                                .within_maps = true};
  tl_station_answer at;
  tl_error unused;
  if (tl_station_run(c, &duty, &at, &unused) != TL_OK) return 0;
  const double kappa = g->kappa > 1.0 ? g->kappa : 1.3,
               ratio = tli_bigger((p_to + arc->loss_out) / (p_from - arc->loss_in), 1.0);
  const double exponent = (kappa - 1.0) / kappa;
  const double warm = 1.0 + (pow(ratio, exponent / (double)c->stage_count) - 1.0) / tli_bigger(at.efficiency, 0.5);
  size_t count = 0;
  for (size_t stage = 0; stage < c->stage_count; stage++) {
    double t_share = pow(warm, (double)stage);
    if (stage > 0 && g->cooler_approach_k >= 0.0)
      t_share = tli_lesser(t_share, (g->site.ambient_k + g->cooler_approach_k) / n->t_k);
    const tl_unit_stage *s = &c->stages[stage];
    for (size_t k = 0; k < s->unit_count; k++) {
      if (s->units[k].map != NULL) return 0;
      size_t same = count;
      for (size_t other = count; other > 0 && units[other - 1].stage == (int)stage; other--)
        if (units[other - 1].unit->turbo == s->units[k].turbo && units[other - 1].unit->piston == s->units[k].piston &&
            units[other - 1].unit->drive == s->units[k].drive)
          same = other - 1;
      if (same < count) {
        units[same].many++;
        continue;
      }
      tli_nlp_unit *u = &units[count++];
      *u = (tli_nlp_unit){.arc = arc_index,
                          .stage = (int)stage,
                          .stages = (int)c->stage_count,
                          .many = 1,
                          .unit = &s->units[k],
                          .loss_in = arc->loss_in,
                          .loss_out = arc->loss_out,
                          .exponent = exponent,
                          .t_share = t_share};
      start_of(&at.units[stage][k], u);
      const tl_piston *piston = s->units[k].piston;
      fit_power(g, piston != NULL ? piston->speed_min_1_min : 1e3 * u->speed_low,
                piston != NULL ? piston->speed_max_1_min : 1e3 * u->speed_high, u);
    }
  }
  return count;
}
