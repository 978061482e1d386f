/* A control valve: holds the pressure behind it at the set point while the line brings more, is fully open when it
 * brings less, never raises pressure and shuts against reverse flow.
 *
 *     f = max( min(u_set - u_out, u_in - u_out, max_flow - q), shut )            [Pa2]; see Clees et al. 2016 */
#include "elem/tli_faces.h"

#define FIELD(member, quantity, sentence, text, low, high) \
  { #member, quantity, sentence, text, low, high, NULL, offsetof(tl_control_valve, member) }
static const tl_field control_valve_fields[] = {
    FIELD(outlet_p_pa, TL_PRESSURE, "set point: pressure at the node behind the valve", NULL, 1e4, 1e8),
    FIELD(max_flow_kg_s, TL_MASS_FLOW, "largest flow; 0 is no limit", "0 kg/s", 0.0, 1e6),
};
#undef FIELD

extern const tli_kind tli_control_valve_kind; /* at the end of the file; named by kinds.def */

void tl_control_valve_default(tl_control_valve *valve) { *valve = (tl_control_valve){0}; }

tl_code tl_network_add_control_valve(tl_network *network, const char *id, size_t from, size_t to,
                                     const tl_control_valve *valve, size_t *link, tl_error *error) {
  TLI_TRY(tli_check_params(&tli_control_valve_kind, id ? id : "", valve, error));
  return tli_network_add_link(network, id, tli_kind_find("control_valve"), from, to, valve, sizeof *valve, link, error);
}

static void control_valve_split(const void *params, size_t part, size_t parts, void *part_params) {
  (void)part;
  (void)parts;
  *(tl_control_valve *)part_params = *(const tl_control_valve *)params;
}

static void control_valve_law(const tli_batch *b, const tli_law *law) {
  const tl_control_valve *valves = b->params;
  for (size_t i = 0; i < b->n; i++) {
    const tl_control_valve *v = &valves[i];
    const double u_in = b->u_in[i], u_out = b->u_out[i], q = b->q[i];
    tli_face f = {v->outlet_p_pa * v->outlet_p_pa - u_out, 0.0, -1.0, 0.0};
    f = tli_smaller(f, tli_open_face(u_in, u_out), b->blur);
    if (v->max_flow_kg_s > 0.0) f = tli_smaller(f, tli_flow_face(v->max_flow_kg_s, q), b->blur);
    tli_put_face(law, i, tli_larger(f, tli_shut_face(u_in, u_out, q), b->blur));
  }
}

const tli_kind tli_control_valve_kind = {
    .name = "control_valve",
    .sentence = "a regulator: holds the pressure behind it, never raises it, shuts against reverse flow",
    .theory = "control_valve",
    .param_bytes = sizeof(tl_control_valve),
    .fields = control_valve_fields,
    .field_count = TLI_COUNT(control_valve_fields),
    .keeps_flow = true,
    .parts = tli_one_part,
    .split = control_valve_split,
    .law = control_valve_law,
    .heat = tli_plain_heat,
    .typical_flow = tli_no_typical_flow,
};
