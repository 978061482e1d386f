/* A station of real machines as an element: set point, limits, maps, drives; see docs/theory/machine_station.md.
 *
 *     f = max( min(held, limits, max over configurations of reach), bypass u_in - u_out, shut )            [Pa2]
 *     reach of a configuration = min over its stages of
 *         u of the outlet at the largest head of the stage - u_out        least head reach of its units
 *         K (density x sum of the flow reach of its units - q)            K: see flow_scale
 * Each is a face with the signs (+, -, -); so is their min and max, and with it a choice among configurations. Heads
 * and densities carry their slopes along (tli_dual.h). What the station takes (power, fuel, heat) is that of
 * tl_station_run in the configuration of least energy (station_work.c). */
#include "elem/tli_dual.h"
#include "elem/tli_faces.h"
#include "elem/tli_machines.h"
#include "elem/tli_reach.h"

#define FIELD(member, quantity, sentence, text, low, high) \
  { #member, quantity, sentence, text, low, high, NULL, offsetof(tl_machine_station, member) }
static const tl_field fields[] = {
    FIELD(control, TL_NUMBER, "what is held: 0 ratio, 1 outlet pressure, 2 inlet pressure, 3 flow", "0", 0.0, 3.0),
    FIELD(ratio, TL_NUMBER, "outlet over inlet pressure to hold", "1", 1.0, 100.0),
    FIELD(outlet_p_pa, TL_PRESSURE, "outlet pressure to hold", "0 bar", 0.0, 1e8),
    FIELD(inlet_p_pa, TL_PRESSURE, "inlet pressure to hold", "0 bar", 0.0, 1e8),
    FIELD(flow_kg_s, TL_MASS_FLOW, "flow to hold", "0 kg/s", 0.0, 1e6),
    FIELD(max_ratio, TL_NUMBER, "largest ratio of the nodes' pressures; 0 is no limit", "0", 0.0, 100.0),
    FIELD(max_outlet_p_pa, TL_PRESSURE, "largest outlet pressure; 0 is no limit", "0 bar", 0.0, 1e8),
    FIELD(min_inlet_p_pa, TL_PRESSURE, "least inlet pressure; 0 is no limit", "0 bar", 0.0, 1e8),
    FIELD(max_flow_kg_s, TL_MASS_FLOW, "largest flow; 0 is no limit", "0 kg/s", 0.0, 1e6),
    FIELD(max_power_w, TL_POWER, "largest shaft power of all units together; 0 is no limit", "0 MW", 0.0, 1e10),
    FIELD(max_outlet_t_k, TL_TEMPERATURE, "largest temperature of the gas that leaves; 0 K is no limit", "0 K", 0.0,
          1000.0),
    FIELD(loss_in_pa, TL_PRESSURE_DIFFERENCE, "pressure lost in the inlet piping while the station runs", "0 bar", 0.0,
          5e6),
    FIELD(loss_out_pa, TL_PRESSURE_DIFFERENCE, "pressure lost in the outlet piping and coolers", "0 bar", 0.0, 5e6),
    FIELD(drag_in, TL_NUMBER, "drag coefficient of the inlet piping on its diameter", "0", 0.0, 1e5),
    FIELD(diameter_in_m, TL_LENGTH, "diameter of the inlet piping; 0 is no drag", "0 m", 0.0, 10.0),
    FIELD(drag_out, TL_NUMBER, "drag coefficient of the outlet piping on its diameter", "0", 0.0, 1e5),
    FIELD(diameter_out_m, TL_LENGTH, "diameter of the outlet piping; 0 is no drag", "0 m", 0.0, 10.0),
    FIELD(path, TL_NUMBER, "path of compression: 0 kappa formula, 1 isentropic, 2 polytropic", "0", 0.0, 2.0),
    FIELD(kappa, TL_NUMBER, "exponent of the kappa formula; 0: isentropic exponent of the gas", "0", 0.0, 3.0),
    FIELD(ambient_k, TL_TEMPERATURE, "ambient temperature of drives and coolers", "15 degC", 200.0, 340.0),
    FIELD(altitude_m, TL_LENGTH, "height of the site above the sea, for gas turbines", "0 m", -500.0, 6000.0),
    FIELD(duct_in_pa, TL_PRESSURE_DIFFERENCE, "pressure lost at the turbines' air inlets", "0 bar", 0.0, 1e4),
    FIELD(duct_out_pa, TL_PRESSURE_DIFFERENCE, "pressure lost at the turbines' exhausts", "0 bar", 0.0, 1e4),
    FIELD(degradation, TL_NUMBER, "share of the turbines' power lost to age and dirt", "0", 0.0, 0.5),
    FIELD(burns, TL_NUMBER, "1: gas drives burn gas taken at the inlet node; 0: that gas is not taken", "0", 0.0, 1.0),
    FIELD(cooler_approach_k, TL_TEMPERATURE_DIFFERENCE,
          "after-coolers behind each stage, never below ambient plus this; below 0: none", "-1 K", -1.0, 100.0),
    FIELD(cooler_power_share, TL_NUMBER, "power of the coolers' fans over the heat they take", "0.01", 0.0, 1.0),
    FIELD(chiller_t_k, TL_TEMPERATURE, "outlet temperature of a chiller behind the coolers; 0 K is none", "0 K", 0.0,
          400.0),
    FIELD(chiller_cop, TL_NUMBER, "heat that the chiller takes over its power", "3", 0.5, 20.0),
    FIELD(chiller_driver_efficiency, TL_NUMBER, "chiller power over fuel power from the line; 0: electric", "0", 0.0,
          1.0),
    FIELD(bypass, TL_NUMBER, "1: gas passes by where the line holds more already; 0: never", "1", 0.0, 1.0),
    FIELD(configuration, TL_NUMBER, "the configuration that runs, counted from 0; -1: the best of all", "-1", -1.0,
          1e4),
};
#undef FIELD

extern const tli_kind tli_machine_station_kind; /* at the end of the file; named by kinds.def */

void tl_machine_station_default(tl_machine_station *station) {
  *station = (tl_machine_station){.ratio = 1.0,
                                  .ambient_k = 288.15,
                                  .cooler_approach_k = -1.0,
                                  .cooler_power_share = 0.01,
                                  .chiller_cop = 3.0,
                                  .bypass = 1.0,
                                  .configuration = -1.0};
}

static tl_code check_units(const char *id, const tl_configuration *c, tl_error *error) {
  if (c->stage_count == 0 || c->stage_count > TL_STAGES)
    return tl_fail(error, TL_ERR_INPUT, "station \"%s\": configuration \"%s\" of %zu stages; 1 .. %d can be run", id,
                   c->id != NULL ? c->id : "", c->stage_count, TL_STAGES);
  for (size_t k = 0; k < c->stage_count; k++) {
    const tl_unit_stage *stage = &c->stages[k];
    if (stage->unit_count == 0 || stage->unit_count > TL_STAGE_UNITS)
      return tl_fail(error, TL_ERR_INPUT, "station \"%s\": configuration \"%s\" has a stage of %zu units; 1 .. %d", id,
                     c->id != NULL ? c->id : "", stage->unit_count, TL_STAGE_UNITS);
    for (size_t i = 0; i < stage->unit_count; i++) {
      const tl_unit *u = &stage->units[i];
      if (u->drive == NULL || (u->turbo != NULL) + (u->piston != NULL) + (u->map != NULL) != 1)
        return tl_fail(error, TL_ERR_INPUT, "station \"%s\": configuration \"%s\" has a unit without machine or drive",
                       id, c->id != NULL ? c->id : "");
    }
  }
  return TL_OK;
}

tl_code tli_machine_station_check(const char *id, const tl_machine_station *m, tl_error *error) {
  TLI_TRY(tli_check_params(&tli_machine_station_kind, id, m, error));
  if (m->control != floor(m->control) || m->path != floor(m->path) || m->configuration != floor(m->configuration))
    return tl_fail(error, TL_ERR_INPUT, "station \"%s\": control, path and configuration are whole numbers", id);
  if (m->kappa != 0.0 && m->kappa < 1.01)
    return tl_fail(error, TL_ERR_INPUT, "station \"%s\": kappa = %g is outside 1.01 .. 3 (0: from the gas)", id,
                   m->kappa);
  if (m->max_ratio != 0.0 && m->max_ratio < 1.0)
    return tl_fail(error, TL_ERR_INPUT, "station \"%s\": max_ratio = %g is below 1 (0: no limit)", id, m->max_ratio);
  if ((m->control == TL_HOLD_OUTLET && !(m->outlet_p_pa >= 1e4)) ||
      (m->control == TL_HOLD_INLET && !(m->inlet_p_pa >= 1e4)))
    return tl_fail(error, TL_ERR_INPUT, "station \"%s\": the pressure to hold is below 1e4 Pa", id);
  if (m->configuration >= 0.0 && m->configuration_count > 0 && m->configuration >= (double)m->configuration_count)
    return tl_fail(error, TL_ERR_INPUT, "station \"%s\": configuration = %g, but it has %zu, counted from 0", id,
                   m->configuration, m->configuration_count);
  for (size_t i = 0; i < m->configuration_count; i++) TLI_TRY(check_units(id, &m->configurations[i], error));
  return TL_OK;
}

tl_code tl_network_add_machine_station(tl_network *network, const char *id, size_t from, size_t to,
                                       const tl_machine_station *station, size_t *link, tl_error *error) {
  TLI_TRY(tli_machine_station_check(id ? id : "", station, error));
  return tli_network_add_link(network, id, tli_kind_find("machine_station"), from, to, station, sizeof *station, link,
                              error);
}

static void copy_part(const void *params, size_t part, size_t parts, void *part_params) {
  (void)part;
  (void)parts;
  *(tl_machine_station *)part_params = *(const tl_machine_station *)params;
}

/* ---- faces ------------------------------------------------------------------------------------------------------ */

typedef struct labelled {
  tli_face face;
  tli_hold hold;
} labelled;

static labelled smaller(labelled a, labelled b, double blur) {
  return (labelled){tli_smaller(a.face, b.face, blur), b.face.f < a.face.f ? b.hold : a.hold};
}
static labelled larger(labelled a, labelled b, double blur) {
  return (labelled){tli_larger(a.face, b.face, blur), b.face.f > a.face.f ? b.hold : a.hold};
}

/* The signs that make the state unique; what breaks them is the small print of a law (losses, a second stage). */
static tli_face face_of(tli_dual d) {
  return (tli_face){d.v, tli_max(d.by_in, 0.0), tli_min(d.by_out, 0.0), tli_min(d.by_q, 0.0)};
}

/* A station at one state of the line. */
typedef struct station_at {
  const tl_machine_station *m;
  const tl_gas *gas;
  tl_site site;
  double u_in, u_out, q, t_in_k, rt_m; /* R/M */
  double blur, net_heat_j_kg;
  tli_dual p_in, p_out, suction, discharge; /* of the nodes; of the machines, behind and before the losses */
} station_at;

/* sqrt(u), continued below a floor by a function that never falls and never reaches 0: see station.c. */
static tli_dual pressure_of(tli_dual u, double floor_pa) {
  const double u_floor = floor_pa * floor_pa;
  if (u.v >= u_floor) return tli_of(sqrt(u.v), 0.5 / sqrt(u.v), u);
  const double fall = exp(u.v / u_floor - 1.0);
  return tli_of(0.5 * floor_pa * (1.0 + fall), 0.5 / floor_pa * fall, u);
}

/* p, continued below a least value as above: half of it is never reached. */
static tli_dual above(tli_dual p, double least) {
  if (p.v >= least) return p;
  const double fall = exp(2.0 * (p.v / least - 1.0));
  return tli_of(0.5 * least * (1.0 + fall), fall, p);
}

/* Z R T/M [J/kg] at a pressure, and m = (kappa - 1)/kappa of the kappa formula there (m may be NULL); its slope by a
 * difference, since the gas tells none. */
static tli_dual zrt_of(const station_at *s, tli_dual p, double t_k, tli_dual *m) {
  static const double most_pa = 1e8, least_z = 0.2, least_kappa = 1.05; /* on the way to an answer p may be anything */
  const bool from_gas = m != NULL && !(s->m->kappa > 0.0), known = p.v < most_pa;
  const double at = tli_min(p.v, most_pa), pressures[2] = {at, at * (1.0 + 1e-4)}, t[2] = {t_k, t_k};
  double z[2], dz[2], k[2];
  (void)tl_gas_flow_pt(s->gas, from_gas ? 2 : 1, pressures, t,
                       &(tl_gas_flow){.z = z, .dz_dp_1_pa = dz, .kappa = from_gas ? k : NULL});
  if (m != NULL && !from_gas) *m = (tli_dual){.v = (s->m->kappa - 1.0) / s->m->kappa};
  if (from_gas && known && k[0] > least_kappa && k[1] > least_kappa)
    *m = tli_of((k[0] - 1.0) / k[0], (k[1] - k[0]) / (1e-4 * at) / (k[0] * k[0]), p);
  else if (from_gas)
    *m = (tli_dual){.v = 1.0 - 1.0 / (k[0] > least_kappa ? k[0] : least_kappa)};
  const bool plain = known && z[0] > least_z;
  const double rt = s->rt_m * t_k;
  return tli_of(rt * (z[0] > least_z ? z[0] : least_z), plain ? dz[0] * rt : 0.0, p);
}

static tli_dual drag_of(const station_at *s, double drag, double diameter, tli_dual p, tli_dual zrt) {
  if (!(drag > 0.0) || !(diameter > 0.0) || !(s->q > 0.0)) return (tli_dual){0};
  const double area = 0.25 * TLI_PI * diameter * diameter, c = 0.5 * drag / (area * area);
  const tli_dual square = {c * s->q * s->q, 0.0, 0.0, 2.0 * c * s->q};
  return tli_product(square, tli_quotient(zrt, p));
}

static void find_ends(station_at *s) {
  const double floor_pa = tli_max(1e5, 4.0 * s->m->loss_in_pa);
  s->p_in = pressure_of((tli_dual){s->u_in, 1.0, 0.0, 0.0}, floor_pa);
  s->p_out = pressure_of((tli_dual){s->u_out, 0.0, 1.0, 0.0}, floor_pa);
  const tli_dual z_in = zrt_of(s, s->p_in, s->t_in_k, NULL), z_out = zrt_of(s, s->p_out, s->t_in_k, NULL);
  tli_dual in = tli_difference(s->p_in, drag_of(s, s->m->drag_in, s->m->diameter_in_m, s->p_in, z_in));
  in.v -= s->m->loss_in_pa;
  s->suction = above(in, 0.25 * floor_pa);
  s->discharge = tli_sum(s->p_out, drag_of(s, s->m->drag_out, s->m->diameter_out_m, s->p_out, z_out));
  s->discharge.v += s->m->loss_out_pa;
}

/* ---- what a configuration reaches ------------------------------------------------------------------------------- */

/* A stage: its inlet, and the head that the line wants of it. */
typedef struct stage_at {
  tli_dual p, zrt, density, head, m;
  double t_k, correction; /* m = (kappa - 1)/kappa; head of the path over that of the kappa formula */
} stage_at;

/* Real gas against the kappa formula: a factor near 1, taken as constant for slopes. */
static double correction_of(const station_at *s, const stage_at *at, double ratio) {
  tl_compressed real;
  const double kappa = at->zrt.v / at->m.v * expm1(at->m.v * log(ratio));
  if (s->m->path == TL_COMPRESSION_KAPPA || !(ratio > 1.0 + 1e-9)) return 1.0;
  if (tl_compress(s->gas, (tl_compression)(int)s->m->path, 0.0, at->p.v, at->t_k, at->p.v * ratio, 0.8, &real, NULL) !=
      TL_OK)
    return 1.0;
  return real.head_j_kg / kappa;
}

static stage_at stage_of(const station_at *s, tli_dual p, double t_k, tli_dual ratio) {
  stage_at at = {.p = p, .t_k = t_k};
  at.zrt = zrt_of(s, p, t_k, &at.m);
  at.density = tli_quotient(p, at.zrt);
  at.correction = correction_of(s, &at, ratio.v);
  /* (r^m - 1)/m with its slopes in r and m */
  const double m = at.m.v, log_r = log(ratio.v), rm = exp(m * log_r), x = expm1(m * log_r) / m;
  tli_dual work = tli_of_two(x, rm / ratio.v, ratio, (log_r * rm - x) / m, at.m);
  work = tli_of(at.correction * work.v, at.correction, work);
  at.head = tli_product(at.zrt, work);
  return at;
}

static tli_hold hold_of(const tli_reach *r) {
  if (r->drive) return TLI_HOLD_DRIVE;
  switch (r->machine) {
    case TL_MACHINE_CHOKE:
      return TLI_HOLD_CHOKE;
    case TL_MACHINE_SURGE:
      return TLI_HOLD_SURGE;
    case TL_MACHINE_TORQUE:
      return TLI_HOLD_TORQUE;
    case TL_MACHINE_RATIO:
      return TLI_HOLD_UNIT_RATIO;
    default:
      return TLI_HOLD_SPEED;
  }
}

/* The outlet's u at a ratio of each stage, less u_out. */
static tli_face outlet_reach(const station_at *s, tli_dual ratio, size_t stages) {
  const double rise = pow(ratio.v, (double)stages - 1.0);
  const tli_dual lift = tli_of(rise * ratio.v, (double)stages * rise, ratio);
  tli_dual p = tli_difference(tli_product(s->suction, lift), tli_difference(s->discharge, s->p_out));
  p = tli_of(tli_u_from_p(p.v), 2.0 * fabs(p.v), p);
  p.v -= s->u_out;
  p.by_out -= 1.0;
  return face_of(p);
}

/* The unit of the stage that raises pressure least, as a face of the outlet. */
static labelled head_face(const station_at *s, const stage_at *at, const tl_unit_stage *stage, size_t stages) {
  labelled least = {{INFINITY, 0.0, 0.0, 0.0}, TLI_HOLD_SPEED};
  for (size_t i = 0; i < stage->unit_count; i++) {
    const tli_reach r = tli_unit_head_reach(&stage->units[i], &s->site, at->density.v);
    const tli_dual head = tli_of(r.value / at->correction, r.by_density / at->correction, at->density);
    const tli_dual share = tli_quotient(head, at->zrt);
    /* ratio = (1 + m share)^(1/m) */
    const double m = at->m.v, x = 1.0 + m * share.v, ratio = pow(x, 1.0 / m);
    const double by_m = ratio * (share.v / (m * x) - log(x) / (m * m));
    const labelled face = {outlet_reach(s, tli_of_two(ratio, ratio / x, share, by_m, at->m), stages), hold_of(&r)};
    if (face.face.f < least.face.f) least = face;
    const tl_piston *piston = stage->units[i].piston;
    if (piston == NULL || !(piston->max_ratio > 0.0)) continue;
    const labelled by_ratio = {outlet_reach(s, (tli_dual){.v = piston->max_ratio}, stages), TLI_HOLD_UNIT_RATIO};
    if (by_ratio.face.f < least.face.f) least = by_ratio;
  }
  return least;
}

/* Pa2 s/kg: beyond its reach by its whole largest flow (at 40 kg/m3, about 5 MPa) weighs as much as 10 MPa. As steep as
 * a limit on flow, the face would lie below that of the bypass by a step of Newton's method that is only a little too
 * long, and the step after it would open the bypass. */
static double flow_scale(const tl_unit_stage *stage) {
  double most = 0.0, low, high;
  for (size_t i = 0; i < stage->unit_count; i++) {
    const tl_unit *u = &stage->units[i];
    tli_unit_speeds(u, &low, &high);
    const double q = u->piston != NULL ? u->piston->volume_m3 * high / 60.0 : tli_unit_choke_at(u, high);
    most += q > 0.01 ? q : 0.01;
  }
  return 1e14 / (40.0 * most);
}

static labelled flow_face(const station_at *s, const stage_at *at, const tl_unit_stage *stage) {
  const double scale = flow_scale(stage);
  tli_dual sum = {0};
  tli_hold hold = TLI_HOLD_SPEED;
  for (size_t i = 0; i < stage->unit_count; i++) {
    const bool again = i > 0 && stage->units[i].turbo == stage->units[0].turbo && stage->units[i].turbo != NULL &&
                       stage->units[i].drive == stage->units[0].drive;
    if (again) { /* one more of the first kind */
      sum = tli_of(sum.v * (double)(i + 1) / (double)i, (double)(i + 1) / (double)i, sum);
      continue;
    }
    const tli_reach r = tli_unit_flow_reach(&stage->units[i], &s->site, at->head.v, at->density.v);
    sum = tli_sum(sum, tli_of_two(r.value, r.by_head, at->head, r.by_density, at->density));
    hold = hold_of(&r);
  }
  tli_dual mass = tli_product(sum, at->density);
  mass = tli_of(scale * mass.v, scale, mass);
  mass.v -= scale * s->q;
  mass.by_q -= scale;
  return (labelled){face_of(mass), hold};
}

/* Temperature behind a stage whose first unit has its equal share. */
static double stage_outlet_t(const station_at *s, const stage_at *at, const tl_unit_stage *stage, double ratio) {
  const double share = tli_max(s->q, 1e-9) / (double)stage->unit_count / at->density.v;
  const tli_stand stand = tli_unit_stand(&stage->units[0], share, at->head.v);
  const double throttled = at->head.v > 0.0 ? stand.head_j_kg / at->head.v : 1.0;
  const double rise = expm1(at->m.v * log(ratio)) / stand.efficiency * throttled;
  const double t = at->t_k * (1.0 + tli_min(rise, 2.0));
  if (!(s->m->cooler_approach_k >= 0.0)) return t;
  return tli_min(t, s->m->ambient_k + s->m->cooler_approach_k);
}

static labelled reach_of(const station_at *s, const tl_configuration *c) {
  const double stages = (double)c->stage_count;
  tli_dual ratio = tli_quotient(s->discharge, s->suction);
  if (ratio.v < 1.0) ratio = (tli_dual){.v = 1.0};
  const double step = pow(ratio.v, 1.0 / stages);
  ratio = tli_of(step, step / ratio.v / stages, ratio);
  tli_dual p = s->suction;
  double t_k = s->t_in_k;
  labelled f = {{INFINITY, 0.0, 0.0, 0.0}, TLI_HOLD_SPEED};
  for (size_t k = 0; k < c->stage_count; k++) {
    const stage_at at = stage_of(s, p, t_k, ratio);
    f = smaller(f, head_face(s, &at, &c->stages[k], c->stage_count), k > 0 ? s->blur : 0.0);
    f = smaller(f, flow_face(s, &at, &c->stages[k]), s->blur);
    if (k + 1 == c->stage_count) break;
    t_k = stage_outlet_t(s, &at, &c->stages[k], ratio.v);
    p = tli_product(p, ratio);
  }
  return f;
}

/* ---- limits on what it takes: power, temperature ---------------------------------------------------------------- */

/* Slopes by differences: power and heat come out of whole runs of the station. */
typedef struct taken {
  tli_dual power, fuel, t_out;
} taken;

static void work_near(const station_at *s, double u_in, double u_out, double q, tli_station_work *w) {
  const tli_element_state at = {.p_in_pa = pressure_of((tli_dual){.v = u_in}, 1e5).v,
                                .p_out_pa = pressure_of((tli_dual){.v = u_out}, 1e5).v,
                                .q_kg_s = q,
                                .t_in_k = s->t_in_k};
  tl_error unused;
  if (tli_station_work_at(s->m, s->gas, s->net_heat_j_kg, &at, w, &unused) != TL_OK) *w = (tli_station_work){0};
}

static taken taken_at(const station_at *s) {
  tli_station_work w, low, high;
  taken out = {0};
  work_near(s, s->u_in, s->u_out, s->q, &w);
  out.power.v = w.shaft_w;
  out.fuel.v = w.fuel_kg_s;
  out.t_out.v = w.t_out_k;
  for (int k = 0; k < 3; k++) {
    const double x[3] = {s->u_in, s->u_out, s->q};
    const double d = 1e-5 * (k == 2 ? tli_max(fabs(s->q), 1.0) : tli_max(fabs(x[k]), 1e10));
    double a[3] = {x[0], x[1], x[2]}, b[3] = {x[0], x[1], x[2]};
    a[k] -= d;
    b[k] += d;
    work_near(s, a[0], a[1], a[2], &low);
    work_near(s, b[0], b[1], b[2], &high);
    double *const power = k == 0 ? &out.power.by_in : k == 1 ? &out.power.by_out : &out.power.by_q;
    double *const fuel = k == 0 ? &out.fuel.by_in : k == 1 ? &out.fuel.by_out : &out.fuel.by_q;
    double *const t = k == 0 ? &out.t_out.by_in : k == 1 ? &out.t_out.by_out : &out.t_out.by_q;
    *power = (high.shaft_w - low.shaft_w) / (2.0 * d);
    *fuel = (high.fuel_kg_s - low.fuel_kg_s) / (2.0 * d);
    *t = (high.t_out_k - low.t_out_k) / (2.0 * d);
  }
  return out;
}

/* most - x, scaled to Pa2, with a trace of slope in q so that it never stands still: 1e-10 of most at 1000 kg/s. */
static tli_face below(double most, tli_dual x, double scale, double q) {
  const double trace = 10.0; /* Pa2 s/kg */
  tli_dual left = tli_of(scale * (most - x.v), -scale, x);
  left.v -= trace * q;
  tli_face f = face_of(left);
  f.f_q -= trace;
  return f;
}

static labelled limits_on_taken(const station_at *s, labelled f, const taken *w) {
  static const double per_k = 5e11; /* Pa2/K: at 5 MPa a kelvin is worth about 1 % of u */
  if (s->m->max_power_w > 0.0)
    f = smaller(f, (labelled){below(s->m->max_power_w, w->power, 1e14 / s->m->max_power_w, s->q), TLI_HOLD_POWER},
                s->blur);
  if (s->m->max_outlet_t_k > 0.0)
    f = smaller(f, (labelled){below(s->m->max_outlet_t_k, w->t_out, per_k, s->q), TLI_HOLD_TEMPERATURE}, s->blur);
  return f;
}

/* ---- law -------------------------------------------------------------------------------------------------------- */

static tli_face ratio_face(double ratio, const station_at *s) {
  return (tli_face){ratio * ratio * s->u_in - s->u_out, ratio * ratio, -1.0, 0.0};
}
static tli_face outlet_face(double p, const station_at *s) { return (tli_face){p * p - s->u_out, 0.0, -1.0, 0.0}; }
static tli_face inlet_face(double p, const station_at *s) { return (tli_face){s->u_in - p * p, 1.0, 0.0, 0.0}; }

static tli_face held_face(const station_at *s) {
  const tl_machine_station *m = s->m;
  if (m->control == TL_HOLD_OUTLET) return outlet_face(m->outlet_p_pa, s);
  if (m->control == TL_HOLD_INLET) return inlet_face(m->inlet_p_pa, s);
  if (m->control == TL_HOLD_FLOW) return tli_flow_face(m->flow_kg_s, s->q);
  return ratio_face(m->ratio, s);
}

static labelled running(const station_at *s) {
  const tl_machine_station *m = s->m;
  labelled f = {held_face(s), TLI_HOLD_SET_POINT};
  if (m->max_ratio > 0.0) f = smaller(f, (labelled){ratio_face(m->max_ratio, s), TLI_HOLD_RATIO}, s->blur);
  if (m->max_outlet_p_pa > 0.0)
    f = smaller(f, (labelled){outlet_face(m->max_outlet_p_pa, s), TLI_HOLD_OUTLET}, s->blur);
  if (m->min_inlet_p_pa > 0.0) f = smaller(f, (labelled){inlet_face(m->min_inlet_p_pa, s), TLI_HOLD_INLET}, s->blur);
  if (m->max_flow_kg_s > 0.0) f = smaller(f, (labelled){tli_flow_face(m->max_flow_kg_s, s->q), TLI_HOLD_FLOW}, s->blur);
  if (m->configuration_count == 0) return f;
  const size_t first = m->configuration >= 0.0 ? (size_t)m->configuration : 0;
  const size_t last = m->configuration >= 0.0 ? first + 1 : m->configuration_count;
  labelled reach = reach_of(s, &m->configurations[first]);
  for (size_t i = first + 1; i < last; i++) reach = larger(reach, reach_of(s, &m->configurations[i]), s->blur);
  return smaller(f, reach, s->blur);
}

static bool draws(const void *params) {
  const tl_machine_station *m = params;
  return m->burns > 0.0 || (m->chiller_t_k > 0.0 && m->chiller_driver_efficiency > 0.0);
}

static labelled law_of(const station_at *s, taken *w) {
  const bool needs_work = draws(s->m) || s->m->max_power_w > 0.0 || s->m->max_outlet_t_k > 0.0;
  *w = (taken){0};
  if (needs_work) *w = taken_at(s);
  labelled f = running(s);
  if (needs_work) f = limits_on_taken(s, f, w);
  if (s->m->bypass > 0.0) f = larger(f, (labelled){tli_open_face(s->u_in, s->u_out), TLI_HOLD_BYPASS}, s->blur);
  return larger(f, (labelled){tli_shut_face(s->u_in, s->u_out, s->q), TLI_HOLD_SHUT}, s->blur);
}

static station_at make_at(const tl_machine_station *m, const tl_gas *gas, double molar_mass, double net_heat) {
  return (station_at){.m = m,
                      .gas = gas,
                      .site = {m->ambient_k, m->altitude_m, m->duct_in_pa, m->duct_out_pa, m->degradation},
                      .rt_m = TLI_GAS_CONSTANT / molar_mass,
                      .net_heat_j_kg = net_heat};
}

static void machine_station_law(const tli_batch *b, const tli_law *law) {
  const tl_machine_station *stations = b->params;
  for (size_t i = 0; i < b->n; i++) {
    station_at s = make_at(&stations[i], b->gas, b->molar_mass_kg_mol, b->net_heat_j_kg);
    taken w;
    s.u_in = b->u_in[i];
    s.u_out = b->u_out[i];
    s.q = b->q[i];
    s.t_in_k = b->t_in_k[i];
    s.blur = b->blur;
    find_ends(&s);
    tli_put_face(law, i, law_of(&s, &w).face);
    if (!(w.fuel.v > 0.0)) continue;
    law->draw[i] = w.fuel.v;
    law->draw_u_in[i] = w.fuel.by_in;
    law->draw_u_out[i] = w.fuel.by_out;
    law->draw_q[i] = w.fuel.by_q;
  }
}

static void machine_station_heat(const tli_batch *b, const tli_heat *heat) {
  const tl_machine_station *stations = b->params;
  for (size_t i = 0; i < b->n; i++) {
    const tl_machine_station *m = &stations[i];
    station_at s = make_at(m, b->gas, b->molar_mass_kg_mol, b->net_heat_j_kg);
    tli_station_work w;
    s.t_in_k = b->t_in_k[i];
    work_near(&s, b->u_in[i], b->u_out[i], b->q[i], &w);
    const bool runs = w.configuration != SIZE_MAX && w.t_hot_k > s.t_in_k;
    heat->gain[i] = runs ? tli_min(w.t_hot_k / s.t_in_k, 3.0) : 1.0;
    heat->shift[i] = heat->mean_shift[i] = 0.0;
    heat->cap[i] = INFINITY;
    if (runs && m->cooler_approach_k >= 0.0) heat->cap[i] = m->ambient_k + m->cooler_approach_k;
    if (runs && m->chiller_t_k > 0.0) heat->cap[i] = tli_min(heat->cap[i], m->chiller_t_k);
    heat->mean_gain[i] = 1.0;
    heat->viscosity_pa_s[i] = 1e-5; /* not used by the law */
  }
}

/* ---- results ---------------------------------------------------------------------------------------------------- */

const char *tli_hold_name(tli_hold hold) {
  static const char *const names[] = {"set point",   "ratio limit", "outlet limit",  "inlet limit", "flow limit",
                                      "power limit", "temperature", "largest speed", "choke",       "surge",
                                      "drive power", "torque",      "unit ratio",    "bypass",      "shut"};
  return (size_t)hold < TLI_COUNT(names) ? names[hold] : "";
}

tli_hold tli_station_hold_at(const tl_machine_station *m, const tl_gas *gas, double net_heat_j_kg,
                             const tli_element_state *at) {
  station_at s = make_at(m, gas, tl_gas_molar_mass_kg_mol(gas), net_heat_j_kg);
  taken w;
  s.u_in = tli_u_from_p(at->p_in_pa);
  s.u_out = tli_u_from_p(at->p_out_pa);
  s.q = at->q_kg_s;
  s.t_in_k = at->t_in_k;
  find_ends(&s);
  return law_of(&s, &w).hold;
}

const tli_kind tli_machine_station_kind = {
    .name = "machine_station",
    .sentence = "a compressor station of real machines: maps, drives, configurations, coolers, within all their limits",
    .theory = "machine_station",
    .param_bytes = sizeof(tl_machine_station),
    .fields = fields,
    .field_count = TLI_COUNT(fields),
    .keeps_flow = true,
    .has_faces = true,
    .has_draw = true,
    .is_machine = true,
    .draws = draws,
    .parts = tli_one_part,
    .split = copy_part,
    .law = machine_station_law,
    .heat = machine_station_heat,
    .typical_flow = tli_no_typical_flow,
};
