/* A compressor station seen from the line: set point, limits, adiabatic work, after-cooler, fuel from the line; see
 * docs/theory/station.md.
 *
 * Modes as faces, each with the sign pattern (+, -, -) in (u_in, u_out, q):
 *     set point    u_set - u_out
 *     ratio limit  u(max_ratio (p_in - loss_in) - loss_out) - u_out
 *     power limit  (max_power - W(p_in, p_out, q)) scaled
 *     flow limit   (max_flow - q) scaled
 *     bypass       u_in - u_out          when the line already holds more than the set point
 *     shut         -q scaled             no gas runs backwards through a station
 *     f = max( min(set point, ratio, power, flow), bypass, shut )                                    [Pa2]
 * The scales are constants of the station, so that no face loses its monotony.
 *
 * Adiabatic work (GPSA Engineering Data Book, sec. 13; Koch et al. 2015, ch. 2):
 *     W = q/eta  kappa/(kappa-1) Z1 (R/M) T1 (r^m - 1),  m = (kappa-1)/kappa,  r = (p_out+loss_out)/(p_in-loss_in)
 *     T2 = T1 (1 + (r^m - 1)/eta);  fuel = W/(eta_driver H_net), taken at the station's own inlet node.
 */
#include "elem/tli_faces.h"

#include <string.h>

