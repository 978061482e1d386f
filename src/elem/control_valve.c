/* A control valve with its station: holds the pressure behind it, before it, or a flow by throttling, is fully open
 * when the line brings less, never raises pressure and shuts against reverse flow; a preheater in front of it. In
 * bypass gas passes either way, as through an open valve.
 *
 *     f = max( min(held, limits, u(p_in - losses - least drop) - u_out), shut )           [Pa2]; see Clees et al. 2016
 *     held: u_set - u_out | u_in - u_set | flow - q;  shut: as a check valve
 *     in bypass f = u_in - u_out, less the head of the gas between heights
 *     heat = q cp (T_set - T_in - mu (p_out - p_in)) where that is above 0; fuel = heat/(efficiency H_net) */
#include "elem/tli_faces.h"

#define FIELD(member, quantity, sentence, text, low, high) \
  { #member, quantity, sentence, text, low, high, NULL, offsetof(tl_control_valve, member) }
static const tl_field control_valve_fields[] = {
    FIELD(outlet_p_pa, TL_PRESSURE, "set point: pressure at the node behind the valve", NULL, 1e4, 1e8),
    FIELD(max_flow_kg_s, TL_MASS_FLOW, "largest flow; 0 is no limit", "0 kg/s", 0.0, 1e6),
    FIELD(control, TL_NUMBER, "what is held: 0 outlet pressure, 1 inlet pressure, 2 flow", "0", 0.0, 2.0),
    FIELD(inlet_p_pa, TL_PRESSURE, "inlet pressure to hold", "0 bar", 0.0, 1e8),
    FIELD(flow_kg_s, TL_MASS_FLOW, "flow to hold", "0 kg/s", 0.0, 1e6),
    FIELD(max_outlet_p_pa, TL_PRESSURE, "largest outlet pressure; 0 is no limit", "0 bar", 0.0, 1e8),
    FIELD(min_inlet_p_pa, TL_PRESSURE, "least inlet pressure; 0 is no limit", "0 bar", 0.0, 1e8),
    FIELD(min_drop_pa, TL_PRESSURE_DIFFERENCE, "least drop while it regulates", "0 bar", 0.0, 1e7),
    FIELD(loss_in_pa, TL_PRESSURE_DIFFERENCE, "pressure lost in the inlet piping while it regulates", "0 bar", 0.0,
          5e6),
    FIELD(loss_out_pa, TL_PRESSURE_DIFFERENCE, "pressure lost in the outlet piping while it regulates", "0 bar", 0.0,
          5e6),
    FIELD(heated_t_k, TL_TEMPERATURE, "the preheater keeps the gas behind the valve at least that warm; 0 K is none",
          "0 K", 0.0, 400.0),
    FIELD(heater_efficiency, TL_NUMBER, "heat over fuel power from the line; 0: heat from elsewhere", "0", 0.0, 1.1),
    FIELD(state, TL_NUMBER, "0 regulates, 1 in bypass: open both ways without losses, 2 shut", "0", 0.0, 2.0),
};
#undef FIELD

extern const tli_kind tli_control_valve_kind; /* at the end of the file; named by kinds.def */

void tl_control_valve_default(tl_control_valve *valve) { *valve = (tl_control_valve){0}; }

tl_code tli_control_valve_check(const char *id, const tl_control_valve *v, tl_error *error) {
  tl_control_valve filled = *v;
  if (v->control != TL_REGULATE_OUTLET && v->outlet_p_pa == 0.0) filled.outlet_p_pa = 1e8; /* not used */
  TLI_TRY(tli_check_params(&tli_control_valve_kind, id, &filled, error));
  if (v->control != floor(v->control) || v->state != floor(v->state))
    return tl_fail(error, TL_ERR_INPUT, "control valve \"%s\": control and state are 0, 1 or 2", id);
  if (v->control == TL_REGULATE_INLET && !(v->inlet_p_pa >= 1e4))
    return tl_fail(error, TL_ERR_INPUT, "control valve \"%s\": the inlet pressure to hold is below 1e4 Pa", id);
  return TL_OK;
}

tl_code tl_network_add_control_valve(tl_network *network, const char *id, size_t from, size_t to,
                                     const tl_control_valve *valve, size_t *link, tl_error *error) {
  TLI_TRY(tli_control_valve_check(id ? id : "", valve, error));
  return tli_network_add_link(network, id, tli_kind_find("control_valve"), from, to, valve, sizeof *valve, link, error);
}

static void control_valve_split(const void *params, size_t part, size_t parts, void *part_params) {
  (void)part;
  (void)parts;
  *(tl_control_valve *)part_params = *(const tl_control_valve *)params;
}

/* ---- law -------------------------------------------------------------------------------------------------------- */

/* Fully open, behind a fixed drop: u(p_in - drop) - u_out. Below 1e4 Pa, where u no longer follows p, it goes on with
 * slope 1. */
static tli_face open_behind(double drop_pa, double u_in, double u_out) {
  const double least = 1e4 + drop_pa, u_least = least * least;
  if (drop_pa == 0.0) return tli_open_face(u_in, u_out);
  if (u_in < u_least) return (tli_face){1e8 + (u_in - u_least) * 1e4 / least - u_out, 1e4 / least, -1.0, 0.0};
  const double p = sqrt(u_in);
  return (tli_face){(p - drop_pa) * (p - drop_pa) - u_out, (p - drop_pa) / p, -1.0, 0.0};
}

static tli_face held_face(const tl_control_valve *v, double u_in, double u_out, double q) {
  if (v->control == TL_REGULATE_INLET) return (tli_face){u_in - v->inlet_p_pa * v->inlet_p_pa, 1.0, 0.0, 0.0};
  if (v->control == TL_REGULATE_FLOW) return tli_flow_face(v->flow_kg_s, q);
  return (tli_face){v->outlet_p_pa * v->outlet_p_pa - u_out, 0.0, -1.0, 0.0};
}

static tli_face regulating(const tl_control_valve *v, double u_in, double u_out, double q, double blur) {
  tli_face f = held_face(v, u_in, u_out, q);
  f = tli_smaller(f, open_behind(v->loss_in_pa + v->loss_out_pa + v->min_drop_pa, u_in, u_out), blur);
  if (v->max_flow_kg_s > 0.0) f = tli_smaller(f, tli_flow_face(v->max_flow_kg_s, q), blur);
  if (v->max_outlet_p_pa > 0.0)
    f = tli_smaller(f, (tli_face){v->max_outlet_p_pa * v->max_outlet_p_pa - u_out, 0.0, -1.0, 0.0}, blur);
  if (v->min_inlet_p_pa > 0.0)
    f = tli_smaller(f, (tli_face){u_in - v->min_inlet_p_pa * v->min_inlet_p_pa, 1.0, 0.0, 0.0}, blur);
  return f;
}

static bool burns(const void *params) {
  const tl_control_valve *v = params;
  return v->heated_t_k > 0.0 && v->heater_efficiency > 0.0 && v->state == 0.0;
}

/* Temperature behind the valve without heat, and cp, at the mean pressure of the throttle. */
typedef struct throttle {
  double p_in, p_out, t_out, joule_thomson, cp;
} throttle;
static throttle throttle_of(const tli_batch *b, size_t i) {
  throttle t = {.p_in = tli_p_from_u(tli_max(b->u_in[i], 0.0)), .p_out = tli_p_from_u(tli_max(b->u_out[i], 0.0))};
  const double mean = tli_max(0.5 * (t.p_in + t.p_out), 1e4);
  (void)tl_gas_flow_pt(b->gas, 1, &mean, &b->t_in_k[i],
                       &(tl_gas_flow){.cp_j_kg_k = &t.cp, .joule_thomson_k_pa = &t.joule_thomson});
  t.t_out = b->t_in_k[i] + t.joule_thomson * tli_min(t.p_out - t.p_in, 0.0);
  return t;
}

static void take_heater_fuel(const tl_control_valve *v, const tli_batch *b, size_t i, const tli_law *law) {
  const double q = b->q[i];
  if (!burns(v) || !(q > 0.0)) return;
  const throttle t = throttle_of(b, i);
  const double lack = v->heated_t_k - t.t_out, per_kg = t.cp / (v->heater_efficiency * b->net_heat_j_kg);
  if (!(lack > 0.0)) return;
  law->draw[i] = q * per_kg * lack;
  law->draw_q[i] = per_kg * lack;
  if (!(t.p_out < t.p_in)) return;
  law->draw_u_in[i] = q * per_kg * t.joule_thomson * 0.5 / tli_max(t.p_in, 1e4);
  law->draw_u_out[i] = -q * per_kg * t.joule_thomson * 0.5 / tli_max(t.p_out, 1e4);
}

static bool any_in_bypass(const tl_control_valve *valves, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (valves[i].state == 1.0) return true;
  return false;
}

static void control_valve_law(const tli_batch *b, const tli_law *law) {
  const tl_control_valve *valves = b->params;
  if (any_in_bypass(valves, b->n)) tli_drop_states(b);
  for (size_t i = 0; i < b->n; i++) {
    const tl_control_valve *v = &valves[i];
    const double u_in = b->u_in[i], u_out = b->u_out[i], q = b->q[i];
    const tli_face shut = tli_shut_face(u_in, u_out, q);
    if (v->state == 2.0) {
      tli_put_face(law, i, shut);
      continue;
    }
    if (v->state == 1.0) {
      tli_put_face(law, i, tli_open_riser(b, i));
      continue;
    }
    tli_put_face(law, i, tli_larger(regulating(v, u_in, u_out, q, b->blur), shut, b->blur));
    take_heater_fuel(v, b, i, law);
  }
}

/* ---- heat ------------------------------------------------------------------------------------------------------- */

static void control_valve_heat(const tli_batch *b, const tli_heat *heat) {
  const tl_control_valve *valves = b->params;
  tli_plain_heat(b, heat);
  for (size_t i = 0; i < b->n; i++) {
    const tl_control_valve *v = &valves[i];
    if (!(v->heated_t_k > 0.0) || v->state != 0.0 || !(b->q[i] > 0.0)) continue;
    if (heat->gain[i] * b->t_in_k[i] + heat->shift[i] >= v->heated_t_k) continue;
    heat->gain[i] = 0.0;
    heat->shift[i] = v->heated_t_k;
  }
}

/* ---- results ---------------------------------------------------------------------------------------------------- */

void tli_control_valve_report_at(const tl_control_valve *v, const tl_gas *gas, double net_heat_j_kg,
                                 const tli_element_state *at, tli_regulator_report *report) {
  static const double near = 1e-6;
  const double p_in = at->p_in_pa, p_out = at->p_out_pa, q = at->q_kg_s;
  const tli_batch b = {.gas = gas,
                       .u_in = &(double){tli_u_from_p(p_in)},
                       .u_out = &(double){tli_u_from_p(p_out)},
                       .t_in_k = &at->t_in_k};
  const double losses = v->loss_in_pa + v->loss_out_pa + v->min_drop_pa;
  *report = (tli_regulator_report){.mode = "set point"};
  if (v->state == 1.0)
    report->mode = "bypass";
  else if (v->state == 2.0 || q <= 1e-9)
    report->mode = "shut";
  else if (v->max_flow_kg_s > 0.0 && q >= v->max_flow_kg_s * (1.0 - near))
    report->mode = "flow limit";
  else if (v->min_inlet_p_pa > 0.0 && p_in <= v->min_inlet_p_pa * (1.0 + near))
    report->mode = "inlet limit";
  else if (v->max_outlet_p_pa > 0.0 && p_out >= v->max_outlet_p_pa * (1.0 - near))
    report->mode = "outlet limit";
  else if (p_out >= (p_in - losses) * (1.0 - near))
    report->mode = "open";
  if (!(v->heated_t_k > 0.0) || v->state != 0.0 || !(q > 0.0)) return;
  const throttle t = throttle_of(&b, 0);
  report->heat_w = q * t.cp * tli_max(v->heated_t_k - t.t_out, 0.0);
  if (v->heater_efficiency > 0.0 && net_heat_j_kg > 0.0)
    report->fuel_kg_s = report->heat_w / (v->heater_efficiency * net_heat_j_kg);
}

const tli_kind tli_control_valve_kind = {
    .name = "control_valve",
    .sentence =
        "a regulator: holds outlet, inlet or flow by throttling, with preheater and bypass, shuts against "
        "reverse flow",
    .theory = "control_valve",
    .param_bytes = sizeof(tl_control_valve),
    .fields = control_valve_fields,
    .field_count = TLI_COUNT(control_valve_fields),
    .keeps_flow = true,
    .has_faces = true,
    .resists_nothing = true,
    .has_draw = true,
    .draws = burns,
    .parts = tli_one_part,
    .split = control_valve_split,
    .law = control_valve_law,
    .heat = control_valve_heat,
    .typical_flow = tli_no_typical_flow,
};
