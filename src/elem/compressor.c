/* A compressor that holds one quantity, unless a limit stops it; see docs/theory/compressor.md.
 *
 *     held:    ratio^2 u_in - u_out | u_set - u_out | u_in - u_set | flow - q | u(p_in + lift) - u_out
 *     limits:  max ratio, max outlet pressure, min inlet pressure, max flow, max power, each as such a face
 *     f = max( min(held, limits), bypass u_in - u_out, shut )                    [Pa2]; see Clees et al. 2016
 * Work, heat and fuel are the station's (station.c); suction below a floor is continued there. */
#include "elem/tli_faces.h"

#define FIELD(member, quantity, sentence, text, low, high) \
  { #member, quantity, sentence, text, low, high, NULL, offsetof(tl_compressor, member) }
static const tl_field compressor_fields[] = {
    FIELD(control, TL_NUMBER, "what is held: 0 ratio, 1 outlet pressure, 2 inlet pressure, 3 flow, 4 lift", "0", 0.0,
          4.0),
    FIELD(ratio, TL_NUMBER, "outlet over inlet pressure to hold", "1", 1.0, 100.0),
    FIELD(outlet_p_pa, TL_PRESSURE, "outlet pressure to hold", "0 bar", 0.0, 1e8),
    FIELD(inlet_p_pa, TL_PRESSURE, "inlet pressure to hold", "0 bar", 0.0, 1e8),
    FIELD(flow_kg_s, TL_MASS_FLOW, "flow to hold", "0 kg/s", 0.0, 1e6),
    FIELD(lift_pa, TL_PRESSURE_DIFFERENCE, "rise of pressure to hold", "0 bar", 0.0, 1e8),
    FIELD(lift_1_pa_s_m3, TL_NUMBER, "lift falls with volume flow: linear coefficient [Pa s/m3]", "0", -1e15, 0.0),
    FIELD(lift_2_pa_s2_m6, TL_NUMBER, "lift falls with volume flow: square coefficient [Pa s2/m6]", "0", -1e15, 0.0),
    FIELD(max_ratio, TL_NUMBER, "largest ratio; 0 is no limit", "0", 0.0, 100.0),
    FIELD(max_outlet_p_pa, TL_PRESSURE, "largest outlet pressure; 0 is no limit", "0 bar", 0.0, 1e8),
    FIELD(min_inlet_p_pa, TL_PRESSURE, "least inlet pressure; 0 is no limit", "0 bar", 0.0, 1e8),
    FIELD(max_flow_kg_s, TL_MASS_FLOW, "largest flow; 0 is no limit", "0 kg/s", 0.0, 1e6),
    FIELD(max_power_w, TL_POWER, "largest shaft power; 0 is no limit", "0 MW", 0.0, 1e10),
    FIELD(efficiency, TL_NUMBER, "adiabatic efficiency", "0.84", 0.1, 1.0),
    FIELD(driver_efficiency, TL_NUMBER, "shaft power over fuel power on net heating value; 0: no fuel from the line",
          "0", 0.0, 1.0),
    FIELD(kappa, TL_NUMBER, "exponent of the adiabatic head; 0: isentropic exponent of the gas", "0", 0.0, 3.0),
    FIELD(cooler_t_k, TL_TEMPERATURE, "outlet temperature of the after-cooler; 0 K is none", "0 K", 0.0, 500.0),
};
#undef FIELD

extern const tli_kind tli_compressor_kind; /* at the end of the file; named by kinds.def */

tl_code tli_compressor_check(const char *id, const tl_compressor *c, tl_error *error) {
  TLI_TRY(tli_check_params(&tli_compressor_kind, id, c, error));
  if (c->control != floor(c->control))
    return tl_fail(error, TL_ERR_INPUT, "compressor \"%s\": control = %g is none of 0 .. 4", id, c->control);
  if (c->kappa != 0.0 && c->kappa < 1.01)
    return tl_fail(error, TL_ERR_INPUT, "compressor \"%s\": kappa = %g is outside 1.01 .. 3 (0: from the gas)", id,
                   c->kappa);
  if (c->max_ratio != 0.0 && c->max_ratio < 1.0)
    return tl_fail(error, TL_ERR_INPUT, "compressor \"%s\": max_ratio = %g is below 1 (0: no limit)", id, c->max_ratio);
  if ((c->control == TL_HOLD_OUTLET && !(c->outlet_p_pa >= 1e4)) ||
      (c->control == TL_HOLD_INLET && !(c->inlet_p_pa >= 1e4)))
    return tl_fail(error, TL_ERR_INPUT, "compressor \"%s\": the pressure to hold is below 1e4 Pa", id);
  return TL_OK;
}

void tl_compressor_default(tl_compressor *compressor) {
  *compressor = (tl_compressor){.ratio = 1.0, .efficiency = 0.84};
}

tl_code tl_network_add_compressor(tl_network *network, const char *id, size_t from, size_t to,
                                  const tl_compressor *compressor, size_t *link, tl_error *error) {
  TLI_TRY(tli_compressor_check(id ? id : "", compressor, error));
  return tli_network_add_link(network, id, tli_kind_find("compressor"), from, to, compressor, sizeof *compressor, link,
                              error);
}

static void compressor_split(const void *params, size_t part, size_t parts, void *part_params) {
  (void)part;
  (void)parts;
  *(tl_compressor *)part_params = *(const tl_compressor *)params;
}

/* The station whose work is this compressor's. Its set point only places the floor of the suction pressure. */
tl_station tli_compressor_as_station(const tl_compressor *c) {
  const double outlet = c->control == TL_HOLD_OUTLET  ? c->outlet_p_pa
                        : c->control == TL_HOLD_INLET ? c->inlet_p_pa
                                                      : 8e5; /* floor of 1 bar */
  return (tl_station){.discharge_p_pa = outlet,
                      .max_power_w = c->max_power_w,
                      .efficiency = c->efficiency,
                      .driver_efficiency = c->driver_efficiency,
                      .kappa = c->kappa,
                      .cooler_t_k = c->cooler_t_k};
}

bool tli_compressor_holds(const tl_compressor *c, const tli_element_state *at) {
  const double near = 1e-6;
  switch ((int)c->control) {
    case TL_HOLD_OUTLET:
      return fabs(at->p_out_pa - c->outlet_p_pa) <= near * c->outlet_p_pa;
    case TL_HOLD_INLET:
      return fabs(at->p_in_pa - c->inlet_p_pa) <= near * c->inlet_p_pa;
    case TL_HOLD_FLOW:
      return fabs(at->q_kg_s - c->flow_kg_s) <= near * c->flow_kg_s;
    case TL_HOLD_LIFT:
      return true; /* a curve, not one value */
    default:
      return fabs(at->p_out_pa - c->ratio * at->p_in_pa) <= near * at->p_out_pa;
  }
}

static tli_face ratio_face(double ratio, double u_in, double u_out) {
  return (tli_face){ratio * ratio * u_in - u_out, ratio * ratio, -1.0, 0.0};
}
static tli_face outlet_face(double p, double u_out) { return (tli_face){p * p - u_out, 0.0, -1.0, 0.0}; }
static tli_face inlet_face(double p, double u_in) { return (tli_face){u_in - p * p, 1.0, 0.0, 0.0}; }
/* A machine that lifts pressure, as network programs have it: c0 + c1 v + c2 v^2 of the volume flow v = q/rho at the
 * mean of its pressures; no flow counts where gas runs backwards. The mean needs the lift: it is put in twice, from the
 * lift at no flow. The machine stands at the lower of its nodes; the gas column up to the higher one weighs on p. */
typedef struct machine {
  const tl_gas *gas;
  double t_k, rt, rise_m; /* R T/M; height of the outlet over the inlet node */
  double blur;
} machine;

typedef struct value {
  double p, by_p, by_q; /* and its slopes in inlet pressure and flow */
} value;

static double compressibility(const machine *m, double p, double *dz_dp) {
  double z = 1.0;
  (void)tl_gas_flow_pt(m->gas, 1, &p, &m->t_k, &(tl_gas_flow){.z = &z, .dz_dp_1_pa = dz_dp});
  return z;
}

static value lift_at(const tl_compressor *c, const machine *m, value in, double q, value before) {
  const double p = in.p + 0.5 * before.p;
  double dz;
  const double z = compressibility(m, p, &dz), v = fmax(q, 0.0) * z * m->rt / p, v_p = v * (dz / z - 1.0 / p);
  const double slope = c->lift_1_pa_s_m3 + 2.0 * c->lift_2_pa_s2_m6 * v;
  const double raw = c->lift_pa + (c->lift_1_pa_s_m3 + c->lift_2_pa_s2_m6 * v) * v;
  if (raw <= 0.0) return (value){0.0, 0.0, 0.0};
  return (value){raw, fmax(slope * v_p * (in.by_p + 0.5 * before.by_p), 0.0),
                 q > 0.0 ? slope * (z * m->rt / p + v_p * 0.5 * before.by_q) : 0.0};
}

/* p at the foot (down) or the head of a column of the height h. */
static value column(const machine *m, value at, double h) {
  double dz;
  const double z = compressibility(m, at.p, &dz), s = TLI_GRAVITY * h / (z * m->rt), factor = exp(s);
  const double slope = factor * (1.0 - at.p * s * dz / z);
  return (value){at.p * factor, slope * at.by_p, slope * at.by_q};
}

static tli_face lift_face(const tl_compressor *c, const machine *m, double u_in, double u_out, double q) {
  const double least = 1e4; /* Pa2: below 100 Pa p no longer follows u */
  value at = {sqrt(fmax(u_in, least)), 1.0, 0.0};
  const double p_u = u_in > least ? 0.5 / at.p : 0.0;
  if (m->rise_m < 0.0) at = column(m, at, -m->rise_m);
  const value first = lift_at(c, m, at, q, (value){c->lift_pa, 0.0, 0.0}), lift = lift_at(c, m, at, q, first);
  value out = {at.p + lift.p, at.by_p + lift.by_p, at.by_q + lift.by_q};
  if (m->rise_m > 0.0) out = column(m, out, -m->rise_m);
  const double below = u_in > least ? 0.0 : u_in - least; /* goes on with slope 1 */
  return (tli_face){out.p * out.p + below - u_out, u_in > least ? 2.0 * out.p * out.by_p * p_u : 1.0, -1.0,
                    fmin(2.0 * out.p * out.by_q, 0.0)};
}

static tli_face held_face(const tl_compressor *c, double u_in, double u_out, double q, const machine *m) {
  switch ((int)c->control) {
    case TL_HOLD_OUTLET:
      return outlet_face(c->outlet_p_pa, u_out);
    case TL_HOLD_INLET:
      return inlet_face(c->inlet_p_pa, u_in);
    case TL_HOLD_FLOW:
      return tli_flow_face(c->flow_kg_s, q);
    case TL_HOLD_LIFT:
      return lift_face(c, m, u_in, u_out, q);
    default:
      return ratio_face(c->ratio, u_in, u_out);
  }
}

static tli_face limited_face(const tl_compressor *c, double u_in, double u_out, double q, const machine *m) {
  tli_face f = held_face(c, u_in, u_out, q, m);
  if (c->max_ratio > 0.0) f = tli_smaller(f, ratio_face(c->max_ratio, u_in, u_out), m->blur);
  if (c->max_outlet_p_pa > 0.0) f = tli_smaller(f, outlet_face(c->max_outlet_p_pa, u_out), m->blur);
  if (c->min_inlet_p_pa > 0.0) f = tli_smaller(f, inlet_face(c->min_inlet_p_pa, u_in), m->blur);
  if (c->max_flow_kg_s > 0.0) f = tli_smaller(f, tli_flow_face(c->max_flow_kg_s, q), m->blur);
  return f;
}

/* Work at one link; the gas state is asked for one link at a time, as compressors are few. */
static tli_shaft shaft_of(const tli_batch *b, size_t i, const tl_station *s, double q, double rt) {
  tli_batch one = *b;
  double p[3], t[3], z[3], a[3], k[3] = {0};
  one.n = 1;
  one.u_in = b->u_in + i;
  one.t_in_k = b->t_in_k + i;
  one.work = (tli_work){.p = p, .t = t, .z = z, .a = a, .b = k};
  tli_suction_states(&one, s, s->kappa == 0.0);
  return tli_shaft_at(s, b->u_in[i], b->u_out[i], q, rt, z[0], a[0], s->kappa > 0.0 ? s->kappa : k[0]);
}

static void compressor_law(const tli_batch *b, const tli_law *law) {
  const tl_compressor *compressors = b->params;
  for (size_t i = 0; i < b->n; i++) {
    const tl_compressor *c = &compressors[i];
    const double u_in = b->u_in[i], u_out = b->u_out[i], q = b->q[i];
    const double rt = TLI_GAS_CONSTANT / b->molar_mass_kg_mol * b->t_in_k[i];
    const machine m = {b->gas, b->t_in_k[i], rt, b->height_out_m[i] - b->height_in_m[i], b->blur};
    tli_face f = limited_face(c, u_in, u_out, q, &m);
    if (c->max_power_w > 0.0 || c->driver_efficiency > 0.0) {
      const tl_station s = tli_compressor_as_station(c);
      const tli_shaft w = shaft_of(b, i, &s, q, rt);
      if (c->max_power_w > 0.0) f = tli_smaller(f, tli_power_face(&s, 1e14 / c->max_power_w, q, &w), b->blur);
      tli_take_fuel(&s, b->net_heat_j_kg, q, &w, law, i);
    }
    f = tli_larger(f, tli_open_face(u_in, u_out), b->blur);
    tli_put_face(law, i, tli_larger(f, tli_shut_face(u_in, u_out, q), b->blur));
  }
}

static void compressor_heat(const tli_batch *b, const tli_heat *heat) {
  const tl_compressor *compressors = b->params;
  for (size_t i = 0; i < b->n; i++) {
    const tl_station s = tli_compressor_as_station(&compressors[i]);
    const tli_shaft w = shaft_of(b, i, &s, 1.0, 1.0);
    heat->gain[i] = b->q[i] > 0.0 ? fmax(w.temperature_factor, 1.0) : 1.0;
    heat->shift[i] = heat->mean_shift[i] = 0.0;
    heat->cap[i] = s.cooler_t_k > 0.0 ? s.cooler_t_k : INFINITY;
    heat->mean_gain[i] = 1.0;
    heat->viscosity_pa_s[i] = 1e-5; /* not used by the law */
  }
}

static bool compressor_draws(const void *params) { return ((const tl_compressor *)params)->driver_efficiency > 0.0; }

const tli_kind tli_compressor_kind = {
    .name = "compressor",
    .sentence = "a compressor that holds ratio, outlet or inlet pressure, flow or lift, within limits",
    .theory = "compressor",
    .param_bytes = sizeof(tl_compressor),
    .fields = compressor_fields,
    .field_count = TLI_COUNT(compressor_fields),
    .keeps_flow = true,
    .has_faces = true,
    .resists_nothing = true,
    .parts = tli_one_part,
    .split = compressor_split,
    .law = compressor_law,
    .heat = compressor_heat,
    .has_draw = true,
    .is_machine = true,
    .draws = compressor_draws,
    .typical_flow = tli_no_typical_flow,
};