#define FIELD(member, quantity, sentence, text, low, high) \
  { #member, quantity, sentence, text, low, high, NULL, offsetof(tl_station, member) }
static const tl_field station_fields[] = {
    FIELD(discharge_p_pa, TL_PRESSURE, "set point: pressure at the node behind the station", NULL, 1e5, 1e8),
    FIELD(max_ratio, TL_NUMBER, "largest ratio of discharge to suction flange pressure; 0 is no limit", "0", 0.0,
          100.0),
    FIELD(max_power_w, TL_POWER, "largest shaft power; 0 is no limit", "0 MW", 0.0, 1e10),
    FIELD(max_flow_kg_s, TL_MASS_FLOW, "largest flow; 0 is no limit", "0 kg/s", 0.0, 1e6),
    FIELD(loss_in_pa, TL_PRESSURE_DIFFERENCE, "pressure lost in the station's inlet piping while it runs", "0 bar", 0.0,
          5e6),
    FIELD(loss_out_pa, TL_PRESSURE_DIFFERENCE, "pressure lost in the station's outlet piping and cooler", "0 bar", 0.0,
          5e6),
    FIELD(efficiency, TL_NUMBER, "adiabatic efficiency of the compressors", "0.84", 0.1, 1.0),
    FIELD(driver_efficiency, TL_NUMBER, "shaft power over fuel power on net heating value; 0: no fuel from the line",
          "0.35", 0.0, 1.0),
    FIELD(kappa, TL_NUMBER, "exponent of the adiabatic head; 0: isentropic exponent of the gas", "0", 0.0, 3.0),
    FIELD(cooler_t_k, TL_TEMPERATURE, "outlet temperature of the after-cooler; 0 K is none", "0 K", 0.0, 500.0),
};
#undef FIELD

extern const tli_kind tli_station_kind; /* at the end of the file; named by kinds.def */

void tl_station_default(tl_station *station) { *station = (tl_station){.efficiency = 0.84, .driver_efficiency = 0.35}; }

tl_code tl_network_add_station(tl_network *network, const char *id, size_t from, size_t to, const tl_station *station,
                               size_t *link, tl_error *error) {
  TLI_TRY(tli_check_params(&tli_station_kind, id ? id : "", station, error));
  if (station->kappa != 0.0 && station->kappa < 1.01)
    return tl_fail(error, TL_ERR_INPUT, "station \"%s\": kappa = %g is outside 1.01 .. 3 (0: from the gas)", id,
                   station->kappa);
  if (station->max_ratio != 0.0 && station->max_ratio < 1.0)
    return tl_fail(error, TL_ERR_INPUT, "station \"%s\": max_ratio = %g is below 1 (0: no limit)", id,
                   station->max_ratio);
  return tli_network_add_link(network, id, tli_kind_find("station"), from, to, station, sizeof *station, link, error);
}

static void copy_part(const void *params, size_t part, size_t parts, void *part_params) {
  (void)part;
  (void)parts;
  *(tl_station *)part_params = *(const tl_station *)params;
}

/* ---- work -------------------------------------------------------------------------------------------------- */

/* No machine compresses by more than this; suction below it is a state on the way of the iteration or of a line that
 * has no answer. There the pressure is continued as a C1 function of u itself (p = sqrt(u) has no slope at 0), between
 * half the floor and the floor, so that work and fuel stay finite and gentle; a solution that would lie there is
 * reported as infeasible, never handed out. */
static double suction_pressure(const tl_station *s, double u_in, double *slope_u) {
  const double floor_pa = tli_max(s->discharge_p_pa / TLI_STATION_RATIO_END, 4.0 * s->loss_in_pa),
               u_floor = floor_pa * floor_pa;
  if (u_in >= u_floor) {
    const double p = sqrt(u_in);
    *slope_u = 0.5 / p;
    return p - s->loss_in_pa;
  }
  const double fall = exp(u_in / u_floor - 1.0); /* 1 at the floor, 0 far below */
  *slope_u = 0.5 / floor_pa * fall;
  return 0.5 * floor_pa * (1.0 + fall) - s->loss_in_pa;
}

tli_shaft tli_shaft_at(const tl_station *s, double u_in, double u_out, double q, double rt, double z, double dz_dp,
                       double kappa) {
  double slope_in;
  const double p1 = suction_pressure(s, u_in, &slope_in);
  const double p_least = s->discharge_p_pa / TLI_STATION_RATIO_END, p_raw = tli_p_from_u(u_out);
  const double p_out = tli_max(p_raw, p_least), p2 = p_out + s->loss_out_pa;
  const double m = (kappa - 1.0) / kappa, r = p2 / p1, rm = pow(r, m);
  const double head = z * rt / m / s->efficiency; /* J/kg per unit of r^m - 1 */
  tli_shaft w = {.ratio = r};
  w.work = q * head * (rm - 1.0);
  w.work_q = head * (rm - 1.0);
  w.work_u_out = p_raw > p_least ? q * head * m * rm / p2 * 0.5 / p_out : 0.0;
  w.work_u_in = (-q * head * m * rm / p1 + w.work * dz_dp / z) * slope_in;
  w.temperature_factor = 1.0 + (rm - 1.0) / s->efficiency;
  return w;
}

void tli_suction_states(const tli_batch *b, const tl_station *stations, bool need_kappa) {
  for (size_t i = 0; i < b->n; i++) {
    const tl_station *s = &stations[i];
    double slope;
    b->work.p[i] = suction_pressure(s, b->u_in[i], &slope) + s->loss_in_pa; /* the continued one: its slope is known */
    b->work.t[i] = b->t_in_k[i];
  }
  (void)tl_gas_flow_pt(b->gas, b->n, b->work.p, b->work.t,
                       &(tl_gas_flow){.z = b->work.z, .dz_dp_1_pa = b->work.a, .kappa = need_kappa ? b->work.b : NULL});
}

static bool any_from_gas(const tl_station *stations, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (stations[i].kappa == 0.0) return true;
  return false;
}

/* ---- law --------------------------------------------------------------------------------------------------- */

/* Backwards or below ratio 1 the work would change sign and with it the pattern: there a small constant work per kg
 * stands in. No answer lies there, since the bypass or the shut face is then the larger one. */
tli_face tli_power_face(const tl_station *s, double scale, double q, const tli_shaft *w) {
  const double least_j_kg = 1e-6 * s->max_power_w;
  if (q <= 0.0 || w->work_q <= least_j_kg)
    return (tli_face){scale * (s->max_power_w - q * least_j_kg), 0.0, 0.0, -scale * least_j_kg};
  return (tli_face){scale * (s->max_power_w - w->work), -scale * tli_min(w->work_u_in, 0.0), -scale * w->work_u_out,
                    -scale * w->work_q};
}

static tli_face running_face(const tl_station *s, double u_in, double u_out, double q, const tli_shaft *w) {
  const double u_set = s->discharge_p_pa * s->discharge_p_pa;
  const double p_in = tli_p_from_u(u_in), half_in = 0.5 / tli_max(fabs(p_in), 1.0); /* dp/du */
  tli_face least = {u_set - u_out, 0.0, -1.0, 0.0};
  if (s->max_ratio > 0.0) {
    const double reach = s->max_ratio * (p_in - s->loss_in_pa) - s->loss_out_pa;
    least = tli_smaller(
        least, (tli_face){tli_u_from_p(reach) - u_out, 2.0 * fabs(reach) * s->max_ratio * half_in, -1.0, 0.0}, 0.0);
  }
  if (s->max_power_w > 0.0) least = tli_smaller(least, tli_power_face(s, u_set / s->max_power_w, q, w), 0.0);
  if (s->max_flow_kg_s > 0.0) {
    const double scale = u_set / s->max_flow_kg_s;
    least = tli_smaller(least, (tli_face){scale * (s->max_flow_kg_s - q), 0.0, 0.0, -scale}, 0.0);
  }
  return least;
}

void tli_take_fuel(const tl_station *s, double net_heat_j_kg, double q, const tli_shaft *w, const tli_law *law,
                   size_t i) {
  if (!(s->driver_efficiency > 0.0 && q > 0.0 && w->work > 0.0)) return;
  const double per_w = 1.0 / (s->driver_efficiency * net_heat_j_kg);
  law->draw[i] = w->work * per_w;
  law->draw_u_in[i] = w->work_u_in * per_w;
  law->draw_u_out[i] = w->work_u_out * per_w;
  law->draw_q[i] = w->work_q * per_w;
}

/* With losses in its piping a station would work at ratio 1 already, which a by-passed one does not: over the first
 * half percent of ratio its fuel and heat grow from 0 (as those of a station of machines). 1 where there are no losses.
 */
static double started(const tl_station *s, double u_in, double u_out, double *by_u_in, double *by_u_out) {
  const double width = 5e-3;
  *by_u_in = *by_u_out = 0.0;
  if (s->loss_in_pa == 0.0 && s->loss_out_pa == 0.0) return 1.0;
  if (!(u_out > u_in)) return 0.0;
  if (!(u_in > 0.0)) return 1.0;
  const double ratio = sqrt(u_out / u_in), x = (ratio - 1.0) / width;
  if (x >= 1.0) return 1.0;
  const double slope = 6.0 * x * (1.0 - x) / width * 0.5 * ratio;
  *by_u_in = -slope / u_in;
  *by_u_out = slope / u_out;
  return x * x * (3.0 - 2.0 * x);
}

static void start_fuel(const tl_station *s, double u_in, double u_out, const tli_law *law, size_t i) {
  double by_u_in, by_u_out;
  const double share = started(s, u_in, u_out, &by_u_in, &by_u_out), draw = law->draw[i];
  law->draw[i] = share * draw;
  law->draw_u_in[i] = share * law->draw_u_in[i] + by_u_in * draw;
  law->draw_u_out[i] = share * law->draw_u_out[i] + by_u_out * draw;
  law->draw_q[i] = share * law->draw_q[i];
}

static const double shut_scale_s_per_kg = 0.1; /* a backward flow of 10 kg/s weighs as much as the set point */

static void station_law(const tli_batch *b, const tli_law *law) {
  const tl_station *stations = b->params;
  const bool need_kappa = any_from_gas(stations, b->n);
  tli_suction_states(b, stations, need_kappa);
  for (size_t i = 0; i < b->n; i++) {
    const tl_station *s = &stations[i];
    const double u_in = b->u_in[i], u_out = b->u_out[i], q = b->q[i];
    const double rt = TLI_GAS_CONSTANT / b->molar_mass_kg_mol * b->t_in_k[i];
    const double kappa = s->kappa > 0.0 ? s->kappa : b->work.b[i];
    const tli_shaft w = tli_shaft_at(s, u_in, u_out, q, rt, b->work.z[i], b->work.a[i], kappa);
    const double shut_scale = s->discharge_p_pa * s->discharge_p_pa * shut_scale_s_per_kg;
    tli_face f = running_face(s, u_in, u_out, q, &w);
    f = tli_larger(f, (tli_face){u_in - u_out, 1.0, -1.0, 0.0}, 0.0);
    f = tli_larger(f, (tli_face){-q * shut_scale, 0.0, 0.0, -shut_scale}, 0.0);
    law->f[i] = f.f;
    law->f_u_in[i] = f.f_u_in;
    law->f_u_out[i] = f.f_u_out;
    law->f_q[i] = f.f_q;
    tli_take_fuel(s, b->net_heat_j_kg, q, &w, law, i);
    start_fuel(s, u_in, u_out, law, i);
  }
}

static void station_heat(const tli_batch *b, const tli_heat *heat) {
  const tl_station *stations = b->params;
  tli_suction_states(b, stations, any_from_gas(stations, b->n));
  for (size_t i = 0; i < b->n; i++) {
    const tl_station *s = &stations[i];
    const double kappa = s->kappa > 0.0 ? s->kappa : b->work.b[i];
    const tli_shaft w = tli_shaft_at(s, b->u_in[i], b->u_out[i], 1.0, 1.0, b->work.z[i], 0.0, kappa);
    double by_u_in, by_u_out;
    const double share = started(s, b->u_in[i], b->u_out[i], &by_u_in, &by_u_out);
    heat->gain[i] = b->q[i] > 0.0 ? 1.0 + share * tli_max(w.temperature_factor - 1.0, 0.0) : 1.0;
    heat->shift[i] = 0.0;
    heat->cap[i] = s->cooler_t_k > 0.0 ? s->cooler_t_k : INFINITY;
    heat->mean_gain[i] = 1.0;
    heat->mean_shift[i] = 0.0;
    heat->viscosity_pa_s[i] = 1e-5; /* not used by the law */
  }
}

/* ---- results ----------------------------------------------------------------------------------------------- */

static const char *mode_at(const tl_station *s, const tli_element_state *at, double work) {
  const double near = 1e-6;
  if (at->q_kg_s <= 1e-9) return "shut";
  if (at->p_out_pa <= at->p_in_pa * (1.0 + near)) return "bypass";
  if (fabs(at->p_out_pa - s->discharge_p_pa) <= near * s->discharge_p_pa) return "set point";
  if (s->max_power_w > 0.0 && work >= s->max_power_w * (1.0 - near)) return "power limit";
  if (s->max_flow_kg_s > 0.0 && at->q_kg_s >= s->max_flow_kg_s * (1.0 - near)) return "flow limit";
  return "ratio limit";
}

void tli_station_report_at(const tl_station *s, const tl_gas *gas, double net_heat_j_kg, const tli_element_state *at,
                           tli_station_report *report) {
  double z, cp, kappa_gas;
  (void)tl_gas_flow_pt(gas, 1, &at->p_in_pa, &at->t_in_k,
                       &(tl_gas_flow){.z = &z, .cp_j_kg_k = &cp, .kappa = &kappa_gas});
  const double rt = TLI_GAS_CONSTANT / tl_gas_molar_mass_kg_mol(gas) * at->t_in_k;
  const tli_shaft w = tli_shaft_at(s, tli_u_from_p(at->p_in_pa), tli_u_from_p(at->p_out_pa), at->q_kg_s, rt, z, 0.0,
                                   s->kappa > 0.0 ? s->kappa : kappa_gas);
  const char *mode = mode_at(s, at, w.work);
  const bool runs = strcmp(mode, "bypass") != 0 && strcmp(mode, "shut") != 0;
  *report = (tli_station_report){.suction_p_pa = at->p_in_pa,
                                 .discharge_p_pa = at->p_out_pa,
                                 .ratio = 1.0,
                                 .mode = mode,
                                 .discharge_t_k = at->t_in_k,
                                 .cooled_t_k = at->t_out_k};
  if (!runs) return;
  double by_u_in, by_u_out;
  const double share = started(s, tli_u_from_p(at->p_in_pa), tli_u_from_p(at->p_out_pa), &by_u_in, &by_u_out);
  report->suction_p_pa = at->p_in_pa - s->loss_in_pa;
  report->discharge_p_pa = at->p_out_pa + s->loss_out_pa;
  report->ratio = w.ratio;
  report->power_w = share * w.work;
  report->head_j_kg = w.work * s->efficiency / at->q_kg_s;
  report->fuel_kg_s = s->driver_efficiency > 0.0 ? share * w.work / (s->driver_efficiency * net_heat_j_kg) : 0.0;
  report->discharge_t_k = at->t_in_k * (1.0 + share * (w.temperature_factor - 1.0));
  report->cooler_duty_w = at->q_kg_s * cp * tli_max(report->discharge_t_k - at->t_out_k, 0.0);
}

static bool station_draws(const void *params) { return ((const tl_station *)params)->driver_efficiency > 0.0; }

const tli_kind tli_station_kind = {
    .name = "station",
    .sentence =
        "a compressor station with set point, limits, adiabatic efficiency, after-cooler and fuel from the line",
    .theory = "station",
    .param_bytes = sizeof(tl_station),
    .fields = station_fields,
    .field_count = TLI_COUNT(station_fields),
    .keeps_flow = true,
    .has_faces = true,
    .resists_nothing = true,
    .has_draw = true,
    .is_machine = true,
    .draws = station_draws,
    .parts = tli_one_part,
    .split = copy_part,
    .law = station_law,
    .heat = station_heat,
    .typical_flow = tli_no_typical_flow,
};
